"""The tasks of a study, and how one is played: some design points of one replicate that share their people and ties.

A failed run does not affect the others: their results are written, with a list of the failed runs and their errors.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from gridsim.errors import ScenarioError
from gridsim.results import disk, store
from gridsim.study.design import Point
from gridsim.study.digests import run_digest, world_digest
from gridsim.study.executor import Stopped, Watch
from gridsim.study.experiment import Experiment
from gridsim.study.play import Engine, metrics_row, the_engine
from gridsim.terms import NOTHING

POINTS_IN_A_PART = 16
"""Building a world takes about as long as a few runs on it; with so many it hardly counts, and little is lost with a
part."""


@dataclass(frozen=True)
class Part:
    """One task: some design points with one world in one replicate."""

    name: str
    points: tuple[Point, ...]
    strategies: tuple[str, ...]
    replicate: int
    engine: Callable[[], Engine] = the_engine
    only: frozenset[tuple[int, str]] | None = None
    """Runs to play, by design point and strategy; None for all."""

    @property
    def runs(self) -> list[tuple[Point, str]]:
        """The runs of the part, in their order."""
        return [
            (point, name)
            for point in self.points
            for name in self.strategies
            if self.only is None or (point.number, name) in self.only
        ]


class Failure(NamedTuple):
    """A run that failed: which, and with what message."""

    point: int
    strategy: str
    replicate: int
    message: str
    bad_input: bool


def parts(
    experiment: Experiment,
    engine: Callable[[], Engine] = the_engine,
    numbers: Iterable[int] | None = None,
    among: Collection[int] | None = None,
) -> list[Part]:
    """Return the tasks of an experiment, replicate by replicate, so that a stopped study has seen every design point
    alike.

    Parameters
    ----------
    experiment : Experiment
    engine : callable
    numbers : iterable of int, optional
        The replicates; as many as the experiment says by default.
    among : collection of int, optional
        The design points; all by default.
    """
    if experiment.robust is not None:  # every point a market with people and luck of its own
        names = contestants(experiment.strategies)
        return [Part(f"market-{one.number:05d}", (one,), names, one.number, engine) for one in experiment.points]
    groups: dict[str, list[Point]] = {}
    for point in experiment.points:
        groups.setdefault(world_digest(point.scenario), []).append(point)
    found = []
    for replicate in range(experiment.scenario.replicates) if numbers is None else numbers:
        for number, points in enumerate(groups.values()):
            for first in range(0, len(points), POINTS_IN_A_PART):
                some = tuple(
                    one for one in points[first : first + POINTS_IN_A_PART] if among is None or one.number in among
                )
                if not some:
                    continue
                name = f"replicate-{replicate:05d}-world-{number:04d}-from-{first:04d}"
                found.append(Part(name, some, contestants(experiment.strategies), replicate, engine))
    return found


def contestants(strategies: Sequence[str]) -> tuple[str, ...]:
    """The strategies of an experiment, and doing nothing, which takes part whether it is named or not."""
    return (*strategies, NOTHING) if NOTHING not in strategies else tuple(strategies)


def play_part(part: Part, watch: Watch | None) -> dict[str, bytes]:
    """Play the runs of a part; return those that went well as one table, and beside it those that failed.

    Raises
    ------
    Stopped, KeyboardInterrupt
        If the work was interrupted; nothing else.
    """
    engine = part.engine()
    scenario = part.points[0].scenario
    world = _outcome(
        lambda: engine.build_world(
            scenario, seed=scenario.seed, replicate=0 if scenario.world == "fixed" else part.replicate
        )
    )
    columns: dict[str, list[Any]] = {}
    failed = []
    for point, strategy, metrics in _runs(part, engine, world, watch):
        if isinstance(metrics, _Broken):
            failed.append(Failure(point.number, strategy, part.replicate, metrics.message, metrics.bad_input))
            continue
        for name, value in {"point": [point.number], **metrics_row(strategy, part.replicate, metrics)}.items():
            columns.setdefault(name, []).extend(value)
    content, rows = disk.encode([columns]) if columns else (b"", [0])
    return {"runs.parquet": content, "about.json": json.dumps({"rows": rows, "failed": failed}).encode()}


class _Broken(NamedTuple):
    """Placeholder for the result of a failed run."""

    message: str
    bad_input: bool


def _outcome(work: Callable[[], Any]) -> Any:
    """Return value of some work, or its error."""
    try:
        return work()
    except (Stopped, KeyboardInterrupt):
        raise
    except ScenarioError as error:
        return _Broken(str(error), True)
    except Exception as error:
        return _Broken(f"{type(error).__name__}: {error}", False)


def _runs(part: Part, engine: Engine, world: Any, watch: Watch | None) -> Iterator[tuple[Point, str, Any]]:
    """Every run of a part with its metrics, or how it broke off; runs that are the same in several design points are
    played once."""
    nothings: dict[str, Any] = {}
    played: dict[str, Any] = {}

    def result_of(scenario: Any, strategy: str) -> Any:
        return _outcome(lambda: engine.run_one(scenario, strategy, scenario.seed, part.replicate, world))

    last, nothing_key = None, ""
    for point, strategy in part.runs:
        scenario, key = point.scenario, run_digest(point.scenario, strategy)
        if point is not last:
            last, nothing_key = point, run_digest(scenario, NOTHING)
        if isinstance(world, _Broken):
            yield point, strategy, world
            continue
        if nothing_key not in nothings:
            nothings[nothing_key] = result_of(scenario, NOTHING)
        nothing = nothings[nothing_key]
        if key not in played:
            result = nothing if strategy == NOTHING or isinstance(nothing, _Broken) else result_of(scenario, strategy)
            played[key] = result if isinstance(result, _Broken) else engine.against_nothing(result, nothing).metrics
        if watch is not None:
            watch.run_done()
        yield point, strategy, played[key]


def missing_of(part: Part, folder: Path) -> Part | None:
    """Return the part with the runs that its piece in a folder has not; None where it has all."""
    piece = folder / part.name
    if not piece.is_dir():
        return part
    if disk.read_json(piece / "about.json")["rows"] == [len(part.runs)]:
        return None
    there = store.Stored(piece).read_table("runs")
    done = set(zip(there["point"].tolist(), there["strategy"].tolist(), strict=True))
    return replace(part, only=frozenset((point.number, name) for point, name in part.runs) - done)


def keep(part: Part, files: Mapping[str, bytes], folder: Path) -> list[Failure]:
    """Write what went well of a part, beside what is there of it; return the failures."""
    about = json.loads(files["about.json"])
    if about["rows"] != [0]:
        piece = folder / part.name
        if piece.is_dir():
            files = _together(piece, files)
            shutil.rmtree(piece)
        disk.write_piece(folder, part.name, files)
    return [Failure(*one) for one in about["failed"]]


def forget(folder: Path, points: set[int]) -> None:
    """Take the runs of some design points out of the pieces in a folder."""
    for name in disk.finished_pieces(folder):
        there = store.Stored(folder / name).read_table("runs")
        kept = there[~there["point"].isin(points)]
        if len(kept) < len(there):
            shutil.rmtree(folder / name)
            if len(kept):
                content, rows = disk.encode([kept.reset_index(drop=True)])
                disk.write_piece(
                    folder, name, {"runs.parquet": content, "about.json": json.dumps({"rows": rows}).encode()}
                )


def _together(piece: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a piece with the runs that were missing in it."""
    import pandas as pd

    both = pd.concat(
        [store.Stored(piece).read_table("runs"), pd.read_parquet(io.BytesIO(files["runs.parquet"]))], ignore_index=True
    )
    content, rows = disk.encode([both])
    return {"runs.parquet": content, "about.json": json.dumps({"rows": rows}).encode()}
