"""Sensitivity from points that were played: how far an outcome follows one factor, whatever the others are."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

from gridsim.study.design import orders

SLICES = 10
"""Slices of a factor in the index PAWN."""
FEWEST, MOST_GROUPS = 4, 32


def groups_of(values: Any, n_groups: int | None = None) -> np.ndarray:
    """Return the group of each value: its level where there are few, else one of several equally large slices from the
    least to the most.

    Parameters
    ----------
    values : (n,) array
        Numbers, or texts.
    n_groups : int, optional
        How many slices; by default half the root of n, from 4 to 32.

    Examples
    --------
    >>> groups_of(["b", "a", "b"]).tolist(), groups_of([4.0, 1.0, 3.0, 2.0, 5.0, 6.0], 2).tolist()
    ([1, 0, 1], [1, 0, 0, 0, 1, 1])
    """
    values = np.asarray(values)
    n = len(values)
    wanted = n_groups or int(min(MOST_GROUPS, max(FEWEST, n**0.5 / 2)))
    known, place = np.unique(values.astype(str) if values.dtype == object else values, return_inverse=True)
    if len(known) <= wanted or not np.issubdtype(known.dtype, np.number):
        return place
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return order * wanted // n


def explained(values: Any, outcome: np.ndarray) -> float:
    """Return the share of the variance of an outcome that one factor explains by itself: Sobol's index of the first
    order, from the means of the groups, less what chance alone would explain.

    Parameters
    ----------
    values : (n,) array
        Levels of the factor.
    outcome : (n,) float64

    Returns
    -------
    float
        At most 1; about 0, and by chance below it, where the factor counts for nothing.

    Examples
    --------
    >>> x = np.linspace(0, 1, 400)
    >>> round(explained(x, x), 2), abs(explained(x, np.sin(1000 * x * x))) < 0.05
    (0.99, True)
    """
    group = groups_of(values)
    n, k = len(outcome), int(group.max()) + 1
    total = float(np.var(outcome))
    if n <= k or total <= 0:
        return 0.0
    counts = np.bincount(group, minlength=k)
    means = np.bincount(group, outcome, k) / np.maximum(counts, 1)
    within = float(np.mean((outcome - means[group]) ** 2)) * n / (n - k)
    return 1.0 - within / (total * n / (n - 1))


def pawn(values: Any, outcome: np.ndarray) -> float:
    """Return the index PAWN: the largest gap between the distribution of an outcome and that within a slice of the
    factor, the median over the slices.

    It reads the whole distribution, not its variance only: 0 where the factor counts for nothing, and by chance up to
    about 1.4 / sqrt(n / 10).
    """
    group = groups_of(values, SLICES)
    ordered = np.sort(outcome)
    gaps = []
    for one in range(int(group.max()) + 1):
        some = np.sort(outcome[group == one])
        if not len(some):
            continue
        at = np.concatenate([ordered, some])
        all_below = np.searchsorted(ordered, at, "right") / len(ordered)
        some_below = np.searchsorted(some, at, "right") / len(some)
        gaps.append(float(np.abs(all_below - some_below).max()))
    return float(np.median(gaps)) if gaps else 0.0


def by_chance(n: int, n_factors: int = 1, repeats: int = 100) -> float:
    """Return what PAWN of factors that count for nothing stays below, all of them at once, in 95 of 100 studies of n
    points: of many factors one is high by chance."""
    found = [pawn(np.arange(n), order.astype(float)) for order in orders(n, repeats)]
    return float(np.mean(found) + np.std(found) * ndtri(0.95 ** (1.0 / n_factors)))
