"""Directions of what published figures asked for: delivery by audience, late finds, crowding, how far warnings travel,
whom to ask first."""

from directions import BETRAYED, CHEAP, KEEN, LOUD, POINTS, PRIVATE, REACTION, SHARING, Row

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
BLOG, FRIENDS = "network.micro_blog.", "network.moments."
SELDOM = {"people.reading_depth": 1, "people.visits_per_day": 2}
WARNED = {**BETRAYED, "market.initial_awareness": 1, "switches.forwarding": False}

ROWS = [
    Row(
        BLOG + "delivery_effect",
        0.1,
        1,
        "official",
        "impressions",
        "+",
        {**LOUD, **KEEN, BLOG + "delivery_reference": 10},
    ),
    Row(
        BLOG + "delivery_reference",
        1,
        1_000,
        "official",
        "impressions",
        "+",
        {**LOUD, BLOG + "delivery_effect": 0.1},
    ),
    Row(BLOG + "found_late", 0, 1, "official", "impressions", "+", {**LOUD, **SELDOM}),
    Row(BLOG + "late_half_life", 0.01, 365, "official", "impressions", "-", {**LOUD, **SELDOM, BLOG + "found_late": 1}),
    Row(FRIENDS + "found_late", 0, 1, "grid", "impressions", "+", {**PRIVATE, **SELDOM}),
    Row(
        FRIENDS + "late_half_life",
        0.01,
        365,
        "grid",
        "impressions",
        "-",
        {**PRIVATE, **SELDOM, FRIENDS + "found_late": 1},
    ),
    Row(REACTION + "crowding_half", 0.1, 1e9, "official", "shares", "+", {**LOUD, **SHARING}),
    Row("operation.complaint_spread", 0.1, 50, "nothing", reads_of_talk, "+", WARNED),
    Row("operation.complaint_spread", 0.1, 50, "nothing", "shares", "+", {**WARNED, "switches.forwarding": True}),
    Row(POINTS + "activate.choose", "fewest_friends", "random", "grid", "impressions", "+", ASKED),
    Row(POINTS + "activate.choose", "random", "most_friends", "grid", "impressions", "+", ASKED),
    Row(POINTS + "activate.choose", "random", "nominated", "grid", "impressions", "+", ASKED),
    Row(POINTS + "activate.choose", "random", "bridges", "grid", "impressions", "+", ASKED),
    Row(POINTS + "activate.choose", "random", "customers", "grid", "impressions", "!", ASKED),
]
