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
from gridsim.engine import mall, stock, uses
from gridsim.engine.activities import best_offer, join_group, member_visits, offer_is_gone, use_offer, waits_in_group
from gridsim.engine.customers import customer_multiplier, first_order_of, referrer_of, tell_friends
from gridsim.engine.plan import by_rank, spend
from gridsim.rules import buying, commission, memory, reaction, undoing
from gridsim.terms import ActivityKind, BudgetUse, Counter, Entrance, Flow, Measure

AHEAD = 8
"""Needs between asking the memory for what one reads, and reading it."""


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
        if visit.ticket >= 0 and run.activities[visit.ticket].kind == ActivityKind.GROUP_BUY:
            order_together(town, run, join_group(town, run, visit))
        elif not visit.paid_click or paid_click_buys(town, run, visit):
            place_order(town, run, visit)
    tell_friends_of_new_buyers(
        town.moments_start, town.moments_target, run.state, run.orders[first_order : clock.n_orders]
    )


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
            scratch.link = mall.open_mall(run.state, run.points, scratch.link)
            # who has opened a mall since does not buy there
            if scratch.link != scratch.viewer or town.settings[0].self_purchase:
                place_order(town, run, scratch)


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
def order_odds(settings, me, person, product, knows_seller, price):
    """Odds multipliers that all routes share: trust, price, friends who bought, and knowing the seller."""
    odds = reaction.effect_multiplier(me.trust, reaction.REFERENCE, settings.log_buy_trust_effect)
    odds *= buying.price_multiplier(price, person.reservation_price * product.price_factor, settings.price_elasticity)
    odds *= buying.saturating_multiplier(float(me.friends_bought), 2.0, settings.friends_effect)
    if knows_seller:
        odds *= settings.seller_effect
    return odds


@kernel
def click_buys(town, run, visit):
    """Whether a visitor orders; sets the visit's mall and rank."""
    clock, settings, me, product = run.clock[0], town.settings[0], run.state[visit.viewer], town.products[visit.product]
    day = clock.tick // settings.ticks_per_day
    run.counters[day, Counter.VISITS] += 1
    visit.link = mall.open_mall(run.state, run.points, visit.link)
    if visit.link == visit.viewer and not settings.self_purchase:  # nobody buys from the own mall
        return False
    if visit.link >= 0 and visit.link != visit.viewer:
        me.last_mall = visit.link
        mall.lock_customer(settings, run.state, run.points, visit.viewer, visit.link, clock.tick, mall.BY_FIRST_CLICK)
    if me.click_order_day == day:
        return False
    if commission.portion(product.price, visit.discount) > clock.budget_left:  # the coupons have run out
        visit.discount = 0
    price = product.price - commission.portion(product.price, visit.discount)
    visit.ticket, visit.amount = -1, 0
    if settings.n_activities > 0:
        if waits_in_group(run, visit):
            return False
        best_offer(town, run, visit)
        price = min(price, product.price - visit.amount)
    price = mall.own_price(run.state, run.points, product, town.tiers, visit.viewer, visit.link, price)
    days_until = run.next_need[visit.product * settings.n_people + visit.viewer] - clock.tick / settings.ticks_per_day
    friends = are_friends(town, visit.viewer, visit.link)
    at_reference = settings.email_order_odds if visit.entrance == Entrance.EMAIL else settings.click_order_odds
    odds = at_reference * order_odds(settings, me, town.people[visit.viewer], product, friends, float(price))
    odds *= buying.need_multiplier(
        days_until, town.people[visit.viewer].need_interval_days * product.need_factor, settings.log_need_effect
    )
    odds *= reaction.effect_multiplier(
        run.posts[run.shares[visit.share].post].benefit, reaction.REFERENCE, settings.log_buy_benefit_effect
    )
    if visit.link >= 0:
        odds *= clock.brushed
    if settings.customers_differ:
        odds *= customer_multiplier(settings, me, clock.tick)
    if visit.ticket >= 0 and run.activities[visit.ticket].kind == ActivityKind.FLASH_SALE:
        odds *= run.activities[visit.ticket].urgency
    u, visit.rank, _, _ = draws.uniforms(clock.seed, clock.replicate, Purpose.CLICK_ORDER, visit.viewer, 0, 0, day, 0)
    return u < reaction.chance_of(odds * clock.conversion)


