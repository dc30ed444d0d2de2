"""The tables of one run: daily series, orders, ledger, points, cascades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gridsim.results.cascades import measure

if TYPE_CHECKING:
    import pandas as pd


Amount = Any
"""A sum of money, or its series by the day; minor units."""


class RunArrays(NamedTuple):
    """What the engine hands over after a run, in plain arrays.

    `counted` and `flowed` are dicts of int64 series by the day (money in minor units; `flowed` goes on through the closing days);
    `regions` (people,) int32; `mean_recall` (days,)
    float64; `active_points`, `budget_left` (days,) int64; `orders`, `points` records; `shares` and `posts` records.
    """

    strategy: str
    replicate: int
    n_people: int
    regions: np.ndarray
    budget: int
    minor_units: int
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
    more: dict[str, dict[str, np.ndarray]]
    """Tables that the engine hands over ready: `variants`, `activities`."""
    activities: tuple[str, ...]


@dataclass(frozen=True)
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
    """

    strategy: str
    replicate: int
    metrics: dict[str, float | None]
    counters: dict[str, int]
    budget_note: str
    columns: dict[str, dict[str, np.ndarray]] = field(repr=False)

    def table(self, name: str) -> pd.DataFrame:
        """Return one of the tables by name, with the columns `strategy` and `replicate` in front."""
        import pandas as pd

        columns = self.columns[name]
        n = len(next(iter(columns.values())))
        strategy = pd.Categorical.from_codes(np.zeros(n, np.int8), [self.strategy])
        return pd.DataFrame({"strategy": strategy, "replicate": np.full(n, self.replicate, np.int32)} | columns)

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
    def variants(self) -> pd.DataFrame:
        """One row a day, line and copy variant: what the team measured; empty where a strategy has no variants and no review."""
        return self.table("variants")

    @property
    def activities(self) -> pd.DataFrame:
        """One row an activity: who took part, coupons issued = redeemed + lapsed + open, packets, groups, orders, prizes."""
        return self.table("activities")


ENTRIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    # entry: (account debited, account credited, flow)
    "sale": (("settlement", "revenue", "paid"), ("coupons", "revenue", "discount")),
    "platform fee": (("platform_fee", "settlement", "platform_fee"),),
    "goods": (("goods", "inventory", "goods"),),
    "logistics": (("logistics", "cash", "logistics"),),
    "refund": (("refunds", "settlement", "refund"),),
    "platform fee back": (("settlement", "platform_fee", "fee_back"),),
    "goods back": (("inventory", "goods", "goods_back"),),
    "commission": (("commissions", "commissions_payable", "commission"),),
    "commission back": (("commissions_payable", "commissions", "commission_back"),),
    "commission paid": (("commissions_payable", "cash", "commission_paid"),),
    "media": (("media", "cash", "media"),),
    "content": (("content", "cash", "content"),),
    "kol fee": (("kol_fees", "cash", "kol_fee"),),
    "management": (("management", "cash", "management"),),
    "training": (("training", "cash", "training"),),
    "prize": (("prizes", "cash", "prize"),),
}
"""The book-keeping: which account each flow of money goes from and to."""

ACCOUNTS = tuple(sorted({account for lines in ENTRIES.values() for debit, credit, _ in lines for account in (debit, credit)}))


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
    columns["contribution"] = contribution(flow)
    columns["marketing_cost"] = marketing_cost(flow)
    columns["awareness"] = arrays.mean_recall
    columns["buyers"] = _buyers_so_far(arrays.orders, days)
    columns["new_buyers"] = counted["new_buyers"]
    columns["active_points"] = arrays.active_points
    for name in ("recruits", "leavers", "praise", "complaints", "returns", "stock_outs", "needs", "recalled"):
        columns[name] = counted[name]
    columns["budget_left"] = arrays.budget_left
    return columns


def contribution(flow: Mapping[str, Amount]) -> Amount:
    """Contribution before marketing: paid and funded coupons - refunds - goods - logistics - platform fee.

    A coupon that the campaign funds is paid to the sales side here and counted once as a cost of marketing.
    """
    income = flow["paid"] + flow["discount"] - flow["refund"]
    return income - flow["goods"] + flow["goods_back"] - flow["logistics"] - flow["platform_fee"] + flow["fee_back"]


COST_FLOWS = {
    "media": ("media",),
    "content": ("content",),
    "kol": ("kol_fee",),
    "commission": ("commission", "-commission_back"),
    "coupon": ("discount",),
    "management": ("management",),
    "training": ("training",),
    "prize": ("prize",),
}
"""The uses of the budget: metric cost_NAME = the flows added up (a minus in front takes away)."""


def cost_of(flow: Mapping[str, Amount], use: str) -> Amount:
    """The cost of one use of the budget."""
    first, *others = (-flow[name[1:]] if name.startswith("-") else flow[name] for name in COST_FLOWS[use])
    return sum(others, first)


def marketing_cost(flow: Mapping[str, Amount]) -> Amount:
    """All that drew on the budget."""
    first, *others = (cost_of(flow, use) for use in COST_FLOWS)
    return sum(others, first)


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
    for name in ("touches_moments", "touches_micro_blog", "touches_media", "list_price", "discount", "paid"):
        columns[name] = orders[name].copy()
    columns["platform_fee"] = orders["fee"].copy()
    columns["commission"] = orders["commission_1"] + orders["commission_2"]
    for name in ("commission_1", "commission_2", "beneficiary_1", "beneficiary_2"):
        columns[name] = orders[name].copy()
    columns["stock_source"] = _named(orders["stock"], ("centre",))
    columns["shipped_day"], columns["delivered_day"] = orders["shipped_day"].copy(), orders["delivered_day"].copy()
    columns["returned"] = orders["returned_day"] >= 0
    columns["returned_day"], columns["settled_day"] = orders["returned_day"].copy(), orders["settle_day"].copy()
    columns["satisfaction"] = orders["satisfied"].copy()
    columns["new_buyer"] = orders["new_buyer"] > 0
    columns["activity"] = _named(orders["activity"], arrays.activities)
    return columns


def _named(codes: np.ndarray, names: tuple[str, ...]):
    """Codes as a categorical column."""
    import pandas as pd

    return pd.Categorical.from_codes(codes.astype(np.int8), list(names))


def ledger_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """Double entry by day: every entry's debits equal its credits."""
    parts: list[dict[str, np.ndarray]] = []
    for number, lines in enumerate(ENTRIES.values()):
        amounts: dict[tuple[str, bool], np.ndarray] = {}
        for debited, credited, flow in lines:
            for side in ((debited, True), (credited, False)):
                amounts[side] = amounts.get(side, 0) + arrays.flowed[flow]
        for (account, is_debit), amount in amounts.items():
            parts.append(_ledger_lines(number, ACCOUNTS.index(account), is_debit, amount))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns["account"], columns["credit"] > 0, columns["entry"]))
    columns = {name: values[order] for name, values in columns.items()}
    return columns | {"what": _named(columns["what"], tuple(ENTRIES)), "account": _named(columns["account"], ACCOUNTS)}


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
    for name in ("activated_day", "left_day", "recruiter", "posts", "orders", "gmv", "commission"):
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
