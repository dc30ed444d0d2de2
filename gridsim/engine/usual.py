"""The usual world: what an untouched brand has all along, so that doing nothing keeps it where it is.

Buyers talk without a campaign, too. What that adds to attention is there on the first day, and the odds of choosing the
brand are relative to it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from gridsim.engine import trade
from gridsim.rules import buying, odds
from gridsim.scenario import Scenario
from gridsim.world import World
from gridsim.world.attention import attention_before
from gridsim.world.chance import stream
from gridsim.world.people import likings


def talk_a_day(held: Any, scenario: Scenario) -> float:
    """How many times a day a person of as many friends as most hears of the brand in person, in the usual world: one in
    which goods are as claimed."""
    orders = sum(
        trade.share_of(scenario.market, product) / getattr(product, "need_interval", scenario.people.need_interval)
        for product in trade.products_of(scenario).values()
    )
    return float(scenario.market.initial_awareness * orders * buying.tells(0.5, held["told_per_order"]))


def attention(held: Any, scenario: Scenario, friends: np.ndarray, seed: int, replicate: int) -> np.ndarray:
    """Stocks of attention of people with so many friends in the usual world, (people,) float64."""
    rng, usual_stock = stream(seed, replicate, "talk"), scenario.response.memory.usual_stock
    weight, half_life = float(held["weight_told"]), float(held["mind_half_life"])
    return attention_before(friends, usual_stock, talk_a_day(held, scenario), weight, half_life, rng)


def usual_mind(held: Any, scenario: Scenario, world: World) -> float:
    """What the multiplier of attention must be divided by, so that the brand sells its share in the usual world.

    Not the mean multiplier: who nearly always buys the brand cannot buy it more often. With r the multiplier over the
    divisor, a person of share p buys r / (1 - p + p r) times as often as usual; the mean over all needs met is to be 1.
    """
    friends = np.quantile(np.diff(world.layers["moments"].indptr), (np.arange(2_000) + 0.5) / 2_000)
    stocks = np.sort(attention(held, scenario, friends, 0, 0))
    mind = 1.0 + (held["mind_effect"] - 1.0) * stocks / (stocks + held["mind_half"])
    return _divisor(mind.tobytes(), scenario.market.share, scenario.market.switching)


@lru_cache(maxsize=64)
def _divisor(multipliers: bytes, share: float, switching: float) -> float:
    """The divisor for multipliers of attention (float64): the same for all strategies of a market and its people."""
    mind = np.frombuffer(multipliers)
    needs = (np.arange(50) + 0.5) / 50  # met with the brand: by people who like it the more
    p = likings(needs, share, switching, chosen=True)
    low, high = float(mind.min()), float(mind.max())
    while high - low > 1e-9:
        middle = 0.5 * (low + high)
        r = mind[:, None] / middle
        low, high = (middle, high) if np.mean(r / (1.0 - p + p * r)) > 1.0 else (low, middle)
    return low


def first_attention(held: Any, scenario: Scenario, world: World, seed: int, replicate: int) -> np.ndarray:
    """Everybody's stock of attention on the first day, (people,) float64: of who knows the brand."""
    friends = np.diff(world.layers["moments"].indptr).astype(np.float64)
    stock = attention(held, scenario, friends, seed, replicate)
    return np.where(world.table.aware, stock, 0.0)


def match(scenario: Scenario, world: World) -> float:
    """The match of people's interests with the topics of the product, a mean over the people."""
    topics = trade.topics_of(scenario, scenario.market.product)
    return float(np.mean(world.interests @ topics.astype(np.float32), dtype=np.float64))


def close_ties(world: World, at_a_time: int = 100_000) -> float:
    """The share of friendships within one circle."""
    moments, circle = world.layers["moments"], world.table.circle
    close = 0
    for first in range(0, world.n_people, at_a_time):  # a part of the people at a time, to save memory
        ends = moments.indptr[first : first + at_a_time + 1]
        own = np.repeat(circle[first : first + at_a_time], np.diff(ends))
        close += int(np.count_nonzero((own >= 0) & (own == circle[moments.targets[ends[0] : ends[-1]]])))
    return close / max(moments.n_ties, 1)


def friends_bought(world: World) -> np.ndarray:
    """How many friends of each person have bought before the campaign, (people,) int64."""
    customers, moments = np.flatnonzero(world.table.customer), world.layers["moments"]
    if not len(customers):
        return np.zeros(world.n_people, np.int64)
    friends = np.concatenate([moments.targets[moments.indptr[c] : moments.indptr[c + 1]] for c in customers])
    return np.bincount(friends, minlength=world.n_people)


def usual_friends(held: dict[str, Any], world: World) -> float:
    """What friends who had bought before the campaign multiply the odds of an order by, a mean over the people."""
    multiply = odds.saturating_multiplier
    half, effect = held["friends_half"], held["friends_effect"]
    counts = np.bincount(friends_bought(world))
    return float(sum(n * multiply(float(k), half, effect) for k, n in enumerate(counts)) / world.n_people)
