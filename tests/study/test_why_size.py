"""A `why` is sized before it begins, its limits limit, the firm's own facts are known, and cost stays below price."""

from __future__ import annotations

import pytest

import gridsim as gs
from gridsim.errors import ScenarioError
from gridsim.scenario.economics import unit_economics
from gridsim.study.why_assumptions import MARGIN_KEYS, assumptions, within_margin
from gridsim.study.why_questions import GROUPS
from gridsim.study.why_size import plan_of

TOWN = {
    "people": {"count": 120},
    "horizon": 4,
    "budget": {"total": "1k CNY"},
    "market": {"product": {"price": "60 CNY", "unit_cost": "20 CNY"}},
    "strategies": {"official": {}, "grid": {}},
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return gs.compare(gs.load_scenario(TOWN), replicates=3, out=tmp_path_factory.mktemp("why") / "out")


def test_what_the_file_sets_is_known(stored):
    known = set(stored.manifest["given"])
    assert {"people.count", "market.product.price", "market.product.unit_cost"} <= known
    labels = {label for label, _, _ in assumptions(stored.scenario, ["grid", "official"], known)}
    assert "market.product.unit_cost" not in labels and "people.circle_size" in labels
    again = {label for label, _, _ in assumptions(stored.scenario, ["grid", "official"], known, ["market.product.*"])}
    assert again - labels == {"market.product.price", "market.product.unit_cost"}


@pytest.mark.parametrize("price, cost", [(60, 20), (128, 64), (30, 15), (500, 10)])
def test_no_end_of_a_range_puts_the_cost_above_the_price(price, cost):
    changes = {"market.product.price": f"{price} CNY", "market.product.unit_cost": f"{cost} CNY"}
    scenario = gs.load_scenario({"strategies": {"official": {}}}, changes)
    ranges = {info.path: info.typical for info in scenario.parameters() if info.path in MARGIN_KEYS}
    assert len(ranges) == 4
    for path, ends in ranges.items():
        for end in within_margin(scenario, path, ends):
            assert unit_economics(scenario.replace({path: end}))[0].left >= 0, (path, end)


def test_a_loss_that_is_there_already_is_left_alone():
    scenario = gs.load_scenario({"strategies": {"official": {}}}, {"market.product.price": "40 CNY"})
    assert within_margin(scenario, "market.product.unit_cost", ("10 CNY", "400 CNY")) == ("10 CNY", "400 CNY")


def test_limits_limit(stored):
    """`most` n: two ends and two strategies for 3 n assumptions once, and for n of them in the other replicates."""
    whole = plan_of(stored, ["tornado"], 3)
    base = 2 * 3
    for most in (1, 6):
        plan = plan_of(stored, ["tornado"], 3, most)
        assert plan.size.runs <= base + 2 * 2 * 3 * most + 2 * 2 * most * 2 < whole.size.runs / 2
        assert plan.n_chosen == most and plan.size.seconds < whole.size.seconds


def test_a_quick_one_fits_into_two_minutes(stored):
    plan = plan_of(stored, [*GROUPS], quick=True)
    assert plan.groups == ["knock-outs", "tornado"] and len(plan.numbers) == 2 and 2 <= plan.n_chosen <= 12
    slow = {"runs": {name: {"seconds": 3.0 * 2 * 3} for name in ("official", "grid", "nothing")}, "world_seconds": 6.0}
    stored.manifest["timing"], kept = slow, stored.manifest["timing"]
    try:
        assert plan_of(stored, [*GROUPS], quick=True).n_chosen == 2
        whole = plan_of(stored, [*GROUPS], threads=1).size
        assert whole.seconds > 60 * 60 and whole.sentence().endswith((" h", " min"))
    finally:
        stored.manifest["timing"] = kept


def test_a_quick_why_says_its_size_first_and_one_sign_a_sentence(stored):
    told = []
    found = gs.why(stored, quick=True, most=2, announce=told.append)
    runs = plan_of(stored, [*GROUPS], most=2, quick=True).size.runs
    assert told and told[0].startswith(f"{runs} runs, about ")
    # the two that matter most among those that are guessed
    assert {row["parameter"] for row in found["tornado"]} == {
        "network.moments.mean_friends",
        "market.buying.trust_effect",
    }
    assert not any("−" in text for text in found["sentences"].values())


@pytest.mark.parametrize(("also", "words"), [
    ("market.product.prize", "Did you mean market.product.price"), ("nonsense.*", "a pattern such as people"),
    ("people.circle_size", "as a guess anyway"), ("seed", "an assumption with a typical range"), (["market.product.price", "nope"], "nope"),
])  # fmt: skip
def test_a_key_that_changes_nothing_is_refused(stored, also, words):
    with pytest.raises(ScenarioError, match=words):
        gs.why(stored, quick=True, also=also)


def test_a_key_is_refused_where_nothing_reads_it(stored):
    with pytest.raises(ScenarioError, match="tornado"):
        gs.why(stored, only="spend", also="market.product.price")


def test_keys_that_are_named_are_asked_first(stored):
    plan = plan_of(stored, [*GROUPS], most=2, quick=True, also=["market.product.price", "market.product.unit_cost"])
    assert {one.label for one in plan.unsure} == {"market.product.price", "market.product.unit_cost"}
