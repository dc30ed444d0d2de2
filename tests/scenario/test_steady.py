"""An untouched market that cannot be steady is said to be so, before anything is played."""

from pathlib import Path

import pytest

from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.scenario.economics import warnings_of
from gridsim.scenario.steady import drifts

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
KNOWN_TO_DRIFT = {"bad_product": "then orders fall by themselves"}
"""Shipped scenarios that drift, and the comment that says so."""

MARKET = {
    "people": {"count": 8_000, "need_interval": 7, "roles": {"kol": {"count": 0}}},
    "network": {"moments": {"mean_friends": 20}, "micro_blog": {"mean_follows": 2}},
    "market": {"share": "10%"},
    "operation": {"told_per_order": 2},
    "horizon": 90,
    "strategies": {"official": {}},
}


def market(claims, **changes):
    """A market whose product and service are .75, with a need a week."""
    named = {key.replace("__", "."): value for key, value in changes.items()}
    return load_scenario(MARKET).replace({"market.product.claims": claims, **named})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_is_steady_or_says_why_not(path):
    said = [text for text in warnings_of(load_scenario(path)) if "not steady" in text]
    assert bool(said) == (path.stem in KNOWN_TO_DRIFT), said
    if said:
        assert KNOWN_TO_DRIFT[path.stem] in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("claims", "words"), [(0.69, "Orders rise"), (0.9, "Orders fall")])
def test_the_warning_names_the_key_and_its_value(claims, words):
    said = warnings_of(market(claims))
    assert len(said) == 1 and words in said[0] and "Set market.product.claims to 0.75" in said[0], said
    assert warnings_of(market(0.75)) == []


def test_as_far_as_it_is_bearable_nothing_is_said():
    assert list(drifts(market(0.7))) == list(drifts(market(0.8))) == []


def test_a_launch_is_not_steady_in_any_case():
    assert warnings_of(market(0.9, market__initial_awareness="5%")) == []


def test_a_further_product_is_named():
    said = warnings_of(market(0.75, market__more_products={"jam": {"quality": 0.5}}))
    assert [text.split(":")[0] for text in said] == ["market.more_products.jam"]


def drift(claims):
    """Orders of the last month of a season over those of the first."""
    months = sum(run(market(claims), "nothing", seed=seed).daily["orders"].to_numpy()[:90] for seed in range(2))
    first, _, last = months.reshape(3, 30).sum(1)
    return last / first


def test_it_drifts_where_it_is_said_to():
    """By more than the 5 % that steadiness allows, and by less where it is as claimed."""
    as_claimed = drift(0.75)
    assert as_claimed == pytest.approx(1, abs=0.05)
    assert drift(0.85) < 0.95 * as_claimed and drift(0.65) > 1.05 * as_claimed
