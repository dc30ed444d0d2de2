"""Linear threshold, Watts thresholds and complex contagion: exact small cases by recursion over what has happened,
equality with a naive form, trees, drawn seeds, bad inputs."""

from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.diffusion import complex_contagion, independent_cascade, linear_threshold, watts_threshold

EDGES = [(0, 1), (0, 2), (1, 2), (2, 3), (1, 3), (0, 3), (3, 4), (2, 4), (4, 1), (4, 5), (5, 0)]
NETWORK = gs.Network.from_edges(*zip(*EDGES))
RUNS = 40_000


def sources(network):
    """Who influences each agent, ascending, with the tie."""
    of = [[] for _ in range(network.n)]
    for tie, (source, target) in enumerate(zip(network.source.tolist(), network.target.tolist())):
        of[target].append((source, tie))
    return of


def exact(network, seeds, stays):
    """Law of the adoption curve by generation; stays(agent, before, now): chance that it does not adopt now, given the
    sources before and now."""
    of, law = sources(network), Counter()

    def go(before, now, curve, chance):
        open_agents = [a for a in range(network.n) if a not in now]
        stay = [
            stays(a, [(s, t) for s, t in of[a] if s in before], [(s, t) for s, t in of[a] if s in now])
            for a in open_agents
        ]
        for adopts in product([False, True], repeat=len(open_agents)):
            p = chance * float(np.prod([1 - q if yes else q for yes, q in zip(adopts, stay)]))
            if p == 0:
                continue
            more = {a for a, yes in zip(open_agents, adopts) if yes}
            if more:
                go(now, now | more, (*curve, len(now) + len(more)), p)
            else:
                law[curve] += p

    go(frozenset(), frozenset(seeds), (len(seeds),), 1.0)
    assert sum(law.values()) == pytest.approx(1)
    return law


def has_law(cascades, law, z=4):
    """Whether every adoption curve is as frequent as it should be, within z standard errors, and no other curve
    occurs."""
    found = Counter(
        tuple(row[: last + 1]) for row, last in zip(cascades.adoption.tolist(), cascades.generations.tolist())
    )
    assert set(found) <= set(law)
    n = cascades.n_runs
    return all(abs(found[curve] / n - p) <= z * np.sqrt(p * (1 - p) / n) + 1 / n for curve, p in law.items())


# --- linear threshold


@pytest.mark.parametrize("seeds", [[0], [1, 5]])
@pytest.mark.parametrize("uniform", [True, False])
def test_linear_threshold_has_the_law_of_drawn_thresholds(seeds, uniform):
    """A threshold above the weight before is uniform above it: P(stays) = (1 - weight now) / (1 - weight before)."""
    weight = 1 / NETWORK.in_degree[NETWORK.target] * (1 if uniform else np.linspace(0.3, 1, NETWORK.n_ties))

    def stays(agent, before, now):
        low, high = (sum(weight[tie] for _, tie in some) for some in (before, now))
        return 1.0 if low == high else max(0.0, 1 - high) / (1 - low)

    cascades = linear_threshold(NETWORK, "uniform" if uniform else weight, seeds, RUNS, seed=3)
    assert has_law(cascades, exact(NETWORK, seeds, stays))


def test_weights_that_are_equal_are_the_uniform_ones():
    weight = 1 / NETWORK.in_degree[NETWORK.target]
    named, given_ = (linear_threshold(NETWORK, w, [0], 500, seed=1) for w in ("uniform", weight))
    assert np.array_equal(named.adoption, given_.adoption)
    single = linear_threshold(NETWORK, weight.astype(np.float32), [0], 500, seed=1)
    assert np.array_equal(single.adoption, named.adoption)


def test_weights_of_zero_win_nobody_and_of_one_everybody():
    line = gs.Network.from_edges(range(99), range(1, 100))
    assert linear_threshold(line, np.zeros(99), [0], 20).sizes.tolist() == [1] * 20
    sure = linear_threshold(line, np.ones(99), [0], 20)
    assert sure.sizes.tolist() == [100] * 20 and sure.generations.tolist() == [99] * 20


