"""Laws: what must hold in every run, whatever the parameters."""

import os
import subprocess
import sys
import threading

import numpy as np
import pandas as pd
import pytest

from gridsim.engine import run as engine
from gridsim.forms import run
from gridsim.results.metrics import METRICS
from gridsim.rules.commission import millionths, portion
from gridsim.world import build_world

TABLES = ("daily", "orders", "ledger", "points", "cascades")
STRATEGIES = ("nothing", "official", "advertising", "kol", "grid", "hybrid")


def assert_same(first, second):
    for name in TABLES:
        pd.testing.assert_frame_equal(first.table(name), second.table(name), check_exact=True)
    assert first.metrics == second.metrics


@pytest.fixture(scope="module")
def world(town):
    return build_world(town(), seed=1)


@pytest.fixture(scope="module")
def results(town, world):
    return {name: run(town(), name, seed=1, world=world) for name in STRATEGIES}


def test_same_seed_same_tables(town, world, results):
    assert_same(run(town(), "hybrid", seed=1, world=world), results["hybrid"])
    assert_same(run(town(), "hybrid", seed=1, world=build_world(town(), seed=1)), results["hybrid"])


def test_another_seed_or_replicate_gives_other_tables(town, world, results):
    orders = results["hybrid"].daily["impressions"]
    assert not run(town(), "hybrid", seed=2, world=world).daily["impressions"].equals(orders)
    assert not run(town(), "hybrid", seed=1, replicate=1, world=world).daily["impressions"].equals(orders)


def test_recording_changes_nothing_and_counts_what_is_counted(town, world, results):
    recorded = run(town(), "hybrid", seed=1, world=world, record=["impressions"])
    assert_same(recorded, results["hybrid"])
    shown = recorded.table("impressions")
    assert len(shown) == recorded.metrics["impressions"]
    assert shown["viewer"].nunique() == recorded.metrics["reach"]
    assert (shown["stage"] != "shown").sum() == recorded.metrics["opened"]
    assert (shown["stage"] == "engaged").sum() == recorded.metrics["engagements"]


