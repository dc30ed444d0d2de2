"""Steps 2 and 3, publish and expose: whose eyes a share comes before, and at which visit of theirs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

from gridsim import draws
from gridsim.agents.plain import exposure
from gridsim.agents.rows import Row, Share, Showing
from gridsim.draws import Purpose
from gridsim.engine.state import HABIT
from gridsim.terms import Counter, Place


class Layer:
    """A platform: who sees whose posts. In groups a tie is a membership, and a post is seen by the members."""

    def __init__(self, settings: Any, place: int, start: Any, target: Any, weight: Any) -> None:
        self.start, self.target = start.tolist(), target.tolist()
        self.weight = [] if weight is None else weight.tolist()
        self.first_edge = settings.first_edge[place]
        self.place, self.delivered = place, settings.delivered[place]
        self.found_late, self.late_half_life = settings.found_late[place], settings.late_half_life[place]
        self.by_jumps = bool(settings.by_jumps[place])
        self.bound = settings.shown_bound[place]
        self.growth_a_year = settings.growth_a_year[place]
        self.candidate_rate = settings.candidate_rate[place]

    def delivered_of(self, settings: Any, audience: int) -> float:
        """The part of an audience into whose feeds the platform lets a post: on the micro-blog less of a large one."""
        if self.place != Place.MICRO_BLOG:
            return self.delivered
        return self.delivered * exposure.delivery_multiplier(
            audience, settings.delivery_reference, settings.log_delivery_effect
        )

    def audience(self, number: int) -> range:
        """The ties from an agent (in groups: from a group) to those who may see its posts."""
        return range(self.start[number], self.start[number + 1]) if number + 1 < len(self.start) else range(0)


class Feed(Row):
    """What arrives for a person on a layer, and how much of it is looked at."""

    of = HABIT
    brand_today = 0

    def open_day(self, layer: Layer, growth: float) -> None:
        """A new day: yesterday's posts of the brand tell how many it will be today; the chance of being shown
        follows."""
        arriving = exposure.posts_in_feed(self.rivals, growth, self.brand_today / layer.candidate_rate)
        self.brand_today = 0
        self.arriving = arriving
        self.shown_chance = exposure.shown_chance(arriving, self.visits_per_day, self.reading_depth)


def publish(model: Any, share: Share) -> None:
    """A share meets its audience: tie by tie, or all on the mailing list; what is bought has none of its own."""
    if share.layer == Place.EMAIL:
        send(model, share)
    elif share.layer in (Place.ADVERTISEMENT, Place.MASS_MEDIA):
        return
    else:
        post_to_layer(model, share, model.layers[share.layer])


def post_to_layer(model: Any, share: Share, layer: Layer) -> None:
    """A share comes into the feeds at the other ends of the ties."""
    if share.layer == Place.MICRO_BLOG and share.sharer.number >= model.settings.account:
        post_to_followers(model, share, layer)
        return
    ties = layer.audience(share.group if share.layer == Place.GROUPS else share.sharer.number)
    considered, delivered = 0, layer.delivered_of(model.settings, len(ties))
    for tie in jumps(model, share, ties, layer.bound) if layer.by_jumps else ties:
        considered += 1
        if layer.target[tie] != share.sharer.number:  # a group has its poster among its members
            come_across(model.people[layer.target[tie]], share, layer.first_edge + tie, layer, delivered)
    model.count(Counter.CONSIDERED, considered)


def post_to_followers(model: Any, share: Share, layer: Layer) -> None:
    """A share of an account of the brand comes into the feeds of whoever follows it now."""
    people, account = model.people, share.sharer.number - model.settings.account
    if share.parent is None:
        model.posted.add(account)
    delivered = layer.delivered_of(model.settings, sum(person.is_follower(account) for person in people))
    first_edge, everybody = model.settings.first_account_edge + account * len(people), range(len(people))
    for number in jumps(model, share, everybody, layer.bound) if layer.by_jumps else everybody:
        if people[number].is_follower(account):
            model.count(Counter.CONSIDERED)
            come_across(people[number], share, first_edge + number, layer, delivered)


def jumps(model: Any, share: Share, ties: range, bound: float) -> Iterator[int]:
    """The ties at which it is drawn whether the share is shown: geometric jumps under the layer's bound."""
    if bound <= 0.0:
        return
    log_miss = math.log1p(-bound)
    tie = ties.start - 1
    for block in itertools.count():
        for u in share.sharer.draw(Purpose.JUMP, share.post.about, model.tick, from_whom=block):
            tie += 1 + draws.jump(u, log_miss)
            if tie >= ties.stop:
                return
            yield tie


def come_across(person: Any, share: Share, edge: int, layer: Layer, delivered: float) -> None:
    """A share has been posted into a feed: shown at the next visit if it is among the newest then; else found later, or
    never."""
    model, feed = person.model, person.feeds[share.layer]
    feed.brand_today += 1
    bound = layer.bound if layer.by_jumps else 1.0
    u, u_above, u_wait, u_wait2 = person.draw(Purpose.EXPOSE, share.post.about, model.tick, share.sharer.number)
    if u * bound >= delivered * exposure.found_chance(feed.shown_chance, layer.found_late):
        return
    ticks_per_day = model.settings.ticks_per_day
    if u * bound >= delivered * feed.shown_chance:
        days = exposure.days_found_late(u_above, layer.late_half_life)
        model.show(Showing(person, share, edge, model.tick + int(days * ticks_per_day)))
        return
    log_chance = exposure.log_chance_newer(feed.arriving, feed.visits_per_day)
    above = exposure.newer_posts(u_above, log_chance, feed.shown_chance)
    waits = -math.log(u_wait * u_wait2) if above > 0 else -math.log(u_wait)
    for k in range(2, above + 1, 4):  # a wait for each newer post and one for the visit
        drawn = person.draw(Purpose.DELAY, share.post.about, model.tick, share.sharer.number, block=k // 4)
        waits -= math.log(math.prod(drawn[: above + 1 - k]))
    days = waits / (feed.arriving + feed.visits_per_day)
    model.show(Showing(person, share, edge, model.tick + int(days * ticks_per_day)))


def send(model: Any, mail: Share) -> None:
    """A mail meets everybody on the list who looks into the mailbox within a day."""
    subscribers = model.given.subscribers.tolist()
    for person in (model.people[number] for number in subscribers):
        u = person.draw(Purpose.EMAIL_VISIT, mail.post.about, model.tick)[0]
        days = exposure.days_to_visit(u, person.visits_per_day)
        if days < 1.0:
            model.show(Showing(person, mail, -1, model.tick + int(days * model.settings.ticks_per_day)))
    model.count(Counter.CONSIDERED, len(subscribers))
