"""What the report says, section by section. Every number comes from the stored results."""

from __future__ import annotations

from functools import partial
from typing import Any

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.differences import finding
from gridsim.charts.figures import whole_name
from gridsim.charts.funnel import CLICK_ENTRANCES
from gridsim.charts.money import left_because
from gridsim.charts.page import currency, replicates
from gridsim.charts.sellers import orders_by, seller_roles
from gridsim.formats import money, number, percent, signed
from gridsim.report.elements import Markup, folded, join, table, tag
from gridsim.report.metrics import measured, section
from gridsim.results import market
from gridsim.results.flows import USES
from gridsim.results.store import Stored
from gridsim.study.beside import LITTLE_LEFT, beside
from gridsim.terms import NOTHING, Entrance, Role, label_of


def heading(stored: Stored) -> Markup:
    """Return the name of the scenario and the setting of the comparison."""
    summary, scenario = stored.summary, stored.scenario
    given = {
        "people.count": f"{number(scenario.people.count)} people" if not scenario.people.file else "people from a file",
        "people.one_stands_for": (
            f"each of whom stands for {number(scenario.people.one_stands_for)}"
            if scenario.people.one_stands_for != 1
            else ""
        ),
        "horizon": formats.days(float(scenario.horizon)),
        "budget.total": (
            f"a budget of {money(scenario.budget.total / scenario.minor_units, currency(stored))} for every strategy"
        ),
    }
    # what a study varies is no part of its setting
    setting = [words for path, words in given.items() if words and path not in (summary.get("factors") or {})]
    setting += [replicates(stored), f"seed {summary.get('seed')}"]
    # the scenario that a study starts from speaks of its own people and money, not of the study's
    told = (
        summary.get("about")
        if summary.get("kind") in ("study", "activation")
        else summary.get("about") or getattr(scenario, "about", "")
    )
    about = formats.plain(told or "", 600)
    in_market = [text for text in [market.said(scenario.people.one_stands_for)] if text]
    return tag(
        "header",
        tag("h1", formats.plain(summary.get("name") or summary.get("scenario", ""), 200)),
        tag("p", about) if about else "",
        tag("p", " ".join([formats.sentence(", ".join(setting)) + ".", *in_market]), class_="soft"),
    )


def verdict(stored: Stored) -> Markup:
    """Return the verdict: decided or not, the finding, and the sentence with its intervals."""
    found = stored.summary.get("verdict") or {}
    said = str(found.get("sentence") or "")
    kind = found.get("kind") or ("winner" if _gains_alone(stored) else "undecided")
    return tag(
        "section",
        tag("p", _unbroken(_state(stored, kind)), class_="state"),
        tag("p", formats.sentence(finding(stored)) + ".", class_="finding"),
        tag("p", _unbroken(said)) if said else "",
        tag(
            "ul", *(tag("li", _coded(_unbroken(text))) for text in beside(stored.summary, getattr(stored, "why", None)))
        ),
        class_=VERDICTS[kind],
    )


def _coded(text: str) -> Markup:
    """Return a sentence with its commands, which stand between backquotes, as code."""
    return join([tag("code", part) if i % 2 else part for i, part in enumerate(text.split("`"))])


VERDICTS = {"winner": "verdict", "do_none": "verdict none", "undecided": "verdict open"}
"""Looks of a verdict by its kind: each has a colour of its own."""


def _gains_alone(stored: Stored) -> bool:
    """Return whether the one strategy of a run is decidedly apart from doing nothing."""
    names = figures.ranked(stored)
    alone = figures.difference(stored, names[0], NOTHING) if names else None
    return alone is not None and figures.decided(alone)


