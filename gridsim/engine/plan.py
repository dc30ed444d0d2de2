"""Step 1, plan: who posts what in this tick, what is bought, while the budget lasts.

The plan lines are paid in a fixed order: management, the accounts (official, executive, service), mails, points,
opinion leaders, advertisements, mass media.
"""

from __future__ import annotations

import math

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import in_season, spend
from gridsim.engine.candidates import by_rank
from gridsim.engine.inviting import address
from gridsim.engine.media import buy_impressions, buy_kol_posts
from gridsim.engine.posts import (
    a_group_of,
    cost_of_version,
    match_with,
    minutes_of_version,
    new_post,
    new_share,
    own_link,
    take_team_time,
    take_version,
    topic_of_version,
    wear_version,
)
from gridsim.engine.state import EXECUTIVE_ACCOUNT, SERVICE_ACCOUNT
from gridsim.rules import commission, recruiting
from gridsim.terms import Flow, Place, PlanLine, PointState, Role


@kernel
def plan(given, state):
    """Post and buy for this tick."""
    clock, totals = state.clock[0], state.totals[0]
    tick = clock.tick
    state.lines[PlanLine.ADVERTISING].n_bought = 0
    state.lines[PlanLine.MASS_MEDIA].n_bought = 0
    if tick % given.settings[0].ticks_per_day == 0:
        totals.team_posts = 0
    if tick % given.settings[0].ticks_per_day == 0:
        pay_management(given, state)
    account = given.settings[0].account
    account_posts(given, state, PlanLine.ACCOUNT, account, Place.MICRO_BLOG)
    account_posts(given, state, PlanLine.EXECUTIVE, account + EXECUTIVE_ACCOUNT, Place.MICRO_BLOG)
    account_posts(given, state, PlanLine.SERVICE, account + SERVICE_ACCOUNT, Place.MICRO_BLOG)
    account_posts(given, state, PlanLine.EMAIL, account, Place.EMAIL)
    if in_season(state.lines[PlanLine.POINTS], tick):
        points_post(given, state)
    if in_season(state.lines[PlanLine.KOL], tick):
        buy_kol_posts(given, state)
    buy_impressions(given, state, PlanLine.ADVERTISING, Place.ADVERTISEMENT)
    buy_impressions(given, state, PlanLine.MASS_MEDIA, Place.MASS_MEDIA)


