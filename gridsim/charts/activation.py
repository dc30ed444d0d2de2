"""Whom to activate: what the chosen people add for their cost, against other choices for the same money."""

from __future__ import annotations

from typing import Any

import numpy as np

from gridsim import formats
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, currency, empty, end_labels, number_axis, replicates
from gridsim.charts.style import drawable
from gridsim.results.store import StoredActivation
from gridsim.results.summary import mean_interval

COLOURS = {
    "chosen": "#1a1a1a",
    "default": "#3f4a54",
    "random": "#c3c9ce",
    "friends": "#6b7680",
    "followers": "#8a949c",
    "attention": "#a7afb5",
}
"""Greys, the darkest for the choice that the chart is about: colours are the strategies'."""
LABELS = {
    "chosen": "chosen",
    "default": "engine's own choice",
    "random": "random",
    "friends": "most friends",
    "followers": "most followers",
    "attention": "most attention",
}


@chart
def activation(stored: StoredActivation) -> Picture:
    """Return the chart of a choice of people: gain against cost of the chosen set and of every other choice, with 90 %
    intervals.

    Parameters
    ----------
    stored : StoredActivation
        `runs` with one row a fresh run (choice, step, replicate, cost, the metrics), `summary`.
    """
    summary, metric = stored.summary, str(stored.summary["metric"])
    if not summary["chosen"]:
        return empty(stored, "activation", "Whom to activate", "nobody adds to the metric")
    curves = {name: _curve(stored.runs, name, metric) for name in LABELS}
    page = Page(stored, _finding(stored), _subtitle(stored))
    room = max(page.width(words, weight="bold") for words in LABELS.values()) + 0.04
    axes = page.axes(LEFT + 0.06, RIGHT - room, bottom=page.bottom + 58 / 540)
    axes.axhline(0.0, color="#b0b0b0", linewidth=1.0, zorder=1)
    for place, (name, (cost, mean, low, high)) in enumerate(curves.items()):
        colour, first = COLOURS[name], name == "chosen"
        axes.plot(
            np.append(0.0, cost),
            np.append(0.0, mean),
            color=colour,
            linewidth=4 if first else 2,
            zorder=4 if first else 3,
        )
        shift = (place - (len(curves) - 1) / 2) * 0.006 * cost[-1]
        axes.vlines(cost + shift, low, high, color=colour, linewidth=3 if first else 1.5, zorder=2)
        axes.plot(cost + shift, mean, "o", color=colour, markersize=10 if first else 6, zorder=4 if first else 3)
    axes.set_xlim(0.0, 1.02 * max(cost[-1] for cost, *_ in curves.values()))
    number_axis(axes.xaxis)
    number_axis(axes.yaxis, _about(stored)["unit"] == "share")
    axes.set_xlabel(drawable(f"cost of the people activated, {currency(stored)}"), fontweight="bold")
    end_labels(page, axes, [(float(mean[-1]), LABELS[name], COLOURS[name]) for name, (_, mean, _, _) in curves.items()])
    return page.picture(
        "activation",
        "Each line adds people in the order of one way to choose, on the same people and luck; the runs had no part in"
        " choosing. Points are means, bars their 90 % intervals.",
    )


def _curve(runs: Any, choice: str, metric: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Cost, mean gain and its interval at every step of a choice."""
    base = runs[runs["choice"] == "nobody"].set_index("replicate")[metric]
    own = runs[runs["choice"] == choice]
    gains = own.pivot(index="replicate", columns="step", values=metric).sub(base, axis=0)
    mean, low, high, _ = mean_interval(gains.to_numpy(float))
    return own.groupby("step")["cost"].mean().to_numpy(float), mean, low, high


def _about(stored: StoredActivation) -> dict[str, Any]:
    return stored.summary["metrics"][stored.summary["metric"]]


def _unit(stored: StoredActivation) -> str:
    unit = _about(stored)["unit"]
    return currency(stored) if unit == "money" else "" if unit in ("share", "count", "ratio") else unit


def _shown(stored: StoredActivation, value: float) -> str:
    """A value of the metric with its unit."""
    if _about(stored)["unit"] == "share":
        return formats.percent(value)
    return " ".join(part for part in (formats.number(value), _unit(stored)) if part)


def _finding(stored: StoredActivation) -> str:
    """Return what the chosen people add, and how much more than the engine's own choice for the same money."""
    summary = stored.summary
    chosen, n = summary["choices"][0], len(summary["chosen"])
    who = f"{n} {'person' if n == 1 else 'people'} for {formats.money(summary['cost'], currency(stored))}"
    gain, label = chosen["gain"]["mean"], formats.inside(_about(stored)["label"])
    verb = ("lose" if gain < 0 else "add") + ("s" if n == 1 else "")
    said = f"{who} {verb} {_shown(stored, abs(gain))} of {label}"
    against = next(
        row for row in summary["differences"] if row["against"] == "default" and row["metric"] == summary["metric"]
    )
    usual = next(row for row in summary["choices"] if row["choice"] == "default")
    if against["low"] is not None and against["low"] > 0:
        other = usual["gain"]["mean"]
        return f"{said}; the engine's own choice {'loses' if other < 0 else 'adds'} {_shown(stored, abs(other))}"
    return f"{said}; undecided against the engine's own choice"


def _subtitle(stored: StoredActivation) -> str:
    label = formats.sentence(formats.plain(_about(stored)["label"], 60))
    unit = f", {_unit(stored)}" if _unit(stored) else ""
    return (
        f"{label} gained over activating nobody else{unit}; mean of {replicates(stored)} with its 90{formats.SPACE}%"
        " interval"
    )
