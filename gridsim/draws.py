"""Every random number drawn during a run: Philox4x32-10, addressed and never "next".

A draw is a pure function of who it is for, from whom, about what, when and why (and of the seed and the
replicate of the run). Two strategies that ask the same question get the same number; so do two threads.

The packing, six words of 32 bits:

====== ====================================================================
word   holds
====== ====================================================================
key 0  seed (0 to 2^32 - 1)
key 1  replicate (24 bits) and purpose (8 bits)
ctr 0  who: an agent's index
ctr 1  from whom: an agent's index, or the number of a block of jumps
ctr 2  about what: a digest of (author, tick, plan line) for a post; a count elsewhere
ctr 3  when: tick (22 bits) and block (10 bits) where one question needs more than four numbers
====== ====================================================================

Limits: 4 billion agents, 16 million replicates, 4 million ticks. The digest of a post has 32 bits; two posts with one
digest (expected once in 93,000 posts) share a draw only for the same person, sharer and tick, so nothing shows in any
total.

Source of the generator: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import inlined, kernel

__all__ = [
    "Purpose",
    "digest",
    "jump",
    "line_number",
    "philox",
    "philox4x32",
    "uniform",
    "uniforms",
    "uniforms_of_each",
]


def __dir__() -> list[str]:
    return [*__all__]


class Purpose(IntEnum):
    """Purpose of a draw. A number, once given, is never used again for something else: results depend on it."""

    REACT = 1
    EXPOSE = 2
    DELAY = 3
    JUMP = 4
    POST_TIME = 5
    KOL_PICK = 6
    AD_PERSON = 7
    CLICK_ORDER = 8
    NEED_ORDER = 9
    NEED_TIME = 10
    SCARCE = 11
    DELIVERY = 12
    EXPERIENCE = 13
    RETURN = 14
    RECRUIT = 15
    DORMANT = 16
    ACTIVATE = 17
    LUCK = 18
    GROUP_PICK = 19
    TO_GROUP = 20
    EMAIL_VISIT = 21
    VARIANT = 25
    ACTIVITY_TURN = 26
    PRIZE = 27
    THOMPSON = 28
    SEARCH_AD = 35
    SHOP_NEED = 36
    PICK_UP = 37
    RESALE = 38
    BACKORDER = 39
    CARRIED = 40
    APPLY = 45
    WAKE = 46
    PROMOTE = 47
    FAN = 48
    SWAP = 49
    BRUSH = 50
    CARE = 51
    JOIN = 52
    SAMPLE = 53
    CODE = 54
    ACCEPT = 55
    INVITE = 60
    CHOOSE_FRIEND = 61
    MESSAGE_VISIT = 62
    TO_FRIEND = 63
    FOLLOW = 70
    UNFOLLOW = 71
    NEW_FOLLOWER = 72
    FOUND = 73
    TALK = 80
    LIKING = 81
    # the classical models, and choosing whom to start with
    TIE_JUMP = 100
    TIE_TRY = 101
    BOND = 102
    THRESHOLD = 110
    EXPOSURES = 111
    SEED_PICK = 112
    INFECTIOUS_PERIOD = 113
    INFECTION = 114
    INFECTION_DELAY = 115
    BASS_ORDER = 130
    BASS_THRESHOLD = 131
    BRANCH_OFFSPRING = 132
    SPLIT = 140
    RESAMPLE = 141
    TREE = 142
    TREE_OFFSPRING = 143
    TREE_WAIT = 144
    ROOT = 151
    WINNER = 152
    RANK_ORDER = 153
    FRESH_WORLDS = 154

    ATTACH = 170
    STUBS = 171
    MEND = 172
    PAIRS = 173
    REWIRE = 174

    CIRCLE_TIES = 200
    SECOND_CIRCLES = 201
    SECOND_TIES = 202
    OUTER_TIES = 203
    FOLLOWERS = 204
    VISIT_ORDER = 205


_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_SCALE = 1.0 / 4294967296.0


@inlined
def philox(c0, c1, c2, c3, k0, k1):
    """Return the four words of Philox4x32-10 as uint64 holding 32 bits each; all arguments uint64 below 2^32."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0 = (p1 >> _32) ^ c1 ^ k0
        c2 = (p0 >> _32) ^ c3 ^ k1
        c1 = p1 & _LOW
        c3 = p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@kernel
