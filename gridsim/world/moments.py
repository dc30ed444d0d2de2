"""Mutual friends: log-normal numbers of friends, clustered in circles.

Everybody has as many open ends of ties (stubs) as friends are asked for, drawn so that the mean and the spread come out
as asked. Stubs are joined in three steps, from the inside out; what finds no partner in one step goes on to the next:

1. the own circle: `in_circle_share` of the friends, as far as the circle is large enough;
2. second circles (colleagues, class-mates, clubs), drawn from the neighbourhood of some twenty circles: half of the rest.
   Whoever has many friends is in several of them;
3. anybody: the rest, over all people.

In each step the stubs of a group are shuffled and joined in pairs; a pair that is a person with itself, or already tied,
is set aside and tried again. So no tie is lost and the numbers of friends hold.
"""

from __future__ import annotations

from math import exp

import numpy as np

from gridsim._jit import jit
from gridsim.world.chance import CIRCLE_TIES, OUTER_TIES, SECOND_CIRCLES, SECOND_TIES, key, shuffle, shuffle_large, stream
from gridsim.world.network import Network, _or_none, _row_starts, _transpose

SECOND_SHARE = 0.5
"""Share of the friends outside the own circle who are of second circles."""
NEIGHBOURHOOD = 1_000
"""People from whom second circles are drawn."""
TIES_A_CIRCLE = 20
"""Friends that one second circle brings, about."""
_ROUNDS = 12
_DISTRICT_GAP = 1 << 20


def circle_sizes(n: int, mean: float, rng: np.random.Generator) -> np.ndarray:
    """Return sizes of circles (2 and more, right-skewed around the mean) that add up to n."""
    n_circles = int(n / mean * 1.5) + 8
    sizes = np.empty(0, np.int64)
    while sizes.sum() < n:
        extra = (mean - 2) * np.exp(0.5 * rng.standard_normal(n_circles) - 0.125)
        sizes = np.append(sizes, 2 + np.floor(extra + rng.random(n_circles)).astype(np.int64))
    last = int(np.searchsorted(np.cumsum(sizes), n))
    sizes = sizes[: last + 1]
    sizes[-1] -= sizes.sum() - n
    if sizes[-1] == 1 and len(sizes) > 1:
        sizes = np.append(sizes[:-2], sizes[-2] + 1)
    return sizes


