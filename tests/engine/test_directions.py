"""Directions: every parameter of a scenario moves what it says it moves, and the right way.

One row a parameter: its place, a low and a high value, the strategy that is run, the metric, and whether the metric is
greater ("+"), smaller ("-") or only another ("!") at the high value. Low and high have the same seeds, and the same
people where the parameter does not concern them. The values are extreme and the town is arranged for the row (`base`),
so that the sign is certain.
A parameter that is declared and stands neither here nor under EXEMPT makes the last tests fail: add its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from directions import (
    ACCOUNT,
    ADVERTISING,
    BETRAYED,
    BROKE,
    BUYING,
    CHEAP,
    CLOSE,
    INVITING,
    KEEN,
    KOL,
    LAUNCH,
    LOUD,
    MEMORY,
    PLEASED,
    POINTS,
    PRIVATE,
    REACTION,
    RECRUITING,
    SHARING,
    SURE,
    SWAYED,
    TIRING,
    TOWN,
    WORK,
    Row,
    by,
    click_orders,
    days_to_return,
    first_days,
    last_days,
    posts,
    public_posts,
    sales_of_malls,
    second_level,
)  # fmt: skip

from gridsim.forms import run
from gridsim.results.result import Result
from gridsim.scenario import Scenario, load_scenario
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.files import SAID_OF_PEOPLE, SAID_OF_TIES
from gridsim.terms import PEOPLE as PEOPLE_ROLES
from gridsim.terms import words
from gridsim.world import World, build_world

REPLICATES = 2

CHEAP_LEADERS = {
    "budget.total": "1k CNY",
    "strategies.kol.account": None,
    KOL + "fee_per_follower": "0.1 CNY",
    KOL + "least_fee": 0,
}
GENERAL = [
    Row("horizon", 8, 30, "nothing", "orders", "+"),
    Row("ticks_per_day", 1, 8, "official", "clicks", "+", {**LOUD, **KEEN}),  # one link a tick
    Row("budget.total", "1k CNY", "50k CNY", "advertising", "impressions", "+"),
    # a plan for a larger budget does less with this one
    Row("budget.planned_for", "20k CNY", "500k CNY", "official", "impressions", "-", {"budget.total": "100k CNY"}),
    Row("switches.forwarding", False, True, "official", "shares", "+", {**LOUD, **SHARING}),
    Row("switches.word_of_mouth", False, True, "nothing", "reads", "+", {**PLEASED, **SHARING}),
]

PEOPLE = [
    Row("people.count", 200, 1200, "nothing", "orders", "+"),
    Row("people.one_stands_for", 1, 10, "nothing", "orders", "+"),
    # in small circles few friends are close
    Row("people.circle_size", 4, 60, "grid", "opened", "+", {**CLOSE, REACTION + "close_tie_effect": 50}),
    # fewer share the product's topic
    Row("people.interests", 2, 32, "official", "opened", "-", {**LOUD, REACTION + "match_effect": 100}),
    Row(
        "people.circle_homophily",
        0,
        1,
        "grid",
        "opened",
        "+",
        {**CLOSE, REACTION + "match_effect": 100, POINTS + "content.personal_topic": 1},
    ),
    Row("people.visits_per_day", 0.5, 20, "official", "impressions", "+", LOUD),
    # the chance of being shown is concave in visits
    Row("people.visits_spread", 0, 2, "official", "impressions", "-", LOUD),
    Row("people.reading_depth", 1, 60, "official", "impressions", "+", LOUD),
    # mean odds stay
    Row("people.sociability_spread", 0, 3, "official", "shares", "-", {**LOUD, **KEEN, REACTION + "share_chance": 0.9}),
    Row("people.need_interval", 8, 60, "nothing", "orders", "-"),
    Row("people.need_shape", 0.2, 100, "nothing", "buyers", "+"),  # the mean rate stays
]


def only(role: str) -> dict[str, Any]:
    """A grid of one role's people, who post to their friends and go on."""
    asked = {POINTS + f"activate.{name}": 0 for name in words(PEOPLE_ROLES) if name != role}
    share = "10%" if role == "consumer" else "100%"
    steady = {POINTS + "posts_factor": 3, POINTS + "recruiting": None, POINTS + "dormancy_chance": 0}
    return {**PRIVATE, **CHEAP, **asked, **steady, POINTS + f"activate.{role}": share}


