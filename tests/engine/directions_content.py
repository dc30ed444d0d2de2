"""Directions of content: positioning, variants, pulses, phases, the team, activities and the review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from directions import (
    ACCOUNT,
    ADVERTISING,
    CHEAP,
    KEEN,
    KOL,
    LOUD,
    MEMORY,
    POINTS,
    REACTION,
    SURE,
    SWAYED,
    Row,
    first_days,
    last_days,
    posts,
)

from gridsim.results.result import Result

HERE = "strategies.official."
ACTIVITIES = HERE + "activities"


def on(kind: str, **keys: Any) -> dict[str, Any]:
    """A town in which the official strategy has one activity, called by its kind."""
    amount = {"amount": "40 CNY"} if kind == "red_packet" else {}
    common = {"kind": kind, "posts_per_day": 4, "days": 20, "content": {"cost_at_full_quality": 0}}
    return {**KEEN, ACTIVITIES: {kind: {**common, **amount, **keys}}}


def gifts(result: Result) -> float:
    """Orders of the further product."""
    return float((result.orders["product"] == "gift").sum())


def of(column: str) -> Callable[[Result], float]:
    """A column of the table of activities, summed."""
    return lambda result: float(result.activities[column].sum())


def days_of(kind: str) -> Callable[[Result], float]:
    """Days on which posts of a kind came out."""
    return lambda result: float((result.cascades["tick"][result.cascades["kind"] == kind] // 4).nunique())


def early(kind: str) -> Callable[[Result], float]:
    """Posts of a kind in the first five days."""
    return lambda result: float((result.cascades["tick"][result.cascades["kind"] == kind] < 20).sum())


def days_of_spending(result: Result) -> float:
    """Days on which money was spent."""
    return float((result.daily["marketing_cost"] > 0).sum())


FREE = {"cost_at_full_quality": 0}
TALKED = {
    **KEEN,
    **SWAYED,
    MEMORY + "trust_rate": 0.5,
    MEMORY + "sponsored_trust": 1,
    MEMORY + "inconsistency_effect": 0.001,
    "switches.word_of_mouth": False,
}
CONTRARY = {
    **on("vote", content={"cost_at_full_quality": 0, "positioning": 1}),
    **LOUD,
    ACCOUNT + "content.positioning": 0,
    **TALKED,
}
APART = {"useful": {"benefit": 1}, "idle": {"benefit": 0}}
TWO = {**LOUD, **KEEN, REACTION + "click_chance": 0.1, REACTION + "benefit_effect": 100, ACCOUNT + "variants": APART}
DRAWN = on("prize_draw", prizes=5, prize="100 CNY")
REVIEW = HERE + "review"


def varied(strategy: str, block: str, base: dict[str, Any]) -> Row:
    """By turns or by draw, the variants fall on other posts."""
    here = f"strategies.{strategy}.{block}."
    effect = {REACTION + "click_chance": 0.1, REACTION + "benefit_effect": 100}
    return Row(
        here + "variant_choice",
        "turn",
        "draw",
        strategy,
        "clicks",
        "!",
        {**KEEN, **effect, here + "variants": APART, **base},
    )


def pulsed(here: str, strategy: str, metric: Any, base: dict[str, Any]) -> list[Row]:
    """A pulse is on for more days the shorter its rounds, and the more of their days are on."""
    return [
        Row(here + "pulse.every_days", 2, 20, strategy, metric, "-", {**base, here + "pulse": {"days": 1}}),
        Row(here + "pulse.days", 1, 10, strategy, metric, "+", {**base, here + "pulse": {"every_days": 10}}),
    ]


OTHER_VOICES: dict[str, dict[str, Any]] = {
    "executive": {
        "network.micro_blog.executive_followers": "70%",
        HERE + "executive": {"posts_per_day": 4, "content": FREE},
    },
    "service": {"network.micro_blog.service_followers": "70%", HERE + "service": {"posts_per_day": 4, "content": FREE}},
    "email": {"market.email_list": "80%", HERE + "email": {"every_days": 1, "cost_per_mille": 0, "content": FREE}},
    "partners": {HERE + "partners": {"posts_per_week": 14, "content": FREE}, "people.roles.partner.count": 20},
    "mass_media": {HERE + "mass_media": {"content": FREE}},
}
"""Blocks that speak beside the account, in a town where they are heard."""
ALONE = {"strategies.advertising.account": None}
ROWS: list[Row] = [
    Row(ACCOUNT + "content.positioning", 0, 1, "official", "orders", "+", CONTRARY),
    Row(
        ADVERTISING + "content.positioning",
        0,
        1,
        "advertising",
        "orders",
        "-",
        {
            **TALKED,
            "strategies.advertising.account.posts_per_day": 6,
            "strategies.advertising.account.content.cost_at_full_quality": 0,
            "strategies.advertising.account.content.positioning": 0,
            "budget.total": "2k CNY",
        },
    ),
    Row(
        KOL + "content.positioning",
        0,
        1,
        "kol",
        "orders",
        "-",
        {
            **TALKED,
            "strategies.kol.account.posts_per_day": 6,
            "strategies.kol.account.content.cost_at_full_quality": 0,
            "strategies.kol.account.content.positioning": 0,
            KOL + "fee_per_follower": "0.05 CNY",
            KOL + "least_fee": 0,
        },
    ),
    Row(
        POINTS + "content.positioning",
        0,
        1,
        "grid",
        "orders",
        "-",
        {
            **TALKED,
            "strategies.grid.account.posts_per_day": 6,
            "strategies.grid.account.content.cost_at_full_quality": 0,
            "strategies.grid.account.content.positioning": 0,
            POINTS + "management_cost": 0,
            POINTS + "training_cost": 0,
        },
    ),
    *(
        Row(
            f"{HERE}{block}.content.positioning",
            0,
            1,
            "official",
            "orders",
            "-",
            {**LOUD, **TALKED, ACCOUNT + "content.positioning": 0, **page},
        )
        for block, page in OTHER_VOICES.items()
    ),
    Row(MEMORY + "inconsistency_effect", 0.001, 1, "official", "orders", "+", CONTRARY),
    Row(MEMORY + "positioning_rate", 0, 1, "official", "orders", "!", CONTRARY),
    varied("official", "account", LOUD),
    varied(
        "advertising",
        "advertising",
        {**ALONE, ADVERTISING + "content.cost_at_full_quality": 0, "budget.total": "2k CNY"},
    ),
    varied("kol", "kol", {"strategies.kol.account": None}),
    varied("grid", "points", CHEAP),
    *pulsed(ACCOUNT, "official", days_of("brand"), LOUD),
    *pulsed(ADVERTISING, "advertising", days_of_spending, {**ALONE, ADVERTISING + "content.cost_at_full_quality": 0}),
    *pulsed(
        KOL,
        "kol",
        days_of("sponsored"),
        {"strategies.kol.account": None, KOL + "fee_per_follower": "0.05 CNY", KOL + "least_fee": 0},
    ),
    Row(
        HERE + "calendar.opening.start",
        0,
        10,
        "official",
        first_days,
        "-",
        {HERE + "calendar": {"opening": {"account": 5}}},
    ),
    Row(
        HERE + "calendar.opening.end",
        2,
        20,
        "official",
        last_days,
        "+",
        {HERE + "calendar": {"opening": {"account": 5}}},
    ),
    Row(
        HERE + "calendar.opening.account", 0.1, 10, "official", "impressions", "+", {HERE + "calendar": {"opening": {}}}
    ),
    Row(
        "strategies.advertising.calendar.opening.advertising",
        0.1,
        10,
        "advertising",
        first_days,
        "+",
        {**ALONE, "strategies.advertising.calendar": {"opening": {"end": 5}}},
    ),
    Row(
        "strategies.kol.calendar.opening.kol",
        0,
        10,
        "kol",
        early("sponsored"),
        "+",
        {
            "strategies.kol.account": None,
            KOL + "fee_per_follower": "0.05 CNY",
            KOL + "least_fee": 0,
            "strategies.kol.calendar": {"opening": {"end": 5}},
        },
    ),
    Row(
        "strategies.grid.calendar.opening.points",
        0.1,
        5,
        "grid",
        posts("personal"),
        "+",
        {"strategies.grid.calendar": {"opening": {}}},
    ),
    Row(HERE + "team.people", 1, 20, "official", posts("brand"), "+", {**LOUD, HERE + "team": {}}),
    Row(HERE + "team.posts_per_person_day", 0.1, 5, "official", posts("brand"), "+", {**LOUD, HERE + "team": {}}),
    Row(REVIEW + ".every_days", 1, 15, "official", "clicks", "!", {**TWO, REVIEW: {}}),
    Row(
        REVIEW + ".rule",
        "equal",
        "thompson",
        "official",
        "clicks",
        "+",
        {**TWO, REVIEW: {"every_days": 1, "measure": "clicks"}},
    ),
    Row(
        REVIEW + ".over",
        "variants",
        "media",
        "official",
        "impressions",
        "!",
        {
            **TWO,
            REVIEW: {"every_days": 2, "measure": "clicks"},
            HERE + "advertising": {"spend": 0.3},
            HERE + "kol": {"spend": 0.3},
        },
    ),
    Row(REVIEW + ".measure", "clicks", "orders", "official", "clicks", "!", {**TWO, REVIEW: {"every_days": 1}}),
    Row(
        REVIEW + ".epsilon",
        0,
        1,
        "official",
        "clicks",
        "-",
        {**TWO, REVIEW: {"every_days": 1, "measure": "clicks", "rule": "epsilon"}},
    ),
    Row(
        REVIEW + ".least_share",
        0,
        0.2,
        "official",
        "clicks",
        "!",
        {**TWO, REVIEW: {"every_days": 1, "measure": "clicks"}},
    ),
    Row(ACTIVITIES + ".vote.kind", "vote", "coupon", "official", of("issued"), "+", on("vote")),
    Row(ACTIVITIES + ".vote.start", 0, 10, "official", first_days, "-", on("vote")),
    Row(ACTIVITIES + ".vote.days", 2, 20, "official", last_days, "+", on("vote")),
    Row(ACTIVITIES + ".vote.posts_per_day", 0.5, 10, "official", "impressions", "+", on("vote")),
    Row(ACTIVITIES + ".vote.engage_effect", 1, 50, "official", of("participants"), "+", on("vote")),
    Row(ACTIVITIES + ".vote.wake_awareness", 0, 20, "official", "awareness", "+", on("vote", engage_effect=50)),
    Row(ACTIVITIES + ".vote.wake_trust", 0, 0.5, "official", "orders", "+", {**on("vote", engage_effect=50), **SWAYED}),
    Row(ACTIVITIES + ".vote.content.quality", 0.05, 1, "official", "opened", "+", on("vote")),
    Row(
        ACTIVITIES + ".vote.content.interesting",
        0,
        1,
        "official",
        "shares",
        "+",
        {**on("vote"), REACTION + "interesting_effect": 50},
    ),
    Row(
        ACTIVITIES + ".vote.content.benefit",
        0,
        1,
        "official",
        "clicks",
        "+",
        {**on("vote"), REACTION + "benefit_effect": 50, REACTION + "click_chance": 0.1},
    ),
    Row(
        ACTIVITIES + ".vote.content.interaction",
        0,
        1,
        "official",
        "engagements",
        "+",
        {**on("vote"), REACTION + "interaction_effect": 50},
    ),
    Row(
        ACTIVITIES + ".vote.content.individuality",
        0,
        1,
        "official",
        "shares",
        "+",
        {**on("vote"), REACTION + "individuality_effect": 50, REACTION + "share_chance": 0.15},
    ),
    Row(ACTIVITIES + ".vote.content.positioning", 0, 1, "official", "orders", "-", CONTRARY),
    Row(
        ACTIVITIES + ".coupon.content.product",
        None,
        "gift",
        "official",
        gifts,
        "+",
        {
            **on("coupon", posts_per_day=8),
            "market.more_products": {"gift": {"need_interval": 15}},
            "market.buying.click_chance_to_order": 0.5,
            "market.share": 0.01,
        },
    ),
    Row(ACTIVITIES + ".vote.content.cost_at_full_quality", 0, "100 CNY", "official", "cost_content", "+", on("vote")),
    Row(ACTIVITIES + ".prize_draw.prizes", 1, 20, "official", "cost_prize", "+", on("prize_draw", prize="10 CNY")),
    Row(
        ACTIVITIES + ".prize_draw.prize", "1 CNY", "100 CNY", "official", "cost_prize", "+", on("prize_draw", prizes=5)
    ),
    Row(ACTIVITIES + ".prize_draw.prize_effect", 1, 100, "official", of("participants"), "+", DRAWN),
    Row(ACTIVITIES + ".prize_draw.reference_worth", "10 CNY", "500k CNY", "official", of("participants"), "-", DRAWN),
    Row(
        ACTIVITIES + ".quiz.read_effect",
        1,
        100,
        "official",
        "reads",
        "+",
        {**on("quiz"), REACTION + "read_chance": 0.2},
    ),
    Row(ACTIVITIES + ".coupon.units", 1, 500, "official", of("issued"), "+", on("coupon")),
    Row(ACTIVITIES + ".coupon.discount", 0.01, 0.5, "official", "discounts", "+", {**on("coupon"), **SURE}),
    Row(ACTIVITIES + ".coupon.amount", 0, "40 CNY", "official", "discounts", "+", {**on("coupon"), **SURE}),
    Row(ACTIVITIES + ".coupon.valid", 1, 20, "official", of("lapsed"), "-", on("coupon")),
    Row(
        ACTIVITIES + ".red_packet.parts",
        1,
        20,
        "official",
        of("issued"),
        "+",
        {**on("red_packet"), REACTION + "share_chance": 0.1},
    ),
    Row(ACTIVITIES + ".red_packet.share_effect", 1, 100, "official", "shares", "+", on("red_packet", units=1000)),
    Row(ACTIVITIES + ".group_buy.size", 2, 20, "official", of("orders"), "-", {**on("group_buy"), **SURE}),
    Row(
        ACTIVITIES + ".flash_sale.urgency_effect",
        1,
        100,
        "official",
        of("orders"),
        "+",
        {**on("flash_sale", units=10_000), **SURE},
    ),
    Row(
        ACTIVITIES + ".flash_sale.impulse_effect",
        1,
        20,
        "official",
        "returns",
        "+",
        {**on("flash_sale", units=10_000), **SURE, "operation.return_chance": 0.1},
    ),
]
