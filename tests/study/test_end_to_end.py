"""The comparison and the study with the real engine, on small worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario
from gridsim.study.compare import compare, run_strategy
from gridsim.study.experiment import load_experiment
from gridsim.study.resume import resume
from gridsim.study.sweep import play_experiment

TABLES = ("runs", "daily", "orders", "ledger", "points", "cascades", "cohorts")
TOWN = {
    "name": "Small town",
    "horizon": 10,
    "seed": 3,
    "replicates": 2,
    "budget": {"total": "3000 CNY"},
    "people": {
        "count": 300,
        "need_interval": 8,
        "roles": {"employee": {"count": 5}, "distributor": {"count": 2}, "kol": {"count": 2}},
    },
    "network": {"moments": {"mean_friends": 12}, "micro_blog": {"official_followers": "20%"}},
    "market": {"initial_awareness": "30%"},
    "strategies": {"official": {}, "grid": {}, "copy": {"preset": "grid"}},
}


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(TOWN)


@pytest.fixture(scope="module")
def found(scenario):
    return compare(scenario, threads=1)


def same_tables(a, b) -> None:
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(a, table), getattr(b, table), check_exact=True)


def test_all_tables_are_there(found, scenario):
    assert found.strategies == ("official", "grid", "copy", "nothing")
    assert len(found.runs) == 4 * 2 and len(found.daily.query("not closing")) == 4 * 2 * 10
    assert {"day", "entry", "account", "debit", "credit"} <= set(found.ledger.columns)
    assert len(found.orders) > 0
    assert found.scenario == scenario
    assert all(one["passed"] for one in found.summary["checks"].values()), found.summary["checks"]


def test_a_copy_is_equal_in_every_metric_and_replicate(found):
    runs = found.runs.set_index(["strategy", "replicate"])
    pd.testing.assert_frame_equal(runs.loc["grid"], runs.loc["copy"], check_exact=True)
    assert all(found.difference("grid", "copy", metric).mean in (0.0, None) for metric in found.summary["metrics"])


def test_threads_give_the_same_tables(found, scenario):
    same_tables(found, compare(scenario, threads=2))


def test_recording_changes_nothing_else(found, scenario):
    recorded = compare(scenario, record=("impressions",))
    same_tables(found, recorded)
    shown = recorded.read_table("impressions").groupby(["strategy", "replicate"]).size()
    counted = found.runs.set_index(["strategy", "replicate"])["impressions"]
    assert all(shown.get(key, 0) == n for key, n in counted.items())
    with pytest.raises(ScenarioError, match="one of impressions"):
        compare(scenario, record=("everything",))


def test_another_seed_gives_others(found, scenario):
    other = compare(scenario, seed=4)
    assert not found.runs.equals(other.runs)
    assert not found.orders["buyer"].equals(other.orders["buyer"])


def test_a_subset_of_the_strategies_is_the_same_subset_of_the_rows(found, scenario):
    alone = compare(scenario, strategies=["grid"])
    assert alone.strategies == ("grid", "nothing")
    rows = found.runs[found.runs["strategy"].isin(["grid", "nothing"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone.runs, rows, check_exact=True)


def test_a_run_of_one_strategy_is_that_of_the_comparison(found, scenario):
    one = run_strategy(scenario, "grid", replicates=2)
    rows = found.runs[found.runs["strategy"] == "grid"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one.runs, rows, check_exact=True)
    last = run_strategy(scenario, "grid", replicate=1)
    pd.testing.assert_frame_equal(last.runs, rows[rows["replicate"] == 1].reset_index(drop=True), check_exact=True)


@pytest.mark.filterwarnings("ignore")
def test_worker_processes_give_the_same_tables(found, scenario):
    same_tables(found, compare(scenario, workers=2))


def test_increments_are_against_nothing_on_the_same_draws(found):
    runs = found.runs.pivot(index="replicate", columns="strategy", values="net_contribution")
    increments = found.runs.pivot(index="replicate", columns="strategy", values="incremental_contribution")
    np.testing.assert_allclose(increments["grid"], runs["grid"] - runs["nothing"], atol=1e-9)


def test_interrupted_after_the_first_replicate(found, scenario, tmp_path):
    def stop(step):
        if step.done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="gridsim resume"):
        compare(scenario, out=tmp_path / "out", threads=1, progress=stop)
    same_tables(found, resume(tmp_path / "out"))


def test_a_small_study(tmp_path):
    load_scenario(TOWN)
    (tmp_path / "town.yaml").write_text(load_scenario(TOWN).to_yaml())
    (tmp_path / "study.yaml").write_text(
        "scenario: town.yaml\nfactors:\n  budget.total: [1000 CNY, 3000 CNY]\n  strategies.grid.points.tie_quality:"
        " [0.5, 2]\nstrategies: [grid, official]\n"
    )
    done = play_experiment(load_experiment(tmp_path / "study.yaml"), tmp_path / "out")
    assert len(done.runs) == 4 * 3 * 2 and len(done.table) == 4
    plain = compare(load_scenario(TOWN).replace({"budget.total": "1000 CNY", "strategies.grid.points.tie_quality": 2}))
    rows = done.runs[(done.runs["point"] == 1) & (done.runs["strategy"] == "grid")].reset_index(drop=True)
    assert (
        rows["net_contribution"].tolist() == plain.runs[plain.runs["strategy"] == "grid"]["net_contribution"].tolist()
    )
