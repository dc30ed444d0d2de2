"""Opinion leaders: what a post of theirs costs, and whether they write it for a brand."""

from __future__ import annotations

import math

from gridsim._jit import kernel

DAYS_OF_CARE = 30
"""The relation with a leader is paid for so many days at a time: what `operated.cost` is for."""


@kernel
def post_fee(followers, per_follower, least):
    """Return the fee of a paid post, minor units: by the number of followers, and `least` at least.

    Examples
    --------
    >>> post_fee(50_000, 1.0, 20_000), post_fee(800, 1.0, 20_000)
    (50000, 20000)
    """
    return max(int(per_follower * followers), int(least))


@kernel
def accept_chance(followers, own_followers, log_effect):
    """Return the chance that a leader writes for a brand: 1 for one of its own standing or below, times `effect` for
    every tenfold by which the leader's audience exceeds that of the brand's account.

    Examples
    --------
    >>> accept_chance(500, 1_000, math.log(0.5)), accept_chance(100_000, 1_000, math.log(0.5))
    (1.0, 0.25)
    """
    if followers <= own_followers:
        return 1.0
    return math.exp(log_effect * math.log10(followers / max(own_followers, 1)))
