"""The tables of one run: daily series, orders, ledger, points, cascades."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gridsim.currencies import CURRENCY
from gridsim.errors import ScenarioError, problem
from gridsim.results import flows
from gridsim.results.cascades import measure
from gridsim.terms import Flow

if TYPE_CHECKING:
    import pandas as pd


class RunArrays(NamedTuple):
    """What the engine hands over after a run, in plain arrays.

    `counted` and `flowed` are dicts of int64 series by the day (money in minor units; `flowed` goes on through the
    closing days); `regions` (people,) int32; `mean_recall`, `mean_trust` (days,) float64; `active_points`, `sellers`,
    `budget_left` (days,) int64; `line_spent` (days, lines), minor units by the end of each day; `orders`, `points`,
    `shares` and `posts` are records; `seen` are dicts of (days, lines) int64.
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
    mean_trust: np.ndarray
    trust_at_end: float
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
        """Return one of the tables by name, with the columns `strategy` and `replicate` in front; `attrs["units"]` has
        the units of its amounts.

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


def daily_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """The daily series, closing days included: what is counted is 0 on them, what stands is carried on, what is not
    measured is NaN."""
    counted, flow, days = arrays.counted, arrays.flowed, len(arrays.mean_recall)
    last = len(flow["paid"])
    columns: dict[str, np.ndarray] = {"day": np.arange(last, dtype=np.int32)}
    columns["closing"] = columns["day"] >= days
    columns["impressions"] = _then(counted["impressions"], last)
    columns["reach"] = np.cumsum(_then(counted["new_reach"], last))
    for name in ("opened", "reads", "engagements", "shares", "clicks", "visits", "orders"):
        columns[name] = _then(counted[name], last)
    columns["gmv"] = columns["paid"] = flow["paid"]
    columns["refunds"] = flow["refund"]
    columns["contribution"] = flows.contribution(flow)
    columns["marketing_cost"] = cost = flows.marketing_cost(flow)
    columns["awareness"] = _then(arrays.mean_recall, last, np.nan)
    columns["buyers"] = _buyers_so_far(arrays.orders, last)
    columns["new_buyers"] = _then(counted["new_buyers"], last)
    columns["active_points"] = _then(arrays.active_points, last, arrays.active_points[-1])
    columns["sellers"] = _then(arrays.sellers, last, arrays.sellers[-1])
    columns["communicators"] = columns["active_points"] - columns["sellers"]
    for name in ("promotions", "demotions", "woken", "fans", "swaps", "fake_orders"):
        columns[name] = _then(counted[name], last)
    back = arrays.orders["returned_day"]
    returns = np.bincount(back[back >= 0], minlength=last)
    for name in (
        "recruits",
        "leavers",
        "praise",
        "complaints",
        "returns",
        "stock_outs",
        "needs",
        "recalled",
        "search_clicks",
    ):
        columns[name] = returns if name == "returns" else _then(counted[name], last)
    columns["budget_left"] = np.append(arrays.budget_left, arrays.budget_left[-1] - np.cumsum(cost[days:]))
    columns["clawed_back"] = flows.clawed_back(flow)
    columns["target_reach"] = np.cumsum(_then(counted["new_target_reach"], last))
    columns["trust"] = _then(arrays.mean_trust, last, np.nan)
    columns["trust"][-1] = arrays.trust_at_end
    for name in ("talk_reads", "talk_valence_hundredths"):
        columns[name] = _then(counted[name], last)
    return columns


def _then(series: np.ndarray, length: int, value: float = 0) -> np.ndarray:
    """A series of the days of the horizon, made as long as the closing days with one value."""
    return np.append(series, np.full(length - len(series), value, series.dtype))


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
    columns["channel"] = _named(channel_of(arrays), channels_of(arrays))
    return columns


def sale_contribution(orders: np.ndarray) -> np.ndarray:
    """What each order contributes before marketing on its own day, before anything comes back, minor units."""
    return (
        orders["paid"]
        + orders["discount"]
        - orders["fee"]
        - orders["shop_margin"]
        - orders["goods"]
        - orders["logistics"]
    )


def order_contribution(orders: np.ndarray) -> np.ndarray:
    """What each order contributes before marketing, minor units: all orders together and the fines make the
    contribution margin."""
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
    return columns | {
        name: stores[name].copy() for name in ("initial", "ordered", "back", "sold", "sent", "units", "coming")
    }


def _named(codes: np.ndarray, names: tuple[str, ...]) -> Any:
    """Codes as a categorical column."""
    import pandas as pd

    # pandas keeps the smallest kind that holds all names
    return pd.Categorical.from_codes(codes.astype(np.int64), list(names))


def ledger_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """Double entry by day: every entry's debits equal its credits."""
    parts: list[dict[str, np.ndarray]] = []
    for number, entry in enumerate(flows.ENTRIES):
        amounts: dict[tuple[str, bool], np.ndarray] = {}
        for flow in Flow:
            if flow.entry == entry:
                for side in ((flow.debit, True), (flow.credit, False)):
                    amounts[side] = amounts.get(side, 0) + arrays.flowed[flow.word]
        for (account, is_debit), amount in amounts.items():
            parts.append(_ledger_lines(number, flows.ACCOUNTS.index(account), is_debit, amount))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns["account"], columns["credit"] > 0, columns["entry"]))
    columns = {name: values[order] for name, values in columns.items()}
    return columns | {
        "what": _named(columns["what"], flows.ENTRIES),
        "account": _named(columns["account"], flows.ACCOUNTS),
    }


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
    for name in (
        "activated_day",
        "left_day",
        "recruiter",
        "posts",
        "orders",
        "gmv",
        "commission",
        "invitations",
        "paid_out",
        "payable",
    ):
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
    return columns | {
        "place": _named(shown["place"], arrays.places),
        "stage": _named(shown["stage"], ("shown", "opened", "read", "engaged")),
    }


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