for role in words(PEOPLE_ROLES):
    here = f"people.roles.{role}."
    if role != "consumer":
        PEOPLE.append(Row(here + "count", 1, 60, "grid", "impressions", "+", only(role)))
    PEOPLE += [
        Row(here + "friends_factor", 0.2, 5, "grid", "impressions", "+", only(role)),
        Row(here + "credibility", 0.1, 10, "grid", "opened", "+", only(role)),
        Row(here + "posts_per_day", 0.1, 5, "grid", "impressions", "+", only(role)),
    ]
PEOPLE.append(Row("people.roles.official.credibility", 0.1, 10, "official", "opened", "+"))

NETWORK = [
    Row("network.moments.mean_friends", 4, 60, "grid", "impressions", "+", PRIVATE),
    Row(  # the popular have full feeds
        "network.moments.spread",
        0,
        1.5,
        "grid",
        "impressions",
        "-",
        {
            **only("consumer"),
            POINTS + "activate.consumer": "100%",
            POINTS + "posts_factor": 0.3,
            "network.moments.rival_posts_per_tie": 5,
        },
    ),
    Row(
        "network.moments.most_friends",
        0.25,
        10,
        "grid",
        "impressions",
        "-",
        {
            **only("consumer"),
            POINTS + "activate.consumer": "100%",
            POINTS + "posts_factor": 0.3,
            "network.moments.rival_posts_per_tie": 5,
            "network.moments.spread": 1.5,
        },
    ),
    Row("network.moments.in_circle_share", 0, 1, "grid", "opened", "+", {**PRIVATE, REACTION + "close_tie_effect": 50}),
    Row("network.moments.rival_posts_per_tie", 0.1, 20, "grid", "impressions", "-", PRIVATE),
    Row(
        "network.moments.rival_growth",
        -0.99,
        100,
        "grid",
        last_days,
        "-",
        {**PRIVATE, "network.moments.rival_posts_per_tie": 4},
    ),
    Row("network.moments.delivered", 0.1, 1, "grid", "impressions", "+", PRIVATE),
    Row(
        "network.micro_blog.mean_follows",
        1,
        60,
        "grid",
        "impressions",
        "+",
        {POINTS + "public_share": 1, "network.micro_blog.rival_posts_per_tie": 0.1, "switches.forwarding": False},
    ),
    Row(
        "network.micro_blog.audience_exponent",
        1.6,
        5,
        "grid",
        "impressions",
        "-",
        {**only("kol"), POINTS + "public_share": 1},
    ),
    Row(
        "network.micro_blog.largest_audience",
        0.02,
        0.9,
        "grid",
        "impressions",
        "+",
        {**only("kol"), POINTS + "public_share": 1},
    ),
    Row("network.micro_blog.official_followers", 20, 800, "official", "impressions", "+"),
    Row("network.micro_blog.rival_posts_per_tie", 0.5, 100, "official", "impressions", "-"),
    Row("network.micro_blog.rival_growth", -0.99, 100, "official", last_days, "-", LOUD),
    Row("network.micro_blog.delivered", 0.05, 1, "official", "impressions", "+"),
]