# --- Watts thresholds


def watts_by_hand(network, threshold, seeds):
    """Adoption curve, agent by agent, with fractions."""
    of, now, curve = sources(network), set(seeds), [len(set(seeds))]
    while True:
        more = set()
        for a in set(range(network.n)) - now:
            active = sum(s in now for s, _ in of[a])
            share = Fraction(active, len(of[a])) if of[a] else Fraction(0)
            if share >= threshold[a]:
                more.add(a)
        if not more:
            return curve
        now |= more
        curve.append(len(now))


@st.composite
def watts_cases(draw):
    n = draw(st.integers(1, 12))
    ties = draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=40))
    network = gs.Network.from_edges([s for s, _ in ties], [t for _, t in ties], n=n)
    threshold = draw(st.lists(st.fractions(0, 1, max_denominator=12), min_size=n, max_size=n))
    return network, threshold, draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=3))


@given(watts_cases())
@settings(max_examples=100, deadline=None)
def test_watts_threshold_is_the_naive_form(case):
    """Also where a share equals the threshold, which floats must not miss: 7 / 100 is enough for 0.07."""
    network, threshold, seeds = case
    cascades = watts_threshold(network, [float(one) for one in threshold], seeds)
    assert cascades.adoption[0].tolist() == watts_by_hand(network, threshold, seeds)


