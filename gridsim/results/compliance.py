"""Compliance: what in a strategy the regulation on pyramid selling asks about. A traffic light, not legal advice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridsim import formats
from gridsim.scenario.grid import LEGAL_LEVELS

MARKS = ("joining fee", "pay by the head", "pay by level")
"""What the regulation on pyramid selling looks for: paying to join, pay for recruits, pay from the sales of those
below."""


def compliance_of(strategy: Any, means: Mapping[str, Mapping[str, Any]], currency: str) -> dict[str, Any] | None:
    """Return what a strategy's points pay for joining, recruiting and selling, in figures and sentences; None without
    points.

    Parameters
    ----------
    strategy : Strategy
        Of the scenario.
    means : mapping
        Its metrics in the summary: {METRIC: {"mean", ...}}.
    currency : str
        For the sentences.

    Returns
    -------
    dict or None
        `levels`, `pay_to_join`, `head_pay` (what the rules say), `recruiting_income_share` (what the
        runs gave), `light` ("green", "yellow", "red") and `sentences`.
    """
    points = strategy.points
    if points is None:
        return None
    recruiting = points.recruiting
    levels = sum(rate > 0 for rate in points.commission) if points.malls else 0
    pays_to_join = bool(recruiting and recruiting.joining_fee > 0)
    head_pay = bool(recruiting and recruiting.head_pay > 0)
    share = _mean(means, "recruiting_income_share")
    return {
        "levels": levels,
        "pay_to_join": pays_to_join,
        "head_pay": head_pay,
        "recruiting_income_share": share,
        "light": (
            "red"
            if head_pay or (pays_to_join and levels > 1)
            else "yellow"
            if pays_to_join or (share or 0.0) > 0.5
            else "green"
        ),
        "sentences": [
            _levels(levels),
            _joining(pays_to_join, _mean(means, "joining_income"), currency),
            _head(head_pay),
            _income(share),
        ],
    }


def _mean(means: Mapping[str, Mapping[str, Any]], metric: str) -> float | None:
    """The mean of a metric, None where it is undefined."""
    value = means.get(metric, {}).get("mean")
    return None if value is None else float(value)


def _levels(levels: int) -> str:
    """The two-level rule."""
    used = {0: "No commission is paid.", 1: "Commission is paid on one level: the seller's own sales."}.get(
        levels, f"Commission is paid on {levels} levels: the seller, and who recruited the seller."
    )
    return (
        f"{used} At most {LEGAL_LEVELS} levels are allowed; three or more, with thirty people, is pyramid selling, a"
        " crime."
    )


def _joining(pays: bool, income: float | None, currency: str) -> str:
    """Pay to join."""
    if not pays:
        return "Joining costs nothing."
    took = "" if income is None else f" ({formats.breakable(formats.money(income, currency))} a run)"
    return f"Recruits pay for joining{took}: a mark of pyramid selling. These fees are left out of the verdict."


def _head(head_pay: bool) -> str:
    """Pay by the head."""
    return (
        "Recruiters are paid by the head: a mark of pyramid selling."
        if head_pay
        else "Nobody is paid by the head for recruits."
    )


def _income(share: float | None) -> str:
    """Recruiting against retail."""
    if share is None:
        return "The points earned nothing."
    return f"{formats.percent(share)} of the points' income came from recruiting, the rest from their own sales."
