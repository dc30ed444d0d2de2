"""Numbers and names as a slide shows them; no chart library is needed here."""

from __future__ import annotations

import math
import unicodedata

from gridsim.scenario.currencies import decimals

NOTHING = "nothing"
MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"

_SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


def number(value: float | None) -> str:
    """Return a number with three digits and k, M, B or T.

    Parameters
    ----------
    value : float or None
        Any number; None or a value that is not finite is shown as a dash.

    Examples
    --------
    >>> number(12_345), number(999_600), number(7), number(0.5), number(0)
    ('12.3k', '1M', '7', '0.5', '0')
    >>> number(-1_200) == MINUS + "1.2k"
    True
    >>> number(None)
    '–'
    """
    if value is None or not math.isfinite(value):
        return "–"
    size = abs(float(value))
    for scale, letter in _SCALES:
        # 999.5 of a scale would be rounded to 1000 of it: it belongs to the next
        if size >= scale * 0.9995:
            return _sign(value) + _three_digits(size / scale) + letter
    digits = _three_digits(size)
    return (_sign(value) if digits != "0" else "") + digits


def money(value: float | None, currency: str = "") -> str:
    """Return an amount in units of currency, shortened, with its currency; no decimals that the currency does not have.

    Examples
    --------
    >>> [money(amount, code).replace(SPACE, " ") for amount, code in ((12_345.6, "CNY"), (79.53, "JPY"), (3.125, "KWD"))]
    ['12.3k CNY', '80 JPY', '3.125 KWD']
    """
    shown = value if value is None or not math.isfinite(value) or decimals(currency) else float(round(value))
    small = shown is not None and decimals(currency) > 2 and 1 <= abs(shown) < 10
    if small and shown is not None:
        return _sign(shown) + f"{abs(shown):.3f}".rstrip("0").rstrip(".") + SPACE + currency
    return number(shown) + (SPACE + currency if currency and value is not None else "")


def signed(value: float | None) -> str:
    """Return a number with its sign, a plus too.

    Examples
    --------
    >>> signed(1200), signed(0)
    ('+1.2k', '0')
    """
    text = number(value)
    return "+" + text if value is not None and math.isfinite(value) and value > 0 and text != "0" else text


def percent(share: float | None) -> str:
    """Return a share of one as a percentage with two digits (three from 99.5 % on).

    Examples
    --------
    >>> [percent(x).replace(SPACE, " ") for x in (0.614, 0.0423, 0.00071, 0, 1, 0.999)]
    ['61 %', '4.2 %', '0.071 %', '0 %', '100 %', '99.9 %']
    """
    if share is None or not math.isfinite(share):
        return "–"
    size = abs(share) * 100
    if size == 0:
        text = "0"
    elif size >= 99.5 and size < 99.95:
        text = f"{size:.1f}"
    elif size >= 9.95:
        text = f"{size:.0f}"
    else:
        text = _plain(f"{size:.2g}")
    return f"{_sign(share)}{text}{SPACE}%"


def days(value: float | None) -> str:
    """Return a number of days in words.

    Examples
    --------
    >>> days(1).replace(SPACE, " "), days(90).replace(SPACE, " ")
    ('1 day', '90 days')
    """
    return f"{number(value)}{SPACE}day{'' if value == 1 else 's'}"


def plain(text: object, most: int = 28) -> str:
    """Return a user's text as one short line: no control characters, no runs of blanks, at most `most` characters.

    Examples
    --------
    >>> plain("a\\n  b\\x00"), plain("x" * 40, 5)
    ('a b', 'xxxx…')
    """
    kept = "".join(" " if c.isspace() and c != SPACE else c for c in str(text) if c.isspace() or unicodedata.category(c)[0] != "C")
    line = " ".join(word for word in kept.split(" ") if word)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def strategy_label(name: str, most: int = 18) -> str:
    """Return how a strategy is called in words; `nothing` is "doing nothing".

    Examples
    --------
    >>> strategy_label("nothing"), strategy_label("grid")
    ('doing nothing', 'grid')
    """
    return "doing nothing" if name == NOTHING else plain(name, most) or "(no name)"


def role_label(role: str) -> str:
    """Return a role as the charts name it.

    Examples
    --------
    >>> role_label("kol"), role_label("consumer")
    ('KOLs', 'consumers')
    """
    special = {"kol": "KOLs", "official": "official mall", "official mall": "official mall", "unknown": "unknown sellers"}
    return special.get(role, plain(role) + "s")


def sentence(text: str) -> str:
    """Return the text with its first letter as a capital.

    Examples
    --------
    >>> sentence("grid wins"), sentence("")
    ('Grid wins', '')
    """
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """Return a label as it stands inside a sentence: its first letter small, unless the word is an abbreviation.

    Examples
    --------
    >>> inside("Net revenue"), inside("GMV"), inside("ROI")
    ('net revenue', 'GMV', 'ROI')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def _sign(value: float) -> str:
    return MINUS if value < 0 else ""


def _three_digits(size: float) -> str:
    if size >= 99.95:
        return f"{size:.0f}"
    return _plain(f"{size:.1f}" if size >= 9.995 else f"{size:.2f}" if size >= 0.0995 else f"{size:.2g}")


def _plain(text: str) -> str:
    """Return the decimal number without an exponent and without zeros at its end."""
    text = f"{float(text):.12f}"
    return text.rstrip("0").rstrip(".") or "0"
