"""Micro-mall rules, products, stocks, shops, paid search, conversion and brand: money and units are conserved, rules
are kept exactly."""

import os
import random
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridsim.engine import run as engine
from gridsim.engine.hand_over import hand_over
from gridsim.errors import ScenarioError
from gridsim.forms import run
from gridsim.results import checks
from gridsim.scenario import load_scenario
from gridsim.scenario.stock import Stock, Store
from gridsim.terms import Role
from gridsim.world import build_world

BUSY = {
    "name": "A busy hamlet",
    "people": {
        "count": 200,
        "need_interval": 8,
        "roles": {  # busier than people are, so that a short run shows much
            "consumer": {"posts_per_day": 0.5},
            "employee": {"count": 10, "posts_per_day": 2},
            "distributor": {"count": 8, "posts_per_day": 3},
        },
    },
    "horizon": 12,
    "budget": {"total": "8k CNY"},
    "network": {"moments": {"mean_friends": 20}, "micro_blog": {"mean_follows": 8}},
    "market": {"initial_awareness": "50%", "buying": {"click_chance_to_order": 0.3}},
    "response": {"reaction": {"open_chance": 0.4, "click_chance": 0.5}},
    "operation": {"return_chance": 0.2, "resaleable": 0.5, "return_window": 3},
    "strategies": {"grid": {"points": {"spend": 0.5, "activate": {"consumer": "20%"}, "leave_after": 3000}}},
}
POINTS = "strategies.grid.points."
RULES = POINTS + "mall_rules."
GIFT = {"price": "100 CNY", "unit_cost": "40 CNY", "need_interval": 10}
ALL_ON = {
    "market.more_products": {"gift": {**GIFT, "commission": [0.2, 0.1]}, "tea": {"price": "60 CNY"}},
    "operation.stock": {"backorder_share": 0.3, "centre": {"initial": 20, "reorder_at": 5, "quantity": 20}},
    RULES + "lock": {"by": "first_click", "protection": 6},
    RULES + "tiers": {
        "silver": {"from_sales": "300 CNY", "rate": "22%"},
        "gold": {"from_sales": "600 CNY", "rate": "31%"},
    },
    RULES + "self_purchase": True,
    RULES + "invitation": "5 CNY",
    RULES + "withdrawal_minimum": "40 CNY",
    POINTS + "content.discount": "10%",
    POINTS + "recruiting.invite_chance": 0.9,
    POINTS + "recruiting.most": "100%",
    "market.buying.search_chance_to_order": 0.5,
    "strategies.grid.search": {"click_chance": 0.5},
    "strategies.grid.conversion": {},
    "strategies.grid.brand": {},
}


def hamlet(changes=None):
    """The busy hamlet, with some things on."""
    return load_scenario(BUSY).replace(changes or {})


def assert_books(result, scenario, strategy="grid"):
    """Money and units: everything that must hold in every run."""
    found = checks.check_run(result.columns, result.metrics, scenario.budget.total, checks.terms_of(scenario, strategy))
    assert not {name: wrong for name, (_, wrong) in found.items() if wrong}
    orders, points, ledger = result.orders, result.points, result.ledger
    kept = orders[~orders["returned"]]
    assert points["commission"].sum() == kept["commission"].sum()
    assert points["invitations"].sum() == kept["invitation"].sum()
    assert (points["paid_out"] + points["payable"] == points["commission"] + points["invitations"]).all()
    minimum = (
        scenario.strategy(strategy).points.mall_rules.withdrawal_minimum if scenario.strategy(strategy).points else 0
    )
    assert ((points["payable"] >= 0) & (points["payable"] < max(1, minimum))).all()
    assert ((points["paid_out"] == 0) | (points["paid_out"] >= minimum)).all()
    net = ledger.assign(net=ledger["debit"] - ledger["credit"]).groupby("account", observed=True)["net"].sum()
    assert net.get("refunds", 0) == orders.loc[orders["returned"], "paid"].sum()
    assert net.get("platform_fee", 0) == kept["platform_fee"].sum()
    assert net.get("shop_margin", 0) == kept["shop_margin"].sum()
    assert net.sum() == 0
    assert (result.daily["budget_left"] >= 0).all()
    if scenario.operation.stock is not None:
        assert_units(result.table("stock"), orders)


