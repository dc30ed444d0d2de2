"""A person as a point: posts by habit, keeps a micro-mall, tires, is woken by a sale (steps 1 and 9)."""

from __future__ import annotations

from typing import Any

from gridsim.agents.malls import MallKeeper
from gridsim.agents.plain import memory, reaction, recruiting
from gridsim.agents.rows import Line, Point, Version
from gridsim.draws import Purpose
from gridsim.terms import Counter, Place, PointState, Rank


class Seller(MallKeeper):
    """What a person does as a point, from the day on which it becomes one; `point` is None before."""

    point: Point | None
    posts_per_tick: float
    """Habit, by role."""
    motivation: float
    """Standing reason to post, in units of its effort, by role."""

    def is_active(self) -> bool:
        """Whether this person is an active point."""
        return self.point is not None and self.point.state == PointState.ACTIVE

    def keeps_mall(self) -> bool:
        """Whether its micro-mall can be reached: as long as it has not left as a point, and is no mere communicator."""
        return self.point is not None and self.point.state != PointState.LEFT and self.point.rank == Rank.SELLER

    def is_active_seller(self) -> bool:
        """Whether this person is an active point with a micro-mall."""
        return self.is_active() and self.keeps_mall()

    # --- posting

    def wishes_to_post(self, line: Line) -> list[tuple[float, int]]:
        """The posts of this tick by habit: each with its draw and its number."""
        expected = self.posts_per_tick * self.model.settings.points_posts_factor * self.model.team.pace(line)
        wishes = [(self.drawn_for_post(line, copy)[0], copy) for copy in range(int(expected) + 1)]
        return [(u, copy) for u, copy in wishes if u < expected - copy]

    def drawn_for_post(self, line: Line, copy: int) -> tuple[float, float, float, float]:
        """Whether, where and how well a post is made."""
        return self.draw(Purpose.POST_TIME, line.number, self.model.tick, block=copy)

    def post(self, line: Line, copy: int, version: Version | None) -> None:
        """One post, now and then off the message; the link leads to the own mall."""
        model, settings, point = self.model, self.model.settings, self.point
        assert point is not None
        _, u_place, u_astray, _ = self.drawn_for_post(line, copy)
        layer = self.where_to_post(u_place)
        valence = settings.off_message_valence if u_astray < self.off_message_chance() else 1.0
        post = model.new_post(
            line, self, copy, valence, line.personal_topic_of(version), self.match_with(line.product), version
        )
        model.team.measure_post(post, line.cost_of(version))
        if settings.skill:
            post.appeal *= reaction.effect_multiplier(
                point.skill, reaction.REFERENCE, settings.log_skill_training_effect
            )
            point.skill = recruiting.skill_after_post(point.skill, settings.skill_practice)
        # a communicator leads people to the mall that it came from
        came_from = point.recruiter if settings.ranks else None
        group = self.group_for_post(line, copy) if layer == Place.GROUPS else None
        model.new_share(post, self, layer, link=self.own_link(came_from), group=group)
        point.posts += 1
        point.posts_today += 1

    def off_message_chance(self) -> float:
        """Chance that a post of this point is off the message: more where nobody supervises, less with skill."""
        settings, point = self.model.settings, self.point
        assert point is not None
        return recruiting.off_message_chance(settings, point, self.model.totals.supervised)

    def where_to_post(self, u: float) -> int:
        """Public, in a group, in the shop, else among friends (as for a point that has no group, or no shop)."""
        settings = self.model.settings
        if u < settings.points_public_share:
            return Place.MICRO_BLOG
        if u < settings.points_public_share + settings.points_group_share:
            return Place.GROUPS if self.group_numbers() else Place.MOMENTS
        if (
            u < settings.points_public_share + settings.points_group_share + settings.points_place_share
            and self.model.given.tier[self.number] > 0
        ):
            return Place.PLACE
        return Place.MOMENTS

    def group_for_post(self, line: Line, copy: int) -> int:
        """One of one's groups, each as likely as the others."""
        groups = self.group_numbers()
        return groups[int(self.draw(Purpose.GROUP_PICK, line.number, self.model.tick, from_whom=copy)[0] * len(groups))]

    def own_link(self, otherwise: Any) -> Any:
        """The own micro-mall while active, else what the link was before."""
        return self if self.model.settings.points_malls and self.is_active_seller() else otherwise

    def believed(self, share: Any) -> float:
        """How far this person's word is believed."""
        return self.credibility

    def be_recognised(self) -> None:
        """A like or a comment counts for a point."""
        if self.point is not None:
            self.point.interactions_today += 1

    def earn_by_recruiting(self, amount: int) -> None:
        """Something for whom one has recruited."""
        assert self.point is not None
        self.point.recruiting_income += amount
        self.point.reward_today += amount

    # --- tiring

    def weigh_up(self, day: int) -> None:
        """At the end of a day: reward against effort. Who finds too little reason goes dormant; who was dormant for
        long leaves."""
        settings, point = self.model.settings, self.point
        assert point is not None
        point.reward = recruiting.reward_remembered(settings, point)
        point.effort = recruiting.effort_remembered(settings, point)
        point.reward_today, point.interactions_today, point.posts_today = 0, 0, 0
        if settings.skill:
            point.skill *= memory.decay(1.0, settings.skill_half_life)
        if point.state == PointState.DORMANT and day - point.dormant_day >= settings.points_leave_after:
            point.state = PointState.LEFT
            point.left_day = day
            self.model.count(Counter.LEAVERS)
        elif (
            point.state == PointState.ACTIVE
            and point.activated_day <= day
            and self.draw(Purpose.DORMANT, when=day)[0] < self.dormancy_chance()
        ):
            point.state = PointState.DORMANT
            point.dormant_day = day

    def dormancy_chance(self) -> float:
        """Chance of this day to go dormant: less with reward over effort, more where nobody supervises."""
        settings, point = self.model.settings, self.point
        assert point is not None
        at_balance = settings.points_dormancy_odds * recruiting.neglect_multiplier(
            settings.points_unsupervised_dormancy_effect, self.model.totals.supervised
        )
        return reaction.chance_of(recruiting.dormancy_odds(at_balance, self.motivation, point.reward, point.effort))
