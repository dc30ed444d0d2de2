"""How many of the people chosen to activate: the peak of the fresh runs, or nobody; by hand from the runs."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gridsim.study.activation_advice import advice
from gridsim.study.activation_findings import CHOICES, STEPS
from gridsim.study.selection import Field


def runs_of(curve, friends=None, noise=(-1.0, 0.0, 1.0)):
    """Fresh runs: the chosen add `curve` by step after marketing, those with the most friends `friends`, all others
    lose 900."""
    rows = []
    for replicate, luck in enumerate(noise):
        rows.append(
            {
                "choice": "nobody",
                "step": 0.0,
                "replicate": replicate,
                "contribution_margin": 100.0,
                "net_contribution": 100.0,
            }
        )
        for name in CHOICES:
            own = curve if name == "chosen" else friends or [-900.0] * 4 if name == "friends" else [-900.0] * 4
            for step, gain in zip(STEPS, own, strict=True):
                value = 100.0 + gain + luck * (1 + step)
                rows.append(
                    {
                        "choice": name,
                        "step": step,
                        "replicate": replicate,
                        "contribution_margin": value,
                        "net_contribution": value,
                    }
                )
    return pd.DataFrame(rows)


def advised(curve, friends=None, metric="contribution_margin", noise=(-1.0, 0.0, 1.0)):
    n = 8
    field = Field(np.arange(n), np.full(n, 1000), np.ones(n), 8000, np.zeros(n))
    selection = SimpleNamespace(chosen=np.arange(n))
    return advice(metric, field, selection, runs_of(curve, friends, noise), [f"p{i}" for i in range(n)], "CNY")


def test_it_stops_at_the_peak():
    found = advised([745.0, 600.0, 500.0, 413.0])
    assert (found["step"], found["people"], found["cost"]) == (0.25, ["p0", "p1"], 20.0)
    assert found["gain"]["mean"] == pytest.approx(745) and found["less_than_all"]["mean"] == pytest.approx(745 - 413)
    assert found["sentence"].startswith("Activate 2 people for 20 CNY: they add 745 CNY")
    assert "All 8 that the money pays would add 332 CNY" in found["sentence"] and "; decided)" in found["sentence"]
    assert [row["people"] for row in found["curve"]] == [0, 2, 4, 6, 8]


def test_all_where_the_curve_still_rises():
    found = advised([100.0, 200.0, 300.0, 413.0])
    assert found["step"] == 1.0 and len(found["people"]) == 8 and "peaks before" not in found["sentence"]


def test_nobody_where_all_end_below_zero():
    found = advised([-30.0, -60.0, -90.0, -120.0])
    assert found["nobody"] and found["people"] == [] and found["cost"] == 0.0
    said = (
        "Activate nobody: all choices end below zero, the least bad (2 people) 30 CNY less than nobody (90 % interval 2"
    )
    assert found["sentence"].startswith(said)
    unsure = advised([-0.1, -60.0, -90.0, -120.0], noise=(-9.0, 0.0, 9.0))
    assert unsure["people"] == [] and unsure["sentence"].endswith("undecided.")


def test_a_search_no_better_than_friends_says_so():
    same = advised([100.0, 200.0, 300.0, 413.0], [100.0, 200.0, 300.0, 413.0])
    assert not same["search"]["better"] and "not decidedly better than those with the most friends" in same["sentence"]
    assert advised([100.0, 200.0, 300.0, 413.0])["search"]["better"]


def test_a_metric_that_is_no_money_goes_by_itself():
    runs = runs_of([5.0, 9.0, 12.0, 14.0]).rename(columns={"contribution_margin": "reach"})
    field = Field(np.arange(4), np.full(4, 1000), np.ones(4), 4000, np.zeros(4))
    found = advice("reach", field, SimpleNamespace(chosen=np.arange(4)), runs, list("abcd"), "CNY")
    assert found["measure"] == "reach" and found["people"] == list("abcd") and not found["nobody"]


def test_steps_that_pay_for_nobody_are_not_the_least_bad():
    """One person whom only all the money pays for: the parts of it bring nothing and cost nothing, and are no
    choice."""
    field = Field(np.arange(1), np.full(1, 1000), np.ones(1), 1000, np.zeros(1))
    found = advice(
        "net_contribution", field, SimpleNamespace(chosen=np.arange(1)), runs_of([0.0, 0.0, 0.0, -7.0]), ["p0"], "CNY"
    )
    assert found["people"] == [] and "the least bad (1 person) 7 CNY less than nobody (90 %" in found[
        "sentence"
    ].replace("\N{NO-BREAK SPACE}", " ")
