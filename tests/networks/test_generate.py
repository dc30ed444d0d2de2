"""Generators: what holds in every network they make, whatever the seed, and one clear error for each bad input."""

from __future__ import annotations

import networkx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.errors import ScenarioError
from gridsim.networks import degrees

nets = gs.networks
calm = settings(deadline=None)  # the first call compiles
seeds = st.integers(0, 2**32 - 1)


def check_simple(network):
    """Mutual, without loops and doubles, each row ascending."""
    assert nets.is_mutual(network)
    assert network.indptr[0] == 0 and network.indptr[-1] == network.n_ties
    assert network.indptr.dtype == np.int64 and network.targets.dtype == np.int32
    rebuilt = gs.Network.from_edges(network.source, network.target, n=network.n)
    assert np.array_equal(rebuilt.indptr, network.indptr) and np.array_equal(rebuilt.targets, network.targets)


@calm
@given(st.integers(2, 40), st.integers(1, 6), seeds)
def test_newcomers_of_barabasi_albert_tie_themselves_to_as_many(n, ties_each, seed):
    assume(ties_each < n)
    network = nets.barabasi_albert(n, ties_each, seed)
    check_simple(network)
    earlier = [sum(j < i for j in network.targets[network.indptr[i] : network.indptr[i + 1]]) for i in range(n)]
    assert earlier == [min(i, ties_each) for i in range(n)]


@calm
@given(st.lists(st.integers(0, 9), min_size=1, max_size=10), seeds)
def test_configuration_hits_every_degree_or_says_that_none_can(degrees, seed):
    if networkx.is_graphical(degrees):
        network = nets.configuration(degrees, seed)
        check_simple(network)
        assert network.out_degree.tolist() == degrees
    else:
        with pytest.raises(ScenarioError):
            nets.configuration(degrees, seed)


@calm
@given(st.integers(2, 25), st.floats(0, 1), seeds)
def test_poisson_is_simple(n, share, seed):
    network = nets.poisson(n, share * (n - 1), seed)
    check_simple(network)
    assert network.n == n


@calm
@given(st.integers(1, 20), st.data(), seeds)
def test_regular_is_regular(n, data, seed):
    degree = data.draw(st.integers(0, n - 1))
    assume(n * degree % 2 == 0)
    network = nets.regular(n, degree, seed)
    check_simple(network)
    assert set(network.out_degree.tolist()) == {degree}


