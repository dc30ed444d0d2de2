"""Row 9 of the exact figures: the karate club, and the laws of the textbook networks, each at z = 4 or with the
tolerance said."""

from __future__ import annotations

import math

import networkx
import numpy as np
import pytest

import gridsim as gs
from gridsim.networks import barabasi_albert, configuration, poisson, regular, watts_strogatz

nets = gs.networks


def shares_of_degrees(make, runs):
    """The share of people of each degree, in each run: rows of one length."""
    found = [nets.degree_distribution(make(seed)) for seed in range(1, runs + 1)]
    wide = np.zeros((runs, max(map(len, found))))
    for row, share in zip(wide, found, strict=True):
        row[: len(share)] = share
    return wide


def check_means(found, expected, slack=0.0):
    """Each column's mean is the expected one within four of its standard errors (from the spread over runs) and a slack
    for finite size."""
    error = found.std(axis=0, ddof=1) / math.sqrt(len(found))
    assert np.all(np.abs(found.mean(axis=0) - expected) <= 4 * error + slack), (found.mean(axis=0), expected, error)


def test_karate_club():
    karate = gs.Network.from_networkx(networkx.karate_club_graph(), weight=None)
    assert (karate.n, karate.n_ties) == (34, 2 * 78)
    assert nets.percolation_threshold(karate) == pytest.approx(0.14773, abs=5e-6)
    assert nets.friendship_paradox(karate).share == pytest.approx(0.8529, abs=5e-5)


@pytest.mark.parametrize("m", [1, 2, 4])
def test_degrees_of_barabasi_albert(m):
    """p_k = 2 m (m + 1) / (k (k + 1) (k + 2)); the start, m + 1 people in 50,000, moves a share by less than 2 m /
    n."""
    n = 50_000
    found = shares_of_degrees(lambda seed: barabasi_albert(n, m, seed), runs=16)
    k = np.arange(m, m + 12)
    check_means(found[:, k], 2 * m * (m + 1) / (k * (k + 1) * (k + 2)), slack=2 * m / n)
    above = found[:, 40:].sum(axis=1, keepdims=True)
    # the same law summed: P(k >= K) = m (m + 1) / (K (K + 1))
    check_means(above, m * (m + 1) / (40 * 41), slack=2 * m / n)


def test_degrees_of_poisson():
    n, mean = 50_000, 4.0
    found = shares_of_degrees(lambda seed: poisson(n, mean, seed), runs=16)
    k = np.arange(12)
    law = np.array([math.comb(n - 1, j) * (mean / (n - 1)) ** j * (1 - mean / (n - 1)) ** (n - 1 - j) for j in k])
    assert law == pytest.approx([math.exp(-mean) * mean**j / math.factorial(j) for j in k], rel=2e-3)
    check_means(found[:, k], law)


def test_every_pair_of_poisson_is_tied_with_the_same_chance():
    n, mean, runs = 12, 3.0, 20_000
    tied = np.zeros((n, n))
    for seed in range(runs):
        network = poisson(n, mean, seed)
        tied[network.source, network.target] += 1
    chance = mean / (n - 1)
    z = (tied[np.triu_indices(n, 1)] / runs - chance) / math.sqrt(chance * (1 - chance) / runs)
    assert np.abs(z).max() < 4 and z.std() == pytest.approx(1, abs=0.35)  # 66 pairs: 4 standard errors of the spread


@pytest.mark.parametrize("rewiring", [0.01, 0.1, 0.3])
def test_clustering_of_watts_strogatz(rewiring):
    """C(b) / C(0) = (1 - b)^3 up to the triangles that chance makes: at most k / n = 0.0005, beside C(0) = 0.667."""
    n, k = 20_000, 10
    at_start = nets.average_clustering(watts_strogatz(n, k, 0.0))
    assert at_start == pytest.approx(3 * (k - 2) / (4 * (k - 1)))
    found = np.array([[nets.transitivity(watts_strogatz(n, k, rewiring, seed)) / at_start] for seed in range(1, 9)])
    # the number of paths of two ties grows as degrees spread: Barrat and Weigt's law is that of triangles over the mean
    # number of pairs
    spread = np.array([pairs_of_friends(watts_strogatz(n, k, rewiring, seed)) for seed in range(1, 9)])[:, None] / (
        n * k * (k - 1) / 2
    )
    check_means(found * spread, (1 - rewiring) ** 3, slack=k / n / at_start)


def pairs_of_friends(network):
    return float((network.out_degree * (network.out_degree - 1)).sum()) / 2


def test_mean_degree_at_an_end_of_a_tie():
    """<k^2> / <k>: on a Poisson network mean + 1; also where the ties are followed one by one."""
    found = np.array([[nets.friendship_paradox(poisson(50_000, 6, seed)).mean_degree_at_end] for seed in range(1, 17)])
    check_means(found, 6 + 1, slack=1e-3)
    network = barabasi_albert(20_000, 3)
    moments = nets.degree_moments(network)
    followed = network.out_degree[network.target].mean()
    assert (
        nets.friendship_paradox(network).mean_degree_at_end
        == pytest.approx(moments.second_moment / moments.mean)
        == pytest.approx(followed)
    )


def test_configuration_draws_all_networks_alike():
    """Two ties each for six people: a ring (60 ways) or two triangles (10 ways); mending moves the shares by less than
    0.04."""
    runs = 4000
    rings = np.mean([len(nets.components(regular(6, 2, seed)).sizes) == 1 for seed in range(runs)])
    assert rings == pytest.approx(60 / 70, abs=4 * math.sqrt(6 / 49 / runs) + 0.04)


def test_ends_are_joined_without_regard_to_degree():
    """In a sparse configuration network assortativity is 0 within four standard errors, and a slack of 1 / n for the
    forbidden loops."""
    rng = np.random.default_rng(7)
    degrees = np.minimum(rng.geometric(0.2, 20_000), 50)
    degrees[0] += degrees.sum() % 2
    found = np.array([[nets.degree_assortativity(configuration(degrees, seed))] for seed in range(1, 13)])
    check_means(found, 0.0, slack=1e-3)
