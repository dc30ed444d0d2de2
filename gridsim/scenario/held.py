"""Which parameters and blocks the rules hold, each by the name of its field in the settings of a run."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from gridsim.scenario.declare import Page, Parameter, declarations
from gridsim.scenario.kinds import Declared
from gridsim.scenario.places import Key
from gridsim.scenario.run import Top
from gridsim.scenario.strategy import Strategy


class Field(NamedTuple):
    """A parameter or a block that the rules hold: where it stands, below the scenario or below the strategy played."""

    in_strategy: bool
    key: Key
    block: str
    """The name of the block that can be empty and holds it; nothing where none can."""
    one: Parameter

    def at(self, scenario: Any, strategy: Any) -> Any:
        """The value in a scenario and a strategy; None where it or its block is empty."""
        page = strategy if self.in_strategy else scenario
        for part in self.key:
            page = None if page is None else getattr(page, str(part))
        return page


@functools.cache
def fields() -> dict[str, Field]:
    """Return all that the rules hold, by the name of its field.

    The name is the parameter's own, after the name of its block where that can be empty or two blocks have the same
    parameter; `chance` becomes `odds` and a logarithm begins with `log_`.

    Examples
    --------
    >>> [name for name in fields() if "trust_effect" in name or "lock" in name]
    ['log_buying_trust_effect', 'log_reaction_trust_effect', 'lock_by', 'lock_protection']
    """
    found = [*_held(Top, False, (), ""), *_held(Strategy, True, (), "")]
    shared = Counter(field.one.key for field in found if not field.block)
    named = {_name(field, shared[field.one.key] > 1): field for field in found}
    assert len(named) == len(found), "two settings have one name"
    return named


def _held(page: type[Page], in_strategy: bool, at: Key, block: str) -> Iterator[Field]:
    """What the rules hold of a page and of the blocks below it; named pages (activities, products) have tables."""
    for key, one in declarations(page).items():
        if one.declared.held:
            yield Field(in_strategy, (*at, key), "" if one.kind.page else block, one)
        if one.kind.name == "page":
            yield from _held(one.kind.page, in_strategy, (*at, key), key if one.kind.optional else "")


def _name(field: Field, shared: bool) -> str:
    """The name of a field: that of its parameter, after its block's where it needs one, and how it is held."""
    own, held = field.one.key, field.one.declared.held
    name = f"{field.key[-2]}_{own}" if field.block or shared else own
    if held == "odds":
        return name.replace("chance", "odds")
    if held == "kept":
        return name.replace("half_life", "kept")
    return f"log_{name}" if held == "log" else name


def is_on(declared: Declared, scenario: Any) -> bool:
    """Whether the switch of a parameter or a block, if it has one, is on."""
    return not declared.switch or getattr(scenario.switches, declared.switch)
