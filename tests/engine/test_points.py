"""Laws and theory of the life of points, community, partners, loyalty and referral."""

import hashlib
import math
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from directions_points import ON

from gridsim.engine import run as engine
from gridsim.forms import run
from gridsim.results import checks
from gridsim.results.cohorts import cohort_columns, projected_value
from gridsim.results.compliance import compliance_of
from gridsim.results.decompose import FACTORS, decompose, factors
from gridsim.scenario import load_scenario
from gridsim.terms import PointState
from gridsim.world import build_world

BUSY = {
    "market.initial_awareness": 1,
    "response.reaction.open_chance": 0.4,
    "response.reaction.interact_chance": 0.3,
    "response.reaction.click_chance": 0.6,
    "market.buying.click_chance_to_order": 0.05,
    "market.product.quality": 1,
    "operation.service_quality": 1,
    "strategies.grid.points.recruiting.apply_chance": 0.01,
    "strategies.grid.points.recruiting.join_at_spending": "200 CNY",
    "strategies.grid.points.recruiting.joining_fee": "5 CNY",
    "strategies.grid.points.recruiting.head_pay": "3 CNY",
    "strategies.grid.points.recruiting.most": "30%",
    "strategies.grid.points.dormancy_chance": 0.1,
    "strategies.grid.points.leave_after": 3,
    "strategies.grid.points.supervision.supervisors": 1,
    "strategies.grid.points.supervision.daily_cost": "50 CNY",
    "strategies.grid.points.management_cost": 0,
    "strategies.grid.points.ranks.promote_chance": 0.3,
    "strategies.grid.points.ranks.demote_after": 8,
    "budget.total": "60k CNY",
}
TABLES = ("daily", "orders", "ledger", "points", "cascades", "cohorts")


@pytest.fixture(scope="module")
def busy():
    """The town with every block on and much going on."""
    return load_scenario(ON).replace(BUSY)


@pytest.fixture(scope="module")
def world(busy):
    return build_world(busy, seed=1)


@pytest.fixture(scope="module")
def grid(busy, world):
    return run(busy, "grid", seed=1, world=world)


def test_everything_happens(grid):
    """The town is arranged so that every mechanism is met; else the laws below say nothing."""
    m = grid.metrics
    for name in (
        "recruits",
        "leavers",
        "promotions",
        "demotions",
        "fans",
        "swaps",
        "joining_income",
        "recruiting_income",
        "retail_income",
        "communicators",
        "sellers",
        "cost_head_pay",
        "cost_community",
        "cost_swap",
    ):
        assert m[name] > 0, name
    assert set(grid.points["recruited_by"]) == {"first_day", "invitation", "application", "purchase"}


def test_the_checks_of_a_run_hold(busy, grid):
    """Ledger, budget, orders, commissions: recomputed from the tables."""
    found = checks.check_run(grid.columns, grid.metrics, busy.budget.total, busy.strategies["grid"].points.commission)
    assert all(wrong == 0 and n > 0 for n, wrong in found.values()), found


def test_every_entry_balances_and_flows_are_exact(busy, grid):
    ledger = grid.ledger
    sums = ledger.groupby("entry")[["debit", "credit"]].sum()
    assert (sums["debit"] == sums["credit"]).all()
    account = ledger.groupby("account", observed=True)[["debit", "credit"]].sum()
    plan = busy.strategies["grid"]
    assert (
        account.loc["swaps", "debit"]
        == grid.metrics["swaps"] * plan.partners.goods_per_post * busy.market.product.unit_cost
    )
    assert account.loc["joining_fees", "credit"] == grid.metrics["recruits"] * plan.points.recruiting.joining_fee
    assert account.loc["inventory", "credit"] >= account.loc["swaps", "debit"], "goods leave the store"


def test_the_budget_is_kept(busy, grid):
    daily = grid.daily
    assert (daily["budget_left"] >= 0).all()
    assert (daily["marketing_cost"].cumsum() + daily["budget_left"] == busy.budget.total).all()