@kernel
def pay_management(given, state):
    """Supervise as many active points as the budget allows today; the rest go unsupervised."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    totals.supervised = 1.0
    if settings.supervision_supervisors < 0 and (totals.n_active == 0 or settings.points_management_cost == 0):
        return
    affordable = totals.n_active
    if settings.points_management_cost > 0:
        affordable = min(totals.n_active, totals.budget_left // settings.points_management_cost)
    spend(
        totals,
        state.flows,
        clock.tick // settings.ticks_per_day,
        Flow.MANAGEMENT,
        affordable * settings.points_management_cost,
    )
    state.lines[PlanLine.POINTS].spent += affordable * settings.points_management_cost
    if affordable < totals.n_active:
        totals.management_blocked += 1
    if settings.supervision_supervisors >= 0:
        affordable = min(affordable, looked_after(clock, totals, settings, state.lines[PlanLine.POINTS], state.flows))
    totals.supervised = affordable / max(1, totals.n_active)


@kernel
def looked_after(clock, totals, settings, line, flows):
    """Pay the supervisors, as many as the budget allows today, and return how many points they look after."""
    paid = settings.supervision_supervisors
    if settings.supervision_daily_cost > 0:
        paid = min(paid, totals.budget_left // settings.supervision_daily_cost)
    spend(totals, flows, clock.tick // settings.ticks_per_day, Flow.MANAGEMENT, paid * settings.supervision_daily_cost)
    line.spent += paid * settings.supervision_daily_cost
    if paid < settings.supervision_supervisors:
        totals.management_blocked += 1
    return recruiting.supervised_by(paid, settings.supervision_points_per_supervisor, totals.n_active)


@kernel
def posts_due(ticks, posts_per_tick):
    """How many posts are due after so many ticks: the first at once, then one every 1 / rate ticks (the 1e-9 keeps 0.1
    x 10 at 1)."""
    return int(math.ceil(ticks * posts_per_tick - 1e-9))


@kernel
def posts_of_tick(line, tempo, tick):
    """How many posts of a schedule are due in a tick."""
    if line.paced:
        return posts_due(tempo[tick + 1], line.posts_per_tick) - posts_due(tempo[tick], line.posts_per_tick)
    since = float(tick - line.start_tick)
    return posts_due(since + 1.0, line.posts_per_tick) - posts_due(since, line.posts_per_tick)


@kernel
def account_posts(given, state, line_row, author, place):
    """An account posts to its followers (or mails to the mailing list) on its schedule, as far as the team and the
    budget can.

    The team makes the posts of the brand's accounts; mails are no posts.
    """
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[line_row]
    if not in_season(line, clock.tick):
        return
    day = clock.tick // settings.ticks_per_day
    sending = commission.impressions_cost(len(given.subscribers), line.cost_per_mille) if place == Place.EMAIL else 0
    for copy in range(posts_of_tick(line, given.tempo[line_row], clock.tick)):
        version = take_version(clock, line, state.versions, author, copy, line.turn, clock.tick)
        making = cost_of_version(line, state.versions, version)
        if making + sending > totals.budget_left or (
            place != Place.EMAIL and not take_team_time(clock, totals, settings)
        ):
            continue
        spend(totals, state.flows, day, Flow.CONTENT, making)
        spend(totals, state.flows, day, Flow.MEDIA, sending)
        line.spent += making + sending
        line.turn += 1
        row = new_post(clock, totals, settings, state.posts, line, line_row, author, copy, 1.0, 0.0, 0.0)
        wear_version(state, settings, row, version, day, making + sending)
        new_share(clock, totals, settings, state.posts, state.shares, row, author, place, 0, -1, -1)


@kernel
def points_post(given, state):
    """Every active point posts by its habit, to its friends or to its followers, now and then off the message."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.POINTS]
    willing = who_wants_to_post(given, state)
    dearest = line.dearest + recruiting.pay_for(line.longest, given.roles[Role.EMPLOYEE].wage)
    if willing * dearest > totals.budget_left:  # the lowest draws get the last of the money
        by_rank(state.candidates[:willing], state.candidates[willing:])
    for wish in state.candidates[:willing]:
        point = state.points[state.people[wish.person].point]
        version = take_version(clock, line, state.versions, wish.person, wish.number, point.posts, clock.tick)
        making = cost_of_version(line, state.versions, version)
        wage = recruiting.pay_for(minutes_of_version(line, state.versions, version), given.roles[point.role].wage)
        if making + wage > totals.budget_left:
            return
        spend(totals, state.flows, clock.tick // settings.ticks_per_day, Flow.CONTENT, making)
        spend(totals, state.flows, clock.tick // settings.ticks_per_day, Flow.WAGE, wage)
        point.reward_today += wage
        point_posts(given, state, point, wish.number, version)


@kernel
def who_wants_to_post(given, state):
    """Draw which points post in this tick; list them among the candidates, with the number of
    the post."""
    clock, totals, busy = state.clock[0], state.totals[0], 1.0
    if state.lines[PlanLine.POINTS].paced:
        busy = given.tempo[PlanLine.POINTS, clock.tick + 1] - given.tempo[PlanLine.POINTS, clock.tick]
    willing = 0
    for point in state.points[: totals.n_points]:
        if point.state != PointState.ACTIVE:
            continue
        expected = given.roles[point.role].posts_per_tick * given.settings[0].points_posts_factor * busy
        expected *= recruiting.posting_rate(given.settings[0], point)
        for copy in range(int(expected) + 1):
            u = draws.uniforms(
                clock.seed,
                clock.replicate,
                Purpose.POST_TIME,
                point.agent,
                0,
                state.lines[PlanLine.POINTS].number,
                clock.tick,
                copy,
            )[0]
            if u < expected - copy:
                wish = state.candidates[willing]
                wish.person, wish.number, wish.rank = point.agent, copy, u
                willing += 1
    return willing


@kernel
def point_posts(given, state, point, copy, version):
    """One post of a point."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.POINTS]
    drawn = draws.uniforms(
        clock.seed, clock.replicate, Purpose.POST_TIME, point.agent, 0, line.number, clock.tick, copy
    )
    astray = recruiting.off_message_chance(settings, point, totals.supervised)
    layer = where_to_post(settings, given.member_start, given.tier, point.agent, drawn[1])
    valence = settings.points_off_message_valence if drawn[2] < astray else recruiting.said(point)
    match = match_with(state.people, given.product_match, point.agent, line.product)
    mine = topic_of_version(line, state.versions, version)
    row = new_post(clock, totals, settings, state.posts, line, PlanLine.POINTS, point.agent, copy, valence, mine, match)
    wear_version(
        state,
        settings,
        row,
        version,
        clock.tick // settings.ticks_per_day,
        cost_of_version(line, state.versions, version),
    )
    recruiter = point.recruiter if settings.ranks else -1  # a communicator leads people to the mall that it came from
    link = own_link(settings, state.people, state.points, point.agent, recruiter)
    share = new_share(clock, totals, settings, state.posts, state.shares, row, point.agent, layer, 0, -1, link)
    if layer == Place.GROUPS:
        u = draws.uniform(clock.seed, clock.replicate, Purpose.GROUP_PICK, point.agent, copy, line.number, clock.tick)
        state.shares[share].group = a_group_of(given.member_start, given.member_group, point.agent, u)
    if layer == Place.MOMENTS and settings.points_message_share > 0.0:
        u = draws.uniform(clock.seed, clock.replicate, Purpose.TO_FRIEND, point.agent, copy, line.number, clock.tick)
        if u < settings.points_message_share:
            address(given, state, state.posts[row], state.shares[share])
    point.posts += 1
    point.posts_today += 1
    point.minutes_today += minutes_of_version(line, state.versions, version)


@kernel
def where_to_post(settings, member_start, tier, agent, u):
    """The layer of a point's post: public, in a group, in the shop, else among friends (as for a point that has no
    group, or no shop)."""
    if u < settings.points_public_share:
        return Place.MICRO_BLOG
    if u < settings.points_public_share + settings.points_group_share:
        return Place.GROUPS if member_start[agent + 1] > member_start[agent] else Place.MOMENTS
    if u < settings.points_public_share + settings.points_group_share + settings.points_place_share and tier[agent] > 0:
        return Place.PLACE
    return Place.MOMENTS
