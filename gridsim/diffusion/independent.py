"""Independent cascade: whoever adopts has one try at each agent whom they influence.

Which ties fire is fixed by (seed, run) alone and never by the seeds: the tries of an agent are drawn under its own address. So the same run with
more seeds reaches a superset, and the mean over runs is monotone and submodular in the seed set, exactly.

With one chance for all ties the tries that fail are passed over by geometric jumps, so that the cost follows what happens. Agents are taken in
blocks, stage by stage (rows, words, jumps, targets, states): each stage is a run of independent loads or of arithmetic that the compiler packs
into wide registers, and the cache misses overlap. What each stage gained: docs/why.md.
"""

from __future__ import annotations

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from gridsim._jit import jit, kernel
from gridsim.diffusion.generations import drawn_seed, play_generations, tree_of
from gridsim.diffusion.inputs import check_chance, check_choice, check_network, check_runs, check_seeds
from gridsim.diffusion.outcome import Cascades
from gridsim.draws import philox

JUMPS, TRIES = 100, 101
"""Purposes of the draws: jumps over an agent's ties, a try at one tie."""

BLOCK = 512
_64 = np.uint64
_ZERO, _SHIFT = np.uint64(0), np.uint64(8)
_CELL = 1.0 / 4294967296.0
_FAR = float(2**31)
"""More ties than any row has."""
_ROOT_2, _LOG_2 = math.sqrt(2.0), math.log(2.0)
_FRACTION, _ONE = 0xFFFFFFFFFFFFF, 0x3FF0000000000000
"""The bits of a float64 after the point, and those of 1.0."""


def independent_cascade(
    network, chance, seed_set, n_runs=1000, seed=1, *, scale=None, n_seeds=None, coupled=False, record=None, threads=None
) -> Cascades:
    """Return how far a message goes when each adopter has one try at each agent whom they influence.

    An agent who adopts in generation g tries once to win each agent of its row who has not adopted; the try succeeds with the chance of that tie,
    and who is won adopts in generation g + 1.

    Parameters
    ----------
    network : Network
        `source` influences `target`.
    chance : float, array_like of float of shape (m,), or "weighted"
        In [0, 1]. One number for all ties; one a tie in network order (`network.source`, `network.target`); or `scale` / in-degree of the
        target, at most 1 (weighted cascade). Typical: 0.01 to 0.2.
    seed_set : array_like of int, or "random"
        Agent indices; doubles count once. "random" lets each run draw its own.
    n_runs : int
        1 to 2^24. The runs differ in their draws only.
    seed : int
        0 to 2^32 - 1.
    scale : float, optional
        The factor of "weighted"; 1 without it.
    n_seeds : int, optional
        How many different agents each run draws, with seed_set="random"; 1 without it. The first k are the same whatever the number.
    coupled : bool
        True draws one number a tie whatever its chance, so that in every run a higher chance wins a superset of agents; slower where the
        chance is small. False jumps over failures, where one chance holds for all.
    record : "parents", optional
        Keep who was won by whom, as `.trees`; 8 bytes an adopter and run.
    threads : int, optional
        All that this process may use without it. The outcome does not depend on it.

    Returns
    -------
    Cascades

    Raises
    ------
    ScenarioError
        If an argument is out of its range or of the wrong length.

    References
    ----------
    Kempe, Kleinberg, Tardos, "Maximizing the spread of influence through a social network", KDD 2003.

    Examples
    --------
    >>> import gridsim as gs
    >>> star = gs.Network.from_edges([0] * 9, range(1, 10), directed=False)
    >>> cascades = gs.diffusion.independent_cascade(star, 0.3, [0], n_runs=10_000, seed=1)  # exactly 1 + 9 x 0.3 = 3.7
    >>> abs(cascades.mean - 3.7) < 4 * cascades.standard_error
    True
    >>> gs.diffusion.independent_cascade(star, 1.0, [3], n_runs=1, record="parents").tree(0).parents.tolist()
    [-1, 0, 1, 1, 1, 1, 1, 1, 1, 1]
    """
    check_network(network)
    seeds, n_seeds = check_seeds(network, seed_set, n_seeds)
    n_runs, seed, threads = check_runs(n_runs, seed, threads)
    chances = check_chance(network, chance, scale)
    if record is not None:
        check_choice("record", record, ("parents",))
    one_chance = isinstance(chances, float)
    if one_chance and coupled:
        chances, one_chance = np.full(network.n_ties, chances), False
    per_tie = np.empty(0) if one_chance else np.asarray(chances)
    log_miss = log_of_miss(chances) if one_chance else 1.0

    def play_runs(room: Room, first: int, won: np.ndarray, generations: np.ndarray) -> int:
        """Play one run a row of `won`."""
        return _play_runs(network.indptr, network.targets, per_tie, log_miss, seeds, n_seeds, seed, first, room, won, generations)

    room_of_a_thread = partial(make_room, network.n, record is not None)
    adoption, generations, trees = play_generations(n_runs, threads, room_of_a_thread, play_runs, tree_of if record else None)
    return Cascades(adoption, generations, trees if record else None)


