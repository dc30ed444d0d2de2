"""Why the verdict is what it is: mechanisms switched off, other budgets, assumptions at both ends of their range,
attribution beside the truth."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.figures import label
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, currency, empty, end_labels, number_axis, value_axis
from gridsim.charts.style import drawable, ink
from gridsim.currencies import shortened
from gridsim.results.store import Stored
from gridsim.results.summary import side_of_zero
from gridsim.study.why_runs import ORDERS
from gridsim.study.why_said import mechanism
from gridsim.terms import NOTHING

MOST_SWITCHES, MOST_PARAMETERS = 8, 10
LOW_COLOUR, HIGH_COLOUR, TRUE_COLOUR = "#c3c9ce", "#6b7680", "#1a1a1a"
"""Greys: colours are the strategies'."""
RULE_COLOURS = {
    "first": "#5a6570",
    "last": "#7c8790",
    "linear": "#9ea7ae",
    "time_decay": "#bfc6cb",
    "shapley": "#dde1e4",
}


def _times(found: Mapping[str, Any]) -> str:
    """Return how often it was played and what the marks mean."""
    n = found["replicates"]
    return f"mean of {n} replicates with its 90{formats.SPACE}% interval" if n > 1 else "one replicate: no interval"


def _whisker(axes: Any, one: Mapping[str, Any], y: float, colour: str, height: float = 0.0, wide: float = 3.0) -> None:
    """Draw the interval of a bar: a line with a cap at both ends."""
    if one["low"] is None:
        return
    axes.plot([one["low"], one["high"]], [y, y], color=colour, linewidth=wide, solid_capstyle="butt", zorder=4)
    for end in (one["low"], one["high"]):
        axes.plot([end, end], [y - height, y + height], color=colour, linewidth=wide, zorder=4)


@chart
def knock_outs(stored: Stored) -> Picture:
    """Return what each mechanism brings the best strategy, its rival and the account alone: with it less without it.

    Parameters
    ----------
    stored : Stored
        `why["knock_outs"]`, in incremental contribution, major units.
    """
    found = stored.why
    rows = found.get("knock_outs") or []
    names = [name for name in dict.fromkeys([found["best"], found["rival"], found["account_only"]]) if name is not None]
    if not rows:
        return empty(stored, "knock_outs", "Mechanisms", "no mechanism was switched off")
    shown = rows[:MOST_SWITCHES]
    page = Page(stored, _knock_out_title(stored), _knock_out_subtitle(stored, found, len(rows)))
    colours = figures.colours(stored)
    labels = page.labels(names, 16, 0.3)
    page.swatches([(labels[name], colours[name]) for name in names])
    words = [formats.sentence(mechanism(row["switch"])) for row in shown]
    left = LEFT + max(page.width(word) for word in words) + 0.014
    axes = page.axes(left, RIGHT, bottom=page.bottom + 40 / 540)
    high = 0.8 / len(names)
    for place, row in enumerate(shown):
        by = {one["strategy"]: one["brings"] for one in row["strategies"]}
        for i, name in enumerate(names):
            y = place + (i - (len(names) - 1) / 2) * high
            if name in by:
                axes.barh(y, by[name]["mean"], 0.86 * high, color=colours[name], zorder=2)
                _whisker(axes, by[name], y, "#333333", 0.2 * high)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_yticks(range(len(shown)), [drawable(word) for word in words], fontsize=16)
    _cut_outlier(axes, shown, names, high)
    _zero_line(axes)
    axes.set_xlabel(f"what it brings, {currency(stored)}", fontsize=15)
    return page.picture(
        "knock_outs",
        "Each bar is the earnings with a mechanism less those without it, on the same people and luck: right of zero it"
        " helps, left it hurts. Lines are 90 % intervals; one that holds zero says that the replicates cannot tell. The"
        " effects do not add up: mechanisms work together.",
    )


