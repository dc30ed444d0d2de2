"""The physical limit: how fast this machine reads at random places of the very arrays that a cascade works on.

A cascade cannot do without reading, for each adopter, where its row starts, and for each try that succeeds, whom the
tie leads to and whether that one has adopted. The kernel does these reads and nothing else, as many at a time as the
machine can have under way.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from gridsim._jit import jit, kernel
from gridsim.draws import philox
from gridsim.world.network import Network


def seconds_a_read(network: Network, n_reads: int = 2_000_000, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds of one random read, on average over row starts, targets and states in equal parts, on one
    core."""
    n_reads = min(n_reads, 1 << 22)
    state = np.zeros(network.n, np.uint8)
    place = np.empty(n_reads, np.int64)
    best = float("inf")
    for turn in range(4):  # the first turn also compiles
        seconds = 0.0
        for values in (network.indptr, network.targets, state):
            _places(len(values), turn, place)
            begun = clock()
            _read(values, place)
            seconds += clock() - begun
        best = min(best, seconds / (3 * n_reads)) if turn else best
    return best


def reads_of(n_adopters: float, n_successes: float) -> float:
    """How many random reads a cascade cannot do without: a row start an adopter, a target and a state a successful
    try."""
    return n_adopters + 2.0 * n_successes


@jit
def _places(n, turn, place):
    """Random places below n."""
    for i in range(len(place)):
        word = philox(np.uint64(i), np.uint64(turn), np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))[0]
        place[i] = np.int64((word * np.uint64(n)) >> np.uint64(32))


@kernel
def _read(values, place):
    """The sum of the values at these places: nothing but loads that do not wait for each other."""
    total = np.int64(0)
    for i in range(len(place)):
        total += np.int64(values[place[i]])
    return total
