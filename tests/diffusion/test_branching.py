"""Branching processes: exact laws of size and extinction, order, trees, bad inputs."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

import gridsim as gs
from gridsim.diffusion import Cascades, branching, extinction_chance, size_chance

LAWS = {
    "Poisson": (0.7, None, 0.7),
    "negative binomial": (0.7, 0.3, 0.7 + 0.49 / 0.3),
    "chances": ([0.6, 0.2, 0.15, 0.05], None, 0.2 + 0.6 + 0.45 - 0.65**2),
}


@pytest.mark.parametrize("offspring, dispersion, variance", LAWS.values(), ids=LAWS)
def test_sizes_follow_the_exact_law(offspring, dispersion, variance):
    """Mean 1 / (1 - m), variance s^2 / (1 - m)^3, each of P(1) ... P(8), the mean of each generation m^g: within 4
    standard errors."""
    runs = 60_000
    outcome = branching(offspring, runs, 11, dispersion=dispersion)
    mean = offspring if dispersion is not None or np.ndim(offspring) == 0 else float(np.arange(4) @ offspring)
    sizes = outcome.sizes.astype(float)
    assert not outcome.cut.any() and abs(outcome.mean - 1 / (1 - mean)) < 4 * outcome.standard_error
    deviations = (sizes - sizes.mean()) ** 2
    assert abs(deviations.mean() - variance / (1 - mean) ** 3) < 4 * deviations.std() / runs**0.5
    exact = size_chance(np.arange(1, 9), offspring, dispersion=dispersion)
    found = np.bincount(outcome.sizes, minlength=9)[1:9] / runs
    assert np.all(abs(found - exact) < 4 * np.sqrt(exact * (1 - exact) / runs))
    new = outcome.new[:, :5]
    assert np.all(abs(new.mean(axis=0) - mean ** np.arange(5)) <= 4 * new.std(axis=0) / runs**0.5 + 1e-12)


@pytest.mark.parametrize("offspring, dispersion", [(1.5, None), (2.0, 0.4), ([0.3, 0.2, 0.3, 0.2], None)])
def test_what_does_not_die_out_is_cut(offspring, dispersion):
    """The share cut at 2,000 is 1 - the chance of extinction, within 4 standard errors (a finite run of that size is
    rarer than 1e-9)."""
    runs = 5000
    outcome = branching(offspring, runs, 5, dispersion=dispersion, most=2000)
    lasting = 1 - extinction_chance(offspring, dispersion=dispersion)
    assert abs(outcome.cut.mean() - lasting) < 4 * math.sqrt(lasting * (1 - lasting) / runs)
    assert (
        np.array_equal(outcome.sizes[outcome.cut], np.full(outcome.cut.sum(), 2000))
        and outcome.sizes[~outcome.cut].max() <= 2000
    )


def test_chances_of_size_are_those_of_sums():
    """P(n) = P(n have n - 1 offspring) / n, from the laws of sums in scipy and from a convolution written out."""
    n = np.arange(1, 40)
    assert size_chance(n, 0.9) == pytest.approx(poisson.pmf(n - 1, 0.9 * n) / n, rel=1e-9)
    k = 0.25
    assert size_chance(n, 1.4, dispersion=k) == pytest.approx(nbinom.pmf(n - 1, k * n, k / (k + 1.4)) / n, rel=1e-9)
    chances, power = np.array([0.45, 0.25, 0.0, 0.3]), np.array([1.0])
    for size in n:
        power = np.convolve(power, chances)
        assert size_chance(int(size), chances) == pytest.approx(power[size - 1] / size, rel=1e-9, abs=1e-300)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 3), st.one_of(st.none(), st.floats(0.1, 20)))
def test_sizes_and_lasting_share_out_the_whole(mean, dispersion):
    """Chances of finite sizes never pass the chance of extinction, and reach it away from the critical point; that is a
    root of G."""
    dies = extinction_chance(mean, dispersion=dispersion)
    total = size_chance(np.arange(1, 20_000), mean, dispersion=dispersion).sum()
    assert total < dies + 1e-9
    if abs(mean - 1) > 0.2:
        assert total == pytest.approx(dies, abs=1e-6)
    value = math.exp(mean * (dies - 1)) if dispersion is None else (1 + mean / dispersion * (1 - dies)) ** -dispersion
    assert value == pytest.approx(dies, abs=1e-9)


def test_extreme_laws():
    assert branching(0.0, 5).sizes.tolist() == [1] * 5 and branching([1.0], 3).generations.tolist() == [0] * 3
    assert extinction_chance([0, 1]) == 0 == size_chance(7, [0, 1]) and extinction_chance([0.0, 0.5, 0.5]) == 0
    assert size_chance(1, 0.0) == 1 and size_chance(2, 0.0) == 0 == size_chance(2, [1.0])
    line = branching([0, 1], 2, most=300)
    assert line.sizes.tolist() == [300] * 2 and line.generations.tolist() == [299] * 2 and line.cut.all()
    exactly = branching([0, 0, 1.0], 1, most=7)
    assert exactly.adoption.tolist() == [[1, 3, 7]] and exactly.cut.all() and exactly.generations.tolist() == [2]
    over = branching([0, 0, 1.0], 1, most=6)
    assert over.adoption.tolist() == [[1, 3, 6]] and over.cut.all()
    assert branching(1000.0, 1, most=1).sizes.tolist() == [1]


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 2), st.floats(0, 0.5), st.one_of(st.none(), st.floats(0.05, 5)), st.integers(0, 2**32 - 1))
def test_a_higher_mean_never_makes_a_run_smaller(mean, more, dispersion, seed):
    fewer = branching(mean, 8, seed, dispersion=dispersion, most=300)
    assert np.all(branching(mean + more, 8, seed, dispersion=dispersion, most=300).sizes >= fewer.sizes)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1.5), st.integers(0, 2**32 - 1), st.integers(1, 200), st.integers(0, 200))
def test_a_later_stop_changes_only_what_was_cut(mean, seed, most, more):
    early, late = branching(mean, 10, seed, most=most), branching(mean, 10, seed, most=most + more)
    assert np.array_equal(early.sizes, np.minimum(late.sizes, most)) and np.all(early.cut >= late.cut)
    assert np.array_equal(early.cut, late.cut | (late.sizes > most))


def test_trees_are_those_of_the_curves():
    """The tree of a run has its size, its generations and its curve; parents stand before their children, in the order
    of arrival."""
    plain, outcome = branching(0.95, 200, 3, most=500), branching(0.95, 200, 3, most=500, record="parents")
    assert (
        np.array_equal(plain.adoption, outcome.adoption)
        and np.array_equal(plain.cut, outcome.cut)
        and isinstance(outcome, Cascades)
    )
    for run in range(200):
        agents, parents = outcome.tree(run)
        depth = np.zeros(len(parents), int)
        for i in range(1, len(parents)):
            assert 0 <= parents[i] < i
            depth[i] = depth[parents[i]] + 1
        assert (
            np.all(np.diff(parents) >= 0)
            and agents.tolist() == list(range(len(parents)))
            and outcome.sizes[run] == len(parents)
        )
        assert np.array_equal(np.bincount(depth), outcome.new[run, : outcome.generations[run] + 1])


def test_threads_and_later_runs_change_nothing():
    one = branching(0.97, 301, 8, threads=1)
    assert np.array_equal(one.adoption, branching(0.97, 301, 8, threads=3).adoption)
    assert np.array_equal(one.sizes[:50], branching(0.97, 50, 8).sizes) and not np.array_equal(
        one.sizes, branching(0.97, 301, 9).sizes
    )


@pytest.mark.parametrize(
    "arguments, said",
    [
        ({"offspring": -0.5}, "offspring: the offspring must be a number from 0 to 1000; got -0.5"),
        ({"offspring": math.nan}, "offspring: .* got nan"),
        ({"offspring": "poisson"}, "offspring: .*Give the mean number that each wins"),
        (
            {"offspring": []},
            "offspring: .*Give the mean number that each wins, or the chances of winning 0, 1, 2 and so on[.]$",
        ),
        ({"offspring": [[0.5], [0.25, 0.25]]}, "offspring: the offspring must be a list of at least one number"),
        ({"offspring": [0.5, 0.6]}, "offspring: the chances must be adding up to 1; got '1.1'"),
        ({"offspring": [1.5, -0.5]}, "offspring: every offspring must be a number from 0 to 1"),
        ({"offspring": [0.5, math.nan]}, "offspring: .*nan at place 1"),
        ({"offspring": [0.5, 0.5], "dispersion": 1.0}, "dispersion: the dispersion must be given with a mean only"),
        ({"offspring": 0.5, "dispersion": 0.0}, "dispersion: the dispersion must be a number from 0.001"),
        ({"offspring": 0.5, "most": 0}, "most: the most must be a whole number from 1"),
        ({"offspring": 0.5, "n_runs": 0}, "n_runs: "),
        ({"offspring": 0.5, "seed": 1.5}, "seed: "),
        ({"offspring": 0.5, "record": "trees"}, "record: the record must be one of parents; got 'trees'"),
    ],
)
def test_bad_input_gets_one_clear_error(arguments, said):
    with pytest.raises(gs.ScenarioError, match=said) as caught:
        branching(**arguments)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("size", [0, -1, 2.5, [1, 0], "one", 10**8])
def test_a_bad_size_is_refused(size):
    with pytest.raises(gs.ScenarioError, match="size: every size must be a whole number from 1"):
        size_chance(size, 0.5)


def test_a_few_long_runs_do_not_take_room_for_all():
    """Regression: 20,000 runs at R = 1, of which one has hundreds of generations, held a number for each run and each
    of these."""
    outcome = branching(1.0, 20_000, 1, most=20_000)
    assert outcome.generations.max() > 100 and len(outcome.won) == 20_000 + outcome.generations.sum() < 20 * 20_000
    few = branching(1.0, 500, 1, most=20_000)
    assert np.array_equal(few.adoption[:, -1], few.sizes) and np.array_equal(few.sizes, outcome.sizes[:500])
    assert np.array_equal(few.new.sum(axis=1), few.sizes) and few.adoption.shape == (500, few.generations.max() + 1)
