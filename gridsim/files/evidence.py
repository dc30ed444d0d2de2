"""Evidence in a table of ties about its form: counts in its first row, words in its comments, columns that are no
weights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from gridsim.errors import ScenarioError, refusal
from gridsim.files.rows import MARKS, cells_of
from gridsim.files.text import Text
from gridsim.files.words import TIE_COLUMNS

_WHOLE = re.compile(r"\d{1,18}")
_SECONDS, _LATEST = 86_400 * 365 * 15, 86_400 * 365 * 80  # 1985 to 2050
_CLOCKS = (1.0, 1e3, 1e6, 1e9)
"""Ticks of a second: clocks count seconds, or thousandths and so on."""


_FOOTERS = frozenset(
    """
    total totals sum sums subtotal count row rows record records line lines tie ties edge edges selected affected end eof of file
    summe gesamt insgesamt ende zeile zeilen suma totale totaal som ligne lignes filas righe regels итого строк 合计 总计 小计 总数 共 行 条
    """.split()  # noqa: SIM905
)
"""Words of a row of totals."""
_TOTALS = frozenset(
    "total totals sum sums subtotal count rows end eof summe gesamt insgesamt ende suma totale totaal som итого 合计 总计 小计 总数".split()  # noqa: SIM905
)
"""Words that mark a row of totals as its first word, whatever follows."""


class Said(NamedTuple):
    """Information from the comments of a file."""

    names: tuple[str, ...] = ()
    directed: bool | None = None
    weighted: bool | None = None
    told: tuple[str, ...] = ()


class Counts(NamedTuple):
    """A first row of counts."""

    told: str = ""
    exact: bool = False  # both counts are those of the rows below, all of which are ties
    alone: bool = False  # a single number, above rows of more cells


def known_pair(lower: Sequence[str]) -> tuple[int, int] | None:
    """Places of two column names for the ends of ties: (source, target)."""
    return next(((lower.index(a), lower.index(b)) for a, b in TIE_COLUMNS if a in lower and b in lower), None)


def said_by_comments(text: Text) -> Said:
    """What the comments above the first row say, as SNAP, KONECT and others write them."""
    konect = _konect(text)
    if konect is not None:
        return konect
    directed, told = None, []
    for comment in text.comments:
        words = comment.lstrip("#%/ \t").lower()
        if re.match(r"(un)?directed (graph|network)\b", words):
            directed = words.startswith("directed")
            told.append(f"{'' if directed else 'un'}directed, as its comments say")
    names = next((cells for comment in reversed(text.comments) if (cells := _names_in(comment, text))), [])
    return Said(tuple(names), directed, None, tuple(told))


def _names_in(comment: str, text: Text) -> list[str]:
    """Names of the columns in a comment, where two of them head ties."""
    mark = next(mark for mark in MARKS if comment.startswith(mark))
    for delimiter in (text.delimiter, " "):
        cells = cells_of(comment[len(mark) :].strip(), delimiter)
        if len(cells) == text.width and known_pair([cell.lower() for cell in cells]):
            return cells
    return []


def _konect(text: Text) -> Said | None:
    """The first comment of KONECT's files: `% sym unweighted`; the columns are source, target, weight, time."""
    found = re.match(r"%\s*(sym|asym|bip)\s+([a-z]+)", text.comments[0]) if text.comments else None
    if found is None:
        return None
    form, weights = found[1], found[2]
    if form == "bip":
        advice = "Take a network of people, or join those who share a thing"
        raise refusal(
            text.where,
            "a KONECT network",
            "sym or asym",
            "bip: ties between people and things, numbered apart",
            advice,
        )
    names = ("source", "target", "weight", "time")[: text.width]
    directed = form == "asym"
    told = f"KONECT, {'' if directed else 'un'}directed, {weights}"
    weighted = text.width > 2 and weights in (
        "positive",
        "posweighted",
        "signed",
        "weighted",
        "multiweighted",
        "multiposweighted",
        "multisigned",
    )
    return Said(names if len(names) == text.width else (), directed, weighted, (told,))


