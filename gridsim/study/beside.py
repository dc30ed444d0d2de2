"""What stands beside a verdict, in sentences: what an extra new buyer costs, the money that was kept, what could turn
it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridsim import formats
from gridsim.study.robust_said import holds
from gridsim.study.verdict import MEASURE
from gridsim.terms import NOTHING

MOST_NAMED = 3
"""Strategies whose cost of a buyer stands in the sentence, the best first; the table has all."""
UNPRICED = "incremental_contribution"
"""The gain without the price of the points' own time."""
LITTLE_LEFT = 0.005
"""Part of the budget below which what is left is not worth a word."""


def beside(summary: Mapping[str, Any], why: Mapping[str, Any] | None = None, folder: str = "FOLDER") -> list[str]:
    """Return the sentences that belong to the verdict of a comparison, the first screen of the report.

    Parameters
    ----------
    summary : mapping
        summary.json.
    why : mapping, optional
        why.json, where `gridsim why` was asked.
    folder : str
        Of the comparison, for the advice to ask it.
    """
    said = [
        holds(summary["robust"], summary["verdict"] or {}) if summary.get("robust") else "",
        time_of_points(summary),
        cost_of_an_extra_buyer(summary),
        *money_kept(summary),
        *turned_by(summary, why, folder),
    ]
    return [text for text in said if text]


def time_of_points(summary: Mapping[str, Any]) -> str:
    """Return the gains with and without the time of points that nobody pays; "" where nobody gave any."""
    parts = []
    for name in _ranked(summary):
        one = _figures(summary, name)
        priced, bare = ((one.get(metric) or {}).get("mean") for metric in (MEASURE, UNPRICED))
        if priced is not None and bare is not None and abs(priced - bare) >= 1.0:
            amounts = [_money(value, summary["currency"]) for value in (priced, bare)]
            parts.append(f"{name} {amounts[0]}, unpriced {amounts[1]}")
    if not parts:
        return ""
    return f"Over doing nothing, with the time of points that nobody pays priced: {'; '.join(parts)}."


def turned_by(summary: Mapping[str, Any], why: Mapping[str, Any] | None, folder: str = "FOLDER") -> list[str]:
    """Return which assumptions would turn the verdict, or how to ask for them."""
    if why and why.get("turns"):
        return list(why["turns"])
    if summary.get("kind") != "compare" or not summary.get("verdict"):
        return []
    return [
        f"Which assumptions would turn this is not known yet: `gridsim why {folder} --quick` asks, in about two minutes."
    ]


def cost_of_an_extra_buyer(summary: Mapping[str, Any]) -> str:
    """Return what one new buyer more costs by strategy, beside the cost that counts all new buyers; "" where neither is
    known."""
    known = {name: _figures(summary, name) for name in _ranked(summary)[:MOST_NAMED]}
    parts = [f"{name} {text}" for name, one in known.items() if (text := _extra(one, summary["currency"]))]
    counted = [
        f"{name} {_money(one['cac']['mean'], summary['currency'])}"
        for name, one in known.items()
        if (one.get("cac") or {}).get("mean") is not None
    ]
    if not parts:
        return ""
    all_counted = (
        f" (With all new buyers counted, those included who come anyway: {', '.join(counted)}.)" if counted else ""
    )
    return f"A new buyer beyond those who come anyway costs: {'; '.join(parts)}.{all_counted}"


def _extra(one: Mapping[str, Any], currency: str) -> str:
    """The cost of an extra new buyer with its interval, or in words why there is none."""
    cost, more = one.get("incremental_cac") or {}, (one.get("incremental_new_buyers") or {}).get("mean")
    if cost.get("mean") is None:
        if not (one.get("marketing_cost") or {}).get("mean") or more is None:
            return ""
        return "has no such cost, as it wins none" + ("" if more == 0 else " (it has fewer than doing nothing)")
    if cost.get("low") is None:
        note = " (undecided whether there are any)" if cost.get("note") else ""
        return _money(cost["mean"], currency) + note
    return f"{_money(cost['mean'], currency)} ({_money(cost['low'], currency)} to {_money(cost['high'], currency)})"


def money_kept(summary: Mapping[str, Any]) -> list[str]:
    """Return a sentence on the money that was not spent: how much each strategy keeps, and what bound it."""
    kept: dict[str, list[str]] = {}
    for name in _ranked(summary):
        one = _figures(summary, name)
        left, cost = ((one.get(metric) or {}).get("mean") or 0.0 for metric in ("budget_unspent", "marketing_cost"))
        if left > LITTLE_LEFT * (left + cost):
            reason = formats.plain((summary.get("budget_notes") or {}).get(name) or "no reason was recorded", 240)
            kept.setdefault(reason, []).append(f"{name} keeps {_money(left, summary['currency'])}")
    if not kept:
        return []
    parts = [f"{formats.listed(names)}: {reason}" for reason, names in kept.items()]
    whole = _money(summary["budget"], summary["currency"])
    return [f"Money kept of the {whole}, which the verdict counts as neither earned nor lost: {'. '.join(parts)}."]


def _ranked(summary: Mapping[str, Any]) -> list[str]:
    """The campaigns, the best by the verdict's measure first."""
    means = {}
    for name, one in summary["strategies"].items():
        mean = (one.get(MEASURE) or {}).get("mean")
        if name != NOTHING:
            means[name] = float("-inf") if mean is None else float(mean)
    return sorted(means, key=lambda name: -means[name])


def _figures(summary: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return summary["strategies"].get(name) or {}


def _money(value: float, currency: str) -> str:
    return formats.breakable(formats.money(value, currency))
