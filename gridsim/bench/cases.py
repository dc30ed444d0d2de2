"""What is measured: one row a piece of work, with everybody who offers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np

from gridsim.bench import peers
from gridsim.bench.timing import Contender, Turn
from gridsim.world.network import Network

OURS = "gridsim"
TIES_EACH = 10
"""Mutual ties that each person of a benchmark network brings: 20 directed ties a person."""

CHANCES = (0.01, 0.05, 0.2)
SIZES = (10_000, 100_000, 1_000_000)
LARGEST = {"EoN": 1_000_000, "NDlib": 100_000, "Mesa": 100_000, "networkx": 1_000_000}
"""Largest network that a peer is asked for: beyond it takes minutes a turn, or more memory than a small machine has."""


@dataclass(frozen=True)
class Row:
    """One piece of work and its contenders, gridsim first."""

    group: str
    what: str
    makers: dict[str, Callable[[], Contender]]
    network: Callable[[], Network] | None = field(default=None)
    """Where the limit of random reads applies: the network whose arrays are read."""
    chance: float = 0.0


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


def _one_cascade(sizes: list[int]) -> Iterator[Row]:
    for n in sizes:
        for chance in CHANCES:
            units = max(4, round(2_000_000 / (n * chance)))
            makers: dict[str, Callable[[], Contender]] = {OURS: partial(_cascade, n, chance, units, 1)}
            for name, make in (
                ("CyNetDiff", peers.cynetdiff_cascade), ("EoN", peers.eon_cascade), ("NDlib", peers.ndlib_cascade), ("Mesa", peers.mesa_cascade),
                ("networkx", peers.networkx_cascade),
            ):  # fmt: skip
                if n <= LARGEST.get(name, n):
                    makers[name] = partial(_on_network, make, n, chance)
            yield Row("One cascade, one core", f"{n:,} people, p = {chance:g}", makers, partial(network_of, n), chance)


def _on_network(make: Callable[..., Contender], n: int, chance: float, **more: int) -> Contender:
    return make(network_of(n), chance, seeds_of(n), **more)


def _many_cascades(sizes: list[int]) -> Iterator[Row]:
    for n in sizes[1:] or sizes:
        for chance in CHANCES:
            units = 64 if chance > 0.02 else 2048  # 64 small ones take 0.2 ms, less than a call and a second thread cost
            makers: dict[str, Callable[[], Contender]] = {OURS: partial(_cascade, n, chance, units, 2)}
            makers["CyNetDiff"] = partial(_on_network, peers.cynetdiff_cascade, n, chance, units=units)
            yield Row("64 cascades (2,048 at p = 0.01), two cores", f"{n:,} people, p = {chance:g}", makers, partial(network_of, n), chance)


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
        return lambda: Turn(20, float(bass(10_000, 0.03, 0.38, [10.0], 0.1, n_runs=20, seed=next(call), threads=1).mean()))

    yield Row("Other models, one core", f"SIR, {n:,} people", {OURS: sir, "EoN": lambda: peers.eon_sir(network_of(n), 0.1, 1.0, seeds_of(n))})
    yield Row("Other models, one core", "Bass, 10,000 people, 100 steps", {OURS: bass, "Mesa": lambda: peers.mesa_bass(10_000, 0.03, 0.38, 100, 0.1)})


def _full_model(sizes: list[int]) -> Iterator[Row]:
    def engine(form: str) -> Callable[[], Contender]:
        def make() -> Contender:
            from gridsim.engine.run import run
            from gridsim.scenario import demo_path, load_scenario
            from gridsim.world import build_world

            changes = {"people.count": 2000, "horizon": 10, "network.micro_blog.official_followers": 200}
            scenario = load_scenario(demo_path()).replace(changes)
            world = build_world(scenario, seed=1)
            return lambda: Turn(1, run(scenario, "grid", seed=1, world=world, engine=form).metrics["impressions"] or 0.0)

        return make

    yield Row("The full model", "2,000 people, 10 days, grid", {OURS: engine("compiled"), "Mesa": engine("agents")})


def _worlds(sizes: list[int]) -> Iterator[Row]:
    for n in sizes:

        def ours(n: int = n) -> Contender:
            from gridsim.networks import barabasi_albert

            return lambda: Turn(1, barabasi_albert(n, TIES_EACH, seed=1).n_ties / 2)

        makers: dict[str, Callable[[], Contender]] = {OURS: ours}
        makers["networkx"] = partial(peers.networkx_barabasi_albert, n, TIES_EACH)
        makers["networkit"] = partial(peers.networkit_barabasi_albert, n, TIES_EACH)
        yield Row("Making a network", f"Barabási–Albert, {n:,} people", makers)


GROUPS: dict[str, Callable[[list[int]], Iterator[Row]]] = {
    "cascade": _one_cascade,
    "many": _many_cascades,
    "models": _other_models,
    "full": _full_model,
    "networks": _worlds,
}


def successes(network: Network, n_adopters: float, chance: float) -> float:
    """About how many tries succeed in a cascade of so many adopters: their ties times the chance; those with many ties come first."""
    degrees = np.sort(network.out_degree)[::-1]
    return float(degrees[: round(n_adopters)].sum() * chance)
