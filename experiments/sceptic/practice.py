"""Every shipped scenario beside published figures: elasticities, prices of contacts, posts a day, repeat rates, the
untouched brand. All are played as large as they are shipped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import inf, isfinite, log, nan
from typing import Any

import numpy as np
from validation import money
from validation.figure import Figure, Rule, figure, mean_of, played, published_range, within, within_factor

from gridsim.results.result import Result
from sceptic.held import STATES, known
from sceptic.towns import (
    NOTHING,
    REPLICATES,
    SCENARIOS,
    Towns,
    alone,
    channel,
    number,
    orders_of,
    play,
    ratio_of,
    shipped,
    values,
    with_budget,
)

NAMES = tuple(path.stem for path in sorted(SCENARIOS.glob("*.yaml")))
TOWNS = min(4, REPLICATES)
QUARTER = money.QUARTER
MORE, PRICE = 1.5, 1.1
"""The effort of an elasticity over the usual one; the price over the usual one."""
ADVERTISED = 0.10
"""What the steady advertising of an elasticity costs, as a part of what an untouched market sells at list price: the
upper end of what is usual for consumer goods."""
STEADY = Rule((0.96, 1.0), 0.95, 1.05, "level, or 4 % less")
PANEL = {"shape": 0.779, "switching": 1.295}
"""K and S of the published panel [goodhardt1984], by which repeat rates follow from need and share."""
LEAST = {"orders": 100, "buyers": 100, "contacts": 10}
"""In all towns together; with fewer a figure is not told."""

PUBLISHED = {
    "advertising elasticity, first quarter": ".12 (.06-.24)",
    "advertising elasticity, next": ".24 (.12-.48)",
    "talk elasticity": ".236 (.118-.472)",
    "price elasticity": "-2.62 to -1.76",
    "CNY a mille": "15-50",
    "CNY a click": "2-8",
    "CNY an engagement": "1-20",
    "CNY an extra new buyer": "none",
    "CNY a new buyer, all counted": "163 (139-187)",
    "posts a day by role": "consumer .01-.15, staff .01-.5",
    "buy again in the next quarter": ".45-.55 at a monthly need; else by need and share, 15 % either way",
    "untouched, next quarter over first": "1, or .96 (.95-1.05)",
}
SOURCES = {
    "advertising elasticity, first quarter": "[sethuraman2011, shapiro2021]",
    "advertising elasticity, next": "[sethuraman2011]",
    "talk elasticity": "[you2015, womma2014]",
    "price elasticity": "[bijmolt2005, tellis1988]",
    "CNY a mille": "[tradeprices_undated]",
    "CNY a click": "[tradeprices_undated]",
    "CNY an engagement": "arithmetic on fees [tradeprices_undated] and [rivaliq2023]",
    "CNY an extra new buyer": "–",
    "CNY a new buyer, all counted": "[pinduoduo2020]",
    "posts a day by role": "[zhang2021], [linkedin2017]",
    "buy again in the next quarter": "[goodhardt1984]",
    "untouched, next quarter over first": "[hartnett2021]",
}
"""What was published, in the order of the table, and by whom."""
BUSY = {"consumer": (0.01, 0.15), "employee": (0.01, 0.5)}
"""Posts a day about one brand, by role; others are as staff."""


def established(name: str) -> bool:
    """Whether everybody knows the brand: elasticities and repeat rates are published of such brands, not of launches."""
    return shipped(name).market.initial_awareness >= 1


# --- doing nothing


@lru_cache(maxsize=4)
def _untouched(name: str, changes: tuple[tuple[str, Any], ...], n_towns: int) -> tuple[dict[str, float], ...]:
    scenario = shipped(name).replace({"horizon": 2 * QUARTER, **dict(changes)})
    return tuple(played(n_towns, lambda k: _quarters(alone(scenario, NOTHING, k))))


def quarters(name: str, n_towns: int = TOWNS, changes: Mapping[str, Any] | None = None) -> list[dict[str, float]]:
    """Doing nothing for two quarters, by town: orders of both, buyers of the first, and how many of them buy in the
    next."""
    return list(_untouched(name, tuple((changes or {}).items()), n_towns))


def _quarters(result: Result) -> dict[str, float]:
    kept = result.orders[~result.orders["returned"].astype(bool)]
    first, later = (set(kept.loc[kept["day"].between(a, a + QUARTER - 1), "buyer"]) for a in (0, QUARTER))
    sold = {"first": orders_of(result, 0, QUARTER), "next": orders_of(result, QUARTER, 2 * QUARTER)}
    return sold | {"buyers": float(len(first)), "again": float(len(first & later))}


def again_by_panel(name: str) -> float:
    """Of the buyers of a quarter, how many buy in the next, by the published law of needs and choices, at the need and the
    share of the scenario."""
    scenario, rng = shipped(name), np.random.default_rng(1)
    shape, switching = PANEL["shape"], PANEL["switching"]
    needs = rng.gamma(shape, QUARTER / scenario.people.need_interval / shape, 1_000_000)
    mine = rng.beta(scenario.market.share * switching, (1 - scenario.market.share) * switching, len(needs))
    buys = 1 - np.exp(-needs * mine)
    return float((buys * buys).mean() / buys.mean())


# --- elasticities


def steady(name: str, part: float, n_towns: int = TOWNS, more: float = 1.0) -> list[Result]:
    """Two quarters of steady advertising that costs so large a part of what an untouched market sells in them."""
    sold = sum(town["first"] for town in quarters(name)) / TOWNS * 2
    base = shipped(name)
    spend = max(100.0, part * sold * base.market.product.price / base.minor_units)
    plan = {"preset": "nothing", "advertising": {"spend": "100%"}}
    scenario = with_budget(base.replace({"horizon": 2 * QUARTER, "strategies.steady": plan}), more * spend)
    return played(n_towns, lambda k: alone(scenario, "steady", k))


def advertising(name: str, n_towns: int = TOWNS) -> tuple[Figure, Figure]:
    """Log orders over log spending of steady advertising, in the first quarter and in the next."""
    less, more = (steady(name, ADVERTISED, n_towns, factor) for factor in (1.0, MORE))
    towns = [
        {
            f"{level} {start}": orders_of(result, start, start + QUARTER)
            for start in (0, QUARTER)
            for level, result in pair
        }
        for pair in ((("less", a), ("more", b)) for a, b in zip(less, more, strict=True))
    ]
    short, long_ = (_elasticity(f"more {start}", f"less {start}", MORE) for start in (0, QUARTER))
    return (
        figure("short run", ".12", within_factor(0.12, 2), towns, short, unit="number"),
        figure("long run", ".24", within_factor(0.24, 2), towns, long_, unit="number"),
    )


def _elasticity(more: str, less: str, ratio: float):
    """Statistic: logarithm of a ratio of sums over towns, over that of the effort."""

    def statistic(towns) -> float:
        up, down = (sum(town[key] for town in towns) for key in (more, less))
        return log(up / down) / log(ratio) if up > 0 and down > 0 else nan

    return statistic


def talk(name: str, n_towns: int = TOWNS) -> Figure:
    """Log orders over log talk, doing nothing: buyers tell half as many again as they usually do."""
    scenario = money.half_a_year(SCENARIOS / f"{name}.yaml")
    towns = played(n_towns, lambda k: {"told": money.told(scenario, scenario.seed, k)})
    return figure("elasticity", ".236", within_factor(0.236, 2), towns, mean_of("told"), unit="number")


def price(name: str) -> Figure:
    """Log orders over log price, doing nothing, a tenth up and down; what people take for the usual price stays."""
    scenario = shipped(name)
    asked = scenario.market.product.price / scenario.minor_units
    usual = scenario.market.product.usual_price
    kept = asked if usual is None else usual / scenario.minor_units
    levels = [
        played(TOWNS, lambda k, there=there: alone(there, NOTHING, k))
        for there in (
            scenario.replace({"market.product.usual_price": f"{kept:.2f} {scenario.currency}",
                              "market.product.price": f"{asked * factor:.2f} {scenario.currency}"})
            for factor in (1 / PRICE, PRICE)
        )
    ]  # fmt: skip
    product = "" if not scenario.market.more_products else "product"
    towns = [{"less": _sold(a, product), "more": _sold(b, product)} for a, b in zip(levels[0], levels[1], strict=True)]
    statistic = _elasticity("more", "less", PRICE**2)
    return figure("price", "-2.62 to -1.76", published_range(-2.62, -1.76), towns, statistic, unit="number")


def _sold(result: Result, column: str) -> float:
    """Orders of a run; of the first product where there are several."""
    orders = result.orders
    return float(len(orders) if not column else (orders[column] == orders[column].mode()[0]).sum())


# --- all strategies as they are shipped


def extra_buyer(found: Towns, name: str) -> float:
    """Marketing cost over new buyers beyond those of doing nothing; not a number where there are none."""
    extra = values(found, name, "incremental_new_buyers").sum()
    return float(values(found, name, "marketing_cost").sum() / extra) if extra > 0 else nan


def contacts(found: Towns) -> dict[str, str]:
    """Prices of contacts over all strategies that buy any: bought impressions a thousand and a click, leaders' posts an
    engagement; a new buyer of the strategy whose extra ones are cheapest, and of all of the same strategy's."""
    names = [name for name in found if name != NOTHING]
    towns = range(len(found[NOTHING]))
    ads = [_sums([channel(found[name][k], "advertising") for name in names]) for k in towns]
    paid = [_sums([channel(found[name][k], "kol") for name in names]) for k in towns]
    told = {
        "CNY a mille": _price(ads, "impressions", 1000, 15, 50),
        "CNY a click": _price(ads, "clicks", 1, 2, 8),
        "CNY an engagement": _price(paid, "engagements", 1, 1, 20),
    }
    extra = {name: cost for name in names if isfinite(cost := extra_buyer(found, name))}
    if not extra:
        return told | dict.fromkeys(("CNY an extra new buyer", "CNY a new buyer, all counted"), "–")
    best = min(extra, key=lambda name: extra[name])
    towns_of_it = [result.metrics for result in found[best]]
    counted = ratio_of("marketing_cost", "new_buyers")
    return told | {
        "CNY an extra new buyer": f"{number(extra[best])} ({best})",
        "CNY a new buyer, all counted": cell(
            figure("all", "163", within(163, 0.15), towns_of_it, counted, unit="number")
        ),
    }


