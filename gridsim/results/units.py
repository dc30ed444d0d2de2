"""The unit of every amount in a table: which columns count minor units, and which whole units of currency.

Tables of events hold whole minor units, so that sums are exact; metrics hold units of currency. Every DataFrame says
which is which:
`frame.attrs["currency"]` is the currency, `frame.attrs["units"]` the unit of each column that has one ("0.01 CNY" or
"CNY").
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gridsim.currencies import minor_units
from gridsim.errors import refusal
from gridsim.results.metrics import METRICS

if TYPE_CHECKING:
    import pandas as pd

AMOUNTS = frozenset(
    (
        "gmv",
        "paid",
        "refunds",
        "contribution",
        "marketing_cost",
        "budget_left",
        "list_price",
        "discount",
        "platform_fee",
        "commission",
        "commission_1",
        "commission_2",
        "invitation",
        "reward",
        "shop_margin",
        "debit",
        "credit",
        "invitations",
        "paid_out",
        "payable",
        "recruiting_income",
        "revenue",
        "spend",
        "prize_money",
        "clawed_back",
        "cost",
        "earned",
        "time_value",
    )
)
"""Columns of the tables of events that are money, in minor units; a name means the same in all of them."""
IN_CURRENCY = frozenset(("cost", "cumulative_cost"))
"""Columns of the table of people to activate that are money, in units of currency."""
OF_METRICS = ("runs", "design")
"""Tables whose columns are metrics: money in units of currency."""


def minor_unit(currency: str) -> str:
    """Return the minor unit as a text that says by what to multiply.

    Examples
    --------
    >>> minor_unit("CNY"), minor_unit("JPY"), minor_unit("KWD")
    ('0.01 CNY', 'JPY', '0.001 KWD')
    """
    parts = minor_units(currency)
    return currency if parts == 1 else f"{1 / parts:g} {currency}"


def units_of(table: str, columns: Iterable[str], currency: str, whole: bool = False) -> dict[str, str]:
    """Return the unit of every column of a table that has one.

    Parameters
    ----------
    table : str
        Name of the table.
    columns : iterable of str
    currency : str
    whole : bool
        Whether the amounts were brought to units of currency.

    Examples
    --------
    >>> units_of("daily", ["day", "gmv", "orders"], "CNY"), units_of("runs", ["gmv", "reach"], "CNY")
    ({'gmv': '0.01 CNY'}, {'gmv': 'CNY', 'reach': 'people'})
    """
    if table in OF_METRICS:
        known = {name: METRICS[name].unit for name in columns if name in METRICS}
        return {name: currency if unit == "money" else unit for name, unit in known.items()}
    if table == "people":
        return {name: currency for name in columns if name in IN_CURRENCY}
    return {name: currency if whole else minor_unit(currency) for name in columns if name in AMOUNTS}


def marked(frame: pd.DataFrame, table: str, currency: str, whole: bool = False) -> pd.DataFrame:
    """Return the same frame, with the currency and the units of its columns in `attrs`; with `whole` its amounts in
    units of currency."""
    if whole and table not in (*OF_METRICS, "people"):
        found = {name: frame[name] / minor_units(currency) for name in frame.columns if name in AMOUNTS}
        frame = frame.assign(**found)
    frame.attrs |= {"currency": currency, "units": units_of(table, frame.columns, currency, whole)}
    return frame


def check_currency(asked: str | None, currency: str) -> None:
    """Check that the currency asked for is that of the amounts."""
    if asked not in (None, currency):
        advice = "gridsim knows no exchange rates: multiply by one yourself"
        raise refusal("currency", "the currency", f"{currency}, that of the scenario", asked, advice)