def _cut_outlier(axes: Any, rows: Sequence[Mapping[str, Any]], names: Sequence[str], high: float) -> None:
    """Where one mechanism dwarfs all others, let its bar run out of the picture and write what it is, so that the
    others can be read."""
    reach = sorted((max(abs(one["brings"]["mean"]) for one in row["strategies"]) for row in rows), reverse=True)
    if len(reach) < 3 or reach[0] < 5 * reach[1] or reach[1] == 0:
        return
    limit = 1.6 * reach[1]
    low, top = (1.06 * end for end in axes.get_xlim())
    axes.set_xlim(max(low, -limit), min(top, limit))
    for place, row in enumerate(rows):
        for one in row["strategies"]:
            if abs(one["brings"]["mean"]) > limit:
                y = place + (names.index(one["strategy"]) - (len(names) - 1) / 2) * high
                left = one["brings"]["mean"] < 0
                span = (
                    f" ({formats.signed(one['brings']['low'])} to {formats.signed(one['brings']['high'])})"
                    if one["brings"]["low"] is not None
                    else ""
                )
                words = f"beyond the picture: {formats.signed(one['brings']['mean'])}{span}"
                box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
                axes.text(
                    0.02 if left else 0.98,
                    y,
                    drawable(words),
                    transform=axes.get_yaxis_transform(),
                    ha="left" if left else "right",
                    va="center",
                    fontsize=14,
                    fontweight="bold",
                    bbox=box,
                    zorder=6,
                )


def _knock_out_title(stored: Stored) -> str:
    found = stored.why
    sure = [
        (row, one)
        for row in found["knock_outs"]
        for one in row["strategies"]
        if one["strategy"] == found["best"] and side_of_zero(one["brings"])
    ]
    if not sure:
        return f"No single mechanism carries {label(stored, found['best'])} beyond doubt"
    row, one = max(sure, key=lambda pair: abs(pair[1]["brings"]["mean"]))
    amount = formats.money(abs(one["brings"]["mean"]), found["currency"])
    way = "less" if one["brings"]["mean"] > 0 else "more"
    return f"Without {mechanism(row['switch'])} {label(stored, found['best'])} would earn {amount} {way}"


def _knock_out_subtitle(stored: Stored, found: Mapping[str, Any], n_rows: int) -> str:
    note = f"; the {MOST_SWITCHES} largest of {n_rows} mechanisms" if n_rows > MOST_SWITCHES else ""
    return (
        f"Contribution after marketing over doing nothing, {currency(stored)}: with the mechanism less without it;"
        f" {_times(found)}{note}"
    )


def _zero_line(axes: Any) -> None:
    axes.axvline(0, color="#333333", linewidth=2, zorder=3)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    number_axis(axes.xaxis, ticks=6)


@chart
def spend_response(stored: Stored) -> Picture:
    """Return what every strategy earns over doing nothing, and the orders it brings, at budgets around the given one.

    Parameters
    ----------
    stored : Stored
        `why["spend"]`, major units.
    """
    found = stored.why
    rows = (found.get("spend") or {}).get("rows") or []
    if not rows:
        return empty(stored, "spend_response", "Budgets", "no other budget was played")
    page = Page(
        stored,
        _spend_title(stored),
        f"Every strategy at budgets around the given one, over doing nothing; {_times(found)}",
    )
    colours = figures.colours(stored)
    names, note = figures.foremost(
        stored, [name for name in figures.strategies(stored) if any(row["strategy"] == name for row in rows)], 6
    )
    labels = page.labels(names, 16, 0.13)
    room = max(page.width(words, weight="bold") for words in labels.values()) + 0.03
    middle = (LEFT + RIGHT) / 2
    top = page.top - 34 / 540
    spans = ((LEFT + 0.065, middle - room, "contribution", f"earned over doing nothing, {currency(stored)}"),
             (middle + 0.065, RIGHT - room, "orders", "orders over doing nothing"))  # fmt: skip
    for left, right, key, heading in spans:
        page.figure.text(left - 0.06, top + 14 / 540, drawable(heading), fontsize=18, fontweight="bold", va="center")
        axes = page.axes(left, right, bottom=page.bottom + 50 / 540, top=top - 4 / 540)
        ends = [
            _line(axes, [row for row in rows if row["strategy"] == name], key, colours[name], i, len(names))
            for i, name in enumerate(names)
        ]
        axes.axhline(0, color="#333333", linewidth=2, zorder=1)
        value_axis(page, axes, left=left - 0.065)
        _budget_axis(page, axes, sorted({row["budget"] for row in rows}), found)
        end_labels(page, axes, [(end, labels[name], colours[name]) for end, name in zip(ends, names, strict=True)])
    return page.picture(
        "spend_response",
        "The budget grows to the right in equal ratios; the dashed line is the budget of the comparison. Vertical lines"
        " are 90 % intervals. A line that flattens or falls is money that buys less than the money before it, or that"
        " finds nothing more to buy." + note,
    )


