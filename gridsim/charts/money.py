"""Where the money comes from and where it goes: over time, as a waterfall, and as the split of the budget."""

from __future__ import annotations

from typing import Any

import numpy as np

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.diffusion import band_note, day_picture, fan_picture, horizon, paths
from gridsim.charts.figures import label
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, currency, empty
from gridsim.charts.rows import Column, bar_table
from gridsim.charts.style import ink, tint
from gridsim.results.flows import TRADE, USES
from gridsim.results.store import Stored
from gridsim.results.summary import mean_interval
from gridsim.terms import NOTHING

MOST_BARS, MOST_USES = 7, 7
SMALLEST_STEP = 0.015
"""Steps of the waterfall below this share of the largest amount stand together."""
LEFT_OVER = "not spent"


def earned(stored: Stored) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the days and the contribution after marketing so far, less doing nothing's in the same replicate, in major
    units.

    The days go on until the last on which money moves under any strategy, so that the last value is the verdict's.
    """
    margin, cost = paths(stored, "contribution", True), paths(stored, "marketing_cost", True)
    n_days = horizon(stored)
    moved = [np.flatnonzero(values.any(axis=0)) for curves in (margin, cost) for _, values in curves.values()]
    last = max([n_days, *(1 + int(days[-1]) for days in moved if len(days))])
    margin, cost = (
        {name: (days[:last], values[:, :last]) for name, (days, values) in curves.items()} for curves in (margin, cost)
    )
    net = {
        name: (days, (values - cost[name][1]).cumsum(axis=1) / stored.minor_units)
        for name, (days, values) in margin.items()
    }
    nothing = net.get(NOTHING)
    if nothing is None:
        return net
    return {name: (days, values - nothing[1]) for name, (days, values) in net.items()}


@chart
def gmv(stored: Stored) -> Picture:
    """Return the value of all orders so far, by day.

    Parameters
    ----------
    stored : Comparison or Stored
        `daily` with `gmv` in minor units.
    """
    if not len(stored.daily) or not stored.daily["gmv"].any():
        return empty(stored, "gmv", "GMV", "nothing was sold under any strategy")
    return day_picture(
        stored,
        "gmv",
        f"GMV so far (value of all orders) in {currency(stored)}",
        "The value of all orders placed so far, before refunds and costs; the dashed line sells without any campaign.",
        "sells for",
        currency(stored),
    )


@chart
def contribution(stored: Stored) -> Picture:
    """Return what each strategy has earned so far after all costs, beyond what doing nothing earns, by day, until the
    last order is settled.

    Parameters
    ----------
    stored : Comparison or Stored
        `daily` with `contribution`, `marketing_cost` in minor units.
    """
    if not len(stored.daily) or not stored.daily[["contribution", "marketing_cost"]].to_numpy().any():
        return empty(stored, "contribution", "Contribution", "no money moved under any strategy")
    curves = earned(stored)
    compared = NOTHING in curves
    what = "Contribution after marketing so far" + (", less doing nothing's" if compared else "")
    caption = (
        "What is left of the sales so far after all costs and after what would have been earned anyway: below zero a"
        " campaign has not paid for itself yet. "
        if compared
        else "What is left of the sales so far after all costs. "
    )
    last, n_days = max(days[-1] for days, _ in curves.values()), horizon(stored)
    if last > n_days:
        caption += (
            f"After day {n_days} nothing more is sold, but orders are still sent back and settled; the lines end where"
            " the verdict stands."
        )
    title = _paid_back(stored, curves) if compared else _left_over(stored, curves)
    return fan_picture(
        stored,
        "contribution",
        curves,
        title,
        f"{what}, in {currency(stored)}; {band_note(stored)}",
        caption,
        horizon=n_days,
    )


def _when(stored: Stored, last: float) -> str:
    """Return when a chart of money ends, in words: at the horizon, or with the last return after it."""
    return f"by day {last:.0f}" if last <= horizon(stored) else "once all returns are in"


def _left_over(stored: Stored, curves: dict[str, tuple[np.ndarray, np.ndarray]]) -> str:
    """Return what is left to the best campaign, where there is nothing to compare it with."""
    ends = {name: float(values.mean(axis=0)[-1]) for name, (_, values) in curves.items()}
    best = max(ends, key=lambda name: ends[name])
    then = _when(stored, curves[best][0][-1])
    return (
        f"{label(stored, best)} is left with {formats.money(ends[best], currency(stored))} after all its costs {then}"
    )


def _paid_back(stored: Stored, extra: dict[str, tuple[np.ndarray, np.ndarray]]) -> str:
    """Return which campaign has earned most beyond doing nothing at the end, or that none has paid for itself, or that
    it is open."""
    ends = {name: values[:, -1] for name, (_, values) in extra.items() if name != NOTHING}
    if not ends:
        return "Doing nothing sells too"
    best = max(ends, key=lambda name: float(ends[name].mean()))
    then = _when(stored, extra[best][0][-1])
    mean, low, high, _ = (float(part[0]) for part in mean_interval(ends[best][:, None]))
    amount = formats.money(abs(mean), currency(stored))
    if mean == low == high == 0:
        return f"{label(stored, best)} has earned exactly as much as doing nothing {then}"
    if low <= 0 <= high:
        side = "ahead" if mean > 0 else "short"
        return (
            f"Whether {label(stored, best)} has paid for itself {then} is undecided: on average it is {amount} {side}"
        )
    if mean > 0:
        return f"{label(stored, best)} has earned {amount} more than doing nothing {then}, after all its costs"
    return f"No campaign has paid for itself {then}; {label(stored, best)} comes nearest and is {amount} short"


def _rows(stored: Stored) -> list[tuple[str, str, dict[str, float]]]:
    """Return the rows of the waterfall: name, "total" or "step", amount by strategy (steps as what they add). The steps
    before a total make it."""
    trade = [(account.label, account.metric) for account in TRADE if account.metric]
    uses = [(account.label, account.metric) for account in USES]
    totals = ["gmv", "discounts", "contribution_margin", "net_contribution", "unpaid_time"]
    means = figures.means(stored, [*totals, *(metric for _, metric in (*trade, *uses))])

    def steps(parts: list[tuple[str, str]], sign: int = -1) -> list[tuple[str, str, dict[str, float]]]:
        found = [
            (name, "step", {strategy: sign * amount for strategy, amount in _pick(means, metric).items()})
            for name, metric in parts
        ]
        return [row for row in found if any(row[2].values())]

    rows = [("GMV", "total", _pick(means, "gmv")), *steps([("funded coupons", "discounts")], 1), *steps(trade)]
    rows += [("contribution", "total", _pick(means, "contribution_margin")), *steps(uses)]
    rows.append(("after marketing", "total", _pick(means, "net_contribution")))
    rows += steps([("points' unpaid time", "unpaid_time")])
    if NOTHING in means:
        without = means[NOTHING]["net_contribution"]
        rows.append(("less doing nothing", "step", dict.fromkeys(means, -without)))
        rows.append(
            (
                "gain",
                "total",
                {name: row["net_contribution"] - row["unpaid_time"] - without for name, row in means.items()},
            )
        )
    return rows


def _pick(means: dict[str, dict[str, float]], metric: str) -> dict[str, float]:
    return {name: row[metric] for name, row in means.items()}


@chart
def waterfall(stored: Stored) -> Picture:
    """Return the way from GMV to what winner and runner-up gain, cost by cost.

    Parameters
    ----------
    stored : Comparison or Stored
        `summary` with `gmv`, `refunds`, `cost_*`, `contribution_margin`, `net_contribution` in major units.
    """
    shown = figures.pair(stored)
    if not shown or not any(
        figures.figure(stored, name, metric) for name in shown for metric in ("gmv", "marketing_cost")
    ):
        return empty(stored, "waterfall", "Where the money went", "no money moved under the best strategies")
    rows = _together(_rows(stored), shown)
    who = " of winner and runner-up" if len(shown) == 2 else ""
    page = Page(
        stored,
        _kept(stored, shown[0]),
        f"From GMV to what is gained{who}, in {currency(stored)}; mean of the replicates",
    )
    names = max(page.width(name, weight="bold" if kind == "total" else "normal") for name, kind, _ in rows)
    top, bottom = page.top - 34 / 540, page.bottom + 2 / 540
    left = LEFT + names + 0.02
    wide = (RIGHT + 0.005 - left) / len(shown)
    limits = _scale(page, rows, shown, 0.94 * wide)
    labels = page.labels(shown, 17, 0.92 * wide)
    for i, strategy in enumerate(shown):
        colour = figures.colours(stored)[strategy]
        axes = page.axes(left + i * wide, left + (i + 0.94) * wide, bottom, top)
        _column(axes, rows, strategy, colour, limits)
        page.figure.text(
            left + i * wide, top + 8 / 540, labels[strategy], fontsize=17, fontweight="bold", color=ink(colour)
        )
    _row_names(page, rows, left - 0.012, bottom, top)
    return page.picture(
        "waterfall",
        "What is left of the sales after goods, delivery and fees, then after each use of the marketing money, and then"
        " after what doing nothing would have earned; pale bars are taken away. Costs too small to be seen stand"
        " together.",
    )


def _together(rows: list, shown: list[str]) -> list:
    """Return the rows that the strategies shown need: those without any amount are left out, and steps too small to be
    seen are one row a block."""
    largest = max(abs(amounts[name]) for _, _, amounts in rows for name in shown)
    kept: list = []
    small: list = []
    for row in rows:
        size = max(abs(row[2][name]) for name in shown)
        if row[1] == "step" and size < SMALLEST_STEP * largest:
            small += [row] if size else []
            continue
        if row[1] == "total" and small:
            summed = {name: sum(amounts[name] for _, _, amounts in small) for name in row[2]}
            kept.append(small[0] if len(small) == 1 else (f"{len(small)} small items", "step", summed))
            small = []
        kept.append(row)
    return kept


def _kept(stored: Stored, best: str) -> str:
    code = currency(stored)
    gmv, net, nothing = (
        figures.figure(stored, name, metric) or 0.0
        for name, metric in ((best, "gmv"), (best, figures.VERDICT_METRIC), (NOTHING, figures.VERDICT_METRIC))
    )
    if net < 0:
        title = (
            f"{label(stored, best)} turns {formats.money(gmv, code)} GMV into a loss of {formats.money(-net, code)}"
            " after all costs"
        )
    else:
        title = (
            f"Of {formats.money(gmv, code)} GMV {label(stored, best)} keeps {formats.money(net, code)} after all costs"
        )
    return title + (
        f"; doing nothing keeps {formats.money(nothing, code)}" if NOTHING in stored.summary["strategies"] else ""
    )


def _spans(rows: list, strategy: str) -> list[tuple[float, float]]:
    """Return from where to where each row's bar goes: totals from zero, steps from what was there to what is left."""
    running, spans = 0.0, []
    for _, kind, amounts in rows:
        spans.append((0.0, amounts[strategy]) if kind == "total" else (running, running + amounts[strategy]))
        running = spans[-1][1]
    return spans


