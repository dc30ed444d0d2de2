"""Numbers as people write them: every form is read rightly or refused, none as another number."""

from __future__ import annotations

import contextlib
import itertools
import re
from pathlib import Path

import pytest

from gridsim.currencies import decimals, minor_units
from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario
from gridsim.scenario import quantities as q
from gridsim.study.experiment import load_experiment

TABLE = {
    # written: (money in fen, heads, share, days); None is refused
    "100.000": (None, None, 100.0, None),
    "20.000": (None, None, 20.0, None),
    "1.500": (None, None, 1.5, None),
    "1,5": (None, None, None, None),
    "1,00": (None, None, None, None),
    "0,125": (None, None, None, None),
    "1.000,50": (None, None, None, None),
    "1 000,50": (None, None, None, None),
    "1.234.567": (None, None, None, None),
    "1,00,000": (None, None, None, None),
    "1,000": (100_000, 1000, None, None),
    "1,234,567": (123_456_700, 1_234_567, 1_234_567, 1_234_567),
    "1,234.50": (123_450, None, 1234.5, 1234.5),
    "1'000": (100_000, 1000, 1000, 1000),
    "1’000": (100_000, 1000, 1000, 1000),
    "1 000": (100_000, 1000, 1000, 1000),
    "1\u2009000": (100_000, 1000, 1000, 1000),
    "1\u202f000": (100_000, 1000, 1000, 1000),
    "1\u00a0000": (100_000, 1000, 1000, 1000),
    "1_000": (100_000, 1000, 1000, 1000),
    "1,000 000": (None, None, None, None),
    "１００": (10_000, 100, 100, 100),
    "１，０００": (100_000, 1000, None, None),
    "20万": (20_000_000, 200_000, 200_000, 200_000),
    "1.125万": (1_125_000, 11_250, 11_250, 11_250),
    "2千": (200_000, 2000, 2000, 2000),
    "3k": (300_000, 3000, 3000, 3000),
    "1.5k": (150_000, 1500, 1500, 1500),
    "1.5M": (150_000_000, 1_500_000, 1_500_000, 1_500_000),
    "1.5m": (None, None, None, None),
    "1e3": (100_000, 1000, 1000, 1000),
    "2.500e3": (250_000, 2500, 2500, 2500),
    ".5": (50, None, 0.5, 0.5),
    "5.": (500, None, 5, 5),
    "5.0": (500, None, 5, 5),
    "0.500": (50, None, 0.5, 0.5),
    "−5": (None, None, -5, -5),
    "－5": (None, None, -5, -5),
    "007": (None, None, None, None),
    "000": (None, None, None, None),
    "5²": (None, None, None, None),
    "1⑤": (None, None, None, None),
    "½": (None, None, None, None),
    "٣": (None, None, None, None),
    "1 2": (None, None, None, None),
    "10-20": (None, None, None, None),
    "12 %": (None, "12%", 0.12, None),
    "12％": (None, "12%", 0.12, None),
    "1,5 %": (None, None, None, None),
    "¥100": (10_000, None, None, None),
    "￥１００": (10_000, None, None, None),
    "CNY 100": (10_000, None, None, None),
    "100 RMB": (10_000, None, None, None),
    "100元": (10_000, None, None, None),
    "¥1,234.5": (123_450, None, None, None),
    "¥100.000": (None, None, None, None),
    "$100": (None, None, None, None),
    "100 €": (None, None, None, None),
}
READERS = (q.money, q.head_count, q.share, q.days)


@pytest.mark.parametrize("text", TABLE)
def test_what_is_read_as_what(text):
    for read, right in zip(READERS, TABLE[text], strict=True):
        if right is None:
            with pytest.raises(q.BadQuantity) as refused:
                read(text)
            assert refused.value.advice
        else:
            assert read(text) == right, read


@pytest.mark.parametrize("text, advice", [
    ("100.000 CNY", "100,000 or 100k if thousands are meant, 100 CNY if not"), ("1,5", "write 1.5"), ("1.000,50", "write 1000.50"),
    ("1.234.567", "write 1,234,567"), ("007", "write 7"), ("000 CNY", "in brackets"), ("1.5m", "as M"),
])  # fmt: skip
def test_a_refusal_says_what_to_write(text, advice):
    with pytest.raises(q.BadQuantity, match=re.escape(advice)):
        q.money(text)


THOUSANDS = {",": True, " ": True, "'": True, "_": True, "\u202f": True, ".": False, "": True}
"""Signs between thousands, and whether they are read."""


