"""Measures of degrees: moments, percolation threshold, assortativity, the friendship paradox."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel
from gridsim.errors import refusal
from gridsim.networks.mutual import check_mutual, check_network, mutual_degree
from gridsim.world.network import Network

_DIRECTIONS = ("out", "in")


class DegreeMoments(NamedTuple):
    """Moments of the number of ties a person."""

    mean: float
    second_moment: float  # mean of the squares
    variance: float
    skew: float  # nan where all degrees are equal
    least: int
    most: int


class FriendshipParadox(NamedTuple):
    """How many friends people have, and how many their friends have."""

    share: float  # of the people with friends: those who have fewer than their friends have on average
    mean_degree: float
    mean_degree_at_end: float  # of a tie: <k^2> / <k>
    mean_of_friends_means: float  # each person's friends' mean, averaged over the people with friends


def degree_distribution(network: Network, direction: str = "out") -> np.ndarray:
    """Return the share of people with 0, 1, 2, ... ties.

    Parameters
    ----------
    network : Network
    direction : str
        "out" (whom one influences) or "in" (by whom one is influenced); the same where all ties are mutual.

    Returns
    -------
    numpy.ndarray of float64, shape (largest degree + 1,)
        Sums to 1.

    Raises
    ------
    ScenarioError
        If this is no network or the direction is unknown.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, section 10.3.

    Examples
    --------
    >>> from gridsim.networks import star
    >>> degree_distribution(star(4)).tolist()
    [0.0, 0.75, 0.0, 0.25]
    """
    return np.bincount(_degrees(network, direction)) / network.n


def degree_moments(network: Network, direction: str = "out") -> DegreeMoments:
    """Return mean, second moment, variance and skew of the number of ties a person, with the least and the most.

    With k a person's degree: variance = <k^2> - <k>^2 and skew = <(k - <k>)^3> / variance^1.5, over all people.

    Parameters
    ----------
    network : Network
    direction : str
        "out" (whom one influences) or "in" (by whom one is influenced).

    Returns
    -------
    DegreeMoments
        .mean .second_moment .variance .skew .least .most

    Raises
    ------
    ScenarioError
        If this is no network or the direction is unknown.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, section 10.3.

    Examples
    --------
    >>> from gridsim.networks import star
    >>> moments = degree_moments(star(5))
    >>> moments.mean, moments.second_moment, round(moments.variance, 6), round(moments.skew, 6), moments.least, moments.most
    (1.6, 4.0, 1.44, 1.5, 1, 4)
    """
    share = degree_distribution(network, direction)
    degree = np.arange(len(share), dtype=np.float64)
    mean = network.n_ties / network.n
    around = degree - mean
    variance, third = float(share @ (around * around)), float(share @ (around * around * around))
    occurring = np.flatnonzero(share)
    skew = third / variance**1.5 if variance > 0 else math.nan
    return DegreeMoments(mean, float(share @ (degree * degree)), variance, skew, int(occurring[0]), int(occurring[-1]))


def percolation_threshold(network: Network) -> float:
    """Return the chance a tie above which a spread can reach a share of a large network with these degrees.

    It is one over the mean number of further ties behind a tie that was followed. With mutual ties only, the way back
    does not count: <k> / (<k^2> - <k>). With one-way ties only: <k_out> / <k_in k_out>. With both kinds, a step behind
    a one-way tie and a step behind a mutual one differ, and the number is the largest eigenvalue of

        [ <in out> / <in>      <in mutual> / <in>                   ]
        [ <mutual out> / <mutual>   <mutual (mutual - 1)> / <mutual> ]

    where in and out count a person's one-way ties. Exact for random networks with these degrees (a network with
    triangles or circles has a higher threshold).

    Parameters
    ----------
    network : Network

    Returns
    -------
    float
        At least 0; above 1 no chance is enough; inf where no tie leads on. Typical: 0.005 to 0.2 for social networks.

    Raises
    ------
    ScenarioError
        If this is no network.

    References
    ----------
    Molloy and Reed 1995; Boguna and Serrano, "Generalized percolation in random directed networks", Physical Review E
    72 (2005).

    Examples
    --------
    >>> import networkx
    >>> karate = Network.from_networkx(networkx.karate_club_graph(), weight=None)
    >>> round(percolation_threshold(karate), 5)
    0.14773
    """
    check_network(network)
    return threshold_of(network, mutual_degree(network))


def threshold_of(network: Network, mutual: np.ndarray) -> float:
    """Percolation threshold, given the mutual degree of each person."""
    mutual = mutual.astype(np.float64)
    outgoing, incoming = network.out_degree - mutual, network.in_degree - mutual
    one_way, both = incoming.sum(), mutual.sum()
    behind = np.zeros((2, 2))
    if one_way:
        behind[0] = incoming @ outgoing / one_way, incoming @ mutual / one_way
    if both:
        behind[1] = mutual @ outgoing / both, mutual @ (mutual - 1) / both
    half_trace, determinant = (behind[0, 0] + behind[1, 1]) / 2, np.linalg.det(behind)
    most = half_trace + math.sqrt(max(half_trace * half_trace - determinant, 0.0))
    return float(1 / most) if most > 0 else math.inf


def degree_assortativity(network: Network) -> float:
    """Return the correlation, over all directed ties, of the source's out-degree with the target's in-degree.

    Where all ties are mutual this is Newman's coefficient: above 0 where people with many friends are friends of each
    other.

    Parameters
    ----------
    network : Network

    Returns
    -------
    float
        From -1 to 1; nan where all sources, or all targets, have one degree. Typical: 0 to 0.3 among friends, -0.2 to 0
        on micro-blogs.

    Raises
    ------
    ScenarioError
        If this is no network.

    References
    ----------
    Newman, "Mixing patterns in networks", Physical Review E 67 (2003).

    Examples
    --------
    >>> from gridsim.networks import star
    >>> degree_assortativity(star(5))
    -1.0
    """
    check_network(network)
    outgoing, incoming = network.out_degree.astype(np.float64), network.in_degree.astype(np.float64)
    if not network.n_ties:
        return math.nan
    from_source, from_target = (
        outgoing - outgoing @ outgoing / network.n_ties,
        incoming - incoming @ incoming / network.n_ties,
    )
    spread = float(outgoing @ (from_source * from_source)) * float(incoming @ (from_target * from_target))
    if len(np.unique(outgoing[outgoing > 0])) == 1 or len(np.unique(incoming[incoming > 0])) == 1:
        return math.nan
    return _sum_over_ties(network.indptr, network.targets, from_source, from_target) / math.sqrt(spread)


def friendship_paradox(network: Network) -> FriendshipParadox:
    """Return how many people have fewer friends than their friends have on average, and the means behind it.

    The mean degree at an end of a tie is <k^2> / <k>, which is never less than <k>. Equal numbers do not count as
    fewer.

    Parameters
    ----------
    network : Network
        Mutual ties.

    Returns
    -------
    FriendshipParadox
        .share .mean_degree .mean_degree_at_end .mean_of_friends_means; people without friends are left out of the first
        and the last. All but the mean degree are nan without ties. Typical share: 0.6 to 0.9.

    Raises
    ------
    ScenarioError
        If this is no network, or a tie has no return.

    References
    ----------
    Feld, "Why your friends have more friends than you do", American Journal of Sociology 96 (1991).

    Examples
    --------
    >>> import networkx
    >>> karate = Network.from_networkx(networkx.karate_club_graph(), weight=None)
    >>> round(friendship_paradox(karate).share, 4)
    0.8529
    """
    check_mutual(network, "the friendship paradox")
    return paradox_of(network)


def paradox_of(network: Network) -> FriendshipParadox:
    """The friendship paradox."""
    degree = network.out_degree
    friends_sum = np.zeros(network.n, np.int64)
    _sum_of_friends(network.indptr, network.targets, degree, friends_sum)
    has = degree > 0
    if not has.any():
        return FriendshipParadox(math.nan, 0.0, math.nan, math.nan)
    fewer = degree * degree < friends_sum  # k < sum / k, in whole numbers
    means = friends_sum[has] / degree[has]
    return FriendshipParadox(
        float(fewer[has].mean()), float(degree.mean()), float(friends_sum.sum()) / network.n_ties, float(means.mean())
    )


def _degrees(network: Network, direction: str) -> np.ndarray:
    """The out- or the in-degrees."""
    check_network(network)
    if direction not in _DIRECTIONS:
        raise refusal(
            "direction",
            "the direction",
            f"one of {', '.join(_DIRECTIONS)}",
            direction,
            "Take out for whom one influences",
        )
    return network.out_degree if direction == "out" else network.in_degree


@kernel
def _sum_over_ties(indptr, targets, from_source, from_target):
    """The sum over all ties of the product of a number of the source and one of the target."""
    total = 0.0
    for i in range(len(indptr) - 1):
        row = 0.0
        for e in range(indptr[i], indptr[i + 1]):
            row += from_target[targets[e]]
        total += from_source[i] * row
    return total


@kernel
def _sum_of_friends(indptr, targets, degree, total):
    """The sum of the friends' degrees of each person."""
    for i in range(len(indptr) - 1):
        for e in range(indptr[i], indptr[i + 1]):
            total[i] += degree[targets[e]]
