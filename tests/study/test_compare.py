"""The machinery of a comparison, on a made-up engine: pairing, places, interruption, files, statistics."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gridsim.errors import ScenarioError
from gridsim.results import disk, store
from gridsim.study.asked import choose_strategies
from gridsim.study.compare import Comparison, start
from gridsim.study.executor import RunFailed, Where
from gridsim.study.how import Output
from gridsim.study.play import Job
from gridsim.study.resume import resume

FILES = {
    "summary.json",
    "summary.csv",
    "runs.parquet",
    "daily.parquet",
    "orders.parquet",
    "ledger.parquet",
    "points.parquet",
    "cascades.parquet",
    "cohorts.parquet",
    "channels.parquet",
    "scenario.resolved.yaml",
    "manifest.json",
}


def job_of(scenario, made_up, **changes) -> Job:
    names = (*scenario.strategies, "nothing")
    return replace(Job("compare", scenario, names, tuple(range(scenario.replicates)), engine=made_up.engine), **changes)


def bytes_of(folder) -> dict[str, bytes]:
    """Everything but the manifest, which holds times."""
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != "manifest.json"
    }


def test_leaves_the_promised_files_and_nothing_else(scenario, made_up, tmp_path):
    start(job_of(scenario, made_up), Where(), Output(tmp_path / "out"))
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    stored = store.open_dir(tmp_path / "out")
    assert stored.manifest["state"] == "finished" and stored.manifest["seconds"] >= 0
    assert stored.strategies == ("official", "grid", "copy", "nothing")
    assert set(stored.manifest["files"]) == FILES


def test_tables_are_sorted_by_strategy_then_replicate(scenario, made_up):
    found = start(job_of(scenario, made_up), Where(), Output())
    for table in (found.runs, found.daily, found.ledger, found.cascades):
        order = (
            table["strategy"].map({name: place for place, name in enumerate(found.strategies)}) * 1000
            + table["replicate"]
        )
        assert order.is_monotonic_increasing
    assert len(found.runs) == 16 and len(found.daily) == 16 * 5
    assert set(found.points["strategy"]) == {"grid", "copy"}


def test_a_world_is_built_once_a_replicate_and_every_strategy_runs_on_it(scenario, made_up):
    start(job_of(scenario, made_up), Where(threads=1), Output())
    assert made_up.WORLDS == [0, 1, 2, 3]
    assert sorted(made_up.PLAYED) == sorted(
        (name, number) for name in ("official", "grid", "copy", "nothing") for number in range(4)
    )


def test_a_fixed_world_is_built_once(scenario, made_up):
    start(job_of(scenario.replace({"world": "fixed"}), made_up), Where(threads=2), Output())
    assert made_up.WORLDS == [0]


def test_a_copy_differs_by_exactly_zero(scenario, made_up):
    found = start(job_of(scenario, made_up), Where(), Output())
    for metric in found.summary["metrics"]:
        change = found.difference("grid", "copy", metric)
        assert change.mean in (0.0, None)
        if change.mean == 0:
            assert (change.low, change.high) == (0.0, 0.0)
            assert change.chance_better == (0.5 if found.summary["metrics"][metric]["better"] else None)
    assert found.summary["checks"]["copies_equal"] == {
        "passed": True,
        "text": "Strategies that are copies of each other agree exactly in every metric and replicate (1 pairs).",
    }


def test_threads_order_and_seed(scenario, made_up, tmp_path):
    start(job_of(scenario, made_up), Where(threads=1), Output(tmp_path / "one"))
    start(job_of(scenario, made_up), Where(threads=3), Output(tmp_path / "many"))
    start(job_of(scenario, made_up, record=("impressions",)), Where(), Output(tmp_path / "recorded"))
    recorded = bytes_of(tmp_path / "recorded")
    assert recorded.pop("impressions.parquet")
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "many") == recorded
    start(job_of(scenario.replace({"seed": 4}), made_up), Where(), Output(tmp_path / "other"))
    assert bytes_of(tmp_path / "one")["orders.parquet"] != bytes_of(tmp_path / "other")["orders.parquet"]


@pytest.mark.filterwarnings("ignore")
def test_worker_processes_give_the_same_bytes(scenario, made_up, tmp_path):
    pytest.importorskip("distributed")
    start(job_of(scenario, made_up), Where(), Output(tmp_path / "threads"))
    start(job_of(scenario, made_up), Where(workers=2), Output(tmp_path / "processes"))
    assert bytes_of(tmp_path / "threads") == bytes_of(tmp_path / "processes")


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_elsewhere_gives_the_same_bytes(scenario, made_up, tmp_path):
    distributed = pytest.importorskip("distributed")
    start(job_of(scenario, made_up), Where(), Output(tmp_path / "threads"))
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        start(job_of(scenario, made_up), Where(scheduler=cluster.scheduler_address), Output(tmp_path / "elsewhere"))
    assert bytes_of(tmp_path / "threads") == bytes_of(tmp_path / "elsewhere")


def test_a_scheduler_that_does_not_answer(scenario, made_up, monkeypatch):
    monkeypatch.setattr("gridsim.study.executor.SCHEDULER_ANSWERS_WITHIN", "1s")
    with pytest.raises(ScenarioError, match="a Dask scheduler that answers"):
        start(job_of(scenario, made_up), Where(scheduler="tcp://127.0.0.1:9"), Output())


@pytest.mark.filterwarnings("ignore")
def test_a_killed_worker_loses_nothing(scenario, made_up, tmp_path, monkeypatch):
    start(job_of(scenario, made_up), Where(), Output(tmp_path / "threads"))
    monkeypatch.setenv("MADE_UP_KILL", str(tmp_path / "killed"))
    start(job_of(scenario, made_up), Where(workers=2), Output(tmp_path / "processes"))
    assert (tmp_path / "killed").exists()
    assert bytes_of(tmp_path / "threads") == bytes_of(tmp_path / "processes")


def test_interrupted_work_is_kept_and_resumed(scenario, made_up, tmp_path):
    start(job_of(scenario, made_up), Where(), Output(tmp_path / "whole"))
    made_up.reset()
    made_up.STOP_AFTER.append(9)
    with pytest.raises(KeyboardInterrupt):
        start(job_of(scenario, made_up), Where(threads=1), Output(tmp_path / "broken"))
    kept = disk.finished_pieces(tmp_path / "broken" / "replicates")
    assert kept == {"00000", "00001"}
    with pytest.raises(ScenarioError, match="gridsim resume"):
        store.open_dir(tmp_path / "broken")
    made_up.reset()
    resumed = resume(tmp_path / "broken", engine=made_up.engine)
    assert {number for _, number in made_up.PLAYED} == {2, 3}
    assert bytes_of(tmp_path / "broken") == bytes_of(tmp_path / "whole")
    assert resumed.summary == store.open_dir(tmp_path / "whole").summary


def test_resuming_finished_work_changes_nothing(scenario, made_up, tmp_path):
    start(job_of(scenario, made_up), Where(), Output(tmp_path / "out"))
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "out").iterdir()}
    made_up.reset()
    assert resume(tmp_path / "out").summary["replicates"] == 4
    assert made_up.PLAYED == []
    assert before == {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "out").iterdir()}


def test_a_failed_run_says_which_and_keeps_the_rest(scenario, made_up, tmp_path):
    made_up.BROKEN.add(("grid", 2))
    with pytest.raises(RunFailed) as caught:
        start(job_of(scenario, made_up), Where(), Output(tmp_path / "out"))
    text = str(caught.value)
    assert (
        "replicate 2, strategy grid" in text and "--strategy grid --seed 3 --replicate 2" in text and "made up" in text
    )
    assert disk.finished_pieces(tmp_path / "out" / "replicates") == {"00000", "00001", "00003"}
    made_up.reset()
    start(job_of(scenario, made_up), Where(), Output(tmp_path / "out"))
    assert {number for _, number in made_up.PLAYED} == {2}


def test_too_many_failures_stop_the_work(scenario, made_up):
    made_up.BROKEN |= {("grid", number) for number in range(50)}
    with pytest.raises(RunFailed):
        start(job_of(scenario.replace({"replicates": 50}), made_up), Where(threads=1), Output())
    assert len(made_up.WORLDS) == 3


def test_a_bad_input_found_in_a_run_is_raised_as_such(scenario, made_up, monkeypatch):
    def broken(*args, **kwargs):
        raise ScenarioError("ties.csv:3: a tie must be two labels; got 1.")

    monkeypatch.setattr(made_up, "build_world", broken)
    with pytest.raises(ScenarioError, match="ties.csv:3"):
        start(job_of(scenario, made_up), Where(), Output())


def test_progress_counts_runs_up_to_the_total(scenario, made_up):
    steps = []
    start(job_of(scenario, made_up), Where(threads=1), Output(progress=steps.append))
    assert steps[0].done == 0 and steps[-1].done == steps[-1].total == 16
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert all(step.seconds_left is None or step.seconds_left >= 0 for step in steps)


# ---- the folder ----


def test_a_folder_with_other_files_is_refused_and_left_alone(scenario, made_up, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ScenarioError, match="a folder with other files.*Choose another --out"):
        start(job_of(scenario, made_up), Where(), Output(tmp_path, overwrite=True))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert made_up.PLAYED == []


def test_results_of_another_scenario_are_refused_unless_overwritten(scenario, made_up, tmp_path):
    out = tmp_path / "out"
    start(job_of(scenario, made_up), Where(), Output(out))
    (out / "notes.txt").write_text("mine")
    other = scenario.replace({"budget.total": "2000 CNY"})
    with pytest.raises(ScenarioError, match="--overwrite"):
        start(job_of(other, made_up), Where(), Output(out))
    assert store.open_dir(out).scenario.budget.total == 100_000
    start(job_of(other, made_up), Where(), Output(out, overwrite=True))
    assert store.open_dir(out).scenario.budget.total == 200_000
    start(job_of(other, made_up), Where(), Output(out))
    assert (out / "notes.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_written(scenario, made_up, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ScenarioError, match="the output folder must be one that can be written"):
        start(job_of(scenario, made_up), Where(), Output(tmp_path / "file" / "out"))
    assert made_up.PLAYED == []


def test_the_temporary_folder_goes_with_the_object(scenario, made_up):
    found = start(job_of(scenario, made_up), Where(), Output())
    folder = found.folder
    assert folder.is_dir()
    del found
    assert not folder.exists()


def test_strategies_are_checked(scenario):
    with pytest.raises(ScenarioError, match="did you mean grid"):
        choose_strategies(scenario, ["gird"])
    assert choose_strategies(scenario, ["grid", "official"]) == ["official", "grid"]
    with pytest.raises(ScenarioError, match="at least one strategy"):
        choose_strategies(scenario, [])


WRONG_PLACES = [
    ({"threads": 0}, "--threads"),
    ({"workers": -1}, "--workers"),
    ({"workers": 2, "threads": 2}, "left out"),
]


@pytest.mark.parametrize(("wrong", "text"), WRONG_PLACES)
def test_the_place_is_checked(scenario, made_up, wrong, text):
    with pytest.raises(ScenarioError, match=text):
        start(job_of(scenario, made_up), Where(**wrong), Output())


# ---- the summary ----


def test_the_summary_is_plain_json_without_nan(scenario, made_up):
    found = start(job_of(scenario, made_up), Where(), Output())
    text = (found.folder / "summary.json").read_text()
    summary = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in the summary"))
    assert {
        "scenario",
        "seed",
        "replicates",
        "currency",
        "strategies",
        "differences",
        "checks",
        "verdict",
        "metrics",
    } <= set(summary)
    cac = summary["strategies"]["grid"]["cac"]
    assert cac["n_defined"] == 3 and cac["mean"] is not None
    assert summary["strategies"]["nothing"]["cac"] == {"mean": None, "low": None, "high": None, "n_defined": 0}
    assert all(one["passed"] for one in summary["checks"].values()), summary["checks"]


def test_differences_are_paired_and_both_ways(scenario, made_up):
    found = start(job_of(scenario, made_up), Where(), Output())
    runs = found.runs.pivot(index="replicate", columns="strategy", values="net_contribution")
    change = (runs["grid"] - runs["official"]).to_numpy()
    half = 2.353363 * change.std(ddof=1) / math.sqrt(4)
    rows = {(one["strategy"], one["against"], one["metric"]): one for one in found.summary["differences"]}
    row, back = rows["grid", "official", "net_contribution"], rows["official", "grid", "net_contribution"]
    assert row["mean"] == pytest.approx(change.mean(), abs=1e-9) and row["high"] - row["mean"] == pytest.approx(
        half, rel=1e-6
    )
    assert back["mean"] == -row["mean"] and back["chance_better"] == 1 - row["chance_better"]
    assert not any(one["strategy"] == "nothing" for one in found.summary["differences"])
    assert found.difference("grid", "official", "net_contribution").mean == row["mean"]
    with pytest.raises(ScenarioError, match="one of"):
        found.difference("grid", "gird", "gmv")


def test_one_replicate_has_no_interval(scenario, made_up):
    found = start(job_of(scenario.replace({"replicates": 1}), made_up), Where(), Output())
    one = found.summary["strategies"]["grid"]["gmv"]
    assert one["low"] is None and one["high"] is None and one["mean"] > 0
    assert not found.verdict["decided"] and "several replicates" in found.verdict["sentence"]


def test_undefined_is_null_in_the_stored_runs(scenario, made_up):
    import pyarrow.parquet

    found = start(job_of(scenario, made_up), Where(), Output())
    table = pyarrow.parquet.read_table(found.folder / "runs.parquet")
    assert table["cac"].null_count == 4 + 3
    assert not np.isnan(table["cac"].drop_null().to_numpy()).any()
    assert pd.isna(found.runs["cac"]).sum() == 7


def test_a_check_that_fails_is_recorded(scenario, made_up, monkeypatch):
    genuine = made_up.run_one

    def careless(*args, **kwargs):
        result = genuine(*args, **kwargs)
        result.columns["ledger"]["debit"] = result.columns["ledger"]["debit"] + [1, 0, 0, 0, 0, 0]
        return result

    monkeypatch.setattr(made_up, "run_one", careless)
    found = start(job_of(scenario, made_up), Where(), Output())
    assert found.summary["checks"]["ledger_balanced"]["passed"] is False
    assert "differ in 16 of 48" in found.summary["checks"]["ledger_balanced"]["text"]


def test_finish_adds_files(scenario, made_up, tmp_path):
    def draw(stored):
        assert isinstance(stored, Comparison) and stored.summary["verdict"]
        (stored.folder / "charts").mkdir()
        path = stored.folder / "charts" / "one.svg"
        path.write_text("<svg/>")
        return [path]

    start(job_of(scenario, made_up), Where(), Output(tmp_path / "out", finish=draw))
    assert "charts/one.svg" in store.open_dir(tmp_path / "out").manifest["files"]
