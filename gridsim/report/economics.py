"""What is left of one order, before the strategies are looked at, and what the scenario gives cause to be warned of."""

from __future__ import annotations

from gridsim import formats
from gridsim.charts.figures import whole_name
from gridsim.charts.page import currency
from gridsim.currencies import minor_units
from gridsim.report.elements import Markup, folded, join, table, tag
from gridsim.results.store import Stored
from gridsim.scenario.economics import Order, unit_economics, warnings_of


def economics(stored: Stored) -> Markup:
    """Return the table of unit economics, with the warnings above it."""
    scenario, code = stored.scenario, currency(stored)
    unit = minor_units(scenario.currency)

    def amount(minor: int) -> str:
        return formats.amount(minor / unit, code) if minor else "–"

    def row(one: Order) -> list[object]:
        parts = (one.price, one.coupon, one.goods, one.delivery, one.fee, one.commission)
        return [_what(stored, one), *map(amount, parts), _left(one, unit, code)]

    played = ("", *stored.summary["strategies"])
    first, others = _first([one for one in unit_economics(scenario) if one.strategy in played])
    head = ["order", "price", "coupon", "goods", "delivery", "platform fee", "commission", "left"]
    caption = (
        f"One order in {code}, before returns and the cost of marketing; commission of all levels at the highest tier,"
        " the largest coupon. What is left has to carry training, content and media."
    )
    parts = [warned(stored), tag("h2", "What one order leaves"), table(caption, head, [row(one) for one in first])]
    if others:
        words = f"The other {formats.number(len(others))}, each in the same way"
        parts.append(
            folded(
                f"{formats.counted(len(others), 'further order')} of other products",
                table(words, head, [row(one) for one in others]),
            )
        )
    return join(parts, "\n")


OPEN_ROWS = 12
"""Orders that are shown at once."""


def _first(orders: list[Order]) -> tuple[list[Order], list[Order]]:
    """Return the orders that are shown at once, and those that are folded: where they are many, market.product's, then
    the largest losses."""
    if len(orders) <= OPEN_ROWS:
        return orders, []
    ranked = sorted(orders, key=lambda one: (one.product != "", one.left if one.left < 0 else 0))
    return ranked[:OPEN_ROWS], ranked[OPEN_ROWS:]


def warned(stored: Stored) -> Markup:
    """Return what there is to be warned of."""
    told = (
        stored.summary["warnings"]
        if "warnings" in stored.summary
        else warnings_of(stored.scenario, stored.summary["strategies"])
    )
    return join([tag("p", tag("span", "Attention", class_="failed"), ": ", text) for text in told], "\n")


def _what(stored: Stored, one: Order) -> str:
    """Return which order it is."""
    words = f"{formats.sentence(one.way)}{' of ' + formats.plain(one.product, 40) if one.product else ''}"
    return f"{words}, {whole_name(stored, one.strategy)}" if one.strategy else words


def _left(one: Order, unit: int, code: str) -> Markup:
    """Return what is left, with its share of the price."""
    share = formats.percent(one.left / one.price)
    return join([formats.amount(one.left / unit, code), tag("small", share, class_="failed" if one.left < 0 else None)])
