"""What must hold between the keys of activities, variants, pulses, phases, the team and the review."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gridsim.scenario.activity import unused_keys
from gridsim.scenario.findings import Context, Finding
from gridsim.scenario.quantities import money_text
from gridsim.scenario.source import Key, Said

if TYPE_CHECKING:
    from gridsim.scenario.run import Scenario
    from gridsim.scenario.strategy import Strategy

PRIZE_KEYS = ("prize", "expected_participants", "prize_effect", "reference_worth")
BLOCKS_WITH_VARIANTS = ("account", "advertising", "kol", "points")
MEDIA = ("advertising", "kol", "points")
"""Blocks whose money a review can move."""


def _blocks(tree: Any) -> Mapping[str, Any]:
    """A block of keys, or nothing where there is none."""
    return tree if isinstance(tree, Mapping) else {}


def unused(tree: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Yield the places below strategies that count for nothing, each with what the key must be."""
    for name, strategy in _blocks(tree.get("strategies")).items():
        at: Key = ("strategies", str(name))
        strategy = _blocks(strategy)
        for inner, activity in _blocks(strategy.get("activities")).items():
            yield from _unused_of_activity(_blocks(activity), (*at, "activities", str(inner)))
        review = _blocks(strategy.get("review"))
        if review:
            yield from _unused_of_review(review, (*at, "review"))
        moves = review.get("over", "variants") != "media" and review.get("rule", "thompson") in ("thompson", "epsilon")
        for block in BLOCKS_WITH_VARIANTS:
            own = _blocks(strategy.get(block))
            if len(_blocks(own.get("variants"))) < 2:
                yield (*at, block, "variant_choice"), "used together with at least two variants"
            elif review and moves:
                yield (*at, block, "variant_choice"), "left out: the review weighs the variants from the first day"


def _unused_of_activity(activity: Mapping[str, Any], at: Key) -> Iterator[tuple[Key, str]]:
    kind = str(activity.get("kind", "vote"))
    for key in unused_keys(kind):
        yield (*at, key), f"left out: a {kind} does not read it"
    if not activity.get("prizes"):
        for key in PRIZE_KEYS:
            if key not in unused_keys(kind):
                yield (*at, key), "used together with prizes > 0"


def _unused_of_review(review: Mapping[str, Any], at: Key) -> Iterator[tuple[Key, str]]:
    rule = review.get("rule", "thompson")
    if rule != "epsilon":
        yield (*at, "epsilon"), "used together with rule: epsilon"
    if rule in ("none", "equal"):
        yield (*at, "least_share"), f"left out: the rule {rule} weighs nothing"


def findings(scenario: Scenario, context: Context) -> Iterator[Finding]:
    """Yield every problem of these pages."""
    from gridsim.scenario.check import lookup

    for key, must in unused(context.given):
        value = lookup(context.given, key)
        if value is not None:
            yield Finding(key, str(key[-1]), must, value, "Take the key out")
    for name, strategy in scenario.strategies.items():
        at: Key = ("strategies", name)
        yield from _names(strategy, at)
        yield from _products(scenario, strategy, at)
        yield from _activities(scenario, strategy, at)
        yield from _phases(scenario, strategy, at)
        yield from _pulses(strategy, at)
        yield from _team_and_review(strategy, at)


NAME = re.compile(r"[^\W_][\w +-]{0,59}")


def _names(strategy: Strategy, at: Key) -> Iterator[Finding]:
    """Names stand in tables and in paths, so they are plain."""
    named: dict[tuple[str, ...], Mapping[str, Any]] = {
        ("activities",): strategy.activities,
        ("calendar",): strategy.calendar,
    }
    for block in BLOCKS_WITH_VARIANTS:
        named[(block, "variants")] = getattr(getattr(strategy, block), "variants", {})
    for place, pages in named.items():
        for name in pages:
            if not NAME.fullmatch(name):
                must = "letters, digits, blanks, - + and _, at most 60 of them, a letter or digit first"
                yield Finding((*at, *place, name), "the name", must, name, "Choose a plain name, such as plan_b")


