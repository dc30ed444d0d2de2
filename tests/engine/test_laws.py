"""Laws: what must hold in every run, whatever the parameters."""

import os
import subprocess
import sys
import threading

import numpy as np
import pandas as pd
import pytest

from gridsim.engine.run import run
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
    threads = [threading.Thread(target=lambda name=name: found.update({name: run(town(), name, seed=1, world=world)})) for name in STRATEGIES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in STRATEGIES:
        assert_same(found[name], results[name])


PRINT_DIGEST = """
import hashlib, sys
from gridsim.engine.run import run
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
        done = subprocess.run([sys.executable, "-c", PRINT_DIGEST], env=environment, capture_output=True, text=True, check=True)
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
    assert net.get("revenue", 0) == -orders["list_price"].sum()
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
    assert results[name].metrics["budget_unspent"] >= 0
    assert results[name].budget_note


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
        assert order.commission_2 == (portion(order.paid, rates[1]) if above >= 0 else 0) and order.beneficiary_2 == above
    assert (paid_out[orders["seller"] < 0] == 0).all()
    net = result.points["commission"].sum()
    assert net == paid_out[~orders["returned"]].sum()


def test_one_order_a_person_and_tick_and_one_share_a_person_and_post(town, world):
    result = run(town(), "hybrid", seed=1, world=world)
    assert not result.orders.duplicated(["buyer", "tick"]).any()
    assert not result.orders[result.orders["root_post"] >= 0].duplicated(["buyer", "day"]).any()
    assert (result.cascades["size"] >= 1).all()
    assert ((result.cascades["size"] == 1) == (result.cascades["depth"] == 0)).all()


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
        for name in ("impressions", "opened", "reads", "engagements", "shares", "clicks", "visits", "orders", "new_buyers"):
            assert daily[name].sum() == result.metrics[name]
        assert daily["reach"].iloc[-1] == result.metrics["reach"]
        assert daily["buyers"].iloc[-1] == result.metrics["buyers"]
        assert (daily["impressions"] >= daily["opened"]).all() and (daily["opened"] >= daily["reads"]).all()
