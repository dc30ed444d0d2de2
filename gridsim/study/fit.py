"""Whether work fits into the memory and onto the disk, asked before it starts.

What obviously fits is not measured: a bound from the scenario alone says so. Only where that bound is more than there
is, a pilot of a few seconds tells what is needed (`study/estimate.py`); work is refused where that is more than there
is even if it were 30 % too much.
"""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gridsim.errors import Said, ScenarioError, problem
from gridsim.results.manifest import cores
from gridsim.scenario import Scenario
from gridsim.study import memory
from gridsim.study.memory import Need, Sizes, in_words
from gridsim.study.play import with_nothing

ANY_SIZE = "GRIDSIM_ANY_SIZE"
"""Environment variable: with 1 nothing is refused."""

TOLERANCE = 1.3
"""An estimate may be too high by so much."""

Fitting = Callable[[int, bool], int]
"""(tasks, whether each has a process of its own) -> how many of them at a time the memory suffices for; refuses where
it is none."""


def fitting(
    scenario: Scenario,
    strategies: Sequence[str],
    replicates: int = 0,
    record: Sequence[str] = (),
    out: Any = None,
    tell: Callable[[str], None] = lambda text: None,
) -> Fitting:
    """Return what `Where.place` asks about some work.

    Parameters
    ----------
    scenario : Scenario
        The largest, where there are several.
    strategies : sequence of str
        Those played; `nothing` is added.
    replicates : int
        Whose tables are stored, drawn and reported; 0: only metrics are.
    record : sequence of str
        As in `compare`.
    out : path, optional
        The result folder.
    tell : callable (str)
        Told when a pilot is played.
    """
    names = with_nothing(strategies)

    def tasks(wanted: int, processes: bool) -> int:
        available, free = memory.available_bytes(), memory.free_disk(_folder(out))
        sizes = memory.sizes_of(scenario)
        need = at_most(scenario, names, sizes, replicates, record)
        if _bytes(need, wanted, processes) <= available and most_disk(scenario, names, sizes, replicates) <= free:
            return wanted
        need, disk = _measured(scenario, names, replicates, record, tell)
        if os.environ.get(ANY_SIZE, "0") in ("", "0"):
            _refuse(scenario, need, disk, available, free, replicates, _folder(out))
        while wanted > 1 and _bytes(need, wanted, processes) > available:
            wanted -= 1
        return wanted

    return tasks


def _folder(out: Any) -> Path:
    """Where the results are to lie, as far as the disk is concerned."""
    if out is None:
        return Path(tempfile.gettempdir())
    return Path(out) if isinstance(out, str | Path) and str(out) else Path("results")


def _bytes(need: Need, tasks: int, processes: bool) -> int:
    """What so many tasks at a time need; each process has the code for itself."""
    return need.bytes_of(tasks) + (tasks * need.process if processes else 0)


_KNOWN: OrderedDict[tuple, Any] = OrderedDict()
"""Cache of pilot measurements."""


