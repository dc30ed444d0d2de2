"""Log-likelihood of a log of cascades under a law, and its derivatives by each parameter, as the fit uses them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel
from gridsim.diffusion.cascade_law import chance_of

# What is fitted, on the scale on which it is fitted: name, scale, start, least, most. The kernel knows them by their
# places.
FITTED = (
    ("broadcast_median", "log", 4.0, -3.0, 20.0),
    ("broadcast_spread", "log", 0.0, -4.0, 2.0),
    ("reproduction", "log", -1.5, -9.0, 6.0),  # with law "uneven": log-odds
    ("dispersion", "log", -0.5, -7.0, 6.0),
    ("hub_share_direct", "log-odds", -2.5, -12.0, 3.0),
    ("hub_share_later", "log-odds", -2.5, -12.0, 3.0),
    ("hub_scale", "log", 0.5, -4.0, 5.0),
    ("hub_exponent_direct", "log", 0.4, -1.5, 3.0),
    ("hub_exponent_later", "log", 0.5, -1.5, 3.0),
    ("tree_spread", "log", -0.2, -2.0, 1.2),
    ("crowding", "", 0.2, -3.0, 3.0),
)


_GRID = np.arange(-10.0, 8.01, 0.15)
"""Levels of a tree over which its likelihood is summed: with a step of 0.15, sums over normal densities of spread 0.14
and more hold to 1e-7."""


class Counts(NamedTuple):
    """How many reposts the sharers of each reposted tree brought: rows (number, direct or later, how many such
    sharers), tree after tree."""

    start: np.ndarray  # int64, (trees + 1,)
    value: np.ndarray  # int64, (rows,), place in `values`
    later: np.ndarray  # int64, (rows,), 0 for direct reposters, 1 for later ones
    sharers: np.ndarray  # float64, (rows,)
    values: np.ndarray  # float64, the numbers of reposts that occur
    direct: np.ndarray  # float64, (trees,), reposts of the author
    crowd: np.ndarray  # float64, (trees,), their logarithm less its mean in the log


class Tables(NamedTuple):
    """Chances of each number of reposts, and the derivatives of their logarithms."""

    mass: np.ndarray  # of ordinary sharers, (values, levels)
    by_level: np.ndarray
    by_dispersion: np.ndarray
    hub_mass: np.ndarray  # of direct and of later hubs, (2, values)
    by_scale: np.ndarray
    by_exponent: np.ndarray


def counted(parent: np.ndarray, middle: float) -> Counts:
    """Return the counts of the reposted trees of a forest; parents stand before their children, trees one after the
    other."""
    roots = np.flatnonzero(parent < 0)
    children = np.bincount(parent[parent >= 0], minlength=len(parent))
    passed = children[roots] > 0
    sharer = np.flatnonzero(parent >= 0)
    tree = (np.cumsum(passed) - 1)[np.cumsum(parent < 0)[sharer] - 1]
    later = (parent[parent[sharer]] >= 0).astype(np.int64)
    values, value = np.unique(children[sharer], return_inverse=True)
    key, sharers = np.unique((tree * 2 + later) * len(values) + value, return_counts=True)
    start = np.searchsorted(key, np.arange(passed.sum() + 1) * (2 * len(values)))
    direct = children[roots][passed].astype(np.float64)
    rows = key % len(values), key // len(values) % 2, sharers.astype(np.float64)
    return Counts(start, *rows, values.astype(np.float64), direct, np.log(direct) - middle)


def tree_scores(theta: np.ndarray, free: list[int], counts: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Return (log-likelihood of each tree, its derivatives by everything that can be fitted, shape (trees, 11))."""
    uneven = len(free) == len(FITTED)
    levels = _GRID if uneven else theta[2:3]
    tables = _tables(theta, levels, uneven, counts.values)
    n = len(counts.direct)
    value, score = np.empty(n), np.zeros((n, len(FITTED)))
    spread, crowding = (math.exp(theta[9]), theta[10]) if uneven else (0.0, 0.0)
    direct_odds, later_odds = (theta[4], theta[5]) if uneven else (-math.inf, -math.inf)
    room = np.empty((len(levels), 8))
    _score_trees(counts, tables, levels, theta[2], spread, crowding, direct_odds, later_odds, room, value, score)
    broadcast, slopes = _broadcast(theta, counts.direct)
    score[:, :2] = slopes
    return value + broadcast, score


