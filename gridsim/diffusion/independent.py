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

from gridsim._jit import by_reference, inlined, jit, kernel
from gridsim.diffusion.generations import drawn_seed, play_generations, tree_of
from gridsim.diffusion.inputs import check_chance, check_choice, check_network, check_runs, check_seeds
from gridsim.diffusion.outcome import Cascades
from gridsim.draws import philox

JUMPS, TRIES = 100, 101
"""Purposes of the draws: jumps over an agent's ties, a try at one tie."""

BLOCK = 512
ROOM = BLOCK + 64
"""A block is filled until it has so many sharers; the last word of bits may bring up to 63 more."""
LANES = 16
_64 = np.uint64
_ZERO, _BIT, _16, _TIE = np.uint64(0), np.uint64(1), np.uint64(16), np.uint64(1 << 16)
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

    ties = Ties(network.indptr, network.targets, per_tie, np.array([log_miss]))
    lanes = 1 if record else min(LANES, n_runs)

    def make_room() -> tuple[Runs, Block]:
        return make_runs(network.n, lanes, record is not None), make_block()

    def play_runs(room, first: int, won: np.ndarray, generations: np.ndarray) -> int:
        """Play one run a row of `won`."""
        return _play_runs(ties, seeds, n_seeds, seed, first, *room, won, generations)

    won_by_generation, generations, trees = play_generations(n_runs, threads, make_room, play_runs, tree_of if record else None)
    return Cascades(won_by_generation, generations, trees if record else None)


def log_of_miss(chance: float) -> float:
    """log(1 - chance); the least number where the chance is 1, and a number next to 0 where it is 0."""
    if chance >= 1.0:
        return -math.inf
    return min(math.log1p(-chance), -1e-300)


@by_reference
class Ties(NamedTuple):
    """A network and the chances of its ties."""

    indptr: np.ndarray
    targets: np.ndarray
    chances: np.ndarray  # float64 (m,), or (0,) where all ties have one
    log_miss: np.ndarray  # float64 (1,): log(1 - chance), where all ties have one


@by_reference
class Runs(NamedTuple):
    """Runs of one thread that are played abreast, (lanes, ...)."""

    active: np.ndarray  # uint64 (lanes x words,): a bit an agent, set where the agent has adopted; cleared after each run
    before: np.ndarray  # uint64 (lanes x words,): the same when the generation began, for a run that has outgrown its list
    new: np.ndarray  # uint64 (words,): who adopted in the last generation of such a run
    agents: np.ndarray  # int32 (lanes, listed + 1): the adopters in their order; the last place takes those beyond the list
    parents: np.ndarray  # int32 (n + 1,) or (0,): the place of who won each, where one run is played at a time
    listed: np.ndarray  # uint8 (lanes,)
    begun: np.ndarray  # int64 (lanes,): how many had adopted when the generation began
    size: np.ndarray  # int64 (lanes,): how many have adopted


@by_reference
class Block(NamedTuple):
    """Sharers whose ties are tried together."""

    who: np.ndarray  # uint32 (ROOM,)
    lane: np.ndarray  # uint32 (ROOM,): which of the runs abreast
    # Of the sharers that have ties left, packed to the front, (ROOM,):
    agent: np.ndarray  # uint32
    key: np.ndarray  # uint32: run and purpose
    tie: np.ndarray  # uint64: the next tie and the place in the block
    stop: np.ndarray  # uint64: where the row ends
    words: np.ndarray  # uint32 (4, ROOM)
    ahead: np.ndarray  # uint64 (4, ROOM): how many ties each jump goes on
    hit: np.ndarray  # uint32 (ROOM,)
    # Of the tries that succeed, (4 ROOM + 1,):
    won: np.ndarray  # uint64: the tie and the place of the sharer in the block, then those who adopt and the same
    to: np.ndarray  # uint32


def make_runs(n: int, lanes: int, trees: bool) -> Runs:
    """Work space for a network of n agents."""
    words, listed = (n + 63) // 64, n if trees else n // 16
    active, before, new = np.zeros(lanes * words, np.uint64), np.empty(lanes * words, np.uint64), np.empty(words, np.uint64)
    agents, parents = np.empty((lanes, listed + 1), np.int32), np.empty(n + 1 if trees else 0, np.int32)
    return Runs(active, before, new, agents, parents, np.zeros(lanes, np.uint8), np.zeros(lanes, np.int64), np.zeros(lanes, np.int64))


