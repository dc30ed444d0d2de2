"""From what an experiment writes of its factors and its design to the levels at every design point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gridsim.errors import Said, problem
from gridsim.study.axes import Axis, keys_of
from gridsim.study.design import FULL, MOST_POINTS, POINTS, Design, combined, drawn_design, levels_of, read_design
from gridsim.study.factors import NO_FACTORS, forms_of, n_combinations, read_factors


class Layout(NamedTuple):
    """The design, its axes, the levels of every factor, and those of every point."""

    design: Design
    axes: tuple[Axis, ...]
    factors: dict[str, tuple[Any, ...]]
    rows: list[dict[str, Any]]


class Asked(NamedTuple):
    """What is asked of a layout: the `factors` and the `design` as written, where they are written, the strategies whose
    guesses count, the scenario that is varied (a callable, since only some designs need it), and the folder that files
    are relative to."""

    factors: Any
    design: Any
    where: Callable[[tuple[str, ...]], str]
    strategies: Sequence[str]
    base: Callable[[], Any]
    folder: Path


def lay_out(asked: Asked, problems: list[str]) -> Layout | None:
    """Return the layout; None, and problems, where it cannot be made."""
    design, wrong = read_design("full" if asked.design is None else asked.design, asked.where(("design",)))
    problems += wrong
    if design.kind == POINTS and not wrong:
        return _from_file(asked, design, problems)
    before = len(problems)
    forms, wrong_forms = forms_of(asked.factors, asked.where(("factors",)))
    problems += wrong_forms

    def where(path: str) -> str:
        return asked.where(("factors", path))

    axes = read_factors(forms, where, asked.base, asked.strategies, problems)
    if wrong or len(problems) > before:
        return None
    by_law = [axis.label for axis in axes if not axis.n_levels]
    if design.kind == FULL and by_law:
        path = by_law[0] if by_law[0] in forms else next(path for path in forms if not isinstance(forms[path], list))
        got = Said("a law" + (f", as {len(by_law) - 1} more" if len(by_law) > 1 else ""))
        advice = "Write its levels in brackets, or draw the design: {lhs: 200}"
        problems.append(problem(where(path), "a factor of a full design", "a list of levels", got, advice))
    if len(problems) > before:
        return None
    n = n_combinations(axes) if design.kind == FULL else design.n_points(len(axes))
    if n > MOST_POINTS:
        most, advice = f"at most {MOST_POINTS:,} points", "Give fewer levels" if design.kind == FULL else "Draw fewer"
        problems.append(problem(asked.where(("factors",)), "the design", most, f"{n:,}", advice))
        return None
    if design.kind == FULL:
        own = {one.path: one.levels for axis in axes for one in axis.members}
        return Layout(design, axes, own, combined(axes))
    scenario = asked.base()
    if scenario is None:
        return None
    rows = drawn_design(axes, design, scenario.seed)
    return Layout(design, axes, {path: levels_of(rows)[path] for path in keys_of(axes)}, rows)


def _from_file(asked: Asked, design: Design, problems: list[str]) -> Layout | None:
    """The layout of a file of points."""
    where = asked.where(("design",))
    if asked.factors:
        must, advice = "left out beside a file of points, whose columns are the factors", "Take `factors` out"
        problems.append(problem(asked.where(("factors",)), "factors", must, asked.factors, advice))
        return None
    path = asked.folder / design.file
    table = _table(path, where, problems)
    if table is None:
        return None
    if not len(table) or not len(table.columns) or len(table) > MOST_POINTS:
        must = f"a table of 1 to {MOST_POINTS:,} points, a column a key"
        problems.append(problem(where, f"{design.file}", must, f"{len(table):,} rows", "Correct the file"))
        return None
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(table.to_dict("records"), 2):
        empty = [str(name) for name, level in row.items() if level is None or level != level or level == ""]
        if empty:
            what, advice = f"{design.file}:{number} {empty[0]}", "Fill the cell, or take the row out"
            problems.append(problem(where, what, "a level", "an empty cell", advice))
            return None
        rows.append({str(name).strip(): plain_level(level) for name, level in row.items()})
    for name in rows[0]:
        if name.split(".")[0] in NO_FACTORS:
            advice = "Take the column out, and set seed and replicates of the experiment itself"
            problems.append(problem(where, f"a column of {design.file}", "a key that changes the model", name, advice))
            return None
    return Layout(design, (), levels_of(rows), rows)


def _table(path: Path, where: str, problems: list[str]) -> Any:
    """The table of a CSV file (its cells as text) or a Parquet file; None, and a problem, where there is none."""
    import pandas as pd

    if path.suffix.lower() not in (".csv", ".parquet"):
        problems.append(
            problem(where, "the file of points", "a .csv or .parquet file", path.name, "Rename it or save it as CSV")
        )
        return None
    if not path.is_file():
        problems.append(problem(where, "the file of points", "a file", path.name, f"There is no {path}"))
        return None
    try:
        if path.suffix.lower() == ".parquet":
            frame = pd.read_parquet(path)
            return frame.astype(object)
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skipinitialspace=True)
    except (ValueError, OSError) as error:
        told = str(error).splitlines()[0]
        problems.append(problem(where, path.name, "a table with a header", told, "Save it again as CSV in UTF-8"))
        return None


def plain_level(level: Any) -> Any:
    """A level as plain Python, whatever array it came from."""
    return level.item() if hasattr(level, "item") else level
