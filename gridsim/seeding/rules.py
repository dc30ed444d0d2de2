"""Which ties fire: the models of diffusion as rules over rows of ties, forwards (whom an agent wins) and backwards (who wins an agent)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel
from gridsim.world.network import Network, row_starts

BY_JUMPS, BY_TRIES, BY_PICKS = 0, 1, 2
_SCALE = 1.0 / 4294967296.0


class Ways(NamedTuple):
    """A model of diffusion on a network, checked."""

    model: str
    """ic or lt."""
    chance: float | np.ndarray
    """ic: the chance of all ties, or of each in network order. lt: the weight of each tie."""


class Rule(NamedTuple):
    """How the ties of a row fire.

    BY_JUMPS: each with the chance of its row, found by geometric jumps. BY_TRIES: each with its own chance (backwards the chances fall along the
    row: jumps with the chance in front, each landing kept with the ratio of the chances). BY_PICKS: at most one, with its weight.
    """

    kind: int
    indptr: np.ndarray  # int64 (n + 1,)
    targets: np.ndarray  # int32 (m,): of the rows, so sources where the network is turned round
    values: np.ndarray  # float64: log(1 - chance) of all ties (1,) or of each row (n,); chances (m,); weights added up along each row (m,)


def forwards(network: Network, ways: Ways) -> Rule:
    """The rule by which a world is played; for the linear threshold model the ties are turned round, since the agent picks."""
    if ways.model == "lt":
        return backwards(network, ways)
    if isinstance(ways.chance, float):
        return Rule(BY_JUMPS, network.indptr, network.targets, np.array([log_miss(ways.chance)]))
    return Rule(BY_TRIES, network.indptr, network.targets, ways.chance)


def backwards(network: Network, ways: Ways) -> Rule:
    """The rule by which it is found who wins an agent."""
    indptr = row_starts(network.in_degree)
    sources, tie = np.empty(network.n_ties, np.int32), np.empty(network.n_ties, np.int64)
    _turn(network.indptr, network.targets, indptr[:-1].copy(), sources, tie)
    if isinstance(ways.chance, float):
        return Rule(BY_JUMPS, indptr, sources, np.full(network.n, log_miss(ways.chance)))
    values = ways.chance[tie]
    if ways.model == "lt":
        _add_up(indptr, values)
        return Rule(BY_PICKS, indptr, sources, values)
    rows = np.repeat(np.arange(network.n), network.in_degree)
    first = values[np.minimum(indptr[:-1], max(0, network.n_ties - 1))] if network.n_ties else np.zeros(network.n)
    if np.array_equal(values, first[rows]):
        return Rule(BY_JUMPS, indptr, sources, np.array([log_miss(chance) for chance in first.tolist()]))
    order = np.lexsort((-values, rows))
    return Rule(BY_TRIES, indptr, sources[order], values[order])


def log_miss(chance: float) -> float:
    """log(1 - chance); the least number where the chance is 1, and a number next to 0 where it is 0."""
    if chance >= 1.0:
        return -math.inf
    return min(math.log1p(-chance), -1e-300)


@kernel
def _turn(indptr, targets, place, sources, tie):
    """Turn the ties round, and say which tie each was; `place` holds the next free place of each target."""
    for source in range(len(indptr) - 1):
        for e in range(indptr[source], indptr[source + 1]):
            at = place[targets[e]]
            sources[at], tie[at] = source, e
            place[targets[e]] = at + 1


@kernel
def _add_up(indptr, values):
    """Add the weights up along each row."""
    for row in range(len(indptr) - 1):
        for e in range(indptr[row] + 1, indptr[row + 1]):
            values[e] += values[e - 1]


@kernel
def pick(rule, agent, words):
    """The source of the tie that an agent picks by weight, -1 for none; a number of 64 bits says which."""
    u = (np.float64(words[0]) + (np.float64(words[1]) + 0.5) * _SCALE) * _SCALE
    low, high = rule.indptr[agent], rule.indptr[agent + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if u < rule.values[middle]:
            high = middle
        else:
            low = middle + 1
    return np.int64(rule.targets[low]) if low < end else np.int64(-1)
