"""The daily series as marketing-mix tools read them: one row a day, one column a variable (wide form).

Columns
-------
date
    Day 0 is the start date given.
strategy, replicate
    Which run; a tool reads one series at a time (or the replicates of a strategy as regions, each a town of its own).
geo, population
    "town-00000" and the head count: a replicate as a region, for tools that take several.
orders, revenue
    What the day brought, revenue in whole currency; `revenue_per_order` beside them (empty where nothing was ordered).
CHANNEL_spend, CHANNEL_impressions, CHANNEL_clicks
    By channel (a plan line: account, advertising, kol, points, review, ...). Impressions count all showings of the channel's posts, also those that
    people passed on. Spend is what was paid on that day, in whole currency; a returned commission is taken off again.
list_price, discount
    Price of the product, and the mean discount of the day's orders as a share of their list price.
needs, active_points, stock_outs, complaints
    Controls: how many people needed the product, points at work, orders lost for want of stock, buyers moved to warn.

Robyn (Meta) reads it with date_var "date", dep_var "revenue", paid_media_spends the `_spend` columns and paid_media_vars the `_impressions`
columns; Meridian (Google) with CoordToColumns(time="date", geo="geo", population="population", kpi="orders",
revenue_per_kpi="revenue_per_order", media=[..._impressions], media_spend=[..._spend], controls=["needs", "discount"], and channels without
spend as organic_media); LightweightMMM takes the same columns as arrays.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.errors import ScenarioError, problem

if TYPE_CHECKING:
    import pandas as pd

CONTROLS = ("needs", "active_points", "stock_outs", "complaints")


def mix_table(stored: Any, start: str = "2026-01-01") -> pd.DataFrame:
    """Return the daily series of every run of a comparison in wide form.

    Parameters
    ----------
    stored : Stored
        A comparison or a run.
    start : str
        Date of day 0, YYYY-MM-DD.

    Returns
    -------
    DataFrame
        One row a day, strategy and replicate; the columns are described above.

    Raises
    ------
    ScenarioError
        For a start that is no date.
    """
    import pandas as pd

    first = _date(start)
    daily, unit = stored.daily, stored.minor_units
    keys = ["strategy", "replicate", "day"]
    table = daily[keys].copy()
    table.insert(0, "date", [(first + datetime.timedelta(days=int(day))).isoformat() for day in daily["day"]])
    table["geo"] = [f"town-{number:05d}" for number in daily["replicate"]]
    table["population"] = int(stored.scenario.people.count)
    table["orders"] = daily["orders"]
    table["revenue"] = daily["paid"] / unit
    table["revenue_per_order"] = np.where(daily["orders"] > 0, table["revenue"] / daily["orders"].clip(lower=1), np.nan)
    channels = stored.channels
    for channel in channels["channel"].drop_duplicates():
        rows = channels[channels["channel"] == channel].set_index(keys)
        found = rows[["spend", "impressions", "clicks"]].reindex(pd.MultiIndex.from_frame(daily[keys]), fill_value=0)
        table[f"{channel}_spend"] = found["spend"].to_numpy() / unit
        table[f"{channel}_impressions"] = found["impressions"].to_numpy()
        table[f"{channel}_clicks"] = found["clicks"].to_numpy()
    table["list_price"] = stored.scenario.market.product.price / unit
    given = stored.orders.groupby(keys, observed=True)[["discount", "list_price"]].sum()
    share = (given["discount"] / given["list_price"]).reindex(pd.MultiIndex.from_frame(daily[keys]), fill_value=0.0)
    table["discount"] = share.to_numpy(dtype=np.float64)
    for name in CONTROLS:
        table[name] = daily[name]
    return table.drop(columns="day").reset_index(drop=True)


def write_mix(stored: Any, path: str | Path, start: str = "2026-01-01") -> int:
    """Write the wide daily series as CSV and return how many rows it has; doing nothing is a series of its own."""
    table = mix_table(stored, start)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(table.to_csv(index=False), encoding="utf-8")
    beside.replace(path)
    return len(table)


def _date(text: str) -> datetime.date:
    """The date that a text names."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ScenarioError(problem("--start", "the start", "a date such as 2026-01-01", text, "Write it as YYYY-MM-DD")) from None
