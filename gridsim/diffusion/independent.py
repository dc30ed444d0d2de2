"""Independent cascade: whoever adopts has one try at each agent whom they influence.

Which ties fire is fixed by (seed, run) alone and never by the seeds: the tries of an agent are drawn under its own
address. So the same run with more seeds reaches a superset, and the mean over runs is monotone and submodular in the
seed set, exactly.

How many each generation wins does not depend on the order in which its sharers are taken, and that is used twice:

- Small cascades are played abreast, so many runs in one block of sharers: 200 adopters in eight generations do not fill
  a block.
- A generation of a large cascade is a bit an agent and is taken in the order of agents: rows and targets are then read
  one after the other, and a success sets a bit without a check.

Trees depend on the order; with `record="parents"` one run is played at a time, from its list. What each step gained:
docs/history.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import by_reference, inlined, jit, kernel
from gridsim.arguments import switch
from gridsim.diffusion.generations import drawn_seed, play_generations
from gridsim.diffusion.inputs import Agents, check_chance, check_network, check_record, check_runs, check_seeds
from gridsim.diffusion.outcome import Cascades, Tree
from gridsim.diffusion.tries import BLOCK, Block, log_of_miss, make_block, open_rows, slot_of, tie_of, try_ties
from gridsim.draws import Purpose
from gridsim.world.network import Network

ABREAST = 16
"""Runs that are played together."""
LISTED = 16
"""A run keeps a list of its adopters while they are less than one in so many agents."""

_64 = np.uint64
_ZERO, _ONE, _SIX, _LAST = np.uint64(0), np.uint64(1), np.uint64(6), np.uint64(63)


def independent_cascade(
    network: Network,
    chance: ArrayLike,
    seed_set: Agents,
    n_runs: int = 1000,
    seed: int = 1,
    *,
    scale: float | None = None,
    n_seeds: int | None = None,
    coupled: bool = False,
    record: str | Iterable[str] | None = None,
    threads: int | None = None,
) -> Cascades:
    """Return how far a message goes when each adopter has one try at each agent whom they influence.

    An agent who adopts in generation g tries once to win each agent of its row who has not adopted; the try succeeds
    with the chance of that tie, and who is won adopts in generation g + 1.

    Parameters
    ----------
    network : Network
        `source` influences `target`.
    chance : float, array_like of float of shape (m,), or "weighted"
        In [0, 1]. One number for all ties; one a tie in network order (`network.source`, `network.target`); or `scale`
        / in-degree of the target, at most 1 (weighted cascade). Typical: 0.01 to 0.2.
    seed_set : array_like of int, or "random"
        Agent indices; doubles count once. "random" lets each run draw its own.
    n_runs : int
        1 to 2^24. The runs differ in their draws only.
    seed : int
        0 to 2^32 - 1.
    scale : float, optional
        The factor of "weighted"; 1 without it.
    n_seeds : int, optional
        How many different agents each run draws, with seed_set="random"; 1 without it. The first k are the same
        whatever the number.
    coupled : bool
        True draws one number a tie whatever its chance, so that in every run a higher chance wins a superset of agents;
        slower where the chance is small. False jumps over failures, where one chance holds for all.
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
    recording, coupled = check_record(record), switch("coupled", coupled)
    ties = make_ties(network, chances, coupled)
    lanes = 1 if recording else min(ABREAST, n_runs)

    def make_room() -> tuple[Runs, Block]:
        """Work space of one thread."""
        return make_runs(network.n, lanes, recording), make_block()

    def play_some(room: tuple[Runs, Block], first: int, won: np.ndarray, generations: np.ndarray) -> int:
        """Play one run a row of `won`."""
        return play_runs(ties, seeds, n_seeds, seed, first, *room, won, generations)

    def keep(room: tuple[Runs, Block], size: int) -> Tree:
        """The tree of the run that was played last."""
        return Tree(room[0].agents[0, :size].copy(), room[0].parents[:size].copy())

    won, generations, trees = play_generations(n_runs, threads, make_room, play_some, keep if recording else None)
    return Cascades(won, generations, trees if recording else None)


class Ties(NamedTuple):
    """A network and the chances of its ties."""

    indptr: np.ndarray  # int64 (n + 1,)
    targets: np.ndarray  # int32 (m,)
    chances: np.ndarray  # float64 (m,), or (0,) where one chance holds for all
    log_miss: float  # log(1 - chance) where one chance holds for all


def make_ties(network: Network, chances: float | np.ndarray, coupled: bool) -> Ties:
    """The ties with one chance for all, or one each."""
    if isinstance(chances, float) and not coupled:
        return Ties(network.indptr, network.targets, np.empty(0), log_of_miss(chances))
    per_tie = np.full(network.n_ties, chances) if isinstance(chances, float) else np.asarray(chances)
    return Ties(network.indptr, network.targets, per_tie, 1.0)


