"""The design of an experiment: which combinations of its factors are played, and the scenario that each makes.

    design: full                    # every combination of the levels
    design: {lhs: 200}              # a Latin hypercube: each factor's law cut into 200 equal parts, one point in each
    design: {sobol: 256}            # a scrambled Sobol' sequence, the most even
    design: {random: 200}           # independent draws
    design: {morris: 20}            # 20 paths on which one factor changes at a time: which factors count at all
    design: {saltelli: 256}         # 256 (factors + 2) points, from which the indices of Sobol' are computed
    design: {points: plan.csv}      # the rows of a CSV or Parquet file, a column a key

A drawn design is a set of points in the unit cube, one direction an axis (`axes`): it depends on the seed of the study,
on the number of axes, and on nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gridsim.errors import Said, ScenarioError, problem
from gridsim.study.axes import Axis
from gridsim.study.levels import Factor, factor_of, held_at, text_of
from gridsim.study.salib import need_salib, salib_problem

MOST_COMBINATIONS = 5
"""Combinations of levels that are named in refusals."""


FULL, POINTS = "full", "points"
DRAWN = ("lhs", "sobol", "random", "morris", "saltelli")
BY_SALIB = ("morris", "saltelli")
MOST_POINTS = 10_000


@dataclass(frozen=True)
class Design:
    """The design that was asked for: its kind, the number that it is given, and the file that it is read from."""

    kind: str = FULL
    n: int = 0
    file: str = ""

    def told(self) -> Any:
        """The design as one would write it."""
        return self.kind if self.kind == FULL else {self.kind: self.file or self.n}

    @property
    def is_drawn(self) -> bool:
        """Whether its points are drawn from laws."""
        return self.kind in DRAWN

    def n_points(self, n_axes: int) -> int:
        """How many points a drawn design has."""
        return self.n * {"morris": n_axes + 1, "saltelli": n_axes + 2}.get(self.kind, 1)


def read_design(given: Any, where: str) -> tuple[Design, list[str]]:
    """Return the design that was asked for, and what is wrong with it.

    Examples
    --------
    >>> read_design({"lhs": 200}, "a.yaml:9")
    (Design(kind='lhs', n=200, file=''), [])
    >>> read_design("grid", "a.yaml:9 design")[1]
    ["a.yaml:9 design: the design must be full, or one of {lhs: N}, {sobol: N}, {random: N}, {morris: N}, {saltelli: N},
    {points: FILE}; got 'grid'. Write full for every combination of the levels."]
    """
    kind, value = next(iter(given.items())) if isinstance(given, Mapping) and len(given) == 1 else (given, None)
    if kind == FULL and value is None:
        return Design(), []
    if kind == POINTS and isinstance(value, (str, Path)) and str(value).strip():
        return Design(POINTS, 0, str(value)), []
    if kind not in DRAWN or value is None:
        known = ", ".join(f"{{{name}: N}}" for name in DRAWN)
        must = f"full, or one of {known}, {{points: FILE}}"
        return Design(), [problem(where, "the design", must, given, "Write full for every combination of the levels")]
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_POINTS:
        must = f"a whole number from 1 to {MOST_POINTS:,}"
        return Design(), [problem(where, f"the number of {kind}", must, value, f"Write for example {{{kind}: 200}}")]
    if kind in BY_SALIB and (missing := salib_problem(where, f"the design {kind}")):
        return Design(), [missing]
    return Design(kind, value), []


def cube(design: Design, n_axes: int, seed: int) -> np.ndarray:
    """Return the points of a drawn design in the unit cube.

    Returns
    -------
    (points, axes) float64
        From 0 to 1.
    """
    from scipy.stats import qmc

    draws = np.random.Generator(np.random.Philox([seed, DRAWN.index(design.kind)]))
    if design.kind == "lhs":
        return qmc.LatinHypercube(n_axes, rng=draws).random(design.n)
    if design.kind == "sobol":  # the first points of a whole power of two, which need no warning
        return qmc.Sobol(n_axes, rng=draws).random_base2(max(0, (design.n - 1).bit_length()))[: design.n]
    if design.kind == "random":
        return draws.random((design.n, n_axes))
    return need_salib(design.kind).points(n_axes, design.n, int(draws.integers(2**31)))


def orders(n: int, repeats: int, seed: int = 0) -> list[np.ndarray]:
    """Return random orders of n places: the same for the same seed."""
    draws = np.random.Generator(np.random.Philox([seed, n]))
    return [draws.permutation(n) for _ in range(repeats)]


def resamples(n: int, repeats: int, seed: int = 0) -> list[np.ndarray]:
    """Return n places drawn with replacement, several times: the same for the same seed."""
    draws = np.random.Generator(np.random.Philox([seed, n, 1]))
    return [draws.integers(0, n, n) for _ in range(repeats)]


def drawn_design(axes: Sequence[Axis], design: Design, seed: int) -> list[dict[str, Any]]:
    """Return the levels of every key at the points of a drawn design.

    Examples
    --------
    >>> from gridsim.study.axes import Member
    >>> from gridsim.study.laws import Law
    >>> axis = Axis("a", (Member("a", law=Law("uniform", 0, 1)), Member("b", levels=(1, 2))))
    >>> [point["b"] == 1 + (point["a"] >= 0.5) for point in drawn_design([axis], Design("lhs", 4), seed=1)]
    [True, True, True, True]
    """
    return [
        {path: level for axis, share in zip(axes, row, strict=True) for path, level in axis.at(share).items()}
        for row in cube(design, len(axes), seed).tolist()
    ]


@dataclass(frozen=True)
class Point:
    """A design point: its number, the level of every factor as written, the scenario that they make, and the one that is
    played where that is another (the same in small)."""

    number: int
    levels: dict[str, Any]
    whole: Any
    small: Any = None

    @property
    def scenario(self) -> Any:
        """The scenario that is played."""
        return self.whole if self.small is None else self.small


def told_factors(factors: Mapping[str, Sequence[Any]], points: Sequence[Point]) -> dict[str, Factor]:
    """Return every factor with its levels as numbers and as written."""
    found = {}
    for path, levels in factors.items():
        first = {text_of(point.levels[path]): point.whole for point in reversed(points)}
        found[path] = factor_of(path, levels, [first[text_of(level)] for level in levels])
    return found


def combined(axes: Sequence[Axis]) -> list[dict[str, Any]]:
    """Return every combination of the levels of axes, whose keys move together."""
    places = itertools.product(*(range(axis.n_levels) for axis in axes))
    return [
        {path: level for axis, at in zip(axes, place, strict=True) for path, level in axis.level(at).items()}
        for place in places
    ]


def full_design(factors: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Return every combination of the factors' levels, the last factor varying fastest.

    Examples
    --------
    >>> full_design({"a": [1, 2], "b": ["x", "y"]})
    [{'a': 1, 'b': 'x'}, {'a': 1, 'b': 'y'}, {'a': 2, 'b': 'x'}, {'a': 2, 'b': 'y'}]
    """
    return [dict(zip(factors, levels, strict=True)) for levels in itertools.product(*factors.values())]


def levels_of(design: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """Return the levels that the points of a design have of every key, each once, in the order in which they come."""
    found: dict[str, dict[str, Any]] = {path: {} for path in (design[0] if design else ())}
    for point in design:
        for path, level in point.items():
            found[path].setdefault(text_of(level), level)
    return {path: tuple(levels.values()) for path, levels in found.items()}


def tried(
    design: Sequence[dict[str, Any]],
    factors: Mapping[str, Sequence[Any]],
    make: Callable[[Mapping[str, Any]], Any],
    problems: list[str],
    drawn: bool = False,
) -> tuple[Point, ...]:
    """The design points that can be made; the problems of the others, those of one level once, those of a combination
    with its levels, those of drawn points with their number."""
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
        if len(those) == len(design) or not drawn and _of_one_level(those, factors, len(design)):
            problems.append(text)
        else:
            met += 1
            if met <= MOST_COMBINATIONS:
                more = f" and {len(those) - 1:,} more" if len(those) > 1 else ""
                problems.append(f"{text} So at {_setting(design, those[0], drawn)}{more}.")
    if met > MOST_COMBINATIONS:
        problems.append(f"... and {met - MOST_COMBINATIONS:,} more problems of combinations of levels.")
    return tuple(points)


def _setting(design: Sequence[Mapping[str, Any]], levels: Mapping[str, Any], drawn: bool) -> str:
    """A setting in words: a drawn one by its number, since its levels are many."""
    if drawn:
        return f"drawn point {next(number for number, one in enumerate(design) if one is levels)}"
    return "the setting with " + ", ".join(f"{path} = {text_of(level)}" for path, level in levels.items())


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