def _state(stored: Stored, kind: str) -> str:
    """Return the line above a verdict: what kind it is, and how often the first is the best."""
    found = stored.summary.get("verdict") or {}
    if not found:
        return "Against doing nothing: " + ("decided at 90 %" if kind == "winner" else "undecided at 90 %")
    chance = found.get("chance_best") or {}
    first = found.get("winner") or found["best"]
    often = (
        f"{whole_name(stored, first)} is the best in {percent(chance[first])} of the replicates"
        if first in chance
        else ""
    )
    if kind == "do_none":
        return f"Do none of these, decided at 90 %: {often}"
    if kind == "winner":
        return f"Decided at 90 %: {often}"
    between = [whole_name(stored, name) for name in found.get("between") or []]
    return (
        "Undecided at 90 %"
        + (f" between {formats.listed(between)}" if between else "")
        + (f": {often}" if often else "")
    )


def _unbroken(text: str) -> str:
    """Return the text with its percent signs held to their numbers."""
    return text.replace(" %", formats.SPACE + "%")


_FOUND = "What was found"
_WON = {
    "do_none": "Do none of these",
    "winner": "One wins everywhere",
    "mixed": "It depends",
    "undecided": "Undecided everywhere",
    "found": _FOUND,
}
_STATES = {
    "holds": "The claim holds",
    "does not hold": "The claim does not hold",
    "undecided": "The claim is undecided",
    "not judged": _FOUND,
}


def claim(stored: Stored) -> Markup:
    """Return what a study claimed and what it found."""
    found = stored.summary.get("finding") or {}
    said = formats.plain(stored.summary.get("claim") or "", 600)
    state = str(found.get("state", ""))
    kind = str((stored.summary.get("verdict") or {}).get("kind"))
    look = VERDICTS["do_none" if kind == "do_none" else "winner" if state == "holds" else "undecided"]
    parts = [
        tag(
            "p",
            (
                _WON.get(kind, _STATES.get(state, ""))
                if state == "not judged" or kind == "do_none"
                else _STATES.get(state, "")
            ),
            class_="state",
        ),
        tag("p", said, class_="finding") if said else "",
        tag("p", _unbroken(formats.plain(found.get("sentence", ""), 2000)), class_=None if said else "finding"),
        tag("ul", *(tag("li", _part(part)) for part in found["parts"])) if found.get("parts") else "",
    ]
    return tag("section", *parts, class_=look)


def _part(part: dict[str, Any]) -> str:
    """Return a part of a claim with the figures that it was judged by."""
    said = f"{formats.sentence(formats.plain(part['expectation'], 300))}: {part['state']}"
    if "found" not in part:
        return f"{said}, with {part['won']} of {part['points']} settings won and {part['lost']} lost."
    figures_ = [
        (
            f"{number(one['mean'])} ({number(one['low'])} to {number(one['high'])})"
            if one["low"] is not None
            else number(one["mean"])
        )
        for one in part["found"]
    ]
    return f"{said}; mean and 90{formats.SPACE}% interval {'; '.join(figures_)}."


def strategies(stored: Stored) -> Markup:
    """Return the table of the strategies, the best first."""
    code = currency(stored)
    head = [
        "strategy",
        f"gain over doing nothing, {code}",
        f"cost of an extra new buyer, {code}",
        "orders",
        "extra new buyers",
        f"cost of a new buyer, all counted, {code}",
        "ROI",
        f"money kept, {code}",
    ]
    reasons = left_because(stored)
    ranked = figures.ranked(stored)
    rows = [_strategy(stored, name, reasons[name]) for name in ranked]
    if NOTHING in stored.summary["strategies"]:
        ahead = sum(
            (figures.figure(stored, name, "incremental_contribution_after_time") or 0.0) > 0.0 for name in ranked
        )
        sold = number(figures.figure(stored, NOTHING, "orders"))
        rows.insert(ahead, [whole_name(stored, NOTHING), "0", "–", sold, "–", "–", "–", "–"])
    caption = (
        f"Means of {replicates(stored)}, the best gain first; in brackets 90 % intervals, paired by replicate. Gain:"
        " contribution after all costs of marketing, less what doing nothing earns. Extra: against doing nothing, too, so"
        " that who buys anyway is not counted; without any there is no cost of one. Money kept: what the strategy did not"
        " spend, and what bound it."
    )
    return join([tag("h2", "The strategies"), table(caption, head, rows)], "\n")


