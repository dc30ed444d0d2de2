"""Known people, before anything is drawn: from a table of people, from the labels of the ties, or a plain number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gridsim.errors import ScenarioError, problem, refusal
from gridsim.files import evidence, ids, strays
from gridsim.files.columns import Columns, column_place
from gridsim.files.people import open_people
from gridsim.files.text import Text
from gridsim.files.ties import Ties, line_with
from gridsim.files.words import LABEL_COLUMNS
from gridsim.terms import PEOPLE, Role, words
from gridsim.world.network import tidy_labels

_SHOWN = 5
_NOT_KNOWN = ("NA", "N/A", "n/a", "NaN", "nan", "None", "NULL", "null", "\\N", "<NA>", "#N/A")
"""Words that programs write into an empty cell."""


class Population(NamedTuple):
    """Known attributes of each person, before anything is drawn; None where the scenario gives none."""

    n: int
    labels: np.ndarray | None = None  # (n,), None where they are 0 to n - 1
    role: np.ndarray | None = None  # int8 codes, codes of `terms.Role`
    circle: np.ndarray | None = None  # int32 codes, -1 none
    circle_names: list[str] | None = None
    region: np.ndarray | None = None  # int32 codes, -1 none
    region_names: list[str] | None = None
    read_as: str = ""  # how the table of people was read


class PeopleColumns(NamedTuple):
    """Columns of the table of people by what they hold (`people` in a scenario)."""

    label: str | None
    circle: tuple[str, ...]
    role: str | None
    region: str | None
    missing: tuple[str, ...]
    delimiter: str | None = None
    header: bool | None = None
    encoding: str | None = None


def people_columns(people: Any) -> PeopleColumns:
    """Return the columns that a scenario names."""
    circle = (people.circle,) if isinstance(people.circle, str) else tuple(people.circle or ())
    missing = people.missing if isinstance(people.missing, (list, tuple)) else [people.missing]
    said = (people.delimiter, people.header, people.encoding)
    return PeopleColumns(
        people.label, circle, people.role, people.region, tuple(str(value).strip() for value in missing), *said
    )


def read_people(path: Path, columns: PeopleColumns) -> Population:
    """Return the population of a table of people, one row each, in the order of the table.

    Parameters
    ----------
    path : path
        CSV, TSV, text or Parquet, gzipped or not; text has a header.
    columns : PeopleColumns
        Which columns say what. Of several circle columns the first that is known counts; the name of such a circle
        holds the column's name too.

    Raises
    ------
    ScenarioError
        If a column is missing, a label is missing or doubled, or a role is unknown: with file and line.
    """
    wanted: dict[str, str | int | None] = {"label": columns.label, "role": columns.role, "region": columns.region}
    wanted |= {f"circle {name}": name for name in columns.circle}
    table = open_people(
        path,
        [name for name in wanted.values() if isinstance(name, str)],
        columns.delimiter,
        columns.header,
        columns.encoding,
    )
    where, names = table.where, table.names
    if columns.label is None:
        _refuse_row_numbers(table)
        wanted["label"] = 0
    if isinstance(table, Text):
        evidence.refuse_footer(table, "a person")
    problems: list[str] = []
    place: dict[str, int] = {}
    for what, name in wanted.items():
        if name is None:
            continue
        try:
            at = column_place(where, names, table.width, name, f"people.{what.split()[0]}")
            place[what] = -1 if at is None else at
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    cells = text_columns(table, sorted(set(place.values())))
    known = {what: _known(table, cells[at], columns.missing, what) for what, at in place.items()}
    if isinstance(table, Text):
        strays.refuse_header_again(table, list(cells.values()), list(cells))
    labels = _labels(table, cells[place["label"]], place["label"])
    circles = [known[f"circle {name}"] for name in columns.circle]
    role = _roles(table, known["role"], place["role"]) if "role" in known else None
    circle = _codes(_first_known(circles, columns.circle)) if circles else (None, None)
    region = _codes(known["region"]) if "region" in known else (None, None)
    told = [*table.told, f"{table.width} columns", f"ids from {names[place['label']]}", f"{len(labels):,} people"]
    return Population(
        len(labels), tidy_labels(labels), role, circle[0], circle[1], region[0], region[1], ", ".join(told)
    )


def text_columns(table: Text | Columns, places: Sequence[int]) -> dict:
    """The wanted columns as arrow arrays of text without blanks around it."""
    arrays = table.strings(places)
    if not len(arrays[0]):
        raise refusal(
            table.where,
            "the table of people",
            "of at least one row below the header",
            "none",
            "Give one row a person",
        )
    return dict(zip(places, arrays, strict=True))


def _refuse_row_numbers(table: Text | Columns) -> None:
    """Refuse to take the first column for the ids where it numbers the rows and another is called id."""
    lower = [name.lower() for name in table.names]
    others = [name for name in table.names[1:] if name.lower() in LABEL_COLUMNS]
    first = [row[0] for row in table.sample[:200]]
    counts = first in ([str(at) for at in range(start, start + len(first))] for start in (0, 1))
    if others and counts and lower[0] not in LABEL_COLUMNS:
        got = f"{table.names[0] or 'a column without a name'}, which numbers the rows, beside {', '.join(others[:3])}"
        raise refusal(
            table.where,
            "the column of the ids",
            "said where the first only numbers the rows",
            got,
            "Name it: people.label",
        )


def _known(table: Text | Columns, cells: Any, missing: tuple[str, ...], what: str) -> Any:
    """The cells with every missing or empty value made null; a usual word for what is not known, which `people.missing`
    does not name, is refused."""
    import pyarrow
    from pyarrow import compute

    # as pandas writes whole numbers with gaps
    floats = [f"{value}.0" for value in missing if value.lstrip("-").isdecimal()]
    gone = compute.is_in(cells, value_set=pyarrow.array(["", *missing, *floats], "string"), skip_nulls=True)
    words = compute.and_not(compute.is_in(cells, value_set=pyarrow.array(_NOT_KNOWN, "string")), gone)
    at = compute.index(words, True).as_py()
    if at >= 0 and what != "label":
        word = cells[at].as_py()
        advice = (
            f"If it means not known, say so: people.missing: '{word}' (several in a list); if it is a name, write it"
            " otherwise"
        )
        raise refusal(_lines_of(table, [at])[0], f"the {what}", "a name beyond doubt", word, advice)
    return compute.if_else(gone, pyarrow.scalar(None, "string"), cells)


def _labels(table: Text | Columns, cells: Any, place: int) -> np.ndarray:
    """The people's own ids: whole numbers if all print back as they stand, else text; each once."""
    from pyarrow import compute

    empty = compute.equal(cells, "").to_numpy(zero_copy_only=False)
    if empty.any():
        line = _lines_of(table, np.flatnonzero(empty)[:1])[0]
        raise refusal(line, "the label of a person", "a number or a text", "an empty cell", "Give every person an id")
    numbers = ids.whole_numbers(cells)
    labels = ids.text_array(cells.to_pylist()) if numbers is None else numbers.to_numpy(zero_copy_only=False)
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    doubled = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(doubled):
        first = ordered[doubled[0]]
        line = _lines_of(table, [int(np.flatnonzero(labels == first)[-1])])[0]
        raise refusal(
            line, "the label of a person", "one that no other person has", str(first), "Give every person one row"
        )
    return labels


