"""Points: how people become points, how points post, learn, tire and rise."""

from __future__ import annotations

from gridsim._jit import kernel
from gridsim.rules.memory import decay, moved_trust
from gridsim.rules.odds import REFERENCE, chance_of, effect_multiplier, odds_of, saturating_multiplier

_LEAST_EFFORT = 1.0  # minor units: no effort at all makes any reward a great reason
_LEAST_REASON, MOST_REASON = 0.1, 10.0
"""Rewards over effort beyond which posts change no more: who earns nothing still likes to tell, and nobody posts all day."""


@kernel
def reason_to_go_on(reward, effort):
    """Return recent reward over recent effort (both in money): 1 where the work is worth its while.

    Examples
    --------
    >>> reason_to_go_on(0.0, 100.0), reason_to_go_on(300.0, 100.0)
    (0.0, 3.0)
    """
    return max(reward, 0.0) / max(effort, _LEAST_EFFORT)


@kernel
def posting_multiplier(reason, elasticity):
    """Return the multiplier of a point's posts: 1 where reward equals effort, by an elasticity more or less.

    Examples
    --------
    >>> posting_multiplier(1.0, 0.5), posting_multiplier(4.0, 0.5), posting_multiplier(0.0, 1.0)
    (1.0, 2.0, 0.1)
    """
    return min(max(reason, _LEAST_REASON), MOST_REASON) ** elasticity


@kernel
def dormancy_odds(odds_at_balance, reason):
    """Return the odds a day to go dormant: `odds_at_balance` where reward equals effort, twice that where nothing is
    earned, less where more is.

    Examples
    --------
    >>> dormancy_odds(0.01, 1.0), dormancy_odds(0.01, 0.0), dormancy_odds(0.01, 3.0)
    (0.01, 0.02, 0.005)
    """
    return odds_at_balance * 2.0 / (1.0 + reason)


@kernel
def joining_multiplier(reason, elasticity):
    """Return the multiplier of joining: 0 for who expects nothing, 1 where what is expected equals the effort, where it
    has the elasticity, and 2 at the most.

    Examples
    --------
    >>> joining_multiplier(0.0, 0.5), joining_multiplier(1.0, 0.5), joining_multiplier(3.0, 0.5)
    (0.0, 1.0, 1.5)
    """
    willing = reason ** (2.0 * elasticity)
    return 2.0 * willing / (1.0 + willing)


@kernel
def pay_for(minutes, wage):
    """Return the pay for some minutes at a wage a minute, in minor units to the nearest.

    Examples
    --------
    >>> pay_for(5.0, 96.7), pay_for(5.0, 0.0)
    (484, 0)
    """
    return int(minutes * wage + 0.5)


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
def supervised_by(supervisors, points_per_supervisor, points):
    """Return how many of some points are looked after.

    Examples
    --------
    >>> supervised_by(2, 50, 70), supervised_by(2, 50, 170)
    (70, 100)
    """
    return min(points, supervisors * points_per_supervisor)


# --- what a person does; `me` is the person's state, `traits` what stays, `point` its record as a point


@kernel
def willingness(settings, role, post_minutes, fee):
    """Return the multiplier of joining for somebody of a role: by what a newcomer hopes to earn by a post over its effort
    and its part of the fee (of one post at the least)."""
    effort = minutes_a_post(settings, post_minutes) * role.minute + fee / max(hoped_posts(settings, role), 1.0)
    reason = reason_to_go_on(reward_a_post(settings, role, post_minutes), effort)
    return joining_multiplier(reason, settings.points_reward_elasticity)


@kernel
def join_chance(willing, odds):
    """Return the chance to become a point at some base odds, by the willingness."""
    return chance_of(odds * willing)


@kernel
def acceptance(willing):
    """Return the chance that who is asked on the first day, or has bought enough, becomes a point: surely where what is
    expected is worth the effort."""
    return min(willing, 1.0)


@kernel
def invitation_odds(settings, has_recruiter):
    """Return the base odds of a satisfied buyer: whoever earns by recruits asks with more zeal."""
    odds = settings.recruiting_invite_odds
    if has_recruiter:
        odds *= saturating_multiplier(
            settings.team_earning, settings.recruiting_reference_earning, settings.recruiting_recruiter_effect
        )
    return odds


@kernel
def application_odds(settings, traits):
    """Return the odds a day that a person who thinks of the brand applies: more where the product is needed often."""
    return settings.recruiting_apply_odds * settings.need_interval / traits.need_interval_days


