"""The brand's supervisor of points: pays for their management, trains and takes on new ones, lets them post (steps 1 and 9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gridsim import draws
from gridsim.agents.people import PEOPLE
from gridsim.agents.rows import Line, Order
from gridsim.engine.state import F_CONTENT, F_MANAGEMENT, F_TRAINING, N_RECRUITS, POINTS_LINE
from gridsim.errors import ScenarioError, problem
from gridsim.scenario.quantities import heads
from gridsim.scenario.strategy import Activate


class Supervisor:
    """Runs the grid; no agent, for it has no will of its own."""

    def __init__(self, model: Any) -> None:
        self.model = model

    @property
    def line(self) -> Line:
        """The points' line of the plan."""
        return self.model.lines[POINTS_LINE]

    def active(self) -> list[Any]:
        """The active points, in the order in which they became points."""
        return [person for person in self.sellers() if person.is_active()]

    def sellers(self) -> list[Any]:
        """Everybody who is or was a point."""
        return [self.model.people[point.agent] for point in self.model.points]

    def activate(self, asked: Activate) -> None:
        """Before the first day: ask people role by role, consumers in the order asked for, equals by their draw, while training can be paid."""
        for role in PEOPLE:
            holders = [person for person in self.model.people if person.role == role]
            holders.sort(key=lambda person: person.draw(draws.ACTIVATE)[0])
            if role == "consumer":
                holders.sort(key=order_of_asking(asked.choose, self.model.world))
            for person in holders[: heads(getattr(asked, role), len(holders))]:
                if self.train(0):
                    person.become_point(day=0, recruiter=None)
                else:
                    self.model.clock.recruits_blocked += 1

    def pay_management(self) -> None:
        """Supervise as many active points as the budget allows today; the rest go unsupervised."""
        clock, cost, n_active = self.model.clock, self.model.settings.management_cost, len(self.active())
        clock.supervised = 1.0
        if n_active == 0 or cost == 0:
            return
        affordable = min(n_active, clock.budget_left // cost)
        self.model.spend(F_MANAGEMENT, affordable * cost)
        self.line.spent += affordable * cost
        clock.supervised = affordable / n_active
        clock.management_blocked += affordable < n_active

    def let_points_post(self, line: Line) -> None:
        """Every active point posts by its habit; the lowest draws get the last of the money."""
        wishes = [(u, person, copy) for person in self.active() for u, copy in person.wishes_to_post(line)]
        if len(wishes) * line.content_cost > self.model.clock.budget_left:
            wishes.sort(key=lambda wish: wish[0])
        for _, person, copy in wishes:
            if not self.model.spend(F_CONTENT, line.content_cost):
                return
            person.post(line, copy)

    def recruit(self, day: int, delivered: list[Order]) -> None:
        """Of the buyers who had their goods today, those who would accept become points, lowest draw first while money and places last."""
        model = self.model
        if not model.settings.recruiting:
            return
        asked = [(order.buyer.invitation_draw(order), order) for order in delivered]
        willing = [(u, order) for u, order in asked if u is not None]
        for _, order in sorted(willing, key=lambda who: who[0]):
            if order.buyer.point is not None:
                continue
            if len(self.active()) >= model.settings.most_points or not self.train(day):
                model.clock.recruits_blocked += 1
                continue
            order.buyer.become_point(day + 1, order.seller)
            model.count(N_RECRUITS)

    def train(self, day: int) -> bool:
        """Train one more point, if the points' share can train it and supervise it with all others to the end; else False."""
        settings, line = self.model.settings, self.line
        days_left = settings.n_ticks // settings.ticks_per_day - day
        to_the_end = settings.management_cost * days_left * (len(self.active()) + 1)
        if line.spent + settings.training_cost + to_the_end > line.allowance or not self.model.spend(F_TRAINING, settings.training_cost):
            return False
        line.spent += settings.training_cost
        return True


def order_of_asking(choose: str, world: Any) -> Callable[[Any], int]:
    """What says whom to ask first, lowest first."""
    if choose == "bridges" and world.table.circle.max() < 0:
        raise ScenarioError(problem("points.activate.choose", "bridges", "asked for where people are in circles", "no circles", "Choose otherwise"))
    return {
        "random": lambda person: 0,
        "customers": lambda person: not person.customer,
        "bridges": lambda person: -len({friend.circle for friend in person.friends if friend.circle >= 0}),
        "most_friends": lambda person: -len(person.friend_numbers()),
        "fewest_friends": lambda person: len(person.friend_numbers()),
    }[choose]
