"""Steps 2 and 3, publish and expose: every new share meets its sharer's audience; bought impressions meet theirs.

A showing is decided once, when the post goes out: whether it is shown at all, and at which visit. That gives the same law as asking in
every tick again, at the cost of what is shown. Where the chance of being shown is small all over a layer, the ties are not even looked at
one by one: geometric jumps under the layer's bound, then thinning. The bound depends on the world only, never on the strategy, so the draws
stay common.
"""

from __future__ import annotations

import math

import numpy as np

from gridsim import draws
from gridsim._jit import inlined, kernel
from gridsim.engine.plan import ad_person
from gridsim.engine.state import ADVERTISING_LINE, MICRO_BLOG, MOMENTS, N_CONSIDERED
from gridsim.rules import exposure


@kernel
def expose(town, run):
    """Queue the showings of all new shares and bought impressions; False where the queue is full (then grow it and call again)."""
    clock, settings, line = run.clock[0], town.settings[0], run.lines[ADVERTISING_LINE]
    while clock.next_share < clock.n_shares:
        share = run.shares[clock.next_share]
        if share.layer == MOMENTS and share.sharer < settings.n_people:
            targets, start, stop = town.moments_target, town.moments_start[share.sharer], town.moments_start[share.sharer + 1]
        elif share.layer == MICRO_BLOG:
            targets, start, stop = town.blog_target, town.blog_start[share.sharer], town.blog_start[share.sharer + 1]
        else:
            targets, start, stop = town.moments_target, np.int64(0), np.int64(0)
        if clock.n_pending + (stop - start) > len(run.pending):
            return False
        about = run.posts[share.post].about
        if settings.by_jumps[share.layer % 2]:
            considered = meet_by_jumps(clock, settings, share, about, targets, start, stop, run.feed, run.pending)
        else:
            considered = meet_one_by_one(clock, settings, share, about, targets, start, stop, run.feed, run.pending)
        run.counters[clock.tick // settings.ticks_per_day, N_CONSIDERED] += considered
        clock.next_share += 1
    if clock.n_pending + (clock.n_ads - clock.next_ad) > len(run.pending):
        return False
    while clock.next_ad < clock.n_ads:
        person = ad_person(clock, settings, line, run.state, town.product_match, clock.next_ad)
        queue(clock, run.pending, person, clock.ad_share, -1 - clock.next_ad, clock.tick)
        clock.next_ad += 1
    return True


@kernel
def queue(clock, pending, viewer, share, edge, tick):
    """Put a showing on the queue."""
    showing = pending[clock.n_pending]
    showing.viewer = viewer
    showing.share = share
    showing.edge = edge  # below 0: the number of a bought impression, which came by no tie
    showing.tick = tick
    clock.n_pending += 1


@inlined
def meet_one_by_one(clock, settings, share, about, targets, start, stop, feeds, pending):
    """A draw a tie: for layers where a good part of the audience is shown a post. Returns the ties considered."""
    for tie in range(start, stop):
        try_showing(clock, settings, share, about, tie, targets[tie], feeds, pending, 1.0)
    return stop - start


@inlined
def meet_by_jumps(clock, settings, share, about, targets, start, stop, feeds, pending):
    """Geometric jumps under the layer's bound: for layers where few of the audience are shown a post. Returns the ties considered.

    The candidates are a random sample of the audience at a known rate, so counting them tells how much the brand posts into a feed, too.
    """
    bound = settings.shown_bound[share.layer]
    considered = np.int64(0)
    if bound <= 0.0 or start == stop:
        return considered
    log_miss = math.log1p(-bound)
    tie, number = start - 1, np.int64(0)
    u0, u1, u2, u3 = 0.5, 0.5, 0.5, 0.5
    while True:
        if number % 4 == 0:
            u0, u1, u2, u3 = draws.uniforms(clock.seed, clock.replicate, draws.JUMP, share.sharer, number // 4, about, clock.tick, 0)
        place = number % 4
        tie += 1 + draws.jump(u0 if place == 0 else u1 if place == 1 else u2 if place == 2 else u3, log_miss)
        if tie >= stop:
            return considered
        number += 1
        considered += 1
        try_showing(clock, settings, share, about, tie, targets[tie], feeds, pending, bound)


@inlined
def try_showing(clock, settings, share, about, tie, viewer, feeds, pending, bound):
    """Show a share to one of its audience with the chance that the viewer's feed gives it, at the visit that the feed's law gives."""
    layer = share.layer
    feed = feeds[layer, viewer]
    feed.brand_today += 1
    u, u_above, u_wait, u_wait2 = draws.uniforms(clock.seed, clock.replicate, draws.EXPOSE, viewer, share.sharer, about, clock.tick, 0)
    arriving = exposure.posts_in_feed(feed.rivals, clock.rival_growth[layer], feed.brand_yesterday / settings.candidate_rate[layer])
    shown = exposure.shown_chance(arriving, feed.visits_per_day, feed.reading_depth)
    if u * bound >= settings.delivered[layer] * shown:
        return
    above = exposure.newer_posts(u_above, exposure.log_chance_newer(arriving, feed.visits_per_day), shown)
    waits = -math.log(u_wait * u_wait2) if above > 0 else -math.log(u_wait)
    for k in range(2, above + 1, 4):  # a wait for each newer post and one for the visit: four uniform numbers at a time, one logarithm
        v0, v1, v2, v3 = draws.uniforms(clock.seed, clock.replicate, draws.DELAY, viewer, share.sharer, about, clock.tick, k // 4)
        product = v0
        if k + 1 <= above:
            product *= v1
        if k + 2 <= above:
            product *= v2
        if k + 3 <= above:
            product *= v3
        waits -= math.log(product)
    showing_tick = clock.tick + int(waits / (arriving + feed.visits_per_day) * settings.ticks_per_day)
    if showing_tick >= settings.n_ticks:
        clock.beyond += 1
        return
    queue(clock, pending, viewer, clock.next_share, tie if layer == MOMENTS else tie + settings.n_moments_ties, showing_tick)


@kernel
def collect(town, run):
    """Move the showings of this tick from the queue to `due`, grouped by viewer (a counting sort keeps their order)."""
    clock = run.clock[0]
    run.first[:] = 0
    for i in range(clock.n_pending):
        if run.pending[i].tick <= clock.tick:
            run.first[run.pending[i].viewer + 1] += 1
    for viewer in range(town.settings[0].n_people):
        run.first[viewer + 1] += run.first[viewer]
    clock.n_due = run.first[-1]
    kept = 0
    for i in range(clock.n_pending):
        showing = run.pending[i]
        if showing.tick <= clock.tick:
            place = run.first[showing.viewer]
            run.first[showing.viewer] += 1
            run.due[place] = showing
        else:
            run.pending[kept] = showing
            kept += 1
    clock.n_pending = kept
