"""Checks on what a run left: recomputed from its tables, recorded in the summary, true or false with a sentence.

Each check returns (number of things looked at, number that are wrong), so that runs can be added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Count = tuple[int, int]


def ledger_balanced(ledger: pd.DataFrame) -> Count:
    """Entries of the ledger, and those whose debits and credits differ."""
    if ledger.empty:
        return 0, 0
    entry = ledger["entry"].to_numpy()
    change = ledger["debit"].to_numpy(dtype=np.int64) - ledger["credit"].to_numpy(dtype=np.int64)
    order = np.argsort(entry, kind="stable")
    entry = entry[order]
    first = np.flatnonzero(np.r_[True, entry[1:] != entry[:-1]])
    totals = np.add.reduceat(change[order], first)
    return len(totals), int(np.count_nonzero(totals))


def budget_kept(metrics: Mapping[str, float | None], budget: int) -> Count:
    """One run: wrong if it spent more than the budget, or if what was spent and what is left do not add up to it (in cents)."""
    spent = metrics.get("marketing_cost")
    left = metrics.get("budget_unspent")
    if spent is None or left is None:
        return 1, 1
    wrong = left < 0 or spent * 100 > budget + 0.5 or abs((spent + left) * 100 - budget) > 0.5
    return 1, int(wrong)


def commissions_match(orders: pd.DataFrame, rates: Sequence[float]) -> Count:
    """Orders, and those whose commission is not the sum over levels of floor(paid × rate), where a beneficiary exists."""
    if orders.empty:
        return 0, 0
    paid = orders["paid"].to_numpy(dtype=np.int64)
    due = np.zeros(len(orders), dtype=np.int64)
    for level in (1, 2):
        rate = rates[level - 1] if level <= len(rates) else 0.0
        exists = orders[f"beneficiary_{level}"].to_numpy() >= 0
        due += np.where(exists, np.floor(paid * float(rate)).astype(np.int64), 0)
    return len(orders), int(np.count_nonzero(due != orders["commission"].to_numpy(dtype=np.int64)))


def orders_counted(orders: pd.DataFrame, daily: pd.DataFrame, metrics: Mapping[str, float | None]) -> Count:
    """One run: wrong if the rows of the order table, the daily series and the metric are three different numbers."""
    counted = {len(orders), int(daily["orders"].sum()), int(metrics.get("orders") or 0)}
    return 1, int(len(counted) != 1)


SENTENCES: dict[str, tuple[str, str]] = {
    "ledger_balanced": ("Debits equal credits in all {n} entries of the ledger.", "Debits and credits differ in {wrong} of {n} entries of the ledger."),
    "budget_kept": (
        "None of the {n} runs spent more than the budget; what was spent and what is left add up to it.",
        "{wrong} of {n} runs spent more than the budget, or lost track of it.",
    ),
    "commissions_match": (
        "The commissions of all {n} orders are floor(paid × rate) per level and beneficiary, recomputed from the order table.",
        "The commissions of {wrong} of {n} orders are not floor(paid × rate) per level and beneficiary.",
    ),
    "orders_counted": (
        "Order table, daily series and metric count the same orders in all {n} runs.",
        "Order table, daily series and metric count different orders in {wrong} of {n} runs.",
    ),
    "copies_equal": (
        "Strategies that are copies of each other agree exactly in every metric and replicate ({n} pairs).",
        "{wrong} of {n} pairs of strategies that are copies of each other differ.",
    ),
}


def check_run(tables: Mapping[str, pd.DataFrame], metrics: Mapping[str, float | None], budget: int, rates: Sequence[float]) -> dict[str, Count]:
    """Return every check of one run.

    Parameters
    ----------
    tables : mapping
        "daily", "orders" and "ledger" of the run.
    metrics : mapping
        Its metrics.
    budget : int
        The budget in minor units.
    rates : sequence of float
        Commission by level; empty without points.
    """
    checks: dict[str, Callable[[], Count]] = {
        "ledger_balanced": lambda: ledger_balanced(tables["ledger"]),
        "budget_kept": lambda: budget_kept(metrics, budget),
        "commissions_match": lambda: commissions_match(tables["orders"], rates),
        "orders_counted": lambda: orders_counted(tables["orders"], tables["daily"], metrics),
    }
    return {name: check() for name, check in checks.items()}


def copies_equal(runs: pd.DataFrame, groups: Sequence[Sequence[str]], metrics: Sequence[str]) -> Count:
    """Pairs of strategies that are defined alike, and those whose metrics differ anywhere."""
    from gridsim.results.summary import values_by_strategy

    n = wrong = 0
    for group in groups:
        values = values_by_strategy(runs, group, metrics)
        for other in group[1:]:
            n += 1
            wrong += not np.array_equal(values[group[0]], values[other], equal_nan=True)
    return n, wrong


def report_checks(counts: Sequence[Mapping[str, Sequence[int]]]) -> dict[str, dict[str, Any]]:
    """Add up the checks of many runs and say them: {name: {"passed": bool, "text": sentence}}."""
    totals: dict[str, list[int]] = {}
    for one in counts:
        for name, (n, wrong) in one.items():
            total = totals.setdefault(name, [0, 0])
            total[0] += n
            total[1] += wrong
    said = {}
    for name, (n, wrong) in totals.items():
        good, bad = SENTENCES[name]
        said[name] = {"passed": wrong == 0, "text": (bad if wrong else good).format(n=f"{n:,}", wrong=f"{wrong:,}")}
    return said