@by_reference
class Runs(NamedTuple):
    """The runs that one thread plays abreast, a lane each. Bits of agents are in words of 64, (words,) a lane, one lane
    after the other."""

    active: np.ndarray  # uint64 (lanes x words,): who has adopted; cleared behind each run
    # uint64 (lanes x words,): who had when the generation before the last was over; of runs that are not listed
    before: np.ndarray
    # uint64 (words,): who adopted in the last generation of the lane that is looked at; of runs that are not listed
    new: np.ndarray
    # int32 (lanes, most + 1): the adopters in their order; the last place takes those for whom there is no room
    agents: np.ndarray
    parents: np.ndarray  # int32 (n + 1,) or (0,): the place of who won each
    listed: np.ndarray  # uint8 (lanes,): 1 while all adopters are listed
    begun: np.ndarray  # int64 (lanes,): where the last generation begins in the list
    size: np.ndarray  # int64 (lanes,): where it ends


def make_runs(n: int, lanes: int, trees: bool) -> Runs:
    """Work space for so many runs on a network of n agents."""
    words, most = (n + 63) // 64, n if trees else n // LISTED
    bits = np.zeros(lanes * words, np.uint64), np.empty(lanes * words, np.uint64), np.empty(words, np.uint64)
    lists = np.empty((lanes, most + 1), np.int32), np.empty(n + 1 if trees else 0, np.int32)
    return Runs(*bits, *lists, np.zeros(lanes, np.uint8), np.zeros(lanes, np.int64), np.zeros(lanes, np.int64))


@jit
def play_runs(ties, seeds, n_seeds, seed, first_run, runs, block, won, generations):
    """Play one run a row of `won`; returns how many were played before a run outgrew its row."""
    for row in range(0, len(won), len(runs.size)):
        lanes = min(len(runs.size), len(won) - row)
        for lane in range(lanes):
            _start(seeds, n_seeds, seed, first_run + row + lane, len(ties.indptr) - 1, runs, lane)
        length = _play_abreast(
            ties, seed, first_run + row, runs, block, won[row : row + lanes], generations[first_run + row :]
        )
        for lane in range(lanes):
            _clear(runs, lane)
        if length > won.shape[1]:
            return row
    return len(won)


@kernel
def _start(seeds, n_seeds, seed, run, n, runs, lane):
    """Let the given seeds adopt, and then n_seeds drawn ones."""
    first, most = _64(lane * len(runs.new)), runs.agents.shape[1] - 1
    for i in range(len(seeds)):
        agent = _64(seeds[i])
        runs.active[first + (agent >> _SIX)] |= _ONE << (agent & _LAST)
        runs.agents[lane, min(i, most)] = agent
    size, tries = len(seeds), 0
    while size < len(seeds) + n_seeds:
        agent = _64(drawn_seed(seed, run, tries, n))
        tries += 1
        cell, bit = first + (agent >> _SIX), _ONE << (agent & _LAST)
        runs.agents[lane, min(size, most)] = agent
        size += (runs.active[cell] & bit) == _ZERO
        runs.active[cell] |= bit
    runs.begun[lane], runs.size[lane], runs.listed[lane] = 0, size, 1
    if len(runs.parents) > 0:
        runs.parents[:size] = -1


@kernel
def _clear(runs, lane):
    """Make a lane ready for the next run."""
    first = lane * len(runs.new)
    if runs.listed[lane]:
        for i in range(runs.size[lane]):
            runs.active[first + (runs.agents[lane, i] >> 6)] = _ZERO
    else:
        runs.active[first : first + len(runs.new)] = _ZERO


@kernel
def _play_abreast(ties, seed, first_run, runs, block, won, generations):
    """Play one run a row of `won`, all of them generation by generation; returns how many generations the longest has,
    seeds included.

    Runs that are listed share a block; the others have blocks of their own.
    """
    length, going = np.int64(0), True
    while going and length <= won.shape[1]:
        going, filled = False, np.int64(0)
        for lane in range(len(won)):
            n_new = _end_generation(runs, lane)
            going = going or n_new > 0
            if n_new > 0 and length < won.shape[1]:
                won[lane, length], generations[lane] = n_new, length
                if runs.listed[lane]:
                    filled = _share_list(ties, seed, first_run, lane, runs, block, filled)
                else:
                    _share_listed(ties, seed, runs, block, filled, 0)
                    filled = np.int64(0)
                    _share_bits(ties, seed, first_run, lane, runs, block)
        _share_listed(ties, seed, runs, block, filled, runs.begun[0] - filled)
        length += going
    return length


@kernel
def _end_generation(runs, lane):
    """Find who adopted in the last generation of a run; returns how many."""
    first, begun, size = lane * len(runs.new), runs.begun[lane], runs.size[lane]
    if runs.listed[lane] and size < runs.agents.shape[1]:
        return size - begun
    if runs.listed[lane]:
        runs.listed[lane] = 0
        runs.before[first : first + len(runs.new)] = _ZERO
        for i in range(begun):
            agent = _64(runs.agents[lane, i])
            runs.before[first + np.int64(agent >> _SIX)] |= _ONE << (agent & _LAST)
    n_new = np.int64(0)
    for i in range(len(runs.new)):
        now = runs.active[first + i]
        runs.new[i] = now & ~runs.before[first + i]
        runs.before[first + i] = now
        n_new += _count_bits(runs.new[i])
    return n_new


