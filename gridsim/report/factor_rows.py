"""The table of a drawn study in the report: its factors, the most important first."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from gridsim import formats
from gridsim.formats import number
from gridsim.report.elements import Markup, folded, join, table, tag
from gridsim.results.store import Stored

MOST_ROWS = 20
"""Factors whose rows are open; the others are folded."""


def factor_rows(stored: Stored) -> Markup:
    """Return the table of a drawn study: one row a factor, with its range and how much the outcome follows it."""
    found, summary = stored.summary["across"], stored.summary
    rows = found["sensitivity"]
    names = [name for name in (rows[0] if rows else {}) if name != "factor"]
    cells = [[row["factor"], _drawn(summary, row["factor"]), *(_index(row[name]) for name in names)] for row in rows]
    head = ["factor", "drawn from", *(name.replace("_", " ") for name in names)]
    caption = (
        f"One row a factor, over {formats.counted(found['points'], 'drawn setting')}; runs.parquet has every setting."
    )
    first = table(caption, head, cells[:MOST_ROWS])
    others = cells[MOST_ROWS:]
    rest = folded(f"The other {formats.counted(len(others), 'factor')}", table(caption, head, others)) if others else ""
    return join([tag("h2", "The factors, one by one"), first, rest], "\n")


def _drawn(summary: dict[str, Any], label: str) -> str:
    """The least and the greatest level that was drawn, with the unit."""
    path = next((path for path in summary["factors"] if path == label or fnmatchcase(path, label)), None)
    values = [value for value in summary["factors"].get(path, []) if isinstance(value, (int, float))]
    if not values:
        return formats.plain(", ".join(map(str, summary["written"].get(path, []))), 60)
    return f"{min(values):.4g} to {max(values):.4g} {summary['units'][path]}".strip()


def _index(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "yes" if value else "no"
    return f"{value:.3g}" if abs(value) < 1000 else number(value)
