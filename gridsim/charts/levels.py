"""A metric at every level of the factors of a study, by strategy, each mean with its interval; and the lead, paired by
replicate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from gridsim import formats
from gridsim.charts.figures import label
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, currency, empty, number_axis, replicates
from gridsim.charts.studies import factor_labels, factors, level_labels, level_text
from gridsim.charts.style import drawable, ink, strategy_colours
from gridsim.charts.written import as_written
from gridsim.results.metrics import METRICS
from gridsim.results.store import StoredStudy
from gridsim.results.summary import mean_interval
from gridsim.terms import NOTHING

MOST_PANELS, MOST_LEVELS = 6, 12


@chart
def levels(stored: StoredStudy, metric: str | None = None) -> Picture:
    """Return a metric of every strategy at the levels of one or two factors, with 90 % intervals; for two strategies
    their lead, too.

    Parameters
    ----------
    stored : StoredStudy
        `runs` with one row a run (point, a column a factor, strategy, replicate, the metrics); `summary["factors"]` in
        the file's order.
    metric : str, optional
        A metric of the runs; the metric of the study by default.
    """
    stored = as_written(stored)
    metric = metric or str(stored.summary["metric"])
    name = "levels" if metric == stored.summary["metric"] else f"levels_{metric}"
    runs, names = stored.runs, factors(stored.table)
    if "point" not in runs or metric not in runs or not 1 <= len(names) <= 2:
        return empty(stored, name, _label(stored, metric), "the chart needs one or two factors and a row a run")
    along, panels = _laid_out(stored, names)
    if max(len(panels), 1) > MOST_PANELS or len(along[1]) > MOST_LEVELS:
        return empty(stored, name, _label(stored, metric), f"more than {MOST_PANELS} x {MOST_LEVELS} levels")
    runs, shown = _contending(stored, metric)
    contrast = [name for name in shown if name != NOTHING] if len(shown) == 3 else shown
    lead = len(contrast) == 2 and len(panels) == 1
    page = Page(stored, _finding(stored, runs, metric, shown), _subtitle(stored, metric, lead))
    colours = strategy_colours(shown)
    labels = page.labels(shown, 16, 0.3)
    page.swatches([(labels[one], colours[one]) for one in shown])
    show = formats.percent if _is_share(stored, metric) else formats.number
    ends_ = [show(float(end)) for end in (runs[metric].min(), runs[metric].max())]
    boxes = _boxes(len(panels) + lead, lead, max(page.width(words) for words in ends_) + 0.02)
    scale: list[float] = []
    drawn = []
    for (words, level, some), box in zip(panels, boxes, strict=False):
        axes = page.axes(*box, bottom=page.bottom + 76 / 540, top=page.top - (26 / 540 if level or lead else 0))
        _heading(page, axes, words or (formats.sentence(_label(stored, metric)) if lead else ""), level)
        scale += _strategies(axes, runs[some], along, metric, shown, colours)
        drawn.append(axes)
    for axes in drawn:
        _scaled(axes, scale, _is_share(stored, metric))
        if axes is not drawn[0]:
            axes.tick_params(labelleft=False)
    if lead:
        axes = page.axes(*boxes[-1], bottom=page.bottom + 76 / 540, top=page.top - 26 / 540)
        _heading(page, axes, f"{label(stored, contrast[0])} less {label(stored, contrast[1])}, paired")
        _lead(page, axes, runs, along, metric, contrast, colours, _is_share(stored, metric))
        drawn.append(axes)
    for axes in drawn:
        _names(page, axes, along)
    return page.picture(
        name,
        "Marks are means over the replicates, bars their 90 % intervals. All settings and strategies meet the same"
        " people and luck where the factors leave them the same, so a lead is surer than two bars beside each other"
        " look.",
    )


def _contending(stored: StoredStudy, metric: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the runs and who contends: the strategies, and doing nothing as in the verdict (where more is better, and
    beside one strategy)."""
    shown, runs = [str(one) for one in stored.summary["strategies"]], stored.runs
    nothing = runs["strategy"] == NOTHING
    if metric in METRICS and METRICS[metric].zero:
        runs = runs.assign(**{metric: runs[metric].mask(nothing, 0.0)})
    contends = _about(stored, metric).get("better") == "higher" and runs.loc[nothing, metric].notna().any()
    if NOTHING not in shown and (contends or len(shown) == 1):
        shown.append(NOTHING)
    return runs, shown


