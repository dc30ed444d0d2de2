"""What comes before a person's eyes: the feeds, and at which visit a share is shown."""

from __future__ import annotations

import math
from typing import Any

from gridsim.agents.base import GridAgent
from gridsim.agents.plain import exposure
from gridsim.agents.rows import Fields, Share, Showing
from gridsim.draws import Purpose


class Layer:
    """A platform: who sees whose posts."""

    def __init__(self, start: Any, target: Any, weight: Any, first_edge: int, settings: Any, place: int) -> None:
        self.start, self.target, self.weight = (
            start.tolist(),
            target.tolist(),
            [] if weight is None else weight.tolist(),
        )
        self.first_edge = first_edge
        self.delivered = settings.delivered[place]
        self.by_jumps = bool(settings.by_jumps[place])
        self.bound = settings.shown_bound[place]
        self.growth_a_year = settings.growth_a_year[place]
        self.candidate_rate = settings.candidate_rate[place]

    def audience(self, number: int) -> range:
        """The ties from an agent to those who may see its posts."""
        if number + 1 >= len(self.start):
            return range(0)
        return range(self.start[number], self.start[number + 1])

    def audience_of(self, share: Share) -> range:
        """The ties by which a share can be seen: those of its sharer."""
        return self.audience(share.sharer.number)


class ChatGroups(Layer):
    """Groups: a tie is a membership, and who posts in a group is seen by its members."""

    def audience_of(self, share: Share) -> range:
        """The members of the group."""
        return self.audience(share.group)


class Feed:
    """What arrives for a person on a layer, and how much of it is looked at."""

    def __init__(self, rivals: float, visits_per_day: float, reading_depth: float) -> None:
        self.rivals, self.visits_per_day, self.reading_depth = rivals, visits_per_day, reading_depth
        self.brand_today = 0

    def open_day(self, layer: Layer, growth: float) -> None:
        """A new day: yesterday's posts of the brand tell how many it will be today; the chance of being shown
        follows."""
        arriving = exposure.posts_in_feed(self.rivals, growth, self.brand_today / layer.candidate_rate)
        self.brand_today = 0
        self.arriving = arriving
        self.shown_chance = exposure.shown_chance(arriving, self.visits_per_day, self.reading_depth)


class FeedReader(GridAgent, Fields):
    """Somebody who looks at feeds now and then."""

    feeds: list[Feed]
    visits_per_day: float
    """Looks at the platforms, and into the mailbox."""

    def come_across(self, share: Share, tie: int, layer: Layer) -> None:
        """A share has been posted into a feed: shown at the next visit if it is among the newest then, else never."""
        model, feed = self.model, self.feeds[share.layer]
        feed.brand_today += 1
        bound = layer.bound if layer.by_jumps else 1.0
        u, u_above, u_wait, u_wait2 = self.draw(Purpose.EXPOSE, share.post.about, model.tick, share.sharer.number)
        if u * bound >= layer.delivered * feed.shown_chance:
            return
        log_chance = exposure.log_chance_newer(feed.arriving, feed.visits_per_day)
        above = exposure.newer_posts(u_above, log_chance, feed.shown_chance)
        waits = -math.log(u_wait * u_wait2) if above > 0 else -math.log(u_wait)
        for k in range(2, above + 1, 4):  # a wait for each newer post and one for the visit
            drawn = self.draw(Purpose.DELAY, share.post.about, model.tick, share.sharer.number, block=k // 4)
            waits -= math.log(math.prod(drawn[: above + 1 - k]))
        days = waits / (feed.arriving + feed.visits_per_day)
        model.show(Showing(self, share, layer.first_edge + tie, model.tick + int(days * model.settings.ticks_per_day)))

    def days_to_mailbox(self, mail: Share) -> float:
        """Days until the next look into the mailbox."""
        u = self.draw(Purpose.EMAIL_VISIT, mail.post.about, self.model.tick)[0]
        return exposure.days_to_visit(u, self.visits_per_day)
