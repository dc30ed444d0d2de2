"""What the openings of the shipped scenarios promise, as signs, in towns of 3,000 with the same money a head (paired, three replicates)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gridsim.engine.run import run
from gridsim.scenario import load_scenario
from gridsim.world import build_world

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PEOPLE, REPLICATES = 3_000, 3


def small(name: str, changes: dict | None = None):
    """A shipped scenario with 3,000 people; roles and budget go down with them."""
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    factor = PEOPLE / scenario.people.count
    less = {"people.count": PEOPLE, "budget.total": f"{scenario.budget.total / 100 * factor:.0f} CNY"}
    for role in ("employee", "distributor", "kol"):
        count = getattr(scenario.people.roles, role).count
        less[f"people.roles.{role}.count"] = max(1, round(count * factor)) if count else 0
    return scenario.replace({**less, **(changes or {})})


class Outcome:
    """Metrics of the named strategies and of nothing, in the same towns: arrays over replicates."""

    def __init__(self, scenario, *names: str, replicates: int = REPLICATES):
        self.metrics = {name: [] for name in ("nothing", *names)}
        for replicate in range(replicates):
            world = build_world(scenario, 1, replicate)
            for name, found in self.metrics.items():
                found.append(run(scenario, name, 1, replicate, world).metrics)

    def of(self, name: str, metric: str = "net_contribution") -> np.ndarray:
        """One metric of one strategy."""
        return np.array([one[metric] for one in self.metrics[name]], float)

    def gain(self, name: str) -> np.ndarray:
        """Contribution after marketing beyond doing nothing."""
        return self.of(name) - self.of("nothing")


