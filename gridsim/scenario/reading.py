"""From what is written to the value that a page holds, or the sentence about what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from gridsim.currencies import CURRENCY
from gridsim.scenario import quantities
from gridsim.scenario.kinds import Declared, Kind, advice, describe
from gridsim.scenario.quantities import BadQuantity


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
    if not isinstance(value, (Mapping, BaseModel)):
        keys = ", ".join(list(kind.page.model_fields)[:4]) if kind.page and kind.name == "page" else "names"
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


def _range_advice(value: Any, kind: Kind, declared: Declared) -> str:
    if kind.name == "share" and 1 < value <= 100 and (declared.le == 1 or declared.lt == 1):
        return f"Write {value:g}% if per cent are meant ({declared.meaning})"
    usual = f"usually {declared.typical[0]} to {declared.typical[1]}" if declared.typical else ""
    return f"Give a value in this range{', ' + usual if usual else ''} ({declared.meaning})"


def nearest(name: object, known: Any) -> str:
    """Return "; did you mean X?" for the known name nearest to `name`, or nothing."""
    close = difflib.get_close_matches(str(name)[:100], [str(k) for k in known], n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""
