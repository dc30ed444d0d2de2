"""Effects of undoing a sale: whatever was owed, counted or granted for it falls (docs/model.md has the table).
At the end of a day.

What people have seen, felt and said in between is history, and stays.
"""

from __future__ import annotations

from gridsim._jit import kernel
from gridsim.engine.activities import coupon_back
from gridsim.engine.customers import notify_friends
from gridsim.engine.mall import BY_FIRST_ORDER
from gridsim.rules import undoing
from gridsim.terms import Counter, Flow, Measure, PointState, Way


@kernel
def undo(given, state, order, day, in_horizon):
    """Take back what a sale had triggered beside its own money and commission."""
    totals, settings, me = state.totals[0], given.settings[0], state.people[order.buyer]
    state.flows[day, Flow.DISCOUNT_BACK] += order.discount
    totals.budget_left += order.discount
    if order.activity >= 0:
        coupon_back(settings, state.activities[order.activity], state.tickets[order.activity, order.buyer], day)
    if in_horizon and order.share >= 0 and state.posts[state.shares[order.share].post].version >= 0:
        state.measured[day, state.posts[state.shares[order.share].post].version, Measure.RETURNS] += 1
    me.spent -= order.paid
    me.kept -= 1
    if not undoing.is_customer(me.kept, me.bought_before):
        notify_friends(given.moments_start, given.moments_target, state.people, order.buyer, -1)
        me.referrer = -1
    if (
        settings.lock_by == BY_FIRST_ORDER
        and me.locked_to == order.seller
        and undoing.lock_dates_from(me.locked_until, settings.lock_protection, order.tick)
    ):
        me.locked_to = -1
    if (
        settings.recruiting_join_at_spending >= 0
        and me.point >= 0
        and not undoing.is_member(me.spent, settings.recruiting_join_at_spending)
    ):
        lapse(state, state.points[me.point], settings.recruiting_head_pay, day, in_horizon)


@kernel
def lapse(state, point, head_pay, day, in_horizon):
    """Whoever is a point by purchases alone, and has sent back what made a member, is none any more; pay by the head
    goes back."""
    if point.way != Way.PURCHASE or point.lapsed:
        return
    totals = state.totals[0]
    point.lapsed = True
    if point.state == PointState.ACTIVE:
        totals.n_active -= 1
    if point.state != PointState.LEFT:
        point.state, point.left_day = PointState.LEFT, day
        if in_horizon:
            state.counters[day, Counter.LEAVERS] += 1
    if point.head_paid:
        point.head_paid = False
        state.flows[day, Flow.HEAD_PAY_BACK] += head_pay
        totals.budget_left += head_pay
        recruiter = state.points[state.people[point.recruiter].point]
        recruiter.recruiting_income -= head_pay
        recruiter.reward_today -= head_pay