def test_threads_do_not_matter(town, world, results):
    found = {}
    threads = [
        threading.Thread(target=lambda name=name: found.update({name: run(town(), name, seed=1, world=world)}))
        for name in STRATEGIES
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in STRATEGIES:
        assert_same(found[name], results[name])


PRINT_DIGEST = """
import hashlib, sys
from gridsim.engine import run as engine
from gridsim.forms import run
from gridsim.scenario import load_scenario
scenario = load_scenario({"name": "x", "people": {"count": 150}, "horizon": 8, "budget": {"total": "3k CNY"},
    "network": {"moments": {"mean_friends": 15}, "micro_blog": {"mean_follows": 6}}, "strategies": {"hybrid": {}, "kol": {}}})
digest = hashlib.sha256()
for name in ("hybrid", "kol"):
    result = run(scenario, name)
    for table in ("daily", "orders", "ledger", "points", "cascades"):
        for column in result.columns[table].values():
            digest.update(repr(list(column)).encode())
print(digest.hexdigest())
"""


def test_the_compiler_changes_nothing():
    """The same run with the compiler off, in plain Python, to the last bit of every table."""
    digests = []
    for off in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": off}
        done = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        digests.append(done.stdout.strip())
    assert digests[0] == digests[1]


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_entry_of_the_ledger_balances(results, name):
    ledger = results[name].ledger
    sums = ledger.groupby("entry")[["debit", "credit"]].sum()
    assert (sums["debit"] == sums["credit"]).all()
    assert (ledger[["debit", "credit"]] >= 0).all().all()
    assert len(sums) > 0


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_ledger_agrees_with_the_order_table(results, name):
    result, orders = results[name], results[name].orders
    net = result.ledger.assign(net=lambda t: t["debit"] - t["credit"]).groupby("account", observed=True)["net"].sum()
    kept = orders[~orders["returned"]]
    assert net.get("revenue", 0) == -(kept["list_price"].sum() + orders.loc[orders["returned"], "paid"].sum())
    assert net.get("refunds", 0) == orders.loc[orders["returned"], "paid"].sum()
    assert net.get("platform_fee", 0) == kept["platform_fee"].sum()
    assert net.get("commissions", 0) == kept["commission"].sum()
    assert net.get("commissions_payable", 0) == 0
    assert net.sum() == 0


@pytest.mark.parametrize("name", STRATEGIES)
def test_nobody_spends_more_than_the_budget(town, results, name):
    daily = results[name].daily
    assert (daily["budget_left"] >= 0).all()
    assert (daily["marketing_cost"].cumsum() + daily["budget_left"] == town().budget.total).all()
    left = results[name].metrics["budget_unspent"]
    assert left >= 0
    assert ("the budget was spent" in results[name].budget_note) == (left < 0.01 * town().budget.total / 100)


def test_commissions_follow_the_published_rule(town, results):
    """facts: sum of commissions = sum over orders and levels of floor(paid x rate) where the ancestor exists."""
    rates = [millionths(rate) for rate in town().strategies["grid"].points.commission]
    result = results["grid"]
    orders, recruiter = result.orders, result.points.set_index("agent")["recruiter"]
    paid_out = orders["commission_1"] + orders["commission_2"]
    with_commission = orders[(orders["seller"] >= 0) & (paid_out > 0)]
    assert len(with_commission) > 0
    for order in with_commission.itertuples():
        above = recruiter[order.seller]
        assert order.commission_1 == portion(order.paid, rates[0]) and order.beneficiary_1 == order.seller
        assert (
            order.commission_2 == (portion(order.paid, rates[1]) if above >= 0 else 0) and order.beneficiary_2 == above
        )
    assert (paid_out[orders["seller"] < 0] == 0).all()
    net = result.points["commission"].sum()
    assert net == paid_out[~orders["returned"]].sum()


def test_one_order_a_person_and_tick(results):
    result = results["hybrid"]
    assert not result.orders.duplicated(["buyer", "tick"]).any()
    assert not result.orders[result.orders["root_post"] >= 0].duplicated(["buyer", "day"]).any()
    assert (result.orders["seller"] != result.orders["buyer"]).all(), "nobody buys from the own mall"


def finished(scenario, strategy, world, seed=1):
    """The engine's own tables after a run."""
    plan = scenario.strategy(strategy)
    town_arrays = engine.given_of(scenario, plan, world)
    return engine.play(town_arrays, engine.start(scenario, plan, world, town_arrays, seed, 0))


MUCH_SHARING = {"response.reaction.share_chance": 0.9, "response.reaction.open_chance": 0.6}


def test_one_share_a_person_and_post(town, world):
    done = finished(town(MUCH_SHARING), "grid", world)
    shares = done.shares[: done.totals[0].n_shares]
    assert len(shares) > 5_000
    assert not pd.DataFrame({"sharer": shares["sharer"], "post": shares["post"]}).duplicated().any()
    first = shares[shares["parent"] >= 0]
    assert (first["sharer"] != done.posts["author"][first["post"]]).all(), "nobody passes on the own post"


def test_the_room_that_tables_start_with_changes_nothing(town, world, results, monkeypatch):
    """Tables of one row that grow at every step give the run of tables that were large enough."""
    monkeypatch.setattr(engine, "FIRST_ROOM", 1)
    assert_same(run(town(), "hybrid", seed=1, world=world), results["hybrid"])
    done = finished(town(MUCH_SHARING), "grid", world)
    totals = done.totals[0]
    assert (
        totals.n_shares <= len(done.shares)
        and totals.n_posts <= len(done.posts)
        and totals.n_orders <= len(done.orders)
    )


@pytest.mark.parametrize("ticks_per_day", [2, 8, 24])
def test_the_length_of_a_tick_changes_little(town, world, results, ticks_per_day):
    other = run(town({"ticks_per_day": ticks_per_day}), "advertising", seed=1, world=world).metrics
    for name in ("impressions", "reads", "clicks"):
        here, there = results["advertising"].metrics[name], other[name]
        assert abs(here - there) < 0.1 * here + 4 * (here + there) ** 0.5, name


def test_coupons_and_paid_content_keep_to_the_budget(town, world):
    points = {"content": {"discount": "20%", "cost_at_full_quality": "40 CNY"}}
    scenario = town(
        {"strategies.grid.points": points, "budget.total": "1500 CNY", "market.buying.click_chance_to_order": 0.3}
    )
    result = run(scenario, "grid", seed=1, world=world)
    assert result.metrics["cost_coupon"] > 0 and result.metrics["cost_content"] > 0
    assert (result.daily["budget_left"] >= 0).all()
    assert result.orders.loc[~result.orders["returned"], "discount"].sum() == round(100 * result.metrics["cost_coupon"])


def test_capacity_is_never_exceeded(town, world):
    result = run(town({"operation.daily_capacity": 2}), "hybrid", seed=1, world=world)
    assert result.daily["orders"].max() == 2 and result.metrics["stock_outs"] > 0


def test_needs_come_evenly_from_the_first_day(town):
    scenario = town({"people.count": 20_000, "horizon": 40})
    needs = run(scenario, "nothing", seed=1).daily.query("not closing")["needs"]
    expected = 20_000 / 30
    for part in (needs[:10], needs[10:20], needs[30:]):
        assert abs(part.mean() - expected) < 0.1 * expected


def test_doing_nothing_costs_nothing_and_still_sells(results):
    assert results["nothing"].metrics["marketing_cost"] == 0
    assert results["nothing"].metrics["orders"] > 0


def test_metrics_are_declared_and_never_nan(results):
    for result in results.values():
        assert set(result.metrics) == set(METRICS)
        assert not any(isinstance(value, float) and np.isnan(value) for value in result.metrics.values())


def test_the_series_add_up_to_the_metrics(results):
    for result in results.values():
        daily = result.daily
        for name in (
            "impressions",
            "opened",
            "reads",
            "engagements",
            "shares",
            "clicks",
            "visits",
            "orders",
            "new_buyers",
        ):
            assert daily[name].sum() == result.metrics[name]
        assert daily["reach"].iloc[-1] == result.metrics["reach"]
        assert daily["buyers"].iloc[-1] == result.metrics["buyers"]
        assert (daily["impressions"] >= daily["opened"]).all() and (daily["opened"] >= daily["reads"]).all()
