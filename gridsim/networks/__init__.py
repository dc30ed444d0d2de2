"""Networks made and measured: generators of the textbook networks, and measures that work on millions of ties."""

from __future__ import annotations

from gridsim.networks.closure import average_clustering, clustering, transitivity, triangles
from gridsim.networks.connected import Components, components, core_numbers
from gridsim.networks.degrees import configuration, regular
from gridsim.networks.description import Description, describe
from gridsim.networks.generate import barabasi_albert, poisson, watts_strogatz
from gridsim.networks.measures import (
    DegreeMoments,
    FriendshipParadox,
    degree_assortativity,
    degree_distribution,
    degree_moments,
    friendship_paradox,
    percolation_threshold,
)
from gridsim.networks.mutual import is_mutual, reciprocity, undirected
from gridsim.networks.shapes import complete, cycle, path, star, tree

__all__ = [
    "Components",
    "DegreeMoments",
    "Description",
    "FriendshipParadox",
    "average_clustering",
    "barabasi_albert",
    "clustering",
    "complete",
    "components",
    "configuration",
    "core_numbers",
    "cycle",
    "degree_assortativity",
    "degree_distribution",
    "degree_moments",
    "describe",
    "friendship_paradox",
    "is_mutual",
    "path",
    "percolation_threshold",
    "poisson",
    "reciprocity",
    "regular",
    "star",
    "transitivity",
    "tree",
    "triangles",
    "undirected",
    "watts_strogatz",
]


def __dir__() -> list[str]:
    return [*__all__]
