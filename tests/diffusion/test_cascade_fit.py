"""The branching law of cascades: its slope, what it finds back, selection, waiting times, and real trees that it was
not fitted to."""

import math
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gridsim as gs
from gridsim import charts
from gridsim.diffusion import (
    CascadeLaw,
    Forest,
    cascade_measures,
    compare_forests,
    fit_cascades,
    read_cascades,
    waiting_laws,
)
from gridsim.diffusion.cascade_fit import _LAWS
from gridsim.diffusion.cascade_law import hub_reposts, ordinary_reposts
from gridsim.diffusion.cascade_scores import FITTED, counted, tree_scores

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")

PLAIN = CascadeLaw(broadcast_median=20.0, broadcast_spread=0.8, reproduction=0.4, dispersion=0.3)
UNEVEN = CascadeLaw(
    broadcast_median=60.0,
    broadcast_spread=1.0,
    reproduction=0.2,
    dispersion=0.7,
    hub_share_direct=0.08,
    hub_share_later=0.08,
    hub_scale=2.0,
    hub_exponent_direct=1.4,
    hub_exponent_later=1.8,
    tree_spread=1.2,
    crowding=0.4,
    direct_wait_median=8000.0,
    direct_pace_spread=1.1,
    direct_noise=2.0,
    later_wait_median=2600.0,
    later_pace_spread=1.3,
    later_noise=1.7,
)


@pytest.fixture(scope="module")
def trees() -> Forest:
    return UNEVEN.simulate(500, seed=7, largest=400)


def recovered(fit, known: CascadeLaw, z: float = 4.0) -> None:
    for name, row in fit.estimates.iterrows():
        off = abs(row["estimate"] - getattr(known, name))
        assert off <= z * row["standard_error"] + 1e-12, (
            f"{name}: {row['estimate']:.4g} +- {row['standard_error']:.2g}, known {getattr(known, name)}"
        )


# --- simulated trees


def test_a_tree_is_its_seed_and_number_alone():
    few, many = UNEVEN.simulate(50, seed=4, largest=300), UNEVEN.simulate(400, seed=4, largest=300)
    first = many.pick(np.arange(50))
    assert np.array_equal(few.parent, first.parent) and np.array_equal(few.time, first.time)
    assert not np.array_equal(few.parent, UNEVEN.simulate(50, seed=5, largest=300).parent[: few.n])


def test_trees_keep_to_the_largest_size_and_the_rest_of_the_law(trees):
    sizes = cascade_measures(trees)["size"]
    assert sizes.max() <= 400 and sizes.min() >= 2  # every author has a repost
    assert (trees.wait[trees.parent >= 0] > 0).all()
    some = CascadeLaw(5.0, 1.0, passed_on_share=0.1, reproduction=0.0).simulate(4000, seed=1)
    alone = cascade_measures(some)["size"] == 1
    assert abs(alone.mean() - 0.9) < 4 * math.sqrt(0.09 / 4000) and some.depth.max() == 1 and np.isnan(some.time).all()


def test_the_numbers_of_reposts_follow_their_laws():
    cells = (np.arange(4000) + 0.5) / 4000
    counts = np.array([ordinary_reposts(luck, 0.4, 0.3, 1000) for luck in cells])
    assert (counts == 0).mean() == pytest.approx((0.3 / 0.7) ** 0.3, abs=3e-4) and counts.mean() == pytest.approx(
        0.4, abs=0.01
    )
    hubs = np.array([hub_reposts(luck, 2.0, 1.4, 10**6) for luck in cells])
    for least in (1, 5, 50):
        assert (hubs >= least).mean() == pytest.approx((1 + least / 2.0) ** -1.4, abs=3e-4)
    assert hub_reposts(1e-9, 2.0, 0.1, 77) == 77 and ordinary_reposts(1 - 1e-12, 50.0, 0.1, 9) == 9


def test_the_direct_reposts_are_lognormal_and_the_waits_paced():
    forest = UNEVEN.simulate(3000, seed=9)
    direct = np.log(forest.children[forest.roots])
    assert (
        abs(direct.mean() - math.log(60)) < 4 / math.sqrt(3000) + 0.01
        and abs(direct.std() - 1.0) < 4 / math.sqrt(6000) + 0.01
    )
    first = forest.wait[forest.depth == 1][np.unique(forest.tree[forest.depth == 1], return_index=True)[1]]
    # the noise is even about the pace, whose median this is, but the pace is not
    assert abs((first < 8000).mean() - 0.5) < 0.06