MARKET = [
    Row(
        "market.product.price", "64 CNY", "256 CNY", "nothing", "orders", "-", {"market.product.usual_price": "128 CNY"}
    ),
    Row("market.product.unit_cost", "10 CNY", "120 CNY", "nothing", "contribution_margin", "-"),
    Row("market.product.quality", 0.3, 1, "nothing", "praise", "+", {"operation.praise_chance": 1}),
    Row("market.product.claims", 0.2, 1, "nothing", "praise", "-", {"operation.praise_chance": 1}),
    # other people care; no topic is better than another
    Row("market.product.topic", 0, 5, "official", "awareness", "!", LOUD),
    # the mean match is the reference, so breadth makes people alike: a convex multiplier of the match means less
    Row("market.product.topic_breadth", 0, 1, "official", "opened", "-", LOUD),
    Row(BUYING + "click_chance_to_order", 0.001, 0.5, "official", click_orders, "+", {**LOUD, **KEEN}),
    Row("market.share", 0.02, 0.9, "nothing", "orders", "+"),
    Row(
        BUYING + "trust_effect",
        1,
        1000,
        "nothing",
        "orders",
        "+",
        {**PLEASED, "switches.word_of_mouth": False, "people.need_interval": 5, MEMORY + "experience_rate": 1},
    ),
    # convex in the nearness of the need
    Row(BUYING + "need_effect", 1, 1000, "official", click_orders, "+", {**LOUD, **KEEN}),
    Row(BUYING + "seller_effect", 0.02, 50, "grid", sales_of_malls, "+", {**SURE, **CHEAP}),
    Row(BUYING + "friends_effect", 1, 50, "official", click_orders, "+", LAUNCH),
    Row(
        BUYING + "benefit_effect",
        1,
        100,
        "official",
        click_orders,
        "+",
        {**LOUD, **SURE, ACCOUNT + "content.benefit": 1},
    ),
    Row(
        BUYING + "price_elasticity",
        0,
        10,
        "nothing",
        "orders",
        "+",
        {"market.product.price": "64 CNY", "market.product.usual_price": "128 CNY"},
    ),
    Row("market.product.usual_price", "64 CNY", "256 CNY", "nothing", "orders", "+"),
    Row(BUYING + "search_share", 0, 1, "nothing", by("search"), "+"),
    Row(BUYING + "return_to_seller_chance", 0, 1, "grid", by("micro_mall"), "+", {**KEEN, **CHEAP}),
    Row("market.initial_awareness", 0.1, 0.9, "nothing", "orders", "+"),
    Row("market.initial_trust", 0.1, 0.9, "official", "orders", "+", LAUNCH),
    # everybody buys it now and then
    Row("market.switching", 0.05, 50, "nothing", "buyers", "+"),
]

OPERATION = [
    Row("operation.shipping_cost", 0, "60 CNY", "nothing", "contribution_margin", "-"),
    Row("operation.platform_fee", 0, 0.5, "nothing", "contribution_margin", "-"),
    Row("operation.shipping_days", 0, 15, "nothing", "praise", "-", PLEASED),  # fewer deliveries within the horizon
    Row("operation.delivery_days", 0, 15, "nothing", "praise", "-", PLEASED),
    Row("operation.late_chance", 0, 0.9, "nothing", "praise", "-", PLEASED),
    Row("operation.service_quality", 0, 1, "nothing", "praise", "+", {"operation.praise_chance": 1}),
    Row(
        "operation.experience_spread",
        0,
        1,
        "nothing",
        "praise",
        "+",
        {"market.product.claims": 0.75, "operation.praise_chance": 1},
    ),
    Row("operation.return_chance", 0.01, 0.8, "nothing", "returns", "+"),
    Row("operation.dissatisfaction_effect", 1, 1000, "nothing", "returns", "+", BETRAYED),
    Row("operation.told_per_order", 0, 50, "nothing", "awareness", "+"),
    Row("operation.return_window", 0, 30, "nothing", days_to_return, "+", {"operation.return_chance": 0.5}),
    Row("operation.resaleable", 0, 1, "nothing", "contribution_margin", "+", {"operation.return_chance": 0.5}),
    Row("operation.daily_capacity", 1, 1000, "nothing", "stock_outs", "-"),
    Row("operation.praise_chance", 0, 1, "nothing", "praise", "+", {"market.product.claims": 0.2}),
    Row("operation.complaint_chance", 0, 1, "nothing", "complaints", "+", {"market.product.claims": 1}),
    Row(
        "operation.complaint_weight",
        0,
        20,
        "nothing",
        "orders",
        "-",
        {
            **BETRAYED,
            **SHARING,
            **SWAYED,
            MEMORY + "experience_rate": 0,
            "market.share": 0.5,
        },
    ),
]

