"""Points: how many there are, how they sell, and what they earn by selling and by recruiting."""

from __future__ import annotations

import numpy as np

from gridsim.results.metrics.facts import Facts, ratio
from gridsim.results.metrics.register import metric
from gridsim.terms import Counter

HEAD_SHARE = 0.2
"""The long tail are the points below this part by sales."""


@metric("Active points", "people", standing=True)
def active_points(run: Facts) -> float:
    """Points active on the last day."""
    return float(run.arrays.active_points[-1])


@metric("Sellers", "people", standing=True)
def sellers(run: Facts) -> float:
    """Active points with a micro-mall, on the last day."""
    return float(run.arrays.sellers[-1])


@metric("Communicators", "people", standing=True)
def communicators(run: Facts) -> float:
    """Active points who post without a mall, on the last day."""
    return active_points(run) - sellers(run)


@metric("Recruits", "people")
def recruits(run: Facts) -> float:
    """Buyers who became points."""
    return run.counted(Counter.RECRUITS)


@metric("Leavers", "people", better="lower")
def leavers(run: Facts) -> float:
    """Points that left."""
    return run.counted(Counter.LEAVERS)


@metric("Promotions", "count")
def promotions(run: Facts) -> float:
    """Communicators who opened a mall."""
    return run.counted(Counter.PROMOTIONS)


@metric("Demotions", "count")
def demotions(run: Facts) -> float:
    """Sellers who closed it for want of sales."""
    return run.counted(Counter.DEMOTIONS)


@metric("Fans served", "days")
def fans(run: Facts) -> float:
    """Days on which a fan was served, over all fans."""
    return run.counted(Counter.FANS)


def _sales(run: Facts) -> np.ndarray:
    """Sales of each point, ascending; empty where nothing was sold."""
    sales = np.sort(run.tables["points"]["gmv"].astype(np.float64))
    return sales if sales.any() else sales[:0]


@metric("Gini of points' sales", "ratio")
def sales_gini(run: Facts) -> float | None:
    """0: all points sell alike; 1: one sells everything."""
    sales = _sales(run)
    n = len(sales)
    return float((2.0 * np.arange(1, n + 1) - n - 1.0) @ sales / (n * float(sales.sum()))) if n else None


@metric("Long tail", "share")
def long_tail_share(run: Facts) -> float | None:
    """Share of the points' sales made by those below the top fifth."""
    sales = _sales(run)
    return float(sales[: int((1 - HEAD_SHARE) * len(sales))].sum()) / float(sales.sum()) if len(sales) else None


@metric("Hours of points", "hours")
def point_hours(run: Facts) -> float:
    """Time that points gave: posts, answers, sales."""
    return float(run.tables["points"]["hours"].sum())


@metric("Value of points' time", "money")
def point_time_value(run: Facts) -> float:
    """Their hours at what an hour of their role is worth, paid or not."""
    return float(run.tables["points"]["time_value"].sum()) / run.unit


@metric("Points' time that nobody pays", "money", better="lower")
def unpaid_time(run: Facts) -> float:
    """Over all points, the part of the value of a point's time that is not covered by all that it earned."""
    return float(_unpaid(run).sum()) / run.unit


def _unpaid(run: Facts) -> np.ndarray:
    """What of each point's time nobody pays, minor units."""
    points = run.tables["points"]
    return np.maximum(points["time_value"] - points["earned"], 0)


@metric("Contribution after marketing and points' time", "money", better="higher")
def net_contribution_after_time(run: Facts) -> float:
    """Contribution margin less marketing cost, less the points' time that nobody pays."""
    return (run.contribution - run.cost - float(_unpaid(run).sum())) / run.unit


@metric("Share of GMV on which commission was paid", "share")
def paid_gmv_share(run: Facts) -> float | None:
    """GMV of the orders for which somebody was paid, over GMV."""
    orders = run.orders
    return ratio(float(orders["paid"][orders["commission_1"] > 0].sum()), float(run.flow["paid"]))


@metric("Commission not yet paid out", "money")
def commission_payable(run: Facts) -> float:
    """Settled commission below the withdrawal minimum: owed to the points."""
    return float(run.arrays.points["payable"].sum()) / run.unit


@metric("Joining fees", "money")
def joining_income(run: Facts) -> float:
    """Fees that recruits paid for joining; no part of the contribution margin."""
    return run.flow["joining_fee"] / run.unit


@metric("Points' income from recruiting", "money")
def recruiting_income(run: Facts) -> float:
    """Second level of the commission, and pay by the head."""
    return float(run.arrays.points["recruiting_income"].sum()) / run.unit


@metric("Points' income from sales", "money")
def retail_income(run: Facts) -> float:
    """First level of the commission: a point's own sales."""
    commission = float(run.arrays.points["commission"].sum()) / run.unit
    return commission - (recruiting_income(run) - run.balance("head_pay"))


@metric("Share of income from recruiting", "share", better="lower")
def recruiting_income_share(run: Facts) -> float | None:
    """Part of the points' income that comes from recruiting."""
    recruiting = recruiting_income(run)
    return ratio(recruiting, recruiting + retail_income(run))
