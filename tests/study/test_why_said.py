"""The sentences of a `why`: no signed amount in any, whatever the numbers are, and they name what could turn or pay."""

from __future__ import annotations

import pytest

from gridsim.formats import MINUS
from gridsim.study.why_said import sentences

WAYS = [
    (5.0, 3.0, 7.0),
    (-5.0, -7.0, -3.0),
    (-1.5, -10.97, 7.97),
    (2.0, -1.0, 5.0),
    (0.0, 0.0, 0.0),
    (-4.0, None, None),
    (-1.0, -2.0, 0.0),
]


def change(mean, low, high):
    return {"mean": mean, "low": low, "high": high, "n": 1 if low is None else 3}


def found_of(one, rival="grid", n=2):
    end = {"value": 0.3, "effect": one, "difference": one, "gain": one, "gains": {"official": one}}
    rows = [
        {"parameter": f"people.key{i}", "unit": "share", "ends": {"low": end}, "replicates": 3, "turns": "perhaps"}
        for i in range(n)
    ]
    leader = {"budget": 500.0, "best": "official", "runner_up": rival, "difference": one, "decided": False}
    spend = {"rows": [{"strategy": "official", "budget": 500.0, "contribution": one}], "leaders": [leader]}
    channel = {"channel": "mass_media", "true": {"incremental_orders": one}}
    return {
        "best": "official",
        "rival": rival,
        "gains": {"official": change(-9.0, -12.0, -6.0)},
        "currency": "CNY",
        "replicates": 3,
        "gain": change(-9.0, -12.0, -6.0),
        "tornado": rows,
        "spend": spend,
        "knock_outs": [
            {"switch": "fatigue", "strategies": [{"strategy": "official", "brings": one}], "difference_without": one}
        ],
        "channels": [{"strategy": "official", "channels": [channel], "errors": {}}],
    }


@pytest.mark.parametrize("numbers", WAYS)
@pytest.mark.parametrize("rival", ["grid", None])
def test_no_amount_has_a_sign(numbers, rival):
    said = sentences(found_of(change(*numbers), rival), ["knock-outs", "spend", "tornado", "channels"])
    for text in said.values():
        assert (
            MINUS not in text and " -" not in text and "(-" not in text and text.endswith(".") and text == text.strip()
        )


def test_both_ways_are_named_where_the_interval_holds_zero():
    said = sentences(found_of(change(-1.5, -10.97, 7.97)), ["tornado", "spend", "channels"])
    plain = {name: text.replace("\N{NO-BREAK SPACE}", " ") for name, text in said.items()}
    words = (
        "at 30 % official earns 1.50 CNY less, compared with grid, than as played (90 % interval 10.97 CNY less to 7.97"
        " CNY more)"
    )
    assert words in plain["tornado"]
    assert "Within their typical ranges these could put grid ahead: people.key0, people.key1." in plain["tornado"]
    assert "loses least with 500 CNY: 1.50 CNY less than doing nothing" in plain["spend"]
    assert "without mass media 1.5 more (interval 11 more to 7.97 fewer)" in plain["channels"]


def test_what_would_pay_is_said_where_the_best_does_not():
    text = sentences(found_of(change(5.0, 3.0, 7.0)), ["tornado"])["tornado"].replace("\N{NO-BREAK SPACE}", " ")
    assert "official would earn more than doing nothing at people.key0 30 % and people.key1 30 %." in text
    never = sentences(found_of(change(-5.0, -7.0, -3.0)), ["tornado"])["tornado"]
    assert "At neither end of any of these ranges does official earn more than doing nothing." in never


def test_one_is_one():
    text = sentences(found_of(change(-1.5, -10.97, 7.97), n=1), ["tornado"])["tornado"]
    assert (
        text.startswith("The one assumption asked about, people.key0, moves")
        and "Within its typical range this could put" in text
    )


def test_budgets_that_change_nothing_are_one():
    found = found_of(change(5.0, 3.0, 7.0))
    (one,) = found["spend"]["leaders"]
    found["spend"]["leaders"] = [
        {**one, "factor": factor, "budget": 500.0 * factor, "decided": True} for factor in (0.5, 1, 2)
    ]
    text = sentences(found, ["spend"])["spend"].replace("\N{NO-BREAK SPACE}", " ")
    assert "at each from 250 CNY to 1,000 CNY official leads grid (5 CNY ahead" in text and text.count("leads") == 1
