"""What was given as a scenario or an experiment (a file, text or a dict), as plain values that know their lines."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gridsim.errors import Said, ScenarioError, gathered, problem
from gridsim.scenario.declare import Page, as_written
from gridsim.scenario.places import Key, dotted
from gridsim.scenario.yaml_text import MOST_DEPTH, MOST_VALUES, Builder

MOST_BYTES = 1_000_000
MOST_PROBLEMS = 200


@dataclass
class Source:
    """Plain values with their lines, as read; problems found on the way."""

    tree: dict[str, Any]
    lines: dict[Key, int] = field(default_factory=dict)
    name: str = ""
    base_dir: Path = field(default_factory=Path)
    problems: list[str] = field(default_factory=list)

    def in_order(self, problems: list[str]) -> list[str]:
        """Return the problems by line, those of overrides first, each once and printable anywhere."""
        line = re.compile(re.escape(self.name) + r":(\d+) ?")
        unique = dict.fromkeys(text.encode("utf-8", "backslashreplace").decode() for text in problems)
        ordered = sorted(unique, key=lambda text: int(found[1]) if (found := line.match(text)) else 0)
        ordered = gathered(ordered)
        more = len(ordered) - MOST_PROBLEMS
        return ordered if more <= 0 else [*ordered[:MOST_PROBLEMS], f"{self.name}: ... and {more} more problems."]

    def where(self, key: Key, above: Mapping[Key, str] | None = None) -> str:
        """Return "file.yaml:12 a.b", or "--set a.b" where an override gave it."""
        for length in range(len(key), 0, -1):
            if above and key[:length] in above:
                return f"{above[key[:length]]} {dotted(key)}".rstrip()
        line = next((self.lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self.lines), 1)
        place = f"{self.name}:{line}" if self.lines else self.name
        return f"{place} {dotted(key)}".rstrip()


def read_source(given: str | os.PathLike[str] | Mapping[str, Any], what: str = "scenario") -> Source:
    """Return the plain values of a path, of YAML text (anything with a line break) or of a mapping; `what` is what they
    are meant to be, in problems."""
    if isinstance(given, Mapping):
        return _from_mapping(given)
    if isinstance(given, str) and is_text(given):
        return read_text(given, "text", Path.cwd(), what)
    if not isinstance(given, (str, os.PathLike)) or isinstance(os.fspath(given), bytes):
        raise ScenarioError(
            problem(
                what,
                f"the {what}",
                "a path, YAML text or a dict",
                Said(type(given).__name__),
                f"Give the path of the file of the {what}",
            )
        )
    return _read_file(Path(given), what)


def is_text(given: str) -> bool:
    """Whether a text is YAML itself, and no path."""
    return "\n" in given or ": " in given or given.strip() == "" or given.lstrip().startswith("{")


def _read_file(path: Path, what: str) -> Source:
    name = str(path)
    try:
        with open(path, "rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        advice = "Check the path" + (", or make one with `gridsim new PATH`" if what == "scenario" else "")
        raise ScenarioError(problem(name, f"the {what}", "a file that can be read", Said(reason), advice)) from None
    if len(raw) > MOST_BYTES:
        raise ScenarioError(
            problem(
                name,
                f"the file of the {what}",
                f"at most {MOST_BYTES:,} bytes",
                Said("more"),
                "People and ties belong in files of their own: see people.file and network.moments.file",
            )
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ScenarioError(
            problem(
                f"{name}:{line}",
                f"the file of the {what}",
                "UTF-8 text",
                Said(f"byte 0x{raw[error.start]:02x}"),
                "Save it as UTF-8",
            )
        ) from None
    return read_text(text, name, path.absolute().parent, what)


def read_text(text: str, name: str, base_dir: Path, what: str = "scenario") -> Source:
    """Return the plain values of YAML text.

    Raises
    ------
    ScenarioError
        If it is no YAML, no mapping at the top, or larger or deeper than a scenario can be.
    """
    if len(text) > MOST_BYTES:
        raise ScenarioError(
            problem(name, f"the {what}", f"at most {MOST_BYTES:,} characters", Said(f"{len(text):,}"), "Shorten it")
        )
    builder = Builder(name, what)
    tree = builder.build(text)
    if tree is None:
        tree = {}
    if not isinstance(tree, dict):
        other = problem(
            f"{name}:{builder.first_line}",
            f"the {what}",
            "a block of keys",
            tree,
            "Write lines such as `horizon: 90 days`",
        )
        raise ScenarioError(builder.problems or other)
    return Source(tree, builder.lines, name, base_dir, builder.problems)


def _from_mapping(given: Mapping[Any, Any]) -> Source:
    source = Source({}, {}, "scenario", Path.cwd(), [])
    source.tree = plain(given, (), source, [0])
    return source


def plain(value: Any, key: Key, source: Source, n: list[int]) -> Any:
    """Return a Python value as plain values (numpy scalars, paths, tuples and pages included); note what is none of
    them."""
    n[0] += 1
    if n[0] > MOST_VALUES or len(key) > MOST_DEPTH:
        raise ScenarioError(
            problem(
                source.where(key[:3]),
                "a scenario",
                f"at most {MOST_VALUES:,} values, {MOST_DEPTH} deep",
                Said("more"),
                "Shorten it",
            )
        )
    if isinstance(value, Page):
        return as_written(value)
    if isinstance(value, Mapping):
        return _plain_mapping(value, key, source, n)
    if isinstance(value, (list, tuple)):
        return [plain(item, (*key, place), source, n) for place, item in enumerate(value)]
    if isinstance(value, Path):
        return str(value)
    # chosen people (gridsim.seeding) count by their labels
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return plain(list(getattr(value, "labels", value)), key, source, n)
    if hasattr(value, "tolist"):  # arrays and scalars of numpy, columns of pandas
        return plain(value.tolist(), key, source, n)
    return value


def _plain_mapping(value: Mapping[Any, Any], key: Key, source: Source, n: list[int]) -> dict[str, Any]:
    out = {}
    for name, inner in value.items():
        if not isinstance(name, str):
            source.problems.append(problem(source.where(key), "a key", "text", name, "Put it in quotes"))
            continue
        out[name] = plain(inner, (*key, name), source, n)
    return out
