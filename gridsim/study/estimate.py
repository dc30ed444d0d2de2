"""Estimate of a comparison before it is played: people, ties, time, memory, disk. Measured on pilots, small versions of
the same scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gridsim.arguments import callback
from gridsim.results.manifest import cores
from gridsim.scenario import Scenario
from gridsim.scenario.load import Given
from gridsim.study import memory
from gridsim.study.asked import choose_strategies, with_counts
from gridsim.study.costs import (
    LOADING,
    REPORT,
    REPORT_ROW,
    REPORT_STRATEGY,
    START,
    TABLES,
    TABLES_ROW,
    TABLES_RUN,
    Costs,
    disk_bytes,
    disk_peak_bytes,
    measure,
    need_of,
    speed_of,
)
from gridsim.study.estimate_study import estimate_study, experiment_of
from gridsim.study.executor import Where
from gridsim.study.play import with_nothing


@dataclass(frozen=True)
class Estimate:
    """What a comparison will take on this machine; within 30 % of what it then takes.

    Parameters
    ----------
    people, ties : int
        People, and directed ties over all layers (memberships of groups), in one replicate.
    strategies : tuple of str
        As they are played, `nothing` among them.
    replicates, threads, horizon : int or float
        How often, how many at a time (as many as memory suffices for), days.
    impressions : int
        Showings in all runs together.
    seconds : float
        By the clock, from the call of the command to the finished report.
    parts : dict of str to float
        The same by part, in seconds: start, world, each strategy, tables, report; with threads as if each part were
        spread over them.
    compile_seconds : float
        What compiling took during the estimate; later runs find the compiled code. 0 where it was there.
    memory_bytes, disk_bytes, disk_peak_bytes : int
        The most memory at a time; the result folder when it is finished, and with the replicates in it that are then
        put together. Worlds that are kept (GRIDSIM_WORLDS) do not count.
    memory_available_bytes, disk_available_bytes : int
        What there is.
    people_that_fit : int
        With how many people, and all else in proportion, the memory would just suffice.
    """

    people: int
    ties: int
    strategies: tuple[str, ...]
    replicates: int
    threads: int
    horizon: float
    impressions: int
    seconds: float
    parts: dict[str, float]
    compile_seconds: float
    memory_bytes: int
    disk_bytes: int
    disk_peak_bytes: int
    memory_available_bytes: int
    disk_available_bytes: int
    people_that_fit: int

    @property
    def fits(self) -> bool:
        """Whether memory and disk suffice."""
        return self.memory_bytes <= self.memory_available_bytes and self.disk_peak_bytes <= self.disk_available_bytes

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {**asdict(self), "strategies": list(self.strategies), "fits": self.fits}


def estimate(
    scenario: Given,
    strategies: str | Iterable[str] | None = None,
    replicates: int | None = None,
    threads: int | None = None,
    *,
    out: str | Path = "results",
    progress: Callable[[str], None] | None = None,
) -> Any:
    """Predict time, memory and disk of `gridsim compare` on this machine, from a few seconds of pilots.

    Parameters
    ----------
    scenario : Scenario, Experiment, path, text or mapping
        A scenario; or an experiment, loaded or by the path of its file, for what `gridsim study` takes.
    strategies : str or collection of str, optional
        Some of the scenario's strategies; all by default. `nothing` is always run beside them.
    replicates : int, optional
        In place of the scenario's.
    threads : int, optional
        As many as there are cores (and memory for) by default.
    out : path
        Where the results are to lie: its disk is looked at.
    progress : callable (str), optional
        Told in words what is going on.

    Returns
    -------
    Estimate
        Of an experiment a `StudyEstimate`.

    Raises
    ------
    ScenarioError
        For a bad value, an unknown strategy, files that cannot be read.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> found = estimate(load_scenario("people: {count: 300}\\nhorizon: 5\\nstrategies: {official: {}}"), replicates=1)
    >>> found.people, found.strategies, found.seconds > 0, found.fits
    (300, ('official', 'nothing'), True, True)
    """

    experiment = experiment_of(scenario, replicates, strategies)
    if experiment is not None:
        return estimate_study(experiment, threads, out=out, progress=progress)
    scenario = with_counts(scenario, replicates, None)
    names = with_nothing(choose_strategies(scenario, strategies))
    Where(threads=threads).place(scenario.replicates)
    tell = callback("progress", progress) or (lambda text: None)
    wanted = min(threads or cores(), scenario.replicates)
    threads_each = max(1, (threads or cores()) // wanted)
    costs = measure(scenario, names, tell, threads=threads_each)
    need = need_of(scenario, costs, scenario.replicates, shards=threads_each)
    available = memory.available_bytes()
    used = max(1, min(wanted, need.tasks_in(available)))
    speed = speed_of(costs, names, used, tell)
    parts = _parts(scenario, names, costs, used, speed)
    return Estimate(
        people=costs.sizes.people,
        ties=costs.sizes.ties,
        strategies=names,
        replicates=scenario.replicates,
        threads=used,
        horizon=scenario.horizon,
        impressions=round(scenario.replicates * sum(one.impressions for one in costs.counts.values())),
        seconds=sum(parts.values()),
        parts=parts,
        compile_seconds=costs.compile_seconds,
        memory_bytes=need.bytes_of(used),
        disk_bytes=disk_bytes(costs, scenario.replicates),
        disk_peak_bytes=disk_peak_bytes(costs, scenario.replicates),
        memory_available_bytes=available,
        disk_available_bytes=memory.free_disk(Path(out)),
        people_that_fit=need.people_in(available),
    )


def _parts(scenario: Scenario, names: Sequence[str], costs: Costs, threads: int, speed: float) -> dict[str, float]:
    """Seconds by the clock of every part."""
    replicates = scenario.replicates
    alone = replicates % threads == 1 and threads > 1  # the last has the machine to itself
    turns = (replicates - alone) / speed + alone
    worlds = turns if scenario.world == "fresh" else 1
    rows = replicates * sum(one.posts + one.orders for one in costs.counts.values())
    return {
        "start": costs.once * (START + LOADING),
        "world": costs.busy * worlds * costs.world_seconds,
        **{
            name: turns * (costs.clock * costs.run_seconds[name] + costs.busy * costs.other_seconds / len(names))
            for name in names
        },
        "tables": costs.once * (TABLES + TABLES_RUN * replicates * len(names) + TABLES_ROW * rows),
        "report": costs.once * (REPORT + REPORT_STRATEGY * len(names) + REPORT_ROW * rows),
    }
