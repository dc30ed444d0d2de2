"""Results of a study: the winner of each design point, and whether the claim holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim import formats
from gridsim.errors import ScenarioError
from gridsim.results.metrics import METRICS
from gridsim.results.summary import (
    METHOD,
    Difference,
    chance_best,
    mean_interval,
    paired,
    replicates_to_decide,
    side_of_zero,
    values_by_strategy,
)
from gridsim.scenario.economics import warnings_of
from gridsim.study.claims import Effect, Expectation, judge_effect, judge_winner, meets, together
from gridsim.study.compare_findings import known_metrics
from gridsim.study.design import Point
from gridsim.study.executor import MOST_FAILURES, RunFailed
from gridsim.study.experiment import Experiment
from gridsim.study.levels import columns, text_of
from gridsim.study.part import Failure, contestants
from gridsim.study.verdict import DO_NONE, UNDECIDED, WINNER
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd


def give_up(experiment: Experiment, failures: Sequence[Failure]) -> None:
    """Raise the errors of a study in which every run failed."""
    told = [one["sentence"] for one in failed_points(experiment, failures)]
    if all(one.bad_input for one in failures):
        raise ScenarioError(list(dict.fromkeys(line for one in failures for line in one.message.split("\n"))))
    raise RunFailed("\n".join(told[:MOST_FAILURES]))


def failed_points(experiment: Experiment, failures: Sequence[Failure]) -> list[dict[str, Any]]:
    """Return what failed, one dict a design point and message: point, levels, written, strategies, replicates, message,
    sentence."""
    found: dict[tuple[int, str], list[Failure]] = {}
    for one in sorted(failures):
        found.setdefault((one.point, one.message), []).append(one)
    told = []
    for (number, message), those in found.items():
        levels = _levels_of(experiment, experiment.points[number])
        names = list(dict.fromkeys(one.strategy for one in those))
        replicates = sorted({one.replicate for one in those})
        setting = ", ".join(f"{path} = {text}" for path, text in levels["written"].items())
        every = set(names) == set(contestants(experiment.strategies))
        whose = (
            f"{'all runs' if every else ', '.join(names)} in replicate{'s' if len(replicates) > 1 else ''}"
            f" {', '.join(map(str, replicates[:5]))}"
        )
        whose += f" and {len(replicates) - 5} more" if len(replicates) > 5 else ""
        told.append(
            {
                "point": number,
                **levels,
                "strategies": names,
                "replicates": replicates,
                "message": message,
                "sentence": f"Design point {number} ({setting}), {whose}, failed: {message.rstrip('.')}.",
            }
        )
    return told


def level_columns(experiment: Experiment) -> dict[str, list[Any]]:
    """The columns of the factors, each with one value a design point."""
    found: dict[str, list[Any]] = {}
    for path, factor in experiment.told.items():
        at = {text: number for number, text in enumerate(factor.texts)}
        place = [at[text_of(point.levels[path])] for point in experiment.points]
        found |= {name: [values[one] for one in place] for name, values in columns(factor).items()}
    return found


def _levels_of(experiment: Experiment, point: Point) -> dict[str, dict[str, Any]]:
    """The levels of a design point, as numbers and as written."""
    written = {path: text_of(level) for path, level in point.levels.items()}
    numbers = {path: experiment.told[path].value_of(text) for path, text in written.items()}
    return {"levels": numbers, "written": written}


def judge(experiment: Experiment, runs: pd.DataFrame, failures: Sequence[Failure] = ()) -> dict[str, Any]:
    """Return the summary of a study: every design point, and whether the claim holds."""
    better = METRICS[experiment.metric].better
    together = runs.groupby(["point", "replicate"])["strategy"].transform("nunique") == len(
        contestants(experiment.strategies)
    )
    runs = runs[together]
    if not len(runs):
        give_up(experiment, failures)
    points = [_judge_point(experiment, point, runs[runs["point"] == point.number], better)
              for point in experiment.points if (runs["point"] == point.number).any()]  # fmt: skip
    scenario = experiment.scenario
    times = scenario.people.one_stands_for
    return {
        **({"one_stands_for": times} if times != 1 else {}),
        "kind": "study",
        "name": experiment.name,
        "about": experiment.about,
        "scenario": scenario.name,
        "scenario_digest": scenario.digest(),
        "seed": scenario.seed,
        "replicates": scenario.replicates,
        "currency": scenario.currency,
        "horizon": scenario.horizon,
        "factors": {path: list(factor.values) for path, factor in experiment.told.items()},
        "written": {path: list(factor.texts) for path, factor in experiment.told.items()},
        "units": {path: factor.unit for path, factor in experiment.told.items()},
        "strategies": list(experiment.strategies),
        "metric": experiment.metric,
        "interval": (
            f"{METHOD}. Each setting is judged on its own; of many undecided ones about one in ten would seem decided"
            " by luck."
        ),
        "claim": experiment.claim,
        "finding": _finding(experiment, points, runs, failures, better),
        "failed": failed_points(experiment, failures),
        "shown": list(
            dict.fromkeys([experiment.metric, *(one.metric for one in experiment.expect if isinstance(one, Effect))])
        ),
        "verdict": study_verdict(points, better),
        "warnings": _warnings(experiment, runs),
        "points": points,
        "metrics": known_metrics([name for name in runs.columns if name in METRICS]),
    }


def _warnings(experiment: Experiment, runs: pd.DataFrame) -> list[str]:
    """What to be warned of in the scenarios of a study, and where whose money was out before the end."""
    found = list(
        dict.fromkeys(
            text for point in experiment.points for text in warnings_of(point.scenario, experiment.strategies)
        )
    )
    if len(found) > MOST_WARNINGS:
        found = [*found[:MOST_WARNINGS], f"and {len(found) - MOST_WARNINGS} more warnings of its settings"]
    for name in experiment.strategies:
        out = runs.loc[(runs["strategy"] == name) & runs["money_out_day"].notna(), ["point", "money_out_day"]].astype(
            float
        )
        if len(out):
            where = f"at {out['point'].nunique()} of {formats.counted(len(experiment.points), 'setting')}"
            earliest = out["money_out_day"].min()
            found.append(
                f"strategies.{name}: {where} its money was out before the end, at the earliest from day"
                f" {earliest:.0f} on."
            )
    return [formats.breakable(text) for text in found]


MOST_WARNINGS = 6
"""Warnings of a study that are told one by one."""


def _finding(
    experiment: Experiment,
    points: Sequence[Mapping[str, Any]],
    runs: pd.DataFrame,
    failures: Sequence[Failure],
    better: str,
) -> dict[str, Any]:
    """The finding; expectations that read a design point of which runs failed stay undecided."""
    broken = {one.point for one in failures}
    open_ = [
        one
        for one in experiment.expect
        if any(meets(_levels_of(experiment, experiment.points[number]), one.where) for number in broken)
    ]
    found = find([one for one in experiment.expect if one not in open_], points, runs, better)
    if not failures:
        return found
    found["parts"] += [
        {"expectation": str(one), "state": "undecided", "points": 0, "won": 0, "lost": 0} for one in open_
    ]
    if open_ and found["state"] != "does not hold":
        found["state"] = "undecided"
    lost = f"{len(broken)} of {len(experiment.points)} settings lack runs that failed"
    found["sentence"] += f" {lost}{'; what the claim says of them is not judged' if open_ else ''}."
    return found


def _judge_point(experiment: Experiment, point: Point, runs: pd.DataFrame, better: str) -> dict[str, Any]:
    """Who wins a design point, by how much, how surely.

    `difference` is the first strategy − the second where there are two, the one − doing nothing where there is one, and
    the best − the next best where there are more. Doing nothing contends
    where more is better (of complaints it would always have the fewest); `lead` is winner − runner-up, whoever they
    are, and the point is decided if the winner is told apart from every other: nothing wins only where all strategies
    are decidedly below it.
    """
    names, metric = experiment.strategies, experiment.metric
    sign = -1.0 if better == "lower" else 1.0
    values = values_by_strategy(runs, contestants(names), [metric])
    if METRICS[metric].zero:
        values[NOTHING] = np.zeros_like(values[NOTHING])
    intervals = {name: mean_interval(values[name]) for name in values}

    def ranking(of: Sequence[str]) -> list[str]:
        return sorted(of, key=lambda name: -sign * _or_worst(intervals[name][0][0], sign))

    first, second = contrast_of(names) or ranking(names)[:2]
    contending = ranking(
        contestants(names) if better == "higher" and np.isfinite(intervals[NOTHING][0][0]) or len(names) == 1 else names
    )
    winner, runner_up = contending[:2]
    contests = {name: paired(values[winner], values[name], [better])[0] for name in contending[1:]}
    rivals = (
        contests
        if winner == NOTHING
        else {name: contests[name] for name in contending[1:] if name in (runner_up, NOTHING)}
    )
    unsettled = [name for name, change in rivals.items() if not side_of_zero(change)]
    against = unsettled[0] if unsettled else runner_up
    needed = [_needed(contests[name], values[winner] - values[name]) for name in unsettled]
    feasible = [n for n in needed if n is not None]
    ends = ("mean", "low", "high")
    return {
        "point": point.number,
        **_levels_of(experiment, point),
        "winner": winner,
        "runner_up": runner_up,
        "difference": {
            "strategy": first,
            "against": second,
            **paired(values[first], values[second], [better])[0]._asdict(),
        },
        "lead": {"strategy": winner, "against": against, **contests[against]._asdict()},
        "decided": not unsettled,
        "replicates_needed": max(feasible) if feasible and len(feasible) == len(needed) else None,
        "chance_best": chance_best({name: sign * values[name][:, 0] for name in contending}),
        "strategies": {
            name: dict(zip(ends, (_none(part[0]) for part in own[:3]), strict=True)) for name, own in intervals.items()
        },
    }


def contrast_of(strategies: Sequence[str]) -> tuple[str, str] | None:
    """The two whose difference a study is about; None where it is that of the best two, whoever they are.

    Examples
    --------
    >>> contrast_of(["grid"]), contrast_of(["grid", "official"]), contrast_of(["grid", "official", "kol"])
    (('grid', 'nothing'), ('grid', 'official'), None)
    """
    both = [*strategies, NOTHING] if len(strategies) == 1 else list(strategies)
    return (both[0], both[1]) if len(both) == 2 else None


def _needed(change: Difference, spread: np.ndarray) -> int | None:
    """How many replicates would decide a contest that is open."""
    if change.mean is None or change.n < 2:
        return None
    return replicates_to_decide(change.mean, float(np.nanstd(spread, ddof=1)))


def find(
    expect: Sequence[Expectation | Effect],
    points: Sequence[Mapping[str, Any]],
    runs: pd.DataFrame = None,
    better: str = "higher",
) -> dict[str, Any]:
    """Return whether the expectations hold; the claim holds if all do, and does not if one does not.

    `runs`, one row a run, is needed for effects only; `better` is the direction of the metric, "" where neither is.
    """
    parts = [
        judge_winner(one, points) if isinstance(one, Expectation) else judge_effect(one, points, runs) for one in expect
    ]
    state = together(part["state"] for part in parts)
    verdict = study_verdict(points, better)
    return {"state": state, "parts": parts, "sentence": state_in_words(state) + verdict["sentence"]}


def state_in_words(state: str) -> str:
    """The state of a claim as a sentence; nothing where there is none to judge."""
    return "" if state == "not judged" else f"The claim {'' if state != 'undecided' else 'is '}{state}. "


def study_verdict(points: Sequence[Mapping[str, Any]], better: str = "higher") -> dict[str, Any]:
    """Return who wins how many design points: "kind" (as of a comparison, or `mixed`), "winner" of all, "wins" by name,
    "undecided", "sentence".

    Of a metric without a better direction nobody wins: the kind is `found`, and the sentence says who has the most of
    it.

    Examples
    --------
    >>> points = [{"winner": "nothing", "decided": True}, {"winner": "nothing", "decided": True}]
    >>> study_verdict(points)["kind"], study_verdict(points)["sentence"]
    ('do_none', 'Do none of these: doing nothing is decidedly ahead at all 2 settings.')
    """
    wins: dict[str, int] = {}
    for point in points:
        if point["decided"]:
            wins[point["winner"]] = wins.get(point["winner"], 0) + 1
    wins = dict(sorted(wins.items(), key=lambda item: (-item[1], item[0])))
    unsettled, n = len(points) - sum(wins.values()), len(points)
    alone = next(iter(wins)) if len(wins) == 1 and not unsettled else None
    kind = DO_NONE if alone == NOTHING else WINNER if alone else UNDECIDED if not wins else "mixed"
    everywhere = "at the one setting" if n == 1 else f"at all {n} settings"
    tally = [f"{_in_words(name)} wins {count}" for name, count in wins.items()] + (
        [f"{unsettled} undecided"] if unsettled else []
    )
    sentence = f"Of {formats.breakable(formats.counted(n, 'setting'))}: {', '.join(tally)}."
    if kind == DO_NONE:
        sentence = f"Do none of these: doing nothing is decidedly ahead {everywhere}."
    elif kind == WINNER:
        sentence = f"{alone} is decidedly ahead {everywhere}."
    elif kind == UNDECIDED:
        sentence = f"Undecided {everywhere}."
    elif wins.get(NOTHING):
        sentence += f" Where doing nothing wins ({wins[NOTHING]} of {n}): do none of these."
    if not better:
        most = [f"{_in_words(name)} at {count}" for name, count in wins.items()] + (
            [f"{unsettled} undecided"] if unsettled else []
        )
        points_ = formats.breakable(formats.counted(n, "setting"))
        kind, alone, sentence = (
            "found",
            None,
            f"Most of it at {points_} (neither more nor less is better): {', '.join(most)}.",
        )
    return {"kind": kind, "winner": alone, "wins": wins, "undecided": unsettled, "sentence": sentence}


def _in_words(name: str) -> str:
    return "doing nothing" if name == NOTHING else name


def row_of(point: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a design point in `table`: the difference as the experiment asks for it, and the lead of the winner
    over who comes next."""
    change = {key: point["difference"][key] for key in ("mean", "low", "high", "chance_better")}
    lead = {
        name: point["lead"][key]
        for name, key in (("against", "against"), ("lead", "mean"), ("lead_low", "low"), ("lead_high", "high"))
    }
    return {"point": point["point"], "winner": point["winner"], **change, "decided": point["decided"], **lead}


def _none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _or_worst(value: float, sign: float) -> float:
    return value if np.isfinite(value) else -sign * float("inf")
