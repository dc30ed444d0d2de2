"""The settings of a run that concern the life of points, community, partners, loyalty; zeros (or neutral) where a block
is empty."""

from __future__ import annotations

import math

import numpy as np

from gridsim.engine.trade import products_of
from gridsim.rules.odds import odds_of
from gridsim.rules.recruiting import fee_multiplier
from gridsim.scenario import Scenario
from gridsim.scenario.market import FIRST_PRODUCT
from gridsim.scenario.quantities import heads
from gridsim.scenario.strategy import Strategy
from gridsim.terms import Role
from gridsim.world import World


def settings(scenario: Scenario, strategy: Strategy, world: World) -> dict:
    """Every number, by name."""
    values = _joining(scenario, strategy) | _life(strategy) | _brushing(strategy)
    values |= (
        _community(scenario, strategy, world)
        | _kols(strategy, world)
        | _partners(scenario, strategy)
        | _customers(scenario)
    )
    listed = values["ranks"] or values["community"] or values["reactivation"]
    values["whole_town"] = bool(
        listed or values["recruiting_apply_odds"] > 0.0 or values["recruiting_join_at_spending"] >= 0
    )
    values["remembered"] = bool(values["community"] or values["referral"])
    return values


def _joining(scenario: Scenario, strategy: Strategy) -> dict:
    """Ways to become a point."""
    r = strategy.points.recruiting if strategy.points else None
    threshold = r.join_at_spending if r else None
    return {
        "recruiting_apply_odds": float(odds_of(r.apply_chance)) if r else 0.0,
        "recruiting_join_at_spending": -1 if threshold is None else threshold,
        "recruiting_joining_fee": r.joining_fee if r else 0,
        "fee_multiplier": fee_multiplier(float(r.joining_fee), float(r.reference_earning)) if r else 1.0,
        "recruiting_head_pay": r.head_pay if r else 0,
        "need_interval": float(scenario.people.need_interval),
    }


def _life(strategy: Strategy) -> dict:
    """Ranks, supervision, skill, waking."""
    points = strategy.points
    ranks, supervision = (points.ranks, points.supervision) if points else (None, None)
    skill, waking = (points.skill, points.reactivation) if points else (None, None)
    return {
        "ranks": ranks is not None,
        "ranks_promote_odds": float(odds_of(ranks.promote_chance)) if ranks else 0.0,
        "log_ranks_experience_effect": math.log(ranks.experience_effect) if ranks else 0.0,
        "ranks_demote_after": int(ranks.demote_after) if ranks else 0,
        "supervision_supervisors": supervision.supervisors if supervision else -1,
        "supervision_points_per_supervisor": supervision.points_per_supervisor if supervision else 0,
        "supervision_daily_cost": supervision.daily_cost if supervision else 0,
        "skill": skill is not None,
        "skill_trained": skill.trained if skill else 0.5,
        "skill_untrained": skill.untrained if skill else 0.5,
        "log_skill_training_effect": math.log(skill.training_effect) if skill else 0.0,
        "log_skill_off_message_effect": math.log(skill.off_message_effect) if skill else 0.0,
        "skill_practice": skill.practice if skill else 0.0,
        "skill_half_life": float(skill.half_life) if skill else 1.0,
        "reactivation": waking is not None,
        "reactivation_contact_chance": waking.contact_chance if waking else 0.0,
        "reactivation_supervision_chance": waking.supervision_chance if waking else 0.0,
        "reactivation_return_chance": waking.return_chance if waking else 0.0,
    }


def _brushing(strategy: Strategy) -> dict:
    """Fake orders."""
    b = strategy.points.brushing if strategy.points else None
    return {
        "brushing": b is not None,
        "brushing_orders_per_day": b.orders_per_day if b else 0,
        "brushing_cost": b.cost if b else 0,
        "brushing_effect": b.effect if b else 1.0,
        "brushing_half_effect": b.half_effect if b else 1.0,
        "brushing_detection_chance": b.detection_chance if b else 0.0,
        "brushing_penalty": b.penalty if b else 0,
    }


def _community(scenario: Scenario, strategy: Strategy, world: World) -> dict:
    """Served fans."""
    c = strategy.community
    return {
        "community": c is not None,
        "community_spend": int(c.spend * scenario.budget.total) if c else 0,
        "community_fans": heads(c.fans, world.n_people) if c else 0,
        "community_cost_per_fan": c.cost_per_fan if c else 0,
        "community_renew_every": int(c.renew_every) if c else 1,
        "community_memory_effect": c.memory_effect if c else 1.0,
        "community_engagement_effect": c.engagement_effect if c else 1.0,
    }


def _kols(strategy: Strategy, world: World) -> dict:
    """Opinion leaders with whom a relation is kept up."""
    o = strategy.kol.operated if strategy.kol else None
    n_kols = int(np.count_nonzero(world.table.role == Role.KOL))
    return {
        "cared_kols": int(round(o.share * n_kols)) if o else 0,
        "operated_cost": o.cost if o else 0,
        "operated_fee_discount": o.fee_discount if o else 0.0,
        "operated_credibility_effect": o.credibility_effect if o else 1.0,
    }


def _partners(scenario: Scenario, strategy: Strategy) -> dict:
    """Posts for goods."""
    p = strategy.partners
    return {
        "swap_cost": p.goods_per_post * products_of(scenario)[p.content.product or FIRST_PRODUCT].unit_cost if p else 0,
        "partners_most_swaps": p.most_swaps if p else 0,
        "partners_public_share": p.public_share if p else 0.0,
    }


def most_swapped_posts(scenario: Scenario, strategy: Strategy, world: World) -> int:
    """A bound of what partners can post in one tick."""
    if strategy.partners is None:
        return 0
    each = int(strategy.partners.posts_per_week / 7.0 / scenario.ticks_per_day) + 1
    return each * int(np.count_nonzero(world.table.role == Role.PARTNER))


def _customers(scenario: Scenario) -> dict:
    """Loyalty and referral."""
    loyal, referral = scenario.response.loyalty, scenario.response.referral
    return {
        "customers_differ": loyal is not None or referral is not None,
        "loyalty": loyal is not None,
        "loyalty_interaction_rate": loyal.interaction_rate if loyal else 0.0,
        "loyalty_half_life": float(loyal.half_life) if loyal else 1.0,
        "log_loyalty_repurchase_effect": math.log(loyal.repurchase_effect) if loyal else 0.0,
        "referral": referral is not None,
        "referral_first_trust": referral.first_trust if referral else 0.0,
        "referral_early_effect": referral.early_effect if referral else 1.0,
        "referral_early_half_life": float(referral.early_half_life) if referral else 1.0,
        "referred_memory_effect": 1.0 / (1.0 - referral.churn_reduction) if referral else 1.0,
    }
