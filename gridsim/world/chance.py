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
    "circle_size", "degree", "rounding", "audience", "official_followers", "roles", "brand", "circle_interest", "own_interest",
    "visits", "sociability", "price", "need", "executive_followers", "service_followers", "groups", "place", "email_list",
)  # fmt: skip
"""Names of the numpy streams; a stream's number is its place here, so new names go to the end."""

_BUCKETS = 256
# So many int32 are shuffled where they lie (5 ns each; 19 ns at four times as many); more go through buckets (9 ns).
_FITS_CACHE = 1 << 21


def stream(seed: int, replicate: int, name: str) -> np.random.Generator:
    """Return the numpy generator of one named stream."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(entropy=seed, spawn_key=(replicate, STREAMS.index(name)))))


def key(seed: int, replicate: int, purpose: int) -> tuple[np.uint64, np.uint64]:
    """Return the two key words of a purpose, packed as `gridsim.draws` packs them."""
    return np.uint64(seed), np.uint64((replicate << 8) | purpose)


@jit
def below(word, bound):
    """A whole number from 0 to bound - 1 out of a word of 32 bits."""
    return np.int64((np.uint64(word) * np.uint64(bound)) >> np.uint64(32))


@jit
def shuffle(values, n, about, turn, k):
    """Shuffle the first n values in place; the draws are addressed by what is shuffled and how often it was before."""
    i = n - 1
    block = np.uint64(0)
    while i > 0:
        words = philox(block, np.uint64(0), np.uint64(about), np.uint64(turn), k[0], k[1])
        for word in words:
            if i <= 0:
                break
            j = below(word, i + 1)
            values[i], values[j] = values[j], values[i]
            i -= 1
        block += np.uint64(1)


@jit
def shuffle_large(values, turn, k):
    """Return the values in random order: each goes to a random bucket, then each bucket, which fits the cache, is shuffled."""
    n = len(values)
    if n <= _FITS_CACHE:
        shuffle(values, n, _BUCKETS, turn, k)
        return values
    bucket = _random_buckets(n, turn, k)
    sizes = np.zeros(_BUCKETS, np.int64)
    for i in range(n):
        sizes[bucket[i]] += 1
    ends = np.cumsum(sizes)
    place = ends - sizes
    out = np.empty_like(values)
    for i in range(n):
        out[place[bucket[i]]] = values[i]
        place[bucket[i]] += 1
    for b in range(_BUCKETS):
        shuffle(out[ends[b] - sizes[b] : ends[b]], sizes[b], b, turn, k)
    return out


@jit
def _random_buckets(n, turn, k):
    """A random bucket (0 to 255) for each of n values, sixteen to a draw."""
    bucket = np.empty(n, np.uint8)
    for block in range((n + 15) // 16):
        words = philox(np.uint64(block), np.uint64(1), np.uint64(0), np.uint64(turn), k[0], k[1])
        for part in range(min(16, n - 16 * block)):
            bucket[16 * block + part] = (words[part >> 2] >> np.uint64(8 * (part & 3))) & np.uint64(255)
    return bucket
