"""Whom to activate: the law of gains, the choice on known functions and against enumeration, the fresh verdict, files,
bad input."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from gridsim import cli
from gridsim.errors import ScenarioError
from gridsim.formats import number
from gridsim.forms import run
from gridsim.report.present import present
from gridsim.results.store import StoredActivation, open_dir
from gridsim.scenario import load_scenario
from gridsim.study import choose_points, resume
from gridsim.study.activation import most_runs
from gridsim.study.activation_file import load_activation
from gridsim.study.activation_parts import with_first_points
from gridsim.study.activation_question import UNSAID, Asked, Words, make_activation
from gridsim.study.candidates import attention_of, costs_of, in_order, shared_cost, table_of, within
from gridsim.study.gains import Gains
from gridsim.study.selection import Field, Rounds, select, split
from gridsim.world import build_world

TOWN = {
    "name": "A hamlet",
    "people": {"count": 150, "circle_size": 30, "need_interval": 10,
               "roles": {"employee": {"count": 4}, "distributor": {"count": 2}, "kol": {"count": 3}}},
    "horizon": 8,
    "seed": 5,
    "budget": {"total": "2k CNY"},
    "network": {"moments": {"mean_friends": 20}, "micro_blog": {"mean_follows": 8, "official_followers": "10%"}},
    "market": {"initial_awareness": "20%"},
    "response": {"reaction": {"open_chance": 0.3, "click_chance": 0.5}},
    "strategies": {"official": {}, "grid": {"points": {"recruiting": None}}},
}  # fmt: skip
GRID = "strategies.grid.points."
POSTS = {"consumer": 0.05, "employee": 0.1, "distributor": 0.15, "kol": 0.1}
"""Posts a day about a brand, by role."""


@pytest.fixture(scope="module")
def town():
    return load_scenario(TOWN)


@pytest.fixture(scope="module")
def world(town):
    return build_world(town, seed=5)


# --- the law of gains


def a_field(attention, cost=None, money=None, toll=None) -> Field:
    """A field of people who cost 1 each; the best attention for the money first."""
    attention = np.asarray(attention, float)
    cost = np.ones(len(attention), np.int64) if cost is None else np.asarray(cost)
    order = np.argsort(-attention / cost, kind="stable")
    return Field(
        order,
        cost,
        attention,
        len(attention) if money is None else money,
        np.zeros(len(attention)) if toll is None else toll,
    )


def counted(value, noise=None):
    """A `play` that evaluates a function of the set, with noise by replicate and person; it counts its runs and refuses
    a replicate twice."""
    seen: set[int] = set()

    def play(stage, replicates, sets):
        assert not seen & set(replicates), "luck is used twice"
        seen.update(replicates)
        play.runs += sum(len(own) for own in sets)
        luck = (lambda one, replicate: 0.0) if noise is None else noise
        columns = [
            [value(one) + luck(one, replicate) for one in own] for own, replicate in zip(sets, replicates, strict=True)
        ]
        return np.array(columns).T

    play.runs = 0
    return play


@given(
    attention=st.lists(st.floats(0.1, 100), min_size=2, max_size=12),
    data=st.data(),
)
def test_a_gain_lies_between_what_attention_promises_and_what_was_measured(attention, data):
    n = len(attention)
    measured = np.array(
        data.draw(st.lists(st.lists(st.floats(-50, 100), min_size=3, max_size=3), min_size=n, max_size=n))
    )
    gains = Gains(np.array(attention))
    gains.learn(np.arange(n), measured)
    promised, mean = gains.rate * gains.attention, measured.mean(axis=1)
    slack = 1e-9 * (1 + np.abs(promised) + np.abs(mean))
    assert (gains.expected >= np.minimum(promised, mean) - slack).all() and (
        gains.expected <= np.maximum(promised, mean) + slack
    ).all()
    assert gains.spread >= 0 and (gains.error >= 0).all() and np.isfinite(gains.error).all()


def test_gains_without_noise_are_taken_as_measured():
    gains = Gains(np.array([1.0, 2.0, 5.0, 4.0]))
    true = np.array([3.0, 1.0, 6.0])
    gains.learn(np.arange(3), np.repeat(true[:, None], 2, axis=1))
    np.testing.assert_allclose(gains.expected[:3], true)
    assert gains.expected[3] == pytest.approx(4 * true.sum() / 8)  # not measured: by attention


def test_gains_beside_a_larger_set_fall_together():
    gains = Gains(np.array([2.0, 2.0, 2.0]))
    gains.learn(np.arange(3), np.array([[4.0, 4.0], [6.0, 6.0], [8.0, 8.0]]))
    gains.learn(np.array([2]), np.array([[4.0, 4.0]]))
    np.testing.assert_allclose(gains.expected, [2.0, 3.0, 4.0])


def made_up_gains(seed: int, n: int, replicates: int):
    """Attention, true gains (20 % spread), and measurements whose variance is 70 times their mean, as in the engine."""
    draw = np.random.default_rng(seed)
    attention = draw.lognormal(3.0, 1.0, n)
    true = 0.9 * attention * (1 + 0.2 * draw.standard_normal(n))
    return attention, true, true[:, None] + np.sqrt(70 * attention)[:, None] * draw.standard_normal((n, replicates))


def test_nobody_looks_good_for_luck_alone():
    """Those with the greatest measured gains were lucky (winner's curse); those expected to gain the most keep their
    promise. z = 4, 60 towns."""
    promised, naive, better = [], [], []
    for seed in range(60):
        attention, true, measured = made_up_gains(seed, 120, 10)
        gains = Gains(attention)
        gains.learn(np.arange(120), measured)
        mean = measured.mean(axis=1)
        ours, theirs = np.argsort(-gains.expected)[:15], np.argsort(-mean)[:15]
        promised.append(gains.expected[ours].sum() / true[ours].sum() - 1)
        naive.append(mean[theirs].sum() / true[theirs].sum() - 1)
        better.append(true[ours].sum() - true[theirs].sum())

    def z(values):
        return np.mean(values) / (np.std(values, ddof=1) / np.sqrt(len(values)))

    assert abs(z(promised)) < 4 or abs(np.mean(promised)) < 0.02
    assert z(naive) > 4 and z(better) > 4


def test_the_spread_is_found():
    found = []
    for seed in range(40):
        attention, _, measured = made_up_gains(seed, 200, 40)
        gains = Gains(attention)
        gains.learn(np.arange(200), measured)
        found.append(gains.spread / gains.rate)
    assert 0.15 < np.mean(found) < 0.25


# --- the choice


@settings(max_examples=40)
@given(
    worth=st.lists(st.floats(0.5, 50), min_size=4, max_size=9, unique=True),
    money=st.integers(1, 4),
    rounds=st.integers(1, 4),
)
def test_where_gains_add_up_the_best_are_chosen(worth, money, rounds):
    worth = np.array(worth)
    play = counted(lambda one: worth[one].sum())
    field = a_field(np.ones(len(worth)), money=money)
    how = Rounds(2, len(worth), rounds)
    found = select(field, how, play)
    assert set(found.chosen.tolist()) == set(np.argsort(-worth)[:money].tolist())
    np.testing.assert_allclose(np.sort(found.gain), np.sort(worth)[-money:])
    assert play.runs <= split(field, how).runs(how)


@pytest.mark.parametrize("seed", range(12))
def test_where_audiences_overlap_the_choice_is_near_the_best_set(seed):
    """Coverage is monotone and submodular: greedy reaches (1 - 1/e) of the best set of the same size, found here by
    trying all."""
    draw = np.random.default_rng(seed)
    audiences = draw.random((9, 30)) < draw.uniform(0.1, 0.5, 9)[:, None]

    def covered(one):
        return float(audiences[one].any(axis=0).sum())

    field = a_field(audiences.sum(axis=1), money=4)
    found = select(field, Rounds(2, 9, 4), counted(covered))
    best = max(covered(list(one)) for one in combinations(range(9), 4))
    assert len(found.chosen) == 4 and covered(found.chosen) >= (1 - np.exp(-1)) * best


def test_cost_counts():
    """A dear person with the most gain gives way to two cheap ones who add more for the same money."""
    worth = np.array([10.0, 8.0, 8.0, 1.0])
    field = a_field(worth, cost=[2, 1, 1, 1], money=2)
    assert set(select(field, Rounds(2, 4, 2), counted(lambda one: worth[one].sum())).chosen.tolist()) == {1, 2}


def test_nobody_is_chosen_who_adds_nothing():
    field = a_field([3.0, 2.0, 1.0], money=3)
    assert len(select(field, Rounds(2, 3, 2), counted(lambda one: -1.0 * len(one))).chosen) == 0
    paid = a_field([30.0, 20.0, 1.0, 0.5], money=4, toll=np.full(4, 5.0))  # after a cost of 5 each
    worth = np.array([30.0, 20.0, 1.0, 0.5]) - 5
    for shortlist in (4, 2):
        assert select(paid, Rounds(2, shortlist, 1), counted(lambda one: worth[one].sum())).chosen.tolist() == [0, 1]


def test_two_who_are_worth_much_alone_and_little_together_lose_to_attention():
    """One round only, so that the overlap of the two does not show before the sets meet as a whole."""
    worth = np.array([9.0, 9.0, 6.0, 6.0])

    def value(one):
        return worth[one].sum() - 8.0 * ({0, 1} <= set(np.asarray(one).tolist()))

    field = a_field([5.0, 4.0, 7.0, 6.0], money=2)
    found = select(field, Rounds(2, 4, 1), counted(value))
    assert found.by_attention and found.chosen.tolist() == [2, 3] and found.gain.sum() == pytest.approx(12)
    assert not select(field, Rounds(2, 4, 2), counted(value)).by_attention  # the second round sees it


def test_those_far_above_the_cut_share_what_they_add_together():
    worth = np.array([9.0, 8, 7, 6, 5, 4, 3, 2, 1, 0.5])
    field, how = a_field(worth, money=5), Rounds(2, 4, 1)
    found = select(field, how, counted(lambda one: worth[one].sum()))
    assert split(field, how).sure.tolist() == [0, 1, 2] and found.chosen.tolist() == [0, 1, 2, 3, 4]
    assert found.gain[:3].sum() == pytest.approx(24) and found.gain[3:].tolist() == pytest.approx([6, 5])


@given(n=st.integers(1, 60), money=st.integers(1, 70), shortlist=st.integers(1, 70), rounds=st.integers(1, 5))
def test_the_runs_are_said_beforehand(n, money, shortlist, rounds):
    attention = np.linspace(1, 2, n)
    field, how = a_field(attention, money=money), Rounds(2, shortlist, rounds)
    parts = split(field, how)
    assert len(np.intersect1d(parts.sure, parts.measured)) == 0 and len(parts.measured) == min(
        shortlist, n - len(parts.sure)
    )
    play = counted(lambda one: attention[one].sum())
    found = select(field, how, play)
    assert play.runs <= parts.runs(how) and len(found.chosen) == min(n, money) == len(set(found.chosen.tolist()))


# --- what people cost, whom they reach


def test_attention_without_rivals_is_posts_times_friends(town, world):
    quiet = town.replace({"network.moments.rival_posts_per_tie": 0, GRID + "public_share": 0})
    posts = world.people["role"].map(POSTS).to_numpy()
    friends = np.diff(world.layers["moments"].indptr)
    np.testing.assert_allclose(attention_of(quiet, "grid", world), posts * friends)


def test_attention_in_groups_and_shops():
    groups = load_scenario(TOWN).replace(
        {
            "network.groups": {"rival_posts_per_member": 0},
            "network.moments.rival_posts_per_tie": 0,
            GRID + "public_share": 0,
            GRID + "group_share": 1,
        }
    )
    world = build_world(groups, seed=5)
    posts = world.people["role"].map(POSTS).to_numpy()
    n_groups = np.diff(world.groups.person_start)
    friends = np.diff(world.layers["moments"].indptr)
    audience = np.where(n_groups > 0, world.groups.fellow_members / np.maximum(n_groups, 1), friends)
    np.testing.assert_allclose(attention_of(groups, "grid", world), posts * audience)


def test_attention_foretells_showings(town, world):
    """Alone in the town, people are shown a point's posts as often as its attention says (tolerance: 4 standard errors
    over 40 replicates)."""
    changes = {
        GRID + "dormancy_chance": 0,
        "switches.forwarding": False,
        "switches.word_of_mouth": False,
        "strategies.grid.account": None,
    }
    alone, n = town.replace(changes), 40
    attention = attention_of(alone, "grid", world)
    for agent in (int(np.argmax(attention)), int(np.flatnonzero(world.people["role"] == "kol")[0])):
        one = with_first_points(alone, "grid", [agent])
        shown = np.array([run(one, "grid", replicate=r, world=world).metrics["impressions"] for r in range(n)])
        # showings of the last posts come after the horizon; the point's own posts crowd the feed a little
        late = 0.5 * attention[agent]
        assert abs(shown.mean() - 8 * attention[agent]) < 4 * shown.std(ddof=1) / np.sqrt(n) + late


def test_costs_are_what_the_engine_books(town, world):
    changes = {
        GRID + "dormancy_chance": 0,
        GRID + "activate.kol_fee_per_follower": "0.5 CNY",
        "strategies.grid.account": None,
    }
    paid = town.replace(changes)
    cost, kol = costs_of(paid, "grid", world), int(np.flatnonzero(world.people["role"] == "kol")[0])
    for people in ([3], [3, kol], [kol]):
        booked = run(with_first_points(paid, "grid", people), "grid", world=world).metrics
        assert booked["cost_training"] + booked["cost_management"] + booked["cost_kol"] == pytest.approx(
            cost[people].sum() / 100
        )
    posting = town.replace({GRID + "content.cost_at_full_quality": "100 CNY", GRID + "content.quality": 1})
    role = world.people["role"].to_numpy()
    assert costs_of(posting, "grid", world)[role == "consumer"][0] - costs_of(town, "grid", world)[role == "consumer"][
        0
    ] == round(8 * 0.05 * 10_000)
    supervised = town.replace({GRID + "supervision": {"supervisors": 2, "daily_cost": "10 CNY"}})
    assert shared_cost(supervised, "grid") == 2 * 1000 * 8 and shared_cost(town, "grid") == 0


def test_orders_are_orders(town, world):
    people, everybody = table_of(town, "grid", world), np.arange(world.n_people)
    for name in ("default", "random", "friends", "followers", "attention"):
        order = in_order(name, town, "grid", world, people, everybody[10:], 3)
        assert np.array_equal(np.sort(order), everybody[10:])
        if name in ("friends", "followers"):
            assert (np.diff(people[name].to_numpy()[order]) <= 0).all()
    asked = run(town, "grid", replicate=3, world=world).points["agent"].tolist()
    assert in_order("default", town, "grid", world, people, everybody, 3)[: len(asked)].tolist() == asked
    assert within(5, np.array([3, 3, 2, 1]), np.array([0, 1, 2, 3])).tolist() == [0, 2]


# --- the whole


def test_the_best_set_of_a_hamlet_is_found(town, world):
    """Six candidates, money for three: all 20 sets are played; the chosen one is the best of them."""
    friends = np.diff(world.layers["moments"].indptr)
    consumers = np.flatnonzero(world.people["role"] == "consumer")
    ranked = consumers[np.argsort(-friends[consumers])]
    candidates = [int(one) for one in (*ranked[:3], *ranked[-3:])]
    fixed = town.replace({"world": "fixed"})
    money = 3 * 38
    worth = {
        one: np.mean(
            [
                run(with_first_points(fixed, "grid", one), "grid", replicate=100 + r, world=world).metrics["reads"]
                for r in range(8)
            ]
        )
        for one in combinations(candidates, 3)
    }
    best = max(worth, key=lambda one: worth[one])
    found = choose_points(
        fixed, budget=money, candidates=candidates[::-1], metric="reads", replicates=4, shortlist=6, rounds=2, fresh=2
    )
    assert set(found.summary["chosen"]) == set(best) == set(candidates[:3])
    assert found.summary["cost"] == money and found.people["chosen"].sum() == 3


@pytest.fixture(scope="module")
def asked():
    """The question of the tests below, in the form of `choose_points`."""
    return {
        "budget": "400 CNY",
        "candidates": {"employee": "100%", "kol": 2, "consumer": "20%"},
        "present": [7],
        "replicates": 2,
        "shortlist": 8,
        "rounds": 2,
        "fresh": 3,
    }


@pytest.fixture(scope="module")
def found(town, asked, tmp_path_factory):
    steps = []
    stored = choose_points(
        town, **asked, out=tmp_path_factory.mktemp("whom") / "out", threads=2, finish=present, progress=steps.append
    )
    assert steps[-1].done == steps[-1].total == stored.summary["runs"] and [one.done for one in steps] == sorted(
        one.done for one in steps
    )
    return stored


def test_the_tables_say_who_for_how_much(found, asked):
    people, summary = found.people, found.summary
    chosen = people[people["chosen"]]
    assert (
        people["label"].is_unique
        and 7 not in people["label"].tolist()
        and len(people) == summary["candidates"] == 4 + 2 + 28
    )
    assert chosen["label"].tolist() == summary["chosen"] and people["chosen"].is_monotonic_decreasing
    assert 0 < summary["cost"] <= 400 and chosen["cost"].sum() == pytest.approx(summary["cost"]) == pytest.approx(
        chosen["cumulative_cost"].iloc[-1]
    )
    assert chosen["cumulative_gain"].iloc[-1] == pytest.approx(summary["promised"])
    assert people["measured"].notna().sum() == summary["measured"] == 8 and (people["replicates"] % 2 == 0).all()
    assert set(people["role"]) == {"employee", "kol", "consumer"}
    runs = found.runs
    # after those that were used to choose
    assert len(runs) == 3 * (1 + 6 * 4) and sorted(runs["replicate"].unique()) == [8, 9, 10]
    full = runs[(runs["step"] == 1.0) & (runs["choice"] != "chosen")]
    assert (full["cost"] <= summary["cost"] + 1e-9).all() and (
        full["cost"] > summary["cost"] - people["cost"].max()
    ).all()


def test_what_is_reported_can_be_played_again(found, world):
    """chosen.yaml has those present and those advised as first points; a run of it is the run in the table."""
    again, advice = found.chosen, found.summary["advice"]
    assert again.world == "fixed" and again.strategies["grid"].points.activate.named == [7, *advice["people"]]
    assert set(advice["people"]) <= set(found.summary["chosen"])
    picked = found.runs["choice"] == ("chosen" if advice["step"] else "nobody")
    row = found.runs[picked & (found.runs["step"] == advice["step"]) & (found.runs["replicate"] == 9)].iloc[0]
    metrics = run(again, "grid", replicate=9, world=build_world(again, seed=5)).metrics
    assert all(metrics[name] == row[name] for name in ("contribution_margin", "net_contribution", "orders"))
    nobody = run(with_first_points(again, "grid", [7]), "grid", replicate=9, world=world).metrics
    base = found.runs[(found.runs["choice"] == "nobody") & (found.runs["replicate"] == 9)].iloc[0]
    assert nobody["contribution_margin"] == base["contribution_margin"]


def test_the_summary_agrees_with_the_runs(found):
    runs, one = found.runs, found.summary["choices"][0]
    wide = runs[runs["step"].isin([0.0, 1.0])].pivot(index="replicate", columns="choice", values="contribution_margin")
    assert one["gain"]["mean"] == pytest.approx((wide["chosen"] - wide["nobody"]).mean())
    row = next(
        row
        for row in found.summary["differences"]
        if row["against"] == "random" and row["metric"] == "contribution_margin"
    )
    change = wide["chosen"] - wide["random"]
    assert (
        row["mean"] == pytest.approx(change.mean())
        and row["chance_better"] == ((change > 0) + 0.5 * (change == 0)).mean()
    )


def tables(folder) -> dict[str, bytes]:
    return {
        name: (folder / name).read_bytes()
        for name in ("people.parquet", "people.csv", "runs.parquet", "summary.json", "chosen.yaml")
    }


def test_threads_and_interruption_change_nothing(town, asked, found, tmp_path):
    class Stop:
        def __call__(self, step):
            if step.done > 20:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="gridsim resume"):
        choose_points(town, **asked, out=tmp_path / "out", threads=1, progress=Stop())
    again = resume(tmp_path / "out", threads=1)
    assert isinstance(again, StoredActivation) and tables(again.folder) == tables(found.folder)
    with pytest.raises(ScenarioError, match="output folder"):
        choose_points(town, **{**asked, "budget": "300 CNY"}, out=found.folder)


def test_the_chart_and_the_report_are_there(found):
    assert {path.name for path in (found.folder / "charts").iterdir()} == {"activation.png", "activation.svg"}
    page = (found.folder / "report.html").read_text(encoding="utf-8")
    assert (
        "Who was chosen" in page
        and "The engine&#x27;s own choice" in page
        and found.summary["finding"]["sentence"][:20] in page
    )
    assert isinstance(open_dir(found.folder), StoredActivation)
    advice = found.summary["advice"]
    assert "How many of them" in page and page.count(">advised<") == 1
    row = page[: page.index(">advised<")].rsplit("<tr", 1)[1]
    assert f">{len(advice['people']) or 'nobody'}<" in row and number(advice["cost"]) in row


def test_where_a_sale_loses_money_nobody_is_chosen(town):
    loss = town.replace({"market.product.unit_cost": "200 CNY"})
    found = choose_points(
        loss,
        budget=200,
        candidates={"consumer": 8},
        metric="net_contribution",
        replicates=2,
        shortlist=4,
        rounds=1,
        fresh=2,
    )
    assert found.summary["chosen"] == [] and found.summary["finding"]["sentence"].startswith(
        "Activate nobody. Nobody is chosen"
    )
    assert found.summary["choices"][1]["gain"]["mean"] < 0  # the others would have lost
    from gridsim.charts import activation

    assert "nothing to show" in activation(found).title


def test_a_dear_leader_is_not_chosen(town, world):
    kols = [int(one) for one in np.flatnonzero(world.people["role"] == "kol")]
    dear = town.replace({GRID + "activate.kol_fee_per_follower": "5 CNY"})
    others = [one for one in range(20, 50) if one not in kols]
    how = {
        "candidates": [*kols, *others],
        "budget": 300,
        "metric": "reads",
        "replicates": 2,
        "shortlist": 12,
        "rounds": 1,
        "fresh": 2,
    }
    assert not set(choose_points(dear, **how).summary["chosen"]) & set(kols)


# --- files and the command line

FILE = """kind: activation
name: Whom
scenario: town.yaml
overrides: {horizon: 4}
strategy: grid
budget: 150 CNY
candidates: {consumer: 6}
metric: gmv
replicates: 2
shortlist: 4
rounds: 1
fresh: 2
claim: They bring more.
beats: [default, random]
"""
SCENARIO = """
name: Small town
horizon: 5
people: {count: 100}
budget: {total: 1k CNY}
network:
  moments: {mean_friends: 10}
