"""Experience: satisfaction with an order, and what follows from it."""

from __future__ import annotations

import math

from gridsim._jit import kernel
from gridsim.rules.odds import REFERENCE, chance_of, effect_multiplier


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
def return_chance(settings, satisfied, impulse):
    """Return the chance that goods are sent back, by how satisfied the buyer is with them, and `impulse`, what the
    sale in which they were bought multiplies the odds by."""
    dissatisfied = effect_multiplier(1.0 - satisfied, REFERENCE, settings.log_dissatisfaction_effect)
    return chance_of(settings.return_odds * dissatisfied * impulse)


@kernel
def praise_chance(settings, satisfied):
    """Return the chance of a recommendation: nothing where all is as claimed or worse, `operation.praise_chance` at 1."""
    return settings.praise_chance * max(0.0, (satisfied - REFERENCE) / (1.0 - REFERENCE))


@kernel
def complaint_chance(settings, satisfied):
    """Return the chance of a warning: nothing from half of the way to as claimed on (small failings are put up with),
    `operation.complaint_chance` at 0."""
    bearable = 0.5 * REFERENCE
    return settings.complaint_chance * max(0.0, (bearable - satisfied) / bearable)
