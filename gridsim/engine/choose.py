"""Whom to ask first: the order in which people are asked to be points on the first day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gridsim._jit import kernel
from gridsim.errors import ScenarioError, problem
from gridsim.scenario.grid import Activate
from gridsim.scenario.quantities import heads
from gridsim.terms import PEOPLE, Role, words
from gridsim.world import World

FINE = 65_537.0
"""A draw times this, less its whole part, is a draw again: which friend is named does not hang on when one is asked."""

ASKED_ROLES = words((*PEOPLE[1:], Role.CONSUMER))
"""Roles in the order in which they are asked."""


def asked_first(page: Activate, world: World, ranks: np.ndarray) -> np.ndarray:
    """Return everybody who is asked to be a point on the first day, in order: those named, then role by role, (asked,)
    int64.

    Parameters
    ----------
    ranks : (people,) float64
        A draw a person, the same under every strategy.

    Raises
    ------
    ScenarioError
        If somebody is named who is not there, or bridges are asked for and nobody is in a circle.
    """
    named = named_people(page.named, world)
    asked = [named]
    for name in ASKED_ROLES:
        holders = np.flatnonzero(world.table.role == Role[name.upper()])
        in_order = (
            first_to_ask(page.choose, world, holders, ranks) if name == "consumer" else holders[by_draw(ranks[holders])]
        )
        asked.append(in_order[~np.isin(in_order, named)][: heads(getattr(page, name), len(holders))])
    return np.concatenate(asked)


def first_to_ask(choose: str, world: World, consumers: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Consumers in the order in which they are asked; equals by their draw.

    Parameters
    ----------
    choose : str
        One of those of `points.activate.choose`.
    consumers : (k,) int array
        The people to order.
    ranks : (people,) float64
        A draw a person, the same under every strategy.

    Raises
    ------
    ScenarioError
        If bridges are asked for and nobody is in a circle.
    """
    if choose == "random":
        return consumers[by_draw(ranks[consumers])]
    if choose == "nominated":
        return nominated(world, consumers, ranks)
    if choose == "customers":
        last = ~world.table.customer[consumers]
    elif choose == "bridges":
        last = -circles_of_friends(world)[consumers]
    else:
        n_friends = np.diff(world.layers["moments"].indptr)[consumers]
        last = n_friends if choose == "fewest_friends" else -n_friends
    return consumers[np.lexsort((ranks[consumers], last))]


def nominated(world: World, consumers: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Return consumers in the order in which friends name them: each person, in the order of the draws, names one friend
    at random; who is named by nobody comes last."""
    friends, is_consumer = world.layers["moments"], np.zeros(world.n_people, bool)
    is_consumer[consumers] = True
    named = np.full(world.n_people, world.n_people, np.int64)
    for turn, person in enumerate(consumers[by_draw(ranks[consumers])].tolist()):
        known = friends.targets[friends.indptr[person] : friends.indptr[person + 1]]
        if len(known):
            friend = known[int(ranks[person] * FINE % 1.0 * len(known))]
            named[friend] = min(named[friend], turn)
    return consumers[np.lexsort((ranks[consumers], named[consumers]))]


def named_people(
    labels: Sequence[str | int], world: World, where: str = "strategies.*.points.activate.named"
) -> np.ndarray:
    """Return the people of these labels, (len(labels),) int64 agents in the same order; a number and its text are one
    label.

    `where` says in an error who asked.

    Raises
    ------
    ScenarioError
        If a label is not in the town, or stands twice.
    """
    if not labels:
        return np.zeros(0, np.int64)
    wanted = [str(label) for label in labels]
    texts = (np.arange(world.n_people) if world.labels is None else world.labels).astype(str)
    agents = np.flatnonzero(np.isin(texts, wanted))
    place = dict(zip(texts[agents].tolist(), agents.tolist(), strict=True))
    told = "Name people of the town, each once"
    strangers = [label for label in wanted if label not in place]
    if strangers:
        raise ScenarioError(
            problem(where, "each label", "that of a person in the town", ", ".join(strangers[:5]), told)
        )
    if len(place) < len(wanted):
        doubled = next(label for number, label in enumerate(wanted) if label in wanted[:number])
        raise ScenarioError(problem(where, "each label", "given once", doubled, told))
    return np.array([place[label] for label in wanted], np.int64)


def by_draw(ranks: np.ndarray) -> np.ndarray:
    """Places in the order of the draws."""
    return np.argsort(ranks, kind="stable")


def circles_of_friends(world: World) -> np.ndarray:
    """In how many circles each person has friends, (people,) int64.

    It stands for betweenness, which takes a walk over the whole network from every person: who has friends in many
    circles lies on the short ways between them. One look at every tie, so that it serves a million people.
    """
    circle, friends = world.table.circle, world.layers["moments"]
    n_circles = int(circle.max(initial=-1)) + 1
    if n_circles == 0:
        raise ScenarioError(
            problem(
                "points.activate.choose",
                "bridges",
                "asked for where people are in circles",
                "no circles",
                "Choose otherwise",
            )
        )
    found = np.zeros(world.n_people, np.int64)
    count_circles(friends.indptr, friends.targets, circle, np.full(n_circles, -1, np.int64), found)
    return found


@kernel
def count_circles(start, target, circle, last_seen, found):
    """Fill in the number of circles among each person's friends; `last_seen` has room for every circle."""
    for person in range(len(found)):
        for friend in target[start[person] : start[person + 1]]:
            mine = circle[friend]
            if mine >= 0 and last_seen[mine] != person:
                last_seen[mine] = person
                found[person] += 1
