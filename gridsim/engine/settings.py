"""From the scenario and the world to the numbers that the engine reads, each set once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gridsim.draws import line_number
from gridsim.engine import life_of_points, offers, pace, trade
from gridsim.engine import state as table
from gridsim.engine.state import N_LAYERS, Records
from gridsim.rules import commission, exposure, odds, reaction
from gridsim.scenario import Scenario
from gridsim.scenario.accounts import Account, Email, Executive, Service
from gridsim.scenario.grid import Points
from gridsim.scenario.media import MassMedia
from gridsim.scenario.quantities import heads
from gridsim.scenario.strategy import Strategy
from gridsim.terms import LAYERS, PEOPLE, PlanLine, Role, words
from gridsim.world import World

JUMP_BELOW = 0.35
"""Layers whose bound of the chance of being shown is lower are walked by jumps; above it a draw a tie is as fast
(measured: docs/why.md)."""

LATEST_DAYS = 30
"""A delivery is at most so many days late."""

OFF_MESSAGE_VALENCE = -0.2
"""What an off-message post says of the brand, from -1 (warns) to 1 (recommends)."""


USUAL_DISSATISFACTION = 0.35
"""1 - satisfaction at which `operation.return_chance` holds (a default product, as it is claimed to be)."""


def one_record(values: dict) -> Records:
    """A single record whose fields are the entries, floats, whole numbers, switches or short arrays."""
    fields: list[tuple] = []
    for name, value in values.items():
        if isinstance(value, np.ndarray):
            fields.append((name, value.dtype.str, value.shape))
        else:
            fields.append(
                (name, "?" if isinstance(value, bool) else "i8" if isinstance(value, int | np.integer) else "f8")
            )
    record = np.zeros(1, np.dtype(fields, align=True)).view(np.recarray)
    for name, value in values.items():
        record[name][0] = value
    return record


def settings_of(scenario: Scenario, strategy: Strategy, world: World, recording: bool) -> dict:
    """Every number that the rules read in a run, by name."""
    values = {
        "n_people": world.n_people,
        "account": world.account,
        "media": world.account + 1,
        "ticks_per_day": scenario.ticks_per_day,
        "n_ticks": int(round(scenario.horizon * scenario.ticks_per_day)),
        "n_moments_ties": world.layers["moments"].n_ties,
        "first_edge": _first_edges(world),
        "median_match": float(np.median(world.interests.astype(np.float64) @ _advertised_topics(scenario, strategy))),
        "recording": recording,
        "forwarding": scenario.switches.forwarding,
        "word_of_mouth": scenario.switches.word_of_mouth,
    }
    pages = [
        _reaction(scenario),
        _memory(scenario),
        _buying(scenario),
        _operation(scenario),
        _points(scenario, strategy, world),
    ]
    pages += [
        _layers(scenario, world),
        trade.mall_settings(scenario, strategy),
        trade.stock_settings(scenario),
        trade.use_settings(scenario, strategy),
        life_of_points.settings(scenario, strategy, world),
    ]
    for page in pages:
        assert not values.keys() & page.keys(), f"two settings have one name: {values.keys() & page.keys()}"
        values |= page
    switched_off = _switched_off(scenario)
    assert switched_off.keys() <= values.keys(), (
        f"a switch sets what no rule reads: {switched_off.keys() - values.keys()}"
    )
    return values | switched_off


NEUTRAL: dict[str, dict] = {
    "trust": {"log_reaction_trust_effect": 0.0, "log_buying_trust_effect": 0.0},
    "interests": {"log_match_effect": 0.0, "best_match": 1.0},
    "close_ties": {"close_tie_effect": 1.0},
    "reinforcement": {"reinforcement": reaction.NONE},
    "fatigue": {"fatigue_effect": 0.0},
    "social_proof": {"friends_effect": 1.0},
    "micro_malls": {"points_malls": False},
    "commission": {"one_commission": 0.0},  # the products' rates are 0 then: trade.product_table
    "recruiting": {"recruiting": False},
}
"""What the rules read where a switch is off: an effect without effect, so that no rule has to ask for the switch."""

SWITCHED_LINES = ("advertising", "kol")
"""Plan lines that a switch of their name turns off."""


def _switched_off(scenario: Scenario) -> dict:
    """The settings of all mechanisms that are switched off."""
    values: dict = {}
    for name, neutral in NEUTRAL.items():
        if not getattr(scenario.switches, name):
            values |= neutral
    return values


def product_topics(scenario: Scenario) -> np.ndarray:
    """The first product's topics as a vector of length 1, (topics,) float64."""
    return trade.topics_of(scenario, scenario.market.product)


