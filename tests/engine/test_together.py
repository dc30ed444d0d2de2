"""Content, platforms and commerce in one strategy: each keeps its own law where the others are on."""

import numpy as np
import pytest

from gridsim.forms import run
from gridsim.results.checks import check_run, terms_of
from gridsim.scenario import load_scenario
from gridsim.world import build_world

FREE = {"cost_at_full_quality": 0}
TOWN = {
    "name": "A town with everything in it",
    "people": {
        "count": 400,
        "circle_size": 20,
        "need_interval": 20,
        "roles": {"employee": {"count": 8}, "kol": {"count": 3}, "partner": {"count": 4}},
    },
    "horizon": 12,
    "budget": {"total": "200k CNY"},
    "network": {
        "moments": {"mean_friends": 20},
        "micro_blog": {
            "mean_follows": 8,
            "official_followers": "60%",
            "executive_followers": "40%",
            "service_followers": "40%",
            "delivered": 1,
        },
        "groups": {},
    },
    "market": {
        "initial_awareness": "30%",
        "email_list": "30%",
        "more_products": {"gift": {"price": "64 CNY", "need_interval": 15}},
        "buying": {"click_chance_to_order": 0.3, "search_share": 0.5},
    },
    "response": {"reaction": {"open_chance": 0.3, "click_chance": 0.4, "share_chance": 0.02, "to_groups_share": 0.5}},
    "strategies": {
        "all": {
            "preset": "hybrid",
            "account": {"content": FREE, "variants": {"a": {}, "b": {"benefit": 1}}},
            "executive": {"posts_per_day": 0.5, "content": {"cost_at_full_quality": "50 CNY"}},
            "service": {"posts_per_day": 0.5},
            "email": {"every_days": 3},
            "mass_media": {"spend": 0.05, "cost_per_mille": "2k CNY"},
            "advertising": {
                "spend": 0.1,
                "cost_per_mille": "5k CNY",
                "frequency_cap": 1,
                "variants": {"x": {}, "y": {"quality": 0.3}},
            },
            "partners": {"posts_per_week": 7},
            "kol": {"spend": 0.1},
            "search": {"spend": 0.05, "click_chance": 0.5},
            "activities": {
                "draw": {"kind": "prize_draw", "prizes": 3, "prize": "50 CNY", "days": 6},
                "coupon": {"kind": "coupon", "units": 60, "discount": 0.3},
                "present": {"kind": "coupon", "units": 60, "discount": 0.5, "content": {"product": "gift"}},
                "group": {"kind": "group_buy", "size": 2, "discount": 0.4, "posts_per_day": 3},
                "packet": {"kind": "red_packet", "units": 20, "amount": "30 CNY", "parts": 3},
            },
            "team": {"people": 4},
            "review": {"every_days": 3},
        }
    },
}


@pytest.fixture(scope="module")
def world():
    return build_world(load_scenario(TOWN), seed=1)


@pytest.fixture(scope="module")
def everything(world):
    return run(load_scenario(TOWN), "all", seed=1, world=world)


def test_the_spending_of_all_lines_is_the_marketing_cost(everything):
    """Every cent by day: prizes and coupons are their activity's, spots and mails not the advertisements'."""
    spend = everything.channels.pivot(index="day", columns="channel", values="spend")
    assert (spend.sum(axis=1) == everything.daily["marketing_cost"]).all() and spend["search"].sum() > 0
    assert (
        spend["activity:draw"].sum() >= 15000
        and (spend["activity:coupon"] > 0).any()
        and (spend.sum()[["mass_media", "email", "partners"]] > 0).all()
    )
    own = everything.orders[everything.orders["activity"] == "coupon"]
    assert spend["activity:coupon"].sum() >= own["discount"].sum() > 0


def test_nothing_is_spent_for_points_that_there_are_not(world):
    """The points' spending is what is left when all other lines have theirs: without points it is nothing."""
    scenario = load_scenario(TOWN, {"strategies.all.points": None, "strategies.all.account.content.discount": 0.1})
    result = run(scenario, "all", seed=1, world=world)
    spend = result.channels.groupby("channel", observed=True)["spend"].sum()
    assert spend.get("points", 0) == 0 and (spend >= 0).all() and spend["activity:packet"] > 0


def test_the_books_hold(everything):
    tables = {name: everything.columns[name] for name in ("daily", "orders", "ledger", "points")}
    found = check_run(tables, everything.metrics, 20_000_000, terms_of(load_scenario(TOWN), "all"))
    assert all(n > 0 and wrong == 0 for n, wrong in found.values()), found


def test_an_offer_is_for_its_product(everything):
    orders = everything.orders
    assert (
        set(orders[orders["activity"] == "present"]["product"]) == {"gift"} and (orders["activity"] == "present").any()
    )
    assert set(orders[orders["activity"] == "present"]["discount"]) == {3200}
    assert set(orders[orders["activity"].isin(["coupon", "group", "packet"])]["product"]) == {"product"}


def test_activities_are_a_channel_of_their_own(everything):
    orders = everything.orders
    assert orders["touches_activity"].sum() > 0
    came = orders[orders["activity"] == "group"]
    assert len(came) and (came["touches_activity"] > 0).all()


def test_the_team_makes_the_posts_of_all_accounts(everything):
    """Four people make eight posts a day: of the account, the executive, the service account and the activities
    together; mails are no posts."""
    cascades = everything.cascades[~everything.cascades["kind"].isin(["personal", "sponsored", "review"])]
    posts = cascades[cascades["layer"] != "email"].groupby(cascades["tick"] // 4).size()
    assert (posts[:6] == 8).all() and (posts <= 8).all() and "for want of people in the team" in everything.budget_note


def test_versions_share_the_frequency_cap(world):
    scenario = load_scenario(TOWN)
    result = run(scenario, "all", seed=1, world=world, record=["impressions"])
    shown = result.table("impressions").query("place == 'advertisement'")
    per_day = shown.groupby([shown["tick"] // 4, "viewer"]).size()
    assert per_day.max() == 1
    sums = result.variants.groupby(["line", "variant"])["impressions"].sum()
    assert sums["advertising", "x"] > 0 and sums["advertising", "y"] > 0 and 0 < len(shown) <= sums["advertising"].sum()


def test_buyers_who_order_together_are_no_chat_group(everything, world):
    """A share into a chat group is also the place where buyers meet: both keep their own number."""
    without = run(load_scenario(TOWN, {"response.reaction.to_groups_share": 0}), "all", seed=1, world=world)
    for result in (everything, without):
        group = result.activities.set_index("activity").loc["group"]
        assert (
            group["filled"] > 0
            and np.sum(result.orders["activity"] == "group") == group["orders"] <= 2 * group["filled"]
        )
