"""Reaction: every chance is odds / (1 + odds), and odds = base odds x multipliers, each 1 at its reference.

The reference: interests match at `response.reaction.match_reference`, content 0.5 in quality and in each of the 4I,
trust 0.5, no fatigue, at most one earlier source, a personal post of an average tie.
"""

from __future__ import annotations

import math

from gridsim._jit import kernel

REFERENCE = 0.5
"""Trust, quality and the 4I at which their multipliers are 1."""

_SATURATION = 3.0
_SATURATION_RANGE = 1.0 - math.exp(-_SATURATION)

NONE, CONCAVE, THRESHOLD = 0, 1, 2
REINFORCEMENT = ("none", "concave", "threshold")


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
def quality_multiplier(quality, log_effect):
    """Return the multiplier of content quality, with diminishing return: (1 - e^(-3q)) / (1 - e^-3) takes the place of
    q.

    Examples
    --------
    >>> quality_multiplier(0.5, math.log(3.0))
    1.0
    >>> quality_multiplier(1.0, math.log(3.0)) - 1.0 < 1.0 - quality_multiplier(0.0, math.log(3.0))
    True
    """
    gained = (math.exp(-_SATURATION * REFERENCE) - math.exp(-_SATURATION * quality)) / _SATURATION_RANGE
    return math.exp(log_effect * gained)


@kernel
def tie_multiplier(close, close_effect, close_share):
    """Return the multiplier of a tie: close ties count `close_effect` times a loose one; the mean over ties is 1 at
    `close_share`.

    Examples
    --------
    >>> tie_multiplier(True, 2.0, 0.5) / tie_multiplier(False, 2.0, 0.5)
    2.0
    """
    mean = close_share * close_effect + (1.0 - close_share)
    if close:
        return close_effect / mean
    return 1.0 / mean


@kernel
def fatigue_multiplier(recent_impressions, log_odds_each):
    """Return exp(-log_odds_each x recent impressions).

    Examples
    --------
    >>> fatigue_multiplier(0.0, 0.03)
    1.0
    """
    return math.exp(-log_odds_each * recent_impressions)


@kernel
def reinforcement_multiplier(kind, earlier_sources, effect, at_sources):
    """Return the multiplier of having heard of the brand from several people (complex contagion).

    kind 0: none. 1, concave: rises from 1 at one source towards `effect`, half-way after `at_sources` further ones.
    2, threshold: `effect` from `at_sources` distinct sources on.

    Examples
    --------
    >>> [reinforcement_multiplier(1, n, 2.0, 3) for n in (0, 1, 4)]
    [1.0, 1.0, 1.5]
    >>> [reinforcement_multiplier(2, n, 2.0, 3) for n in (2, 3)]
    [1.0, 2.0]
    """
    if kind == CONCAVE and earlier_sources > 1:
        further = earlier_sources - 1.0
        return 1.0 + (effect - 1.0) * further / (further + at_sources)
    if kind == THRESHOLD and earlier_sources >= at_sources:
        return effect
    return 1.0


@kernel
def luck_multiplier(u, spread):
    """Return a post's own luck: its odds of being passed on are (1 + spread) u^spread times the usual (u uniform in (0,
    1)).

    The mean is 1, the most 1 + spread, and half of all posts have less than (1 + spread) / 2^spread: nobody can order a
    lucky post.

    Examples
    --------
    >>> luck_multiplier(0.3, 0.0), luck_multiplier(0.5, 1.0)
    (1.0, 1.0)
    """
    return (1.0 + spread) * math.exp(spread * math.log(u))


@kernel
def audience_multiplier(audience, reference, log_effect):
    """Return the multiplier of an author's audience on the odds of a like or a comment: `effect` for every tenfold
    beyond the reference.

    `effect` (usually below 1) is given as its logarithm. Audiences up to the reference count as the reference: nothing
    is published below.

    Examples
    --------
    >>> round(audience_multiplier(100_000, 1_000, math.log(0.6)), 4), audience_multiplier(50, 1_000, math.log(0.6))
    (0.36, 1.0)
    """
    if audience <= reference:
        return 1.0
    return math.exp(log_effect * math.log10(audience / reference))


@kernel
def warning_multiplier(valence, log_effect):
    """Return the multiplier of what a post says: `effect` (given as its logarithm) for a warning (-1), 1 for whatever
    does not warn.

    Examples
    --------
    >>> warning_multiplier(-1.0, math.log(2.0)), warning_multiplier(1.0, math.log(2.0))
    (2.0, 1.0)
    """
    return math.exp(log_effect * max(0.0, -valence))


@kernel
def topic_length(personal_topic, author_match):
    """Return the length of a post's topic vector: (1 - m) of the product's topics and m of the author's, whose cosine
    is `author_match`.

    Examples
    --------
    >>> topic_length(0.0, 0.3), topic_length(1.0, 0.3)
    (1.0, 1.0)
    """
    product = 1.0 - personal_topic
    return math.sqrt(
        product * product + personal_topic * personal_topic + 2.0 * product * personal_topic * author_match
    )


@kernel
def topic_match(product_part, author_part, personal_topic, topic_norm):
    """Return the cosine of a reader's interests and a post's topics, a mix of the product's topic and the author's
    interests.

    `product_part` and `author_part` are the reader's cosines with each; `topic_norm` is the length of the mixed vector.

    Examples
    --------
    >>> topic_match(0.6, 0.9, 0.0, 1.0)
    0.6
    """
    return ((1.0 - personal_topic) * product_part + personal_topic * author_part) / topic_norm
