"""A person as a point: posts, keeps a micro-mall, earns by it, tires (steps 1, 6 and 9)."""

from __future__ import annotations

from typing import Any

from gridsim.agents.people import Partner
from gridsim.agents.person import Person, open_mall
from gridsim.agents.plain import commission, inviting, recruiting, undoing
from gridsim.agents.rows import Line, Order, Version
from gridsim.draws import Purpose
from gridsim.engine.mall import BY_CODE, BY_LINK
from gridsim.terms import Counter, Flow, Place, PointState

# --- posting


def wishes_to_post(person: Person, line: Line) -> list[tuple[float, int]]:
    """The posts of this tick by habit: each with its draw and its number."""
    return wishes(person, Purpose.POST_TIME, line, person.posts_expected(line))


def wishes(person: Person, purpose: int, line: Line, expected: float) -> list[tuple[float, int]]:
    """So many posts as are expected in this tick: each with its draw and its number."""
    drawn = [(drawn_for_post(person, purpose, line, copy)[0], copy) for copy in range(int(expected) + 1)]
    return [(u, copy) for u, copy in drawn if u < expected - copy]


def drawn_for_post(person: Person, purpose: int, line: Line, copy: int) -> tuple[float, float, float, float]:
    """Whether, where and how well a post is made."""
    return person.draw(purpose, line.number, person.model.tick, block=copy)


def post(person: Person, line: Line, copy: int, version: Version | None) -> None:
    """One post, now and then off the message; the link leads to the own mall."""
    model, settings, point = person.model, person.settings, person.point
    _, u_place, u_astray, _ = drawn_for_post(person, Purpose.POST_TIME, line, copy)
    place = person.where_to_post(u_place)
    valence = settings.points_off_message_valence if u_astray < person.off_message_chance() else recruiting.said(point)
    made = model.new_post(line, person, copy, valence, version)
    model.team.measure_post(made, line.content(version).content_cost)
    # a communicator leads people to the mall that it came from
    link = person.own_link(point.recruiter if settings.ranks else None)
    group = group_for_post(person, line, copy) if place == Place.GROUPS else None
    if place == Place.MOMENTS and goes_to_one(person, line, copy):
        group = person.choose_friend(made.product, made.about, None)
        if group is not None:
            place, made.persuades = Place.MESSAGE, inviting.order_multiplier(settings, False, False)
    model.new_share(made, person, place, link=link, group=group)
    point.posts += 1
    point.posts_today += 1
    point.minutes_today += line.content(version).minutes


def goes_to_one(person: Person, line: Line, copy: int) -> bool:
    """Whether what would be a post to all friends is written to one of them."""
    share = person.settings.points_message_share
    return bool(share > 0.0) and person.draw(Purpose.TO_FRIEND, line.number, person.model.tick, copy)[0] < share


def group_for_post(person: Person, line: Line, copy: int) -> int:
    """One of one's groups, each as likely as the others."""
    u = person.draw(Purpose.GROUP_PICK, line.number, person.model.tick, from_whom=copy)[0]
    return person.groups[int(u * len(person.groups))]


def swapped_post(partner: Partner, line: Line, copy: int) -> None:
    """One post for goods, to a partner's followers or friends; one who is a point, too, links to its own mall."""
    model, settings = partner.model, partner.settings
    u_place = drawn_for_post(partner, Purpose.SWAP, line, copy)[1]
    place = Place.MICRO_BLOG if u_place < settings.partners_public_share else Place.MOMENTS
    made = model.new_post(line, partner, copy, version=line.versions[0] if line.versions else None)
    model.team.measure_post(made, settings.swap_cost + line.content_cost)
    model.new_share(made, partner, place, link=partner.own_link(None))


# --- the micro-mall


def credited(order: Order) -> Any:
    """Who earns the commission of an order: whose customer the buyer is, else as agreed.

    Of a purchase in the own mall its owner does; a sale over the counter is nobody's link.
    """
    buyer, settings, holder = order.buyer, order.buyer.settings, order.buyer.lock_holder()
    if order.seller is buyer or order.shop is not None:
        return order.seller
    if holder is not None and holder is not buyer:
        return holder
    if settings.paid_for == BY_LINK:
        return order.seller
    if settings.paid_for == BY_CODE:
        gives_code = buyer.draw(Purpose.CODE, when=order.tick)[0] < settings.code_share
        owner = open_mall(buyer.last_mall) if gives_code else None
    else:
        owner = open_mall(buyer.met)
    return None if owner is buyer else owner


