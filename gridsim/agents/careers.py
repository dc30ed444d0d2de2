"""The supervisor's work on points that are there: malls for communicators, waking the dormant; and fake orders. At the
end of a day."""

from __future__ import annotations

from typing import Any

from gridsim.agents.plain import buying
from gridsim.agents.rows import Line
from gridsim.draws import Purpose
from gridsim.terms import Counter, Flow, PlanLine, Rank


class Careers:
    """What becomes of the points; the second half of the `Supervisor`."""

    def __init__(self, model: Any) -> None:
        self.model = model

    @property
    def line(self) -> Line:
        """The points' line of the plan."""
        return self.model.lines[PlanLine.POINTS]

    def active(self) -> list[Any]:
        """The active points, in the order in which they became points."""
        return [person for person in self.sellers() if person.is_active()]

    def sellers(self) -> list[Any]:
        """Everybody who is or was a point."""
        return [self.model.people[point.agent] for point in self.model.points]

    def train(self, day: int, cost: int, fee: int = 0) -> bool:
        """Train one more point and pay its fee, if the points' share can, and supervise it with all others to the end;
        else False."""
        settings, line = self.model.settings, self.line
        days_left = settings.n_ticks // settings.ticks_per_day - day
        to_the_end = settings.points_management_cost * days_left * (len(self.active()) + 1)
        if settings.supervision_supervisors > 0:
            to_the_end += settings.supervision_supervisors * settings.supervision_daily_cost * days_left
        if line.spent + cost + fee + to_the_end > line.allowance or cost + fee > self.model.totals.budget_left:
            return False
        self.model.spend(Flow.TRAINING, cost)
        self.model.spend(Flow.KOL_FEE, fee)
        line.spent += cost + fee
        return True

    def end_day(self, day: int) -> None:
        """Points tire, wake, rise and fall."""
        settings = self.model.settings
        for person in self.sellers():
            person.weigh_up(day)
        if settings.reactivation:
            self.wake(day)
        if settings.ranks:
            self.change_ranks(day)
        if settings.brushing:
            self.brush(day)

    def wake(self, day: int) -> None:
        """The dormant wake; those who left come back, lowest draw first while they can be supervised."""
        drawn = [(person.wakes(day), person) for person in self.sellers()]
        returning = [(u, person) for u, person in drawn if u is not None]
        for _, person in sorted(returning, key=lambda who: who[0]):
            if self.train(day, 0):
                person.wake()

    def change_ranks(self, day: int) -> None:
        """Sellers without sales lose their mall; communicators who want one get it, lowest draw first while money for
        training lasts."""
        model, cost = self.model, self.model.settings.points_training_cost
        wishes = []
        for person in self.active():
            if person.point.activated_day > day:
                continue
            if person.point.rank == Rank.SELLER:
                person.close_mall_without_sales(day)
            elif (u := person.wishes_for_mall(day)) is not None:
                wishes.append((u, person))
        for _, person in sorted(wishes, key=lambda wish: wish[0]):
            if self.line.spent + cost > self.line.allowance or not model.spend(Flow.TRAINING, cost):
                return
            self.line.spent += cost
            person.open_mall(day)
            model.count(Counter.PROMOTIONS)

    def brush(self, day: int) -> None:
        """Buy the day's fake orders; the platform may find out, and then fines, and watches from then on."""
        model, totals, settings, line = self.model, self.model.totals, self.model.settings, self.line
        if totals.brushing_over:
            return
        fakes = settings.brushing_orders_per_day
        if settings.brushing_cost > 0:
            fakes = max(0, min(fakes, min(totals.budget_left, line.allowance - line.spent) // settings.brushing_cost))
        model.spend(Flow.BRUSHING, fakes * settings.brushing_cost)
        line.spent += fakes * settings.brushing_cost
        totals.n_fakes += fakes
        model.count(Counter.FAKE_ORDERS, fakes)
        totals.fake_orders = buying.saturating_multiplier(
            float(totals.n_fakes), settings.brushing_half_effect, settings.brushing_effect
        )
        if (
            totals.n_fakes > 0
            and model.uniforms(Purpose.BRUSH, 0, 0, 0, day, 0)[0] < settings.brushing_detection_chance
        ):
            model.book(Flow.PENALTY, settings.brushing_penalty)
            totals.brushing_over, totals.fake_orders = 1, 1.0
