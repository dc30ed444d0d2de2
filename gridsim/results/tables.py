"""The tables of one run: daily series, orders, ledger, points, cascades."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gridsim.currencies import CURRENCY
from gridsim.errors import ScenarioError, problem
from gridsim.results import flows
from gridsim.results.cascades import measure

if TYPE_CHECKING:
    import pandas as pd


class RunArrays(NamedTuple):
    """What the engine hands over after a run, in plain arrays.

    `counted` and `flowed` are dicts of int64 series by the day (money in minor units; `flowed` goes on through the closing days);
    `regions` (people,) int32; `mean_recall` (days,) float64; `active_points`, `sellers`, `budget_left` (days,) int64; `line_spent` (days, lines)
    minor units, by the end of each day; `orders`, `points` records; `shares` and `posts` records; `seen` are dicts of (days, lines) int64.
    """

    strategy: str
    replicate: int
    n_people: int
    regions: np.ndarray
    budget: int
    currency: str
    lines: tuple[str, ...]
    seen: dict[str, np.ndarray]
    ticks_per_day: int
    counted: dict[str, np.ndarray]
    flowed: dict[str, np.ndarray]
    mean_recall: np.ndarray
    active_points: np.ndarray
    budget_left: np.ndarray
    orders: np.ndarray
    points: np.ndarray
    shares: np.ndarray
    posts: np.ndarray
    impressions: np.ndarray | None
    kinds: tuple[str, ...]
    entrances: tuple[str, ...]
    roles: tuple[str, ...]
    places: tuple[str, ...]
    ways: tuple[str, ...]
    line_spent: np.ndarray
    sellers: np.ndarray
    mean_trust: float
    target_reached: int
    channels: tuple[str, ...]
    more: dict[str, dict[str, np.ndarray]]
    """Tables that the engine hands over ready: `variants`, `activities`."""
    activities: tuple[str, ...]
    products: tuple[str, ...] = ("product",)
    tiers: np.ndarray | None = None
    stores: np.ndarray | None = None


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
    """

    strategy: str
    replicate: int
    metrics: dict[str, float | None]
    counters: dict[str, int]
    budget_note: str
    columns: dict[str, dict[str, np.ndarray]] = field(repr=False)
    currency: str = CURRENCY
    in_currency: bool = False

    def table(self, name: str) -> pd.DataFrame:
        """Return one of the tables by name, with the columns `strategy` and `replicate` in front; `attrs["units"]` has the units of its amounts.

        Raises
        ------
        ScenarioError
            If there is no such table: it lists those that there are.
        """
        import pandas as pd

        from gridsim.results.units import marked

        if name not in self.columns:
            advice = 'Play it with record="impressions"' if name == "impressions" else "Use a name from the list"
            raise ScenarioError(problem("table", "the table", f"one of {', '.join(self.columns)}", name, advice))
        columns = self.columns[name]
        n = len(next(iter(columns.values())))
        strategy = pd.Categorical.from_codes(np.zeros(n, np.int8), [self.strategy])
        frame = pd.DataFrame({"strategy": strategy, "replicate": np.full(n, self.replicate, np.int32)} | columns)
        return marked(frame, name, self.currency, self.in_currency)

    def money(self, currency: str | None = None) -> Result:
        """Return the same result with the amounts of its tables in units of currency (floats), as its metrics are, in place of minor units.

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
        from gridsim.results.units import check_currency

        check_currency(currency, self.currency)
        return replace(self, in_currency=True)

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
        return f"Result({self.strategy}, replicate {self.replicate}: {told}; money in {self.currency})"

    def _repr_html_(self) -> str:
        from gridsim.results.metrics import metrics_frame

        return f"<p>{self!r}</p>" + metrics_frame(self.metrics, self.currency).to_html(index_names=False, na_rep="")

    @property
    def daily(self) -> pd.DataFrame:
        """One row a day of the horizon."""
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
        """One row a day and plan line: impressions, reads, clicks, orders after a click, revenue of those, spend."""
        return self.table("channels")

    @property
    def cohorts(self) -> pd.DataFrame:
        """One row a week of first orders and week since: who bought again, and what it was worth."""
        return self.table("cohorts")

    @property
    def variants(self) -> pd.DataFrame:
        """One row a day, line and copy variant: what the team measured; empty where a strategy has no variants and no review."""
        return self.table("variants")

    @property
    def activities(self) -> pd.DataFrame:
        """One row an activity: who took part, coupons issued = redeemed + lapsed + open, packets, groups, orders, prizes."""
        return self.table("activities")


def daily_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """The daily series."""
    counted, days = arrays.counted, len(arrays.mean_recall)
    flow = {name: series[:days] for name, series in arrays.flowed.items()}
    columns: dict[str, np.ndarray] = {"day": np.arange(days, dtype=np.int32)}
    columns["impressions"] = counted["impressions"]
    columns["reach"] = np.cumsum(counted["new_reach"])
    for name in ("opened", "reads", "engagements", "shares", "clicks", "visits", "orders"):
        columns[name] = counted[name]
    columns["gmv"] = columns["paid"] = flow["paid"]
    columns["refunds"] = flow["refund"]
    columns["contribution"] = flows.contribution(flow)
    columns["marketing_cost"] = flows.marketing_cost(flow)
    columns["awareness"] = arrays.mean_recall
    columns["buyers"] = _buyers_so_far(arrays.orders, days)
    columns["new_buyers"] = counted["new_buyers"]
    columns["active_points"] = arrays.active_points
    columns["sellers"] = arrays.sellers
    columns["communicators"] = arrays.active_points - arrays.sellers
    for name in ("promotions", "demotions", "woken", "fans", "swaps", "fake_orders"):
        columns[name] = counted[name]
    for name in ("recruits", "leavers", "praise", "complaints", "returns", "stock_outs", "needs", "recalled", "search_clicks"):
        columns[name] = counted[name]
    columns["budget_left"] = arrays.budget_left
    return columns


def _buyers_so_far(orders: np.ndarray, days: int) -> np.ndarray:
    """People who have bought at least once, by day."""
    _, first = np.unique(orders["buyer"], return_index=True)
    return np.cumsum(np.bincount(orders["day"][first], minlength=days))


def order_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row an order, with its three flows: information, payment, logistics."""
    orders, shares = arrays.orders, arrays.shares
    by_click = orders["share"] >= 0
    share = np.where(by_click, orders["share"], 0)
    has_shares = len(shares) > 0
    columns: dict[str, np.ndarray] = {"order": np.arange(len(orders), dtype=np.int32)}
    for name in ("day", "tick", "buyer", "seller"):
        columns[name] = orders[name].copy()
    columns["mall"] = orders["seller"].copy()
    columns["region"] = arrays.regions[orders["buyer"]]
    columns["entrance"] = _named(orders["entrance"], arrays.entrances)
    columns["root_post"] = np.where(by_click, shares["post"][share] if has_shares else -1, -1).astype(np.int32)
    columns["hops"] = np.where(by_click, shares["depth"][share] + 1 if has_shares else 0, 0).astype(np.int32)
    for name in ("touches", "last_touch"):
        for code, channel in enumerate(arrays.channels):
            columns[f"{name}_{channel}"] = orders[name][:, code].copy()
    columns["first_touch"] = _named(orders["first_touch"] + 1, ("", *arrays.channels))
    for name in ("list_price", "discount", "paid"):
        columns[name] = orders[name].copy()
    columns["platform_fee"] = orders["fee"].copy()
    columns["commission"] = orders["commission_1"] + orders["commission_2"]
    for name in ("commission_1", "commission_2", "beneficiary_1", "beneficiary_2"):
        columns[name] = orders[name].copy()
    columns["product"] = _named(orders["product"], arrays.products)
    for name in ("credited", "invitation", "invited_by", "shop", "shop_margin", "pickup", "backorder", "paid_click"):
        columns[name] = orders[name].copy()
    columns["stock_source"] = _named(tier_of(arrays.tiers, orders["stock"]), STORES)
    columns["stock_agent"] = orders["stock"].copy()
    columns["shipped_day"], columns["delivered_day"] = orders["shipped_day"].copy(), orders["delivered_day"].copy()
    columns["returned"] = orders["returned_day"] >= 0
    columns["returned_day"], columns["settled_day"] = orders["returned_day"].copy(), orders["settle_day"].copy()
    columns["satisfaction"] = orders["satisfied"].copy()
    columns["new_buyer"] = orders["new_buyer"] > 0
    columns["referrer"] = orders["referrer"].copy()
    columns["referred"] = orders["referrer"] >= 0
    columns["contribution"] = order_contribution(orders)
    columns["activity"] = _named(orders["activity"], arrays.activities)
    return columns


