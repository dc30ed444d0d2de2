"""Uses of the budget that post nothing: clicks beside a search, work on the malls, work on reputation."""

from __future__ import annotations

from gridsim._jit import kernel
from gridsim.engine.books import in_season, spend
from gridsim.rules import memory, odds
from gridsim.terms import BudgetUse, Counter, Flow

DAYS_A_MONTH = 30.0


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
def pay_day(clock, totals, settings, use, flows, flow):
    """Spend what a use of the budget may have spent by the end of this day; returns the sum."""
    if not in_season(use, clock.tick):
        return 0.0
    last = min(clock.tick + settings.ticks_per_day, use.end_tick) - 1
    amount = min(allowance(use, last) - use.spent, totals.budget_left)
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
        and allowance(use, clock.tick) - use.spent >= use.cost_per_click
        and totals.budget_left >= use.cost_per_click
    )


@kernel
def pay_click(clock, totals, use, flows, counters, day):
    """Pay one click; False where it is one too many for the money of this tick."""
    if not search_runs(clock, totals, use) or not spend(totals, flows, day, Flow.SEARCH, use.cost_per_click):
        return False
    use.spent += use.cost_per_click
    counters[day, Counter.SEARCH_CLICKS] += 1
    return True
