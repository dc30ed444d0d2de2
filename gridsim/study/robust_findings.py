"""What the markets say: in how many each strategy wins, by how much, which guesses decide it, what measuring them is worth.

A strategy wins a market if it earns more than every other and more than doing nothing, which has 0 in every market. The
measure is that of the verdict. Amounts are those of the whole town, whatever town was played.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.scenario.economics import warnings_of
from gridsim.study import tree
from gridsim.study.design import orders
from gridsim.study.experiment import Experiment
from gridsim.study.indices import by_chance, explained, pawn
from gridsim.study.robust_said import sentences
from gridsim.study.sensitivity import level_table
from gridsim.study.verdict import MEASURE
from gridsim.study.worth import Worth, worth_of
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd

TENTH = 0.1
Z = 1.6448536269514722
"""Of a 90 % interval."""


def over_markets(experiment: Experiment, runs: pd.DataFrame) -> dict[str, Any]:
    """Return what the summary of a study of markets has in place of what one of design points has."""
    found = robust_findings(experiment, runs)
    first = found["wins"][0]
    said = found["sentences"]["wins"]
    verdict = {
        "kind": "mixed",
        "winner": first["name"],
        "wins": {row["name"]: row["n"] for row in found["wins"]},
        "undecided": 0,
        "sentence": said,
    }
    finding = {"state": "not judged", "parts": [], "sentence": said}
    left: dict[str, Any] = {"points": [], "factors": {}, "written": {}}  # design.parquet has them
    left["warnings"] = warnings_of(experiment.scenario, experiment.strategies)
    return {"robust": found, "verdict": verdict, "finding": finding, "design": experiment.design.told(), **left}


def robust_findings(experiment: Experiment, runs: pd.DataFrame) -> dict[str, Any]:
    """Return what is found under all guesses, as the summary holds it.

    Returns
    -------
    dict
        "markets", "people" (of the town played; None: the scenario's own), "wins" (a row a strategy and doing nothing,
        the most first: "n", "share", "low", "high", by Wilson), "wins_alone" (the same of the strategies alone, where
        one must be played), "gains" (a row a strategy: "mean", "low", "high", the
        "worst_tenth" and "best_tenth" as means, "pays": the share of markets in which it beats doing nothing),
        "choice" (the best mean), "guesses" (a row each: "decides", the share of the variance of who wins that goes with
        it alone; "pawn" and whether it "counts"; "worth" of measuring it: "mean", "low", "high" and whether that "counts";
        "worth_alone": the same where one of the strategies must be played),
        "know_all", "tree", "named_right", "sentences".
    """
    asked = experiment.robust or {}
    names = list(experiment.strategies)
    gains = _gains(runs, names, float(asked["times"]))
    table = level_table(experiment).loc[gains.index]
    options = [NOTHING, *names]  # who is level with doing nothing has not won
    values = np.column_stack([np.zeros(len(gains)), gains[names].to_numpy(dtype=float)])
    winner = values.argmax(axis=1)
    wins = _wins(options, winner)
    alone = _wins(names, values[:, 1:].argmax(axis=1))
    found: dict[str, Any] = {
        "markets": len(gains),
        "asked": len(experiment.points),
        "people": asked["people"],
        "times": asked["times"],
        "whole": experiment.scenario.people.count,
        "known": asked["known"],
        "also": asked["also"],
        "currency": experiment.scenario.currency,
        "measure": MEASURE,
        "wins": wins,
        "wins_alone": alone,
        "gains": [_gain(name, gains[name].to_numpy(dtype=float)) for name in names],
        "choice": options[int(values.mean(axis=0).argmax())],
    }
    found |= _deciding(experiment, table, values, winner, options)
    found["sentences"] = sentences(found)
    return found


def _gains(runs: pd.DataFrame, names: Sequence[str], times: float) -> pd.DataFrame:
    """The measure of every strategy in every market, for the whole town; markets with all runs only."""
    wide = runs.pivot_table(index="point", columns="strategy", values=MEASURE, dropna=False)
    return times * wide[list(names)].astype(float).dropna()


def _wins(options: Sequence[str], winner: np.ndarray) -> list[dict[str, Any]]:
    """How many markets each option wins, the most first, with the interval of the share by Wilson."""
    n = len(winner)
    rows = []
    for place, name in enumerate(options):
        count = int((winner == place).sum())
        share = count / n
        middle, half = share + Z * Z / (2 * n), Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        low, high = ((middle + sign * half) / (1 + Z * Z / n) for sign in (-1, 1))
        rows.append(
            {"name": name, "n": count, "share": share, "low": float(max(low, 0.0)), "high": float(min(high, 1.0))}
        )
    return sorted(rows, key=lambda row: -row["n"])


def _gain(name: str, values: np.ndarray) -> dict[str, Any]:
    """What a strategy gains over the markets."""
    ordered = np.sort(values)
    tenth = max(1, int(TENTH * len(values)))
    half = Z * float(values.std(ddof=1)) / np.sqrt(len(values)) if len(values) > 1 else 0.0
    mean = float(values.mean())
    return {
        "name": name,
        "mean": mean,
        "low": mean - half,
        "high": mean + half,
        "worst_tenth": float(ordered[:tenth].mean()),
        "best_tenth": float(ordered[-tenth:].mean()),
        "median": float(np.median(values)),
        "pays": float((values > 0).mean()),
    }


def _deciding(
    experiment: Experiment, table: pd.DataFrame, values: np.ndarray, winner: np.ndarray, options: Sequence[str]
) -> dict[str, Any]:
    """Which guesses decide who wins, what it is worth to measure them, and the rule by which they decide."""
    told = (experiment.robust or {})["guesses"]
    x = np.column_stack([table[axis.members[0].path].to_numpy(dtype=float) for axis in experiment.axes])
    worth, alone = worth_of(x, values), worth_of(x, values[:, 1:])
    k = x.shape[1]
    limit = by_chance(len(x), k)
    lead = _lead(values)
    share_limit = _share_by_chance(winner, len(options), k)
    rows = []
    for place, axis in enumerate(experiment.axes):
        decides, moved = _of_who_wins(x[:, place], winner, len(options)), pawn(x[:, place], lead)
        rows.append(
            {
                "label": axis.label,
                **told[axis.label],
                "decides": decides,
                "pawn": moved,
                "counts": bool(moved > limit or decides > share_limit),
                "worth": _worth(worth, place),
                "worth_alone": _worth(alone, place),
            }
        )
    grown = tree.grown(x, winner, len(options))
    plain = tree.as_plain(grown, options)
    most = float(np.bincount(winner).max() / len(winner))
    depth = tree.depth_of(grown)
    right = most if depth == 0 else tree.named_right(x, winner, len(options), depth)
    rows.sort(key=_weight)
    return {
        "guesses": rows,
        "know_all": worth.everything,
        "know_all_alone": alone.everything,
        "tree": _named(plain, [axis.label for axis in experiment.axes]),
        "named_right": right,
        "most_frequent": most,
    }


def _worth(worth: Worth, place: int) -> dict[str, Any]:
    """What it is worth to measure one guess."""
    mean, low, high = (float(part[place]) for part in (worth.each, worth.low, worth.high))
    return {"mean": mean, "low": low, "high": high, "counts": bool(worth.counts[place])}


def _weight(row: dict[str, Any]) -> tuple[float, ...]:
    """The order of the guesses: those worth measuring, then those that decide."""
    worth, alone = row["worth"], row["worth_alone"]
    return (-worth["counts"], -worth["mean"] * worth["counts"], -row["counts"], -alone["counts"], -row["decides"])


def _lead(values: np.ndarray) -> np.ndarray:
    """By how much the foremost strategy (the best mean) is ahead of the best of all others and of doing nothing, which
    stands first."""
    first = 1 + int(values[:, 1:].mean(axis=0).argmax())
    return values[:, first] - np.delete(values, first, axis=1).max(axis=1)


def _of_who_wins(x: np.ndarray, winner: np.ndarray, n_options: int) -> float:
    """The share of the variance of who wins that goes with one guess alone: Sobol's index over all who may win."""
    parts = [(winner == place).astype(float) for place in range(n_options)]
    weights = [float(part.var()) for part in parts]
    if sum(weights) == 0.0:
        return 0.0
    return sum(w * explained(x, part) for w, part in zip(weights, parts, strict=True) if w > 0) / sum(weights)


def _share_by_chance(winner: np.ndarray, n_options: int, n_factors: int) -> float:
    """What that share stays below for guesses that count for nothing, all of them at once, in 95 of 100 studies."""
    n = len(winner)
    found = [_of_who_wins(np.arange(n), winner[order], n_options) for order in orders(n, 100, seed=2)]
    from scipy.special import ndtri

    return float(np.mean(found) + np.std(found) * ndtri(0.95 ** (1.0 / n_factors)))


def _named(plain: dict[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    """A tree with the guesses by their labels."""
    if "wins" in plain:
        return plain
    sides = {side: _named(plain[side], labels) for side in ("below", "above")}
    return {"label": labels[plain["factor"]], "value": plain["value"], **sides}
