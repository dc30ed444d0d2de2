"""How the brand spreads: people who recall it, and buyers, day by day."""

from __future__ import annotations

from typing import Any

import numpy as np

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, day_axis, empty, end_labels, replicates, value_axis
from gridsim.results.metrics import METRICS
from gridsim.results.store import Stored
from gridsim.terms import NOTHING

END_ROOM = 0.19
"""The most of the page's width that a name beside the end of a line takes."""


def paths(stored: Stored, column: str, closing: bool = False) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return for each strategy the days counted from 1, shape (n_days,), and the column, shape (n_replicates, n_days).

    Days of the horizon, or, with `closing`, those after it as well, in which orders are still sent back and settled.
    """
    daily = stored.daily
    if not closing and "closing" in daily:  # tables that were written before there were closing days do not have it
        daily = daily[~daily["closing"].astype(bool)]
    first = int(daily["day"].min())
    found = {}
    for name, rows in daily.groupby("strategy", sort=False, observed=True):
        table = rows.pivot(index="replicate", columns="day", values=column)
        found[str(name)] = (table.columns.to_numpy(float) - first + 1, table.to_numpy(float))
    return {name: found[name] for name in figures.strategies(stored) if name in found}


def so_far(stored: Stored, name: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return for each strategy the days and a metric by day: what there is of it by then, amounts in units of currency.

    The days go on after the horizon while something is added under any strategy.
    """
    about, unit = METRICS[name], stored.minor_units if METRICS[name].unit == "money" else 1
    if about.standing:
        return paths(stored, name)
    curves = paths(stored, name, True)
    moved = [np.flatnonzero(values.any(axis=0)) for _, values in curves.values()]
    last = max([horizon(stored), *(1 + int(days[-1]) for days in moved if len(days))])
    return {
        strategy: (days[:last], values[:, :last].cumsum(axis=1) / unit) for strategy, (days, values) in curves.items()
    }


def horizon(stored: Stored) -> int:
    """Return the number of days of the horizon; the days after it are closing days."""
    return len(next(iter(paths(stored, "orders").values()))[0])


def day_picture(
    stored: Stored, name: str, subtitle: str, caption: str, verb: str, noun: str, metric: str = "", lead: str = ""
) -> Picture:
    """Return a full page of a metric by day, its title the values on the last day; the picture has the metric's name,
    if not another."""
    metric = metric or name
    curves, share = so_far(stored, metric), METRICS[metric].unit == "share"
    ends = {strategy: float(values.mean(axis=0)[-1]) for strategy, (_, values) in curves.items()}
    title = lead + figures.leaders(stored, ends, formats.percent if share else formats.number, verb, noun, metric)
    subtitle = f"{subtitle}; {band_note(stored)}"
    return fan_picture(stored, name, curves, title, subtitle, caption, share, horizon(stored))


def fan(
    page: Page,
    axes: Any,
    curves: dict[str, tuple[np.ndarray, np.ndarray]],
    colours: dict[str, str],
    show: Any,
    horizon: float | None = None,
) -> None:
    """Draw the mean of each strategy over time, a band with 90 % of its replicates, and a label at its end; the days
    after a horizon are shaded."""
    labels, named = [], page.labels(curves, 16, END_ROOM)
    for name, (days, values) in reversed(curves.items()):
        dashed = {"linestyle": (0, (3, 2)), "linewidth": 3} if name == NOTHING else {}
        mean = values.mean(axis=0)
        if len(values) > 1:
            low, high = np.quantile(values, (0.05, 0.95), axis=0)
            axes.fill_between(days, low, high, color=colours[name], alpha=0.18, linewidth=0)
        axes.plot(days, mean, color=colours[name], **dashed)
        labels.append((float(mean[-1]), f"{named[name]} {show(mean[-1])}", colours[name]))
    day_axis(
        axes, min(float(days[0]) for days, _ in curves.values()), max(float(days[-1]) for days, _ in curves.values())
    )
    axes.set_ylim(*_limits(axes.get_ylim(), [values for _, values in curves.values()]))
    if horizon is not None:
        _shade_closing(page, axes, horizon)
    end_labels(page, axes, labels)


def _limits(now: tuple[float, float], values: list[np.ndarray]) -> tuple[float, float]:
    """Return limits that hold zero; where every value is zero, those of a unit."""
    low, high = min(now[0], 0.0), max(now[1], 0.0)
    if all(not part.any() for part in values):
        return 0.0, 1.0
    return (0.0 if min(float(part.min()) for part in values) >= 0 else low), high


