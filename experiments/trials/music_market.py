"""Facts row 43: an artificial music market with and without the sales of others in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from validation.figure import above

from gridsim.scenario import load_scenario
from trials.trial import NOBODY, Measure, Statistic, Town, Trial, arms_on_one_town, market

SONGS = {f"song_{k:02}": round(20.0 * 3.0 ** (k / 11.0), 1) for k in range(12)}
"""Twelve products that people need, without any influence, once in 20 to 60 days: the appeals differ threefold."""
ARMS: dict[str, dict[str, Any] | None] = {"alone": None, "shown": {}, "ranked": {"rank_elasticity": 0.5}}


def play(seed: int, replicate: int) -> Town:
    """The sales of each song in each condition, in one world."""
    song = {"price": "10 CNY", "unit_cost": "1 CNY"}
    base = market(people={"count": 4_000, "need_interval": 3_000, "roles": NOBODY}, horizon=90)
    base["market"] = {"more_products": {name: {**song, "need_interval": days} for name, days in SONGS.items()}}
    base["strategies"] = {"nothing": {}}
    arms = {
        name: load_scenario(base).replace({"market.popularity": shown} if shown is not None else {})
        for name, shown in ARMS.items()
    }
    found: dict[str, float] = {}
    for name, result in arms_on_one_town(arms, seed, replicate, "nothing").items():
        sold = result.orders["product"].value_counts()
        found |= {f"{name} {one}": float(sold.get(one, 0)) for one in SONGS}
    return found


def shares(towns: Sequence[Town], arm: str) -> np.ndarray:
    """The songs' shares of the market, a row a world."""
    sold = np.array([[town[f"{arm} {song}"] for song in SONGS] for town in towns])
    return sold / sold.sum(1, keepdims=True)


def gini(towns: Sequence[Town], arm: str) -> float:
    """Inequality of the songs: the mean over worlds of the Gini coefficient."""
    found = shares(towns, arm)
    apart = np.abs(found[:, :, None] - found[:, None, :]).sum((1, 2))
    return float((apart / (2 * found.shape[1])).mean())


def unpredictability(towns: Sequence[Town], arm: str) -> float:
    """How far a song's share lies from its share in another world, in the mean over songs and pairs of worlds."""
    found = shares(towns, arm)
    n = len(found)
    return float(np.abs(found[:, None] - found[None]).sum((0, 1)).mean() / (n * (n - 1)))


def over(measure: Any, one: str, other: str) -> Statistic:
    """Statistic: a measure in one condition over that in another."""
    return lambda towns: measure(towns, one) / measure(towns, other)


def best_in_upper_half(towns: Sequence[Town]) -> float:
    """Share of worlds in which the most appealing song is among the better six, where sales are ranked."""
    found = shares(towns, "ranked")
    return float(((found > found[:, :1]).sum(1) < 6).mean())


def worst_among_the_first(towns: Sequence[Town]) -> float:
    """Share of worlds in which the least appealing song is among the first three."""
    found = shares(towns, "ranked")
    return float(((found > found[:, -1:]).sum(1) < 3).mean())


TRIAL = Trial(
    title="A music market",
    source="salganik2006",
    row="43",
    did="14,341 people chose among 48 unknown songs, alone or in one of eight independent worlds in which the"
    " number of downloads so far was shown; in a"
    " second experiment the songs were listed in the order of downloads.",
    unit="the person; a world is the unit of analysis",
    outcome="inequality of the songs (Gini), and how far a song's share differs between worlds",
    here="Twelve products whose appeal differs threefold, in worlds of 4,000 people for 90 days: sales not"
    " shown; shown, with the default elasticity that"
    "another experiment gives; shown and listed in their order, of which each tenth part of the way up"
    " the list is worth as in lists of results"
    " (elasticity 0.5 by place).",
    bands="The signs are published: both rise when sales are shown, both are higher still when ranked; the best"
    " rarely fare badly and the worst rarely"
    " well, which is taken as under one world in ten.",
    measures=(
        Measure("inequality, shown over alone", "higher", above(1), over(gini, "shown", "alone")),
        Measure("inequality, ranked over shown", "higher still", above(1), over(gini, "ranked", "shown")),
        Measure("unpredictability, shown over alone", "higher", above(1), over(unpredictability, "shown", "alone")),
        Measure(
            "unpredictability, ranked over shown", "higher still", above(1), over(unpredictability, "ranked", "shown")
        ),
        Measure(
            "the best song in the upper half",
            "rarely fares badly",
            above(0.9, "above 90 %"),
            best_in_upper_half,
            "share",
        ),
    ),
    play=play,
    tried=(
        "Worlds of 1,500 people with needs three times as rare showed nothing (1.000); they were made "
        "larger and busier. The elasticity by place, 0.5, has no source."
    ),
    towns=24,
)
