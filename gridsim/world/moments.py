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

from typing import NamedTuple

import numpy as np

from gridsim._jit import jit, prefetch
from gridsim.draws import philox
from gridsim.threads import in_threads
from gridsim.world.chance import (
    CIRCLE_TIES,
    OUTER_TIES,
    SECOND_CIRCLES,
    SECOND_TIES,
    below,
    key,
    shuffle,
    shuffled_stubs,
    stream,
)
from gridsim.world.network import Network, row_starts

# of joining what was set aside; 4 rounds leave 2 % fewer ties in the circles, 12 cost a third more time and add 0.5 %
_ROUNDS = 8
_LAST_ROUNDS = 10  # the same for the last step
_TIES_TRIED = 400  # before a pair is given up
_LARGEST_TABLE = 2_048  # members of a circle: their table of bits, half a megabyte, still fits the cache
_BLOCK = 256  # pairs whose rows are asked for at a time
_NEAR = 1_024  # numbers to either side of a person among which the own circle and the neighbourhood mostly lie
_6, _63, _67 = np.uint64(6), np.uint64(63), np.uint64(67)


class SecondCircles(NamedTuple):
    """Circles beside the own one (`network.moments`)."""

    share: float
    """Of the friends outside the own circle, those of second circles."""
    neighbourhood: int
    """People among whom they are formed."""
    ties: int
    """Friends that one of them brings, about."""
    size: int
    """Members, about."""


class Rows(NamedTuple):
    """Ties while they are being made: person i's are `targets[starts[i] : starts[i] + filled[i]]`, not sorted."""

    starts: np.ndarray
    filled: np.ndarray
    targets: np.ndarray


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


def friend_counts(factor: np.ndarray, mean: float, spread: float, seed: int, replicate: int) -> np.ndarray:
    """Return how many friends each person is to have, int64, shape (n,): log-normal, with the mean and the spread as
    asked.

    The quantiles of the law are hit evenly, so that mean and spread hold in small populations too. `factor` (n,)
    multiplies a person's number relative to the others', the mean over all stays. From a mean of one friend on,
    everybody (of factor > 0) has at least one. Nobody has more than all the others: in a market with fewer people than
    friends asked for, the mean is lower.
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


def generate(
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
        Name the luck.
    threads : int
        Threads that share the work; they change nothing in the ties.

    Examples
    --------
    >>> generate(np.full(6, 2), np.repeat([0, 1], 3), 1.0, SecondCircles(0.5, 1_000, 20, 3), seed=1, replicate=0).targets.tolist()
    [1, 2, 0, 2, 0, 1, 4, 5, 3, 5, 3, 4]
    """
    starts = row_starts(friends)
    rows = Rows(starts[:-1], np.zeros(len(friends), np.int64), np.empty(int(starts[-1]), np.int32))
    order = np.argsort(circle, kind="stable").astype(np.int32)
    circle_starts = np.searchsorted(circle[order], np.arange(circle.max(initial=-1) + 2))
    rounding = stream(seed, replicate, "rounding")
    quota = np.floor(in_circle_share * friends + rounding.random(len(friends))).astype(np.int64)
    own_key, second_key, ties_key, outer = (
        key(seed, replicate, one) for one in (CIRCLE_TIES, SECOND_CIRCLES, SECOND_TIES, OUTER_TIES)
    )
    in_threads(
        len(circle_starts) - 1,
        threads,
        lambda first, last: _own_circles(order, circle_starts, quota, rows, first, last, own_key),
    )
    place = _places(order)
    numbers = row_starts(_circles_of_each(order, friends, rows.filled, second))

    def second_circles(first: int, last: int) -> None:
        _second_circles(order, place, friends, second, numbers, rows, first, last, second_key, ties_key)

    in_threads(len(numbers) - 1, threads, second_circles)
    _join_outside(shuffled_stubs(friends - rows.filled, 0, outer, threads), rows, threads)
    in_threads(len(friends), threads, lambda first, last: _ascend(rows, first, last))
    _join_rest(np.repeat(np.arange(len(friends), dtype=np.int32), friends - rows.filled), rows, outer)
    return _finished(rows, threads)


