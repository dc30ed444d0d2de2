"""A chart of any metric: by day where the tables hold it by day, else by strategy with its interval."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.differences import MOST_ROWS, bars, written
from gridsim.charts.diffusion import day_picture
from gridsim.charts.page import LEFT, OF_COMPARISONS, RIGHT, Page, Picture, currency, empty, of_kind, replicates
from gridsim.charts.rows import row_names
from gridsim.charts.style import ink, styled
from gridsim.currencies import minor_units
from gridsim.errors import ScenarioError, refusal
from gridsim.results.metrics import METRICS
from gridsim.results.metrics.register import Metric
from gridsim.results.result import Result
from gridsim.results.store import Results, Stored, opened

ROOM = 0.215
"""The part of the page's width that the numbers beside the bars take."""


class OneRun:
    """A run in memory, as charts read results."""

    def __init__(self, result: Result):
        values = {name: {"mean": value} for name, value in result.metrics.items()}
        self.summary = {"strategies": {result.strategy: values}, "replicates": 1, "currency": result.currency}
        self.manifest: dict[str, Any] = {}
        self.daily = result.daily
        self.minor_units = 1 if result.in_currency else minor_units(result.currency)


def metric(results: Results | Result, name: str, by: str | None = None) -> Picture:
    """Return a chart of any metric: up to each day, or of every strategy with its 90 % interval.

    Parameters
    ----------
    results : Comparison, Stored, Result or path
        Results in memory or their folder.
    name : str
        A metric of `gridsim.metrics`.
    by : {"day", "strategy"}, optional
        By day where the tables hold the metric by day, else by strategy.

    Returns
    -------
    Picture
        `.save(folder)` writes metric_NAME.png and metric_NAME.svg.

    Raises
    ------
    ScenarioError
        For an unknown metric, results of another kind, or by day where no table holds the metric by day.

    Examples
    --------
    >>> import gridsim as gs
    >>> result = gs.run({"people": {"count": 100}, "horizon": 5, "strategies": {"official": {}}}, "official")
    >>> gs.charts.metric(result, "marketing_cost").title
    'Marketing cost: official has 540'
    """
    if isinstance(results, Result):
        stored = cast("Stored", OneRun(results))
    else:
        stored = of_kind(opened(results), "metric", OF_COMPARISONS)
    if problems := METRICS.unknown("charts.metric", name):
        raise ScenarioError(problems)
    by_day = name in stored.daily
    ways = ("day", "strategy") if by_day else ("strategy",)
    if by not in (None, *ways):
        advice = "Leave it out" if by_day else "No table holds this metric by day"
        raise refusal("charts.metric", "by", f"one of {', '.join(ways)}", by, advice)
    with styled():
        return (_by_day if by_day and by != "strategy" else _by_strategy)(stored, METRICS[name])


def _words(stored: Stored, about: Metric) -> str:
    """What the metric means, with its currency."""
    return about.meaning + (f", in {currency(stored)}" if about.unit == "money" else "")


def _by_day(stored: Stored, about: Metric) -> Picture:
    """The metric up to each day."""
    name, words = f"metric_{about.name}", formats.sentence(_words(stored, about))
    if not len(stored.daily):
        return empty(stored, name, about.label, "no day was simulated")
    so_far = "" if about.standing else "Up to each day. "
    caption = f"{so_far}Each line is the mean, its band holds nine in ten of the replicates."
    return day_picture(stored, name, words, caption, "has", "", about.name, f"{about.label}: ")


def _by_strategy(stored: Stored, about: Metric) -> Picture:
    """The metric of every strategy as a bar with its interval."""
    picture = f"metric_{about.name}"
    names, note = figures.foremost(stored, figures.strategies(stored), MOST_ROWS)
    means = {name: mean for name in names if (mean := figures.figure(stored, name, about.name)) is not None}
    if not means:
        return empty(stored, picture, about.label, "it is not defined under any strategy")
    percent = about.unit == "share"
    show = formats.percent if percent else formats.number
    title = f"{about.label}: {figures.leaders(stored, means, show, 'has', '', about.name)}"
    one = stored.summary.get("replicates") == 1
    interval = "no interval" if one else f"90{formats.SPACE}% interval in black"
    page = Page(
        stored, title, f"{formats.sentence(_words(stored, about))}; mean of {replicates(stored)}, {interval}{note}"
    )
    colours, (words, start) = figures.colours(stored), row_names(page, names)
    rows = {name: _row(stored, name, about.name) if name in means else None for name in names}
    axes = page.axes(start + 0.02, RIGHT - ROOM - 0.02)
    bars(axes, rows, colours, judged=False, percent=percent)
    box = axes.get_position()
    high = box.height / max(len(names), 3)
    for place, (name, row) in enumerate(rows.items()):
        middle = box.y1 - (place + 0.5) * high
        bold: dict[str, Any] = {"fontsize": 16, "fontweight": "bold", "va": "center", "linespacing": 1.1}
        page.figure.text(LEFT, middle, words[name], color=ink(colours[name]), **bold)
        known = row is not None and np.isfinite(row["low"])
        ends = f"{show(row['low'])} to {show(row['high'])}" if row is not None and known else ""
        written(page, (RIGHT - ROOM, middle, high), "not defined" if row is None else show(row["mean"]), ends)
    return page.picture(picture, "Bars are means over the replicates, black lines their 90 % intervals.")


def _row(stored: Stored, strategy: str, metric: str) -> dict[str, float]:
    """Mean, low and high; ends that are not known are NaN."""
    ends = {part: figures.figure(stored, strategy, metric, part) for part in ("mean", "low", "high")}
    return {part: np.nan if value is None else value for part, value in ends.items()}
