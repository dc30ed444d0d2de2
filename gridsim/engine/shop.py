"""Step 5, shop: visits become orders, needs that fire become searches for the brand.

Purchases are drawn by person, day and route, not by post, so strategies that lead the same person to the same mall
share the luck.
Visits come before needs: a person who has just been at a micro-mall may go back there with a need.
Contenders for the last of a stock or a budget are served by their own draw, lowest first. One order a person and tick.
"""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel, prefetch
from gridsim.draws import Purpose
from gridsim.engine import inviting, mall, stock, uses
from gridsim.engine.activities import (
    join_group,
    member_visits,
    offer_is_gone,
    take_best_offer,
    use_offer,
    waits_in_group,
)
from gridsim.engine.books import spend
from gridsim.engine.candidates import by_rank
from gridsim.engine.customers import first_order_of, notify_friends, referrer_of, stays
from gridsim.engine.followers import buyer_follows
from gridsim.rules import buying, commission, loyalty, memory, odds, reaction, standing, undoing
from gridsim.rules.inviting import ASKS_VISITORS, asked_multiplier
from gridsim.terms import ActivityKind, BudgetUse, Counter, Entrance, Flow, Measure

AHEAD = 8
"""Needs between asking the memory for what one reads, and reading it."""


@kernel
def shop(given, state):
    """Turn this tick's visits and needs into orders."""
    totals, settings = state.totals[0], given.settings[0]
    kept = 0
    for i in range(totals.n_visits):
        visit = state.visits[i]
        if enter_mall(given, state, visit):
            if visit.u < click_order_chance(given, state, visit):
                state.visits[kept] = visit
                kept += 1
            else:
                ask_visitor(given, state, visit)
    totals.n_visits = kept
    needs_fire(given, state)
    if state.clock[0].tick == 0:
        fetch_gifts(totals, state)
    by_rank(state.visits[: totals.n_visits], state.visits[totals.n_visits :])
    first_order = totals.n_orders
    for visit in state.visits[: totals.n_visits]:
        if visit.ticket >= 0 and state.activities[visit.ticket].kind == ActivityKind.GROUP_BUY:
            order_together(given, state, join_group(given, state, visit))
        elif not visit.paid_click or (
            pay_visit(given, state, visit) and visit.u < paid_click_order_chance(given, state, visit)
        ):
            place_order(given, state, visit)
    notify_friends_of_new_buyers(
        given.moments_start, given.moments_target, state.people, state.orders[first_order : totals.n_orders]
    )
    if settings.invitations:
        for order in state.orders[first_order : totals.n_orders]:
            inviting.ask(
                given, state, order.buyer, np.int64(order.seller), order.product, 0 < order.discount < order.list_price
            )


@kernel
def ask_visitor(given, state, visit):
    """Ask a visitor who does not order to send a message, where visitors are asked."""
    settings = given.settings[0]
    if settings.invitations and settings.invitations_asks == ASKS_VISITORS:
        inviting.ask(
            given, state, visit.viewer, np.int64(visit.link), visit.product, visit.discount > 0 or visit.amount > 0
        )


@kernel
def fetch_gifts(totals, state):
    """Those who are given goods come for them, before all others."""
    for turn in range(len(state.gifted)):
        visit = visit_for_need(state.visits[totals.n_visits], state.gifted[turn], 0, np.int64(-1), Entrance.GIFT)
        visit.discount, visit.rank = commission.MILLIONTHS, float(turn - len(state.gifted))
        totals.n_visits += 1


@kernel
def order_together(given, state, group):
    """Place the orders of all members of a group that has filled, in the order in which they joined."""
    if group < 0:
        return
    totals = state.totals[0]
    scratch = state.visits[totals.n_visits]
    for k in range(state.groups[group].first_member, totals.n_members):
        if state.members[k].group == group:
            member_visits(state, state.members[k], scratch)
            scratch.link = mall.open_mall(state.people, state.points, scratch.link)
            # who has opened a mall since does not buy there
            if scratch.link != scratch.viewer or given.settings[0].self_purchase:
                place_order(given, state, scratch)


