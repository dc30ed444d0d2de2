"""The levels of a factor as numbers, each with the text that was written: `[0, 30 CNY]` is 0 and 30, in CNY.

A table holds the numbers in the factor's own column and, where the text says more than the number, the text in a column
beside it. A factor that is no quantity (a choice, a list, names) has its text alone; so has one of head counts of which
only some are shares.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gridsim.scenario.declare import Page, Parameter, declarations

AS_WRITTEN = " (as written)"
"""What the column of the texts adds to the name of the factor."""


@dataclass(frozen=True)
class Factor:
    """A factor: its key, its unit ("" for none), and of each level the value that a table holds and the text as
    written."""

    path: str
    unit: str
    values: tuple[bool | int | float | str | None, ...]
    texts: tuple[str, ...]

    @cached_property
    def _by_text(self) -> dict[str, Any]:
        return dict(zip(self.texts, self.values, strict=True))

    def value_of(self, text: str) -> Any:
        """The value of a level that is written so."""
        return self._by_text[text]

    @property
    def says_more(self) -> bool:
        """Whether the texts say more than the values."""
        return says_more(self.texts, self.values)


def says_more(texts: Sequence[str], values: Sequence[Any]) -> bool:
    """Return whether texts say more than the values that they write; they do where there is no value: an empty cell is
    no level.

    Examples
    --------
    >>> says_more(["0.5", "1"], [0.5, 1.0]), says_more(["0", "30 CNY"], [0, 30])
    (False, True)
    >>> says_more(["none", "3"], [None, 3])
    True
    """
    pairs = zip(texts, values, strict=True)
    return any(
        value is None or text != text_of(value) and not (text.isascii() and _float(text) == value)
        for text, value in pairs
    )


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def factor_of(path: str, levels: Sequence[Any], scenarios: Sequence[Any]) -> Factor:
    """Return a factor with its levels resolved.

    Parameters
    ----------
    path : str
        Dotted key of the scenario.
    levels : sequence
        As written.
    scenarios : sequence of Scenario
        For each level a scenario that has it.
    """
    texts = tuple(map(text_of, levels))
    held = [held_at(scenario, path) for scenario in scenarios]
    one, currency = held[0][1], scenarios[0].currency
    found = [_number(value, one, scenario) for (value, _), scenario in zip(held, scenarios, strict=True)]
    units = {unit for value, unit in found if value is not None}
    if one.kind.name == "bool" and all(isinstance(value, bool) for value, _ in held):
        return Factor(path, "", tuple(value for value, _ in held), texts)
    if len(units) != 1:  # no numbers, or numbers of people beside shares of them
        return Factor(path, "", texts, texts)
    return Factor(path, units.pop().replace("money", currency), tuple(value for value, _ in found), texts)


def held_at(scenario: Any, path: str) -> tuple[Any, Parameter]:
    """Return what a scenario holds at a path, and how that is declared."""
    branch: Any = scenario
    one: Any = None
    for part in path.split("."):
        one = declarations(type(branch)).get(part) if isinstance(branch, Page) else one
        branch = branch.get(part) if isinstance(branch, Mapping) else getattr(branch, part, None)
    return branch, one


def _number(value: Any, one: Parameter, scenario: Any) -> tuple[int | float | None, str]:
    """A value as a number with its unit; None for what is none."""
    kind, unit = one.kind.name, one.declared.unit
    if value is None or kind not in ("money", "share", "days", "heads", "int", "float"):
        return None, ""
    if kind == "money":
        amount = value / scenario.minor_units
        return int(amount) if amount.is_integer() else amount, unit or "money"
    if kind == "heads" and isinstance(value, str):
        return float(value[:-1]) / 100, "share of people"
    return value, unit or {"share": "share", "days": "days", "heads": "people"}.get(kind, "")


def text_of(level: Any) -> str:
    """Return a level as text, as one would write it.

    Examples
    --------
    >>> [text_of(level) for level in (0, "30 CNY", 0.5, True, None, ["10%", "2%"], [])]
    ['0', '30 CNY', '0.5', 'true', 'none', '10%, 2%', 'none']
    """
    if isinstance(level, str):
        return level
    if isinstance(level, (list, tuple)):
        return ", ".join(map(text_of, level)) or "none"
    if isinstance(level, float) and not math.isfinite(level):
        return "none"
    return "none" if level is None else json.dumps(level, default=str)


def columns(factor: Factor) -> dict[str, list[Any]]:
    """Return the columns of a factor's levels by name: the values, and the texts where these say more.

    Whole numbers and others become one kind, and a level that is empty among numbers is NaN.
    """
    values: list[Any] = list(factor.values)
    if (
        any(isinstance(value, float) for value in values)
        or None in values
        and not any(isinstance(value, (bool, str)) for value in values)
    ):
        values = [float("nan") if value is None else float(value) for value in values]
    return {factor.path: values} | ({factor.path + AS_WRITTEN: list(factor.texts)} if factor.says_more else {})
