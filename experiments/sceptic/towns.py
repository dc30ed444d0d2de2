"""The towns that the page of the sceptic is made of, each played once, and how figures and verdicts are written."""

from __future__ import annotations

import functools
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import stdtrit
from validation.figure import played

import gridsim as gs
from gridsim.forms import run
from gridsim.results.result import Result, against_nothing
from gridsim.scenario import Scenario
from gridsim.scenario.quantities import money_text
from gridsim.study.digests import run_digest, world_digest
from gridsim.study.verdict import MEASURE, make_verdict
from gridsim.terms import NOTHING
from gridsim.world import World, build_world

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
REPLICATES = int(os.environ.get("SCEPTIC_TOWNS", "6"))
"""Towns of a contrast; what towns differ in more, or what is cheap, is played in a multiple of them."""
NET = MEASURE
"""Gain over doing nothing, as the verdict measures it."""
UNPRICED = "incremental_contribution"
"""The same, the time of points that nobody pays not taken off."""
GROSS = "incremental_contribution_margin"
"""The same before the cost of marketing."""
ASKED = ("official", "grid")
"""The contrast of the issue: the account alone, and the account with points."""
Towns = dict[str, list[Result]]
"""Results by strategy, a town an entry."""


def say(text: str) -> None:
    """Tell how far the work is."""
    sys.stderr.write(f"{text}\n")


@functools.cache
def shipped(name: str = "fresh_food") -> Scenario:
    """A scenario as it is shipped."""
    return gs.load_scenario(SCENARIOS / f"{name}.yaml")


def changed(changes: Mapping[str, Any], name: str = "fresh_food") -> Scenario:
    """A shipped scenario with changes; a key that is none any more is an error."""
    return shipped(name).replace(changes)


def with_budget(scenario: Scenario, amount: float) -> Scenario:
    """The scenario with another budget for which its plans are written: what a strategy does stays as it is."""
    text = money_text(max(1, round(amount * scenario.minor_units)), scenario.currency)
    return scenario.replace({"budget.total": text, "budget.planned_for": text})


def value_of(scenario: Scenario, path: str) -> Any:
    """The value of a parameter."""
    return next(info.value for info in scenario.parameters() if info.path == path)


# --- playing


class _Kept:
    """The last few of what is dear to make, by key; what two threads ask for at once is made twice."""

    def __init__(self, most: int):
        self.most, self.found, self.lock = most, OrderedDict(), threading.Lock()

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
                return self.found[key]
        made = make()
        with self.lock:
            self.found[key] = made
            while len(self.found) > self.most:
                self.found.popitem(last=False)
        return made


_WORLDS, _NOTHING, _PLAYS = _Kept(8), _Kept(16), _Kept(6)


def world_of(scenario: Scenario, replicate: int) -> World:
    """The town of a replicate, shared by the scenarios that have the same people."""
    key = (world_digest(scenario), scenario.seed, replicate)
    return _WORLDS.get(key, lambda: build_world(scenario, scenario.seed, replicate))


def alone(scenario: Scenario, strategy: str, replicate: int) -> Result:
    """One run."""
    return run(scenario, strategy, scenario.seed, replicate, world_of(scenario, replicate), threads=1)


def one(scenario: Scenario, strategy: str, replicate: int) -> Result:
    """One run, beside doing nothing in the same town with the same luck."""
    key = run_digest(scenario, NOTHING), replicate
    nothing = _NOTHING.get(key, lambda: alone(scenario, NOTHING, replicate))
    return nothing if strategy == NOTHING else against_nothing(alone(scenario, strategy, replicate), nothing)


def play(scenario: Scenario, strategies: Sequence[str] = ASKED, replicates: int = REPLICATES) -> Towns:
    """The strategies in so many towns; the plays made last are not made again."""
    names = tuple(strategies)

    def anew() -> Towns:
        towns = played(replicates, lambda k: [one(scenario, name, k) for name in (NOTHING, *names)])
        return {name: [town[place] for town in towns] for place, name in enumerate((NOTHING, *names))}

    return _PLAYS.get((scenario.digest(), names, replicates), anew)


BASE: list[Towns] = []


def base() -> Towns:
    """The shipped contrast: account and grid against doing nothing in fresh_food.yaml."""
    if not BASE:
        BASE.append(play(shipped()))
    return BASE[0]


# --- what came out