def _join_outside(stubs: np.ndarray, rows: Rows, threads: int) -> None:
    """Step 3: join neighbouring stubs; they are freed afterwards (up to 2 bytes a tie)."""
    in_threads(len(rows.filled), threads, lambda first, last: _join_unseen(stubs, rows, first, last))


def _finished(rows: Rows, threads: int) -> Network:
    """Put the late ties in order and close the gaps between the rows, in place."""
    in_threads(len(rows.filled), threads, lambda first, last: _sort_late(rows, first, last))
    indptr = row_starts(rows.filled)
    _close_gaps(rows, indptr)
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


@jit
def _own_circles(order, circle_starts, quota, rows, first, last, k):
    """Step 1: join stubs within each of some circles, for each person up to its quota and the size of the circle."""
    bit_numbers = _bit_numbers()
    for circle in range(first, last):
        people = order[circle_starts[circle] : circle_starts[circle + 1]]
        most = len(people) - 1
        n_stubs = 0
        for i in people:
            n_stubs += min(quota[i], most)
        stubs = np.empty(n_stubs, np.int32)
        n_stubs = 0
        for member in range(len(people)):
            for _ in range(min(quota[people[member]], most)):
                stubs[n_stubs] = member
                n_stubs += 1
        if len(people) <= _LARGEST_TABLE:
            tied = np.zeros((len(people), (len(people) + 63) // 64), np.uint64)
            _match_known(stubs, n_stubs, circle, tied, k)
            for member in range(len(people)):
                _write_down(tied[member], people, people[member], bit_numbers, rows)
        else:
            for e in range(n_stubs):
                stubs[e] = people[stubs[e]]
            _match(stubs, n_stubs, circle, _ROUNDS, rows, k)


@jit
def _circles_of_each(order, friends, filled, second):
    """How many second circles each neighbourhood has."""
    n_circles = np.zeros((len(order) + second.neighbourhood - 1) // second.neighbourhood, np.int64)
    for part in range(len(n_circles)):
        n_memberships = 0
        for i in order[part * second.neighbourhood : (part + 1) * second.neighbourhood]:
            n_memberships += _n_memberships(_of_second_circles(friends[i], filled[i], second.share), second.ties)
        n_circles[part] = (n_memberships + second.size - 1) // second.size
    return n_circles


@jit
def _second_circles(order, place, friends, second, numbers, rows, first, last, k, k_ties):
    """Step 2: in each of some neighbourhoods form circles out of memberships, and join stubs within each."""
    tied, bit_numbers = np.zeros((second.neighbourhood, (second.neighbourhood + 63) // 64), np.uint64), _bit_numbers()
    size = second.size
    stubs = np.empty(size * (second.ties + 1), np.int32)
    for part in range(first, last):
        begin = part * second.neighbourhood
        people = order[begin : begin + second.neighbourhood]
        member, ties = _memberships(people, friends, rows.filled, second)
        _take_up(people, begin, place, rows, tied)
        shuffled = np.arange(len(member)).astype(np.int32)
        shuffle(shuffled, len(member), begin, 0, k)
        for circle in range(numbers[part + 1] - numbers[part]):
            n_stubs = 0
            for membership in shuffled[circle * size : (circle + 1) * size]:
                for _ in range(ties[membership]):
                    stubs[n_stubs] = member[membership]
                    n_stubs += 1
            _match_known(stubs, n_stubs, numbers[part] + circle, tied, k_ties)
        for i in range(len(people)):
            _write_down(tied[i], people, people[i], bit_numbers, rows)


@jit
def _take_up(people, begin, place, rows, tied):
    """Take the ties among the people of a neighbourhood, whose first has the place `begin`, out of their rows and into
    the table of bits."""
    for member in range(len(people)):
        i = people[member]
        start = left = rows.starts[i]
        for e in range(start, start + rows.filled[i]):
            other = place[rows.targets[e]] - begin
            if 0 <= other < len(people):
                tied[member, other >> 6] |= np.uint64(1) << np.uint64(other & 63)
            else:
                rows.targets[left] = rows.targets[e]
                left += 1
        rows.filled[i] = left - start


@jit
def _write_down(bits, people, i, bit_numbers, rows):
    """Write the members that the bits of the table stand for into the row of person i, and clear the bits."""
    begin = rows.starts[i] + rows.filled[i]
    end = _read_off(bits, 0, bit_numbers, rows.targets, begin)
    for e in range(begin, end):
        rows.targets[e] = people[rows.targets[e]]
    rows.filled[i] += end - begin


@jit
def _of_second_circles(friends, filled, share):
    """How many of a person's friends are to be of second circles."""
    return np.int64(share * (friends - filled) + 0.5)


@jit
def _n_memberships(wanted, ties):
    """In how many second circles a person with so many friends in them is."""
    return (wanted + ties - 1) // ties


@jit
def _memberships(people, friends, filled, second):
    """Split each person's share of friends in second circles into memberships of about `second.ties` friends each."""
    n_memberships = np.int64(0)
    for i in people:
        n_memberships += _n_memberships(_of_second_circles(friends[i], filled[i], second.share), second.ties)
    member_of, ties = np.empty(n_memberships, np.int32), np.empty(n_memberships, np.int64)
    at = 0
    for member in range(len(people)):
        wanted = _of_second_circles(friends[people[member]], filled[people[member]], second.share)
        parts = _n_memberships(wanted, second.ties)
        for part in range(parts):
            member_of[at] = member
            ties[at] = wanted // parts + (1 if part < wanted % parts else 0)
            at += 1
    return member_of, ties


@jit
def _match_known(stubs, n_stubs, about, tied, k):
    """As `_match`, where stubs are members of a group and a table of bits says which of them are tied. The rows are
    written afterwards.

    A tie takes five tries, since many are tied already; with a look through the row each cost 25 ns, with a bit 4 ns.
    """
    for turn in range(_ROUNDS):
        if n_stubs < 2:
            break
        shuffle(stubs, n_stubs, about, turn, k)
        n_stubs = _join_known(stubs, n_stubs, tied)


@jit
def _join_known(stubs, n_stubs, tied):
    """Tie neighbouring stubs as `_join` does.

    Whether they may be tied is hard to foresee, so both answers are written in the same way, and the next pair that is
    set aside overwrites one that is not: no branch is guessed wrong.
    """
    aside = np.int64(0)
    for e in range(0, n_stubs - 1, 2):
        a, b = np.uint64(stubs[e]), np.uint64(stubs[e + 1])
        bit_a, bit_b = np.uint64(a != b) << (a & _63), np.uint64(a != b) << (b & _63)
        open_bit = bit_b & ~tied[a, b >> _6]
        tied[a, b >> _6] |= bit_b
        tied[b, a >> _6] |= bit_a
        stubs[aside] = stubs[e]
        stubs[aside + 1] = stubs[e + 1]
        aside += 2 * np.int64(open_bit == 0)
    if n_stubs & 1:
        stubs[aside] = stubs[n_stubs - 1]
        aside += 1
    return aside


@jit
def _match(stubs, n_stubs, about, rounds, rows, k):
    """Shuffle and join the stubs, again and again with those that were set aside. Returns how many are left over, at
    the front."""
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
    """Whether two people are tied already: looks through the whole of the shorter row; without a way out it runs in
    vectors (4 times as fast)."""
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
def _join_unseen(stubs, rows, first, last):
    """Write the ties of neighbouring stubs into the rows of the people from `first` up to `last`.

    Nobody looks for doubles, which would fetch two far rows a tie (1 M people: 7 s). The rows that a block of ties goes
    into are asked for before the first is written.
    """
    end = rows.starts[first:last] + rows.filled[first:last]
    who, whom = np.empty(2 * _BLOCK + 2, np.int32), np.empty(2 * _BLOCK + 2, np.int32)
    for begin in range(0, len(stubs) - 1, 2 * _BLOCK):
        n = np.int64(0)
        for e in range(begin, min(begin + 2 * _BLOCK, len(stubs) - 1), 2):
            a, b = stubs[e], stubs[e + 1]
            who[n], whom[n] = a, b
            n += np.int64((a != b) & (a >= first) & (a < last))
            who[n], whom[n] = b, a
            n += np.int64((a != b) & (b >= first) & (b < last))
        for tie in range(n):
            prefetch(end, who[tie] - first, 0)
        for tie in range(n):
            prefetch(rows.targets, end[who[tie] - first], 0)
        for tie in range(n):
            rows.targets[end[who[tie] - first]] = whom[tie]
            end[who[tie] - first] += 1
    for i in range(first, last):
        rows.filled[i] = end[i - first] - rows.starts[i]


@jit
def _ascend(rows, first, last):
    """Put some rows in order and keep one of each tie. Both directions of a tie are doubled equally often, so ties stay
    mutual.

    Those near by, most of a row, are marked in a map of bits and read off it; the others are sorted.
    """
    longest = np.int64(1)
    for i in range(first, last):
        longest = max(longest, rows.filled[i])
    near, far, spare = np.zeros(2 * _NEAR // 64, np.uint64), np.empty(longest, np.int32), np.empty(longest, np.int32)
    counts, bit_numbers = np.zeros(longest + 2, np.int64), _bit_numbers()
    for i in range(first, last):
        row = rows.targets[rows.starts[i] : rows.starts[i] + rows.filled[i]]
        base = i - _NEAR
        n_far = 0
        for e in range(len(row)):
            other = row[e] - base
            if 0 <= other < 2 * _NEAR:
                near[other >> 6] |= np.uint64(1) << np.uint64(other & 63)
            else:
                far[n_far] = row[e]
                n_far += 1
        _sort(far, n_far, counts, spare)
        kept = e = 0
        while e < n_far and far[e] < base:
            kept = _keep(row, kept, far[e])
            e += 1
        kept = _read_off(near, base, bit_numbers, row, kept)
        while e < n_far:
            kept = _keep(row, kept, far[e])
            e += 1
        rows.filled[i] = kept


@jit
def _keep(row, kept, value):
    """Write a value that is none of those before; returns how many are kept."""
    if kept == 0 or row[kept - 1] != value:
        row[kept] = value
        kept += 1
    return kept


@jit
def _read_off(near, base, bit_numbers, row, kept):
    """Write whom the bits of the map stand for, in order, and clear the map."""
    for word in range(len(near)):
        bits = near[word]
        near[word] = 0
        while bits != 0:
            lowest = bits & (~bits + np.uint64(1))
            row[kept] = base + 64 * word + bit_numbers[lowest % _67]
            kept += 1
            bits ^= lowest
    return kept


@jit
def _bit_numbers():
    """The number of a word's only bit, by what remains of the word divided by 67: the 64 powers of two leave 64
    different remainders."""
    numbers = np.empty(67, np.int64)
    for bit in range(64):
        numbers[(np.uint64(1) << np.uint64(bit)) % _67] = bit
    return numbers


@jit
def _sort(values, n, counts, spare):
    """Sort n values: into as many drawers of equal width, then each into its place among its neighbours (far friends
    are spread evenly)."""
    if n < 2:
        return
    least = most = values[0]
    for e in range(1, n):
        least, most = min(least, values[e]), max(most, values[e])
    shift = 0
    while (most - least) >> shift >= n:
        shift += 1
    counts[: n + 1] = 0
    for e in range(n):
        counts[((values[e] - least) >> shift) + 1] += 1
    for drawer in range(n):
        counts[drawer + 1] += counts[drawer]
    for e in range(n):
        drawer = (values[e] - least) >> shift
        spare[counts[drawer]] = values[e]
        counts[drawer] += 1
    _insert(spare, values, n)


@jit
def _insert(values, into, n):
    """Write n values in order: each moves past those before it that are larger, of which there are few."""
    for e in range(n):
        value, at = values[e], e
        while at > 0 and into[at - 1] > value:
            into[at] = into[at - 1]
            at -= 1
        into[at] = value


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
def _sort_late(rows, first, last):
    """Put some rows in order by insertion: all but the last few friends are."""
    for i in range(first, last):
        row = rows.targets[rows.starts[i] : rows.starts[i] + rows.filled[i]]
        n_late = np.int64(0)
        for e in range(1, len(row)):  # without a way out it runs in vectors
            n_late += np.int64(row[e - 1] > row[e])
        if n_late > 0:
            _insert(row, row, len(row))


@jit
def _close_gaps(rows, indptr):
    """Move each row to its final place."""
    for i in range(len(rows.filled)):
        begin, to = rows.starts[i], indptr[i]
        if begin != to:
            for e in range(rows.filled[i]):
                rows.targets[to + e] = rows.targets[begin + e]
