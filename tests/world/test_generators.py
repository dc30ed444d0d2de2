"""Generated ties: numbers of friends, clustering, audiences, and that no chance is shared."""

from __future__ import annotations

import zlib

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridsim.errors import ScenarioError
from gridsim.world import chance, circles, micro_blog, tie_rows
from gridsim.world.chance import key, shuffled_stubs
from gridsim.world.circle_ties import SecondCircles
from gridsim.world.friends import circle_sizes, friend_counts, friend_network, normal_quantiles
from gridsim.world.network import Network, _count

SECOND = SecondCircles(share=0.5, neighbourhood=1_000, ties=20, size=50)


def friends_of(
    n: int, mean: float = 100, spread: float = 0.937, share: float = 0.5, size: float = 50, replicate: int = 0
):
    sizes = circle_sizes(n, size, 0.5, 1, replicate)
    circle = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    friends = friend_counts(np.ones(n), mean, spread, 100.0, 1, replicate)
    second = SECOND._replace(size=int(size + 0.5))
    return friend_network(friends, circle, share, second, 1, replicate), circle, friends


def check_mutual(network: Network) -> None:
    """Rows ascend strictly, nobody is tied to itself, every tie goes both ways."""
    source = network.source.astype(np.int64)
    keys = source * network.n + network.target
    assert (np.diff(keys) > 0).all() and (source != network.target).all()
    assert np.array_equal(network.reverse().targets, network.targets) and np.array_equal(
        _count(network.targets, network.n), network.out_degree
    )


def clustering(network: Network, sample: int = 800) -> float:
    """Mean local clustering of a sample of people."""
    from scipy.sparse import csr_array

    ties = csr_array(
        (np.ones(network.n_ties, np.float32), network.targets, network.indptr), shape=(network.n, network.n)
    )
    people = np.random.default_rng(0).choice(network.n, sample, replace=False)
    rows = ties[people]
    closed = (rows @ ties).multiply(rows).sum(axis=1)
    degree = network.out_degree[people]
    return float(np.mean(closed / np.maximum(degree * (degree - 1), 1)))


@pytest.mark.parametrize(
    ("n", "mean", "spread"), [(20_000, 100, 0.937), (5_000, 30, 0.5), (2_000, 10, 1.2), (3_000, 100, 0.0)]
)
def test_numbers_of_friends_are_log_normal_as_asked(n, mean, spread):
    network, _, friends = friends_of(n, mean, spread)
    check_mutual(network)
    degree = network.out_degree
    assert degree.mean() == pytest.approx(mean, rel=0.01)
    assert np.abs(degree - friends).sum() <= max(2, 0.001 * friends.sum())
    if mean >= 30 and spread:
        assert np.log(degree).mean() == pytest.approx(np.log(mean) - spread**2 / 2, rel=0.01)
        assert np.log(degree).std() == pytest.approx(spread, rel=0.02)
    if not spread:
        assert degree.std() < 0.1


def test_default_town_is_clustered_in_circles():
    network, circle, _ = friends_of(20_000)
    assert clustering(network) >= 0.17
    same = circle[network.source] == circle[network.target]
    assert 0.25 < same.mean() < 0.5  # people with many friends cannot have half of them in a circle of fifty


def test_where_circles_are_large_enough_the_share_within_is_as_asked():
    for share in (0.0, 0.3, 0.8):
        network, circle, _ = friends_of(10_000, mean=20, spread=0.3, share=share, size=500)
        chance = 500 / 10_000
        same = (circle[network.source] == circle[network.target]).mean()
        # second circles are neighbours, often of the same large circle
        assert share - 0.01 <= same <= share + 0.5 * (1 - share) + chance


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 60), st.floats(0, 120), st.floats(0, 2), st.floats(0, 1), st.floats(2, 80))
def test_small_worlds(n, mean, spread, share, size):
    network, _, friends = friends_of(n, mean, spread, share, size)
    check_mutual(network)
    assert network.n == n and (network.out_degree <= friends).all()


def test_two_people_are_friends():
    network, _, _ = friends_of(2)
    assert network.targets.tolist() == [1, 0]


