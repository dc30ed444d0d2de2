"""How far posts are passed on: the tail of the cascade sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.figures import label
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, empty
from gridsim.charts.style import ink
from gridsim.results.store import Stored

# Goel, Watts and Goldstein 2012; Goel and others 2016: 5 to 30 % of posts are passed on at all, 0.025 % reach a hundred
# people.
PUBLISHED_PASSED_ON = (0.05, 0.30)
PUBLISHED_HUNDRED = 0.00025
MOST_CURVES = 8


def tail(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct sizes, ascending, and the share of posts that are at least that large.

    Examples
    --------
    >>> sizes, share = tail(np.array([1, 1, 1, 4]))
    >>> sizes.tolist(), share.tolist()
    ([1, 4], [1.0, 0.25])
    """
    distinct, counts = np.unique(sizes, return_counts=True)
    return distinct, counts[::-1].cumsum()[::-1] / counts.sum()


@chart
def cascades(stored: Stored) -> Picture:
    """Return the share of posts whose cascade has at least so many people, on logarithmic scales, by strategy.

    Parameters
    ----------
    stored : Comparison or Stored
        `cascades` with `size` (people who posted or passed on, the author included), one row a post, those never passed
        on too.
    """
    tails = {}
    if len(stored.cascades):
        for name, rows in stored.cascades.groupby("strategy", sort=False, observed=True):
            tails[name] = tail(rows["size"].to_numpy())
    names, note = figures.foremost(stored, [name for name in figures.strategies(stored) if name in tails], MOST_CURVES)
    tails = {name: tails[name] for name in names}
    if not tails:
        return empty(stored, "cascades", "Cascades", "nobody posted anything under any strategy")
    page = Page(
        stored,
        _finding(stored, tails),
        "Share of all posts whose cascade has so many people or more, the author included; all replicates, log scales"
        + note,
    )
    axes = page.axes(LEFT + 0.065, RIGHT - 0.27, bottom=page.bottom + 54 / 540)
    largest = max(float(sizes[-1]) for sizes, _ in tails.values())
    smallest = min(float(shares[-1]) for _, shares in tails.values())
    for name, (sizes, shares) in reversed(tails.items()):
        axes.plot(
            sizes,
            shares,
            drawstyle="steps-pre",
            color=figures.colours(stored)[name],
            marker="o" if len(sizes) == 1 else None,
            markersize=10,
        )
    _published(axes, largest, smallest)
    _logarithmic(axes, max(largest * 1.15, 12.0), min(smallest / 1.5, 0.02))
    axes.set_xlabel("people in the cascade, or more")
    _notes(page, stored, tails)
    return page.picture(
        "cascades",
        "Most posts are never passed on and a few go far: a straight fall on these scales is a heavy tail, which nobody"
        " can order. Black: what was published of real platforms.",
    )


def _published(axes: Any, largest: float, smallest: float) -> None:
    """Mark the published figures where the chart reaches them."""
    axes.plot(
        [2, 2], PUBLISHED_PASSED_ON, color="black", linewidth=2, marker="_", markersize=16, markeredgewidth=2, zorder=5
    )
    axes.text(2.12, PUBLISHED_PASSED_ON[1] * 1.12, "published: 5 to 30 %", fontsize=14, va="bottom")
    if largest >= 100 and smallest <= PUBLISHED_HUNDRED:
        axes.plot([100], [PUBLISHED_HUNDRED], "kD", markersize=8, zorder=5)
        axes.text(108, PUBLISHED_HUNDRED * 1.15, "published", fontsize=14, va="bottom")


def _logarithmic(axes: Any, right: float, low: float) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(1, right)
    axes.set_ylim(low, 1.3)
    for axis, limits, show in ((axes.xaxis, (1, right), formats.number), (axes.yaxis, (low, 1.0), formats.percent)):
        tens = [
            10.0**power
            for power in range(int(np.ceil(np.log10(limits[0]) - 1e-9)), int(np.floor(np.log10(limits[1]) + 1e-9)) + 1)
        ]
        more = [x for x in (2.0, 5.0, 20.0, 50.0) if x < right] if axis is axes.xaxis and right < 300 else []
        axis.set_major_locator(FixedLocator(sorted([*tens, *more])))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _, show=show: show(float(f"{value:.6g}"))))


def _notes(page: Page, stored: Stored, tails: dict) -> None:
    """Write beside the curves who they are, with the share passed on and the largest."""
    y = page.top - 8 / 540
    step = min(72.0, 400.0 / len(tails))
    labels = page.labels(tails, 16, 0.245)
    for name, (sizes, shares) in tails.items():
        page.figure.text(
            0.725, y, labels[name], fontsize=16, fontweight="bold", color=ink(figures.colours(stored)[name]), va="top"
        )
        words = f"passed on {formats.percent(_passed(sizes, shares))}, largest {formats.number(float(sizes[-1]))}"
        page.figure.text(0.725, y - 22 / 540, words, fontsize=14, va="top", color="#333333")
        y -= step / 540


def _passed(sizes: np.ndarray, shares: np.ndarray) -> float:
    """Return the share of posts that are larger than one person."""
    at = int(np.searchsorted(sizes, 2))
    return float(shares[at]) if at < len(sizes) else 0.0


def _finding(stored: Stored, tails: dict) -> str:
    """Return how many posts of winner and runner-up are never passed on, and how far the largest cascade of the two
    goes."""
    pair = {name: tails[name] for name in figures.pair(stored) if name in tails} or dict(list(tails.items())[:1])
    largest = max(float(sizes[-1]) for sizes, _ in pair.values())
    if largest <= 1:
        return f"No post of {formats.listed([label(stored, name) for name in pair])} is passed on"
    parts = [f"{formats.percent(1 - _passed(*tail_))} of {label(stored, name)}'s posts" for name, tail_ in pair.items()]
    whose = " of the two" if len(pair) == 2 else ""
    return (
        f"{formats.listed(parts)} are never passed on; the largest cascade{whose} has {formats.number(largest)} people"
    )
