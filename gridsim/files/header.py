"""Whether the first row of a table of text holds names: decided by all that is known, or refused with the argument that
decides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gridsim.errors import refusal
from gridsim.files.rows import BLANKS, cells_of
from gridsim.files.text import Text
from gridsim.files.words import LABEL_COLUMNS, is_end_word

_WHOLE = re.compile(r"[-+]?\d+")
_NUMBER = re.compile(r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?")
_ADVICE = "Say whether it holds names of columns: header=True or header=False (`header: yes` or `no` in a scenario)"
_ENOUGH = 10
"""Rows after which one column of numbers below a text tells of a header."""


def with_header(text: Text, header: bool | None, known: Sequence[int] | None) -> Text:
    """Return the table with its first row taken as names or left as a row.

    Parameters
    ----------
    header : bool or None
        What the caller says; None: decide.
    known : sequence of int or None
        Places in the first row of two names that head ties; None: there are none.

    Raises
    ------
    ScenarioError
        If it is not beyond doubt.
    """
    if header is not None and not isinstance(header, bool):
        raise refusal("header", "header", "True or False, or left out", header, "Say whether the first row holds names")
    if _row_names(text) and header is not False:
        return text.without_first_row(["", *text.first], told=("header",))
    if header is None and len(text.first) == text.width:
        header = _decide(text, known)
    elif header:
        _check_names(text)
    return text.without_first_row(text.first, told=("header",)) if header else text.noted("no header")


def _check_names(text: Text) -> None:
    """Refuse a first row that cannot be the header that the caller says it is: a title."""
    if len(text.first) == text.width:
        return
    got = f"{text.shown!r}: {len(text.first)} cells above rows of {text.width}"
    advice = "Drop the rows above the header, or begin them with #; header=False (`header: no`) if there is none"
    raise refusal(text.where, "the first row", "the names of the columns, as header=True says", got, advice)


def _row_names(text: Text) -> bool:
    """Whether a first row that is shorter by one is R's header above rows with names: 1, 2, 3 and so on."""
    body = [row for row in text.sample[1:] if row]
    return (
        len(text.first) == text.width - 1
        and bool(body)
        and [row[0] for row in body[:50]] == [str(at) for at in range(1, len(body[:50]) + 1)]
        and not any(map(_number, text.first))
    )


def _number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _name(cell: str) -> bool:
    """Whether a cell above numbers is a name: `weight`, `Nan`, and no badly written number."""
    return not _number(cell) and (
        any(letter.isalpha() for letter in cell) or not any(letter.isdigit() for letter in cell)
    )


def _decide(text: Text, known: Sequence[int] | None) -> bool:
    first, body = text.first, [row for row in text.sample[1:] if len(row) == text.width]
    ends = list(known or range(min(2, text.width)))
    if not body:
        return known is not None
    if (
        first == [str(at) for at in range(text.width)]
        and len(body) > 1
        and not any(_occurs_below(text, first[at]) for at in ends)
    ):
        got = f"{text.shown!r}: the numbers of the columns, as pandas writes them, or the first row"
        raise refusal(text.where, "the first row", "a header or a row beyond doubt", got, _ADVICE)
    numbers = [
        at
        for at in range(text.width)
        if all(_number(row[at]) or not row[at] for row in body) and any(row[at] for row in body)
    ]
    odd = [at for at in numbers if _name(first[at])]
    if numbers and not odd:
        return False
    if numbers and odd == numbers:
        whole = [at for at in ends if all(_WHOLE.fullmatch(row[at]) for row in body)]
        if (
            known is not None
            or len(whole) == len(ends)
            or any(at > 1 for at in odd)
            or (whole and len(body) >= _ENOUGH)
        ):
            return True
    elif odd:  # a name such as 42 among names is no number of a tie, but the other way round it is
        return False
    again = [first[at] for at in ends if first[at] and _occurs_below(text, first[at])]
    alike = _same_shape(first, body, ends)
    words = not alike and (
        known is not None or all(is_end_word(first[at]) for at in ends) and not _mostly_words(body, ends)
    )
    if alike or (again and not words):
        return False
    if words and not again:
        return True
    reason = f"names such as {again[0]!r} occur as ids, too" if again else "no cell of the first row occurs again"
    got = f"{text.shown!r}: {reason}"
    raise refusal(text.where, "the first row", "a header or a row beyond doubt", got, _ADVICE)


def _occurs_below(text: Text, cell: str) -> bool:
    """Whether a text stands in a cell of its own somewhere below the first row."""
    start = text.content.find(b"\n", text.start) + 1
    if not start:
        return False
    token, around = cell.replace('"', '""').encode(), {10, 34, 32, 9, ord(text.delimiter)}
    at = text.content.find(token, start)
    while at >= 0:
        end = at + len(token)
        stands = text.content[at - 1] in around and (end == len(text.content) or text.content[end] in around)
        if stands and (text.delimiter == BLANKS or _in_line(text, at, cell)):
            return True
        at = text.content.find(token, at + 1)
    return False


def _in_line(text: Text, at: int, cell: str) -> bool:
    """Whether the line at this place has such a cell (taken to be so where a quote stays open in it)."""
    begin, end = text.content.rfind(b"\n", 0, at) + 1, text.content.find(b"\n", at)
    line = text.content[begin : len(text.content) if end < 0 else end].decode(errors="replace")
    return line.count('"') % 2 == 1 or cell in cells_of(line, text.delimiter)


def _mostly_words(body: list[list[str]], ends: Sequence[int]) -> bool:
    """Whether the cells below are mostly words for ends of ties, too."""
    cells = [row[at] for row in body for at in ends]
    return 2 * sum(map(is_end_word, cells)) > len(cells)


def _same_shape(first: Sequence[str], body: list[list[str]], ends: Sequence[int]) -> bool:
    """Whether all ids are built like those of the first row: the same letters before numbers, say."""

    def shape(cell: str) -> str:
        return re.sub(r"\d+", "9", cell)

    shapes = {shape(row[at]) for row in body for at in ends}
    return len(shapes) <= 2 and all("9" in one for one in shapes) and {shape(first[at]) for at in ends} <= shapes


def with_names(text: Text, header: bool | None, named: Sequence[str]) -> Text:
    """Return a table of people with its header; by default the first row is one, unless it reads like a person.

    Columns without a header are called "0", "1" and so on.

    Raises
    ------
    ScenarioError
        If the first row reads like a row.
    """
    if header is False:
        return text.named([str(place) for place in range(text.width)]).noted("no header")
    if header or named and all(name in text.first for name in named):
        return with_header(text, True, None)
    if _row_names(text):
        return with_header(text, None, None)
    body = [row for row in text.sample[1:] if len(row) == text.width]
    lower = [cell.lower() for cell in text.first]
    usual = any(name in LABEL_COLUMNS for name in lower)
    numbers = [at for at in range(min(text.width, len(text.first))) if body and all(_number(row[at]) for row in body)]
    alike = any(_number(text.first[at]) for at in numbers)
    again = any(_occurs_below(text, cell) for cell in text.first if cell and not _number(cell)) or (
        text.width == 1 and not numbers
    )
    if not usual and (alike or again and not numbers):
        got = f"{text.shown!r}, which reads like the rows below"
        advice = "Say whether it holds names of columns: header (`people.header: yes` or `no`)"
        raise refusal(text.where, "the first row", "the names of the columns", got, advice)
    return text.without_first_row(text.first, told=("header",))
