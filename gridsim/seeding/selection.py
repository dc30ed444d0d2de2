"""Result of a choice of seeds: agents, gains, costs, spread, and guarantee."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import DTypeLike


class Guarantee(NamedTuple):
    """How near a choice is to the best one that k or the budget allows."""

    ratio: float
    """Share of the best choice's spread that the chosen reach at least, for this very network and choice."""
    confidence: float
    """Chance, over the draws of the choice, with which that holds; 1 where it is certain."""
    on: str
    """Whether it holds for the true spread or on the worlds that were played: "the spread" or "the worlds played"."""
    at_least: float
    """Lower bound of the spread of the chosen; on the worlds played, their spread there."""
    best_at_most: float
    """Upper bound of the spread of the best choice."""
    n_drawn: int
    """Reverse-reachable sets (of each of the two kinds) or worlds that it rests on."""


@dataclass(frozen=True, eq=False, repr=False)
class Selection(Sequence):
    """Seeds chosen for a head count or a budget: a sequence of agents with gains, costs and spread.

    It is accepted wherever agents are expected (`seed_set`, indices of an array), has a length, can be indexed, sliced
    and iterated, and converts to a numpy array. A slice is a selection without spread and guarantee, which hold for the
    whole only.
    Where people are named by their labels (`points.activate.named` of a scenario, the candidates of
    `gridsim.study.choose_points`) its `labels` are used.

    Parameters
    ----------
    agents : numpy.ndarray of int64, shape (n_chosen,)
        The chosen, in the order of choice; any first part of them is the choice for that many heads.
    labels : numpy.ndarray, shape (n_chosen,)
        Their labels; the agents themselves where the network has none.
    gains : numpy.ndarray of float64, shape (n_chosen,)
        For what each was chosen: with greedy and reverse_reachable how many agents it adds to those reached, on the
        worlds or sets by which it was chosen (so their sum is a little too high); with a ranking its score.
    method : str
    costs : numpy.ndarray of float64, shape (n_chosen,)
        What each costs; with a head count, 1.
    by_cost : bool
        Whether they were chosen by gain or score per cost.
    spread, standard_error : float, optional
        Mean number of agents reached with the seeds, in plays that had no part in the choice, and its standard error.
        None where no model was given.
    guarantee : Guarantee, optional
        With greedy and reverse_reachable.

    Examples
    --------
    >>> import networkx
    >>> import gridsim as gs
    >>> club = gs.Network.from_networkx(networkx.karate_club_graph(), weight=None)
    >>> chosen = gs.seeding.select(club, 3, "degree")
    >>> list(chosen), chosen[0], 2 in chosen, chosen[:2]
    ([33, 0, 32], 33, False, Selection(2 agents by degree, cost 2))
    >>> gs.diffusion.independent_cascade(club, 1.0, chosen, n_runs=1).mean
    34.0
    """

    agents: np.ndarray
    labels: np.ndarray
    gains: np.ndarray
    method: str
    costs: np.ndarray
    by_cost: bool
    spread: float | None = None
    standard_error: float | None = None
    guarantee: Guarantee | None = None

    def __repr__(self) -> str:
        parts = [f"{len(self.agents)} agents by {self.method}", f"cost {self.cost:.6g}"]
        if self.spread is not None:
            parts.append(f"spread {self.spread:.6g} (standard error {self.standard_error:.2g})")
        if self.guarantee is not None:
            parts.append(
                f"at least {self.guarantee.ratio:.3f} of the best on {self.guarantee.on}, confidence"
                f" {self.guarantee.confidence:.6g}"
            )
        return f"Selection({', '.join(parts)})"

    def __len__(self) -> int:
        return len(self.agents)

    @overload
    def __getitem__(self, place: int) -> int: ...

    @overload
    def __getitem__(self, place: slice) -> Selection: ...

    def __getitem__(self, place: int | slice) -> int | Selection:
        """An agent by its place, or the selection of a slice of places."""
        if not isinstance(place, slice):
            return int(self.agents[operator.index(place)])
        part = {name: getattr(self, name)[place] for name in ("agents", "labels", "gains", "costs")}
        return replace(self, **part, spread=None, standard_error=None, guarantee=None)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> np.ndarray:
        """The agents, int64."""
        return np.array(self.agents, dtype=dtype, copy=copy)

    @property
    def cost(self) -> float:
        """Total cost; with a head count, the number of agents."""
        return float(self.costs.sum())
