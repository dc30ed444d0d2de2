"""What a number means: every metric once, with its unit and the direction that is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridsim.currencies import minor_units
from gridsim.results import cohorts, decompose, flows, tables
from gridsim.results.tables import Result, RunArrays

if TYPE_CHECKING:
    import pandas as pd

ATTRIBUTED_TAIL = 0.8
"""The long tail are the points below the top 20 % by sales."""


BLOCKS = ("account", "advertising", "kol", "points", "partners")
"""Blocks of a strategy that win buyers by a link, and whose cost is known."""


class Metric(NamedTuple):
    """A metric: its name on charts, unit, which direction is better ("higher", "lower" or ""), and what it means.

    `ratio` names the two metrics, amount and count, whose ratio it is. Over replicates it is the mean amount over the
    mean count (a mean of ratios would leave out the replicates without a count, and those are the bad ones), and
    undefined where the mean count is not above zero.
    """

    name: str
    label: str
    unit: str
    better: str
    meaning: str
    ratio: tuple[str, str] | None = None


def _declared() -> dict[str, Metric]:
    """The table of metrics, one line each."""
    rows = [
        ("reach", "Reach", "people", "higher", "people who were shown at least one post or advertisement"),
        ("frequency", "Frequency", "times", "", "impressions per person reached"),
        ("awareness", "Awareness", "share", "higher", "mean chance over people to think of the brand, on the last day"),
        ("impressions", "Impressions", "count", "", "showings of posts and advertisements"),
        ("opened", "Opened", "count", "higher", "showings that were opened"),
        ("reads", "Reads", "count", "higher", "showings that were read through"),
        ("engagements", "Engagements", "count", "higher", "likes and comments"),
        ("shares", "Shares", "count", "higher", "posts and advertisements passed on"),
        ("clicks", "Clicks", "count", "higher", "links followed"),
        ("visits", "Visits", "count", "higher", "visits to a mall, by a link or with a need"),
        ("orders", "Orders", "count", "higher", "orders within the horizon"),
        ("buyers", "Buyers", "people", "higher", "people with at least one order, kept or not"),
        (
            "new_buyers",
            "New buyers",
            "people",
            "higher",
            "buyers who had never bought before the campaign: at the first order, kept or not",
        ),
        ("gmv", "GMV", "money", "higher", "what all orders paid, before refunds"),
        ("refunds", "Refunds", "money", "lower", "what returns were paid back"),
        ("net_revenue", "Net revenue", "money", "higher", "GMV less refunds"),
        ("discounts", "Coupons", "money", "", "discounts that the campaign funds, less those of returned orders"),
        ("cost_goods", "Goods", "money", "", "cost of the goods sold, less what came back and can be sold"),
        ("cost_logistics", "Logistics", "money", "", "shipping"),
        (
            "cost_shop_margin",
            "Shops' margin",
            "money",
            "",
            "what shops keep of sales in them, less what they pay back on refunds",
        ),
        (
            "commission_payable",
            "Commission not yet paid out",
            "money",
            "",
            "settled commission below the withdrawal minimum: owed to the points",
        ),
        ("search_clicks", "Paid clicks", "count", "", "clicks on advertisements beside a search"),
        ("cost_platform_fee", "Platform fee", "money", "", "the platform's share, less what it pays back on refunds"),
        (
            "contribution_margin",
            "Contribution margin",
            "money",
            "higher",
            "paid (and funded coupons) less refunds, goods, logistics and platform fee; before marketing",
        ),
        ("marketing_cost", "Marketing cost", "money", "", "all that drew on the budget"),
        (
            "net_contribution",
            "Contribution after marketing",
            "money",
            "higher",
            "contribution margin less marketing cost",
        ),
        ("budget_unspent", "Budget left", "money", "", "what the strategy did not spend"),
        (
            "money_out_day",
            "Money was out from day",
            "day",
            "",
            (
                "first day from which nothing was spent to the end, with less left than a tenth of the budget or than"
                " the dearest day cost; none where money lasted"
            ),
        ),
        (
            "cac",
            "Cost per new buyer, all counted",
            "money",
            "lower",
            (
                "marketing cost over all new buyers, those included who come anyway; incremental_cac counts those that"
                " doing nothing does not have"
            ),
        ),
        ("roi", "ROI", "ratio", "higher", "(incremental contribution margin - marketing cost) / marketing cost"),
        ("ltv", "Value of a buyer", "money", "higher", "contribution margin per buyer within the horizon"),
        (
            "payback_day",
            "Payback day",
            "day",
            "lower",
            (
                "first day from which the incremental contribution covers the marketing cost for good, all returns"
                " included; it may be a closing day"
            ),
        ),
        (
            "incremental_new_buyers",
            "Extra new buyers",
            "people",
            "higher",
            "new buyers over those of doing nothing, same people and luck",
        ),
        (
            "incremental_orders",
            "Extra orders",
            "count",
            "higher",
            "orders over those of doing nothing, same people and luck",
        ),
        (
            "incremental_reach",
            "Extra people reached",
            "people",
            "higher",
            "people reached over those of doing nothing, same people and luck",
        ),
        (
            "incremental_contribution_margin",
            "Extra contribution margin",
            "money",
            "higher",
            "contribution before marketing over that of doing nothing, same people and luck",
        ),
        (
            "incremental_gmv",
            "Incremental GMV",
            "money",
            "higher",
            "GMV over that of doing nothing, same people and luck",
        ),
        (
            "incremental_contribution",
            "Incremental contribution after marketing",
            "money",
            "higher",
            "contribution after marketing over that of doing nothing, same people and luck: the verdict's measure",
        ),
        ("active_points", "Active points", "people", "", "points active on the last day"),
        ("recruits", "Recruits", "people", "", "buyers who became points"),
        ("leavers", "Leavers", "people", "lower", "points that left"),
        ("sales_gini", "Gini of points' sales", "ratio", "", "0: all points sell alike; 1: one sells everything"),
        ("long_tail_share", "Long tail", "share", "", "share of the points' sales made by those below the top fifth"),
        ("cascade_size_mean", "Mean cascade", "people", "", "sharers of a post, its author included"),
        ("cascade_never_shared_share", "Never passed on", "share", "", "share of posts that nobody passed on"),
        (
            "cascade_share_beyond_one_hop",
            "Beyond one step",
            "share",
            "",
            "share of posts whose tree is at least two steps deep",
        ),
        ("cascade_share_100", "A hundred sharers", "share", "", "share of posts with at least a hundred sharers"),
        (
            "structural_virality",
            "Structural virality",
            "steps",
            "",
            "mean distance over pairs of sharers, over trees of two and more",
        ),
        (
            "talk_valence",
            "Valence of talk",
            "ratio",
            "higher",
            "mean valence, from -1 (warns) to 1 (recommends), of people's posts as they are read",
        ),
        ("praise", "Recommendations", "count", "higher", "buyers moved to recommend"),
        ("complaints", "Complaints", "count", "lower", "buyers moved to warn"),
        ("returns", "Returns", "count", "lower", "orders sent back, also after the horizon"),
        ("stock_outs", "Stock-outs", "count", "lower", "orders lost for want of stock"),
        (
            "orders_per_budget",
            "Orders per money spent",
            "ratio",
            "higher",
            "orders, those included that come anyway, per 1,000 of currency spent on marketing",
        ),
        (
            "gmv_per_budget",
            "GMV per money spent",
            "ratio",
            "higher",
            "GMV, that included which comes anyway, over marketing cost",
        ),
        ("trust", "Trust", "share", "higher", "mean trust in the brand over people, at the end"),
        ("sellers", "Sellers", "people", "", "active points with a micro-mall, on the last day"),
        ("communicators", "Communicators", "people", "", "active points who post without a mall, on the last day"),
        ("promotions", "Promotions", "count", "", "communicators who opened a mall"),
        ("demotions", "Demotions", "count", "", "sellers who closed it for want of sales"),
        (
            "woken",
            "Woken points",
            "count",
            "higher",
            (
                "dormant points that woke, and those who came back (a sale, or buying enough to be a member again,"
                " wakes, too, and is not counted)"
            ),
        ),
        ("fans", "Fans served", "days", "", "days on which a fan was served, over all fans"),
        ("swaps", "Swapped posts", "count", "", "posts of partners for goods"),
        ("fake_orders", "Fake orders", "count", "lower", "orders faked; they stand in no table of orders"),
        (
            "penalty",
            "Fines",
            "money",
            "lower",
            "fines of the platform for fake orders; they lower the contribution margin",
        ),
        (
            "joining_income",
            "Joining fees",
            "money",
            "",
            "fees that recruits paid for joining; no part of the contribution margin",
        ),
        (
            "recruiting_income",
            "Points' income from recruiting",
            "money",
            "",
            "second level of the commission, and pay by the head",
        ),
        (
            "retail_income",
            "Points' income from sales",
            "money",
            "",
            "first level of the commission: a point's own sales",
        ),
        (
            "recruiting_income_share",
            "Share of income from recruiting",
            "share",
            "lower",
            "part of the points' income that comes from recruiting",
        ),
        (
            "referred_share",
            "Referred customers",
            "share",
            "",
            "share of new buyers who kept an order and came through a person's share or mall",
        ),
        (
            "repeat_buyer_share",
            "Buyers who came back",
            "share",
            "higher",
            "share of buyers with two orders and more; returned orders do not count",
        ),
        (
            "repeat_order_share",
            "Repeat purchases",
            "share",
            "higher",
            "share of kept orders that are not a buyer's first within the horizon",
        ),
        (
            "retention",
            "Retention",
            "share",
            "higher",
            "share of buyers who ordered again within 28 days, where 28 days were left; orders kept",
        ),
        ("churn", "Churn", "share", "lower", "share of buyers who did not"),
        (
            "ltv_year",
            "Projected value of a buyer in a year",
            "money",
            "higher",
            (
                "contribution an order x orders a buyer in a year; the weekly rate is that of the cohorts and decays as"
                " theirs (cohorts.projected_value)"
            ),
        ),
        (
            "target_reach",
            "Reach in the target group",
            "people",
            "higher",
            "people reached of the half that matches the product better",
        ),
        ("breadth", "Breadth", "people", "higher", "people reached: the first factor of the orders"),
        ("contacts_per_person", "Contacts of each", "times", "", "showings per person reached: the second factor"),
        (
            "visits_per_contact",
            "Visits per contact",
            "ratio",
            "higher",
            "visits to a mall per showing: the third factor",
        ),
        (
            "orders_per_visit",
            "Orders per visit",
            "ratio",
            "higher",
            "orders per visit to a mall: the fourth factor; the four multiply to the orders",
        ),
        (
            "deepest_deficit",
            "Deepest deficit",
            "money",
            "lower",
            "most that cost was ahead of the incremental contribution so far, over the days, closing days included",
        ),
        (
            "deficit_day",
            "Day of the deepest deficit",
            "day",
            "lower",
            "the day on which it was: the market is opened until then",
        ),
    ]
    rows += [(f"cost_{use}", f"Cost of {use}", "money", "", f"budget spent on {use}") for use in flows.BY_USE]
    rows += [
        (
            f"cac_{block}",
            f"Cost per new buyer by {block}",
            "money",
            "lower",
            f"cost of {block} over the new buyers who came by it",
        )
        for block in BLOCKS
    ]
    ratios = [
        Metric(
            name,
            label,
            "money",
            "lower",
            f"marketing cost over the {what} beyond those of doing nothing",
            ("marketing_cost", count),
        )
        for name, label, what, count in (
            ("incremental_cac", "Cost per extra new buyer", "new buyers", "incremental_new_buyers"),
            ("incremental_cost_per_order", "Cost per extra order", "orders", "incremental_orders"),
            ("incremental_cost_per_reached", "Cost per extra person reached", "people reached", "incremental_reach"),
        )
    ]
    return {row[0]: Metric(*row) for row in rows} | {one.name: one for one in ratios}


class Metrics(Mapping[str, Metric]):
    """The metrics by name: a mapping that shows itself as a table.

    Examples
    --------
    >>> import gridsim as gs
    >>> gs.metrics["roi"].label, gs.metrics["roi"].better, "cac" in gs.metrics
    ('ROI', 'higher', True)
    >>> list(gs.metrics.frame.columns), gs.metrics.frame.loc["gmv", "unit"]
    (['label', 'unit', 'better', 'meaning'], 'money')
    """

    def __init__(self, declared: dict[str, Metric]):
        self._declared = declared

    def __getitem__(self, name: str) -> Metric:
        if name not in self._declared:
            raise KeyError(f"{name!r} is no metric; there are {', '.join(self._declared)}")
        return self._declared[name]

    def __contains__(self, name: object) -> bool:
        return name in self._declared

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a metric: label, unit, better ("higher", "lower" or ""), meaning."""
        import pandas as pd

        columns = ["label", "unit", "better", "meaning"]
        rows = [[getattr(one, column) for column in columns] for one in self.values()]
        return pd.DataFrame(rows, columns=columns, index=pd.Index(self, name="metric"))

    def __repr__(self) -> str:
        rows = [
            ("metric", "unit", "better", "meaning"),
            *((name, one.unit, one.better, one.meaning) for name, one in self.items()),
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        return "\n".join("  ".join((*(cell.ljust(width) for cell, width in zip(row, widths)), row[3])) for row in rows)

    def _repr_html_(self) -> str:
        return self.frame.to_html()


METRICS = Metrics(_declared())


def metrics_frame(values: Mapping[str, float | None], currency: str) -> pd.DataFrame:
    """The metrics of a run as a table: label, value, unit."""
    import pandas as pd

    known = {name: METRICS[name] for name in values if name in METRICS}
    columns = {"": [one.label for one in known.values()], "value": [values[name] for name in known]}
    return pd.DataFrame(
        {**columns, "unit": [currency if one.unit == "money" else one.unit for one in known.values()]},
        index=list(known),
    )


RATIOS: dict[str, tuple[str, str]] = {name: one.ratio for name, one in METRICS.items() if one.ratio is not None}
"""Metrics that are ratios over the replicates as a whole: amount and count."""


def metrics_of(arrays: RunArrays, columns: dict[str, dict[str, np.ndarray]]) -> dict[str, float | None]:
    """Every metric of one run by itself; those against doing nothing are None until `against_nothing`."""
    values: dict[str, float | None] = dict.fromkeys(METRICS)
    counted = {name: float(series.sum()) for name, series in arrays.counted.items()}
    for name in (
        "impressions",
        "opened",
        "reads",
        "engagements",
        "shares",
        "clicks",
        "visits",
        "orders",
        "new_buyers",
        "recruits",
        "leavers",
        "praise",
        "complaints",
        "stock_outs",
        "promotions",
        "demotions",
        "woken",
        "fans",
        "swaps",
        "fake_orders",
    ):
        values[name] = counted[name]
    values["search_clicks"] = counted["search_clicks"]
    values["commission_payable"] = float(arrays.points["payable"].sum()) / minor_units(arrays.currency)
    values["reach"] = counted["new_reach"]
    values["frequency"] = _ratio(counted["impressions"], counted["new_reach"])
    values["awareness"] = float(arrays.mean_recall[-1])
    values["buyers"] = float(len(np.unique(arrays.orders["buyer"])))
    values["returns"] = float(np.count_nonzero(arrays.orders["returned_day"] >= 0))
    values["active_points"] = float(arrays.active_points[-1])
    values["talk_valence"] = _ratio(counted["talk_valence_hundredths"] / 100.0, counted["talk_reads"])
    values["trust"], values["target_reach"] = arrays.trust_at_end, counted["new_target_reach"]
    values["sellers"] = float(arrays.sellers[-1])
    values["communicators"] = float(arrays.active_points[-1] - arrays.sellers[-1])
    values["money_out_day"] = _money_out_day(arrays)
    values |= decompose.factors(values) or {}
    values |= _money(arrays, values) | _of_points(columns["points"]) | _of_cascades(columns["cascades"])
    return values | _of_income(arrays) | _of_customers(arrays, columns) | _of_blocks(arrays, columns["channels"])


def _ratio(a: float, b: float) -> float | None:
    """a / b, None where b is 0."""
    return a / b if b else None


def _money(arrays: RunArrays, values: dict) -> dict[str, float | None]:
    """Money metrics, in whole currency units, closing days included."""
    flow = {name: int(series.sum()) for name, series in arrays.flowed.items()}
    unit = minor_units(arrays.currency)
    cost, margin = flows.marketing_cost(flow), flows.contribution(flow)
    money = {
        "gmv": flow["paid"] / unit,
        "refunds": flow["refund"] / unit,
        "net_revenue": (flow["paid"] - flow["refund"]) / unit,
        "discounts": (flow["discount"] - flow["discount_back"]) / unit,
        "cost_goods": (flow["goods"] - flow["goods_back"]) / unit,
        "cost_logistics": flow["logistics"] / unit,
        "cost_shop_margin": (flow["shop_margin"] - flow["shop_margin_back"]) / unit,
        "cost_platform_fee": (flow["platform_fee"] - flow["fee_back"]) / unit,
        "contribution_margin": margin / unit,
        "marketing_cost": cost / unit,
        "net_contribution": (margin - cost) / unit,
        "budget_unspent": (arrays.budget - cost) / unit,
    } | {f"cost_{use}": flows.cost_of(flow, use) / unit for use in flows.BY_USE}
    return money | {
        "cac": _ratio(money["marketing_cost"], values["new_buyers"]),
        "ltv": _ratio(money["contribution_margin"], values["buyers"]),
        "orders_per_budget": _ratio(1000.0 * values["orders"], money["marketing_cost"]),
        "gmv_per_budget": _ratio(money["gmv"], money["marketing_cost"]),
    }


def _money_out_day(arrays: RunArrays) -> float | None:
    """First day from which nothing more was spent, where that is before the last one and what was left would not have
    gone far."""
    days = len(arrays.mean_recall)
    by_day = np.asarray(flows.marketing_cost({name: series[:days] for name, series in arrays.flowed.items()}))
    spent = np.flatnonzero(by_day > 0)
    first = int(spent[-1]) + 1 if len(spent) else days
    if first >= days - 1 or arrays.budget <= 0:
        return None
    return float(first) if arrays.budget_left[first - 1] < max(arrays.budget / 10, by_day.max()) else None


def _of_points(points: dict[str, np.ndarray]) -> dict[str, float | None]:
    """How unequally the points sell."""
    sales = np.sort(points["gmv"].astype(np.float64))
    n, total = len(sales), float(sales.sum())
    if n == 0 or total == 0.0:
        return {"sales_gini": None, "long_tail_share": None}
    gini = float((2.0 * np.arange(1, n + 1) - n - 1.0) @ sales / (n * total))
    return {"sales_gini": gini, "long_tail_share": float(sales[: int(ATTRIBUTED_TAIL * n)].sum()) / total}


def _of_income(arrays: RunArrays) -> dict[str, float | None]:
    """What points earn by selling and by recruiting, and what joining and fines moved; whole currency units."""
    points, unit = arrays.points, minor_units(arrays.currency)
    recruiting = float(points["recruiting_income"].sum()) / unit
    commission = float(points["commission"].sum()) / unit
    head_pay = float(flows.cost_of(arrays.flowed, "head_pay").sum()) / unit
    retail = commission - (recruiting - head_pay)
    return {
        "recruiting_income": recruiting,
        "retail_income": retail,
        "recruiting_income_share": _ratio(recruiting, recruiting + retail),
        "joining_income": float(arrays.flowed["joining_fee"].sum()) / unit,
        "penalty": float(arrays.flowed["penalty"].sum()) / unit,
    }


def _of_customers(arrays: RunArrays, columns: dict[str, dict[str, np.ndarray]]) -> dict[str, float | None]:
    """Retention, repeat purchase, referral, projected value."""
    orders = arrays.orders
    new = orders["new_buyer"] > 0
    worth = tables.order_contribution(orders)
    kept, days = orders["returned_day"] < 0, len(arrays.mean_recall)
    found = cohorts.customer_metrics(
        orders["buyer"], orders["day"], worth, days, minor_units(arrays.currency), columns["cohorts"], kept
    )
    customers = orders[kept & np.isin(orders["buyer"], orders["buyer"][new])]
    # the same on all that one customer has kept
    came_through = customers["referrer"][np.unique(customers["buyer"], return_index=True)[1]]
    return found | {"referred_share": float((came_through >= 0).mean()) if len(customers) else None}


def _of_blocks(arrays: RunArrays, channels: dict[str, np.ndarray]) -> dict[str, float | None]:
    """Cost of a new buyer by block: the block's cost over the new buyers who followed a link in its posts; for points,
    or bought in a mall of theirs.

    The points' cost is all that is not another block's: training, supervision, content, commission, coupons in their
    posts.
    """
    orders, came = arrays.orders, tables.channel_of(arrays)
    new = orders["new_buyer"] > 0
    by_mall = orders["seller"] >= 0
    found: dict[str, float | None] = {}
    for name in BLOCKS:
        cost = int(channels["spend"][channels["channel"] == name].sum())
        by_link = came == arrays.lines.index(name)
        n = int(np.count_nonzero(new & (by_link | by_mall if name == "points" else by_link & ~by_mall)))
        found[f"cac_{name}"] = cost / minor_units(arrays.currency) / n if n and cost else None
    return found


def _of_cascades(cascades: dict[str, np.ndarray]) -> dict[str, float | None]:
    """Shapes of the cascades over all posts."""
    size = cascades["size"]
    names = ("cascade_size_mean", "cascade_never_shared_share", "cascade_share_beyond_one_hop", "cascade_share_100")
    if len(size) == 0:
        return dict.fromkeys((*names, "structural_virality"))
    shapes = (size.mean(), (size == 1).mean(), (cascades["depth"] >= 2).mean(), (size >= 100).mean())
    virality = cascades["structural_virality"][size > 1]
    return dict(zip(names, map(float, shapes), strict=True)) | {
        "structural_virality": float(virality.mean()) if len(virality) else None
    }


def against_nothing(result: Result, nothing: Result) -> Result:
    """Return the result with the metrics that compare it to doing nothing on the same people and draws."""
    own, base = _amounts(result), _amounts(nothing)
    gained = own["contribution_margin"] - base["contribution_margin"]
    cost = own["marketing_cost"]
    against: dict[str, float | None] = {
        "incremental_gmv": own["gmv"] - base["gmv"],
        "incremental_contribution": own["net_contribution"] - base["net_contribution"],
        "incremental_contribution_margin": gained,
        "roi": _ratio(gained - cost, cost),
        "payback_day": _payback_day(result, nothing),
    } | _opening(result, nothing)
    for name in ("new_buyers", "orders", "reach"):
        against[f"incremental_{name}"] = (result.metrics[name] or 0.0) - (nothing.metrics[name] or 0.0)
    for name, (_, count) in RATIOS.items():
        more = against[count] or 0.0
        against[name] = cost / more if cost and more > 0.0 else None
    return replace(result, metrics=result.metrics | against)


def _amounts(result: Result) -> dict[str, float]:
    """The money metrics, which every run has."""
    return {
        name: value for name, value in result.metrics.items() if METRICS[name].unit == "money" and value is not None
    }


def _opening(result: Result, nothing: Result) -> dict[str, float | None]:
    """Depth and day of the trough of the cumulative incremental contribution after marketing; 0 and None where it never
    is in deficit."""
    own, base = result.columns["daily"], nothing.columns["daily"]
    so_far = np.cumsum(own["contribution"] - base["contribution"] - own["marketing_cost"])
    depth = float(so_far.min())
    if depth >= 0.0:
        return {"deepest_deficit": 0.0, "deficit_day": None}
    return {"deepest_deficit": -depth / minor_units(result.currency), "deficit_day": float(np.argmin(so_far))}


def _payback_day(result: Result, nothing: Result) -> float | None:
    """First day from which cumulative incremental contribution stays at or above cumulative marketing cost; None if it
    never does."""
    own, base = result.columns["daily"], nothing.columns["daily"]
    if not own["marketing_cost"].any():
        return None
    short = np.cumsum(own["contribution"] - base["contribution"] - own["marketing_cost"]) < 0
    if short[-1]:
        return None
    return float(np.flatnonzero(short)[-1] + 1) if short.any() else 0.0


def _cohorts(orders: np.ndarray, days: int) -> dict[str, np.ndarray]:
    """The table of cohorts: sales by their own day, what comes back by the day on which it does."""
    sold = tables.sale_contribution(orders)
    undone = tables.order_contribution(orders) - sold
    return cohorts.cohort_columns(
        orders["buyer"], orders["day"], orders["paid"], sold, days, orders["returned_day"], undone
    )


def result_of(arrays: RunArrays, counters: dict[str, int], budget_note: str) -> Result:
    """Make the result of a run from the engine's arrays."""
    orders, days = arrays.orders, len(arrays.mean_recall)
    columns = {
        "daily": tables.daily_columns(arrays),
        "orders": tables.order_columns(arrays),
        "ledger": tables.ledger_columns(arrays),
        "points": tables.point_columns(arrays),
        "cascades": tables.cascade_columns(arrays),
        "channels": tables.channel_columns(arrays),
        "cohorts": _cohorts(orders, days),
        **arrays.more,
    }
    if arrays.stores is not None:
        columns["stock"] = tables.stock_columns(arrays)
    if arrays.impressions is not None:
        columns["impressions"] = tables.impression_columns(arrays)
    return Result(
        arrays.strategy, arrays.replicate, metrics_of(arrays, columns), counters, budget_note, columns, arrays.currency
    )