def make_block() -> Block:
    """Work space for a block."""
    four = 4 * ROOM + 1
    who, lane, agent, key, hit = (np.empty(ROOM, np.uint32) for _ in range(5))
    tie, stop = np.empty(ROOM, np.uint64), np.empty(ROOM, np.uint64)
    words, ahead = np.empty((4, ROOM), np.uint32), np.empty((4, ROOM), np.uint64)
    return Block(who, lane, agent, key, tie, stop, words, ahead, hit, np.empty(four, np.uint64), np.empty(four, np.uint32))


@jit
def _play_runs(ties, seeds, n_seeds, seed, first_run, runs, block, won, generations):
    """Play one run a row of `won`, some abreast; returns how many were played before a run outgrew its row."""
    for row in range(0, len(won), len(runs.size)):
        lanes = min(len(runs.size), len(won) - row)
        for lane in range(lanes):
            _start(seeds, n_seeds, seed, first_run + row + lane, len(ties.indptr) - 1, runs, lane)
        longest = _play_abreast(ties, seed, first_run + row, runs, block, lanes, won[row:], generations[first_run + row :])
        for lane in range(lanes):
            _clear(runs, lane)
        if longest > won.shape[1]:
            return row
    return len(won)


@kernel
def _start(seeds, n_seeds, seed, run, n, runs, lane):
    """Let the given seeds adopt, and then n_seeds drawn ones."""
    first, most = _64(lane * len(runs.new)), runs.agents.shape[1] - 1
    for i in range(len(seeds)):
        agent = _64(seeds[i])
        runs.active[first + (agent >> _64(6))] |= _BIT << (agent & _64(63))
        runs.agents[lane, min(i, most)] = agent
    size, tries = len(seeds), 0
    while size < len(seeds) + n_seeds:
        agent = _64(drawn_seed(seed, run, tries, n))
        tries += 1
        cell, bit = first + (agent >> _64(6)), _BIT << (agent & _64(63))
        runs.agents[lane, min(size, most)] = agent
        size += (runs.active[cell] & bit) == _ZERO
        runs.active[cell] |= bit
    runs.begun[lane], runs.size[lane], runs.listed[lane] = 0, size, 1
    if len(runs.parents) > 0:
        runs.parents[:size] = -1


@kernel
def _clear(runs, lane):
    """Make a run ready for the next."""
    first = lane * len(runs.new)
    if runs.size[lane] < runs.agents.shape[1]:
        for i in range(runs.size[lane]):
            runs.active[first + (runs.agents[lane, i] >> 6)] = _ZERO
    else:
        runs.active[first : first + len(runs.new)] = _ZERO


@kernel
def _play_abreast(ties, seed, first_run, runs, block, lanes, won, generations):
    """Play runs generation by generation, blocks filled from one after the other; returns how many generations the longest has, seeds included."""
    generation, going = np.int64(0), True
    while going and generation <= won.shape[1]:
        going, filled = False, np.int64(0)
        for lane in range(lanes):
            begun, n_new = runs.begun[lane], _begin_generation(runs, lane)
            going = going or n_new > 0
            if n_new > 0 and generation < won.shape[1]:
                won[lane, generation], generations[lane] = n_new, generation
                if runs.listed[lane]:
                    filled = _share_list(ties, seed, first_run, lane, runs, block, filled, begun)
                else:
                    _share(ties, seed, first_run, -1, runs, block, filled, 0)
                    filled = np.int64(0)
                    _share_bits(ties, seed, first_run, lane, runs, block)
        _share(ties, seed, first_run, -1, runs, block, filled, runs.begun[0] - filled)
        generation += going
    return generation


@kernel
def _begin_generation(runs, lane):
    """Returns how many adopted in the last generation of a run."""
    begun, size, first = runs.begun[lane], runs.size[lane], lane * len(runs.new)
    if runs.listed[lane] and size < runs.agents.shape[1]:
        runs.begun[lane] = size
        return size - begun
    if runs.listed[lane]:
        runs.listed[lane] = 0
        runs.before[first : first + len(runs.new)] = _ZERO
        for i in range(begun):
            agent = runs.agents[lane, i]
            runs.before[first + (agent >> 6)] |= _BIT << _64(agent & 63)
    n_new = np.int64(0)
    for i in range(len(runs.new)):
        new = runs.active[first + i] & ~runs.before[first + i]
        runs.new[i] = new
        runs.before[first + i] = runs.active[first + i]
        n_new += np.int64(_count_bits(new))
    return n_new


