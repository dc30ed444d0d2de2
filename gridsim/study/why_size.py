"""Size of a `why` before it begins, and the assumptions that it varies: those not set in the scenario, the most
important first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gridsim import formats
from gridsim.results import store
from gridsim.results.manifest import cores
from gridsim.results.store import Stored
from gridsim.study.why_assumptions import known_keys
from gridsim.study.why_questions import Asked, Question, actors_of, questions
from gridsim.study.why_runs import Actors
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    pass


REPLICATES, MOST_PARAMETERS = 5, 15
"""Defaults: replicates (of the comparison's); parameters that the tornado plays with all of them."""


class Plan(NamedTuple):
    """What a `why` will play, and how large it is."""

    actors: Actors
    numbers: range
    asked: Asked
    steady: list[Question]
    unsure: list[Question]
    n_chosen: int
    groups: list[str]
    size: Size


def plan_of(
    stored: store.Stored,
    groups: list[str],
    replicates: int = REPLICATES,
    most: int | None = None,
    quick: bool = False,
    chosen_groups: bool = False,
    also: Sequence[str] = (),
    threads: int | None = None,
) -> Plan:
    """Return what a `why` with these limits plays; `chosen_groups`: the groups were asked for, and are not cut by
    `quick`."""
    if quick:
        replicates = min(replicates, QUICK_REPLICATES)
        groups = groups if chosen_groups else [name for name in groups if name in QUICK_GROUPS]
    numbers = range(min(replicates, int(stored.summary["replicates"])))
    actors = actors_of(stored)
    known = known_keys(stored)
    if quick and most is None:
        most = _fitting(stored, actors, groups, numbers, known, also, threads)
    screen = None if most is None else most if quick else SCREENED * most
    asked = questions(stored, actors, groups, known, also, screen)
    steady = [one for one in asked.questions if one.group != "tornado"]
    unsure = [one for one in asked.questions if one.group == "tornado"]
    n_chosen = min(MOST_PARAMETERS if most is None else most, len({one.label for one in unsure}))
    counted: dict[str, int] = {}
    for one in [*steady * len(numbers), *unsure]:
        for name in one.strategies:
            counted[name] = counted.get(name, 0) + 1
    later = 2 * n_chosen * (len(numbers) - 1)
    for name in actors.pair if unsure else ():
        counted[name] = counted.get(name, 0) + later
    n_nothing = len({one.nothing for one in steady}) * len(numbers) + len(unsure) + later
    n_worlds = len({one.world for one in asked.questions}) * len(numbers)
    return Plan(actors, numbers, asked, steady, unsure, n_chosen, groups,
                Size(sum(counted.values()), seconds_of(stored, counted, n_nothing, n_worlds, threads)))  # fmt: skip


def _fitting(
    stored: store.Stored,
    actors: Actors,
    groups: Sequence[str],
    numbers: range,
    known: set[str],
    also: Sequence[str],
    threads: int | None,
) -> int:
    """How many assumptions a quick `why` has time for."""
    steady = questions(stored, actors, [name for name in groups if name != "tornado"], known, also).questions
    counted: dict[str, int] = {}
    for one in steady:
        for name in one.strategies:
            counted[name] = counted.get(name, 0) + len(numbers)
    before = seconds_of(stored, counted, len(steady) * len(numbers), len(numbers), threads)
    runs = 2 * len(numbers)
    each = seconds_of(stored, dict.fromkeys(actors.pair, runs), runs, len(numbers), threads)
    return max(FEWEST, min(MOST_QUICK, int((QUICK_SECONDS - before) / max(each, 1e-6))))


SCREENED = 3
"""Assumptions that are screened for each that is played with all replicates, where a limit is given."""
QUICK_SECONDS = 120.0
QUICK_REPLICATES = 2
QUICK_GROUPS = ("knock-outs", "tornado")
FEWEST, MOST_QUICK = 2, 12
"""A quick `why`: what fits into two minutes, within these numbers of assumptions."""


class Size(NamedTuple):
    """Size of a `why`: runs (doing nothing not counted) and approximate seconds."""

    runs: int
    seconds: float

    def sentence(self) -> str:
        """The size in words.

        Examples
        --------
        >>> Size(688, 1800.0).sentence()
        '688 runs, about 30 min'
        """
        minutes = round(self.seconds / 60)
        long = f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
        return formats.breakable(
            f"{formats.counted(self.runs, 'run')}, about {long if minutes > 1 else f'{max(1, round(self.seconds))} s'}"
        )


def seconds_of(
    stored: Stored, runs_by_strategy: Mapping[str, int], n_nothing: int, n_worlds: int, threads: int | None
) -> float:
    """Return about how many seconds so many runs take here, by what the comparison's own took."""
    timing = stored.manifest.get("timing") or {}
    replicates = max(1, int(stored.summary["replicates"]))
    each = {name: float(one["seconds"]) / replicates for name, one in (timing.get("runs") or {}).items()}
    usual = sum(each.values()) / max(1, len(each))
    work = sum(n * each.get(name, usual) for name, n in runs_by_strategy.items()) + n_nothing * each.get(NOTHING, 0.0)
    return (work + n_worlds * float(timing.get("world_seconds") or 0.0) / replicates) / max(1, threads or cores())
