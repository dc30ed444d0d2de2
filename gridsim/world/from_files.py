"""People and ties of a world from files, read once for all replicates and threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gridsim.errors import ScenarioError
from gridsim.files.content import as_path
from gridsim.files.roles import Reading
from gridsim.files.ties import read_ties
from gridsim.scenario import Scenario
from gridsim.scenario.files import SAID_OF_PEOPLE, SAID_OF_TIES
from gridsim.world import groups
from gridsim.world.circles import circles_of
from gridsim.world.groups import Groups
from gridsim.world.network import Network
from gridsim.world.population import PeopleColumns, Population, agents_of, people_columns, people_of_ties, read_people
from gridsim.world.read import network_of

if TYPE_CHECKING:
    pass


LARGEST_CIRCLE = 4
"""A circle found in the ties is divided when it has more people than this many times `people.circle_size`."""


class Files(NamedTuple):
    """Files of a scenario with the times of their last change: all that the part of a world from files depends on."""

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


class Contents(NamedTuple):
    """Contents of the files of a scenario."""

    population: Population | None
    moments: Network | None
    micro_blog: Network | None
    circle: np.ndarray | None
    groups: Groups | None = None
    place: Network | None = None
    read_as: dict[str, str] | None = None  # how each file was read, by its key


_KEPT: OrderedDict[Files, Contents] = OrderedDict()
_KEPT_MOST = 2
_ONE_READS = threading.Lock()


def files_of(scenario: Scenario) -> Files:
    """The files that a scenario names, all problems with their paths at once."""
    groups, place = scenario.network.groups, scenario.network.place
    problems: list[str] = []
    found: list[tuple | None] = []
    for where, name in (
        ("people.file", scenario.people.file),
        ("network.moments.file", scenario.network.moments.file),
        ("network.micro_blog.file", scenario.network.micro_blog.file),
        ("network.groups.file", groups.file if groups else None),
        ("network.place.file", place.file if place else None),
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


def reading_of(page: Any) -> Reading:
    """Settings for reading the file of one network of the scenario."""
    return Reading() if page is None else Reading(**{name: getattr(page, name) for name in SAID_OF_TIES})


def files_read_as(scenario: Scenario) -> dict[str, str]:
    """How each file of a scenario is read, by the key that names it, in a line; the files are read once for this and
    the worlds."""
    return dict(contents_of(files_of(scenario)).read_as or {})


def _stamp(path: Path) -> tuple:
    """A file's path, time of last change and size."""
    state = as_path(path).stat()
    return path, state.st_mtime_ns, state.st_size


def contents_of(files: Files) -> Contents:
    """What the files say, read once for all replicates and threads."""
    if not (files.people or files.moments or files.micro_blog or files.groups or files.place):
        return Contents(None, None, None, None)
    with _ONE_READS:
        if files not in _KEPT:
            _KEPT[files] = _read(files)
        _KEPT.move_to_end(files)
        while len(_KEPT) > _KEPT_MOST:
            _KEPT.popitem(last=False)
        return _KEPT[files]


def _read(files: Files) -> Contents:
    """Read the files; every person and every end of a tie is mapped to an agent."""
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
    return Contents(
        named_people, networks["moments"], networks["micro_blog"], circle, members, networks["place"], read_as
    )


def _directed(layer: str, said: bool | None, by_file: bool | None) -> bool:
    """Whether ties are stored from source to target only: never on moments; elsewhere unless the scenario or the file
    says that they are mutual."""
    if layer == "moments":
        return False
    return said if said is not None else by_file is not False
