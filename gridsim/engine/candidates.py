"""Candidates in the order of their draws, lowest first."""

from __future__ import annotations

from gridsim._jit import kernel


@kernel
def by_rank(rows, scratch):
    """Sort in place by rank, lowest first (Shell's sort; `scratch` has room for one more)."""
    gap = len(rows) // 2
    while gap > 0:
        for i in range(gap, len(rows)):
            scratch[0] = rows[i]
            place = i
            while place >= gap and rows[place - gap].rank > scratch[0].rank:
                rows[place] = rows[place - gap]
                place -= gap
            rows[place] = scratch[0]
        gap //= 2