def _scale(page: Page, rows: list, shown: list[str], wide: float) -> tuple[float, float]:
    """Return the limits that all columns share, with room for the amounts at the right of the bars."""
    ends = [0.0] + [end for strategy in shown for span in _spans(rows, strategy) for end in span]
    text = max(
        page.width(formats.number(amounts[strategy]), weight="bold") for _, _, amounts in rows for strategy in shown
    )
    room = (max(ends) - min(ends) or 1.0) / max(1 - text / wide - 0.04, 0.2)
    return min(ends), min(ends) + room


def _column(axes: Any, rows: list, strategy: str, colour: str, limits: tuple[float, float]) -> None:
    """Draw the waterfall of one strategy downwards."""
    axes.set_xlim(limits)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axvline(0, color="#8a8a8a", linewidth=1.2, zorder=0)
    spans = _spans(rows, strategy)
    for y, ((start, end), (_, kind, amounts)) in enumerate(zip(spans, rows, strict=True)):
        total = kind == "total"
        axes.barh(y, end - start, left=start, height=0.7, color=colour if total else tint(colour, 0.45))
        if y + 1 < len(rows):
            axes.plot([end, end], [y - 0.35, y + 1.35], color="#8a8a8a", linewidth=1)
        at = max(start, end, 0) + 0.02 * (limits[1] - limits[0])
        shown = {"fontweight": "bold" if total else "normal", "color": "#1a1a1a" if amounts[strategy] else "#767676"}
        axes.text(at, y, formats.number(amounts[strategy]), va="center_baseline", **shown)
    axes.set_axis_off()


