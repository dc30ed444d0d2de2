"""Steps 2 and 3, publish and expose: every new share meets its sharer's audience; bought impressions meet theirs.

A showing is decided once, when the post goes out: whether it is shown at all, and at which visit, the next or one much
later. That gives the same law as asking in every tick again, at the cost of what is shown. Where the chance of being shown is small all over a
layer, the ties are not even looked at one by one: geometric jumps under the layer's bound, then thinning. The bound
depends on the world only, never on the strategy, so the draws stay common.

Ties are looked at in blocks: first all draws (they fill wide registers), then all feeds (the reads do not wait for each
other), then what is shown (docs/why.md, 8, has what it saves).
"""

from __future__ import annotations

import math

import numpy as np

from gridsim import draws
from gridsim._jit import inlined, kernel, prefetch
from gridsim.draws import Purpose
from gridsim.engine.followers import count_followers
from gridsim.engine.media import buy_people
from gridsim.engine.state import N_LAYERS
from gridsim.rules import exposure
from gridsim.terms import Counter, Place, PlanLine


@kernel
def publish(given, state):
    """Say which accounts have posted, to how many followers, and who gets the bought impressions; False where these have no
    room. Who follows changes as viewers react, shard by shard: so it is counted here, before any of them."""
    totals, settings = state.totals[0], given.settings[0]
    if state.lines[PlanLine.ADVERTISING].n_bought + state.lines[PlanLine.MASS_MEDIA].n_bought > len(state.bought):
        return False
    for row in range(totals.next_share, totals.n_shares):
        share = state.shares[row]
        if is_of_account(settings, share):
            account = share.sharer - settings.account
            totals.followers[account] = count_followers(state.follows, account, 0, settings.n_people)
            if share.parent < 0:
                totals.posted |= 1 << account
    totals.next_share = totals.n_shares
    n_ads = state.lines[PlanLine.ADVERTISING].n_bought
    buy_people(given, state, state.lines[PlanLine.ADVERTISING], state.bought[:n_ads])
    buy_people(
        given,
        state,
        state.lines[PlanLine.MASS_MEDIA],
        state.bought[n_ads : n_ads + state.lines[PlanLine.MASS_MEDIA].n_bought],
    )
    return True


@inlined
def audience_of(given, share):
    """The ties of a share's audience: (whom they lead to, the first, the last and one)."""
    if share.layer == Place.MOMENTS and share.sharer < given.settings[0].n_people:
        return given.moments_target, given.moments_start[share.sharer], given.moments_start[share.sharer + 1]
    if share.layer == Place.MICRO_BLOG:
        return given.blog_target, given.blog_start[share.sharer], given.blog_start[share.sharer + 1]
    if share.layer == Place.GROUPS:
        return given.group_member, given.group_start[share.group], given.group_start[share.group + 1]
    if share.layer == Place.PLACE:
        return given.place_target, given.place_start[share.sharer], given.place_start[share.sharer + 1]
    if share.layer == Place.EMAIL:
        return given.subscribers, np.int64(0), np.int64(len(given.subscribers))
    if share.layer == Place.MESSAGE:
        return given.moments_target, np.int64(share.group), np.int64(share.group) + 1
    return given.moments_target, np.int64(0), np.int64(0)  # bought impressions come by no tie


@inlined
def is_of_account(settings, share):
    """Whether a share goes to the followers of an account of the brand, who change in the run."""
    return share.layer == Place.MICRO_BLOG and share.sharer >= settings.n_people


