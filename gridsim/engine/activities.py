"""Activities: prize draws, votes, quizzes, coupons, red packets, group buying, flash sales, announced by the official
account's posts.

What people do with an activity in a tick (open a packet, take a part, ask for a coupon) is noted while they react, as
claims, and served after all have reacted, the lowest draw first: who gets the last coupon does not depend on the order
in which people are processed.
A group's orders are placed when it is full; until then nobody owes anything.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import spend
from gridsim.engine.candidates import by_rank
from gridsim.engine.plan import account_posts
from gridsim.engine.state import FIRST_ACTIVITY
from gridsim.rules import commission
from gridsim.terms import ActivityKind, Flow, Place

HELD, REDEEMED, LAPSED = 1, 2, 3
"""States of a coupon (0: the person has none)."""

OPEN, FILLED, FAILED = 1, 2, 3
"""States of a group."""

ASK_COUPON, OPEN_PACKET, TAKE_PART = range(3)
"""Kinds of claim."""


@kernel
def announce(given, state):
    """The official account posts for every activity that is on."""
    for row in range(FIRST_ACTIVITY, len(state.lines)):
        account_posts(given, state, row, given.settings[0].account, Place.MICRO_BLOG)


@kernel
def is_live(activity, tick):
    """Whether an activity is on."""
    return activity.start_tick <= tick and tick < activity.end_tick


@kernel
def share_boost(activity):
    """Effect of an activity on the odds of passing its posts on; a red packet only while there are packets."""
    if activity.kind == ActivityKind.RED_PACKET and activity.units_left <= 0:
        return 1.0
    return activity.share_boost


@kernel
def take_part(activity, ticket):
    """A reader takes part, and may win a prize."""
    if not ticket.engaged:
        ticket.engaged = True
        activity.participants += 1


@kernel
def wake(activity, effect):
    """Taking part wakes a reader."""
    effect.awareness += activity.wake_awareness
    effect.trust_weight += activity.wake_trust
    effect.trust_sum += activity.wake_trust


@kernel
def note_claim(clock, totals, claims, what, person, share_row, share, post):
    """Note what a person wants of an activity, with the draw by which it is served."""
    claim = claims[totals.n_claims]
    totals.n_claims += 1
    claim.what, claim.person, claim.share, claim.activity = what, person, share_row, post.line - FIRST_ACTIVITY
    claim.rank = draws.uniforms(
        clock.seed, clock.replicate, Purpose.ACTIVITY_TURN, person, share.sharer, post.about, clock.tick, what
    )[0]


@kernel
def serve_claims(state):
    """Hand out coupons, packets and their parts, the lowest draw first."""
    clock, totals = state.clock[0], state.totals[0]
    n = totals.n_claims
    totals.n_claims = 0
    by_rank(state.claims[:n], state.claims[n:])
    for claim in state.claims[:n]:
        activity, ticket, share = (
            state.activities[claim.activity],
            state.tickets[claim.activity, claim.person],
            state.shares[claim.share],
        )
        if claim.what == OPEN_PACKET:
            if activity.units_left > 0:
                activity.units_left -= 1
                activity.packets += 1
                share.parts = activity.parts
        elif claim.what == TAKE_PART:
            if share.parts > 0 and ticket.state == 0:
                share.parts -= 1
                hand_coupon(activity, ticket, clock.tick)
        elif activity.units_left > 0 and ticket.state == 0:
            activity.units_left -= 1
            hand_coupon(activity, ticket, clock.tick)


@kernel
def hand_coupon(activity, ticket, tick):
    """A person holds a coupon from now on; one of an activity is enough."""
    activity.issued += 1
    ticket.state = HELD
    ticket.until_tick = tick + activity.valid_ticks


@kernel
def waits_in_group(state, visit):
    """Whether the visitor came by a group purchase and waits for that group to fill already."""
    row = state.posts[state.shares[visit.share].post].line - FIRST_ACTIVITY
    return row >= 0 and state.tickets[row, visit.viewer].group > 0


@kernel
def take_best_offer(given, state, visit):
    """Take the offer of the activity that takes most off the price for a visitor, if it takes more than the post's own coupon and
    the budget can pay it."""
    clock, totals = state.clock[0], state.totals[0]
    came_by = np.int64(-1)
    if visit.share >= 0:
        came_by = np.int64(state.posts[state.shares[visit.share].post].line - FIRST_ACTIVITY)
    most = commission.portion(given.products[visit.product].price, visit.discount)
    for row in range(len(state.activities)):
        activity, ticket = state.activities[row], state.tickets[row, visit.viewer]
        if activity.product != visit.product or activity.amount <= most or activity.amount > totals.budget_left:
            continue
        if activity.kind == ActivityKind.COUPON or activity.kind == ActivityKind.RED_PACKET:
            there = ticket.state == HELD and coupon_holds(ticket, clock.tick)
        elif activity.kind == ActivityKind.FLASH_SALE:
            there = came_by == row and is_live(activity, clock.tick) and activity.units_left > 0
        else:
            there = activity.kind == ActivityKind.GROUP_BUY and came_by == row and is_live(activity, clock.tick)
        if there:
            most = activity.amount
            visit.ticket, visit.amount = row, activity.amount


@kernel
def offer_is_gone(state, visit):
    """Whether somebody with a lower draw has taken the last piece on sale, or the visitor has used the coupon in this
    tick."""
    activity = state.activities[visit.ticket]
    if activity.kind == ActivityKind.FLASH_SALE:
        return activity.units_left <= 0
    if activity.kind == ActivityKind.GROUP_BUY:
        return False
    return state.tickets[visit.ticket, visit.viewer].state != HELD


@kernel
def use_offer(state, visit):
    """An order was placed with an offer."""
    activity = state.activities[visit.ticket]
    activity.orders += 1
    if activity.kind == ActivityKind.FLASH_SALE:
        activity.units_left -= 1
    elif activity.kind != ActivityKind.GROUP_BUY:
        activity.redeemed += 1
        state.tickets[visit.ticket, visit.viewer].state = REDEEMED


@kernel
def coupon_back(settings, activity, ticket, day):
    """An order with an offer was sent back: a coupon that is still valid can be used again; a group stays filled, a
    piece on sale stays sold."""
    activity.returned += 1
    if activity.kind != ActivityKind.COUPON and activity.kind != ActivityKind.RED_PACKET:
        return
    activity.redeemed -= 1
    if coupon_holds(ticket, (day + 1) * settings.ticks_per_day):
        ticket.state = HELD
    else:
        ticket.state = LAPSED
        activity.lapsed += 1


@kernel
def coupon_holds(ticket, tick):
    """Whether a coupon can be used in a tick, by its date."""
    return tick < ticket.until_tick


@kernel
def join_group(given, state, visit):
    """A buyer joins the group of who shared the post, or of those who came by the same share, or opens one.

    Returns the row of a group that is full now, or -1.
    """
    clock, totals, activity = state.clock[0], state.totals[0], state.activities[visit.ticket]
    share, ticket = state.shares[visit.share], state.tickets[visit.ticket, visit.viewer]
    group = np.int64(share.buyers)
    if share.sharer < given.settings[0].n_people and state.tickets[visit.ticket, share.sharer].group > 0:
        group = np.int64(state.tickets[visit.ticket, share.sharer].group)
    if group == 0 or state.groups[group - 1].state != OPEN:
        opened = state.groups[totals.n_groups]
        totals.n_groups += 1
        group = np.int64(totals.n_groups)
        opened.activity, opened.members, opened.opened_tick, opened.state = visit.ticket, 0, clock.tick, OPEN
        opened.first_member = totals.n_members
        share.buyers = group
        activity.groups += 1
    member = state.members[totals.n_members]
    totals.n_members += 1
    member.group, member.person, member.share, member.link, member.entrance = (
        group - 1,
        visit.viewer,
        visit.share,
        visit.link,
        visit.entrance,
    )
    member.rank, member.tick = visit.rank, clock.tick
    ticket.group = group
    activity.joined += 1
    state.groups[group - 1].members += 1
    if state.groups[group - 1].members < activity.heads:
        return np.int64(-1)
    state.groups[group - 1].state = FILLED
    activity.filled += 1
    return group - 1


@kernel
def member_visits(state, member, visit):
    """Write down the visit with which a member joined, to be ordered now."""
    row = state.groups[member.group].activity
    state.tickets[row, member.person].group = 0
    visit.viewer, visit.share, visit.link, visit.entrance, visit.rank = (
        member.person,
        member.share,
        member.link,
        member.entrance,
        member.rank,
    )
    visit.discount, visit.ticket, visit.amount = 0, row, state.activities[row].amount
    visit.product, visit.shop, visit.paid_click = state.activities[row].product, -1, False


@kernel
def close_of_day(given, state, day):
    """Coupons lapse, groups that did not fill in time dissolve, prizes are drawn."""
    clock, totals = state.clock[0], state.totals[0]
    for i in range(totals.first_open_group, totals.n_groups):
        group = state.groups[i]
        activity = state.activities[group.activity]
        if group.state == OPEN and group.opened_tick + activity.valid_ticks <= clock.tick + 1:
            group.state = FAILED
            activity.failed += 1
            dissolve(totals, state.members, state.tickets[group.activity], i, group.first_member)
    while totals.first_open_group < totals.n_groups and state.groups[totals.first_open_group].state != OPEN:
        totals.first_open_group += 1
    for row in range(len(state.activities)):
        activity = state.activities[row]
        if activity.kind == ActivityKind.COUPON or activity.kind == ActivityKind.RED_PACKET:
            coupons_lapse(clock, activity, state.tickets[row])
        if activity.prizes > 0 and activity.end_tick <= clock.tick + 1:
            draw_prizes(clock, totals, activity, state.lines[activity.line], state.tickets[row], state.flows, day)
            activity.prizes = 0


@kernel
def dissolve(totals, members, tickets, group, first):
    """Nobody owes anything; the members are free to join another group."""
    for k in range(first, totals.n_members):
        if members[k].group == group:
            tickets[members[k].person].group = 0


@kernel
def coupons_lapse(clock, activity, tickets):
    """Coupons not used in time expire."""
    for person in range(len(tickets)):
        if tickets[person].state == HELD and not coupon_holds(tickets[person], clock.tick + 1):
            tickets[person].state = LAPSED
            activity.lapsed += 1


@kernel
def draw_prizes(clock, totals, activity, line, tickets, flows, day):
    """Pay the prizes to those who took part with the lowest draws, as far as the budget can."""
    for person in range(len(tickets)):
        if tickets[person].engaged:
            tickets[person].rank = draws.uniform(clock.seed, clock.replicate, Purpose.PRIZE, person, 0, line.number, 0)
    last = 0.0
    for _ in range(min(activity.prizes, activity.participants)):
        lowest = 2.0
        for person in range(len(tickets)):
            if tickets[person].engaged and last < tickets[person].rank and tickets[person].rank < lowest:
                lowest = tickets[person].rank
        if lowest > 1.0:
            return
        last = lowest
        if spend(totals, flows, day, Flow.PRIZE, activity.prize):
            activity.prizes_paid += 1
            line.spent += activity.prize
        else:
            activity.prizes_unpaid += 1


def activity_columns(names: tuple[str, ...], kinds: tuple[str, ...], activities: Any) -> dict[str, np.ndarray]:
    """One row an activity: what came of it (amounts in minor units)."""
    columns: dict[str, np.ndarray] = {
        "activity": np.array(names, dtype=object),
        "kind": np.array([kinds[kind] for kind in activities["kind"]], dtype=object),
    }
    for name in COUNTED:
        columns[name] = np.array(activities[name], np.int64)
    columns["open"] = columns["issued"] - columns["redeemed"] - columns["lapsed"]
    columns["prize_money"] = columns["prizes_paid"] * np.array(activities["prize"], np.int64)
    return columns


COUNTED = (
    "participants",
    "issued",
    "redeemed",
    "lapsed",
    "packets",
    "groups",
    "filled",
    "failed",
    "joined",
    "orders",
    "units_left",
    "prizes_paid",
    "prizes_unpaid",
    "returned",
)
