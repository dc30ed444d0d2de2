"""All measures of a network in one table."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from gridsim.networks.closure import clustering_of, transitivity_of, triangles_of
from gridsim.networks.connected import components, shells_of
from gridsim.networks.measures import degree_assortativity, degree_moments, paradox_of, threshold_of
from gridsim.networks.mutual import returned_degree, undirected
from gridsim.world.network import Network

_WORDS = {
    "people": "people",
    "directed_ties": "directed ties",
    "reciprocity": "share of ties that are returned",
    "mean_degree": "ties a person: mean",
    "out_degree_spread": "  outgoing: standard deviation",
    "out_degree_skew": "  outgoing: skew",
    "most_outgoing": "  outgoing: most",
    "in_degree_spread": "  incoming: standard deviation",
    "in_degree_skew": "  incoming: skew",
    "most_incoming": "  incoming: most",
    "percolation_threshold": "percolation threshold, chance a tie",
    "assortativity": "degree assortativity",
    "n_components": "components, whatever the directions",
    "largest_component_share": "  people in the largest, share",
    "n_strong_components": "components along the directions",
    "largest_strong_component_share": "  people in the largest, share",
    "mean_friends": "friends: mean",
    "mean_friends_at_end": "  at the end of a tie: mean",
    "fewer_friends_share": "  people with fewer than their friends, share",
    "average_clustering": "clustering, mean over people",
    "transitivity": "  over all pairs of friends",
    "deepest_shell": "deepest k-shell",
    "n_deepest_shell": "  people in it",
}


@dataclass(frozen=True, repr=False)
class Description:
    """The measures of a network; shown as a table. Friends are those tied in either direction."""

    people: int
    directed_ties: int
    reciprocity: float
    mean_degree: float
    out_degree_spread: float
    out_degree_skew: float
    most_outgoing: int
    in_degree_spread: float
    in_degree_skew: float
    most_incoming: int
    percolation_threshold: float
    assortativity: float
    n_components: int
    largest_component_share: float
    n_strong_components: int
    largest_strong_component_share: float
    mean_friends: float
    mean_friends_at_end: float
    fewer_friends_share: float
    average_clustering: float
    transitivity: float
    deepest_shell: int
    n_deepest_shell: int

    def __repr__(self) -> str:
        rows = [(_WORDS[field.name], getattr(self, field.name)) for field in fields(self)]
        return "\n".join(
            f"{words:<46}{value:>12,}" if isinstance(value, int) else f"{words:<46}{value:>12.5g}"
            for words, value in rows
        )


def describe(network: Network) -> Description:
    """Return all measures of a network, shown as a table.

    What is defined for mutual ties only (the rows from "friends" on) is measured on `undirected(network)`: two people
    are friends if either influences the other.

    Parameters
    ----------
    network : Network

    Returns
    -------
    Description
        One field a row of the table, named as the fields of `Description`; see the functions of this room for the
        definitions.

    Raises
    ------
    ScenarioError
        If this is no network.

    References
    ----------
    Newman, "Networks", 2nd edition, Oxford 2018, chapters 7 and 10.

    Examples
    --------
    >>> import networkx
    >>> karate = describe(Network.from_networkx(networkx.karate_club_graph(), weight=None))
    >>> karate.people, karate.directed_ties, round(karate.average_clustering, 3), karate.deepest_shell
    (34, 156, 0.571, 4)
    >>> print(str(karate).splitlines()[10])
    percolation threshold, chance a tie                0.14773
    """
    friends = undirected(network)
    outgoing, incoming = degree_moments(network, "out"), degree_moments(network, "in")
    weak, strong = components(network, "weak"), components(network, "strong")
    mutual = network.out_degree if friends is network else returned_degree(network)
    closed, shell, paradox = triangles_of(friends), shells_of(friends), paradox_of(friends)
    return Description(
        people=network.n,
        directed_ties=network.n_ties,
        reciprocity=int(mutual.sum()) / network.n_ties if network.n_ties else math.nan,
        mean_degree=outgoing.mean,
        out_degree_spread=outgoing.variance**0.5,
        out_degree_skew=outgoing.skew,
        most_outgoing=outgoing.most,
        in_degree_spread=incoming.variance**0.5,
        in_degree_skew=incoming.skew,
        most_incoming=incoming.most,
        percolation_threshold=threshold_of(network, mutual),
        assortativity=degree_assortativity(network),
        n_components=len(weak.sizes),
        largest_component_share=int(weak.sizes[0]) / network.n,
        n_strong_components=len(strong.sizes),
        largest_strong_component_share=int(strong.sizes[0]) / network.n,
        mean_friends=paradox.mean_degree,
        mean_friends_at_end=paradox.mean_degree_at_end,
        fewer_friends_share=paradox.share,
        average_clustering=float(clustering_of(friends, closed).mean()),
        transitivity=transitivity_of(friends, closed),
        deepest_shell=int(shell.max()),
        n_deepest_shell=int((shell == shell.max()).sum()),
    )