def _at_tick(key: Key, days: float, scenario: Scenario) -> Iterator[Finding]:
    ticks = days * scenario.ticks_per_day
    if abs(ticks - round(ticks)) > 1e-9:
        yield Finding(
            key,
            f"the {key[-1]}",
            f"whole ticks (1/{scenario.ticks_per_day} day)",
            days,
            "Give whole days",
            (("ticks_per_day",),),
        )


def _products(scenario: Scenario, strategy: Strategy, at: Key) -> Iterator[Finding]:
    """Copy variants speak of one product, and an activity of one that there is."""
    for block in BLOCKS_WITH_VARIANTS:
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


def _activities(scenario: Scenario, strategy: Strategy, at: Key) -> Iterator[Finding]:
    for name, activity in strategy.activities.items():
        here: Key = (*at, "activities", name)
        for key in ("start", "days", "valid"):
            if key not in unused_keys(activity.kind):
                yield from _at_tick((*here, key), getattr(activity, key), scenario)
        if activity.start >= scenario.horizon:
            yield Finding(
                (*here, "start"),
                "the start",
                f"before the horizon, day {scenario.horizon}",
                activity.start,
                "Start earlier",
                (("horizon",),),
            )
        if activity.kind == "red_packet" and activity.amount < activity.parts:
            got = Said(money_text(activity.amount, scenario.currency))
            yield Finding((*here, "amount"), "the amount of a packet", "at least one minor unit a part", got,
                          f"Give for example amount: 10 {scenario.currency}", ((*here, "parts"),))  # fmt: skip
        if activity.kind in ("coupon", "group_buy", "flash_sale") and activity.discount == 0 and activity.amount == 0:
            yield Finding(
                (*here, "discount"),
                "the discount",
                "> 0, or an amount beside it",
                0,
                "Give a discount",
                ((*here, "amount"),),
            )


def _phases(scenario: Scenario, strategy: Strategy, at: Key) -> Iterator[Finding]:
    for name, phase in strategy.calendar.items():
        here: Key = (*at, "calendar", name)
        yield from _at_tick((*here, "start"), phase.start, scenario)
        yield from _at_tick((*here, "end"), phase.end or 0, scenario)
        if phase.end is not None and phase.end <= phase.start:
            yield Finding(
                (*here, "end"),
                "the end",
                f"after the start, day {phase.start}",
                phase.end,
                "Give a later day",
                ((*here, "start"),),
            )
        for block in BLOCKS_WITH_VARIANTS:
            if getattr(phase, block) != 1.0 and getattr(strategy, block) is None:
                yield Finding(
                    (*here, block),
                    block,
                    f"1, or the strategy must have {block}",
                    getattr(phase, block),
                    f"Take it out or add {block}",
                )


def _pulses(strategy: Strategy, at: Key) -> Iterator[Finding]:
    for block in ("account", "advertising", "kol"):
        pulse = getattr(getattr(strategy, block), "pulse", None)
        if pulse is not None and pulse.days > pulse.every_days:
            yield Finding(
                (*at, block, "pulse", "days"),
                "the days",
                f"at most every_days = {pulse.every_days}",
                pulse.days,
                "Lower them",
                ((*at, block, "pulse", "every_days"),),
            )


def _team_and_review(strategy: Strategy, at: Key) -> Iterator[Finding]:
    accounts = (strategy.account, strategy.executive, strategy.service)
    if strategy.team is not None and not any(accounts) and not strategy.activities:
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
    varied = [b for b in BLOCKS_WITH_VARIANTS if len(getattr(getattr(strategy, b), "variants", {})) > 1]
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


def costs(strategy: Strategy) -> list[str]:
    """The keys of activities that cost money."""
    found = []
    for name, activity in strategy.activities.items():
        content = activity.content
        if activity.posts_per_day > 0 and content.quality > 0 and content.cost_at_full_quality > 0:
            found.append(f"activities.{name}.content")
        if activity.prizes > 0 and activity.prize > 0:
            found.append(f"activities.{name}.prizes")
    return found
