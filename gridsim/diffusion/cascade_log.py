"""Cascades from a log: one row a repost, with the cascade, the event, who, when, and from which event."""

from __future__ import annotations

import csv
import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from gridsim.diffusion.forest import Forest, plant
from gridsim.diffusion.inputs import check_number, check_whole
from gridsim.errors import ScenarioError, problem
from gridsim.world.read import Text, arrow_columns, as_path, has_empty, row_problems, rows_of, stripped, text_array


def read_cascades(
    path, *, cascade: str = "cascade", event: str = "event", user: str = "user", time: str = "dt", parent: str = "parent_event",
    original: int | str = -1, early_share: float = 0.001, most_bytes: int = 1 << 30,
) -> Forest:  # fmt: skip
    """Return the cascades of a log of reposts as a forest; the author of each post becomes the root of its tree.

    The log has one row a repost, in any order, under a header. The author has no row: agent -1, time 0.

    Parameters
    ----------
    path : str or path
        Text with `,`, tab, `;` or `|` between the columns, gzipped or not.
    cascade, event, user, time, parent : str
        Names of the columns: which cascade; the event's id, once in its cascade; who reposted; seconds since the post (may be empty); the id
        of the event that was reposted. Ids are whole numbers or text.
    original : int or str
        What `parent` holds where the post itself was reposted.
    early_share : float
        0 to 1. Clocks disagree, so some reposts are dated before what they repost; they are kept (`Forest.wait` is negative there, and the fits
        leave them out). Where more than this share of all rows are, the log is refused.
    most_bytes : int
        The most that the unpacked file may hold. Memory stays below some ten times that.

    Returns
    -------
    Forest
        Trees in ascending order of the cascades' ids (`tree_labels`); `labels[agent]` is the log's own id of a user.

    Raises
    ------
    ScenarioError
        If the file is missing, damaged, too large or no such log: an unknown column, a cell that is empty or no number, an event that comes
        twice, a parent that is no event of the cascade, a circle, too many early events; with file and line.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     log = Path(folder) / "log.csv"
    ...     _ = log.write_text("cascade,event,user,dt,parent_event\\n7,0,ann,60,-1\\n7,1,bob,90,0\\n9,0,ann,,-1\\n")
    ...     forest = read_cascades(log)
    >>> forest.parent.tolist(), forest.time.tolist(), forest.tree_labels.tolist()
    ([-1, 0, 1, -1, 3], [0.0, 60.0, 90.0, 0.0, nan], ['7', '9'])
    """
    early_share = check_number("early_share", early_share, 0.0, 1.0, "Give a share such as 0.001")
    most_bytes = check_whole("most_bytes", most_bytes, 1, 1 << 40, "Give a number of bytes")
    text = _table(as_path(path), most_bytes)
    places = _places(text, {"cascade": cascade, "event": event, "user": user, "time": time, "parent": parent})
    cascades, events, users, times, parents = _columns(text, places)
    tree, tree_labels = _codes(cascades)
    agent, labels = _codes(users)
    above = _parents(text, tree, events, parents, original)
    n_trees = len(tree_labels)
    made, circle = plant(
        np.concatenate([np.full(n_trees, -1), np.where(above < 0, tree, above + n_trees)]),
        np.concatenate([np.zeros(n_trees), times]),
        np.concatenate([np.full(n_trees, -1), agent]),
    )
    if made is None:
        raise ScenarioError(problem(_where(text, circle - n_trees), "the parents", "a tree", "a circle", "Every repost must lead up to the original"))
    _check_early(text, np.where(above < 0, 0.0, times[above]), times, early_share)
    return Forest(made.tree, made.parent, made.time, made.agent, tree_labels, labels)


