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
from gridsim.arguments import array as as_array
from gridsim.arguments import choice as check_choice
from gridsim.arguments import whole as check_whole
from gridsim.diffusion.inputs import check_number, check_runs
from gridsim.draws import Purpose, uniforms
from gridsim.errors import refusal
from gridsim.threads import in_threads
from gridsim.world.network import Network

_MOST_STEPS = 10_000_000
_HIGHEST_RATE = 1e6
_RATE_ADVICE = "Give a rate a unit of time, such as 0.03 for innovation and 0.38 for imitation a year"


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


def bass_share(times: ArrayLike, innovation_rate: float, imitation_rate: float) -> np.ndarray:
    """Return the share that has adopted by each time in the Bass model with complete mixing and a large market.

    F(t) = (1 - e^(-(p + q) t)) / (1 + (q / p) e^(-(p + q) t)), the solution of F' = (p + q F)(1 - F), F(0) = 0.

    Parameters
    ----------
    times : array_like of float
        At least 0, any shape.
    innovation_rate : float
        p >= 0 a unit of time.
    imitation_rate : float
        q > -p a unit of time (q < 0: those who have adopted put others off); any q >= 0 where p = 0.

    Returns
    -------
    numpy.ndarray of float64, of the shape of `times`

    Raises
    ------
    ScenarioError
        If a time or a rate is out of its range.

    References
    ----------
    Bass, "A new product growth for model consumer durables", Management Science 15 (1969).

    Examples
    --------
    >>> bass_share([5, 10, 15], 0.03, 0.38).round(5).tolist()
    [0.3312, 0.8128, 0.97161]
    """
    p, q = _check_curve(innovation_rate, imitation_rate)
    return share_of(_check_times(times, "time"), p, q)


def bass_rate(times: ArrayLike, innovation_rate: float, imitation_rate: float) -> np.ndarray:
    """Return the share of the market that adopts a unit of time, at each time: the derivative of `bass_share`.

    f(t) = p (p + q)^2 e^(-(p + q) t) / (p + q e^(-(p + q) t))^2. Parameters, errors and reference as in `bass_share`.

    Examples
    --------
    >>> bass_rate([0.0, 6.1926], 0.03, 0.38).round(6).tolist()
    [0.03, 0.110592]
    """
    p, q = _check_curve(innovation_rate, imitation_rate)
    return rate_of(_check_times(times, "time"), p, q)


class Peak(NamedTuple):
    """When most adopt, and how many then."""

    time: float
    rate: float
    """Share of the market a unit of time."""


def bass_peak(innovation_rate: float, imitation_rate: float) -> Peak:
    """Return when adoption is fastest, and the share of the market that adopts a unit of time then.

    t* = log(q / p) / (p + q) with f(t*) = (p + q)^2 / (4 q) where q > p; else t* = 0 with f(0) = p. Rates as in
    `bass_share`, with p > 0.

    Raises
    ------
    ScenarioError
        If a rate is out of its range, or p = 0 (nobody starts, so there is no peak).

    Examples
    --------
    >>> peak = bass_peak(0.03, 0.38)
    >>> round(peak.time, 4), round(peak.rate, 6)
    (6.1926, 0.110592)
    >>> bass_peak(0.5, 0.1)
    Peak(time=0.0, rate=0.5)
    """
    p, q = _check_curve(innovation_rate, imitation_rate)
    if p == 0.0:
        raise refusal(
            "innovation_rate", "the innovation rate", "above 0 (else nobody starts)", innovation_rate, _RATE_ADVICE
        )
    if q <= p:
        return Peak(0.0, p)
    return Peak(math.log(q / p) / (p + q), (p + q) ** 2 / (4.0 * q))


def bass_recursion(periods: ArrayLike, innovation_rate: float, imitation_rate: float) -> np.ndarray:
    """Return the share that has adopted by the end of each period in the discrete Bass model.

    N(0) = 0, N(t + 1) = N(t) + (p + q N(t)) (1 - N(t)). It is another model than `bass_share`, not an approximation
    that could be refined:
    imitation sees last period's share.

    Parameters
    ----------
    periods : array_like of int
        0 to 10,000,000, any shape.
    innovation_rate, imitation_rate : float
        p and q a period, at least 0; p + q <= 1, since p + q N is a chance.

    Returns
    -------
    numpy.ndarray of float64, of the shape of `periods`

    Raises
    ------
    ScenarioError
        If a period or a rate is out of its range, or p + q > 1.

    References
    ----------
    Bass, "A new product growth for model consumer durables", Management Science 15 (1969), where sales are regressed on
    this recursion.

    Examples
    --------
    >>> bass_recursion([10, 20], 0.03, 0.38).round(5).tolist()
    [0.78264, 0.99839]
    """
    p, q = _check_rates(innovation_rate, imitation_rate)
    _check_chance(p, q, 1.0)
    places = _check_times(periods, "period")
    if np.any(places != np.floor(places)) or np.any(places > _MOST_STEPS):
        raise refusal(
            "periods",
            "every period",
            f"a whole number from 0 to {_MOST_STEPS}",
            periods,
            "Count whole periods from 0",
        )
    whole = places.astype(np.int64)
    shares = np.zeros(int(whole.max(initial=0)) + 1)
    for period in range(1, len(shares)):
        share = shares[period - 1]
        shares[period] = share + (p + q * share) * (1.0 - share)
    return shares[whole]