def _advertised_topics(scenario: Scenario, strategy: Strategy) -> np.ndarray:
    """The topics of the product that is advertised."""
    name = strategy.advertising.content.product if strategy.advertising else None
    return product_topics(scenario) if name is None else trade.topics_of(scenario, scenario.market.more_products[name])


def _reaction(scenario: Scenario) -> dict:
    """Base odds and effects."""
    r = scenario.response.reaction
    return {
        "open_odds": float(odds.odds_of(r.open_chance)),
        "read_chance": r.read_chance,
        "share_odds": float(odds.odds_of(r.share_chance)),
        "interact_odds": float(odds.odds_of(r.interact_chance)),
        "log_audience_effect": math.log(r.audience_effect),
        "audience_reference": r.audience_reference,
        "click_odds": float(odds.odds_of(r.click_chance)),
        "log_match_effect": math.log(r.match_effect),
        "match_reference": r.match_reference,
        "best_match": math.exp(math.log(r.match_effect) * (1.000001 - r.match_reference)),
        "close_tie_effect": r.close_tie_effect,
        "close_tie_share": r.close_tie_share,
        "commercial_effect": r.commercial_effect,
        "log_reaction_trust_effect": math.log(r.trust_effect),
        "log_interesting_effect": math.log(r.interesting_effect),
        "log_reaction_benefit_effect": math.log(r.benefit_effect),
        "log_interaction_effect": math.log(r.interaction_effect),
        "log_individuality_effect": math.log(r.individuality_effect),
        "fatigue_effect": r.fatigue_effect,
        "reinforcement": reaction.REINFORCEMENT.index(r.reinforcement),
        "reinforcement_effect": r.reinforcement_effect,
        "reinforcement_sources": r.reinforcement_sources,
        "luck_spread": r.luck_spread,
        "forward_effect": r.forward_effect,
        "to_moments_share": r.to_moments_share,
        "to_groups_share": r.to_groups_share if scenario.network.groups else 0.0,
        "email_click_odds": float(odds.odds_of(r.email_click_chance)),
    }


def _memory(scenario: Scenario) -> dict:
    """Stocks, their decay and what adds to them."""
    m = scenario.response.memory
    names = [
        "awareness_scale",
        "weight_shown",
        "weight_opened",
        "weight_read",
        "weight_purchase",
        "trust_rate",
        "sponsored_trust",
        "interaction_trust",
        "experience_rate",
    ]
    values = {name: float(getattr(m, name)) for name in names}
    values |= {
        "log_inconsistency_effect": math.log(m.inconsistency_effect),
        "positioning_rate": float(m.positioning_rate),
    }
    return values | {
        "awareness_half_life": float(m.awareness_half_life),
        "fatigue_half_life": float(m.fatigue_half_life),
    }


def _buying(scenario: Scenario) -> dict:
    """Conversion."""
    b = scenario.market.buying
    return {
        "click_odds_to_order": float(odds.odds_of(b.click_chance_to_order)),
        "email_odds_to_order": float(odds.odds_of(b.email_chance_to_order)),
        "need_odds_to_order": float(odds.odds_of(b.need_chance_to_order)),
        "log_buying_trust_effect": math.log(b.trust_effect),
        "log_need_effect": math.log(b.need_effect),
        "seller_effect": b.seller_effect,
        "friends_effect": b.friends_effect,
        "log_buying_benefit_effect": math.log(b.benefit_effect),
        "price_elasticity": b.price_elasticity,
        "search_share": b.search_share,
        "return_to_seller_chance": b.return_to_seller_chance,
    }


