"""Kernels of the models in which an agent weighs its sources, with their rules and work space."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from gridsim._jit import jit, kernel
from gridsim.diffusion.generations import drawn_seed, play_generations, tree_of
from gridsim.diffusion.inputs import (
    Agents,
    check_record,
    check_runs,
    check_seeds,
)
from gridsim.diffusion.outcome import Cascades
from gridsim.draws import Purpose, philox, uniform
from gridsim.world.network import Network, row_starts

BLOCK = 512
_64 = np.uint64
_CELL = 1.0 / 4294967296.0
LIVE, SHARE, RESPONSE = 0, 1, 2
_ADOPTED = -1


class Rule(NamedTuple):
    """When an agent adopts; what a kind of rule does not use is empty."""

    kind: int
    needed: np.ndarray  # int64 (n,): active sources that it takes
    unasked: np.ndarray  # int64: agents who adopt in generation 1 whoever has adopted
    response: np.ndarray  # float64: chance at the first exposure, the second, ...
    rank: np.ndarray  # int32 (m,): place of each tie's source among the sources of its target
    first: np.ndarray  # int64 (n + 1,): where an agent's sources begin in `upto`
    # float64 (m,) or (0,): sum of the weights of an agent's sources up to each; empty where all weigh alike
    upto: np.ndarray


class Room(NamedTuple):
    """Work space of one thread; each run clears `heard` behind itself."""

    # int32 (n,): -1 for who has adopted; else how many sources have, or with live ties 1 + the rank of the source it
    # heeds
    heard: np.ndarray
    exposed: np.ndarray  # int32 (n,): agents who have heard
    agents: np.ndarray  # int32 (n,): the adopters in their order
    parents: np.ndarray  # int32 (n,) or (0,): the place of who won each
    # Of a block of exposures, (BLOCK,):
    who: np.ndarray  # int32: the agent
    number: np.ndarray  # int32: its how many-th it is
    by: np.ndarray  # int32: the place of the source
    word: np.ndarray  # uint32


def no_rule() -> Rule:
    """Empty rule."""
    counts = np.empty(0, np.int64)
    return Rule(LIVE, counts, counts, np.empty(0), np.empty(0, np.int32), counts, np.empty(0))


def play_rule(
    network: Network,
    rule: Rule,
    seed_set: Agents,
    n_runs: int,
    seed: int,
    n_seeds: int | None,
    record: str | Iterable[str] | None,
    threads: int | None,
) -> Cascades:
    """Check the arguments that all three models share, and play."""
    seeds, n_seeds = check_seeds(network, seed_set, n_seeds)
    n_runs, seed, threads = check_runs(n_runs, seed, threads)
    recording = check_record(record)
    n = network.n

    def make_room() -> Room:
        """The work space of one thread."""
        exposed, agents, parents = (
            np.empty(n, np.int32),
            np.empty(n, np.int32),
            np.empty(n if recording else 0, np.int32),
        )
        who, number, by, word = (
            np.empty(BLOCK, np.int32),
            np.empty(BLOCK, np.int32),
            np.empty(BLOCK, np.int32),
            np.empty(BLOCK, np.uint32),
        )
        return Room(np.zeros(n, np.int32), exposed, agents, parents, who, number, by, word)

    def play_runs(room: Room, first: int, won: np.ndarray, generations: np.ndarray) -> int:
        """Play one run a row of `won`."""
        return _play_runs(network.indptr, network.targets, rule, seeds, n_seeds, seed, first, room, won, generations)

    won, generations, trees = play_generations(n_runs, threads, make_room, play_runs, tree_of if recording else None)
    return Cascades(won, generations, trees if recording else None)


def sources_needed(in_degree: np.ndarray, threshold: np.ndarray) -> np.ndarray:
    """The least number k with k / in-degree >= threshold as float64 has it; without sources a number that is never
    reached.

    The quotient decides, not the product: 0.07 x 100 is above 7, while 7 / 100 is the number that is written 0.07.

    Examples
    --------
    >>> sources_needed(np.array([100, 3, 3, 0]), np.array([0.07, 1 / 3, 0.5, 0.5])).tolist()
    [7, 1, 2, 1]
    """
    degree = np.maximum(in_degree, 1)
    needed = np.ceil(threshold * degree)
    needed -= (needed - 1) / degree >= threshold
    needed += needed / degree < threshold
    return needed.astype(np.int64)


def sources_of(network: Network, weights: np.ndarray) -> dict[str, np.ndarray]:
    """The parts of a rule that say whom an agent heeds; an error if the weights of one add up to more than 1."""
    first, total = row_starts(network.in_degree), np.zeros(network.n)
    rank, upto = np.empty(network.n_ties, np.int32), np.empty(len(weights))
    _rank(network.targets, weights, first, np.zeros(network.n, np.int32), total, rank, upto)
    return {"rank": rank, "first": first, "upto": upto}


@kernel
def _rank(targets, weights, first, sources, total, rank, upto):
    """Number the sources of each target in their order, and add up their weights."""
    for tie in range(len(targets)):
        agent = targets[tie]
        rank[tie] = sources[agent]
        sources[agent] += 1
        if len(weights) > 0:
            total[agent] += weights[tie]
            upto[first[agent] + rank[tie]] = total[agent]


@jit
def _play_runs(indptr, targets, rule, seeds, n_seeds, seed, first_run, room, won, generations):
    """Play one run a row of `won`; returns how many were played before a run outgrew its row."""
    for row in range(len(won)):
        run = first_run + row
        size = _start(seeds, n_seeds, seed, run, room)
        head, generation, n_exposed = 0, 0, 0
        while head < size and generation < won.shape[1]:
            won[row, generation] = size - head
            end = size
            if rule.kind == LIVE:
                size, n_exposed = _heed(indptr, targets, rule, seed, run, room, head, end, n_exposed)
            elif rule.kind == SHARE:
                size, n_exposed = _add(indptr, targets, rule, room, head, end, n_exposed)
            else:
                size, n_exposed = _try(indptr, targets, rule, seed, run, room, head, end, n_exposed)
            if generation == 0:
                size = _adopt_unasked(rule.unasked, room, size)
            head = end
            generation += 1
        for i in range(size):
            room.heard[room.agents[i]] = 0
        for i in range(n_exposed):
            room.heard[room.exposed[i]] = 0
        if head < size:
            return row
        generations[run] = generation - 1
    return len(won)


@kernel
def _start(seeds, n_seeds, seed, run, room):
    """Let the given seeds adopt, and then n_seeds drawn ones; returns how many adopted."""
    size, tries = 0, 0
    for agent in seeds:
        size = _adopt(room, agent, -1, size)
    while size < len(seeds) + n_seeds:
        agent = drawn_seed(seed, run, tries, len(room.heard))
        tries += 1
        if room.heard[agent] != _ADOPTED:
            size = _adopt(room, agent, -1, size)
    return size


@kernel
def _adopt(room, agent, parent, size):
    """An agent adopts; returns the number of adopters then."""
    room.heard[agent] = _ADOPTED
    room.agents[size] = agent
    if len(room.parents) > 0:
        room.parents[size] = parent
    return size + 1


@kernel
def _adopt_unasked(unasked, room, size):
    """Those with the threshold 0 adopt; returns the number of adopters then."""
    for agent in unasked:
        if room.heard[agent] != _ADOPTED:
            size = _adopt(room, agent, -1, size)
    return size


@kernel
def _heed(indptr, targets, rule, seed, run, room, head, end, n_exposed):
    """Let a generation win those who heed one of it; returns the number of adopters and of agents who have heard."""
    size = end
    for place in range(head, end):
        source = room.agents[place]
        for tie in range(indptr[source], indptr[source + 1]):
            agent = targets[tie]
            heeded = room.heard[agent]
            if heeded == 0:
                heeded = 1 + _pick(rule, seed, run, agent)
                room.heard[agent] = heeded
                room.exposed[n_exposed] = agent
                n_exposed += 1
            if heeded == 1 + rule.rank[tie]:
                size = _adopt(room, agent, place, size)
    return size, n_exposed


@kernel
def _pick(rule, seed, run, agent):
    """The rank of the source that an agent heeds; the number of its sources where it heeds none."""
    u = uniform(seed, run, Purpose.THRESHOLD, agent, 0, 0, 0)
    low, high = rule.first[agent], rule.first[agent + 1]
    if len(rule.upto) == 0:
        return np.int32(u * (high - low))
    while low < high:
        middle = (low + high) >> 1
        if rule.upto[middle] <= u:
            low = middle + 1
        else:
            high = middle
    return np.int32(low - rule.first[agent])


@kernel
def _add(indptr, targets, rule, room, head, end, n_exposed):
    """Let a generation add to what its rows count; returns the number of adopters and of agents who have heard."""
    size = end
    for place in range(head, end):
        source = room.agents[place]
        for tie in range(indptr[source], indptr[source + 1]):
            agent = targets[tie]
            heard = room.heard[agent] + 1
            if heard == 0:  # has adopted
                continue
            room.heard[agent] = heard
            if heard == 1:
                room.exposed[n_exposed] = agent
                n_exposed += 1
            if heard >= rule.needed[agent]:
                size = _adopt(room, agent, place, size)
    return size, n_exposed


@kernel
def _try(indptr, targets, rule, seed, run, room, head, end, n_exposed):
    """Let a generation expose its rows, a block of ties at a time; returns the number of adopters and of agents who
    have heard."""
    size, place, tie = end, head, indptr[room.agents[head]]
    while place < end:
        n_tries, place, tie, n_exposed = _gather(indptr, targets, room, place, tie, end, n_exposed)
        _draw_words(seed, run, room.who, room.number, room.word, n_tries)
        for k in range(n_tries):
            chance = rule.response[min(room.number[k], len(rule.response)) - 1]
            if (np.float64(room.word[k]) + 0.5) * _CELL < chance and room.heard[room.who[k]] != _ADOPTED:
                size = _adopt(room, room.who[k], room.by[k], size)
    return size, n_exposed


@kernel
def _gather(indptr, targets, room, place, tie, end, n_exposed):
    """Number the next exposures, at most a block; returns how many, where to go on, and the number of agents who have
    heard."""
    n_tries = 0
    while place < end and n_tries < BLOCK:
        stop = min(indptr[room.agents[place] + 1], tie + BLOCK - n_tries)
        for t in range(tie, stop):
            agent = targets[t]
            heard = room.heard[agent] + 1
            if heard == 0:  # has adopted
                continue
            room.heard[agent] = heard
            if heard == 1:
                room.exposed[n_exposed] = agent
                n_exposed += 1
            room.who[n_tries], room.number[n_tries], room.by[n_tries] = agent, heard, place
            n_tries += 1
        tie = stop
        if tie == indptr[room.agents[place] + 1]:
            place += 1
            if place < end:
                tie = indptr[room.agents[place]]
    return n_tries, place, tie, n_exposed


@kernel
def _draw_words(seed, run, who, number, word, n_tries):
    """A word for each exposure; a plain loop, which the compiler packs into wide registers."""
    key0, key1 = _64(seed), (_64(run) << _64(8)) | _64(Purpose.EXPOSURES)
    for k in range(n_tries):
        word[k] = philox(_64(who[k]), _64(number[k]), _64(0), _64(0), key0, key1)[0]
