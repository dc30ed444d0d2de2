"""Odds: every chance is odds / (1 + odds), and odds = base odds x multipliers, each 1 at its reference."""

from __future__ import annotations

import math

from gridsim._jit import kernel

REFERENCE = 0.5
"""Trust, quality and the 4I at which their multipliers are 1."""


@kernel
def odds_of(chance):
    """Return chance / (1 - chance).

    Examples
    --------
    >>> odds_of(0.5), odds_of(0.2)
    (1.0, 0.25)
    """
    return chance / (1.0 - chance)


@kernel
def chance_of(odds):
    """Return odds / (1 + odds).

    Examples
    --------
    >>> chance_of(1.0), chance_of(0.0)
    (0.5, 0.0)
    """
    return odds / (1.0 + odds)


@kernel
def effect_multiplier(value, reference, log_effect):
    """Return effect ^ (value - reference): `effect` is the odds at 1 over the odds at 0, given as its logarithm; 1 at
    the reference.

    Examples
    --------
    >>> effect_multiplier(1.0, 0.0, math.log(4.0)), effect_multiplier(0.5, 0.5, math.log(4.0))
    (4.0, 1.0)
    """
    return math.exp(log_effect * (value - reference))


@kernel
def saturating_multiplier(amount, half, effect):
    """Return 1 + (effect - 1) x amount / (amount + half): 1 at nothing, towards `effect`, half-way at `half`.

    Examples
    --------
    >>> saturating_multiplier(0.0, 2.0, 1.5), saturating_multiplier(2.0, 2.0, 1.5)
    (1.0, 1.25)
    """
    return 1.0 + (effect - 1.0) * amount / (amount + half)
