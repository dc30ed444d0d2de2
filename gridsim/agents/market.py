"""The malls' back office: stock, price, fee, commission, shipping; refunds and settlement (steps 5 to 7)."""

from __future__ import annotations

from typing import Any

from gridsim import draws
from gridsim.agents import inviting, joining, selling, shopping
from gridsim.agents.person import open_mall
from gridsim.agents.plain import commission
from gridsim.agents.rows import Order, Visit
from gridsim.draws import Purpose
from gridsim.terms import ActivityKind, Channel, Counter, Flow, Measure


def serve(model: Any, visits: list[Visit]) -> list[Order]:
    """Place the orders of a tick, lowest draw first; then the friends of those who bought for the first time learn of
    it."""
    first = len(model.orders)
    for visit in sorted(visits, key=lambda visit: visit.rank):
        if visit.ticket is not None and visit.ticket.kind == ActivityKind.GROUP_BUY:
            order_together(model, model.activities.join_group(visit))
        elif not visit.paid_click or shopping.orders_after_paid_click(visit):
            place_order(model, visit)
    orders = model.orders[first:]
    for order in orders:
        if order.buyer.kept == 1 and not order.buyer.bought_before:
            shopping.tell_friends(order.buyer, 1)
    inviting.ask_buyers(model, orders)
    return orders


def order_together(model: Any, visits: list[Visit]) -> None:
    """Place the orders of all members of a group that has filled; who has opened a mall since does not buy there."""
    for visit in visits:
        visit.link = open_mall(visit.link)
        if visit.link is not visit.viewer or model.settings.self_purchase:
            place_order(model, visit)


def place_order(model: Any, visit: Visit) -> None:
    """Book an order: one a person and tick, while there is stock, with the coupon if the budget still holds it."""
    settings, buyer, product = model.settings, visit.viewer, model.products[visit.product]
    if buyer.order_tick == model.tick:
        return
    handed_over = visit.shop or picks_up(visit)
    store = model.stores.serving(visit, handed_over) if settings.stock else None
    backorder = bool(settings.stock) and store is None and handed_over is None and waits(visit)
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
    product.sold += 1
    model.activities.use_offer(visit)
    if visit.share is not None:
        model.team.measure(visit.share.post.version, Measure.ORDERS)
    copy_touches(order)
    model.stores.take_unit(order, model.stores.centre(visit.product) if backorder else store)
    charge(model, order)
    reserve_commission(order)
    schedule(order, settings)
    shopping.remember_order(buyer, order)


def picks_up(visit: Visit) -> Any:
    """The shop in which an order of the malls is picked up: the buyer's own, where that has it and the buyer likes
    to."""
    buyer, model, share = visit.viewer, visit.viewer.model, visit.viewer.settings.pickup_share
    shop = model.stores.home_shop(buyer) if share > 0.0 else None
    if shop is None or not model.stores.on_shelf(shop, visit.product):
        return None
    return shop if buyer.draw(Purpose.PICK_UP, when=model.tick, from_whom=visit.product)[0] < share else None


def waits(visit: Visit) -> bool:
    """Whether a buyer waits for what the supplier has to make first."""
    buyer = visit.viewer
    u = buyer.draw(Purpose.BACKORDER, when=buyer.model.tick, from_whom=visit.product)[0]
    return u < buyer.settings.stock_backorder_share


def copy_touches(order: Order) -> None:
    """Copy the buyer's history of touches by channel into the order."""
    history = [order.buyer.touches.get(channel, (0, -1)) for channel in Channel]
    order.first_touch = order.buyer.first_touch
    order.touches, order.last_touch = [times for times, _ in history], [tick for _, tick in history]


def charge(model: Any, order: Order) -> None:
    """The money of the sale itself: the platform's or the shop's part, goods, the way to the buyer."""
    settings, product = model.settings, model.products[order.product]
    order.fee, order.shop_margin = commission.portion(order.paid, settings.platform_fee), 0
    order.goods, order.logistics = product.unit_cost, settings.shipping_cost
    if order.shop is not None:
        order.fee, order.shop_margin, order.logistics = 0, commission.portion(order.paid, settings.margin), 0
    elif order.pickup:
        order.logistics = settings.pickup_cost
    model.book(Flow.PAID, order.paid)
    model.book(Flow.PLATFORM_FEE, order.fee)
    model.book(Flow.SHOP_MARGIN, order.shop_margin)
    model.book(Flow.GOODS, order.goods)
    model.book(Flow.LOGISTICS, order.logistics)