RESPONSE = [
    Row(REACTION + "open_chance", 0.02, 0.9, "official", "opened", "+"),
    Row(REACTION + "read_chance", 0.1, 0.95, "official", "reads", "+", LOUD),
    Row(REACTION + "share_chance", 0.01, 0.9, "official", "shares", "+", LOUD),
    Row(REACTION + "interact_chance", 0.01, 0.9, "official", "engagements", "+", LOUD),
    Row(REACTION + "click_chance", 0.01, 0.9, "official", "clicks", "+", LOUD),
    Row(REACTION + "match_effect", 1, 1000, "official", "opened", "!", LOUD),
    Row(REACTION + "quality_effect", 1, 100, "official", "opened", "+", {**LOUD, ACCOUNT + "content.quality": 1}),
    Row(REACTION + "close_tie_effect", 0.02, 50, "grid", "opened", "!", CLOSE),
    Row(REACTION + "commercial_effect", 0.05, 5, "official", "opened", "+", LOUD),
    Row(
        REACTION + "trust_effect",
        1,
        100,
        "official",
        "opened",
        "+",
        {**LOUD, "market.initial_trust": 1, "market.initial_awareness": 0},
    ),
    Row(
        REACTION + "interesting_effect", 1, 100, "official", "shares", "+", {**LOUD, ACCOUNT + "content.interesting": 1}
    ),
    Row(REACTION + "benefit_effect", 1, 100, "official", "clicks", "+", {**LOUD, ACCOUNT + "content.benefit": 1}),
    Row(
        REACTION + "interaction_effect",
        1,
        100,
        "official",
        "engagements",
        "+",
        {**LOUD, ACCOUNT + "content.interaction": 1},
    ),
    Row(
        REACTION + "individuality_effect", 1, 100, "grid", "shares", "+", {**CLOSE, POINTS + "content.individuality": 1}
    ),
    # the mean odds stay
    Row(REACTION + "luck_spread", 0, 20, "official", "cascade_never_shared_share", "+", {**LOUD, **SHARING}),
    Row(REACTION + "forward_effect", 0.1, 10, "grid", "cascade_share_beyond_one_hop", "+", SHARING),
    Row(REACTION + "fatigue_effect", 0, 2, "official", "opened", "-", LOUD),
    Row(REACTION + "wear_effect", 0, 10, "grid", "clicks", "-", {**CHEAP, **PRIVATE, **KEEN}),
    Row(REACTION + "wear_effect", 0, 10, "grid", "orders", "-", {**CHEAP, **PRIVATE, **SURE}),
    Row(
        REACTION + "to_moments_share",
        0,
        1,
        "official",
        "impressions",
        "+",
        {**LOUD, **SHARING, "network.micro_blog.mean_follows": 2, "network.moments.mean_friends": 40},
    ),
    Row(MEMORY + "mind_half_life", 1, 1000, "nothing", "awareness", "+"),
    Row(MEMORY + "mind_half", 1, 200, "nothing", "awareness", "-"),
    Row(MEMORY + "mind_effect", 1, 50, "official", "orders", "+", {**LOUD, **KEEN}),
    Row(MEMORY + "weight_shown", 0, 1, "official", "awareness", "+"),
    Row(MEMORY + "weight_opened", 0, 10, "official", "awareness", "+", LOUD),
    Row(MEMORY + "weight_told", 0, 50, "nothing", "awareness", "+"),
    Row(MEMORY + "usual_stock", 0.5, 50, "nothing", "awareness", "+"),
    Row(MEMORY + "trust_half_life", 1, 3_000, "nothing", "trust", "+", PLEASED),
    # who has only heard of it buys by the own taste: fewer, and again and again
    Row(MEMORY + "taste_known", 0, 1, "official", "buyers", "-", LAUNCH),
    Row(MEMORY + "taste_life", 1, 3_000, "nothing", "buyers", "-"),
    Row(MEMORY + "fatigue_half_life", 0.1, 365, "official", "opened", "-", {**LOUD, REACTION + "fatigue_effect": 0.3}),
    Row(MEMORY + "trust_rate", 0, 1, "official", "orders", "+", {**LOUD, **KEEN, **SWAYED}),
    Row(
        MEMORY + "sponsored_trust",
        0,
        1,
        "official",
        "orders",
        "+",
        {**LOUD, **KEEN, **SWAYED, MEMORY + "trust_rate": 0.5},
    ),
    Row(
        MEMORY + "interaction_trust",
        0,
        20,
        "official",
        "orders",
        "+",
        {**LOUD, **KEEN, **SWAYED, REACTION + "interact_chance": 0.9, MEMORY + "trust_rate": 0.1},
    ),
    Row(
        MEMORY + "experience_rate",
        0,
        1,
        "nothing",
        "orders",
        "+",
        {
            **PLEASED,
            **SWAYED,
            "market.share": 0.5,
            "people.need_interval": 4,
            "switches.word_of_mouth": False,
        },
    ),
]


