"""A rule of the trade beside the published rows: more marketing of a bad product makes things worse."""

from __future__ import annotations

from gridsim.forms import run
from gridsim.results.result import against_nothing
from gridsim.scenario import load_scenario
from gridsim.world import build_world
from validation.figure import SCENARIOS, Row, above, below, difference, figure, mean_of, played

BAD_PRODUCT = SCENARIOS / "bad_product.yaml"
SMALL = {
    "people.count": 4_000,
    "people.roles.employee.count": 8,
    "people.roles.distributor.count": 4,
    "people.roles.kol.count": 2,
}
BETTER = {
    "market.product.quality": 0.9,
    "market.product.claims": 0.6,
    "operation.service_quality": 0.9,
    "operation.late_chance": 0.1,
    "operation.return_chance": 0.03,
}


def gain_of_more(good: bool, seed: int, replicate: int) -> tuple[float, float]:
    """What a grid of 5,000 CNY brings over one of 1,000 CNY in bad_product.yaml at a fifth of its size: incremental
    contribution, CNY, and orders."""
    scenario = load_scenario(BAD_PRODUCT).replace({**SMALL, **(BETTER if good else {})})
    world, money, orders = build_world(scenario, seed, replicate), [], []
    for budget in ("1k CNY", "5k CNY"):
        paid = scenario.replace({"budget.total": budget})
        nothing = run(paid, "nothing", seed, replicate, world)
        more = against_nothing(run(paid, "grid", seed, replicate, world), nothing).metrics
        money.append(more["incremental_contribution"])
        orders.append(more["orders"])
    return money[1] - money[0], orders[1] - orders[0]


def row(n_towns: int, seed: int = 1) -> Row:
    """The same market, money, margin and people; only the product and the service differ."""

    def both(replicate: int) -> dict[str, float]:
        bad, good = (gain_of_more(good, seed, replicate) for good in (False, True))
        return {"bad": bad[0], "good": good[0], "bad orders": bad[1], "good orders": good[1]}

    towns = played(n_towns, both)
    figures = (
        figure(
            "bad product, gain of more marketing, CNY",
            "a loss",
            below(0, "below 0"),
            towns,
            mean_of("bad"),
            unit="number",
        ),
        figure(
            "good product, gain of more marketing, CNY",
            "a gain",
            above(0, "above 0"),
            towns,
            mean_of("good"),
            unit="number",
        ),
        figure(
            "good less bad product, CNY",
            "above 0",
            above(0, "above 0"),
            towns,
            difference("good", "bad"),
            unit="number",
        ),
        figure(
            "good less bad product, orders won by more marketing",
            "above 0",
            above(0, "above 0"),
            towns,
            difference("good orders", "bad orders"),
            unit="number",
        ),
    )
    return Row(0, "Operation before marketing", figures)
