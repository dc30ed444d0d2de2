"""Step 5, shop: visits become orders, needs that fire become searches for the brand.

Purchases are drawn by person, day and route, not by post, so strategies that lead the same person to the same mall share the luck.
Visits come before needs: a person who has just been at a micro-mall may go back there with a need.
Contenders for the last of a stock or a budget are served by their own draw, lowest first. One order a person and tick.
"""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.engine.activities import (
    FLASH_SALE,
    GROUP_BUY,
    best_offer,
    join_group,
    member_visits,
    offer_is_gone,
    use_offer,
    waits_in_group,
)
from gridsim.engine.plan import by_rank, spend
from gridsim.engine.state import (
    ACTIVE,
    BY_DIRECT,
    BY_MICRO_MALL,
    BY_SEARCH,
    DORMANT,
    F_COMMISSION,
    F_DISCOUNT,
    F_FEE,
    F_GOODS,
    F_LIST,
    F_LOGISTICS,
    F_PAID,
    LEFT,
    M_ORDERS,
    N_NEEDS,
    N_NEW_BUYERS,
    N_ORDERS,
    N_RECALLED,
    N_STOCK_OUTS,
    N_VISITS,
)  # fmt: skip
from gridsim.rules import buying, commission, memory, reaction


@kernel
def shop(town, run):
    """Turn this tick's visits and needs into orders."""
    clock = run.clock[0]
    kept = 0
    for i in range(clock.n_visits):
        if click_buys(town, run, run.visits[i]):
            run.visits[kept] = run.visits[i]
            kept += 1
    clock.n_visits = kept
    needs_fire(town, run)
    by_rank(run.visits[: clock.n_visits], run.visits[clock.n_visits :])
    first_order = clock.n_orders
    for visit in run.visits[: clock.n_visits]:
        if visit.ticket >= 0 and run.activities[visit.ticket].kind == GROUP_BUY:
            order_together(town, run, join_group(town, run, visit))
        else:
            place_order(town, run, visit)
    tell_friends_of_new_buyers(town.moments_start, town.moments_target, run.state, run.orders[first_order : clock.n_orders])


@kernel
def order_together(town, run, group):
    """Place the orders of all members of a group that has filled, in the order in which they joined."""
    if group < 0:
        return
    clock = run.clock[0]
    scratch = run.visits[clock.n_visits]
    for k in range(run.groups[group].first_member, clock.n_members):
        if run.members[k].group == group:
            member_visits(run, run.members[k], scratch)
            scratch.link = open_mall(run.state, run.points, scratch.link)
            if scratch.link != scratch.viewer:  # who has opened a mall since does not buy there
                place_order(town, run, scratch)


@kernel
def open_mall(state, points, link):
    """The mall that a link reaches: a micro-mall that has closed leads to the official one (-1)."""
    if link < 0:
        return -1
    row = state[link].point
    if row < 0 or points[row].state == LEFT:
        return -1
    return link


@kernel
def are_friends(town, person, other):
    """Whether two people are friends on moments (rows are sorted: a binary search); nobody is -1's friend."""
    low, end = town.moments_start[person], town.moments_start[person + 1]
    high = end
    while low < high:
        middle = (low + high) // 2
        if town.moments_target[middle] < other:
            low = middle + 1
        else:
            high = middle
    return other >= 0 and low < end and town.moments_target[low] == other


@kernel
def order_odds(settings, me, person, knows_seller, price):
    """Odds multipliers that both routes share: trust, price, friends who bought, and knowing the seller."""
    odds = reaction.effect_multiplier(me.trust, reaction.REFERENCE, settings.log_buy_trust_effect)
    odds *= buying.price_multiplier(price, person.reservation_price, settings.price_elasticity)
    odds *= buying.saturating_multiplier(float(me.friends_bought), 2.0, settings.friends_effect)
    if knows_seller:
        odds *= settings.seller_effect
    return odds


