"""Amounts as people write them: `100k CNY`, `20万`, `12%`, `26 weeks`, `0.3%` of the people.

Each parser takes what YAML or Python gave (text or a number, never a boolean) and returns a plain
number, or raises `BadQuantity`, which says what is allowed and what to write. `numerals` says how a number may be
written.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal, localcontext

from gridsim.currencies import CURRENCY, decimals, minor_units
from gridsim.scenario.numerals import Numeral, advice_on, as_text, if_thousands, numeral, tidy

LARGEST_CENTS = 10**15
"""Largest amount of money in minor units, far from where sums of 64-bit integers overflow."""

CURRENCY_NAMES = {
    "¥": "CNY",
    "元": "CNY",
    "RMB": "CNY",
    "CN¥": "CNY",
    "$": "USD",
    "US$": "USD",
    "€": "EUR",
    "£": "GBP",
    "円": "JPY",
}
CURRENCY_NAME = r"[A-Z]{3}|CN¥|US\$|[¥元円$€£]"
MONEY = re.compile(rf"(?P<before>{CURRENCY_NAME})?\s?(?P<number>[^¥元円$€£]*?)\s?(?P<after>{CURRENCY_NAME})?")
YEN = ("¥", "元")
"""Signs that are the yuan's, and the yen's too: in a scenario in yen they stand for these."""

TIME = re.compile(r"(?P<number>.*?)\s?(?P<unit>hours?|h|days?|d|weeks?|w|months?|years?|天|日|周)?")
HOURS = {None: 24, "hour": 1, "h": 1, "day": 24, "d": 24, "天": 24, "日": 24, "week": 168, "w": 168, "周": 168}


class BadQuantity(ValueError):
    """A value that is not what the key asks for: what it must be, and what to write.

    Parameters
    ----------
    constraint : str
        What the value must be, to follow "must be".
    advice : str
        What to do about it, a sentence.
    at : tuple
        Place inside the value (the index of a list's item), empty for the value itself.
    """

    def __init__(self, constraint: str, advice: str, at: tuple[int | str, ...] = ()):
        self.constraint, self.advice, self.at = constraint, advice, at
        super().__init__(f"must be {constraint}. {advice}")


class Cents(int):
    """An amount already in minor units; `money` passes it through (only pages being copied hold it)."""


def number(value: object) -> Decimal:
    """Return the exact number that `value` writes, thousands and millions included.

    Parameters
    ----------
    value : int, float, Decimal or str
        A number, or text such as "20k", "1.5M", "20,000" or "20万".

    Returns
    -------
    Decimal
        The number; a float counts as its shortest decimal form, so 163.5 is exactly 163.5.

    Raises
    ------
    BadQuantity
        If `value` is no finite number of reasonable length (a boolean is none).

    Examples
    --------
    >>> number("1.5M"), number("20万"), number(163.5)
    (Decimal('1500000.0'), Decimal('200000'), Decimal('163.5'))
    """
    return _numeral(value).value


def _numeral(value: object) -> Numeral:
    """The number that a value writes, and how it is written."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        raise BadQuantity("a number", f"Write a number such as 12 or 0.5{_switch_hint(value)}")
    text = as_text(value)
    found = None if text is None else numeral(text)
    # 1e-166 of a file is a number all the same
    if text is not None and found is None and (isinstance(value, str) or advice_on(text)):
        raise BadQuantity("a number", advice_on(text) or f"Write a number such as 12 or 0.5{_switch_hint(value)}")
    if isinstance(value, str):
        assert found is not None
        return found
    if isinstance(value, int) and abs(value) > 10**40 or isinstance(value, float) and not math.isfinite(value):
        raise BadQuantity("a finite number", "Write a number such as 12 or 0.5")
    exact = Decimal(float.__repr__(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite() or abs(exact.adjusted()) > 400:
        raise BadQuantity("a finite number", "Write a number such as 12 or 0.5")
    return Numeral(exact) if found is None else found._replace(value=exact)


def fraction(value: object) -> Numeral:
    """Return the number where a fraction is as likely as thousands: a single comma is refused."""
    found = _numeral(value)
    if found.decimals_by_comma:
        fraction_meant, scale = _plain(Decimal(f"{found.whole[:-3]}.{found.whole[-3:]}")), found.scale or ""
        raise BadQuantity(
            "a number", f"Write {found.whole}{scale} if thousands are meant, {fraction_meant}{scale} if not"
        )
    return found


def count(value: object, otherwise: str = "") -> Numeral:
    """Return the number where decimals are hardly meant: three digits after a point that end in a nought (1.500) are
    refused."""
    found = fraction(value)
    if found.thousands_by_point and (found.part or "").endswith("0"):
        raise BadQuantity("a number", if_thousands(found, f"{_plain(found.value)}{otherwise}", comma=""))
    return found


def money(value: object, currency: str = CURRENCY) -> int:
    """Return an amount of money in minor units (cents, of the yen whole ones, of the dinar thousandths).

    Parameters
    ----------
    value : int, float, Decimal or str
        An amount in major units: 163.5, "100k CNY", "¥200", "20万". Zero or more.
    currency : str
        The one currency allowed, three letters.

    Returns
    -------
    int
        Minor units, 0 to 10^15.

    Raises
    ------
    BadQuantity
        If it is no amount, negative, absurdly large, has fractions of a minor unit, or is in another currency; if it
        has three digits after a point in a currency that has not three decimals (100.000 may be a hundred thousand).

    Examples
    --------
    >>> money("100k CNY"), money(163.5), money("¥200"), money("20万"), money("3.125 KWD", "KWD"), money("¥1,234", "JPY")
    (10000000, 16350, 20000, 20000000, 3125, 1234)
    """
    if isinstance(value, Cents):
        return int(value)
    found, named = _amount(value, currency)
    if named not in (None, currency):
        raise BadQuantity(
            f"in {currency}, the currency of the budget",
            f"gridsim knows no exchange rates: give the amount in {currency}",
        )
    amount, unit = found.value, minor_units(currency)
    if amount < 0:
        raise BadQuantity("an amount of money >= 0", "Give a positive amount: gridsim books costs as costs by itself")
    if amount * unit > LARGEST_CENTS:
        raise BadQuantity(
            f"an amount of money of at most {LARGEST_CENTS // unit:,} {currency}", "Give a smaller amount"
        )
    with localcontext(prec=120):
        cents = amount * unit
        if cents != cents.to_integral_value():
            raise BadQuantity(*_whole_units(currency))
    return int(cents)


def _whole_units(currency: str) -> tuple[str, str]:
    """What an amount with too many decimals must be, and what to do."""
    places = {
        0: "leave out its decimals",
        2: "round it to two decimals",
        3: "round it to three decimals",
        4: "round it to four decimals",
    }
    what = {0: f"whole {currency}", 2: "whole cents"}.get(
        decimals(currency), f"{currency} with at most {decimals(currency)} decimals"
    )
    advice = places[decimals(currency)]
    return f"an amount of money in {what}", advice[:1].upper() + advice[1:]


def currency_of(value: object) -> str | None:
    """Return the currency that an amount names, or None if it names none or is no amount.

    Examples
    --------
    >>> currency_of("100k USD"), currency_of("¥200"), currency_of(300)
    ('USD', 'CNY', None)
    """
    found = MONEY.fullmatch(tidy(value)) if isinstance(value, str) else None
    if not found or not re.search("[0-9]", found["number"]):
        return None
    named = found["before"] or found["after"]
    return CURRENCY_NAMES.get(named, named)


def _amount(value: object, currency: str) -> tuple[Numeral, str | None]:
    """The number and the currency that an amount names."""
    usual = f"Write an amount such as 100k {currency} or 163{'.50' if decimals(currency) else ''}{_switch_hint(value)}"
    named, given = None, value
    if isinstance(value, str):
        found = MONEY.fullmatch(tidy(value))
        if not found or (found["before"] and found["after"]):
            raise BadQuantity("an amount of money", usual)
        named, given = found["before"] or found["after"], found["number"]
        named = currency if named in YEN and currency == "JPY" else CURRENCY_NAMES.get(named, named)
    try:
        amount = _numeral(given)
    except BadQuantity as bad:
        text = as_text(given)
        raise (
            bad if "finite" in bad.constraint else BadQuantity("an amount of money", text and advice_on(text) or usual)
        ) from None
    if amount.thousands_by_point and decimals(currency) != 3:
        raise BadQuantity("an amount of money", if_thousands(amount, f"{_plain(amount.value)} {currency}"))
    if amount.decimals_by_comma and decimals(currency) == 3:
        thousands, units = f"{int(amount.whole)}", f"{amount.whole[:-3]}.{amount.whole[-3:]}"
        raise BadQuantity("an amount of money", f"Write {thousands} if thousands are meant, {units} if not")
    return amount, named


def share(value: object) -> float:
    """Return a share or chance as a number: 0.12 for "12%".

    Bounds are the business of the key; this only reads.

    Examples
    --------
    >>> share("12%"), share(0.3), share("3.22 %")
    (0.12, 0.3, 0.0322)
    """
    text = tidy(value) if isinstance(value, str) else ""
    try:
        return float(fraction(text[:-1]).value / 100) if text.endswith("%") else float(fraction(value).value)
    except BadQuantity as bad:
        raise _instead(bad, "a share", f"Write a share such as 12% or 0.12{_switch_hint(value)}") from None


def _instead(bad: BadQuantity, constraint: str, usual: str) -> BadQuantity:
    """The refusal of a number, said of what it is a part of; what it advises stays unless it is the usual."""
    if "finite" in bad.constraint:
        return bad
    return BadQuantity(constraint, usual if bad.advice.startswith("Write a number such as") else bad.advice)


def days(value: object) -> int | float:
    """Return a length of time in days, an int where it is whole.

    Parameters
    ----------
    value : int, float or str
        Days as a number, or "90 days", "26 weeks", "36 hours". Months and years have no fixed length and are refused.

    Examples
    --------
    >>> days("90 days"), days("2.5 weeks"), days("36 hours"), days(30)
    (90, 17.5, 1.5, 30)
    """
    unit = None
    given = value
    if isinstance(value, str):
        found = TIME.fullmatch(tidy(value))
        unit = found["unit"] if found else None
        given = found["number"] if found else value
        unit = unit.rstrip("s") if unit else None
    if unit in ("month", "year"):
        raise BadQuantity("a number of days or weeks", "Months and years differ in length: write 90 days or 52 weeks")
    try:
        with localcontext(prec=40):
            length = count(given, " days" if unit is None else f" {unit}s").value * HOURS[unit] / 24
    except BadQuantity as bad:
        raise _instead(
            bad, "a length of time", f"Write a length such as 90 days, 26 weeks or 36 hours{_switch_hint(value)}"
        ) from None
    return int(length) if length == length.to_integral_value() else float(length)


def head_count(value: object) -> int | str:
    """Return heads as a whole number, or a share of a head count as text such as "0.3%".

    Parameters
    ----------
    value : int, float or str
        A whole number of people, zero or more, or a share with a percent sign.

    Returns
    -------
    int or str
        What `heads` turns into people.

    Examples
    --------
    >>> head_count(60), head_count("0.30 %"), head_count("20k")
    (60, '0.3%', 20000)
    """
    text = tidy(value) if isinstance(value, str) else ""
    what = "a number of people or a share of them"
    try:
        amount = fraction(text[:-1]).value if text.endswith("%") else whole_count(value, what).value
    except BadQuantity as bad:
        raise _instead(
            bad, what, f"Write a whole number such as 60 or a share such as 0.3%{_switch_hint(value)}"
        ) from None
    if amount < 0:
        raise BadQuantity(
            "a number of people >= 0 or a share of them", "Write a whole number such as 60 or a share such as 0.3%"
        )
    if text.endswith("%"):
        if amount > 100:
            raise BadQuantity("at most 100%", "Write a share from 0% to 100%, or a whole number of people")
        return f"{_plain(amount)}%"
    if amount != amount.to_integral_value():
        raise BadQuantity(
            "a whole number of people or a share with a percent sign",
            f"Write {_plain(amount * 100)}% if a share is meant" if amount < 1 else "Round it to whole people",
        )
    return _bounded_count(amount)


def whole_count(value: object, what: str = "a whole number") -> Numeral:
    """Return the number where only whole ones are meant: a point is refused, unless a scale or an exponent follows
    (1.5k)."""
    found = _numeral(value)
    if found.thousands_by_point:
        raise BadQuantity(what, if_thousands(found, _plain(found.value)))
    if found.point_in_whole and found.value == found.value.to_integral_value():
        raise BadQuantity(what, f"Leave out the point: write {_plain(found.value)}")
    return found


def _bounded_count(amount: Decimal) -> int:
    if amount > 10**9:
        raise BadQuantity("at most 1,000,000,000 people", "Give a smaller number")
    return int(amount)


def heads(value: int | str, n: int) -> int:
    """Return how many people a head count is, out of `n`.

    Parameters
    ----------
    value : int or str
        A loaded head count: a number of people, or a share such as "0.3%".
    n : int
        People that the share is a share of. A number is returned as it is, even above `n`.

    Returns
    -------
    int
        The number of people; a share is rounded to the nearest, halves up.

    Examples
    --------
    >>> heads(60, 20_000), heads("0.3%", 20_000), heads("0.3%", 100)
    (60, 60, 0)
    """
    if isinstance(value, str):
        with localcontext(prec=60):
            return int(Decimal(value[:-1]) * n / 100 + Decimal("0.5"))
    return int(value)


def money_text(cents: int, currency: str = CURRENCY) -> str:
    """Return minor units as text that `money` reads back.

    Examples
    --------
    >>> money_text(12800), money_text(5, "USD"), money_text(5, "JPY"), money_text(5, "KWD")
    ('128.00 CNY', '0.05 USD', '5 JPY', '0.005 KWD')
    """
    unit, places = minor_units(currency), decimals(currency)
    part = f".{cents % unit:0{places}d}" if places else ""
    return f"{cents // unit}{part} {currency}"


def _plain(amount: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _switch_hint(value: object) -> str:
    if isinstance(value, bool) or isinstance(value, str) and value.strip().lower() in ("yes", "no", "on", "off"):
        return "; on, off, true and false are not numbers"
    return ""
