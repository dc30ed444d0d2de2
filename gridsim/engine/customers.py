"""What sets customers apart who have come through a person."""

from __future__ import annotations

from gridsim._jit import kernel, prefetch
from gridsim.rules import memory
from gridsim.terms import PointState, PostKind


@kernel
def referrer_of(settings, order, shares, posts):
    """Who brought the buyer of a first order: the seller, or the person whose post or share it was; a paid post, or the
    buyer, refers nobody (-1)."""
    if order.seller >= 0:
        return order.seller if order.seller != order.buyer else -1
    if order.share < 0:
        return -1
    share = shares[order.share]
    paid_post = share.parent < 0 and posts[share.post].kind == PostKind.SPONSORED
    if paid_post or share.sharer >= settings.n_people or share.sharer == order.buyer:
        return -1
    return share.sharer


@kernel
def first_order_of(clock, settings, me, referrer):
    """Remember through whom a new customer came: with the first order, or the next one after all was sent back; trust
    moves with the very first."""
    me.referrer = referrer
    me.first_tick = clock.tick
    if settings.referral and referrer >= 0 and me.n_orders == 0:  # trust is up to date: an order has just been decided
        me.trust = memory.moved_trust(me.trust, 1.0, settings.referral_first_trust)


@kernel
def stays(people, points, referrer):
    """Whether a referrer is still there: a point that has not left, or a person who never was one; nobody (-1) is
    not."""
    if referrer < 0:
        return False
    row = people[referrer].point
    return row < 0 or points[row].state != PointState.LEFT


@kernel
def notify_friends(start, target, people, person, change):
    """A person is one buyer more, or one less, among the friends of each friend."""
    for tie in range(start[person], start[person + 1]):
        prefetch(people, target[tie], 72)
    for tie in range(start[person], start[person + 1]):
        people[target[tie]].friends_bought += change
