"""From the simulated town to the market that it is a part of: one person stands for so many (`people.one_stands_for`).

Sums over all people are multiplied by it: metrics, and the tables by day, channel, cohort and account. What is said of
one (a price, a share, a cost a buyer) is not, and a row of the other tables is one simulated person, order or post.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gridsim.results.metrics import METRICS

OF_ONE = (
    *("cascade_size_mean", "ltv", "ltv_year", "cac", "cac_account", "cac_advertising", "cac_kol", "cac_points"),
    *("cac_partners", "cost_per_engagement", "cost_per_click", "cost_per_follower"),
    *("point_earned", "point_earned_median", "point_cost"),
)
"""Metrics in people or money that are means."""

SUMS = ("people", "count", "hours", "money")
"""Units of what grows with the number of people."""

NOT_SUMS = {"daily": ("day",), "channels": ("day",), "cohorts": ("cohort", "age", "seen"), "ledger": ("day", "entry")}
"""Tables that add people up, and their whole numbers that do not."""


def is_sum(name: str) -> bool:
    """Whether a metric grows with the number of people."""
    return (METRICS[name].unit in SUMS and name not in OF_ONE and not METRICS[name].ratio) or name == "fans"


def metrics_of_market(metrics: Mapping[str, float | None], times: int) -> dict[str, float | None]:
    """The metrics of a run by itself, for so many people in place of each."""
    return {
        name: value * times if value is not None and times != 1 and is_sum(name) else value
        for name, value in metrics.items()
    }


def tables_of_market(columns: Mapping[str, dict[str, Any]], times: int) -> dict[str, dict[str, Any]]:
    """The tables of a run, for so many people in place of each."""
    if times == 1:
        return dict(columns)
    return {table: _grown(table, held, times) if table in NOT_SUMS else held for table, held in columns.items()}


def _grown(table: str, held: Mapping[str, Any], times: int) -> dict[str, Any]:
    return {
        name: column.astype(np.int64) * times
        if isinstance(column, np.ndarray) and column.dtype.kind in "iu" and name not in NOT_SUMS[table]
        else column
        for name, column in held.items()
    }


def said(times: int) -> str:
    """That amounts are of the market; nothing where the town is the market."""
    return f"Amounts are of the real market, {times:,} times the simulated town." if times != 1 else ""
