"""Who sold, by which entrance the buyers came, and how unequal the points are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.figures import label
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, empty, number_axis
from gridsim.charts.rows import Column, bar_table, row_names
from gridsim.charts.style import ink
from gridsim.results.store import Stored
from gridsim.terms import Entrance, Role, label_of

MOST_CURVES, MOST_ROWS, MOST_PARTS = 6, 7, 5


def seller_roles(stored: Stored) -> pd.Series:
    """Return for each row of `orders` the role of its seller: "official mall", a role of `points`, or "unknown sellers"."""
    orders, points = stored.orders, stored.points
    keys = ["strategy", "replicate"]
    role = pd.Series("unknown sellers", index=orders.index, dtype=object)
    if len(points):
        known = points.drop_duplicates([*keys, "agent"])[[*keys, "agent", "role"]]
        found = (
            orders[[*keys, "seller"]]
            .astype({"strategy": object})
            .merge(
                known.astype({"strategy": object, "role": object}),
                how="left",
                left_on=[*keys, "seller"],
                right_on=[*keys, "agent"],
            )
        )
        role = pd.Series(found["role"].to_numpy(), index=orders.index, dtype=object).fillna("unknown sellers")
    role[orders["seller"].to_numpy() < 0] = figures.OFFICIAL_MALL
    return role


def orders_by(stored: Stored, parts: pd.Series, weights: pd.Series | None = None) -> dict[str, dict[str, float]]:
    """Return the mean a run, by strategy and part, of the number of orders (or of the sum of the weights)."""
    weights = pd.Series(1.0, index=parts.index) if weights is None else weights
    sums = weights.groupby([stored.orders["strategy"].astype(object), parts.astype(object)]).sum()
    found: dict[str, dict[str, float]] = {name: {} for name in figures.strategies(stored)}
    for (name, part), total in sums.items():
        found[name][part] = float(total) * figures.stands_for(stored) / figures.per_replicate(stored)
    return found


@chart
def sellers(stored: Stored) -> Picture:
    """Return the orders of each strategy by the role of the seller, and by the entrance.

    Parameters
    ----------
    stored : Comparison or Stored
        `orders` with `seller`, `entrance`; `points` with `agent`, `role`.
    """
    if not len(stored.orders):
        return empty(stored, "sellers", "Who sold", "no orders were placed under any strategy")
    by_role = orders_by(stored, seller_roles(stored))
    by_entrance = orders_by(stored, stored.orders["entrance"])
    names, note = figures.foremost(stored, figures.strategies(stored), MOST_ROWS)
    page = Page(
        stored,
        _who(stored, by_role),
        "Orders a run (mean of the replicates), all bars on one scale; below them the share of the row" + note,
    )
    left, right = (
        _parts(by_role, partial(label_of, Role), names),
        _parts(by_entrance, partial(label_of, Entrance), names),
    )
    largest = max((value for one in (*left, *right) for value in one.values.values()), default=1.0)
    left, right = ([replace(one, largest=largest) for one in some] for some in (left, right))
    start = row_names(page, names)[1] + 0.02
    middle = start + (RIGHT - start) * len(left) / (len(left) + len(right))
    heading = page.top - 12 / 540
    page.top -= 26 / 540
    x = bar_table(page, names, left, figures.colours(stored), right=middle - 0.012, lines=2)
    bar_table(page, names, right, figures.colours(stored), left=middle + 0.012, named=False, lines=2)
    for at, words in ((x, "by who sold"), (middle + 0.012, "by how the buyer came")):
        page.figure.text(at, heading, words, fontsize=17, fontweight="bold", va="center")
    return page.picture("sellers", "Left, whose mall or micro-mall took the order; right, how the buyer got there.")


def _parts(counts: dict[str, dict[str, float]], words: Any, names: list[str]) -> list[Column]:
    """Return a column for each part of the orders, the largest first; what is left of many stands in the last."""
    total = {name: sum(counts[name].values()) for name in names}
    kinds = sorted(
        {kind for name in names for kind in counts[name]},
        key=lambda kind: -sum(counts[name].get(kind, 0.0) for name in names),
    )
    kept = kinds if len(kinds) <= MOST_PARTS else kinds[: MOST_PARTS - 1]
    parts = {words(kind): {name: counts[name].get(kind, 0.0) for name in names} for kind in kept}
    if len(kept) < len(kinds):
        parts["all others"] = {name: total[name] - sum(part[name] for part in parts.values()) for name in names}
    share = {
        key: {name: formats.percent(part[name] / total[name]) if total[name] else "" for name in names}
        for key, part in parts.items()
    }
    return [Column(key, part, share[key]) for key, part in parts.items()]


def _who(stored: Stored, by_role: dict[str, dict[str, float]]) -> str:
    """Return the share of their orders that winner and runner-up owe to points."""
    share = {}
    for name in figures.pair(stored):
        total = sum(by_role[name].values())
        share[name] = 1 - by_role[name].get(figures.OFFICIAL_MALL, 0.0) / total if total else 0.0
    if not any(share.values()):
        return (
            f"All orders of {formats.listed([label(stored, name) for name in share])} go through the official mall"
            if share
            else "Who sold"
        )
    parts = [f"{formats.percent(value)} of {label(stored, name)}'s orders" for name, value in share.items()]
    return f"Points sell {formats.listed(parts)}"


def lorenz(sales: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the share of all sales that the lowest `places` (shares) of the sellers make.

    Parameters
    ----------
    sales : (n_points,) array
        Sales of each point, at least one of them above zero.
    places : (m,) array
        Shares of the points in [0, 1].

    Examples
    --------
    >>> [float(x) for x in lorenz(np.array([0.0, 1.0, 1.0, 2.0]), np.array([0.0, 0.5, 0.75, 1.0]))]
    [0.0, 0.25, 0.5, 1.0]
    """
    so_far = np.concatenate([[0.0], np.cumsum(np.sort(sales))])
    return np.interp(places, np.linspace(0, 1, len(so_far)), so_far / so_far[-1])