def _operation(scenario: Scenario) -> dict:
    """Delivery, experience, talk."""
    o = scenario.operation
    return {
        "shipping_cost": o.shipping_cost,
        "platform_fee": commission.millionths(o.platform_fee),
        "shipping_days": o.shipping_days,
        "delivery_days": o.delivery_days,
        "late_chance": o.late_chance,
        "log_late_chance": math.log(o.late_chance) if o.late_chance > 0.0 else -1.0,
        "latest": LATEST_DAYS,
        "service_quality": o.service_quality,
        "experience_spread": o.experience_spread,
        "return_odds": float(odds.odds_of(o.return_chance)),
        "log_dissatisfaction_effect": math.log(o.dissatisfaction_effect),
        "usual_dissatisfaction": USUAL_DISSATISFACTION,
        "return_window": int(o.return_window),
        "daily_capacity": -1 if o.daily_capacity is None else o.daily_capacity,
        "praise_chance": o.praise_chance,
        "complaint_chance": o.complaint_chance,
        "complaint_weight": o.complaint_weight,
        "log_complaint_spread": math.log(o.complaint_spread),
    }


def _points(scenario: Scenario, strategy: Strategy, world: World) -> dict:
    """The grid; zeros where the strategy has none."""
    p = strategy.points
    recruiting = p.recruiting if p else None
    product = trade.product_table(scenario, strategy)[0]
    return {
        "most_posts_of_a_line": _most_posts_of_a_line(scenario, strategy, world),
        "most_posts_of_a_point": (
            _most_posts_of_a_point(scenario, p, pace.busiest(scenario, strategy, "points")) if p else 0
        ),
        "team_capacity": strategy.team.people * strategy.team.posts_per_person_day if strategy.team else -1.0,
        "n_activities": len(strategy.activities),
        "points_malls": p.malls if p else False,
        "points_management_cost": p.management_cost if p else 0,
        "points_training_cost": p.training_cost if p else 0,
        "kol_fee_per_follower": float(p.activate.kol_fee_per_follower) if p else 0.0,
        "points_posts_factor": p.posts_factor if p else 0.0,
        "points_public_share": p.public_share if p else 0.0,
        "points_group_share": p.group_share if p else 0.0,
        "points_place_share": p.place_share if p else 0.0,
        "points_off_message_chance": p.off_message_chance if p else 0.0,
        "points_unsupervised_off_message_chance": p.unsupervised_off_message_chance if p else 0.0,
        "off_message_valence": OFF_MESSAGE_VALENCE,
        "points_effort": float(p.effort) if p else 0.0,
        "points_recognition": float(p.recognition) if p else 0.0,
        "points_dormancy_odds": float(odds.odds_of(p.dormancy_chance)) if p else 0.0,
        "points_unsupervised_dormancy_effect": p.unsupervised_dormancy_effect if p else 1.0,
        "points_leave_after": int(math.ceil(p.leave_after)) if p else 0,
        "recruiting": recruiting is not None,
        "recruiting_invite_odds": float(odds.odds_of(recruiting.invite_chance)) if recruiting else 0.0,
        "recruiting_earnings_effect": recruiting.earnings_effect if recruiting else 1.0,
        "recruiting_reference_earning": float(recruiting.reference_earning) if recruiting else 1.0,
        "one_commission": float(commission.earned(product.price, product.first_rate, product.first_fixed)),
        "recruiting_sellers_effect": recruiting.sellers_effect if recruiting else 1.0,
        "recruiting_most": heads(recruiting.most, world.n_people) if recruiting else 0,
    }


def _most_posts_of_a_line(scenario: Scenario, strategy: Strategy, world: World) -> int:
    """A bound of what account, opinion leaders and advertising can post in one tick."""
    accounts = {name: getattr(strategy, name) for name in ("account", "executive", "service")}
    account = sum(
        page.posts_per_day / scenario.ticks_per_day * pace.busiest(scenario, strategy, name) + 1
        for name, page in accounts.items()
        if page
    )
    mails = 1 / (strategy.email.every_days * scenario.ticks_per_day) + 1 if strategy.email else 0
    partners = life_of_points.most_swapped_posts(scenario, strategy, world)
    others = offers.most_posts(scenario, strategy) + int(np.count_nonzero(world.table.role == Role.KOL))
    return int(account + mails) + 4 + partners + others