@kernel
def expose(given, state, shard):
    """Queue the showings of all new shares and bought impressions; False where the queue is too short for what is
    `needed`."""
    clock, totals, settings, progress = state.clock[0], state.totals[0], given.settings[0], shard.progress[0]
    while progress.next_share < totals.n_shares:
        share = state.shares[progress.next_share]
        if is_of_account(settings, share):
            account = share.sharer - settings.account
            progress.needed = progress.n_pending + count_followers(
                state.follows, account, progress.first_person, progress.end_person
            )
            if progress.needed > len(shard.pending):
                return False
            progress.delivered = delivered_of(settings, share.layer, totals.followers[account])
            shard.counters[Counter.CONSIDERED] += show_to_followers(
                clock,
                totals,
                settings,
                shard,
                share,
                state.posts[share.post].about,
                state.follows,
                state.feed,
                state.habit,
            )
            progress.next_share += 1
            continue
        targets, row_start, row_stop = audience_of(given, share)
        start = first_from(targets, row_start, row_stop, progress.first_person)
        stop = first_from(targets, start, row_stop, progress.end_person)
        progress.needed = progress.n_pending + (stop - start)
        if progress.needed > len(shard.pending):
            return False
        about = state.posts[share.post].about
        if share.layer == Place.EMAIL:
            shard.counters[Counter.CONSIDERED] += deliver_mail(
                clock, settings, progress, about, given.traits, targets[start:stop], shard.pending
            )
        elif share.layer == Place.MESSAGE:
            shard.counters[Counter.CONSIDERED] += deliver_message(
                clock, settings, progress, about, given.traits, targets, start, stop, shard.pending
            )
        elif share.layer < N_LAYERS:
            progress.delivered = delivered_of(settings, share.layer, row_stop - row_start)
            shard.counters[Counter.CONSIDERED] += show(
                clock, totals, settings, shard, share, about, targets, row_start, start, stop, state.feed, state.habit
            )
        progress.next_share += 1
    n_ads = state.lines[PlanLine.ADVERTISING].n_bought
    n_bought = n_ads + state.lines[PlanLine.MASS_MEDIA].n_bought
    progress.needed = progress.n_pending + n_bought
    if progress.needed > len(shard.pending):
        return False
    show_bought(clock, progress, shard.pending, state.bought[:n_ads], state.lines[PlanLine.ADVERTISING].share_today)
    show_bought(
        clock, progress, shard.pending, state.bought[n_ads:n_bought], state.lines[PlanLine.MASS_MEDIA].share_today
    )
    return True


@kernel
def delivered_of(settings, layer, audience):
    """The part of an audience into whose feeds the platform lets a post: on the micro-blog less of a large one."""
    if layer != Place.MICRO_BLOG:
        return settings.delivered[layer]
    return settings.delivered[layer] * exposure.delivery_multiplier(
        audience, settings.delivery_reference, settings.log_delivery_effect
    )


@inlined
def show(clock, totals, settings, shard, share, about, targets, row_start, start, stop, feeds, habits):
    """Show a share to its audience, by jumps or a draw a tie. Returns the ties considered."""
    if settings.by_jumps[share.layer]:
        return show_by_jumps(
            clock, totals, settings, shard, share, about, targets, row_start, start, stop, feeds, habits
        )
    return show_one_by_one(clock, totals, settings, shard, share, about, targets, start, stop, feeds, habits)


@inlined
def first_from(targets, start, stop, person):
    """The first place of a row (they ascend) that leads to a person of at least this number."""
    if start == stop or targets[start] >= person:
        return start
    if targets[stop - 1] < person:
        return stop
    low, high = start + 1, stop
    while low < high:
        middle = (low + high) // 2
        if targets[middle] < person:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def show_bought(clock, progress, pending, people, share):
    """Queue the bought impressions that fall on people of the shard."""
    for number in range(len(people)):
        if progress.first_person <= people[number] and people[number] < progress.end_person:
            queue(progress, pending, people[number], share, -1 - number, clock.tick)


@kernel
def deliver_mail(clock, settings, progress, about, people, subscribers, pending):
    """A mail is shown to a subscriber at the next visit, if that is within a day. Returns the subscribers."""
    for viewer in subscribers:
        u = draws.uniform(clock.seed, clock.replicate, Purpose.EMAIL_VISIT, viewer, 0, about, clock.tick)
        days = exposure.days_to_visit(u, people[viewer].visits_per_day)
        if days < 1.0:
            showing_tick = clock.tick + int(days * settings.ticks_per_day)
            if showing_tick < settings.n_ticks:
                queue(progress, pending, viewer, progress.next_share, -1, showing_tick)
            else:
                progress.beyond += 1
    return np.int64(len(subscribers))


