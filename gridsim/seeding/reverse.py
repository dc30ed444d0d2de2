"""Choice by reverse-reachable sets, with a bound on how far it can be from the best choice (OPIM-C: Tang, Tang, Xiao,
Yuan, SIGMOD 2018).

Agents are chosen that meet as many of the kept sets as a greedy choice can. How many sets of a second stream they meet
bounds their spread from below; how many kept sets any choice could meet bounds the best spread from above. The sets
double until the ratio of the two is what was asked, and until the chosen win nearly as many others on the second stream
as on the kept sets: before that, the choice overfits the kept sets. (With the ratio alone the choice fell 1 to 10 %
behind greedy where chances are small.)
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel
from gridsim.errors import ScenarioError
from gridsim.seeding.queue import Queue, drop, front, look_again, make_queue, most_heads, most_within
from gridsim.seeding.rules import Rule
from gridsim.seeding.sets import Sets, count_met, joined, make_roots, make_sets
from gridsim.world.network import row_starts

WORST_PER_HEAD = 1.0 - math.exp(-1.0)
"""Share of the best that a greedy choice of a head count meets at least (Nemhauser, Wolsey, Fisher 1978)."""
WORST_PER_COST = 0.405
"""The same for the better of the greedy choices by gain per cost and by gain, within a budget (Tang and others, POMACS
2021)."""
_LOOKS_AT_THE_BOUND = 16
_LUCK = 0.2
"""Largest overfit to the kept sets, as a fraction of epsilon; overfit is a share of the others who are won."""


class Reverse(NamedTuple):
    """Result of a choice by reverse-reachable sets."""

    agents: np.ndarray  # int64, in the order of choice
    gains: np.ndarray  # float64: agents that each added, by the kept sets
    by_cost: bool  # chosen by gain per cost, not by gain
    at_least: float  # lower bound of the spread of the agents
    best_at_most: float  # upper bound of the best spread
    ratio: float  # at_least / best_at_most, or what the last doubling guarantees
    n_sets: int  # sets of each of the two streams


class _Cover(NamedTuple):
    """One greedy choice on the kept sets."""

    agents: np.ndarray
    gains: np.ndarray
    at_most: float  # of any choice, on these sets
    by_cost: bool


def choose_by_sets(
    rule: Rule,
    seed: int,
    cost: np.ndarray,
    budget: float,
    epsilon: float,
    delta: float,
    threads: int | None,
    most_memory: int,
) -> Reverse:
    """Double the sets until the choice is certified, or until their number alone guarantees it."""
    n, roots = len(cost), make_roots(rule)
    worst = WORST_PER_HEAD if np.ptp(cost) == 0 else WORST_PER_COST
    n_sets, most_sets = _first_and_last_number(n, roots.total, cost, budget, worst, epsilon, delta)
    rounds = max(1, math.ceil(math.log2(most_sets / n_sets)))
    log_term = math.log(3.0 * rounds / delta)
    sets = make_sets(rule, roots, seed, 0, n_sets, threads)
    for number in range(rounds):
        each = roots.total / n_sets
        found = _cover(sets, roots.none, each, cost, budget)
        met = count_met(rule, roots, seed, n_sets, found.agents, threads)
        certain, hoped, heads = roots.none[found.agents].sum(), found.gains.sum(), len(found.agents)
        at_least = max(heads, certain + each * _lower(met, log_term))
        best_at_most = min(n, each * _upper(found.at_most / each, log_term)) if each > 0 else found.at_most
        certified = min(1.0, at_least / best_at_most)
        enough = certified >= min(WORST_PER_HEAD, hoped / found.at_most) - epsilon
        # two standard errors to spare
        lucky = hoped - certain - each * (met - 2.0 * math.sqrt(met)) > _LUCK * epsilon * (hoped - heads)
        if (
            (enough and not lucky)
            or number == rounds - 1
            or not _more_fit(sets, n, most_memory, enough, certified, epsilon)
        ):
            break
        sets = joined(sets, make_sets(rule, roots, seed, n_sets, 2 * n_sets, threads))
        n_sets *= 2
    ratio = certified if enough else max(certified, worst - epsilon)
    return Reverse(found.agents, found.gains, found.by_cost, float(at_least), float(best_at_most), float(ratio), n_sets)


def _first_and_last_number(
    n: int, total: float, cost: np.ndarray, budget: float, worst: float, epsilon: float, delta: float
) -> tuple[int, int]:
    """How many sets to begin with, and how many guarantee the worst case less epsilon whatever they are."""
    heads = most_heads(cost, budget)
    # log of the number of sets of that many agents
    choices = math.lgamma(n + 1) - math.lgamma(heads + 1) - math.lgamma(n - heads + 1)
    if np.ptp(cost) > 0:
        choices = min(choices + math.log(heads + 1), n * math.log(2.0)) if 2 * heads <= n else n * math.log(2.0)
    sure = math.log(6.0 / delta)
    spread = worst * math.sqrt(sure) + math.sqrt(worst * (choices + sure))
    # the best choice reaches its own agents at least
    last = 2.0 * total * spread * spread / (epsilon * epsilon * heads)
    return max(1, math.ceil(min(last, 2.0 * spread * spread))) if total > 0 else 1, max(1, math.ceil(last))


def _lower(met: int, log_term: float) -> float:
    """Lower bound of the mean number of sets met, from the number met (Tang and others 2018, eq. 5)."""
    root = math.sqrt(met + 2.0 * log_term / 9.0) - math.sqrt(log_term / 2.0)
    return max(0.0, root * root - log_term / 18.0) if root > 0 else 0.0


def _upper(met: float, log_term: float) -> float:
    """Upper bound of the mean number of sets met, from a bound on the number met (Tang and others 2018, eq. 15)."""
    root = math.sqrt(met + log_term / 2.0) + math.sqrt(log_term / 2.0)
    return root * root


def _more_fit(sets: Sets, n: int, most_memory: int, enough: bool, certified: float, epsilon: float) -> bool:
    """Whether twice the sets and their index fit into the allowed memory; an error where they are needed and do not."""
    need = 2 * (3 * sets.members.nbytes + 3 * sets.starts.nbytes) + 40 * n
    if need <= most_memory or enough:
        return need <= most_memory
    limit, got = (
        f"{most_memory / 2**20:,.0f} MiB",
        f"some {need / 2**20:,.0f} MiB for {2 * (len(sets.starts) - 1)} of them",
    )
    advice = (
        f"So far {certified:.3f} of the best is certified: give an epsilon above {epsilon:g}, allow more memory, or use"
        " degree_discount"
    )
    raise ScenarioError(
        f"most_memory: the reverse-reachable sets must be within most_memory = {limit}; got {got}. {advice}."
    )


def _cover(sets: Sets, none: np.ndarray, each: float, cost: np.ndarray, budget: float) -> _Cover:
    """Greedy coverage of the sets by gain and, where costs differ, by gain per cost; the better of the two."""
    counts = np.bincount(sets.members, minlength=len(none))
    starts = row_starts(counts)
    holders = np.empty(len(sets.members), np.int32)
    _index(sets, starts[:-1].copy(), holders)
    choices = []
    for by_cost in (False,) if np.ptp(cost) == 0 else (False, True):
        queue = make_queue(none + each * counts, cost, by_cost)
        choices.append(_cover_by(sets, starts, holders, counts.copy(), none.copy(), each, queue, budget, by_cost))
    at_most = min(choice.at_most for choice in choices)
    return max(choices, key=lambda choice: choice.gains.sum())._replace(at_most=at_most)


def _cover_by(
    sets: Sets,
    starts: np.ndarray,
    holders: np.ndarray,
    counts: np.ndarray,
    none: np.ndarray,
    each: float,
    queue: Queue,
    budget: float,
    by_cost: bool,
) -> _Cover:
    """One greedy choice, and the least of the upper bounds on any choice, computed at intervals."""
    cost = queue.cost
    agents, gains = np.empty(len(cost), np.int64), np.empty(len(cost))
    done, n_chosen = np.zeros(len(sets.starts) - 1, np.uint8), 0
    at_most = most_within(none + each * counts, cost, budget)
    for stop in np.unique(np.linspace(0, most_heads(cost, budget), _LOOKS_AT_THE_BOUND + 1).astype(np.int64))[1:]:
        n_chosen = _choose(
            sets, starts, holders, counts, none, each, done, queue, budget, n_chosen, stop, agents, gains
        )
        at_most = min(at_most, gains[:n_chosen].sum() + most_within(none + each * counts, cost, budget))
    return _Cover(agents[:n_chosen].copy(), gains[:n_chosen].copy(), float(at_most), by_cost)


@kernel
def _index(sets, place, holders):
    """Index of the sets that hold each agent, in rows of agents; `place` holds the next free place of each."""
    for number in range(len(sets.starts) - 1):
        for i in range(sets.starts[number], sets.starts[number + 1]):
            member = sets.members[i]
            holders[place[member]] = number
            place[member] += 1


@kernel
def _choose(sets, starts, holders, counts, none, each, done, queue, budget, n_chosen, stop, agents, gains):
    """Choose the agent of largest gain until `stop` are chosen or none can be paid; returns how many are. `none` of the
    chosen becomes 0."""
    while n_chosen < stop:
        agent = front(queue, budget)
        if agent < 0:
            break
        gain = none[agent] + each * counts[agent]
        if queue.seen[agent] != n_chosen:
            look_again(queue, gain, n_chosen)
            continue
        agents[n_chosen], gains[n_chosen] = agent, gain
        for i in range(starts[agent], starts[agent + 1]):
            number = holders[i]
            if done[number] == 0:
                done[number] = 1
                for j in range(sets.starts[number], sets.starts[number + 1]):
                    counts[sets.members[j]] -= 1
        none[agent] = 0.0
        queue.spent[0] += queue.cost[agent]
        drop(queue)
        n_chosen += 1
    return n_chosen
