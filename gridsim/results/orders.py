"""The table of orders."""

from __future__ import annotations

import numpy as np

from gridsim.results.channels import channel_of, channels_of
from gridsim.results.tables import RunArrays, named, tier_of
from gridsim.scenario.stock import STORES


def order_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row an order, with its three flows: information, payment, logistics."""
    orders, shares = arrays.orders, arrays.shares
    by_click = orders["share"] >= 0
    share = np.where(by_click, orders["share"], 0)
    has_shares = len(shares) > 0
    columns: dict[str, np.ndarray] = {"order": np.arange(len(orders), dtype=np.int32)}
    for name in ("day", "tick", "buyer", "seller"):
        columns[name] = orders[name].copy()
    columns["mall"] = orders["seller"].copy()
    columns["region"] = arrays.regions[orders["buyer"]]
    columns["entrance"] = named(orders["entrance"], arrays.entrances)
    columns["root_post"] = np.where(by_click, shares["post"][share] if has_shares else -1, -1).astype(np.int32)
    columns["hops"] = np.where(by_click, shares["depth"][share] + 1 if has_shares else 0, 0).astype(np.int32)
    for name in ("touches", "last_touch"):
        for code, channel in enumerate(arrays.channels):
            columns[f"{name}_{channel}"] = orders[name][:, code].copy()
    columns["first_touch"] = named(orders["first_touch"] + 1, ("", *arrays.channels))
    for name in ("list_price", "discount", "paid"):
        columns[name] = orders[name].copy()
    columns["platform_fee"] = orders["fee"].copy()
    columns["commission"] = orders["commission_1"] + orders["commission_2"]
    for name in ("commission_1", "commission_2", "beneficiary_1", "beneficiary_2"):
        columns[name] = orders[name].copy()
    columns["product"] = named(orders["product"], arrays.products)
    for name in (
        "credited",
        "invitation",
        "invited_by",
        "reward",
        "shop",
        "shop_margin",
        "pickup",
        "backorder",
        "paid_click",
    ):
        columns[name] = orders[name].copy()
    columns["stock_source"] = named(tier_of(arrays.tiers, orders["stock"]), STORES)
    columns["stock_agent"] = orders["stock"].copy()
    columns["shipped_day"], columns["delivered_day"] = orders["shipped_day"].copy(), orders["delivered_day"].copy()
    columns["returned"] = orders["returned_day"] >= 0
    columns["returned_day"], columns["settled_day"] = orders["returned_day"].copy(), orders["settle_day"].copy()
    columns["satisfaction"] = orders["satisfied"].copy()
    columns["new_buyer"] = orders["new_buyer"] > 0
    columns["referrer"] = orders["referrer"].copy()
    columns["referred"] = orders["referrer"] >= 0
    columns["contribution"] = order_contribution(orders)
    columns["activity"] = named(orders["activity"], arrays.activities)
    columns["channel"] = named(channel_of(arrays), channels_of(arrays))
    return columns


def sale_contribution(orders: np.ndarray) -> np.ndarray:
    """What each order contributes before marketing on its own day, before anything comes back, minor units."""
    return (
        orders["paid"]
        + orders["discount"]
        - orders["fee"]
        - orders["shop_margin"]
        - orders["goods"]
        - orders["logistics"]
    )


def order_contribution(orders: np.ndarray) -> np.ndarray:
    """What each order contributes before marketing, minor units: all orders together and the fines make the
    contribution margin."""
    back = orders["returned_day"] >= 0
    kept = np.where(back, 0, orders["paid"] + orders["discount"] - orders["fee"] - orders["shop_margin"])
    return kept - orders["goods"] + orders["goods_back"] - orders["logistics"]
