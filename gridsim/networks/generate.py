"""Textbook networks: Barabasi-Albert, configuration, Poisson, regular, Watts-Strogatz, and the small ones that are
known by heart.

All ties are mutual. Every draw is addressed by the person, or the tie, that it is for, so a network depends on its seed
and on nothing else.
"""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import jit, kernel
from gridsim.arguments import array, whole
from gridsim.draws import jump, philox
from gridsim.errors import ScenarioError, refusal
from gridsim.world.chance import key, shuffled_stubs
from gridsim.world.network import Network, row_starts

# Purposes of the draws. A number, once given, is never used again for something else; 170 to 189 belong to this room.
ATTACH, STUBS, MEND, PAIRS, REWIRE = range(170, 175)

_MOST_PEOPLE = 2**31 - 1
_MOST_TIES = 2**33  # 32 GiB of targets
_STEPS = 100_000
"""Steps of the walk that mends one pair; in a sparse network one or two do."""


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
    n = _whole("n", "the number of people", n, 1, _MOST_PEOPLE)
    ties_each = _whole(
        "ties_each", "the number of ties that a newcomer makes", ties_each, 1, n - 1, "Give fewer ties than people"
    )
    _check_size(n * ties_each * 2)
    first = ties_each * (ties_each + 1) // 2
    starts = np.full(n + 1, first, np.int64)
    starts[: ties_each + 2] = np.arange(ties_each + 2) * np.arange(-1, ties_each + 1) // 2
    starts[ties_each + 1 :] += ties_each * np.arange(n - ties_each)
    earlier = np.empty(int(starts[-1]), np.int32)
    _attach(starts, earlier, np.empty(ties_each, np.int32), ties_each, key(_seed(seed), 0, ATTACH))
    return _both_ways(starts, earlier)


def configuration(degrees: ArrayLike, seed: int = 1) -> Network:
    """Return a random network in which everybody has exactly the number of ties asked for.

    The open ends of ties are joined in random pairs. A pair that is one person, or is tied already, is mended by
    opening random other ties, so degrees hold and no tie is doubled. With c = (<k^2> / <k> - 1) / 2 about c + c^2 pairs
    of the whole network are mended, however large it is: few, unless the largest degrees exceed the square root of all
    ends.

    Parameters
    ----------
    degrees : array_like of int, shape (n,)
        Ties of each person, 0 to n - 1, with an even sum, and such that a network with them exists.
    seed : int
        From 0 to 2^32 - 1.

    Returns
    -------
    Network
        Mutual, with `out_degree` equal to `degrees`.

    Raises
    ------
    ScenarioError
        If a degree or the seed is out of range, the sum is odd, or no network has these degrees (Erdos and Gallai
        1960).

    References
    ----------
    Molloy and Reed, Random Structures and Algorithms 6 (1995); Newman, "Networks", 2nd edition, Oxford 2018, chapter
    12.

    Examples
    --------
    >>> configuration([3, 1, 2, 2, 1, 1], seed=1).out_degree.tolist()
    [3, 1, 2, 2, 1, 1]
    """
    degrees = _check_degrees(degrees)
    seed, n = _seed(seed), len(degrees)
    stubs = shuffled_stubs(degrees, 0, key(seed, 0, STUBS))
    joined = Network.from_edges(stubs[0::2], stubs[1::2], n=n, directed=False)
    missing = degrees - joined.out_degree
    if not missing.any():
        return joined
    starts, filled = row_starts(degrees), joined.out_degree.copy()
    rows = np.empty(int(starts[-1]), np.int32)
    _into_wider_rows(joined.indptr, joined.targets, starts, rows)
    open_ends = shuffled_stubs(missing, 1, key(seed, 0, STUBS))
    owner = np.repeat(np.arange(n, dtype=np.int32), degrees)
    if not _mend(open_ends, owner, starts, filled, rows, _STEPS, key(seed, 0, MEND)):
        raise refusal(
            "degrees", "the degrees", "easier to tie", "too dense a network", "Try another seed or lower degrees"
        )
    return Network(starts, rows).reverse()  # the same ties, each row ascending


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
    n = _whole("n", "the number of people", n, 2, _MOST_PEOPLE)
    mean_degree = _number("mean_degree", "the mean degree", mean_degree, n - 1, "Give a mean from 0 to n - 1")
    _check_size(n * mean_degree)
    seed = _seed(seed)
    if mean_degree == 0:
        return Network(np.zeros(n + 1, np.int64), np.empty(0, np.int32))
    chance = mean_degree / (n - 1)
    log_miss = math.log1p(-chance) if chance < 1 else -math.inf
    return _both_ways(*_tied_pairs(n, log_miss, int(n * mean_degree / 2) + 16, key(seed, 0, PAIRS)))


