"""Random networks of the textbooks: Barabasi-Albert, Poisson, Watts-Strogatz.

All ties are mutual. Every draw is addressed by the person, or the tie, that it is for, so a network depends on its seed
and on nothing else.
"""

from __future__ import annotations

import math

import numpy as np

from gridsim._jit import jit, kernel
from gridsim.arguments import whole
from gridsim.draws import Purpose, jump, philox
from gridsim.errors import refusal
from gridsim.networks.checks import check_size, checked_number, checked_people, checked_seed
from gridsim.world.chance import key
from gridsim.world.network import Network, row_starts


def barabasi_albert(n: int, ties_each: int, seed: int = 1) -> Network:
    """Return a network that grew by preferential attachment: each newcomer ties itself to people in proportion to their
    degrees.

    It starts with ties_each + 1 people who all know each other; every later one draws `ties_each` different people,
    each the end of a random tie. The law of degrees is p_k = 2 m (m + 1) / (k (k + 1) (k + 2)) with m = ties_each, for
    large n.

    Parameters
    ----------
    n : int
        People, from ties_each + 1 to 2^31 - 1.
    ties_each : int
        Ties that a newcomer makes, at least 1. Typical: 1 to 10.
    seed : int
        From 0 to 2^32 - 1.

    Returns
    -------
    Network
        Mutual; mean degree 2 ties_each, less the little that the first people lack.

    Raises
    ------
    ScenarioError
        If a number is out of range.

    References
    ----------
    Barabasi and Albert, Science 286 (1999); the law: Dorogovtsev, Mendes, Samukhin, Physical Review Letters 85 (2000);
    the array of ends:
    Batagelj and Brandes, Physical Review E 71 (2005).

    Examples
    --------
    >>> network = barabasi_albert(1000, 3, seed=1)
    >>> network.n_ties == 2 * (6 + 3 * 996), int(network.out_degree.min())
    (True, 3)
    """
    n = checked_people(n)
    ties_each = whole(
        "ties_each", ties_each, 1, n - 1, "Give fewer ties than people", "the number of ties that a newcomer makes"
    )
    check_size(n * ties_each * 2)
    first = ties_each * (ties_each + 1) // 2
    starts = np.full(n + 1, first, np.int64)
    starts[: ties_each + 2] = np.arange(ties_each + 2) * np.arange(-1, ties_each + 1) // 2
    starts[ties_each + 1 :] += ties_each * np.arange(n - ties_each)
    earlier = np.empty(int(starts[-1]), np.int32)
    _attach(starts, earlier, np.empty(ties_each, np.int32), ties_each, key(checked_seed(seed), 0, Purpose.ATTACH))
    return _both_ways(starts, earlier)


def poisson(n: int, mean_degree: float, seed: int = 1) -> Network:
    """Return a network in which every pair of people is tied with one chance: the law of degrees is Poisson for large
    n.

    The random graph G(n, p) with p = mean_degree / (n - 1), drawn by geometric jumps from one tied pair to the next.

    Parameters
    ----------
    n : int
        People, from 2 to 2^31 - 1.
    mean_degree : float
        Expected ties a person, from 0 to n - 1.
    seed : int
        From 0 to 2^32 - 1.

    Returns
    -------
    Network
        Mutual.

    Raises
    ------
    ScenarioError
        If a number is out of range.

    References
    ----------
    Gilbert 1959; Batagelj and Brandes, "Efficient generation of large random networks", Physical Review E 71 (2005).

    Examples
    --------
    >>> network = poisson(10_000, 4, seed=1)
    >>> abs(network.n_ties / 10_000 - 4) < 4 * (2 * 4 / 10_000) ** 0.5
    True
    """
    n = checked_people(n, 2)
    mean_degree = checked_number("mean_degree", "the mean degree", mean_degree, n - 1, "Give a mean from 0 to n - 1")
    check_size(n * mean_degree)
    seed = checked_seed(seed)
    if mean_degree == 0:
        return Network(np.zeros(n + 1, np.int64), np.empty(0, np.int32))
    chance = mean_degree / (n - 1)
    log_miss = math.log1p(-chance) if chance < 1 else -math.inf
    return _both_ways(*_tied_pairs(n, log_miss, int(n * mean_degree / 2) + 16, key(seed, 0, Purpose.PAIRS)))


