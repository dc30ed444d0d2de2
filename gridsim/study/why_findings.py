"""Findings of a `why`: paired differences from the comparison's own runs.

Every interval is the 90 % interval of a mean over replicates, paired: the same people and draws with and without the
change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.results.summary import side_of_zero
from gridsim.scenario.declare import declarations
from gridsim.scenario.run import Switches
from gridsim.study.verdict import MEASURE
from gridsim.study.why_assumptions import assumptions, within_margin
from gridsim.study.why_channels import channels_of
from gridsim.study.why_runs import ORDERS, Actors, Runs, difference, gap, interval, less

if TYPE_CHECKING:
    import pandas as pd

    from gridsim.results.store import Stored


def screened(frame: pd.DataFrame, actors: Actors, most: int) -> list[str]:
    """Return the parameters that move the verdict's difference most in the one replicate played so far."""
    runs = Runs(frame)
    base = gap(runs, actors)
    assert base is not None
    swings: dict[str, float] = {}
    for group, label, level, _ in runs.by:
        if group == "tornado":
            moved = gap(runs, actors, group, label, level)
            assert moved is not None
            swings[label] = max(swings.get(label, 0.0), *(abs(value) for value in less(moved, base).values()))
    return sorted(swings, key=lambda label: (-swings[label], label))[:most]


def findings(
    stored: Stored,
    actors: Actors,
    frame: pd.DataFrame,
    groups: Sequence[str],
    left_out: Sequence[str],
    n: int,
    half_life_days: float,
) -> dict[str, Any]:
    """Return everything that why.json holds."""
    runs = Runs(frame)
    base = gap(runs, actors)
    assert base is not None
    found: dict[str, Any] = {
        "measure": MEASURE,
        "best": actors.best,
        "rival": actors.rival,
        "account_only": actors.alone,
        "replicates": n,
        "currency": stored.summary["currency"],
        "budget": stored.summary["budget"],
        "interval": (
            "90 % interval of the mean over replicates, paired with the comparison's own runs on the same people and"
            " draws"
        ),
        "difference": interval(difference(base)),
        "gain": interval(difference(runs.base(actors.best))),
        "gains": {name: interval(difference(runs.base(name))) for name in actors.pair},
        "same_as_comparison": same_as_comparison(stored, runs, actors),
        "notes": {"left_out": list(left_out)},
    }
    makers = {"knock-outs": _knock_outs, "spend": _spend, "tornado": _tornado}
    for group in groups:
        if group in makers:
            found[group.replace("-", "_")] = makers[group](stored, actors, runs)
    if "channels" in groups:
        found["channels"] = [channels_of(stored, name, runs, half_life_days) for name in actors.pair]
    return found


def same_as_comparison(stored: Stored, runs: Runs, actors: Actors) -> bool:
    """Whether the comparison's runs, played again, gave what it found (they do, unless another version of gridsim made
    it)."""
    for name in actors.all:
        rows = stored.runs[stored.runs["strategy"] == name]
        kept = dict(zip(rows["replicate"].tolist(), rows[MEASURE].astype(float).tolist(), strict=True))
        if any(kept.get(number) != value for number, value in runs.base(name).items()):
            return False
    return True


def _knock_outs(stored: Stored, actors: Actors, runs: Runs) -> list[dict[str, Any]]:
    """One row a switch and strategy: what the mechanism brings, and one a switch: the verdict's difference without
    it."""
    meanings = {name: one.declared.meaning for name, one in declarations(Switches).items()}
    rows = []
    for switch, meaning in meanings.items():
        effects = []
        for name in actors.explained:
            without = runs.values("knock-outs", switch, "off", name)
            if without is not None:
                brings = difference(runs.base(name), without)
                effects.append({"strategy": name, "brings": interval(brings), "without": interval(difference(without))})
        if effects:
            apart = gap(runs, actors, "knock-outs", switch, "off")
            rows.append({
                "switch": switch, "meaning": meaning, "strategies": effects,
                "difference_without": None if apart is None else interval(difference(apart)),
            })  # fmt: skip
    return sorted(rows, key=lambda row: -max(abs(one["brings"]["mean"] or 0.0) for one in row["strategies"]))


def _spend(stored: Stored, actors: Actors, runs: Runs) -> dict[str, Any]:
    """One row a strategy and budget, and who leads at each budget."""
    factors = sorted({1.0, *(float(level) for group, _, level, _ in runs.by if group == "spend")})
    rows, leaders = [], []
    for factor in factors:
        at = ("base", "", "") if factor == 1.0 else ("spend", "budget", f"{factor:g}")
        gains: dict[str, dict[int, float]] = {}
        for name in actors.all:
            gained = runs.values(*at, name)
            orders, cost = runs.values(*at, name, ORDERS), runs.values(*at, name, "marketing_cost")
            if gained is None or orders is None or cost is None:
                continue
            gains[name] = gained
            rows.append(
                {
                    "strategy": name,
                    "factor": factor,
                    "budget": factor * stored.summary["budget"],
                    "contribution": interval(difference(gained)),
                    "orders": interval(difference(orders)),
                    "spent": interval(difference(cost)),
                }
            )
        ranked = sorted(gains, key=lambda name: -float(np.nanmean(list(gains[name].values()))))
        lead = interval(difference(gains[ranked[0]], gains[ranked[1]])) if len(ranked) > 1 else None
        leaders.append(
            {
                "factor": factor,
                "budget": factor * stored.summary["budget"],
                "best": ranked[0],
                "runner_up": ranked[1] if len(ranked) > 1 else None,
                "difference": lead,
                "decided": bool(lead and side_of_zero(lead)),
            }
        )
    return {"rows": rows, "leaders": leaders}


