"""A table of text: its form found by evidence, read fast by pyarrow; every row known by the line on which it begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gridsim.errors import ScenarioError, problem, refusal
from gridsim.files.content import Content
from gridsim.files.delimiter import NAMES, View, decide, given_delimiter, sample, width_of
from gridsim.files.ids import exact_numbers
from gridsim.files.rows import BLANKS, MARKS, cells_of, rows_between, tidied

SHOWN = 5
"""Problems of a file that are listed one by one."""
_BLOCK = 1 << 22
_LONGEST_BLOCK = (1 << 31) - 1
Check = Callable[[list[str]], tuple[str, str, str] | None]
"""Says what is wrong with the cells of a row: (what, constraint, got), or None."""


@dataclass(frozen=True)
class Text:
    """A text table whose delimiter is known. Comments are made empty lines, so that numbers of lines stay.

    Parameters
    ----------
    path : Path
    content : bytes
        UTF-8, lines end in a line feed.
    delimiter : str
        One character; a blank stands for tabs, blanks and runs of both.
    width : int
        Number of columns.
    first : list of str
        The cells of the first row, whatever they are.
    sample : list of list of str
        Cells of rows from the start (the first row too), the middle and the end.
    comments : list of str
        Lines of comment above the first row, with their marks.
    remarks : list of str
        The first of those below it.
    told : tuple of str
        What the reader did so far, in words.
    names : list of str
        Names of the columns, empty if there is no header.
    start : int
        Where the rows of data begin in `content`.
    line : int
        Number of the line of the first row.
    """

    path: Path
    content: bytes
    delimiter: str
    width: int
    first: list[str]
    sample: View
    comments: list[str]
    remarks: list[str]
    told: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    start: int = 0
    line: int = 1

    @property
    def where(self) -> str:
        """File and line of the first row."""
        return f"{self.path}:{self.line}"

    @property
    def shown(self) -> str:
        """The beginning of the first row, for messages."""
        mark = " " if self.delimiter == BLANKS else self.delimiter
        return mark.join(self.first)[:60]

    def without_first_row(self, names: Sequence[str] = (), told: Sequence[str] = ()) -> Text:
        """The table below its first row, which holds names (or, without any, no tie)."""
        row = next(rows_between(self.content, self.delimiter, self.start, number=1), None)
        start = len(self.content) if row is None else min(row.end + 1, len(self.content))
        return replace(self, names=tuple(names), start=start, sample=self.sample[1:], told=(*self.told, *told))

    def from_second_row(self, told: str) -> Text:
        """The table that begins with the second row; what is told says what the first is."""
        below = self.without_first_row(told=(told,))
        number = next((number for number, _ in below.rows()), self.line)
        return replace(below, first=below.sample[0] if below.sample else [], line=number)

    def noted(self, *words: str) -> Text:
        """The table with more to tell of how it was read."""
        return replace(self, told=(*self.told, *words))

    def named(self, names: Sequence[str]) -> Text:
        """The table with names of its columns that stand elsewhere (in a comment)."""
        return replace(self, names=tuple(names))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The line number and the cells of each row of data."""
        number = 1 + self.content.count(b"\n", 0, self.start)
        for row in rows_between(self.content, self.delimiter, self.start, number=number):
            yield row.number, cells_of(self.content[row.begin : row.end].decode(errors="replace"), self.delimiter)

    def line_of(self, row: int) -> str:
        """File and line of a row of data, counted from 0."""
        number = next((number for at, (number, _) in enumerate(self.rows()) if at == row), None)
        return str(self.path) if number is None else f"{self.path}:{number}"

    def arrow(self, kinds: dict[int, str], decimal: str = ".") -> list:
        """Return the columns at these places as pyarrow arrays of these kinds; empty cells of numbers are null. Raises
        pyarrow's errors."""
        import pyarrow
        from pyarrow import csv

        names = [str(place) for place in range(self.width)]
        types = {str(place): kind for place, kind in kinds.items()}
        body = pyarrow.py_buffer(self.content).slice(self.start)
        if not len(body):
            return [pyarrow.array([], kind) for kind in kinds.values()]
        for block in (_BLOCK, min(len(body) + 1, _LONGEST_BLOCK)):
            try:
                table = csv.read_csv(
                    pyarrow.BufferReader(body),
                    read_options=csv.ReadOptions(column_names=names, block_size=block),
                    parse_options=csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=b'"' in self.content),
                    convert_options=csv.ConvertOptions(
                        include_columns=list(types),
                        column_types=types,
                        null_values=[""],
                        strings_can_be_null=False,
                        decimal_point=decimal,
                    ),
                )
                break
            except pyarrow.ArrowInvalid as error:
                if block > _BLOCK or "straddl" not in str(error):
                    raise
        return [table.column(str(place)).combine_chunks() for place in kinds]

    def numbers(self, ids: Sequence[int], numbers: Sequence[int] = ()) -> tuple[list, list[np.ndarray]] | None:
        """Return (these columns as int64, those as float64, NaN where a cell is empty), or None where an id is no
        number that prints back exactly."""
        import pyarrow

        if not exact_numbers(self.content, self.start):
            return None
        try:
            arrays = self.arrow({**dict.fromkeys(numbers, "float64"), **dict.fromkeys(ids, "int64")})
        except pyarrow.ArrowException:
            return None
        by_place = dict(zip(dict.fromkeys((*numbers, *ids)), arrays, strict=True))
        if any(by_place[place].null_count for place in ids):
            return None
        return [by_place[place] for place in ids], [by_place[place].to_numpy(zero_copy_only=False) for place in numbers]

    def strings(self, places: Sequence[int], check: Check = lambda row: None) -> list:
        """Return these columns as pyarrow arrays of text without the blanks around it.

        Raises
        ------
        ScenarioError
            If some rows have another number of cells: with their lines, and those of rows with which `check` finds
            fault.
        """
        import pyarrow
        from pyarrow import compute

        try:
            arrays = self.arrow(dict.fromkeys(places, "string"))
        except pyarrow.ArrowException as error:
            raise self.refusal(str(error), check) from None
        by_place = {
            place: compute.utf8_trim_whitespace(array)
            for place, array in zip(dict.fromkeys(places), arrays, strict=True)
        }
        return [by_place[place] for place in places]

    def number_cells(self, places: Sequence[int], check: Check = lambda row: None) -> list:
        """Return columns of numbers as text, as they are written."""
        return self.strings(places, check)

    def refusal(self, reason: str, check: Check = lambda row: None, what: str = "a table") -> ScenarioError:
        """What is wrong with the rows: the first problems, each with its line; `check` says (what, constraint, got) of
        a row, or None."""
        problems: list[str] = []
        more = 0
        for number, row in self.rows():
            found: tuple[str, str, str] | None
            if len(row) != self.width:
                found = ("a row", f"of {self.width} columns like the first", _pieces(row))
            else:
                found = check(row)
            if found is not None and len(problems) < SHOWN:
                problems.append(problem(f"{self.path}:{number}", *found, "Mend or drop that row"))
            elif found is not None:
                more += 1
        if more:
            problems.append(f"{self.path}: {more} more rows have such problems.")
        if not problems or self._unclosed():
            reason = reason.split("\n")[0][:100]
            problems.append(self._unclosed() or problem(str(self.path), "the file", what, reason, "Mend it"))
        return ScenarioError(problems)

    def _unclosed(self) -> str:
        """The sentence about a quote that is never closed, empty if there is none."""
        if b'"' not in self.content:
            return ""
        last = max(rows_between(self.content, self.delimiter), key=lambda row: row.end, default=None)
        if last is None or not last.open:
            return ""
        got = self.content[last.begin : last.begin + 60].decode(errors="replace")
        return problem(
            f"{self.path}:{last.number}",
            "a quote that opens a cell",
            "closed again",
            got,
            "Close it, or double the quotes within quotes",
        )


