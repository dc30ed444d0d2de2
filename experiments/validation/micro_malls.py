"""Row 19, a micro-mall platform (a listed membership e-commerce company, prospectus):
scenarios/micro_mall_platform.yaml."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gridsim.forms import run
from gridsim.scenario import Scenario, load_scenario
from gridsim.world import build_world
from validation.figure import SCENARIOS, Row, figure, interval, mean_of, played, within

SCENARIO = SCENARIOS / "micro_mall_platform.yaml"
START = 0.0003
"""Members in the first days, of all people: the one number calibrated, on both years of growth."""
YEARS = 3


def year(scenario: Scenario, seed: int, replicate: int) -> dict[str, float]:
    """The four published figures of one simulated year."""
    result = run(scenario, "members", seed, replicate, build_world(scenario, seed, replicate))
    members, orders, metrics = result.points, result.orders, result.metrics
    traded = members["agent"].isin(orders["buyer"]) | (members["orders"] > 0)
    return {
        "order": metrics["gmv"] / metrics["orders"],
        "orders a buyer": metrics["orders"] / metrics["buyers"],
        "buyers a member": metrics["buyers"] / len(members),
        "transacting": float(traded.mean()),
    }


def young() -> Scenario:
    """The same platform in a market of 20,000 in its first years: few members, few customers, hardly known, nothing but
    its members."""
    return load_scenario(SCENARIO).replace(
        {
            "people.count": 20_000, "horizon": 365 * YEARS, "ticks_per_day": 1, "budget.total": "100M CNY",
            "budget.planned_for": "100M CNY",
            "network.micro_blog.official_followers": 0,
            "strategies.members.points.activate": {"employee": 0, "distributor": 0, "consumer": f"{100 * START:g}%"},
            "market.initial_awareness": 4 * START,
        }
    )  # fmt: skip


def years(n_towns: int, seed: int) -> list[np.ndarray]:
    """GMV by year of the young platform, CNY."""
    scenario = young()

    def one(replicate: int) -> np.ndarray:
        gmv = (
            run(scenario, "members", seed, replicate, build_world(scenario, seed, replicate))
            .daily["gmv"]
            .to_numpy()[: YEARS * 365]
        )
        return gmv.reshape(YEARS, 365).sum(axis=1) / 100

    return played(n_towns, one)


def growth(of_year: int) -> Callable[[Sequence[np.ndarray]], float]:
    """Statistic: GMV of a year over that of the year before."""
    return lambda towns: float(sum(one[of_year] for one in towns) / sum(one[of_year - 1] for one in towns))


def row(n_towns: int, n_young: int = 0, seed: int = 1) -> Row:
    """The figures of row 19."""
    scenario = load_scenario(SCENARIO)
    towns, young_towns = played(n_towns, lambda replicate: year(scenario, seed, replicate)), years(n_young, seed)
    figures = [
        figure(
            "an order, CNY",
            "151",
            within(151, 0.15),
            towns,
            mean_of("order"),
            unit="number",
            standing="input",
            set_on="price",
        ),
        figure(
            "orders a buyer and year",
            "6.47",
            within(6.47, 0.15),
            towns,
            mean_of("orders a buyer"),
            unit="number",
            standing="calibrated",
            set_on="need_interval 16 days",
        ),
        figure(
            "buyers a member",
            "3.1",
            within(3.1, 0.15),
            towns,
            mean_of("buyers a member"),
            unit="number",
            standing="calibrated",
            set_on="share 5.5 %, invite_chance 2.5 %",
        ),
        figure("members who bought or sold", "82 %", within(0.82, 0.15), towns, mean_of("transacting")),
    ]
    shapes = {}
    if young_towns:
        figures += [
            figure(
                "GMV of the second year over the first",
                "5.3",
                within(5.3, 0.25),
                young_towns,
                growth(1),
                unit="number",
                standing="calibrated",
                set_on=f"members at the start {100 * START:.2f} %",
            ),
            figure(
                "GMV of the third year over the second",
                "2.4",
                within(2.4, 0.25),
                young_towns,
                growth(2),
                unit="number",
                standing="calibrated",
                set_on="the same number",
            ),
        ]
        shapes["gmv"] = [
            (k + 1, *interval(young_towns, lambda some, k=k: float(np.mean([one[k] for one in some]))))
            for k in range(YEARS)
        ]
    return Row(19, "A micro-mall platform", tuple(figures), shapes)
