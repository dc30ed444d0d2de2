"""People named as first points, and what opinion leaders are paid for becoming one."""

import numpy as np
import pytest

from gridsim.engine.choose import asked_first, named_people
from gridsim.errors import ScenarioError
from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.world import build_world

HERE = "strategies.grid.points.activate."
NOBODY = {HERE + role: 0 for role in ("employee", "distributor", "partner", "investor", "kol", "consumer")}


@pytest.fixture(scope="module")
def town():
    return load_scenario(
        {
            "people": {"count": 120, "roles": {"employee": {"count": 3}, "kol": {"count": 4}}},
            "horizon": 3,
            "budget": {"total": "2k CNY"},
            "network": {"moments": {"mean_friends": 10}, "micro_blog": {"mean_follows": 5}},
            "strategies": {"grid": {}},
        }
    )


@pytest.fixture(scope="module")
def world(town):
    return build_world(town, seed=1)


def test_those_named_are_asked_first_in_their_order(town, world):
    named = (
        run(town.replace({**NOBODY, HERE + "named": [70, "3", 41]}), "grid", seed=1, world=world)
        .points["agent"]
        .tolist()
    )
    assert named == [70, 3, 41]
    usual = run(town, "grid", seed=1, world=world).points["agent"].tolist()
    both = (
        run(town.replace({HERE + "named": [usual[-1], usual[0]]}), "grid", seed=1, world=world).points["agent"].tolist()
    )
    assert both[:2] == [usual[-1], usual[0]] and len(set(both)) == len(both)
    assert both[2 : 2 + len(usual) - 2] == usual[1:-1]  # the others are asked as before, and more of them


def test_the_usual_run_named_is_the_usual_run(town, world):
    """Whoever is asked by role and is asked by name instead makes the same run: naming costs and changes nothing
    else."""
    usual = run(town, "grid", seed=1, world=world)
    first = usual.points.loc[usual.points["recruited_by"] == "first_day", "agent"].tolist()
    named = run(town.replace({**NOBODY, HERE + "named": first}), "grid", seed=1, world=world)
    assert named.metrics == usual.metrics and named.orders.equals(usual.orders)


def test_labels_are_the_users_own(tmp_path):
    rows = [f"p{number},{'kol' if number == 5 else 'consumer'}" for number in range(40)]
    (tmp_path / "people.csv").write_text("id,role\n" + "\n".join(rows) + "\n")
    scenario = load_scenario({"people": {"file": str(tmp_path / "people.csv"), "role": "role"}, "horizon": 2,
                              "network": {"moments": {"mean_friends": 5}}, "strategies": {"grid": {}}})  # fmt: skip
    world = build_world(scenario, seed=1)
    assert world.labels[named_people(["p7", "p5"], world)].tolist() == ["p7", "p5"]
    page = scenario.strategies["grid"].points.activate.model_copy(update={"named": ["p39"], "consumer": 2})
    asked = asked_first(page, world, np.linspace(0, 1, 40, endpoint=False))
    assert len(asked) == 3 and asked[0] == 39


@pytest.mark.parametrize(
    ("named", "words"),
    [([7, "7"], "given once; got '7'"), (["x"], "in the town; got 'x'"), ([120], "in the town; got '120'")],
)
def test_bad_names(town, world, named, words):
    with pytest.raises(ScenarioError, match=words):
        run(town.replace({HERE + "named": named}), "grid", seed=1, world=world)


def test_a_name_is_a_text_or_a_whole_number(town):
    with pytest.raises(ScenarioError, match="named"):
        town.replace({HERE + "named": [7.5]})


def test_a_leader_is_paid_by_followers(town, world):
    leaders = np.flatnonzero(world.people["role"] == "kol")
    followers = np.diff(world.layers["micro_blog"].indptr)[leaders]
    asked = {**NOBODY, HERE + "kol": "100%", "strategies.grid.points.recruiting": None}
    paid = run(
        town.replace({**asked, HERE + "kol_fee_per_follower": "1.50 CNY", "budget.total": "100k CNY"}),
        "grid",
        seed=1,
        world=world,
    )
    assert paid.metrics["cost_kol"] == 1.5 * followers.sum()
    free = run(town.replace({**asked, "budget.total": "100k CNY"}), "grid", seed=1, world=world)
    assert free.metrics["cost_kol"] == 0 and free.metrics["orders"] == paid.metrics["orders"]
    dear = run(town.replace({**asked, HERE + "kol_fee_per_follower": "1000 CNY"}), "grid", seed=1, world=world)
    nobody = run(town.replace(NOBODY), "grid", seed=1, world=world)
    assert len(dear.points) == 0 and dear.metrics["marketing_cost"] == nobody.metrics["marketing_cost"]