def test_plain_python_grows_and_dates_the_same_trees():
    code = (
        "from gridsim.diffusion import CascadeLaw, fit_cascades\nlaw = CascadeLaw(4.0, 0.8, 1.0, 0.3, 0.5, 0.1, 0.1,"
        " 2.0, 1.4, 1.8, 1.0, 0.3, 100.0, 1.0, 1.0, 50.0, 1.0, 1.0)\nforest = law.simulate(30, seed=1,"
        " largest=60)\nprint(forest.parent.tolist(), forest.time.tolist(), fit_cascades(forest,"
        " law='plain').estimates['estimate'].round(6).tolist())"
    )
    out = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "NUMBA_DISABLE_JIT": off},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for off in ("0", "1")
    ]
    assert out[0] == out[1]


# --- the slope


@pytest.mark.parametrize("law", ["plain", "uneven"])
def test_the_slope_is_that_of_the_likelihood(trees, law):
    counts, free = counted(trees.parent, 4.0), _LAWS[law]
    theta = np.array([row[2] for row in FITTED])
    _, score = tree_scores(theta, free, counts)
    for place in free:
        step = np.zeros(len(theta))
        step[place] = 1e-5
        rise = (tree_scores(theta + step, free, counts)[0] - tree_scores(theta - step, free, counts)[0]) / 2e-5
        assert np.abs(rise - score[:, place]).max() < 1e-5 * (1 + np.abs(rise).max()), FITTED[place][0]


def test_the_plain_likelihood_is_the_negative_binomial_one():
    forest = PLAIN.simulate(300, seed=2)
    fit = fit_cascades(forest, law="plain")
    later = gs.diffusion.fit_negative_binomial(forest.children[forest.depth > 0], forest.tree[forest.depth > 0])
    assert fit.estimates.loc["reproduction", "estimate"] == pytest.approx(later.mean, rel=1e-3)
    assert fit.estimates.loc["dispersion", "estimate"] == pytest.approx(later.dispersion, rel=1e-3)
    assert fit.estimates.loc["dispersion", "standard_error"] == pytest.approx(later.dispersion_error, rel=0.02)
    assert (fit.later.mean, fit.later.dispersion) == (later.mean, later.dispersion)


# --- what is found back


def test_the_plain_law_is_found_back():
    fit = fit_cascades(PLAIN.simulate(1500, seed=3), law="plain")
    recovered(fit, PLAIN)
    assert fit.kept_share == 1.0 and fit.largest is None


def test_the_plain_law_is_found_back_from_a_log_without_its_large_trees():
    forest = PLAIN.simulate(1500, seed=3, largest=60)
    recovered(fit_cascades(forest, law="plain", largest=60), PLAIN)
    blind = fit_cascades(forest, law="plain").estimates
    assert blind.loc["broadcast_median", "high"] < PLAIN.broadcast_median  # who does not allow for it finds too little


def test_the_uneven_law_is_found_back_from_a_log_without_its_large_trees(trees):
    fit = fit_cascades(trees, largest=400)
    recovered(fit, UNEVEN)
    sizes = np.bincount(UNEVEN.simulate(4000, seed=11).tree)
    kept = (sizes <= 400).mean()
    assert abs(fit.kept_share - kept) < 4 * math.hypot(fit.kept_share_error, math.sqrt(kept * (1 - kept) / 4000))
    assert fit.simulate(20).n_trees == 20 and np.bincount(fit.simulate(20).tree).max() <= 400


def test_a_better_law_is_told_on_trees_that_it_was_not_fitted_to(trees):
    first, second = trees.split(0.5, seed=1)
    assert fit_cascades(first).likelihood_of(second) > fit_cascades(first, law="plain").likelihood_of(second)


def test_the_law_of_the_waits_is_found():
    forest = UNEVEN.simulate(300, seed=1, largest=300)
    table = waiting_laws(forest).set_index(["law", "reposts"])["held_out"]
    for reposts in ("direct", "later"):
        assert table[:, reposts].idxmax() == "paced"
    same = CascadeLaw(
        20.0, 1.0, direct_wait_median=100.0, direct_noise=1.0, later_wait_median=100.0, later_noise=1.0
    ).simulate(300, seed=1)
    table = waiting_laws(same).set_index(["law", "reposts"])["held_out"]
    assert table["lognormal", "direct"] == pytest.approx(table["paced", "direct"], abs=2e-3)
    assert table["lognormal", "direct"] > max(
        table[other, "direct"] for other in ("exponential", "weibull", "power law")
    )


def test_forests_of_one_law_are_alike_and_others_are_not(trees):
    other = UNEVEN.simulate(500, seed=8, largest=400)
    table = compare_forests(other, trees, n_bootstrap=100)
    assert table["alike"].mean() > 0.8 and (table["standard_errors"].abs() < 4).all()
    plain = fit_cascades(trees, law="plain", largest=400).simulate(500, seed=2)
    assert compare_forests(plain, trees, n_bootstrap=100)["alike"].mean() < 0.7