def _sums(some: list[dict[str, float]]) -> dict[str, float]:
    """Sums over strategies."""
    return {key: sum(each[key] for each in some) for key in some[0]}


def _price(towns: list[dict[str, float]], what: str, times: float, low: float, high: float) -> str:
    """What a contact costs; a dash where none is bought."""
    if not sum(town["spend"] for town in towns):
        return "–"
    if sum(town[what] for town in towns) < LEAST["contacts"]:
        return "too few"

    def statistic(some) -> float:
        return times * ratio_of("spend", what)(some)

    return cell(figure(what, "", published_range(low, high), towns, statistic, unit="number"))


def posts_a_day(found: Towns, horizon: int) -> list[Figure]:
    """Posts a day of a point by role, over the days that it was one."""
    tables = [result.points for name in found if name != NOTHING for result in found[name]]
    sums: dict[str, tuple[float, float]] = {}
    for points in tables:
        left = points["left_day"].where(points["left_day"] >= 0, horizon)
        days = (left - points["activated_day"]).clip(lower=1)
        for role in points["role"].unique():
            mine = points["role"] == role
            posts, over = sums.get(str(role), (0.0, 0.0))
            sums[str(role)] = posts + float(points.loc[mine, "posts"].sum()), over + float(days[mine].sum())
    return [
        known(role, "", published_range(*BUSY.get(role, BUSY["employee"])), posts / days)
        for role, (posts, days) in sorted(sums.items())
    ]