def _laid_out(stored: StoredStudy, names: list[str]) -> tuple[tuple[str, list], list[tuple[str, str, Any]]]:
    """Return the factor along the axis with its levels, and the panels: factor and level in words, and which runs are
    theirs."""
    told = stored.summary["factors"]
    if len(names) == 1:
        return (names[0], list(told[names[0]])), [("", "", slice(None))]
    along, across = sorted(names, key=lambda name: -len(told[name]))
    words = factor_labels(names)[across]
    return (along, list(told[along])), [
        (words, level_text(level), (stored.runs[across] == level).to_numpy()) for level in told[across]
    ]


def _boxes(n: int, lead: bool, numbers: float) -> list[tuple[float, float]]:
    """Return left and right of each panel behind the room for the numbers of the axis; that of the lead has an axis of
    its own."""
    left, gap = LEFT + numbers, 0.02
    wide = (RIGHT - left - gap * (n - 1) - (numbers if lead else 0)) / n
    boxes = [(left + i * (wide + gap), left + i * (wide + gap) + wide) for i in range(n)]
    return [*boxes[:-1], (RIGHT - wide, RIGHT)] if lead else boxes


def _strategies(
    axes: Any, runs: pd.DataFrame, along: tuple[str, list], metric: str, shown: Sequence[str], colours: dict[str, str]
) -> list[float]:
    """Draw the strategies beside each other at each level; returns all ends of the intervals."""
    path, values = along
    ends: list[float] = []
    step = min(0.1, 0.6 / len(shown))
    for i, name in enumerate(shown):
        table = runs[runs["strategy"] == name].pivot_table(index="replicate", columns=path, values=metric, dropna=False)
        mean, low, high, _ = mean_interval(table.reindex(columns=values).to_numpy(dtype=float))
        places = np.arange(len(values)) + (i - (len(shown) - 1) / 2) * step
        axes.plot(places, mean, color=colours[name], linewidth=1.2, alpha=0.5, zorder=2)
        axes.vlines(places, low, high, color=colours[name], linewidth=6, alpha=0.55, zorder=3)
        axes.plot(places, mean, "o", markersize=8, color=colours[name], markeredgecolor="white", zorder=4)
        ends += [float(end) for end in (*mean, *low, *high) if np.isfinite(end)]
    return ends


def _lead(
    page: Page,
    axes: Any,
    runs: pd.DataFrame,
    along: tuple[str, list],
    metric: str,
    shown: Sequence[str],
    colours: dict[str, str],
    share: bool,
) -> None:
    """Draw the paired difference of the two strategies at each level, with zero, in the colour of who has more."""
    path, values = along
    both = runs.pivot_table(index=["replicate"], columns=["strategy", path], values=metric, dropna=False)
    change = np.column_stack([_column(both, shown[0], value) - _column(both, shown[1], value) for value in values])
    mean, low, high, _ = mean_interval(change)
    ends = [float(end) for end in (*mean, *low, *high) if np.isfinite(end)]
    _scaled(axes, [*ends, 0.0], share, room=0.16)
    axes.axhline(0, color="#333333", linewidth=2, zorder=1)
    for place in range(len(values)):
        if not np.isfinite(mean[place]):
            continue
        colour = colours[shown[0] if mean[place] > 0 else shown[1]]
        sure = bool(low[place] > 0 or high[place] < 0)
        state = "" if sure else "\nequal" if low[place] == high[place] == 0 else "\nundecided"
        if np.isfinite(low[place]):
            axes.vlines(place, low[place], high[place], color=colour, linewidth=8, zorder=2)
        axes.plot(
            [place],
            mean[place],
            "o",
            markersize=12,
            color=colour if sure else "white",
            markeredgecolor=colour,
            markeredgewidth=3,
            zorder=3,
        )
        words = formats.percent(mean[place]) if share else formats.signed(mean[place])
        if len(values) <= 6:
            top = high[place] if np.isfinite(high[place]) else mean[place]
            axes.annotate(
                drawable(words + state), (place, top), (0, 8), textcoords="offset points", ha="center", va="bottom",
                fontsize=13, fontweight="bold", color=ink(colour), zorder=4, linespacing=1.0,
            )  # fmt: skip


def _column(both: pd.DataFrame, strategy: str, level: Any) -> np.ndarray:
    if (strategy, level) not in both.columns:
        return np.full(len(both), np.nan)
    return both[(strategy, level)].to_numpy(dtype=float)


def _scaled(axes: Any, ends: list[float], share: bool, room: float = 0.08) -> None:
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    span = (high - low) or abs(high) or 1.0
    axes.set_ylim(low - 0.08 * span, high + room * span)
    number_axis(axes.yaxis, share)


