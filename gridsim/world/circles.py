"""Community detection: circles are groups of people who are tied to each other more than to the rest.

Modularity is raised by moving one person at a time to the neighbours' group that gains most (Blondel and others 2008),
then groups are joined likewise. Modularity alone finds a few groups of thousands; a circle is a group in which people
know each other. So every group above a size is divided again by itself, until all are small enough or cannot be
divided.

The order of visits comes from a fixed seed: circles are a property of the ties, the same in every replicate.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import jit
from gridsim.draws import Purpose
from gridsim.world.chance import key, shuffle
from gridsim.world.network import Network

_PASSES = 12
_MOST_DIVISIONS = 12


class Groups(NamedTuple):
    """A network of groups: weighted, symmetric; `own` is twice the weight of the ties inside each group."""

    indptr: np.ndarray
    targets: np.ndarray
    weights: np.ndarray  # int64: sums are exact
    own: np.ndarray


def circles_of(network: Network, largest: int) -> np.ndarray:
    """Return the circle of each person, int32, shape (n,); -1 for those without ties, or alone in what is left to them.

    Parameters
    ----------
    network : Network
        Mutual ties, stored in both directions.
    largest : int
        A group of more people is divided again, as far as it can be.

    Examples
    --------
    >>> two_triangles = Network.from_edges([0, 1, 2, 3, 4, 5, 2], [1, 2, 0, 4, 5, 3, 3], n=7, directed=False)
    >>> circles_of(two_triangles, largest=100).tolist()
    [0, 0, 0, 1, 1, 1, -1]
    """
    n = network.n
    weights = np.ones(network.n_ties, np.int64)
    everybody = Groups(network.indptr, network.targets, weights, np.zeros(n, np.int64))
    circle = _divide(everybody, np.zeros(n, np.int64), np.ones(n, np.bool_))
    for _ in range(_MOST_DIVISIONS):
        large = np.bincount(circle)[circle] > largest
        if not large.any():
            break
        divided = _divide(everybody, circle, large)
        if divided.max() == circle.max():
            break
        circle = divided
    circle[np.bincount(circle)[circle] == 1] = -1
    circle[network.out_degree == 0] = -1
    return _renumbered(circle).astype(np.int32)


def _divide(everybody: Groups, parent: np.ndarray, large: np.ndarray) -> np.ndarray:
    """Divide the large groups, each for itself; the others stay as they are."""
    level = _within(everybody, parent, large)
    group = np.arange(len(parent))
    level_parent = parent
    k = key(0, 0, Purpose.VISIT_ORDER)
    for turn in range(32):
        moved = _move(level, level_parent, turn, _PASSES, k)
        codes = _renumbered(moved)
        if codes.max() + 1 == len(codes):
            break
        group = codes[group]
        parents = np.zeros(codes.max() + 1, np.int64)
        parents[codes] = level_parent
        level_parent = parents
        level = _join_groups(level, codes, int(codes.max()) + 1)
    whole = np.where(large, group, len(parent) + parent)
    return _renumbered(whole)


def _renumbered(codes: np.ndarray) -> np.ndarray:
    """Codes 0, 1, 2 ... in the order in which they first occur; -1 stays."""
    values, first, places = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.empty(len(values), np.int64)
    known = values >= 0
    rank[np.flatnonzero(known)[np.argsort(first[known])]] = np.arange(known.sum())
    rank[~known] = -1
    return rank[places]


@jit
def _within(everybody, parent, large):
    """Only the ties inside the large groups."""
    n = len(parent)
    indptr = np.zeros(n + 1, np.int64)
    targets, weights = np.empty_like(everybody.targets), np.empty_like(everybody.weights)
    kept = np.int64(0)
    for i in range(n):
        for e in range(everybody.indptr[i], everybody.indptr[i + 1]):
            j = everybody.targets[e]
            if large[i] and parent[j] == parent[i]:
                targets[kept] = j
                weights[kept] = everybody.weights[e]
                kept += 1
        indptr[i + 1] = kept
    return Groups(indptr, targets[:kept], weights[:kept], everybody.own)


@jit
def _move(level, parent, turn, passes, k):
    """Move each node to the group next to it that raises modularity most, until hardly any moves; modularity is that of
    its parent alone."""
    n = len(parent)
    strength, total = np.zeros(n, np.int64), np.zeros(parent.max() + 1, np.int64)
    for node in range(n):
        strength[node] = level.own[node] + level.weights[level.indptr[node] : level.indptr[node + 1]].sum()
        total[parent[node]] += strength[node]
    group, group_strength = np.arange(n), strength.copy()
    towards = np.zeros(n, np.int64)  # weight from the current node to each group
    order = np.arange(n)
    shuffle(order, n, turn, 0, k)
    for _ in range(passes):
        n_moved = np.int64(0)
        for i in order:
            begin, end = level.indptr[i], level.indptr[i + 1]
            if begin == end:
                continue
            for e in range(begin, end):
                towards[group[level.targets[e]]] += level.weights[e]
            here = group[i]
            group_strength[here] -= strength[i]
            pull = strength[i] / total[parent[i]]
            best, most = here, towards[here] - pull * group_strength[here]
            for e in range(begin, end):
                there = group[level.targets[e]]
                gain = towards[there] - pull * group_strength[there]
                if gain > most + 1e-9:
                    best, most = there, gain
            for e in range(begin, end):
                towards[group[level.targets[e]]] = 0
            group_strength[best] += strength[i]
            group[i] = best
            n_moved += np.int64(best != here)
        if n_moved * 200 <= n:
            break
    return group


@jit
def _join_groups(level, codes, n_groups):
    """The network in which each group is one node."""
    size = np.zeros(n_groups + 1, np.int64)
    for code in codes:
        size[code + 1] += 1
    start = np.cumsum(size)
    place, members = start[:-1].copy(), np.empty(len(codes), np.int64)
    for i in range(len(codes)):
        members[place[codes[i]]] = i
        place[codes[i]] += 1
    indptr, own = np.zeros(n_groups + 1, np.int64), np.zeros(n_groups, np.int64)
    targets, weights = np.empty(len(level.targets), np.int64), np.empty(len(level.targets), np.int64)
    at = np.full(n_groups, -1, np.int64)  # place of each group in the current row
    used = np.int64(0)
    for g in range(n_groups):
        begin = used
        for i in members[start[g] : start[g + 1]]:
            own[g] += level.own[i]
            for e in range(level.indptr[i], level.indptr[i + 1]):
                to = codes[level.targets[e]]
                if to == g:
                    own[g] += level.weights[e]
                elif at[to] >= begin:
                    weights[at[to]] += level.weights[e]
                else:
                    at[to] = used
                    targets[used], weights[used] = to, level.weights[e]
                    used += 1
        indptr[g + 1] = used
    return Groups(indptr, targets[:used], weights[:used], own)
