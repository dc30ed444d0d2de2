"""Laws of the followers of the brand's accounts: nobody is lost or doubled, strategies share the luck, more are reached."""

import numpy as np
import pytest

import gridsim as gs
from gridsim.engine import run as engine
from gridsim.forms import run
from gridsim.rules import following
from gridsim.scenario import load_scenario
from gridsim.world import build_world

PROMOTED = "strategies.promoted"
TOWN = {
    "people": {"count": 600, "roles": {"kol": {"count": 6}}},
    "horizon": 20,
    "budget": {"total": "10k CNY"},
    "network": {
        "moments": {"mean_friends": 20},
        "micro_blog": {"mean_follows": 8, "official_followers": "20%", "executive_followers": "10%"},
    },
    "response": {"following": {"follow_chance": 0.05, "unfollow_chance": 0.01}},
    "strategies": {
        "official": {},
        "promoted": {"preset": "official", "promotion": {"spend": "20%"}},
        "kol": {"executive": {}},
        "advertising": {"promotion": {"spend": "10%"}},
        "grid": {},
    },
}
SCENARIO = load_scenario(TOWN)
WORLD = build_world(SCENARIO, seed=1)
AT_FIRST = sum(WORLD.layers["micro_blog"].out_degree[account] for account in range(600, 604))


@pytest.mark.parametrize("name", ["nothing", *TOWN["strategies"]])
def test_followers_are_those_at_first_and_won_less_lost(name):
    daily = run(SCENARIO, name, seed=1, world=WORLD).daily
    assert (daily["followers"] == AT_FIRST + (daily["followers_won"] - daily["followers_lost"]).cumsum()).all()
    assert daily["followers_lost"].sum() > 0


def test_nobody_follows_twice_and_bought_ones_are_paid_once_each():
    """Money for more followers than there are people: everybody follows, and the rest of the money is kept."""
    quiet = {"response.following." + key: 0 for key in ("found_a_month", "follow_chance", "buyer_follow_chance")}
    quiet |= {"response.following.unfollow_chance": 0, "budget.total": "100k CNY", PROMOTED + ".promotion.spend": 0.5}
    result = run(SCENARIO.replace(quiet), "promoted", seed=1, world=WORLD)
    at_first = WORLD.layers["micro_blog"].out_degree[600]
    assert 0.95 * 600 < result.metrics["followers_won"] + at_first <= 600
    assert result.metrics["cost_promotion"] == 5 * result.metrics["followers_won"]
    assert result.metrics["budget_unspent"] > 90_000


def test_the_same_people_are_bought_whatever_else_a_strategy_does():
    """With nobody won or lost otherwise, two strategies that buy as many followers have the same ones."""
    still = {"response.following." + key: 0 for key in ("found_a_month", "follow_chance", "buyer_follow_chance")}
    scenario = SCENARIO.replace(
        {**still, "response.following.unfollow_chance": 0, "strategies.advertising.promotion.spend": 0.2}
        | {"strategies.advertising.advertising.spend": 0.2}
    )
    audiences = []
    for name in ("promoted", "advertising"):
        plan = scenario.strategy(name)
        given = engine.given_of(scenario, plan, WORLD)
        audiences.append(
            engine.play(given, engine.start(scenario, plan, WORLD, given, 1, 0)).follows & following.OFFICIAL
        )
    assert np.array_equal(*audiences)
    assert audiences[0].sum() > WORLD.layers["micro_blog"].out_degree[600]


def test_a_follower_who_was_won_is_shown_posts_like_any_other():
    """Half the town from the start, or nobody, and half the town bought at once: the same showings a follower and post."""
    shown = []
    for followers, spend in (("50%", 0.0), (0, 0.5)):
        scenario = load_scenario(
            {
                **TOWN,
                "people": {"count": 4_000},
                "budget": {"total": "20k CNY"},
                "network": {"micro_blog": {"official_followers": followers}},
                "response": {
                    "following": {
                        "found_a_month": 0,
                        "follow_chance": 0,
                        "buyer_follow_chance": 0,
                        "unfollow_chance": 0,
                    },
                    "reaction": {"share_chance": "0.0001%"},
                },
                "strategies": {
                    "promoted": {
                        "account": {"start": 1, "posts_per_day": 4, "content": {"cost_at_full_quality": 0}},
                        "promotion": {"spend": spend, "end": 1},
                    }
                },
            }
        )
        result = run(scenario, "promoted", seed=1)
        assert result.metrics["followers"] == 2_000
        shown.append(result.metrics["impressions"])
    assert shown[0] == pytest.approx(shown[1], rel=0.04)  # other people follow, each with a feed of their own
    assert shown[0] > 5_000


def test_loss_is_the_published_one_where_nothing_is_seen():
    scenario = load_scenario({"people": {"count": 5_000}, "horizon": 60, "strategies": {"kol": {"account": None}}})
    scenario = scenario.replace({"response.following.buyer_follow_chance": 0, "switches.word_of_mouth": False})
    followers = run(scenario, "nothing", seed=1).daily["followers"]
    days = 60
    assert followers.iloc[-1] / 500 == pytest.approx((1 - 0.0008) ** days, abs=3 * (0.0008 * days / 500) ** 0.5)


def test_the_same_strategy_twice_differs_by_nothing():
    scenario = SCENARIO.replace(
        {"strategies.twin": {"preset": "official", "promotion": {"spend": "20%"}}, "replicates": 2}
    )
    comparison = gs.compare(scenario, strategies=["promoted", "twin"])
    for metric in ("followers", "net_contribution", "reach"):
        assert comparison.difference("promoted", "twin", metric).mean == 0
