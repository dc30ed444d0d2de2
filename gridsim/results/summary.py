"""From the metrics of single runs to means, intervals, paired differences and the verdict's numbers.

Every interval is the 90 % interval of a mean over replicates by Student's t: mean ± t(0.95, n - 1) · s / √n, where s is
the sample standard deviation. With one replicate there is no spread to judge by, so `low` and `high` are null.
A metric that is undefined in a replicate (no buyers: no value of a buyer) is left out of its mean; `n_defined` says how
many are in.
A metric that is a ratio of two others (`metrics.RATIOS`: cost per extra buyer) is the ratio of their means, with the
interval of Fieller (1954).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gridsim.results.metrics import METRICS, RATIOS
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd

METHOD = "90 % interval of the mean over replicates: mean ± t(0.95, n - 1) · s / √n (Student); null with one replicate"
"""How the intervals are made, in one line for files and reports."""


class Difference(NamedTuple):
    """A paired difference of two strategies in one metric, over the replicates in which both are defined.

    `mean` with its 90 % interval `low` to `high` (None with fewer than two replicates); `chance_better`: share of
    replicates in which the first is better in the metric's stated direction, ties one half (None without a direction);
    `n`: replicates.
    """

    mean: float | None
    low: float | None
    high: float | None
    chance_better: float | None
    n: int


def side_of_zero(change: Difference | Mapping[str, Any]) -> int:
    """Return 1 or −1 where the interval of a difference leaves zero out on that side, else 0 (also where there is
    none)."""
    low, high = (change.low, change.high) if isinstance(change, Difference) else (change["low"], change["high"])
    if low is None or high is None:
        return 0
    return 1 if low > 0 else -1 if high < 0 else 0


def mean_interval(values: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return mean, low, high and count of every column; NaN counts as undefined.

    Parameters
    ----------
    values : array (n_replicates, n_metrics), float64
        One row a replicate.

    Returns
    -------
    mean, low, high : arrays (n_metrics,), float64
        NaN where undefined: no value at all for the mean, fewer than two for the interval.
    n : array (n_metrics,), int64

    Examples
    --------
    >>> mean, low, high, n = mean_interval([[1.0], [3.0], [float("nan")]])
    >>> float(mean[0]), round(float(low[0]), 3), round(float(high[0]), 3), int(n[0])
    (2.0, -4.314, 8.314, 2)
    """
    from scipy.special import stdtrit

    values = np.asarray(values, dtype=np.float64)
    defined = ~np.isnan(values)
    n = defined.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(defined, values, 0.0).sum(axis=0) / n
        squares = np.where(defined, (values - mean) ** 2, 0.0).sum(axis=0)
        spread = np.sqrt(squares / (n - 1))
        half = np.where(n > 1, stdtrit(np.maximum(n - 1, 1), 0.95) * spread / np.sqrt(n), np.nan)
    mean = np.where(n > 0, mean, np.nan)
    return mean, mean - half, mean + half, n


def paired(first: ArrayLike, second: ArrayLike, better: Sequence[str]) -> list[Difference]:
    """Return the paired differences first − second, one per column.

    Parameters
    ----------
    first, second : arrays (n_replicates, n_metrics), float64
        The same replicates in the same rows; NaN where undefined.
    better : sequence of str
        Direction of each column: "higher", "lower" or "" (none).

    Examples
    --------
    >>> paired([[3.0], [5.0]], [[3.0], [4.0]], ["higher"])[0].chance_better
    0.75
    >>> paired([[3.0], [5.0]], [[3.0], [5.0]], ["lower"])
    [Difference(mean=0.0, low=0.0, high=0.0, chance_better=0.5, n=2)]
    """
    change = np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)
    mean, low, high, n = mean_interval(change)
    sign = np.array([{"higher": 1.0, "lower": -1.0}.get(way, np.nan) for way in better])
    with np.errstate(invalid="ignore", divide="ignore"):
        wins = (change * sign > 0).sum(axis=0) + 0.5 * (change == 0).sum(axis=0)
        chance = np.where(np.isnan(sign), np.nan, wins / n)
    return [
        Difference(_plain(mean[i]), _plain(low[i]), _plain(high[i]), _plain(chance[i]), int(n[i]))
        for i in range(len(n))
    ]


