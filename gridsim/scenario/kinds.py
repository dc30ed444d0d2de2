"""Kinds of values: what an annotation of a parameter allows, and how that is said."""

from __future__ import annotations

import types
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from gridsim.errors import ScenarioError, problem


@dataclass(frozen=True)
class Marker:
    """Names the kind of quantity that an annotation stands for, with its unit and range where a declaration gives
    none."""

    name: str
    unit: str = ""
    ge: float | None = None
    le: float | None = None
    gt: float | None = None
    lt: float | None = None
    choices: tuple[str, ...] = ()


Money = Annotated[int, Marker("money", "money", 0)]
"""Money: written in major units ("128 CNY"), held in minor units (12800); at least 0."""

Share = Annotated[float, Marker("share", "share", 0, 1)]
"""A share: written as 12% or 0.12, held as 0.12."""

Chance = Annotated[float, Marker("share", "chance", 0, 1)]
"""A chance: written and held as a share."""

BaseChance = Annotated[float, Marker("share", "chance", gt=0, lt=1)]
"""A chance that has odds: neither 0 nor 1."""

Effect = Annotated[float, Marker("float", "times", 1, 100)]
"""How many times the odds are at most what they are at least."""

Factor = Annotated[float, Marker("float", "times", gt=0, le=20)]
"""What something is multiplied by."""

Spread = Annotated[float, Marker("float", "log", 0, 3)]
"""Standard deviation of a logarithm."""

Impressions = Annotated[float, Marker("float", "impressions", 0, 100)]
"""Awareness, in impressions."""

PostsPerDay = Annotated[float, Marker("float", "posts/day", 0, 50)]
"""Posts a day."""

Days = Annotated[Union[int, float], Marker("days", "days", gt=0, le=3_650)]  # noqa: UP007  (a form that mypy and pydantic both take)
"""A length of time: written as "90 days" or 90, held in days (an int where it is whole)."""

Day = Annotated[Union[int, float], Marker("days", "day", 0, 3_650)]  # noqa: UP007
"""A day of the run, from 0 on."""

Heads = Annotated[Union[int, str], Marker("heads", "people")]  # noqa: UP007
"""A head count: a number, or a share as text ("0.3%"); `quantities.heads` makes people of it."""

YesNo = Annotated[bool, Marker("yes_no")]
"""Written as yes or no (or true, false), held as a bool."""

Column = Annotated[Union[str, int, bool], Marker("column")]  # noqa: UP007
"""A column of a file: written as its name or its number from 0, or no for none, which is held as False."""


Tier = Literal["essential", "usual", "expert"]
"""Who sets a parameter: everybody; whoever plans a campaign; whoever studies the model."""

TIERS: tuple[Tier, ...] = get_args(Tier)

Held = Literal["", "plain", "float", "odds", "log", "kept", "millionths", "ticks", "whole", "heads", "budget"]
"""How the rules hold a setting (`engine/settings.py` computes it); empty: a parameter that is no setting."""


def up_to(tier: str) -> tuple[Tier, ...]:
    """Return a tier and those before it.

    Raises
    ------
    ScenarioError
        If it is none.

    Examples
    --------
    >>> up_to("usual")
    ('essential', 'usual')
    """
    for n, known in enumerate(TIERS, 1):
        if tier == known:
            return TIERS[:n]
    raise ScenarioError(problem("--tier", "the tier", f"one of {', '.join(TIERS)}", tier, "Choose one of these"))


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
    held: Held = ""
    off: float | None = None
    switch: str = ""
    default: Any = None
    """As it was written."""

    def within(self, marker: Marker | None) -> Declared:
        """The same with the unit and the range of its kind where it gives none."""
        if marker is None:
            return self
        low = marker if self.ge is None and self.gt is None else self
        high = marker if self.le is None and self.lt is None else self
        return replace(self, unit=self.unit or marker.unit, ge=low.ge, gt=low.gt, le=high.le, lt=high.lt)


@dataclass(frozen=True)
class Kind:
    """What an annotation allows: its name, whether it may be empty, and what is inside."""

    name: str
    optional: bool = False
    item: Kind | None = None
    choices: tuple[Any, ...] = ()
    page: Any = None
    """The class of the page or pages."""


def marker_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Marker | None:
    """The marker of an annotation, or of what is inside it."""
    own = [one for one in metadata if isinstance(one, Marker)]
    inside = (marker_of(one, getattr(one, "__metadata__", ())) for one in get_args(annotation))
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
            return Kind(marker.name, optional, choices=marker.choices)
        first = kind_of(inner[0])
        name = "names" if len(inner) > 1 else first.name
        return Kind(name, optional, first.item, first.choices, first.page)
    if marker:
        return Kind(marker.name, choices=marker.choices)
    if origin is Literal:
        return Kind("choice", choices=args)
    if origin is list:
        return Kind("list", item=kind_of(args[0]))
    if origin is dict:
        return Kind("pages", page=args[1])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Kind("page", page=annotation)
    return Kind({int: "int", float: "float", bool: "bool", str: "text"}[annotation])


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
