"""Laws of factors: what every one of them keeps, and the functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridsim.errors import ScenarioError
from gridsim.study import sensitivity
from gridsim.study.indices import by_chance, explained, pawn
from gridsim.study.laws import LAWS, Law, law_of

NUMBERS = st.floats(0.001, 1000).map(lambda value: float(f"{value:.4g}"))


@st.composite
def laws(draw):
    kind = draw(st.sampled_from([*LAWS]))
    low, middle, high = sorted(draw(st.lists(NUMBERS, min_size=3, max_size=3, unique=True)))
    if kind == "normal":
        return law_of(kind, [middle, draw(st.floats(0.01, 2)) * (high - low), low, high])
    return law_of(kind, [low, middle, high] if LAWS[kind] == (3,) else [low, high])


@settings(max_examples=150, deadline=None)
@given(laws(), st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_a_law_stays_within_its_ends_and_never_falls(law, shares):
    values = [law.at(share) for share in sorted(shares)]
    assert all(law.low <= value <= law.high for value in values)
    assert all(one <= other + 1e-9 * abs(other) for one, other in zip(values, values[1:], strict=False))
    assert Law(**law.told()) == law


@settings(max_examples=50, deadline=None)
@given(laws())
def test_a_law_reaches_its_ends(law):
    assert law.at(0.0) == pytest.approx(law.low, rel=1e-6)
    assert law.at(1.0) == pytest.approx(law.high, rel=1e-6)


@pytest.mark.parametrize(
    ("law", "mean"),
    [
        (law_of("uniform", [2, 6]), 4.0),
        (law_of("log_uniform", [1, np.e]), np.e - 1),
        (law_of("triangular", [0, 1, 5]), 2.0),
        (law_of("normal", [3, 1, 1, 5]), 3.0),
        (law_of("halves", [0, 1, 2.5]), 0.25 + 0.875),
    ],
)
def test_a_law_has_the_mean_of_its_distribution(law, mean):
    shares = (np.arange(4000) + 0.5) / 4000
    assert np.mean([law.at(share) for share in shares]) == pytest.approx(mean, rel=1e-3)


def test_half_of_the_draws_of_halves_lie_below_its_middle():
    law = law_of("halves", [1, 60, 200])
    values = np.array([law.at(share) for share in np.linspace(0, 1, 1001)])
    assert (values < 60).mean() == pytest.approx(0.5, abs=0.002)


@pytest.mark.parametrize(
    ("kind", "numbers", "words"),
    [
        ("uniform", [2, 1], "ascend"),
        ("uniform", [1, 1], "ascend"),
        ("uniform", [1], "2 numbers"),
        ("log_uniform", [0, 1], "above 0"),
        ("triangular", [1, 5, 3], "ascend"),
        ("normal", [1, 0], "above 0"),
        ("normal", [9, 1, 1, 5], "between the ends"),
    ],
)
def test_numbers_that_make_no_law(kind, numbers, words):
    with pytest.raises(ValueError, match=words):
        law_of(kind, numbers)


def ishigami(x):
    return np.sin(x["x1"]) + 7 * np.sin(x["x2"]) ** 2 + 0.1 * x["x3"] ** 4 * np.sin(x["x1"])


ISHIGAMI = {f"x{k}": {"uniform": [-np.pi, np.pi]} for k in (1, 2, 3)}
FIRST, TOTAL = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}, {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}
WORTH = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])


def sobol_g(x):
    return np.prod([(abs(4 * x[f"x{k}"] - 2) + worth) / (1 + worth) for k, worth in enumerate(WORTH)], axis=0)


def test_ishigami_is_recovered():
    pytest.importorskip("SALib")
    found = sensitivity(ishigami, ISHIGAMI, design={"saltelli": 1024}, seed=4)
    for name in ISHIGAMI:
        assert found["first"][name] == pytest.approx(FIRST[name], abs=0.03)
        assert found["total"][name] == pytest.approx(TOTAL[name], abs=0.03)


@pytest.mark.parametrize("design", [{"lhs": 3000}, {"sobol": 2048}, {"random": 3000}])
def test_ishigami_is_recovered_from_any_drawn_points(design):
    found = sensitivity(ishigami, ISHIGAMI, design=design, seed=2)
    for name in ISHIGAMI:
        assert found["first"][name] == pytest.approx(FIRST[name], abs=0.035)
    assert bool(found["counts"].all())  # x3 too, which explains nothing by itself: PAWN reads more than the mean


def test_sobol_g_is_recovered():
    pytest.importorskip("SALib")
    factors = {f"x{k}": {"uniform": [0, 1]} for k in range(8)}
    found = sensitivity(sobol_g, factors, design={"saltelli": 1024}, seed=1)
    part = (1 / 3) / (1 + WORTH) ** 2
    whole = np.prod(1 + part) - 1
    for k, name in enumerate(factors):
        assert found["first"][name] == pytest.approx(part[k] / whole, abs=0.03)
        assert found["total"][name] == pytest.approx(part[k] * np.prod(1 + np.delete(part, k)) / whole, abs=0.03)
    assert list(found.index[:3]) == ["x0", "x1", "x2"]


def test_morris_tells_what_counts_from_what_does_not():
    pytest.importorskip("SALib")
    factors = {name: {"uniform": [0, 1]} for name in "abc"}
    found = sensitivity(lambda x: 5 * x["a"] - 2 * x["b"], factors, design={"morris": 10})
    assert found["mu"].round(4).to_dict() == {"a": 5.0, "b": -2.0, "c": 0.0}
    assert found["sigma"].abs().max() < 1e-5  # nothing depends on anything else


def test_a_factor_that_counts_for_nothing_is_within_chance():
    draws = np.random.default_rng(5)
    found = [pawn(draws.random(400), draws.random(400)) for _ in range(60)]
    assert np.mean(np.array(found) > by_chance(400)) <= 0.15
    assert abs(np.mean([explained(draws.random(400), draws.random(400)) for _ in range(60)])) < 0.01


@pytest.mark.parametrize(
    ("factors", "design", "words"),
    [
        ({}, {"lhs": 8}, "laws by name"),
        ({"x": {"uniform": [2, 1]}}, {"lhs": 8}, "ascend"),
        ({"x": {"even": [1, 2]}}, {"lhs": 8}, "a law"),
        ({"x": {"uniform": [0, 1]}}, "full", "one that is drawn"),
        ({"x": {"uniform": [0, 1]}}, {"lhs": 0}, "whole number from 1"),
        ({"x": {"uniform": [0, 1]}}, {"latin": 9}, "must be full, or one of"),
    ],
)
def test_bad_questions_are_refused(factors, design, words):
    with pytest.raises(ScenarioError, match=words):
        sensitivity(lambda x: x["x"], factors, design=design)


def test_a_function_must_return_a_number_a_row():
    with pytest.raises(ScenarioError, match="8 finite numbers"):
        sensitivity(lambda x: 1.0, {"x": {"uniform": [0, 1]}}, design={"lhs": 8})
