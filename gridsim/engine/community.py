"""Users operated as a community: who engages most is found and served. At the end of a day."""

from __future__ import annotations

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import spend
from gridsim.engine.candidates import by_rank
from gridsim.rules import loyalty
from gridsim.terms import Counter, Flow


@kernel
def keep_in_mind(given, state, day):
    """Give back to served fans a part of what this day's forgetting took."""
    settings = given.settings[0]
    back = loyalty.given_back(1.0, settings.mind_half_life, settings.community_memory_effect)
    for person in range(settings.n_people):
        me = state.people[person]
        if me.fan:
            state.counters[day, Counter.FANS] += 1
            me.awareness *= back


@kernel
def renew_fans(given, state, day):
    """Choose the fans of the coming days: most likes and comments so far first, while places and money last."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    days = min(settings.community_renew_every, settings.n_ticks // settings.ticks_per_day - day - 1)
    price = (settings.community_cost_per_fan * days + 29) // 30
    n = 0
    for person in range(settings.n_people):
        state.people[person].fan = False
        if state.people[person].engaged > 0 and days > 0:
            state.candidates[n].person = person
            state.candidates[n].rank = (
                draws.uniform(clock.seed, clock.replicate, Purpose.FAN, person, 0, 0, day)
                - state.people[person].engaged
            )
            n += 1
    by_rank(state.candidates[:n], state.candidates[n:])
    for who in state.candidates[: min(n, settings.community_fans)]:
        if totals.community_spent + price > settings.community_spend or not spend(
            totals, state.flows, day, Flow.COMMUNITY, price
        ):
            return
        totals.community_spent += price
        state.people[who.person].fan = True