def _row_names(page: Page, rows: list, right: float, bottom: float, top: float) -> None:
    high = (top - bottom) / len(rows)
    for i, (name, kind, _) in enumerate(rows):
        page.figure.text(
            right,
            top - (i + 0.5) * high,
            name,
            ha="right",
            va="center_baseline",
            fontsize=16,
            fontweight="bold" if kind == "total" else "normal",
        )


def left_because(stored: Stored) -> dict[str, str]:
    """Return for each strategy why money was left, in the engine's words ("" where nothing is said)."""
    notes = stored.summary.get("budget_notes") or {}
    return {name: formats.plain(notes.get(name) or "", 240) for name in figures.strategies(stored)}


@chart
def budget(stored: Stored) -> Picture:
    """Return how each strategy split its budget over the uses, and what it left, with the reason.

    Parameters
    ----------
    stored : Comparison or Stored
        `summary` with `cost_*`, `budget_unspent`, and `budget_notes` (the reasons).
    """
    means = figures.means(stored, [*(account.metric for account in USES), "budget_unspent", "marketing_cost"])
    names, note = figures.foremost(stored, [name for name in means if name != NOTHING], MOST_BARS)
    means = {name: means[name] for name in names}
    if not any(row["marketing_cost"] for row in means.values()):
        return empty(stored, "budget", "Budget", "no strategy spent any money")
    subtitle = (
        f"Use of the budget of {formats.money(_whole(stored), currency(stored))}; mean of the replicates, all bars on"
        f" one scale{note}"
    )
    page = Page(stored, _spent(stored), subtitle)
    parts = budget_parts(means)
    largest = max(max(values.values()) for values in parts.values())
    columns = []
    for heading, values in parts.items():
        shares = {
            name: formats.percent(values[name] / _given(row)) if _given(row) else "" for name, row in means.items()
        }
        columns.append(Column(heading, values, shares, largest, pale=heading == LEFT_OVER))
    bar_table(page, list(means), columns, figures.colours(stored))
    return page.picture(
        "budget",
        "Every strategy has the same budget; below each amount its share of it. Pale: what the strategy could not use;"
        " the table of the strategies says what bound it.",
    )


