"""Levels of mixed kinds, splits, design points that break: nothing is lost after the work, and bad combinations are
refused before it."""

from __future__ import annotations

import itertools
import json

import pandas as pd
import pytest

from gridsim.errors import IncompleteWarning, ScenarioError
from gridsim.results import disk, store
from gridsim.study.executor import RunFailed
from gridsim.study.experiment import load_experiment
from gridsim.study.resume import resume
from gridsim.study.sweep import play_experiment, sweep

TOWN = """
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
  mixed: {preset: hybrid}
"""


@pytest.fixture
def study(tmp_path):
    """Return a function that writes an experiment with these lines and returns its path."""
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")

    def write(factors: str, more: str = ""):
        path = tmp_path / "study.yaml"
        head = "name: A study\nscenario: town.yaml\nreplicates: 2\nstrategies: [grid, official]\n"
        path.write_text(
            f"{head}factors:\n" + "".join(f"  {line}\n" for line in factors.split("\n")) + more, encoding="utf-8"
        )
        return path

    return write


MIXED = {
    # levels: the numbers of the column, its unit
    "market.product.price: [10, 30 CNY]": ([10, 30], "CNY"),
    "budget.total: [3000, 5k CNY, 1万]": ([3000, 5000, 10_000], "CNY"),
    "budget.total: [0.5, 5k CNY]": ([0.5, 5000], "CNY"),
    "horizon: [5, 10 days, 2 weeks]": ([5, 10, 14], "days"),
    "people.need_interval: [5, 10 days, 36 hours]": ([5, 10, 1.5], "days"),
    "market.share: [1%, 3%]": ([0.01, 0.03], "share"),
    'market.initial_awareness: [0.5, "5%"]': ([0.5, 0.05], "share"),
    "people.count: [200, 0.3k]": ([200, 300], "people"),
    "people.roles.kol.count: [1%, 5%]": ([0.01, 0.05], "share of people"),
    "people.roles.kol.count: [3, 5%]": (["3", "5%"], ""),
    "switches.trust: [true, false]": ([True, False], ""),
    "strategies.grid.points.commission: [[], [10%], [10%, 2%]]": (["none", "10%", "10%, 2%"], ""),
    "strategies.grid.points.tie_quality: [0.5, 1, 2]": ([0.5, 1, 2], None),
    "strategies.mixed.account: [null]": (["none"], ""),
}


@pytest.mark.parametrize("line", MIXED)
def test_levels_of_mixed_kinds_become_numbers_with_a_unit_beside_the_text(line, study, made_up, tmp_path):
    (right, unit), path = MIXED[line], line.split(":")[0]
    experiment = load_experiment(study(line))
    found = play_experiment(experiment, tmp_path / "out", engine=made_up.engine, threads=1)
    assert found.table[path].tolist() == right and found.summary["factors"][path] == right
    assert unit is None or found.summary["units"][path] == unit
    written = list(found.summary["written"][path])
    assert [point["written"][path] for point in found.summary["points"]] == written and len(set(written)) == len(right)
    beside = f"{path} (as written)"
    shown = found.table[beside if beside in found.table else path].map(
        lambda value: json.dumps(value) if not isinstance(value, str) else value
    )
    assert shown.tolist() == written or [float(one) for one in shown] == right
    assert pd.read_csv(tmp_path / "out" / "design.csv").shape[0] == len(right)
    assert set(found.runs["point"]) == set(range(len(right)))


def test_a_study_of_mixed_levels_is_resumed_and_reported_like_any_other(study, made_up, tmp_path):
    from gridsim.cli import shown
    from gridsim.report.present import present

    experiment = load_experiment(study("budget.total: [900, 1k CNY]\nmarket.share: [1%, 3%]"))
    whole = play_experiment(experiment, tmp_path / "whole", engine=made_up.engine, threads=1)
    made_up.reset()
    made_up.STOP_AFTER.append(9)
    with pytest.raises(KeyboardInterrupt):
        play_experiment(experiment, tmp_path / "broken", engine=made_up.engine, threads=1)
    made_up.reset()
    again = resume(tmp_path / "broken", engine=made_up.engine)
    for name in ("runs.parquet", "design.parquet", "design.csv", "summary.json", "experiment.json"):
        assert (again.folder / name).read_bytes() == (whole.folder / name).read_bytes(), name
    page = present(again)[-1].read_text(encoding="utf-8")
    assert "1k CNY" in page
    shown.show_study(again)


