"""Outcome of a classical model: sizes, generations, adoption curves, and the trees where they were kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gridsim.errors import refusal

_CELLS_AT_ONCE = 1 << 19


class Tree(NamedTuple):
    """Who was reached in one run, in that order, and through whom."""

    agents: np.ndarray
    """int32, shape (size,); the seeds come first."""
    parents: np.ndarray
    """int32, shape (size,): the place in `agents` of whoever was first to win this one; -1 for a seed."""


def rows_at_once(width: int) -> int:
    """How many runs are played into one block of `width` generations, so that a block stays small however long a run
    is."""
    return max(1, _CELLS_AT_ONCE // width)


def first_places(generations: np.ndarray) -> np.ndarray:
    """Where each run begins among the numbers of all runs and generations, one after the other."""
    return np.cumsum(generations + 1) - (generations + 1)


def within(width: int, generations: np.ndarray) -> np.ndarray:
    """True where a run has a generation, shape (number of runs, width)."""
    return np.arange(width) <= generations[:, np.newaxis]


def one_after_the_other(blocks: list[tuple[int, np.ndarray]], generations: np.ndarray) -> np.ndarray:
    """Numbers of all runs and generations, one after the other, from those of blocks of runs and the first run of
    each."""
    first, whole = first_places(generations), np.empty(int(generations.sum()) + len(generations), np.int64)
    for run, won in blocks:
        if len(won):
            whole[first[run] : first[run] + len(won)] = won
    return whole


@dataclass(frozen=True, eq=False, repr=False)
class Cascades:
    """The outcome of `n_runs` plays of one model.

    Parameters
    ----------
    won : numpy.ndarray of int64, shape (n_runs + sum of generations,)
        How many adopters each generation won, the seeds first; one run after the other.
    generations : numpy.ndarray of int64, shape (n_runs,)
        How many generations after the seeds won somebody.
    trees : list of Tree, optional
        One a run, where `record="parents"` asked for them.

    Examples
    --------
    >>> cascades = Cascades(np.array([1, 2, 1, 1]), np.array([2, 0]))
    >>> cascades
    Cascades(2 runs, mean size 2.5 (standard error 1.5), at most 2 generations)
    >>> cascades.sizes.tolist(), cascades.new.tolist(), cascades.adoption.tolist()
    ([4, 1], [[1, 2, 1], [1, 0, 0]], [[1, 3, 4], [1, 1, 1]])
    """

    won: np.ndarray
    generations: np.ndarray
    trees: list[Tree] | None = field(default=None)

    def __repr__(self) -> str:
        error = f" (standard error {self.standard_error:.4g})" if self.n_runs > 1 else ""
        return (
            f"Cascades({self.n_runs} runs, mean size {self.mean:.6g}{error}, at most {int(self.generations.max())}"
            " generations)"
        )

    @property
    def n_runs(self) -> int:
        """Number of plays."""
        return len(self.generations)

    @cached_property
    def sizes(self) -> np.ndarray:
        """Adopters at the end with the seeds, int64, shape (n_runs,)."""
        return np.add.reduceat(self.won, first_places(self.generations))

    @property
    def new(self) -> np.ndarray:
        """Adopters won in each generation, int64, shape (n_runs, G + 1); column 0 is the seeds. G is the most
        generations of any run."""
        new = np.zeros((self.n_runs, int(self.generations.max()) + 1), np.int64)
        new[within(new.shape[1], self.generations)] = self.won
        return new

    @cached_property
    def adoption(self) -> np.ndarray:
        """How many agents have adopted by the end of each generation, int64, shape (n_runs, G + 1).

        Column 0 is the seeds, and a run that has ended keeps its last number. Made when it is first asked for, since a
        few long runs among many make it large: 8 n_runs (G + 1) bytes.
        """
        new = self.new
        return np.cumsum(new, axis=1, out=new)

    @property
    def mean(self) -> float:
        """Mean size: the estimated spread of the seeds."""
        return float(self.sizes.mean())

    @property
    def standard_error(self) -> float:
        """Standard error of the mean size; nan for a single run."""
        return float(self.sizes.std(ddof=1) / np.sqrt(self.n_runs)) if self.n_runs > 1 else float("nan")

    def tree(self, run: int) -> Tree:
        """Return the tree of one run.

        Raises
        ------
        ScenarioError
            If the trees were not kept, or there is no such run.
        """
        if self.trees is None:
            raise refusal(
                "record", "the trees", "kept while the model is played", None, 'Play it with record="parents"'
            )
        if not isinstance(run, (int, np.integer)) or not 0 <= run < self.n_runs:
            raise refusal(
                "run", "the run", f"a whole number from 0 to {self.n_runs - 1}", run, "Give the number of a run"
            )
        return self.trees[run]
