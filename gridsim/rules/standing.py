"""Standing: what others are seen to like and to buy."""

from __future__ import annotations

import math

from gridsim._jit import kernel


@kernel
def approval_multiplier(log_effect, status):
    """Return what a friend who is seen to like the brand multiplies the odds of opening by: `effect` ^ (2 x status). The
    first counts, further ones add nothing.

    The effect is given as its logarithm.

    Examples
    --------
    >>> round(approval_multiplier(math.log(2.0), 0.5), 6), approval_multiplier(math.log(2.0), 0.0)
    (2.0, 1.0)
    """
    return math.exp(log_effect * 2.0 * status)


@kernel
def owners_multiplier(bought, friends, usual_friends, log_effect):
    """Return what friends who are seen to have bought multiply the odds of choosing a product by: the effect (given as
    its logarithm) for one of as many friends as usual, more for one of few, its square at the most.

    Examples
    --------
    >>> effect = math.log(1.6)
    >>> [round(owners_multiplier(bought, friends, 60.0, effect), 2) for bought, friends in ((0, 60), (1, 60), (1, 20))]
    [1.0, 1.6, 2.02]
    """
    if bought <= 0 or friends <= 0 or log_effect <= 0.0:
        return 1.0
    share = bought * usual_friends / friends
    return math.exp(2.0 * log_effect * share / (share + 1.0))


@kernel
def popularity_multiplier(sales, mean_sales, prior, elasticity):
    """Return what the sales shown multiply the odds to order by: ((sales + prior) / (mean + prior)) ^ elasticity.

    Examples
    --------
    >>> popularity_multiplier(5.0, 5.0, 1.0, 2.0), popularity_multiplier(7.0, 3.0, 1.0, 1.0)
    (1.0, 2.0)
    """
    return ((sales + prior) / (mean_sales + prior)) ** elasticity


@kernel
def place_multiplier(place, n_products, elasticity):
    """Return what the place in a list ordered by sales (1 is the first) multiplies the odds by: (middle / place) ^
    elasticity.

    Examples
    --------
    >>> place_multiplier(2.0, 3, 1.0), place_multiplier(1.0, 3, 1.0)
    (1.0, 2.0)
    """
    return (0.5 * (n_products + 1.0) / place) ** elasticity
