"""Which columns of a table hold the two ends of a tie and its weight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gridsim.errors import refusal
from gridsim.files import evidence
from gridsim.files.columns import Columns, column_place
from gridsim.files.text import Text
from gridsim.files.words import LAYER_COLUMN, WEIGHT_COLUMNS, is_end_word

_INDEX_NAMES = ("", "unnamed: 0", "__index_level_0__", "index")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


class Reading(NamedTuple):
    """Arguments for reading a file of ties; None: decided by the file, or refused."""

    source: str | int | None = None
    target: str | int | None = None
    weight: str | int | bool | None = None
    header: bool | None = None
    delimiter: str | None = None
    directed: bool | None = None
    label: str | None = None
    layer: str | None = None
    encoding: str | None = None


class Roles(NamedTuple):
    """Places of the columns, and what is to be told of them."""

    source: int
    target: int
    weight: int | None
    told: tuple[str, ...]


def find_roles(table: Text | Columns, reading: Reading, said: evidence.Said) -> Roles:
    """Return the places of source, target and weight.

    Raises
    ------
    ScenarioError
        If they are not beyond doubt: with the argument that decides.
    """
    where, names, width = table.where, table.names, table.width
    weight = None if reading.weight is False else reading.weight
    source, target, at_weight = (
        column_place(where, names, width, given, what)
        for given, what in ((reading.source, "source"), (reading.target, "target"), (weight, "weight"))
    )
    index = _row_numbers(table)
    used = [
        place
        for place in range(width)
        if place != index and place != (at_weight if reading.weight is not None else None)
    ]
    named = source is not None and target is not None
    if source is None or target is None:
        pair = _pair(table, used, reading, at_weight)
        source, target = (pair[0] if source is None else source), (pair[1] if target is None else target)
    if source == target:
        raise refusal(
            where, "source and target", "two columns", f"column {source} for both", "Name them: source=, target="
        )
    told: list[str] = []
    if at_weight is None and reading.weight is not False:
        at_weight = _weight(table, used, (source, target), said, told)
    at_weight = None if at_weight in (source, target) else at_weight
    if names and not (named or (names[source] and names[target])):
        advice = "Drop the rows above the header, or name the ends: source=, target="
        raise refusal(where, "the header", "with a name for either end", ", ".join(names)[:60], advice)
    if not named:
        _refuse_values(table, source, target)
    if names:
        told.append(f"ties from {names[source]} to {names[target]}")
    elif (source, target) != (0, 1):
        told.append(f"ties from the {_ordinal(source)} to the {_ordinal(target)}")
    if at_weight is not None:
        told.append(f"{names[at_weight]} is a weight" if names else f"{_ordinal(at_weight)} is a weight")
    spare = [place for place in range(width) if place not in (source, target, at_weight)]
    if names:
        lower = [name.lower() for name in names]
        spare = [
            place
            for place in spare
            if not (lower[place] == LAYER_COLUMN and reading.layer) and lower[place] not in ("type", "directed")
        ]
        if spare:
            shown = ", ".join(names[place] or "row numbers" for place in spare[:5]) + (
                " and others" if len(spare) > 5 else ""
            )
            told.append(f"{shown} passed over")
    elif spare and not any("passed over" in word for word in told):
        told.append(f"{', '.join(_ordinal(place) for place in spare[:5])} passed over")
    return Roles(source, target, at_weight, tuple(told))


def _ordinal(place: int) -> str:
    return _ORDINALS[place] if place < len(_ORDINALS) else f"column {place}"


def _row_numbers(table: Text | Columns) -> int | None:
    """The place of a first column without a name that numbers the rows, as pandas and R write it; None if there is
    none."""
    if not table.names or table.names[0].lower() not in _INDEX_NAMES or table.width < 3:
        return None
    start = [row[0] for row in table.sample[:50]]
    return (
        0
        if start in ([str(at) for at in range(len(start))], [str(at) for at in range(1, len(start) + 1)])
        or not table.names[0]
        else None
    )


def _pair(table: Text | Columns, used: Sequence[int], reading: Reading, at_weight: int | None) -> tuple[int, int]:
    """The two ends where the caller names at most one of them."""
    names = table.names
    lower = [name.lower() for name in names]
    pair = evidence.known_pair(lower)
    if pair is not None:
        return pair
    left = [place for place in used if place != at_weight]
    if len(left) == 2 and (at_weight is not None or len(used) == 2):
        return left[0], left[1]
    if len(left) == 3 and (not names or lower[left[2]] in WEIGHT_COLUMNS):
        return left[0], left[1]
    if len(left) >= 2 and reading.weight is not None and len(left) == 2:
        return left[0], left[1]
    got = ", ".join(names) or f"{table.width} columns without names"
    constraint = "two ids and perhaps a weight, or named source and target"
    advice = "Name them: source=, target="
    if len(left) == 3 and is_end_word(names[left[0]]) and is_end_word(names[left[1]]):
        advice += f"; weight='{names[left[2]]}' if that is the weight, else weight=False"
        if reading.weight is False:
            return left[0], left[1]
    raise refusal(table.where, "the columns", constraint, got, advice)


def _weight(
    table: Text | Columns, used: Sequence[int], ends: tuple[int, int], said: evidence.Said, told: list[str]
) -> int | None:
    """The place of the weight where the caller does not name it."""
    lower = [name.lower() for name in table.names]
    if said.weighted is not None:
        return 2 if said.weighted else None
    if table.names:
        return next((lower.index(name) for name in WEIGHT_COLUMNS if name in lower), None)
    if table.width != 3:
        return None
    place = 2
    if place in ends:
        return place
    sample = [row for row in table.sample if len(row) == table.width]
    cells = [row[place] for row in sample]
    numbers = evidence.column_numbers(cells)
    if numbers is None:
        if evidence.column_numbers(cells[: max(1, len(cells) // 2)]) is None and all(
            evidence.column_numbers([cell]) is None for cell in cells if cell
        ):
            _refuse_weight(table, cells, "words")
        return place  # single cells that are no numbers are refused with their lines
    if evidence.looks_like_ids(sample, (*ends, place)):
        _refuse_weight(table, cells, "ids, as it seems, beside row numbers or layers, or a list of friends")
    if any(re.fullmatch(r"0\d+", cell) for cell in cells) or (
        np.abs(numbers).max(initial=0) > 2**53 and not evidence.looks_like_times(numbers)
    ):
        _refuse_weight(table, cells, "numbers that are rather ids")
    if evidence.looks_like_times(numbers):
        told.append("third holds times and is passed over")
        return None
    if evidence.looks_like_years(numbers):
        _refuse_weight(table, cells, "years, as it seems")
    if evidence.looks_like_clock(numbers):
        _refuse_weight(table, cells, "numbers that only rise, as times do")
    return place


def _refuse_weight(table: Text | Columns, cells: Sequence[str], what: str) -> None:
    got = f"{what} ({', '.join(cells[:3])})"
    advice = (
        "Say so: weight=2 if they are weights, weight=False if not; source= and target= (from 0) if the ends stand"
        " elsewhere"
    )
    raise refusal(table.where, "the third column", "a weight beyond doubt", got, advice)


def _refuse_values(table: Text | Columns, source: int, target: int) -> None:
    """Refuse a table of text and numbers side by side, which is one of people and values rather than of ties."""
    if table.names and evidence.known_pair([name.lower() for name in table.names]):
        return
    sample = [row for row in table.sample if len(row) == table.width]
    kinds = [{evidence.column_numbers([row[place]]) is not None for row in sample} for place in (source, target)]
    if len(sample) > 1 and kinds in ([{True}, {False}], [{False}, {True}]):
        got = ", ".join((sample[0][source], sample[0][target]))
        advice = "If they are ties all the same, name both ends: source=0, target=1"
        raise refusal(
            table.where, "the two ends of a tie", "of one kind", f"a text and a number in all rows ({got})", advice
        )
