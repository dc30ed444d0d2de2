"""The verdict under all guesses, on an engine whose winner is known: the guesses that decide, what they are worth, the
rule, the place where the work is done."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from gridsim.errors import ScenarioError
from gridsim.report.present import present
from gridsim.results import store
from gridsim.results.metrics import METRICS
from gridsim.study import robust, sensitivity, tree
from gridsim.study.compare import compare
from gridsim.study.merging import merge
from gridsim.study.play import Engine
from gridsim.study.resume import resume
from gridsim.study.robust_said import holds, rule_for
from gridsim.study.verdict import MEASURE
from gridsim.study.worth import worth_of

GOOD, CHEAP = "strategies.grid.points.tie_quality", "market.buying.seller_effect"
STOP: list[int] = []


def build_world(scenario, seed=None, replicate=0, threads=1):
    return SimpleNamespace(replicate=replicate)


def run_one(scenario, strategy, seed=None, replicate=0, world=None, record=(), threads=None):
    """The grid earns 100 CNY a person where ties are good (above 1) and sellers weak (below 2), and else loses 50."""
    if STOP and len(STOP) > 40:
        raise KeyboardInterrupt
    STOP.append(1) if STOP else None
    people, luck = scenario.people.count, np.random.default_rng([seed, replicate]).normal()
    gain = 0.0
    if strategy == "grid":
        good = scenario.strategy("grid").points.tie_quality > 1 and scenario.market.buying.seller_effect < 2
        gain = (100.0 if good else -50.0) + luck
    elif strategy == "official":
        gain = -10.0 + luck
    metrics = dict.fromkeys(METRICS, 0.0) | {MEASURE: gain * people}
    return SimpleNamespace(strategy=strategy, metrics=metrics, columns={}, counters={}, budget_note="")


def the_engine():
    return Engine(build_world, run_one, lambda result, nothing: result)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    from gridsim.scenario import load_scenario

    STOP.clear()
    town = load_scenario(
        {"name": "Town", "horizon": 5, "seed": 3, "budget": {"total": "1000 CNY"}, "people": {"count": 600},
         "network": {"moments": {"mean_friends": 10}}, "strategies": {"official": {}, "grid": {}}}
    )  # fmt: skip
    out = tmp_path_factory.mktemp("robust") / "out"
    return robust(town, 200, people=300, out=out, engine=the_engine, finish=present, threads=1), town


def test_the_winner_of_every_market_is_counted(found):
    told = found[0].summary["robust"]
    levels = found[0].table
    good = (levels[GOOD] > 1) & (levels[CHEAP] < 2)
    wins = {row["name"]: row["n"] for row in told["wins"]}
    assert wins == {"grid": int(good.sum()), "nothing": 200 - int(good.sum()), "official": 0}
    assert sum(row["share"] for row in told["wins"]) == pytest.approx(1)
    assert all(row["low"] <= row["share"] <= row["high"] for row in told["wins"])
    assert [row["name"] for row in told["wins"]][0] == "nothing"


def test_amounts_are_those_of_the_whole_town(found):
    told = found[0].summary["robust"]
    assert (told["people"], told["whole"], told["times"]) == (300, 600, 2.0)
    gains = {row["name"]: row for row in told["gains"]}
    assert gains["official"]["mean"] == pytest.approx(-10 * 600, rel=0.03)
    assert gains["grid"]["best_tenth"] == pytest.approx(100 * 600, rel=0.05)
    assert gains["grid"]["worst_tenth"] == pytest.approx(-50 * 600, rel=0.1)
    assert gains["official"]["low"] < gains["official"]["mean"] < gains["official"]["high"]


def test_the_two_guesses_that_decide_are_found_and_no_other(found):
    told = found[0].summary["robust"]
    counting = [row["label"] for row in told["guesses"] if row["counts"]]
    assert {*counting} == {GOOD, CHEAP} and {told["guesses"][0]["label"], told["guesses"][1]["label"]} == {GOOD, CHEAP}
    for row in told["guesses"]:
        assert row["worth"]["low"] <= row["worth"]["high"] and 0 <= row["worth"]["mean"] <= told["know_all"] + 1e-9
    measured = [row["label"] for row in told["guesses"] if row["worth"]["counts"]]
    assert {*measured} <= {GOOD, CHEAP}
    by_index = sensitivity(found[0].folder, metric=MEASURE, of="grid", over="nothing")
    assert {*by_index.index[:2]} == {GOOD, CHEAP}


def test_the_rule_is_said_in_words(found):
    told = found[0].summary["robust"]
    rule = rule_for(told, "grid")
    assert rule.won / rule.n > 0.9 and "ties" in rule.words or "tie" in rule.words
    assert told["named_right"] > 0.95 > told["most_frequent"]
    said = told["sentences"]["rule"].replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith(("Grid wins in all markets where", "Grid wins in 10 of 10 markets where"))
    assert "is below 2" in said and f"({rule.n} of 200 markets; elsewhere in" in said
    assert "of 200 markets doing nothing is best" in told["sentences"]["wins"]


def test_the_page_has_its_charts_and_words(found):
    folder = found[0].folder
    assert {path.stem for path in (folder / "charts").glob("*.png")} == {
        "robust_markets",
        "robust_tree",
        "robust_worth",
    }
    page = (folder / "report.html").read_text()
    assert "Which guesses decide" in page and "What to measure first" in page
    assert "in proportion" in page
    assert "gridsim robust scenario.resolved.yaml --seed 3 --points 200 --people 300 --out again" in page


def test_markets_stopped_resumed_cut_and_merged_are_the_same(found, tmp_path):
    town = found[1]
    files = ("runs.parquet", "design.parquet", "summary.json", "experiment.json")
    STOP.append(1)
    with pytest.raises(KeyboardInterrupt):
        robust(town, 200, people=300, out=tmp_path / "cut", engine=the_engine, threads=1)
    STOP.clear()
    resume(tmp_path / "cut", engine=the_engine, threads=2)
    for part in ("1/2", "2/2"):
        robust(town, 200, people=300, out=tmp_path / part[0], engine=the_engine, threads=1, shard=part)
    merge([tmp_path / "1", tmp_path / "2"], tmp_path / "merged", engine=the_engine, threads=1)
    for name in files:
        whole = (found[0].folder / name).read_bytes()
        assert (tmp_path / "cut" / name).read_bytes() == whole, name
        assert (tmp_path / "merged" / name).read_bytes() == whole, name


def test_every_market_has_people_and_luck_of_its_own(found):
    runs = found[0].runs
    assert (runs["replicate"] == runs["point"]).all()
    assert runs[runs["strategy"] == "official"][MEASURE].nunique() == 200


def test_a_comparison_gets_a_chapter_and_a_sentence_beside_its_verdict(tmp_path):
    small = {"name": "Town", "horizon": 4, "seed": 3, "replicates": 2, "budget": {"total": "500 CNY"},
             "people": {"count": 150}, "network": {"moments": {"mean_friends": 10}},
             "strategies": {"official": {}, "grid": {}}}  # fmt: skip
    from gridsim.scenario import load_scenario

    stored = compare(load_scenario(small), out=tmp_path / "out", finish=present, threads=1)
    assert "robust" not in stored.summary
    robust(stored, 40, threads=1, finish=present)
    again = store.open_dir(tmp_path / "out")
    assert again.summary["robust"]["markets"] == 40 and (tmp_path / "out" / "robust" / "summary.json").is_file()
    page = (tmp_path / "out" / "report.html").read_text()
    assert "If the guesses are wrong" in page and "Under all" in page
    assert (tmp_path / "out" / "charts" / "robust_markets.png").is_file()
    assert "charts/robust_markets.png" in again.manifest["files"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"points": 5}, "the number of markets must be a whole number from 40"),
        ({"people": 10_000}, "a whole number from 100 to 300"),
        ({"also": "market.nothing"}, "a key of the scenario"),
        ({"also": "market.buying.need_effect"}, "one that the scenario sets"),
        ({"strategies": ["gird"]}, "one of official, grid"),
    ],
)
def test_bad_questions_are_refused(scenario, asked, words):
    with pytest.raises(ScenarioError, match=words):
        robust(scenario, engine=the_engine, **asked)


def test_what_is_no_comparison_is_refused(found, tmp_path):
    with pytest.raises(ScenarioError, match="one of a comparison; got 'study'"):
        robust(found[0].folder)


def test_how_far_a_verdict_holds_is_said(found):
    told = found[0].summary["robust"]
    assert "doing nothing is best in" in holds(told, {"winner": "nothing"}).replace("\N{NO-BREAK SPACE}", " ")
    assert "grid is best in" in holds(told, {"winner": "grid"}).replace("\N{NO-BREAK SPACE}", " ")
    assert "nothing is sure either" in holds(told, {"winner": None})
    assert holds(told, {}) == ""


def test_the_worth_of_a_guess_is_recovered():
    draws = np.random.default_rng(1)
    x = draws.random((1000, 10))
    mean = 1000 * (2 * x[:, 0] - 1)
    found = worth_of(x, np.stack([np.zeros(1000), mean + draws.normal(0, 300, 1000)], axis=1))
    truth = np.maximum(mean, 0).mean() - max(0.0, mean.mean())  # of knowing x0, in these markets
    assert found.each[0] == pytest.approx(truth, rel=0.06) and found.low[0] < truth < found.high[0]
    assert found.counts.tolist() == [True] + [False] * 9 and found.each[1:].max() < 20


def test_guesses_that_count_for_nothing_are_seldom_worth_measuring():
    wrong = 0
    for seed in range(20):
        draws = np.random.default_rng(seed)
        found = worth_of(draws.random((120, 30)), draws.normal(0, 1, (120, 3)))
        wrong += bool(found.counts.any())
    assert wrong <= 4  # 5 of 100 studies are wrong by design: of 20, more than 4 once in 400 times


def test_a_tree_asks_nothing_where_nothing_tells():
    draws = np.random.default_rng(3)
    classes = (draws.random(300) < 0.3).astype(int)
    assert tree.depth_of(tree.grown(draws.random((300, 20)), classes, 2)) == 0
