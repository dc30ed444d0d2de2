"""Designs of experiments: what each of them draws, what is refused, and that a study of them can be stopped."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gridsim.errors import ScenarioError
from gridsim.results import store
from gridsim.study import sensitivity, sweep
from gridsim.study.design import Design, cube
from gridsim.study.experiment import load_experiment, make_experiment
from gridsim.study.guesses import guesses
from gridsim.study.resume import resume
from gridsim.study.sweep import play_experiment

SCENARIO = """
name: Small town
horizon: 5
seed: 3
replicates: 2
budget: {total: 1000 CNY}
people: {count: 300}
network:
  moments: {mean_friends: 10}
strategies:
  official: {}
  grid: {}
"""
EXPERIMENT = """
name: Drawn
scenario: town.yaml
factors:
  budget.total: {log_uniform: [500 CNY, 2000 CNY]}
  people.need_interval: {uniform: [7 days, 60 days]}
  strategies.*.points.tie_quality:
  market.buying.seller_effect: triangular
  horizon: [4, 5]
design: {lhs: 8}
replicates: 1
strategies: [grid, official]
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "town.yaml").write_text(SCENARIO)
    path = tmp_path / "drawn.yaml"
    path.write_text(EXPERIMENT)
    return path


def bytes_of(folder):
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != "manifest.json"
    }


@pytest.mark.parametrize("design", ["{lhs: 8}", "{sobol: 8}", "{random: 8}", "{morris: 2}", "{saltelli: 2}"])
def test_a_design_is_drawn_from_the_seed(file, design):
    if "morris" in design or "saltelli" in design:
        pytest.importorskip("SALib")
    file.write_text(EXPERIMENT.replace("{lhs: 8}", design))
    one, same, other = (load_experiment(file, seed=seed) for seed in (3, 3, 4))
    assert [point.levels for point in one.points] == [point.levels for point in same.points]
    assert one.points[0].levels != other.points[0].levels
    assert len(one.points) == {"{morris: 2}": 12, "{saltelli: 2}": 14}.get(design, 8)
    for point in one.points:
        assert 50_000 <= point.scenario.budget.total <= 200_000
        assert 7 <= point.scenario.people.need_interval <= 60
        assert 0.25 <= point.scenario.strategies["grid"].points.tie_quality <= 4
        assert 1 <= point.scenario.market.buying.seller_effect <= 4
        assert point.scenario.horizon in (4, 5)


def test_each_part_of_a_latin_hypercube_has_one_point(file):
    experiment = load_experiment(file)
    budgets = sorted(point.scenario.budget.total / 100 for point in experiment.points)
    places = [int(8 * np.log(budget / 500) / np.log(4)) for budget in budgets]
    assert places == [*range(8)]


def test_first_points_of_a_longer_sequence_are_the_same():
    for kind in ("sobol", "random"):
        assert np.array_equal(cube(Design(kind, 5), 3, 1), cube(Design(kind, 8), 3, 1)[:5])


def test_linked_factors_move_together(file):
    text = EXPERIMENT.replace("  horizon: [4, 5]", "  people.count: {with: budget.total, uniform: [200, 400]}")
    file.write_text(text)
    points = load_experiment(file).points
    order = np.argsort([point.scenario.budget.total for point in points])
    counts = np.array([point.scenario.people.count for point in points])[order]
    assert list(counts) == sorted(counts) and counts[0] < 250 and counts[-1] > 350


def test_linked_levels_of_a_full_design_go_side_by_side(scenario):
    factors = {"budget.total": ["500 CNY", "900 CNY"], "people.count": {"with": "budget.total", "levels": [200, 400]}}
    experiment = make_experiment(scenario, {**factors, "horizon": [4, 5]}, ["grid", "official"])
    assert [tuple(point.levels.values()) for point in experiment.points] == [
        ("500 CNY", 200, 4), ("500 CNY", 200, 5), ("900 CNY", 400, 4), ("900 CNY", 400, 5),
    ]  # fmt: skip


def test_every_guess_is_drawn_and_what_the_scenario_knows_is_not(scenario):
    known = scenario.replace({"market.buying.trust_effect": 50})
    experiment = make_experiment(known, "assumed", ["grid", "official"], replicates=1, design={"lhs": 4})
    assert {axis.label for axis in experiment.axes} == {*guesses(known, ["grid", "official"])}
    assert "market.buying.trust_effect" not in experiment.factors and "market.buying.need_effect" in experiment.factors
    assert "strategies.copy.points.tie_quality" not in experiment.factors  # nobody plays it
    assert "ticks_per_day" not in experiment.factors and "people.roles.partner.credibility" not in experiment.factors


