"""Progress of work, reported while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from gridsim.arguments import callback
from gridsim.study.executor import Place


def first_note(place: Place | None = None) -> str:
    """First progress note, before any run has finished: kernels are compiled the first time they are used; and why a
    place is smaller than asked for."""
    import os

    from gridsim._jit.cache import holds_the_engine

    compiling = "" if os.environ.get("NUMBA_DISABLE_JIT") == "1" or holds_the_engine() else "compiling (first run only)"
    return "; ".join(note for note in (place.note if place else "", compiling) if note)


def telling(progress: Callable[[Step], None] | None, n_runs: int) -> Callable[[str], None]:
    """Callback that reports in words what goes on before the first of so many runs."""
    tell = callback("progress", progress)
    return lambda note: tell(Step(0, n_runs, None, note)) if tell is not None else None


class Step(NamedTuple):
    """How far work is: `done` of `total` runs, `seconds_left` (None while nothing is known), and a `note` in words."""

    done: int
    total: int
    seconds_left: float | None
    note: str


class Progress:
    """Counts runs and tells a callback of them, with a guess of the time left: the rest at the pace since the first.

    The first runs compile kernels, so their own time says nothing of the rest.
    """

    def __init__(self, tell: Callable[[Step], None] | None, total: int, note: str = ""):
        self.tell, self.total, self.note = callback("progress", tell), total, note
        self.done = self.received = 0
        self.begun = time.monotonic()
        self._first: tuple[float, int] | None = None
        self._last: tuple[int, str] | None = None

    def add(self, n_runs: int, note: str | None = None) -> None:
        """Count the runs of a task that was received, or was there already."""
        self.received += n_runs
        self.seen(self.received, note)

    def seen(self, n_runs: int, note: str | None = None) -> None:
        """Report that at least `n_runs` are done; `note` stays until the first of them."""
        self.done = max(self.done, n_runs)
        if note is not None:
            self.note = note
        elif self.done and self.done < self.total:
            self.note = ""
        if self.tell is None or (self.done, self.note) == self._last:
            return
        self._last = (self.done, self.note)
        self.tell(Step(self.done, self.total, self._left(), self.note))

    def _left(self) -> float | None:
        """Seconds left; None until the pace shows."""
        now = time.monotonic()
        if self._first is None and self.done:
            self._first = (now, self.done)
        if self._first is None or self.done <= self._first[1]:
            return 0.0 if self.done >= self.total else None
        began, done_then = self._first
        return (now - began) / (self.done - done_then) * (self.total - self.done)
