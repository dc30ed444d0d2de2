"""Row 14, recommendations (Leskovec, Adamic, Huberman 2007): a shop with steady advertising and buyers who tell their
friends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gridsim.forms import run
from gridsim.scenario import Scenario, load_scenario
from gridsim.world import build_world
from validation.figure import (
    Row,
    above,
    below,
    figure,
    interval,
    mean_of,
    played,
    published_range,
    ratio_of,
    within_points,
)

FIRST_DAY = 20
"""The base of buyers is followed from here on: before it the advertising has just begun."""


def shop() -> Scenario:
    """A shop with steady advertising and a recommendation programme."""
    return load_scenario(
        {
            "name": "A recommendation programme",
            "people": {
                "count": 20_000,
                "need_interval": 20,
                "roles": {role: {"count": 0} for role in ("employee", "distributor", "kol")},
            },
            "horizon": 90,
            "budget": {"total": "100k CNY"},
            "market": {"share": "0.35%", "product": {"quality": 0.8, "claims": 0.6}},
            "operation": {"service_quality": 0.8, "praise_chance": 0.7},
            "response": {"reaction": {"click_chance": 0.8}},
            "strategies": {"advertising": {"account": None, "advertising": {"spend": 1}}},
        }
    )


def town(scenario: Scenario, seed: int, replicate: int) -> dict[str, float]:
    """What one run says of the programme: who recommends, readings and purchases by recommendation, the largest
    component, the growth.

    A recommendation is counted where a friend reads it: in the study it was written to chosen friends, in the model it
    goes out to all, and most never open it.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    result = run(
        scenario, "advertising", seed, replicate, build_world(scenario, seed, replicate), record=["impressions"]
    )
    orders, shown, n = result.orders, result.table("impressions"), scenario.people.count
    praise = result.cascades[(result.cascades["kind"] == "review") & (result.cascades["valence"] > 0)]
    reads = shown[shown["stage"].isin(["read", "engaged"]) & shown["post"].isin(praise["root_post"])]
    bought = np.zeros(n, bool)
    bought[orders["buyer"]] = True
    ties = reads[bought[reads["viewer"]] & bought[reads["sharer"]]]
    matrix = coo_matrix((np.ones(len(ties)), (ties["sharer"], ties["viewer"])), shape=(n, n))
    _, component = connected_components(matrix, directed=False)
    buyers = result.daily.query("not closing")["new_buyers"].cumsum().to_numpy()
    return {
        "recommenders": praise["author"].nunique(),
        "buyers": int(bought.sum()),
        "reads": len(reads),
        "purchases": int(orders["root_post"].isin(praise["root_post"]).sum()),
        "largest": np.bincount(component).max() / n,
        "straight": straightness(buyers[FIRST_DAY:]),
        "series": buyers,
    }


def straightness(series: np.ndarray) -> float:
    """Share of the variance of a series that a straight line explains."""
    days = np.arange(len(series))
    line = np.polyval(np.polyfit(days, series, 1), days)
    return float(1 - ((series - line) ** 2).sum() / ((series - series.mean()) ** 2).sum())


def row(n_towns: int, seed: int = 1) -> Row:
    """The figures of row 14."""
    scenario = shop()
    towns = played(n_towns, lambda replicate: town(scenario, seed, replicate))
    figures = (
        figure(
            "recommendations a purchase",
            "69 (books) to 203 (video)",
            published_range(69, 203),
            towns,
            ratio_of("reads", "purchases"),
            unit="number",
            standing="calibrated",
            set_on="click_chance 80 %",
        ),
        figure(
            "buyers who recommend",
            "a third",
            within_points(1 / 3, 5),
            towns,
            ratio_of("recommenders", "buyers"),
            standing="calibrated",
            set_on="praise_chance 70 %",
        ),
        figure(
            "largest component of buyers",
            "under 2.5 % of people",
            below(0.025),
            towns,
            mean_of("largest"),
            floor=0,
            standing="calibrated",
            set_on="share 0.35 %",
        ),
        figure(
            "straight growth of the customer base",
            "linear",
            above(0.98, "a line explains above 98 %"),
            towns,
            mean_of("straight"),
        ),
    )
    return Row(14, "Recommendations", figures, {"buyers": _growth(towns)})


def _growth(towns: Sequence[dict]) -> list[tuple[float, ...]]:
    """Buyers so far by the day, with the interval."""
    days = range(0, len(towns[0]["series"]), 5)
    return [
        (day, *interval(towns, lambda some, day=day: float(np.mean([one["series"][day] for one in some]))))
        for day in days
    ]