def _pieces(row: list[str]) -> str:
    shown = ", ".join(row[:6])
    return f"{len(row)}: {shown}" if len(row) != 1 else f"{len(row)}: {row[0][:60]}"


def open_text(content: Content, delimiter: str | None = None) -> Text:
    """Return a text table of `text_of`'s content: its delimiter decided, comments and empty rows passed over, the
    header not yet looked for.

    Parameters
    ----------
    content : Content
    delimiter : str, optional
        What stands between two cells: one character, or "tab", "comma", "semicolon", "bar", "blanks".

    Raises
    ------
    ScenarioError
        If there are no rows, or the delimiter is not beyond doubt.
    """
    path, raw, told = content.path, content.bytes, list(content.told)
    mark = given_delimiter(delimiter)
    said = re.match(rb'[\n \t]*"?sep=(.)"?[ \t]*(?:\n|$)', raw)
    if said:
        mark = mark or said[1].decode(errors="replace")
        raw = b"\n" * raw.count(b"\n", 0, said.end()) + raw[said.end() :]
    if mark is None:
        mark, view = decide(path, raw)
    else:
        view = sample(raw, mark)
    first_bytes = _first_bytes(raw)
    comments: list[str] = []
    remarks: list[str] = []
    indented = bool(first_bytes & set(b" \t")) and any(sign.encode() in raw for sign in MARKS)
    if first_bytes & set(b"#%/") or indented:
        raw, comments, remarks, n = _without_comments(path, raw, mark, view, indented)
        if n:
            told.append(f"{n} line{'s' * (n > 1)} of comment")
    raw, empty = _without_empty_rows(raw, mark, first_bytes)
    if empty:
        told.append(f"{empty} row{'s' * (empty > 1)} of empty cells passed over")
    raw = tidied(raw, mark)
    raw = _without_last_delimiter(raw, mark, view)
    view = sample(raw, mark)
    top = next(rows_between(raw, mark), None)
    if top is None:
        got = "comments only" if comments else "an empty file"
        advice = "Give one row a tie or a person; put ids that begin with # in quotes"
        raise refusal(str(path), "the file", "a table", got, advice)
    return Text(
        path,
        raw,
        mark,
        width_of(view),
        view[0],
        view,
        comments,
        remarks,
        (NAMES.get(mark, repr(mark)), *told),
        (),
        top.begin,
        top.number,
    )


