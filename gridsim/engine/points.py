"""Step 9, recruit: buyers become points, points tire, leave. Once a day, at its end."""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import spend
from gridsim.engine.candidates import by_rank
from gridsim.rules import commission, experience, memory, recruiting, undoing
from gridsim.rules.odds import REFERENCE
from gridsim.terms import Counter, Flow, PlanLine, PointState, Rank, Role, Way


@kernel
def recruit(given, state, day, first_open_order):
    """People join by invitation, by having bought enough, by their own application: lowest draw first while budget and
    places last."""
    totals, settings = state.totals[0], given.settings[0]
    if not settings.recruiting:
        return
    n = invited(given, state, day, first_open_order)
    if settings.recruiting_join_at_spending >= 0:
        n = members(given, state, day, first_open_order, n)
    if settings.recruiting_apply_odds > 0.0:
        n = applicants(given, state, day, n)
    by_rank(state.candidates[:n], state.candidates[n:])
    for who in state.candidates[:n]:
        row = state.people[who.person].point
        again = has_lapsed(state.points, row)
        if row >= 0 and not again:
            continue
        training = 0 if settings.ranks or again else settings.points_training_cost
        if totals.n_active >= settings.recruiting_most or (not again and totals.n_points >= len(state.points)):
            totals.recruits_full += 1
            continue
        if not train(totals, settings, state.lines[PlanLine.POINTS], state.flows, day, training, 0):
            totals.recruits_blocked += 1
            continue
        if again:
            readmit(totals, state.points[row])
        else:
            rank = Rank.COMMUNICATOR if settings.ranks else Rank.SELLER
            add_point(given, state, who.person, day + 1, recruiter_of(state, who), who.way, rank)
            state.counters[day, Counter.RECRUITS] += 1
            state.flows[day, Flow.JOINING_FEE] += settings.recruiting_joining_fee
        pay_head(totals, settings, state, state.points[state.people[who.person].point], day)


@kernel
def recruiter_of(state, who):
    """Who has recruited somebody: the seller, else the point that was met first, as long as it is one; or nobody."""
    recruiter = who.recruiter if who.recruiter >= 0 else state.people[who.person].met
    if recruiter < 0 or recruiter == who.person:
        return np.int32(-1)
    return recruiter if state.points[state.people[recruiter].point].state != PointState.LEFT else np.int32(-1)


@kernel
def pay_head(totals, settings, state, point, day):
    """Pay the recruiter for one more recruit, where a scenario says so and while money lasts."""
    if settings.recruiting_head_pay == 0 or not commission.may_earn(
        point.recruiter, point.agent, settings.self_purchase
    ):
        return
    if spend(totals, state.flows, day, Flow.HEAD_PAY, settings.recruiting_head_pay):
        point.head_paid = True
        recruiter = state.points[state.people[point.recruiter].point]
        recruiter.recruiting_income += settings.recruiting_head_pay
        recruiter.reward_today += settings.recruiting_head_pay


@kernel
def has_lapsed(points, row):
    """Whether somebody was a member by purchases, and sent back what had made a member."""
    return row >= 0 and points[row].lapsed


@kernel
def readmit(totals, point):
    """A member whose membership had lapsed has bought enough again; the fee and the training were had."""
    point.state, point.left_day, point.lapsed = PointState.ACTIVE, -1, False
    totals.n_active += 1


@kernel
def invited(given, state, day, first_open_order):
    """List buyers who were satisfied today, have not sent the goods back at once, and accept the invitation."""
    clock, totals, settings, n = state.clock[0], state.totals[0], given.settings[0], 0
    for i in range(first_open_order, totals.n_orders):
        order = state.orders[i]
        if order.delivered_day != day or order.satisfied <= REFERENCE or state.people[order.buyer].point >= 0:
            continue
        if not undoing.is_kept(order.returned_day, day):
            continue
        u = draws.uniform(clock.seed, clock.replicate, Purpose.RECRUIT, order.buyer, 0, 0, order.tick)
        odds = recruiting.invitation_odds(settings, order.seller >= 0)
        if u < recruiting.join_chance(willingness_to_join(given, state, order.buyer), odds):
            wish = state.candidates[n]
            wish.person, wish.recruiter, wish.rank, wish.way = order.buyer, order.seller, u, Way.INVITATION
            n += 1
    return n


