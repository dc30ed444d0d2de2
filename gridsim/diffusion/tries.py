"""Which ties of a block of sharers fire: the draws of the independent cascade.

With one chance for all ties the tries that fail are passed over by geometric jumps, so that the cost follows what
happens. Sharers are taken in blocks, stage by stage (rows, words, jumps, ties): each stage is a loop of independent
loads, or of arithmetic that the compiler packs into wide registers. For that, what a stage reads lies side by side, and
indices are unsigned, since a signed one is first tested for being negative.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gridsim._jit import by_reference, inlined, kernel
from gridsim.draws import philox

BLOCK = 512
ROOM = BLOCK + 64
"""A block is full as soon as it has `BLOCK` sharers; the word of 64 bits that fills it may bring 63 more."""
_64 = np.uint64
_ZERO, _SLOT, _SLOTS, _TIE = np.uint64(0), np.uint64(16), np.uint64(0xFFFF), np.uint64(1 << 16)
_CELL = 1.0 / 4294967296.0
_FAR = float(2**31)
"""More ties than any row has."""
_ROOT_2, _LOG_2 = math.sqrt(2.0), math.log(2.0)
_FRACTION, _ONE = 0xFFFFFFFFFFFFF, 0x3FF0000000000000
"""The bits of a float64 after the point, and those of 1.0."""


def log_of_miss(chance: float) -> float:
    """log(1 - chance); the least number where the chance is 1, and a number next to 0 where it is 0."""
    if chance >= 1.0:
        return -math.inf
    return min(math.log1p(-chance), -1e-300)


@by_reference
class Block(NamedTuple):
    """Sharers who try their ties together. Where a tie is kept, its place in the network is times 2^16, and the slot of
    its sharer is added."""

    lane: np.ndarray  # uint32 (ROOM,): by slot, which of the runs that are played abreast; for the caller
    # Of the sharers that have ties left, at first by slot, then packed to the front, (ROOM,):
    agent: np.ndarray  # uint32
    key: np.ndarray  # uint32: 256 x run + purpose
    tie: np.ndarray  # uint64: the next tie
    stop: np.ndarray  # uint64: where the row ends
    words: np.ndarray  # uint32 (4, ROOM)
    ahead: np.ndarray  # uint64 (4, ROOM): how far each jump leads, but for the first; or 1 where the tie fires
    hit: np.ndarray  # uint32 (ROOM,): those of whom the first jump stays within the row
    # Of the tries that succeed, (4 ROOM + 1,):
    won: np.ndarray  # uint64: the tie
    to: np.ndarray  # uint32: whom it leads to; for the caller


def make_block() -> Block:
    """Work space for a block."""
    lane, agent, key, hit = (np.zeros(ROOM, np.uint32) for _ in range(4))
    tie, stop, words, ahead = (
        np.zeros(ROOM, np.uint64),
        np.zeros(ROOM, np.uint64),
        np.zeros((4, ROOM), np.uint32),
        np.zeros((4, ROOM), np.uint64),
    )
    return Block(
        lane,
        agent,
        key,
        tie,
        stop,
        words,
        ahead,
        hit,
        np.zeros(4 * ROOM + 1, np.uint64),
        np.zeros(4 * ROOM + 1, np.uint32),
    )


@inlined
def tie_of(won):
    """The place in the network of a tie that a block keeps."""
    return won >> _SLOT


@inlined
def slot_of(won):
    """The slot of the sharer of a tie that a block keeps."""
    return won & _SLOTS


@kernel
def open_rows(indptr, block, n_sharers):
    """Load the rows of the sharers of a block, of whom `agent` and `key` are there."""
    for slot in range(n_sharers):
        agent = block.agent[slot]
        block.tie[slot], block.stop[slot] = (_64(indptr[agent]) << _SLOT) | _64(slot), _64(indptr[agent + 1]) << _SLOT


@kernel
def try_ties(chances, log_miss, seed, number, block, n_open):
    """Let the open sharers try the ties that their next four words lead to; returns how many tries succeed and how many
    have ties left.

    `chances` is one a tie, or empty; then `log_miss` is log(1 - chance). `number` is how many fours were drawn before.
    """
    _draw_words(seed, number, block.agent, block.key, block.words, n_open)
    if len(chances) > 0:
        _fire(block.words, block.tie, block.stop, chances, block.ahead, n_open)
        return _go_on(block, n_open)
    _jump_first(block.words, block.tie, log_miss, n_open)
    n_hit = _find_hits(block.tie, block.stop, block.hit, n_open)
    if 4 * n_hit < 3 * n_open:
        _pack(block, n_hit)
        n_open = n_hit
    _jump_on(block.words, block.ahead, log_miss, n_open)
    return _go_along(block, n_open)


@inlined
def _whole(n):
    """Number rounded up to whole registers: the compiler would take the few sharers beyond the last full one by one, at
    eight times the cost."""
    return (n + 7) & -8


@kernel
def _draw_words(seed, number, agent, key, words, n_open):
    """Four words for each open sharer, addressed by who shares, the run, and how many fours were drawn before."""
    key0 = _64(seed)
    for k in range(_whole(n_open)):
        words[0, k], words[1, k], words[2, k], words[3, k] = philox(
            _64(agent[k]), _64(number), _ZERO, _ZERO, key0, _64(key[k])
        )


@inlined
def _passed(word, per_log):
    """How many ties a word passes over: geometric, floor(log(u) / log(1 - chance)); times 2^16.

    The logarithm is written out (error below 1e-12), because the compiler packs plain arithmetic into wide registers
    but not a call of math.log: 1 ns a jump, not 4.6. u = m 2^e with 1 <= m < 2, and log(m) = log(sqrt 2) + 2 artanh(s).
    """
    bits = np.float64((np.float64(word) + 0.5) * _CELL).view(np.int64)
    m = np.int64((bits & _FRACTION) | _ONE).view(np.float64)
    s = (m - _ROOT_2) / (m + _ROOT_2)
    z = s * s
    series = 2.0 + z * (2.0 / 3.0 + z * (0.4 + z * (2.0 / 7.0 + z * (2.0 / 9.0 + z * (2.0 / 11.0 + z * (2.0 / 13.0))))))
    log = (np.float64((bits >> 52) - 1023) + 0.5) * _LOG_2 + s * series
    return _64(np.int64(min(log * per_log, _FAR))) << _SLOT


@kernel
def _jump_first(words, tie, log_miss, n_open):
    """Go on by the first jump."""
    per_log = 1.0 / log_miss
    for k in range(_whole(n_open)):
        tie[k] += _passed(words[0, k], per_log)


@kernel
def _find_hits(tie, stop, hit, n_open):
    """List those who are still within their rows; returns how many."""
    n_hit = _ZERO
    for k in range(n_open):
        hit[n_hit] = k
        n_hit += _64(tie[k] < stop[k])
    return np.int64(n_hit)


@kernel
def _pack(block, n_hit):
    """Pack those to the front: where the chance is small, most have no tie that fires, and need no more jumps."""
    for k in range(n_hit):
        i = block.hit[k]
        block.agent[k], block.key[k], block.tie[k], block.stop[k] = (
            block.agent[i],
            block.key[i],
            block.tie[i],
            block.stop[i],
        )
        block.words[1, k], block.words[2, k], block.words[3, k] = (
            block.words[1, i],
            block.words[2, i],
            block.words[3, i],
        )


@kernel
def _jump_on(words, ahead, log_miss, n_open):
    """How far the other three jumps lead."""
    per_log = 1.0 / log_miss
    for part in range(1, 4):
        for k in range(_whole(n_open)):
            ahead[part, k] = _passed(words[part, k], per_log) + _TIE


@kernel
def _go_along(block, n_open):
    """Go along the rows by these jumps; returns how many tries succeed and how many sharers have ties left."""
    n_won, still = _ZERO, _ZERO
    for k in range(n_open):
        tie, stop = block.tie[k], block.stop[k]
        block.won[n_won] = tie
        n_won += _64(tie < stop)
        for part in range(1, 4):
            tie += block.ahead[part, k]
            block.won[n_won] = tie
            n_won += _64(tie < stop)
        tie += _TIE
        block.agent[still], block.key[still], block.tie[still], block.stop[still] = (
            block.agent[k],
            block.key[k],
            tie,
            stop,
        )
        still += _64(tie < stop)
    return np.int64(n_won), np.int64(still)


@kernel
def _fire(words, tie, stop, chances, fires, n_open):
    """Whether each of the next four ties of each row fires."""
    for part in range(4):
        for k in range(n_open):
            at = tie_of(tie[k]) + _64(part)
            within = at < tie_of(stop[k])
            chance = chances[at if within else _ZERO]
            fires[part, k] = within and (np.float64(words[part, k]) + 0.5) * _CELL < chance


@kernel
def _go_on(block, n_open):
    """Go along the rows by four ties; returns how many tries succeed and how many sharers have ties left."""
    n_won, still = _ZERO, _ZERO
    for k in range(n_open):
        tie, stop = block.tie[k], block.stop[k]
        for part in range(4):
            block.won[n_won] = tie
            n_won += block.ahead[part, k]
            tie += _TIE
        block.agent[still], block.key[still], block.tie[still], block.stop[still] = (
            block.agent[k],
            block.key[k],
            tie,
            stop,
        )
        still += _64(tie < stop)
    return np.int64(n_won), np.int64(still)