def _first_bytes(content: bytes) -> set[int]:
    """The bytes that lines begin with."""
    array = np.frombuffer(content, np.uint8)
    found = {int(array[0])} if len(array) else set()
    for begin in range(0, len(array), 1 << 24):
        ends = begin + np.flatnonzero(array[begin : begin + (1 << 24)] == 10)
        found |= set(np.unique(array[np.minimum(ends + 1, len(array) - 1)]).tolist())
    return found


def _without_comments(
    path: Path, content: bytes, delimiter: str, view: View, indented: bool
) -> tuple[bytes, list[str], list[str], int]:
    """Return the text with its comments made empty lines, those above the first row, the first of those below, and the
    number of all.

    A line that begins with a mark and reads like a row is a row where such ids stand in other columns, too, and a
    comment where ids are numbers.
    """
    parts: list[bytes] = []
    comments: list[str] = []
    remarks: list[str] = []
    at, n, width = 0, 0, width_of(view)
    top = next(rows_between(content, delimiter, comments=True), None)
    for begin, end in _marked_lines(content, delimiter, indented):
        shown = content[begin:end].decode(errors="replace").strip()
        below = top is not None and begin > top.begin
        if below and width > 1 and _like_a_row(shown, delimiter, width, view):
            if any(cell.startswith(MARKS) for cells in view for cell in cells[1:]):
                continue
            what, constraint = "a line that begins with a mark of comments", "a comment or a row beyond doubt"
            advice = "Put the id in quotes if it is one, put a blank behind the mark of a comment, or drop the line"
            number = 1 + content.count(b"\n", 0, begin)
            raise refusal(f"{path}:{number}", what, constraint, shown, advice)
        n += 1
        parts.append(content[at:begin])
        at = end
        if not below:
            comments.append(shown)
        elif len(remarks) < 1_000:
            remarks.append(shown)
    return b"".join([*parts, content[at:]]), comments, remarks, n


