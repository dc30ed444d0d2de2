"""Cascades of the default scenario against the published bands (Goel and others 2012, 2016), over all posts, those of one person included.

Nothing here was calibrated on a band of this test; `luck_spread` was chosen for the tail.
"""

from pathlib import Path

import numpy as np
import pytest

from gridsim.engine.run import run
from gridsim.scenario import load_scenario
from gridsim.world import build_world

FRESH_FOOD = Path(__file__).parents[2] / "scenarios" / "fresh_food.yaml"


@pytest.fixture(scope="module")
def cascades():
    scenario = load_scenario(FRESH_FOOD)
    world = build_world(scenario, seed=3)
    return {name: run(scenario, name, seed=3, world=world).cascades for name in scenario.strategies}


def test_most_posts_are_never_passed_on(cascades):
    size = np.concatenate([table["size"] for table in cascades.values()])
    assert 0.70 <= (size == 1).mean() <= 0.95


def test_few_trees_go_beyond_one_step(cascades):
    depth = np.concatenate([table["depth"] for table in cascades.values()])
    assert 0.01 <= (depth >= 2).mean() <= 0.04


def test_the_tail_is_heavy_though_reproduction_is_small(cascades):
    """Against a branching process with the same mean: far more large trees than its law allows."""
    size = cascades["grid"]["size"].to_numpy()
    reproduction = 1 - 1 / size.mean()
    borel_at_least_20 = 1 - sum(_borel(reproduction, n) for n in range(1, 20))
    assert (size >= 20).mean() > 100 * borel_at_least_20


def _borel(mean: float, n: int) -> float:
    """P(total progeny = n) of a branching process with Poisson offspring: e^(-mean n) (mean n)^(n - 1) / n!."""
    from math import exp, lgamma, log

    return exp(-mean * n + (n - 1) * log(mean * n) - lgamma(n + 1))


def test_structural_virality_hardly_grows_with_size(cascades):
    table = cascades["grid"]
    small, large = (table.loc[table["size"].between(*band), "structural_virality"].mean() for band in ((3, 5), (10, 30)))
    assert small < large < 3.0 * small


def test_borel_is_the_published_branching_law():
    assert [round(_borel(0.5, n), 5) for n in (1, 2, 3)] == [0.60653, 0.18394, 0.08367]
