"""Step 4, react: each viewer goes once through all that was seen in this tick.

Every reaction reads the viewer's state at the start of the tick; the changes are summed in the order of the showings and applied at the end.
A person follows at most one link a tick (the one with the lowest draw), and passes a post on at most once ever
(the parent is the showing with the lowest draw). What others must hear of is carried out in `answer`, once all wards have reacted.
"""

from __future__ import annotations

import math

import numpy as np

from gridsim import draws
from gridsim._jit import inlined, kernel, prefetch
from gridsim.engine.activities import (
    ASK_COUPON,
    COUPON,
    OPEN_PACKET,
    RED_PACKET,
    TAKE_PART,
    is_live,
    note_claim,
    share_boost,
    take_part,
    wake,
)
from gridsim.engine.customers import become_loyal
from gridsim.engine.plan import a_group_of, match_with, new_share, own_link
from gridsim.engine.state import (
    DONE,
    EMAIL,
    FIRST_ACTIVITY,
    GROUPS,
    L_CLICKS,
    L_IMPRESSIONS,
    L_READS,
    M_CLICKS,
    M_IMPRESSIONS,
    M_READS,
    MASS,
    MICRO_BLOG,
    MOMENTS,
    MORE_CLAIMS,
    MORE_RECORDED,
    MORE_SHARES,
    MORE_VISITS,
    N_CLICKS,
    N_ENGAGEMENTS,
    N_IMPRESSIONS,
    N_NEW_REACH,
    N_OPENED,
    N_READS,
    N_SHARES,
    N_TALK,
    N_TALK_VALENCE,
    PERSONAL,
    PLACE,
    REVIEW,
)  # fmt: skip
from gridsim.rules import memory, reaction

NOT = 2.0
"""Stands for "did not" where a draw below 1 stands for "did"."""

AHEAD = 12
"""Showings between asking the memory for what one reads, and reading it."""

SHOWN, OPENED, READ, ENGAGED = range(4)
"""How far a showing went."""


@kernel
def react(town, run, ward):
    """Let every viewer of the ward react; False where there is no room for a further answer."""
    now = ward.round[0]
    begin = ward.first[now.next_person - now.first_person - 1] if now.next_person > now.first_person else np.int64(0)
    while now.next_person < now.end_person:
        end = ward.first[now.next_person - now.first_person]
        if end > begin:
            if now.n_answers == len(ward.answers):
                return False
            for i in range(begin + AHEAD, min(end + AHEAD, now.n_due)):
                fetch(town, run, ward, ward.due[i])
            look_through(town, run, ward, now.next_person, begin, end)
        begin = end
        now.next_person += 1
    return True


@inlined
def fetch(town, run, ward, showing):
    """Ask for what a showing to come reads and nobody has read lately."""
    prefetch(run.state, showing.viewer, 0)
    prefetch(run.state, showing.viewer, 56)
    prefetch(run.touches[showing.viewer], 0, 0)
    prefetch(town.people, showing.viewer, 0)
    prefetch(ward.met, max(showing.edge, np.int64(0)) >> 3, 0)


@inlined
def look_through(town, run, ward, viewer, begin, end):
    """One viewer, all showings of this tick; the sums in `effect` are applied at the end."""
    clock, settings, me, effect = run.clock[0], town.settings[0], run.state[viewer], ward.effect[0]
    days = (clock.tick - me.touched_tick) / settings.ticks_per_day
    fatigue = me.fatigue * memory.kept(days, settings.fatigue_half_life)
    openness = settings.open_odds * viewer_multiplier(settings, me.trust, fatigue, me.sources)
    effect.awareness, effect.trust_weight, effect.trust_sum, effect.new_sources, effect.answers = 0.0, 0.0, 0.0, 0, 0
    effect.best_click, effect.clicked, effect.positioning, effect.positioned = NOT, -1, 0.0, 0
    for i in range(begin, end):
        ward.due[i].stage = see(town, run, ward, viewer, i, openness)
    ward.counters[N_IMPRESSIONS] += end - begin
    if not me.reached:
        me.reached = True
        ward.counters[N_NEW_REACH] += 1
    if effect.answers > 0 or effect.clicked >= 0:
        told = ward.answers[ward.round[0].n_answers]
        ward.round[0].n_answers += 1
        told.viewer, told.begin, told.end, told.clicked = viewer, begin, end, effect.clicked
    me.awareness = me.awareness * memory.kept(days, settings.awareness_half_life) + effect.awareness
    me.fatigue = fatigue + (end - begin)
    me.touched_tick = clock.tick
    me.sources += effect.new_sources
    if effect.trust_weight > 0.0:
        me.trust = memory.moved_trust(me.trust, effect.trust_sum / effect.trust_weight, effect.trust_weight)
    if effect.positioned > 0:
        me.positioning = memory.remembered_positioning(
            me.positioning, effect.positioning / effect.positioned, effect.positioned, settings.positioning_rate
        )