@kernel
def enthusiasm(settings, point):
    """Return the multiplier of what a point does of its own accord: 1 where it finds the goods as claimed."""
    return effect_multiplier(point.belief, REFERENCE, settings.log_points_experience_effect)


@kernel
def belief_after_delivery(settings, point, satisfied):
    """Return what a point thinks of the goods after a delivery to a buyer of its mall: the more it has sold, the less one
    more tells."""
    return moved_trust(point.belief, satisfied, settings.experience_rate / (1.0 + point.orders))


@kernel
def promote_chance(settings, point, willing):
    """Return the chance a day that a communicator opens a mall: by the willingness, and where the goods are found good."""
    return chance_of(settings.ranks_promote_odds * willing * enthusiasm(settings, point))


@kernel
def posting_rate(settings, point):
    """Return the multiplier of a point's habit of posting: by its reward over its effort, and its own experience."""
    reason = reason_to_go_on(point.reward, point.effort)
    return posting_multiplier(reason, settings.points_reward_elasticity) * enthusiasm(settings, point)


@kernel
def selling_multiplier(settings, point):
    """Return the multiplier of the odds of an order in a point's mall: whose reward is greater than the effort takes more
    pains over visitors."""
    pains = posting_multiplier(reason_to_go_on(point.reward, point.effort), settings.points_reward_elasticity)
    return pains**settings.points_selling_elasticity


@kernel
def said(point):
    """Return what a point's post says of the brand, in [-1, 1]: it praises where it finds the goods as claimed or better,
    is silent on them where they are barely bearable, and warns of worse, as buyers do."""
    return min(1.0, 4.0 * point.belief - 1.0)


@kernel
def off_message_chance(settings, point, supervised_share):
    """Return the chance that a post of a point is off the message: more where nobody supervises and the goods are found
    bad."""
    chance = (
        supervised_share * settings.points_off_message_chance
        + (1.0 - supervised_share) * settings.points_unsupervised_off_message_chance
    )
    if chance < 1.0:
        better = enthusiasm(settings, point)
        chance = chance_of(odds_of(chance) / better)
    return chance


@kernel
def dormancy_chance(settings, point, supervised_share):
    """Return the chance a day to go dormant: less with reward over effort, more where nobody supervises."""
    at_balance = settings.points_dormancy_odds * neglect_multiplier(
        settings.points_unsupervised_dormancy_effect, supervised_share
    )
    return chance_of(dormancy_odds(at_balance, reason_to_go_on(point.reward, point.effort)))


@kernel
def reward_remembered(settings, point):
    """Return what its work has earned a point lately, after a day with `reward_today` and the likes and comments of
    today."""
    earlier = point.reward * decay(1.0, settings.points_reward_half_life)
    return earlier + float(point.reward_today) + point.interactions_today * settings.points_recognition


@kernel
def effort_remembered(settings, point, minute):
    """Return what its work has cost a point lately, after a day of `minutes_today`, each worth `minute`."""
    return point.effort * decay(1.0, settings.points_reward_half_life) + point.minutes_today * minute


@kernel
def minutes_of_day(settings, point):
    """Return the minutes of a day beside the posts: likes and comments answered, sales seen to."""
    return point.interactions_today * settings.answer_minutes + point.sales_today * settings.sale_minutes


@kernel
def hoped_posts(settings, role):
    """Return the posts, of those it would remember, that a newcomer has in mind."""
    a_day = role.posts_per_tick * settings.ticks_per_day * settings.points_posts_factor
    return a_day / (1.0 - decay(1.0, settings.points_reward_half_life))


@kernel
def minutes_a_post(settings, post_minutes):
    """Return the minutes that a newcomer reckons with for a post: its own, and those of the sales hoped for."""
    return post_minutes + settings.points_hoped_orders * settings.sale_minutes


@kernel
def reward_a_post(settings, role, post_minutes):
    """Return what a newcomer hopes to earn by a post: commission, a like, wages where they are paid."""
    paid = settings.points_hoped_orders * settings.expected_earning + settings.points_recognition
    return paid + minutes_a_post(settings, post_minutes) * role.wage


@kernel
def hoped_minutes(settings, role, post_minutes):
    """Return the minutes that a newcomer reckons with."""
    return hoped_posts(settings, role) * minutes_a_post(settings, post_minutes)


@kernel
def hoped_reward(settings, role, post_minutes):
    """Return what a newcomer hopes to earn in them."""
    return hoped_posts(settings, role) * reward_a_post(settings, role, post_minutes)