@kernel
def are_friends(given, person, other):
    """Whether two people are friends on moments (rows are sorted: a binary search); nobody is -1's friend."""
    low, end = given.moments_start[person], given.moments_start[person + 1]
    high = end
    while low < high:
        middle = (low + high) // 2
        if given.moments_target[middle] < other:
            low = middle + 1
        else:
            high = middle
    return other >= 0 and low < end and given.moments_target[low] == other


@kernel
def enter_mall(given, state, visit):
    """Bring a visitor to the mall behind the link, with the best offer that there is, and draw; False where no order can
    follow."""
    clock, totals, settings, me = state.clock[0], state.totals[0], given.settings[0], state.people[visit.viewer]
    day = clock.tick // settings.ticks_per_day
    state.counters[day, Counter.VISITS] += 1
    visit.link = mall.open_mall(state.people, state.points, visit.link)
    if visit.link == visit.viewer and not settings.self_purchase:  # nobody buys from the own mall
        return False
    if visit.link >= 0 and visit.link != visit.viewer:
        me.last_mall = visit.link
        mall.lock_customer(
            settings, state.people, state.points, visit.viewer, visit.link, clock.tick, mall.BY_FIRST_CLICK
        )
    if me.click_order_day == day:
        return False
    # the coupons have run out
    if commission.portion(given.products[visit.product].price, visit.discount) > totals.budget_left:
        visit.discount = 0
    visit.ticket, visit.amount = -1, 0
    if settings.n_activities > 0:
        if waits_in_group(state, visit):
            return False
        take_best_offer(given, state, visit)
    visit.u, visit.rank, _, _ = draws.uniforms(
        clock.seed, clock.replicate, Purpose.CLICK_ORDER, visit.viewer, 0, 0, day, 0
    )
    return True


@kernel
def click_order_chance(given, state, visit):
    """The chance that a visitor orders who has entered the mall behind a link."""
    clock, totals, settings, me = state.clock[0], state.totals[0], given.settings[0], state.people[visit.viewer]
    product, traits = given.products[visit.product], given.traits[visit.viewer]
    price = product.price - max(commission.portion(product.price, visit.discount), visit.amount)
    price = mall.own_price(state.people, state.points, product, given.tiers, visit.viewer, visit.link, price)
    friends = are_friends(given, visit.viewer, visit.link)
    effort = mall.selling_effort(settings, state.people, state.points, visit.viewer, visit.link)
    slot, mean_days = visit.product * settings.n_people + visit.viewer, traits.need_interval_days * product.need_factor
    days_until = state.next_need[slot] - clock.tick / settings.ticks_per_day + state.skipped[slot] * mean_days
    urgency = 1.0
    if visit.ticket >= 0 and state.activities[visit.ticket].kind == ActivityKind.FLASH_SALE:
        urgency = state.activities[visit.ticket].urgency
    memory.settle_trust(settings, me, clock.tick)
    return buying.click_order_chance(
        settings,
        me,
        state.posts[state.shares[visit.share].post],
        visit.entrance == Entrance.EMAIL,
        buying.persuasion(settings, me, product, float(price), friends)
        * (state.popularity[visit.product] * effort)
        * loyalty.friend_multiplier(settings, stays(state.people, state.points, me.referrer))
        * reaction.wear_multiplier(visit.noticed, settings.wear_effect),
        buying.need_multiplier(days_until, settings.need_interval * product.need_factor, settings.log_need_effect),
        urgency,
        totals.conversion * asked_multiplier(settings),
    )