@kernel
def claim_of(run, what, kind, viewer, share_row):
    """Note a claim on the activity of a share's post, where that is of a kind and still on."""
    clock, share = run.clock[0], run.shares[share_row]
    post = run.posts[share.post]
    if post.line >= FIRST_ACTIVITY:
        activity = run.activities[post.line - FIRST_ACTIVITY]
        if activity.kind == kind and is_live(activity, clock.tick):
            note_claim(clock, run.claims, what, viewer, share_row, share, post)


@inlined
def see(town, run, ward, viewer, i, openness):
    """One showing passes a viewer's eyes; returns how far it went: SHOWN, OPENED, READ or ENGAGED."""
    clock, settings, me, effect = run.clock[0], town.settings[0], run.state[viewer], ward.effect[0]
    showing = ward.due[i]
    share = run.shares[showing.share]
    post = run.posts[share.post]
    showing.forward = NOT
    ward.seen[post.line, L_IMPRESSIONS] += 1
    effect.new_sources += first_meeting(ward.met, showing.edge)
    line = run.lines[post.line]
    touch = run.touches[viewer, line.touch_row]
    touch.times += 1
    touch.last_tick = clock.tick
    if run.first_touch[viewer] == 0:
        run.first_touch[viewer] = line.channel + 1
    effect.awareness += settings.weight_shown
    if post.version >= 0:
        ward.measured[post.version, M_IMPRESSIONS] += 1
    tie = tie_of(settings, town.people, town.moments_weight, town.blog_weight, viewer, share, showing.edge)
    trusted = credibility_of(settings, town.people, town.roles, line, share)
    seed, replicate, source = clock.seed, clock.replicate, source_of(share, showing.edge)
    u_open, u_read, u_engage, u_share = draws.uniforms(seed, replicate, draws.REACT, viewer, source, post.about, clock.tick, 0)
    here = openness * tie * trusted * post.appeal * (line.word if share.parent < 0 else settings.forward_effect)
    if u_open >= reaction.chance_of(here * settings.best_match):  # nine in ten: not opened even at the best match, no need to look it up
        return SHOWN
    match = match_of(town.interests, match_with(run.state, town.product_match, viewer, post.product), viewer, post)
    if u_open >= reaction.chance_of(here * reaction.effect_multiplier(match, settings.match_reference, settings.log_match_effect)):
        return SHOWN
    ward.counters[N_OPENED] += 1
    effect.awareness += settings.weight_opened
    read_chance, engage_boost, pass_boost, live = settings.read_chance, 1.0, 1.0, False
    if post.line >= FIRST_ACTIVITY:
        activity = run.activities[post.line - FIRST_ACTIVITY]
        live = is_live(activity, clock.tick)
        if live:
            read_chance, engage_boost, pass_boost = activity.read_chance, activity.engage_boost, share_boost(activity)
    if u_read >= read_chance:
        return OPENED
    u_click = draws.uniforms(seed, replicate, draws.REACT, viewer, source, post.about, clock.tick, 1)[0]
    mute = share.layer == MASS  # a spot cannot be answered, passed on or followed
    keen = settings.fan_effect if me.fan else 1.0
    engaged = not mute and u_engage < engage_chance(settings, post, keen * engage_boost)
    ward.seen[post.line, L_READS] += 1
    after_reading(settings, effect, line, post, trusted, engaged, me.positioning, ward.counters)
    if post.version >= 0:
        ward.measured[post.version, M_READS] += 1
    if engaged:
        me.engaged += 1
        effect.answers += 1
        if settings.loyalty:
            become_loyal(clock, settings, me)
    if mute:
        return READ
    if live:
        effect.answers += 1
        if engaged:
            wake(run.activities[post.line - FIRST_ACTIVITY], effect)
    if settings.forwarding and u_share < share_chance(settings, me.trust, town.people[viewer].sociability * keen, post, share.layer, pass_boost):
        showing.forward = u_share
        effect.answers += 1
    if u_click < effect.best_click and post.valence > 0.0 and u_click < click_chance(settings, me.trust, post, share.layer):
        effect.best_click, effect.clicked = u_click, i
    return ENGAGED if engaged else READ