@kernel
def willingness_to_join(given, state, person):
    """How willing a person is to become a point, for a fee where there is one."""
    settings, minutes = given.settings[0], state.lines[PlanLine.POINTS].minutes
    fee = float(settings.recruiting_joining_fee)
    return recruiting.willingness(settings, given.roles[given.traits[person].role], minutes, fee)


@kernel
def members(given, state, day, first_open_order, n):
    """List today's buyers who have now paid as much as makes a member, if that seems worth the effort and a fee."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    for i in range(first_open_order, totals.n_orders):
        order = state.orders[i]
        if order.day != day or not undoing.is_member(
            state.people[order.buyer].spent, settings.recruiting_join_at_spending
        ):
            continue
        if state.people[order.buyer].point >= 0 and not has_lapsed(state.points, state.people[order.buyer].point):
            continue
        u = draws.uniform(clock.seed, clock.replicate, Purpose.JOIN, order.buyer, 0, 0, order.tick)
        if u < recruiting.acceptance(willingness_to_join(given, state, order.buyer)):
            wish = state.candidates[n]
            wish.person, wish.recruiter, wish.rank, wish.way = order.buyer, order.seller, u, Way.PURCHASE
            n += 1
    return n


@kernel
def applicants(given, state, day, n):
    """List people who think of the brand and apply: more who need the product often, and expect to earn."""
    clock, settings = state.clock[0], given.settings[0]
    for person in range(settings.n_people):
        me = state.people[person]
        if me.point >= 0 or me.awareness <= 0.0:
            continue
        recalled = memory.recall_now(settings, me, clock.tick)
        odds = recruiting.application_odds(settings, given.traits[person])
        u = draws.uniform(clock.seed, clock.replicate, Purpose.APPLY, person, 0, 0, day)
        if u < recalled * recruiting.join_chance(willingness_to_join(given, state, person), odds):
            wish = state.candidates[n]
            wish.person, wish.recruiter, wish.rank, wish.way = person, -1, u, Way.APPLICATION
            n += 1
    return n


@kernel
def train(totals, settings, line, flows, day, cost, fee):
    """Train one more point and pay its fee, if the points' share of the budget can, and supervise it with all others to
    the end; else False."""
    days_left = settings.n_ticks // settings.ticks_per_day - day
    to_the_end = settings.points_management_cost * days_left * (totals.n_active + 1)
    if settings.supervision_supervisors > 0:
        to_the_end += settings.supervision_supervisors * settings.supervision_daily_cost * days_left
    if line.spent + cost + fee + to_the_end > line.allowance or cost + fee > totals.budget_left:
        return False
    spend(totals, flows, day, Flow.TRAINING, cost)
    spend(totals, flows, day, Flow.KOL_FEE, fee)
    line.spent += cost + fee
    return True


@kernel
def activate(given, state, people):
    """Ask people, in this order, to be points on the first day, while the points' share of the budget lasts; consumers
    weigh what they may earn against the effort."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    consumers, minutes = given.roles[Role.CONSUMER], state.lines[PlanLine.POINTS].minutes
    accept = recruiting.acceptance(recruiting.willingness(settings, consumers, minutes, 0.0))
    for person in people:
        role = given.traits[person].role
        u = draws.uniform(clock.seed, clock.replicate, Purpose.ACCEPT, person, 0, 0, 0)
        if role == Role.CONSUMER and u >= accept:
            continue
        fee = (
            int(settings.kol_fee_per_follower * (given.blog_start[person + 1] - given.blog_start[person]))
            if role == Role.KOL
            else 0
        )
        if train(totals, settings, state.lines[PlanLine.POINTS], state.flows, 0, settings.points_training_cost, fee):
            add_point(given, state, person, 0, -1, Way.FIRST_DAY, Rank.SELLER)
            state.points[state.people[person].point].reward_today += fee
        else:
            totals.recruits_blocked += 1


