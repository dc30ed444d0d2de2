"""The accounts of the brand: official, executive, service. They post to their followers; the official one mails,
too."""

from __future__ import annotations

from typing import Any

from gridsim.agents.base import GridAgent
from gridsim.agents.plain import commission
from gridsim.agents.rows import Line, Share, Showing
from gridsim.engine.state import STATE
from gridsim.terms import Counter, Flow, Place
from gridsim.world.people import PERSON

OF_PEOPLE = frozenset((*(STATE.names or ()), *(PERSON.names or ()), "next_need", "need_number")) - {"role"}
"""What people have and accounts do not."""


class Sender(GridAgent):
    """An account without a person behind it: nobody's point, no interests of its own.

    What is an attribute of people only (`awareness`, `trust`, ...) is None, so that a `mesa.DataCollector` can ask all
    agents.
    """

    def __getattr__(self, name: str) -> Any:
        if name in OF_PEOPLE:
            return None
        raise AttributeError(f"{type(self).__name__} has no {name!r}")

    def believed(self, share: Share) -> float:
        """How far its word is believed: by the plan line that it speaks on."""
        return self.model.lines[share.post.line].credibility

    def be_recognised(self) -> None:
        """Likes and comments are welcome and change nothing."""


class OfficialAccount(Sender):
    """The brand's own account: posts on schedule to its followers on the micro-blog, and mails to the mailing list."""

    role = "official"

    def post_on_schedule(self, line: Line) -> None:
        """The posts of this tick, evenly spaced over the season, while the budget pays for them."""
        self.send_on_schedule(line, Place.MICRO_BLOG, sending=0)

    def mail_on_schedule(self, line: Line) -> None:
        """The mails of this tick; each costs its content and the sending to everybody on the list."""
        self.send_on_schedule(
            line, Place.EMAIL, commission.impressions_cost(len(self.model.given.subscribers), line.cost_per_mille)
        )

    def send_on_schedule(self, line: Line, place: int, sending: int) -> None:
        """What is due in this tick, each at the cost of its content and of sending it, as far as the team and the
        budget can."""
        model = self.model
        for copy in range(model.team.posts_of_tick(line)):
            version = model.team.choose_version(line, self, line.turn, model.tick, copy)
            price = line.cost_of(version) + sending
            # mails are no posts
            if price > model.totals.budget_left or (place != Place.EMAIL and not model.team.makes_one_more()):
                continue
            model.spend(Flow.CONTENT, line.cost_of(version))
            model.spend(Flow.MEDIA, sending)
            line.spent += price
            line.turn += 1
            post = model.new_post(line, self, copy, version=version)
            model.team.measure_post(post, price)
            model.new_share(post, self, place)

    def publish(self, share: Share) -> None:
        """A post meets the followers, a mail everybody on the list who looks into the mailbox within a day."""
        if share.layer != Place.EMAIL:
            super().publish(share)
            return
        model = self.model
        subscribers = model.given.subscribers.tolist()
        model.find_audience(share, len(subscribers))
        for number in subscribers:
            days = model.people[number].days_to_mailbox(share)
            if days < 1.0:
                model.show(
                    Showing(model.people[number], share, -1, model.tick + int(days * model.settings.ticks_per_day))
                )
        model.count(Counter.CONSIDERED, len(subscribers))


class ExecutiveAccount(OfficialAccount):
    """Somebody at the head of the company who speaks in public."""

    role = "executive"


class ServiceAccount(OfficialAccount):
    """The account that answers customers."""

    role = "service"
