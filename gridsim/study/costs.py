"""Cost of one replicate on this machine, measured on pilots: small versions of the same scenario."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from gridsim.errors import ScenarioError
from gridsim.results import disk
from gridsim.scenario import Scenario
from gridsim.study import memory, pilot
from gridsim.study.memory import Counts, Sizes
from gridsim.study.play import the_engine
from gridsim.study.progress import first_note

# Seconds on the machine of docs/history.md, where `_python_seconds` is PYTHON_SECONDS: what pilots do not play. Elsewhere
# in proportion to it.
PYTHON_SECONDS = 0.0085
START = 1.3
"""Python, the libraries, the scenario."""
LOADING = 0.6
"""Compiled code from its cache, first calls."""
TABLES, TABLES_RUN, TABLES_ROW = 0.08, 0.012, 0.6e-6
"""Putting tables together: once, a run, a row."""
REPORT, REPORT_STRATEGY, REPORT_ROW = 1.58, 0.26, 1.2e-6
"""Charts and report: once, a strategy, a row."""
PICTURES, PICTURES_STRATEGY = 2_000_000, 420_000
"""Bytes of charts and report: once, a strategy."""


class Costs(NamedTuple):
    """Cost of one replicate: processor seconds by part, rows, bytes of its tables."""

    sizes: Sizes
    world_seconds: float
    run_seconds: dict[str, float]
    other_seconds: float
    counts: dict[str, Counts]
    file_bytes: float
    file_bytes_once: float
    # seconds by the clock of a processor second of a run: what else goes on, and how many cores a run keeps busy
    clock: float
    busy: float  # the same of what one thread does
    once: (
        float  # seconds by the clock of what takes a second on the machine of docs/history.md, where no pilot plays it
    )
    compile_seconds: float
    middle: Any  # the scenario of the middle pilot

    @property
    def seconds(self) -> float:
        return self.world_seconds + sum(self.run_seconds.values()) + self.other_seconds


def need_of(
    scenario: Scenario, costs: Costs, replicates: int, record: Sequence[str] = (), shards: int = 1
) -> memory.Need:
    """What the comparison needs of the memory, as measured; each run in so many shards."""
    task = memory.replicate_bytes(
        scenario, tuple(costs.counts), costs.sizes, costs.counts, "impressions" in record, shards
    )
    presenting, reading = memory.finishing_bytes(tuple(costs.counts.values()), replicates)
    return memory.Need(costs.sizes.people, memory.PROCESS, task, presenting, reading)


def disk_bytes(costs: Costs, replicates: int) -> int:
    """Bytes of the finished result folder."""
    return int(PICTURES + PICTURES_STRATEGY * len(costs.counts) + costs.file_bytes_once + replicates * costs.file_bytes)


def disk_peak_bytes(costs: Costs, replicates: int) -> int:
    """Bytes of the result folder while its tables are put together from the replicates, which are kept until then."""
    return disk_bytes(costs, replicates) + int(replicates * (costs.file_bytes_once + costs.file_bytes))


def _once(python: float, *played: pilot.Played) -> float:
    """Wall-clock seconds here for one second of plain Python on the machine of docs/history.md; the least of two."""
    return _busy(*played) * min(python, _python_seconds()) / PYTHON_SECONDS


def _busy(*played: pilot.Played) -> float:
    """Wall-clock seconds for a processor second of one thread."""
    return max(1.0, sum(one.clock_seconds for one in played) / max(1e-9, sum(one.seconds for one in played)))


def _python_seconds() -> float:
    """Processor seconds of some plain Python, the least of a few."""
    best = float("inf")
    for _ in range(5):
        begun = time.process_time()
        words = {str(number): number for number in range(40_000)}
        sorted(words, key=lambda word: -words[word])
        best = min(best, time.process_time() - begun)
    return best


def speed_of(costs: Costs, names: Sequence[str], threads: int, tell: Callable[[str], None]) -> float:
    """Speed-up of so many replicates at a time, measured on pilots."""
    if threads == 1:
        return 1.0
    tell(f"playing {threads} small towns at a time")
    begun = time.perf_counter()
    pilot.play_once(costs.middle, names)
    alone = time.perf_counter() - begun
    with ThreadPoolExecutor(threads) as pool:
        begun = time.perf_counter()
        list(pool.map(lambda number: pilot.play_once(costs.middle, names, replicate=number), range(threads)))
        together = time.perf_counter() - begun
    return min(float(threads), max(1.0, threads * alone / together))


def measure(
    scenario: Scenario,
    names: Sequence[str],
    tell: Callable[[str], None] = lambda text: None,
    record: Sequence[str] = (),
    threads: int = 1,
) -> Costs:
    """Play pilots of a scenario and return what one replicate of it costs."""
    if not pilot.is_generated(scenario):
        return _as_it_is(scenario, names, tell, record)
    people = scenario.people.count
    size = min(people, pilot.SMALL)
    while True:
        try:
            first, compile_seconds = _first(pilot.in_small(scenario, size), names, tell, record)
            break
        except ScenarioError:  # a small town may be too small for its shops
            if size == people:
                raise
            size = min(people, 2 * size)
    tell("playing small towns")
    python = _python_seconds()
    small = pilot.play_quickest(pilot.in_small(scenario, size), names, record)
    middle_size = min(people, pilot.MIDDLE, max(2 * size, int(size * pilot.PATIENCE / max(small.seconds, 1e-3))))
    middle = small if middle_size <= size else pilot.play_quickest(pilot.in_small(scenario, middle_size), names, record)
    each, once = _file_bytes(first, small)
    each += _stored_bytes(middle.counts) - _stored_bytes(small.counts)
    town = pilot.in_small(scenario, middle.sizes.people)
    costs = _costs(middle, each, once, _once(python, small, middle), _busy(small, middle), compile_seconds, town)
    return costs if people == middle.sizes.people else _enlarged(scenario, names, small, middle, costs, tell, threads)


def _costs(
    played: pilot.Played,
    each: float,
    file_bytes_once: float,
    once: float,
    busy: float,
    compile_seconds: float,
    scenario: Any,
) -> Costs:
    """The costs of what was played, as they are."""
    return Costs(
        played.sizes,
        played.world_seconds,
        played.run_seconds,
        _other(played),
        played.counts,
        each,
        file_bytes_once,
        played.clock,
        busy,
        once,
        compile_seconds,
        scenario,
    )


def _first(
    small: Any, names: Sequence[str], tell: Callable[[str], None], record: Sequence[str]
) -> tuple[pilot.Played, float]:
    """Play once to load or compile the code, and return how long compiling took."""

    the_engine()  # imported, so that it is known where its code is kept
    note = first_note()
    tell(note or "playing small towns")
    begun = time.perf_counter()
    played = pilot.play_once(small, names, record, replicate=1)
    return played, time.perf_counter() - begun if note else 0.0


def _other(played: pilot.Played) -> float:
    """Seconds of a replicate beside world and runs: checks and files."""
    return max(0.0, played.seconds - played.world_seconds - sum(played.run_seconds.values()))


def _enlarged(
    scenario: Scenario,
    names: Sequence[str],
    small: pilot.Played,
    middle: pilot.Played,
    costs: Costs,
    tell: Callable[[str], None],
    threads: int,
) -> Costs:
    """The costs at the scenario's size."""
    people = scenario.people.count
    sizes = memory.sizes_of(scenario)
    large = int(min(people, pilot.LARGE, people * pilot.MOST_TIES / max(1, sizes.ties)))
    growth, world_seconds, clock = dict.fromkeys(names, 1.0), middle.world_seconds / middle.sizes.people, costs.clock
    if large > 1.5 * middle.sizes.people:
        tell("playing some days of a larger town")
        growth, world_seconds, clock = _growth(scenario, names, middle, costs.middle, large, threads)
    far = farther(people / max(large, middle.sizes.people))

    def at_size(less: float, more: float, times: float = 1.0) -> float:
        once, each = line_through(small.sizes.people, less, middle.sizes.people, more)
        return once + each * people * times

    counts = {name: Counts(*map(at_size, small.counts[name], middle.counts[name])) for name in names}
    return costs._replace(
        clock=clock,
        sizes=sizes,
        world_seconds=world_seconds * people * far,
        run_seconds={
            name: at_size(small.run_seconds[name], middle.run_seconds[name], growth[name] * far) for name in names
        },
        other_seconds=at_size(_other(small), _other(middle)),
        counts=counts,
        file_bytes=costs.file_bytes + _stored_bytes(counts) - _stored_bytes(middle.counts),
    )


