"""Steps 5 to 8: a person at the malls. Visits, needs, the decision to order, what follows from the goods."""

from __future__ import annotations

from typing import Any

from gridsim.agents.plain import buying, commission, experience, memory, reaction
from gridsim.agents.reader import Reader
from gridsim.agents.rows import Order, Product, Visit
from gridsim.draws import Purpose
from gridsim.terms import Counter, Entrance, Place, PlanLine


class Need:
    """Somebody's needs of a product: one after the other, at the person's own times, the same under every strategy."""

    def __init__(self, person: Any, product: Product) -> None:
        self.person, self.product = person, product
        self.number = 0
        self.mean_days = person.need_interval_days * product.need_factor
        usual = buying.need_interval(*self._drawn(), self.mean_days)
        u_more, u_part, _, _ = self._drawn(block=1)
        self.day = (usual + buying.need_interval(u_more, 1.0, 1.0, 1.0, self.mean_days)) * u_part
        """The next one. The first falls anywhere in an interval under way; long ones are more often under way: one part
        more than usual."""

    def _drawn(self, block: int = 0) -> tuple[float, float, float, float]:
        """Four uniform numbers for the time of the need that has this number."""
        return self.person.draw(Purpose.NEED_TIME, self.number, from_whom=self.product.number, block=block)

    def wait(self) -> None:
        """Set the next need."""
        self.number += 1
        self.day += buying.need_interval(*self._drawn(), self.mean_days)

    def draw(self, purpose: int) -> tuple[float, float, float, float]:
        """Four uniform numbers for what is done about this need."""
        return self.person.draw(purpose, self.number, from_whom=self.product.number)


