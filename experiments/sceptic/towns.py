"""Comparisons that the page of the sceptic is made of, each played once, and how figures are written."""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import gridsim as gs
from gridsim.errors import ScenarioError
from gridsim.scenario import Scenario
from gridsim.study.compare import Comparison
from gridsim.study.verdict import MEASURE

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
REPLICATES = 4
NET = MEASURE
"""Gain over doing nothing, as the verdict measures it."""
UNPRICED = "incremental_contribution"
"""The same, the time of points that nobody pays not taken off."""
PLAYED: dict[tuple, Comparison] = {}
ASKED = ("official", "grid")
"""The contrast of the issue: the account alone, and the account with points."""


def say(text: str) -> None:
    """Tell how far the work is."""
    sys.stderr.write(f"{text}\n")


@functools.cache
def shipped(name: str = "fresh_food") -> Scenario:
    """A scenario as it is shipped."""
    return gs.load_scenario(SCENARIOS / f"{name}.yaml")


def play(scenario: Scenario, strategies: Sequence[str] | None = None, replicates: int = REPLICATES) -> Comparison:
    """A comparison, played once however often it is asked for."""
    names = tuple(strategies or scenario.strategies)
    key = (scenario.digest(), names, replicates)
    if key not in PLAYED:
        PLAYED[key] = gs.study.compare(scenario, replicates=replicates, strategies=names)
    return PLAYED[key]


def changed(changes: Mapping[str, Any], name: str = "fresh_food") -> Scenario:
    """A shipped scenario with changes; those keys that it does not have are left out."""
    scenario = shipped(name)
    for path, value in changes.items():
        try:
            scenario = scenario.replace({path: value})
        except ScenarioError as error:
            say(f"left out {path}: {error.problems[0]}")
    return scenario


def first_key(scenario: Scenario, *paths: str) -> str | None:
    """The first of these paths that the scenario has."""
    known = {info.path for info in scenario.parameters()}
    return next((path for path in paths if path in known), None)


def value_of(scenario: Scenario, path: str) -> Any:
    """The value of a parameter; None where there is none."""
    return next((info.value for info in scenario.parameters() if info.path == path), None)


def mean(found: Comparison, strategy: str, metric: str) -> float:
    """Mean of a metric, not a number where it is undefined or unknown."""
    value = ((found.summary["strategies"].get(strategy) or {}).get(metric) or {}).get("mean")
    return float("nan") if value is None else float(value)


def span(found: Comparison, strategy: str, metric: str = NET) -> str:
    """A mean with its 90 % interval."""
    one = found.summary["strategies"][strategy][metric]
    if one["mean"] is None:
        return "none"
    ends = "" if one["low"] is None else f" ({signed(one['low'])} to {signed(one['high'])})"
    return signed(one["mean"]) + ends


def verdict(found: Comparison, names: Sequence[str] = ASKED) -> str:
    """What the strategies earn over doing nothing, the better first, and who wins."""
    there = [name for name in names if name in found.summary["strategies"]]
    there.sort(key=lambda name: -mean(found, name, NET))
    parts = ", ".join(f"{name} {span(found, name)}" for name in there)
    kind = found.summary["verdict"]["kind"]
    told = {"winner": f"{found.summary['verdict']['winner']} wins", "do_none": "do none", "undecided": "undecided"}
    return f"{parts}: {told[kind]}"


def verdict_with(changes: Mapping[str, Any]) -> str:
    """The verdict of fresh_food.yaml with changes."""
    return verdict(play(changed(changes), ASKED))


def log_ratio(more: float, less: float, ratio: float) -> float:
    """Elasticity: the logarithm of a ratio of orders over that of the effort; not a number without orders."""
    return float(np.log(more / less) / np.log(ratio)) if more > 0 and less > 0 else float("nan")


def orders_between(found: Comparison, strategy: str, first: int, last: int) -> float:
    """Orders a run from one day on until before another."""
    daily = found.daily
    rows = daily[(daily["strategy"] == strategy) & (daily["day"] >= first) & (daily["day"] < last)]
    return float(rows["orders"].sum()) / len(found.runs["replicate"].unique())


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


def figure(value: float, digits: int = 2) -> str:
    """A number to read: so many digits after the point below 10, one below 100, none above.

    Examples
    --------
    >>> figure(0.123), figure(12.34), figure(1234.5), figure(float("nan"))
    ('0.12', '12.3', '1,234', '–')
    """
    if not np.isfinite(value):
        return "–"
    small = abs(value)
    places = digits if small < 10 else 1 if small < 100 else 0
    return f"{value:,.{places}f}".replace("-", "−")


def share(value: float, digits: int = 0) -> str:
    """A share in per cent.

    Examples
    --------
    >>> share(0.123), share(0.00042, 3), share(float("nan"))
    ('12 %', '0.042 %', '–')
    """
    return f"{100 * value:.{digits}f} %".replace("-", "−") if np.isfinite(value) else "–"


def times(value: float) -> str:
    """A factor."""
    return f"{value:.2f} times" if np.isfinite(value) else "–"


def channel_sums(found: Comparison, strategy: str, channel: str) -> dict[str, float]:
    """Sums of a channel's columns a run; money in whole units."""
    rows = found.channels[(found.channels["strategy"] == strategy) & (found.channels["channel"] == channel)]
    n = len(found.runs["replicate"].unique())
    sums = {name: float(rows[name].sum()) / n for name in ("impressions", "reads", "clicks", "orders", "spend")}
    return sums | {"spend": sums["spend"] / found.scenario.minor_units}
