"""What differs between two scenarios, two experiments, or two results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gridsim.results.store import Stored, open_dir

ABSENT = "(not there)"


def scenario_files(a: Path, b: Path) -> dict[str, Any]:
    """Return the keys in which two scenario files, or two experiment files, differ: {"kind", "differences": [{"key",
    "a", "b"}]}.

    Of scenarios the defaults are filled in and strategies are complete; of experiments the files are compared as they
    are written.
    """
    from gridsim.scenario import load_scenario
    from gridsim.scenario.source import read_source

    one, other = (read_source(Path(path)).tree for path in (a, b))
    if "scenario" in one and "scenario" in other:
        return {"kind": "experiments", "differences": changed_keys(one, other)}
    return {
        "kind": "scenarios",
        "differences": changed_keys(load_scenario(Path(a)).resolved(), load_scenario(Path(b)).resolved()),
    }


def result_folders(a: Path, b: Path) -> dict[str, Any]:
    """Return what differs between two results: the verdict first, then the metrics, then the settings of their
    scenarios.

    Returns
    -------
    dict
        "kind", "verdict" ({"changed", "a", "b", "sentence"}), "differences" (strategy, metric, a and b with their
        intervals, "change": b − a with its interval, "paired", "decided"; those decided first), and "settings" (key, a,
        b). The change is paired by replicate where seed and number of replicates are the same; else the two are taken
        as independent. A strategy or metric that only one of them has is left out of `differences` and named in
        `settings`; amounts of two currencies are left out, and "note" says so. Of studies, `points` has the settings
        that another wins.
    """
    first, second = open_dir(a), open_dir(b)
    rows: list[dict[str, Any]] = []
    strategies = (first.summary["strategies"], second.summary["strategies"])
    currencies = [one.summary.get("currency") for one in (first, second)]
    same_money = currencies[0] == currencies[1]
    together = all(first.summary.get(key) == second.summary.get(key) for key in ("seed", "replicates"))
    if all(isinstance(one, Mapping) for one in strategies):
        for name in strategies[0]:
            for metric, one in strategies[0][name].items():
                other = strategies[1].get(name, {}).get(metric)
                if (
                    other is not None
                    and other != one
                    and (same_money or not _of_money(metric, first.summary["metrics"][metric]))
                ):
                    change = _change(_values(first, name, metric), _values(second, name, metric), together)
                    rows.append({"strategy": name, "metric": metric, "a": one, "b": other, **change})
    rows.sort(key=lambda row: not row["decided"])
    settings = changed_keys(first.scenario.resolved(), second.scenario.resolved())
    return {
        "kind": "results",
        "note": "" if same_money else "A counts in {}, B in {}: amounts are not compared.".format(*currencies),
        "verdict": _verdicts(first.summary, second.summary),
        "differences": rows,
        "points": _points(first.summary, second.summary),
        "settings": settings,
    }


def _of_money(metric: str, about: Mapping[str, Any]) -> bool:
    """Whether a metric is an amount of money, or a count for each unit of it."""
    return about["unit"] == "money" or metric == "orders_per_budget"


def _values(stored: Stored, strategy: str, metric: str) -> np.ndarray:
    """A metric of a strategy by replicate, in the way that differences take it."""
    from gridsim.results.summary import contrasted

    if metric not in stored.runs:
        return np.zeros(0)
    return contrasted(stored.runs, [strategy], [metric])[strategy][:, 0]


def _change(one: np.ndarray, other: np.ndarray, together: bool) -> dict[str, Any]:
    """b − a with its 90 % interval, and whether it leaves zero out."""
    from gridsim.results.summary import paired, side_of_zero

    low: float | None
    high: float | None
    if together and len(one) == len(other) and len(one):
        found = paired(other[:, None], one[:, None], [""])[0]
        mean, low, high = found.mean, found.low, found.high
    else:
        mean, low, high = _welch(other[~np.isnan(other)], one[~np.isnan(one)])
    change = {"mean": mean, "low": low, "high": high}
    return {"change": change, "paired": together, "decided": bool(side_of_zero(change))}


def _welch(first: np.ndarray, second: np.ndarray) -> tuple[float | None, float | None, float | None]:
    """Difference of two independent means with Welch's 90 % interval; None where it cannot be had."""
    from scipy.special import stdtrit

    if not len(first) or not len(second):
        return None, None, None
    mean = float(first.mean() - second.mean())
    if len(first) < 2 or len(second) < 2:
        return mean, None, None
    parts = np.array([first.var(ddof=1) / len(first), second.var(ddof=1) / len(second)])
    if parts.sum() == 0.0:
        return mean, mean, mean
    freedom = parts.sum() ** 2 / (parts**2 / [len(first) - 1, len(second) - 1]).sum()
    half = float(stdtrit(freedom, 0.95) * np.sqrt(parts.sum()))
    return mean, mean - half, mean + half


