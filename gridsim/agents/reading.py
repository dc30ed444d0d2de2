"""Step 4, react: what a person makes of what has been shown. Open, read, engage, click, pass on; remember."""

from __future__ import annotations

import math
from typing import Any

from gridsim.agents.person import Person
from gridsim.agents.plain import following, memory
from gridsim.agents.rows import Activity, Claim, Post, Share, Showing, Visit
from gridsim.draws import Purpose
from gridsim.engine.activities import ASK_COUPON, OPEN_PACKET, TAKE_PART
from gridsim.terms import ActivityKind, Counter, Entrance, LineCount, Measure, Place, PostKind, Stage


class Impact:
    """What the showings of a tick add up to for their viewer."""

    def __init__(self) -> None:
        self.awareness, self.trust_weight, self.trust_sum = 0.0, 0.0, 0.0
        self.noticed = 0  # posts opened
        # with the draw, of which the lowest is followed, and how much of the sharer had been noticed before
        self.clicks: list[tuple[float, Showing, int]] = []
        self.forwards: list[tuple[float, float, Showing]] = []  # with the draws of whether and of where
        # what the posts that were read say that the brand stands for, and of how many
        self.positioning, self.positioned = 0.0, 0
        self.follows = 0  # accounts that one comes to follow


def look_through(person: Person, showings: list[Showing]) -> None:
    """Go once through all that is seen in this tick. Reactions read the state at its start; the changes are applied at
    the end."""
    model, settings, impact = person.model, person.settings, Impact()
    fatigue = person.faded(person.fatigue, settings.fatigue_half_life)
    person.settle_trust()
    openness = person.openness(fatigue)
    for showing in showings:
        stage = see(person, showing, openness, impact)
        model.record(showing, stage)
    model.count(Counter.IMPRESSIONS, len(showings))
    if not person.reached:
        person.reached = True
        model.count(Counter.NEW_REACH)
        if person.match_product >= settings.median_match:
            model.count(Counter.NEW_TARGET_REACH)
    pass_on(person, impact.forwards)
    if impact.clicks:
        _, showing, noticed = min(impact.clicks, key=lambda click: click[0])
        follow_link(person, showing.share, noticed)
    remember(person, impact, fatigue + impact.noticed)


def remember(person: Person, impact: Impact, fatigue: float) -> None:
    """Effects of the showings: awareness, fatigue, acquaintance with the brand through more people, another trust."""
    settings = person.settings
    person.awareness = person.faded(person.awareness, settings.mind_half_life) + impact.awareness
    if impact.noticed and person.familiarity == memory.UNKNOWN:
        person.familiarity = memory.HEARD
    person.fatigue = fatigue
    person.touched_tick = person.model.tick
    person.follow(impact.follows)
    if impact.trust_weight > 0.0:
        person.trust = memory.moved_trust(person.trust, impact.trust_sum / impact.trust_weight, impact.trust_weight)
    if impact.positioned > 0:
        said = impact.positioning / impact.positioned
        person.positioning = memory.remembered_positioning(
            person.positioning, said, impact.positioned, settings.positioning_rate
        )


# --- one showing


def see(person: Person, showing: Showing, openness: float, impact: Impact) -> int:
    """One showing; returns how far it went: SHOWN, OPENED, READ or ENGAGED."""
    model, settings = person.model, person.settings
    share, post = showing.share, showing.share.post
    count_touch(person, share)
    good = post.valence > 0.0  # of a warning nothing comes to mind for which one would buy
    impact.awareness += settings.weight_shown if good else 0.0
    u_open, u_read, u_engage, u_share = person.draw(Purpose.REACT, post.about, model.tick, showing.source)
    if u_open >= person.open_chance(showing, openness):
        return Stage.SHOWN
    model.count(Counter.OPENED)
    impact.awareness += settings.weight_opened if good else 0.0
    impact.noticed += 1
    noticed = notice(person, showing.edge)
    if u_read >= person.read_chance(post):
        return Stage.OPENED
    u_click, u_layer, _, u_follow = person.draw(Purpose.REACT, post.about, model.tick, showing.source, block=1)
    mute = share.layer == Place.MASS_MEDIA  # a spot cannot be answered, passed on or followed
    engaged = not mute and u_engage < person.engage_chance(post)
    read(person, share, engaged, impact)
    if mute:
        return Stage.READ
    join_in(person, share, engaged, impact)
    if u_follow < person.follow_chance(share):
        impact.follows |= 1 << following.account_of(settings, post.author.number)
    if settings.forwarding and u_share < person.share_chance(share):
        impact.forwards.append((u_share, u_layer, showing))
    if post.valence > 0.0 and u_click < person.click_chance(share, noticed):
        impact.clicks.append((u_click, showing, noticed))
    return Stage.ENGAGED if engaged else Stage.READ


def point_behind(share: Share) -> Any:
    """The point that a showing makes known: whose mall it leads to, else its sharer, where that is one; or None."""
    if share.link is not None:
        return share.link
    return share.sharer if isinstance(share.sharer, Person) and share.sharer.point is not None else None