NO_CHANNEL = "none"
"""Stands in the place of a channel for orders that came by no post and no paid click."""


def channels_of(arrays: RunArrays) -> tuple[str, ...]:
    """The channels of a run: its plan lines, the uses of the budget that post nothing, and none."""
    return (*arrays.lines, *flows.OF_NO_LINE, NO_CHANNEL)


def channel_of(arrays: RunArrays) -> np.ndarray:
    """The number of each order's channel: the line of the post whose link was followed, search after a paid click, or
    none."""
    orders, names = arrays.orders, channels_of(arrays)
    without = np.where(orders["paid_click"], names.index("search"), len(names) - 1)
    return np.where(orders["line"] >= 0, orders["line"], without)


def channel_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a day and channel; a post's showings, readings, clicks and orders count for its line, whoever passed it
    on.

    All channels together are the day: its showings, its orders, its revenue and refunds, its marketing cost, to the
    cent.
    """
    orders, names, days = arrays.orders, channels_of(arrays), len(arrays.flowed["paid"])
    came = channel_of(arrays)
    back = orders["returned_day"] >= 0
    spend, cost = _spend_and_cost(arrays)
    values = {name: np.zeros((days, len(names)), np.int64) for name in (*arrays.seen, "orders", "revenue", "refunds")}
    for name, seen in arrays.seen.items():
        values[name][: len(seen), : len(arrays.lines)] = seen
    np.add.at(values["orders"], (orders["day"], came), 1)
    np.add.at(values["revenue"], (orders["day"], came), orders["paid"])
    np.add.at(values["refunds"], (orders["returned_day"][back], came[back]), orders["paid"][back])
    values |= {"spend": spend, "cost": cost}
    kept = np.flatnonzero(sum(values[name].any(axis=0) for name in ("impressions", "orders", "spend", "cost")))
    columns: dict[str, np.ndarray] = {"day": np.repeat(np.arange(days, dtype=np.int32), len(kept))}
    columns["channel"] = _named(np.tile(kept, days), names)
    columns |= {name: table[:, kept].reshape(-1) for name, table in values.items()}
    columns["closing"] = columns["day"] >= len(arrays.mean_recall)
    return columns


def payer_of_discount(arrays: RunArrays) -> np.ndarray:
    """The plan line that pays every order's discount: the activity's whose offer was used, else that of the post with
    the coupon."""
    orders = arrays.orders
    first_activity = len(arrays.lines) - len(arrays.activities)
    return np.where(orders["activity"] >= 0, first_activity + orders["activity"], np.maximum(orders["line"], 0))


OF_ORDERS = ("commission", "invitation", "coupon")
"""Uses of the budget that single orders cause."""


def _spend_and_cost(arrays: RunArrays) -> tuple[np.ndarray, np.ndarray]:
    """What was spent for each channel by day, (days, channels) int64: as it was booked, and as it was caused, by the
    day of the order.

    The points' part is what is left of the marketing cost when all others have theirs.
    """
    flow, orders, names = arrays.flowed, arrays.orders, channels_of(arrays)
    own = np.zeros((len(flow["paid"]), len(names)), np.int64)
    own[: len(arrays.line_spent), : len(arrays.lines)] = np.diff(arrays.line_spent, axis=0, prepend=0)
    for use in flows.OF_NO_LINE:
        own[:, names.index(use)] = flows.cost_of(flow, use)
    points = names.index("points")
    own[:, points] = 0
    own[:, points] = flows.marketing_cost(flow) - sum(flows.cost_of(flow, use) for use in OF_ORDERS) - own.sum(axis=1)
    spend, cost = own.copy(), own
    spend[:, points] += flows.cost_of(flow, "commission") + flows.cost_of(flow, "invitation")
    payer, back = payer_of_discount(arrays), orders["returned_day"] >= 0
    np.add.at(spend, (orders["day"], payer), orders["discount"])
    np.subtract.at(spend, (orders["returned_day"][back], payer[back]), orders["discount"][back])
    cost[:, points] = _netted(cost[:, points])
    kept = orders[~back]
    np.add.at(cost[:, points], kept["day"], kept["commission_1"] + kept["commission_2"] + kept["invitation"])
    np.add.at(cost, (kept["day"], payer[~back]), kept["discount"])
    return spend, cost


def _netted(series: np.ndarray) -> np.ndarray:
    """A series without negative amounts: each is taken off the days before it.

    Examples
    --------
    >>> _netted(np.array([5, 3, -4, 2]))
    array([4, 0, 0, 2])
    """
    netted, owed = series.copy(), 0
    for day in range(len(series) - 1, -1, -1):
        netted[day] = max(series[day] - owed, 0)
        owed = max(owed - series[day], 0)
    return netted
