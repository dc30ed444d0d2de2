"""Loyalty: identification with the brand, and the edges of customers who came through a person."""

from __future__ import annotations

import math

from gridsim._jit import kernel

_LOG_2 = math.log(2.0)


@kernel
def grown(loyalty, rate):
    """Return loyalty in [0, 1] after one interaction: `rate` of the way to the full.

    Examples
    --------
    >>> grown(0.0, 0.1), grown(1.0, 0.1)
    (0.1, 1.0)
    """
    return loyalty + rate * (1.0 - loyalty)


@kernel
def repurchase_multiplier(loyalty, log_effect):
    """Return the multiplier of a customer's next order: 1 without loyalty, the effect (given as its logarithm) at the
    full.

    Examples
    --------
    >>> repurchase_multiplier(0.0, math.log(4.0)), repurchase_multiplier(0.5, math.log(4.0))
    (1.0, 2.0)
    """
    return math.exp(log_effect * loyalty)


@kernel
def given_back(days, half_life_days, slower):
    """Return by what a stock must be multiplied after `days` of usual forgetting, so that it was forgotten `slower`
    times as slowly.

    Examples
    --------
    >>> given_back(10.0, 10.0, 1.0)
    1.0
    >>> round(0.5 * given_back(10.0, 10.0, 2.0), 12) == round(math.sqrt(0.5), 12)
    True
    """
    return math.exp(_LOG_2 * days / half_life_days * (1.0 - 1.0 / slower))


@kernel
def fading_effect(effect, days, half_life_days):
    """Return an effect on odds that fades to 1: its excess halves in every half-life.

    Examples
    --------
    >>> fading_effect(1.5, 0.0, 90.0), fading_effect(1.5, 90.0, 90.0)
    (1.5, 1.25)
    """
    return 1.0 + (effect - 1.0) * math.exp(-_LOG_2 * days / half_life_days)