@kernel
def deliver_message(clock, settings, progress, about, people, targets, start, stop, pending):
    """A message to one friend is shown at the friend's next visit, whatever else has come. Returns its receivers."""
    for tie in range(start, stop):
        viewer = targets[tie]
        u = draws.uniform(clock.seed, clock.replicate, Purpose.MESSAGE_VISIT, viewer, 0, about, clock.tick)
        days = exposure.days_to_visit(u, people[viewer].visits_per_day)
        if clock.tick + days * settings.ticks_per_day < settings.n_ticks:
            showing_tick = clock.tick + int(days * settings.ticks_per_day)
            queue(progress, pending, viewer, progress.next_share, tie, showing_tick)
        else:
            progress.beyond += 1
    return np.int64(stop - start)


@kernel
def queue(progress, pending, viewer, share, edge, tick):
    """Put a showing on the queue."""
    showing = pending[progress.n_pending]
    showing.viewer = viewer
    showing.share = share
    showing.edge = edge  # below 0: the number of a bought impression, which came by no tie
    showing.tick = tick
    progress.n_pending += 1


@inlined
def show_one_by_one(clock, totals, settings, shard, share, about, targets, start, stop, feeds, habits):
    """A draw a tie: for layers where a good part of the audience is shown a post. Returns the ties considered."""
    for begin in range(start, stop, len(shard.block)):
        n = np.int64(min(len(shard.block), stop - begin))
        for k in range(n):
            shard.block[k].tie, shard.block[k].viewer = begin + k, targets[begin + k]
        try_showings(clock, totals, settings, shard, share, about, n, feeds, habits, 1.0)
    return stop - start


@inlined
def show_by_jumps(clock, totals, settings, shard, share, about, targets, row_start, start, stop, feeds, habits):
    """Geometric jumps under the layer's bound: for layers where few of the audience are shown a post. Returns the ties
    considered.

    The candidates are a random sample of the audience at a known rate, so counting them tells how much the brand posts
    into a feed, too.
    The jumps go along the whole row; `start` to `stop` are the ties into the shard.
    """
    bound = settings.shown_bound[share.layer]
    considered, n = np.int64(0), 0
    if bound <= 0.0 or start == stop:
        return considered
    log_miss = math.log1p(-bound)
    tie, number = row_start - 1, np.int64(0)
    u0, u1, u2, u3 = 0.5, 0.5, 0.5, 0.5
    while True:
        if number % 4 == 0:
            u0, u1, u2, u3 = draws.uniforms(
                clock.seed, clock.replicate, Purpose.JUMP, share.sharer, number // 4, about, clock.tick, 0
            )
        place = number % 4
        tie += 1 + draws.jump(u0 if place == 0 else u1 if place == 1 else u2 if place == 2 else u3, log_miss)
        if tie >= stop or n == len(shard.block):
            try_showings(clock, totals, settings, shard, share, about, n, feeds, habits, bound)
            n = 0
        if tie >= stop:
            return considered
        number += 1
        if tie >= start:
            considered += 1
            shard.block[n].tie, shard.block[n].viewer = tie, targets[tie]
            n += 1


