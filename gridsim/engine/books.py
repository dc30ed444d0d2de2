"""Money of the plan: what is spent from the budget, when a line is in season, what it may have spent by now."""

from __future__ import annotations

from gridsim._jit import kernel


@kernel
def in_season(line, tick):
    """Whether a plan line is active in this tick."""
    return line.on and line.start_tick <= tick and tick < line.end_tick


@kernel
def spend(totals, flows, day, flow, amount):
    """Take an amount from the budget and book it; False, and nothing happens, where it does not suffice."""
    if amount > totals.budget_left:
        return False
    totals.budget_left -= amount
    flows[day, flow] += amount
    return True


@kernel
def line_allowance(line, tempo, tick):
    """Most that a line may have spent by the end of this tick: its share of the budget, at its tempo over its season.

    A review that changes the share starts anew from what was spent by then.
    """
    left = line.allowance - line.paced_spent
    if line.paced:
        whole = tempo[line.end_tick] - tempo[line.paced_from]
        if whole <= 0.0:
            return line.paced_spent
        return line.paced_spent + int(left * ((tempo[tick + 1] - tempo[line.paced_from]) / whole))
    return line.paced_spent + left * (tick + 1 - line.paced_from) // (line.end_tick - line.paced_from)
