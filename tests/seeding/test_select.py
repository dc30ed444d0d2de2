"""The public choice: what all methods promise, the rankings against references, and one clear error for each kind of
bad input."""

from __future__ import annotations

import os
import subprocess
import sys

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.diffusion import independent_cascade
from gridsim.seeding import METHODS, compare, select

FAMILIES = gs.Network.from_networkx(networkx.florentine_families_graph())
KARATE = networkx.karate_club_graph()
CLUB = gs.Network.from_networkx(KARATE, weight=None)


def random_network(n, n_ties, seed, directed=True):
    draw = np.random.default_rng(seed)
    return gs.Network.from_edges(draw.integers(0, n, n_ties), draw.integers(0, n, n_ties), n=n, directed=directed)


@given(st.integers(0, 2**32 - 1), st.sampled_from(METHODS), st.booleans(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_nobody_twice_within_the_budget_labels_and_any_number_of_threads(seed, method, directed, counted):
    draw = np.random.default_rng(seed)
    plain = random_network(20, 60, seed, directed)
    network = gs.Network(plain.indptr, plain.targets, None, np.array([f"p{i}" for i in range(20)]))
    costs = draw.uniform(0.5, 5.0, 20)
    size = {"k": 1 + seed % 20} if counted else {"costs": costs, "budget": float(draw.uniform(5.0, 30.0))}
    given = dict(method=method, chance=0.2, seed=seed, n_runs=3, **size)
    if method == "greedy":
        given["n_worlds"] = 50
    one, two = select(network, threads=1, **given), select(network, threads=2, **given)
    assert np.array_equal(one.agents, two.agents) and np.array_equal(one.gains, two.gains) and one.spread == two.spread
    assert len(set(one.agents.tolist())) == len(one.agents) == len(one.gains) == len(one)
    assert one.labels.tolist() == [f"p{i}" for i in one.agents]
    if counted:
        assert len(one) == one.cost == size["k"] and not one.by_cost
    else:
        assert one.cost == pytest.approx(costs[one.agents].sum()) and one.cost <= size["budget"] * (1 + 1e-9)
        left = size["budget"] - one.cost
        assert (np.delete(costs, one.agents) > left * (1 - 1e-9)).all()  # nobody else could be paid
    assert len(one) <= one.spread <= 20


@pytest.mark.parametrize("method", METHODS)
def test_a_smaller_choice_begins_a_larger_one(method):
    few, many = (select(CLUB, k, method, chance=0.1, n_runs=2) for k in (3, 8))
    if method != "reverse_reachable":  # more heads take more sets
        assert few.agents.tolist() == many.agents[:3].tolist()
    assert few.spread < many.spread


def test_rankings_are_those_of_networkx():
    degree, core = dict(KARATE.degree), networkx.core_number(KARATE)
    assert select(CLUB, 5, "degree").agents.tolist() == sorted(range(34), key=lambda v: (-degree[v], v))[:5]
    assert select(CLUB, 9, "k_shell").agents.tolist() == sorted(range(34), key=lambda v: (-core[v], -degree[v], v))[:9]
    rank = networkx.pagerank(KARATE, weight=None, tol=1e-12)
    chosen = select(CLUB, 6, "pagerank")
    assert chosen.agents.tolist() == sorted(range(34), key=lambda v: -rank[v])[:6]
    assert chosen.gains == pytest.approx([rank[v] for v in chosen.agents], abs=1e-9)


def test_directed_rankings_look_along_influence():
    network = random_network(30, 80, 7)
    graph = networkx.DiGraph(zip(network.source.tolist(), network.target.tolist()))
    graph.add_nodes_from(range(30))
    rank = networkx.pagerank(graph.reverse(), alpha=0.6, tol=1e-12)
    assert select(network, 5, "pagerank", damping=0.6).gains == pytest.approx(
        sorted(rank.values(), reverse=True)[:5], abs=1e-9
    )
    assert select(network, 30, "degree").gains.tolist() == sorted(network.out_degree.tolist(), reverse=True)


def discounted_by_hand(graph, k, p):
    """Single discount (p None) and degree discount as published by Chen, Wang and Yang 2009."""
    score, taken, chosen = dict(graph.degree), dict.fromkeys(graph, 0), []
    for _ in range(k):
        best = max((v for v in graph if v not in chosen), key=lambda v: (score[v], -v))
        chosen.append(best)
        for v in graph[best]:
            taken[v] += 1
            d, t = graph.degree[v], taken[v]
            score[v] = d - t if p is None else d - 2 * t - (d - t) * t * p
    return chosen


def test_discounts_are_those_published():
    assert select(CLUB, 10, "single_discount").agents.tolist() == discounted_by_hand(KARATE, 10, None)
    small = select(CLUB, 6, "degree_discount", chance=1e-6, n_runs=2)
    assert small.agents.tolist() == discounted_by_hand(KARATE, 6, 1e-6)


def test_degree_discount_counts_whom_an_agent_adds_in_one_step():
    """Its score is the exact expectation of one step: compared with all worlds of a network in which nobody goes
    further."""
    network = gs.Network.from_edges([0, 0, 0, 1, 1, 2], [3, 4, 5, 4, 5, 1])
    chances = np.array([0.5, 0.5, 0.5, 0.8, 0.8, 0.25])
    chosen = select(network, 2, "degree_discount", chance=chances, n_runs=2)
    assert chosen.agents.tolist() == [1, 0] and chosen.gains.tolist() == pytest.approx([1 + 1.6, 1 + 1.5])
    after = select(gs.Network.from_edges([0, 0, 0, 1], [1, 2, 3, 3]), 2, "degree_discount", chance=0.5, n_runs=2)
    assert after.agents.tolist() == [0, 1] and after.gains.tolist() == pytest.approx([2.5, 0.5 * 1.5])
    threshold = select(
        gs.Network.from_edges([0, 0, 0, 1], [1, 2, 3, 3]),
        2,
        "degree_discount",
        model="lt",
        weight=[0.4, 1.0, 0.5, 0.5],
        n_runs=2,
    )
    assert threshold.agents.tolist() == [0, 1] and threshold.gains.tolist() == pytest.approx([2.9, 0.6 * 1.5])


def test_random_is_anybody_alike():
    first = [select(CLUB, 1, "random", seed=seed).agents[0] for seed in range(1700)]
    counts = np.bincount(first, minlength=34)
    assert ((counts - 50) ** 2 / 50).sum() < 33 + 4 * np.sqrt(2 * 33)  # chi squared of 33 degrees, z = 4


def test_with_costs_rankings_go_by_score_per_cost_and_pass_over_who_does_not_fit():
    star = gs.Network.from_edges([0] * 9 + [1] * 4, [*range(1, 10), *range(5, 9)])  # 9 and 4 ties
    costs = np.array([6.0, 2.0, 5.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    chosen = select(star, method="degree", costs=costs, budget=9)
    # 2 per cost, 1.5 per cost, then the first who fits
    assert chosen.agents.tolist() == [1, 0, 3] and chosen.cost == 9 and chosen.by_cost
    assert select(star, method="degree", costs=costs, budget=4).agents.tolist() == [1, 3, 4]  # the hub does not fit
    assert len(select(star, method="random", costs=np.full(10, 0.1), budget=0.3)) == 3  # 0.1 + 0.1 + 0.1 is within 0.3


def test_the_spread_is_that_of_plays_that_had_no_part_in_the_choice():
    chosen = select(FAMILIES, 3, "greedy", chance=0.1, n_worlds=20, n_runs=4000)
    there = independent_cascade(FAMILIES, 0.1, chosen.agents, n_runs=40_000, seed=123)
    assert abs(chosen.spread - there.mean) < 4 * np.hypot(chosen.standard_error, there.standard_error)
    assert select(FAMILIES, 3, "degree").spread is None and "spread" not in repr(select(FAMILIES, 3, "degree"))
    assert select(FAMILIES, 3, "degree", chance=0.1, n_runs=1).standard_error is None


def test_renumbering_people_changes_nothing_in_law():
    """A choice on the renumbered network reaches as many, within z = 4 of the paired plays' error."""
    network = random_network(120, 500, 3)
    new = np.random.default_rng(1).permutation(120)
    renumbered = gs.Network.from_edges(new[network.source], new[network.target], n=120)
    for method in ("greedy", "reverse_reachable"):
        there = np.argsort(new)[select(renumbered, 8, method, chance=0.2).agents]
        here = select(network, 8, method, chance=0.2).agents
        a, b = (independent_cascade(network, 0.2, agents, n_runs=4000, seed=5) for agents in (here, there))
        assert abs(a.mean - b.mean) < 4 * np.hypot(a.standard_error, b.standard_error)


def test_a_comparison_judges_all_on_the_same_plays():
    table = compare(CLUB, 3, chance=0.1, n_runs=500)
    assert set(table.index) == set(METHODS) and table.spread.is_monotonic_decreasing
    assert table.difference.iloc[0] == table.difference_error.iloc[0] == 0 and (table.difference <= 0).all()
    assert table.spread["degree"] == select(CLUB, 3, "degree", chance=0.1, n_runs=500).spread
    assert table.guarantee.notna().sum() == 2
    costly = compare(
        CLUB, methods=["degree", "reverse_reachable"], chance=0.1, costs=CLUB.out_degree, budget=20, n_runs=500
    )
    assert (costly.cost <= 20).all() and (costly.n_chosen > 1).all()


def test_compiler_off_gives_the_same_choices():
    code = """
import numpy as np
import gridsim as gs
from gridsim.seeding.inputs import check_options, check_purse, check_ways
from gridsim.seeding.methods import BY_NAME, Task
network = gs.Network.from_edges([0, 0, 0, 1, 2, 3, 4, 5, 5, 6], [1, 2, 3, 4, 5, 1, 6, 7, 2, 0], directed=False)
weights = np.linspace(0, 1, network.n_ties) / network.in_degree[network.target]
chances = np.linspace(0, 1, network.n_ties)
for given in (("ic", 0.35, None, None), ("ic", "weighted", 1.5, None), ("ic", chances, None, None), ("lt", None, None, weights)):
    ways = check_ways(network, *given)
    for purse in (check_purse(network, 3, None, None), check_purse(network, None, np.arange(1, 9), 7)):
        for method, one in BY_NAME.items():
            few = {"n_worlds": 10} if method == "greedy" else {"epsilon": 0.4} if method == "reverse_reachable" else {}
            chosen = one.choose(Task(network, purse, ways, 3, check_options(network, (method,), few), 1))
            print(method, chosen.agents.tolist(), chosen.gains.round(9).tolist())
"""
    answers = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | off
        ).stdout
        for off in ({}, {"NUMBA_DISABLE_JIT": "1"})
    ]
    assert answers[0] == answers[1] and len(answers[0].splitlines()) == 64


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"network": KARATE}, "network: the network must be a gridsim.Network; got 'Graph'"),
        ({"k": 35}, "k: the k must be a whole number from 1 to 34; got 35. The network has 34 agents."),
        ({"k": 0}, "k: the k must be a whole number from 1 to 34; got 0"),
        ({"k": 2.5}, "k: the k must be a whole number from 1 to 34; got 2.5"),
        ({"k": None}, "k: the size of the choice must be given as k, or as costs and a budget; got neither"),
        (
            {"k": None, "budget": 3},
            "k: the size of the choice must be given as k, or as costs and a budget; got only a budget",
        ),
        (
            {"k": None, "costs": [1.0] * 34},
            "k: the size of the choice must be given as k, or as costs and a budget; got only costs",
        ),
        ({"budget": 3}, "budget: the budget must be left out where k counts heads; got 3"),
        ({"costs": [1] * 34}, "costs: the costs must be left out where k counts heads; got [1, 1"),
        ({"k": None, "costs": [1.0] * 33, "budget": 3}, "costs: the costs must be 34 numbers, one a"),
        (
            {"k": None, "costs": [1.0] * 33 + [0.0], "budget": 3},
            "costs: every cost must be a number > 0; got 0 at place 33",
        ),
        (
            {"k": None, "costs": [1.0] * 33 + [-2.0], "budget": 3},
            "costs: every costs must be a number from 0 to 1e+15; got -2.0 at place 33",
        ),
        (
            {"k": None, "costs": [float("nan")] * 34, "budget": 3},
            "costs: every costs must be a number from 0 to 1e+15; got nan at place 0",
        ),
        (
            {"k": None, "costs": [5.0] * 34, "budget": 4.9},
            "budget: the budget must be at least the lowest cost, 5; got 4.9. Nobody can be paid",
        ),
        (
            {"k": None, "costs": [5.0] * 34, "budget": float("nan")},
            "budget: the budget must be a number from 0 to 1e+15; got nan",
        ),
        (
            {"method": "best"},
            (
                "method: the method must be one of random, degree, single_discount, degree_discount, k_shell, pagerank,"
                " greedy, rev"
            ),
        ),
        ({"chance": None}, "chance: the model of diffusion must be given for greedy; got none"),
        (
            {"chance": None, "method": "degree_discount"},
            "chance: the model of diffusion must be given for degree_discount; got none",
        ),
        ({"chance": 1.5}, "chance: the chance must be a number from 0 to 1; got 1.5"),
        ({"chance": [0.1]}, "chance: the chance must be 156 numbers, one a tie"),
        ({"scale": 2.0}, 'scale: the scale must be given with chance="weighted" only; got 2.0'),
        (
            {"chance": None, "scale": 2.0, "method": "degree"},
            'scale: the scale must be given with chance="weighted" only; got 2.0',
        ),
        ({"model": "sir"}, "model: the model must be one of ic, lt; got 'sir'"),
        (
            {"weight": "uniform"},
            'weight: the weight must be left out with model="ic"; got \'uniform\'. It belongs to model="lt".',
        ),
        ({"model": "lt"}, 'chance: the chance must be left out with model="lt"; got 0.1. It belongs to model="ic".'),
        ({"model": "lt", "chance": None}, "chance: the model of diffusion must be given for greedy; got none"),
        ({"model": "lt", "chance": None, "weight": "equal"}, "weight: the weight must be one of uniform; got 'equal'"),
        (
            {"model": "lt", "chance": None, "weight": [1.0] * 156},
            "weight: the weights that lead to an agent must add up to at most 1; got 17 for ",
        ),
        ({"epsilon": 0.1}, "epsilon: the epsilon must be given with reverse_reachable only; got 0.1. Leave it out."),
        ({"delta": 0.1, "method": "degree"}, "delta: the delta must be given with reverse_reachable only; got 0.1"),
        ({"damping": 0.5}, "damping: the damping must be given with pagerank only; got 0.5"),
        ({"n_worlds": 5, "method": "k_shell"}, "n_worlds: the n_worlds must be given with greedy only; got 5"),
        (
            {"most_memory": 1 << 30, "method": "random"},
            "most_memory: the most_memory must be given with greedy or reverse_reachable only",
        ),
        ({"n_worlds": 0}, "n_worlds: the n_worlds must be a whole number from 1 to 16777216; got 0"),
        (
            {"epsilon": 0.0, "method": "reverse_reachable"},
            "epsilon: the epsilon must be a number from 0.001 to 0.6; got 0.0",
        ),
        ({"delta": 1.0, "method": "reverse_reachable"}, "delta: the delta must be a number from 1e-12 to 0.5; got 1.0"),
        ({"damping": 1.0, "method": "pagerank"}, "damping: the damping must be a number from 0 to 0.999; got 1.0"),
        ({"most_memory": 10}, "most_memory: the most_memory must be a whole number from 1048576 to"),
        ({"seed": -1}, "seed: the seed must be a whole number from 0 to 4294967295; got -1"),
        ({"n_runs": 0}, "n_runs: the n_runs must be a whole number from 1 to 16777216; got 0"),
    ],
)
def test_bad_input_gets_one_clear_error(change, says):
    given = {"network": CLUB, "k": 2, "method": "greedy", "chance": 0.1} | change
    with pytest.raises(gs.ScenarioError) as error:
        select(**given)
    assert str(error.value).startswith(says) and len(error.value.problems) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"methods": ["degree", "degree"]},
            "methods: the methods must be at least one, each named once; got ['degree', 'degree']",
        ),
        ({"methods": []}, "methods: the methods must be at least one, each named once; got []"),
        ({"methods": ["best"]}, "method: the method must be one of random"),
        ({"chance": None}, "chance: the model of diffusion must be given for a comparison; got none"),
        ({"k": 99}, "k: the k must be a whole number from 1 to 34; got 99"),
        ({"n_runs": 1}, "n_runs: the n_runs must be a whole number from 2 to 16777216; got 1"),
    ],
)
def test_a_bad_comparison_gets_one_clear_error(change, says):
    with pytest.raises(gs.ScenarioError) as error:
        compare(**({"network": CLUB, "k": 2, "chance": 0.1} | change))
    assert str(error.value).startswith(says) and len(error.value.problems) == 1
