"""Measures of trees of shares: size, depth, breadth, structural virality, each in one pass over the shares."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import jit
from gridsim.arguments import array
from gridsim.errors import refusal


class Trees(NamedTuple):
    """One row a cascade: its root's place among the shares, and its measures."""

    root: np.ndarray  # int64
    size: np.ndarray  # int64, sharers with the author
    depth: np.ndarray  # int64
    max_breadth: np.ndarray  # int64, the most sharers in one generation
    structural_virality: np.ndarray  # float64, mean distance over pairs; nan for a single sharer


def measure(parents: np.ndarray) -> Trees:
    """Return the measures of every tree in a forest.

    Parameters
    ----------
    parents : (n,) int array
        Place of each share's parent, -1 at a root; a parent stands before its children.

    Examples
    --------
    >>> trees = measure(np.array([-1, 0, 0, 1, -1]))
    >>> trees.size.tolist(), trees.depth.tolist(), trees.max_breadth.tolist()
    ([4, 1], [2, 0], [2, 1])
    """
    parents = np.ascontiguousarray(parents, dtype=np.int64)
    root, depth, below, distances, breadth = _walk(parents)
    is_root = parents < 0
    size = below[is_root].astype(np.float64)
    with np.errstate(invalid="ignore"):
        virality = np.where(size > 1, 2.0 * distances[is_root] / (size * (size - 1.0)), np.nan)
    deepest = np.zeros(len(parents), np.int64)
    np.maximum.at(deepest, root, depth)
    return Trees(np.flatnonzero(is_root), below[is_root], deepest[is_root], breadth[is_root], virality)


@jit
def _walk(parents):
    """Root, depth, subtree size of every share; at roots also the sum of distances over pairs and the greatest
    breadth."""
    n = len(parents)
    root, depth, below = np.empty(n, np.int64), np.zeros(n, np.int64), np.ones(n, np.int64)
    for i in range(n):
        root[i] = i if parents[i] < 0 else root[parents[i]]
        depth[i] = 0 if parents[i] < 0 else depth[parents[i]] + 1
    for i in range(n - 1, -1, -1):
        if parents[i] >= 0:
            below[parents[i]] += below[i]
    distances, breadth = np.zeros(n), np.zeros(n, np.int64)
    for i in range(n):  # the tie above i lies on the way of (below) x (size - below) pairs
        if parents[i] >= 0:
            distances[root[i]] += float(below[i]) * float(below[root[i]] - below[i])
    order = np.argsort(root * (depth.max() + 1 if n else 1) + depth)
    run_length = 0
    for k in range(n):
        i = order[k]
        same = k > 0 and root[order[k - 1]] == root[i] and depth[order[k - 1]] == depth[i]
        run_length = run_length + 1 if same else 1
        breadth[root[i]] = max(breadth[root[i]], run_length)
    return root, depth, below, distances, breadth


def structural_virality(parents: ArrayLike) -> float:
    """Return the structural virality of one tree: the mean distance over pairs of its nodes.

    It is the Wiener index over the number of pairs, in linear time: 2 / (n (n - 1)) x the sum over ties of (nodes
    below) (n - nodes below).

    Parameters
    ----------
    parents : (n,) array_like of int
        Each node's parent, -1 at the root, in any order.

    Returns
    -------
    float
        From 2 - 2 / n for a star to (n + 1) / 3 for a path; nan for a single node.

    Raises
    ------
    ScenarioError
        If there is not exactly one root, a parent is no node, or there is a circle.

    References
    ----------
    Goel, Anderson, Hofman, Watts, "The structural virality of online diffusion", Management Science 62 (2016).

    Examples
    --------
    >>> structural_virality([-1, 0, 0, 0])
    1.5
    >>> structural_virality([1, 2, -1])
    1.3333333333333333
    """
    given, parents = parents, array("parents", parents)
    if parents.ndim != 1 or len(parents) == 0 or parents.dtype.kind not in "iu":
        raise refusal(
            "parents",
            "parents",
            "a list of whole numbers, one a node",
            given,
            "Give each node's parent, -1 at the root",
        )
    parents = parents.astype(np.int64)
    n = len(parents)
    if np.count_nonzero(parents == -1) != 1 or parents.min() < -1 or parents.max() >= n:
        raise refusal(
            "parents", "parents", f"one root (-1) and otherwise numbers from 0 to {n - 1}", parents, "Give one tree"
        )
    order = _parents_first(parents)
    if len(order) < n:
        raise refusal("parents", "parents", "a tree", "a circle", "Every node must lead up to the root")
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    sorted_parents = parents[order]
    sorted_parents[sorted_parents >= 0] = place[sorted_parents[sorted_parents >= 0]]
    return float(measure(sorted_parents).structural_virality[0])


def _parents_first(parents: np.ndarray) -> np.ndarray:
    """Nodes in breadth-first order from the root; those in circles are left out."""
    by_parent = np.argsort(parents, kind="stable")
    start = np.searchsorted(parents[by_parent], np.arange(len(parents) + 1))
    order = [int(by_parent[0])]
    for node in order:
        order.extend(by_parent[start[node] : start[node + 1]].tolist())
    return np.array(order)
