"""Worlds in which every tie either fires or not, kept so that the gain of any agent can be read off.

World r of seed s has the very ties that fire in run r of `independent_cascade(..., seed=s)`; or of `linear_threshold`,
where each agent picks at most one source.

Agents who reach each other fire together: a world is kept as its strong components and the ties between them (Tarjan's
search, which closes a component after all that it reaches). Agents without a tie that fires reach themselves only and
are not kept. A few hubs per world store whom they reach, so that a search from above a hub stops there (Ohsaka and
others, AAAI 2014, have one hub).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel
from gridsim.diffusion.tries import BLOCK, make_block, open_rows, slot_of, tie_of, try_ties
from gridsim.draws import Purpose, uniform
from gridsim.errors import ScenarioError
from gridsim.seeding.rules import BY_PICKS, Rule, first_to_fire
from gridsim.threads import in_threads

HUBS = 15
"""Hubs a world: each has a bit of a component's state."""
COVERED = 1 << HUBS


class Worlds(NamedTuple):
    """The components of all worlds, one world after the other."""

    size: np.ndarray  # int32 (C,): agents of the component
    state: np.ndarray  # uint16 (C,): a bit for each hub that reaches it, and COVERED
    hub: np.ndarray  # int32 (C,): a hub that it reaches, as world x HUBS + number; -1 without one
    reach: np.ndarray  # int32 (C,): agents whom it reaches, itself included, while nobody is chosen
    begin: np.ndarray  # int64 (C + 1,): where its ties begin
    child: np.ndarray  # int32 (T,): the components that it leads to
    seen: np.ndarray  # int32 (C,): number of the last search that visited it
    agent: np.ndarray  # int32 (P,): an agent ...
    component: np.ndarray  # int32 (P,): ... and the component that it is in
    hub_reach: np.ndarray  # int32 (n_worlds x HUBS,): agents whom a hub reaches and nobody chosen does
    first: np.ndarray  # int64 (n_worlds + 1,): the first component of each world


class Room(NamedTuple):
    """Work space of one thread."""

    start: np.ndarray  # int64 (n + 1,): where the firing ties of each agent start
    live: np.ndarray  # int32 (m,): whom they lead to
    source: np.ndarray  # int32 (m,): the same ties before they are sorted into rows
    target: np.ndarray  # int32 (m,)
    number: np.ndarray  # int32 (n,): order of the visit, 0 before it
    low: np.ndarray  # int32 (n,): the earliest open visit that is reached
    component: np.ndarray  # int32 (n,): -1 while open
    at: np.ndarray  # int64 (n,): the tie that the visit has come to
    path: np.ndarray  # int32 (n,)
    waiting: np.ndarray  # int32 (n,)
    queue: np.ndarray  # int32 (n,)
    used: np.ndarray  # int64 (5,): components, ties, agents kept so far; searches done; hubs of this world


def make_worlds(rule: Rule, n_worlds: int, seed: int, threads: int | None, most_memory: int) -> Worlds:
    """Play the worlds and keep them.

    Raises
    ------
    ScenarioError
        If, going by the first world, they would need more than `most_memory` bytes.
    """
    n = len(rule.indptr) - 1
    blocks: list[tuple[int, Worlds]] = []

    def play(first: int, last: int) -> None:
        """Play some worlds, with more room whenever it runs out."""
        room, tries, made = (
            _make_room(n, len(rule.targets)),
            make_block(),
            _make_block(last - first, n, len(rule.targets)),
        )
        done = first
        while done < last:
            done = _play_worlds(rule, seed, first, done, last, room, tries, made)
            if done < last:
                made = _grown(made, room.used, (last - first) / max(1, done - first), n, len(rule.targets))
        blocks.append((first, _trimmed(made, room.used)))

    play(0, 1)
    # twice while the parts are joined, and the index of agents
    need = 3 * n_worlds * sum(part.nbytes for part in blocks.pop()[1])
    if need > most_memory:
        limit, got = f"{most_memory / 2**20:,.0f} MiB", f"some {need / 2**20:,.0f} MiB"
        advice = (
            f"Take at most {max(1, n_worlds * most_memory // need)} worlds, allow more memory, or use reverse_reachable"
        )
        raise ScenarioError(
            f"n_worlds: the {n_worlds} worlds must be within most_memory = {limit}; got {got}. {advice}."
        )
    in_threads(n_worlds, threads, play)
    return _joined([block for _, block in sorted(blocks, key=lambda block: block[0])])


