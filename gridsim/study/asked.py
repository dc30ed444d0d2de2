"""Checked arguments of a call: strategies, number of replicates, recorded tables."""

from __future__ import annotations

from collections.abc import Iterable

from gridsim.arguments import several
from gridsim.errors import ScenarioError, problem, refusal
from gridsim.results.tables import RECORDABLE
from gridsim.scenario import Scenario
from gridsim.scenario.load import Given, as_scenario
from gridsim.terms import NOTHING


def choose_strategies(scenario: Scenario, names: str | Iterable[str] | None) -> list[str]:
    """Return the strategies to play, in the scenario's order; refuse unknown ones and an empty choice."""
    known = [*scenario.strategies]
    asked = (
        known
        if names is None
        else several("--strategies", names, advice="Name strategies of the scenario", what="a strategy")
    )
    problems = []
    for name in asked:
        if name not in known and name != NOTHING:
            import difflib

            close = difflib.get_close_matches(name, [*known, NOTHING], n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            listed = ", ".join([*known, NOTHING])
            problems.append(
                problem(
                    "--strategies", "a strategy", f"one of {listed}", name, f"Name strategies of the scenario{hint}"
                )
            )
    if not asked:
        advice = "Add a block such as `strategies: {grid: {}}`"
        problems.append(problem("strategies", "a scenario", "given at least one strategy to compare", "none", advice))
    if problems:
        raise ScenarioError(problems)
    return [name for name in [*known, NOTHING] if name in asked]


def with_counts(scenario: Given, replicates: int | None, seed: int | None) -> Scenario:
    """The scenario (loaded where a path was given), replicates and seed replaced where they are given; checked as if
    they stood in the file."""
    scenario = as_scenario(scenario)
    for key, value in (("--replicates", replicates), ("--seed", seed)):
        if isinstance(value, bool):
            raise refusal(key, f"the {key[2:]}", "a whole number", value, "Give a number")
    given = {
        key: value
        for key, value in (("replicates", replicates), ("seed", seed))
        if value is not None and value != getattr(scenario, key)
    }
    try:
        return scenario.replace(given) if given else scenario
    except ScenarioError as error:
        raise ScenarioError([text.replace("replace ", "--", 1) for text in error.problems]) from None


def recorded(names: str | Iterable[str] | None) -> tuple[str, ...]:
    """The tables that are to be recorded, by name."""
    return several("--record", names, RECORDABLE)
