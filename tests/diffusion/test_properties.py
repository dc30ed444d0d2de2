"""Laws of all models on networks that hypothesis makes: what more seeds and higher chances do run by run, threads,
numbering, the compiler off."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.diffusion import complex_contagion, independent_cascade, linear_threshold, sir, watts_threshold

RUNS = 40
quick = settings(max_examples=40, deadline=None)


@st.composite
def networks(draw, most=10):
    """A directed network with at least one tie."""
    n = draw(st.integers(2, most))
    ties = draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), min_size=1, max_size=4 * n))
    return gs.Network.from_edges([s for s, _ in ties], [t for _, t in ties], n=n)


@st.composite
def seeds_in_seeds(draw):
    """A network, a seed set, a larger one, and one more agent."""
    network = draw(networks())
    agents = st.integers(0, network.n - 1)
    few = draw(st.lists(agents, min_size=1, max_size=3))
    return network, few, few + draw(st.lists(agents, max_size=3)), draw(agents)


def some_weights(network, draw_of=3):
    """Weights that differ and add up to less than 1 at each agent."""
    strength = 0.2 + np.random.default_rng(draw_of).random(network.n_ties)
    return 0.9 * strength / np.bincount(network.target, strength, network.n)[network.target]


SUBMODULAR = {
    "cascade, one chance": lambda network, seeds: independent_cascade(network, 0.3, seeds, RUNS, threads=1),
    "cascade, coupled": lambda network, seeds: independent_cascade(network, 0.3, seeds, RUNS, coupled=True, threads=1),
    "cascade, weighted": lambda network, seeds: independent_cascade(
        network, "weighted", seeds, RUNS, scale=0.6, threads=1
    ),
    "linear, uniform": lambda network, seeds: linear_threshold(network, "uniform", seeds, RUNS, threads=1),
    "linear, weights": lambda network, seeds: linear_threshold(network, some_weights(network), seeds, RUNS, threads=1),
    "sir": lambda network, seeds: sir(network, 0.5, ("exponential", 1.0), seeds, RUNS, threads=1),
    "sir, coupled": lambda network, seeds: sir(network, 0.5, ("gamma", 1.0, 2.0), seeds, RUNS, coupled=True, threads=1),
}
MONOTONE = SUBMODULAR | {
    "watts": lambda network, seeds: watts_threshold(network, 0.4, seeds, threads=1),
    "complex": lambda network, seeds: complex_contagion(network, [0.1, 0.6, 0.3], seeds, RUNS, threads=1),
}


@pytest.mark.parametrize("model", SUBMODULAR)
@given(case=seeds_in_seeds())
@quick
def test_one_more_seed_adds_less_to_more_seeds_in_every_run(model, case):
    """f(A + v) - f(A) >= f(B + v) - f(B) for A within B, run by run and so in the mean."""
    network, few, many, agent = case
    play = SUBMODULAR[model]
    gain_few = play(network, [*few, agent]).sizes - play(network, few).sizes
    gain_many = play(network, [*many, agent]).sizes - play(network, many).sizes
    assert (gain_few >= gain_many).all()


@pytest.mark.parametrize("model", MONOTONE)
@given(case=seeds_in_seeds())
@quick
def test_more_seeds_never_lose_an_adopter(model, case):
    network, few, many, _ = case
    assert (MONOTONE[model](network, few).sizes <= MONOTONE[model](network, many).sizes).all()


def adopters(cascades):
    return [set(tree.agents.tolist()) for tree in cascades.trees]


@given(networks(), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=40, max_size=40))
@quick
def test_a_higher_chance_never_loses_an_adopter(network, pairs):
    """In the coupled mode: a superset of agents in every run, whether one tie or all get the higher chance."""
    low, high = np.sort(np.array(pairs)[: network.n_ties], axis=1).T if network.n_ties else (np.empty(0), np.empty(0))
    few, many = (independent_cascade(network, chance, [0], 20, record="parents", threads=1) for chance in (low, high))
    assert all(a <= b for a, b in zip(adopters(few), adopters(many)))
    few, many = (
        independent_cascade(network, chance, [0], 20, coupled=True, record="parents", threads=1)
        for chance in (0.2, 0.35)
    )
    assert all(a <= b for a, b in zip(adopters(few), adopters(many)))


@given(networks(), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5))
@quick
def test_a_higher_response_never_loses_an_adopter(network, pairs):
    low, high = np.sort(np.array(pairs), axis=1).T
    few, many = (complex_contagion(network, response, [0], 20, record="parents", threads=1) for response in (low, high))
    assert all(a <= b for a, b in zip(adopters(few), adopters(many)))


@given(networks(), st.floats(0, 3), st.floats(0, 3), st.floats(0.1, 2), st.floats(0.1, 2))
@quick
def test_a_higher_rate_or_a_longer_period_never_loses_or_delays_an_adopter(network, rate_a, rate_b, mean_a, mean_b):
    low, high = (
        sir(network, rate, ("exponential", mean), [0], 20, coupled=True, record="parents", threads=1)
        for rate, mean in zip(sorted((rate_a, rate_b)), sorted((mean_a, mean_b)))
    )
    for run in range(20):
        soon = dict(zip(high.tree(run).agents.tolist(), high.adoption_times[run]))
        assert all(soon[agent] <= late for agent, late in zip(low.tree(run).agents.tolist(), low.adoption_times[run]))


@given(networks(), st.floats(0, 1), st.floats(0, 1))
@quick
def test_a_lower_threshold_never_loses_an_adopter(network, a, b):
    low, high = (watts_threshold(network, threshold, [0]).sizes[0] for threshold in sorted((a, b)))
    assert low >= high


# --- threads and numbering

ENDS = np.random.default_rng(4).integers(400, size=(2, 1_600))
TOWN = gs.Network.from_edges(*ENDS, n=400)
LAWS = {
    "cascade": lambda network, seeds, **more: independent_cascade(network, 0.22, seeds, **more),
    "linear": lambda network, seeds, **more: linear_threshold(network, "uniform", seeds, **more),
    "complex": lambda network, seeds, **more: complex_contagion(network, [0.1, 0.4], seeds, **more),
    "sir": lambda network, seeds, **more: sir(network, 0.3, ("gamma", 1.0, 2.0), seeds, times=[1.0, 3.0], **more),
}


@pytest.mark.parametrize("model", LAWS | {"watts": None})
def test_threads_never_matter(model):
    """Nor does how many runs are played beside one."""

    def play(**more):
        if model == "watts":
            return watts_threshold(TOWN, 0.2, "random", n_seeds=5, seed=5, record="parents", **more)
        return LAWS[model](TOWN, [3, 5], seed=5, record="parents", **more)

    alone, together, fewer = play(n_runs=203, threads=1), play(n_runs=203, threads=7), play(n_runs=20, threads=2)
    assert np.array_equal(alone.adoption, together.adoption) and np.array_equal(alone.generations, together.generations)
    assert alone.sizes[:20].tolist() == fewer.sizes.tolist()
    for one, other in zip(alone.trees, together.trees):
        assert np.array_equal(one.agents, other.agents) and np.array_equal(one.parents, other.parents)
    if model == "sir":
        assert np.array_equal(alone.durations, together.durations) and np.array_equal(
            alone.active_at, together.active_at
        )


@pytest.mark.parametrize("model", LAWS)
def test_numbering_of_agents_changes_nothing_in_law(model):
    """The same town with its agents numbered anew: sizes and generations agree within z = 4, in their means and in how
    often they stay small."""
    new = np.random.default_rng(5).permutation(400)
    renumbered = gs.Network.from_edges(new[ENDS[0]], new[ENDS[1]], n=400)
    here, there = (
        LAWS[model](network, seeds, n_runs=8_000, seed=6)
        for network, seeds in ((TOWN, [3, 5]), (renumbered, new[[3, 5]]))
    )
    for measure in (lambda c: c.sizes, lambda c: c.generations, lambda c: c.sizes <= 4):
        a, b = measure(here).astype(float), measure(there).astype(float)
        assert abs(a.mean() - b.mean()) < 4 * np.sqrt((a.var() + b.var()) / 8_000)
    assert not np.array_equal(here.sizes, there.sizes)


@given(networks())
@quick
def test_numbering_changes_nothing_where_nothing_is_drawn(network):
    new = np.random.default_rng(network.n).permutation(network.n)
    renumbered = gs.Network.from_edges(new[network.source], new[network.target], n=network.n)
    assert np.array_equal(
        watts_threshold(network, 0.4, [0]).adoption, watts_threshold(renumbered, 0.4, [new[0]]).adoption
    )


def test_compiler_off_gives_the_same():
    code = """