def _make_room(n: int, m: int) -> Room:
    """Work space for a network of n agents and m ties."""
    live, source, target = (np.empty(m, np.int32) for _ in range(3))
    low, path, waiting, queue = (np.empty(n, np.int32) for _ in range(4))
    start, at, number, component = (
        np.empty(n + 1, np.int64),
        np.empty(n, np.int64),
        np.zeros(n, np.int32),
        np.full(n, -1, np.int32),
    )
    return Room(start, live, source, target, number, low, component, at, path, waiting, queue, np.zeros(5, np.int64))


def _make_block(n_worlds: int, n: int, m: int) -> Worlds:
    """Room for one world; more is made once the size of a world is known."""
    of_agents = (np.empty(n, np.int32), np.empty(n, np.int32))
    hub_reach, first = np.zeros(n_worlds * HUBS, np.int32), np.zeros(n_worlds + 1, np.int64)
    components = (
        np.empty(n, np.int32),
        np.zeros(n, np.uint16),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.zeros(n + 1, np.int64),
    )
    return Worlds(*components, np.empty(m, np.int32), np.zeros(n, np.int32), *of_agents, hub_reach, first)


def _grown(made: Worlds, used: np.ndarray, times: float, n: int, m: int) -> Worlds:
    """Copy with room for `times` what is used and one more world."""
    sizes = [int(1.1 * times * count) + extra for count, extra in zip(used[:3], (n, m, n))]
    wanted = {
        "begin": sizes[0] + 1,
        "child": sizes[1],
        "agent": sizes[2],
        "component": sizes[2],
        "hub_reach": 0,
        "first": 0,
    }
    parts = []
    for name, part in made._asdict().items():
        grown = np.zeros(max(len(part), wanted.get(name, sizes[0])), part.dtype)
        grown[: len(part)] = part
        parts.append(grown)
    return Worlds(*parts)


def _trimmed(made: Worlds, used: np.ndarray) -> Worlds:
    """Used part of each array."""
    components, ties, agents = (int(count) for count in used[:3])
    whole = {"hub_reach": len(made.hub_reach), "first": len(made.first)}
    lengths = {"begin": components + 1, "child": ties, "agent": agents, "component": agents, **whole}
    return Worlds(*(part[: lengths.get(name, components)].copy() for name, part in made._asdict().items()))


def _joined(blocks: list[Worlds]) -> Worlds:
    """Concatenation, with the numbers of components, ties and hubs shifted."""
    if len(blocks) == 1:
        return blocks[0]
    parts: dict[str, list[np.ndarray]] = {name: [] for name in Worlds._fields}
    components, ties, hubs = 0, 0, 0
    for i, block in enumerate(blocks):
        moved = block._replace(
            hub=np.where(block.hub >= 0, block.hub + hubs, -1).astype(np.int32),
            begin=block.begin[min(i, 1) :] + ties,
            child=block.child + np.int32(components),
            component=block.component + np.int32(components),
            first=block.first[min(i, 1) :] + components,
        )
        components, ties, hubs = components + len(block.size), ties + len(block.child), hubs + len(block.hub_reach)
        for name, part in moved._asdict().items():
            parts[name].append(part)
    joined = Worlds(*(np.concatenate(parts[name]) for name in Worlds._fields))
    joined.seen[:] = 0
    return joined


