"""Whole worlds: the people, the roles, files, and that the same luck gives the same world."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario
from gridsim.terms import Role
from gridsim.world import PERSON, build_world

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")


def scenario(count: int | None = 2_000, **changes):
    """A scenario of so many people (None: as many as its files say), with keys changed: people__roles for
    people.roles."""
    keys = {name.replace("__", "."): value for name, value in changes.items()}
    return load_scenario({"strategies": {"grid": {}}}, keys if count is None else {"people.count": count, **keys})


def fingerprint(world) -> list:
    arrays = [world.table.tobytes(), world.interests.tobytes()]
    return arrays + [part.tobytes() for network in world.layers.values() for part in (network.indptr, network.targets)]


def test_a_world_has_the_promised_parts():
    world = build_world(scenario(), seed=1)
    assert world.table.dtype == PERSON and (world.n_people, world.account) == (2_000, 2_000)
    assert list(world.layers) == ["moments", "micro_blog"]
    assert world.layers["moments"].n == 2_000 and world.layers["micro_blog"].n == 2_001
    assert world.labels is None and "2000 people" in repr(world)
    assert (world.interests >= 0).all() and np.allclose(np.linalg.norm(world.interests, axis=1), 1, atol=1e-5)
    assert world.interests.dtype == np.float32


def test_the_same_luck_gives_the_same_world_on_any_thread():
    town = scenario(800)
    alone = [fingerprint(build_world(town, 5, replicate)) for replicate in range(3)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda replicate: fingerprint(build_world(town, 5, replicate)), range(3)))
    assert alone == together and alone[0] != alone[1]
    assert fingerprint(build_world(town, 0, 0)) != alone[0]
    assert fingerprint(build_world(town)) == fingerprint(build_world(town, seed=town.seed))


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_changes_nothing(threads):
    town = scenario(3_000, network__micro_blog__executive_followers=100, network__place={}, network__groups={})
    assert fingerprint(build_world(town, 5, threads=threads)) == fingerprint(build_world(town, 5))
    with pytest.raises(ScenarioError, match="threads: the threads must be a whole number from 1 to 1024; got 0"):
        build_world(town, 5, threads=0)


def test_a_fixed_world_is_the_same_in_every_replicate():
    town = scenario(300, world="fixed")
    assert fingerprint(build_world(town, 1, 0)) == fingerprint(build_world(town, 1, 7))
    assert fingerprint(build_world(scenario(300), 1, 0)) == fingerprint(build_world(town, 1, 7))


def test_means_are_as_asked():
    town = scenario(
        3_000,
        people__visits_per_day=7,
        people__sociability_spread=2.5,
        people__need_interval=20,
        market__share="4%",
    )
    table = build_world(town, 1).table
    assert table.visits_per_day.mean() == pytest.approx(7) and table.sociability.mean() == pytest.approx(1)
    assert table.liking.mean() == pytest.approx(0.04, rel=0.01)
    assert (1 / table.need_interval_days).mean() == pytest.approx(1 / 20)
    # the Beta's spread, and the gamma's
    assert table.liking.var() == pytest.approx(0.04 * 0.96 / (1 + town.market.switching), rel=0.05)
    assert (20 / table.need_interval_days).var() == pytest.approx(1 / town.people.need_shape, rel=0.05)
    assert np.log(table.sociability).std() == pytest.approx(2.5, rel=0.05)
    assert (table.reading_depth == town.people.reading_depth).all()


def test_customers_know_the_brand_and_more_of_either_keeps_those_there_were():
    few = build_world(scenario(1_000, market__share="2%", market__initial_awareness="10%"), 1).table
    more = build_world(scenario(1_000, market__share="5%", market__initial_awareness="30%"), 1).table
    assert (few.aware.sum(), more.aware.sum()) == (100, 300) and 0 < few.customer.sum() < more.customer.sum() < 200
    assert (
        (few.aware | ~few.customer).all() and (more.aware | ~few.aware).all() and (more.customer | ~few.customer).all()
    )


def test_roles_have_their_heads_and_opinion_leaders_the_largest_audiences():
    world = build_world(
        scenario(
            2_000, people__roles__employee__count=60, people__roles__kol__count=10, people__roles__investor__count="1%"
        ),
        1,
    )
    heads = np.bincount(world.table.role, minlength=len(Role))
    assert heads[Role.EMPLOYEE] == 60 and heads[Role.INVESTOR] == 20 and heads[Role.KOL] == 10
    audience = world.layers["micro_blog"].out_degree[:-1]
    kols = world.table.role == Role.KOL
    assert audience[kols].min() >= audience[~kols].max()
    assert heads[Role.OFFICIAL] == 0


def test_roles_need_no_more_people_than_the_file_has(tmp_path):
    (tmp_path / "ties.csv").write_text("0,1\n1,2\n")
    with pytest.raises(ScenarioError, match="people.roles.*at most the 3 people.*employee 4"):
        build_world(
            scenario(None, people__roles__employee__count=4, network__moments__file=str(tmp_path / "ties.csv")), 1
        )


def test_a_changed_parameter_changes_its_own_attribute_only():
    base = build_world(scenario(500), 1)
    other = build_world(scenario(500, people__visits_spread=0.9), 1)
    assert not np.array_equal(base.table.visits_per_day, other.table.visits_per_day)
    for name in PERSON.names:
        if name != "visits_per_day":
            assert np.array_equal(base.table[name], other.table[name])
    assert np.array_equal(base.layers["moments"].targets, other.layers["moments"].targets)


def test_circles_share_interests_and_lie_in_one_region():
    world = build_world(scenario(3_000, people__circle_homophily=0.8, people__regions=5), 1)
    circle, region = world.table.circle, world.table.region
    assert sorted(set(region.tolist())) == [0, 1, 2, 3, 4]
    assert all(len(set(region[circle == one].tolist())) == 1 for one in range(circle.max() + 1))
    within = np.mean([(world.interests[circle == one] @ world.interests[circle == one].T).mean() for one in range(20)])
    assert within > (world.interests @ world.interests.T).mean() + 0.1


@pytest.mark.parametrize("count", [2, 3, 7, 50])
def test_small_worlds(count):
    world = build_world(scenario(count), 1)
    assert world.layers["moments"].out_degree.max() <= count - 1
    assert (
        build_world(scenario(count, network__moments__mean_friends=0, network__micro_blog__mean_follows=0), 1)
        .layers["moments"]
        .n_ties
        == 0
    )


@pytest.mark.parametrize(
    ("seed", "replicate"), [(-1, 0), (2**32, 0), (1.5, 0), ("1", 0), (True, 0), (1, -1), (1, 2**24)]
)
def test_bad_seeds(seed, replicate):
    with pytest.raises(ScenarioError, match="whole number from 0"):
        build_world(scenario(10), seed, replicate)


def test_people_as_a_frame(tmp_path):
    (tmp_path / "people.csv").write_text("who,job,team\nann,KOL,red\nbob,,\ncem,employee,blue\n")
    (tmp_path / "ties.csv").write_text("ann,bob\n")
    town = scenario(
        None,
        people__file=str(tmp_path / "people.csv"),
        people__role="job",
        people__circle="team",
        network__moments__file=str(tmp_path / "ties.csv"),
    )
    world = build_world(town, 1)
    frame = world.people
    assert frame["label"].tolist() == ["ann", "bob", "cem"] and frame["role"].tolist() == [
        "kol",
        "consumer",
        "employee",
    ]
    assert frame["circle"].tolist()[::2] == ["red", "blue"] and world.table.circle.tolist() == [1, -1, 0]
    assert world.layers["moments"].out_degree.tolist() == [1, 1, 0]
    assert (world.table.region == -1).all()


def test_the_first_known_circle_counts(tmp_path):
    (tmp_path / "people.tsv").write_text("id\tdorm\tyear\n0\t9\t2005\n1\t0\t2005\n2\t0\t0\n3\t10\t\n")
    town = scenario(None, people__file=str(tmp_path / "people.tsv"), people__circle=["dorm", "year"], people__missing=0)
    world = build_world(town, 1)
    assert world.circle_names == ["dorm 9", "dorm 10", "year 2005"] and world.table.circle.tolist() == [0, 2, -1, 1]
    assert world.n_people == 4 and world.labels is None and world.layers["moments"].n == 4


@pytest.mark.parametrize(
    ("people", "changes", "words"),
    [
        (
            "id,job\n1,chef\n2,kol\n",
            {"people__role": "job"},
            "people.csv:2: the role must be one of consumer, employee",
        ),
        ("id,job\n1,official\n2,kol\n", {"people__role": "job"}, "people.csv:2: the role"),
        ("id,job\n1,kol\n1,kol\n", {}, "people.csv:3: the label of a person must be one that no other"),
        ("id,job\n1,kol\n,kol\n", {}, "people.csv:3: the label of a person"),
        ("id,job\n1,kol\n2\n", {}, "people.csv:3: a row must be of 2 columns"),
        ("id,job\n", {}, "at least one row"),
        (
            "id,job\n1,kol\n2,kol\n",
            {"people__circle": "dorm"},
            "people.circle must be one of the columns id, job; got 'dorm'",
        ),
        ("id,job\n1,kol\n2,kol\n", {"people__label": "name"}, "people.label must be one of the columns"),
        (
            "id,job\n1,kol\n2,kol\n",
            {"network__moments__file": "TIES"},
            "ties.csv:2: every label must be in the table of people",
        ),
    ],
)
def test_damaged_people_are_named_with_file_and_line(tmp_path, people, changes, words):
    (tmp_path / "people.csv").write_text(people)
    (tmp_path / "ties.csv").write_text("1,2\n2,77\n88,1\n")
    changes = {key: str(tmp_path / "ties.csv") if value == "TIES" else value for key, value in changes.items()}
    with pytest.raises(ScenarioError) as caught:
        build_world(scenario(None, people__file=str(tmp_path / "people.csv"), **changes), 1)
    assert words in str(caught.value)


def test_people_are_the_labels_of_the_ties(tmp_path):
    (tmp_path / "friends.csv").write_text("5,9\n9,12\n")
    (tmp_path / "follows.csv").write_text("5,9\n5,40\n")
    friends = build_world(scenario(None, network__moments__file=str(tmp_path / "friends.csv")), 1)
    assert friends.labels.tolist() == [5, 9, 12] and friends.layers["micro_blog"].n == 4
    assert friends.table.circle.tolist() == [0, 0, 0]
    both = build_world(
        scenario(
            None,
            network__moments__file=str(tmp_path / "friends.csv"),
            network__micro_blog__file=str(tmp_path / "follows.csv"),
        ),
        1,
    )
    assert both.labels.tolist() == [5, 9, 12, 40]
    assert both.layers["micro_blog"].out_degree[:4].tolist() == [2, 0, 0, 0] and both.layers[
        "moments"
    ].out_degree.tolist() == [1, 2, 1, 0]


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "ties.csv"
    for content, n in (("0,1\n", 2), ("0,1\n1,2\n", 3)):
        path.write_text(content)
        assert build_world(scenario(None, network__moments__file=str(path)), 1).n_people == n


@needs_data
def test_a_college_with_circles_from_dorms_and_years():
    town = scenario(
        None,
        network__moments__file=str(DATA / "fb100_Rutgers89.edges.csv.gz"),
        people__file=str(DATA / "fb100_Rutgers89.nodes.csv.gz"),
        people__circle=["dorm", "year"],
        people__missing=0,
    )
    world = build_world(town, 1)
    assert world.n_people == 24_580 and world.layers["moments"].n_ties == 2 * 784_602
    dorms = np.array([name.startswith("dorm") for name in world.circle_names] + [False])
    assert 1 - dorms[world.table.circle].mean() == pytest.approx(0.55, abs=0.01)
    assert (world.table.circle < 0).mean() < 0.15


@needs_data
def test_a_music_service_with_circles_from_its_ties():
    world = build_world(scenario(None, network__moments__file=str(DATA / "deezer_hu.csv.gz")), 1)
    circle, network = world.table.circle, world.layers["moments"]
    assert world.n_people == 47_538 and network.n_ties == 2 * 222_887
    sizes = np.bincount(circle[circle >= 0])
    assert sizes.max() <= 200 and 20 <= sizes.mean() <= 100
    assert (circle[network.source] == circle[network.target]).mean() > 0.4


@pytest.mark.long
def test_a_million_people_with_a_hundred_friends_each():
    began = time.perf_counter()
    world = build_world(scenario(1_000_000), 1)
    took = time.perf_counter() - began
    degree = world.layers["moments"].out_degree
    assert degree.mean() == pytest.approx(100, rel=0.01)
    assert np.log(degree).mean() == pytest.approx(np.log(100) - 0.937**2 / 2, rel=0.01) and np.log(
        degree
    ).std() == pytest.approx(0.937, rel=0.01)
    assert took < 20
