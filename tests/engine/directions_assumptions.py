"""Directions, continued: shapes and turning points of the rules that are assumed."""

from __future__ import annotations

from directions import (
    BUYING,
    CHEAP,
    KEEN,
    KOL,
    LAUNCH,
    POINTS,
    PRIVATE,
    REACTION,
    TIRING,
    Row,
    click_orders,
)

MOMENTS, OPERATED = "network.moments.", KOL + "operated"

ROWS = [
    Row(BUYING + "friends_half", 0.1, 100, "official", click_orders, "-", {**LAUNCH, BUYING + "friends_effect": 50}),
    Row(POINTS + "off_message_valence", -1, 1, "grid", "talk_valence", "+", {POINTS + "off_message_chance": 1}),
    # reward and effort are remembered alike: what counts is which came first
    Row(
        POINTS + "reward_half_life",
        0.1,
        60,
        "grid",
        "impressions",
        "!",
        {**TIRING, **KEEN, REACTION + "interact_chance": 0.5},
    ),
    # other people are friends, no more and no fewer
    Row(MOMENTS + "second_circles_share", 0, 1, "grid", "impressions", "!", {**PRIVATE, **CHEAP}),
    Row(MOMENTS + "second_circle_friends", 2, 100, "grid", "impressions", "!", {**PRIVATE, **CHEAP}),
    Row(MOMENTS + "neighbourhood", 20, 1_000, "grid", "impressions", "!", {**PRIVATE, **CHEAP}),
    Row("people.circle_size_spread", 0, 2, "grid", "impressions", "!", {**PRIVATE, **CHEAP}),
]
