"""`--set` and `replace`: every key by its dotted path."""

from __future__ import annotations

import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario, parse_overrides

TREE = {
    "people": {"count": 3000},
    "strategies": {"official": {}, "grid": {}, "mine": {"preset": "grid", "points": {"recognition": 3}}},
}


@pytest.mark.parametrize(
    "path, text, read",
    [
        ("horizon", "30", lambda s: s.horizon == 30),
        ("horizon", "4 weeks", lambda s: s.horizon == 28),
        ("people.count", "1000000", lambda s: s.people.count == 1_000_000),
        ("people.count", "20k", lambda s: s.people.count == 20_000),
        ("people.count", "null", lambda s: s.people.count == 20_000),
        ("budget.total", "300k CNY", lambda s: s.budget.total == 30_000_000),
        ("name", "2024", lambda s: s.name == "2024"),
        ("name", "a: b", lambda s: s.name == "a: b"),
        ("switches.forwarding", "false", lambda s: s.switches.forwarding is False),
        ("operation.daily_capacity", "50", lambda s: s.operation.daily_capacity == 50),
        ("operation.daily_capacity", "null", lambda s: s.operation.daily_capacity is None),
        ("strategies.grid.points.commission", "[0.1]", lambda s: s.strategies["grid"].points.commission == [0.1]),
        (
            "strategies.grid.points.commission",
            "[10%, 1%]",
            lambda s: s.strategies["grid"].points.commission == [0.1, 0.01],
        ),
        ("strategies.grid.points.recruiting", "null", lambda s: s.strategies["grid"].points.recruiting is None),
        ("strategies.mine.points.recognition", "4 CNY", lambda s: s.strategies["mine"].points.recognition == 400),
        ("strategies.mine.account", "null", lambda s: s.strategies["mine"].account is None),
        ("strategies.kol", "{}", lambda s: s.strategies["kol"].kol is not None),
        (
            "strategies.official.points",
            "{recognition: 1}",
            lambda s: s.strategies["official"].points.recognition == 100,
        ),
        (
            "people.roles.employee",
            "{count: 5}",
            lambda s: (s.people.roles.employee.count, s.people.roles.employee.posts_per_day) == (5, 0.1),
        ),
    ],
)
def test_text_is_read_like_yaml(path, text, read):
    assert read(load_scenario(TREE, {path: text}))
    assert read(load_scenario(TREE).replace({path: text}))


def test_later_settings_build_on_earlier_ones():
    scenario = load_scenario(TREE, {"strategies.official.points": {}, "strategies.official.points.recognition": 7})
    assert scenario.strategies["official"].points.recognition == 700


@pytest.mark.parametrize(
    "path, value, words",
    [
        ("people.cuont", 5, "did you mean count"),
        ("peple.count", 5, "did you mean people"),
        ("price", 5, "market.product"),
        ("people.count.x", 5, "no keys below it"),
        ("strategies.gird.points.recognition", 5, "did you mean grid"),
        ("strategies.official.points.recognition", 5, "no block points"),
        ("strategies.grid.points.commission", "[10%", "brackets"),
        ("people.count", -5, ">= 2"),
        ("people.count", "many", "whole number"),
        ("people.count", [5], "whole number"),
        ("strategies.grid.points.commission", [0.1, 0.1, 0.1], "pyramid selling"),
        ("people.file", "nowhere.csv", "there and readable"),
        ("", 5, "path of the scenario"),
        (".", 5, "path of the scenario"),
    ],
)
def test_a_bad_setting_names_its_path(path, value, words):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(TREE, {path: value})
    assert all(text.startswith(f"--set {path}") for text in caught.value.problems)
    assert words.lower() in str(caught.value).lower()


def test_files_in_settings_lie_in_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "ties.csv.gz").write_bytes(b"")
    (tmp_path / "s.yaml").write_text("strategies: {grid: {}}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "here")
    scenario = load_scenario(tmp_path / "s.yaml", {"network.moments.file": "ties.csv.gz"})
    assert scenario.base_dir / scenario.network.moments.file == tmp_path / "here" / "ties.csv.gz"
    monkeypatch.chdir(tmp_path)
    assert scenario.replace({"seed": 3}).network.moments.file == scenario.network.moments.file


def test_replace_makes_a_new_checked_scenario():
    scenario = load_scenario(TREE)
    other = scenario.replace({"people.count": 1500, "strategies.mine.points.recognition": "5 CNY"})
    assert (scenario.people.count, other.people.count, other.strategies["mine"].points.recognition) == (3000, 1500, 500)
    assert other.replace({"people.count": 3000, "strategies.mine.points.recognition": 3}) == scenario
    with pytest.raises(ScenarioError, match="replace people.count"):
        scenario.replace({"people.count": 0})


def test_replace_takes_numpy_numbers_and_pages():
    import numpy

    scenario = load_scenario(TREE)
    assert (
        scenario.replace(
            {"people.count": numpy.int64(5000), "market.initial_awareness": numpy.float64(0.5)}
        ).people.count
        == 5000
    )
    assert scenario.replace({"market.product": scenario.market.product}) == scenario
    assert scenario.replace({"strategies.grid.points.commission": numpy.array([0.2])}).strategies[
        "grid"
    ].points.commission == [0.2]


def test_settings_are_parsed():
    assert parse_overrides(["a.b=c=d", "e = [1]"]) == {"a.b": "c=d", "e": "[1]"}
    with pytest.raises(ScenarioError) as caught:
        parse_overrides(["a", "=b", "c=1", "c=2"])
    assert len(caught.value.problems) == 3
