"""Copy variants, message consistency, pulses, phases, the team, activities and the review: laws, and counts that are exact."""

import numpy as np
import pandas as pd
import pytest

from gridsim.engine import run as engine
from gridsim.engine.run import run
from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario
from gridsim.world import build_world

TOWN = {
    "name": "A hamlet",
    "people": {"count": 200, "circle_size": 20, "need_interval": 20, "roles": {"employee": {"count": 5}, "kol": {"count": 3}}},
    "horizon": 12,
    "budget": {"total": "5k CNY"},
    "network": {"moments": {"mean_friends": 20}, "micro_blog": {"mean_follows": 8, "official_followers": "60%", "delivered": 1}},
    "market": {"initial_awareness": "30%", "buying": {"click_chance_to_order": 0.3}},
    "response": {"reaction": {"open_chance": 0.4, "click_chance": 0.6, "share_chance": 0.1, "fatigue_effect": 0}},
}
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
    arrays = engine.town_of(scenario, plan, world)
    return engine.play(arrays, engine.start(scenario, plan, world, arrays, 1, 0))


def same(one, other, but=()):
    for name in ("daily", "orders", "ledger", "points", "cascades"):
        pd.testing.assert_frame_equal(one.table(name), other.table(name), check_exact=True)


# --- variants


@pytest.mark.parametrize("choice", ["turn", "draw"])
def test_variants_that_are_alike_are_no_variants(world, choice):
    """The content decides, not the variant: posts keep their luck."""
    plain = run(town({"account": CHEAP}), "plan", world=world)
    twins = run(town({"account": {**CHEAP, "variants": {"a": {}, "b": {}}, "variant_choice": choice}}), "plan", world=world)
    same(plain, twins)
    assert len(plain.variants) == 0 and len(twins.variants) == 2 * 12


def test_variants_take_turns_and_what_is_measured_adds_up(world):
    strategy = {"account": {**CHEAP, "variants": {"a": {}, "b": {"benefit": 1}, "c": {"quality": 1}}}, "advertising": {"variants": {"x": {}, "y": {}}}}
    result = run(town(strategy, {"switches.word_of_mouth": False}), "plan", world=world)
    sums = result.variants.groupby(["line", "variant"])[["posts", "impressions", "reads", "clicks", "orders", "spend"]].sum()
    posts = sums.loc["account", "posts"]
    assert posts.sum() == 36 and posts.max() - posts.min() <= 1
    assert sums["impressions"].sum() == result.metrics["impressions"] and sums["clicks"].sum() == result.metrics["clicks"]
    assert sums["orders"].sum() == (result.orders["root_post"] >= 0).sum() > 0
    # every advertisement is produced once; that is not the spending of one day's showings
    produced = round(100 * result.metrics["cost_content"]) - sums.loc["account", "spend"].sum()
    assert produced == 2 * 10800
    assert sums.loc["advertising", "spend"].sum() == round(100 * result.metrics["cost_media"])


def test_drawn_variants_are_equally_frequent(world):
    strategy = {"account": {"posts_per_day": 40, "content": {"cost_at_full_quality": 0}, "variants": {"a": {}, "b": {}}, "variant_choice": "draw"}}
    n = run(town(strategy), "plan", world=world).variants.groupby("variant")["posts"].sum()
    assert n.sum() == 480 and abs(n["a"] - 240) < 4 * 480**0.5 / 2


def test_points_and_kols_take_variants_too(world):
    strategy = {
        "preset": "grid",
        "points": {"variants": {"a": {}, "b": {"personal_topic": 1}}, "management_cost": 0, "training_cost": 0},
        "kol": {"spend": 0.2, "variants": {"p": {}, "q": {}}},
    }
    sums = run(town(strategy), "plan", world=world).variants.groupby(["line", "variant"])["posts"].sum()
    assert (sums.loc["points"] > 0).all() and (sums.loc["kol"] > 0).all() and abs(sums["kol", "p"] - sums["kol", "q"]) <= 1
    assert sums["account", ""] == 12


# --- positioning


def test_consistent_messages_change_nothing(world):
    """With one positioning everywhere the effect of inconsistency is no matter, to the last bit."""
    strategy = {"account": CHEAP, "advertising": {}}
    one, other = (run(town(strategy, {"response.memory.inconsistency_effect": e}), "plan", world=world) for e in (1, 0.01))
    same(one, other)


def test_a_person_remembers_the_moving_mean_of_what_was_read(world):
    scenario = town({"account": {**CHEAP, "content": {"positioning": 0.9}}}, {"switches.word_of_mouth": False})
    remembered = finished(scenario, world).state.positioning
    read = remembered >= 0
    assert read.any() and (~read).any()
    assert np.allclose(remembered[read], 0.9)


def test_contradiction_costs_trust(world):
    def trust(positioning, effect):
        strategy = {"account": {**CHEAP, "content": {"positioning": 0}}, "advertising": {"content": {"positioning": positioning}}}
        return finished(town(strategy, {"response.memory.inconsistency_effect": effect}), world).state.trust.mean()

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
        always, pulsed = (run(town({line: {"spend": 0.5, "pulse": p}}), "plan", world=world) for p in (None, pulse))
        difference = abs(always.metrics[flow] - pulsed.metrics[flow])
        dearest = 0.06 if line == "advertising" else always.metrics[flow] / (always.cascades["kind"] == "sponsored").sum() * 3
        assert difference <= dearest, line
        on = pulsed.daily["marketing_cost"].to_numpy()[1:] > 0
        assert not on[[1, 2, 3, 6, 7, 8]].any() and on[[4, 5]].any()


def test_a_phase_multiplies_posts_and_spending_speed(world):
    phases = {"opening": {"end": 4, "account": 3, "advertising": 2, "points": 0}, "pause": {"start": 8, "account": 0}}
    scenario = town({"preset": "hybrid", "account": {"posts_per_day": 2}, "calendar": phases}, {"strategies.plan.points.management_cost": 0})
    result = run(scenario, "plan", world=world)
    kinds = result.cascades.assign(day=result.cascades["tick"] // 4).groupby(["kind", "day"], observed=True).size()
    assert list(kinds["brand"]) == [6] * 4 + [2] * 4
    assert kinds["personal"].index.min() == 4
    media = result.ledger.query("what == 'media' and debit > 0").set_index("day")["debit"]
    assert abs(media[:4].mean() / media[4:].mean() - 2) < 0.02
    assert abs(media.sum() - 125000) < 200


def test_the_team_is_the_capacity_of_the_brand_s_own_posts(world):
    strategy = {"account": {"posts_per_day": 6, "content": {"cost_at_full_quality": 0}}, "team": {"people": 3, "posts_per_person_day": 0.5}}
    result = run(town(strategy), "plan", world=world)
    daily = result.cascades.query("kind == 'brand'").groupby(lambda row: result.cascades["tick"][row] // 4).size()
    assert daily.sum() == 18 and set(daily) == {1, 2}
    assert "54 posts not made, for want of people in the team" in result.budget_note
