"""Points change: communicators open malls, sellers close them, the dormant wake. And the risk of fake orders. Once a
day, at its end."""

from __future__ import annotations

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import spend
from gridsim.engine.candidates import by_rank
from gridsim.engine.mall import last_kept_sale
from gridsim.engine.points import train
from gridsim.rules import odds, recruiting
from gridsim.terms import Counter, Flow, PlanLine, PointState, Rank


@kernel
def change_ranks(given, state, day):
    """Communicators who want a mall get it, lowest draw first while money for training lasts; sellers without sales
    that stand go back."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.POINTS]
    n = 0
    for point in state.points[: totals.n_points]:
        if point.state != PointState.ACTIVE or point.activated_day > day:
            continue
        if point.rank == Rank.SELLER:
            if (
                day - max(last_kept_sale(state.orders, point, day), point.promoted_day, point.activated_day)
                >= settings.ranks_demote_after
            ):
                point.rank, point.demoted_day = Rank.COMMUNICATOR, day
                state.counters[day, Counter.DEMOTIONS] += 1
            continue
        u = draws.uniform(clock.seed, clock.replicate, Purpose.PROMOTE, point.agent, 0, 0, day)
        if u < recruiting.promote_chance(settings, point):
            state.candidates[n].person, state.candidates[n].rank = point.agent, u
            n += 1
    by_rank(state.candidates[:n], state.candidates[n:])
    for who in state.candidates[:n]:
        if line.spent + settings.points_training_cost > line.allowance or not spend(
            totals, state.flows, day, Flow.TRAINING, settings.points_training_cost
        ):
            return
        line.spent += settings.points_training_cost
        point = state.points[state.people[who.person].point]
        point.rank, point.promoted_day, point.skill = Rank.SELLER, day, max(point.skill, settings.skill_trained)
        state.counters[day, Counter.PROMOTIONS] += 1


@kernel
def points_wake(given, state, day):
    """A contact or supervision wakes the dormant; those who left come back after a contact, lowest draw first while
    they can be supervised."""
    clock, totals, settings, n = state.clock[0], state.totals[0], given.settings[0], 0
    for point in state.points[: totals.n_points]:
        if point.state == PointState.ACTIVE or point.dormant_day == day or point.left_day == day or point.lapsed:
            continue
        me = state.people[point.agent]
        contacted = me.reached and me.touched_tick >= day * settings.ticks_per_day
        u_contact, u_supervision, u_return, _ = draws.uniforms(
            clock.seed, clock.replicate, Purpose.WAKE, point.agent, 0, 0, day, 0
        )
        if point.state == PointState.DORMANT:
            by_supervision = u_supervision < settings.reactivation_supervision_chance * totals.supervised
            if by_supervision or (contacted and u_contact < settings.reactivation_contact_chance):
                wake(totals, state.counters, point, day)
        elif contacted and u_return < settings.reactivation_return_chance:
            state.candidates[n].person, state.candidates[n].rank = point.agent, u_return
            n += 1
    by_rank(state.candidates[:n], state.candidates[n:])
    for who in state.candidates[:n]:
        if train(totals, settings, state.lines[PlanLine.POINTS], state.flows, day, 0, 0):
            wake(totals, state.counters, state.points[state.people[who.person].point], day)


@kernel
def wake(totals, counters, point, day):
    """A point is active again."""
    point.state, point.left_day = PointState.ACTIVE, -1
    totals.n_active += 1
    counters[day, Counter.WOKEN] += 1


@kernel
def brush(given, state, day):
    """Buy the day's fake orders; the platform may find out, and then fines, and watches from then on."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.POINTS]
    if totals.brushing_over > 0:
        return
    fakes = settings.brushing_orders_per_day
    if settings.brushing_cost > 0:
        fakes = max(0, min(fakes, min(totals.budget_left, line.allowance - line.spent) // settings.brushing_cost))
    spend(totals, state.flows, day, Flow.BRUSHING, fakes * settings.brushing_cost)
    line.spent += fakes * settings.brushing_cost
    totals.n_fakes += fakes
    state.counters[day, Counter.FAKE_ORDERS] += fakes
    totals.fake_orders = odds.saturating_multiplier(
        float(totals.n_fakes), settings.brushing_half_effect, settings.brushing_effect
    )
    u = draws.uniform(clock.seed, clock.replicate, Purpose.BRUSH, 0, 0, 0, day)
    if totals.n_fakes > 0 and u < settings.brushing_detection_chance:
        state.flows[day, Flow.PENALTY] += settings.brushing_penalty
        totals.brushing_over, totals.fake_orders = 1, 1.0
