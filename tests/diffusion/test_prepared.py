"""The prepared cascade: value for value what `independent_cascade` plays, by threads, copies and long runs too; and bad
input."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.diffusion import IndependentCascade, independent_cascade

TOWN = gs.networks.barabasi_albert(2000, 5, seed=1)


def same(model, network, chance, seed_set, seed, **more) -> None:
    """Both play the same cascade."""
    mine, whole = model.play(seed), independent_cascade(network, chance, seed_set, n_runs=1, seed=seed, **more)
    assert mine.new.tolist() == whole.won.tolist() and mine.size == whole.sizes[0]


@settings(deadline=None, max_examples=60)
@given(
    st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.01, 0.2, 1.0])),
    st.lists(st.integers(0, 1999), min_size=1, max_size=300),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
def test_it_plays_the_same_cascade(chance, seed_set, seed, coupled):
    model = IndependentCascade(TOWN, chance, seed_set, coupled=coupled)
    for one in (seed, seed, (seed + 1) % 2**32):
        same(model, TOWN, chance, seed_set, one, coupled=coupled)


@pytest.mark.parametrize("more", [{"scale": 0.7}, {}])
def test_weighted_and_a_chance_a_tie(more):
    model = IndependentCascade(TOWN, "weighted", [3, 4], **more)
    each = np.linspace(0, 0.2, TOWN.n_ties)
    for seed in range(20):
        same(model, TOWN, "weighted", [3, 4], seed, **more)
        same(IndependentCascade(TOWN, each, {7}), TOWN, each, {7}, seed)


def test_each_play_may_draw_its_seeds():
    model = IndependentCascade(TOWN, 0.02, "random", n_seeds=30)
    for seed in range(20):
        same(model, TOWN, 0.02, "random", seed, n_seeds=30)


def test_longer_than_any_before():
    path = gs.Network.from_edges(range(999), range(1, 1000))
    model = IndependentCascade(path, 1.0, [0])
    assert model.play(1).new.tolist() == [1] * 1000 and model.play(2).size == 1000
    assert IndependentCascade(path, 0.0, [0]).play().new.tolist() == [1]


def test_what_was_returned_stays():
    model = IndependentCascade(TOWN, 0.1, [0, 1])
    first = model.play(1)
    before = first.new.tolist()
    model.play(2)
    assert first.new.tolist() == before


def test_threads_and_copies_play_the_same():
    model = IndependentCascade(TOWN, 0.05, [0])
    alone = [model.play(seed).size for seed in range(400)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda seed: model.play(seed).size, range(400))) == alone
    assert [pickle.loads(pickle.dumps(model)).play(seed).size for seed in range(10)] == alone[:10]


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, "1", None, True])
def test_a_bad_seed_is_refused(seed):
    with pytest.raises(gs.ScenarioError, match="seed must be a whole number from 0 to 4294967295"):
        IndependentCascade(TOWN, 0.05, [0]).play(seed)


def test_whole_numbers_of_numpy_are_seeds():
    model = IndependentCascade(TOWN, 0.05, [0])
    assert model.play(np.int64(7)).size == model.play(7).size == model.play(np.uint32(7)).size


@pytest.mark.parametrize(
    ("arguments", "what"),
    [((TOWN, 2, [0]), "chance"), ((TOWN, 0.1, [2000]), "seed_set"), ((None, 0.1, [0]), "network")],
)
def test_bad_input_is_refused_when_it_is_made(arguments, what):
    with pytest.raises(gs.ScenarioError, match=what):
        IndependentCascade(*arguments)


def test_the_compiler_off_gives_the_same():
    code = (
        "import gridsim as gs; town = gs.networks.watts_strogatz(200, 4, 0.1, seed=2); model ="
        " gs.diffusion.IndependentCascade(town, 0.3, [0, 9]); print([model.play(seed).new.tolist() for seed in"
        " range(20)])"
    )

    run = partial(subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=True)
    on, off = (run(env={**os.environ, "NUMBA_DISABLE_JIT": how}).stdout for how in "01")
    assert on == off and on