def _names(page: Page, axes: Any, along: tuple[str, list]) -> None:
    """Name the factor and its levels below the panel."""
    path, values = along
    box = axes.get_position()
    axes.set_xlim(-0.5, len(values) - 0.5)
    words, points = level_labels(page, values, 0.92 * box.width / len(values), 15)
    axes.set_xticks(range(len(values)), words.values(), fontsize=points)
    axes.tick_params(axis="x", length=0)
    axes.set_xlabel(page.fit(factor_labels([path])[path], 16, box.width), fontweight="bold")


def _heading(page: Page, axes: Any, words: str, level: str = "") -> None:
    """Write what a panel shows above it; a level is never cut."""
    box = axes.get_position()
    end = f" {level}" if level else ""
    shown = page.fit(words, 15, box.width - page.width(end, 15, "bold"), "bold") + end
    page.figure.text(box.x0, box.y1 + 12 / 540, drawable(shown), fontsize=15, fontweight="bold", va="center")


def _about(stored: StoredStudy, metric: str) -> dict[str, Any]:
    return (stored.summary.get("metrics") or {}).get(metric) or {"label": metric, "unit": "", "better": ""}


def _label(stored: StoredStudy, metric: str) -> str:
    return formats.plain(_about(stored, metric)["label"], 60)


def _is_share(stored: StoredStudy, metric: str) -> bool:
    return _about(stored, metric)["unit"] == "share"


def _subtitle(stored: StoredStudy, metric: str, lead: bool) -> str:
    """Return the metric with its unit, and what the bars are."""
    unit = _about(stored, metric)["unit"]
    unit = currency(stored) if unit == "money" else "" if unit in ("share", "count", "ratio") else unit
    interval = (
        f"mean of {replicates(stored)} with its 90{formats.SPACE}% interval"
        if stored.summary.get("replicates") != 1
        else "one replicate"
    )
    hollow = "; hollow: undecided (the interval holds zero)" if lead else ""
    return f"{formats.sentence(_label(stored, metric))}{', ' + unit if unit else ''}: {interval}{hollow}"


def _finding(stored: StoredStudy, runs: pd.DataFrame, metric: str, shown: Sequence[str]) -> str:
    """Return in how many settings who has the most of the metric (or the least, where less is better), decided as the
    verdict is."""
    better = _about(stored, metric).get("better")
    judged = stored.table if metric == stored.summary["metric"] and "lead_low" in stored.table else None
    if judged is not None:
        level = (judged["lead_low"] == 0) & (judged["lead_high"] == 0)
        found = (
            judged["winner"]
            .astype(str)
            .where(judged["decided"].astype(bool), level.map({True: "=", False: ""}))
            .tolist()
        )
    else:
        found = [
            _most(rows, metric, shown, -1.0 if better == "lower" else 1.0)
            for _, rows in runs.groupby("point", sort=False)
        ]
    counts = dict(Counter(found))
    most = "lowest" if better == "lower" else "highest"
    parts = [
        f"with {label(stored, name)} in {n}"
        for name, n in sorted(counts.items(), key=lambda pair: -pair[1])
        if name not in ("", "=")
    ]
    unsure, equal = counts.get("", 0), counts.get("=", 0)
    total = formats.counted(len(found), "setting")
    if not parts:
        return f"{_label(stored, metric)}: {'equal' if not unsure else 'undecided'} in all of {total}"
    rest = "".join(f", {n} {word}" for n, word in ((unsure, "undecided"), (equal, "equal")) if n)
    return f"{_label(stored, metric)}: {most} {formats.listed(parts)} of {total}{rest}"


def _most(runs: pd.DataFrame, metric: str, shown: Sequence[str], sign: float) -> str:
    """Return who has the most in one setting, told apart from the next by pairs; "=" where they are equal, "" where it
    is open."""
    table = runs.pivot_table(index="replicate", columns="strategy", values=metric, dropna=False).reindex(columns=shown)
    mean = sign * mean_interval(table.to_numpy(dtype=float))[0]
    order = np.argsort(-np.where(np.isnan(mean), -np.inf, mean), kind="stable")
    first, second = (table[shown[i]].to_numpy(dtype=float) for i in order[:2])
    _, low, high, _ = mean_interval((sign * (first - second))[:, None])
    return shown[order[0]] if np.isfinite(low[0]) and low[0] > 0 else "=" if low[0] == high[0] == 0 else ""
