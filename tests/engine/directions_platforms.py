"""Directions of the platforms: chat groups, places, the account matrix, e-mail, mass media, the audience of
advertising."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from directions import (
    ADVERTISING,
    BUYING,
    CHEAP,
    KEEN,
    MEMORY,
    POINTS,
    PRIVATE,
    REACTION,
    SHARING,
    SURE,
    SWAYED,
    Row,
    by,
    first_days,
    last_days,
)

from gridsim.results.result import Result


def posts_on(layer: str) -> Callable[[Result], float]:
    """Posts whose first place is this layer."""
    return lambda result: float((result.cascades["layer"] == layer).sum())


STEADY = {**PRIVATE, **CHEAP, POINTS + "recruiting": None, POINTS + "dormancy_chance": 0}
GROUPS, PLACE = "network.groups.", "network.place."
GROUPED: dict[str, Any] = {"network.groups": "{}", POINTS + "group_share": 1, **STEADY}
PLACED: dict[str, Any] = {
    "network.place": "{}",
    "people.roles.distributor.count": 27,
    POINTS + "place_share": 1,
    **STEADY,
}
TRADE_ONLY = {**PLACED, PLACE + "catchment_share": 0}  # only those below a distributor see what hangs there

LAYERS = [
    # whoever has no group posts to friends
    Row(GROUPS + "groups_each", 0.2, 8, "grid", posts_on("groups"), "+", GROUPED),
    Row(GROUPS + "mean_size", 3, 60, "grid", "impressions", "+", GROUPED),
    # most are in large groups
    Row(GROUPS + "size_spread", 0, 2, "grid", "impressions", "+", {**GROUPED, GROUPS + "rival_posts_per_member": 0}),
    Row(GROUPS + "in_circle_share", 0, 1, "grid", "opened", "+", {**GROUPED, REACTION + "close_tie_effect": 50}),
    Row(GROUPS + "rival_posts_per_member", 0, 20, "grid", "impressions", "-", GROUPED),
    Row(GROUPS + "rival_growth", -0.99, 100, "grid", last_days, "-", {**GROUPED, GROUPS + "rival_posts_per_member": 2}),
    Row(GROUPS + "delivered", 0.1, 1, "grid", "impressions", "+", GROUPED),
    Row(POINTS + "group_share", 0, 1, "grid", posts_on("groups"), "+", {"network.groups": "{}", **STEADY}),
    Row(
        REACTION + "to_groups_share",
        0,
        1,
        "official",
        "impressions",
        "+",
        {
            **SHARING,
            "network.groups": "{}",
            GROUPS + "mean_size": 100,
            GROUPS + "rival_posts_per_member": 0,
            "network.moments.mean_friends": 2,
            "network.micro_blog.mean_follows": 2,
        },
    ),
    # more are below somebody
    Row(PLACE + "sub_distributors_each", 0, 8, "grid", "impressions", "+", {**TRADE_ONLY, PLACE + "shops_each": 1}),
    Row(PLACE + "shops_each", 1, 20, "grid", "impressions", "+", {**TRADE_ONLY, PLACE + "sub_distributors_each": 1}),
    Row(PLACE + "catchment_share", 0.05, 1, "grid", "impressions", "+", PLACED),
    Row(PLACE + "visits_per_day", 0.1, 10, "grid", "impressions", "+", PLACED),
    Row(PLACE + "reading_depth", 1, 50, "grid", "impressions", "+", PLACED),
    Row(PLACE + "rival_posts_per_tie", 0, 50, "grid", "impressions", "-", PLACED),
    Row(PLACE + "delivered", 0.1, 1, "grid", "impressions", "+", PLACED),
    Row(PLACE + "rival_growth", -0.99, 100, "grid", last_days, "-", PLACED),
    Row(POINTS + "place_share", 0, 1, "grid", posts_on("place"), "+", {**PLACED, POINTS + "place_share": 0}),
    Row("people.regions", 1, 60, "grid", "impressions", "-", PLACED),  # a region without a shop has no customers
]


def content_of(block: str, strategy: str, base: dict[str, Any]) -> list[Row]:
    """What the posts of a block are like."""
    here = f"strategies.{strategy}.{block}.content."
    chance = {**base, **KEEN, REACTION + "share_chance": 0.02, REACTION + "click_chance": 0.1}
    chained = {**base, **SHARING, REACTION + "individuality_effect": 50}
    return [
        Row(
            here + "quality",
            0.05,
            1,
            strategy,
            "opened",
            "+",
            {**chance, REACTION + "open_chance": 0.1, here + "cost_at_full_quality": 0},
        ),
        Row(here + "interesting", 0, 1, strategy, "shares", "+", {**chance, REACTION + "interesting_effect": 50}),
        Row(here + "benefit", 0, 1, strategy, "clicks", "+", {**chance, REACTION + "benefit_effect": 50}),
        Row(here + "interaction", 0, 1, strategy, "engagements", "+", {**chance, REACTION + "interaction_effect": 50}),
        Row(here + "individuality", 0, 1, strategy, "shares", "+", chained),
        Row(here + "cost_at_full_quality", 0, "100 CNY", strategy, "cost_content", "+", {**base, here + "quality": 1}),
        Row(here + "discount", 0, 0.5, strategy, "discounts", "+", {**base, **SURE}),
    ]


def account_of(block: str) -> list[Row]:
    """One more account: its followers, how it is believed, its schedule and its posts."""
    here, followers = f"strategies.official.{block}.", f"network.micro_blog.{block}_followers"
    alone: dict[str, Any] = {
        followers: "70%",
        "strategies.official.account": None,
        f"strategies.official.{block}": "{}",
    }
    loud = {**alone, here + "posts_per_day": 6, here + "content.cost_at_full_quality": 0}
    return [
        Row(followers, 20, 700, "official", "impressions", "+", alone),
        Row(f"people.roles.{block}.credibility", 0.1, 10, "official", "opened", "+", loud),
        Row(here + "posts_per_day", 0.2, 10, "official", "impressions", "+", loud),
        Row(here + "start", 0, 10, "official", first_days, "-", loud),
        Row(here + "end", 5, 20, "official", last_days, "+", loud),
        *content_of(block, "official", loud),
    ]


EXECUTIVE = "strategies.official.executive."
ACCOUNTS = [
    *account_of("executive"),
    Row(
        EXECUTIVE + "seen_as_commercial",
        0,
        1,
        "official",
        "opened",
        "-",
        {
            "network.micro_blog.executive_followers": "70%",
            "strategies.official.account": None,
            "strategies.official.executive": "{}",
            EXECUTIVE + "posts_per_day": 6,
            REACTION + "commercial_effect": 0.05,
        },
    ),
    *account_of("service"),
]

EMAIL = "strategies.official.email."
MAILED: dict[str, Any] = {
    "market.email_list": 0.8,
    "strategies.official.account": None,
    "strategies.official.email": "{}",
    EMAIL + "every_days": 1,
    EMAIL + "content.cost_at_full_quality": 0,
}
MAILS = [
    Row("market.email_list", 0.05, 0.9, "official", "impressions", "+", MAILED),
    Row(EMAIL + "every_days", 1, 10, "official", "impressions", "-", MAILED),
    Row(EMAIL + "start", 0, 10, "official", first_days, "-", MAILED),
    Row(EMAIL + "end", 5, 20, "official", last_days, "+", MAILED),
    Row(EMAIL + "cost_per_mille", 0, "500 CNY", "official", "cost_media", "+", MAILED),
    Row(REACTION + "email_open_chance", 0.02, 0.9, "official", "opened", "+", MAILED),
    Row(
        REACTION + "email_click_chance",
        0.02,
        0.9,
        "official",
        "clicks",
        "+",
        {**MAILED, REACTION + "email_open_chance": 0.5},
    ),
    Row(
        BUYING + "email_chance_to_order",
        0.001,
        0.5,
        "official",
        by("email"),
        "+",
        {**MAILED, REACTION + "email_open_chance": 0.8, REACTION + "email_click_chance": 0.9},
    ),
    *content_of("email", "official", MAILED),
]

MASS = "strategies.advertising.mass_media."
SPOTS: dict[str, Any] = {
    "strategies.advertising.account": None,
    "strategies.advertising.advertising": None,
    "strategies.advertising.mass_media": "{}",
    MASS + "content.cost_at_full_quality": 0,
    "budget.total": "2k CNY",
}
MASS_MEDIA = [
    Row(MASS + "spend", 0.05, 1, "advertising", "impressions", "+", SPOTS),
    Row(MASS + "cost_per_mille", "10 CNY", "1k CNY", "advertising", "impressions", "-", SPOTS),
    Row(MASS + "start", 0, 10, "advertising", first_days, "-", SPOTS),
    Row(MASS + "end", 5, 20, "advertising", last_days, "+", SPOTS),
    Row(MASS + "attention", 0.05, 10, "advertising", "opened", "+", SPOTS),
    Row(MASS + "credibility", 0.05, 10, "advertising", "opened", "+", SPOTS),
    Row(MASS + "content.quality", 0.05, 1, "advertising", "opened", "+", {**SPOTS, REACTION + "quality_effect": 50}),
    Row(
        MASS + "content.individuality",
        0,
        1,
        "advertising",
        "orders",
        "+",
        {
            **SPOTS,
            **KEEN,
            **SWAYED,
            MEMORY + "trust_rate": 0.3,
            REACTION + "individuality_effect": 100,
            "market.share": 0.3,
            MASS + "attention": 5,
        },
    ),
    Row(MASS + "content.cost_at_full_quality", 0, "500 CNY", "advertising", "cost_content", "+", SPOTS),
]

ALONE = {"strategies.advertising.account": None, ADVERTISING + "spend": 1}
AUDIENCE = [
    Row(ADVERTISING + "regions", [0], [0, 1, 2, 3], "advertising", "reach", "+", ALONE),
    Row(ADVERTISING + "frequency_cap", 1, 50, "advertising", "impressions", "+", ALONE),
]

ROWS: list[Row] = [*LAYERS, *ACCOUNTS, *MAILS, *MASS_MEDIA, *AUDIENCE]

ON = {
    "network.groups": "{}",
    "network.place": "{}",
    "network.micro_blog.executive_followers": "5%",
    "network.micro_blog.service_followers": "5%",
    "market.email_list": "5%",
    "strategies.official.executive": "{}",
    "strategies.official.service": "{}",
    "strategies.official.email": "{}",
    "strategies.advertising.mass_media": "{}",
    "strategies.advertising.advertising.spend": 0.4,
}
"""The town with everything on these pages."""

EXEMPT = {
    "network.moments.layer": "which rows of a file (test_platforms)",
    "network.micro_blog.layer": "which rows of a file (test_platforms)",
    "network.groups.file": "a file (test_platforms)",
    "network.place.file": "a file (test_platforms)",
    "network.place.layer": "which rows of a file (test_platforms)",
}