# --- the table


def cell(one_figure: Figure, beside: str = "") -> str:
    """A figure with half of its interval, what stands beside it, and where it lies."""
    if not isfinite(one_figure.mean):
        return "–"
    half = (one_figure.high - one_figure.low) / 2
    spread = f" ± {number(half)}" if 0 < half < inf else ""
    return f"{number(one_figure.mean)}{spread}{beside}, {STATES[one_figure.verdict]}"


def ours(name: str) -> dict[str, str]:
    """The figures of a scenario, by the names of the table."""
    scenario, launch = shipped(name), "– (a launch)"
    found = play(scenario, tuple(scenario.strategies), TOWNS)
    told = contacts(found)
    roles = posts_a_day(found, int(scenario.horizon))
    told["posts a day by role"] = "; ".join(f"{each.name} {cell(each)}" for each in roles) or "no points"
    if not established(name):
        return {key: told.get(key, launch) for key in PUBLISHED}
    towns = quarters(name)
    few = sum(town["first"] for town in towns) < LEAST["orders"]
    short, long_ = advertising(name)
    told |= {
        "advertising elasticity, first quarter": cell(short),
        "advertising elasticity, next": cell(long_),
        "talk elasticity": cell(talk(name)),
        "price elasticity": cell(price(name)),
    }
    panel = again_by_panel(name)
    again = figure("again", "", within(panel, 0.15), towns, ratio_of("again", "buyers"), unit="number")
    told["buy again in the next quarter"] = (
        "too few buyers"
        if sum(town["buyers"] for town in towns) < LEAST["buyers"]
        else cell(again, f" of {number(panel)}")
    )
    steady_figure = figure("untouched", "", STEADY, towns, ratio_of("next", "first"), unit="number")
    told["untouched, next quarter over first"] = "too few orders" if few else cell(steady_figure)
    return {key: told[key] for key in PUBLISHED}


REASONS = (
    "Leaders are dear where their followers engage as a brand's do; new buyers cost what the brand's size and the price of"
    " goods make of one published figure; `bad_product` falls by itself, as its file says."
)
"""Why some lie outside: by hand, after the run."""
