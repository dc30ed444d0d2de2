"""Pilots: the scenario in small, played on this machine to see what a person costs.

A town of fewer people with budgets, heads and prizes in proportion sees as many posts a head as the whole (3,000 and
24,000 people of fresh_food.yaml, 20 days: 101 and 100 impressions a head of advertising, 1.4 and 1.6 of the grid). Two
small towns give the costs of a run and of a person.
A person of a large town costs more, because its arrays leave the caches (twice as much at 200,000 people as at 8,000):
a larger town, of which some days are played, shows by how much.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gridsim.scenario import Scenario
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.quantities import money_text
from gridsim.study.executor import Watch
from gridsim.study.memory import Counts, Sizes
from gridsim.study.play import Engine, Job, Replicate, play, the_engine
from gridsim.terms import NOTHING
from gridsim.world.world import World

SMALL, MIDDLE, LARGE = 2_000, 8_000, 64_000
"""People of the pilots. At 64,000 a run costs what it costs at 200,000, within a tenth."""

PATIENCE = 2.0
"""Seconds that the middle pilot may take, and the days of the large one together."""

MOST_TIES = 12_000_000
"""Ties of the large pilot, which bound its time and memory (50 MB)."""

IN_PROPORTION = (
    "supervisors",
    "prizes",
    "units",
)
"""Keys beside head counts and the budget that grow with the market."""

OWN_ACCOUNTS = ("account", "executive", "service", "email", "advertising", "mass_media", "activities")
"""Blocks of a strategy whose posts do not grow in number with the market, so their price does."""


class Played(NamedTuple):
    """A replicate that was played: processor seconds of its world, of each run, and of all; seconds by the clock; rows
    by strategy; its files."""

    sizes: Sizes
    world_seconds: float
    run_seconds: dict[str, float]
    seconds: float
    clock_seconds: float
    counts: dict[str, Counts]
    files: dict[str, bytes]

    @property
    def clock(self) -> float:
        """Seconds by the clock of a processor second."""
        return self.clock_seconds / max(self.seconds, 1e-9)


def in_small(scenario: Scenario, people: int) -> Scenario:
    """Return the scenario with so many people, and in proportion all that a market of that size would have.

    Raises
    ------
    ScenarioError
        If it cannot be made so small.
    """
    part = people / scenario.people.count
    if part == 1.0:
        return scenario
    changes: dict[str, Any] = {"people.count": people}
    for key, value, kind in _values(scenario, ()):
        name = key[-1]
        if kind == "heads" and isinstance(value, int) and value > 0:
            changes[".".join(key)] = max(1, round(value * part))
        elif name == "named":
            changes[".".join(key)] = [label for label in value if _number(label) < people]
        elif value and (name in IN_PROPORTION or key[:3] == ("operation", "stock", "centre") and value > 0):
            changes[".".join(key)] = max(1, round(value * part))
        elif value and (key[0] == "budget" or name in ("half_saturation", "reference_worth") or _of_own_account(key)):
            changes[".".join(key)] = money_text(max(1, round(value * part)), scenario.currency)
    return scenario.replace(changes)


def _of_own_account(key: tuple[str, ...]) -> bool:
    return key[-1] == "cost_at_full_quality" and len(key) > 2 and key[2] in OWN_ACCOUNTS


def _number(label: Any) -> float:
    """A generated person's label as a number."""
    return float(label) if str(label).isdigit() else float("inf")


def _values(page: Page, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    """Key, value and kind of every single value of a page."""
    for key, one in declarations(type(page)).items():
        value = getattr(page, key)
        if isinstance(value, Page):
            yield from _values(value, (*at, key))
        elif one.kind.name == "pages":
            for name, inner in value.items():
                yield from _values(inner, (*at, key, name))
        elif value is not None:
            yield (*at, key), value, one.kind.name


def is_generated(scenario: Scenario) -> bool:
    """Whether people and ties are generated, so that there may be fewer of them."""
    network = scenario.network
    pages = (scenario.people, network.moments, network.micro_blog, network.groups, network.place)
    return not any(page is not None and page.file for page in pages)


def play_once(scenario: Scenario, strategies: Sequence[str], record: Sequence[str] = (), replicate: int = 0) -> Played:
    """Play one replicate as a comparison does, and keep what it took."""
    timed = _Timed()
    job = Job("compare", scenario, tuple(strategies), (replicate,), tuple(record), NOTHING in strategies, timed.engine)
    begun, begun_clock = time.process_time(), time.perf_counter()
    files = play(Replicate(job, replicate), Watch(1))
    seconds, clock_seconds = time.process_time() - begun, time.perf_counter() - begun_clock
    about = json.loads(files["about.json"])
    counts = {name: Counts(*(one["counters"][key] for key in Counts._fields)) for name, one in about["runs"].items()}
    return Played(timed.sizes, timed.world_seconds, timed.run_seconds, seconds, clock_seconds, counts, files)


def play_quickest(scenario: Scenario, strategies: Sequence[str], record: Sequence[str] = ()) -> Played:
    """As `play_once`, of two plays the least time of every part: what else the machine does only adds to a time."""
    one, other = (play_once(scenario, strategies, record) for _ in range(2))
    quicker = min(one, other, key=lambda played: played.seconds)
    run_seconds = {name: min(seconds, other.run_seconds[name]) for name, seconds in one.run_seconds.items()}
    return quicker._replace(world_seconds=min(one.world_seconds, other.world_seconds), run_seconds=run_seconds)


class _Timed:
    """The engine, with the processor time of its calls."""

    def __init__(self) -> None:
        self.sizes, self.world_seconds = Sizes(0, 0, 0), 0.0
        self.run_seconds: dict[str, float] = {}

    def engine(self) -> Engine:
        usual = the_engine()

        def build_world(*args: Any, **named: Any) -> Any:
            begun = time.process_time()
            world = usual.build_world(*args, **named)
            self.world_seconds = time.process_time() - begun
            self.sizes = sizes_in(world)
            return world

        def run_one(scenario: Any, strategy: str, *args: Any, **named: Any) -> Any:
            begun = time.process_time()
            result = usual.run_one(scenario, strategy, *args, **named)
            self.run_seconds[strategy] = time.process_time() - begun
            return result

        return usual._replace(build_world=build_world, run_one=run_one)


def sizes_in(world: World) -> Sizes:
    """The sizes of a world that is there."""
    layers = world.layers
    members = 0 if world.groups is None else len(world.groups.member)
    place = layers["place"].n_ties if "place" in layers else 0
    return Sizes(world.n_people, layers["moments"].n_ties, layers["micro_blog"].n_ties, members, place)


def seconds_of_days(
    scenario: Scenario, strategy: str, world: World, n_ticks: int, threads: int = 1
) -> tuple[float, float]:
    """Seconds of the first ticks of a run on so many threads: of the processors, and by the clock."""
    from gridsim.engine.run import given_of, start
    from gridsim.engine.run import play as play_run

    plan = scenario.strategy(strategy)
    town = given_of(scenario, plan, world)
    run = start(scenario, plan, world, town, scenario.seed, 0)
    town.settings[0].n_ticks = n_ticks
    begun, begun_clock = time.process_time(), time.perf_counter()
    play_run(town, run, plan.review, threads)
    return time.process_time() - begun, time.perf_counter() - begun_clock
