"""How a parameter is declared: once, with its default, meaning, unit, range, typical range and source.

A page of the scenario is a class of declared parameters:

    class Product(Page):
        price: Money = parameter("128 CNY", "list price", "assumed", gt=0, typical=("20 CNY", "500 CNY"))

The annotation says what may be written (`Money`, `Share`, `Chance`, `Effect`, `Days`, `Heads`, int, float, bool, text,
a choice, a list, another page; `| None` where it may be left empty), and with it the usual unit and range; `parameter`
says the rest. Everything that reads scenarios (checks, schema, documentation, sensitivity studies) reads these
declarations.
"""

from __future__ import annotations

import copy
import functools
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from gridsim.currencies import CURRENCY
from gridsim.scenario import quantities
from gridsim.scenario.quantities import BadQuantity, Cents


@dataclass(frozen=True)
class Marker:
    """Names the kind of quantity that an annotation stands for, with its unit and range where a declaration gives
    none."""

    name: str
    unit: str = ""
    ge: float | None = None
    le: float | None = None


Money = Annotated[int, Marker("money", "money")]
"""Money: written in major units ("128 CNY"), held in minor units (12800)."""

Share = Annotated[float, Marker("share", "share", 0, 1)]
"""A share: written as 12% or 0.12, held as 0.12."""

Chance = Annotated[float, Marker("share", "chance", 0, 1)]
"""A chance: written and held as a share."""

Effect = Annotated[float, Marker("float", "times", 1, 100)]
"""How many times the odds are at most what they are at least."""

Days = Annotated[Union[int, float], Marker("days", "days")]  # noqa: UP007  (a form that mypy and pydantic both take)
"""A length of time: written as "90 days" or 90, held in days (an int where it is whole)."""

Heads = Annotated[Union[int, str], Marker("heads", "people")]  # noqa: UP007
"""A head count: a number, or a share as text ("0.3%"); `quantities.heads` makes people of it."""

YesNo = Annotated[bool, Marker("yes_no")]
"""Written as yes or no (or true, false), held as a bool."""

Column = Annotated[Union[str, int, bool], Marker("column")]  # noqa: UP007
"""A column of a file: written as its name or its number from 0, or no for none, which is held as False."""


Tier = Literal["essential", "usual", "expert"]
"""Who sets a parameter: everybody; whoever plans a campaign; whoever studies the model."""

TIERS: tuple[Tier, ...] = get_args(Tier)


@dataclass(frozen=True)
class Declared:
    """What is known of a parameter or a block."""

    meaning: str
    source: str = ""
    unit: str = ""
    ge: Any = None
    gt: Any = None
    le: Any = None
    lt: Any = None
    typical: tuple[Any, Any] | None = None
    tier: Tier = "expert"

    def within(self, marker: Marker | None) -> Declared:
        """The same with the unit and the range of its kind where it gives none."""
        if marker is None:
            return self
        low = marker.ge if self.ge is None and self.gt is None else self.ge
        high = marker.le if self.le is None and self.lt is None else self.le
        return replace(self, unit=self.unit or marker.unit, ge=low, le=high)


