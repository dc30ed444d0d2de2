"""From the engine's tables to the plain arrays that the results are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gridsim.engine import state as table
from gridsim.engine import trade
from gridsim.engine.activities import activity_columns
from gridsim.engine.state import Given, State
from gridsim.engine.versions import variant_columns
from gridsim.results.result import Result, result_of
from gridsim.results.tables import RunArrays
from gridsim.rules.memory import KNOWN
from gridsim.rules.odds import REFERENCE
from gridsim.scenario import Scenario
from gridsim.terms import (
    ActivityKind,
    BudgetUse,
    Channel,
    Counter,
    Entrance,
    Flow,
    LineCount,
    Place,
    PlanLine,
    PostKind,
    Role,
    Way,
    words,
)


def hand_over(
    scenario: Scenario, strategy: str, replicate: int, given: Given, state: State, record: Sequence[str] = ()
) -> Result:
    """Make the result of a finished run; `record`: the further tables that it is to have."""
    clock, totals = state.clock[0], state.totals[0]
    arrays = RunArrays(
        strategy=strategy,
        replicate=replicate,
        n_people=int(given.settings[0].n_people),
        regions=given.traits.region,
        budget=int(totals.budget_total),
        currency=scenario.currency,
        lines=(*words(PlanLine), *(f"activity:{name}" for name in scenario.strategy(strategy).activities)),
        seen={count.word: state.seen[:, :, count].copy() for count in LineCount},
        ticks_per_day=int(given.settings[0].ticks_per_day),
        counted={counter.word: state.counters[:, counter].copy() for counter in Counter},
        flowed={flow.word: state.flows[:, flow].copy() for flow in Flow},
        mean_recall=state.mean_recall,
        active_points=state.active_points,
        budget_left=state.budget_left,
        orders=state.orders[: totals.n_orders].view(table.ORDER),
        points=state.points[: totals.n_points].view(table.POINT),
        shares=state.shares[: totals.n_shares].view(table.SHARE),
        posts=state.posts[: totals.n_posts].view(table.POST),
        impressions=state.recorded[: totals.n_recorded].view(table.IMPRESSION) if given.settings[0].recording else None,
        kinds=words(PostKind),
        entrances=words(Entrance),
        roles=words(Role),
        places=words(Place),
        channels=words(Channel),
        ways=words(Way),
        line_spent=state.line_spent,
        sellers=state.sellers,
        followers=state.followers,
        mean_trust=state.mean_trust,
        trust_at_end=_trust_at_end(given, state),
        products=tuple(trade.products_of(scenario)),
        tiers=given.tier,
        stores=state.stores.view(table.STORE) if given.settings[0].stock else None,
        stands_for=scenario.people.one_stands_for,
        activities=tuple(scenario.strategy(strategy).activities),
        record=tuple(record),
        more={
            "variants": variant_columns(scenario.strategy(strategy), state.measured),
            "activities": activity_columns(
                tuple(scenario.strategy(strategy).activities), words(ActivityKind), state.activities
            ),
        },
    )
    counters = {counter.word: int(state.counters[:, counter].sum()) for counter in Counter}
    counters |= {
        "ticks": int(clock.tick),
        "posts": int(totals.n_posts),
        "showings_after_horizon": int(totals.n_pending + totals.beyond),
    }
    note = budget_note(state)
    del state, clock, totals  # what people are is not needed any more: 7 of 22 GB at ten million of them
    return result_of(arrays, counters, note)


def _trust_at_end(given: Given, state: State) -> float:
    """Mean trust once all orders have arrived."""
    settings, people = given.settings[0], state.people
    rest = np.where(people["familiarity"] == KNOWN, REFERENCE, settings.initial_trust)
    days = (state.clock[0].tick - people["trust_tick"]) / settings.ticks_per_day
    return float(np.mean(rest + (people["trust"] - rest) * 0.5 ** (days / settings.trust_half_life)))


def budget_note(state: State) -> str:
    """Why money was left, from what the plan met."""
    totals = state.totals[0]
    on = [line.word for line in PlanLine if state.lines[line].on]
    on += [use.word for use in BudgetUse if state.uses[use].on]
    on += ["activities"] if len(state.activities) > 0 else []
    if not on:
        return "there is no campaign"
    reasons = {one.word: one.idle_reason for one in (*PlanLine, *BudgetUse)}
    reasons["activities"] = "the activities' posts, prizes and coupons cost no more"
    capped = int(state.lines[PlanLine.ADVERTISING].capped)
    if capped:
        reasons["advertising"] = f"advertising has reached its frequency cap ({capped} times)"
    blocked, full = int(totals.recruits_blocked), int(totals.recruits_full)
    if blocked or full:
        met = (
            [f"the points' share could not supervise more of them to the end ({blocked} not taken on)"]
            if blocked
            else []
        )
        met += [f"there were as many points as points.recruiting.most allows ({full} turned away)"] if full else []
        reasons["points"] = "; ".join(met)
    spent = totals.budget_left < totals.budget_total // 100
    said = ["the budget was spent"] if spent else [reasons[name] for name in on]
    unpaid = sum(int(n) for n in state.activities["prizes_unpaid"])
    if unpaid:
        said.append(f"{unpaid} prizes not paid, for want of money")
    if totals.team_blocked:
        said.append(f"{totals.team_blocked} posts not made, for want of people in the team")
    if totals.management_blocked:
        said.append(f"{totals.management_blocked} days without full supervision")
    if totals.commission_blocked:
        said.append(f"{totals.commission_blocked} orders without commission, for want of money")
    return "; ".join(said)
