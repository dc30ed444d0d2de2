"""Against doing nothing: what there is more of on the same people and luck, and what that cost."""

from __future__ import annotations

from functools import partial

import numpy as np

from gridsim.results.metrics.facts import Beside, ratio
from gridsim.results.metrics.register import metric

against = partial(metric, against_nothing=True)


@against("Extra new buyers", "people", better="higher", zero=True)
def incremental_new_buyers(run: Beside) -> float:
    """New buyers over those of doing nothing, same people and luck."""
    return run.more("new_buyers")


@against("Extra orders", "count", better="higher", zero=True)
def incremental_orders(run: Beside) -> float:
    """Orders over those of doing nothing, same people and luck."""
    return run.more("orders")


@against("Extra people reached", "people", better="higher", zero=True)
def incremental_reach(run: Beside) -> float:
    """People reached over those of doing nothing, same people and luck."""
    return run.more("reach")


@against("Incremental GMV", "money", better="higher", zero=True)
def incremental_gmv(run: Beside) -> float:
    """GMV over that of doing nothing, same people and luck."""
    return run.more("gmv")


@against("Extra contribution margin", "money", better="higher", zero=True)
def incremental_contribution_margin(run: Beside) -> float:
    """Contribution before marketing over that of doing nothing, same people and luck."""
    return run.more("contribution_margin")


@against("Incremental contribution after marketing", "money", better="higher", zero=True)
def incremental_contribution(run: Beside) -> float:
    """Contribution after marketing over that of doing nothing, same people and luck; the points' own time is not priced."""
    return run.more("net_contribution")


@against("Incremental contribution after marketing and points' time", "money", better="higher", zero=True)
def incremental_contribution_after_time(run: Beside) -> float:
    """Contribution after marketing, less the points' time that nobody pays, over that of doing nothing, same people and
    luck: the verdict's measure."""
    return run.more("net_contribution_after_time")


@against("Share of GMV caused", "share", better="higher", zero=True)
def caused_gmv_share(run: Beside) -> float | None:
    """GMV over that of doing nothing, as a share of GMV; beside it stands the share on which commission was paid."""
    return ratio(run.more("gmv"), run.own["gmv"] or 0.0)


@against("ROI", "ratio", better="higher", zero=True)
def roi(run: Beside) -> float | None:
    """(incremental contribution margin - marketing cost) / marketing cost."""
    return ratio(incremental_contribution_margin(run) - run.cost, run.cost)


@against("Cost per extra new buyer", "money", better="lower", ratio=("marketing_cost", "incremental_new_buyers"))
def incremental_cac(run: Beside) -> float | None:
    """Marketing cost over the new buyers beyond those of doing nothing."""
    return run.cost_per_more("new_buyers")


@against("Cost per extra order", "money", better="lower", ratio=("marketing_cost", "incremental_orders"))
def incremental_cost_per_order(run: Beside) -> float | None:
    """Marketing cost over the orders beyond those of doing nothing."""
    return run.cost_per_more("orders")


@against("Cost per extra person reached", "money", better="lower", ratio=("marketing_cost", "incremental_reach"))
def incremental_cost_per_reached(run: Beside) -> float | None:
    """Marketing cost over the people reached beyond those of doing nothing."""
    return run.cost_per_more("reach")


@against("Commission over caused GMV", "share", better="lower", ratio=("cost_commission", "incremental_gmv"))
def commission_of_caused_gmv(run: Beside) -> float | None:
    """Commission paid over the GMV beyond that of doing nothing: what the points are paid for what they cause, where
    the rate of the commission counts every sale in their malls, also those that would have come anyway."""
    paid, caused = run.own["cost_commission"] or 0.0, run.more("gmv")
    return paid / caused if paid and caused > 0.0 else None


@against("Payback day", "day", better="lower")
def payback_day(run: Beside) -> float | None:
    """First day from which the incremental contribution covers the marketing cost for good, all returns included; it
    may be a closing day."""
    short = np.flatnonzero(run.so_far < 0)
    if not run.daily["marketing_cost"].any() or run.so_far[-1] < 0:
        return None
    return float(short[-1] + 1) if len(short) else 0.0


@against("Deepest deficit", "money", better="lower")
def deepest_deficit(run: Beside) -> float:
    """Most that cost was ahead of the incremental contribution so far, over the days, closing days included."""
    depth = float(run.so_far.min())
    return -depth / run.unit if depth < 0.0 else 0.0


@against("Day of the deepest deficit", "day", better="lower")
def deficit_day(run: Beside) -> float | None:
    """The day on which it was: the market is opened until then."""
    return float(np.argmin(run.so_far)) if deepest_deficit(run) else None