def _table(path: Path, most_bytes: int) -> Text:
    """The unpacked text of a log, with its header."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as stream:
            content = stream.read(most_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason, advice = str(error) or type(error).__name__, "Check its permissions, or pack it again"
        raise ScenarioError(problem(str(path), "the file", "a whole file that can be read", reason, advice)) from None
    if len(content) > most_bytes:
        got = f"more than {most_bytes} bytes" + (" when unpacked" if packed else "")
        raise ScenarioError(problem(str(path), "the file", f"of at most {most_bytes} bytes", got, "Read it in parts, or raise most_bytes"))
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        content.decode()
        bad = content.find(b"\0")
    except UnicodeDecodeError as error:
        bad = error.start
    if bad >= 0:
        line = content.count(b"\n", 0, bad) + 1
        raise ScenarioError(problem(f"{path}:{line}", "the file", "UTF-8 text", f"the byte 0x{content[bad]:02x}", "Save it as UTF-8 CSV"))
    header, _, rows = content.partition(b"\n")
    first = header.decode().rstrip("\r")
    if not first.strip() or not rows.strip():
        raise ScenarioError(problem(f"{path}:1", "the log", "a header and at least one row", first or "an empty line", "Give one row a repost"))
    delimiter = next((mark for mark in "\t,;|" if mark in first), ",")
    try:
        names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    except csv.Error as error:
        raise ScenarioError(problem(f"{path}:1", "the header", "names of columns", str(error), "Mend the header")) from None
    return Text(path, content, delimiter, names, len(names), 1, first[:60])


def _places(text: Text, columns: dict[str, str]) -> list[int]:
    """Where the five columns stand."""
    where, known = f"{text.path}:1", ", ".join(text.names)
    for what, name in columns.items():
        if text.names.count(name) != 1:
            advice = f"Name it: {what}=..." + (" A log that says who and when but not from whom holds no trees." if what == "parent" else "")
            raise ScenarioError(problem(where, f"the column of the {what}", f"one of {known}", name, advice))
    places = [text.names.index(name) for name in columns.values()]
    if len(set(places)) < len(places):
        raise ScenarioError(problem(where, "the columns", "five different ones", ", ".join(columns.values()), "Name each column once"))
    return places


def _columns(text: Text, places: list[int]):
    """The columns as pyarrow arrays, ids all whole numbers or all text, and the times as float64."""
    import pyarrow

    ids = [places[0], places[1], places[2], places[4]]
    reason = ""
    for kind in ("int64", "string"):
        try:
            arrays = arrow_columns(text, {**dict.fromkeys(ids, kind), places[3]: "float64"})
        except pyarrow.ArrowException as error:
            reason = str(error).split("\n")[0][:100]
            continue
        *keys, times = arrays
        if kind == "string":
            keys = [stripped(array) for array in keys]
        sound = not any(array.null_count or (kind == "string" and has_empty(array)) for array in keys)
        seconds = np.asarray(times.to_numpy(zero_copy_only=False), dtype=np.float64)
        if sound and len(seconds) and not np.isinf(seconds).any():
            return keys[0], keys[1], keys[2], seconds, keys[3]
        reason = "no rows" if not len(seconds) else "an empty cell, or a time without an end"
    problems = row_problems(text, lambda row: _row_problem(row, ids, places[3]))
    raise ScenarioError(problems or problem(str(text.path), "the file", "a log of reposts", reason, "Mend it"))


def _row_problem(row: list[str], ids: list[int], time: int) -> tuple[str, str, str] | None:
    """What is wrong with a row: what, constraint, got."""
    if not all(row[place] for place in ids):
        return "an id", "a number or a text", "an empty cell"
    try:
        sound = not row[time] or not math.isinf(float(row[time]))
    except ValueError:
        sound = False
    return None if sound else ("the time", "a number of seconds, or empty", row[time])


def _codes(array) -> tuple[np.ndarray, np.ndarray]:
    """Return (the place of each id among the labels, the labels ascending) of a pyarrow array."""
    import pyarrow

    table = array.dictionary_encode()
    whole = pyarrow.types.is_integer(array.type)
    labels = table.dictionary.to_numpy(zero_copy_only=False) if whole else text_array(table.dictionary.to_pylist())
    order = np.argsort(labels, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[table.indices.to_numpy(zero_copy_only=False)], labels[order]


def _parents(text: Text, tree: np.ndarray, events, parents, original: int | str) -> np.ndarray:
    """The row of each row's parent, -1 where the original was reposted."""
    import pyarrow
    from pyarrow import compute

    n = len(tree)
    whole = pyarrow.types.is_integer(events.type)
    try:
        mark = pyarrow.scalar(int(original) if whole else str(original), type=events.type)
    except (ValueError, TypeError, OverflowError, pyarrow.ArrowException):
        advice = "Give what stands in the column of the parent where the post itself was reposted"
        raise ScenarioError(problem("original", "the mark of the original", "an id like those of the events", original, advice)) from None
    direct = compute.equal(parents, mark).to_numpy(zero_copy_only=False)
    codes, labels = _codes(pyarrow.concat_arrays([events, parents]))
    key = tree * len(labels) + codes[:n]
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(twice):
        row = int(order[twice + 1].min())
        advice = "Number the events of a cascade apart"
        raise ScenarioError(problem(_where(text, row), "an event", "in its cascade once", events[row].as_py(), advice))
    wanted = tree * len(labels) + codes[n:]
    at = np.minimum(np.searchsorted(ordered, wanted), n - 1)
    lost = ~direct & (ordered[at] != wanted)
    if lost.any():
        row = int(np.argmax(lost))
        constraint = f"an event of the same cascade, or {original} for the original"
        raise ScenarioError(problem(_where(text, row), "the parent", constraint, parents[row].as_py(), "Add the row of the parent, or mend it"))
    return np.where(direct, -1, order[at])


def _check_early(text: Text, before: np.ndarray, times: np.ndarray, early_share: float) -> None:
    """Refuse a log in which too many reposts are dated before what they repost."""
    early = times < before
    if early.mean() > early_share:
        row = int(np.argmax(early))
        constraint = f"later than its parent in all but {early_share:g} of the rows"
        advice = "Check which columns are the time and the parent, or raise early_share"
        raise ScenarioError(problem(_where(text, row), "a repost", constraint, f"earlier in {early.mean():.2g} of them", advice))


def _where(text: Text, row: int) -> str:
    """File and line of a row."""
    for at, (number, _) in enumerate(rows_of(text)):
        if at == row:
            return f"{text.path}:{number}"
    return str(text.path)
