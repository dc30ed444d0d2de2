"""A person on the way to being a point, up, down and back again: joining, opening a mall, being woken (steps 1 and
9)."""

from __future__ import annotations

from typing import Any, NamedTuple

from gridsim.agents import selling
from gridsim.agents.person import Person
from gridsim.agents.plain import experience, memory, recruiting, undoing
from gridsim.agents.rows import Order, Point
from gridsim.draws import Purpose
from gridsim.rules.odds import REFERENCE
from gridsim.terms import Counter, Flow, PlanLine, PointState, Rank, Way


class Wish(NamedTuple):
    """Somebody would become a point: who, through whom, in what way, by which draw."""

    person: Person
    recruiter: Any
    way: int
    rank: float


# --- becoming one


def invited(order: Order) -> Wish | None:
    """After a good experience with an order that is not sent back at once: accept the invitation to be a point, or
    not."""
    person: Person = order.buyer
    kept = undoing.is_kept(order.returned_day, order.delivered_day)
    if order.satisfied <= REFERENCE or person.point is not None or not kept:
        return None
    u = person.draw(Purpose.RECRUIT, when=order.tick)[0]
    joins = u < person.join_chance(recruiting.invitation_odds(person.settings, order.seller is not None))
    return Wish(person, order.seller, Way.INVITATION, u) if joins else None


def has_bought_enough(order: Order) -> Wish | None:
    """With an order: who has paid so much is a member, if that seems worth the effort and a fee."""
    person: Person = order.buyer
    if not person.is_member() or (person.point is not None and not person.point.lapsed):
        return None
    u = person.draw(Purpose.JOIN, when=order.tick)[0]
    willing = person.willingness(float(person.settings.recruiting_joining_fee))
    return Wish(person, order.seller, Way.PURCHASE, u) if u < recruiting.acceptance(willing) else None


def apply(person: Person, day: int) -> Wish | None:
    """Think of the brand and ask to be a point: more where the product is needed often."""
    if person.point is not None or person.awareness <= 0.0:
        return None
    u, recall = person.draw(Purpose.APPLY, when=day)[0], person.recall_chance()
    return (
        Wish(person, None, Way.APPLICATION, u) if u < recall * person.join_chance(person.application_odds()) else None
    )


def recruiter_of(person: Person, seller: Any) -> Any:
    """Who has recruited one: the seller, else the point that was met first, as long as it is one; or None."""
    recruiter = person.met if seller is None else seller
    there = recruiter is not None and recruiter is not person and recruiter.point.state != PointState.LEFT
    return recruiter if there else None


def become_point(person: Person, day: int, recruiter: Any = None, way: int = Way.FIRST_DAY) -> None:
    """An active point from a day on: trained and with a mall, or, where there are ranks, a communicator who has learnt
    nothing yet."""
    model, settings = person.model, person.settings
    begins_below = settings.ranks and way != Way.FIRST_DAY
    person.point = Point(
        number=len(model.points),
        agent=person.number,
        role=person.role_code,
        state=PointState.ACTIVE,
        activated_day=day,
        left_day=-1,
        recruiter=recruiter,
        way=way,
        rank=Rank.COMMUNICATOR if begins_below else Rank.SELLER,
        promoted_day=-1,
        demoted_day=-1,
        last_sale_day=-1,
        dormant_day=-1,
        last_order=None,
    )
    model.points.append(person.point)
    begin(person)


def begin(person: Person) -> None:
    """What a new point reckons with, what it thinks of the goods, of which it has been given some to try."""
    model, settings, point = person.model, person.settings, person.point
    line = model.lines[PlanLine.POINTS]
    point.effort = recruiting.hoped_minutes(settings, person, line.minutes) * person.minute
    point.reward = recruiting.hoped_reward(settings, person, line.minutes)
    product = model.products[line.product]
    point.belief = experience.satisfaction(
        product.quality,
        settings.service_quality,
        product.claims,
        settings.experience_spread,
        experience.noise(*person.draw(Purpose.SAMPLE)),
    )
    memory.have_goods(settings, person, point.belief, model.tick)


def lapse(person: Person, day: int, in_horizon: bool) -> None:
    """As a member by purchases who has sent back what made a member: be none any more; pay by the head goes back."""
    model, point = person.model, person.point
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
        selling.earn_by_recruiting(point.recruiter, -pay)


def readmit(person: Person) -> None:
    """A member whose membership had lapsed has bought enough again; the fee and the training were had."""
    person.point.state, person.point.left_day, person.point.lapsed = PointState.ACTIVE, -1, False


# --- ranks


def wishes_for_mall(person: Person, day: int) -> float | None:
    """As a communicator: the draw, where one would open a mall, else None."""
    u = person.draw(Purpose.PROMOTE, when=day)[0]
    return u if u < person.promote_chance() else None


def open_mall(person: Person, day: int) -> None:
    """From communicator to seller, with a training."""
    point = person.point
    point.rank, point.promoted_day = Rank.SELLER, day


def close_mall_without_sales(person: Person, day: int) -> None:
    """From seller to communicator, after so many days without a sale that was not sent back."""
    point = person.point
    since = max(selling.last_kept_sale(person, day), point.promoted_day, point.activated_day)
    if day - since >= person.settings.ranks_demote_after:
        point.rank, point.demoted_day = Rank.COMMUNICATOR, day
        person.model.count(Counter.DEMOTIONS)
