"""Replicates spread over the threads of this process.

A run is a pure function of its number, so nothing depends on how runs are dealt out. Kernels release the interpreter's lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_PARTS_A_THREAD = 4
"""Runs differ in length; a few parts a thread even that out."""


def in_threads(n_runs: int, threads: int | None, play: Callable[[int, int], None]) -> None:
    """Call `play(first, last)` until every run from 0 to n_runs - 1 was played once.

    Parameters
    ----------
    n_runs : int
    threads : int, optional
        Without it, as many as this process may use.
    play : callable
        Plays the runs from `first` up to, not including, `last`; has its own work space and writes to its own rows.
    """
    threads = min(threads or available_threads(), n_runs)
    parts = min(n_runs, threads * _PARTS_A_THREAD)
    bounds = [n_runs * part // parts for part in range(parts + 1)] if threads > 1 else [0, n_runs]
    if len(bounds) == 2:
        play(*bounds)
        return
    with ThreadPoolExecutor(threads) as pool:
        for part in [pool.submit(play, first, last) for first, last in zip(bounds[:-1], bounds[1:])]:
            part.result()


def available_threads() -> int:
    """How many threads this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
