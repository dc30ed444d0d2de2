"""Small towns whose money goes every way there is: for tests that hold all tables against all figures."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE / "agents"), str(HERE / "engine")]  # their scenarios with everything on

from test_commerce import hamlet  # noqa: E402
from test_equal_everything import ALL  # noqa: E402

POINTS = "strategies.grid.points."
RETURNS = {"operation.return_chance": 0.3, "operation.resaleable": 0.5, "operation.return_window": 9}
"""Every third order comes back, most of them after the horizon."""


def everything(**changes):
    """A hamlet in which every flow of money is met: coupons, packets, prizes, stocks, shops, fines, invitations taken
    back."""
    busy = {
        "horizon": 14,
        "seed": 3,
        "replicates": 2,
        POINTS + "activate.consumer": "3%",
        POINTS + "recruiting.most": "100%",
    }
    return hamlet({**ALL, **RETURNS, **busy, **changes})
