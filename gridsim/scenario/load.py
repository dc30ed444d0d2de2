"""From a file, text or dict to a checked scenario."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, TypeAlias

from gridsim.errors import Said, ScenarioError, problem
from gridsim.scenario.source import read_source
from gridsim.scenario.whole import Scenario

Given: TypeAlias = Scenario | str | os.PathLike[str] | Mapping[str, Any]
"""A scenario where one is meant, or what it is loaded from."""


def load_scenario(
    source: Given,
    overrides: Mapping[str, Any] | None = None,
    *,
    check_files: bool = True,
) -> Scenario:
    """Return the checked scenario of a file, of YAML text, or of a dict.

    Parameters
    ----------
    source : path, str, mapping or Scenario
        Path of a YAML file; or YAML text (anything with a line break or `: `); or nested dicts as YAML would give them.
    overrides : mapping, optional
        Values laid over the source, by dotted path: `{"people.count": 1500}`. Text is read like a YAML value
        ("300k CNY", "[0.1]", "null"); null for a key that cannot be empty means its default. A file named here, however
        deep, is relative to the current directory, one named in the scenario to the scenario's folder.
    check_files : bool
        Whether the files that it names must exist now.

    Returns
    -------
    Scenario
        Frozen, complete (presets merged in), ready to run.

    Raises
    ------
    ScenarioError
        With every problem of the source, one sentence each: file, line, path, what it must be, what it got, what to do.

    Examples
    --------
    >>> scenario = load_scenario({"people": {"count": "2k"}, "strategies": {"grid": {}}}, {"budget.total": "300k CNY"})
    >>> scenario.people.count, scenario.budget.total, scenario.currency
    (2000, 30000000, 'CNY')
    >>> load_scenario({"horizn": 30, "strategies": {"grid": {}}})
    Traceback (most recent call last):
    gridsim.errors.ScenarioError: scenario horizn: a key must be a key of the scenario; got 'horizn'. Did you mean horizon?.
    """
    if isinstance(source, Scenario):
        return source.replace(overrides) if overrides else source
    return Scenario.of(read_source(source), overrides or {}, check_files=check_files)


def as_scenario(given: Any, where: str = "scenario") -> Scenario:
    """Return the scenario that was given where one is meant: as it is, or loaded from a path, YAML text or dict.

    Raises
    ------
    ScenarioError
        With every problem of what was loaded; or if it is none of these.

    Examples
    --------
    >>> as_scenario({"people": {"count": 100}, "strategies": {"grid": {}}}).people.count
    100
    >>> as_scenario(3)
    Traceback (most recent call last):
    gridsim.errors.ScenarioError: scenario: the scenario must be a Scenario, or the path, text or dict of one; got 3 (int). Use gs.load_scenario.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, (str, os.PathLike, Mapping)):
        return load_scenario(given)
    holds_one = hasattr(type(given), "scenario") or "scenario" in getattr(given, "__dict__", {})
    shown = f"{given} ({type(given).__name__})" if isinstance(given, (int, float)) else type(given).__name__
    advice = "Give its .scenario" if holds_one else "Use gs.load_scenario"
    raise ScenarioError(
        problem(where, "the scenario", "a Scenario, or the path, text or dict of one", Said(shown), advice)
    )