def _verdicts(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any] | None:
    """Change of the verdict; None where one of the two has none."""
    one, other = a.get("verdict"), b.get("verdict")
    if not one or not other:
        return None
    shown = [_in_words(verdict) for verdict in (one, other)]
    changed = shown[0] != shown[1]
    sentence = (
        f"The verdict changed: {shown[0]} in A, {shown[1]} in B."
        if changed
        else f"The verdict is the same: {shown[0]}."
    )
    return {"changed": changed, "a": one, "b": other, "sentence": sentence}


def _in_words(verdict: Mapping[str, Any]) -> str:
    """A verdict in a few words."""
    kind = verdict.get("kind")
    if kind == "winner":
        return f"{verdict['winner']} wins"
    if kind == "do_none":
        return "do none of these"
    if kind == "undecided":
        between = verdict.get("between") or []
        return f"undecided between {', '.join(between)}" if between else "undecided"
    if kind == "mixed":
        return (
            "wins "
            + ", ".join(f"{name} {n}" for name, n in verdict["wins"].items())
            + f", undecided {verdict['undecided']}"
        )
    return f"{verdict.get('best')} ahead, {'decided' if verdict.get('decided') else 'undecided'}"


def _points(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Design points that both studies have and that somebody else wins, or that are decided in one only."""
    by_levels = {str(point["levels"]): point for point in b.get("points") or []}
    rows = []
    for point in a.get("points") or []:
        other = by_levels.get(str(point["levels"]))
        won = [one["winner"] if one["decided"] else "undecided" for one in (point, other) if one is not None]
        if len(won) == 2 and won[0] != won[1]:
            rows.append({"levels": point["levels"], "a": won[0], "b": won[1]})
    return rows


def changed_keys(a: Any, b: Any, path: str = "") -> list[dict[str, Any]]:
    """Return the dotted keys in which two nested mappings differ, down to single values also where only one of them has
    a block.

    Examples
    --------
    >>> changed_keys({"x": {"y": 1}, "z": 2}, {"x": {"y": 3}, "z": 2})
    [{'key': 'x.y', 'a': 1, 'b': 3}]
    >>> changed_keys({"grid": {"points": None}}, {"grid": {"points": {"spend": 0.5}}})
    [{'key': 'grid.points.spend', 'a': '(not there)', 'b': 0.5}]
    """
    mappings = [isinstance(one, Mapping) for one in (a, b)]
    if any(mappings) and all(one or side is None or side == ABSENT for one, side in zip(mappings, (a, b), strict=True)):
        a, b = (dict(side) if one else {} for one, side in zip(mappings, (a, b), strict=True))
        rows = []
        for key in [*a, *(key for key in b if key not in a)]:
            rows += changed_keys(a.get(key, ABSENT), b.get(key, ABSENT), f"{path}.{key}" if path else str(key))
        return rows
    return [] if a == b or {str(a), str(b)} == {"None", ABSENT} else [{"key": path, "a": a, "b": b}]
