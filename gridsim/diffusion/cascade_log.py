"""Cascades from a log: one row a repost, with the cascade, the event, who, when, and from which event."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import numpy as np

from gridsim.arguments import choice as check_choice
from gridsim.arguments import whole as check_whole
from gridsim.diffusion.cascade_marks import MISSING, Rows, direct_rows
from gridsim.diffusion.cascade_marks import author_rows as rows_of_authors
from gridsim.diffusion.cascade_paths import looks_like_paths
from gridsim.diffusion.forest import UNITS, Forest, plant
from gridsim.diffusion.inputs import check_number
from gridsim.errors import refusal
from gridsim.files.columns import Columns, column_place, open_columns
from gridsim.files.content import as_path, text_of, unpacked
from gridsim.files.formats import GRAPHS, TEXT, format_of
from gridsim.files.header import with_names
from gridsim.files.ids import text_array
from gridsim.files.text import Text, open_text


def read_cascades(
    path: str | os.PathLike[str],
    *,
    cascade: str | int = "cascade",
    event: str | int = "event",
    user: str | int = "user",
    time: str | int = "dt",
    parent: str | int = "parent_event",
    original: Any = None,
    author_rows: bool | None = None,
    unit: str = "seconds",
    delimiter: str | None = None,
    encoding: str | None = None,
    early_share: float = 0.001,
    most_bytes: int = 1 << 30,
) -> Forest:
    """Return the cascades of a log of reposts as a forest; the author of each post becomes the root of its tree.

    The log has one row a repost, in any order. The author has a row of its own (`author_rows`) or none (agent -1, time
    0).

    Parameters
    ----------
    path : str or path
        Text (packed or not, of any usual delimiter, quotes and comments as they come) with a header, Parquet or
        Feather.
    cascade, event, user, time, parent : str or int
        Names of the columns, or their numbers from 0: which cascade; the event's id, once in its cascade; who reposted;
        when, since the post (may be empty); the id of the event that was reposted. Ids are whole numbers or text.
    original : str, int or list of them, optional
        What `parent` holds where the post itself was reposted: a text or number as it stands there, or one of "empty"
        (nothing, NA, None), "self" (the event's own id), "cascade" (the id of the cascade), "source" (the id of the
        post, which is no event of the log).
        Without it the log shows it, or is refused.
    author_rows : bool, optional
        Whether each cascade has a row for its author, who is no repost. Without it the log shows it, or is refused.
    unit : str
        Of the times: milliseconds, seconds, minutes, hours or days. Times of day (dates in seconds) are taken where
        authors have rows.
    delimiter, encoding : str, optional
        As in `gridsim.read_network`.
    early_share : float
        0 to 1. Clocks disagree, so some reposts are dated before what they repost; they are kept (`Forest.wait` is
        negative there, and the fits leave them out). Where more than this share of all rows are, the log is refused.
    most_bytes : int
        The most that the unpacked file may hold. Memory stays below some ten times that.

    Returns
    -------
    Forest
        Trees in ascending order of the cascades' ids (`tree_labels`), times in seconds; `labels[agent]` is the log's
        own id of a user, and `read_as` says what the reader decided.

    Raises
    ------
    ScenarioError
        If the file is missing, damaged, too large or no such log: an unknown column, a cell that is empty or no number,
        an event that comes twice, a parent that is no event of the cascade, a circle, too many early events; with file
        and line. Also where it is not beyond doubt how the original is marked or whether authors have rows: with the
        argument that decides.

    See Also
    --------
    read_cascade_paths : logs of one line a cascade, with the paths of its reposts.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     log = Path(folder) / "log.csv"
    ...     _ = log.write_text("cascade,event,user,dt,parent_event\\n7,0,ann,60,-1\\n7,1,bob,90,0\\n9,0,ann,,-1\\n")
    ...     forest = read_cascades(log)
    >>> forest.parent.tolist(), forest.time.tolist(), forest.tree_labels.tolist()
    ([-1, 0, 1, -1, 3], [0.0, 60.0, 90.0, 0.0, nan], [7, 9])
    """
    early_share = check_number("early_share", early_share, 0.0, 1.0, "Give a share such as 0.001")
    most_bytes = check_whole("most_bytes", most_bytes, 1, 1 << 40, "Give a number of bytes")
    unit = check_choice("unit", unit, tuple(UNITS), "Name the unit of the times")
    columns = {"cascade": cascade, "event": event, "user": user, "time": time, "parent": parent}
    table = _open(as_path(path), columns, delimiter, encoding, most_bytes)
    rows, users, tree_labels, time_known = _rows(table, _places(table, columns), UNITS[unit])
    direct = direct_rows(rows, original)
    authors = rows_of_authors(rows, direct, original, author_rows)
    return _forest(rows, direct, authors, users, tree_labels, table, early_share)


def _open(path: Path, columns: dict, delimiter: str | None, encoding: str | None, most_bytes: int) -> Text | Columns:
    """The table of a log, with the names of its columns."""
    content = unpacked(path, most_bytes)
    kind = format_of(content)
    if kind in GRAPHS:
        raise refusal(str(path), "the file", "a log: text, Parquet or Feather", kind, "Give one row a repost")
    if kind != TEXT:
        return open_columns(content, kind)
    content = text_of(content, encoding)
    _refuse_paths(path, content.bytes)
    numbered = all(isinstance(one, int) for one in columns.values())
    table = with_names(
        open_text(content, delimiter),
        False if numbered else None,
        [one for one in columns.values() if isinstance(one, str)],
    )
    if table.names and len(table.names) != table.width:
        got = f"{len(table.names)} names above rows of {table.width}"
        raise refusal(f"{path}:1", "the header", "one name for each column", got, "Mend it, or say delimiter=")
    if next(iter(table.rows()), None) is None:
        raise refusal(f"{path}:1", "the log", "a header and at least one row", table.shown, "Give one row a repost")
    return table


def _refuse_paths(path: str | os.PathLike[str], content: bytes) -> None:
    """Refuse a file of the form with paths; the error names its reader."""
    if looks_like_paths(content):
        got = "lines with the paths of reposts (a/b/c:90)"
        raise refusal(
            f"{path}:1", "the log", "of one row a repost", got, "Read it with gs.diffusion.read_cascade_paths"
        )


def _places(table: Text | Columns, columns: dict[str, str | int]) -> list[int]:
    """Places of the five columns."""
    where, names = table.where, [name.strip() for name in table.names]
    known = ", ".join(names) if names else f"0 to {table.width - 1} (there is no header)"
    places = []
    for what, name in columns.items():
        if isinstance(name, str) and names.count(name) > 1:
            raise refusal(where, f"the column of the {what}", "there once", f"{name} twice", "Rename the other")
        if isinstance(name, str) and name not in names:
            more = ". A log that says who and when but not from whom holds no trees" if what == "parent" else ""
            raise refusal(
                where,
                f"the column of the {what}",
                f"one of {known}",
                name,
                f"Name it with the argument {what}{more}",
            )
        place = column_place(where, names, table.width, name, f"the column of the {what}")
        assert place is not None
        places.append(place)
    if len(set(places)) < len(places):
        shown = ", ".join(map(str, columns.values()))
        raise refusal(where, "the columns", "five different ones", shown, "Name each column once")
    return places


def _rows(
    table: Text | Columns, places: list[int], seconds: float
) -> tuple[Rows, tuple[np.ndarray, np.ndarray], np.ndarray, bool]:
    """The rows of a log as numbers, the users (codes and labels), the labels of the cascades, and whether a time is
    known."""
    import pyarrow

    cascades, events, users, times, parents = table.strings(places, lambda row: _row_problem(row, places))
    if not len(cascades):
        raise refusal(table.where, "the log", "a header and at least one row", "none", "Give one row a repost")
    cascades, events, users, parents = (_without_points(one) for one in (cascades, events, users, parents))
    time = _times(times)
    if time is None or any(_has_empty(one) for one in (cascades, events, users)):
        raise table.refusal(
            "an empty cell, or a time without an end", lambda row: _row_problem(row, places), "a log of reposts"
        )
    tree, tree_labels = _codes(cascades)
    codes, texts = _coded(pyarrow.concat_arrays([events, parents, cascades]))
    n = len(tree)
    event, parent, cascade = codes[:n], codes[n : 2 * n], codes[2 * n :]
    above = _above(table, tree, event, parent, len(texts), texts)
    rows = Rows(tree, event, parent, cascade, texts, time * seconds, above, table.line_of)
    return rows, _codes(users), tree_labels, bool(np.isfinite(time).any())


def _row_problem(row: list[str], places: list[int]) -> tuple[str, str, str] | None:
    """What is wrong with a row: what, constraint, got."""
    if not all(row[place] for place in places[:3]):
        return "an id", "a number or a text", "an empty cell"
    value = row[places[3]]
    try:
        sound = value in MISSING or not np.isinf(float(value))
    except ValueError:
        sound = False
    if sound:
        return None
    date = re.match(r"\d{4}[-/]\d\d?[-/]\d|[A-Z][a-z]{2} ", value) is not None
    return "the time", "a number of seconds" + (" (of a date those since 1970)" if date else "") + ", or empty", value


def _without_points(array: Any) -> Any:
    """Ids that a table with gaps has made floats (`5.0`) as they were; others as they are."""
    from pyarrow import compute

    known = compute.invert(compute.is_in(array, value_set=_missing(array.type)))
    pointed = compute.match_substring_regex(array, r"^-?[0-9]+[.]0+$")
    if compute.any(known).as_py() and compute.all(compute.or_(pointed, compute.invert(known))).as_py():
        return compute.if_else(pointed, compute.replace_substring_regex(array, r"[.]0+$", ""), array)
    return array


def _missing(kind: Any) -> Any:
    import pyarrow

    return pyarrow.array(MISSING, kind)


def _times(array: Any) -> np.ndarray | None:
    """Times as float64, nan where there is none; None where one is no number or has no end."""
    import pyarrow
    from pyarrow import compute

    known = compute.if_else(compute.is_in(array, value_set=_missing(array.type)), None, array)
    try:
        time = np.asarray(known.cast("float64").to_numpy(zero_copy_only=False), dtype=np.float64)
    except pyarrow.ArrowException:
        return None
    return None if np.isinf(time).any() else time


def _has_empty(array: Any) -> bool:
    from pyarrow import compute

    return bool(compute.any(compute.equal(array, "")).as_py())


def _coded(array: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return (a code for each text, the text of each code)."""
    table = array.dictionary_encode()
    return table.indices.to_numpy(zero_copy_only=False).astype(np.int64), text_array(table.dictionary.to_pylist())