strategies:
  official: {}
  grid: {}
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "town.yaml").write_text(SCENARIO)
    path = tmp_path / "whom.yaml"
    path.write_text(FILE)
    return path


def test_a_file_is_played_from_the_command_line(file, tmp_path):
    told = CliRunner().invoke(cli.app, ["check", str(file)])
    assert told.exit_code == 0 and f"at most {most_runs(load_activation(file)):,} runs" in told.output
    out = tmp_path / "out"
    told = CliRunner().invoke(
        cli.app, ["study", str(file), "--out", str(out), "--set", "people.count=90", "--seed", "3"]
    )
    assert told.exit_code == 0, told.output
    assert (
        "the people chosen" in told.output
        and "Claim: They bring more." in told.output
        and (out / "report.html").is_file()
    )
    stored = open_dir(out)
    assert (
        stored.scenario.people.count == 90
        and stored.summary["seed"] == 3
        and len(stored.summary["finding"]["parts"]) == 2
    )
    assert CliRunner().invoke(cli.app, ["report", str(out), "--quiet"]).exit_code == 0
    assert CliRunner().invoke(cli.app, ["study", str(file), "--strategies", "grid,official"]).exit_code == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("metric: gmv", "metrc: gmv", 8, "Did you mean metric"),
        ("metric: gmv", "metric: roi", 8, "Gains are differences already"),
        ("fresh: 2", "fresh: 1", 12, "a whole number from 2"),
        ("strategy: grid", "strategy: official", 5, "official, which has none"),
        ("budget: 150 CNY", "budget: -1", 6, "an amount of money >= 0"),
        ("budget: 150 CNY", "budget: 150 USD", 6, "no exchange rates"),
        ("candidates: {consumer: 6}", "candidates: {friend: 6}", 7, "each role"),
        ("beats: [default, random]", "beats: [luck]", 14, "each choice"),
        ("beats: [default, random]", "present: 7", 14, "a list"),
        ("overrides: {horizon: 4}", "overrides: {horizn: 4}", 4, "horizn"),
        ("scenario: town.yaml", "scenario: city.yaml", 3, "There is no"),
    ],
)
def test_problems_of_a_file_have_their_line(file, old, new, line, words):
    file.write_text(FILE.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        load_activation(file)
    assert words in str(caught.value) and f"whom.yaml:{line} " in str(caught.value), str(caught.value)


QUESTION = {
    "strategy": "grid",
    "budget": 200,
    "candidates": [1, 2, 3],
    "present": [],
    "metric": "gmv",
    "replicates": 2,
    "shortlist": 2,
    "rounds": 1,
    "fresh": 2,
}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"strategy": "gird"}, "one of the scenario's with points"),
        ({"metric": "churn"}, "of which more is better"),
        ({"metric": "incremental_gmv"}, "take net_contribution or gmv"),
        ({"replicates": 1}, "replicates must be a whole number from 2"),
        ({"shortlist": 0}, "shortlist must be"),
        ({"rounds": True}, "rounds must be"),
        ({"fresh": 1.5}, "fresh must be"),
        ({"budget": "lots"}, "the budget"),
        ({"budget": 1}, "enough for one of the candidates"),
        ({"budget": "1000k CNY"}, "which the points' share of budget.total leaves"),
        ({"candidates": []}, "a list of labels, or roles with numbers"),
        ({"candidates": "17"}, "a list of labels, or roles with numbers"),
        ({"candidates": {}}, "at least one role"),
        ({"candidates": {"official": 1}}, "each role"),
        ({"candidates": {"kol": 50}}, "at most the 3 who could be chosen"),
        ({"candidates": {"kol": "many"}}, "kol must be"),
        ({"candidates": [1, 1]}, "given once; got '1'"),
        ({"candidates": [1, 900]}, "that of a person in the town; got '900'"),
        ({"present": [1]}, "no point yet; got '1'"),
        ({"present": "17"}, "a list of labels"),
        ({"present": ["nobody"]}, "present: each label"),
        ({"present": list(range(4, 140))}, "paid by the points' share"),
    ],
)
def test_bad_questions_get_one_clear_error(town, wrong, words):
    with pytest.raises(ScenarioError) as caught:
        choose_points(town, **{**QUESTION, **wrong})
    assert words in str(caught.value) and len(caught.value.problems) == 1, str(caught.value)