@calm
@given(st.integers(4, 30), st.data(), st.floats(0, 1), seeds)
def test_watts_strogatz_keeps_its_ties_in_number_and_one_end_of_each(n, data, rewiring, seed):
    neighbours = 2 * data.draw(st.integers(1, (n - 2) // 2))
    network = nets.watts_strogatz(n, neighbours, rewiring, seed)
    check_simple(network)
    assert network.n_ties == n * neighbours
    assert network.out_degree.min() >= neighbours // 2


def test_the_ring_is_that_of_networkx():
    ring = nets.watts_strogatz(30, 6, 0.0)
    expected = gs.Network.from_networkx(networkx.watts_strogatz_graph(30, 6, 0))
    assert np.array_equal(ring.indptr, expected.indptr) and np.array_equal(ring.targets, expected.targets)


def test_what_is_rewired_at_a_low_chance_is_rewired_at_a_higher_one():
    ring = set(zip(*(lambda r: (r.source.tolist(), r.target.tolist()))(nets.watts_strogatz(500, 6, 0.0)), strict=True))
    kept = []
    for rewiring in (0.0, 0.1, 0.4, 1.0):
        network = nets.watts_strogatz(500, 6, rewiring, seed=3)
        kept.append(len(ring & set(zip(network.source.tolist(), network.target.tolist(), strict=True))))
    assert kept == sorted(kept, reverse=True) and kept[0] == 3000


@pytest.mark.parametrize(
    "make",
    [
        lambda seed: nets.barabasi_albert(300, 3, seed),
        lambda seed: nets.poisson(300, 5, seed),
        lambda seed: nets.regular(300, 5, seed),
        lambda seed: nets.watts_strogatz(300, 6, 0.3, seed),
        lambda seed: nets.configuration([20] * 100, seed),
    ],
)
def test_a_network_depends_on_its_seed_alone(make):
    one, again, other = make(1), make(1), make(2)
    assert np.array_equal(one.indptr, again.indptr) and np.array_equal(one.targets, again.targets)
    assert not np.array_equal(one.targets, other.targets)


def test_small_ones_are_those_of_networkx():
    for made, known in (
        (nets.complete(7), networkx.complete_graph(7)),
        (nets.star(7), networkx.star_graph(6)),
        (nets.path(7), networkx.path_graph(7)),
        (nets.cycle(7), networkx.cycle_graph(7)),
        (nets.tree(3, 2), networkx.balanced_tree(3, 2)),
    ):
        expected = gs.Network.from_networkx(known)
        check_simple(made)
        assert np.array_equal(made.indptr, expected.indptr) and np.array_equal(made.targets, expected.targets)
    assert [nets.complete(1).n, nets.star(1).n_ties, nets.path(1).n_ties, nets.tree(5, 0).n, nets.tree(1, 4).n] == [
        1,
        0,
        0,
        1,
        5,
    ]


def test_loops_and_doubles_are_as_few_as_stated(monkeypatch):
    """With Poisson-like degrees of mean 6 their number does not grow with n: expected 2.5 + 6.25 pairs, so under 40 in
    any network."""
    mended = []
    mend = degrees._mend
    monkeypatch.setattr(
        degrees, "_mend", lambda open_ends, *others: mended.append(len(open_ends) // 2) or mend(open_ends, *others)
    )
    for n in (1_000, 100_000):
        nets.regular(n, 6, seed=4)
    assert len(mended) <= 2 and max(mended, default=0) < 40


def test_a_walk_that_finds_no_end_says_so(monkeypatch):
    monkeypatch.setattr(degrees, "_STEPS", 0)
    with pytest.raises(ScenarioError, match="easier to tie; got 'too dense a network'"):
        nets.regular(5, 4)


def test_with_the_compiler_off_the_network_is_the_same():
    import os
    import subprocess
    import sys

    code = (
        "import gridsim as gs; n = gs.networks; nets = [n.barabasi_albert(30, 3, 5), n.poisson(30, 4, 5), n.regular(12,"
        " 9, 5), n.watts_strogatz(20, 4, 0.5, 5)]; print([net.targets.tolist() for net in nets]);"
        " print(repr(n.describe(nets[0])))"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    on, off = (
        subprocess.run(command, env={**os.environ, "NUMBA_DISABLE_JIT": off}, capture_output=True, check=True)
        for off in "01"
    )
    assert on.stdout == off.stdout


NAN = float("nan")


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("barabasi_albert", (0, 1), "number of people must be a whole number from 1"),
        ("barabasi_albert", (10, 0), "newcomer makes must be a whole number from 1 to 9"),
        ("barabasi_albert", (10, 10), "from 1 to 9; got 10"),
        ("barabasi_albert", (10, 2.5), "whole number"),
        ("barabasi_albert", (True, 1), "whole number"),
        ("barabasi_albert", (2**31 - 1, 1000), "at most 8589934592"),
        ("barabasi_albert", (10, 2, -1), "seed must be a whole number from 0 to 4294967295"),
        ("barabasi_albert", (10, 2, None), "seed"),
        ("configuration", ([1, 1, 1],), "even, for each tie has two ends; got 3"),
        ("configuration", ([3, 1],), "from 0 to n - 1 = 1; got 3 at place 0"),
        ("configuration", ([-1, 1],), "got -1 at place 0"),
        ("configuration", ([[1], [1, 2]],), "degrees: the degrees must be a row of whole numbers"),
        ("configuration", ([3, 3, 1, 1],), "there must be a network with these degrees"),
        ("configuration", ([],), "one a person"),
        ("configuration", ([[1, 1]],), "one a person"),
        ("configuration", ([1.0, 1.0],), "whole numbers"),
        ("configuration", (["1", "1"],), "whole numbers"),
        ("configuration", ([1, 1], 2**32), "seed"),
        ("poisson", (1, 0), "from 2 to"),
        ("poisson", (10, 9.5), "a number from 0 to 9; got 9.5"),
        ("poisson", (10, -1), "a number from 0 to 9"),
        ("poisson", (10, NAN), "got nan"),
        ("poisson", (10, "4"), "mean degree"),
        ("poisson", (2**31 - 1, 100), "at most 8589934592"),
        ("regular", (5, 3), "even, for each tie has two ends; got '5 x 3'"),
        ("regular", (5, 5), "from 0 to 4"),
        ("watts_strogatz", (3, 2, 0.1), "from 4 to"),
        ("watts_strogatz", (10, 3, 0.1), "must be even; got 3"),
        ("watts_strogatz", (10, 10, 0.1), "from 2 to 8"),
        ("watts_strogatz", (10, 4, 1.1), "a number from 0 to 1"),
        ("watts_strogatz", (10, 4, NAN), "got nan"),
        ("complete", (0,), "from 1 to 100000"),
        ("star", (0,), "from 1 to"),
        ("path", (-3,), "from 1 to"),
        ("cycle", (2,), "from 3 to"),
        ("tree", (0, 3), "number of children must be a whole number from 1"),
        ("tree", (2, -1), "generations after the root"),
        ("tree", (2, 40), "of at most 2147483647 people; got '4294967295 at 31'"),
    ],
)
def test_bad_input_gets_one_clear_error(name, arguments, words):
    with pytest.raises(ScenarioError) as error:
        getattr(nets, name)(*arguments)
    assert words in str(error.value) and len(error.value.problems) == 1
