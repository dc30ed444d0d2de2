"""The benchmark of the seeding papers: 50 seeds among 15,233 co-authors, high-energy physics theory.

Published, on an earlier crawl of the same co-authors (10,748 people, papers as parallel ties, up to 30 seeds): greedy
"outperforms the high-degree node heuristic by about 18 %" in the linear threshold model; in the weighted cascade all
values are about 25 % smaller and the rest is alike (Kempe, Kleinberg, Tardos, Theory of Computing 11, 2015, section
8.4). There the weight of a tie is the share of papers of the one who is won, and the degree counts papers. With a
chance of 1 % a paper or a pair little goes beyond the neighbours, and no margin is published.

All choices are played in the same runs, so differences are judged by their own standard errors, z = 4.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
import pytest

import gridsim as gs

FILE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "nethept.csv.gz"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the data are not here")
N_RUNS = 2000


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


LONG = ("1 % a paper", "weighted by papers")
NAMES = (
    "1 % a pair",
    "weighted",
    "linear threshold by papers",
    *(pytest.param(name, marks=pytest.mark.long) for name in LONG),
)


@pytest.fixture(scope="module")
def timed(papers):
    """The 50 by reverse-reachable sets under a model, and the CPU time that they took once compiled; each is chosen
    once."""

    @cache
    def choose(name):
        given = ways(papers, name)
        gs.seeding.select(papers, 1, "reverse_reachable", epsilon=0.5, n_runs=2, **given)  # compiles
        begun = process_time()
        return gs.seeding.select(papers, 50, "reverse_reachable", **given), process_time() - begun

    return choose


@pytest.mark.parametrize("name", NAMES)
def test_reverse_reachable_is_no_worse_than_greedy_and_better_than_degree(papers, timed, name):
    given, reverse = ways(papers, name), timed(name)[0]
    there = sizes(papers, given, reverse.agents)
    ahead = there - sizes(papers, given, gs.seeding.select(papers, 50, "greedy", n_runs=2, **given).agents)
    assert ahead.mean() + 4 * ahead.std() / np.sqrt(N_RUNS) > 0
    ahead = there - sizes(papers, given, gs.seeding.select(papers, 50, "degree").agents)
    assert ahead.mean() - 4 * ahead.std() / np.sqrt(N_RUNS) > 0
    error = 4 * there.std() / np.sqrt(N_RUNS)
    assert reverse.guarantee.at_least <= there.mean() + error and there.mean() - error <= reverse.guarantee.best_at_most
    assert reverse.guarantee.ratio > 1 - np.exp(-1)


def lead_over(papers, given, agents, others):
    """By which share the agents reach more than others, with its standard error."""
    one, two = sizes(papers, given, agents), sizes(papers, given, others)
    share = one.mean() / two.mean() - 1
    error = (one - (1 + share) * two).std() / two.mean() / np.sqrt(N_RUNS)
    return share, error


@pytest.mark.parametrize("name", [NAMES[2], NAMES[4]])
def test_it_leads_over_degree_by_the_published_margin(papers, timed, name):
    """Published: about 18 % over degree, at up to 30 seeds on an earlier crawl. The band is 18 +- 5 %."""
    for k in (30, 50):
        share, error = lead_over(papers, ways(papers, name), timed(name)[0].agents[:k], by_papers(papers)[:k])
        assert 0.13 - 4 * error < share < 0.23 + 4 * error, (k, share, error)


@pytest.mark.long
def test_the_weighted_cascade_reaches_a_quarter_less_than_the_linear_threshold(papers, timed):
    """Published: "all values are about 25 % smaller", and the same people are influential. The band is 25 +- 3 %."""
    cascade, threshold = ways(papers, "weighted by papers"), ways(papers, "linear threshold by papers")
    one, two = (set(timed(name)[0].agents.tolist()) for name in ("weighted by papers", "linear threshold by papers"))
    agents = timed("linear threshold by papers")[0].agents
    less = 1 - sizes(papers, cascade, agents).mean() / sizes(papers, threshold, agents).mean()
    assert 0.22 < less < 0.28 and len(one & two) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_fifty_seeds_take_less_than_five_seconds_of_both_cores_together(timed, name):
    """CPU time: on two free cores it is about twice the time on the clock, which here others share."""
    assert timed(name)[1] < 5.0