def _strategy(stored: Stored, name: str, reason: str) -> list[object]:
    """Return the row of one strategy."""
    orders, roi, left, cost = (
        figures.figure(stored, name, metric) for metric in ("orders", "roi", "budget_unspent", "marketing_cost")
    )
    much = (left or 0.0) > LITTLE_LEFT * ((left or 0.0) + (cost or 0.0))
    return [
        whole_name(stored, name),
        _gain(stored, name),
        measured(stored, name, "incremental_cac"),
        number(orders),
        measured(stored, name, "incremental_new_buyers"),
        measured(stored, name, "cac"),
        percent(roi),
        join([number(left), tag("small", reason) if reason and much else ""]),
    ]


def _gain(stored: Stored, name: str) -> Markup:
    row = figures.difference(stored, name, NOTHING)
    if row is None:
        return join(["–"])
    if row["low"] == -float("inf"):
        return join([signed(row["mean"]), tag("small", "one replicate, no interval")])
    words = f"({signed(row['low'])} to {signed(row['high'])})" + (
        "" if figures.decided(row) or row["mean"] == 0 else ", undecided"
    )
    return join([signed(row["mean"]), tag("small", words)])


def drivers(stored: Stored) -> Markup:
    """Return what drove the result: contacts and persuasion, orders by entrance and seller, costs."""
    contacts = folded("Contacts and persuasion in numbers", _contacts(stored))
    shares = folded("Orders by entrance and by seller in numbers", _shares(stored))
    costs = folded("Cost of marketing by use in numbers", _costs(stored))
    return join([tag("h2", "What drove it"), _story(stored), contacts, shares, costs, section(stored)], "\n")


def _click_orders(stored: Stored) -> dict[str, float]:
    """Return orders a run that followed a click."""
    if not len(stored.orders):
        return dict.fromkeys(figures.strategies(stored), 0.0)
    by_entrance = orders_by(stored, stored.orders["entrance"])
    return {name: sum(row.get(entrance, 0.0) for entrance in CLICK_ENTRANCES) for name, row in by_entrance.items()}


def _story(stored: Stored) -> Markup:
    """Return in words how the best and its rival differ in contacts, in persuasion, in orders by need and in cost."""
    best = next(iter(figures.ranked(stored)), None)
    other = figures.rival(stored, best) if best else None
    if best is None or other is None:
        return Markup("")
    clicked = _click_orders(stored)
    shown = {name: figures.figure(stored, name, "impressions") or 0.0 for name in (best, other)}
    orders = {name: figures.figure(stored, name, "orders") or 0.0 for name in (best, other)}
    cost = {name: figures.figure(stored, name, "marketing_cost") or 0.0 for name in (best, other)}
    one, two, code = whole_name(stored, best), whole_name(stored, other), currency(stored)
    sentences = []
    if all(shown.values()) and all(clicked[name] for name in (best, other)):
        breadth = shown[best] / shown[other]
        depth = (clicked[best] / shown[best]) / (clicked[other] / shown[other])
        sentences.append(
            f"Contacts × persuasion: {one} was shown {number(breadth)} times as often as {two}, and a showing led to an"
            f" order after a click {number(depth)} times as often; together {number(breadth * depth)} times the orders"
            f" after a click ({number(clicked[best])} against {number(clicked[other])})."
        )
    need = {name: orders[name] - clicked[name] for name in (best, other)}
    sentences.append(
        f"Orders from a need of the buyer's own, which awareness and trust bring in: {one} {number(need[best])}, {two}"
        f" {number(need[other])}."
    )
    sentences.append(f"Marketing cost: {one} {money(cost[best], code)}, {two} {money(cost[other], code)}.")
    return tag("p", " ".join(sentences))


