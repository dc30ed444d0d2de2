"""The runs of a choice of people, part by part: some sets of first points in one replicate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gridsim.engine.choose import ASKED_ROLES
from gridsim.errors import refusal
from gridsim.results import disk
from gridsim.scenario import Scenario
from gridsim.study.activation_field import Town
from gridsim.study.activation_question import Activation, plain_label
from gridsim.study.executor import Place, Watch, told_as
from gridsim.study.pieces import complete, missing_in, runs_in
from gridsim.study.play import Engine, the_engine
from gridsim.study.progress import Progress

SETS_IN_A_PART = 32
"""Sets that one task plays: little is lost with one, and a world is built for some tens of runs."""


@dataclass(frozen=True)
class Part:
    """One task: some sets of first points in one replicate; `world` is None where it is played in another process,
    which builds its own."""

    name: str
    scenario: Scenario
    strategy: str
    replicate: int
    sets: tuple[tuple[str | int, ...], ...]
    metrics: tuple[str, ...]
    world: Any
    engine: Callable[[], Engine] = the_engine

    @property
    def n_runs(self) -> int:
        return len(self.sets)


def play_part(part: Part, watch: Watch | None) -> dict[str, bytes]:
    """Play the sets of a part and return their metrics as one table."""
    engine, scenario = part.engine(), part.scenario
    columns: dict[str, list[float]] = {name: [] for name in part.metrics}
    played: dict[tuple[str | int, ...], Mapping[str, float | None]] = {}
    with told_as(lambda error: f"{part.name}: {error}. Resume it to run it again."):
        world = engine.build_world(scenario, seed=scenario.seed, replicate=0) if part.world is None else part.world
        for labels in part.sets:
            if labels not in played:
                one = with_first_points(scenario, part.strategy, labels)
                played[labels] = engine.run_one(one, part.strategy, scenario.seed, part.replicate, world).metrics
            for name in part.metrics:
                value = played[labels][name]
                columns[name].append(float("nan") if value is None else float(value))
            if watch is not None:
                watch.run_done()
    content, rows = disk.encode([columns])
    return {"runs.parquet": content, "about.json": json.dumps({"rows": rows}).encode()}


def with_first_points(scenario: Scenario, strategy: str, labels: Sequence[str | int]) -> Scenario:
    """Return the scenario with these first points of a strategy and no others; unchecked, for `replace` takes as long
    as a small run."""
    page = scenario.strategies[strategy]
    assert page.points is not None
    only = dict.fromkeys(ASKED_ROLES, 0)
    asked = page.points.activate.model_copy(update={"named": list(labels), **only})
    changed = page.model_copy(update={"points": page.points.model_copy(update={"activate": asked})})
    return scenario.model_copy(update={"strategies": {**scenario.strategies, strategy: changed}})


class Parts:
    """Plays sets, part by part; parts that are in the folder are read instead."""

    def __init__(
        self, asked: Activation, town: Town, target: Path, place: Place, count: Progress, engine: Callable[[], Engine]
    ):
        self.asked, self.town, self.folder, self.place, self.count, self.engine = (
            asked,
            town,
            target / "parts",
            place,
            count,
            engine,
        )
        self.metrics = tuple(
            dict.fromkeys([asked.metric, "contribution_margin", "net_contribution", "marketing_cost", "orders"])
        )
        self.labels = [plain_label(label) for label in town.people["label"]]

    def play(self, stage: str, replicates: Sequence[int], sets: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
        """The metrics of sets of agents (beside those present) in each replicate, (sets, replicates, metrics)."""
        tasks = [
            part for replicate, own in zip(replicates, sets, strict=True) for part in self._parts(stage, replicate, own)
        ]
        missing = missing_in(self.folder, tasks)
        self.count.add(sum(part.n_runs for part in tasks) - sum(part.n_runs for part in missing))
        complete(self.folder, missing, play_part, self.place, self.count)
        values = runs_in(self.folder, tasks)[list(self.metrics)].to_numpy(float)
        values = values.reshape(len(replicates), -1, len(self.metrics)).transpose(1, 0, 2)
        if np.isnan(values[:, :, 0]).any():
            raise refusal(
                "metric", "the metric", "defined in every run", self.asked.metric, "Choose another, such as gmv"
            )
        return values

    def _parts(self, stage: str, replicate: int, sets: Sequence[np.ndarray]) -> list[Part]:
        """The tasks of a replicate; a part is named after everything that it depends on beside the scenario."""
        present = self.town.present.tolist()
        named = [tuple(self.labels[agent] for agent in [*present, *own.tolist()]) for own in sets]
        world = None if self.place.is_cluster else self.town.world
        found = []
        for first in range(0, len(named), SETS_IN_A_PART):
            some = tuple(named[first : first + SETS_IN_A_PART])
            told = hashlib.sha256(json.dumps(some).encode()).hexdigest()[:12]
            name = f"{stage}-replicate-{replicate:05d}-from-{first:04d}-{told}"
            found.append(
                Part(name, self.asked.scenario, self.asked.strategy, replicate, some, self.metrics, world, self.engine)
            )
        return found