def content_of(strategy: str, block: str, base: dict[str, Any]) -> list[Row]:
    """What the posts of a block are like: the same directions in every block."""
    here = f"strategies.{strategy}.{block}.content."
    # it counts among friends, once somebody has passed the post on
    chained = {**base, **SHARING, REACTION + "individuality_effect": 50}
    chance = {**base, **KEEN, REACTION + "share_chance": 0.02, REACTION + "click_chance": 0.1}
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
        Row(here + "cost_at_full_quality", 0, "100 CNY", strategy, "cost_content", "+", {here + "quality": 1}),
        Row(here + "discount", 0, 0.5, strategy, "discounts", "+", {**base, **SURE}),
    ]


STRATEGY = [
    Row(
        ACCOUNT + "posts_per_day",
        0.2,
        10,
        "official",
        "impressions",
        "+",
        {ACCOUNT + "content.cost_at_full_quality": 0},
    ),
    Row(ACCOUNT + "start", 0, 10, "official", first_days, "-"),
    Row(ACCOUNT + "end", 5, 20, "official", last_days, "+"),
    *content_of("official", "account", LOUD),
    Row(ADVERTISING + "spend", 0.05, 1, "advertising", "impressions", "+", {"strategies.advertising.account": None}),
    Row(ADVERTISING + "cost_per_mille", "20 CNY", "1k CNY", "advertising", "impressions", "-"),
    Row(
        ADVERTISING + "targeting",
        0,
        1,
        "advertising",
        "opened",
        "+",
        {REACTION + "match_effect": 500, "budget.total": "300 CNY", "strategies.advertising.account": None},
    ),
    Row(ADVERTISING + "start", 0, 10, "advertising", first_days, "-"),
    Row(ADVERTISING + "end", 5, 20, "advertising", last_days, "+"),
    Row(ADVERTISING + "credibility", 0.05, 10, "advertising", "opened", "+"),
    *content_of("advertising", "advertising", {"budget.total": "2k CNY", "strategies.advertising.account": None}),
    Row(KOL + "spend", 0.05, 1, "kol", "cost_kol", "+", {"strategies.kol.account": None}),
    Row(KOL + "fee_per_follower", "0.1 CNY", "5 CNY", "kol", posts("sponsored"), "-", {KOL + "least_fee": 0}),
    Row(KOL + "least_fee", 0, "800 CNY", "kol", posts("sponsored"), "-"),
    Row(KOL + "affinity", 1, 80, "kol", "opened", "+", {**CHEAP_LEADERS, REACTION + "open_chance": 0.05}),
    Row(
        KOL + "status_effect",
        0.01,
        1,
        "kol",
        posts("sponsored"),
        "+",
        {KOL + "least_fee": 0, "network.micro_blog.official_followers": 1},
    ),
    Row(KOL + "start", 0, 10, "kol", first_days, "-", {"strategies.kol.account": None}),
    Row(KOL + "end", 5, 20, "kol", last_days, "+", {"strategies.kol.account": None}),
    *content_of(  # cheap posts, that there are many
        "kol",
        "kol",
        CHEAP_LEADERS,
    ),
    Row(  # few care for a product of one topic, more share some interest with the author
        KOL + "content.personal_topic",
        0,
        1,
        "kol",
        "opened",
        "+",
        {"strategies.kol.account": None, REACTION + "match_effect": 100, "market.product.topic_breadth": 0},
    ),
    Row(POINTS + "malls", False, True, "grid", sales_of_malls, "+", SURE),
    Row(POINTS + "spend", 0, 1, "grid", "cost_training", "+"),
    Row(POINTS + "commission", [0.01], [0.5], "grid", "cost_commission", "+", SURE),
    Row(
        POINTS + "commission",
        [0.1, 0],
        [0.1, 0.3],
        "grid",
        second_level,
        "+",
        {**KEEN, **INVITING, "budget.total": "1M CNY"},
    ),
    Row(POINTS + "management_cost", 0, "2 CNY", "grid", "cost_management", "+"),
    Row(POINTS + "training_cost", 0, "50 CNY", "grid", "cost_training", "+"),
    Row(POINTS + "posts_factor", 0.1, 5, "grid", "impressions", "+"),
    Row(POINTS + "public_share", 0, 1, "grid", public_posts, "+"),
    Row(POINTS + "tie_quality", 0.05, 10, "grid", "opened", "+"),
    Row(POINTS + "seen_as_commercial", 0, 1, "grid", "opened", "-", {"response.reaction.commercial_effect": 0.1}),
    Row(POINTS + "off_message_chance", 0, 1, "grid", "talk_valence", "-"),
    Row(POINTS + "unsupervised_off_message_chance", 0, 1, "grid", "talk_valence", "-", BROKE),
    Row(WORK + "post_minutes", 0.1, 100, "grid", "point_hours", "+"),
    Row(WORK + "craft_minutes", 0, 1000, "grid", "point_hours", "+"),
    Row(WORK + "answer_minutes", 0, 30, "grid", "point_hours", "+", {**KEEN, REACTION + "interact_chance": 0.5}),
    Row(WORK + "sale_minutes", 0, 100, "grid", "point_hours", "+", SURE),
    Row(WORK + "hour", "1 CNY", "500 CNY", "grid", "point_time_value", "+", {POINTS + "activate.employee": 0}),
    Row(WORK + "employee_hour", "1 CNY", "500 CNY", "grid", "cost_wage", "+", {POINTS + "hoped_orders": 0}),
    Row(WORK + "employees", "on_top", "paid", "grid", "cost_wage", "+"),
    Row(POINTS + "hoped_orders", 0, 5, "grid", "impressions", "+", {POINTS + "recruiting": None}),
    Row(POINTS + "reward_elasticity", 0, 1, "grid", "impressions", "+", {POINTS + "hoped_orders": 5}),
    Row(  # hopes are high, and so the pains
        POINTS + "selling_elasticity",
        0,
        1,
        "grid",
        sales_of_malls,
        "+",
        {**SURE, POINTS + "hoped_orders": 100, POINTS + "reward_elasticity": 1, POINTS + "recruiting": None},
    ),
    Row(  # the goods are bad, so the more that counts, the less is posted
        POINTS + "experience_effect", 1, 100, "grid", "impressions", "-", {**BETRAYED, POINTS + "recruiting": None}
    ),
    Row(
        POINTS + "recognition",
        0,
        "50 CNY",
        "grid",
        "active_points",
        "+",
        {**TIRING, **KEEN, REACTION + "interact_chance": 0.5},
    ),
    Row(POINTS + "dormancy_chance", 0, 0.5, "grid", "active_points", "-", {POINTS + "recruiting": None}),
    Row(
        POINTS + "unsupervised_dormancy_effect",
        1,
        100,
        "grid",
        "active_points",
        "-",
        {**BROKE, POINTS + "recruiting": None},
    ),
    Row(POINTS + "leave_after", 1, 60, "grid", "leavers", "-", {**TIRING, POINTS + "malls": False}),
    Row(RECRUITING + "invite_chance", 0, 0.9, "grid", "recruits", "+", INVITING),
    Row(
        RECRUITING + "reference_earning",
        "1 CNY",
        "500 CNY",
        "grid",
        "recruits",
        "-",
        INVITING,
    ),
    Row(RECRUITING + "recruiter_effect", 1, 100, "grid", "recruits", "+", INVITING),
    Row(RECRUITING + "most", 0, "100%", "grid", "recruits", "+", INVITING),
    # pains that cost no time, else there are fewer posts where there are better ones
    *content_of("grid", "points", {**CHEAP, POINTS + "recruiting": None, WORK + "craft_minutes": 0}),
    Row(
        POINTS + "content.personal_topic",
        0,
        1,
        "grid",
        "opened",
        "+",
        {**CLOSE, "people.circle_homophily": 1, REACTION + "match_effect": 100, POINTS + "recruiting": None},
    ),
]
for role in words(PEOPLE_ROLES):
    here = POINTS + f"activate.{role}"
    STRATEGY.append(
        Row(here, 0, "20%" if role == "consumer" else "100%", "grid", "impressions", "+", {**only(role), **PRIVATE})
    )

