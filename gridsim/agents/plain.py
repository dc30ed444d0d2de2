"""The rules as plain Python: the very functions of `gridsim.rules`, before the compiler has had them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import FunctionType, SimpleNamespace
from typing import Any


@cache
def plain(page: str) -> Any:
    """A module of rules with every function as it was written, and so all that it calls."""
    names = dict(vars(import_module(page)))
    for name, value in tuple(names.items()):
        written = getattr(value, "py_func", None)
        if written is not None and written.__module__ == page:
            names[name] = FunctionType(written.__code__, names, name)
        elif written is not None:
            names[name] = getattr(plain(written.__module__), written.__name__)
    return SimpleNamespace(**{name: value for name, value in names.items() if not name.startswith("_")})


buying, commission, experience = (plain(f"gridsim.rules.{page}") for page in ("buying", "commission", "experience"))
following = plain("gridsim.rules.following")
exposure, loyalty, memory, odds = (plain(f"gridsim.rules.{page}") for page in ("exposure", "loyalty", "memory", "odds"))
reaction, recruiting, undoing = (plain(f"gridsim.rules.{page}") for page in ("reaction", "recruiting", "undoing"))
leaders = plain("gridsim.rules.leaders")
inviting, standing = (plain(f"gridsim.rules.{page}") for page in ("inviting", "standing"))
