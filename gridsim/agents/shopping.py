"""Steps 5 to 8: a person at the malls. Visits, needs, the best offer, what an order and the goods leave."""

from __future__ import annotations

from typing import Any

from gridsim.agents import inviting
from gridsim.agents.person import Need, Person, open_mall
from gridsim.agents.plain import buying, commission, following, loyalty, memory, recruiting, undoing
from gridsim.agents.rows import Activity, Order, Product, Visit
from gridsim.draws import Purpose
from gridsim.engine.activities import HELD
from gridsim.engine.mall import BY_FIRST_CLICK, BY_FIRST_ORDER
from gridsim.terms import ActivityKind, Counter, Entrance, Place, PlanLine, PostKind

# --- after a click


def orders_after_click(visit: Visit) -> bool:
    """At the mall behind a link: look round, choose an offer; returns whether to order.

    Not twice a day after clicks, and in the own mall only where that is allowed.
    """
    person: Person = visit.viewer
    model = person.model
    model.count(Counter.VISITS)
    visit.link = open_mall(visit.link)
    if visit.link is person and not person.settings.self_purchase:
        return False
    if visit.link is not None and visit.link is not person:
        person.last_mall = visit.link
        become_customer(person, visit.link, BY_FIRST_CLICK)
    if person.click_order_day == model.day:
        return False
    if commission.portion(model.products[visit.product].price, visit.discount) > model.totals.budget_left:
        visit.discount = 0  # the coupons have run out
    group_buy = model.activities.of_post(visit.share.post)
    if group_buy is not None and person.ticket(group_buy).group is not None:  # waits for a group to fill already
        return False
    take_best_offer(visit)
    u, visit.rank, _, _ = person.draw(Purpose.CLICK_ORDER, when=model.day)
    orders = u < person.click_order_chance(visit)
    if not orders:
        inviting.ask_visitor(visit)
    return orders


def become_customer(person: Person, keeper: Any, event: int) -> None:
    """Be somebody's customer from a first click or a first order on, where that locks, and where one is nobody's
    yet."""
    settings = person.settings
    if settings.lock_by != event or keeper is None or keeper is person or person.lock_holder() is not None:
        return
    person.locked_to, person.locked_until = keeper, person.model.tick + settings.lock_protection


def take_best_offer(visit: Visit) -> None:
    """Find the activity that takes most off the price, if that is more than the post's own coupon and the budget can
    pay it."""
    model = visit.viewer.model
    most = commission.portion(model.products[visit.product].price, visit.discount)
    for activity in model.activities.rows:
        affordable = most < activity.amount <= model.totals.budget_left
        if activity.product == visit.product and affordable and has_offer(activity, visit):
            most = activity.amount
            visit.ticket, visit.amount = activity, activity.amount


def has_offer(activity: Activity, visit: Visit) -> bool:
    """Whether a visitor has the coupon, or came by the sale or the group purchase while that is on."""
    person: Person = visit.viewer
    if activity.kind in (ActivityKind.COUPON, ActivityKind.RED_PACKET):
        ticket = person.ticket(activity)
        return bool(ticket.state == HELD and person.model.tick < ticket.until_tick)
    if visit.share is None or person.model.activities.live(visit.share.post) is not activity:
        return False
    return activity.kind == ActivityKind.GROUP_BUY or (
        activity.kind == ActivityKind.FLASH_SALE and activity.units_left > 0
    )


# --- with a need


def feel_needs(person: Person, product: Product, now: float) -> None:
    """See to the needs of a product that are due; of several in one tick one at most leads somewhere."""
    need, visits = person.needs[product.number], person.model.visits
    before = len(visits)
    while need.day < now:
        feel_need(need, is_free=len(visits) == before)
        need.wait()


def feel_need(need: Need, is_free: bool) -> None:
    """A need fires: go to the shop or the malls, choose the brand or a rival's, perhaps search and see its
    advertisement; not where an earlier one of this tick has led to a visit."""
    person = need.person
    model = person.model
    model.count(Counter.NEEDS)
    _, u_mall, u_search, u_order = need.draw(Purpose.NEED_ORDER)
    model.count(Counter.ANYWAY, int(need.comes_anyway(u_order)))
    if need.skipped > 0:
        need.skipped -= 1
        return
    if not is_free:
        return
    person.settle_trust()
    shop, u_shelf = shop_of_need(need)
    if shop is not None:
        need_in_shop(need, shop, u_shelf, u_order)
    else:
        go_to_mall(need, u_mall, u_search, u_order)