def test_the_mean_stays_whatever_the_roles_factors():
    factor = np.ones(4_000)
    factor[:200], factor[200:300] = 5.0, 0.0
    friends = friend_counts(factor, 40, 0.5, 100.0, 1, 0)
    assert friends.mean() == pytest.approx(40, rel=0.01)
    assert friends[:200].mean() / friends[300:].mean() == pytest.approx(5, rel=0.1)
    assert not friends[200:300].any() and friends[300:].min() >= 1


@pytest.mark.parametrize(("n", "most"), [(100, 99), (1_500, 515), (20_000, 1_880)])
def test_nobody_has_more_friends_than_the_town_holds(n, most):
    friends = friend_counts(np.ones(n), 100, 0.937, 1.33, 1, 0)
    assert friends.max() == most  # without the ceiling 99, 1,463 and some 3,000
    assert friends.mean() == pytest.approx(min(100, 99), rel=0.06)


def test_friends_need_no_circle():
    friends = friend_counts(np.ones(500), 20, 0.5, 100.0, 1, 0)
    network = friend_network(friends, np.full(500, -1, np.int32), 0.5, SECOND, 1, 0)
    check_mutual(network)
    assert network.out_degree.mean() == pytest.approx(20, rel=0.01)


@pytest.mark.parametrize(("n", "mean"), [(1, 2.0), (2, 50.0), (7, 2.0), (1_000, 2.0), (1_001, 50.0), (999, 3.5)])
def test_circle_sizes_add_up(n, mean):
    for replicate in range(20):
        sizes = circle_sizes(n, mean, 0.5, 1, replicate)
        assert sizes.sum() == n and (sizes.min() >= 2 or n == 1)


def test_circle_sizes_have_the_mean():
    assert circle_sizes(200_000, 50, 0.5, 1, 0).mean() == pytest.approx(50, rel=0.03)


def test_normal_quantiles():
    from scipy.special import ndtri

    level = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 10_001), [1e-9, 1 - 1e-9]])
    assert np.allclose(normal_quantiles(level), ndtri(level), rtol=2e-9, atol=1e-8)