@pytest.mark.parametrize("places", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("between, point", [pair for pair in itertools.product(THOUSANDS, ".,") if pair[0] != pair[1]])
def test_every_layout_of_a_number_is_that_number_or_refused(between, point, places):
    """As accountants, office programs and locales write them: thousands × decimals × sign before and behind ×
    digits."""
    wholes = (0, 7, 12, 100, 999, 1000, 25_000, 1_234_567)
    for whole, before, behind, wide in itertools.product(wholes, ("", "¥", "CNY "), ("", " CNY", "元"), (0, 1)):
        if before and behind:
            continue
        part = "5000"[:places]
        digits = f"{whole:,}".replace(",", between) + (point + part if places else "")
        if wide:
            digits = "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in digits)
        right = float(f"{whole}.{part or 0}")
        text = f"{before}{digits}{behind}"
        for read, unit in ((q.money, 100), (q.number, 1), (q.head_count, 1), (q.share, 1), (q.days, 1)):
            try:
                found = read(text)
            except q.BadQuantity as bad:
                assert bad.constraint and bad.advice
                plain = THOUSANDS[between] and point == "." and places in (0, 1, 2) and (whole >= 1000 or not places)
                assert not (plain and read in (q.money, q.number)) or read is q.number and (before or behind)
                continue
            # 7,500 is 7500 where thousandths are not meant: in money of two decimals and in whole numbers.
            thousands = point == "," and places == 3 and read in (q.money, q.number, q.head_count)
            if between == "." and read in (q.number, q.share):
                continue  # fractions are usual there, and a point divides decimals
            assert float(found) == pytest.approx(right * unit * (1000 if thousands else 1)), (text, read)


@pytest.mark.parametrize("text", ["100.000", "100.000 CNY", '"100.000"', "1,5 CNY", "1.000,00 CNY", "[100,000]"])
def test_a_budget_that_may_be_a_thousand_times_larger_is_refused_everywhere(text, tmp_path):
    file = tmp_path / "town.yaml"
    file.write_text(f"budget:\n  total: {text}\nstrategies: {{official: {{}}}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"town.yaml:2 budget.total: "):
        load_scenario(file)
    scenario = load_scenario({"strategies": {"official": {}}})
    with pytest.raises(ScenarioError, match="--set budget.total"):
        load_scenario({"strategies": {"official": {}}}, {"budget.total": text})
    with pytest.raises(ScenarioError, match="replace budget.total"):
        scenario.replace({"budget.total": text})


@pytest.mark.parametrize("key", ["people.count", "replicates", "market.product.repeat_after", "people.roles.kol.count"])
@pytest.mark.parametrize("text", ["20.000", "1.000", "1,5", "20.0", "00020"])
def test_a_point_in_a_head_count_is_refused_as_written(key, text):
    with pytest.raises(ScenarioError, match=re.escape(key)):
        load_scenario({"strategies": {"official": {}}}, {key: text})
    block = "".join(f"{'  ' * place}{part}:\n" for place, part in enumerate(key.split(".")))[:-1] + f" {text}\n"
    with pytest.raises(ScenarioError, match="text:"):
        load_scenario(block + "strategies: {official: {}}\n")


@pytest.mark.parametrize(
    "read", [q.money, q.head_count, q.share, q.days, q.number, lambda value: q.money(value, "KWD")]
)
def test_what_a_refusal_advises_is_read(read):
    """Every figure of "Write A or B if thousands are meant, C if not" is taken, and as what it says."""
    for text in (
        "100.000",
        "1.500",
        "1,500",
        "12.340",
        "1.000",
        "100,000",
        "2.500k",
        "1,5",
        "1.000,50",
        "1.234.567",
        "007",
    ):
        try:
            read(text)
        except q.BadQuantity as bad:
            if " if thousands are meant" not in bad.advice:
                continue
            first, last = bad.advice.removeprefix("Write ").split(" if thousands are meant, ")
            thousands = {read(one) for one in first.split(" or ")}
            assert len(thousands) == 1, bad.advice
            last = last.removesuffix(" if not")
            with contextlib.suppress(q.BadQuantity):  # a fraction of a head, or of a cent, is no answer either
                assert read(last) != thousands.pop()


def test_a_refusal_shows_the_number_as_it_was_written():
    with pytest.raises(ScenarioError, match=r"got 20.000\. Write 20,000 or 20k if thousands are meant, 20 if not"):
        load_scenario("people: {count: 20.000}\nstrategies: {official: {}}\n")
    with pytest.raises(ScenarioError, match="In braces a comma divides keys"):
        load_scenario("budget: {total: 100,000 CNY}\nstrategies: {official: {}}\n")


def test_a_number_with_a_large_exponent_or_many_digits_is_that_number():
    from gridsim.scenario.yaml_text import scalar

    for text in ("2.603005997675019e-166", "1e+200", f"0.{'3' * 40}", "5e-324"):
        assert q.share(scalar(text)) == float(text)
    with pytest.raises(q.BadQuantity, match="leading zeros"):
        q.share(scalar("00.5"))


def test_numbers_of_a_program_are_taken_as_they_are():
    scenario = load_scenario(
        {"strategies": {"official": {}}}, {"people.count": 2000.0, "budget.total": 100.0, "horizon": 30.0}
    )
    assert (scenario.people.count, scenario.budget.total, scenario.horizon) == (2000, 10_000, 30)


@pytest.mark.parametrize(
    "code, places",
    [("CNY", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("VND", 0), ("KWD", 3), ("TND", 3), ("CLF", 4), ("XYZ", 2)],
)
def test_amounts_have_the_decimals_of_their_currency(code, places):
    unit = minor_units(code)
    assert decimals(code) == places and unit == 10**places
    for amount in (0, 1, unit, 3 * unit + 1, 123_456_789):
        assert q.money(q.money_text(amount, code), code) == amount
    assert q.money(f"7 {code}", code) == 7 * unit
    with pytest.raises(q.BadQuantity):
        q.money(f"7.{'0' * places}5 {code}", code)


def test_dinars_have_thousandths_and_yen_none():
    assert (
        q.money("3.125 KWD", "KWD") == 3125
        and q.money("1,234.5 KWD", "KWD") == 1_234_500
        and q.money("¥1,234", "JPY") == 1234
    )
    for text, code in (
        ("1,500 KWD", "KWD"),
        ("100.000 JPY", "JPY"),
        ("12.5 JPY", "JPY"),
        ("0.001 USD", "USD"),
        ("¥5", "USD"),
    ):
        with pytest.raises(q.BadQuantity):
            q.money(text, code)


@pytest.mark.parametrize("text, line, key", [
    ("horizon：90 days\n", 1, "horizon"),
    ("horizon: 3\nbudget:\n  total：100k CNY\n", 3, "total"), ("budget：\n  total: 5\nhorizon: 3\n", 1, "budget"),
    ("budget: {total：5}\n", 1, "total"), ("name: x\nbudget:\n  total：5\n  more: 3\n", 3, "total"), ("people :\n  count ：3\n", 2, "count"),
])  # fmt: skip
def test_a_full_width_colon_is_named(text, line, key):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(text)
    told = [one for one in caught.value.problems if "full-width colon" in one]
    assert len(told) == 1 and told[0].startswith(f"text:{line}: ") and f"Write `{key}: `" in told[0]


def test_a_full_width_colon_in_words_is_none():
    scenario = load_scenario("name: 场景：一\nabout: |\n  note：what is said\nstrategies: {official: {}}\n")
    assert (scenario.name, scenario.about) == ("场景：一", "note：what is said\n")


@pytest.mark.parametrize("items, write", [
    ("[1,500, 2,500]", "1500"), ("[10,000, 25,000]", "10000"), ("[0,5, 1,5]", "0.5"), ("[5,5, 7,25]", "5.5"),
    ("[25,000 CNY, 100,000 CNY]", "25000 CNY"),
    ("[10,000]", "10000"), ("[10,000 CNY]", "10000"),
])  # fmt: skip
def test_a_number_that_brackets_divide_is_refused(items, write, tmp_path):
    (tmp_path / "town.yaml").write_text("strategies: {official: {}, grid: {}}\n")
    file = tmp_path / "study.yaml"
    for path in ("budget.total", "people.need_interval", "market.buying.price_elasticity"):
        file.write_text(
            f"scenario: town.yaml\nfactors:\n  {path}: {items}\nstrategies: [grid, official]\n", encoding="utf-8"
        )
        with pytest.raises(ScenarioError, match=f"study.yaml:3 .*[Ww]rite {write}"):
            load_experiment(file)


@pytest.mark.parametrize(
    "items", ["[1, 2]", "[1,2,3]", "[1,2, 3]", "[100, 200]", "[100,200,300]", "[10%,2%]", "[0.5,1, 2]", "[1.5, 2,5]"]
)
def test_lists_are_lists(items):
    from gridsim.scenario.source import read_text

    assert not read_text(f"list: {items}", "text", Path()).problems


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.200", None), ("20.000", None), ("1,200", None), ("1200", 1200), ("1.2k", 1200), ("12.5", 12.5)],
)
def test_a_mean_of_friends_is_read_as_a_count(text, value):
    def read():
        return load_scenario(
            f"network: {{moments: {{mean_friends: {text!r}}}}}\nstrategies: {{official: {{}}}}\n"
        ).network.moments.mean_friends

    if value is None:
        with pytest.raises(ScenarioError, match="thousands"):
            read()
    else:
        assert read() == value
