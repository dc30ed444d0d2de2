"""Compiling ahead: small pieces of every kind of work, so that what comes after finds its machine code on the disk."""

from __future__ import annotations

import time
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from gridsim.compiling import compiling
from gridsim.terms import NOTHING

HAMLET: dict[str, Any] = {
    "name": "A hamlet",
    "horizon": 5,
    "budget": {"total": "2k CNY"},
    "people": {
        "count": 400,
        "roles": {"employee": {"count": 5}, "distributor": {"count": 3}, "kol": {"count": 3}, "partner": {"count": 3}},
    },
    "network": {"moments": {"mean_friends": 12}, "micro_blog": {}, "groups": {"mean_size": 10}, "place": {}},
    "strategies": {"official": {}, "grid": {}},
}
"""Everything that is compiled for a run of the engine, whatever the scenario switches on."""


class Warmed(NamedTuple):
    """What compiling ahead did."""

    folder: str
    """Where the compiled code is kept."""
    instead_of: str
    """The folder that was to be written and cannot be, so that what was not found in it is in a temporary one; else
    empty."""
    functions: int
    """Functions that were compiled, and not found there."""
    seconds: float

    def __str__(self) -> str:
        if not self.functions:
            return f"Already compiled for this processor: {self.folder}"
        more = (
            f". That is a temporary folder, since {self.instead_of} cannot be written; name one with GRIDSIM_CACHE"
            if self.instead_of
            else ""
        )
        return f"Compiled {self.functions} functions for this processor in {self.seconds:.0f} s: {self.folder}{more}"


def warm() -> Warmed:
    """Compile the engine and the classical models for this processor, and say where the machine code is kept.

    What is compiled already is not compiled again. For container images and job arrays: GRIDSIM_CACHE in the
    environment names the folder, which may be on a shared disk, and may be read-only afterwards. Another kind of
    processor compiles anew.

    Returns
    -------
    Warmed
        `.folder`, `.instead_of`, `.functions`, `.seconds`; printed, a sentence.

    Examples
    --------
    >>> import gridsim as gs
    >>> gs.warm().functions >= 0
    True
    """
    from gridsim._jit import cache

    begun, before = time.monotonic(), len(compiling.done)
    for compile_some in (_play, _networks, _models, _seeding):
        compile_some()
    return Warmed(
        str(cache.kept_in(cache.ENGINE)),
        cache.cannot_be_written(cache.ENGINE),
        len(compiling.done) - before,
        time.monotonic() - begun,
    )


def _play() -> None:
    """A world and runs of the engine."""
    from gridsim.engine.effects import reenter
    from gridsim.forms import run
    from gridsim.scenario import load_scenario
    from gridsim.world import build_world

    scenario = load_scenario(HAMLET)
    world = build_world(scenario, seed=1, threads=2)
    for strategy in (NOTHING, *scenario.strategies):
        run(scenario, strategy, seed=1, world=world, record=("impressions",))
    reenter(np.full(2, -1), np.full(4, -1))  # only larger towns come to it


def _networks() -> None:
    """The generators and what describes a network."""
    from gridsim import networks

    made = (
        networks.configuration([2] * 60),
        networks.poisson(60, 3.0),
        networks.regular(60, 4),
        networks.watts_strogatz(60, 4, 0.1),
    )
    for network in (_town(), *made):
        networks.describe(network)


def _town() -> Any:
    """A small network."""
    from gridsim.networks import barabasi_albert

    return barabasi_albert(100, 3, seed=1)


def _models() -> None:
    """Each classical model, with and without what it may record."""
    from gridsim import diffusion as models

    network = _town()
    for record in (None, "parents"):
        for chance in (0.1, "weighted"):
            models.independent_cascade(network, chance, [0], n_runs=2, record=record)
            models.IndependentCascade(network, chance, [0]).play()
        models.linear_threshold(network, "uniform", [0], n_runs=2, record=record)
        models.watts_threshold(network, 0.2, [0], n_runs=2, record=record)
        models.complex_contagion(network, [0.1, 0.2], [0], n_runs=2, record=record)
        models.sir(network, 0.1, ("exponential", 1.0), [0], n_runs=2, record=record)
        models.branching(0.8, n_runs=2, record=record)
    models.bond_percolation(network, 0.1, n_runs=2)
    for law in ("hazard", "recursion"):
        for market in (100, network):
            models.bass(market, 0.03, 0.38, [1.0], 0.5, n_runs=2, law=law)


def _seeding() -> None:
    """Each way to choose seeds."""
    from gridsim.seeding import METHODS, select

    for choose in (partial(select, chance=0.1), partial(select, model="lt", weight="uniform")):
        for method in METHODS:
            choose(_town(), 2, method, n_runs=20)
