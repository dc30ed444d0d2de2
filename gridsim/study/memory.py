"""The memory that a world and a run take, from the sizes of their arrays; and how much there is.

The tables of people and ties have sizes that follow from the scenario. Those of what happens (posts, shares, orders)
grow with the run: how many rows they get is measured by a pilot (`study/pilot.py`), what a row takes is written here.
Compared with real runs in docs/history.md.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gridsim.scenario import Scenario
from gridsim.scenario.quantities import heads
from gridsim.terms import LAYERS, PEOPLE, words

MIB = 1 << 20

PROCESS = 310 * MIB
"""A process with interpreter, libraries and compiled code, before the first person (measured: 305 to 320 MiB)."""

PRESENTING = 60 * MIB
"""What drawing and reporting adds, and what it adds a strategy (measured at 2,000 people: 87 MB of two strategies, 105
MB of six)."""
PRESENTING_STRATEGY = 8 * MIB

RETAINED = 64 * MIB
"""So much of what was played, at most, is still held when it is drawn: only large arrays are given back (measured: 66
MiB at 64,000 people)."""

ORDER_IN_TABLES, POST_IN_TABLES = 300, 41
"""Bytes of an order, and of a post with what became of it, in the tables of a result."""

COPIES = 2.5
"""A table is there as the engine's records, as columns and as what is encoded."""

BUILDING_A_PERSON = 120
"""Bytes of passing arrays a person while a world is built, beside those of the ties."""

GROWTH = 1.3
"""A table that is full is copied into one half as large again: on average so much of it is there."""


class Sizes(NamedTuple):
    """How many people, and directed ties by layer (memberships of groups)."""

    people: int
    moments: int
    micro_blog: int
    memberships: int = 0
    place: int = 0

    @property
    def ties(self) -> int:
        return self.moments + self.micro_blog + self.memberships + self.place


class Counts(NamedTuple):
    """Rows that a run leaves."""

    impressions: float = 0.0
    posts: float = 0.0
    shares: float = 0.0
    orders: float = 0.0


