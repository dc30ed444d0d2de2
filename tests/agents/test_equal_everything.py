"""All mechanisms at once, of platforms, commerce, points and content: the agent form gives the same run as the compiled
engine."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "engine")]

from test_commerce import ALL_ON, hamlet  # noqa: E402
from test_equal import assert_equal  # noqa: E402
from test_equal_commerce import PLACES, SHOPPING, TREE  # noqa: E402
from test_equal_content import APART, PULSE, SEVEN  # noqa: E402
from test_equal_platforms import LOUD  # noqa: E402
from test_points import BUSY  # noqa: E402

from gridsim.agents import GridModel, Person  # noqa: E402

GRID = "strategies.grid."
POINTS = GRID + "points."
LIFE = {
    "people.roles.partner.count": 8,
    "response.referral": {},
    GRID + "community": {},
    GRID + "partners": {},
    **{POINTS + block: {} for block in ("ranks", "supervision")},
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
CONTENT = {
    "response.memory.inconsistency_effect": 0.1,
    "response.reaction.fatigue_effect": 0,
    "network.micro_blog.official_followers": "60%",
    "network.micro_blog.delivered": 1,
    "people.roles.kol.count": 4,
    GRID + "kol.fee_per_follower": "0.1 CNY",
    GRID + "mass_media.spend": 0.001,
    GRID + "advertising.spend": 0.02,
    POINTS + "posts_factor": 0.2,
    GRID + "account": {"posts_per_day": 2, "variants": APART, "pulse": PULSE},
    POINTS + "variants": {"own": {"personal_topic": 1}, "useful": {"benefit": 1, "positioning": 1}},
    GRID + "kol.variants": APART,
    GRID + "advertising.variants": APART,
    GRID + "calendar": {"opening": {"end": 5, "points": 2, "account": 2}, "pause": {"start": 9, "advertising": 0}},
    GRID + "team": {"people": 20},
    GRID + "activities": (
        SEVEN
        | {"gifts": {"kind": "coupon", "discount": 0.4, "content": {"product": "gift", "cost_at_full_quality": 0}}}
    ),
    GRID + "review": {"over": "both", "every_days": 3, "measure": "clicks"},
}
QUIETER = {
    "response.reaction.open_chance": 0.2,
    "response.reaction.share_chance": 0.05,
    "response.reaction.to_groups_share": 0.05,
    "horizon": 9,
}
ALL = {
    **PLACES, **SHOPPING, **ALL_ON, **TREE, **LIFE, **PLATFORMS, **CONTENT, **BUSY, POINTS + "activate.consumer": "10%",
    POINTS + "ranks.promote_chance": 0.9, **QUIETER, "market.popularity": {"rank_elasticity": 0.5}, "market.buying.click_chance_to_order": 0.5,
    GRID + "promotion": {"spend": 0.02},
    GRID + "invitations": {"chance": 0.5, "asks": "visitors", "tells_reward": True, "reward": "2 CNY", "discount": 0.1},
    POINTS + "message_share": 0.2,
    GRID + "gifts": {"people": "5%", "choose": "nominated"},
}  # fmt: skip


@pytest.mark.parametrize("seed", [2, 3])
def test_everything_on(seed):
    result = assert_equal(hamlet(ALL), "grid", seed=seed)
    for name in ("recruits", "promotions", "fans", "swaps", "stock_outs", "shares"):
        assert result.metrics[name] > 0, name
    assert result.table("impressions")["place"].nunique() == 8
    assert {"search", "shop", "micro_mall"} < set(result.orders["entrance"]) and result.orders["referrer"].max() > 0
    assert {"coupon", "gifts", "packet", "group", "flash"} <= set(result.orders["activity"]) and result.variants[
        "orders"
    ].sum() > 0


def test_everything_on_and_little_money():
    result = assert_equal(hamlet({**ALL, "budget.total": "2k CNY"}), "grid", seed=3)
    assert result.daily["budget_left"].iloc[-1] < 10_000


def test_every_decision_of_a_person_is_asked(monkeypatch):
    """A method that nobody calls would be no decision: overriding it would change nothing."""
    asked, decisions = set(), {name: one for name, one in vars(Person).items() if callable(one) and name[0] != "_"}

    def noted(name):
        return lambda *given: asked.add(name) or decisions[name](*given)

    for name in decisions:
        monkeypatch.setattr(Person, name, noted(name))
    GridModel(hamlet(ALL), "grid", seed=2).result()
    assert asked == decisions.keys() and len(asked) > 30