def _codes(array: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return (the place of each id among the labels, the labels ascending): whole numbers where all of them print back
    as they stand."""
    from pyarrow import compute

    table = array.dictionary_encode()
    whole = compute.all(compute.match_substring_regex(table.dictionary, "^(0|-?[1-9][0-9]{0,17})$")).as_py()
    labels = (
        table.dictionary.cast("int64").to_numpy(zero_copy_only=False)
        if whole
        else text_array(table.dictionary.to_pylist())
    )
    order = np.argsort(labels, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[table.indices.to_numpy(zero_copy_only=False)], labels[order]


def _above(
    table: Text | Columns, tree: np.ndarray, event: np.ndarray, parent: np.ndarray, n_codes: int, texts: np.ndarray
) -> np.ndarray:
    """The row of each row's parent, -1 where that is no event of the cascade; an event that comes twice is an error."""
    key = tree * n_codes + event
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(twice):
        row = int(order[twice + 1].min())
        advice = "Number the events of a cascade apart"
        raise refusal(table.line_of(row), "an event", "in its cascade once", str(texts[event[row]]), advice)
    wanted = tree * n_codes + parent
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[at] == wanted, order[at], -1)


def _forest(
    rows: Rows,
    direct: np.ndarray,
    authors: np.ndarray,
    users: tuple[np.ndarray, np.ndarray],
    tree_labels: np.ndarray,
    table: Text | Columns,
    early_share: float,
) -> Forest:
    """Forest of the reposts below their authors, whose rows are left out; times and cycles are checked."""
    n_trees, n = len(tree_labels), len(rows.tree)
    agent, labels = users
    root_agent, time = np.full(n_trees, -1), rows.time
    above = np.where(direct, -1, rows.above)
    kept = np.ones(n, bool)
    if len(authors):
        kept[authors] = False
        root_agent = agent[authors]
        begun = np.nan_to_num(time[authors])
        time = time - begun[rows.tree]
        above = np.where(np.isin(above, authors), -1, above)
    elif np.isfinite(time).any() and np.nanmin(time) >= 1e8:
        row = int(np.nanargmin(time))
        advice = "Subtract the time of the post, or give each cascade a row for its author (author_rows=True)"
        raise refusal(rows.where(row), "the times", "since the post", f"{time[row]:.0f}, a date as it seems", advice)
    place = np.cumsum(kept) - 1 + n_trees
    parent = np.where(above < 0, rows.tree, place[np.maximum(above, 0)])[kept]
    made, circle = plant(
        np.concatenate([np.full(n_trees, -1), parent]),
        np.concatenate([np.zeros(n_trees), time[kept]]),
        np.concatenate([root_agent, agent[kept]]),
    )
    if made is None:
        row = int(np.flatnonzero(kept)[circle - n_trees])
        raise refusal(rows.where(row), "the parents", "a tree", "a circle", "Every repost must lead up to the original")
    _check_early(rows, kept, np.where(above < 0, 0.0, time[above]), time, early_share)
    told = [
        *table.told,
        *([] if table.names else ["no header"]),
        f"{n_trees:,} cascades",
        f"{int(kept.sum()):,} reposts",
    ]
    told.append("authors have rows" if len(authors) else "authors have no rows")
    return Forest(made.tree, made.parent, made.time, made.agent, tree_labels, labels, ", ".join(told))


def _check_early(rows: Rows, kept: np.ndarray, before: np.ndarray, times: np.ndarray, early_share: float) -> None:
    """Refuse a log in which too many reposts are dated before what they repost."""
    early = (times < before) & kept
    share = early.sum() / max(1, kept.sum())
    if share > early_share:
        row = int(np.argmax(early))
        constraint = f"later than its parent in all but {early_share:g} of the rows"
        advice = "Check which columns are the time and the parent, or raise early_share"
        raise refusal(rows.where(row), "a repost", constraint, f"earlier in {share:.2g} of them", advice)
