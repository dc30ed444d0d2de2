"""The guesses of a scenario: assumed values that it has left as they were, with the range in which they usually lie.

A value that the scenario changed is known to whoever wrote it. One that it merely repeats is the same guess as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gridsim.study.levels import held_at
from gridsim.study.why_assumptions import assumptions

RESOLUTION = ("ticks_per_day",)
"""How finely time is counted is no guess about the market."""


def guesses(scenario: Any, strategies: Sequence[str], also: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return the guesses that count for some strategies: a label, and the keys that have this value together.

    Parameters
    ----------
    scenario : Scenario
    strategies : sequence of str
    also : sequence of str
        Keys, or patterns of keys, that the scenario changed and that are guesses all the same.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> scenario = load_scenario({"strategies": {"official": {}, "grid": {}}})
    >>> found = guesses(scenario, ["official", "grid"])
    >>> "network.moments.mean_friends" in found, found["strategies.*.account.content.cost_at_full_quality"]
    (True, ['strategies.official.account.content.cost_at_full_quality', 'strategies.grid.account.content.cost_at_full_quality'])
    >>> "network.moments.mean_friends" in guesses(scenario.replace({"network.moments.mean_friends": 150}), ["grid"])
    False
    """
    found = assumptions(scenario, strategies, (), also)
    return {
        label: paths
        for label, paths, _ in found
        if label not in RESOLUTION and not _idle(scenario, label) and not _free(scenario, paths[0])
    }


def _free(scenario: Any, path: str) -> bool:
    """Whether a strategy says that somebody else pays for it (0 in place of the usual cost): that is no guess."""
    value, one = held_at(scenario, path)
    return value == 0 and one.default != 0


def _idle(scenario: Any, label: str) -> bool:
    """Whether it is about a role that nobody has."""
    parts = label.split(".")
    if parts[:2] != ["people", "roles"] or scenario.people.role is not None:
        return False
    count = getattr(getattr(scenario.people.roles, parts[2], None), "count", None)
    return parts[2] not in ("consumer", "official") and count in (0, "0%")


def together(infos: Iterable[Any]) -> dict[str, list[str]]:
    """Return parameters by label: those of several strategies with one value go together, as guesses do.

    Parameters
    ----------
    infos : iterable of ParameterInfo
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for info in infos:
        parts = info.path.split(".")
        label = ".".join(["strategies", "*", *parts[2:]]) if parts[0] == "strategies" else info.path
        groups.setdefault((label, repr(info.value)), []).append(info.path)
    return {(label if len(paths) > 1 else paths[0]): paths for (label, _), paths in groups.items()}