def regular(n: int, degree: int, seed: int = 1) -> Network:
    """Return a random network in which everybody has the same number of ties; see `configuration`.

    Parameters
    ----------
    n : int
        People, from 1 to 2^31 - 1.
    degree : int
        Ties of each, from 0 to n - 1; n times degree must be even.
    seed : int
        From 0 to 2^32 - 1.

    Returns
    -------
    Network
        Mutual.

    Raises
    ------
    ScenarioError
        If a number is out of range, or n times degree is odd.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 12.

    Examples
    --------
    >>> sorted(set(regular(100, 4, seed=1).out_degree.tolist()))
    [4]
    """
    n = _whole("n", "the number of people", n, 1, _MOST_PEOPLE)
    degree = _whole("degree", "the number of ties of each person", degree, 0, n - 1, "Give fewer ties than people")
    if n * degree % 2:
        raise refusal(
            "degree",
            "n times degree",
            "even, for each tie has two ends",
            f"{n} x {degree}",
            "Change one of them by 1",
        )
    return configuration(np.full(n, degree, np.int64), seed)


def watts_strogatz(n: int, neighbours: int, rewiring: float, seed: int = 1) -> Network:
    """Return a small world: a ring in which everybody knows the nearest, with a share of the ties led elsewhere.

    Each tie keeps one end; with the chance `rewiring` the other end becomes somebody random who is not tied to the
    first yet. The clustering falls as (1 - rewiring)^3 from 3 (k - 2) / (4 (k - 1)), with k = neighbours, for large n.
    One seed gives one luck: what is rewired at a lower chance is rewired at a higher one too.

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
    n = _whole("n", "the number of people", n, 4, _MOST_PEOPLE)
    neighbours = _whole(
        "neighbours", "the number of neighbours", neighbours, 2, n - 2, "Give an even number below n - 1"
    )
    if neighbours % 2:
        advice = "Give half of them on each side"
        raise refusal("neighbours", "the number of neighbours", "even", neighbours, advice)
    rewiring = _number("rewiring", "the chance of rewiring", rewiring, 1, "Give a share such as 0.1")
    _check_size(n * neighbours)
    ends = ((np.arange(n)[:, None] + np.arange(1, neighbours // 2 + 1)) % n).astype(np.int32)
    _rewire(ends, np.full(n, neighbours, np.int64), rewiring, key(_seed(seed), 0, REWIRE))
    return Network.from_edges(
        np.repeat(np.arange(n, dtype=np.int32), neighbours // 2), ends.ravel(), n=n, directed=False
    )


def complete(n: int) -> Network:
    """Return the network in which all n people know each other.

    Parameters
    ----------
    n : int
        People, from 1 to 100,000.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If n is out of range.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> complete(3).targets.tolist()
    [1, 2, 0, 2, 0, 1]
    """
    n = _whole("n", "the number of people", n, 1, 100_000)
    everybody = np.arange(n, dtype=np.int32)
    others = everybody[: n - 1] + (everybody[: n - 1] >= everybody[:, None])
    return Network(np.arange(n + 1, dtype=np.int64) * (n - 1), others.ravel().astype(np.int32))


def star(n: int) -> Network:
    """Return a network of n people of whom the first, agent 0, knows all and the others nobody else.

    Parameters
    ----------
    n : int
        People with the hub, from 1 to 2^31 - 1.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If n is out of range.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> star(4).out_degree.tolist()
    [3, 1, 1, 1]
    """
    n = _whole("n", "the number of people", n, 1, _MOST_PEOPLE)
    return Network.from_edges(np.zeros(n - 1, np.int32), np.arange(1, n, dtype=np.int32), n=n, directed=False)


def path(n: int) -> Network:
    """Return a row of n people, each of whom knows the one before and the one after.

    Parameters
    ----------
    n : int
        People, from 1 to 2^31 - 1.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If n is out of range.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> path(4).out_degree.tolist()
    [1, 2, 2, 1]
    """
    n = _whole("n", "the number of people", n, 1, _MOST_PEOPLE)
    return Network.from_edges(np.arange(n - 1, dtype=np.int32), np.arange(1, n, dtype=np.int32), n=n, directed=False)


def cycle(n: int) -> Network:
    """Return a ring of n people, each of whom knows the one before and the one after.

    Parameters
    ----------
    n : int
        People, from 3 to 2^31 - 1.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If n is out of range.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> cycle(4).targets.tolist()
    [1, 3, 0, 2, 1, 3, 0, 2]
    """
    n = _whole("n", "the number of people", n, 3, _MOST_PEOPLE)
    everybody = np.arange(n, dtype=np.int32)
    return Network.from_edges(everybody, (everybody + 1) % n, n=n, directed=False)


def tree(branching: int, depth: int) -> Network:
    """Return the tree in which everybody down to the last generation has the same number of children; agent 0 is the
    root.

    Generation g holds branching^g people, numbered one generation after the other.

    Parameters
    ----------
    branching : int
        Children of each, from 1 to 1,000,000.
    depth : int
        Generations after the root, from 0 to 1,000,000.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If a number is out of range, or the tree would hold more than 2^31 - 1 people.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> tree(2, 3).n, tree(2, 1).targets.tolist()
    (15, [1, 2, 0, 0])
    """
    branching = _whole("branching", "the number of children", branching, 1, 1_000_000)
    depth = _whole("depth", "the number of generations after the root", depth, 0, 1_000_000)
    n, generation = 1, 1
    for number in range(1, depth + 1):
        generation *= branching
        n += generation
        if n > _MOST_PEOPLE:
            raise refusal(
                "depth", "the tree", f"of at most {_MOST_PEOPLE} people", f"{n} at {number}", "Give a lower depth"
            )
    children = np.arange(1, n, dtype=np.int64)
    return Network.from_edges((children - 1) // branching, children, n=n, directed=False)


def _whole(
    where: str, what: str, value: object, least: int, most: int, advice: str = "Give a whole number in this range"
) -> int:
    """Check a whole number."""
    return whole(where, value, least, most, advice, what)


def _number(where: str, what: str, value: object, most: float, advice: str) -> float:
    """Check a number from 0 to `most`."""
    if not isinstance(value, Real) or isinstance(value, bool) or not 0 <= float(value) <= most:
        raise refusal(where, what, f"a number from 0 to {most}", value, advice)
    return float(value)


def _seed(seed: object) -> int:
    """Check the seed."""
    return _whole("seed", "the seed", seed, 0, 2**32 - 1)


def _check_size(n_ties: float) -> None:
    """Check that the ties can be held."""
    if n_ties > _MOST_TIES:
        raise refusal(
            "network",
            "the directed ties",
            f"at most {_MOST_TIES}",
            f"about {n_ties:.3g}",
            "Give fewer people or ties",
        )


def _check_degrees(values: Any) -> np.ndarray:
    """Check that a network with these degrees exists, and return them as int64."""
    degrees = array("degrees", values)
    if degrees.ndim != 1 or not len(degrees) or degrees.dtype.kind not in "iu":
        got = f"{degrees.dtype} of shape {degrees.shape}"
        raise refusal(
            "degrees", "the degrees", "a row of whole numbers, one a person", got, "Give the ties of each person"
        )
    n = len(degrees)
    bad = (degrees < 0) | (degrees > n - 1)
    if bad.any():
        at = int(np.argmax(bad))
        got = f"{degrees[at]} at place {at}"
        raise ScenarioError(
            f"degrees: every degree must be from 0 to n - 1 = {n - 1}; got {got}. Nobody has more ties than there are"
            " others."
        )
    degrees = degrees.astype(np.int64)
    total = int(degrees.sum())
    _check_size(total)
    if total % 2:
        raise refusal(
            "degrees", "the sum of the degrees", "even, for each tie has two ends", total, "Change one degree by 1"
        )
    falling = np.sort(degrees)[::-1]
    k = np.arange(1, n + 1)
    upto = np.concatenate([[0], np.cumsum(falling)])
    above = np.maximum(k, np.searchsorted(-falling, -k, side="right"))  # of those after the k-th, who has at least k
    most = k * (k - 1) + (above - k) * k + upto[-1] - upto[above]
    if (upto[1:] > most).any():
        at = int(np.argmax(upto[1:] > most))
        got = f"{upto[at + 1]} ends among the {at + 1} largest, where {most[at]} find others"
        raise ScenarioError(
            f"degrees: there must be a network with these degrees; got {got}. Lower the largest degrees."
        )
    return degrees


@kernel
def _uniform(high, low):
    """A number in (0, 1) of 52 bits out of two words of 32: the middle of one of 2^52 equal cells."""
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
            found = _take(drawn, found, _end_of_tie(np.int64(_uniform(w0, w1) * n_ends), starts, earlier, ties_each))
            if found < ties_each:
                found = _take(
                    drawn, found, _end_of_tie(np.int64(_uniform(w2, w3) * n_ends), starts, earlier, ties_each)
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
    """Put somebody behind those drawn so far; returns how many count, one more unless there already."""
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
        j = jump(_uniform(words[0], words[1]), log_miss)
        while j < i:
            if used == len(earlier):
                earlier = np.concatenate((earlier, np.empty(used, np.int32)))
            earlier[used] = j
            used += 1
            spare = not spare
            if spare:
                j += 1 + jump(_uniform(words[2], words[3]), log_miss)
            else:
                block += np.uint64(1)
                words = philox(np.uint64(i), block, np.uint64(0), np.uint64(0), k[0], k[1])
                j += 1 + jump(_uniform(words[0], words[1]), log_miss)
        starts[i + 1] = used
    return starts, earlier[:used].copy()


@kernel
def _rewire(ends, degree, rewiring, k):
    """Lead ties elsewhere, the nearest neighbours' first, as Watts and Strogatz did; who knows everybody keeps the
    tie."""
    n, n_sides = ends.shape
    for side in range(n_sides):
        for i in range(n):
            words = philox(np.uint64(i), np.uint64(0), np.uint64(side), np.uint64(0), k[0], k[1])
            if _uniform(words[0], words[1]) >= rewiring or degree[i] == n - 1:
                continue
            to = np.int64(_uniform(words[2], words[3]) * n)
            block = np.uint64(1)
            while to == i or _holds(ends[i], to) or _holds(ends[to], i):
                words = philox(np.uint64(i), block, np.uint64(side), np.uint64(0), k[0], k[1])
                to = np.int64(_uniform(words[2], words[3]) * n)
                block += np.uint64(1)
            degree[ends[i, side]] -= 1
            degree[to] += 1
            ends[i, side] = to


@kernel
def _holds(row, who):
    """Whether somebody is in a row; without a way out it runs in vectors."""
    found, wanted = np.int32(0), np.int32(who)
    for e in range(len(row)):
        found |= np.int32(row[e] == wanted)
    return found > 0


@kernel
def _into_wider_rows(indptr, targets, starts, rows):
    """Copy rows to places that leave room for the ties still missing."""
    for i in range(len(starts) - 1):
        for e in range(indptr[i], indptr[i + 1]):
            rows[starts[i] + e - indptr[i]] = targets[e]


@kernel
def _mend(open_ends, owner, starts, filled, rows, steps, k):
    """Tie the open ends in pairs. Where a and b cannot be tied, b changes with another open end, or a takes over the
    end c of a random tie c-d, and d is open instead; one or the other as a coin falls. Returns success."""
    for p in range(0, len(open_ends), 2):
        a, b = np.int64(open_ends[p]), np.int64(open_ends[p + 1])
        step = np.int64(0)
        while a == b or _tied(starts, filled, rows, a, b):
            if step == steps:
                return False
            words = philox(np.uint64(p), np.uint64(step), np.uint64(0), np.uint64(0), k[0], k[1])
            step += 1
            if words[2] & np.uint64(1) and p + 2 < len(open_ends):
                q = p + 2 + np.int64(_uniform(words[0], words[1]) * (len(open_ends) - p - 2))
                other = np.int64(open_ends[q])
                open_ends[q] = b
                b = other
                continue
            slot = np.int64(_uniform(words[0], words[1]) * len(owner))
            c = np.int64(owner[slot])
            if c == a or slot >= starts[c] + filled[c] or _tied(starts, filled, rows, a, c):
                continue
            d = np.int64(rows[slot])
            _untie(starts, filled, rows, c, d)
            _untie(starts, filled, rows, d, c)
            _tie(starts, filled, rows, a, c)
            _tie(starts, filled, rows, c, a)
            a, b = b, d
        _tie(starts, filled, rows, a, b)
        _tie(starts, filled, rows, b, a)
    return True


@kernel
def _tied(starts, filled, rows, a, b):
    """Whether two people are tied: looks through the shorter row."""
    if filled[a] > filled[b]:
        return _holds(rows[starts[b] : starts[b] + filled[b]], a)
    return _holds(rows[starts[a] : starts[a] + filled[a]], b)


@kernel
def _tie(starts, filled, rows, i, to):
    """Write `to` at the end of the row of i."""
    rows[starts[i] + filled[i]] = to
    filled[i] += 1


@kernel
def _untie(starts, filled, rows, i, to):
    """Take `to` out of the row of i; the last of the row takes its place."""
    at = starts[i]
    while rows[at] != to:
        at += 1
    filled[i] -= 1
    rows[at] = rows[starts[i] + filled[i]]
