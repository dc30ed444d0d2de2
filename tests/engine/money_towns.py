"""Small towns drawn at random over all that moves money: points, mall rules, operation, activities. Cheap: many can be
played."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import numpy as np

from gridsim.engine import run as engine
from gridsim.engine.hand_over import hand_over
from gridsim.results.result import Result
from gridsim.scenario import Scenario, load_scenario
from gridsim.world import build_world

POINTS = "strategies.grid.points."
RULES = POINTS + "mall_rules."
FREE = {"cost_at_full_quality": 0}
GIFT = {"price": "100 CNY", "unit_cost": "40 CNY", "need_interval": 10}


class Played(NamedTuple):
    """A run with all that its laws are recomputed from."""

    scenario: Scenario
    town: engine.Town
    first_friends: np.ndarray  # friends who had bought before the campaign
    run: engine.Run
    result: Result
    orders: dict[str, np.ndarray]
    points: dict[str, np.ndarray]


def drawn_town(number: int) -> Scenario:
    """The town with this number, the same wherever it is drawn."""
    chance = random.Random(number)
    pick = chance.choice
    people = pick([60, 80, 100, 150])
    base: dict[str, Any] = {
        "name": f"Town {number}",
        "people": {
            "count": people,
            "need_interval": pick([4, 8, 15]),
            "roles": {"employee": {"count": pick([0, 5])}, "distributor": {"count": pick([0, 8])}, "kol": {"count": 0}},
        },
        "horizon": pick([10, 15, 25]),
        "budget": {"total": pick(["300 CNY", "2k CNY", "40k CNY"])},
        "network": {
            "moments": {"mean_friends": pick([10, 25])},
            "micro_blog": {"mean_follows": 6, "official_followers": "40%", "delivered": 1},
        },
        "market": {
            "initial_awareness": pick(["30%", "90%"]),
            "share": pick(["5%", "40%"]),
            "buying": {
                "click_chance_to_order": pick([0.05, 0.4]),
                "friends_effect": pick([1, 5]),
                "return_to_seller_chance": pick([0.3, 1.0]),
            },
            "product": {"quality": pick([0.3, 0.8]), "unit_cost": "40 CNY"},
        },
        "response": {"reaction": {"open_chance": 0.4, "click_chance": 0.5, "share_chance": pick([0.02, 0.1])}},
        "operation": operation(pick),
        "strategies": {"grid": {"account": {"content": FREE}, "points": points(pick)}},
    }
    for block in ("search", "conversion", "brand", "partners", "community"):
        base["strategies"]["grid"][block] = pick([None, None, {"spend": "2%"}])
    base["people"]["roles"]["partner"] = {"count": 3}
    if pick([False, True]):
        base["network"]["place"] = {}
        base["people"]["roles"]["distributor"] = {"count": 8}
        base["market"]["buying"] |= {"shop_share": 0.3, "shelf_recall": 0.5}
        base["operation"]["shops"] = {"margin": 0.25, "pickup_share": 0.4}
    changes: dict[str, Any] = {
        "response.referral": pick([None, {"first_trust": 0.5}]),
    }
    changes["market.more_products"] = pick(
        [{}, {"gift": GIFT}, {"gift": {**GIFT, "commission": [0.29]}, "tea": {"price": "9.99 CNY"}}]
    )
    if pick([False, True]):
        changes["strategies.grid.activities"] = activities(pick)
    if pick([False, True]):
        changes["strategies.grid.account.variants"] = {"a": {"discount": pick([0, 0.2])}, "b": {"benefit": 1}}
        changes["strategies.grid.review"] = {
            "over": "variants",
            "measure": "orders",
            "every_days": 3,
            "rule": pick(["thompson", "epsilon"]),
        }
    return load_scenario(base).replace(changes)


def operation(pick) -> dict[str, Any]:
    """Returns from rare to most, windows from none to longer than the horizon."""
    found = {
        "return_chance": pick([0.02, 0.3, 0.7]),
        "return_window": pick([0, 2, 7, 30]),
        "resaleable": pick([0.0, 0.5, 1.0]),
        "late_chance": pick([0, 0.4]),
        "shipping_days": pick([0, 1]),
        "delivery_days": pick([0, 2]),
        "platform_fee": pick([0, 0.05]),
        "daily_capacity": pick([None, None, 3]),
    }
    if pick([False, False, True]):
        found["stock"] = {
            "backorder_share": pick([0, 0.5]),
            "centre": {"initial": 20, "reorder_at": 10, "quantity": 20},
        }
    return found


def points(pick) -> dict[str, Any]:
    """Points and the rules of their malls."""
    rules: dict[str, Any] = {
        "self_purchase": pick([False, False, True]),
        "invitation": pick([0, "3 CNY", "40 CNY"]),
        "withdrawal_minimum": pick([0, "30 CNY"]),
        "lock": pick(
            [None, {"by": "first_click", "protection": 4}, {"by": "first_order", "protection": pick([2, 60])}]
        ),
    }
    rules |= pick(
        [{}, {"fixed": {"seller": "9 CNY", "recruiter": pick([0, "4 CNY"])}}, {"tiers": TIERS}, {"tiers": TIERS}]
    )
    return {
        "spend": pick([0.3, 0.9]),
        "activate": {"employee": "100%", "distributor": "100%", "consumer": pick(["10%", "30%"])},
        "commission": pick([[], [0.1], [0.13, 0.07], [0.29, 0.31]]),
        "mall_rules": rules,
        "recruiting": {
            "invite_chance": pick([0.05, 0.9]),
            "most": "100%",
            "apply_chance": pick([0, 0.02]),
            "join_at_spending": pick([None, 1, "128 CNY", "300 CNY"]),
            "joining_fee": pick([0, "5 CNY"]),
            "head_pay": pick([0, "7 CNY"]),
        },
        "ranks": pick([None, {"promote_chance": 0.6, "demote_after": pick([1, 3, 8])}]),
        "supervision": pick([None, {"daily_cost": "1 CNY"}]),
        "management_cost": pick([0, "1 CNY"]),
        "training_cost": pick([0, "3 CNY"]),
        "content": {"discount": pick([0, 0.1])},
        "posts_factor": 10,  # busier than people are, so that a short run shows much
        "dormancy_chance": pick([0.01, 0.2]),
        "leave_after": pick([2, 3000]),
    }


TIERS = {"silver": {"from_sales": "150 CNY", "rate": "17%"}, "gold": {"from_sales": "400 CNY", "rate": "30%"}}


def activities(pick) -> dict[str, Any]:
    """Offers of every kind that an order can use, short and long; and prizes."""
    valid = pick([2, 20])
    return {
        "coupon": {"kind": "coupon", "units": 40, "discount": 0.3, "valid": valid, "content": FREE},
        "packet": {"kind": "red_packet", "units": 15, "amount": "120 CNY", "parts": 3, "valid": valid, "content": FREE},
        "group": {"kind": "group_buy", "size": 2, "discount": 0.4, "posts_per_day": 2, "valid": 3, "content": FREE},
        "flash": {"kind": "flash_sale", "units": 4, "discount": 0.5, "start": 2, "days": 2, "content": FREE},
        "draw": {"kind": "prize_draw", "prizes": 2, "prize": "9 CNY", "days": 5, "content": FREE},
    }


def play(number: int) -> Played:
    """Build and play one town."""
    scenario = drawn_town(number)
    world = build_world(scenario, seed=number, threads=1)
    plan = scenario.strategy("grid")
    town = engine.given_of(scenario, plan, world)
    first = engine.start(scenario, plan, world, town, number, 0)
    friends = first.people["friends_bought"].copy()
    run = engine.play(town, first)
    result = hand_over(scenario, "grid", 0, town, run)
    return Played(
        scenario, town, friends, run, result, plain(result.columns["orders"]), plain(result.columns["points"])
    )


def plain(columns: dict[str, Any]) -> dict[str, np.ndarray]:
    """A table's columns as arrays."""
    return {name: np.asarray(values) for name, values in columns.items()}
