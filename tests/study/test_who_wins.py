"""Nobody's side is taken: each of the account, advertising, leaders, the grid and the hybrid has a shipped scenario in which it
wins over doing nothing and over the four others, the time of points priced."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gridsim.forms import run
from gridsim.results.result import against_nothing
from gridsim.scenario import load_scenario
from gridsim.study.verdict import MEASURE, make_verdict
from gridsim.world import build_world

SCENARIOS = Path(__file__).parents[2] / "scenarios"
WINNERS = {
    "strong_account": "official",
    "supermarket": "advertising",
    "leaders": "kol",
    "members": "grid",
    "launch": "hybrid",
}
SIDES = set(WINNERS.values())
OTHER_SPENDS = ("30%", "90%")
"""What is bought, at less and at more than the scenarios say."""
BOUGHT = {  # rivals whose spending varies, by the block that says it
    "strong_account": ("advertising", "kol"),
    "supermarket": ("kol",),
    "leaders": ("advertising",),
    "members": ("advertising", "kol"),
    "launch": ("advertising", "kol"),
}


def gains(scenario, names, replicates):
    """Incremental contribution after the points' time: strategy -> array over replicates; all on the same people and luck."""
    found = {name: [] for name in names}
    for replicate in range(replicates):
        world = build_world(scenario, scenario.seed, replicate)
        nothing = run(scenario, "nothing", scenario.seed, replicate, world)
        for name, values in found.items():
            one = against_nothing(run(scenario, name, scenario.seed, replicate, world), nothing).metrics
            assert one["marketing_cost"] <= scenario.budget.total / 100, "equal money"
            values.append(one[MEASURE])
    return {name: np.array(values) for name, values in found.items()}


@pytest.mark.long
@pytest.mark.parametrize(("name", "winner"), WINNERS.items())
def test_each_side_wins_a_scenario(name, winner):
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    assert set(scenario.strategies) == SIDES
    found = gains(scenario, scenario.strategies, 6)
    verdict = make_verdict(found, currency="CNY", budget=scenario.budget.total / 100, days=scenario.horizon)
    assert (verdict["kind"], verdict["winner"]) == ("winner", winner), verdict["sentence"]


@pytest.mark.long
@pytest.mark.parametrize(("name", "rivals"), BOUGHT.items())
def test_it_does_not_win_by_what_its_rivals_are_told_to_spend(name, rivals):
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    best = gains(scenario, [WINNERS[name]], 3)[WINNERS[name]]
    for spend in OTHER_SPENDS:
        changed = scenario.replace({f"strategies.{rival}.{rival}.spend": spend for rival in rivals})
        for rival, found in gains(changed, rivals, 3).items():
            assert (best > found).all(), (rival, spend)
