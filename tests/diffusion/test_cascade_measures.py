"""Measures of forests: exact figures of small trees, the published ones of facts.md row 8, brute force, and what bad
input says."""

import math
import re

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import gridsim as gs
from gridsim.diffusion import (
    Forest,
    cascade_measures,
    fit_negative_binomial,
    offspring_distribution,
    reproduction_by_generation,
    size_distribution,
    summarise_cascades,
)

# Tree 0: author 0 with 1, 2, 3; 5 from 1; 6 and 7 from 3; 8 from 6. Tree 1: author 4, alone.
SMALL = [-1, 0, 0, 0, -1, 1, 3, 3, 6]
TIMES = [100.0, 110.0, 150.0, 120.0, 0.0, math.nan, 400.0, 160.0, 500.0]


def regular_tree(branches: int, depth: int) -> list[int]:
    """Parents of the complete tree in which everyone above the last generation brings so many."""
    parents, row = [-1], [0]
    for _ in range(depth):
        below = [above for above in row for _ in range(branches)]
        row = list(range(len(parents), len(parents) + len(below)))
        parents += below
    return parents


@st.composite
def forests(draw, most: int = 14) -> list[int]:
    """Parents of a random forest, its nodes in any order."""
    n = draw(st.integers(1, most))
    parents = [draw(st.integers(-1, i - 1)) for i in range(n)]
    place = draw(st.permutations(range(n)))
    shuffled = [-1] * n
    for i, above in enumerate(parents):
        shuffled[place[i]] = -1 if above < 0 else place[above]
    return shuffled


# --- exact


def test_a_small_forest_by_hand():
    table = cascade_measures(Forest.from_parents(SMALL, TIMES))
    first, second = table.iloc[0], table.iloc[1]
    assert (
        first["size"],
        first["depth"],
        first["max_breadth"],
        first["first_generation"],
        first["largest_broadcast"],
    ) == (8, 3, 3, 3, 3)
    assert first["reproduction"] == pytest.approx(4 / 7) and first["breadth_share"] == pytest.approx(3 / 8)
    assert first["half_life"] == 50.0  # dated reposts came after 10, 20, 50, 60, 300 and 400 seconds
    assert (second["size"], second["depth"], second["max_breadth"], second["first_generation"]) == (1, 0, 1, 0)
    assert (
        math.isnan(second["structural_virality"])
        and math.isnan(second["half_life"])
        and math.isnan(second["reproduction"])
    )


@pytest.mark.parametrize(
    ("parents", "virality"),
    [
        ([-1] + [0] * 9, 2 - 2 / 10),
        (list(range(-1, 11)), 13 / 3),
        (regular_tree(2, 3), 3.504762),
        (regular_tree(3, 3), 4.361538),
    ],
)
def test_structural_virality_of_stars_paths_and_regular_trees(parents, virality):
    assert cascade_measures(Forest.from_parents(parents))["structural_virality"].iloc[0] == pytest.approx(
        virality, abs=5e-7
    )


def test_generations_by_hand():
    table = reproduction_by_generation(Forest.from_parents(SMALL))
    assert table["sharers"].tolist() == [2, 3, 3, 1]
    assert table["reproduction"].tolist() == pytest.approx([1.5, 1.0, 1 / 3, 0.0])
    assert table["passed_on_share"].tolist() == pytest.approx([0.5, 2 / 3, 1 / 3, 0.0])
    assert table["variance_over_mean"].tolist()[:3] == pytest.approx([1.5, 2 / 3, 2 / 3])
    assert table["standard_error"].iloc[0] == pytest.approx(math.sqrt(2 * 1.5**2) / 2)  # trees bring 3 and 0
    assert table["standard_error"].iloc[1:].isna().all()  # one tree only goes so far
    assert len(reproduction_by_generation(Forest.from_parents(SMALL), last=1)) == 2


def test_standard_errors_take_the_tree_as_the_unit():
    # of four direct reposters one brings four, or none does
    trees = [[-1, *[0] * 4, *[1] * 4]] * 30 + [[-1, *[0] * 4]] * 30
    before = np.cumsum([0, *map(len, trees)])
    forest = Forest.from_parents(
        np.concatenate([np.where(np.array(one) < 0, -1, np.array(one) + start) for one, start in zip(trees, before)])
    )
    row = reproduction_by_generation(forest).iloc[1]
    assert row["reproduction"] == 0.5
    assert row["standard_error"] == pytest.approx(0.5 / math.sqrt(60))  # half of the trees have 1 a reposter and half 0