def friend_counts(n: int, mean: float, spread: float, factor: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return how many friends each person is to have: log-normal, its quantiles hit evenly, int64, shape (n,)."""
    if mean == 0 or n < 2:
        return np.zeros(n, np.int64)
    level = (rng.permutation(n) + rng.random(n)) / n
    friends = np.exp(spread * normal_quantiles(level) - 0.5 * spread * spread) * factor
    rounding = rng.random(n)
    least = 1.0 if mean >= 1 else 0.0
    scale = mean / max(friends.mean(), 1e-300)
    for _ in range(5):  # the floor of one friend and the ceiling of everybody else move the mean a little
        held = np.clip(friends * scale, np.where(factor > 0, least, 0.0), n - 1)
        scale *= min(mean, n - 1) / max(held.mean(), 1e-300)
    return np.minimum(np.floor(held + rounding).astype(np.int64), n - 1)


@jit
def normal_quantiles(level):
    """Standard normal quantiles (Acklam's rational approximation, relative error 1.2e-9)."""
    out = np.empty(len(level))
    for i in range(len(level)):
        p = level[i]
        tail = min(p, 1.0 - p)
        if tail < 0.02425:
            q = np.sqrt(-2.0 * np.log(tail))
            x = (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783) / (
                (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1.0)
            out[i] = x if p < 0.5 else -x
        else:
            q = p - 0.5
            r = q * q
            out[i] = (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239) * q / (
                ((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0)
    return out


def generate(friends: np.ndarray, circle: np.ndarray, in_circle_share: float, circle_size: float, seed: int, replicate: int) -> Network:
    n = len(friends)
    indptr = _row_starts(friends)
    targets = np.empty(int(indptr[-1]), np.int32)
    filled = np.zeros(n, np.int64)
    order = np.argsort(circle, kind="stable").astype(np.int32)
    import time
    a=time.perf_counter()
    quota = friends * in_circle_share + stream(seed, replicate, "stubs").random(n)
    quota=quota.astype(np.int64)
    starts = np.searchsorted(circle[order], np.arange(circle.max() + 2)) if n else np.zeros(1, np.int64)
    _own_circles(order, starts, quota, indptr, filled, targets, *key(seed, replicate, CIRCLE_TIES))
    b=time.perf_counter(); print('own',b-a, filled.sum()/friends.sum()); a=b
    _second_circles(order, friends, circle_size, indptr, filled, targets, *key(seed, replicate, SECOND_CIRCLES), *key(seed, replicate, SECOND_TIES))
    b=time.perf_counter(); print('second',b-a, filled.sum()/friends.sum()); a=b
    stubs=_open_stubs(friends,filled)
    b=time.perf_counter(); print(' open',b-a, filled.sum()/friends.sum()); a=b
    stubs=shuffle_large(stubs,0,*key(seed, replicate, OUTER_TIES))
    b=time.perf_counter(); print(' shuffle',b-a, filled.sum()/friends.sum()); a=b
    _join_blindly(stubs, indptr, filled, targets)
    del stubs
    b=time.perf_counter(); print(' join',b-a, filled.sum()/friends.sum()); a=b
    rows = np.empty_like(targets)
    _sort_rows(indptr, filled, targets, indptr[:-1].copy(), rows)
    b=time.perf_counter(); print(' sort',b-a, filled.sum()/friends.sum()); a=b
    del targets
    _drop_doubles(indptr, filled, rows)
    b=time.perf_counter(); print(' doubles',b-a, filled.sum()/friends.sum()); a=b
    stubs=_open_stubs(friends,filled)
    print(len(stubs)/friends.sum())
    ff=filled.copy()
    _match_rest(stubs,indptr, filled, rows,*key(seed, replicate, OUTER_TIES))
    b=time.perf_counter(); print(' match rest',b-a, filled.sum()/friends.sum()); a=b
    starts = _settle(indptr, filled, rows)
    b=time.perf_counter(); print(' settle',b-a, filled.sum()/friends.sum()); a=b
    return Network(starts, rows[:starts[-1]])

@jit
def _settle(indptr, filled, rows):
    starts = np.zeros(len(indptr), np.int64)
    for row in range(len(filled)):
        begin, to = indptr[row], starts[row]
        for e in range(filled[row]):
            value = rows[begin + e]
            place = to + e
            while place > to and rows[place - 1] > value:
                rows[place] = rows[place - 1]
                place -= 1
            rows[place] = value
        starts[row + 1] = to + filled[row]
    return starts

@jit
def _match_rest(stubs, indptr, filled, rows, k0, k1):
    m = len(stubs)
    for turn in range(1, 20):
        if m<2: break
        shuffle(stubs, m, 0, turn, k0, k1)
        m = _join(stubs, m, indptr, filled, rows)
    return m

@jit
def _drop_doubles(indptr, filled, rows):
    for row in range(len(filled)):
        kept = begin = indptr[row]
        for e in range(begin, begin + filled[row]):
            if kept == begin or rows[kept - 1] != rows[e]:
                rows[kept] = rows[e]
                kept += 1
        filled[row] = kept - begin


@jit
def _open_stubs(friends, filled):
    total = 0
    for i in range(len(friends)):
        total += friends[i] - filled[i]
    stubs = np.empty(total, np.int32)
    m = 0
    for i in range(len(friends)):
        for _ in range(friends[i] - filled[i]):
            stubs[m] = i
            m += 1
    return stubs

@jit
def _join_blindly(stubs, indptr, filled, targets):
    for i in range(len(filled)):
        filled[i]+=indptr[i]
    for e in range(0, len(stubs)-1, 2):
        a, b = stubs[e], stubs[e + 1]
        if a!=b:
            targets[filled[a]] = b
            targets[filled[b]] = a
            filled[a] += 1
            filled[b] += 1
    for i in range(len(filled)):
        filled[i]-=indptr[i]

@jit
def _sort_rows(indptr, filled, targets, place, out):
    for row in range(len(filled)):
        for e in range(indptr[row], indptr[row] + filled[row]):
            to = targets[e]
            out[place[to]] = row
            place[to] += 1

@jit
def _tied(a, b, indptr, filled, targets):
    """Whether two people are tied already; looks through the shorter row, without a branch so that it runs in vectors."""
    if filled[a] > filled[b]:
        a, b = b, a
    row = targets[indptr[a] : indptr[a] + filled[a]]
    who = np.int32(b)
    found = np.int32(0)
    for e in range(len(row)):
        found |= np.int32(row[e] == who)
    return found > 0

@jit
def _join(stubs, m, indptr, filled, targets):
    """Tie the stubs in pairs as they stand; returns how many are left over, moved to the front."""
    left = 0
    for e in range(0, m - 1, 2):
        a, b = stubs[e], stubs[e + 1]
        if a == b or _tied(a, b, indptr, filled, targets):
            stubs[left] = a
            stubs[left + 1] = b
            left += 2
        else:
            targets[indptr[a] + filled[a]] = b
            targets[indptr[b] + filled[b]] = a
            filled[a] += 1
            filled[b] += 1
    if m & 1:
        stubs[left] = stubs[m - 1]
        left += 1
    return left

@jit
def _match(stubs, m, about, indptr, filled, targets, k0, k1):
    for turn in range(_ROUNDS):
        if m < 2:
            break
        shuffle(stubs, m, about, turn, k0, k1)
        m = _join(stubs, m, indptr, filled, targets)
    return m

@jit
def _own_circles(order, starts, quota, indptr, filled, targets, k0, k1):
    stubs = np.empty(1024, np.int32)
    for c in range(len(starts) - 1):
        size = starts[c + 1] - starts[c]
        total = 0
        for p in range(starts[c], starts[c + 1]):
            total += min(quota[order[p]], size - 1)
        if total > len(stubs):
            stubs = np.empty(2 * total, np.int32)
        m = 0
        for p in range(starts[c], starts[c + 1]):
            i = order[p]
            for _ in range(min(quota[i], size - 1)):
                stubs[m] = i
                m += 1
        _match(stubs, m, c, indptr, filled, targets, k0, k1)

@jit
def _second_circles(order, friends, circle_size, indptr, filled, targets, k0, k1, j0, j1):
    n = len(order)
    district = 0
    for begin in range(0, n, NEIGHBOURHOOD):
        end = min(begin + NEIGHBOURHOOD, n)
        count = 0
        total = 0
        for p in range(begin, end):
            r = np.int64(SECOND_SHARE * (friends[order[p]] - filled[order[p]]) + 0.5)
            count += (r + TIES_A_CIRCLE - 1) // TIES_A_CIRCLE
            total += r
        member = np.empty(count, np.int32)
        which = np.empty(count, np.int32)
        stubs = np.empty(total, np.int32)
        amount = np.empty(count, np.int32)
        k = 0
        for p in range(begin, end):
            i = order[p]
            r = np.int64(SECOND_SHARE * (friends[i] - filled[i]) + 0.5)
            m = (r + TIES_A_CIRCLE - 1) // TIES_A_CIRCLE
            for t in range(m):
                member[k] = i
                amount[k] = r // m + (1 if t < r % m else 0)
                which[k] = k
                k += 1
        shuffle(which, count, district, 0, k0, k1)
        size = np.int64(circle_size)
        group = 0
        for g in range(0, count, size):
            m = 0
            for q in range(g, min(g + size, count)):
                for _ in range(amount[which[q]]):
                    stubs[m] = member[which[q]]
                    m += 1
            _match(stubs, m, district * 1024 + group, indptr, filled, targets, j0, j1)
            group += 1
        district += 1

