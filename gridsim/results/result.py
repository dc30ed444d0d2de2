"""One run of one strategy: its tables and its metrics."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from gridsim.currencies import CURRENCY, minor_units
from gridsim.errors import refusal
from gridsim.results import cohorts, market, tables
from gridsim.results.channels import channel_columns
from gridsim.results.ledger import ledger_columns
from gridsim.results.metrics import METRICS, metrics_against, metrics_of
from gridsim.results.metrics.facts import Beside
from gridsim.results.orders import order_columns, order_contribution, sale_contribution
from gridsim.results.tables import RECORDABLE, RunArrays
from gridsim.results.units import check_currency, marked

if TYPE_CHECKING:
    import pandas as pd

    from gridsim.diffusion import Forest


@dataclass(frozen=True, repr=False)
class Result:
    """One run of one strategy.

    Attributes
    ----------
    strategy, replicate
        Which run.
    metrics : dict
        Every metric of `gridsim.results.metrics.METRICS`; None where undefined. Money in whole currency units.
    daily, orders, ledger, points, cascades : pandas.DataFrame
        The tables; money in minor units. Built when first asked for.
    counters : dict
        What the run cost to compute: impressions, ties considered, shares, ticks.
    budget_note : str
        Why money was left, in words.
    currency : str
        Of every amount; the tables count its minor units (`gridsim.currencies`).
    in_currency : bool
        Whether the tables count units of currency instead (`money`).
    stands_for : int
        People of the market for whom one simulated person stands: metrics and the tables by day, channel, cohort and
        account are of the market, a row of the others is one simulated person, order or post.
    """

    strategy: str
    replicate: int
    metrics: dict[str, float | None]
    counters: dict[str, int]
    budget_note: str
    columns: dict[str, dict[str, np.ndarray]] = field(repr=False)
    currency: str = CURRENCY
    in_currency: bool = False
    stands_for: int = 1

    def table(self, name: str) -> pd.DataFrame:
        """Return one of the tables by name, with the columns `strategy` and `replicate` in front; `attrs["units"]` has
        the units of its amounts.

        Raises
        ------
        ScenarioError
            If there is no such table: it lists those that there are.
        """
        import pandas as pd

        if name not in self.columns:
            advice = f'Play it with record="{name}"' if name in RECORDABLE else "Use a name from the list"
            raise refusal("table", "the table", f"one of {', '.join(self.columns)}", name, advice)
        columns = self.columns[name]
        n = len(next(iter(columns.values())))
        strategy = pd.Categorical.from_codes(np.zeros(n, np.int8), [self.strategy])
        frame = pd.DataFrame({"strategy": strategy, "replicate": np.full(n, self.replicate, np.int32)} | columns)
        return marked(frame, name, self.currency, self.in_currency)

    def money(self, currency: str | None = None) -> Result:
        """Return the same result with the amounts of its tables in units of currency (floats), as its metrics are, in
        place of minor units.

        Parameters
        ----------
        currency : str, optional
            The result's own, to be sure of it: another is refused.

        Examples
        --------
        >>> import gridsim as gs
        >>> result = gs.run({"people": {"count": 100}, "horizon": 5, "strategies": {"official": {}}}, "official").money("CNY")
        >>> bool(result.daily["gmv"].sum() == result.metrics["gmv"]), result.daily.attrs["units"]["gmv"]
        (True, 'CNY')
        """
        check_currency(currency, self.currency)
        return replace(self, in_currency=True)

    def forest(self) -> Forest:
        """Return the trees of diffusion of the run: of every post that is in `cascades`, in the same order, so that
        `gs.diffusion` measures, compares and fits them as it does those of a log.

        An agent is a person's number; the brand's accounts come after the people. Times are seconds from the start, by
        tick.

        Raises
        ------
        ScenarioError
            If the shares were not recorded.

        Examples
        --------
        >>> import gridsim as gs
        >>> town = {"people": {"count": 300}, "horizon": 10, "budget": {"total": "10k CNY"}, "strategies": {"grid": {}}}
        >>> result = gs.run(town, "grid", seed=1, record="shares")
        >>> bool((gs.diffusion.cascade_measures(result.forest())["size"] == result.cascades["size"]).all())
        True
        """
        from gridsim.results.forest import forest_of

        return forest_of(self.table("shares"))

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table that only some runs have (stock, impressions) as an attribute."""
        columns = {} if name.startswith("_") or name == "columns" else self.columns
        if name in columns:
            return self.table(name)
        raise AttributeError(f"a result has no {name!r}; its tables are {', '.join(columns)}" if columns else name)

    def __repr__(self) -> str:
        names = ("orders", "gmv", "marketing_cost", "net_contribution")
        known = {name: self.metrics.get(name) for name in names}
        told = ", ".join(f"{name} {value:,.0f}" for name, value in known.items() if value is not None)
        also = f"; one person stands for {self.stands_for:,}" if self.stands_for != 1 else ""
        return f"Result({self.strategy}, replicate {self.replicate}: {told}; money in {self.currency}{also})"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>" + METRICS.frame_of(self.metrics, self.currency).to_html(index_names=False, na_rep="")

    @property
    def daily(self) -> pd.DataFrame:
        """One row a day of the horizon and of the closing days after it (`closing`), in which what was ordered is
        delivered, sent back and settled.

        On closing days nothing is posted, shown or bought, so what is counted is 0; `refunds`, `returns`,
        `contribution`, `marketing_cost` (below 0 where commission is taken back) and `budget_left` go on. Sums over all
        rows are the metrics. `reach`, `target_reach`, `buyers` (so far) and `active_points`, `sellers`, `communicators`
        stand as on the last day of the horizon; `awareness` and `trust` are not measured and missing, but for `trust`
        on the very last day.
        """
        return self.table("daily")

    @property
    def orders(self) -> pd.DataFrame:
        """One row an order."""
        return self.table("orders")

    @property
    def ledger(self) -> pd.DataFrame:
        """Double entry: one row a line of an entry."""
        return self.table("ledger")

    @property
    def points(self) -> pd.DataFrame:
        """One row a point that was ever active."""
        return self.table("points")

    @property
    def cascades(self) -> pd.DataFrame:
        """One row a post of a person or the account (bought impressions are no post)."""
        return self.table("cascades")

    @property
    def channels(self) -> pd.DataFrame:
        """One row a day and channel: impressions, reads, clicks, orders, revenue, refunds, spend, cost; closing days
        included.

        A channel is a plan line, a use of the budget that posts nothing (community, search, conversion, brand), or
        `none`: what came by no post and no paid click. `spend` is booked on the day (below 0 where commission is taken
        back); `cost` stands on the day that caused it (what an order cost, and what came back of it, on the order's
        day) and is never below 0. Sums over all rows are the metrics: orders, gmv, refunds, marketing_cost (by spend
        and by cost alike), impressions, reads, clicks.
        """
        return self.table("channels")

    @property
    def cohorts(self) -> pd.DataFrame:
        """One row a week of first orders and week since: who bought again, what it was worth, what was sent back;
        `closing`: after the horizon."""
        return self.table("cohorts")

    @property
    def variants(self) -> pd.DataFrame:
        """One row a day, line and copy variant: what the team measured; empty where a strategy has no variants and no
        review."""
        return self.table("variants")

    @property
    def activities(self) -> pd.DataFrame:
        """One row an activity: who took part, coupons issued = redeemed + lapsed + open, packets, groups, orders,
        prizes."""
        return self.table("activities")


