"""A made-up engine. Its numbers mean nothing; they depend on the strategy's definition, the seed and the replicate
only."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from gridsim.results.metrics import METRICS
from gridsim.study.play import Engine

PLAYED: list[tuple[str, int]] = []
WORLDS: list[int] = []
BROKEN: set[tuple[str, int]] = set()
STOP_AFTER: list[int] = []


def reset() -> None:
    """Forget what was played."""
    for kept in (PLAYED, WORLDS, BROKEN, STOP_AFTER):
        kept.clear()


@dataclass(frozen=True)
class MadeUpResult:
    """The attributes of a Result."""

    strategy: str
    replicate: int
    metrics: dict[str, float | None]
    columns: dict[str, Any]
    counters: dict[str, int] = field(default_factory=lambda: {"impressions": 1000, "ties_considered": 5000})
    budget_note: str = "no constraint"


def build_world(scenario, seed=None, replicate=0, threads=1):
    WORLDS.append(replicate)
    return SimpleNamespace(seed=seed, replicate=replicate)


def run_one(scenario, strategy_name, seed=None, replicate=0, world=None, record=(), threads=None):
    assert world is not None and world.seed == seed
    if (strategy_name, replicate) in BROKEN:
        raise FloatingPointError("made up")
    _die_once()
    PLAYED.append((strategy_name, replicate))
    if STOP_AFTER and len(PLAYED) > STOP_AFTER[0]:
        raise KeyboardInterrupt
    time.sleep(0.001 * (replicate % 3))
    strategy = scenario.strategy(strategy_name)
    defined = json.dumps(strategy.model_dump(mode="json"), sort_keys=True) + str(scenario.budget.total)
    draw = np.random.default_rng([seed, replicate])
    luck = draw.normal(0, 40)
    own = np.random.default_rng([seed, replicate, sum(defined.encode()) % 100_000])
    n_orders = 0 if strategy_name == "nothing" else 20 + int(own.integers(10))
    paid = own.integers(5000, 15000, n_orders)
    result = _result(scenario, strategy, strategy_name, replicate, luck, paid, own)
    result.columns.update({name: {"viewer": np.arange(n_orders)} for name in record})
    return result


def _die_once():
    """Kill this process the first time, where a test asks for it by the name of a file."""
    name = os.environ.get("MADE_UP_KILL")
    # Two workers may come here at once; only the one that makes the file dies.
    with contextlib.suppress(FileExistsError):
        if name:
            os.close(os.open(name, os.O_CREAT | os.O_EXCL))
            os.kill(os.getpid(), signal.SIGKILL)


def against_nothing(result, nothing):
    change = result.metrics["net_contribution"] - nothing.metrics["net_contribution"]
    gain = dict.fromkeys(("incremental_contribution", "incremental_contribution_after_time"), change)
    more = {**gain, "incremental_gmv": result.metrics["gmv"] - nothing.metrics["gmv"]}
    return replace(result, metrics=result.metrics | more)


def _result(scenario, strategy, name, replicate, luck, paid, own):
    days = int(scenario.horizon)
    rates = strategy.points.commission if strategy.points else []
    commission = [
        np.floor(paid * rates[level]).astype(np.int64) if level < len(rates) else np.zeros(len(paid), np.int64)
        for level in (0, 1)
    ]
    day = np.sort(own.integers(0, days, len(paid)))
    content = 10_000 if name != "nothing" else 0
    spent = content + int(commission[0].sum() + commission[1].sum())
    gmv = paid.sum() / 100
    metrics: dict[str, float | None] = dict.fromkeys(METRICS)
    metrics |= {
        "orders": float(len(paid)),
        "gmv": gmv,
        "contribution_margin": gmv / 2 + luck,
        "marketing_cost": spent / 100,
        "net_contribution": gmv / 2 + luck - spent / 100,
        "net_contribution_after_time": gmv / 2 + luck - spent / 100,
        "budget_unspent": (scenario.budget.total - spent) / 100,
        "cac": spent / 100 / len(paid) if len(paid) and replicate else None,
    }
    metrics["commission_payable"] = (spent - content) / 100
    exists = 1 if rates else -1
    orders = pd.DataFrame(
        {
            "order": np.arange(len(paid)),
            "day": day,
            "paid": paid,
            "discount": np.zeros_like(paid),
            "commission": commission[0] + commission[1],
            "commission_1": commission[0],
            "commission_2": commission[1],
            "invitation": np.zeros_like(paid),
            "returned_day": -1,
            "beneficiary_1": exists,
            "beneficiary_2": exists,
            "mall": pd.Categorical(["official"] * len(paid)),
        }
    )
    ledger = [
        (0, "settlement", int(paid.sum()), 0),
        (0, "revenue", 0, int(paid.sum())),
        (1, "commissions", spent - content, 0),
        (1, "commissions_payable", 0, spent - content),
        (2, "content", content, 0),
        (2, "cash", 0, content),
    ]
    ledger = pd.DataFrame([(0, *row) for row in ledger], columns=["day", "entry", "account", "debit", "credit"])
    daily = pd.DataFrame(
        {"day": np.arange(days), "orders": np.bincount(day, minlength=days), "awareness": own.random(days)}
    )
    points = pd.DataFrame({"agent": np.arange(3 if rates else 0), "role": ["consumer"] * (3 if rates else 0)})
    cascades = pd.DataFrame({"root_post": np.arange(4), "size": 1, "structural_virality": [0.0, 1.0, np.nan, 0.0]})
    channels = pd.DataFrame(
        {"day": np.arange(days), "channel": ["account"] * days, "impressions": own.integers(0, 9, days), "spend": 0}
    )
    channels.loc[0, "spend"] = spent
    cohorts = pd.DataFrame({"cohort": [0], "age": [0], "buyers": [len(paid)], "orders": [len(paid)]})
    tables = {
        "daily": daily,
        "orders": orders,
        "ledger": ledger,
        "points": points,
        "cascades": cascades,
        "channels": channels,
        "cohorts": cohorts,
    }
    return MadeUpResult(name, replicate, metrics, {name: dict(frame.items()) for name, frame in tables.items()})


def engine() -> Engine:
    """The made-up engine."""
    return Engine(build_world, run_one, against_nothing)
