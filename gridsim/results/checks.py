"""Consistency checks of a run: recomputed from its tables, recorded in the summary, true or false with a sentence.

Each check returns (items checked, items wrong), so that runs can be added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gridsim.currencies import CURRENCY, minor_units
from gridsim.results.flows import USES
from gridsim.results.metrics import METRICS
from gridsim.rules.commission import MILLIONTHS, millionths

if TYPE_CHECKING:
    import pandas as pd

Count = tuple[int, int]
Columns = Mapping[str, Any]
"""A table as columns by name: arrays, categoricals, or a DataFrame."""


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


def budget_kept(ledger: Columns, metrics: Mapping[str, float | None], budget: int, unit: int = 100) -> Count:
    """One run: wrong if the ledger's marketing accounts hold more than the budget, or if what was spent and what is
    left do not add up."""
    spent, left = metrics.get("marketing_cost"), metrics.get("budget_unspent")
    if spent is None or left is None:
        return 1, 1
    booked = _balance(ledger, [account.name for account in USES])
    wrong = booked > budget or booked != round(spent * unit) or booked + round(left * unit) != budget
    return 1, int(wrong)


def ledger_matches_orders(orders: Columns, ledger: Columns, times: int = 1) -> Count:
    """One run, of a town in which one stands for so many: wrong if the revenue booked is not what the orders paid and were
    discounted, the coupons given back not those of returned orders, or the commissions and invitations accrued not
    theirs."""
    revenue = int(_whole(orders["paid"]).sum() + _whole(orders["discount"]).sum())
    accrued = int(_whole(ledger["debit"])[_are(ledger["account"], ("commissions",))].sum())
    invited = int(_whole(ledger["debit"])[_are(ledger["account"], ("invitations",))].sum())
    credited = int(_whole(ledger["credit"])[_are(ledger["account"], ("revenue",))].sum())
    given_back = int(_whole(ledger["debit"])[_are(ledger["account"], ("revenue",))].sum())
    returned = _day_of_return(orders) >= 0
    wrong = (
        credited != times * revenue
        or given_back != times * int(_whole(orders["discount"])[returned].sum())
        or accrued != times * int(_whole(orders["commission"]).sum())
    )
    return 1, int(wrong or invited != times * int(_whole(orders["invitation"]).sum()))


def _day_of_return(orders: Columns) -> np.ndarray:
    """The day on which each order came back; −1 is never, as for all orders of a table that knows no returns."""
    return _whole(orders["returned_day"]) if "returned_day" in orders else np.full(len(orders["paid"]), -1)


def _balance(ledger: Columns, accounts: Sequence[str]) -> int:
    """Debits less credits of some accounts."""
    rows = _are(ledger["account"], accounts)
    return int(_whole(ledger["debit"])[rows].sum() - _whole(ledger["credit"])[rows].sum())


def _whole(column: Any) -> np.ndarray:
    """A column as whole numbers."""
    return np.asarray(column).astype(np.int64)


def _are(column: Any, names: Sequence[str]) -> np.ndarray:
    """Rows in which a column of names (categorical or text) holds one of some names."""
    return np.asarray(column.isin(list(names)) if hasattr(column, "isin") else np.isin(np.asarray(column), list(names)))


class Terms(NamedTuple):
    """What sales earn: rates by level, or fixed sums; rates of single products; (sales, rate) from which the seller's
    rate changes."""

    rates: Sequence[float] = ()
    fixed: Sequence[int] | None = None
    products: Mapping[str, Sequence[float]] = {}
    tiers: Sequence[tuple[int, float]] = ()


def terms_of(scenario: Any, strategy: str) -> Terms:
    """The terms of a strategy of a scenario; nothing without points."""
    points = scenario.strategy(strategy).points
    if points is None or not scenario.switches.commission:
        return Terms()
    rules = points.mall_rules
    fixed = (rules.fixed.seller, rules.fixed.recruiter) if rules.fixed else None
    products = {
        name: page.commission for name, page in scenario.market.more_products.items() if page.commission is not None
    }
    return Terms(
        points.commission, fixed, products, sorted((tier.from_sales, tier.rate) for tier in rules.tiers.values())
    )


def commissions_match(orders: Columns, terms: Terms | Sequence[float]) -> Count:
    """Orders, and those whose commissions are not what the terms say, level by level, where a beneficiary exists."""
    terms = terms if isinstance(terms, Terms) else Terms(terms)
    first, second = _due(orders, terms)
    wrong = np.zeros(len(first), dtype=bool)
    for level, due in ((1, first), (2, second)):
        exists = np.asarray(orders[f"beneficiary_{level}"]) >= 0
        wrong |= np.where(exists, due, 0) != _whole(orders[f"commission_{level}"])
    total = _whole(orders["commission_1"]) + _whole(orders["commission_2"])
    return len(first), int(np.count_nonzero(wrong | (total != _whole(orders["commission"]))))


def _due(orders: Columns, terms: Terms) -> tuple[np.ndarray, np.ndarray]:
    """Commission that each order earns its two levels, where they exist."""
    paid = _whole(orders["paid"])
    first, second = ([millionths(rate) for rate in terms.rates] + [0, 0])[:2]
    rate_1, rate_2 = np.full(len(paid), first), np.full(len(paid), second)
    for start, rate in terms.tiers:
        rate_1[_sales_before(orders, paid) >= start] = millionths(rate)
    due_1, due_2 = paid * rate_1 // MILLIONTHS, paid * rate_2 // MILLIONTHS
    if terms.fixed is not None:
        due_1, due_2 = np.minimum(paid, terms.fixed[0]), np.minimum(paid, terms.fixed[1])
    for name, rates in terms.products.items():
        here = _are(orders["product"], (name,))
        first, second = ([millionths(rate) for rate in rates] + [0, 0])[:2]
        due_1[here], due_2[here] = paid[here] * first // MILLIONTHS, paid[here] * second // MILLIONTHS
    return due_1, np.minimum(due_2, paid - due_1)


def _sales_before(orders: Columns, paid: np.ndarray) -> np.ndarray:
    """What each order's credited point had sold before it, less what had come back by the evening before."""
    credited, day, back = _whole(orders["credited"]), _whole(orders["day"]), _day_of_return(orders)
    sold, returned = np.arange(len(paid)), np.flatnonzero(back >= 0)
    # Sales by the day, in the order of the table, and returns after all sales of their day, on one time axis.
    point = np.r_[credited, credited[returned]]
    amount = np.r_[paid, -paid[returned]]
    order = np.lexsort((np.r_[sold, returned], np.r_[sold * 0, returned * 0 + 1], np.r_[day, back[returned]], point))
    so_far = np.cumsum(amount[order]) - amount[order]
    first = np.r_[True, point[order][1:] != point[order][:-1]][: len(point)]
    begin = np.maximum.accumulate(np.where(first, np.arange(len(point)), 0))
    before = np.empty(len(point), np.int64)
    before[order] = so_far - so_far[begin]
    return before[: len(paid)]