@kernel
def _play_worlds(rule, seed, origin, first, last, room, tries, made):
    """Play worlds from `first` on; returns the next one, before `last` if the room ran out."""
    for world in range(first, last):
        n_live = _picks(rule, seed, world, room) if rule.kind == BY_PICKS else _tries(rule, seed, world, room, tries)
        _into_rows(room, n_live)
        n = len(room.number)
        ties = room.used[1] + n_live
        if room.used[0] + n > len(made.size) or ties > len(made.child) or room.used[2] + n > len(made.agent):
            return world
        begun = room.used[2]
        room.used[4] = 0
        for agent in range(n):
            if room.number[agent] == 0 and room.start[agent] < room.start[agent + 1]:
                _search(agent, room, made)
        for component in range(made.first[world - origin], room.used[0]):
            _remember_reach(component, (world - origin) * HUBS, room, made)
        made.first[world - origin + 1] = room.used[0]
        for i in range(begun, room.used[2]):
            room.number[made.agent[i]] = 0
            room.component[made.agent[i]] = -1
    return last


@kernel
def _tries(rule, seed, world, room, tries):
    """Ties that fire in a run of the independent cascade, by the draws of `independent_cascade`; returns how many."""
    n, n_live = len(room.number), np.int64(0)
    key = (world << 8) | (Purpose.TIE_JUMP if len(rule.values) == 0 else Purpose.TIE_TRY)
    for head in range(0, n, BLOCK):
        number, n_open = 0, min(BLOCK, n - head)
        for slot in range(n_open):
            tries.agent[slot], tries.key[slot] = head + slot, key
        open_rows(rule.indptr, tries, n_open)
        while n_open > 0:
            n_won, n_open = try_ties(rule.values, rule.log_miss, seed, number, tries, n_open)
            for k in range(n_won):
                room.source[n_live], room.target[n_live] = (
                    head + np.int64(slot_of(tries.won[k])),
                    rule.targets[tie_of(tries.won[k])],
                )
                n_live += 1
            number += 1
    return n_live


@kernel
def _picks(rule, seed, world, room):
    """The ties that fire in a world of the linear threshold model: each agent picks at most one by weight; returns how
    many."""
    n_live = np.int64(0)
    for agent in range(len(room.number)):
        tie = first_to_fire(rule, agent, uniform(seed, world, Purpose.THRESHOLD, agent, 0, 0, 0))
        if tie < rule.indptr[agent + 1]:
            room.source[n_live], room.target[n_live] = rule.targets[tie], agent
            n_live += 1
    return n_live


@kernel
def _into_rows(room, n_live):
    """Sort the ties that fire into rows of their sources."""
    n = len(room.number)
    for agent in range(n + 1):
        room.start[agent] = 0
    for tie in range(n_live):
        room.start[room.source[tie]] += 1
    end = np.int64(0)
    for agent in range(n + 1):
        end += room.start[agent]
        room.start[agent] = end
    for tie in range(n_live - 1, -1, -1):
        source = room.source[tie]
        room.start[source] -= 1
        room.live[room.start[source]] = room.target[tie]


@kernel
def _search(agent, room, made):
    """Depth-first search from an agent; each strong component is closed after everything that it reaches."""
    depth, visit, n_waiting = np.int64(0), np.int32(1), np.int64(1)
    room.path[0], room.waiting[0] = agent, agent
    room.number[agent], room.low[agent], room.at[agent] = visit, visit, room.start[agent]
    while depth >= 0:
        here = room.path[depth]
        if room.at[here] < room.start[here + 1]:
            to = room.live[room.at[here]]
            room.at[here] += 1
            if room.number[to] == 0:
                visit += 1
                room.number[to], room.low[to], room.at[to] = visit, visit, room.start[to]
                room.waiting[n_waiting] = to
                n_waiting += 1
                depth += 1
                room.path[depth] = to
            elif room.component[to] < 0:
                room.low[here] = min(room.low[here], room.number[to])
        else:
            depth -= 1
            if depth >= 0:
                room.low[room.path[depth]] = min(room.low[room.path[depth]], room.low[here])
            if room.low[here] == room.number[here]:
                n_waiting = _close(here, n_waiting, room, made)