def _most_posts_of_a_point(scenario: Scenario, points: Points, busiest: float) -> int:
    """A bound of what a point can post in one tick."""
    habits = [getattr(scenario.people.roles, name).posts_per_day for name in words(PEOPLE)]
    return int(max(habits) * points.posts_factor * busiest / scenario.ticks_per_day) + 1


def _layers(scenario: Scenario, world: World) -> dict:
    """Feeds: what the platform delivers, how it grows, and the bound under which the layer is walked."""
    delivered, growth, bounds, there = (
        np.zeros(N_LAYERS),
        np.zeros(N_LAYERS),
        np.zeros(N_LAYERS),
        np.zeros(N_LAYERS, np.int64),
    )
    for code, name in enumerate(words(LAYERS)):
        page = getattr(scenario.network, name)
        if page is not None:
            there[code] = 1
            delivered[code], growth[code] = getattr(page, "delivered", 1.0), page.rival_growth
            bounds[code] = _shown_bound(scenario, world, name, delivered[code])
    by_jumps = bounds < JUMP_BELOW
    return {
        "layer_there": there,
        "delivered": delivered,
        "growth_a_year": growth,
        "shown_bound": bounds,
        "by_jumps": by_jumps.astype(np.int64),
        "candidate_rate": np.where(by_jumps & (bounds > 0.0), bounds, 1.0),
    }