FARTHER = 0.1
"""Extra cost of a person in a town ten times the large pilot, as a share (measured)."""


def farther(times: float) -> float:
    """Factor on the cost of a person in a town so many times as large as the largest pilot."""
    from math import log10

    return 1.0 + FARTHER * max(0.0, log10(times))


def line_through(n_small: float, small: float, n_middle: float, middle: float) -> tuple[float, float]:
    """What is spent once, and what each person adds; neither below nothing.

    Examples
    --------
    >>> line_through(2_000, 3.0, 8_000, 9.0), line_through(2_000, 1.0, 8_000, 9.0), line_through(300, 2.0, 300, 2.0)
    ((1.0, 0.001), (0.0, 0.001125), (0.0, 0.006666666666666667))
    """
    each = (middle - small) / (n_middle - n_small) if n_middle > n_small else middle / n_middle
    each = min(max(0.0, each), middle / n_middle)
    return middle - each * n_middle, each


def _growth(
    scenario: Scenario, names: Sequence[str], middle: pilot.Played, town: Any, large: int, threads: int
) -> tuple[dict[str, float], float, float]:
    """How much more a person costs in the large pilot, by strategy; seconds of its world, a person; clock over
    processor seconds of its runs."""
    from gridsim.world import build_world

    city = pilot.in_small(scenario, large)
    begun = time.process_time()
    city_world = build_world(city, seed=city.seed)
    world_seconds = (time.process_time() - begun) / large
    town_world = build_world(town, seed=town.seed)
    n_ticks = round(scenario.horizon * scenario.ticks_per_day)
    total = sum(middle.run_seconds.values())
    telling = [name for name in names if middle.run_seconds[name] > 0.05 * total]
    found, of_processors, by_clock = {}, 0.0, 0.0
    for name in telling:
        whole = 2.0 * middle.run_seconds[name] * large / middle.sizes.people
        ticks = min(
            n_ticks, max(scenario.ticks_per_day, int(n_ticks * pilot.PATIENCE / len(telling) / max(whole, 1e-3)))
        )
        less = min(pilot.seconds_of_days(town, name, town_world, ticks)[0] for _ in range(2))
        more, clock = pilot.seconds_of_days(city, name, city_world, ticks, threads)
        of_processors, by_clock = of_processors + more, by_clock + clock
        found[name] = min(4.0, max(0.8, more / large * middle.sizes.people / max(less, 1e-6)))
    usual = sum(found.values()) / len(found)
    return {name: found.get(name, usual) for name in names}, world_seconds, by_clock / of_processors