def payables_match(ledger: Columns, metrics: Mapping[str, float | None], unit: int = 100) -> Count:
    """One run: wrong if what the ledger still owes to points is not the settled commission that is not yet paid out."""
    owed = metrics.get("commission_payable")
    return 1, int(owed is None or -_balance(ledger, ("commissions_payable",)) != round(owed * unit))


def orders_counted(orders: Columns, daily: Columns, metrics: Mapping[str, float | None], times: int = 1) -> Count:
    """One run, of a town in which one stands for so many: wrong if the rows of the order table, the daily series and the
    metric are three different numbers."""
    counted = {times * len(orders["paid"]), int(_whole(daily["orders"]).sum()), int(metrics.get("orders") or 0)}
    return 1, int(len(counted) != 1)


SUMS: dict[tuple[str, str], str] = {
    ("daily", "gmv"): "gmv",
    ("daily", "refunds"): "refunds",
    ("daily", "contribution"): "contribution_margin",
    ("daily", "marketing_cost"): "marketing_cost",
    ("daily", "impressions"): "impressions",
    ("daily", "returns"): "returns",
    ("channels", "revenue"): "gmv",
    ("channels", "refunds"): "refunds",
    ("channels", "spend"): "marketing_cost",
    ("channels", "cost"): "marketing_cost",
    ("channels", "orders"): "orders",
    ("channels", "impressions"): "impressions",
    ("cohorts", "gmv"): "gmv",
    ("cohorts", "refunds"): "refunds",
    ("cohorts", "orders"): "orders",
}
"""Columns of the tables by day, channel and cohort whose sum over all rows, closing days included, is a metric."""


