"""Effects of reactions on other people: likes of points, parts taken in activities, shares, links followed. Shard by
shard, in the order of the people."""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.activities import ASK_COUPON, OPEN_PACKET, TAKE_PART, is_live, note_claim, take_part
from gridsim.engine.inviting import choose_friend
from gridsim.engine.posts import a_group_of, new_share, own_link
from gridsim.engine.react import source_of
from gridsim.engine.standing import note_approval
from gridsim.engine.state import FIRST_ACTIVITY, Stop
from gridsim.terms import ActivityKind, Counter, Entrance, LineCount, Measure, Place, Stage


@kernel
def apply_effects(given, state, shard):
    """Effects of a shard's reactions on others are applied and its counts added up, unless a table must grow first: a
    code of `Stop`."""
    full = missing_room(state.totals[0], given.settings[0], state, shard)
    if full == Stop.DONE:
        apply_all(given, state, shard)
    return np.int64(full)


@kernel
def missing_room(totals, settings, state, shard):
    """Which table has no room for what a shard's reactions can make, or Stop.DONE."""
    progress = shard.progress[0]
    progress.needed = 0
    for reaction in shard.reactions[: progress.n_reactions]:
        progress.needed += reaction.end - reaction.begin
    if totals.n_shares + progress.needed > len(state.shares) or 2 * (totals.n_passed_on + progress.needed) > len(
        state.passed_on
    ):
        return Stop.MORE_SHARES
    if settings.recording and totals.n_recorded + progress.n_due > len(state.recorded):
        return Stop.MORE_RECORDED
    if settings.n_activities > 0 and totals.n_claims + 3 * progress.needed + 1 > len(state.claims):
        return Stop.MORE_CLAIMS
    if totals.n_visits + progress.n_reactions >= len(state.visits):
        return Stop.MORE_VISITS
    return Stop.DONE


@kernel
def apply_all(given, state, shard):
    """Likes of points, parts taken in activities, shares, links followed; then the shard's counts are added to the day's."""
    clock, totals, settings, progress, day = (
        state.clock[0],
        state.totals[0],
        given.settings[0],
        shard.progress[0],
        state.clock[0].tick // given.settings[0].ticks_per_day,
    )
    if settings.recording:
        for showing in shard.due[: progress.n_due]:
            record(clock, totals, state.recorded, showing.viewer, state.shares[showing.share], showing.stage)
    for reaction in shard.reactions[: progress.n_reactions]:
        for i in range(reaction.begin, reaction.end):
            notify(settings, state, shard.due[i])
            if shard.due[i].stage == Stage.ENGAGED:
                note_approval(given.moments_start, given.moments_target, state.people, reaction.viewer)
        pass_on(given, state, shard, reaction.viewer, reaction.begin, reaction.end)
        if reaction.clicked >= 0:
            share = shard.due[reaction.clicked].share
            shard.counters[Counter.CLICKS] += 1
            shard.seen[state.posts[state.shares[share].post].line, LineCount.CLICKS] += 1
            if state.posts[state.shares[share].post].version >= 0:
                shard.measured[state.posts[state.shares[share].post].version, Measure.CLICKS] += 1
            follow_link(totals, state.visits, state.shares, state.posts, reaction.viewer, share, reaction.noticed)
            if settings.n_activities > 0:
                claim_of(state, ASK_COUPON, ActivityKind.COUPON, reaction.viewer, share)
    add_to(shard.counters, state.counters[day])
    for line in range(len(shard.seen)):
        add_to(shard.seen[line], state.seen[day, line])
    for version in range(len(shard.measured)):
        add_to(shard.measured[version], state.measured[day, version])
    totals.n_pending += progress.n_pending
    totals.beyond += progress.beyond
    progress.beyond, progress.n_reactions = 0, 0


@kernel
def add_to(tally, to):
    """A tally is added to the day's counts and starts at 0 again."""
    for k in range(len(tally)):
        to[k] += tally[k]
        tally[k] = 0


@kernel
def record(clock, totals, recorded, viewer, share, stage):
    """A showing in the table of impressions."""
    row = recorded[totals.n_recorded]
    totals.n_recorded += 1
    row.tick, row.viewer, row.sharer, row.post, row.place, row.stage = (
        clock.tick,
        viewer,
        share.sharer,
        share.post,
        share.layer,
        stage,
    )


