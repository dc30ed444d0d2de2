"""Facts 1, 2, 5 and 21: the Bass curve, its fit and branching processes against closed forms and published figures.

Simulated means are held to z = 4 standard errors with fixed seeds; what is computed without chance to the digits that
are given.
"""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from gridsim import diffusion

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
P, Q = 0.03, 0.38
RECORDERS = [840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]


def test_fact_1_closed_form_and_recursion():
    assert diffusion.bass_share([5, 10, 15], P, Q) == pytest.approx([0.33120, 0.81280, 0.97161], abs=5.1e-6)
    peak = diffusion.bass_peak(P, Q)
    assert peak.time == pytest.approx(6.1926, abs=5.1e-5) and peak.rate == pytest.approx(0.110592, abs=5.1e-7)
    assert diffusion.bass_recursion([10, 20], P, Q) == pytest.approx([0.78264, 0.99839], abs=5.1e-6)


def test_fact_1_simulated_in_continuous_time():
    """100,000 people, 100 runs, a step of 0.1: the step's error is below 0.0001 and the standard error about 0.0003."""
    shares = diffusion.bass(100_000, P, Q, [5, 10, 15], 0.1, n_runs=100, seed=1)
    error = shares.std(axis=0, ddof=1) / 10
    assert np.all(abs(shares.mean(axis=0) - [0.33120, 0.81280, 0.97161]) < 4 * error)


def test_fact_1_simulated_peak():
    """Sales by tenths of a year peak at 6.19, at the rate 0.1106: within a tenth of the peak's rate of 1 %, and half a
    year (the top is flat)."""
    times = np.arange(0.0, 12.05, 0.1)
    curve = diffusion.bass(100_000, P, Q, times, 0.1, n_runs=100, seed=2).mean(axis=0)
    smooth = np.convolve(np.diff(curve) / 0.1, np.ones(5) / 5, mode="valid")
    top = int(np.argmax(smooth))
    assert abs(smooth[top] - 0.110592) < 0.01 * 0.110592 and abs(times[top] + 0.25 - 6.1926) < 0.5


def test_fact_1_simulated_recursion():
    shares = diffusion.bass(100_000, P, Q, [10, 20], 1.0, n_runs=100, seed=3, law="recursion")
    error = shares.std(axis=0, ddof=1) / 10
    assert np.all(abs(shares.mean(axis=0) - [0.78264, 0.99839]) < 4 * error)


def test_fact_2_fit_on_density():
    fit = diffusion.fit_bass(RECORDERS, on="density")
    assert fit.market_size == pytest.approx(67_980.9, abs=0.06)
    assert fit.innovation_rate == pytest.approx(0.00659397, abs=1.1e-8)
    assert fit.imitation_rate == pytest.approx(0.638091, abs=1.1e-6)
    assert fit.residual_standard_error == pytest.approx(727, abs=0.6)


def test_fact_2_fit_on_increments():
    fit = diffusion.fit_bass(RECORDERS, on="increments")
    assert fit.market_size == pytest.approx(67_660, abs=0.6)
    assert fit.innovation_rate == pytest.approx(0.00879, abs=5.1e-6)
    assert fit.imitation_rate == pytest.approx(0.64216, abs=5.1e-6)


def test_fact_5_poisson_offspring_of_one_half():
    """200,000 runs: the chances of 1, 2 and 3, mean 2, variance 4."""
    runs = 200_000
    sizes = diffusion.branching(0.5, runs, 1).sizes.astype(float)
    for size, chance in ((1, 0.60653), (2, 0.18394), (3, 0.08367)):
        assert float(diffusion.size_chance(size, 0.5)) == pytest.approx(chance, abs=5.1e-6)
        assert abs(np.mean(sizes == size) - chance) < 4 * math.sqrt(chance * (1 - chance) / runs)
    assert abs(sizes.mean() - 2) < 4 * math.sqrt(4 / runs)
    deviations = (sizes - 2) ** 2
    assert abs(deviations.mean() - 4) < 4 * deviations.std() / math.sqrt(runs)


def test_fact_5_poisson_offspring_of_four_fifths():
    """200,000 runs: mean 5 and the chance of 100 or more."""
    runs, chance = 200_000, 0.0014252
    outcome = diffusion.branching(0.8, runs, 1)
    assert abs(outcome.mean - 5) < 4 * math.sqrt(0.8 / 0.2**3 / runs)
    assert abs(np.mean(outcome.sizes >= 100) - chance) < 4 * math.sqrt(chance * (1 - chance) / runs)
    assert 1 - diffusion.size_chance(np.arange(1, 100), 0.8).sum() == pytest.approx(chance, abs=5.1e-8)


@pytest.mark.skipif(not DATA.exists(), reason="the shared data are not here")
@pytest.mark.parametrize(
    "name, p, q, market_size", [("room_air_conditioners", 0.0094, 0.3748, 18_713), ("color_tv", 0.0185, 0.6159, 39_659)]
)
def test_fact_21_published_fits_on_increments(name, p, q, market_size):
    """To the digits that were published."""
    with open(DATA / "bass_adoption_series.csv") as rows:
        sales = [float(row["adoptions"]) for row in csv.DictReader(rows) if row["series"] == name]
    fit = diffusion.fit_bass(sales, on="increments")
    assert (fit.innovation_rate, fit.imitation_rate) == pytest.approx(
        (p, q), abs=5.1e-5
    ) and fit.market_size == pytest.approx(market_size, abs=0.6)