@chart
def long_tail(stored: Stored) -> Picture:
    """Return the Lorenz curve of the points' sales: how much of them the smallest sellers make together.

    Parameters
    ----------
    stored : Comparison or Stored
        `points` with `gmv` (minor units), one row a point and run.
    """
    places = np.linspace(0, 1, 201)
    curves = _lorenz_curves(stored, places)
    names, note = figures.foremost(stored, list(curves), MOST_CURVES)
    curves = {name: curves[name] for name in names}
    if not curves:
        return empty(stored, "long_tail", "The long tail", "no point sold anything under any strategy")
    top_tenth = {name: 1 - float(np.interp(0.9, places, values.mean(axis=0))) for name, values in curves.items()}
    title = _tail_title(stored, top_tenth)
    page = Page(
        stored,
        title,
        f"Share of the points' GMV that the smallest sellers make together; mean of the runs, band: 90{formats.SPACE}%"
        f" of them{note}",
    )
    axes = page.axes(LEFT + 0.085, RIGHT - 0.28, bottom=page.bottom + 56 / 540)
    axes.plot([0, 1], [0, 1], color="#8a8a8a", linewidth=2, linestyle=(0, (2, 2)))
    axes.text(
        0.45,
        0.53,
        "all points alike",
        color="#666666",
        ha="center",
        va="center",
        rotation_mode="anchor",
        transform_rotates_text=True,
        rotation=45,
    )
    for name, values in curves.items():
        colour = figures.colours(stored)[name]
        axes.fill_between(places, *np.quantile(values, (0.05, 0.95), axis=0), color=colour, alpha=0.18, linewidth=0)
        axes.plot(places, values.mean(axis=0), color=colour)
    for axis in (axes.xaxis, axes.yaxis):
        number_axis(axis, percent=True)
    axes.set(
        xlim=(0, 1), ylim=(0, 1), xlabel="share of the points, smallest sellers first", ylabel="share of their sales"
    )
    _tail_notes(page, stored, curves, places, top_tenth)
    return page.picture(
        "long_tail",
        "The further a curve hangs below the dotted line, the more the sales rest on a few points; "
        "a curve near it is a long tail of small sellers that adds up.",
    )


def _tail_title(stored: Stored, top_tenth: dict[str, float]) -> str:
    """Return how much of their sales the best tenth of the points makes under winner and runner-up."""
    shares = {name: top_tenth[name] for name in figures.pair(stored) if name in top_tenth}
    if not shares:
        names = formats.listed([label(stored, name) for name in figures.pair(stored)])
        return f"No point sells under {names}; the curves are of the other strategies"
    parts = [
        f"{formats.percent(share)}{' of their sales' if i == 0 else ''} under {label(stored, name)}"
        for i, (name, share) in enumerate(shares.items())
    ]
    return f"The best tenth of the points makes {formats.listed(parts)}"


def _lorenz_curves(stored: Stored, places: np.ndarray) -> dict[str, np.ndarray]:
    """Return a curve a run by strategy, shape (n_runs, n_places), of the runs in which points sold."""
    found: dict[str, list[np.ndarray]] = {name: [] for name in figures.strategies(stored)}
    if len(stored.points):
        for (name, _), rows in stored.points.groupby(["strategy", "replicate"], sort=False, observed=True):
            sales = rows["gmv"].to_numpy(float)
            if sales.sum() > 0:
                found[name].append(lorenz(sales, places))
    return {name: np.array(curves) for name, curves in found.items() if curves}


def _tail_notes(
    page: Page, stored: Stored, curves: dict[str, np.ndarray], places: np.ndarray, top_tenth: dict[str, float]
) -> None:
    """Write beside the curves who they are, with the shares of the best tenth and of the lower four fifths."""
    y = page.top - 12 / 540
    words = page.labels(curves, 18, 0.26)
    for name, values in curves.items():
        gini = figures.figure(stored, name, "sales_gini")
        lower = float(np.interp(0.8, places, values.mean(axis=0)))
        lines = [
            f"best tenth: {formats.percent(top_tenth[name])} of sales",
            f"lower 80{formats.SPACE}%: {formats.percent(lower)}",
        ]
        lines += [f"Gini {gini:.2f}"] if gini is not None else []
        lines = lines[: 3 if len(curves) <= 3 else 1]
        page.figure.text(
            0.71, y, words[name], fontsize=18, fontweight="bold", color=ink(figures.colours(stored)[name]), va="top"
        )
        page.figure.text(0.71, y - 28 / 540, "\n".join(lines), fontsize=16, va="top", linespacing=1.3)
        y -= (28 + 24 * len(lines) + 14) / 540