class Buyer(Reader):
    """A person as a buyer. Purchases are drawn by person, day and route, not by post."""

    needs: list[Need]
    """One a product."""
    last_mall: Any
    """Whose micro-mall was visited last, or None."""

    @property
    def next_need(self) -> float:
        """Day of the next need of any product."""
        return min(need.day for need in self.needs)

    # --- after a click

    def decide_at_mall(self, visit: Visit) -> bool:
        """At the mall behind a link: whether to order. Not twice a day after clicks, and in the own mall only where
        that is allowed."""
        model, settings = self.model, self.model.settings
        model.count(Counter.VISITS)
        visit.link = open_mall(visit.link)
        if visit.link is self and not settings.self_purchase:
            return False
        if visit.link is not None and visit.link is not self:
            self.look_round(visit.link)
        if self.click_order_day == model.day:
            return False
        # the coupons have run out
        if commission.portion(self.product(visit).price, visit.discount) > model.totals.budget_left:
            visit.discount = 0
        if self.waits_in_group(visit):
            return False
        self.take_best_offer(visit)
        u, visit.rank, _, _ = self.draw(Purpose.CLICK_ORDER, when=model.day)
        return u < self.click_order_chance(visit)

    def look_round(self, keeper: Any) -> None:
        """Having followed a link into somebody's mall: find it again later."""
        self.last_mall = keeper

    def click_order_chance(self, visit: Visit) -> float:
        """Chance to order after a click: more the nearer the next need, the better the price, the greater the post's
        benefit."""
        model, settings, product, need = self.model, self.model.settings, self.product(visit), self.needs[visit.product]
        price = product.price - max(commission.portion(product.price, visit.discount), visit.amount)
        price = self.price_in(visit.link, product, price)
        odds = settings.email_odds_to_order if visit.entrance == Entrance.EMAIL else settings.click_odds_to_order
        odds *= self.persuasion(visit.link, product, float(price))
        odds *= buying.need_multiplier(
            need.day - model.tick / settings.ticks_per_day, need.mean_days, settings.log_need_effect
        )
        odds *= reaction.effect_multiplier(
            visit.share.post.benefit, reaction.REFERENCE, settings.log_buying_benefit_effect
        )
        if visit.link is not None:
            odds *= model.totals.fake_orders
        return reaction.chance_of(self.as_customer(odds) * self.urgency(visit) * model.totals.conversion)

    def persuasion(self, seller: Any, product: Product, price: float) -> float:
        """Multiplier that all routes share: trust, price, friends who bought, and knowing the seller."""
        settings = self.model.settings
        odds = reaction.effect_multiplier(self.trust, reaction.REFERENCE, settings.log_buying_trust_effect)
        odds *= buying.price_multiplier(price, self.reservation_price * product.price_factor, settings.price_elasticity)
        odds *= buying.saturating_multiplier(float(self.friends_bought), 2.0, settings.friends_effect)
        return odds * settings.seller_effect if self.knows(seller) else odds

    # --- with a need

    def feel_needs(self, product: Product, now: float) -> None:
        """See to the needs of a product that are due; several in one tick are one."""
        need = self.needs[product.number]
        if need.day < now:
            self.feel_need(need)
            while need.day < now:
                need.wait()

    def feel_need(self, need: Need) -> None:
        """A need fires: go to the shop, or think of the brand, or search, and perhaps see its advertisement; else buy a
        rival's."""
        model, settings = self.model, self.model.settings
        model.count(Counter.NEEDS)
        u_recall, u_mall, u_search, u_order = need.draw(Purpose.NEED_ORDER)
        shop = self.shop_of_need(need)
        if shop is not None:
            self.need_in_shop(need, shop, u_recall, u_order)
        elif u_recall < self.recall_chance():
            self.go_to_mall(need, u_mall, u_search, u_order)
        elif u_search < settings.search_share and model.works.search_runs():
            self.see_search_ad(need)

    def go_to_mall(self, need: Need, u_mall: float, u_search: float, u_order: float) -> None:
        """The brand comes to mind: choose an entrance (the own mall, the last one, search, the official mall), and
        decide."""
        model, settings, product = self.model, self.model.settings, need.product
        model.count(Counter.RECALLED)
        model.count(Counter.VISITS)
        seller = self.own_mall()
        if seller is None and u_mall < settings.return_to_seller_chance:
            seller = open_mall(self.last_mall)
        entrance = (
            Entrance.MICRO_MALL
            if seller is not None
            else Entrance.SEARCH
            if u_search < settings.search_share
            else Entrance.DIRECT
        )
        visit = self.visit_for_need(need, entrance, seller)
        self.take_best_offer(visit)
        odds = settings.need_odds_to_order * self.persuasion(
            seller, product, float(self.price_in(seller, product, product.price - visit.amount))
        )
        if u_order < reaction.chance_of(self.as_customer(odds) * model.totals.conversion):
            model.visits.append(visit)

    def visit_for_need(self, need: Need, entrance: int, seller: Any = None, **fields: Any) -> Visit:
        """Where a need leads."""
        rank = need.draw(Purpose.SCARCE)[0]
        return Visit(
            viewer=self, share=None, link=seller, entrance=entrance, rank=rank, product=need.product.number, **fields
        )

    def shop_of_need(self, need: Need) -> Any:
        """The home shop, where one goes there with this need."""
        model = self.model
        shop = model.stores.home_shop(self) if model.settings.shop_share > 0.0 else None
        return shop if shop is not None and need.draw(Purpose.SHOP_NEED)[0] < model.settings.shop_share else None

    def need_in_shop(self, need: Need, shop: Any, u_recall: float, u_order: float) -> None:
        """In the home shop: where the shelf carries the product, it may bring the brand to mind."""
        model, settings, product = self.model, self.model.settings, need.product
        on_shelf, recalled = model.stores.on_shelf(shop, product.number), self.recall_chance()
        if u_recall >= (buying.chance_with_reminder(recalled, settings.shelf_recall) if on_shelf else recalled):
            return
        model.count(Counter.RECALLED)
        model.count(Counter.VISITS)
        if u_order >= reaction.chance_of(
            self.as_customer(settings.need_odds_to_order * self.persuasion(shop, product, float(product.price)))
        ):
            return
        if on_shelf:
            model.visits.append(self.visit_for_need(need, Entrance.SHOP, shop=shop))
        else:
            model.count(Counter.STOCK_OUTS)

    def see_search_ad(self, need: Need) -> None:
        """Search for the category without thinking of the brand, and perhaps click its advertisement."""
        u_click, u_order, _, _ = need.draw(Purpose.SEARCH_AD)
        if u_click < self.model.settings.search_click_chance:
            self.model.visits.append(self.visit_for_need(need, Entrance.SEARCH, paid_click=True, u=u_order))

    def decide_after_paid_click(self, visit: Visit) -> bool:
        """Whether a paid click ends in an order; the brand pays it, if the money of this tick is not gone."""
        model, settings, product = self.model, self.model.settings, self.product(visit)
        if not model.works.pay_click():
            return False
        model.count(Counter.VISITS)
        self.take_best_offer(visit)
        odds = self.persuasion(None, product, float(product.price - visit.amount))
        return visit.u < reaction.chance_of(settings.search_odds_to_order * odds * model.totals.conversion)

    def recall_chance(self) -> float:
        """Chance to think of the brand now."""
        settings = self.model.settings
        return memory.recall_chance(self.faded(self.awareness, settings.awareness_half_life), settings.awareness_scale)

    # --- with an order

    def remember_order(self, order: Order) -> None:
        """What a purchase leaves: awareness, and, after a click, one need less."""
        model, settings = self.model, self.model.settings
        order.new_buyer = int(not self.bought_before and self.n_orders == 0)
        model.count(Counter.ORDERS)
        model.count(Counter.NEW_BUYERS, order.new_buyer)
        if not self.is_customer():
            self.remember_referrer(order)
        order.referrer = self.referrer
        order.line = order.share.post.line if order.share is not None else None
        self.spent += order.paid
        self.n_orders += 1
        self.kept += 1
        self.order_tick = model.tick
        self.awareness = self.faded(self.awareness, settings.awareness_half_life) + settings.weight_purchase
        self.fatigue = self.faded(self.fatigue, settings.fatigue_half_life)
        self.touched_tick = model.tick
        if order.share is not None:
            self.click_order_day = model.day
            self.needs[order.product].wait()

    def product(self, of: Visit | Order) -> Product:
        """The product of a visit or an order."""
        return self.model.products[of.product]

    def experience(self, order: Order, in_horizon: bool) -> None:
        """The goods are there: trust moves, they may go back, praise or a warning may follow."""
        model, settings = self.model, self.model.settings
        z = experience.noise(*self.draw(Purpose.EXPERIENCE, when=order.tick))
        product = self.product(order)
        order.satisfied = experience.satisfaction(
            product.quality, settings.service_quality, product.claims, settings.experience_spread, z
        )
        self.trust = memory.moved_trust(self.trust, order.satisfied, settings.experience_rate)
        u_return, u_day, u_praise, u_warn = self.draw(Purpose.RETURN, when=order.tick)
        if u_return < self.return_chance(order):
            order.returned_day = order.delivered_day + int(u_day * (settings.return_window + 1))
        if not in_horizon:
            return
        if u_praise < experience.praise_chance(order.satisfied, settings.praise_chance):
            model.count(Counter.PRAISE)
            self.talk(order, 1.0)
        elif u_warn < experience.complaint_chance(order.satisfied, settings.complaint_chance):
            model.count(Counter.COMPLAINTS)
            self.talk(order, -1.0)

    def return_chance(self, order: Order) -> float:
        """Chance to send the goods back."""
        settings = self.model.settings
        dissatisfied = reaction.effect_multiplier(
            1.0 - order.satisfied, settings.usual_dissatisfaction, settings.log_dissatisfaction_effect
        )
        return reaction.chance_of(settings.return_odds * dissatisfied)

    def talk(self, order: Order, valence: float) -> None:
        """A review goes out to one's friends tomorrow; praise links to the mall where it was bought."""
        model = self.model
        if not model.settings.word_of_mouth:
            return
        post = model.new_post(model.lines[PlanLine.REVIEW], self, copy=order.tick, valence=valence)
        post.product = order.product
        post.positioning = -1.0  # a buyer speaks of the purchase, not of what the brand stands for
        model.new_share(post, self, Place.MOMENTS, link=order.seller if valence > 0.0 else None)

    def knows(self, other: Any) -> bool:
        """Whether somebody is one of one's friends."""
        raise NotImplementedError

    def own_mall(self) -> Any:
        """The own micro-mall, where one may buy there."""
        raise NotImplementedError

    def price_in(self, keeper: Any, product: Product, price: int) -> int:
        """What a purchase costs in somebody's mall."""
        raise NotImplementedError


def open_mall(seller: Any) -> Any:
    """The micro-mall that a link reaches; None, the official mall, where it has closed."""
    return seller if seller is not None and seller.keeps_mall() else None
