"""A published figure, what the model gives with its interval, and the verdict, computed from a rule that was written
down before the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from math import inf, isfinite, nan, sqrt
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
REAL_DATA = ROOT.parent / "shared" / "data"
"""Real logs and series are no part of the project; where they are not, what needs them is left out."""
Town = TypeVar("Town")
Standing = Literal["free", "calibrated", "input"]
CONFIDENCE = 0.95
THREADS = 2
"""Towns that are played at once; the kernels run outside Python's lock, and no figure depends on it."""


@dataclass(frozen=True)
class Rule:
    """What was published, as numbers, and the band that the whole interval has to lie in; either end may be open."""

    published: tuple[float, ...]
    low: float
    high: float
    words: str


def published_range(low: float, high: float) -> Rule:
    """The band is the published range itself."""
    return Rule((low, high), low, high, "the published range")


def within(published: float, share: float) -> Rule:
    """A published point, give or take a share of it."""
    return Rule((published,), published * (1 - share), published * (1 + share), f"within {100 * share:g} %")


def within_points(published: float, points: float) -> Rule:
    """A published share, give or take some percentage points."""
    return Rule((published,), published - points / 100, published + points / 100, f"within {points:g} points")


def within_factor(published: float, factor: float) -> Rule:
    """A published point, up to a factor either way."""
    return Rule((published,), published / factor, published * factor, f"within a factor of {factor:g}")


def above(limit: float, words: str = "above it") -> Rule:
    """A sign: above a limit."""
    return Rule((), limit, inf, words)


def below(limit: float, words: str = "below it") -> Rule:
    """A published upper limit."""
    return Rule((), -inf, limit, words)


@dataclass(frozen=True)
class Figure:
    """One published figure against the simulated one.

    `standing` says what a verdict is worth: "free" (nothing was set on it), "calibrated" (a parameter was set so that
    it comes out) or "input" (the published figure is a parameter, and comes back through the engine). `set_on` names
    that parameter and its value.
    """

    name: str
    published: str
    rule: Rule
    mean: float
    low: float
    high: float
    n: int
    unit: Literal["share", "number"] = "share"
    standing: Standing = "free"
    set_on: str = ""
    of: str = "towns"

    @property
    def verdict(self) -> Literal["holds", "undecided", "misses"]:
        """Holds: the interval lies in the band; misses: it lies outside; undecided: it holds an end of the band."""
        if self.rule.low <= self.low and self.high <= self.rule.high:
            return "holds"
        return "misses" if self.high < self.rule.low or self.low > self.rule.high else "undecided"

    def inside(self, slack: float = 0.0) -> bool:
        """Whether the mean lies in the band, widened by a share of each end: what a test of few towns can ask."""
        low, high = self.rule.low, self.rule.high
        return (not isfinite(low) or low - slack * abs(low) <= self.mean) and (
            not isfinite(high) or self.mean <= high + slack * abs(high)
        )

    def record(self) -> dict[str, Any]:
        """The figure in plain values for JSON; an open end of the band is None."""
        plain = asdict(self)
        plain["rule"] |= {end: plain["rule"][end] if isfinite(plain["rule"][end]) else None for end in ("low", "high")}
        return plain | {"verdict": self.verdict}


@dataclass(frozen=True)
class Row:
    """A row of the published figures: its number, its figures, and series for charts of the shape."""

    number: int
    title: str
    figures: tuple[Figure, ...]
    shapes: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Figure:
        return next(figure for figure in self.figures if figure.name == name)


def played(n_towns: int, one: Callable[[int], Town]) -> list[Town]:
    """What `one(replicate)` gives for each of the first replicates, in their order."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(n_towns)))


def interval(towns: Sequence[Town], statistic: Callable[[Sequence[Town]], float]) -> tuple[float, float, float]:
    """Return a statistic of all towns and the ends of its 95 % interval, by the jackknife over towns with Student's
    quantile.

    Of a mean over towns this is the usual interval; of a ratio of sums, or of a rank correlation, it is the simplest
    one that is right when towns are many. With one town the interval is everything.
    """
    from scipy.special import stdtrit

    n, whole = len(towns), float(statistic(towns))
    if n < 2:
        return whole, -inf, inf
    without = np.array([statistic([*towns[:k], *towns[k + 1 :]]) for k in range(n)])
    error = sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    half = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2)) * error
    return whole, whole - half, whole + half


def figure(
    name: str,
    published: str,
    rule: Rule,
    towns: Sequence[Town],
    statistic: Callable[[Sequence[Town]], float],
    floor: float = -inf,
    **more: Any,
) -> Figure:
    """Measure one figure over towns; `floor` is what it cannot be below, so that its interval does not say so
    either."""
    mean, low, high = interval(towns, statistic)
    return Figure(name, published, rule, mean, max(low, floor), high, n=len(towns), **more)


def mean_of(name: str) -> Callable[[Sequence[dict[str, float]]], float]:
    """Statistic: the mean over towns of one of their numbers, those that are undefined left out."""
    return lambda towns: float(np.nanmean([town[name] for town in towns])) if towns else nan


def difference(one: str, other: str) -> Callable[[Sequence[dict[str, float]]], float]:
    """Statistic: the mean over towns of one number less another."""
    return lambda towns: mean_of(one)(towns) - mean_of(other)(towns)


def ratio_of(over: str, under: str) -> Callable[[Sequence[dict[str, float]]], float]:
    """Statistic: the sum over towns of one number, over that of another."""
    return lambda towns: sum(town[over] for town in towns) / sum(town[under] for town in towns)
