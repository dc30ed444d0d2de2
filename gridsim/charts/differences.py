"""Who is better than whom, by how much, and how surely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.figures import label
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, currency, empty, number_axis, replicates
from gridsim.charts.rows import row_names
from gridsim.charts.style import drawable, ink
from gridsim.results.store import Stored
from gridsim.terms import NOTHING

MOST_ROWS = 8
INTERVAL_INK = "#1a1a1a"


@chart
def differences(stored: Stored) -> Picture:
    """Return what each strategy gains against doing nothing, with 90 % intervals of the mean, and how it stands against
    its best rival.

    Parameters
    ----------
    stored : Comparison or Stored
        `summary["differences"]`, `difference(a, b, metric)`, in `net_contribution`, major units.
    """
    names, note = figures.foremost(stored, figures.ranked(stored), MOST_ROWS)
    nothing = {name: figures.difference(stored, name, NOTHING) for name in names}
    rivals = {name: other for name in names if (other := figures.rival(stored, name))}
    against = {name: figures.difference(stored, name, other) for name, other in rivals.items()}
    if not any(nothing.values()) and not any(against.values()):
        return empty(stored, "differences", "Differences", "there is nothing to compare with")
    page = Page(stored, finding(stored), _subtitle(stored) + note)
    colours = figures.colours(stored)
    words, start = row_names(page, names)
    columns = [("mean and 90 % interval", nothing)] + (
        [("against the best other", against)] if any(against.values()) else []
    )
    room = 0.215 * len(columns)
    top = page.top - 34 / 540
    axes = page.axes(start + 0.02, RIGHT - room - 0.02, top=top)
    bars(axes, {name: nothing.get(name) for name in names}, colours)
    page.figure.text(
        start + 0.02, top + 14 / 540, "gain over doing nothing", fontsize=17, fontweight="bold", va="center"
    )
    box = axes.get_position()
    high = box.height / max(len(names), 3)
    for i, name in enumerate(names):
        middle = box.y1 - (i + 0.5) * high
        page.figure.text(
            LEFT,
            middle,
            words[name],
            fontsize=16,
            fontweight="bold",
            va="center",
            color=ink(colours[name]),
            linespacing=1.1,
        )
    for i, (heading, rows) in enumerate(columns):
        x = RIGHT - room + 0.215 * i
        page.figure.text(
            x,
            top + 14 / 540,
            heading,
            fontsize=page.points([heading], 17, 0.205, "bold"),
            fontweight="bold",
            va="center",
        )
        for row, name in enumerate(names):
            second = (
                _interval(rows.get(name)) if rows is nothing else _standing(stored, rivals.get(name), rows.get(name))
            )
            mean = rows.get(name)
            words_ = "not defined" if mean is None else formats.signed(mean["mean"])
            written(page, (x, box.y1 - (row + 0.5) * high, high), words_, second)
    return page.picture(
        "differences",
        "Right of zero is better. Bars are means, black lines their 90 % intervals; where the interval holds zero"
        " (hollow bar) the replicates do not decide. All strategies meet the same people, the same luck and the same"
        " budget.",
    )


def _subtitle(stored: Stored) -> str:
    interval = (
        f"mean of {replicates(stored)}" if stored.summary.get("replicates") != 1 else "one replicate: no interval"
    )
    return f"Contribution after marketing in {currency(stored)}, difference in the same replicate; {interval}"


def bars(
    axes: Any, rows: Mapping[str, dict | None], colours: dict[str, str], judged: bool = True, percent: bool = False
) -> None:
    """Draw a bar from zero to the mean with its interval, one strategy a row; hollow where it is judged and
    undecided."""
    ends = [
        value for row in rows.values() if row for value in (row["mean"], row["low"], row["high"]) if np.isfinite(value)
    ] + [0.0]
    span = (max(ends) - min(ends)) or 1.0
    axes.set_xlim(min(ends) - 0.04 * span, max(ends) + 0.04 * span)
    axes.set_ylim(max(len(rows), 3) - 0.5, -0.5)
    axes.axvline(0, color="#333333", linewidth=2, zorder=4)
    axes.set_yticks([])
    axes.grid(True, axis="x")
    axes.spines["left"].set_visible(False)
    number_axis(axes.xaxis, percent, ticks=4)
    for y, (name, row) in enumerate(rows.items()):
        if row is None:
            continue
        sure = not judged or figures.decided(row)
        axes.barh(
            y,
            row["mean"],
            0.5,
            color=colours[name] if sure else "white",
            edgecolor=colours[name],
            linewidth=2.5,
            zorder=2,
        )
        if np.isfinite(row["low"]) and np.isfinite(row["high"]):
            axes.plot(
                [row["low"], row["high"]], [y, y], color=INTERVAL_INK, linewidth=2, solid_capstyle="butt", zorder=3
            )
            axes.vlines([row["low"], row["high"]], y - 0.12, y + 0.12, color=INTERVAL_INK, linewidth=2, zorder=3)


def written(page: Page, place: tuple[float, float, float], words: str, second: str) -> None:
    """Write a number, and below it how sure it is."""
    x, middle, high = place
    two = bool(second) and high * 540 >= 36
    page.figure.text(x, middle + (9 / 540 if two else 0), words, fontsize=16, fontweight="bold", va="center")
    if two:
        page.figure.text(
            x,
            middle - 10 / 540,
            drawable(second),
            fontsize=page.points([second], 13, 0.205),
            va="center",
            color="#4d4d4d",
        )


def _interval(row: dict[str, float] | None) -> str:
    """Return the interval of a difference in words, and whether it decides."""
    if row is None:
        return ""
    if row["mean"] == row["low"] == row["high"] == 0:
        return "no difference"
    if not np.isfinite(row["low"]):
        return "one replicate, no interval"
    return f"{formats.signed(row['low'])} to {formats.signed(row['high'])}" + (
        "" if figures.decided(row) else ", undecided"
    )


def _standing(stored: Stored, rival: str | None, row: dict[str, float] | None) -> str:
    """Return how a strategy stands against its best rival."""
    if row is None or rival is None:
        return ""
    name = figures.labels(stored, 14)[rival]
    if row["mean"] == row["low"] == row["high"] == 0:
        return f"the same as {name}"
    if not np.isfinite(row["low"]) or not figures.decided(row):
        return f"{name}: undecided"
    return f"{'ahead of' if row['mean'] > 0 else 'behind'} {name}"


def finding(stored: Stored) -> str:
    """Return the verdict in one sentence: the best campaign, against its rival and against doing nothing, decided or
    not."""
    code = currency(stored)
    names = figures.ranked(stored)
    best = names[0] if names else NOTHING
    nothing = figures.difference(stored, best, NOTHING)
    if nothing and (stored.summary.get("verdict") or {}).get("kind") == "do_none":
        start = "do none of these" if len(names) > 1 else "do not do this"
        loss = formats.money(abs(nothing["mean"]), code)
        return f"{start}: {label(stored, best)} loses {'least, ' if len(names) > 1 else ''}{loss} against doing nothing"
    other = names[1] if len(names) > 1 else None
    gap = figures.difference(stored, best, other) if other else None
    if other is None or gap is None:
        return (
            f"{label(stored, best)} {_beyond(nothing, code)}"
            if nothing
            else f"{label(stored, best)} alone: nothing to compare with"
        )
    if gap["mean"] == gap["low"] == gap["high"] == 0:
        start = f"{label(stored, best)} and {label(stored, other)} do exactly the same"
    elif not figures.decided(gap):
        start = f"undecided between {label(stored, best)} and {label(stored, other)}"
    else:
        start = f"{label(stored, best)} beats {label(stored, other)} by {formats.money(abs(gap['mean']), code)}"
    if nothing is None:
        return start
    if figures.decided(gap):  # the best is the subject of both halves
        return f"{start}, {'and' if nothing['mean'] > 0 else 'but'} {_beyond(nothing, code)}"
    return f"{start}; {label(stored, best)} {_beyond(nothing, code)}"


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
