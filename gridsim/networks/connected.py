"""Connected components, weak and strong, and k-shells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import jit, kernel
from gridsim.errors import refusal
from gridsim.networks.mutual import check_mutual, check_network
from gridsim.world.network import Network

_KINDS = ("weak", "strong")


class Components(NamedTuple):
    """Which component each person is in, and how large each is; component 0 is the largest."""

    component: np.ndarray  # int32, shape (n,)
    sizes: np.ndarray  # int64, shape (number of components,), largest first


def components(network: Network, kind: str = "weak") -> Components:
    """Return the components of a network, the largest first; of two of the same size, the one with the lower agent
    comes first.

    Parameters
    ----------
    network : Network
    kind : str
        "weak": people are together if a chain of ties joins them, whatever its directions. "strong": if each can reach
        the other along the directions. The same where all ties are mutual.

    Returns
    -------
    Components
        .component (n,) int32, from 0, and .sizes int64.

    Raises
    ------
    ScenarioError
        If this is no network or the kind is unknown.

    References
    ----------
    Pearce, "A space-efficient algorithm for finding strongly connected components", Information Processing Letters 116
    (2016).

    Examples
    --------
    >>> network = Network.from_edges([0, 1, 2, 3], [1, 2, 1, 4])
    >>> components(network).component.tolist(), components(network).sizes.tolist()
    ([0, 0, 0, 1, 1], [3, 2])
    >>> components(network, "strong").sizes.tolist()
    [2, 1, 1, 1]
    """
    check_network(network)
    if kind not in _KINDS:
        raise refusal(
            "kind", "the kind of components", f"one of {', '.join(_KINDS)}", kind, "Take weak to ignore directions"
        )
    component = np.empty(network.n, np.int32)
    if kind == "weak":
        _join(network.indptr, network.targets, component)
    else:
        _strong(network.indptr, network.targets, component)
    return _largest_first(component)


def core_numbers(network: Network) -> np.ndarray:
    """Return the k-shell of each person: the largest k such that it is in a group in which everybody has at least k
    friends.

    People with the fewest friends left are taken away one after the other, in one pass over the ties.

    Parameters
    ----------
    network : Network
        Mutual ties.

    Returns
    -------
    numpy.ndarray of int32, shape (n,)
        From 0 (no friends) to the largest degree.

    Raises
    ------
    ScenarioError
        If this is no network, or a tie has no return.

    References
    ----------
    Batagelj and Zaversnik, "An O(m) algorithm for cores decomposition of networks", 2003; as a rank of spreaders:
    Kitsak and others, Nature Physics 6 (2010).

    Examples
    --------
    >>> core_numbers(Network.from_edges([0, 1, 2, 2], [1, 2, 0, 3], n=5, directed=False)).tolist()
    [2, 2, 2, 1, 0]
    """
    check_mutual(network, "the k-shell")
    return shells_of(network)


def shells_of(network: Network) -> np.ndarray:
    """The k-shell of each person."""
    left = network.out_degree.astype(np.int32)
    order = np.argsort(left, kind="stable").astype(np.int32)
    place = np.empty(network.n, np.int32)
    place[order] = np.arange(network.n, dtype=np.int32)
    first = np.searchsorted(left[order], np.arange(int(left.max()) + 2)).astype(np.int32)
    _peel(network.indptr, network.targets, left, order, place, first)
    return left


def _largest_first(component: np.ndarray) -> Components:
    """Number the components anew by size; they are told apart by any numbers below n."""
    size = np.bincount(component, minlength=len(component))
    lowest = np.full(len(component), len(component))
    lowest[component[::-1]] = np.arange(len(component))[::-1]  # the last one written is the lowest agent
    used = np.flatnonzero(size)
    by_size = used[np.lexsort((lowest[used], -size[used]))]
    number = np.empty(len(component), np.int32)
    number[by_size] = np.arange(len(by_size), dtype=np.int32)
    return Components(number[component], size[by_size])


@kernel
def _join(indptr, targets, component):
    """Join the ends of each tie: everybody points at somebody of the same component, the lowest agent at itself."""
    n = len(component)
    for i in range(n):
        component[i] = i
    for i in range(n):
        for e in range(indptr[i], indptr[i + 1]):
            a, b = _root(component, i), _root(component, targets[e])
            component[max(a, b)] = min(a, b)
    for i in range(n):
        component[i] = _root(component, i)


@kernel
def _root(component, i):
    """The lowest agent known of the component of i; the way there is halved for the next who asks."""
    while component[i] != i:
        component[i] = component[component[i]]
        i = component[i]
    return np.int64(i)


@jit
def _strong(indptr, targets, component):
    """Pearce's one-pass search with its own stacks: `mark` is 0 before the visit, then the order of visit of the
    earliest still open person that is reached; when that is oneself, all that was left on `waiting` since is one
    component, marked by a number that no open one has."""
    n = len(component)
    mark, is_first, at = np.zeros(n, np.int64), np.ones(n, np.bool_), indptr[:-1].copy()
    path, waiting = np.empty(n, np.int32), np.empty(n, np.int32)
    n_waiting, visit, closed = np.int64(0), np.int64(1), 2 * n + 1
    for start in range(n):
        if mark[start]:
            continue
        path[0], depth = start, np.int64(1)
        mark[start] = visit
        visit += 1
        while depth:
            i = path[depth - 1]
            if at[i] < indptr[i + 1]:
                to = targets[at[i]]
                if mark[to] == 0:
                    mark[to] = visit
                    visit += 1
                    path[depth] = to
                    depth += 1
                    continue
                if mark[to] < mark[i]:
                    mark[i], is_first[i] = mark[to], False
                at[i] += 1
                continue
            depth -= 1
            if not is_first[i]:
                waiting[n_waiting] = i
                n_waiting += 1
                continue
            while n_waiting and mark[waiting[n_waiting - 1]] >= mark[i]:
                n_waiting -= 1
                component[waiting[n_waiting]] = i
                mark[waiting[n_waiting]] = closed
            component[i] = i
            mark[i] = closed


@kernel
def _peel(indptr, targets, left, order, place, first):
    """Take people away in the order of the friends they have left; `order` stays sorted by swapping with the first of
    the same number."""
    for k in range(len(order)):
        i = order[k]
        for e in range(indptr[i], indptr[i + 1]):
            j = targets[e]
            if left[j] <= left[i]:
                continue
            a, b = first[left[j]], place[j]
            other = order[a]
            order[a], order[b] = j, other
            place[j], place[other] = a, b
            first[left[j]] += 1
            left[j] -= 1
