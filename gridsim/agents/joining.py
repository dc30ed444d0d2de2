"""A person on the way to being a point, up, down and back again: joining, opening a mall, being woken (steps 1 and
9)."""

from __future__ import annotations

from typing import Any

from gridsim.agents.plain import buying, reaction, undoing
from gridsim.agents.rows import Order, Point
from gridsim.agents.seller import Seller
from gridsim.draws import Purpose
from gridsim.terms import Counter, Flow, PointState, Rank, Way


class Wish:
    """Somebody would become a point: who, through whom, in what way, by which draw."""

    def __init__(self, person: Any, recruiter: Any, way: int, rank: float) -> None:
        self.person, self.recruiter, self.way, self.rank = person, recruiter, way, rank


class Joiner(Seller):
    """What a person decides about being a point."""

    # --- becoming one

    def invited(self, order: Order) -> Wish | None:
        """After a good experience with an order that is not sent back at once: accept the invitation to be a point, or
        not."""
        if (
            order.satisfied <= 0.5
            or self.point is not None
            or not undoing.is_kept(order.returned_day, order.delivered_day)
        ):
            return None
        u = self.draw(Purpose.RECRUIT, when=order.tick)[0]
        return (
            Wish(self, order.seller, Way.INVITATION, u)
            if u < self.join_chance(self.model.settings.recruiting_invite_odds)
            else None
        )

    def has_bought_enough(self, order: Order) -> Wish | None:
        """With an order: who has paid so much is a member; a joining fee keeps some away."""
        settings = self.model.settings
        if not self.is_member() or (self.point is not None and not self.point.lapsed):
            return None
        u = self.draw(Purpose.JOIN, when=order.tick)[0]
        return Wish(self, order.seller, Way.PURCHASE, u) if u < settings.fee_multiplier else None

    def is_member(self) -> bool:
        """Whether what was paid and not got back makes a member."""
        return undoing.is_member(self.spent, self.model.settings.recruiting_join_at_spending)

    def apply(self, day: int) -> Wish | None:
        """Think of the brand and ask to be a point: more where the product is needed often."""
        settings = self.model.settings
        if self.point is not None or self.awareness <= 0.0:
            return None
        odds = settings.recruiting_apply_odds * settings.need_interval / self.need_interval_days
        u = self.draw(Purpose.APPLY, when=day)[0]
        recall = self.recall_chance()
        if u >= recall * reaction.chance_of(
            odds * settings.recruiting_earnings_effect * settings.recruiting_sellers_effect
        ):  # at most
            return None
        return Wish(self, None, Way.APPLICATION, u) if u < recall * self.join_chance(odds) else None

    def join_chance(self, odds: float) -> float:
        """Chance to join: more for a greater commission, more with sellers among one's friends, less for a fee."""
        settings = self.model.settings
        sellers = sum(friend.is_active() for friend in self.friends)
        odds *= buying.saturating_multiplier(float(sellers), 3.0, settings.recruiting_sellers_effect)
        odds *= buying.saturating_multiplier(
            settings.one_commission, settings.recruiting_reference_earning, settings.recruiting_earnings_effect
        )
        return reaction.chance_of(odds * settings.fee_multiplier)

    def become_point(self, day: int, recruiter: Any = None, way: int = Way.FIRST_DAY) -> None:
        """An active point from a day on: trained and with a mall, or, where there are ranks, a communicator who has
        learnt nothing yet."""
        model, settings = self.model, self.model.settings
        begins_below = settings.ranks and way != Way.FIRST_DAY
        self.point = Point(
            number=len(model.points),
            agent=self.number,
            role=self.role_code,
            state=PointState.ACTIVE,
            activated_day=day,
            left_day=-1,
            recruiter=recruiter,
            way=way,
            rank=Rank.COMMUNICATOR if begins_below else Rank.SELLER,
            skill=settings.skill_untrained if begins_below else settings.skill_trained,
            promoted_day=-1,
            demoted_day=-1,
            last_sale_day=-1,
            dormant_day=-1,
            last_order=None,
        )
        model.points.append(self.point)

    def lapse(self, day: int, in_horizon: bool) -> None:
        """As a member by purchases who has sent back what made a member: be none any more; pay by the head goes
        back."""
        model, point = self.model, self.point
        if point is None or point.way != Way.PURCHASE or point.lapsed:
            return
        point.lapsed = True
        if point.state != PointState.LEFT:
            point.state, point.left_day = PointState.LEFT, day
            if in_horizon:
                model.count(Counter.LEAVERS)
        if point.head_paid:
            point.head_paid, pay = False, model.settings.recruiting_head_pay
            model.book(Flow.HEAD_PAY_BACK, pay, day)
            model.totals.budget_left += pay
            point.recruiter.earn_by_recruiting(-pay)

    def readmit(self) -> None:
        """A member whose membership had lapsed has bought enough again; the fee and the training were had."""
        assert self.point is not None
        self.point.state, self.point.left_day, self.point.lapsed = PointState.ACTIVE, -1, False

    def stays(self) -> bool:
        """As somebody's referrer: still there, unless this person has left as a point."""
        return self.point is None or self.point.state != PointState.LEFT

    # --- ranks

    def wishes_for_mall(self, day: int) -> float | None:
        """As a communicator: the draw, where one would open a mall, else None."""
        u = self.draw(Purpose.PROMOTE, when=day)[0]
        return u if u < self.promote_chance() else None

    def promote_chance(self) -> float:
        """Chance a day to open a mall: more for a greater commission, and where the own experience has built trust."""
        settings = self.model.settings
        odds = settings.ranks_promote_odds * buying.saturating_multiplier(
            settings.one_commission, settings.recruiting_reference_earning, settings.recruiting_earnings_effect
        )
        return reaction.chance_of(
            odds * reaction.effect_multiplier(self.trust, reaction.REFERENCE, settings.log_ranks_experience_effect)
        )

    def open_mall(self, day: int) -> None:
        """From communicator to seller, with a training."""
        point = self.point
        assert point is not None
        point.rank, point.promoted_day, point.skill = (
            Rank.SELLER,
            day,
            max(point.skill, self.model.settings.skill_trained),
        )

    def close_mall_without_sales(self, day: int) -> None:
        """From seller to communicator, after so many days without a sale that stands."""
        point = self.point
        assert point is not None
        if (
            day - max(self.last_kept_sale(day), point.promoted_day, point.activated_day)
            >= self.model.settings.ranks_demote_after
        ):
            point.rank, point.demoted_day = Rank.COMMUNICATOR, day
            self.model.count(Counter.DEMOTIONS)

    # --- waking

    def wakes(self, day: int) -> float | None:
        """Dormant: woken by supervision or by a contact with the brand. Left: the draw, where a contact would bring one
        back, else None."""
        totals, settings, point = self.model.totals, self.model.settings, self.point
        assert point is not None
        if point.state == PointState.ACTIVE or point.lapsed or day in (point.dormant_day, point.left_day):
            return None
        contacted = self.reached and self.touched_tick >= day * settings.ticks_per_day
        u_contact, u_supervision, u_return, _ = self.draw(Purpose.WAKE, when=day)
        if point.state == PointState.DORMANT:
            if u_supervision < settings.reactivation_supervision_chance * totals.supervised or (
                contacted and u_contact < settings.reactivation_contact_chance
            ):
                self.wake()
            return None
        return u_return if contacted and u_return < settings.reactivation_return_chance else None

    def wake(self) -> None:
        """Be active again."""
        assert self.point is not None
        self.point.state, self.point.left_day = PointState.ACTIVE, -1
        self.model.count(Counter.WOKEN)