@inlined
def _count_bits(word):
    """How many bits of a word are set."""
    pairs = word - ((word >> _64(1)) & _64(0x5555555555555555))
    fours = (pairs & _64(0x3333333333333333)) + ((pairs >> _64(2)) & _64(0x3333333333333333))
    return (((fours + (fours >> _64(4))) & _64(0x0F0F0F0F0F0F0F0F)) * _64(0x0101010101010101)) >> _64(56)


@kernel
def _share_list(ties, seed, first_run, lane, runs, block, filled, begun):
    """Put the last generation of a run into blocks and share those that are full; returns how many sharers wait in the block."""
    size = runs.begun[lane]
    while begun < size:
        take = min(BLOCK - filled, size - begun)
        for i in range(take):
            block.who[filled + i], block.lane[filled + i] = runs.agents[lane, begun + i], lane
        filled += take
        begun += take
        if filled == BLOCK:
            _share(ties, seed, first_run, -1, runs, block, filled, begun - BLOCK)
            filled = np.int64(0)
    return filled


@kernel
def _share_bits(ties, seed, first_run, lane, runs, block):
    """Put the last generation of a run into blocks and share those that are full; returns how many sharers wait in the block."""
    filled = np.int64(0)
    for k in range(ROOM):
        block.lane[k] = lane
    for i in range(len(runs.new)):
        bits = runs.new[i]
        while bits:
            lowest = bits & (~bits + _BIT)
            block.who[filled] = (i << 6) + ((np.float64(lowest).view(np.int64) >> 52) - 1023)
            filled += 1
            bits ^= lowest
        if filled >= BLOCK:
            _share(ties, seed, first_run, lane, runs, block, filled, 0)
            filled = np.int64(0)
    _share(ties, seed, first_run, lane, runs, block, filled, 0)


@kernel
def _share(ties, seed, first_run, lane, runs, block, filled, head):
    """Let the sharers of a block try their ties, four words a sharer and pass."""
    purpose = JUMPS if len(ties.chances) == 0 else TRIES
    open_rows(ties.indptr, first_run, purpose, block, filled)
    n_open, number = filled, 0
    while n_open > 0:
        n_won, n_open = try_ties(ties, seed, number, block, n_open)
        for k in range(n_won):
            block.to[k] = ties.targets[block.won[k] >> _16]
        if lane < 0:
            _win_listed(head, runs, block, n_won)
        else:
            _win(_64(lane), runs, block, n_won)
        number += 1


@kernel
def open_rows(indptr, first_run, purpose, block, filled):
    """Load the rows of the sharers of a block."""
    for slot in range(filled):
        who = block.who[slot]
        block.tie[slot] = _64(indptr[who]) << _16 | _64(slot)
        block.stop[slot] = _64(indptr[who + 1]) << _16
    for slot in range(filled):
        block.agent[slot], block.key[slot] = block.who[slot], (block.lane[slot] + first_run) << 8 | purpose


@kernel
def try_ties(ties, seed, number, block, n_open):
    """Let the open sharers try the ties that their next four words lead to; returns how many tries succeed and how many have ties left."""
    _draw_words(seed, number, block.agent, block.key, block.words, n_open)
    if len(ties.chances) == 0:
        _jump_first(block.words, block.tie, ties.log_miss[0], n_open)
        n_hit = _find_hits(block.tie, block.stop, block.hit, n_open)
        if 4 * n_hit < 3 * n_open:
            _pack(block, n_hit)
            n_open = n_hit
        _jump_on(block.words, block.tie, block.ahead, ties.log_miss[0], n_open)
        return _jump(block.tie, block.stop, block.ahead, block.agent, block.key, block.won, n_open)
    return _try(block, ties.chances, n_open)


@kernel
def _draw_words(seed, number, agent, key, words, n_open):
    """Four words for each open sharer, addressed by who shares and how many fours were drawn before."""
    key0 = _64(seed)
    for k in range(_rounded(n_open)):
        words[0, k], words[1, k], words[2, k], words[3, k] = philox(_64(agent[k]), _64(number), _ZERO, _ZERO, key0, _64(key[k]))


@inlined
def _rounded(n):
    """Up to whole registers of eight: the few sharers beyond the last full one would be taken one by one."""
    return (n + 7) & -8


