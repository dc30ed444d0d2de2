"""The scenario: what was given, checked and complete; it can say its currency, change, write itself out, name its
parameters."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridsim.currencies import CURRENCY, minor_units, shortened
from gridsim.errors import ScenarioError, problem
from gridsim.scenario.assemble import assembled
from gridsim.scenario.declare import Page, Parameter, declarations
from gridsim.scenario.kinds import Tier
from gridsim.scenario.places import Key, dotted, lookup
from gridsim.scenario.quantities import money_text
from gridsim.scenario.reading import bound
from gridsim.scenario.run import FILES, Top
from gridsim.scenario.scale import scaled
from gridsim.scenario.source import Source
from gridsim.scenario.strategy import Strategy, presets
from gridsim.scenario.town import of_town
from gridsim.scenario.unused import moot
from gridsim.scenario.written import content_digest, flat, page_written, written, yaml_lines
from gridsim.terms import NOTHING


@dataclass(frozen=True)
class ParameterInfo:
    """One parameter of a scenario: what it is set to, and what is known about it. Amounts of money are text, as one
    would write them."""

    path: str
    value: Any
    unit: str
    default: Any
    low: Any
    high: Any
    typical: tuple[Any, Any] | None
    source: str
    meaning: str
    assumed: bool
    """Whether the default is an assumption of gridsim (nothing is published)."""
    changed: bool
    """Whether the scenario sets it to something else than its default (a strategy's default is its preset's)."""
    tier: Tier
    """Who sets it: everybody (essential), whoever plans a campaign (usual), whoever studies the model (expert)."""


class Scenario(Top):
    """A scenario: the people, the market and the strategies to compare."""

    @classmethod
    def of(
        cls,
        source: Source,
        overrides: Mapping[str, Any],
        label: str | Mapping[str, str] = "--set",
        check_files: bool = True,
    ) -> Scenario:
        """Return the checked scenario of values that were read, with overrides laid over them; `label` says where these
        were given, all of them or each by its path.

        Raises
        ------
        ScenarioError
            With every problem of what was read.
        """
        return assembled(cls, source, overrides, label, check_files)

    @property
    def currency(self) -> str:
        """Currency of every amount, three letters: the one that budget.total names."""
        return self._origin.currency

    @property
    def minor_units(self) -> int:
        """Minor units in one unit of the currency: tables count these, metrics and charts whole units."""
        return minor_units(self._origin.currency)

    @property
    def town_budget(self) -> int:
        """The simulated town's part of the budget, minor units: all of it where one person stands for one."""
        return int(self.budget.total) // self.people.one_stands_for

    @property
    def base_dir(self) -> Path:
        """Folder that file names in the scenario are relative to."""
        return self._origin.base_dir

    def strategy(self, name: str) -> Strategy:
        """Return a strategy by name, complete, scaled to the budget where that was planned for another, as it is played
        in the town where that is a part of the market; `nothing` is always there.

        Raises
        ------
        ScenarioError
            If the scenario has no such strategy.
        """
        if isinstance(name, str) and name in self.strategies:
            planned = self.budget.planned_for
            plan = scaled(self.strategies[name], self.budget.total / planned if planned else 1.0)
            return of_town(plan, self.people.one_stands_for)
        if name == NOTHING:
            return Strategy(preset=NOTHING)
        raise ScenarioError(
            problem(
                "strategy",
                "the strategy",
                "one of " + ", ".join([*self.strategies, NOTHING]),
                name,
                "Choose one of these, or add it",
            )
        )

    def replace(self, changes: Mapping[str, Any]) -> Scenario:
        """Return a new, checked scenario with some keys changed; this one stays as it is.

        Parameters
        ----------
        changes : mapping
            New values by dotted path, as in `load_scenario(..., overrides)`: `{"budget.total": "300k CNY"}`.

        Raises
        ------
        ScenarioError
            With every problem of the new scenario.

        Examples
        --------
        >>> from gridsim.scenario import load_scenario
        >>> scenario = load_scenario({"strategies": {"grid": {}}})
        >>> scenario.replace({"strategies.grid.points.commission": [0.1], "horizon": "4 weeks"}).horizon
        28
        """
        origin = self._origin
        given = self.resolved() if origin.given is None else dict(origin.given)
        source = Source(given, name=origin.name, base_dir=origin.base_dir)
        return Scenario.of(source, changes, "replace", origin.check_files)

    def given_keys(self) -> list[str]:
        """Return the dotted keys that were given: by a file, a dict, or laid over them; the defaults are not among
        them."""
        return [] if self._origin.given is None else flat(self._origin.given)

    def resolved(self) -> dict[str, Any]:
        """Return every key in use as plain values; `load_scenario` makes an equal scenario of it.

        Amounts are text with their currency, files are absolute paths, strategies are complete. Keys that count
        for nothing in this scenario (a generator's numbers beside a file) are left out.
        """
        tree: dict[str, Any] = page_written(self, self._origin.currency)
        for key in moot(tree):
            _drop(tree, key)
        for key in FILES:
            name = lookup(tree, key)
            if name is not None:
                lookup(tree, key[:-1])[key[-1]] = str(self._origin.base_dir.absolute() / name)
        return tree

    def to_yaml(self) -> str:
        """Return `resolved()` as YAML text."""
        return "\n".join(yaml_lines(self.resolved(), "")) + "\n"

    def digest(self) -> str:
        """Return the SHA-256 of everything that the scenario says, hex.

        A named file counts by its content, so the digest is the same wherever the files lie; a missing one by its name.
        """
        tree = self.resolved()
        for key in FILES:
            name = lookup(tree, key)
            if name is not None:
                lookup(tree, key[:-1])[key[-1]] = content_digest(Path(name))
        return hashlib.sha256(json.dumps(tree, sort_keys=True, ensure_ascii=True).encode()).hexdigest()

    def parameters(self) -> list[ParameterInfo]:
        """Return every parameter in use with its value, range, source and meaning, in the order of the file."""
        unused = moot(page_written(self, self._origin.currency))
        found = [_info(*one, self._origin.currency) for one in _walk(self, None, ()) if one[0] not in unused]
        for name, strategy in self.strategies.items():
            base = presets().get(strategy.preset or NOTHING)
            found += [
                _info(*one, self._origin.currency)
                for one in _walk(strategy, base, ("strategies", name))
                if one[0][-1] != "preset" and one[0] not in unused
            ]
        return found

    def __repr__(self) -> str:
        budget = shortened(money_text(self.budget.total, self._origin.currency))
        who = f"people of {Path(self.people.file).name}" if self.people.file else f"{self.people.count:,} people"
        return (
            f"Scenario({self.name!r}: {who}, {self.horizon:g} days, {budget}; strategies"
            f" {', '.join(self.strategies) or 'none'})"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """The scenario in a line, and all of it to unfold."""
        return (
            f"<details><summary>{html.escape(repr(self))}</summary><pre>{html.escape(self.to_yaml())}</pre></details>"
        )

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Scenario) and self.resolved() == other.resolved()

    def __hash__(self) -> int:
        return hash(json.dumps(self.resolved(), sort_keys=True))


