"""Copy variants, message consistency, pulses, phases, the team, activities and the review: laws, and counts that are
exact."""

import numpy as np
import pandas as pd
import pytest

from gridsim.engine import run as engine
from gridsim.errors import ScenarioError
from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.world import build_world

TOWN = {
    "name": "A hamlet",
    "people": {
        "count": 200,
        "circle_size": 20,
        "need_interval": 20,
        "roles": {"employee": {"count": 5}, "kol": {"count": 3}},
    },
    "horizon": 12,
    "budget": {"total": "5k CNY"},
    "network": {
        "moments": {"mean_friends": 20},
        "micro_blog": {"mean_follows": 8, "official_followers": "60%", "delivered": 1},
    },
    "market": {"initial_awareness": "30%", "buying": {"click_chance_to_order": 0.3}},
    "response": {"reaction": {"open_chance": 0.4, "click_chance": 0.6, "share_chance": 0.1, "fatigue_effect": 0}},
}
FREE = {"cost_at_full_quality": 0}
CHEAP = {"posts_per_day": 3, "content": {"cost_at_full_quality": "20 CNY"}}


def town(strategy: dict, changes: dict | None = None):
    """The hamlet with one strategy, called `plan`."""
    return load_scenario({**TOWN, "strategies": {"plan": strategy}}, changes)


@pytest.fixture(scope="module")
def world():
    return build_world(town({"account": CHEAP}), seed=1)


def finished(scenario, world):
    """The engine's own tables after a run."""
    plan = scenario.strategy("plan")
    arrays = engine.given_of(scenario, plan, world)
    return engine.play(arrays, engine.start(scenario, plan, world, arrays, 1, 0))


def same(one, other, but=()):
    for name in ("daily", "orders", "ledger", "points", "cascades"):
        pd.testing.assert_frame_equal(one.table(name), other.table(name), check_exact=True)


# --- variants


@pytest.mark.parametrize("choice", ["turn", "draw"])
def test_variants_that_are_alike_are_no_variants(world, choice):
    """The content decides, not the variant: posts keep their luck."""
    plain = run(town({"account": CHEAP}), "plan", world=world)
    twins = run(
        town({"account": {**CHEAP, "variants": {"a": {}, "b": {}}, "variant_choice": choice}}), "plan", world=world
    )
    same(plain, twins)
    assert len(plain.variants) == 0 and len(twins.variants) == 2 * 12


def test_variants_take_turns_and_what_is_measured_adds_up(world):
    strategy = {
        "account": {**CHEAP, "variants": {"a": {}, "b": {"benefit": 1}, "c": {"quality": 1}}},
        "advertising": {"variants": {"x": {}, "y": {}}},
    }
    result = run(town(strategy, {"switches.word_of_mouth": False}), "plan", world=world)
    sums = result.variants.groupby(["line", "variant"])[
        ["posts", "impressions", "reads", "clicks", "orders", "spend"]
    ].sum()
    posts = sums.loc["account", "posts"]
    assert posts.sum() == 36 and posts.max() - posts.min() <= 1
    assert (
        sums["impressions"].sum() == result.metrics["impressions"] and sums["clicks"].sum() == result.metrics["clicks"]
    )
    assert sums["orders"].sum() == (result.orders["root_post"] >= 0).sum() > 0
    # every advertisement is produced once; that is not the spending of one day's showings
    produced = round(100 * result.metrics["cost_content"]) - sums.loc["account", "spend"].sum()
    assert produced == 2 * 10800
    assert sums.loc["advertising", "spend"].sum() == round(100 * result.metrics["cost_media"])


def test_drawn_variants_are_equally_frequent(world):
    strategy = {
        "account": {
            "posts_per_day": 40,
            "content": {"cost_at_full_quality": 0},
            "variants": {"a": {}, "b": {}},
            "variant_choice": "draw",
        }
    }
    n = run(town(strategy), "plan", world=world).variants.groupby("variant")["posts"].sum()
    assert n.sum() == 480 and abs(n["a"] - 240) < 4 * 480**0.5 / 2


def test_points_and_kols_take_variants_too(world):
    strategy = {
        "preset": "grid",
        "account": {"content": FREE},
        "points": {"variants": {"a": {}, "b": {"personal_topic": 1}}, "management_cost": 0, "training_cost": 0},
        "kol": {"spend": 0.2, "variants": {"p": {}, "q": {}}},
    }
    sums = run(town(strategy), "plan", world=world).variants.groupby(["line", "variant"])["posts"].sum()
    assert (
        (sums.loc["points"] > 0).all() and (sums.loc["kol"] > 0).all() and abs(sums["kol", "p"] - sums["kol", "q"]) <= 1
    )
    assert sums["account", ""] == 12


