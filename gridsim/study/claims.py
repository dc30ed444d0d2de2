"""The claim of an experiment in a form that can be judged: who wins where, and what a metric does.

Two kinds of expectation. The first is about the metric of the experiment, the second about any metric of a run, and it
reads the metric of one strategy (`of`) or its lead over another (`of` less `over`, replicate by replicate):

```yaml
expect:
  - {winner: grid, where: {budget.total: 100k CNY}}                           # wins all of these design points, also
    against doing nothing
  - {of: grid, metric: shares, grows: strategies.grid.points.content.interesting}    # from the first level to the last
  - {of: grid, over: official, falls: people.need_interval}                   # the lead does
  - {of: grid, metric: cascade_never_shared_share, above: 0.8}                # the mean, at every design point
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.errors import problem
from gridsim.results.metrics import METRICS
from gridsim.results.summary import Difference, paired, values_by_strategy
from gridsim.scenario.quantities import BadQuantity, count
from gridsim.study.levels import text_of
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd

CHANGES = ("grows", "falls")
BOUNDS = ("above", "below")
UP = ("grows", "above")


@dataclass(frozen=True)
class Expectation:
    """A part of the claim: `winner` (a strategy, or `nothing`) wins at every design point where the factors in `where`
    have these levels.

    Doing nothing contends, too: that a strategy is merely better than another is an `Effect`, `{of: grid, over:
    official, above: 0}`.
    """

    winner: str
    where: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.winner} wins" + (_places(self.where) or " everywhere")


@dataclass(frozen=True)
class Effect:
    """A part of the claim: the metric of `of`, or its lead over `over`, goes some `way` where the factors in `where`
    have these levels.

    grows, falls: from the first level of the factor `by`, in the order of the file, to its last, at every setting of
    the other factors.
    above, below: the mean is so against the number `by`, at every design point.
    """

    of: str
    over: str | None
    metric: str
    way: str
    by: Any
    where: dict[str, Any]

    def __str__(self) -> str:
        what = f"{self.metric} of {self.of}" + (f" less that of {self.over}" if self.over else "")
        way = f"{self.way} with {self.by}" if self.way in CHANGES else f"is {self.way} {self.by:g}"
        return f"{what} {way}" + _places(self.where)


def _places(where: Mapping[str, Any]) -> str:
    return " where " + ", ".join(f"{path} = {level}" for path, level in where.items()) if where else ""


def read_expectations(
    source: Any, factors: Mapping[str, Sequence[Any]], names: Sequence[str], metric: str, problems: list[str]
) -> tuple[Expectation | Effect, ...]:
    """Return the judged parts of the claim in an experiment file; what is wrong with them becomes problems."""
    given = source.tree.get("expect") or []
    found: list[Expectation | Effect] = []
    for place, one in enumerate(given if isinstance(given, list) else [given]):
        where = source.where(("expect", place))
        before = len(problems)
        kind = _kind(one)
        if kind is None:
            problems.append(
                problem(
                    where,
                    "an expectation",
                    "a winner, or a metric `of` a strategy that grows, falls, is above or below",
                    one,
                    "Write - {winner: grid} or - {of: grid, metric: reach, grows: budget.total}",
                )
            )
            continue
        problems += _wrong(where, one, kind, factors, names)
        if kind == "winner":
            problems += _winner_of(where, metric, names)
        if len(problems) == before:
            levels = {
                path: next(same for same in factors[path] if same == level)
                for path, level in (one.get("where") or {}).items()
            }
            if kind == "winner":
                found.append(Expectation(one["winner"], levels))
            else:
                by = one[kind] if kind in CHANGES else float(one[kind])
                found.append(Effect(one["of"], one.get("over"), one.get("metric", metric), kind, by, levels))
    return tuple(found)


def _kind(one: Any) -> str | None:
    """Which kind of expectation it is by its keys, None where they do not fit."""
    if not isinstance(one, dict) or not isinstance(one.get("where") or {}, dict):
        return None
    if "winner" in one:
        return "winner" if set(one) <= {"winner", "where"} else None
    ways = [way for way in (*CHANGES, *BOUNDS) if way in one]
    return ways[0] if len(ways) == 1 and "of" in one and set(one) <= {"of", "over", "metric", "where", *ways} else None


def _winner_of(where: str, metric: str, names: Sequence[str]) -> Iterator[str]:
    """Problem of a winner by a metric that has no better direction."""
    if metric in METRICS and not METRICS[metric].better:
        advice = f"Expect what it does: {{of: {names[0]}, metric: {metric}, above: 0}}"
        yield problem(where, "the metric of a winner", "one of which more or less is better", metric, advice)


def _wrong(
    where: str, one: Mapping[str, Any], kind: str, factors: Mapping[str, Sequence[Any]], names: Sequence[str]
) -> Iterator[str]:
    """Every problem of an expectation whose keys fit."""
    for key, what in (("winner", "the winner"), ("of", "the strategy"), ("over", "the other strategy")):
        known = names if NOTHING in names else (*names, NOTHING)
        if one.get(key) is not None and one[key] not in known:
            yield problem(where, what, f"one of {', '.join(known)}", one[key], "Name a strategy of this experiment")
    if one.get("over") is not None and one.get("over") == one.get("of"):
        yield problem(
            where, "the other strategy", "another than `of`", one["over"], "Leave `over` out, or name another"
        )
    metric = one.get("metric")
    if metric is not None:
        yield from METRICS.unknown(where, metric)
    for path, level in (one.get("where") or {}).items():
        if level not in factors.get(path, ()):
            levels = ", ".join(map(str, factors[path])) if path in factors else f"a factor: {', '.join(factors)}"
            yield problem(where, path, f"one of {levels}", level, "Name a factor and one of its levels")
    if kind in CHANGES:
        path = one[kind]
        if path not in factors:
            yield problem(
                where, kind, f"a factor: {', '.join(factors)}", path, "Name the factor with which the metric changes"
            )
        elif len(factors[path]) < 2 or path in (one.get("where") or {}):
            yield problem(
                where, kind, "a factor with several levels that `where` leaves open", path, "Name another factor"
            )
    elif kind in BOUNDS and (isinstance(one[kind], bool) or not isinstance(one[kind], (int, float))):
        yield problem(where, kind, "a number", one[kind], "Write for example above: 0")
    elif kind in BOUNDS:
        try:
            count(one[kind])
        except BadQuantity as bad:
            yield problem(where, kind, bad.constraint, one[kind], bad.advice)


def as_plain(one: Expectation | Effect) -> dict[str, Any]:
    """An expectation as it is stored, from which `from_plain` makes it again."""
    return asdict(one)


def from_plain(told: Mapping[str, Any]) -> Expectation | Effect:
    """Expectation stored by `as_plain`."""
    return Expectation(**told) if "winner" in told else Effect(**told)


def judge_winner(one: Expectation, points: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Whether an expectation of a winner holds: all of its design points won, decided; it does not if another strategy
    wins one, decided."""
    met = [point for point in points if meets(point, one.where)]
    won = sum(point["decided"] and point["winner"] == one.winner for point in met)
    lost = sum(point["decided"] and point["winner"] != one.winner for point in met)
    return _part(one, len(met), won, lost)