@inlined
def show_to_followers(clock, totals, settings, shard, share, about, follows, feeds, habits):
    """To whoever follows an account of the brand now, by the law of the layer. Returns the followers considered.

    Jumps go over all people, followers or not, so that who follows changes nobody else's luck.
    """
    progress, considered, n = shard.progress[0], np.int64(0), 0
    account, by_jumps = share.sharer - settings.account, settings.by_jumps[share.layer]
    first_edge = settings.first_account_edge + account * settings.n_people - settings.first_edge[share.layer]
    bound = settings.shown_bound[share.layer] if by_jumps else 1.0
    if bound <= 0.0:
        return considered
    log_miss = math.log1p(-bound) if by_jumps else -math.inf
    person, number = np.int64(-1 if by_jumps else progress.first_person - 1), np.int64(0)
    u0, u1, u2, u3 = 0.5, 0.5, 0.5, 0.5
    while True:
        person += 1
        if by_jumps:
            if number % 4 == 0:
                u0, u1, u2, u3 = draws.uniforms(
                    clock.seed, clock.replicate, Purpose.JUMP, share.sharer, number // 4, about, clock.tick, 0
                )
            place = number % 4
            person += draws.jump(u0 if place == 0 else u1 if place == 1 else u2 if place == 2 else u3, log_miss)
            number += 1
        if person >= progress.end_person or n == len(shard.block):
            try_showings(clock, totals, settings, shard, share, about, n, feeds, habits, bound)
            n = 0
        if person >= progress.end_person:
            return considered
        if person >= progress.first_person and (follows[person] >> account) & 1:
            considered += 1
            shard.block[n].tie, shard.block[n].viewer = first_edge + person, person
            n += 1


@inlined
def try_showings(clock, totals, settings, shard, share, about, n, feeds, habits, bound):
    """Show a share to each viewer of a block with the chance that the viewer's feed gives it, at the visit that the
    feed's law gives."""
    feed_of, habit_of = feeds[share.layer], habits[share.layer]
    for k in range(n):
        shard.who[k] = shard.block[k].viewer
        prefetch(feed_of, shard.who[k], 0)
    draws.uniforms_of_each(
        clock.seed, clock.replicate, Purpose.EXPOSE, shard.who, share.sharer, about, clock.tick, 0, shard.numbers, n
    )
    open_feeds(clock, totals, settings, shard, share.layer, n, feed_of, habit_of)
    n_shown, delivered = np.int64(0), shard.progress[0].delivered
    found_late = settings.found_late[share.layer]
    for k in range(n):
        viewer = shard.who[k]
        if viewer == share.sharer:  # a group has its poster among its members
            continue
        feed_of[viewer].brand_today += 1
        shard.block[n_shown].tie, shard.block[n_shown].viewer, shard.which[n_shown] = shard.block[k].tie, viewer, k
        u, shown = shard.numbers[0, k] * bound, feed_of[viewer].shown
        if u < delivered * exposure.found_chance(shown, found_late):
            shard.block[n_shown].late = u >= delivered * shown
            prefetch(habit_of, viewer, 0)
            n_shown += 1
    find_place_in_feed(totals, settings, shard, share.layer, n_shown, feed_of, habit_of)
    wait_for_posts_above(clock, shard, share.sharer, about, n_shown)
    queue_all(clock, settings, shard, share.layer, n_shown, habit_of)


@inlined
def open_feeds(clock, totals, settings, shard, layer, n, feed_of, habit_of):
    """Turn the page of the feeds into which no post of the brand has come today."""
    day, n_closed = clock.tick // settings.ticks_per_day, 0
    for k in range(n):
        shard.which[n_closed] = shard.who[k]
        if feed_of[shard.who[k]].day != day:
            prefetch(habit_of, shard.who[k], 0)
            n_closed += 1
    for k in range(n_closed):
        feed, habit = feed_of[shard.which[k]], habit_of[shard.which[k]]
        habit.brand_yesterday = feed.brand_today if feed.day == day - 1 else 0
        feed.day, feed.brand_today = day, 0
        feed.shown = exposure.shown_chance(
            arriving_posts(totals, settings, layer, habit), habit.visits_per_day, habit.reading_depth
        )


@kernel
def arriving_posts(totals, settings, layer, habit):
    """The posts that arrive in a feed today; yesterday's posts of the brand tell how many of them are the brand's."""
    return exposure.posts_in_feed(
        habit.rivals, totals.rival_growth[layer], habit.brand_yesterday / settings.candidate_rate[layer]
    )


