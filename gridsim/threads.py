"""Work spread over the threads of this process: replicates, the parts of a world.

A run is a pure function of its number, so nothing depends on how runs are dealt out. Kernels release the interpreter's
lock.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

_PARTS_A_THREAD = 4
"""Runs differ in length; a few parts a thread even that out."""


def in_threads(n_runs: int, threads: int | None, play: Callable[[int, int], None]) -> None:
    """Call `play(first, last)` until every run from 0 to n_runs - 1 was played once.

    The calling thread works too, so that little work is done before another thread has even begun.

    Parameters
    ----------
    n_runs : int
    threads : int, optional
        Without it, as many as this process may use.
    play : callable
        Plays the runs from `first` up to, not including, `last`; has its own work space and writes to its own rows.
    """
    threads = min(threads or available_threads(), n_runs)
    n_parts = min(n_runs, threads * _PARTS_A_THREAD) if threads > 1 else 1
    bounds = [n_runs * part // n_parts for part in range(n_parts + 1)]
    parts, taking = iter(list(zip(bounds[:-1], bounds[1:]))), threading.Lock()
    errors: list[BaseException] = []

    def work() -> None:
        """Play parts until there are none left, or something went wrong."""
        while not errors:
            with taking:
                part = next(parts, None)
            if part is None:
                return
            try:
                play(*part)
            # an interruption too: it is raised again below, once the others have stopped
            except BaseException as error:
                errors.append(error)

    others = [threading.Thread(target=work, daemon=True) for _ in range(threads - 1)]
    for other in others:
        other.start()
    work()
    for other in others:
        other.join()
    if errors:
        raise errors[0]


def available_threads() -> int:
    """How many threads this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
