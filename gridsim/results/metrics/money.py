"""Money: what is sold, what it costs, what is left. All amounts hold the closing days, in which orders are still sent
back and settled."""

from __future__ import annotations

import numpy as np

from gridsim.results import flows
from gridsim.results.metrics.facts import Facts, ratio
from gridsim.results.metrics.register import metric
from gridsim.terms import Counter


@metric("GMV", "money", better="higher")
def gmv(run: Facts) -> float:
    """What all orders paid, before refunds."""
    return run.flow["paid"] / run.unit


@metric("Refunds", "money", better="lower")
def refunds(run: Facts) -> float:
    """What returns were paid back."""
    return run.balance("refunds")


@metric("Net revenue", "money", better="higher")
def net_revenue(run: Facts) -> float:
    """GMV less refunds."""
    return (run.flow["paid"] - run.flow["refund"]) / run.unit


@metric("Coupons", "money")
def discounts(run: Facts) -> float:
    """Discounts that the campaign funds, less those of returned orders."""
    return run.balance("coupons")


@metric("Goods", "money")
def cost_goods(run: Facts) -> float:
    """Cost of the goods sold, less what came back and can be sold."""
    return run.balance("goods")


@metric("Logistics", "money")
def cost_logistics(run: Facts) -> float:
    """Shipping."""
    return run.balance("logistics")


@metric("Shops' margin", "money")
def cost_shop_margin(run: Facts) -> float:
    """What shops keep of sales in them, less what they pay back on refunds."""
    return run.balance("shop_margin")


@metric("Platform fee", "money")
def cost_platform_fee(run: Facts) -> float:
    """The platform's share, less what it pays back on refunds."""
    return run.balance("platform_fee")


@metric("Contribution margin", "money", better="higher")
def contribution_margin(run: Facts) -> float:
    """Paid (and funded coupons) less refunds, goods, logistics and platform fee; before marketing."""
    return run.contribution / run.unit


@metric("Marketing cost", "money")
def marketing_cost(run: Facts) -> float:
    """All that drew on the budget."""
    return run.cost / run.unit


@metric("Contribution after marketing", "money", better="higher")
def net_contribution(run: Facts) -> float:
    """Contribution margin less marketing cost."""
    return (run.contribution - run.cost) / run.unit


@metric("Budget left", "money")
def budget_unspent(run: Facts) -> float:
    """What the strategy did not spend."""
    return (run.arrays.budget - run.cost) / run.unit


@metric("Money was out from day", "day")
def money_out_day(run: Facts) -> float | None:
    """First day from which nothing was spent to the end, with less left than a tenth of the budget or than the dearest
    day cost; none where money lasted."""
    budget, left = run.arrays.budget, run.arrays.budget_left
    by_day = np.asarray(flows.marketing_cost({name: some[: run.days] for name, some in run.arrays.flowed.items()}))
    spent = np.flatnonzero(by_day > 0)
    first = int(spent[-1]) + 1 if len(spent) else run.days
    if first >= run.days - 1 or budget <= 0:
        return None
    return float(first) if left[first - 1] < max(budget / 10, by_day.max()) else None


@metric("Orders per money spent", "ratio", better="higher")
def orders_per_budget(run: Facts) -> float | None:
    """Orders, those included that come anyway, per 1,000 of currency spent on marketing."""
    return ratio(1000.0 * run.counted(Counter.ORDERS), marketing_cost(run))


@metric("GMV per money spent", "ratio", better="higher")
def gmv_per_budget(run: Facts) -> float | None:
    """GMV, that included which comes anyway, over marketing cost."""
    return ratio(gmv(run), marketing_cost(run))


@metric("Swapped posts", "count")
def swaps(run: Facts) -> float:
    """Posts of partners for goods."""
    return run.counted(Counter.SWAPS)


def _cost_of(account: flows.Account) -> None:
    """Declare the cost of a use of the budget, less what came back."""
    label, meaning = f"Cost of {account.use}", f"budget spent on {account.use}"

    @metric(label, "money", name=account.metric, meaning=meaning)
    def cost(run: Facts) -> float:
        return run.balance(account.name)


for account in flows.USES:
    _cost_of(account)