def _as_it_is(scenario: Scenario, names: Sequence[str], tell: Callable[[str], None], record: Sequence[str]) -> Costs:
    """The costs of a scenario whose people or ties are given: it is played as it is, once."""
    first, compile_seconds = _first(scenario, names, tell, record)
    python = _python_seconds()
    played = pilot.play_once(scenario, names, record)
    each, once = _file_bytes(first, played)
    return _costs(played, each, once, _once(python, played), _busy(played), compile_seconds, scenario)


POST_STORED, ORDER_STORED = 6, 25
"""Bytes of a row in the result folder, packed (measured on 58,000 to 605,000 posts, 6,000 to 30,000 orders a
replicate)."""


def _stored_bytes(counts: dict[str, Counts]) -> float:
    """Bytes in the result folder that grow with the rows."""
    return sum(POST_STORED * one.posts + ORDER_STORED * one.orders for one in counts.values())


def _file_bytes(first: pilot.Played, small: pilot.Played) -> tuple[float, float]:
    """Bytes of the tables that a replicate adds to the result folder, and those that are there once."""
    with tempfile.TemporaryDirectory(prefix="gridsim-") as folder:
        one, two = (_merged_bytes(Path(folder), pieces) for pieces in ((small,), (first, small)))
    each = max(0, two - one)
    return each, max(0, one - each)


def _merged_bytes(folder: Path, pieces: Sequence[pilot.Played]) -> int:
    """Bytes of the tables of some replicates, put together."""
    total = 0
    rows = [json.loads(piece.files["about.json"])["rows"] for piece in pieces]
    for name in (name for name in pieces[0].files if name.endswith(".parquet")):
        paths = [folder / f"{number}-{name}" for number in range(len(pieces))]
        for path, piece in zip(paths, pieces, strict=True):
            path.write_bytes(piece.files[name])
        disk.merge(paths, [one[name.removesuffix(".parquet")] for one in rows], folder / name)
        total += os.path.getsize(folder / name)
    return total
