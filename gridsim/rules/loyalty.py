"""Slower forgetting: by fans who are served, and by customers whose referrer stays."""

from __future__ import annotations

import math

from gridsim._jit import kernel

_LOG_2 = math.log(2.0)


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
def memory_effect(settings, me, referrer_stays):
    """Return how many times as slowly as usual a person forgets the brand: a served fan, and whose referrer is still
    there."""
    slower = settings.community_memory_effect if me.fan else 1.0
    if settings.referral and referrer_stays:
        slower *= settings.referred_memory_effect
    return slower