def label_room(page: Page, curves: dict[str, tuple[np.ndarray, np.ndarray]], show: Any) -> float:
    """Return how wide the labels at the ends of the lines are, as a share of the page."""
    named = page.labels(curves, 16, END_ROOM)
    return (
        max(
            page.width(f"{named[name]} {show(values.mean(axis=0)[-1])}", weight="bold")
            for name, (_, values) in curves.items()
        )
        + 0.03
    )


def fan_picture(
    stored: Stored,
    name: str,
    curves: dict[str, tuple[np.ndarray, np.ndarray]],
    title: str,
    subtitle: str,
    caption: str,
    percent: bool = False,
    horizon: float | None = None,
) -> Picture:
    """Return a full page of `fan`; what lies beyond the horizon is shaded."""
    page = Page(stored, title, subtitle)
    show = formats.percent if percent else formats.number
    axes = page.axes(LEFT + 0.045, RIGHT - label_room(page, curves, show))
    fan(page, axes, curves, figures.colours(stored), show, horizon)
    value_axis(page, axes, percent)
    if axes.get_ylim()[0] < 0:
        axes.axhline(0, color="#333333", linewidth=1.5, zorder=1)
    return page.picture(name, caption)


def _shade_closing(page: Page, axes: Any, horizon: float) -> None:
    """Shade the days after the horizon, in which nothing is sold and returns are still to come, and say so above the
    curves."""
    first, last = axes.get_xlim()
    if last <= horizon:
        return
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.07 * (high - low))
    axes.axvspan(horizon, last, color="#000000", alpha=0.07, linewidth=0, zorder=0)
    axes.axvline(horizon, color="#8a8a8a", linewidth=1.2, zorder=0)
    words = "returns still come in"
    shaded = (last - horizon) / (last - first) * axes.get_position().width
    inside = page.width(words, 14) + 0.012 < shaded
    axes.annotate(
        words,
        (horizon, 0.985),
        (6 if inside else -6, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="left" if inside else "right",
        va="top",
        fontsize=14,
        color="#4d4d4d",
    )


def band_note(stored: Stored) -> str:
    """Return what line and band are, for a subtitle."""
    count = replicates(stored)
    return (
        f"mean of {count}, band: 90 % of them" if stored.summary.get("replicates") != 1 else "a single run, so no band"
    )


@chart
def awareness(stored: Stored) -> Picture:
    """Return the curve of recall (`awareness` in the tables): the chance to think of the brand, a mean over all people,
    by day.

    Parameters
    ----------
    stored : Comparison or Stored
        `daily` with `awareness` (0 to 1), `summary`.
    """
    if not len(stored.daily):
        return empty(stored, "awareness", "Recall", "no day was simulated")
    return day_picture(
        stored,
        "awareness",
        "Recall: the chance to think of the brand when buying, a mean over all people",
        _recall_caption(stored),
        "reaches",
        "recall",
    )


def _recall_caption(stored: Stored) -> str:
    """Return what recall is, and how it goes with the share of people who know the brand at the start: the same people
    are its base."""
    words = (
        "Recall grows with what people see and read, and is forgotten again. Each line is the mean, its band holds nine"
        " in ten of the replicates."
    )
    curves, share = paths(stored, "awareness"), float(stored.scenario.market.initial_awareness)
    if NOTHING not in curves or share <= 0:
        return words
    first = float(curves[NOTHING][1][:, 0].mean())
    known = (
        f"At the start {formats.percent(share)} of all people know the brand, each of whom thinks of it with a chance"
        " of about "
    )
    return (
        f"{words} {known}{formats.percent(min(first / share, 1.0))}; over all people that is {formats.percent(first)},"
        " where the lines begin."
    )


@chart
def buyers(stored: Stored) -> Picture:
    """Return the curve of adoption: people who have bought since the start, by day.

    Parameters
    ----------
    stored : Comparison or Stored
        `daily` with `buyers` (people so far), `summary`.
    """
    if not len(stored.daily) or not stored.daily["buyers"].any():
        return empty(stored, "buyers", "Buyers", "nobody bought anything under any strategy")
    return day_picture(
        stored,
        "buyers",
        "People who have bought at least once since the start",
        "Buyers add up over the campaign; the dashed line is what would have been bought without any.",
        "wins",
        "buyers",
    )
