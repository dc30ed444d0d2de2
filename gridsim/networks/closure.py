"""Triangles: how many of a person's friends are friends of each other.

Every tie is looked at from the person with fewer friends, so nobody has more than sqrt(2 m) ties to look at, and each
triangle is found once, from its person with the fewest friends: O(m^1.5) at worst.
"""

from __future__ import annotations

import numpy as np

from gridsim._jit import jit, kernel
from gridsim.networks.mutual import check_mutual
from gridsim.world.network import Network


def triangles(network: Network) -> np.ndarray:
    """Return how many triangles each person is in, counted exactly.

    Parameters
    ----------
    network : Network
        Mutual ties.

    Returns
    -------
    numpy.ndarray of int64, shape (n,)

    Raises
    ------
    ScenarioError
        If this is no network, or a tie has no return.

    References
    ----------
    Latapy, "Main-memory triangle computations for very large (sparse (power-law)) graphs", Theoretical Computer Science
    407 (2008).

    Examples
    --------
    >>> triangles(Network.from_edges([0, 1, 2, 2], [1, 2, 0, 3], directed=False)).tolist()
    [1, 1, 1, 0]
    """
    check_mutual(network, "the count of triangles")
    return triangles_of(network)


def triangles_of(network: Network) -> np.ndarray:
    """The triangles of each person."""
    order = np.argsort(network.out_degree, kind="stable").astype(np.int32)
    rank = np.empty(network.n, np.int32)
    rank[order] = np.arange(network.n, dtype=np.int32)
    starts, ahead = _ties_ahead(network.indptr, network.targets, order, rank)
    count = np.zeros(network.n, np.int64)
    _count_triangles(starts, ahead, np.zeros(network.n, np.uint8), count)
    return count[rank]


def clustering(network: Network) -> np.ndarray:
    """Return the clustering of each person: the share of the pairs of its friends that are friends of each other.

    C = 2 triangles / (k (k - 1)) with k friends; 0 for those with fewer than two friends, as is usual.

    Parameters
    ----------
    network : Network
        Mutual ties.

    Returns
    -------
    numpy.ndarray of float64, shape (n,)
        Each from 0 to 1. Typical mean: 0.1 to 0.3 among friends.

    Raises
    ------
    ScenarioError
        If this is no network, or a tie has no return.

    References
    ----------
    Watts and Strogatz, "Collective dynamics of small-world networks", Nature 393 (1998).

    Examples
    --------
    >>> clustering(Network.from_edges([0, 1, 2, 2], [1, 2, 0, 3], directed=False)).round(3).tolist()
    [1.0, 1.0, 0.333, 0.0]
    """
    return clustering_of(network, triangles(network))


def average_clustering(network: Network) -> float:
    """Return the clustering of a person, averaged over all people; those with fewer than two friends count as 0.

    Parameters
    ----------
    network : Network
        Mutual ties.

    Returns
    -------
    float
        From 0 to 1. Typical: 0.1 to 0.3 among friends.

    Raises
    ------
    ScenarioError
        If this is no network, or a tie has no return.

    References
    ----------
    Watts and Strogatz, "Collective dynamics of small-world networks", Nature 393 (1998).

    Examples
    --------
    >>> from gridsim.networks import complete, cycle
    >>> average_clustering(complete(5)), average_clustering(cycle(5))
    (1.0, 0.0)
    """
    return float(clustering(network).mean())


def transitivity(network: Network) -> float:
    """Return the share of all pairs of friends of one person that are friends of each other, over the whole network.

    3 triangles / (paths of two ties): people with many friends weigh more here than in `average_clustering`.

    Parameters
    ----------
    network : Network
        Mutual ties.

    Returns
    -------
    float
        From 0 to 1; 0 where nobody has two friends.

    Raises
    ------
    ScenarioError
        If this is no network, or a tie has no return.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, section 7.3.

    Examples
    --------
    >>> transitivity(Network.from_edges([0, 1, 2, 2], [1, 2, 0, 3], directed=False))
    0.6
    """
    return transitivity_of(network, triangles(network))


def clustering_of(network: Network, closed: np.ndarray) -> np.ndarray:
    """The clustering of each person from its triangles."""
    pairs = network.out_degree * (network.out_degree - 1)
    return 2.0 * closed / np.maximum(pairs, 1)


def transitivity_of(network: Network, closed: np.ndarray) -> float:
    """The transitivity from the triangles of each person."""
    pairs = int((network.out_degree * (network.out_degree - 1)).sum())
    return 2 * int(closed.sum()) / pairs if pairs else 0.0


@jit
def _ties_ahead(indptr, targets, order, rank):
    """The ties of each person to those of higher rank; people are numbered by rank, so that the often met stand
    together in memory."""
    n = len(order)
    starts, ahead = np.zeros(n + 1, np.int64), np.empty(len(targets) // 2, np.int32)
    used = np.int64(0)
    for i in range(n):
        person = order[i]
        for e in range(indptr[person], indptr[person + 1]):
            to = rank[targets[e]]
            if to > i:
                ahead[used] = to
                used += 1
        starts[i + 1] = used
    return starts, ahead


@kernel
def _count_triangles(starts, ahead, marked, count):
    """Mark the friends ahead of i, then look along the ties ahead of each: a marked end closes a triangle. (Merging two
    rows: 5 times as slow.)"""
    for i in range(len(starts) - 1):
        begin, end = starts[i], starts[i + 1]
        for e in range(begin, end):
            marked[ahead[e]] = 1
        for e in range(begin, end):
            j = ahead[e]
            found = np.int64(0)
            for f in range(starts[j], starts[j + 1]):
                if marked[ahead[f]]:
                    count[ahead[f]] += 1
                    found += 1
            count[j] += found
            count[i] += found
        for e in range(begin, end):
            marked[ahead[e]] = 0
