"""Cascades from the form of the Weibo, Twitter and citation sets: one line a cascade, with the path from the author to
every reposter.

    1  u7  1464710400  3  u7:0 u7/u12:40 u7/u12/u3:90 u7/u5:95
    id user time       n  path:time ...
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np

from gridsim.arguments import choice as check_choice
from gridsim.arguments import whole as check_whole
from gridsim.diffusion.forest import UNITS, Forest, plant
from gridsim.errors import ScenarioError, problem, refusal
from gridsim.files.content import as_path, text_of, unpacked
from gridsim.files.ids import text_array
from gridsim.files.text import SHOWN

_STEP = re.compile(r"\S+:-?\d+(?:[.]\d+)?(?:[eE][+-]?\d+)?")
_JOINED = re.compile(r":[-+]?[0-9.]+[,;|]")
_WHOLE = re.compile("0|-?[1-9][0-9]{0,17}")


def looks_like_paths(content: bytes) -> bool:
    """Whether the first line that is no comment is one of this form: fields, then paths with times, one of them of two
    people."""
    line = next(
        (
            line
            for line in content[:200_000].split(b"\n")
            if line.strip() and not line.lstrip().startswith((b"#", b"%"))
        ),
        b"",
    )
    _, steps = _divided(line.decode(errors="replace"))
    return bool(steps) and all(_STEP.fullmatch(step) for step in steps) and any("/" in step for step in steps)


def _divided(line: str) -> tuple[list[str], list[str]]:
    """The fields of a line, and its paths with times."""
    if "\t" in line:
        *fields, last = line.rstrip().split("\t")
        return [field.strip() for field in fields], last.split()
    pieces = line.split()
    first = next((at for at, piece in enumerate(pieces) if _STEP.fullmatch(piece)), len(pieces))
    return pieces[:first], pieces[first:]


def read_cascade_paths(
    path: str | os.PathLike[str], *, unit: str = "seconds", encoding: str | None = None, most_bytes: int = 1 << 32
) -> Forest:
    """Return the cascades of a file with one line a cascade: its id, what else is known, and a path with a time for
    every reposter.

    A line is `id TAB user TAB time TAB n TAB path:time path:time ...`; only the id, which comes first, and the paths,
    which come last, are needed.
    A path `a/b/c` says that c reposted from b, who had it from a. The author is a path of one; times count from the
    author's. Where somebody reposts twice, a path through that person goes on from the last such repost that is not
    later.

    Parameters
    ----------
    path : str or path
        Text, packed or not; lines that begin with `#` or `%` are passed over.
    unit : str
        Of the times behind the colons: milliseconds, seconds, minutes, hours or days.
    encoding : str, optional
        UTF-8 without it.
    most_bytes : int
        The most that the unpacked file may hold.

    Returns
    -------
    Forest
        Trees in the order of the lines, times in seconds. A line in which several posts begin (paths of one) has a tree
        for each of them, under the same label.

    Raises
    ------
    ScenarioError
        If a line has no id, no author, a cascade that came before, a path without a time, or one that nobody's path
        leads up to; with its line.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "dataset.txt"
    ...     _ = file.write_text("7\\tann\\t1464710400\\t3\\tann:0 ann/bob:40 ann/bob/cem:90\\n9\\tdan\\t1464710500\\t1\\tdan:0\\n")
    ...     forest = read_cascade_paths(file)
    >>> forest.parent.tolist(), forest.time.tolist(), forest.labels[forest.agent].tolist(), forest.tree_labels.tolist()
    ([-1, 0, 1, -1], [0.0, 40.0, 90.0, 0.0], ['ann', 'bob', 'cem', 'dan'], [7, 9])
    """
    unit = check_choice("unit", unit, tuple(UNITS), "Name the unit of the times")
    most_bytes = check_whole("most_bytes", most_bytes, 1, 1 << 40, "Give a number of bytes")
    path = as_path(path)
    content = text_of(unpacked(path, most_bytes), encoding)
    parents: list[int] = []
    times: list[float] = []
    users: list[str] = []
    ids: list[str] = []  # of the cascade of each tree
    seen: dict[str, int] = {}
    problems: list[str] = []
    for number, raw in enumerate(content.bytes.decode().split("\n"), 1):
        if not raw.strip() or raw.lstrip().startswith(("#", "%")):
            continue
        fields, steps = _divided(raw)
        try:
            _check_line(fields, steps, seen)
            read = _tree(steps, len(parents))
        except _Wrong as wrong:
            problems.append(problem(f"{path}:{number}", *wrong.args))
            if len(problems) == SHOWN:
                break
            continue
        seen[fields[0]] = number
        parents += read[0]
        times += read[1]
        users += read[2]
        ids += [fields[0]] * sum(parent < 0 for parent in read[0])
    if problems:
        raise ScenarioError(problems)
    if not parents:
        raise refusal(str(path), "the file", "of at least one cascade", "none", "Give one line a cascade")
    return _planted(path, parents, np.array(times) * UNITS[unit], users, ids, len(seen))


class _Wrong(Exception):
    """What is wrong with a line: what, constraint, got, advice."""


def _check_line(fields: list[str], steps: list[str], seen: dict[str, int]) -> None:
    """Check that a line has an id of its own and paths with times."""
    if not fields or not fields[0]:
        raise _Wrong("a line", "an id, then paths with times", "no id", "Give each cascade an id in front")
    if fields[0] in seen:
        raise _Wrong(
            "the id of a cascade",
            "there once",
            f"{fields[0]}, as in line {seen[fields[0]]}",
            "Number the cascades apart",
        )
    bad = next((step for step in steps if not _STEP.fullmatch(step)), None)
    if bad is not None or not steps:
        raise _Wrong("a path", "people with / between them, a colon and a time", bad or "none", "Write a/b/c:90")
    joined = next((step for step in steps if _JOINED.search(step)), None)
    if joined is not None:
        raise _Wrong("two paths", "divided by blanks", joined[:80], "Write a:0 a/b:40 in place of a:0,a/b:40")


def _tree(steps: list[str], begin: int) -> tuple[list[int], list[float], list[str]]:
    """Parents (places in all cascades), times and users of one line; the authors come first, and times count from the
    first author's."""
    entries: list[tuple[tuple[str, ...], float]] = []
    for step in steps:
        people, _, when = step.rpartition(":")
        entries.append((tuple(people.split("/")), float(when)))
    if any(not all(way) for way, _ in entries):
        raise _Wrong("a path", "of people with one / between two", "an empty name", "Mend it")
    entries.sort(key=lambda entry: len(entry[0]))  # stable: a path comes after those that lead up to it
    n_authors = sum(len(way) == 1 for way, _ in entries)
    if not n_authors:
        root = entries[0][0][0]
        if any(way[0] != root for way, _ in entries):
            raise _Wrong(
                "a cascade",
                "one with its author, a path of one person",
                "paths of several authors",
                "Add the author, such as a:0",
            )
        entries.insert(0, ((root,), 0.0))
        n_authors = 1
    names = [way[0] for way, _ in entries[:n_authors]]
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise _Wrong(
            "the author of a cascade", "there once", f"{twice} twice", "Write a repost by the author as a/a:90"
        )
    zero = entries[0][1]
    last: dict[tuple[str, ...], list[int]] = {}
    parents: list[int] = []
    for at, (way, time) in enumerate(entries):
        if len(way) == 1:
            parents.append(-1)
        else:
            above = last.get(way[:-1])
            if above is None:
                advice = f"Add {'/'.join(way[:-1])} with its time"
                raise _Wrong("every path", "led up to by the path before its last person", "/".join(way)[:80], advice)
            before = [place for place in above if entries[place][1] <= time]
            parents.append(begin + (max(before, key=lambda place: entries[place][1]) if before else above[0]))
        last.setdefault(way, []).append(at)
    return parents, [time - zero for _, time in entries], [way[-1] for way, _ in entries]


def _planted(
    path: Path, parents: list[int], times: np.ndarray, users: list[str], ids: list[str], n_cascades: int
) -> Forest:
    """The forest of all lines."""
    labels, agent = np.unique(_ids(users), return_inverse=True)
    made, _ = plant(np.array(parents, np.int64), times, agent.astype(np.int64))
    assert made is not None, "a path is longer than those that lead up to it"
    told = f"paths, {n_cascades:,} cascades, {len(parents) - len(ids):,} reposts, authors have rows"
    return Forest(made.tree, made.parent, made.time, made.agent, _ids(ids), labels, told)


def _ids(texts: list[str]) -> np.ndarray:
    """Ids as whole numbers where all of them print back as they stand, else as text."""
    return np.array(texts, np.int64) if all(map(_WHOLE.fullmatch, texts)) else text_array(texts)
