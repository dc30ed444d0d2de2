"""Partners post for the brand and are given goods for it (step 1)."""

from __future__ import annotations

from typing import Any

from gridsim.agents.rows import Line
from gridsim.terms import Counter, Flow


class Swaps:
    """Hands goods to partners for posts; no agent, for it does as the plan says."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.partners = [model.people[number] for number in model.given.partners]

    def carry_out(self, line: Line) -> None:
        """Every partner posts at its own time, lowest draw first while goods, swaps and budget last."""
        wishes = [(u, partner, copy) for partner in self.partners for u, copy in partner.wishes_to_swap(line)]
        for _, partner, copy in sorted(wishes, key=lambda wish: wish[0]):
            if not self.pay(line):
                return
            partner.swapped_post(line, copy)
            self.model.count(Counter.SWAPS)

    def pay(self, line: Line) -> bool:
        """Hand over the goods for one post and pay its making; False where the plan or the budget holds no more."""
        model, totals, settings = self.model, self.model.totals, self.model.settings
        price = settings.swap_cost + line.content_cost
        if (
            totals.n_swaps >= settings.partners_most_swaps
            or line.spent + price > line.allowance
            or price > totals.budget_left
        ):
            return False
        model.spend(Flow.SWAP, settings.swap_cost)
        model.spend(Flow.CONTENT, line.content_cost)
        line.spent += price
        totals.n_swaps += 1
        return True
