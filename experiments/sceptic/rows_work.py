"""Rows of the sceptic's table about work, pay and money: 1, 8, 14, 16, 18, 20 to 22."""

from __future__ import annotations

from math import log

import numpy as np
from validation.figure import Rule, above, below, figure, mean_of, published_range, within

from sceptic.held import Found, known, row
from sceptic.practice import posts_a_day
from sceptic.towns import (
    ASKED,
    NET,
    NOTHING,
    REPLICATES,
    UNPRICED,
    Towns,
    as_shipped,
    base,
    changed,
    ends,
    mean,
    number,
    play,
    ratio_of,
    share,
    shipped,
    signed,
    values,
    verdict,
    verdict_with,
)


@row(
    1,
    "Labour is free",
    "31,700 posts of the grid at no cost; priced at 2 CNY: -27,600, below the account",
    "33 to 58 CNY an hour [nbs2024]; of one brand consumers post .01 to .15 times a day [zhang2021], staff .01 to .5"
    " [linkedin2017]",
)
def labour() -> Found:
    found = base()
    posts = sum(float(one.points["posts"].sum()) for one in found["grid"]) / REPLICATES
    hours, worth, unpaid = (mean(found, "grid", key) for key in ("point_hours", "point_time_value", "unpaid_time"))
    figures = [
        known(f"posts a day, {one.name}", "", one.rule, one.mean)
        for one in posts_a_day({"grid": found["grid"]}, int(shipped().horizon))
    ]
    figures.append(known("CNY an hour", "33 to 58", published_range(33, 58), worth / hours))
    told = (
        f"{posts:,.0f} posts of points, {hours:,.0f} hours worth {worth:,.0f} CNY, {unpaid:,.0f} of it paid by nobody"
    )
    unpriced = ", ".join(f"{name} {signed(mean(found, name, UNPRICED))}" for name in ASKED)
    return Found(told, f"priced: {as_shipped()}; unpriced: {unpriced}", tuple(figures))


@row(
    8,
    "The 4I cost nothing",
    "interesting .5 to .8 is worth +70,000 to the grid",
    "nothing is published; what is worth telling takes longer to make, and an hour 33 to 58 CNY [nbs2024]",
)
def content() -> Found:
    better = changed({"strategies.grid.points.content.interesting": 0.8})
    found = play(better)
    change = values(found, "grid", NET) - values(base(), "grid", NET)
    towns = [{"better": _minutes(a), "usual": _minutes(b)} for a, b in zip(found["grid"], base()["grid"], strict=True)]
    figures = (
        figure("minutes a post over the usual", "above 1", above(1), towns, ratio_of("better", "usual"), unit="number"),
    )
    middle, low, high = ends(change)
    told = f"interesting .8 is worth {signed(middle)} ({signed(low)} to {signed(high)}) CNY after the time it takes"
    return Found(told, verdict(found, better), figures)


def _minutes(one) -> float:
    """Minutes that points give for a post, all they do counted."""
    return 60 * one.metrics["point_hours"] / max(1.0, float(one.points["posts"].sum()))


@row(
    14,
    "Half of all recruits have no recruiter",
    ".5 of recruits; leaves of the tree .87",
    "most are asked by somebody [liu2025]: less than half come alone; 3.1 buyers a member of a platform [yunji2019], 15 %"
    " either way",
)
def recruits() -> Found:
    scenario = shipped("micro_mall_platform")
    members = [_members(one) for one in play(scenario, ("members",), REPLICATES)["members"]]
    here = [_members(one) for one in base()["grid"]]
    figures = (
        figure("without a recruiter, on a platform", "less than half", below(0.5), members, ratio_of("alone", "later")),
        figure(
            "buyers a member there", "3.1", within(3.1, 0.15), members, mean_of("buyers"), unit="number",
            standing="calibrated", set_on="market.share",
        ),
    )  # fmt: skip
    told = (
        f"{np.mean([one['later'] for one in here]):.1f} recruits a run in fresh_food,"
        f" {share(sum(one['alone'] for one in here) / max(1.0, sum(one['later'] for one in here)))} alone;"
        f" {share(float(np.mean([one['leaves'] for one in members])))} of a platform's members recruit nobody"
    )
    return Found(told, f"nobody is recruited: {verdict_with({'strategies.grid.points.recruiting': None})}", figures)


