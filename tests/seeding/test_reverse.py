"""Reverse-reachable sets: their law is exact in all ways of drawing, and what is certified is true."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

import gridsim as gs
from gridsim.seeding import select
from gridsim.seeding.rules import Ways, backwards
from gridsim.seeding.sets import count_met, make_roots, make_sets

TIES = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 0), (3, 4), (4, 5), (1, 5)]
CHANCES = [0.5, 0.2, 0.9, 0.3, 0.1, 0.7, 0.4, 0.6]


def small_network() -> gs.Network:
    """Six people, eight ties, one cycle; the ties are in network order as they stand."""
    return gs.Network.from_edges(*zip(*sorted(TIES)), n=6)


def in_order(values) -> np.ndarray:
    """Values of TIES in network order."""
    return np.array([value for _, value in sorted(zip(TIES, values))])


def reached(ties, seeds) -> set[int]:
    """Whom the seeds reach along live ties."""
    found = set(seeds)
    while more := {t for s, t in ties if s in found} - found:
        found |= more
    return found


def worlds_of_cascade(network, chances):
    """Every world of the independent cascade with its chance."""
    ties = list(zip(network.source.tolist(), network.target.tolist()))
    for live in product([False, True], repeat=len(ties)):
        yield np.prod([c if on else 1 - c for c, on in zip(chances, live)]), [tie for tie, on in zip(ties, live) if on]


def worlds_of_threshold(network, weights):
    """Every world of the linear threshold model with its chance: each agent heeds one source or none."""
    ties = list(zip(network.source.tolist(), network.target.tolist(), weights))
    choices = []
    for agent in range(network.n):
        own = [((s, t), w) for s, t, w in ties if t == agent]
        choices.append([*own, (None, 1 - sum(w for _, w in own))])
    for picked in product(*choices):
        yield np.prod([w for _, w in picked]), [tie for tie, _ in picked if tie]


def spreads(worlds, n, sizes=(1, 2, 3)) -> dict[tuple[int, ...], float]:
    """Exact spread of every set of seeds of these sizes."""
    worlds = [(weight, live) for weight, live in worlds if weight > 0]
    sets = [seeds for size in sizes for seeds in combinations(range(n), size)]
    return {seeds: sum(weight * len(reached(live, seeds)) for weight, live in worlds) for seeds in sets}


NETWORK = small_network()
SHARED = 0.8 / NETWORK.in_degree[NETWORK.target]
WAYS = {
    "one chance": Ways("ic", 0.3),
    "a chance for each who is won": Ways("ic", SHARED),
    "a chance a tie": Ways("ic", in_order(CHANCES)),
    "chances with 0 and 1": Ways("ic", in_order([0.0, 0.4, 1.0, 0.5, 0.0, 1.0, 0.3, 0.2])),
    "weights": Ways("lt", in_order([1.0, 0.3, 0.5, 0.9, 0.2, 1.0, 0.35, 0.4])),
}


def exact_spreads(ways):
    chances = np.broadcast_to(ways.chance, NETWORK.n_ties)
    worlds = worlds_of_threshold(NETWORK, chances) if ways.model == "lt" else worlds_of_cascade(NETWORK, chances)
    return spreads(worlds, NETWORK.n)


@pytest.mark.parametrize("ways", WAYS.values(), ids=list(WAYS))
def test_the_share_of_sets_met_gives_the_enumerated_spread(ways):
    rule, n_sets = backwards(NETWORK, ways), 40_000
    roots, exact = make_roots(rule), exact_spreads(ways)
    sets = make_sets(rule, roots, 5, 0, n_sets, 2)
    for seeds, spread in exact.items():
        certain = sum(rule.none[agent] for agent in seeds)
        held = np.add.reduceat(np.isin(sets.members, seeds), sets.starts[:-1]) > 0
        for share in (held.mean(), count_met(rule, roots, 5, n_sets, np.array(seeds), 2) / n_sets):
            error = roots.total * np.sqrt(max(share * (1 - share), 1e-9) / n_sets)
            # 42 sets of seeds, two ways: z = 4.5
            assert abs(certain + roots.total * share - spread) < 4.5 * error + 1e-3, seeds


def test_sets_hold_nobody_twice_and_two_at_least_and_do_not_depend_on_threads():
    rule = backwards(NETWORK, WAYS["a chance a tie"])
    roots = make_roots(rule)
    one, three = make_sets(rule, roots, 1, 0, 999, 1), make_sets(rule, roots, 1, 0, 999, 3)
    assert np.array_equal(one.starts, three.starts) and np.array_equal(one.members, three.members)
    later = make_sets(rule, roots, 1, 500, 999, 2)  # a set is the same in any company
    assert np.array_equal(later.members, one.members[one.starts[500] :])
    parts = [one.members[a:b].tolist() for a, b in zip(one.starts[:-1], one.starts[1:])]
    assert all(len(set(part)) == len(part) >= 2 for part in parts)


@pytest.mark.parametrize("ways", WAYS.values(), ids=list(WAYS))
def test_what_is_certified_is_true(ways):
    exact = exact_spreads(ways)
    best = max(spread for seeds, spread in exact.items() if len(seeds) == 2)
    given = {"model": "lt", "weight": ways.chance} if ways.model == "lt" else {"chance": ways.chance}
    for seed in range(10):
        chosen = select(NETWORK, 2, seed=seed, epsilon=0.1, n_runs=2, **given)
        true = exact[tuple(sorted(chosen.agents.tolist()))]
        sure = chosen.guarantee
        assert sure.at_least <= true + 1e-9 and best <= sure.best_at_most + 1e-9 and sure.ratio * best <= true + 1e-9
        assert sure.ratio >= 1 - np.exp(-1) - 0.1 and sure.confidence == 0.999


def test_what_is_certified_within_a_budget_is_true():
    costs, exact = np.array([4.0, 1.0, 2.0, 1.5, 1.0, 0.5]), exact_spreads(WAYS["a chance a tie"])
    best = max(spread for seeds, spread in exact.items() if costs[list(seeds)].sum() <= 3.5)  # no four fit
    for seed in range(10):
        chosen = select(NETWORK, chance=in_order(CHANCES), seed=seed, costs=costs, budget=3.5, n_runs=2)
        true = exact[tuple(sorted(chosen.agents.tolist()))]
        assert chosen.cost <= 3.5 and chosen.guarantee.ratio * best <= true + 1e-9
        assert chosen.guarantee.at_least <= true + 1e-9 and best <= chosen.guarantee.best_at_most + 1e-9
        assert true > 0.9 * best


def test_a_network_on_which_nothing_spreads():
    for chance in (0.0, "weighted"):
        silent = gs.Network.from_edges([], [], n=5) if chance == "weighted" else NETWORK
        chosen = select(silent, 3, chance=chance, n_runs=5)
        assert chosen.agents.tolist() == [0, 1, 2] and chosen.spread == 3 and chosen.guarantee.ratio == 1


def test_everybody_may_be_chosen():
    chosen = select(NETWORK, 6, chance=0.3, n_runs=5)
    assert (
        sorted(chosen.agents.tolist()) == list(range(6))
        and chosen.spread == 6
        and chosen.gains.sum() == pytest.approx(6)
    )


def test_sets_beyond_the_memory_that_is_allowed():
    draw = np.random.default_rng(1)
    network = gs.Network.from_edges(draw.integers(0, 5000, 25_000), draw.integers(0, 5000, 25_000), n=5000)
    with pytest.raises(
        gs.ScenarioError,
        match=r"most_memory: the reverse-reachable sets must be within most_memory = 1 MiB; got .* certified",
    ):
        select(network, 20, chance=0.1, epsilon=0.005, most_memory=1 << 20)
