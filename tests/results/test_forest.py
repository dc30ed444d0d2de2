"""The trees of diffusion of a run, as a forest: those of its table of cascades, in both forms, and of stored results."""

import numpy as np
import pytest

import gridsim as gs
from gridsim.errors import ScenarioError

TOWN = {
    "people": {"count": 400},
    "horizon": 12,
    "budget": {"total": "20k CNY"},
    "response": {"reaction": {"share_chance": 0.2}},
    "strategies": {"grid": {}, "advertising": {}},
}


@pytest.fixture(scope="module")
def played():
    return gs.run(TOWN, "grid", seed=2, record=("shares", "posts"))


def test_every_tree_has_the_measures_of_its_cascade(played):
    found = gs.diffusion.cascade_measures(played.forest())
    for name in ("size", "depth", "max_breadth", "structural_virality"):
        assert np.array_equal(found[name], played.cascades[name], equal_nan=True), name
    assert found["size"].max() > 2


def test_a_share_is_one_of_a_post_and_comes_after_its_parent(played):
    shares, posts = played.shares, played.posts
    parent = shares["parent"].to_numpy()
    passed = parent >= 0
    assert passed.any() and (parent[passed] < np.flatnonzero(passed)).all()
    assert (shares["post"].to_numpy()[passed] == shares["post"].to_numpy()[parent[passed]]).all()
    assert (shares["tick"].to_numpy()[passed] >= shares["tick"].to_numpy()[parent[passed]]).all()
    first = shares[~passed]
    assert (first["sharer"].to_numpy() == posts["author"].to_numpy()[first["post"]]).all()
    assert (first["tick"].to_numpy() == posts["tick"].to_numpy()[first["post"]]).all()
    counted = np.bincount(shares["post"], minlength=len(posts)) - np.bincount(first["post"], minlength=len(posts))
    assert (counted == posts["passed_on"]).all()
    assert played.metrics["shares"] == passed.sum()


def test_both_forms_record_the_same(played):
    again = gs.run(TOWN, "grid", seed=2, record=("shares", "posts"), engine="agents")
    for table in ("shares", "posts"):
        assert played.table(table).equals(again.table(table)), table


def test_recording_changes_no_table(played):
    plain = gs.run(TOWN, "grid", seed=2)
    assert all(plain.table(name).equals(played.table(name)) for name in plain.columns)
    with pytest.raises(ScenarioError, match='Play it with record="shares"'):
        plain.forest()


def test_bought_impressions_are_no_tree():
    played = gs.run(TOWN, "advertising", seed=2, record="shares")
    assert (played.shares["kind"] == "advertisement").any()
    assert played.forest().n_trees == len(played.cascades)


def test_a_stored_run_has_its_forest(tmp_path):
    kept = gs.compare(TOWN, replicates=2, record="shares", out=tmp_path / "out")
    for replicate in (0, 1):
        once = gs.run(TOWN, "grid", replicate=replicate, record="shares").forest()
        assert np.array_equal(kept.forest("grid", replicate).parent, once.parent)
    with pytest.raises(ScenarioError, match="the run must be one of these results"):
        kept.forest("grid", 7)


def test_the_cascades_of_the_market_are_fitted_as_those_of_a_log():
    town = {**TOWN, "people": {"count": 3000}, "horizon": 40, "response": {"reaction": {"share_chance": 0.1}}}
    forest = gs.run(town, "grid", seed=2, record="shares").forest()
    fitted = gs.diffusion.fit_cascades(forest)
    assert 0.0 < fitted.first_generation < 1.0 and 0.0 < fitted.later.mean < 1.0
    assert len(gs.diffusion.compare_forests(forest, forest))
