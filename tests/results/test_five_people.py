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
        "share": 0.1,
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
    (0, 3, None, False, None),
    (0, 2, 0, True, 0),
    (0, 1, 0, True, 2),
    (0, 0, 4, True, None),
    (0, 4, 0, True, None),
    (1, 0, 4, True, None),
    (1, 1, 4, True, 2),
    (1, 3, 4, True, None),
    (1, 2, 0, True, 1),
    (1, 4, 0, True, None),
    (2, 3, 0, True, 3),
    (2, 2, 4, True, 2),
    (2, 1, 4, True, None),
    (2, 4, 0, True, 3),
]
"""What the five do under the grid; 0 and 4 are its points, and the first order came by a post of the account. 0 and 4
bought the brand before the campaign; 1, 2 and 3 are new."""
WITHOUT = [(1, 4, None, False, None)]
"""What they do where nothing is done."""
BOOKS = """
0, sale, settlement, revenue, 460
0, sale, coupons, revenue, 40
0, platform fee, platform_fee, settlement, 23
0, goods, goods, inventory, 200
0, logistics, logistics, cash, 50
0, refund, refunds, settlement, 90
0, platform fee back, settlement, platform_fee, 4.5
0, goods back, inventory, goods, 20
0, commission, commissions, commissions_payable, 36
0, commission back, commissions_payable, commissions, 9
0, coupon back, revenue, coupons, 10
0, content, content, cash, 228
0, management, management, cash, 2
0, training, training, cash, 14
1, sale, settlement, revenue, 450
1, sale, coupons, revenue, 50
1, platform fee, platform_fee, settlement, 22.5
1, goods, goods, inventory, 200
1, logistics, logistics, cash, 50
1, refund, refunds, settlement, 90
1, platform fee back, settlement, platform_fee, 4.5
1, goods back, inventory, goods, 20
1, commission, commissions, commissions_payable, 45
1, commission back, commissions_payable, commissions, 9
1, coupon back, revenue, coupons, 10
1, content, content, cash, 228
1, management, management, cash, 2
2, sale, settlement, revenue, 360
2, sale, coupons, revenue, 40
2, platform fee, platform_fee, settlement, 18
2, goods, goods, inventory, 160
2, logistics, logistics, cash, 40
2, refund, refunds, settlement, 270
2, platform fee back, settlement, platform_fee, 13.5
2, goods back, inventory, goods, 60
2, commission, commissions, commissions_payable, 36
2, commission back, commissions_payable, commissions, 27
2, coupon back, revenue, coupons, 30
2, content, content, cash, 148
2, management, management, cash, 2
3, refund, refunds, settlement, 180
3, platform fee back, settlement, platform_fee, 9
3, goods back, inventory, goods, 40
3, commission back, commissions_payable, commissions, 18
3, coupon back, revenue, coupons, 20
3, commission paid, commissions_payable, cash, 27
"""
"""The ledger, line by line: day, what for, account debited, account credited, CNY. An order is 100 CNY, with a coupon
(in points' posts) 90; goods cost 40, half of which is saved where they come back; shipping 10; the platform takes 5 % of
what is paid, a point 10 %. The account's post costs 108 CNY a day, each of the points' fourteen posts (six, six, two)
20, a point's training 7 and its supervision 1 a day. A coupon is paid to the sales side by the campaign. An order stays
sold when its two days for returns are over: on day 3 point 4 has earned 27 for three, which is more than the 25 from
which it is paid out; the fourth comes too late for that."""
NOBODY = """search_clicks cost_shop_margin recruits leavers cascade_share_beyond_one_hop cascade_share_100 praise
complaints stock_outs communicators promotions demotions fans swaps
joining_income recruiting_income recruiting_income_share cost_media cost_kol cost_head_pay cost_community
cost_swap cost_invitation cost_search cost_conversion cost_brand cost_prize cost_referral
cost_wage cost_promotion followers_lost"""
UNDEFINED = """money_out_day payback_day retention churn ltv_year cac_advertising cac_kol cac_partners"""
"""The money lasts, and is never earned back; three days are too few to come back in."""
SHOWN = """reach target_reach frequency impressions opened reads engagements shares clicks visits awareness trust
talk_valence breadth contacts_per_person visits_per_contact orders_per_visit"""
"""What is read off the showings."""
HAND = {
    **dict.fromkeys(NOBODY.split(), 0),
    **dict.fromkeys(UNDEFINED.split()),
    "orders": 14,
    "buyers": 5,
    "new_buyers": 3,
    "returns": 7,
    "gmv": 1 * 100 + 13 * 90,
    "refunds": 7 * 90,
    "net_revenue": 1 * 100 + 6 * 90,
    "discounts": 6 * 10,
    "cost_coupon": 6 * 10,
    "cost_goods": 14 * 40 - 7 * 20,
    "cost_logistics": 14 * 10,
    "cost_platform_fee": 0.05 * 640,
    "contribution_margin": 640 + 60 - 420 - 140 - 32,
    "cost_commission": 6 * 9,
    "commission_payable": 18 + 9,  # point 0, less than the 25 from which it is paid out, and point 4's last sale
    "retail_income": 54,
    "cost_content": 3 * 108 + 14 * 20,
    "cost_management": 3 * 2,
    "cost_training": 2 * 7,
    "marketing_cost": 604 + 54 + 60 + 6 + 14,
    "net_contribution": 108 - 738,
    "budget_unspent": 1000 - 738,
    "orders_per_budget": 1000 * 14 / 738,
    "gmv_per_budget": 1270 / 738,
    "cac": 738 / 3,
    "cac_account": 3 * 108 / 1,  # person 3 came by its post
    "cac_points": (738 - 324) / 2,  # 1 and 2 bought first in a mall of theirs
    "followers_won": 1,
    "cost_per_follower": 738 / 1,
    "ltv": 108 / 5,
    "referred_share": 1 / 2,  # of the new, 1 and 3 kept an order; 1 came through a point
    "repeat_buyer_share": 3 / 4,  # 0, 3 and 4 kept two, 1 kept one
    "repeat_order_share": 3 / 7,
    "active_points": 2,
    "sellers": 2,
    "sales_gini": (630 - 540) / (2 * (630 + 540)),
    "long_tail_share": 540 / (630 + 540),
    "cascade_size_mean": (14 * 1 + 3 * 2) / 17,
    "cascade_never_shared_share": 14 / 17,
    "structural_virality": 1,
    # doing nothing sells one, which is kept: 100 - 40 goods - 10 shipping - 5 fee = 45
    "incremental_new_buyers": 3 - 0,
    "incremental_orders": 14 - 1,
    "incremental_reach": 5 - 0,
    "incremental_gmv": 1270 - 100,
    "incremental_contribution_margin": 108 - 45,
    "incremental_contribution": 108 - 738 - 45,
    "roi": (108 - 45 - 738) / 738,
    "incremental_cac": 738 / 3,
    "incremental_cost_per_order": 738 / 13,
    "incremental_cost_per_reached": 738 / 5,
    "deepest_deficit": 675,  # every day but the last takes from it
    "deficit_day": 3,
}


@pytest.fixture(scope="module")
def grid():
    return gs.run(HAMLET, "grid", seed=165, record="impressions")


@pytest.fixture(scope="module")
def nothing():
    return gs.run(HAMLET, "nothing", seed=165)


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
    orders, last = 14, daily[~daily["closing"]].iloc[-1]
    by_click = (~grid.orders["entrance"].isin(["direct", "search", "micro_mall"])).sum()
    valence = grid.cascades[grid.cascades["kind"] == "personal"].set_index("root_post")["valence"]
    talk = shown.loc[shown["stage"].isin(["read", "engaged"]) & shown["post"].isin(valence.index), "post"]
    found = {
        "impressions": len(shown),
        "reach": shown["viewer"].nunique(),
        "opened": (shown["stage"] != "shown").sum(),
        "reads": shown["stage"].isin(["read", "engaged"]).sum(),
        "engagements": (shown["stage"] == "engaged").sum(),
        "shares": (grid.cascades["size"] - 1).sum(),
        "awareness": last["awareness"],
        "trust": daily["trust"].iloc[-1],
        "talk_valence": (valence.reindex(talk) * 100).round().mean() / 100,  # each as its author likes the goods
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