def order_contribution(orders: np.ndarray) -> np.ndarray:
    """What each order contributes before marketing, minor units: all orders together and the fines make the contribution margin."""
    back = orders["returned_day"] >= 0
    kept = np.where(back, 0, orders["paid"] + orders["discount"] - orders["fee"] - orders["shop_margin"])
    return kept - orders["goods"] + orders["goods_back"] - orders["logistics"]


STORES = ("centre", "distributor", "sub_distributor", "shop")
"""Kinds of store, by the keeper's tier."""


def tier_of(tiers: np.ndarray | None, keeper: np.ndarray) -> np.ndarray:
    """The kind of store that each keeper (-1: the brand) has."""
    if tiers is None:
        return np.zeros(len(keeper), np.int8)
    return np.where(keeper >= 0, tiers[np.maximum(keeper, 0)], 0)


def stock_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a product and store at the end: initial + ordered + back = sold + sent + units + coming."""
    stores = arrays.stores
    assert stores is not None, "stocks are limited"
    columns: dict[str, Any] = {"product": _named(stores["product"], arrays.products), "agent": stores["agent"].copy()}
    columns["kind"] = _named(tier_of(arrays.tiers, stores["agent"]), STORES)
    return columns | {name: stores[name].copy() for name in ("initial", "ordered", "back", "sold", "sent", "units", "coming")}


def _named(codes: np.ndarray, names: tuple[str, ...]):
    """Codes as a categorical column."""
    import pandas as pd

    return pd.Categorical.from_codes(codes.astype(np.int8), list(names))


def ledger_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """Double entry by day: every entry's debits equal its credits."""
    parts: list[dict[str, np.ndarray]] = []
    for number, entry in enumerate(flows.ENTRIES):
        amounts: dict[tuple[str, bool], np.ndarray] = {}
        for flow in flows.FLOWS:
            if flow.entry == entry:
                for side in ((flow.debit, True), (flow.credit, False)):
                    amounts[side] = amounts.get(side, 0) + arrays.flowed[flow.name]
        for (account, is_debit), amount in amounts.items():
            parts.append(_ledger_lines(number, flows.ACCOUNTS.index(account), is_debit, amount))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns["account"], columns["credit"] > 0, columns["entry"]))
    columns = {name: values[order] for name, values in columns.items()}
    return columns | {"what": _named(columns["what"], flows.ENTRIES), "account": _named(columns["account"], flows.ACCOUNTS)}


