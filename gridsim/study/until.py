"""Replicates until an interval is narrow enough, design point by design point.

    until: {width: 5k CNY}                                               # of the study's metric and its first two strategies
    until: {width: 50, metric: orders, of: grid, over: official, most: 60}

`replicates` are played of every design point. Those whose 90 % interval is still wider than `width` are played again,
half as many replicates more each time, until it is not, or `most` are played. Each step follows from the results of the
one before alone, so the study is the same wherever and however often it was interrupted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.arguments import as_whole
from gridsim.errors import problem
from gridsim.results.metrics import METRICS
from gridsim.results.summary import mean_interval, values_by_strategy
from gridsim.scenario import quantities
from gridsim.scenario.quantities import BadQuantity
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd

MOST = 200
KEYS = ("width", "metric", "of", "over", "most")
GROWS = 1.5
"""So many times the replicates of the step before."""


@dataclass(frozen=True)
class Until:
    """When a design point has replicates enough: the interval of a metric (of `of`, less that of `over`) is at most
    `width` from end to end, or there are `most`."""

    width: float
    metric: str
    of: str
    over: str | None
    most: int

    def told(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)

    def numbers(self, done: int) -> range:
        """The replicates of the step after so many.

        Examples
        --------
        >>> Until(1.0, "orders", "grid", None, 10).numbers(4), Until(1.0, "orders", "grid", None, 10).numbers(9)
        (range(4, 6), range(9, 10))
        """
        return range(done, min(self.most, max(done + 1, int(GROWS * done))))

    def wide(self, runs: pd.DataFrame) -> list[int]:
        """The design points whose interval is still too wide; one that no replicates would narrow (nothing is defined)
        is not."""
        found = []
        for number, rows in runs.groupby("point", sort=True):
            names = [self.of, *([self.over] if self.over else [])]
            values = values_by_strategy(rows, names, [self.metric])
            one = values[self.of] - values[self.over] if self.over else values[self.of]
            if METRICS[self.metric].zero and NOTHING in names and self.over:
                one = values[self.of] if self.over == NOTHING else -values[self.over]
            _, low, high, n = mean_interval(one)
            if n[0] > 1 and high[0] - low[0] > self.width or n[0] == 1:
                found.append(int(np.asarray(number)))
        return found


def read_until(
    given: Any, where: str, strategies: Sequence[str], metric: str, scenario: Any, problems: list[str]
) -> Until | None:
    """Return when replicates suffice, as an experiment says it; None where it does not, or says it wrongly (a
    problem)."""
    if given is None:
        return None
    if not isinstance(given, Mapping) or "width" not in given or not set(given) <= {*KEYS}:
        advice = f"Write for example {{width: 5000, of: grid, over: official, most: {MOST}}}"
        problems.append(problem(where, "until", f"a block with width, of the keys {', '.join(KEYS)}", given, advice))
        return None
    metric = given.get("metric", metric)
    wrong = METRICS.unknown(where, metric)
    problems += wrong
    if wrong:
        return None
    width = _width(given["width"], METRICS[metric].unit, scenario, where, problems)
    of, over = _contrast(given, strategies, where, problems)
    most = as_whole(given.get("most", MOST))
    if most is None or most < max(2, scenario.replicates):
        must = f"a whole number of at least the replicates, {max(2, scenario.replicates)}"
        problems.append(problem(where, "most", must, given.get("most"), "Raise it, or lower replicates"))
    return None if width is None or of is None or most is None else Until(width, metric, of, over, most)


def _width(given: Any, unit: str, scenario: Any, where: str, problems: list[str]) -> float | None:
    """The width in the unit of the metric."""
    try:
        if unit == "money":
            width = quantities.money(given, scenario.currency) / scenario.minor_units
        elif unit == "share":
            width = float(quantities.share(given))
        else:
            width = float(quantities.number(given))
    except BadQuantity as bad:
        problems.append(problem(where, "width", bad.constraint, given, bad.advice))
        return None
    if width <= 0:
        problems.append(problem(where, "width", "above 0", given, "Give the width from end to end"))
        return None
    return width


def _contrast(
    given: Mapping[str, Any], strategies: Sequence[str], where: str, problems: list[str]
) -> tuple[str | None, str | None]:
    """Whose interval it is: as said, or of the first strategy less the second."""
    known: Collection[str] = [*strategies, *([] if NOTHING in strategies else [NOTHING])]
    others = [*strategies, NOTHING][:2] if len(strategies) <= 2 else []
    of, over = given.get("of"), given.get("over")
    if of is None and over is None and others:
        return others[0], others[1]
    for key, one in (("of", of), ("over", over)):
        if one not in known and (key == "of" or one is not None):
            must, advice = f"one of {', '.join(known)}", "Name a strategy of this experiment"
            problems.append(problem(where, f"`{key}` of until", must, one, advice))
            return None, None
    return of, over
