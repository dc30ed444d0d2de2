"""Independent cascade: whoever adopts has one try at each agent whom they influence.

Which ties fire is fixed by (seed, run) alone and never by the seeds: the tries of an agent are drawn under its own address. So the same run with
more seeds reaches a superset, and the mean over runs is monotone and submodular in the seed set, exactly.

With one chance for all ties the tries that fail are passed over by geometric jumps, so that the cost follows what happens. Agents are taken in
blocks, stage by stage (rows, words, jumps, targets, states): each stage is a run of independent loads or of arithmetic that the compiler packs
into wide registers, and the cache misses overlap. What each stage gained: docs/why.md.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gridsim._jit import jit, kernel
from gridsim.diffusion.inputs import check_chance, check_choice, check_network, check_runs, check_seed_set
from gridsim.diffusion.outcome import Cascades, Tree
from gridsim.diffusion.play import in_threads
from gridsim.draws import philox

JUMPS, TRIES = 100, 101
"""Purposes of the draws: jumps over an agent's ties, a try at one tie."""

BLOCK = 512
_FIRST_GENERATIONS = 32
_64 = np.uint64
_ZERO, _SHIFT = np.uint64(0), np.uint64(8)


def independent_cascade(network, chance, seed_set, n_runs=1000, seed=1, *, scale=None, coupled=False, record=None, threads=None) -> Cascades:
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
    seed_set : array_like of int
        Agent indices; doubles count once.
    n_runs : int
        1 to 2^24. The runs differ in their draws only.
    seed : int
        0 to 2^32 - 1.
    scale : float, optional
        The factor of "weighted"; 1 without it.
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
    seeds = check_seed_set(network, seed_set)
    n_runs, seed, threads = check_runs(n_runs, seed, threads)
    chances = check_chance(network, chance, scale)
    if record is not None:
        check_choice("record", record, ("parents",))
    one_chance = isinstance(chances, float)
    if one_chance and coupled:
        chances, one_chance = np.full(network.n_ties, chances), False
    per_tie = np.empty(0) if one_chance else np.asarray(chances)
    log_miss = _log_miss(chances) if one_chance else 1.0
    generations = np.zeros(n_runs, np.int64)
    blocks: list[tuple[int, np.ndarray]] = []
    trees: list[Tree | None] = [None] * n_runs

    def play(first: int, last: int) -> None:
        """Play some runs; with trees one at a time, since they are taken out after each."""
        room = make_room(network.n, record is not None)
        width, run = _FIRST_GENERATIONS, first
        while run < last:
            stop = run + 1 if record else last
            won = np.zeros((stop - run, width), np.int64)
            done = _play_runs(network.indptr, network.targets, per_tie, log_miss, seeds, seed, run, room, won, generations)
            blocks.append((run, won[:done]))
            if record and done:
                size = int(won[0].sum())
                trees[run] = Tree(room.agents[:size].copy(), room.parents[:size].copy())
            run += done
            if run < stop:  # a run had more generations than there were columns
                width *= 2

    in_threads(n_runs, threads, play)
    return Cascades(adoption(blocks, generations), generations, [tree for tree in trees if tree is not None] if record else None)


def adoption(blocks: list[tuple[int, np.ndarray]], generations: np.ndarray) -> np.ndarray:
    """Adopters by the end of each generation, shape (n_runs, longest + 1), from blocks of the adopters won in each."""
    width = int(generations.max()) + 1
    whole = np.zeros((len(generations), width), np.int64)
    for first, won in blocks:
        columns = min(width, won.shape[1])
        whole[first : first + len(won), :columns] = won[:, :columns]
    return np.cumsum(whole, axis=1, out=whole)


def _log_miss(chance: float) -> float:
    """log(1 - chance); the least number where the chance is 1, and a number next to 0 where it is 0."""
    if chance >= 1.0:
        return -math.inf
    return min(math.log1p(-chance), -1e-300)


class Room(NamedTuple):
    """Work space of one thread; cleared by each run behind itself."""

    active: np.ndarray  # uint8 (n,): 1 where the agent has adopted
    agents: np.ndarray  # int32 (n + 1,): the adopters in their order; the last place takes writes that do not count
    parents: np.ndarray  # int32 (n + 1,) or (0,): the place of who won each
    tries: np.ndarray  # int64 (BLOCK,): how many words of four each sharer of the block has used
    tie: np.ndarray  # int64 (BLOCK,): the tie that each sharer of the block has come to
    stop: np.ndarray  # int64 (BLOCK,): where its row ends
    open: np.ndarray  # int64 (BLOCK,): which sharers of the block have ties left
    words: np.ndarray  # uint32 (4, BLOCK)
    ahead: np.ndarray  # int64 (4, BLOCK): ties to pass over
    tried: np.ndarray  # int64 (4 BLOCK + 1,): ties that fire, then whom they lead to
    by: np.ndarray  # int32 (4 BLOCK + 1,): the place of the sharer


