"""Buying: timing of needs, recall of the brand, conversion of visits into orders."""

from __future__ import annotations

import math

from gridsim._jit import kernel
from gridsim.rules.odds import REFERENCE, chance_of, effect_multiplier, saturating_multiplier


@kernel
def price_multiplier(price, reservation_price, elasticity):
    """Return (price / reservation price)^-elasticity; both prices in the same unit, > 0.

    Examples
    --------
    >>> price_multiplier(100.0, 100.0, 1.5), price_multiplier(200.0, 100.0, 1.0)
    (1.0, 0.5)
    """
    return (price / reservation_price) ** (-elasticity)


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
def chance_with_reminder(recalled, shelf):
    """Return the chance that a brand comes to mind by itself or, independently, by the shelf.

    Examples
    --------
    >>> [chance_with_reminder(recalled, 0.25) for recalled in (0.0, 0.5, 1.0)]
    [0.25, 0.625, 1.0]
    """
    return 1.0 - (1.0 - recalled) * (1.0 - shelf)


@kernel
def need_interval(u0, u1, u2, u3, mean_days, shape):
    """Return the time to the next need: a gamma of a whole shape, 1 (wholly irregular) to 4, around the person's mean.

    It is the sum of as many exponential parts, each out of a uniform number in (0, 1); a number of 1 adds nothing.

    Examples
    --------
    >>> u = math.exp(-1.0)
    >>> need_interval(u, u, u, u, 30.0, 4), need_interval(u, u, u, u, 30.0, 1), need_interval(u, 1.0, 1.0, 1.0, 30.0, 4)
    (30.0, 30.0, 7.5)
    """
    parts = math.log(u0)
    if shape > 1:
        parts += math.log(u1)
    if shape > 2:
        parts += math.log(u2)
    if shape > 3:
        parts += math.log(u3)
    return -mean_days * parts / shape


# --- what a person does; `me` is the person's state, `traits` what stays


@kernel
def recall_in_shop(settings, recalled, on_shelf):
    """Return the chance to think of the brand in a shop: higher where the shelf carries the product."""
    return chance_with_reminder(recalled, settings.shelf_recall) if on_shelf else recalled


@kernel
def persuasion(settings, me, traits, product, price, knows_seller):
    """Return the multiplier of the odds to order that all ways to a mall share: trust, price, friends who have bought,
    knowing the seller."""
    multiplier = effect_multiplier(me.trust, REFERENCE, settings.log_buying_trust_effect)
    multiplier *= price_multiplier(price, traits.reservation_price * product.price_factor, settings.price_elasticity)
    multiplier *= saturating_multiplier(float(me.friends_bought), settings.friends_half, settings.friends_effect)
    if knows_seller:
        multiplier *= settings.seller_effect
    return multiplier


@kernel
def click_order_chance(settings, post, by_mail, persuasion, need, fake_orders, customer, urgency, conversion):
    """Return the chance to order after following a link, from the multipliers of `persuasion`, of the next need, of the
    mall's fake orders, of being a customer, of a flash sale, of work on the malls."""
    odds = (settings.email_odds_to_order if by_mail else settings.click_odds_to_order) * persuasion
    odds *= need
    odds *= effect_multiplier(post.benefit, REFERENCE, settings.log_buying_benefit_effect)
    odds *= post.persuades
    odds *= fake_orders
    odds *= customer
    odds *= urgency
    return chance_of(odds * conversion)


@kernel
def need_order_chance(settings, persuasion, customer, conversion):
    """Return the chance to order with a need, the brand in mind, in a mall or (`conversion` 1) in a shop."""
    return chance_of(settings.need_odds_to_order * persuasion * customer * conversion)


@kernel
def paid_click_order_chance(settings, persuasion, conversion):
    """Return the chance to order after a click on the advertisement beside a search."""
    return chance_of(settings.search_odds_to_order * persuasion * conversion)
