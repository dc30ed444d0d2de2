"""The senders that are no people: the official account, and the media that sell impressions."""

from __future__ import annotations

import math
from typing import Any

from gridsim import draws
from gridsim.agents.base import GridAgent
from gridsim.agents.plain import commission
from gridsim.agents.rows import Line, Share, Showing
from gridsim.engine.state import F_CONTENT, F_MEDIA, MEDIA, MICRO_BLOG, STATE
from gridsim.world.people import PERSON

OF_PEOPLE = frozenset((*(STATE.names or ()), *(PERSON.names or ()), "next_need")) - {"role"}
"""What people have and accounts do not."""


class Sender(GridAgent):
    """An account without a person behind it: nobody's point, no interests of its own.

    What is an attribute of people only (`awareness`, `trust`, ...) is None, so that a `mesa.DataCollector` can ask all agents.
    """

    def __getattr__(self, name: str) -> Any:
        if name in OF_PEOPLE:
            return None
        raise AttributeError(f"{type(self).__name__} has no {name!r}")

    def be_recognised(self) -> None:
        """Likes and comments are welcome and change nothing."""


class OfficialAccount(Sender):
    """The brand's own account: posts on schedule to its followers on the micro-blog."""

    role = "official"

    def believed(self, share: Share) -> float:
        """How far the account's word is believed."""
        return self.model.settings.account_credibility

    def post_on_schedule(self, line: Line) -> None:
        """The posts of this tick, evenly spaced over the season, while the budget pays for them."""
        model = self.model
        since = model.tick - line.start_tick
        for copy in range(posts_due(since + 1, line.posts_per_tick) - posts_due(since, line.posts_per_tick)):
            if not model.spend(F_CONTENT, line.content_cost):
                continue
            line.spent += line.content_cost
            model.new_share(model.new_post(line, self, copy), self, MICRO_BLOG)


def posts_due(ticks: int, posts_per_tick: float) -> int:
    """How many posts are due after so many ticks: the first at once, then one every 1 / rate ticks."""
    return math.ceil(ticks * posts_per_tick - 1e-9)


class Media(Sender):
    """Sells impressions: shows the brand's advertisement of the day to people who have no tie to it."""

    role = "media"

    def __init__(self, model: Any, number: int) -> None:
        super().__init__(model, number)
        self.advertisement: Share | None = None
        self.booked = 0  # impressions of this tick

    def believed(self, share: Share) -> float:
        """How far an advertisement is believed."""
        return self.model.lines[share.post.line].credibility

    def sell_impressions(self, line: Line) -> None:
        """Sell as many impressions as the line's allowance has room for; the advertisement is made once and is one post a day."""
        model = self.model
        if not line.produced:
            if line.content_cost > line.allowance or not model.spend(F_CONTENT, line.content_cost):
                return
            line.produced = True
            line.spent += line.content_cost
        money = min(model.planner.allowance(line) - line.spent, model.clock.budget_left)
        impressions = max(0, money * 1000 // line.cost_per_mille)
        cost = commission.impressions_cost(impressions, line.cost_per_mille)
        if impressions == 0 or not model.spend(F_MEDIA, cost):
            return
        line.spent += cost
        if model.tick % model.settings.ticks_per_day == 0 or self.advertisement is None:
            self.advertisement = model.new_share(model.new_post(line, self), self, MEDIA)
        self.booked = impressions

    def show_advertisements(self, line: Line) -> None:
        """Show what was sold in this tick, each impression to a person of its own draw."""
        for number in range(self.booked):
            person = self.model.people[self.pick_person(line, number)]
            assert self.advertisement is not None
            self.model.show(Showing(person, self.advertisement, -1 - number, self.model.tick))
        self.booked = 0

    def pick_person(self, line: Line, number: int) -> int:
        """Anybody, or with the chance `targeting` one of the better matching half."""
        model, n = self.model, len(self.model.people)
        person, chosen = 0, False
        for attempt in range(16):
            u0, u1, u2, _ = model.uniforms(draws.AD_PERSON, number, 0, line.number, model.tick, attempt)
            person = min(max(int((u0 + (u1 - 0.5) / 4294967296.0) * n), 0), n - 1)
            if attempt == 0:
                chosen = u2 < line.targeting
            if not chosen or model.people[person].match_product >= model.settings.median_match:
                break
        return person

    def publish(self, share: Share) -> None:
        """An advertisement has no audience of its own."""
