"""The agent form equals the compiled engine with every mechanism of commerce on: malls' rules, products, stocks, shops,
search, works."""

import random
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "engine")]  # its scenarios with everything on

from test_commerce import ALL_ON, GIFT, POINTS, RULES, hamlet, random_changes  # noqa: E402
from test_equal import assert_equal  # noqa: E402

PLACES = {"network.place": {}, "people.roles.distributor.count": 30}
TREE = {
    "operation.stock": {
        "centre": {"initial": 40, "reorder_at": 20, "quantity": 30},
        "distributor": {"initial": 6, "reorder_at": 5, "quantity": 12},
        "sub_distributor": {"initial": 4, "reorder_at": 3, "quantity": 6},
        "shop": {"initial": 2, "reorder_at": 1, "quantity": 3},
        "supplier_days": 2,
        "lead_days": 1,
        "near_delivery_days": 1,
        "backorder_share": 0.4,
    },
}
SHOPPING = {
    "market.buying.shop_share": 0.5,
    "market.buying.shelf_recall": 0.4,
    "operation.shops": {"carried_share": 0.7, "margin": 0.25, "pickup_share": 0.4, "pickup_cost": "1 CNY"},
}
FIXED = {RULES + "tiers": {}, RULES + "fixed": {"seller": "12 CNY", "recruiter": "4 CNY"}}
CASES = {
    "everything": ALL_ON,
    "fixed sums, locked by the first order": {
        **ALL_ON,
        **FIXED,
        RULES + "lock": {"by": "first_order", "protection": 3},
    },
    "a gift that the points show": {
        "market.more_products": {"gift": GIFT},
        POINTS + "content.product": "gift",
        POINTS + "content.personal_topic": 0.5,
    },
    "little money": {**ALL_ON, "budget.total": "900 CNY", "operation.daily_capacity": 4},
    "malls that close": {**ALL_ON, POINTS + "dormancy_chance": 0.4, POINTS + "leave_after": 1},
    "shops": {**PLACES, **SHOPPING, "market.more_products": {"gift": GIFT}},
    "shops with stocks": {**ALL_ON, **PLACES, **SHOPPING, **TREE},
    "stocks, all sent from the centre": {**PLACES, **SHOPPING, **TREE, "operation.stock.serve_from": "centre"},
}


@pytest.mark.parametrize("case", CASES)
def test_every_rule_of_commerce(case):
    assert_equal(hamlet(CASES[case]), "grid")


def test_where_every_event_of_commerce_occurs():
    result = assert_equal(hamlet({**ALL_ON, **PLACES, **SHOPPING, **TREE, "budget.total": "20k CNY"}), "grid", seed=2)
    orders, stock = result.orders, result.table("stock")
    for column in ("paid_click", "backorder", "pickup", "returned"):
        assert orders[column].any(), column
    for column in ("commission_2", "invitation", "shop_margin"):
        assert (orders[column] > 0).any(), column
    assert (orders["entrance"] == "shop").any() and (orders["seller"] != orders["credited"]).any()
    assert set(orders["product"]) == {"product", "gift", "tea"} and {"shop", "distributor", "centre"} <= set(
        orders["stock_source"]
    )
    assert (stock["sent"] > 0).any() and (stock["back"] > 0).any() and result.metrics["stock_outs"] > 0


@pytest.mark.parametrize("number", range(12))
def test_commerce_in_scenarios_drawn_at_random(number):
    chance = random.Random(100 + number)
    changes = random_changes(chance.choice)
    if number % 2:
        changes |= PLACES | SHOPPING
    assert_equal(hamlet(changes), "grid", seed=number)


G = "strategies.grid."
ALL_SLICES = {  # with the life of points and the platforms
    **ALL_ON,
    "market.share": "60%",
    **PLACES,
    **SHOPPING,
    **TREE,
    "budget.total": "25k CNY",
    "response.referral": {},
    POINTS + "ranks": {"promote_chance": 0.1, "demote_after": 4},
    POINTS + "supervision": {"daily_cost": "150 CNY"},
    POINTS + "dormancy_chance": 0.1,
    POINTS + "leave_after": 2,
    POINTS + "recruiting.apply_chance": 0.01,
    POINTS + "recruiting.join_at_spending": "200 CNY",
    POINTS + "recruiting.head_pay": "3 CNY",
    G + "community": {"spend": "2%"},
    G + "partners": {"spend": "2%"},
    "people.roles.partner.count": 6,
    "people.roles.kol.count": 4,
    POINTS + "group_share": 0.3,
    POINTS + "place_share": 0.3,
    POINTS + "spend": 0.45,
    "network.groups": {"mean_size": 8},
    "network.micro_blog.executive_followers": "30%",
    "network.micro_blog.service_followers": "30%",
    "market.email_list": "40%",
    G + "account": {},
    G + "executive": {},
    G + "service": {},
    G + "email": {"every_days": 2},
    G + "kol": {"spend": "10%", "operated": {}},
    G + "advertising": {"spend": "5%", "regions": [0, 2], "frequency_cap": 3},
    G + "advertising.content.product": "tea",
    G + "mass_media": {"spend": "2%", "content": {"cost_at_full_quality": "10 CNY"}},
}


@pytest.mark.parametrize("seed", [1])
def test_all_that_can_be_on_at_once(seed):
    result = assert_equal(hamlet(ALL_SLICES), "grid", seed=seed)
    assert (result.orders["touches_points"] > 0).any() and result.metrics["shares"] > 0
    for name in (
        "promotions",
        "recruits",
        "fans",
        "search_clicks",
        "stock_outs",
        "cost_brand",
        "cost_conversion",
    ):
        assert result.metrics[name] > 0, name
