"""Independent cascade: exact small cases, the two ways of drawing, trees, ends of the range."""

import subprocess
import sys
from itertools import product

import numpy as np
import pytest

import gridsim as gs
from gridsim.diffusion import bond_percolation, independent_cascade

TRIANGLE_AND_TAIL = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 0)]


def enumerated(edges, chances, seeds, n):
    """Mean size over all worlds of live ties, each with its chance."""
    total = 0.0
    for live in product([0, 1], repeat=len(edges)):
        weight = np.prod([c if on else 1 - c for c, on in zip(chances, live)])
        reached = set(seeds)
        while True:
            more = {t for (s, t), on in zip(edges, live) if on and s in reached} - reached
            if not more:
                break
            reached |= more
        total += weight * len(reached)
    return total


def close(cascades, exact, z=4):
    return abs(cascades.mean - exact) <= z * cascades.standard_error


@pytest.mark.parametrize("coupled", [False, True])
@pytest.mark.parametrize("chance", [0.02, 0.3, 0.9])
def test_one_chance_gives_the_enumerated_mean(chance, coupled):
    network = gs.Network.from_edges(*zip(*TRIANGLE_AND_TAIL))
    exact = enumerated(TRIANGLE_AND_TAIL, [chance] * 5, [0], 4)
    assert close(independent_cascade(network, chance, [0], n_runs=40_000, seed=2, coupled=coupled), exact)


def test_a_chance_a_tie_gives_the_enumerated_mean():
    network = gs.Network.from_edges(*zip(*TRIANGLE_AND_TAIL))
    edges = list(zip(network.source.tolist(), network.target.tolist()))
    chances = [0.0, 0.2, 0.9, 0.5, 1.0]
    assert close(
        independent_cascade(network, chances, [0, 1], n_runs=40_000, seed=3), enumerated(edges, chances, [0, 1], 4)
    )


def test_weighted_is_scale_over_in_degree_at_most_one():
    network = gs.Network.from_edges(*zip(*TRIANGLE_AND_TAIL))
    given = np.minimum(1.0, 0.7 / network.in_degree[network.target])
    named = independent_cascade(network, "weighted", [0], n_runs=500, seed=1, scale=0.7)
    assert np.array_equal(named.adoption, independent_cascade(network, given, [0], n_runs=500, seed=1).adoption)
    assert independent_cascade(network, "weighted", [2], n_runs=50, seed=1, scale=1e9).sizes.tolist() == [4] * 50


def test_the_ends_of_the_range():
    network = gs.Network.from_edges(range(99), range(1, 100))
    none = independent_cascade(network, 0.0, [0], n_runs=5)
    every = independent_cascade(network, 1.0, [0], n_runs=5)  # more generations than the first block has columns
    assert none.sizes.tolist() == [1] * 5 and none.generations.tolist() == [0] * 5
    assert every.sizes.tolist() == [100] * 5 and every.generations.tolist() == [99] * 5
    assert every.adoption[0].tolist() == list(range(1, 101))


def test_a_sharer_of_many_ties_passes_over_failures_by_the_geometric_law():
    network = gs.Network.from_edges([0] * 20_000, range(1, 20_001))
    cascades = independent_cascade(network, 0.013, [0], n_runs=2_000, seed=5)
    assert close(cascades, 1 + 20_000 * 0.013)
    assert cascades.sizes.var() == pytest.approx(20_000 * 0.013 * 0.987, rel=4 * np.sqrt(2 / 2_000))


def test_trees_are_those_of_the_same_run_and_parents_come_first():
    network = gs.Network.from_edges(*zip(*TRIANGLE_AND_TAIL), directed=False)
    plain = independent_cascade(network, 0.6, [1, 3], n_runs=200, seed=4)
    kept = independent_cascade(network, 0.6, [1, 3], n_runs=200, seed=4, record="parents")
    assert np.array_equal(plain.adoption, kept.adoption)
    for run, size in enumerate(plain.sizes):
        tree = kept.tree(run)
        assert len(tree.agents) == size and len(set(tree.agents.tolist())) == size
        assert tree.parents[:2].tolist() == [-1, -1] and (tree.parents[2:] < np.arange(2, size)).all()
        ties = set(zip(network.source.tolist(), network.target.tolist()))
        assert all((int(tree.agents[p]), int(a)) in ties for a, p in zip(tree.agents[2:], tree.parents[2:]))