def test_offspring_and_sizes_by_hand():
    forest = Forest.from_parents(SMALL)
    offspring = offspring_distribution(forest)
    assert offspring.table[["reposts", "sharers"]].to_numpy().tolist() == [[0, 4], [1, 2], [2, 1]]
    assert offspring.table["at_least"].tolist() == pytest.approx([1, 3 / 7, 1 / 7])
    assert offspring.mean == pytest.approx(4 / 7) and offspring.variance_over_mean == pytest.approx(
        (6 / 7 - 16 / 49) / (4 / 7)
    )
    sizes = size_distribution(forest)
    assert (sizes.never_passed_on, sizes.beyond_one_step) == (0.5, 0.5)
    assert sizes.never_passed_on_error == pytest.approx(math.sqrt(0.125))
    assert sizes.table[["size", "trees", "at_least"]].to_numpy().tolist() == [[1, 1, 1.0], [8, 1, 0.5]]


@settings(max_examples=60, deadline=None)
@given(forests())
def test_measures_are_those_of_brute_force(parents):
    forest = Forest.from_parents(parents)
    table = cascade_measures(forest)
    graph = nx.Graph([(i, above) for i, above in enumerate(parents) if above >= 0])
    graph.add_nodes_from(range(len(parents)))
    roots = [i for i, above in enumerate(parents) if above < 0]
    for row, root in zip(table.itertuples(), roots):
        tree = graph.subgraph(nx.node_connected_component(graph, root))
        depths = np.array(list(nx.single_source_shortest_path_length(tree, root).values()))
        assert (row.size, row.depth, row.max_breadth) == (len(tree), depths.max(), np.bincount(depths).max())
        assert row.first_generation == tree.degree(root)
        if len(tree) > 1:
            assert row.structural_virality == pytest.approx(nx.average_shortest_path_length(tree))
    assert forest.depth.tolist() == sorted(forest.depth.tolist()) or forest.n_trees > 1
    assert (forest.parent < np.arange(forest.n)).all()


@settings(max_examples=60, deadline=None)
@given(forests(), st.randoms(use_true_random=False))
def test_the_order_of_the_nodes_does_not_matter(parents, order):
    place = list(range(len(parents)))
    order.shuffle(place)
    shuffled = [-1] * len(parents)
    for i, above in enumerate(parents):
        shuffled[place[i]] = -1 if above < 0 else place[above]

    def rows(forest):
        return sorted(map(repr, cascade_measures(forest).drop(columns="tree").itertuples(index=False)))

    assert rows(Forest.from_parents(parents)) == rows(Forest.from_parents(shuffled))


