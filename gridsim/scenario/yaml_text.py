"""YAML text as plain values and the line of each, read by the events of the parser.

Building the values here, and not by the parser's own constructor, keeps four promises: every value knows its
line, doubled keys are found, nothing is constructed but text, numbers, booleans and null (YAML 1.2: `on`
and `no` are text), and no file, however nested or full of aliases, takes long or much memory.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gridsim.errors import Said, ScenarioError, problem
from gridsim.scenario.numerals import WrittenFloat, WrittenInt
from gridsim.scenario.places import Key, dotted

MOST_DEPTH = 24
MOST_VALUES = 20_000

INTEGER = re.compile(r"[-+]?[0-9]{1,40}|0x[0-9a-fA-F]{1,20}|0o[0-7]{1,20}")
FLOAT = re.compile(r"[-+]?([.][0-9]{1,40}|[0-9]{1,40}([.][0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?")
WIDE_KEY = re.compile("([A-Za-z_][A-Za-z0-9_.]*) ?：")
LEADING_ZEROS = re.compile("[-+]?0[0-9]")
WORDS: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".nan": float("nan"),
    ".NaN": float("nan"),
    ".NAN": float("nan"),
}
WORDS |= {sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")}


class Builder:
    """Makes values of parser events, one event at a time and without recursion."""

    def __init__(self, name: str, what: str):
        self.name, self.what = name, what
        self.lines: dict[Key, int] = {}
        self.problems: list[str] = []
        self.first_line = 1
        self.result: Any = None
        self.stack: list[_Open] = []
        self.anchors: dict[str, Any] = {}
        self.n_values = 0
        self.documents = 0
        self.placed: Key = ()  # where the last value was put

    def build(self, text: str) -> Any:
        from ruamel.yaml.error import YAMLError

        try:
            for event in self._events(text):
                self._take(event)
        except ScenarioError:
            raise
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line = mark.line + 1 if mark else 1 + text.count("\n", 0, max(getattr(error, "position", 0) or 0, 0))
            what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).split("\n")[0]
            wide = _wide_colon(text, line)
            if wide is not None:
                raise ScenarioError(list(dict.fromkeys([*self.problems, self._colon(*wide)]))) from None
            self._stop(line, "YAML", Said(what[:100]), _syntax_advice(what))
        except (ValueError, IndexError, RecursionError) as error:  # the parser's own slips on wild input
            self._stop(1, "YAML", Said(str(error)[:100]), "Check quotes, brackets and escapes")
        return self.result

    def _events(self, text: str) -> Iterator[Any]:
        from ruamel.yaml import YAML

        yaml = YAML(typ="safe", pure=True)
        yield from yaml.parse(text)

    def _stop(self, line: int, constraint: str, got: object, what_to_do: str) -> None:
        raise ScenarioError(
            [*self.problems, problem(f"{self.name}:{line}", f"the {self.what}", constraint, got, what_to_do)]
        )

    def _take(self, event: Any) -> None:
        kind = type(event).__name__
        line = event.start_mark.line + 1 if event.start_mark else 1
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self._stop(line, "one YAML document", Said("a second one (---)"), "Put it in a file of its own")
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._open(event, {} if kind.startswith("Map") else [], line)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            closed = self.stack.pop()
            if divided := divided_by_comma(closed.items):
                where, got = (
                    f"{self.name}:{line} {dotted(closed.path)}",
                    Said(f"{divided[0]}, in which the comma divides two items"),
                )
                advice = f"Write {divided[1]}, or put a blank after every comma that divides items"
                self.problems.append(problem(where, "a number in brackets", "without commas", got, advice))
            if closed.anchor:
                self.anchors[closed.anchor] = closed.value
        elif kind == "ScalarEvent":
            self._scalar(event, line)
        elif kind == "AliasEvent":
            self._alias(event, line)

    def _open(self, event: Any, value: Any, line: int) -> None:
        self._check_tag(event, line)
        if len(self.stack) >= MOST_DEPTH:
            self._stop(line, f"nested at most {MOST_DEPTH} deep", Said("more"), "A scenario needs seven levels at most")
        if self.stack and self.stack[-1].wants_key:
            self._stop(
                line,
                "a block with plain keys",
                Said("a block or list as a key"),
                "Write `key: value`, and put text with braces in quotes",
            )
        if not self.stack:
            self.first_line = line
        self._place(value, line)
        self.stack.append(_Open(value, self.placed, event.anchor))

    def _scalar(self, event: Any, line: int) -> None:
        self._check_tag(event, line)
        plain = not event.style and not event.tag
        if self.stack and self.stack[-1].wants_key:
            self._new_key(str(event.value), line)
            return
        if plain and (not self.stack or line > self.stack[-1].key_line > 0):
            self._check_colon(str(event.value), line)
        if self.stack and isinstance(self.stack[-1].value, list):
            self.stack[-1].items.append(
                (event.start_mark.index, event.end_mark.index, str(event.value) if plain else "")
            )
        value = scalar(event.value) if plain else event.value
        if event.anchor:
            self.anchors[event.anchor] = value
        self._place(value, line)

    def _check_colon(self, text: str, line: int) -> None:
        """Note a line that would be a key but for its full-width colon."""
        found = WIDE_KEY.match(text)
        if found:
            self.problems.append(self._colon(line, found[1]))

    def _colon(self, line: int, key: str) -> str:
        advice = f"Write `{key}: ` with a plain colon and a blank"
        return problem(f"{self.name}:{line}", "a key", "followed by `: `", Said("a full-width colon (：)"), advice)

    def _new_key(self, key: str, line: int) -> None:
        self._check_colon(key, line)
        top = self.stack[-1]
        top.key, top.key_line, top.doubled = key, line, key in top.value
        if top.doubled:
            first = self.lines.get((*top.path, key), line)
            self.problems.append(
                problem(
                    f"{self.name}:{line} {dotted((*top.path, key))}",
                    "a key",
                    "given once",
                    Said(f"it again (first in line {first})"),
                    "Keep one of the two",
                )
            )

    def _alias(self, event: Any, line: int) -> None:
        if event.anchor not in self.anchors:
            self._stop(
                line,
                "without unknown aliases",
                Said(f"*{event.anchor}"),
                "Name a finished anchor, or write the value out",
            )
        if self.stack and self.stack[-1].wants_key:
            self._stop(line, "a block with plain keys", Said(f"*{event.anchor} as a key"), "Write the key out")
        value = self.anchors[event.anchor]
        self._count(_n_values(value, MOST_VALUES), line)
        self._place(copy.deepcopy(value), line)

    def _place(self, value: Any, line: int) -> None:
        """Put a value into the block or list that is open."""
        self._count(1, line)
        if not self.stack:
            self.result, self.placed = value, ()
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            self.placed = (*top.path, len(top.value))
            top.value.append(value)
        else:
            self.placed = (*top.path, top.key or "")
            line = top.key_line
            if not top.doubled:
                top.value[top.key] = value
            top.key = None
        self.lines.setdefault(self.placed, line)

    def _count(self, more: int, line: int) -> None:
        self.n_values += more
        if self.n_values > MOST_VALUES:
            self._stop(
                line,
                f"at most {MOST_VALUES:,} values",
                Said("more"),
                "People and ties belong in files of their own; write aliases out",
            )

    def _check_tag(self, event: Any, line: int) -> None:
        if event.tag and str(event.tag) not in (
            "!",
            "tag:yaml.org,2002:str",
            "tag:yaml.org,2002:map",
            "tag:yaml.org,2002:seq",
        ):
            self.problems.append(
                problem(f"{self.name}:{line}", "a value", "plain", Said(f"the tag {event.tag}"), "Leave the tag out")
            )


@dataclass
class _Open:
    """A block or list whose end is not read yet."""

    value: Any
    path: Key
    anchor: str | None
    key: str | None = None
    key_line: int = 0
    doubled: bool = False
    items: list[tuple[int, int, str]] = field(default_factory=list)
    """Of a list the plain items: where each begins and ends in the text, and what it says."""

    @property
    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


def scalar(text: str) -> Any:
    """Return the value of a plain YAML 1.2 scalar; numbers whose text says more than their value remember it
    (`numerals.Written`).

    Examples
    --------
    >>> scalar("12"), scalar("0.3"), scalar("true"), scalar("null"), scalar("on"), scalar("12%")
    (12, 0.3, True, None, 'on', '12%')
    """
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return (
            int(text, 0) if text[:2] in ("0x", "0o") else WrittenInt(text) if LEADING_ZEROS.match(text) else int(text)
        )
    return WrittenFloat(text) if FLOAT.fullmatch(text) else text


def divided_by_comma(items: list[tuple[int, int, str]]) -> tuple[str, str] | None:
    """Return a number that the commas of a list have divided (`[1,500, 2,500]`, `[0,5, 1,5]`), and what to write; None
    where there is none.

    Commas with and without a blank in one list tell: those without stand inside of numbers where three digits follow
    each, or where they alternate with the others. A list written without any blank is a list.
    """
    pairs = list(itertools.pairwise(items))
    tight = [after[0] - before[1] == 1 for before, after in pairs]
    digits = [bool(re.fullmatch("[0-9]{1,3}", before[2]) and re.match("[0-9]", after[2])) for before, after in pairs]
    if all(tight) or not any(tight) or not all(digit for digit, close in zip(digits, tight, strict=True) if close):
        return None
    thousands = all(
        re.match("[0-9]{3}(?![0-9])", after[2]) for (_, after), close in zip(pairs, tight, strict=True) if close
    )
    if thousands or tight == [place % 2 == 0 for place in range(len(tight))] and len(tight) % 2:
        before, after = next(pair for pair, close in zip(pairs, tight, strict=True) if close)
        return f"{before[2]},{after[2]}", before[2] + ("" if thousands else ".") + after[2]
    return None


def _wide_colon(text: str, line: int) -> tuple[int, str] | None:
    """The nearest line up to `line` in which a key is followed by a full-width colon, and the key."""
    lines = text.splitlines()[:line]
    found = ((number, WIDE_KEY.match(one.strip())) for number, one in reversed(list(enumerate(lines, 1))))
    return next(((number, match[1]) for number, match in found if match), None)


def _n_values(value: Any, most: int) -> int:
    """Values inside a value, counted up to `most`."""
    waiting, n = [value], 0
    while waiting and n <= most:
        one = waiting.pop()
        n += 1
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return n


def _syntax_advice(what: str) -> str:
    if "\\t" in what or "tab" in what:
        return "Indent with spaces, not tabs"
    if "special characters are not allowed" in what:
        return "Remove the control character"
    return "Check the indentation, colons, quotes and brackets there and in the line above"
