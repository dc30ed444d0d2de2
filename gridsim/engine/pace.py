"""How busy each plan line is over time: the phases of the calendar and the pulses, as one running total a line."""

from __future__ import annotations

from typing import Any

import numpy as np

from gridsim.engine.state import Records
from gridsim.scenario import Scenario
from gridsim.scenario.calendar import Phase
from gridsim.scenario.strategy import Strategy
from gridsim.terms import PlanLine


def ticks(scenario: Scenario, days: float) -> int:
    """A length of time in ticks."""
    return int(round(days * scenario.ticks_per_day))


def season(scenario: Scenario, block: Any) -> tuple[int, int]:
    """The first tick of a block of a strategy and the one after its last."""
    end, horizon = getattr(block, "end", None), ticks(scenario, scenario.horizon)
    return ticks(scenario, getattr(block, "start", 0)), horizon if end is None else min(horizon, ticks(scenario, end))


def is_paced(strategy: Strategy, line: str) -> bool:
    """Whether a line does anything else than go evenly."""
    block = getattr(strategy, line, None) if line in Phase.model_fields else None
    if block is None:
        return False
    return getattr(block, "pulse", None) is not None or any(
        getattr(phase, line) != 1.0 for phase in strategy.calendar.values()
    )


def busiest(scenario: Scenario, strategy: Strategy, line: str) -> float:
    """The greatest factor that a line's posts a tick can have."""
    if not is_paced(strategy, line):
        return 1.0
    start, stop = season(scenario, getattr(strategy, line))
    return float(max(1.0, density(scenario, strategy, line, start, stop).max(initial=1.0)))


def density(scenario: Scenario, strategy: Strategy, line: str, start: int, stop: int) -> np.ndarray:
    """How busy a line is in every tick, (ticks,) float64: its phases multiplied; a pulse packs the whole of a season
    into what is on."""
    tick = np.arange(ticks(scenario, scenario.horizon))
    busy = np.where((tick >= start) & (tick < stop), 1.0, 0.0)
    for phase in strategy.calendar.values():
        end = scenario.horizon if phase.end is None else phase.end
        within = (tick >= ticks(scenario, phase.start)) & (tick < ticks(scenario, end))
        busy = np.where(within, busy * getattr(phase, line), busy)
    pulse = getattr(getattr(strategy, line), "pulse", None)
    if pulse is not None:
        always_on = busy.sum()
        in_round = (tick - start) % (pulse.every_days * scenario.ticks_per_day)
        busy = np.where(in_round < pulse.days * scenario.ticks_per_day, busy, 0.0)
        busy *= always_on / busy.sum() if busy.sum() > 0.0 else 1.0
    return busy


def tempo_of(scenario: Scenario, strategy: Strategy, lines: Records) -> np.ndarray:
    """The running total of every paced line's density, (lines, ticks + 1); zeros for lines that go evenly."""
    n_ticks = ticks(scenario, scenario.horizon)
    tempo = np.zeros((len(lines), n_ticks + 1))
    for line in PlanLine:
        if lines[line].paced:
            tempo[line, 1:] = np.cumsum(
                density(scenario, strategy, line.word, int(lines[line].start_tick), int(lines[line].end_tick))
            )
    return tempo
