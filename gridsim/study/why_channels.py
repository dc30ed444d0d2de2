"""True effect of each channel of a strategy, and the errors of the attribution rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.results import attribution
from gridsim.study.why_questions import MOST_BLOCKS, blocks
from gridsim.study.why_runs import MARGIN, ORDERS, Runs, difference, interval, less

if TYPE_CHECKING:
    from gridsim.results.store import Stored


def channels_of(stored: Stored, name: str, runs: Runs, half_life_days: float) -> dict[str, Any]:
    """True effect of each channel of a strategy, its credit by each rule, and the errors of the rules."""

    own = blocks(stored.scenario.strategy(name))
    truth: dict[str, dict[str, dict[int, float]]] = {}
    for channel in [*own, "review"]:
        for metric in (ORDERS, MARGIN):
            without = runs.values("channels", name, channel, name, metric)
            if without is not None:
                truth.setdefault(channel, {})[metric] = less(runs.base(name, metric), without)
    rules = _credits(stored, name, sorted(runs.base(name)), half_life_days)
    whole = _shapley_truth(name, own, runs) if len(own) <= MOST_BLOCKS else {}
    rows = []
    for channel, by_metric in truth.items():
        row: dict[str, Any] = {
            "channel": channel,
            "true": {metric: interval(difference(values)) for metric, values in by_metric.items()},
        }
        if channel in whole:
            row["true_shapley"] = {metric: interval(difference(values)) for metric, values in whole[channel].items()}
        row["rules"] = {
            rule: {
                metric: interval(difference(given[metric].get(channel, dict.fromkeys(by_metric[metric], 0.0))))
                for metric in (ORDERS, MARGIN)
            }
            for rule, given in rules.items()
        }
        rows.append(row)
    errors = (
        {rule: {metric: _error(rows, rule, metric) for metric in (ORDERS, MARGIN)} for rule in rules} if rows else {}
    )
    return {
        "strategy": name,
        "channels": rows,
        "errors": errors,
        "half_life_days": half_life_days,
        "orders": interval(difference(runs.base(name, "orders"))),
        "incremental_orders": interval(difference(runs.base(name, ORDERS))),
    }


def _error(rows: Sequence[Mapping[str, Any]], rule: str, metric: str) -> float:
    """Mean absolute error of a rule over the channels, between means."""
    return float(np.mean([abs(row["rules"][rule][metric]["mean"] - row["true"][metric]["mean"]) for row in rows]))


def _credits(
    stored: Stored, name: str, numbers: Sequence[int], half_life_days: float
) -> dict[str, dict[str, dict[str, dict[int, float]]]]:
    """What each rule gives each channel by replicate: {rule: {metric: {channel: {replicate: value}}}}; nothing where
    orders lack the columns.

    A rule shares out orders; its contribution is that share of the run's contribution before marketing.
    """
    if not attribution.can_attribute(stored.orders):
        return {}
    orders = stored.orders[stored.orders["strategy"] == name]
    runs = stored.runs[stored.runs["strategy"] == name].set_index("replicate")
    found: dict[str, dict[str, dict[str, dict[int, float]]]] = {}
    for rule in attribution.RULES:
        by: dict[str, dict[str, dict[int, float]]] = {ORDERS: {}, MARGIN: {}}
        for number in numbers:
            some = orders[orders["replicate"] == number]
            given = attribution.credit(
                some, rule, ticks_per_day=stored.scenario.ticks_per_day, half_life_days=half_life_days
            )
            each = float(runs.loc[number, "contribution_margin"]) / len(some) if len(some) else 0.0
            for channel, amount in given.items():
                by[ORDERS].setdefault(channel, {})[number] = amount * stored.scenario.people.one_stands_for
                by[MARGIN].setdefault(channel, {})[number] = amount * each
        found[rule] = by
    return found


def _shapley_truth(name: str, own: Sequence[str], runs: Runs) -> dict[str, dict[str, dict[int, float]]]:
    """The Shapley value of each block in the true effects: {block: {metric: {replicate: value}}}; nothing unless every
    combination was played."""
    found: dict[str, dict[str, dict[int, float]]] = {}
    for metric in (ORDERS, MARGIN):
        worth: dict[frozenset[str], dict[int, float] | None] = {}
        for some in attribution.coalitions(own):
            gone = [block for block in own if block not in some]
            worth[some] = (
                runs.values("channels", name, "+".join(gone), name, metric) if gone else runs.base(name, metric)
            )
        if any(values is None for values in worth.values()):
            return {}
        for number in runs.base(name, metric):
            values = attribution.shapley({some: by[number] for some, by in worth.items() if by is not None}, own)
            for block, value in values.items():
                found.setdefault(block, {}).setdefault(metric, {})[number] = value
    return found
