"""The runs of a `why`, piece by piece: some questions on one world in one replicate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridsim.results import disk
from gridsim.results.manifest import sources_digest
from gridsim.study.digests import digest_of
from gridsim.study.executor import Watch, Where, told_as
from gridsim.study.fit import fitting
from gridsim.study.pieces import complete, missing_in, runs_in
from gridsim.study.play import Engine, metrics_row, the_engine
from gridsim.study.progress import Progress, first_note
from gridsim.study.why_questions import Question
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd


QUESTIONS_IN_A_PIECE = 16


@dataclass(frozen=True)
class Piece:
    """One task: some questions with one world in one replicate."""

    questions: tuple[Question, ...]
    replicate: int
    name: str
    engine: Callable[[], Engine] = the_engine

    @property
    def n_runs(self) -> int:
        """Runs, not counting doing nothing."""
        return sum(len(one.strategies) for one in self.questions)


def pieces(asked: Sequence[Question], numbers: Iterable[int], engine: Callable[[], Engine] = the_engine) -> list[Piece]:
    """Return the tasks: questions of one group that share their people and ties, some at a time, replicate by
    replicate."""
    groups: dict[tuple[str, str], list[Question]] = {}
    for one in asked:
        groups.setdefault((one.group, one.world), []).append(one)
    # a scenario's own digest knows the content of its files
    sources = [sources_digest(), asked[0].scenario.digest() if asked else ""]
    batches = []
    for some in groups.values():
        for first in range(0, len(some), QUESTIONS_IN_A_PIECE):
            batch = tuple(some[first : first + QUESTIONS_IN_A_PIECE])
            told = [[one.group, one.label, one.level, one.digest, one.strategies] for one in batch]
            batches.append((batch, digest_of([sources, told])[:16]))
    return [
        Piece(batch, number, f"{batch[0].group}-{digest}-{number:05d}", engine)
        for number in numbers
        for batch, digest in batches
    ]


def play_piece(piece: Piece, watch: Watch | None) -> dict[str, bytes]:
    """Play the runs of a piece and return them as one table: group, label, level, strategy, replicate, every metric and
    the increments."""
    engine = piece.engine()
    scenario = piece.questions[0].scenario
    where = f"replicate {piece.replicate}"
    columns: dict[str, list[Any]] = {}
    with told_as(lambda error: f"after {where}: {error}. Start `gridsim why` again to run it again."):
        world = engine.build_world(
            scenario, seed=scenario.seed, replicate=0 if scenario.world == "fixed" else piece.replicate
        )
        for question, strategy, metrics in _runs(piece, engine, world, watch):
            where = (
                f"replicate {piece.replicate}, {question.group} {question.label} {question.level}, strategy {strategy}"
            )
            row = {"group": [question.group], "label": [question.label], "level": [question.level]}
            for name, value in {**row, **metrics_row(strategy, piece.replicate, metrics)}.items():
                columns.setdefault(name, []).extend(value)
    return {"runs.parquet": disk.encode([columns])[0]}


def _runs(
    piece: Piece, engine: Engine, world: Any, watch: Watch | None
) -> Iterator[tuple[Question, str, Mapping[str, float | None]]]:
    """Every run of a piece; doing nothing is played once for all questions in which it is the same."""
    nothings: dict[str, Any] = {}
    for question in piece.questions:
        scenario = question.scenario
        if question.nothing not in nothings:
            nothings[question.nothing] = engine.run_one(scenario, NOTHING, scenario.seed, piece.replicate, world)
        nothing = nothings[question.nothing]
        for strategy in question.strategies:
            result = engine.against_nothing(
                engine.run_one(scenario, strategy, scenario.seed, piece.replicate, world), nothing
            )
            if watch is not None:
                watch.run_done()
            gained = {f"incremental_{name}": _gain(result, nothing, name) for name in ("orders", "contribution_margin")}
            yield question, strategy, {**result.metrics, **gained}


def _gain(result: Any, nothing: Any, metric: str) -> float:
    return result.metrics[metric] - nothing.metrics[metric]


@dataclass
class Pieces:
    """Where pieces are played and kept."""

    folder: Path
    count: Progress
    engine: Callable[[], Engine]
    where: Where
    scenario: Any

    def done(self, tasks: Sequence[Piece]) -> pd.DataFrame:
        """Play what is missing, and return the runs of all the tasks."""
        missing = missing_in(self.folder, tasks)
        fits = fitting(self.scenario, list(self.scenario.strategies))
        place = self.where.place(max(1, len(missing)), fits)
        there = sum(task.n_runs for task in tasks) - sum(task.n_runs for task in missing)
        self.count.add(there, first_note(place) if missing else None)
        complete(self.folder, missing, play_piece, place, self.count)
        return runs_in(self.folder, tasks)