def _members(one) -> dict[str, float]:
    """Points that came after the first day, how many of them alone, points that recruit nobody, buyers a point."""
    points = one.points
    later = points[points["recruited_by"] != "first_day"]
    recruiters = points.loc[points["recruiter"] >= 0, "recruiter"].nunique()
    return {
        "later": float(len(later)),
        "alone": float((later["recruiter"] < 0).sum()),
        "leaves": 1 - recruiters / max(1, len(points)),
        "buyers": one.metrics["buyers"] / max(1, len(points)),
    }


@row(
    16,
    "Commission is 3.3 % of GMV while points cause nearly all sales",
    ".033",
    "talk drives 13 to 19 % of sales [womma2014, engagementlabs2017]; what is paid for is what comes by the link, and that"
    " is a part of what is caused [lewis2014]",
)
def commission_paid() -> Found:
    found = base()
    caused = figure(
        "share of GMV that is caused", "13 to 19 %", published_range(0.13, 0.19), [one.metrics for one in found["grid"]],
        mean_of("caused_gmv_share"),
    )  # fmt: skip
    paid, gmv, cost = (mean(found, "grid", key) for key in ("paid_gmv_share", "gmv", "cost_commission"))
    extra = mean(found, "grid", "incremental_gmv")
    told = (
        f"commission is {share(cost / gmv, 1)} of all GMV, {share(cost / gmv / paid, 1)} of the {share(paid)} of GMV on"
        f" which it is paid, {share(cost / extra, 1)} of what is caused"
    )
    return Found(told, as_shipped(), (caused,))


USES = {
    "conversion": {"strategies.official.conversion": {"spend": "15%"}},
    "brand": {"strategies.official.brand": {"spend": "15%"}},
    "a coupon of a tenth for two weeks": {
        "strategies.official.activities.offer": {
            "kind": "coupon",
            "start": 30,
            "days": 14,
            "discount": 0.1,
            "units": 1000,
        }
    },
}


@row(
    18,
    "Conversion, brand, activities are decoration",
    "+2 orders",
    "a rule of thumb, no published figure: each is worth a few per cent of sales (1 to 10)",
)
def uses() -> Found:
    figures, told, last = [], [], ""
    for name, changes in USES.items():
        scenario = changed(changes)
        found = play(scenario, ("official",), 2 * REPLICATES)
        before = play(shipped(), ("official",), 2 * REPLICATES)
        towns = [
            {"more": a.metrics["orders"] - b.metrics["orders"], "orders": b.metrics["orders"]}
            for a, b in zip(found["official"], before["official"], strict=True)
        ]
        figures.append(
            figure(name, "1 to 10 %", published_range(0.01, 0.10), towns, ratio_of("more", "orders"))
        )  # fmt: skip
        told.append(f"{name} {signed(float(np.mean([one['more'] for one in towns])))}")
        last = f"{last}{'; ' if last else ''}with {name}: {verdict(found, scenario, ('official',))}"
    return Found(
        f"orders more, 15 % of the budget for conversion and for brand: {', '.join(told)}", last, tuple(figures)
    )


@row(
    20,
    "daily ends before the money",
    "its contribution sums to 3 to 11 % more than the metric",
    "books that add up to the cent",
)
def daily() -> Found:
    unit = shipped().minor_units
    off = [
        abs(one.daily["contribution"].sum() / unit - one.metrics["contribution_margin"])
        for name in (NOTHING, *ASKED)
        for one in base()[name]
    ]
    figures = (known("CNY off at the most", "0", Rule((0,), 0, 0.005, "to the cent"), float(np.round(max(off), 6))),)
    return Found("", as_shipped(), figures)


