"""Amounts as people write them: `100k CNY`, `20万`, `12%`, `26 weeks`, `0.3%` of the people.

Each parser takes what YAML or Python gave (text or a number, never a boolean) and returns a plain
number, or raises `BadQuantity`, which says what is allowed and what to write.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal, localcontext

CENTS = 100
"""Minor units in one unit of money, in every currency."""

LARGEST_CENTS = 10**15
"""Largest amount of money: ten trillion, far from where sums of 64-bit integers overflow."""

CURRENCY = "CNY"
"""The currency of a scenario whose budget names none, and of every default."""

DIGITS = "(?:[0-9]{1,3}(?:[, _][0-9]{3})+|[0-9]{1,40})?(?:[.][0-9]{0,40})?(?:[eE][+-]?[0-9]{1,2})?"
NUMBER = re.compile(rf"(?P<sign>[+-]?)\s?(?P<digits>{DIGITS})\s?(?P<scale>k|K|M|bn|万|萬|亿|億|thousand|million)?")
SCALES = {
    None: 1,
    "k": 10**3,
    "K": 10**3,
    "thousand": 10**3,
    "M": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
}
CURRENCY_NAMES = {"¥": "CNY", "元": "CNY", "RMB": "CNY", "CN¥": "CNY", "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP"}
CURRENCY_NAME = r"[A-Z]{3}|CN¥|US\$|[¥元$€£]"
MONEY = re.compile(rf"(?P<before>{CURRENCY_NAME})?\s?(?P<number>[^¥元$€£]*?)\s?(?P<after>{CURRENCY_NAME})?")
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
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        raise BadQuantity("a number", f"Write a number such as 12 or 0.5{_switch_hint(value)}")
    if isinstance(value, str):
        return _number_in(value)
    if isinstance(value, int) and abs(value) > 10**40 or isinstance(value, float) and not math.isfinite(value):
        raise BadQuantity("a finite number", "Write a number such as 12 or 0.5")
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite() or abs(exact.adjusted()) > 400:
        raise BadQuantity("a finite number", "Write a number such as 12 or 0.5")
    return exact


def _number_in(text: str) -> Decimal:
    found = NUMBER.fullmatch(_tidy(text))
    digits = re.sub("[, _]", "", found["digits"]) if found else ""
    if not found or not re.search("[0-9]", digits.lower().split("e")[0]):
        advice = "Write million as M" if re.fullmatch(r"[0-9.]+ ?m", text.strip()) else f"Write a number such as 12 or 0.5{_switch_hint(text)}"
        raise BadQuantity("a number", advice)
    with localcontext(prec=120):
        return Decimal(found["sign"] + digits) * SCALES[found["scale"]]


def money(value: object, currency: str = CURRENCY) -> int:
    """Return an amount of money in minor units (cents).

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
        If it is no amount, negative, absurdly large, has fractions of a cent, or is in another currency.

    Examples
    --------
    >>> money("100k CNY"), money(163.5), money("¥200"), money("20万")
    (10000000, 16350, 20000, 20000000)
    """
    if isinstance(value, Cents):
        return int(value)
    amount, named = _amount(value)
    if named not in (None, currency):
        raise BadQuantity(f"in {currency}, the currency of the budget", f"gridsim knows no exchange rates: convert the amount to {currency}")
    if amount < 0:
        raise BadQuantity("an amount of money >= 0", "Give a positive amount: gridsim books costs as costs by itself")
    if amount * CENTS > LARGEST_CENTS:
        raise BadQuantity(f"an amount of money of at most {LARGEST_CENTS // CENTS:,} {currency}", "Give a smaller amount")
    with localcontext(prec=120):
        cents = amount * CENTS
        if cents != cents.to_integral_value():
            raise BadQuantity("an amount of money in whole cents", "Round it to two decimals")
    return int(cents)


def currency_of(value: object) -> str | None:
    """Return the currency that an amount names, or None if it names none or is no amount.

    Examples
    --------
    >>> currency_of("100k USD"), currency_of("¥200"), currency_of(300)
    ('USD', 'CNY', None)
    """
    try:
        return _amount(value)[1]
    except BadQuantity:
        return None


def _amount(value: object) -> tuple[Decimal, str | None]:
    """The number and the currency that an amount names."""
    wanted = BadQuantity("an amount of money", f"Write an amount such as 100k CNY or 163.50{_switch_hint(value)}")
    named = None
    if isinstance(value, str):
        found = MONEY.fullmatch(_tidy(value))
        if not found or (found["before"] and found["after"]):
            raise wanted
        named = found["before"] or found["after"]
        named = CURRENCY_NAMES.get(named, named)
        value = found["number"]
    try:
        return number(value), named
    except BadQuantity as bad:
        raise (bad if "finite" in bad.constraint else wanted) from None


def share(value: object) -> float:
    """Return a share or chance as a number: 0.12 for "12%".

    Bounds are the business of the key; this only reads.

    Examples
    --------
    >>> share("12%"), share(0.3), share("3.22 %")
    (0.12, 0.3, 0.0322)
    """
    text = _tidy(value) if isinstance(value, str) else ""
    try:
        return float(number(text[:-1]) / 100) if text.endswith("%") else float(number(value))
    except BadQuantity as bad:
        raise (bad if "finite" in bad.constraint else BadQuantity("a share", f"Write a share such as 12% or 0.12{_switch_hint(value)}")) from None


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
        found = TIME.fullmatch(_tidy(value))
        unit = found["unit"] if found else None
        given = found["number"] if found else value
        unit = unit.rstrip("s") if unit else None
    if unit in ("month", "year"):
        raise BadQuantity("a number of days or weeks", "Months and years differ in length: write 90 days or 52 weeks")
    try:
        with localcontext(prec=40):
            length = number(given) * HOURS[unit] / 24
    except BadQuantity as bad:
        raise (
            bad
            if "finite" in bad.constraint
            else BadQuantity("a length of time", f"Write a length such as 90 days, 26 weeks or 36 hours{_switch_hint(value)}")
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
    text = _tidy(value) if isinstance(value, str) else ""
    wanted = BadQuantity("a number of people or a share of them", f"Write a whole number such as 60 or a share such as 0.3%{_switch_hint(value)}")
    try:
        amount = number(text[:-1]) if text.endswith("%") else number(value)
    except BadQuantity:
        raise wanted from None
    if amount < 0:
        raise BadQuantity("a number of people >= 0 or a share of them", "Write a whole number such as 60 or a share such as 0.3%")
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
    >>> money_text(12800), money_text(5, "USD")
    ('128.00 CNY', '0.05 USD')
    """
    return f"{cents // CENTS}.{cents % CENTS:02d} {currency}"


def _plain(amount: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tidy(text: str) -> str:
    """Text with full-width signs made plain and outer blanks off; too long text is no quantity."""
    return unicodedata.normalize("NFKC", text).strip() if len(text) <= 60 else "?"


def _switch_hint(value: object) -> str:
    if isinstance(value, bool) or isinstance(value, str) and value.strip().lower() in ("yes", "no", "on", "off"):
        return "; on, off, true and false are not numbers"
    return ""
