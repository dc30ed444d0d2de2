"""What must hold between the keys of activities, variants, phases, the team and the review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gridsim.errors import Said
from gridsim.scenario.accounts import Posting
from gridsim.scenario.activity import OWN_KEYS
from gridsim.scenario.content import Varied
from gridsim.scenario.findings import Finding
from gridsim.scenario.layers import A_NAME, NAME
from gridsim.scenario.places import Key
from gridsim.scenario.quantities import money_text
from gridsim.scenario.run import Top
from gridsim.scenario.strategy import MEDIA, Strategy, blocks_with


def findings(scenario: Top) -> Iterator[Finding]:
    """Yield every problem of these pages."""
    for name, strategy in scenario.strategies.items():
        at: Key = ("strategies", name)
        yield from _names(strategy, at)
        yield from _products(scenario, strategy, at)
        yield from _activities(scenario, strategy, at)
        yield from _team_and_review(strategy, at)


def _names(strategy: Strategy, at: Key) -> Iterator[Finding]:
    """Names stand in tables and in paths, so they are plain."""
    named: dict[tuple[str, ...], Mapping[str, Any]] = {
        ("activities",): strategy.activities,
        ("calendar",): strategy.calendar,
    }
    for block in blocks_with(Varied):
        named[(block, "variants")] = getattr(getattr(strategy, block), "variants", {})
    for place, pages in named.items():
        for name in pages:
            if not NAME.fullmatch(name):
                yield Finding((*at, *place, name), "the name", A_NAME, name, "Choose a plain name, such as plan_b")


def _products(scenario: Top, strategy: Strategy, at: Key) -> Iterator[Finding]:
    """Copy variants speak of one product, and an activity of one that there is."""
    for block in blocks_with(Varied):
        page = getattr(strategy, block)
        for name, variant in getattr(page, "variants", {}).items():
            if variant.product != page.content.product:
                yield Finding(
                    (*at, block, "variants", name, "product"),
                    "the product",
                    "that of the block's content",
                    variant.product,
                    "Take it out; variants are about one product",
                    ((*at, block, "content", "product"),),
                )
    more = scenario.market.more_products
    for name, activity in strategy.activities.items():
        if activity.content.product is not None and activity.content.product not in more:
            must = f"one of market.more_products ({', '.join(more) or 'none'})"
            key = (*at, "activities", name, "content", "product")
            yield Finding(
                key, "the product", must, activity.content.product, "Leave it out for market.product, or add it"
            )


def _activities(scenario: Top, strategy: Strategy, at: Key) -> Iterator[Finding]:
    for name, activity in strategy.activities.items():
        here: Key = (*at, "activities", name)
        if activity.kind == "red_packet" and activity.amount < activity.parts:
            got = Said(money_text(activity.amount, scenario._origin.currency))
            yield Finding((*here, "amount"), "the amount of a packet", "at least one minor unit a part", got,
                          f"Give for example amount: 10 {scenario._origin.currency}", ((*here, "parts"),))  # fmt: skip
        if "discount" in OWN_KEYS[activity.kind] and activity.discount == 0 and activity.amount == 0:
            yield Finding(
                (*here, "discount"),
                "the discount",
                "> 0, or an amount beside it",
                0,
                "Give a discount",
                ((*here, "amount"),),
            )


def _team_and_review(strategy: Strategy, at: Key) -> Iterator[Finding]:
    accounts = [page for page in strategy.blocks().values() if isinstance(page, Posting)]
    if strategy.team is not None and not accounts and not strategy.activities:
        yield Finding(
            (*at, "team"),
            "the team",
            "left out where the brand's own accounts post nothing",
            Said("a team"),
            "Add an account, or take it out",
        )
    if strategy.review is None:
        return
    over = strategy.review.over
    varied = [b for b in blocks_with(Varied) if len(getattr(getattr(strategy, b), "variants", {})) > 1]
    media = [b for b in MEDIA if getattr(strategy, b) is not None]
    if over in ("variants", "both") and not varied:
        yield Finding(
            (*at, "review", "over"),
            "over",
            "media, where no block has two variants",
            over,
            "Add variants, or write over: media",
        )
    if over in ("media", "both") and len(media) < 2:
        yield Finding(
            (*at, "review", "over"),
            "over",
            "variants, where fewer than two of advertising, kol, points spend",
            over,
            "Add another medium, or write over: variants",
        )
