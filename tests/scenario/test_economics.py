"""What one order leaves, by hand; warnings of orders that lose money and of advertising beyond measure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario
from gridsim.scenario.economics import BASE, COUPON, POINT, unit_economics, warnings_of

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


def scenario(**changes):
    written = {"budget": {"total": "10k CNY"}, "people": {"count": 1000}, "strategies": {"official": {}, "grid": {}}}
    return load_scenario(written, {key.replace("__", "."): value for key, value in changes.items()})


def test_a_price_below_its_costs_is_warned_of_with_the_sum():
    told = warnings_of(scenario(market__product__price="60 CNY", market__product__unit_cost="48 CNY"))
    assert len(told) == 1 and told[0].startswith("market.product: every order loses 3 CNY: ")
    assert "60 − 48 goods − 12 delivery (default) − 3 platform fee (5 %, default) = −3 CNY" in told[0]


def test_default_margins_are_not_warned_of():
    assert warnings_of(scenario()) == []
    by = {(one.strategy, one.way): one for one in unit_economics(scenario())}
    assert by["", BASE].left == 12_800 - 6_400 - 1_200 - 640
    assert by["grid", POINT].commission == 1_280 + 256 and by["grid", POINT].left == 4_560 - 1_536


@pytest.mark.parametrize(
    ("changes", "way", "words"),
    [
        ({"strategies__grid__points__commission": "[30%, 8%]"}, POINT, "48.64 commission (30 % + 8 %) = −3.04 CNY"),
        ({"strategies__official__account__content__discount": "40%"}, COUPON, "128 − 51.20 coupon − 64 goods"),
        (
            {"strategies__grid__points__mall_rules__fixed": {"seller": "40 CNY", "recruiter": "10 CNY"}},
            POINT,
            "50 commission (fixed sums) = −4.40",
        ),
        (
            {"strategies__grid__points__mall_rules__tiers": {"top": {"from_sales": "1k CNY", "rate": "40%"}}},
            POINT,
            "53.76 commission (40 % + 2 %)",
        ),
        ({"strategies__grid__points__content__discount": "25%"}, POINT, "128 − 32 coupon"),
    ],
)
def test_commission_and_coupons_above_the_margin(changes, way, words):
    told = warnings_of(scenario(**changes))
    strategy = next(iter(changes)).split("__")[1]
    if words == "128 − 32 coupon":  # the rest of the margin carries it
        one = next(one for one in unit_economics(scenario(**changes)) if one.way == way)
        assert (
            told == [] and words in one.sum_text("CNY") and one.left == 12_800 - 3_200 - 6_400 - 1_200 - 480 - 960 - 192
        )
        return
    assert len(told) == 1 and told[0].startswith(f"strategies.{strategy}: {way} loses ") and words in told[0]


def test_every_product_has_its_own_sum():
    told = warnings_of(scenario(market__more_products={"jam": {"price": "20 CNY", "unit_cost": "15 CNY"}}))
    assert len(told) == 1 and told[0].startswith(
        "market.more_products.jam: every order loses 8 CNY: 20 − 15 goods − 12 delivery"
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), st.integers(0, 300), st.integers(0, 40), st.integers(0, 100))
def test_a_warning_comes_exactly_where_the_sum_is_negative(price, goods, delivery, fee):
    told = warnings_of(
        scenario(
            market__product__price=f"{price} CNY",
            market__product__unit_cost=f"{goods} CNY",
            operation__shipping_cost=f"{delivery} CNY",
            operation__platform_fee=f"{fee}%",
            strategies={"official": {}},
        )
    )
    left = price * 100 - goods * 100 - delivery * 100 - price * fee
    assert bool(told) == (left < 0)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_give_no_cause(path):
    said = [text for text in warnings_of(load_scenario(path)) if "not steady" not in text]  # see test_steady
    assert said == []


def test_thirty_nine_advertisements_a_day():
    """1,000 people, 30 days, 70 % of 10k CNY at 6 CNY for 1,000: 1,166,667 showings, 38.9 a person and day."""
    plenty = scenario(horizon=30, strategies={"advertising": {"advertising": {"cost_per_mille": "6 CNY"}}})
    told = warnings_of(plenty)
    assert len(told) == 1 and "70 % of 10,000 CNY buys 38.9 showings a person and day over 30 days" in told[0]
    assert warnings_of(plenty.replace({"strategies.advertising.advertising.frequency_cap": 3})) == []
    assert warnings_of(plenty.replace({"budget.total": "1k CNY"})) == []
    assert "over 1 day;" in warnings_of(plenty.replace({"strategies.advertising.advertising.end": 1}))[0]


def many(losing, n=200):
    """A scenario with so many articles, some of which cost more than they bring."""
    articles = {f"sku{i:03d}": {"price": "20 CNY", "unit_cost": f"{30 + i if i < losing else 5} CNY"} for i in range(n)}
    return load_scenario(
        {
            "market": {"more_products": articles},
            "operation": {"shipping_cost": "3 CNY"},
            "strategies": {"official": {}, "grid": {}},
        }
    )


def test_many_losing_products_are_one_sentence():
    (told,) = warnings_of(many(20))
    assert told.startswith(
        "market: every order of 20 of the 201 products loses money, most of all sku019, which loses 33 CNY: 20 − 49"
        " goods"
    )
    assert (
        "Then sku018, sku017, sku016, sku015, sku014 and 14 more. The more of them is sold, the more is lost." in told
    )
    assert len(warnings_of(many(3))) == 3


def test_the_best_sells_least_only_where_all_lose():
    assert not any("sells least" in text for n in (1, 3, 20) for text in warnings_of(many(n)))
    (one,) = warnings_of(
        load_scenario(
            {"market": {"product": {"price": "60 CNY", "unit_cost": "58 CNY"}}, "strategies": {"official": {}}}
        )
    )
    assert one.endswith("the best strategy is then the one that sells least.")


def test_only_what_is_played_is_warned_of():
    scenario = load_scenario(
        {
            "people": {"count": 200},
            "horizon": 10,
            "budget": {"total": "60k CNY"},
            "strategies": {"official": {}, "advertising": {}},
        }
    )
    assert "strategies.advertising" in warnings_of(scenario)[0] and warnings_of(scenario, ["official"]) == []


def test_a_key_currency_is_told_where_the_currency_stands():
    with pytest.raises(ScenarioError, match="that of budget.total counts"):
        load_scenario({"currency": "EUR", "strategies": {"official": {}}})
