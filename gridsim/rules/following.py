"""Audiences of the brand's accounts: who comes to follow one of them, and who leaves it.

The reference is a reader who trusts the brand half (0.5) and reads a person's own word, not the brand's.
"""

from __future__ import annotations

from gridsim._jit import kernel
from gridsim.rules.odds import chance_of
from gridsim.rules.reaction import trusting

DAYS_A_MONTH = 30.0

OFFICIAL = 1
"""The official account in the set of those that somebody follows: account k is the bit 2^k."""


@kernel
def account_of(settings, author):
    """Return which account of the brand a reader can come to follow by a post: its author, else the official one (0).

    Bought media (1) have no followers.
    """
    place = author - settings.account
    return place if place > 1 else 0


@kernel
def leads_to_account(valence, to_followers, forwarded):
    """Return whether a post leads to an account whose followers its readers need not be: what was passed on, what a person
    says (a warning leads nobody there), an advertisement. What an account posts comes `to_followers`.

    Examples
    --------
    >>> leads_to_account(1.0, True, False), leads_to_account(1.0, True, True), leads_to_account(-1.0, False, False)
    (False, True, False)
    """
    return valence > 0.0 and (forwarded or not to_followers)


@kernel
def follow_chance(settings, me, line, forwarded):
    """Return the chance that a reader comes to follow an account that a post names: by trust, and by whose word it is, as
    in opening (`reaction.open_odds`)."""
    word = settings.forward_effect if forwarded else line.open_multiplier
    return chance_of(settings.follow_odds * trusting(settings, me) * word)


@kernel
def found_by(settings, followers, u):
    """Return how many people an account that has posted is shown to, and who would follow it, on a day: in proportion to
    its followers (u uniform in (0, 1) decides the last).

    Examples
    --------
    >>> from collections import namedtuple
    >>> settings = namedtuple("Settings", "found_a_month")(0.03)
    >>> found_by(settings, 2_500, 0.4), found_by(settings, 2_500, 0.6)
    (2, 3)
    """
    return int(followers * settings.found_a_month / DAYS_A_MONTH + u)
