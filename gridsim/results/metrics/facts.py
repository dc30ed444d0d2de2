"""What metrics are computed from: one run by itself, and one run beside doing nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gridsim.currencies import minor_units
from gridsim.results import cohorts, decompose, flows
from gridsim.results.channels import channel_of
from gridsim.results.tables import RunArrays
from gridsim.terms import Counter, Flow

Columns = Mapping[str, np.ndarray]


def ratio(a: float, b: float) -> float | None:
    """a / b, None where b is 0."""
    return a / b if b else None


class Facts:
    """One run: the engine's arrays, the tables made of them, and what several metrics need.

    `unit` are the minor units in a unit of currency, `days` those of the horizon.
    """

    def __init__(self, arrays: RunArrays, tables: Mapping[str, Columns]):
        self.arrays, self.tables = arrays, tables
        self.unit, self.days = minor_units(arrays.currency), len(arrays.mean_recall)
        self.orders = arrays.orders.view(np.ndarray)  # fields of a record array are found slowly
        self.flow = {name: int(series.sum()) for name, series in arrays.flowed.items()}

    def counted(self, counter: Counter) -> float:
        """Total of a counter over the run."""
        return float(self.arrays.counted[counter.word].sum())

    @cached_property
    def balances(self) -> dict[str, int]:
        """What flowed into each account less what flowed out of it, closing days included, minor units."""
        found = dict.fromkeys(flows.ACCOUNTS, 0)
        for flow in Flow:
            found[flow.debit] += self.flow[flow.word]
            found[flow.credit] -= self.flow[flow.word]
        return found

    def balance(self, account: str) -> float:
        """What flowed into an account less what flowed out of it, in units of currency."""
        return self.balances[account] / self.unit

    @cached_property
    def contribution(self) -> int:
        """The contribution before marketing, minor units."""
        return -sum(self.balances[account.name] for account in flows.TRADE)

    @cached_property
    def cost(self) -> int:
        """All that drew on the budget, minor units."""
        return sum(self.balances[account.name] for account in flows.USES)

    @cached_property
    def kept(self) -> np.ndarray:
        """The orders that did not come back."""
        return self.orders[self.orders["returned_day"] < 0]

    @cached_property
    def new(self) -> np.ndarray:
        """Which orders are the first of somebody who had never bought, (orders,) bool."""
        return self.orders["new_buyer"] > 0

    @cached_property
    def channel(self) -> np.ndarray:
        """The number of each order's channel."""
        return channel_of(self.arrays)

    @cached_property
    def buyers(self) -> cohorts.Buyers:
        """The buyers of orders that were kept."""
        return cohorts.buyers_of(self.kept["buyer"], self.kept["day"])

    @cached_property
    def factors(self) -> dict[str, float]:
        """The four factors of the orders; none where the orders, or one of the factors, are 0."""
        counts = (Counter.NEW_REACH, Counter.IMPRESSIONS, Counter.VISITS, Counter.ORDERS)
        names = ("reach", "impressions", "visits", "orders")
        return decompose.factors(dict(zip(names, map(self.counted, counts), strict=True))) or {}


class Beside(NamedTuple):
    """One run and doing nothing on the same people and draws: metrics (amounts in units of currency) and daily tables
    (minor units) of both."""

    own: Mapping[str, float | None]
    nothing: Mapping[str, float | None]
    daily: Columns
    daily_of_nothing: Columns
    unit: int

    def more(self, name: str) -> float:
        """How much more of a metric there is than under doing nothing."""
        return (self.own[name] or 0.0) - (self.nothing[name] or 0.0)

    @property
    def cost(self) -> float:
        """The marketing cost."""
        return self.own["marketing_cost"] or 0.0

    def cost_per_more(self, name: str) -> float | None:
        """The marketing cost over how much more of a metric there is; None where nothing was spent or there is no
        more."""
        more = self.more(name)
        return self.cost / more if self.cost and more > 0.0 else None

    @property
    def so_far(self) -> np.ndarray:
        """Contribution after marketing beyond that of doing nothing, up to each day, (days,) int64, minor units."""
        return np.cumsum(
            self.daily["contribution"] - self.daily_of_nothing["contribution"] - self.daily["marketing_cost"]
        )
