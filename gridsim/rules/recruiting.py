"""Points: how buyers become points, how points tire."""

from __future__ import annotations

from gridsim._jit import kernel

_LEAST_REASON = 0.01
_LEAST_EFFORT = 1.0  # minor units: no effort at all makes any reward a great reason


@kernel
def dormancy_odds(odds_at_balance, motivation, reward, effort):
    """Return the odds a day to go dormant: `odds_at_balance` where the reason to post equals its effort, less where it
    is greater.

    The reason is the standing motivation plus recent reward over recent effort (both in money).

    Examples
    --------
    >>> dormancy_odds(0.01, 1.0, 0.0, 100.0), dormancy_odds(0.01, 1.0, 100.0, 100.0)
    (0.01, 0.005)
    """
    reason = motivation + reward / max(effort, _LEAST_EFFORT)
    return odds_at_balance / max(reason, _LEAST_REASON)


@kernel
def neglect(effect, supervised_share):
    """Return the multiplier of going dormant: 1 where every point is supervised, `effect` where none is.

    Examples
    --------
    >>> neglect(4.0, 1.0), neglect(4.0, 0.5), neglect(4.0, 0.0)
    (1.0, 2.5, 4.0)
    """
    return supervised_share + (1.0 - supervised_share) * effect


@kernel
def off_message_chance(supervised_chance, unsupervised_chance, supervised_share):
    """Return the chance that a post is off the message, between the two by the share of points that are supervised.

    Examples
    --------
    >>> off_message_chance(0.02, 0.15, 1.0), off_message_chance(0.02, 0.15, 0.0)
    (0.02, 0.15)
    """
    return supervised_share * supervised_chance + (1.0 - supervised_share) * unsupervised_chance


@kernel
def fee_multiplier(fee, reference_earning):
    """Return the multiplier of joining where it costs a fee: 1 without, one half where the fee is `reference_earning`
    (> 0).

    Examples
    --------
    >>> fee_multiplier(0.0, 2000.0), fee_multiplier(2000.0, 2000.0)
    (1.0, 0.5)
    """
    return reference_earning / (reference_earning + fee)


@kernel
def supervised_by(supervisors, points_per_supervisor, points):
    """Return how many of some points are looked after.

    Examples
    --------
    >>> supervised_by(2, 50, 70), supervised_by(2, 50, 170)
    (70, 100)
    """
    return min(points, supervisors * points_per_supervisor)


@kernel
def practised(skill, practice):
    """Return the skill in [0, 1] after one more post: `practice` of the way to full skill.

    Examples
    --------
    >>> practised(0.5, 0.5), practised(1.0, 0.5)
    (0.75, 1.0)
    """
    return skill + practice * (1.0 - skill)