@kernel
def list_needs_of_day(town, run):
    """List whose next need falls on this day, once a day: a need can be put off in the day (by an order), never brought
    forward."""
    clock, settings = run.clock[0], town.settings[0]
    tomorrow = clock.tick // settings.ticks_per_day + 1.0
    clock.n_needy = 0
    for slot in range(len(run.next_need)):
        if run.next_need[slot] < tomorrow:
            run.needy[clock.n_needy] = slot
            clock.n_needy += 1


@kernel
def needs_fire(town, run):
    """Everybody whose need is due in this tick buys the brand, if it comes to mind and convinces, or a rival's."""
    clock, n_people = run.clock[0], town.settings[0].n_people
    now = (clock.tick + 1) / town.settings[0].ticks_per_day
    for place in range(clock.n_needy):
        slot, further = run.needy[place], run.needy[min(place + AHEAD, clock.n_needy - 1)]
        if run.next_need[further] < now:
            prefetch(run.state, further % n_people, 0)
            prefetch(run.need_number, further, 0)
            prefetch(town.people, further % n_people, 40)
        if run.next_need[slot] < now:
            person, product = slot % n_people, slot // n_people
            need(town, run, person, product)
            mean_days = town.people[person].need_interval_days * town.products[product].need_factor
            while run.next_need[slot] < now:  # several needs in one tick are one
                next_need(run.clock[0], run.need_number, run.next_need, person, product, slot, mean_days)


@kernel
def next_need(clock, need_number, next_needs, person, product, slot, mean_days):
    """Set the person's next need of a product; the sequence of needs is the person's own and the same under every
    strategy."""
    need_number[slot] += 1
    u0, u1, u2, u3 = draws.uniforms(
        clock.seed, clock.replicate, Purpose.NEED_TIME, person, product, need_number[slot], 0, 0
    )
    next_needs[slot] += buying.need_interval(u0, u1, u2, u3, mean_days)


@kernel
def need(town, run, person, product):
    """A need fires: recall the brand, choose an entrance, decide; in a home shop, in the malls, or beside a search."""
    clock, settings, me = run.clock[0], town.settings[0], run.state[person]
    day, number = clock.tick // settings.ticks_per_day, run.need_number[product * settings.n_people + person]
    run.counters[day, Counter.NEEDS] += 1
    days = (clock.tick - me.touched_tick) / settings.ticks_per_day
    awareness = me.awareness * memory.kept(days, settings.awareness_half_life)
    recalled = memory.recall_chance(awareness, settings.awareness_scale)
    u_recall, u_mall, u_search, u_order = draws.uniforms(
        clock.seed, clock.replicate, Purpose.NEED_ORDER, person, product, number, 0, 0
    )
    if settings.shop_share > 0.0 and goes_to_shop(clock, settings, town.home_shop, person, product, number):
        need_in_shop(town, run, person, product, number, recalled, u_recall, u_order)
        return
    if u_recall >= recalled:
        if u_search < settings.search_share and uses.search_runs(clock, run.uses[BudgetUse.SEARCH]):
            see_search_ad(clock, settings, run.visits, person, product, number)
        return
    run.counters[day, Counter.RECALLED] += 1
    run.counters[day, Counter.VISITS] += 1
    entrance, link = Entrance.DIRECT, mall.own_mall(settings, run.state, run.points, person)
    if link < 0 and me.last_mall >= 0 and u_mall < settings.return_to_seller:
        link = np.int64(mall.open_mall(run.state, run.points, me.last_mall))
    if link >= 0:
        entrance = Entrance.MICRO_MALL
    elif u_search < settings.search_share:
        entrance = Entrance.SEARCH
    goods = town.products[product]
    visit = visit_for_need(run.visits[clock.n_visits], person, product, link, entrance)
    if settings.n_activities > 0:
        best_offer(town, run, visit)
    price = mall.own_price(run.state, run.points, goods, town.tiers, person, link, goods.price - visit.amount)
    odds = settings.need_order_odds * order_odds(
        settings, me, town.people[person], goods, are_friends(town, person, link), float(price)
    )
    if settings.customers_differ:
        odds *= customer_multiplier(settings, me, clock.tick)
    if u_order < reaction.chance_of(odds * clock.conversion):
        go_buying(clock, visit, person, product, number)


