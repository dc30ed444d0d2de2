"""The minor units of each currency, in one place: tables and the engine count them, metrics and charts whole units of
currency.

Source: ISO 4217, list one (maintenance agency SIX), column "minor unit"; two decimals but for those below. The ouguiya
(MRU) and the ariary (MGA) are divided by five in law; the list gives them two decimals, and a fifth is a whole number
of hundredths.
"""

from __future__ import annotations

import re

CURRENCY = "CNY"
"""The currency of a scenario whose budget names none, and of every default."""

DECIMALS = {
    0: (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ),
    3: ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"),
    4: ("CLF", "UYW"),
}
"""Decimals of a unit of currency, and the currencies that have them; all others have two."""

PARTS = {1: "whole units", 100: "hundredths", 1000: "thousandths", 10_000: "ten-thousandths"}
"""What minor units are called in a sentence."""


def decimals(currency: str) -> int:
    """Return how many decimals an amount has in a currency.

    Examples
    --------
    >>> decimals("CNY"), decimals("JPY"), decimals("KWD")
    (2, 0, 3)
    """
    return next((places for places, names in DECIMALS.items() if currency in names), 2)


def minor_units(currency: str) -> int:
    """Return how many minor units make one unit of a currency.

    Parameters
    ----------
    currency : str
        Three letters (ISO 4217); one that is not in the list counts in hundredths.

    Returns
    -------
    int
        1, 100, 1000 or 10,000.

    Examples
    --------
    >>> minor_units("CNY"), minor_units("JPY"), minor_units("KWD")
    (100, 1, 1000)
    """
    return int(10 ** decimals(currency))


def shortened(text: str) -> str:
    """Return text in which whole amounts stand without decimals.

    Examples
    --------
    >>> shortened("128.00 CNY to 0.50 CNY"), shortened("4.000 KWD")
    ('128 CNY to 0.50 CNY', '4 KWD')
    """
    return re.sub(r"(?<=\d)[.]0+(?= )", "", text)