def notice(person: Person, edge: int) -> int:
    """Note that a post which came by a tie has been noticed; how many had been before."""
    if edge < 0:
        return 0
    before = person.noticed.get(edge, 0)
    person.noticed[edge] = min(before + 1, 255)
    return before


def count_touch(person: Person, share: Share) -> None:
    """Count a showing by its channel, for the order's history: that of the post, whoever passed it on."""
    model, post = person.model, share.post
    model.count_seen(post, LineCount.IMPRESSIONS)
    model.team.measure(post.version, Measure.IMPRESSIONS)
    channel = model.lines[post.line].channel
    person.touches[channel] = person.touches.get(channel, (0, 0))[0] + 1, model.tick
    if person.first_touch is None:
        person.first_touch = channel
    if person.met is None:
        person.met = point_behind(share)


def read(person: Person, share: Share, engaged: bool, impact: Impact) -> None:
    """Effects of a reading: attention, a pull on trust; an answer is a recognition for the point that it goes to."""
    model, settings, post = person.model, person.settings, share.post
    model.count(Counter.READS)
    model.count_seen(post, LineCount.READS)
    model.team.measure(post.version, Measure.READS)
    if post.kind in (PostKind.PERSONAL, PostKind.REVIEW):  # people talk; a brand advertises
        model.count(Counter.TALK_READS)
        model.count(Counter.TALK_VALENCE_HUNDREDTHS, math.floor(100.0 * post.valence + 0.5))
    if engaged:
        model.count(Counter.ENGAGEMENTS)
        model.count_seen(post, LineCount.ENGAGEMENTS)
        model.approving.append(person)
        person.engaged += 1
        if share.sharer.point is not None:
            share.sharer.point.interactions_today += 1
    impact.awareness += settings.weight_read if post.valence > 0.0 else 0.0
    weight = person.trust_weight(share, engaged)
    if post.positioning >= 0.0:
        impact.positioning += post.positioning
        impact.positioned += 1
    impact.trust_weight += weight
    impact.trust_sum += weight * memory.valence_to_trust(post.valence)


# --- the brand's activities


def join_in(person: Person, share: Share, engaged: bool, impact: Impact) -> None:
    """Having read: take part, which wakes, and take a part of the red packet that somebody has opened."""
    activity = person.model.activities.live(share.post)
    if activity is None:
        return
    if engaged:
        ticket = person.ticket(activity)
        if not ticket.engaged:
            ticket.engaged = True
            activity.participants += 1
        impact.awareness += activity.wake_awareness
        impact.trust_weight += activity.wake_trust
        impact.trust_sum += activity.wake_trust
    if share.parts > 0:
        claim(person, TAKE_PART, activity, share)


def claim_of_kind(person: Person, kind: int, what: int, share: Share) -> None:
    """Want something of a share's activity, where that is of a kind."""
    activity = person.model.activities.live(share.post)
    if activity is not None and activity.kind == kind:
        claim(person, what, activity, share)


def claim(person: Person, what: int, activity: Activity, share: Share) -> None:
    """Want something of an activity; it is served by the person's own draw."""
    model = person.model
    rank = person.draw(Purpose.ACTIVITY_TURN, share.post.about, model.tick, share.sharer.number, block=what)[0]
    model.activities.claims.append(Claim(what=what, person=person, share=share, activity=activity, rank=rank))


# --- what follows


def pass_on(person: Person, forwards: list[tuple[float, float, Showing]]) -> None:
    """Share each post once ever, from the showing with the lowest draw; where it goes on is drawn, too."""
    best: dict[Post, tuple[float, float, Showing]] = {}
    for forward in forwards:
        post = forward[2].share.post
        if post not in best or forward[0] < best[post][0]:
            best[post] = forward
    for forward in forwards:
        _, u_layer, showing = forward
        share, post = showing.share, showing.share.post
        if best[post] is not forward or post.author is person or post in person.passed_on:
            continue
        person.passed_on.add(post)
        where = person.where_to_pass_on(showing, u_layer)
        if where is None:
            continue
        layer, group = where
        link = person.own_link(share.link)
        mine = person.model.new_share(post, person, layer, parent=share, link=link, group=group)
        person.model.passed_on.append(post)
        claim_of_kind(person, ActivityKind.RED_PACKET, OPEN_PACKET, mine)
        person.model.count(Counter.SHARES)


def follow_link(person: Person, share: Share, noticed: int) -> None:
    """Go to the mall behind a link, and ask for the coupon that the post offers."""
    model, post = person.model, share.post
    model.count(Counter.CLICKS)
    model.count_seen(post, LineCount.CLICKS)
    model.team.measure(post.version, Measure.CLICKS)
    entrance = Entrance.MESSAGE if share.layer == Place.MESSAGE else share.layer
    where = {"link": share.link, "entrance": entrance, "discount": post.discount, "product": post.product}
    model.visits.append(Visit(viewer=person, share=share, noticed=noticed, **where))
    claim_of_kind(person, ActivityKind.COUPON, ASK_COUPON, share)
