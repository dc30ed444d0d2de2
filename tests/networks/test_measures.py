"""Measures: equal to networkx on small random networks, to the check figures on real ones, and one clear error for each
bad input."""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.errors import ScenarioError
from gridsim.networks import description
from gridsim.world import Network

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")

calm = settings(deadline=None)  # the first call compiles
pairs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=70)


def made(edges, directed):
    """The same ties as a Network and as a networkx graph of 12 nodes."""
    graph = networkx.DiGraph() if directed else networkx.Graph()
    graph.add_nodes_from(range(12))
    graph.add_edges_from((u, v) for u, v in edges if u != v)
    return Network.from_networkx(graph), graph


@calm
@given(pairs)
def test_measures_of_mutual_ties_are_those_of_networkx(edges):
    network, graph = made(edges, directed=False)
    assert gs.networks.triangles(network).tolist() == list(networkx.triangles(graph).values())
    assert gs.networks.clustering(network).tolist() == pytest.approx(list(networkx.clustering(graph).values()))
    assert gs.networks.average_clustering(network) == pytest.approx(networkx.average_clustering(graph))
    assert gs.networks.transitivity(network) == pytest.approx(networkx.transitivity(graph))
    assert gs.networks.core_numbers(network).tolist() == list(networkx.core_number(graph).values())
    assert gs.networks.is_mutual(network) and gs.networks.undirected(network) is network


@calm
@given(pairs, st.booleans())
def test_components_are_those_of_networkx(edges, directed):
    network, graph = made(edges, directed)
    weak = list(networkx.weakly_connected_components(graph) if directed else networkx.connected_components(graph))
    strong = list(networkx.strongly_connected_components(graph)) if directed else weak
    for kind, expected in (("weak", weak), ("strong", strong)):
        found = gs.networks.components(network, kind)
        ordered = sorted(expected, key=lambda part: (-len(part), min(part)))
        assert [set(np.flatnonzero(found.component == i).tolist()) for i in range(len(found.sizes))] == ordered
        assert found.sizes.tolist() == [len(part) for part in ordered]


@calm
@given(pairs, st.booleans())
def test_degrees_are_those_of_networkx(edges, directed):
    network, graph = made(edges, directed)
    for direction, degrees in (
        ("out", graph.out_degree if directed else graph.degree),
        ("in", graph.in_degree if directed else graph.degree),
    ):
        degree = np.array([k for _, k in degrees()], float)
        moments = gs.networks.degree_moments(network, direction)
        assert (moments.mean, moments.second_moment, moments.variance) == pytest.approx(
            (degree.mean(), (degree**2).mean(), degree.var())
        )
        assert (moments.least, moments.most) == (degree.min(), degree.max())
        if degree.var() > 0:
            assert moments.skew == pytest.approx(((degree - degree.mean()) ** 3).mean() / degree.std() ** 3)
        else:
            assert math.isnan(moments.skew)
        shares = [np.mean(degree == k) for k in range(int(degree.max()) + 1)]
        assert gs.networks.degree_distribution(network, direction).tolist() == pytest.approx(shares)


@calm
@given(pairs, st.booleans())
def test_assortativity_is_the_correlation_over_ties(edges, directed):
    network, graph = made(edges, directed)
    found = gs.networks.degree_assortativity(network)
    source, target = network.out_degree[network.source], network.in_degree[network.target]
    if len(set(source.tolist())) < 2 or len(set(target.tolist())) < 2:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(np.corrcoef(source, target)[0, 1])
        assert found == pytest.approx(networkx.degree_pearson_correlation_coefficient(graph))


@calm
@given(pairs, st.booleans())
def test_reciprocity_and_its_cure(edges, directed):
    network, graph = made(edges, directed)
    ties = set(graph.edges) if directed else set(graph.to_directed().edges)
    returned = sum((v, u) in ties for u, v in ties)
    if ties:
        assert gs.networks.reciprocity(network) == returned / len(ties)
    else:
        assert math.isnan(gs.networks.reciprocity(network))
    assert gs.networks.is_mutual(network) == (returned == len(ties))
    cured = gs.networks.undirected(network)
    assert set(zip(cured.source.tolist(), cured.target.tolist(), strict=True)) == ties | {(v, u) for u, v in ties}