def _drop(tree: Any, key: Key) -> None:
    holder = lookup(tree, key[:-1])
    if isinstance(holder, dict):
        holder.pop(key[-1], None)


def _walk(page: Page, base: Page | None, at: Key) -> Iterator[tuple[Key, Any, Parameter, Any]]:
    """Place, value, declaration and default of every single value of a page; `base` holds the defaults where they are
    not the class's."""
    for key, one in declarations(type(page)).items():
        value = getattr(page, key)
        default = one.default if base is None else getattr(base, key)
        if isinstance(value, Page):
            yield from _walk(value, default if isinstance(default, Page) else None, (*at, key))
        elif one.kind.name == "pages" and key != "strategies":  # strategies have presets, and are walked one by one
            for name, inner in value.items():
                yield from _walk(inner, None, (*at, key, name))
        elif one.kind.name not in ("page", "pages"):
            yield (*at, key), value, one, default


def _info(key: Key, value: Any, one: Parameter, default: Any, currency: str) -> ParameterInfo:
    said = one.declared
    low, high = said.ge if said.ge is not None else said.gt, said.le if said.le is not None else said.lt
    limits = [None if b is None else written(bound(b, one.kind, currency), one, currency) for b in (low, high)]
    usual = None
    if said.typical and (one.kind.name != "money" or currency == CURRENCY):  # what is usual in yuan is not in yen
        usual = (
            written(bound(said.typical[0], one.kind, currency), one, currency),
            written(bound(said.typical[1], one.kind, currency), one, currency),
        )
    return ParameterInfo(
        dotted(key),
        written(value, one, currency),
        currency if said.unit == "money" else said.unit.replace("money/", currency + "/"),
        written(default, one, CURRENCY),
        limits[0],
        limits[1],
        usual,
        said.source,
        said.meaning,
        said.source.startswith("assumed"),
        value != default,
        said.tier,
    )
