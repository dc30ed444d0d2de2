"""The malls' back office: stock, price, fee, commission, shipping; refunds and settlement (steps 5 to 7)."""

from __future__ import annotations

from typing import Any

from gridsim import draws
from gridsim.agents.plain import commission
from gridsim.agents.rows import Order, Visit
from gridsim.engine.state import (
    CHANNELS,
    F_COMMISSION,
    F_COMMISSION_BACK,
    F_COMMISSION_PAID,
    F_DISCOUNT,
    F_FEE,
    F_FEE_BACK,
    F_GOODS,
    F_GOODS_BACK,
    F_LIST,
    F_LOGISTICS,
    F_PAID,
    F_REFUND,
    N_ORDERS,
    N_RETURNS,
    N_STOCK_OUTS,
)  # fmt: skip


class Market:
    """Books orders; no agent, for it decides nothing."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def serve(self, visits: list[Visit]) -> list[Order]:
        """Place the orders of a tick, lowest draw first; then the friends of those who bought for the first time learn of it."""
        served = [self.place_order(visit) for visit in sorted(visits, key=lambda visit: visit.rank)]
        orders = [order for order in served if order is not None]
        for order in orders:
            if order.new_buyer:
                for friend in order.buyer.friends:
                    friend.friends_bought += 1
        return orders

    def place_order(self, visit: Visit) -> Order | None:
        """Book an order: one a person and tick, while there is stock, with the coupon if the budget still holds it."""
        model, settings, buyer = self.model, self.model.settings, visit.viewer
        if buyer.order_tick == model.tick:
            return None
        if settings.daily_capacity >= 0 and model.counters[model.day, N_ORDERS] >= settings.daily_capacity:
            model.count(N_STOCK_OUTS)
            return None
        price = model.products[visit.product].price
        discount = commission.portion(price, visit.discount)
        if not model.spend(F_DISCOUNT, discount):
            return None
        order = Order(
            number=len(model.orders), buyer=buyer, day=model.day, tick=model.tick, seller=visit.link, entrance=visit.entrance, share=visit.share,
            list_price=price, discount=discount, returned_day=-1, satisfied=-1.0, product=visit.product, paid_click=visit.paid_click,
            shop=None, store=None, stock=None, invited_by=None, credited=visit.link,
        )  # fmt: skip
        model.orders.append(order)
        self.copy_touches(order)
        self.charge(order)
        self.reserve_commission(order)
        self.schedule(order)
        buyer.remember_order(order)
        return order

    def copy_touches(self, order: Order) -> None:
        """Copy the buyer's history of touches by channel into the order."""
        history = [order.buyer.touches.get(channel, (0, -1)) for channel in range(len(CHANNELS))]
        order.first_touch = order.buyer.first_touch
        order.touches, order.last_touch = [times for times, _ in history], [tick for _, tick in history]

    def charge(self, order: Order) -> None:
        """The money of the sale itself."""
        settings, book = self.model.settings, self.model.book
        order.paid = order.list_price - order.discount
        order.fee = commission.portion(order.paid, settings.platform_fee)
        book(F_LIST, order.list_price)
        book(F_PAID, order.paid)
        book(F_FEE, order.fee)
        order.goods, order.logistics = self.model.products[order.product].unit_cost, settings.shipping_cost
        book(F_GOODS, order.goods)
        book(F_LOGISTICS, order.logistics)

    def reserve_commission(self, order: Order) -> None:
        """Promise the commission to the seller and to who recruited the seller, or to nobody where the budget cannot hold both."""
        model, product, seller = self.model, self.model.products[order.product], order.seller
        order.beneficiary_1, order.beneficiary_2 = None, None
        if seller is None:
            return
        seller.sell(order)
        recruiter = seller.point.recruiter
        first, second = commission.earned(order.paid, product.first_rate, product.first_fixed), 0
        if recruiter is not None:
            second = min(commission.earned(order.paid, product.second_rate, product.second_fixed), order.paid - first)
        seller.point.credited_sales += order.paid
        if not model.spend(F_COMMISSION, first + second):
            model.clock.commission_blocked += 1
            return
        order.beneficiary_1, order.commission_1 = seller, first
        seller.earn(first)
        if recruiter is not None:
            order.beneficiary_2, order.commission_2 = recruiter, second
            recruiter.earn(second)
            recruiter.point.recruiting_income += second

    def schedule(self, order: Order) -> None:
        """Set the days of shipping, delivery and settlement."""
        settings = self.model.settings
        late = 0
        if settings.late_chance > 0.0:
            late = min(draws.jump(order.buyer.draw(draws.DELIVERY, when=order.tick)[0], settings.log_on_time), settings.latest)
        order.shipped_day = order.day + settings.shipping_days
        order.delivered_day = order.shipped_day + settings.delivery_days + late
        order.settle_day = order.delivered_day + settings.return_window

    def fulfil(self, day: int, in_horizon: bool) -> list[Order]:
        """Deliver, take back and settle what is due on this day; returns what was delivered."""
        model = self.model
        delivered = []
        for order in model.open_orders:
            if order.delivered_day == day:
                order.buyer.experience(order, in_horizon)
                delivered.append(order)
            if order.returned_day == day:
                self.refund(order, day, in_horizon)
            if order.settle_day == day and order.returned_day < 0:
                self.settle(order)
        self.pay_out(day)
        model.open_orders = [order for order in model.open_orders if order.settle_day > day]
        return delivered

    def settle(self, order: Order) -> None:
        """After the return window the commission is its sellers'."""
        for beneficiary, amount in ((order.beneficiary_1, order.commission_1), (order.beneficiary_2, order.commission_2)):
            if beneficiary is not None:
                beneficiary.point.payable += amount

    def pay_out(self, day: int) -> None:
        """Pay every point whose settled commission has reached the withdrawal minimum."""
        for point in self.model.points:
            if point.payable > 0 and point.payable >= self.model.settings.withdrawal_minimum:
                self.model.book(F_COMMISSION_PAID, point.payable, day)
                point.paid_out += point.payable
                point.payable = 0

    def refund(self, order: Order, day: int, in_horizon: bool) -> None:
        """Money, fee and commission go back; of the goods what can be sold again."""
        model = self.model
        if in_horizon:
            model.count(N_RETURNS)
        model.book(F_REFUND, order.paid, day)
        order.buyer.spent -= order.paid
        model.book(F_FEE_BACK, order.fee, day)
        order.goods_back = model.products[order.product].goods_saved
        model.book(F_GOODS_BACK, order.goods_back, day)
        promised = order.commission_1 + order.commission_2
        model.book(F_COMMISSION_BACK, promised, day)
        model.clock.budget_left += promised
        for beneficiary, amount in ((order.beneficiary_1, order.commission_1), (order.beneficiary_2, order.commission_2)):
            if beneficiary is not None:
                beneficiary.point.commission -= amount
        if order.beneficiary_2 is not None:
            order.beneficiary_2.point.recruiting_income -= order.commission_2
