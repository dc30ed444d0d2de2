"""Buying: timing of needs, the liking by which the brand is chosen, conversion of visits into orders.

Needs come to people as a Poisson process with rates of their own, and each person chooses the brand with a liking of
their own: counts of purchases are then those of consumer panels (NBD-Dirichlet [goodhardt1984]). All else multiplies the
odds of that choice, and is 1 in the usual world.
"""

from __future__ import annotations

import math

from gridsim._jit import kernel
from gridsim.rules.memory import KNOWN, UNKNOWN
from gridsim.rules.odds import REFERENCE, chance_of, effect_multiplier, saturating_multiplier


@kernel
def price_multiplier(price, usual_price, elasticity):
    """Return (price / usual price)^-elasticity; both prices in the same unit, > 0.

    Examples
    --------
    >>> price_multiplier(100.0, 100.0, 1.5), price_multiplier(200.0, 100.0, 1.0)
    (1.0, 0.5)
    """
    return (price / usual_price) ** (-elasticity)


@kernel
def need_multiplier(days_until_need, interval_days, log_effect):
    """Return the multiplier of how near the next need is: `effect` is the odds when it is due over the odds one whole
    interval before.

    Half an interval before it is 1; the effect is given as its logarithm.

    Examples
    --------
    >>> [round(need_multiplier(days, 30.0, math.log(4.0)), 12) for days in (15.0, 0.0, 90.0)]
    [1.0, 2.0, 0.5]
    """
    nearness = 1.0 - days_until_need / interval_days
    if nearness < 0.0:
        nearness = 0.0
    if nearness > 1.0:
        nearness = 1.0
    return math.exp(log_effect * (nearness - 0.5))


@kernel
def need_interval(u, mean_days):
    """Return the time to the next need, exponential around the person's mean, out of a uniform number in (0, 1).

    Examples
    --------
    >>> round(need_interval(math.exp(-1.0), 30.0), 12)
    30.0
    """
    return -mean_days * math.log(u)


@kernel
def liking_odds(own, usual, known, taste_known):
    """Return the odds of choosing the brand in the usual world: the own liking of who knows it; between the own and
    everybody's, of who has only heard of it.

    Examples
    --------
    >>> liking_odds(4.0, 1.0, True, 0.5), liking_odds(4.0, 1.0, False, 0.5)
    (4.0, 2.0)
    """
    return own if known else own**taste_known * usual ** (1.0 - taste_known)


@kernel
def tells(satisfied, told_per_order):
    """Return how many people a buyer tells of an order, on average: `told_per_order` where it is as claimed, none where
    satisfaction is a quarter or less.

    Examples
    --------
    >>> tells(0.5, 3.0), tells(0.25, 3.0), tells(1.0, 3.0)
    (3.0, 0.0, 9.0)
    """
    return told_per_order * 4.0 * max(0.0, satisfied - 0.25)


# --- what a person does; `me` is the person's state, `traits` what stays


@kernel
def taste_is_renewed(settings, u, days):
    """Return whether a liking is another after so many days, by a uniform number."""
    return u >= math.exp(-days / settings.taste_life)


@kernel
def persuasion(settings, me, product, price, knows_seller):
    """Return the multiplier of the odds to order that all ways to a mall share: trust (up to date), price, knowing the
    seller."""
    multiplier = effect_multiplier(me.trust, REFERENCE, settings.log_buying_trust_effect)
    multiplier *= price_multiplier(price, product.usual_price, settings.price_elasticity)
    if knows_seller:
        multiplier *= settings.seller_effect
    return multiplier


@kernel
def choice_chance(settings, me, own_odds, product, attention, persuasion, conversion):
    """Return the chance that a need is met with the brand and not with a rival's, from the person's own odds, the
    attention given to it lately, the multipliers of `persuasion`, and work on the malls (1 in a shop)."""
    if me.familiarity == UNKNOWN:
        return 0.0
    odds = liking_odds(own_odds, product.usual_odds, me.familiarity == KNOWN, settings.taste_known)
    odds *= saturating_multiplier(attention, settings.mind_half, settings.mind_effect) / settings.usual_mind
    return chance_of(odds * persuasion * conversion)


@kernel
def click_order_chance(settings, me, post, by_mail, persuasion, need, urgency, conversion):
    """Return the chance to order after following a link, from the multipliers of `persuasion`, of the next need, of
    a flash sale, of work on the malls; friends who have bought count beyond the usual."""
    odds = (settings.email_odds_to_order if by_mail else settings.click_odds_to_order) * persuasion
    odds *= saturating_multiplier(float(me.friends_bought), settings.friends_half, settings.friends_effect)
    odds *= need / settings.usual_friends
    odds *= effect_multiplier(post.benefit, REFERENCE, settings.log_buying_benefit_effect)
    odds *= post.persuades
    odds *= urgency
    return chance_of(odds * conversion)


@kernel
def paid_click_order_chance(settings, persuasion, conversion):
    """Return the chance to order after a click on the advertisement beside a search."""
    return chance_of(settings.search_odds_to_order * persuasion * conversion)
