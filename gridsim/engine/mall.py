"""The micro-malls' rules: which mall a link reaches, whose customer a buyer is, what a sale earns, what is paid out."""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import spend
from gridsim.rules import commission, recruiting, undoing
from gridsim.terms import Flow, PointState, Rank

BY_FIRST_CLICK, BY_FIRST_ORDER = 0, 1
"""Rules that lock a customer to a point."""
BY_LINK, BY_CODE, BY_FIRST_TOUCH = 0, 1, 2
"""Rules of whose sale an order is."""


@kernel
def open_mall(people, points, link):
    """The mall that a link reaches: a micro-mall that has closed, or was none, leads to the official one (-1)."""
    if link < 0:
        return -1
    row = people[link].point
    if row < 0 or points[row].state == PointState.LEFT or points[row].rank != Rank.SELLER:
        return -1
    return link


@kernel
def own_mall(settings, people, points, person):
    """The mall in which a point that needs the product buys, where that is allowed: its own, or -1."""
    if not settings.self_purchase:
        return np.int64(-1)
    return np.int64(open_mall(people, points, person))


@kernel
def lock_holder(people, points, person, tick):
    """The point to which a customer is locked in this tick, or -1: the lock has run out, or the mall has closed."""
    me = people[person]
    if me.locked_to < 0 or tick >= me.locked_until:
        return np.int64(-1)
    return np.int64(open_mall(people, points, me.locked_to))


@kernel
def lock_customer(settings, people, points, person, mall, tick, event):
    """Lock a customer to the mall just visited or bought at, where this event locks and nobody has a lock."""
    if settings.lock_by != event or mall < 0 or mall == person or lock_holder(people, points, person, tick) >= 0:
        return
    people[person].locked_to = mall
    people[person].locked_until = tick + settings.lock_protection


@kernel
def credited_seller(clock, settings, people, points, buyer, seller):
    """Who earns the commission: whoever holds the buyer's lock, else as agreed. A purchase in the own mall is its
    owner's."""
    if seller == buyer:
        return np.int64(seller)
    holder = lock_holder(people, points, buyer, clock.tick)
    if holder >= 0 and holder != buyer:
        return holder
    if settings.paid_for == BY_LINK:
        return np.int64(seller)
    if settings.paid_for == BY_CODE:
        u = draws.uniform(clock.seed, clock.replicate, Purpose.CODE, buyer, 0, 0, clock.tick)
        return paid_mall(people, points, buyer, people[buyer].last_mall) if u < settings.code_share else np.int64(-1)
    return paid_mall(people, points, buyer, people[buyer].met)


@kernel
def selling_effort(settings, people, points, buyer, seller):
    """How hard the point behind a mall sells to somebody: 1 for the official mall, and for a purchase in the own one."""
    if seller < 0 or seller == buyer:
        return 1.0
    return recruiting.selling_multiplier(settings, points[people[seller].point])


@kernel
def paid_mall(people, points, buyer, owner):
    """Somebody's open mall other than the buyer's own, or -1."""
    mall = open_mall(people, points, owner)
    return np.int64(mall if mall != buyer else -1)


@kernel
def first_rate(product, tiers, sales):
    """The seller's rate in millionths: the product's, or that of the highest tier reached."""
    rate = product.first_rate
    if product.tiered:
        for tier in tiers:
            if sales >= tier.from_sales:
                rate = tier.rate
    return rate


@kernel
def own_price(people, points, product, tiers, buyer, mall, price):
    """Cost of a purchase to the buyer: in the own mall, the price less the commission that comes back."""
    if mall != buyer:
        return price
    rate = first_rate(product, tiers, points[people[buyer].point].credited_sales)
    return max(1, price - commission.earned(price, rate, product.first_fixed))


@kernel
def note_sale(totals, people, points, order, row):
    """Count a sale with the mall in which it was made; it wakes its seller. `row` is the order's, kept as the seller's
    last."""
    order.earlier = -1
    if order.seller < 0:
        return
    point = points[people[order.seller].point]
    order.earlier, point.last_order = point.last_order, row
    point.orders += 1
    point.sales_today += 1
    point.gmv += order.paid
    point.last_sale_day = order.day
    if point.state == PointState.DORMANT:
        point.state = PointState.ACTIVE
        totals.n_active += 1


