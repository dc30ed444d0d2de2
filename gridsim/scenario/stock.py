"""Where the goods lie: the brand's centre, distributors, shops; and shops as places to buy and to pick up."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.declare import Page, block, declarations, parameter, setting
from gridsim.scenario.kinds import Money, Share


class Store(Page):
    """One kind of store: what it begins with and when it orders more. Numbers are per product and store."""

    initial: int = parameter(0, "units at the start", "scenario", unit="units", ge=0, le=10**9, typical=(0, 10_000))
    reorder_at: int = parameter(
        -1,
        "orders more when no more than so many are left (-1: never)",
        "scenario",
        unit="units",
        ge=-1,
        le=10**9,
        typical=(0, 1_000),
    )
    quantity: int = parameter(
        0, "units ordered at a time", "scenario", unit="units", ge=0, le=10**9, typical=(10, 10_000)
    )


class Stock(Page):
    """Stocks are limited. An order is served from the nearest store that has the product, and reordered up the tree."""

    centre: Store = block(Store(initial=1000, reorder_at=300, quantity=1000), "the brand's own store")
    distributor: Store = block(Store, "each distributor, where there is a network of places")
    sub_distributor: Store = block(Store, "each sub-distributor")
    shop: Store = block(Store, "each shop")
    supplier_days: int = setting(
        7,
        "days from the centre's order to its arrival",
        "scenario",
        unit="days",
        ge=1,
        le=365,
        typical=(2, 60),
    )
    lead_days: int = setting(
        2,
        "days from an order within the tree to its arrival",
        "scenario",
        unit="days",
        ge=1,
        le=365,
        typical=(1, 10),
    )
    near_delivery_days: int | None = setting(
        None,
        "days of delivery from a store that is not the centre (empty: as from the centre)",
        "scenario",
        unit="days",
        ge=0,
        le=60,
        typical=(0, 2),
    )
    serve_from: Literal["near", "centre"] = parameter(
        "near",
        "near: the seller's own store or the buyer's shop first, then up the tree; centre: only the centre ships",
        "scenario",
    )
    backorder_share: Share = setting(
        0.0,
        "share of orders without stock that wait and are ordered from the supplier; the others are lost",
        "scenario",
        typical=(0, 0.5),
    )


STORES = tuple(key for key, one in declarations(Stock).items() if one.kind.page is Store)
"""Kinds of store, from the top of the tree down."""


class Shops(Page):
    """Shops of the network of places, where there is one."""

    carried_share: Share = parameter(
        1.0, "share of shops that carry the product (deep distribution: nearly all)", "scenario", typical=(0.1, 1)
    )
    margin: Share = setting(
        "20%",
        "the shop's share of what is paid in it",
        "scenario",
        typical=("10%", "40%"),
        tier="usual",
        held="millionths",
    )
    pickup_share: Share = setting(
        0.0,
        "share of orders in malls that the buyer picks up in the own shop, the same day",
        "scenario",
        typical=(0, 0.5),
    )
    pickup_cost: Money = setting(
        0,
        "what a pick-up costs the brand",
        "scenario",
        typical=("0 CNY", "5 CNY"),
    )
