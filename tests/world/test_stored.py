"""Worlds on disk: the same as those built, opened without harm, whole or not at all."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.world.build import made
from gridsim.world.stored import WORLD_KEYS, stored_world, world_name

FULL = {
    "people": {"count": 400, "roles": {"distributor": {"count": 20}}},
    "network": {"groups": {}, "place": {}},
    "market": {"email_list": "20%"},
    "horizon": 4,
    "budget": {"total": "5k CNY"},
    "strategies": {"grid": {}},
}


@pytest.fixture(scope="module")
def scenario():
    return gs.load_scenario(FULL)


def arrays(world):
    yield from [world.table, world.interests, world.email_list, world.home_shop, world.above, world.tier]
    for network in world.layers.values():
        yield from [network.indptr, network.targets]
    yield from [world.groups.start, world.groups.member, world.groups.person_start, world.groups.group]


def test_an_opened_world_is_the_one_that_was_stored(scenario, tmp_path):
    built = gs.build_world(scenario, seed=3)
    gs.save_world(built, tmp_path / "town")
    opened = gs.open_world(tmp_path / "town")
    assert list(built.layers) == list(opened.layers) and built.circle_names == opened.circle_names
    assert [layer for layer, network in opened.layers.items() if network.mutual] == ["moments"]
    for one, other in zip(arrays(built), arrays(opened), strict=True):
        assert (
            one.dtype == other.dtype
            and type(one) is type(other)
            and np.array_equal(one, other)
            and other.flags.writeable
        )


def test_a_run_on_an_opened_world_is_the_same(scenario, tmp_path):
    plain = gs.run(scenario, "grid", seed=3)
    kept = gs.run(scenario, "grid", seed=3, world=stored_world(scenario, 3, worlds=tmp_path))
    again = gs.run(scenario, "grid", seed=3, world=stored_world(scenario, 3, worlds=tmp_path))
    assert plain.metrics == kept.metrics == again.metrics
    assert plain.orders.equals(kept.orders) and len(list(tmp_path.iterdir())) == 1


def test_a_comparison_keeps_its_worlds_and_finds_the_same(scenario, tmp_path, monkeypatch):
    plain = gs.compare(scenario, replicates=2).summary
    monkeypatch.setenv("GRIDSIM_WORLDS", str(tmp_path))
    assert gs.compare(scenario, replicates=2).summary == plain
    built = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert gs.compare(scenario, replicates=2).summary == plain and len(built) == 2
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == built


def test_the_name_follows_what_the_world_depends_on(scenario):
    name = world_name(scenario, 1, 0)
    same = [
        {"budget.total": "9k CNY"},
        {"horizon": 30},
        {"replicates": 3},
        {"strategies.grid.points.commission": [0.2]},
    ]
    other = [
        {"people.count": 401},
        {"network.moments.mean_friends": 50},
        {"market.share": "3%"},
        {"market.switching": 2},
    ]
    assert all(world_name(scenario.replace(change), 1, 0) == name for change in same)
    assert all(world_name(scenario.replace(change), 1, 0) != name for change in other)
    assert world_name(scenario, 2, 0) != name != world_name(scenario, 1, 1)


def test_a_world_depends_on_nothing_but_the_blocks_in_its_name(scenario):
    class Only:
        """A scenario that has nothing else."""

        def __init__(self):
            for key in WORLD_KEYS:
                setattr(self, key, getattr(scenario, key))

    assert np.array_equal(made(Only(), 3, 0, 1).table, gs.build_world(scenario, seed=3).table)


def test_files_count_by_their_content(tmp_path):
    ties = tmp_path / "ties.csv"
    ties.write_text("u,v\n0,1\n1,2\n2,3\n3,0\n")
    network = {"moments": {"file": str(ties)}, "micro_blog": {"official_followers": 1}}
    scenario = gs.load_scenario({"network": network, "strategies": {"official": {}}})
    name = world_name(scenario, 1, 0)
    ties.write_text("u,v\n0,1\n1,2\n2,3\n3,1\n")
    assert world_name(scenario, 1, 0) != name


def test_a_folder_that_holds_something_is_left_alone(scenario, tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(gs.ScenarioError, match="must be new or empty"):
        gs.save_world(gs.build_world(scenario, seed=3), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.fixture(scope="module")
def stored(scenario, tmp_path_factory):
    folder = tmp_path_factory.mktemp("worlds") / "town"
    gs.save_world(gs.build_world(scenario, seed=3), folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def lay_down(files, folder):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("name", ["world.json", "table.npy", "layer.moments.targets.npy", "groups.member.npy"])
def test_a_missing_file_is_named(stored, tmp_path, name):
    folder = lay_down({key: content for key, content in stored.items() if key != name}, tmp_path / "w")
    with pytest.raises(gs.ScenarioError, match="a world that gridsim stored") as error:
        gs.open_world(folder)
    assert name in str(error.value)


def test_an_index_that_leads_nowhere_is_refused(stored, tmp_path):
    for name in (
        "layer.moments.targets",
        "layer.micro_blog.targets",
        "groups.member",
        "home_shop",
        "above",
        "email_list",
    ):
        folder = lay_down(stored, tmp_path / name)
        array = np.load(folder / f"{name}.npy")
        array[0] = 10_000_000
        np.save(folder / f"{name}.npy", array)
        with pytest.raises(gs.ScenarioError, match="a world that gridsim stored"):
            gs.open_world(folder)


def test_a_damaged_world_in_a_store_is_built_anew(scenario, tmp_path):
    stored_world(scenario, 5, worlds=tmp_path)
    (folder,) = tmp_path.iterdir()
    (folder / "table.npy").write_bytes(b"cut short")
    assert np.array_equal(stored_world(scenario, 5, worlds=tmp_path).table, gs.build_world(scenario, 5).table)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_bytes_crash_it(stored, tmp_path, data):
    """Whatever a file holds, a world is opened or one clear error is raised."""
    name = data.draw(st.sampled_from(sorted(stored)))
    content = bytearray(stored[name][:4000])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    folder = lay_down({**stored, name: bytes(content) + stored[name][4000:]}, tmp_path / "w")
    try:
        gs.open_world(folder)
    except gs.ScenarioError as error:
        assert len(error.problems) == 1


def test_two_processes_may_build_the_same_world(scenario, tmp_path):
    code = f"""
