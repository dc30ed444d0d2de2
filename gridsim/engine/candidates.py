"""Candidates in the order of their draws, lowest first."""

from __future__ import annotations

from gridsim._jit import kernel


@kernel
def by_rank(visits, scratch):
    """Sort in place by rank, lowest first (Shell's sort; `scratch` has room for one more)."""
    gap = len(visits) // 2
    while gap > 0:
        for i in range(gap, len(visits)):
            scratch[0] = visits[i]
            place = i
            while place >= gap and visits[place - gap].rank > scratch[0].rank:
                visits[place] = visits[place - gap]
                place -= gap
            visits[place] = scratch[0]
        gap //= 2
