"""The same work in peers (other packages): each written as in its own documentation, with its network built before the
clock starts.

Peers are imported when needed; the extra `peers` installs those that are libraries (in a checkout: `pip install
".[peers]"`).
"""

from __future__ import annotations

import array
import heapq
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gridsim.bench.timing import Contender, Turn
from gridsim.world.network import Network


def as_graph(network: Network) -> Any:
    """The network as an undirected networkx graph, made once a network."""
    import networkx as nx

    if network not in _GRAPHS:
        graph = nx.Graph()
        graph.add_nodes_from(range(network.n))
        up = network.source < network.target
        graph.add_edges_from(zip(network.source[up].tolist(), network.target[up].tolist()))
        _GRAPHS.clear()
        _GRAPHS[network] = graph
    return _GRAPHS[network]


_GRAPHS: dict[Network, Any] = {}


def cynetdiff_model(network: Network, chance: float | str) -> Any:
    """CyNetDiff's model, from the arrays that it works on."""
    from cynetdiff.models import IndependentCascadeModel

    starts = array.array("I", network.indptr[:-1].astype(np.uint32).tobytes())
    targets = array.array("I", network.targets.astype(np.uint32).tobytes())
    if isinstance(chance, float):
        return IndependentCascadeModel(starts, targets, activation_prob=chance)
    chances = (1.0 / network.in_degree[network.targets]).astype(np.float32)
    return IndependentCascadeModel(starts, targets, activation_probs=array.array("f", chances.tobytes()))


def cynetdiff_cascade(network: Network, chance: float, seeds: list[int], units: int = 1) -> Contender:
    """CyNetDiff: one compiled model, reset and played again."""
    model = cynetdiff_model(network, chance)
    model.set_seeds(seeds)

    def play() -> Turn:
        total = 0
        for _ in range(units):
            model.reset_model()
            model.advance_until_completion()
            total += model.get_num_activated_nodes()
        return Turn(units, total / units)

    return play


def eon_cascade(network: Network, chance: float, seeds: list[int]) -> Contender:
    """EoN: a discrete epidemic that lasts one step."""
    import EoN

    graph = as_graph(network)

    def play() -> Turn:
        times, susceptible, infected, recovered = EoN.basic_discrete_SIR(graph, chance, initial_infecteds=seeds)
        return Turn(1, float(recovered[-1]))

    return play


def ndlib_cascade(network: Network, chance: float, seeds: list[int]) -> Contender:
    """NDlib: its independent cascades, iterated until nobody is infectious."""
    import ndlib.models.epidemics as epidemics
    from ndlib.models.ModelConfig import Configuration

    graph = as_graph(network)
    configuration = Configuration()
    configuration.add_model_initial_configuration("Infected", seeds)
    for edge in graph.edges():
        configuration.add_edge_configuration("threshold", edge, chance)
    model = epidemics.IndependentCascadesModel(graph)
    model.set_initial_status(configuration)

    def play() -> Turn:
        model.reset(infected_nodes=seeds)
        while True:
            counts = model.iteration(node_status=False)["node_count"]
            if counts[1] == 0:
                return Turn(1, float(counts[2]))

    return play


def mesa_cascade(network: Network, chance: float, seeds: list[int]) -> Contender:
    """Mesa: agents on a network of cells; who adopted in the last step tries each neighbour once."""
    import mesa
    from mesa.discrete_space import FixedAgent
    from mesa.discrete_space import Network as Cells

    class Person(FixedAgent):
        def __init__(self, model: Any, cell: Any):
            super().__init__(model)
            self.cell = cell
            self.adopted_on = -1

        def share(self) -> Any:
            for neighbour in self.cell.neighborhood.agents:
                if neighbour.adopted_on < 0 and self.random.random() < self.model.chance:
                    neighbour.adopted_on = self.model.generation

    class Cascade(mesa.Model):
        def __init__(self, graph: Any, chance: float, seeds: Any, rng: Any):
            super().__init__(seed=rng)
            self.chance, self.generation = chance, 0
            self.cells = Cells(graph, capacity=1, random=self.random)
            for cell in self.cells.all_cells:
                Person(self, cell)
            self.people = list(self.agents)

        def play(self, seeds: Any) -> Any:
            for person in self.people:
                person.adopted_on = -1
            self.generation = 0
            for seed in seeds:
                self.people[seed].adopted_on = 0
            while True:
                last = self.agents.select(lambda person: person.adopted_on == self.generation)
                if not len(last):
                    return sum(person.adopted_on >= 0 for person in self.people)
                self.generation += 1
                last.shuffle_do("share")

    model = Cascade(as_graph(network), chance, seeds, 1)
    return lambda: Turn(1, float(model.play(seeds)))


