"""The senders that are no people: the brand's accounts (official, executive, service) and bought media."""

from __future__ import annotations

from typing import Any

from gridsim.agents.agent import GridAgent
from gridsim.agents.plain import commission
from gridsim.agents.rows import Line, Share, Showing, Version
from gridsim.draws import Purpose
from gridsim.engine.state import STATE
from gridsim.terms import Flow, Measure, Place, PlanLine
from gridsim.world.people import PERSON

OF_PEOPLE = frozenset((*(STATE.names or ()), *(PERSON.names or ()), "next_need", "need_number")) - {"role"}
"""Attributes of people that accounts lack."""

TRIES = 16
"""How often a person is drawn again who does not fit what was booked."""


class Sender(GridAgent):
    """A voice without a person behind it: nobody's point, no interests of its own.

    What is an attribute of people only (`awareness`, `trust`, `point`, ...) is None, so that a `mesa.DataCollector` can
    ask all agents.
    """

    def __getattr__(self, name: str) -> Any:
        if name in OF_PEOPLE:
            return None
        raise AttributeError(f"{type(self).__name__} has no {name!r}")

    def believed(self, share: Share) -> float:
        """Credibility of the sender, by the plan line of the post."""
        return self.model.lines[share.post.line].credibility


class OfficialAccount(Sender):
    """The brand's own account: posts on schedule to its followers on the micro-blog, and mails to the mailing list."""

    role = "official"

    def post_on_schedule(self, line: Line) -> None:
        """The posts of this tick, evenly spaced over the season, while the budget pays for them."""
        self.send_on_schedule(line, Place.MICRO_BLOG, sending=0)

    def mail_on_schedule(self, line: Line) -> None:
        """The mails of this tick; each costs its content and the sending to everybody on the list."""
        subscribers = len(self.model.given.subscribers)
        self.send_on_schedule(line, Place.EMAIL, commission.impressions_cost(subscribers, line.cost_per_mille))

    def send_on_schedule(self, line: Line, place: int, sending: int) -> None:
        """Send the posts due in this tick, each at the cost of its content and of sending it, as far as the team and the
        budget can."""
        model = self.model
        for copy in range(model.team.posts_of_tick(line)):
            version = model.team.choose_version(line, self, line.turn, model.tick, copy)
            making = line.content(version).content_cost
            price = making + sending
            # mails are no posts
            if price > model.totals.budget_left or (place != Place.EMAIL and not model.team.take_time()):
                continue
            model.spend(Flow.CONTENT, making)
            model.spend(Flow.MEDIA, sending)
            line.spent += price
            line.turn += 1
            post = model.new_post(line, self, copy, version=version)
            model.team.measure_post(post, price)
            model.new_share(post, self, place)


class ExecutiveAccount(OfficialAccount):
    """Somebody at the head of the company who speaks in public."""

    role = "executive"


class ServiceAccount(OfficialAccount):
    """The account that answers customers."""

    role = "service"


class Media(Sender):
    """Sells impressions: shows the brand's advertisement of the day, or its spot, to people of its own choice, who need
    no tie to the brand."""

    role = "media"

    def __init__(self, model: Any, number: int) -> None:
        super().__init__(model, number)
        self.booked: dict[int, int] = {}  # impressions of this tick by the row of their line
        self.seen_today: dict[int, int] = {}  # impressions of the day by person, for the frequency cap
        self.capped_day = -1
        self.region = model.given.ad_people.tolist()  # whom advertising can reach; empty: everybody

    def sell_impressions(self, line: Line) -> None:
        """Sell as many impressions as the line's allowance has room for; the advertisement is one post a day and
        version."""
        model = self.model
        version = model.team.choose_version(line, self, model.day, model.day)
        if not self.produce(line, version):
            return
        money = min(model.team.allowance(line) - line.spent, model.totals.budget_left)
        impressions = max(0, money * 1000 // line.cost_per_mille)
        if line.cap >= 0:
            impressions = self.under_cap(line, impressions)
        cost = commission.impressions_cost(impressions, line.cost_per_mille)
        if impressions == 0 or not model.spend(Flow.MEDIA, cost):
            return
        line.spent += cost
        new_day = model.tick % model.settings.ticks_per_day == 0
        if new_day or line.share_today is None or line.share_today.post.version is not version:
            post = model.new_post(line, self, version=version)
            model.team.measure_post(post, 0)
            place = Place.ADVERTISEMENT if line.row == PlanLine.ADVERTISING else Place.MASS_MEDIA
            line.share_today = model.new_share(post, self, place)
        model.team.measure(version, Measure.SPEND, cost)
        self.booked[line.row] = impressions

    def produce(self, line: Line, version: Version | None) -> bool:
        """Make an advertisement (each version of it) once; False where the line or the budget cannot pay."""
        made = line.content(version)
        if not made.produced:
            cost = made.content_cost
            if line.spent + cost > line.allowance or not self.model.spend(Flow.CONTENT, cost):
                return False
            line.spent += cost
            made.produced = True
        return True

    def under_cap(self, line: Line, impressions: int) -> int:
        """How many of the impressions there is still room for today under the frequency cap."""
        if self.capped_day != self.model.day:
            self.capped_day, self.seen_today = self.model.day, {}
        room = len(self.audience(line)) * line.cap - sum(self.seen_today.values())
        if room < impressions:
            line.capped += 1
            return room
        return impressions

    def audience(self, line: Line) -> Any:
        """The numbers of the people whom a line can reach: an advertisement those of its regions, everything else
        all."""
        return self.region if self.region and line.row == PlanLine.ADVERTISING else range(len(self.model.people))

    def show_all(self) -> None:
        """Show what was sold in this tick, each impression to a person of its own draw: advertisements, then spots."""
        for row in (PlanLine.ADVERTISING, PlanLine.MASS_MEDIA):
            line = self.model.lines[row]
            for number in range(self.booked.pop(row, 0)):
                person = self.model.people[self.pick_person(line, number)]
                self.model.show(Showing(person, line.share_today, -1 - number, self.model.tick))

    def pick_person(self, line: Line, number: int) -> int:
        """Anybody of the audience who is under the cap, or with the chance `targeting` one of the better matching half
        of them."""
        model, audience = self.model, self.audience(line)
        n, place, chosen = len(audience), 0, False
        for attempt in range(TRIES):
            u0, u1, u2, _ = model.uniforms(int(Purpose.AD_PERSON), number, 0, line.number, model.tick, attempt)
            place = place_in(n, u0, u1)
            if attempt == 0:
                chosen = u2 < line.targeting
            if chosen and model.people[audience[place]].match_with(line.product) < model.settings.median_match:
                continue
            if self.has_room(audience[place], line):
                break
        while not self.has_room(audience[place], line):  # there is room, `under_cap` has seen to it: the next in line
            place = (place + 1) % n
        if line.cap >= 0:
            self.seen_today[audience[place]] = self.seen_today.get(audience[place], 0) + 1
        return audience[place]

    def has_room(self, person: int, line: Line) -> bool:
        """Whether a person may be shown one more of a line today."""
        return line.cap < 0 or self.seen_today.get(person, 0) < line.cap


def place_in(n: int, u0: float, u1: float) -> int:
    """A place among n, from two numbers, so that nobody of many is left out."""
    return min(max(int((u0 + (u1 - 0.5) / 4294967296.0) * n), 0), n - 1)