FIRST_ENTRIES = 15
"""Kinds of entry that the ledger began with; their numbers stay when kinds are added."""


def _entry(day: np.ndarray, number: int) -> np.ndarray:
    """The number of an entry: by day, and within it by kind; kinds that came later are numbered from a million on."""
    if number < FIRST_ENTRIES:
        return day * FIRST_ENTRIES + number
    return 1_000_000 + day * 64 + number


def _ledger_lines(number: int, account: int, is_debit: bool, amount: np.ndarray) -> dict[str, np.ndarray]:
    """The lines of one account in one kind of entry, on the days on which something flowed."""
    day = np.flatnonzero(amount)
    nothing = np.zeros(len(day), np.int64)
    return {
        "day": day.astype(np.int32),
        "entry": _entry(day, number).astype(np.int32),
        "what": np.full(len(day), number),
        "account": np.full(len(day), account),
        "debit": amount[day] if is_debit else nothing,
        "credit": nothing if is_debit else amount[day],
    }


def point_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a point."""
    points = arrays.points
    columns: dict[str, np.ndarray] = {"agent": points["agent"].copy(), "role": _named(points["role"], arrays.roles)}
    for name in ("activated_day", "left_day", "recruiter", "posts", "orders", "gmv", "commission", "invitations", "paid_out", "payable"):
        columns[name] = points[name].copy()
    columns["recruited_by"] = _named(points["way"], arrays.ways)
    columns["rank"] = _named(points["rank"], ("seller", "communicator"))
    for name in ("promoted_day", "demoted_day", "last_sale_day", "recruiting_income", "skill"):
        columns[name] = points[name].copy()
    return columns


def impression_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a showing, where recording was on."""
    shown = arrays.impressions
    assert shown is not None, "recording was on"
    columns = {name: shown[name].copy() for name in ("tick", "viewer", "sharer", "post")}
    return columns | {"place": _named(shown["place"], arrays.places), "stage": _named(shown["stage"], ("shown", "opened", "read", "engaged"))}


