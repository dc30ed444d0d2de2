"""What must hold between the keys of malls, products, stocks, shops and the further uses of the budget."""

from __future__ import annotations

from collections.abc import Iterator

from gridsim.errors import Said
from gridsim.scenario.content import PostContent
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.findings import Finding
from gridsim.scenario.grid import Points
from gridsim.scenario.mall import MallRules
from gridsim.scenario.market import FIRST_PRODUCT
from gridsim.scenario.places import Key
from gridsim.scenario.run import Top
from gridsim.scenario.stock import STORES


def findings(scenario: Top) -> Iterator[Finding]:
    """Yield every problem between these keys."""
    yield from _products(scenario)
    yield from _stores(scenario)
    for name, strategy in scenario.strategies.items():
        if strategy.points is not None:
            yield from _mall_rules(strategy.points, ("strategies", name, "points", "mall_rules"))
        for block, page in strategy.blocks().items():
            content = getattr(page, "content", None)
            product = content.product if isinstance(content, PostContent) else None
            if product is not None and product not in scenario.market.more_products:
                known = ", ".join(scenario.market.more_products) or "none"
                key = ("strategies", name, block, "content", "product")
                yield Finding(
                    key,
                    "the product",
                    f"one of market.more_products ({known})",
                    product,
                    "Leave it out for market.product, or add it",
                )


def _products(scenario: Top) -> Iterator[Finding]:
    for name, product in scenario.market.more_products.items():
        at: Key = ("market", "more_products", name)
        if name == FIRST_PRODUCT:
            yield Finding(
                at,
                "the name of a product",
                "another than that of market.product in tables",
                name,
                "Choose another name",
            )
        if product.topic >= scenario.people.interests:
            what = f"below people.interests = {scenario.people.interests}"
            yield Finding(
                (*at, "topic"),
                "the topic",
                what,
                product.topic,
                "Choose one of the topics 0, 1, ...",
                (("people", "interests"),),
            )


def _mall_rules(points: Points, at: Key) -> Iterator[Finding]:
    rules, malls = points.mall_rules, (*at[:-1], "malls")
    if not points.malls:
        for key in _changed(rules, MallRules()):
            yield Finding(
                (*at, key),
                key,
                "left out where points have no malls",
                Said("given"),
                "Take it out, or set malls: true",
                (malls,),
            )
    if rules.fixed is not None and rules.tiers:
        yield Finding(
            (*at, "tiers"),
            "tiers",
            "left out beside fixed sums",
            Said("both"),
            "Keep the tiers or the fixed sums",
            ((*at, "fixed"),),
        )
    second = points.commission[1] if len(points.commission) > 1 else 0.0
    for name, tier in rules.tiers.items():
        if tier.rate + second > 1:
            got = Said(f"{tier.rate + second:.0%}")
            yield Finding(
                (*at, "tiers", name, "rate"), "the rate", "at most 100% together with the second level", got, "Lower it"
            )
    starts = [tier.from_sales for tier in rules.tiers.values()]
    if len(set(starts)) < len(starts):
        yield Finding((*at, "tiers"), "tiers", "different in from_sales", Said("two alike"), "Change one of them")


def _changed(page: Page, default: Page) -> list[str]:
    """The keys of a page that are not as by default."""
    return [key for key in declarations(type(page)) if getattr(page, key) != getattr(default, key)]


def _stores(scenario: Top) -> Iterator[Finding]:
    stock = scenario.operation.stock
    for name in STORES if stock is not None else ():
        store = getattr(stock, name)
        if (store.reorder_at >= 0) != (store.quantity > 0):
            key = ("operation", "stock", name, "quantity")
            advice = "Give both reorder_at (0 or more) and quantity, or neither"
            yield Finding(
                key,
                "quantity",
                "> 0 where reorder_at is given, and only there",
                store.quantity,
                advice,
                ((*key[:-1], "reorder_at"),),
            )
