"""The chapter on the verdict under all guesses. There only where `gridsim robust` was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridsim import formats
from gridsim.charts.figures import whole_name
from gridsim.formats import number, percent, signed
from gridsim.report.elements import Markup, folded, join, table, tag
from gridsim.results.store import Stored
from gridsim.study.robust_said import meaning

CHARTS = ("robust_markets", "robust_tree", "robust_worth")
"""The charts that stand in this chapter."""
OPEN_ROWS = 8
"""Guesses whose rows are open; the others are folded."""


def section(stored: Stored, figures: Mapping[str, Markup], heading: bool = True) -> Markup:
    """Return the chapter; nothing where it was not asked.

    Parameters
    ----------
    stored : Stored
        With `summary["robust"]`.
    figures : mapping of str to Markup
        The charts of the chapter by name.
    heading : bool
        Whether it is a chapter of a longer page.
    """
    found = stored.summary.get("robust")
    if not found:
        return Markup("")
    said = found["sentences"]
    parts: list[object] = [
        tag("h2", "If the guesses are wrong") if heading else "",
        tag("p", said["played"], class_="soft"),
        tag("p", said["wins"]) if heading else "",
        figures.get("robust_markets", Markup("")),
        tag("p", said["gains"]),
        _gains(stored, found),
        tag("h3", "Which guesses decide"),
        tag("p", said["rule"]),
        figures.get("robust_tree", Markup("")),
        tag("h3", "What to measure first"),
        tag("p", said["measure"]),
        figures.get("robust_worth", Markup("")),
        _guesses(found),
    ]
    return join(parts, "\n")


def _gains(stored: Stored, found: Mapping[str, Any]) -> Markup:
    """The strategies with their wins and gains."""
    gains = {row["name"]: row for row in found["gains"]}
    rows = []
    for row in found["wins"]:
        one = gains.get(row["name"])
        won = join([f"{row['n']}", tag("small", f"({percent(row['low'])} to {percent(row['high'])})")])
        cells = ["–"] * 4
        if one:
            mean = join([signed(one["mean"]), tag("small", f"({signed(one['low'])} to {signed(one['high'])})")])
            cells = [mean, signed(one["worst_tenth"]), signed(one["best_tenth"]), percent(one["pays"])]
        rows.append([whole_name(stored, row["name"]), won, *cells])
    code = formats.plain(found["currency"], 8)
    caption = (
        f"Over {found['markets']} markets: those that it wins, with the 90 % interval of their share; what it gains against"
        " doing nothing, the mean with its 90 % interval and those of the worst and the best tenth; in how many it pays."
    )
    head = ["strategy", "markets won", f"gain, {code}", "worst tenth", "best tenth", "pays in"]
    return folded("The markets in numbers", table(caption, head, rows))


def _guesses(found: Mapping[str, Any]) -> Markup:
    """The guesses, those that decide most first."""
    code = formats.plain(found["currency"], 8)
    rows = []
    for row in found["guesses"]:
        words = join([formats.sentence(meaning(row)), tag("small", row["label"])])
        drawn = join(
            [
                f"{_short(row['from'])} to {_short(row['to'])}",
                tag("small", f"now {_short(row['now'])} {row['unit']}".strip()),
            ]
        )
        worth = [number(row[key]["mean"]) if row[key]["counts"] else "–" for key in ("worth", "worth_alone")]
        rows.append([words, drawn, percent(max(row["decides"], 0.0)) if row["counts"] else "–", *worth])
    caption = (
        "“Decides”: the share of the variance of who wins that goes with the guess alone. “Worth”: what a campaign would"
        " earn more on average if it were known before the choice, and (“of a strategy”) before one of the strategies is"
        " chosen that must be played. A dash: no more than chance would make one of so many."
    )
    head = ["guess", "drawn from", "decides", f"worth, {code}", f"worth of a strategy, {code}"]
    first = table(caption, head, rows[:OPEN_ROWS])
    others = rows[OPEN_ROWS:]
    rest = folded(f"The other {len(others)} guesses", table(caption, head, others)) if others else ""
    return join([first, rest], "\n")


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