RATES = 0.05, 0.30


@row(
    21,
    "Commission is no lever",
    "5 to 30 % adds 2 % orders; 815 points cost 83 CNY each, earn 12.57 in the mean, 65 % nothing",
    "sales of a seller go with selling effort ^ .34, .2 to .5 [albers2010]; half of new sellers quit in a year"
    " [ftc2016], up to nine in ten: 16 to 44 % in 90 days",
)
def commission_lever() -> Found:
    plans = [changed({"strategies.grid.points.commission": [rate, 0.03]}) for rate in RATES]
    low, high = (play(plan) for plan in plans)
    towns = [
        {"low": float(a.points["orders"].sum()), "high": float(b.points["orders"].sum())}
        for a, b in zip(low["grid"], high["grid"], strict=True)
    ]
    figures = (
        figure(
            "elasticity of the points' sales to the rate", ".2 to .5", published_range(0.2, 0.5), towns,
            lambda some: log(ratio_of("high", "low")(some)) / log(RATES[1] / RATES[0]), unit="number",
        ),
        figure(
            "quit in 90 days", "16 to 44 %", published_range(1 - 0.5**0.25, 1 - 0.1**0.25),
            [one.metrics for one in base()["grid"]], mean_of("points_quit_share"),
        ),
    )  # fmt: skip
    more = mean(high, "grid", "orders") / mean(low, "grid", "orders") - 1
    card = [mean(base(), "grid", key) for key in ("points_in_all", "point_cost", "point_earned")]
    none = share(mean(base(), "grid", "points_without_earnings"))
    told = (
        f"5 to 30 %: {share(more, 1)} more orders; {card[0]:,.0f} points cost {number(card[1])} CNY each, earn"
        f" {number(card[2])} in the mean, {none} nothing"
    )
    return Found(told, f"at 5 %: {verdict(low, plans[0])}; at 30 %: {verdict(high, plans[1])}", figures)


BUDGETS = 100_000, 300_000, 3_000_000
FEW = 2
"""Towns of budgets: what a plan can spend differs little between towns."""


@row(
    22,
    "Equal budget is a fiction",
    "at 3M the same figures to the cent as at 300k",
    "a rule of thumb, no published figure: a plan spends half of its budget at the least, and more money does more",
)
def budgets() -> Found:
    names = [name for name in shipped().strategies if name != NOTHING]
    plans = [changed({"budget.total": f"{amount} CNY"}) for amount in BUDGETS]
    found = [play(plan, names, FEW) for plan in plans]
    spent = [{name: _spent(one, name, amount) for name in names} for one, amount in zip(found, BUDGETS, strict=True)]
    same = [name for name in names if abs(mean(found[2], name, "orders") - mean(found[1], name, "orders")) < 0.5]
    figures = (
        *(
            known(f"least that a plan spends of {amount:,}", "half", above(0.5), min(parts.values()), "share")
            for amount, parts in zip((BUDGETS[0], BUDGETS[2]), (spent[0], spent[2]), strict=True)
        ),
        known("plans with the same orders at 300k and 3M", "0", Rule((0,), 0, 0, "none"), float(len(same))),
    )
    told = "; ".join(
        f"at {amount:,}: " + ", ".join(f"{name} {share(part)}" for name, part in parts.items())
        for amount, parts in zip((BUDGETS[0], BUDGETS[2]), (spent[0], spent[2]), strict=True)
    )
    return Found(f"spent {told}", f"at 3M: {verdict(found[2], plans[2], names)}", figures)


def _spent(found: Towns, name: str, budget: float) -> float:
    """Marketing cost over the budget."""
    return mean(found, name, "marketing_cost") / budget
