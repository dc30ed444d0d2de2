"""Delivery by audience, luck, how far warnings travel, whom to ask first: exact laws and extremes."""

import math
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from gridsim.engine.choose import circles_of_friends, first_to_ask
from gridsim.engine.expose import delivered_of
from gridsim.engine.run import given_of, play, start
from gridsim.errors import ScenarioError
from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.terms import Place, Role
from gridsim.world import build_world

WAYS = ("customers", "random", "most_friends", "bridges", "fewest_friends")


@pytest.fixture(scope="module")
def finished(town):
    """A grid's run with the effects strong, its town and its scenario."""
    scenario = town(
        {
            "network.micro_blog.delivery_effect": 0.2,
            "network.micro_blog.delivery_reference": 10,
            "operation.complaint_spread": 8,
            "market.product.claims": 1,
        }
    )
    world, plan = build_world(scenario, seed=4), scenario.strategy("hybrid")
    ready = given_of(scenario, plan, world)
    return scenario, ready, play(ready, start(scenario, plan, world, ready, 4, 0))


def test_a_large_public_audience_is_shown_less(finished):
    """On the micro-blog by the audience that a share is posted to; nowhere else."""
    _, town, _ = finished
    settings = town.settings[0]
    for audience in (3, 10, 100, 1_000):
        expected = 0.2 ** math.log10(audience / 10) if audience > 10 else 1.0
        public = delivered_of(settings, Place.MICRO_BLOG, audience) / settings.delivered[Place.MICRO_BLOG]
        assert public == pytest.approx(expected, rel=1e-12)
        assert delivered_of(settings, Place.MOMENTS, audience) == settings.delivered[Place.MOMENTS]


def test_every_share_has_a_luck_of_its_own(finished):
    """A forward has not the luck of its post: drawn anew, with the same law."""
    scenario, _, run = finished
    shares = run.shares[: run.totals[0].n_shares]
    spread = scenario.response.reaction.luck_spread
    forwards = shares[shares.parent >= 0]
    assert len(forwards) > 50 and (forwards.luck <= 1 + spread).all()
    assert not (forwards.luck == shares.luck[forwards.parent]).any()
    # (luck / (1 + s))^(1 / s) is uniform
    uniform = (shares.luck / (1 + spread)) ** (1 / spread)
    assert abs(uniform.mean() - 0.5) < 4 / np.sqrt(12 * len(shares))


def test_a_warning_is_stirred_and_praise_is_not(finished):
    """Appeal of a review, and how readily it is passed on: eight times as much where it warns, as usual where it praises."""
    _, _, run = finished
    posts = run.posts[: run.totals[0].n_posts]
    reviews = posts[posts.kind == 4]
    warning, praise = reviews[reviews.valence < 0], reviews[reviews.valence > 0]
    assert len(warning) > 0
    assert (warning.appeal == pytest.approx(8.0)) and (praise.appeal == 1.0).all()
    assert (praise.stirring == 1.0).all() and warning.stirring == pytest.approx(8.0)
    warns = posts[(posts.kind == 1) & (posts.valence < 0)]  # off message, or by whoever found the goods bad
    sound = posts[(posts.kind == 1) & (posts.valence > 0)]
    assert np.isclose(warns.valence, -0.2).any() and len(warns) > 5
    assert warns.appeal / sound.appeal[0] == pytest.approx(8.0**-warns.valence)


def test_factors_of_one_change_nothing(town):
    """Where the effects are 1, a reference as small as can be moves nothing."""
    neutral = {"network.micro_blog.delivery_effect": 1, "operation.complaint_spread": 1}
    world = build_world(town(), seed=2)
    one = run(town(neutral), "grid", seed=2, world=world)
    other = run(town({**neutral, "network.micro_blog.delivery_reference": 1}), "grid", seed=2, world=world)
    assert one.metrics == other.metrics


def test_default_audiences_are_those_of_the_published_tiers():
    """Least squares on log odds at the tiers' geometric middles gives the default effect."""
    followers, engaged = (
        np.log10([3_162, 31_623, 223_607, 707_107, 3_162_278]),
        np.array([0.048, 0.024, 0.018, 0.015, 0.012]),
    )
    slope = np.polyfit(followers, np.log10(engaged / (1 - engaged)), 1)[0]
    assert load_scenario({"strategies": {"official": {}}}).network.micro_blog.delivery_effect == pytest.approx(
        10**slope, abs=0.005
    )


