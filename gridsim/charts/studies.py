"""Who wins where: the outcome of a study over two factors, with the zone in which the replicates do not decide."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, currency, empty, replicates
from gridsim.charts.style import contrast, drawable, ink, labels, strategy_colours, tint
from gridsim.charts.written import as_written
from gridsim.results.store import StoredStudy
from gridsim.study.levels import AS_WRITTEN
from gridsim.terms import NOTHING

LARGE_TEXT = 3.0
"""Contrast that bold letters of this size need (WCAG 2)."""

AFTER_FACTORS = (
    "winner",
    "mean",
    "low",
    "high",
    "chance_better",
    "decided",
    "against",
    "lead",
    "lead_low",
    "lead_high",
)


def factors(table: pd.DataFrame) -> list[str]:
    """Return the columns of a design table that are factors.

    Examples
    --------
    >>> factors(pd.DataFrame(columns=["point", "budget.total", "winner", "mean", "low", "high", "chance_better", "decided"]))
    ['budget.total']
    """
    return [
        str(name)
        for name in table.columns
        if name != "point" and name not in AFTER_FACTORS and not str(name).endswith(AS_WRITTEN)
    ]


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
def who_wins(stored: StoredStudy) -> Picture:
    """Return the heat map of a study of two factors: the winner of each cell, by how much, and where it is undecided.

    Parameters
    ----------
    stored : StoredStudy
        `table` with one row a design point: a column a factor, then `winner` (a strategy or `nothing`), `decided`, and
        `lead`, by which the winner is ahead of who comes next in `summary["metric"]`.
    """
    stored = as_written(stored)
    table = with_lead(stored.table)
    names = factors(table)
    if not len(table) or len(names) != 2:
        return empty(
            stored,
            "who_wins",
            "Who wins",
            "the map needs two factors" if len(table) else "the study has no finished point",
        )
    across, up = names
    columns, rows = levels(table[across]), levels(table[up])
    page = Page(stored, _finding(stored), _subtitle(stored))
    named, _ = level_labels(page, rows, 0.2)
    widest = max(page.width(line) for words in named.values() for line in words.split("\n"))
    colours = strategy_colours(dict.fromkeys([*stored.summary["strategies"], NOTHING]))
    shown = [name for name in colours if (table["winner"].astype(str) == name).any()]
    swatches = page.labels(shown, 16, 0.3)
    page.swatches([(swatches[name], colours[name]) for name in shown] + [("undecided", "#e8e8e8")])
    axes = page.axes(LEFT + 0.035 + widest + 0.012, RIGHT, bottom=page.bottom + 76 / 540)
    _grid(page, axes, (across, up), columns, named)
    within = page.labels(shown, 16, 0.92 * axes.get_position().width / len(columns))
    largest = float(table["lead"].abs().max() or 1.0)
    for row in table.to_dict("records"):
        place = (columns.index(row[across]), rows.index(row[up]))
        _cell(page, axes, place, row, largest, colours, within, (len(columns), len(rows)))
    return page.picture(
        "who_wins",
        "Each cell is one setting of the two factors, played on the same worlds and luck; the darker, the larger the"
        " lead. In hatched cells the replicates do not decide. "
        + ("Doing nothing contends like a strategy." if _better(stored) == "higher" else ""),
    )


def _better(stored: StoredStudy) -> str:
    """Return the better direction of the study's metric; "" where neither is."""
    about = (stored.summary.get("metrics") or {}).get(stored.summary.get("metric")) or {}
    return str(about.get("better", "higher"))


def with_lead(table: pd.DataFrame) -> pd.DataFrame:
    """Return a design table with the winner's lead; in results of an earlier version that is the difference."""
    if "lead" in table:
        return table
    return table.assign(against=None, lead=table["mean"], lead_low=table["low"], lead_high=table["high"])


def _grid(page: Page, axes: Any, paths: tuple[str, str], columns: list, rows: dict[Any, str]) -> None:
    """Name the factors and their levels along the edges."""
    across, up = factor_labels(paths).values()
    axes.set(xlim=(0, len(columns)), ylim=(0, len(rows)))
    axes.grid(False)
    wide = axes.get_position().width / len(columns)
    words, points = level_labels(page, columns, 0.94 * wide)
    axes.set_xticks(np.arange(len(columns)) + 0.5, words.values(), fontsize=points)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows.values(), fontsize=16)
    axes.tick_params(length=0)
    axes.set_xlabel(across, fontweight="bold")
    axes.set_ylabel(up, fontweight="bold")
    for spine in axes.spines.values():
        spine.set_visible(False)


