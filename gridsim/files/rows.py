"""The rows of a text as the fast parser sees them: quotes, line breaks within them, and the number of the line on which
each begins."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

BLANKS = " "
"""The delimiter that stands for tabs, blanks and runs of both."""
MARKS = ("#", "%", "//")
"""What a line of comment begins with."""
_BLANK_CELL = re.compile(r'"(?:[^"]|"")*"[^ \t\n]*|[^ \t\n]+')
_CLOSING = re.compile(rb'(?:[^"]|"")*"(?!")')


class Row(NamedTuple):
    """A row: the number of its first line, where its bytes begin and end (the line break not counted), and whether a
    quote stays open."""

    number: int
    begin: int
    end: int
    open: bool = False


def rows_between(
    content: bytes, delimiter: str, begin: int = 0, end: int | None = None, number: int = 1, comments: bool = False
) -> Iterator[Row]:
    """The rows of a part of a text that begins at the start of a row; empty lines are none, nor are comments where
    these are known to be there."""
    end = len(content) if end is None else end
    starts = re.compile(b"(?:^|" + (b"[ \t]" if delimiter == BLANKS else re.escape(delimiter.encode())) + b')[ \t]*"')
    at, first, opened, started = begin, number, False, begin
    marks = tuple(mark.encode() for mark in MARKS)
    while at < end:
        stop = content.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        line = content[at:stop]
        if not opened:
            started, first = at, number
            bare = line.strip(b" \t")
            if not bare or (comments and bare.startswith(marks)):
                at, number = stop + 1, number + 1
                continue
        if b'"' in line and (opened or not line.lstrip(b" \t").startswith(marks)):  # a quote in a comment is none
            opened = _leaves_open(line, starts, opened)
        if not opened:
            yield Row(first, started, stop)
        at, number = stop + 1, number + 1
    if opened:
        yield Row(first, started, end, True)


def _leaves_open(line: bytes, starts: re.Pattern, opened: bool) -> bool:
    """Whether a quoted cell goes on in the next line."""
    at = 0
    while True:
        if not opened:
            found = starts.search(line, at) if at else starts.match(line) or starts.search(line)
            if found is None:
                return False
            at = found.end()
        closed = _CLOSING.match(line, at)
        if closed is None:
            return True
        at, opened = closed.end(), False
        if at >= len(line):
            return False


def cells_of(row: str, delimiter: str) -> list[str]:
    """The cells of a row, without quotes and the blanks around them."""
    if delimiter == BLANKS:
        return [
            cell[1:-1].replace('""', '"').strip() if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
            for cell in _BLANK_CELL.findall(row)
        ]
    if '"' not in row:
        return [cell.strip() for cell in row.split(delimiter)]
    try:
        return [cell.strip() for cell in next(csv.reader([row], delimiter=delimiter, skipinitialspace=True), [])]
    except csv.Error:
        return [cell.strip() for cell in row.split(delimiter)]


def tidied(content: bytes, delimiter: str) -> bytes:
    """The text with one delimiter between two cells and none at the ends of lines where it is blanks; without blanks
    between delimiter and quote."""
    if delimiter == BLANKS:
        if b'"' not in content:
            content = content.replace(b"\t", b" ")
            while b"  " in content:  # quicker than a pattern by far
                content = content.replace(b"  ", b" ")
            return content.replace(b"\n ", b"\n").replace(b" \n", b"\n").strip(b" ")
        cell = re.compile(rb'((?:^|(?<=[ \t\n]))"(?:[^"]|"")*"(?=[ \t\n]|$))|(\n)[ \t]+|[ \t]+(?=\n|$)|[ \t]+')
        content = cell.sub(
            lambda m: m[1] or m[2] or (b"" if m.end() == len(content) or content[m.end()] == 10 else b" "), content
        )
        return content.lstrip(b" ")
    mark = re.escape(delimiter.encode())
    if b'"' not in content or not re.search(b"(?:" + mark + rb'|\n|^)[ \t]+"', content):
        return content
    around = b" *" if delimiter == "\t" else rb"[ \t]*"
    return re.sub(b"(^|\n|" + mark + b")" + around + rb'("(?:[^"]|"")*")', rb"\1\2", content)
