"""Tables that list no ties but whole rows of people: adjacency matrices and adjacency lists, told from an edge list by
their shape."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gridsim.errors import refusal
from gridsim.files.delimiter import SAMPLED
from gridsim.files.evidence import column_numbers, known_pair
from gridsim.files.text import Text
from gridsim.files.words import is_end_word

_GAPS = frozenset(("", "nan", "na", "n/a", "none", "null", ".", "-", "x", "true", "false"))
"""Words in a matrix besides numbers."""
_BIT = re.compile(r"[01](?:\.0*)?(?:e[-+]?0+)?")
_LIST_ADVICE = (
    "Read it with networkx.read_adjlist and use Network.from_networkx, or networkx.write_graphml for a scenario"
)


def refuse_matrix(text: Text) -> None:
    """Refuse an adjacency matrix, with or without names of people; a small one may pass for an edge list otherwise.

    Raises
    ------
    ScenarioError
        If the table is one: with the way to read it.
    """
    rows = [row for row in text.sample if row]
    if len(rows) > 1 and len(rows[0]) == 1 and text.width > 1 and rows[0][0].isdecimal():
        rows = rows[1:]  # the number of people above
    found = _named(rows) or _bare(rows) or _zeros_and_ones(rows)
    if not found:
        return
    advice = (
        "Read it with numpy or pandas, then networkx.from_numpy_array or networkx.from_pandas_adjacency"
        " (create_using=networkx.DiGraph where ties have a direction), and use Network.from_networkx, or"
        " networkx.write_graphml for a scenario"
    )
    if text.width <= 3:
        advice += "; if each row is a tie all the same, say source=0, target=1"
    raise refusal(text.where, "the file", "an edge list, a tie a row", f"{found} ({text.shown})", advice)


def refuse_lists(text: Text) -> None:
    """Refuse adjacency lists, each row of which is a person and all friends.

    Raises
    ------
    ScenarioError
        If the table is one, or may be: with the way to read it.
    """
    rows = [row for row in text.sample if row]
    firsts = [row[0].rstrip(":") for row in rows]
    widths = {len(row) for row in rows}
    if text.names or len(rows) < 3 or len(set(firsts)) < len(rows) or max(widths) < 3:
        return
    if len(widths) > 1 and _mostly_people(rows, firsts):
        got = "rows of " + ", ".join(map(str, sorted(widths)[:6])) + " cells: a person and all friends, as it seems"
        raise refusal(text.where, "the file", "an edge list, a tie a row", got, _LIST_ADVICE)
    if len(widths) == 1 and _mutual({row[0]: set(row[1:]) for row in rows}, text.width - 1):
        advice = _LIST_ADVICE + ("; weight=2 if the third column is a weight" if text.width == 3 else "")
        got = f"what may be a person and {text.width - 1} friends ({text.shown})"
        raise refusal(text.where, "a row", "a tie beyond doubt", got, advice)


def _mostly_people(rows: list[list[str]], firsts: list[str]) -> bool:
    """Whether most cells behind the first are people who have rows, and the first row is no header or title."""
    people, behind = set(firsts), [cell.rstrip(",") for row in rows for cell in row[1:] if cell]
    numbers = column_numbers([*firsts, *behind])
    whole = numbers is None or bool((numbers == numbers.round()).all())
    known = 2 * sum(cell in people for cell in behind) > len(behind)
    below = set(firsts[1:])
    return (
        whole
        and known
        and (len({len(row) for row in rows[1:]}) > 1 or bool(rows[0][1:]) and below.issuperset(rows[0][1:]))
    )


def _mutual(friends: dict[str, set[str]], n: int) -> bool:
    """Whether each person has n friends, each of whom has that person for a friend."""
    return all(
        len(found) == n and one not in found and all(one in friends.get(other, ()) for other in found)
        for one, found in friends.items()
    )


def _values(row: Sequence[str]) -> bool:
    """Whether all cells may stand in a matrix."""
    return all(cell.lower() in _GAPS or column_numbers([cell]) is not None for cell in row)


def _named(rows: list[list[str]]) -> str:
    """A matrix whose first column has the names of people, and perhaps its first row, too."""
    n = len(rows) - 1
    corner = rows[0][0] if len(rows[0]) == n + 1 else ""
    headed = n > 1 and len(rows[0]) in (n, n + 1) and (not corner or column_numbers([corner]) is None)
    if headed and _rows_of_values(rows[1:]) and rows[0][-n:] == [row[0] for row in rows[1:]]:
        return f"a matrix of {n} people with their names"
    if n and _rows_of_values(rows) and column_numbers([row[0] for row in rows]) is None:
        return f"a matrix of {n + 1} people with their names"
    return ""


def _rows_of_values(rows: list[list[str]]) -> bool:
    """Whether each of n rows has a name and n values."""
    return all(len(row) == len(rows) + 1 and _values(row[1:]) for row in rows)


def _bare(rows: list[list[str]]) -> str:
    """A matrix without names, perhaps below a row of them; of three people only where it can hardly be ties with
    weights."""
    if len(rows) > 3 and len(rows[0]) == len(rows) - 1 and not _values(rows[0]):
        if sum(map(is_end_word, rows[0])) > 1 or known_pair([name.lower() for name in rows[0]]):
            return ""  # by chance as many ties as columns
        rows = rows[1:]
    n = len(rows)
    wide = n >= SAMPLED and len({len(row) for row in rows}) == 1 and len(rows[0]) >= SAMPLED
    if not wide and (n < 3 or any(len(row) != n for row in rows)):
        return ""
    if not all(map(_values, rows)):
        return ""
    found = f"a matrix of {len(rows[0])} people"
    if n > 3:
        return found
    diagonal = {rows[at][at] for at in range(n)}
    numbers = column_numbers([cell for cell in diagonal if cell.lower() not in _GAPS])
    even = all(rows[i][j] == rows[j][i] for i in range(n) for j in range(i))
    if numbers is not None and not numbers.any() or (even and len(diagonal) == 1):
        return found
    return ""


def _zeros_and_ones(rows: list[list[str]]) -> str:
    """Rows of nothing but zeros and ones, which are no ids of three or more ties."""
    if len(rows) < 3 or any(len(row) != len(rows[0]) or len(row) < 2 for row in rows):
        return ""
    if not all(_BIT.fullmatch(cell) for row in rows for cell in row):
        return ""
    return "a matrix of zeros and ones"