@kernel
def after_reading(settings, effect, line, post, trusted, engaged, remembered, counters):
    """What a reading leaves: awareness, a pull on trust (a weaker one where it is not what is `remembered` of the brand), what it stands for."""
    counters[N_READS] += 1
    if post.kind == PERSONAL or post.kind == REVIEW:  # people talk; a brand advertises
        counters[N_TALK] += 1
        counters[N_TALK_VALENCE] += int(math.floor(100.0 * post.valence + 0.5))
    if engaged:
        counters[N_ENGAGEMENTS] += 1
    effect.awareness += settings.weight_read
    weight = trust_weight(settings, line, post, trusted, engaged)
    if post.positioning >= 0.0:
        weight *= memory.consistency_multiplier(post.positioning, remembered, settings.log_inconsistency_effect)
        effect.positioning += post.positioning
        effect.positioned += 1
    effect.trust_weight += weight
    effect.trust_sum += weight * memory.said(post.valence)


@kernel
def viewer_multiplier(settings, trust, fatigue, sources):
    """What the viewer brings to every showing: trust in the brand, fatigue, how many people have spoken of it before."""
    return (
        reaction.effect_multiplier(trust, reaction.REFERENCE, settings.log_react_trust_effect)
        * reaction.fatigue_multiplier(fatigue, settings.fatigue_effect)
        * reaction.reinforcement_multiplier(settings.reinforcement, sources, settings.reinforcement_effect, settings.reinforcement_sources)
    )


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
def tie_of(settings, people, moments_weight, blog_weight, viewer, share, edge):
    """Multiplier of the tie through which a share came: close in the own circle, times the tie's weight where the file gives weights."""
    if share.layer >= PLACE:
        return 1.0
    if share.layer == MICRO_BLOG:
        if len(blog_weight) > 0:
            return float(blog_weight[edge - settings.n_moments_ties])
        return 1.0
    circle = people[viewer].circle
    close = circle >= 0 and circle == people[share.sharer].circle
    multiplier = reaction.tie_multiplier(close, settings.close_tie_effect, settings.close_tie_share)
    if share.layer == MOMENTS and len(moments_weight) > 0:
        multiplier *= float(moments_weight[edge])
    return multiplier


@kernel
def credibility_of(settings, people, roles, line, share):
    """How far the sharer is believed: by role; the brand's accounts and bought media by their line."""
    if share.sharer >= settings.n_people:
        return line.credibility
    return roles[people[share.sharer].role].credibility


@kernel
def first_meeting(met, edge):
    """1 where this tie brings news of the brand for the first time, else 0; one bit a tie."""
    if edge < 0:
        return 0
    bit = 1 << (edge & 7)
    if met[edge >> 3] & bit:
        return 0
    met[edge >> 3] |= bit
    return 1


@kernel
def source_of(share, edge):
    """From whom a showing comes, for the draws: its sharer; among bought impressions, which have none, their number."""
    return share.sharer if edge >= 0 else -1 - edge


@kernel
def recognise(settings, state, points, sharer):
    """A like or a comment counts for the point that it is given to."""
    if sharer < settings.n_people and state[sharer].point >= 0:
        points[state[sharer].point].interactions_today += 1


@kernel
def trust_weight(settings, line, post, trusted, interacted):
    """How far a post that is read moves trust."""
    weight = settings.trust_rate * trusted * post.believed * line.trust
    weight *= reaction.effect_multiplier(post.individuality, reaction.REFERENCE, settings.log_individuality_effect)
    if post.valence < 0.0:
        weight *= settings.complaint_weight
    if interacted:
        weight *= settings.interaction_trust
    return weight


@kernel
def engage_chance(settings, post, boost):
    """Chance that a reader likes or comments; `boost` multiplies the odds (a fan who is served, an activity)."""
    return reaction.chance_of(
        settings.interact_odds
        * boost
        * post.engaging
        * reaction.effect_multiplier(post.interaction, reaction.REFERENCE, settings.log_interaction_effect)
    )


@kernel
def share_chance(settings, trust, sociability, post, layer, boost):
    """Chance that a reader passes the post on."""
    odds = (
        settings.share_odds
        * boost
        * sociability
        * post.luck
        * reaction.effect_multiplier(post.interesting, reaction.REFERENCE, settings.log_interesting_effect)
    )
    odds *= reaction.effect_multiplier(trust, reaction.REFERENCE, settings.log_react_trust_effect)
    if layer == MOMENTS:
        odds *= reaction.effect_multiplier(post.individuality, reaction.REFERENCE, settings.log_individuality_effect)
    return reaction.chance_of(odds)