def networkx_cascade(network: Network, chance: float, seeds: list[int]) -> Contender:
    """networkx: the textbook loop over a graph's neighbours."""
    import random as luck

    graph, rng = as_graph(network), luck.Random(1)

    def play() -> Turn:
        active, last = set(seeds), list(seeds)
        while last:
            won = []
            for person in last:
                for neighbour in graph[person]:
                    if neighbour not in active and rng.random() < chance:
                        active.add(neighbour)
                        won.append(neighbour)
            last = won
        return Turn(1, float(len(active)))

    return play


def eon_sir(network: Network, rate: float, recovery: float, seeds: list[int]) -> Contender:
    """EoN: event-driven epidemic with exponential infectious periods."""
    import EoN

    graph = as_graph(network)

    def play() -> Turn:
        recovered = EoN.fast_SIR(graph, rate, recovery, initial_infecteds=seeds)[3]
        return Turn(1, float(recovered[-1]))

    return play


def mesa_bass(n: int, p: float, q: float, n_steps: int, step: float) -> Contender:
    """Mesa: each agent asks in every step whether it adopts."""
    import mesa

    class Person(mesa.Agent):
        def __init__(self, model: Any):
            super().__init__(model)
            self.adopted = False

        def decide(self) -> Any:
            if not self.adopted and self.random.random() < self.model.chance:
                self.adopted = True

    class Market(mesa.Model):
        def __init__(self):
            super().__init__(seed=1)
            Person.create_agents(self, n)

        def play(self) -> Any:
            self.agents.set("adopted", False)
            for _ in range(n_steps):
                share = sum(person.adopted for person in self.agents) / n
                self.chance = 1.0 - math.exp(-(p + q * share) * step)
                self.agents.do("decide")
            return sum(person.adopted for person in self.agents) / n

    market = Market()
    return lambda: Turn(1, market.play())


def networkx_barabasi_albert(n: int, ties_each: int) -> Contender:
    """networkx: its generator."""
    import networkx as nx

    return lambda: Turn(1, float(nx.barabasi_albert_graph(n, ties_each, seed=1).number_of_edges()))


def networkit_barabasi_albert(n: int, ties_each: int) -> Contender:
    """networkit: its generator."""
    import networkit as nk

    return lambda: Turn(1, float(nk.generators.BarabasiAlbertGenerator(ties_each, n).generate().numberOfEdges()))


def cynetdiff_celf(network: Network, k: int, chance: float | str, n_plays: int) -> Callable[[], list[int]]:
    """CyNetDiff: the lazy greedy choice that its documentation builds on plays of the model, with its own compiled
    marginal gains."""
    model = cynetdiff_model(network, chance)

    def choose() -> list[int]:
        queue = [(-model.compute_marginal_gains([person], [], n_plays)[0], person) for person in range(network.n)]
        heapq.heapify(queue)
        seeds = [heapq.heappop(queue)[1]]
        while len(seeds) < k:
            person = heapq.heappop(queue)[1]
            gain = -model.compute_marginal_gains(seeds, [person], n_plays)[1]
            if gain <= queue[0][0]:
                seeds.append(person)
            else:
                heapq.heappush(queue, (gain, person))
        return seeds

    return choose


def networkx_voterank(network: Network, k: int, chance: float | str) -> Callable[[], list[int]]:
    """networkx: its ranking by votes, which takes no chance of adoption."""
    import networkx as nx

    graph = as_graph(network)
    return lambda: nx.voterank(graph, k)


def networkit_group_degree(network: Network, k: int, chance: float | str) -> Callable[[], list[int]]:
    """networkit: the group that has most neighbours, found greedily; takes no chance of adoption."""
    import networkit as nk

    up = network.source < network.target
    graph = nk.GraphFromCoo((network.source[up].astype(np.uint64), network.target[up].astype(np.uint64)), n=network.n)

    def choose() -> list[int]:
        group = nk.centrality.GroupDegree(graph, k)
        group.run()
        return group.groupMaxDegree()

    return choose
