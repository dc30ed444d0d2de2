"""Directions of the life of points, community, partners, referral, fake orders."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from directions import (
    CHEAP,
    INVITING,
    KEEN,
    KOL,
    MEMORY,
    POINTS,
    REACTION,
    RECRUITING,
    SHARING,
    SURE,
    TOWN,
    Row,
    first_days,
    last_days,
    posts,
    public_posts,
)  # fmt: skip

RICH = {"budget.total": "1M CNY"}
APPLYING = {
    **CHEAP,
    RECRUITING + "most": "100%",
    RECRUITING + "apply_chance": 0.3,
    RECRUITING + "invite_chance": 0,
    "market.initial_awareness": 1,
}


def with_block(place: str, values: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """A town in which an optional block is on, with some of its values."""
    return {**base, place: {}, **{f"{place}.{key}": value for key, value in values.items()}}


RANKS, SUPERVISION, COMMUNITY = POINTS + "ranks", POINTS + "supervision", "strategies.grid.community"
OPERATED, PARTNERS, REFERRAL = KOL + "operated", "strategies.grid.partners", "response.referral"

ranked = with_block(RANKS, {}, APPLYING)
watched = with_block(
    SUPERVISION,
    {"daily_cost": 0},
    {**CHEAP, POINTS + "off_message_chance": 0, POINTS + "unsupervised_off_message_chance": 1},
)
fans = with_block(COMMUNITY, {"fans": "100%", "cost_per_fan": "1 CNY"}, {**KEEN, REACTION + "interact_chance": 0.1})
kept_kols = with_block(
    OPERATED, {"share": 1, "cost": 0, "fee_discount": 0},
    {"budget.total": "1k CNY", "strategies.kol.account": None, KOL + "fee_per_follower": "0.1 CNY", KOL + "least_fee": 0},
)  # fmt: skip
alone = {"strategies.grid.points": None, "strategies.grid.account": None}
swapping = with_block(PARTNERS, {"posts_per_week": 20, "goods_per_post": 0}, alone)
paying = with_block(PARTNERS, {"posts_per_week": 50, "goods_per_post": 5}, alone)
referred = with_block(
    REFERRAL, {"first_trust": 0, "friend_effect": 1},
    {**SURE, **CHEAP, "people.need_interval": 5, "market.initial_awareness": 1},
)  # fmt: skip


def swapped_content() -> list[Row]:
    """What the partners' posts are like."""
    here = PARTNERS + ".content."
    chance = {**swapping, **KEEN, REACTION + "share_chance": 0.02, REACTION + "click_chance": 0.1}
    return [
        Row(here + "quality", 0.05, 1, "grid", "opened", "+", {**chance, REACTION + "open_chance": 0.1}),
        Row(here + "interesting", 0, 1, "grid", "shares", "+", {**chance, REACTION + "interesting_effect": 50}),
        Row(here + "benefit", 0, 1, "grid", "clicks", "+", {**chance, REACTION + "benefit_effect": 50}),
        Row(here + "interaction", 0, 1, "grid", "engagements", "+", {**chance, REACTION + "interaction_effect": 50}),
        Row(
            here + "individuality",
            0,
            1,
            "grid",
            "shares",
            "+",
            {**swapping, **SHARING, REACTION + "individuality_effect": 50},
        ),
        Row(here + "cost_at_full_quality", 0, "10 CNY", "grid", "cost_content", "+", {**swapping, here + "quality": 1}),
        Row(here + "discount", 0, 0.5, "grid", "discounts", "+", {**swapping, **SURE}),
        Row(
            here + "personal_topic",
            0,
            1,
            "grid",
            "opened",
            "+",
            {
                **swapping,
                REACTION + "open_chance": 0.3,
                REACTION + "match_effect": 100,
                "market.product.topic_breadth": 0,
            },
        ),
    ]


