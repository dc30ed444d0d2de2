"""What the runs of a `why` say: paired differences from the comparison's own runs.

Every interval is the 90 % interval of a mean over replicates, paired: the same people and draws with and without the
change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.results import attribution
from gridsim.results.summary import Difference, paired
from gridsim.scenario.declare import declarations
from gridsim.scenario.run import Switches
from gridsim.study.verdict import MEASURE

if TYPE_CHECKING:
    import pandas as pd

    from gridsim.results.store import Stored

ORDERS, MARGIN = "incremental_orders", "incremental_contribution_margin"
"""What a channel truly brings: orders, and contribution before marketing."""


@dataclass(frozen=True)
class Actors:
    """Whose results are explained."""

    best: str
    runner_up: str | None
    alone: str | None
    all: tuple[str, ...]

    @property
    def pair(self) -> tuple[str, ...]:
        """Winner and runner-up."""
        return (self.best,) if self.runner_up is None else (self.best, self.runner_up)

    @property
    def explained(self) -> tuple[str, ...]:
        """Those and the account-only strategy."""
        return self.pair if self.alone is None or self.alone in self.pair else (*self.pair, self.alone)


class Runs:
    """The runs by question: `values(group, label, level, strategy, metric)` by replicate."""

    def __init__(self, frame: pd.DataFrame):
        keys = ["group", "label", "level", "strategy"]
        self.by = {key: rows.sort_values("replicate") for key, rows in frame.groupby(keys, sort=False)}

    def values(
        self, group: str, label: str, level: str, strategy: str, metric: str = MEASURE
    ) -> dict[int, float] | None:
        """A metric by replicate, None where the question was not asked."""
        rows = self.by.get((group, label, level, strategy))
        return (
            None
            if rows is None
            else dict(zip(rows["replicate"].tolist(), rows[metric].astype(float).tolist(), strict=True))
        )

    def base(self, strategy: str, metric: str = MEASURE) -> dict[int, float]:
        """The comparison's own run."""
        found = self.values("base", "", "", strategy, metric)
        assert found is not None, "the base runs are always played"
        return found


def difference(one: Mapping[int, float], other: Mapping[int, float] | float = 0.0) -> Difference:
    """Return one − other with its interval, over the replicates that both have."""
    numbers = sorted(one) if isinstance(other, (int, float)) else sorted(set(one) & set(other))
    first = np.array([[one[k]] for k in numbers])
    second = (
        np.zeros_like(first) + other if isinstance(other, (int, float)) else np.array([[other[k]] for k in numbers])
    )
    return paired(first, second, ["higher"])[0]


def less(one: Mapping[int, float], other: Mapping[int, float] | None) -> dict[int, float]:
    """Return one − other by replicate; `one` itself where there is no other."""
    return dict(one) if other is None else {k: one[k] - other[k] for k in one if k in other}


def interval(change: Difference) -> dict[str, Any]:
    """A difference as the files hold it."""
    return {"mean": change.mean, "low": change.low, "high": change.high, "n": change.n}


def sign(change: Mapping[str, Any]) -> int:
    """1 or −1 where the interval leaves zero out, else 0."""
    if change["low"] is None or change["high"] is None:
        return 0
    return 1 if change["low"] > 0 else -1 if change["high"] < 0 else 0


def gap(runs: Runs, actors: Actors, group: str = "base", label: str = "", level: str = "") -> dict[int, float] | None:
    """The verdict's difference, winner − runner-up, by replicate; a strategy that a question does not concern has its
    own run."""
    changed = [runs.values(group, label, level, name) for name in actors.pair]
    if all(one is None for one in changed):
        return None
    filled = [runs.base(name) if one is None else one for name, one in zip(actors.pair, changed, strict=True)]
    return less(filled[0], filled[1] if len(filled) > 1 else None)


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
        "runner_up": actors.runner_up,
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
        "same_as_comparison": same_as_comparison(stored, runs, actors),
        "notes": {"left_out": list(left_out)},
    }
    makers = {"knock-outs": _knock_outs, "spend": _spend, "tornado": _tornado}
    for group in groups:
        if group in makers:
            found[group.replace("-", "_")] = makers[group](stored, actors, runs)
    if "channels" in groups:
        found["channels"] = [_channels(stored, name, runs, half_life_days) for name in actors.pair]
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


# ---- knock-outs


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


# ---- spend


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
                "decided": bool(lead and sign(lead)),
            }
        )
    return {"rows": rows, "leaders": leaders}


# ---- tornado


def _tornado(stored: Stored, actors: Actors, runs: Runs) -> list[dict[str, Any]]:
    """One row an assumed parameter: the verdict's difference at both ends of its typical range, the largest swing
    first."""
    from gridsim.study.why import assumptions
    from gridsim.study.why_size import within_margin

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
                gain = runs.values("tornado", label, level, actors.best) or runs.base(actors.best)
                row["ends"][level] = {
                    "value": value,
                    "effect": interval(difference(moved, base)),
                    "difference": interval(difference(moved)),
                    "gain": interval(difference(gain)),
                }
        if row["ends"]:
            effects = [0.0, *(end["effect"]["mean"] for end in row["ends"].values())]
            row["swing"] = max(effects) - min(effects)
            row["replicates"] = min(end["effect"]["n"] for end in row["ends"].values())
            row["turns"] = turns(row, actors.runner_up)
            rows.append(row)
    # Those played with all replicates first: one replicate says which to look at, not how much they move.
    return sorted(rows, key=lambda row: (-row["replicates"], -row["swing"], row["parameter"]))


def turns(row: Mapping[str, Any], runner_up: str | None) -> str:
    """Return "surely", "perhaps" or "no": whether the difference has the other sign at an end of the range."""
    ends = [end["difference"] for end in row["ends"].values()]
    if any(sign(end) < 0 for end in ends):
        return "surely"
    return "perhaps" if any(end["mean"] < 0 or (sign(end) == 0 and end["low"] is not None) for end in ends) else "no"


# ---- channels


def _channels(stored: Stored, name: str, runs: Runs, half_life_days: float) -> dict[str, Any]:
    """What each channel of a strategy truly brings, what the rules give it, and how far they are off."""
    from gridsim.study.why import MOST_BLOCKS, blocks

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
                by[ORDERS].setdefault(channel, {})[number] = amount
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


# ---- the table


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
                "winner less runner-up",
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
                "winner less runner-up",
                f"change of {MEASURE}",
                *ends(end["effect"]),
            )
            yield (
                "tornado",
                row["parameter"],
                f"{level}: {end['value']}",
                "winner less runner-up",
                MEASURE,
                *ends(end["difference"]),
            )
    for one in found.get("channels", []):
        for row in one["channels"]:
            for level, by in (
                ("true", row["true"]),
                ("true, Shapley", row.get("true_shapley", {})),
                *row["rules"].items(),
            ):
                for metric, values in by.items():
                    yield ("channels", row["channel"], level, one["strategy"], metric, *ends(values))