@kernel
def notify(settings, state, showing):
    """A like or a comment counts for its point; readers take part in an activity that is on."""
    clock, totals, share = state.clock[0], state.totals[0], state.shares[showing.share]
    if showing.stage == Stage.ENGAGED:
        recognise(settings, state.people, state.points, share.sharer)
    line = state.posts[share.post].line
    if showing.stage < Stage.READ or line < FIRST_ACTIVITY or share.layer == Place.MASS_MEDIA:
        return
    activity = state.activities[line - FIRST_ACTIVITY]
    if is_live(activity, clock.tick):
        if showing.stage == Stage.ENGAGED:
            take_part(activity, state.tickets[line - FIRST_ACTIVITY, showing.viewer])
        if share.parts > 0:
            note_claim(
                clock, totals, state.claims, TAKE_PART, showing.viewer, showing.share, share, state.posts[share.post]
            )


@kernel
def recognise(settings, people, points, sharer):
    """A like or a comment counts for the point that it is given to."""
    if sharer < settings.n_people and people[sharer].point >= 0:
        points[people[sharer].point].interactions_today += 1


@kernel
def claim_of(state, what, kind, viewer, share_row):
    """Note a claim on the activity of a share's post, where that is of a kind and still on."""
    clock, totals, share = state.clock[0], state.totals[0], state.shares[share_row]
    post = state.posts[share.post]
    if post.line >= FIRST_ACTIVITY:
        activity = state.activities[post.line - FIRST_ACTIVITY]
        if activity.kind == kind and is_live(activity, clock.tick):
            note_claim(clock, totals, state.claims, what, viewer, share_row, share, post)


@kernel
def pass_on(given, state, shard, viewer, begin, end):
    """Make the shares: one a post, from the showing with the lowest draw, unless the viewer has passed the post on
    before."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    for i in range(begin, end):
        mine = shard.due[i]
        if mine.forward >= 1.0:
            continue
        parent = state.shares[mine.share]
        if state.posts[parent.post].author == viewer or not lowest_of_post(shard.due, state.shares, i, begin, end):
            continue
        if not note_passed_on(totals, state.passed_on, viewer, parent.post):
            continue
        layer, group = Place.MOMENTS, np.int64(-1)
        about, source = state.posts[parent.post].about, source_of(parent, mine.edge)
        # a message to oneself goes on to one friend; of what was seen in public, part stays public
        if parent.layer == Place.MESSAGE:
            layer = Place.MESSAGE
            group = choose_friend(
                given, state, viewer, state.posts[parent.post].product, about, np.int64(parent.sharer)
            )
            if group < 0:
                continue
        elif not (parent.layer == Place.MOMENTS or parent.layer == Place.GROUPS or parent.layer == Place.PLACE):
            u_layer = draws.uniforms(clock.seed, clock.replicate, Purpose.REACT, viewer, source, about, clock.tick, 1)[
                1
            ]
            layer = Place.MOMENTS if u_layer < settings.to_moments_share else Place.MICRO_BLOG
        if (
            layer != Place.MESSAGE
            and settings.to_groups_share > 0.0
            and given.member_start[viewer + 1] > given.member_start[viewer]
        ):
            u, u_which, _, _ = draws.uniforms(
                clock.seed, clock.replicate, Purpose.TO_GROUP, viewer, source, about, clock.tick, 0
            )
            if u < settings.to_groups_share:
                layer, group = (
                    Place.GROUPS,
                    np.int64(a_group_of(given.member_start, given.member_group, viewer, u_which)),
                )
        link = own_link(settings, state.people, state.points, viewer, parent.link)
        row = new_share(
            clock,
            totals,
            settings,
            state.posts,
            state.shares,
            parent.post,
            viewer,
            layer,
            parent.depth + 1,
            mine.share,
            link,
        )
        state.posts[parent.post].passed_on += 1
        state.shares[row].group = group
        if settings.n_activities > 0:
            claim_of(state, OPEN_PACKET, ActivityKind.RED_PACKET, viewer, row)
        shard.counters[Counter.SHARES] += 1


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
def note_passed_on(totals, passed_on, person, post):
    """Enter (person, post) into the set of what has been passed on; False where it was in."""
    if not enter(passed_on, (np.int64(person) << 32) | np.int64(post)):
        return False
    totals.n_passed_on += 1
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
def follow_link(totals, visits, shares, posts, viewer, share_row, noticed):
    """Note the visit to the mall behind a share's link; a mall that has closed leads to the official one."""
    share = shares[share_row]
    visit = visits[totals.n_visits]
    totals.n_visits += 1
    visit.viewer = viewer
    visit.share = share_row
    visit.link = share.link
    visit.noticed = noticed
    visit.entrance = share.layer
    if share.layer == Place.MESSAGE:
        visit.entrance = Entrance.MESSAGE
    visit.discount = posts[share.post].discount
    visit.product, visit.shop, visit.paid_click = posts[share.post].product, -1, False
