"""The rules as plain Python: the very functions of `gridsim.rules`, before the compiler has had them."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace

from gridsim import rules
from gridsim.rules import buying, commission, experience, exposure, memory, reaction, recruiting


def plain(page: ModuleType) -> SimpleNamespace:
    """A page of rules with every function as it was written."""
    return SimpleNamespace(**{name: getattr(value, "py_func", value) for name, value in vars(page).items() if not name.startswith("_")})


buying, commission, experience, exposure = map(plain, (rules.buying, rules.commission, rules.experience, rules.exposure))  # type: ignore[assignment]
memory, reaction, recruiting = map(plain, (rules.memory, rules.reaction, rules.recruiting))  # type: ignore[assignment]
