"""Step 4, react: each viewer goes once through all that was seen in this tick.

Every reaction reads the viewer's state at the start of the tick; the changes are summed in the order of the showings
and applied at the end.
A person follows at most one link a tick (the one with the lowest draw), and passes a post on at most once ever
(the parent is the showing with the lowest draw). Effects on other people are applied in effects.py, once all
shards have reacted.
"""

from __future__ import annotations

import math

import numpy as np

from gridsim import draws
from gridsim._jit import inlined, kernel, prefetch
from gridsim.draws import Purpose
from gridsim.engine.activities import is_live, share_boost, wake
from gridsim.engine.followers import follow
from gridsim.engine.posts import match_with
from gridsim.engine.state import FIRST_ACTIVITY
from gridsim.rules import following, memory, reaction, standing
from gridsim.terms import Counter, LineCount, Measure, Place, PostKind, Stage

NEVER = 2.0
"""Stands for "did not" where a draw below 1 stands for "did"."""

AHEAD = 12
"""Showings between asking the memory for what one reads, and reading it."""


@kernel
def react(given, state, shard):
    """Let every viewer of the shard react; False where there is no room for a further reaction."""
    progress = shard.progress[0]
    begin = (
        shard.first[progress.next_person - progress.first_person - 1]
        if progress.next_person > progress.first_person
        else np.int64(0)
    )
    while progress.next_person < progress.end_person:
        end = shard.first[progress.next_person - progress.first_person]
        if end > begin:
            if progress.n_reactions == len(shard.reactions):
                return False
            for i in range(begin + AHEAD, min(end + AHEAD, progress.n_due)):
                fetch(given, state, shard, shard.due[i])
            look_through(given, state, shard, progress.next_person, begin, end)
        begin = end
        progress.next_person += 1
    return True


@inlined
def fetch(given, state, shard, showing):
    """Ask for what a showing to come reads and nobody has read lately."""
    prefetch(state.people, showing.viewer, 0)
    prefetch(state.people, showing.viewer, 56)
    prefetch(state.touches[showing.viewer], 0, 0)
    prefetch(given.traits, showing.viewer, 0)
    prefetch(shard.noticed, max(showing.edge, np.int64(0)), 0)


@inlined
def look_through(given, state, shard, viewer, begin, end):
    """One viewer, all showings of this tick; the sums in `effect` are applied at the end."""
    clock, settings, me, effect = state.clock[0], given.settings[0], state.people[viewer], shard.effect[0]
    days = (clock.tick - me.touched_tick) / settings.ticks_per_day
    fatigue = me.fatigue * memory.decay(days, settings.fatigue_half_life)
    memory.settle_trust(settings, me, clock.tick)
    openness = reaction.openness(settings, me, fatigue)
    effect.awareness, effect.trust_weight, effect.trust_sum, effect.noticed, effect.reactions = 0.0, 0.0, 0.0, 0, 0
    effect.best_click, effect.clicked, effect.positioning, effect.positioned, effect.follows = NEVER, -1, 0.0, 0, 0
    for i in range(begin, end):
        shard.due[i].stage = see(given, state, shard, viewer, i, openness)
    shard.counters[Counter.IMPRESSIONS] += end - begin
    if not me.reached:
        me.reached = True
        shard.counters[Counter.NEW_REACH] += 1
        if me.match_product >= settings.median_match:
            shard.counters[Counter.NEW_TARGET_REACH] += 1
    if effect.reactions > 0 or effect.clicked >= 0:
        noted = shard.reactions[shard.progress[0].n_reactions]
        shard.progress[0].n_reactions += 1
        noted.viewer, noted.begin, noted.end, noted.clicked = viewer, begin, end, effect.clicked
        noted.noticed = effect.clicked_noticed
    me.awareness = me.awareness * memory.decay(days, settings.mind_half_life) + effect.awareness
    if effect.noticed > 0 and me.familiarity == memory.UNKNOWN:
        me.familiarity = memory.HEARD
    me.fatigue = fatigue + effect.noticed
    me.touched_tick = clock.tick
    if effect.follows > 0:
        shard.counters[Counter.FOLLOWERS_WON] += follow(state.follows, viewer, effect.follows)
    if effect.trust_weight > 0.0:
        me.trust = memory.moved_trust(me.trust, effect.trust_sum / effect.trust_weight, effect.trust_weight)
    if effect.positioned > 0:
        me.positioning = memory.remembered_positioning(
            me.positioning, effect.positioning / effect.positioned, effect.positioned, settings.positioning_rate
        )