def test_results_of_an_earlier_version_open(study, made_up, tmp_path):
    from gridsim.cli import shown
    from gridsim.report.present import present

    line = "budget.total: [900 CNY, 1k CNY]\nstrategies.grid.points.tie_quality: [0.5, 2]"
    found = play_experiment(load_experiment(study(line)), tmp_path / "out", engine=made_up.engine, threads=1)
    summary = json.loads((found.folder / "summary.json").read_text(encoding="utf-8"))
    for one in (summary, *summary["points"]):
        texts = one.pop("written")
        one["factors" if "factors" in one else "levels"]["budget.total"] = texts["budget.total"]
    del summary["units"], summary["failed"]
    (found.folder / "summary.json").write_text(disk.json_text(summary), encoding="utf-8")
    for name in ("runs", "design"):
        table = found.read_table(name)
        table["budget.total"] = table.pop("budget.total (as written)")
        table.to_parquet(found.folder / f"{name}.parquet")
    old = store.open_dir(found.folder)
    assert "1k CNY" in present(old)[-1].read_text(encoding="utf-8")
    shown.show_study(old)


def test_levels_that_are_the_same_are_refused(study):
    for line in ("budget.total: [1000, 1k CNY]", "market.initial_awareness: [0.5, 50%]", "horizon: [14, 2 weeks]"):
        with pytest.raises(ScenarioError, match=r"study.yaml:6 .* which are the same"):
            load_experiment(study(line))


def test_an_expectation_names_a_level_as_it_is_written(study, made_up, tmp_path):
    more = (
        "expect:\n  - {winner: grid, where: {budget.total: 1k CNY}}\n  - {of: grid, metric: orders, grows:"
        " budget.total}\n"
    )
    found = play_experiment(
        load_experiment(study("budget.total: [900, 1k CNY]", more)), tmp_path / "out", engine=made_up.engine
    )
    assert [part["points"] for part in found.summary["finding"]["parts"]] == [1, 1]


# Splits


def test_a_split_is_checked_as_it_is_played(study):
    base = load_experiment(study("horizon: [5]")).scenario.strategies["mixed"]
    lines = "strategies.mixed.points.spend: [60%, 30%]\nstrategies.mixed.advertising.spend: [5%, 40%]"
    assert base.advertising.spend + 0.6 > 0.4
    experiment = load_experiment(study(lines))
    spends = [
        (point.scenario.strategies["mixed"].points.spend, point.scenario.strategies["mixed"].advertising.spend)
        for point in experiment.points
    ]
    assert spends == [(0.6, 0.05), (0.6, 0.4), (0.3, 0.05), (0.3, 0.4)]


def test_a_bad_combination_blames_the_line_of_the_factor_and_names_the_levels(study):
    lines = "strategies.mixed.points.spend: [60%, 30%]\nstrategies.mixed.advertising.spend: [5%, 55%]"
    with pytest.raises(ScenarioError) as caught:
        load_experiment(study(lines))
    (only,) = caught.value.problems
    assert "study.yaml:6 " in only or "study.yaml:7 " in only
    assert "town.yaml" not in only and "at most 100%" in only
    assert only.endswith(
        "So at the setting with strategies.mixed.points.spend = 60%, strategies.mixed.advertising.spend = 55%."
    )


def test_a_bad_level_is_told_once_however_many_points_it_has(study):
    lines = "budget.total: [900 CNY, -3, 1k USD]\nstrategies.grid.points.tie_quality: [0.5, 1, 2, x]"
    with pytest.raises(ScenarioError) as caught:
        load_experiment(study(lines))
    problems = caught.value.problems
    assert len([text for text in problems if "study.yaml:6 budget.total" in text]) == 1
    assert len([text for text in problems if "study.yaml:7 " in text and "tie_quality" in text]) == 1
    assert not any("So at the setting" in text for text in problems if "-3" in text)


def test_a_sweep_from_python_tells_all_bad_points(study):
    scenario = load_experiment(study("horizon: [5]")).scenario
    with pytest.raises(ScenarioError) as caught:
        sweep(scenario, {"budget.total": [-1, -2, 100]}, ["grid", "official"])
    assert len(caught.value.problems) == 2


# Design points that break


@pytest.fixture
def breaking(study, made_up):
    """An engine that fails for a grid of ties of quality 1 until it is mended, and its experiment."""
    experiment = load_experiment(
        study("strategies.grid.points.tie_quality: [0.5, 1, 2]\nbudget.total: [900 CNY, 1k CNY]", "expect: []\n")
    )
    usual, broken = made_up.engine(), {"quality": {1.0}, "replicates": {0, 1}, "error": FloatingPointError("made up")}

    def run_one(scenario, strategy, seed=None, replicate=0, world=None, record=(), threads=None):
        if (
            strategy == "grid"
            and scenario.strategies["grid"].points.tie_quality in broken["quality"]
            and replicate in broken["replicates"]
        ):
            raise broken["error"]
        return usual.run_one(scenario, strategy, seed, replicate, world, record, threads)

    return experiment, lambda: usual._replace(run_one=run_one), broken


