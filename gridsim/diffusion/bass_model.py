"""The Bass model: people adopt of their own accord and by imitation of those who have adopted.

Everybody has one threshold, drawn once: exponential of mean 1. A person adopts when the hazard that it has met adds up
to the threshold. That is exact for any course of the hazard, takes one draw a person, and the draw is addressed by who
it is for: so the same run with higher rates adopts earlier or at the same time, person by person, and no order of play
matters.

In the hazard law the share that a step sees is that of its middle: who would cross by then at the rates of its start
counts already (the midpoint rule; whoever crosses early crosses later as well, since rates only rise). The bias falls
with the square of the step.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import jit, kernel
from gridsim.arguments import choice as check_choice
from gridsim.arguments import whole as check_whole
from gridsim.diffusion.bass_curve import MOST_STEPS, check_rates, check_recursion, check_times
from gridsim.diffusion.inputs import check_number, check_runs
from gridsim.draws import Purpose, uniforms
from gridsim.errors import refusal
from gridsim.threads import in_threads
from gridsim.world.network import Network


def bass(
    market: int | Network,
    innovation_rate: float,
    imitation_rate: float,
    times: ArrayLike,
    step: float,
    n_runs: int = 1000,
    seed: int = 1,
    *,
    law: str = "hazard",
    threads: int | None = None,
) -> np.ndarray:
    """Return the share that has adopted by each time, in each run of the Bass model.

    With p the innovation rate, q the imitation rate and `share` the part of the market (or of a person's sources) that
    has adopted, the two laws are

    - "hazard", continuous time: a person adopts within a step with the chance 1 - exp(-(p + q share) step), share being
      that of the middle of the step. The mean follows the closed form `bass_share`, up to the error of the step and, in
      a small market, a difference of the order of 1 / n, since chance delays imitation (1.8 / n below it at t = 10 with
      p = 0.03 and q = 0.38).
    - "recursion", discrete time: a person adopts at the end of a step with the chance (p + q share) step, share being
      that of its start. With step = 1 the mean follows `bass_recursion`, N(t + 1) = N(t) + (p + q N(t)) (1 - N(t)). The
      chance must not exceed 1, so (p + q) step > 1 is refused.

    The laws are not the same model: with p = 0.03 and q = 0.38, 81.3 % have adopted at t = 10 in the first and 78.3 %
    in the second.

    Parameters
    ----------
    market : int or Network
        A head count, 1 to 2^31 - 1: everybody imitates the share of the whole market (complete mixing); takes 8 bytes
        an adopter and thread. Or a network: a person imitates the share of those who influence it (`source` influences
        `target`; weights are not used); without any, it adopts of its own accord only.
    innovation_rate, imitation_rate : float
        p and q a unit of time, at least 0. Typical a year: p 0.001 to 0.03, q 0.2 to 0.8.
    times : array_like of float, shape (k,)
        Ascending, at least 0; need not be multiples of the step.
    step : float
        Above 0. The error of the hazard law's share is at most about 0.04 log(1 + q / p) (q step)^2: with p = 0.03 and
        q = 0.38, 0.0001 at a step of 0.1 and 0.0005 at 0.25. In the recursion it is the length of a period, usually 1.
    n_runs : int
        1 to 2^24.
    seed : int
        0 to 2^32 - 1.
    law : {"hazard", "recursion"}
        See above.
    threads : int, optional
        All that this process may use without it. The outcome does not depend on it.

    Returns
    -------
    numpy.ndarray of float64, shape (n_runs, k)
        Shares in [0, 1], not falling along a row.

    Raises
    ------
    ScenarioError
        If an argument is out of its range, or a chance of the recursion could exceed 1.

    References
    ----------
    Bass, "A new product growth for model consumer durables", Management Science 15 (1969).

    Examples
    --------
    >>> from gridsim.diffusion import bass_share
    >>> shares = bass(20_000, 0.03, 0.38, times=[5, 10, 15], step=0.1, n_runs=50, seed=1)
    >>> error = shares.std(axis=0, ddof=1) / 50**0.5
    >>> bool(np.all(abs(shares.mean(axis=0) - bass_share([5, 10, 15], 0.03, 0.38)) < 4 * error))
    True
    >>> import gridsim as gs
    >>> ring = gs.Network.from_edges(range(1000), [*range(1, 1000), 0], directed=False)
    >>> bool(bass(ring, 0.03, 0.38, [10], 0.1, n_runs=20).mean() < shares[:, 1].mean())  # local imitation is slower
    True
    """
    network = market if isinstance(market, Network) else None
    n = network.n if network else check_whole("market", market, 1, 2**31 - 1, "Give a head count or a gridsim.Network")
    n_runs, seed, threads = check_runs(n_runs, seed, threads)
    rates = _check_law(law, innovation_rate, imitation_rate, times, step)
    counts = np.zeros((n_runs, len(rates.times)), np.int64)
    weight = 1.0 / np.maximum(network.in_degree, 1) if network else np.empty(0)

    def play(first: int, last: int) -> None:
        """Play some runs."""
        if network:
            _play_network(
                network.indptr, network.targets, weight, rates, seed, first, _make_crowd(n), counts[first:last]
            )
        else:
            _play_mixed(n, rates, seed, first, np.empty(n), counts[first:last])

    in_threads(n_runs, threads, play)
    return np.cumsum(counts, axis=1) / n


class Law(NamedTuple):
    """How people adopt, with the step as the unit of time."""

    innovation: float
    imitation: float
    hazard: bool
    times: np.ndarray  # float64 (k,): in steps


class Crowd(NamedTuple):
    """Work space of one thread: the people of a network and their state of adoption."""

    left: np.ndarray  # float64 (n,): what is left of the threshold
    sources: np.ndarray  # int32 (n,): how many of the sources have adopted
    waiting: np.ndarray  # int32 (n,): who has not adopted, at the front
    early: np.ndarray  # uint8 (n,): 1 where the threshold is crossed by the middle of the step
    movers: np.ndarray  # int32 (n,): who adopts in this half of the step


def _make_crowd(n: int) -> Crowd:
    """Work space for a network of n people."""
    return Crowd(
        np.empty(n), np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.uint8), np.empty(n, np.int32)
    )


@jit
def _play_mixed(n, law, seed, first_run, thresholds, counts):
    """Play one run a row of `counts`, people in the order of their thresholds; counts whoever adopts by a time and
    after the one before."""
    n_steps = math.ceil(law.times[-1])
    for row in range(len(counts)):
        run, drawn, adopted, met, now = first_run + row, 0, 0, 0.0, 0
        for step in range(n_steps):
            now = _next_time(law.times, now, step)
            middle = adopted
            if law.hazard:
                level = met + 0.5 * (law.innovation + law.imitation * adopted / n)
                middle, drawn = _crossed(thresholds, drawn, adopted, n, level, seed, run)
            rise = _rise(law.innovation + law.imitation * middle / n, law.hazard)
            end, drawn = _crossed(thresholds, drawn, adopted, n, met + rise, seed, run)
            for rank in range(adopted, end):
                part = (thresholds[rank] - met) / rise if law.hazard else 1.0
                _count(counts[row], law.times, now, step + part)
            adopted = end
            met += rise
            if adopted == n:
                break


@kernel
def _crossed(thresholds, drawn, rank, n, level, seed, run):
    """How many of n thresholds lie up to a level, `rank` of which are known to; draws those that are wanted, and
    returns how many are drawn.

    The gap between the thresholds of ranks k and k + 1 among n exponentials is exponential with the rate n - k (Renyi),
    so nothing is sorted.
    """
    while rank < n:
        if rank == drawn:
            below = thresholds[rank - 1] if rank > 0 else 0.0
            for u in uniforms(seed, run, Purpose.BASS_ORDER, rank // 4, 0, 0, 0, 0):
                if drawn < n:
                    below -= math.log(u) / (n - drawn)
                    thresholds[drawn] = below
                    drawn += 1
        if thresholds[rank] > level:
            break
        rank += 1
    return rank, drawn


@jit
def _play_network(indptr, targets, weight, law, seed, first_run, crowd, counts):
    """Play one run a row of `counts`; counts whoever adopts by a time and after the one before."""
    n, n_steps = len(weight), math.ceil(law.times[-1])
    for row in range(len(counts)):
        _draw_thresholds(n, seed, first_run + row, crowd)
        n_waiting, now = n, 0
        for step in range(n_steps):
            now = _next_time(law.times, now, step)
            if law.hazard:
                n_movers = _cross_early(n_waiting, weight, law, crowd)
                _tell(indptr, targets, n_movers, crowd)
            n_waiting, n_movers = _cross(n_waiting, weight, law, crowd, step, now, counts[row])
            _tell(indptr, targets, n_movers, crowd)
            if n_waiting == 0:
                break


@kernel
def _draw_thresholds(n, seed, run, crowd):
    """One exponential threshold for each; nobody has adopted."""
    for four in range((n + 3) // 4):
        agent = 4 * four
        for u in uniforms(seed, run, Purpose.BASS_THRESHOLD, four, 0, 0, 0, 0):
            if agent < n:
                crowd.left[agent] = -math.log(u)
                crowd.sources[agent] = 0
                crowd.early[agent] = 0
                crowd.waiting[agent] = agent
                agent += 1


@kernel
def _cross_early(n_waiting, weight, law, crowd):
    """Mark who crosses the threshold by the middle of the step at the rates of its start; returns how many."""
    n_movers = 0
    for k in range(n_waiting):
        agent = crowd.waiting[k]
        rate = law.innovation + law.imitation * crowd.sources[agent] * weight[agent]
        if crowd.left[agent] <= 0.5 * rate:
            crowd.early[agent] = 1
            crowd.movers[n_movers] = agent
            n_movers += 1
    return n_movers


@kernel
def _cross(n_waiting, weight, law, crowd, step, now, counts):
    """Play one step; returns how many have not adopted, and how many adopters are still to be counted as sources."""
    still, n_movers = 0, 0
    for k in range(n_waiting):
        agent = crowd.waiting[k]
        rise = _rise(law.innovation + law.imitation * crowd.sources[agent] * weight[agent], law.hazard)
        if crowd.left[agent] > rise:
            crowd.left[agent] -= rise
            crowd.waiting[still] = agent
            still += 1
            continue
        _count(counts, law.times, now, step + (crowd.left[agent] / rise if law.hazard else 1.0))
        if crowd.early[agent] == 0:
            crowd.movers[n_movers] = agent
            n_movers += 1
    return still, n_movers


@kernel
def _tell(indptr, targets, n_movers, crowd):
    """Count the new adopters as sources of everybody whom they influence."""
    for k in range(n_movers):
        agent = crowd.movers[k]
        for tie in range(indptr[agent], indptr[agent + 1]):
            crowd.sources[targets[tie]] += 1


@kernel
def _rise(rate, hazard):
    """What a step takes off a threshold: the rate, or -log(1 - chance) in the recursion, where the chance is that of an
    exponential threshold."""
    if hazard:
        return rate
    return -math.log1p(-rate) if rate < 1.0 else math.inf


@kernel
def _next_time(times, now, step):
    """The place of the first time after the start of a step."""
    while now < len(times) and times[now] <= step:
        now += 1
    return now


@kernel
def _count(counts, times, now, moment):
    """Count an adoption at the first time that is not before it."""
    while now < len(times) and times[now] < moment:
        now += 1
    if now < len(times):
        counts[now] += 1


def _check_law(law: str, innovation_rate: float, imitation_rate: float, times: Any, step: float) -> Law:
    """The law of a simulation, in units of its step."""
    law = check_choice("law", law, ("hazard", "recursion"))
    p, q = check_rates(innovation_rate, imitation_rate)
    step = check_number("step", step, 0.0, 1e300, "Give a length of time, such as 0.1, or 1 in the recursion")
    times = check_times(times, "time")
    if times.ndim != 1 or len(times) == 0 or np.any(np.diff(times) < 0.0):
        raise refusal("times", "the times", "a row of at least one number, ascending", times, "Sort them")
    if step == 0.0 or times[-1] > MOST_STEPS * step:
        constraint = f"above 0, and reach the last time within {MOST_STEPS} steps"
        raise refusal(
            "step", "the step", constraint, f"{step:g} for a last time of {times[-1]:g}", "Give a longer step"
        )
    hazard = law == "hazard"
    if not hazard:
        check_recursion(p, q, step)
    return Law(p * step, q * step, hazard, times / step if hazard else np.floor(times / step + 1e-9))