@kernel
def click_chance(settings, trust, post, layer):
    """Chance that a reader follows the link to the mall."""
    odds = (settings.email_click_odds if layer == EMAIL else settings.click_odds) * reaction.effect_multiplier(
        trust, reaction.REFERENCE, settings.log_react_trust_effect
    )
    return reaction.chance_of(odds * reaction.effect_multiplier(post.benefit, reaction.REFERENCE, settings.log_react_benefit_effect))


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
def answer(town, run, ward):
    """Carry out what others must hear of, and close the ward's books; DONE, or which table must grow first."""
    full = missing_room(run.clock[0], town.settings[0], run, ward)
    if full == DONE:
        carry_out(town, run, ward)
    return full


@kernel
def carry_out(town, run, ward):
    """Carry out what others must hear of: likes of points, parts taken in activities, shares, links followed; and close the ward's books."""
    clock, settings, now, day = run.clock[0], town.settings[0], ward.round[0], run.clock[0].tick // town.settings[0].ticks_per_day
    if settings.recording:
        for showing in ward.due[: now.n_due]:
            record(clock, run.recorded, showing.viewer, run.shares[showing.share], showing.stage)
    for told in ward.answers[: now.n_answers]:
        for i in range(told.begin, told.end):
            hear(settings, run, ward.due[i])
        pass_on(town, run, ward, told.viewer, told.begin, told.end)
        if told.clicked >= 0:
            share = ward.due[told.clicked].share
            ward.counters[N_CLICKS] += 1
            ward.seen[run.posts[run.shares[share].post].line, L_CLICKS] += 1
            if run.posts[run.shares[share].post].version >= 0:
                ward.measured[run.posts[run.shares[share].post].version, M_CLICKS] += 1
            follow_link(clock, run.visits, run.shares, run.posts, told.viewer, share)
            if settings.n_activities > 0:
                claim_of(run, ASK_COUPON, COUPON, told.viewer, share)
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
    row.tick, row.viewer, row.sharer, row.post, row.place, row.stage = clock.tick, viewer, share.sharer, share.post, share.layer, stage


@kernel
def hear(settings, run, showing):
    """A point hears of a like or a comment; of an activity that is on, readers take part."""
    clock, share = run.clock[0], run.shares[showing.share]
    if showing.stage == ENGAGED:
        recognise(settings, run.state, run.points, share.sharer)
    line = run.posts[share.post].line
    if showing.stage < READ or line < FIRST_ACTIVITY or share.layer == MASS:
        return
    activity = run.activities[line - FIRST_ACTIVITY]
    if is_live(activity, clock.tick):
        if showing.stage == ENGAGED:
            take_part(activity, run.tickets[line - FIRST_ACTIVITY, showing.viewer])
        if share.parts > 0:
            note_claim(clock, run.claims, TAKE_PART, showing.viewer, showing.share, share, run.posts[share.post])


@kernel
def pass_on(town, run, ward, viewer, begin, end):
    """Make the shares: one a post, from the showing with the lowest draw, unless the viewer has passed the post on before."""
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
        layer, group = MOMENTS, np.int64(-1)
        about, source = run.posts[parent.post].about, source_of(parent, mine.edge)
        if not (parent.layer == MOMENTS or parent.layer == GROUPS or parent.layer == PLACE):  # seen in public: part of it stays public
            u_layer = draws.uniforms(clock.seed, clock.replicate, draws.REACT, viewer, source, about, clock.tick, 1)[1]
            layer = MOMENTS if u_layer < settings.to_moments_share else MICRO_BLOG
        if settings.to_groups_share > 0.0 and town.member_start[viewer + 1] > town.member_start[viewer]:
            u, u_which, _, _ = draws.uniforms(clock.seed, clock.replicate, draws.TO_GROUP, viewer, source, about, clock.tick, 0)
            if u < settings.to_groups_share:
                layer, group = GROUPS, np.int64(a_group_of(town.member_start, town.member_group, viewer, u_which))
        link = own_link(settings, run.state, run.points, viewer, parent.link)
        row = new_share(clock, run.shares, parent.post, viewer, layer, parent.depth + 1, mine.share, link)
        run.shares[row].group = group
        if settings.n_activities > 0:
            claim_of(run, OPEN_PACKET, RED_PACKET, viewer, row)
        ward.counters[N_SHARES] += 1


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