@inlined
def see(given, state, shard, viewer, i, openness):
    """One showing passes a viewer's eyes; returns how far it went: SHOWN, OPENED, READ or ENGAGED."""
    clock, settings, me, effect = state.clock[0], given.settings[0], state.people[viewer], shard.effect[0]
    showing = shard.due[i]
    share = state.shares[showing.share]
    post = state.posts[share.post]
    showing.forward = NEVER
    shard.seen[post.line, LineCount.IMPRESSIONS] += 1
    line = state.lines[post.line]
    touch = state.touches[viewer, line.touch_row]
    touch.times += 1
    touch.last_tick = clock.tick
    if state.first_touch[viewer] == 0:
        state.first_touch[viewer] = line.channel + 1
    good = post.valence > 0.0  # of a warning nothing comes to mind for which one would buy
    if me.met < 0:
        me.met = point_behind(settings, state.people, share)
    effect.awareness += settings.weight_shown if good else 0.0
    if post.version >= 0:
        shard.measured[post.version, Measure.IMPRESSIONS] += 1
    tie = tie_of(settings, given.traits, given.moments_weight, given.blog_weight, viewer, share, showing.edge)
    trusted = credibility_of(settings, given.traits, given.roles, line, share)
    seed, replicate, source = clock.seed, clock.replicate, source_of(share, showing.edge)
    u_open, u_read, u_engage, u_share = draws.uniforms(
        seed, replicate, Purpose.REACT, viewer, source, post.about, clock.tick, 0
    )
    to_oneself = share.layer == Place.MESSAGE
    forwarded = share.parent >= 0 and not to_oneself
    odds = reaction.open_odds(settings, openness, tie, trusted, post, line, forwarded)
    if to_oneself:
        odds *= settings.open_effect
    if me.friends_approve > 0:
        odds *= standing.approval_multiplier(settings.log_approval_effect, given.products[post.product].status)
    if u_open >= reaction.best_open_chance(settings, odds):  # nine in ten: no need to look the match up
        return Stage.SHOWN
    match = match_of(given.interests, match_with(state.people, given.product_match, viewer, post.product), viewer, post)
    if u_open >= reaction.open_chance(settings, odds, match):
        return Stage.SHOWN
    shard.counters[Counter.OPENED] += 1
    effect.awareness += settings.weight_opened if good else 0.0
    effect.noticed += 1
    noticed = notice(shard.noticed, showing.edge)
    read_chance, engage_boost, pass_boost, live = settings.read_chance, 1.0, 1.0, False
    if post.line >= FIRST_ACTIVITY:
        activity = state.activities[post.line - FIRST_ACTIVITY]
        live = is_live(activity, clock.tick)
        if live:
            read_chance, engage_boost, pass_boost = activity.read_chance, activity.engage_boost, share_boost(activity)
    if u_read >= read_chance:
        return Stage.OPENED
    u_click, _, _, u_follow = draws.uniforms(seed, replicate, Purpose.REACT, viewer, source, post.about, clock.tick, 1)
    mute = share.layer == Place.MASS_MEDIA  # a spot cannot be answered, passed on or followed
    engaged = not mute and u_engage < reaction.engage_chance(settings, me, post, engage_boost)
    shard.seen[post.line, LineCount.READS] += 1
    after_reading(settings, effect, me, line, post, trusted, engaged, shard.counters)
    if post.version >= 0:
        shard.measured[post.version, Measure.READS] += 1
    if engaged:
        shard.seen[post.line, LineCount.ENGAGEMENTS] += 1
        me.engaged += 1
        effect.reactions += 1
    if mute:
        return Stage.READ
    forwarded, to_followers = share.parent >= 0, post.kind == PostKind.BRAND or post.kind == PostKind.ACTIVITY
    if following.leads_to_account(post.valence, to_followers, forwarded) and u_follow < following.follow_chance(
        settings, me, line, forwarded
    ):
        effect.follows |= 1 << following.account_of(settings, post.author)
    if live:
        effect.reactions += 1
        if engaged:
            wake(state.activities[post.line - FIRST_ACTIVITY], effect)
    if settings.forwarding and u_share < reaction.share_chance(
        settings,
        me,
        given.traits[viewer],
        post,
        share.luck,
        pass_boost,
        share.layer == Place.MOMENTS or to_oneself,
    ):
        showing.forward = u_share
        effect.reactions += 1
    if (
        u_click < effect.best_click
        and post.valence > 0.0
        and u_click < reaction.click_chance(settings, me, post, share.layer == Place.EMAIL, noticed)
    ):
        effect.best_click, effect.clicked, effect.clicked_noticed = u_click, i, noticed
    return Stage.ENGAGED if engaged else Stage.READ


