"""Channels: impressions, sales and cost of each channel by day, and the channel of each order."""

from __future__ import annotations

import numpy as np

from gridsim.results import flows
from gridsim.results.tables import RunArrays, named

NO_CHANNEL = "none"
"""Name used as the channel of orders that came by no post and no paid click."""


def channels_of(arrays: RunArrays) -> tuple[str, ...]:
    """The channels of a run: its plan lines, the uses of the budget that post nothing, and none."""
    return (*arrays.lines, *flows.OF_NO_LINE, NO_CHANNEL)


def channel_of(arrays: RunArrays) -> np.ndarray:
    """The number of each order's channel: the line of the post whose link was followed, search after a paid click, or
    none."""
    orders, names = arrays.orders, channels_of(arrays)
    without = np.where(orders["paid_click"], names.index("search"), len(names) - 1)
    return np.where(orders["line"] >= 0, orders["line"], without)


def channel_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a day and channel; a post's showings, readings, clicks and orders count for its line, whoever passed it
    on.

    All channels together are the day: its showings, its orders, its revenue and refunds, its marketing cost, to the
    cent.
    """
    orders, names, days = arrays.orders, channels_of(arrays), len(arrays.flowed["paid"])
    came = channel_of(arrays)
    back = orders["returned_day"] >= 0
    spend, cost = _spend_and_cost(arrays)
    values = {name: np.zeros((days, len(names)), np.int64) for name in (*arrays.seen, "orders", "revenue", "refunds")}
    for name, seen in arrays.seen.items():
        values[name][: len(seen), : len(arrays.lines)] = seen
    np.add.at(values["orders"], (orders["day"], came), 1)
    np.add.at(values["revenue"], (orders["day"], came), orders["paid"])
    np.add.at(values["refunds"], (orders["returned_day"][back], came[back]), orders["paid"][back])
    values |= {"spend": spend, "cost": cost}
    kept = np.flatnonzero(sum(values[name].any(axis=0) for name in ("impressions", "orders", "spend", "cost")))
    columns: dict[str, np.ndarray] = {"day": np.repeat(np.arange(days, dtype=np.int32), len(kept))}
    columns["channel"] = named(np.tile(kept, days), names)
    columns |= {name: table[:, kept].reshape(-1) for name, table in values.items()}
    columns["closing"] = columns["day"] >= len(arrays.mean_recall)
    return columns


def payer_of_discount(arrays: RunArrays) -> np.ndarray:
    """The plan line that pays every order's discount: the activity's whose offer was used, else that of the post with
    the coupon."""
    orders = arrays.orders
    first_activity = len(arrays.lines) - len(arrays.activities)
    return np.where(orders["activity"] >= 0, first_activity + orders["activity"], np.maximum(orders["line"], 0))


OF_ORDERS = ("commission", "invitation", "coupon", "referral")
"""Uses of the budget that single orders cause."""


def _spend_and_cost(arrays: RunArrays) -> tuple[np.ndarray, np.ndarray]:
    """What was spent for each channel by day, (days, channels) int64: as it was booked, and as it was caused, by the
    day of the order.

    The points' part is what is left of the marketing cost when all others have theirs.
    """
    flow, orders, names = arrays.flowed, arrays.orders, channels_of(arrays)
    own = np.zeros((len(flow["paid"]), len(names)), np.int64)
    own[: len(arrays.line_spent), : len(arrays.lines)] = np.diff(arrays.line_spent, axis=0, prepend=0)
    for use in flows.OF_NO_LINE:
        own[:, names.index(use)] = flows.cost_of(flow, use)
    points = names.index("points")
    own[:, points] = 0
    own[:, points] = flows.marketing_cost(flow) - sum(flows.cost_of(flow, use) for use in OF_ORDERS) - own.sum(axis=1)
    spend, cost = own.copy(), own
    spend[:, points] += flows.cost_of(flow, "commission") + flows.cost_of(flow, "invitation")
    spend[:, names.index("invitations")] += flows.cost_of(flow, "referral")
    payer, back = payer_of_discount(arrays), orders["returned_day"] >= 0
    np.add.at(spend, (orders["day"], payer), orders["discount"])
    np.subtract.at(spend, (orders["returned_day"][back], payer[back]), orders["discount"][back])
    cost[:, points] = _netted(cost[:, points])
    kept = orders[~back]
    np.add.at(cost[:, points], kept["day"], kept["commission_1"] + kept["commission_2"] + kept["invitation"])
    np.add.at(cost, (kept["day"], payer[~back]), kept["discount"])
    np.add.at(cost[:, names.index("invitations")], kept["day"], kept["reward"])
    return spend, cost


def _netted(series: np.ndarray) -> np.ndarray:
    """A series without negative amounts: each is taken off the days before it.

    Examples
    --------
    >>> _netted(np.array([5, 3, -4, 2]))
    array([4, 0, 0, 2])
    """
    netted, owed = series.copy(), 0
    for day in range(len(series) - 1, -1, -1):
        netted[day] = max(series[day] - owed, 0)
        owed = max(owed - series[day], 0)
    return netted
