"""Points change: communicators open malls, sellers close them. Once a day, at its end."""

from __future__ import annotations

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import spend
from gridsim.engine.candidates import by_rank
from gridsim.engine.mall import last_kept_sale
from gridsim.rules import recruiting
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
        willing = recruiting.willingness(settings, given.roles[point.role], line.minutes, 0.0)
        if u < recruiting.promote_chance(settings, point, willing):
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
        point.rank, point.promoted_day = Rank.SELLER, day
        state.counters[day, Counter.PROMOTIONS] += 1