@kernel
def list_needs_of_day(given, state):
    """List whose next need falls on this day, once a day."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    tomorrow = clock.tick // settings.ticks_per_day + 1.0
    totals.n_needy = 0
    for slot in range(len(state.next_need)):
        if state.next_need[slot] < tomorrow:
            state.needy[totals.n_needy] = slot
            totals.n_needy += 1


@kernel
def needs_fire(given, state):
    """Everybody whose need is due in this tick buys the brand, if it is chosen, or a rival's."""
    clock, totals, settings, n_people = state.clock[0], state.totals[0], given.settings[0], given.settings[0].n_people
    now = (clock.tick + 1) / settings.ticks_per_day
    for place in range(totals.n_needy):
        slot, further = state.needy[place], state.needy[min(place + AHEAD, totals.n_needy - 1)]
        if state.next_need[further] < now:
            prefetch(state.people, further % n_people, 0)
            prefetch(state.need_number, further, 0)
            prefetch(state.liking, further, 0)
            prefetch(given.traits, further % n_people, 40)
        if state.next_need[slot] < now:
            person, product = slot % n_people, slot // n_people
            before = totals.n_visits
            mean_days = given.traits[person].need_interval_days * given.products[product].need_factor
            while state.next_need[slot] < now:  # of several in one tick one at most leads somewhere
                need(given, state, person, product, slot, totals.n_visits == before)
                next_need(clock, settings, state, person, product, slot, mean_days)


@kernel
def next_need(clock, settings, state, person, product, slot, mean_days):
    """Set the person's next need of a product, and perhaps another liking of it: that of somebody drawn at random, so
    that nobody's share moves. The sequence is the person's own and the same under every strategy."""
    state.need_number[slot] += 1
    u_time, u_renewed, u_whose, _ = draws.uniforms(
        clock.seed, clock.replicate, Purpose.NEED_TIME, person, product, state.need_number[slot], 0, 0
    )
    days = buying.need_interval(u_time, mean_days)
    state.next_need[slot] += days
    if buying.taste_is_renewed(settings, u_renewed, days):
        state.liking[slot] = state.tastes[product * settings.n_people + int(u_whose * settings.n_people)]


@kernel
def need(given, state, person, product, slot, is_free):
    """A need fires: choose an entrance, then the brand or a rival's; in a home shop, in the malls, or beside a search;
    not where an earlier one of this tick has led to a visit."""
    clock, totals, settings, me = state.clock[0], state.totals[0], given.settings[0], state.people[person]
    day, number = clock.tick // settings.ticks_per_day, state.need_number[slot]
    state.counters[day, Counter.NEEDS] += 1
    _, u_mall, u_search, u_order = draws.uniforms(
        clock.seed, clock.replicate, Purpose.NEED_ORDER, person, product, number, 0, 0
    )
    if given.traits[person].aware and u_order < odds.chance_of(state.liking[slot]):
        state.counters[day, Counter.ANYWAY] += 1
    if state.skipped[slot] > 0:
        state.skipped[slot] -= 1
        return
    if not is_free:
        return
    memory.settle_trust(settings, me, clock.tick)
    if settings.shop_share > 0.0 and given.home_shop[person] >= 0:
        u_shop, u_shelf, _, _ = draws.uniforms(
            clock.seed, clock.replicate, Purpose.SHOP_NEED, person, product, number, 0, 0
        )
        if u_shop < settings.shop_share:
            need_in_shop(given, state, person, product, slot, u_shelf, u_order)
            return
    entrance, link = Entrance.DIRECT, mall.own_mall(settings, state.people, state.points, person)
    if link < 0 and me.last_mall >= 0 and u_mall < settings.return_to_seller_chance:
        link = np.int64(mall.open_mall(state.people, state.points, me.last_mall))
    if link >= 0:
        entrance = Entrance.MICRO_MALL
    elif u_search < settings.search_share:
        entrance = Entrance.SEARCH
    goods = given.products[product]
    visit = visit_for_need(state.visits[totals.n_visits], person, product, link, entrance)
    if settings.n_activities > 0:
        take_best_offer(given, state, visit)
    price = mall.own_price(state.people, state.points, goods, given.tiers, person, link, goods.price - visit.amount)
    persuasion = buying.persuasion(settings, me, goods, float(price), are_friends(given, person, link))
    persuasion *= state.popularity[product] * mall.selling_effort(settings, state.people, state.points, person, link)
    persuasion *= of_friends(given, state, person, goods)
    attention = memory.attention_now(settings, me, clock.tick)
    conversion = totals.conversion * asked_multiplier(settings)
    if u_order < buying.choice_chance(settings, me, state.liking[slot], goods, attention, persuasion, conversion):
        state.counters[day, Counter.RECALLED] += 1
        state.counters[day, Counter.VISITS] += 1
        go_buying(clock, totals, visit, person, product, number)
        return
    if undoing.is_customer(me.kept, me.bought_before):  # has looked in
        ask_visitor(given, state, visit)
    if u_search < settings.search_share and uses.search_runs(clock, totals, state.uses[BudgetUse.SEARCH]):
        see_search_ad(clock, totals, settings, state.visits, person, product, number)


