"""gridsim: one official account or a grid of points, on the same people, with the same money and the same luck.

Importing the package loads nothing heavy; each name below is loaded when it is first used.

Examples
--------
>>> import gridsim as gs
>>> scenario = gs.load_scenario({"name": "A hamlet", "people": {"count": 200}, "horizon": 10, "budget": {"total": "2k CNY"},
...                              "strategies": {"official": {}, "grid": {}}})
>>> result = gs.run(scenario, strategy="grid", seed=1)
>>> result.metrics["marketing_cost"] <= 2000
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gridsim.version import __version__

if TYPE_CHECKING:
    from gridsim import charts, diffusion, draws, networks, seeding, study
    from gridsim.errors import GridsimError, ScenarioError
    from gridsim.forms import run
    from gridsim.report.present import compare
    from gridsim.results.cascades import structural_virality
    from gridsim.results.metrics import METRICS as metrics
    from gridsim.results.result import Result
    from gridsim.results.store import open_dir
    from gridsim.results.summary import Difference
    from gridsim.scenario import Scenario, load_scenario
    from gridsim.study import Comparison, RunFailed, load_experiment, play_experiment
    from gridsim.study.estimate import Estimate, estimate
    from gridsim.study.resume import resume
    from gridsim.study.warm import warm
    from gridsim.study.why import why
    from gridsim.world import Network, World, build_world, open_world, read_network, save_world

_HOMES = {
    "gridsim.charts": "charts",
    "gridsim.diffusion": "diffusion",
    "gridsim.draws": "draws",
    "gridsim.errors": "GridsimError ScenarioError",
    "gridsim.forms": "run",
    "gridsim.networks": "networks",
    "gridsim.report.present": "compare",
    "gridsim.results.cascades": "structural_virality",
    "gridsim.results.metrics": "metrics",
    "gridsim.results.store": "open_dir",
    "gridsim.results.summary": "Difference",
    "gridsim.results.result": "Result",
    "gridsim.scenario": "Scenario load_scenario",
    "gridsim.seeding": "seeding",
    "gridsim.study": "Comparison RunFailed load_experiment play_experiment resume study",
    "gridsim.study.estimate": "Estimate estimate",
    "gridsim.study.warm": "warm",
    "gridsim.study.why": "why",
    "gridsim.world": "Network World build_world open_world read_network save_world",
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names.split()}

_OTHERWISE = {"metrics": "METRICS"}
"""Public names that are called otherwise where they are at home."""

__all__ = [
    "__version__",
    "Comparison",
    "Difference",
    "Estimate",
    "GridsimError",
    "Network",
    "Result",
    "RunFailed",
    "Scenario",
    "ScenarioError",
    "World",
    "build_world",
    "charts",
    "compare",
    "diffusion",
    "draws",
    "estimate",
    "load_experiment",
    "load_scenario",
    "metrics",
    "networks",
    "open_dir",
    "open_world",
    "play_experiment",
    "read_network",
    "resume",
    "run",
    "save_world",
    "seeding",
    "structural_virality",
    "study",
    "warm",
    "why",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _WHERE:
        raise AttributeError(f"module 'gridsim' has no attribute {name!r}")
    from gridsim.distribution import warn_of_stranger

    warn_of_stranger()
    module = import_module(_WHERE[name])
    value = module if module.__name__ == f"gridsim.{name}" else getattr(module, _OTHERWISE.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__]
