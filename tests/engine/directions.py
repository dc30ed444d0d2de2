"""What the tables of directions are made of: a row, the town, what is measured where no metric says it, how the town is
arranged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from gridsim.results.result import Result

TOWN = {
    "name": "A town of 800",
    "people": {
        "count": 800,
        "circle_size": 40,
        "need_interval": 20,
        "visits_spread": 0.5,  # so few people are seldom all there
        "reading_depth": 15,
        "roles": {
            "consumer": {"posts_per_day": 0.5},
            "employee": {
                "count": 20,
                "posts_per_day": 2,
            },  # busier than the usual ones, that much is seen in a short run
            "distributor": {"count": 6, "posts_per_day": 3},
            "partner": {"count": 10, "posts_per_day": 0.5},
            "investor": {"count": 10, "posts_per_day": 0.3},
            "kol": {"count": 10, "posts_per_day": 1},
        },
    },
    "horizon": 20,
    "budget": {"total": "20k CNY"},
    "network": {
        "moments": {"mean_friends": 30},
        "micro_blog": {"mean_follows": 10, "official_followers": "50%", "delivered": 1},
    },
    "market": {"initial_awareness": "30%", "share": "30%"},
    "strategies": {
        "official": {},
        "advertising": {"advertising": {"cost_per_mille": "60 CNY"}},
        "kol": {},
        "grid": {},
    },
}


class Row(NamedTuple):
    """A parameter, two values, and which way the metric of the strategy goes from the first to the second."""

    path: str
    low: Any
    high: Any
    strategy: str
    metric: str | Callable[[Result], float]
    sign: str
    base: dict[str, Any] = {}


# --- what is measured where no metric says it


def click_orders(result: Result) -> float:
    """Orders that came by a link."""
    return float((result.orders["root_post"] >= 0).sum())


def by(entrance: str) -> Callable[[Result], float]:
    """Orders by one entrance."""
    return lambda result: float((result.orders["entrance"] == entrance).sum())


def sales_of_malls(result: Result) -> float:
    """Orders in micro-malls."""
    return float((result.orders["seller"] >= 0).sum())


def first_days(result: Result) -> float:
    """Impressions of the first five days."""
    return float(result.daily["impressions"][:5].sum())


def last_days(result: Result) -> float:
    """Impressions of the last five days."""
    return float(result.daily.query("not closing")["impressions"][-5:].sum())


def posts(kind: str) -> Callable[[Result], float]:
    """Posts of a kind."""
    return lambda result: float((result.cascades["kind"] == kind).sum())


def public_posts(result: Result) -> float:
    """Posts to the micro-blog."""
    return float((result.cascades["layer"] == "micro_blog").sum())


def second_level(result: Result) -> float:
    """Commission of the second level."""
    return float(result.orders["commission_2"].sum())


def days_to_return(result: Result) -> float:
    """Mean days from delivery to return."""
    back = result.orders[result.orders["returned"]]
    return float((back["returned_day"] - back["delivered_day"]).mean())


# --- how a town is arranged for a row

REACTION, MEMORY, BUYING = "response.reaction.", "response.memory.", "market.buying."
ACCOUNT, ADVERTISING, KOL = "strategies.official.account.", "strategies.advertising.advertising.", "strategies.kol.kol."
POINTS, RECRUITING = "strategies.grid.points.", "strategies.grid.points.recruiting."
WORK = POINTS + "work."
LOUD = {ACCOUNT + "posts_per_day": 6, ACCOUNT + "content.cost_at_full_quality": 0}
KEEN = {
    REACTION + "open_chance": 0.4,
    REACTION + "click_chance": 0.9,
    REACTION + "fatigue_effect": 0,
    REACTION + "share_chance": 0.01,
}
LAUNCH = {
    **LOUD,
    **KEEN,
    BUYING + "click_chance_to_order": 0.05,
    "market.initial_awareness": 0,
    "people.need_interval": 8,
}
SHARING = {**KEEN, REACTION + "share_chance": 0.15}
SURE = {**KEEN, BUYING + "click_chance_to_order": 0.05}
PLEASED = {
    "market.product.quality": 1,
    "operation.service_quality": 1,
    "market.product.claims": 0.4,
    "operation.praise_chance": 1,
}
BETRAYED = {
    "market.product.quality": 0,
    "operation.service_quality": 0,
    "market.product.claims": 1,
    "operation.complaint_chance": 1,
}
SWAYED = {
    BUYING + "trust_effect": 1000,
    MEMORY + "trust_half_life": 3_650,
    "market.initial_awareness": 1,
}
PRIVATE = {POINTS + "public_share": 0}
CHEAP = {POINTS + "management_cost": 0, POINTS + "training_cost": 0, "strategies.grid.account": None}
INVITING = {
    **PLEASED,
    **CHEAP,
    RECRUITING + "most": "100%",
    RECRUITING + "invite_chance": 0.2,
    "market.initial_awareness": 1,
}
TIRING = {**CHEAP, POINTS + "dormancy_chance": 0.2, POINTS + "recruiting": None}
CLOSE = {"network.moments.in_circle_share": 1, **PRIVATE, **CHEAP}
BROKE = {  # the account spends the budget on the first days, so that nobody supervises the points any more
    "budget.total": "6k CNY",
    POINTS + "management_cost": "1 CNY",
    "strategies.grid.account.posts_per_day": 50,
    "strategies.grid.account.content.cost_at_full_quality": "50 CNY",
    "strategies.grid.account.content.quality": 1,
    POINTS + "spend": 1,
}
