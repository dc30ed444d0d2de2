"""Attribution: the weights by which an order is shared among the channels that its buyer had met
(`gridsim.results.attribution`)."""

from __future__ import annotations

import math

from gridsim._jit import kernel

_LOG_2 = math.log(2.0)


@kernel
def decayed_weight(days_before, half_life_days):
    """Return the weight of a channel whose last touch was so many days before the order: 0.5^(days / half-life).

    Examples
    --------
    >>> decayed_weight(0.0, 7.0), decayed_weight(14.0, 7.0)
    (1.0, 0.25)
    """
    return math.exp(-_LOG_2 * days_before / half_life_days)


@kernel
def arrival_weight(n_before, n_channels):
    """Return the chance that, of channels that join one after another in any order, exactly these `n_before` came
    before a given one.

    That is n_before! (n_channels - n_before - 1)! / n_channels!, the weight of a coalition in the Shapley value.

    Examples
    --------
    >>> arrival_weight(0, 1), arrival_weight(0, 2), round(arrival_weight(1, 3), 12) == round(1 / 6, 12)
    (1.0, 0.5, True)
    """
    weight = 1.0 / n_channels
    for k in range(n_before):
        weight *= (k + 1.0) / (n_channels - 1.0 - k)
    return weight
