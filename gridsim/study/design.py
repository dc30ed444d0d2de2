"""The design of an experiment: every combination of the levels of its factors, and the scenario that each makes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gridsim.errors import Said, ScenarioError, problem
from gridsim.study.levels import Factor, factor_of, held_at, text_of

MOST_COMBINATIONS = 5
"""Combinations of levels that are named in refusals."""


@dataclass(frozen=True)
class Point:
    """A design point: its number, the level of every factor as written, and the scenario that they make."""

    number: int
    levels: dict[str, Any]
    scenario: Any


def told_factors(factors: Mapping[str, Sequence[Any]], points: Sequence[Point]) -> dict[str, Factor]:
    """Return every factor with its levels as numbers and as written."""
    found = {}
    for path, levels in factors.items():
        first = {text_of(point.levels[path]): point.scenario for point in reversed(points)}
        found[path] = factor_of(path, levels, [first[text_of(level)] for level in levels])
    return found


def full_design(factors: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Return every combination of the factors' levels, the last factor varying fastest.

    Examples
    --------
    >>> full_design({"a": [1, 2], "b": ["x", "y"]})
    [{'a': 1, 'b': 'x'}, {'a': 1, 'b': 'y'}, {'a': 2, 'b': 'x'}, {'a': 2, 'b': 'y'}]
    """
    return [dict(zip(factors, levels, strict=True)) for levels in itertools.product(*factors.values())]


def tried(
    factors: Mapping[str, Sequence[Any]], make: Callable[[Mapping[str, Any]], Any], problems: list[str]
) -> tuple[Point, ...]:
    """The design points that can be made; the problems of the others, those of one level once, those of a combination
    with its levels."""
    design = full_design(factors)
    points: list[Point] = []
    told: dict[str, list[Mapping[str, Any]]] = {}
    for number, levels in enumerate(design):
        try:
            points.append(Point(number, levels, make(levels)))
        except ScenarioError as error:
            for text in error.problems:
                told.setdefault(text, []).append(levels)
    met = 0
    for text, those in told.items():
        if _of_one_level(those, factors, len(design)):
            problems.append(text)
        else:
            met += 1
            if met <= MOST_COMBINATIONS:
                chosen = ", ".join(f"{path} = {text_of(level)}" for path, level in those[0].items())
                more = f" and {len(those) - 1:,} more" if len(those) > 1 else ""
                problems.append(f"{text} So at the setting with {chosen}{more}.")
    if met > MOST_COMBINATIONS:
        problems.append(f"... and {met - MOST_COMBINATIONS:,} more problems of combinations of levels.")
    return tuple(points)


def _of_one_level(those: Sequence[Mapping[str, Any]], factors: Mapping[str, Sequence[Any]], n_points: int) -> bool:
    """Whether a problem comes with everything, or with one level of one factor, whatever the others are."""
    if len(those) == n_points:
        return True
    for path, levels in factors.items():
        met = {text_of(levels_of[path]) for levels_of in those}
        if len(met) == 1 and len(those) == n_points // len(levels):
            return True
    return False


def refuse_same_levels(points: Sequence[Point], where: Callable[[str], str], problems: list[str]) -> None:
    """Refuse levels that are written differently and are the same."""
    for path in points[0].levels:
        first: list[tuple[Any, str]] = []
        for text, scenario in {text_of(point.levels[path]): point.scenario for point in reversed(points)}.items():
            held, _ = held_at(scenario, path)
            twin = next((other for value, other in first if value == held), None)
            if twin is not None:
                same = Said(f"{text} and {twin}, which are the same")
                problems.append(problem(where(path), "the levels of a factor", "all different", same, "Leave one out"))
            first.append((held, text))
