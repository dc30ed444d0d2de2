"""Messages to one friend: who is asked sends one or not, to whom; and the sender's reward for a friend who bought."""

from __future__ import annotations

import math

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import spend
from gridsim.engine.posts import match_with, new_post, new_share, own_link
from gridsim.rules import inviting, reaction, undoing
from gridsim.terms import Counter, Flow, Place, PlanLine


@kernel
def ask(given, state, person, link, product, has_own_coupon):
    """Ask a person to send a message about a product to a friend; its link leads to the own mall, or to `link`."""
    clock, totals, settings, line = (
        state.clock[0],
        state.totals[0],
        given.settings[0],
        state.lines[PlanLine.INVITATIONS],
    )
    if clock.tick < line.start_tick or clock.tick >= line.end_tick:
        return
    u = draws.uniform(clock.seed, clock.replicate, Purpose.INVITE, person, product, 0, clock.tick)
    if u >= inviting.send_chance(settings, has_own_coupon):
        return
    tie = choose_friend(given, state, person, product, 0, np.int64(-1))
    if tie < 0:
        return
    me = state.people[person]
    row = new_post(clock, totals, settings, state.posts, line, PlanLine.INVITATIONS, person, product, 1.0, 0.0, 0.0)
    post, bought = state.posts[row], settings.invitations_says_bought and undoing.is_customer(me.kept, me.bought_before)
    post.product, post.discount, post.positioning = product, settings.invitations_discount, -1.0
    post.persuades = inviting.order_multiplier(settings, bought, settings.invitations_tells_reward)
    post.stirring *= inviting.passing_multiplier(settings, bought, settings.invitations_tells_reward)
    mall = own_link(settings, state.people, state.points, person, link)
    share = new_share(clock, totals, settings, state.posts, state.shares, row, person, Place.MESSAGE, 0, -1, mall)
    state.shares[share].group = tie
    state.counters[clock.tick // settings.ticks_per_day, Counter.MESSAGES] += 1


@kernel
def address(given, state, post, share):
    """Make a message to one friend, whom its author chooses, of what would be a post to all."""
    tie = choose_friend(given, state, post.author, post.product, post.about, np.int64(-1))
    if tie >= 0:
        share.layer, share.group = Place.MESSAGE, tie
        post.persuades = inviting.order_multiplier(given.settings[0], False, False)


@kernel
def choose_friend(given, state, person, product, about, not_to):
    """The tie to the friend to whom a person sends a message, or -1: each as likely as `friend_weight` says."""
    clock, settings = state.clock[0], given.settings[0]
    chosen, soonest = np.int64(-1), math.inf
    for tie in range(given.moments_start[person], given.moments_start[person + 1]):
        friend = given.moments_target[tie]
        if friend == not_to:
            continue
        circle = given.traits[person].circle
        close = circle >= 0 and circle == given.traits[friend].circle
        weight = reaction.tie_multiplier(close, settings.close_tie_effect, settings.close_tie_share)
        if len(given.moments_weight) > 0:
            weight *= float(given.moments_weight[tie])
        match = match_with(state.people, given.product_match, friend, product)
        u = draws.uniform(clock.seed, clock.replicate, Purpose.CHOOSE_FRIEND, person, friend, about, clock.tick)
        wait = -math.log(u) / inviting.friend_weight(settings, weight, match)
        if wait < soonest:
            chosen, soonest = np.int64(tie), wait
    return chosen


@kernel
def reward_sender(given, state, order, day):
    """Pay for a friend's first order by a message, once it cannot be sent back any more, while the budget lasts."""
    reward = given.settings[0].invitations_reward
    if reward == 0 or order.new_buyer == 0 or order.share < 0:
        return
    share = state.shares[order.share]
    if state.posts[share.post].line != PlanLine.INVITATIONS or share.sharer == order.buyer:
        return
    if spend(state.totals[0], state.flows, day, Flow.REFERRAL, reward):
        order.reward = reward