def test_trees_of_a_classical_model_are_forests():
    network = gs.Network.from_networkx(nx.florentine_families_graph())
    cascades = gs.diffusion.independent_cascade(network, 0.4, [0, 3], n_runs=200, seed=1, record="parents")
    forest = Forest.from_cascades(cascades)
    assert forest.n_trees == 400 and forest.n == cascades.sizes.sum()
    assert set(forest.agent[forest.roots].tolist()) == {0, 3}
    assert np.bincount(forest.tree // 2, minlength=200).tolist() == cascades.sizes.tolist()


def test_times_of_a_model_that_knows_them_are_kept():
    line = gs.Network.from_edges([0, 1, 2], [1, 2, 3])
    cascades = gs.diffusion.sir(line, 1.0, 1e9, [0], n_runs=300, seed=2, record="parents")
    forest = Forest.from_cascades(cascades)
    half = cascade_measures(forest)["half_life"]
    # two exponential waits
    assert np.array_equal(half, forest.time[forest.depth == 2]) and abs(half.mean() - 2) < 4 * math.sqrt(2 / 300)


def test_branching_with_poisson_offspring_has_the_exact_sizes():
    """facts.md row 5: offspring 0.5, sizes 1, 2, 3 with chance 0.60653, 0.18394, 0.08367, mean 2: here those after one
    direct reposter."""
    law = gs.diffusion.CascadeLaw(broadcast_median=1.0, broadcast_spread=0.0, reproduction=0.5, dispersion=1e8)
    size = cascade_measures(law.simulate(40_000, seed=5))["size"].to_numpy() - 1
    for value, chance in ((1, 0.60653), (2, 0.18394), (3, 0.08367)):
        assert abs((size == value).mean() - chance) < 4 * math.sqrt(chance * (1 - chance) / len(size))
    assert abs(size.mean() - 2) < 4 * math.sqrt(4 / len(size))


# --- the negative binomial law


def test_the_law_of_greatest_likelihood_is_found():
    counts = stats.nbinom.rvs(0.3, 0.3 / (0.3 + 0.8), size=4000, random_state=7)
    law = fit_negative_binomial(counts)
    assert abs(law.mean - 0.8) < 4 * law.mean_error and abs(law.dispersion - 0.3) < 4 * law.dispersion_error
    near = [
        stats.nbinom.logpmf(counts, k, k / (k + law.mean)).sum() for k in law.dispersion * np.array([0.98, 1.0, 1.02])
    ]
    assert near[1] > max(near[0], near[2]) and near[1] == pytest.approx(law.log_likelihood)
    assert law.at_least([0, 3]) == pytest.approx(
        [1.0, stats.nbinom.sf(2, law.dispersion, law.dispersion / (law.dispersion + law.mean))]
    )


def test_standard_errors_are_those_of_repeated_samples():
    laws = [fit_negative_binomial(stats.nbinom.rvs(0.5, 0.5 / 1.5, size=400, random_state=i)) for i in range(200)]
    for found, error in (("mean", "mean_error"), ("dispersion", "dispersion_error")):
        spread = np.std([getattr(law, found) for law in laws])
        assert np.mean([getattr(law, error) for law in laws]) == pytest.approx(spread, rel=0.25)


def test_counts_that_vary_no_more_than_chance_have_no_dispersion():
    for counts in ([0, 0, 0], [2, 2, 2], [1, 2, 3], [0, 1] * 50):
        law = fit_negative_binomial(counts)
        assert law.dispersion == math.inf and math.isnan(law.dispersion_error)
    assert law.at_least([1]) == pytest.approx([1 - math.exp(-0.5)])


def test_groups_that_repeat_their_counts_add_nothing():
    counts = stats.nbinom.rvs(0.5, 0.5, size=300, random_state=3)
    once, thrice = (
        fit_negative_binomial(counts),
        fit_negative_binomial(np.repeat(counts, 3), np.repeat(np.arange(300), 3)),
    )
    assert thrice.mean_error == pytest.approx(once.mean_error) and thrice.dispersion_error == pytest.approx(
        once.dispersion_error
    )


# --- over all trees


def test_bootstrap_errors_are_those_of_the_mean():
    law = gs.diffusion.CascadeLaw(broadcast_median=10.0, broadcast_spread=1.0, passed_on_share=0.6)
    forest = law.simulate(800, seed=3)
    figures = summarise_cascades(forest, n_bootstrap=300, seed=2)
    size = cascade_measures(forest)["size"]
    assert figures.loc["size_mean", "estimate"] == size.mean()
    assert figures.loc["size_mean", "standard_error"] == pytest.approx(size.std() / math.sqrt(800), rel=0.2)
    assert figures.loc["never_passed_on", "standard_error"] == pytest.approx(math.sqrt(0.24 / 800), rel=0.2)
    row = reproduction_by_generation(forest).iloc[1]
    assert figures.loc["reproduction_1", "estimate"] == pytest.approx(row["reproduction"])
    assert figures.loc["reproduction_1", "standard_error"] == pytest.approx(row["standard_error"], rel=0.25)
    assert figures.equals(summarise_cascades(forest, n_bootstrap=300, seed=2))


def test_a_forest_of_authors_alone_has_measures():
    forest = Forest.from_parents([-1, -1, -1])
    figures = summarise_cascades(forest, n_bootstrap=5)["estimate"]
    assert (
        figures["never_passed_on"] == 1
        and math.isnan(figures["virality_median"])
        and math.isnan(figures["reproduction_1"])
    )
    assert reproduction_by_generation(forest)["reproduction"].tolist() == [0.0]


def test_split_and_pick():
    forest = Forest.from_parents([-1, 0, -1, -1, 3, 4, -1], times=np.arange(7.0))
    first, second = forest.split(0.5, seed=4)
    assert first.n_trees == 2 and first.n + second.n == 7
    assert sorted(np.concatenate([first.agent, second.agent]).tolist()) == list(range(7))
    assert repr(forest.split(0.5, seed=4)) == repr((first, second))
    twice = forest.pick([2, 2])
    assert twice.parent.tolist() == [-1, 0, 1, -1, 3, 4] and twice.time.tolist() == [3, 4, 5] * 2


# --- bad input


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Forest.from_parents([0.5, -1]), "parents: the parents must be a list of whole numbers"),
        (lambda: Forest.from_parents([[-1, 0]]), "parents: the parents must be a list of whole numbers"),
        (
            lambda: Forest.from_parents([-1, 2]),
            "parents: every parent must be -1 or a place from 0 to 1; got '2 at place 1'",
        ),
        (lambda: Forest.from_parents([-1, -2]), "every parent must be -1 or a place"),
        (
            lambda: Forest.from_parents([-1, 2, 3, 1]),
            "parents: the parents must be a forest; got 'a circle through place 1'",
        ),
        (lambda: Forest.from_parents([0]), "a circle through place 0"),
        (
            lambda: Forest.from_parents([-1, 0], times=[0.0]),
            "times: the times must be 2 numbers; got 'an array of shape (1,)'",
        ),
        (lambda: Forest.from_parents([-1, 0], times=[0.0, math.inf]), "times: every time must be finite, or nan"),
        (lambda: Forest.from_parents([-1, 0], times=["a", "b"]), "times: the times must be 2 numbers"),
        (
            lambda: Forest.from_parents([-1, 0], agents=[1]),
            "agents: the agents must be 2 whole numbers; got '1 of them'",
        ),
        (
            lambda: Forest.from_cascades([1]),
            "cascades: the cascades must be what a model of gridsim.diffusion returns; got 'list'",
        ),
        (lambda: Forest.from_parents([-1]).pick([1]), "trees: every tree must be a number from 0 to 0"),
        (lambda: Forest.from_parents([-1]).split(), "of two trees or more"),
        (lambda: Forest.from_parents([[-1], [-1, 0]]), "parents: the parents must be a list of whole numbers"),
        (lambda: Forest.from_parents([-1]).pick([[0], [0, 0]]), "trees: the trees must be a list of whole numbers"),
        (
            lambda: fit_negative_binomial([[1], [1, 2]]),
            "counts: the counts must be a list of at least one whole number >= 0",
        ),
        (lambda: Forest.from_parents([-1, -1]).split(1), "share: the share must be above 0 and below 1; got 1.0"),
        (lambda: Forest.from_parents([-1, -1]).split(2.0), "share: the share must be a number from 0 to 1; got 2.0"),
        (lambda: cascade_measures([-1, 0]), "forest: the forest must be a gridsim.diffusion.Forest; got 'list'"),
        (lambda: cascade_measures(Forest.from_parents([])), "of at least one tree"),
        (
            lambda: reproduction_by_generation(Forest.from_parents([-1]), last=-1),
            "last: the last must be a whole number",
        ),
        (lambda: offspring_distribution(Forest.from_parents([-1])), "first: the generations must be some of 0 to 0"),
        (
            lambda: summarise_cascades(Forest.from_parents([-1]), n_bootstrap=1),
            "n_bootstrap: the n_bootstrap must be a whole number from 2",
        ),
        (lambda: fit_negative_binomial([]), "counts: the counts must be a list of at least one whole number >= 0"),
        (lambda: fit_negative_binomial([1, -1]), "counts: the counts must be"),
        (
            lambda: fit_negative_binomial([1, 2], groups=[1]),
            "groups: the groups must be 2, one a count; got '1 of them'",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(make, says):
    with pytest.raises(gs.ScenarioError, match=re.escape(says)) as error:
        make()
    assert len(error.value.problems) == 1