def _roles(table: Text | Columns, known: Any, place: int) -> np.ndarray:
    """Codes of the roles; a missing one is a consumer, an unknown name an error."""
    names = words(PEOPLE)  # the official account is no person
    codes = np.zeros(len(known), np.int8)
    values, places = _coded(known)
    unknown = []
    for code, value in enumerate(values):
        if value.lower() not in names:
            unknown.append((value, int(np.argmax(places == code))))
        else:
            codes[places == code] = Role[value.upper()]
    if unknown:
        choice = "one of " + ", ".join(names) + ", or empty for a consumer"
        advice = "Rename it in the table, or leave out people.role"
        lines = _lines_of(table, [row for _, row in unknown[:_SHOWN]])
        raise ScenarioError(
            [problem(line, "the role", choice, value, advice) for line, (value, _) in zip(lines, unknown, strict=False)]
        )
    return codes


def _lines_of(table: Text | Columns, rows: Iterable[int]) -> list[str]:
    """File and line of each of these rows of data."""
    return [table.line_of(int(row)) for row in rows]


def _first_known(columns: list, names: tuple[str, ...]) -> Any:
    """Per person the first known value over the columns, with the column's name before it where there are several."""
    import pyarrow
    from pyarrow import compute

    if len(columns) > 1:
        columns = [
            compute.binary_join_element_wise(pyarrow.scalar(name), column, " ")
            for name, column in zip(names, columns, strict=True)
        ]
    return compute.coalesce(*columns)


