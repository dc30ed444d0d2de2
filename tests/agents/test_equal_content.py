"""The oracle on content: variants, the calendar, the team, positioning, activities and the review give the same run as
the compiled engine."""

import sys
from pathlib import Path

import numpy as np
import pytest

from gridsim.errors import ScenarioError

# its scenarios with everything on
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "engine")]

from directions_content import ROWS  # noqa: E402
from test_content import ACTIVITIES, FREE, town  # noqa: E402
from test_equal import LIVELY as LOUD  # noqa: E402
from test_equal import TOWN, assert_equal  # noqa: E402
from test_equal_commerce import PLACES, SHOPPING, TREE  # noqa: E402

from gridsim.scenario import load_scenario  # noqa: E402

SEVEN = {
    name: {**one, "content": {**FREE, "positioning": number / 6}}
    for number, (name, one) in enumerate(ACTIVITIES.items())
}
SEVEN["packet"] |= {"amount": "150 CNY", "posts_per_day": 3}
SEVEN["group"] |= {"size": 2, "discount": 0.5}
SEVEN["flash"] |= {"days": 3}
SEVEN["coupon"] |= {"valid": 2}
APART = {"a": {}, "b": {"benefit": 1, "positioning": 0, "cost_at_full_quality": 0}, "c": {"quality": 0.9}}
PULSE = {"every_days": 3, "days": 2}
PLAN = {
    "preset": "hybrid",
    "account": {"posts_per_day": 3, "variants": APART, "pulse": PULSE},
    "points": {
        "spend": 0.4,
        "variants": {"d": {}, "e": {"personal_topic": 1}},
        "content": {"cost_at_full_quality": "2 CNY"},
    },
    "advertising": {"spend": 0.05, "variants": {"f": {}, "g": {"quality": 0.3}}},
    "kol": {
        "spend": 0.2,
        "variants": {"h": {}, "i": {"personal_topic": 0.5, "cost_at_full_quality": "5 CNY"}},
        "fee_per_follower": "0.2 CNY",
        "least_fee": 0,
    },
    "calendar": {
        "open": {"end": 4, "points": 2, "advertising": 3},
        "later": {"start": 2, "account": 2, "kol": 0.5, "points": 0.7},
    },
    "team": {"people": 16, "posts_per_person_day": 0.7},
    "activities": SEVEN,
    "review": {"over": "both", "every_days": 2, "measure": "clicks"},
}
LIVELY = {
    "people.count": 80,
    "horizon": 6,
    "budget.total": "5k CNY",
    "network.moments.mean_friends": 12,
    "response.reaction.share_chance": 0.2,
    "response.memory.inconsistency_effect": 0.1,
}
POINTS, REVIEW, HERE = "strategies.plan.points.", "strategies.plan.review", "strategies.plan.activities."
CASES = {
    "everything": {},
    "no review": {REVIEW: None},
    "a review that watches": {REVIEW: {"rule": "none"}},
    "greedy, by orders": {REVIEW: {"rule": "epsilon", "every_days": 1, "epsilon": 0.3, "measure": "orders"}},
    "equal weights, over variants": {REVIEW: {"rule": "equal", "over": "variants", "every_days": 1}},
    "over media": {REVIEW: {"over": "media", "every_days": 3}, "strategies.plan.kol.pulse": PULSE},
    "variants by draw": {
        REVIEW: None,
        **{f"strategies.plan.{line}.variant_choice": "draw" for line in ("account", "points", "kol", "advertising")},
    },
    "variants alone": (
        {"strategies.plan." + name: {} for name in ("activities", "calendar")} | {"strategies.plan.team": None}
    ),
    "a little money": {"budget.total": "900 CNY"},
    "much money": {"budget.total": "8k CNY", "strategies.plan.team": None},
    "malls of one's own": {
        POINTS + "mall_rules": {"self_purchase": True},
        POINTS + "recruiting": {"invite_chance": 0.6},
        POINTS + "dormancy_chance": 0.3,
    },
    "large groups": {HERE + "group.size": 4, HERE + "group.valid": 0.5, HERE + "group.discount": 0.8},
    "a rush": {HERE + "flash.days": 5, HERE + "flash.urgency_effect": 20, HERE + "flash.units": 50},
    "a small team": {"strategies.plan.team.people": 3},
    "shops and stocks": {**PLACES, **SHOPPING, **TREE},
}


def lively(changes=None):
    """The hamlet with everything on, and much going on."""
    return town(PLAN, {**LIVELY, **(changes or {})})


@pytest.mark.parametrize("case", CASES)
def test_content_on(case):
    assert_equal(lively(CASES[case]), "plan")


def test_where_everything_happens():
    result = assert_equal(lively({"people.count": 300, "budget.total": "14k CNY"}), "plan", seed=5)
    table, variants = result.activities.set_index("activity"), result.variants
    assert (table.loc[["draw", "vote", "quiz"], "participants"] > 0).all() and table.loc["draw", "prizes_paid"] > 0
    assert (
        (table.loc[["coupon", "packet"], "redeemed"] > 0).all()
        and table.loc["coupon", "lapsed"] > 0
        and table.loc["packet", "packets"] > 0
    )
    assert table.loc["group", "filled"] > 0 and table.loc["group", "failed"] > 0 and table.loc["flash", "orders"] > 0
    assert (variants.groupby(["line", "variant"], observed=True)["posts"].sum() > 0).all() and variants[
        "orders"
    ].sum() > 0
    assert "for want of people in the team" in result.budget_note


@pytest.mark.parametrize("number", range(12))
def test_scenarios_drawn_from_the_extremes(number):
    """Each takes eight parameters of content at random, at the low or the high end of the table of directions."""
    chance = np.random.default_rng(number)
    plan = {
        "account": {"variants": APART},
        "review": {},
        "calendar": {"opening": {"end": 5}},
        "team": {},
        "activities": {
            kind: {
                "kind": kind,
                "posts_per_day": 4,
                "content": FREE,
                **({"amount": "40 CNY"} if kind == "red_packet" else {}),
            }
            for kind in ("vote", "prize_draw", "quiz", "coupon", "red_packet", "group_buy", "flash_sale")
        },
    }
    strategies = {name: {**plan, "preset": name} for name in ("official", "grid", "advertising", "kol")}
    scenario = load_scenario({**TOWN, "strategies": strategies}, {**LOUD, **LIVELY, "people.count": 80})
    strategy, taken = "official", 0
    for place in chance.permutation(len(ROWS)):
        row = ROWS[place]
        changes = {
            key: value
            for key, value in row.base.items()
            if key.startswith(f"strategies.{row.strategy}.") and ".activities" not in key
        }
        try:
            scenario = scenario.replace({**changes, row.path: row.low if chance.random() < 0.5 else row.high})
            strategy, taken = row.strategy if taken < 4 else strategy, taken + 1
        except ScenarioError:  # cannot be combined with what was taken
            continue
        if taken == 8:
            break
    assert taken == 8
    assert_equal(scenario, strategy, seed=number)
