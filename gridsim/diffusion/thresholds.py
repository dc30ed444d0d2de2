"""Models in which an agent weighs its sources: linear threshold, Watts thresholds, complex contagion.

All three go in synchronous generations: whoever adopts in generation g acts on its row once, in generation g + 1. Only
the rows of adopters are read, so the cost follows what happens.

The linear threshold is played by its live ties (Kempe, Kleinberg, Tardos 2003, claim 2.6): in every run each agent
picks at most one of its sources, with the weight of that tie as chance, and adopts when that source does. Sizes,
generations and who adopts when have the same law as with a threshold drawn uniformly. But the picks of a run are fixed
before any seed is, so that a run with more seeds reaches a superset and the mean over runs is submodular in the seeds,
exactly and not only in expectation; with drawn thresholds two seeds of one run can be worth more than the sum of each.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from gridsim.arguments import array as as_array
from gridsim.diffusion.inputs import (
    Agents,
    by_in_degree,
    check_list,
    check_network,
    check_number,
    check_per_agent,
    check_weight,
)
from gridsim.diffusion.outcome import Cascades
from gridsim.diffusion.threshold_plays import LIVE, RESPONSE, SHARE, no_rule, play_rule, sources_needed, sources_of
from gridsim.world.network import Network


def linear_threshold(
    network: Network,
    weight: ArrayLike,
    seed_set: Agents,
    n_runs: int = 1000,
    seed: int = 1,
    *,
    n_seeds: int | None = None,
    record: str | Iterable[str] | None = None,
    threads: int | None = None,
) -> Cascades:
    """Return how far a message goes when agents adopt once the weights of their active sources reach a threshold, drawn
    uniformly from 0 to 1.

    Agent v adopts in generation g + 1 when the sum of weights (u, v) over the sources u that have adopted by generation
    g is at least v's threshold.

    Parameters
    ----------
    network : Network
        `source` influences `target`.
    weight : array_like of float of shape (m,), or "uniform"
        One a tie in network order, at least 0; those that lead to one agent add up to at most 1. "uniform": 1 /
        in-degree of the target.
    seed_set : array_like of int, or "random"
        Agent indices; doubles count once. "random": every run draws its own.
    n_runs : int
        1 to 2^24. The runs differ in their draws only: one an agent and run.
    seed : int
        0 to 2^32 - 1.
    n_seeds : int, optional
        How many different agents a run draws with `seed_set="random"`; 1 without it. The first k of a run are the same
        whatever the number.
    record : "parents", optional
        Keep who was won by whom, as `.trees`: the parent is the source whose weight made up the threshold.
    threads : int, optional
        All that this process may use without it. The outcome does not depend on it.

    Returns
    -------
    Cascades

    Raises
    ------
    ScenarioError
        If an argument is out of its range or of the wrong length, or the weights of an agent add up to more than 1.

    Notes
    -----
    Played by live ties, which have the same law (see the page's head): one run with more seeds reaches a superset, and
    the mean over the runs is monotone and submodular in the seed set.

    References
    ----------
    Granovetter, "Threshold models of collective behavior", AJS 1978. Kempe, Kleinberg, Tardos, "Maximizing the spread
    of influence through a social network", KDD 2003.

    Examples
    --------
    >>> import gridsim as gs
    >>> star = gs.Network.from_edges([0] * 9, range(1, 10), directed=False)
    >>> gs.diffusion.linear_threshold(star, "uniform", [0], n_runs=100).mean  # nobody else influences the leaves
    10.0
    >>> cascades = gs.diffusion.linear_threshold(star, "uniform", [1], n_runs=10_000)  # the hub with 1/9, then all: 1 + (1 + 8) / 9 = 2
    >>> abs(cascades.mean - 2) < 4 * cascades.standard_error
    True
    """
    check_network(network)
    weights = np.empty(0) if by_in_degree(weight) else check_weight(network, weight)
    rule = no_rule()._replace(kind=LIVE, **sources_of(network, weights))
    return play_rule(network, rule, seed_set, n_runs, seed, n_seeds, record, threads)


def watts_threshold(
    network: Network,
    threshold: ArrayLike,
    seed_set: Agents,
    n_runs: int = 1,
    seed: int = 1,
    *,
    n_seeds: int | None = None,
    record: str | Iterable[str] | None = None,
    threads: int | None = None,
) -> Cascades:
    """Return how far a message goes when agents adopt once the share of their sources that have adopted is at least
    their threshold.

    Agent v adopts in generation g + 1 when (active sources of v by generation g) / in-degree(v) >= threshold(v).

    Parameters
    ----------
    network : Network
        `source` influences `target`.
    threshold : float, or array_like of float of shape (n,)
        From 0 to 1; one for all, or one an agent. Who has 0 adopts in generation 1, asked by nobody. An agent without
        sources and with a threshold above 0 adopts as a seed only. Typical: 0.1 to 0.4.
    seed_set : array_like of int, or "random"
        Agent indices; doubles count once. "random": every run draws its own, which is the only chance in this model.
    n_runs : int
        1 to 2^24. With given seeds all runs are alike, and one is enough.
    seed : int
        0 to 2^32 - 1.
    n_seeds : int, optional
        How many different agents a run draws with `seed_set="random"`; 1 without it.
    record : "parents", optional
        Keep who was won by whom, as `.trees`: the parent is the source that made up the threshold, in the order of
        adoption; -1 also for those with the threshold 0.
    threads : int, optional
        All that this process may use without it. The outcome does not depend on it.

    Returns
    -------
    Cascades

    Raises
    ------
    ScenarioError
        If an argument is out of its range or of the wrong length.

    References
    ----------
    Watts, "A simple model of global cascades on random networks", PNAS 2002.

    Examples
    --------
    >>> import gridsim as gs
    >>> ring = gs.Network.from_edges(range(6), [1, 2, 3, 4, 5, 0], directed=False)
    >>> gs.diffusion.watts_threshold(ring, 0.5, [0]).adoption.tolist()
    [[1, 3, 5, 6]]
    >>> gs.diffusion.watts_threshold(ring, 0.6, "random", n_runs=3).sizes.tolist()
    [1, 1, 1]
    """
    check_network(network)
    advice = "Give the least share of active sources, such as 0.18"
    if as_array("threshold", threshold).ndim == 0:
        threshold = np.full(network.n, check_number("threshold", threshold, 0.0, 1.0, advice))
    thresholds = check_per_agent("threshold", threshold, network, 1.0, advice)
    needed = sources_needed(network.in_degree, thresholds)
    unasked = np.flatnonzero(thresholds == 0)
    rule = no_rule()._replace(kind=SHARE, needed=needed, unasked=unasked)
    return play_rule(network, rule, seed_set, n_runs, seed, n_seeds, record, threads)


def complex_contagion(
    network: Network,
    response: ArrayLike,
    seed_set: Agents,
    n_runs: int = 1000,
    seed: int = 1,
    *,
    n_seeds: int | None = None,
    record: str | Iterable[str] | None = None,
    threads: int | None = None,
) -> Cascades:
    """Return how far a message goes when the chance to adopt depends on how many different sources have adopted.

    Each source that adopts exposes every agent of its row once. The k-th exposure of an agent is one try with the
    chance response[k - 1]; the last value holds for every further one. So P(not adopted after k sources) = (1 -
    response[0]) ... (1 - response[k - 1]).

    Parameters
    ----------
    network : Network
        `source` influences `target`.
    response : array_like of float, at least one
        In [0, 1]: response[0] is the chance at the first source, response[1] at the second, and so on. One value:
        independent cascade. A low first value and higher ones after it: behaviour that needs reinforcement.
    seed_set : array_like of int, or "random"
        Agent indices; doubles count once. "random": every run draws its own.
    n_runs : int
        1 to 2^24. The runs differ in their draws only: one an agent and exposure.
    seed : int
        0 to 2^32 - 1.
    n_seeds : int, optional
        How many different agents a run draws with `seed_set="random"`; 1 without it.
    record : "parents", optional
        Keep who was won by whom, as `.trees`: the parent is the source of the try that succeeded.
    threads : int, optional
        All that this process may use without it. The outcome does not depend on it.

    Returns
    -------
    Cascades
        In every run a response that is nowhere lower wins a superset of agents, and so do more seeds.

    Raises
    ------
    ScenarioError
        If an argument is out of its range or of the wrong length.

    References
    ----------
    Centola, Macy, "Complex contagions and the weakness of long ties", AJS 2007. Centola, "The spread of behavior in an
    online social network experiment", Science 2010.

    Examples
    --------
    >>> import gridsim as gs
    >>> square = gs.Network.from_edges([0, 0, 1, 2], [1, 2, 3, 3])
    >>> gs.diffusion.complex_contagion(square, [0, 1], [0]).mean, gs.diffusion.complex_contagion(square, [0, 1], [1, 2]).mean
    (1.0, 3.0)
    """
    check_network(network)
    response = check_list("response", response, 1.0, "Give the chance at the first source, the second, and so on")
    return play_rule(
        network,
        no_rule()._replace(kind=RESPONSE, response=response),
        seed_set,
        n_runs,
        seed,
        n_seeds,
        record,
        threads,
    )
