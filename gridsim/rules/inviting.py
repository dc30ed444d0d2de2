"""Inviting: who sends a message to a friend, to whom, what the message says, and what the receiver makes of that."""

from __future__ import annotations

import math

from gridsim._jit import kernel
from gridsim.rules.odds import chance_of, effect_multiplier


@kernel
def motive_multiplier(log_effect, other_motive, crowding):
    """Return what a motive multiplies odds by: its effect (given as its logarithm), of which `crowding` is lost where
    another motive is in sight.

    Examples
    --------
    >>> round(motive_multiplier(math.log(2.0), False, 0.5), 12), motive_multiplier(math.log(2.0), True, 1.0)
    (2.0, 1.0)
    """
    if other_motive:
        return math.exp(log_effect * (1.0 - crowding))
    return math.exp(log_effect)


# --- what a person does


@kernel
def send_chance(settings, has_own_coupon):
    """Return the chance that a person who is asked sends a message: more with a coupon to give away, or something to
    earn; less of that where the sender holds a coupon of the own."""
    odds = settings.invitations_odds
    if settings.invitations_discount > 0:
        odds *= motive_multiplier(settings.log_giving_effect, has_own_coupon, settings.motives_crowd)
    if settings.invitations_reward > 0:
        odds *= motive_multiplier(settings.log_earning_effect, has_own_coupon, settings.motives_crowd)
    return chance_of(odds)


@kernel
def friend_weight(settings, tie, match):
    """Return how readily a friend is chosen: by the tie, and by how far the product is what the friend likes."""
    return tie * effect_multiplier(match, settings.match_reference, settings.log_match_effect)


@kernel
def order_multiplier(settings, says_bought, tells_reward):
    """Return by what a message multiplies the odds of an order after its link: it is to oneself; and where it says so,
    its sender has bought, less where the sender is seen to earn."""
    if not says_bought:
        return settings.order_effect
    return settings.order_effect * motive_multiplier(settings.log_bought_effect, tells_reward, settings.motives_crowd)


@kernel
def passing_multiplier(settings, says_bought, tells_reward):
    """Return by what a message multiplies the odds of being passed on: where it says so, one can earn, less where its
    sender is seen to have had another reason."""
    if not tells_reward:
        return 1.0
    return motive_multiplier(settings.log_earning_effect, says_bought, settings.motives_crowd)


@kernel
def asked_multiplier(settings):
    """Return by what being asked to give a coupon away multiplies a visitor's own odds to order."""
    if settings.invitations and settings.invitations_asks == ASKS_VISITORS and settings.invitations_discount > 0:
        return settings.giving_diverts
    return 1.0


ASKS_BUYERS, ASKS_VISITORS = 0, 1
"""Whom the invitations ask."""
