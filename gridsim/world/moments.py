"""Mutual friends: log-normal numbers of friends, clustered in circles.

Everybody gets as many open ends of ties (stubs) as friends are asked for. Stubs are joined in three steps, from the inside
out; what finds no partner in one step goes on to the next:

1. the own circle: `in_circle_share` of the friends, as far as the circle is large enough;
2. second circles (colleagues, class-mates, clubs), drawn from the neighbourhood of some twenty circles: half of the rest;
   a person with many friends is in several of them;
3. anybody: what is left.

In each step the stubs of a group are shuffled and joined in pairs. A pair that is one person, or tied already, is set
aside and tried again; at the very end, a random tie is opened and both its ends are joined to the pair. So numbers of
friends hold, in small populations too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import jit
from gridsim.draws import philox
from gridsim.world.chance import CIRCLE_TIES, OUTER_TIES, SECOND_CIRCLES, SECOND_TIES, below, key, shuffle, shuffle_large, stream
from gridsim.world.network import Network, row_starts

SECOND_SHARE = 0.5
"""Share of a person's friends outside the own circle who are of second circles (assumed)."""
NEIGHBOURHOOD = 1_000
"""People among whom second circles are formed (assumed)."""
TIES_A_CIRCLE = 20
"""Friends that one second circle brings, about (assumed; with it clustering falls with the number of friends as in the college networks)."""
CIRCLE_SIZE_SPREAD = 0.5
"""Sigma of the log of the circles' sizes (assumed)."""

_ROUNDS = 8  # of joining what was set aside; 4 rounds leave 2 % fewer ties in the circles, 12 cost a third more time and add 0.5 %
_LAST_ROUNDS = 10  # the same for the last step
_TIES_TRIED = 400  # before a pair is given up


class Rows(NamedTuple):
    """Ties while they are being made: person i's are `targets[starts[i] : starts[i] + filled[i]]`, not sorted."""

    starts: np.ndarray
    filled: np.ndarray
    targets: np.ndarray


def circle_sizes(n: int, mean: float, seed: int, replicate: int) -> np.ndarray:
    """Return sizes of circles (2 and more, right-skewed around `mean`) that add up to n people."""
    rng = stream(seed, replicate, "circle_size")
    sizes = np.empty(0, np.int64)
    while sizes.sum() < n:
        count = int(n / mean * 1.2) + 8
        extra = (mean - 2) * np.exp(CIRCLE_SIZE_SPREAD * rng.standard_normal(count) - CIRCLE_SIZE_SPREAD**2 / 2)
        sizes = np.append(sizes, 2 + np.floor(extra + rng.random(count)).astype(np.int64))
    sizes = sizes[: np.searchsorted(np.cumsum(sizes), n) + 1]
    sizes[-1] -= sizes.sum() - n
    if sizes[-1] == 1 and len(sizes) > 1:
        sizes = np.append(sizes[:-2], sizes[-2] + 1)
    return sizes


def friend_counts(factor: np.ndarray, mean: float, spread: float, seed: int, replicate: int) -> np.ndarray:
    """Return how many friends each person is to have, int64, shape (n,): log-normal, with the mean and the spread as asked.

    The quantiles of the law are hit evenly, so that mean and spread hold in small populations too. `factor` (n,) multiplies a
    person's number relative to the others', the mean over all stays. From a mean of one friend on, everybody (of factor > 0) has
    at least one. Nobody has more than all the others: in a market with fewer people than friends asked for, the mean is lower.
    """
    n = len(factor)
    if mean == 0 or n < 2 or not factor.any():
        return np.zeros(n, np.int64)
    rng = stream(seed, replicate, "degree")
    level = (rng.permutation(n) + rng.random(n)) / n
    friends = np.exp(spread * normal_quantiles(level)) * factor
    least = np.where(factor > 0, 1.0 if mean >= 1 else 0.0, 0.0)
    scale = mean / friends.mean()
    for _ in range(6):  # the floor of one friend and the ceiling of everybody else move the mean a little
        held = np.clip(friends * scale, least, n - 1)
        scale *= min(mean, n - 1) / held.mean()
    return np.minimum(np.floor(held + rng.random(n)).astype(np.int64), n - 1)