TOWNS = {  # people, most friends, share in circles, circles, and the digest of the ties, which stay the same
    "circles of fifty": (4_000, 100, 0.5, lambda n: np.arange(n) // 50, 1536175938),
    "scattered circles": (4_000, 100, 0.5, lambda n: np.arange(n) * 7 % 80, 3791771198),
    "a circle too large for a table": (3_000, 40, 0.8, lambda n: np.where(np.arange(n) < 2_500, 0, 1), 2858780242),
    "no circle": (2_000, 30, 0.5, lambda n: np.full(n, -1), 1214613620),
    "crowded": (300, 450, 0.9, lambda n: np.arange(n) // 20, 623807438),
    "open ends in buckets": (30_000, 200, 0.1, lambda n: np.arange(n) // 30, 2758288538),
}


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("town", TOWNS)
def test_friends_are_the_same_on_any_number_of_threads_and_in_every_version(town, threads):
    n, most, share, circle, digest = TOWNS[town]
    friends = np.minimum(np.arange(n) ** 2 % most, n - 1)
    network = friend_network(friends, circle(n).astype(np.int32), share, SECOND, 1, 0, threads)
    check_mutual(network)
    assert zlib.crc32(network.targets.tobytes(), zlib.crc32(network.indptr.tobytes())) == digest


@pytest.mark.parametrize("n", [1, 7, 3_000])
def test_followers_are_the_same_on_any_number_of_threads(n):
    alone, *others = (micro_blog.generate(n, 20, 2.2, 0.25, 1, 0, threads) for threads in (1, 2, 3))
    assert all(
        np.array_equal(alone.indptr, other.indptr) and np.array_equal(alone.targets, other.targets) for other in others
    )


@given(st.lists(st.integers(0, 400), max_size=70), st.integers(0, 40))
def test_a_row_is_sorted_and_loses_its_doubles(others, person):
    row = np.array(others, np.int32) * 37
    rows = tie_rows.Rows(np.full(41, 0), np.where(np.arange(41) == person, len(row), 0), row.copy())
    tie_rows.ascend(rows, 0, 41)
    assert rows.targets[: rows.filled[person]].tolist() == sorted(set(row.tolist()))


def test_stubs_in_buckets_are_all_there(monkeypatch):
    monkeypatch.setattr(chance, "_FITS_CACHE", 100)
    counts = np.array([0, 3, 0, 0, 250, 1, 0, 7_000, 12, 0, 900, 0])
    alone, *others = (shuffled_stubs(counts, 2, key(1, 0, 203), threads) for threads in (1, 2, 3))
    assert np.array_equal(np.bincount(alone, minlength=12), counts) and (np.diff(alone) < 0).sum() > 1_000
    assert all(np.array_equal(alone, other) for other in others)


def test_large_arrays_are_shuffled_evenly():
    n = 2_200_000  # above the size from which buckets are used
    shuffled = shuffled_stubs(np.ones(n, np.int64), 0, key(1, 0, 203))
    assert zlib.crc32(shuffled.tobytes()) == 2094399324
    assert np.array_equal(np.sort(shuffled), np.arange(n))
    halves = shuffled.reshape(-1, n // 4).mean(axis=1) / n
    assert np.abs(halves - 0.5).max() < 4 * 0.2887 / np.sqrt(n / 4)
    neighbours = np.corrcoef(shuffled[:-1], shuffled[1:])[0, 1]
    assert abs(neighbours) < 4 / np.sqrt(n)


@pytest.mark.parametrize("exponent", [1.6, 2.0, 2.2, 3.0])
def test_audiences_are_heavy_tailed_with_the_mean_as_asked(exponent):
    n = 20_000
    network = micro_blog.generate(n, 20, exponent, 0.25, 1, 0)
    audience = network.out_degree
    assert audience.mean() == pytest.approx(20, rel=0.02) and audience.max() <= 0.25 * n
    assert (network.source != network.target).all() and (
        np.diff(network.source.astype(np.int64) * n + network.target) > 0
    ).all()
    if 2.0 < exponent < 3.0:  # Hill's estimate over the tail, below the cut
        tail = np.sort(audience[(audience >= 50) & (audience < 2_000)])
        assert 1 + 1 / np.log(tail / 49.5).mean() == pytest.approx(exponent, abs=0.35)


@pytest.mark.parametrize("n", [2, 3, 10, 50])
def test_small_micro_blogs(n):
    network = micro_blog.generate(n, 20, 2.2, 0.25, 1, 0)
    assert network.n == n and network.out_degree.max() <= max(1, n // 4)
    assert micro_blog.generate(n, 0, 2.2, 0.25, 1, 0).n_ties == 0


def test_followers_are_anybody():
    network = micro_blog.generate(4_000, 20, 2.2, 0.25, 1, 0)
    follows = network.in_degree
    assert follows.mean() == pytest.approx(20, rel=0.05) and follows.std() == pytest.approx(np.sqrt(20), rel=0.1)
    for part in np.split(follows, 4):
        assert part.mean() == pytest.approx(follows.mean(), rel=0.03)


def test_the_official_account_is_last_and_followed_by_as_many_as_asked():
    base = micro_blog.generate(300, 5, 2.2, 0.25, 1, 0)
    for followers in (0, 17, 300):
        network = micro_blog.with_official_account(base, followers, 1, 0)
        row = network.targets[network.indptr[300] :]
        assert network.n == 301 and len(row) == followers and (np.diff(row) > 0).all()
    with pytest.raises(ScenarioError, match="official_followers.*300 people"):
        micro_blog.with_official_account(base, 301, 1, 0)


def test_circles_of_ties_find_planted_groups():
    groups = networkx.planted_partition_graph(20, 30, 0.5, 0.01, seed=1)
    found = circles.circles_of(Network.from_networkx(groups), largest=60)
    planted = np.repeat(np.arange(20), 30)
    pairs = np.random.default_rng(1).integers(0, 600, (2, 20_000))
    agree = (found[pairs[0]] == found[pairs[1]]) == (planted[pairs[0]] == planted[pairs[1]])
    assert agree.mean() > 0.99


def test_circles_of_ties_are_bounded_and_leave_out_the_lonely():
    network, _, _ = friends_of(5_000, mean=30)
    with_lonely = Network.from_edges(network.source, network.target, n=5_003)
    found = circles.circles_of(with_lonely, largest=200)
    assert found[5_000:].tolist() == [-1, -1, -1]
    sizes = np.bincount(found[found >= 0])
    assert sizes.max() <= 200 and sizes.min() >= 2
    assert np.array_equal(found, circles.circles_of(with_lonely, largest=200))
    same = found[with_lonely.source] == found[with_lonely.target]
    assert same.mean() > 0.3