def assert_units(stock, orders):
    """Units are conserved, row by row, over the tree, and against the order table."""
    counts = ["initial", "ordered", "back", "sold", "sent", "units", "coming"]
    assert (stock[counts] >= 0).all().all()
    assert (
        stock["initial"] + stock["ordered"] + stock["back"]
        == stock["sold"] + stock["sent"] + stock["units"] + stock["coming"]
    ).all()
    assert stock.loc[stock["agent"] >= 0, "ordered"].sum() == stock["sent"].sum()
    sold = orders.groupby(["product", "stock_agent"], observed=True).size()
    for row in stock.itertuples():
        assert row.sold == sold.get((row.product, row.agent), 0)
    assert stock["back"].sum() <= orders["returned"].sum()


@pytest.fixture(scope="module")
def everything():
    scenario = hamlet(ALL_ON)
    return scenario, run(scenario, "grid", seed=1)


def test_the_books_hold_with_everything_on(everything):
    scenario, result = everything
    assert_books(result, scenario)
    orders = result.orders
    assert (orders["seller"] != orders["credited"]).any() and orders["backorder"].any() and orders["paid_click"].any()
    assert set(orders["product"]) == {"product", "gift", "tea"} and (orders["seller"] == orders["buyer"]).any()
    assert (
        result.metrics["commission_payable"] > 0
        and result.metrics["cost_invitation"] > 0
        and result.metrics["stock_outs"] > 0
    )


def random_changes(pick):
    """Some of the systems on, at random values; `pick(choices)` chooses."""
    changes = {
        "operation.return_chance": pick([0.01, 0.3, 0.8]),
        "operation.resaleable": pick([0.0, 0.5, 1.0]),
        "budget.total": pick(["900 CNY", "3k CNY", "20k CNY"]),
        "operation.daily_capacity": pick([None, 3]),
        RULES + "self_purchase": pick([False, True]),
        RULES + "invitation": pick([0, "3 CNY", "40 CNY"]),
        RULES + "withdrawal_minimum": pick([0, "30 CNY", "200 CNY"]),
        POINTS + "content.discount": pick([0, 0.3]),
        POINTS + "commission": pick([[], [0.1], [0.13, 0.07], [0.6, 0.4]]),
        POINTS + "recruiting.invite_chance": pick([0.05, 0.9]),
        POINTS + "leave_after": pick([1, 3000]),
        POINTS + "dormancy_chance": pick([0.01, 0.4]),
    }
    changes |= {
        "market.more_products": pick(
            [{}, {"gift": GIFT}, {"gift": {**GIFT, "commission": [0.29]}, "tea": {"price": "9.99 CNY"}}]
        )
    }
    if "gift" in changes["market.more_products"]:
        changes[POINTS + "content.product"] = pick([None, "gift"])
    changes[RULES + "lock"] = pick([None, {"by": "first_click", "protection": 3}, {"by": "first_order"}])
    terms = pick(["rates", "fixed", "tiers"])
    if terms == "fixed":
        changes[RULES + "fixed"] = {"seller": pick(["3 CNY", "500 CNY"]), "recruiter": pick([0, "2 CNY"])}
    if terms == "tiers":
        changes[RULES + "tiers"] = {
            "silver": {"from_sales": "200 CNY", "rate": "17%"},
            "gold": {"from_sales": "700 CNY", "rate": "0.6"},
        }
    if pick([False, True]):
        centre = pick(
            [{"initial": 5, "reorder_at": -1, "quantity": 0}, {"initial": 10, "reorder_at": 4, "quantity": 7}]
        )
        changes["operation.stock"] = {
            "supplier_days": pick([1, 5]),
            "backorder_share": pick([0, 0.5, 1]),
            "centre": centre,
        }
    for use in ("search", "conversion", "brand"):
        changes["strategies.grid." + use] = pick([None, {"spend": "15%"}])
    return changes


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_books_hold_in_any_scenario(data):
    scenario = hamlet(random_changes(lambda choices: data.draw(st.sampled_from(choices))))
    assert_books(run(scenario, "grid", seed=1), scenario)


