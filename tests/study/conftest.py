"""A made-up engine for the tests of the machinery: every number is a function of strategy, seed and replicate."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def made_up(monkeypatch):
    """The module of the made-up engine, importable by worker processes too."""
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    import made_up_engine

    made_up_engine.reset()
    yield made_up_engine
    sys.modules.pop("made_up_engine", None)


@pytest.fixture
def scenario():
    """A small scenario with three strategies, two of them alike."""
    from gridsim.scenario import load_scenario

    return load_scenario(
        {
            "name": "Small town",
            "horizon": 5,
            "seed": 3,
            "replicates": 4,
            "budget": {"total": "1000 CNY"},
            "people": {"count": 300},
            "network": {"moments": {"mean_friends": 10}},
            "strategies": {"official": {}, "grid": {}, "copy": {"preset": "grid"}},
        }
    )
