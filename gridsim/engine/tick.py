"""The order of a tick: the only page where the steps meet.

1. plan      who posts what, what is bought, while the budget lasts           (plan.py; conversion and brand: uses.py)
2. publish   new posts and yesterday's shares go to their audiences            (expose.py)
in every shard (shards.py), several at a time where there are threads for them:
3. expose    each is shown, or not, at some visit of each of the audience      (expose.py)
4. react     viewers open, read, interact, click, pass on; state changes       (react.py)
for the whole population again, after the effects on others were applied (effects.py):
5. shop      visits and needs become orders                                    (shop.py)
at the end of a day:
6. fulfil    delivery, experience, returns; talk becomes tomorrow's posts      (fulfil.py; stores order more: stock.py)
7. settle    refunds, commissions                                              (fulfil.py)
8. recruit   new points, dormancy, leaving, ranks; fans are served             (points.py, ranks.py, community.py)
             accounts are found and left                                       (followers.py)
in every shard: what everybody remembers
9. observe   the daily series

Nothing within a step depends on the order in which people are processed. A table that is full stops the tick at the
start of a step; the caller makes it larger and calls again, and the tick goes on at that step.
"""

from __future__ import annotations

import numpy as np

from gridsim._jit import kernel
from gridsim.engine.activities import announce, close_of_day, serve_claims
from gridsim.engine.community import keep_in_mind, renew_fans
from gridsim.engine.expose import collect, expose, publish
from gridsim.engine.followers import found, leave
from gridsim.engine.fulfil import fulfil
from gridsim.engine.partners import partners_post
from gridsim.engine.plan import plan
from gridsim.engine.points import points_tire, recruit
from gridsim.engine.ranks import change_ranks
from gridsim.engine.react import react
from gridsim.engine.shop import list_needs_of_day, shop
from gridsim.engine.standing import show_sales
from gridsim.engine.state import EXECUTIVE_ACCOUNT, SERVICE_ACCOUNT, TRUST_PARTS, Stop
from gridsim.engine.stock import restock
from gridsim.engine.uses import work_of_day
from gridsim.rules import exposure, memory
from gridsim.terms import PlanLine, PointState, Rank

PLAN, PUBLISH, SHOP, DAY_END, OBSERVE = range(5)
EXPOSE, COLLECT, REACT = range(3)
"""Steps of a shard."""


@kernel
def advance(given, state, last_tick):
    """Run ticks up to `last_tick` (not included), or until the caller must do something first: a code of `Stop`."""
    clock = state.clock[0]
    while clock.tick < last_tick:
        full = tick(given, state)
        if full != Stop.DONE:
            return np.int64(full)  # for Python, which would look through all members for its own
        clock.tick += 1
    return np.int64(Stop.DONE)