def _subtitle(stored: StoredStudy) -> str:
    """Return what the cells show: the metric with its unit, the replicates, what hatching means."""
    metric = stored.summary.get("metric", "")
    about = (stored.summary.get("metrics") or {}).get(metric) or {"label": metric, "unit": ""}
    unit = currency(stored) if about["unit"] == "money" else about["unit"]
    words = (
        f"Lead in {formats.inside(formats.plain(about['label'], 60))}{', ' + unit if unit else ''}; mean of"
        f" {replicates(stored)} a cell. "
    )
    return words + f"Hatched: undecided (the 90{formats.SPACE}% interval holds zero)"


def factor_labels(paths: Iterable[str]) -> dict[str, str]:
    """Return the factors' names: the ends of their paths that tell them apart.

    Examples
    --------
    >>> factor_labels(["strategies.grid.points.tie_quality", "budget.total"])
    {'strategies.grid.points.tie_quality': 'points: tie quality', 'budget.total': 'budget: total'}
    """
    ends = {path: end.replace(".", ": ").replace("_", " ") for path, end in formats.shortest_ends(list(paths)).items()}
    words = labels(ends.values(), 44)
    return {path: words[end] for path, end in ends.items()}


def level_labels(page: Page, values: Iterable[Any], room: float, points: float = 16) -> tuple[dict[Any, str], float]:
    """Return the levels of a factor in two lines that fit into the room (a share of the page's width), and the size of
    their letters.

    They differ as the levels do; letters become smaller before a text is cut.
    """
    texts = {value: level_text(value) for value in values}
    points = page.points([piece for text in texts.values() for piece in text.split()], points, room)
    words = page.labels(texts.values(), points, room, "normal", lines=2)
    return {value: words[text] for value, text in texts.items()}, points


def level_text(value: Any) -> str:
    """Return a factor's value as text; a list of values is listed.

    Examples
    --------
    >>> level_text(0.1), level_text('["5%", "2%"]'), level_text("30 days"), level_text(12500), level_text("[]"), level_text(True)
    ('0.1', '5%, 2%', '30 days', '12,500', 'none', 'on')
    """
    if isinstance(value, (bool, np.bool_)):
        return "on" if value else "off"
    if isinstance(value, (int, float, np.number)):
        return f"{float(value):,.12g}".replace("-", formats.MINUS)
    text = formats.cleaned(value)
    if text.startswith("["):
        try:
            parts = json.loads(text)
        except json.JSONDecodeError:
            return text
        return ", ".join(level_text(part) for part in parts) or "none"
    return text


def _cell(
    page: Page,
    axes: Any,
    place: tuple[int, int],
    row: dict,
    largest: float,
    colours: dict[str, str],
    named: dict[str, str],
    of: tuple[int, int],
) -> None:
    """Fill one cell with the winner's colour, or hatch it, and write who leads by how much where there is room."""
    x, y = place
    winner = None if row["winner"] is None or row["winner"] != row["winner"] else str(row["winner"])
    lead = abs(float(row["lead"])) if row["lead"] is not None and np.isfinite(row["lead"]) else 0.0
    sure = bool(row["decided"]) and winner is not None
    fill = tint(colours[winner], 0.35 + 0.65 * min(lead / largest, 1.0)) if sure and winner else "#e8e8e8"
    axes.add_patch(
        Rectangle(
            (x + 0.02, y + 0.02),
            0.96,
            0.96,
            facecolor=fill,
            edgecolor="#b0b0b0",
            linewidth=0 if sure else 0.5,
            hatch=None if sure else "//",
        )
    )
    wide = axes.get_position().width / of[0]
    words = [named[winner] if winner else "level", formats.signed(lead)]
    if max(page.width(word, weight="bold") for word in words) > 0.94 * wide or of[1] > 9:
        return
    colour = (
        ("#ffffff" if contrast("#ffffff", fill) >= LARGE_TEXT else "#000000")
        if sure or not winner
        else ink(colours[winner])
    )
    box = None if sure else {"facecolor": "#f4f4f4", "edgecolor": "none", "pad": 3}
    axes.text(
        x + 0.5,
        y + 0.5,
        drawable("\n".join(words)),
        ha="center",
        va="center",
        color=colour,
        fontweight="bold",
        bbox=box,
        linespacing=1.25,
    )


def _finding(stored: StoredStudy) -> str:
    """Return how many of the cells each strategy wins, and how many are undecided."""
    table = stored.table
    sure = table[table["decided"].astype(bool)]
    counts = sure["winner"].astype(str).value_counts().to_dict()
    total = len(table)
    if counts == {NOTHING: total} and _better(stored):
        return f"Do none of these: doing nothing wins in all {formats.counted(total, 'setting')}"
    verb = "wins" if _better(stored) else "has the most in"
    parts = [f"{figures.label(stored, name)} {verb} {count}" for name, count in counts.items()]
    unsure = total - len(sure)
    parts += [f"{unsure} {'is' if unsure == 1 else 'are'} undecided"] if unsure else []
    return f"Of {formats.counted(total, 'setting')} {formats.listed(parts)}"
