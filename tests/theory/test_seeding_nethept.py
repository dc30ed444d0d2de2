"""The benchmark of the seeding papers: 50 seeds among 15,233 co-authors, high-energy physics theory.

Published: on an earlier crawl of the same co-authors (10,748 people, papers as parallel ties) greedy "outperforms the high-degree node heuristic by
about 18 %" in the linear threshold model, and the weighted cascade shows the same (Kempe, Kleinberg, Tardos, Theory of Computing 11, 2015, section 8.4).
There the weight of a tie is the share of papers of the one who is won, and the degree counts papers. With a chance of 1 % a paper the lead
is smaller, since little goes beyond the neighbours. Of one chance for a pair however many papers they share, no margin is published; there the
lead is small: a few per cent.

Plays of all choices are the same, so differences are judged by their own standard errors, z = 4.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import pytest

import gridsim as gs

FILE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "nethept.csv.gz"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the data are not here")
N_RUNS = 4000


@pytest.fixture(scope="module")
def papers():
    """The network, with the number of papers that two share as weight; 39 rows of a person with itself are dropped."""
    rows = pd.read_csv(FILE)
    rows = pd.DataFrame({"low": rows.min(axis=1), "high": rows.max(axis=1)}).query("low < high")
    pairs = rows.value_counts().reset_index()
    network = gs.Network.from_edges(pairs.low, pairs.high, n=15_233, weights=pairs["count"], directed=False)
    assert len(pairs) == 31_376 and network.n_ties == 62_752
    return network


def ways(papers, name):
    """The model under a name, as arguments of `select` and of a play."""
    count = papers.weights.astype(float)
    by_papers = count / np.bincount(papers.target, weights=count, minlength=papers.n)[papers.target]
    return {
        "1 % a pair": {"chance": 0.01},
        "1 % a paper": {"chance": 1 - 0.99**count},
        "weighted": {"chance": "weighted"},
        "weighted by papers": {"chance": by_papers},
        "linear threshold by papers": {"model": "lt", "weight": by_papers},
    }[name]


def sizes(papers, given, agents):
    """What the agents reach in each of the same plays."""
    if "weight" in given:
        return gs.diffusion.linear_threshold(papers, given["weight"], agents, n_runs=N_RUNS, seed=77).sizes
    return gs.diffusion.independent_cascade(papers, given["chance"], agents, n_runs=N_RUNS, seed=77).sizes


def by_papers(papers):
    """The 50 with most papers shared."""
    return np.argsort(-np.bincount(papers.source, weights=papers.weights, minlength=papers.n), kind="stable")[:50]


@pytest.mark.parametrize("name", ["1 % a pair", "1 % a paper", "weighted", "weighted by papers", "linear threshold by papers"])
def test_reverse_reachable_is_no_worse_than_greedy_and_better_than_degree(papers, name):
    given = ways(papers, name)
    reverse = gs.seeding.select(papers, 50, "reverse_reachable", n_runs=2, **given)
    greedy = gs.seeding.select(papers, 50, "greedy", n_runs=2, **given)
    degree = gs.seeding.select(papers, 50, "degree")
    there = sizes(papers, given, reverse.agents)
    for other, lead in ((greedy, -0.005), (degree, 0.0)):  # no worse: by half a per cent at most, what the draws of the choices leave open
        ahead = there - sizes(papers, given, other.agents)
        assert ahead.mean() + 4 * ahead.std() / np.sqrt(N_RUNS) > lead * there.mean(), other
    assert (there - sizes(papers, given, degree.agents)).mean() > 0
    assert reverse.guarantee.at_least <= there.mean() + 4 * there.std() / np.sqrt(N_RUNS) <= reverse.guarantee.best_at_most
    assert reverse.guarantee.ratio > 1 - np.exp(-1)


def lead_over(papers, given, agents, others):
    """By which share the agents reach more than others, with its standard error."""
    one, two = sizes(papers, given, agents), sizes(papers, given, others)
    share = one.mean() / two.mean() - 1
    error = (one - (1 + share) * two).std() / two.mean() / np.sqrt(N_RUNS)
    return share, error


@pytest.mark.parametrize("name", ["weighted by papers", "linear threshold by papers"])
def test_it_leads_over_degree_by_the_published_margin(papers, name):
    """Published: about 18 % over degree, at up to 30 seeds on an earlier crawl. The band is 18 +- 5 %."""
    given = ways(papers, name)
    chosen = gs.seeding.select(papers, 50, "reverse_reachable", n_runs=2, **given)
    for k in (30, 50):
        share, error = lead_over(papers, given, chosen.agents[:k], by_papers(papers)[:k])
        assert 0.13 - 4 * error < share < 0.23 + 4 * error, (k, share, error)


def test_the_weighted_cascade_reaches_a_quarter_less_than_the_linear_threshold(papers):
    """Published: "all values are about 25 % smaller", and the same people are influential. The band is 25 +- 3 %."""
    cascade, threshold = ways(papers, "weighted by papers"), ways(papers, "linear threshold by papers")
    chosen = gs.seeding.select(papers, 50, "reverse_reachable", n_runs=2, **threshold)
    less = 1 - sizes(papers, cascade, chosen.agents).mean() / sizes(papers, threshold, chosen.agents).mean()
    assert 0.22 < less < 0.28
    other = gs.seeding.select(papers, 50, "reverse_reachable", n_runs=2, **cascade)
    assert len(set(chosen.agents.tolist()) & set(other.agents.tolist())) >= 30


def test_fifty_seeds_take_less_than_five_seconds(papers):
    for name in ("1 % a pair", "1 % a paper", "weighted", "linear threshold by papers"):
        given = ways(papers, name)
        begun = perf_counter()
        gs.seeding.select(papers, 50, "reverse_reachable", **given)
        assert perf_counter() - begun < 5.0, name
