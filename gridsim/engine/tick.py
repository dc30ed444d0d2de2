"""The order of a tick: the only page where the steps meet.

1. plan      who posts what, what is bought, while the budget lasts           (plan.py; conversion and brand: uses.py)
2. publish   new posts and yesterday's shares go to their audiences            (expose.py)
in every ward (wards.py), several at a time where there are threads for them:
3. expose    each is shown, or not, at some visit of each of the audience      (expose.py)
4. react     viewers open, read, interact, click, pass on; state changes       (react.py)
in the town again, after shares, links and likes were carried out (answer.py):
5. shop      visits and needs become orders                                    (shop.py)
at the end of a day:
6. fulfil    delivery, experience, returns; talk becomes tomorrow's posts      (fulfil.py; stores order more: stock.py)
7. settle    refunds, commissions                                              (fulfil.py)
8. recruit   new points, dormancy, leaving, ranks; fans are served             (points.py, ranks.py, community.py)
in every ward: what everybody remembers
9. observe   the daily series

Nothing within a step depends on the order in which people are processed. A table that is full stops the tick at the
start of a step; the caller makes it larger and calls again, and the tick goes on at that step.
"""

from __future__ import annotations

from gridsim._jit import kernel
from gridsim.engine.activities import announce, close_of_day, serve_claims
from gridsim.engine.community import keep_in_mind, renew_fans
from gridsim.engine.expose import collect, expose, publish
from gridsim.engine.fulfil import fulfil
from gridsim.engine.partners import partners_post
from gridsim.engine.plan import plan
from gridsim.engine.points import points_tire, recruit
from gridsim.engine.ranks import brush, change_ranks, points_wake
from gridsim.engine.react import react
from gridsim.engine.shop import list_needs_of_day, shop
from gridsim.engine.state import (
    DONE,
    MORE_BOUGHT,
    MORE_GROUPS,
    MORE_ORDERS,
    MORE_POSTS,
    MORE_VISITS,
    TRUST_PARTS,
    WARDS_MEET,
    WARDS_RECALL,
)
from gridsim.engine.stock import restock
from gridsim.engine.uses import work_of_day
from gridsim.rules import exposure, memory
from gridsim.terms import PlanLine, PointState, Rank

PLAN, PUBLISH, SHOP, DAY_END, OBSERVE = range(5)
EXPOSE, COLLECT, REACT = range(3)
"""Steps of a ward."""


@kernel
def advance(town, run, last_tick):
    """Run ticks up to `last_tick` (not included); DONE, or what the caller must do first (`state.MORE_...`,
    `WARDS_MEET`)."""
    clock = run.clock[0]
    while clock.tick < last_tick:
        full = tick(town, run)
        if full != DONE:
            return full
        clock.tick += 1
    return DONE