@kernel
def click_buys(town, run, visit):
    """Whether a visitor orders; sets the visit's mall and rank."""
    clock, settings, me = run.clock[0], town.settings[0], run.state[visit.viewer]
    day = clock.tick // settings.ticks_per_day
    run.counters[day, N_VISITS] += 1
    visit.link = open_mall(run.state, run.points, visit.link)
    if visit.link == visit.viewer:  # nobody buys from the own mall
        return False
    if visit.link >= 0:
        me.last_mall = visit.link
    if me.click_order_day == day:
        return False
    if commission.portion(settings.price, visit.discount) > clock.budget_left:  # the coupons have run out
        visit.discount = 0
    price = settings.price - commission.portion(settings.price, visit.discount)
    visit.ticket, visit.amount = -1, 0
    if settings.n_activities > 0:
        if waits_in_group(run, visit):
            return False
        best_offer(town, run, visit)
        price = min(price, settings.price - visit.amount)
    days_until = run.next_need[visit.viewer] - clock.tick / settings.ticks_per_day
    odds = settings.click_order_odds * order_odds(settings, me, town.people[visit.viewer], are_friends(town, visit.viewer, visit.link), float(price))
    odds *= buying.need_multiplier(days_until, town.people[visit.viewer].need_interval_days, settings.log_need_effect)
    odds *= reaction.effect_multiplier(run.posts[run.shares[visit.share].post].benefit, reaction.REFERENCE, settings.log_buy_benefit_effect)
    if visit.ticket >= 0 and run.activities[visit.ticket].kind == FLASH_SALE:
        odds *= run.activities[visit.ticket].urgency
    u, visit.rank, _, _ = draws.uniforms(clock.seed, clock.replicate, draws.CLICK_ORDER, visit.viewer, 0, 0, day, 0)
    return u < reaction.chance_of(odds)


@kernel
def list_needs_of_day(town, run):
    """List everybody whose next need falls on this day, once a day: a need can be put off in the day (by an order), never brought forward."""
    clock, settings = run.clock[0], town.settings[0]
    tomorrow = clock.tick // settings.ticks_per_day + 1.0
    clock.n_needy = 0
    for person in range(settings.n_people):
        if run.next_need[person] < tomorrow:
            run.needy[clock.n_needy] = person
            clock.n_needy += 1


@kernel
def needs_fire(town, run):
    """Everybody whose need is due in this tick buys the brand, if it comes to mind and convinces, or a rival's."""
    clock = run.clock[0]
    now = (clock.tick + 1) / town.settings[0].ticks_per_day
    for person in run.needy[: clock.n_needy]:
        if run.next_need[person] < now:
            need(town, run, person)
            while run.next_need[person] < now:  # several needs in one tick are one
                next_need(run.clock[0], run.state[person], run.next_need, person, town.people[person].need_interval_days)


@kernel
def next_need(clock, me, next_needs, person, mean_days):
    """Set the person's next need; the sequence of needs is the person's own and the same under every strategy."""
    me.need_number += 1
    u0, u1, u2, u3 = draws.uniforms(clock.seed, clock.replicate, draws.NEED_TIME, person, 0, me.need_number, 0, 0)
    next_needs[person] += buying.need_interval(u0, u1, u2, u3, mean_days)


@kernel
def need(town, run, person):
    """A need fires: recall the brand, choose an entrance, decide."""
    clock, settings, me = run.clock[0], town.settings[0], run.state[person]
    day = clock.tick // settings.ticks_per_day
    run.counters[day, N_NEEDS] += 1
    days = (clock.tick - me.touched_tick) / settings.ticks_per_day
    awareness = me.awareness * memory.kept(days, settings.awareness_half_life)
    u_recall, u_mall, u_search, u_order = draws.uniforms(clock.seed, clock.replicate, draws.NEED_ORDER, person, 0, me.need_number, 0, 0)
    if u_recall >= memory.recall_chance(awareness, settings.awareness_scale):
        return
    run.counters[day, N_RECALLED] += 1
    run.counters[day, N_VISITS] += 1
    entrance, link = BY_DIRECT, np.int64(-1)
    if me.last_mall >= 0 and u_mall < settings.return_to_seller:
        link = np.int64(open_mall(run.state, run.points, me.last_mall))
    if link >= 0:
        entrance = BY_MICRO_MALL
    elif u_search < settings.search_share:
        entrance = BY_SEARCH
    visit = run.visits[clock.n_visits]
    visit.viewer, visit.share, visit.link, visit.entrance, visit.discount = person, -1, link, entrance, 0
    visit.ticket, visit.amount = -1, 0
    if settings.n_activities > 0:
        best_offer(town, run, visit)
    price = float(settings.price - visit.amount)
    odds = settings.need_order_odds * order_odds(settings, me, town.people[person], are_friends(town, person, link), price)
    if u_order >= reaction.chance_of(odds):
        return
    clock.n_visits += 1
    visit.rank = draws.uniform(clock.seed, clock.replicate, draws.SCARCE, person, 0, me.need_number, 0)


