"""Small scenarios for the engine's tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from gridsim.scenario import load_scenario

ALL = {"official": {}, "advertising": {}, "kol": {}, "grid": {}, "hybrid": {}}


@pytest.fixture(scope="session")
def town():
    """A scenario of 1,500 people and 30 days with all strategies; `town(key=value)` with double underscores for
    dots."""
    base = load_scenario(
        {
            "name": "A small town",
            "people": {
                "count": 1500,
                "roles": {  # busier than people are, so that a short run shows much
                    "consumer": {"posts_per_day": 0.5},
                    "employee": {"count": 12, "posts_per_day": 2},
                    "distributor": {"count": 3, "posts_per_day": 3},
                    "kol": {"count": 5},
                },
            },
            "horizon": 30,
            "budget": {"total": "8k CNY"},
            "network": {"moments": {"mean_friends": 40}, "micro_blog": {"mean_follows": 15}},
            "market": {"initial_awareness": "20%"},
            "strategies": ALL,
        }
    )

    def make(changes: dict | None = None):
        return base.replace(changes) if changes else base

    return make
