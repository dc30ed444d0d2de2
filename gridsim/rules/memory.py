"""Memory: attention as an adstock, fatigue as a faster one, trust as a moving mean that returns to where it rests.

Familiarity is one of three: never heard of the brand; heard of it during the run; knows it, from before or from a
purchase.
"""

from __future__ import annotations

import math

from gridsim._jit import kernel
from gridsim.rules.odds import REFERENCE, effect_multiplier

_LOG_2 = math.log(2.0)

UNKNOWN, HEARD, KNOWN = 0, 1, 2
"""Familiarity with the brand."""


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
def presence(attention, half):
    """Return how present the brand is in mind, in [0, 1), by the attention given to it lately: one half at `half`.

    Examples
    --------
    >>> presence(0.0, 4.0), presence(4.0, 4.0)
    (0.0, 0.5)
    """
    return attention / (attention + half)


@kernel
def resting(trust, rest, days, half_life_days):
    """Return trust after `days` in which nothing moved it: its distance from where it rests halves in every half-life.

    Examples
    --------
    >>> resting(0.75, 0.5, 180.0, 180.0), resting(0.5, 0.5, 3.0, 180.0)
    (0.625, 0.5)
    """
    return trust if trust == rest else rest + (trust - rest) * decay(days, half_life_days)


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
def attention_now(settings, me, tick):
    """Return what is left at a tick of the attention that a person has given the brand: it has decayed since
    `touched_tick`."""
    return me.awareness * decay((tick - me.touched_tick) / settings.ticks_per_day, settings.mind_half_life)


@kernel
def recall_now(settings, me, tick):
    """Return how present the brand is in a person's mind at a tick."""
    return presence(attention_now(settings, me, tick), settings.mind_half)


@kernel
def trust_now(settings, me, tick):
    """Return trust as of a tick: it has gone back since `trust_tick` towards where it rests, one half for who knows the
    brand, `initial_trust` for who has not bought it yet."""
    rest = REFERENCE if me.familiarity == KNOWN else settings.initial_trust
    return resting(me.trust, rest, (tick - me.trust_tick) / settings.ticks_per_day, settings.trust_half_life)


@kernel
def settle_trust(settings, me, tick):
    """Bring a person's trust up to date, before it is read or moved."""
    me.trust = trust_now(settings, me, tick)
    me.trust_tick = tick


@kernel
def come_to_know(settings, me, tick):
    """A person buys the brand: from now on trust rests where that of all buyers does, and the own taste is known."""
    settle_trust(settings, me, tick)
    me.familiarity = KNOWN


@kernel
def have_goods(settings, me, satisfied, tick):
    """A person finds out what the goods are like, bought or given to try: trust moves towards how satisfied one is."""
    come_to_know(settings, me, tick)
    me.trust = moved_trust(me.trust, satisfied, settings.experience_rate)


@kernel
def hear(settings, me, said, credibility, tick):
    """A friend speaks of the brand in person: it comes to mind, and trust moves towards how satisfied the friend is, as
    by a personal post that one answers."""
    days = (tick - me.touched_tick) / settings.ticks_per_day
    me.awareness = me.awareness * decay(days, settings.mind_half_life) + settings.weight_told
    me.fatigue = me.fatigue * decay(days, settings.fatigue_half_life)
    me.touched_tick = tick
    if me.familiarity == UNKNOWN:
        me.familiarity = HEARD
    settle_trust(settings, me, tick)
    weight = settings.trust_rate * credibility * settings.interaction_trust * openness_to_talk(me)
    me.trust = moved_trust(me.trust, said, weight)


@kernel
def openness_to_talk(me):
    """Return how far a person listens to what others say: 1, less by the own orders (who has tried it knows better)."""
    return 1.0 / (1.0 + me.n_orders + me.bought_before)


@kernel
def trust_weight(settings, me, post, line, credibility, engaged):
    """Return how far a post that is read moves trust: more a credible and a personal one, a warning, one that was liked
    or commented on; less what does not agree with what the brand is remembered to stand for, and with who has bought."""
    weight = settings.trust_rate * credibility * post.believed * line.trust_multiplier * openness_to_talk(me)
    weight *= effect_multiplier(post.individuality, REFERENCE, settings.log_individuality_effect)
    if post.valence < 0.0:
        weight *= settings.complaint_weight
    if engaged:
        weight *= settings.interaction_trust
    if post.positioning >= 0.0:
        weight *= consistency_multiplier(post.positioning, me.positioning, settings.log_inconsistency_effect)
    return weight
