"""Who wins where: the outcome of a study over two factors, with the zone in which the replicates do not decide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from gridsim.charts import formats
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, currency, empty, replicates
from gridsim.charts.style import drawable, ink, label, on, strategy_colours

AFTER_FACTORS = ("winner", "mean", "low", "high", "chance_better", "decided")


def factors(table: pd.DataFrame) -> list[str]:
    """Return the columns of a design table that are factors.

    Examples
    --------
    >>> factors(pd.DataFrame(columns=["point", "budget.total", "winner", "mean", "low", "high", "chance_better", "decided"]))
    ['budget.total']
    """
    return [str(name) for name in table.columns if name != "point" and name not in AFTER_FACTORS]


def levels(column: pd.Series) -> list[Any]:
    """Return the values of a factor: numbers ascending, amounts and texts as the design has them.

    Examples
    --------
    >>> levels(pd.Series([3, 1, 3])), levels(pd.Series(["50k CNY", "100k CNY"]))
    ([1, 3], ['50k CNY', '100k CNY'])
    """
    found = list(dict.fromkeys(column.tolist()))
    return sorted(found) if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column) else found


@chart
def who_wins(stored: Any) -> Picture:
    """Return the heat map of a study of two factors: the winner of each cell, by how much, and where it is undecided.

    Parameters
    ----------
    stored : StoredStudy
        `table` with one row a design point: a column a factor, then `winner`, `mean`, `low`, `high`, `decided`
        (difference of the contribution after marketing, winner against the best of the others, or first strategy minus second).
    """
    table = stored.table
    names = factors(table)
    if not len(table) or len(names) != 2:
        return empty(stored, "who_wins", "Who wins", "the map needs two factors" if len(table) else "the study has no finished point")
    across, up = names
    columns, rows = levels(table[across]), levels(table[up])
    page = Page(
        stored,
        _finding(table),
        f"Lead in contribution after marketing, {currency(stored)}; mean of {replicates(stored)} a cell. "
        f"Hatched: the 90{formats.SPACE}% interval holds zero",
    )
    widest = max(page.width(_level(value)) for value in rows)
    winners = list(dict.fromkeys(str(name) for name in table["winner"].dropna()))
    page.swatches([(label(name), _colours(winners)[name]) for name in winners] + [("undecided", "#e8e8e8")])
    axes = page.axes(LEFT + 0.035 + widest + 0.012, RIGHT, bottom=page.bottom + 58 / 540)
    axes.set(xlim=(0, len(columns)), ylim=(0, len(rows)))
    axes.grid(False)
    axes.set_xticks(np.arange(len(columns)) + 0.5, [drawable(page.fit(_level(value), 16, 0.75 / len(columns))) for value in columns], fontsize=16)
    axes.set_yticks(np.arange(len(rows)) + 0.5, [drawable(_level(value)) for value in rows], fontsize=16)
    axes.tick_params(length=0)
    axes.set_xlabel(_factor(across), fontweight="bold")
    axes.set_ylabel(_factor(up), fontweight="bold")
    for spine in axes.spines.values():
        spine.set_visible(False)
    largest = float(table["mean"].abs().max() or 1.0)
    for row in table.to_dict("records"):
        place = (columns.index(row[across]), rows.index(row[up]))
        _cell(page, axes, place, row, largest, _colours(winners), len(columns), len(rows))
    return page.picture(
        "who_wins",
        "Each cell is one setting of the two factors, played on the same worlds and luck; the darker, the larger the lead. "
        "In hatched cells the replicates do not say who wins.",
    )


def _colours(winners: list[str]) -> dict[str, str]:
    return strategy_colours(winners)


def _factor(path: str) -> str:
    """Return a factor's name: the end of a long path."""
    parts = formats.plain(path, 120).split(".")
    while len(".".join(parts)) > 30 and len(parts) > 1:
        parts = parts[1:]
    return drawable(formats.plain(".".join(parts).replace("_", " "), 34))


def _level(value: Any) -> str:
    """Return a factor's value as text."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_)):
        return formats.number(float(value))
    return formats.plain(value, 24)


def _cell(page: Page, axes: Any, place: tuple[int, int], row: dict, largest: float, colours: dict[str, str], n_across: int, n_up: int) -> None:
    """Fill one cell with the winner's colour, or hatch it, and write who leads by how much where there is room."""
    x, y = place
    winner = None if row["winner"] is None or row["winner"] != row["winner"] else str(row["winner"])
    lead = abs(float(row["mean"])) if row["mean"] is not None and np.isfinite(row["mean"]) else 0.0
    sure = bool(row["decided"]) and winner is not None
    fill = _tint(colours[winner], 0.35 + 0.65 * min(lead / largest, 1.0)) if sure and winner else "#e8e8e8"
    axes.add_patch(
        Rectangle((x + 0.02, y + 0.02), 0.96, 0.96, facecolor=fill, edgecolor="#b0b0b0", linewidth=0 if sure else 0.5, hatch=None if sure else "//")
    )
    wide = axes.get_position().width / n_across
    words = [label(winner, 14) if winner else "level", formats.signed(lead)]
    if max(page.width(word, weight="bold") for word in words) > 0.94 * wide or n_up > 9:
        return
    colour = on(fill) if sure or not winner else ink(colours[winner])
    box = None if sure else {"facecolor": "#f4f4f4", "edgecolor": "none", "pad": 3}
    axes.text(x + 0.5, y + 0.5, drawable("\n".join(words)), ha="center", va="center", color=colour, fontweight="bold", bbox=box, linespacing=1.25)


def _tint(colour: str, strength: float) -> str:
    """Return the colour mixed with white."""
    return to_hex([1 - strength * (1 - part) for part in to_rgb(colour)])


def _finding(table: pd.DataFrame) -> str:
    """Return how many of the cells each strategy wins, and how many are undecided."""
    sure = table[table["decided"].astype(bool)]
    counts = sure["winner"].astype(str).value_counts().to_dict()
    total = len(table)
    parts = [f"{label(name)} wins {count}" for name, count in counts.items()]
    open_cells = total - len(sure)
    parts += [f"{open_cells} {'is' if open_cells == 1 else 'are'} undecided"] if open_cells else []
    return f"Of {total} settings {formats.listed(parts)}"
