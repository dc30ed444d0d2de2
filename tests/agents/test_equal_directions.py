"""The oracle on every row of the table of directions: where the parameter is not at its default, the agent form gives
the same run as the compiled engine, and a run that depends on the parameter.

A row that is added to the table is covered by being there. The town is the table's own, made smaller; where nothing of
the parameter is to be seen in the smallest one, a larger one is played.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))  # the table of directions

from directions import TOWN
from test_directions import TABLE, name_of

from gridsim.errors import ScenarioError
from gridsim.forms import run
from gridsim.scenario import load_scenario

FEW = {f"people.roles.{role}.count": 4 for role in ("employee", "distributor", "partner", "investor", "kol")}
TOWNS = [
    load_scenario(TOWN).replace(changes)
    for changes in (
        {**FEW, "people.count": 80, "horizon": 5, "network.moments.mean_friends": 12, "budget.total": "2k CNY"},
        {"people.count": 150, "horizon": 8, "budget.total": "4k CNY"},
        {"people.count": 200, "horizon": 16, "budget.total": "6k CNY"},
        {"people.count": 300},
        {},
    )
]


def equal(one, other):
    """Whether two runs have the same tables, to the last bit."""

    def bits(values):
        return [str(value) for value in values] if np.asarray(values).dtype == object else np.asarray(values).tobytes()

    def all_of(result):
        return {
            (name, key): bits(values) for name, columns in result.columns.items() for key, values in columns.items()
        }

    return all_of(one) == all_of(other)


def changed(town, changes):
    """The town with these changes; None where they do not go together, or are more heads or money than it takes."""
    try:
        return town.replace(changes)
    except ScenarioError:
        return None


def runs_apart(row):
    """In the smallest town where the row's values give two runs: the scenario in which the parameter is not at its
    default, and its compiled run."""
    for town in TOWNS:
        usual, low, high = (
            changed(town, row.base | change) for change in ({}, {row.path: row.low}, {row.path: row.high})
        )
        if low is None or high is None:
            continue
        runs = [run(scenario, row.strategy, seed=1) for scenario in (low, high)]
        if not equal(*runs):
            return (high, runs[1]) if high != usual else (low, runs[0])
    raise AssertionError(f"{row.path}: nothing moves from {row.low} to {row.high}")


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_the_forms_agree_where_a_parameter_is_not_at_its_default(row):
    scenario, compiled = runs_apart(row)
    agents = run(scenario, row.strategy, seed=1, engine="agents")
    assert agents.columns.keys() == compiled.columns.keys()
    assert equal(agents, compiled)
    assert (agents.metrics, agents.budget_note) == (compiled.metrics, compiled.budget_note)