def test_people_whom_nobody_sees_are_refused():
    lonely = load_scenario(
        {
            **TOWN,
            "network": {"moments": {"mean_friends": 0}, "micro_blog": {"mean_follows": 0, "official_followers": 5}},
        }
    )
    with pytest.raises(ScenarioError, match="somebody whose posts are seen"):
        choose_points(lonely, **QUESTION)


def test_a_metric_that_is_not_always_defined_is_refused(town):
    silent = town.replace({"market.share": 1e-12, "market.buying.click_chance_to_order": 1e-12})
    with pytest.raises(ScenarioError, match="defined in every run"):
        choose_points(silent, **{**QUESTION, "metric": "ltv"})


def test_nothing_is_left_where_the_question_was_bad(town, tmp_path):
    with pytest.raises(ScenarioError):
        choose_points(town, **{**QUESTION, "budget": 1}, out=tmp_path / "out")
    assert not Path(tmp_path / "out").exists()


def test_the_digest_knows_what_counts(town):
    def digest(seed=None, words=UNSAID, **changes):
        asked = Asked("grid", 200, [1, 2], [], "gmv", 2, 2, 1, 2)._replace(**changes)
        return make_activation(town, asked, seed, words).digest()

    assert digest() == digest(words=Words("another", claim="so")) != digest(budget=201)
    assert (
        len(
            {
                digest(),
                digest(fresh=3),
                digest(candidates=[2, 1, 3]),
                digest(present=[9]),
                digest(seed=8),
                digest(rounds=2),
            }
        )
        == 6
    )