def judge_effect(one: Effect, points: Sequence[Mapping[str, Any]], runs: pd.DataFrame) -> dict[str, Any]:
    """Whether an effect holds: at all of its settings, decided at 90 %; it does not if at one it goes the other way, or
    nothing changes."""
    found = [{"where": where, **change._asdict()} for where, change in _changes(one, points, runs)]
    bound = 0.0 if one.way in CHANGES else one.by
    sides = [_side(row["low"], row["high"], bound) for row in found]
    wanted = 1 if one.way in UP else -1
    won = sum(side == wanted for side in sides)
    return {**_part(one, len(found), won, sum(side is not None and side != wanted for side in sides)), "found": found}


def _part(one: Expectation | Effect, n: int, won: int, lost: int) -> dict[str, Any]:
    state = "does not hold" if lost else "holds" if won == n else "undecided"
    return {"expectation": str(one), "state": state, "points": n, "won": won, "lost": lost}


def _changes(
    one: Effect, points: Sequence[Mapping[str, Any]], runs: pd.DataFrame
) -> Iterator[tuple[dict[str, Any], Difference]]:
    """The settings of an effect, each with the mean (of the lead, of the change) and its interval."""
    met = [point for point in points if meets(point, one.where)]
    if one.way in BOUNDS:
        for point in met:
            values = _values(one, point, runs)
            yield dict(point["levels"]), paired(values, np.zeros_like(values), [""])[0]
        return
    groups: dict[tuple, list[Mapping[str, Any]]] = {}
    for point in met:
        groups.setdefault(tuple(str(level) for path, level in point["levels"].items() if path != one.by), []).append(
            point
        )
    for group in groups.values():
        # Points stand in the order of the design, so the first and the last of a group have the factor's first and last
        # level.
        first, last = (_values(one, point, runs) for point in (group[0], group[-1]))
        others = {path: level for path, level in group[0]["levels"].items() if path != one.by}
        yield others, paired(last, first, [""])[0]


def _values(one: Effect, point: Mapping[str, Any], runs: pd.DataFrame) -> np.ndarray:
    """What the effect reads at a design point, replicate by replicate."""
    names = [one.of] if one.over is None else [one.of, one.over]
    values = values_by_strategy(runs[runs["point"] == point["point"]], names, [one.metric])
    return values[one.of] if one.over is None else values[one.of] - values[one.over]


def meets(point: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    """Whether a design point has these levels."""
    return all(
        (point.get("written") or {}).get(path, text_of(point["levels"][path])) == text_of(level)
        for path, level in where.items()
    )


def _side(low: float | None, high: float | None, bound: float) -> int | None:
    """1 where the interval lies above the bound, -1 below it, 0 where it is nothing but the bound, None where it holds
    it (or there is none)."""
    if low is None or high is None:
        return None
    if low == high == bound:
        return 0
    return 1 if low > bound else -1 if high < bound else None


def together(states: Iterable[str]) -> str:
    """The state of a claim whose expectations are in these states: it holds if all do, and does not if one does not."""
    found = set(states)
    return next((one for one in ("does not hold", "undecided") if one in found), "holds") if found else "not judged"
