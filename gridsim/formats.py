"""Numbers and names as people read them: one formatter for sentences, tables, charts and the terminal. No library is
needed here.

A number has one form wherever it stands: whole with its thousands set apart up to a million (17,634), three digits and
M or B beyond (1.4M), three digits below a hundred (12.3); money below a hundred has the decimals of its currency
(12.57). The same figure is the same text on a chart, in the table below it and in the verdict.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gridsim.currencies import decimals
from gridsim.terms import NOTHING

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"
ELLIPSIS = "…"
LABEL_CELLS = 24
"""Cells of a name where room is short; a Chinese character takes two."""

_SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"))


def number(value: float | None) -> str:
    """Return a number to read: whole from a hundred up, three digits below; M, B or T from a million.

    Parameters
    ----------
    value : float or None
        Any number; None or a value that is not finite is shown as a dash.

    Examples
    --------
    >>> number(17_634.2), number(999_600), number(1_402_332), number(7), number(12.345), number(0)
    ('17,634', '999,600', '1.4M', '7', '12.3', '0')
    >>> number(-1_200) == MINUS + "1,200"
    True
    >>> number(None)
    '–'
    """
    if value is None or not math.isfinite(value):
        return "–"
    size = abs(float(value))
    for scale, letter in _SCALES:
        # what would be rounded to 1,000 of a scale belongs to the next
        if size >= (scale - 0.5 if scale == 1e6 else scale * 0.9995):
            return _sign(value) + _three_digits(size / scale) + letter
    digits = _three_digits(size)
    return (_sign(value) if digits != "0" else "") + digits


def amount(value: float | None, currency: str = "") -> str:
    """Return an amount in units of currency: as `number`, but below a hundred with the decimals that the currency has.

    Examples
    --------
    >>> [amount(value, code) for value, code in ((12_345.6, "CNY"), (12.566, "CNY"), (3, "CNY"), (79.53, "JPY"), (3.125, "KWD"))]
    ['12,346', '12.57', '3', '80', '3.125']
    """
    places = decimals(currency)
    if (
        value is None
        or not math.isfinite(value)
        or abs(value) >= 100 - 0.5 * 10.0**-places
        or float(value).is_integer()
    ):
        return number(value)
    text = f"{abs(value):.{places}f}"
    # a part of the least coin is a mean: it is told, not rounded to nothing
    return number(value) if float(text) == 0 and places else (_sign(value) if float(text) else "") + text


def money(value: float | None, currency: str = "") -> str:
    """Return an amount in units of currency with its currency.

    Examples
    --------
    >>> [money(amount, "CNY").replace(SPACE, " ") for amount in (12_345.6, 12.566, 0.5, 3)]
    ['12,346 CNY', '12.57 CNY', '0.50 CNY', '3 CNY']
    """
    return amount(value, currency) + (SPACE + currency if currency and value is not None else "")


def signed(value: float | None, show: Callable[[float | None], str] = number) -> str:
    """Return a number with its sign, a plus too.

    Examples
    --------
    >>> signed(1200), signed(0), signed(12.566, amount)
    ('+1,200', '0', '+12.57')
    """
    text = show(value)
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


def counted(n: float, thing: str) -> str:
    """Return a number of things, the thing in the plural where it is not one.

    Examples
    --------
    >>> [counted(n, "day").replace(SPACE, " ") for n in (1, 90, 1200, 0.5)], counted(2, "currency").replace(SPACE, " ")
    (['1 day', '90 days', '1,200 days', '0.5 days'], '2 currencies')
    """
    many = thing[:-1] + "ies" if thing.endswith("y") and thing[-2:-1] not in ("a", "e", "o", "u") else thing + "s"
    return f"{number(n)}{SPACE}{thing if n == 1 else many}"


def days(value: float) -> str:
    """Return a number of days in words.

    Examples
    --------
    >>> days(1).replace(SPACE, " "), days(90).replace(SPACE, " ")
    ('1 day', '90 days')
    """
    return counted(value, "day")


def breakable(text: str) -> str:
    """Return the text with ordinary blanks: for files and terminals, where a blank that does not break is in the way.

    Examples
    --------
    >>> breakable(money(5, "CNY"))
    '5 CNY'
    """
    return text.replace(SPACE, " ")


def cleaned(text: object) -> str:
    """Return a user's text on one line: no control characters, no runs of blanks.

    Examples
    --------
    >>> cleaned("a\\n  b\\x00")
    'a b'
    """
    kept = "".join(
        " " if c.isspace() and c != SPACE else c for c in str(text) if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return " ".join(word for word in kept.split(" ") if word)


def plain(text: object, most: int = 28) -> str:
    """Return a user's text as one short line of at most `most` characters. Names that must stay apart go through
    `labels` instead.

    Examples
    --------
    >>> plain("a\\n  b\\x00"), plain("x" * 40, 5)
    ('a b', 'xxxx…')
    """
    line = cleaned(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + ELLIPSIS


def cells(text: str) -> int:
    """Return how wide a text is on a terminal: two for a Chinese character, one for a letter, none for an accent that
    is put on one.

    Examples
    --------
    >>> cells("grid"), cells("网格")
    (4, 4)
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def labels(
    names: Iterable[str],
    room: float = LABEL_CELLS,
    width: Callable[[str], float] = cells,
    clean: Callable[[str], str] = str,
) -> dict[str, str]:
    """Return a label for each name: the name itself where there is room, else cut; labels differ whenever the names do.

    Names that begin alike are cut in the middle, or to the part that differs; where nothing of that tells them apart
    they are numbered.

    Parameters
    ----------
    names : iterable of str
        All names that stand beside each other; doubled ones count once.
    room : float
        The widest that a label may be, in what `width` measures; 24 cells by default.
    width : callable
        Measures a text; cells of a terminal by default.
    clean : callable
        Last made of a name's text, such as boxes for what a font cannot draw.

    Returns
    -------
    dict of str to str
        By name, in the order given.

    Examples
    --------
    >>> list(labels(["grid commission 12 % with training", "grid commission 13 % with training", "official", "nothing"], 16).values())
    ['grid…12 % with…', 'grid…13 % with…', 'official', 'doing nothing']
    """
    whole = {
        name: clean("doing nothing" if name == NOTHING else cleaned(name) or "(no name)")
        for name in dict.fromkeys(names)
    }

    def fits(text: str) -> bool:
        return width(text) <= room

    shown = {name: _cut(text, fits) for name, text in whole.items()}
    for clash in _clashes(shown):
        others = {shown[name] for name in shown if name not in clash}
        texts = {name: whole[name] for name in clash}
        for way in (_both_ends, _differing):
            tried = way(texts, fits)
            if (
                len(set(tried.values())) == len(tried)
                and not others & set(tried.values())
                and all(map(fits, tried.values()))
            ):
                shown.update(tried)
                break
        else:
            shown.update(_numbered(texts, others, fits))
    return shown


