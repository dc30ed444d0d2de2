"""How long a repost takes: laws for the seconds between a post and its repost, compared on trees that they were not
fitted to."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim._jit import kernel
from gridsim.diffusion.cascade_law import GUMBEL_MEDIAN
from gridsim.diffusion.forest import Forest, check_forest
from gridsim.diffusion.inputs import check_seed
from gridsim.errors import refusal

if TYPE_CHECKING:
    import pandas as pd

_FEWEST = 20
"""Waits below which no law is fitted."""


def waiting_laws(forest: Forest, seed: int = 1) -> pd.DataFrame:
    """Return how well each law of the waiting times predicts the trees that it was not fitted to.

    The trees are split in halves by chance; each law is fitted to one half by maximum likelihood and scored on the
    other, both ways.

    - exponential: one rate for all.
    - weibull: P(wait > t) = exp(-(t / scale)^shape).
    - power law (Lomax): P(wait > t) = (1 + t / scale)^-exponent.
    - lognormal: the log is normal.
    - paced: the log is normal around a pace that the reposts of one post or repost have in common; paces are Gumbel
      between them, most quick and some slow for long.

    Parameters
    ----------
    forest : Forest
        With times. Waits of 0 seconds or less are left out.
    seed : int
        0 to 2^32 - 1; says which trees are in which half.

    Returns
    -------
    pandas.DataFrame
        A row for each law and kind of repost (`direct`, of the author; `later`): `law`, `reposts`, `waits`, `held_out`
        (log-likelihood of a wait in seconds, mean over the held-out ones; more is better).

    Raises
    ------
    ScenarioError
        If a half holds fewer than 20 waits of any kind.

    Examples
    --------
    >>> import gridsim as gs
    >>> forest = Forest.from_parents([-1, *[0] * 60, *range(1, 41), -1, *[101] * 60, *range(102, 142)],
    ...                              times=[0, *range(1, 61), *range(200, 280, 2)] * 2)
    >>> sorted(set(waiting_laws(forest)["law"]))
    ['exponential', 'lognormal', 'paced', 'power law', 'weibull']
    """
    import pandas as pd

    halves = check_forest(forest).split(0.5, check_seed(seed))
    rows = []
    for reposts in ("direct", "later"):
        sets = [_waits(half, reposts) for half in halves]
        for name, fit, score in _LAWS:
            total = sum(score(fit(*sets[one]), *sets[1 - one]) for one in (0, 1))
            rows.append(
                (
                    name,
                    reposts,
                    sum(len(log_wait) for log_wait, _, _ in sets),
                    total / sum(len(log_wait) for log_wait, _, _ in sets),
                )
            )
    return pd.DataFrame(rows, columns=["law", "reposts", "waits", "held_out"])


def fit_paced(log_wait: np.ndarray, post: np.ndarray, tree: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (median, log of the spread between posts, log of the noise) of the paced law, and their covariance by tree
    (sandwich)."""
    from scipy.optimize import minimize

    groups = _grouped(log_wait, post, tree)
    total = len(log_wait)

    def loss(law: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = _paced(law, *groups[:3])
        return -value.sum() / total, -slope.sum(axis=0) / total

    spread = math.log(max(0.6 * float(log_wait.std()), 0.05))
    start = np.array([float(np.median(log_wait)), spread, spread])
    law = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), (-4.0, 4.0), (-4.0, 4.0)],
        options={"ftol": 1e-13},
    ).x
    by_tree = np.array([np.bincount(groups[3], weights=column) for column in _paced(law, *groups[:3])[1].T])
    curve = np.empty((3, 3))
    for i in range(3):
        step = np.zeros(3)
        step[i] = 1e-4
        curve[i] = (
            _paced(law + step, *groups[:3])[1].sum(axis=0) - _paced(law - step, *groups[:3])[1].sum(axis=0)
        ) / 2e-4
    inverse = np.linalg.pinv(-(curve + curve.T) / 2)
    return law, inverse @ (by_tree @ by_tree.T) @ inverse


