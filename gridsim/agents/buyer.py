"""Steps 5 to 8: a person at the malls. Visits, needs, the decision to order, what follows from the goods."""

from __future__ import annotations

from typing import Any

from gridsim import draws
from gridsim.agents.plain import buying, commission, experience, memory, reaction
from gridsim.agents.reader import Reader
from gridsim.agents.rows import Order, Product, Visit
from gridsim.engine.state import (
    BY_DIRECT,
    BY_EMAIL,
    BY_MICRO_MALL,
    BY_SEARCH,
    MOMENTS,
    N_COMPLAINTS,
    N_NEEDS,
    N_NEW_BUYERS,
    N_ORDERS,
    N_PRAISE,
    N_RECALLED,
    N_VISITS,
    REVIEW_LINE,
)  # fmt: skip


class Buyer(Reader):
    """A person as a buyer. Purchases are drawn by person, day and route, not by post."""

    next_need: float
    """Day of the next need."""
    need_number: int
    last_mall: Any
    """Whose micro-mall was visited last, or None."""

    # --- after a click

    def decide_at_mall(self, visit: Visit) -> bool:
        """At the mall behind a link: whether to order. Nobody buys from the own mall, nor twice a day after clicks."""
        model = self.model
        model.count(N_VISITS)
        visit.link = open_mall(visit.link)
        if visit.link is self:
            return False
        if visit.link is not None:
            self.last_mall = visit.link
        if self.click_order_day == model.day:
            return False
        if commission.portion(self.product(visit).price, visit.discount) > model.clock.budget_left:  # the coupons have run out
            visit.discount = 0
        u, visit.rank, _, _ = self.draw(draws.CLICK_ORDER, when=model.day)
        return u < self.click_order_chance(visit)

    def click_order_chance(self, visit: Visit) -> float:
        """Chance to order after a click: more the nearer the next need, the better the price, the greater the post's benefit."""
        model, settings = self.model, self.model.settings
        product = self.product(visit)
        price = product.price - commission.portion(product.price, visit.discount)
        odds = (settings.email_order_odds if visit.entrance == BY_EMAIL else settings.click_order_odds) * self.persuasion(visit.link, float(price))
        days_until = self.next_need - model.tick / settings.ticks_per_day
        odds *= buying.need_multiplier(days_until, self.need_interval_days, settings.log_need_effect)
        odds *= reaction.effect_multiplier(visit.share.post.benefit, reaction.REFERENCE, settings.log_buy_benefit_effect)
        if visit.link is not None:
            odds *= model.clock.brushed
        return reaction.chance_of(self.as_customer(odds))

    def persuasion(self, seller: Any, price: float) -> float:
        """Multiplier that both routes share: trust, price, friends who bought, and knowing the seller."""
        settings = self.model.settings
        odds = reaction.effect_multiplier(self.trust, reaction.REFERENCE, settings.log_buy_trust_effect)
        odds *= buying.price_multiplier(price, self.reservation_price, settings.price_elasticity)
        odds *= buying.saturating_multiplier(float(self.friends_bought), 2.0, settings.friends_effect)
        return odds * settings.seller_effect if self.knows(seller) else odds

    # --- with a need

    def feel_need(self) -> None:
        """A need fires: think of the brand, or buy a rival's; then choose an entrance, and decide."""
        model, settings = self.model, self.model.settings
        model.count(N_NEEDS)
        u_recall, u_mall, u_search, u_order = self.draw(draws.NEED_ORDER, self.need_number)
        if u_recall >= self.recall_chance():
            return
        model.count(N_RECALLED)
        model.count(N_VISITS)
        seller = open_mall(self.last_mall) if u_mall < settings.return_to_seller else None
        entrance = BY_MICRO_MALL if seller is not None else BY_SEARCH if u_search < settings.search_share else BY_DIRECT
        odds = settings.need_order_odds * self.persuasion(seller, float(model.products[0].price))
        if u_order < reaction.chance_of(self.as_customer(odds)):
            rank = self.draw(draws.SCARCE, self.need_number)[0]
            model.visit(viewer=self, share=None, link=seller, entrance=entrance, discount=0, rank=rank)

    def recall_chance(self) -> float:
        """Chance to think of the brand now."""
        settings = self.model.settings
        return memory.recall_chance(self.faded(self.awareness, settings.awareness_half_life), settings.awareness_scale)

    def first_need(self) -> float:
        """Day of the first need: anywhere in an interval that is under way. Long ones are more often under way: one part more than usual."""
        usual = buying.need_interval(*self.draw(draws.NEED_TIME), self.need_interval_days)
        u_more, u_part, _, _ = self.draw(draws.NEED_TIME, block=1)
        return (usual + buying.need_interval(u_more, 1.0, 1.0, 1.0, self.need_interval_days)) * u_part

    def wait_for_next_need(self) -> None:
        """Set the next need; the sequence of needs is the person's own and the same under every strategy."""
        self.need_number += 1
        drawn = self.draw(draws.NEED_TIME, self.need_number)
        self.next_need += buying.need_interval(*drawn, self.need_interval_days)

    # --- with an order

    def remember_order(self, order: Order) -> None:
        """What a purchase leaves: awareness, and, after a click, one need less."""
        model, settings = self.model, self.model.settings
        order.new_buyer = int(not self.bought_before and self.n_orders == 0)
        model.count(N_ORDERS)
        model.count(N_NEW_BUYERS, order.new_buyer)
        if order.new_buyer:
            self.remember_referrer(order)
        order.referrer = self.referrer
        order.line = order.share.post.line if order.share is not None else None
        self.spent += order.paid
        self.n_orders += 1
        self.order_tick = model.tick
        self.awareness = self.faded(self.awareness, settings.awareness_half_life) + settings.weight_purchase
        self.fatigue = self.faded(self.fatigue, settings.fatigue_half_life)
        self.touched_tick = model.tick
        if order.share is not None:
            self.click_order_day = model.day
            self.wait_for_next_need()

    def product(self, of: Visit | Order) -> Product:
        """The product of a visit or an order."""
        return self.model.products[of.product]

    def experience(self, order: Order, in_horizon: bool) -> None:
        """The goods are there: trust moves, they may go back, praise or a warning may follow."""
        model, settings = self.model, self.model.settings
        z = experience.noise(*self.draw(draws.EXPERIENCE, when=order.tick))
        product = self.product(order)
        order.satisfied = experience.satisfaction(product.quality, settings.service_quality, product.claims, settings.experience_spread, z)
        self.trust = memory.moved_trust(self.trust, order.satisfied, settings.experience_rate)
        u_return, u_day, u_praise, u_warn = self.draw(draws.RETURN, when=order.tick)
        if u_return < self.return_chance(order):
            order.returned_day = order.delivered_day + int(u_day * (settings.return_window + 1))
        if not in_horizon:
            return
        if u_praise < experience.praise_chance(order.satisfied, settings.praise_chance):
            model.count(N_PRAISE)
            self.talk(order, 1.0)
        elif u_warn < experience.complaint_chance(order.satisfied, settings.complaint_chance):
            model.count(N_COMPLAINTS)
            self.talk(order, -1.0)

    def return_chance(self, order: Order) -> float:
        """Chance to send the goods back."""
        settings = self.model.settings
        dissatisfied = reaction.effect_multiplier(1.0 - order.satisfied, settings.usual_dissatisfaction, settings.log_dissatisfaction_effect)
        return reaction.chance_of(settings.return_odds * dissatisfied)

    def talk(self, order: Order, valence: float) -> None:
        """A review goes out to one's friends tomorrow; praise links to the mall where it was bought."""
        model = self.model
        if not model.settings.word_of_mouth:
            return
        post = model.new_post(model.lines[REVIEW_LINE], self, copy=order.tick, valence=valence)
        post.product = order.product
        model.new_share(post, self, MOMENTS, link=order.seller if valence > 0.0 else None)

    def knows(self, other: Any) -> bool:
        """Whether somebody is one of one's friends."""
        raise NotImplementedError


def open_mall(seller: Any) -> Any:
    """The micro-mall that a link reaches; None, the official mall, where it has closed."""
    return seller if seller is not None and seller.keeps_mall() else None
