"""What it is worth to measure a guess before choosing (the expected value of partial perfect information).

Whoever chooses now takes the strategy with the best mean over all markets. Whoever first learns the true value of one
guess can take another strategy where that is better; how much the mean then rises is what the measurement is worth, per
campaign, at most. The means of each strategy given the guess are those of a smooth curve (a polynomial of third degree in
the rank of the guess) through the played markets.

A curve through luck promises something even where the guess counts for nothing. What it promises of guesses in a random
order is taken off.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim.study.design import orders, resamples

DEGREE = 3
SHUFFLES, RESAMPLES = 2_000, 200
SURE = 0.95


class Worth(NamedTuple):
    """What the guesses are worth, in the unit of the gains.

    Attributes
    ----------
    each : (factors,) float64
        What it is worth to measure each, at least 0.
    low, high : (factors,) float64
        Ends of the 90 % interval (bootstrap).
    counts : (factors,) bool
        Whether it promises more than the most of so many guesses that count for nothing would in 95 of 100 studies.
    everything : float
        What it would be worth to know all guesses and the luck, too: no measurement is worth more.
    """

    each: np.ndarray
    low: np.ndarray
    high: np.ndarray
    counts: np.ndarray
    everything: float


def worth_of(x: np.ndarray, gains: np.ndarray) -> Worth:
    """Return what it is worth to measure each factor.

    Parameters
    ----------
    x : (n, factors) float64
        The values of the guesses in each market.
    gains : (n, options) float64
        What each option gains in each market.

    Examples
    --------
    >>> from gridsim.study.design import Design, cube
    >>> x = cube(Design("random", 500), 3, seed=2)
    >>> found = worth_of(x, np.stack([np.zeros(500), 2 * x[:, 0] - 1.2], axis=1))
    >>> found.counts.tolist(), bool(abs(found.each[0] - 0.16) < 0.03)    # 0.16: the mean of what is above 0
    ([True, False, False], True)
    """
    n, k = x.shape
    raw = np.array([_promised(_basis(x[:, factor]), gains) for factor in range(k)])
    even = _basis(np.arange(n, dtype=float))
    by_luck = np.array([_promised(even, gains[order]) for order in orders(n, SHUFFLES)])
    resampled = _resampled(x, gains)
    limit = float(np.quantile(by_luck, SURE ** (1.0 / k)))
    each = np.maximum(raw - by_luck.mean(), 0.0)
    spread = np.quantile(resampled, [0.05, 0.95], axis=0) - resampled.mean(axis=0)
    low, high = np.maximum(each + spread, 0.0)
    everything = float(gains.max(axis=1).mean() - gains.mean(axis=0).max())
    return Worth(each, low, high, raw > limit, everything)


def _basis(values: np.ndarray) -> np.ndarray:
    """Polynomials in the rank of the values; equal values have one rank."""
    known, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - 0.5 * counts
    degree = min(DEGREE, len(known) - 1)
    return np.linalg.qr(np.polynomial.legendre.legvander(2 * middle[place] / len(values) - 1, degree))[0]


def _promised(basis: np.ndarray, gains: np.ndarray) -> float:
    """How much more the best option by the curve gains than the best for all."""
    curve = basis @ (basis.T @ gains)
    return float(curve.max(axis=1).mean() - gains.mean(axis=0).max())


def _resampled(x: np.ndarray, gains: np.ndarray) -> np.ndarray:
    """What the guesses promise in as many markets drawn from those that were played, again and again."""
    n, k = x.shape
    found = np.empty((RESAMPLES, k))
    for repeat, some in enumerate(resamples(n, RESAMPLES)):
        for factor in range(k):
            found[repeat, factor] = _promised(_basis(x[some, factor]), gains[some])
    return found
