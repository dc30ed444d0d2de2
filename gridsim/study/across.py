"""What a drawn design says over all of its points: who is ahead in how many, by how much, and which factor decides it.

A point of a drawn design is one market of many, often with one replicate; it is not judged by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim import formats
from gridsim.results.metrics import METRICS
from gridsim.study.design import BY_SALIB
from gridsim.study.experiment import Experiment
from gridsim.study.part import contestants
from gridsim.study.sensitivity import indices_of, level_table, outcome_by_point
from gridsim.study.sweep_findings import contrast_of, state_in_words
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd

TENTH = 0.1
MOST_NAMED = 3


def across(experiment: Experiment, runs: pd.DataFrame, state: str) -> dict[str, Any]:
    """Return what is added to the summary of a study whose design is not full; `state` of its claim.

    Returns
    -------
    dict
        "design" as written; "across" with "points", "ahead" (by strategy the number of points in which it has the best
        mean), "of" and "over" (the contrast), "mean", "low" and "high" of it (the mean, and the ends of the middle 80 %
        of the points), "sensitivity" (a row a factor) and "sentence".
    """
    of, over = contrast_of(experiment.strategies) or (experiment.strategies[0], NOTHING)
    metric = experiment.metric
    outcome = outcome_by_point(runs, metric, of, over)
    ahead = _ahead(experiment, runs)
    found: dict[str, Any] = {"points": len(outcome), "ahead": ahead, "of": of, "over": over}
    if len(outcome):
        low, high = np.quantile(outcome, [TENTH, 1 - TENTH])
        found |= {"mean": float(outcome.mean()), "low": float(low), "high": float(high)}
    found["sensitivity"] = _sensitivity(experiment, outcome)
    found["sentence"] = _sentence(experiment, found)
    said = found["sentence"]
    verdict = {"kind": "mixed", "winner": None, "wins": ahead, "undecided": 0, "sentence": said}
    finding = {"state": state, "parts": [], "sentence": f"{state_in_words(state)}{said}"}
    return {"design": experiment.design.told(), "across": found, "verdict": verdict, "finding": finding}


def _ahead(experiment: Experiment, runs: pd.DataFrame) -> dict[str, int]:
    """By name the number of points in which a contestant has the best mean, the most first; none of a metric of which
    neither more nor less is better."""
    metric = experiment.metric
    better = METRICS[metric].better
    if not better:
        return {}
    names = contestants(experiment.strategies) if better == "higher" else experiment.strategies
    means = {}
    for name in names:
        one = outcome_by_point(runs, metric, name, None)
        if len(one):
            means[name] = one
    if not means:
        return {}
    import pandas as pd

    table = pd.DataFrame(means)
    best = table.idxmax(axis=1) if better == "higher" else table.idxmin(axis=1)
    return {str(name): int(count) for name, count in best.value_counts().items()}


def _sensitivity(experiment: Experiment, outcome: pd.Series) -> list[dict[str, Any]]:
    """The indices of the contrast, a row a factor; none where too few points are there."""
    table = level_table(experiment)
    whole = len(outcome) == len(table)
    if len(outcome) < 4 or experiment.design.kind in BY_SALIB and not whole:
        return []
    seed = experiment.scenario.seed
    found = indices_of(experiment.axes, experiment.design, seed, outcome.to_numpy(), table.loc[outcome.index])
    rows = found.reset_index().to_dict("records")
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _sentence(experiment: Experiment, found: dict[str, Any]) -> str:
    about = METRICS[experiment.metric]
    n, total = found["points"], sum(found["ahead"].values())
    parts = []
    if total:
        tally = [f"{_named(name)} in {count}" for name, count in found["ahead"].items()]
        parts.append(f"Of {formats.counted(total, 'drawn setting')}, ahead: {', '.join(tally)}.")
    if "mean" in found:
        show = _shower(experiment, about.unit)
        parts.append(
            f"{about.label} of {found['of']} less that of {_named(found['over'])}: {show(found['mean'])} on average over"
            f" {formats.counted(n, 'setting')}, from {show(found['low'])} to {show(found['high'])} in the middle 80 %."
        )
    counting = [row["factor"] for row in found["sensitivity"] if row.get("counts", True)][:MOST_NAMED]
    if counting:
        parts.append(f"It depends most on {formats.listed(counting)}.")
    return formats.breakable(" ".join(parts))


def _shower(experiment: Experiment, unit: str) -> Any:
    if unit == "money":
        return lambda value: formats.money(value, experiment.scenario.currency)
    return formats.percent if unit == "share" else formats.number


def _named(name: str) -> str:
    return "doing nothing" if name == NOTHING else name
