"""The people of a market and their ties, as one object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gridsim.errors import ScenarioError, problem, refusal
from gridsim.terms import Role, words
from gridsim.world.groups import Groups
from gridsim.world.network import Network
from gridsim.world.people import PERSON

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, eq=False, repr=False)
class World:
    """The people and their platforms before the campaign, the same for every strategy.

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
        return frame


LAYER_SIZES = {"moments": (0,), "micro_blog": (1, 4), "place": (0,)}
"""Layers of a world, and how many accounts of the brand each has behind the people: on the micro-blog one, or four."""


def check_world(world: World) -> None:
    """Check that this is a world with known layers, each of the right number of agents.

    Raises
    ------
    ScenarioError
        With every layer that is unknown, missing, no network or of a wrong size.
    """
    if not isinstance(world, World):
        advice = "Make one with gs.build_world(scenario)"
        raise refusal("world", "the world", "a gridsim.World", type(world).__name__, advice)
    n, known = len(world.table), ", ".join(LAYER_SIZES)
    strange = "Rename it, or leave it out; chat groups are given as groups"
    missing = "Give one without ties: Network.from_edges([], [], n)"
    problems = [
        *(
            problem("world.layers", "each layer", f"one of {known}", name, strange)
            for name in world.layers
            if name not in LAYER_SIZES
        ),
        *(
            problem("world.layers", "the layers", "with moments and micro_blog", f"no {name}", missing)
            for name in ("moments", "micro_blog")
            if name not in world.layers
        ),
        *(line for name, network in world.layers.items() for line in _wrong_layer(name, network, n)),
    ]
    if world.groups is not None and len(world.groups.person_start) != n + 1:
        got, advice = f"of {len(world.groups.person_start) - 1}", "Make them with gridsim.world.groups.Groups"
        problems.append(problem("world.groups", "the groups", f"those of the {n} people", got, advice))
    if world.interests.ndim != 2 or len(world.interests) != n:
        must, got = f"a table with a row for each of the {n} people", " x ".join(map(str, world.interests.shape))
        problems.append(problem("world.interests", "the interests", must, got, "Give one row a person"))
    if problems:
        raise ScenarioError(problems)


def _wrong_layer(name: str, network: object, n: int) -> Iterator[str]:
    """Problem of a layer that is no network, or whose agents are not the n people and the accounts of the brand."""
    where = f"world.layers[{name!r}]"
    sizes = [n + accounts for accounts in LAYER_SIZES.get(name, ())]
    if not isinstance(network, Network):
        advice = "Make one with gs.Network.from_edges"
        yield problem(where, "the layer", "a gridsim.Network", type(network).__name__, advice)
    elif sizes and network.n not in sizes:
        accounts = (
            " and the official account, the last (four accounts with the executive's and the service account)"
            if sizes[0] > n
            else ""
        )
        must, advice = f"of {sizes[0]} agents, the {n} people{accounts}", f"Give n={sizes[0]} to gs.Network.from_edges"
        yield problem(where, "the layer", must, network.n, advice)
