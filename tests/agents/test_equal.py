"""The oracle: the agent form gives the same run as the compiled engine, event for event and cent for cent."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gridsim.errors import ScenarioError
from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.scenario.quantities import heads
from gridsim.world import build_world

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "engine"))  # its tables of parameters with their extremes

from test_directions import TABLE  # noqa: E402

STRATEGIES = ("nothing", "official", "advertising", "kol", "grid", "hybrid")
TOWN = {
    "name": "A small town",
    "people": {
        "count": 250,
        "need_interval": 15,
        "visits_spread": 0.5,  # so few people are seldom all there
        "reading_depth": 15,
        "roles": {  # busier than people are, so that little time shows much
            "consumer": {"posts_per_day": 0.5},
            "employee": {"count": 8, "posts_per_day": 2},
            "distributor": {"count": 3, "posts_per_day": 3},
            "kol": {"count": 4, "posts_per_day": 1},
        },
    },
    "horizon": 20,
    "budget": {"total": "5k CNY"},
    "network": {"moments": {"mean_friends": 30}, "micro_blog": {"mean_follows": 12}},
    "market": {"initial_awareness": "30%"},
    "strategies": {name: {} for name in STRATEGIES if name != "nothing"},
}
LIVELY = {  # so much of everything that every event occurs
    "response.reaction.open_chance": 0.4,
    "response.reaction.share_chance": 0.1,
    "market.buying.click_chance_to_order": 0.4,
    "operation.praise_chance": 0.9,
    "operation.complaint_chance": 0.9,
    "operation.return_chance": 0.3,
    "operation.experience_spread": 0.5,
    "market.share": "40%",
    "people.need_interval": 8,
    "operation.late_chance": 0.3,
}


def assert_equal(scenario, strategy, seed=1, world=None):
    """Run both forms; all tables, metrics, counters and notes are equal to the last bit. Returns the result."""
    world = build_world(scenario, seed=seed) if world is None else world
    first = run(scenario, strategy, seed=seed, world=world, record=["impressions"])
    second = run(scenario, strategy, seed=seed, world=world, record=["impressions"], engine="agents")
    assert first.columns.keys() == second.columns.keys()
    for name in first.columns:
        pd.testing.assert_frame_equal(first.table(name), second.table(name), check_exact=True)
    assert first.metrics == second.metrics
    assert first.counters == second.counters
    assert first.budget_note == second.budget_note
    return second


@pytest.fixture(scope="module")
def town():
    return load_scenario(TOWN)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_of_a_small_town(town, strategy):
    assert_equal(town, strategy)


def test_where_every_event_occurs(town):
    points = "strategies.hybrid.points."
    changes = {
        points + "recruiting.invite_chance": 0.6,
        points + "recruiting.most": "50%",
        points + "dormancy_chance": 0.1,
        points + "leave_after": 2,
    }
    result = assert_equal(
        town.replace(LIVELY | changes | {"budget.total": "12k CNY", points + "content.discount": 0.1}), "hybrid", seed=5
    )
    for event in (
        "impressions",
        "opened",
        "engagements",
        "shares",
        "clicks",
        "orders",
        "returns",
        "complaints",
        "recruits",
        "leavers",
    ):
        assert result.metrics[event] > 0, event
    assert (result.orders["commission_2"] > 0).any() and (result.orders["discount"] > 0).any()


def test_another_seed_and_replicate(town):
    one, other = (run(town, "grid", seed=4, replicate=replicate, engine="agents").metrics for replicate in (0, 1))
    assert one != other
    assert other == run(town, "grid", seed=4, replicate=1).metrics


def scaled_down(path):
    """A shipped scenario as a small and lively town: fewer people, friends, staff, days and money, more needs,
    acquaintance and liking; all else as it is."""
    scenario = load_scenario(path)
    network, roles = scenario.network, scenario.people.roles
    few = {
        "horizon": 5,
        "budget.total": "1.5k CNY",
        "people.need_interval": 4,
        "market.initial_awareness": "60%",
        "market.share": max(0.1, scenario.market.share),
    }
    few |= {"network.micro_blog.official_followers": "40%", "market.buying.click_chance_to_order": "10%"}
    if scenario.people.file is None:
        few |= {"people.count": 250, "network.moments.mean_friends": min(25, network.moments.mean_friends)}
        for role in ("employee", "distributor", "kol"):
            few[f"people.roles.{role}.count"] = min(6, heads(getattr(roles, role).count, scenario.people.count))
    return scenario.replace(few)


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_scenario_and_every_strategy(path):
    scenario = scaled_down(path)
    world = build_world(scenario, seed=1)
    results = [assert_equal(scenario, strategy, world=world) for strategy in ("nothing", *scenario.strategies)]
    assert all(result.metrics["orders"] > 0 for result in results)
    assert all(result.metrics["marketing_cost"] > 0 for result in results[1:])


@pytest.mark.parametrize("number", range(24))
def test_scenarios_drawn_from_the_extremes_of_all_parameters(town, number):
    """Each takes eight parameters at random, at the low or the high end of the table of directions."""
    chance = np.random.default_rng(number)
    small = {"people.count": 120, "horizon": 6, "budget.total": "2k CNY"}
    scenario, strategy, taken = town.replace(small), "grid", 0
    for place in chance.permutation(len(TABLE)):
        row = TABLE[place]
        if row.path in small:
            continue
        try:
            scenario = scenario.replace({row.path: row.low if chance.random() < 0.5 else row.high})
            strategy, taken = row.strategy, taken + 1
        except ScenarioError:  # cannot be combined with what was taken
            continue
        if taken == 8:
            break
    assert taken == 8
    assert_equal(scenario, strategy, seed=number)