def _contacts(stored: Stored) -> Markup:
    """Return the table of contacts and persuasion."""
    clicked = _click_orders(stored)
    people = float(getattr(stored.scenario.people, "count", 0) or 0)
    from_file = bool(
        getattr(stored.scenario.people, "file", None)
        or getattr(getattr(getattr(stored.scenario, "network", None), "moments", None), "file", None)
    )
    head = [
        "strategy",
        "people reached",
        "showings each",
        "shown",
        "opened",
        "read",
        "clicks",
        "orders after a click",
        "click orders per 1,000 shown",
        "orders by need",
        "all orders",
    ]
    rows = []
    for name in figures.strategies(stored):
        value = {
            metric: figures.figure(stored, name, metric)
            for metric in ("reach", "impressions", "opened", "reads", "clicks", "orders")
        }
        reach, shown = value["reach"] or 0.0, value["impressions"] or 0.0
        share = tag("small", percent(reach / people)) if people and not from_file else ""
        rows.append(
            [
                whole_name(stored, name),
                join([number(reach), share]),
                number(shown / reach if reach else None),
                number(shown),
                _of(value["opened"], shown),
                _of(value["reads"], value["opened"]),
                _of(value["clicks"], value["reads"]),
                _of(clicked[name], value["clicks"]),
                number(1000 * clicked[name] / shown if shown else None),
                number((value["orders"] or 0.0) - clicked[name]),
                number(value["orders"]),
            ]
        )
    return table("Contacts × persuasion, means a run; below each count its share of the stage before", head, rows)


def _of(count: float | None, before: float | None) -> Markup:
    return join([number(count), tag("small", percent(count / before)) if count is not None and before else ""])


def _shares(stored: Stored) -> Markup:
    """Return the shares of orders by entrance and by the role of the seller."""
    if not len(stored.orders):
        return tag("p", "No orders were placed under any strategy.")
    tables = []
    for caption, parts, words in (
        ("Orders by entrance: how the buyer came", stored.orders["entrance"], partial(label_of, Entrance)),
        ("Orders by seller: whose mall took them", seller_roles(stored), partial(label_of, Role)),
    ):
        counts = orders_by(stored, parts)
        kinds = sorted(
            {kind for row in counts.values() for kind in row},
            key=lambda kind: -sum(row.get(kind, 0.0) for row in counts.values()),
        )
        rows = [
            [whole_name(stored, name), *(percent(row.get(kind, 0.0) / sum(row.values())) for kind in kinds)]
            for name, row in counts.items()
            if row
        ]
        tables.append(table(caption, ["strategy", *(words(kind) for kind in kinds)], rows))
    return join(tables, "\n")


def _costs(stored: Stored) -> Markup:
    """Return what marketing cost by use, and what a thousand showings, a person reached and an order beyond those of
    doing nothing cost."""
    head, rows = cost_rows(stored)
    cells = [
        [
            whole_name(stored, str(name)),
            *map(number, amounts),
            measured(stored, str(name), "incremental_cost_per_reached"),
            measured(stored, str(name), "incremental_cost_per_order"),
        ]
        for name, *amounts in rows
    ]
    caption = (
        f"Cost of marketing by use, {currency(stored)}, means a run; extra: beyond those of doing nothing on the same"
        " people and luck"
    )
    return table(caption, [*head, "per extra person reached", "per extra order"], cells)


def cost_rows(stored: Stored) -> tuple[list[str], list[list[Any]]]:
    """Return the head, and a row for each strategy that spent anything: its name, the cost of each use, of all, of
    1,000 showings."""
    names = figures.strategies(stored)
    uses = [account for account in USES if any(figures.figure(stored, name, account.metric) for name in names)]
    rows: list[list[Any]] = []
    for name in names:
        cost, shown = (figures.figure(stored, name, metric) or 0.0 for metric in ("marketing_cost", "impressions"))
        if name != NOTHING or cost:
            by_use = (figures.figure(stored, name, account.metric) or 0.0 for account in uses)
            rows.append([name, *by_use, cost, 1000 * cost / shown if shown else None])
    return ["strategy", *(account.label for account in uses), "in all", "per 1,000 showings"], rows
