"""The fit of a Bass curve: it finds what made the series, says how sure it is, and refuses what it cannot tell."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.diffusion import bass, bass_rate, bass_share, fit_bass

RECORDERS = [840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]


def series(p: float, q: float, on: str, n_periods: int) -> np.ndarray:
    """Sales of a market of one."""
    periods = np.arange(n_periods + 1.0)
    return bass_rate(periods[1:], p, q) if on == "density" else np.diff(bass_share(periods, p, q))


@settings(max_examples=40, deadline=None)
@given(
    st.floats(1e-5, 0.1),
    st.floats(0.05, 1.5),
    st.floats(1, 1e9),
    st.sampled_from(["density", "increments"]),
    st.integers(0, 30),
)
def test_a_curve_without_noise_is_found_again(p, q, market_size, on, more):
    n_periods = 4 + int(1.3 * max(0.0, math.log(q / p)) / (p + q)) + more  # somewhat past the peak
    fit = fit_bass(market_size * series(p, q, on, n_periods), on=on)
    assert (fit.market_size, fit.innovation_rate, fit.imitation_rate) == pytest.approx((market_size, p, q), rel=1e-4)
    assert fit.residual_standard_error < 1e-6 * market_size and fit.on == on


def test_standard_errors_are_those_of_repeated_samples():
    """Over 150 series with the same noise, the spread of each coefficient is the claimed one (4 standard errors of a
    spread: 23 %)."""
    on = "increments"
    chance, sales = np.random.default_rng(1), 1000 * series(0.01, 0.4, on, 16)
    fits = [fit_bass(sales + chance.normal(0, 1.0, 16), on=on) for _ in range(150)]
    found = np.array([(fit.market_size, fit.innovation_rate, fit.imitation_rate) for fit in fits])
    claimed = np.sqrt(np.mean(np.array([fit.standard_errors for fit in fits]) ** 2, axis=0))
    assert np.all(abs(found.std(axis=0) / claimed - 1) < 4 / math.sqrt(2 * 150))
    assert np.all(abs(found.mean(axis=0) - (1000, 0.01, 0.4)) < 4 * found.std(axis=0) / math.sqrt(150))
    spread = np.mean([fit.residual_standard_error**2 for fit in fits])
    assert abs(spread - 1.0) < 4 * math.sqrt(2 / (13 * 150))


def test_the_optimum_is_stationary():
    """No step of a thousandth in any coefficient lowers the sum of squares."""
    for on in ("density", "increments"):
        fit = fit_bass(RECORDERS, on=on)
        best = np.array([fit.market_size, fit.innovation_rate, fit.imitation_rate])
        squares = [
            np.sum((m * series(p, q, on, 10) - RECORDERS) ** 2)
            for m, p, q in [best]
            + [best * (1 + change * np.eye(3)[row]) for row in range(3) for change in (-1e-3, 1e-3)]
        ]
        assert np.argmin(squares) == 0
        assert fit.residual_standard_error == pytest.approx(math.sqrt(squares[0] / 7), rel=1e-9)
        assert np.allclose(fit.forecast(np.arange(1, 11)), fit.fitted) and np.allclose(
            fit.fitted, best[0] * series(*best[1:], on, 10)
        )


def test_the_unit_of_sales_does_not_matter():
    one, other = fit_bass(RECORDERS), fit_bass(np.array(RECORDERS) * 1e-9)
    assert other.market_size * 1e9 == pytest.approx(one.market_size, rel=1e-6)
    assert other.standard_errors.market_size * 1e9 == pytest.approx(one.standard_errors.market_size, rel=1e-5)
    assert (other.innovation_rate, other.imitation_rate) == pytest.approx(
        (one.innovation_rate, one.imitation_rate), rel=1e-6
    )


def test_what_the_simulation_sold_is_found_again():
    """Increments of one simulated market of 20,000: each coefficient within 4 of its standard errors.

    The noise of sales is that of a count, far from equal spread, so the claimed errors are only near.
    """
    sales = 20_000 * np.diff(bass(20_000, 0.03, 0.38, np.arange(21.0), 0.1, 1, 1)[0])
    fit = fit_bass(sales, on="increments")
    found = np.array([fit.market_size, fit.innovation_rate, fit.imitation_rate])
    assert np.all(abs(found - (20_000, 0.03, 0.38)) < 4 * np.array(fit.standard_errors))


def test_a_decline_from_the_start_is_a_curve_without_imitation():
    fit = fit_bass([100 * 0.8**t for t in range(1, 13)], on="increments")
    assert (fit.market_size, fit.innovation_rate) == pytest.approx((400, -math.log(0.8)), rel=1e-6) and abs(
        fit.imitation_rate
    ) < 1e-6


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=25), st.sampled_from(["density", "increments"]))
def test_any_series_gets_a_sound_fit_or_one_clear_error(sales, on):
    try:
        fit = fit_bass(sales, on=on)
    except gs.ScenarioError as error:
        assert len(error.problems) == 1 and str(error).startswith("sales: ")
        return
    assert 0 < fit.standard_errors.market_size < fit.market_size or fit.residual_standard_error < 1e-6 * max(sales)
    assert fit.innovation_rate > 0 and fit.innovation_rate + fit.imitation_rate > 0
    assert np.isfinite([*fit.standard_errors, fit.residual_standard_error, *fit.fitted]).all()


TIMES = np.arange(1.0, 13.0)


@pytest.mark.parametrize(
    "sales, said",
    [
        ([1, 2, 3], "sales: sales must be of 4 periods or more .* got 3"),
        ([], "sales: sales must be of 4 periods or more"),
        ([[1, 2], [3, 4]], "sales: sales must be a row of numbers"),
        (["a", "b", "c", "d"], "sales: sales must be a row of numbers"),
        ([1, 2, math.nan, 4, 3], "every period's sales must be a finite number >= 0; got 'nan in period 3'"),
        ([1, 2, math.inf, 4, 3], "got 'inf in period 3'"),
        ([1, -2, 3, 4], "got '-2.0 in period 2'"),
        ([0, 0, 0, 0, 0], "sales must be above 0 in some period"),
        (
            100 * 1.5**TIMES,
            "the market size must be determined by the series.* and sales are highest in the last period",
        ),
        (100 * 1.5**TIMES * np.exp(np.random.default_rng(1).normal(0, 0.1, 12)), "the market size must be determined"),
        ([100] * 10, "the market size must be determined by the series.* and sales have no clear peak"),
        ([0, 0, 0, 0, 100], "the market size must be determined"),
        ([100, 0, 0, 0, 0], "must be spread over several periods"),
        ([0, 0, 100, 0, 0], "must be spread over several periods"),
    ],
)
@pytest.mark.parametrize("on", ["density", "increments"])
def test_a_series_that_says_too_little_gets_one_clear_error(sales, said, on):
    with pytest.raises(gs.ScenarioError, match=said) as caught:
        fit_bass(sales, on=on)
    assert len(caught.value.problems) == 1


def test_an_unknown_form_is_refused():
    with pytest.raises(gs.ScenarioError, match="on: the on must be one of density, increments; got 'cumulative'"):
        fit_bass(RECORDERS, on="cumulative")


@pytest.mark.parametrize("periods", [0, [1, 0.5], -1, float("nan"), "next", [[1], [1, 2]], [True]])
def test_a_forecast_counts_periods_from_1(periods):
    fit = fit_bass(RECORDERS)
    assert fit.forecast([[1, 2], [3, 4]]).shape == (2, 2)
    with pytest.raises(gs.ScenarioError, match="periods: every period must be a number >= 1"):
        fit.forecast(periods)
