"""What must hold between the keys of money: the budget and what is spent of it, commissions, the currency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gridsim.currencies import CURRENCY
from gridsim.errors import Said
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.findings import Finding
from gridsim.scenario.grid import LEGAL_LEVELS
from gridsim.scenario.media import bought_media
from gridsim.scenario.places import Key, dotted, lookup
from gridsim.scenario.quantities import Cents, money_text
from gridsim.scenario.run import Top
from gridsim.scenario.strategy import Strategy
from gridsim.scenario.unused import moot


def findings(scenario: Top) -> Iterator[Finding]:
    """Yield every problem between keys of money."""
    for name, strategy in scenario.strategies.items():
        at: Key = ("strategies", name)
        if strategy.points:
            yield from _levels(strategy.points.commission, (*at, "points", "commission"))
        yield from _spending(strategy, at)
    for name, product in scenario.market.more_products.items():
        yield from _levels(product.commission or [], ("market", "more_products", name, "commission"))
    yield from _impressions(scenario)
    yield from _budget(scenario)


def _levels(levels: list[float], key: Key) -> Iterator[Finding]:
    if len(levels) > LEGAL_LEVELS:
        yield Finding(
            key,
            "the commission",
            "at most two levels",
            Said(f"{len(levels)} levels {levels}"),
            "Two levels are allowed (the seller, and who recruited the seller); three or more is pyramid selling, a"
            " crime under the regulation on it, so gridsim does not simulate it",
        )
    elif not sum(levels) <= 1:
        yield Finding(
            key,
            "the commission",
            "at most 100% of what is paid, over all levels",
            Said(f"{sum(levels):.0%}"),
            "Lower the rates",
        )


def _spending(strategy: Strategy, at: Key) -> Iterator[Finding]:
    spends = {(*at, name, "spend"): page.spend for name, page in strategy.blocks().items() if hasattr(page, "spend")}
    total = sum(spends.values())
    if total > 1 + 1e-9:
        *others, last = spends
        yield Finding(
            last,
            "spend",
            "at most 100% of the budget over the blocks of a strategy",
            Said(f"{total:.4g} in all"),
            "Lower " + " or ".join(dotted(key) for key in spends),
            tuple(others),
        )


MOST_IMPRESSIONS = 1_000
"""Bought impressions a person and day above which a budget is a slip of the pen (and a run would not end)."""


def _impressions(scenario: Top) -> Iterator[Finding]:
    for name, strategy in scenario.strategies.items():
        for block, media in bought_media(strategy).items():
            bought = (
                1000
                * media.spend
                * scenario.budget.total
                / media.cost_per_mille
                / scenario.people.count
                / scenario.horizon
            )
            if bought > MOST_IMPRESSIONS:
                yield Finding(
                    ("budget", "total"),
                    "the budget",
                    f"one that buys at most {MOST_IMPRESSIONS:,} impressions a person and day",
                    Said(f"{bought:,.0f} of them in {name}"),
                    f"Lower it, or strategies.{name}.{block}.spend",
                    (("strategies", name, block, "spend"), ("strategies", name, block, "cost_per_mille")),
                )


def _budget(scenario: Top) -> Iterator[Finding]:
    if scenario.budget.total > 0:
        return
    spenders = {name: costs for name, strategy in scenario.strategies.items() if (costs := must_spend(strategy))}
    if spenders:
        shown = "; ".join(f"{name} pays for {', '.join(costs)}" for name, costs in spenders.items())
        yield Finding(
            ("budget", "total"),
            "the budget",
            "> 0 when strategies cost money",
            Said(f"0 ({shown})"),
            "Give a budget, or set these costs to 0: a campaign for nothing spends nothing",
            (("strategies",),),
        )


def must_spend(strategy: Strategy) -> list[str]:
    """Return what a strategy cannot do without money: the keys whose costs are above zero.

    Examples
    --------
    >>> from gridsim.scenario.strategy import presets
    >>> must_spend(presets()["advertising"]), must_spend(presets()["nothing"])
    (['account.content', 'advertising.spend'], [])
    """
    costs = []
    points, mails = strategy.points, strategy.email
    for name, page in strategy.blocks().items():
        if hasattr(page, "spend"):
            costs += [f"{name}.spend"] if name != "points" and page.spend > 0 else []
        elif getattr(page, "posts_per_day", 1) > 0 and _costs(getattr(page, "content", None)):
            costs.append(f"{name}.content")
    if mails and mails.cost_per_mille > 0:
        costs.append("email.cost_per_mille")
    if points and points.supervision and points.supervision.supervisors * points.supervision.daily_cost > 0:
        costs.append("points.supervision")
    if points:
        costs += [f"points.{name}" for name in ("management_cost", "training_cost") if getattr(points, name) > 0]
        costs += ["points.commission"] if points.malls and sum(points.commission) > 0 else []
    for name, activity in strategy.activities.items():
        if activity.posts_per_day > 0 and _costs(activity.content):
            costs.append(f"activities.{name}.content")
        if activity.prizes > 0 and activity.prize > 0:
            costs.append(f"activities.{name}.prizes")
    return costs


def _costs(content: Any) -> bool:
    """Whether the making of posts costs money."""
    return content is not None and content.quality > 0 and content.cost_at_full_quality > 0


def in_one_currency(scenario: Top, full: Mapping[str, Any], currency: str) -> Iterator[Finding]:
    """In another currency than that of the defaults every amount that counts must be given: nobody may read 64 CNY as
    64 dollars."""
    if currency == CURRENCY:
        return
    idle = moot(full)
    for key, cents in money_in_use(scenario):
        if cents and key not in idle and isinstance(lookup(full, key, Cents(0)), Cents):
            yield Finding(
                key,
                str(key[-1]),
                f"in {currency}, the currency of the budget",
                Said(f"nothing (default {money_text(cents)})"),
                f"gridsim knows no exchange rates: give the amount in {currency}",
            )


def money_in_use(page: Page, at: Key = ()) -> Iterator[tuple[Key, int]]:
    """Yield the place and minor units of every amount of money on a page and the pages below it."""
    for name, one in declarations(type(page)).items():
        value = getattr(page, name)
        if isinstance(value, Page):
            yield from money_in_use(value, (*at, name))
        elif one.kind.name == "pages":
            for inner, strategy in value.items():
                yield from money_in_use(strategy, (*at, name, inner))
        elif one.kind.name == "money" and value is not None:
            yield (*at, name), value
