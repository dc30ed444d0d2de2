"""Every shipped scenario beside published figures: elasticities, prices of contacts, posts a day, repeat rates, the
untouched brand over the horizon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from one_at_a_time import scaled

from gridsim.errors import ScenarioError
from gridsim.scenario import Scenario
from sceptic.towns import (
    SCENARIOS,
    channel_sums,
    figure,
    first_key,
    log_ratio,
    mean,
    orders_between,
    play,
    share,
    shipped,
)

NAMES = tuple(path.stem for path in sorted(SCENARIOS.glob("*.yaml")))
PEOPLE, PEOPLE_OF_ALL = 20_000, 4_000
"""People of the towns in which elasticities and the untouched brand are measured, and of those in which every strategy
is played; money and head counts go with them."""
QUARTER = 90
MORE, PRICE = 1.5, 1.1
"""The effort of an elasticity over the usual one; the price over the usual one."""
ADVERTISED = 0.10
"""What the steady advertising of an elasticity costs, as a part of what an untouched market sells at list price: the
upper end of what is usual for consumer goods."""

PUBLISHED = {
    "advertising elasticity, first quarter": ".12 (.09-.15)", "advertising elasticity, next": ".24",
    "talk elasticity": ".236 (.2-.5)", "price elasticity": "-2.62, -1.76", "CNY a mille": "15-50", "CNY a click": "2-8",
    "CNY an engagement": "1-20", "CNY an extra new buyer": "163, all counted", "posts a day": ".05-.5 by role",
    "buy again": ".45-.55 a quarter, monthly need", "untouched, last over first": ".96-1.0",
}  # fmt: skip
SOURCES = {
    "advertising elasticity, first quarter": "[sethuraman2011, shapiro2021]",
    "advertising elasticity, next": "[sethuraman2011]",
    "talk elasticity": "[you2015, womma2014]",
    "price elasticity": "[bijmolt2005, tellis1988]",
    "CNY a mille": "[tradeprices_undated]",
    "CNY a click": "[tradeprices_undated]",
    "CNY an engagement": "arithmetic on fees and [rivaliq2023]",
    "CNY an extra new buyer": "[pinduoduo2020]",
    "posts a day": "[zhang2021]",
    "buy again": "[goodhardt1984]",
    "untouched, last over first": "[hartnett2021]",
}
"""What was published, in the order of the table, and by whom."""


def number_at(scenario: Scenario, path: str) -> float:
    """The number of a parameter, whatever it is written as."""
    value = next(info.value for info in scenario.parameters() if info.path == path)
    return float(re.match(r"[0-9.]+", str(value))[0]) / (100 if str(value).endswith("%") else 1)  # type: ignore[index]


def town(name: str, changes: Mapping[str, Any], people: int = PEOPLE) -> Scenario:
    """A shipped scenario in a town of at most so many people, with changes."""
    return scaled(shipped(name), people).replace(changes)


def untouched(name: str, changes: Mapping[str, Any] | None = None):
    """Doing nothing in a small town."""
    return play(town(name, changes or {}), ("nothing",))


def advertising_elasticities(name: str) -> tuple[float, float]:
    """Log orders over log spending of steady advertising, in the first quarter and in the next."""
    base = town(name, {})
    if base.people.file or first_key(base, "market.product.price") is None:
        return float("nan"), float("nan")
    sold = orders_between(untouched(name), "nothing", 0, int(base.horizon)) * 2 * QUARTER / int(base.horizon)
    spend = max(100.0, ADVERTISED * sold * base.market.product.price / base.minor_units)
    found = []
    for factor in (1.0, MORE):
        try:
            scenario = town(name, {
                "horizon": 2 * QUARTER, "budget.total": f"{factor * spend:.0f} {base.currency}",
                "strategies.steady": {"preset": "nothing", "advertising": {"spend": "100%"}},
            })  # fmt: skip
        except ScenarioError:
            return float("nan"), float("nan")
        found.append(play(scenario, ("steady",)))
    quarters = [[orders_between(one, "steady", first, first + QUARTER) for one in found] for first in (0, QUARTER)]
    return log_ratio(quarters[0][1], quarters[0][0], MORE), log_ratio(quarters[1][1], quarters[1][0], MORE)


def price_elasticity(name: str) -> float:
    """Log orders over log price, doing nothing; what people take for the usual price stays."""
    scenario = shipped(name)
    usual = first_key(scenario, "market.product.usual_price", "market.buying.reservation_price")
    price = scenario.market.product.price / scenario.minor_units
    kept = {} if usual is None else {usual: next(i.value for i in scenario.parameters() if i.path == usual)}
    if usual == "market.product.usual_price" and kept[usual] is None:
        kept = {usual: f"{price} {scenario.currency}"}
    less, more = (
        untouched(name, {**kept, "market.product.price": f"{price * factor:.2f} {scenario.currency}"})
        for factor in (1 / PRICE, PRICE)
    )
    return log_ratio(mean(more, "nothing", "orders"), mean(less, "nothing", "orders"), PRICE**2)


def posts_a_day(name: str) -> str:
    """Posts a day of a point by role, over the days that it was one."""
    found = play(town(name, {}, PEOPLE_OF_ALL))
    points = found.points
    if not len(points):
        return "no points"
    left = points["left_day"].where(points["left_day"] >= 0, int(found.scenario.horizon))
    points = points.assign(days=(left - points["activated_day"]).clip(lower=1))
    sums = points.groupby("role")[["posts", "days"]].sum()
    return ", ".join(f"{role} {figure(one.posts / one.days)}" for role, one in zip(sums.index, sums.itertuples()))


def paid_contacts(name: str) -> dict[str, float]:
    """Prices of contacts over the paid strategies: bought impressions a thousand and a click, leaders' posts an
    engagement; an extra new buyer of the best strategy."""
    found = play(town(name, {}, PEOPLE_OF_ALL))
    names = [one for one in found.summary["strategies"] if one != "nothing"]
    media = [channel_sums(found, one, "advertising") for one in names]
    media = [one for one in media if one["spend"] and one["impressions"]]
    spend, shown, clicks = (sum(one[key] for one in media) for key in ("spend", "impressions", "clicks"))
    engaged = [(mean(found, one, "cost_kol"), mean(found, one, "engagements")) for one in names]
    fees = [(cost, count) for cost, count in engaged if cost > 0 and count > 0]
    costs = [mean(found, one, "incremental_cac") for one in names]
    return {
        "CNY a mille": 1000 * spend / shown if shown else float("nan"),
        "CNY a click": spend / clicks if clicks else float("nan"),
        "CNY an engagement": sum(cost for cost, _ in fees) / sum(n for _, n in fees) if fees else float("nan"),
        "CNY an extra new buyer": float(np.nanmin(costs)) if np.isfinite(costs).any() else float("nan"),
    }


def ours(name: str) -> dict[str, str]:
    """The figures of a scenario, by the names of the table."""
    from sceptic.rows import talk_elasticity

    scenario = town(name, {})
    found, days = untouched(name), int(scenario.horizon)
    part = max(1, days // 4)
    first, last = (orders_between(found, "nothing", a, a + part) for a in (0, days - part))
    short, long_ = advertising_elasticities(name)
    return {
        "advertising elasticity, first quarter": figure(short),
        "advertising elasticity, next": figure(long_),
        "talk elasticity": figure(talk_elasticity(name)),
        "price elasticity": figure(price_elasticity(name)),
        **{key: figure(value) for key, value in paid_contacts(name).items()},
        "posts a day": posts_a_day(name),
        "buy again": share(mean(found, "nothing", "repeat_buyer_share")) + f" in {days} days",
        "untouched, last over first": figure(last / first) if first else "–",
    }
