"""Directions of what published figures asked for: engagement by audience, how far warnings travel, whom to ask
first."""

from directions import BETRAYED, CHEAP, KEEN, LOUD, POINTS, PRIVATE, REACTION, Row

from gridsim.results.result import Result


def reads_of_talk(result: Result) -> float:
    """Readings; under `nothing` all of them are of what buyers say."""
    return float(result.metrics["reads"])


ASKED = {
    **PRIVATE,
    **CHEAP,
    **{POINTS + f"activate.{role}": 0 for role in ("employee", "distributor", "partner", "investor", "kol")},
    POINTS + "activate.consumer": "10%",
    POINTS + "recruiting": None,
    POINTS + "dormancy_chance": 0,
}
WARNED = {**BETRAYED, "market.initial_awareness": 1, "switches.forwarding": False}

ROWS = [
    Row(
        REACTION + "audience_effect",
        0.1,
        1,
        "official",
        "engagements",
        "+",
        {**LOUD, **KEEN, REACTION + "audience_reference": 10},
    ),
    Row(
        REACTION + "audience_reference",
        1,
        1_000,
        "official",
        "engagements",
        "+",
        {**LOUD, **KEEN, REACTION + "audience_effect": 0.1},
    ),
    Row("operation.complaint_spread", 0.1, 50, "nothing", reads_of_talk, "+", WARNED),
    Row("operation.complaint_spread", 0.1, 50, "nothing", "shares", "+", {**WARNED, "switches.forwarding": True}),
    Row(POINTS + "activate.choose", "fewest_friends", "random", "grid", "impressions", "+", ASKED),
    Row(POINTS + "activate.choose", "random", "most_friends", "grid", "impressions", "+", ASKED),
    Row(POINTS + "activate.choose", "random", "nominated", "grid", "impressions", "+", ASKED),
    Row(POINTS + "activate.choose", "random", "bridges", "grid", "impressions", "+", ASKED),
    Row(POINTS + "activate.choose", "random", "customers", "grid", "impressions", "!", ASKED),
]
