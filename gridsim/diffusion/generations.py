"""Playing a model many times, generation by generation, and starting a run from its seeds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from gridsim._jit import kernel
from gridsim.diffusion.outcome import Tree, one_after_the_other, rows_at_once, within
from gridsim.draws import Purpose, uniforms
from gridsim.threads import in_threads

_FIRST_GENERATIONS = 32
_CELL = 2.0**-32


def play_generations(
    n_runs: int, threads: int | None, make_room: Callable, play_runs: Callable, keep: Callable | None = None
) -> tuple[np.ndarray, np.ndarray, list]:
    """Return `won` and `generations` of a model, as `Cascades` hold them, and what was kept of each run.

    Parameters
    ----------
    n_runs : int
    threads : int, optional
    make_room : callable
        Gives the work space of one thread.
    play_runs : callable
        `play_runs(room, first_run, won, generations)` plays one run a row of `won`, writes there how many each
        generation won, and returns how many runs were played before one had more generations than there are columns.
    keep : callable, optional
        `keep(room, size)` gives what is to be kept of the run that was played last; the runs are then played one at a
        time.
    """
    generations = np.zeros(n_runs, np.int64)
    kept: list = [None] * n_runs if keep else []
    blocks: list[tuple[int, np.ndarray]] = []
    own = threading.local()

    def play(first: int, last: int) -> None:
        """Play some runs; those that outgrow their row once more, with twice the columns."""
        if not hasattr(own, "room"):
            own.room = make_room()
        room, width, run = own.room, _FIRST_GENERATIONS, first
        while run < last:
            stop = run + 1 if keep else min(last, run + rows_at_once(width))
            won = np.zeros((stop - run, width), np.int64)
            done = play_runs(room, run, won, generations)
            blocks.append((run, won[:done][within(width, generations[run : run + done])]))
            if keep and done:
                kept[run] = keep(room, int(won[0].sum()))
            run += done
            if run < stop:
                width *= 2

    in_threads(n_runs, threads, play)
    return one_after_the_other(blocks, generations), generations, kept


def tree_of(room: Any, size: int) -> Tree:
    """The tree of the run that was played last in a work space with `agents` and `parents`."""
    return Tree(room.agents[:size].copy(), room.parents[:size].copy())


@kernel
def drawn_seed(seed, run, number, n):
    """Agent drawn as a possible seed: uniform, from 64 random bits; the draws of a run are numbered."""
    u, v, _, _ = uniforms(seed, run, Purpose.SEED_PICK, number, 0, 0, 0, 0)
    return min(np.int64((u + (v - 0.5) * _CELL) * n), n - 1)
