"""Posts, shares, orders and points as objects that know each other, and their way into the engine's tables.

A row has one attribute for every field of its table, 0 at first. Where the table holds the number of a person or of another row, the object
holds that person or row itself, or None.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.engine import state as table


def plain_record(record: np.ndarray) -> dict[str, Any]:
    """The only row of a table as Python numbers and lists."""
    return {name: record[name][0].tolist() for name in record.dtype.names or ()}


class Fields:
    """Attributes that are fields of a table."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...


class Row(Fields):
    """A row of a table."""

    of: np.dtype
    """The table's fields."""
    blank: dict[str, Any]

    def __init_subclass__(cls) -> None:
        cls.blank = plain_record(np.zeros(1, cls.of))

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(self.blank)
        self.__dict__.update(fields)


class Post(Row):
    """What somebody says about the brand."""

    of = table.POST


class Share(Row):
    """A post on its way: from its author, or from somebody who passed it on (then with a parent)."""

    of = table.SHARE


class Order(Row):
    """A purchase and its three flows: how it came about, the money, the goods."""

    of = table.ORDER


class Point(Row):
    """Somebody's record as a point: state, mall, reward and effort."""

    of = table.POINT


class Line(Row):
    """One line of the strategy's plan; `number` stands for its name in the draws, `row` is its place among the lines."""

    of = table.LINE
    row: int


class Product(Row):
    """A product: price, cost, quality, what it earns its sellers."""

    of = table.PRODUCT


class Visit(Row):
    """A visit to a mall that may become an order."""

    of = table.VISIT


class Impression(Row):
    """A showing, written down."""

    of = table.IMPRESSION


class Showing:
    """A share that comes before somebody's eyes, by which tie (below 0: the number of a bought impression, which came by no tie)."""

    __slots__ = ("edge", "share", "tick", "viewer")

    def __init__(self, viewer: Any, share: Share, edge: int, tick: int) -> None:
        self.viewer, self.share, self.edge, self.tick = viewer, share, edge, tick


class Settings(Fields):
    """The single record of a table (the settings, the clock) as plain numbers."""

    def __init__(self, record: np.ndarray) -> None:
        self.__dict__.update(plain_record(record))


def columns(records: np.ndarray, dtype: np.dtype) -> list[dict[str, Any]]:
    """A table as one dict a row, in Python numbers."""
    names = dtype.names or ()
    return [dict(zip(names, row, strict=True)) for row in zip(*(records[name].tolist() for name in names), strict=True)]


def number_of(value: Any) -> Any:
    """What the tables hold of a value: of a person or a row its number, -1 for nobody."""
    if value is None:
        return -1
    return getattr(value, "number", value)


def written(rows: Sequence[Row], dtype: np.dtype) -> np.ndarray:
    """The rows as a table of the engine."""
    records = table.records(len(rows), dtype)
    for name in (dtype.names or ()) if rows else ():
        records[name] = [number_of(getattr(row, name)) for row in rows]
    return records