@inlined
def find_place_in_feed(totals, settings, shard, layer, n_shown, feed_of, habit_of):
    """How many newer posts lie above the share at the visit, and the wait for the first of them, or for the visit; what
    was missed then is found at a time of its own."""
    for k in range(n_shown):
        shown, viewer, at = shard.block[k], shard.block[k].viewer, shard.which[k]
        if shown.late:
            shown.above = 0
            shown.waits = exposure.days_found_late(shard.numbers[1, at], settings.late_half_life[layer])
            continue
        shown.arriving = arriving_posts(totals, settings, layer, habit_of[viewer])
        log_chance = exposure.log_chance_newer(shown.arriving, habit_of[viewer].visits_per_day)
        shown.above = exposure.newer_posts(shard.numbers[1, at], log_chance, feed_of[viewer].shown)
        u_wait = shard.numbers[2, at]
        shown.waits = -math.log(u_wait * shard.numbers[3, at]) if shown.above > 0 else -math.log(u_wait)


@inlined
def wait_for_posts_above(clock, shard, sharer, about, n_shown):
    """A wait for each newer post and one for the visit: the first two are there; four further ones at a time, with one
    logarithm."""
    n_waiting, block = np.int64(0), np.int64(0)
    for k in range(n_shown):
        shard.which[n_waiting], shard.who[n_waiting] = k, shard.block[k].viewer
        n_waiting += shard.block[k].above >= 2
    while n_waiting > 0:
        draws.uniforms_of_each(
            clock.seed,
            clock.replicate,
            Purpose.DELAY,
            shard.who,
            sharer,
            about,
            clock.tick,
            block,
            shard.numbers,
            n_waiting,
        )
        still, first = np.int64(0), 2 + 4 * block
        for j in range(n_waiting):
            shown = shard.block[shard.which[j]]
            product = shard.numbers[0, j]
            if first + 1 <= shown.above:
                product *= shard.numbers[1, j]
            if first + 2 <= shown.above:
                product *= shard.numbers[2, j]
            if first + 3 <= shown.above:
                product *= shard.numbers[3, j]
            shown.waits -= math.log(product)
            shard.which[still], shard.who[still] = shard.which[j], shard.who[j]
            still += shown.above >= first + 4
        n_waiting, block = still, block + 1


@inlined
def queue_all(clock, settings, shard, layer, n_shown, habit_of):
    """Queue each showing for the visit at which it is seen, if that is within the horizon."""
    progress = shard.progress[0]
    for k in range(n_shown):
        shown = shard.block[k]
        days = shown.waits
        if not shown.late:
            days = shown.waits / (shown.arriving + habit_of[shown.viewer].visits_per_day)
        ticks = days * settings.ticks_per_day  # of a late find it may be more than a whole number holds
        if ticks < settings.n_ticks - clock.tick:
            tick = clock.tick + int(ticks)
            queue(
                progress, shard.pending, shown.viewer, progress.next_share, shown.tie + settings.first_edge[layer], tick
            )
        else:
            progress.beyond += 1


@kernel
def collect(clock, shard):
    """Move the showings of this tick from the queue to `due`, grouped by viewer (a counting sort keeps their order)."""
    progress = shard.progress[0]
    first_person = progress.first_person
    shard.first[:] = 0
    for i in range(progress.n_pending):
        if shard.pending[i].tick <= clock.tick:
            shard.first[shard.pending[i].viewer - first_person + 1] += 1
    for k in range(len(shard.first) - 1):
        shard.first[k + 1] += shard.first[k]
    progress.n_due = shard.first[-1]
    kept = 0
    for i in range(progress.n_pending):
        showing = shard.pending[i]
        if showing.tick <= clock.tick:
            place = shard.first[showing.viewer - first_person]
            shard.first[showing.viewer - first_person] += 1
            shard.due[place] = showing
        else:
            shard.pending[kept] = showing
            kept += 1
    progress.n_pending = kept
