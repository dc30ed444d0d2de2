"""Intervals, paired differences and the verdict, against figures that other means give."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gridsim.results.summary import Difference, mean_interval, paired, replicates_to_decide
from gridsim.study.verdict import make_verdict


def verdict(**measured):
    return make_verdict(measured, currency="CNY", budget=100_000, days=90)


def test_the_interval_is_students():
    """t(0.95, 9) = 1.833113, from printed tables."""
    values = np.arange(1.0, 11.0)
    mean, low, high, n = mean_interval(values[:, None])
    half = 1.833113 * math.sqrt(110 / 12) / math.sqrt(10)
    assert (mean[0], n[0]) == (5.5, 10)
    assert low[0] == pytest.approx(5.5 - half, abs=1e-5) and high[0] == pytest.approx(5.5 + half, abs=1e-5)


def test_the_interval_covers_the_mean_in_nine_of_ten_samples():
    draw = np.random.default_rng(1)
    _, low, high, _ = mean_interval(draw.normal(3.0, 2.0, (8, 20_000)))
    covered = np.mean((low <= 3.0) & (high >= 3.0))
    assert abs(covered - 0.9) < 4 * math.sqrt(0.9 * 0.1 / 20_000)


def test_undefined_values_are_left_out():
    mean, low, _, n = mean_interval(np.array([[1.0, np.nan, np.nan], [3.0, 2.0, np.nan]]))
    assert list(n) == [2, 1, 0]
    assert mean[0] == 2.0 and mean[1] == 2.0 and np.isnan(mean[2])
    assert np.isnan(low[1]) and np.isnan(low[2])
    assert paired([[np.nan]], [[1.0]], ["higher"]) == [Difference(None, None, None, None, 0)]


def test_chance_better_follows_the_direction_and_halves_ties():
    first, second = np.array([[1.0], [2.0], [3.0], [9.0]]), np.array([[1.0], [1.0], [5.0], [4.0]])
    chances = {way: paired(first, second, [way])[0].chance_better for way in ("higher", "lower", "")}
    assert chances == {"higher": 0.625, "lower": 0.375, "": None}


def test_the_number_that_would_decide_is_the_smallest():
    n = replicates_to_decide(1.0, 5.0)
    assert n is not None

    def half(n):
        from scipy.stats import t

        return t.ppf(0.95, n - 1) * 5.0 / math.sqrt(n)

    assert half(n) < 1.0 <= half(n - 1)
    assert replicates_to_decide(1e-9, 5.0) is None


def test_decided_for_the_grid():
    found = verdict(official=[10.0, 12.0, 8.0, 11.0], grid=[210.0, 215.0, 190.0, 220.0])
    assert (found["best"], found["runner_up"], found["decided"]) == ("grid", "official", True)
    assert found["difference"]["chance_better"] == 1.0 and found["replicates_needed"] is None
    assert "grid earns 198.50 CNY more after marketing than official" not in found["sentence"]
    assert "grid earns 198 CNY more after marketing than official" in found["sentence"]
    assert (
        "100,000 CNY over 90 days" in found["sentence"]
        and "pays for its marketing within the 90 days" in found["sentence"]
    )


def test_undecided_says_what_would_decide():
    found = verdict(official=[10.0, 30.0, -20.0, 5.0], grid=[12.0, 10.0, 15.0, 4.0])
    assert not found["decided"] and found["replicates_needed"] > 4
    assert (
        found["sentence"].startswith("Undecided")
        and f"about {found['replicates_needed']:,} replicates would decide" in found["sentence"]
    )


def test_no_strategy_pays_back():
    found = verdict(official=[-100.0, -110.0, -105.0], grid=[-500.0, -510.0, -495.0])
    assert found["best"] == "official" and found["decided"] and found["against_nothing"]["pays_back"] == -1
    assert (
        "No strategy pays back within the 90 days: official loses least, 105 CNY against doing nothing"
        in found["sentence"]
    )


def test_copies_are_level():
    found = verdict(a=[1.0, 2.0, 3.0], b=[1.0, 2.0, 3.0])
    assert not found["decided"] and found["replicates_needed"] is None and found["difference"]["mean"] == 0.0
    assert "exactly the same in every replicate" in found["sentence"]


def test_one_strategy_is_judged_against_nothing():
    found = verdict(grid=[-10.0, -12.0, -9.0])
    assert found["runner_up"] is None and (found["kind"], found["winner"]) == ("do_none", "nothing")
    assert found["sentence"].startswith(
        "Do not do this: with a budget of 100,000 CNY over 90 days, grid loses 10.33 CNY against doing nothing"
    )


def test_grid_against_official_is_told_even_if_another_wins():
    found = verdict(official=[1.0, 2.0, 1.5], grid=[11.0, 12.0, 11.2], kol=[21.0, 22.0, 20.5])
    assert (found["best"], found["runner_up"]) == ("kol", "grid")
    assert found["two_way"]["ahead"] == "grid" and found["two_way"]["decided"]
    assert "grid earns 9.90 CNY more after marketing than official (" in found["sentence"]
    assert "kol earns 9.77 CNY more after marketing than grid, the next best of 3 strategies" in found["sentence"]