@kernel
def tick(given, state):
    """One tick, from the step at which the clock stands."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    if clock.phase == PLAN:
        most = settings.most_posts_of_a_line + totals.n_points * settings.most_posts_of_a_point
        if totals.n_posts + most > len(state.posts) or totals.n_shares + most > len(state.shares):
            return Stop.MORE_POSTS
        if most >= len(state.candidates):
            return Stop.MORE_CANDIDATES
        if clock.tick % settings.ticks_per_day == 0:
            list_needs_of_day(given, state)
        plan(given, state)
        if state.lines[PlanLine.PARTNERS].on:
            partners_post(given, state)
        if settings.n_activities > 0:
            announce(given, state)
        if clock.tick % settings.ticks_per_day == 0:
            work_of_day(given, state)
        clock.phase = PUBLISH
    if clock.phase == PUBLISH:
        if not publish(given, state):
            return Stop.MORE_BOUGHT
        totals.n_pending, totals.n_visits = 0, 0
        clock.phase = SHOP
        return Stop.SHARDS_REACT  # the caller lets them react, applies the effects, and goes on with
    if clock.phase == SHOP:
        most = most_visits(state)
        if most >= min(len(state.visits), len(state.orders) - totals.n_orders):
            return Stop.MORE_ORDERS
        if settings.invitations and (
            totals.n_posts + most > len(state.posts) or totals.n_shares + most > len(state.shares)
        ):
            return Stop.MORE_POSTS
        if settings.n_activities > 0:
            if totals.n_members + totals.n_visits + 1 > len(state.members):
                return Stop.MORE_GROUPS
            serve_claims(state)
        shop(given, state)
        clock.phase = DAY_END
    if clock.phase == DAY_END and (clock.tick + 1) % settings.ticks_per_day == 0:
        talkers = totals.n_orders - totals.first_open_order
        if totals.n_posts + talkers > len(state.posts) or totals.n_shares + talkers > len(state.shares):
            return Stop.MORE_POSTS
        if most_candidates(settings, talkers) >= len(state.candidates):
            return Stop.MORE_CANDIDATES
        end_day(given, state, clock.tick // settings.ticks_per_day)
        clock.phase = OBSERVE
        return Stop.SHARDS_RECALL  # the caller has them think of the brand, and goes on with
    if clock.phase == OBSERVE:
        observe(given, state, clock.tick // settings.ticks_per_day)
    clock.phase = PLAN
    return Stop.DONE


@kernel
def react_in_shard(given, state, shard):
    """Steps 3 and 4 in a shard; False where it needs more room (then give it and call again)."""
    progress = shard.progress[0]
    if progress.step == EXPOSE:
        if not expose(given, state, shard):
            return False
        progress.step = COLLECT
    if progress.step == COLLECT:
        if progress.n_pending > len(shard.due):
            return False
        collect(state.clock[0], shard)
        progress.next_person = progress.first_person
        progress.step = REACT
    if not react(given, state, shard):
        return False
    progress.step = EXPOSE
    return True


@kernel
def most_visits(state):
    """A bound of who can be in a mall in this tick: by links, with needs, in groups, to fetch what is given away."""
    totals = state.totals[0]
    return totals.n_visits + totals.n_needy + totals.n_members + len(state.gifted)


@kernel
def most_candidates(settings, orders_open):
    """A bound of how many people one list at the end of a day can hold."""
    if settings.whole_town:  # everybody may apply, or be a fan; a buyer may be invited and have bought enough
        return 2 * orders_open + settings.n_people
    return orders_open


@kernel
def end_day(given, state, day):
    """Steps 6 to 8."""
    settings, first_open_order = given.settings[0], state.totals[0].first_open_order
    fulfil(given, state, day, True)
    restock(given.settings[0], state.stores, day)
    if settings.n_activities > 0:
        close_of_day(given, state, day)
    recruit(given, state, day, first_open_order)
    points_tire(given, state, day)
    if settings.ranks:
        change_ranks(given, state, day)
    found(given, state, day)
    leave(given, state, day)
    if settings.community:
        keep_in_mind(given, state, day)
    if settings.popularity:
        show_sales(settings, state.sold, state.popularity)
    if settings.community and day % settings.community_renew_every == 0:
        renew_fans(given, state, day)


@kernel
def recall_in_shard(given, state, shard):
    """How present the brand is in the mind of everybody of a shard at the end of the day, and the sum of their trust in
    it."""
    clock, settings, progress = state.clock[0], given.settings[0], shard.progress[0]
    progress.trust = 0
    for person in range(progress.first_person, progress.end_person):
        me = state.people[person]
        progress.trust += int(memory.trust_now(settings, me, clock.tick + 1) * TRUST_PARTS)
        state.recall[person] = 0.0
        if me.awareness > 0.0:
            state.recall[person] = memory.recall_now(settings, me, clock.tick + 1)


@kernel
def observe(given, state, day):
    """Write the day's levels down."""
    totals, settings = state.totals[0], given.settings[0]
    total = 0.0
    for chance in state.recall:  # in the order of the people, so that the sum is the same whatever the shards
        total += chance
    state.mean_recall[day] = total / settings.n_people
    state.active_points[day] = totals.n_active
    for mine in state.follows:
        state.followers[day] += (mine & 1) + ((mine >> EXECUTIVE_ACCOUNT) & 1) + ((mine >> SERVICE_ACCOUNT) & 1)
    for point in state.points[: totals.n_points]:
        if point.state == PointState.ACTIVE and point.rank == Rank.SELLER:
            state.sellers[day] += 1
    state.budget_left[day] = totals.budget_left
    for row in range(len(state.lines)):
        state.line_spent[day, row] = state.lines[row].spent
    for layer in range(len(state.feed)):
        totals.rival_growth[layer] = exposure.supply_growth(settings.growth_a_year[layer], day + 1.0)


@kernel
def close(given, state, first_day, last_day):
    """After the horizon: deliver, take back and settle what was ordered within it (stores order no more)."""
    for day in range(first_day, last_day):
        fulfil(given, state, day, False)
