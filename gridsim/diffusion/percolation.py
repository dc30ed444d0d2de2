"""Bond percolation: every tie is kept with a chance, and the agents fall into clusters.

The final reach of an independent cascade (or of an epidemic whose infectious period is the same for all) from one agent
is its cluster, so the largest cluster says when a message can go through the whole network. Each bond has one number a
run and is kept where that lies below the chance:
one walk through the bonds in the order of their numbers gives all chances at once, and a higher chance only adds bonds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import jit, kernel
from gridsim.arguments import array as as_array
from gridsim.diffusion.inputs import check_list, check_network, check_number, check_runs
from gridsim.draws import Purpose, philox
from gridsim.errors import refusal
from gridsim.threads import in_threads
from gridsim.world.network import Network

_64 = np.uint64


@dataclass(frozen=True, eq=False, repr=False)
class Percolation:
    """The clusters that bonds kept with a chance leave, for each run and chance.

    Parameters
    ----------
    chance : numpy.ndarray of float64, shape (c,)
    largest : numpy.ndarray of int64, shape (n_runs, c)
        Agents in the largest cluster.
    mean_reach : numpy.ndarray of float64, shape (n_runs, c)
        Mean size of the cluster of a random agent (itself included): the sum of squared sizes over the agents.
    """

    chance: np.ndarray
    largest: np.ndarray
    mean_reach: np.ndarray
    n: int

    def __repr__(self) -> str:
        return f"Percolation({len(self.largest)} runs, {len(self.chance)} chances, {self.n} agents)"

    @property
    def largest_share(self) -> np.ndarray:
        """Share of the agents in the largest cluster, float64, shape (n_runs, c)."""
        return self.largest / self.n


def bond_percolation(
    network: Network, chance: ArrayLike, n_runs: int = 100, seed: int = 1, *, threads: int | None = None
) -> Percolation:
    """Return the largest cluster, and the mean cluster of an agent, when each mutual tie is kept with a chance.

    Parameters
    ----------
    network : Network
        All ties mutual (`directed=False`); the two directions are one bond.
    chance : float or array_like of float, shape (c,)
        In [0, 1], each for all bonds; many chances cost hardly more than one, and share their draws.
    n_runs : int
        1 to 2^24.
    seed : int
        0 to 2^32 - 1.
    threads : int, optional
        All that this process may use without it. The outcome does not depend on it.

    Returns
    -------
    Percolation

    Raises
    ------
    ScenarioError
        If an argument is out of its range, or a tie is not mutual.

    References
    ----------
    Newman, Ziff, "Fast Monte Carlo algorithm for site or bond percolation", Physical Review E 64 (2001).

    Examples
    --------
    >>> import gridsim as gs
    >>> pair = gs.Network.from_edges([0], [1], directed=False)
    >>> clusters = gs.diffusion.bond_percolation(pair, [0.0, 0.3, 1.0], n_runs=10_000)
    >>> clusters.largest[:, [0, 2]].mean(axis=0).tolist()
    [1.0, 2.0]
    >>> bool(abs(clusters.largest[:, 1].mean() - 1.3) < 0.02)
    True
    """
    check_network(network)
    n_runs, seed, threads = check_runs(n_runs, seed, threads)
    advice = "Give a share such as 0.2, or a list of them, of which each is taken for all bonds"
    alone = as_array("chance", chance).ndim == 0
    chances = (
        np.array([check_number("chance", chance, 0.0, 1.0, advice)])
        if alone
        else check_list("chance", chance, 1.0, advice)
    )
    low, high = _bonds(network)
    order = np.argsort(chances, kind="stable")
    largest = np.empty((n_runs, len(chances)), np.int64)
    mean_reach = np.empty((n_runs, len(chances)))

    def play(first: int, last: int) -> None:
        """Play some runs: number the bonds, sort those that are ever kept, and join clusters in that order."""
        number = np.empty(len(low))
        for run in range(first, last):
            _number_bonds(low, high, seed, run, number)
            kept = np.flatnonzero(number < chances[order[-1]])
            kept = kept[np.argsort(number[kept], kind="stable")]
            upto = np.searchsorted(number[kept], chances[order])
            sizes, squares = np.empty(len(chances), np.int64), np.empty(len(chances))
            _join(low[kept], high[kept], upto, np.full(network.n, -1, np.int32), sizes, squares)
            largest[run, order], mean_reach[run, order] = sizes, squares / network.n

    in_threads(n_runs, threads, play)
    return Percolation(chances, largest, mean_reach, network.n)


def _bonds(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """The ends of each mutual tie, the lower first; an error where a tie goes one way only."""
    back = network.reverse()
    if not (np.array_equal(back.indptr, network.indptr) and np.array_equal(back.targets, network.targets)):
        got = "ties that go one way only"
        raise refusal(
            "network", "the ties", "mutual: bonds have no direction", got, "Build the network with directed=False"
        )
    up = network.source < network.target
    return network.source[up], network.target[up]


@jit
def _number_bonds(low, high, seed, run, number):
    """A uniform number for each bond, addressed by its ends."""
    key0, key1 = _64(seed), (_64(run) << _64(8)) | _64(Purpose.BOND)
    for bond in range(len(low)):
        word = philox(_64(low[bond]), _64(high[bond]), _64(0), _64(0), key0, key1)[0]
        number[bond] = (np.float64(word) + 0.5) * (1.0 / 4294967296.0)


@jit
def _join(low, high, upto, above, largest, squares):
    """Join clusters bond by bond; notes the largest and the sum of squares after each number of bonds in `upto`
    (ascending).

    `above` holds the agent above each in its cluster's tree, or minus the size of the cluster at its top.
    """
    most, sum_of_squares, bond = np.int64(min(1, len(above))), np.float64(len(above)), 0
    for column in range(len(upto)):
        while bond < upto[column]:
            a, b = _top(above, low[bond]), _top(above, high[bond])
            bond += 1
            if a == b:
                continue
            if above[a] > above[b]:  # b is the larger
                a, b = b, a
            sum_of_squares += 2.0 * above[a] * above[b]
            above[a] += above[b]
            above[b] = a
            most = max(most, -above[a])
        largest[column], squares[column] = most, sum_of_squares


@kernel
def _top(above, agent):
    """The top of an agent's tree; halves the way there."""
    while above[agent] >= 0:
        up = above[agent]
        if above[up] >= 0:
            above[agent] = above[up]
        agent = up
    return agent