def test_points_income_adds_up(grid):
    """All commissions of the points are retail or second level; with pay by the head that is all their income."""
    orders = grid.orders[~grid.orders["returned"]]
    m = grid.metrics
    assert round(100 * m["retail_income"]) == orders["commission_1"].sum()
    assert round(100 * m["recruiting_income"]) == orders["commission_2"].sum() + round(100 * m["cost_head_pay"])


def test_ranks(grid):
    points, orders = grid.points, grid.orders
    assert grid.metrics["active_points"] == grid.metrics["sellers"] + grid.metrics["communicators"]
    recruits = points[points["recruited_by"] != "first_day"]
    never = recruits[recruits["promoted_day"] < 0]
    assert (never["rank"] == "communicator").all() and len(never) > 0
    assert (never["orders"] == 0).all(), "a communicator has no mall"
    sellers = orders[orders["seller"] >= 0].merge(points, left_on="seller", right_on="agent", suffixes=("", "_point"))
    late = sellers[sellers["recruited_by"] != "first_day"]
    assert (late["day"] > 0).all() and (late["promoted_day"] >= 0).all()


def test_members_have_paid_the_threshold(busy, grid):
    """Whoever joined by purchase had paid so much by the day before."""
    limit = busy.strategies["grid"].points.recruiting.join_at_spending
    members = grid.points[grid.points["recruited_by"] == "purchase"]
    for agent, day in zip(members["agent"], members["activated_day"], strict=True):
        own = grid.orders[(grid.orders["buyer"] == agent) & (grid.orders["day"] < day)]
        assert own["paid"].sum() >= limit


def test_fans_are_those_who_engage_most(busy, world):
    """When fans are chosen, nobody who is left out has liked and commented more than they, and all places are taken."""
    here = "strategies.grid.community."
    scenario = busy.replace({here + "fans": 20, here + "cost_per_fan": 0, here + "renew_every": 5})
    plan = scenario.strategy("grid")
    town = engine.given_of(scenario, plan, world)
    state = engine.start(scenario, plan, world, town, 1, 0)
    state = engine.advance(town, state, engine.shards_of(town, state, 1), 11 * scenario.ticks_per_day)
    fans, engaged = state.people["fan"], state.people["engaged"]
    assert (
        fans.sum() == 20 and engaged[fans].min() >= engaged[~fans].max() and engaged[fans].max() > engaged[~fans].max()
    )
    daily = run(scenario, "grid", seed=1, world=world).daily["fans"]
    assert (daily[11 : scenario.horizon - 1] == 20).all() and daily.iloc[0] == 0


def test_a_referrer_is_the_seller_or_a_person(grid, world):
    orders = grid.orders
    first = orders[orders["new_buyer"]]
    by_mall = first[first["seller"] >= 0]
    assert len(by_mall) > 0 and (by_mall["referrer"] == by_mall["seller"]).all()
    alone = first[(first["seller"] < 0) & (first["root_post"] < 0)]
    assert (alone["referrer"] == -1).all()
    assert (first["referrer"] != first["buyer"]).all() and (first["referrer"] < world.n_people).all()
    steady = orders[~orders["returned"].groupby(orders["buyer"]).transform("any")]
    assert steady.groupby("buyer")["referrer"].nunique().max() == 1, "who sends nothing back keeps the referrer"


def test_applications_come_at_the_stated_rate():
    """At mean need, where what may be earned equals the effort, everybody who thinks of the brand applies with the chance
    given, z = 4."""
    scenario = load_scenario(APPLICANTS).replace({"horizon": 1, "strategies.grid.points.recruiting.apply_chance": 0.03})
    n = run(scenario, "grid", seed=1).metrics["recruits"]
    assert abs(n - 4000 * 0.03) < 4 * math.sqrt(4000 * 0.03 * 0.97)
    # effort five times the reward, by the fee: (1/5.03)^0.68 = 1/3, 2 x 1/3 / (1 + 1/3), half the odds
    with_fee = scenario.replace({"strategies.grid.points.recruiting.joining_fee": "20.15 CNY"})
    odds = 0.5 * 0.03 / 0.97
    expected = odds / (1 + odds)
    assert abs(run(with_fee, "grid", seed=1).metrics["recruits"] - 4000 * expected) < 4 * math.sqrt(4000 * expected)


