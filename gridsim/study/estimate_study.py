"""Estimate of a whole study before it is played: pilots of a few design points, and how often each world and each run
is played."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gridsim.arguments import callback
from gridsim.errors import refusal
from gridsim.results.manifest import cores
from gridsim.study import memory
from gridsim.study.activation_file import KIND
from gridsim.study.costs import LOADING, REPORT, REPORT_STRATEGY, START, TABLES, Costs, measure, need_of, speed_of
from gridsim.study.digests import run_digest
from gridsim.study.executor import Where
from gridsim.study.experiment import Experiment, load_experiment
from gridsim.study.part import Part, parts
from gridsim.study.play import with_nothing

MOST_PILOTS = 4
"""Kinds of design points (by people and days) that are measured; others are taken in proportion to people x days of the
next."""

REPORT_POINT = 0.02
"""Seconds that a design point adds to charts and report, on the machine of docs/history.md."""

RUN_STORED, STUDY_STORED = 1_200, 3_000_000
"""Bytes of a run in the result folder, and of charts and report."""


@dataclass(frozen=True)
class StudyEstimate:
    """What a study will take on this machine.

    Parameters
    ----------
    points, replicates, runs : int
        Design points, replicates, and the runs that are really played: one that several design points share is played
        once.
    people, ties : int
        Of the largest design point.
    threads : int
        How many parts go on at a time.
    seconds, parts
        By the clock, from the call to the finished report; and by part: start, worlds, runs, tables, report.
    compile_seconds, memory_bytes, disk_bytes, memory_available_bytes, disk_available_bytes
        As in `Estimate`.
    """

    points: int
    replicates: int
    runs: int
    people: int
    ties: int
    threads: int
    seconds: float
    parts: dict[str, float]
    compile_seconds: float
    memory_bytes: int
    disk_bytes: int
    memory_available_bytes: int
    disk_available_bytes: int

    @property
    def fits(self) -> bool:
        """Whether memory and disk suffice."""
        return self.memory_bytes <= self.memory_available_bytes and self.disk_bytes <= self.disk_available_bytes

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {**asdict(self), "fits": self.fits}


def experiment_of(
    given: Any, replicates: int | None = None, strategies: Any = None, settings: Mapping[str, Any] | None = None
) -> Experiment | None:
    """Return the experiment that was given, loaded or by its path; None where it is a scenario. A choice of people
    cannot be sized."""
    from gridsim.scenario.source import is_text, read_source

    if isinstance(given, Experiment):
        if replicates is not None or strategies is not None:
            advice = "Give them to gs.load_experiment"
            what = "replicates" if replicates is not None else "strategies"
            raise refusal(what, what, "left out beside an experiment that is loaded", replicates or strategies, advice)
        return given
    if not isinstance(given, (str, os.PathLike)) or is_text(str(given)) or not Path(given).is_file():
        return None
    tree = read_source(Path(given)).tree
    if tree.get("kind") == KIND:
        raise refusal(
            str(given),
            "what is estimated",
            "a scenario, or an experiment with factors",
            f"kind: {KIND}",
            "`gridsim check` tells its runs; estimate its scenario for what one of them takes",
        )
    return load_experiment(Path(given), settings, replicates, None, strategies) if "factors" in tree else None


def estimate_study(
    experiment: Experiment,
    threads: int | None = None,
    *,
    out: str | Path = "results",
    progress: Callable[[str], None] | None = None,
) -> StudyEstimate:
    """Predict time, memory and disk of `gridsim study` on this machine, from pilots of a few design points.

    Parameters
    ----------
    experiment : Experiment
        From `load_experiment`.
    threads, out, progress
        As in `estimate`.

    Raises
    ------
    ScenarioError
        For a bad value, or files that cannot be read.
    """
    tell = callback("progress", progress) or (lambda text: None)
    names = with_nothing(experiment.strategies)
    tasks = parts(experiment)
    Where(threads=threads).place(len(tasks))
    measured = _measured(experiment, names, tell)
    costs = {point.number: _cost(point.scenario, measured) for point in experiment.points}
    largest = max(experiment.points, key=lambda point: memory.sizes_of(point.scenario)[:2]).scenario
    _, first = _nearest(largest, measured)
    need = need_of(largest, first, 1)
    available = memory.available_bytes()
    used = max(1, min(threads or cores(), len(tasks), need.tasks_in(available)))
    speed = speed_of(first, names, used, tell)
    replicates = experiment.scenario.replicates
    of_one = [part for part in tasks if part.replicate == 0]  # those of every replicate are alike
    worlds = replicates * sum(costs[part.points[0].number][0] for part in of_one)
    played = [_played(part, names) for part in of_one]
    runs = replicates * sum(costs[number][1][name] for some in played for number, name in some)
    n_runs = replicates * sum(map(len, played))
    taken = {
        "start": first.once * (START + LOADING),
        "worlds": worlds / speed,
        "runs": runs / speed,
        "tables": first.once * (TABLES + 0.001 * len(tasks)),
        "report": first.once * (REPORT + REPORT_STRATEGY * len(names) + REPORT_POINT * len(experiment.points)),
    }
    sizes = memory.sizes_of(largest)
    return StudyEstimate(
        points=len(experiment.points),
        replicates=replicates,
        runs=n_runs,
        people=sizes.people,
        ties=sizes.ties,
        threads=used,
        seconds=sum(taken.values()),
        parts=taken,
        compile_seconds=sum(one.compile_seconds for one in measured.values()),
        memory_bytes=need.bytes_of(used),
        disk_bytes=STUDY_STORED + RUN_STORED * n_runs,
        memory_available_bytes=available,
        disk_available_bytes=memory.free_disk(Path(out)),
    )


Kind = tuple[int, float]
"""People and days of a design point, which decide most of what it costs."""


def _kind(scenario: Any) -> Kind:
    return memory.sizes_of(scenario).people, float(scenario.horizon)


def _measured(experiment: Experiment, names: Sequence[str], tell: Callable[[str], None]) -> dict[Kind, Costs]:
    """The costs of the middle design point of some kinds, the smallest and the largest among them."""
    kinds: dict[Kind, list[Any]] = {}
    for point in experiment.points:
        kinds.setdefault(_kind(point.scenario), []).append(point.scenario)
    ordered = sorted(kinds)
    last = len(ordered) - 1
    chosen = sorted(
        {
            round(place * last / max(1, min(MOST_PILOTS, len(ordered)) - 1))
            for place in range(min(MOST_PILOTS, len(ordered)))
        }
    )
    return {
        ordered[place]: measure(kinds[ordered[place]][len(kinds[ordered[place]]) // 2], names, tell) for place in chosen
    }


def _nearest(scenario: Any, measured: Mapping[Kind, Costs]) -> tuple[float, Costs]:
    """The costs of the measured kind that is nearest in people x days, and how many times as much a design point has of
    these."""
    people, days = _kind(scenario)
    kind = min(measured, key=lambda one: abs(one[0] * one[1] - people * days))
    return people * days / (kind[0] * kind[1]), measured[kind]


def _cost(scenario: Any, measured: Mapping[Kind, Costs]) -> tuple[float, dict[str, float]]:
    """Seconds by the clock, on one thread, of the world of a design point and of each of its runs."""
    times, costs = _nearest(scenario, measured)
    return times * costs.busy * costs.world_seconds, {
        name: times * costs.clock * seconds for name, seconds in costs.run_seconds.items()
    }


def _played(part: Part, names: Sequence[str]) -> list[tuple[int, str]]:
    """The runs of a part that are really played, by design point and strategy: those that several points share once,
    doing nothing beside them."""
    first: dict[str, tuple[int, str]] = {}
    for point in part.points:
        for name in names:
            first.setdefault(run_digest(point.scenario, name), (point.number, name))
    return list(first.values())
