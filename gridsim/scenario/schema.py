"""The JSON Schema of a scenario file, for editors: completion, hints on hover, mistakes underlined."""

from __future__ import annotations

from typing import Any

from gridsim.currencies import CURRENCY, minor_units
from gridsim.scenario.declare import Page, Parameter, declarations
from gridsim.scenario.kinds import TIERS, Declared, Kind, describe, up_to
from gridsim.scenario.numerals import SCALES
from gridsim.scenario.quantities import CURRENCY_NAME
from gridsim.scenario.reading import bound
from gridsim.scenario.whole import Scenario
from gridsim.scenario.written import written

NUMBER_TEXT = rf"[0-9.][0-9., _']*([eE][+-]?[0-9]+)?\s*({'|'.join(scale for scale in SCALES if scale)})?"
CURRENCY_TEXT = rf"({CURRENCY_NAME})?"
TEXTS = {
    "money": rf"^\s*{CURRENCY_TEXT}\s*{NUMBER_TEXT}\s*{CURRENCY_TEXT}\s*$",
    "share": rf"^\s*[+-]?{NUMBER_TEXT}\s*%?\s*$",
    "days": rf"^\s*{NUMBER_TEXT}\s*(h|hours?|d|days?|w|weeks?|天|日|周)?\s*$",
    "heads": rf"^\s*{NUMBER_TEXT}\s*%?\s*$",
    "int": rf"^\s*[+-]?{NUMBER_TEXT}\s*(days?|weeks?)?\s*$",
}
"""What text a quantity may be written as; the loader is stricter (ranges, signs between thousands, whole cents)."""


def schema(tier: str = "expert") -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file, as nested dicts.

    Parameters
    ----------
    tier : str
        Which keys an editor offers: the "essential" ones, the "usual" ones too, or all ("expert"). Keys that are not
        offered are allowed all the same.

    Returns
    -------
    dict
        Every key with its type, range, default and meaning; other keys are not allowed where all are offered.

    Examples
    --------
    >>> schema()["properties"]["budget"]["properties"]["total"]["default"]
    '100000.00 CNY'
    >>> list(schema("essential")["properties"]["market"]["properties"]["product"]["properties"])
    ['price', 'unit_cost', 'quality']
    """
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "gridsim scenario"}
    return {**head, **_page(Scenario, None, tier)}


def _page(page: type[Page], preset: Page | None, tier: str) -> dict[str, Any]:
    """A page; its defaults are those of `preset`, where it is one that is set otherwise."""
    keys = {}
    for key, one in declarations(page).items():
        default = one.default if preset is None else getattr(preset, key)
        if one.kind.page is None:
            if one.declared.tier in up_to(tier):
                keys[key] = _parameter(one, default)
            continue
        block = _page(one.kind.page, default if isinstance(default, one.kind.page) else None, tier)
        if block["properties"]:
            block["type"] = ["object", "null"]
            if one.kind.name == "pages":
                block = {"type": ["object", "null"], "additionalProperties": block}
            keys[key] = {**block, "description": one.declared.meaning}
    return {
        "type": "object",
        "description": (page.__doc__ or "").strip(),
        "additionalProperties": tier != TIERS[-1],
        "properties": keys,
    }


def _parameter(one: Parameter, default: Any) -> dict[str, Any]:
    said = one.declared
    unit = f" [{said.unit}]" if said.unit else ""
    return {
        **_kind(one.kind, said),
        "default": written(default, one),
        "description": f"{said.meaning}{unit}. Source of the default: {said.source}.",
    }


def _kind(kind: Kind, declared: Declared) -> dict[str, Any]:
    entry = _plain_kind(kind, declared)
    return {"anyOf": [entry, {"type": "null"}]} if kind.optional else entry


def _plain_kind(kind: Kind, declared: Declared) -> dict[str, Any]:
    name = kind.name
    if name == "list" and kind.item:
        return {"type": "array", "items": _kind(kind.item, declared)}
    if name == "choice":
        return {"enum": list(kind.choices)}
    if name == "bool":
        return {"type": "boolean"}
    if name == "yes_no":
        return {"enum": [True, False, "yes", "no"]}
    if name == "column":
        return {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 0}, {"enum": [False]}]}
    if name == "text":
        return {"type": "string"}
    if name == "names":
        one = {"type": ["string"] if kind.optional else ["string", "integer"]}
        return {"anyOf": [one, {"type": "array", "items": one}]}
    numbers = {"type": "integer" if name == "int" else "number", **_range(kind, declared)}
    if name == "float":
        return numbers
    return {"anyOf": [numbers, {"type": "string", "pattern": TEXTS[name]}], "title": describe(kind, declared)}


def _range(kind: Kind, declared: Declared) -> dict[str, Any]:
    if kind.name == "heads":
        return {"minimum": 0}
    names = {
        "minimum": declared.ge,
        "exclusiveMinimum": declared.gt,
        "maximum": declared.le,
        "exclusiveMaximum": declared.lt,
    }
    scale = minor_units(CURRENCY) if kind.name == "money" else 1
    return {
        name: bound(limit, kind) / scale if scale > 1 else bound(limit, kind)
        for name, limit in names.items()
        if limit is not None
    }
