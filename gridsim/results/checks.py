"""Checks on what a run left: recomputed from its tables, recorded in the summary, true or false with a sentence.

Each check returns (number of things looked at, number that are wrong), so that runs can be added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.rules.commission import MILLIONTHS, millionths

if TYPE_CHECKING:
    import pandas as pd

Count = tuple[int, int]
Columns = Mapping[str, Any]
"""A table as columns by name: arrays, categoricals, or a DataFrame."""

MINOR = 100
"""Minor units in one of the currency."""

MARKETING_ACCOUNTS = ("media", "content", "kol_fees", "management", "training", "commissions", "coupons", "prizes")
"""Accounts of the ledger that draw on the budget."""


def ledger_balanced(ledger: Columns) -> Count:
    """Entries of the ledger, and those whose debits and credits differ."""
    entry = np.asarray(ledger["entry"])
    if len(entry) == 0:
        return 0, 0
    change = _whole(ledger["debit"]) - _whole(ledger["credit"])
    order = np.argsort(entry, kind="stable")
    entry = entry[order]
    first = np.flatnonzero(np.r_[True, entry[1:] != entry[:-1]])
    totals = np.add.reduceat(change[order], first)
    return len(totals), int(np.count_nonzero(totals))


def budget_kept(ledger: Columns, metrics: Mapping[str, float | None], budget: int) -> Count:
    """One run: wrong if the ledger's marketing accounts hold more than the budget, or if what was spent and what is left do not add up."""
    spent, left = metrics.get("marketing_cost"), metrics.get("budget_unspent")
    if spent is None or left is None:
        return 1, 1
    booked = _balance(ledger, MARKETING_ACCOUNTS)
    wrong = booked > budget or booked != round(spent * MINOR) or booked + round(left * MINOR) != budget
    return 1, int(wrong)


def ledger_matches_orders(orders: Columns, ledger: Columns) -> Count:
    """One run: wrong if the revenue booked is not what the orders paid and were discounted, or the commissions accrued not theirs."""
    revenue = int(_whole(orders["paid"]).sum() + _whole(orders["discount"]).sum())
    accrued = int(_whole(ledger["debit"])[_are(ledger["account"], ("commissions",))].sum())
    return 1, int(-_balance(ledger, ("revenue",)) != revenue or accrued != int(_whole(orders["commission"]).sum()))


def _balance(ledger: Columns, accounts: Sequence[str]) -> int:
    """Debits less credits of some accounts."""
    rows = _are(ledger["account"], accounts)
    return int(_whole(ledger["debit"])[rows].sum() - _whole(ledger["credit"])[rows].sum())


def _whole(column: Any) -> np.ndarray:
    """A column as whole numbers."""
    return np.asarray(column).astype(np.int64)


def _are(column: Any, names: Sequence[str]) -> np.ndarray:
    """Where a column of names (categorical or text) holds one of some names."""
    return np.asarray(column.isin(list(names)) if hasattr(column, "isin") else np.isin(np.asarray(column), list(names)))


def commissions_match(orders: Columns, rates: Sequence[float]) -> Count:
    """Orders, and those whose commission is not the sum over levels of floor(paid × rate), where a beneficiary exists."""
    paid = _whole(orders["paid"])
    due = np.zeros(len(paid), dtype=np.int64)
    for level in (1, 2):
        rate = millionths(rates[level - 1]) if level <= len(rates) else 0
        exists = np.asarray(orders[f"beneficiary_{level}"]) >= 0
        due += np.where(exists, paid * rate // MILLIONTHS, 0)
    return len(paid), int(np.count_nonzero(due != _whole(orders["commission"])))


def orders_counted(orders: Columns, daily: Columns, metrics: Mapping[str, float | None]) -> Count:
    """One run: wrong if the rows of the order table, the daily series and the metric are three different numbers."""
    counted = {len(orders["paid"]), int(_whole(daily["orders"]).sum()), int(metrics.get("orders") or 0)}
    return 1, int(len(counted) != 1)


SENTENCES: dict[str, tuple[str, str]] = {
    "ledger_balanced": (
        "Debits equal credits in all {n} entries of the ledger.",
        "Debits and credits differ in {wrong} of {n} entries of the ledger.",
    ),
    "budget_kept": (
        "None of the {n} runs spent more than the budget; what the ledger booked as marketing and what is left add up to it.",
        "{wrong} of {n} runs spent more than the budget, or lost track of it.",
    ),
    "ledger_matches_orders": (
        "Revenue and commissions in the ledger are those of the order table in all {n} runs.",
        "Revenue or commissions in the ledger differ from the order table in {wrong} of {n} runs.",
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


def check_run(tables: Mapping[str, Columns], metrics: Mapping[str, float | None], budget: int, rates: Sequence[float]) -> dict[str, Count]:
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
        "budget_kept": lambda: budget_kept(tables["ledger"], metrics, budget),
        "ledger_matches_orders": lambda: ledger_matches_orders(tables["orders"], tables["ledger"]),
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
