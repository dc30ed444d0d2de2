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

from gridsim.version import __version__ as __version__

if TYPE_CHECKING:
    from gridsim import charts as charts
    from gridsim import diffusion as diffusion
    from gridsim import draws as draws
    from gridsim import networks as networks
    from gridsim import seeding as seeding
    from gridsim import study as study
    from gridsim.errors import GridsimError as GridsimError
    from gridsim.errors import ScenarioError as ScenarioError
    from gridsim.forms import run as run
    from gridsim.report.present import compare as compare
    from gridsim.results.metrics import METRICS
    from gridsim.results.result import Result as Result
    from gridsim.results.store import open_dir as open_dir
    from gridsim.results.summary import Difference as Difference
    from gridsim.scenario import Scenario as Scenario
    from gridsim.scenario import load_scenario as load_scenario
    from gridsim.study import Comparison as Comparison
    from gridsim.study import RunFailed as RunFailed
    from gridsim.study import load_experiment as load_experiment
    from gridsim.study import merge as merge
    from gridsim.study import play_experiment as play_experiment
    from gridsim.study.estimate import Estimate as Estimate
    from gridsim.study.estimate import estimate as estimate
    from gridsim.study.resume import resume as resume
    from gridsim.study.warm import warm as warm
    from gridsim.study.why import why as why
    from gridsim.trees import structural_virality as structural_virality
    from gridsim.world import Network as Network
    from gridsim.world import World as World
    from gridsim.world import build_world as build_world
    from gridsim.world import open_world as open_world
    from gridsim.world import read_network as read_network
    from gridsim.world import save_world as save_world

    metrics = METRICS

_HOMES = {
    "gridsim.charts": "charts",
    "gridsim.diffusion": "diffusion",
    "gridsim.draws": "draws",
    "gridsim.errors": "GridsimError ScenarioError",
    "gridsim.forms": "run",
    "gridsim.networks": "networks",
    "gridsim.report.present": "compare",
    "gridsim.trees": "structural_virality",
    "gridsim.results.metrics": "metrics",
    "gridsim.results.store": "open_dir",
    "gridsim.results.summary": "Difference",
    "gridsim.results.result": "Result",
    "gridsim.scenario": "Scenario load_scenario",
    "gridsim.seeding": "seeding",
    "gridsim.study": "Comparison RunFailed load_experiment merge play_experiment resume study",
    "gridsim.study.estimate": "Estimate estimate",
    "gridsim.study.warm": "warm",
    "gridsim.study.why": "why",
    "gridsim.world": "Network World build_world open_world read_network save_world",
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names.split()}

_OTHERWISE = {"metrics": "METRICS"}
"""Public names that are called otherwise where they are at home."""


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used; `from gridsim import *` asks for `__all__`."""
    if name == "__all__":
        return __dir__()
    if name not in _WHERE:
        raise AttributeError(f"module 'gridsim' has no attribute {name!r}")
    from gridsim.distribution import warn_of_stranger

    warn_of_stranger()
    module = import_module(_WHERE[name])
    value = module if module.__name__ == f"gridsim.{name}" else getattr(module, _OTHERWISE.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return ["__version__", *_WHERE]