import json, sys
import gridsim as gs
from gridsim.world.build import made
from gridsim.world import stored_world
world = stored_world(gs.load_scenario(json.loads({json.dumps(FULL)!r})), 7, worlds=sys.argv[1])
print(world.layers["moments"].n_ties)
"""
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=os.environ)
        for _ in range(2)
    ]
    found = {one.communicate()[0].strip() for one in both}
    assert len(found) == 1 and found != {""} and all(one.returncode == 0 for one in both)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_header_that_is_no_python_is_a_damaged_file(stored, tmp_path):
    """Regression: numpy's reader ends with the tokenizer's error there, which is no ValueError."""
    name = "layer.moments.targets.npy"
    folder = lay_down({**stored, name: stored[name].replace(b"{'descr'", b"({{descr'", 1)}, tmp_path / "w")
    with pytest.raises(gs.ScenarioError, match="the folder must be a world that gridsim stored"):
        gs.open_world(folder)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda place: gs.open_world(place / "nowhere"),
            "must be a world that gridsim stored; got 'no file world.json'. Check the path.",
        ),
        (lambda place: gs.open_world(5), "folder: the folder must be the name of one; got '5'"),
        (lambda place: gs.save_world(None, place / "new"), "world: the world must be a gridsim.World; got 'NoneType'"),
    ],
)
def test_what_is_no_world_or_no_folder_is_refused(tmp_path, call, words):
    with pytest.raises(gs.ScenarioError) as error:
        call(tmp_path)
    assert words in str(error.value) and not (tmp_path / "new").exists()
