"""A point's life: what a point earns, what it costs, how long it stays."""

from __future__ import annotations

import numpy as np

from gridsim.results.metrics.facts import Facts
from gridsim.results.metrics.register import metric


def _earned(run: Facts) -> np.ndarray:
    """All that each point there was earned, in units of currency; what was clawed back is off."""
    return run.tables["points"]["earned"].astype(np.float64) / run.unit


@metric("Points in all", "people")
def points_in_all(run: Facts) -> float:
    """People who were a point at any time."""
    return float(len(run.tables["points"]["commission"]))


@metric("Earned by a point", "money", better="higher")
def point_earned(run: Facts) -> float | None:
    """Mean of commission, wages, fees and pay for recruits over all points that there were, those who earned nothing and
    those who left included."""
    earned = _earned(run)
    return float(earned.mean()) if len(earned) else None


@metric("Earned by the middle point", "money", better="higher")
def point_earned_median(run: Facts) -> float | None:
    """Median of all that a point earned over all points that there were: half earned less."""
    earned = _earned(run)
    return float(np.median(earned)) if len(earned) else None


@metric("Points that earned nothing", "share", better="lower")
def points_without_earnings(run: Facts) -> float | None:
    """Share of all points that there were whose work brought them no money."""
    earned = _earned(run)
    return float((earned <= 0.0).mean()) if len(earned) else None


@metric("Cost of a point", "money", better="lower")
def point_cost(run: Facts) -> float | None:
    """All that the brand spent on points (training, supervision, posts, commission and whatever else draws on the
    budget for them), over all points that there were."""
    channels, n = run.tables["channels"], points_in_all(run)
    spent = int(channels["spend"][channels["channel"] == "points"].sum())
    return spent / run.unit / n if n else None


@metric("Points that quit", "share", better="lower")
def points_quit_share(run: Facts) -> float | None:
    """Share of all points that there were who left within the horizon."""
    left = run.tables["points"]["left_day"]
    return float((left >= 0).mean()) if len(left) else None


@metric("Days until a point quits", "days", better="higher")
def point_quits_after(run: Facts) -> float | None:
    """Median days from being taken on to leaving, of those who left."""
    points = run.tables["points"]
    gone = points["left_day"] >= 0
    return float(np.median(points["left_day"][gone] - points["activated_day"][gone])) if gone.any() else None