def generate(friends: np.ndarray, circle: np.ndarray, in_circle_share: float, circle_size: float, seed: int, replicate: int) -> Network:
    """Return mutual ties, each stored in both directions.

    Parameters
    ----------
    friends : numpy.ndarray of int64, shape (n,)
        Friends that each person is to have, 0 to n - 1.
    circle : numpy.ndarray of int32, shape (n,)
        Circle of each person; -1 is none.
    in_circle_share : float
        Share of the friends who are to be of the own circle, 0 to 1.
    circle_size : float
        Mean size of the second circles.
    seed, replicate : int
        Name the luck.

    Examples
    --------
    >>> generate(np.full(6, 2), np.repeat([0, 1], 3), 1.0, 3, seed=1, replicate=0).targets.tolist()
    [1, 2, 0, 2, 0, 1, 4, 5, 3, 5, 3, 4]
    """
    starts = row_starts(friends)
    rows = Rows(starts[:-1], np.zeros(len(friends), np.int64), np.empty(int(starts[-1]), np.int32))
    order = np.argsort(circle, kind="stable").astype(np.int32)
    circle_starts = np.searchsorted(circle[order], np.arange(circle.max(initial=-1) + 2))
    rounding = stream(seed, replicate, "rounding")
    quota = np.floor(in_circle_share * friends + rounding.random(len(friends))).astype(np.int64)
    _own_circles(order, circle_starts, quota, rows, key(seed, replicate, CIRCLE_TIES))
    _second_circles(order, friends, int(circle_size + 0.5), rows, key(seed, replicate, SECOND_CIRCLES), key(seed, replicate, SECOND_TIES))
    outer = key(seed, replicate, OUTER_TIES)
    _join_unseen(shuffle_large(_open_stubs(friends, rows.filled), 0, outer), rows)
    ascending = Rows(rows.starts, rows.filled, np.empty_like(rows.targets))
    _turn_round(rows, rows.starts.copy(), ascending.targets)
    del rows  # 400 MB at 100 million ties
    _drop_doubles(ascending)
    _join_rest(_open_stubs(friends, ascending.filled), ascending, outer)
    return _finished(ascending)


def _finished(rows: Rows) -> Network:
    """Close the gaps between the rows, in place, and put the late ties in order."""
    indptr = row_starts(rows.filled)
    _close_gaps(rows, indptr)
    used = int(indptr[-1])
    wasteful = used < 0.9 * len(rows.targets)
    return Network(indptr, rows.targets[:used].copy() if wasteful else rows.targets[:used])


