"""The usual world: what an untouched brand has all along, so that doing nothing keeps it where it is.

Buyers talk without a campaign, too. What that adds to attention is there on the first day, and the odds of choosing the
brand are relative to it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gridsim.engine import trade
from gridsim.rules import buying, odds
from gridsim.scenario import Scenario
from gridsim.world import World
from gridsim.world.attention import attention_before
from gridsim.world.chance import stream

DRAWN = 4
"""Friends of whom a buyer tells one."""
SAMPLED = 20_000
"""Needs met by the brand over which the usual world is taken."""


def talk_a_day(held: Any, scenario: Scenario, world: World) -> np.ndarray:
    """How many times a day each person hears of the brand in person, in the usual world, (people,) float64: one in which
    goods are as claimed, and buyers tell those of their own circle first, who like what they like."""
    people, main = world.table, scenario.market.product
    told = np.zeros(world.n_people)
    for product in trade.products_of(scenario).values():
        days = getattr(product, "need_interval", scenario.people.need_interval) / scenario.people.need_interval
        liking = people.liking if product is main else trade.share_of(scenario.market, product)
        told += people.aware * liking / (people.need_interval_days * days)
    told *= buying.tells(0.5, held["told_per_order"])
    circle, friends = people.circle, np.diff(world.layers["moments"].indptr)[: world.n_people]
    in_circle = np.bincount(circle + 1, told) / np.maximum(1, np.bincount(circle + 1))
    stay = np.where(circle >= 0, 1.0 - (1.0 - held["close_tie_share"]) ** DRAWN, 0.0)
    heard = stay * in_circle[circle + 1] + (1.0 - stay) * told.mean()
    return heard * friends / max(1.0, float(friends.mean()))


def attention(held: Any, scenario: Scenario, heard_a_day: np.ndarray, seed: int, replicate: int) -> np.ndarray:
    """Stocks of attention of people who hear so much in the usual world, (people,) float64."""
    rng, usual_stock = stream(seed, replicate, "talk"), scenario.response.memory.usual_stock
    return attention_before(heard_a_day, usual_stock, float(held["weight_told"]), float(held["mind_half_life"]), rng)


def usual_mind(held: Any, scenario: Scenario, world: World) -> float:
    """What the multiplier of attention must be divided by, so that the brand sells its share in the usual world.

    Not the mean multiplier: who nearly always buys the brand cannot buy it more often. With r the multiplier over the
    divisor, a person of share p buys r / (1 - p + p r) times as often as usual; the mean over all needs met is to be 1.
    """
    met = np.cumsum(world.table.liking / world.table.need_interval_days)
    whose = np.searchsorted(met, (np.arange(SAMPLED) + 0.5) / SAMPLED * met[-1])  # of needs met by the brand
    p = world.table.liking[whose]
    stocks = attention(held, scenario, talk_a_day(held, scenario, world)[whose], 0, 0)
    mind = 1.0 + (held["mind_effect"] - 1.0) * stocks / (stocks + held["mind_half"])
    low, high = float(mind.min()), float(mind.max())
    while high - low > 1e-9:
        middle = 0.5 * (low + high)
        r = mind / middle
        low, high = (middle, high) if np.mean(r / (1.0 - p + p * r)) > 1.0 else (low, middle)
    return low


def first_attention(held: Any, scenario: Scenario, world: World, seed: int, replicate: int) -> np.ndarray:
    """Everybody's stock of attention on the first day, (people,) float64: of who knows the brand."""
    stock = attention(held, scenario, talk_a_day(held, scenario, world), seed, replicate)
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
