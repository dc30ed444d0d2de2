"""The branching law of a cascade: how a tree grows from its author, and how long each repost takes.

The author's direct reposts are lognormal. After that every sharer brings reposts of its own, and there are two kinds of
sharers: ordinary ones, with a negative binomial number, and hubs, whose number has a Pareto tail. Trees differ in how
well they are passed on. Each sharer, the author too, has a pace, which the waiting times of all its reposts have in
common. Why each of these is needed: docs/history.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel
from gridsim.arguments import whole as check_whole
from gridsim.diffusion.forest import Forest
from gridsim.diffusion.inputs import check_number, check_seed
from gridsim.draws import Purpose, uniforms
from gridsim.errors import refusal

ATTEMPTS = 2000
"""So often a tree may outgrow the largest size before the law is given up."""
_ROOM = 1 << 20
GUMBEL_MEDIAN = -math.log(math.log(2.0))


class Growth(NamedTuple):
    """Parameters of the number of reposts, all float64."""

    passed_on_share: float
    broadcast_log_mean: float
    broadcast_spread: float
    level: float  # of ordinary sharers: log-odds of their mean (bounded), else its log
    bounded: bool
    tree_spread: float
    crowding: float
    dispersion: float
    hub_odds_direct: float  # log-odds of a hub
    hub_odds_later: float
    hub_scale: float
    hub_exponent_direct: float
    hub_exponent_later: float


class Pace(NamedTuple):
    """Parameters of the waiting time: log of seconds from the parent to the repost = log median + spread x (Gumbel of
    the parent - its median) + noise x normal."""

    direct_log_median: float
    direct_pace_spread: float
    direct_noise: float
    later_log_median: float
    later_pace_spread: float
    later_noise: float


@dataclass(frozen=True)
class CascadeLaw:
    """A branching law, to be given by hand or found by `fit_cascades`.

    Parameters
    ----------
    broadcast_median : float
        Above 0. Direct reposts of an author who has any: lognormal around this median, rounded.
    broadcast_spread : float
        0 to 10; standard deviation of their logarithm. Typical: 0.8 to 1.5.
    passed_on_share : float
        0 to 1; share of authors with a repost. Typical: 0.05 to 0.3; 1 in a log of reposted posts.
    reproduction : float
        0 to 10, and below 1 where trees differ; mean number of reposts of an ordinary sharer, in a middling tree.
        Typical: 0.1 to 0.4.
    dispersion : float
        Above 0; k of the negative binomial law of an ordinary sharer. Typical: 0.1 to 1.
    hub_share_direct, hub_share_later : float
        0 to 1; share of hubs among direct and among later reposters, in a middling tree. Typical: 0.05 to 0.15.
    hub_scale : float
        Above 0. A hub brings v reposts or more with chance (1 + v / scale)^-exponent.
    hub_exponent_direct, hub_exponent_later : float
        Above 0. Typical: 1.2 to 2.
    tree_spread : float
        0 to 10; standard deviation between trees of the log-odds of `reproduction`. Typical: 1 to 1.5.
    crowding : float
        -10 to 10; by how much these log-odds, and those of a hub, fall as the logarithm of the tree's direct reposts
        grows by 1. Typical: 0.4.
    direct_wait_median, later_wait_median : float
        Above 0, or nan for trees without times; seconds from the author's post, and from a repost, to its repost, where
        the pace is the median one.
    direct_pace_spread, later_pace_spread : float
        0 to 10. All reposts of one post or repost have its pace in common: the log of their wait moves by the spread
        times a Gumbel number less its median. Typical: 1 to 1.5.
    direct_noise, later_noise : float
        0 to 10; standard deviation of the log of the wait among the reposts of one post. Typical: 1.7 to 2.

    Raises
    ------
    ScenarioError
        If a number is out of its range.

    Examples
    --------
    >>> law = CascadeLaw(broadcast_median=20.0, broadcast_spread=1.0, reproduction=0.3, dispersion=0.2)
    >>> law.simulate(1000, seed=1).n_trees
    1000
    """

    broadcast_median: float
    broadcast_spread: float
    passed_on_share: float = 1.0
    reproduction: float = 0.3
    dispersion: float = 0.2
    hub_share_direct: float = 0.0
    hub_share_later: float = 0.0
    hub_scale: float = 1.0
    hub_exponent_direct: float = 1.5
    hub_exponent_later: float = 1.5
    tree_spread: float = 0.0
    crowding: float = 0.0
    direct_wait_median: float = math.nan
    direct_pace_spread: float = 0.0
    direct_noise: float = 0.0
    later_wait_median: float = math.nan
    later_pace_spread: float = 0.0
    later_noise: float = 0.0

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name.endswith("wait_median") and value != value:
                continue
            low, high = _RANGES.get(one.name, (0.0, 10.0))
            check_number(one.name, value, low, high, "See the docstring of CascadeLaw")
        if self._bounded and not 0.0 < self.reproduction < 1.0:
            advice = "Where trees differ it is a chance of its own in each tree"
            raise refusal("reproduction", "the reproduction", "above 0 and below 1", self.reproduction, advice)
        if math.isnan(self.direct_wait_median) != math.isnan(self.later_wait_median):
            raise refusal(
                "direct_wait_median",
                "the medians of the waits",
                "both given or both left out",
                "one of them",
                "Give both",
            )

    @property
    def _bounded(self) -> bool:
        return self.tree_spread > 0 or self.crowding != 0

    @property
    def growth(self) -> Growth:
        """The numbers that the kernels read."""
        mean = max(self.reproduction, 1e-12)
        return Growth(
            float(self.passed_on_share),
            math.log(self.broadcast_median),
            float(self.broadcast_spread),
            log_odds(mean) if self._bounded else math.log(mean),
            self._bounded,
            float(self.tree_spread),
            float(self.crowding),
            float(self.dispersion),
            log_odds(self.hub_share_direct),
            log_odds(self.hub_share_later),
            float(self.hub_scale),
            float(self.hub_exponent_direct),
            float(self.hub_exponent_later),
        )

    def simulate(self, n_trees: int, seed: int = 1, largest: int = 100_000) -> Forest:
        """Return trees grown by the law, those of more than `largest` sharers (the author included) grown anew.

        Parameters
        ----------
        n_trees : int
            1 to 2^24.
        seed : int
            0 to 2^32 - 1. Tree number i is the same whatever `n_trees`.
        largest : int
            2 to 2^27.

        Returns
        -------
        Forest
            With times if the law has them, else nan. Every sharer is an agent of its own.

        Raises
        ------
        ScenarioError
            If a number is out of its range, or 2,000 trees one after the other are too large.
        """
        n_trees = check_whole("n_trees", n_trees, 1, 1 << 24, "Give how many trees are to grow")
        seed = check_seed(seed)
        largest = check_whole("largest", largest, 2, 1 << 27, "Give a number of sharers")
        parent, _ = grow(self.growth, n_trees, seed, 0, largest)
        tree = np.cumsum(parent < 0) - 1
        time = np.full(len(parent), np.nan)
        if not math.isnan(self.direct_wait_median):
            pace = Pace(
                math.log(self.direct_wait_median), float(self.direct_pace_spread), float(self.direct_noise),
                math.log(self.later_wait_median), float(self.later_pace_spread), float(self.later_noise),
            )  # fmt: skip
            _date(pace, parent, tree, seed, time, np.empty(len(parent)))
        return Forest(tree, parent, time, np.arange(len(parent)))


_TINY = 1e-9
_RANGES = {
    "broadcast_median": (_TINY, 1e9),
    "passed_on_share": (0.0, 1.0),
    "dispersion": (_TINY, 1e9),
    "hub_share_direct": (0.0, 1.0),
    "hub_share_later": (0.0, 1.0),
    "hub_scale": (_TINY, 1e9),
    "hub_exponent_direct": (1e-3, 1e3),
    "hub_exponent_later": (1e-3, 1e3),
    "crowding": (-10.0, 10.0),
    "direct_wait_median": (_TINY, 1e18),
    "later_wait_median": (_TINY, 1e18),
}


def log_odds(share: float) -> float:
    """Log-odds of a share, infinite at 0 and 1."""
    return -math.inf if share <= 0 else math.inf if share >= 1 else math.log(share / (1.0 - share))


def grow(growth: Growth, n_trees: int, seed: int, replicate: int, largest: int) -> tuple[np.ndarray, int]:
    """Return (the parents of trees of at most `largest` sharers, how many reposted trees were grown for them); larger
    ones are grown anew."""
    parts, tree, total_tried, before = [], 0, 0, 0
    while tree < n_trees:
        parent = np.empty(max(_ROOM, largest), np.int64)
        tree, used, tried = _grow(growth, seed, replicate, tree, n_trees, largest, parent)
        if tree < 0:
            advice = "Raise `largest`, or fit the law to more trees"
            got = f"{ATTEMPTS} trees one after the other that are larger"
            raise refusal(
                "largest", "the largest size", "one that the law's trees can keep to", f"{largest}: {got}", advice
            )
        part = parent[:used]
        parts.append(np.where(part < 0, -1, part + before))
        before += used
        total_tried += tried
    return np.concatenate(parts), total_tried


@kernel
def _grow(growth, seed, replicate, tree, n_trees, largest, parent):
    """Grow trees from number `tree` on while the largest has room; returns (next tree, rows used, tried), the first
    below 0 if none can be grown."""
    used, tried = 0, 0
    while tree < n_trees and len(parent) - used >= largest:
        size, attempts = _grow_one(growth, seed, replicate, tree, largest, parent, used)
        tried += attempts
        if size == 0:
            return -1, used, tried
        used += size
        tree += 1
    return tree, used, tried


@kernel
def _grow_one(growth, seed, replicate, tree, largest, parent, start):
    """Grow one tree into the rows from `start`; returns (its size, how many reposted trees were tried), size 0 if all
    were too large."""
    tried = 0
    for attempt in range(ATTEMPTS):
        first, second, luck, _ = uniforms(seed, replicate, Purpose.TREE, tree, 0, attempt, 0, 0)
        parent[start] = -1
        if luck >= growth.passed_on_share:
            return 1, tried
        one, other = normals(first, second)
        broadcast = math.exp(growth.broadcast_log_mean + growth.broadcast_spread * one)
        if broadcast < 0.5:
            continue  # no repost: the law is that of reposted trees
        tried += 1
        if broadcast + 0.5 >= largest:
            continue
        direct = np.int64(broadcast + 0.5)
        crowd = growth.crowding * (math.log(direct) - growth.broadcast_log_mean)
        level = growth.level + growth.tree_spread * other - crowd
        mean = chance_of(level) if growth.bounded else math.exp(level)
        direct_hubs, later_hubs = chance_of(growth.hub_odds_direct - crowd), chance_of(growth.hub_odds_later - crowd)
        size = _pass_on(
            growth, mean, direct_hubs, later_hubs, seed, replicate, tree, attempt, largest, parent, start, direct
        )
        if size > 0:
            return size, tried
    return 0, tried


@kernel
def _pass_on(growth, mean, direct_hubs, later_hubs, seed, replicate, tree, attempt, largest, parent, start, direct):
    """Let each sharer bring reposts, in the order in which they came; returns the size, 0 if it would pass the
    largest."""
    size = 1 + direct
    parent[start + 1 : start + size] = start
    place = 1
    while place < size:
        kind, luck, _, _ = uniforms(seed, replicate, Purpose.TREE_OFFSPRING, tree, place, attempt, 0, 0)
        if kind < (direct_hubs if place <= direct else later_hubs):
            exponent = growth.hub_exponent_direct if place <= direct else growth.hub_exponent_later
            reposts = hub_reposts(luck, growth.hub_scale, exponent, largest)
        else:
            reposts = ordinary_reposts(luck, mean, growth.dispersion, largest)
        if size + reposts > largest:
            return 0
        parent[start + size : start + size + reposts] = start + place
        size += reposts
        place += 1
    return size


@kernel
def ordinary_reposts(luck, mean, dispersion, largest):
    """Negative binomial number for a uniform number, by inversion; at most `largest`."""
    step = mean / (dispersion + mean)
    mass = math.exp(-dispersion * math.log1p(mean / dispersion))
    reposts, below = 0, mass
    while luck >= below and reposts < largest:
        mass *= step * (reposts + dispersion) / (reposts + 1.0)
        below += mass
        reposts += 1
    return reposts


@kernel
def hub_reposts(luck, scale, exponent, largest):
    """Number with a Pareto tail for a uniform number, by inversion; at most `largest`."""
    reposts = scale * math.expm1(-math.log(luck) / exponent)
    return np.int64(largest) if reposts >= largest else np.int64(reposts)


@kernel
def chance_of(log_odds):
    """The chance with these log-odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


@kernel
def normals(first, second):
    """Two independent standard normal numbers from two uniform ones."""
    length = math.sqrt(-2.0 * math.log(first))
    return length * math.cos(2.0 * math.pi * second), length * math.sin(2.0 * math.pi * second)


@kernel
def _date(pace, parent, tree, seed, time, own):
    """Date every sharer after its parent, and give it a pace of its own."""
    start = 0
    for i in range(len(parent)):
        if parent[i] < 0:
            start = i
        first, second, third, _ = uniforms(seed, 0, Purpose.TREE_WAIT, tree[i], i - start, 0, 0, 0)
        noise = normals(first, second)[0]
        own[i] = -math.log(-math.log(third)) - GUMBEL_MEDIAN
        above = parent[i]
        if above < 0:
            time[i] = 0.0
        elif parent[above] < 0:
            time[i] = time[above] + math.exp(
                pace.direct_log_median + pace.direct_pace_spread * own[above] + pace.direct_noise * noise
            )
        else:
            time[i] = time[above] + math.exp(
                pace.later_log_median + pace.later_pace_spread * own[above] + pace.later_noise * noise
            )