@kernel
def _close(top, n_waiting, room, made):
    """Make a component of the waiting agents from `top` on; returns how many still wait."""
    new, end = room.used[0], n_waiting
    member = np.int32(-1)
    while member != top:
        n_waiting -= 1
        member = room.waiting[n_waiting]
        room.component[member] = new
        made.agent[room.used[2]], made.component[room.used[2]] = member, new
        room.used[2] += 1
    room.used[3] += 1
    made.size[new], made.state[new], made.seen[new] = end - n_waiting, 0, room.used[3]
    for i in range(n_waiting, end):
        member = room.waiting[i]
        for tie in range(room.start[member], room.start[member + 1]):
            to = room.component[room.live[tie]]
            if made.seen[to] != room.used[3]:
                made.seen[to] = room.used[3]
                made.child[room.used[1]] = to
                room.used[1] += 1
    room.used[0] += 1
    made.begin[room.used[0]] = room.used[1]
    return n_waiting


@kernel
def _remember_reach(new, hubs, room, made):
    """Reach of a component, from its closed children; one that reaches far more than the hub below becomes a hub."""
    begin, end = made.begin[new], made.begin[new + 1]
    best = np.int64(-1)
    for tie in range(begin, end):
        if best < 0 or made.reach[made.child[tie]] > made.reach[best]:
            best = np.int64(made.child[tie])
    made.hub[new] = made.hub[best] if best >= 0 else -1
    hub = made.hub[new]
    if end - begin <= 1:
        made.reach[new] = made.size[new] + (made.reach[best] if best >= 0 else 0)
    else:
        room.used[3] += 1
        made.reach[new] = reach_of(made, room.queue, new, room.used[3])
    far = max(64, len(room.number) // 64) if hub < 0 else 2 * made.hub_reach[hub]
    if made.reach[new] >= far and room.used[4] < HUBS:
        room.used[3] += 1
        n_found = look(made, room.queue, new, room.used[3], 0)
        for i in range(n_found):
            made.state[room.queue[i]] |= 1 << room.used[4]
        made.hub[new] = hubs + room.used[4]
        made.hub_reach[hubs + room.used[4]] = made.reach[new]
        room.used[4] += 1


@kernel
def reach_of(worlds, queue, component, number):
    """Agents whom a component reaches and the chosen do not; `number` is that of a new search."""
    hub = worlds.hub[component]
    if hub < 0:
        return _agents(worlds, queue, look(worlds, queue, component, number, COVERED))
    bit = np.int64(1) << (hub % HUBS)
    if worlds.state[component] & bit:  # it is the hub
        return np.int64(worlds.hub_reach[hub])
    return worlds.hub_reach[hub] + _agents(worlds, queue, look(worlds, queue, component, number, COVERED | bit))


@kernel
def look(worlds, queue, component, number, skip):
    """Queue a component and all that it reaches, without those that have a bit of `skip`; returns how many."""
    worlds.seen[component] = number
    queue[0] = component
    head, n_found = np.int64(0), np.int64(1)
    while head < n_found:
        here = queue[head]
        head += 1
        for tie in range(worlds.begin[here], worlds.begin[here + 1]):
            to = worlds.child[tie]
            if worlds.seen[to] != number and not worlds.state[to] & skip:
                worlds.seen[to] = number
                queue[n_found] = to
                n_found += 1
    return n_found


@kernel
def _agents(worlds, queue, n_found):
    """How many agents are in the components of the queue."""
    total = np.int64(0)
    for i in range(n_found):
        total += worlds.size[queue[i]]
    return total


@kernel
def cover(worlds, queue, component, hubs, number):
    """Mark all that a component reaches as covered and lower the reach of the hubs; returns how many agents are new."""
    n_found = look(worlds, queue, component, number, COVERED)
    new = np.int64(0)
    for i in range(n_found):
        found = queue[i]
        size, state = worlds.size[found], worlds.state[found]
        new += size
        for hub in range(HUBS):
            if state >> hub & 1:
                worlds.hub_reach[hubs + hub] -= size
        worlds.state[found] = state | COVERED
    return new