@kernel
def tick(town, run):
    """One tick, from the step at which the clock stands."""
    clock, settings = run.clock[0], town.settings[0]
    if clock.phase == PLAN:
        most = settings.most_posts_of_a_line + clock.n_points * settings.most_posts_of_a_point
        if clock.n_posts + most > len(run.posts) or clock.n_shares + most > len(run.shares):
            return MORE_POSTS
        if most >= len(run.visits):
            return MORE_VISITS
        if clock.tick % settings.ticks_per_day == 0:
            list_needs_of_day(town, run)
        plan(town, run)
        if run.lines[PlanLine.PARTNERS].on:
            partners_post(town, run)
        if settings.n_activities > 0:
            announce(town, run)
        if clock.tick % settings.ticks_per_day == 0:
            work_of_day(town, run)
        clock.phase = PUBLISH
    if clock.phase == PUBLISH:
        if not publish(town, run):
            return MORE_BOUGHT
        clock.n_pending, clock.n_visits = 0, 0
        clock.phase = SHOP
        return WARDS_MEET  # the caller has them meet, carries their answers out, and goes on with
    if clock.phase == SHOP:
        if clock.n_visits + clock.n_needy + clock.n_members >= min(len(run.visits), len(run.orders) - clock.n_orders):
            return MORE_ORDERS
        if settings.n_activities > 0:
            if clock.n_members + clock.n_visits + 1 > len(run.members):
                return MORE_GROUPS
            serve_claims(run)
        shop(town, run)
        clock.phase = DAY_END
    if clock.phase == DAY_END and (clock.tick + 1) % settings.ticks_per_day == 0:
        talkers = clock.n_orders - clock.first_open_order
        if clock.n_posts + talkers > len(run.posts) or clock.n_shares + talkers > len(run.shares):
            return MORE_POSTS
        if most_candidates(settings, talkers) >= len(run.visits):
            return MORE_VISITS
        end_day(town, run, clock.tick // settings.ticks_per_day)
        clock.phase = OBSERVE
        return WARDS_RECALL  # the caller has them think of the brand, and goes on with
    if clock.phase == OBSERVE:
        observe(town, run, clock.tick // settings.ticks_per_day)
    clock.phase = PLAN
    return DONE


@kernel
def meet(town, run, ward):
    """Steps 3 and 4 in a ward; False where it needs more room (then give it and call again)."""
    now = ward.round[0]
    if now.step == EXPOSE:
        if not expose(town, run, ward):
            return False
        now.step = COLLECT
    if now.step == COLLECT:
        if now.n_pending > len(ward.due):
            return False
        collect(run.clock[0], ward)
        now.next_person = now.first_person
        now.step = REACT
    if not react(town, run, ward):
        return False
    now.step = EXPOSE
    return True


@kernel
def most_candidates(settings, orders_open):
    """A bound of how many people one list at the end of a day can hold."""
    if settings.whole_town:  # everybody may apply, or be a fan; a buyer may be invited and have bought enough
        return 2 * orders_open + settings.n_people
    return orders_open


@kernel
def end_day(town, run, day):
    """Steps 6 to 8."""
    settings, first_open_order = town.settings[0], run.clock[0].first_open_order
    fulfil(town, run, day, True)
    restock(town.settings[0], run.stores, day)
    if settings.n_activities > 0:
        close_of_day(town, run, day)
    recruit(town, run, day, first_open_order)
    points_tire(town, run, day)
    if settings.reactivation:
        points_wake(town, run, day)
    if settings.ranks:
        change_ranks(town, run, day)
    if settings.brushing:
        brush(town, run, day)
    if settings.remembered:
        keep_in_mind(town, run, day)
    if settings.community and day % settings.renew_every == 0:
        renew_fans(town, run, day)


@kernel
def recall(town, run, ward):
    """How likely everybody of a ward is to think of the brand at the end of the day, and the sum of their trust in
    it."""
    clock, settings, now = run.clock[0], town.settings[0], ward.round[0]
    now.trust = 0
    for person in range(now.first_person, now.end_person):
        me = run.state[person]
        now.trust += int(me.trust * TRUST_PARTS)
        run.recall[person] = 0.0
        if me.awareness > 0.0:
            days = (clock.tick + 1 - me.touched_tick) / settings.ticks_per_day
            run.recall[person] = memory.recall_chance(
                me.awareness * memory.kept(days, settings.awareness_half_life), settings.awareness_scale
            )


@kernel
def observe(town, run, day):
    """Write the day's levels down."""
    clock, settings = run.clock[0], town.settings[0]
    total = 0.0
    for chance in run.recall:  # in the order of the people, so that the sum is the same whatever the wards
        total += chance
    run.mean_recall[day] = total / settings.n_people
    run.active_points[day] = clock.n_active
    for point in run.points[: clock.n_points]:
        if point.state == PointState.ACTIVE and point.rank == Rank.SELLER:
            run.sellers[day] += 1
    run.budget_left[day] = clock.budget_left
    for row in range(len(run.lines)):
        run.line_spent[day, row] = run.lines[row].spent
    for layer in range(len(run.feed)):
        clock.rival_growth[layer] = exposure.supply_growth(settings.growth_a_year[layer], day + 1.0)


@kernel
def close(town, run, first_day, last_day):
    """After the horizon: deliver, take back and settle what was ordered within it (stores order no more)."""
    for day in range(first_day, last_day):
        fulfil(town, run, day, False)
