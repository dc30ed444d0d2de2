"""From people reached to orders: where each strategy loses its audience."""

from __future__ import annotations

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.figures import label
from gridsim.charts.page import Page, Picture, chart, empty
from gridsim.charts.rows import Column, bar_table
from gridsim.results.store import Stored

CLICK_ENTRANCES = ("moments", "micro_blog", "groups", "place", "advertisement", "email")
"""Entrances of orders that follow a click on a post or an advertisement; all others come from a need of the buyer's
own."""

MOST_ROWS = 6
_STAGES = (
    ("reach", "people reached"),
    ("impressions", "showings"),
    ("opened", "opened"),
    ("reads", "read"),
    ("clicks", "clicked"),
)


def stages(stored: Stored) -> list[tuple[str, dict[str, float]]]:
    """Return the stages in order, each with its mean count by strategy; orders are split into those after a click and
    all."""
    names = figures.strategies(stored)
    found = [
        (shown, {name: figures.figure(stored, name, metric) or 0.0 for name in names}) for metric, shown in _STAGES
    ]
    orders, times = stored.orders, figures.stands_for(stored)
    clicked = orders[orders["entrance"].isin(CLICK_ENTRANCES)] if len(orders) else orders
    counts = clicked.groupby("strategy", observed=True).size().to_dict() if len(clicked) else {}
    found.append(
        ("click orders", {name: counts.get(name, 0) * times / figures.per_replicate(stored) for name in names})
    )
    return found


@chart
def funnel(stored: Stored) -> Picture:
    """Return the funnel of every strategy: one row a strategy, one column a stage with its count and the share that it
    keeps of the stage before.

    The bars of a stage share a linear scale, so that they compare the strategies there; from stage to stage the shares
    tell.

    Parameters
    ----------
    stored : Comparison or Stored
        `summary` with `reach impressions opened reads clicks orders`, `orders` with `entrance`.
    """
    found = stages(stored)
    names, note = figures.foremost(
        stored, [name for name in figures.strategies(stored) if found[1][1][name] > 0], MOST_ROWS
    )
    if not names:
        return empty(stored, "funnel", "Funnel", "nobody was shown anything under any strategy")
    every = {name: figures.figure(stored, name, "orders") or 0.0 for name in figures.strategies(stored)}
    page = Page(
        stored,
        _finding(stored, found),
        "Mean counts a run. Below each: the share of the stage before. Bars compare the strategies within a stage, each"
        " stage on a scale of its own" + note,
    )
    columns = [
        Column(heading, counts, {name: _kept(i, found, name) for name in names})
        for i, (heading, counts) in enumerate(found)
    ]
    needed = {
        name: f"{formats.percent(1 - found[-1][1][name] / every[name])} by need" if every[name] > 0 else ""
        for name in names
    }
    bar_table(page, names, [*columns, Column("all orders", every, needed, pale=True)], figures.colours(stored))
    return page.picture(
        "funnel",
        "Each stage keeps some of the one before; orders after a click are one way to buy, a need of one's own is the"
        " other, and 'all orders' counts both.",
    )


def _kept(i: int, found: list[tuple[str, dict[str, float]]], name: str) -> str:
    """Return what stands below a bar: the share of the stage before; for showings how many each person reached had."""
    if i == 0 or found[i - 1][1][name] <= 0:
        return ""
    ratio = found[i][1][name] / found[i - 1][1][name]
    return f"{formats.number(ratio)} each" if i == 1 else formats.percent(ratio)


def _finding(stored: Stored, found: list[tuple[str, dict[str, float]]]) -> str:
    """Return how many of a thousand showings winner and runner-up turn into orders after a click."""
    shown, ordered = found[1][1], found[-1][1]
    rate = {name: 1000 * ordered[name] / shown[name] if shown[name] > 0 else 0.0 for name in figures.pair(stored)}
    if not any(rate.values()):
        names = formats.listed([label(stored, name) for name in rate])
        return f"No showing of {names} led to an order after a click"
    parts = [
        f"{label(stored, name)}{' turns' if i == 0 else ''}"
        f" {formats.number(value)}{' into orders after a click' if i == 0 else ''}"
        for i, (name, value) in enumerate(rate.items())
    ]
    return f"Of 1,000 showings {', '.join(parts)}"
