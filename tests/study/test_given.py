"""What is given to comparisons and studies: functions, strategies, folders, files in levels; each taken as it is meant
or refused before the work."""

from __future__ import annotations

import numpy as np
import pytest

import gridsim as gs
from gridsim.results import disk
from gridsim.study.experiment import load_experiment
from gridsim.study.resume import resume
from gridsim.study.sweep import play_experiment, sweep

TOWN = {
    "name": "H",
    "people": {"count": 120},
    "horizon": 3,
    "replicates": 2,
    "budget": {"total": "1k CNY"},
    "network": {"moments": {"mean_friends": 6}, "micro_blog": {"mean_follows": 4}},
    "strategies": {"official": {}, "grid": {}},
}


@pytest.mark.parametrize("given", [3, 0, True, "print", []])
def test_functions_are_functions_before_anything_is_played(given, tmp_path):
    for what in ("progress", "finish"):
        with pytest.raises(gs.ScenarioError, match=f"^{what}: {what} must be a function that is called; got "):
            gs.study.compare(TOWN, out=tmp_path / "out", **{what: given})
        with pytest.raises(gs.ScenarioError, match=f"^{what}: "):
            sweep(TOWN, {"horizon": [2, 3]}, out=tmp_path / "out", **{what: given})
    with pytest.raises(gs.ScenarioError, match="^progress: "):
        gs.estimate(TOWN, progress=given)
    assert not (tmp_path / "out").exists()


def test_places_and_names_of_another_kind_are_refused():
    for what, given in (("workers", None), ("scheduler", 3), ("scheduler", [])):
        with pytest.raises(gs.ScenarioError, match=f"^--{what}: "):
            gs.study.compare(TOWN, **{what: given})
    with pytest.raises(gs.ScenarioError, match="the strategy must be one of official, grid, nothing; got "):
        gs.run(TOWN, ["grid"])
    with pytest.raises(gs.ScenarioError, match="metric must be a metric of a run; got "):
        sweep(TOWN, {"horizon": [2, 3]}, metric=["orders"])


def test_an_empty_level_beside_numbers_is_drawn_as_none(made_up, tmp_path):
    """The table of numbers has an empty cell there, which is equal to nothing, not even to itself."""
    factors = {"operation.daily_capacity": [None, 3, 10], "horizon": [2, 3]}
    found = sweep(
        TOWN,
        factors,
        replicates=2,
        out=tmp_path / "out",
        finish=lambda stored: gs.charts.draw_all(stored, stored.folder / "charts"),
    )
    capacity = found.table["operation.daily_capacity"]
    assert np.isnan(capacity[:2]).all() and list(capacity[2:]) == [3, 3, 10, 10]
    assert found.table["operation.daily_capacity (as written)"].tolist() == ["none", "none", "3", "3", "10", "10"]
    assert {path.stem for path in (tmp_path / "out" / "charts").iterdir()} == {"who_wins", "levels"}


def test_lists_that_are_the_same_are_one_level():
    with pytest.raises(gs.ScenarioError, match=r"got 0.05 and 5%, which are the same"):
        sweep(TOWN, {"strategies.grid.points.commission": [[], [0.05], ["5%"]]})


@pytest.fixture
def files(tmp_path):
    """An experiment in one folder, its scenario in another, ties beside the experiment."""
    (tmp_path / "deep").mkdir()
    for name, step in (("near", 1), ("far", 7)):
        ties = "".join(f"p{i},p{(i + step * k) % 60}\n" for i in range(60) for k in (1, 2))
        (tmp_path / f"{name}.csv").write_text("source,target\n" + ties, encoding="utf-8")
    (tmp_path / "deep" / "town.yaml").write_text(
        "name: T\nhorizon: 3\nreplicates: 2\nbudget: {total: 1000 CNY}\nnetwork: {moments: {file: ../near.csv}}\n"
        "strategies: {grid: {}, official: {}}\n", encoding="utf-8",
    )  # fmt: skip

    def write(lines: str):
        path = tmp_path / "study.yaml"
        path.write_text(
            "name: A study\nscenario: deep/town.yaml\nreplicates: 2\nstrategies: [grid, official]\n" + lines,
            encoding="utf-8",
        )
        return path

    return write


@pytest.mark.parametrize("there", ["elsewhere", "beside"])
def test_files_of_an_experiment_lie_beside_it(files, there, tmp_path, monkeypatch, made_up):
    where = tmp_path if there == "beside" else tmp_path / "deep"
    monkeypatch.chdir(where)
    path = files(
        "factors:\n  network.moments.file: [near.csv, far.csv]\noverrides: {network: {moments: {file: far.csv}}}\n"
    )
    experiment = load_experiment(path)
    assert [point.scenario.network.moments.file for point in experiment.points] == [
        str(tmp_path / "near.csv"),
        str(tmp_path / "far.csv"),
    ]
    assert experiment.scenario.network.moments.file == str(tmp_path / "far.csv")
    found = play_experiment(experiment, tmp_path / "out", engine=made_up.engine)
    assert found.table["network.moments.file"].tolist() == ["near.csv", "far.csv"]
    manifest = disk.read_json(tmp_path / "out" / "manifest.json") | {"state": "unfinished"}
    disk.write_text(tmp_path / "out" / "manifest.json", disk.json_text(manifest))
    monkeypatch.chdir("/")
    again = resume(tmp_path / "out", engine=made_up.engine)
    assert again.table["network.moments.file"].tolist() == ["near.csv", "far.csv"]


def test_a_file_that_is_not_there_is_told_where_it_was_looked_for(files, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    for lines in (
        "factors:\n  network.moments.file: [no.csv]\n",
        "factors: {horizon: [2]}\noverrides: {network: {moments: {file: no.csv}}}\n",
    ):
        with pytest.raises(gs.ScenarioError) as refused:
            load_experiment(files(lines))
        assert str(tmp_path / "no.csv") in str(refused.value) and "relative" not in str(refused.value)


def test_nested_and_dotted_overrides_name_the_same_file(tmp_path, monkeypatch, files):
    files("")
    monkeypatch.chdir(tmp_path)
    base = gs.load_scenario(tmp_path / "deep" / "town.yaml")
    dotted = base.replace({"network.moments.file": "far.csv"})
    assert dotted.network.moments.file == str(tmp_path / "far.csv")
    for nested in (
        {"network.moments": {"file": "far.csv"}},
        {"network": {"moments": {"file": "far.csv"}}},
        {"network.moments": "{file: far.csv}"},
    ):
        assert base.replace(nested).network.moments.file == dotted.network.moments.file


def test_an_experiment_is_estimated_as_one(files):
    """By its path or loaded; a scenario stays one."""
    path = files("factors: {horizon: [2, 3]}\n")
    for given in (path, str(path), load_experiment(path)):
        found = gs.estimate(given)
        assert type(found).__name__ == "StudyEstimate" and found.seconds > 0 and found.fits
    assert type(gs.estimate(path.parent / "deep" / "town.yaml")).__name__ == "Estimate"
    with pytest.raises(
        gs.ScenarioError, match="replicates: replicates must be left out beside an experiment that is loaded; got 3"
    ):
        gs.estimate(load_experiment(path), replicates=3)
