"""From the blocks of a strategy to the plan lines that the engine reads, each set once; and who is believed how far."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gridsim.draws import line_number
from gridsim.engine import offers, pace, trade
from gridsim.engine import state as table
from gridsim.engine.state import Records
from gridsim.rules import commission, odds, reaction, recruiting
from gridsim.scenario import Scenario
from gridsim.scenario.accounts import Account, Email, Executive, Service
from gridsim.scenario.content import PersonalContent, craft_of
from gridsim.scenario.declare import declarations
from gridsim.scenario.grid import Points
from gridsim.scenario.held import is_on
from gridsim.scenario.inviting import Invitations
from gridsim.scenario.media import Kol, MassMedia
from gridsim.scenario.points import Work
from gridsim.scenario.strategy import Strategy
from gridsim.terms import PEOPLE, PlanLine, Role, words
from gridsim.world import World


def lines_of(scenario: Scenario, strategy: Strategy) -> Records:
    """The plan lines of a strategy, one record each."""
    lines = table.records(len(PlanLine) + len(strategy.activities), table.LINE)
    n_ticks = pace.ticks(scenario, scenario.horizon)
    for row in PlanLine:
        line, name = lines[row], row.word
        line.number, line.kind, line.channel = line_number(name), row.kind, row.channel
        line.end_tick = n_ticks
        line.appeal, line.open_multiplier, line.trust_multiplier, line.cap, line.share_today = 1.0, 1.0, 1.0, -1, -1
        line.interesting = line.benefit = line.interaction = odds.REFERENCE
        line.individuality = 1.0  # a review is personal through and through
        line.first_version = -1
        page = getattr(strategy, name, None) if row != PlanLine.REVIEW else None  # the strategy's review is no line
        if page is not None and is_on(declarations(Strategy)[name].declared, scenario):
            _fill_line(line, page, scenario)
        line.paced = pace.is_paced(strategy, name)
    for line, (name, page) in zip(lines[len(PlanLine) :], strategy.activities.items(), strict=True):
        offers.fill_line(line, name, page, scenario)
    _number_channels(lines)
    return lines


def _number_channels(lines: Records) -> None:
    """Give every channel that this run can have a column in the table of touches: what is not there takes no memory
    beside a person."""
    columns: dict[int, int] = {}
    for row, line in enumerate(lines):
        there = line.on or row == PlanLine.REVIEW
        line.touch_row = columns.setdefault(int(line.channel), len(columns)) if there else -1


def _fill_line(line: Records, page: Any, scenario: Scenario) -> None:
    """Set one line from its block of the strategy."""
    line.on = True
    if isinstance(page, Invitations):  # its posts are people's own words, as reviews are
        return
    content: Any = page.content
    for name in ("interesting", "benefit", "interaction", "individuality", "personal_topic"):
        line[name] = getattr(content, name, 0.0)
    line.positioning = content.positioning  # what a post of the line says the brand stands for
    r = scenario.response.reaction
    line.appeal = reaction.quality_multiplier(content.quality, math.log(r.quality_effect))
    line.content_cost = line.dearest = commission.content_cost(content.cost_at_full_quality, craft_of(content))
    line.minutes = line.longest = minutes_of(content, page) if isinstance(page, Points) else 0.0
    line.discount = commission.millionths(getattr(content, "discount", 0.0))
    line.product = trade.product_row(scenario, getattr(content, "product", None))
    line.start_tick, line.end_tick = pace.season(scenario, page)
    line.paced_from = line.start_tick
    line.posts_per_tick = getattr(page, "posts_per_day", 0.0) / scenario.ticks_per_day
    if hasattr(page, "posts_per_week"):
        line.posts_per_tick = page.posts_per_week / 7.0 / scenario.ticks_per_day
    line.allowance = int(getattr(page, "spend", 0.0) * scenario.town_budget)
    line.cost_per_mille = getattr(page, "cost_per_mille", 1)
    line.fee_per_follower = float(getattr(page, "fee_per_follower", 0))
    line.least_fee = int(getattr(page, "least_fee", 0))
    line.targeting = getattr(page, "targeting", 0.0)
    line.credibility = _credibility(page, scenario)
    line.open_multiplier, line.trust_multiplier = _word(page, scenario)
    line.cap = -1 if getattr(page, "frequency_cap", None) is None else page.frequency_cap
    if isinstance(page, Email):
        line.posts_per_tick = 1.0 / (page.every_days * scenario.ticks_per_day)


def minutes_of(content: PersonalContent, page: Points) -> float:
    """How long a point takes for a post of some content."""
    return page.work.post_minutes + craft_of(content) * page.work.craft_minutes


def _credibility(page: Any, scenario: Scenario) -> float:
    """How far what is no person is believed: accounts by their roles, bought media by their blocks."""
    roles = scenario.people.roles
    by_account: dict[Any, Any] = {
        Account: roles.official,
        Email: roles.official,
        Executive: roles.executive,
        Service: roles.service,
    }
    return by_account[type(page)].credibility if type(page) in by_account else getattr(page, "credibility", 1.0)


def _word(page: Any, scenario: Scenario) -> tuple[float, float]:
    """Credibility of a line's own posts: the multipliers of the odds of opening them, and of the weight of what they
    say in trust."""
    r, sponsored_trust = scenario.response.reaction, scenario.response.memory.sponsored_trust
    if isinstance(page, Points | Executive):
        ties = page.tie_quality if isinstance(page, Points) else 1.0
        return ties * r.commercial_effect**page.seen_as_commercial, sponsored_trust**page.seen_as_commercial
    if isinstance(page, Email):  # the published rate of opening is that of a brand's mails
        return float(odds.odds_of(r.email_open_chance) / odds.odds_of(r.open_chance)), sponsored_trust
    if isinstance(page, Kol):
        return page.affinity * r.commercial_effect, sponsored_trust
    if isinstance(page, MassMedia):
        return page.attention * r.commercial_effect, sponsored_trust
    return r.commercial_effect, sponsored_trust


def most_posts_of_a_line(scenario: Scenario, strategy: Strategy, world: World) -> int:
    """A bound of what account, opinion leaders and advertising can post in one tick."""
    accounts = {name: getattr(strategy, name) for name in ("account", "executive", "service")}
    account = sum(
        page.posts_per_day / scenario.ticks_per_day * pace.busiest(scenario, strategy, name) + 1
        for name, page in accounts.items()
        if page
    )
    mails = 1 / (strategy.email.every_days * scenario.ticks_per_day) + 1 if strategy.email else 0
    partners = _most_swapped_posts(scenario, strategy, world)
    others = offers.most_posts(scenario, strategy) + int(np.count_nonzero(world.table.role == Role.KOL))
    return int(account + mails) + 4 + partners + others


def _most_swapped_posts(scenario: Scenario, strategy: Strategy, world: World) -> int:
    """A bound of what partners can post in one tick."""
    if strategy.partners is None:
        return 0
    each = int(strategy.partners.posts_per_week / 7.0 / scenario.ticks_per_day) + 1
    return each * int(np.count_nonzero(world.table.role == Role.PARTNER))


def most_posts_of_a_point(scenario: Scenario, strategy: Strategy) -> int:
    """A bound of what a point can post in one tick."""
    if strategy.points is None:
        return 0
    points = strategy.points
    habit = max(getattr(scenario.people.roles, name).posts_per_day for name in words(PEOPLE))
    keenest = recruiting.MOST_REASON**points.reward_elasticity * math.sqrt(points.experience_effect)
    busiest = pace.busiest(scenario, strategy, "points")
    return int(habit * points.posts_factor * busiest * keenest / scenario.ticks_per_day) + 1


def roles_of(scenario: Scenario, strategy: Strategy) -> Records:
    """Credibility, habit, value of a minute and what the brand pays for one, by role code; the official account is no
    person and has its own settings."""
    work = strategy.points.work if strategy.points else Work()
    roles = table.records(len(Role), table.ROLE)
    for role in PEOPLE:
        page = getattr(scenario.people.roles, role.word)
        roles[role].credibility = page.credibility
        roles[role].posts_per_tick = page.posts_per_day / scenario.ticks_per_day
        roles[role].minute = (work.employee_hour if role == Role.EMPLOYEE else work.hour) / 60.0
        roles[role].wage = roles[role].minute if role == Role.EMPLOYEE and work.employees == "paid" else 0.0
    return roles
