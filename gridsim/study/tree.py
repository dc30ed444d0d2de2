"""A shallow tree that says who wins where: two or three questions, each about one guess.

A question is the one that leaves the two sides purest (Gini). How many are asked one after the other is decided on
markets that the tree has not seen: a deeper tree must name their winners better than a shallower one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

DEEPEST, FOLDS = 3, 10
LEAST_SHARE, LEAST = 0.05, 15
"""The fewest markets of a leaf: a share of all, and no fewer than this."""
MOST_CUTS = 24
"""Places at which a factor is tried to be cut, evenly over its values."""


class Leaf(NamedTuple):
    """Markets that answer all questions alike: how many of each class win there, and which markets they are."""

    counts: np.ndarray
    members: np.ndarray


class Question(NamedTuple):
    """A question: is this factor below this value? `below` and `above` are what follows."""

    factor: int
    value: float
    below: Any
    above: Any
    members: np.ndarray


class Side(NamedTuple):
    """An answer on the way to a leaf: the factor, the value, and whether it is below."""

    factor: int
    value: float
    below: bool


def grown(x: np.ndarray, classes: np.ndarray, n_classes: int) -> Leaf | Question:
    """Return the tree of the depth that names unseen winners best.

    Parameters
    ----------
    x : (n, factors) float64
    classes : (n,) int
        Who wins, from 0 on.
    n_classes : int

    Examples
    --------
    >>> from gridsim.study.design import Design, cube
    >>> x = cube(Design("random", 300), 4, seed=1)
    >>> tree = grown(x, ((x[:, 2] > 0.6) & (x[:, 0] < 0.5)).astype(int), 2)
    >>> [(side.factor, round(side.value, 1), side.below) for side in purest(tree, 1)[0]]
    [(2, 0.6, False), (0, 0.5, True)]
    """
    everyone = np.arange(len(classes))
    losses = [_unseen(x, classes, n_classes, depth) for depth in range(DEEPEST + 1)]
    enough = int(np.argmin(losses))
    return _grow(x, classes, n_classes, everyone, enough, _least(len(classes)))


def named_right(x: np.ndarray, classes: np.ndarray, n_classes: int, depth: int) -> float:
    """Return the share of markets whose winner a tree of this depth names that was grown without them."""
    right = 0
    for tree, unseen in _folds(x, classes, n_classes, depth):
        right += sum(int(np.argmax(_leaf(tree, x[one]).counts) == classes[one]) for one in unseen)
    return right / len(classes)


def depth_of(tree: Leaf | Question) -> int:
    """How many questions are asked one after the other at most."""
    return 0 if isinstance(tree, Leaf) else 1 + max(depth_of(tree.below), depth_of(tree.above))


def leaves(tree: Leaf | Question, on_the_way: tuple[Side, ...] = ()) -> Iterator[tuple[tuple[Side, ...], Leaf]]:
    """Yield every leaf with the answers that lead to it."""
    if isinstance(tree, Leaf):
        yield on_the_way, tree
        return
    yield from leaves(tree.below, (*on_the_way, Side(tree.factor, tree.value, True)))
    yield from leaves(tree.above, (*on_the_way, Side(tree.factor, tree.value, False)))


def purest(tree: Leaf | Question, one: int) -> tuple[tuple[Side, ...], Leaf]:
    """Return the leaf in which a class wins the largest share, with the answers that lead to it."""
    return max(leaves(tree), key=lambda pair: (pair[1].counts[one] / pair[1].counts.sum(), pair[1].counts.sum()))


def _least(n: int) -> int:
    return max(LEAST, int(LEAST_SHARE * n))


def _folds(x: np.ndarray, classes: np.ndarray, n_classes: int, depth: int) -> Iterator[tuple[Any, np.ndarray]]:
    """Trees that are grown without one fold each, and the fold."""
    places = np.arange(len(classes))
    for fold in range(FOLDS):
        seen, unseen = places[places % FOLDS != fold], places[places % FOLDS == fold]
        if len(unseen):
            yield _grow(x, classes, n_classes, seen, depth, _least(len(seen))), unseen


def _unseen(x: np.ndarray, classes: np.ndarray, n_classes: int, depth: int) -> float:
    """Brier's score of a tree on markets that it was grown without."""
    loss = np.zeros(len(classes))
    for tree, unseen in _folds(x, classes, n_classes, depth):
        for one in unseen:
            shares = _leaf(tree, x[one]).counts + 1.0 / n_classes
            shares = shares / shares.sum()
            loss[one] = np.sum(shares**2) - 2 * shares[classes[one]] + 1
    return float(loss.mean())


def _leaf(tree: Any, row: np.ndarray) -> Leaf:
    while isinstance(tree, Question):
        tree = tree.below if row[tree.factor] < tree.value else tree.above
    return tree


def _grow(
    x: np.ndarray, classes: np.ndarray, n_classes: int, members: np.ndarray, depth: int, least: int
) -> Leaf | Question:
    counts = np.bincount(classes[members], minlength=n_classes)
    if depth == 0 or len(members) < 2 * least or counts.max() == len(members):
        return Leaf(counts, members)
    found = _best_cut(x[members], classes[members], n_classes, least)
    if found is None:
        return Leaf(counts, members)
    factor, value = found
    low = x[members, factor] < value
    below, above = (_grow(x, classes, n_classes, some, depth - 1, least) for some in (members[low], members[~low]))
    return Question(factor, value, below, above, members)


def _best_cut(x: np.ndarray, classes: np.ndarray, n_classes: int, least: int) -> tuple[int, float] | None:
    """The factor and the value at which a cut leaves the two sides purest; None where no cut helps."""
    n = len(classes)
    one_hot = np.eye(n_classes)[classes]
    before = n - np.sum(one_hot.sum(0) ** 2) / n
    best, found = 1e-9, None
    places = np.unique(np.linspace(least, n - least, MOST_CUTS).astype(int))
    for factor in range(x.shape[1]):
        order = np.argsort(x[:, factor], kind="stable")
        values = x[order, factor]
        below = np.cumsum(one_hot[order], axis=0)
        for place in places:
            if values[place - 1] == values[place]:
                continue
            left = below[place - 1]
            right = below[-1] - left
            gain = before - (place - np.sum(left**2) / place) - (n - place - np.sum(right**2) / (n - place))
            if gain > best:
                best, found = gain, (factor, float(0.5 * (values[place - 1] + values[place])))
    return found


def as_plain(tree: Leaf | Question, names: Sequence[str]) -> dict[str, Any]:
    """Return a tree as plain values: of a leaf "wins" by class, of a question "factor", "value", "below", "above"."""
    if isinstance(tree, Leaf):
        return {"wins": {name: int(count) for name, count in zip(names, tree.counts, strict=True)}}
    return {
        "factor": tree.factor,
        "value": tree.value,
        "below": as_plain(tree.below, names),
        "above": as_plain(tree.above, names),
    }
