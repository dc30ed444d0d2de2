"""Tables of people, memberships and the like: one row a person, names of the columns above."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gridsim.errors import ScenarioError, problem, refusal
from gridsim.files.columns import Columns, open_columns
from gridsim.files.content import as_path, text_of, unpacked
from gridsim.files.formats import GRAPHS, TEXT, format_of
from gridsim.files.header import with_names
from gridsim.files.text import Text, open_text


def open_people(
    path: str | Path,
    named: Sequence[str] = (),
    delimiter: str | None = None,
    header: bool | None = None,
    encoding: str | None = None,
) -> Text | Columns:
    """Return a table whose columns have names: text (packed or not), Parquet or Feather.

    Parameters
    ----------
    path : str or path
    named : sequence of str
        Columns that the caller names: where they stand in the first row, that is a header beyond doubt.
    delimiter, header, encoding
        As in `gridsim.read_network`.

    Raises
    ------
    ScenarioError
        If the file is no table, or it is in doubt whether its first row is a person.
    """
    path = as_path(path)
    content = unpacked(path)
    kind = format_of(content)
    if kind in GRAPHS:
        raise refusal(str(path), "the file", "a table: text, Parquet or Feather", kind, "Give one row a person")
    if kind == TEXT:
        return with_names(open_text(text_of(content, encoding), delimiter), header, named)
    given = [
        name
        for name, value in (("delimiter", delimiter), ("header", header), ("encoding", encoding))
        if value is not None
    ]
    if given:
        raise ScenarioError(
            [
                problem(str(path), name, f"left out for {kind}, where it does nothing", "a value", "Drop it")
                for name in given
            ]
        )
    return open_columns(content, kind)