class Law(NamedTuple):
    """How people adopt, with the step as the unit of time."""

    innovation: float
    imitation: float
    hazard: bool
    times: np.ndarray  # float64 (k,): in steps


class Crowd(NamedTuple):
    """Work space of one thread: the people of a network and how far they are."""

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
    """Let a step pass; returns how many wait then, and how many adopted whose followers have not been told."""
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
    """Everybody who is influenced by one of the movers has one more source that has adopted."""
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


def share_of(times: np.ndarray | np.float64, p: float | np.ndarray, q: float | np.ndarray) -> np.ndarray:
    """F(t) without checks; p > 0 and p + q > 0, or p = 0."""
    fallen = np.exp(-(p + q) * times)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(p > 0.0, -p * np.expm1(-(p + q) * times) / (p + q * fallen), 0.0)


def rate_of(times: np.ndarray | np.float64, p: float | np.ndarray, q: float | np.ndarray) -> np.ndarray:
    """f(t) without checks; as `share_of`."""
    fallen = np.exp(-(p + q) * times)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(p > 0.0, p * ((p + q) / (p + q * fallen)) ** 2 * fallen, 0.0)


def _check_rates(innovation_rate: float, imitation_rate: float) -> tuple[float, float]:
    """Both rates, at least 0."""
    p = check_number("innovation_rate", innovation_rate, 0.0, _HIGHEST_RATE, _RATE_ADVICE)
    return p, check_number("imitation_rate", imitation_rate, 0.0, _HIGHEST_RATE, _RATE_ADVICE)


def _check_curve(innovation_rate: float, imitation_rate: float) -> tuple[float, float]:
    """Both rates of a closed form, where imitation may be below 0."""
    p = check_number("innovation_rate", innovation_rate, 0.0, _HIGHEST_RATE, _RATE_ADVICE)
    q = check_number("imitation_rate", imitation_rate, -p, _HIGHEST_RATE, _RATE_ADVICE)
    if q == -p and p > 0.0:
        constraint = "above minus the innovation rate (else the hazard falls to 0 before all have adopted)"
        raise refusal("imitation_rate", "the imitation rate", constraint, imitation_rate, _RATE_ADVICE)
    return p, q


def _check_chance(p: float, q: float, step: float) -> None:
    """In the recursion p + q share is a chance."""
    if (p + q) * step > 1.0 + 1e-12:
        advice = 'Give rates of shorter periods, or use the continuous law (law="hazard", bass_share)'
        constraint = "at most 1 in the recursion, where (p + q share) step is a chance"
        raise refusal("innovation_rate, imitation_rate", "(p + q) x step", constraint, f"{(p + q) * step:g}", advice)


def _check_times(values: Any, what: str) -> np.ndarray:
    """Times as float64, finite and from 0."""
    name = f"{what}s"
    given = as_array(name, values)
    try:
        array = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise refusal(
            name, f"every {what}", "a number >= 0", values, f"Give {name} from the start of the product"
        ) from None
    bad = ~(np.isfinite(array) & (array >= 0.0))
    if bad.any():
        got = array[bad].flat[0]
        raise refusal(name, f"every {what}", "a finite number >= 0", got, f"Give {name} from the start of the product")
    return array


def _check_law(law: str, innovation_rate: float, imitation_rate: float, times: Any, step: float) -> Law:
    """The law of a simulation, in units of its step."""
    law = check_choice("law", law, ("hazard", "recursion"))
    p, q = _check_rates(innovation_rate, imitation_rate)
    step = check_number("step", step, 0.0, 1e300, "Give a length of time, such as 0.1, or 1 in the recursion")
    times = _check_times(times, "time")
    if times.ndim != 1 or len(times) == 0 or np.any(np.diff(times) < 0.0):
        raise refusal("times", "the times", "a row of at least one number, ascending", times, "Sort them")
    if step == 0.0 or times[-1] > _MOST_STEPS * step:
        constraint = f"above 0, and reach the last time within {_MOST_STEPS} steps"
        raise refusal(
            "step", "the step", constraint, f"{step:g} for a last time of {times[-1]:g}", "Give a longer step"
        )
    hazard = law == "hazard"
    if not hazard:
        _check_chance(p, q, step)
    return Law(p * step, q * step, hazard, times / step if hazard else np.floor(times / step + 1e-9))