def _given(row: dict[str, float]) -> float:
    """Return the budget of a run: what was spent and what was left."""
    return row["budget_unspent"] + row["marketing_cost"]


def _whole(stored: Stored) -> float:
    """Return the budget in major units."""
    return float(stored.scenario.budget.total) / stored.minor_units


def budget_parts(means: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return the uses of the budget, the largest first, with what is left of many in one, and what is not spent;
    together the whole budget."""
    used = [account for account in USES if any(row[account.metric] for row in means.values())]
    used.sort(key=lambda account: -sum(row[account.metric] for row in means.values()))
    kept = used if len(used) <= MOST_USES else used[: MOST_USES - 1]
    parts = {account.label: {name: row[account.metric] for name, row in means.items()} for account in kept}
    if len(kept) < len(used):
        others = [account.metric for account in used if account not in kept]
        parts["all others"] = {name: sum(row[metric] for metric in others) for name, row in means.items()}
    return {**parts, LEFT_OVER: {name: row["budget_unspent"] for name, row in means.items()}}


def _spent(stored: Stored) -> str:
    """Return which share of the budget winner and runner-up spend."""
    share = {}
    for name in figures.pair(stored):
        spent, left = (figures.figure(stored, name, metric) or 0.0 for metric in ("marketing_cost", "budget_unspent"))
        share[name] = spent / (spent + left) if spent + left else 0.0
    if share and min(share.values()) > 0.99:
        names = formats.listed([label(stored, name) for name in share])
        return f"{names} spend{'s' if len(share) == 1 else ''} the whole budget"
    parts = [
        f"{label(stored, name)}{' spends' if i == 0 else ''} {formats.percent(one)}{' of the budget' if i == 0 else ''}"
        for i, (name, one) in enumerate(share.items())
    ]
    return ", ".join(parts)