def feed_of(scenario: Scenario, world: World, layer: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return of everybody's feed on a layer: (whether anything comes in, rival posts a day at the start, visits a day,
    reading depth)."""
    page, people = getattr(scenario.network, layer), world.table
    if layer == "groups":
        assert world.groups is not None, "the network has groups"
        fellows = world.groups.fellow_members
        return fellows > 0, page.rival_posts_per_member * fellows, people.visits_per_day, people.reading_depth
    ties_in = world.layers[layer].in_degree[: world.n_people]
    rivals = page.rival_posts_per_tie * ties_in
    if layer == "place":
        return (
            ties_in > 0,
            rivals,
            np.full(world.n_people, page.visits_per_day),
            np.full(world.n_people, page.reading_depth),
        )
    return ties_in > 0, rivals, people.visits_per_day, people.reading_depth


def _shown_bound(scenario: Scenario, world: World, layer: str, delivered: float) -> float:
    """The greatest chance of being shown that anybody on the layer can have, by people and ties only."""
    growth = getattr(scenario.network, layer).rival_growth
    someone, rivals, visits, depth = feed_of(scenario, world, layer)
    if not someone.any():
        return 0.0
    least = rivals[someone] * min(1.0, float(exposure.supply_growth(growth, float(scenario.horizon))))
    return float(delivered * np.max(1.0 - (least / (least + visits[someone])) ** depth[someone]))


def _first_edges(world: World) -> np.ndarray:
    """The number of each layer's first tie when the ties of all layers are numbered through (in groups: the
    memberships)."""
    memberships = 0 if world.groups is None else len(world.groups.member)
    return np.cumsum([0, world.layers["moments"].n_ties, world.layers["micro_blog"].n_ties, memberships]).astype(
        np.int64
    )


def lines_of(scenario: Scenario, strategy: Strategy) -> Records:
    """The plan lines of a strategy, one record each."""
    lines = table.records(len(PlanLine) + len(strategy.activities), table.LINE)
    n_ticks = int(round(scenario.horizon * scenario.ticks_per_day))
    for row in PlanLine:
        line, name = lines[row], row.word
        line.number, line.kind, line.channel = line_number(name), row.kind, row.channel
        line.end_tick = n_ticks
        line.appeal, line.open_multiplier, line.trust_multiplier, line.cap, line.share_today = 1.0, 1.0, 1.0, -1, -1
        line.interesting = line.benefit = line.interaction = odds.REFERENCE
        line.individuality = 1.0  # a review is personal through and through
        line.first_version = -1
        page = getattr(strategy, name, None) if row != PlanLine.REVIEW else None  # the strategy's review is no line
        if page is not None and (name not in SWITCHED_LINES or getattr(scenario.switches, name)):
            _fill_line(line, page, scenario, n_ticks)
        line.paced = pace.is_paced(strategy, name)
    for line, (name, page) in zip(lines[len(PlanLine) :], strategy.activities.items(), strict=True):
        offers.fill_line(line, name, page, scenario, n_ticks)
    _number_channels(lines)
    return lines


def _number_channels(lines: Records) -> None:
    """Give every channel that this run can have a column in the table of touches: what is not there takes no memory
    beside a person."""
    columns: dict[int, int] = {}
    for row, line in enumerate(lines):
        there = line.on or row == PlanLine.REVIEW
        line.touch_row = columns.setdefault(int(line.channel), len(columns)) if there else -1


def _fill_line(line: Records, page: Any, scenario: Scenario, n_ticks: int) -> None:
    """Set one line from its block of the strategy."""
    content: Any = page.content
    line.on = True
    for name in ("interesting", "benefit", "interaction", "individuality", "personal_topic"):
        line[name] = getattr(content, name, 0.0)
    line.positioning = content.positioning  # what a post of the line says the brand stands for
    line.appeal = reaction.quality_multiplier(content.quality, math.log(scenario.response.reaction.quality_effect))
    line.content_cost = line.dearest = commission.content_cost(content.cost_at_full_quality, content.quality)
    line.discount = commission.millionths(getattr(content, "discount", 0.0))
    line.product = trade.product_row(scenario, getattr(content, "product", None))
    start, end = getattr(page, "start", 0), getattr(page, "end", None)
    line.start_tick = int(round(start * scenario.ticks_per_day))
    line.end_tick = n_ticks if end is None else min(n_ticks, int(round(end * scenario.ticks_per_day)))
    line.paced_from = line.start_tick
    line.posts_per_tick = getattr(page, "posts_per_day", 0.0) / scenario.ticks_per_day
    if hasattr(page, "posts_per_week"):
        line.posts_per_tick = page.posts_per_week / 7.0 / scenario.ticks_per_day
    line.allowance = int(getattr(page, "spend", 0.0) * scenario.budget.total)
    line.cost_per_mille = getattr(page, "cost_per_mille", 1)
    line.fee_per_follower = float(getattr(page, "fee_per_follower", 0))
    line.targeting = getattr(page, "targeting", 0.0)
    line.credibility = _credibility(page, scenario)
    line.open_multiplier, line.trust_multiplier = _word(page, scenario)
    line.cap = -1 if getattr(page, "frequency_cap", None) is None else page.frequency_cap
    if isinstance(page, Email):
        line.posts_per_tick = 1.0 / (page.every_days * scenario.ticks_per_day)


def _credibility(page: Any, scenario: Scenario) -> float:
    """How far what is no person is believed: accounts by their roles, bought media by their blocks."""
    roles = scenario.people.roles
    by_account: dict[Any, Any] = {
        Account: roles.official,
        Email: roles.official,
        Executive: roles.executive,
        Service: roles.service,
    }
    return by_account[type(page)].credibility if type(page) in by_account else getattr(page, "credibility", 1.0)


def _word(page: Any, scenario: Scenario) -> tuple[float, float]:
    """Whose word a line's own posts are: the multipliers of the odds of opening them, and of the weight of what they
    say in trust."""
    r, sponsored_trust = scenario.response.reaction, scenario.response.memory.sponsored_trust
    if isinstance(page, Points | Executive):
        ties = page.tie_quality if isinstance(page, Points) else 1.0
        return ties * r.commercial_effect**page.seen_as_commercial, sponsored_trust**page.seen_as_commercial
    if isinstance(page, Email):  # the published rate of opening is that of a brand's mails
        return float(odds.odds_of(r.email_open_chance) / odds.odds_of(r.open_chance)), sponsored_trust
    if isinstance(page, MassMedia):
        return page.attention * r.commercial_effect, sponsored_trust
    return r.commercial_effect, sponsored_trust


def roles_of(scenario: Scenario) -> Records:
    """Credibility, habit and motivation by role code; the official account is no person and has its own settings."""
    roles = table.records(len(Role), table.ROLE)
    for code, name in enumerate(words(PEOPLE)):
        role = getattr(scenario.people.roles, name)
        roles[code].credibility = role.credibility
        roles[code].posts_per_tick = role.posts_per_day / scenario.ticks_per_day
        roles[code].motivation = role.motivation
    return roles