def uniforms(seed, replicate, purpose, who, from_whom, about, tick, block):
    """Return four uniform numbers in (0, 1), each the middle of one of 2^32 equal cells."""
    w0, w1, w2, w3 = philox(
        np.uint64(who) & _LOW,
        np.uint64(from_whom) & _LOW,
        np.uint64(about) & _LOW,
        ((np.uint64(tick) << np.uint64(10)) | np.uint64(block)) & _LOW,
        np.uint64(seed) & _LOW,
        ((np.uint64(replicate) << np.uint64(8)) | np.uint64(purpose)) & _LOW,
    )
    return (
        (np.float64(w0) + 0.5) * _SCALE,
        (np.float64(w1) + 0.5) * _SCALE,
        (np.float64(w2) + 0.5) * _SCALE,
        (np.float64(w3) + 0.5) * _SCALE,
    )


@kernel
def uniform(seed, replicate, purpose, who, from_whom, about, tick):
    """Return one uniform number in (0, 1): the first of the four."""
    return uniforms(seed, replicate, purpose, who, from_whom, about, tick, 0)[0]


@kernel
def uniforms_of_each(seed, replicate, purpose, who, from_whom, about, tick, block, numbers, n):
    """Fill in `uniforms` of the first n of `who`, (4, n or more): in a loop of its own, which the compiler packs into
    wide registers.

    Four numbers cost 2 ns, one after the other 15.
    """
    c1, c2, c3 = (
        np.uint64(from_whom) & _LOW,
        np.uint64(about) & _LOW,
        ((np.uint64(tick) << np.uint64(10)) | np.uint64(block)) & _LOW,
    )
    k0, k1 = np.uint64(seed) & _LOW, ((np.uint64(replicate) << np.uint64(8)) | np.uint64(purpose)) & _LOW
    for k in range(n):
        w0, w1, w2, w3 = philox(np.uint64(who[k]) & _LOW, c1, c2, c3, k0, k1)
        numbers[0, k] = (np.float64(w0) + 0.5) * _SCALE
        numbers[1, k] = (np.float64(w1) + 0.5) * _SCALE
        numbers[2, k] = (np.float64(w2) + 0.5) * _SCALE
        numbers[3, k] = (np.float64(w3) + 0.5) * _SCALE


LEAST = 2.0**-33
"""The least uniform number that can be drawn."""


@kernel
def jump(u, log_miss):
    """Return how many ties are passed over before the next candidate: geometric, P(k) = (1 - chance)^k chance.

    `log_miss` is log(1 - chance) < 0. The number is capped at 2^62 (a chance of almost nothing).
    """
    k = math.log(u) / log_miss
    if k > 4.0e18:
        return np.int64(4000000000000000000)
    return np.int64(k)


@kernel
def digest(author, tick, line):
    """Return the 32-bit name of a post (as int64) from its author, its tick and the number named by its plan line."""
    w = philox(
        np.uint64(author) & _LOW,
        np.uint64(tick) & _LOW,
        np.uint64(line) & _LOW,
        np.uint64(0),
        np.uint64(0x67726964),
        np.uint64(0x73696D),
    )[0]
    return np.int64(w)


def line_number(name: str) -> int:
    """Return the 32-bit number of a plan line's name, the same on every machine (CRC-32).

    Examples
    --------
    >>> line_number("account") == line_number("account"), 0 <= line_number("points") < 2**32
    (True, True)
    """
    import zlib

    return zlib.crc32(name.encode())


def philox4x32(counter: ArrayLike, key: ArrayLike) -> np.ndarray:
    """Return four random words for a counter and a key (Philox4x32-10).

    Parameters
    ----------
    counter : array_like of int, shape (4,)
        Each in [0, 2^32 - 1].
    key : array_like of int, shape (2,)
        Each in [0, 2^32 - 1].

    Returns
    -------
    numpy.ndarray of uint32, shape (4,)

    Raises
    ------
    ScenarioError
        If a shape or a range is wrong.

    Examples
    --------
    >>> [f"{word:08x}" for word in philox4x32([0, 0, 0, 0], [0, 0])]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    words = _words("counter", counter, 4) + _words("key", key, 2)
    return np.array(philox(*(np.uint64(w) for w in words)), dtype=np.uint32)


def _words(name: str, values: Any, length: int) -> list[int]:
    """Check `length` words of 32 bits and return them as ints."""
    from gridsim.arguments import array as as_array
    from gridsim.errors import refusal

    array = as_array(name, values)
    whole = array.dtype.kind in "iu" and array.shape == (length,)
    if not whole or any(not 0 <= int(v) < 2**32 for v in array):
        raise refusal(
            name,
            f"the {name}",
            f"{length} whole numbers from 0 to 4294967295",
            values,
            "Give unsigned 32-bit words",
        )
    return [int(v) for v in array]
