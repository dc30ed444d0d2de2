"""One run in either of its forms: compiled, or agent by agent."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from gridsim.arguments import choice, whole
from gridsim.engine.run import checked, compiled_run
from gridsim.results.result import Result
from gridsim.scenario import Scenario
from gridsim.world import World

ENGINES = ("compiled", "agents")


def run(
    scenario: Scenario | str | os.PathLike[str] | Mapping[str, Any],
    strategy: str,
    seed: int | None = None,
    replicate: int = 0,
    world: World | None = None,
    record: str | Iterable[str] | None = None,
    engine: str = "compiled",
    threads: int | None = None,
) -> Result:
    """Run one strategy of a scenario once and return its tables and metrics.

    Parameters
    ----------
    scenario : Scenario, path, text or mapping
        From `gridsim.load_scenario`, or what that loads.
    strategy : str
        One of the scenario's strategies, or "nothing".
    seed : int, optional
        0 to 2^32 - 1; the scenario's own seed where it is left out.
    replicate : int
        0 to 16,777,215. The same scenario, seed and replicate give the same tables.
    world : World, optional
        The people and their ties, to be shared by several strategies; built from (seed, replicate) where it is left
        out.
    record : str or collection of str, optional
        What else to keep, one name or several: "impressions" keeps a row of every showing (24 bytes each in memory) in
        `.table("impressions")`; the other tables stay the same.
    engine : str
        "compiled", or "agents": the same run by `gridsim.agents.GridModel`, agent by agent, which takes some fifty
        times as long.
    threads : int, optional
        Threads that share the work of this run, in a town of at least 20,000 people a thread, and of building its
        world; as many as this process may use where it is left out. They change nothing in the tables.

    Returns
    -------
    Result
        `.metrics`, `.daily`, `.orders`, `.ledger`, `.points`, `.cascades`, `.counters`, `.budget_note`.

    Raises
    ------
    ScenarioError
        For an unknown strategy, or a seed or replicate out of range.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> scenario = load_scenario({"name": "A hamlet", "people": {"count": 100}, "horizon": 5, "strategies": {"official": {}}})
    >>> run(scenario, "nothing").metrics["marketing_cost"]
    0.0
    """
    scenario, seed, replicate, record = checked(scenario, seed, replicate, record, world)
    if threads is not None:
        threads = whole("threads", threads, 1, 1024, "Give 1 or more, or leave it out", "the number of threads")
    engine = choice("engine", engine, ENGINES, "Give one of them, or leave it out")
    if engine == "agents":
        from gridsim.agents import GridModel  # Mesa is loaded for this form only

        return GridModel(scenario, strategy, seed, replicate, world, record).result()
    return compiled_run(scenario, strategy, seed, replicate, world, record, threads)
