"""The scenario: what is asked. One page a topic, each parameter declared once; loading, checking, saving."""

from __future__ import annotations

from pathlib import Path

from gridsim.scenario.load import load_scenario
from gridsim.scenario.overrides import parse_overrides
from gridsim.scenario.quantities import heads, money_text
from gridsim.scenario.strategy import Strategy, presets
from gridsim.scenario.whole import ParameterInfo, Scenario

__all__ = [
    "ParameterInfo",
    "Scenario",
    "Strategy",
    "demo_path",
    "heads",
    "load_scenario",
    "money_text",
    "parse_overrides",
    "presets",
]


def demo_path() -> Path:
    """Return the path of the shipped scenario that `gridsim demo` runs: fresh_food.yaml, one source.

    An installed package carries it beside this file; a checkout has it in its folder `scenarios`.

    Raises
    ------
    FileNotFoundError
        If the installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    for path in (here / "presets" / "fresh_food.yaml", here.parents[1] / "scenarios" / "fresh_food.yaml"):
        if path.is_file():
            return path
    raise FileNotFoundError("gridsim's own scenario fresh_food.yaml is missing: install gridsim again")


def __dir__() -> list[str]:
    return [*__all__]
