"""Fitting a branching law to the cascades of a log."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridsim.arguments import choice as check_choice
from gridsim.arguments import whole as check_whole
from gridsim.diffusion.cascade_law import CascadeLaw, grow
from gridsim.diffusion.cascade_scores import FITTED, Counts, counted, tree_scores
from gridsim.diffusion.forest import Forest, check_forest
from gridsim.diffusion.inputs import check_seed
from gridsim.diffusion.negative_binomial import NegativeBinomial, fit_negative_binomial
from gridsim.diffusion.waiting import fit_paced, logged_waits
from gridsim.errors import refusal

if TYPE_CHECKING:
    import pandas as pd

_LAWS = {"plain": list(range(4)), "uneven": list(range(11))}
_ROUNDS, _SETTLED = 14, 6
"""Rounds of the fit under selection; those after the second number are averaged."""
_FEWEST_TREES = 20
_MEANINGS = {
    "passed_on_share": "share of authors with a repost, in the log",
    "broadcast_median": "direct reposts of an author who has any: median",
    "broadcast_spread": "standard deviation of their logarithm",
    "reproduction": "reposts of an ordinary sharer: mean, in a middling tree",
    "dispersion": "k of their negative binomial law",
    "hub_share_direct": "share of hubs among direct reposters, in a middling tree",
    "hub_share_later": "share of hubs among later reposters",
    "hub_scale": "reposts of a hub: scale of the Pareto tail",
    "hub_exponent_direct": "its exponent for direct reposters",
    "hub_exponent_later": "its exponent for later reposters",
    "tree_spread": "standard deviation between trees of the log-odds of reproduction",
    "crowding": "fall of these log-odds, and of a hub's, with the log of the direct reposts",
    "direct_wait_median": "seconds from the post to a direct repost: median",
    "direct_pace_spread": "spread of its logarithm between authors (Gumbel)",
    "direct_noise": "its standard deviation among the reposts of one author",
    "later_wait_median": "seconds from a repost to its repost: median",
    "later_pace_spread": "spread of its logarithm between sharers (Gumbel)",
    "later_noise": "its standard deviation among the reposts of one sharer",
}


@dataclass(frozen=True, eq=False, repr=False)
class CascadeFit:
    """A branching law fitted to a log.

    Parameters
    ----------
    law : CascadeLaw
        With it trees are simulated.
    estimates : pandas.DataFrame
        Index: the parameter of the law. Columns `estimate`, `standard_error`, `low`, `high` (95 %, on the scale on
        which it was fitted), `meaning`.
    first_generation, first_generation_error : float
        Mean number of direct reposts in the log, those authors included who have none.
    later : NegativeBinomial
        Reposts of all other sharers of the log, taken as alike: their mean is the later reproduction, k its dispersion;
        errors by tree.
    largest : int or None
        The size of the largest tree that the log may hold.
    kept_share, kept_share_error : float
        Share of the law's reposted trees that are no larger: how much of all that there was the log should hold.
    log_likelihood : float
        Of the numbers of reposts, given that each tree is in the log.
    """

    law: CascadeLaw
    estimates: pd.DataFrame
    first_generation: float
    first_generation_error: float
    later: NegativeBinomial
    largest: int | None
    kept_share: float
    kept_share_error: float
    log_likelihood: float

    def __repr__(self) -> str:
        return (
            f"CascadeFit(first generation {self.first_generation:.4g} (standard error"
            f" {self.first_generation_error:.2g}), later reproduction {self.later.mean:.3g}"
            f" ({self.later.mean_error:.2g}), dispersion {self.later.dispersion:.3g}"
            f" ({self.later.dispersion_error:.2g}))"
        )

    def simulate(self, n_trees: int, seed: int = 1) -> Forest:
        """Return trees grown by the law under the selection of the log: a tree that the log could not hold is grown
        anew (see `CascadeLaw.simulate`).

        Parameters
        ----------
        n_trees : int
            1 to 2^24.
        seed : int
            0 to 2^32 - 1.
        """
        return (
            self.law.simulate(n_trees, seed) if self.largest is None else self.law.simulate(n_trees, seed, self.largest)
        )

    def likelihood_of(self, forest: Forest) -> float:
        """Return the log-likelihood of the numbers of reposts in a forest, given that each of its trees is in the log.

        On trees that were not fitted to it tells laws apart: more is better. Trees without a repost are left out.

        Raises
        ------
        ScenarioError
            If there is no forest, it holds too few trees, or one is larger than `largest`.
        """
        forest = check_forest(forest)
        _check_log(forest, self.largest)
        growth = self.law.growth
        hubs = np.log([growth.hub_scale, growth.hub_exponent_direct, growth.hub_exponent_later])
        theta = np.array(
            [
                growth.broadcast_log_mean,
                math.log(growth.broadcast_spread),
                growth.level,
                math.log(growth.dispersion),
                growth.hub_odds_direct,
                growth.hub_odds_later,
                *hubs,
                math.log(growth.tree_spread or 1.0),
                growth.crowding,
            ]
        )
        counts = counted(forest.parent, growth.broadcast_log_mean)
        value = tree_scores(theta, _LAWS["uneven" if growth.bounded else "plain"], counts)[0]
        return float(value.sum() - len(value) * math.log(self.kept_share))


def fit_cascades(forest: Forest, law: str = "uneven", largest: int | None = None, seed: int = 1) -> CascadeFit:
    """Return the branching law of greatest likelihood for the trees of a forest, with standard errors by tree.

    The direct reposts of an author who has any are lognormal, rounded. Every other sharer brings reposts of its own:

    - "plain": all sharers of all trees are alike, negative binomial with mean `reproduction` and dispersion k.
    - "uneven": that is the law of ordinary sharers. A share of the sharers are hubs, who bring v or more with chance (1
      + v / scale)^-exponent; direct reposters have a share and an exponent of their own. And trees differ: the log-odds
      of `reproduction` are normal between trees, and they and the log-odds of a hub fall by `crowding` as the log of
      the direct reposts grows by 1. An ordinary sharer brings less than one on average.

    Each repost waits a lognormal time after its parent, around a pace that the reposts of one sharer have in common
    (see `waiting_laws`).

    A log that leaves out large trees makes all trees look smaller and less well passed on. With `largest` the
    likelihood is that given that a tree is in the log. Its slope is the mean slope over the log's trees less that over
    trees of the law under the same selection, which are simulated.

    Parameters
    ----------
    forest : Forest
        At least 20 trees that were reposted, and some reposts of reposts.
    law : str
        "uneven" (default) or "plain".
    largest : int, optional
        No tree of more sharers (the author included) is in the log. Without it the log holds all sizes.
    seed : int
        0 to 2^32 - 1; of the trees that are simulated for `largest`.

    Returns
    -------
    CascadeFit

    Raises
    ------
    ScenarioError
        If there are too few trees, nobody but authors was reposted, or a tree is larger than `largest`.

    References
    ----------
    Lloyd-Smith, Schreiber, Kopp, Getz, "Superspreading and the effect of individual variation on disease emergence",
    Nature 438 (2005).

    Examples
    --------
    >>> known = CascadeLaw(broadcast_median=20.0, broadcast_spread=1.0, reproduction=0.4, dispersion=0.5)
    >>> fit = fit_cascades(known.simulate(400, seed=2), law="plain")
    >>> found = fit.estimates.loc["reproduction"]
    >>> bool(abs(found["estimate"] - 0.4) < 4 * found["standard_error"])
    True
    """
    import pandas as pd

    forest = check_forest(forest)
    free = _LAWS[check_choice("law", law, tuple(_LAWS))]
    seed = check_seed(seed)
    largest = _check_log(forest, largest)
    direct = forest.children[forest.roots]
    passed_on_share = float((direct > 0).mean())
    middle = float(np.log(direct[direct > 0]).mean())
    counts = counted(forest.parent, middle)
    theta = _climbed(free, counts)
    kept, slope = 1.0, np.zeros(len(free))
    if largest is not None:
        theta, kept, slope, covariance = _selected(theta, free, counts, middle, largest, seed)
    else:
        covariance = _covariance(theta, free, counts)
    value = tree_scores(theta, free, counts)[0]
    waits = _fitted_waits(forest)
    rows = [
        ("passed_on_share", passed_on_share, *_share_errors(passed_on_share, forest.n_trees)),
        *_natural(theta, free, middle, covariance),
        *waits,
    ]
    estimates = pd.DataFrame(rows, columns=["parameter", "estimate", "standard_error", "low", "high"]).set_index(
        "parameter"
    )
    estimates["meaning"] = [_MEANINGS[name] for name in estimates.index]
    later = forest.depth > 0
    return CascadeFit(
        CascadeLaw(**estimates["estimate"].to_dict()),
        estimates,
        float(direct.mean()),
        float(direct.std(ddof=1) / math.sqrt(len(direct))),
        fit_negative_binomial(forest.children[later], forest.tree[later]),
        largest,
        kept,
        kept * math.sqrt(max(float(slope @ covariance @ slope), 0.0)),
        float(value.sum() - len(value) * math.log(kept)),
    )


def _check_log(forest: Forest, largest: int | None) -> int | None:
    """Check that the trees are enough, and within the largest size."""
    sizes = np.diff(np.append(forest.roots, forest.n))
    reposts = int(forest.n - forest.n_trees - forest.children[forest.roots].sum())
    passed = int((sizes > 1).sum())
    if passed < _FEWEST_TREES or not reposts:
        constraint = f"at least {_FEWEST_TREES} trees that were reposted, with reposts of reposts"
        raise refusal(
            "forest",
            "the forest",
            constraint,
            f"{passed} trees with {reposts} reposts of reposts",
            "Read more trees",
        )
    if largest is None:
        return None
    largest = check_whole("largest", largest, 2, 1 << 27, "Give the size of the largest tree that the log may hold")
    if sizes.max() > largest:
        raise refusal(
            "largest", "the largest size", f"that of the largest tree, {sizes.max()}, or more", largest, "Raise it"
        )
    return largest


# --- from the log to counts


# --- the likelihood and its slope


# --- the greatest likelihood


def _bounds(free: list[int]) -> np.ndarray:
    return np.array([FITTED[place][3:] for place in free])


def _climbed(free: list[int], counts: Counts) -> np.ndarray:
    """The law of greatest likelihood where every tree is in the log."""
    from scipy.optimize import minimize

    theta = np.array([row[2] for row in FITTED])
    theta[:2] = np.log(counts.direct).mean(), math.log(max(np.log(counts.direct).std(), 0.05))
    total = len(counts.direct)

    def loss(some: np.ndarray) -> tuple[float, np.ndarray]:
        theta[free] = some
        value, score = tree_scores(theta, free, counts)
        return -value.sum() / total, -score[:, free].sum(axis=0) / total

    found = minimize(
        loss, theta[free], jac=True, method="L-BFGS-B", bounds=_bounds(free), options={"maxiter": 300, "ftol": 1e-11}
    )
    theta[free] = found.x
    return theta


def _selected(
    theta: np.ndarray, free: list[int], counts: Counts, middle: float, largest: int, seed: int
) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
    """Return (law, share of its trees in the log, slope of that share's log, covariance) of greatest likelihood given
    that a tree is in the log.

    Each round simulates trees under the selection and takes a Newton step; the later rounds take smaller steps and are
    averaged.
    """
    n_trees = max(2000, min(len(counts.direct), 10_000))
    least, most = _bounds(free).T
    theta, settled = theta.copy(), np.zeros(len(free))
    for round_ in range(1, _ROUNDS + 2):
        if round_ > _ROUNDS:
            theta[free] = settled / (_ROUNDS - _SETTLED)
        law = CascadeLaw(**{name: estimate for name, estimate, *_ in _natural(theta, free, middle, None)})
        parent, tried = grow(law.growth, n_trees, seed, round_, largest)
        ours = tree_scores(theta, free, counts)[1][:, free]
        theirs = tree_scores(theta, free, counted(parent, middle))[1][:, free]
        information = np.cov(theirs.T)
        if round_ > _ROUNDS:
            break
        step = np.linalg.pinv(information) @ (ours.mean(axis=0) - theirs.mean(axis=0))
        gain = 0.5 if round_ <= _SETTLED else 0.5 / math.sqrt(round_ - _SETTLED)
        theta[free] = np.clip(theta[free] + gain * np.clip(step, -1.0, 1.0), least, most)
        if round_ > _SETTLED:
            settled += theta[free]
    inverse = np.linalg.pinv(information) / len(ours)
    covariance = inverse @ (np.cov(ours.T) * len(ours)) @ inverse
    return theta, n_trees / tried, theirs.mean(axis=0), covariance


def _covariance(theta: np.ndarray, free: list[int], counts: Counts) -> np.ndarray:
    """Covariance of the estimates where every tree is in the log, for independent trees whether or not the law is true
    (sandwich)."""
    curve = np.empty((len(free), len(free)))
    for row, place in enumerate(free):
        step = np.zeros(len(theta))
        step[place] = 1e-4
        high, low = (tree_scores(theta + sign * step, free, counts)[1][:, free].sum(axis=0) for sign in (1.0, -1.0))
        curve[row] = (high - low) / 2e-4
    inverse = np.linalg.pinv((curve + curve.T) / 2)
    scores = tree_scores(theta, free, counts)[1][:, free]
    return inverse @ (scores.T @ scores) @ inverse


# --- from the scale of the fit to the law's own


def _natural(
    theta: np.ndarray, free: list[int], middle: float, covariance: np.ndarray | None
) -> list[tuple[str, float, float, float, float]]:
    """Rows (name, estimate, standard error, low, high) of what was fitted; levels hold at the median broadcast and not
    at the log's middle."""
    uneven, move = len(free) == len(FITTED), np.eye(len(free))
    at = theta[free].copy()
    if uneven:
        off = at[0] - middle
        for place in (2, 4, 5):
            at[place] -= at[10] * off
            move[place, 10], move[place, 0] = -off, -at[10]
    errors = (
        np.full(len(free), np.nan)
        if covariance is None
        else np.sqrt(np.maximum(np.diag(move @ covariance @ move.T), 0.0))
    )
    rows = []
    for place, value, error in zip(free, at, errors):
        name, scale = FITTED[place][:2]
        scale = "log-odds" if uneven and place == 2 else scale
        own, slope = _SCALES[scale]
        rows.append((name, own(value), error * slope(value), own(value - 1.96 * error), own(value + 1.96 * error)))
    return rows


_SCALES = {
    "": (float, lambda value: 1.0),
    "log": (math.exp, math.exp),
    "log-odds": (
        lambda value: 1.0 / (1.0 + math.exp(-value)),
        lambda value: math.exp(-value) / (1.0 + math.exp(-value)) ** 2,
    ),
}
"""From the scale of the fit to the number itself, and the slope of that."""


def _share_errors(share: float, n: int) -> tuple[float, float, float]:
    """Standard error and 95 % interval (Wilson) of a share."""
    center, half = (
        (share + 1.92 / n) / (1 + 3.84 / n),
        1.96 / (1 + 3.84 / n) * math.sqrt(share * (1 - share) / n + 0.96 / n**2),
    )
    return math.sqrt(share * (1 - share) / n), center - half, center + half


def _fitted_waits(forest: Forest) -> list[tuple[str, float, float, float, float]]:
    """Rows of the waiting times, none where either kind of repost has fewer than 20 dated ones."""
    rows = []
    for reposts in ("direct", "later"):
        waits = logged_waits(forest, reposts)
        if len(waits[0]) < 20:
            return []
        law, covariance = fit_paced(*waits)
        for name, value, error in zip(("wait_median", "pace_spread", "noise"), law, np.sqrt(np.diag(covariance))):
            own = math.exp(value)
            rows.append(
                (f"{reposts}_{name}", own, own * error, math.exp(value - 1.96 * error), math.exp(value + 1.96 * error))
            )
    return rows