def _measured(
    scenario: Scenario, names: Sequence[str], replicates: int, record: Sequence[str], tell: Callable[[str], None]
) -> tuple[Need, int]:
    """What is needed of memory and disk, from pilots."""
    from gridsim.study.costs import disk_peak_bytes, measure, need_of

    key = (scenario.digest(), tuple(names), tuple(record))
    if key not in _KNOWN:
        _KNOWN[key] = measure(scenario, names, tell, record)
        while len(_KNOWN) > 8:
            _KNOWN.popitem(last=False)
    need = need_of(scenario, _KNOWN[key], replicates, record, max(1, cores() // max(1, replicates)))
    return need, disk_peak_bytes(_KNOWN[key], replicates) if replicates else 0


def _refuse(
    scenario: Scenario, need: Need, disk: int, available: int, free: int, replicates: int, folder: Path
) -> None:
    """Raise the error of work that does not fit, with what would."""
    problems = []
    anyway = f"or go on at your own risk with {ANY_SIZE}=1 in the environment"
    if need.process + need.task > TOLERANCE * available or (
        not need.reading and need.bytes_of(1) > TOLERANCE * available
    ):
        most, needed = need.people_in(available), Said(f"{need.people:,} people, who need {in_words(need.bytes_of(1))}")
        advice = f"{most:,} people fit, with heads and budgets in proportion; take so many, {anyway}"
        where = next((key for key in ("people.file", "network.moments.file") if _has(scenario, key)), "people.count")
        problems.append(
            problem(
                where, "the people of a run", f"so many that {in_words(available)} of memory suffice", needed, advice
            )
        )
    elif need.bytes_of(1) > TOLERANCE * available:
        most = max(0, int(replicates * (available - need.process - need.drawing) / need.reading))
        advice = (
            f"The tables of {most:,} replicates can be drawn; {need.people_in(available):,} people fit with all of"
            f" them. Lower one, {anyway}"
        )
        needed = Said(f"{replicates:,} of {need.people:,} people, which need {in_words(need.bytes_of(1))}")
        problems.append(
            problem(
                "replicates", "the replicates", f"so many that {in_words(available)} of memory suffice", needed, advice
            )
        )
    if disk > TOLERANCE * free:
        most = int(need.people * free / disk)
        advice = (
            f"{most:,} people fit, or {int(replicates * free / disk):,} replicates; name a folder on another disk,"
            f" {anyway}"
        )
        problems.append(
            problem(
                str(folder),
                "the results",
                f"at most the {in_words(free)} that are free there",
                Said(in_words(disk)),
                advice,
            )
        )
    if problems:
        raise ScenarioError(problems)


def _has(scenario: Scenario, key: str) -> bool:
    """Whether a key of the scenario is set."""
    for name in key.split("."):
        scenario = getattr(scenario, name)
    return bool(scenario)


# ---- bounds that need no pilot

STATE_AT_MOST, PRODUCT_AT_MOST, ACTIVITY_AT_MOST = 900, 40, 40
"""Bytes of a run's arrays a person: all that there may be once, for a product, for an activity (the arrays themselves:
`memory.run_bytes`)."""
POST_AT_MOST, ORDER_AT_MOST, SHOWING_AT_MOST = 600, 1_500, 80
"""Bytes of a post, an order and a recorded showing in all tables and their copies."""
PEOPLE_OF_A_FILE = 4
"""Files of ties are counted from their first lines only: so many times as much."""


def at_most(
    scenario: Scenario, names: Sequence[str], sizes: Sizes, replicates: int, record: Sequence[str] = ()
) -> Need:
    """More memory than the work can need."""
    products = 1 + len(scenario.market.more_products)
    activities = max(len(scenario.strategy(name).activities) for name in names)
    run = (
        sizes.people * (STATE_AT_MOST + products * PRODUCT_AT_MOST + activities * ACTIVITY_AT_MOST)
        + cores() * sizes.ties // 8
    )
    rows = 0.0
    for name in names:
        counts = memory.most_counts(scenario, name, sizes)
        rows += (
            POST_AT_MOST * counts.posts
            + ORDER_AT_MOST * counts.orders
            + (SHOWING_AT_MOST * counts.impressions if record else 0)
        )
    task = memory.building_bytes(scenario, sizes) + run + int(rows)
    times = PEOPLE_OF_A_FILE if _has(scenario, "people.file") or _has(scenario, "network.moments.file") else 1
    return Need(
        sizes.people,
        memory.PROCESS,
        times * task,
        memory.PRESENTING + memory.PRESENTING_STRATEGY * len(names),
        int(replicates * rows),
    )


def most_disk(scenario: Scenario, names: Sequence[str], sizes: Sizes, replicates: int) -> int:
    """More bytes than the result folder can have, the replicates before they are put together among them."""
    if not replicates:
        return 1 << 24
    rows = 0.0
    for name in names:
        counts = memory.most_counts(scenario, name, sizes)
        rows += 200_000 + 3_000 * scenario.horizon + 25 * counts.posts + 150 * counts.orders
    return int(1e7 + 2 * replicates * rows)
