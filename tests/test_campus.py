"""The campus scenario end to end: on the small network that is shipped, and on real ones where the folder of real data
exists."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gridsim as gs

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")
SHORT = {"horizon": 10}


def compared(overrides: dict):
    scenario = gs.load_scenario(ROOT / "scenarios" / "campus.yaml", overrides | SHORT)
    return gs.compare(scenario, replicates=2, strategies=["official", "grid"])


def assert_sound(comparison):
    assert all(check["passed"] for check in comparison.summary["checks"].values())
    assert comparison.verdict["sentence"]
    assert (comparison.runs["reach"] > 0).any()


def test_on_the_shipped_network():
    assert_sound(compared({}))


@needs_data
def test_on_a_real_college_with_circles_from_dorm_and_year():
    files = {
        "people.file": str(DATA / "fb100_Rutgers89.nodes.csv.gz"),
        "network.moments.file": str(DATA / "fb100_Rutgers89.edges.csv.gz"),
    }
    scenario = gs.load_scenario(ROOT / "scenarios" / "campus.yaml", files)
    world = gs.build_world(scenario)
    assert world.n_people == 24_580 and world.layers["moments"].n_ties == 2 * 784_602
    nodes = pd.read_csv(files["people.file"])
    known = (nodes["dorm"] != 0) | (nodes["year"] != 0)  # 0 is missing, and missing is no circle
    assert ((world.table.circle >= 0) == known).all()
    assert len(np.unique(world.table.circle)) > 50
    assert_sound(compared(files))


@needs_data
def test_on_a_real_music_service_with_circles_from_the_ties():
    files = {"people.file": "null", "people.circle": "null", "network.moments.file": str(DATA / "deezer_hu.csv.gz")}
    comparison = compared(files)
    assert_sound(comparison)
    assert comparison.orders["buyer"].max() > 30_000
