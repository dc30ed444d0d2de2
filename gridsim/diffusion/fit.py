"""The Bass curve fitted to a series of sales, by non-linear least squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gridsim.arguments import array as as_array
from gridsim.arguments import choice
from gridsim.diffusion.bass_curve import rate_of, share_of
from gridsim.errors import ScenarioError, refusal

_LEAST_SALES_SHARE = 1e-3  # a fit in which less than this share of the market has bought says nothing about its size
_FASTEST = 10.0  # a period; at this p + q nine tenths of all sales fall into half a period
_STARTS = 2  # all local minima of a table lay in one valley in every series tried; the second is a reserve


class Coefficients(NamedTuple):
    """One number for each of the three coefficients of a Bass curve."""

    market_size: float
    innovation_rate: float
    imitation_rate: float


@dataclass(frozen=True, eq=False)
class BassFit:
    """A Bass curve fitted to sales; made by `fit_bass`.

    Parameters
    ----------
    market_size : float
        m, those who ever buy, in the unit of the sales.
    innovation_rate, imitation_rate : float
        p and q, a period.
    standard_errors : Coefficients
        Of `.market_size`, `.innovation_rate` and `.imitation_rate`, by these names and in this order.
    residual_standard_error : float
        Root of (sum of squared residuals / (T - 3)), in the unit of the sales.
    on : str
        What was fitted: "density" or "increments".
    fitted : numpy.ndarray of float64, shape (T,)
        Sales of the fitted curve in the periods 1 to T.
    """

    market_size: float
    innovation_rate: float
    imitation_rate: float
    standard_errors: Coefficients
    residual_standard_error: float
    on: str
    fitted: np.ndarray

    def forecast(self, periods: ArrayLike) -> np.ndarray:
        """Return the sales of the fitted curve in these periods, counted from 1 as in the series that was fitted.

        Parameters
        ----------
        periods : array_like of float
            At least 1, any shape.

        Returns
        -------
        numpy.ndarray of float64, of the shape of `periods`

        Raises
        ------
        ScenarioError
            If a period is below 1 or not finite.

        Examples
        --------
        >>> fit = fit_bass([840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890])
        >>> fit.forecast([11, 12]).round().tolist()
        [3054.0, 1723.0]
        """
        places = as_array("periods", periods)
        if places.dtype.kind not in "iuf" or not np.all(np.isfinite(places) & (places >= 1)):
            raise refusal("periods", "every period", "a number >= 1", periods, "Count periods from 1, as in the series")
        periods = places.astype(np.float64)
        return self.market_size * _shape(periods, self.innovation_rate, self.imitation_rate, self.on)


def fit_bass(sales: ArrayLike, on: str = "density") -> BassFit:
    """Return the Bass curve that fits a series of sales best, with standard errors, by non-linear least squares.

    Sales of first-time buyers in the periods t = 1 to T, from the start of the product, are compared with m f(t)
    (`on="density"`) or with m (F(t) - F(t - 1)) (`on="increments"`). Sales are totals of periods, so increments are
    their proper counterpart; the density is what many textbooks and packages fit. The two differ: for video recorders p
    is 0.0066 on the density and 0.0088 on increments.

    The best market size for given rates is a division, so a table of 3,000 pairs of rates is tried first; its best
    places, and Bass's own regression of sales on cumulative sales, are then refined. Standard errors come from the
    Jacobian J at the optimum:
    s^2 (J'J)^-1 with s^2 = sum of squares / (T - 3). They take residuals to be independent and of equal spread; those
    of sales are seldom either, so read them as a lower bound.

    Parameters
    ----------
    sales : array_like of float, shape (T,), T >= 4
        Sales in each period, at least 0; any unit.
    on : {"density", "increments"}
        What the sales are compared with.

    Returns
    -------
    BassFit
        `.market_size`, `.innovation_rate` (typically 0.001 to 0.03 a year), `.imitation_rate` (0.2 to 0.8 a year; below
        0 where sales fall faster than innovation alone would have it), `.standard_errors`, `.residual_standard_error`.

    Raises
    ------
    ScenarioError
        If there are fewer than 4 periods, a value is negative or not finite, nothing was sold, or the series does not
        determine the curve: it grows without a peak in sight, is flat, or has all its sales in one period.

    References
    ----------
    Srinivasan and Mason, "Nonlinear least squares estimation of new product diffusion models", Marketing Science 5
    (1986) (increments).
    Bass, "A new product growth for model consumer durables", Management Science 15 (1969).

    Examples
    --------
    >>> recorders = [840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]
    >>> fit = fit_bass(recorders)
    >>> round(fit.market_size), round(fit.innovation_rate, 5), round(fit.imitation_rate, 4)
    (67981, 0.00659, 0.6381)
    >>> round(fit.standard_errors.market_size), round(fit.residual_standard_error)
    (3128, 727)
    >>> round(fit_bass(recorders, on="increments").imitation_rate, 4)
    0.6422
    """
    sales = _check_sales(sales)
    on = choice("on", on, ("density", "increments"), "Increments are the exact totals of periods")
    unit = float(sales.max())
    best = _refine(sales / unit, on)
    market_size, p, q = best
    _check_determined(p, q, sales)
    fitted = market_size * _shape(_periods(sales), p, q, on)
    residuals = sales / unit - fitted
    spread = np.sqrt(residuals @ residuals / (len(sales) - 3))
    errors = _standard_errors(best, sales, on) * spread
    if not errors[0] < market_size:
        raise _undetermined(sales, f"{market_size * unit:.4g} with a standard error of {errors[0] * unit:.4g}")
    made = Coefficients(float(errors[0] * unit), float(errors[1]), float(errors[2]))
    return BassFit(float(market_size * unit), float(p), float(q), made, float(spread * unit), on, fitted * unit)


def _check_sales(sales: Any) -> np.ndarray:
    """Check a series of sales and return it as float64."""
    given = as_array("sales", sales)
    try:
        array = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        array = np.empty((0, 0))
    if array.ndim != 1:
        raise refusal(
            "sales",
            "sales",
            "a row of numbers, one a period",
            sales,
            "Give one number for each period from the start",
        )
    if len(array) < 4:
        raise refusal(
            "sales",
            "sales",
            "of 4 periods or more (there are three coefficients)",
            len(array),
            "Give a longer series",
        )
    bad = ~(np.isfinite(array) & (array >= 0.0))
    if bad.any():
        at = int(np.argmax(bad))
        advice = "Mend or estimate that period; the series must have no gaps"
        raise refusal(
            "sales", "every period's sales", "a finite number >= 0", f"{array[at]} in period {at + 1}", advice
        )
    if not array.any():
        raise refusal(
            "sales",
            "sales",
            "above 0 in some period",
            "0 in all periods",
            "Give a series in which something was sold",
        )
    return array


def _periods(sales: np.ndarray) -> np.ndarray:
    """The periods of a series, counted from 1."""
    return np.arange(1.0, len(sales) + 1.0)


def _shape(periods: np.ndarray, p: float | np.ndarray, q: float | np.ndarray, on: str) -> np.ndarray:
    """Sales of a market of one in each period."""
    if on == "density":
        return rate_of(periods, p, q)
    return share_of(periods, p, q) - share_of(periods - 1.0, p, q)


def _refine(sales: np.ndarray, on: str) -> tuple[float, float, float]:
    """The market size and the two rates of the least sum of squares, from the best of several starts."""
    from scipy.optimize import least_squares

    periods = _periods(sales)

    def residuals(place: np.ndarray) -> np.ndarray:
        p, q = _rates(place)
        shape = _shape(periods, p, q, on)
        return _best_size(sales, shape) * shape - sales

    low, high = _corners(len(sales))
    found = []
    for start in _starts(sales, on):
        inside = np.clip(start, low + 1e-6, high - 1e-6)
        found.append(
            least_squares(
                residuals, inside, bounds=(low, high), jac="3-point", xtol=1e-13, ftol=1e-13, gtol=1e-13, max_nfev=500
            )
        )
    p, q = _rates(min(found, key=lambda one: one.cost).x)
    return float(_best_size(sales, _shape(periods, p, q, on))), float(p), float(q)


def _rates(place: Any) -> tuple[Any, Any]:
    """The rates p and q at a place of the search: logs of p + q and of p / (p + q), which keep the curve defined where
    q < 0."""
    speed, part = np.exp(place[0]), np.exp(place[1])
    return speed * part, speed * (1.0 - part)


def _corners(n_periods: int) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the search: from a curve that has hardly begun after all periods to one that is over within one."""
    return np.log([1e-3 / n_periods, 1e-14]), np.log([6.0 * _FASTEST, 1e3])


def _best_size(sales: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """The market size of the least sum of squares for each shape, shape (..., T)."""
    return (shape @ sales) / np.sum(shape * shape, axis=-1)


def _starts(sales: np.ndarray, on: str) -> list[np.ndarray]:
    """The lowest local minima of a table of the sum of squares over both rates, and Bass's own regression where it
    gives a curve."""
    periods = _periods(sales)
    low, high = _corners(len(sales))
    speeds, parts = np.linspace(low[0], high[0], 60), np.linspace(low[1], high[1], 50)
    squares = np.empty((60, 50))
    for row, speed in enumerate(speeds):
        p, q = _rates((speed, parts[:, None]))
        shape = _shape(periods, p, q, on)
        squares[row] = np.sum((_best_size(sales, shape)[:, None] * shape - sales) ** 2, axis=-1)
    padded = np.pad(squares, 1, constant_values=np.inf)
    around = [padded[1 + a : 61 + a, 1 + b : 51 + b] for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]
    hollows = np.argwhere(squares <= np.min(around, axis=0))
    deepest = sorted(hollows, key=lambda at: squares[tuple(at)])[:_STARTS]
    return [np.array([speeds[a], parts[b]]) for a, b in deepest] + _regression(sales)


def _regression(sales: np.ndarray) -> list[np.ndarray]:
    """The start by Bass (1969): sales = a + b N - c N^2 on the cumulative sales N before each period; empty where that
    is no Bass curve."""
    before = np.cumsum(sales) - sales
    (a, b, minus_c), *_ = np.linalg.lstsq(
        np.stack([np.ones_like(before), before, before * before], axis=1), sales, rcond=None
    )
    inside = b * b - 4.0 * minus_c * a
    if not (a > 0.0 and minus_c < 0.0 and inside > 0.0):
        return []
    market_size = (-b - np.sqrt(inside)) / (2.0 * minus_c)
    p, q = a / market_size, -minus_c * market_size
    return [np.log([p + q, p / (p + q)])]


def _standard_errors(best: tuple[float, float, float], sales: np.ndarray, on: str) -> np.ndarray:
    """Standard errors of the three coefficients for residuals of spread 1; infinite where the series does not tell them
    apart."""
    periods, (market_size, p, q) = _periods(sales), best
    jacobian = np.empty((len(sales), 3))
    jacobian[:, 0] = _shape(periods, p, q, on)
    for column, step in ((1, (1e-6 * p, 0.0)), (2, (0.0, 1e-6 * (p + q)))):
        ahead, behind = _shape(periods, p + step[0], q + step[1], on), _shape(periods, p - step[0], q - step[1], on)
        jacobian[:, column] = market_size * (ahead - behind) / (2.0 * (step[0] + step[1]))
    length = np.sqrt(np.sum(jacobian * jacobian, axis=0))
    if not np.all(length > 0.0):
        return np.full(3, np.inf)
    _, singular, rows = np.linalg.svd(jacobian / length, full_matrices=False)
    if singular[-1] < 1e-8 * singular[0]:
        return np.full(3, np.inf)
    return np.sqrt(np.sum((rows / singular[:, None]) ** 2, axis=0)) / length


def _check_determined(p: float, q: float, sales: np.ndarray) -> None:
    """Refuse a fit at the edge of what a Bass curve can be."""
    if max(p, p + q) >= _FASTEST:
        got = f"p = {p:.3g} and q = {q:.3g} a period"
        raise ScenarioError(
            f"sales: the best Bass curve must be spread over several periods; got {got}. Give sales by shorter periods."
        )
    sold = float(share_of(np.float64(len(sales)), p, q))
    if sold < _LEAST_SALES_SHARE:
        raise _undetermined(sales, f"one of which a share of {sold:.2g} is sold after {len(sales)} periods")


def _undetermined(sales: np.ndarray, got: str) -> ScenarioError:
    """The error for a series from which the market size cannot be told."""
    trend = (
        "sales are highest in the last period"
        if int(np.argmax(sales)) == len(sales) - 1
        else "sales have no clear peak"
    )
    advice = "Wait for more periods, or take the market size from another source"
    return ScenarioError(
        f"sales: the market size must be determined by the series, by a bend or a peak; got {got}, and {trend}."
        f" {advice}."
    )
