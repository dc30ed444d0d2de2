"""Comparison of the seeding methods: spread for the same head count or budget, on the same runs."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from gridsim.arguments import several
from gridsim.arguments import whole as check_whole
from gridsim.diffusion.inputs import check_network, check_runs
from gridsim.errors import ScenarioError, refusal
from gridsim.seeding.choose import judged, play_fresh
from gridsim.seeding.inputs import check_method, check_options, check_purse, check_ways
from gridsim.seeding.methods import BY_NAME, METHODS, Task
from gridsim.world.network import Network

if TYPE_CHECKING:
    import pandas as pd


def compare(
    network: Network,
    k: int | None = None,
    methods: str | Iterable[str] = tuple(METHODS),
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
) -> pd.DataFrame:
    """Return what each method reaches for the same heads or budget, and by how much it falls short of the best, play by
    play.

    All choices are judged on the same plays, so the difference of two is far more certain than the two spreads.

    Parameters
    ----------
    network, k, chance, seed, costs, budget, model, scale, weight, n_runs, threads
        As in `select`; a model is needed, and at least two plays.
    methods : list of str
        All by default.

    Returns
    -------
    pandas.DataFrame
        A row a method, the largest spread first: `n_chosen`, `cost`, `spread`, `standard_error`, `difference` (to the
        best, 0 or less), `difference_error` (its standard error), `guarantee` (ratio to the best choice, nan for
        rankings), `seconds` (of the choice).

    Raises
    ------
    ScenarioError
        As `select`; also for a method named twice, and without a model.

    References
    ----------
    Chen, Wang, Yang, "Efficient influence maximization in social networks", KDD 2009.

    Examples
    --------
    >>> import networkx
    >>> import gridsim as gs
    >>> club = gs.Network.from_networkx(networkx.karate_club_graph(), weight=None)
    >>> table = gs.seeding.compare(club, 3, methods=["random", "degree", "greedy"], chance=0.1)
    >>> table.index[-1], bool(table.difference["random"] < -4 * table.difference_error["random"])
    ('random', True)
    """
    import pandas as pd

    check_network(network)
    named = (
        methods
        if isinstance(methods, (list, tuple))
        else several("methods", methods, advice="Name methods of gs.seeding.METHODS")
    )
    methods = tuple(check_method(method) for method in named)
    if not methods or len(set(methods)) < len(methods):
        raise refusal("methods", "the methods", "at least one, each named once", list(methods), "Name each method once")
    purse = check_purse(network, k, costs, budget)
    ways = check_ways(network, model, chance, scale, weight)
    if ways is None:
        advice = 'Give chance=0.05, chance="weighted", or model="lt" with weight="uniform"'
        raise ScenarioError(f"chance: the model of diffusion must be given for a comparison; got none. {advice}.")
    options = check_options(network, methods, {})
    n_runs, seed, threads = check_runs(
        check_whole("n_runs", n_runs, 2, 1 << 24, "Two plays give a standard error"), seed, threads
    )
    task = Task(network, purse, ways, seed, options, threads)
    chosen, sizes, seconds = [], [], []
    for method in methods:
        begun = perf_counter()
        chosen.append(BY_NAME[method].choose(task))
        seconds.append(perf_counter() - begun)
        sizes.append(play_fresh(network, ways, chosen[-1].agents, seed, n_runs, threads))
    best = max(range(len(methods)), key=lambda i: sizes[i].mean())
    rows = []
    for i, one in enumerate(chosen):
        one, behind = judged(one, sizes[i]), sizes[i] - sizes[best]
        error = behind.std(ddof=1) / np.sqrt(n_runs)
        ratio = one.guarantee.ratio if one.guarantee else np.nan
        rows.append((len(one), one.cost, one.spread, one.standard_error, behind.mean(), error, ratio, seconds[i]))
    columns = ["n_chosen", "cost", "spread", "standard_error", "difference", "difference_error", "guarantee", "seconds"]
    table = pd.DataFrame(rows, columns=columns, index=pd.Index(methods, name="method"))
    return table.sort_values("spread", ascending=False, kind="stable")
