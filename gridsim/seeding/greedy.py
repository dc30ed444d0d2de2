"""Greedy choice of seeds by marginal gain on common worlds, with lazy evaluation (CELF).

The worlds do not depend on who is chosen, so gains on them never rise as agents are added: an old gain is an upper
bound, and the choice is the same as if every gain were computed anew each time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel
from gridsim.seeding.queue import drop, front, look_again, make_queue, most_within
from gridsim.seeding.rules import Rule
from gridsim.seeding.worlds import COVERED, HUBS, Worlds, cover, make_worlds, reach_of
from gridsim.world.network import row_starts


class Greedy(NamedTuple):
    """Result of a greedy choice on worlds."""

    agents: np.ndarray  # int64, in the order of choice
    gains: np.ndarray  # float64: mean number of agents that each added
    at_most: float  # upper bound of the best set on these worlds
    by_cost: bool  # chosen by gain per cost, not by gain


def choose_greedily(
    rule: Rule, n_worlds: int, seed: int, cost: np.ndarray, budget: float, threads: int | None, most_memory: int
) -> Greedy:
    """Choose by gain and, where costs differ, also by gain per cost; returns whichever reaches more on the worlds."""
    n = len(cost)
    worlds = make_worlds(rule, n_worlds, seed, threads, most_memory)
    starts = row_starts(np.bincount(worlds.agent, minlength=n))
    components = worlds.component[np.argsort(worlds.agent, kind="stable")]
    alone = n_worlds - np.diff(starts)
    gains = (alone + np.bincount(worlds.agent, weights=worlds.reach[worlds.component], minlength=n)) / n_worlds
    choices = []
    for by_cost in (False, True) if np.ptp(cost) > 0 else (False,):
        made = worlds._replace(state=worlds.state.copy(), hub_reach=worlds.hub_reach.copy())
        choices.append(_choose(made, starts, components, alone, gains, cost, budget, by_cost, n_worlds))
    at_most = min(choice.at_most for choice in choices)
    return max(choices, key=lambda choice: choice.gains.sum())._replace(at_most=at_most)


def _choose(
    worlds: Worlds,
    starts: np.ndarray,
    components: np.ndarray,
    alone: np.ndarray,
    gains: np.ndarray,
    cost: np.ndarray,
    budget: float,
    by_cost: bool,
    n_worlds: int,
) -> Greedy:
    """One greedy choice, and an upper bound on the best set from old gains, which no current gain exceeds."""
    n = len(cost)
    queue = make_queue(gains, cost, by_cost)
    agents, won = np.empty(n, np.int64), np.empty(n)
    worlds.seen[:] = 0
    room = np.empty(max(1, int(np.diff(worlds.first).max())), np.int32)
    n_chosen = _celf(worlds, starts, components, alone, queue, budget, n_worlds, room, agents, won)
    last = queue.key * queue.per
    last[agents[:n_chosen]] = 0.0
    total = won[:n_chosen].sum()
    at_most = min(most_within(gains, cost, budget), total + most_within(last, cost, budget))
    return Greedy(agents[:n_chosen].copy(), won[:n_chosen].copy(), float(at_most), by_cost)


@kernel
def _celf(worlds, starts, components, alone, queue, budget, n_worlds, room, agents, won):
    """Choose the agent with the largest current gain until none can be paid; returns how many are chosen."""
    n_chosen, number = np.int64(0), np.int64(0)
    while True:
        agent = front(queue, budget)
        if agent < 0:
            return n_chosen
        if queue.seen[agent] != n_chosen:
            gain = alone[agent]
            for i in range(starts[agent], starts[agent + 1]):
                component = components[i]
                if not worlds.state[component] & COVERED:
                    number += 1
                    gain += reach_of(worlds, room, component, number)
            look_again(queue, gain / n_worlds, n_chosen)
            continue
        gain, world = alone[agent], np.int64(0)
        for i in range(starts[agent], starts[agent + 1]):
            component = components[i]
            while worlds.first[world + 1] <= component:
                world += 1
            if not worlds.state[component] & COVERED:
                number += 1
                gain += cover(worlds, room, component, world * HUBS, number)
        agents[n_chosen], won[n_chosen] = agent, gain / n_worlds
        queue.spent[0] += queue.cost[agent]
        drop(queue)
        n_chosen += 1
