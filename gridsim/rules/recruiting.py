"""Points: how people become points, how points post, learn, tire and rise."""

from __future__ import annotations

from gridsim._jit import kernel
from gridsim.rules.memory import decay
from gridsim.rules.odds import REFERENCE, chance_of, effect_multiplier, odds_of, saturating_multiplier

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
def neglect_multiplier(effect, supervised_share):
    """Return the multiplier of going dormant: 1 where every point is supervised, `effect` where none is.

    Examples
    --------
    >>> neglect_multiplier(4.0, 1.0), neglect_multiplier(4.0, 0.5), neglect_multiplier(4.0, 0.0)
    (1.0, 2.5, 4.0)
    """
    return supervised_share + (1.0 - supervised_share) * effect


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
def skill_after_post(skill, practice):
    """Return the skill in [0, 1] after one more post: `practice` of the way to full skill.

    Examples
    --------
    >>> skill_after_post(0.5, 0.5), skill_after_post(1.0, 0.5)
    (0.75, 1.0)
    """
    return skill + practice * (1.0 - skill)


# --- what a person does; `me` is the person's state, `traits` what stays, `point` its record as a point


@kernel
def join_chance(settings, odds, sellers):
    """Return the chance to become a point at some base odds: more for a greater commission and with sellers among one's
    friends, less for a fee."""
    odds *= saturating_multiplier(float(sellers), settings.recruiting_sellers_half, settings.recruiting_sellers_effect)
    odds *= saturating_multiplier(
        settings.one_commission, settings.recruiting_reference_earning, settings.recruiting_earnings_effect
    )
    return chance_of(odds * settings.fee_multiplier)


@kernel
def application_odds(settings, traits):
    """Return the odds a day that a person who thinks of the brand applies: more where the product is needed often."""
    return settings.recruiting_apply_odds * settings.need_interval / traits.need_interval_days


@kernel
def best_application_chance(settings, odds):
    """Return the chance to apply at `application_odds` with all friends sellers and the greatest commission."""
    return chance_of(odds * settings.recruiting_earnings_effect * settings.recruiting_sellers_effect)


@kernel
def promote_chance(settings, me):
    """Return the chance a day that a communicator opens a mall: more for a greater commission, and where the own
    experience has built trust."""
    odds = settings.ranks_promote_odds * saturating_multiplier(
        settings.one_commission, settings.recruiting_reference_earning, settings.recruiting_earnings_effect
    )
    return chance_of(odds * effect_multiplier(me.trust, REFERENCE, settings.log_ranks_experience_effect))


@kernel
def off_message_chance(settings, point, supervised_share):
    """Return the chance that a post of a point is off the message: more where nobody supervises, less with skill."""
    chance = (
        supervised_share * settings.points_off_message_chance
        + (1.0 - supervised_share) * settings.points_unsupervised_off_message_chance
    )
    if settings.skill and chance < 1.0:
        better = effect_multiplier(point.skill, REFERENCE, settings.log_skill_off_message_effect)
        chance = chance_of(odds_of(chance) / better)
    return chance


@kernel
def dormancy_chance(settings, point, motivation, supervised_share):
    """Return the chance a day to go dormant: less with reward over effort, more where nobody supervises."""
    at_balance = settings.points_dormancy_odds * neglect_multiplier(
        settings.points_unsupervised_dormancy_effect, supervised_share
    )
    return chance_of(dormancy_odds(at_balance, motivation, point.reward, point.effort))


@kernel
def reward_remembered(settings, point):
    """Return what posting has earned a point lately, after a day with `reward_today` and the likes and comments of
    today."""
    earlier = point.reward * decay(1.0, settings.points_reward_half_life)
    return earlier + float(point.reward_today) + point.interactions_today * settings.points_recognition


@kernel
def effort_remembered(settings, point):
    """Return what posting has cost a point lately, after a day with `posts_today`."""
    return point.effort * decay(1.0, settings.points_reward_half_life) + point.posts_today * settings.points_effort
