"""Rankings by degree, discounted degree, k-shell and PageRank. They use little of the diffusion model and take
milliseconds.

With costs a ranking goes by score per cost and passes over whoever does not fit into what is left of the budget.
"""

from __future__ import annotations

import numpy as np

from gridsim._jit import kernel
from gridsim.draws import Purpose, uniform
from gridsim.networks import core_numbers, is_mutual, undirected
from gridsim.seeding.queue import drop, front, look_again, make_queue
from gridsim.seeding.rules import Ways, turned
from gridsim.world.network import Network

_PLAIN, _TRIES, _PICKS = 0, 1, 2


def choose_by_score(score: np.ndarray, cost: np.ndarray, budget: float, by_cost: bool) -> tuple[np.ndarray, np.ndarray]:
    """Choose by a fixed score; returns the agents in the order of choice and their scores."""
    agents = np.empty(len(score), np.int64)
    n_chosen = _from_the_front(make_queue(score, cost, by_cost), budget, agents)
    return agents[:n_chosen].copy(), score[agents[:n_chosen]]


def random_order(n: int, seed: int) -> np.ndarray:
    """Random scores; with the same seed, a larger choice begins with the smaller one."""
    score = np.empty(n)
    _draw_order(seed, score)
    return score


def shells(network: Network) -> np.ndarray:
    """k-shell (of the ties without their directions); within a shell by ties, as a fraction of the number of agents."""
    mutual = network if is_mutual(network) else undirected(network)
    return core_numbers(mutual) + network.out_degree / network.n


def pageranks(network: Network, damping: float) -> np.ndarray:
    """PageRank on reversed ties: rank flows from each agent to those who influence them."""
    rank, last = np.full(network.n, 1.0 / network.n), np.empty(network.n)
    degree = network.in_degree.astype(np.float64)
    while _vote(network.indptr, network.targets, degree, damping, rank, last) > 1e-10:
        pass
    return rank


def choose_by_discount(
    network: Network, ways: Ways | None, cost: np.ndarray, budget: float
) -> tuple[np.ndarray, np.ndarray]:
    """Choose by a score that falls as neighbours are chosen: ties to agents not chosen, or with a model whom an agent
    wins in one step.

    With a model the score is h (1 + w): w the mean number of agents not chosen whom its ties win by themselves, h the
    chance that nobody chosen wins it. Where all ties have one small chance p, d ties, t of them to chosen agents, h (1
    + w) = (1 - p)^t (1 + (d - t) p), which to the first order in t p is 1 + (d - 2 t - (d - t) t p) p: the order of the
    published score.
    """
    indptr, sources, tie = turned(network)
    model = _PLAIN if ways is None else _PICKS if ways.model == "lt" else _TRIES
    chances = (
        np.full(network.n_ties, 1.0)
        if ways is None
        else np.broadcast_to(ways.chance, network.n_ties).astype(np.float64)
    )
    wins = np.bincount(network.source, weights=chances, minlength=network.n)
    agents, scores, hold = np.empty(network.n, np.int64), np.empty(network.n), np.ones(network.n)
    queue = make_queue(wins + (model != _PLAIN), cost, True)
    links = (network.indptr, network.targets, chances, indptr, sources, tie)
    n_chosen = _discount(links, model, queue, budget, wins, hold, agents, scores)
    return agents[:n_chosen].copy(), scores[:n_chosen].copy()


@kernel
def _from_the_front(queue, budget, agents):
    """Choose from the front of the queue until no agent can be paid; returns how many."""
    n_chosen = np.int64(0)
    while True:
        agent = front(queue, budget)
        if agent < 0:
            return n_chosen
        agents[n_chosen] = agent
        queue.spent[0] += queue.cost[agent]
        drop(queue)
        n_chosen += 1


@kernel
def _discount(links, model, queue, budget, wins, hold, agents, scores):
    """Choose the agent with the best current score and discount its neighbours, in turn; returns how many."""
    indptr, targets, chances, back, sources, tie_of = links
    n_chosen = np.int64(0)
    while True:
        agent = front(queue, budget)
        if agent < 0:
            return n_chosen
        score = hold[agent] * (1.0 + wins[agent]) if model != _PLAIN else wins[agent]
        if queue.seen[agent] != n_chosen:
            look_again(queue, score, n_chosen)
            continue
        agents[n_chosen], scores[n_chosen] = agent, score
        queue.spent[0] += queue.cost[agent]
        drop(queue)
        n_chosen += 1
        for i in range(back[agent], back[agent + 1]):
            wins[sources[i]] -= chances[tie_of[i]]
        for tie in range(indptr[agent], indptr[agent + 1]):
            if model == _TRIES:
                hold[targets[tie]] *= 1.0 - chances[tie]
            elif model == _PICKS:
                hold[targets[tie]] -= chances[tie]


@kernel
def _vote(indptr, targets, degree, damping, rank, last):
    """One iteration of PageRank; returns the total change of the ranks."""
    n, idle, change = len(rank), 0.0, 0.0
    for agent in range(n):
        last[agent] = rank[agent]
        if degree[agent] == 0:
            idle += rank[agent]
    for agent in range(n):
        votes = idle / n
        for tie in range(indptr[agent], indptr[agent + 1]):
            votes += last[targets[tie]] / degree[targets[tie]]
        rank[agent] = (1.0 - damping) / n + damping * votes
        change += abs(rank[agent] - last[agent])
    return change


@kernel
def _draw_order(seed, score):
    """Random number of each agent."""
    for agent in range(len(score)):
        score[agent] = uniform(seed, 0, Purpose.RANK_ORDER, agent, 0, 0, 0)
