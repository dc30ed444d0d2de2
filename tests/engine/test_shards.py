"""Laws: a run in several shards, by several threads, leaves the tables that one shard leaves, bit for bit."""

import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "agents")]

from test_commerce import hamlet  # noqa: E402
from test_equal_everything import ALL  # noqa: E402

from gridsim.engine import run as engine  # noqa: E402
from gridsim.engine import shards as shards_page  # noqa: E402
from gridsim.errors import ScenarioError  # noqa: E402
from gridsim.forms import run  # noqa: E402
from gridsim.scenario import demo_path, load_scenario  # noqa: E402
from gridsim.world import build_world  # noqa: E402


def tables_of(scenario, strategy, threads, seed=1):
    result = run(scenario, strategy, seed=seed, record=("impressions",), threads=threads)
    return {
        name: {column: repr(np.asarray(values).tolist()) for column, values in columns.items()}
        for name, columns in result.columns.items()
    }


def assert_same_in_shards(scenario, strategy, monkeypatch, seed=1):
    expected = tables_of(scenario, strategy, 1, seed)
    assert len(expected["impressions"]["tick"]) > 5000
    monkeypatch.setattr(shards_page, "LEAST_PEOPLE", 1)
    for threads in (2, 3, 7):
        found = tables_of(scenario, strategy, threads, seed)
        for name in expected:
            assert found[name] == expected[name], (threads, name)


@pytest.mark.parametrize("seed", [2, 5])
def test_everything_on(seed, monkeypatch):
    assert_same_in_shards(hamlet(ALL), "grid", monkeypatch, seed)


@pytest.mark.parametrize("strategy", ["official", "advertising", "kol", "grid", "hybrid"])
def test_a_town_in_which_tables_grow(strategy, monkeypatch):
    """Queues and lists of answers begin with 2,048 rows; these towns need more."""
    scenario = load_scenario(demo_path()).replace({"people.count": 6000, "horizon": 12, "market.initial_trust": 0.9})
    assert_same_in_shards(scenario, strategy, monkeypatch)


def test_wards_share_people_and_ties_evenly(monkeypatch):
    scenario = load_scenario(demo_path()).replace({"people.count": 5000})
    world, plan = build_world(scenario, seed=1), scenario.strategy("grid")
    town = engine.given_of(scenario, plan, world)
    begun = engine.start(scenario, plan, world, town, 1, 0)
    assert len(shards_page.shards_of(town, begun, 8)) == 1, "a small town is one shard"
    monkeypatch.setattr(shards_page, "LEAST_PEOPLE", 1000)
    found = [
        (int(shard.progress[0].first_person), int(shard.progress[0].end_person))
        for shard in shards_page.shards_of(town, begun, 4)
    ]
    assert [first for first, _ in found] == [0, *[end for _, end in found[:-1]]] and found[-1][1] == 5000
    ties = [int(town.moments_start[end] - town.moments_start[first]) for first, end in found]
    assert max(ties) < 1.1 * min(ties)


def test_people_without_ties_have_wards_too(monkeypatch):
    monkeypatch.setattr(shards_page, "LEAST_PEOPLE", 1)
    changes = {"people.count": 3000, "horizon": 3, "network.moments.mean_friends": 0, "people.roles.employee.count": 5}
    scenario = load_scenario(demo_path()).replace(changes)
    assert tables_of(scenario, "grid", 3) == tables_of(scenario, "grid", 1)


@pytest.mark.parametrize("threads", [0, -1, True, 1.5, "2"])
def test_a_number_of_threads_is_a_whole_number(threads):
    with pytest.raises(
        ScenarioError, match="threads: the number of threads must be a whole number from 1 to 1024; got"
    ):
        run(hamlet(), "grid", threads=threads)