@pytest.mark.parametrize("number", range(30))
def test_the_books_hold_in_thirty_scenarios(number):
    scenario = hamlet(random_changes(random.Random(number).choice))
    assert_books(run(scenario, "grid", seed=1, replicate=number), scenario)


PRINT_DIGEST = """
import hashlib
from test_commerce import ALL_ON, hamlet
from gridsim.forms import run
result, digest = run(hamlet({**ALL_ON, "people.count": 120, "horizon": 8}), "grid"), hashlib.sha256()
for table in ("daily", "orders", "ledger", "points", "cascades", "stock"):
    for column in result.columns[table].values():
        digest.update(repr(list(column)).encode())
print(digest.hexdigest())
"""


def test_the_compiler_changes_nothing_with_everything_on():
    digests = []
    for off in ("0", "1"):
        environment = os.environ | {
            "NUMBA_DISABLE_JIT": off,
            "PYTHONPATH": os.pathsep.join([os.path.dirname(__file__), *sys.path]),
        }
        done = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        digests.append(done.stdout.strip())
    assert digests[0] == digests[1]


def test_tables_that_begin_with_one_row_change_nothing(everything, monkeypatch):
    scenario, result = everything
    monkeypatch.setattr(engine, "FIRST_ROOM", 1)
    again = run(scenario, "grid", seed=1)
    assert again.metrics == result.metrics and again.orders.equals(result.orders)


# --- micro-mall rules

STEADY = {POINTS + "dormancy_chance": 0}


def test_the_first_order_locks_a_customer_exactly_as_long_as_it_says():
    orders = run(hamlet({**STEADY, RULES + "lock": {"by": "first_order", "protection": 5}}), "grid", seed=1).orders
    holder, until, back = {}, {}, {}
    moved = 0
    for order in orders.itertuples():
        locked = order.buyer in holder and order.tick < until[order.buyer] and not 0 <= back[order.buyer] < order.day
        expected = holder[order.buyer] if locked else order.seller
        assert order.credited == expected
        moved += order.credited != order.seller
        if order.seller >= 0 and not locked:
            holder[order.buyer], until[order.buyer], back[order.buyer] = (
                order.seller,
                order.tick + 5 * 4,
                order.returned_day,
            )
    assert moved > 0


def test_without_a_lock_every_order_is_its_sellers():
    orders = run(hamlet(), "grid", seed=1).orders
    assert (orders["credited"] == orders["seller"]).all()


def test_a_click_locks_too_and_the_lock_ends_with_the_mall():
    lock = {RULES + "lock": {"by": "first_click", "protection": 3000}}
    steady = run(hamlet({**STEADY, **lock}), "grid", seed=1).orders
    elsewhere = steady[(steady["credited"] >= 0) & (steady["credited"] != steady["seller"])]
    assert len(elsewhere) > 0
    assert (steady[steady["credited"] >= 0].groupby("buyer")["credited"].nunique() == 1).all(), (
        "one holder a customer, for good"
    )
    result = run(
        hamlet({**lock, POINTS + "dormancy_chance": 0.6, POINTS + "leave_after": 1, POINTS + "recruiting": None}),
        "grid",
        seed=1,
    )
    left = result.points.set_index("agent")["left_day"]
    credited = result.orders[result.orders["credited"] >= 0]
    gone = left[credited["credited"]].to_numpy()
    assert (left >= 0).any() and ((gone < 0) | (credited["day"].to_numpy() <= gone)).all()


