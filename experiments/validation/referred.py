"""Row 18, customers who came through a person (Schmitt and others 2011; Van den Bulte and others 2018):
`response.referral`.

A customer's worth is the contribution of the orders of the 120 days from the first one; churn is no order in the second
half of these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gridsim.forms import run
from gridsim.scenario import Scenario, load_scenario
from gridsim.world import build_world
from validation.figure import (
    SCENARIOS,
    Figure,
    Row,
    above,
    figure,
    interval,
    played,
    published_range,
    within_factor,
    within_points,
)

WINDOW, FIRST_DAYS = 120, 60
FADING: dict = {"first_trust": 0.9, "friend_effect": 1}
LASTING: dict = {"first_trust": 0, "friend_effect": 2}
PLAIN = {"market.buying.friends_effect": 1, "response.memory.trust_half_life": 20}
"""Trust goes back within weeks here, so that what it adds to the first orders fades."""
REWARD = 0.1
"""What the referrer is paid, over the worth of another customer: 25 of some 250 euros in the study."""
QUARTERS = 4
ALIKE = {"people.need_shape": 50, "market.switching": 50}
"""Everybody needs the kind about as often, and likes the brand about as much: nothing to select by."""


def brand(referral: dict | None, changes: dict | None = None) -> Scenario:
    """A brand with an account and a grid, where some of the first buyers come through people and others by
    themselves."""
    return load_scenario(
        {
            "name": "Referred customers",
            "people": {"count": 4_000, "need_interval": 20},
            "horizon": FIRST_DAYS + WINDOW,
            "budget": {"total": "100k CNY"},
            "network": {"moments": {"mean_friends": 40}, "micro_blog": {"mean_follows": 15}},
            "market": {
                "initial_awareness": 0,
                "share": "10%",
                "buying": {"click_chance_to_order": 0.05},
            },
            "response": {"referral": referral},
            "strategies": {"grid": {}},
        }
    ).replace(changes or {})


def town(scenario: Scenario, seed: int, replicate: int) -> dict[str, float]:
    """Customers won in the first days, referred and others: heads, contribution, later orders by quarter of their 120
    days, who stayed."""
    orders = run(scenario, "grid", seed, replicate, build_world(scenario, seed, replicate)).orders
    first = orders[orders["new_buyer"] & (orders["day"] < FIRST_DAYS)].set_index("buyer")
    age = orders["day"] - orders["buyer"].map(first["day"])
    orders = orders.assign(age=age)[(age >= 0) & (age < WINDOW)]
    found: dict[str, float] = {}
    for group, was in (("referred", True), ("other", False)):
        who = first.index[first["referred"] == was]
        theirs = orders[orders["buyer"].isin(who)]
        last, later = theirs.groupby("buyer")["age"].max(), theirs[theirs["age"] > 0]
        found |= {
            f"heads {group}": len(who),
            f"contribution {group}": theirs["contribution"].sum(),
            f"stayed {group}": (last >= WINDOW / 2).sum(),
        }
        for k in range(QUARTERS):
            found[f"quarter {k} {group}"] = (
                (later["age"] >= k * WINDOW / QUARTERS) & (later["age"] < (k + 1) * WINDOW / QUARTERS)
            ).sum()
    return found


def towns_of(referral: dict | None, n_towns: int, seed: int, changes: dict | None = None) -> list[dict[str, float]]:
    """Some towns of the brand."""
    scenario = brand(referral, changes)
    return played(n_towns, lambda replicate: town(scenario, seed, replicate))


Statistic = Callable[[Sequence[dict[str, float]]], float]


def edge(name: str) -> Statistic:
    """Statistic: a figure a head of the referred over that of the others."""

    def a_head(towns: Sequence[dict[str, float]], group: str) -> float:
        return sum(town[f"{name} {group}"] for town in towns) / sum(town[f"heads {group}"] for town in towns)

    return lambda towns: a_head(towns, "referred") / a_head(towns, "other")


def churn_ratio(towns: Sequence[dict[str, float]]) -> float:
    """Statistic: churn of the referred over that of the others."""
    left = [
        1 - sum(town[f"stayed {group}"] for town in towns) / sum(town[f"heads {group}"] for town in towns)
        for group in ("referred", "other")
    ]
    return left[0] / left[1]


def beyond(name: str) -> Callable[[Sequence[tuple[dict, dict]]], float]:
    """Statistic of pairs of the same town with and without an edge: the edge in a figure over that where there is
    none."""
    return lambda pairs: edge(name)([one for one, _ in pairs]) / edge(name)([other for _, other in pairs])


def usual_towns(n_towns: int, seed: int) -> list[dict[str, float]]:
    """Towns of fresh_food.yaml with `response.referral` at its defaults."""
    scenario = load_scenario(SCENARIOS / "fresh_food.yaml").replace(
        {"horizon": FIRST_DAYS + WINDOW, "response.referral": {}}
    )
    return played(n_towns, lambda replicate: town(scenario, seed, replicate))


def row(n_towns: int, n_edges: int, seed: int = 1) -> Row:
    """The figures of row 18: the worth, the churn, and the return in the shipped fresh_food.yaml; each edge alone in a
    brand of its own."""
    towns = usual_towns(n_towns, seed)
    alike = towns_of({}, n_edges, seed, ALIKE)
    without = towns_of(None, n_edges, seed, PLAIN)
    fading, lasting = (
        list(zip(towns_of(edge_of, n_edges, seed, PLAIN), without, strict=True)) for edge_of in (FADING, LASTING)
    )
    quarters = [f"quarter {k}" for k in range(QUARTERS)]
    first, last = quarters[0], quarters[-1]
    figures: list[Figure] = [
        figure(
            "worth of a referred customer over another",
            "16 to 25 % more",
            published_range(1.16, 1.25),
            towns,
            edge("contribution"),
            unit="number",
        ),
        figure(
            "worth, where all are alike",
            "16 to 25 % more",
            published_range(1.16, 1.25),
            alike,
            edge("contribution"),
            unit="number",
        ),
        figure(
            "churn of the referred, less",
            "18 %",
            within_points(0.18, 8),
            towns,
            lambda some: 1 - churn_ratio(some),
        ),
        figure(
            "return on the programme",
            "about 60 %",
            within_factor(0.60, 2),
            towns,
            lambda some: (edge("contribution")(some) - 1 - REWARD) / REWARD,
        ),
        figure(
            "the edge in margin fades",
            "fades",
            above(0, "first quarter of the 120 days above the last"),
            fading,
            lambda pairs: beyond(first)(pairs) - beyond(last)(pairs),
            unit="number",
        ),
        figure(
            "the edge in retention lasts",
            "lasts",
            above(0, "last quarter of the 120 days above none"),
            lasting,
            lambda pairs: beyond(last)(pairs) - 1,
            unit="number",
        ),
    ]
    shapes = {
        name: [(15 + 30 * k, *interval(pairs, beyond(quarter))) for k, quarter in enumerate(quarters)]
        for name, pairs in (("margin", fading), ("retention", lasting))
    }
    return Row(18, "Referred customers", tuple(figures), shapes)
