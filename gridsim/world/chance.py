"""Random numbers for building a world: named numpy streams for arrays, and addressed draws and shuffles for the
kernels.

Every stream and every purpose has a number of its own, so that a change of one attribute leaves all the others as they
were. Results do not depend on the number of threads.
"""

from __future__ import annotations

import numpy as np

from gridsim._jit import jit
from gridsim.draws import philox
from gridsim.threads import in_threads

STREAMS = (
    "circle_size",
    "degree",
    "rounding",
    "audience",
    "official_followers",
    "roles",
    "brand",
    "circle_interest",
    "own_interest",
    "visits",
    "sociability",
    "price",
    "need",
    "executive_followers",
    "service_followers",
    "groups",
    "place",
    "email_list",
    "liking",
    "customer",
    "talk",
    "circle_liking",
)
"""Names of the numpy streams; a stream's number is its place here, so new names go to the end."""

_BUCKETS = 256
_RANGES = 16  # of stubs that threads bring into the buckets
_BLOCKS = 128  # of four draws that are made at a time
# So many int32 are shuffled where they lie (2 ns each; 16 ns at four times as many); more go through buckets (5 ns).
_FITS_CACHE = 1 << 21


def stream(seed: int, replicate: int, name: str) -> np.random.Generator:
    """Return the numpy generator of one named stream."""
    return np.random.Generator(
        np.random.Philox(np.random.SeedSequence(entropy=seed, spawn_key=(replicate, STREAMS.index(name))))
    )


def key(seed: int, replicate: int, purpose: int) -> tuple[np.uint64, np.uint64]:
    """Return the two key words of a purpose, packed as `gridsim.draws` packs them."""
    return np.uint64(seed), np.uint64((replicate << 8) | purpose)


@jit
def below(word, bound):
    """Whole number from 0 to bound - 1 from a random word of 32 bits."""
    return np.int64((np.uint64(word) * np.uint64(bound)) >> np.uint64(32))


@jit
def shuffle(values, n, about, turn, k):
    """Shuffle the first n values in place; the draws are addressed by what is shuffled and how often it was before.

    The draws of many values are made in a loop of their own, which the compiler packs into wide registers (4 ns a value
    before, 2 ns since).
    """
    i = n - 1
    words = np.empty((4, min(_BLOCKS, (i + 3) // 4)), np.uint64)
    for begin in range(0, i, 4 * _BLOCKS):
        n_blocks = min(_BLOCKS, (i + 3) // 4)
        _draw_words(begin // 4, n_blocks, 0, about, turn, k, words)
        for block in range(n_blocks):
            for part in range(min(4, i)):
                j = below(words[part, block], i + 1)
                values[i], values[j] = values[j], values[i]
                i -= 1


@jit
def _draw_words(first, n_blocks, kind, about, turn, k, words):
    """Fill blocks of draws with four random words each."""
    c1, c2, c3 = np.uint64(kind), np.uint64(about), np.uint64(turn)
    for block in range(n_blocks):
        w0, w1, w2, w3 = philox(np.uint64(first + block), c1, c2, c3, k[0], k[1])
        words[0, block] = w0
        words[1, block] = w1
        words[2, block] = w2
        words[3, block] = w3


def shuffled_stubs(counts: np.ndarray, turn: int, k: tuple[np.uint64, np.uint64], threads: int = 1) -> np.ndarray:
    """Return everybody as often as `counts` (int64, shape (n,)) says, in random order, int32.

    Up to `_FITS_CACHE` stubs are shuffled where they lie. Of more, each goes to a random bucket, then each bucket,
    which fits the cache, is shuffled. Stubs and buckets are dealt out to threads in ranges; no bucket and no place
    depends on how many threads there are.
    """
    ends = np.cumsum(counts)
    n = int(ends[-1]) if len(ends) else 0
    if n <= _FITS_CACHE:
        stubs = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        shuffle(stubs, n, _BUCKETS, turn, k)
        return stubs
    # sixteen share a draw: no range divides them
    bounds = np.minimum(n, np.arange(_RANGES + 1) * ((n + 16 * _RANGES - 1) // (16 * _RANGES) * 16))
    owner = np.searchsorted(ends, bounds, "right")
    bucket, sizes = np.empty(n, np.uint8), np.zeros((_RANGES, _BUCKETS), np.int64)
    in_threads(_RANGES, threads, lambda first, last: _draw_buckets(bucket, sizes, bounds, first, last, turn, k))
    bucket_ends = np.cumsum(sizes.T).reshape(_BUCKETS, _RANGES)  # range after range
    place, stubs = bucket_ends.T - sizes, np.empty(n, np.int32)
    in_threads(
        _RANGES, threads, lambda first, last: _into_buckets(ends, owner, bucket, place, bounds, first, last, stubs)
    )
    starts = np.append(0, bucket_ends[:, -1])
    in_threads(_BUCKETS, threads, lambda first, last: _shuffle_buckets(stubs, starts, first, last, turn, k))
    return stubs


@jit
def _draw_buckets(bucket, sizes, bounds, first, last, turn, k):
    """A random bucket (0 to 255) for each stub of some ranges, sixteen to a draw, and how many come into each
    bucket."""
    words = np.empty((4, _BLOCKS), np.uint64)
    for part in range(first, last):
        end = bounds[part + 1]
        for at in range(bounds[part], end, 16 * _BLOCKS):
            n_blocks = min(_BLOCKS, (end - at + 15) // 16)
            _draw_words(at // 16, n_blocks, 1, 0, turn, k, words)
            for i in range(at, min(end, at + 16 * n_blocks)):
                b = (words[(i >> 2) & 3, (i - at) >> 4] >> np.uint64(8 * (i & 3))) & np.uint64(255)
                bucket[i] = b
                sizes[part, b] += 1


@jit
def _into_buckets(ends, owner, bucket, place, bounds, first, last, stubs):
    """Bring each stub of some ranges into its bucket; `ends` holds where each person's stubs end, `owner` whose is the
    first of a range."""
    for part in range(first, last):
        person = owner[part]
        for i in range(bounds[part], bounds[part + 1]):
            while ends[person] <= i:
                person += 1
            stubs[place[part, bucket[i]]] = person
            place[part, bucket[i]] += 1


@jit
def _shuffle_buckets(stubs, starts, first, last, turn, k):
    """Shuffle some of the buckets, each by itself."""
    for b in range(first, last):
        shuffle(stubs[starts[b] : starts[b + 1]], starts[b + 1] - starts[b], b, turn, k)