APPLICANTS = {
    "name": "Applicants",
    "people": {"count": 4000, "need_shape": 10_000, "roles": {"employee": {"count": 1}}},
    "horizon": 2,
    "network": {"moments": {"mean_friends": 10}, "micro_blog": {"mean_follows": 5}},
    "market": {"share": 1e-9, "product": {"quality": 0.6, "claims": 0.6}},
    "operation": {"service_quality": 0.6, "experience_spread": 0},  # as claimed
    "response": {"memory": {"usual_stock": 1000, "mind_half": 0.001, "mind_half_life": 3650}},
    "strategies": {
        "grid": {
            "account": None,
            "points": {
                "commission": [0.15625],  # 20 CNY an order: 0.2 x 20 + 1 (a like) = 5 CNY a post
                "work": {"hour": "41.67 CNY"},  # 5.2 + 0.2 x 10 = 7.2 minutes a post are 5 CNY
                "management_cost": 0,
                "training_cost": 0,
                "posts_factor": 0,
                "activate": {"consumer": 0, "employee": 0, "distributor": 0},
                "recruiting": {"apply_chance": 0.3, "most": "100%"},
            },
        }
    },
}


def test_promotions_come_at_the_stated_rate():
    """Where the goods are as claimed and what may be earned equals the effort, a communicator opens a mall with the chance given, z = 4."""
    scenario = load_scenario(APPLICANTS).replace({"strategies.grid.points.ranks": {"promote_chance": 0.2}})
    points = run(scenario, "grid", seed=1).points
    first = points[points["activated_day"] == 1]
    n, promoted = len(first), (first["promoted_day"] == 1).sum()
    assert n > 1000 and abs(promoted - 0.2 * n) < 4 * math.sqrt(n * 0.2 * 0.8)


def test_supervisors_are_paid_by_the_day(busy, world):
    """As many as there are, every day, whether there is anybody to look after or not."""
    here = "strategies.grid.points.supervision."
    result = run(busy.replace({here + "supervisors": 3, here + "daily_cost": "20 CNY"}), "grid", seed=1, world=world)
    assert result.metrics["cost_management"] == 3 * 20 * busy.horizon


def test_opinion_leaders_are_kept_by_number(busy, world):
    """30 % of ten, paid for thirty days at a time."""
    result = run(
        busy.replace({"horizon": 31, "strategies.kol.kol.operated.cost": "50 CNY"}), "kol", seed=1, world=world
    )
    paid = result.ledger[result.ledger["what"] == "kol care"].groupby("day")["debit"].sum()
    assert paid.to_dict() == {0: 3 * 5000, 30: 3 * 5000}


def test_extremes(busy, world):
    """Nothing promoted at chance 0; no swaps without goods' share; no fans without places."""
    off = {
        "strategies.grid.points.ranks.promote_chance": 0,
        "strategies.grid.partners.spend": 0,
        "strategies.grid.community.fans": 0,
    }
    m = run(busy.replace(off), "grid", seed=1, world=world).metrics
    assert m["promotions"] == m["swaps"] == m["fans"] == 0


def test_investors_and_partners_play_from_a_scenario(busy, world):
    """Investors are points, partners post for goods: both stand in the tables."""
    result = run(busy, "grid", seed=1, world=world)
    roles = result.points["role"].value_counts()
    assert roles["investor"] == 10 and roles["partner"] == 10
    assert (result.cascades["kind"] == "sponsored").sum() == result.metrics["swaps"]


# --- customers


def test_cohorts_add_up(grid, busy):
    cohorts, orders = grid.cohorts, grid.orders
    assert cohorts["orders"].sum() == len(orders)
    assert cohorts["contribution"].sum() == orders["contribution"].sum()
    assert cohorts.loc[cohorts["age"] == 0, "buyers"].sum() == grid.metrics["buyers"]
    assert (cohorts["active"] <= cohorts["buyers"]).all()
    week = orders.groupby("buyer")["day"].transform("min") // 7
    age = (orders["day"] - orders.groupby("buyer")["day"].transform("min")) // 7
    kept = orders[~orders["returned"]]
    active = kept.groupby([week[kept.index].rename("cohort"), age[kept.index].rename("age")])["buyer"].nunique()
    found = cohorts[~cohorts["closing"]].set_index(["cohort", "age"])["active"]
    assert (found == active.reindex(found.index, fill_value=0)).all() and orders["returned"].any()
    margin = round(100 * grid.metrics["contribution_margin"])
    assert orders["contribution"].sum() == margin


