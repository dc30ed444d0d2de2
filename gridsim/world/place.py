"""Places: the trade tree of brand, distributors, sub-distributors and shops, and everybody's home shop."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim.errors import refusal
from gridsim.scenario import Scenario
from gridsim.terms import Role
from gridsim.world.chance import stream
from gridsim.world.network import Network

DISTRIBUTOR, SUB_DISTRIBUTOR, SHOP = 1, 2, 3
"""Tiers of the trade; 0 is people outside it."""


class Trade(NamedTuple):
    """Trade channel: who sees the material of which shop, everybody's home shop, and the levels of the trade."""

    ties: Network  # from a shop to its customers, from a distributor to all of the trade below it
    home_shop: np.ndarray  # (n,) int32, the agent who keeps a person's home shop; -1 is none
    above: np.ndarray  # (n,) int32, of people of the trade the agent one level up; -1 is the brand (and everybody else)
    tier: np.ndarray  # (n,) int8


def heads_by_tier(heads: int, sub_distributors_each: int, shops_each: int) -> tuple[int, int, int]:
    """Return the numbers of distributors, sub-distributors and shops among so many people: the nearest number of whole
    trees.

    A difference from whole trees makes the lower levels wider or narrower; there is at least one shop.

    Examples
    --------
    >>> heads_by_tier(27, 2, 3), heads_by_tier(12, 2, 3), heads_by_tier(2, 2, 3), heads_by_tier(9, 0, 2)
    ((3, 6, 18), (1, 2, 9), (1, 0, 1), (3, 0, 6))
    """
    tree = 1 + sub_distributors_each * (1 + shops_each) if sub_distributors_each else 1 + shops_each
    distributors = min(max(1, round(heads / tree)), heads - 1)
    subs = min(distributors * sub_distributors_each, (heads - distributors) // (1 + shops_each))
    return distributors, subs, heads - distributors - subs


def generate(scenario: Scenario, role: np.ndarray, region: np.ndarray, seed: int, replicate: int) -> Trade:
    """Return the trade over the people of the role distributor, and their customers in the same region.

    Raises
    ------
    ScenarioError
        If fewer than two people are distributors.
    """
    page, n = scenario.network.place, len(role)
    assert page is not None
    rng = stream(seed, replicate, "place")
    trade = rng.permutation(np.flatnonzero(role == Role.DISTRIBUTOR)).astype(np.int32)
    if len(trade) < 2:
        where, advice = "people.roles.distributor.count", "Raise it, or leave network.place out"
        raise refusal(
            where, "the distributors", "at least 2 with network.place (one, and a shop below)", len(trade), advice
        )
    distributors, subs, _ = heads_by_tier(len(trade), page.sub_distributors_each, page.shops_each)
    tier, above = np.zeros(n, np.int8), np.full(n, -1, np.int32)
    top, middle, shops = trade[:distributors], trade[distributors : distributors + subs], trade[distributors + subs :]
    tier[top], tier[middle], tier[shops] = DISTRIBUTOR, SUB_DISTRIBUTOR, SHOP
    above[middle] = top[np.arange(len(middle)) % len(top)]
    over_shops = middle if len(middle) else top
    above[shops] = over_shops[np.arange(len(shops)) % len(over_shops)]
    home_shop = _home_shops(page.catchment_share, shops, tier, region, rng)
    customers = np.flatnonzero(home_shop >= 0)
    higher = np.where(above >= 0, above[above], -1)
    below, far_below = np.flatnonzero(above >= 0), np.flatnonzero(higher >= 0)
    source = np.concatenate([home_shop[customers], above[below], higher[far_below]])
    target = np.concatenate([customers, below, far_below])
    return Trade(Network.from_edges(source, target, n), home_shop, above, tier)


def _home_shops(
    share: float, shops: np.ndarray, tier: np.ndarray, region: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """A share of the people gets a shop of the own region; where a region has no shop, its people have none."""
    n = len(tier)
    home, chosen, which = np.full(n, -1, np.int32), rng.random(n) < share, rng.random(n)
    for here in np.unique(region[shops]):
        near = shops[region[shops] == here]
        people = np.flatnonzero((region == here) & (tier == 0) & chosen)
        home[people] = near[(which[people] * len(near)).astype(np.int64)]
    return home


def of_ties(ties: Network) -> Trade:
    """Return the trade of a file of ties from shop to customer: every source is a shop right below the brand.

    Examples
    --------
    >>> trade = of_ties(Network.from_edges([0, 0, 1], [2, 3, 3], n=5))
    >>> trade.home_shop.tolist(), trade.tier.tolist(), trade.above.tolist()
    ([-1, -1, 0, 0, -1], [3, 3, 0, 0, 0], [-1, -1, -1, -1, -1])
    """
    tier = np.where(ties.out_degree > 0, SHOP, 0).astype(np.int8)
    home_shop = np.full(ties.n, -1, np.int32)
    source, target = ties.source[::-1], ties.target[::-1]  # the first shop of a person is the home shop
    home_shop[target] = source
    home_shop[tier > 0] = -1
    return Trade(ties, home_shop, np.full(ties.n, -1, np.int32), tier)
