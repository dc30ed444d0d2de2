"""Times taken in turns: contender after contender, round after round, so that a busy machine is busy for all of
them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

ROUNDS = 5
SLOW_SECONDS = 15.0
"""A contender whose first turn takes longer is not asked again; its row says so."""


class Turn(NamedTuple):
    """Work of a contender in one turn."""

    units: int
    """Pieces of work, such as cascades."""
    outcome: float | Callable[[], float]
    """Outcome that must agree between contenders, such as the mean size; a function is called once the clock has
    stopped."""


Contender = Callable[[], Turn]
"""Does some of the work; built once, with all that it needs in memory."""


@dataclass
class Timed:
    """The times of one contender."""

    seconds: list[float] = field(default_factory=list)
    """Seconds a piece of work, one a turn."""
    outcomes: list[float] = field(default_factory=list)
    absent: str = ""
    """Why it did not take part."""

    @property
    def median(self) -> float:
        """Median seconds a piece of work; nan where it did not take part."""
        return statistics.median(self.seconds) if self.seconds else float("nan")


def take_turns(
    makers: dict[str, Callable[[], Contender]], rounds: int = ROUNDS, tell: Callable[[str], None] = lambda text: None
) -> dict[str, Timed]:
    """Return the times of each contender over so many rounds; the first turn of each is for warming up unless it was
    slow.

    A peer that fails says so in its place, and the others go on; the first contender, gridsim, must not fail.
    """
    contenders: dict[str, Contender] = {}
    times: dict[str, Timed] = {}
    for name, make in makers.items():
        tell(name)
        times[name] = Timed()
        try:
            contenders[name] = make()
        except ImportError as error:
            times[name].absent = f"not installed ({error.name})"
            continue
        try:
            slow = _turn(contenders[name], times[name]) > SLOW_SECONDS
        except Exception as error:
            if len(times) == 1:
                raise
            times[name].absent = f"failed ({type(error).__name__})"
            slow = True
        if slow:
            del contenders[name]
        else:
            times[name] = Timed()
    for number in range(rounds):
        for name, contender in contenders.items():
            tell(f"{name}, round {number + 1} of {rounds}")
            _turn(contender, times[name])
    return times


def _turn(contender: Contender, timed: Timed) -> float:
    """Let a contender do its work once; returns the seconds it took."""
    begun = time.perf_counter()
    turn = contender()
    seconds = time.perf_counter() - begun
    timed.seconds.append(seconds / turn.units)
    timed.outcomes.append(turn.outcome() if callable(turn.outcome) else turn.outcome)
    return seconds
