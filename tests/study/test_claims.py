"""Claims about metrics: how they are read, judged and kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridsim.cli.shown import of_part
from gridsim.errors import ScenarioError
from gridsim.results import store
from gridsim.study.claims import Effect, Expectation, as_plain, from_plain
from gridsim.study.experiment import load_experiment
from gridsim.study.resume import resume
from gridsim.study.sweep import play_experiment
from gridsim.study.sweep_findings import find

FILES = {
    "town.yaml": (
        """
name: Small town
horizon: 5
replicates: 3
budget: {total: 1000 CNY}
people: {count: 300}
network: {moments: {mean_friends: 10}}
strategies: {official: {}, grid: {}}
"""
    ),
    "study.yaml": (
        """
scenario: town.yaml
factors:
  budget.total: [500 CNY, 1000 CNY]
  strategies.grid.points.tie_quality: [1, 2]
replicates: 3
strategies: [grid, official]
expect:
  - {of: grid, over: official, metric: orders, grows: budget.total, where: {strategies.grid.points.tie_quality: 2}}
"""
    ),
}
POINTS = [
    {"point": number, "levels": {"x": x, "y": y}, "winner": "a", "decided": True}
    for number, (x, y) in enumerate(((1, "p"), (1, "q"), (2, "p"), (2, "q")))
]


@pytest.fixture
def file(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path / "study.yaml"


def runs_with(means: dict[tuple[int, str], float], spread: float = 0.1) -> pd.DataFrame:
    """Four replicates of strategies a and b: `orders` around these means by point and strategy, with a luck that all
    share."""
    luck = np.array([-30.0, 10.0, 5.0, 15.0])
    own = spread * np.array([1.0, -1.0, 1.0, -1.0])
    return pd.DataFrame(
        [
            {
                "point": point,
                "strategy": name,
                "replicate": i,
                "orders": mean + luck[i] + (own[i] if name == "a" else 0.0),
            }
            for (point, name), mean in means.items()
            for i in range(4)
        ]
    )


MEANS = {(0, "a"): 10.0, (1, "a"): 10.0, (2, "a"): 12.0, (3, "a"): 9.0, **{(point, "b"): 10.0 for point in range(4)}}


@pytest.mark.parametrize(
    ("over", "way", "by", "where", "state"),
    [
        (None, "grows", "x", {"y": "p"}, "holds"),
        (None, "grows", "x", {"y": "q"}, "does not hold"),
        (None, "falls", "x", {"y": "q"}, "holds"),
        (None, "grows", "x", {}, "does not hold"),
        ("b", "grows", "x", {"y": "p"}, "holds"),
        ("b", "above", 1.5, {"x": 2, "y": "p"}, "holds"),
        ("b", "below", 1.5, {"x": 2, "y": "p"}, "does not hold"),
        ("b", "above", 0.0, {"x": 1}, "undecided"),
        (None, "above", 0.0, {"x": 1}, "undecided"),
        (None, "above", -100.0, {}, "holds"),
    ],
)
def test_effects_are_judged_by_paired_intervals(over, way, by, where, state):
    found = find([Effect("a", over, "orders", way, by, where)], POINTS, runs_with(MEANS))
    assert found["state"] == state, found


def test_the_figures_of_an_effect_are_those_of_its_pairs():
    part = find([Effect("a", None, "orders", "grows", "x", {})], POINTS, runs_with(MEANS))["parts"][0]
    assert [one["where"] for one in part["found"]] == [{"y": "p"}, {"y": "q"}]
    # The luck and the own spread are the same on both levels, so the change is exact.
    assert [one["mean"] for one in part["found"]] == pytest.approx([2.0, -1.0])
    assert [one["low"] for one in part["found"]] == pytest.approx([2.0, -1.0])
    assert "2" in of_part(part) and part["won"] == part["lost"] == 1


def test_no_change_at_all_is_no_growth():
    same = runs_with(dict.fromkeys(MEANS, 10.0))
    assert find([Effect("a", None, "orders", "grows", "x", {})], POINTS, same)["state"] == "does not hold"
    one = same[same["replicate"] == 0]
    assert find([Effect("a", None, "orders", "grows", "x", {})], POINTS, one)["state"] == "undecided"


def test_an_undefined_metric_decides_nothing():
    runs = runs_with(MEANS).assign(orders=np.nan)
    assert find([Effect("a", None, "orders", "above", 0.0, {})], POINTS, runs)["state"] == "undecided"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("of: grid", "of: gird", "one of grid, official"),
        ("over: official", "over: kol", "one of grid, official, nothing"),
        ("over: official", "over: grid", "another than `of`"),
        ("metric: orders", "metric: ordres", "Did you mean orders"),
        ("grows: budget.total", "grows: budget.totl", "a factor"),
        ("grows: budget.total", "grows: strategies.grid.points.tie_quality", "leaves open"),
        ("grows: budget.total", "above: much", "a number"),
        ("grows: budget.total", "above: 0, below: 3", "a winner, or a metric"),
        ("of: grid, ", "", "a winner, or a metric"),
        ("tie_quality: 2}}", "tie_quality: 3}}", "one of 1, 2"),
    ],
)
def test_bad_expectations_are_refused_with_their_line(file, old, new, words):
    assert old in FILES["study.yaml"]
    file.write_text(FILES["study.yaml"].replace(old, new))
    with pytest.raises(ScenarioError, match=words) as caught:
        load_experiment(file)
    assert len(caught.value.problems) == 1 and "study.yaml:9 " in caught.value.problems[0]


def test_effects_are_kept_and_resumed(file, made_up, tmp_path):
    experiment = load_experiment(file)
    assert [from_plain(as_plain(one)) for one in experiment.expect] == list(experiment.expect)
    assert from_plain(as_plain(Expectation("grid", {"x": 1}))) == Expectation("grid", {"x": 1})
    whole = play_experiment(experiment, tmp_path / "whole", engine=made_up.engine, threads=1)
    part = whole.summary["finding"]["parts"][0]
    assert (
        part["expectation"].startswith("orders of grid less that of official grows with budget.total where")
        and part["points"] == 1
    )
    assert whole.summary["shown"] == ["net_contribution", "orders"]
    made_up.reset()
    made_up.STOP_AFTER.append(15)
    with pytest.raises(KeyboardInterrupt):
        play_experiment(experiment, tmp_path / "broken", engine=made_up.engine, threads=1)
    made_up.reset()
    resume(tmp_path / "broken", engine=made_up.engine)
    assert store.open_dir(tmp_path / "broken").summary == whole.summary


def test_an_override_may_need_another(file):
    file.write_text(
        FILES["study.yaml"].replace(
            "factors:", "overrides: {market.email_list: 10%, strategies.grid.email: {}}\nfactors:"
        )
    )
    assert load_experiment(file).points[0].scenario.strategies["grid"].email is not None
    file.write_text(
        FILES["study.yaml"].replace("factors:", "overrides: {strategies.grid.email: {}, horizon: 4}\nfactors:")
    )
    with pytest.raises(ScenarioError, match=r"study.yaml:3 .*mailing list"):
        load_experiment(file)