def chance_best(values: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Return the share of replicates in which each contestant has the highest value, (n_replicates,) each; ties are
    shared, NaN never wins.

    Examples
    --------
    >>> chance_best({"grid": np.array([3.0, -1.0]), "nothing": np.array([0.0, 0.0])})
    {'grid': 0.5, 'nothing': 0.5}
    """
    table = np.column_stack([np.where(np.isnan(own), -np.inf, own) for own in values.values()])
    first = table == table.max(axis=1, keepdims=True)
    return dict(zip(values, (first / first.sum(axis=1, keepdims=True)).mean(axis=0).tolist(), strict=True))


def values_by_strategy(runs: pd.DataFrame, strategies: Sequence[str], metrics: Sequence[str]) -> dict[str, np.ndarray]:
    """Return for every strategy its metrics as an array (n_replicates, n_metrics), rows ordered by replicate."""
    found = {}
    for name in strategies:
        rows = runs[runs["strategy"] == name].sort_values("replicate")
        found[name] = rows[list(metrics)].to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def contrasted(runs: pd.DataFrame, strategies: Sequence[str], metrics: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the same for paired differences: of a ratio the values r + (amount - r count) / mean count, whose mean is
    the ratio r of the means.

    Their spread is that of r to first order (Taylor), so differences of ratios are paired like all others; NaN where
    the ratio is not decided.
    """
    found = {name: values.copy() for name, values in values_by_strategy(runs, strategies, metrics).items()}
    for metric in set(metrics) & RATIOS.keys():
        for name, parts in values_by_strategy(runs, strategies, RATIOS[metric]).items():
            ratio, low, _ = (
                ratio_interval(*parts.T) if len(parts) and not np.isnan(parts).any() else (np.nan, np.nan, np.nan)
            )
            sure = np.isfinite(low) or len(parts) == 1
            found[name][:, list(metrics).index(metric)] = (
                ratio + (parts[:, 0] - ratio * parts[:, 1]) / parts[:, 1].mean() if sure else np.nan
            )
    return found


def strategy_means(
    runs: pd.DataFrame, strategies: Sequence[str], metrics: Sequence[str]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return {strategy: {metric: {"mean", "low", "high", "n_defined"}}} with None for whatever is undefined.

    A ratio that is undefined has a "note" beside it that says why.
    """
    means: dict[str, dict[str, dict[str, Any]]] = {}
    for name, values in values_by_strategy(runs, strategies, metrics).items():
        mean, low, high, n = mean_interval(values)
        means[name] = {
            metric: {"mean": _plain(mean[i]), "low": _plain(low[i]), "high": _plain(high[i]), "n_defined": int(n[i])}
            for i, metric in enumerate(metrics)
        }
        for metric in set(metrics) & RATIOS.keys():
            means[name][metric] = _ratio_of(values, metrics, metric)
    return means


def ratio_interval(amount: np.ndarray, count: np.ndarray) -> tuple[float, float, float]:
    """Return the ratio of two means over the same replicates, with its 90 % interval by Fieller's theorem.

    Parameters
    ----------
    amount, count : arrays (n_replicates,), float64

    Returns
    -------
    ratio, low, high : float
        NaN where the mean count is not above zero; low and high also where the replicates do not decide that it is (or
        there is one).

    Examples
    --------
    >>> ratio, low, high = ratio_interval([100.0, 100.0, 100.0], [9.0, 10.0, 11.0])
    >>> ratio, round(100 / high, 3), round(100 / low, 3)
    (10.0, 8.314, 11.686)

    References
    ----------
    Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal Statistical Society B 16, 175-185.
    """
    from scipy.special import stdtrit

    amount, count = np.asarray(amount, np.float64), np.asarray(count, np.float64)
    n, none = len(count), float("nan")
    x, y = float(amount.mean()), float(count.mean())
    if not y > 0.0:
        return none, none, none
    if n < 2:
        return x / y, none, none
    of_means = np.cov(amount, count) / n * stdtrit(n - 1, 0.95) ** 2
    # All r for which amount - r count may have a mean of zero: a r² - 2 b r + c <= 0.
    a, b, c = y * y - of_means[1, 1], x * y - of_means[0, 1], x * x - of_means[0, 0]
    if a <= 0.0:
        return x / y, none, none
    half = math.sqrt(max(0.0, b * b - a * c))
    return x / y, float((b - half) / a), float((b + half) / a)


def _ratio_of(values: np.ndarray, metrics: Sequence[str], metric: str) -> dict[str, Any]:
    """A ratio over the replicates, None with a note where it is undefined."""
    amount, count = (values[:, list(metrics).index(part)] for part in RATIOS[metric])
    known = ~np.isnan(amount) & ~np.isnan(count)
    ratio, low, high = ratio_interval(amount[known], count[known]) if known.any() else (float("nan"),) * 3
    n = int(known.sum()) if math.isfinite(ratio) else 0
    found: dict[str, Any] = {"mean": _plain(ratio), "low": _plain(low), "high": _plain(high), "n_defined": n}
    what = METRICS[RATIOS[metric][1]].label.lower()
    if found["mean"] is None and known.any() and amount[known].any():
        found["note"] = f"none: no {what} on average"
    elif found["low"] is None and known.sum() > 1 and amount[known].any():
        found["note"] = f"undecided whether there are any {what}"
    return found


def all_differences(
    runs: pd.DataFrame, strategies: Sequence[str], directions: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the paired differences of every strategy against every other and against `nothing`, in every metric.

    Both directions of a pair are listed, so that a reader finds "grid against official" whichever came first in the
    file.
    """
    metrics = list(directions)
    values = contrasted(runs, strategies, metrics)
    better = [directions[metric] for metric in metrics]
    rows = []
    for name in strategies:
        for other in strategies:
            if name in (other, NOTHING):
                continue
            for metric, change in zip(metrics, paired(values[name], values[other], better), strict=True):
                rows.append({"strategy": name, "against": other, "metric": metric, **change._asdict()})
    return rows


def replicates_to_decide(mean: float, spread: float, most: int = 1_000_000) -> int | None:
    """Return the smallest n with t(0.95, n − 1) · spread / √n < |mean|: where the interval of the mean leaves zero out.

    None if the mean is zero, or if more than `most` would be needed. It is the number at which the interval is expected
    to decide if mean and spread stay as observed; random variation in further replicates can move both.

    Examples
    --------
    >>> replicates_to_decide(1.0, 2.0)
    13
    >>> replicates_to_decide(0.0, 2.0) is None
    True
    """
    from scipy.special import stdtrit

    if mean == 0 or not math.isfinite(mean) or not math.isfinite(spread) or spread > most * abs(mean):
        return None
    # Start from the normal approximation, which is never too large, and go up.
    n = max(2, math.floor((1.6448536 * spread / mean) ** 2))
    while n <= most and not stdtrit(n - 1, 0.95) * spread / math.sqrt(n) < abs(mean):
        n += 1
    return n if n <= most else None


def _plain(value: float) -> float | None:
    """A float for JSON: None where it is undefined."""
    return float(value) if math.isfinite(value) else None
