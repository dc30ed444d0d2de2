"""The ledger: every flow of money by day, in double entry."""

from __future__ import annotations

import numpy as np

from gridsim.results import flows
from gridsim.results.tables import RunArrays, named
from gridsim.terms import Flow


def ledger_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """Double entry by day: every entry's debits equal its credits."""
    entries: dict[str, dict[tuple[str, bool], np.ndarray]] = {entry: {} for entry in flows.ENTRIES}
    for flow in Flow:
        amounts = entries[flow.entry]
        for side in ((flow.debit, True), (flow.credit, False)):
            amounts[side] = amounts.get(side, 0) + arrays.flowed[flow.word]
    parts = [
        _ledger_lines(number, flows.ACCOUNTS.index(account), is_debit, amount)
        for number, amounts in enumerate(entries.values())
        for (account, is_debit), amount in amounts.items()
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns["account"], columns["credit"] > 0, columns["entry"]))
    columns = {name: values[order] for name, values in columns.items()}
    return columns | {
        "what": named(columns["what"], flows.ENTRIES),
        "account": named(columns["account"], flows.ACCOUNTS),
    }


FIRST_ENTRIES = 15
"""Kinds of entry that the ledger began with; their numbers stay when kinds are added."""


def _entry(day: np.ndarray, number: int) -> np.ndarray:
    """The number of an entry: by day, and within it by kind; kinds that came later are numbered from a million on."""
    if number < FIRST_ENTRIES:
        return day * FIRST_ENTRIES + number
    return 1_000_000 + day * 64 + number


def _ledger_lines(number: int, account: int, is_debit: bool, amount: np.ndarray) -> dict[str, np.ndarray]:
    """The lines of one account in one kind of entry, on the days on which something flowed."""
    day = np.flatnonzero(amount)
    nothing = np.zeros(len(day), np.int64)
    return {
        "day": day.astype(np.int32),
        "entry": _entry(day, number).astype(np.int32),
        "what": np.full(len(day), number),
        "account": np.full(len(day), account),
        "debit": amount[day] if is_debit else nothing,
        "credit": nothing if is_debit else amount[day],
    }
