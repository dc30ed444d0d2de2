"""Steps 6 to 8, fulfil, settle and talk: delivery, experience, returns, commissions, and what buyers say. Once a day,
at its end.

Orders placed within the horizon are closed after it (delivery, return, commission); there is no talk any more then.
"""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine import mall, stock, undo
from gridsim.engine.inviting import reward_sender
from gridsim.engine.posts import new_post, new_share
from gridsim.rules import buying, experience, memory, recruiting
from gridsim.terms import Counter, Flow, Place, PlanLine


@kernel
def fulfil(given, state, day, in_horizon):
    """Deliver, take back and settle what is due on this day."""
    totals = state.totals[0]
    closed = True
    for i in range(totals.first_open_order, totals.n_orders):
        order = state.orders[i]
        if order.delivered_day == day:
            experienced(given, state, order, in_horizon)
        if order.returned_day == day:
            refund(given, state, order, day, in_horizon)
        if order.settle_day == day and order.returned_day < 0:
            mall.settle(totals, given.settings[0], state.people, state.points, state.flows, order, day)
            reward_sender(given, state, order, day)
        if order.settle_day > day:
            closed = False
        elif closed:
            totals.first_open_order = i + 1
    mall.pay_out(given.settings[0], state.points[: totals.n_points], state.flows[day])


@kernel
def experienced(given, state, order, in_horizon):
    """The buyer finds out how good it was; trust moves, a return is decided, praise or a warning may follow."""
    clock, settings, me = state.clock[0], given.settings[0], state.people[order.buyer]
    u0, u1, u2, u3 = draws.uniforms(clock.seed, clock.replicate, Purpose.EXPERIENCE, order.buyer, 0, 0, order.tick, 0)
    z = experience.noise(u0, u1, u2, u3)
    product = given.products[order.product]
    order.satisfied = experience.satisfaction(
        product.quality, settings.service_quality, product.claims, settings.experience_spread, z
    )
    memory.have_goods(settings, me, order.satisfied, clock.tick)
    tell_seller(given, state, order)
    u_return, u_day, u_praise, u_warn = draws.uniforms(
        clock.seed, clock.replicate, Purpose.RETURN, order.buyer, 0, 0, order.tick, 0
    )
    impulse = state.activities[order.activity].impulse if order.activity >= 0 else 1.0
    if u_return < experience.return_chance(settings, order.satisfied, impulse):
        order.returned_day = order.delivered_day + int(u_day * (settings.return_window + 1))
    if not in_horizon:
        return
    tell_friends(given, state, order)
    if u_praise < experience.praise_chance(settings, order.satisfied):
        state.counters[order.delivered_day, Counter.PRAISE] += 1
        talk(given, state, order, 1.0)
    elif u_warn < experience.complaint_chance(settings, order.satisfied):
        state.counters[order.delivered_day, Counter.COMPLAINTS] += 1
        talk(given, state, order, -1.0)


@kernel
def tell_friends(given, state, order):
    """The buyer tells some friends in person, those of the own circle first: of four drawn at random the first who is of
    it, else the first."""
    clock, settings, traits = state.clock[0], given.settings[0], given.traits
    start, end = given.moments_start[order.buyer], given.moments_start[order.buyer + 1]
    if settings.told_per_order <= 0.0 or start == end:
        return
    u = draws.uniform(clock.seed, clock.replicate, Purpose.TALK, order.buyer, 0, 0, order.tick)
    times = int(buying.tells(order.satisfied, settings.told_per_order) + u)
    state.counters[order.delivered_day, Counter.TOLD] += times
    circle, credibility = traits[order.buyer].circle, given.roles[traits[order.buyer].role].credibility
    for number in range(1, times + 1):
        friend = np.int64(-1)
        for u in draws.uniforms(clock.seed, clock.replicate, Purpose.TALK, order.buyer, 0, number, order.tick, 0):
            drawn = np.int64(given.moments_target[start + int(u * (end - start))])
            if friend < 0 or (traits[friend].circle != circle and circle >= 0 and traits[drawn].circle == circle):
                friend = drawn
        memory.hear(settings, state.people[friend], order.satisfied, credibility, clock.tick)


@kernel
def tell_seller(given, state, order):
    """A point learns what its own goods are like by having them, and by what its buyers find."""
    settings, row = given.settings[0], state.people[order.buyer].point
    if row >= 0:
        state.points[row].belief = memory.moved_trust(
            state.points[row].belief, order.satisfied, settings.experience_rate
        )
    if order.seller >= 0 and order.seller != order.buyer:
        point = state.points[state.people[order.seller].point]
        point.belief = recruiting.belief_after_delivery(settings, point, order.satisfied)


@kernel
def talk(given, state, order, valence):
    """A review goes out to the buyer's friends tomorrow; praise links to the mall where it was bought."""
    if not given.settings[0].word_of_mouth:
        return
    clock, totals = state.clock[0], state.totals[0]
    row = new_post(
        clock,
        totals,
        given.settings[0],
        state.posts,
        state.lines[PlanLine.REVIEW],
        PlanLine.REVIEW,
        order.buyer,
        order.tick,
        valence,
        0.0,
        0.0,
    )
    state.posts[row].product = order.product
    state.posts[row].positioning = -1.0  # a buyer speaks of the purchase, not of what the brand stands for
    new_share(
        clock,
        totals,
        given.settings[0],
        state.posts,
        state.shares,
        row,
        order.buyer,
        Place.MOMENTS,
        0,
        -1,
        order.seller if valence > 0.0 else -1,
    )


@kernel
def refund(given, state, order, day, in_horizon):
    """Money, fee and commission go back, of the goods what can be sold again, and all else that the sale had
    triggered."""
    if in_horizon:
        state.counters[day, Counter.RETURNS] += 1
    flows = state.flows[day]
    flows[Flow.REFUND] += order.paid
    flows[Flow.FEE_BACK] += order.fee
    flows[Flow.SHOP_MARGIN_BACK] += order.shop_margin
    stock.goods_back(given, state, order, day)
    mall.claw_back(state.totals[0], state.people, state.points, flows, order)
    undo.undo(given, state, order, day, in_horizon)