@kernel
def place_order(town, run, visit):
    """Book one order: stock, price, discount, fee, goods, shipping, commission."""
    clock, settings, me = run.clock[0], town.settings[0], run.state[visit.viewer]
    day = clock.tick // settings.ticks_per_day
    if me.order_tick == clock.tick:
        return
    if settings.daily_capacity >= 0 and run.counters[day, N_ORDERS] >= settings.daily_capacity:
        run.counters[day, N_STOCK_OUTS] += 1
        return
    discount = max(commission.portion(settings.price, visit.discount), visit.amount)
    if visit.ticket >= 0 and offer_is_gone(run, visit):
        return
    if not spend(clock, run.flows, day, F_DISCOUNT, discount):  # the last coupon went to somebody else in this tick
        return
    order = run.orders[clock.n_orders]
    clock.n_orders += 1
    order.buyer, order.day, order.tick, order.seller = visit.viewer, day, clock.tick, visit.link
    order.entrance, order.share = visit.entrance, visit.share
    order.touches_moments, order.touches_micro_blog, order.touches_media = me.touches_moments, me.touches_micro_blog, me.touches_media
    order.returned_day, order.satisfied, order.activity = -1, -1.0, visit.ticket
    if visit.ticket >= 0:
        use_offer(run, visit)
    order.list_price = settings.price
    order.discount = discount
    order.paid = order.list_price - order.discount
    order.fee = commission.portion(order.paid, settings.platform_fee)
    flows = run.flows[day]
    flows[F_LIST] += order.list_price
    flows[F_PAID] += order.paid
    flows[F_FEE] += order.fee
    flows[F_GOODS] += settings.unit_cost
    flows[F_LOGISTICS] += settings.shipping_cost
    reserve_commission(town, run, order, day)
    if order.share >= 0 and run.posts[run.shares[order.share].post].version >= 0:
        run.measured[day, run.posts[run.shares[order.share].post].version, M_ORDERS] += 1
    schedule(clock, settings, order)
    remember_order(town, run, order, me, day)


@kernel
def reserve_commission(town, run, order, day):
    """Accrue the commission of both levels, or of none where the budget cannot hold it."""
    clock, settings = run.clock[0], town.settings[0]
    order.beneficiary_1, order.beneficiary_2, order.commission_1, order.commission_2 = -1, -1, 0, 0
    if order.seller < 0:
        return
    row = run.state[order.seller].point
    point = run.points[row]
    point.orders += 1
    point.gmv += order.paid
    if point.state == DORMANT:  # a sale wakes its seller
        point.state = ACTIVE
        clock.n_active += 1
    first = commission.portion(order.paid, settings.commission_1)
    second = commission.portion(order.paid, settings.commission_2) if point.recruiter >= 0 else 0
    if not spend(clock, run.flows, day, F_COMMISSION, first + second):
        clock.commission_blocked += 1
        return
    order.beneficiary_1, order.commission_1 = order.seller, first
    point.commission += first
    point.reward_today += first
    if point.recruiter >= 0:
        order.beneficiary_2, order.commission_2 = point.recruiter, second
        above = run.points[run.state[point.recruiter].point]
        above.commission += second
        above.reward_today += second


@kernel
def schedule(clock, settings, order):
    """Set the days of shipping, delivery and settlement."""
    late = 0
    if settings.late_chance > 0.0:
        u = draws.uniform(clock.seed, clock.replicate, draws.DELIVERY, order.buyer, 0, 0, order.tick)
        late = min(draws.jump(u, settings.log_on_time), settings.latest)
    order.stock = 0
    order.shipped_day = order.day + settings.shipping_days
    order.delivered_day = order.shipped_day + settings.delivery_days + late
    order.settle_day = order.delivered_day + settings.return_window


@kernel
def remember_order(town, run, order, me, day):
    """What the purchase leaves with the buyer: the order of the tick, awareness, and, after a click, one need less."""
    clock, settings = run.clock[0], town.settings[0]
    order.new_buyer = 0
    run.counters[day, N_ORDERS] += 1
    if not me.bought_before and me.n_orders == 0:
        order.new_buyer = 1
        run.counters[day, N_NEW_BUYERS] += 1
    me.n_orders += 1
    me.order_tick = clock.tick
    days = (clock.tick - me.touched_tick) / settings.ticks_per_day
    me.awareness = me.awareness * memory.kept(days, settings.awareness_half_life) + settings.weight_purchase
    me.fatigue = me.fatigue * memory.kept(days, settings.fatigue_half_life)
    me.touched_tick = clock.tick
    if order.share >= 0:
        me.click_order_day = day
        next_need(clock, me, run.next_need, order.buyer, town.people[order.buyer].need_interval_days)


@kernel
def tell_friends_of_new_buyers(start, target, state, orders):
    """After all orders of the tick, friends of people who bought for the first time learn of it."""
    for order in orders:
        if order.new_buyer == 1:
            for tie in range(start[order.buyer], start[order.buyer + 1]):
                state[target[tie]].friends_bought += 1
