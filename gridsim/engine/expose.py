"""Steps 2 and 3, publish and expose: every new share meets its sharer's audience; bought impressions meet theirs.

A showing is decided once, when the post goes out: whether it is shown at all, and at which visit. That gives the same law as asking in
every tick again, at the cost of what is shown. Where the chance of being shown is small all over a layer, the ties are not even looked at
one by one: geometric jumps under the layer's bound, then thinning. The bound depends on the world only, never on the strategy, so the draws
stay common.
"""

from __future__ import annotations

import math

from gridsim import draws
from gridsim._jit import jit
from gridsim.engine.plan import ad_person
from gridsim.engine.state import MEDIA, MOMENTS, N_CONSIDERED
from gridsim.rules import exposure


@jit
def expose(town, run):
    """Queue the showings of all new shares and bought impressions; False where the queue is full (then grow it and call again)."""
    clock = run.clock[0]
    while clock.next_share < clock.n_shares:
        share = run.shares[clock.next_share]
        if share.layer != MEDIA:
            start, stop = audience(town, share.layer, share.sharer)
            if clock.n_pending + (stop - start) > len(run.pending):
                return False
            if town.settings[0].by_jumps[share.layer]:
                meet_by_jumps(town, run, clock.next_share, start, stop)
            else:
                meet_one_by_one(town, run, clock.next_share, start, stop)
        clock.next_share += 1
    if clock.n_pending + (clock.n_ads - clock.next_ad) > len(run.pending):
        return False
    while clock.next_ad < clock.n_ads:
        queue(run, ad_person(town, run, clock.next_ad), clock.ad_share, -1, clock.tick)
        clock.next_ad += 1
    return True


@jit
def audience(town, layer, sharer):
    """Rows of the sharer's audience in the layer's table of ties; nobody where the sharer is not in the layer."""
    if layer == MOMENTS:
        if sharer >= town.settings[0].n_people:
            return 0, 0
        return town.moments_start[sharer], town.moments_start[sharer + 1]
    return town.blog_start[sharer], town.blog_start[sharer + 1]


@jit
def target_of(town, layer, tie):
    """Who is at the end of a tie."""
    if layer == MOMENTS:
        return town.moments_target[tie]
    return town.blog_target[tie]


@jit
def queue(run, viewer, share, edge, tick):
    """Put a showing on the queue."""
    clock = run.clock[0]
    showing = run.pending[clock.n_pending]
    showing.viewer = viewer
    showing.share = share
    showing.edge = edge
    showing.tick = tick
    clock.n_pending += 1


@jit
def meet_one_by_one(town, run, share_row, start, stop):
    """A draw a tie: for layers where a good part of the audience is shown a post."""
    clock, layer = run.clock[0], run.shares[share_row].layer
    for tie in range(start, stop):
        viewer = target_of(town, layer, tie)
        run.feed[layer, viewer].brand_today += 1
        try_showing(town, run, share_row, tie, viewer, 1.0)
    run.counters[clock.tick // town.settings[0].ticks_per_day, N_CONSIDERED] += stop - start


@jit
def meet_by_jumps(town, run, share_row, start, stop):
    """Geometric jumps under the layer's bound: for layers where few of the audience are shown a post.

    The candidates are a random sample of the audience at a known rate, so counting them tells how much the brand posts into a feed, too.
    """
    clock, settings, share = run.clock[0], town.settings[0], run.shares[share_row]
    layer = share.layer
    bound = settings.shown_bound[layer]
    if bound <= 0.0:
        return
    log_miss = math.log1p(-bound)
    about = run.posts[share.post].about
    considered, block, place = 0, 0, 4
    tie = start - 1
    u0, u1, u2, u3 = 0.5, 0.5, 0.5, 0.5
    while True:
        if place == 4:
            u0, u1, u2, u3 = draws.uniforms(clock.seed, clock.replicate, draws.JUMP, share.sharer, block, about, clock.tick, 0)
            block += 1
            place = 0
        u = u0 if place == 0 else u1 if place == 1 else u2 if place == 2 else u3
        place += 1
        tie += 1 + draws.jump(u, log_miss)
        if tie >= stop:
            break
        considered += 1
        viewer = target_of(town, layer, tie)
        run.feed[layer, viewer].brand_today += 1
        try_showing(town, run, share_row, tie, viewer, bound)
    run.counters[clock.tick // settings.ticks_per_day, N_CONSIDERED] += considered


@jit
def try_showing(town, run, share_row, tie, viewer, bound):
    """Show a share to one of its audience with the chance that the viewer's feed gives it, at the visit that the feed's law gives."""
    clock, settings, share = run.clock[0], town.settings[0], run.shares[share_row]
    layer, about = share.layer, run.posts[share.post].about
    u, u_above, u_wait, u_wait2 = draws.uniforms(clock.seed, clock.replicate, draws.EXPOSE, viewer, share.sharer, about, clock.tick, 0)
    feed = run.feed[layer, viewer]
    arriving = exposure.posts_in_feed(feed.rivals, clock.rival_growth[layer], feed.brand_yesterday / settings.candidate_rate[layer])
    chance = settings.delivered[layer] * exposure.shown_chance(arriving, feed.visits_per_day, feed.reading_depth)
    if u * bound >= chance:
        return
    above = exposure.newer_posts(u_above, arriving, feed.visits_per_day, feed.reading_depth)
    waits = -math.log(u_wait)
    if above > 0:
        waits -= math.log(u_wait2)
    v0, v1, v2, v3 = 0.5, 0.5, 0.5, 0.5
    for k in range(2, above + 1):
        if k % 4 == 2:
            v0, v1, v2, v3 = draws.uniforms(clock.seed, clock.replicate, draws.DELAY, viewer, share.sharer, about, clock.tick, k // 4)
        place = k % 4
        waits -= math.log(v0 if place == 2 else v1 if place == 3 else v2 if place == 0 else v3)
    delay = int(waits / (arriving + feed.visits_per_day) * settings.ticks_per_day)
    showing_tick = clock.tick + delay
    if showing_tick < settings.n_ticks:
        edge = tie if layer == MOMENTS else tie + settings.n_moments_ties
        queue(run, viewer, share_row, edge, showing_tick)
    else:
        run.clock[0].beyond += 1


@jit
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
