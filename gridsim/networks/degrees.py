"""Random networks with given degrees: the configuration model, and regular networks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import kernel
from gridsim.arguments import array, whole
from gridsim.draws import Purpose, philox
from gridsim.errors import ScenarioError, refusal
from gridsim.networks.checks import check_size, checked_people, checked_seed
from gridsim.networks.generate import holds, uniform_of
from gridsim.world.chance import key, shuffled_stubs
from gridsim.world.network import Network, row_starts

_STEPS = 100_000
"""Steps of the walk that mends one pair; in a sparse network one or two do."""


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
    seed, n = checked_seed(seed), len(degrees)
    stubs = shuffled_stubs(degrees, 0, key(seed, 0, Purpose.STUBS))
    joined = Network.from_edges(stubs[0::2], stubs[1::2], n=n, directed=False)
    missing = degrees - joined.out_degree
    if not missing.any():
        return joined
    starts, filled = row_starts(degrees), joined.out_degree.copy()
    rows = np.empty(int(starts[-1]), np.int32)
    _into_wider_rows(joined.indptr, joined.targets, starts, rows)
    open_ends = shuffled_stubs(missing, 1, key(seed, 0, Purpose.STUBS))
    owner = np.repeat(np.arange(n, dtype=np.int32), degrees)
    if not _mend(open_ends, owner, starts, filled, rows, _STEPS, key(seed, 0, Purpose.MEND)):
        raise refusal(
            "degrees", "the degrees", "easier to tie", "too dense a network", "Try another seed or lower degrees"
        )
    return Network(starts, rows).reverse()  # the same ties, each row ascending


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
    n = checked_people(n)
    degree = whole("degree", degree, 0, n - 1, "Give fewer ties than people", "the number of ties of each person")
    if n * degree % 2:
        raise refusal(
            "degree",
            "n times degree",
            "even, for each tie has two ends",
            f"{n} x {degree}",
            "Change one of them by 1",
        )
    return configuration(np.full(n, degree, np.int64), seed)


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
    check_size(total)
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
def _into_wider_rows(indptr, targets, starts, rows):
    """Copy rows to places that leave room for the ties still missing."""
    for i in range(len(starts) - 1):
        for e in range(indptr[i], indptr[i + 1]):
            rows[starts[i] + e - indptr[i]] = targets[e]


@kernel
def _mend(open_ends, owner, starts, filled, rows, steps, k):
    """Tie the open ends in pairs. Where a and b cannot be tied, b changes with another open end, or a takes over the
    end c of a random tie c-d, and d is open instead; one or the other at random. Returns success."""
    for p in range(0, len(open_ends), 2):
        a, b = np.int64(open_ends[p]), np.int64(open_ends[p + 1])
        step = np.int64(0)
        while a == b or _tied(starts, filled, rows, a, b):
            if step == steps:
                return False
            words = philox(np.uint64(p), np.uint64(step), np.uint64(0), np.uint64(0), k[0], k[1])
            step += 1
            if words[2] & np.uint64(1) and p + 2 < len(open_ends):
                q = p + 2 + np.int64(uniform_of(words[0], words[1]) * (len(open_ends) - p - 2))
                other = np.int64(open_ends[q])
                open_ends[q] = b
                b = other
                continue
            slot = np.int64(uniform_of(words[0], words[1]) * len(owner))
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
        return holds(rows[starts[b] : starts[b] + filled[b]], a)
    return holds(rows[starts[a] : starts[a] + filled[a]], b)


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
