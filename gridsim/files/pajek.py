"""Pajek's networks. Read here because networkx joins vertices of one name and misses lists of arcs."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from gridsim.errors import refusal
from gridsim.files.content import Content

_VERTEX = re.compile(r'(\d+)(?:\s+(?:"([^"]*)"|(\S+)))?')
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ADVICE = "Write arcs or edges, one a row"


class Pajek(NamedTuple):
    """A network; labels in the order of the vertices."""

    labels: list[str]
    source: np.ndarray
    target: np.ndarray
    weights: np.ndarray | None
    directed: bool
    told: tuple[str, ...]


def read_pajek(content: Content, weight: str | bool | None, label: str | None) -> Pajek:
    """Return the network of a Pajek file: labels are the names of the vertices, their numbers where there are none.

    Raises
    ------
    ScenarioError
        If it has arcs and edges, lists, matrices, two modes or several relations, or a row is none: with its line.
    """
    path = content.path
    if label not in (None, "label", "id"):
        raise refusal(
            str(path),
            "label",
            "label or id (the number of a vertex) in Pajek",
            label,
            "Correct it, or leave it out",
        )
    if isinstance(weight, str) and weight != "weight":
        raise refusal(str(path), "weight", "weight or False in Pajek", weight, "Correct it, or leave it out")
    n, names, section = 0, {}, ""
    rows: dict[str, list[tuple[int, int, float | None]]] = {"arcs": [], "edges": []}
    seen: list[str] = []
    for number, line in enumerate(content.bytes.decode().split("\n"), 1):
        line = line.strip()
        if not line or line.startswith("%"):
            continue
        where = f"{path}:{number}"
        if line.startswith("*"):
            section, n = _section(where, line, n, seen)
        elif section == "vertices":
            names.update(_vertex(where, line, n))
        elif section in rows:
            rows[section].append(_tie(where, line, n))
        elif section != "network":
            raise refusal(where, "a row", "of vertices, arcs or edges", line[:60], _ADVICE)
    if rows["arcs"] and rows["edges"]:
        got = f"{len(rows['arcs'])} arcs and {len(rows['edges'])} edges"
        raise refusal(str(path), "the ties", "arcs or edges throughout", got, "Write each edge as two arcs")
    ties, directed = rows["arcs"] or rows["edges"], bool(rows["arcs"])
    given = sum(value is not None for _, _, value in ties)
    told = [] if label == "id" or not names else ["ids from the names of the vertices"]
    weights = None
    if given and weight is not False:
        weights = np.array([1.0 if value is None else value for _, _, value in ties])
        told.append(
            "the third number is a weight"
            + (f", 1 for the {len(ties) - given} ties without" if given < len(ties) else "")
        )
        if not (np.isfinite(weights) & (weights >= 0)).all():
            got = str(weights.min())
            raise refusal(str(path), "every weight", "a number >= 0", got, "Mend it, or weight=False")
    elif weight == "weight":
        raise refusal(str(path), "weight", "there for some tie", "none", "Leave it out")
    labels = [str(at) if label == "id" else names.get(at, str(at)) for at in range(1, n + 1)]
    ends = np.array([(u - 1, v - 1) for u, v, _ in ties], np.int64).reshape(-1, 2)
    return Pajek(labels, ends[:, 0], ends[:, 1], weights, directed, tuple(told))


def _section(where: str, line: str, n: int, seen: list[str]) -> tuple[str, int]:
    """Return (the section that a line opens, the number of vertices)."""
    words = line[1:].split()
    name = words[0].lower() if words else ""
    if name == "vertices":
        if len(words) == 2 and words[1].isdecimal() and not n and 0 < int(words[1]) < 2**31 - 1:
            return name, int(words[1])
        got = line if not n else "a second network"
        raise refusal(
            where,
            "*Vertices",
            "one number of people, once",
            got,
            "Networks of two modes or several networks are not read",
        )
    if name == "network":
        return name, n
    if name not in ("arcs", "edges"):
        raise refusal(where, "a section of Pajek", "*Vertices, *Arcs or *Edges", line[:60], _ADVICE)
    if not n:
        raise refusal(where, f"*{words[0]}", "below *Vertices", "no vertices", "Put the vertices first")
    if name in seen:
        raise refusal(where, f"*{words[0]}", "there once", "a second relation", "Give each relation a file of its own")
    seen.append(name)
    return name, n


def _vertex(where: str, line: str, n: int) -> dict[int, str]:
    """The number and the name of a vertex."""
    found = _VERTEX.match(line)
    if found is None or not 1 <= int(found[1]) <= n:
        raise refusal(where, "a vertex", f"a number from 1 to {n} and a name", line[:60], "Mend that row")
    name = found[2] if found[2] is not None else found[3]
    return {} if name is None else {int(found[1]): name.strip()}


def _tie(where: str, line: str, n: int) -> tuple[int, int, float | None]:
    """The ends and the weight of a tie."""
    cells = line.split()
    if len(cells) < 2 or not all(cell.isdecimal() and 1 <= int(cell) <= n for cell in cells[:2]):
        raise refusal(
            where, "a tie", f"two numbers from 1 to {n}, and perhaps a weight", line[:60], "Mend or drop that row"
        )
    value = None
    if len(cells) > 2 and _NUMBER.fullmatch(cells[2]):
        value = float(cells[2])
    return int(cells[0]), int(cells[1]), value
