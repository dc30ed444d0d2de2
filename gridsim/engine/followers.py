"""Audiences of the brand's accounts: who follows, a bit for every account, and who leaves."""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.state import N_ACCOUNTS
from gridsim.rules import following
from gridsim.terms import Counter


@kernel
def follow(follows, person, accounts):
    """A person follows some accounts (a set of bits); returns how many of them anew."""
    mine, won = np.int64(follows[person]), np.int64(0)
    for account in range(N_ACCOUNTS):
        won += (accounts >> account) & ~(mine >> account) & 1
    follows[person] = mine | accounts
    return won


@kernel
def count_followers(follows, account, first, end):
    """How many people of a range follow an account."""
    n = np.int64(0)
    for person in range(first, end):
        n += (follows[person] >> account) & 1
    return n


@kernel
def found(given, state, day):
    """At the end of a day, an account that has posted is found by some people whom nobody has led there."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    for account in range(N_ACCOUNTS):
        if (totals.posted >> account) & 1:
            followers = count_followers(state.follows, account, 0, settings.n_people)
            u = draws.uniform(clock.seed, clock.replicate, Purpose.FOUND, account, 0, 0, day)
            for number in range(following.found_by(settings, followers, u)):
                u0, u1, _, _ = draws.uniforms(clock.seed, clock.replicate, Purpose.FOUND, number, account, 1, day, 0)
                won = follow(state.follows, place_in(settings.n_people, u0, u1), 1 << account)
                state.counters[day, Counter.FOLLOWERS_WON] += won
    totals.posted = 0


@kernel
def place_in(n, u0, u1):
    """A place among n, from two numbers, so that nobody of many is left out."""
    place = np.int64((u0 + (u1 - 0.5) / 4294967296.0) * n)
    return min(max(place, np.int64(0)), np.int64(n - 1))


@kernel
def buyer_follows(clock, settings, follows, counters, buyer, day):
    """A buyer may come to follow the official account: drawn by person and day."""
    u = draws.uniform(clock.seed, clock.replicate, Purpose.FOLLOW, buyer, 0, 0, day)
    if u < settings.buyer_follow_chance:
        counters[day, Counter.FOLLOWERS_WON] += follow(follows, buyer, following.OFFICIAL)


@kernel
def leave(given, state, day):
    """At the end of a day some followers leave: drawn by person, account and day."""
    clock, settings = state.clock[0], given.settings[0]
    for person in range(settings.n_people):
        mine = np.int64(state.follows[person])
        if mine == 0:
            continue
        left = lost(clock, settings.unfollow_chance, mine, person, day)
        if left > 0:
            state.follows[person] = mine & ~left
            for account in range(N_ACCOUNTS):
                state.counters[day, Counter.FOLLOWERS_LOST] += (left >> account) & 1


@kernel
def lost(clock, chance, mine, person, day):
    """Which of the accounts that a person follows are left on a day, as a set of bits."""
    u0, u1, u2, u3 = draws.uniforms(clock.seed, clock.replicate, Purpose.UNFOLLOW, person, 0, 0, day, 0)
    return mine & (int(u0 < chance) + 2 * int(u1 < chance) + 4 * int(u2 < chance) + 8 * int(u3 < chance))
