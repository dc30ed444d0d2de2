"""Priority queue of agents by gain or score, for lazy greedy choices.

Gains and scores never rise as more agents are chosen, so an old key is an upper bound: an agent in front with a current
key is the best.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel

SLACK = 1.0 + 1e-12
"""Tolerance of the budget for rounding errors of sums: three times 0.1 is within 0.3."""


class Queue(NamedTuple):
    """Agents who may still be chosen, and the money spent."""

    order: np.ndarray  # int32 (n,): a binary heap of agents
    key: np.ndarray  # float64 (n,): gain, or gain per cost
    seen: np.ndarray  # int32 (n,): how many had been chosen when the key was made
    per: np.ndarray  # float64 (n,): what a gain is divided by
    cost: np.ndarray  # float64 (n,)
    spent: np.ndarray  # float64 (1,)
    length: np.ndarray  # int64 (1,)


def make_queue(gains: np.ndarray, cost: np.ndarray, by_cost: bool) -> Queue:
    """A queue of all agents by gain, or by gain per cost; at equal keys the lower agent stands in front."""
    per = cost if by_cost else np.ones(len(cost))
    key = gains / per
    order = np.lexsort((np.arange(len(key)), -key)).astype(np.int32)  # a sorted list is a heap
    return Queue(order, key, np.zeros(len(key), np.int32), per, cost, np.zeros(1), np.array([len(key)]))


@kernel
def front(queue, budget):
    """Return the first agent who can be paid, -1 if there is none; those who cost more than is left are dropped."""
    while queue.length[0] > 0:
        agent = np.int64(queue.order[0])
        if queue.spent[0] + queue.cost[agent] <= budget * SLACK:
            return agent
        drop(queue)
    return np.int64(-1)


@kernel
def drop(queue):
    """Remove the agent in front."""
    queue.length[0] -= 1
    queue.order[0] = queue.order[queue.length[0]]
    _sink(queue)


@kernel
def look_again(queue, gain, n_chosen):
    """Set the current gain of the agent in front and restore the order of the heap."""
    agent = queue.order[0]
    queue.key[agent] = gain / queue.per[agent]
    queue.seen[agent] = n_chosen
    _sink(queue)


@kernel
def _sink(queue):
    """Move the first of the heap down until no child is better."""
    order, key, length = queue.order, queue.key, queue.length[0]
    at, agent = np.int64(0), queue.order[0]
    while 2 * at + 1 < length:
        below = 2 * at + 1
        if below + 1 < length and _better(key, order[below + 1], order[below]):
            below += 1
        if not _better(key, order[below], agent):
            break
        order[at] = order[below]
        at = below
    order[at] = agent


@kernel
def _better(key, a, b):
    """Whether a comes before b."""
    return key[a] > key[b] or (key[a] == key[b] and a < b)


def most_within(gains: np.ndarray, cost: np.ndarray, budget: float) -> float:
    """Upper bound of the sum of gains within the budget: no overlaps, and a fraction of the last agent."""
    open_ = np.flatnonzero((gains > 0) & (cost <= budget * SLACK))
    gains, cost = gains[open_], cost[open_]
    order = np.argsort(-gains / cost, kind="stable")
    spent = np.cumsum(cost[order])
    whole = int(np.searchsorted(spent, budget * SLACK, side="right"))
    most = float(gains[order[:whole]].sum())
    if whole < len(order):
        left = max(0.0, budget - (float(spent[whole - 1]) if whole else 0.0))
        most += float(gains[order[whole]]) * left / float(cost[order[whole]])
    return most


def most_heads(cost: np.ndarray, budget: float) -> int:
    """Largest number of agents that the budget can pay."""
    return int(np.searchsorted(np.cumsum(np.sort(cost)), budget * SLACK, side="right"))
