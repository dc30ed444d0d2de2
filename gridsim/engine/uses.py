"""Uses of the budget that post nothing: clicks beside a search, work on the malls, work on reputation, bought
followers."""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import in_season, spend
from gridsim.engine.followers import follow, place_in
from gridsim.rules import following, memory, odds
from gridsim.terms import BudgetUse, Counter, Flow

DAYS_A_MONTH = 30.0

MOST_ASKED = 20
"""People asked for one new follower: where 19 of 20 follow already, there is hardly anybody left to buy."""


@kernel
def work_of_day(given, state):
    """At the start of a day, spend the day's money on conversion and brand, and apply its effects."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    if state.uses[BudgetUse.CONVERSION].on:
        paid = pay_day(clock, totals, settings, state.uses[BudgetUse.CONVERSION], state.flows, Flow.CONVERSION)
        totals.conversion_stock = totals.conversion_stock * settings.conversion_kept + paid
        monthly = totals.conversion_stock * (1.0 - settings.conversion_kept) * DAYS_A_MONTH
        totals.conversion = odds.saturating_multiplier(
            monthly, settings.conversion_half_saturation, settings.conversion_effect
        )
    if state.uses[BudgetUse.PROMOTION].on:
        buy_followers(given, state)
    if state.uses[BudgetUse.BRAND].on:
        monthly = pay_day(clock, totals, settings, state.uses[BudgetUse.BRAND], state.flows, Flow.BRAND) * DAYS_A_MONTH
        if monthly > 0.0:
            raise_trust(
                clock,
                settings,
                state.people,
                settings.brand_trust_rate * monthly / (monthly + settings.brand_half_saturation),
            )


@kernel
def allowance(use, tick):
    """What a use of the budget may have spent by the end of this tick: its share of the budget, evenly over its
    season."""
    return use.allowance * (tick + 1 - use.start_tick) // (use.end_tick - use.start_tick)


@kernel
def money_of_day(clock, totals, settings, use):
    """What a use of the budget may spend on this day."""
    if not in_season(use, clock.tick):
        return np.int64(0)
    last = min(clock.tick + settings.ticks_per_day, use.end_tick) - 1
    return max(np.int64(0), min(allowance(use, last) - use.spent, totals.budget_left))


@kernel
def buy_followers(given, state):
    """Win followers for the official account with the money of this day: people are asked in an order of their own, the
    same under every strategy; who follows already costs nothing."""
    clock, totals, settings, use = state.clock[0], state.totals[0], given.settings[0], state.uses[BudgetUse.PROMOTION]
    day = clock.tick // settings.ticks_per_day
    wanted = money_of_day(clock, totals, settings, use) // use.price
    for _ in range(wanted * MOST_ASKED):
        if wanted == 0:
            return
        u0, u1, _, _ = draws.uniforms(clock.seed, clock.replicate, Purpose.NEW_FOLLOWER, use.asked, 0, 0, 0, 0)
        use.asked += 1
        if follow(state.follows, place_in(settings.n_people, u0, u1), following.OFFICIAL) > 0:
            state.counters[day, Counter.FOLLOWERS_WON] += 1
            spend(totals, state.flows, day, Flow.PROMOTION, use.price)
            use.spent += use.price
            wanted -= 1


@kernel
def pay_day(clock, totals, settings, use, flows, flow):
    """Spend what a use of the budget may have spent by the end of this day; returns the sum."""
    amount = money_of_day(clock, totals, settings, use)
    if amount <= 0 or not spend(totals, flows, clock.tick // settings.ticks_per_day, flow, amount):
        return 0.0
    use.spent += amount
    return float(amount)


@kernel
def raise_trust(clock, settings, people, weight):
    """The trust of everybody who knows the brand, or has heard of it, moves a little towards full trust."""
    for person in range(settings.n_people):
        me = people[person]
        if me.familiarity > memory.UNKNOWN:
            memory.settle_trust(settings, me, clock.tick)
            me.trust = memory.moved_trust(me.trust, 1.0, weight)


@kernel
def search_runs(clock, totals, use):
    """Whether an advertisement is shown beside the search in this tick."""
    return (
        in_season(use, clock.tick)
        and allowance(use, clock.tick) - use.spent >= use.price
        and totals.budget_left >= use.price
    )


@kernel
def pay_click(clock, totals, use, flows, counters, day):
    """Pay one click; False where it is one too many for the money of this tick."""
    if not search_runs(clock, totals, use) or not spend(totals, flows, day, Flow.SEARCH, use.price):
        return False
    use.spent += use.price
    counters[day, Counter.SEARCH_CLICKS] += 1
    return True
