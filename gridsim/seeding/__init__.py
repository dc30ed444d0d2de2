"""Seed choice: whom to activate for a head count or a budget."""

from gridsim.seeding.choose import select
from gridsim.seeding.comparison import compare
from gridsim.seeding.methods import METHODS
from gridsim.seeding.selection import Guarantee, Selection

__all__ = ["METHODS", "Guarantee", "Selection", "compare", "select"]


def __dir__() -> list[str]:
    return [*__all__]
