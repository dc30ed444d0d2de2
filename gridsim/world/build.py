"""From a scenario to a world: the people, what they are like, and who sees whose posts.

Files say who the people are and how they are tied; what they leave open is generated. From there on both go the same
way.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gridsim.arguments import whole
from gridsim.errors import ScenarioError, problem
from gridsim.files.content import as_path
from gridsim.files.roles import Reading
from gridsim.files.ties import read_ties
from gridsim.scenario.files import SAID_OF_PEOPLE, SAID_OF_TIES
from gridsim.scenario.load import as_scenario
from gridsim.scenario.network import FOLLOWED
from gridsim.scenario.quantities import heads
from gridsim.terms import PEOPLE, Role, words
from gridsim.world import groups, micro_blog, moments, place
from gridsim.world.chance import stream
from gridsim.world.circles import circles_of
from gridsim.world.groups import Groups
from gridsim.world.network import Network
from gridsim.world.people import PERSON, draw_interests, draw_roles, draw_table
from gridsim.world.population import PeopleColumns, Population, agents_of, people_columns, people_of_ties, read_people
from gridsim.world.read import network_of

if TYPE_CHECKING:
    import pandas

    from gridsim.scenario import Scenario

LARGEST_CIRCLE = 4
"""A circle found in the ties is divided when it has more people than this many times `people.circle_size`."""
MOST_THREADS = 1_024


@dataclass(frozen=True, eq=False, repr=False)
class World:
    """The people and their platforms before the campaign; no strategy has any part in it.

    Parameters
    ----------
    table : numpy.recarray, dtype `gridsim.world.PERSON`, shape (n_people,)
        One row a person. Money in minor units, times in days; circle and region -1 are none.
    interests : numpy.ndarray of float32, shape (n_people, topics)
        Non-negative, each row of length 1.
    layers : dict of str to Network
        "moments" with `n_people` agents, mutual; "micro_blog" with one more, the official account (and, where they have
        followers, a row for bought media, empty, the executive's account and the service account). With `network.place`
        also "place": from a shop to its customers, from a distributor to the trade below it.
    labels : numpy.ndarray or None
        The user's own ids; None where they are 0 to n_people - 1.
    circle_names, region_names : list of str or None
        Names of the codes, where a file gave them.
    groups : Groups or None
        Chat groups and their members.
    email_list : numpy.ndarray of int32
        Who is on the mailing list, ascending.
    home_shop, above : numpy.ndarray of int32, shape (n_people,), or None
        The agent who keeps a person's home shop (-1: none); for people of the trade the agent one level up (-1: the
        brand).
    tier : numpy.ndarray of int8, shape (n_people,), or None
        1 distributor, 2 sub-distributor, 3 shop, 0 nobody of the trade. All three are None without `network.place`.
    read_as : dict of str to str
        How each file was read, by the key that names it ("network.moments.file"), in a line.
    """

    table: np.recarray
    interests: np.ndarray
    layers: dict[str, Network]
    labels: np.ndarray | None = None
    circle_names: list[str] | None = None
    region_names: list[str] | None = None
    groups: Groups | None = None
    email_list: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))
    home_shop: np.ndarray | None = None
    above: np.ndarray | None = None
    tier: np.ndarray | None = None
    read_as: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_world(self)

    def __repr__(self) -> str:
        ties = ", ".join(f"{name} {network.n_ties} ties" for name, network in self.layers.items())
        return f"World({self.n_people} people; {ties})"

    @property
    def n_people(self) -> int:
        """Number of people, the official account not counted."""
        return len(self.table)

    @property
    def account(self) -> int:
        """Index of the official account, an agent of the micro-blog only."""
        return len(self.table)

    @property
    def people(self) -> pandas.DataFrame:
        """The people as a table, indexed by agent: label, role by name, circle and region (by name where known), the
        other attributes."""
        import pandas

        frame = pandas.DataFrame({name: self.table[name] for name in PERSON.names or ()})
        frame["role"] = pandas.Categorical.from_codes(self.table.role, list(words(Role)))
        for column, names in (("circle", self.circle_names), ("region", self.region_names)):
            if names is not None:
                frame[column] = pandas.Categorical.from_codes(self.table[column], names)
        frame.insert(0, "label", np.arange(self.n_people) if self.labels is None else self.labels)
        frame.index.name = "agent"
        frame.attrs["units"] = {"reservation_price": "minor units of the scenario's currency"}
        return frame


LAYER_SIZES = {"moments": (0,), "micro_blog": (1, 4), "place": (0,)}
"""Layers of a world, and how many accounts of the brand each has behind the people: on the micro-blog one, or four."""


def check_world(world) -> None:
    """See that this is a world whose layers are known and of its people.

    Raises
    ------
    ScenarioError
        With every layer that is unknown, missing, no network or of a wrong size.
    """
    if not isinstance(world, World):
        raise ScenarioError(
            problem(
                "world", "the world", "a gridsim.World", type(world).__name__, "Make one with gs.build_world(scenario)"
            )
        )
    n, layers = len(world.table), world.layers
    known = ", ".join(LAYER_SIZES)
    problems = [
        problem(
            "world.layers",
            "each layer",
            f"one of {known}",
            name,
            "Rename it, or leave it out; chat groups are given as groups",
        )
        for name in layers
        if name not in LAYER_SIZES
    ] + [
        problem(
            "world.layers",
            "the layers",
            "with moments and micro_blog",
            f"no {name}",
            "Give one without ties: Network.from_edges([], [], n)",
        )
        for name in ("moments", "micro_blog")
        if name not in layers
    ]
    for name, network in layers.items():
        sizes = [n + accounts for accounts in LAYER_SIZES.get(name, ())]
        where = f"world.layers[{name!r}]"
        if not isinstance(network, Network):
            problems.append(
                problem(
                    where,
                    "the layer",
                    "a gridsim.Network",
                    type(network).__name__,
                    "Make one with gs.Network.from_edges",
                )
            )
        elif sizes and network.n not in sizes:
            accounts = (
                " and the official account, the last (four accounts with the executive's and the service account)"
                if sizes[0] > n
                else ""
            )
            constraint = f"of {sizes[0]} agents, the {n} people{accounts}"
            problems.append(
                problem(where, "the layer", constraint, network.n, f"Give n={sizes[0]} to gs.Network.from_edges")
            )
    if world.groups is not None and len(world.groups.person_start) != n + 1:
        got = f"of {len(world.groups.person_start) - 1}"
        problems.append(
            problem(
                "world.groups",
                "the groups",
                f"those of the {n} people",
                got,
                "Make them with gridsim.world.groups.Groups",
            )
        )
    if world.interests.ndim != 2 or len(world.interests) != n:
        shape = " x ".join(map(str, world.interests.shape))
        problems.append(
            problem(
                "world.interests",
                "the interests",
                f"a table with a row for each of the {n} people",
                shape,
                "Give one row a person",
            )
        )
    if problems:
        raise ScenarioError(problems)


class Files(NamedTuple):
    """The files of a scenario with the times of their last change: what the given part of a world depends on."""

    people: tuple | None
    moments: tuple | None
    micro_blog: tuple | None
    columns: PeopleColumns
    largest_circle: int
    groups: tuple | None = None
    place: tuple | None = None
    # what the scenario says about the files of moments, micro-blog, place
    readings: tuple = (Reading(), Reading(), Reading())
    people_count: int = 0  # people, where no file says who they are
    groups_said: tuple = (None, None, None)  # delimiter, header, encoding of the table of memberships


class Given(NamedTuple):
    """What the files of a scenario say."""

    population: Population | None
    moments: Network | None
    micro_blog: Network | None
    circle: np.ndarray | None
    groups: Groups | None = None
    place: Network | None = None
    read_as: dict[str, str] | None = None  # how each file was read, by its key


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
        Names the luck, 0 to 4,294,967,295; without it the scenario's own.
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


def made(scenario, seed: int, replicate: int, threads: int) -> World:
    """The world of a scenario; everything is checked."""
    given = _given(_files_of(scenario))
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


def _with_accounts(scenario, followers: Network, seed: int, replicate: int) -> Network:
    """The micro-blog with the official account, and the other accounts of the brand where they have followers."""
    page, n = scenario.network.micro_blog, followers.n
    official, executive, service = (heads(getattr(page, f"{name}_followers"), n) for name in FOLLOWED)
    network = micro_blog.with_official_account(followers, official, seed, replicate)
    if executive or service:
        network = micro_blog.with_account_matrix(network, executive, service, n, seed, replicate)
    return network


def _groups(scenario, circle: np.ndarray, seed: int, replicate: int) -> Groups | None:
    """Generated groups, where the network has groups."""
    page = scenario.network.groups
    if page is None:
        return None
    return groups.generate(
        circle, page.groups_each, page.mean_size, page.size_spread, page.in_circle_share, seed, replicate
    )


def _email_list(share: float, customer: np.ndarray, seed: int, replicate: int) -> np.ndarray:
    """Who is on the mailing list: customers first, each group in an order of its own that a longer list does not
    change."""
    if share == 0.0:
        return np.zeros(0, np.int32)
    n = len(customer)
    rank = stream(seed, replicate, "email_list").random(n) + np.where(customer, 0.0, 1.0)
    return np.sort(np.argsort(rank, kind="stable")[: round(share * n)]).astype(np.int32)


def _circles(
    scenario, population: Population, given: Given, seed: int, replicate: int
) -> tuple[np.ndarray, np.ndarray]:
    """Circle and region of everybody: from the table, else from the ties, else generated."""
    n = population.n
    nowhere = np.full(n, -1, np.int32)
    circle = population.circle if population.circle is not None else given.circle
    region = population.region
    if circle is None:
        people = scenario.people
        sizes = moments.circle_sizes(n, people.circle_size, people.circle_size_spread, seed, replicate)
        circle = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        if region is None and given.population is None:  # whole circles, one region after the other
            region = (circle.astype(np.int64) * scenario.people.regions // len(sizes)).astype(np.int32)
    return circle, nowhere if region is None else region


def _followers(scenario, n: int, seed: int, replicate: int, threads: int) -> Network:
    """A generated micro-blog, still without the official account."""
    page = scenario.network.micro_blog
    return micro_blog.generate(
        n, page.mean_follows, page.audience_exponent, page.largest_audience, seed, replicate, threads
    )


def _friends(scenario, role: np.ndarray, circle: np.ndarray, seed: int, replicate: int, threads: int) -> Network:
    """Generated moments."""
    page = scenario.network.moments
    factors = np.array([getattr(scenario.people.roles, name).friends_factor for name in words(PEOPLE)])
    friends = moments.friend_counts(factors[role], page.mean_friends, page.spread, seed, replicate)
    second = moments.SecondCircles(
        page.second_circles_share,
        page.neighbourhood,
        page.second_circle_friends,
        int(scenario.people.circle_size + 0.5),
    )
    return moments.generate(friends, circle, page.in_circle_share, second, seed, replicate, threads)


# --- what files give; kept for the next replicate, which needs the same


_KEPT: OrderedDict[Files, Given] = OrderedDict()
_KEPT_MOST = 2
_ONE_READS = threading.Lock()


def _files_of(scenario) -> Files:
    """The files that a scenario names, all problems with their paths at once."""
    problems: list[str] = []
    found: list[tuple | None] = []
    for where, name in (
        ("people.file", scenario.people.file),
        ("network.moments.file", scenario.network.moments.file),
        ("network.micro_blog.file", scenario.network.micro_blog.file),
        ("network.groups.file", scenario.network.groups and scenario.network.groups.file),
        ("network.place.file", scenario.network.place and scenario.network.place.file),
    ):
        try:
            found.append(None if name is None else _stamp(Path(getattr(scenario, "base_dir", None) or ".") / name))
        except ScenarioError as error:
            problems += [f"{where}: {line}" for line in error.problems]
    if problems:
        raise ScenarioError(problems)
    largest = int(LARGEST_CIRCLE * scenario.people.circle_size)
    said = tuple(getattr(scenario.network.groups, name, None) for name in SAID_OF_PEOPLE)
    readings = tuple(
        reading_of(page) for page in (scenario.network.moments, scenario.network.micro_blog, scenario.network.place)
    )
    return Files(
        found[0],
        found[1],
        found[2],
        people_columns(scenario.people),
        largest,
        found[3],
        found[4],
        readings,
        scenario.people.count,
        said,
    )


def reading_of(page) -> Reading:
    """What a page of the network says about its file."""
    return Reading() if page is None else Reading(**{name: getattr(page, name) for name in SAID_OF_TIES})


def files_read_as(scenario) -> dict[str, str]:
    """How each file of a scenario is read, by the key that names it, in a line; the files are read once for this and
    the worlds."""
    return dict(_given(_files_of(scenario)).read_as or {})


def _stamp(path: Path) -> tuple:
    """A file's path, time of last change and size."""
    state = as_path(path).stat()
    return path, state.st_mtime_ns, state.st_size


