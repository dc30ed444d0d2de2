"""The books of five people, kept by hand: every order of a small run is listed, and ledger and metrics follow from the
list by arithmetic that one can do on paper."""

import pytest

import gridsim as gs
from gridsim.results.metrics import FIRST
from gridsim.results.result import against_nothing

HAMLET = {
    "people": {"count": 5, "need_interval": 1},
    "horizon": 3,
    "budget": {"total": "1000 CNY"},
    "network": {"moments": {"mean_friends": 4}},
    "market": {
        "share": 0.9,
        "product": {"price": "100 CNY", "unit_cost": "40 CNY"},
        "buying": {"click_chance_to_order": 0.99999},
    },
    "response": {"reaction": {"open_chance": 0.9999, "read_chance": 0.99999, "click_chance": 0.9999}},
    "operation": {
        "shipping_cost": "10 CNY",
        "platform_fee": 0.05,
        "return_chance": 0.5,
        "return_window": 2,
        "resaleable": 0.5,
        "delivery_days": 0,
        "shipping_days": 0,
        "late_chance": 0,
    },
    "strategies": {
        "grid": {
            "points": {
                "spend": 0.9,
                "activate": {"consumer": 2},
                "commission": ["10%"],
                "management_cost": "1 CNY",
                "training_cost": "7 CNY",
                "content": {"discount": 0.1, "cost_at_full_quality": "20 CNY", "quality": 1},
                "mall_rules": {"withdrawal_minimum": "25 CNY"},
                "posts_factor": 50,
                # every post as every other, whatever it earns and whatever its author thinks of the goods
                "reward_elasticity": 0,
                "experience_effect": 1,
                "work": {"employees": "on_top"},
            }
        }
    },
    "switches": {"recruiting": False},
}
ORDERS = [
    # day, buyer, the point whose mall it is, with a coupon, came back on day
    (0, 4, None, False, None),
    (0, 2, None, False, 0),
    (0, 4, None, False, 2),
    (1, 3, 0, True, 3),
    (1, 4, None, False, 3),
    (1, 1, 0, True, None),
    (1, 4, None, False, None),
    (1, 1, 2, False, None),
    (1, 4, 2, True, None),
    (2, 0, 2, True, 3),
    (2, 4, 0, True, None),
    (2, 3, 0, True, 2),
    (2, 1, 0, True, 4),
    (2, 2, 0, True, 4),
    (2, 4, None, False, None),
]
"""What the five do under the grid; 2 and 0 are its points, and the second order came by a post of the account."""
WITHOUT = [
    (0, 4, None, False, None),
    (0, 4, None, False, 2),
    (1, 4, None, False, 3),
    (1, 4, None, False, None),
    (1, 1, None, False, None),
    (2, 4, None, False, None),
]
"""What they do where nothing is done."""
BOOKS = """
0, sale, settlement, revenue, 300
0, platform fee, platform_fee, settlement, 15
0, goods, goods, inventory, 120
0, logistics, logistics, cash, 30
0, refund, refunds, settlement, 100
0, platform fee back, settlement, platform_fee, 5
0, goods back, inventory, goods, 20
0, content, content, cash, 168
0, management, management, cash, 2
0, training, training, cash, 14
1, sale, settlement, revenue, 570
1, sale, coupons, revenue, 30
1, platform fee, platform_fee, settlement, 28.5
1, goods, goods, inventory, 240
1, logistics, logistics, cash, 60
1, commission, commissions, commissions_payable, 37
1, content, content, cash, 168
1, management, management, cash, 2
2, sale, settlement, revenue, 550
2, sale, coupons, revenue, 50
2, platform fee, platform_fee, settlement, 27.5
2, goods, goods, inventory, 240
2, logistics, logistics, cash, 60
2, refund, refunds, settlement, 190
2, platform fee back, settlement, platform_fee, 9.5
2, goods back, inventory, goods, 40
2, commission, commissions, commissions_payable, 45
2, commission back, commissions_payable, commissions, 9
2, coupon back, revenue, coupons, 10
2, content, content, cash, 208
2, management, management, cash, 2
3, refund, refunds, settlement, 280
3, platform fee back, settlement, platform_fee, 14
3, goods back, inventory, goods, 60
3, commission back, commissions_payable, commissions, 18
3, coupon back, revenue, coupons, 20
4, refund, refunds, settlement, 180
4, platform fee back, settlement, platform_fee, 9
4, goods back, inventory, goods, 40
4, commission back, commissions_payable, commissions, 18
4, coupon back, revenue, coupons, 20
"""
"""The ledger, line by line: day, what for, account debited, account credited, CNY. An order is 100 CNY, with a coupon
(in points' posts) 90; goods cost 40, half of which is saved where they come back; shipping 10; the platform takes 5 % of
what is paid, a point 10 %. The account's post costs 108 CNY a day, each of the points' eleven posts 20, a point's
training 7 and its supervision 1 a day. A coupon is paid to the sales side by the campaign."""
NOBODY = """search_clicks cost_shop_margin recruits leavers cascade_share_beyond_one_hop cascade_share_100 praise complaints
stock_outs communicators promotions demotions fans swaps joining_income recruiting_income
recruiting_income_share cost_media cost_kol cost_head_pay cost_community cost_swap cost_invitation
cost_search cost_conversion cost_brand cost_prize cost_referral"""
UNDEFINED = """money_out_day payback_day retention churn ltv_year cac_advertising cac_kol cac_partners"""
"""The money lasts, and is never earned back; three days are too few to come back in."""
SHOWN = """reach target_reach frequency impressions opened reads engagements shares clicks visits awareness trust
talk_valence breadth contacts_per_person visits_per_contact orders_per_visit"""
"""What is read off the showings."""
HAND = {
    **dict.fromkeys(NOBODY.split(), 0),
    **dict.fromkeys(UNDEFINED.split()),
    "orders": 15,
    "buyers": 5,
    "new_buyers": 5,
    "returns": 8,
    "gmv": 7 * 100 + 8 * 90,
    "refunds": 3 * 100 + 5 * 90,
    "net_revenue": 4 * 100 + 3 * 90,
    "discounts": 3 * 10,
    "cost_coupon": 3 * 10,
    "cost_goods": 15 * 40 - 8 * 20,
    "cost_logistics": 15 * 10,
    "cost_platform_fee": 0.05 * 670,
    "contribution_margin": 670 + 30 - 440 - 150 - 33.5,
    "cost_commission": 9 + 10 + 9 + 9,
    "commission_payable": 37,  # 18 and 19: less than the 25 from which it is paid out
    "retail_income": 37,
    "cost_content": 3 * 108 + 11 * 20,
    "cost_management": 3 * 2,
    "cost_training": 2 * 7,
    "marketing_cost": 544 + 37 + 30 + 6 + 14,
    "net_contribution": 76.5 - 631,
    "budget_unspent": 1000 - 631,
    "orders_per_budget": 1000 * 15 / 631,
    "gmv_per_budget": 1420 / 631,
    "cac": 631 / 5,
    "cac_account": 3 * 108 / 1,  # person 2 came by its post
    "cac_points": (631 - 324) / 3,  # 3, 1 and 0 bought first in a mall of theirs
    "ltv": 76.5 / 5,
    "referred_share": 1 / 2,  # 4 and 1 kept an order; 1 came through point 0
    "repeat_buyer_share": 2 / 2,
    "repeat_order_share": 5 / 7,
    "active_points": 2,
    "sellers": 2,
    "sales_gini": (540 - 280) / (2 * (540 + 280)),
    "long_tail_share": 280 / (540 + 280),
    "cascade_size_mean": (12 * 1 + 2 * 2) / 14,
    "cascade_never_shared_share": 12 / 14,
    "structural_virality": 1,
    # doing nothing sells six, two of which come back: 400 - 160 - 40 goods lost - 60 shipping - 20 fee = 120
    "incremental_new_buyers": 5 - 2,
    "incremental_orders": 15 - 6,
    "incremental_reach": 5 - 0,
    "incremental_gmv": 1420 - 600,
    "incremental_contribution_margin": 76.5 - 120,
    "incremental_contribution": 76.5 - 631 - 120,
    "roi": (76.5 - 120 - 631) / 631,
    "incremental_cac": 631 / 3,
    "incremental_cost_per_order": 631 / 9,
    "incremental_cost_per_reached": 631 / 5,
    "deepest_deficit": 674.5,  # every day takes from it
    "deficit_day": 4,
}


