"""Loyalty: identification with the brand, and the edges of customers who came through a person."""

from __future__ import annotations

import math

from gridsim._jit import kernel
from gridsim.rules.memory import decay
from gridsim.rules.undoing import is_customer

_LOG_2 = math.log(2.0)


@kernel
def loyalty_after(loyalty, rate):
    """Return loyalty in [0, 1] after one interaction: `rate` of the way to the full.

    Examples
    --------
    >>> loyalty_after(0.0, 0.1), loyalty_after(1.0, 0.1)
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


# --- what a person does; `me` is the person's state


@kernel
def loyalty_now(settings, me, tick):
    """Return what is left of a person's loyalty at a tick since the last interaction."""
    return me.loyalty * decay((tick - me.loyal_tick) / settings.ticks_per_day, settings.loyalty_half_life)


@kernel
def customer_multiplier(settings, me, was_referred, tick):
    """Return the multiplier of the odds of a customer's order: loyalty, and for a while having come through a person;
    1 for whoever is no customer."""
    multiplier = 1.0
    if not is_customer(me.kept, me.bought_before):
        return multiplier
    if settings.loyalty:
        multiplier *= repurchase_multiplier(loyalty_now(settings, me, tick), settings.log_loyalty_repurchase_effect)
    if settings.referral and was_referred:
        days = (tick - me.first_tick) / settings.ticks_per_day
        multiplier *= fading_effect(settings.referral_early_effect, days, settings.referral_early_half_life)
    return multiplier


@kernel
def memory_effect(settings, me, referrer_stays):
    """Return how many times as slowly as usual a person forgets the brand: a served fan, and whose referrer is still
    there."""
    slower = settings.community_memory_effect if me.fan else 1.0
    if settings.referral and referrer_stays:
        slower *= settings.referred_memory_effect
    return slower