def _line(axes: Any, rows: Sequence[Mapping[str, Any]], key: str, colour: str, place: int, of: int) -> float:
    """Draw a strategy's means with their intervals, a little apart from the others'; returns the height of its end."""
    rows = sorted(rows, key=lambda row: row["budget"])
    x = np.array([row["budget"] for row in rows]) * 1.018 ** (place - (of - 1) / 2)
    y = [row[key]["mean"] for row in rows]
    axes.plot(x, y, color=colour, linewidth=3, marker="o", markersize=8, zorder=3)
    for at, row in zip(x, rows, strict=True):
        if row[key]["low"] is not None:
            axes.plot([at, at], [row[key]["low"], row[key]["high"]], color=colour, linewidth=2.5, zorder=2)
    return float(y[-1])


def _budget_axis(page: Page, axes: Any, budgets: Sequence[float], found: Mapping[str, Any]) -> None:
    """Let the horizontal axis be the budget, in ratios; letters become smaller, then every other budget goes without,
    where they would touch."""
    axes.set_xscale("log")
    share = np.diff(np.log(budgets)).min() / np.log(budgets[-1] / budgets[0] * 1.12**2) if len(budgets) > 1 else 1.0
    room = 0.9 * float(share) * axes.get_position().width
    words = [formats.number(budget) for budget in budgets]
    points = page.points(words, 15, room, least=10)
    every = 1 + int(max(page.width(word, points) for word in words) // (1.06 * room))
    axes.xaxis.set_major_locator(FixedLocator([budget for i, budget in enumerate(budgets) if i % every == 0]))
    axes.tick_params(axis="x", labelsize=points)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: formats.number(value)))
    axes.set_xlim(budgets[0] / 1.12, budgets[-1] * 1.12)
    axes.axvline(found["budget"], color="#8a8a8a", linewidth=1.5, linestyle=(0, (4, 3)), zorder=0)
    axes.set_xlabel(f"budget, {found['currency']}", fontsize=15)


def _spend_title(stored: Stored) -> str:
    found = stored.why
    leaders = found["spend"]["leaders"]
    sure = [one for one in leaders if one["decided"]]
    winners = list(dict.fromkeys(one["best"] for one in sure))
    if not sure:
        return f"At none of these budgets do the replicates decide who {_most(found, leaders)}"
    if len(winners) == 1:
        where = "at every budget" if len(sure) == len(leaders) else f"at {len(sure)} of {len(leaders)} budgets"
        return f"{label(stored, winners[0])} {_most(found, sure)} {where}" + (
            "" if len(sure) == len(leaders) else "; the others are undecided"
        )
    parts = [f"{label(stored, one['best'])} at {formats.money(one['budget'], found['currency'])}" for one in sure]
    return f"Who {_most(found, sure)} depends on the budget: {formats.listed(parts)}"


def _most(found: Mapping[str, Any], leaders: Sequence[Mapping[str, Any]]) -> str:
    """What the leaders at some budgets do: earn most, or lose least where none of them is worth its money."""
    gains = {(row["strategy"], row["factor"]): row["contribution"]["mean"] for row in found["spend"]["rows"]}
    return "loses least" if all(gains[one["best"], one["factor"]] < 0 for one in leaders) else "earns most"