@kernel
def after_reading(settings, effect, me, line, post, trusted, engaged, counters):
    """Effects of a reading: attention, a pull on trust, the remembered message of the brand."""
    counters[Counter.READS] += 1
    if post.kind == PostKind.PERSONAL or post.kind == PostKind.REVIEW:  # people talk; a brand advertises
        counters[Counter.TALK_READS] += 1
        counters[Counter.TALK_VALENCE_HUNDREDTHS] += int(math.floor(100.0 * post.valence + 0.5))
    if engaged:
        counters[Counter.ENGAGEMENTS] += 1
    effect.awareness += settings.weight_read if post.valence > 0.0 else 0.0
    weight = memory.trust_weight(settings, me, post, line, trusted, engaged)
    if post.positioning >= 0.0:
        effect.positioning += post.positioning
        effect.positioned += 1
    effect.trust_weight += weight
    effect.trust_sum += weight * memory.valence_to_trust(post.valence)


@kernel
def point_behind(settings, people, share):
    """The point that a showing makes known: whose mall it leads to, else its sharer, where that is one; or -1."""
    if share.link >= 0:
        return np.int32(share.link)
    if share.sharer < settings.n_people and people[share.sharer].point >= 0:
        return np.int32(share.sharer)
    return np.int32(-1)


@kernel
def match_of(interests, product_part, viewer, post):
    """Cosine of the viewer's interests and the post's topics."""
    if post.personal_topic <= 0.0:
        return product_part
    author_part = 0.0
    for k in range(interests.shape[1]):
        author_part += float(interests[viewer, k]) * float(interests[post.author, k])
    return reaction.topic_match(product_part, author_part, post.personal_topic, post.topic_norm)


@kernel
def tie_of(settings, traits, moments_weight, blog_weight, viewer, share, edge):
    """Multiplier of the tie through which a share came: close in the own circle, times the tie's weight where the file
    gives weights."""
    if share.layer >= Place.PLACE and share.layer != Place.MESSAGE:
        return 1.0
    if share.layer == Place.MICRO_BLOG:
        if len(blog_weight) > 0 and share.sharer < settings.n_people:
            return float(blog_weight[edge - settings.n_moments_ties])
        return 1.0
    circle = traits[viewer].circle
    close = circle >= 0 and circle == traits[share.sharer].circle
    multiplier = reaction.tie_multiplier(close, settings.close_tie_effect, settings.close_tie_share)
    if (share.layer == Place.MOMENTS or share.layer == Place.MESSAGE) and len(moments_weight) > 0:
        multiplier *= float(moments_weight[edge])
    return multiplier


@kernel
def credibility_of(settings, traits, roles, line, share):
    """How far the sharer is believed: by role; the brand's accounts and bought media by their line."""
    if share.sharer >= settings.n_people:
        return line.credibility
    return roles[traits[share.sharer].role].credibility


@kernel
def notice(noticed, edge):
    """Note that a post which came by a tie has been noticed; how many had been before (at most 255 are told apart)."""
    if edge < 0:
        return np.int64(0)
    before = np.int64(noticed[edge])
    noticed[edge] = min(before + 1, 255)
    return before


@kernel
def source_of(share, edge):
    """From whom a showing comes, for the draws: its sharer; among bought impressions, which have none, their number."""
    return share.sharer if edge >= 0 else -1 - edge
