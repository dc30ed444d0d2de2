"""Memory: awareness as an adstock, fatigue as a faster one, trust as a moving mean."""

from __future__ import annotations

import math

from gridsim._jit import kernel
from gridsim.rules.odds import REFERENCE, effect_multiplier

_LOG_2 = math.log(2.0)


@kernel
def decay(days, half_life_days):
    """Return the share of a stock that is left after `days`: 0.5^(days / half-life).

    Examples
    --------
    >>> round(decay(7.0, 17.5), 6)
    0.757858
    """
    return math.exp(-_LOG_2 * days / half_life_days)


@kernel
def recall_chance(awareness, scale):
    """Return the chance to think of the brand at an awareness stock: 1 - exp(-A / A0).

    Examples
    --------
    >>> recall_chance(0.0, 2.0)
    0.0
    """
    return 1.0 - math.exp(-awareness / scale)


@kernel
def moved_trust(trust, towards, weight):
    """Return trust after it has moved by `weight` (cut off at 1) towards `towards`, all in [0, 1].

    Examples
    --------
    >>> moved_trust(0.5, 1.0, 0.5), moved_trust(0.5, 0.0, 3.0)
    (0.75, 0.0)
    """
    if weight > 1.0:
        weight = 1.0
    return trust + weight * (towards - trust)


@kernel
def consistency_multiplier(positioning, remembered, log_effect):
    """Return how far a post moves trust by its message: 1 where that is the remembered one,
    `effect` at the opposite.

    Places in [0, 1]; `remembered` below 0 is nothing yet; the effect, in (0, 1], is given as its logarithm.

    Examples
    --------
    >>> consistency_multiplier(0.5, 0.5, math.log(0.5)), consistency_multiplier(1.0, 0.0, math.log(0.5)), consistency_multiplier(1.0, -1.0, -9.0)
    (1.0, 0.5, 1.0)
    """
    if remembered < 0.0:
        return 1.0
    return math.exp(log_effect * abs(positioning - remembered))


@kernel
def remembered_positioning(remembered, mean_said, readings, rate):
    """Return what is remembered after so many readings whose mean is `mean_said`: each moves it by `rate`; the first
    ever is taken whole.

    Examples
    --------
    >>> remembered_positioning(-1.0, 0.8, 1, 0.5), remembered_positioning(0.0, 1.0, 2, 0.5)
    (0.8, 0.75)
    """
    if remembered < 0.0:
        return mean_said
    return mean_said + (remembered - mean_said) * (1.0 - rate) ** readings


@kernel
def valence_to_trust(valence):
    """Return what a post of a valence in [-1, 1] says on the scale of trust, [0, 1].

    Examples
    --------
    >>> valence_to_trust(1.0), valence_to_trust(-1.0)
    (1.0, 0.0)
    """
    return 0.5 * (valence + 1.0)


@kernel
def recall_now(settings, me, tick):
    """Return the chance that a person thinks of the brand at a tick: awareness as it has decayed since `touched_tick`."""
    days = (tick - me.touched_tick) / settings.ticks_per_day
    return recall_chance(me.awareness * decay(days, settings.awareness_half_life), settings.awareness_scale)


@kernel
def trust_weight(settings, me, post, line, credibility, engaged):
    """Return how far a post that is read moves trust: more a credible and a personal one, a warning, one that was liked
    or commented on; less what does not agree with what the brand is remembered to stand for."""
    weight = settings.trust_rate * credibility * post.believed * line.trust_multiplier
    weight *= effect_multiplier(post.individuality, REFERENCE, settings.log_individuality_effect)
    if post.valence < 0.0:
        weight *= settings.complaint_weight
    if engaged:
        weight *= settings.interaction_trust
    if post.positioning >= 0.0:
        weight *= consistency_multiplier(post.positioning, me.positioning, settings.log_inconsistency_effect)
    return weight
