"""Seeding methods: each a function from a task to a choice, declared with its other names and the options that it
reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gridsim.seeding.greedy import choose_greedily
from gridsim.seeding.rank import choose_by_discount, choose_by_score, pageranks, random_order, shells
from gridsim.seeding.reverse import choose_by_sets
from gridsim.seeding.rules import Ways, backwards, forwards
from gridsim.seeding.selection import Guarantee, Selection
from gridsim.world.network import Network


class Purse(NamedTuple):
    """Costs and budget; with a head count each agent costs 1."""

    cost: np.ndarray
    """float64, shape (n,)."""
    budget: float
    by_cost: bool


class Options(NamedTuple):
    """Options that only some methods read."""

    damping: float = 0.85
    n_worlds: int = 0
    epsilon: float = 0.1
    delta: float = 0.001
    most_memory: int = 4 << 30


class Task(NamedTuple):
    """Checked input of a method."""

    network: Network
    purse: Purse
    ways: Ways | None
    seed: int
    options: Options
    threads: int | None

    @property
    def model(self) -> Ways:
        """The model of diffusion, for a method that needs one."""
        assert self.ways is not None
        return self.ways


Choose = Callable[[Task], Selection]


class Method(NamedTuple):
    """A method: what it does, its names elsewhere, the options that it reads, and whether it needs a model of
    diffusion."""

    choose: Choose
    also: tuple[str, ...]
    reads: tuple[str, ...]
    needs_model: bool


BY_NAME: dict[str, Method] = {}
"""The methods by name."""


def method(*also: str, reads: tuple[str, ...] = (), needs_model: bool = False) -> Callable[[Choose], Choose]:
    """Register a function as the method of its name."""

    def enter(choose: Choose) -> Choose:
        BY_NAME[choose.__name__] = Method(choose, also, reads, needs_model)
        return choose

    return enter


@method()
def random(task: Task) -> Selection:
    """Agents at random."""
    return _ranked(task, "random", random_order(task.network.n, task.seed), False)


@method("out_degree", "high_degree", "max_degree")
def degree(task: Task) -> Selection:
    """Agents with most outgoing ties."""
    return _ranked(task, "degree", task.network.out_degree.astype(np.float64), task.purse.by_cost)


@method("singlediscount")
def single_discount(task: Task) -> Selection:
    """Agents with most outgoing ties, not counting those to agents chosen already."""
    found = choose_by_discount(task.network, None, task.purse.cost, task.purse.budget)
    return _selection(task, "single_discount", *found, task.purse.by_cost)


@method("degreediscount", "degree_discount_ic", needs_model=True)
def degree_discount(task: Task) -> Selection:
    """Agents who win most others in one step and are not won by the chosen."""
    found = choose_by_discount(task.network, task.model, task.purse.cost, task.purse.budget)
    return _selection(task, "degree_discount", *found, task.purse.by_cost)


@method("kshell", "k_core", "coreness")
def k_shell(task: Task) -> Selection:
    """Agents of the innermost k-shell; within a shell, those with most outgoing ties."""
    return _ranked(task, "k_shell", shells(task.network), task.purse.by_cost)


@method("page_rank", reads=("damping",))
def pagerank(task: Task) -> Selection:
    """Agents of highest PageRank, who influence the influential."""
    return _ranked(task, "pagerank", pageranks(task.network, task.options.damping), task.purse.by_cost)


@method(
    "celf",
    "celf++",
    "lazy_greedy",
    "greedy_celf",
    "hill_climbing",
    reads=("n_worlds", "most_memory"),
    needs_model=True,
)
def greedy(task: Task) -> Selection:
    """Agents of largest marginal gain, on common worlds."""
    purse, options = task.purse, task.options
    rule = forwards(task.network, task.model)
    found = choose_greedily(
        rule, options.n_worlds, task.seed, purse.cost, purse.budget, task.threads, options.most_memory
    )
    reached = float(found.gains.sum())
    share = min(1.0, reached / found.at_most)
    guarantee = Guarantee(share, 1.0, "the worlds played", reached, found.at_most, options.n_worlds)
    return _selection(task, "greedy", found.agents, found.gains, found.by_cost, guarantee)


@method("opim_c", "opim", "rr_sets", "ris", reads=("epsilon", "delta", "most_memory"), needs_model=True)
def reverse_reachable(task: Task) -> Selection:
    """Agents of largest marginal gain on reverse-reachable sets, until the guarantee is certified."""
    purse, options = task.purse, task.options
    rule = backwards(task.network, task.model)
    found = choose_by_sets(
        rule, task.seed, purse.cost, purse.budget, options.epsilon, options.delta, task.threads, options.most_memory
    )
    guarantee = Guarantee(
        found.ratio, 1.0 - options.delta, "the spread", found.at_least, found.best_at_most, found.n_sets
    )
    return _selection(task, "reverse_reachable", found.agents, found.gains, found.by_cost, guarantee)


METHODS = tuple(BY_NAME)
"""Names of the methods, the simplest first."""


def _ranked(task: Task, name: str, score: np.ndarray, by_cost: bool) -> Selection:
    """The choice by a fixed score."""
    return _selection(task, name, *choose_by_score(score, task.purse.cost, task.purse.budget, by_cost), by_cost)


def _selection(
    task: Task, name: str, agents: np.ndarray, gains: np.ndarray, by_cost: bool, guarantee: Guarantee | None = None
) -> Selection:
    """The choice of these agents; its spread is not estimated yet."""
    labels = agents if task.network.labels is None else task.network.labels[agents]
    return Selection(agents, labels, gains, name, task.purse.cost[agents], by_cost, guarantee=guarantee)