def sell(seller: Person, order: Order) -> None:
    """An order in the own mall; it wakes a dormant point."""
    point = seller.point
    point.orders += 1
    point.sales_today += 1
    point.gmv += order.paid
    point.last_sale_day = order.day
    order.earlier, point.last_order = point.last_order, order
    if point.state == PointState.DORMANT:
        point.state = PointState.ACTIVE


def accrue(seller: Person, order: Order) -> None:
    """The commission of both levels is promised, or of none where the budget cannot hold it."""
    model, point, product = seller.model, seller.point, seller.model.products[order.product]
    if not may_earn(seller, order):
        return
    recruiter = point.recruiter if may_earn(point.recruiter, order) else None
    first, second = seller.first_commission(product, order.paid), 0
    if recruiter is not None:
        second = commission.earned(order.paid, product.second_rate, product.second_fixed)
        second = min(second, order.paid - first)
    point.credited_sales += order.paid
    if not model.spend(Flow.COMMISSION, first + second):
        model.totals.commission_blocked += 1
        return
    order.beneficiary_1, order.commission_1 = seller, first
    earn(seller, first)
    if recruiter is not None:
        order.beneficiary_2, order.commission_2 = recruiter, second
        earn(recruiter, second)
        recruiter.point.recruiting_income += second


def may_earn(who: Any, order: Order) -> bool:
    """Whether somebody may be paid on an order: nobody is on the own one, unless self-purchase is on."""
    return who is not None and commission.may_earn(who.number, order.buyer.number, who.settings.self_purchase)


def earn(person: Person, amount: int) -> None:
    """A commission is promised, or, below 0, taken back."""
    person.point.commission += amount
    person.point.reward_today += amount


def earn_by_recruiting(person: Person, amount: int) -> None:
    """Something for whom one has recruited."""
    person.point.recruiting_income += amount
    person.point.reward_today += amount


def reward_for_recruit(recruiter: Person, order: Order, day: int) -> None:
    """A recruiter's sum for a recruit's first kept sale to somebody else: once, when the goods cannot be sent
    back any more."""
    model, reward, recruit = recruiter.model, recruiter.settings.invitation, order.credited
    if reward == 0 or recruit.point.rewarded or order.buyer is recruit or not model.spend(Flow.INVITATION, reward, day):
        return
    recruit.point.rewarded = True
    order.invited_by, order.invitation = recruiter, reward
    recruiter.point.invitations += reward
    recruiter.point.payable += reward
    earn_by_recruiting(recruiter, reward)


def last_kept_sale(person: Person, day: int) -> int:
    """The day of the last sale that has not come back by the end of a day, or -1; what has come back is passed over for
    good."""
    point = person.point
    while point.last_order is not None:
        if undoing.is_kept(point.last_order.returned_day, day):
            return point.last_order.day
        point.last_order = point.last_order.earlier
    return -1


# --- tiring


def weigh_up(person: Person, day: int) -> None:
    """At the end of a day: reward against effort. Who finds too little reason goes dormant; who was dormant for long
    leaves."""
    settings, point = person.settings, person.point
    point.minutes_today += recruiting.minutes_of_day(settings, point)
    point.reward = recruiting.reward_remembered(settings, point)
    point.effort = recruiting.effort_remembered(settings, point, person.minute)
    point.earned += point.reward_today
    point.minutes += point.minutes_today
    point.time_value += point.minutes_today * person.minute
    point.reward_today, point.minutes_today = 0, 0.0
    point.interactions_today, point.posts_today, point.sales_today = 0, 0, 0
    if point.state == PointState.DORMANT and day - point.dormant_day >= settings.points_leave_after:
        point.state, point.left_day = PointState.LEFT, day
        person.model.count(Counter.LEAVERS)
    elif (
        point.state == PointState.ACTIVE
        and point.activated_day <= day
        and person.draw(Purpose.DORMANT, when=day)[0] < person.dormancy_chance()
    ):
        point.state, point.dormant_day = PointState.DORMANT, day
