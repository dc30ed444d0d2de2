"""All mechanisms at once, those of the platforms, of commerce and of the points: the agent form gives the same run as the compiled engine."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "engine")]

from test_commerce import ALL_ON, hamlet  # noqa: E402
from test_equal import assert_equal  # noqa: E402
from test_equal_commerce import PLACES, SHOPPING, TREE  # noqa: E402
from test_equal_platforms import LOUD  # noqa: E402
from test_points import BUSY  # noqa: E402

GRID = "strategies.grid."
POINTS = GRID + "points."
LIFE = {
    "people.roles.partner.count": 8,
    "response.loyalty": {},
    "response.referral": {},
    GRID + "community": {},
    GRID + "partners": {},
    **{POINTS + block: {} for block in ("ranks", "supervision", "skill", "reactivation", "brushing")},
}
PLATFORMS = {
    "network.groups": {"mean_size": 8},
    "market.email_list": "40%",
    "network.micro_blog.executive_followers": "30%",
    "network.micro_blog.service_followers": "30%",
    POINTS + "spend": 0.35,
    GRID + "executive": {},
    GRID + "service": {},
    GRID + "email": {"every_days": 2},
    GRID + "advertising": {"spend": 0.05, "frequency_cap": 3},
    GRID + "mass_media": {"spend": 0.02, "content": {"cost_at_full_quality": "10 CNY"}},
    GRID + "kol": {"spend": 0.05, "fee_per_follower": "0.5 CNY", "operated": {"cost": "20 CNY"}},
    **{POINTS + name: share for name, share in (("group_share", 0.2), ("place_share", 0.2), ("public_share", 0.2))},
    **LOUD,
}
ALL = {**PLACES, **SHOPPING, **ALL_ON, **TREE, **LIFE, **PLATFORMS, **BUSY, POINTS + "activate.consumer": "10%", POINTS + "ranks.promote_chance": 0.9}


@pytest.mark.parametrize("seed", [1, 2])
def test_everything_on(seed):
    result = assert_equal(hamlet({**ALL, "horizon": 12}), "grid", seed=seed)
    for name in ("recruits", "promotions", "fans", "swaps", "fake_orders", "stock_outs", "shares"):
        assert result.metrics[name] > 0, name
    assert result.table("impressions")["place"].nunique() == 7
    assert {"search", "shop", "micro_mall"} < set(result.orders["entrance"]) and result.orders["referrer"].max() > 0


def test_everything_on_and_little_money():
    result = assert_equal(hamlet({**ALL, "horizon": 12, "budget.total": "2k CNY"}), "grid", seed=3)
    assert result.daily["budget_left"].iloc[-1] < 10_000
