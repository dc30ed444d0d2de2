"""What a classical model leaves behind: sizes, generations, adoption curves, and the trees where they were kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from gridsim.errors import ScenarioError, problem


class Tree(NamedTuple):
    """Who was reached in one run, in that order, and through whom."""

    agents: np.ndarray
    """int32, shape (size,); the seeds come first."""
    parents: np.ndarray
    """int32, shape (size,): the place in `agents` of whoever was first to win this one; -1 for a seed."""


@dataclass(frozen=True, eq=False, repr=False)
class Cascades:
    """The outcome of `n_runs` plays of one model.

    Parameters
    ----------
    adoption : numpy.ndarray of int64, shape (n_runs, G + 1)
        How many agents have adopted by the end of each generation; column 0 is the seeds, and a run that has ended keeps its last number.
    generations : numpy.ndarray of int64, shape (n_runs,)
        How many generations after the seeds won somebody.
    trees : list of Tree, optional
        One a run, where `record="parents"` asked for them.

    Examples
    --------
    >>> cascades = Cascades(np.array([[1, 3, 4], [1, 1, 1]]), np.array([2, 0]))
    >>> cascades
    Cascades(2 runs, mean size 2.5 (standard error 1.5), at most 2 generations)
    >>> cascades.sizes.tolist(), cascades.new.tolist()
    ([4, 1], [[1, 2, 1], [1, 0, 0]])
    """

    adoption: np.ndarray
    generations: np.ndarray
    trees: list[Tree] | None = field(default=None)

    def __repr__(self) -> str:
        error = f" (standard error {self.standard_error:.4g})" if self.n_runs > 1 else ""
        return f"Cascades({self.n_runs} runs, mean size {self.mean:.6g}{error}, at most {int(self.generations.max())} generations)"

    @property
    def n_runs(self) -> int:
        """Number of plays."""
        return len(self.generations)

    @property
    def sizes(self) -> np.ndarray:
        """Adopters at the end with the seeds, int64, shape (n_runs,)."""
        return self.adoption[:, -1]

    @property
    def new(self) -> np.ndarray:
        """Adopters won in each generation, int64, shape (n_runs, G + 1); column 0 is the seeds."""
        return np.diff(self.adoption, axis=1, prepend=0)

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
            raise ScenarioError(problem("record", "the trees", "kept while the model is played", None, 'Play it with record="parents"'))
        if not 0 <= run < self.n_runs:
            raise ScenarioError(problem("run", "the run", f"a whole number from 0 to {self.n_runs - 1}", run, "Give the number of a run"))
        return self.trees[run]
