"""Greedy choice on worlds: the gains are those of the cascade's own runs, looking again lazily changes nothing, and the
bounds hold."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.diffusion import independent_cascade, linear_threshold
from gridsim.seeding import select


def random_network(n, n_ties, seed, directed=True):
    draw = np.random.default_rng(seed)
    return gs.Network.from_edges(draw.integers(0, n, n_ties), draw.integers(0, n, n_ties), n=n, directed=directed)


def two_blocks(seed):
    """Two dense groups and some people above and below each: many strong components, several large."""
    a, b = random_network(150, 500, seed), random_network(150, 700, seed + 1)
    return gs.Network.from_edges(
        np.concatenate([a.source, b.source + 150]), np.concatenate([a.target, b.target + 150]), n=300
    )


WAYS = [
    (random_network(60, 150, 1), 0.2),  # below the threshold
    (random_network(300, 1500, 2), 0.4),  # one giant component a world
    (two_blocks(3), 0.5),  # two of them
    (random_network(300, 500, 4, directed=False), "weighted"),
    (random_network(200, 900, 5), np.random.default_rng(5).uniform(0, 0.7, random_network(200, 900, 5).n_ties)),
    (gs.Network.from_edges(range(199), range(1, 200)), 0.97),  # a path: deep, without cycles
    (random_network(40, 100, 6), 1.0),
    (random_network(40, 100, 6), 0.0),
]


def mean(network, chance, agents, n_worlds, seed):
    """What the cascade itself says of the same worlds."""
    return independent_cascade(network, chance, agents, n_runs=n_worlds, seed=seed).mean


@pytest.mark.parametrize(("network", "chance"), WAYS, ids=str)
def test_gains_are_those_of_the_cascades_own_runs_and_nobody_would_have_added_more(network, chance):
    chosen = select(network, 5, "greedy", chance=chance, seed=9, n_worlds=40, n_runs=2)
    before = 0.0
    for i, gain in enumerate(chosen.gains):
        first = chosen.agents[:i].tolist()
        after = mean(network, chance, [*first, chosen.agents[i]], 40, 9)
        assert gain == pytest.approx(after - before, abs=1e-9)
        others = [mean(network, chance, [*first, agent], 40, 9) for agent in range(0, network.n, 1 + network.n // 60)]
        assert max(others) <= after + 1e-9
        before = after
    assert chosen.guarantee.at_least == pytest.approx(before) and chosen.guarantee.best_at_most >= before - 1e-9


@pytest.mark.parametrize("weight", ["uniform", "half"])
def test_gains_are_those_of_the_linear_thresholds_own_runs(weight):
    network = random_network(300, 900, 4)
    if weight == "half":
        weight = np.random.default_rng(1).uniform(0.2, 0.9, network.n_ties) / network.in_degree[network.target]
    chosen = select(network, 6, "greedy", model="lt", weight=weight, seed=9, n_worlds=300, n_runs=2)
    played = [linear_threshold(network, weight, chosen.agents[: i + 1], n_runs=300, seed=9).mean for i in range(6)]
    assert np.cumsum(chosen.gains) == pytest.approx(played, abs=1e-9)
    others = [linear_threshold(network, weight, [agent], n_runs=300, seed=9).mean for agent in range(300)]
    assert max(others) == pytest.approx(played[0])


@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.sampled_from([0.1, 0.5, "weighted"]))
@settings(max_examples=15, deadline=None)
def test_greedy_reaches_its_share_of_the_best_choice_of_all_on_the_same_worlds(seed, k, chance):
    network = random_network(7, 14, seed)
    chosen = select(network, k, "greedy", chance=chance, seed=seed, n_worlds=30, n_runs=2)
    best = max(mean(network, chance, agents, 30, seed) for agents in combinations(range(7), k))
    own = float(chosen.gains.sum())
    assert (1 - np.exp(-1)) * best <= own + 1e-9 and own <= best + 1e-9
    assert chosen.guarantee.best_at_most >= best - 1e-9 and chosen.guarantee.ratio * best <= own + 1e-9


@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.sampled_from([1.0, 2.0, 3.5, 10.0]), min_size=7, max_size=7),
    st.floats(1.0, 15.0),
)
@settings(max_examples=15, deadline=None)
def test_with_costs_greedy_reaches_its_share_of_the_best_that_the_budget_can_buy(seed, costs, budget):
    network, budget = random_network(7, 14, seed), max(budget, min(costs))
    chosen = select(network, method="greedy", chance=0.4, seed=seed, n_worlds=30, n_runs=2, costs=costs, budget=budget)
    payable = [s for size in range(1, 8) for s in combinations(range(7), size) if sum(costs[i] for i in s) <= budget]
    best = max(mean(network, 0.4, agents, 30, seed) for agents in payable)
    own = float(chosen.gains.sum())
    assert chosen.cost == pytest.approx(sum(costs[i] for i in chosen.agents)) and chosen.cost <= budget + 1e-9
    assert own == pytest.approx(mean(network, 0.4, chosen.agents, 30, seed))
    assert 0.405 * best <= own + 1e-9 and chosen.guarantee.best_at_most >= best - 1e-9


def test_the_better_of_the_two_greedy_choices_is_kept():
    """Seven cheap ones who reach nobody look better per cost than the hub, which takes the whole budget."""
    star = gs.Network.from_edges([0] * 20, range(1, 21), n=28)
    costs = np.where(np.arange(28) == 0, 10.0, 0.4)
    for method in ("greedy", "reverse_reachable"):
        chosen = select(star, method=method, chance=0.9, costs=costs, budget=10)
        assert chosen.by_cost and len(chosen) == 25  # 25 heads are more than the hub's 19
        dear = select(star, method=method, chance=0.9, costs=np.where(costs < 1, 0.6, 10.0), budget=10)
        assert not dear.by_cost and dear.agents.tolist() == [0]  # the hub's 19 are more than 16 heads


def test_worlds_beyond_the_memory_that_is_allowed():
    network = random_network(20_000, 60_000, 3)
    with pytest.raises(
        gs.ScenarioError,
        match="n_worlds: the 10000 worlds must be within most_memory = 4 MiB; got some .* MiB. Take at most",
    ):
        select(network, 2, "greedy", chance=0.5, n_worlds=10_000, most_memory=4 << 20)
