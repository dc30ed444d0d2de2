"""Bandits: how a review turns what was measured of several arms into shares, one arm and one draw at a time."""

from __future__ import annotations

import math

from gridsim._jit import kernel

REFUSED = -1.0
"""Stands for a candidate that was not accepted."""


@kernel
def normal(u0, u1):
    """Return a standard normal number from two uniform ones in (0, 1) (Box and Muller).

    Examples
    --------
    >>> round(normal(math.exp(-0.5), 1.0), 12), round(normal(math.exp(-2.0), 0.5), 12)
    (1.0, -2.0)
    """
    return math.sqrt(-2.0 * math.log(u0)) * math.cos(2.0 * math.pi * u1)


@kernel
def gamma_candidate(shape, z, u):
    """Return a gamma number of a shape >= 1 and scale 1, or REFUSED (then ask with other draws): Marsaglia and Tsang's
    rule.

    `z` is standard normal, `u` uniform in (0, 1). More than 95 % of candidates are accepted.

    Examples
    --------
    >>> gamma_candidate(1.0, 0.0, 0.5) == 1.0 - 1.0 / 3.0, gamma_candidate(1.0, -9.0, 0.5)
    (True, -1.0)
    """
    d = shape - 1.0 / 3.0
    v = (1.0 + z / math.sqrt(9.0 * d)) ** 3
    if v <= 0.0 or math.log(u) >= 0.5 * z * z + d - d * v + d * math.log(v):
        return REFUSED
    return d * v


@kernel
def floored(share, least, arms):
    """Return a share of several that add up to 1, raised so that none is below `least` and they still add up to 1.

    Examples
    --------
    >>> floored(0.0, 0.1, 2), floored(1.0, 0.1, 2)
    (0.1, 0.9)
    """
    return least + (1.0 - arms * least) * share


@kernel
def greedy_share(is_best, epsilon, arms):
    """Return an arm's share: `epsilon` is given to all alike, the rest to the best.

    Examples
    --------
    >>> greedy_share(True, 0.25, 2), greedy_share(False, 0.25, 2)
    (0.875, 0.125)
    """
    if is_best:
        return 1.0 - epsilon + epsilon / arms
    return epsilon / arms