@kernel
def visit_for_need(visit, person, product, link, entrance):
    """Write down where a need leads; it is no order until `go_buying`. Returns the visit."""
    visit.viewer, visit.share, visit.link, visit.entrance, visit.discount = person, -1, link, entrance, 0
    visit.product, visit.shop, visit.paid_click = product, -1, False
    visit.ticket, visit.amount = -1, 0
    return visit


@kernel
def go_buying(clock, visit, person, product, number):
    """Keep the visit of a person who orders out of a need."""
    clock.n_visits += 1
    visit.rank = draws.uniform(clock.seed, clock.replicate, Purpose.SCARCE, person, product, number, 0)


@kernel
def goes_to_shop(clock, settings, home_shop, person, product, number):
    """Whether a need goes to the home shop, where there is one."""
    if home_shop[person] < 0:
        return False
    return (
        draws.uniform(clock.seed, clock.replicate, Purpose.SHOP_NEED, person, product, number, 0) < settings.shop_share
    )


@kernel
def need_in_shop(town, run, person, product, number, recalled, u_recall, u_order):
    """A need goes to the home shop: where the shelf carries the product, it may bring the brand to mind."""
    clock, settings, shop = run.clock[0], town.settings[0], town.home_shop[person]
    day = clock.tick // settings.ticks_per_day
    on_shelf = stock.has_units(town, run.stores, shop, product)
    if u_recall >= (buying.reminded(recalled, settings.shelf_recall) if on_shelf else recalled):
        return
    run.counters[day, Counter.RECALLED] += 1
    run.counters[day, Counter.VISITS] += 1
    goods = town.products[product]
    friends = are_friends(town, person, shop)
    odds = settings.need_order_odds * order_odds(
        settings, run.state[person], town.people[person], goods, friends, float(goods.price)
    )
    if settings.customers_differ:
        odds *= customer_multiplier(settings, run.state[person], clock.tick)
    if u_order >= reaction.chance_of(odds):
        return
    if not on_shelf:
        run.counters[day, Counter.STOCK_OUTS] += 1
        return
    visit = visit_for_need(run.visits[clock.n_visits], person, product, np.int64(-1), Entrance.SHOP)
    visit.shop = shop
    go_buying(clock, visit, person, product, number)


@kernel
def see_search_ad(clock, settings, visits, person, product, number):
    """A person who does not think of the brand searches for the category, and may click its advertisement."""
    u_click, u_order, _, _ = draws.uniforms(
        clock.seed, clock.replicate, Purpose.SEARCH_AD, person, product, number, 0, 0
    )
    if u_click < settings.ad_click_chance:
        visit = visit_for_need(visits[clock.n_visits], person, product, np.int64(-1), Entrance.SEARCH)
        visit.paid_click, visit.u = True, u_order
        go_buying(clock, visit, person, product, number)


@kernel
def paid_click_buys(town, run, visit):
    """Pay a click beside a search, if the money of this tick is not gone; whether its visit ends in an order."""
    clock, settings, product = run.clock[0], town.settings[0], town.products[visit.product]
    day = clock.tick // settings.ticks_per_day
    if not uses.pay_click(clock, run.uses[BudgetUse.SEARCH], run.flows, run.counters, day):
        return False
    run.counters[day, Counter.VISITS] += 1
    if settings.n_activities > 0:
        best_offer(town, run, visit)
    odds = order_odds(
        settings,
        run.state[visit.viewer],
        town.people[visit.viewer],
        product,
        False,
        float(product.price - visit.amount),
    )
    return visit.u < reaction.chance_of(settings.search_order_odds * odds * clock.conversion)