def logged_waits(forest: Forest, reposts: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (log of the wait, the parent's place, the tree) of the direct or the later reposts whose wait is known and
    above 0."""
    with np.errstate(invalid="ignore"):
        of = (forest.depth == 1 if reposts == "direct" else forest.depth > 1) & (forest.wait > 0)
    return np.log(forest.wait[of]), forest.parent[of], forest.tree[of]


def _waits(forest: Forest, reposts: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same, or an error where there are too few."""
    found = logged_waits(forest, reposts)
    if len(found[0]) < _FEWEST:
        constraint, got = (
            f"of at least {_FEWEST} dated reposts of each kind in each half",
            f"{len(found[0])} {reposts} ones",
        )
        raise refusal("forest", "the forest", constraint, got, "Read or simulate more trees")
    return found


def _grouped(
    log_wait: np.ndarray, post: np.ndarray, tree: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Number, sum and sum of squares of the log waits of each post, and its tree."""
    _, first, group = np.unique(post, return_index=True, return_inverse=True)
    return (
        np.bincount(group).astype(np.float64),
        np.bincount(group, weights=log_wait),
        np.bincount(group, weights=log_wait * log_wait),
        np.unique(tree[first], return_inverse=True)[1],
    )


def _paced(law: np.ndarray, n: np.ndarray, total: np.ndarray, squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log-likelihood of the log waits of each post, and its derivatives by median, log spread and log noise."""
    mean = total / n
    value, slope = np.empty(len(n)), np.empty((len(n), 3))
    _score_paces(
        law[0], math.exp(law[1]), math.exp(law[2]), n, mean, np.maximum(squares - n * mean * mean, 0.0), value, slope
    )
    return value, slope


@kernel
def _score_paces(median, spread, noise, n, mean, within, value, slope):
    """The same, summed over the paces that each post may have: the trapezium rule around its mean wait, exact to
    1e-8."""
    middle = median - GUMBEL_MEDIAN * spread
    for i in range(len(n)):
        own = noise / math.sqrt(n[i])  # what the waits of the post leave open
        step = min(0.8 * own, 0.35 * spread)
        steps = int(8.0 * own / step)
        total, by_middle, by_spread, by_noise = 0.0, 0.0, 0.0, 0.0
        for k in range(-steps, steps + 1):
            off = k * step
            z = (mean[i] + off - middle) / spread
            falls = math.exp(-max(z, -500.0))
            weight = math.exp(-z - falls - 0.5 * off * off / (own * own))
            total += weight
            by_middle += weight * (1.0 - falls)
            by_spread += weight * z * (1.0 - falls)
            by_noise += weight * off * off
        total = max(total, 1e-300)
        value[i] = (
            math.log(total * step / spread)
            - 0.5 * (n[i] * math.log(2.0 * math.pi) + within[i] / (noise * noise))
            - n[i] * math.log(noise)
        )
        slope[i, 0] = by_middle / (total * spread)
        slope[i, 1] = by_spread / total - 1.0 - GUMBEL_MEDIAN * by_middle / total
        slope[i, 2] = by_noise / (total * own * own) - n[i] + within[i] / (noise * noise)


def _fit_power(log_wait: np.ndarray, *_: Any) -> tuple[float, float]:
    """Scale and exponent of the Lomax law: for a scale the exponent is n / sum log(1 + t / scale)."""
    from scipy.optimize import minimize_scalar

    def exponent(log_scale: float) -> float:
        return 1.0 / max(np.logaddexp(0.0, log_wait - log_scale).mean(), 1e-12)

    def loss(log_scale: float) -> float:
        return -_score_power((log_scale, exponent(log_scale)), log_wait)

    found = minimize_scalar(loss, bounds=(log_wait.min() - 3.0, log_wait.max() + 3.0), method="bounded")
    return found.x, exponent(found.x)


def _score_power(law: tuple[float, float], log_wait: np.ndarray, *_: Any) -> float:
    log_scale, exponent = law
    return float((math.log(exponent) - log_scale - (exponent + 1.0) * np.logaddexp(0.0, log_wait - log_scale)).sum())


def _fit_weibull(log_wait: np.ndarray, *_: Any) -> tuple[float, float]:
    """Log scale and shape: for a shape the scale is mean(t^shape)^(1 / shape)."""
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    def log_scale(shape: float) -> float:
        return float(logsumexp(shape * log_wait) - math.log(len(log_wait))) / shape

    found = minimize_scalar(
        lambda shape: -_score_weibull((log_scale(shape), shape), log_wait), bounds=(0.02, 20.0), method="bounded"
    )
    return log_scale(found.x), found.x


def _score_weibull(law: tuple[float, float], log_wait: np.ndarray, *_: Any) -> float:
    log_scale, shape = law
    return float(
        (
            math.log(shape)
            - log_scale
            + (shape - 1.0) * (log_wait - log_scale)
            - np.exp(shape * (log_wait - log_scale))
        ).sum()
    )


def _fit_exponential(log_wait: np.ndarray, *_: Any) -> float:
    return float(np.exp(log_wait).mean())


def _score_exponential(mean: float, log_wait: np.ndarray, *_: Any) -> float:
    return float((-math.log(mean) - np.exp(log_wait) / mean).sum())


def _score_normal(law: tuple[float, float], log_wait: np.ndarray, *_: Any) -> float:
    mean, spread = law
    return float(
        (-0.5 * ((log_wait - mean) / spread) ** 2 - math.log(spread * math.sqrt(2.0 * math.pi)) - log_wait).sum()
    )


def _score_paced(law: np.ndarray, log_wait: np.ndarray, post: np.ndarray, tree: np.ndarray) -> float:
    return float(_paced(law, *_grouped(log_wait, post, tree)[:3])[0].sum() - log_wait.sum())


_LAWS: tuple[tuple[str, Callable[..., Any], Callable[..., float]], ...] = (
    ("exponential", _fit_exponential, _score_exponential),
    ("weibull", _fit_weibull, _score_weibull),
    ("power law", _fit_power, _score_power),
    ("lognormal", lambda log_wait, *_: (float(log_wait.mean()), max(float(log_wait.std()), 1e-3)), _score_normal),
    ("paced", lambda *waits: fit_paced(*waits)[0], _score_paced),
)
"""Name, fit(waits) -> law, score(law, waits) -> log-likelihood of the waits in seconds."""