def result_of(arrays: RunArrays, counters: dict[str, int], budget_note: str) -> Result:
    """Make the result of a run from the engine's arrays."""
    columns = {
        "daily": tables.daily_columns(arrays),
        "orders": order_columns(arrays),
        "ledger": ledger_columns(arrays),
        "points": tables.point_columns(arrays),
        "cascades": tables.cascade_columns(arrays),
        "channels": channel_columns(arrays),
        "cohorts": _cohorts(arrays.orders, len(arrays.mean_recall)),
        **arrays.more,
    }
    if arrays.stores is not None:
        columns["stock"] = tables.stock_columns(arrays)
    if "shares" in arrays.record:
        columns["shares"] = tables.share_columns(arrays)
    if "posts" in arrays.record:
        columns["posts"] = tables.post_columns(arrays)
    if arrays.impressions is not None:
        columns["impressions"] = tables.impression_columns(arrays)
    return Result(
        arrays.strategy,
        arrays.replicate,
        market.metrics_of_market(metrics_of(arrays, columns), arrays.stands_for),
        counters,
        budget_note,
        market.tables_of_market(columns, arrays.stands_for),
        arrays.currency,
        stands_for=arrays.stands_for,
    )


def _cohorts(orders: np.ndarray, days: int) -> dict[str, np.ndarray]:
    """The table of cohorts: sales by their own day, what comes back by the day on which it does."""
    sold = sale_contribution(orders)
    undone = order_contribution(orders) - sold
    return cohorts.cohort_columns(
        orders["buyer"], orders["day"], orders["paid"], sold, days, orders["returned_day"], undone
    )


def against_nothing(result: Result, nothing: Result) -> Result:
    """Return the result with the metrics that compare it to doing nothing on the same people and draws."""
    daily = (result.columns["daily"], nothing.columns["daily"])
    beside = Beside(result.metrics, nothing.metrics, *daily, minor_units(result.currency))
    return replace(result, metrics=result.metrics | metrics_against(beside))
