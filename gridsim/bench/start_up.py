"""How long it takes from the start of a process to its end: imports, the help, a small run from compiled code on the
disk."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

from gridsim.bench.timing import Contender, Turn

MODULES = {
    "CyNetDiff": "cynetdiff.models",
    "EoN": "EoN",
    "NDlib": "ndlib.models.epidemics",
    "Mesa": "mesa",
    "networkx": "networkx",
    "networkit": "networkit",
}
"""What a user of a peer imports."""

SMALL_RUN = """
import gridsim as gs
people = {"name": "A village", "people": {"count": 2000}, "horizon": 10, "strategies": {"official": {}, "grid": {}}}
gs.run(gs.load_scenario(people), "grid", seed=1)
"""


def importing(module: str) -> Contender:
    """Python, and one import."""
    package = module.split(".")[0]
    if find_spec(package) is None:
        raise ImportError(f"there is no {package}", name=package)
    return _process("-c", f"import {module}")


def asking_for_help() -> Contender:
    """The command line's help."""
    return _process("-m", "gridsim.cli", "--help")


def running() -> Contender:
    """A scenario is read and checked, a world built, a strategy played; the first turn compiles, where nobody has."""
    return _process("-c", SMALL_RUN)


def _process(*arguments: str) -> Contender:
    """A process of its own."""

    def play() -> Turn:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        return Turn(1, 0.0)

    return play