def counts_in_first_row(text: Text, header: bool | None) -> Counts:
    """A first row that counts people and ties and is no tie; nothing to tell if there is none.

    Raises
    ------
    ScenarioError
        If it may be either.
    """
    first = text.first
    if (
        header is False
        or not 1 <= len(first) <= 3
        or not all(_WHOLE.fullmatch(cell) for cell in first)
        or not text.sample[1:]
    ):
        return Counts()
    numbers = [int(cell) for cell in first]
    if len(first) == 1 and text.width == 1:
        return Counts()
    n_rows = _rows_below(text, numbers) if len(first) > 1 else -1
    shown = " ".join(first)
    if len(first) > 1 and n_rows not in numbers[1:]:
        return Counts()
    if len(first) == 3 and numbers[0] != numbers[1]:
        return Counts()
    found = _ids_below(text)
    if found is None:
        return Counts()
    distinct, largest = found
    if len(first) == 1:
        if text.width > 1 and (numbers[0] >= distinct or numbers[0] == n_rows):
            return Counts(f"first row ({shown}) taken as a count", alone=True)
        return Counts()
    if numbers[0] == distinct:
        below = [int(cell) for cell in text.sample[1][:2] if cell.isdecimal()]
        if header is None and (
            n_rows == 1 or below == [numbers[0] - 1, numbers[1] - 1]
        ):  # `4 3` above `3 2`, `2 1`, `1 0`
            raise _doubtful_counts(text, shown, n_rows, distinct)
        if numbers[0] == n_rows <= 100_000 and _like_metis(text):
            advice = "Write it as an edge list; header=True says that the rows are ties below a row of counts"
            if not header:
                raise refusal(
                    text.where,
                    "the file",
                    "an edge list",
                    "what may be METIS: each row the friends of one person",
                    advice,
                )
        return Counts(f"first row ({shown}) counts people and ties and is no tie", exact=True)
    unknown = len(first) == text.width and not any(_occurs(text, cell) for cell in first)
    if unknown and n_rows > 2 and numbers[0] >= distinct and not 0 <= largest <= numbers[0]:
        raise _doubtful_counts(text, shown, n_rows, distinct)
    if numbers[0] > distinct and numbers[0] >= largest:
        if header or len(first) != text.width:
            left = numbers[0] - distinct
            return Counts(
                f"first row ({shown}) counts people and ties and is no tie, {left} of the people have no tie and are left out"
            )
        raise _doubtful_counts(text, shown, n_rows, distinct)
    return Counts()


def _doubtful_counts(text: Text, shown: str, n_rows: int, distinct: int) -> ScenarioError:
    got = f"{shown!r} above {n_rows} rows with {distinct} ids"
    advice = "Say which: header=True passes it over, header=False takes it as a tie"
    return refusal(text.where, "the first row", "a tie or the numbers of people and ties beyond doubt", got, advice)


def _occurs(text: Text, cell: str) -> bool:
    """Whether a sampled row below the first has this cell as an end."""
    return any(cell in row[:2] for row in text.sample[1:])


def _rows_below(text: Text, wanted: Sequence[int]) -> int:
    """Rows below the first; some other number where it cannot be one of those wanted (counting takes time)."""
    below = text.without_first_row()
    lines = below.content.count(b"\n", below.start) + (not below.content.endswith(b"\n"))
    if not any(lines / 4 <= number <= lines for number in wanted):
        return -1
    if b'"' in below.content:
        return sum(1 for _ in below.rows())
    ends = np.flatnonzero(np.frombuffer(below.content, np.uint8, offset=below.start) == 10)
    gaps = np.diff(ends, prepend=-1, append=len(below.content) - below.start)
    return int(np.count_nonzero(gaps > 1))


def _ids_below(text: Text) -> tuple[int, int] | None:
    """Return (distinct ids, largest id, -1 if they are no whole numbers) of the first two columns below the first row; None where rows differ."""
    import pyarrow
    from pyarrow import compute

    below = text.without_first_row()
    try:
        cells = pyarrow.chunked_array(replace(below, width=len(below.sample[0])).strings([0, 1]))
    except (ScenarioError, IndexError, KeyError):
        return None
    found = compute.unique(cells).to_pylist()
    if not all(_WHOLE.fullmatch(cell) for cell in found):
        return len(found), -1
    return len(found), max(int(cell) for cell in found)