def _clashes(shown: dict[str, str]) -> list[list[str]]:
    """The names that have one label."""
    groups: dict[str, list[str]] = {}
    for name, text in shown.items():
        groups.setdefault(text, []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def _cut(text: str, fits: Callable[[str], bool], start: str = "", end: str = "") -> str:
    """The text, or as much of its beginning as fits between a start and an end, with the sign that something is
    missing."""
    if fits(start + text + end):
        return start + text + end
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(start + text[:middle].rstrip() + ELLIPSIS + end) else (low, middle - 1)
    return start + text[:low].rstrip() + ELLIPSIS + end


def _both_ends(texts: dict[str, str], fits: Callable[[str], bool]) -> dict[str, str]:
    """Beginning and end of each text, half and half."""
    found = {}
    for name, text in texts.items():
        half = 1
        while half < len(text) and fits(text[:half] + ELLIPSIS + text[-half:]):
            half += 1
        found[name] = (
            text if fits(text) else _cut(text[: len(text) - half + 1], fits, end=text[len(text) - half + 1 :].lstrip())
        )
    return found


def _differing(texts: dict[str, str], fits: Callable[[str], bool]) -> dict[str, str]:
    """A word of what the texts begin with in common, then from where they differ on."""
    first, last = min(texts.values()), max(texts.values())
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    same = first.rfind(" ", 0, same) + 1 or same  # from the beginning of the word
    word = first[:same].split(" ")[0]
    word = word if len(word) <= 6 else word[:5]
    return {name: text if fits(text) else _cut(text[same:], fits, word + ELLIPSIS) for name, text in texts.items()}


def _numbered(texts: dict[str, str], others: set[str], fits: Callable[[str], bool]) -> dict[str, str]:
    """Beginnings with a number behind each; the first that fits whole keeps its text."""
    found: dict[str, str] = {}
    number_ = 0
    for name, text in texts.items():
        label = text
        while not fits(label) or label in others or label in found.values():
            number_ += 1
            label = _cut(text, fits, end=f" {number_}")
            if not fits(label):  # no room for anything but the number
                label = str(number_)
                if label not in others and label not in found.values():
                    break
        found[name] = label
    return found


def shortest_ends(paths: Sequence[str]) -> dict[str, str]:
    """Return for each dotted path the fewest of its last parts (two at least) that tell it from the others.

    Examples
    --------
    >>> shortest_ends(["strategies.a.points.commission", "strategies.b.points.commission", "budget.total"])
    {'strategies.a.points.commission': 'a.points.commission', 'strategies.b.points.commission': 'b.points.commission',
    'budget.total': 'budget.total'}
    """
    paths = list(dict.fromkeys(paths))
    found = {}
    for path in paths:
        parts = path.split(".")
        ends = (".".join(parts[-n:]) for n in range(min(2, len(parts)), len(parts) + 1))
        found[path] = next(
            (end for end in ends if not any(other != path and ("." + other).endswith("." + end) for other in paths)),
            path,
        )
    return found


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


def turned(
    one: Mapping[str, Any], show: Callable[[float], str], less: str, more: str, sure: str = ""
) -> tuple[str, str]:
    """Return a change and its interval in words, without signs: "5 CNY less" and "90 % interval 3 CNY to 7 CNY less".

    Parameters
    ----------
    one : mapping
        "mean", "low", "high".
    show : callable
        Writes an amount >= 0.
    less, more : str
        The words for a change below and above zero.
    sure : str
        Stands before the interval, such as "90 % ".

    Examples
    --------
    >>> turned({"mean": -1.5, "low": -10.97, "high": 7.97}, "{:g}".format, "less", "more")
    ('1.5 less', 'interval 10.97 less to 7.97 more')
    >>> turned({"mean": 5.0, "low": 3.0, "high": 7.0}, "{:g}".format, "less", "more", "90 % ")
    ('5 more', '90 % interval 3 to 7 more')
    """

    def worded(value: float) -> str:
        return f"{show(abs(value))} {less if value < 0 else more}"

    if one["low"] is None:
        return worded(one["mean"]), "one replicate, no interval"
    if one["low"] < 0 < one["high"]:
        return worded(one["mean"]), f"{sure}interval {worded(one['low'])} to {worded(one['high'])}"
    if one["low"] == one["high"] == 0:
        return worded(0.0), "the same in every replicate"
    near, far = sorted(abs(one[end]) for end in ("low", "high"))
    return worded(one["mean"]), f"{sure}interval {show(near)} to {show(far)} {more if one['high'] > 0 else less}"


def _sign(value: float) -> str:
    return MINUS if value < 0 else ""


def _three_digits(size: float) -> str:
    if size >= 99.95:
        return f"{size:,.0f}"
    return _plain(f"{size:.1f}" if size >= 9.995 else f"{size:.2f}" if size >= 0.0995 else f"{size:.2g}")


def _plain(text: str) -> str:
    """Return the decimal number without an exponent and without zeros at its end."""
    text = f"{float(text):.12f}"
    return text.rstrip("0").rstrip(".") or "0"