def sizes_of(scenario: Scenario) -> Sizes:
    """The sizes of a scenario's world before it is built: means for what is generated, rows for what is read.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> sizes_of(load_scenario("people: {count: 20000}\\nstrategies: {grid: {}}"))
    Sizes(people=20000, moments=2000000, micro_blog=402000, memberships=0, place=0)
    """
    network, base = scenario.network, Path(scenario.base_dir)
    n = scenario.people.count
    moments = blog = 0
    if network.moments.file:
        moments = 2 * rows_of(base / network.moments.file)
        n = max(2, moments // FILE_FRIENDS)
    if network.micro_blog.file:
        blog = rows_of(base / network.micro_blog.file)
        n = n if network.moments.file else max(2, blog // FILE_FRIENDS)
    if scenario.people.file:
        n = max(2, rows_of(base / scenario.people.file))
    page = network.micro_blog
    followers = sum(
        min(heads(count, n), n) for count in (page.official_followers, page.executive_followers, page.service_followers)
    )
    blog = blog or int(n * min(page.mean_follows, max(1, min(n - 1, int(page.largest_audience * n)))))
    moments = moments or int(n * min(network.moments.mean_friends, n - 1))
    groups, place = network.groups, network.place
    members = 0 if groups is None else rows_of(base / groups.file) if groups.file else round(n * groups.groups_each)
    shop = 0 if place is None else rows_of(base / place.file) if place.file else int(n * place.catchment_share)
    return Sizes(n, moments, blog + followers, members, shop)


FILE_FRIENDS = 20
"""Friends a person in a file of ties, where no table says how many people there are."""


def rows_of(path: Path) -> int:
    """About how many rows a table has, from its size and its first lines; 0 where it cannot be read (loading says
    why)."""
    try:
        if path.suffix == ".parquet":
            import pyarrow.parquet

            return int(pyarrow.parquet.ParquetFile(path).metadata.num_rows)
        size = path.stat().st_size
        with open(path, "rb") as file:
            begin = file.read(1 << 16)
        if path.suffix == ".gz":
            import zlib

            text = zlib.decompressobj(31).decompress(begin)
            return int(size / max(1, len(begin)) * text.count(b"\n"))
        return int(size / max(1, len(begin)) * begin.count(b"\n"))
    except (OSError, ValueError):
        return 0
    except Exception as error:  # whatever a library says of a damaged file
        if type(error).__module__.split(".")[0] not in ("zlib", "pyarrow"):
            raise
        return 0


def world_bytes(scenario: Scenario, sizes: Sizes) -> int:
    """The arrays of a world (`gridsim.World`), in bytes."""
    from gridsim.world.people import PERSON

    n, network = sizes.people, scenario.network
    found = n * (PERSON.itemsize + 4 * scenario.people.interests + 8 + 8) + 4 * (sizes.moments + sizes.micro_blog)
    found += int(4 * scenario.market.email_list * n)
    if network.groups is not None:
        each = max(1.0, network.groups.mean_size)
        found += 8 * sizes.memberships + 8 * n + int(8 * sizes.memberships / each)
    if network.place is not None:
        found += 4 * sizes.place + (8 + 4 + 4 + 1) * n
    return found


def building_bytes(scenario: Scenario, sizes: Sizes) -> int:
    """The most that is there while a world is built: the world, what passes with its largest layer, passing arrays of
    people.

    Ties that are read are there twice. Generated moments hold the open ends outside circles (5 bytes each, up to half
    of the ties); generated followers are there twice before there are moments.
    """
    moments = (4.0 if scenario.network.moments.file else 2.5) * sizes.moments
    blog = 4.0 * (sizes.micro_blog if scenario.network.micro_blog.file else max(0, sizes.micro_blog - sizes.moments))
    return int(
        world_bytes(scenario, sizes) + max(moments, blog, 8.0 * sizes.memberships) + BUILDING_A_PERSON * sizes.people
    )


def run_bytes(scenario: Scenario, strategy: str, sizes: Sizes, shards: int = 1) -> int:
    """The arrays of a run in so many shards (threads) that are as long as there are people or ties, beside the world's,
    in bytes."""
    from gridsim.engine import state as table
    from gridsim.engine.lines import lines_of

    plan, n = scenario.strategy(strategy), sizes.people
    n_products = 1 + len(scenario.market.more_products)
    there = [code for code, name in enumerate(words(LAYERS)) if getattr(scenario.network, name) is not None]
    channels = 1 + int(lines_of(scenario, plan).touch_row.max())
    person = (
        table.STATE.itemsize
        + (max(there) + 1) * (table.FEED.itemsize + table.HABIT.itemsize)
        + channels * table.TOUCH.itemsize
    )
    person += n_products * (8 + 4 + 8 + 1 + 8 + 8 + 2) + (n_products - 1) * 8
    person += 8 + 8 + 1 + 4  # where a viewer's showings begin, the chance of recall, the first touch, the store
    person += 0 if scenario.network.place else 4 + 4 + 1  # home shop, above, tier; else they are the world's
    person += len(plan.activities) * table.TICKET.itemsize
    person += 2 if plan.advertising is not None and plan.advertising.frequency_cap is not None else 0
    person += table.POINT.itemsize if plan.points is not None else 0
    return n * person + sizes.ties


def table_bytes(counts: Counts, recording: bool = False) -> int:
    """The tables of a result, in bytes."""
    return int(
        ORDER_IN_TABLES * counts.orders + POST_IN_TABLES * counts.posts + (24 * counts.impressions if recording else 0)
    )


def filled_bytes(counts: Counts, n_ticks: int, recording: bool = False) -> int:
    """The engine's tables that fill while a run goes on, in bytes."""
    from gridsim.engine import state as table

    rows = (
        counts.posts * table.POST.itemsize
        + (counts.posts + counts.shares) * (table.SHARE.itemsize + 24)
        + counts.orders * table.ORDER.itemsize
    )
    rows += counts.impressions * table.IMPRESSION.itemsize if recording else 0
    under_way = 4 * counts.impressions / max(1, n_ticks) * (3 * table.SHOWING.itemsize)
    return int(GROWTH * rows + under_way)


def replicate_bytes(
    scenario: Scenario,
    strategies: Sequence[str],
    sizes: Sizes,
    counts: dict[str, Counts],
    recording: bool = False,
    shards: int = 1,
) -> int:
    """The most that one replicate takes at a time: its world, the largest of its runs, the tables of all of them."""
    n_ticks = round(scenario.horizon * scenario.ticks_per_day)
    runs = [
        run_bytes(scenario, name, sizes, shards) + filled_bytes(counts[name], n_ticks, recording) for name in strategies
    ]
    tables = sum(table_bytes(counts[name], recording) for name in strategies)
    return max(
        building_bytes(scenario, sizes), world_bytes(scenario, sizes) + max(runs, default=0) + int(COPIES * tables)
    )


READ_COPIES = 3.4
"""A table that charts and report read, in memory (measured on 10 and 40 replicates of 20,000 people)."""


def finishing_bytes(counts: Sequence[Counts], replicates: int) -> tuple[int, int]:
    """What drawing and reporting take: whatever is drawn, and for the tables of all replicates, which they read."""
    tables = replicates * sum(table_bytes(one) for one in counts)
    return PRESENTING + PRESENTING_STRATEGY * len(counts), int(READ_COPIES * tables)


def most_counts(scenario: Scenario, strategy: str, sizes: Sizes) -> Counts:
    """More rows than a run will have: everybody orders whenever there is a need, all the points that there may be post
    every day."""
    plan, days, n = scenario.strategy(strategy), scenario.horizon, sizes.people
    products = 1 + len(scenario.market.more_products)
    orders = n * products * (1.0 + days / scenario.people.need_interval)
    posts = 60.0 * days
    if plan.points is not None:
        roles = [getattr(scenario.people.roles, name) for name in words(PEOPLE)]
        most = heads(plan.points.recruiting.most, n) if plan.points.recruiting is not None else 0
        started = sum(min(n, heads(role.count, n)) for role in roles) + min(n, heads(plan.points.activate.consumer, n))
        posts += (started + most) * max(role.posts_per_day for role in roles) * plan.points.posts_factor * days
    posts += 0.5 * orders
    return Counts(days * 20.0 * n, posts, posts, orders)


class Need(NamedTuple):
    """What work needs of the memory, in bytes: the process, each task that goes on at a time; in the end what draws,
    and the tables it reads."""

    people: int
    process: int
    task: int
    drawing: int = 0
    reading: int = 0

    def bytes_of(self, tasks: int) -> int:
        """The most that is needed with so many tasks at a time."""
        return self.process + max(tasks * self.task, self.drawing + self.reading + min(tasks * self.task, RETAINED))

    def tasks_in(self, available: int) -> int:
        """How many tasks at a time so much memory suffices for; 0: not for one."""
        if self.bytes_of(1) > available:
            return 0
        return int((available - self.process) // max(1, self.task))

    def people_in(self, available: int) -> int:
        """With about how many people, and all else in proportion, one task at a time just fits; two figures, rounded
        down."""
        low, high = 0, 1 << 40
        while high - low > 1:
            middle = (low + high) // 2
            part = middle / self.people
            fits = self._replace(task=int(part * self.task), reading=int(part * self.reading)).bytes_of(1) <= available
            low, high = (middle, high) if fits else (low, middle)
        unit = 10 ** max(0, len(str(low)) - 2)
        return low // unit * unit


def available_bytes() -> int:
    """Memory that this process can have in all: what it holds, and what the system has free or can free and its control
    group allows."""
    return _held_bytes() + max(0, min(_system_bytes(), _group_bytes()))


def _held_bytes() -> int:
    """What this process holds already; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError, AttributeError):
        return 0


def _system_bytes() -> int:
    """What the system has; a cautious guess where it does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            found = [line for line in file if line.startswith("MemAvailable:")]
        return int(found[0].split()[1]) * 1024
    except (OSError, IndexError, ValueError):
        pass
    for name in ("SC_AVPHYS_PAGES", "SC_PHYS_PAGES"):  # macOS tells the whole only
        try:
            return os.sysconf(name) * os.sysconf("SC_PAGE_SIZE")
        except (ValueError, OSError, AttributeError):
            continue
    return 4 << 30


GROUP_FILES = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory.stat"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
        "/sys/fs/cgroup/memory/memory.stat",
    ),
)
"""Limit, use and statistics of a control group, in version 2 and 1, as a container sees them."""


def _group_bytes() -> int:
    """What the control group still allows; pages of files that it could drop do not count as used."""
    for limit_file, used_file, stat_file in GROUP_FILES:
        try:
            limit, used = (Path(name).read_text(encoding="ascii").strip() for name in (limit_file, used_file))
            told = dict(line.split() for line in Path(stat_file).read_text(encoding="ascii").splitlines())
        except (OSError, ValueError):
            continue
        if limit.isdigit() and used.isdigit():
            dropped = int(told.get("inactive_file", told.get("total_inactive_file", 0)))
            return int(limit) - int(used) + dropped
    return 1 << 62


def free_disk(folder: Path) -> int:
    """Bytes that are free where a folder is, or will be."""
    import shutil

    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        return shutil.disk_usage(there).free
    except OSError:
        return 1 << 62


def in_words(size: float) -> str:
    """Bytes in words.

    Examples
    --------
    >>> in_words(2.34e9), in_words(5e6), in_words(1234), in_words(61.2e9)
    ('2.3 GB', '5.0 MB', '1.2 kB', '61 GB')
    """
    for unit, scale in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if size >= scale:
            return f"{size / scale:.{0 if size >= 10 * scale else 1}f} {unit}"
    return f"{size / 1e3:.1f} kB"