@pytest.mark.parametrize(
    "error", [FloatingPointError("made up"), ScenarioError("ties.csv:3: a tie must be two people; got one. Mend it.")]
)
def test_a_broken_design_point_takes_nothing_with_it(breaking, made_up, tmp_path, error):
    experiment, engine, broken = breaking
    broken["error"] = error
    with pytest.warns(
        IncompleteWarning,
        match=r"Design point 2 .*tie_quality = 1, budget.total = 900 CNY.*grid in replicates 0, 1, failed",
    ):
        found = play_experiment(experiment, tmp_path / "out", engine=engine, threads=1)
    assert [one["point"] for one in found.failed] == [2, 3]
    assert [point["point"] for point in found.summary["points"]] == [0, 1, 4, 5]
    assert "2 of 6 settings lack runs that failed" in found.summary["finding"]["sentence"]
    played = found.runs.groupby(["point", "strategy"]).size().to_dict()
    assert played[0, "grid"] == 2 and (2, "grid") not in played and played[2, "official"] == 2
    # Opened and reported as it is; resumed, only what is missing is played, and the result is as if nothing had
    # happened.
    assert store.open_dir(tmp_path / "out").table["point"].tolist() == [0, 1, 4, 5]
    broken["quality"] = set()
    made_up.reset()
    again = resume(tmp_path / "out", engine=engine)
    assert {name for name, _ in made_up.PLAYED} == {"grid", "nothing"} and again.failed == []
    whole = play_experiment(experiment, tmp_path / "whole", engine=made_up.engine, threads=1)
    for name in ("runs.parquet", "design.parquet", "summary.json"):
        assert (again.folder / name).read_bytes() == (whole.folder / name).read_bytes(), name
    assert not (tmp_path / "out" / "parts").exists() and again.manifest["state"] == "finished"


def test_of_a_point_those_replicates_are_judged_that_are_whole(breaking, tmp_path):
    experiment, engine, broken = breaking
    broken["replicates"] = {1}
    with pytest.warns(IncompleteWarning):
        found = play_experiment(experiment, tmp_path / "out", engine=engine, threads=2)
    assert [point["difference"]["n"] for point in found.summary["points"]] == [2, 2, 1, 1, 2, 2]


def test_a_claim_about_a_broken_point_is_undecided(study, breaking, tmp_path):
    _, engine, _ = breaking
    more = (
        "expect:\n  - {of: grid, metric: orders, above: -10000}\n  - {of: grid, metric: orders, above: -10000, where:"
        " {budget.total: 2}}\n"
    )
    path = study(
        "strategies.grid.points.tie_quality: [0.5, 1]\nbudget.total: [1, 2]",
        more.replace("where: {budget.total: 2}", "where: {strategies.grid.points.tie_quality: 0.5}"),
    )
    with pytest.warns(IncompleteWarning):
        found = play_experiment(load_experiment(path), tmp_path / "out", engine=engine)
    states = {part["expectation"]: part["state"] for part in found.summary["finding"]["parts"]}
    assert sorted(states.values()) == ["holds", "undecided"] and found.summary["finding"]["state"] == "undecided"


def test_where_nothing_can_be_played_the_error_is_raised(breaking, tmp_path):
    experiment, engine, _ = breaking

    def broken_world(scenario, seed=None, replicate=0, threads=1):
        raise ScenarioError("ties.csv:3: no")

    with pytest.raises(ScenarioError, match="ties.csv:3: no"):
        play_experiment(experiment, tmp_path / "out", engine=lambda: engine()._replace(build_world=broken_world))
    with pytest.raises(RunFailed, match="made up"):
        play_experiment(experiment, tmp_path / "more", engine=lambda: engine()._replace(
            run_one=lambda *given, **named: (_ for _ in ()).throw(FloatingPointError("made up"))))  # fmt: skip


def test_every_mixture_of_a_kind_survives(study, made_up, tmp_path):
    """Numbers, units, per cent and full-width signs of one factor, all pairs."""
    kinds = {
        "budget.total": ["500", "600 CNY", "0.7k", "８００", "¥900", "1,000 CNY"],
        "people.need_interval": ["5", "6 days", "1 week", "8.5", "220 hours"],
        "market.initial_awareness": ["0.2", "30%", "４０％", "0.5"],
    }
    for path, texts in kinds.items():
        for number, pair in enumerate(itertools.combinations(texts, 2)):
            quoted = [f"'{text}'" if "," in text else text for text in pair]
            experiment = load_experiment(study(f"{path}: [{', '.join(quoted)}]"))
            found = play_experiment(experiment, tmp_path / f"{path}-{number}", engine=made_up.engine)
            values = found.table[path].tolist()
            assert (
                values == sorted(values)
                and found.table[path].dtype.kind in "if"
                and found.summary["written"][path] == list(pair)
            ), pair