def test_a_guess_of_several_strategies_is_one(scenario):
    experiment = make_experiment(scenario, "assumed", ["grid", "copy"], design={"random": 5})
    for point in experiment.points:
        assert point.levels["strategies.grid.points.tie_quality"] == point.levels["strategies.copy.points.tie_quality"]


def test_a_key_of_its_own_is_no_part_of_a_pattern(scenario):
    factors = {"market.buying.*_effect": None, "market.buying.need_effect": {"uniform": [2, 3]}}
    experiment = make_experiment(scenario, factors, ["grid"], design={"random": 20})
    assert all(2 <= point.scenario.market.buying.need_effect <= 3 for point in experiment.points)
    assert len([axis for axis in experiment.axes if axis.label == "market.buying.need_effect"]) == 1


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_points_are_read_from_a_file(file, kind):
    table = pd.DataFrame({"budget.total": ["500 CNY", "900 CNY", "2k CNY"], "people.need_interval": [7, 14, 30]})
    path = file.parent / f"plan.{kind}"
    table.to_csv(path, index=False) if kind == "csv" else table.to_parquet(path)
    head = EXPERIMENT[: EXPERIMENT.index("factors:")]
    file.write_text(f"{head}design: {{points: plan.{kind}}}\nstrategies: [grid]\n")
    experiment = load_experiment(file)
    assert [point.scenario.budget.total for point in experiment.points] == [50_000, 90_000, 200_000]
    assert [point.scenario.people.need_interval for point in experiment.points] == [7, 14, 30]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{lhs: 8}", "{lhs: eight}", "a whole number from 1 to 10,000"),
        ("{lhs: 8}", "{lhs: 8, sobol: 8}", "must be full, or one of"),
        ("{lhs: 8}", "{latin: 8}", "must be full, or one of"),
        ("{lhs: 8}", "full", "a list of levels; got a law"),
        ("{lhs: 8}", "{points: plan.csv}", "left out beside a file of points"),
        ("[500 CNY, 2000 CNY]", "[-5 CNY, 2000 CNY]", "each value of the law log_uniform must be an amount of money"),
        ("[500 CNY, 2000 CNY]", "[500 USD, 2000 CNY]", "CNY"),
        ("[500 CNY, 2000 CNY]", "[2000 CNY, 500 CNY]", "numbers that ascend"),
        ("[500 CNY, 2000 CNY]", "[0 CNY, 500 CNY]", "above 0 at both ends"),
        ("[500 CNY, 2000 CNY]", "[500 CNY]", "must be 2 numbers"),
        ("{log_uniform: [500 CNY, 2000 CNY]}", "{log_normal: [1, 2]}", "a list of values or a law"),
        ("{log_uniform: [500 CNY, 2000 CNY]}", "{}", "a list of values or a law"),
        ("{log_uniform: [500 CNY, 2000 CNY]}", "{uniform: [1, 2], with: x.y}", "a factor of its own"),
        ("  horizon: [4, 5]", "  horizon: {with: budget.total, levels: [4, 5]}", "equally many; got 2 beside a law"),
        ("[7 days, 60 days]", "[-7 days, 60 days]", "each value of the law uniform"),
        ("triangular", "triangle", "a list of values or a law"),
        ("seller_effect", "seler_effect", "did you mean market.buying.seller_effect"),
        ("strategies.*.points.tie_quality", "strategies.*.points.tie_qualities", "meets keys with typical ranges"),
        ("people.need_interval: {uniform: [7 days, 60 days]}", "people.need_distribution:", "a parameter"),
        ("budget.total: {log_uniform", "seed: {log_uniform", "a key that changes the model"),
        ("replicates: 1", "until: {width: 0 CNY}", "above 0"),
        ("replicates: 1", "until: {wide: 5}", "a block with width"),
        ("replicates: 1", "until: {width: 5 CNY, of: gird}", "one of grid, official, nothing"),
        ("replicates: 1", "until: {width: 5 CNY, most: 1}", "at least the replicates"),
        ("replicates: 1", "until: {width: 5 CNY, metric: ordres}", "Did you mean orders"),
    ],
)
def test_bad_designs_are_refused_before_any_run(file, old, new, words):
    assert old in EXPERIMENT
    file.write_text(EXPERIMENT.replace(old, new))
    with pytest.raises(ScenarioError, match=words) as caught:
        load_experiment(file)
    assert len(caught.value.problems) <= 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('budget.total\n500 CNY\n""\n', "an empty cell"),
        ("budget.total\n", "a table of 1 to 10,000 points"),
        ("seed\n5\n", "a key that changes the model"),
        ("budget.totl\n500 CNY\n", "did you mean total"),
        ("budget.total\n500 CNY\n-4 CNY\n", "an amount of money"),
    ],
)
def test_bad_files_of_points_are_refused(file, content, words):
    (file.parent / "plan.csv").write_text(content)
    head = EXPERIMENT[: EXPERIMENT.index("factors:")]
    file.write_text(f"{head}design: {{points: plan.csv}}\nstrategies: [grid]\n")
    with pytest.raises(ScenarioError, match=words):
        load_experiment(file)


