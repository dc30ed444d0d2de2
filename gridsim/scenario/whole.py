"""What a loaded scenario can do: say its currency, change, write itself out, name its parameters."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import PrivateAttr

from gridsim.currencies import CURRENCY, minor_units, shortened
from gridsim.errors import ScenarioError, problem
from gridsim.scenario import check
from gridsim.scenario.declare import Page, Parameter, declarations
from gridsim.scenario.places import Key, dotted
from gridsim.scenario.quantities import money_text
from gridsim.scenario.reading import bound
from gridsim.scenario.source import Source
from gridsim.scenario.yaml_text import scalar

if TYPE_CHECKING:
    from gridsim.scenario.run import Scenario
    from gridsim.scenario.strategy import Strategy


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


class Whole(Page):
    """The methods of a scenario; its keys are declared in `run.Scenario`."""

    _currency: str = PrivateAttr(default=CURRENCY)
    _base_dir: Path = PrivateAttr(default_factory=Path.cwd)
    _given: dict[str, Any] | None = PrivateAttr(default=None)
    _name: str = PrivateAttr(default="scenario")
    _check_files: bool = PrivateAttr(default=True)

    def _settle(self, given: dict[str, Any], currency: str, base_dir: Path, name: str, check_files: bool) -> None:
        """Remember what loading knew; called once, by `load.assemble`."""
        self._given, self._currency, self._base_dir, self._name, self._check_files = (
            given,
            currency,
            Path(base_dir),
            name,
            check_files,
        )

    @property
    def currency(self) -> str:
        """Currency of every amount, three letters: the one that budget.total names."""
        return self._currency

    @property
    def minor_units(self) -> int:
        """Minor units in one unit of the currency: tables count these, metrics and charts whole units."""
        return minor_units(self._currency)

    @property
    def base_dir(self) -> Path:
        """Folder that file names in the scenario are relative to."""
        return self._base_dir

    def strategy(self, name: str) -> Strategy:
        """Return a strategy by name, complete; `nothing` is always there.

        Raises
        ------
        ScenarioError
            If the scenario has no such strategy.
        """
        from gridsim.scenario.strategy import Strategy

        strategies: dict[str, Strategy] = self.strategies  # type: ignore[attr-defined]  # declared in run.Scenario
        if isinstance(name, str) and name in strategies:
            return strategies[name]
        if name == "nothing":
            return Strategy(preset="nothing")
        raise ScenarioError(
            problem(
                "strategy",
                "the strategy",
                "one of " + ", ".join([*strategies, "nothing"]),
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
        from gridsim.scenario.load import assemble

        given = self.resolved() if self._given is None else self._given
        return assemble(Source(given, name=self._name, base_dir=self._base_dir), changes, "replace", self._check_files)

    def given_keys(self) -> list[str]:
        """Return the dotted keys that were given: by a file, a dict, or laid over them; the defaults are not among
        them."""
        return [] if self._given is None else _flat(self._given)

    def resolved(self) -> dict[str, Any]:
        """Return every key in use as plain values; `load_scenario` makes an equal scenario of it.

        Amounts are text with their currency, files are absolute paths, strategies are complete. Keys that count
        for nothing in this scenario (a generator's numbers beside a file) are left out.
        """
        tree: dict[str, Any] = _page_written(self, self._currency)
        for key in check.moot(tree):
            _drop(tree, key)
        for key in check.FILES:
            name = check.lookup(tree, key)
            if name is not None:
                check.lookup(tree, key[:-1])[key[-1]] = str(self._base_dir.absolute() / name)
        return tree

    def to_yaml(self) -> str:
        """Return `resolved()` as YAML text."""
        return "\n".join(_yaml_lines(self.resolved(), "")) + "\n"

    def digest(self) -> str:
        """Return the SHA-256 of everything that the scenario says, hex.

        A named file counts by its content, so the digest is the same wherever the files lie; a missing one by its name.
        """
        tree = self.resolved()
        for key in check.FILES:
            name = check.lookup(tree, key)
            if name is not None:
                check.lookup(tree, key[:-1])[key[-1]] = _content_digest(Path(name))
        return hashlib.sha256(json.dumps(tree, sort_keys=True, ensure_ascii=True).encode()).hexdigest()

    def parameters(self) -> list[ParameterInfo]:
        """Return every parameter in use with its value, range, source and meaning, in the order of the file."""
        from gridsim.scenario.strategy import presets

        unused = check.moot(_page_written(self, self._currency))
        found = [_info(*one, self._currency) for one in _walk(self, None, ()) if one[0] not in unused]
        for name, strategy in self.strategies.items():  # type: ignore[attr-defined]  # declared in run.Scenario
            base = presets().get(strategy.preset or "nothing")
            found += [
                _info(*one, self._currency)
                for one in _walk(strategy, base, ("strategies", name))
                if one[0][-1] != "preset" and one[0] not in unused
            ]
        return found

    def __repr__(self) -> str:
        own: Any = self  # its pages are declared in run.Scenario
        budget = shortened(money_text(own.budget.total, self._currency))
        who = f"people of {Path(own.people.file).name}" if own.people.file else f"{own.people.count:,} people"
        return (
            f"Scenario({own.name!r}: {who}, {own.horizon:g} days, {budget}; strategies"
            f" {', '.join(own.strategies) or 'none'})"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """The scenario in a line, and all of it to unfold."""
        return (
            f"<details><summary>{html.escape(repr(self))}</summary><pre>{html.escape(self.to_yaml())}</pre></details>"
        )

    def __dir__(self) -> list[str]:
        """The keys of a scenario and what it can do, without what the library of its pages brings along."""
        own = [name for name in vars(Whole) if not name.startswith(("_", "model_"))]
        return sorted([*declarations(type(self)), *own])

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Whole) and self.resolved() == other.resolved()

    def __hash__(self) -> int:
        return hash(json.dumps(self.resolved(), sort_keys=True))


def _page_written(page: Page, currency: str) -> dict[str, Any]:
    """A page as one would write it."""
    out: dict[str, Any] = {}
    for key, one in declarations(type(page)).items():
        value = getattr(page, key)
        if isinstance(value, Page):
            out[key] = _page_written(value, currency)
        elif one.kind.name == "pages":
            out[key] = {name: _page_written(inner, currency) for name, inner in value.items()}
        else:
            out[key] = written(value, one, currency)
    return out


def written(value: Any, one: Parameter, currency: str = CURRENCY) -> Any:
    """A single value as one would write it: money as text, all else as it is held."""
    if one.kind.name == "money" and value is not None:
        return money_text(value, currency)
    return list(value) if isinstance(value, (list, tuple)) else value


def _drop(tree: Any, key: Key) -> None:
    holder = check.lookup(tree, key[:-1])
    if isinstance(holder, dict):
        holder.pop(key[-1], None)


def _content_digest(path: Path) -> str:
    try:
        status = path.stat()
        return _hashed(path, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError):
        return f"missing: {path.name}"


@cache
def _hashed(path: Path, changed_ns: int, size: int) -> str:
    """SHA-256 of a file's content, remembered as long as the file stays the same."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    )


PLAIN_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./%+ -]*")


def _yaml_lines(tree: Mapping[str, Any], indent: str) -> Iterator[str]:
    """A mapping as YAML lines, in its order."""
    for key, value in tree.items():
        name = (
            key
            if re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", key) and scalar(key) == key
            else json.dumps(key, ensure_ascii=False)
        )
        if isinstance(value, Mapping) and value:
            yield f"{indent}{name}:"
            yield from _yaml_lines(value, indent + "  ")
        else:
            yield f"{indent}{name}: {yaml_value(value)}"


def yaml_value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml_value, value)) + "]"
    if isinstance(value, str) and PLAIN_TEXT.fullmatch(value) and not value.endswith(" ") and scalar(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _flat(tree: Any, path: str = "") -> list[str]:
    """The dotted keys of nested mappings."""
    if not isinstance(tree, Mapping):
        return [path]
    return [key for name, inner in tree.items() for key in _flat(inner, f"{path}.{name}" if path else str(name))]
