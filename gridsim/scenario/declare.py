"""How a parameter is declared: once, with its default, meaning, unit, range, typical range and source.

A page of the scenario is a class of declared parameters:

    class Product(Page):
        price: Money = parameter("128 CNY", "list price", "assumed", gt=0, typical=("20 CNY", "500 CNY"))

The annotation says what may be written (`Money`, `Share`, `Chance`, `Effect`, `Days`, `Heads`, int, float, bool, text,
a choice, a list, another page; `| None` where it may be left empty), and with it the usual unit and range; `parameter`
says the rest, and `setting` also that the rules read it. Everything that reads scenarios (checks, schema,
documentation, sensitivity studies) reads these declarations.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from gridsim.currencies import CURRENCY
from gridsim.scenario import quantities
from gridsim.scenario.kinds import Declared, Held, Kind, Tier, kind_of, marker_of
from gridsim.scenario.quantities import Cents
from gridsim.scenario.reading import read


@dataclass(frozen=True)
class Parameter:
    """One declared parameter of a page: its key, its kind and what `parameter` was told."""

    key: str
    kind: Kind
    declared: Declared
    default: Any = field(repr=False)
    """The default as a page holds it (a Page, minor units, ...)."""


def parameter(
    default: Any,
    meaning: str,
    source: str,
    *,
    unit: str = "",
    ge: Any = None,
    gt: Any = None,
    le: Any = None,
    lt: Any = None,
    typical: tuple[Any, Any] | None = None,
    tier: Tier = "expert",
    held: Held = "",
    off: float | None = None,
    switch: str = "",
) -> Any:
    """Declare one parameter of a page.

    Parameters
    ----------
    default : value or text
        As it could be written in a scenario file ("128 CNY", "12%", 3).
    meaning : str
        What it is, in words a strategist reads.
    source : str
        Where the default comes from: a published figure, "scenario" (the user's own), or a text that starts with
        "assumed".
    unit : str
        Unit, for tables; without it that of the annotation.
    ge, gt, le, lt : value, optional
        Range, written like the default; for a list the range of its items. An end that is not given is that of the
        annotation (an amount is at least 0, a share from 0 to 1, an effect from 1 to 100, a time at most ten years).
    typical : (low, high), optional
        Where the value usually lies: the range of sensitivity studies.
    tier : str
        Who sets it: "essential", everybody; "usual", whoever plans a campaign; "expert", whoever studies the model.
    held : str
        How the rules hold it, where they read it: as odds, as a logarithm, ... See `setting`.
    off : float, optional
        What the rules find where it has no effect, since it or its block is empty or its switch is off; without it 1
        for a multiplier (unit "times"), else 0.
    switch : str
        The switch (of `switches`) that turns it off.

    Returns
    -------
    pydantic field

    Examples
    --------
    >>> from gridsim.scenario.kinds import Money
    >>> class Price(Page):
    ...     price: Money = parameter("128 CNY", "list price", "assumed", gt=0)
    >>> Price().price, Price(price="1.5k CNY").price
    (12800, 150000)
    """
    return _field(default, Declared(meaning, source, unit, ge, gt, le, lt, typical, tier, held, off, switch, default))


setting = functools.partial(parameter, held="plain")
"""Declare a parameter that the rules read, as it is or as `held` says: a field of the settings of a run, and nothing else
need be done for it."""


def block(default: Any, meaning: str, *, held: bool = False, switch: str = "") -> Any:
    """Declare a block of a page: another page (its class, or one that is set otherwise), a dict of named pages, or None
    where it is off unless given.

    `held` says that the rules ask whether it is there; a switch that is off makes it as if it were not.
    """
    return _field(default, Declared(meaning, held="plain" if held else "", switch=switch))


def _field(default: Any, declared: Declared) -> Any:
    """The pydantic field of a declaration."""
    if isinstance(default, str) and quantities.currency_of(default):
        # a default counts in the scenario's currency; load.py asks for it there
        default = Cents(quantities.money(default))
    extra: Any = {"declared": declared}
    factory = _factory(default)
    if factory is not None:
        return Field(default_factory=factory, description=declared.meaning, json_schema_extra=extra)
    return Field(default, description=declared.meaning, json_schema_extra=extra)


def _factory(default: Any) -> Callable[[], Any] | None:
    """What makes a fresh default, where the default itself must not be shared."""
    if isinstance(default, type):
        return default
    if isinstance(default, Page):
        return lambda: default.model_copy(deep=True)
    if isinstance(default, (list, dict)):
        return lambda: copy.deepcopy(default)
    return None


class Page(BaseModel):
    """A block of declared parameters: no other keys, never changed after it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, arbitrary_types_allowed=True)

    @field_validator("*", mode="before")
    @classmethod
    def _read(cls, value: Any, info: ValidationInfo) -> Any:
        one = declarations(cls)[str(info.field_name)]
        currency = (info.context or {}).get("currency", CURRENCY)
        if isinstance(value, Mapping) and isinstance(one.default, Page):
            value = merged(as_written(one.default), value)
        return read(value, one.kind, one.declared, currency)

    def __dir__(self) -> list[str]:
        """The keys of a page and what it can do, without what the library of its pages brings along."""
        pages = [page for page in type(self).__mro__ if issubclass(page, Page) and page is not Page]
        own = {name for page in pages for name in vars(page) if not name.startswith(("_", "model_"))}
        return sorted({*declarations(type(self)), *own})


@functools.cache
def declarations(page: type[Page]) -> dict[str, Parameter]:
    """Return the declared parameters of a page class by key, in the order of the page, and after them its blocks."""
    found = {}
    for key, info in page.model_fields.items():
        extra: Any = info.json_schema_extra
        kind = kind_of(info.annotation, tuple(info.metadata))
        declared = extra["declared"].within(marker_of(info.annotation, tuple(info.metadata)))
        found[key] = Parameter(key, kind, declared, _default(info, kind, declared))
    return dict(sorted(found.items(), key=lambda pair: pair[1].kind.page is not None))


def _default(info: FieldInfo, kind: Kind, declared: Declared) -> Any:
    value = info.get_default(call_default_factory=True, validated_data={})
    return value if isinstance(value, Page) or kind.name == "pages" else read(value, kind, declared, CURRENCY)


def as_written(page: Page) -> dict[str, Any]:
    """Return a page as nested plain values that a page class reads back (money as `Cents`)."""
    out: dict[str, Any] = {}
    for key, one in declarations(type(page)).items():
        value = getattr(page, key)
        if isinstance(value, Page):
            value = as_written(value)
        elif one.kind.name == "pages":
            value = {name: as_written(inner) for name, inner in value.items()}
        elif one.kind.name == "money" and value is not None:
            value = Cents(value)
        elif isinstance(value, list):
            value = list(value)
        out[key] = value
    return out


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return `below` with the values of `above` laid over it, block by block; lists and plain values are replaced."""
    out = dict(below)
    for key, value in above.items():
        under = out.get(key)
        out[key] = merged(under, value) if isinstance(value, Mapping) and isinstance(under, Mapping) else value
    return out