@jit
def normal_quantiles(level):
    """Standard normal quantiles of levels in (0, 1): Acklam's rational approximations, relative error below 1.2e-9."""
    out = np.empty(len(level))
    for i in range(len(level)):
        p = level[i]
        tail = min(p, 1.0 - p)
        if tail < 0.02425:
            q = np.sqrt(-2.0 * np.log(tail))
            over = -7.784894002430293e-03 * q - 3.223964580411365e-01
            over = (((over * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
            under = 7.784695709041462e-03 * q + 3.224671290700398e-01
            under = ((under * q + 2.445134137142996) * q + 3.754408661907416) * q + 1.0
            out[i] = over / under if p < 0.5 else -over / under
        else:
            q = p - 0.5
            r = q * q
            over = (-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02
            over = ((over * r + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239
            under = (-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02
            under = ((under * r + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0
            out[i] = over * q / under
    return out


@jit
def _own_circles(order, circle_starts, quota, rows, k):
    """Step 1: join stubs within each circle, for each person up to its quota and the size of the circle."""
    for circle in range(len(circle_starts) - 1):
        members = order[circle_starts[circle] : circle_starts[circle + 1]]
        most = len(members) - 1
        n_stubs = 0
        for i in members:
            n_stubs += min(quota[i], most)
        stubs = np.empty(n_stubs, np.int32)
        n_stubs = 0
        for i in members:
            for _ in range(min(quota[i], most)):
                stubs[n_stubs] = i
                n_stubs += 1
        _match(stubs, n_stubs, circle, _ROUNDS, rows, k)


@jit
def _second_circles(order, friends, size, rows, k, k_ties):
    """Step 2: in each neighbourhood form circles out of memberships, and join stubs within each."""
    n = len(order)
    n_circles = np.int64(0)
    for begin in range(0, n, NEIGHBOURHOOD):
        person, ties = _memberships(order[begin : begin + NEIGHBOURHOOD], friends, rows.filled)
        shuffled = np.arange(len(person))
        shuffle(shuffled, len(person), begin, 0, k)
        stubs = np.empty(size * (TIES_A_CIRCLE + 1), np.int32)
        for first in range(0, len(person), size):
            n_stubs = 0
            for membership in shuffled[first : first + size]:
                for _ in range(ties[membership]):
                    stubs[n_stubs] = person[membership]
                    n_stubs += 1
            _match(stubs, n_stubs, n_circles, _ROUNDS, rows, k_ties)
            n_circles += 1


@jit
def _memberships(people, friends, filled):
    """Split each person's share of friends in second circles into memberships of about TIES_A_CIRCLE friends each."""
    n_memberships = np.int64(0)
    for i in people:
        wanted = np.int64(SECOND_SHARE * (friends[i] - filled[i]) + 0.5)
        n_memberships += (wanted + TIES_A_CIRCLE - 1) // TIES_A_CIRCLE
    person, ties = np.empty(n_memberships, np.int32), np.empty(n_memberships, np.int64)
    at = 0
    for i in people:
        wanted = np.int64(SECOND_SHARE * (friends[i] - filled[i]) + 0.5)
        parts = (wanted + TIES_A_CIRCLE - 1) // TIES_A_CIRCLE
        for part in range(parts):
            person[at] = i
            ties[at] = wanted // parts + (1 if part < wanted % parts else 0)
            at += 1
    return person, ties


@jit
def _open_stubs(friends, filled):
    """Everybody as often as friends are still missing."""
    n_stubs = 0
    for i in range(len(friends)):
        n_stubs += friends[i] - filled[i]
    stubs = np.empty(n_stubs, np.int32)
    n_stubs = 0
    for i in range(len(friends)):
        for _ in range(friends[i] - filled[i]):
            stubs[n_stubs] = i
            n_stubs += 1
    return stubs


@jit
def _match(stubs, n_stubs, about, rounds, rows, k):
    """Shuffle and join the stubs, again and again with those that were set aside. Returns how many are left over, at the front."""
    for turn in range(rounds):
        if n_stubs < 2:
            break
        shuffle(stubs, n_stubs, about, turn, k)
        n_stubs = _join(stubs, n_stubs, rows)
    return n_stubs


@jit
def _join(stubs, n_stubs, rows):
    """Tie neighbouring stubs; those set aside move to the front. Returns how many these are."""
    aside = 0
    for e in range(0, n_stubs - 1, 2):
        a, b = stubs[e], stubs[e + 1]
        if a == b or _tied(a, b, rows):
            stubs[aside] = a
            stubs[aside + 1] = b
            aside += 2
        else:
            _write(a, b, rows)
            _write(b, a, rows)
    if n_stubs & 1:
        stubs[aside] = stubs[n_stubs - 1]
        aside += 1
    return aside


@jit
def _tied(a, b, rows):
    """Whether two people are tied already: looks through the whole of the shorter row; without a way out it runs in vectors (4 times as fast)."""
    if rows.filled[a] > rows.filled[b]:
        a, b = b, a
    row = rows.targets[rows.starts[a] : rows.starts[a] + rows.filled[a]]
    who = np.int32(b)
    found = np.int32(0)
    for e in range(len(row)):
        found |= np.int32(row[e] == who)
    return found > 0


@jit
def _write(a, b, rows):
    """Write b at the end of a's row."""
    rows.targets[rows.starts[a] + rows.filled[a]] = b
    rows.filled[a] += 1


@jit
def _join_unseen(stubs, rows):
    """Step 3: join neighbouring stubs without looking for doubles, which would fetch two far rows a tie (1 M people: 7 s, so 0.4 s)."""
    for e in range(0, len(stubs) - 1, 2):
        if stubs[e] != stubs[e + 1]:
            _write(stubs[e], stubs[e + 1], rows)
            _write(stubs[e + 1], stubs[e], rows)


@jit
def _turn_round(rows, place, out):
    """Write every tie into the row of its target. Ties are mutual, so these are the same ties, and each row ascends."""
    for i in range(len(rows.filled)):
        for e in range(rows.starts[i], rows.starts[i] + rows.filled[i]):
            to = rows.targets[e]
            out[place[to]] = i
            place[to] += 1


@jit
def _drop_doubles(rows):
    """Keep one of each tie in rows that ascend. Both directions of a tie are doubled equally often, so ties stay mutual."""
    targets = rows.targets
    for i in range(len(rows.filled)):
        begin = rows.starts[i]
        kept = begin
        for e in range(begin, begin + rows.filled[i]):
            if kept == begin or targets[kept - 1] != targets[e]:
                targets[kept] = targets[e]
                kept += 1
        rows.filled[i] = kept - begin


@jit
def _join_rest(stubs, rows, k):
    """Join what the doubles left open, looking for doubles now; these ties stand at the ends of their rows."""
    n_stubs = _match(stubs, len(stubs), 1, _LAST_ROUNDS, rows, k)
    for e in range(0, n_stubs - 1, 2):
        _join_by_opening(stubs[e], stubs[e + 1], e, rows, k)


@jit
def _join_by_opening(a, b, e, rows, k):
    """Find a random tie c-d whose ends are free for a and b, and make a-c and b-d of it."""
    for turn in range(_TIES_TRIED):
        words = philox(np.uint64(turn), np.uint64(2), np.uint64(e), np.uint64(0), k[0], k[1])
        c = below(words[0], len(rows.filled))
        if rows.filled[c] == 0:
            continue
        to_d = rows.starts[c] + below(words[1], rows.filled[c])
        d = np.int64(rows.targets[to_d])
        if c in (a, b) or d in (a, b) or _tied(a, c, rows) or _tied(b, d, rows):
            continue
        to_c = rows.starts[d]
        while rows.targets[to_c] != c:
            to_c += 1
        rows.targets[to_d] = a
        rows.targets[to_c] = b
        _write(a, c, rows)
        _write(b, d, rows)
        return


@jit
def _close_gaps(rows, indptr):
    """Move each row to its final place, sorting as it goes (insertion: all but the last few are in order)."""
    targets = rows.targets
    for i in range(len(rows.filled)):
        begin, to = rows.starts[i], indptr[i]
        for e in range(rows.filled[i]):
            value = targets[begin + e]
            at = to + e
            while at > to and targets[at - 1] > value:
                targets[at] = targets[at - 1]
                at -= 1
            targets[at] = value
