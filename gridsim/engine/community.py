"""Users operated as a community: who engages most is found and served. At the end of a day."""

from __future__ import annotations

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.customers import become_loyal
from gridsim.engine.plan import by_rank, spend
from gridsim.rules import loyalty
from gridsim.terms import Counter, Flow, PointState


@kernel
def keep_in_mind(town, run, day):
    """Give back a part of what this day's forgetting took from served fans, and from those whose referrer stays."""
    settings = town.settings[0]
    for person in range(settings.n_people):
        me = run.state[person]
        slower = 1.0
        if me.fan:
            slower = settings.fan_memory_effect
            run.counters[day, Counter.FANS] += 1
        if settings.referral and me.referrer >= 0 and stays(run.state, run.points, me.referrer):
            slower *= settings.referred_memory_effect
        if slower > 1.0:
            me.awareness *= loyalty.given_back(1.0, settings.awareness_half_life, slower)


@kernel
def stays(state, points, referrer):
    """Whether a referrer is still there: a point that has not left, or a person who never was one."""
    row = state[referrer].point
    return row < 0 or points[row].state != PointState.LEFT


@kernel
def renew_fans(town, run, day):
    """Choose the fans of the coming days: most likes and comments so far first, while places and money last."""
    clock, settings = run.clock[0], town.settings[0]
    days = min(settings.renew_every, settings.n_ticks // settings.ticks_per_day - day - 1)
    price = (settings.fan_cost * days + 29) // 30
    n = 0
    for person in range(settings.n_people):
        run.state[person].fan = False
        if run.state[person].engaged > 0 and days > 0:
            run.visits[n].viewer = person
            run.visits[n].rank = (
                draws.uniform(clock.seed, clock.replicate, Purpose.FAN, person, 0, 0, day) - run.state[person].engaged
            )
            n += 1
    by_rank(run.visits[:n], run.visits[n:])
    for who in run.visits[: min(n, settings.most_fans)]:
        if clock.community_spent + price > settings.community_allowance or not spend(
            clock, run.flows, day, Flow.COMMUNITY, price
        ):
            return
        clock.community_spent += price
        run.state[who.viewer].fan = True
        if settings.loyalty:
            become_loyal(clock, settings, run.state[who.viewer])
