"""A row of the sceptic's table: what was objected, what is measured now, what somebody who sells would expect, and
whether the one lies inside the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from validation.figure import Figure, Rule

from sceptic.towns import number, share

STATES = {"holds": "inside", "undecided": "undecided", "misses": "**outside**"}
"""What the page says of a figure, by its verdict."""


@dataclass(frozen=True)
class Found:
    """What a row measured: in words, the verdict with what it speaks of, the figures that are held against published
    ones."""

    told: str
    verdict: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Row:
    """An objection, its old figure, what a practitioner would say, how it is measured now."""

    number: int
    what: str
    old: str
    practice: str
    measure: Callable[[], Found]


ROWS: dict[int, Row] = {}


def row(number: int, what: str, old: str, practice: str) -> Callable[[Callable[[], Found]], Callable[[], Found]]:
    """Declare the function below as the measure of a row of the sceptic's table."""

    def declare(measure: Callable[[], Found]) -> Callable[[], Found]:
        ROWS[number] = Row(number, what, old, practice, measure)
        return measure

    return declare


def known(name: str, published: str, rule: Rule, value: float, unit: str = "number") -> Figure:
    """A figure without luck: a count, or what the scenario itself says."""
    # `unit` is one of the words of `Figure`, which the type of a plain text does not say
    return Figure(name, published, rule, value, value, value, n=1, unit=unit)  # type: ignore[arg-type]


def state(figures: Sequence[Figure]) -> str:
    """Of a row: outside where one figure is, inside where all are, else undecided."""
    found = {one.verdict for one in figures}
    return next(kind for kind in ("misses", "undecided", "holds") if kind in found)


def written(one: Figure) -> str:
    """A figure with its interval, its band and where it lies."""
    tell = _share if one.unit == "share" else number
    spread = f" ({tell(one.low)} to {tell(one.high)})" if isfinite(one.low) and one.low != one.high else ""
    return f"{one.name} {tell(one.mean)}{spread}, {band(one)}: {STATES[one.verdict]}"


def band(one: Figure) -> str:
    """What a figure is held against."""
    tell = _share if one.unit == "share" else number
    low, high = one.rule.low, one.rule.high
    if not isfinite(low):
        return f"at most {tell(high)}"
    return f"{tell(low)} to {tell(high)}" if isfinite(high) else f"at least {tell(low)}"


def _share(value: float) -> str:
    """A share with so many digits as it needs."""
    return share(value, 0 if abs(value) >= 0.1 else 1 if abs(value) >= 0.01 else 3)
