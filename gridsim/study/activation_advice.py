"""Advice after a choice of people: how many of them to activate, or nobody, and whether the search was worth its runs.

The fresh runs play every choice for parts of the money (`STEPS`). What the first people bring after their cost rises,
and falls where the next ones no longer earn theirs: the advice ends at the peak of that curve, which starts at 0 with
nobody activated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim import formats
from gridsim.currencies import minor_units
from gridsim.results.metrics import METRICS
from gridsim.results.summary import side_of_zero
from gridsim.study.activation_findings import CHOICES, CHOSEN, STEPS, WORDS, difference, gains_of
from gridsim.study.candidates import within

if TYPE_CHECKING:
    import pandas as pd

    from gridsim.study.selection import Field, Selection

AFTER_MARKETING = "net_contribution"
RANKING = "friends"
"""Baseline choice, which needs no runs."""


def measure_of(metric: str) -> str:
    """Measure of the advice: contribution after marketing where the metric is money, else the metric itself.

    Examples
    --------
    >>> measure_of("contribution_margin"), measure_of("reach")
    ('net_contribution', 'reach')
    """
    return AFTER_MARKETING if METRICS[metric].unit == "money" else metric


def advice(
    metric: str, field: Field, selection: Selection, runs: pd.DataFrame, labels: Sequence[Any], currency: str
) -> dict[str, Any]:
    """Return the advice: "step", "people" (labels), "cost", "gain" (of `measure`), "less_than_all", "curve", "search",
    "nobody", "sentence".

    `curve` has one row a step (0: nobody); `less_than_all` is the paired difference of the advised number and of all
    that the money pays; `search` compares the chosen with those who have the most friends, and says whether the search
    is decidedly better.
    """
    measure = measure_of(metric)
    zero = np.zeros(runs["replicate"].nunique())
    money, minor = int(field.cost[selection.chosen].sum()), minor_units(currency)
    gains = {0.0: zero, **{step: gains_of(runs, CHOSEN, measure, step) for step in STEPS}}
    sets = {0.0: np.zeros(0, np.int64), **{step: within(money * step, field.cost, selection.chosen) for step in STEPS}}
    best = max(gains, key=lambda step: (gains[step].mean(), -step)) if len(selection.chosen) else 0.0
    curve = [
        {
            "step": step,
            "people": len(sets[step]),
            "cost": float(field.cost[sets[step]].sum() / minor),
            **difference(gains[step], zero)._asdict(),
        }
        for step in gains
    ]
    friends = difference(gains_of(runs, CHOSEN, metric), gains_of(runs, RANKING, metric))
    found: dict[str, Any] = {
        "measure": measure,
        "step": best,
        "people": [labels[agent] for agent in sets[best]],
        "cost": float(field.cost[sets[best]].sum() / minor),
        "gain": difference(gains[best], zero)._asdict(),
        "less_than_all": difference(gains[best], gains[1.0])._asdict(),
        "curve": curve,
        "search": {"against": RANKING, **friends._asdict(), "better": side_of_zero(friends) > 0},
        "nobody": measure == AFTER_MARKETING and _all_below(runs),
    }
    found["sentence"] = _sentence(found, len(selection.chosen), currency)
    return found


def _all_below(runs: pd.DataFrame) -> bool:
    """Whether every choice, at every part of the money, ends below nobody on average."""
    return all(gains_of(runs, name, AFTER_MARKETING, step).mean() < 0.0 for name in CHOICES for step in STEPS)


def _sentence(found: dict[str, Any], n_all: int, currency: str) -> str:
    """The advice in words."""
    unit = currency if METRICS[found["measure"]].unit == "money" else ""
    label = METRICS[found["measure"]].label.lower()

    def shown(value: float) -> str:
        return formats.money(value, unit) if unit else formats.number(value)

    if not n_all:
        return "Activate nobody."
    least = max((row for row in found["curve"] if row["people"]), key=lambda row: row["mean"])
    if found["step"] == 0.0:
        decided = least["high"] is not None and least["high"] < 0
        words = "end below zero" if found["nobody"] else "bring nothing more on average"
        said = (
            f"Activate nobody: all choices {words}, "
            if found["nobody"]
            else f"Activate nobody: the people chosen {words}, "
        )
        loss, span = formats.turned(least, shown, "less", "more", "90 % ")
        said += (
            f"the least bad ({formats.counted(least['people'], 'person').replace('persons', 'people')}) {loss} than"
            f" nobody ({span})"
        )
        return formats.breakable(said + ("." if decided else ", undecided."))
    n = len(found["people"])
    who, cost = "person" if n == 1 else "people", formats.money(found["cost"], currency)
    _, span = formats.turned(found["gain"], shown, "less", "more", "90 % ")
    said = (
        f"Activate {n} {who} for {cost}: {'this adds' if n == 1 else 'they add'} {shown(found['gain']['mean'])} of"
        f" {label} ({span})."
    )
    if found["step"] < 1.0:
        less = found["less_than_all"]
        state = "decided" if side_of_zero(less) > 0 else "undecided"
        amount, span = formats.turned(less, shown, "more", "less", "90 % ")
        said += (
            f" All {n_all} that the money pays would add {amount} ({span}; {state}): the curve of the fresh runs peaks"
            " before."
        )
    if not found["search"]["better"]:
        said += (
            f" The search is not decidedly better than {WORDS[RANKING]}, which takes no runs to find:"
            f" {_signed_span(found['search'])}."
        )
    return formats.breakable(said)


def _signed_span(one: dict[str, Any]) -> str:
    shown = formats.signed(one["mean"])
    return shown if one["low"] is None else f"{shown} ({formats.signed(one['low'])} to {formats.signed(one['high'])})"