@calm
@given(pairs)
def test_friendship_paradox_counts_people_with_fewer_friends_than_theirs(edges):
    network, graph = made(edges, directed=False)
    means = {i: np.mean([graph.degree(j) for j in graph[i]]) for i in graph if graph.degree(i)}
    paradox = gs.networks.friendship_paradox(network)
    assert paradox.mean_degree == pytest.approx(2 * graph.number_of_edges() / 12)
    if not means:
        assert math.isnan(paradox.share) and math.isnan(paradox.mean_degree_at_end)
        return
    assert paradox.share == np.mean([graph.degree(i) < mean - 1e-9 for i, mean in means.items()])
    assert paradox.mean_of_friends_means == pytest.approx(np.mean(list(means.values())))
    degree = np.array([k for _, k in graph.degree()])
    assert (
        paradox.mean_degree_at_end == pytest.approx((degree**2).sum() / degree.sum())
        and paradox.mean_degree_at_end >= paradox.mean_degree - 1e-9
    )


@calm
@given(pairs, st.booleans())
def test_threshold_is_one_over_the_growth_of_a_spread_by_kind_of_tie(edges, directed):
    """The growth rate, found by hand: the largest eigenvalue of what follows a one-way and a mutual tie, over all ties
    of each kind."""
    network, graph = made(edges, directed)
    ties = set(graph.edges) if directed else set(graph.to_directed().edges)
    kinds = [{(u, v) for u, v in ties if ((v, u) in ties) == mutual} for mutual in (False, True)]
    behind = np.zeros((2, 2))
    for a, kind in enumerate(kinds):
        for u, v in kind:
            for b, following in enumerate(kinds):
                behind[a, b] += sum(x == v and y != u for x, y in following) / len(kind)
    growth = max(np.linalg.eigvals(behind).real)
    found = gs.networks.percolation_threshold(network)
    # the square root of a double eigenvalue turns the last digits of the product into half as many
    assert (1 / found if found < math.inf else 0.0) == pytest.approx(growth, abs=1e-7)


def test_threshold_of_one_way_and_of_mutual_ties_is_the_textbook_formula():
    rng = np.random.default_rng(1)
    source, target = rng.integers(0, 2000, 9000), rng.integers(0, 2000, 9000)
    lower = source < target  # no tie is returned
    one_way = Network.from_edges(source[lower], target[lower], n=2000)
    assert gs.networks.reciprocity(one_way) == 0
    expected = one_way.out_degree.mean() / (one_way.in_degree * one_way.out_degree).mean()
    assert gs.networks.percolation_threshold(one_way) == pytest.approx(expected)
    mutual = Network.from_edges(source, target, n=2000, directed=False)
    k = mutual.out_degree
    assert gs.networks.percolation_threshold(mutual) == pytest.approx(k.mean() / ((k * k).mean() - k.mean()))
    assert gs.networks.percolation_threshold(gs.networks.cycle(9)) == pytest.approx(1.0)
    assert gs.networks.percolation_threshold(Network.from_edges([0, 2], [1, 3], directed=False)) == math.inf


@settings(max_examples=20, deadline=None)
@given(pairs, st.permutations(range(12)), st.booleans())
def test_names_of_people_do_not_matter(edges, names, directed):
    network, _ = made(edges, directed)
    renamed = Network.from_edges(np.array(names)[network.source], np.array(names)[network.target], n=12)
    one, other = gs.networks.describe(network), gs.networks.describe(renamed)
    for field in fields(one):
        assert getattr(one, field.name) == pytest.approx(getattr(other, field.name), nan_ok=True, abs=1e-12), field.name


