"""From people reached to orders: where each strategy loses its audience."""

from __future__ import annotations

import math
from typing import Any

from gridsim.charts import figures, formats
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, empty
from gridsim.charts.style import drawable, ink, label

CLICK_ENTRANCES = ("moments", "micro_blog", "groups", "place", "advertisement", "email")
"""Entrances of orders that follow a click on a post or an advertisement; all others come from a need of the buyer's own."""

MOST_ROWS = 6
_STAGES = (("reach", "reached"), ("impressions", "shown"), ("opened", "opened"), ("reads", "read"), ("clicks", "clicked"))


def stages(stored: Any) -> list[tuple[str, dict[str, float]]]:
    """Return the stages in order, each with its mean count by strategy; orders are split into those after a click and all."""
    names = figures.strategies(stored)
    found = [(shown, {name: figures.figure(stored, name, metric) or 0.0 for name in names}) for metric, shown in _STAGES]
    orders = stored.orders
    clicked = orders[orders["entrance"].isin(CLICK_ENTRANCES)] if len(orders) else orders
    counts = clicked.groupby("strategy", observed=True).size().to_dict() if len(clicked) else {}
    found.append(("ordered", {name: counts.get(name, 0) / figures.per_replicate(stored) for name in names}))
    return found


@chart
def funnel(stored: Any) -> Picture:
    """Return the funnel of every strategy: one row a strategy, one column a stage, bars on one logarithmic scale.

    Parameters
    ----------
    stored : Comparison or Stored
        `summary` with `reach impressions opened reads clicks orders`, `orders` with `entrance`.
    """
    found = stages(stored)
    names, note = figures.foremost(stored, [name for name in figures.strategies(stored) if found[1][1][name] > 0], MOST_ROWS)
    if not names:
        return empty(stored, "funnel", "Funnel", "nobody was shown anything under any strategy")
    page = Page(
        stored,
        _finding(found, names),
        "People reached, then counts a run (mean of the replicates); bars on one log scale, below them the share of the stage before" + note,
    )
    every = {name: figures.figure(stored, name, "orders") or 0.0 for name in figures.strategies(stored)}
    left = LEFT + max(page.width(label(name, 14), weight="bold") for name in names) + 0.02
    columns = [*(shown for shown, _ in found), "all orders"]
    wide = (RIGHT - left) / len(columns)
    top, bottom = page.top - 46 / 540, page.bottom + 4 / 540
    largest = max(counts[name] for _, counts in found for name in names)
    colours = figures.colours(stored)
    high = (top - bottom) / max(len(names), 4)
    for i, heading in enumerate(columns):
        page.figure.text(left + i * wide, top + 20 / 540, page.fit(heading, 16, wide * 0.98, "bold"), fontsize=16, fontweight="bold", va="center")
    # one set of axes in the page's own units holds all bars: a set a bar would cost half a second
    bars = page.axes(0, 1, 0, 1)
    bars.set(xlim=(0, 1), ylim=(0, 1))
    bars.set_axis_off()
    for row, name in enumerate(names):
        middle = top - (row + 0.5) * high
        page.figure.text(LEFT, middle, label(name, 14), fontsize=16, fontweight="bold", va="center", color=ink(colours[name]))
        _row(bars, [counts[name] for _, counts in found], every[name], (left, middle, wide, high), largest, colours[name])
    return page.picture(
        "funnel",
        "Each stage keeps some of the one before; orders after a click are one way to buy, a need of one's own is the other, "
        "and 'all orders' counts both.",
    )


def _row(bars: Any, counts: list[float], every: float, place: tuple[float, float, float, float], largest: float, colour: str) -> None:
    """Draw the bars of one strategy with the counts above and the shares below them."""
    left, middle, wide, high = place
    for i, count in enumerate([*counts, every]):
        x = left + i * wide
        length = 0.88 * wide * max(math.log10(1 + count) / math.log10(1 + largest), 0.004)
        bars.barh(middle, length, left=x, height=0.24 * high, color=colour if i < len(counts) else "#a9a9a9")
        bars.text(x, middle + 0.15 * high, formats.number(count), fontsize=16, fontweight="bold", va="bottom")
        bars.text(x, middle - 0.16 * high, drawable(_note(i, counts, every)), fontsize=14, color="#4d4d4d", va="top")


def _note(i: int, counts: list[float], every: float) -> str:
    """Return what stands below a bar: the share of the stage before; for the first two how they relate; for the last the share by need."""
    if i == len(counts):
        return f"{formats.percent(1 - counts[-1] / every)} by need" if every > 0 else ""
    if i == 0 or counts[i - 1] <= 0:
        return ""
    return f"{formats.number(counts[1] / counts[0])} each" if i == 1 else formats.percent(counts[i] / counts[i - 1])


def _finding(found: list[tuple[str, dict[str, float]]], names: list[str]) -> str:
    """Return which strategy turns most of its showings into click orders, and which fewest."""
    shown, ordered = found[1][1], found[-1][1]
    rate = {name: 1000 * ordered[name] / shown[name] for name in names if name != formats.NOTHING}
    order = sorted(rate, key=lambda name: -rate[name])
    if not order or rate[order[0]] == 0:
        return "No showing of any strategy led to an order after a click"
    title = f"Of 1,000 showings {label(order[0])} turns {formats.number(rate[order[0]])} into orders after a click"
    return title + (f", {label(order[-1])} {formats.number(rate[order[-1]])}" if len(order) > 1 else "")
