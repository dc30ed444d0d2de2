"""Experiment files and the runner of studies, on a made-up engine."""

from __future__ import annotations

import json

import pytest

from gridsim.errors import ScenarioError
from gridsim.results import disk, store
from gridsim.study.claims import Expectation
from gridsim.study.design import full_design
from gridsim.study.digests import run_digest, world_digest
from gridsim.study.experiment import load_experiment
from gridsim.study.part import parts
from gridsim.study.resume import resume
from gridsim.study.sweep import play_experiment
from gridsim.study.sweep_findings import find

SCENARIO = """
name: Small town
horizon: 5
seed: 3
replicates: 3
budget: {total: 1000 CNY}
people: {count: 300}
network:
  moments: {mean_friends: 10}
strategies:
  official: {}
  grid: {}
"""
EXPERIMENT = """
name: Budget and ties
scenario: town.yaml
overrides: {horizon: 4}
factors:
  budget.total: [500 CNY, 1000 CNY]
  strategies.grid.points.tie_quality: [0.5, 1, 2]
design: full
replicates: 4
strategies: [grid, official]
metric: net_contribution
claim: A grid with good ties beats the account.
expect:
  - {winner: grid, where: {strategies.grid.points.tie_quality: 2}}
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "town.yaml").write_text(SCENARIO)
    path = tmp_path / "budget.yaml"
    path.write_text(EXPERIMENT)
    return path


def bytes_of(folder) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != "manifest.json"
    }


def test_an_experiment_is_read(file):
    experiment = load_experiment(file)
    assert len(experiment.points) == 6
    assert [point.scenario.budget.total for point in experiment.points] == [50_000] * 3 + [100_000] * 3
    assert [point.scenario.strategies["grid"].points.tie_quality for point in experiment.points] == [0.5, 1, 2] * 2
    assert all(point.scenario.horizon == 4 and point.scenario.replicates == 4 for point in experiment.points)
    changed = load_experiment(file, {"horizon": "3"}, replicates=2, seed=9)
    assert {(point.scenario.horizon, point.scenario.replicates, point.scenario.seed) for point in changed.points} == {
        (3, 2, 9)
    }


def test_every_problem_of_an_experiment_is_told_with_its_line(file):
    text = EXPERIMENT.replace("500 CNY, 1000 CNY", "500 CNY, -3").replace(
        "tie_quality: [0.5, 1, 2]", "tie_qualty: [0.5]"
    )
    file.write_text(text.replace("horizon: 4", "horizon: x"))
    with pytest.raises(ScenarioError) as caught:
        load_experiment(file)
    problems = caught.value.problems
    assert len(problems) == 3
    for line, words in ((4, "horizon"), (6, "budget.total"), (7, "tie_qualty")):
        assert any(f"budget.yaml:{line} " in text and words in text for text in problems), (line, problems)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("design: full", "desing: full", "Did you mean design"),
        ("design: full", "design: random", "must be full, or one of {lhs: N}"),
        ("town.yaml", "city.yaml", "There is no"),
        ("[grid, official]", "[nothing]", "one or more beside nothing"),
        ("[grid, official]", "[grid, gird]", "one of official, grid, nothing"),
        ("net_contribution", "net_contributoin", "Did you mean net_contribution"),
        ("[0.5, 1, 2]", "[0.5, 0.5]", "all different"),
        ("[0.5, 1, 2]", "0.5", "a list of values"),
        ("winner: grid,", "winner: kol,", "one of grid, official"),
        ("tie_quality: 2}}", "tie_quality: 3}}", "one of 0.5, 1, 2"),
    ],
)
def test_bad_experiments_are_refused(file, old, new, words):
    assert old in EXPERIMENT
    file.write_text(EXPERIMENT.replace(old, new))
    with pytest.raises(ScenarioError, match=words):
        load_experiment(file)


def test_a_study_leaves_a_row_a_run_and_a_row_a_point(file, made_up, tmp_path):
    found = play_experiment(load_experiment(file), tmp_path / "out", engine=made_up.engine)
    assert len(found.runs) == 6 * 3 * 4 and set(found.runs["strategy"]) == {"grid", "official", "nothing"}
    factors = ["budget.total", "budget.total (as written)", "strategies.grid.points.tie_quality"]
    assert list(found.runs.columns[:6]) == ["point", *factors, "strategy", "replicate"]
    assert list(found.table.columns) == [
        "point",
        *factors,
        "winner",
        "mean",
        "low",
        "high",
        "chance_better",
        "decided",
        "against",
        "lead",
        "lead_low",
        "lead_high",
    ]
    assert len(found.table) == 6 and set(found.table["winner"]) <= {"grid", "official", "nothing"}
    assert found.summary["finding"]["state"] in ("holds", "does not hold", "undecided")
    runs = found.runs[found.runs["point"] == 4].pivot(index="replicate", columns="strategy", values="net_contribution")
    assert found.table["mean"][4] == pytest.approx((runs["grid"] - runs["official"]).mean())
    json.loads((tmp_path / "out" / "summary.json").read_text(), parse_constant=lambda name: pytest.fail(name))


def test_worlds_are_shared_and_equal_runs_are_played_once(file, made_up, tmp_path):
    play_experiment(load_experiment(file), tmp_path / "out", engine=made_up.engine, threads=1)
    assert made_up.WORLDS == [0, 1, 2, 3]
    played = [name for name, _ in made_up.PLAYED]
    # The account does not depend on the grid's ties: one run a budget and replicate. Doing nothing likewise.
    assert (played.count("grid"), played.count("official"), played.count("nothing")) == (6 * 4, 2 * 4, 2 * 4)


def test_a_factor_of_the_people_has_worlds_of_its_own(file, made_up, tmp_path):
    file.write_text(
        EXPERIMENT.replace("strategies.grid.points.tie_quality: [0.5, 1, 2]", "people.count: [200, 300]").split(
            "expect:"
        )[0]
    )
    experiment = load_experiment(file)
    assert len({world_digest(point.scenario) for point in experiment.points}) == 2
    assert len({run_digest(point.scenario, "official") for point in experiment.points}) == 4
    assert len(parts(experiment)) == 2 * 4


def test_places_and_interruption_change_nothing(file, made_up, tmp_path):
    experiment = load_experiment(file)
    play_experiment(experiment, tmp_path / "whole", engine=made_up.engine, threads=1)
    play_experiment(experiment, tmp_path / "threads", engine=made_up.engine, threads=3)
    made_up.reset()
    made_up.STOP_AFTER.append(15)
    with pytest.raises(KeyboardInterrupt, match="gridsim resume"):
        play_experiment(experiment, tmp_path / "broken", engine=made_up.engine, threads=1)
    assert len(disk.finished_pieces(tmp_path / "broken" / "parts")) == 1
    made_up.reset()
    resume(tmp_path / "broken", engine=made_up.engine)
    assert {number for _, number in made_up.PLAYED} == {1, 2, 3}
    assert bytes_of(tmp_path / "whole") == bytes_of(tmp_path / "threads") == bytes_of(tmp_path / "broken")
    assert isinstance(store.open_dir(tmp_path / "broken"), store.StoredStudy)


def test_the_claim_is_judged():
    def point(level, winner, decided):
        return {"levels": {"x": level}, "winner": winner, "decided": decided}

    points = [point(1, "a", True), point(2, "a", False), point(3, "b", True)]
    states = {place: find([Expectation("a", {"x": place})], points)["state"] for place in (1, 2, 3)}
    assert states == {1: "holds", 2: "undecided", 3: "does not hold"}
    assert find([Expectation("a", {})], points)["state"] == "does not hold"
    assert find([], points)["state"] == "not judged"
    assert "Of 3 settings: a wins 1, b wins 1, 1 undecided." in find([], points)["sentence"]


def test_a_sweep_from_python_is_the_experiment_of_a_file(file, made_up, tmp_path):
    from gridsim.scenario import load_scenario
    from gridsim.study import sweep

    scenario = load_scenario(file.parent / "town.yaml", {"horizon": 4})
    factors = {"budget.total": ["500 CNY", "1000 CNY"], "strategies.grid.points.tie_quality": [0.5, 1, 2]}
    found = sweep(scenario, factors, ["grid", "official"], replicates=4, out=tmp_path / "python", engine=made_up.engine)
    of_file = play_experiment(load_experiment(file), tmp_path / "file", engine=made_up.engine)
    assert found.runs.equals(of_file.runs) and found.table.equals(of_file.table)
    for wrong in ({"budget.totl": [1, 2]}, {"budget.total": []}, {}):
        with pytest.raises(ScenarioError):
            sweep(scenario, wrong, out=tmp_path / "wrong")
    assert not (tmp_path / "wrong").exists()


def test_the_full_design():
    assert full_design({"a": [1, 2], "b": [3]}) == [{"a": 1, "b": 3}, {"a": 2, "b": 3}]