import numpy as np
import gridsim as gs
ends = np.arange(80)
network = gs.Network.from_edges(ends % 40, (ends * 7 + 3) % 40, n=40, directed=False)
d, more = gs.diffusion, {"n_runs": 5, "record": "parents"}
for cascades in (
    d.linear_threshold(network, "uniform", [0, 3], **more), d.linear_threshold(network, 0.9 / network.in_degree[network.targets], [0, 3], **more),
    d.watts_threshold(network, 0.3, "random", n_seeds=3, **more), d.complex_contagion(network, [0.1, 0.4], [0, 3], **more),
    d.sir(network, 0.3, [0.5, 2], [0], times=[0, 1, 2], **more),
    d.sir(network, np.linspace(0, 1, network.n_ties), ("exponential", 1.0), "random", **more),
):
    print(cascades.adoption.tolist(), [(tree.agents.tolist(), tree.parents.tolist()) for tree in cascades.trees])
    if hasattr(cascades, "durations"):
        print(cascades.durations.tolist(), cascades.active_at.tolist(), [times.tolist() for times in cascades.adoption_times])
"""
    answers = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | off
        ).stdout
        for off in ({}, {"NUMBA_DISABLE_JIT": "1"})
    ]
    assert answers[0] == answers[1] and len(answers[0]) > 1_000