def values(found: Towns, strategy: str, metric: str) -> np.ndarray:
    """A metric by town; not a number where it is undefined."""
    return np.array([float("nan") if (v := r.metrics.get(metric)) is None else float(v) for r in found[strategy]])


def mean(found: Towns, strategy: str, metric: str) -> float:
    """Mean of a metric over the towns where it is defined."""
    some = values(found, strategy, metric)
    return float(np.nanmean(some)) if np.isfinite(some).any() else float("nan")


def ends(some: np.ndarray) -> tuple[float, float, float]:
    """Mean, and the ends of its 90 % interval."""
    half = stdtrit(len(some) - 1, 0.95) * some.std(ddof=1) / len(some) ** 0.5 if len(some) > 1 else float("inf")
    return float(some.mean()), float(some.mean() - half), float(some.mean() + half)


def verdict(found: Towns, scenario: Scenario, names: Sequence[str] = ASKED) -> str:
    """What the strategies earn over doing nothing, the better first, and who wins."""
    gains = {name: values(found, name, NET) for name in names if name in found}
    parts = []
    for name in sorted(gains, key=lambda name: -gains[name].mean()):
        middle, low, high = ends(gains[name])
        parts.append(f"{name} {signed(middle)} ({signed(low)} to {signed(high)})")
    budget = scenario.budget.total / scenario.minor_units
    said = make_verdict(gains, currency=scenario.currency, budget=budget, days=scenario.horizon)
    told = {"winner": f"{said['winner']} wins", "do_none": "do none", "undecided": "undecided"}[said["kind"]]
    return f"{', '.join(parts)}: {told}"


def verdict_with(changes: Mapping[str, Any]) -> str:
    """The verdict of fresh_food.yaml with changes."""
    scenario = changed(changes)
    return verdict(play(scenario), scenario)


def as_shipped() -> str:
    """The verdict of fresh_food.yaml."""
    return verdict(base(), shipped())


def ratio_of(above: str, below: str) -> Callable[[Sequence[Mapping[str, Any]]], float]:
    """Statistic: the sum over towns of one number, over that of another; not a number where there is none of it."""

    def statistic(towns: Sequence[Mapping[str, Any]]) -> float:
        under = sum(town[below] or 0 for town in towns)
        return sum(town[above] or 0 for town in towns) / under if under else float("nan")

    return statistic


def orders_of(result: Result, first: int, last: int) -> float:
    """Orders of a run from one day on until before another."""
    daily = result.daily
    return float(daily.loc[(daily["day"] >= first) & (daily["day"] < last), "orders"].sum())


def channel(result: Result, name: str) -> dict[str, float]:
    """Sums of a channel's columns; money in whole units."""
    rows = result.channels[result.channels["channel"] == name]
    kept = ("impressions", "reads", "clicks", "engagements", "orders", "spend")
    sums = {column: float(rows[column].sum()) for column in kept}
    return sums | {"spend": sums["spend"] / 100}


# --- how it is written


def signed(value: float) -> str:
    """A whole amount with its sign.

    Examples
    --------
    >>> signed(6500.4), signed(-9300), signed(float("nan"))
    ('+6,500', '−9,300', '–')
    """
    if not np.isfinite(value):
        return "–"
    return f"{'+' if value > 0 else ''}{value:,.0f}".replace("-", "−")


def number(value: float) -> str:
    """A number to read, with three digits or so; open ends are dashes.

    Examples
    --------
    >>> number(0.1234), number(12.34), number(1234.5), number(0.00123), number(-2.0), number(float("inf"))
    ('0.12', '12.3', '1,234', '0.0012', '−2.00', '–')
    """
    if not np.isfinite(value):
        return "–"
    small = abs(value)
    if small < 0.1 and small > 0:
        return f"{value:.2g}".replace("-", "−") if small >= 1e-4 else f"{value:.0e}".replace("-", "−")
    places = 2 if small < 10 else 1 if small < 100 else 0
    return f"{value:,.{places}f}".replace("-", "−")


def share(value: float, digits: int = 0) -> str:
    """A share in per cent.

    Examples
    --------
    >>> share(0.123), share(0.00042, 3), share(float("nan"))
    ('12 %', '0.042 %', '–')
    """
    return f"{100 * value:.{digits}f} %".replace("-", "−") if np.isfinite(value) else "–"