@kernel
def of_friends(given, state, person, goods):
    """Multiplier of friends: those who are seen to have bought, and the one through whom the person came."""
    settings, n_friends = given.settings[0], given.moments_start[person + 1] - given.moments_start[person]
    me, usual = state.people[person], settings.n_moments_ties / settings.n_people
    owners = standing.owners_multiplier(float(me.friends_bought), float(n_friends), usual, goods.log_seen_effect)
    return owners * loyalty.friend_multiplier(settings, stays(state.people, state.points, me.referrer))


@kernel
def visit_for_need(visit, person, product, link, entrance):
    """Write down where a need leads; it is no order until `go_buying`. Returns the visit."""
    visit.viewer, visit.share, visit.link, visit.entrance, visit.discount = person, -1, link, entrance, 0
    visit.product, visit.shop, visit.paid_click = product, -1, False
    visit.ticket, visit.amount = -1, 0
    return visit


@kernel
def go_buying(clock, totals, visit, person, product, number):
    """Keep the visit of a person who orders out of a need."""
    totals.n_visits += 1
    visit.rank = draws.uniform(clock.seed, clock.replicate, Purpose.SCARCE, person, product, number, 0)


@kernel
def need_in_shop(given, state, person, product, slot, u_shelf, u_order):
    """A need is met in the home shop: where the shelf carries the product, it may tell of a brand never heard of."""
    clock, totals, settings, me = state.clock[0], state.totals[0], given.settings[0], state.people[person]
    goods, shop = given.products[product], given.home_shop[person]
    day = clock.tick // settings.ticks_per_day
    on_shelf = stock.has_units(given, state.stores, shop, product)
    if me.familiarity == memory.UNKNOWN and on_shelf and u_shelf < settings.shelf_recall:
        me.familiarity = memory.HEARD
    persuasion = buying.persuasion(settings, me, goods, float(goods.price), are_friends(given, person, shop))
    persuasion *= state.popularity[product]
    persuasion *= of_friends(given, state, person, goods)
    attention = memory.attention_now(settings, me, clock.tick)
    if u_order >= buying.choice_chance(settings, me, state.liking[slot], goods, attention, persuasion, 1.0):
        return
    state.counters[day, Counter.RECALLED] += 1
    state.counters[day, Counter.VISITS] += 1
    if not on_shelf:
        state.counters[day, Counter.STOCK_OUTS] += 1
        return
    visit = visit_for_need(state.visits[totals.n_visits], person, product, np.int64(-1), Entrance.SHOP)
    visit.shop = shop
    go_buying(clock, totals, visit, person, product, state.need_number[slot])