def _like_metis(text: Text) -> bool:
    """Whether each row below the first lists the neighbours of the person of that number."""
    rows = [[int(cell) for cell in row if cell.isdecimal()] for _, row in text.without_first_row().rows()]
    pairs = {(at, other) for at, row in enumerate(rows, 1) for other in row}
    return all(u != v and (v, u) in pairs for u, v in pairs)


def refuse_other_lists(text: Text) -> None:
    """Refuse lists that are no edge lists but may look like one: LGL, adjacency lists, dictionaries of networkx."""
    body = text.sample[1:]
    if _like_lgl(text):
        advice = "Write it as an edge list (in igraph: write_ncol or write_edgelist)"
        raise refusal(text.where, "the file", "an edge list", "LGL: a person behind each #, the friends below", advice)
    if any(cell.startswith("{") and cell.endswith("}") for row in text.sample for cell in row[:2]):
        advice = "Read it with networkx.read_multiline_adjlist and use Network.from_networkx"
        raise refusal(text.where, "an id", "a number or a text", "a dictionary of networkx", advice)
    _refuse_wrapped(text)
    refuse_footer(text)
    widths = {len(row) for row in body}
    if len(widths) > 2 and not text.names and sum(len(row) == text.width for row in body) < 0.5 * len(body):
        got = "rows of " + ", ".join(map(str, sorted(widths)[:6])) + " cells"
        advice = "If each row lists a person and all friends: networkx.read_adjlist and Network.from_networkx; else mend the rows"
        raise refusal(text.where, "an edge list", "rows of as many cells", got, advice)


def _refuse_wrapped(text: Text) -> None:
    """Refuse rows in brackets and cells in single quotes, whose ids would keep them."""
    rows = [row for row in text.sample[1:] or text.sample if len(row) > 1]
    if rows and all(row[0].count('"') % 2 or row[-1].count('"') % 2 for row in rows):
        advice = "Say what divides the cells: delimiter="
        raise refusal(text.where, "a cell", "with quotes in pairs", ", ".join(rows[0])[:60], advice)
    if rows and all(row[0][:1] in ("[", "(", "<") and row[-1][-1:] in ("]", ")", ">") for row in rows):
        raise refusal(text.where, "a row", "two ids without brackets", text.shown, "Write 1,2 in place of (1,2)")
    if rows and (
        all(len(cell) > 1 and cell[0] == cell[-1] == "'" for row in rows for cell in row[:2])
        or all(row[0][:1] == "'" == row[-1][-1:] and len(row[0]) > 1 for row in rows)
    ):
        raise refusal(
            text.where, "an id", "without quotes or in double ones", text.shown, "Write \"ann\" in place of 'ann'"
        )


def refuse_footer(text: Text, what: str = "a tie") -> None:
    """Refuse a last row of totals: `Total,3`, `(3 rows)`, `-- end --`; below ties of numbers any row of words."""
    if len(text.sample) < 3 or len(text.sample[-1]) < 2:
        return
    *rows, last = text.sample
    words = re.findall(r"[^\W\d_]+", " ".join(last).lower())
    worded = [cell for cell in last if re.search(r"[^\W\d_]", cell)]
    alone = not any(cell in row for row in rows for cell in worded)
    numbers = what == "a tie" and len(rows) > 3 and all(_WHOLE.fullmatch(cell) for row in rows[1:] for cell in row[:2])
    begins = re.findall(r"[^\W\d_]+", last[0].lower())[:1]
    sums_up = bool(_TOTALS.intersection(begins)) or _FOOTERS.issuperset(words)
    if alone and worded and (sums_up or (numbers and not _WHOLE.fullmatch(last[0]))):
        got = ", ".join(last)[:60]
        raise refusal(
            str(text.path),
            "the last row",
            f"{what} beyond doubt",
            got,
            "Drop it if it is none; if it is one, put it further up",
        )


def _like_lgl(text: Text) -> bool:
    """Whether the comments are names of people above rows of their friends."""
    marked = [comment for comment in (*text.comments, *text.remarks) if comment.startswith("#")]
    if len(text.comments) != 1 or not text.remarks or not all(re.fullmatch(r"# ?\S+", comment) for comment in marked):
        return False
    people = {row[0] for row in text.sample}
    return text.width == 1 or any(comment[1:].strip() in people for comment in marked)


