"""Direct reposts and rows of authors: decided by signs over a whole log, or refused with the argument that decides.

Logs mark a repost of the post itself in many ways: by nothing (an empty cell, NA, None), by -1, by the event's own id,
by the id of the cascade, by the id of the source post, which is no event of the log. And many have a row for the author
in every cascade, at time 0, whom the first reposters name as their parent: taken for a repost, it makes every cascade
one step too deep.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gridsim.arguments import switch
from gridsim.errors import ScenarioError, refusal

MISSING = (
    "",
    "NA",
    "N/A",
    "n/a",
    "NaN",
    "nan",
    "None",
    "none",
    "NULL",
    "Null",
    "null",
    "NIL",
    "nil",
    "\\N",
    "<NA>",
    "-",
    "?",
)
"""Words for an empty cell."""
MINUS_ONE = ("-1", "-1.0")
KNOWN, EMPTY, MINUS, SELF, CASCADE, OTHER = range(6)
WORDS = ("a repost of an event", "empty", "-1", "its own id", "the id of the cascade", "an id that is no event")
WAYS = {"empty": EMPTY, "self": SELF, "cascade": CASCADE, "source": OTHER}
"""The marks of the original that have a name, as `original` takes them."""
ENOUGH = 5
"""Number of cascades from which a sign shown by all of them is not taken for chance."""
LONG = 1e8
"""Seconds, three years: times from there on are dates."""


class Rows(NamedTuple):
    """The rows of a log as numbers: equal texts have equal codes."""

    tree: np.ndarray  # int64 (n,): the cascade of each row, from 0
    event: np.ndarray  # int64 (n,): code of its own id
    parent: np.ndarray  # int64 (n,): code of what it reposts
    cascade: np.ndarray  # int64 (n,): code of its cascade's id
    texts: np.ndarray  # (codes,): the text of each code
    time: np.ndarray  # float64 (n,): seconds, nan where it is not known
    # int64 (n,): the row of the event that is reposted, -1 where the parent is no event of the cascade
    above: np.ndarray
    where: Callable[[int], str]
    """File and line of a row."""


def kinds_of(rows: Rows) -> np.ndarray:
    """What the parent of each row is: KNOWN, or one of the marks."""
    texts = rows.texts.astype(object)
    empty, minus = np.isin(texts, MISSING), np.isin(texts, MINUS_ONE)
    kind = np.full(len(rows.tree), OTHER, np.int8)
    kind[rows.parent == rows.cascade] = CASCADE
    kind[minus[rows.parent]] = MINUS
    kind[empty[rows.parent]] = EMPTY
    kind[rows.above >= 0] = KNOWN
    kind[rows.parent == rows.event] = SELF
    doubtful = (kind == KNOWN) & (minus | empty)[rows.parent]
    if doubtful.any():
        row = int(np.argmax(doubtful))
        raise _refused(
            rows,
            row,
            "both the id of an event and a usual mark of the original",
            "Say what it is: original='empty', another mark",
        )
    return kind


def direct_rows(rows: Rows, original: Any) -> np.ndarray:
    """Return which rows repost the post itself (or are the author's), as the caller says or as the log shows.

    Raises
    ------
    ScenarioError
        If a parent is no event of the cascade and no mark of the original, or the mark is not beyond doubt.
    """
    if original is not None:
        return _as_given(rows, original)
    kind = kinds_of(rows)
    direct = kind != KNOWN
    found = [one for one in range(EMPTY, OTHER + 1) if (kind == one).any()]
    if CASCADE in found:
        _refuse_cascade_that_is_an_event(rows, kind)
    if found == [OTHER]:
        _check_source(rows, direct)
    elif OTHER in found:
        row = int(np.argmax(kind == OTHER))
        constraint = f"an event of the same cascade, or {_mark(rows, kind, found)} for the original"
        raise refusal(
            rows.where(row),
            "the parent",
            constraint,
            _text(rows, row),
            "Add the row of the parent, or mend it; original='source' if "
            "every cascade names an id of its own that is no event",
        )
    elif len(found) > 1 and _once_in_every_cascade(rows, kind, found) is None:
        shown = " and ".join(WORDS[one] for one in found)
        row = int(np.argmax(kind == found[-1]))
        advice = f"If all of them mark the original, say original={[_name(one) for one in found]}, else mend the rows"
        raise refusal(rows.where(row), "the parent of a repost of the post itself", "marked in one way", shown, advice)
    return direct


def _as_given(rows: Rows, original: Any) -> np.ndarray:
    """Rows with the marks that the caller names: texts as they stand in the column, or the names of WAYS."""
    given = list(original) if isinstance(original, (list, tuple, set, frozenset)) else [original]
    direct = np.zeros(len(rows.tree), bool)
    texts = rows.texts.astype(object)
    for mark in given:
        if isinstance(mark, bool) or not isinstance(mark, (str, int, float, np.integer, np.floating)):
            advice = (
                "Give what stands in the column of the parent where the post itself was reposted, or one of "
                + ", ".join(WAYS)
            )
            raise refusal("original", "the mark of the original", "a text or a number", mark, advice)
        way = WAYS.get(mark) if isinstance(mark, str) else None
        if way == EMPTY:
            direct |= np.isin(texts, MISSING)[rows.parent]
        elif way == SELF:
            direct |= rows.parent == rows.event
        elif way == CASCADE:
            direct |= rows.parent == rows.cascade
        elif way == OTHER:
            direct |= (rows.above < 0) & (rows.parent != rows.event)
        else:
            direct |= np.isin(texts, MINUS_ONE if str(mark) in MINUS_ONE else (str(mark),))[rows.parent]
    lost = ~direct & ((rows.above < 0) | (rows.parent == rows.event))
    shown = " or ".join(str(mark) for mark in given)
    if lost.any() and not direct.any():
        advice = "Give what stands in the column of the parent where the post itself was reposted, or leave it out"
        raise refusal("original", "the mark of the original", "one that stands in the log", shown, advice)
    if lost.any():
        row = int(np.argmax(lost))
        if rows.parent[row] == rows.event[row]:
            raise refusal(
                rows.where(row), "the parents", "a tree", "a circle", "Every repost must lead up to the original"
            )
        constraint = f"an event of the same cascade, or {shown} for the original"
        raise refusal(
            rows.where(row), "the parent", constraint, _text(rows, row), "Add the row of the parent, or mend it"
        )
    return direct


def _refuse_cascade_that_is_an_event(rows: Rows, kind: np.ndarray) -> None:
    """Where cascades' ids mark the original, a row whose parent is an event that has the id of its cascade could be
    either."""
    doubtful = (rows.parent == rows.cascade) & np.isin(kind, (KNOWN, SELF))
    if doubtful.any():
        row = int(np.argmax(doubtful))
        raise _refused(
            rows,
            row,
            "both the id of the cascade, which marks the original elsewhere, and that of an event in it",
            "Say which: original='cascade', or the other mark of the original",
        )


def _check_source(rows: Rows, direct: np.ndarray) -> None:
    """Check that every cascade names one id for its source, and that the id is not just that of a missing row."""
    n = int(rows.tree.max()) + 1
    place = np.flatnonzero(direct)
    first = np.full(n, -1, np.int64)
    first[rows.tree[place][::-1]] = rows.parent[place][::-1]
    other = place[rows.parent[place] != first[rows.tree[place]]]
    per_tree = np.bincount(rows.tree[place], minlength=n)
    if len(other) or (per_tree <= 1).all():
        row = int(other[0] if len(other) else place[0])
        constraint = "an event of the same cascade, or -1 for the original"
        advice = (
            "Add the row of the parent, or mend it; original='source' if such an id, which is no event, is that of the"
            " post itself"
        )
        raise refusal(rows.where(row), "the parent", constraint, _text(rows, row), advice)


def _once_in_every_cascade(rows: Rows, kind: np.ndarray, found: list[int]) -> int | None:
    """Of two marks the one that stands once in every cascade, in the row of the author; None if neither or both do."""
    if len(found) != 2:
        return None
    n = int(rows.tree.max()) + 1
    once = [one for one in found if one != CASCADE and (np.bincount(rows.tree[kind == one], minlength=n) == 1).all()]
    return once[0] if len(once) == 1 else None


def author_rows(rows: Rows, direct: np.ndarray, original: Any, given: bool | None) -> np.ndarray:
    """Return the rows of the authors, one a cascade in the order of the cascades; empty if the log has none.

    Raises
    ------
    ScenarioError
        If it is not beyond doubt whether a row is the author's, or the caller says there are such rows and there are
        none.
    """
    if given is not None and not switch("author_rows", given):
        return np.empty(0, np.int64)
    n = int(rows.tree.max()) + 1
    place = np.flatnonzero(direct)
    kind = kinds_of(rows)[place] if original is None else np.full(len(place), EMPTY, np.int8)
    found = [one for one in range(EMPTY, OTHER + 1) if (kind == one).any()]
    per_tree = np.bincount(rows.tree[place], minlength=n)
    special = _once_in_every_cascade(rows, kinds_of(rows), found) if original is None and len(found) == 2 else None
    if special is not None:
        chosen = place[kind == special]
    elif (per_tree == 1).all():
        chosen = place
    else:
        chosen = place[rows.time[place] == 0]
        if len(chosen) != n or (np.bincount(rows.tree[chosen], minlength=n) != 1).any():
            chosen = chosen[:0]
    chosen = chosen[np.argsort(rows.tree[chosen], kind="stable")]
    if given:
        if not len(chosen):
            advice = "Leave it out, or say original= as the author's row has it"
            got = "cascades without one that can be told from the others"
            raise refusal("author_rows", "the log", "one with a row for the author in every cascade", got, advice)
        return chosen
    return _decided(rows, place, chosen, special is not None or (per_tree == 1).all())


def _decided(rows: Rows, place: np.ndarray, chosen: np.ndarray, apart: bool) -> np.ndarray:
    """The rows that may be the authors' where they are beyond doubt, none where they cannot be; else refuse."""
    nobody = np.empty(0, np.int64)
    time = rows.time[chosen]
    if not len(chosen) or (len(rows.tree) == len(chosen) and (time != 0).any()):  # rows without reposts say nothing
        return nobody
    zero, unknown, date = time == 0, np.isnan(time), time >= LONG
    if not (zero | unknown | date).all() or (unknown.all() and np.isfinite(rows.time).any() and not apart):
        return nobody
    least = np.full(int(rows.tree.max()) + 1, np.inf)
    np.fmin.at(least, rows.tree, rows.time)
    if apart and zero.all() and len(chosen) >= ENOUGH and (rows.time[rows.parent != rows.event] > 0).any():
        return chosen
    if date.all() and not (time <= least[rows.tree[chosen]]).all():
        return nobody
    when = "time 0" if zero.all() else "a time that is not known" if unknown.all() else "the earliest time"
    how = "every cascade has" if len(chosen) > 1 else "the cascade has"
    advice = "Say so: author_rows=True if that row is the author's, author_rows=False if it is a repost"
    raise refusal(
        rows.where(int(chosen[0])),
        "the rows of a log",
        "reposts beyond doubt",
        f"{how} one first row at {when}, as authors have",
        advice,
    )


def _mark(rows: Rows, kind: np.ndarray, found: list[int]) -> str:
    """The usual mark of the log, as it stands."""
    one = max((one for one in found if one != OTHER), key=lambda one: np.count_nonzero(kind == one))
    return _text(rows, int(np.argmax(kind == one))) if one in (MINUS, EMPTY) else WORDS[one]


def _name(kind: int) -> str | int:
    return next((name for name, one in WAYS.items() if one == kind), -1)


def _text(rows: Rows, row: int) -> str:
    return str(rows.texts[rows.parent[row]]) or "an empty cell"


def _refused(rows: Rows, row: int, got: str, advice: str) -> ScenarioError:
    text = _text(rows, row)
    return refusal(
        rows.where(row), "the parent", "an event or a mark of the original beyond doubt", f"{text}, {got}", advice
    )
