"""A number as people write it, read in one way or not at all.

A point divides decimals, and commas, blanks, apostrophes or underscores divide thousands:

    written                         read as
    12  12.5  .5  5.  -3  −3        the same (U+2212 is a minus)
    1,000  1 000  1'000  1_000      1000 (blanks of any width)
    1,234,567.5                     1234567.5
    3k  1.5M  2bn  20万  1.5亿      3000  1500000  2000000000  200000  150000000
    1e3  1.5e-2                     1000  0.015
    １００  ５％                    100  5% (full-width signs)
    1,5  1,00  1.000,50             refused: a comma does not divide decimals
    1.234.567  1,00,000             refused: no way to divide thousands here
    007  000                        refused: leading zeros (what brackets leave of `[10,000]`)
    1.5m  5²  ½  ①  3 1/2           refused

Where a key says more, more is refused: three digits after a point in amounts of money (100.000 may be a hundred or a
hundred thousand), a point in a head count, and a single comma (1,500) where a fraction is as likely as thousands.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

SCALES = {
    None: 1,
    "k": 10**3,
    "K": 10**3,
    "thousand": 10**3,
    "M": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "千": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "億": 10**8,
}
POINT_IS_DECIMAL = ("千", "万", "萬", "百万", "千万", "亿", "億")
"""Scales of a language in which nobody divides thousands by points."""

WHOLE = "(?:0|[1-9][0-9]{0,39}|[1-9][0-9]{0,2}(?P<divider>[, _'])[0-9]{3}(?:(?P=divider)[0-9]{3})*)?"
NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s?(?P<whole>{WHOLE})(?:[.](?P<part>[0-9]{{0,40}}))?(?P<exponent>[eE][+-]?[0-9]{{1,3}})?"
    rf"\s?(?P<scale>{'|'.join(sorted(filter(None, SCALES), key=len, reverse=True))})?"
)
LONGEST = 60
PLAIN_SIGNS = {
    "\N{MINUS SIGN}": "-",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{FULLWIDTH YEN SIGN}": "¥",
    "\N{FULLWIDTH POUND SIGN}": "£",
}


class Written:
    """A number of a file with the text that it was read from: `20.000` is 20 as a number, and may be meant for
    20,000."""

    text: str

    def __str__(self) -> str:
        return self.text


class WrittenFloat(Written, float):
    """A float that remembers its text."""

    def __new__(cls, text: Any) -> WrittenFloat:
        made = super().__new__(cls, text)
        made.text = str(text)
        return made


class WrittenInt(Written, int):
    """A whole number whose text is more than its digits (`000`)."""

    def __new__(cls, text: Any) -> WrittenInt:
        made = super().__new__(cls, text)
        made.text = str(text)
        return made


class Numeral(NamedTuple):
    """A number and how it was written: digits after the point (None: no point), signs that divide thousands, the
    scale."""

    value: Decimal
    whole: str = ""
    part: str | None = None
    dividers: str = ""
    scale: str | None = None
    exponent: bool = False

    @property
    def thousands_by_point(self) -> bool:
        """Whether the point may divide thousands: one to three digits before it, three after, and nothing that says
        otherwise."""
        whole, part = self.whole, self.part or ""
        said = self.dividers or self.exponent or self.scale in POINT_IS_DECIMAL
        return len(part) == 3 and 0 < len(whole) < 4 and whole != "0" and not said

    @property
    def decimals_by_comma(self) -> bool:
        """Whether the comma may divide decimals: a single one, and no point."""
        return self.dividers == "," and self.part is None

    @property
    def point_in_whole(self) -> bool:
        """Whether there is a point that no scale or exponent explains."""
        return self.part is not None and not self.exponent and self.scale is None


def as_text(value: object) -> str | None:
    """Return the text of a number, as written where that is known; None for what is no text and remembers none."""
    return value if isinstance(value, str) else value.text if isinstance(value, Written) else None


def numeral(text: str) -> Numeral | None:
    """Return the number that a text writes, or None if it is none (`advice_on` says why).

    Examples
    --------
    >>> numeral("1,000.5").value, numeral("20万").value, numeral("1,5"), numeral("5²")
    (Decimal('1000.5'), Decimal('200000'), None, None)
    """
    found = NUMBER.fullmatch(tidy(text))
    if not found or not (found["whole"] or found["part"]):
        return None
    whole = re.sub("[, _']", "", found["whole"])
    with localcontext(prec=120):
        digits = f"{found['sign']}{whole or '0'}.{found['part'] or '0'}{found['exponent'] or ''}"
        value = (
            Decimal(digits if found["part"] else f"{found['sign']}{whole}{found['exponent'] or ''}")
            * SCALES[found["scale"]]
        )
    if math.isinf(float(value)):  # 1e999
        return None
    dividers = (found["divider"] or "") * (len(re.findall("[, _']", found["whole"])))
    return Numeral(value, whole, found["part"], dividers, found["scale"], bool(found["exponent"]))


def advice_on(text: str) -> str:
    """Return what to write instead of a text that is no number here; empty where nothing is known of it.

    Examples
    --------
    >>> advice_on("1.000,50"), advice_on("1.234.567"), advice_on("07"), advice_on("1.5m"), advice_on("soon")
    ('A comma does not divide decimals: write 1000.50', 'Points do not divide thousands: write 1,234,567', \
'Leave out the leading zeros: write 7', 'Write million as M', '')
    """
    text = tidy(text)
    sign, digits = (text[:1].replace("+", ""), text[1:].strip()) if text[:1] in "+-" else ("", text)
    found = re.match(r"([0-9]+(?:[. '][0-9]{3})*|),([0-9]+)(?![0-9,.])", digits)
    if found:
        return f"A comma does not divide decimals: write {sign}{re.sub(r'[^0-9]', '', found[1]) or '0'}.{found[2]}"
    found = re.match(r"[0-9]{1,3}(?:[.][0-9]{3}){2,}(?![0-9,.])", digits)
    if found:
        return f"Points do not divide thousands: write {sign}{int(found[0].replace('.', '')):,}"
    found = re.match(r"0+[0-9]", digits)
    if found and (whole := re.match("[0-9]+", digits)):
        brackets = "; in brackets a comma divides the items: write 10000 there" if len(whole[0]) == 3 else ""
        return f"Leave out the leading zeros: write {sign}{int(whole[0])}{brackets}"
    return "Write million as M" if re.match(r"[0-9.,]+ ?m\b", digits) else ""


def if_thousands(one: Numeral, otherwise: str, comma: str = ",") -> str:
    """Return what to write where a point may divide thousands; `comma` is what divides them instead, if anything.

    Examples
    --------
    >>> if_thousands(numeral("100.000"), "100")
    'Write 100,000 or 100k if thousands are meant, 100 if not'
    """
    thousands = int(one.whole + (one.part or "")) if one.whole + (one.part or "") else 0
    short = f" or {int(one.whole or 0):,}k" if not int(one.part or 0) and not one.scale else ""
    written = f"{thousands:,}".replace(",", comma)
    return f"Write {written}{one.scale or ''}{short} if thousands are meant, {otherwise} if not"


def tidy(text: str) -> str:
    """Return text with full-width signs, odd blanks and minus signs made plain, outer blanks off; "?" for one too long
    to be a number.

    Superscripts, fractions and ringed digits stay what they are: they are not the digits that they contain.
    """
    return "".join(map(_plain_sign, text)).strip() if len(text) <= LONGEST else "?"


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if "\uff01" <= sign <= "\uff5e":  # full-width forms of the ASCII signs
        return chr(ord(sign) - 0xFEE0)
    if unicodedata.category(sign) == "Zs":
        return " "
    return PLAIN_SIGNS.get(sign, sign)
