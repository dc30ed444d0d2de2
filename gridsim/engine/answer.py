"""What others hear of reactions: likes of points, parts taken in activities, shares, links followed. Ward by ward, in
the order of the people."""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.activities import ASK_COUPON, OPEN_PACKET, TAKE_PART, is_live, note_claim, take_part
from gridsim.engine.plan import a_group_of, new_share, own_link
from gridsim.engine.react import source_of
from gridsim.engine.state import DONE, FIRST_ACTIVITY, MORE_CLAIMS, MORE_RECORDED, MORE_SHARES, MORE_VISITS
from gridsim.terms import ActivityKind, Counter, LineCount, Measure, Place, Stage


@kernel
def answer(town, run, ward):
    """Carry out what others must hear of, and close the ward's books; DONE, or which table must grow first."""
    full = missing_room(run.clock[0], town.settings[0], run, ward)
    if full == DONE:
        carry_out(town, run, ward)
    return full


@kernel
def missing_room(clock, settings, run, ward):
    """Which table has no room for what a ward's answers can make, or DONE."""
    now = ward.round[0]
    now.needed = 0
    for told in ward.answers[: now.n_answers]:
        now.needed += told.end - told.begin
    if clock.n_shares + now.needed > len(run.shares) or 2 * (clock.n_passed_on + now.needed) > len(run.passed_on):
        return MORE_SHARES
    if settings.recording and clock.n_recorded + now.n_due > len(run.recorded):
        return MORE_RECORDED
    if settings.n_activities > 0 and clock.n_claims + 3 * now.needed + 1 > len(run.claims):
        return MORE_CLAIMS
    if clock.n_visits + now.n_answers >= len(run.visits):
        return MORE_VISITS
    return DONE


@kernel
def carry_out(town, run, ward):
    """Carry out what others must hear of: likes of points, parts taken in activities, shares, links followed; and close
    the ward's books."""
    clock, settings, now, day = (
        run.clock[0],
        town.settings[0],
        ward.round[0],
        run.clock[0].tick // town.settings[0].ticks_per_day,
    )
    if settings.recording:
        for showing in ward.due[: now.n_due]:
            record(clock, run.recorded, showing.viewer, run.shares[showing.share], showing.stage)
    for told in ward.answers[: now.n_answers]:
        for i in range(told.begin, told.end):
            hear(settings, run, ward.due[i])
        pass_on(town, run, ward, told.viewer, told.begin, told.end)
        if told.clicked >= 0:
            share = ward.due[told.clicked].share
            ward.counters[Counter.CLICKS] += 1
            ward.seen[run.posts[run.shares[share].post].line, LineCount.CLICKS] += 1
            if run.posts[run.shares[share].post].version >= 0:
                ward.measured[run.posts[run.shares[share].post].version, Measure.CLICKS] += 1
            follow_link(clock, run.visits, run.shares, run.posts, told.viewer, share)
            if settings.n_activities > 0:
                claim_of(run, ASK_COUPON, ActivityKind.COUPON, told.viewer, share)
    move(ward.counters, run.counters[day])
    for line in range(len(ward.seen)):
        move(ward.seen[line], run.seen[day, line])
    for version in range(len(ward.measured)):
        move(ward.measured[version], run.measured[day, version])
    clock.n_pending += now.n_pending
    clock.beyond += now.beyond
    now.beyond, now.n_answers = 0, 0


@kernel
def move(tally, to):
    """Add a tally to the books and begin a new one."""
    for k in range(len(tally)):
        to[k] += tally[k]
        tally[k] = 0


@kernel
def record(clock, recorded, viewer, share, stage):
    """Write a showing down in the event table."""
    row = recorded[clock.n_recorded]
    clock.n_recorded += 1
    row.tick, row.viewer, row.sharer, row.post, row.place, row.stage = (
        clock.tick,
        viewer,
        share.sharer,
        share.post,
        share.layer,
        stage,
    )


@kernel
def hear(settings, run, showing):
    """A point hears of a like or a comment; of an activity that is on, readers take part."""
    clock, share = run.clock[0], run.shares[showing.share]
    if showing.stage == Stage.ENGAGED:
        recognise(settings, run.state, run.points, share.sharer)
    line = run.posts[share.post].line
    if showing.stage < Stage.READ or line < FIRST_ACTIVITY or share.layer == Place.MASS_MEDIA:
        return
    activity = run.activities[line - FIRST_ACTIVITY]
    if is_live(activity, clock.tick):
        if showing.stage == Stage.ENGAGED:
            take_part(activity, run.tickets[line - FIRST_ACTIVITY, showing.viewer])
        if share.parts > 0:
            note_claim(clock, run.claims, TAKE_PART, showing.viewer, showing.share, share, run.posts[share.post])


