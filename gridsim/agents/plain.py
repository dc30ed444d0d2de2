"""The rules as plain Python: the very functions of `gridsim.rules`, before the compiler has had them."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any


def plain(page: str) -> Any:
    """A page of rules with every function as it was written."""
    rules = vars(import_module(f"gridsim.rules.{page}"))
    return SimpleNamespace(
        **{name: getattr(value, "py_func", value) for name, value in rules.items() if not name.startswith("_")}
    )


buying, commission, experience, exposure = plain("buying"), plain("commission"), plain("experience"), plain("exposure")
loyalty, memory, reaction, recruiting = plain("loyalty"), plain("memory"), plain("reaction"), plain("recruiting")
undoing = plain("undoing")