@chart
def tornado(stored: Stored) -> Picture:
    """Return how far each assumption moves the verdict's difference, at both ends of its typical range.

    Parameters
    ----------
    stored : Stored
        `why["tornado"]`, in incremental contribution, major units.
    """
    found = stored.why
    rows = [row for row in found.get("tornado") or [] if row["replicates"] == found["replicates"]]
    if not rows:
        return empty(stored, "tornado", "Assumptions", "no assumption with a typical range was played")
    shown = rows[:MOST_PARAMETERS]
    page = Page(stored, _tornado_title(stored, rows), _tornado_subtitle(stored, found))
    page.swatches([("low end of the typical range", LOW_COLOUR), ("high end", HIGH_COLOUR)])
    named = parameter_names([row["parameter"] for row in shown])
    cut = page.labels(named.values(), 15, 0.3, "normal")
    words = [cut[named[row["parameter"]]] for row in shown]
    left = LEFT + max(page.width(word, 15) for word in words) + 0.014
    axes = page.axes(left, RIGHT, bottom=page.bottom + 40 / 540)
    base = found["difference"]["mean"]
    for y, row in enumerate(shown):
        for level, colour, shift in (("low", LOW_COLOUR, -0.21), ("high", HIGH_COLOUR, 0.21)):
            end = row["ends"].get(level)
            if end is not None:
                axes.barh(y + shift, end["difference"]["mean"] - base, 0.4, left=base, color=colour, zorder=2)
                _whisker(axes, end["difference"], y + shift, "#333333", 0.09, 2.5)
    _tornado_ends(page, axes, shown, base)
    axes.set_ylim(len(shown) - 0.45, -0.55)
    axes.set_yticks(range(len(shown)), [drawable(word) for word in words], fontsize=15)
    axes.axvline(base, color="#8a8a8a", linewidth=1.5, linestyle=(0, (4, 3)), zorder=1)
    _zero_line(axes)
    axes.set_xlabel(f"{_lead(stored)}, {currency(stored)}; dashed: with the assumptions as they are", fontsize=15)
    return page.picture(
        "tornado",
        "Each pair of bars is the difference of the verdict with one assumption at the low and the high end of its"
        " typical range; the value stands beside the bar. Lines are 90 % intervals of the difference. Left of zero the"
        " other would be ahead.",
    )


def parameter_names(paths: Sequence[str]) -> dict[str, str]:
    """Return parameters' places in words: as many of the last parts as tell each from the others.

    Examples
    --------
    >>> parameter_names(["response.reaction.open_chance", "people.need_interval"])
    {'response.reaction.open_chance': 'reaction: open chance', 'people.need_interval': 'people: need interval'}
    """
    return {path: end.replace(".", ": ").replace("_", " ") for path, end in formats.shortest_ends(paths).items()}


def end_value(value: object) -> str:
    """Return an end of a range as it stands beside its bar: whole amounts without cents, thousands apart.

    Examples
    --------
    >>> end_value("10000.00 CNY"), end_value("0.50 CNY"), end_value(0.05), end_value("2%")
    ('10,000 CNY', '0.50 CNY', '0.05', '2%')
    """
    text = shortened(formats.plain(value, 24))
    return re.sub(r"^\d{5,}(?= )", lambda digits: f"{int(digits[0]):,}", text)


def _tornado_ends(page: Page, axes: Any, rows: Sequence[Mapping[str, Any]], base: float) -> None:
    """Write the values of both ends beside the bars, outside of bar and interval, and make room for them."""
    reach = [
        value
        for row in rows
        for end in row["ends"].values()
        for value in (end["difference"][key] for key in ("mean", "low", "high"))
    ]
    ends = [value for value in [*reach, base, 0.0] if value is not None]
    span = (max(ends) - min(ends)) or 1.0
    axes.set_xlim(min(ends) - 0.16 * span, max(ends) + 0.16 * span)
    for y, row in enumerate(rows):
        for level, shift in (("low", -0.21), ("high", 0.21)):
            end = row["ends"].get(level)
            if end is None:
                continue
            one = end["difference"]
            right = one["mean"] >= base
            outer = [value for value in (one["mean"], one["high" if right else "low"], base) if value is not None]
            at = max(outer) + 0.01 * span if right else min(outer) - 0.01 * span
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8}
            axes.text(
                at,
                y + shift,
                drawable(end_value(end["value"])),
                fontsize=12,
                va="center",
                ha="left" if right else "right",
                color=ink("#4d4d4d"),
                bbox=box,
                zorder=5,
            )


def _lead(stored: Stored) -> str:
    found = stored.why
    other = found["rival"]
    return (
        f"{label(stored, found['best'])} less {label(stored, other)}"
        if other
        else f"{label(stored, found['best'])} over doing nothing"
    )


