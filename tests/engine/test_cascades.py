"""Cascades of the default scenario against the published bands (Goel and others 2012, 2016), over all posts, those of
one person included.

Nothing here was calibrated on a band of this test; `luck_spread` was chosen for the tail. The row in full:
docs/validation.md.
"""

from math import exp, lgamma, log

import numpy as np
import pytest
from validation.cascades import of_usual_posts, usual_posts


@pytest.fixture(scope="module")
def town():
    return usual_posts(1, seed=3)


def test_most_posts_are_never_passed_on_and_few_go_beyond_one_step(town):
    figures = {figure.name: figure for figure in of_usual_posts(town)}
    assert figures["never passed on, usual posts"].inside()
    assert figures["never passed on, public posts"].inside()
    assert figures["beyond one step, usual posts"].inside()


def test_the_tail_is_heavy_though_reproduction_is_small(town):
    """Against a branching process with the same mean: far more large trees than its law allows."""
    size = town[0].size
    reproduction = 1 - 1 / size.mean()
    borel_at_least_20 = 1 - sum(_borel(reproduction, n) for n in range(1, 20))
    assert (size >= 20).mean() > 100 * borel_at_least_20


def _borel(mean: float, n: int) -> float:
    """P(total progeny = n) of a branching process with Poisson offspring: e^(-mean n) (mean n)^(n - 1) / n!."""
    return exp(-mean * n + (n - 1) * log(mean * n) - lgamma(n + 1))


def test_structural_virality_hardly_grows_with_size(town):
    size, virality = town[0].size, town[0].virality
    small, large = (np.nanmean(virality[(size >= low) & (size <= high)]) for low, high in ((3, 5), (10, 30)))
    assert small < large < 3.0 * small


def test_borel_is_the_published_branching_law():
    assert [round(_borel(0.5, n), 5) for n in (1, 2, 3)] == [0.60653, 0.18394, 0.08367]
