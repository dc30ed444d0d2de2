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
    What the day brought, revenue in whole currency as it was paid (GMV); `revenue_per_order` beside them (empty where
    nothing was ordered).
refunds
    What was paid back of this day's revenue, in whole currency: on the day of the order, whenever it came back, so that
    revenue - refunds is what the day's sales were worth in the end.
CHANNEL_spend, CHANNEL_impressions, CHANNEL_clicks
    By channel (a plan line: account, advertising, kol, points, review, ..., or search). Impressions count all showings
    of the channel's posts, also those that people passed on; clicks of search are the paid ones. Spend is in whole
    currency, on the day that caused it: what an order cost (commission, invitation, coupon), and what was taken back of
    it when it was returned, stands on the day of the order. It is never negative.
    A use of the budget that shows nothing (community, conversion, brand) has its spend only.
list_price, discount
    Price of the product, and the mean discount of the day's orders as a share of their list price.
needs, active_points, stock_outs, complaints
    Controls: how many people needed the product, points at work, orders lost for want of stock, buyers moved to warn.

All returns are in, also those after the horizon, so the sums over the days are the figures of the run, to the cent:
orders, revenue = gmv, revenue - refunds = net_revenue, all `_spend` = marketing_cost. When money really moved is told
by the tables `daily` and `channels`.

Robyn (Meta) reads it with date_var "date", dep_var "revenue", paid_media_spends the `_spend` columns and
paid_media_vars the `_impressions` columns; Meridian (Google) with CoordToColumns(time="date", geo="geo",
population="population", kpi="orders", revenue_per_kpi="revenue_per_order", media=[..._impressions],
media_spend=[..._spend], controls=["needs", "discount"], and channels without spend as organic_media); LightweightMMM
takes the same columns as arrays.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gridsim.errors import refusal
from gridsim.results.channels import NO_CHANNEL
from gridsim.results.flows import OF_NO_LINE
from gridsim.results.store import Results, Stored, opened

if TYPE_CHECKING:
    import pandas as pd

CONTROLS = ("needs", "active_points", "stock_outs", "complaints")


def mix_table(stored: Results, start: str = "2026-01-01") -> pd.DataFrame:
    """Return the daily series of every run of a comparison in wide form.

    Parameters
    ----------
    stored : Comparison, Stored or path
        A comparison or a run, or its folder.
    start : str
        Date of day 0, YYYY-MM-DD.

    Returns
    -------
    DataFrame
        One row a day of the horizon, strategy and replicate; the columns are described above.

    Raises
    ------
    ScenarioError
        For a start that is no date, and for results of a gridsim that did not say yet on which day spending was caused.
    """
    import pandas as pd

    first, stored = _date(start), opened(stored)
    keys = ["strategy", "replicate", "day"]
    daily, unit = stored.daily, stored.minor_units
    if "closing" not in daily or "cost" not in stored.channels:
        needed = "those of this version (`closing` in daily, `cost` in channels)"
        raise refusal(str(stored.folder), "the tables", needed, "older ones", "Run the comparison again")
    daily = daily[~daily["closing"]].reset_index(drop=True)
    days = pd.MultiIndex.from_frame(daily[keys])
    table = daily[keys].copy()
    table.insert(0, "date", [(first + datetime.timedelta(days=int(day))).isoformat() for day in daily["day"]])
    table["geo"] = [f"town-{number:05d}" for number in daily["replicate"]]
    table["population"] = int(stored.scenario.people.count)
    table["orders"] = daily["orders"]
    table["revenue"] = daily["paid"] / unit
    orders = stored.orders
    refunds = orders["paid"].where(orders["returned_day"] >= 0, 0).groupby([orders[key] for key in keys]).sum()
    table["refunds"] = refunds.reindex(days, fill_value=0).to_numpy() / unit
    table["revenue_per_order"] = np.where(daily["orders"] > 0, table["revenue"] / daily["orders"].clip(lower=1), np.nan)
    table = pd.concat([table, _by_channel(stored, daily, days)], axis=1)
    table["list_price"] = stored.scenario.market.product.price / unit
    given = orders.groupby(keys, observed=True)[["discount", "list_price"]].sum()
    table["discount"] = (
        (given["discount"] / given["list_price"]).reindex(days, fill_value=0.0).to_numpy(dtype=np.float64)
    )
    for name in CONTROLS:
        table[name] = daily[name]
    return table.drop(columns="day").reset_index(drop=True)


def _by_channel(stored: Stored, daily: pd.DataFrame, days: pd.MultiIndex) -> pd.DataFrame:
    """Spend, impressions and clicks of each channel by day; what came by no channel has none of them."""
    import pandas as pd

    columns = {}
    channels = stored.channels
    for channel in (name for name in channels["channel"].drop_duplicates() if name != NO_CHANNEL):
        rows = channels[channels["channel"] == channel].set_index(days.names)
        found = rows[["cost", "impressions", "clicks"]].reindex(days, fill_value=0)
        columns[f"{channel}_spend"] = found["cost"].to_numpy() / stored.minor_units
        if channel == "search":
            columns["search_clicks"] = daily["search_clicks"].to_numpy()
        elif channel not in OF_NO_LINE:
            columns |= {f"{channel}_{name}": found[name].to_numpy() for name in ("impressions", "clicks")}
    return pd.DataFrame(columns)


def write_mix(stored: Results, path: str | Path, start: str = "2026-01-01") -> int:
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
        raise refusal("--start", "the start", "a date such as 2026-01-01", text, "Write it as YYYY-MM-DD") from None