@kernel
def see_search_ad(clock, totals, settings, visits, person, product, number):
    """A person who does not choose the brand searches for the category, and may click its advertisement."""
    u_click, u_order, _, _ = draws.uniforms(
        clock.seed, clock.replicate, Purpose.SEARCH_AD, person, product, number, 0, 0
    )
    if u_click < settings.search_click_chance:
        visit = visit_for_need(visits[totals.n_visits], person, product, np.int64(-1), Entrance.SEARCH)
        visit.paid_click, visit.u = True, u_order
        go_buying(clock, totals, visit, person, product, number)


@kernel
def pay_visit(given, state, visit):
    """Pay a click beside a search and let the visitor in, with the best offer that there is; False where the money of
    this tick is gone."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    day = clock.tick // settings.ticks_per_day
    if not uses.pay_click(clock, totals, state.uses[BudgetUse.SEARCH], state.flows, state.counters, day):
        return False
    state.counters[day, Counter.VISITS] += 1
    if settings.n_activities > 0:
        take_best_offer(given, state, visit)
    return True


@kernel
def paid_click_order_chance(given, state, visit):
    """The chance that a visitor orders who has come by a paid click."""
    settings, me, product = given.settings[0], state.people[visit.viewer], given.products[visit.product]
    memory.settle_trust(settings, me, state.clock[0].tick)
    persuasion = buying.persuasion(settings, me, product, float(product.price - visit.amount), False)
    persuasion *= state.popularity[visit.product]
    return buying.paid_click_order_chance(settings, persuasion, state.totals[0].conversion)


@kernel
def place_order(given, state, visit):
    """Book one order: stock, price, discount, fee, goods, shipping, commission."""
    clock, totals, settings, me, product = (
        state.clock[0],
        state.totals[0],
        given.settings[0],
        state.people[visit.viewer],
        given.products[visit.product],
    )
    day = clock.tick // settings.ticks_per_day
    if me.order_tick == clock.tick:
        return
    shop = stock.picks_up(given, state, visit)
    source = stock.source_of_order(given, state, visit, shop)
    full = settings.daily_capacity >= 0 and state.counters[day, Counter.ORDERS] >= settings.daily_capacity
    if full or source == stock.SOLD_OUT:
        state.counters[day, Counter.STOCK_OUTS] += 1
        return
    discount = max(commission.portion(product.price, visit.discount), visit.amount)
    if visit.ticket >= 0 and offer_is_gone(state, visit):
        return
    if not spend(
        totals, state.flows, day, Flow.DISCOUNT, discount
    ):  # the last coupon went to somebody else in this tick
        return
    order = state.orders[totals.n_orders]
    totals.n_orders += 1
    state.sold[visit.product] += 1
    order.buyer, order.day, order.tick, order.seller = visit.viewer, day, clock.tick, visit.link
    order.entrance, order.share, order.product, order.paid_click = (
        visit.entrance,
        visit.share,
        visit.product,
        visit.paid_click,
    )
    order.shop, order.pickup, order.backorder = visit.shop, shop >= 0, source == stock.TO_ORDER
    remember_touches(order, state.lines, state.touches, state.first_touch)
    order.returned_day, order.satisfied, order.activity, order.reward = -1, -1.0, visit.ticket, 0
    if visit.ticket >= 0:
        use_offer(state, visit)
    order.list_price = product.price
    order.discount = discount
    order.paid = order.list_price - order.discount
    stock.take_unit(given, state.stores, order, source)
    costs_of_sale(settings, product, state.flows[day], order)
    order.credited = order.seller
    if order.shop < 0:  # a sale over the counter is nobody's link
        order.credited = mall.credited_seller(clock, settings, state.people, state.points, order.buyer, order.seller)
    mall.note_sale(totals, state.people, state.points, order, totals.n_orders - 1)
    mall.reserve_commission(given, state, order, day)
    mall.lock_customer(settings, state.people, state.points, order.buyer, order.seller, clock.tick, mall.BY_FIRST_ORDER)
    if order.share >= 0 and state.posts[state.shares[order.share].post].version >= 0:
        state.measured[day, state.posts[state.shares[order.share].post].version, Measure.ORDERS] += 1
    schedule(clock, settings, order)
    remember_order(given, state, order, me, day)


@kernel
def remember_touches(order, lines, touches, first_touch):
    """Copy the buyer's history of touches by channel into the order."""
    order.first_touch = first_touch[order.buyer] - 1
    order.touches[:] = 0
    order.last_touch[:] = -1
    for line in lines:
        if line.touch_row >= 0:
            touch = touches[order.buyer, line.touch_row]
            order.touches[line.channel] = touch.times
            order.last_touch[line.channel] = touch.last_tick if touch.times > 0 else -1


