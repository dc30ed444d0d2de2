"""What differs between two scenarios, or between two results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gridsim.results.store import open_dir

ABSENT = "(not there)"


def scenario_files(a: Path, b: Path) -> dict[str, Any]:
    """Return the keys in which two scenario files differ, defaults filled in: {"kind", "differences": [{"key", "a", "b"}]}."""
    from gridsim.scenario import load_scenario

    return {"kind": "scenarios", "differences": changed_keys(load_scenario(Path(a)).resolved(), load_scenario(Path(b)).resolved())}


def result_folders(a: Path, b: Path) -> dict[str, Any]:
    """Return the metrics in which two results differ, with their intervals, and the settings of their scenarios that differ.

    A strategy or metric that only one of them has is left out of `differences` and named in `settings`.
    """
    first, second = open_dir(a), open_dir(b)
    rows = []
    strategies = (first.summary["strategies"], second.summary["strategies"])
    if all(isinstance(one, Mapping) for one in strategies):
        for name in strategies[0]:
            for metric, one in strategies[0][name].items():
                other = strategies[1].get(name, {}).get(metric)
                if other is not None and other != one:
                    rows.append({"strategy": name, "metric": metric, "a": one, "b": other})
    settings = changed_keys(first.scenario.resolved(), second.scenario.resolved())
    return {"kind": "results", "differences": rows, "settings": settings}


def changed_keys(a: Any, b: Any, path: str = "") -> list[dict[str, Any]]:
    """Return the dotted keys in which two nested mappings differ.

    Examples
    --------
    >>> changed_keys({"x": {"y": 1}, "z": 2}, {"x": {"y": 3}, "z": 2})
    [{'key': 'x.y', 'a': 1, 'b': 3}]
    """
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        rows = []
        for key in [*a, *(key for key in b if key not in a)]:
            rows += changed_keys(a.get(key, ABSENT), b.get(key, ABSENT), f"{path}.{key}" if path else str(key))
        return rows
    return [] if a == b else [{"key": path, "a": a, "b": b}]
