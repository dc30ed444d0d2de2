"""Buying: the multipliers of the odds that a visit becomes an order, and the clock of needs."""

from __future__ import annotations

import math

from gridsim._jit import kernel


@kernel
def price_multiplier(price, reservation_price, elasticity):
    """Return (price / reservation price)^-elasticity; both prices in the same unit, > 0.

    Examples
    --------
    >>> price_multiplier(100.0, 100.0, 1.5), price_multiplier(200.0, 100.0, 1.0)
    (1.0, 0.5)
    """
    return (price / reservation_price) ** (-elasticity)


@kernel
def need_multiplier(days_until_need, interval_days, log_effect):
    """Return the multiplier of how near the next need is: `effect` is the odds when it is due over the odds one whole
    interval before.

    Half an interval before it is 1; the effect is given as its logarithm.

    Examples
    --------
    >>> [round(need_multiplier(days, 30.0, math.log(4.0)), 12) for days in (15.0, 0.0, 90.0)]
    [1.0, 2.0, 0.5]
    """
    nearness = 1.0 - days_until_need / interval_days
    if nearness < 0.0:
        nearness = 0.0
    if nearness > 1.0:
        nearness = 1.0
    return math.exp(log_effect * (nearness - 0.5))


@kernel
def saturating_multiplier(amount, half, effect):
    """Return 1 + (effect - 1) x amount / (amount + half): 1 at nothing, towards `effect`, half-way at `half`.

    Examples
    --------
    >>> saturating_multiplier(0.0, 2.0, 1.5), saturating_multiplier(2.0, 2.0, 1.5)
    (1.0, 1.25)
    """
    return 1.0 + (effect - 1.0) * amount / (amount + half)


@kernel
def reminded(recalled, shelf):
    """Return the chance that a brand comes to mind by itself or, independently, by the shelf.

    Examples
    --------
    >>> reminded(0.0, 0.25), reminded(0.5, 0.5), reminded(1.0, 0.25)
    (0.25, 0.75, 1.0)
    """
    return 1.0 - (1.0 - recalled) * (1.0 - shelf)


@kernel
def need_interval(u0, u1, u2, u3, mean_days):
    """Return the time to the next need: a gamma of shape 4 (needs are fairly regular) around the person's mean.

    Examples
    --------
    >>> need_interval(math.exp(-1.0), math.exp(-1.0), math.exp(-1.0), math.exp(-1.0), 30.0)
    30.0
    """
    return -mean_days * (math.log(u0) + math.log(u1) + math.log(u2) + math.log(u3)) / 4.0
