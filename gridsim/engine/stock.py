"""Stocks: who serves an order, what is ordered up the tree, what comes back.

A row of `stores` is one product in one store; the rows of a product lie together and begin with the centre's.
For every row: initial + ordered + back = sold + sent + units + coming.
"""

from __future__ import annotations

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.terms import Flow

UNLIMITED, SOLD_OUT, TO_ORDER = -1, -2, -3
"""Instead of a row: stocks are not limited; nobody has the product; the order waits for the supplier."""


@kernel
def has_units(given, stores, agent, product):
    """Whether a shop has the product on its shelf."""
    if given.carries[product * given.settings[0].n_people + agent] == 0:
        return False
    if not given.settings[0].stock:
        return True
    return stores[product * given.settings[0].n_stores + given.store_of[agent]].units > 0


@kernel
def serving_store(given, stores, agent, product):
    """The row of the first store with units from an agent's up the tree to the centre, or SOLD_OUT."""
    first = product * given.settings[0].n_stores
    while agent >= 0:
        store = given.store_of[agent]
        if store >= 0 and stores[first + store].units > 0:
            return first + store
        agent = given.above[agent]
    if stores[first].units > 0:
        return first
    return SOLD_OUT


@kernel
def begin_of_search(given, seller, buyer):
    """Where the search for stock begins: the seller's own store, the buyer's shop, or the centre (-1)."""
    if not given.settings[0].serve_near:
        return -1
    if seller >= 0 and given.store_of[seller] >= 0:
        return seller
    return given.home_shop[buyer]


@kernel
def source_of_order(given, state, visit, shop):
    """The row of the store that serves an order, UNLIMITED, SOLD_OUT or TO_ORDER; a sale in a shop or a pick-up is from
    the shelf only."""
    clock, settings = state.clock[0], given.settings[0]
    if not settings.stock:
        return UNLIMITED
    if shop >= 0:
        if has_units(given, state.stores, shop, visit.product):
            return visit.product * settings.n_stores + given.store_of[shop]
        return SOLD_OUT
    row = serving_store(given, state.stores, begin_of_search(given, visit.link, visit.viewer), visit.product)
    if row == SOLD_OUT:
        u = draws.uniform(clock.seed, clock.replicate, Purpose.BACKORDER, visit.viewer, visit.product, 0, clock.tick)
        if u < settings.stock_backorder_share:
            return TO_ORDER
    return row


@kernel
def picks_up(given, state, visit):
    """The shop in which an order is handed over, or -1: where it is bought, or the buyer's own where that has it and
    the buyer likes to."""
    if visit.shop >= 0:
        return visit.shop
    clock, settings, shop = state.clock[0], given.settings[0], given.home_shop[visit.viewer]
    if settings.pickup_share <= 0.0 or shop < 0 or not has_units(given, state.stores, shop, visit.product):
        return -1
    u = draws.uniform(clock.seed, clock.replicate, Purpose.PICK_UP, visit.viewer, visit.product, 0, clock.tick)
    return shop if u < settings.pickup_share else -1


@kernel
def take_unit(given, stores, order, row):
    """Take the unit of an order from its store; one that is ordered from the supplier passes through the centre's
    books."""
    order.store, order.stock = row, -1
    if row == UNLIMITED:
        return
    if row == TO_ORDER:
        order.store = order.product * given.settings[0].n_stores
        stores[order.store].ordered += 1
        stores[order.store].units += 1
    store = stores[order.store]
    store.units -= 1
    store.sold += 1
    order.stock = store.agent


@kernel
def goods_back(given, state, order, day):
    """Recovery of returned goods: a part of their value, or, with limited stocks, the whole unit by chance to where
    it came from."""
    clock, settings, product = state.clock[0], given.settings[0], given.products[order.product]
    if order.store < 0:
        order.goods_back = product.goods_saved
        state.flows[day, Flow.GOODS_BACK] += order.goods_back
        return
    u = draws.uniform(clock.seed, clock.replicate, Purpose.RESALE, order.buyer, 0, 0, order.tick)
    if u < settings.resaleable:
        order.goods_back = product.unit_cost
        state.flows[day, Flow.GOODS_BACK] += order.goods_back
        state.stores[order.store].units += 1
        state.stores[order.store].back += 1


@kernel
def restock(settings, stores, day):
    """At the end of a day: what is due arrives, and stores that run low order from the store above, the centre from the
    supplier.

    A store with less than all below ask for shares it in proportion, so that nobody is first.
    """
    if not settings.stock:
        return
    for store in stores:
        store.asked = 0
        if store.coming > 0 and store.arrives_day <= day:
            store.units += store.coming
            store.coming = 0
    for row in range(len(stores)):
        if runs_low(stores[row]) and stores[row].above >= 0:
            stores[row - row % settings.n_stores + stores[row].above].asked += stores[row].quantity
    for row in range(len(stores)):
        stores[row].offered = stores[row].units
    for row in range(len(stores)):
        if runs_low_with(stores[row], stores[row].offered):
            reorder(settings, stores, row, day)


@kernel
def runs_low(store):
    """Whether a store orders more: few units are left and none are on their way."""
    return runs_low_with(store, store.units)


@kernel
def runs_low_with(store, units):
    """The same for a number of units."""
    return store.quantity > 0 and store.coming == 0 and units <= store.reorder_at


@kernel
def reorder(settings, stores, row, day):
    """Order the store's quantity from above."""
    store = stores[row]
    if store.above < 0:
        store.coming = store.quantity
        store.ordered += store.coming
        store.arrives_day = day + settings.stock_supplier_days
        return
    above = stores[row - row % settings.n_stores + store.above]
    granted = store.quantity
    if above.asked > above.offered:
        granted = store.quantity * above.offered // above.asked
    if granted > 0:
        above.units -= granted
        above.sent += granted
        store.coming = granted
        store.ordered += granted
        store.arrives_day = day + settings.stock_lead_days