PAGES = [import_module(page.stem) for page in sorted(Path(__file__).parent.glob("directions_*.py"))]
"""Further pages of the table: `ROWS`, and `EXEMPT` where there are any."""

TABLE = [
    *GENERAL,
    *PEOPLE,
    *NETWORK,
    *MARKET,
    *OPERATION,
    *RESPONSE,
    *STRATEGY,
    *(row for page in PAGES for row in page.ROWS),
]

EXEMPT = {
    "name": "text for charts and reports",
    "about": "text for charts and reports",
    "seed": "random seed: another one is another town (test_laws)",
    "replicates": "how often a study repeats; one run does not read it",
    "world": "whether a study builds new people in every replicate (tests/world)",
    "people.file": "a file (tests/world)",
    "people.label": "a column of a file (tests/world)",
    "people.circle": "a column of a file (tests/world)",
    "people.role": "a column of a file (tests/world)",
    "people.region": "a column of a file (tests/world)",
    "people.missing": "how a file says 'not known' (tests/world)",
    "network.moments.file": "a file (tests/world)",
    "network.micro_blog.file": "a file (tests/world)",
    "people.roles.consumer.count": "must be 0: consumers are the rest",
    "strategies.*.preset": "what the other keys start from (tests/scenario)",
}
"""Parameters that have no direction, with the reason."""
OF_FILES = {
    "network.moments": SAID_OF_TIES,
    "network.micro_blog": SAID_OF_TIES,
    "network.place": SAID_OF_TIES,
    "network.groups": SAID_OF_PEOPLE,
}
OF_FILES |= {"people": SAID_OF_PEOPLE}
EXEMPT |= {
    f"{block}.{key}": "how a file is read (tests/files/test_keys.py)"
    for block, keys in OF_FILES.items()
    for key in keys
}
for page in PAGES:
    EXEMPT |= getattr(page, "EXEMPT", {})

