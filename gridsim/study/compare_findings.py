"""Results of a comparison: the summary of its runs, its verdict and its warnings."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gridsim import formats
from gridsim.currencies import PARTS
from gridsim.formats import counted
from gridsim.results import checks, market, summary
from gridsim.results.compliance import compliance_of
from gridsim.results.decompose import decompose
from gridsim.scenario import Scenario
from gridsim.scenario.economics import unit_economics, warnings_of
from gridsim.study.play import Job
from gridsim.study.verdict import MEASURE, make_verdict
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd


def summarise(job: Job, runs: pd.DataFrame, about: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the summary (summary.json) of the runs of a job."""
    scenario, metrics = job.scenario, known_metrics(list(runs.columns[2:]))
    directions = {name: one["better"] for name, one in metrics.items()}
    parts, budget = PARTS[scenario.minor_units], scenario.budget.total / scenario.minor_units
    in_market = market.said(scenario.people.one_stands_for)
    found: dict[str, Any] = {
        "kind": job.kind,
        "scenario": scenario.name,
        "scenario_digest": scenario.digest(),
        "seed": scenario.seed,
        "replicates": len(job.numbers),
        "currency": scenario.currency,
        "budget": budget,
        "horizon": scenario.horizon,
        "money": (
            f"Amounts here and in runs.parquet are in {scenario.currency}; those in the other tables are in {parts}"
            " of it." + (f" {in_market}" if in_market else "")
        ),
        "interval": _interval_note(scenario),
        "strategies": summary.strategy_means(runs, job.strategies, list(metrics)),
        "differences": summary.all_differences(runs, job.strategies, directions) if job.kind == "compare" else [],
        "verdict": None,
        "checks": _checks(job, runs, about, list(metrics)),
        "warnings": [*warnings_of(scenario, job.strategies), *money_out(runs, job.strategies, scenario.horizon)],
        "unit_economics": [
            {**asdict(one), "left": one.left, "sum": one.sum_text(scenario.currency)}
            for one in unit_economics(scenario)
        ],
        "budget_notes": _budget_notes(job, about),
        "shown_shares": next((one["shown_shares"] for one in about if one.get("shown_shares")), {}),
        "compliance": {},
        "decomposition": [],
        "metrics": metrics,
    }
    plays = {
        name: compliance_of(scenario.strategy(name), found["strategies"][name], scenario.currency)
        for name in job.strategies
    }
    if in_market:
        found["one_stands_for"] = scenario.people.one_stands_for
    found["compliance"] = {name: one for name, one in plays.items() if one}
    found["warnings"] += _refused(job.strategies, found, about)
    found["decomposition"] = _decomposition(job.strategies, found["strategies"])
    if job.kind == "compare" and len(job.strategies) > 1:
        values = summary.values_by_strategy(runs, job.strategies, [MEASURE])
        measured = {name: values[name][:, 0] for name in job.strategies if name != NOTHING}
        found["verdict"] = make_verdict(measured, currency=scenario.currency, budget=budget, days=scenario.horizon)
    return found


def money_out(runs: pd.DataFrame, strategies: Sequence[str], horizon: float) -> list[str]:
    """Return a warning for every strategy whose money ran out before the end: since when, by the median replicate."""

    said = []
    for name in strategies:
        out = runs.loc[runs["strategy"] == name, "money_out_day"].astype(float)
        if out.notna().any():
            often = "" if out.notna().all() else f" (in {int(out.notna().sum())} of {counted(len(out), 'replicate')})"
            said.append(
                f"strategies.{name}: its money was out from day {out.median():.0f} of {horizon:g} on{often}: what it"
                " does was cut off there."
            )
    return said