def reserve_commission(order: Order) -> None:
    """Promise the commission to whose customer the buyer is, and to who recruited that point."""
    order.beneficiary_1, order.beneficiary_2, order.invited_by = None, None, None
    order.credited = selling.credited(order)
    if order.seller is not None:
        selling.sell(order.seller, order)
    if order.credited is not None:
        selling.accrue(order.credited, order)


def schedule(order: Order, settings: Any) -> None:
    """Set the days of shipping, delivery and settlement; what is picked up is there at once."""
    late = 0
    if order.pickup:
        order.shipped_day = order.delivered_day = order.day
    else:
        if settings.late_chance > 0.0:
            u = order.buyer.draw(Purpose.DELIVERY, when=order.tick)[0]
            late = min(draws.jump(u, settings.log_late_chance), settings.most_days_late)
        near = settings.stock_near_delivery_days if order.stock >= 0 else settings.delivery_days
        order.shipped_day = (
            order.day + settings.shipping_days + (settings.stock_supplier_days if order.backorder else 0)
        )
        order.delivered_day = order.shipped_day + near + late
    order.settle_day = order.delivered_day + settings.return_window


# --- the end of a day


def fulfil(model: Any, day: int, in_horizon: bool) -> None:
    """Deliver, take back and settle what is due on this day, and pay out."""
    for order in model.open_orders:
        if order.delivered_day == day:
            shopping.experience(order.buyer, order, in_horizon)
        if order.returned_day == day:
            refund(model, order, day, in_horizon)
        if order.settle_day == day and order.returned_day < 0:
            settle(order, day)
            inviting.reward_sender(model, order, day)
    model.open_orders = [order for order in model.open_orders if order.settle_day > day]
    pay_out(model, day)


def refund(model: Any, order: Order, day: int, in_horizon: bool) -> None:
    """Money, fee, the shop's part and commission go back, of the goods what can be sold again, and all else that the
    sale had triggered."""
    if in_horizon:
        model.count(Counter.RETURNS)
    model.book(Flow.REFUND, order.paid, day)
    model.book(Flow.FEE_BACK, order.fee, day)
    model.book(Flow.SHOP_MARGIN_BACK, order.shop_margin, day)
    model.stores.goods_back(order, day)
    claw_back(model, order, day)
    model.book(Flow.DISCOUNT_BACK, order.discount, day)
    model.totals.budget_left += order.discount
    if order.activity is not None:
        model.activities.coupon_back(order, day)
    if in_horizon and order.share is not None:
        model.team.measure(order.share.post.version, Measure.RETURNS)
    shopping.send_back(order.buyer, order)
    if model.settings.recruiting_join_at_spending >= 0 and not order.buyer.is_member():
        joining.lapse(order.buyer, day, in_horizon)


def claw_back(model: Any, order: Order, day: int) -> None:
    """A returned order takes back what it had promised, and counts no more for the tier."""
    promised = order.commission_1 + order.commission_2
    model.book(Flow.COMMISSION_BACK, promised, day)
    model.totals.budget_left += promised
    if order.credited is not None:
        order.credited.point.credited_sales -= order.paid
    if order.beneficiary_1 is not None:
        selling.earn(order.beneficiary_1, -order.commission_1)
    if order.beneficiary_2 is not None:
        selling.earn(order.beneficiary_2, -order.commission_2)
        order.beneficiary_2.point.recruiting_income -= order.commission_2


def settle(order: Order, day: int) -> None:
    """After the return window the commission of an order is its sellers', and the invitation is due."""
    if order.beneficiary_1 is not None:
        order.beneficiary_1.point.payable += order.commission_1
    if order.beneficiary_2 is not None:
        order.beneficiary_2.point.payable += order.commission_2
    if order.credited is not None and selling.may_earn(order.credited.point.recruiter, order):
        selling.reward_for_recruit(order.credited.point.recruiter, order, day)


def pay_out(model: Any, day: int) -> None:
    """Pay every point whose settled commission has reached the withdrawal minimum."""
    for point in model.points:
        if point.payable > 0 and point.payable >= model.settings.withdrawal_minimum:
            model.book(Flow.COMMISSION_PAID, point.payable, day)
            point.paid_out += point.payable
            point.payable = 0