def tables_agree(tables: Mapping[str, Columns], metrics: Mapping[str, float | None], unit: int = 100) -> Count:
    """One run: the sums over the tables that are there, and those that are not the figure of the run, to the minor
    unit."""
    n = wrong = 0
    for (table, column), metric in SUMS.items():
        value = metrics.get(metric)
        if column in tables.get(table, ()) and value is not None:
            n += 1
            wrong += int(_whole(tables[table][column]).sum()) != round(
                value * (unit if METRICS[metric].unit == "money" else 1)
            )
    return n, wrong


SENTENCES: dict[str, tuple[str, str]] = {
    "ledger_balanced": (
        "Debits equal credits in all {n} entries of the ledger.",
        "Debits and credits differ in {wrong} of {n} entries of the ledger.",
    ),
    "budget_kept": (
        (
            "None of the {n} runs spent more than the budget; what the ledger booked as marketing and what is left add"
            " up to it."
        ),
        "{wrong} of {n} runs spent more than the budget, or lost track of it.",
    ),
    "ledger_matches_orders": (
        "Revenue and commissions in the ledger are those of the order table in all {n} runs.",
        "Revenue or commissions in the ledger differ from the order table in {wrong} of {n} runs.",
    ),
    "commissions_match": (
        (
            "The commissions of all {n} orders are floor(paid × rate), or the sum agreed, per level and beneficiary,"
            " recomputed from the order table."
        ),
        (
            "The commissions of {wrong} of {n} orders are not floor(paid × rate), or the sum agreed, per level and"
            " beneficiary."
        ),
    ),
    "payables_match": (
        (
            "What the ledger owes to points at the end is their settled commission below the withdrawal minimum in all"
            " {n} runs."
        ),
        (
            "The ledger owes points something else than their settled commission below the withdrawal minimum in"
            " {wrong} of {n} runs."
        ),
    ),
    "orders_counted": (
        "Order table, daily series and metric count the same orders in all {n} runs.",
        "Order table, daily series and metric count different orders in {wrong} of {n} runs.",
    ),
    "tables_agree": (
        "The tables by day, by channel and by cohort add up to the figures of the runs ({n} sums).",
        "{wrong} of {n} sums over the tables by day, by channel and by cohort are not the figures of their runs.",
    ),
    "copies_equal": (
        "Strategies that are copies of each other agree exactly in every metric and replicate ({n} pairs).",
        "{wrong} of {n} pairs of strategies that are copies of each other differ.",
    ),
}


def check_run(
    tables: Mapping[str, Columns],
    metrics: Mapping[str, float | None],
    budget: int,
    terms: Terms | Sequence[float],
    currency: str = CURRENCY,
    times: int = 1,
) -> dict[str, Count]:
    """Return every check of one run.

    Parameters
    ----------
    tables : mapping
        "daily", "orders" and "ledger" of the run; "channels" and "cohorts" where they are at hand.
    metrics : mapping
        Its metrics.
    budget : int
        The budget in minor units.
    terms : Terms or sequence of float
        What sales earn (`terms_of`), or only the commission by level; empty without points.
    currency : str
        Of every amount.
    times : int
        People of the market for whom one simulated person stands.
    """
    unit = minor_units(currency)
    checks: dict[str, Callable[[], Count]] = {
        "ledger_balanced": lambda: ledger_balanced(tables["ledger"]),
        "budget_kept": lambda: budget_kept(tables["ledger"], metrics, budget, unit),
        "ledger_matches_orders": lambda: ledger_matches_orders(tables["orders"], tables["ledger"], times),
        "commissions_match": lambda: commissions_match(tables["orders"], terms),
        "payables_match": lambda: payables_match(tables["ledger"], metrics, unit),
        "orders_counted": lambda: orders_counted(tables["orders"], tables["daily"], metrics, times),
        "tables_agree": lambda: tables_agree(tables, metrics, unit),
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