STILL: dict[str, tuple[Any, Any, str]] = {}
"""Parameters that move nothing so far: two values and the reason. Whoever makes one of them count gives it a row in the
table."""


@pytest.fixture(scope="module")
def town() -> Scenario:
    """The town before a row arranges it."""
    return load_scenario(TOWN)


@cache
def world_of(changes: tuple, replicate: int) -> World:
    """The people of the town with these changes; shared by all rows that change nothing about them."""
    return build_world(load_scenario(TOWN).replace(dict(changes)), seed=1, replicate=replicate)


def ran(town: Scenario, changes: dict[str, Any], strategy: str, replicate: int) -> Result:
    """One run of the changed town."""
    pages = ("people.", "network.", "market.")
    about_people = tuple(
        (path, value) for path, value in changes.items() if path.startswith(pages) and "products" not in path
    )
    return run(town.replace(changes), strategy, seed=1, replicate=replicate, world=world_of(about_people, replicate))


def measured(row: Row, result: Result) -> float:
    """The row's metric."""
    value = result.metrics[row.metric] if isinstance(row.metric, str) else row.metric(result)
    assert value is not None, f"{row.metric} is not defined: arrange the town otherwise"
    return value


def differences(town: Scenario, row: Row, replicates: range) -> list[float]:
    """High less low, by replicate."""
    found = []
    for replicate in replicates:
        low, high = (
            measured(row, ran(town, {**row.base, row.path: value}, row.strategy, replicate))
            for value in (row.low, row.high)
        )
        found.append(high - low)
    return found


