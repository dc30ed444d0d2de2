"""Networks of a plain shape: complete, star, path, cycle, tree."""

from __future__ import annotations

import numpy as np

from gridsim.arguments import whole
from gridsim.errors import refusal
from gridsim.networks.checks import IN_RANGE, MOST_PEOPLE, checked_people
from gridsim.world.network import Network


def complete(n: int) -> Network:
    """Return the network in which all n people know each other.

    Parameters
    ----------
    n : int
        People, from 1 to 100,000.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If n is out of range.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> complete(3).targets.tolist()
    [1, 2, 0, 2, 0, 1]
    """
    n = checked_people(n, 1, 100_000)
    everybody = np.arange(n, dtype=np.int32)
    others = everybody[: n - 1] + (everybody[: n - 1] >= everybody[:, None])
    return Network(np.arange(n + 1, dtype=np.int64) * (n - 1), others.ravel().astype(np.int32))


def star(n: int) -> Network:
    """Return a network of n people of whom the first, agent 0, knows all and the others nobody else.

    Parameters
    ----------
    n : int
        People with the hub, from 1 to 2^31 - 1.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If n is out of range.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> star(4).out_degree.tolist()
    [3, 1, 1, 1]
    """
    n = checked_people(n)
    return Network.from_edges(np.zeros(n - 1, np.int32), np.arange(1, n, dtype=np.int32), n=n, directed=False)


def path(n: int) -> Network:
    """Return a row of n people, each of whom knows the one before and the one after.

    Parameters
    ----------
    n : int
        People, from 1 to 2^31 - 1.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If n is out of range.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> path(4).out_degree.tolist()
    [1, 2, 2, 1]
    """
    n = checked_people(n)
    return Network.from_edges(np.arange(n - 1, dtype=np.int32), np.arange(1, n, dtype=np.int32), n=n, directed=False)


def cycle(n: int) -> Network:
    """Return a ring of n people, each of whom knows the one before and the one after.

    Parameters
    ----------
    n : int
        People, from 3 to 2^31 - 1.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If n is out of range.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> cycle(4).targets.tolist()
    [1, 3, 0, 2, 1, 3, 0, 2]
    """
    n = checked_people(n, 3)
    everybody = np.arange(n, dtype=np.int32)
    return Network.from_edges(everybody, (everybody + 1) % n, n=n, directed=False)


def tree(branching: int, depth: int) -> Network:
    """Return the tree in which everybody down to the last generation has the same number of children; agent 0 is the
    root.

    Generation g holds branching^g people, numbered one generation after the other.

    Parameters
    ----------
    branching : int
        Children of each, from 1 to 1,000,000.
    depth : int
        Generations after the root, from 0 to 1,000,000.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If a number is out of range, or the tree would hold more than 2^31 - 1 people.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapter 6.

    Examples
    --------
    >>> tree(2, 3).n, tree(2, 1).targets.tolist()
    (15, [1, 2, 0, 0])
    """
    branching = whole("branching", branching, 1, 1_000_000, IN_RANGE, "the number of children")
    depth = whole("depth", depth, 0, 1_000_000, IN_RANGE, "the number of generations after the root")
    n, generation = 1, 1
    for number in range(1, depth + 1):
        generation *= branching
        n += generation
        if n > MOST_PEOPLE:
            raise refusal(
                "depth", "the tree", f"of at most {MOST_PEOPLE} people", f"{n} at {number}", "Give a lower depth"
            )
    children = np.arange(1, n, dtype=np.int64)
    return Network.from_edges((children - 1) // branching, children, n=n, directed=False)