def _broadcast(theta: np.ndarray, direct: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log-chance of the authors' direct reposts, given that there are any: lognormal, rounded; and its derivatives by
    log median and log spread."""
    from scipy.special import log_ndtr, ndtr

    middle, spread = theta[0], math.exp(theta[1])
    low, high, least = (
        (np.log(direct - 0.5) - middle) / spread,
        (np.log(direct + 0.5) - middle) / spread,
        (math.log(0.5) - middle) / spread,
    )
    far = low > 0  # in the upper tail the difference of the two is taken from the other side
    one, other = np.where(far, -high, low), np.where(far, -low, high)
    mass = np.maximum(ndtr(other) - ndtr(one), 1e-300)
    any_share = math.exp(log_ndtr(-least))

    def density(x: np.ndarray) -> np.ndarray:
        return np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)

    by_middle = -(density(high) - density(low)) / (mass * spread) - density(least) / (any_share * spread)
    by_spread = -(density(high) * high - density(low) * low) / mass - density(least) * least / any_share
    return np.log(mass) - math.log(any_share), np.column_stack([by_middle, by_spread])


def _tables(theta: np.ndarray, levels: np.ndarray, bounded: bool, values: np.ndarray) -> Tables:
    """Chances of the numbers of reposts, for ordinary sharers at every level and for hubs."""
    from scipy.special import digamma, gammaln

    k, v = math.exp(theta[3]), values[:, None]
    mean = 1.0 / (1.0 + np.exp(-levels)) if bounded else np.exp(levels)
    mass = np.exp(
        gammaln(v + k) - gammaln(k) - gammaln(v + 1.0) - k * np.log1p(mean / k) + v * np.log(mean / (k + mean))
    )
    by_level = (v - mean) * k / (k + mean)
    by_dispersion = k * (digamma(v + k) - digamma(k) - np.log1p(mean / k) + (mean - v) / (k + mean))
    hub_mass, by_scale, by_exponent = np.zeros((3, 2, len(values)))
    scale = math.exp(theta[6])
    nearer, further = scale / (scale + values), scale / (scale + values + 1.0)
    for later, exponent in enumerate(np.exp(theta[7:9])):
        at, beyond = nearer**exponent, further**exponent
        hub_mass[later] = np.maximum(-at * np.expm1(-exponent * np.log1p(1.0 / (scale + values))), 1e-300)
        by_exponent[later] = exponent * (np.log(nearer) * at - np.log(further) * beyond) / hub_mass[later]
        by_scale[later] = exponent * ((1.0 - nearer) * at - (1.0 - further) * beyond) / hub_mass[later]
    return Tables(np.maximum(mass, 1e-300), by_level, by_dispersion, hub_mass, by_scale, by_exponent)


@kernel
def _score_trees(counts, tables, levels, level, spread, crowding, direct_odds, later_odds, room, value, score):
    """Log-likelihood of each tree's reposts and its derivatives, averaged over the levels that the tree may have (one
    level if spread is 0)."""
    for t in range(len(counts.crowd)):
        shift = crowding * counts.crowd[t]
        direct_hubs, later_hubs = chance_of(direct_odds - shift), chance_of(later_odds - shift)
        best = -math.inf
        for g in range(len(levels)):
            _score_level(counts, tables, t, g, direct_hubs, later_hubs, room)
            if spread > 0:
                off = (levels[g] - level + shift) / spread
                room[g, 0] += -0.5 * off * off
            best = max(best, room[g, 0])
        total = 0.0
        for g in range(len(levels)):
            weight = math.exp(room[g, 0] - best)
            total += weight
            for k in range(2, 8):
                score[t, k + 1] += weight * room[g, k]
            if spread > 0:
                off = (levels[g] - level + shift) / spread
                score[t, 2] += weight * off / spread
                score[t, 9] += weight * (off * off - 1.0)
                score[t, 10] -= weight * counts.crowd[t] * (off / spread + room[g, 3] + room[g, 4])
            else:
                score[t, 2] += weight * room[g, 1]
        value[t] = best + math.log(total)
        if spread > 0:
            value[t] += math.log((levels[1] - levels[0]) / (spread * math.sqrt(2.0 * math.pi)))
        for k in range(2, 11):
            score[t, k] /= total


@kernel
def _score_level(counts, tables, t, g, direct_hubs, later_hubs, room):
    """Log-likelihood of a tree at one level, and its derivatives: by level, dispersion, odds of hubs (2), scale and
    exponents of hubs (2)."""
    for k in range(8):
        room[g, k] = 0.0
    for row in range(counts.start[t], counts.start[t + 1]):
        v, later, sharers = counts.value[row], counts.later[row], counts.sharers[row]
        hubs = later_hubs if later else direct_hubs
        ordinary, hub = (1.0 - hubs) * tables.mass[v, g], hubs * tables.hub_mass[later, v]
        mass = ordinary + hub
        hub_sharers = sharers * hub / mass
        room[g, 0] += sharers * math.log(mass)
        room[g, 1] += (sharers - hub_sharers) * tables.by_level[v, g]
        room[g, 2] += (sharers - hub_sharers) * tables.by_dispersion[v, g]
        room[g, 3 + later] += hub_sharers - sharers * hubs
        room[g, 5] += hub_sharers * tables.by_scale[later, v]
        room[g, 6 + later] += hub_sharers * tables.by_exponent[later, v]
