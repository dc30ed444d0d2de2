"""Row 15, seeding (Hinz and others 2011): whom to ask first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gridsim.forms import run
from gridsim.scenario import Scenario, load_scenario
from gridsim.world import build_world
from validation.figure import Row, above, figure, played, published_range, within, within_factor

WAYS = ("random", "most_friends", "bridges", "fewest_friends")


def campaign(choose: str) -> Scenario:
    """2.5 % of the consumers of a town of 3,000, chosen in one way, are asked to post to their friends,
    three posts in four days each: a campaign asks for more than people do by themselves."""
    return load_scenario(
        {
            "name": "Whom to ask first",
            "people": {"count": 3_000, "roles": {role: {"count": 0} for role in ("employee", "distributor", "kol")}},
            "horizon": 20,
            "budget": {"total": "50k CNY"},
            "network": {"moments": {"mean_friends": 30, "spread": 0.65}},
            "market": {"initial_awareness": 0},
            "switches": {"word_of_mouth": False},
            "strategies": {
                "grid": {
                    "account": None,
                    "points": {
                        "public_share": 0,
                        "posts_factor": 15,
                        "training_cost": 0,
                        "management_cost": 0,
                        "recruiting": None,
                        "dormancy_chance": 0,
                        "content": {"cost_at_full_quality": 0},
                        "activate": {"consumer": "2.5%", "choose": choose},
                    },
                }
            },
        }
    )


def town(seed: int, replicate: int) -> dict[str, float]:
    """People reached, readings, and clicks a reading, under each way of choosing, in one town."""
    found = {}
    for way in WAYS:
        scenario = campaign(way)
        metrics = run(scenario, "grid", seed, replicate, build_world(scenario, seed, replicate)).metrics
        found |= {
            f"reached {way}": metrics["reach"],
            f"reads {way}": metrics["reads"],
            f"persuaded {way}": metrics["clicks"] / metrics["reads"],
        }
    return found


def quotient(over: str, under: str, less: float = 0.0) -> Callable[[Sequence[dict[str, float]]], float]:
    """Statistic: the mean over towns of the quotient of two of their numbers."""
    return lambda towns: sum(one[over] / one[under] for one in towns) / len(towns) - less


def row(n_towns: int, seed: int = 1) -> Row:
    """The figures of row 15."""
    towns = played(n_towns, lambda replicate: town(seed, replicate))
    set_on = "posts_factor 15, spread of friends 0.65"
    figures = (
        figure(
            "hubs over random",
            "+52 %",
            within_factor(0.52, 1.5),
            towns,
            quotient("reached most_friends", "reached random", less=1),
            standing="calibrated",
            set_on=set_on,
        ),
        figure(
            "bridges over hubs",
            "about the same",
            within(1.0, 0.1),
            towns,
            quotient("reached bridges", "reached most_friends"),
            unit="number",
        ),
        figure(
            "hubs over low-degree",
            "4 to 8 times",
            published_range(4, 8),
            towns,
            quotient("reached most_friends", "reached fewest_friends"),
            unit="number",
            standing="calibrated",
            set_on=set_on,
        ),
        figure(
            "hubs take part more",
            "more",
            above(1.5, "read at least 1.5 times as often"),
            towns,
            quotient("reads most_friends", "reads random"),
            unit="number",
        ),
        figure(
            "hubs persuade no more",
            "no more",
            within(1.0, 0.15),
            towns,
            quotient("persuaded most_friends", "persuaded random"),
            unit="number",
        ),
    )
    return Row(15, "Seeding", figures)
