"""Ties within own and second circles; those of a small circle are made in a table of bits and read off in order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import jit
from gridsim.world.chance import shuffle
from gridsim.world.tie_rows import are_tied, numbers_of_bits, read_off, write_tie

# of joining what was set aside; 4 rounds leave 2 % fewer ties in the circles, 12 cost a third more time and add 0.5 %
_ROUNDS = 8
_LARGEST_TABLE = 2_048  # members of a circle: their table of bits, half a megabyte, still fits the cache
_6, _63 = np.uint64(6), np.uint64(63)


class SecondCircles(NamedTuple):
    """How circles beside the own one are formed (`network.moments`)."""

    share: float
    """Share of second circles in a person's friends outside the own circle."""
    neighbourhood: int
    """Number of people in the neighbourhood where second circles are formed."""
    ties: int
    """Approximate number of a person's friends in one second circle."""
    size: int
    """Approximate number of members of a second circle."""


@jit
def own_circles(order, circle_starts, quota, rows, first, last, k):
    """Step 1: join stubs within each of some circles, for each person up to its quota and the size of the circle."""
    bit_numbers = numbers_of_bits()
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
            match_stubs(stubs, n_stubs, circle, _ROUNDS, rows, k)


@jit
def circles_of_each(order, friends, filled, second):
    """How many second circles each neighbourhood has."""
    n_circles = np.zeros((len(order) + second.neighbourhood - 1) // second.neighbourhood, np.int64)
    for part in range(len(n_circles)):
        n_memberships = 0
        for i in order[part * second.neighbourhood : (part + 1) * second.neighbourhood]:
            n_memberships += _n_memberships(_of_second_circles(friends[i], filled[i], second.share), second.ties)
        n_circles[part] = (n_memberships + second.size - 1) // second.size
    return n_circles


@jit
def second_circles(order, place, friends, second, numbers, rows, first, last, k, k_ties):
    """Step 2: in each of some neighbourhoods form circles out of memberships, and join stubs within each."""
    n, size = second.neighbourhood, second.size
    tied, bit_numbers = np.zeros((n, (n + 63) // 64), np.uint64), numbers_of_bits()
    stubs = np.empty(size * (second.ties + 1), np.int32)
    for part in range(first, last):
        begin = part * n
        people = order[begin : begin + n]
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
    """Write the members marked in the table of bits into the row of person i, and clear the bits."""
    begin = rows.starts[i] + rows.filled[i]
    end = read_off(bits, 0, bit_numbers, rows.targets, begin)
    for e in range(begin, end):
        rows.targets[e] = people[rows.targets[e]]
    rows.filled[i] += end - begin


@jit
def _of_second_circles(friends, filled, share):
    """Number of a person's friends to be made in second circles."""
    return np.int64(share * (friends - filled) + 0.5)


@jit
def _n_memberships(wanted, ties):
    """Number of second circles of a person with so many friends in them."""
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
    """As `match`, where stubs are members of a group and a table of bits says which of them are tied. The rows are
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

    Whether they may be tied is unpredictable, so the loop has no branch: every pair is written as if set aside, and the
    next one overwrites it where it is not.
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
def match_stubs(stubs, n_stubs, about, rounds, rows, k):
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
        if a == b or are_tied(a, b, rows):
            stubs[aside] = a
            stubs[aside + 1] = b
            aside += 2
        else:
            write_tie(a, b, rows)
            write_tie(b, a, rows)
    if n_stubs & 1:
        stubs[aside] = stubs[n_stubs - 1]
        aside += 1
    return aside
