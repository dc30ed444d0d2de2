"""The negative binomial law: how many reposts a sharer brings when sharers differ."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gridsim.arguments import array as as_array
from gridsim.errors import refusal

_LARGEST = 1e6
"""Beyond this dispersion the law cannot be told from a Poisson law."""


@dataclass(frozen=True)
class NegativeBinomial:
    """A fitted law: `mean`, `dispersion` (k), their standard errors, and the log-likelihood of the counts.

    The variance is mean + mean^2 / k: the smaller k, the more uneven. k is inf where the counts vary no more than a
    Poisson law lets them.
    """

    mean: float
    dispersion: float
    mean_error: float
    dispersion_error: float
    log_likelihood: float

    def at_least(self, counts: ArrayLike) -> np.ndarray:
        """Return the chance of so many or more, float64, the shape of `counts`."""
        from scipy import stats

        counts = np.asarray(counts)
        if self.mean == 0.0 or math.isinf(self.dispersion):
            return stats.poisson.sf(counts - 1, self.mean)
        return stats.nbinom.sf(counts - 1, self.dispersion, self.dispersion / (self.dispersion + self.mean))


def fit_negative_binomial(counts: ArrayLike, groups: ArrayLike | None = None) -> NegativeBinomial:
    """Return the negative binomial law of greatest likelihood: P(c) = Gamma(c + k) / (Gamma(k) c!) (k / (k + m))^k (m /
    (k + m))^c.

    The mean m is the mean of the counts; k solves its likelihood equation.

    Parameters
    ----------
    counts : (n,) array_like of int
        Each 0 or more.
    groups : (n,) array_like of int, optional
        What counts of one group have in common, such as their tree; the standard errors then hold for independent
        groups of dependent counts (sandwich; nan for a single group). Without it every count is its own group.

    Returns
    -------
    NegativeBinomial
        With k = inf and its error nan where the variance is not above the mean.

    Raises
    ------
    ScenarioError
        If there are no counts, one is negative or no whole number, or the groups have another length.

    References
    ----------
    Lloyd-Smith, Schreiber, Kopp, Getz, "Superspreading and the effect of individual variation on disease emergence",
    Nature 438 (2005).

    Examples
    --------
    >>> law = fit_negative_binomial([0, 0, 0, 0, 0, 1, 0, 7, 0, 2])
    >>> round(law.mean, 3), round(law.dispersion, 3)
    (1.0, 0.203)
    """
    counts = as_array("counts", counts)
    if counts.ndim != 1 or not len(counts) or counts.dtype.kind not in "iu" or counts.min() < 0:
        raise refusal(
            "counts", "the counts", "a list of at least one whole number >= 0", counts, "Give how many each brought"
        )
    groups = np.arange(len(counts)) if groups is None else as_array("groups", groups)
    if groups.shape != counts.shape:
        got = f"{len(groups)} of them" if groups.ndim == 1 else f"an array of shape {groups.shape}"
        raise refusal("groups", "the groups", f"{len(counts)}, one a count", got, "Give one group a count")
    values, place = np.unique(counts, return_inverse=True)
    times = np.bincount(place)
    mean = float(counts.mean())
    group = np.unique(groups, return_inverse=True)[1]
    off = np.bincount(group, weights=counts - mean)
    mean_error = math.sqrt(float(off @ off)) / len(counts) if len(off) > 1 else math.nan
    k = _dispersion(values.astype(np.float64), times, mean)
    if math.isinf(k):
        likelihood = float((times * _log_poisson(values, mean)).sum())
        return NegativeBinomial(mean, math.inf, mean_error, math.nan, likelihood)
    slope, curve = _slope(values, mean, k), float((times * _curve(values, mean, k)).sum())
    scores = np.bincount(group, weights=slope[place])
    error = math.sqrt(float(scores @ scores)) / abs(curve) if len(off) > 1 else math.nan
    return NegativeBinomial(
        mean, k, mean_error, error, float((times * log_mass(values.astype(np.float64), mean, k)).sum())
    )


def log_mass(counts: np.ndarray, mean: float | np.ndarray, dispersion: float | np.ndarray) -> np.ndarray:
    """Logarithm of the chance of these counts (float64)."""
    from scipy.special import gammaln

    k = dispersion
    return (
        gammaln(counts + k)
        - gammaln(k)
        - gammaln(counts + 1.0)
        - k * np.log1p(mean / k)
        + counts * (np.log(mean) - np.log(k + mean))
    )


def _dispersion(values: np.ndarray, times: np.ndarray, mean: float) -> float:
    """The k at which the likelihood is greatest; inf where it grows without end."""
    from scipy.optimize import brentq

    variance = float((times * (values - mean) ** 2).sum() / times.sum())
    if variance <= mean:
        return math.inf

    def slope(log_k: float) -> float:
        return float((times * _slope(values, mean, math.exp(log_k))).sum())

    low, high = math.log(1e-8), math.log(_LARGEST)
    return math.inf if slope(high) >= 0 else math.exp(brentq(slope, low, high, xtol=1e-12))


def _slope(values: np.ndarray, mean: float, k: float) -> np.ndarray:
    """Derivative of the log-likelihood of each value by k."""
    from scipy.special import digamma

    return digamma(values + k) - digamma(k) - math.log1p(mean / k) + (mean - values) / (k + mean)


def _curve(values: np.ndarray, mean: float, k: float) -> np.ndarray:
    """Second derivative of the log-likelihood of each value by k."""
    from scipy.special import polygamma

    return polygamma(1, values + k) - polygamma(1, k) + mean / (k * (k + mean)) - (mean - values) / (k + mean) ** 2


def _log_poisson(values: np.ndarray, mean: float) -> np.ndarray:
    """Logarithm of the Poisson chance."""
    from scipy.special import gammaln, xlogy

    return xlogy(values, mean) - mean - gammaln(np.asarray(values) + 1.0)
