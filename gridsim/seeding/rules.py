"""Which ties fire: the models of diffusion as rules over rows of ties, forwards (whom an agent wins) and backwards (who
wins an agent)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel
from gridsim.diffusion.tries import log_of_miss
from gridsim.world.network import Network, row_starts

BY_JUMPS, BY_TRIES, BY_PICKS = 0, 1, 2
_UNUSED = np.empty(0)
_SCALE = 1.0 / 4294967296.0


class Ways(NamedTuple):
    """A model of diffusion on a network, checked."""

    model: str
    """ic or lt."""
    chance: float | np.ndarray
    """ic: the chance of all ties, or of each in network order. lt: the weight of each tie."""


class Rule(NamedTuple):
    """How the ties of a row fire.

    BY_JUMPS: each with the chance of its row, found by geometric jumps. BY_TRIES: each with its own chance (backwards
    the chances fall along the row: jumps with the chance in front, each landing kept with the ratio of the chances).
    BY_PICKS: at most one, with its weight.
    """

    kind: int
    indptr: np.ndarray  # int64 (n + 1,)
    targets: np.ndarray  # int32 (m,): of the rows, so sources where the network is turned round
    values: np.ndarray  # float64: the chance of each tie (m,), or log(1 - chance) of each row (n,)
    log_miss: float  # log(1 - chance) where all ties have one, forwards
    upto: np.ndarray  # float64 (m,) or (0,): the chance that a tie of the row fires by this one
    none: np.ndarray  # float64 (n,) or (0,): the chance that no tie of the row fires


def forwards(network: Network, ways: Ways) -> Rule:
    """Forward rule, by which a world is played; for the linear threshold model on reversed ties, since the target
    picks."""
    if ways.model == "lt":
        return backwards(network, ways)
    if isinstance(ways.chance, float):
        return Rule(BY_JUMPS, network.indptr, network.targets, _UNUSED, log_of_miss(ways.chance), _UNUSED, _UNUSED)
    return Rule(BY_TRIES, network.indptr, network.targets, ways.chance, 1.0, _UNUSED, _UNUSED)


def backwards(network: Network, ways: Ways) -> Rule:
    """Backward rule, by which the agents who win an agent are found."""
    indptr, sources, tie = turned(network)
    none = np.ones(network.n)
    if isinstance(ways.chance, float):
        return _by_jumps(indptr, sources, np.full(network.n, log_of_miss(ways.chance)))
    values = ways.chance[tie]
    if ways.model == "lt":
        upto = np.empty(len(values))
        _add_up(indptr, values, upto, none)
        return Rule(BY_PICKS, indptr, sources, _UNUSED, 1.0, upto, none)
    rows = np.repeat(np.arange(network.n), network.in_degree)
    first = np.append(values, 0.0)[indptr[:-1]]
    if np.array_equal(values, first[rows]):
        return _by_jumps(indptr, sources, np.array([log_of_miss(chance) for chance in first.tolist()]))
    order = np.lexsort((-values, rows))
    values, upto = values[order], np.empty(len(values))
    _multiply(indptr, values, upto, none)
    return Rule(BY_TRIES, indptr, sources[order], values, 1.0, upto, none)


def turned(network: Network) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ties in rows of their targets: starts of the rows, sources, and numbers of the ties in the network."""
    indptr = row_starts(network.in_degree)
    sources, tie = np.empty(network.n_ties, np.int32), np.empty(network.n_ties, np.int64)
    _turn(network.indptr, network.targets, indptr[:-1].copy(), sources, tie)
    return indptr, sources, tie


def _by_jumps(indptr: np.ndarray, sources: np.ndarray, logs: np.ndarray) -> Rule:
    """The rule of rows that have one chance each, from log(1 - chance)."""
    degree = np.diff(indptr)
    none = np.where(degree > 0, np.exp(np.maximum(degree, 1) * logs), 1.0)
    return Rule(BY_JUMPS, indptr, sources, logs, 1.0, _UNUSED, none)


@kernel
def _turn(indptr, targets, place, sources, tie):
    """Reverse the ties and keep their numbers; `place` holds the next free place of each target."""
    for source in range(len(indptr) - 1):
        for e in range(indptr[source], indptr[source + 1]):
            at = place[targets[e]]
            sources[at], tie[at] = source, e
            place[targets[e]] = at + 1


@kernel
def _add_up(indptr, weights, upto, none):
    """Cumulative weights along each row, of which at most one tie fires."""
    for row in range(len(indptr) - 1):
        total = 0.0
        for e in range(indptr[row], indptr[row + 1]):
            total = min(1.0, total + weights[e])
            upto[e] = total
        none[row] = 1.0 - total


@kernel
def _multiply(indptr, chances, upto, none):
    """Cumulative chance along each row that a tie fires, for independent ties."""
    for row in range(len(indptr) - 1):
        miss = 1.0
        for e in range(indptr[row], indptr[row + 1]):
            miss *= 1.0 - chances[e]
            upto[e] = 1.0 - miss
        none[row] = miss


@kernel
def first_to_fire(rule, agent, u):
    """The first tie of a row to fire, or the end of the row: the first by which u is reached."""
    low, high = rule.indptr[agent], rule.indptr[agent + 1]
    while low < high:
        middle = (low + high) // 2
        if u < rule.upto[middle]:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def fraction(high, low):
    """A uniform number in (0, 1) of 64 bits, from two words."""
    return (np.float64(high) + (np.float64(low) + 0.5) * _SCALE) * _SCALE
