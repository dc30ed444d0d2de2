"""Messages to one friend: being asked, choosing whom, the reward; and goods that are given away."""

from __future__ import annotations

import math
from typing import Any

from gridsim.agents.person import Person
from gridsim.agents.plain import commission, exposure, inviting
from gridsim.agents.rows import Order, Share, Showing, Visit
from gridsim.draws import Purpose
from gridsim.terms import Counter, Entrance, Flow, Place, PlanLine


def ask(person: Person, link: Any, product: int, has_own_coupon: bool) -> None:
    """Be asked to send a message about a product to a friend; its link leads to the own mall, or to `link`."""
    model, settings = person.model, person.settings
    line = model.lines[PlanLine.INVITATIONS]
    if not line.start_tick <= model.tick < line.end_tick:
        return
    if person.draw(Purpose.INVITE, when=model.tick, from_whom=product)[0] >= person.invite_chance(has_own_coupon):
        return
    tie = person.choose_friend(product, 0, None)
    if tie is None:
        return
    post = model.new_post(line, person, copy=product)
    bought = settings.invitations_says_bought and person.is_customer()
    post.product, post.discount, post.positioning = product, settings.invitations_discount, -1.0
    post.persuades = inviting.order_multiplier(settings, bought, settings.invitations_tells_reward)
    post.stirring *= inviting.passing_multiplier(settings, bought, settings.invitations_tells_reward)
    model.new_share(post, person, Place.MESSAGE, link=person.own_link(link), group=tie)
    model.count(Counter.MESSAGES)


def ask_visitor(visit: Visit) -> None:
    """Who looks round and does not order is asked, where visitors are."""
    settings = visit.viewer.settings
    if settings.invitations and settings.invitations_asks == inviting.ASKS_VISITORS:
        ask(visit.viewer, visit.link, visit.product, visit.discount > 0 or visit.amount > 0)


def ask_buyers(model: Any, orders: list[Order]) -> None:
    """Everybody who has just ordered is asked."""
    if model.settings.invitations:
        for order in orders:
            ask(order.buyer, order.seller, order.product, 0 < order.discount < order.list_price)


def deliver(model: Any, message: Share) -> None:
    """A message to one friend is shown at the friend's next visit, whatever else has come."""
    tie = int(message.group)
    friend = model.people[model.layers[Place.MOMENTS].target[tie]]
    model.count(Counter.CONSIDERED)
    u = friend.draw(Purpose.MESSAGE_VISIT, message.post.about, model.tick)[0]
    days = exposure.days_to_visit(u, friend.visits_per_day)
    if math.isinf(days):
        model.totals.beyond += 1
    else:
        model.show(Showing(friend, message, tie, model.tick + int(days * model.settings.ticks_per_day)))


def reward_sender(model: Any, order: Order, day: int) -> None:
    """Pay for a friend's first order by a message, once it cannot be sent back any more, while the budget lasts."""
    reward = model.settings.invitations_reward
    if reward == 0 or not order.new_buyer or order.share is None or order.share.sharer is order.buyer:
        return
    if order.share.post.line == PlanLine.INVITATIONS and model.spend(Flow.REFERRAL, reward, day):
        order.reward = reward


def gifts_of_tick(model: Any) -> list[Visit]:
    """Those who are given goods come for them in the first tick, before all others."""
    gifted = model.morning.gifted.tolist()
    if model.tick > 0:
        return []
    return [
        Visit(
            viewer=model.people[number],
            entrance=Entrance.GIFT,
            discount=commission.MILLIONTHS,
            rank=float(turn - len(gifted)),
        )
        for turn, number in enumerate(gifted)
    ]
