"""Ties outside all circles, with anybody, and the few still missing at the end."""

from __future__ import annotations

import numpy as np

from gridsim._jit import jit, prefetch
from gridsim.draws import philox
from gridsim.threads import in_threads
from gridsim.world.chance import below
from gridsim.world.circle_ties import match_stubs
from gridsim.world.tie_rows import Rows, are_tied, write_tie

_LAST_ROUNDS = 10  # the same for the last step
_TIES_TRIED = 400  # before a pair is given up
_BLOCK = 256  # pairs whose rows are prefetched at a time


def join_outside(stubs: np.ndarray, rows: Rows, threads: int) -> None:
    """Step 3: join neighbouring stubs; they are freed afterwards (up to 2 bytes a tie)."""
    in_threads(len(rows.filled), threads, lambda first, last: _join_unseen(stubs, rows, first, last))


@jit
def _join_unseen(stubs, rows, first, last):
    """Write the ties of neighbouring stubs into the rows of the people from `first` up to `last`.

    There is no check for doubles, which would fetch two far rows a tie (1 M people: 7 s). The rows that a block of ties
    goes into are prefetched before the first is written.
    """
    end = rows.starts[first:last] + rows.filled[first:last]
    who, whom = np.empty(2 * _BLOCK + 2, np.int32), np.empty(2 * _BLOCK + 2, np.int32)
    for begin in range(0, len(stubs) - 1, 2 * _BLOCK):
        n = np.int64(0)
        for e in range(begin, min(begin + 2 * _BLOCK, len(stubs) - 1), 2):
            a, b = stubs[e], stubs[e + 1]
            who[n], whom[n] = a, b
            n += np.int64((a != b) & (a >= first) & (a < last))
            who[n], whom[n] = b, a
            n += np.int64((a != b) & (b >= first) & (b < last))
        for tie in range(n):
            prefetch(end, who[tie] - first, 0)
        for tie in range(n):
            prefetch(rows.targets, end[who[tie] - first], 0)
        for tie in range(n):
            rows.targets[end[who[tie] - first]] = whom[tie]
            end[who[tie] - first] += 1
    for i in range(first, last):
        rows.filled[i] = end[i - first] - rows.starts[i]


@jit
def join_rest(stubs, rows, k):
    """Join the stubs left open by doubles, with a check for doubles; these ties stand at the ends of their rows."""
    n_stubs = match_stubs(stubs, len(stubs), 1, _LAST_ROUNDS, rows, k)
    for e in range(0, n_stubs - 1, 2):
        _join_by_opening(stubs[e], stubs[e + 1], e, rows, k)


@jit
def _join_by_opening(a, b, e, rows, k):
    """Find a random tie c-d whose ends are free for a and b, and make a-c and b-d of it."""
    for turn in range(_TIES_TRIED):
        words = philox(np.uint64(turn), np.uint64(2), np.uint64(e), np.uint64(0), k[0], k[1])
        c = below(words[0], len(rows.filled))
        if rows.filled[c] == 0:
            continue
        to_d = rows.starts[c] + below(words[1], rows.filled[c])
        d = np.int64(rows.targets[to_d])
        if c in (a, b) or d in (a, b) or are_tied(a, c, rows) or are_tied(b, d, rows):
            continue
        to_c = rows.starts[d]
        while rows.targets[to_c] != c:
            to_c += 1
        rows.targets[to_d] = a
        rows.targets[to_c] = b
        write_tie(a, c, rows)
        write_tie(b, d, rows)
        return