# --- positioning


def test_consistent_messages_change_nothing(world):
    """With one positioning everywhere the effect of inconsistency is no matter, to the last bit."""
    strategy = {"account": CHEAP, "advertising": {}}
    one, other = (
        run(town(strategy, {"response.memory.inconsistency_effect": e}), "plan", world=world) for e in (1, 0.01)
    )
    same(one, other)


def test_a_person_remembers_the_moving_mean_of_what_was_read(world):
    scenario = town(
        {"account": {**CHEAP, "content": {"positioning": 0.9}}},
        {"switches.word_of_mouth": False, "response.reaction.open_chance": 0.005},
    )
    remembered = finished(scenario, world).people.positioning
    read = remembered >= 0
    assert read.any() and (~read).any()
    assert np.allclose(remembered[read], 0.9)


def test_contradiction_costs_trust(world):
    def trust(positioning, effect):
        strategy = {
            "account": {**CHEAP, "content": {"positioning": 0}},
            "advertising": {"content": {"positioning": positioning}},
        }
        return finished(town(strategy, {"response.memory.inconsistency_effect": effect}), world).people.trust.mean()

    assert trust(1, 1) == trust(0, 1) == trust(0, 0.01)
    assert trust(1, 0.01) < trust(1, 1)


# --- pulses, phases, the team


