"""Directions of the switches: what is turned off no longer does what it is there for."""

from __future__ import annotations

from directions import (
    ADVERTISING,
    BETRAYED,
    BUYING,
    CHEAP,
    CLOSE,
    INVITING,
    KEEN,
    KOL,
    LAUNCH,
    LOUD,
    REACTION,
    SURE,
    SWAYED,
    Row,
    click_orders,
    posts,
    sales_of_malls,
)  # fmt: skip

SUSPECTED = {
    **SWAYED,
    **BETRAYED,
    BUYING + "trust_effect": 100,
    "people.need_interval": 4,
    "switches.word_of_mouth": False,
}
"""Buyers lose their trust, which counts much: without the effect people order more."""

ROWS: list[Row] = [
    Row("switches.trust", False, True, "nothing", "orders", "-", SUSPECTED),
    Row(
        "switches.interests",
        False,
        True,
        "official",
        "opened",
        "!",
        {**LOUD, REACTION + "match_effect": 100},
    ),
    Row(
        "switches.close_ties",
        False,
        True,
        "grid",
        "opened",
        "!",
        {**CLOSE, REACTION + "close_tie_effect": 50},
    ),
    Row("switches.fatigue", False, True, "official", "opened", "-", {**LOUD, REACTION + "fatigue_effect": 1}),
    Row("switches.social_proof", False, True, "official", click_orders, "+", {**LAUNCH, BUYING + "friends_effect": 50}),
    Row("switches.micro_malls", False, True, "grid", sales_of_malls, "+", {**SURE, **CHEAP}),
    Row("switches.commission", False, True, "grid", "cost_commission", "+", {**SURE, **CHEAP}),
    Row("switches.recruiting", False, True, "grid", "recruits", "+", INVITING),
    Row(
        "switches.advertising",
        False,
        True,
        "advertising",
        "cost_media",
        "+",
        {ADVERTISING + "spend": 1, "strategies.advertising.account": None},
    ),
    Row(
        "switches.kol",
        False,
        True,
        "kol",
        posts("sponsored"),
        "+",
        {KOL + "spend": 1, "strategies.kol.account": None, **KEEN},
    ),
]
