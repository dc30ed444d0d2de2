"""Ties from a file: which columns are the two ends and the weight, what the file says about its direction, what is
passed over."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gridsim.errors import ScenarioError, problem, refusal
from gridsim.files import evidence, graphs, ids, matrices, strays
from gridsim.files.columns import Columns, column_place, open_columns
from gridsim.files.content import Content, as_path, text_of, unpacked
from gridsim.files.formats import GRAPHS, TEXT, format_of
from gridsim.files.header import with_header
from gridsim.files.networkx_rows import plain_rows
from gridsim.files.roles import Reading, find_roles
from gridsim.files.text import SHOWN, Check, Text, open_text
from gridsim.files.words import LAYER_COLUMN


class Ties(NamedTuple):
    """A list of ties: places in `labels`, which ascend."""

    source: np.ndarray
    target: np.ndarray
    labels: np.ndarray
    weights: np.ndarray | None = None
    directed: bool | None = None  # what the file itself says
    told: tuple[str, ...] = ()  # how it was read


_FOR_TEXT = ("source", "target", "weight", "header", "delimiter", "directed", "layer", "encoding")
_FOR_COLUMNS = ("source", "target", "weight", "directed", "layer")
_FOR_GRAPHS = {
    "GraphML": ("weight", "directed", "label"),
    "GEXF": ("weight", "directed", "label"),
    "GML": ("weight", "directed", "label"),
    "Pajek": ("weight", "directed", "label", "encoding"),
    "MatrixMarket": ("weight", "directed"),
}


def read_ties(path: str | os.PathLike[str], reading: Reading | None = None) -> Ties:
    """Return the ties of a file."""
    path, reading = as_path(path), reading or Reading()
    _check_arguments(reading)
    content = unpacked(path)
    kind = format_of(content)
    useful = _FOR_GRAPHS.get(kind, _FOR_TEXT if kind == TEXT else _FOR_COLUMNS)
    _check_useful(path, kind, reading, useful)
    if kind in GRAPHS:
        graph = graphs.read(content, kind, reading.weight, reading.label, reading.encoding)
        ties = Ties(*graph)
    elif kind == TEXT:
        ties = _text_ties(content, reading)
    else:
        ties = _of_columns(open_columns(content, kind), reading, evidence.Said())
    if not len(ties.source) or not (ties.source != ties.target).any():
        raise refusal(
            str(path), "the edge list", "of at least one tie between two people", "none", "Give one row a tie"
        )
    return ties


def _check_arguments(reading: Reading) -> None:
    """Refuse arguments of a wrong kind."""
    problems = []
    for name in ("header", "directed"):
        value = getattr(reading, name)
        if value is not None and not isinstance(value, (bool, np.bool_)):
            problems.append(
                problem(name, name, "True or False, or left out", value, "Leave it out to go by what the file says")
            )
    if reading.weight is True:
        problems.append(
            problem(
                "weight", "weight", "the name or number of a column, or False for no weights", True, "Name the column"
            )
        )
    for name in ("delimiter", "label", "layer", "encoding"):
        value = getattr(reading, name)
        if value is not None and not isinstance(value, str):
            problems.append(problem(name, name, "text", value, "Give it in quotes"))
    if problems:
        raise ScenarioError(problems)


def _check_useful(path: Path, kind: str, reading: Reading, useful: Sequence[str]) -> None:
    """Refuse arguments that would do nothing."""
    idle = [name for name, value in reading._asdict().items() if value is not None and name not in useful]
    if idle:
        constraint = f"left out for {'a table of text' if kind == TEXT else kind}, where it does nothing"
        advice = f"{kind} takes {', '.join(useful)}"
        raise ScenarioError(
            [problem(str(path), f"{name}=", constraint, getattr(reading, name), advice) for name in idle]
        )


def line_with(path: Path, cells: set[str]) -> str:
    """ ":12" for the first line of a table of ties that has one of these cells, empty if there is none."""
    content = unpacked(path)
    if format_of(content) != TEXT:
        return ""
    try:
        text = open_text(text_of(content))
        return next((f":{number}" for number, row in text.rows() if cells.intersection(row)), "")
    except ScenarioError:  # it was read with the help of arguments
        return ""


# --- text


def _text_ties(content: Content, reading: Reading) -> Ties:
    """The ties of a table of text."""
    content = text_of(content, reading.encoding)
    plain = plain_rows(content, reading.weight)
    if plain is not None:
        content, reading = (
            plain.content,
            reading._replace(weight=plain.weight_place, delimiter=reading.delimiter or plain.delimiter),
        )
    text = open_text(content, reading.delimiter)
    evidence.refuse_other_lists(text)
    if reading.source is reading.target is reading.weight is None:
        matrices.refuse_lists(text)
        matrices.refuse_matrix(text)
    if text.width < 2:
        constraint = "two ids, and perhaps a weight, divided by commas, tabs or blanks"
        raise refusal(
            text.where,
            "a row",
            constraint,
            text.shown,
            "Give one row a tie, or say what divides its cells: delimiter=",
        )
    said = evidence.said_by_comments(text)
    counts = evidence.counts_in_first_row(text, reading.header)
    if counts.told:
        text = text.from_second_row(counts.told)
        text = (
            text.noted("no header")
            if counts.exact
            else _with_header(text, reading._replace(header=reading.header and counts.alone or None))
        )
    elif plain is not None and reading.header is None:
        text = text.noted("no header")
    else:
        text = _with_header(text, reading)
    if not text.names and said.names:
        text = text.named(said.names)
    return _of_columns(text, reading, said)


def _with_header(text: Text, reading: Reading) -> Text:
    """The table with its header found; columns that the caller names stand in one."""
    given = [name for name in (reading.source, reading.target, reading.weight) if isinstance(name, str)]
    named = bool(given) and all(name in text.first for name in given)
    header = True if named and reading.header is None else reading.header
    if (
        header
        and len(text.first) == text.width
        and all(map(str.isdecimal, text.first))
        and text.first[0] not in ("0", "1")
    ):
        advice = "Drop the rows above the header, or begin them with #; header=False (`header: no`) if there is none"
        raise refusal(
            text.where,
            "the first row",
            "the names of the columns, as header=True says",
            f"numbers: {text.shown}",
            advice,
        )
    return with_header(text, header, evidence.known_pair([cell.lower() for cell in text.first]))


# --- columns


def _of_columns(table: Text | Columns, reading: Reading, said: evidence.Said) -> Ties:
    """The ties of a table."""
    roles = find_roles(table, reading, said)
    places = [roles.source, roles.target]
    numbers = [] if roles.weight is None else [roles.weight]
    at_layer = None if reading.layer is None else _layer_place(table)
    directed, direction = evidence.direction(table, said, reading.directed)
    told = [*table.told, f"{table.width} columns", *roles.told, *said.told, *direction]
    quick = table.numbers(places, numbers) if at_layer is None else None
    if quick is not None and (not numbers or (np.isfinite(quick[1][0]) & (quick[1][0] >= 0)).all()):
        return Ties(*ids.encode(*quick[0]), quick[1][0] if numbers else None, directed, tuple(told))
    check = _row_check(places, roles.weight, at_layer, reading.layer)
    cells = table.strings([*places, *([] if at_layer is None else [at_layer])], check)
    if numbers:
        cells[2:2] = table.number_cells(numbers, check)
    if at_layer is not None:
        cells = _of_layer(table, cells, str(reading.layer))
    weights = None
    if numbers:
        weights, words = _weights(table, cells[2], check)
        told += words
    if any(has_empty(array) for array in cells[:2]):
        raise table.refusal("an empty cell", check, "a table of ties")
    if isinstance(table, Text) and (reading.source is None or reading.target is None):
        strays.refuse_strays(table, cells[:2], places)
    ends = cells[:2] if isinstance(table, Columns) else ids.of_one_kind(cells[:2])
    return Ties(*ids.encode(*ends), weights, directed, tuple(told))


def has_empty(array: Any) -> bool:
    """Whether a cell is empty."""
    from pyarrow import compute

    return bool(compute.any(compute.equal(array, "")).as_py())


def _weights(table: Text | Columns, cells: Any, check: Any) -> tuple[np.ndarray, list[str]]:
    """The weights of a column of text, and what is to be told of them: decimal commas are read where all cells have
    them or are whole."""
    import pyarrow
    from pyarrow import compute

    told: list[str] = []
    if isinstance(table, Text) and compute.any(compute.match_substring(cells, ",")).as_py():
        unclear = compute.match_substring_regex(cells, r"^[1-9]\d{0,2}(,\d{3})+$")
        held = compute.match_substring(cells, ",")
        if compute.all(compute.equal(unclear, held)).as_py():
            got = cells.filter(held)[0].as_py()
            advice = "Write a decimal point, or no mark between thousands; weight=False takes no weights"
            raise refusal(table.where, "the weights", "numbers whose comma is a decimal one beyond doubt", got, advice)
        cells = compute.replace_substring_regex(cells, r"^([-+]?\d*),(\d+([eE][-+]?\d+)?)$", r"\1.\2")
        told.append("decimal commas")
    try:
        weights = cells.cast("float64").to_numpy(zero_copy_only=False)
    except pyarrow.ArrowException:
        raise table.refusal("a weight that is no number", check, "a table of ties") from None
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise table.refusal("a weight that is no number >= 0", check, "a table of ties")
    return weights, told


_NUMBER = re.compile(r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?")


def _row_check(places: Sequence[int], weight: int | None, at_layer: int | None, layer: str | None) -> Check:
    """What is wrong with one row of an edge list."""

    def check(row: list[str]) -> tuple[str, str, str] | None:
        if at_layer is not None and row[at_layer] != layer:
            return None
        if not all(row[place] for place in places):
            return "an id", "a number or a text", "an empty cell"
        if weight is not None:
            value = row[weight]
            if not _NUMBER.fullmatch(value) or not 0 <= float(value.replace(",", ".")) < float("inf"):
                return "the weight", "a number >= 0", value or "an empty cell"
        return None

    return check


def _layer_place(table: Text | Columns) -> int:
    place = column_place(table.where, [name.lower() for name in table.names], table.width, LAYER_COLUMN, "the layer")
    assert place is not None
    return place


def _of_layer(table: Text | Columns, cells: list, layer: str) -> list:
    """The cells of the rows of one layer; the layer stands in the last column."""
    from pyarrow import compute

    kept = compute.equal(cells[-1], layer)
    if not compute.any(kept).as_py():
        known = sorted(set(compute.unique(cells[-1]).to_pylist()) - {""})
        constraint = f"one of the file's layers ({', '.join(known[:SHOWN])})"
        raise refusal(table.where, "the layer", constraint, layer, "Correct the name of the layer")
    return [array.filter(kept) for array in cells[:-1]]
