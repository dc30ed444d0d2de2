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
from gridsim.charts.written import AsWritten
from gridsim.study.levels import AS_WRITTEN

AFTER_FACTORS = ("winner", "mean", "low", "high", "chance_better", "decided")


def factors(table: pd.DataFrame) -> list[str]:
    """Return the columns of a design table that are factors.

    Examples
    --------
    >>> factors(pd.DataFrame(columns=["point", "budget.total", "winner", "mean", "low", "high", "chance_better", "decided"]))
    ['budget.total']
    """
    return [str(name) for name in table.columns if name != "point" and name not in AFTER_FACTORS and not str(name).endswith(AS_WRITTEN)]


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
        (of the difference in `summary["metric"]`: the first strategy less the second, or of more than two the winner less the runner-up).
    """
    stored = AsWritten(stored)
    table = stored.table
    names = factors(table)
    if not len(table) or len(names) != 2:
        return empty(stored, "who_wins", "Who wins", "the map needs two factors" if len(table) else "the study has no finished point")
    across, up = names
    columns, rows = levels(table[across]), levels(table[up])
    page = Page(stored, _finding(table), _subtitle(stored))
    widest = max(page.width(level_label(value)) for value in rows)
    colours = strategy_colours(stored.summary["strategies"])
    shown = [name for name in colours if (table["winner"].astype(str) == name).any()]
    page.swatches([(label(name), colours[name]) for name in shown] + [("undecided", "#e8e8e8")])
    axes = page.axes(LEFT + 0.035 + widest + 0.012, RIGHT, bottom=page.bottom + 58 / 540)
    _grid(page, axes, across, up, columns, rows)
    largest = float(table["mean"].abs().max() or 1.0)
    for row in table.to_dict("records"):
        place = (columns.index(row[across]), rows.index(row[up]))
        _cell(page, axes, place, row, largest, colours, len(columns), len(rows))
    return page.picture(
        "who_wins",
        "Each cell is one setting of the two factors, played on the same worlds and luck; the darker, the larger the lead. "
        "In hatched cells the replicates do not say who wins.",
    )


def _grid(page: Page, axes: Any, across: str, up: str, columns: list, rows: list) -> None:
    """Name the factors and their levels along the edges."""
    axes.set(xlim=(0, len(columns)), ylim=(0, len(rows)))
    axes.grid(False)
    axes.set_xticks(
        np.arange(len(columns)) + 0.5, [drawable(page.fit(level_label(value), 16, 0.75 / len(columns))) for value in columns], fontsize=16
    )
    axes.set_yticks(np.arange(len(rows)) + 0.5, [drawable(level_label(value)) for value in rows], fontsize=16)
    axes.tick_params(length=0)
    axes.set_xlabel(factor_label(across), fontweight="bold")
    axes.set_ylabel(factor_label(up), fontweight="bold")
    for spine in axes.spines.values():
        spine.set_visible(False)


def _subtitle(stored: Any) -> str:
    """Return what the cells show: the metric with its unit, the replicates, what hatching means."""
    metric = stored.summary.get("metric", "")
    about = (stored.summary.get("metrics") or {}).get(metric) or {"label": metric, "unit": ""}
    unit = currency(stored) if about["unit"] == "money" else about["unit"]
    words = f"Lead in {formats.inside(formats.plain(about['label'], 60))}{', ' + unit if unit else ''}; mean of {replicates(stored)} a cell. "
    return words + f"Hatched: undecided (the 90{formats.SPACE}% interval holds zero)"


def factor_label(path: str) -> str:
    """Return a factor's name: the end of a long path."""
    parts = formats.plain(path, 120).split(".")
    while len(".".join(parts)) > 30 and len(parts) > 1:
        parts = parts[1:]
    return drawable(formats.plain(".".join(parts).replace("_", " "), 34))


def level_label(value: Any) -> str:
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
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def _finding(table: pd.DataFrame) -> str:
    """Return how many of the cells each strategy wins, and how many are undecided."""
    sure = table[table["decided"].astype(bool)]
    counts = sure["winner"].astype(str).value_counts().to_dict()
    total = len(table)
    parts = [f"{label(name)} wins {count}" for name, count in counts.items()]
    unsure = total - len(sure)
    parts += [f"{unsure} {'is' if unsure == 1 else 'are'} undecided"] if unsure else []
    return f"Of {total} settings {formats.listed(parts)}"
