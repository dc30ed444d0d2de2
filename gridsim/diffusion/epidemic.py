"""SIR in continuous time: an adopter is active for a while, and wins each agent of its row at a constant rate while it
is.

A run is a first passage over the network: each adopter has one period and each of its ties one delay, and an agent
adopts by the earliest way that leads to it. So a run is played as shortest paths from the seeds, in the order of time.
Periods and delays are fixed by (seed, run) before any seed is: the same run with more seeds reaches a superset, nobody
later.

With one rate for all ties the tries that come to nothing are passed over: the ties of an adopter with the period D are
laid end to end, D long each, and the time to the next event of one Poisson process along them says both which tie is
the next to transmit and how long after the adoption it does. The cost follows what happens.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import jit, kernel
from gridsim.arguments import array as as_array
from gridsim.arguments import choice as check_choice
from gridsim.arguments import switch
from gridsim.diffusion.generations import drawn_seed, play_generations, tree_of
from gridsim.diffusion.inputs import (
    Agents,
    check_list,
    check_network,
    check_number,
    check_per_tie,
    check_record,
    check_runs,
    check_seeds,
)
from gridsim.diffusion.outcome import Cascades, Tree
from gridsim.draws import Purpose, uniforms
from gridsim.errors import refusal
from gridsim.rules.bandit import REFUSED, gamma_candidate, normal
from gridsim.world.network import Network

_CONSTANT, _EXPONENTIAL, _GAMMA, _SAMPLES = 0, 1, 2, 3
_LONGEST = 1e9
_FAR = float(2**31)
"""More ties than any row has."""
_CELL = 2.0**-32
_NOWHERE = -1
_PERIOD_ADVICE = (
    'Give a number, ("exponential", mean), ("gamma", mean, shape), or a list of periods of which each is equally likely'
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class TimedCascades(Cascades):
    """`Cascades` with times of adoption: a generation is the number of steps from the seeds along the way by which an
    agent was won first.

    Parameters
    ----------
    durations : numpy.ndarray of float64, shape (n_runs,)
        When the last agent ceased to be active.
    times : numpy.ndarray of float64, shape (k,)
        The times that were asked for.
    adopted_at : numpy.ndarray of int64, shape (n_runs, k)
        How many agents have adopted by each of them.
    active_at : numpy.ndarray of int64, shape (n_runs, k)
        How many of them are still active.
    adoption_times : list of numpy.ndarray, optional
        One array a run, ascending, for the agents of its tree, where `record="parents"` asked for them.
    """

    durations: np.ndarray
    times: np.ndarray
    adopted_at: np.ndarray
    active_at: np.ndarray
    adoption_times: list[np.ndarray] | None = None


def sir(
    network: Network,
    transmission_rate: ArrayLike,
    period: ArrayLike | tuple[str, float] | tuple[str, float, float],
    seed_set: Agents,
    n_runs: int = 1000,
    seed: int = 1,
    *,
    times: ArrayLike | None = None,
    n_seeds: int | None = None,
    coupled: bool = False,
    record: str | Iterable[str] | None = None,
    threads: int | None = None,
) -> TimedCascades:
    """Return how far and how fast a message goes when each adopter is active for a period and wins its row at a
    constant rate meanwhile.

    An agent who adopts at time t draws a period D and, for each tie, a delay E with P(E > x) = exp(-rate x); where E <=
    D the target adopts at t + E, unless it did before. So a tie transmits with the chance T = 1 - E[exp(-rate D)], and
    where D is the same for all, the sizes have the law of bond percolation with T.

    Parameters
    ----------
    network : Network
        `source` influences `target`.
    transmission_rate : float, or array_like of float of shape (m,)
        Per unit of time and tie, 0 to 10^9; one for all ties or one a tie in network order.
    period : float, ("exponential", mean), ("gamma", mean, shape), or array_like of float
        How long an adopter is active, 0 to 10^9 in the same unit of time: the same for all; of that law (the standard
        deviation of the gamma is mean / sqrt(shape)); or one of the numbers of a list, each equally likely. The
        quantiles of any law, such as `law.ppf((numpy.arange(1000) + 0.5) / 1000)`, give that law.
    seed_set : array_like of int, or "random"
        Agent indices, who adopt at time 0; doubles count once. "random": every run draws its own.
    n_runs : int
        1 to 2^24. The runs differ in their draws only: one an agent, and one a tie that is tried.
    seed : int
        0 to 2^32 - 1.
    times : array_like of float, optional
        Ascending, from 0 to 10^9: when to count, for `.adopted_at` and `.active_at`.
    n_seeds : int, optional
        How many different agents a run draws with `seed_set="random"`; 1 without it.
    coupled : bool
        True draws the delay of every tie whatever its rate, so that in every run a higher rate wins a superset of
        agents, nobody later; slower where few ties transmit. False passes over ties that do not transmit, where one
        rate holds for all.
    record : "parents", optional
        Keep who was won by whom and when, as `.trees` and `.adoption_times`; 16 bytes an adopter and run.
    threads : int, optional
        All that this process may use without it. The outcome does not depend on it.

    Returns
    -------
    TimedCascades

    Raises
    ------
    ScenarioError
        If an argument is out of its range or of the wrong length.

    References
    ----------
    Newman, "Spread of epidemic disease on networks", Physical Review E 66 (2002). Kiss, Miller, Simon, "Mathematics of
    epidemics on networks", Springer 2017, chapter 6 and appendix A.

    Examples
    --------
    >>> import gridsim as gs
    >>> pair = gs.Network.from_edges([0], [1])
    >>> outbreaks = gs.diffusion.sir(pair, 1.0, ("exponential", 2.0), [0], n_runs=10_000, times=[0.0, 100.0])
    >>> abs(outbreaks.mean - (1 + 2 / 3)) < 4 * outbreaks.standard_error  # the tie transmits with 1 / (1 + 1 / 2)
    True
    >>> outbreaks.adopted_at[0].tolist() == [1, outbreaks.sizes[0]], outbreaks.active_at[0].tolist()
    (True, [1, 0])
    """
    check_network(network)
    coupled = switch("coupled", coupled)
    rates, rate = np.empty(0), 0.0
    rate_advice = "Give the rate per unit of time and tie, or one a tie in network order"
    if as_array("transmission_rate", transmission_rate).ndim == 0:
        rate = check_number("transmission_rate", transmission_rate, 0.0, _LONGEST, rate_advice)
        if coupled:
            rates = np.full(network.n_ties, rate)
    else:
        rates = check_per_tie("transmission_rate", transmission_rate, network, _LONGEST, rate_advice)
    law = _check_period(period)
    seeds, n_seeds = check_seeds(network, seed_set, n_seeds)
    n_runs, seed, threads = check_runs(n_runs, seed, threads)
    times = _check_times(times)
    recording = check_record(record)
    spread = Spread(len(rates) > 0, rates, rate, law)
    clock = Clock(
        np.zeros(n_runs), times, np.zeros((n_runs, len(times)), np.int64), np.zeros((n_runs, len(times)), np.int64)
    )

    def play_runs(room: Room, first: int, won: np.ndarray, generations: np.ndarray) -> int:
        """Play one run a row of `won`."""
        return _play_runs(
            network.indptr, network.targets, spread, seeds, n_seeds, seed, first, room, won, generations, clock
        )

    def keep(room: Room, size: int) -> tuple[Tree, np.ndarray]:
        """The tree of the last run and when each of its agents adopted."""
        return tree_of(room, size), room.times[:size].copy()

    won, generations, kept = play_generations(
        n_runs, threads, lambda: _make_room(network.n), play_runs, keep if recording else None
    )
    trees, adoption_times = ([one[part] for one in kept] if recording else None for part in (0, 1))
    return TimedCascades(won, generations, trees, **clock._asdict(), adoption_times=adoption_times)


class Law(NamedTuple):
    """The law of the periods."""

    kind: int
    mean: float
    shape: float  # of the gamma
    samples: np.ndarray  # float64: of the list


class Spread(NamedTuple):
    """Transmission: rates of the ties and law of the periods."""

    by_tie: bool
    rates: np.ndarray  # float64 (m,): of each tie; empty where one holds for all
    rate: float
    law: Law


class Clock(NamedTuple):
    """Results of each run other than its generations: duration, and counts at the given times."""

    durations: np.ndarray  # float64 (n_runs,)
    times: np.ndarray  # float64 (k,)
    adopted_at: np.ndarray  # int64 (n_runs, k)
    active_at: np.ndarray  # int64 (n_runs, k)


class Room(NamedTuple):
    """Work space of one thread; each run clears `due` behind itself."""

    due: np.ndarray  # float64 (n,): when the agent adopts as far as is known; inf where nothing leads to it yet
    by: np.ndarray  # int32 (n,): the place of who wins it then
    queue: np.ndarray  # int32 (n,): agents that wait for their time, a binary heap with the next in front
    at: np.ndarray  # int32 (n,): where an agent stands in the queue
    agents: np.ndarray  # int32 (n,): the adopters in their order
    parents: np.ndarray  # int32 (n,): the place of who won each
    depth: np.ndarray  # int32 (n,): the generation of each
    times: np.ndarray  # float64 (n,): when each adopted


def _make_room(n: int) -> Room:
    """Work space for a network of n agents: 40 bytes each."""
    by, queue, at, agents, parents, depth = (np.empty(n, np.int32) for _ in range(6))
    return Room(np.full(n, np.inf), by, queue, at, agents, parents, depth, np.empty(n))


def _check_period(period: Any) -> Law:
    """The law of the periods in one of its four forms."""
    if isinstance(period, str) or isinstance(period, tuple) and period and isinstance(period[0], str):
        name, *numbers = (period,) if isinstance(period, str) else period
        name = check_choice("period", name, ("exponential", "gamma"), _PERIOD_ADVICE)
        if len(numbers) != (1 if name == "exponential" else 2):
            named = "mean" if name == "exponential" else "mean and shape"
            raise refusal("period", f"the {name} law", f"given with its {named}", period, _PERIOD_ADVICE)
        mean = check_number("mean", numbers[0], 0.0, _LONGEST, _PERIOD_ADVICE)
        shape = check_number("shape", numbers[1], 0.01, 1e6, _PERIOD_ADVICE) if name == "gamma" else 1.0
        return Law(_EXPONENTIAL if name == "exponential" else _GAMMA, mean, shape, np.empty(0))
    if as_array("period", period).ndim == 0:
        return Law(_CONSTANT, check_number("period", period, 0.0, _LONGEST, _PERIOD_ADVICE), 1.0, np.empty(0))
    return Law(_SAMPLES, 0.0, 1.0, check_list("period", period, _LONGEST, _PERIOD_ADVICE))


def _check_times(times: ArrayLike | None) -> np.ndarray:
    """The times at which to count, ascending; none is an empty array."""
    if times is None:
        return np.empty(0)
    checked = check_list("times", times, _LONGEST, "Give ascending times from 0")
    if (np.diff(checked) < 0).any():
        at = int(np.argmax(np.diff(checked) < 0)) + 1
        raise refusal("times", "the times", "ascending", f"{checked[at]} after {checked[at - 1]}", "Sort them")
    return checked


@jit
def _play_runs(indptr, targets, spread, seeds, n_seeds, seed, first_run, room, won, generations, clock):
    """Play one run a row of `won`; returns how many were played before a run outgrew its row."""
    for row in range(len(won)):
        run = first_run + row
        waiting, head, deepest, end = _start(seeds, n_seeds, seed, run, room), 0, 0, 0.0
        while waiting > 0:
            agent = room.queue[0]
            waiting = _take_first(room, waiting)
            depth = _adopt(room, agent, head)
            if depth < won.shape[1]:
                won[row, depth] += 1
            period = _period(spread.law, seed, run, agent)
            if spread.by_tie:
                waiting = _pass_on_by_tie(indptr, targets, spread.rates, period, seed, run, room, agent, head, waiting)
            else:
                waiting = _pass_on(indptr, targets, spread.rate, period, seed, run, room, agent, head, waiting)
            _count(clock, run, room.due[agent], room.due[agent] + period)
            deepest, end = max(deepest, depth), max(end, room.due[agent] + period)
            head += 1
        for i in range(head):
            room.due[room.agents[i]] = math.inf
        if deepest >= won.shape[1]:
            clock.adopted_at[run] = 0
            clock.active_at[run] = 0
            return row
        _add_up(clock.adopted_at[run])
        _add_up(clock.active_at[run])
        generations[run], clock.durations[run] = deepest, end
    return len(won)


@kernel
def _start(seeds, n_seeds, seed, run, room):
    """Queue the given seeds, and then n_seeds drawn ones, for time 0; returns how many wait."""
    waiting, tries = 0, 0
    for agent in seeds:
        waiting = _offer(room, agent, 0.0, _NOWHERE, waiting)
    while waiting < len(seeds) + n_seeds:
        agent = drawn_seed(seed, run, tries, len(room.due))
        tries += 1
        waiting = _offer(room, agent, 0.0, _NOWHERE, waiting)
    return waiting


@kernel
def _adopt(room, agent, head):
    """An agent adopts in its turn; returns its generation."""
    by = room.by[agent]
    room.agents[head], room.parents[head], room.times[head] = agent, by, room.due[agent]
    depth = 0 if by == _NOWHERE else room.depth[by] + 1
    room.depth[head] = depth
    return np.int64(depth)


@kernel
def _period(law, seed, run, agent):
    """How long an agent is active."""
    if law.kind == _CONSTANT:
        return law.mean
    if law.kind == _GAMMA:
        return _gamma(law.shape, seed, run, agent) * law.mean / law.shape
    u, v, _, _ = uniforms(seed, run, Purpose.INFECTIOUS_PERIOD, agent, 0, 0, 0, 0)
    if law.kind == _EXPONENTIAL:
        return -math.log(u + (v - 0.5) * _CELL) * law.mean
    return law.samples[min(np.int64(u * len(law.samples)), len(law.samples) - 1)]


@kernel
def _gamma(shape, seed, run, agent):
    """A gamma number of scale 1; below the shape 1 by that of shape + 1 times u^(1 / shape) (Marsaglia and Tsang
    2000)."""
    number = REFUSED
    tries = 0
    factor = 1.0
    while number == REFUSED:
        u0, u1, u2, u3 = uniforms(seed, run, Purpose.INFECTIOUS_PERIOD, agent, tries, 0, 0, 0)
        number = gamma_candidate(shape if shape >= 1.0 else shape + 1.0, normal(u0, u1), u2)
        factor = 1.0 if shape >= 1.0 else u3 ** (1.0 / shape)
        tries += 1
    return number * factor


@kernel
def _pass_on(indptr, targets, rate, period, seed, run, room, agent, head, waiting):
    """Offer adoption along the ties that transmit, at one rate for all; returns how many agents wait then.

    In each length of `period` an event of a Poisson process says that this tie transmits; what comes after the first
    event starts with the next.
    """
    reach = rate * period
    tie, stop = indptr[agent] - 1, indptr[agent + 1]
    number = 0
    now = room.due[agent]
    while reach > 0.0 and tie + 1 < stop:
        u0, v0, u1, v1 = uniforms(seed, run, Purpose.INFECTION, agent, number, 0, 0, 0)
        number += 1
        for part in range(2):
            u = u0 + (v0 - 0.5) * _CELL if part == 0 else u1 + (v1 - 0.5) * _CELL
            periods = min(-math.log(u) / reach, _FAR)
            passed = np.int64(periods)
            tie += 1 + passed
            if tie >= stop:
                break
            waiting = _offer(room, targets[tie], now + (periods - passed) * period, head, waiting)
    return waiting


@kernel
def _pass_on_by_tie(indptr, targets, rates, period, seed, run, room, agent, head, waiting):
    """Offer adoption along each tie whose delay is within the period; returns how many agents wait then."""
    first, stop = indptr[agent], indptr[agent + 1]
    now = room.due[agent]
    for tie in range(first, stop, 2):
        u0, v0, u1, v1 = uniforms(seed, run, Purpose.INFECTION_DELAY, agent, (tie - first) >> 1, 0, 0, 0)
        delay = -math.log(u0 + (v0 - 0.5) * _CELL) / rates[tie]
        if delay <= period:
            waiting = _offer(room, targets[tie], now + delay, head, waiting)
        if tie + 1 < stop:
            delay = -math.log(u1 + (v1 - 0.5) * _CELL) / rates[tie + 1]
            if delay <= period:
                waiting = _offer(room, targets[tie + 1], now + delay, head, waiting)
    return waiting


@kernel
def _offer(room, agent, due, by, waiting):
    """An agent can adopt at this time: put it into the queue, or move it forward; returns how many wait then."""
    if due >= room.due[agent]:
        return waiting
    new = room.due[agent] == math.inf
    room.due[agent], room.by[agent] = due, by
    at = waiting if new else room.at[agent]
    while at > 0:
        above = (at - 1) >> 1
        other = room.queue[above]
        if room.due[other] <= due:
            break
        room.queue[at], room.at[other] = other, at
        at = above
    room.queue[at], room.at[agent] = agent, at
    return waiting + 1 if new else waiting


@kernel
def _take_first(room, waiting):
    """Take the first out of the queue; returns how many wait then."""
    waiting -= 1
    last = room.queue[waiting]
    due, at = room.due[last], 0
    while 2 * at + 1 < waiting:
        below = 2 * at + 1
        if below + 1 < waiting and room.due[room.queue[below + 1]] < room.due[room.queue[below]]:
            below += 1
        other = room.queue[below]
        if room.due[other] >= due:
            break
        room.queue[at], room.at[other] = other, at
        at = below
    room.queue[at], room.at[last] = last, at
    return waiting


@kernel
def _count(clock, run, adopted, ended):
    """Count an agent at the first of the times that it has adopted by, and discount it at the first at which it is
    active no more."""
    first, last = _first_from(clock.times, adopted), _first_from(clock.times, ended)
    if first < len(clock.times):
        clock.adopted_at[run, first] += 1
        clock.active_at[run, first] += 1
    if last < len(clock.times):
        clock.active_at[run, last] -= 1


@kernel
def _first_from(times, time):
    """The place of the first of ascending times that is not before this one."""
    low, high = 0, len(times)
    while low < high:
        middle = (low + high) >> 1
        if times[middle] < time:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _add_up(counts):
    """Running sum in place."""
    for k in range(1, len(counts)):
        counts[k] += counts[k - 1]