def _marked_lines(content: bytes, delimiter: str, indented: bool) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end that begin with a mark of comments and lie in no quotes, in their order."""
    marks = tuple(mark.encode() for mark in MARKS)
    if b'"' in content:
        for row in rows_between(content, delimiter):
            if content[row.begin : row.begin + 200].lstrip(b" \t").startswith(marks):
                yield row.begin, row.end
    elif indented:
        for found in re.finditer(rb"(?m)^[ \t]*(?:#|%|//).*$", content):
            yield found.span()
    else:
        begins = [0] if content.startswith(marks) else []
        for mark in marks:
            at = content.find(b"\n" + mark)
            while at >= 0:
                begins.append(at + 1)
                at = content.find(b"\n" + mark, at + 1)
        for begin in sorted(begins):
            end = content.find(b"\n", begin)
            yield begin, len(content) if end < 0 else end


def _like_a_row(shown: str, delimiter: str, width: int, view: View) -> bool:
    """Whether a line that begins with a mark has the cells of a row, of text, and no blank behind the mark."""
    mark = next(mark for mark in MARKS if shown.startswith(mark))
    if shown[len(mark) :][:1] in ("", " ", "\t") or len(cells_of(shown, delimiter)) != width:
        return False
    return not all(cells[0].lstrip("-").isdigit() for cells in view[1:] or view if cells)


def _without_empty_rows(content: bytes, delimiter: str, first_bytes: set[int]) -> tuple[bytes, int]:
    """The text with rows of blanks and delimiters made empty lines, and the number of those with delimiters."""
    mark = delimiter.encode()
    if not first_bytes & {mark[0], 32, 9} or (delimiter == BLANKS and b'"' not in content):
        return content, 0  # `tidied` takes blanks away
    if b'"' not in content:
        pattern = rb"(?m)^[ \t" + re.escape(mark) + rb"]+$"
        n = sum(mark in line for line in re.findall(pattern, content))
        return re.sub(pattern, b"", content), n
    parts, at, n = [], 0, 0
    for row in rows_between(content, delimiter):  # lines of blanks within quotes are parts of rows, all others are none
        between, line = content[at : row.begin], content[row.begin : row.end]
        n += sum(mark in blanks for blanks in between.split(b"\n")) if delimiter != BLANKS else 0
        parts.append(b"\n" * between.count(b"\n"))
        if line.strip(b" \t" + mark):
            parts.append(line)
        else:
            n += 1
        at = row.end
    return b"".join([*parts, b"\n" * content.count(b"\n", at)]), n


def _without_last_delimiter(content: bytes, delimiter: str, view: View) -> bytes:
    """The text without the delimiters at the ends of rows, where every row has them."""
    body = view[1:] or view
    mark = re.escape(delimiter.encode())
    while (
        delimiter != BLANKS
        and body
        and all(len(row) > 1 and not row[-1] for row in body)
        and (len(view[0]) < len(body[0]) or not view[0][-1])
    ):
        content = re.sub(rb'("(?:[^"]|"")*")|' + mark + rb"[ \t]*(?=\n|$)", lambda found: found[1] or b"", content)
        body = [row[:-1] for row in body]
        view = [view[0][:-1] if view[0] and not view[0][-1] else view[0], *body]
    return content
