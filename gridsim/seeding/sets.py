"""Reverse-reachable sets: for an agent drawn at random, all who would win it in one world.

The share of such sets that the seeds meet says how many agents they reach (Borgs and others, SODA 2014). A set of which
nobody wins its first agent holds that agent alone, and how often that happens is known. So only sets of two and more
are drawn, their first agent with the chance 1 - none(v) that somebody wins it, and

    spread(S) = sum over S of none(v) + total x share of sets that S meets, total = sum over all of 1 - none(v)

(Nguyen and others, "Importance sketching of influence dynamics in billion-scale networks", ICDM 2017).

Set i of a stream is a function of (seed, stream, i): sets can be drawn by any number of threads, and drawn again
instead of being kept. Where the ties to an agent share one chance, those that fail are passed over by geometric jumps;
where their chances differ they are sorted by it, and jumps with the chance in front are thinned (Guo and others,
"Influence maximization revisited", SIGMOD 2020).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gridsim._jit import kernel
from gridsim.draws import Purpose, philox
from gridsim.seeding.rules import BY_JUMPS, BY_PICKS, Rule, first_to_fire, fraction
from gridsim.threads import in_threads
from gridsim.world.network import row_starts

KEPT, CHECKED = 0, 1
"""Streams: the sets by which agents are chosen, and those by which the choice is judged."""

_64 = np.uint64
_SHIFT, _ZERO = np.uint64(8), np.uint64(0)


class Sets(NamedTuple):
    """Sets one after the other."""

    starts: np.ndarray  # int64 (n_sets + 1,)
    members: np.ndarray  # int32


class Roots(NamedTuple):
    """Agents by the chance that somebody wins them, to draw one of them."""

    upto: np.ndarray  # float64 (n,): share of the chance up to each agent
    guide: np.ndarray  # int32 (n + 1,): the agent at which to begin the search, for n equal parts of the share
    total: float  # mean number of agents whom somebody wins
    none: np.ndarray  # float64 (n,): the chance that nobody wins an agent


class Room(NamedTuple):
    """Work space of one thread."""

    active: np.ndarray  # uint8 (n,): 1 where the agent is in the set
    agents: np.ndarray  # int32 (n,): the set


def make_roots(rule: Rule) -> Roots:
    """Sampling table for the first agents of sets."""
    upto = np.cumsum(1.0 - rule.none)
    total, n = float(upto[-1]), len(upto)
    upto = np.where(upto < total, upto / max(total, 1e-300), 1.0)
    guide = np.minimum(np.searchsorted(upto, np.arange(n + 1) / n, side="right"), n - 1)
    return Roots(upto, guide.astype(np.int32), total, rule.none)


def make_sets(rule: Rule, roots: Roots, seed: int, first: int, last: int, threads: int | None) -> Sets:
    """Draw the sets from `first` up to, not including, `last` of the stream that is kept."""
    blocks: list[tuple[int, np.ndarray, np.ndarray]] = []

    def play(begin: int, end: int) -> None:
        """Draw some sets, with more room whenever it runs out."""
        room, sizes = _make_room(rule), np.empty(end - begin, np.int64)
        members = np.empty(3 * (end - begin) + 1024, np.int32)
        done, used = _draw_sets(rule, roots, seed, first + begin, 0, 0, room, sizes, members)
        while done < end - begin:
            grown = np.empty(int(1.2 * used / max(done, 1) * (end - begin)) + len(room.active) + 1024, np.int32)
            grown[:used] = members[:used]
            members = grown
            done, used = _draw_sets(rule, roots, seed, first + begin, done, used, room, sizes, members)
        blocks.append((begin, sizes, members[:used]))

    in_threads(last - first, threads, play)
    blocks.sort(key=lambda block: block[0])
    return Sets(
        row_starts(np.concatenate([sizes for _, sizes, _ in blocks])),
        np.concatenate([members for _, _, members in blocks]),
    )


def count_met(rule: Rule, roots: Roots, seed: int, n_sets: int, agents: np.ndarray, threads: int | None) -> int:
    """Number of the first sets of the checking stream that the agents meet; no set is kept."""
    chosen, met = np.zeros(len(rule.none), np.uint8), []
    chosen[agents] = 1
    in_threads(
        n_sets,
        threads,
        lambda first, last: met.append(_count_met(rule, roots, seed, first, last, _make_room(rule), chosen)),
    )
    return sum(met)


def joined(first: Sets, second: Sets) -> Sets:
    """Sets of the first, then those of the second."""
    return Sets(
        np.concatenate([first.starts, second.starts[1:] + first.starts[-1]]),
        np.concatenate([first.members, second.members]),
    )


def _make_room(rule: Rule) -> Room:
    """Work space for the network of the rule."""
    return Room(np.zeros(len(rule.none), np.uint8), np.empty(len(rule.none), np.int32))


@kernel
def _draw_sets(rule, roots, seed, first, done, used, room, sizes, members):
    """Draw sets from `first + done` on; returns how many are drawn and how many members they have, before `members`
    overflows."""
    while done < len(sizes):
        size = _draw_set(rule, roots, seed, KEPT, first + done, room, room.active, False)
        if used + size > len(members):
            break
        for i in range(size):
            members[used + i] = room.agents[i]
        sizes[done] = size
        used += size
        done += 1
    return done, used


@kernel
def _count_met(rule, roots, seed, first, last, room, chosen):
    """How many sets meet the chosen."""
    met = 0
    for number in range(first, last):
        met += _draw_set(rule, roots, seed, CHECKED, number, room, chosen, True) < 0
    return met


@kernel
def _draw_set(rule, roots, seed, stream, number, room, chosen, stopping):
    """Draw one set into the room; returns its size, or -1 as soon as it meets one of the chosen, where that is asked
    for."""
    words = philox(_64(number), _ZERO, _ZERO, _ZERO, _64(seed), (_64(stream) << _SHIFT) | _64(Purpose.ROOT))
    u = fraction(words[0], words[1])
    root = np.int64(roots.guide[np.int64(u * len(room.active))])
    while roots.upto[root] <= u:
        root += 1
    room.agents[0], room.active[root] = root, 1
    head, size = np.int64(0), np.int64(1)
    met = stopping and chosen[root] == 1
    while head < size and not met:
        before = size
        size = _win(rule, seed, stream, number, room, head, size)
        head += 1
        if stopping:
            for i in range(before, size):
                met = met or chosen[room.agents[i]] == 1
    for i in range(size):
        room.active[room.agents[i]] = 0
    return np.int64(-1) if met else size


@kernel
def _win(rule, seed, stream, number, room, head, size):
    """Add all who win an agent of the set (the first agent is won for certain); returns the new size of the set."""
    agent, tries, sure = np.int64(room.agents[head]), 0, head == 0
    stop, tie = rule.indptr[agent + 1], rule.indptr[agent]
    key0, key1 = _64(seed), (_64(stream) << _SHIFT) | _64(Purpose.WINNER)
    while tie < stop:
        w0, w1, w2, w3 = philox(_64(agent), _64(tries), _64(number), _ZERO, key0, key1)
        u = fraction(w0, w1)
        if tries == 0:
            if sure:
                u = rule.none[agent] + u * (1.0 - rule.none[agent])
            elif u <= rule.none[agent]:
                return size
        if rule.kind == BY_JUMPS:
            tie = _jumped(tie, u, rule.values[agent])
            if tie < stop:
                size = _join(room, rule.targets[tie], size)
            tie = _jumped(tie + 1, fraction(w2, w3), rule.values[agent])
            if tie < stop:
                size = _join(room, rule.targets[tie], size)
        elif tries == 0:
            tie = first_to_fire(rule, agent, 1.0 - u)
            if tie < stop:
                size = _join(room, rule.targets[tie], size)
            if rule.kind == BY_PICKS:
                return size
        else:
            most = rule.values[tie]
            tie = _jumped(tie, u, min(math.log1p(-most), -1e-300) if most < 1.0 else -math.inf)
            if tie < stop and fraction(w2, w3) * most < rule.values[tie]:
                size = _join(room, rule.targets[tie], size)
        tie += 1
        tries += 1
    return size


@kernel
def _jumped(tie, u, log_miss):
    """Next tie to fire from this one on; it may be past the row."""
    return tie + np.int64(min(math.log(u) / log_miss, 4.0e18))


@kernel
def _join(room, agent, size):
    """Add an agent to the set; returns its new size."""
    if room.active[agent] == 0:
        room.active[agent] = 1
        room.agents[size] = agent
        size += 1
    return size
