"""The agent form as a Mesa model: classes that can be changed, data that can be collected, models that are freed."""

import gc
import json
import subprocess
import sys
import weakref

import mesa
import numpy as np
import pandas as pd
import pytest

from gridsim.agents import Consumer, Distributor, GridModel, Kol, Media, OfficialAccount, Person
from gridsim.agents.plain import memory
from gridsim.cli import main
from gridsim.errors import ScenarioError
from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.study.compare import run_strategy

SCENARIO = {
    "name": "A village",
    "people": {
        "count": 150,
        "need_interval": 10,
        "roles": {"employee": {"count": 5}, "distributor": {"count": 2}, "kol": {"count": 3}},
    },
    "horizon": 6,
    "budget": {"total": "2k CNY"},
    "market": {"initial_awareness": "50%"},
    "network": {"moments": {"mean_friends": 20}, "micro_blog": {"mean_follows": 8}},
    "response": {"reaction": {"share_chance": "15%", "open_chance": "40%"}},
    "strategies": {"official": {}, "grid": {}, "kol": {}},
}


@pytest.fixture(scope="module")
def village():
    return load_scenario(SCENARIO)


class Silent(Consumer):
    """Never passes anything on."""

    def share_chance(self, share):
        return 0.0


class Hermit(Consumer):
    """Buys nothing."""

    def click_order_chance(self, visit):
        return 0.0

    def choice_chance(self, visit):
        return 0.0


class Idle(OfficialAccount):
    """Never posts."""

    def post_on_schedule(self, line):
        pass


def test_a_subclass_changes_what_it_overrides_and_only_that(village):
    usual, silent = (
        GridModel(village, "grid", agent_classes={"consumer": kind}).result() for kind in (Consumer, Silent)
    )
    assert usual.metrics["shares"] > silent.metrics["shares"]
    sharers = GridModel(village, "grid", agent_classes={"consumer": Silent})
    sharers.result()
    assert not any(share.parent and isinstance(share.sharer, Consumer) for share in sharers.shares)
    assert usual.metrics == run(village, "grid").metrics


def test_other_roles_can_be_changed_too(village):
    model = GridModel(village, "official", agent_classes={"consumer": Hermit, "official": Idle})
    result = model.result()
    assert len(model.posts) == 0 and result.metrics["impressions"] == 0
    assert all(not isinstance(order.buyer, Hermit) for order in model.orders)


def test_everybody_has_the_class_of_the_role(village):
    model = GridModel(village, "kol")
    kinds = [type(person).__name__ for person in model.people]
    assert kinds.count("Distributor") == 2 and kinds.count("Kol") == 3 and kinds.count("Consumer") == 140
    assert len(model.agents) == 154 and isinstance(model.account, OfficialAccount) and isinstance(model.media, Media)
    assert model.kols == [person for person in model.people if isinstance(person, Kol)]
    assert [person.number for person in model.people] == list(range(150))
    assert all(person in friend.friends for person in model.people for friend in person.friends)
    assert any(isinstance(person, Distributor) for person in model.people)


def test_mesa_collects_from_model_and_agents(village):
    model = GridModel(village, "grid")
    collector = mesa.DataCollector(
        model_reporters={"orders": lambda model: len(model.orders), "day": "day"},
        agent_reporters={"awareness": "awareness", "role": "role"},
    )
    while model.running:
        model.step()
        collector.collect(model)
    per_tick, agents = collector.get_model_vars_dataframe(), collector.get_agent_vars_dataframe()
    result = model.result()
    assert len(per_tick) == 24 and len(agents) == 24 * 154
    assert list(per_tick["orders"][3::4]) == list(result.daily.query("not closing")["orders"].cumsum())
    last = agents.loc[agents.index.get_level_values(0).max()]
    assert last["awareness"].notna().sum() == 150 and (last["role"] == "official").sum() == 1


def test_a_model_is_freed(village):
    model = GridModel(village, "grid")
    model.step()
    references = [weakref.ref(each) for each in (model, model.people[0], model.account, model.posts[0])]
    del model
    gc.collect()
    assert [reference() for reference in references] == [None] * 4


def test_attributes_are_what_the_engine_starts_with(village):
    model = GridModel(village, "grid")
    state, given = model.morning.people, model.given
    for name in ("awareness", "match_product", "friends_bought"):
        assert [getattr(person, name) for person in model.people] == state[name].tolist()
    others = [person for person in model.people if person.point is None]  # points have tried the goods by now
    assert 0 < len(others) < len(model.people)
    assert [person.trust for person in others] == [state["trust"][person.number] for person in others]
    assert [person.liking for person in model.people] == given.traits.liking.tolist()
    assert {person.number for person in model.people if person.is_active()} == {point.agent for point in model.points}
    assert np.isclose(
        model.people[0].recall_chance(), memory.presence(model.people[0].awareness, model.settings.mind_half)
    )


@pytest.mark.parametrize(
    ("classes", "said"),
    [
        ({"baker": Consumer}, "agent_classes"),
        ({"consumer": OfficialAccount}, "agent_classes.consumer"),
        ({"media": 3}, "agent_classes.media"),
    ],
)
def test_an_unfit_class_is_refused(village, classes, said):
    with pytest.raises(ScenarioError, match=said):
        GridModel(village, "grid", agent_classes=classes)


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"replicate": 2**24}, {"record": ["rumours"]}, {"strategy": "magic"}])
def test_what_the_engine_refuses_is_refused(village, wrong):
    with pytest.raises(ScenarioError):
        GridModel(village, **({"strategy": "grid"} | wrong))


def test_there_is_no_step_beyond_the_horizon(village):
    model = GridModel(village, "nothing")
    first = model.result()
    assert model.tick == 24 and not model.running
    with pytest.raises(ScenarioError, match="step"):
        model.step()
    assert first.metrics == run(village, "nothing").metrics
    assert model.result().metrics == first.metrics


def test_an_unknown_engine_is_refused(village):
    with pytest.raises(ScenarioError, match="engine"):
        run(village, "grid", engine="steam")


def test_mesa_is_imported_only_when_it_is_used():
    code = "import sys, gridsim.forms, gridsim.study, gridsim.cli; print('mesa' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


def test_a_person_is_everything_at_once():
    assert issubclass(Kol, Person) and issubclass(Consumer, Person)
    for decision in ("open_chance", "share_chance", "choice_chance", "join_chance", "dormancy_chance"):
        assert callable(getattr(Person, decision))


def test_a_stored_run_can_be_played_agent_by_agent(village, tmp_path):
    first, second = (
        run_strategy(village, "grid", out=tmp_path / engine, engine=engine) for engine in ("compiled", "agents")
    )
    pd.testing.assert_frame_equal(first.runs, second.runs, check_exact=True)
    pd.testing.assert_frame_equal(first.orders, second.orders, check_exact=True)
    with pytest.raises(ScenarioError, match="--engine"):
        run_strategy(village, "grid", engine="steam")


def test_the_command_line_knows_both_engines(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "village.json").write_text(json.dumps(SCENARIO))
    arguments = ["run", "village.json", "--strategy", "kol", "--engine", "agents", "--alone", "--quiet", "--out", "out"]
    monkeypatch.setattr(sys, "argv", ["gridsim", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code in (0, None)
    assert (tmp_path / "out" / "orders.parquet").exists()
