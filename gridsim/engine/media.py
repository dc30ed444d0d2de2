"""Bought media: posts of opinion leaders, impressions, and the people who get them."""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel, prefetch
from gridsim.draws import Purpose
from gridsim.engine.books import in_season, line_allowance, spend
from gridsim.engine.followers import count_followers, place_in
from gridsim.engine.posts import (
    cost_of_version,
    match_with,
    new_post,
    new_share,
    take_version,
    topic_of_version,
    wear_version,
)
from gridsim.engine.state import BUYING
from gridsim.rules import commission, leaders
from gridsim.terms import Channel, Flow, Measure, Place, PlanLine


@kernel
def buy_kol_posts(given, state):
    """Buy posts of opinion leaders, drawn in turn, as the line's allowance grows."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.KOL]
    if len(given.kols) == 0 or (
        line.paced and given.tempo[PlanLine.KOL, clock.tick + 1] <= given.tempo[PlanLine.KOL, clock.tick]
    ):
        return
    allowance = line_allowance(line, given.tempo[PlanLine.KOL], clock.tick)
    day = clock.tick // settings.ticks_per_day
    if settings.cared_kols > 0 and clock.tick % (leaders.DAYS_OF_CARE * settings.ticks_per_day) == 0:
        care_for_kols(given, state)
    own_followers = count_followers(state.follows, 0, 0, settings.n_people)
    for copy in range(len(given.kols)):
        u, u_accept, _, _ = draws.uniforms(
            clock.seed, clock.replicate, Purpose.KOL_PICK, line.picked, 0, line.number, 0, 0
        )
        kol = given.kols[int(u * len(given.kols))]
        followers = given.blog_start[kol + 1] - given.blog_start[kol]
        if u_accept >= leaders.accept_chance(followers, own_followers, settings.log_kol_status_effect):
            line.picked += 1
            continue
        fee = leaders.post_fee(followers, line.fee_per_follower, line.least_fee)
        if state.people[kol].cared:
            fee = int(fee * (1.0 - settings.operated_fee_discount))
        version = take_version(clock, line, state.versions, settings.media, 0, line.turn, line.picked)
        content_cost = cost_of_version(line, state.versions, version)
        price = fee + content_cost
        # never affordable any more: the next in turn
        if line.spent + price > line.allowance or price > totals.budget_left:
            line.picked += 1
            continue
        if line.spent + price > allowance:
            return
        spend(totals, state.flows, day, Flow.KOL_FEE, fee)
        spend(totals, state.flows, day, Flow.CONTENT, content_cost)
        line.spent += price
        line.picked += 1
        line.turn += 1
        match = match_with(state.people, given.product_match, kol, line.product)
        mine = topic_of_version(line, state.versions, version)
        row = new_post(clock, totals, settings, state.posts, line, PlanLine.KOL, kol, copy, 1.0, mine, match)
        wear_version(state, settings, row, version, day, price)
        if state.people[kol].cared:
            state.posts[row].appeal *= settings.operated_credibility_effect
            state.posts[row].believed = settings.operated_credibility_effect
        new_share(clock, totals, settings, state.posts, state.shares, row, kol, Place.MICRO_BLOG, 0, -1, -1)


@kernel
def care_for_kols(given, state):
    """Pay for the relation with the chosen opinion leaders (those with the lowest draws), while the line's money
    lasts."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.KOL]
    affordable = settings.cared_kols
    if settings.operated_cost > 0:
        affordable = min(
            affordable, max(0, min(line.allowance - line.spent, totals.budget_left)) // settings.operated_cost
        )
    spend(totals, state.flows, clock.tick // settings.ticks_per_day, Flow.KOL_CARE, affordable * settings.operated_cost)
    line.spent += affordable * settings.operated_cost
    for kol in given.kols:
        mine = draws.uniform(clock.seed, clock.replicate, Purpose.CARE, kol, 0, 0, 0)
        before = 0
        for other in given.kols:
            if draws.uniform(clock.seed, clock.replicate, Purpose.CARE, other, 0, 0, 0) < mine:
                before += 1
        state.people[kol].cared = before < affordable


@kernel
def buy_impressions(given, state, line_row, place):
    """Buy this tick's impressions; the advertisement (or the spot) is produced once (each version of it) and is one
    post a day."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[line_row]
    if not in_season(line, clock.tick):
        return
    day = clock.tick // settings.ticks_per_day
    version = take_version(clock, line, state.versions, settings.media, 0, day, day)
    if not produce(totals, state.flows, line, state.versions, version, day):
        return
    money = min(line_allowance(line, given.tempo[line_row], clock.tick) - line.spent, totals.budget_left)
    impressions = max(0, money * 1000 // line.cost_per_mille)
    if line.cap >= 0:
        impressions = under_cap(given, state, line, impressions)
    cost = commission.impressions_cost(impressions, line.cost_per_mille)
    if impressions == 0 or not spend(totals, state.flows, day, Flow.MEDIA, cost):
        return
    line.spent += cost
    if (
        clock.tick % settings.ticks_per_day == 0
        or line.share_today < 0
        or state.posts[state.shares[line.share_today].post].version != version
    ):
        row = new_post(clock, totals, settings, state.posts, line, line_row, settings.media, 0, 1.0, 0.0, 0.0)
        wear_version(state, settings, row, version, day, 0)
        line.share_today = new_share(
            clock, totals, settings, state.posts, state.shares, row, settings.media, place, 0, -1, -1
        )
    if version >= 0:
        state.measured[day, version, Measure.SPEND] += cost
    line.n_bought = impressions


@kernel
def produce(totals, flows, line, versions, version, day):
    """Pay for the making of an advertisement once; False where the line or the budget cannot."""
    if version < 0:
        done = line.produced
    else:
        done = versions[version].produced
    if done:
        return True
    cost = cost_of_version(line, versions, version)
    if line.spent + cost > line.allowance or not spend(totals, flows, day, Flow.CONTENT, cost):
        return False
    line.spent += cost
    if version < 0:
        line.produced = True
    else:
        versions[version].produced = True
    return True


@kernel
def under_cap(given, state, line, impressions):
    """How many of the impressions there is still room for today under the frequency cap."""
    day = state.clock[0].tick // given.settings[0].ticks_per_day
    if state.totals[0].caps_today != day:
        state.totals[0].caps_today = day
        state.ads_today[:] = 0
    people = len(given.ad_people) if len(given.ad_people) > 0 else given.settings[0].n_people
    shown = 0
    for times in state.ads_today:
        shown += times
    room = people * line.cap - shown
    if room < impressions:
        line.capped += 1
        return room
    return impressions


@kernel
def buy_people(given, state, line, people):
    """Fill in who gets the impressions that a line has bought in this tick, (n,): anybody in its regions who is under
    its frequency cap."""
    clock, settings, audience = state.clock[0], given.settings[0], given.ad_people
    everywhere = line.channel != Channel.ADVERTISING or len(audience) == 0  # the regions are those of advertising
    n_people = settings.n_people if everywhere else np.int64(len(audience))
    for begin in range(0, len(people), BUYING):
        some = people[begin : begin + BUYING]
        for k in range(len(some)):
            some[k] = (begin + k) & 0xFFFFFFFF
        draws.uniforms_of_each(
            clock.seed,
            clock.replicate,
            Purpose.AD_PERSON,
            some,
            0,
            line.number,
            clock.tick,
            0,
            state.numbers,
            len(some),
        )
        for k in range(len(some)):
            place = place_in(n_people, state.numbers[0, k], state.numbers[1, k])
            some[k] = place if everywhere else np.int64(audience[place])
            prefetch(state.people, some[k], 0)
        for k in range(len(some)):
            if state.numbers[2, k] < line.targeting or line.cap >= 0:
                some[k] = bought_person(given, state, line, begin + k, n_people, everywhere)


@kernel
def bought_person(given, state, line, number, n_people, everywhere):
    """The person who gets the `number`-th impression of a line in this tick.

    With the chance `targeting` one of the better matching half, as far as 16 tries find one.
    """
    clock, settings, audience = state.clock[0], given.settings[0], given.ad_people
    person, place, chosen = np.int64(0), np.int64(0), False
    for attempt in range(16):
        u0, u1, u2, _ = draws.uniforms(
            clock.seed, clock.replicate, Purpose.AD_PERSON, number & 0xFFFFFFFF, 0, line.number, clock.tick, attempt
        )
        place = place_in(n_people, u0, u1)
        person = place if everywhere else np.int64(audience[place])
        if attempt == 0:
            chosen = u2 < line.targeting
        if chosen and match_with(state.people, given.product_match, person, line.product) < settings.median_match:
            continue
        if line.cap < 0 or state.ads_today[person] < line.cap:
            break
    if line.cap >= 0:
        while state.ads_today[person] >= line.cap:  # there is room, `under_cap` has seen to it: the next in line
            place = (place + 1) % n_people
            person = place if everywhere else np.int64(audience[place])
        state.ads_today[person] += 1
    return person