@kernel
def add_point(given, state, person, day, recruiter, way, rank):
    """Make a person an active point from a day on; `way` says how it came, `rank` whether it opens a mall."""
    totals, people = state.totals[0], state.people
    row = totals.n_points
    totals.n_points += 1
    totals.n_active += 1
    point = state.points[row]
    point.agent = person
    point.role = given.traits[person].role
    point.state = PointState.ACTIVE
    point.activated_day = day
    point.left_day = -1
    point.recruiter = recruiter
    point.way, point.rank = way, rank
    point.promoted_day, point.demoted_day, point.last_sale_day, point.dormant_day, point.last_order = -1, -1, -1, -1, -1
    people[person].point = row
    begin(given, state, point)


@kernel
def begin(given, state, point):
    """What a new point reckons with, what it thinks of the goods, of which it has been given some to try."""
    clock, settings, role = state.clock[0], given.settings[0], given.roles[point.role]
    line = state.lines[PlanLine.POINTS]
    point.effort = recruiting.hoped_minutes(settings, role, line.minutes) * role.minute
    point.reward = recruiting.hoped_reward(settings, role, line.minutes)
    product = given.products[line.product]
    u0, u1, u2, u3 = draws.uniforms(clock.seed, clock.replicate, Purpose.SAMPLE, point.agent, 0, 0, 0, 0)
    point.belief = experience.satisfaction(
        product.quality,
        settings.service_quality,
        product.claims,
        settings.experience_spread,
        experience.noise(u0, u1, u2, u3),
    )
    memory.have_goods(settings, state.people[point.agent], point.belief, clock.tick)


@kernel
def points_tire(given, state, day):
    """Each point weighs reward against effort; the dormant leave after a while and close their malls."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    pay_wages(given, state, day)
    for i in range(totals.n_points):
        point = state.points[i]
        role = given.roles[point.role]
        point.minutes_today += recruiting.minutes_of_day(settings, point)
        point.reward = recruiting.reward_remembered(settings, point)
        point.effort = recruiting.effort_remembered(settings, point, role.minute)
        point.earned += point.reward_today
        point.minutes += point.minutes_today
        point.time_value += point.minutes_today * role.minute
        point.reward_today, point.minutes_today = 0, 0.0
        point.interactions_today, point.posts_today, point.sales_today = 0, 0, 0
        if point.state == PointState.DORMANT and day - point.dormant_day >= settings.points_leave_after:
            point.state = PointState.LEFT
            point.left_day = day
            state.counters[day, Counter.LEAVERS] += 1
        elif point.state == PointState.ACTIVE and point.activated_day <= day:
            u = draws.uniform(clock.seed, clock.replicate, Purpose.DORMANT, point.agent, 0, 0, day)
            if u < recruiting.dormancy_chance(settings, point, totals.supervised):
                point.state = PointState.DORMANT
                point.dormant_day = day
                totals.n_active -= 1


@kernel
def pay_wages(given, state, day):
    """Pay those whom the brand pays for what they did today beside posting, all of them or, where the budget cannot, none."""
    totals, settings, due = state.totals[0], given.settings[0], 0
    for point in state.points[: totals.n_points]:
        due += recruiting.pay_for(recruiting.minutes_of_day(settings, point), given.roles[point.role].wage)
    if due == 0 or not spend(totals, state.flows, day, Flow.WAGE, due):
        return
    for point in state.points[: totals.n_points]:
        point.reward_today += recruiting.pay_for(
            recruiting.minutes_of_day(settings, point), given.roles[point.role].wage
        )
