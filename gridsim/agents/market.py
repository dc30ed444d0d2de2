"""The malls' back office: stock, price, fee, commission, shipping; refunds and settlement (steps 5 to 7)."""

from __future__ import annotations

from typing import Any

from gridsim import draws
from gridsim.agents.buyer import open_mall
from gridsim.agents.malls import claw_back, pay_out, settle
from gridsim.agents.plain import commission
from gridsim.agents.rows import Order, Visit
from gridsim.draws import Purpose
from gridsim.terms import ActivityKind, Channel, Counter, Flow, Measure


class Market:
    """Books orders; no agent, for it decides nothing."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def serve(self, visits: list[Visit]) -> list[Order]:
        """Place the orders of a tick, lowest draw first; then the friends of those who bought for the first time learn
        of it."""
        first = len(self.model.orders)
        for visit in sorted(visits, key=lambda visit: visit.rank):
            if visit.ticket is not None and visit.ticket.kind == ActivityKind.GROUP_BUY:
                self.order_together(self.model.activities.join_group(visit))
            elif not visit.paid_click or visit.viewer.decide_after_paid_click(visit):
                self.place_order(visit)
        orders = self.model.orders[first:]
        for order in orders:
            if order.buyer.kept == 1 and not order.buyer.bought_before:
                order.buyer.tell_friends(1)
        return orders

    def order_together(self, visits: list[Visit]) -> None:
        """Place the orders of all members of a group that has filled; who has opened a mall since does not buy
        there."""
        for visit in visits:
            visit.link = open_mall(visit.link)
            if visit.link is not visit.viewer or self.model.settings.self_purchase:
                self.place_order(visit)

    def place_order(self, visit: Visit) -> None:
        """Book an order: one a person and tick, while there is stock, with the coupon if the budget still holds it."""
        model, settings, buyer, product = (
            self.model,
            self.model.settings,
            visit.viewer,
            self.model.products[visit.product],
        )
        if buyer.order_tick == model.tick:
            return
        handed_over = visit.shop or self.picks_up(visit)
        store = model.stores.serving(visit, handed_over) if settings.stock else None
        backorder = bool(settings.stock) and store is None and handed_over is None and self.waits(visit)
        full = settings.daily_capacity >= 0 and model.counters[model.day, Counter.ORDERS] >= settings.daily_capacity
        if full or (settings.stock and store is None and not backorder):
            model.count(Counter.STOCK_OUTS)
            return
        discount = max(commission.portion(product.price, visit.discount), visit.amount)
        if model.activities.is_gone(visit) or not model.spend(Flow.DISCOUNT, discount):
            return
        order = Order(
            number=len(model.orders),
            buyer=buyer,
            day=model.day,
            tick=model.tick,
            seller=visit.link,
            entrance=visit.entrance,
            share=visit.share,
            list_price=product.price,
            discount=discount,
            paid=product.price - discount,
            returned_day=-1,
            satisfied=-1.0,
            product=visit.product,
            paid_click=visit.paid_click,
            shop=visit.shop,
            pickup=handed_over is not None,
            backorder=backorder,
            activity=visit.ticket,
        )
        model.orders.append(order)
        model.activities.use_offer(visit)
        if visit.share is not None:
            model.team.measure(visit.share.post.version, Measure.ORDERS)
        self.copy_touches(order)
        model.stores.take_unit(order, model.stores.centre(visit.product) if backorder else store)
        self.charge(order)
        self.reserve_commission(order)
        self.schedule(order)
        buyer.remember_order(order)

    def picks_up(self, visit: Visit) -> Any:
        """The shop in which an order of the malls is picked up: the buyer's own, where that has it and the buyer likes
        to."""
        model, settings, buyer = self.model, self.model.settings, visit.viewer
        shop = model.stores.home_shop(buyer) if settings.pickup_share > 0.0 else None
        if shop is None or not model.stores.on_shelf(shop, visit.product):
            return None
        return (
            shop
            if buyer.draw(Purpose.PICK_UP, when=model.tick, from_whom=visit.product)[0] < settings.pickup_share
            else None
        )

    def waits(self, visit: Visit) -> bool:
        """Whether a buyer waits for what the supplier has to make first."""
        u = visit.viewer.draw(Purpose.BACKORDER, when=self.model.tick, from_whom=visit.product)[0]
        return u < self.model.settings.stock_backorder_share

    def copy_touches(self, order: Order) -> None:
        """Copy the buyer's history of touches by channel into the order."""
        history = [order.buyer.touches.get(channel, (0, -1)) for channel in Channel]
        order.first_touch = order.buyer.first_touch
        order.touches, order.last_touch = [times for times, _ in history], [tick for _, tick in history]

    def charge(self, order: Order) -> None:
        """The money of the sale itself: the platform's or the shop's part, goods, the way to the buyer."""
        settings, product, book = self.model.settings, self.model.products[order.product], self.model.book
        order.fee, order.shop_margin = commission.portion(order.paid, settings.platform_fee), 0
        order.goods, order.logistics = product.unit_cost, settings.shipping_cost
        if order.shop is not None:
            order.fee, order.shop_margin, order.logistics = 0, commission.portion(order.paid, settings.margin), 0
        elif order.pickup:
            order.logistics = settings.pickup_cost
        book(Flow.PAID, order.paid)
        book(Flow.PLATFORM_FEE, order.fee)
        book(Flow.SHOP_MARGIN, order.shop_margin)
        book(Flow.GOODS, order.goods)
        book(Flow.LOGISTICS, order.logistics)

    def reserve_commission(self, order: Order) -> None:
        """Promise the commission to whose customer the buyer is (a sale over the counter is nobody's link), and to who
        recruited that point."""
        order.beneficiary_1, order.beneficiary_2, order.invited_by = None, None, None
        order.credited = order.seller if order.shop is not None else order.buyer.credited(order.seller)
        if order.seller is not None:
            order.seller.sell(order)
        if order.credited is not None:
            order.credited.accrue(order)

    def schedule(self, order: Order) -> None:
        """Set the days of shipping, delivery and settlement; what is picked up is there at once."""
        settings = self.model.settings
        late = 0
        if order.pickup:
            order.shipped_day = order.delivered_day = order.day
        else:
            if settings.late_chance > 0.0:
                late = min(
                    draws.jump(order.buyer.draw(Purpose.DELIVERY, when=order.tick)[0], settings.log_late_chance),
                    settings.latest,
                )
            order.shipped_day = (
                order.day + settings.shipping_days + (settings.stock_supplier_days if order.backorder else 0)
            )
            order.delivered_day = (
                order.shipped_day
                + (settings.stock_near_delivery_days if order.stock >= 0 else settings.delivery_days)
                + late
            )
        order.settle_day = order.delivered_day + settings.return_window

    def fulfil(self, day: int, in_horizon: bool) -> list[Order]:
        """Deliver, take back and settle what is due on this day, and pay out; returns what was delivered."""
        model = self.model
        delivered = []
        for order in model.open_orders:
            if order.delivered_day == day:
                order.buyer.experience(order, in_horizon)
                delivered.append(order)
            if order.returned_day == day:
                self.refund(order, day, in_horizon)
            if order.settle_day == day and order.returned_day < 0:
                settle(order, day)
        model.open_orders = [order for order in model.open_orders if order.settle_day > day]
        pay_out(model, day)
        return delivered

    def refund(self, order: Order, day: int, in_horizon: bool) -> None:
        """Money, fee, the shop's part and commission go back, of the goods what can be sold again, and all else that
        the sale had triggered."""
        model = self.model
        if in_horizon:
            model.count(Counter.RETURNS)
        model.book(Flow.REFUND, order.paid, day)
        model.book(Flow.FEE_BACK, order.fee, day)
        model.book(Flow.SHOP_MARGIN_BACK, order.shop_margin, day)
        model.stores.goods_back(order, day)
        claw_back(model, order, day)
        self.undo(order, day, in_horizon)

    def undo(self, order: Order, day: int, in_horizon: bool) -> None:
        """Take back what a sale had triggered beside its own money and commission."""
        model = self.model
        model.book(Flow.DISCOUNT_BACK, order.discount, day)
        model.totals.budget_left += order.discount
        if order.activity is not None:
            model.activities.coupon_back(order, day)
        if in_horizon and order.share is not None:
            model.team.measure(order.share.post.version, Measure.RETURNS)
        order.buyer.send_back(order)
        if model.settings.recruiting_join_at_spending >= 0 and not order.buyer.is_member():
            order.buyer.lapse(day, in_horizon)
