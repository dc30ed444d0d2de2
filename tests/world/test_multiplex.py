"""Real multiplex files as platforms: which layer of a file is which layer of the network, and a run on them."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from gridsim.errors import ScenarioError
from gridsim.files.roles import Reading
from gridsim.files.ties import read_ties
from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.world import build_world

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")
OFFICE, SINGERS = DATA / "aucs.edges.csv.gz", DATA / "sanremo2016_multiplex.edges.csv.gz"


def rows(path, layer):
    """The rows of one layer, read the plain way."""
    with gzip.open(path, "rt") as file:
        cells = [line.strip().split(",") for line in file]
    return [row[1:] for row in cells[1:] if row[0] == layer]


@needs_data
def test_an_office_of_five_layers_plays():
    scenario = load_scenario(
        {
            "name": "An office",
            "people": {"file": str(DATA / "aucs.nodes.csv.gz"), "roles": {"employee": {"count": 5}}},
            "horizon": 10,
            "budget": {"total": "2k CNY"},
            "network": {
                "moments": {"file": str(OFFICE), "layer": "facebook"},
                "micro_blog": {"file": str(OFFICE), "layer": "work", "official_followers": "50%"},
                "place": {"file": str(OFFICE), "layer": "lunch"},
                "groups": {"file": str(DATA / "aucs.nodes.csv.gz")},
            },
            "response": {"reaction": {"open_chance": 0.5, "share_chance": 0.5}},
            "strategies": {
                "grid": {"points": {"group_share": 0.4, "place_share": 0.3, "activate": {"consumer": "50%"}}}
            },
        }
    )
    world = build_world(scenario, seed=1)
    facebook, lunch = rows(OFFICE, "facebook"), rows(OFFICE, "lunch")
    assert world.layers["moments"].n_ties == 2 * len({frozenset(pair) for pair in facebook})
    assert world.layers["place"].n_ties == len({tuple(pair) for pair in lunch})
    with gzip.open(DATA / "aucs.nodes.csv.gz", "rt") as file:
        named = [line.strip().split(",")[1] for line in file][1:]
    assert sorted(world.groups.sizes.tolist()) == sorted(named.count(name) for name in set(named) - {""})
    result = run(scenario, "grid", seed=1, world=world)
    assert set(result.cascades["layer"]) >= {"moments", "groups", "place"} and result.metrics["impressions"] > 100


@needs_data
def test_reposts_of_a_song_contest_are_a_micro_blog():
    """A user who reposts a target is influenced by it: the ties run from target to user."""
    scenario = load_scenario(
        {
            "horizon": 3,
            "network": {
                "moments": {"file": str(SINGERS), "layer": "RE"},
                "micro_blog": {"file": str(SINGERS), "layer": "RT", "rival_posts_per_tie": 1, "delivered": 1},
            },
            "strategies": {"kol": {"kol": {}}},
        }
    )
    world = build_world(scenario, seed=1)
    pairs = {(int(user), int(target)) for user, target, _ in rows(SINGERS, "RT") if user != target}
    people = world.labels if world.labels is not None else np.arange(world.n_people)
    blog = world.layers["micro_blog"]
    own = blog.source < world.n_people
    assert set(zip(people[blog.target[own]].tolist(), people[blog.source[own]].tolist(), strict=True)) == pairs
    assert run(scenario, "kol", seed=1, world=world).metrics["impressions"] > 100


def multiplex(folder, text):
    path = folder / "ties.csv"
    path.write_text(text)
    return path


def test_one_layer_is_taken_and_others_are_not_looked_at(tmp_path):
    path = multiplex(tmp_path, "layer,u,v\nred,a,b\nblue,a,c\nred,b,c\n\nblue,,\n")
    ties = read_ties(path, Reading(layer="red"))
    assert ties.labels.tolist() == ["a", "b", "c"] and len(ties.source) == 2
    with pytest.raises(ScenarioError, match=r"layer.*one of the file's layers \(blue, red\).*green"):
        read_ties(path, Reading(layer="green"))
    with pytest.raises(ScenarioError, match="layer must be one of the columns u, v"):
        read_ties(multiplex(tmp_path, "u,v\na,b\n"), Reading(layer="red"))


def test_lines_keep_their_numbers(tmp_path):
    path = multiplex(tmp_path, "layer,u,v\nblue,a,b\nred,a,b\nblue,x,y\nred,,c\n")
    with pytest.raises(ScenarioError, match=r"ties\.csv:5"):
        read_ties(path, Reading(layer="red"))


def test_groups_of_a_file(tmp_path):
    members = tmp_path / "members.csv"
    members.write_text("group,label\nchess,3\nchess,1\nrowing,1\nrowing,4\nchess,3\n")
    tree = {"people": {"count": 6}, "network": {"groups": {"file": str(members)}}, "strategies": {"official": {}}}
    world = build_world(load_scenario(tree), seed=1)
    assert world.groups.member.tolist() == [1, 3, 1, 4] and world.groups.sizes.tolist() == [2, 2]
    assert world.groups.fellow_members.tolist() == [0, 2, 0, 1, 1, 0] and world.n_people == 6
    members.write_text("label,group\n9,chess\n")
    with pytest.raises(ScenarioError, match="every label must be in the table of people"):
        build_world(load_scenario(tree), seed=1)
    members.write_text("label,club\n1,chess\n")
    with pytest.raises(ScenarioError, match="one of the columns label, club; got 'group'"):
        build_world(load_scenario(tree), seed=1)


def test_shops_of_a_file(tmp_path):
    shops = tmp_path / "shops.csv"
    shops.write_text("source,target\n0,3\n0,4\n1,4\n")
    tree = {"people": {"count": 6}, "network": {"place": {"file": str(shops)}}, "strategies": {"official": {}}}
    world = build_world(load_scenario(tree), seed=1)
    assert world.home_shop.tolist() == [-1, -1, -1, 0, 0, -1] and world.tier.tolist() == [3, 3, 0, 0, 0, 0]
    with pytest.raises(ScenarioError, match="left out: the shops and their customers come from network.place.file"):
        load_scenario({**tree, "network": {"place": {"file": str(shops), "shops_each": 4}}})