def _tornado_title(stored: Stored, rows: Sequence[Mapping[str, Any]]) -> str:
    surely = [row for row in rows if row["turns"] == "surely"]
    perhaps = [row for row in rows if row["turns"] == "perhaps"]
    other = label(stored, stored.why["rival"] or NOTHING)
    if surely:
        names = formats.listed(list(parameter_names([row["parameter"] for row in surely[:2]]).values()))
        return f"{len(surely)} of {len(rows)} assumptions can put {other} ahead: {names}" + (
            " first" if len(surely) > 2 else ""
        )
    if perhaps:
        return f"No assumption surely turns the verdict; at an end of their range {len(perhaps)} leave it open"
    return f"No single assumption puts {other} ahead within its typical range"


def _tornado_subtitle(stored: Stored, found: Mapping[str, Any]) -> str:
    n = len(found["tornado"])
    return (
        f"{formats.sentence(_lead(stored))}, contribution after marketing in {currency(stored)}, one assumption at a"
        f" time; {_times(found)}; the largest of {n} assumptions"
    )


@chart
def attribution(stored: Stored) -> Picture:
    """Return the orders that rules of attribution give the winner's channels, beside those that it would lose without
    them.

    Parameters
    ----------
    stored : Stored
        `why["channels"]`.
    """
    found = stored.why
    one = next((one for one in found.get("channels") or [] if one["errors"]), None)
    if one is None:
        return empty(stored, "attribution", "Attribution", "the orders do not say which channels their buyers met")
    page = Page(
        stored,
        _attribution_title(one),
        f"{formats.sentence(label(stored, one['strategy']))}: orders by channel; {_times(found)}",
    )
    rules = list(one["errors"])
    page.swatches(
        [("what it would lose without the channel", TRUE_COLOUR)]
        + [(rule.replace("_", " "), RULE_COLOURS[rule]) for rule in rules]
    )
    rows = one["channels"]
    words = [row["channel"].replace("_", " ") for row in rows]
    left = LEFT + max(page.width(word) for word in words) + 0.014
    axes = page.axes(left, RIGHT, bottom=page.bottom + 40 / 540)
    high = 0.84 / (len(rules) + 1)
    for place, row in enumerate(rows):
        bars = [
            (row["true"][ORDERS], TRUE_COLOUR),
            *((row["rules"][rule][ORDERS], RULE_COLOURS[rule]) for rule in rules),
        ]
        for i, (value, colour) in enumerate(bars):
            y = place + (i - len(rules) / 2) * high
            axes.barh(y, value["mean"], 0.88 * high, color=colour, zorder=2)
            _whisker(axes, value, y, "#777777", 0.2 * high, 2.5)
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.set_yticks(range(len(rows)), [drawable(word) for word in words], fontsize=16)
    _zero_line(axes)
    axes.set_xlabel("orders", fontsize=15)
    return page.picture(
        "attribution",
        "A rule shares out all orders among the channels that their buyers had met, also those that would have come"
        " anyway; the true effect is what is missing when the same run is played without the channel. Lines are 90 %"
        " intervals.",
    )


def _attribution_title(one: Mapping[str, Any]) -> str:
    ranked = sorted(one["errors"], key=lambda rule: one["errors"][rule][ORDERS])
    best, worst = ranked[0], ranked[-1]
    return (
        f"{best.replace('_', ' ')} attribution is off by {formats.number(one['errors'][best][ORDERS])} orders a"
        f" channel, {worst.replace('_', ' ')} by {formats.number(one['errors'][worst][ORDERS])}"
    )


WHY_GALLERY = {"knock_outs": knock_outs, "spend": spend_response, "tornado": tornado, "channels": attribution}
"""The charts of a `why`, by what they show."""


def gallery(stored: Stored) -> list[Any]:
    """Return the charts for what was asked; attribution only where the orders say which channels their buyers met."""
    found = getattr(stored, "why", None) or {}
    if "rival" not in found:
        return []  # of another version, or not asked
    asked = [name for name in WHY_GALLERY if found.get(name)]
    return [
        WHY_GALLERY[name] for name in asked if name != "channels" or any(one["errors"] for one in found["channels"])
    ]
