"""The settings of a run, every number that the rules read: what the declarations say that they hold, and what follows
from the world."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gridsim import draws
from gridsim.engine import layers, lines, pace, trade, usual
from gridsim.engine.state import Records
from gridsim.rules import commission
from gridsim.rules.odds import odds_of
from gridsim.scenario import Scenario
from gridsim.scenario.held import Field, fields, is_on
from gridsim.scenario.quantities import heads
from gridsim.scenario.strategy import Strategy
from gridsim.terms import Role
from gridsim.world import World

HOLDS: dict[str, Callable[[Any, Scenario, World], Any]] = {
    "float": lambda value, scenario, world: float(value),
    "odds": lambda value, scenario, world: float(odds_of(value)),
    "log": lambda value, scenario, world: math.log(value),
    "kept": lambda value, scenario, world: math.exp(-math.log(2.0) / value),  # of a stock, after a day
    "millionths": lambda value, scenario, world: commission.millionths(value),
    "ticks": lambda value, scenario, world: pace.ticks(scenario, value),
    "whole": lambda value, scenario, world: int(value),  # days
    "heads": lambda value, scenario, world: heads(value, world.n_people),
    "budget": lambda value, scenario, world: int(value * scenario.town_budget),  # the amount of a share
}
"""How the rules hold a parameter that is not held plain, from its value."""

FLOATS = ("float", "odds", "log", "kept")
WHOLE_KINDS = {"int": int, "money": int, "choice": int, "bool": bool, "page": bool}


def settings_of(scenario: Scenario, strategy: Strategy, world: World, recording: bool) -> Records:
    """The settings, one record."""
    values = {name: _held(field, scenario, strategy, world) for name, field in fields().items()}
    values |= _world(scenario, strategy, world) | layers.settings(scenario, world) | {"recording": recording}
    return _one_record(values | _derived(values, scenario, strategy, world))


def _held(field: Field, scenario: Scenario, strategy: Strategy, world: World) -> Any:
    """What the rules hold of a parameter, or whether a block is there; what is off has no effect."""
    value, kind, declared = field.at(scenario, strategy), field.one.kind, field.one.declared
    plain = declared.held == "plain"
    held_as = WHOLE_KINDS.get(kind.name, float) if plain else float if declared.held in FLOATS else int
    if value is None or not is_on(declared, scenario):
        neutral = 1 if plain and declared.unit == "times" else 0
        return held_as(neutral if declared.off is None else declared.off)
    if not plain:
        return held_as(HOLDS[declared.held](value, scenario, world))
    return kind.choices.index(value) if kind.choices else held_as(value)


def _one_record(values: dict) -> Records:
    """A single record whose fields are the entries, floats, whole numbers, switches or short arrays."""
    kinds = [
        (name, value.dtype.str, value.shape)
        if isinstance(value, np.ndarray)
        else (name, "?" if isinstance(value, bool) else "i8" if isinstance(value, int | np.integer) else "f8")
        for name, value in values.items()
    ]
    return np.array([tuple(values.values())], np.dtype(kinds, align=True)).view(np.recarray)


def _world(scenario: Scenario, strategy: Strategy, world: World) -> dict:
    """Sizes of the world and of the plan."""
    return {
        "n_people": world.n_people,
        "account": world.account,
        "media": world.account + 1,
        "n_ticks": pace.ticks(scenario, scenario.horizon),
        "n_moments_ties": world.layers["moments"].n_ties,
        "n_products": 1 + len(scenario.market.more_products),
        "n_stores": 0,  # trade.with_places counts them
        "n_activities": len(strategy.activities),
        "most_posts_of_a_line": lines.most_posts_of_a_line(scenario, strategy, world),
        "most_posts_of_a_point": lines.most_posts_of_a_point(scenario, strategy),
        "team_capacity": strategy.team.people * strategy.team.posts_per_person_day if strategy.team else -1.0,
        "median_match": float(np.median(world.interests.astype(np.float64) @ _advertised_topics(scenario, strategy))),
        "match_reference": usual.match(scenario, world),
        "close_tie_share": usual.close_ties(world),
    }


def _advertised_topics(scenario: Scenario, strategy: Strategy) -> np.ndarray:
    """The topics of the product that is advertised."""
    name = strategy.advertising.content.product if strategy.advertising else None
    return trade.topics_of(scenario, trade.product_named(scenario, name))


def _derived(held: dict, scenario: Scenario, strategy: Strategy, world: World) -> dict:
    """What follows from several parameters, or from one and the world."""
    product, stock = trade.product_table(scenario, strategy)[0], scenario.operation.stock
    swapped, operated = strategy.partners, strategy.kol.operated if strategy.kol else None
    first = commission.earned(product.price, product.first_rate, product.first_fixed)
    second = commission.earned(product.price, product.second_rate, product.second_fixed)
    near = stock.near_delivery_days if stock else None
    late = math.log(held["late_chance"]) if held["late_chance"] > 0.0 else -1.0
    joins = held["recruiting_apply_odds"] > 0.0 or held["recruiting_join_at_spending"] >= 0
    return {
        "best_match": math.exp(held["log_match_effect"] * (1.000001 - held["match_reference"])),
        "weight_read": max(0.0, 1.0 - held["weight_shown"] - held["weight_opened"]),
        "to_groups_share": held["to_groups_share"] if scenario.network.groups else 0.0,
        "log_late_chance": late,
        "most_days_late": int(math.log(draws.LEAST) / late),
        "serve_near": stock is not None and stock.serve_from == "near",
        "stock_near_delivery_days": held["delivery_days"] if near is None else near,
        "expected_earning": float(first + second),
        "team_earning": float(second + held["recruiting_head_pay"] + held["invitation"]),
        "cared_kols": round(operated.share * np.count_nonzero(world.table.role == Role.KOL)) if operated else 0,
        "swap_cost": (
            swapped.goods_per_post * trade.product_named(scenario, swapped.content.product).unit_cost if swapped else 0
        ),
        "usual_mind": usual.usual_mind(held, scenario, world),
        "usual_friends": usual.usual_friends(held, world),
        "whole_town": held["ranks"] or held["community"] or joins,
    }
