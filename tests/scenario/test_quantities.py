"""Amounts, shares, times and head counts: what they read, and what they refuse."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridsim.scenario import quantities as q


@pytest.mark.parametrize(
    "text, cents",
    [
        ("128 CNY", 12_800),
        ("200k CNY", 20_000_000),
        ("1.5M CNY", 150_000_000),
        ("20万", 20_000_000),
        ("20万 CNY", 20_000_000),
        ("20万元", 20_000_000),
        ("¥200", 20_000),
        ("￥２００", 20_000),
        ("CNY 5", 500),
        ("163.50", 16_350),
        ("100,000 CNY", 10_000_000),
        ("0.10 CNY", 10),
        (163.5, 16_350),
        (0.1, 10),
        (0, 0),
        (1e13, 10**15),
    ],
)
def test_money_is_read_exactly(text, cents):
    assert q.money(text) == cents


@pytest.mark.parametrize(
    "value, constraint",
    [
        ("-3 CNY", ">= 0"),
        (-3, ">= 0"),
        ("0.001", "whole cents"),
        (0.1234, "whole cents"),
        ("10000000000000.000000000000000000001", "amount of money"),
        (1e14, "at most"),
        ("1e99", "at most"),
        (10**50, "finite"),
        (math.nan, "finite"),
        (-math.inf, "finite"),
        ("5 USD", "in CNY"),
        ("$5", "in CNY"),
        (True, "an amount of money"),
        ("on", "an amount of money"),
        ("", "an amount of money"),
        ("CNY", "an amount of money"),
        ("CNY 5 CNY", "an amount of money"),
        ("5 cny", "an amount of money"),
        ("1.2.3", "an amount of money"),
        ("1,00", "an amount of money"),
        ("9" * 61, "an amount of money"),
        (None, "an amount of money"),
        ([5], "an amount of money"),
    ],
)
def test_money_refuses(value, constraint):
    with pytest.raises(q.BadQuantity) as caught:
        q.money(value)
    assert constraint in caught.value.constraint
    assert caught.value.advice


def test_money_counts_in_the_currency_of_the_scenario():
    assert q.money("5 USD", "USD") == 500
    with pytest.raises(q.BadQuantity, match="USD"):
        q.money("5 CNY", "USD")


@pytest.mark.parametrize(
    "text, value",
    [("12%", 0.12), ("3.22 %", 0.0322), ("１２％", 0.12), (0.3, 0.3), ("0.3", 0.3), ("-5%", -0.05), (1, 1.0)],
)
def test_share_is_read(text, value):
    assert q.share(text) == value


@pytest.mark.parametrize("value", [True, "on", "x%", "%", "", None, [0.1], math.nan, math.inf, "nan"])
def test_share_refuses(value):
    with pytest.raises(q.BadQuantity):
        q.share(value)


@pytest.mark.parametrize(
    "text, value",
    [
        ("90 days", 90),
        ("1 day", 1),
        ("26 weeks", 182),
        ("2.5 weeks", 17.5),
        ("36 hours", 1.5),
        ("24 hours", 1),
        ("14天", 14),
        (30, 30),
        (0.25, 0.25),
    ],
)
def test_days_are_read(text, value):
    result = q.days(text)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize("value", ["3 months", "1 year", "soon", "90 miles", "", True, None, math.nan])
def test_days_refuse(value):
    with pytest.raises(q.BadQuantity):
        q.days(value)


@pytest.mark.parametrize(
    "given, n, people",
    [(60, 10, 60), ("0.3%", 20_000, 60), ("0.3%", 100, 0), ("2.5%", 20, 1), ("100%", 7, 7), ("20k", 5, 20_000)],
)
def test_heads_are_numbers_or_shares(given, n, people):
    assert q.heads(q.head_count(given), n) == people


@pytest.mark.parametrize("value", [0.5, "0.5", -1, "-1%", "101%", True, "few", None, 1e12])
def test_heads_refuse(value):
    with pytest.raises(q.BadQuantity):
        q.head_count(value)


def test_booleans_get_a_hint():
    for read in (q.money, q.share, q.days, q.head_count, q.number):
        with pytest.raises(q.BadQuantity, match="not numbers"):
            read("off")


@given(st.integers(0, q.LARGEST_CENTS))
def test_money_text_is_read_back(cents):
    assert q.money(q.money_text(cents, "USD"), "USD") == cents


anything = st.one_of(
    st.text(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.binary(),
    st.text("0123456789.,eE+-%kM万 CNY¥ days", max_size=12),
)


@given(anything)
def test_parsers_return_what_they_promise_or_say_why_not(value):
    for read, promise in (
        (q.money, _is_cents),
        (q.share, math.isfinite),
        (q.days, math.isfinite),
        (q.head_count, _is_heads),
        (q.number, math.isfinite),
    ):
        try:
            assert promise(read(value))
        except q.BadQuantity as bad:
            assert bad.constraint and bad.advice


def _is_cents(value):
    return type(value) is int and 0 <= value <= q.LARGEST_CENTS


def _is_heads(value):
    return 0 <= q.heads(value, 1000) <= 10**9
