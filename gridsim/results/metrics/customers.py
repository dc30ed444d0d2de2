"""Customers: who buys, comes back, returns, and what a buyer is worth and costs."""

from __future__ import annotations

import numpy as np

from gridsim.results import cohorts
from gridsim.results.metrics.facts import Facts, ratio
from gridsim.results.metrics.money import contribution_margin, marketing_cost
from gridsim.results.metrics.reach import clicks, engagements
from gridsim.results.metrics.register import metric
from gridsim.results.orders import order_contribution
from gridsim.terms import Counter

BLOCKS = ("account", "advertising", "kol", "points", "partners")
"""Blocks of a strategy that win buyers by a link, and whose cost is known."""


@metric("Orders", "count", better="higher")
def orders(run: Facts) -> float:
    """Orders within the horizon."""
    return run.counted(Counter.ORDERS)


@metric("Buyers", "people", better="higher", standing=True)
def buyers(run: Facts) -> float:
    """People with at least one order, kept or not."""
    return float(len(np.unique(run.orders["buyer"])))


@metric("New buyers", "people", better="higher")
def new_buyers(run: Facts) -> float:
    """Buyers who had never bought before the campaign: at the first order, kept or not."""
    return run.counted(Counter.NEW_BUYERS)


@metric("Returns", "count", better="lower")
def returns(run: Facts) -> float:
    """Orders sent back, also after the horizon."""
    return float(len(run.orders) - len(run.kept))


@metric("Stock-outs", "count", better="lower")
def stock_outs(run: Facts) -> float:
    """Orders lost for want of stock."""
    return run.counted(Counter.STOCK_OUTS)


@metric("Referred customers", "share")
def referred_share(run: Facts) -> float | None:
    """Share of new buyers who kept an order and came through a person's share or mall."""
    customers = run.kept[np.isin(run.kept["buyer"], run.orders["buyer"][run.new])]
    # the same on all that one customer has kept
    came_through = customers["referrer"][np.unique(customers["buyer"], return_index=True)[1]]
    return float((came_through >= 0).mean()) if len(customers) else None


@metric("Buyers who came back", "share", better="higher")
def repeat_buyer_share(run: Facts) -> float | None:
    """Share of buyers with two orders and more; returned orders do not count."""
    count = run.buyers.orders
    return float((count > 1).mean()) if len(count) else None


@metric("Repeat purchases", "share", better="higher")
def repeat_order_share(run: Facts) -> float | None:
    """Share of kept orders that are not a buyer's first within the horizon."""
    count = run.buyers.orders
    return float((count.sum() - len(count)) / count.sum()) if len(count) else None


@metric("Retention", "share", better="higher")
def retention(run: Facts) -> float | None:
    """Share of buyers who ordered again within 28 days, where 28 days were left; orders kept."""
    _, first_day, second_day = run.buyers
    old = first_day + cohorts.AGAIN_DAYS < run.days
    return float((second_day[old] - first_day[old] <= cohorts.AGAIN_DAYS).mean()) if old.any() else None


@metric("Churn", "share", better="lower")
def churn(run: Facts) -> float | None:
    """Share of buyers who did not."""
    kept = retention(run)
    return None if kept is None else 1.0 - kept


@metric("Value of a buyer", "money", better="higher")
def ltv(run: Facts) -> float | None:
    """Contribution margin per buyer within the horizon."""
    return ratio(contribution_margin(run), buyers(run))


@metric("Projected value of a buyer in a year", "money", better="higher")
def ltv_year(run: Facts) -> float | None:
    """Contribution an order x orders a buyer in a year; the weekly rate is that of the cohorts and decays as theirs
    (cohorts.projected_value)."""
    worth = order_contribution(run.orders)
    return cohorts.projected_value(run.tables["cohorts"], float(worth.mean()) / run.unit) if len(worth) else None


@metric("Cost per new buyer, all counted", "money", better="lower")
def cac(run: Facts) -> float | None:
    """Marketing cost over all new buyers, those included who come anyway; incremental_cac counts those that doing
    nothing does not have."""
    return ratio(marketing_cost(run), new_buyers(run))


@metric("Cost per engagement", "money", better="lower")
def cost_per_engagement(run: Facts) -> float | None:
    """Marketing cost over likes and comments."""
    return ratio(marketing_cost(run), engagements(run))


@metric("Cost per click", "money", better="lower")
def cost_per_click(run: Facts) -> float | None:
    """Marketing cost over links followed."""
    return ratio(marketing_cost(run), clicks(run))


@metric("Cost per follower won", "money", better="lower")
def cost_per_follower(run: Facts) -> float | None:
    """Marketing cost over all followers won, whatever it was spent for."""
    return ratio(marketing_cost(run), run.counted(Counter.FOLLOWERS_WON))


def _cac_of(block: str) -> None:
    """Declare the cost of a new buyer by a block: the block's cost over the new buyers who followed a link in its
    posts; for points, or bought in a mall of theirs.

    The points' cost is all that is not another block's: training, supervision, content, commission, coupons in their
    posts.
    """

    @metric(
        f"Cost per new buyer by {block}",
        "money",
        better="lower",
        name=f"cac_{block}",
        meaning=f"cost of {block} over the new buyers who came by it",
    )
    def cost_per_new_buyer(run: Facts) -> float | None:
        channels = run.tables["channels"]
        cost = int(channels["spend"][channels["channel"] == block].sum())
        by_link, by_mall = run.channel == run.arrays.lines.index(block), run.orders["seller"] >= 0
        n = int(np.count_nonzero(run.new & (by_link | by_mall if block == "points" else by_link & ~by_mall)))
        return cost / run.unit / n if n and cost else None


for block in BLOCKS:
    _cac_of(block)
