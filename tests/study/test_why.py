"""`why`, on a made-up engine whose results are known: what is asked, what is played, what is kept, what is said."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from gridsim.errors import ScenarioError
from gridsim.results import disk, store
from gridsim.results.attribution import RULES
from gridsim.scenario import load_scenario
from gridsim.study import why_findings, why_questions
from gridsim.study.compare import start
from gridsim.study.executor import Where
from gridsim.study.how import Output
from gridsim.study.play import Engine, Job
from gridsim.study.why import why
from gridsim.study.why_assumptions import assumptions
from gridsim.study.why_pieces import pieces
from gridsim.study.why_questions import GROUPS, actors_of, blocks, questions
from gridsim.study.why_runs import MARGIN, ORDERS
from gridsim.study.why_said import what_turns

TOWN = {
    "name": "Small town",
    "horizon": 5,
    "seed": 3,
    "replicates": 4,
    "budget": {"total": "1000 CNY"},
    "people": {"count": 300},
    "network": {"moments": {"mean_friends": 10}},
    "strategies": {"official": {}, "grid": {}, "hybrid": {}},
}


def known_engine() -> Engine:
    """Worth of a run: 100 an account, 250 points, 40 both together, 30 advertising, 60 forwarding for whoever has
    points; luck is paired."""
    import made_up_engine

    def run_one(scenario, name, seed=None, replicate=0, world=None, record=(), threads=None):
        result = made_up_engine.run_one(scenario, name, seed, replicate, world, record)
        own = blocks(scenario.strategy(name))
        worth = (
            100.0 * ("account" in own)
            + 250.0 * ("points" in own)
            + 40.0 * ({"account", "points"} <= set(own))
            + 30.0 * ("advertising" in own)
        )
        worth += 60.0 * ("points" in own and scenario.switches.forwarding) + 1000.0 * (
            scenario.response.reaction.click_chance - 0.12
        ) * ("points" in own)
        luck = 7.0 * replicate
        # orders are worth 10 each; half the budget is spent whatever comes of it
        spent = 0.0 if name == "nothing" else 0.5 * scenario.budget.total / 100
        more = {
            "orders": worth / 10 + luck,
            "contribution_margin": worth + luck,
            "marketing_cost": spent,
            "net_contribution": worth + luck - spent,
        }
        return replace(result, metrics={**result.metrics, **more})

    return Engine(made_up_engine.build_world, run_one, made_up_engine.against_nothing)


@pytest.fixture
def stored(made_up, tmp_path):
    scenario = load_scenario(TOWN)
    names = ("official", "grid", "hybrid", "nothing")
    return start(
        Job("compare", scenario, names, (0, 1, 2, 3), engine=known_engine), Where(threads=1), Output(tmp_path / "out")
    )


@pytest.fixture
def few(monkeypatch):
    """A few of the assumptions: to ask for all takes long."""
    some = (
        "response.reaction.click_chance",
        "response.reaction.open_chance",  # published: asked about only where it is named
        "response.reaction.read_chance",
        "response.memory.trust_rate",
        "market.product.topic_breadth",
        "strategies.hybrid.points.training_cost",
        "strategies.hybrid.advertising.credibility",
    )
    for page in (why_questions, why_findings):
        monkeypatch.setattr(page, "assumptions", lambda *asked: (one for one in assumptions(*asked) if one[0] in some))


@pytest.fixture
def found(stored, few):
    return why(stored, replicates=3, most=4, threads=1, engine=known_engine)


def row(rows, **keys):
    return next(one for one in rows if all(one[key] == value for key, value in keys.items()))


def test_the_actors_are_the_best_its_rival_of_the_other_kind_and_the_account_alone(stored):
    actors = actors_of(stored)
    assert (actors.best, actors.rival, actors.alone) == ("hybrid", "official", "official")
    assert actors.explained == ("hybrid", "official")


@pytest.mark.parametrize(
    "names, best, rival",
    [(("official", "grid", "nothing"), "grid", "official"), (("grid", "hybrid", "nothing"), "hybrid", "grid")],
)
def test_points_are_asked_against_what_they_would_replace(made_up, tmp_path, names, best, rival):
    """Where all strategies are of one kind, the rival is the runner-up."""
    job = Job("compare", load_scenario(TOWN), names, (0, 1), engine=known_engine)
    actors = actors_of(start(job, Where(threads=1), Output(tmp_path / "pair")))
    assert (actors.best, actors.rival) == (best, rival)


def test_the_comparison_played_again_is_the_same(found):
    assert found["same_as_comparison"] and found["replicates"] == 3
    assert found["difference"]["mean"] == pytest.approx(380.0)
    assert found["gains"].keys() == {"hybrid", "official"}


def test_a_knock_out_says_what_the_mechanism_brings(found):
    forwarding = row(found["knock_outs"], switch="forwarding")
    brings = {one["strategy"]: one["brings"] for one in forwarding["strategies"]}
    assert brings["hybrid"]["mean"] == 60.0
    assert brings["hybrid"]["low"] == brings["hybrid"]["high"] == 60.0  # paired: the luck is the same
    assert brings["official"]["mean"] == 0.0
    assert forwarding["difference_without"]["mean"] == pytest.approx(320.0)
    assert found["knock_outs"][0]["switch"] == "forwarding"
    assert "without forwarding it would earn 60 CNY less" in found["sentences"]["knock_outs"]


def test_only_strategies_that_a_switch_can_concern_are_played(stored):
    asked = questions(stored, actors_of(stored), GROUPS).questions
    concerned = {one.label: one.strategies for one in asked if one.group == "knock-outs"}
    assert concerned["advertising"] == ("hybrid",) and "kol" not in concerned
    assert concerned["recruiting"] == concerned["commission"] == concerned["micro_malls"] == ("hybrid",)
    assert concerned["trust"] == ("hybrid", "official")


def test_budgets_say_who_leads_where(found):
    spend = found["spend"]
    assert sorted({one["factor"] for one in spend["rows"]}) == [0.25, 0.5, 1.0, 2.0, 4.0]
    assert row(spend["rows"], strategy="grid", factor=4.0)["spent"]["mean"] == 2000.0
    assert row(spend["rows"], strategy="grid", factor=4.0)["contribution"]["mean"] == pytest.approx(450.0 - 2000.0)
    assert row(spend["rows"], strategy="hybrid", factor=1.0)["orders"]["mean"] == pytest.approx(48.0)
    assert all(one["best"] == "hybrid" and one["runner_up"] == "grid" and one["decided"] for one in spend["leaders"])


def test_the_tornado_screens_all_and_repeats_the_largest(found):
    rows = found["tornado"]
    assert [one["replicates"] for one in rows[:4]] == [3] * 4 and {one["replicates"] for one in rows[4:]} == {1}
    assert len(rows) == 6
    # only the one with points earns by the chance of a click
    clicking = row(rows, parameter="response.reaction.click_chance")
    ends = [end["value"] for end in clicking["ends"].values()]
    assert clicking["swing"] == pytest.approx(1000.0 * (max(ends) - min(ends)))
    assert clicking["turns"] == "no" and clicking["turns_against_nothing"] == {"hybrid": "surely", "official": "no"}


def test_an_assumption_can_turn_the_verdict(made_up, few, tmp_path):
    scenario = load_scenario(
        {**TOWN, "strategies": {"official": {}, "grid": {}}, "response": {"reaction": {"open_chance": "20%"}}}
    )
    job = Job("compare", scenario, ("official", "grid", "nothing"), (0, 1, 2), engine=falling_engine)
    stored = start(job, Where(threads=1), Output(tmp_path / "turn"))
    found = why(stored, replicates=3, only=["tornado"], most=2, also=["response.*"], threads=1, engine=falling_engine)
    first = found["tornado"][0]
    assert first["parameter"] == "response.reaction.open_chance" and first["turns"] == "surely"
    assert first["ends"]["low"]["difference"]["mean"] < 0 < first["ends"]["high"]["difference"]["mean"]
    assert first["swing"] == pytest.approx(1000.0 * (0.4 - 0.1))
    assert "put official ahead: response.reaction.open_chance" in found["sentences"]["tornado"]
    told = " ".join(what_turns(found)).replace("\N{NO-BREAK SPACE}", " ")
    assert "1 would put official ahead of grid" in told and "response.reaction.open_chance at 10 %" in told
    assert "none is found to make official better than doing nothing" in told or "official" in told


def falling_engine() -> Engine:
    """The grid earns by the chance of opening alone: 1000 a unit of chance, less 150."""
    known = known_engine()

    def run_one(scenario, name, seed=None, replicate=0, world=None, record=(), threads=None):
        result = known.run_one(scenario, name, seed, replicate, world, record)
        worth = {"grid": 1000.0 * scenario.response.reaction.open_chance - 150.0}.get(name, 0.0)
        return replace(result, metrics={**result.metrics, "net_contribution": worth})

    return Engine(known.build_world, run_one, known.against_nothing)


def test_the_true_effect_of_a_channel_is_what_is_missing_without_it(found):
    hybrid = row(found["channels"], strategy="hybrid")["channels"]
    true = {one["channel"]: one["true"][MARGIN]["mean"] for one in hybrid}
    assert true == pytest.approx({"account": 140.0, "advertising": 30.0, "points": 350.0, "review": 0.0})
    assert row(hybrid, channel="points")["true"][ORDERS]["mean"] == pytest.approx(35.0)
    shared = {one["channel"]: one["true_shapley"][MARGIN]["mean"] for one in hybrid if "true_shapley" in one}
    # what both bring together, halved
    assert shared == pytest.approx({"account": 120.0, "advertising": 30.0, "points": 330.0})


def test_the_rules_are_measured_by_the_truth(stored):
    # half of the orders met the account first and the points last; the others met nothing
    orders = stored.orders.copy()
    met = orders["order"] % 2 == 0
    orders["tick"] = orders["day"] * 4
    orders["first_touch"] = met.map({True: "account", False: ""})
    for channel, shift in (("account", 1), ("points", 0)):
        orders[f"touches_{channel}"] = met.astype(int)
        orders[f"last_touch_{channel}"] = (orders["tick"] - shift).where(met, -1)
    stored.__dict__["orders"] = orders
    one = row(
        why(stored, replicates=3, only=["channels"], threads=1, engine=known_engine)["channels"], strategy="hybrid"
    )
    n = orders[(orders["strategy"] == "hybrid") & (orders["replicate"] < 3)]
    half = float((n["order"] % 2 == 0).sum() / 3)
    given = {rule: {line["channel"]: line["rules"][rule][ORDERS]["mean"] for line in one["channels"]} for rule in RULES}
    assert given["first"]["account"] == given["last"]["points"] == pytest.approx(half)
    assert given["first"]["points"] == given["last"]["account"] == given["linear"]["review"] == 0.0
    assert given["linear"]["points"] == given["shapley"]["account"] == pytest.approx(half / 2)
    truth = {line["channel"]: line["true"][ORDERS]["mean"] for line in one["channels"]}
    expected = sum(abs(given["last"][channel] - truth[channel]) for channel in truth) / len(truth)
    assert one["errors"]["last"][ORDERS] == pytest.approx(expected)


def test_what_is_found_is_written_and_owned(stored, found):
    assert disk.read_json(stored.folder / "why.json") == json.loads(json.dumps(found))
    assert store.open_dir(stored.folder).why == disk.read_json(stored.folder / "why.json")
    table = pd.read_csv(stored.folder / "why.csv")
    assert set(table["group"]) == set(GROUPS) and list(table.columns[-4:]) == ["mean", "low", "high", "n"]
    assert {"why.json", "why.csv", "why.parquet"} <= set(disk.read_json(stored.folder / "manifest.json")["files"])


def test_what_was_played_is_not_played_again(stored, found, made_up):
    made_up.PLAYED.clear()
    assert why(stored, replicates=3, most=4, threads=1, engine=known_engine) == found
    assert not made_up.PLAYED
    why(stored, replicates=4, only=["spend"], threads=1, engine=known_engine)
    assert {number for _, number in made_up.PLAYED} == {3}


def test_an_interrupted_why_goes_on_and_gives_the_same(stored, made_up, tmp_path):
    made_up.PLAYED.clear()
    made_up.STOP_AFTER.append(30)
    with pytest.raises(KeyboardInterrupt, match=r"kept in .* To go on: gridsim why"):
        why(stored, replicates=3, only=["spend", "knock-outs"], threads=1, engine=known_engine)
    made_up.STOP_AFTER.clear()
    interrupted = why(stored, replicates=3, only=["spend", "knock-outs"], threads=1, engine=known_engine)
    for path in (stored.folder / "why").iterdir():
        path.rename(tmp_path / path.name)
    assert why(stored, replicates=3, only=["spend", "knock-outs"], threads=2, engine=known_engine) == interrupted


def test_the_same_people_serve_all_questions_that_leave_them_alone(stored):
    actors = actors_of(stored)
    tasks = pieces(questions(stored, actors, ["spend", "knock-outs"]).questions, range(2))
    assert len(tasks) == 2 * 3  # base, knock-outs and budgets, each replicate


def test_choices_of_the_marketer_are_no_assumptions(stored):
    found = {label: paths for label, paths, _ in assumptions(stored.scenario, ("hybrid", "grid"))}
    assert not any(
        label.endswith((".spend", ".posts_per_day", ".quality")) for label in found if label.startswith("strategies.")
    )
    assert len(found["strategies.*.points.training_cost"]) == 2
    assert found["strategies.hybrid.advertising.credibility"] == ["strategies.hybrid.advertising.credibility"]
    assert not any("official" in path for paths in found.values() for path in paths if path.startswith("strategies."))


@pytest.mark.parametrize(("asked", "words"), [({"only": ["tornados"]}, "one of knock-outs"), ({"replicates": 0}, "whole number >= 1"),
                                              ({"half_life_days": 0.0}, "above 0 days")])  # fmt: skip
def test_what_cannot_be_asked_is_refused(stored, asked, words):
    with pytest.raises(ScenarioError, match=words):
        why(stored, **{"threads": 1, "engine": known_engine, **asked})


@pytest.mark.parametrize("gone", [["account"], ["points"], ["account", "points"]])
def test_a_strategy_without_a_block_is_a_scenario(gone):
    """With a block go its phases, and the team and the review where they have nothing left to do."""
    from gridsim.study.why_questions import without

    account = {"variants": {"plain": {}, "useful": {"benefit": 1}}}
    plan = {
        "preset": "grid",
        "account": account,
        "team": {},
        "calendar": {"opening": {"account": 2, "points": 2}},
        "review": {"measure": "clicks"},
    }
    scenario = load_scenario({"people": {"count": 200}, "horizon": 5, "strategies": {"plan": plan}})
    left = scenario.replace(without(scenario.strategy("plan"), "strategies.plan", gone)).strategy("plan")
    assert all(getattr(left, block) is None for block in gone)
    assert (left.team is None) == (left.review is None) == ("account" in gone)
