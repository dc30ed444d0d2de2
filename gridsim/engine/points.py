"""Step 9, recruit: buyers become points, points tire, leave. Once a day, at its end."""

from __future__ import annotations

from gridsim import draws
from gridsim._jit import kernel
from gridsim.engine.plan import by_rank, spend
from gridsim.engine.state import ACTIVE, DORMANT, F_TRAINING, LEFT, N_LEAVERS, N_RECRUITS, POINTS_LINE
from gridsim.rules import buying, memory, reaction, recruiting

REWARD_HALF_LIFE_DAYS = 7.0
"""How long a point remembers what its posting earned and cost."""


@kernel
def recruit(town, run, day, first_open_order):
    """Buyers who were satisfied today may become points, lowest draw first while the budget and the places last."""
    clock, settings = run.clock[0], town.settings[0]
    if not settings.recruiting:
        return
    n = 0
    for i in range(first_open_order, clock.n_orders):
        order = run.orders[i]
        if order.delivered_day != day or order.satisfied <= 0.5 or run.state[order.buyer].point >= 0:
            continue
        u = draws.uniform(clock.seed, clock.replicate, draws.RECRUIT, order.buyer, 0, 0, order.tick)
        friends = town.moments_target[town.moments_start[order.buyer] : town.moments_start[order.buyer + 1]]
        if u < recruit_chance(settings, friends, run.state, run.points):
            run.visits[n].viewer, run.visits[n].link, run.visits[n].rank = order.buyer, order.seller, u
            n += 1
    by_rank(run.visits[:n], run.visits[n:])
    for who in run.visits[:n]:
        if run.state[who.viewer].point >= 0:
            continue
        full = clock.n_active >= settings.most_points or clock.n_points >= len(run.points)
        if full or not train(clock, settings, run.lines[POINTS_LINE], run.flows, day):
            clock.recruits_blocked += 1
            continue
        add_point(clock, run.points, run.state, town.people[who.viewer].role, who.viewer, day + 1, who.link)
        run.counters[day, N_RECRUITS] += 1


@kernel
def recruit_chance(settings, friends, state, points):
    """Chance that a satisfied buyer accepts: more for a greater commission, more with sellers among one's friends."""
    sellers = 0
    for friend in friends:
        row = state[friend].point
        if row >= 0 and points[row].state == ACTIVE:
            sellers += 1
    odds = settings.invite_odds * buying.saturating_multiplier(float(sellers), 3.0, settings.sellers_effect)
    return reaction.chance_of(odds * buying.saturating_multiplier(settings.one_commission, settings.reference_earning, settings.earnings_effect))


@kernel
def train(clock, settings, line, flows, day):
    """Train one more point, if the points' share of the budget can train it and supervise it with all others to the end; else False."""
    days_left = settings.n_ticks // settings.ticks_per_day - day
    to_the_end = settings.management_cost * days_left * (clock.n_active + 1)
    if line.spent + settings.training_cost + to_the_end > line.allowance:
        return False
    if not spend(clock, flows, day, F_TRAINING, settings.training_cost):
        return False
    line.spent += settings.training_cost
    return True


@kernel
def activate(town, run, people):
    """Ask people, in this order, to be points on the first day, while the points' share of the budget lasts."""
    clock, settings = run.clock[0], town.settings[0]
    for person in people:
        if train(clock, settings, run.lines[POINTS_LINE], run.flows, 0):
            add_point(clock, run.points, run.state, town.people[person].role, person, 0, -1)
        else:
            clock.recruits_blocked += 1


@kernel
def add_point(clock, points, state, role, person, day, recruiter):
    """Make a person an active point from a day on."""
    row = clock.n_points
    clock.n_points += 1
    clock.n_active += 1
    point = points[row]
    point.agent = person
    point.role = role
    point.state = ACTIVE
    point.activated_day = day
    point.left_day = -1
    point.recruiter = recruiter
    state[person].point = row


@kernel
def points_tire(town, run, day):
    """Each point weighs reward against effort; the dormant leave after a while and close their malls."""
    clock, settings = run.clock[0], town.settings[0]
    kept = memory.kept(1.0, REWARD_HALF_LIFE_DAYS)
    for i in range(clock.n_points):
        point = run.points[i]
        point.reward = point.reward * kept + float(point.reward_today) + point.interactions_today * settings.recognition
        point.effort = point.effort * kept + point.posts_today * settings.effort
        point.reward_today, point.interactions_today, point.posts_today = 0, 0, 0
        if point.state == DORMANT and day - point.dormant_day >= settings.leave_after:
            point.state = LEFT
            point.left_day = day
            run.counters[day, N_LEAVERS] += 1
        elif point.state == ACTIVE and point.activated_day <= day:
            at_balance = settings.dormancy_odds * recruiting.neglect(settings.unsupervised_dormancy_effect, clock.supervised)
            odds = recruiting.dormancy_odds(at_balance, town.roles[point.role].motivation, point.reward, point.effort)
            if draws.uniform(clock.seed, clock.replicate, draws.DORMANT, point.agent, 0, 0, day) < reaction.chance_of(odds):
                point.state = DORMANT
                point.dormant_day = day
                clock.n_active -= 1
