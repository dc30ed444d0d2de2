"""Experience: satisfaction with an order, and what follows from it."""

from __future__ import annotations

import math

from gridsim._jit import kernel
from gridsim.rules.odds import chance_of, effect_multiplier


@kernel
def noise(u0, u1, u2, u3):
    """Return a number of mean 0 and standard deviation 1 from four uniform ones (bell-shaped, within +-3.5).

    Examples
    --------
    >>> noise(0.5, 0.5, 0.5, 0.5)
    0.0
    """
    return (u0 + u1 + u2 + u3 - 2.0) * math.sqrt(3.0)


@kernel
def satisfaction(product_quality, service_quality, claims, spread, z):
    """Return satisfaction in [0, 1]: 0.5 where product and service are as the claims had it, and more where they are
    better.

    Examples
    --------
    >>> satisfaction(0.75, 0.75, 0.75, 0.1, 0.0), satisfaction(1.0, 1.0, 0.0, 0.1, 0.0)
    (0.5, 1.0)
    """
    value = 0.5 + 0.5 * (product_quality + service_quality) - claims + spread * z
    return min(1.0, max(0.0, value))


@kernel
def praise_chance(satisfied, chance_at_full):
    """Return the chance of a recommendation: nothing up to 0.5, `chance_at_full` at 1.

    Examples
    --------
    >>> praise_chance(0.5, 0.1), praise_chance(1.0, 0.1)
    (0.0, 0.1)
    """
    return chance_at_full * max(0.0, 2.0 * satisfied - 1.0)


@kernel
def complaint_chance(satisfied, chance_at_none):
    """Return the chance of a warning: nothing from 0.5 on, `chance_at_none` at 0.

    Examples
    --------
    >>> complaint_chance(0.5, 0.25), complaint_chance(0.0, 0.25)
    (0.0, 0.25)
    """
    return chance_at_none * max(0.0, 1.0 - 2.0 * satisfied)


@kernel
def return_chance(settings, satisfied):
    """Return the chance that goods are sent back, by how satisfied the buyer is with them."""
    dissatisfied = effect_multiplier(
        1.0 - satisfied, settings.usual_dissatisfaction, settings.log_dissatisfaction_effect
    )
    return chance_of(settings.return_odds * dissatisfied)