@pytest.fixture(scope="module")
def grid():
    return gs.run(HAMLET, "grid", seed=1, record="impressions")


@pytest.fixture(scope="module")
def nothing():
    return gs.run(HAMLET, "nothing", seed=1)


def told(orders):
    """The rows of the table of orders, as the lists above have them."""
    return [
        (
            one.day,
            one.buyer,
            None if one.seller < 0 else one.seller,
            one.discount > 0,
            None if one.returned_day < 0 else one.returned_day,
        )
        for one in orders.itertuples()
    ]


def test_the_five_do_what_is_told_of_them(grid, nothing):
    assert told(grid.orders) == ORDERS
    assert told(nothing.orders) == WITHOUT


def test_the_ledger_is_the_one_kept_by_hand(grid):
    lines = {}
    for row in BOOKS.strip().splitlines():
        day, what, debited, credited, amount = row.split(", ")
        for account, side in ((debited, 0), (credited, 1)):
            sums = lines.setdefault((int(day), what, account), [0, 0])
            sums[side] += round(100 * float(amount))
    kept = {(one.day, one.what, one.account): [one.debit, one.credit] for one in grid.ledger.itertuples()}
    assert kept == lines


def test_every_metric_is_the_one_worked_out_by_hand(grid, nothing):
    metrics = against_nothing(grid, nothing).metrics
    assert set(HAND) | set(SHOWN.split()) >= set(FIRST.split())
    for name, value in HAND.items():
        assert metrics[name] == (None if value is None else pytest.approx(value, rel=1e-12)), name


def test_what_is_shown_is_counted_in_the_showings(grid):
    shown, daily, metrics = grid.impressions, grid.daily, grid.metrics
    orders, last = 15, daily[~daily["closing"]].iloc[-1]
    by_click = (~grid.orders["entrance"].isin(["direct", "search", "micro_mall"])).sum()
    found = {
        "impressions": len(shown),
        "reach": shown["viewer"].nunique(),
        "opened": (shown["stage"] != "shown").sum(),
        "reads": shown["stage"].isin(["read", "engaged"]).sum(),
        "engagements": (shown["stage"] == "engaged").sum(),
        "shares": (grid.cascades["size"] - 1).sum(),
        "awareness": last["awareness"],
        "trust": daily["trust"].iloc[-1],
        "talk_valence": 1.0,  # all recommend
    }
    people = found["reach"]
    found |= {"frequency": len(shown) / people, "breadth": people, "contacts_per_person": len(shown) / people}
    found |= {
        "visits_per_contact": metrics["visits"] / len(shown),
        "orders_per_visit": orders / metrics["visits"],
    }
    for name, value in found.items():
        assert metrics[name] == pytest.approx(value, rel=1e-12), name
    assert by_click <= metrics["clicks"] <= found["opened"] and orders <= metrics["visits"]
    assert metrics["target_reach"] <= found["reach"]
