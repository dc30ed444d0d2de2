"""Who is better than whom, by how much, and how surely."""

from __future__ import annotations

from typing import Any

import numpy as np

from gridsim.charts import figures, formats
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, currency, empty, number_axis, replicates
from gridsim.charts.style import drawable, ink, label

MOST_ROWS = 8


@chart
def differences(stored: Any) -> Picture:
    """Return what each strategy gains against doing nothing and against its best rival, with 90 % intervals of the mean.

    Parameters
    ----------
    stored : Comparison or Stored
        `summary["differences"]`, `difference(a, b, metric)`, in `net_contribution`, major units.
    """
    names, note = figures.foremost(stored, figures.ranked(stored), MOST_ROWS)
    nothing = {name: figures.difference(stored, name, formats.NOTHING) for name in names}
    rivals = {name: other for name in names if (other := figures.rival(stored, name))}
    against = {name: figures.difference(stored, name, other) for name, other in rivals.items()}
    if not any(nothing.values()) and not any(against.values()):
        return empty(stored, "differences", "Differences", "there is nothing to compare with")
    page = Page(stored, finding(stored), _subtitle(stored) + note)
    left = LEFT + max(page.width(label(name, 14), weight="bold") for name in names) + 0.02
    panels = [(heading, rows) for heading, rows in (("against doing nothing", nothing), ("against the best rival", against)) if any(rows.values())]
    wide = (RIGHT - left - 0.035 * (len(panels) - 1)) / len(panels)
    colours = figures.colours(stored)
    top = page.top - 34 / 540
    for i, (heading, rows) in enumerate(panels):
        x = left + i * (wide + 0.035)
        axes = page.axes(x, x + wide, top=top)
        page.figure.text(x, top + 14 / 540, heading, fontsize=18, fontweight="bold", va="center")
        named = {name: f" vs {label(rivals[name], 12)}" for name in names if name in rivals} if rows is against else {}
        _panel(page, axes, {name: rows.get(name) for name in names}, colours, named)
    box = axes.get_position()
    for i, name in enumerate(names):
        middle = box.y1 - (i + 0.5) * box.height / max(len(names), 3)
        page.figure.text(left - 0.012, middle, label(name, 14), fontsize=16, fontweight="bold", ha="right", va="center", color=ink(colours[name]))
    return page.picture(
        "differences",
        "Right of zero is better. Where the interval holds zero (hollow mark) the replicates do not decide; "
        "all strategies meet the same people, the same luck and the same budget.",
    )


def _subtitle(stored: Any) -> str:
    interval = (
        f"mean of {replicates(stored)} with its 90{formats.SPACE}% interval"
        if stored.summary.get("replicates") != 1
        else "one replicate: no interval"
    )
    return f"Contribution after marketing in {currency(stored)}, difference in the same replicate, right of zero is better; {interval}"


def _panel(page: Page, axes: Any, rows: dict[str, dict | None], colours: dict[str, str], named: dict[str, str]) -> None:
    """Draw one interval a strategy, with its words above it."""
    ends = [value for row in rows.values() if row for value in (row["mean"], row["low"], row["high"]) if np.isfinite(value)] + [0.0]
    span = (max(ends) - min(ends)) or 1.0
    axes.set_xlim(min(ends) - 0.12 * span, max(ends) + 0.12 * span)
    axes.set_ylim(max(len(rows), 3) - 0.5, -0.5)
    axes.axvline(0, color="#333333", linewidth=2, zorder=1)
    axes.set_yticks([])
    axes.grid(True, axis="x")
    axes.spines["left"].set_visible(False)
    number_axis(axes.xaxis)
    for y, (name, row) in enumerate(rows.items()):
        if row is None:
            _beside(page, axes, 0.0, y, "not defined", "#4d4d4d")
            continue
        sure = figures.decided(row)
        if np.isfinite(row["low"]) and np.isfinite(row["high"]):
            axes.plot([row["low"], row["high"]], [y + 0.14, y + 0.14], color=colours[name], linewidth=8, zorder=2)
        axes.plot(
            [row["mean"]],
            [y + 0.14],
            "o",
            markersize=12,
            color=colours[name] if sure else "white",
            markeredgecolor=colours[name],
            markeredgewidth=3,
            zorder=3,
        )
        words = formats.signed(row["mean"]) + named.get(name, "") + _state(row)
        _beside(page, axes, row["mean"], y, words, ink(colours[name]))


def _state(row: dict[str, float]) -> str:
    if row["mean"] == row["low"] == row["high"] == 0:
        return ": no difference"
    if not np.isfinite(row["low"]):
        return ": one replicate, no interval"
    return "" if figures.decided(row) else ": undecided"


def _beside(page: Page, axes: Any, at: float, y: float, words: str, colour: str) -> None:
    """Write the words above a mark, moved so that they stay inside the panel."""
    low, high = axes.get_xlim()
    room = axes.get_position().width
    words = page.fit(words, 16, room)
    half = page.width(words, weight="bold") / 2 / room
    middle = min(max((at - low) / (high - low), half), 1 - half)
    axes.text(
        middle,
        y - 0.2,
        drawable(words),
        transform=axes.get_yaxis_transform(),
        ha="center",
        va="center",
        fontweight="bold",
        color=colour,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85},
        zorder=4,
    )


def finding(stored: Any) -> str:
    """Return the verdict in one sentence: the best campaign, against its rival and against doing nothing, decided or not."""
    code = currency(stored)
    names = figures.ranked(stored)
    best = names[0] if names else formats.NOTHING
    nothing = figures.difference(stored, best, formats.NOTHING)
    if nothing and (stored.summary.get("verdict") or {}).get("kind") == "do_none":
        start = "do none of these" if len(names) > 1 else "do not do this"
        loss = formats.money(abs(nothing["mean"]), code)
        return f"{start}: {label(best)} loses {'least, ' if len(names) > 1 else ''}{loss} against doing nothing"
    other = names[1] if len(names) > 1 else None
    gap = figures.difference(stored, best, other) if other else None
    if other is None or gap is None:
        return f"{label(best)} {_beyond(nothing, code)}" if nothing else f"{label(best)} alone: nothing to compare with"
    if gap["mean"] == gap["low"] == gap["high"] == 0:
        start = f"{label(best)} and {label(other)} do exactly the same"
    elif not figures.decided(gap):
        start = f"undecided between {label(best)} and {label(other)}"
    else:
        start = f"{label(best)} beats {label(other)} by {formats.money(abs(gap['mean']), code)}"
    if nothing is None:
        return start
    if figures.decided(gap):  # the best is the subject of both halves
        return f"{start}, {'and' if nothing['mean'] > 0 else 'but'} {_beyond(nothing, code)}"
    return f"{start}; {label(best)} {_beyond(nothing, code)}"


def _beyond(nothing: dict[str, float], code: str) -> str:
    """Return how a strategy does against doing nothing, as the end of a sentence about it."""
    amount = formats.money(abs(nothing["mean"]), code)
    if nothing["mean"] == nothing["low"] == nothing["high"] == 0:
        return "earns exactly what doing nothing earns"
    if not np.isfinite(nothing["low"]):
        return f"ends {amount} {'above' if nothing['mean'] > 0 else 'below'} doing nothing in the one replicate"
    if not figures.decided(nothing):
        return "may or may not beat doing nothing"
    return f"earns {amount} more than doing nothing" if nothing["mean"] > 0 else f"loses {amount} against doing nothing"