def log_of_miss(chance: float) -> float:
    """log(1 - chance); the least number where the chance is 1, and a number next to 0 where it is 0."""
    if chance >= 1.0:
        return -math.inf
    return min(math.log1p(-chance), -1e-300)


class Room(NamedTuple):
    """Work space of one thread; each run clears `active` behind itself."""

    active: np.ndarray  # uint8 (n,): 1 where the agent has adopted
    agents: np.ndarray  # int32 (n + 1,): the adopters in their order; the last place takes writes that do not count
    parents: np.ndarray  # int32 (n + 1,) or (0,): the place of who won each
    # Of the sharers of a block that have ties left, packed to the front, (BLOCK,):
    who: np.ndarray  # int32
    place: np.ndarray  # int32: where the sharer stands in `agents`
    tie: np.ndarray  # int64: the last tie that was looked at
    stop: np.ndarray  # int64: where the row ends
    words: np.ndarray  # uint32 (4, BLOCK)
    ahead: np.ndarray  # int64 (4, BLOCK): how many ties each jump passes over
    # Of the tries that succeed, (4 BLOCK + 1,):
    won: np.ndarray  # int64: the tie, then whom it leads to
    by: np.ndarray  # int32: the place of the sharer


def make_room(n: int, trees: bool) -> Room:
    """Work space for a network of n agents."""
    four = 4 * BLOCK + 1
    return Room(
        np.zeros(n, np.uint8), np.empty(n + 1, np.int32), np.empty(n + 1 if trees else 0, np.int32), np.empty(BLOCK, np.int32),
        np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty((4, BLOCK), np.uint32),
        np.empty((4, BLOCK), np.int64), np.empty(four, np.int64), np.empty(four, np.int32),
    )  # fmt: skip


@jit
def _play_runs(indptr, targets, chances, log_miss, seeds, n_seeds, seed, first_run, room, won, generations):
    """Play one run a row of `won`; returns how many were played before a run outgrew its row."""
    for row in range(len(won)):
        size = _start(seeds, n_seeds, seed, first_run + row, room)
        head, generation = 0, 0
        while head < size and generation < won.shape[1]:
            won[row, generation] = size - head
            generation += 1
            end = size
            while head < end:
                block = min(BLOCK, end - head)
                size = _share(indptr, targets, chances, log_miss, seed, first_run + row, room, head, block, size)
                head += block
        for i in range(size):
            room.active[room.agents[i]] = 0
        if head < size:
            return row
        generations[first_run + row] = generation - 1
    return len(won)


@kernel
def _start(seeds, n_seeds, seed, run, room):
    """Let the given seeds adopt, and then n_seeds drawn ones; returns how many adopted."""
    size, tries = len(seeds), 0
    for i in range(size):
        room.agents[i] = seeds[i]
        room.active[seeds[i]] = 1
    while size < len(seeds) + n_seeds:
        agent = drawn_seed(seed, run, tries, len(room.active))
        tries += 1
        room.agents[size] = agent
        size += room.active[agent] == 0
        room.active[agent] = 1
    if len(room.parents) > 0:
        room.parents[:size] = -1
    return size


@kernel
def _share(indptr, targets, chances, log_miss, seed, run, room, head, block, size):
    """Let a block of adopters try their ties, four words a sharer and pass; returns the number of adopters then."""
    n_open, number = open_rows(indptr, room, head, block), 0
    while n_open > 0:
        n_won, n_open = try_ties(chances, log_miss, seed, run, number, room, n_open)
        size = _win(targets, room, n_won, size)
        number += 1
    return size