def _coded(known: Any) -> tuple[list[str], np.ndarray]:
    """Return (the values that occur, ascending; each person's place among them, -1 for null)."""
    from pyarrow import compute

    coded = known.dictionary_encode()
    values = coded.dictionary.to_pylist()
    order = sorted(range(len(values)), key=lambda at: _by_number(values[at]))
    place = np.full(len(values) + 1, -1, np.int32)
    place[order] = np.arange(len(values), dtype=np.int32)
    return [values[at] for at in order], place[
        compute.fill_null(coded.indices, len(values)).to_numpy(zero_copy_only=False)
    ]


def _by_number(value: str) -> tuple:
    """Sort key that puts "dorm 9" before "dorm 10"."""
    head, _, tail = value.rpartition(" ")
    return (head, 0, int(tail), "") if tail.isascii() and tail.isdigit() and len(tail) < 19 else (head, 1, 0, tail)


def _codes(known: Any) -> tuple[np.ndarray, list[str]]:
    """Return (codes, names) of a column of names."""
    values, codes = _coded(known)
    return codes, values


def people_of_ties(files: Sequence[Ties]) -> Population:
    """Return the population of all who occur in these lists of ties."""
    labels = [ties.labels for ties in files]
    if len({array.dtype.kind in "iu" for array in labels}) > 1:
        labels = [array.astype(str) for array in labels]
    everybody = labels[0] if len(labels) == 1 else np.unique(np.concatenate(labels))
    return Population(len(everybody), tidy_labels(everybody))


def agents_of(path: Path, ties: Ties, population: Population, people_file: Path | None) -> np.ndarray:
    """Return the agent behind each of the ties' labels.

    Raises
    ------
    ScenarioError
        If some labels are not in the table of people: the first few of them, with the line of the first.
    """
    people = np.arange(population.n) if population.labels is None else population.labels
    labels = ties.labels
    if (people.dtype.kind in "iu") != (labels.dtype.kind in "iu"):
        people, labels = people.astype(str), labels.astype(str)
    order = np.argsort(people, kind="stable")
    place = np.minimum(np.searchsorted(people, labels, sorter=order), len(people) - 1)
    agents = order[place]
    strange = people[agents] != labels
    if strange.any():
        _strange_labels(path, [str(label) for label in labels[strange]], people_file)
    return agents.astype(np.int32)


def _strange_labels(path: Path, strange: list[str], people_file: Path | None) -> None:
    """Raise the error about labels that are not in the table of people."""
    some = ", ".join(strange[:_SHOWN]) + (f" and {len(strange) - _SHOWN} more" if len(strange) > _SHOWN else "")
    line = line_with(path, set(strange[:_SHOWN]))
    advice = "Add these people to the table or drop their ties"
    raise refusal(f"{path}{line}", "every label", f"in the table of people ({people_file})", some, advice)