def test_fixed_sums_do_not_depend_on_what_is_paid():
    fixed = {
        RULES + "fixed": {"seller": "7 CNY", "recruiter": "2 CNY"},
        "market.more_products": {"gift": GIFT},
        "market.share": 0.3,
        "people.count": 400,
        "budget.total": "90k CNY",
    }
    orders = run(hamlet(fixed), "grid", seed=1).orders
    sold = orders[orders["beneficiary_1"] >= 0]
    assert len(sold) and (sold["commission_1"] == 700).all() and orders["paid"].nunique() > 1


def test_a_points_rate_rises_with_its_sales():
    tiers = {"silver": {"from_sales": "200 CNY", "rate": "20%"}}
    orders = run(hamlet({RULES + "tiers": tiers, "budget.total": "90k CNY"}), "grid", seed=1).orders
    sold = orders[orders["credited"] >= 0]
    before = pd.Series([standing_sales(sold, order) for order in sold.itertuples()], index=sold.index)
    expected = np.where(before >= 20_000, sold["paid"] // 5, sold["paid"] // 10)
    assert (sold["commission_1"] == expected).all() and (before >= 20_000).any()


def test_a_point_buys_in_its_own_mall_only_where_it_may():
    allowed = run(hamlet({**STEADY, RULES + "self_purchase": True, "budget.total": "90k CNY"}), "grid", seed=1)
    own = allowed.orders[allowed.orders["seller"] == allowed.orders["buyer"]]
    assert (
        len(own) > 0
        and (own["beneficiary_1"] == own["buyer"]).all()
        and (own["commission_1"] == own["paid"] // 10).all()
    )
    orders = run(hamlet(STEADY), "grid", seed=1).orders
    assert (orders["seller"] != orders["buyer"]).all()


def standing_sales(sold, order):
    """What the point credited with an order had sold before it, less what had come back by the evening before."""
    earlier = sold[(sold["credited"] == order.credited) & (sold.index < order.Index)]
    return earlier.loc[(earlier["returned_day"] < 0) | (earlier["returned_day"] >= order.day), "paid"].sum()


def test_an_invitation_is_paid_once_for_a_recruits_first_sale_that_stands():
    many = {POINTS + "recruiting.invite_chance": 0.9, POINTS + "recruiting.most": "100%", "budget.total": "90k CNY"}
    result = run(hamlet({**many, RULES + "invitation": "5 CNY", RULES + "self_purchase": True}), "grid", seed=1)
    orders, points = result.orders, result.points.set_index("agent")
    invited = orders[orders["invitation"] > 0]
    assert len(invited) > 0 and not invited["credited"].duplicated().any() and (invited["invitation"] == 500).all()
    assert (points["recruiter"][invited["credited"]].to_numpy() == invited["invited_by"].to_numpy()).all()
    recruits = points.index[points["recruiter"] >= 0]
    sales = orders[orders["credited"].isin(recruits) & (orders["credited"] != orders["buyer"]) & ~orders["returned"]]
    sales = sales.sort_values("settled_day", kind="stable")
    assert set(sales.drop_duplicates("credited")["order"]) == set(invited["order"])


def test_rules_that_contradict_each_other_are_refused():
    for wrong, word in (
        ({RULES + "fixed": {}, RULES + "tiers": {"silver": {}}}, "fixed sums"),
        ({POINTS + "malls": False, RULES + "self_purchase": True}, "no malls"),
        ({RULES + "tiers": {"silver": {"rate": 0.99}}}, "second level"),
        ({"market.more_products": {"gift": {"commission": [0.1, 0.1, 0.1]}}}, "two levels"),
        ({"market.more_products": {"product": {}}}, "another"),
        ({POINTS + "content.product": "gift"}, "more_products"),
        ({"operation.stock": {"centre": {"initial": 5, "reorder_at": 3, "quantity": 0}}}, "reorder_at"),
        ({"market.buying.shop_share": 0.5}, "network.place"),
        ({"strategies.grid.search": {"spend": 0.8}}, "100%"),
    ):
        with pytest.raises(ScenarioError, match=word):
            hamlet(wrong)


# --- products


def test_every_product_has_its_own_needs():
    scenario = load_scenario({"name": "x", "people": {"count": 8_000}, "horizon": 20, "strategies": {"official": {}}})
    one = run(scenario, "nothing", seed=1).daily["needs"].sum()
    two = (
        run(scenario.replace({"market.more_products": {"gift": {"need_interval": 15}}}), "nothing", seed=1)
        .daily["needs"]
        .sum()
    )
    expected = 8_000 * 20 / 15
    assert abs(two - one - expected) < 0.05 * expected


def test_content_sells_the_product_that_it_shows():
    changes = {
        "market.more_products": {"gift": GIFT},
        POINTS + "content.product": "gift",
        "switches.word_of_mouth": False,
    }
    clicked = run(hamlet(changes), "grid", seed=1).orders.query("root_post >= 0 and seller >= 0")
    assert (
        len(clicked) > 0
        and (clicked["product"] == "gift").mean() > 0.8
        and (clicked.query("product == 'gift'")["list_price"] == 10_000).all()
    )


# --- stocks


def test_what_is_not_there_is_not_sold():
    centre = {"initial": 15, "reorder_at": -1, "quantity": 0}
    scenario = hamlet({"operation.stock": {"centre": centre}, "operation.resaleable": 0})
    result = run(scenario, "grid", seed=1)
    assert len(result.orders) == 15 and result.metrics["stock_outs"] > 0
    waiting = run(scenario.replace({"operation.stock.backorder_share": 1, "operation.late_chance": 0}), "grid", seed=1)
    assert waiting.metrics["stock_outs"] == 0
    late = waiting.orders["shipped_day"] - waiting.orders["day"]
    assert (late == np.where(waiting.orders["backorder"], 1 + 7, 1)).all() and (
        ~waiting.orders["backorder"]
    ).sum() == 15


def test_unlimited_stock_and_very_much_stock_are_the_same():
    much = {
        "operation.stock": {"centre": {"initial": 10**6, "reorder_at": -1, "quantity": 0}},
        "operation.resaleable": 1,
    }
    one, other = run(hamlet({"operation.resaleable": 1}), "grid", seed=1), run(hamlet(much), "grid", seed=1)
    assert one.orders.equals(other.orders) and one.metrics == other.metrics


def in_shops(changes=None, places=None, stock=None, seed=1):
    """A run in a hamlet whose distributors keep one distributor's store and seven shops; everybody has a home shop."""
    scenario = hamlet(changes)
    if stock is not None:
        operation = scenario.operation.model_copy(update={"stock": stock})
        scenario = scenario.model_copy(update={"operation": operation})
    world = build_world(scenario, seed=seed)
    plan = scenario.strategy("grid")
    town = engine.given_of(scenario, plan, world)
    trade = np.flatnonzero(world.table.role == Role.DISTRIBUTOR).astype(np.int32)
    tier, above = np.zeros(world.n_people, np.int8), np.full(world.n_people, -1, np.int32)
    tier[trade], tier[trade[0]] = 3, 1
    above[trade[1:]] = trade[0]
    home = trade[1:][np.arange(world.n_people) % (len(trade) - 1)].astype(np.int32)
    town = engine.trade.with_places(town._replace(tier=tier, above=above, home_shop=home), scenario)
    for name, value in (places or {}).items():
        town.settings[0][name] = value
    finished = engine.play(town, engine.start(scenario, plan, world, town, seed, 0))
    return hand_over(scenario, "grid", 0, town, finished), home, scenario, trade


TREE = Stock(
    centre=Store(initial=100, reorder_at=20, quantity=50),
    distributor=Store(initial=6, reorder_at=5, quantity=12),
    sub_distributor=Store(),
    shop=Store(initial=2, reorder_at=1, quantity=3),
    supplier_days=2,
    lead_days=1,
)


def test_a_need_that_goes_to_the_shop_buys_there_from_its_shelf():
    result, home, scenario, _ = in_shops(
        {"market.more_products": {"gift": GIFT}, "market.share": 0.3, "people.count": 400},
        {"shop_share": 1.0, "shelf_recall": 1.0},
        TREE,
    )
    assert_books(result, scenario)
    orders = result.orders
    over_counter = orders[orders["entrance"] == "shop"]
    assert len(over_counter) > 10 and (over_counter["shop"] == home[over_counter["buyer"]]).all()
    assert (over_counter["delivered_day"] == over_counter["day"]).all() and (
        over_counter["stock_source"] == "shop"
    ).all()
    assert (over_counter["shop_margin"] == over_counter["paid"] // 5).all() and (
        over_counter["platform_fee"] == 0
    ).all()
    assert (over_counter["commission"] == 0).all() and result.metrics["stock_outs"] > 0
    assert (orders["shop"] >= 0).sum() == len(over_counter)
    shipped = (orders["shop"] < 0).sum()
    assert result.metrics["cost_logistics"] == 12 * shipped
    stock = result.table("stock")
    assert (
        stock.loc[stock["kind"] == "distributor", "sent"].sum() > 0
        and stock.loc[stock["agent"] == -1, "sent"].sum() > 0
    )


def test_the_shelf_reminds_by_the_rule():
    unknown = {
        "market.initial_awareness": 0,
        "strategies.grid.account": {},
        POINTS + "posts_factor": 0,
        # whoever is given goods to try knows them
        POINTS + "activate": {"consumer": 0, "employee": 0},
        POINTS + "recruiting": None,
    }
    plain = {"market.share": 0.999999, "switches.word_of_mouth": False, "people.count": 3000}
    silent = {"horizon": 3, "strategies.grid.account.posts_per_day": 0}
    result, _, _, _ = in_shops({**unknown, **plain, **silent}, {"shop_share": 1.0, "shelf_recall": 0.2})
    needs, recalled = result.daily["needs"].sum(), result.daily["recalled"].sum()
    assert needs > 500 and abs(recalled - 0.2 * needs) < 4 * (needs * 0.2 * 0.8) ** 0.5 + 0.01 * needs


def test_a_share_is_picked_up_in_the_own_shop_the_same_day():
    result, home, _, _ = in_shops({"horizon": 20}, {"pickup_share": 0.5, "pickup_cost": 100})
    orders = result.orders
    picked = orders[orders["pickup"]]
    n = len(orders)
    assert abs(len(picked) - n / 2) < 4 * (n / 4) ** 0.5 and (picked["delivered_day"] == picked["day"]).all()
    assert result.metrics["cost_logistics"] == len(picked) * 1 + 12 * (n - len(picked))


def test_orders_are_served_from_the_nearest_store():
    result, _, scenario, trade = in_shops({}, {}, TREE)
    assert_books(result, scenario)
    assert {"shop", "distributor"} <= set(result.orders["stock_source"])
    first = result.orders.drop_duplicates("stock_agent")
    assert set(first["stock_agent"]) <= {-1, *trade}
    only_centre = in_shops({}, {}, TREE.model_copy(update={"serve_from": "centre"}))[0]
    assert set(only_centre.orders["stock_source"]) == {"centre"}


# --- search, conversion, brand

NO_EFFECTS = {
    f"market.buying.{name}": value
    for name, value in (("trust_effect", 1), ("friends_effect", 1), ("price_elasticity", 0))
}
ALONE = {
    "name": "x",
    "people": {"count": 6_000},
    "horizon": 20,
    "budget": {"total": "50k CNY"},
    "network": {"moments": {"mean_friends": 6}},
}


def test_paid_search_clicks_and_sells_at_its_chances():
    search = {"spend": 1, "click_chance": 0.3, "cost_per_click": "2 CNY"}
    market = {
        "initial_awareness": 0,
        "buying": {"search_share": 0.5, "search_chance_to_order": 0.1},
    }
    scenario = load_scenario(
        {**ALONE, "market": market, "switches": {"word_of_mouth": False}, "strategies": {"ads": {"search": search}}}
    )
    result = run(scenario.replace(NO_EFFECTS), "ads", seed=1)
    clicks, sold = result.metrics["search_clicks"], result.orders["paid_click"].sum()
    searching = 0.5 * (result.daily["needs"].sum() - result.daily["recalled"].sum())
    assert abs(clicks - 0.3 * searching) < 4 * (clicks**0.5)
    assert abs(sold - 0.1 * clicks) < 4 * (0.1 * clicks) ** 0.5
    assert result.metrics["cost_search"] == 2 * clicks == result.metrics["marketing_cost"]


def test_paid_search_ends_with_its_money():
    search = {"spend": 0.5, "click_chance": 1, "cost_per_click": "7 CNY"}
    scenario = load_scenario({**ALONE, "budget": {"total": "1k CNY"}, "strategies": {"ads": {"search": search}}})
    daily = run(scenario, "ads", seed=1).daily
    spent = daily["search_clicks"].cumsum() * 700
    assert (spent <= 50_000 * (daily["day"] + 1) / 20 + 1e-6).all() and spent.iloc[-1] > 49_000


def test_conversion_follows_its_formula():
    scenario = load_scenario(
        {**ALONE, "strategies": {"malls": {"conversion": {"spend": 0.6, "half_life": 5, "effect": 2}}}}
    )
    result = run(scenario, "malls", seed=1)
    assert result.metrics["cost_conversion"] == 0.6 * 50_000
    plan, world = scenario.strategy("malls"), build_world(scenario, seed=1)
    town = engine.given_of(scenario, plan, world)
    totals = engine.play(town, engine.start(scenario, plan, world, town, 1, 0)).totals[0]
    monthly = 30 * 0.6 * 50_000 / 20 * (1 - 0.5 ** (20 / 5))
    assert totals.conversion == pytest.approx(1 + monthly / (monthly + 20_000))
    more = load_scenario(
        {
            **ALONE,
            "strategies": {"malls": {"conversion": {"spend": 1, "effect": 50}}},
            "market": {"initial_awareness": 0.9},
        }
    )
    assert run(more, "malls", seed=1).metrics["orders"] > 1.2 * run(more, "nothing", seed=1).metrics["orders"]


def test_a_day_of_brand_moves_everybodys_trust_by_the_rule():
    brand = {"spend": 1, "trust_rate": 0.4}
    scenario = load_scenario(
        {**ALONE, "horizon": 1, "market": {"initial_awareness": 0.5}, "strategies": {"brand": {"brand": brand}}}
    )
    scenario = scenario.replace({"response.memory.experience_rate": 0})
    plan, world = scenario.strategy("brand"), build_world(scenario, seed=1)
    town = engine.given_of(scenario, plan, world)
    first = engine.start(scenario, plan, world, town, 1, 0)
    trust, known = first.people["trust"].copy(), first.people["familiarity"] > 0
    last = engine.play(town, first).people["trust"]
    monthly = 30 * 50_000
    weight = 0.4 * monthly / (monthly + 20_000) * known
    assert (
        np.allclose(last, trust + weight * (1 - trust), atol=1e-3)
        and (last > trust).any()
        and (last[~known] == trust[~known]).all()
    )
