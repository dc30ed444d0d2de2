"""What fixed runs cost, counted and not timed: ties considered, showings, draws, tables grown, bytes a person and a
tie.

Written down in work.json, with which test_work.py compares. After a change that is meant to cost more, or less:

    python tests/guard/guard_counts.py

rewrites the file; the commit says why.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WRITTEN = HERE / "work.json"

HAMLET = {
    "name": "A hamlet",
    "people": {"count": 300, "roles": {"employee": {"count": 6}, "kol": {"count": 2}}},
    "horizon": 6,
    "budget": {"total": "3k CNY", "planned_for": "3k CNY"},
    "market": {"initial_awareness": "20%"},
    "network": {"moments": {"mean_friends": 20}, "micro_blog": {"mean_follows": 15, "official_followers": 60}},
    "strategies": {"official": {}, "kol": {}, "grid": {}},
}
"""Played with the compiler off, where calls of the generator can be counted."""

TOWN = HAMLET | {
    "name": "A town",
    "people": {"count": 4000, "roles": {"employee": {"count": 40}, "kol": {"count": 10}}},
    "horizon": 20,
    "budget": {"total": "40k CNY", "planned_for": "40k CNY"},
    "network": {
        "moments": {"mean_friends": 60},
        "micro_blog": {"mean_follows": 20, "official_followers": 800},
        "groups": {},
    },
}
"""Played compiled."""


def town_counts(strategy: str, **changes: Any) -> dict[str, int]:
    """What a run of the town costs: things that happened, and the tables that grew for them."""
    import gridsim as gs
    from gridsim.engine import run as page
    from gridsim.engine import shards

    scenario = gs.load_scenario(TOWN).replace({name.replace("__", "."): value for name, value in changes.items()})
    grown_bytes: list[int] = []

    def grown(array: Any, used: int, needed: int) -> Any:
        larger = table_grown(array, used, needed)
        grown_bytes.append(larger.nbytes)
        return larger

    table_grown = page.grown
    page.grown = shards.grown = grown
    try:
        counters = gs.run(scenario, strategy, seed=1).counters
    finally:
        page.grown = shards.grown = table_grown
    found = {name: counters[name] for name in ("considered", "impressions", "posts", "shares", "orders")}
    return found | {"tables grown": len(grown_bytes), "bytes of grown tables": sum(grown_bytes)}


def in_plain_python(what: str, **changes: Any) -> dict[str, Any]:
    """What `PLAIN[what]` counts in a process of its own with the compiler off."""
    command = [sys.executable, str(Path(__file__)), what, json.dumps(changes)]
    environment = os.environ | {
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(HERE.parents[1]), *sys.path])),
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def count_calls() -> Counter:
    """Count the calls of the generator by purpose, from now on; before any page that draws is imported."""
    from gridsim import draws

    assert "gridsim.engine" not in sys.modules and "gridsim.diffusion" not in sys.modules, (
        "too late: pages hold the generator itself"
    )
    purposes = {int(purpose): purpose.name for purpose in draws.Purpose}
    calls: Counter = Counter()
    philox = draws.philox

    def counted(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
        number = int(k1) & 0xFF
        calls["names of posts" if int(k0) == 0x67726964 else purposes.get(number, str(number))] += 1
        return philox(c0, c1, c2, c3, k0, k1)

    draws.philox = counted
    return calls


def hamlet_draws(strategy: str = "grid", **changes: Any) -> dict[str, Any]:
    """How often a run of the hamlet calls the generator, by purpose, beside what happens in it."""
    calls = count_calls()
    import gridsim as gs

    scenario = gs.load_scenario(HAMLET).replace({name.replace("__", "."): value for name, value in changes.items()})
    world = gs.build_world(scenario, seed=1)
    calls.clear()
    counters = gs.run(scenario, strategy, seed=1, world=world).counters
    ties = sum(network.n_ties for network in world.layers.values())
    happened = {name: counters[name] for name in ("considered", "impressions", "reads", "orders", "ticks")}
    return {"draws": dict(sorted(calls.items())), "all draws": calls.total(), "ties": ties} | happened


def cascade_draws(chance: float = 0.05, n_runs: int = 3) -> dict[str, Any]:
    """How often cascades call the generator, beside the tries that succeed and the ties of those who share."""
    calls = count_calls()
    import gridsim as gs
    from gridsim.diffusion import independent, tries

    network = gs.networks.barabasi_albert(1000, 10, seed=1)
    won, opened = [], []
    look_up, open_rows = independent._look_up, independent.open_rows
    independent._look_up = lambda targets, block, n_won: won.append(int(n_won)) or look_up(targets, block, n_won)
    tries._whole = lambda n: n  # what fills the last register is free, and not counted

    def rows(indptr: Any, block: Any, n_sharers: int) -> None:
        opened.extend(int(indptr[who + 1] - indptr[who]) for who in block.agent[:n_sharers])
        open_rows(indptr, block, n_sharers)

    independent.open_rows = rows
    calls.clear()
    sizes = gs.diffusion.independent_cascade(network, chance, range(10), n_runs=n_runs, seed=1, threads=1).sizes
    found = {
        "draws": calls.total(),
        "rows": len(opened),
        "ties of the rows": sum(opened),
        "successes": sum(won),
        "adopters": int(sizes.sum()),
    }
    return found


PLAIN = {"hamlet": hamlet_draws, "cascade": cascade_draws}


def bytes_of_town() -> dict[str, float]:
    """Bytes a person and a tie, of the world and of a run that is about to begin, from the arrays themselves.

    Three towns tell them apart: one, one with twice the people and as many ties each, one with as many people and twice
    the ties each.
    Whole kinds of table that grow with what happens (posts, showings, orders) are empty at the start.
    """
    held = [_held(2000, 40), _held(4000, 40), _held(2000, 80)]
    found = {}
    for what in ("world", "run"):
        a_tie = (held[2][what] - held[0][what]) / (held[2]["ties"] - held[0]["ties"])
        rest = [town[what] - a_tie * town["ties"] for town in held[:2]]
        found[f"{what}, bytes a tie"] = round(a_tie, 3)
        found[f"{what}, bytes a person"] = round((rest[1] - rest[0]) / (held[1]["people"] - held[0]["people"]), 1)
    return found


def _held(people: int, ties_each: int) -> dict[str, int]:
    """Bytes of a world, and of what a run of the strategy grid holds besides, before its first tick."""
    import gridsim as gs

    changes = {
        "people.count": people,
        "network.moments.mean_friends": ties_each,
        "network.micro_blog.mean_follows": ties_each,
    }
    scenario = gs.load_scenario(TOWN).replace(changes | {"network.groups": None})
    world = gs.build_world(scenario, seed=1)
    own = {array.ctypes.data: array.nbytes for array in arrays_of(world) if array.nbytes}
    begun = arrays_of(begin(scenario, world))
    more = {array.ctypes.data: array.nbytes for array in begun if array.nbytes and array.ctypes.data not in own}
    n_ties = sum(network.n_ties for network in world.layers.values())
    return {"people": people, "ties": n_ties, "world": sum(own.values()), "run": sum(more.values())}


def begin(scenario: Any, world: Any) -> tuple:
    """What a run of the strategy grid holds before its first tick: town, run and shards."""
    from gridsim.engine import run as page
    from gridsim.engine import shards

    plan = scenario.strategy("grid")
    town = page.given_of(scenario, plan, world)
    run = page.start(scenario, plan, world, town, 1, 0)
    return town, run, shards.shards_of(town, run, 1)


def arrays_of(thing: Any) -> list:
    """The arrays that something holds."""
    import numpy as np

    if isinstance(thing, np.ndarray):
        return [thing]
    if is_dataclass(thing):
        return [array for one in fields(thing) for array in arrays_of(getattr(thing, one.name))]
    if isinstance(thing, dict):
        thing = list(thing.values())
    return [array for one in thing for array in arrays_of(one)] if isinstance(thing, (list, tuple)) else []


def all_counts() -> dict[str, Any]:
    """Everything that work.json holds."""
    return {
        "a town, grid": town_counts("grid"),
        "a town, nothing": town_counts("nothing"),
        "a hamlet, plain": in_plain_python("hamlet"),
        "cascades, p = 0.01": in_plain_python("cascade", chance=0.01),
        "cascades, p = 0.2": in_plain_python("cascade", chance=0.2),
        "memory": bytes_of_town(),
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(PLAIN[sys.argv[1]](**json.loads(sys.argv[2]))))
    else:
        WRITTEN.write_text(json.dumps(all_counts(), indent=1) + "\n", encoding="utf-8")