def go_to_mall(need: Need, u_mall: float, u_search: float, u_order: float) -> None:
    """Choose an entrance (the own mall, the last one, search, the official mall), then the brand or a rival's."""
    person = need.person
    model, settings, entrance = person.model, person.settings, Entrance.MICRO_MALL
    mall = person.own_mall()
    if mall is None and u_mall < settings.return_to_seller_chance:
        mall = open_mall(person.last_mall)
    if mall is None:
        entrance = Entrance.SEARCH if u_search < settings.search_share else Entrance.DIRECT
    visit = visit_for_need(need, entrance, link=mall)
    take_best_offer(visit)
    if u_order < person.choice_chance(visit):
        model.count(Counter.RECALLED)
        model.count(Counter.VISITS)
        model.visits.append(visit)
        return
    if person.is_customer():  # has looked in
        inviting.ask_visitor(visit)
    if u_search < settings.search_share and model.works.search_runs():
        see_search_ad(need)


def visit_for_need(need: Need, entrance: int, **fields: Any) -> Visit:
    """Where a need leads."""
    rank = need.draw(Purpose.SCARCE)[0]
    return Visit(viewer=need.person, entrance=entrance, rank=rank, product=need.product.number, **fields)


def shop_of_need(need: Need) -> tuple[Any, float]:
    """The home shop, where one goes there with this need, and a number for what its shelf tells."""
    model = need.person.model
    shop = model.stores.home_shop(need.person) if model.settings.shop_share > 0.0 else None
    if shop is None:
        return None, 1.0
    u_shop, u_shelf, _, _ = need.draw(Purpose.SHOP_NEED)
    return (shop if u_shop < model.settings.shop_share else None), u_shelf


def need_in_shop(need: Need, shop: Any, u_shelf: float, u_order: float) -> None:
    """In the home shop: where the shelf carries the product, it may tell of a brand never heard of."""
    person = need.person
    model, on_shelf = person.model, person.model.stores.on_shelf(shop, need.product.number)
    if person.familiarity == memory.UNKNOWN and on_shelf and u_shelf < person.settings.shelf_recall:
        person.familiarity = memory.HEARD
    visit = visit_for_need(need, Entrance.SHOP, shop=shop)
    if u_order >= person.choice_chance(visit):
        return
    model.count(Counter.RECALLED)
    model.count(Counter.VISITS)
    if on_shelf:
        model.visits.append(visit)
    else:
        model.count(Counter.STOCK_OUTS)


def see_search_ad(need: Need) -> None:
    """Search for the category without choosing the brand, and perhaps click its advertisement."""
    u_click, u_order, _, _ = need.draw(Purpose.SEARCH_AD)
    if u_click < need.person.settings.search_click_chance:
        need.person.model.visits.append(visit_for_need(need, Entrance.SEARCH, paid_click=True, u=u_order))


def orders_after_paid_click(visit: Visit) -> bool:
    """The brand pays a click beside a search, if the money of this tick is not gone; returns whether it ends in an
    order."""
    if not visit.viewer.model.works.pay_click():
        return False
    visit.viewer.model.count(Counter.VISITS)
    take_best_offer(visit)
    return visit.u < visit.viewer.paid_click_order_chance(visit)


# --- with an order


def remember_order(person: Person, order: Order) -> None:
    """Effects of a purchase: the brand is known, through whom one came, and, after a click, one need less."""
    model = person.model
    become_customer(person, order.seller, BY_FIRST_ORDER)
    order.new_buyer = int(not person.bought_before and person.n_orders == 0)
    model.count(Counter.ORDERS)
    model.count(Counter.NEW_BUYERS, order.new_buyer)
    memory.come_to_know(person.settings, person, model.tick)
    if not person.is_customer():
        remember_referrer(person, order)
    if person.draw(Purpose.FOLLOW, when=model.day)[0] < person.buyer_follow_chance():
        person.follow(following.OFFICIAL)
    order.referrer = person.referrer
    order.line = order.share.post.line if order.share is not None else None
    person.spent += order.paid
    person.n_orders += 1
    person.kept += 1
    person.order_tick = model.tick
    if order.share is not None:
        person.click_order_day = model.day
        person.needs[order.product].skipped += 1


