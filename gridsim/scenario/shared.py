"""What several blocks of a strategy have in common."""

from __future__ import annotations

from typing import Any

from gridsim.scenario.declare import Page, parameter
from gridsim.scenario.kinds import Day, Held, Tier


class Timed(Page):
    """A block with a first and a last day."""

    start: Day = parameter(0, "first day", "scenario", tier="usual")
    end: Day | None = parameter(None, "day after the last (empty: the horizon)", "scenario", tier="usual")


def spend(
    default: str,
    typical: tuple[str, str],
    meaning: str = "share of the budget, spent evenly",
    tier: Tier = "usual",
    held: Held = "",
) -> Any:
    """The share of the budget that a block may spend."""
    return parameter(default, meaning, "scenario", unit="share of budget", typical=typical, tier=tier, held=held)
