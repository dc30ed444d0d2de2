"""What the budget buys beside posts: clicks beside a search, work on the malls, work on reputation."""

from __future__ import annotations

from typing import Any

from gridsim.agents.plain import buying, memory
from gridsim.agents.rows import Use, columns
from gridsim.engine.state import USE
from gridsim.engine.uses import DAYS_A_MONTH
from gridsim.terms import BudgetUse, Counter, Flow


class Works:
    """Spends the uses' shares of the budget; no agent, for it follows its plan."""

    def __init__(self, model: Any) -> None:
        self.model = model
        uses = [Use(**fields) for fields in columns(model.morning.uses, USE)]
        self.search, self.conversion, self.brand = (
            uses[BudgetUse.SEARCH],
            uses[BudgetUse.CONVERSION],
            uses[BudgetUse.BRAND],
        )

    def work_of_day(self) -> None:
        """In the morning, spend the day's money on conversion and brand, and let it work."""
        totals, settings = self.model.totals, self.model.settings
        if self.conversion.on:
            paid = self._pay_day(self.conversion, Flow.CONVERSION)
            totals.conversion_stock = totals.conversion_stock * settings.conversion_kept + paid
            monthly = totals.conversion_stock * (1.0 - settings.conversion_kept) * DAYS_A_MONTH
            totals.conversion = buying.saturating_multiplier(
                monthly, settings.conversion_half_saturation, settings.conversion_effect
            )
        if self.brand.on:
            monthly = self._pay_day(self.brand, Flow.BRAND) * DAYS_A_MONTH
            if monthly > 0.0:
                self._raise_trust(settings.brand_trust_rate * monthly / (monthly + settings.brand_half_saturation))

    def _pay_day(self, use: Use, flow: int) -> float:
        """Spend what a use may have spent by the end of this day; returns the sum."""
        model = self.model
        if not self._in_season(use):
            return 0.0
        last = min(model.tick + model.settings.ticks_per_day, use.end_tick) - 1
        amount = min(allowance(use, last) - use.spent, model.totals.budget_left)
        if amount <= 0 or not model.spend(flow, amount):
            return 0.0
        use.spent += amount
        return float(amount)

    def _in_season(self, use: Use) -> bool:
        """Whether a use has its money now."""
        return bool(use.on) and use.start_tick <= self.model.tick < use.end_tick

    def _raise_trust(self, weight: float) -> None:
        """Everybody's trust moves a little towards full trust, as far as the brand comes to mind."""
        for person in self.model.people:
            if person.awareness > 0.0:
                person.trust = memory.moved_trust(person.trust, 1.0, weight * person.recall_chance())

    # --- search

    def search_runs(self) -> bool:
        """Whether an advertisement stands beside the search in this tick."""
        use, totals = self.search, self.model.totals
        if not self._in_season(use):
            return False
        return (
            allowance(use, self.model.tick) - use.spent >= use.cost_per_click
            and totals.budget_left >= use.cost_per_click
        )

    def pay_click(self) -> bool:
        """Pay one click; False where it is one too many for the money of this tick."""
        if not self.search_runs() or not self.model.spend(Flow.SEARCH, self.search.cost_per_click):
            return False
        self.search.spent += self.search.cost_per_click
        self.model.count(Counter.SEARCH_CLICKS)
        return True


def allowance(use: Use, tick: int) -> int:
    """What a use may have spent by the end of a tick: its share of the budget, evenly over its season."""
    return use.allowance * (tick + 1 - use.start_tick) // (use.end_tick - use.start_tick)