def _tornado(stored: Stored, actors: Actors, runs: Runs) -> list[dict[str, Any]]:
    """One row an assumed parameter: the verdict's difference at both ends of its typical range, the largest swing
    first."""

    base = gap(runs, actors)
    assert base is not None
    told = {info.path: info for info in stored.scenario.parameters()}
    rows = []
    # those that were not asked have no runs
    for label, paths, typical in assumptions(stored.scenario, actors.pair, (), ["*"]):
        ends = within_margin(stored.scenario, label, typical)
        info = told[paths[0]]
        row: dict[str, Any] = {
            "parameter": label,
            "meaning": info.meaning,
            "unit": info.unit,
            "value": info.value,
            "ends": {},
        }
        for level, value in zip(("low", "high"), ends, strict=True):
            moved = gap(runs, actors, "tornado", label, level)
            if moved is not None:
                gains = {
                    name: interval(difference(runs.values("tornado", label, level, name) or runs.base(name)))
                    for name in actors.pair
                }
                row["ends"][level] = {
                    "value": value,
                    "effect": interval(difference(moved, base)),
                    "difference": interval(difference(moved)),
                    "gain": gains[actors.best],
                    "gains": gains,
                }
        if row["ends"]:
            effects = [0.0, *(end["effect"]["mean"] for end in row["ends"].values())]
            row["swing"] = max(effects) - min(effects)
            row["replicates"] = min(end["effect"]["n"] for end in row["ends"].values())
            row["turns"] = turns([end["difference"] for end in row["ends"].values()])
            row["turns_against_nothing"] = {
                name: turns([end["gains"][name] for end in row["ends"].values()], difference(runs.base(name)).mean)
                for name in actors.pair
            }
            rows.append(row)
    # Those played with all replicates first: one replicate says which to look at, not how much they move.
    return sorted(rows, key=lambda row: (-row["replicates"], -row["swing"], row["parameter"]))


def turns(ends: Sequence[Mapping[str, Any]], as_played: float | None = 1.0) -> str:
    """Return "surely", "perhaps" or "no": whether a difference has the other sign at an end of the range than as
    played.

    Examples
    --------
    >>> turns([{"mean": 2.0, "low": 1.0, "high": 3.0}, {"mean": -2.0, "low": -3.0, "high": -1.0}])
    'surely'
    >>> turns([{"mean": -2.0, "low": -3.0, "high": -1.0}], as_played=-5.0)
    'no'
    """
    sign = -1 if (as_played or 0.0) < 0 else 1
    if any(sign * side_of_zero(end) < 0 for end in ends):
        return "surely"
    return (
        "perhaps"
        if any(sign * end["mean"] < 0 or (side_of_zero(end) == 0 and end["low"] is not None) for end in ends)
        else "no"
    )


def rows_of(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the findings as the rows of why.csv: group, what, level, strategy, metric, mean, low, high, n."""
    return [
        dict(zip(("group", "what", "level", "strategy", "metric", "mean", "low", "high", "n"), row, strict=True))
        for row in _rows(found)
    ]


def _rows(found: Mapping[str, Any]) -> Iterator[tuple]:
    def ends(one: Mapping[str, Any]) -> tuple:
        return one["mean"], one["low"], one["high"], one["n"]

    for row in found.get("knock_outs", []):
        for one in row["strategies"]:
            yield ("knock-outs", row["switch"], "on less off", one["strategy"], MEASURE, *ends(one["brings"]))
        if row["difference_without"]:
            yield (
                "knock-outs",
                row["switch"],
                "off",
                "best less rival",
                MEASURE,
                *ends(row["difference_without"]),
            )
    for row in found.get("spend", {}).get("rows", []):
        for key, metric in (("contribution", MEASURE), ("orders", ORDERS), ("spent", "marketing_cost")):
            yield ("spend", "budget", row["factor"], row["strategy"], metric, *ends(row[key]))
    for row in found.get("tornado", []):
        for level, end in row["ends"].items():
            yield (
                "tornado",
                row["parameter"],
                f"{level}: {end['value']}",
                "best less rival",
                f"change of {MEASURE}",
                *ends(end["effect"]),
            )
            yield (
                "tornado",
                row["parameter"],
                f"{level}: {end['value']}",
                "best less rival",
                MEASURE,
                *ends(end["difference"]),
            )
            for name, gain in end["gains"].items():
                yield ("tornado", row["parameter"], f"{level}: {end['value']}", name, MEASURE, *ends(gain))
    for one in found.get("channels", []):
        for row in one["channels"]:
            for level, by in (
                ("true", row["true"]),
                ("true, Shapley", row.get("true_shapley", {})),
                *row["rules"].items(),
            ):
                for metric, values in by.items():
                    yield ("channels", row["channel"], level, one["strategy"], metric, *ends(values))
