"""The report's card of a point: what it earns, how many earn nothing, what it costs, when it quits; commission paid
beside the sales that it caused."""

from __future__ import annotations

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.figures import whole_name
from gridsim.charts.page import currency
from gridsim.formats import number, percent
from gridsim.report.elements import Markup, join, table, tag
from gridsim.report.metrics import measured
from gridsim.results.store import Stored
from gridsim.terms import NOTHING

YEAR_DAYS = 365
CARD = (
    ("points in all", "points_in_all"),
    ("earned, mean", "point_earned"),
    ("earned, median", "point_earned_median"),
    ("earned nothing", "points_without_earnings"),
    ("cost of a point", "point_cost"),
    ("hours, all of them", "point_hours"),
    ("time that nobody pays", "unpaid_time"),
    ("quit", "points_quit_share"),
    ("days until then", "point_quits_after"),
)
"""Columns of the card: heading, metric."""
PAID = (
    ("commission paid", "cost_commission"),
    ("GMV in all", "gmv"),
    ("GMV caused", "incremental_gmv"),
    ("commission over caused", "commission_of_caused_gmv"),
)
"""Columns of what commission is paid for."""


def points(stored: Stored) -> Markup:
    """Return the section; nothing where no strategy had points, or the results are older than it."""
    names = [name for name in figures.ranked(stored) if figures.figure(stored, name, "points_in_all")]
    if not names:
        return Markup("")
    parts: list[object] = [
        tag("h2", "A point's time with the brand"),
        tag("p", *_told(stored, names)),
        _card(stored, names),
    ]
    if NOTHING in stored.summary["strategies"] and any(
        figures.figure(stored, name, "cost_commission") for name in names
    ):
        parts.append(_paid(stored, names))
    return join(parts, "\n")


def _told(stored: Stored, names: list[str]) -> list[str]:
    """The card of the best strategy with points in words, the money brought to a year."""
    name, code = names[0], currency(stored)
    days = float(stored.scenario.horizon)
    mean, median, none, cost, hours, unpaid, quit_, after = (
        figures.figure(stored, name, metric) for _, metric in CARD[1:]
    )
    years = YEAR_DAYS / days
    said = [
        f"Under {whole_name(stored, name)} a point earns {formats.money(mean or 0.0, code)} in"
        f" {formats.days(days)}, at that pace {formats.money((mean or 0.0) * years, code)} a year; half of them earn"
        f" {formats.money(median or 0.0, code)} or less, {percent(none)} nothing. It costs the brand"
        f" {formats.money(cost or 0.0, code)}, {formats.money((cost or 0.0) * years, code)} a year."
    ]
    if quit_ and after is not None:
        said.append(f" {percent(quit_)} quit, half of these within {formats.days(round(after))}.")
    gain = figures.figure(stored, name, "incremental_contribution")
    if hours and unpaid is not None and gain is not None:
        said.append(
            f" All of them give {number(round(hours))} hours, of which nobody pays {formats.money(unpaid, code)}; the"
            f" verdict counts that as a cost. Without it the gain over doing nothing is {formats.money(gain, code)}."
        )
    return [text.replace(" %", f"{formats.SPACE}%") for text in said]


def _card(stored: Stored, names: list[str]) -> Markup:
    caption = (
        f"A point in the {formats.days(float(stored.scenario.horizon))} of the run, {currency(stored)}; in brackets 90 %"
        " intervals. All points that there were count, those who left early or joined late, too. Earned: commission of"
        " both levels, wages, fees. Cost: all that the budget paid for points, over their number."
    )
    head = ["strategy", *(heading for heading, _ in CARD)]
    rows = [[whole_name(stored, name), *(measured(stored, name, metric) for _, metric in CARD)] for name in names]
    return table(caption, head, rows)


def _paid(stored: Stored, names: list[str]) -> Markup:
    """What commission is paid, beside what the strategy causes."""
    caption = (
        f"What commission is paid for, {currency(stored)}: the strategy causes what doing nothing on the same people and"
        " luck does not sell. A sale in a point's mall that would have come anyway earns commission, too; one that a"
        " point's posts caused in the official mall earns none."
    )
    head = ["strategy", *(heading for heading, _ in PAID), "commission over all GMV"]
    rows = []
    for name in names:
        paid, sold = (figures.figure(stored, name, metric) for metric in ("cost_commission", "gmv"))
        share = percent(paid / sold) if paid is not None and sold else number(None)
        rows.append([whole_name(stored, name), *(measured(stored, name, metric) for _, metric in PAID), share])
    return table(caption, head, rows)
