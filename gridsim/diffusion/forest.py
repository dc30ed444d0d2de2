"""A forest: many cascades, each a tree of who passed on from whom, simulated or read from a log."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import kernel
from gridsim.arguments import array as as_array
from gridsim.diffusion.inputs import check_number, check_seed
from gridsim.diffusion.outcome import Cascades
from gridsim.draws import Purpose, uniform
from gridsim.errors import refusal

UNITS = {"milliseconds": 0.001, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0}
"""Units of time of a log, in seconds."""


@dataclass(frozen=True, eq=False, repr=False)
class Forest:
    """Trees of sharers: one row a sharer, the authors included; trees one after the other, inside a tree generation by
    generation.

    Make one with `Forest.from_parents`, `Forest.from_cascades` or `read_cascades`.

    Parameters
    ----------
    tree : numpy.ndarray of int64, shape (n,)
        Number of the sharer's tree, from 0, ascending.
    parent : numpy.ndarray of int64, shape (n,)
        Place of whoever this sharer passed on from, always before it; -1 for an author.
    time : numpy.ndarray of float64, shape (n,)
        Seconds, on one clock a tree; nan where it is not known.
    agent : numpy.ndarray of int64, shape (n,)
        Who; -1 where it is not known.
    tree_labels, labels : numpy.ndarray, optional
        The log's own ids of the trees and of the agents.
    read_as : str, optional
        What the reader of a log decided.

    Examples
    --------
    >>> forest = Forest.from_parents([-1, 0, 0, 1, -1])
    >>> forest
    Forest(2 trees, 5 sharers)
    >>> forest.tree.tolist(), forest.depth.tolist(), forest.children.tolist()
    ([0, 0, 0, 0, 1], [0, 1, 1, 2, 0], [2, 1, 0, 0, 0])
    """

    tree: np.ndarray
    parent: np.ndarray
    time: np.ndarray
    agent: np.ndarray
    tree_labels: np.ndarray | None = None
    labels: np.ndarray | None = None
    read_as: str | None = None

    def __repr__(self) -> str:
        return f"Forest({self.n_trees} trees, {self.n} sharers)"

    @property
    def n(self) -> int:
        """Number of sharers, the authors included."""
        return len(self.parent)

    @property
    def n_trees(self) -> int:
        """Number of trees."""
        return len(self.roots)

    @cached_property
    def roots(self) -> np.ndarray:
        """Places of the authors, int64, shape (n_trees,)."""
        return np.flatnonzero(self.parent < 0)

    @cached_property
    def depth(self) -> np.ndarray:
        """Generation of every sharer, 0 for an author, int64, shape (n,)."""
        depth = np.zeros(self.n, np.int64)
        _depth_down(self.parent, depth)
        return depth

    @cached_property
    def children(self) -> np.ndarray:
        """How many passed on from each sharer, int64, shape (n,)."""
        return np.bincount(self.parent[self.parent >= 0], minlength=self.n)

    @cached_property
    def wait(self) -> np.ndarray:
        """Seconds from the parent's time to the sharer's own, float64, shape (n,); nan for authors and where a time is
        not known."""
        wait = np.full(self.n, np.nan)
        child = self.parent >= 0
        wait[child] = self.time[child] - self.time[self.parent[child]]
        return wait

    @classmethod
    def from_parents(
        cls, parents: ArrayLike, times: ArrayLike | None = None, agents: ArrayLike | None = None
    ) -> Forest:
        """Return the forest of an array of parents, in any order.

        Parameters
        ----------
        parents : (n,) array_like of int
            Place of each sharer's parent in this array, -1 for the author of a tree.
        times : (n,) array_like of float, optional
            Seconds; nan where a time is not known.
        agents : (n,) array_like of int, optional
            Who; without it the places in `parents`.

        Returns
        -------
        Forest
            Its trees in the order of their authors in `parents`.

        Raises
        ------
        ScenarioError
            If a parent is no place of the array, the parents run in a circle, or an array has the wrong length or kind.

        Examples
        --------
        >>> forest = Forest.from_parents([1, -1, 0], times=[60.0, 0.0, 90.0])
        >>> forest.agent.tolist(), forest.parent.tolist(), forest.wait.tolist()
        ([1, 0, 2], [-1, 0, 1], [nan, 60.0, 30.0])
        """
        parents = _whole_numbers("parents", parents, None, "Give the place of each sharer's parent, -1 for an author")
        n = len(parents)
        outside = (parents < -1) | (parents >= n)
        if outside.any():
            at = int(np.argmax(outside))
            got = f"{parents[at]} at place {at}"
            raise refusal("parents", "every parent", f"-1 or a place from 0 to {n - 1}", got, "Give one row a sharer")
        agents = np.arange(n) if agents is None else _whole_numbers("agents", agents, n, "Give one a sharer")
        made, circle = plant(parents, _times(times, n), agents)
        if made is None:
            got = f"a circle through place {circle}"
            raise refusal("parents", "the parents", "a forest", got, "Every sharer must lead up to an author")
        return made

    @classmethod
    def from_cascades(cls, cascades: Cascades) -> Forest:
        """Return the trees that a classical model kept (`record="parents"`), every seed of every run the author of one.

        Where the model knows when (`sir`), the times are in its own unit; what is said of seconds elsewhere then holds
        for that unit.

        Raises
        ------
        ScenarioError
            If the trees were not kept.

        Examples
        --------
        >>> import gridsim as gs
        >>> line = gs.Network.from_edges([0, 1], [1, 2])
        >>> forest = Forest.from_cascades(gs.diffusion.independent_cascade(line, 1.0, [0], n_runs=2, record="parents"))
        >>> forest.agent.tolist(), forest.depth.tolist()
        ([0, 1, 2, 0, 1, 2], [0, 1, 2, 0, 1, 2])
        """
        if not isinstance(cascades, Cascades):
            got = type(cascades).__name__
            raise refusal(
                "cascades",
                "the cascades",
                "what a model of gridsim.diffusion returns",
                got,
                "Use from_parents for arrays",
            )
        trees = [cascades.tree(run) for run in range(cascades.n_runs)]
        before = np.cumsum([0, *(len(one.parents) for one in trees)])
        parents = np.concatenate(
            [np.where(one.parents < 0, -1, one.parents.astype(np.int64) + start) for one, start in zip(trees, before)]
        )
        times = getattr(cascades, "adoption_times", None)
        return cls.from_parents(
            parents, None if times is None else np.concatenate(times), np.concatenate([one.agents for one in trees])
        )

    def pick(self, trees: ArrayLike) -> Forest:
        """Return the forest of some trees, in the order given.

        Parameters
        ----------
        trees : array_like of int
            Numbers of trees, from 0; one may come more than once.

        Raises
        ------
        ScenarioError
            If there is no such tree.

        Examples
        --------
        >>> Forest.from_parents([-1, -1, 1]).pick([1]).parent.tolist()
        [-1, 0]
        """
        trees = _whole_numbers("trees", trees, None, "Give the numbers of trees")
        if ((trees < 0) | (trees >= self.n_trees)).any():
            raise refusal(
                "trees", "every tree", f"a number from 0 to {self.n_trees - 1}", trees, "Give the numbers of trees"
            )
        sizes = np.diff(np.append(self.roots, self.n))[trees]
        start = np.cumsum(sizes) - sizes
        shift = np.repeat(self.roots[trees] - start, sizes)
        at = np.arange(sizes.sum()) + shift
        parent = np.where(self.parent[at] < 0, -1, self.parent[at] - shift)
        labels = None if self.tree_labels is None else self.tree_labels[trees]
        return Forest(
            np.repeat(np.arange(len(trees)), sizes), parent, self.time[at], self.agent[at], labels, self.labels
        )

    def split(self, share: float = 0.5, seed: int = 1) -> tuple[Forest, Forest]:
        """Return two forests: a share of the trees, chosen by chance, and the rest; to fit on one and to compare with
        the other.

        Parameters
        ----------
        share : float
            Above 0 and below 1; at least one tree goes to each part.
        seed : int
            0 to 2^32 - 1.

        Raises
        ------
        ScenarioError
            If the share is out of its range or there are fewer than two trees.

        Examples
        --------
        >>> Forest.from_parents([-1] * 10).split(0.3)
        (Forest(3 trees, 3 sharers), Forest(7 trees, 7 sharers))
        """
        share = check_number("share", share, 0.0, 1.0, "Give a share such as 0.5")
        if share in (0.0, 1.0):
            raise refusal("share", "the share", "above 0 and below 1", share, "Give a share such as 0.5")
        seed = check_seed(seed)
        if self.n_trees < 2:
            raise refusal("forest", "the forest", "of two trees or more, to be split", self.n_trees, "Read more trees")
        luck = np.empty(self.n_trees)
        fill(seed, 0, Purpose.SPLIT, luck)
        n_first = min(max(round(share * self.n_trees), 1), self.n_trees - 1)
        order = np.argsort(luck, kind="stable")
        return self.pick(np.sort(order[:n_first])), self.pick(np.sort(order[n_first:]))


def plant(parents: np.ndarray, times: np.ndarray, agents: np.ndarray) -> tuple[Forest | None, int]:
    """Return (the forest of checked arrays in any order, -1), or (None, a place on a circle)."""
    n = len(parents)
    root, depth = np.empty(n, np.int64), np.full(n, -1, np.int64)
    circle = _climb(parents, root, depth, np.empty(n, np.int64))
    if circle >= 0:
        return None, int(circle)
    tree = (np.cumsum(parents < 0) - 1)[root] if n else root
    order = np.argsort(tree * (depth.max(initial=0) + 1) + depth, kind="stable")
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    parent = parents[order]
    parent[parent >= 0] = place[parent[parent >= 0]]
    return Forest(tree[order], parent, times[order], agents[order]), -1


def check_forest(forest: Any) -> Forest:
    """Return a forest of at least one tree, or say what it is instead."""
    if not isinstance(forest, Forest):
        advice = "Make one with Forest.from_parents, Forest.from_cascades or read_cascades"
        raise refusal("forest", "the forest", "a gridsim.diffusion.Forest", type(forest).__name__, advice)
    if not forest.n_trees:
        raise refusal("forest", "the forest", "of at least one tree", "none", "Read or simulate some trees")
    return forest


def _whole_numbers(name: str, values: Any, length: int | None, advice: str) -> np.ndarray:
    """Return a list of whole numbers as int64."""
    array = as_array(name, values)
    if array.ndim != 1 or (array.dtype.kind not in "iu" and array.size):
        raise refusal(name, f"the {name}", "a list of whole numbers", values, advice)
    if length is not None and len(array) != length:
        raise refusal(name, f"the {name}", f"{length} whole numbers", f"{len(array)} of them", advice)
    return array.astype(np.int64)


def _times(times: Any, n: int) -> np.ndarray:
    """Return times as float64, nan where there are none."""
    if times is None:
        return np.full(n, np.nan)
    advice = "Give seconds, nan where a time is not known"
    given = as_array("times", times)
    try:
        array = np.array(given, dtype=np.float64)
    except (ValueError, TypeError):
        raise refusal("times", "the times", f"{n} numbers", times, advice) from None
    if array.shape != (n,):
        raise refusal("times", "the times", f"{n} numbers", f"an array of shape {array.shape}", advice)
    if np.isinf(array).any():
        raise refusal(
            "times", "every time", "finite, or nan", f"inf at place {int(np.argmax(np.isinf(array)))}", advice
        )
    return array


@kernel
def _climb(parent, root, depth, path):
    """Root and depth of every node whatever the order of the nodes; returns a node on a circle, -1 if there is none."""
    for i in range(len(parent)):
        node, steps = i, 0
        while depth[node] == -1:
            depth[node] = -2  # on the way up
            path[steps] = node
            steps += 1
            if parent[node] < 0:
                break
            node = parent[node]
            if depth[node] == -2:
                return node
        for k in range(steps - 1, -1, -1):
            node = path[k]
            above = parent[node]
            root[node] = node if above < 0 else root[above]
            depth[node] = 0 if above < 0 else depth[above] + 1
    return -1


@kernel
def _depth_down(parent, depth):
    """Depth of every node where parents stand before their children."""
    for i in range(len(parent)):
        depth[i] = 0 if parent[i] < 0 else depth[parent[i]] + 1


@kernel
def fill(seed, replicate, purpose, out):
    """Uniform numbers, one an address."""
    for i in range(len(out)):
        out[i] = uniform(seed, replicate, purpose, i, 0, 0, 0)
