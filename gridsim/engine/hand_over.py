"""From the engine's tables to the plain arrays that the results are made of."""

from __future__ import annotations

from gridsim.engine import state as table
from gridsim.engine.state import Run, Town
from gridsim.results.metrics import result_of
from gridsim.results.tables import Result, RunArrays
from gridsim.scenario import Scenario
from gridsim.scenario.network import LAYERS
from gridsim.scenario.people import ROLES

MINOR_UNITS = 100


def hand_over(scenario: Scenario, strategy: str, replicate: int, town: Town, run: Run) -> Result:
    """Make the result of a finished run."""
    clock = run.clock[0]
    arrays = RunArrays(
        strategy=strategy,
        replicate=replicate,
        n_people=int(town.settings[0].n_people),
        budget=int(clock.budget_total),
        minor_units=MINOR_UNITS,
        counted={name: run.counters[:, k].copy() for k, name in enumerate(table.COUNTERS)},
        flowed={name: run.flows[:, k].copy() for k, name in enumerate(table.FLOWS)},
        mean_recall=run.mean_recall,
        active_points=run.active_points,
        budget_left=run.budget_left,
        orders=run.orders[: clock.n_orders].view(table.ORDER),
        points=run.points[: clock.n_points].view(table.POINT),
        shares=run.shares[: clock.n_shares].view(table.SHARE),
        posts=run.posts[: clock.n_posts].view(table.POST),
        impressions=run.recorded[: clock.n_recorded].view(table.IMPRESSION) if town.settings[0].recording else None,
        kinds=table.KINDS,
        entrances=table.ENTRANCES,
        roles=ROLES,
        places=(*LAYERS, "advertisement"),
    )
    counters = {name: int(run.counters[:, k].sum()) for k, name in enumerate(table.COUNTERS)}
    counters |= {"ticks": int(clock.tick), "posts": int(clock.n_posts), "showings_after_horizon": int(clock.n_pending + clock.beyond)}
    return result_of(arrays, counters, budget_note(run))


def budget_note(run: Run) -> str:
    """Why money was left, from what the plan met."""
    clock, lines = run.clock[0], run.lines
    if clock.commission_blocked or clock.management_blocked or clock.recruits_blocked or clock.budget_left < clock.budget_total // 100:
        short = [
            f"{clock.management_blocked} days without full supervision" if clock.management_blocked else "",
            f"{clock.commission_blocked} orders without commission" if clock.commission_blocked else "",
            f"{clock.recruits_blocked} recruits not taken" if clock.recruits_blocked else "",
        ]
        said = "; ".join(text for text in short if text)
        return "the budget was spent" + (f" ({said})" if said else "")
    on = [name for name, line in zip(table.LINES, lines, strict=True) if line.on]
    if not on:
        return "there is no campaign"
    reasons = {
        "account": "the account's plan has nothing more to buy",
        "advertising": "advertising may spend only its share",
        "kol": "no further opinion leader's post fits its share",
        "points": "the points' plan (supervision, training, commission) costs no more",
    }
    return "; ".join(reasons[name] for name in on)