def make_room(n: int, trees: bool) -> Room:
    """Work space for a network of n agents."""
    four = 4 * BLOCK + 1
    return Room(
        np.zeros(n, np.uint8), np.empty(n + 1, np.int32), np.empty(n + 1 if trees else 0, np.int32), np.empty(BLOCK, np.int64),
        np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty((4, BLOCK), np.uint32),
        np.empty((4, BLOCK), np.int64), np.empty(four, np.int64), np.empty(four, np.int32),
    )  # fmt: skip


@jit
def _play_runs(indptr, targets, chances, log_miss, seeds, seed, first_run, room, won, generations):
    """Play one run a row of `won`; returns how many were played before a run outgrew its row."""
    for row in range(len(won)):
        size, generation = len(seeds), 0
        for i in range(size):
            agent = seeds[i]
            room.agents[i] = agent
            room.active[agent] = 1
            if len(room.parents) > 0:
                room.parents[i] = -1
        head = 0
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
def _share(indptr, targets, chances, log_miss, seed, run, room, head, block, size):
    """Let a block of adopters try their ties; returns the number of adopters then."""
    n_open = _open_rows(indptr, room, head, block)
    jumping = len(chances) == 0
    purpose = JUMPS if jumping else TRIES
    while n_open > 0:
        _draw_words(seed, run, purpose, room, head, n_open)
        if jumping:
            _lengths_of_jumps(room, log_miss, n_open)
            n_tried, n_open = _jump(room, head, n_open)
        else:
            n_tried, n_open = _try(room, chances, head, n_open)
        size = _win(targets, room, n_tried, size)
    return size


@kernel
def _open_rows(indptr, room, head, block):
    """Load the rows of a block of adopters; returns how many have ties."""
    n_open = 0
    for i in range(block):
        agent = room.agents[head + i]
        room.tie[i] = indptr[agent] - 1
        room.stop[i] = indptr[agent + 1]
        room.tries[i] = 0
    for i in range(block):
        room.open[n_open] = i
        n_open += room.tie[i] + 1 < room.stop[i]
    return n_open


@kernel
def _draw_words(seed, run, purpose, room, head, n_open):
    """Four words for each open sharer: addressed by who shares and how many were drawn before."""
    key0, key1 = _64(seed), (_64(run) << _SHIFT) | _64(purpose)
    for k in range(n_open):
        i = room.open[k]
        w0, w1, w2, w3 = philox(_64(room.agents[head + i]), _64(room.tries[i]), _ZERO, _ZERO, key0, key1)
        room.words[0, k], room.words[1, k], room.words[2, k], room.words[3, k] = w0, w1, w2, w3


@kernel
def _lengths_of_jumps(room, log_miss, n_open):
    """How many ties each word passes over: geometric, floor(log(u) / log(1 - chance))."""
    for part in range(4):
        for k in range(n_open):
            u = (np.float64(room.words[part, k]) + 0.5) * 2.3283064365386963e-10
            room.ahead[part, k] = np.int64(min(math.log(u) / log_miss, 4.0e18))


@kernel
def _jump(room, head, n_open):
    """Go along the rows by four jumps; returns how many ties fire and how many sharers have ties left."""
    n_tried, still = 0, 0
    for k in range(n_open):
        i = room.open[k]
        tie, stop = room.tie[i], room.stop[i]
        for part in range(4):
            tie = min(tie + 1 + room.ahead[part, k], stop)
            room.tried[n_tried] = tie
            room.by[n_tried] = head + i
            n_tried += tie < stop
        room.tie[i] = tie
        room.tries[i] += 1
        room.open[still] = i
        still += tie < stop
    return n_tried, still


@kernel
def _try(room, chances, head, n_open):
    """Try the next four ties of each open row; returns how many fire and how many sharers have ties left."""
    n_tried, still = 0, 0
    for k in range(n_open):
        i = room.open[k]
        tie, stop = room.tie[i], room.stop[i]
        for part in range(4):
            tie += 1
            if tie >= stop:
                break
            room.tried[n_tried] = tie
            room.by[n_tried] = head + i
            n_tried += (np.float64(room.words[part, k]) + 0.5) * 2.3283064365386963e-10 < chances[tie]
        room.tie[i] = tie
        room.tries[i] += 1
        room.open[still] = i
        still += tie + 1 < stop
    return n_tried, still


@kernel
def _win(targets, room, n_tried, size):
    """Whom the fired ties lead to adopts, once; returns the number of adopters then."""
    for k in range(n_tried):
        room.tried[k] = targets[room.tried[k]]
    recording = len(room.parents) > 0
    for k in range(n_tried):
        agent = room.tried[k]
        room.agents[size] = agent
        if recording:
            room.parents[size] = room.by[k]
        size += room.active[agent] == 0
        room.active[agent] = 1
    return size
