"""A table of bars: a row a strategy, a column a quantity, in each cell the number, its bar and a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gridsim import formats
from gridsim.charts.page import LEFT, RIGHT, Page
from gridsim.charts.style import drawable, ink, tint

NAME_ROOM = 0.2
"""The most of the page's width that the names of the rows take."""


@dataclass(frozen=True)
class Column:
    """A quantity of every row: its heading, the values, what stands below the bars, and the value of the longest
    bar."""

    heading: str
    values: Mapping[str, float]
    notes: Mapping[str, str] = field(default_factory=dict)
    largest: float | None = None
    pale: bool = False


def row_names(page: Page, names: Sequence[str], left: float = LEFT, points: float = 16) -> tuple[dict[str, str], float]:
    """Return the names of the rows, in two lines at most, and where they end (a share of the page's width)."""
    words = page.labels(names, points, NAME_ROOM, "bold", lines=2)
    return words, left + max(page.width(line, points, "bold") for text in words.values() for line in text.split("\n"))


def bar_table(
    page: Page,
    names: Sequence[str],
    columns: Sequence[Column],
    colours: Mapping[str, str],
    left: float = LEFT,
    right: float = RIGHT,
    named: bool = True,
    lines: int | None = None,
) -> float:
    """Draw the table into what is free; returns where its cells begin.

    The bars of a column share a scale that begins at zero: that of the column, or the one given. `lines` sets room for
    the headings, so that two tables beside each other begin at one height.
    """
    words, start = row_names(page, names, left) if named else ({}, left)
    start += 0.02 if named else 0.0
    wide = (right - start) / len(columns)
    size = page.points([piece for column in columns for piece in column.heading.split()], 15, 0.95 * wide, "bold")
    heads = [page.wrap(column.heading, size, 0.97 * wide, "bold", 2) for column in columns]
    top, bottom = page.top - (8 + 20 * (lines or max(map(len, heads)))) / 540, page.bottom
    high = (top - bottom) / max(len(names), 4)
    # one set of axes in the page's own units holds all bars: a set a bar would cost half a second
    bars = page.axes(0, 1, 0, 1)
    bars.set(xlim=(0, 1), ylim=(0, 1))
    bars.set_axis_off()
    for i, (column, head) in enumerate(zip(columns, heads, strict=True)):
        x = start + i * wide
        page.figure.text(
            x, top + 4 / 540, "\n".join(head), fontsize=size, fontweight="bold", va="bottom", linespacing=1.15
        )
        largest = column.largest or max(column.values.values(), default=0.0) or 1.0
        for row, name in enumerate(names):
            colour = tint(colours[name], 0.45) if column.pale else colours[name]
            _cell(page, bars, column, name, (x, top - (row + 0.5) * high, 0.9 * wide, high), largest, colour)
    for row in range(len(names)):
        bars.plot([left, right], [top - row * high] * 2, color="#dddddd", linewidth=1)
    for row, name in enumerate(names if named else ()):
        page.figure.text(
            left,
            top - (row + 0.5) * high,
            words[name],
            fontsize=16,
            fontweight="bold",
            va="center",
            color=ink(colours[name]),
            linespacing=1.1,
        )
    return start


def _cell(
    page: Page,
    bars: Any,
    column: Column,
    name: str,
    place: tuple[float, float, float, float],
    largest: float,
    colour: str,
) -> None:
    """Draw one cell: number above, bar, note below where there is the height for it."""
    x, middle, wide, high = place
    value = column.values.get(name, 0.0)
    tall = high * 540
    points = page.points([formats.number(value)], 15 if tall >= 40 else 12, wide * 1.05, "bold")
    note = drawable(column.notes.get(name, "")) if tall >= 46 and value else ""
    bar = min(0.22 * high, 12 / 540)
    middle -= (0 if note else 6) / 540
    if value > 0:
        bars.barh(middle - bar / 2, wide * min(value / largest, 1.0), left=x, height=bar, color=colour, align="edge")
    bars.text(
        x,
        middle + bar / 2 + 2 / 540,
        formats.number(value),
        fontsize=points,
        fontweight="bold" if value else "normal",
        va="bottom",
        color="#1a1a1a" if value else "#767676",
    )
    if note:
        small = page.points([note], 13, wide * 1.08)
        bars.text(x, middle - bar / 2 - 3 / 540, note, fontsize=small, color="#4d4d4d", va="top")