@pytest.mark.parametrize("degree", [1, 3, 7, 49, 100, 1_000])
def test_a_share_that_equals_the_threshold_is_enough(degree):
    star = gs.Network.from_edges(range(1, degree + 1), [0] * degree)
    for k in range(1, degree + 1, 1 + degree // 25):
        assert watts_threshold(star, k / degree, range(1, k + 1)).sizes[0] == k + 1
        if k > 1:
            assert watts_threshold(star, k / degree, range(1, k)).sizes[0] == k - 1


def test_who_has_the_threshold_zero_adopts_unasked():
    line = gs.Network.from_edges([0, 1, 2], [1, 2, 3])
    cascades = watts_threshold(line, [0.0, 1.0, 0.0, 1.0], [3], record="parents")
    assert cascades.adoption.tolist() == [[1, 3, 4]]
    assert cascades.tree(0).agents.tolist() == [3, 0, 2, 1] and cascades.tree(0).parents.tolist() == [-1, -1, -1, 1]


# --- complex contagion


@pytest.mark.parametrize("response", [[0.3], [0.0, 0.5], [0.1, 0.6, 0.2], [1.0], [0.0, 0.0, 1.0]])
@pytest.mark.parametrize("seeds", [[0], [0, 4]])
def test_complex_contagion_has_the_law_of_its_response(response, seeds):
    def stays(agent, before, now):
        return float(np.prod([1 - response[min(k, len(response)) - 1] for k in range(len(before) + 1, len(now) + 1)]))

    assert has_law(complex_contagion(NETWORK, response, seeds, RUNS, seed=3), exact(NETWORK, seeds, stays))


def test_one_response_is_the_independent_cascade():
    simple, complex_ = (
        independent_cascade(NETWORK, 0.3, [0], RUNS, seed=1),
        complex_contagion(NETWORK, [0.3], [0], RUNS, seed=1),
    )
    assert abs(simple.mean - complex_.mean) < 4 * np.hypot(simple.standard_error, complex_.standard_error)


def test_exposures_go_on_over_several_blocks():
    """A source with 2,000 ties, and 2,000 sources with one: the last value of the response holds for all further
    exposures."""
    out = gs.Network.from_edges([0] * 2_000, range(1, 2_001))
    cascades = complex_contagion(out, [0.25], [0], 2_000, seed=2)
    assert abs(cascades.mean - 501) < 4 * cascades.standard_error
    assert abs(cascades.sizes.var() / (2_000 * 0.25 * 0.75) - 1) < 4 * np.sqrt(2 / 2_000)
    crowd = gs.Network.from_edges(range(1, 2_001), [0] * 2_000)
    cascades = complex_contagion(crowd, [0.9, 0.001], range(1, 2_001), 2_000, seed=2)
    missed = (cascades.sizes == 2_000).mean()
    expected = 0.1 * 0.999**1_999
    assert abs(missed - expected) < 4 * np.sqrt(expected / 2_000)


# --- what all share

MODELS = {
    "linear": lambda network, seeds, **more: linear_threshold(network, "uniform", seeds, **more),
    "watts": lambda network, seeds, **more: watts_threshold(network, 0.3, seeds, **more),
    "complex": lambda network, seeds, **more: complex_contagion(network, [0.1, 0.5], seeds, **more),
}


@pytest.fixture(scope="module")
def town():
    ends = np.random.default_rng(1).integers(2_000, size=(2, 6_000))
    return gs.Network.from_edges(*ends, n=2_000, directed=False)


@pytest.mark.parametrize("model", MODELS)
def test_trees_are_the_runs(town, model):
    """Parents stand before children one generation away, along ties of the network; nobody is in a tree twice."""
    plain, kept = (MODELS[model](town, [0, 7, 9], n_runs=20, seed=5, record=record) for record in (None, "parents"))
    assert np.array_equal(plain.adoption, kept.adoption) and np.array_equal(plain.generations, kept.generations)
    ties = set(zip(town.source.tolist(), town.target.tolist()))
    for run in range(20):
        agents, parents = kept.tree(run)
        depth = np.zeros(len(agents), int)
        for place, parent in enumerate(parents):
            if parent >= 0:
                assert (agents[parent], agents[place]) in ties
                depth[place] = depth[parent] + 1
        assert len(set(agents.tolist())) == len(agents) and agents[parents < 0].tolist() == [0, 7, 9]
        assert np.cumsum(np.bincount(depth)).tolist() == kept.adoption[run, : kept.generations[run] + 1].tolist()


@pytest.mark.parametrize("model", MODELS)
def test_more_generations_than_expected(model):
    """A path of 200 generations outgrows the room that is made at first."""
    line = gs.Network.from_edges(range(199), range(1, 200))
    sure = {
        "linear": linear_threshold(line, "uniform", [0], 9),
        "watts": watts_threshold(line, 1.0, [0], 9),
        "complex": complex_contagion(line, [1.0], [0], 9),
    }[model]
    assert sure.adoption.tolist() == [list(range(1, 201))] * 9


@pytest.mark.parametrize("model", MODELS)
def test_drawn_seeds(town, model):
    """Every run draws its own; all agents are as likely; the first k of a run are the same whatever the number."""
    one, three = (MODELS[model](town, "random", n_runs=300, seed=5, n_seeds=k, record="parents") for k in (None, 3))
    assert one.adoption[:, 0].tolist() == [1] * 300 and three.adoption[:, 0].tolist() == [3] * 300
    assert all(one.tree(run).agents[0] == three.tree(run).agents[0] for run in range(300))
    assert (one.sizes <= three.sizes).all()


def test_drawn_seeds_are_uniform_and_differ():
    nobody = gs.Network.from_edges([0], [1], n=10)
    cascades = watts_threshold(nobody, 1.0, "random", 20_000, seed=1, n_seeds=4, record="parents")
    agents = np.array([tree.agents[:4] for tree in cascades.trees])
    assert all(len(set(row)) == 4 for row in agents.tolist())
    for column in agents.T:
        counts = np.bincount(column, minlength=10)
        assert (abs(counts - 2_000) < 4 * np.sqrt(20_000 * 0.1 * 0.9)).all()
    assert watts_threshold(nobody, 1.0, "random", n_seeds=10).sizes.tolist() == [10]


@pytest.mark.parametrize(
    "call, words",
    [
        (
            lambda: linear_threshold("karate", "uniform", [0]),
            "network: the network must be a gridsim.Network; got 'str'",
        ),
        (lambda: linear_threshold(NETWORK, "equal", [0]), "weight: the weight must be one of uniform; got 'equal'"),
        (lambda: linear_threshold(NETWORK, [0.1, 0.2], [0]), "weight: the weight must be 11 numbers"),
        (lambda: linear_threshold(NETWORK, [-0.1] + [0.0] * 10, [0]), "got -0.1 at place 0"),
        (lambda: linear_threshold(NETWORK, [float("nan")] + [0.0] * 10, [0]), "got nan at place 0"),
        (lambda: linear_threshold(NETWORK, 0.1, [0]), "of network.source and network.target; got 0.1. Give"),
        (
            lambda: watts_threshold(NETWORK, [[0.1], [0.1, 0.2]], [0]),
            "threshold: the threshold must be 6 numbers, one an agent",
        ),
        (lambda: linear_threshold(NETWORK, np.full(11, 0.5), [0]), "must add up to at most 1; got 1.5 for agent 3"),
        (
            lambda: linear_threshold(NETWORK, "uniform", [0], record="tree"),
            "record: the record must be one of parents; got 'tree'",
        ),
        (lambda: linear_threshold(NETWORK, "uniform", [0], 0), "n_runs: the n_runs must be a whole number"),
        (lambda: watts_threshold(NETWORK, 1.5, [0]), "threshold: the threshold must be a number from 0 to 1; got 1.5"),
        (
            lambda: watts_threshold(NETWORK, float("nan"), [0]),
            "threshold: the threshold must be a number from 0 to 1; got nan",
        ),
        (
            lambda: watts_threshold(NETWORK, [0.1] * 5, [0]),
            "threshold: the threshold must be 6 numbers, one an agent; got 5 of them",
        ),
        (lambda: watts_threshold(NETWORK, [0.1] * 5 + [-1], [0]), "got -1.0 at place 5"),
        (
            lambda: watts_threshold(NETWORK, "low", [0]),
            "threshold: the threshold must be a number from 0 to 1; got 'low'",
        ),
        (
            lambda: watts_threshold(NETWORK, 0.1, [6]),
            "seed_set: every seed must be an agent of the network of 6; got 6 at place 0",
        ),
        (lambda: watts_threshold(NETWORK, 0.1, []), "seed_set: the seeds must be a list of at least one whole number"),
        (lambda: watts_threshold(NETWORK, 0.1, "degree"), "seed_set: the seed_set must be one of random; got 'degree'"),
        (
            lambda: watts_threshold(NETWORK, 0.1, [0], n_seeds=2),
            'n_seeds: the n_seeds must be given with seed_set="random" only; got 2',
        ),
        (
            lambda: watts_threshold(NETWORK, 0.1, "random", n_seeds=7),
            "n_seeds: the n_seeds must be a whole number from 1 to 6; got 7",
        ),
        (
            lambda: complex_contagion(NETWORK, [], [0]),
            "response: the response must be a list of at least one number; got 0 of them",
        ),
        (
            lambda: complex_contagion(NETWORK, [0.1, 1.2], [0]),
            "response: every response must be a number from 0 to 1; got 1.2 at place 1",
        ),
        (lambda: complex_contagion(NETWORK, [0.1, float("nan")], [0]), "got nan at place 1"),
        (lambda: complex_contagion(NETWORK, [[0.1], [0.2]], [0]), "got an array of shape (2, 1)"),
        (lambda: complex_contagion(NETWORK, [0.1], [0], seed=-1), "seed: the seed must be a whole number from 0"),
    ],
)
def test_bad_input_is_one_clear_error(call, words):
    with pytest.raises(gs.ScenarioError) as error:
        call()
    assert words in str(error.value) and len(error.value.problems) == 1
