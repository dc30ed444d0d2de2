"""Tables of columns: Parquet, Feather. They have the methods of a table of text (`gridsim.files.text.Text`)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gridsim.errors import ScenarioError, refusal
from gridsim.files.content import Content
from gridsim.files.text import Check

_LARGEST_EXACT = 2**53
"""From here on neighbouring whole numbers are one float64."""


@dataclass(frozen=True)
class Columns:
    """A table with typed columns; `table` is pyarrow's."""

    path: Path
    table: Any
    told: tuple[str, ...]

    @property
    def where(self) -> str:
        """The file."""
        return str(self.path)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.table.column_names)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.table.column_names)

    @property
    def shown(self) -> str:
        """The names, for messages."""
        return ", ".join(self.names)[:60]

    @property
    def sample(self) -> list[list[str]]:
        """Cells of the first rows, as text."""
        head = self.table.slice(0, 500)
        cells = [[("" if value is None else str(value)) for value in column.to_pylist()] for column in head.columns]
        return [list(row) for row in zip(*cells, strict=True)]

    def numbers(self, ids: Sequence[int], numbers: Sequence[int] = ()) -> tuple[list, list[np.ndarray]] | None:
        """Return (these columns as int64, those as float64, NaN where a cell is empty), or None where an id is text,
        empty or above int64."""
        import pyarrow

        columns = [self._ids(place) for place in ids]
        if not all(pyarrow.types.is_integer(column.type) and not column.null_count for column in columns):
            return None
        return columns, [self._floats(place) for place in numbers]

    def strings(self, places: Sequence[int], check: Check = lambda row: None) -> list:
        """Return these columns as pyarrow arrays of text without the blanks around it, gaps as empty text."""
        from pyarrow import compute

        return [
            compute.utf8_trim_whitespace(compute.fill_null(self._ids(place).cast("string"), "")) for place in places
        ]

    def number_cells(self, places: Sequence[int], check: Check = lambda row: None) -> list:
        """Return columns of numbers as text."""
        import pyarrow
        from pyarrow import compute

        return [
            compute.fill_null(pyarrow.array(self._floats(place), from_pandas=True).cast("string"), "")
            for place in places
        ]

    def refusal(self, reason: str, check: Check = lambda row: None, what: str = "a table") -> ScenarioError:
        """What is wrong with the rows; `check` says (what, constraint, got) of a row, or None."""
        for at in range(0, self.table.num_rows, 10_000):
            part = self.table.slice(at, 10_000)
            cells = [["" if value is None else str(value) for value in column.to_pylist()] for column in part.columns]
            for number, row in enumerate(zip(*cells, strict=True), at):
                found = check(list(row))
                if found is not None:
                    return refusal(f"{self.path}, row {number}", *found, "Mend or drop that row")
        return refusal(str(self.path), "the file", what, reason, "Mend it")

    def line_of(self, row: int) -> str:
        """File and row, counted from 0."""
        return f"{self.path}, row {row}"

    def _ids(self, place: int) -> Any:
        """A column as int64 or text; whole floats (numbers with gaps) become numbers."""
        import pyarrow
        from pyarrow import compute, types

        column, name = self.table.column(place), self.names[place]
        try:
            column = column.combine_chunks() if column.num_chunks else pyarrow.array([], column.type)
            if types.is_dictionary(column.type):
                column = (
                    column.dictionary_decode()
                    if hasattr(column, "dictionary_decode")
                    else column.cast(column.type.value_type)
                )
            if types.is_floating(column.type):
                column = column.cast("float64")
                if compute.any(compute.greater_equal(compute.abs(column), float(_LARGEST_EXACT))).as_py():
                    advice = "Write the ids as int64 or as text: float64 has merged neighbouring ones"
                    raise refusal(
                        str(self.path),
                        f"the ids of column {name}",
                        "below 2^53 where they are floats",
                        "larger ones",
                        advice,
                    )
                return compute.if_else(compute.is_nan(column), None, column).cast("int64")
            if types.is_unsigned_integer(column.type) and column.type.bit_width == 64:
                largest = compute.max(column).as_py()
                return column.cast("string" if largest is not None and largest >= 2**63 else "int64")
            if types.is_integer(column.type):
                return column.cast("int64")
            if types.is_null(column.type) or types.is_boolean(column.type) or types.is_nested(column.type):
                raise ValueError(str(column.type))
            return compute.utf8_trim_whitespace(compute.fill_null(column.cast("string"), ""))
        except (pyarrow.ArrowException, ValueError) as error:
            if isinstance(error, ScenarioError):
                raise
            kind = str(self.table.column(place).type)
            raise refusal(
                str(self.path), f"column {name}", "whole numbers or text", kind, "Convert the column"
            ) from None

    def _floats(self, place: int) -> np.ndarray:
        import pyarrow

        try:
            column = self.table.column(place)
            column = column.combine_chunks() if column.num_chunks else pyarrow.array([], column.type)
            return np.asarray(column.cast("float64").to_numpy(zero_copy_only=False), dtype=np.float64)
        except (pyarrow.ArrowException, ValueError):
            got = str(self.table.column(place).type)
            raise refusal(
                str(self.path), f"column {self.names[place]}", "numbers", got, "Convert the column, or leave it out"
            ) from None


def open_columns(content: Content, kind: str) -> Columns:
    """Return a Parquet or Feather table."""
    import pyarrow
    from pyarrow import feather, parquet

    path = content.path
    try:
        table = (parquet if kind == "Parquet" else feather).read_table(io.BytesIO(content.bytes))
    except (pyarrow.ArrowException, OSError, ValueError, MemoryError) as error:
        reason = str(error).split("\n")[0][:100] or type(error).__name__
        raise refusal(str(path), "the file", f"a {kind} table", reason, "Write it again, or give CSV") from None
    if not table.num_rows:
        raise refusal(str(path), "the file", "a table", "no rows", "Give one row a tie or a person")
    return Columns(path, table, (*content.told, kind))


def column_place(
    where: str, names: Sequence[str], width: int, given: str | int | None, what: str = "the column"
) -> int | None:
    """Return the place of a column given by its name or number, None for None.

    Raises
    ------
    ScenarioError
        If there is no such column, or the name stands above two.
    """
    if given is None:
        return None
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool) and 0 <= given < width:
        return int(given)
    if names and given in names:
        if list(names).count(str(given)) > 1:
            raise refusal(
                where, what, "the name of one column", f"{given}, which stands above two", "Give its number, from 0"
            )
        return list(names).index(str(given))
    known = ", ".join(names) if names else f"0 to {width - 1} (there is no header)"
    raise refusal(where, what, f"one of the columns {known}", given, "Correct the name of the column")
