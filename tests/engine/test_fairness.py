"""Nothing in the model favours a side: the answer has to come out of attention, trust, ties and money."""

import pandas as pd
import pytest

from gridsim.forms import run
from gridsim.results.result import against_nothing
from gridsim.scenario import load_scenario
from gridsim.world import build_world

NO_COSTS = {
    "management_cost": 0,
    "training_cost": 0,
    "commission": [],
    "work": {"employees": "on_top"},
    "content": {"cost_at_full_quality": 0},
}


def two(changes: dict | None = None):
    """A town with the account alone and with a grid beside it."""
    base = {
        "name": "Two sides",
        "people": {
            "count": 2000,
            "roles": {
                "consumer": {"posts_per_day": 0.15},  # ends of the usual ranges
                "employee": {"count": 40, "posts_per_day": 0.5},
                "distributor": {"count": 8, "posts_per_day": 0.5},
                "kol": {"count": 4},
            },
        },
        "horizon": 40,
        "budget": {"total": "20k CNY"},
        "network": {"moments": {"mean_friends": 60}, "micro_blog": {"official_followers": "30%"}},
        "market": {"initial_awareness": "20%"},
        "strategies": {"official": {}, "grid": {}},
    }
    return load_scenario(base).replace(changes or {})


@pytest.mark.parametrize("recruiting", [{}, None])
def test_points_without_an_audience_earn_exactly_what_the_account_earns_alone(recruiting):
    """Forwarding, word of mouth and all costs of points off; nobody has friends or followers but the account."""
    scenario = two(
        {
            "network.moments.mean_friends": 0,
            "network.micro_blog.mean_follows": 0,
            "switches.forwarding": False,
            "switches.word_of_mouth": False,
            "strategies.grid.points": {**NO_COSTS, "recruiting": recruiting},
        }
    )
    world = build_world(scenario, seed=1)
    account, grid = run(scenario, "official", world=world), run(scenario, "grid", world=world)
    assert grid.points["posts"].sum() > 500, "the points did post"
    assert account.metrics["orders"] > 20 and account.metrics["impressions"] > 1000
    same = [
        "impressions",
        "reach",
        "reads",
        "clicks",
        "orders",
        "gmv",
        "contribution",
        "marketing_cost",
        "awareness",
        "budget_left",
    ]
    pd.testing.assert_frame_equal(account.daily[same], grid.daily[same], check_exact=True)
    pd.testing.assert_frame_equal(
        account.orders.drop(columns="strategy"), grid.orders.drop(columns="strategy"), check_exact=True
    )


def test_the_mall_of_a_point_sells_no_better_than_the_official_one_to_strangers():
    """With the seller's multiplier at 1, a micro-mall converts as the official mall does: the same orders with and
    without malls."""
    changes = {
        "market.buying.seller_effect": 1,
        # who sells by a mall learns what the buyers find, and posts as it finds the goods: not here
        "strategies.grid.points": {
            **NO_COSTS,
            "recruiting": None,
            "dormancy_chance": 0,
            "experience_effect": 1,
            "selling_elasticity": 0,
        },
    }
    with_malls = two(changes)
    without = with_malls.replace({"strategies.grid.points.malls": False})
    world = build_world(with_malls, seed=2)
    one, other = run(with_malls, "grid", seed=2, world=world), run(without, "grid", seed=2, world=world)
    assert one.metrics["orders"] == other.metrics["orders"]
    assert (one.orders["seller"] >= 0).any() and (other.orders["seller"] < 0).all()


def gains(scenario, replicates=4):
    """Mean incremental contribution of account and grid."""
    total = {"official": 0.0, "grid": 0.0}
    for replicate in range(replicates):
        world = build_world(scenario, seed=5, replicate=replicate)
        nothing = run(scenario, "nothing", 5, replicate, world)
        for name in total:
            total[name] += (
                against_nothing(run(scenario, name, 5, replicate, world), nothing).metrics["incremental_contribution"]
                / replicates
            )
    return total


def test_the_account_wins_where_it_has_the_audience_and_points_are_dear():
    """A national account with half the town among its followers; points with few friends that need close
    supervision."""
    found = gains(
        two(
            {
                "network.micro_blog.official_followers": "60%",
                "network.micro_blog.delivered": 1.0,
                "network.moments.mean_friends": 15,
                "strategies.grid.points.management_cost": "15 CNY",
                "strategies.grid.points.training_cost": "150 CNY",
                "market.product.unit_cost": "20 CNY",
            }
        )
    )
    assert found["official"] > found["grid"]


def test_the_grid_wins_where_points_have_friends_and_are_cheap():
    """A small account; employees with many friends who believe them, little supervision, a good margin."""
    found = gains(
        two(
            {
                "network.micro_blog.official_followers": "2%",
                "network.moments.mean_friends": 120,
                "strategies.grid.points.management_cost": "0.1 CNY",
                "strategies.grid.points.training_cost": "2 CNY",
                "market.product.unit_cost": "20 CNY",
            }
        )
    )
    assert found["grid"] > found["official"]
