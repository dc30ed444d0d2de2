"""Nothing in the model favours a side: the answer has to come out of attention, trust, ties and money.

The audit of what could favour one: with equal feeds, equal content and nobody taken for a friend, a showing is worth the same
whoever sends it; each advantage that a side has moves the figures its way, and taking it away moves them back.
"""

import numpy as np
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
    """Forwarding, word of mouth and all costs of points off; nobody has friends or followers but the account; what points
    were given to try tells them nothing new."""
    scenario = two(
        {
            "market.initial_awareness": "100%",
            "response.memory.experience_rate": 0,
            "horizon": 50,
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


CONTENT = {"quality": 0.5, "individuality": 0.5, "cost_at_full_quality": 0}
ALIKE = {
    "response.reaction.close_tie_effect": 1,
    "response.reaction.wear_effect": 0,
    "response.reaction.commercial_effect": 1,
    "response.memory.sponsored_trust": 1,
    "market.initial_awareness": "100%",
    "network.micro_blog.mean_follows": 60,
    "network.micro_blog.delivered": 1,
    "switches.fatigue": False,
    "switches.forwarding": False,
    "switches.word_of_mouth": False,
    "strategies.grid.account.content": CONTENT,
    "strategies.grid.points": {
        **NO_COSTS,
        "content": CONTENT | {"personal_topic": 0},
        "public_share": 1,
        "malls": False,
        "recruiting": None,
        "off_message_chance": 0,
        "unsupervised_off_message_chance": 0,
        "experience_effect": 1,
        "posts_factor": 3,
    },
}
"""Equal feeds (all posts are public), equal content, and nobody is a friend."""


def shares(results, channel):
    """Readers of those shown, and clicks of those who read, of a channel; and how many were shown and read."""
    rows = pd.concat([result.channels for result in results])
    mine = rows[rows["channel"] == channel][["impressions", "reads", "clicks"]].sum()
    return mine["reads"] / mine["impressions"], mine["clicks"] / mine["reads"], mine["impressions"], mine["reads"]


def test_a_showing_is_worth_the_same_whoever_sends_it():
    """Within three standard errors of a share, account and points alike; being a friend alone makes the points' worth more."""
    scenario = two(ALIKE)
    worlds = [build_world(scenario, seed=3, replicate=replicate) for replicate in range(4)]
    alike = [run(scenario, "grid", 3, replicate, world) for replicate, world in enumerate(worlds)]
    (read, clicked, shown, reads), (read_too, clicked_too, shown_too, reads_too) = (
        shares(alike, name) for name in ("account", "points")
    )
    assert min(shown, shown_too) > 10_000
    assert abs(read - read_too) < 3 * np.sqrt(read * (1 - read) * (1 / shown + 1 / shown_too))
    assert abs(clicked - clicked_too) < 3 * np.sqrt(clicked * (1 - clicked) * (1 / reads + 1 / reads_too))


HELPED = [  # (whom, what it is that helps, the setting, less of it, more of it)
    ("grid", "friends' feeds, over the public one", "network.moments.delivered", 0.19, 1.0),
    ("grid", "friends who post little", "network.moments.rival_posts_per_tie", 8, 0.6),
    ("grid", "friends", "network.moments.mean_friends", 30, 120),
    ("grid", "being taken for a friend", "strategies.grid.points.seen_as_commercial", 1.0, 0.0),
    ("grid", "cheap time", "strategies.grid.points.work.hour", "60 CNY", "15 CNY"),
    ("grid", "employees' time that nobody pays", "strategies.grid.points.work.employees", "paid", "on_top"),
    ("grid", "the known seller", "market.buying.seller_effect", 1, 4),
    ("official", "followers", "network.micro_blog.official_followers", "5%", "60%"),
    ("official", "a public feed that is shown", "network.micro_blog.delivered", 0.05, 0.45),
    (
        "official",
        "content for little money",
        "strategies.official.account.content.cost_at_full_quality",
        "500 CNY",
        "50 CNY",
    ),
    ("advertising", "cheap impressions", "strategies.advertising.advertising.cost_per_mille", "50 CNY", "15 CNY"),
    ("kol", "leaders who ask little", "strategies.kol.kol.least_fee", "200 CNY", "0 CNY"),
    ("kol", "a public feed that is shown", "network.micro_blog.delivered", 0.05, 0.45),
]


@pytest.mark.parametrize(("whom", "what", "path", "less", "more"), HELPED, ids=lambda value: str(value)[-40:])
def test_an_advantage_helps_whose_it_is_and_is_missed_where_it_is_taken_away(whom, what, path, less, more):
    """The gain with the time of points priced, in the same towns with the same luck."""
    strategies = {f"strategies.{name}": {} for name in ("advertising", "kol")}
    metric = "incremental_contribution" if path.endswith("employees") else "incremental_contribution_after_time"
    less_of_it, more_of_it = (
        one_gain(two(strategies | {"market.share": "20%", path: value}), whom, metric) for value in (less, more)
    )
    assert more_of_it > less_of_it, what


def one_gain(scenario, name, metric, replicates=3):
    """Mean of a metric of one strategy against doing nothing."""
    found = []
    for replicate in range(replicates):
        world = build_world(scenario, seed=5, replicate=replicate)
        nothing = run(scenario, "nothing", 5, replicate, world)
        found.append(against_nothing(run(scenario, name, 5, replicate, world), nothing).metrics[metric])
    return np.mean(found)