ROWS = [
    Row(RECRUITING + "apply_chance", 0, 0.5, "grid", "recruits", "+", APPLYING),
    Row(
        RECRUITING + "join_at_spending",
        "1 CNY",
        "10k CNY",
        "grid",
        "recruits",
        "-",
        {**APPLYING, RECRUITING + "apply_chance": 0},
    ),
    Row(RECRUITING + "joining_fee", 0, "500 CNY", "grid", "recruits", "-", INVITING),
    Row(POINTS + "activate.named", [], list(range(60)), "grid", "impressions", "+", {**CHEAP, **RICH}),
    Row(
        POINTS + "activate.kol_fee_per_follower",
        0,
        "1 CNY",
        "grid",
        "cost_kol",
        "+",
        {POINTS + "activate.kol": "100%", **RICH},
    ),
    Row(RECRUITING + "head_pay", 0, "20 CNY", "grid", "cost_head_pay", "+", {**INVITING, **KEEN, **RICH}),
    Row(RANKS + ".promote_chance", 0, 0.9, "grid", "promotions", "+", ranked),
    Row(RANKS + ".demote_after", 1, 60, "grid", "demotions", "-", ranked),
    Row(SUPERVISION + ".supervisors", 0, 10, "grid", "talk_valence", "+", watched),
    Row(SUPERVISION + ".points_per_supervisor", 1, 1000, "grid", "talk_valence", "+", watched),
    Row(SUPERVISION + ".daily_cost", 0, "50 CNY", "grid", "cost_management", "+", watched),
    # the damage of posts off the message
    Row(POINTS + "off_message_chance", 0, 1, "grid", "trust", "-", {**KEEN, MEMORY + "trust_rate": 0.2}),
    Row(COMMUNITY + ".spend", 0, 0.2, "grid", "cost_community", "+", fans),
    Row(COMMUNITY + ".fans", 0, "20%", "grid", "fans", "+", fans),
    Row(COMMUNITY + ".cost_per_fan", 0, "5 CNY", "grid", "cost_community", "+", fans),
    # those who like it later are not found
    Row(COMMUNITY + ".renew_every", 1, 20, "grid", "fans", "-", {**fans, COMMUNITY + ".cost_per_fan": 0}),
    Row(COMMUNITY + ".memory_effect", 1, 100, "grid", "awareness", "+", {**fans, MEMORY + "mind_half_life": 3}),
    Row(COMMUNITY + ".engagement_effect", 1, 100, "grid", "engagements", "+", fans),
    Row(OPERATED + ".share", 0, 1, "kol", posts("sponsored"), "+", {**kept_kols, OPERATED + ".fee_discount": 0.9}),
    Row(OPERATED + ".cost", 0, "20 CNY", "kol", posts("sponsored"), "-", kept_kols),
    Row(OPERATED + ".fee_discount", 0, 0.9, "kol", posts("sponsored"), "+", kept_kols),
    Row(OPERATED + ".credibility_effect", 0.05, 10, "kol", "opened", "+", kept_kols),
    Row(PARTNERS + ".spend", 0.01, 0.5, "grid", "cost_swap", "+", paying),
    Row(PARTNERS + ".goods_per_post", 0, 5, "grid", "cost_swap", "+", paying),
    Row(PARTNERS + ".posts_per_week", 0.5, 50, "grid", "impressions", "+", swapping),
    Row(PARTNERS + ".public_share", 0, 1, "grid", public_posts, "+", swapping),
    Row(PARTNERS + ".start", 0, 10, "grid", first_days, "-", swapping),
    Row(PARTNERS + ".end", 5, 20, "grid", last_days, "+", swapping),
    *swapped_content(),
    Row(REFERRAL + ".first_trust", 0, 1, "grid", "trust", "+", referred),
    Row(REFERRAL + ".friend_effect", 1, 50, "grid", "orders", "+", referred),
]

ON: dict[str, Any] = deepcopy(TOWN)
"""The town with every optional block on."""
ON["response"] = {"referral": {}}
ON["strategies"]["kol"] = {"kol": {"operated": {}}}
ON["strategies"]["grid"] = {
    "community": {},
    "partners": {},
    "points": {"ranks": {}, "supervision": {}},
}
