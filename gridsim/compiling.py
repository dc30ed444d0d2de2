"""Messages while kernels are compiled: on standard error, how long it will take and where it is kept.

A kernel is compiled when it is first called, and kept on the disk: the engine's take some twenty seconds on a machine
at rest, those of a classical model a few. What takes less than `PATIENCE` seconds is not mentioned; worker processes
leave it to the process that waits for them.
"""

from __future__ import annotations

import sys
import time

PATIENCE = 1.5
"""Seconds of compiling before anything is said: by then the pace is known."""
SECONDS_BETWEEN_LINES = 10.0


class Compiling:
    """The compiling of this process: how many functions there are, which are done, and what was told of it."""

    def __init__(self) -> None:
        self.quiet = False
        self.engine: set[str] = set()
        """Names of the engine's functions, once it is imported; those of the world come with it."""
        self.done: set[str] = set()
        """Names of the functions that were compiled by this process, and not found on the disk."""
        self.seconds = 0.0
        self.missed: list[str] = []
        """Functions that Python called and that were not on the disk, in their order."""
        self.folder = ""
        self._begun: float | None = None
        self._for_a_run = False
        """Whether a run waits, which needs nearly all of the engine, and not a classical model, which needs a part of
        what is declared."""
        self._next = PATIENCE

    def declare(self, name: str) -> None:
        """Take note of a function of the engine."""
        self.engine.add(name)

    def begin(self, name: str, folder: str) -> None:
        """A function that Python calls is not on the disk."""
        self.missed.append(name)
        self.folder, self._begun = folder, time.monotonic()
        self._for_a_run = name in self.engine and any(one.startswith("gridsim.engine.") for one in self.engine)

    def step(self, name: str) -> None:
        """A function is next, either that one or one that it calls."""
        self.done.add(name)
        if self._begun is not None and not self.quiet and not _is_worker():
            self._tell(self.seconds + time.monotonic() - self._begun)

    def end(self) -> None:
        """That function is on the disk."""
        if self._begun is not None:
            self.seconds, self._begun = self.seconds + time.monotonic() - self._begun, None

    def _tell(self, seconds: float) -> None:
        """Say how long it will take, once the pace is known and then from time to time."""
        if seconds < self._next:
            return
        first, self._next = self._next == PATIENCE, seconds + SECONDS_BETWEEN_LINES
        left = f"about {round(self.seconds_left(seconds)) or 1} s left" if self._for_a_run else "a few seconds"
        more = f" It is kept in {self.folder}; `gridsim warm` does it ahead." if first else ""
        what = "gridsim is compiled for this processor, which happens once" if first else "gridsim is being compiled"
        sys.stderr.write(f"{what}: {left}.{more}\n")
        sys.stderr.flush()

    def seconds_left(self, seconds: float) -> float:
        """The rest of the engine's functions at the pace so far."""
        done = len(self.done & self.engine)
        return seconds * (len(self.engine) - done) / max(1, done)


def _is_worker() -> bool:
    """Whether another process of gridsim waits for this one."""
    processes = sys.modules.get("multiprocessing.process")
    return processes is not None and processes.parent_process() is not None


compiling = Compiling()
"""The compiling of this process."""
