"""The tables of one run: daily series, points, stock, showings, cascades; the arrays that they are made from."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gridsim.results import flows
from gridsim.scenario.stock import STORES
from gridsim.trees import measure

SECONDS_A_DAY = 86_400.0
RECORDABLE = ("impressions", "shares", "posts")
"""Tables that a run has only where they are asked for."""


class RunArrays(NamedTuple):
    """Output of the engine after a run, in plain arrays.

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
    followers: np.ndarray
    mean_trust: np.ndarray
    trust_at_end: float
    channels: tuple[str, ...]
    record: tuple[str, ...]
    """Which of `RECORDABLE` are asked for."""
    more: dict[str, dict[str, np.ndarray]]
    """Tables that the engine hands over ready: `variants`, `activities`."""
    activities: tuple[str, ...]
    products: tuple[str, ...] = ("product",)
    tiers: np.ndarray | None = None
    stores: np.ndarray | None = None
    stands_for: int = 1


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
    for name in ("promotions", "demotions", "fans", "swaps"):
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
    columns["followers"] = _then(arrays.followers, last, arrays.followers[-1])
    for name in ("talk_reads", "talk_valence_hundredths", "followers_won", "followers_lost"):
        columns[name] = _then(counted[name], last)
    return columns


def _then(series: np.ndarray, length: int, value: float = 0) -> np.ndarray:
    """A series of the days of the horizon, made as long as the closing days with one value."""
    return np.append(series, np.full(length - len(series), value, series.dtype))


def _buyers_so_far(orders: np.ndarray, days: int) -> np.ndarray:
    """People who have bought at least once, by day."""
    _, first = np.unique(orders["buyer"], return_index=True)
    return np.cumsum(np.bincount(orders["day"][first], minlength=days))


def tier_of(tiers: np.ndarray | None, keeper: np.ndarray) -> np.ndarray:
    """The kind of store that each keeper (-1: the brand) has."""
    if tiers is None:
        return np.zeros(len(keeper), np.int8)
    return np.where(keeper >= 0, tiers[np.maximum(keeper, 0)], 0)


def stock_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a product and store at the end: initial + ordered + back = sold + sent + units + coming."""
    stores = arrays.stores
    assert stores is not None, "stocks are limited"
    columns: dict[str, Any] = {"product": named(stores["product"], arrays.products), "agent": stores["agent"].copy()}
    columns["kind"] = named(tier_of(arrays.tiers, stores["agent"]), STORES)
    return columns | {
        name: stores[name].copy() for name in ("initial", "ordered", "back", "sold", "sent", "units", "coming")
    }


def named(codes: np.ndarray, names: tuple[str, ...]) -> Any:
    """Codes as a categorical column."""
    import pandas as pd

    # pandas keeps the smallest kind that holds all names
    return pd.Categorical.from_codes(codes.astype(np.int64), dtype=_kind_of(tuple(names)))


@cache
def _kind_of(names: tuple[str, ...]) -> Any:
    """The kind of a categorical column of these names: made once, as it takes longer than a small column."""
    import pandas as pd

    return pd.CategoricalDtype(list(names))


def point_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a point."""
    points = arrays.points
    columns: dict[str, np.ndarray] = {"agent": points["agent"].copy(), "role": named(points["role"], arrays.roles)}
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
    columns["recruited_by"] = named(points["way"], arrays.ways)
    columns["rank"] = named(points["rank"], ("seller", "communicator"))
    for name in ("promoted_day", "demoted_day", "last_sale_day", "recruiting_income"):
        columns[name] = points[name].copy()
    columns["earned"] = earned(points)
    columns["time_value"] = np.floor(points["time_value"] + 0.5).astype(np.int64)
    columns["hours"] = points["minutes"] / 60.0
    return columns


def earned(points: np.ndarray) -> np.ndarray:
    """What each point has earned, all that came back taken off: commission, fees, wages, pay for recruits; minor
    units."""
    return points["earned"] + points["reward_today"]


def impression_columns(arrays: RunArrays) -> dict[str, np.ndarray]:
    """One row a showing, where recording was on."""
    shown = arrays.impressions
    assert shown is not None, "recording was on"
    columns = {name: shown[name].copy() for name in ("tick", "viewer", "sharer", "post")}
    return columns | {
        "place": named(shown["place"], arrays.places),
        "stage": named(shown["stage"], ("shown", "opened", "read", "engaged")),
    }


def post_columns(arrays: RunArrays) -> dict[str, Any]:
    """One row a post, in the order of their numbers (`post` of showings and shares, `root_post` of cascades)."""
    columns: dict[str, Any] = {name: arrays.posts[name].copy() for name in ("tick", "author", "valence", "appeal")}
    columns["kind"] = named(arrays.posts["kind"], arrays.kinds)
    columns["product"] = named(arrays.posts["product"], arrays.products)
    return columns | {"passed_on": arrays.posts["passed_on"].copy()}


def share_columns(arrays: RunArrays) -> dict[str, Any]:
    """One row a share: the trees of diffusion, each post itself as its own first share (`parent` -1: else the row of the
    share that was passed on)."""
    shares = arrays.shares
    columns: dict[str, Any] = {name: shares[name].copy() for name in ("tick", "post", "sharer", "parent", "depth")}
    columns["place"] = named(shares["layer"], arrays.places)
    columns["kind"] = named(arrays.posts["kind"][shares["post"]], arrays.kinds)
    return columns | {"seconds": shares["tick"] * (SECONDS_A_DAY / arrays.ticks_per_day)}


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
    columns["layer"] = named(columns["layer"], arrays.places)
    columns["kind"] = named(columns["kind"], arrays.kinds)
    return columns