# --- bad input


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda: CascadeLaw(-1.0, 1.0),
            "broadcast_median: the broadcast_median must be a number from 1e-09 to 1e+09; got -1.0",
        ),
        (
            lambda: CascadeLaw(5.0, 1.0, hub_share_direct=1.5),
            "hub_share_direct: the hub_share_direct must be a number from 0 to 1; got 1.5",
        ),
        (
            lambda: CascadeLaw(5.0, math.nan),
            "broadcast_spread: the broadcast_spread must be a number from 0 to 10; got nan",
        ),
        (
            lambda: CascadeLaw(5.0, 1.0, reproduction=1.2, tree_spread=1.0),
            "reproduction: the reproduction must be above 0 and below 1; got 1.2",
        ),
        (
            lambda: CascadeLaw(5.0, 1.0, direct_wait_median=60.0),
            "the medians of the waits must be both given or both left out",
        ),
        (lambda: PLAIN.simulate(0), "n_trees: the n_trees must be a whole number from 1"),
        (lambda: PLAIN.simulate(5, seed=-1), "seed: the seed must be a whole number"),
        (
            lambda: CascadeLaw(500.0, 0.1).simulate(5, largest=50),
            "largest: the largest size must be one that the law's trees can keep to",
        ),
        (
            lambda: fit_cascades(Forest.from_parents([-1, 0, 1] * 1)),
            "forest: the forest must be at least 20 trees that were reposted",
        ),
        (lambda: fit_cascades([1]), "forest: the forest must be a gridsim.diffusion.Forest"),
        (lambda: fit_cascades(PLAIN.simulate(50), law="best"), "law: the law must be one of plain, uneven; got 'best'"),
        (
            lambda: fit_cascades(PLAIN.simulate(50), largest=3),
            "largest: the largest size must be that of the largest tree",
        ),
        (
            lambda: waiting_laws(PLAIN.simulate(50)),
            "of at least 20 dated reposts of each kind in each half; got '0 direct ones'",
        ),
        (lambda: compare_forests(PLAIN.simulate(5), [1]), "forest: the forest must be a gridsim.diffusion.Forest"),
        (
            lambda: compare_forests(PLAIN.simulate(5), PLAIN.simulate(5), alike_within=-1),
            "alike_within: the alike_within must be a number",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(make, says):
    with pytest.raises(gs.ScenarioError, match=re.escape(says)) as error:
        make()
    assert len(error.value.problems) == 1


# --- the chart


def test_the_chart_shows_every_law_and_its_source(trees, tmp_path):
    picture = charts.held_out(
        trees, {"uneven": UNEVEN.simulate(200, seed=1, largest=400), "plain": PLAIN.simulate(200, seed=1)}, "made up"
    )
    words = " | ".join(text.get_text() for text in picture.figure.findobj(lambda one: hasattr(one, "get_text")))
    assert "simulated, uneven" in words and "simulated, plain" in words and "made up" in words
    assert [path.name for path in picture.save(tmp_path)] == ["held_out.png", "held_out.svg"]


# --- real trees


@pytest.mark.long
@needs_data
def test_held_out_real_trees_look_like_simulated_ones():
    """facts.md row 13: fitted to half of the 2,643 trees, compared with the other half; one global reproduction number
    cannot give them.

    The bands are shares of the real figure; what the law misses is in docs/validation.md. The log's ids run from 0 to
    3,299, so of some 3,300 posts 2,643 are in it: 80 %. The fit, which knows only how large the largest tree may be,
    must find that share.
    """
    fitted, held_out = read_cascades(DATA / "weibo_reposts.csv.gz").split(0.5, seed=1)
    largest = 960
    fit, plain = fit_cascades(fitted, largest=largest), fit_cascades(fitted, law="plain", largest=largest)
    assert fit.likelihood_of(held_out) > plain.likelihood_of(held_out) + 1000
    assert abs(fit.kept_share - 2643 / 3300) < 4 * fit.kept_share_error
    table = compare_forests(fit.simulate(fitted.n_trees, seed=2), held_out)
    off = table["simulated"] / table["held_out"] - 1
    near = ["size_median", "first_generation_mean", "depth_mean", "breadth_share_median", "virality_median"]
    for name in [*near, *(f"reproduction_{generation}" for generation in range(1, 7))]:
        assert abs(off[name]) < 0.15, name
    assert abs(table.loc["virality_size_correlation", "simulated"]) < 0.15
    assert table.loc["broadcast_size_correlation", "simulated"] > 0.75
    assert abs(off["half_life_hours_median"]) < 0.4
    poor = compare_forests(plain.simulate(fitted.n_trees, seed=2), held_out)
    assert table["alike"].sum() > poor["alike"].sum() + 5
    assert (
        poor.loc["virality_size_correlation", "simulated"] > 0.3 and poor.loc["variance_over_mean_1", "simulated"] < 10
    )