@pytest.mark.parametrize("way", WAYS)
def test_those_asked_come_first_by_the_measure_and_equals_by_their_draw(town, way):
    world = build_world(town(), seed=6)
    ranks = np.random.default_rng(1).random(world.n_people)
    consumers = np.flatnonzero(world.table.role == Role.CONSUMER)
    asked = first_to_ask(way, world, consumers, ranks)
    assert sorted(asked) == sorted(consumers)
    friends, circle = world.layers["moments"], world.table.circle
    rows = [friends.targets[friends.indptr[person] : friends.indptr[person + 1]] for person in range(world.n_people)]
    measure = {
        "customers": lambda person: 0 if world.table.customer[person] else 1,
        "random": lambda person: 0,
        "most_friends": lambda person: -len(rows[person]),
        "bridges": lambda person: -len({int(circle[friend]) for friend in rows[person] if circle[friend] >= 0}),
        "fewest_friends": lambda person: len(rows[person]),
    }[way]
    keys = [(measure(person), ranks[person]) for person in asked]
    assert keys == sorted(keys)


def test_bridges_know_as_many_circles_as_a_plain_count(town):
    world = build_world(town({"network.moments.in_circle_share": 0.9}), seed=3)
    found, friends = circles_of_friends(world), world.layers["moments"]
    for person in range(0, world.n_people, 50):
        row = friends.targets[friends.indptr[person] : friends.indptr[person + 1]]
        assert found[person] == len(np.unique(world.table.circle[row]))
    assert found.max() > 3 and found.min() >= 0


def test_bridges_need_circles(town):
    world = build_world(town(), seed=3)
    table = world.table.copy()
    table.circle[:] = -1
    with pytest.raises(ScenarioError, match="points.activate.choose"):
        first_to_ask("bridges", replace(world, table=table), np.arange(5), np.zeros(world.n_people))


def test_as_many_are_asked_in_every_way(town):
    """The measure decides who, never how many."""
    changes = {
        "strategies.grid.points.recruiting": None,
        "strategies.grid.points.activate.consumer": 40,
        "strategies.grid.points.training_cost": 0,
    }
    world = build_world(town(changes), seed=6)
    asked = {}
    for way in WAYS:
        points = run(
            town({**changes, "strategies.grid.points.activate.choose": way, "horizon": 2}), "grid", seed=6, world=world
        ).points
        asked[way] = set(points.loc[points["role"] == "consumer", "agent"])
    assert {len(people) for people in asked.values()} == {40}
    assert asked["most_friends"].isdisjoint(asked["fewest_friends"])


def test_choosing_among_nobody_is_a_mistake():
    nobody = {"strategies": {"grid": {"points": {"activate": {"consumer": 0, "choose": "bridges"}}}}}
    with pytest.raises(ScenarioError, match="choose must be left out where no consumers are asked; got 'bridges'"):
        load_scenario(nobody)


PRINT_DIGEST = """
import hashlib
from gridsim.forms import run
from gridsim.scenario import load_scenario
scenario = load_scenario({"name": "x", "people": {"count": 150}, "horizon": 8, "budget": {"total": "3k CNY"},
    "network": {"moments": {"mean_friends": 15}, "micro_blog": {"mean_follows": 6, "delivery_effect": 0.3,
    "delivery_reference": 4}}, "market": {"initial_awareness": 1, "product": {"quality": 0, "claims": 1}},
    "operation": {"complaint_spread": 5, "complaint_chance": 1},
    "strategies": {"grid": {"points": {"activate": {"choose": "bridges"}}}}})
digest = hashlib.sha256()
result = run(scenario, "grid")
for table in ("daily", "orders", "ledger", "points", "cascades"):
    for column in result.columns[table].values():
        digest.update(repr(list(column)).encode())
print(digest.hexdigest())
"""


def test_the_compiler_changes_nothing_with_all_three():
    digests = []
    for off in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": off}
        done = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        digests.append(done.stdout.strip())
    assert digests[0] == digests[1]
