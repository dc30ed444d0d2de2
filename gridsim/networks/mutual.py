"""Mutual ties: checks, counts, and networks made mutual."""

from __future__ import annotations

import math

import numpy as np

from gridsim._jit import kernel
from gridsim.draws import philox
from gridsim.errors import ScenarioError, refusal
from gridsim.world.network import Network


def undirected(network: Network) -> Network:
    """Return the network in which every tie is mutual: two people are tied if either influenced the other.

    Parameters
    ----------
    network : Network

    Returns
    -------
    Network
        The same one if all its ties are mutual already. Of two weights the larger is kept.

    Raises
    ------
    ScenarioError
        If this is no network.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, section 6.4.

    Examples
    --------
    >>> both = undirected(Network.from_edges([0, 1], [1, 2]))
    >>> both.source.tolist(), both.target.tolist()
    ([0, 1, 1, 2], [1, 0, 2, 1])
    """
    if is_mutual(network):
        return network
    made = Network.from_edges(network.source, network.target, network.n, network.weights, directed=False)
    return Network(made.indptr, made.targets, made.weights, network.labels)


def is_mutual(network: Network) -> bool:
    """Return whether every tie exists in both directions, as in a network of friends.

    Parameters
    ----------
    network : Network

    Returns
    -------
    bool

    Raises
    ------
    ScenarioError
        If this is no network.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, section 7.6.

    Examples
    --------
    >>> is_mutual(Network.from_edges([0], [1])), is_mutual(Network.from_edges([0], [1], directed=False))
    (False, True)
    """
    check_network(network)
    return bool(_all_returned(network.indptr, network.targets))


def reciprocity(network: Network) -> float:
    """Return the share of directed ties whose reverse exists: 1 where all ties are mutual.

    Parameters
    ----------
    network : Network

    Returns
    -------
    float
        From 0 to 1; nan without ties. Typical: 0.2 to 0.7 on micro-blogs.

    Raises
    ------
    ScenarioError
        If this is no network.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, section 7.6.

    Examples
    --------
    >>> reciprocity(Network.from_edges([0, 1, 1, 2], [1, 0, 2, 0]))
    0.5
    """
    check_network(network)
    return float(mutual_degree(network).sum()) / network.n_ties if network.n_ties else math.nan


def mutual_degree(network: Network) -> np.ndarray:
    """Number of others with whom each person has ties both ways, int64, shape (n,)."""
    return network.out_degree if is_mutual(network) else returned_degree(network)


def returned_degree(network: Network) -> np.ndarray:
    """Mutual degree, counted tie by tie."""
    degree = np.zeros(network.n, np.int64)
    _count_returned(network.indptr, network.targets, network.indptr[:-1].copy(), degree)
    return degree


def check_network(network: object) -> None:
    """Check that this is a network."""
    if not isinstance(network, Network):
        advice = "Make one with gridsim.read_network, Network.from_edges or Network.from_networkx"
        raise refusal("network", "the network", "a gridsim Network", type(network).__name__, advice)


def check_mutual(network: object, measure: str) -> None:
    """Check that this is a network of mutual ties, as the measure needs it."""
    check_network(network)
    assert isinstance(network, Network)
    if not is_mutual(network):
        one_way = network.n_ties - int(returned_degree(network).sum())
        got = f"{one_way} of {network.n_ties} ties without their return"
        advice = "Give gridsim.networks.undirected(network), which makes every tie mutual"
        raise ScenarioError(f"network: {measure} needs a network whose ties are all mutual; got {got}. {advice}.")


@kernel
def _all_returned(indptr, targets):
    """Whether each tie has its return: then the names of the pairs, 64 random bits each, meet twice and cancel out
    (else with chance 2^-64).

    To look up the returns would fetch a far row a tie: 12 s at 200 million ties, this 1.5 s.
    """
    odd = np.uint64(0)
    for i in range(len(indptr) - 1):
        for e in range(indptr[i], indptr[i + 1]):
            low, high = np.uint64(min(i, targets[e])), np.uint64(max(i, targets[e]))
            words = philox(low, high, np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
            odd ^= (words[0] << np.uint64(32)) | words[1]
    return odd == np.uint64(0)


@kernel
def _count_returned(indptr, targets, place, degree):
    """Count for each row the ties that have their return; `place` moves along each row as the row that it is compared
    with moves on."""
    for row in range(len(indptr) - 1):
        for e in range(indptr[row], indptr[row + 1]):
            to = targets[e]
            at = place[to]
            end = indptr[to + 1]
            while at < end and targets[at] < row:
                at += 1
            place[to] = at
            if at < end and targets[at] == row:
                degree[row] += 1
