"""Every figure of summary.json follows from the stored tables: recomputed as a stranger would, with pandas and the
files of the folder alone."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from towns import everything

import gridsim as gs
from gridsim.scenario import load_scenario
from gridsim.study.compare import compare

TABLES = ("daily", "channels", "orders", "ledger", "points", "cascades", "cohorts", "runs")
COUNTED = (
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
    "returns",
    "stock_outs",
    "promotions",
    "demotions",
    "fans",
    "swaps",
    "search_clicks",
    "followers_won",
    "followers_lost",
)
ACCOUNTS = {
    "refunds": "refunds",
    "cost_goods": "goods",
    "cost_logistics": "logistics",
    "cost_shop_margin": "shop_margin",
    "cost_platform_fee": "platform_fee",
    "cost_media": "media",
    "cost_content": "content",
    "cost_kol": "kol_fees",
    "cost_commission": "commissions",
    "cost_coupon": "coupons",
    "cost_management": "management",
    "cost_training": "training",
    "cost_head_pay": "head_pay",
    "cost_community": "community",
    "cost_swap": "swaps",
    "cost_invitation": "invitations",
    "cost_search": "search",
    "cost_conversion": "conversion",
    "cost_brand": "brand",
    "cost_prize": "prizes",
    "cost_wage": "wages",
    "cost_referral": "referrals",
    "cost_promotion": "promotion",
}
TRADE = ("refunds", "cost_goods", "cost_logistics", "cost_shop_margin", "cost_platform_fee")
EXTRA = {
    "incremental_cac": ("marketing_cost", "new_buyers"),
    "incremental_cost_per_order": ("marketing_cost", "orders"),
    "incremental_cost_per_reached": ("marketing_cost", "reach"),
    "commission_of_caused_gmv": ("cost_commission", "gmv"),
}
"""Marketing cost (or commission) over what there is more of than under doing nothing; over replicates the ratio of the means."""
MINOR_UNITS = 100


def over(a, b):
    return a / b if b else None


def of_one_run(tables: dict[str, pd.DataFrame], budget: float) -> dict[str, float | None]:
    """The metrics of one run by itself."""
    daily, channels, orders, ledger = (tables[name] for name in ("daily", "channels", "orders", "ledger"))
    points, cascades, cohorts = tables["points"], tables["cascades"], tables["cohorts"]
    played = daily[~daily["closing"]]
    m = {name: daily[name].sum() for name in COUNTED}
    m |= {name: daily[name].iloc[-1] for name in ("reach", "target_reach", "buyers", "trust", "followers")}
    m |= {name: played[name].iloc[-1] for name in ("awareness", "active_points", "sellers", "communicators")}
    balance = (ledger["debit"] - ledger["credit"]).groupby(ledger["account"]).sum() / MINOR_UNITS
    m |= {name: balance.get(account, 0.0) for name, account in ACCOUNTS.items()}
    sale = ledger[(ledger["what"] == "sale") & (ledger["account"] == "settlement")]
    m["gmv"] = sale["debit"].sum() / MINOR_UNITS
    m["net_revenue"] = m["gmv"] - m["refunds"]
    m["discounts"] = m["cost_coupon"]
    m["contribution_margin"] = -balance.get("revenue", 0.0) - sum(m[name] for name in TRADE)
    m["marketing_cost"] = sum(m[name] for name in ACCOUNTS if name.startswith("cost_") and name not in TRADE)
    m["net_contribution"] = m["contribution_margin"] - m["marketing_cost"]
    m["budget_unspent"] = budget - m["marketing_cost"]
    m["commission_payable"] = points["payable"].sum() / MINOR_UNITS
    m["joining_income"] = -balance.get("joining_fees", 0.0)
    m["frequency"] = over(m["impressions"], m["reach"])
    m["cac"] = over(m["marketing_cost"], m["new_buyers"])
    per = {"cost_per_follower": "followers_won", "cost_per_engagement": "engagements", "cost_per_click": "clicks"}
    m |= {name: over(m["marketing_cost"], m[what]) for name, what in per.items()}
    m["ltv"] = over(m["contribution_margin"], m["buyers"])
    m["orders_per_budget"] = over(1000 * m["orders"], m["marketing_cost"])
    m["gmv_per_budget"] = over(m["gmv"], m["marketing_cost"])
    m["talk_valence"] = over(daily["talk_valence_hundredths"].sum() / 100, daily["talk_reads"].sum())
    depth = {"breadth": m["reach"], "contacts_per_person": over(m["impressions"], m["reach"])}
    depth |= {
        "visits_per_contact": over(m["visits"], m["impressions"]),
        "orders_per_visit": over(m["orders"], m["visits"]),
    }
    m |= depth if all(depth.values()) else dict.fromkeys(depth)
    m["money_out_day"] = money_out_day(
        played["marketing_cost"].to_numpy(), played["budget_left"].to_numpy(), budget * MINOR_UNITS
    )
    return (
        m
        | of_points(points, m)
        | of_a_point(points, channels)
        | of_time(points, orders, m)
        | of_cascades(cascades)
        | of_customers(orders, cohorts, len(played))
        | of_blocks(orders, channels)
    )


def money_out_day(spent, left, budget):
    """First day from which nothing was spent to the end, with less left than a tenth of the budget or than the dearest
    day cost."""
    days = np.flatnonzero(spent > 0)
    if not len(days) or days[-1] + 1 >= len(spent) - 1 or left[days[-1]] >= max(budget / 10, spent.max()):
        return None
    return days[-1] + 1


def of_points(points, m):
    sales = np.sort(points["gmv"].to_numpy(float))
    n, total = len(sales), sales.sum()
    recruiting = points["recruiting_income"].sum() / MINOR_UNITS
    retail = points["commission"].sum() / MINOR_UNITS - (recruiting - m["cost_head_pay"])
    found = {
        "recruiting_income": recruiting,
        "retail_income": retail,
        "recruiting_income_share": over(recruiting, recruiting + retail),
    }
    if total == 0:
        return found | {"sales_gini": None, "long_tail_share": None}
    apart = np.abs(sales[:, None] - sales[None, :]).mean() / (2 * sales.mean())
    return found | {"sales_gini": apart, "long_tail_share": sales[: int(0.8 * n)].sum() / total}


def of_a_point(points, channels):
    earned, left, n = points["earned"] / MINOR_UNITS, points["left_day"] >= 0, len(points)
    names = ("point_earned", "point_earned_median", "points_without_earnings", "point_cost", "points_quit_share")
    spent = channels.loc[channels["channel"] == "points", "spend"].sum() / MINOR_UNITS
    values = (earned.mean(), earned.median(), (earned <= 0).mean(), spent / n, left.mean()) if n else [None] * 5
    stayed = (points["left_day"] - points["activated_day"])[left]
    quits = {"point_quits_after": stayed.median() if len(stayed) else None}
    return {"points_in_all": n, **dict(zip(names, values, strict=True)), **quits}


def of_time(points, orders, m):
    unpaid = (points["time_value"] - points["earned"]).clip(lower=0).sum() / MINOR_UNITS
    return {
        "point_hours": points["hours"].sum(),
        "point_time_value": points["time_value"].sum() / MINOR_UNITS,
        "unpaid_time": unpaid,
        "net_contribution_after_time": m["net_contribution"] - unpaid,
        "paid_gmv_share": over(orders.loc[orders["commission_1"] > 0, "paid"].sum() / MINOR_UNITS, m["gmv"]),
    }


def of_cascades(cascades):
    size, some = cascades["size"], len(cascades) > 0
    spread = cascades[size > 1]["structural_virality"]
    return {
        "cascade_size_mean": size.mean() if some else None,
        "cascade_never_shared_share": (size == 1).mean() if some else None,
        "cascade_share_beyond_one_hop": (cascades["depth"] >= 2).mean() if some else None,
        "cascade_share_100": (size >= 100).mean() if some else None,
        "structural_virality": spread.mean() if len(spread) else None,
    }


def of_customers(orders, cohorts, days):
    names = ("repeat_buyer_share", "repeat_order_share", "retention", "churn", "referred_share")
    worth = {"ltv_year": value_in_a_year(orders, cohorts) if len(orders) else None}
    new_buyers = orders[orders["new_buyer"]]["buyer"]
    orders = orders[~orders["returned"]]
    if not len(orders):
        return dict.fromkeys(names) | worth
    on = orders.sort_values(["buyer", "day", "order"]).groupby("buyer")["day"]
    first, second, count = on.nth(0).to_numpy(), on.shift(-1).to_numpy()[on.cumcount() == 0], on.size()
    old = first + 28 < days
    kept = (second[old] - first[old] <= 28).mean() if old.any() else None
    new = orders[orders["buyer"].isin(new_buyers)].drop_duplicates("buyer")
    came = new["referred"].mean() if len(new) else None
    values = ((count > 1).mean(), 1 - len(count) / len(orders), kept, None if kept is None else 1 - kept, came)
    return dict(zip(names, values, strict=True)) | worth


def value_in_a_year(orders, cohorts):
    """docs/model.md: orders a buyer and week at full weeks, the rate going on to fall as from the younger to the older
    half of the ages."""
    seen = cohorts[cohorts["seen"] > 0]
    by_age = seen.groupby("age")[["buyers", "orders"]].sum()
    later = by_age[by_age.index >= 1]
    if not len(later):
        return None
    rates = by_age["orders"] / by_age["buyers"]
    half = (by_age.index.max() + 1) // 2
    young, old = later[later.index <= half], later[later.index > half]
    worth, ahead = orders["contribution"].mean() / MINOR_UNITS, rates[0]
    if len(old) and not old["orders"].sum():
        return worth * (ahead + rates[young.index].sum())
    kept, rate = 1.0, later["orders"].sum() / later["buyers"].sum()
    if len(old) and young["orders"].sum():
        rate = young["orders"].sum() / young["buyers"].sum()
        middle = [np.average(part.index, weights=part["buyers"]) for part in (young, old)]
        kept = min(1.0, (old["orders"].sum() / old["buyers"].sum() / rate) ** (1 / (middle[1] - middle[0])))
    return worth * (ahead + rate * sum(kept**week for week in range(52)))


def of_blocks(orders, channels):
    new = orders[orders["new_buyer"]]
    cost = channels.groupby("channel")["spend"].sum() / MINOR_UNITS
    found = {}
    for block in ("account", "advertising", "kol", "points", "partners"):
        came = (
            (new["channel"] == block) & (new["seller"] < 0)
            if block != "points"
            else (new["channel"] == block) | (new["seller"] >= 0)
        )
        found[f"cac_{block}"] = over(cost.get(block, 0.0), came.sum()) or None
    return found


def against_nothing(one, base, daily, daily_of_nothing):
    """The metrics that compare a run with doing nothing in the same replicate."""
    gained = one["contribution_margin"] - base["contribution_margin"]
    so_far = (daily["contribution"] - daily["marketing_cost"]).to_numpy().cumsum() - daily_of_nothing[
        "contribution"
    ].to_numpy().cumsum()
    short = np.flatnonzero(so_far < 0)
    found = {
        "incremental_gmv": one["gmv"] - base["gmv"],
        "incremental_contribution": one["net_contribution"] - base["net_contribution"],
        "incremental_contribution_after_time": (
            one["net_contribution_after_time"] - base["net_contribution_after_time"]
        ),
        "caused_gmv_share": over(one["gmv"] - base["gmv"], one["gmv"]),
        "incremental_contribution_margin": gained,
        **{f"incremental_{name}": one[name] - base[name] for name in ("new_buyers", "orders", "reach")},
        "roi": over(gained - one["marketing_cost"], one["marketing_cost"]),
        "deepest_deficit": max(0, -so_far.min()) / MINOR_UNITS,
        "deficit_day": so_far.argmin() if so_far.min() < 0 else None,
        "payback_day": None,
    }
    if daily["marketing_cost"].any() and so_far[-1] >= 0:
        found["payback_day"] = short[-1] + 1 if len(short) else 0
    for name, (cost, per) in EXTRA.items():
        more = found[f"incremental_{per}"]
        found[name] = one[cost] / more if one[cost] and more > 0 else None
    return found


def recomputed(folder) -> pd.DataFrame:
    """The table `runs` of a folder, from its other tables."""
    budget = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["budget"]
    tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}
    rows = []
    for keys in tables["runs"][["strategy", "replicate"]].itertuples(index=False):
        one, nothing = (
            {
                name: table[(table["strategy"] == strategy) & (table["replicate"] == keys.replicate)]
                for name, table in tables.items()
            }
            for strategy in (keys.strategy, "nothing")
        )
        metrics, base = of_one_run(one, budget), of_one_run(nothing, budget)
        rows.append(keys._asdict() | metrics | against_nothing(metrics, base, one["daily"], nothing["daily"]))
    return pd.DataFrame(rows)


POINTS = "strategies.grid.points."
FAR = {
    "name": "A village of late returns",
    "people": {"count": 300, "need_interval": 12},
    "horizon": 30,
    "replicates": 3,
    "budget": {"total": "6k CNY"},
    "network": {"moments": {"mean_friends": 15}, "micro_blog": {"mean_follows": 8}},
    "market": {"initial_awareness": "40%"},
    "operation": {
        "return_chance": 0.5,
        "return_window": 60,
        "delivery_days": 20,
        "late_chance": 0.4,
        "resaleable": 0.3,
    },
    "response": {"reaction": {"open_chance": 0.4, "click_chance": 0.8}},
    "strategies": {
        "mix": {"preset": "hybrid", "points": {"content": {"cost_at_full_quality": "5 CNY", "discount": 0.1}}},
        "ads": {"preset": "advertising"},
        "official": {},
    },
}
CASES = {
    "everything": lambda: (everything(), ["grid"]),
    "little money": lambda: (everything(**{"budget.total": "2k CNY"}), ["grid"]),
    "prompt delivery, no stocks": lambda: (
        everything(**{"operation.late_chance": 0, "operation.stock": None, "horizon": 8}),
        ["grid"],
    ),
    "returns long after the horizon": lambda: (load_scenario(FAR), None),
    "nobody buys": lambda: (
        load_scenario(FAR, {"market.product.price": "100k CNY", "market.product.unit_cost": "1 CNY", "replicates": 1}),
        ["mix"],
    ),
    "a day": lambda: (load_scenario(FAR, {"horizon": 1, "operation.delivery_days": 0}), None),
}


@pytest.fixture(scope="module", params=CASES)
def folder(request, tmp_path_factory):
    scenario, strategies = CASES[request.param]()
    out = tmp_path_factory.mktemp("recomputed") / "out"
    compare(scenario, strategies=strategies, out=out, threads=1)
    return out


def test_every_metric_follows_from_the_tables(folder):
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    runs, found = pd.read_parquet(folder / "runs.parquet"), recomputed(folder)
    assert set(summary["metrics"]) == set(gs.metrics)
    missing = set(gs.metrics) - set(found)
    assert not missing, f"nothing says how {missing} follow from the tables"
    for name, about in summary["metrics"].items():
        exact = about["unit"] in ("count", "people", "day", "days")
        given, made = runs[name].to_numpy(float), found[name].to_numpy(float)
        np.testing.assert_allclose(made, given, rtol=0 if exact else 1e-9, atol=0 if exact else 1e-9, err_msg=name)
    for strategy, metrics in summary["strategies"].items():
        rows = found[found["strategy"] == strategy]
        for name, one in metrics.items():
            values = rows[name].astype(float).dropna()
            mean = values.mean() if len(values) else None
            if name in EXTRA:
                cost, more = (rows[part].mean() for part in (EXTRA[name][0], f"incremental_{EXTRA[name][1]}"))
                mean = cost / more if more > 0 else None
            else:
                assert one["n_defined"] == len(values), name
            assert one["mean"] == (None if mean is None else pytest.approx(mean, rel=1e-9, abs=1e-9)), name


def test_sums_of_every_table_are_the_totals(folder):
    """To the cent: daily, channels and cohorts tell of the same money as the ledger and the orders, each by its own
    days."""
    tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}
    keys = ["strategy", "replicate"]
    runs = tables["runs"].set_index(keys)
    cents = {name: (runs[name] * MINOR_UNITS).round().astype(int) for name in MONEY}
    for name, parts in SUMS.items():
        for table, columns in parts.items():
            sums = sum(sign * tables[table].groupby(keys)[column].sum() for column, sign in columns.items())
            expected = cents[name] if name in MONEY else runs[name]
            sums = sums.reindex(expected.index, fill_value=0)
            assert (sums == expected).all(), f"{table}: {name}"


MONEY = ("gmv", "refunds", "net_revenue", "contribution_margin", "marketing_cost", "net_contribution")
SUMS = {
    "gmv": {"daily": {"gmv": 1}, "channels": {"revenue": 1}, "cohorts": {"gmv": 1}, "orders": {"paid": 1}},
    "refunds": {"daily": {"refunds": 1}, "channels": {"refunds": 1}, "cohorts": {"refunds": 1}},
    "net_revenue": {
        "daily": {"gmv": 1, "refunds": -1},
        "channels": {"revenue": 1, "refunds": -1},
        "cohorts": {"gmv": 1, "refunds": -1},
    },
    "contribution_margin": {"daily": {"contribution": 1}, "cohorts": {"contribution": 1}},
    "marketing_cost": {"daily": {"marketing_cost": 1}, "channels": {"spend": 1}},
    "net_contribution": {"daily": {"contribution": 1, "marketing_cost": -1}},
    "orders": {"daily": {"orders": 1}, "channels": {"orders": 1}, "cohorts": {"orders": 1}},
    "returns": {"daily": {"returns": 1}, "orders": {"returned": 1}},
    **{name: {"daily": {name: 1}, "channels": {name: 1}} for name in ("impressions", "reads", "clicks")},
}


def test_channels_are_the_day(folder):
    """Day by day, closing days included; the cost by the day that caused it is never below zero, and none of it comes
    after the horizon."""
    keys = ["strategy", "replicate", "day"]
    daily, channels = (pd.read_parquet(folder / f"{name}.parquet") for name in ("daily", "channels"))
    whole = channels.groupby(keys)[
        ["impressions", "reads", "clicks", "orders", "revenue", "refunds", "spend", "cost"]
    ].sum()
    daily = daily.set_index(keys)
    whole = whole.reindex(daily.index, fill_value=0)
    for channel in whole.columns.drop("cost"):
        assert (whole[channel] == daily[{"revenue": "gmv", "spend": "marketing_cost"}.get(channel, channel)]).all(), (
            channel
        )
    assert whole["cost"].groupby(keys[:2]).sum().equals(daily["marketing_cost"].groupby(keys[:2]).sum())
    assert (channels["cost"] >= 0).all() and not channels[channels["closing"]]["cost"].any()
    spent = daily["marketing_cost"].groupby(keys[:2]).cumsum() + daily["budget_left"]
    assert spent.nunique() == 1


def test_closing_days_come_after_the_horizon_and_nothing_is_played_on_them(folder):
    daily = pd.read_parquet(folder / "daily.parquet")
    horizon = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["horizon"]
    assert (daily["closing"] == (daily["day"] >= horizon)).all()
    closing = daily[daily["closing"]]
    assert not closing[["impressions", "visits", "orders", "gmv", "needs", "complaints"]].to_numpy().any()
    assert closing["awareness"].isna().all() and daily[~daily["closing"]].notna().all(axis=None)
    assert daily.groupby(["strategy", "replicate"])["day"].agg(lambda days: list(days) == list(range(len(days)))).all()


def test_payback_agrees_with_the_verdict(folder):
    runs = pd.read_parquet(folder / "runs.parquet")
    spent = runs[runs["marketing_cost"] > 0]
    assert (spent["payback_day"].notna() == (spent["incremental_contribution"] >= 0)).all()
