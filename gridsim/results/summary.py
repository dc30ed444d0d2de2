"""From the metrics of single runs to means, intervals, paired differences and the verdict's numbers.

Every interval is the 90 % interval of a mean over replicates by Student's t: mean ± t(0.95, n - 1) · s / √n, where s is the
sample standard deviation. With one replicate there is no spread to judge by, so `low` and `high` are null.
A metric that is undefined in a replicate (no buyers: no cost per buyer) is left out of its mean; `n_defined` says how many are in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

METHOD = "90 % interval of the mean over replicates: mean ± t(0.95, n - 1) · s / √n (Student); null with one replicate"
"""How the intervals are made, in one line for files and reports."""


class Difference(NamedTuple):
    """A paired difference of two strategies in one metric, over the replicates in which both are defined.

    `mean` with its 90 % interval `low` to `high` (None with fewer than two replicates); `chance_better`: share of replicates in
    which the first is better in the metric's stated direction, ties one half (None without a direction); `n`: replicates.
    """

    mean: float | None
    low: float | None
    high: float | None
    chance_better: float | None
    n: int


def mean_interval(values) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
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


def paired(first, second, better: Sequence[str]) -> list[Difference]:
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
    return [Difference(_plain(mean[i]), _plain(low[i]), _plain(high[i]), _plain(chance[i]), int(n[i])) for i in range(len(n))]


def values_by_strategy(runs: pd.DataFrame, strategies: Sequence[str], metrics: Sequence[str]) -> dict[str, np.ndarray]:
    """Return for every strategy its metrics as an array (n_replicates, n_metrics), rows ordered by replicate."""
    found = {}
    for name in strategies:
        rows = runs[runs["strategy"] == name].sort_values("replicate")
        found[name] = rows[list(metrics)].to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def strategy_means(runs: pd.DataFrame, strategies: Sequence[str], metrics: Sequence[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return {strategy: {metric: {"mean", "low", "high", "n_defined"}}} with None for whatever is undefined."""
    means: dict[str, dict[str, dict[str, Any]]] = {}
    for name, values in values_by_strategy(runs, strategies, metrics).items():
        mean, low, high, n = mean_interval(values)
        means[name] = {
            metric: {"mean": _plain(mean[i]), "low": _plain(low[i]), "high": _plain(high[i]), "n_defined": int(n[i])}
            for i, metric in enumerate(metrics)
        }
    return means


def all_differences(runs: pd.DataFrame, strategies: Sequence[str], directions: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the paired differences of every strategy against every other and against `nothing`, in every metric.

    Both directions of a pair are listed, so that a reader finds "grid against official" whichever came first in the file.
    """
    metrics = list(directions)
    values = values_by_strategy(runs, strategies, metrics)
    better = [directions[metric] for metric in metrics]
    rows = []
    for name in strategies:
        for other in strategies:
            if name == other or name == "nothing":
                continue
            for metric, change in zip(metrics, paired(values[name], values[other], better), strict=True):
                rows.append({"strategy": name, "against": other, "metric": metric, **change._asdict()})
    return rows


def replicates_to_decide(mean: float, spread: float, most: int = 1_000_000) -> int | None:
    """Return the smallest n with t(0.95, n − 1) · spread / √n < |mean|: where the interval of the mean leaves zero out.

    None if the mean is zero, or if more than `most` would be needed. It is the number at which the interval is expected to
    decide if mean and spread stay as observed; the luck of the further replicates can move both.

    Examples
    --------
    >>> replicates_to_decide(1.0, 2.0)
    13
    >>> replicates_to_decide(0.0, 2.0) is None
    True
    """
    from scipy.special import stdtrit

    if mean == 0 or not math.isfinite(mean) or not math.isfinite(spread):
        return None
    # Start from the normal approximation, which is never too large, and go up.
    n = max(2, math.floor((1.6448536 * spread / mean) ** 2))
    while n <= most and not stdtrit(n - 1, 0.95) * spread / math.sqrt(n) < abs(mean):
        n += 1
    return n if n <= most else None


def _plain(value: float) -> float | None:
    """A float for JSON: None where it is undefined."""
    return float(value) if math.isfinite(value) else None
