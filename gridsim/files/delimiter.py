"""Delimiter of a text: decided by rows from its start, middle and end, or refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gridsim.errors import ScenarioError, refusal
from gridsim.files.rows import BLANKS, cells_of, rows_between

NAMES = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar", BLANKS: "blanks"}
"""The delimiters that are looked for, by the words for them."""
_WORDS = {
    "tab": "\t",
    "\\t": "\t",
    "comma": ",",
    "semicolon": ";",
    "bar": "|",
    "pipe": "|",
    " ": BLANKS,
    "blank": BLANKS,
    "blanks": BLANKS,
    "space": BLANKS,
}
SAMPLED = 400
"""Rows that are looked at from the start of a file; from its middle and end a quarter as many each."""
_DECIMAL = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")

View = list[list[str]]


def given_delimiter(value: Any) -> str | None:
    """The delimiter that a caller names: one character, or one of the words for them; None if there is none."""
    if value is None:
        return None
    chosen = _WORDS.get(value, value) if isinstance(value, str) else value
    if (
        not isinstance(chosen, str)
        or len(chosen) != 1
        or not chosen.isascii()
        or chosen in '"\n\r\0'
        or chosen.isalnum()
    ):
        words = ", ".join(repr(word) for word in ("tab", "comma", "semicolon", "bar", "blanks"))
        raise refusal(
            "delimiter", "the delimiter", f"one character, or {words}", value, "Give what stands between two cells"
        )
    return chosen


def sample(content: bytes, delimiter: str) -> View:
    """Rows from the start, the middle and the end of a text, seen with a delimiter; comments passed over."""
    size, last = len(content), -1
    rows: View = []
    for begin, most in ((0, SAMPLED), (size // 2, SAMPLED // 4), (size - 64 * SAMPLED // 4, SAMPLED // 4)):
        if last >= 0:
            begin = max(begin, last)
            if b'"' in content and begin > last and content.count(b'"', 0, begin) % 2:
                continue  # within a quoted cell, as far as can be told
            begin = content.find(b"\n", begin) + 1
            if not begin:
                break
        for row in rows_between(content, delimiter, begin, comments=True):
            rows.append(cells_of(content[row.begin : row.end].decode(errors="replace"), delimiter))
            last, most = row.end, most - 1
            if not most:
                break
    return rows


def width_of(view: View) -> int:
    """The columns of a sample: as many as most of its rows have; the first decides where as many have another
    number."""
    widths = Counter(len(row) for row in view)
    return max(widths, key=lambda width: (widths[width], width == len(view[0]), width)) if widths else 0


def decide(path: Path, content: bytes) -> tuple[str, View]:
    """Return the delimiter of a text and the sample seen with it; BLANKS and cells of width 1 where nothing divides the
    rows.

    Raises
    ------
    ScenarioError
        If two delimiters divide the rows evenly, or several divide some of them and none all.
    """
    views = {
        mark: view for mark in NAMES if (mark in " " or mark.encode() in content) and (view := sample(content, mark))
    }
    if not views:
        return BLANKS, []
    fitting = [mark for mark, view in views.items() if _fits(view)]
    if fitting == [BLANKS]:  # because of a single line, perhaps, that is no row: `(3 rows)`
        rivals = [
            mark
            for mark, view in views.items()
            if _cut_off(views[BLANKS], mark) and width_of(view) == width_of(views[BLANKS])
        ]
        if rivals:
            raise _doubtful(
                path, content, [*rivals, BLANKS], "one that divides all rows without a rival that divides most of them"
            )
    chosen = _best(fitting, views) if fitting else [mark for mark, view in views.items() if _mostly(view)]
    if len(chosen) > 1:
        constraint = (
            "decided by one that divides all rows into as many cells"
            if not fitting
            else "the only one that divides the rows evenly"
        )
        raise _doubtful(path, content, chosen, constraint)
    mark = chosen[0] if chosen else BLANKS
    return mark, views[mark]


def _doubtful(path: Path, content: bytes, marks: Sequence[str], constraint: str) -> ScenarioError:
    got = f"{' and '.join(NAMES[mark] for mark in marks)} in a row like " + _shown(content)
    return refusal(str(path), "the delimiter", constraint, got, "Say which: delimiter=, such as delimiter=';'")


def _cut_off(view: View, mark: str) -> bool:
    """Whether most first cells end in a mark, as those of `ann, bob` do where blanks divide the rows."""
    return 2 * sum(row[0].endswith(mark) for row in view) > len(view)


def _shown(content: bytes) -> str:
    row = next(rows_between(content, BLANKS, comments=True), None)
    if row is None:
        return "comments only"
    return repr(content[row.begin : min(row.end, row.begin + 60)].decode(errors="replace"))


def _fits(view: View) -> bool:
    """Whether all rows have as many cells, two or more; the first may have another number (a header of R, counts, a
    title)."""
    widths = {len(row) for row in view[1:]} or {len(view[0])}
    return len(widths) == 1 and min(widths) > 1 and (len(view) < 3 and len(view[0]) in widths or len(view) > 2)


def _mostly(view: View) -> bool:
    width = width_of(view)
    return width > 1 and 2 * sum(len(row) == width for row in view) >= len(view)


def _best(fitting: Sequence[str], views: dict[str, View]) -> list[str]:
    """Those of the fitting delimiters that cannot be told from each other, best first."""
    even = [mark for mark in fitting if len(views[mark][0]) == len(views[mark][-1])]
    fitting = even or list(fitting)  # one that divides the first row likewise, too
    whole = [mark for mark in fitting if not any('"' in cell for row in views[mark] for cell in row)]
    fitting = whole or fitting  # one that cuts through no quotes
    if "\t" in fitting:
        blanks = views[BLANKS]
        numbers = BLANKS in fitting and all(_NUMBER.fullmatch(cell) for row in blanks[1:] for cell in row)
        return ["\t", BLANKS] if numbers and len(blanks[-1]) != len(views["\t"][-1]) else ["\t"]
    marks = [mark for mark in fitting if mark != BLANKS]
    if not marks:
        return [BLANKS]
    if BLANKS in fitting:
        if marks == [","] and _only_decimal(views[BLANKS]):
            return [BLANKS]
        if len(views[BLANKS][-1]) == 2 and all(
            _clean(views[mark], " ") is _clean(views[BLANKS], mark) for mark in marks
        ):
            return [*marks, BLANKS]
    if len(marks) > 1 and "," in marks:
        others = [mark for mark in marks if mark != "," and _only_decimal(views[mark])]
        marks = others or marks
    if len(marks) > 1:
        clean = [mark for mark in marks if all(_clean(views[mark], other) for other in marks if other != mark)]
        marks = clean if len(clean) == 1 else [mark for mark in marks if _share_ids(views[mark])] or marks
    return marks


def _only_decimal(view: View) -> bool:
    """Whether commas stand in numbers only (`0,5`), in some column throughout."""
    held = [cell for row in view[1:] or view for cell in row if "," in cell]
    return bool(held) and all(_DECIMAL.fullmatch(cell) for cell in held)


def _share_ids(view: View) -> bool:
    """Whether the first two columns have many cells in common, as the two ends of ties do."""
    first, second = ({row[at] for row in view if len(row) > 1} for at in (0, 1))
    return len(first & second) > 0.2 * min(len(first), len(second))


def _clean(view: View, mark: str) -> bool:
    """Whether the first two columns are free of another delimiter."""
    return not any(mark in cell for row in view for cell in row[:2])
