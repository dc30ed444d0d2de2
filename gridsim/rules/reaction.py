"""Reaction: what a person makes of a post that comes before the eyes. Open, like or comment, pass on, follow the link.

The odds of each are base odds times multipliers, each 1 at its reference: interests match at
`response.reaction.match_reference`, content 0.5 in quality and in each of the 4I, trust 0.5, no fatigue, nothing
noticed of the sharer before, a personal post of an average tie.
"""

from __future__ import annotations

import math

from gridsim._jit import kernel
from gridsim.rules.odds import REFERENCE, chance_of, effect_multiplier


@kernel
def quality_multiplier(quality, log_effect):
    """Return the multiplier of content quality, with diminishing return: the root of the quality takes its place.

    Examples
    --------
    >>> quality_multiplier(0.5, math.log(3.0))
    1.0
    >>> better, worse = (quality_multiplier(quality, math.log(3.0)) for quality in (1.0, 0.0))
    >>> better - 1.0 < 1.0 - worse
    True
    """
    return math.exp(log_effect * (math.sqrt(quality) - math.sqrt(REFERENCE)))


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
def fatigue_multiplier(noticed_lately, log_odds_each):
    """Return exp(-log_odds_each x posts of the brand noticed lately); what is scrolled past tires nobody.

    Examples
    --------
    >>> fatigue_multiplier(0.0, 0.03)
    1.0
    """
    return math.exp(-log_odds_each * noticed_lately)


@kernel
def wear_multiplier(noticed, effect):
    """Return the multiplier of following a person's recommendation, and of ordering upon it, where so many have been
    noticed before: 1 / (1 + effect x noticed).

    The log odds fall by `effect` a post at first, and as one over the number of posts in the end, as clicks a mail do.

    Examples
    --------
    >>> wear_multiplier(0, 0.3), wear_multiplier(10, 0.3)
    (1.0, 0.25)
    """
    return 1.0 / (1.0 + effect * noticed)


@kernel
def luck_multiplier(u, spread):
    """Return the random multiplier of a share's odds of being passed on by those who read it there: (1 + spread) u^spread
    (u uniform in (0, 1)).

    A post has it among its author's readers, and every forward anew among its forwarder's. The mean is 1, the most 1 +
    spread, and half of all have less than (1 + spread) / 2^spread: nobody can order luck.

    Examples
    --------
    >>> luck_multiplier(0.3, 0.0), luck_multiplier(0.5, 1.0)
    (1.0, 1.0)
    """
    return (1.0 + spread) * math.exp(spread * math.log(u))


@kernel
def crowding_multiplier(passed_on, half):
    """Return the multiplier of the odds of passing on what so many have passed on before: half at `half` of them.

    Examples
    --------
    >>> crowding_multiplier(0, 100.0), crowding_multiplier(100, 100.0)
    (1.0, 0.5)
    """
    return 1.0 / (1.0 + passed_on / half)


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


# --- what a person does; `me` is the person's state, `traits` what stays, `post` and its `line` as in the engine's tables


@kernel
def openness(settings, me, fatigue):
    """Return the reader's part of the odds of opening anything of the brand: trust, fatigue as of now."""
    return settings.open_odds * (trusting(settings, me) * fatigue_multiplier(fatigue, settings.fatigue_effect))


@kernel
def open_odds(settings, openness, tie, credibility, post, line, forwarded):
    """Return the odds of opening a post whatever it is about: the reader's openness, the tie, how far its sharer is
    believed, the craft, whose word it is (what was passed on counts by `forward_effect`)."""
    word = settings.forward_effect if forwarded else line.open_multiplier
    return openness * tie * credibility * post.appeal * word


@kernel
def open_chance(settings, odds, match):
    """Return the chance of opening a post at `open_odds`, by the cosine of its topics and the reader's interests."""
    return chance_of(odds * effect_multiplier(match, settings.match_reference, settings.log_match_effect))


@kernel
def best_open_chance(settings, odds):
    """Return the chance of opening a post at `open_odds` that is wholly about the reader's interests: no other is
    greater."""
    return chance_of(odds * settings.best_match)


@kernel
def engage_chance(settings, me, post, boost):
    """Return the chance that a reader likes or comments; `boost` is what an activity multiplies the odds by."""
    return chance_of(
        settings.interact_odds
        * (keenness(settings, me) * boost)
        * effect_multiplier(post.interaction, REFERENCE, settings.log_interaction_effect)
    )


@kernel
def share_chance(settings, me, traits, post, luck, boost, among_friends):
    """Return the chance that a reader passes a post on: by the luck that it has where it was seen; what was seen among
    friends more if it is personal, what many have passed on less."""
    odds = settings.share_odds * boost * (traits.sociability * keenness(settings, me)) * luck * post.stirring
    odds *= crowding_multiplier(post.passed_on, settings.crowding_half)
    odds *= effect_multiplier(post.interesting, REFERENCE, settings.log_interesting_effect)
    odds *= trusting(settings, me)
    if among_friends:
        odds *= effect_multiplier(post.individuality, REFERENCE, settings.log_individuality_effect)
    return chance_of(odds)


@kernel
def click_chance(settings, me, post, by_mail, noticed):
    """Return the chance that a reader follows the link to the mall, by how many posts of this sharer have been noticed
    before; a mail has odds of its own."""
    odds = (settings.email_click_odds if by_mail else settings.click_odds) * trusting(settings, me)
    odds *= wear_multiplier(noticed, settings.wear_effect)
    return chance_of(odds * effect_multiplier(post.benefit, REFERENCE, settings.log_reaction_benefit_effect))


@kernel
def trusting(settings, me):
    """Return the multiplier of a person's trust in the brand, in all reactions."""
    return effect_multiplier(me.trust, REFERENCE, settings.log_reaction_trust_effect)


@kernel
def keenness(settings, me):
    """Return the multiplier of the odds to like, comment and pass on: a fan who is served does more of it."""
    return settings.community_engagement_effect if me.fan else 1.0
