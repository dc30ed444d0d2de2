"""Money rules in whole minor units: commission, discount, fee, the price of content."""

from __future__ import annotations

from gridsim._jit import kernel

MILLIONTHS = 1_000_000
"""Rates are kept as whole millionths, so that floor(paid x rate) is exact: 100 x 0.29 is 29 and not 28.999..."""


def millionths(rate: float) -> int:
    """Return a rate as whole millionths.

    Examples
    --------
    >>> millionths(0.29)
    290000
    """
    return round(rate * MILLIONTHS)


@kernel
def portion(amount, rate_millionths):
    """Return floor(amount x rate) in minor units, exactly; amount >= 0.

    Examples
    --------
    >>> portion(100, 290000), portion(12800, 20000), portion(99, 100000)
    (29, 256, 9)
    """
    return amount * rate_millionths // MILLIONTHS


@kernel
def earned(paid, rate_millionths, fixed):
    """Return what one level earns of an order: a fixed sum (at most what is paid) where `fixed` >= 0, else floor(paid x
    rate).

    Examples
    --------
    >>> earned(12800, 100000, -1), earned(12800, 100000, 1200), earned(500, 100000, 1200)
    (1280, 1200, 500)
    """
    if fixed >= 0:
        return min(fixed, paid)
    return portion(paid, rate_millionths)


@kernel
def may_earn(who, buyer, self_purchase):
    """Return whether somebody (-1 is nobody) may be paid on an order: on the own order only where self-purchase is on.

    The one rule against self-dealing: it holds for both levels of the commission, for the invitation and for pay by the
    head, whoever sold, recruited or holds the lock.

    Examples
    --------
    >>> may_earn(3, 7, False), may_earn(7, 7, False), may_earn(7, 7, True), may_earn(-1, 7, True)
    (True, False, True, False)
    """
    return who >= 0 and (self_purchase or who != buyer)


EVERYDAY = 0.5
"""Interesting, benefit, interaction and individuality that nobody has to work for: the reference of their effects."""


@kernel
def craft(quality, interesting, benefit, interaction, individuality):
    """Return the work in some content, in contents of full quality: the cube of its quality, and of each of the 4I what
    goes beyond everyday wording. Each part of it becomes dearer the more there is.

    Examples
    --------
    >>> craft(0.5, 0.5, 0.5, 0.5, 0.5), craft(0.5, 1.0, 0.5, 0.5, 0.0), craft(1.0, 0.0, 0.0, 0.0, 0.0)
    (0.125, 1.0, 1.0)
    """
    return quality**3 + _beyond(interesting) + _beyond(benefit) + _beyond(interaction) + _beyond(individuality)


@kernel
def _beyond(attribute):
    """What one of the 4I takes beyond everyday wording."""
    return max(attribute**3 - EVERYDAY**3, 0.0)


@kernel
def content_cost(cost_at_full_quality, work):
    """Return the cost of one post in minor units, rounded to the nearest: that of full quality times its `craft`.

    Examples
    --------
    >>> content_cost(200000, 0.125)
    25000
    """
    return int(cost_at_full_quality * work + 0.5)


@kernel
def impressions_cost(impressions, cost_per_mille):
    """Return the price of bought impressions in minor units, rounded up.

    Examples
    --------
    >>> impressions_cost(1000, 6000), impressions_cost(1, 6000)
    (6000, 6)
    """
    return (impressions * cost_per_mille + 999) // 1000
