"""A person as a point: posts by habit, keeps a micro-mall, tires, is woken by a sale; and how a buyer becomes one (steps 1 and 9)."""

from __future__ import annotations

from typing import Any

from gridsim import draws
from gridsim.agents.malls import MallKeeper
from gridsim.agents.plain import buying, memory, reaction, recruiting
from gridsim.agents.rows import Line, Order, Point
from gridsim.engine.points import REWARD_HALF_LIFE_DAYS
from gridsim.engine.state import ACTIVE, DORMANT, FIRST_DAY, GROUPS, INVITED, LEFT, MICRO_BLOG, MOMENTS, N_LEAVERS, PLACE, SELLER


class Seller(MallKeeper):
    """What a person does as a point, from the day on which it becomes one; `point` is None before."""

    point: Point | None
    posts_per_tick: float
    """Habit, by role."""
    motivation: float
    """Standing reason to post, in units of its effort, by role."""

    def is_active(self) -> bool:
        """Whether this person is an active point."""
        return self.point is not None and self.point.state == ACTIVE

    def keeps_mall(self) -> bool:
        """Whether its micro-mall can be reached: as long as it has not left as a point."""
        return self.point is not None and self.point.state != LEFT

    # --- posting

    def wishes_to_post(self, line: Line) -> list[tuple[float, int]]:
        """The posts of this tick by habit: each with its draw and its number."""
        expected = self.posts_per_tick * self.model.settings.posts_factor
        wishes = [(self.drawn_for_post(line, copy)[0], copy) for copy in range(int(expected) + 1)]
        return [(u, copy) for u, copy in wishes if u < expected - copy]

    def drawn_for_post(self, line: Line, copy: int) -> tuple[float, float, float, float]:
        """Whether, where and how well a post is made."""
        return self.draw(draws.POST_TIME, line.number, self.model.tick, block=copy)

    def post(self, line: Line, copy: int) -> None:
        """One post, now and then off the message; the link leads to the own mall."""
        model, settings, point = self.model, self.model.settings, self.point
        assert point is not None
        _, u_place, u_astray, _ = self.drawn_for_post(line, copy)
        astray = recruiting.off_message_chance(settings.off_message, settings.unsupervised_off_message, model.clock.supervised)
        layer = self.where_to_post(u_place)
        valence = settings.off_message_valence if u_astray < astray else 1.0
        post = model.new_post(line, self, copy, valence, line.personal_topic, self.match_with(line.product))
        group = self.group_for_post(line, copy) if layer == GROUPS else None
        model.new_share(post, self, layer, link=self.own_link(None), group=group)
        point.posts += 1
        point.posts_today += 1

    def where_to_post(self, u: float) -> int:
        """Public, in a group, in the shop, else among friends (as for a point that has no group, or no shop)."""
        settings = self.model.settings
        if u < settings.public_share:
            return MICRO_BLOG
        if u < settings.public_share + settings.group_share:
            return GROUPS if self.group_numbers() else MOMENTS
        if u < settings.public_share + settings.group_share + settings.place_share and self.model.town.tier[self.number] > 0:
            return PLACE
        return MOMENTS

    def group_for_post(self, line: Line, copy: int) -> int:
        """One of one's groups, each as likely as the others."""
        groups = self.group_numbers()
        return groups[int(self.draw(draws.GROUP_PICK, line.number, self.model.tick, from_whom=copy)[0] * len(groups))]

    def own_link(self, otherwise: Any) -> Any:
        """The own micro-mall while active, else what the link was before."""
        return self if self.model.settings.malls and self.is_active() else otherwise

    def believed(self, share: Any) -> float:
        """How far this person's word is believed."""
        return self.credibility

    def be_recognised(self) -> None:
        """A like or a comment counts for a point."""
        if self.point is not None:
            self.point.interactions_today += 1

    # --- tiring

    def weigh_up(self, day: int) -> None:
        """At the end of a day: reward against effort. Who finds too little reason goes dormant; who was dormant for long leaves."""
        settings, point = self.model.settings, self.point
        assert point is not None
        kept = memory.kept(1.0, REWARD_HALF_LIFE_DAYS)
        point.reward = point.reward * kept + float(point.reward_today) + point.interactions_today * settings.recognition
        point.effort = point.effort * kept + point.posts_today * settings.effort
        point.reward_today, point.interactions_today, point.posts_today = 0, 0, 0
        if point.state == DORMANT and day - point.dormant_day >= settings.leave_after:
            point.state = LEFT
            point.left_day = day
            self.model.count(N_LEAVERS)
        elif point.state == ACTIVE and point.activated_day <= day and self.draw(draws.DORMANT, when=day)[0] < self.dormancy_chance():
            point.state = DORMANT
            point.dormant_day = day

    def dormancy_chance(self) -> float:
        """Chance of this day to go dormant: less with reward over effort, more where nobody supervises."""
        settings, point = self.model.settings, self.point
        assert point is not None
        at_balance = settings.dormancy_odds * recruiting.neglect(settings.unsupervised_dormancy_effect, self.model.clock.supervised)
        return reaction.chance_of(recruiting.dormancy_odds(at_balance, self.motivation, point.reward, point.effort))

    # --- becoming a point

    def invitation_draw(self, order: Order) -> float | None:
        """After a good experience with an order: the draw, where an invitation to be a point would be accepted, else None."""
        if order.satisfied <= 0.5 or self.point is not None:
            return None
        u = self.draw(draws.RECRUIT, when=order.tick)[0]
        return u if u < self.accept_chance() else None

    def accept_chance(self) -> float:
        """Chance to accept: more for a greater commission, more with sellers among one's friends."""
        settings = self.model.settings
        sellers = sum(self.model.people[friend].is_active() for friend in self.friend_numbers())
        odds = settings.invite_odds * buying.saturating_multiplier(float(sellers), 3.0, settings.sellers_effect)
        return reaction.chance_of(odds * buying.saturating_multiplier(settings.one_commission, settings.reference_earning, settings.earnings_effect))

    def become_point(self, day: int, recruiter: Any) -> None:
        """An active point from a day on."""
        model = self.model
        self.point = Point(
            number=len(model.points), agent=self.number, role=self.role_code, state=ACTIVE, activated_day=day, left_day=-1, recruiter=recruiter,
            way=FIRST_DAY if day == 0 else INVITED, rank=SELLER, skill=model.settings.trained_skill,
            promoted_day=-1, demoted_day=-1, last_sale_day=-1, dormant_day=-1,
        )  # fmt: skip
        model.points.append(self.point)
