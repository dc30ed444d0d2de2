"""The brand's supervisor of points: pays for their management, trains and takes on new ones, lets them post (steps 1
and 9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gridsim.agents.careers import Careers
from gridsim.agents.joining import Wish
from gridsim.agents.people import PEOPLE
from gridsim.agents.plain import commission, recruiting
from gridsim.agents.rows import Line, Order, Point
from gridsim.draws import Purpose
from gridsim.engine.choose import named_people
from gridsim.errors import ScenarioError, problem
from gridsim.scenario.grid import Activate
from gridsim.scenario.quantities import heads
from gridsim.terms import Counter, Flow


class Supervisor(Careers):
    """Runs the grid; no agent, for it has no will of its own."""

    # --- the first day

    def activate(self, asked: Activate) -> None:
        """Before the first day: ask those named, then role by role, consumers in the order asked for, equals by their
        draw, while money lasts."""
        named = [self.model.people[number] for number in named_people(asked.named, self.model.world)]
        self.ask(named)
        for role in PEOPLE:
            holders = [person for person in self.model.people if person.role == role]
            holders.sort(key=lambda person: person.draw(Purpose.ACTIVATE)[0])
            if role == "consumer":
                holders.sort(key=order_of_asking(asked.choose, self.model.world))
            self.ask([person for person in holders if person not in named][: heads(getattr(asked, role), len(holders))])

    def ask(self, people: list[Any]) -> None:
        """Make points of people, in this order, while training and their fee can be paid."""
        for person in people:
            if self.train(0, self.model.settings.points_training_cost, person.signing_fee()):
                person.become_point(day=0)
            else:
                self.model.totals.recruits_blocked += 1

    # --- in the morning

    def pay_management(self) -> None:
        """Supervise as many active points as the budget allows today; the rest go unsupervised."""
        totals, settings, n_active = self.model.totals, self.model.settings, len(self.active())
        totals.supervised = 1.0
        if settings.supervision_supervisors < 0 and (n_active == 0 or settings.points_management_cost == 0):
            return
        affordable = self.pay(settings.points_management_cost, n_active)
        if settings.supervision_supervisors >= 0:
            paid = self.pay(settings.supervision_daily_cost, settings.supervision_supervisors)
            affordable = min(
                affordable, recruiting.supervised_by(paid, settings.supervision_points_per_supervisor, n_active)
            )
        totals.supervised = affordable / max(1, n_active)

    def pay(self, cost: int, wanted: int) -> int:
        """Pay for as many as the budget allows today, and return how many that is."""
        totals = self.model.totals
        paid = min(wanted, totals.budget_left // cost) if cost > 0 else wanted
        self.model.spend(Flow.MANAGEMENT, paid * cost)
        self.line.spent += paid * cost
        totals.management_blocked += paid < wanted
        return paid

    def let_points_post(self, line: Line) -> None:
        """Every active point posts by its habit; the lowest draws get the last of the money."""
        wishes = [(u, person, copy) for person in self.active() for u, copy in person.wishes_to_post(line)]
        if len(wishes) * line.dearest > self.model.totals.budget_left:
            wishes.sort(key=lambda wish: wish[0])
        for _, person, copy in wishes:
            version = self.model.team.choose_version(line, person, person.point.posts, self.model.tick, copy)
            if not self.model.spend(Flow.CONTENT, line.cost_of(version)):
                return
            person.post(line, copy, version)

    # --- in the evening

    def recruit(self, day: int, open_orders: list[Order]) -> None:
        """People join by invitation, by having bought enough, by their own application: lowest draw first while money
        and places last."""
        model, settings = self.model, self.model.settings
        if not settings.recruiting:
            return
        for wish in sorted(self.wishes(day, open_orders), key=lambda wish: wish.rank):
            again = wish.person.point is not None and wish.person.point.lapsed
            if wish.person.point is not None and not again:
                continue
            if len(self.active()) >= settings.recruiting_most:
                model.totals.recruits_full += 1
                continue
            if not self.train(day, 0 if settings.ranks or again else settings.points_training_cost):
                model.totals.recruits_blocked += 1
                continue
            if again:
                wish.person.readmit()
            else:
                wish.person.become_point(day + 1, wish.recruiter, wish.way)
                model.count(Counter.RECRUITS)
                model.book(Flow.JOINING_FEE, settings.recruiting_joining_fee)
            self.pay_head(wish.person.point)

    def pay_head(self, point: Point) -> None:
        """Pay the recruiter for one more recruit, where a scenario says so and while money lasts."""
        pay = self.model.settings.recruiting_head_pay
        if (
            point.recruiter is None
            or pay == 0
            or not commission.may_earn(point.recruiter.number, point.agent, self.model.settings.self_purchase)
        ):
            return
        if self.model.spend(Flow.HEAD_PAY, pay):
            point.head_paid = True
            point.recruiter.earn_by_recruiting(pay)

    def wishes(self, day: int, open_orders: list[Order]) -> list[Wish]:
        """Who would become a point today."""
        settings = self.model.settings
        asked = [order.buyer.invited(order) for order in open_orders if order.delivered_day == day]
        if settings.recruiting_join_at_spending >= 0:
            asked += [order.buyer.has_bought_enough(order) for order in open_orders if order.day == day]
        if settings.recruiting_apply_odds > 0.0:
            asked += [person.apply(day) for person in self.model.people]
        return [wish for wish in asked if wish is not None]


def order_of_asking(choose: str, world: Any) -> Callable[[Any], int]:
    """What says whom to ask first, lowest first."""
    if choose == "bridges" and world.table.circle.max() < 0:
        raise ScenarioError(
            problem(
                "points.activate.choose",
                "bridges",
                "asked for where people are in circles",
                "no circles",
                "Choose otherwise",
            )
        )
    return {
        "random": lambda person: 0,
        "customers": lambda person: not person.customer,
        "bridges": lambda person: -len({friend.circle for friend in person.friends if friend.circle >= 0}),
        "most_friends": lambda person: -len(person.friend_numbers()),
        "fewest_friends": lambda person: len(person.friend_numbers()),
    }[choose]
