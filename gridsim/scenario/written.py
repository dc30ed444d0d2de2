"""A scenario as one would write it: values, YAML, and the digest of what it says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from gridsim.currencies import CURRENCY, shortened
from gridsim.scenario.declare import Page, Parameter, declarations
from gridsim.scenario.quantities import money_text
from gridsim.scenario.yaml_text import scalar


def page_written(page: Page, currency: str) -> dict[str, Any]:
    """A page as one would write it."""
    out: dict[str, Any] = {}
    for key, one in declarations(type(page)).items():
        value = getattr(page, key)
        if isinstance(value, Page):
            out[key] = page_written(value, currency)
        elif one.kind.name == "pages":
            out[key] = {name: page_written(inner, currency) for name, inner in value.items()}
        else:
            out[key] = written(value, one, currency)
    return out


def written(value: Any, one: Parameter, currency: str = CURRENCY) -> Any:
    """A single value as one would write it: money as text, all else as it is held."""
    if one.kind.name == "money" and value is not None:
        return money_text(value, currency)
    return list(value) if isinstance(value, (list, tuple)) else value


PLAIN_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./%+ -]*")


def yaml_lines(tree: Mapping[str, Any], indent: str) -> Iterator[str]:
    """A mapping as YAML lines, in its order."""
    for key, value in tree.items():
        name = (
            key
            if re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", key) and scalar(key) == key
            else json.dumps(key, ensure_ascii=False)
        )
        if isinstance(value, Mapping) and value:
            yield f"{indent}{name}:"
            yield from yaml_lines(value, indent + "  ")
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


def flat(tree: Any, path: str = "") -> list[str]:
    """The dotted keys of nested mappings."""
    if not isinstance(tree, Mapping):
        return [path]
    return [key for name, inner in tree.items() for key in flat(inner, f"{path}.{name}" if path else str(name))]


def content_digest(path: Path) -> str:
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


def shown(value: Any, one: Parameter) -> str:
    """A value for a reader: a default as it was declared, a number without needless decimals.

    Examples
    --------
    >>> from gridsim.scenario.market import Product
    >>> price = declarations(Product)["price"]
    >>> shown(12800, price), shown(6400, price)
    ('128 CNY', '64 CNY')
    """
    return plainly(one.declared.default if value == one.default else written(value, one))


def plainly(value: Any) -> str:
    """A declared or written value as text."""
    return f"{value:g}" if isinstance(value, float) else shortened(yaml_value(value))
