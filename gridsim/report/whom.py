"""Whom to activate: the choices beside each other, and who was chosen."""

from __future__ import annotations

from typing import Any

from gridsim import formats
from gridsim.charts.page import currency, replicates
from gridsim.formats import number, signed
from gridsim.report.elements import Markup, folded, join, table, tag
from gridsim.results.metrics import METRICS
from gridsim.results.store import Stored

MOST_ROWS, OPEN_ROWS = 100, 20
"""People shown at most (people.csv has all), and those whose rows are open and printed."""


def section(stored: Stored) -> Markup:
    """Return the table of how many, that of the choices and that of the people chosen."""
    parts = [
        tag("h2", "The choices, each for the same money"),
        _choices(stored),
        tag("h2", "Who was chosen"),
        _people(stored),
    ]
    return join([_how_many(stored), *parts], "\n")


def _how_many(stored: Stored) -> Markup:
    """Return the fresh gain of the first people chosen, by their number, the advised number marked; nothing of results
    without advice."""
    advice, code = stored.summary.get("advice"), currency(stored)
    if not advice or not stored.summary["chosen"]:
        return Markup("")
    about = METRICS[advice["measure"]]
    unit = f", {code}" if about.unit == "money" else ""
    rows, seen = [], set()
    for one in advice["curve"]:
        # parts of the money that pay for the same people; the advice is for the least of them
        if one["people"] in seen:
            continue
        seen.add(one["people"])
        marked = tag("span", "advised", class_="passed") if one["step"] == advice["step"] else ""
        gain = _with_interval(one) if one["people"] else join(["0"])
        rows.append([number(one["people"]) if one["people"] else "nobody", number(one["cost"]), gain, marked])
    caption = (
        f"The first people chosen, for parts of the money; means of {replicates(stored)} that had no part in choosing,"
        " with 90 % intervals."
    )
    head = ["people", f"cost, {code}", f"gain in {formats.inside(about.label)}{unit}", "advice"]
    return join([tag("h2", "How many of them"), table(caption, head, rows, (0, 3))], "\n")


def _choices(stored: Stored) -> Markup:
    summary, code = stored.summary, currency(stored)
    about = summary["metrics"][summary["metric"]]
    unit = f", {code}" if about["unit"] == "money" else ""
    against = {row["against"]: row for row in summary["differences"] if row["metric"] == summary["metric"]}
    rows = []
    for one in summary["choices"]:
        change = against.get(one["choice"])
        lead = ["–", "–"] if change is None else [_with_interval(change), formats.percent(change["chance_better"])]
        name = formats.sentence(one["words"])
        rows.append(
            [
                name,
                number(one["people"]),
                number(one["cost"]),
                _with_interval(one["gain"]),
                _with_interval(one["net_gain"]),
                *lead,
            ]
        )
    label = formats.inside(about["label"])
    head = [
        "choice",
        "people",
        f"cost, {code}",
        f"gain in {label}{unit}",
        f"gain after marketing, {code}",
        "the chosen lead by",
        "ahead in",
    ]
    caption = f"Means of {replicates(stored)} that had no part in choosing, with 90 % intervals, paired by replicate."
    return table(caption, head, rows)


def _with_interval(one: dict[str, Any]) -> Markup:
    if one["low"] is None:
        return join([signed(one["mean"])])
    return join([signed(one["mean"]), tag("small", f"({signed(one['low'])} to {signed(one['high'])})")])


def _people(stored: Stored) -> Markup:
    summary, code = stored.summary, currency(stored)
    people = stored.people[stored.people["chosen"]].head(MOST_ROWS)
    rows = [
        [
            formats.plain(row["label"], 40),
            row["role"],
            row["circle"],
            number(row["friends"]),
            number(row["followers"]),
            number(row["cost"]),
            f"{number(row['gain'])} ± {number(row['gain_error'])}",
            _measured(row),
            number(row["cumulative_cost"]),
            number(row["cumulative_gain"]),
        ]
        for row in people.to_dict("records")
    ]
    head = [
        "label",
        "role",
        "circle",
        "friends",
        "followers",
        f"cost, {code}",
        "gain",
        "of its runs alone",
        f"cost so far, {code}",
        "gain so far",
    ]
    words = (
        "In the order of choice. Gain: what is expected beside those before, from attention and"
        f" {summary['selection']['replicates']} paired runs a round, ± its standard error; whoever has no runs of its"
        " own has a part, by attention, of what all such people add together. All gains add up to"
        f" {number(summary['promised'])}; the fresh runs gave {number(summary['choices'][0]['gain']['mean'])}."
    )
    if summary["by_attention"]:
        words += (
            " As a whole, those with the best gains were no better than those with the most attention, who were"
            " therefore taken."
        )
    n = len(summary["chosen"])
    rest = tag("p", f"The first {MOST_ROWS}; people.csv has all {n:,}.", class_="soft") if n > MOST_ROWS else ""
    further = rows[OPEN_ROWS:]
    others = (
        folded(f"The next {number(len(further))}", table("In the same order", head, further, (0, 1, 2)))
        if further
        else ""
    )
    return join([table(words, head, rows[:OPEN_ROWS], (0, 1, 2)), others, rest], "\n")


def _measured(row: dict[str, Any]) -> str:
    return f"{number(row['measured'])} ± {number(row['measured_error'])}" if row["replicates"] else "–"
