"""Agreement with CyNetDiff, NDlib and EoN on the same network and parameters, within 4 standard errors of the
difference (extra: peers).

What is deterministic must be equal. Each test plays as many runs as its peer can in about a second.
"""

import warnings

import networkx as nx
import numpy as np
import pytest

import gridsim as gs
from gridsim.diffusion import bond_percolation, independent_cascade, linear_threshold, sir, watts_threshold

RUNS = 40_000


def peer(name: str):
    """The module of a peer, or skip; what its import warns of is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name)


def agree(ours, theirs, z=4) -> bool:
    """Whether the means of two samples agree."""
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    error = np.sqrt(ours.var(ddof=1) / len(ours) + theirs.var(ddof=1) / len(theirs))
    return abs(ours.mean() - theirs.mean()) <= z * error


def agree_in_law(ours, theirs) -> bool:
    """Whether two samples of sizes agree in their means, and in how often they are 1, small and large."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    bounds = [1, *np.quantile(theirs, [0.4, 0.8])]
    return agree(ours, theirs) and all(agree(ours <= bound, theirs <= bound) for bound in bounds)


@pytest.fixture(scope="module")
def karate():
    """The karate club without the weights that networkx gives it, its members in their order."""
    club = nx.empty_graph(34)
    club.add_edges_from(nx.karate_club_graph().edges)
    return club


@pytest.fixture(scope="module")
def follows():
    """A directed network of 60 with a weight a tie; the weights that lead to one add up to between 0.5 and 1."""
    graph, draw = nx.gnp_random_graph(60, 0.08, seed=3, directed=True), np.random.default_rng(3)
    for agent in graph:
        share = draw.dirichlet(np.ones(max(1, graph.in_degree(agent)))) * draw.uniform(0.5, 1)
        for source, weight in zip(graph.predecessors(agent), share):
            graph.edges[source, agent]["weight"] = float(weight)
    return graph


def weights_of(graph, network):
    return [graph.edges[tie]["weight"] for tie in zip(network.source.tolist(), network.target.tolist())]


# --- CyNetDiff


def cynetdiff_sizes(model, seeds, n_runs=20_000):
    model.set_seeds(seeds)
    sizes = np.empty(n_runs)
    for run in range(n_runs):
        model.reset_model()
        model.advance_until_completion()
        sizes[run] = model.get_num_activated_nodes()
    return sizes


def test_independent_cascade_of_cynetdiff(karate, follows):
    """One chance, and a chance a tie."""
    utils = peer("cynetdiff.utils")
    model, place = utils.networkx_to_ic_model(karate.to_directed(), activation_prob=0.15, rng=1)
    network = gs.Network.from_networkx(karate)
    assert list(place) == list(karate) == list(range(34))
    assert agree_in_law(
        independent_cascade(network, 0.15, [0, 20], RUNS, seed=1).sizes, cynetdiff_sizes(model, [0, 20])
    )
    for _, _, tie in follows.edges(data=True):
        tie["activation_prob"] = tie["weight"]
    network = gs.Network.from_networkx(follows)
    model, _ = utils.networkx_to_ic_model(follows, rng=2)
    ours = independent_cascade(network, weights_of(follows, network), [0, 1], RUNS, seed=2)
    assert agree_in_law(ours.sizes, cynetdiff_sizes(model, [0, 1]))


def test_linear_threshold_of_cynetdiff(follows):
    """Uniform weights, and a weight a tie; CyNetDiff draws thresholds, gridsim live ties."""
    utils = peer("cynetdiff.utils")
    network, bare = gs.Network.from_networkx(follows), nx.DiGraph()
    bare.add_nodes_from(follows)
    bare.add_edges_from(follows.edges)
    model, _ = utils.networkx_to_lt_model(bare, rng=1)
    assert agree_in_law(
        linear_threshold(network, "uniform", [0, 1], RUNS, seed=1).sizes, cynetdiff_sizes(model, [0, 1])
    )
    for _, _, tie in follows.edges(data=True):
        tie["influence"] = tie["weight"]
    model, _ = utils.networkx_to_lt_model(follows, rng=2)
    ours = linear_threshold(network, weights_of(follows, network), [0, 1], RUNS, seed=2)
    assert agree_in_law(ours.sizes, cynetdiff_sizes(model, [0, 1]))


# --- NDlib


def ndlib_model(kind: str, graph, seeds, parameters=(), threshold_of=None):
    """A model of NDlib with its settings; `threshold_of` gives the thresholds of ties or of nodes."""
    epidemics, config = peer("ndlib.models.epidemics"), peer("ndlib.models.ModelConfig").Configuration()
    model = getattr(epidemics, kind)(graph, seed=1)
    config.add_model_initial_configuration("Infected", seeds)
    for name, value in parameters:
        config.add_model_parameter(name, value)
    for one, threshold in (threshold_of or {}).items():
        add = config.add_edge_configuration if isinstance(one, tuple) else config.add_node_configuration
        add("threshold", one, threshold)
    model.set_initial_status(config)
    return model


def ndlib_sizes(model, seeds, n_runs=3_000):
    """Sizes of runs that end when nobody is active any more."""
    sizes = np.empty(n_runs)
    for run in range(n_runs):
        model.reset(seeds)
        count = {1: 1}
        while count[1]:
            count = model.iteration(node_status=False)["node_count"]
        sizes[run] = count[2]
    return sizes


