"""Posts, shares, orders and points as objects that know each other, and their way into the engine's tables.

A row has one attribute for every field of its table, 0 at first. Where the table holds the number of a person or of
another row, the object holds that person or row itself, or None.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from gridsim.engine import state as table
from gridsim.engine.activities import HELD
from gridsim.terms import ActivityKind


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
    place = "number"
    """What a row calls its place in the table."""
    blank: dict[str, Any]

    def __init_subclass__(cls) -> None:
        cls.blank = plain_record(np.zeros(1, cls.of))

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(self.blank)
        self.__dict__.update(fields)

    @classmethod
    def all(cls, records: np.ndarray) -> list[Self]:
        """All rows of a table of the engine."""
        return [cls(**{cls.place: place}, **fields) for place, fields in enumerate(columns(records))]


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
    """One line of the strategy's plan; `number` stands for its name in the draws, `row` is its place among the
    lines."""

    of = table.LINE
    place = "row"
    versions: list[Version]
    """The versions of its content, where they are measured; none elsewhere."""

    def content(self, version: Version | None) -> Line | Version:
        """What a post says, what its making costs, how far its author's own interests are its topic: a version's, or
        the line's own."""
        return version or self


class Version(Row):
    """A copy variant of a line's content; `number` is its place among all that are measured."""

    of = table.VERSION


class Product(Row):
    """A product: price, cost, quality, what it earns its sellers; `number` is its place among the products."""

    of = table.PRODUCT


class Visit(Row):
    """A visit to a mall, or to a shop, that may become an order; `ticket` is the activity whose offer is used, `amount`
    what that takes off."""

    of = table.VISIT

    def __init__(self, **fields: Any) -> None:
        super().__init__(**({"share": None, "link": None, "shop": None, "ticket": None} | fields))


class Activity(Row):
    """A prize draw, a vote, a quiz, a coupon, a red packet, a group purchase or a flash sale; `number` is its place
    among the activities."""

    of = table.ACTIVITY_ROW

    def is_live(self, tick: int) -> bool:
        """Whether it is on."""
        return self.start_tick <= tick < self.end_tick

    def out_of_packets(self) -> bool:
        """Whether it was for red packets, and all are gone."""
        return self.kind == ActivityKind.RED_PACKET and self.units_left <= 0

    def hand_coupon(self, ticket: Ticket, tick: int) -> None:
        """Somebody holds a coupon from now on; one of an activity is enough."""
        self.issued += 1
        ticket.state = HELD
        ticket.until_tick = tick + self.valid_ticks


class Ticket(Row):
    """What somebody has of an activity: a coupon, a group that one waits for, whether one took part."""

    of = table.TICKET


class Claim(Row):
    """What somebody wants of an activity in this tick, and the draw by which it is served."""

    of = table.CLAIM


class Group(Row):
    """Buyers who buy together; `waiting` are the visits with which they joined."""

    of = table.GROUP
    waiting: list[Visit]


class Tier(Row):
    """A rate of commission, and the sales from which it holds."""

    of = table.TIER


class Use(Row):
    """A use of the budget that posts nothing: search, conversion, brand."""

    of = table.USE


class Store(Row):
    """What a keeper (or the centre) has of one product; `row` is its place in the table, `supplier` the store above
    it."""

    of = table.STORE
    place = "row"
    supplier: Any

    def runs_low(self, units: int) -> bool:
        """Whether it orders more when so many units are left."""
        return bool(self.quantity > 0 and self.coming == 0 and units <= self.reorder_at)


class Impression(Row):
    """A showing, written down."""

    of = table.IMPRESSION


class Showing:
    """A share that comes before somebody's eyes, by which tie (below 0: the number of a bought impression, which came
    by no tie)."""

    __slots__ = ("edge", "share", "tick", "viewer")

    def __init__(self, viewer: Any, share: Share, edge: int, tick: int) -> None:
        self.viewer, self.share, self.edge, self.tick = viewer, share, edge, tick

    @property
    def source(self) -> int:
        """From whom it comes, for the draws: its sharer; where it came by no tie, its number among those of the
        tick."""
        return self.share.sharer.number if self.edge >= 0 else -1 - self.edge


class Record(Fields):
    """The single record of a table (the settings, the totals) as plain numbers."""

    def __init__(self, record: np.ndarray) -> None:
        self.__dict__.update(plain_record(record))


def columns(records: np.ndarray) -> list[dict[str, Any]]:
    """A table as one dict a row, in Python numbers."""
    names = records.dtype.names or ()
    return [dict(zip(names, row, strict=True)) for row in zip(*(records[name].tolist() for name in names), strict=True)]


def number_of(value: Any) -> Any:
    """What the tables hold of a value: of a person or a row its number, -1 for nobody."""
    if value is None:
        return -1
    return getattr(value, "number", value)


def write(rows: Sequence[Fields], records: np.ndarray) -> np.ndarray:
    """Write the rows into a table of the engine that has as many."""
    for name in (records.dtype.names or ()) if rows else ():
        records[name] = [number_of(getattr(row, name)) for row in rows]
    return records
