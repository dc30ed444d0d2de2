"""The runs of a `why` by question, and their paired differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.results.summary import Difference, paired
from gridsim.study.verdict import MEASURE

if TYPE_CHECKING:
    import pandas as pd


ORDERS, MARGIN = "incremental_orders", "incremental_contribution_margin"
"""Metrics of the true effect of a channel: orders, and contribution before marketing."""


@dataclass(frozen=True)
class Actors:
    """Whose results are explained."""

    best: str
    rival: str | None
    alone: str | None
    all: tuple[str, ...]

    @property
    def pair(self) -> tuple[str, ...]:
        """The best strategy and its rival."""
        return (self.best,) if self.rival is None else (self.best, self.rival)

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


def gap(runs: Runs, actors: Actors, group: str = "base", label: str = "", level: str = "") -> dict[int, float] | None:
    """The difference that is explained, best − rival, by replicate; a strategy that a question does not concern has its
    own run."""
    changed = [runs.values(group, label, level, name) for name in actors.pair]
    if all(one is None for one in changed):
        return None
    filled = [runs.base(name) if one is None else one for name, one in zip(actors.pair, changed, strict=True)]
    return less(filled[0], filled[1] if len(filled) > 1 else None)
