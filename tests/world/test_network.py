"""The network: what from_edges, from_networkx and reverse promise."""

from __future__ import annotations

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridsim.errors import ScenarioError
from gridsim.world import Network

pairs = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=60)


def ties_of(network: Network) -> list[tuple[int, int]]:
    return list(zip(network.source.tolist(), network.target.tolist(), strict=True))


@given(pairs, st.booleans())
def test_ties_are_those_given_once_each_in_order_and_without_loops(edges, directed):
    source, target = zip(*edges, strict=True)
    network = Network.from_edges(source, target, n=13, directed=directed)
    expected = {(u, v) for u, v in edges if u != v}
    if not directed:
        expected |= {(v, u) for u, v in expected}
    assert ties_of(network) == sorted(expected)
    assert network.indptr.dtype == np.int64 and network.targets.dtype == network.source.dtype == np.int32
    assert network.out_degree.tolist() == [sum(u == a for u, _ in expected) for a in range(13)]
    assert network.in_degree.tolist() == [sum(v == a for _, v in expected) for a in range(13)]
    assert network.mutual == (not directed)


@given(pairs)
def test_reverse_turns_every_tie_and_is_its_own_inverse(edges):
    source, target = zip(*edges, strict=True)
    network = Network.from_edges(source, target, n=13, weights=np.arange(len(edges)))
    back = network.reverse()
    assert sorted(ties_of(back)) == sorted((v, u) for u, v in ties_of(network))
    again = back.reverse()
    assert ties_of(again) == ties_of(network) and np.array_equal(again.weights, network.weights)


def test_a_doubled_tie_keeps_its_largest_weight():
    network = Network.from_edges([0, 0, 1], [1, 1, 0], weights=[2.0, 5.0, 3.0])
    assert ties_of(network) == [(0, 1), (1, 0)] and network.weights.tolist() == [5.0, 3.0]
    mutual = Network.from_edges([0, 0, 1], [1, 1, 0], weights=[2.0, 5.0, 3.0], directed=False)
    assert mutual.weights.tolist() == [5.0, 5.0]


def test_an_agent_without_ties_is_kept():
    network = Network.from_edges([], [], n=3)
    assert (network.n, network.n_ties, network.in_degree.tolist()) == (3, 0, [0, 0, 0])
    assert network.reverse().n == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([], []), "at least one tie"),
        (([0, 1], [1]), "equal length"),
        ((["a"], ["b"]), "whole numbers"),
        (([[0, 1]], [[1, 0]]), "whole numbers"),
        (([[0], [1, 2]], [1, 2]), "whole numbers"),
        (([True], [False]), "whole numbers"),
        (([0, -1], [1, 1]), "-1 at place 1"),
        (([0.5], [1]), "0.5 at place 0"),
        (([0], [float("nan")]), "nan at place 0"),
        (([0], [2**31]), "2147483648 at place 0"),
        (([0], [2**70]), "target"),
        (([0], [5], 5), "below n = 5"),
        (([7], [1], 5), "source"),
        (([0], [1], 0), "from 1 to"),
        (([0], [1], 2.5), "from 1 to"),
        (([0], [1], 2, [float("nan")]), "finite number >= 0"),
        (([0], [1], 2, [-1]), "finite number >= 0"),
        (([0], [1], 2, [1, 2]), "one a tie"),
        (([0], [1], 2, ["x"]), "one a tie"),
    ],
)
def test_bad_edges_are_one_clear_sentence(arguments, words):
    with pytest.raises(ScenarioError) as caught:
        Network.from_edges(*arguments)
    assert len(caught.value.problems) == 1 and words in str(caught.value)


def test_networkx_graphs_keep_their_order_labels_and_weights():
    karate = Network.from_networkx(networkx.karate_club_graph())
    assert (karate.n, karate.n_ties, karate.labels) == (34, 156, None) and karate.weights is not None
    assert Network.from_networkx(networkx.karate_club_graph(), weight=None).weights is None
    medici = Network.from_networkx(networkx.florentine_families_graph())
    assert medici.labels.tolist() == list(networkx.florentine_families_graph().nodes)
    grid = Network.from_networkx(networkx.grid_2d_graph(2, 2))
    assert grid.labels[3] == (1, 1)
    doubled = networkx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "b"), ("b", "a")])
    assert ties_of(Network.from_networkx(doubled)) == [(0, 1), (1, 0)]
    assert Network.from_networkx(networkx.empty_graph(3)).n_ties == 0


@pytest.mark.parametrize("graph", [networkx.Graph(), 5, None, "graph", networkx.Graph([(0, 1, {"weight": "heavy"})])])
def test_what_is_no_graph_is_an_error(graph):
    with pytest.raises(ScenarioError):
        Network.from_networkx(graph)