@kernel
def recognise(settings, state, points, sharer):
    """A like or a comment counts for the point that it is given to."""
    if sharer < settings.n_people and state[sharer].point >= 0:
        points[state[sharer].point].interactions_today += 1


@kernel
def claim_of(run, what, kind, viewer, share_row):
    """Note a claim on the activity of a share's post, where that is of a kind and still on."""
    clock, share = run.clock[0], run.shares[share_row]
    post = run.posts[share.post]
    if post.line >= FIRST_ACTIVITY:
        activity = run.activities[post.line - FIRST_ACTIVITY]
        if activity.kind == kind and is_live(activity, clock.tick):
            note_claim(clock, run.claims, what, viewer, share_row, share, post)


@kernel
def pass_on(town, run, ward, viewer, begin, end):
    """Make the shares: one a post, from the showing with the lowest draw, unless the viewer has passed the post on
    before."""
    clock, settings = run.clock[0], town.settings[0]
    for i in range(begin, end):
        mine = ward.due[i]
        if mine.forward >= 1.0:
            continue
        parent = run.shares[mine.share]
        if run.posts[parent.post].author == viewer or not lowest_of_post(ward.due, run.shares, i, begin, end):
            continue
        if not first_time(clock, run.passed_on, viewer, parent.post):
            continue
        layer, group = Place.MOMENTS, np.int64(-1)
        about, source = run.posts[parent.post].about, source_of(parent, mine.edge)
        # seen in public: part of it stays public
        if not (parent.layer == Place.MOMENTS or parent.layer == Place.GROUPS or parent.layer == Place.PLACE):
            u_layer = draws.uniforms(clock.seed, clock.replicate, Purpose.REACT, viewer, source, about, clock.tick, 1)[
                1
            ]
            layer = Place.MOMENTS if u_layer < settings.to_moments_share else Place.MICRO_BLOG
        if settings.to_groups_share > 0.0 and town.member_start[viewer + 1] > town.member_start[viewer]:
            u, u_which, _, _ = draws.uniforms(
                clock.seed, clock.replicate, Purpose.TO_GROUP, viewer, source, about, clock.tick, 0
            )
            if u < settings.to_groups_share:
                layer, group = Place.GROUPS, np.int64(a_group_of(town.member_start, town.member_group, viewer, u_which))
        link = own_link(settings, run.state, run.points, viewer, parent.link)
        row = new_share(clock, run.shares, parent.post, viewer, layer, parent.depth + 1, mine.share, link)
        run.shares[row].group = group
        if settings.n_activities > 0:
            claim_of(run, OPEN_PACKET, ActivityKind.RED_PACKET, viewer, row)
        ward.counters[Counter.SHARES] += 1


@kernel
def lowest_of_post(due, shares, i, begin, end):
    """Whether showing i has the lowest draw of those of its post that the viewer would pass on."""
    post = shares[due[i].share].post
    for j in range(begin, end):
        lower = due[j].forward < due[i].forward or (due[j].forward == due[i].forward and j < i)
        if lower and shares[due[j].share].post == post:
            return False
    return True


@kernel
def first_time(clock, passed_on, person, post):
    """Enter (person, post) into the set of what has been passed on; False where it was in."""
    if not enter(passed_on, (np.int64(person) << 32) | np.int64(post)):
        return False
    clock.n_passed_on += 1
    return True


@kernel
def enter(keys, key):
    """Enter a key into a set with open addressing (-1 is empty, the length a power of two); False where it was in."""
    mask = len(keys) - 1
    place = (((key ^ (key >> 29)) & 0x3FFFFFFF) * 0x9E3779B1) & mask
    while keys[place] != -1:
        if keys[place] == key:
            return False
        place = (place + 1) & mask
    keys[place] = key
    return True


@kernel
def reenter(old, larger):
    """Move a set into a larger table."""
    for key in old:
        if key != -1:
            enter(larger, key)


@kernel
def follow_link(clock, visits, shares, posts, viewer, share_row):
    """Note the visit to the mall behind a share's link; a mall that has closed leads to the official one."""
    share = shares[share_row]
    visit = visits[clock.n_visits]
    clock.n_visits += 1
    visit.viewer = viewer
    visit.share = share_row
    visit.link = share.link
    visit.entrance = share.layer
    visit.discount = posts[share.post].discount
    visit.product, visit.shop, visit.paid_click = posts[share.post].product, -1, False
