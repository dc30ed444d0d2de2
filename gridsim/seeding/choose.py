"""Choice of seeds by any method, for a head count or a budget: the public function."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike

from gridsim.diffusion.independent import independent_cascade
from gridsim.diffusion.inputs import check_network, check_runs
from gridsim.diffusion.thresholds import linear_threshold
from gridsim.draws import Purpose, digest
from gridsim.seeding.inputs import check_method, check_model_given, check_options, check_purse, check_ways
from gridsim.seeding.methods import BY_NAME, Task
from gridsim.seeding.rules import Ways
from gridsim.seeding.selection import Selection
from gridsim.world.network import Network


class MethodOptions(TypedDict, total=False):
    """Options that only some methods read; see `select`."""

    damping: float | None
    n_worlds: int | None
    epsilon: float | None
    delta: float | None
    most_memory: int | None


def select(
    network: Network,
    k: int | None = None,
    method: str = "reverse_reachable",
    chance: ArrayLike | None = None,
    seed: int = 1,
    costs: ArrayLike | None = None,
    budget: float | None = None,
    *,
    model: str = "ic",
    scale: float | None = None,
    weight: ArrayLike | None = None,
    n_runs: int = 1000,
    threads: int | None = None,
    **options: Unpack[MethodOptions],
) -> Selection:
    """Return whom to activate so that a message reaches many, for a head count or for a budget.

    ==================  ================================================================================================
    method              chooses
    ==================  ================================================================================================
    random              anybody
    degree              who influences most others
    single_discount     the same, not counting those chosen already
    degree_discount     who wins most others in one step and is not won by the chosen (Chen, Wang, Yang 2009, for any
                        chances)
    k_shell             who is deepest inside (Kitsak and others 2010); within a shell, who influences most others
    pagerank            who is influential among the influential; everybody votes for those who influence them
    greedy              who adds most to those reached, on worlds that all are tried on (CELF: Leskovec and others 2007)
    reverse_reachable   the same on reverse-reachable sets, until it is certified how near the best it is (OPIM-C: Tang
                        and others 2018)
    ==================  ================================================================================================

    With k, greedy reaches on its worlds at least 1 - 1/e = 0.632 of what the best k agents reach there, and
    reverse_reachable 1 - 1/e - epsilon of the true spread of the best k, with chance 1 - delta. With costs both take
    the better of the greedy choices by gain per cost and by gain; that reaches 0.405 of the best (Tang and others
    2021). `.guarantee` has what holds for this choice, mostly far more.

    Parameters
    ----------
    network : Network
        `source` influences `target`.
    k : int, optional
        Head count, 1 to n; or give `costs` and `budget`.
    method : str
        One of the table.
    chance : float, array_like of float of shape (m,), or "weighted", optional
        Independent cascade: the chance of each tie, as in `independent_cascade`, with `scale`. degree_discount, greedy
        and reverse_reachable need it (or `weight`); with the others it serves to estimate the spread.
    seed : int
        0 to 2^32 - 1.
    costs : array_like of float, shape (n,), optional
        What each agent costs, > 0. Rankings then go by score per cost, and whoever does not fit into what is left is
        passed over.
    budget : float, optional
        What may be spent, in the unit of the costs; at least the lowest cost.
    model : "ic" or "lt"
        Independent cascade or linear threshold.
    scale : float, optional
        The factor of chance="weighted".
    weight : array_like of float of shape (m,), or "uniform", optional
        Linear threshold: the weight of each tie, those to an agent at most 1 in all; "uniform": 1 / in-degree.
    damping : float, optional
        pagerank: 0 to 0.999, without it 0.85.
    n_worlds : int, optional
        greedy: without it as many as hold 4 million agents, from 200 to 10,000. The worlds of the independent cascade
        are runs 0 to n_worlds - 1 of `independent_cascade` with this seed.
    epsilon : float, optional
        reverse_reachable: 0.001 to 0.6, without it 0.1. Besides the guarantee, and as far as the memory goes: on new
        sets the chosen win at most a fifth of that share fewer others than on the sets by which they were chosen, with
        two standard errors to spare.
    delta : float, optional
        reverse_reachable: chance that the guarantee fails, without it 0.001.
    most_memory : int, optional
        greedy, reverse_reachable: bytes that worlds or sets may take, without it 4 GiB.
    n_runs : int
        Plays for the estimate of the spread; they have no part in the choice.
    threads : int, optional
        All that this process may use without it. The choice does not depend on it.

    Returns
    -------
    Selection

    Raises
    ------
    ScenarioError
        If an argument is out of its range, missing, of the wrong length, or not read by this method; or if more memory
        would be needed.

    Notes
    -----
    reverse_reachable says most, and is quick where a message reaches few of the network. Where it reaches a large
    share, greedy is quicker: a world costs much the same however many are reached. degree_discount takes milliseconds,
    and comes near both where all ties have one small chance.

    References
    ----------
    Kempe, Kleinberg, Tardos, "Maximizing the spread of influence through a social network", KDD 2003. Tang, Tang, Xiao,
    Yuan, "Online processing algorithms for influence maximization", SIGMOD 2018. Tang, Tang, Lim, Han, Li, Yuan,
    "Revisiting modified greedy algorithm for monotone submodular maximization with a knapsack constraint", POMACS 5
    (2021).

    Examples
    --------
    >>> import networkx
    >>> import gridsim as gs
    >>> families = gs.Network.from_networkx(networkx.florentine_families_graph())
    >>> chosen = gs.seeding.select(families, 3, "reverse_reachable", chance=0.1)
    >>> chosen.labels.tolist()
    ['Medici', 'Strozzi', 'Guadagni']
    >>> abs(chosen.spread - 4.48478) < 4 * chosen.standard_error, chosen.guarantee.ratio > 0.8
    (True, True)
    >>> gs.seeding.select(families, method="degree", costs=families.out_degree + 1, budget=8).labels.tolist()
    ['Medici']
    """
    check_network(network)
    method = check_method(method)
    purse = check_purse(network, k, costs, budget)
    ways = check_ways(network, model, chance, scale, weight)
    check_model_given(method, ways)
    read = check_options(network, (method,), options)
    n_runs, seed, threads = check_runs(n_runs, seed, threads)
    chosen = BY_NAME[method].choose(Task(network, purse, ways, seed, read, threads))
    return chosen if ways is None else judged(chosen, play_fresh(network, ways, chosen.agents, seed, n_runs, threads))


def play_fresh(
    network: Network, ways: Ways, agents: np.ndarray, seed: int, n_runs: int, threads: int | None
) -> np.ndarray:
    """Agents reached in each evaluation run; the runs are the same for all choices with one seed."""
    play = linear_threshold if ways.model == "lt" else independent_cascade
    return play(network, ways.chance, agents, n_runs, int(digest(seed, Purpose.FRESH_WORLDS, 0)), threads=threads).sizes


def judged(chosen: Selection, sizes: np.ndarray) -> Selection:
    """The choice with its spread, estimated in runs that had no part in choosing."""
    error = float(sizes.std(ddof=1) / np.sqrt(len(sizes))) if len(sizes) > 1 else None
    return replace(chosen, spread=float(sizes.mean()), standard_error=error)