def test_an_estimate_counts_the_runs_that_are_played(study, made_up, tmp_path):
    from gridsim.study.estimate_study import estimate_study

    experiment = load_experiment(
        study("budget.total: [900, 1k CNY]\npeople.count: [200, 300]\nstrategies.grid.points.tie_quality: [0.5, 2]")
    )
    found = estimate_study(experiment, threads=1, out=tmp_path)
    play_experiment(experiment, tmp_path / "out", engine=made_up.engine, threads=1)
    assert (found.points, found.replicates, found.runs, found.people) == (8, 2, len(made_up.PLAYED), 300)
    assert (
        found.fits
        and found.seconds == pytest.approx(sum(found.parts.values()))
        and all(part > 0 for part in found.parts.values())
    )


def test_a_study_of_one_strategy_is_held_against_doing_nothing(study, made_up, tmp_path, capsys):
    from gridsim.cli import shown
    from gridsim.report.present import present

    path = study("budget.total: [900 CNY, 1k CNY]\nstrategies.grid.points.tie_quality: [0.5, 2]")
    path.write_text(path.read_text(encoding="utf-8").replace("[grid, official]", "[grid]"), encoding="utf-8")
    found = play_experiment(load_experiment(path), tmp_path / "out", engine=made_up.engine)
    assert set(found.runs["strategy"]) == {"grid", "nothing"} and set(found.table["winner"]) <= {"grid", "nothing"}
    runs = found.runs[found.runs["point"] == 3].pivot(index="replicate", columns="strategy", values="net_contribution")
    assert found.table["mean"][3] == pytest.approx((runs["grid"] - runs["nothing"]).mean())
    assert all(path.stat().st_size for path in present(found))
    shown.show_study(found)
    assert "grid - nothing" in capsys.readouterr().out
    scenario = load_experiment(path).scenario
    again = sweep(
        scenario, {"horizon": [3, 4]}, ["grid"], metric="reach", out=tmp_path / "python", engine=made_up.engine
    )
    assert len(again.table) == 2


def test_where_a_strategy_fails_everywhere_nothing_is_judged(study, made_up, tmp_path):
    usual = made_up.engine()

    def run_one(scenario, strategy, *given, **named):
        if strategy == "grid":
            raise FloatingPointError("made up")
        return usual.run_one(scenario, strategy, *given, **named)

    with pytest.raises(RunFailed, match=r"(?s)Design point 0 .* grid in replicates 0, 1, failed: .*gridsim resume"):
        play_experiment(
            load_experiment(study("horizon: [3, 4]")),
            tmp_path / "out",
            engine=lambda: usual._replace(run_one=run_one),
            threads=1,
        )
    found = resume(tmp_path / "out", engine=made_up.engine)
    assert len(found.table) == 2 and not found.failed


def test_a_mended_file_is_played_and_nothing_else(study, made_up, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text("1,2\n2,3\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_text("1,2\n3\n", encoding="utf-8")
    usual = made_up.engine()

    def build_world(scenario, seed=None, replicate=0, threads=1):
        file = scenario.network.moments.file
        if "3,4" not in (tmp_path / file).read_text(encoding="utf-8") and file.endswith("bad.csv"):
            raise ScenarioError(f"{file}:2: a row must be of 2 columns; got 3. Mend it.")
        return usual.build_world(scenario, seed, replicate, threads)

    def engine():
        return usual._replace(build_world=build_world)

    experiment = load_experiment(
        study("network.moments.file: [good.csv, bad.csv]", "overrides: {network.micro_blog.official_followers: 1}\n")
    )
    with pytest.warns(
        IncompleteWarning, match=r"moments.file = bad.csv\), all runs in replicates 0, 1, failed: .*bad.csv:2"
    ):
        play_experiment(experiment, tmp_path / "out", engine=engine, threads=1)
    (tmp_path / "bad.csv").write_text("1,2\n3,4\n", encoding="utf-8")
    made_up.reset()
    found = resume(tmp_path / "out", engine=engine)
    assert sorted(made_up.WORLDS) == [0, 1] and not found.failed and len(found.table) == 2
    (tmp_path / "good.csv").write_text("1,2\n2,9\n", encoding="utf-8")
    assert resume(tmp_path / "out", engine=engine).table.equals(found.table)