def _refused(names: Sequence[str], found: dict[str, Any], about: Sequence[dict[str, Any]]) -> list[str]:
    """Say where people were not taken on as points for want of money though much of it was left in the end, and why
    that is so.

    How often stands in the note of a run only; who asks again is counted again.
    """

    said = []
    for name in names:
        notes = [one["runs"][name]["budget_note"] for one in about if name in one["runs"]]
        times = sum(int(met[1]) for met in map(NOT_TAKEN_ON.search, notes) if met) / max(1, len(notes))
        left, spent = (found["strategies"][name][metric]["mean"] for metric in ("budget_unspent", "marketing_cost"))
        if times and left is not None and left > MUCH_LEFT * (left + spent):
            amounts = [formats.breakable(formats.money(value, found["currency"])) for value in (left, left + spent)]
            said.append(
                f"strategies.{name}.points: {_often(times)} a run somebody was not taken on as a point for want of"
                f" money, though {amounts[0]} of {amounts[1]} was unspent in the end. Whoever joins must be paid for"
                " from points.spend, with the supervision of everybody active up to the last day; what points who"
                " leave set free comes after others were refused. Raise points.spend, or lower points.management_cost."
            )
    return said


NOT_TAKEN_ON = re.compile(r"(\d+) not taken on")
"""Pattern of the people not taken on in the note of a run."""


def _often(times: float) -> str:
    """How often, in words."""

    return "once" if round(times) == 1 else f"{formats.number(round(times))} times" if times >= 1 else "less than once"


MUCH_LEFT = 0.25
"""Share of the budget left from which refusing people for want of money is worth a warning."""


def _decomposition(names: Sequence[str], strategies: dict[str, Any]) -> list[dict[str, Any]]:
    """By which factor each strategy sells more than each later one: parts of the difference of mean orders, which add
    up to it."""
    means = {name: {metric: one["mean"] for metric, one in strategies[name].items()} for name in names}
    found = []
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            parts = decompose(means[one], means[other])
            if parts is not None:
                found.append(
                    {
                        "strategy": one,
                        "against": other,
                        "orders": means[one]["orders"] - means[other]["orders"],
                        "parts": parts,
                    }
                )
    return found


def known_metrics(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return label, unit, direction ("higher", "lower" or "") and meaning of the metrics that a run has, in its
    order."""
    from gridsim.results.metrics import METRICS

    known = {name: METRICS[name] for name in names if name in METRICS}
    return {
        name: {key: getattr(one, key) for key in ("label", "unit", "better", "meaning")} for name, one in known.items()
    }


def summary_csv(found: dict[str, Any]) -> str:
    """Return the strategies' metrics as CSV, one line each; what is undefined is empty."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["strategy", "metric", "label", "unit", "mean", "low", "high", "n_defined"])
    for strategy, values in found["strategies"].items():
        for metric, one in values.items():
            about = found["metrics"][metric]
            unit = found["currency"] if about["unit"] == "money" else about["unit"]
            writer.writerow(
                [strategy, metric, about["label"], unit, one["mean"], one["low"], one["high"], one["n_defined"]]
            )
    return text.getvalue()


def _interval_note(scenario: Scenario) -> str:
    what = (
        "luck with the same people throughout"
        if scenario.world == "fixed"
        else "people, ties and luck, new in every replicate"
    )
    return f"{summary.METHOD}. It holds the uncertainty of {what}; not that of the assumptions."


def _checks(job: Job, runs: pd.DataFrame, about: Sequence[dict[str, Any]], metrics: Sequence[str]) -> dict[str, Any]:
    counts = [run["checks"] for one in about for run in one["runs"].values() if "checks" in run]
    by_definition: dict[str, list[str]] = {}
    for name in job.strategies:
        if name != NOTHING:
            definition = json.dumps(job.scenario.resolved()["strategies"][name], sort_keys=True, default=str)
            by_definition.setdefault(definition, []).append(name)
    copies = [group for group in by_definition.values() if len(group) > 1]
    if copies:
        counts.append({"copies_equal": checks.copies_equal(runs, copies, metrics)})
    return checks.report_checks(counts)


def _budget_notes(job: Job, about: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Why money was left, by strategy: the reason met in most replicates."""
    notes: dict[str, str] = {}
    for name in job.strategies:
        met = [one["runs"][name]["budget_note"] for one in about if name in one["runs"]]
        notes[name] = max(dict.fromkeys(met), key=met.count) if met else ""
    return notes