def _given(files: Files) -> Given:
    """What the files say, read once for all replicates and threads."""
    if not (files.people or files.moments or files.micro_blog or files.groups or files.place):
        return Given(None, None, None, None)
    with _ONE_READS:
        if files not in _KEPT:
            _KEPT[files] = _read(files)
        _KEPT.move_to_end(files)
        while len(_KEPT) > _KEPT_MOST:
            _KEPT.popitem(last=False)
        return _KEPT[files]


def _read(files: Files) -> Given:
    """Read the files; every person and every tie finds its agent."""
    named = zip(
        ("moments", "micro_blog", "place"), (files.moments, files.micro_blog, files.place), files.readings, strict=True
    )
    ties = {name: (stamp[0], read_ties(stamp[0], reading), reading.directed) for name, stamp, reading in named if stamp}
    # shops and groups are of people whom other files or the count give
    known_by = [pair[1] for name, pair in ties.items() if name != "place"]
    population = Population(files.people_count)
    if files.people:
        population = read_people(files.people[0], files.columns)
    elif known_by:
        population = people_of_ties(known_by)
    networks: dict[str, Network | None] = {"moments": None, "micro_blog": None, "place": None}
    members = None
    problems: list[str] = []
    read_as = {"people.file": population.read_as} if files.people else {}
    for name, (path, pairs, said) in ties.items():
        try:
            agents = agents_of(path, pairs, population, files.people[0] if files.people else None)
        except ScenarioError as error:
            problems += error.problems
            continue
        networks[name] = made = network_of(pairs, _directed(name, said, pairs.directed), None, population.n, agents)
        read_as[f"network.{name}.file"] = made.read_as
    if files.groups:
        try:
            members = groups.read(
                files.groups[0], population, files.people[0] if files.people else None, files.groups_said
            )
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    circle = None
    if population.circle is None and networks["moments"] is not None:
        circle = circles_of(networks["moments"], files.largest_circle)
    named_people = population if files.people or known_by else None
    return Given(named_people, networks["moments"], networks["micro_blog"], circle, members, networks["place"], read_as)


def _directed(layer: str, said: bool | None, by_file: bool | None) -> bool:
    """Whether ties are stored from source to target only: never on moments; elsewhere unless the scenario or the file
    says that they are mutual."""
    if layer == "moments":
        return False
    return said if said is not None else by_file is not False
