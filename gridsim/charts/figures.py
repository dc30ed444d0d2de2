"""What several charts read from a stored comparison: the strategies in order, means, differences, shares."""

from __future__ import annotations

from typing import Any

import numpy as np

from gridsim import formats
from gridsim.charts.style import labels as drawn_labels
from gridsim.charts.style import strategy_colours
from gridsim.results.store import Stored
from gridsim.terms import NOTHING

VERDICT_METRIC = "net_contribution_after_time"
SENTENCE_CELLS = 36
"""Cells that a name may take in a sentence or a title."""
TEXT_CELLS = 160
"""Cells that a name may take in a table of text."""
OFFICIAL_MALL = "official mall"


def stands_for(stored: Stored) -> int:
    """Return how many people of the market each simulated one stands for; a row of `orders` is so many orders."""
    return int(stored.summary.get("one_stands_for", 1))


def strategies(stored: Stored) -> list[str]:
    """Return the names of the strategies in the scenario's order, doing nothing last."""
    names = list(stored.summary.get("strategies") or ())
    return [name for name in names if name != NOTHING] + [name for name in names if name == NOTHING]


def colours(stored: Stored) -> dict[str, str]:
    """Return the colour of each strategy, the same in every chart of this comparison."""
    return strategy_colours(strategies(stored))


def label(stored: Stored, name: str) -> str:
    """Return how a strategy is called in a title; no two strategies of the results are called alike."""
    return labels(stored).get(name) or drawn_labels([name], SENTENCE_CELLS)[name]


def labels(stored: Stored, room: float = SENTENCE_CELLS) -> dict[str, str]:
    """Return how each strategy of the results is called where there are so many cells; `nothing` is always among
    them."""
    return drawn_labels([*(stored.summary.get("strategies") or ()), NOTHING], room)


def whole_name(stored: Stored, name: str) -> str:
    """Return how a strategy is called where lines can break: its name, cut only where it is beyond all measure."""
    return formats.labels([*(stored.summary.get("strategies") or ()), NOTHING, name], TEXT_CELLS)[name]


def figure(stored: Stored, strategy: str, metric: str, part: str = "mean") -> float | None:
    """Return mean, low or high of a metric as the summary has it; None where it is undefined."""
    found = (stored.summary["strategies"].get(strategy) or {}).get(metric) or {}
    value = found.get(part)
    return None if value is None else float(value)


def means(stored: Stored, metrics: list[str]) -> dict[str, dict[str, float]]:
    """Return the mean of each metric by strategy; a metric that is undefined counts 0 (an amount that was never
    spent)."""
    return {name: {metric: figure(stored, name, metric) or 0.0 for metric in metrics} for name in strategies(stored)}


def difference(stored: Stored, strategy: str, against: str, metric: str = VERDICT_METRIC) -> dict[str, float] | None:
    """Return mean, low, high and chance_better of strategy minus against, paired by replicate; None where it is
    undefined."""
    for row in stored.summary.get("differences") or []:
        if row["metric"] == metric and row.get("mean") is not None:
            if (row["strategy"], row["against"]) == (strategy, against):
                return _interval(row, 1)
            if (row["strategy"], row["against"]) == (against, strategy):
                return _interval(row, -1)
    known = stored.summary["strategies"]
    if against == NOTHING and against not in known and metric == VERDICT_METRIC:
        return _increment(stored, strategy)
    if strategy not in known or against not in known or not hasattr(stored, "difference"):
        return None
    found = stored.difference(strategy, against, metric)
    row = {name: getattr(found, name) for name in ("mean", "low", "high", "chance_better")}
    return None if row["mean"] is None else _interval(row, 1)


def _increment(stored: Stored, strategy: str) -> dict[str, float] | None:
    """Return the difference from doing nothing where that was run beside but not kept: a single run has it as a
    metric."""
    mean = figure(stored, strategy, "incremental_contribution_after_time")
    if mean is None:
        return None
    ends = {part: figure(stored, strategy, "incremental_contribution_after_time", part) for part in ("low", "high")}
    return _interval({"mean": mean, **ends, "chance_better": None}, 1)


def _interval(row: dict, sign: int) -> dict[str, float]:
    """Return the difference as numbers, turned round by a sign of -1; an interval that is not known has no end."""
    low, high = (-np.inf if row["low"] is None else row["low"]), (np.inf if row["high"] is None else row["high"])
    chance = np.nan if row["chance_better"] is None else row["chance_better"]
    if sign < 0:
        low, high, chance = -high, -low, 1 - chance
    return {"mean": sign * float(row["mean"]), "low": float(low), "high": float(high), "chance_better": float(chance)}


def decided(interval: dict[str, float]) -> bool:
    """Say whether the interval lies on one side of zero. A difference of exactly zero without spread is decided: there
    is none."""
    return interval["low"] > 0 or interval["high"] < 0


def ranked(stored: Stored, metric: str = VERDICT_METRIC) -> list[str]:
    """Return the campaigns (all but doing nothing) from the highest mean of the metric to the lowest; undefined ones
    last."""
    values = {name: figure(stored, name, metric) for name in strategies(stored) if name != NOTHING}
    return sorted(values, key=lambda name: -(value if (value := values[name]) is not None else -np.inf))


def foremost(stored: Stored, names: list[str], most: int) -> tuple[list[str], str]:
    """Return at most so many of the names, the best by the verdict's measure in the order given, and a note for the
    subtitle if any is left out."""
    if len(names) <= most:
        return names, ""
    kept = [name for name in ranked(stored) if name in names][:most]
    return [name for name in names if name in kept], f"; the best {most} of {len(names)} strategies"


def rival(stored: Stored, strategy: str) -> str | None:
    """Return the best of the other campaigns by the verdict's measure."""
    return next((name for name in ranked(stored) if name != strategy), None)


def per_replicate(stored: Stored) -> int:
    """Return the number of replicates by which counts of pooled tables are divided."""
    return max(int(stored.summary.get("replicates") or 1), 1)


def pair(stored: Stored) -> list[str]:
    """Return the winner and the runner-up by the verdict's measure: whom every title speaks of."""
    return ranked(stored)[:2]


def leaders(stored: Stored, values: dict[str, float], show: Any, verb: str, noun: str, metric: str) -> str:
    """Return "grid VERB 61 % NOUN, official 12 %, doing nothing 9 %": the winner, the runner-up and doing nothing.

    Where the paired interval of the two covers zero the sentence says that they cannot be told apart.
    """
    campaigns = [name for name in pair(stored) if name in values]
    shown = [show(values[name]) for name in campaigns]
    parts = [
        f"{label(stored, name)} {verb + ' ' if i == 0 else ''}{words}{' ' + noun if i == 0 and noun else ''}"
        for i, (name, words) in enumerate(zip(campaigns, shown, strict=True))
    ]
    if len(campaigns) == 2:
        gap = difference(stored, campaigns[0], campaigns[1], metric)
        if gap and not decided(gap):
            parts = [" and ".join(parts) + " (too close to call)"]
    parts += [f"{label(stored, name)} {show(values[name])}" for name in values if name == NOTHING]
    return ", ".join(parts)
