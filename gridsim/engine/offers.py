"""From the scenario's activities to the records that the engine reads, each set once."""

from __future__ import annotations

import math

from gridsim.draws import line_number
from gridsim.engine import pace, trade
from gridsim.engine import state as table
from gridsim.engine.state import Records
from gridsim.rules import commission, odds, reaction
from gridsim.scenario import Scenario
from gridsim.scenario.activity import OWN_KEYS, Activity
from gridsim.scenario.content import craft_of
from gridsim.scenario.strategy import Strategy
from gridsim.terms import ActivityKind, Channel, PostKind

PROMOTIONS = ("coupon", "flash_sale")
"""Kinds whose posts are promotions; all others' are activities."""


def most_posts(scenario: Scenario, strategy: Strategy) -> int:
    """A bound of the activities' posts of one tick."""
    return sum(int(activity.posts_per_day / scenario.ticks_per_day) + 2 for activity in strategy.activities.values())


def fill_line(line: Records, name: str, page: Activity, scenario: Scenario) -> None:
    """Set the plan line of an activity."""
    content = page.content
    line.on, line.number = True, line_number(f"activity:{name}")
    line.kind = PostKind.PROMOTION if page.kind in PROMOTIONS else PostKind.ACTIVITY
    for field in ("interesting", "benefit", "interaction", "individuality", "positioning"):
        line[field] = getattr(content, field)
    r = scenario.response.reaction
    line.appeal = reaction.quality_multiplier(content.quality, math.log(r.quality_effect))
    line.content_cost = line.dearest = commission.content_cost(content.cost_at_full_quality, craft_of(content))
    line.start_tick = line.paced_from = pace.ticks(scenario, page.start)
    line.end_tick = pace.ticks(scenario, min(scenario.horizon, page.start + page.days))
    line.posts_per_tick = page.posts_per_day / scenario.ticks_per_day
    line.first_version = -1
    line.credibility = scenario.people.roles.official.credibility
    line.channel, line.cap, line.share_today = Channel.ACTIVITY, -1, -1
    line.open_multiplier = r.commercial_effect  # the brand speaks
    line.trust_multiplier = scenario.response.memory.sponsored_trust
    line.product = trade.product_row(scenario, content.product)


def activities_of(scenario: Scenario, strategy: Strategy, lines: Records) -> Records:
    """The records of all activities, in the order of their lines."""
    activities = table.records(len(strategy.activities), table.ACTIVITY_ROW)
    for row, page in enumerate(strategy.activities.values()):
        _fill(activities[row], page, scenario, lines[table.FIRST_ACTIVITY + row])
        activities[row].line = table.FIRST_ACTIVITY + row
    return activities


def _fill(activity: Records, page: Activity, scenario: Scenario, line: Records) -> None:
    """Set one activity; what its kind does not read stays neutral."""
    own = OWN_KEYS[page.kind]
    activity.kind, activity.product = ActivityKind[page.kind.upper()], line.product
    activity.start_tick, activity.end_tick = line.start_tick, line.end_tick
    activity.valid_ticks = pace.ticks(scenario, page.valid)
    activity.read_chance = scenario.response.reaction.read_chance
    if "read_effect" in own:
        activity.read_chance = odds.chance_of(odds.odds_of(activity.read_chance) * page.read_effect)
    chance = 1.0
    if "prizes" in own:
        activity.prizes, activity.prize = page.prizes, page.prize
        worth = float(page.prizes * page.prize)
        chance = odds.saturating_multiplier(worth, float(page.reference_worth), page.prize_effect)
    activity.engage_boost = page.engage_effect * chance
    activity.share_boost = chance * (page.share_effect if "share_effect" in own else 1.0)
    activity.wake_awareness = page.wake_awareness
    activity.wake_trust = page.wake_trust
    activity.impulse = page.impulse_effect if "impulse_effect" in own else 1.0
    activity.urgency = page.urgency_effect if "urgency_effect" in own else 1.0
    activity.units_left = page.units if "units" in own else 0
    activity.parts, activity.heads = page.parts, page.size
    activity.amount = (
        _amount(page, list(trade.products_of(scenario).values())[line.product].price) if "amount" in own else 0
    )


def _amount(page: Activity, price: int) -> int:
    """Price reduction by one coupon, part or piece, at most the whole price."""
    if page.kind == "red_packet":
        return min(price, page.amount // page.parts)
    return min(price, commission.portion(price, commission.millionths(page.discount)) + page.amount)