def test_known_shapes():
    nets = gs.networks
    assert (
        nets.triangles(nets.complete(6)).tolist() == [10] * 6
        and nets.core_numbers(nets.complete(6)).tolist() == [5] * 6
    )
    assert nets.core_numbers(nets.tree(3, 4)).max() == 1 and nets.components(nets.tree(3, 4)).sizes.tolist() == [121]
    assert nets.components(Network.from_edges(range(9), range(1, 10)), "strong").sizes.tolist() == [1] * 10
    ring = Network.from_edges(range(200_000), np.roll(np.arange(200_000), -1))
    assert nets.components(ring, "strong").sizes.tolist() == [200_000]  # no recursion, however deep
    assert nets.components(nets.path(200_000)).sizes.tolist() == [200_000]
    assert nets.friendship_paradox(nets.star(10)).share == 0.9
    assert nets.friendship_paradox(nets.cycle(10)).share == 0


def test_a_description_has_a_row_for_every_measure():
    lonely = gs.networks.describe(Network.from_edges([], [], n=3))
    assert lonely.n_components == 3 and lonely.percolation_threshold == math.inf and math.isnan(lonely.assortativity)
    assert list(description._WORDS) == [field.name for field in fields(lonely)]
    rows = repr(gs.networks.describe(gs.networks.star(1001))).splitlines()
    assert len(rows) == len(description._WORDS) and rows[0].split() == ["people", "1,001"]
    # one-way ties: friends are those tied in either direction
    followers = gs.networks.describe(Network.from_edges([0, 0, 1], [1, 2, 2]))
    assert (followers.directed_ties, followers.mean_degree, followers.mean_friends, followers.transitivity) == (
        3,
        1.0,
        2.0,
        1.0,
    )


MUTUAL_ONLY = ("triangles", "clustering", "average_clustering", "transitivity", "core_numbers", "friendship_paradox")
OTHERS = (
    "components",
    "degree_assortativity",
    "degree_distribution",
    "degree_moments",
    "describe",
    "is_mutual",
    "reciprocity",
    "undirected",
)
EVERY = (*MUTUAL_ONLY, *OTHERS, "percolation_threshold")


@pytest.mark.parametrize("name", MUTUAL_ONLY)
def test_measures_of_friends_refuse_one_way_ties_and_name_the_remedy(name):
    network = Network.from_edges([0, 1, 1], [1, 0, 2])
    with pytest.raises(
        ScenarioError, match=r"ties are all mutual; got 1 of 3 ties without their return.*undirected"
    ) as error:
        getattr(gs.networks, name)(network)
    assert len(error.value.problems) == 1
    getattr(gs.networks, name)(gs.networks.undirected(network))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "other", [None, "friends.csv", np.eye(3), networkx.path_graph(3)], ids=["none", "path", "matrix", "networkx"]
)
def test_what_is_no_network_is_refused(name, other):
    with pytest.raises(ScenarioError, match="must be a gridsim Network") as error:
        getattr(gs.networks, name)(other)
    assert len(error.value.problems) == 1


def test_unknown_words_are_refused_with_the_known_ones():
    network = gs.networks.star(3)
    with pytest.raises(ScenarioError, match="one of weak, strong; got 'biconnected'"):
        gs.networks.components(network, "biconnected")
    with pytest.raises(ScenarioError, match="one of out, in; got 'total'"):
        gs.networks.degree_moments(network, "total")


@needs_data
def test_check_figures_of_real_networks():
    rutgers = gs.networks.describe(gs.read_network(DATA / "fb100_Rutgers89.edges.csv.gz"))
    assert (rutgers.people, rutgers.directed_ties, rutgers.most_outgoing) == (24_580, 2 * 784_602, 1_642)
    assert round(rutgers.mean_degree, 1) == 63.8 and round(rutgers.average_clustering, 2) == 0.22
    deezer = gs.read_network(DATA / "deezer_hu.csv.gz")
    assert (deezer.n, deezer.n_ties) == (47_538, 2 * 222_887) and round(
        gs.networks.average_clustering(deezer), 3
    ) == 0.116


@needs_data
@pytest.mark.long
def test_millions_of_ties():
    network = gs.read_network(DATA / "fb100_union8.edges.csv.gz")
    found = gs.networks.describe(network)
    assert (found.people, found.directed_ties, found.most_outgoing, round(found.mean_degree)) == (
        156_134,
        2 * 6_477_288,
        4_459,
        83,
    )
    assert found.n_components >= 8 and found.n_components == found.n_strong_components