def name_of(row: Row) -> str:
    """How a row is called in the list of tests."""
    return row.path if sum(other.path == row.path for other in TABLE) == 1 else f"{row.path}={row.high}"


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_the_metric_moves_as_the_parameter_says(town, row):
    found = differences(town, row, range(REPLICATES))
    if row.sign == "!":
        assert all(found), f"{row.path}: {row.metric} is the same at {row.low} and {row.high}"
    else:
        total = sum(found) if row.sign == "+" else -sum(found)
        assert total > 0, f"{row.path} from {row.low} to {row.high}: {row.metric} should go {row.sign}, went {found}"


@pytest.mark.parametrize("path", STILL)
def test_what_moves_nothing_is_known(town, path):
    low, high, _ = STILL[path]
    strategy = path.split(".")[1] if path.startswith("strategies.") else "grid"
    worlds = [build_world(town.replace({path: value}), seed=1) for value in (low, high)]
    one, other = (
        run(town.replace({**SHARING, path: value}), strategy, seed=1, world=world)
        for value, world in zip((low, high), worlds, strict=True)
    )
    assert one.metrics == other.metrics, f"{path} counts now: give it a row in the table"


def declared_paths(page: type[Page] = Scenario, at: str = "") -> Iterator[str]:
    """Every key that the pages declare, optional blocks too; the names of named blocks are *. A copy variant's keys are
    its block's content's."""
    for key, one in declarations(page).items():
        here = f"{at}.{key}".lstrip(".")
        if one.kind.page is None:
            yield here
        elif key == "variants":
            continue
        else:
            yield from declared_paths(one.kind.page, f"{here}.*" if one.kind.name == "pages" else here)


def any_name(path: str) -> str:
    """A key's place, whatever the named blocks on the way are called."""
    page: type[Page] | None = Scenario
    parts = re.sub(r"\.variants\.[^.]+\.", ".content.", path).split(".")
    for i, part in enumerate(parts):
        if page is None or parts[i] == "*":
            continue
        kind = declarations(page)[part].kind
        page = kind.page
        if kind.name == "pages":
            parts[i + 1] = "*"
    return ".".join(parts)


def test_every_parameter_has_a_row():
    declared = set(declared_paths())
    covered = {any_name(path) for path in [*(row.path for row in TABLE), *EXEMPT, *STILL]}
    assert not declared - covered, f"without a row: {sorted(declared - covered)}"
    assert not covered - declared, f"no such parameter: {sorted(covered - declared)}"
    assert not {row.path for row in TABLE} & {*EXEMPT, *STILL}
