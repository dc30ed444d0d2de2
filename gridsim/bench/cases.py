"""Benchmark cases: one row a piece of work, with gridsim and all peers that offer it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

import numpy as np

from gridsim.bench import peers, start_up
from gridsim.bench.timing import Contender, Turn
from gridsim.world.network import Network

OURS = "gridsim"
TIES_EACH = 10
"""Mutual ties that each person of a benchmark network brings: 20 directed ties a person."""

CHANCES = (0.01, 0.05, 0.2)
SIZES = (10_000, 100_000, 1_000_000)
LARGEST = dict.fromkeys(("EoN", "NDlib", "Mesa", "networkx"), 100_000)
"""Largest network that a peer is asked for: these work on a networkx graph, some 500 bytes a mutual tie."""
TOO_LARGE = "> 5 GB"
MOST_PEOPLE_A_TURN = 6_400_000
"""People in all cascades of a turn of CyNetDiff, where a cascade reaches most of them."""

N_SEEDS = 50
PLAYS_TO_JUDGE = 10_000
SEED_CHOICES = ((10_000, 0.01, 200), (10_000, "weighted", 20), (100_000, 0.01, 200))
"""People, chance, and how often CyNetDiff plays each candidate: its documentation says 1,000, which takes minutes to
hours."""


Makers = dict[str, Callable[[], Contender]]


@dataclass(frozen=True)
class Row:
    """One piece of work and its contenders, gridsim first."""

    group: str
    what: str
    makers: Makers
    network: Callable[[], Network] | None = field(default=None)
    """Where the limit of random reads applies: the network whose arrays are read."""
    chance: float = 0.0
    not_asked: dict[str, str] = field(default_factory=dict)
    """Peers that offer this work but are not measured, with the reason."""
    told: str = ""
    """Further column of the table: "reach", how many more or fewer a contender's seeds reach; "rate", gridsim's outcome
    a second."""


def rows(largest: int, groups: tuple[str, ...]) -> Iterator[Row]:
    """Every row of the groups, on networks of at most so many people."""
    sizes = [n for n in SIZES if n <= largest]
    for name in groups:
        yield from GROUPS[name](sizes)


@lru_cache(maxsize=1)
def network_of(n: int) -> Network:
    """The benchmark network of n people."""
    from gridsim.networks import barabasi_albert

    return barabasi_albert(n, TIES_EACH, seed=1)


def seeds_of(n: int) -> list[int]:
    """A hundred seeds, evenly over the network."""
    return list(range(0, n, n // 100))[:100]


def _cascade(n: int, chance: float, units: int, threads: int) -> Contender:
    """So many cascades in one call."""
    from gridsim.diffusion import independent_cascade

    network, seeds, call = network_of(n), seeds_of(n), iter(range(1, 1 << 30))

    def play() -> Turn:
        cascades = independent_cascade(network, chance, seeds, n_runs=units, seed=next(call), threads=threads)
        return Turn(units, cascades.mean)

    return play


def _of_cynetdiff(n: int, chance: float, units: int) -> int:
    """How many cascades CyNetDiff plays in a turn: as many as we do, so that both find their network in the caches; of
    large ones fewer."""
    return units if chance < 0.02 else min(units, max(4, MOST_PEOPLE_A_TURN // n))


def _calls(n: int, chance: float, units: int) -> Contender:
    """So many calls, each of which plays one cascade and reads its size."""
    from gridsim.diffusion import IndependentCascade

    model, call = IndependentCascade(network_of(n), chance, seeds_of(n)), iter(range(1, 1 << 30))

    def play() -> Turn:
        return Turn(units, sum(model.play(next(call)).size for _ in range(units)) / units)

    return play


def _one_call(sizes: list[int]) -> Iterator[Row]:
    for n in sizes:
        for chance in CHANCES:
            units = max(4, round(2_000_000 / (n * chance)))
            makers: Makers = {OURS: partial(_calls, n, chance, units)}
            makers["CyNetDiff"] = partial(
                _on_network, peers.cynetdiff_cascade, n, chance, units=_of_cynetdiff(n, chance, units)
            )
            yield Row(
                "One call, one cascade, one core",
                f"{n:,} people, p = {chance:g}",
                makers,
                partial(network_of, n),
                chance,
            )


def _one_cascade(sizes: list[int]) -> Iterator[Row]:
    for n in sizes:
        for chance in CHANCES:
            units = max(4, round(2_000_000 / (n * chance)))
            makers: Makers = {OURS: partial(_cascade, n, chance, units, 1)}
            for name, make in (
                ("CyNetDiff", peers.cynetdiff_cascade),
                ("EoN", peers.eon_cascade),
                ("NDlib", peers.ndlib_cascade),
                ("Mesa", peers.mesa_cascade),
                ("networkx", peers.networkx_cascade),
            ):
                makers[name] = partial(_on_network, make, n, chance)
            makers["CyNetDiff"] = partial(
                _on_network, peers.cynetdiff_cascade, n, chance, units=_of_cynetdiff(n, chance, units)
            )
            asked, not_asked = _within_reach(makers, n)
            yield Row(
                "A cascade among many in one call, one core",
                f"{n:,} people, p = {chance:g}",
                asked,
                partial(network_of, n),
                chance,
                not_asked,
            )


def _within_reach(makers: Makers, n: int) -> tuple[Makers, dict[str, str]]:
    """Contenders measured on a network of n people, and the reasons why the others are not."""
    not_asked = {name: TOO_LARGE for name in makers if n > LARGEST.get(name, n)}
    return {name: make for name, make in makers.items() if name not in not_asked}, not_asked


def _on_network(make: Callable[..., Any], n: int, chance: float, **more: int) -> Any:
    return make(network_of(n), chance, seeds_of(n), **more)


def _many_cascades(sizes: list[int]) -> Iterator[Row]:
    for n in sizes[1:] or sizes:
        for chance in CHANCES:
            small = chance < 0.02  # 64 small ones take 0.2 ms, less than a call and a second thread cost
            units = 2048 if small else 64
            makers: Makers = {OURS: partial(_cascade, n, chance, units, 2)}
            makers["CyNetDiff"] = partial(
                _on_network, peers.cynetdiff_cascade, n, chance, units=_of_cynetdiff(n, chance, units)
            )
            what = f"{n:,} people, p = {chance:g}" + (", 2,048 of them" if small else "")
            yield Row("64 cascades, two cores", what, makers, partial(network_of, n), chance)


def _other_models(sizes: list[int]) -> Iterator[Row]:
    n = sizes[min(1, len(sizes) - 1)]

    def sir() -> Contender:
        from gridsim.diffusion import sir

        network, seeds, call = network_of(n), seeds_of(n), iter(range(1, 1 << 30))

        def play() -> Turn:
            return Turn(4, sir(network, 0.1, ("exponential", 1.0), seeds, n_runs=4, seed=next(call), threads=1).mean)

        return play

    def bass() -> Contender:
        from gridsim.diffusion import bass

        call = iter(range(1, 1 << 30))
        return lambda: Turn(
            20, float(bass(10_000, 0.03, 0.38, [10.0], 0.1, n_runs=20, seed=next(call), threads=1).mean())
        )

    yield Row(
        "Other models, one core",
        f"SIR, {n:,} people",
        {OURS: sir, "EoN": lambda: peers.eon_sir(network_of(n), 0.1, 1.0, seeds_of(n))},
    )
    yield Row(
        "Other models, one core",
        "Bass, 10,000 people, 100 steps",
        {OURS: bass, "Mesa": lambda: peers.mesa_bass(10_000, 0.03, 0.38, 100, 0.1)},
    )


def _full_model(sizes: list[int]) -> Iterator[Row]:
    group = "The full model, one run of the grid on a world at hand, all cores"
    small: Makers = {
        OURS: partial(_run, 2_000, 10, "compiled"),
        "Mesa, the same rules": partial(_run, 2_000, 10, "agents"),
    }
    yield Row(group, "2,000 people, 10 days", small, told="rate")
    for n in sizes:
        yield Row(group, f"{n:,} people, 30 days", {OURS: partial(_run, n, 30, "compiled")}, told="rate")


def _run(n: int, days: int, form: str) -> Contender:
    """One run of the shipped scenario, scaled to n people; its outcome is the impressions."""
    from gridsim.forms import run
    from gridsim.scenario import demo_path, load_scenario
    from gridsim.world import build_world

    changes = {
        "people.count": n,
        "horizon": days,
        "network.micro_blog.official_followers": n // 10,
        "budget.total": f"{5 * n} CNY",
    }
    scenario = load_scenario(demo_path()).replace(changes)
    world = build_world(scenario, seed=1)
    return lambda: Turn(1, run(scenario, "grid", seed=1, world=world, engine=form).metrics["impressions"] or 0.0)


def _worlds(sizes: list[int]) -> Iterator[Row]:
    for n in sizes:

        def ours(n: int = n) -> Contender:
            from gridsim.networks import barabasi_albert

            return lambda: Turn(1, barabasi_albert(n, TIES_EACH, seed=1).n_ties / 2)

        makers: Makers = {OURS: ours}
        makers["networkx"] = partial(peers.networkx_barabasi_albert, n, TIES_EACH)
        makers["networkit"] = partial(peers.networkit_barabasi_albert, n, TIES_EACH)
        asked, not_asked = _within_reach(makers, n)
        yield Row("Making a network", f"Barabási–Albert, {n:,} people", asked, not_asked=not_asked)


def _seeding(sizes: list[int]) -> Iterator[Row]:
    for n, chance, plays in SEED_CHOICES:
        if n > max(sizes):
            continue
        makers: Makers = {OURS: partial(_choice, n, chance, "reverse_reachable")}
        makers["gridsim, greedy"] = partial(_choice, n, chance, "greedy")
        makers["gridsim, degree discount"] = partial(_choice, n, chance, "degree_discount")
        makers["CyNetDiff, lazy greedy"] = partial(
            _peers_choice, partial(peers.cynetdiff_celf, n_plays=plays), n, chance
        )
        makers["networkx, VoteRank"] = partial(_peers_choice, peers.networkx_voterank, n, chance)
        makers["networkit, group degree"] = partial(_peers_choice, peers.networkit_group_degree, n, chance)
        law = "p = 1 / in-degree" if chance == "weighted" else f"p = {chance}"
        yield Row(f"Choosing {N_SEEDS} seeds, one core", f"{n:,} people, {law}", makers, told="reach")


def _choice(n: int, chance: float | str, method: str) -> Contender:
    """gridsim's choice of seeds by a method."""
    from gridsim.seeding import select

    network = network_of(n)
    return lambda: Turn(
        1, partial(reach, n, chance, select(network, N_SEEDS, method, chance=chance, n_runs=1, threads=1).agents)
    )