def test_a_design_of_an_extra_that_is_not_there_is_refused_in_a_sentence(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib", None)
    monkeypatch.setattr("gridsim.study.salib.find_spec", lambda name: None)
    file.write_text(EXPERIMENT.replace("{lhs: 8}", "{morris: 4}"))
    with pytest.raises(ScenarioError, match="extra .analysis. .* Run: pip install SALib"):
        load_experiment(file)


def test_a_drawn_study_says_what_counts_and_keeps_numbers_beside_units(file, made_up, tmp_path):
    found = play_experiment(load_experiment(file), tmp_path / "out", engine=made_up.engine)
    assert len(found.runs) == 8 * 3 and len(found.table) == 8
    assert found.summary["units"]["budget.total"] == "CNY" and found.table["budget.total"].between(500, 2000).all()
    assert found.table["budget.total (as written)"].str.endswith(" CNY").all()
    assert found.summary["design"] == {"lhs": 8} and sum(found.summary["across"]["ahead"].values()) == 8
    assert found.summary["verdict"]["sentence"].startswith("Of 8 drawn settings, ahead:")
    table = sensitivity(tmp_path / "out")
    assert list(table.columns) == ["first", "pawn", "counts"] and len(table) == 5
    assert [row["factor"] for row in found.summary["across"]["sensitivity"]] == list(table.index)
    with pytest.raises(ScenarioError, match="one of grid, official, nothing"):
        sensitivity(tmp_path / "out", of="gird")


def test_an_interrupted_drawn_study_is_resumed_to_the_same_bytes(file, made_up, tmp_path):
    experiment = load_experiment(file)
    play_experiment(experiment, tmp_path / "whole", engine=made_up.engine, threads=1)
    made_up.reset()
    made_up.STOP_AFTER.append(9)
    with pytest.raises(KeyboardInterrupt):
        play_experiment(experiment, tmp_path / "cut", engine=made_up.engine, threads=1)
    made_up.reset()
    resume(tmp_path / "cut", engine=made_up.engine, threads=2)
    assert bytes_of(tmp_path / "cut") == bytes_of(tmp_path / "whole")


def test_replicates_are_added_until_the_interval_is_narrow(file, made_up, tmp_path):
    text = EXPERIMENT.replace("replicates: 1", "replicates: 4\nuntil: {width: 420 CNY, most: 12}")
    file.write_text(text)
    experiment = load_experiment(file)
    found = play_experiment(experiment, tmp_path / "out", engine=made_up.engine)
    counts = found.runs.groupby("point")["replicate"].nunique()
    assert counts.min() >= 4 and counts.max() == found.summary["replicates"] <= 12
    for one in found.summary["points"]:
        change = one["difference"]
        assert change["high"] - change["low"] <= 420 or counts[one["point"]] == 12
    assert counts.nunique() > 1  # some needed fewer than others
    made_up.reset()
    made_up.STOP_AFTER.append(100)
    with pytest.raises(KeyboardInterrupt):
        play_experiment(experiment, tmp_path / "cut", engine=made_up.engine, threads=1)
    made_up.reset()
    resume(tmp_path / "cut", engine=made_up.engine)
    assert bytes_of(tmp_path / "cut") == bytes_of(tmp_path / "out")


def test_a_sweep_takes_a_design_from_python(scenario):
    factors = {"budget.total": {"uniform": np.array([500, 900])}, "people.need_interval": None}
    found = sweep(scenario, factors, "grid", replicates=1, design={"sobol": 5}, threads=1)
    assert isinstance(found, store.StoredStudy) and len(found.table) == 5
    assert found.table["budget.total"].between(500, 900).all()


def test_the_page_on_studies_runs_as_shown():
    page = (Path(__file__).parents[2] / "docs" / "studies.md").read_text()
    for block in re.findall(r"```python\n(.*?)```", page, re.S):
        exec(compile(block, "docs/studies.md", "exec"), {})
