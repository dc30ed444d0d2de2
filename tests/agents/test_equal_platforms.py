"""The oracle on the platforms: groups, place, the account matrix, mails, mass media, the audience of advertising, whom
to ask first."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))

from directions import TOWN as DIRECTED
from directions_facts import ROWS as FACTS_ROWS
from directions_platforms import ROWS as PLATFORMS_ROWS
from directions_why import ROWS as WHY_ROWS
from test_equal import LIVELY, assert_equal

from gridsim.agents import ExecutiveAccount, GridModel
from gridsim.scenario import load_scenario

POINTS = {"group_share": 0.3, "place_share": 0.4, "public_share": 0.2, "spend": 0.5}
EVERYTHING = {
    "preset": "hybrid",
    "points": POINTS,
    "executive": {},
    "service": {},
    "email": {"every_days": 2},
    "advertising": {"spend": 0.1, "regions": [0, 2], "frequency_cap": 3},
    "mass_media": {"spend": 0.02, "content": {"cost_at_full_quality": "10 CNY"}},
}
TOWN = {
    "name": "A town with every platform",
    "people": {
        "count": 200,
        "need_interval": 15,
        "roles": {"employee": {"count": 8}, "distributor": {"count": 12}, "kol": {"count": 4}},
    },
    "horizon": 12,
    "network": {
        "moments": {"mean_friends": 20},
        "groups": {"mean_size": 8},
        "place": {},
        "micro_blog": {"mean_follows": 8, "executive_followers": "30%", "service_followers": "30%"},
    },
    "budget": {"total": "5k CNY"},
    "market": {"email_list": "40%", "initial_awareness": "40%"},
    "strategies": {"everything": EVERYTHING, "grid": {}},
}
STRATEGY = "strategies.everything."
REACTION = "response.reaction."
LOUD = LIVELY | {REACTION + "click_chance": 0.4, REACTION + "share_chance": 0.3, REACTION + "to_groups_share": 0.3}
KEEN_ON_MAILS = {
    REACTION + "email_open_chance": 0.8,
    REACTION + "email_click_chance": 0.8,
    "market.buying.email_chance_to_order": 0.5,
    "market.email_list": 1,
    STRATEGY + "email.every_days": 1,
}


@pytest.fixture(scope="module")
def town():
    return load_scenario(TOWN)


def test_everything_on(town):
    result = assert_equal(town, "everything")
    assert (result.table("impressions")["place"].value_counts().drop("message") > 0).all()


def test_everything_on_and_loud(town):
    """Posts are passed on from every place to groups and to friends; mails sell."""
    result = assert_equal(town.replace(LOUD | KEEN_ON_MAILS), "everything", seed=2)
    shown = result.table("impressions")
    assert shown["place"].nunique() == 7 and result.metrics["shares"] > 100
    assert (result.orders["entrance"] == "email").any() and (result.orders["touches_email"] > 0).any()


@pytest.mark.parametrize("way", ["customers", "random", "most_friends", "bridges", "fewest_friends"])
def test_whom_to_ask_first(town, way):
    asked = {
        "strategies.grid.points.activate.choose": way,
        "strategies.grid.points.activate.consumer": "10%",
        "horizon": 4,
    }
    assert_equal(town.replace(asked | {"network.moments.in_circle_share": 0.5}), "grid")


def test_large_audiences_are_shown_less_and_warnings_travel(town):
    stirred = {
        "network.micro_blog.delivery_effect": 0.3,
        "network.micro_blog.delivery_reference": 4,
        "operation.complaint_spread": 5,
        "operation.complaint_chance": 1,
        "market.initial_awareness": 1,
        "market.product.quality": 0,
        "market.product.claims": 1,
    }
    result = assert_equal(town.replace(LOUD | stirred), "everything", seed=3)
    assert result.metrics["complaints"] > 0 and result.metrics["engagements"] > 0


@pytest.mark.parametrize("changes", [
    {"advertising.frequency_cap": 1, "points.spend": 0.3, "advertising.spend": 0.6, "advertising.regions": [1]},
    {"advertising.frequency_cap": 1, "points.spend": 0.3, "advertising.spend": 0.6, "advertising.targeting": 1, "advertising.regions": []},
    {"advertising.frequency_cap": None, "advertising.targeting": 0.5},
    {"mass_media.attention": 10, "mass_media.start": 2, "mass_media.end": 6, "email.start": 3, "service.posts_per_day": 6},
    {"executive.posts_per_day": 6, "executive.seen_as_commercial": 0, "points.tie_quality": 3, "points.seen_as_commercial": 1},
    {"points.place_share": 1, "points.public_share": 0, "points.group_share": 0, "points.off_message_chance": 1},
    {"points.place_share": 0, "points.public_share": 0, "points.group_share": 1, "points.posts_factor": 10},
])  # fmt: skip
def test_one_platform_more_than_the_others(town, changes):
    less = {"people.count": 120, "horizon": 6, "budget.total": "2k CNY"}
    assert_equal(
        town.replace(LOUD | less | {STRATEGY + key: value for key, value in changes.items()}), "everything", seed=4
    )


@pytest.mark.parametrize("gone", ["groups", "place"])
def test_one_layer_less(town, gone):
    share = {"groups": {STRATEGY + "points.group_share": 0}, "place": {STRATEGY + "points.place_share": 0}}[gone]
    assert_equal(town.replace(LIVELY | {"network." + gone: None, "horizon": 6} | share), "everything", seed=5)


@pytest.mark.parametrize("switch", [
    "forwarding", "word_of_mouth", "trust", "interests", "close_ties", "fatigue", "social_proof", "micro_malls", "commission",
    "recruiting", "advertising", "kol",
])  # fmt: skip
def test_a_mechanism_switched_off(town, switch):
    less = {"people.count": 120, "horizon": 6, "budget.total": "2k CNY"}
    assert_equal(town.replace(LOUD | less | {"switches." + switch: False}), "everything", seed=6)


def test_several_networks_of_one_file_with_weights(tmp_path):
    """Ties of three layers, each with a weight of its own, and groups of another file."""
    chance = np.random.default_rng(1)
    rows = [
        f"{layer},{a},{b},{chance.random():.3f}"
        for layer in ("red", "blue", "green")
        for a, b in chance.integers(80, size=(400, 2))
        if a != b
    ]
    (tmp_path / "ties.csv").write_text("layer,source,target,weight\n" + "\n".join(rows))
    (tmp_path / "groups.csv").write_text("label,group\n" + "\n".join(f"{who},{who // 8}" for who in range(80)))
    ties = str(tmp_path / "ties.csv")
    network = {
        "moments": {"file": ties, "layer": "red"},
        "micro_blog": {"file": ties, "layer": "blue", "official_followers": "50%"},
        "place": {"file": ties, "layer": "green"},
        "groups": {"file": str(tmp_path / "groups.csv")},
    }
    points = {"group_share": 0.3, "place_share": 0.3, "public_share": 0.2, "activate": {"consumer": "40%"}}
    scenario = load_scenario(
        {
            "people": {"roles": {"employee": {"count": 5}}},
            "horizon": 12,
            "budget": {"total": "2k CNY"},
            "network": network,
            "strategies": {"grid": {"points": points, "account": {}}},
        }
    )
    result = assert_equal(scenario.replace(LIVELY), "grid")
    assert result.table("impressions")["place"].nunique() == 4


# more of them than people here
ROWS = [row for row in (*PLATFORMS_ROWS, *FACTS_ROWS, *WHY_ROWS) if not row.path.endswith("_followers")]


@pytest.mark.parametrize("place", range(0, len(ROWS), 3))
def test_a_parameter_at_an_extreme(place):
    """The town as the row of directions arranges it, smaller; every third row, at the low and the high end by turns."""
    row = ROWS[place]
    smaller = {"people.count": 100, "horizon": 12, "budget.total": "2k CNY"}
    value = row.low if place % 2 == 0 else row.high
    assert_equal(load_scenario(DIRECTED).replace(smaller | row.base | {row.path: value}), row.strategy, seed=2)


class Modest(ExecutiveAccount):
    """An executive who keeps silent."""

    def post_on_schedule(self, line):
        pass


def test_an_account_can_be_replaced(town):
    usual, modest = (
        GridModel(town, "everything", agent_classes={"executive": kind}) for kind in (ExecutiveAccount, Modest)
    )
    for model in (usual, modest):
        model.step()
    assert any(post.author is usual.executive for post in usual.posts)
    assert not any(post.author is modest.executive for post in modest.posts) and modest.posts