def column_numbers(cells: Sequence[str]) -> np.ndarray | None:
    """Cells as float64 (decimal commas, too), or None where one is no number."""
    try:
        return np.array([float(cell.replace(",", ".")) for cell in cells], dtype=np.float64)
    except ValueError:
        return None


def looks_like_times(values: np.ndarray) -> bool:
    """Whether numbers are moments: seconds since 1970 (or thousandths and so on), or days written as 20240131."""
    if len(values) < 2 or not np.isfinite(values).all() or values.min() == values.max():
        return False
    for clock in _CLOCKS:
        seconds = values / clock
        if seconds.min() >= _SECONDS and seconds.max() <= _LATEST:
            return True
    whole = values == np.floor(values)
    if whole.all() and values.min() >= 19_000_101 and values.max() <= 21_001_231:
        month, day = values // 100 % 100, values % 100
        return bool(((month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)).all())
    return False


def looks_like_years(values: np.ndarray) -> bool:
    """Whether whole numbers are years of our time, not all the same."""
    whole = (values == np.floor(values)).all()
    return len(values) > 2 and bool(
        whole and values.min() >= 1900 and values.max() <= 2100 and values.min() < values.max()
    )


def looks_like_clock(values: np.ndarray) -> bool:
    """Whether whole numbers only ever rise, as moments since a start do, and most differ."""
    if len(values) < 10 or not (values == np.floor(values)).all():
        return False
    return bool((np.diff(values) >= 0).all() and len(np.unique(values)) > len(values) / 2)


def looks_like_ids(sample: Sequence[Sequence[str]], places: tuple[int, int, int]) -> bool:
    """Whether a third column holds ids rather than weights: its numbers are those of the second, while the first numbers the rows or names layers."""
    first, second, third = ([row[place] for row in sample] for place in places)
    if _counts_up(first) and not any(_WHOLE.fullmatch(cell) for cell in second):
        return True
    if len(sample) < 3:
        return False
    apart = len(set(second) - set(first))
    if (
        _counts_up(first)
        and 2 * apart >= len(set(second))
        and apart > 1
        and all(_WHOLE.fullmatch(cell) for cell in third)
    ):
        return bool(set(third) & set(second)) or not looks_like_times(np.array(third, dtype=np.float64))
    if (
        len(sample) > 3
        and _counts_up(first)
        and 2 * len(set(third) & (set(second) | set(first))) >= len(set(third)) > 2
    ):
        return True
    if len(sample) < 4 or not all(_WHOLE.fullmatch(cell) for cell in third):
        return False
    known = set(second) | set(first)
    many = len(set(third)) >= max(3, 0.5 * len(set(second)))
    numbered = len(set(first)) == len(first)
    layers = len(set(first)) <= max(2, 0.1 * len(set(second)))
    return many and set(third) <= known and (numbered or layers)


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether the first rows are numbered from 0 or 1."""
    start = list(cells[:200])
    return start in ([str(at) for at in range(len(start))], [str(at) for at in range(1, len(start) + 1)])


def direction(table: Any, said: Said, given: bool | None) -> tuple[bool | None, list[str]]:
    """Return (whether ties are directed as far as the file or the caller says, what to tell of it); Gephi's column Type says it.

    Raises
    ------
    ScenarioError
        If some rows are directed and others are not.
    """
    if given is not None:
        return bool(given), []
    lower = [name.lower() for name in table.names]
    for column, names in (
        ("type", ({"undirected"}, {"directed"})),
        ("directed", ({"false", "no", "0"}, {"true", "yes", "1"})),
    ):
        if column not in lower:
            continue
        from pyarrow import compute

        place = lower.index(column)
        found = {str(value).lower() for value in compute.unique(table.strings([place])[0]).to_pylist()}
        if column == "type" and not found & (names[0] | names[1]):
            continue  # friends, colleagues: some other type
        if found <= names[0] or found <= names[1]:
            word = "directed" if found <= names[1] else "undirected"
            return found <= names[1], [f"{word}, as its column {table.names[place]} says"]
        advice = "Say which holds for all: directed=True or directed=False, or give two files"
        got = " and ".join(sorted(value or "an empty cell" for value in found)[:4])
        constraint = "Directed or Undirected throughout" if column == "type" else "true or false throughout"
        raise refusal(table.where, f"the column {table.names[place]}", constraint, got, advice)
    return said.directed, []
