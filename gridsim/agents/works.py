"""Uses of the budget beside posts: clicks beside a search, work on the malls, work on reputation, bought
followers, the service of fans."""

from __future__ import annotations

from typing import Any

from gridsim.agents.plain import following, memory, odds
from gridsim.agents.rows import Use
from gridsim.agents.senders import place_in
from gridsim.agents.shopping import keep_in_mind
from gridsim.draws import Purpose
from gridsim.engine.uses import DAYS_A_MONTH, MOST_ASKED
from gridsim.terms import BudgetUse, Counter, Flow


class Works:
    """Spends the uses' shares of the budget; no agent, for it follows its plan."""

    def __init__(self, model: Any) -> None:
        self.model = model
        uses = Use.all(model.morning.uses)
        self.search, self.conversion, self.brand, self.promotion = (uses[use] for use in BudgetUse)

    def work_of_day(self) -> None:
        """At the start of a day, spend the day's money on conversion and brand, and apply its effects."""
        totals, settings = self.model.totals, self.model.settings
        if self.conversion.on:
            paid = self._pay_day(self.conversion, Flow.CONVERSION)
            totals.conversion_stock = totals.conversion_stock * settings.conversion_kept + paid
            monthly = totals.conversion_stock * (1.0 - settings.conversion_kept) * DAYS_A_MONTH
            totals.conversion = odds.saturating_multiplier(
                monthly, settings.conversion_half_saturation, settings.conversion_effect
            )
        if self.promotion.on:
            self._buy_followers()
        if self.brand.on:
            monthly = self._pay_day(self.brand, Flow.BRAND) * DAYS_A_MONTH
            if monthly > 0.0:
                self._raise_trust(settings.brand_trust_rate * monthly / (monthly + settings.brand_half_saturation))

    def _money_of_day(self, use: Use) -> int:
        """What a use of the budget may spend on this day."""
        model = self.model
        if not self._in_season(use):
            return 0
        last = min(model.tick + model.settings.ticks_per_day, use.end_tick) - 1
        return max(0, min(allowance(use, last) - use.spent, model.totals.budget_left))

    def _buy_followers(self) -> None:
        """Win followers for the official account: people are asked in an order of their own; who follows already costs
        nothing."""
        model, use = self.model, self.promotion
        wanted = self._money_of_day(use) // use.price
        for _ in range(wanted * MOST_ASKED):
            if wanted == 0:
                return
            u0, u1, _, _ = model.uniforms(int(Purpose.NEW_FOLLOWER), use.asked, 0, 0, 0, 0)
            use.asked += 1
            person = model.people[place_in(len(model.people), u0, u1)]
            if not person.is_follower(0):
                person.follow(following.OFFICIAL)
                model.spend(Flow.PROMOTION, use.price)
                use.spent += use.price
                wanted -= 1

    def find_accounts(self, day: int) -> None:
        """At the end of a day, an account that has posted is found by some people whom nobody has led there."""
        model, people = self.model, self.model.people
        for account in sorted(model.posted):
            followers = sum(person.is_follower(account) for person in people)
            u = model.uniforms(int(Purpose.FOUND), account, 0, 0, day, 0)[0]
            for number in range(following.found_by(model.settings, followers, u)):
                u0, u1, _, _ = model.uniforms(int(Purpose.FOUND), number, account, 1, day, 0)
                people[place_in(len(people), u0, u1)].follow(1 << account)
        model.posted.clear()

    def lose_followers(self, day: int) -> None:
        """At the end of a day some followers leave: drawn by person, account and day."""
        model = self.model
        for person in model.people:
            if person.follows:
                chance = model.settings.unfollow_chance
                left = sum((u < chance) << account for account, u in enumerate(person.draw(Purpose.UNFOLLOW, when=day)))
                model.count(Counter.FOLLOWERS_LOST, (person.follows & left).bit_count())
                person.follows &= ~left

    def _pay_day(self, use: Use, flow: int) -> float:
        """Spend what a use may have spent by the end of this day; returns the sum."""
        model, amount = self.model, self._money_of_day(use)
        if amount <= 0 or not model.spend(flow, amount):
            return 0.0
        use.spent += amount
        return float(amount)

    def _in_season(self, use: Use) -> bool:
        """Whether a use has its money now."""
        return bool(use.on) and use.start_tick <= self.model.tick < use.end_tick

    def _raise_trust(self, weight: float) -> None:
        """The trust of everybody who knows the brand, or has heard of it, moves a little towards full trust."""
        for person in self.model.people:
            if person.familiarity > memory.UNKNOWN:
                person.settle_trust()
                person.trust = memory.moved_trust(person.trust, 1.0, weight)

    # --- search

    def search_runs(self) -> bool:
        """Whether an advertisement is shown beside the search in this tick."""
        use, totals = self.search, self.model.totals
        if not self._in_season(use):
            return False
        return allowance(use, self.model.tick) - use.spent >= use.price and totals.budget_left >= use.price

    def pay_click(self) -> bool:
        """Pay one click; False where it is one too many for the money of this tick."""
        if not self.search_runs() or not self.model.spend(Flow.SEARCH, self.search.price):
            return False
        self.search.spent += self.search.price
        self.model.count(Counter.SEARCH_CLICKS)
        return True

    # --- the community

    def serve_fans(self, day: int) -> None:
        """At the end of a day: fans are served; every so many days they are chosen anew."""
        model, settings = self.model, self.model.settings
        if not settings.community:
            return
        for person in model.people:
            model.count(Counter.FANS, int(person.fan))
            keep_in_mind(person)
        if day % settings.community_renew_every == 0:
            self._choose_fans(day)

    def _choose_fans(self, day: int) -> None:
        """Choose the fans of the coming days: most likes and comments so far first, equals by their draw, while places
        and money last."""
        model, totals, settings = self.model, self.model.totals, self.model.settings
        days = min(settings.community_renew_every, settings.n_ticks // settings.ticks_per_day - day - 1)
        price = (settings.community_cost_per_fan * days + 29) // 30  # the cost is by the month
        for person in model.people:
            person.fan = False
        keen = [person for person in model.people if person.engaged > 0 and days > 0]
        keen.sort(key=lambda person: person.draw(Purpose.FAN, when=day)[0] - person.engaged)
        for person in keen[: settings.community_fans]:
            if totals.community_spent + price > settings.community_spend or not model.spend(Flow.COMMUNITY, price):
                return
            totals.community_spent += price
            person.fan = True


def allowance(use: Use, tick: int) -> int:
    """Most that a use may have spent by the end of a tick: its share of the budget, evenly over its season."""
    return use.allowance * (tick + 1 - use.start_tick) // (use.end_tick - use.start_tick)
