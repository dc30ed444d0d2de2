"""Rows of the sceptic's table about who buys, and why: 3, 5, 7, 15, 17, 24, 25."""

from __future__ import annotations

from math import log

import numpy as np
from validation.figure import Rule, below, figure, mean_of, played, published_range, within, within_factor

from gridsim.world import build_world
from sceptic import practice
from sceptic.held import Found, known, row
from sceptic.towns import (
    ASKED,
    REPLICATES,
    Towns,
    as_shipped,
    base,
    changed,
    mean,
    number,
    orders_of,
    play,
    ratio_of,
    shipped,
    values,
    verdict,
    verdict_with,
)

FORTNIGHT = 14
MANY = 4 * REPLICATES
"""Towns where one figure is small beside what towns differ by."""


@row(
    3,
    "The untouched brand dies",
    "39 to 3 orders a week; every campaign shows a gross gain (14-fold)",
    "level; a brand that stops advertising loses 16 % in the first year, some 4 % in a quarter [hartnett2021]; 5 points"
    " either way",
)
def untouched() -> Found:
    towns = practice.quarters("fresh_food", MANY)
    days = int(shipped().horizon)
    first, last = (
        np.mean([orders_of(one, a, a + FORTNIGHT) / 2 for one in base()["nothing"]]) for a in (0, days - FORTNIGHT)
    )
    gross = mean(base(), "grid", "orders") / mean(base(), "nothing", "orders")
    figures = (
        figure(
            "orders of the next quarter over the first", "1, or .96", practice.STEADY, towns,
            ratio_of("next", "first"), unit="number",
        ),
    )  # fmt: skip
    told = f"{number(first)} to {number(last)} orders a week; the grid sells {number(gross)} times as much"
    return Found(told, as_shipped(), figures)


@row(
    5,
    "Buyers' word of mouth does nothing",
    "elasticity .00",
    ".236 of its volume [you2015], a factor of two either way; .53 of all that is said of a brand [trusov2009]",
)
def word_of_mouth() -> Found:
    figures = (practice.talk("fresh_food", 2 * REPLICATES),)
    return Found("", f"without any talk: {verdict_with({'switches.word_of_mouth': False})}", figures)


@row(
    7,
    "Advertising elasticity .64 by default",
    ".64 (.084 only in a scenario of its own)",
    ".12 in the short, .24 in the long run [sethuraman2011], a factor of two either way; television .02 [shapiro2021]",
)
def advertising() -> Found:
    found = play(shipped(), ("official", "advertising", "grid"))
    figures = practice.advertising("fresh_food", 2 * REPLICATES)
    return Found("", verdict(found, shipped(), ("advertising", "official", "grid")), figures)


@row(
    15,
    "Trust rises when a bad product is pushed",
    "more trust with the grid than without",
    "trust falls, since experience decides: valence elasticity .417 [you2015]",
)
def bad_product() -> Found:
    scenario = shipped("bad_product")
    towns = _differences(play(scenario, ("grid",), MANY), "grid", "nothing", "trust")
    figures = (
        figure("trust under the grid less untouched", "below 0", below(0), towns, mean_of("less"), unit="number"),
    )
    return Found("", f"`bad_product`: {verdict(play(scenario), scenario)}", figures)


def _differences(found: Towns, first: str, other: str, metric: str) -> list[dict[str, float]]:
    """A metric of one strategy less that of another, by town."""
    return [{"less": float(less)} for less in values(found, first, metric) - values(found, other, metric)]


@row(
    17,
    "Cost a new buyer divides by all new buyers",
    "all counted",
    "163 CNY a new buyer of a social-commerce platform, all counted [pinduoduo2020], 15 % either way",
)
def cost_of_buyers() -> Found:
    figures = tuple(
        figure(
            f"{name}, all counted", "163", within(163, 0.15), [one.metrics for one in base()[name]],
            ratio_of("marketing_cost", "new_buyers"), unit="number",
        )
        for name in ASKED
    )  # fmt: skip
    told = [f"{name} {number(practice.extra_buyer(base(), name))}" for name in ASKED]
    return Found(f"CNY an extra new buyer: {', '.join(told)} (– where there is none)", as_shipped(), figures)


QUALITY = (
    {"market.product.quality": 0.2, "market.product.claims": 0.75},
    {
        "market.product.quality": 0.95,
        "market.product.claims": 0.75,
    },
)


@row(
    24,
    "Quality hardly sells",
    ".2 to .95 brings +10 % orders; repeat 7 to 13 % in 90 days",
    "of a quarter's buyers .45 to .55 buy in the next, at a monthly need [goodhardt1984]; elasticity of valence .417"
    " [you2015], a factor of two either way",
)
def quality() -> Found:
    low, high = (practice.quarters("fresh_food", 2 * REPLICATES, changes) for changes in QUALITY)
    towns = [{"low": a["next"], "high": b["next"]} for a, b in zip(low, high, strict=True)]
    up = ratio_of("high", "low")
    figures = (
        figure(
            "buy again in the next quarter", ".45 to .55", published_range(0.45, 0.55),
            practice.quarters("fresh_food", MANY), ratio_of("again", "buyers"),
        ),
        figure(
            "elasticity of quality, second quarter", ".417", within_factor(0.417, 2), towns,
            lambda some: log(up(some)) / log(0.95 / 0.2), unit="number",
        ),
    )  # fmt: skip
    more = 100 * (up(towns) - 1)
    told = f".2 to .95 brings {more:+.0f} % orders in the second quarter, untouched".replace("-", "−")
    best = changed(QUALITY[1])
    return Found(told, f"at .95: {verdict(play(best), best)}", figures)


SIZES = (1_500, 20_000)


@row(
    25,
    "A person with 1,463 friends in a town of 1,500",
    "a star of the whole town",
    "most friends over the root of mean friends x people: 1.36 in a college, 1.31 in a university [traud2012]; of all"
    " friends, median 178, few live in one town [tencent2014]",
)
def degrees() -> Found:
    told, figures = [], []
    for people in SIZES:
        scenario = changed({"people.count": people, "network.micro_blog.official_followers": "10%"})
        most = played(4, lambda k, scenario=scenario: _friends(scenario, k))
        told.append(f"{max(one['most'] for one in most):,.0f} friends at the most of {people:,} people")
        figures.append(
            known(
                f"over the root, {people:,} people", "1.36", Rule((1.36,), 0.5, 1.36, "no more"),
                max(one["over"] for one in most),
            )
        )  # fmt: skip
    return Found("; ".join(told), as_shipped(), tuple(figures))


def _friends(scenario, replicate: int) -> dict[str, float]:
    """Most friends of anybody in a town, and over the root of mean friends times people."""
    degree = np.diff(build_world(scenario, scenario.seed, replicate).layers["moments"].indptr)
    return {"most": float(degree.max()), "over": float(degree.max() / np.sqrt(degree.mean() * len(degree)))}