def test_cohorts_by_hand():
    columns = cohort_columns(
        np.array([7, 7, 3, 7]), np.array([0, 8, 9, 9]), np.array([10, 20, 30, 40]), np.array([1, 2, 3, 4]), 14
    )
    table = pd.DataFrame(columns)
    rows = table[["cohort", "age", "buyers", "active", "orders", "gmv"]].to_numpy().tolist()
    assert rows == [[0, 0, 1, 1, 1, 10], [0, 1, 1, 1, 2, 60], [1, 0, 1, 1, 1, 30]]
    assert table["seen"].tolist() == [1, 0, 0]


def test_projected_value_of_a_steady_cohort():
    """0.1 orders a buyer and week for ever: 1 + 52 x 0.1 orders in a year. All gone after two weeks: what was seen, and
    no more."""
    table = {
        "age": np.arange(5),
        "buyers": np.full(5, 100),
        "orders": np.array([100, 10, 10, 10, 10]),
        "seen": np.ones(5),
    }
    assert projected_value(table, 50.0) == pytest.approx(50.0 * 6.2)
    table["orders"] = np.array([100, 10, 10, 0, 0])
    assert projected_value(table, 50.0) == pytest.approx(50.0 * 1.2)
    assert projected_value({name: values[:1] for name, values in table.items()}, 50.0) is None


def test_breadth_times_depth_multiplies_out(grid):
    m = grid.metrics
    assert math.prod(m[name] for name in FACTORS) == pytest.approx(m["orders"], rel=1e-12)
    assert m["target_reach"] <= m["reach"]


def test_parts_of_a_difference_add_up(grid, busy, world):
    other = run(busy, "official", seed=1, world=world)
    parts = decompose(grid.metrics, other.metrics)
    assert sum(parts.values()) == pytest.approx(grid.metrics["orders"] - other.metrics["orders"], rel=1e-9)
    assert all(part == 0 for part in decompose(grid.metrics, grid.metrics).values())
    back = decompose(other.metrics, grid.metrics)
    assert all(back[name] == pytest.approx(-parts[name]) for name in FACTORS)
    assert factors({"reach": 0, "impressions": 0, "visits": 1, "orders": 1}) is None


def test_the_trough_is_the_lowest_point(busy, world):
    from gridsim.results.result import against_nothing

    nothing = run(busy, "nothing", seed=1, world=world)
    result = against_nothing(run(busy, "grid", seed=1, world=world), nothing)
    so_far = (result.daily["contribution"] - nothing.daily["contribution"] - result.daily["marketing_cost"]).cumsum()
    assert result.metrics["deepest_deficit"] == pytest.approx(-so_far.min() / 100)
    assert result.metrics["deficit_day"] == so_far.idxmin()
    assert against_nothing(nothing, nothing).metrics["deepest_deficit"] == 0


# --- compliance


def test_compliance_says_what_the_rules_are(busy, grid):
    means = {name: {"mean": value} for name, value in grid.metrics.items()}
    found = compliance_of(busy.strategies["grid"], means, "CNY")
    assert found["levels"] == 2 and found["pay_to_join"] and found["head_pay"] and found["light"] == "red"
    plain = load_scenario({"strategies": {"grid": {}, "official": {}}})
    green = compliance_of(plain.strategies["grid"], {}, "CNY")
    assert green["light"] == "green" and not green["pay_to_join"] and "crime" in green["sentences"][0]
    assert compliance_of(plain.strategies["official"], {}, "CNY") is None


# --- the same run, whatever computes it

PRINT_DIGEST = """
import hashlib, sys
sys.path.insert(0, {tests!r})
from directions_points import ON
from test_points import BUSY, digest_of
from gridsim.forms import run
from gridsim.scenario import load_scenario
roles = {{"employee": {{"count": 4}}, "partner": {{"count": 6}}, "kol": {{"count": 5}}}}
town = {{**ON, "horizon": 8, "people": {{"count": 120, "need_interval": 6, "roles": roles}}, "network": {{"moments": {{"mean_friends": 12}}}}}}
scenario = load_scenario(town).replace(BUSY)
print(digest_of([run(scenario, name) for name in ("grid", "kol")]))
"""