def remember_referrer(person: Person, order: Order) -> None:
    """With the first order, or the next one after all was sent back: through whom it came; the very first makes for
    some trust."""
    settings = person.settings
    person.referrer = referrer_of(order)
    person.first_tick = person.model.tick
    if settings.referral and person.referrer is not None and person.n_orders == 0:
        person.trust = memory.moved_trust(person.trust, 1.0, settings.referral_first_trust)


def referrer_of(order: Order) -> Any:
    """The seller, or the person whose post or share it was; a paid post refers nobody, nor does an account, nor the
    buyer."""
    share, referrer = order.share, order.seller
    if referrer is None and share is not None:
        paid_post = share.parent is None and share.post.kind == PostKind.SPONSORED
        referrer = share.sharer if isinstance(share.sharer, Person) and not paid_post else None
    return None if referrer is order.buyer else referrer


def experience(person: Person, order: Order, in_horizon: bool) -> None:
    """The goods are there: trust moves, they may go back, praise or a warning may follow."""
    model, settings = person.model, person.settings
    order.satisfied = person.satisfaction(order)
    memory.have_goods(settings, person, order.satisfied, model.tick)
    tell_seller(order)
    u_return, u_day, u_praise, u_warn = person.draw(Purpose.RETURN, when=order.tick)
    if u_return < person.return_chance(order):
        order.returned_day = order.delivered_day + int(u_day * (settings.return_window + 1))
    if not in_horizon:
        return
    tell_in_person(person, order)
    if u_praise < person.praise_chance(order):
        model.count(Counter.PRAISE)
        talk(person, order, 1.0)
    elif u_warn < person.complaint_chance(order):
        model.count(Counter.COMPLAINTS)
        talk(person, order, -1.0)


def tell_in_person(person: Person, order: Order) -> None:
    """Tell some friends of an order, those of the own circle first: of four drawn at random the first who is of it, else
    the first."""
    settings, friends = person.settings, person.friends
    if settings.told_per_order <= 0.0 or not friends:
        return
    u = person.draw(Purpose.TALK, when=order.tick)[0]
    times = int(buying.tells(order.satisfied, settings.told_per_order) + u)
    person.model.count(Counter.TOLD, times)
    for number in range(1, times + 1):
        drawn = [friends[int(u * len(friends))] for u in person.draw(Purpose.TALK, number, when=order.tick)]
        close = [friend for friend in drawn if friend.circle == person.circle >= 0]
        memory.hear(settings, (close or drawn)[0], order.satisfied, person.credibility, person.model.tick)


def tell_seller(order: Order) -> None:
    """A point learns what its own goods are like by having them, and by what its buyers find."""
    buyer, seller, settings = order.buyer, order.seller, order.buyer.settings
    if buyer.point is not None:
        buyer.point.belief = memory.moved_trust(buyer.point.belief, order.satisfied, settings.experience_rate)
    if seller is not None and seller is not buyer:
        seller.point.belief = recruiting.belief_after_delivery(settings, seller.point, order.satisfied)


def talk(person: Person, order: Order, valence: float) -> None:
    """A review goes out to one's friends tomorrow; praise links to the mall where it was bought."""
    model = person.model
    if not person.settings.word_of_mouth:
        return
    post = model.new_post(model.lines[PlanLine.REVIEW], person, copy=order.tick, valence=valence)
    post.product = order.product
    post.positioning = -1.0  # a buyer speaks of the purchase, not of what the brand stands for
    model.new_share(post, person, Place.MOMENTS, link=order.seller if valence > 0.0 else None)


def send_back(person: Person, order: Order) -> None:
    """Be a customer no more where nothing of all orders is kept: no example to friends, come through nobody."""
    person.spent -= order.paid
    person.kept -= 1
    if not person.is_customer():
        tell_friends(person, -1)
        person.referrer = None
    lose_lock(person, order)


def lose_lock(person: Person, order: Order) -> None:
    """The lock that an order had made falls with it."""
    made = undoing.lock_dates_from(person.locked_until, person.settings.lock_protection, order.tick)
    if person.settings.lock_by == BY_FIRST_ORDER and person.locked_to is order.seller and made:
        person.locked_to = None


def tell_friends(person: Person, change: int) -> None:
    """One buyer more, or one less, among the friends of each friend."""
    for friend in person.friends:
        friend.friends_bought += change


def keep_in_mind(person: Person) -> None:
    """At the end of a day: served fans forget the brand more slowly."""
    if person.fan:
        settings = person.settings
        person.awareness *= loyalty.given_back(1.0, settings.mind_half_life, settings.community_memory_effect)
