"""Mutual friends: log-normal numbers of friends, clustered in circles.

Everybody gets as many open ends of ties (stubs) as friends are asked for. Stubs are joined in three steps, from the
inside out; what finds no partner in one step goes on to the next:

1. the own circle: `in_circle_share` of the friends, as far as the circle is large enough;
2. second circles (colleagues, class-mates, clubs), drawn from the neighbourhood of some twenty circles: half of the
   rest; a person with many friends is in several of them;
3. anybody: what is left.

In each step the stubs of a group are shuffled and joined in pairs. A pair that is one person, or tied already, is set
aside and tried again; at the very end, a random tie is opened and both its ends are joined to the pair. So numbers of
friends hold, in small populations too.
"""

from __future__ import annotations

import numpy as np

from gridsim._jit import jit
from gridsim.draws import Purpose
from gridsim.threads import in_threads
from gridsim.world.chance import key, shuffled_stubs, stream
from gridsim.world.circle_ties import SecondCircles, circles_of_each, own_circles, second_circles
from gridsim.world.network import Network, row_starts
from gridsim.world.outer_ties import join_outside, join_rest
from gridsim.world.tie_rows import Rows, ascend, close_gaps, sort_late


def circle_sizes(n: int, mean: float, spread: float, seed: int, replicate: int) -> np.ndarray:
    """Return sizes of circles (2 and more, right-skewed around `mean`, `spread` the sigma of their logarithm) that add up
    to n people."""
    rng = stream(seed, replicate, "circle_size")
    sizes = np.empty(0, np.int64)
    while sizes.sum() < n:
        count = int(n / mean * 1.2) + 8
        extra = (mean - 2) * np.exp(spread * rng.standard_normal(count) - spread**2 / 2)
        sizes = np.append(sizes, 2 + np.floor(extra + rng.random(count)).astype(np.int64))
    sizes = sizes[: np.searchsorted(np.cumsum(sizes), n) + 1]
    sizes[-1] -= sizes.sum() - n
    if sizes[-1] == 1 and len(sizes) > 1:
        sizes = np.append(sizes[:-2], sizes[-2] + 1)
    return sizes


def most_friends(n: int, mean: float, most: float) -> int:
    """Return how many friends a town of n people can hold of one person: `most` times the root of all ends of ties, as
    without it ties to the best connected would be doubled (Boguñá and others 2004), and never more than all the others.

    Examples
    --------
    >>> most_friends(769, 43.3, 1.33), most_friends(24_580, 63.8, 1.33), most_friends(50, 100.0, 1.33)
    (242, 1665, 49)
    """
    return max(1, min(n - 1, int(most * (mean * n) ** 0.5)))


def friend_counts(factor: np.ndarray, mean: float, spread: float, most: float, seed: int, replicate: int) -> np.ndarray:
    """Return how many friends each person is to have, int64, shape (n,): log-normal, with the mean and the spread as
    asked.

    The quantiles of the law are hit evenly, so that mean and spread hold in small populations too. `factor` (n,)
    multiplies a person's number relative to the others', the mean over all stays. From a mean of one friend on,
    everybody (of factor > 0) has at least one. Nobody has more than `most_friends`, nor than all the others: in a market
    with fewer people than friends asked for, the mean is lower.
    """
    n = len(factor)
    if mean == 0 or n < 2 or not factor.any():
        return np.zeros(n, np.int64)
    rng = stream(seed, replicate, "degree")
    level = (rng.permutation(n) + rng.random(n)) / n
    friends = np.exp(spread * normal_quantiles(level)) * factor
    least = np.where(factor > 0, 1.0 if mean >= 1 else 0.0, 0.0)
    scale, ceiling = mean / friends.mean(), most_friends(n, mean, most)
    for _ in range(12):  # the floor of one friend and the ceiling move the mean a little
        held = np.clip(friends * scale, least, ceiling)
        scale *= min(mean, ceiling) / held.mean()
    return np.minimum(np.floor(held + rng.random(n)).astype(np.int64), ceiling)


def friend_network(
    friends: np.ndarray,
    circle: np.ndarray,
    in_circle_share: float,
    second: SecondCircles,
    seed: int,
    replicate: int,
    threads: int = 1,
) -> Network:
    """Return mutual ties, each stored in both directions.

    Parameters
    ----------
    friends : numpy.ndarray of int64, shape (n,)
        Friends that each person is to have, 0 to n - 1.
    circle : numpy.ndarray of int32, shape (n,)
        Circle of each person; -1 is none.
    in_circle_share : float
        Share of the friends who are to be of the own circle, 0 to 1.
    second : SecondCircles
        How many of the other friends are of second circles, and how these are formed.
    seed, replicate : int
        Random seed and replicate.
    threads : int
        Threads that share the work; they change nothing in the ties.

    Examples
    --------
    >>> second = SecondCircles(share=0.5, neighbourhood=1_000, ties=20, size=3)
    >>> friend_network(np.full(6, 2), np.repeat([0, 1], 3), 1.0, second, seed=1, replicate=0).targets.tolist()
    [1, 2, 0, 2, 0, 1, 4, 5, 3, 5, 3, 4]
    """
    starts = row_starts(friends)
    rows = Rows(starts[:-1], np.zeros(len(friends), np.int64), np.empty(int(starts[-1]), np.int32))
    order = np.argsort(circle, kind="stable").astype(np.int32)
    circle_starts = np.searchsorted(circle[order], np.arange(circle.max(initial=-1) + 2))
    rounding = stream(seed, replicate, "rounding")
    quota = np.floor(in_circle_share * friends + rounding.random(len(friends))).astype(np.int64)
    own_key, second_key, ties_key, outer = (
        key(seed, replicate, one)
        for one in (Purpose.CIRCLE_TIES, Purpose.SECOND_CIRCLES, Purpose.SECOND_TIES, Purpose.OUTER_TIES)
    )
    in_threads(
        len(circle_starts) - 1,
        threads,
        lambda first, last: own_circles(order, circle_starts, quota, rows, first, last, own_key),
    )
    place = _places(order)
    numbers = row_starts(circles_of_each(order, friends, rows.filled, second))

    def in_second_circles(first: int, last: int) -> None:
        second_circles(order, place, friends, second, numbers, rows, first, last, second_key, ties_key)

    in_threads(len(numbers) - 1, threads, in_second_circles)
    join_outside(shuffled_stubs(friends - rows.filled, 0, outer, threads), rows, threads)
    in_threads(len(friends), threads, lambda first, last: ascend(rows, first, last))
    join_rest(np.repeat(np.arange(len(friends), dtype=np.int32), friends - rows.filled), rows, outer)
    return _finished(rows, threads)


def _finished(rows: Rows, threads: int) -> Network:
    """Put the late ties in order and close the gaps between the rows, in place."""
    in_threads(len(rows.filled), threads, lambda first, last: sort_late(rows, first, last))
    indptr = row_starts(rows.filled)
    close_gaps(rows, indptr)
    used = int(indptr[-1])
    wasteful = used < 0.9 * len(rows.targets)
    return Network(indptr, rows.targets[:used].copy() if wasteful else rows.targets[:used], mutual=True)


def _places(order: np.ndarray) -> np.ndarray:
    """Where each person stands in the order."""
    place = np.empty_like(order)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place


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
            over = (
                ((over * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968
            ) * q + 2.938163982698783
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