@pytest.mark.parametrize("chance", [0.01, 0.05, 0.3, "weighted"])
def test_played_abreast_and_by_bits_a_run_wins_in_each_generation_whom_it_wins_alone_from_its_list(chance):
    network, seeds = gs.networks.barabasi_albert(3_000, 5, seed=1), [2_999, *range(0, 3_000, 150)]
    # two full companies of 16 and one of 5
    plain = independent_cascade(network, chance, seeds, n_runs=37, seed=4, threads=1)
    alone = independent_cascade(network, chance, seeds, n_runs=37, seed=4, threads=1, record="parents")
    assert np.array_equal(plain.adoption, alone.adoption)
    if chance == 0.05:
        assert plain.sizes.min() < 3_000 // 16 < plain.sizes.max()  # some outgrow their lists, some do not


def test_a_run_is_the_same_in_any_company():
    network = gs.Network.from_edges(*zip(*TRIANGLE_AND_TAIL), directed=False)
    many = independent_cascade(network, 0.4, [0], n_runs=97, seed=8, threads=3)
    assert np.array_equal(
        many.adoption[:10, :4], independent_cascade(network, 0.4, [0], n_runs=10, seed=8, threads=1).adoption[:, :4]
    )


def test_a_run_may_draw_its_own_seeds():
    network = gs.Network.from_edges(*zip(*TRIANGLE_AND_TAIL), n=50, directed=False)
    two = independent_cascade(network, 0.0, "random", n_runs=3_000, seed=4, n_seeds=2, record="parents")
    assert (two.sizes == 2).all() and all((tree.parents == -1).all() for tree in two.trees)
    one = independent_cascade(network, 0.0, "random", n_runs=3_000, seed=4, record="parents")
    firsts = np.array([tree.agents[0] for tree in one.trees])
    assert np.array_equal(firsts, [tree.agents[0] for tree in two.trees])
    counts = np.bincount(firsts, minlength=50)
    assert np.abs(counts - 60).max() < 4.5 * np.sqrt(60)
    with pytest.raises(gs.ScenarioError, match='n_seeds must be given with seed_set="random" only'):
        independent_cascade(network, 0.1, [1], n_seeds=2)


def test_compiler_off_gives_the_same_cascades():
    code = """
import gridsim as gs
network = gs.Network.from_edges([0, 0, 0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 1, 6, 7], directed=False)
ways = [(0.35, {}), (0.35, {"coupled": True}), ("weighted", {"scale": 1.5})]
print([gs.diffusion.independent_cascade(network, chance, [0], 40, 3, **more).adoption.tolist() for chance, more in ways])
print(gs.diffusion.bond_percolation(network, [0.2, 0.7], 20, 3).mean_reach.tolist())
"""
    import os

    answers = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | off
        ).stdout
        for off in ({}, {"NUMBA_DISABLE_JIT": "1"})
    ]
    assert answers[0] == answers[1] and len(answers[0]) > 100


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"chance": 1.2}, "chance: the chance must be a number from 0 to 1; got 1.2"),
        ({"chance": float("nan")}, "chance: the chance must be a number from 0 to 1; got nan"),
        (
            {"chance": [0.1, 0.2]},
            (
                "chance: the chance must be 5 numbers, one a tie, in the order of network.source and network.target;"
                " got 2 of them"
            ),
        ),
        (
            {"chance": [0.1, 0.2, float("nan"), 0.1, 0.1]},
            "chance: every chance must be a number from 0 to 1; got nan at place 2",
        ),
        ({"chance": ["0.1"] * 5}, "chance: the chance must be 5 numbers, one a tie"),
        ({"chance": np.full(5, 0.1 + 1j)}, "chance: the chance must be 5 numbers, one a tie"),
        ({"chance": [[0.1], [0.1, 0.2]]}, "chance: the chance must be 5 numbers, one a tie"),
        ({"chance": np.array(["0.1"] * 5, object)}, "chance: the chance must be 5 numbers, one a tie"),
        ({"chance": "even"}, "chance: the chance must be a number, one number a tie, or \"weighted\"; got 'even'"),
        ({"scale": 2.0}, 'scale: the scale must be given with chance="weighted" only; got 2.0'),
        ({"seed_set": [4]}, "seed_set: every seed must be an agent of the network of 4; got 4 at place 0"),
        ({"seed_set": []}, "seed_set: the seeds must be a list of at least one whole number; got []"),
        ({"seed_set": [0.5]}, "seed_set: the seeds must be a list of at least one whole number; got [0.5]"),
        (
            {"seed_set": [[0], [0, 1]]},
            "seed_set: the seeds must be a list of at least one whole number; got [[0], [0, 1]]",
        ),
        ({"record": np.array(["parents", "all"])}, "record: each name must be one of parents; got 'all'"),
        ({"n_runs": 0}, "n_runs: the n_runs must be a whole number from 1 to 16777216; got 0"),
        ({"seed": -1}, "seed: the seed must be a whole number from 0 to 4294967295; got -1"),
        ({"record": "all"}, "record: the record must be one of parents; got 'all'"),
        ({"network": [[0, 1]]}, "network: the network must be a gridsim.Network; got 'list'"),
    ],
)
def test_bad_input_gets_one_clear_error(change, says):
    given = {
        "network": gs.Network.from_edges(*zip(*TRIANGLE_AND_TAIL)),
        "chance": 0.1,
        "seed_set": [0],
        "n_runs": 2,
    } | change
    with pytest.raises(gs.ScenarioError) as error:
        independent_cascade(**given)
    assert str(error.value).startswith(says) and len(error.value.problems) == 1