@inlined
def _length(word, per_log):
    bits = np.float64((np.float64(word) + 0.5) * _CELL).view(np.int64)
    m = np.int64((bits & _FRACTION) | _ONE).view(np.float64)
    s = (m - _ROOT_2) / (m + _ROOT_2)
    z = s * s
    series = 2.0 + z * (2.0 / 3.0 + z * (0.4 + z * (2.0 / 7.0 + z * (2.0 / 9.0 + z * (2.0 / 11.0 + z * (2.0 / 13.0))))))
    log = (np.float64((bits >> 52) - 1023) + 0.5) * _LOG_2 + s * series
    return _64(np.int64(min(log * per_log, _FAR))) << _16


@kernel
def _jump_first(words, tie, log_miss, n_open):
    """How many ties each word passes over: geometric, floor(log(u) / log(1 - chance))."""
    per_log = 1.0 / log_miss
    for k in range(_rounded(n_open)):
        tie[k] += _length(words[0, k], per_log)


@kernel
def _find_hits(tie, stop, hit, n_open):
    n_hit = _64(0)
    for k in range(n_open):
        hit[n_hit] = k
        n_hit += _64(tie[k] < stop[k])
    return np.int64(n_hit)


@kernel
def _pack(block, n_hit):
    for k in range(n_hit):
        i = block.hit[k]
        block.agent[k], block.key[k], block.tie[k], block.stop[k] = block.agent[i], block.key[i], block.tie[i], block.stop[i]
        block.words[1, k], block.words[2, k], block.words[3, k] = block.words[1, i], block.words[2, i], block.words[3, i]


@kernel
def _jump_on(words, tie, ahead, log_miss, n_open):
    per_log = 1.0 / log_miss
    for part in range(1, 4):
        for k in range(_rounded(n_open)):
            ahead[part, k] = _length(words[part, k], per_log) + _TIE


@kernel
def _jump(tie, stop, ahead, agent, key, won, n_open):
    """Go along the rows by four jumps; returns how many tries succeed and how many sharers have ties left."""
    n_won, still = _64(0), _64(0)
    for k in range(n_open):
        at, end = tie[k], stop[k]
        won[n_won] = at
        n_won += _64(at < end)
        for part in range(1, 4):
            at += ahead[part, k]
            won[n_won] = at
            n_won += _64(at < end)
        at += _TIE
        tie[still], stop[still], agent[still], key[still] = at, end, agent[k], key[k]
        still += _64(at < end)
    return np.int64(n_won), np.int64(still)


@kernel
def _try(block, chances, n_open):
    """Try the next four ties of each row; returns how many tries succeed and how many sharers have ties left."""
    n_won, still = _64(0), _64(0)
    for k in range(n_open):
        at, end = block.tie[k], block.stop[k]
        for part in range(min(4, np.int64((end >> _16) - (at >> _16)))):
            block.won[n_won] = at
            n_won += _64((np.float64(block.words[part, k]) + 0.5) * _CELL < chances[at >> _16])
            at += _TIE
        block.agent[still], block.key[still], block.tie[still], block.stop[still] = block.agent[k], block.key[k], at, end
        still += _64(at < end)
    return np.int64(n_won), np.int64(still)


@kernel
def _win(lane, runs, block, n_won):
    """Whom the successful tries lead to adopts."""
    first = lane * _64(len(runs.new))
    for k in range(n_won):
        agent = _64(block.to[k])
        runs.active[first + (agent >> _64(6))] |= _BIT << (agent & _64(63))


@kernel
def _win_listed(head, runs, block, n_won):
    """Whom the successful tries lead to adopts, once."""
    m, words = _64(0), _64(len(runs.new))
    for k in range(n_won):
        agent, slot = _64(block.to[k]), block.won[k] & _64(0xFFFF)
        cell, bit = block.lane[slot] * words + (agent >> _64(6)), agent & _64(63)
        old = runs.active[cell]
        runs.active[cell] = old | (_BIT << bit)
        block.won[m], block.to[m] = slot, agent
        m += _BIT ^ ((old >> bit) & _BIT)
    most = runs.agents.shape[1] - 1
    recording = len(runs.parents) > 0
    for k in range(m):
        lane = block.lane[block.won[k]]
        size = runs.size[lane]
        runs.agents[lane, _64(min(size, most))] = block.to[k]
        if recording:
            runs.parents[size] = head + np.int64(block.won[k])
        runs.size[lane] = size + 1
