"""The chance in building a world: named numpy streams for arrays, and addressed draws and shuffles for the kernels.

Every stream and every purpose has a number of its own, so that a change of one attribute leaves all the others as they were.
Nothing here depends on which thread does the work.
"""

from __future__ import annotations

import numpy as np

from gridsim._jit import jit
from gridsim.draws import philox

# Purposes of the kernels' draws. A number, once given, is never used again for something else; 200 and up belong to the world.
CIRCLE_TIES, SECOND_CIRCLES, SECOND_TIES, OUTER_TIES, FOLLOWERS, VISIT_ORDER = range(200, 206)

STREAMS = (
    "circle_size", "degree", "audience", "roles", "brand", "circle_interest", "own_interest", "visits", "sociability", "price", "need",
    "official_followers", "stubs", "second_size", "regions",
)  # fmt: skip
"""Names of the numpy streams; a stream's number is its place here, so new names go to the end."""

_LOW = np.uint64(0xFFFFFFFF)
_BUCKETS = 256
_FITS_CACHE = 1 << 18  # an array of so many int32 is shuffled in place; above, scattered into buckets first (4 times as fast at 40 million)


def stream(seed: int, replicate: int, name: str) -> np.random.Generator:
    """Return the numpy generator of one named stream."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(entropy=seed, spawn_key=(replicate, STREAMS.index(name)))))


def key(seed: int, replicate: int, purpose: int) -> tuple[np.uint64, np.uint64]:
    """Return the key words of a purpose, packed as `gridsim.draws` packs them."""
    return np.uint64(seed), np.uint64((replicate << 8) | purpose)


@jit
def below(word, bound):
    """A whole number from 0 to bound - 1 out of a word of 32 bits."""
    return np.int64((np.uint64(word) * np.uint64(bound)) >> np.uint64(32))


@jit
def shuffle(values, n, about, turn, k0, k1):
    """Shuffle the first n values in place, addressed by what is shuffled and how often it was before."""
    a, b = np.uint64(about), np.uint64(turn)
    i = n - 1
    block = np.uint64(0)
    while i > 0:
        words = philox(block, np.uint64(0), a, b, k0, k1)
        for word in words:
            if i <= 0:
                break
            j = below(word, i + 1)
            values[i], values[j] = values[j], values[i]
            i -= 1
        block += np.uint64(1)


@jit
def shuffle_large(values, turn, k0, k1):
    """Return the values in random order: each is sent to a random bucket, then each bucket, which fits the cache, is shuffled."""
    n = len(values)
    if n <= _FITS_CACHE:
        shuffle(values, n, _BUCKETS, turn, k0, k1)
        return values
    place = np.zeros(_BUCKETS + 1, np.int64)
    for i in range(0, n, 4):
        words = philox(np.uint64(i >> 2), np.uint64(1), np.uint64(0), np.uint64(turn), k0, k1)
        for part in range(min(4, n - i)):
            place[(words[part] >> np.uint64(24)) + np.uint64(1)] += 1
    place = np.cumsum(place)
    starts = place.copy()
    out = np.empty_like(values)
    for i in range(0, n, 4):
        words = philox(np.uint64(i >> 2), np.uint64(1), np.uint64(0), np.uint64(turn), k0, k1)
        for part in range(min(4, n - i)):
            bucket = words[part] >> np.uint64(24)
            out[place[bucket]] = values[i + part]
            place[bucket] += 1
    for bucket in range(_BUCKETS):
        shuffle(out[starts[bucket] : starts[bucket + 1]], starts[bucket + 1] - starts[bucket], bucket, turn, k0, k1)
    return out
