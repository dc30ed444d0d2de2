"""Calling the command line in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SMALL_TOWN = """
name: Small town
horizon: 10
seed: 3
replicates: 2
budget: {total: 2000 CNY}
people:
  count: 300
  roles: {employee: {count: 5}, distributor: {count: 2}, kol: {count: 2}}
network:
  moments: {mean_friends: 12}
strategies:
  official: {}
  grid: {}
"""


@pytest.fixture(scope="session")
def town() -> str:
    """The text of a small scenario."""
    return SMALL_TOWN


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment in which the command line finds this checkout."""
    source = str(Path(__file__).parents[2])
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([source, *others])}


@pytest.fixture(scope="session")
def gridsim(environment) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Call the command line in a folder: gridsim(folder, "compare", "town.yaml", ...)."""

    def call(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "gridsim.cli", *arguments]
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=300, env=environment, check=False
        )

    return call
