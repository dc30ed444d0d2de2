"""A made-up comparison with the tables that the charts and the report read. Its numbers mean nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gridsim.results.flows import USES
from gridsim.results.summary import METHOD, all_differences, paired, strategy_means, values_by_strategy
from gridsim.scenario import load_scenario
from gridsim.study.compare_findings import known_metrics
from gridsim.study.verdict import make_verdict

SOLD = {"nothing": 600, "official": 640, "advertising": 860, "kol": 700, "grid": 1180, "hybrid": 1240}
COSTS = {
    "nothing": {},
    "official": {"content": 21_000},
    "advertising": {"content": 21_000, "media": 70_000},
    "kol": {"content": 8_000, "kol": 69_000},
    "grid": {"content": 21_000, "commission": 9_100, "management": 14_000, "training": 8_200},
    "hybrid": {
        "content": 21_000,
        "media": 35_000,
        "commission": 8_400,
        "management": 14_000,
        "training": 8_000,
        "coupon": 2_100,
    },
}
ENTRANCES = ("moments", "micro_blog", "advertisement", "direct", "search", "micro_mall")


@dataclass
class MadeUp:
    """The attributes of a Comparison."""

    summary: dict
    runs: pd.DataFrame
    daily: pd.DataFrame
    orders: pd.DataFrame
    ledger: pd.DataFrame
    points: pd.DataFrame
    cascades: pd.DataFrame
    verdict: dict | None
    manifest: dict
    scenario: Any
    minor_units: int = 100

    def difference(self, strategy, against, metric):
        values = values_by_strategy(self.runs, [strategy, against], [metric])
        return paired(values[strategy], values[against], [self.summary["metrics"][metric]["better"]])[0]


def make(
    names=("official", "advertising", "kol", "grid", "hybrid"),
    n_replicates=6,
    n_days=90,
    scale=1.0,
    sold=None,
    seed=1,
    title="Fresh food, one city",
):
    """Return a made-up comparison of these strategies and nothing."""
    draw = np.random.default_rng(seed)
    names = [*names, "nothing"]
    sold = {name: SOLD.get(name, 700) * scale for name in names} if sold is None else sold
    runs, daily, orders, points, cascades = [], [], [], [], []
    for name in names:
        for replicate in range(n_replicates):
            luck = draw.normal(1, 0.08)
            key = {"strategy": name, "replicate": replicate}
            n_orders = int(draw.poisson(max(sold[name] * luck, 0)))
            orders.append(_orders(draw, key, n_orders, n_days))
            points.append(_points(draw, key, orders[-1]))
            cascades.append(_cascades(draw, key, 0 if name == "nothing" else 900))
            runs.append(_run(draw, key, n_orders, sold[name], points[-1]))
            daily.append(_daily(draw, key, runs[-1], orders[-1], n_days))
    runs = pd.DataFrame(runs)
    tables = [pd.concat(parts, ignore_index=True) for parts in (daily, orders, points, cascades)]
    return _assemble(names, runs, *tables, n_replicates, seed, title)


def _orders(draw, key, n, n_days):
    entrance = draw.choice(
        ENTRANCES, n, p=(0.12, 0.08, 0.05, 0.45, 0.2, 0.1) if key["strategy"] != "nothing" else (0, 0, 0, 0.7, 0.3, 0)
    )
    seller = np.where(
        draw.random(n) < (0.6 if key["strategy"] in ("grid", "hybrid") else 0), draw.zipf(1.6, n) % 110, -1
    )
    return pd.DataFrame(
        {
            **key,
            "order": np.arange(n),
            "day": np.sort(draw.integers(0, n_days, n)),
            "buyer": draw.integers(0, 20_000, n),
            "seller": seller,
            "mall": seller,
            "entrance": entrance,
            "root_post": -1,
            "hops": 0,
            "list_price": 12_800,
            "discount": 0,
            "paid": 12_800,
            "commission": np.where(seller >= 0, 1_280, 0),
            "stock_source": "centre",
            "shipped_day": 1,
            "delivered_day": 3,
            "returned": False,
            "new_buyer": True,
        }
    )


def _points(draw, key, orders):
    if key["strategy"] not in ("grid", "hybrid"):
        return pd.DataFrame(
            {
                "strategy": [],
                "replicate": [],
                "agent": [],
                "role": [],
                "activated_day": [],
                "left_day": [],
                "posts": [],
                "orders": [],
                "gmv": [],
                "commission": [],
            }
        ).astype({"agent": int, "strategy": str, "role": str})
    agent = np.arange(110)
    sold = np.bincount(orders.loc[orders["seller"] >= 0, "seller"].to_numpy(), minlength=110)
    role = np.where(agent < 60, "employee", np.where(agent < 72, "distributor", "consumer"))
    return pd.DataFrame(
        {
            **key,
            "agent": agent,
            "role": role,
            "activated_day": 0,
            "left_day": -1,
            "posts": 40,
            "orders": sold,
            "gmv": sold * 12_800,
            "commission": sold * 1_280,
        }
    )


def _cascades(draw, key, n):
    shared = draw.random(n) < 0.1
    size = 1 + np.where(shared, draw.zipf(2.4, n), 0)
    return pd.DataFrame(
        {
            **key,
            "root_post": np.arange(n),
            "author": 0,
            "layer": "moments",
            "size": size,
            "depth": np.minimum(size - 1, 3),
            "max_breadth": size,
            "structural_virality": 1.5,
            "valence": 1.0,
        }
    )


def _run(draw, key, n_orders, expected, points):
    name, price = key["strategy"], 128.0
    gmv, refunds = n_orders * price, round(0.03 * n_orders) * price
    goods, logistics, fee = n_orders * 64.0, n_orders * 12.0, (gmv - refunds) * 0.05
    margin = gmv - refunds - goods - logistics - fee
    spent = COSTS.get(name, {"content": 5_000})
    costs = {account.metric: spent.get(account.use, 0.0) * draw.normal(1, 0.02) for account in USES}
    marketing = sum(costs.values())
    margin += costs["cost_coupon"]
    shown = 0 if name == "nothing" else expected * 400
    new = 0.7 * n_orders
    return {
        **key,
        "reach": min(shown / 30, 19_000),
        "frequency": 12.0,
        "impressions": shown,
        "opened": shown * 0.05,
        "reads": shown * 0.02,
        "shares": shown * 0.0006,
        "clicks": shown * 0.004,
        "visits": shown * 0.004 + n_orders * 3,
        "orders": n_orders,
        "buyers": n_orders * 0.8,
        "new_buyers": new,
        "gmv": gmv,
        "refunds": refunds,
        "net_revenue": gmv - refunds,
        "cost_goods": goods,
        "cost_logistics": logistics,
        "cost_platform_fee": fee,
        "cost_shop_margin": 0.0,
        "discounts": costs["cost_coupon"],
        "contribution_margin": margin,
        "marketing_cost": marketing,
        "net_contribution": margin - marketing,
        "unpaid_time": 0.0,
        "net_contribution_after_time": margin - marketing,
        "budget_unspent": 100_000.0 - marketing,
        "cac": marketing / new if marketing and new else np.nan,
        "sales_gini": 0.7 if len(points) else np.nan,
        "long_tail_share": 0.3 if len(points) else np.nan,
        "active_points": float(len(points)),
        "talk_valence": 0.4,
        "complaints": 0.02 * n_orders,
        "cascade_never_shared_share": 0.9 if shown else np.nan,
        "awareness": 0.08 + 0.5 * expected / 1_300,
        **costs,
    }


def _daily(draw, key, run, orders, n_days):
    day = np.arange(n_days)
    count = np.bincount(orders["day"].to_numpy(), minlength=n_days)[:n_days] if len(orders) else np.zeros(n_days, int)
    rise = 1 - np.exp(-(day + 1) / 30)
    return pd.DataFrame(
        {
            **key,
            "day": day,
            "impressions": 100,
            "reach": 100,
            "orders": count,
            "gmv": count * 12_800,
            "paid": count * 12_800,
            "refunds": 0,
            "contribution": count * 4_500,
            "marketing_cost": int(run["marketing_cost"] * 100 / n_days),
            "awareness": 0.1 + (run["awareness"] - 0.1) * rise * draw.normal(1, 0.03),
            "buyers": (np.cumsum(count) * 0.8).astype(int),
            "new_buyers": count,
            "active_points": 100,
        }
    )


def _assemble(names, runs, daily, orders, points, cascades, n_replicates, seed, title):
    nothing = runs[runs["strategy"] == "nothing"].set_index("replicate")["net_contribution"]
    runs["incremental_contribution"] = runs["net_contribution"] - runs["replicate"].map(nothing)
    runs["incremental_contribution_after_time"] = runs["incremental_contribution"]
    runs["roi"] = runs["incremental_contribution"] / runs["marketing_cost"].where(runs["marketing_cost"] > 0)
    metrics = known_metrics(list(runs))
    scenario = _scenario(title, seed, names, n_replicates)
    campaigns = values_by_strategy(runs, names[:-1], ["incremental_contribution_after_time"])
    verdict = (
        make_verdict(
            {name: values[:, 0] for name, values in campaigns.items()}, currency="CNY", budget=100_000, days=90
        )
        if campaigns
        else None
    )
    summary = {
        "kind": "compare",
        "scenario": title,
        "scenario_digest": scenario.digest(),
        "seed": seed,
        "replicates": n_replicates,
        "currency": "CNY",
        "budget": 100_000.0,
        "horizon": 90,
        "money": "Amounts here are in CNY.",
        "interval": METHOD,
        "strategies": strategy_means(runs, names, list(metrics)),
        "differences": all_differences(runs, names, {name: one["better"] for name, one in metrics.items()}),
        "verdict": verdict,
        "checks": {"ledger_balanced": {"passed": True, "text": "Debits equal credits in each of 12,345 entries."}},
        "budget_notes": dict.fromkeys(names, "the account has nothing more to buy"),
        "metrics": metrics,
    }
    manifest = {
        "kind": "compare",
        "state": "finished",
        "scenario": title,
        "gridsim": "0.1.0",
        "scenario_digest": scenario.digest(),
        "seed": seed,
        "python": "3.11.9",
        "libraries": {"numpy": "2.4.6"},
        "machine": {"system": "Linux"},
        "started": "2026-01-01T00:00:00+00:00",
    }
    return MadeUp(summary, runs, daily, orders, pd.DataFrame(), points, cascades, verdict, manifest, scenario)


def _scenario(title, seed, names, n_replicates):
    presets = ("official", "advertising", "kol", "grid", "hybrid")
    # a scenario refuses names that are not plain; the charts are shown such names all the same
    plain = [
        name if re.fullmatch("[A-Za-z0-9_ -]+", name) else f"strategy {i}"
        for i, name in enumerate(names)
        if name != "nothing"
    ]
    strategies = {name: {} if name in presets else {"preset": "grid"} for name in plain} or {"official": {}}
    return load_scenario(
        {
            "name": title,
            "about": "A farm brand in a town.",
            "seed": seed,
            "replicates": n_replicates,
            "budget": {"total": "100k CNY"},
            "people": {"count": 20_000},
            "market": {"initial_awareness": "12%"},
            "strategies": strategies,
        }
    )


def make_study(n_across=6, n_up=5, seed=2):
    """Return a made-up study of two factors."""
    draw = np.random.default_rng(seed)
    budgets, ties = [f"{50 * 2**i}k CNY" for i in range(n_across)], [0.25 * 2**i for i in range(n_up)]
    rows = []
    for i, amount in enumerate(budgets):
        for j, quality in enumerate(ties):
            mean = 4_000 * (j - 1.5) - 1_500 * (i - 2) + draw.normal(0, 400)
            rows.append(
                {
                    "point": len(rows),
                    "budget.total": amount,
                    "strategies.grid.points.tie_quality": quality,
                    "winner": "grid" if mean > 0 else "official",
                    "mean": mean,
                    "low": mean - 1_800,
                    "high": mean + 1_800,
                    "chance_better": 0.5,
                    "decided": abs(mean) > 1_800,
                }
            )
    base = make(("official", "grid"), n_replicates=2, n_days=5)
    base.summary.update(
        kind="study",
        name="Budget and ties",
        about="Where the grid wins.",
        strategies=["grid", "official"],
        metric="net_contribution",
        factors={"budget.total": budgets, "strategies.grid.points.tie_quality": ties},
        claim="The grid wins where ties are good.",
        finding={"state": "holds", "sentence": "The claim holds: 5 of 5 points won."},
    )
    del base.summary["verdict"], base.summary["checks"], base.summary["differences"], base.summary["budget"]
    base.manifest["kind"] = "study"
    base.table = pd.DataFrame(rows)
    return base