@kernel
def reserve_commission(given, state, order, day):
    """Accrue the commission of both levels, or of none where the budget cannot hold it."""
    totals, product = state.totals[0], given.products[order.product]
    order.beneficiary_1, order.beneficiary_2, order.commission_1, order.commission_2 = -1, -1, 0, 0
    order.invited_by, order.invitation = -1, 0
    settings = given.settings[0]
    if not commission.may_earn(order.credited, order.buyer, settings.self_purchase):
        return
    point = state.points[state.people[order.credited].point]
    first = commission.earned(order.paid, first_rate(product, given.tiers, point.credited_sales), product.first_fixed)
    second, has_second = 0, commission.may_earn(point.recruiter, order.buyer, settings.self_purchase)
    if has_second:
        second = commission.earned(order.paid, product.second_rate, product.second_fixed)
        second = min(second, order.paid - first)
    point.credited_sales += order.paid
    if not spend(totals, state.flows, day, Flow.COMMISSION, first + second):
        totals.commission_blocked += 1
        return
    order.beneficiary_1, order.commission_1 = order.credited, first
    point.commission += first
    point.reward_today += first
    if has_second:
        order.beneficiary_2, order.commission_2 = point.recruiter, second
        above = state.points[state.people[point.recruiter].point]
        above.commission += second
        above.reward_today += second
        above.recruiting_income += second


@kernel
def reward_invitation(totals, settings, people, points, flows, order, day):
    """The recruiter's sum for a recruit's first kept sale to somebody else: due when it cannot be sent back any
    more, payable at once."""
    if settings.invitation == 0 or order.credited < 0 or order.buyer == order.credited:
        return
    point = points[people[order.credited].point]
    if point.rewarded or not commission.may_earn(point.recruiter, order.buyer, settings.self_purchase):
        return
    if spend(totals, flows, day, Flow.INVITATION, settings.invitation):
        point.rewarded = True
        order.invited_by, order.invitation = point.recruiter, settings.invitation
        above = points[people[point.recruiter].point]
        above.invitations += settings.invitation
        above.recruiting_income += settings.invitation
        above.reward_today += settings.invitation
        above.payable += settings.invitation


@kernel
def last_kept_sale(orders, point, day):
    """The day of a seller's last sale that has not come back by the end of a day, or -1; what has come back is passed
    over for good."""
    while point.last_order >= 0:
        order = orders[point.last_order]
        if undoing.is_kept(order.returned_day, day):
            return order.day
        point.last_order = order.earlier
    return -1


@kernel
def claw_back(totals, people, points, flows, order):
    """A returned order takes back exactly what it had accrued, and counts no more for the tier."""
    flows[Flow.COMMISSION_BACK] += order.commission_1 + order.commission_2
    totals.budget_left += order.commission_1 + order.commission_2
    if order.credited >= 0:
        points[people[order.credited].point].credited_sales -= order.paid
    if order.beneficiary_1 >= 0:
        point = points[people[order.beneficiary_1].point]
        point.commission -= order.commission_1
        point.reward_today -= order.commission_1
    if order.beneficiary_2 >= 0:
        above = points[people[order.beneficiary_2].point]
        above.commission -= order.commission_2
        above.recruiting_income -= order.commission_2
        above.reward_today -= order.commission_2


@kernel
def settle(totals, settings, people, points, flows, order, day):
    """After the return window the commission of an order is its sellers', and the invitation is due."""
    if order.beneficiary_1 >= 0:
        points[people[order.beneficiary_1].point].payable += order.commission_1
    if order.beneficiary_2 >= 0:
        points[people[order.beneficiary_2].point].payable += order.commission_2
    reward_invitation(totals, settings, people, points, flows, order, day)


@kernel
def pay_out(settings, points, flows):
    """At the end of a day, pay every point whose settled commission has reached the withdrawal minimum."""
    for point in points:
        if point.payable > 0 and point.payable >= settings.withdrawal_minimum:
            flows[Flow.COMMISSION_PAID] += point.payable
            point.paid_out += point.payable
            point.payable = 0
