"""The manifest of a result folder: what was asked, by which versions, on what machine, how long it took."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

from gridsim.distribution import edition
from gridsim.errors import ScenarioError
from gridsim.scenario import Scenario
from gridsim.version import __version__
from gridsim.world.from_files import files_read_as

LIBRARIES = ("numpy", "numba", "scipy", "pandas", "pyarrow", "pydantic", "matplotlib")
"""Libraries whose versions a result folder records."""


def new_manifest(kind: str, scenario: Scenario, **asked: Any) -> dict[str, Any]:
    """Return the manifest of work that starts now, in state "running".

    Parameters
    ----------
    kind : str
        "compare", "run" or "study".
    scenario : Scenario
        What is played; its name, digest, seed and replicates are recorded.
    **asked
        Anything else that names the work (strategies, record, ...); plain values only.
    """
    return {
        "kind": kind,
        "state": "running",
        "scenario": scenario.name,
        "scenario_digest": scenario.digest(),
        "seed": scenario.seed,
        "replicates": scenario.replicates,
        "currency": scenario.currency,
        "minor_units": scenario.minor_units,
        "given": scenario.given_keys(),
        **asked,
        "gridsim": __version__,
        "edition": edition(),
        "sources_digest": sources_digest(),
        "python": platform.python_version(),
        "libraries": library_versions(),
        "machine": machine(),
        "started": now(),
        "finished": None,
        "seconds": None,
        "files": [],
        **({"read_as": read_as} if (read_as := _read_as(scenario)) else {}),
    }


def _read_as(scenario: Scenario) -> dict[str, str]:
    """How the files of a scenario are read; nothing where some are not there, as in an experiment that names others in
    its design."""
    try:
        return files_read_as(scenario)
    except ScenarioError:
        return {}


def library_versions() -> dict[str, str]:
    """Versions of the libraries that results can depend on; those that are absent are left out."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def sources_digest() -> str:
    """Digest of what can change a number: every source file but charts, report, app and command line."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(("charts/", "report/", "app/", "cli/", "terminal.py")):
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def machine() -> dict[str, Any]:
    """The machine, without its name or its user."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "processor": platform.machine(),
        "cores": cores(),
        "byte_order": sys.byteorder,
    }


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def now() -> str:
    """The time, with its offset from UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")