@dataclass(frozen=True)
class Kind:
    """What an annotation allows: its name, whether it may be empty, and what is inside."""

    name: str
    optional: bool = False
    item: Kind | None = None
    choices: tuple[Any, ...] = ()
    page: type[Page] | None = None


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
        annotation (a share is from 0 to 1, an effect from 1 to 100).
    typical : (low, high), optional
        Where the value usually lies: the range of sensitivity studies.
    tier : str
        Who sets it: "essential", everybody; "usual", whoever plans a campaign; "expert", whoever studies the model.

    Returns
    -------
    pydantic field

    Examples
    --------
    >>> class Price(Page):
    ...     price: Money = parameter("128 CNY", "list price", "assumed", gt=0)
    >>> Price().price, Price(price="1.5k CNY").price
    (12800, 150000)
    """
    return _field(default, Declared(meaning, source, unit, ge, gt, le, lt, typical, tier))


def block(default: Any, meaning: str) -> Any:
    """Declare a block of a page: another page (its class, or one that is set otherwise), a dict of named pages, or None
    where it is off unless given."""
    return _field(default, Declared(meaning))


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


@functools.cache
def declarations(page: type[Page]) -> dict[str, Parameter]:
    """Return the declared parameters of a page class by key, in the order of the page, and after them its blocks."""
    found = {}
    for key, info in page.model_fields.items():
        extra: Any = info.json_schema_extra
        kind = kind_of(info.annotation, tuple(info.metadata))
        declared = extra["declared"].within(_marker(info.annotation, tuple(info.metadata)))
        found[key] = Parameter(key, kind, declared, _default(info, kind, declared))
    return dict(sorted(found.items(), key=lambda pair: pair[1].kind.page is not None))


def _default(info: FieldInfo, kind: Kind, declared: Declared) -> Any:
    value = info.get_default(call_default_factory=True, validated_data={})
    return value if isinstance(value, Page) or kind.name == "pages" else read(value, kind, declared, CURRENCY)


def _marker(annotation: Any, metadata: tuple[Any, ...] = ()) -> Marker | None:
    """The marker of an annotation, or of what is inside it."""
    own = [one for one in metadata if isinstance(one, Marker)]
    inside = (_marker(one, getattr(one, "__metadata__", ())) for one in get_args(annotation))
    return next((one for one in [*own, *inside] if one is not None), None)


def kind_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Kind:
    """Return the kind that an annotation stands for.

    Examples
    --------
    >>> kind_of(list[Share] | None)
    Kind(name='list', optional=True, item=Kind(name='share', optional=False, item=None, choices=(), page=None),
    choices=(), page=None)
    """
    marker = next((m for m in metadata if isinstance(m, Marker)), None)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind_of(args[0], args[1:])
    if origin in (Union, types.UnionType):
        inner = [a for a in args if a is not type(None)]
        optional = len(inner) < len(args)
        if marker:
            return Kind(marker.name, optional)
        first = kind_of(inner[0])
        name = "names" if len(inner) > 1 else first.name
        return Kind(name, optional, first.item, first.choices, first.page)
    if marker:
        return Kind(marker.name)
    if origin is Literal:
        return Kind("choice", choices=args)
    if origin is list:
        return Kind("list", item=kind_of(args[0]))
    if origin is dict:
        return Kind("pages", page=args[1])
    if isinstance(annotation, type) and issubclass(annotation, Page):
        return Kind("page", page=annotation)
    return Kind({int: "int", float: "float", bool: "bool", str: "text"}[annotation])


def read(value: Any, kind: Kind, declared: Declared, currency: str) -> Any:
    """Return `value` as the page holds it; raise `BadQuantity` if the kind or the range does not allow it."""
    if value is None:
        if kind.optional:
            return None
        if kind.name in ("page", "pages"):
            return {}
        raise BadQuantity(f"{describe(kind, declared)}, not empty", advice(kind, declared))
    if kind.name == "list":
        return _read_list(value, kind, declared, currency)
    if kind.name in ("page", "pages"):
        return _read_block(value, kind, declared)
    try:
        result = READERS[kind.name](value, kind, declared, currency)
    except BadQuantity as bad:
        constraint = bad.constraint if bad.constraint not in PLAIN else describe(kind, declared)
        raise BadQuantity(constraint, bad.advice) from None
    if not _inside(result, kind, declared, currency):
        raise BadQuantity(describe(kind, declared), _range_advice(result, kind, declared))
    return result


PLAIN = ("a number", "an amount of money", "a share", "a length of time", "an amount of money >= 0")
"""Constraints of the parsers that `describe` says better, with the range of the key."""


def _read_list(value: Any, kind: Kind, declared: Declared, currency: str) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise BadQuantity("a list", "Write the items in brackets: [10%, 2%]")
    out: list[Any] = []
    assert kind.item is not None
    for place, item in enumerate(value):
        try:
            out.append(read(item, kind.item, declared, currency))
        except BadQuantity as bad:
            raise BadQuantity(bad.constraint, bad.advice, (place,)) from None
    return out


def _read_block(value: Any, kind: Kind, declared: Declared) -> Any:
    if not isinstance(value, (Mapping, Page)):
        keys = ", ".join(list(declarations(kind.page))[:4]) if kind.page and kind.name == "page" else "names"
        raise BadQuantity(
            "a block of keys", f"Write the keys ({keys}, ...) below it, indented, or {{}} for the defaults"
        )
    return value


def _read_int(value: Any, kind: Kind, declared: Declared, currency: str) -> int:
    if declared.unit == "days" and isinstance(value, str):
        value = quantities.days(value)
    amount = quantities.whole_count(value).value
    if amount != amount.to_integral_value():
        raise BadQuantity("a whole number", f"Round it: write {int(amount)}")
    if abs(amount) > 10**18:
        raise BadQuantity(describe(kind, declared), "Give a smaller number")
    return int(amount)


def _read_float(value: Any, kind: Kind, declared: Declared, currency: str) -> float:
    if isinstance(value, str) and value.strip().endswith("%"):
        raise BadQuantity("a number", f"Write {quantities.share(value):g}: this key is not a share")
    return float((quantities.count if declared.unit in ("people", "friends") else quantities.fraction)(value).value)


def _read_bool(value: Any, kind: Kind, declared: Declared, currency: str) -> bool:
    if not isinstance(value, bool):
        hint = " (in YAML 1.2 on, off, yes and no are text)" if isinstance(value, str) else ""
        raise BadQuantity("true or false", f"Write true or false{hint}")
    return value


def _read_yes_no(value: Any, kind: Kind, declared: Declared, currency: str) -> bool:
    if isinstance(value, str) and value.strip().lower() in ("yes", "no", "true", "false"):
        return value.strip().lower() in ("yes", "true")
    if not isinstance(value, bool):
        raise BadQuantity("yes or no", "Write yes or no, or leave it out")
    return value


def _read_column(value: Any, kind: Kind, declared: Declared, currency: str) -> str | int | bool:
    if value is False or (isinstance(value, str) and value.strip().lower() == "no"):
        return False
    if (
        isinstance(value, bool)
        or not isinstance(value, (str, int))
        or value == ""
        or (isinstance(value, int) and value < 0)
    ):
        raise BadQuantity(
            "the name of a column, its number from 0, or no", "Write a name such as weight, a number such as 2, or no"
        )
    return value


def _read_text(value: Any, kind: Kind, declared: Declared, currency: str) -> str:
    if not isinstance(value, str):
        raise BadQuantity("text", "Put it in quotes")
    if kind.optional and not value.strip():
        raise BadQuantity("text, not empty", "Leave the key out, or write null")
    if len(value) > 10_000 or any(ord(c) < 32 and c not in "\n\t" or 0xD800 <= ord(c) < 0xE000 for c in value):
        raise BadQuantity(
            "text without control characters, at most 10,000 long", "Shorten it or take the odd characters out"
        )
    return value


def _read_choice(value: Any, kind: Kind, declared: Declared, currency: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value not in kind.choices:
        raise BadQuantity(
            "one of " + ", ".join(map(str, kind.choices)), "Choose one of these" + nearest(value, kind.choices)
        )
    return value


def _read_names(value: Any, kind: Kind, declared: Declared, currency: str) -> Any:
    """Column names or missing values: one, or a list of them."""
    items = value if isinstance(value, (list, tuple)) else [value]
    numbers = not kind.optional
    if (
        any(isinstance(i, bool) or not isinstance(i, (str, int) if numbers else str) for i in items)
        or kind.optional
        and not all(items)
    ):
        raise BadQuantity("a name or a list of names", "Write a name such as dorm, or names in brackets: [dorm, year]")
    if len(set(map(str, items))) < len(items):
        raise BadQuantity("a list of different names", "Leave out the doubled one")
    return list(value) if isinstance(value, (list, tuple)) else value


READERS: dict[str, Callable[[Any, Kind, Declared, str], Any]] = {
    "money": lambda value, kind, declared, currency: quantities.money(value, currency),
    "share": lambda value, kind, declared, currency: quantities.share(value),
    "days": lambda value, kind, declared, currency: quantities.days(value),
    "heads": lambda value, kind, declared, currency: quantities.head_count(value),
    "int": _read_int,
    "float": _read_float,
    "bool": _read_bool,
    "yes_no": _read_yes_no,
    "column": _read_column,
    "text": _read_text,
    "choice": _read_choice,
    "names": _read_names,
}


def bound(value: Any, kind: Kind, currency: str = CURRENCY) -> Any:
    """A bound or typical value as the page holds it (amounts of money in the scenario's own currency)."""
    if isinstance(value, str) and kind.name == "money":
        return quantities.money(value, quantities.currency_of(value) or currency)
    if kind.name == "money":
        return quantities.money(value, currency)
    if isinstance(value, str) and kind.name in ("share", "days"):
        return getattr(quantities, kind.name)(value)
    return value


def _inside(value: Any, kind: Kind, declared: Declared, currency: str) -> bool:
    if kind.name not in ("money", "share", "days", "int", "float"):
        return True
    low, above, high, below = (
        None if b is None else bound(b, kind, currency) for b in (declared.ge, declared.gt, declared.le, declared.lt)
    )
    return (
        (low is None or value >= low)
        and (above is None or value > above)
        and (high is None or value <= high)
        and (below is None or value < below)
    )


NOUNS = {
    "money": "an amount of money",
    "share": "a share",
    "days": "a length of time in days",
    "heads": "a number of people or a share of them",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "yes_no": "yes or no",
    "column": "the name of a column, its number from 0, or no",
    "text": "text",
    "names": "a name or a list of names",
    "list": "a list",
    "page": "a block of keys",
    "pages": "a block of named blocks",
    "choice": "one of",
}
EXAMPLES = {"money": "100k CNY or 163.50", "share": "12% or 0.12", "days": "90 days or 26 weeks", "heads": "60 or 0.3%"}


def describe(kind: Kind, declared: Declared) -> str:
    """Return what a parameter must be, in words: its kind and its range.

    Examples
    --------
    >>> describe(Kind("share"), Declared("", ge=0, lt=1))
    'a share >= 0 and < 1'
    """
    if kind.name == "choice":
        return "one of " + ", ".join(map(str, kind.choices))
    noun = "a chance" if kind.name == "share" and declared.unit == "chance" else NOUNS[kind.name]
    if kind.name not in ("money", "share", "days", "int", "float"):
        return noun
    if (declared.ge, declared.le) == (0, 1):
        return f"{noun} in [0, 1]"
    signs = ((">=", declared.ge), (">", declared.gt), ("<=", declared.le), ("<", declared.lt))
    limits = " and ".join(
        f"{sign} {limit:,}" if isinstance(limit, (int, float)) else f"{sign} {limit}"
        for sign, limit in signs
        if limit is not None
    )
    return f"{noun} {limits}".strip()


def advice(kind: Kind, declared: Declared) -> str:
    """Return what to write for a parameter, a sentence."""
    example = EXAMPLES.get(kind.name) or ("true" if kind.name == "bool" else "")
    meaning = declared.meaning.split(";")[0].split(":")[0]
    return f"Write {example} ({meaning})" if example else f"Give {describe(kind, declared)} ({meaning})"


def _range_advice(value: Any, kind: Kind, declared: Declared) -> str:
    if kind.name == "share" and 1 < value <= 100 and (declared.le == 1 or declared.lt == 1):
        return f"Write {value:g}% if per cent are meant ({declared.meaning})"
    usual = f"usually {declared.typical[0]} to {declared.typical[1]}" if declared.typical else ""
    return f"Give a value in this range{', ' + usual if usual else ''} ({declared.meaning})"


def nearest(name: object, known: Any) -> str:
    """Return "; did you mean X?" for the known name nearest to `name`, or nothing."""
    import difflib

    close = difflib.get_close_matches(str(name)[:100], [str(k) for k in known], n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


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
