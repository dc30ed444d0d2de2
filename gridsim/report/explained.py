"""Why: what mechanisms, budgets, assumptions and channels have to do with the verdict. There only where `gridsim why`
was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridsim import formats
from gridsim.charts.figures import whole_name
from gridsim.charts.page import currency
from gridsim.charts.why import end_value
from gridsim.formats import number, percent, signed
from gridsim.report.elements import Markup, folded, join, table, tag
from gridsim.results.store import Stored
from gridsim.results.summary import side_of_zero
from gridsim.study.why_runs import MARGIN, ORDERS
from gridsim.study.why_said import mechanism
from gridsim.terms import NOTHING

CHARTS = ("knock_outs", "spend_response", "tornado", "attribution")
"""The charts that stand in this section."""

HEADINGS = {
    "knock_outs": "What each mechanism brings",
    "spend": "More or less money",
    "tornado": "Which assumptions could turn the verdict",
    "channels": "What each channel brings, and what attribution says",
}


def section(stored: Stored, figures: Mapping[str, Markup]) -> Markup:
    """Return the section; nothing where the verdict was not explained.

    Parameters
    ----------
    stored : Stored
        With `why`.
    figures : mapping of str to Markup
        The section's charts by name.
    """
    found = getattr(stored, "why", None)
    if not found:
        return Markup("")
    if "rival" not in found:
        again = "Another version of gridsim explained this verdict, and asked other questions: run gridsim why again."
        return join([tag("h2", "Why"), tag("p", again)], "\n")
    n = found["replicates"]
    parts: list[object] = [
        tag("h2", "Why"),
        tag(
            "p",
            f"Played again on the same people and draws with one thing changed at a time, {n}"
            f" replicate{'' if n == 1 else 's'} each. In brackets, if not said otherwise, the 90 % interval of the"
            " mean, paired with the comparison's own runs; with so few replicates it is wide.",
            class_="soft",
        ),
    ]
    if not found["same_as_comparison"]:
        warning = (
            "The comparison's runs, played again, gave other numbers: another version of gridsim made it. Run the"
            " comparison again."
        )
        parts.append(tag("p", tag("span", "Attention", class_="failed"), ": ", warning))
    tables = {"knock_outs": _knock_outs, "spend": _spend, "tornado": _tornado, "channels": _channels}
    charts = {"knock_outs": "knock_outs", "spend": "spend_response", "tornado": "tornado", "channels": "attribution"}
    for name, heading in HEADINGS.items():
        if name in found:
            parts += [
                tag("h3", heading),
                tag("p", found["sentences"][name]),
                figures.get(charts[name], Markup("")),
                tables[name](stored, found),
            ]
    left_out = found["notes"]["left_out"]
    if left_out:
        items = tag("ul", *(tag("li", formats.plain(text, 400)) for text in left_out))
        parts.append(folded(f"{len(left_out)} settings that could not be played", items))
    return join(parts, "\n")


def _cell(one: Mapping[str, Any] | None, signs: bool = True) -> Markup:
    """Return a mean with its interval below it."""
    if one is None or one["mean"] is None:
        return join(["–"])
    show = signed if signs else number
    if one["low"] is None:
        return join([show(one["mean"]), tag("small", "no interval")])
    unsure = "" if side_of_zero(one) or one["mean"] == 0 or not signs else ", undecided"
    return join([show(one["mean"]), tag("small", f"({show(one['low'])} to {show(one['high'])}){unsure}")])


def _knock_outs(stored: Stored, found: Mapping[str, Any]) -> Markup:
    names = [name for name in dict.fromkeys([found["best"], found["rival"], found["account_only"]]) if name is not None]
    head = ["mechanism", *(f"brings {whole_name(stored, name)}" for name in names)]
    pair = found["rival"] is not None
    head += (
        [f"{whole_name(stored, found['best'])} less {whole_name(stored, found['rival'])} without it"] if pair else []
    )
    rows = []
    for row in found["knock_outs"]:
        by = {one["strategy"]: one["brings"] for one in row["strategies"]}
        cells = [_cell(by.get(name)) for name in names]
        words = join([formats.sentence(mechanism(row["switch"])), tag("small", row["meaning"])])
        rows.append([words, *cells, *([_cell(row["difference_without"])] if pair else [])])
    caption = (
        "Earned with the mechanism less without it, contribution after marketing over doing nothing,"
        f" {currency(stored)}"
    )
    return folded("Every mechanism in numbers", table(caption, head, rows))


def _spend(stored: Stored, found: Mapping[str, Any]) -> Markup:
    rows = [
        [
            whole_name(stored, row["strategy"]),
            number(row["budget"]),
            number(row["spent"]["mean"]),
            _cell(row["contribution"]),
            _cell(row["orders"]),
        ]
        for row in found["spend"]["rows"]
    ]
    code = currency(stored)
    head = [
        "strategy",
        f"budget, {code}",
        f"spent, {code}",
        f"earned over doing nothing, {code}",
        "orders over doing nothing",
    ]
    return folded(
        "Every budget in numbers",
        table("Each strategy at each budget", head, sorted(rows, key=lambda row: str(row[0]))),
    )


def _tornado(stored: Stored, found: Mapping[str, Any]) -> Markup:
    head = [
        "assumption",
        "value",
        "low end",
        "difference there",
        "high end",
        "difference there",
        "turns the verdict",
        *(f"turns {whole_name(stored, name)} against doing nothing" for name in found["gains"]),
        "replicates",
    ]
    rows = []
    for row in found["tornado"]:
        ends = [part for level in ("low", "high") for part in _end(row["ends"].get(level))]
        words = join([tag("code", row["parameter"]), tag("small", formats.plain(row["meaning"], 200))])
        rows.append(
            [
                words,
                end_value(row["value"]),
                *ends,
                row["turns"],
                *row["turns_against_nothing"].values(),
                str(row["replicates"]),
            ]
        )
    other = whole_name(stored, found["rival"]) if found["rival"] else whole_name(stored, NOTHING)
    caption = (
        f"{formats.sentence(whole_name(stored, found['best']))} less {other}, contribution after marketing,"
        f" {currency(stored)}. Surely: the interval at an end lies beyond zero on the other side; perhaps: it holds"
        " zero, or one replicate lies there."
    )
    return folded("Every assumption in numbers", table(caption, head, rows, (0, 1, 2, 4, *range(6, len(head) - 1))))


def _end(end: Mapping[str, Any] | None) -> list[object]:
    return ["–", "–"] if end is None else [end_value(end["value"]), _cell(end["difference"])]


def _channels(stored: Stored, found: Mapping[str, Any]) -> Markup:
    return join([_channel_table(stored, one) for one in found["channels"] if one["channels"]], "\n")


def _channel_table(stored: Stored, one: Mapping[str, Any]) -> Markup:
    """One table a strategy: the truth, the truth shared out, and what each rule says, in orders and in contribution."""
    tables = []
    for metric, unit, signs in (
        (ORDERS, "orders", True),
        (MARGIN, f"contribution before marketing, {currency(stored)}", True),
    ):
        shared = any("true_shapley" in row for row in one["channels"])
        rules = list(one["errors"])
        head = [
            "channel",
            "lost without it",
            *(["its share of all (Shapley)"] if shared else []),
            *(rule.replace("_", " ") for rule in rules),
        ]
        rows: list[list[object]] = []
        for row in one["channels"]:
            cells = [_cell(row["true"][metric], signs)]
            cells += [_cell((row.get("true_shapley") or {}).get(metric), signs)] if shared else []
            rows.append(
                [
                    row["channel"].replace("_", " "),
                    *cells,
                    *(_cell(row["rules"][rule][metric], False) for rule in rules),
                ]
            )
        if rules:
            errors = [number(one["errors"][rule][metric]) for rule in rules]
            rows.append(["mean error", "–", *(["–"] if shared else []), *errors])
        tables.append(table(f"{whole_name(stored, one['strategy'])}: {unit}, means a run", head, rows))
    total, gained = one["orders"]["mean"], one["incremental_orders"]["mean"]
    share = f", {percent(gained / total)}" if total else ""
    words = (
        f"Of {number(total)} orders under {whole_name(stored, one['strategy'])}, {number(gained)}{share} would not have"
        " come under doing nothing."
    )
    return join([tag("p", words), *tables], "\n")