def test_independent_cascade_of_ndlib(karate):
    model = ndlib_model("IndependentCascadesModel", karate, [0, 20], threshold_of=dict.fromkeys(karate.edges, 0.15))
    ours = independent_cascade(gs.Network.from_networkx(karate), 0.15, [0, 20], RUNS, seed=3)
    assert agree_in_law(ours.sizes, ndlib_sizes(model, [0, 20]))


@pytest.mark.parametrize("seed", range(5))
def test_thresholds_of_ndlib(seed):
    """Nothing is drawn: the adoption curves are equal, generation by generation, with a threshold an agent on a
    directed network."""
    graph, draw = nx.gnp_random_graph(120, 0.04, seed=seed, directed=True), np.random.default_rng(seed)
    threshold, seeds = draw.uniform(0.05, 0.5, 120), draw.choice(120, 6, replace=False).tolist()
    model = ndlib_model("ThresholdModel", graph, seeds, threshold_of=dict(enumerate(threshold.tolist())))
    curve = [step["node_count"][1] for step in model.iteration_bunch(40, node_status=False)]
    ours = watts_threshold(gs.Network.from_networkx(graph), threshold, seeds).adoption[0]
    assert curve[: len(ours)] == ours.tolist() and set(curve[len(ours) :]) <= {int(ours[-1])}


def test_sizes_of_the_sir_of_ndlib(karate):
    """NDlib goes in steps: a chance a step to win and one to end, so a period is geometric. Sizes do not depend on the
    time within a step: those of continuous time with the rate -log(1 - chance) and that law of periods."""
    win, end = 0.06, 0.4
    model = ndlib_model("SIRModel", karate, [0, 20], [("beta", win), ("gamma", end)])
    periods = 1 + np.floor(np.log1p(-(np.arange(10_000) + 0.5) / 10_000) / np.log1p(-end))
    ours = sir(gs.Network.from_networkx(karate), -np.log1p(-win), periods, [0, 20], RUNS, seed=4)
    assert agree_in_law(ours.sizes, ndlib_sizes(model, [0, 20]))


# --- EoN


def test_discrete_sir_of_eon_is_the_independent_cascade(karate):
    """Sizes and, its time being generations, when the last is won."""
    eon = peer("EoN")
    rng = np.random.default_rng(1)
    theirs = [eon.basic_discrete_SIR(karate, 0.15, initial_infecteds=[0, 20], rng=rng) for _ in range(4_000)]
    ours = independent_cascade(gs.Network.from_networkx(karate), 0.15, [0, 20], RUNS, seed=5)
    assert agree_in_law(ours.sizes, [r[-1] for _, _, _, r in theirs])
    assert agree(ours.generations, [t[-1] - 1 for t, _, _, _ in theirs])


def test_percolation_of_eon(karate):
    """The cluster of an agent and the largest one, and with exponential periods whom directed percolation reaches."""
    eon = peer("EoN")
    rng, network = np.random.default_rng(2), gs.Network.from_networkx(karate)
    sizes = [len(nx.node_connected_component(eon.percolate_network(karate, 0.3, rng=rng), 16)) for _ in range(4_000)]
    assert agree_in_law(sir(network, -np.log(0.7), 1.0, [16], RUNS, seed=6).sizes, sizes)
    largest = [eon.estimate_SIR_prob_size(karate, 0.3, rng=rng)[1] for _ in range(2_000)]
    assert agree(bond_percolation(network, 0.3, 10_000, seed=7).largest_share[:, 0], largest)
    reached = [len(eon.get_infected_nodes(karate, 0.25, 0.8, initial_infecteds=[0], rng=rng)) for _ in range(2_000)]
    assert agree_in_law(sir(network, 0.25, ("exponential", 1 / 0.8), [0], RUNS, seed=10).sizes, reached)


def compare_in_time(eon, ours, theirs):
    """Sizes, durations, and at each time who has adopted and who is active."""
    assert agree_in_law(ours.sizes, [one[3][-1] for one in theirs])
    assert agree(ours.durations, [one[0][-1] for one in theirs])
    counts = np.array([eon.subsample(ours.times, t, i, i + r) for t, _, i, r in theirs])
    for k in range(len(ours.times)):
        assert agree(ours.active_at[:, k], counts[:, 0, k]) and agree(ours.adopted_at[:, k], counts[:, 1, k])


TIMES = [0.5, 1.0, 2.0, 4.0]


def test_sir_of_eon_in_time(karate):
    """Exponential periods."""
    eon = peer("EoN")
    rng = np.random.default_rng(3)
    theirs = [eon.fast_SIR(karate, 0.25, 0.8, initial_infecteds=[0, 20], rng=rng) for _ in range(3_000)]
    compare_in_time(
        eon,
        sir(gs.Network.from_networkx(karate), 0.25, ("exponential", 1 / 0.8), [0, 20], RUNS, seed=8, times=TIMES),
        theirs,
    )


def test_sir_of_eon_with_any_period(karate):
    """Gamma periods, by the peer's form for any law."""
    eon = peer("EoN")
    rng = np.random.default_rng(4)
    theirs = [
        eon.fast_nonMarkov_SIR(
            karate,
            trans_time_fxn=lambda source, target: rng.exponential(1 / 0.25),
            rec_time_fxn=lambda agent: rng.gamma(3.0, 1.2 / 3.0),
            initial_infecteds=[0, 20],
            rng=rng,
        )
        for _ in range(3_000)
    ]
    compare_in_time(
        eon,
        sir(gs.Network.from_networkx(karate), 0.25, ("gamma", 1.2, 3.0), [0, 20], RUNS, seed=9, times=TIMES),
        theirs,
    )