def cascade_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a post of a person or of the account, with the tree of its shares."""
    trees = measure(arrays.shares["parent"])
    root = arrays.shares[trees.root]
    post = arrays.posts[root["post"]]
    own = post["kind"] != arrays.kinds.index("advertisement")
    kept = {
        "root_post": root["post"].astype(np.int32),
        "author": post["author"],
        "layer": root["layer"],
        "day_tick": post["tick"],
        "kind": post["kind"],
        "size": trees.size.astype(np.int32),
        "depth": trees.depth.astype(np.int32),
        "max_breadth": trees.max_breadth.astype(np.int32),
        "structural_virality": trees.structural_virality,
        "valence": post["valence"],
    }
    columns = {name: values[own] for name, values in kept.items()}
    columns["tick"] = columns.pop("day_tick")
    columns["layer"] = _named(columns["layer"], arrays.places)
    columns["kind"] = _named(columns["kind"], arrays.kinds)
    return columns


def channel_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a day and plan line; a post's showings, readings, clicks and orders count for its line, whoever passed it on.

    The spend of all lines together is the marketing cost of the day less that of community, search, conversion and brand, to the cent; orders are
    those after a click.
    """
    days, n = len(arrays.mean_recall), len(arrays.lines)
    clicked = arrays.orders[arrays.orders["share"] >= 0]
    line = arrays.posts["line"][arrays.shares["post"][clicked["share"]]] if len(clicked) else np.zeros(0, np.int32)
    orders, revenue = np.zeros((days, n), np.int64), np.zeros((days, n), np.int64)
    np.add.at(orders, (clicked["day"], line), 1)
    np.add.at(revenue, (clicked["day"], line), clicked["paid"])
    on = [arrays.seen["impressions"][:, k].any() or orders[:, k].any() for k in range(n)]
    spend = _spend_by_line(arrays, days)
    kept = np.flatnonzero(np.array(on) | spend.any(axis=0))
    columns: dict[str, np.ndarray] = {"day": np.repeat(np.arange(days, dtype=np.int32), len(kept))}
    columns["channel"] = _named(np.tile(kept, days), arrays.lines)
    for name, values in (*arrays.seen.items(), ("orders", orders), ("revenue", revenue), ("spend", spend)):
        columns[name] = values[:, kept].reshape(-1)
    return columns


def payer_of_discount(arrays: RunArrays) -> tuple[np.ndarray, np.ndarray]:
    """Day and plan line of every order's discount: the activity's whose offer was used, else that of the post with the coupon."""
    orders = arrays.orders
    first_activity = len(arrays.lines) - len(arrays.activities)
    line = np.where(orders["activity"] >= 0, first_activity + orders["activity"], np.maximum(orders["line"], 0))
    return orders["day"], line


def _spend_by_line(arrays: RunArrays, days: int) -> np.ndarray:
    """What was spent for each line by day, (days, lines) int64; the points' is what is left of the marketing cost when all others have theirs."""
    flow = {name: series[:days] for name, series in arrays.flowed.items()}
    spend = np.diff(arrays.line_spent, axis=0, prepend=0)
    day, line = payer_of_discount(arrays)
    np.add.at(spend, (day, line), arrays.orders["discount"])
    back = (arrays.orders["returned_day"] >= 0) & (arrays.orders["returned_day"] < days)
    np.subtract.at(spend, (arrays.orders["returned_day"][back], line[back]), arrays.orders["discount"][back])
    points = arrays.lines.index("points")
    spend[:, points] = 0
    spend[:, points] = flows.marketing_cost(flow) - sum(flows.cost_of(flow, use) for use in flows.OF_NO_LINE) - spend.sum(axis=1)
    return spend
