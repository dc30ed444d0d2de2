"""Everybody's ties while they are being made: looked up, written, put in ascending order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import jit

_NEAR = 1_024  # numbers to either side of a person among which the own circle and the neighbourhood mostly lie
_67 = np.uint64(67)


class Rows(NamedTuple):
    """Ties while they are being made: person i's are `targets[starts[i] : starts[i] + filled[i]]`, not sorted."""

    starts: np.ndarray
    filled: np.ndarray
    targets: np.ndarray


@jit
def are_tied(a, b, rows):
    """Whether two people are tied already: looks through the whole of the shorter row; without an early exit the loop
    is vectorised (4 times as fast)."""
    if rows.filled[a] > rows.filled[b]:
        a, b = b, a
    row = rows.targets[rows.starts[a] : rows.starts[a] + rows.filled[a]]
    who = np.int32(b)
    found = np.int32(0)
    for e in range(len(row)):
        found |= np.int32(row[e] == who)
    return found > 0


@jit
def write_tie(a, b, rows):
    """Write b at the end of a's row."""
    rows.targets[rows.starts[a] + rows.filled[a]] = b
    rows.filled[a] += 1


@jit
def ascend(rows, first, last):
    """Put some rows in order and keep one of each tie. Both directions of a tie are doubled equally often, so ties stay
    mutual.

    Those near by, most of a row, are marked in a map of bits and read off it; the others are sorted.
    """
    longest = np.int64(1)
    for i in range(first, last):
        longest = max(longest, rows.filled[i])
    near, far, spare = np.zeros(2 * _NEAR // 64, np.uint64), np.empty(longest, np.int32), np.empty(longest, np.int32)
    counts, bit_numbers = np.zeros(longest + 2, np.int64), numbers_of_bits()
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
        kept = read_off(near, base, bit_numbers, row, kept)
        while e < n_far:
            kept = _keep(row, kept, far[e])
            e += 1
        rows.filled[i] = kept


@jit
def _keep(row, kept, value):
    """Write a value unless it equals the last one kept; returns how many are kept."""
    if kept == 0 or row[kept - 1] != value:
        row[kept] = value
        kept += 1
    return kept


@jit
def read_off(near, base, bit_numbers, row, kept):
    """Write the people marked in the map of bits, in order, and clear the map."""
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
def numbers_of_bits():
    """The number of a word's only bit, by what remains of the word divided by 67: the 64 powers of two leave 64
    different remainders."""
    numbers = np.empty(67, np.int64)
    for bit in range(64):
        numbers[(np.uint64(1) << np.uint64(bit)) % _67] = bit
    return numbers


@jit
def _sort(values, n, counts, spare):
    """Sort n values: into as many buckets of equal width, then each into its place among its neighbours (far friends
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
def sort_late(rows, first, last):
    """Put some rows in order by insertion: all but the last few friends are."""
    for i in range(first, last):
        row = rows.targets[rows.starts[i] : rows.starts[i] + rows.filled[i]]
        n_late = np.int64(0)
        for e in range(1, len(row)):  # without an early exit the loop is vectorised
            n_late += np.int64(row[e - 1] > row[e])
        if n_late > 0:
            _insert(row, row, len(row))


@jit
def close_gaps(rows, indptr):
    """Move each row to its final place."""
    for i in range(len(rows.filled)):
        begin, to = rows.starts[i], indptr[i]
        if begin != to:
            for e in range(rows.filled[i]):
                rows.targets[to + e] = rows.targets[begin + e]