@kernel
def place_order(town, run, visit):
    """Book one order: stock, price, discount, fee, goods, shipping, commission."""
    clock, settings, me, product = run.clock[0], town.settings[0], run.state[visit.viewer], town.products[visit.product]
    day = clock.tick // settings.ticks_per_day
    if me.order_tick == clock.tick:
        return
    shop = stock.picks_up(town, run, visit)
    source = stock.source_of_order(town, run, visit, shop)
    full = settings.daily_capacity >= 0 and run.counters[day, Counter.ORDERS] >= settings.daily_capacity
    if full or source == stock.SOLD_OUT:
        run.counters[day, Counter.STOCK_OUTS] += 1
        return
    discount = max(commission.portion(product.price, visit.discount), visit.amount)
    if visit.ticket >= 0 and offer_is_gone(run, visit):
        return
    if not spend(clock, run.flows, day, Flow.DISCOUNT, discount):  # the last coupon went to somebody else in this tick
        return
    order = run.orders[clock.n_orders]
    clock.n_orders += 1
    order.buyer, order.day, order.tick, order.seller = visit.viewer, day, clock.tick, visit.link
    order.entrance, order.share, order.product, order.paid_click = (
        visit.entrance,
        visit.share,
        visit.product,
        visit.paid_click,
    )
    order.shop, order.pickup, order.backorder = visit.shop, shop >= 0, source == stock.TO_ORDER
    remember_touches(order, run.lines, run.touches, run.first_touch)
    order.returned_day, order.satisfied, order.activity = -1, -1.0, visit.ticket
    if visit.ticket >= 0:
        use_offer(run, visit)
    order.list_price = product.price
    order.discount = discount
    order.paid = order.list_price - order.discount
    stock.take_unit(town, run.stores, order, source)
    costs_of_sale(settings, product, run.flows[day], order)
    order.credited = order.seller
    if order.shop < 0:  # a sale over the counter is nobody's link
        order.credited = mall.credited_seller(run.state, run.points, order.buyer, order.seller, clock.tick)
    mall.note_sale(clock, run.state, run.points, order, clock.n_orders - 1)
    mall.reserve_commission(town, run, order, day)
    mall.lock_customer(settings, run.state, run.points, order.buyer, order.seller, clock.tick, mall.BY_FIRST_ORDER)
    if order.share >= 0 and run.posts[run.shares[order.share].post].version >= 0:
        run.measured[day, run.posts[run.shares[order.share].post].version, Measure.ORDERS] += 1
    schedule(clock, settings, order)
    remember_order(town, run, order, me, day)


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
    """What is paid, and what the sale costs: the platform's or the shop's part, goods, the way to the buyer."""
    order.fee, order.shop_margin = commission.portion(order.paid, settings.platform_fee), 0
    order.goods, order.logistics, order.goods_back = product.unit_cost, settings.shipping_cost, 0
    if order.shop >= 0:
        order.fee, order.shop_margin, order.logistics = 0, commission.portion(order.paid, settings.shop_margin), 0
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
            late = min(draws.jump(u, settings.log_on_time), settings.latest)
        order.shipped_day = order.day + settings.shipping_days + (settings.supplier_days if order.backorder else 0)
        on_the_way = settings.near_delivery_days if order.stock >= 0 else settings.delivery_days
        order.delivered_day = order.shipped_day + on_the_way + late
    order.settle_day = order.delivered_day + settings.return_window


@kernel
def remember_order(town, run, order, me, day):
    """What the purchase leaves with the buyer: the order of the tick, awareness, and, after a click, one need less."""
    clock, settings = run.clock[0], town.settings[0]
    order.new_buyer = 0
    run.counters[day, Counter.ORDERS] += 1
    if not me.bought_before and me.n_orders == 0:
        order.new_buyer = 1
        run.counters[day, Counter.NEW_BUYERS] += 1
    if not undoing.is_customer(me.kept, me.bought_before):
        first_order_of(clock, settings, me, referrer_of(settings, order, run.shares, run.posts))
    order.referrer = me.referrer
    order.line = run.posts[run.shares[order.share].post].line if order.share >= 0 else -1
    me.spent += order.paid
    me.n_orders += 1
    me.kept += 1
    me.order_tick = clock.tick
    days = (clock.tick - me.touched_tick) / settings.ticks_per_day
    me.awareness = me.awareness * memory.kept(days, settings.awareness_half_life) + settings.weight_purchase
    me.fatigue = me.fatigue * memory.kept(days, settings.fatigue_half_life)
    me.touched_tick = clock.tick
    if order.share >= 0:
        me.click_order_day = day
        mean_days = town.people[order.buyer].need_interval_days * town.products[order.product].need_factor
        slot = order.product * settings.n_people + order.buyer
        next_need(clock, run.need_number, run.next_need, order.buyer, order.product, slot, mean_days)


@kernel
def tell_friends_of_new_buyers(start, target, state, orders):
    """After all orders of the tick, friends of people who have become customers (before, they had kept nothing) learn
    of it."""
    for order in orders:
        if state[order.buyer].kept == 1 and not state[order.buyer].bought_before:
            tell_friends(start, target, state, order.buyer, 1)
