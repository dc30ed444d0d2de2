"""The brand's supervisor of points: takes on and trains, pays for their management, lets them post, wakes and raises
them, buys fake orders (steps 1 and 9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gridsim.agents import joining, selling
from gridsim.agents.joining import Wish
from gridsim.agents.people import PEOPLE
from gridsim.agents.person import Person
from gridsim.agents.plain import commission, recruiting
from gridsim.agents.rows import Line, Order, Point
from gridsim.draws import Purpose
from gridsim.engine.choose import FINE, named_people
from gridsim.errors import ScenarioError, problem
from gridsim.scenario.grid import Activate
from gridsim.scenario.quantities import heads
from gridsim.terms import Counter, Flow, PlanLine, Rank, Role


def sellers(model: Any) -> list[Person]:
    """Everybody who is or was a point, in the order in which they became points."""
    return [model.people[point.agent] for point in model.points]


def active(model: Any) -> list[Person]:
    """The active points."""
    return [person for person in sellers(model) if person.is_active()]


def train(model: Any, day: int, cost: int, fee: int = 0) -> bool:
    """Train one more point and pay its fee, if the points' share can, and supervise it with all others to the end; else
    False."""
    settings, line = model.settings, model.lines[PlanLine.POINTS]
    days_left = settings.n_ticks // settings.ticks_per_day - day
    to_the_end = settings.points_management_cost * days_left * (len(active(model)) + 1)
    if settings.supervision_supervisors > 0:
        to_the_end += settings.supervision_supervisors * settings.supervision_daily_cost * days_left
    if line.spent + cost + fee + to_the_end > line.allowance or cost + fee > model.totals.budget_left:
        return False
    model.spend(Flow.TRAINING, cost)
    model.spend(Flow.KOL_FEE, fee)
    line.spent += cost + fee
    return True


# --- the first day


def activate(model: Any, asked: Activate) -> None:
    """Before the first day: ask those named, then role by role, consumers in the order asked for, equals by their draw,
    while money lasts."""
    named = [model.people[number] for number in named_people(asked.named, model.world)]
    ask(model, named)
    for role in PEOPLE:
        holders = [person for person in model.people if person.role == role]
        holders.sort(key=lambda person: person.draw(Purpose.ACTIVATE)[0])
        if role == "consumer":
            holders.sort(key=order_of_asking(asked.choose, model.world, holders))
        ask(model, [person for person in holders if person not in named][: heads(getattr(asked, role), len(holders))])


def ask(model: Any, people: list[Any]) -> None:
    """Make points of those who accept, in this order, while training and their fee can be paid."""
    for person in people:
        if not person.accepts():
            continue
        if train(model, 0, model.settings.points_training_cost, person.signing_fee()):
            joining.become_point(person, day=0)
            person.point.reward_today += person.signing_fee()
        else:
            model.totals.recruits_blocked += 1


def order_of_asking(choose: str, world: Any, in_turn: list[Any]) -> Callable[[Any], int]:
    """What says whom to ask first, lowest first; `in_turn` are the consumers in the order of their draws."""
    if choose == "nominated":
        named: dict[Any, int] = {}
        for turn, person in enumerate(in_turn):  # each names one friend
            if person.friends:
                pick = int(person.draw(Purpose.ACTIVATE)[0] * FINE % 1.0 * len(person.friends))
                named.setdefault(person.friends[pick], turn)
        last = len(in_turn)
        return lambda person: named.get(person, last)
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
        "most_friends": lambda person: -len(person.friends),
        "fewest_friends": lambda person: len(person.friends),
    }[choose]


# --- in the morning


def pay_management(model: Any) -> None:
    """Supervise as many active points as the budget allows today; the rest go unsupervised."""
    totals, settings, n_active = model.totals, model.settings, len(active(model))
    totals.supervised = 1.0
    if settings.supervision_supervisors < 0 and (n_active == 0 or settings.points_management_cost == 0):
        return
    affordable = pay(model, settings.points_management_cost, n_active)
    if settings.supervision_supervisors >= 0:
        paid = pay(model, settings.supervision_daily_cost, settings.supervision_supervisors)
        affordable = min(
            affordable, recruiting.supervised_by(paid, settings.supervision_points_per_supervisor, n_active)
        )
    totals.supervised = affordable / max(1, n_active)


def pay(model: Any, cost: int, wanted: int) -> int:
    """Pay for as many as the budget allows today, and return how many that is."""
    paid = min(wanted, model.totals.budget_left // cost) if cost > 0 else wanted
    model.spend(Flow.MANAGEMENT, paid * cost)
    model.lines[PlanLine.POINTS].spent += paid * cost
    model.totals.management_blocked += paid < wanted
    return paid


def let_points_post(model: Any, line: Line) -> None:
    """Every active point posts by its habit; the lowest draws get the last of the money."""
    wishes = [(u, person, copy) for person in active(model) for u, copy in selling.wishes_to_post(person, line)]
    dearest = line.dearest + recruiting.pay_for(line.longest, float(model.given.roles[Role.EMPLOYEE].wage))
    if len(wishes) * dearest > model.totals.budget_left:
        wishes.sort(key=lambda wish: wish[0])
    for _, person, copy in wishes:
        version = model.team.choose_version(line, person, person.point.posts, model.tick, copy)
        making = line.content(version).content_cost
        wage = recruiting.pay_for(line.content(version).minutes, person.wage)
        if making + wage > model.totals.budget_left:
            return
        model.spend(Flow.CONTENT, making)
        model.spend(Flow.WAGE, wage)
        person.point.reward_today += wage
        selling.post(person, line, copy, version)


# --- in the evening


def recruit(model: Any, day: int, open_orders: list[Order]) -> None:
    """People join by invitation, by having bought enough, by their own application: lowest draw first while money and
    places last."""
    settings = model.settings
    if not settings.recruiting:
        return
    for person, recruiter, way, _ in sorted(wishes_to_join(model, day, open_orders), key=lambda wish: wish.rank):
        again = person.point is not None and person.point.lapsed
        if person.point is not None and not again:
            continue
        if len(active(model)) >= settings.recruiting_most:
            model.totals.recruits_full += 1
            continue
        if not train(model, day, 0 if settings.ranks or again else settings.points_training_cost):
            model.totals.recruits_blocked += 1
            continue
        if again:
            joining.readmit(person)
        else:
            joining.become_point(person, day + 1, joining.recruiter_of(person, recruiter), way)
            model.count(Counter.RECRUITS)
            model.book(Flow.JOINING_FEE, settings.recruiting_joining_fee)
        pay_head(model, person.point)


def wishes_to_join(model: Any, day: int, open_orders: list[Order]) -> list[Wish]:
    """Who would become a point today."""
    settings = model.settings
    asked = [joining.invited(order) for order in open_orders if order.delivered_day == day]
    if settings.recruiting_join_at_spending >= 0:
        asked += [joining.has_bought_enough(order) for order in open_orders if order.day == day]
    if settings.recruiting_apply_odds > 0.0:
        asked += [joining.apply(person, day) for person in model.people]
    return [wish for wish in asked if wish is not None]


def pay_head(model: Any, point: Point) -> None:
    """Pay the recruiter for one more recruit, where a scenario says so and while money lasts."""
    pay, self_purchase = model.settings.recruiting_head_pay, model.settings.self_purchase
    if point.recruiter is None or pay == 0:
        return
    if commission.may_earn(point.recruiter.number, point.agent, self_purchase) and model.spend(Flow.HEAD_PAY, pay):
        point.head_paid = True
        selling.earn_by_recruiting(point.recruiter, pay)


def end_day(model: Any, day: int) -> None:
    """Points tire, rise and fall."""
    pay_wages(model)
    for person in sellers(model):
        selling.weigh_up(person, day)
    if model.settings.ranks:
        change_ranks(model, day)


def pay_wages(model: Any) -> None:
    """Pay those whom the brand pays for what they did today beside posting, all of them or, where the budget cannot,
    none."""
    due = [
        (person, recruiting.pay_for(recruiting.minutes_of_day(model.settings, person.point), person.wage))
        for person in sellers(model)
    ]
    if model.spend(Flow.WAGE, sum(wage for _, wage in due)):
        for person, wage in due:
            person.point.reward_today += wage


def change_ranks(model: Any, day: int) -> None:
    """Sellers without sales lose their mall; communicators who want one get it, lowest draw first while money for
    training lasts."""
    cost, line = model.settings.points_training_cost, model.lines[PlanLine.POINTS]
    wishes = []
    for person in active(model):
        if person.point.activated_day > day:
            continue
        if person.point.rank == Rank.SELLER:
            joining.close_mall_without_sales(person, day)
        elif (u := joining.wishes_for_mall(person, day)) is not None:
            wishes.append((u, person))
    for _, person in sorted(wishes, key=lambda wish: wish[0]):
        if line.spent + cost > line.allowance or not model.spend(Flow.TRAINING, cost):
            return
        line.spent += cost
        joining.open_mall(person, day)
        model.count(Counter.PROMOTIONS)
