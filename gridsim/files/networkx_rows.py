"""networkx's own edge lists, in which a dictionary stands behind each tie: `1 2 {'weight': 3}`."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from gridsim.errors import refusal
from gridsim.files.content import Content
from gridsim.files.rows import BLANKS, MARKS

_ROW = re.compile(r"(.*?\S)([ \t]+|[ \t]*[,;|][ \t]*)(\{.*\})[ \t]*")
_LONGEST = 10_000
_NONE = object()


class PlainRows(NamedTuple):
    """An edge list without dictionaries."""

    content: Content
    weight_place: int | bool
    delimiter: str  # what stands before the dictionaries


def plain_rows(content: Content, weight: str | int | bool | None) -> PlainRows | None:
    """Return networkx's edge list with a column of weights in place of its dictionaries; None where the text is no such
    list.

    Raises
    ------
    ScenarioError
        If some rows only have the weight, or a dictionary is none.
    """
    lines = content.bytes.split(b"\n", 200)
    rows = [
        line.strip()
        for line in lines[:200]
        if line.strip() and not line.lstrip().startswith(tuple(mark.encode() for mark in MARKS))
    ]
    if not rows or not all(row.endswith(b"}") and b"{" in row for row in rows):
        return None
    if isinstance(weight, int) and not isinstance(weight, bool):
        advice = "Name the attribute, as in weight='weight'"
        raise refusal(
            str(content.path), "weight", "the name of an attribute in an edge list of networkx", weight, advice
        )
    key = weight if isinstance(weight, str) else "weight"
    known: dict[str, object] = {}
    out, lost, given, others = [], 0, 0, set()
    for number, line in enumerate(content.bytes.decode().split("\n"), 1):
        if not line.strip() or line.lstrip().startswith(MARKS):
            out.append("")
            continue
        found = _ROW.fullmatch(line.strip())
        if found is None:
            got = line.strip()[:60]
            constraint = "two ids and a dictionary, like the others"
            raise refusal(f"{content.path}:{number}", "a row", constraint, got, "Mend or drop that row")
        if found[3] not in known:
            known[found[3]] = _dictionary(content, number, found[3])
        data = known[found[3]]
        assert isinstance(data, dict)
        others |= set(data) - {key}
        value = data.get(key, _NONE) if weight is not False else _NONE
        lost, given = lost + (value is _NONE), given + (value is not _NONE)
        if value is not _NONE and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise refusal(
                f"{content.path}:{number}",
                f"the attribute {key}",
                "a number >= 0",
                value,
                "Mend it, or weight=False",
            )
        out.append(found[1] + ("" if value is _NONE else f"{found[2]}{value!r}"))
    if given and lost or isinstance(weight, str) and not given:
        advice = "Give every tie that attribute, name another one, or weight=False for none"
        raise refusal(
            str(content.path), f"the attribute {key}", "there for every tie", f"{lost} ties without it", advice
        )
    told = ["networkx's edge list with attributes"]
    if others:
        names = ", ".join(sorted(map(str, others))[:5])
        told.append(f"attribute{'s' * (len(others) > 1)} {names} passed over")
    made = Content(content.path, "\n".join(out).encode(), (*content.told, *told))
    first = _ROW.fullmatch(rows[0].decode())
    mark = "" if first is None else first[2].strip(" ") or BLANKS
    return PlainRows(made, 2 if given else False, mark[:1] or BLANKS)


def _dictionary(content: Content, number: int, text: str) -> dict:
    """The dictionary that a text holds; only plain values are read, nothing is executed."""
    try:
        if len(text) > _LONGEST:
            raise ValueError
        data = ast.literal_eval(text)
        if not isinstance(data, dict):
            raise ValueError
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        advice = "Write it with data=False or data=['weight'], or use Network.from_networkx"
        raise refusal(
            f"{content.path}:{number}", "a dictionary of networkx", "of plain names and values", text[:60], advice
        ) from None
    return data