@inlined
def _count_bits(word):
    """How many bits of a word are set."""
    word = word - ((word >> _ONE) & _64(0x5555555555555555))
    word = (word & _64(0x3333333333333333)) + ((word >> _64(2)) & _64(0x3333333333333333))
    word = (word + (word >> _64(4))) & _64(0x0F0F0F0F0F0F0F0F)
    word = word + (word >> _64(8))
    word = word + (word >> _64(16))
    return np.int64((word + (word >> _64(32))) & _64(127))


@kernel
def _key(ties, run):
    """What the draws of a run are addressed by: the run and their purpose."""
    return (run << 8) | (Purpose.TIE_JUMP if len(ties.chances) == 0 else Purpose.TIE_TRY)


@kernel
def _share_list(ties, seed, first_run, lane, runs, block, filled):
    """Put the last generation of a listed run into blocks and play those that are full; returns how many sharers wait
    in the block."""
    place, stop, key = runs.begun[lane], runs.size[lane], _key(ties, first_run + lane)
    runs.begun[lane] = stop
    while place < stop:
        take = min(BLOCK - filled, stop - place)
        for i in range(take):
            slot = filled + i
            block.agent[slot], block.key[slot], block.lane[slot] = runs.agents[lane, place + i], key, lane
        filled, place = filled + take, place + take
        if filled == BLOCK:
            _share_listed(ties, seed, runs, block, filled, place - BLOCK)
            filled = np.int64(0)
    return filled


@kernel
def _share_bits(ties, seed, first_run, lane, runs, block):
    """Put the last generation of a run that is not listed into blocks, in the order of agents, and play them."""
    filled, key = np.int64(0), _key(ties, first_run + lane)
    for i in range(len(runs.new)):
        bits = runs.new[i]
        while bits:
            lowest = bits & (~bits + _ONE)
            number = (np.float64(lowest).view(np.int64) >> 52) - 1023  # the exponent of a power of two
            block.agent[filled], block.key[filled] = (i << 6) + number, key
            filled += 1
            bits ^= lowest
        if filled >= BLOCK:
            _share_unlisted(ties, seed, lane, runs, block, filled)
            filled = np.int64(0)
    _share_unlisted(ties, seed, lane, runs, block, filled)


@kernel
def _share_unlisted(ties, seed, lane, runs, block, filled):
    """Let a block of sharers of one run try their ties; whom they win has a bit set."""
    open_rows(ties.indptr, block, filled)
    n_open, number, first = filled, 0, _64(lane * len(runs.new))
    while n_open > 0:
        n_won, n_open = try_ties(ties.chances, ties.log_miss, seed, number, block, n_open)
        number += 1
        _look_up(ties.targets, block, n_won)
        for k in range(n_won):
            agent = _64(block.to[k])
            runs.active[first + (agent >> _SIX)] |= _ONE << (agent & _LAST)


@kernel
def _look_up(targets, block, n_won):
    """Whom the ties that fired lead to. A loop of its own: with a store in it that waits for a target, each load would
    wait for the last."""
    for k in range(n_won):
        block.to[k] = targets[tie_of(block.won[k])]


@kernel
def _share_listed(ties, seed, runs, block, filled, head):
    """Let a block of sharers of listed runs try their ties; whom they win is listed, once. `head` is the place of the
    first sharer."""
    open_rows(ties.indptr, block, filled)
    n_open, number = filled, 0
    while n_open > 0:
        n_won, n_open = try_ties(ties.chances, ties.log_miss, seed, number, block, n_open)
        number += 1
        _look_up(ties.targets, block, n_won)
        _list(runs, block, _adopt(runs, block, n_won), head)


@kernel
def _adopt(runs, block, n_won):
    """Let those who were won adopt; those who had not are packed to the front, with the slots of their sharers. Returns
    how many they are."""
    n_new, words = _ZERO, _64(len(runs.new))
    for k in range(n_won):
        agent, slot = _64(block.to[k]), slot_of(block.won[k])
        cell, bit = block.lane[slot] * words + (agent >> _SIX), agent & _LAST
        had = runs.active[cell]
        runs.active[cell] = had | (_ONE << bit)
        block.to[n_new], block.won[n_new] = agent, slot
        n_new += _ONE ^ ((had >> bit) & _ONE)
    return np.int64(n_new)


@kernel
def _list(runs, block, n_new, head):
    """Write new adopters down."""
    most, recording = runs.agents.shape[1] - 1, len(runs.parents) > 0
    for k in range(n_new):
        slot = block.won[k]
        lane = block.lane[slot]
        size = runs.size[lane]
        runs.agents[lane, min(size, most)] = block.to[k]
        runs.size[lane] = size + 1
        if recording:
            runs.parents[size] = head + np.int64(slot)
