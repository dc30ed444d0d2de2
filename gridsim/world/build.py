"""World of a scenario: the people, their attributes, and who sees whose posts.

People and ties come from files where the scenario names them; the rest is generated. All later steps are the same for
both.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.arguments import whole
from gridsim.scenario.load import as_scenario
from gridsim.scenario.network import FOLLOWED
from gridsim.scenario.quantities import heads
from gridsim.world import groups, micro_blog, place
from gridsim.world.chance import stream
from gridsim.world.circle_ties import SecondCircles
from gridsim.world.friends import circle_sizes, friend_counts, friend_network
from gridsim.world.from_files import Contents, contents_of, files_of
from gridsim.world.groups import Groups
from gridsim.world.network import Network
from gridsim.world.people import by_role, draw_interests, draw_roles, draw_table
from gridsim.world.population import Population
from gridsim.world.world import World

if TYPE_CHECKING:
    from gridsim.scenario import Scenario


MOST_THREADS = 1_024


def build_world(
    scenario: Scenario | str | os.PathLike[str] | Mapping[str, Any],
    seed: int | None = None,
    replicate: int = 0,
    threads: int = 1,
) -> World:
    """Return the world of a scenario: the same for the same scenario, seed and replicate, on any number of threads.

    Parameters
    ----------
    scenario : Scenario, path, text or mapping
        Says how many people, of which kind, on which platforms, or which files hold them.
    seed : int, optional
        Random seed, 0 to 4,294,967,295; without it the scenario's own.
    replicate : int
        0 to 16,777,215. With `world: fixed` in the scenario every replicate has the world of replicate 0.
    threads : int
        Threads that share the work, 1 to 1,024; they change nothing in the world.

    Returns
    -------
    World

    Raises
    ------
    ScenarioError
        If a seed, replicate or number of threads is out of range, a file is missing or wrong, labels of ties are not in
        the table of people, or the roles or followers asked for are more than the people.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> world = build_world(load_scenario("people: {count: 500}\\nstrategies: {grid: {}}"), seed=1)
    >>> world.n_people, world.layers["moments"].n, world.layers["micro_blog"].n, world.interests.shape
    (500, 500, 501, (500, 8))
    """
    scenario = as_scenario(scenario)
    seed = whole("seed", scenario.seed if seed is None else seed, 0, 2**32 - 1, "Give such a number")
    replicate = 0 if scenario.world == "fixed" else whole("replicate", replicate, 0, 2**24 - 1, "Give such a number")
    return made(scenario, seed, replicate, whole("threads", threads, 1, MOST_THREADS, "Give such a number"))


def made(scenario: Any, seed: int, replicate: int, threads: int) -> World:
    """World of a checked scenario."""
    given = contents_of(files_of(scenario))
    population = given.population or Population(scenario.people.count)
    circle, region = _circles(scenario, population, given, seed, replicate)
    followers = given.micro_blog or _followers(scenario, population.n, seed, replicate, threads)
    role = population.role
    if role is None:
        role = draw_roles(scenario, followers.out_degree, seed, replicate)
    blog = _with_accounts(scenario, followers, seed, replicate)
    del followers  # the copy without accounts, before the friends need the memory
    friends = given.moments or _friends(scenario, role, circle, seed, replicate, threads)
    table = draw_table(scenario, role, circle, region, seed, replicate)
    layers = {"moments": friends, "micro_blog": blog}
    trade = None
    if scenario.network.place is not None:
        trade = place.of_ties(given.place) if given.place else place.generate(scenario, role, region, seed, replicate)
        layers["place"] = trade.ties
    return World(
        table,
        draw_interests(circle, scenario.people.interests, scenario.people.circle_homophily, seed, replicate),
        layers,
        population.labels,
        population.circle_names,
        population.region_names,
        given.groups or _groups(scenario, circle, seed, replicate),
        _email_list(scenario.market.email_list, table.customer, seed, replicate),
        home_shop=None if trade is None else trade.home_shop,
        above=None if trade is None else trade.above,
        tier=None if trade is None else trade.tier,
        read_as=given.read_as or {},
    )


def _with_accounts(scenario: Scenario, followers: Network, seed: int, replicate: int) -> Network:
    """The micro-blog with the official account, and the other accounts of the brand where they have followers."""
    page, n = scenario.network.micro_blog, followers.n
    official, executive, service = (heads(getattr(page, f"{name}_followers"), n) for name in FOLLOWED)
    network = micro_blog.with_official_account(followers, official, seed, replicate)
    if executive or service:
        network = micro_blog.with_account_matrix(network, executive, service, n, seed, replicate)
    return network


def _groups(scenario: Scenario, circle: np.ndarray, seed: int, replicate: int) -> Groups | None:
    """Generated groups, where the network has groups."""
    page = scenario.network.groups
    if page is None:
        return None
    return groups.generate(
        circle, page.groups_each, page.mean_size, page.size_spread, page.in_circle_share, seed, replicate
    )


def _email_list(share: float, customer: np.ndarray, seed: int, replicate: int) -> np.ndarray:
    """Members of the mailing list: customers first; the order within each group does not depend on the length of the
    list."""
    if share == 0.0:
        return np.zeros(0, np.int32)
    n = len(customer)
    rank = stream(seed, replicate, "email_list").random(n) + np.where(customer, 0.0, 1.0)
    return np.sort(np.argsort(rank, kind="stable")[: round(share * n)]).astype(np.int32)


def _circles(
    scenario: Scenario, population: Population, given: Contents, seed: int, replicate: int
) -> tuple[np.ndarray, np.ndarray]:
    """Circle and region of everybody: from the table, else from the ties, else generated."""
    n = population.n
    nowhere = np.full(n, -1, np.int32)
    circle = population.circle if population.circle is not None else given.circle
    region = population.region
    if circle is None:
        people = scenario.people
        sizes = circle_sizes(n, people.circle_size, people.circle_size_spread, seed, replicate)
        circle = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        if region is None and given.population is None:  # whole circles, one region after the other
            region = (circle.astype(np.int64) * scenario.people.regions // len(sizes)).astype(np.int32)
    return circle, nowhere if region is None else region


def _followers(scenario: Scenario, n: int, seed: int, replicate: int, threads: int) -> Network:
    """A generated micro-blog, still without the official account."""
    page = scenario.network.micro_blog
    return micro_blog.generate(
        n, page.mean_follows, page.audience_exponent, page.largest_audience, seed, replicate, threads
    )


def _friends(
    scenario: Scenario, role: np.ndarray, circle: np.ndarray, seed: int, replicate: int, threads: int
) -> Network:
    """Generated friends."""
    page = scenario.network.moments
    friends = friend_counts(
        by_role(scenario, "friends_factor", 1.0)[role],
        page.mean_friends,
        page.spread,
        page.most_friends,
        seed,
        replicate,
    )
    second = SecondCircles(
        page.second_circles_share,
        page.neighbourhood,
        page.second_circle_friends,
        int(scenario.people.circle_size + 0.5),
    )
    return friend_network(friends, circle, page.in_circle_share, second, seed, replicate, threads)