@kernel
def open_rows(indptr, room, head, block):
    """Load the rows of a block of adopters; returns how many have ties."""
    n_open = 0
    for place in range(head, head + block):
        who = room.agents[place]
        tie, stop = indptr[who] - 1, indptr[who + 1]
        room.who[n_open], room.place[n_open], room.tie[n_open], room.stop[n_open] = who, place, tie, stop
        n_open += tie + 1 < stop
    return n_open


@kernel
def try_ties(chances, log_miss, seed, run, number, room, n_open):
    """Let the open sharers try the ties that their next four words lead to; returns how many tries succeed and how many have ties left."""
    jumping = len(chances) == 0
    _draw_words(seed, run, JUMPS if jumping else TRIES, number, room.who, room.words, n_open)
    if jumping:
        _lengths_of_jumps(room.words, room.ahead, log_miss, n_open)
        return _jump(room, n_open)
    return _try(room, chances, n_open)


@kernel
def _draw_words(seed, run, purpose, number, who, words, n_open):
    """Four words for each open sharer, addressed by who shares and how many fours were drawn before."""
    key0, key1 = _64(seed), (_64(run) << _SHIFT) | _64(purpose)
    for k in range(n_open):
        words[0, k], words[1, k], words[2, k], words[3, k] = philox(_64(who[k]), _64(number), _ZERO, _ZERO, key0, key1)


@kernel
def _lengths_of_jumps(words, ahead, log_miss, n_open):
    """How many ties each word passes over: geometric, floor(log(u) / log(1 - chance)).

    The logarithm is written out (error below 1e-12), because the compiler packs plain arithmetic into wide registers but not a call of
    math.log: 1 ns a jump, not 4.6. u = m 2^e with 1 <= m < 2, and log(m) = log(sqrt 2) + 2 artanh(s).
    """
    per_log = 1.0 / log_miss
    for part in range(4):
        for k in range(n_open):
            bits = np.float64((np.float64(words[part, k]) + 0.5) * _CELL).view(np.int64)
            m = np.int64((bits & _FRACTION) | _ONE).view(np.float64)
            s = (m - _ROOT_2) / (m + _ROOT_2)
            z = s * s
            series = 2.0 + z * (2.0 / 3.0 + z * (0.4 + z * (2.0 / 7.0 + z * (2.0 / 9.0 + z * (2.0 / 11.0 + z * (2.0 / 13.0))))))
            log = (np.float64((bits >> 52) - 1023) + 0.5) * _LOG_2 + s * series
            ahead[part, k] = np.int64(min(log * per_log, _FAR))


@kernel
def _jump(room, n_open):
    """Go along the rows by four jumps; returns how many tries succeed and how many sharers have ties left."""
    n_won, still = 0, 0
    for k in range(n_open):
        who, place, tie, stop = room.who[k], room.place[k], room.tie[k], room.stop[k]
        for part in range(4):
            tie += 1 + room.ahead[part, k]
            room.won[n_won], room.by[n_won] = tie, place
            n_won += tie < stop
        room.who[still], room.place[still], room.tie[still], room.stop[still] = who, place, tie, stop
        still += tie + 1 < stop
    return n_won, still


@kernel
def _try(room, chances, n_open):
    """Try the next four ties of each row; returns how many tries succeed and how many sharers have ties left."""
    n_won, still = 0, 0
    for k in range(n_open):
        who, place, tie, stop = room.who[k], room.place[k], room.tie[k], room.stop[k]
        for part in range(min(4, stop - tie - 1)):
            tie += 1
            room.won[n_won], room.by[n_won] = tie, place
            n_won += (np.float64(room.words[part, k]) + 0.5) * _CELL < chances[tie]
        room.who[still], room.place[still], room.tie[still], room.stop[still] = who, place, tie, stop
        still += tie + 1 < stop
    return n_won, still


@kernel
def _win(targets, room, n_won, size):
    """Whom the successful tries lead to adopts, once; returns the number of adopters then."""
    for k in range(n_won):
        room.won[k] = targets[room.won[k]]
    recording = len(room.parents) > 0
    for k in range(n_won):
        agent = room.won[k]
        room.agents[size] = agent
        if recording:
            room.parents[size] = room.by[k]
        size += room.active[agent] == 0
        room.active[agent] = 1
    return size