@pytest.mark.parametrize("days", [(10, 3), (4, 1), (5, 5), (40, 2)])
@pytest.mark.parametrize("per_day", [0.4, 1, 3.7])
def test_a_pulse_makes_as_many_posts_as_always_on(world, days, per_day):
    account = {"posts_per_day": per_day, "content": {"cost_at_full_quality": 0}}
    pulse = {"every_days": days[0], "days": days[1]}
    scenarios = [town({"account": {**account, "pulse": p}}, {"horizon": 23}) for p in (None, pulse)]
    always, pulsed = (run(one, "plan", world=world).cascades.query("kind == 'brand'") for one in scenarios)
    assert abs(len(always) - len(pulsed)) <= 1
    assert ((pulsed["tick"] // 4) % days[0] < days[1]).all()


def test_a_pulse_spends_what_always_on_spends(world):
    for line, flow in (("advertising", "cost_media"), ("kol", "cost_kol")):
        pulse = {"every_days": 5, "days": 2}
        price = {} if line == "advertising" else {"fee_per_follower": "2 CNY"}
        always, pulsed = (
            run(town({line: {"spend": 0.5, "pulse": p, **price}}), "plan", world=world) for p in (None, pulse)
        )
        difference = abs(always.metrics[flow] - pulsed.metrics[flow])
        dearest = (
            0.06 if line == "advertising" else always.metrics[flow] / (always.cascades["kind"] == "sponsored").sum() * 3
        )
        assert difference <= dearest, line
        on = pulsed.daily["marketing_cost"].to_numpy()[1:] > 0
        assert not on[[1, 2, 3, 6, 7, 8]].any() and on[[4, 5]].any()


def test_a_phase_multiplies_posts_and_spending_speed(world):
    phases = {"opening": {"end": 4, "account": 3, "advertising": 2, "points": 0}, "pause": {"start": 8, "account": 0}}
    scenario = town(
        {
            "preset": "hybrid",
            "account": {"posts_per_day": 2, "content": FREE},
            "calendar": phases,
            "advertising": {"content": FREE},
            "points": {"spend": 0.1, "commission": [0]},
        },
        {"strategies.plan.points.management_cost": 0},
    )
    result = run(scenario, "plan", world=world)
    kinds = result.cascades.assign(day=result.cascades["tick"] // 4).groupby(["kind", "day"], observed=True).size()
    assert list(kinds["brand"]) == [6] * 4 + [2] * 4
    assert kinds["personal"].index.min() == 4
    media = result.ledger.query("what == 'media' and debit > 0").set_index("day")["debit"]
    assert abs(media[:4].mean() / media[4:].mean() - 2) < 0.02
    assert abs(media.sum() - 125000) < 200


def test_the_team_is_the_capacity_of_the_brand_s_own_posts(world):
    strategy = {
        "account": {"posts_per_day": 6, "content": {"cost_at_full_quality": 0}},
        "team": {"people": 3, "posts_per_person_day": 0.5},
    }
    result = run(town(strategy), "plan", world=world)
    daily = result.cascades.query("kind == 'brand'").groupby(lambda row: result.cascades["tick"][row] // 4).size()
    assert daily.sum() == 18 and set(daily) == {1, 2}
    assert "54 posts not made, for want of people in the team" in result.budget_note


# --- activities

ACTIVITIES = {
    "draw": {"kind": "prize_draw", "prizes": 3, "prize": "50 CNY", "days": 6},
    "vote": {"kind": "vote"},
    "quiz": {"kind": "quiz", "start": 3},
    "coupon": {"kind": "coupon", "units": 20, "days": 8, "valid": 3},
    "packet": {"kind": "red_packet", "units": 10, "amount": "30 CNY", "parts": 3, "valid": 4},
    "group": {"kind": "group_buy", "size": 3, "valid": 1, "discount": 0.3},
    "flash": {"kind": "flash_sale", "units": 5, "days": 1, "start": 2, "discount": 0.4},
}
SHARING = {"response.reaction.share_chance": 0.3}


def with_activities(**changes):
    """A strategy with all seven kinds, whose posts cost nothing."""
    return {
        "account": {"content": FREE},
        "activities": {name: {**one, "content": FREE, **changes.get(name, {})} for name, one in ACTIVITIES.items()},
    }


@pytest.fixture(scope="module")
def lively(world):
    """The engine's tables and the result of a run with all seven kinds."""
    scenario = town(with_activities(), SHARING)
    return finished(scenario, world), run(scenario, "plan", world=world)


def test_coupons_issued_are_redeemed_lapsed_or_open(lively):
    done, result = lively
    table = result.activities.set_index("activity")
    assert (table["issued"] == table["redeemed"] + table["lapsed"] + table["open"]).all()
    assert (
        table.loc["coupon", "issued"] == 20
        and table.loc["coupon", "redeemed"] > 0
        and table.loc["coupon", "lapsed"] > 0
    )
    held = (done.tickets["state"] == 1).sum(axis=1)
    assert (held == table["open"]).all()
    for name in ("coupon", "packet"):
        used = result.orders[result.orders["activity"] == name]
        assert (~used["returned"]).sum() == table.loc[name, "redeemed"] and used["returned"].sum() == table.loc[
            name, "returned"
        ]
        assert used.loc[~used["returned"], "buyer"].is_unique


def test_the_parts_of_packets_add_up(lively):
    done, result = lively
    packet = result.activities.set_index("activity").loc["packet"]
    assert 0 < packet["packets"] <= 10 and packet["packets"] + packet["units_left"] == 10
    assert packet["issued"] > 0
    shares = done.shares[: done.totals[0].n_shares]
    assert packet["issued"] + shares["parts"].sum() == 3 * packet["packets"]
    assert (shares["parts"] <= 3).all() and (shares["parent"][shares["parts"] > 0] >= 0).all()
    assert set(result.orders["discount"][result.orders["activity"] == "packet"]) <= {1000}


def test_group_orders_are_placed_only_when_the_group_is_full(lively):
    done, result = lively
    group = result.activities.set_index("activity").loc["group"]
    groups = done.groups[: done.totals[0].n_groups]
    members = done.members[: done.totals[0].n_members]
    filled, waiting = groups["state"] == 2, groups["state"] == 1
    assert (
        group["groups"] == len(groups) == group["filled"] + group["failed"] + waiting.sum()
        and group["filled"] > 0
        and group["failed"] > 0
    )
    assert (groups["members"][filled] == 3).all() and (groups["members"][~filled] < 3).all()
    assert group["joined"] == len(members) == groups["members"].sum()
    assert 0 < group["orders"] <= 3 * group["filled"]
    orders = result.orders[result.orders["activity"] == "group"]
    assert len(orders) == group["orders"] and set(orders["discount"]) == {3840}
    assert set(zip(orders["buyer"], orders["tick"], strict=True)) <= {
        (member["person"], max(members["tick"][members["group"] == member["group"]]))
        for member in members
        if filled[member["group"]]
    }
    assert not pd.DataFrame({"group": members["group"], "person": members["person"]}).duplicated().any()


def test_a_flash_sale_sells_its_units_in_its_time(lively):
    _, result = lively
    orders = result.orders[result.orders["activity"] == "flash"]
    flash = result.activities.set_index("activity").loc["flash"]
    assert 0 < len(orders) == flash["orders"] <= 5 and flash["units_left"] == 5 - len(orders)
    assert (orders["day"] == 2).all() and set(orders["discount"]) == {5120}


def test_prizes_are_paid_once_to_those_who_took_part(lively):
    _, result = lively
    draw = result.activities.set_index("activity").loc["draw"]
    paid = result.ledger[result.ledger["account"] == "prizes"]
    assert draw["prizes_paid"] == 3 and list(paid["debit"]) == [15000] and list(paid["day"]) == [5]
    assert draw["participants"] >= 3 and result.metrics["cost_prize"] == 150


def test_money_is_conserved_with_activities(world, lively):
    _, result = lively
    sums = result.ledger.groupby("entry")[["debit", "credit"]].sum()
    assert (sums["debit"] == sums["credit"]).all()
    for budget in ("5k CNY", "60 CNY", "0 CNY"):
        changes = {**SHARING, "budget.total": budget}
        one = run(
            (
                town({**with_activities(draw={"prizes": 0} if budget == "0 CNY" else {}), "account": None}, changes)
                if budget != "0 CNY"
                else town(
                    {"account": {"content": FREE}, "activities": {"coupon": {"kind": "coupon", "content": FREE}}},
                    changes,
                )
            ),
            "plan",
            world=world,
        )
        assert (one.daily["budget_left"] >= 0).all()
        assert one.orders.loc[~one.orders["returned"], "discount"].sum() == round(100 * one.metrics["cost_coupon"])
        total = round(float(budget.split()[0].replace("k", "e3")) * 100)
        assert (one.daily["marketing_cost"].cumsum() + one.daily["budget_left"] == total).all()


def test_after_its_end_an_activity_offers_nothing(world):
    """Posts linger, but nobody takes part, and no coupon is handed out."""
    short = {"coupon": {"kind": "coupon", "days": 0.25, "posts_per_day": 4, "content": FREE, "units": 1000}}
    done = finished(town({"activities": short}), world)
    assert done.posts[: done.totals[0].n_posts]["kind"].tolist().count(5) == 1
    until = done.tickets["until_tick"][done.tickets["state"] > 0]
    assert (until == 28).all()  # all were handed out in the first tick


def test_taking_part_wakes(world):
    vote = {"kind": "vote", "content": FREE, "engage_effect": 30}

    def awareness(woken):
        return finished(town({"activities": {"vote": {**vote, "wake_awareness": woken, "wake_trust": 0}}}), world)

    asleep, awake = awareness(0), awareness(3)
    took_part = asleep.tickets["engaged"][0]
    assert took_part.any() and not took_part.all()
    more = awake.people["awareness"] - asleep.people["awareness"]
    assert more[took_part].mean() > 1 > abs(more[~took_part].mean())


def test_a_key_of_another_kind_is_an_error():
    with pytest.raises(ScenarioError, match="a coupon does not read it"):
        town({"activities": {"c": {"kind": "coupon", "size": 3}}})
    with pytest.raises(ScenarioError, match="used together with prizes > 0"):
        town({"activities": {"v": {"prize": "10 CNY"}}})
    with pytest.raises(ScenarioError, match="at least one minor unit"):
        town({"activities": {"p": {"kind": "red_packet"}}})


# --- the review

REVIEWED = {
    "account": {"posts_per_day": 12, "content": FREE, "variants": {"idle": {"benefit": 0}, "useful": {"benefit": 1}}},
    "review": {"every_days": 1, "measure": "clicks"},
}
BENEFIT = {"response.reaction.benefit_effect": 100, "response.reaction.click_chance": 0.1, "horizon": 12}


def test_a_bandit_loses_less_than_equal_weights():
    """And both lose against the better variant from the first day on, on the same people and draws."""
    import gridsim as gs

    found = {}
    for rule in ("equal", "thompson", "epsilon"):
        scenario = town({**REVIEWED, "review": {**REVIEWED["review"], "rule": rule}}, BENEFIT)
        found[rule] = gs.study.regret(scenario, "plan", replicates=2)
        assert found[rule].best == "account: useful"
        assert len(found[rule].table) == 6 and list(found[rule].chart["choice"])[0] == "as played"
    assert 0 < found["thompson"].regret.mean() < 0.7 * found["equal"].regret.mean()
    assert found["epsilon"].regret.mean() < 0.7 * found["equal"].regret.mean()


def test_the_review_never_reads_the_truth(world):
    """It works where people, feeds, posts and orders are not there at all."""
    from gridsim.engine.review import review

    scenario = town(
        {
            **REVIEWED,
            "advertising": {"spend": 0.3},
            "kol": {"spend": 0.3},
            "review": {"over": "both", "measure": "clicks"},
        },
        BENEFIT,
    )
    done = finished(scenario, world)
    known = ("clock", "totals", "lines", "versions", "measured")
    blind = done._replace(**{name: None for name in done._fields if name not in known})
    left = [int(line.allowance - line.spent) for line in blind.lines[1:3]]
    review(scenario.strategies["plan"].review, blind, 8, 2)
    weights = blind.versions.weight[:2]
    assert abs(weights.sum() - 1) < 1e-12 and weights[1] > 0.9 and weights.min() >= 0.05 - 1e-12
    assert sum(int(line.allowance - line.spent) for line in blind.lines[1:3]) == sum(left)


def test_money_moves_to_the_medium_that_sells_and_stays_within_the_budget(world):
    media = {
        "advertising": {"spend": 0.5, "cost_per_mille": "10k CNY"},
        "kol": {"spend": 0.5, "fee_per_follower": "1 CNY", "least_fee": 0},  # the cheaper clicks, at the margin too
    }
    review = {"over": "media", "measure": "clicks", "every_days": 2}
    fixed, moved = (run(town({**media, "review": one}), "plan", world=world) for one in (None, review))
    assert (
        moved.metrics["cost_kol"] > fixed.metrics["cost_kol"]
        and moved.metrics["cost_media"] < fixed.metrics["cost_media"]
    )
    assert (moved.daily["budget_left"] >= 0).all()
    assert moved.metrics["clicks"] > fixed.metrics["clicks"]


def test_thompson_s_beta_draws_have_the_right_mean():
    from gridsim.engine.review import Draws

    asked = Draws(1, 0, 7, 0)
    for shape in (1.0, 3.5, 40.0):
        values = np.array([asked.gamma(shape, 0, trial) for trial in range(2000)])
        assert abs(values.mean() - shape) < 4 * (shape / 2000) ** 0.5


DIGEST_OF_ALL = """
import hashlib
from gridsim.forms import run
from test_content import ACTIVITIES, FREE, TOWN, town
from gridsim.world import build_world
plan = {"preset": "hybrid", "account": {"content": FREE, "variants": {"a": {}, "b": {"benefit": 1, "positioning": 0}},
        "pulse": {"every_days": 3, "days": 2}},
    "points": {"variants": {"c": {}, "d": {"benefit": 1}}}, "calendar": {"open": {"end": 3, "points": 2, "advertising": 2}}, "team": {},
    "review": {"over": "both", "every_days": 2}, "activities": {name: {**one, "content": FREE} for name, one in ACTIVITIES.items()},
    "advertising": {"cost_per_mille": "200 CNY"}}
result = run(town(plan, {"people.count": 120, "horizon": 6, "budget.total": "3k CNY"}), "plan")
digest = hashlib.sha256()
for table in ("daily", "orders", "ledger", "points", "cascades", "variants", "activities"):
    for column in result.columns[table].values():
        digest.update(repr(list(column)).encode())
print(digest.hexdigest(), result.metrics["orders"] > 20)
"""


def test_the_compiler_changes_nothing():
    """Everything of this page at once, compiled and in plain Python, to the last bit of every table."""
    import os
    import subprocess
    import sys

    digests = []
    for off in ("0", "1"):
        environment = os.environ | {
            "NUMBA_DISABLE_JIT": off,
            "PYTHONPATH": os.pathsep.join([os.path.dirname(__file__), *filter(None, sys.path)]),
        }
        done = subprocess.run(
            [sys.executable, "-c", DIGEST_OF_ALL], env=environment, capture_output=True, text=True, check=True
        )
        digests.append(done.stdout.strip())
    assert digests[0] == digests[1] and digests[0].endswith("True")


def test_the_room_that_tables_start_with_changes_nothing(world, lively, monkeypatch):
    monkeypatch.setattr(engine, "FIRST_ROOM", 1)
    again = run(town(with_activities(), SHARING), "plan", world=world)
    same(again, lively[1])
    pd.testing.assert_frame_equal(again.activities, lively[1].activities)