@kernel
def costs_of_sale(settings, product, flows, order):
    """Price paid, and costs of the sale: the platform's or the shop's share, goods, delivery to the buyer."""
    order.fee, order.shop_margin = commission.portion(order.paid, settings.platform_fee), 0
    order.goods, order.logistics, order.goods_back = product.unit_cost, settings.shipping_cost, 0
    if order.shop >= 0:
        order.fee, order.shop_margin, order.logistics = 0, commission.portion(order.paid, settings.margin), 0
    elif order.pickup:
        order.logistics = settings.pickup_cost
    flows[Flow.PAID] += order.paid
    flows[Flow.PLATFORM_FEE] += order.fee
    flows[Flow.SHOP_MARGIN] += order.shop_margin
    flows[Flow.GOODS] += order.goods
    flows[Flow.LOGISTICS] += order.logistics


@kernel
def schedule(clock, settings, order):
    """Set the days of shipping, delivery and settlement."""
    late = 0
    if order.pickup:
        order.shipped_day = order.delivered_day = order.day
    else:
        if settings.late_chance > 0.0:
            u = draws.uniform(clock.seed, clock.replicate, Purpose.DELIVERY, order.buyer, 0, 0, order.tick)
            late = min(draws.jump(u, settings.log_late_chance), settings.most_days_late)
        order.shipped_day = (
            order.day + settings.shipping_days + (settings.stock_supplier_days if order.backorder else 0)
        )
        on_the_way = settings.stock_near_delivery_days if order.stock >= 0 else settings.delivery_days
        order.delivered_day = order.shipped_day + on_the_way + late
    order.settle_day = order.delivered_day + settings.return_window


@kernel
def remember_order(given, state, order, me, day):
    """Effects of the purchase on the buyer: the order of the tick, the brand is known, and, after a click, one need
    less."""
    clock, settings = state.clock[0], given.settings[0]
    order.new_buyer = 0
    state.counters[day, Counter.ORDERS] += 1
    if not me.bought_before and me.n_orders == 0:
        order.new_buyer = 1
        state.counters[day, Counter.NEW_BUYERS] += 1
    memory.come_to_know(settings, me, clock.tick)
    if not undoing.is_customer(me.kept, me.bought_before):
        first_order_of(clock, settings, me, referrer_of(settings, order, state.shares, state.posts))
    buyer_follows(clock, settings, state.follows, state.counters, order.buyer, day)
    order.referrer = me.referrer
    order.line = state.posts[state.shares[order.share].post].line if order.share >= 0 else -1
    me.spent += order.paid
    me.n_orders += 1
    me.kept += 1
    me.order_tick = clock.tick
    if order.share >= 0:
        me.click_order_day = day
        state.skipped[order.product * settings.n_people + order.buyer] += 1


@kernel
def notify_friends_of_new_buyers(start, target, people, orders):
    """After all orders of the tick, friends of people who have become customers (before, they had kept nothing) learn
    of it."""
    for order in orders:
        if people[order.buyer].kept == 1 and not people[order.buyer].bought_before:
            notify_friends(start, target, people, order.buyer, 1)