def digest_of(results):
    """A digest of every table and metric."""
    digest = hashlib.sha256()
    for result in results:
        for table in TABLES:
            for column in result.columns[table].values():
                digest.update(repr(list(column)).encode())
        digest.update(repr(result.metrics).encode())
    return digest.hexdigest()


def test_the_compiler_changes_nothing():
    digests = []
    for off in ("0", "1"):
        code = PRINT_DIGEST.format(tests=os.path.dirname(__file__))
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"NUMBA_DISABLE_JIT": off},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.append(done.stdout.strip())
    assert digests[0] == digests[1]


def test_the_room_that_tables_start_with_changes_nothing(busy, world, grid, monkeypatch):
    monkeypatch.setattr(engine, "FIRST_ROOM", 1)
    again = run(busy, "grid", seed=1, world=world)
    assert digest_of([again]) == digest_of([grid])


# --- published: referred customers


BUSY_ROLES = {"employee": {"posts_per_day": 2}, "distributor": {"posts_per_day": 3}, "consumer": {"posts_per_day": 0.5}}
REFERRED = {
    "name": "Referred", "people": {"count": 4000, "need_interval": 20, "roles": BUSY_ROLES}, "horizon": 90, "budget": {"total": "100k CNY"},
    "network": {"moments": {"mean_friends": 40}, "micro_blog": {"mean_follows": 15}},
    "market": {"initial_awareness": 0, "share": "10%", "buying": {"click_chance_to_order": 0.3}},
    "strategies": {"grid": {}},
}  # fmt: skip


def worth(scenario, replicates):
    """Contribution of a referred customer, and the share of them who came back; first orders of the first month that
    came by a link: who comes by a need likes the brand the better."""
    value, again = [], []
    for replicate in range(replicates):
        orders = run(scenario, "grid", seed=1, replicate=replicate).orders
        first = orders[orders["new_buyer"] & (orders["day"] < 30) & (orders["root_post"] >= 0) & orders["referred"]]
        of_buyer = orders.groupby("buyer")["contribution"]
        value += of_buyer.sum()[first["buyer"]].tolist()
        again += (of_buyer.size()[first["buyer"]] > 1).tolist()
    assert len(value) > 200
    return np.mean(value), np.mean(again)


def test_referred_customers_trust_more_and_come_back():
    """What the first order through a person adds to trust makes them order again, and be worth more."""
    plain = load_scenario(REFERRED)
    worth_without, back_without = worth(plain, 4)
    worth_with, back_with = worth(plain.replace({"response.referral": {"first_trust": 0.4}}), 4)
    assert worth_with > worth_without and back_with > back_without


def test_the_edge_lasts_while_the_referrer_stays():
    from gridsim.engine.customers import stays

    state, points = engine.records(3, engine.table.STATE), engine.records(2, engine.table.POINT)
    state.point = [0, 1, -1]
    points.state = [PointState.ACTIVE, PointState.LEFT]
    assert [bool(stays(state, points, who)) for who in range(3)] == [True, False, True]


def test_cost_by_block_is_what_the_ledger_says(town):
    """One block alone: its cost per new buyer times these buyers is all that was spent."""
    scenario = town(
        {
            "strategies.advertising.account": None,
            "response.reaction.click_chance": 0.9,
            "market.buying.click_chance_to_order": 0.2,
        }
    )
    result = run(scenario, "advertising", seed=1)
    first = result.orders[result.orders["new_buyer"] & (result.orders["root_post"] >= 0)]
    won = first[first["hops"] >= 1]
    by_review = set(result.cascades.loc[result.cascades["kind"] == "review", "root_post"])
    n = (~won["root_post"].isin(by_review)).sum()
    assert n > 0 and result.metrics["cac_advertising"] * n == pytest.approx(result.metrics["marketing_cost"])
    assert result.metrics["cac_points"] is None and result.metrics["cac_account"] is None