def _peers_choice(make: Callable[..., Callable[[], list[int]]], n: int, chance: float | str) -> Contender:
    """A peer's choice, judged as gridsim's is."""
    choose = make(network_of(n), N_SEEDS, chance)
    return lambda: Turn(1, partial(reach, n, chance, choose()))


def reach(n: int, chance: float | str, seeds: Any) -> float:
    """Mean reach of these seeds, over plays that were not used in any choice and are the same for all contenders."""
    from gridsim.diffusion import independent_cascade

    return independent_cascade(network_of(n), chance, seeds, n_runs=PLAYS_TO_JUDGE, seed=2**32 - 1).mean


def _start_up(sizes: list[int]) -> Iterator[Row]:
    group = "From the start of a process to its end"
    imports: Makers = {name: partial(start_up.importing, module) for name, module in start_up.MODULES.items()}
    yield Row(group, "import", {OURS: partial(start_up.importing, "gridsim"), **imports})
    yield Row(group, "`gridsim --help`", {OURS: start_up.asking_for_help})
    yield Row(group, "a run of 2,000 people and 10 days", {OURS: start_up.running})


GROUPS: dict[str, Callable[[list[int]], Iterator[Row]]] = {
    "cascade": _one_cascade,
    "calls": _one_call,
    "many": _many_cascades,
    "models": _other_models,
    "full": _full_model,
    "networks": _worlds,
    "seeding": _seeding,
    "start": _start_up,
}


def successes(network: Network, n_adopters: float, chance: float) -> float:
    """About how many tries succeed in a cascade of so many adopters: their ties times the chance; those with many ties
    come first."""
    degrees = np.sort(network.out_degree)[::-1]
    return float(degrees[: round(n_adopters)].sum() * chance)
