"""The life of points, community, partners and referral: the agent form gives the same run as the compiled
engine."""

import sys
from pathlib import Path

import numpy as np
import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "engine")]

from directions_points import ON, ROWS  # noqa: E402
from test_equal import assert_equal  # noqa: E402
from test_points import BUSY  # noqa: E402

SMALL = {
    "horizon": 12,
    "people": {
        "count": 160,
        "need_interval": 8,
        "roles": {
            "consumer": {"posts_per_day": 0.5},
            "employee": {"count": 6, "posts_per_day": 2},
            "partner": {"count": 8, "posts_per_day": 0.5},
            "kol": {"count": 5, "posts_per_day": 1},
        },
    },
    "network": {"moments": {"mean_friends": 20}, "micro_blog": {"mean_follows": 10}},
}
POINTS = "strategies.grid.points."


@pytest.fixture(scope="module")
def on():
    """A small town with every block on."""
    return load_scenario({**ON, **SMALL})


@pytest.fixture(scope="module")
def busy(on):
    """The same, and much going on."""
    return on.replace({**BUSY, POINTS + "activate.consumer": "10%", POINTS + "commission": [0.1, 0.05]})


@pytest.mark.parametrize("strategy", ["grid", "kol", "official", "nothing"])
def test_every_block_on(on, strategy):
    assert_equal(on, strategy)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_everything_happens(busy, seed):
    result = assert_equal(busy, "grid", seed=seed)
    for name in (
        "recruits",
        "promotions",
        "demotions",
        "fans",
        "swaps",
        "sellers",
        "communicators",
        "cost_head_pay",
        "joining_income",
        "cost_community",
        "cost_swap",
        "leavers",
    ):
        assert result.metrics[name] > 0, name


def test_named_people_and_fees_of_opinion_leaders(busy):
    """Named people come first, whatever their role, and are not asked twice; a leader's fee is paid as far as the money
    lasts."""
    here = POINTS + "activate."
    result = assert_equal(
        busy.replace({here + "named": [31, "7", 12], here + "kol": "100%", here + "kol_fee_per_follower": "2 CNY"}),
        "grid",
    )
    assert result.points["agent"].head(3).tolist() == [31, 7, 12] and result.points["agent"].is_unique
    assert result.metrics["cost_kol"] > 0
    few = busy.replace({here + "kol": "100%", here + "kol_fee_per_follower": "50 CNY"})
    assert begun(assert_equal(few, "grid")) < begun(result)


def begun(result):
    """Points of the first day."""
    return (result.points["recruited_by"] == "first_day").sum()


BLOCKS = {
    "no ranks": {POINTS + "ranks": None},
    "no supervisors": {POINTS + "supervision": None, POINTS + "management_cost": "1 CNY"},
    "supervisors and management": {POINTS + "management_cost": "0.5 CNY"},
    "no community": {"strategies.grid.community": None},
    "no partners": {"strategies.grid.partners": None},
    "no referral": {"response.referral": None},
    "no recruiting": {POINTS + "recruiting": None},
    "a small budget": {"budget.total": "2k CNY"},
    "returns": {"operation.return_chance": 0.5, "market.product.quality": 0.4},
    "costly training": {POINTS + "training_cost": "50 CNY", "budget.total": "5k CNY"},
    "partners only": {"strategies.grid.points": None, "strategies.grid.account": None},
}


@pytest.mark.parametrize("block", BLOCKS)
def test_one_block_off_or_at_its_limit(busy, block):
    assert_equal(busy.replace(BLOCKS[block]), "grid", seed=4)


@pytest.mark.parametrize("choose", ["customers", "random", "most_friends", "bridges", "fewest_friends"])
def test_whom_to_ask_first(busy, choose):
    assert_equal(busy.replace({POINTS + "activate.choose": choose}), "grid", seed=5)


def test_opinion_leaders_who_are_cared_for(busy):
    here = "strategies.kol.kol.operated."
    changes = {
        here + "share": 0.4,
        here + "cost": "20 CNY",
        here + "credibility_effect": 2,
        "strategies.kol.kol.fee_per_follower": "0.1 CNY",
    }
    result = assert_equal(busy.replace({**changes, "horizon": 32}), "kol")
    assert (result.ledger["what"] == "kol care").any()
    poor = {"budget.total": "300 CNY", here + "cost": "100 CNY"}
    assert_equal(busy.replace({**changes, **poor}), "kol")


@pytest.mark.parametrize("number", range(10))
def test_scenarios_drawn_from_the_extremes(on, number):
    """Each takes eight parameters of the points at random, at the low or the high end of the table of directions."""
    chance = np.random.default_rng(number)
    scenario, strategy, taken = on.replace(BUSY if number % 2 else {}), "grid", 0
    for place in chance.permutation(len(ROWS)):
        row = ROWS[place]
        try:
            scenario = scenario.replace({row.path: row.low if chance.random() < 0.5 else row.high})
            strategy, taken = row.strategy, taken + 1
        except ScenarioError:  # cannot be combined with what was taken
            continue
        if taken == 8:
            break
    assert taken == 8
    assert_equal(scenario, strategy, seed=number)