@pytest.mark.parametrize("run", [2, -1, 0.5, "first", None])
def test_asking_for_a_run_that_is_none(run):
    cascades = independent_cascade(gs.Network.from_edges([0], [1]), 0.5, [0], 2, record="parents")
    with pytest.raises(gs.ScenarioError, match="run: the run must be a whole number from 0 to 1"):
        cascades.tree(run)


def test_a_number_in_an_array_of_no_dimension_is_a_number():
    network = gs.Network.from_edges(*zip(*TRIANGLE_AND_TAIL))
    one, other = (independent_cascade(network, chance, [0], 50) for chance in (0.3, np.array(0.3)))
    assert np.array_equal(one.adoption, other.adoption)


@pytest.mark.parametrize("chance", ["weighted", "even", 1.1, [[0.1], [0.2, 0.3]]])
def test_percolation_takes_shares_only(chance):
    """Regression: "weighted" was taken for a list of chances, one a tie, and a column of clusters came back for
    each."""
    with pytest.raises(gs.ScenarioError, match="chance: the chance must be a"):
        bond_percolation(gs.Network.from_edges([0, 1], [1, 2], directed=False), chance, 5)


def test_asking_for_a_tree_that_was_not_kept():
    cascades = independent_cascade(gs.Network.from_edges([0], [1]), 0.5, [0], 2)
    with pytest.raises(gs.ScenarioError, match='Play it with record="parents"'):
        cascades.tree(0)


def test_clusters_of_a_cycle_are_exact():
    cycle = gs.Network.from_edges(range(10), [*range(1, 10), 0], directed=False)
    clusters = bond_percolation(cycle, [0.3, 0.0, 1.0], n_runs=20_000, seed=1)
    # another is reached on the one side, or on the other
    exact = 1 + sum(2 * 0.3**k for k in range(1, 10)) - 9 * 0.3**10
    error = clusters.mean_reach[:, 0].std() / np.sqrt(20_000)
    assert exact == pytest.approx(1.857073, abs=1e-6) and abs(clusters.mean_reach[:, 0].mean() - exact) < 4 * error
    assert (clusters.largest[:, 1] == 1).all() and (clusters.mean_reach[:, 1] == 1.0).all()
    assert (clusters.largest[:, 2] == 10).all() and (clusters.mean_reach[:, 2] == 10.0).all()


def test_a_higher_chance_only_joins_clusters():
    network = gs.Network.from_edges(np.arange(300) % 100, (np.arange(300) * 7 + 3) % 100, n=100, directed=False)
    clusters = bond_percolation(network, np.linspace(0, 1, 21), n_runs=50, seed=2)
    assert (np.diff(clusters.largest, axis=1) >= 0).all() and (np.diff(clusters.mean_reach, axis=1) >= 0).all()


def test_a_one_way_tie_is_no_bond():
    with pytest.raises(gs.ScenarioError, match="Build the network with directed=False"):
        bond_percolation(gs.Network.from_edges([0], [1]), 0.5)
