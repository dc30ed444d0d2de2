"""The curves of the Bass model: shares and rates in closed form, the recursion in discrete time, and their checks."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gridsim.arguments import array as as_array
from gridsim.diffusion.inputs import check_number
from gridsim.errors import refusal

MOST_STEPS = 10_000_000
_HIGHEST_RATE = 1e6
_RATE_ADVICE = "Give a rate a unit of time, such as 0.03 for innovation and 0.38 for imitation a year"


def bass_share(times: ArrayLike, innovation_rate: float, imitation_rate: float) -> np.ndarray:
    """Return the share that has adopted by each time in the Bass model with complete mixing and a large market.

    F(t) = (1 - e^(-(p + q) t)) / (1 + (q / p) e^(-(p + q) t)), the solution of F' = (p + q F)(1 - F), F(0) = 0.

    Parameters
    ----------
    times : array_like of float
        At least 0, any shape.
    innovation_rate : float
        p >= 0 a unit of time.
    imitation_rate : float
        q > -p a unit of time (q < 0: those who have adopted put others off); any q >= 0 where p = 0.

    Returns
    -------
    numpy.ndarray of float64, of the shape of `times`

    Raises
    ------
    ScenarioError
        If a time or a rate is out of its range.

    References
    ----------
    Bass, "A new product growth for model consumer durables", Management Science 15 (1969).

    Examples
    --------
    >>> bass_share([5, 10, 15], 0.03, 0.38).round(5).tolist()
    [0.3312, 0.8128, 0.97161]
    """
    p, q = _check_curve(innovation_rate, imitation_rate)
    return share_of(check_times(times, "time"), p, q)


def bass_rate(times: ArrayLike, innovation_rate: float, imitation_rate: float) -> np.ndarray:
    """Return the share of the market that adopts a unit of time, at each time: the derivative of `bass_share`.

    f(t) = p (p + q)^2 e^(-(p + q) t) / (p + q e^(-(p + q) t))^2. Parameters, errors and reference as in `bass_share`.

    Examples
    --------
    >>> bass_rate([0.0, 6.1926], 0.03, 0.38).round(6).tolist()
    [0.03, 0.110592]
    """
    p, q = _check_curve(innovation_rate, imitation_rate)
    return rate_of(check_times(times, "time"), p, q)


class Peak(NamedTuple):
    """When most adopt, and how many then."""

    time: float
    rate: float
    """Share of the market a unit of time."""


def bass_peak(innovation_rate: float, imitation_rate: float) -> Peak:
    """Return when adoption is fastest, and the share of the market that adopts a unit of time then.

    t* = log(q / p) / (p + q) with f(t*) = (p + q)^2 / (4 q) where q > p; else t* = 0 with f(0) = p. Rates as in
    `bass_share`, with p > 0.

    Raises
    ------
    ScenarioError
        If a rate is out of its range, or p = 0 (nobody starts, so there is no peak).

    Examples
    --------
    >>> peak = bass_peak(0.03, 0.38)
    >>> round(peak.time, 4), round(peak.rate, 6)
    (6.1926, 0.110592)
    >>> bass_peak(0.5, 0.1)
    Peak(time=0.0, rate=0.5)
    """
    p, q = _check_curve(innovation_rate, imitation_rate)
    if p == 0.0:
        raise refusal(
            "innovation_rate", "the innovation rate", "above 0 (else nobody starts)", innovation_rate, _RATE_ADVICE
        )
    if q <= p:
        return Peak(0.0, p)
    return Peak(math.log(q / p) / (p + q), (p + q) ** 2 / (4.0 * q))


def bass_recursion(periods: ArrayLike, innovation_rate: float, imitation_rate: float) -> np.ndarray:
    """Return the share that has adopted by the end of each period in the discrete Bass model.

    N(0) = 0, N(t + 1) = N(t) + (p + q N(t)) (1 - N(t)). It is another model than `bass_share`, not an approximation
    that could be refined:
    imitation sees last period's share.

    Parameters
    ----------
    periods : array_like of int
        0 to 10,000,000, any shape.
    innovation_rate, imitation_rate : float
        p and q a period, at least 0; p + q <= 1, since p + q N is a chance.

    Returns
    -------
    numpy.ndarray of float64, of the shape of `periods`

    Raises
    ------
    ScenarioError
        If a period or a rate is out of its range, or p + q > 1.

    References
    ----------
    Bass, "A new product growth for model consumer durables", Management Science 15 (1969), where sales are regressed on
    this recursion.

    Examples
    --------
    >>> bass_recursion([10, 20], 0.03, 0.38).round(5).tolist()
    [0.78264, 0.99839]
    """
    p, q = check_rates(innovation_rate, imitation_rate)
    check_recursion(p, q, 1.0)
    places = check_times(periods, "period")
    if np.any(places != np.floor(places)) or np.any(places > MOST_STEPS):
        raise refusal(
            "periods",
            "every period",
            f"a whole number from 0 to {MOST_STEPS}",
            periods,
            "Count whole periods from 0",
        )
    whole = places.astype(np.int64)
    shares = np.zeros(int(whole.max(initial=0)) + 1)
    for period in range(1, len(shares)):
        share = shares[period - 1]
        shares[period] = share + (p + q * share) * (1.0 - share)
    return shares[whole]


def share_of(times: np.ndarray | np.float64, p: float | np.ndarray, q: float | np.ndarray) -> np.ndarray:
    """F(t) without checks; p > 0 and p + q > 0, or p = 0."""
    fallen = np.exp(-(p + q) * times)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(p > 0.0, -p * np.expm1(-(p + q) * times) / (p + q * fallen), 0.0)


def rate_of(times: np.ndarray | np.float64, p: float | np.ndarray, q: float | np.ndarray) -> np.ndarray:
    """f(t) without checks; as `share_of`."""
    fallen = np.exp(-(p + q) * times)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(p > 0.0, p * ((p + q) / (p + q * fallen)) ** 2 * fallen, 0.0)


def check_rates(innovation_rate: float, imitation_rate: float) -> tuple[float, float]:
    """Both rates, at least 0."""
    p = check_number("innovation_rate", innovation_rate, 0.0, _HIGHEST_RATE, _RATE_ADVICE)
    return p, check_number("imitation_rate", imitation_rate, 0.0, _HIGHEST_RATE, _RATE_ADVICE)


def _check_curve(innovation_rate: float, imitation_rate: float) -> tuple[float, float]:
    """Both rates of a closed form, where imitation may be below 0."""
    p = check_number("innovation_rate", innovation_rate, 0.0, _HIGHEST_RATE, _RATE_ADVICE)
    q = check_number("imitation_rate", imitation_rate, -p, _HIGHEST_RATE, _RATE_ADVICE)
    if q == -p and p > 0.0:
        constraint = "above minus the innovation rate (else the hazard falls to 0 before all have adopted)"
        raise refusal("imitation_rate", "the imitation rate", constraint, imitation_rate, _RATE_ADVICE)
    return p, q


def check_recursion(p: float, q: float, step: float) -> None:
    """In the recursion p + q share is a chance."""
    if (p + q) * step > 1.0 + 1e-12:
        advice = 'Give rates of shorter periods, or use the continuous law (law="hazard", bass_share)'
        constraint = "at most 1 in the recursion, where (p + q share) step is a chance"
        raise refusal("innovation_rate, imitation_rate", "(p + q) x step", constraint, f"{(p + q) * step:g}", advice)


def check_times(values: Any, what: str) -> np.ndarray:
    """Times as float64, finite and from 0."""
    name = f"{what}s"
    given = as_array(name, values)
    try:
        array = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise refusal(
            name, f"every {what}", "a number >= 0", values, f"Give {name} from the start of the product"
        ) from None
    bad = ~(np.isfinite(array) & (array >= 0.0))
    if bad.any():
        got = array[bad].flat[0]
        raise refusal(name, f"every {what}", "a finite number >= 0", got, f"Give {name} from the start of the product")
    return array
