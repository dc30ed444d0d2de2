"""One replicate of a job: build its world once, run doing nothing and every strategy on it, return the tables as
bytes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from gridsim.results import checks, disk, store
from gridsim.study.executor import Watch, told_as
from gridsim.terms import NOTHING


def with_nothing(names: Iterable[str]) -> tuple[str, ...]:
    """These strategies, and doing nothing as the last."""
    return (*[name for name in names if name != NOTHING], NOTHING)


class Engine(NamedTuple):
    """The three calls that play a run; replaced in tests only."""

    build_world: Callable[..., Any]
    run_one: Callable[..., Any]
    against_nothing: Callable[..., Any]


def the_engine() -> Engine:
    """The compiled engine; worlds are kept in the folder that GRIDSIM_WORLDS names, where it is set, and opened from
    there."""
    from gridsim.forms import run
    from gridsim.results.result import against_nothing
    from gridsim.world import build_world, stored_world

    worlds = os.environ.get("GRIDSIM_WORLDS")
    return Engine(partial(stored_world, worlds=worlds) if worlds else build_world, run, against_nothing)


def the_agents() -> Engine:
    """The agent form: the same runs, person by person."""
    usual = the_engine()
    return usual._replace(run_one=partial(usual.run_one, engine="agents"))


ENGINES: dict[str, Callable[[], Engine]] = {"compiled": the_engine, "agents": the_agents}


@dataclass(frozen=True)
class Job:
    """What a comparison or a single strategy's run asks for.

    `strategies` are kept, in this order (in a comparison `nothing` is the last); `numbers` are the replicates.
    """

    kind: str
    scenario: Any
    strategies: tuple[str, ...]
    numbers: tuple[int, ...]
    record: tuple[str, ...] = ()
    baseline: bool = True
    engine: Callable[[], Engine] = the_engine

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that are kept: the usual ones and those recorded."""
        return (*store.TABLES, *self.record)

    @property
    def n_runs(self) -> int:
        """Runs of one replicate."""
        return len(self.strategies) + (self.baseline and NOTHING not in self.strategies)


class Replicate(NamedTuple):
    """One task: a replicate of a job."""

    job: Job
    number: int

    @property
    def name(self) -> str:
        """Name of its piece."""
        return f"{self.number:05d}"

    @property
    def n_runs(self) -> int:
        return self.job.n_runs

    @property
    def engine(self) -> Callable[[], Engine]:
        return self.job.engine


def play(task: Replicate, watch: Watch | None) -> dict[str, bytes]:
    """Play one replicate and return its files by name.

    Raises
    ------
    RunFailed
        If the world or a run breaks off; it says which, and how to run it again.
    ScenarioError
        If the input turns out bad (a file of ties, say).
    """
    job, replicate = task
    engine = job.engine()
    started = time.perf_counter()
    with _named("building the people and ties", task):
        world = _world(engine, job, replicate, watch)
    about: dict[str, Any] = {
        "replicate": replicate,
        "shown_shares": _shown_shares(job, replicate, world),
        "world_seconds": time.perf_counter() - started,
        "runs": {},
        "rows": {},
    }
    found: dict[str, dict[str, Any]] = {}

    def one(name: str) -> Any:
        begun = time.perf_counter()
        threads = 1 if watch is None else watch.threads
        with _named("the run", task, name):
            result = engine.run_one(
                job.scenario, name, job.scenario.seed, replicate, world, job.record, threads=threads
            )
        about["runs"][name] = {"seconds": time.perf_counter() - begun}
        if watch is not None:
            watch.run_done()
        return result

    nothing = one(NOTHING) if job.baseline else None
    for name in job.strategies:
        result = nothing if nothing is not None and name == NOTHING else one(name)
        if nothing is not None:
            result = engine.against_nothing(result, nothing)
        found[name] = _kept(job, name, replicate, result, about["runs"][name])
    files = {}
    for table in job.tables:
        files[f"{table}.parquet"], about["rows"][table] = disk.encode([found[name][table] for name in job.strategies])
    files["about.json"] = json.dumps(about).encode()
    return files


MOST_FOR_SHARES = 200_000
"""People of the largest world that is asked how much of an audience is shown a post: one by one takes long."""


def _shown_shares(job: Job, replicate: int, world: Any) -> dict[str, float] | None:
    """By platform the share of an audience that is shown a post, of the first replicate; none of a made-up world."""
    from gridsim.engine.attention import shown_shares
    from gridsim.world import World

    if replicate != job.numbers[0] or not isinstance(world, World) or world.n_people > MOST_FOR_SHARES:
        return None
    return shown_shares(job.scenario, world)


def metrics_row(strategy: str, replicate: int, metrics: Mapping[str, float | None]) -> dict[str, list[Any]]:
    """The row of a run in `runs`: strategy, replicate and every metric, NaN where undefined."""
    numbers = {name: [float("nan") if value is None else float(value)] for name, value in metrics.items()}
    return {"strategy": [strategy], "replicate": [replicate], **numbers}


def _kept(job: Job, name: str, replicate: int, result: Any, about: dict[str, Any]) -> dict[str, Any]:
    """The tables of a run as columns, and in `about` what else is kept of it."""
    tables = {table: columns_of(result, table) for table in job.tables if table != "runs"}
    scenario, times = job.scenario, job.scenario.people.one_stands_for
    about["checks"] = checks.check_run(
        tables,
        result.metrics,
        times * scenario.town_budget,
        checks.terms_of(scenario, name),
        scenario.currency,
        times,
    )
    about["counters"] = {key: float(value) for key, value in result.counters.items()}
    about["budget_note"] = result.budget_note
    return {"runs": metrics_row(name, replicate, result.metrics), **tables}


def columns_of(result: Any, table: str) -> dict[str, Any]:
    """A table of a result as columns by name, without the cost of a DataFrame."""
    import pyarrow as pa

    columns = result.columns[table]
    n = len(next(iter(columns.values())))
    return {
        "strategy": pa.repeat(result.strategy, n),
        "replicate": pa.repeat(pa.scalar(result.replicate, pa.int32()), n),
        **columns,
    }


def _world(engine: Engine, job: Job, replicate: int, watch: Watch | None) -> Any:
    """The world of a replicate; one that is fixed is built once and shared by the threads."""
    fixed = job.scenario.world == "fixed"
    threads = 1 if watch is None else watch.threads

    def build() -> Any:
        return engine.build_world(
            job.scenario, seed=job.scenario.seed, replicate=0 if fixed else replicate, threads=threads
        )

    return watch.share("world", build) if fixed and watch is not None else build()


def _named(what: str, task: Replicate, strategy: str | None = None) -> AbstractContextManager[None]:
    """Context that adds to an unexpected error where it happened and how to run it again."""
    job, replicate = task
    named = strategy or job.strategies[0]
    again = f"gridsim run SCENARIO --strategy {named} --seed {job.scenario.seed} --replicate {replicate}"
    where = f"replicate {replicate}" + (f", strategy {strategy}" if strategy else "")
    return told_as(lambda error: f"{where}: {what} failed with {error}. To run it again: {again}")
