"""The stores: the centre's, and what distributors and shopkeepers have of each product. Who serves an order, who orders
more.

No agent, for nobody decides anything here: a store that runs low orders what its rule says.
"""

from __future__ import annotations

from typing import Any

from gridsim.agents.rows import Order, Store, Visit
from gridsim.draws import Purpose
from gridsim.terms import Flow


class Stores:
    """All stores of the town; without limits where the scenario has no stock."""

    def __init__(self, model: Any) -> None:
        self.model, self.given = model, model.given
        self.rows = Store.all(model.morning.stores)
        for store in self.rows:
            first = store.product * model.settings.n_stores
            store.supplier = None if store.above < 0 else self.rows[first + store.above]

    def home_shop(self, person: Any) -> Any:
        """The keeper of the shop where somebody shops, or None."""
        return self._person(self.given.home_shop[person.number])

    def _person(self, number: int) -> Any:
        """A person by number; -1 is nobody."""
        return None if number < 0 else self.model.people[number]

    def _kept_by(self, person: Any, product: int) -> Store | None:
        """Somebody's store of a product."""
        store = self.given.store_of[person.number]
        return None if store < 0 else self.rows[product * self.model.settings.n_stores + store]

    def on_shelf(self, keeper: Any, product: int) -> bool:
        """Whether a shop carries a product, and has some of it."""
        if not self.given.carries[product * len(self.model.people) + keeper.number]:
            return False
        store = self._kept_by(keeper, product) if self.model.settings.stock else None
        return store is None or store.units > 0

    # --- an order

    def serving(self, visit: Visit, shop: Any) -> Store | None:
        """The store with units that serves an order: the shop in which it is handed over, else the nearest on the way
        up to the centre."""
        if shop is not None:
            return self._kept_by(shop, visit.product) if self.on_shelf(shop, visit.product) else None
        keeper = self._nearest(visit)
        while keeper is not None:
            store = self._kept_by(keeper, visit.product)
            if store is not None and store.units > 0:
                return store
            keeper = self._person(self.given.above[keeper.number])
        centre = self.centre(visit.product)
        return centre if centre.units > 0 else None

    def _nearest(self, visit: Visit) -> Any:
        """Who is asked first: the seller who keeps a store, else the buyer's shop; nobody where all is sent from the
        centre."""
        if not self.model.settings.serve_near:
            return None
        if visit.link is not None and self.given.store_of[visit.link.number] >= 0:
            return visit.link
        return self.home_shop(visit.viewer)

    def centre(self, product: int) -> Store:
        """The centre's store of a product."""
        return self.rows[product * self.model.settings.n_stores]

    def take_unit(self, order: Order, store: Store | None) -> None:
        """Take the unit of an order; one that is ordered from the supplier passes through the centre's books."""
        order.store, order.stock = -1, -1
        if store is None:
            return
        if order.backorder:
            store.ordered += 1
            store.units += 1
        store.units -= 1
        store.sold += 1
        order.store, order.stock = store.row, store.agent

    def goods_back(self, order: Order, day: int) -> None:
        """Recovery of returned goods: a part of their value, or, with limited stocks, by chance the whole unit to
        where it came from."""
        model = self.model
        if order.store < 0:
            order.goods_back = model.products[order.product].goods_saved
        elif order.buyer.draw(Purpose.RESALE, when=order.tick)[0] < model.settings.resaleable:
            order.goods_back = model.products[order.product].unit_cost
            self.rows[order.store].units += 1
            self.rows[order.store].back += 1
        model.book(Flow.GOODS_BACK, order.goods_back, day)

    # --- the end of a day

    def restock(self, day: int) -> None:
        """What is due arrives; stores that run low order from above, and share in proportion what does not suffice for
        all."""
        for store in self.rows:
            store.asked = 0
            if store.coming > 0 and store.arrives_day <= day:
                store.units += store.coming
                store.coming = 0
        for store in self.rows:
            if store.runs_low(store.units) and store.supplier is not None:
                store.supplier.asked += store.quantity
        for store in self.rows:
            store.offered = store.units
        for store in self.rows:
            if store.runs_low(store.offered):
                self._reorder(store, day)

    def _reorder(self, store: Store, day: int) -> None:
        """Order a store's quantity from above, the centre from the supplier."""
        settings, above = self.model.settings, store.supplier
        granted, days = store.quantity, settings.stock_supplier_days
        if above is not None:
            days = settings.stock_lead_days
            if above.asked > above.offered:
                granted = store.quantity * above.offered // above.asked
            above.units -= granted
            above.sent += granted
        if granted > 0:
            store.coming = granted
            store.ordered += granted
            store.arrives_day = day + days