def watts_strogatz(n: int, neighbours: int, rewiring: float, seed: int = 1) -> Network:
    """Return a small world: a ring in which everybody knows the nearest, with a share of the ties rewired.

    Each tie keeps one end; with the chance `rewiring` the other end becomes somebody random who is not tied to the
    first yet. The clustering falls as (1 - rewiring)^3 from 3 (k - 2) / (4 (k - 1)), with k = neighbours, for large n.
    With the same seed, a tie that is rewired at a lower chance is rewired at a higher one too.

    Parameters
    ----------
    n : int
        People, from 4 to 2^31 - 1.
    neighbours : int
        Ties of each on the ring, even, from 2 to n - 2. Typical: 4 to 20.
    rewiring : float
        Chance that a tie is led elsewhere, from 0 to 1. Typical: 0.001 to 0.3.
    seed : int
        From 0 to 2^32 - 1.

    Returns
    -------
    Network
        Mutual, with n times neighbours directed ties.

    Raises
    ------
    ScenarioError
        If a number is out of range, or `neighbours` is odd.

    References
    ----------
    Watts and Strogatz, Nature 393 (1998); the clustering: Barrat and Weigt, European Physical Journal B 13 (2000).

    Examples
    --------
    >>> from gridsim.networks import average_clustering
    >>> average_clustering(watts_strogatz(100, 6, 0.0))
    0.6
    """
    n = checked_people(n, 4)
    neighbours = whole(
        "neighbours", neighbours, 2, n - 2, "Give an even number below n - 1", "the number of neighbours"
    )
    if neighbours % 2:
        advice = "Give half of them on each side"
        raise refusal("neighbours", "the number of neighbours", "even", neighbours, advice)
    rewiring = checked_number("rewiring", "the chance of rewiring", rewiring, 1, "Give a share such as 0.1")
    check_size(n * neighbours)
    ends = ((np.arange(n)[:, None] + np.arange(1, neighbours // 2 + 1)) % n).astype(np.int32)
    _rewire(ends, np.full(n, neighbours, np.int64), rewiring, key(checked_seed(seed), 0, Purpose.REWIRE))
    return Network.from_edges(
        np.repeat(np.arange(n, dtype=np.int32), neighbours // 2), ends.ravel(), n=n, directed=False
    )


@kernel
def uniform_of(high, low):
    """Uniform number in (0, 1) of 52 bits from two words of 32: the middle of one of 2^52 equal cells."""
    return (np.float64(high) * 1048576.0 + np.float64(low >> np.uint64(12)) + 0.5) * 2.220446049250313e-16


@kernel
def _attach(starts, earlier, drawn, ties_each, k):
    """Let each newcomer take different people, each a random end of the ties so far; its row of `earlier` ascends.

    Whom it drew is kept as it comes and put in order at the end, by counting who is below: loops of known length, where
    an insertion guesses wrong at every other tie (28 to 19 ns a tie).
    """
    for i in range(ties_each + 1):  # the first all know each other
        for j in range(i):
            earlier[starts[i] + j] = j
    for i in range(ties_each + 1, len(starts) - 1):
        n_ends = 2.0 * np.float64(starts[i])
        found, block = np.int64(0), np.uint64(0)
        while found < ties_each:
            w0, w1, w2, w3 = philox(np.uint64(i), block, np.uint64(0), np.uint64(0), k[0], k[1])
            block += np.uint64(1)
            found = _take(drawn, found, _end_of_tie(np.int64(uniform_of(w0, w1) * n_ends), starts, earlier, ties_each))
            if found < ties_each:
                found = _take(
                    drawn, found, _end_of_tie(np.int64(uniform_of(w2, w3) * n_ends), starts, earlier, ties_each)
                )
        for place in range(ties_each):
            below = np.int64(0)
            for other in range(ties_each):
                below += drawn[other] < drawn[place]
            earlier[starts[i] + below] = drawn[place]


@kernel
def _end_of_tie(end, starts, earlier, ties_each):
    """Who stands at one of the two ends of a tie: the earlier one is in the table, the later one is known by the place
    there."""
    e, after_first = end >> 1, starts[ties_each + 1]
    # both are worked out, since which is asked for is a coin toss; a division of whole floats is exact here, and
    # quicker
    if e >= after_first:
        later = np.int64(np.float64(e - after_first) / np.float64(ties_each)) + ties_each + 1
        sooner = np.int64(earlier[e])
        return sooner if end & 1 else later
    if end & 1:
        return np.int64(earlier[e])
    i = np.int64(1)
    while starts[i + 1] <= e:
        i += 1
    return i


@kernel
def _take(drawn, found, who):
    """Append a person unless drawn already; returns how many different people are drawn."""
    new = np.int64(1)
    for place in range(found):
        new &= drawn[place] != who
    drawn[found] = who
    return found + new


def _both_ways(starts: np.ndarray, earlier: np.ndarray) -> Network:
    """The network in which each person is tied to those of its row of `earlier`, who ascend and are below it."""
    n = len(starts) - 1
    degree = np.diff(starts) + np.bincount(earlier, minlength=n)
    indptr, targets = row_starts(degree), np.empty(2 * len(earlier), np.int32)
    _write_both(starts, earlier, indptr[:-1].copy(), targets)
    return Network(indptr, targets)


@kernel
def _write_both(starts, earlier, place, targets):
    """Write each tie into both rows; they ascend, because a row's earlier people come before all that are later."""
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1]):
            j = earlier[e]
            targets[place[i]] = j
            targets[place[j]] = i
            place[i] += 1
            place[j] += 1


@jit
def _tied_pairs(n, log_miss, room, k):
    """For each person the earlier ones it is tied to: jumps from one to the next along its row of the table of
    pairs."""
    starts, earlier = np.zeros(n + 1, np.int64), np.empty(room, np.int32)
    used = np.int64(0)
    for i in range(n):
        block, spare = np.uint64(0), False
        words = philox(np.uint64(i), block, np.uint64(0), np.uint64(0), k[0], k[1])
        j = jump(uniform_of(words[0], words[1]), log_miss)
        while j < i:
            if used == len(earlier):
                earlier = np.concatenate((earlier, np.empty(used, np.int32)))
            earlier[used] = j
            used += 1
            spare = not spare
            if spare:
                j += 1 + jump(uniform_of(words[2], words[3]), log_miss)
            else:
                block += np.uint64(1)
                words = philox(np.uint64(i), block, np.uint64(0), np.uint64(0), k[0], k[1])
                j += 1 + jump(uniform_of(words[0], words[1]), log_miss)
        starts[i + 1] = used
    return starts, earlier[:used].copy()


@kernel
def _rewire(ends, degree, rewiring, k):
    """Rewire ties, the nearest neighbours' first, as Watts and Strogatz did; a person who knows everybody keeps the
    tie."""
    n, n_sides = ends.shape
    for side in range(n_sides):
        for i in range(n):
            words = philox(np.uint64(i), np.uint64(0), np.uint64(side), np.uint64(0), k[0], k[1])
            if uniform_of(words[0], words[1]) >= rewiring or degree[i] == n - 1:
                continue
            to = np.int64(uniform_of(words[2], words[3]) * n)
            block = np.uint64(1)
            while to == i or holds(ends[i], to) or holds(ends[to], i):
                words = philox(np.uint64(i), block, np.uint64(side), np.uint64(0), k[0], k[1])
                to = np.int64(uniform_of(words[2], words[3]) * n)
                block += np.uint64(1)
            degree[ends[i, side]] -= 1
            degree[to] += 1
            ends[i, side] = to


@kernel
def holds(row, who):
    """Whether somebody is in a row; without an early exit the loop is vectorised."""
    found, wanted = np.int32(0), np.int32(who)
    for e in range(len(row)):
        found |= np.int32(row[e] == wanted)
    return found > 0
