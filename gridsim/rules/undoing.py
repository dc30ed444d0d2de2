"""Reversal of the effects of a sale when the goods come back.

What is owed, counted or granted for a sale falls with it on the day of the return; what people have seen, felt and said
is history, and stays.
"""

from __future__ import annotations

from gridsim._jit import kernel


@kernel
def is_kept(returned_day, day):
    """Return whether an order is kept, as far as is known at the end of a day (`returned_day` -1: never sent back).

    Examples
    --------
    >>> is_kept(-1, 9), is_kept(12, 9), is_kept(9, 9)
    (True, True, False)
    """
    return returned_day < 0 or returned_day > day


@kernel
def is_customer(n_kept, bought_before):
    """Return whether somebody counts as a customer: with an order that was kept, or with purchases before the campaign.

    Examples
    --------
    >>> is_customer(0, False), is_customer(1, False), is_customer(0, True)
    (False, True, True)
    """
    return n_kept > 0 or bought_before


@kernel
def is_member(paid_and_kept, threshold):
    """Return whether what somebody has paid and not got back (minor units) makes a member.

    Examples
    --------
    >>> is_member(20_000, 20_000), is_member(19_999, 20_000)
    (True, False)
    """
    return paid_and_kept >= threshold


@kernel
def lock_dates_from(locked_until, protection, tick):
    """Return whether a customer's lock was made by what happened in a tick (one order a person and tick).

    Examples
    --------
    >>> lock_dates_from(25, 20, 5), lock_dates_from(25, 20, 7)
    (True, False)
    """
    return locked_until == tick + protection
