"""Who sold, by which entrance the buyers came, and how unequal the points are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gridsim.charts import figures, formats
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, empty, number_axis
from gridsim.charts.style import ENTRANCE_COLOURS, ROLE_COLOURS, ink, label, on, part_colour

ENTRANCE_LABELS = {
    "moments": "friends' moments",
    "micro_blog": "micro-blog",
    "advertisement": "ads",
    "direct": "direct",
    "search": "search",
    "micro_mall": "back to a seller",
    "groups": "chat groups",
    "place": "in the shop",
    "email": "e-mail",
    "mass_media": "mass media",
    "shop": "the home shop",
}
MOST_CURVES = 6


def seller_roles(stored: Any) -> pd.Series:
    """Return for each row of `orders` the role of its seller: "official mall", a role of `points`, or "unknown"."""
    orders, points = stored.orders, stored.points
    keys = ["strategy", "replicate"]
    role = pd.Series("unknown", index=orders.index, dtype=object)
    if len(points):
        known = points.drop_duplicates([*keys, "agent"])[[*keys, "agent", "role"]]
        found = (
            orders[[*keys, "seller"]]
            .astype({"strategy": object})
            .merge(known.astype({"strategy": object, "role": object}), how="left", left_on=[*keys, "seller"], right_on=[*keys, "agent"])
        )
        role = pd.Series(found["role"].to_numpy(), index=orders.index, dtype=object).fillna("unknown")
    role[orders["seller"].to_numpy() < 0] = figures.OFFICIAL_MALL
    return role


def orders_by(stored: Any, parts: pd.Series, weights: pd.Series | None = None) -> dict[str, dict[str, float]]:
    """Return the mean a run, by strategy and part, of the number of orders (or of the sum of the weights)."""
    weights = pd.Series(1.0, index=parts.index) if weights is None else weights
    sums = weights.groupby([stored.orders["strategy"].astype(object), parts.astype(object)]).sum()
    found: dict[str, dict[str, float]] = {name: {} for name in figures.strategies(stored)}
    for (name, part), total in sums.items():
        found[name][part] = float(total) / figures.per_replicate(stored)
    return found


@chart
def sellers(stored: Any) -> Picture:
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
    page = Page(stored, _who(by_role), "Orders a run (mean of the replicates)")
    names = figures.strategies(stored)
    inks = {name: ink(colour) for name, colour in figures.colours(stored).items()}
    left = LEFT + max(page.width(label(name, 14), weight="bold") for name in names) + 0.015
    half = (RIGHT - left - 0.04) / 2
    panels = []
    top = lowest = page.top
    for x, heading, counts, colours, words in (
        (left, "by who sold", by_role, ROLE_COLOURS, formats.role_label),
        (left + half + 0.04, "by how the buyer came", by_entrance, ENTRANCE_COLOURS, entrance_label),
    ):
        parts = [part for part in colours if any(part in row for row in counts.values())]
        parts += sorted({part for row in counts.values() for part in row} - set(parts))
        page.figure.text(x, top - 14 / 540, heading, fontsize=18, fontweight="bold", va="center")
        page.top = top - 30 / 540
        page.swatches([(words(part), part_colour(part, colours)) for part in parts], 14, x, x + half)
        lowest = min(lowest, page.top)
        panels.append((x, counts, [(part, part_colour(part, colours)) for part in parts]))
    for x, counts, coloured in panels:
        _bars(page, (x, x + half, page.bottom, lowest), names, counts, coloured)
    for i, name in enumerate(names):
        middle = lowest - (i + 0.5) * (lowest - page.bottom) / max(len(names), 3)
        page.figure.text(left - 0.012, middle, label(name, 14), fontsize=16, fontweight="bold", ha="right", va="center_baseline", color=inks[name])
    return page.picture("sellers", "Left, whose mall or micro-mall took the order; right, how the buyer got there.")


def entrance_label(entrance: str) -> str:
    """Return an entrance as the charts name it."""
    return ENTRANCE_LABELS.get(entrance, formats.plain(entrance))


def _bars(page: Page, place: tuple[float, float, float, float], names: list[str], counts: dict, parts: list[tuple[str, str]]) -> None:
    """Draw a stacked bar a strategy, each with its total at the end; `place` is left, right, bottom, top."""
    left, right = place[:2]
    axes = page.axes(*place)
    most = max(sum(counts[name].values()) for name in names)
    room = page.width(formats.number(most), weight="bold") + 0.015
    scale = most / (1 - room / (right - left))
    axes.set_xlim(0, scale)
    axes.set_ylim(max(len(names), 3) - 0.5, -0.5)
    axes.set_axis_off()
    for y, name in enumerate(names):
        start = 0.0
        for part, colour in parts:
            count = counts[name].get(part, 0.0)
            axes.barh(y, count, left=start, height=0.62, color=colour, edgecolor="white", linewidth=1)
            words = formats.number(count)
            if count and page.width(words) + 0.01 < count / scale * (right - left):
                axes.text(start + count / 2, y, words, ha="center", va="center_baseline", color=on(colour))
            start += count
        axes.text(start + 0.006 * scale / (right - left), y, formats.number(start), fontweight="bold", va="center_baseline")


def _who(by_role: dict[str, dict[str, float]]) -> str:
    """Return the share of orders that points sold where it is highest."""
    share = {}
    for name, row in by_role.items():
        total = sum(row.values())
        share[name] = 1 - row.get(figures.OFFICIAL_MALL, 0.0) / total if total else 0.0
    best = max(share, key=lambda name: share[name])
    if share[best] == 0:
        return "All orders go through the official mall"
    row = {role: count for role, count in by_role[best].items() if role != figures.OFFICIAL_MALL}
    first = max(row, key=lambda role: row[role])
    return (
        f"Points sell {formats.percent(share[best])} of {label(best)}'s orders; "
        f"{formats.role_label(first)} alone sell {formats.percent(row[first] / sum(row.values()))} of that"
    )


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
def long_tail(stored: Any) -> Picture:
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
    first = max(top_tenth, key=lambda name: top_tenth[name])
    title = f"The best tenth of {label(first)}'s points makes {formats.percent(top_tenth[first])} of the points' sales"
    page = Page(
        stored, title, f"Share of the points' GMV that the smallest sellers make together; mean of the runs, band: 90{formats.SPACE}% of them{note}"
    )
    axes = page.axes(LEFT + 0.085, RIGHT - 0.28, bottom=page.bottom + 56 / 540)
    axes.plot([0, 1], [0, 1], color="#8a8a8a", linewidth=2, linestyle=(0, (2, 2)))
    axes.text(
        0.45, 0.53, "all points alike", color="#666666", ha="center", va="center", rotation_mode="anchor", transform_rotates_text=True, rotation=45
    )
    for name, values in curves.items():
        colour = figures.colours(stored)[name]
        axes.fill_between(places, *np.quantile(values, (0.05, 0.95), axis=0), color=colour, alpha=0.18, linewidth=0)
        axes.plot(places, values.mean(axis=0), color=colour)
    for axis in (axes.xaxis, axes.yaxis):
        number_axis(axis, percent=True)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="share of the points, smallest sellers first", ylabel="share of their sales")
    _tail_notes(page, stored, curves, places, top_tenth)
    return page.picture(
        "long_tail",
        "The further a curve hangs below the dotted line, the more the sales rest on a few points; "
        "a curve near it is a long tail of small sellers that adds up.",
    )


def _lorenz_curves(stored: Any, places: np.ndarray) -> dict[str, np.ndarray]:
    """Return a curve a run by strategy, shape (n_runs, n_places), of the runs in which points sold."""
    found: dict[str, list[np.ndarray]] = {name: [] for name in figures.strategies(stored)}
    if len(stored.points):
        for (name, _), rows in stored.points.groupby(["strategy", "replicate"], sort=False, observed=True):
            sales = rows["gmv"].to_numpy(float)
            if sales.sum() > 0:
                found[name].append(lorenz(sales, places))
    return {name: np.array(curves) for name, curves in found.items() if curves}


def _tail_notes(page: Page, stored: Any, curves: dict[str, np.ndarray], places: np.ndarray, top_tenth: dict[str, float]) -> None:
    """Write beside the curves who they are, with the shares of the best tenth and of the lower four fifths."""
    y = page.top - 12 / 540
    for name, values in curves.items():
        gini = figures.figure(stored, name, "sales_gini")
        lower = float(np.interp(0.8, places, values.mean(axis=0)))
        lines = [f"best tenth: {formats.percent(top_tenth[name])} of sales", f"lower 80{formats.SPACE}%: {formats.percent(lower)}"]
        lines += [f"Gini {gini:.2f}"] if gini is not None else []
        lines = lines[: 3 if len(curves) <= 3 else 1]
        page.figure.text(0.71, y, label(name), fontsize=18, fontweight="bold", color=ink(figures.colours(stored)[name]), va="top")
        page.figure.text(0.71, y - 28 / 540, "\n".join(lines), fontsize=16, va="top", linespacing=1.3)
        y -= (28 + 24 * len(lines) + 14) / 540
