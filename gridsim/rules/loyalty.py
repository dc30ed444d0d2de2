"""What keeps customers: fans who are served forget the brand more slowly; whoever came through a person chooses it more
often while that person stays."""

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
def friend_multiplier(settings, referrer_stays):
    """Return what the odds to order are multiplied by for who knows somebody that uses the thing: the person through
    whom one came, and who is still there."""
    return settings.referral_friend_effect if settings.referral and referrer_stays else 1.0
