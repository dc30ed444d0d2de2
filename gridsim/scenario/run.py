"""The top of a scenario: its keys and blocks, and what is known of where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import PrivateAttr

from gridsim.scenario.declare import Page, block, declarations, parameter, setting
from gridsim.scenario.files import TableFile
from gridsim.scenario.findings import Origin
from gridsim.scenario.kinds import Days, Money
from gridsim.scenario.market import Market, Operation
from gridsim.scenario.network import Layers
from gridsim.scenario.people import People
from gridsim.scenario.places import Key
from gridsim.scenario.response import Response
from gridsim.scenario.strategy import Strategy


class Budget(Page):
    """One budget, the same for every strategy; every cost of marketing draws on it."""

    total: Money = parameter(
        "100k CNY",
        "what a strategy may spend on media, content, fees, commissions, coupons, management, training, search,"
        " conversion and brand",
        "scenario",
        typical=("10k CNY", "10M CNY"),
        tier="essential",
    )
    planned_for: Money | None = parameter(
        None,
        "budget for which the plans were written: with another they post, make, ask and supervise more or less, up to the"
        " ends of the usual ranges (empty: as written, whatever the budget)",
        "scenario",
        gt=0,
        typical=("10k CNY", "10M CNY"),
        tier="usual",
    )


class Switches(Page):
    """Mechanisms that can be turned off, to see what they do: an effect that is off is 1 (its value at the reference)
    for everybody."""

    forwarding: bool = setting(
        True,
        "readers pass posts on",
        "scenario",
    )
    word_of_mouth: bool = setting(
        True,
        "buyers praise and warn in public",
        "scenario",
    )
    trust: bool = parameter(True, "trust in the brand moves reactions and orders", "scenario")
    interests: bool = parameter(True, "people open what matches their interests", "scenario")
    close_ties: bool = parameter(True, "a friend of the own circle counts for more than another", "scenario")
    fatigue: bool = parameter(
        True, "people tire of a brand that they notice too often, and of one who recommends too often", "scenario"
    )
    social_proof: bool = parameter(True, "friends who have bought make an order likelier", "scenario")
    micro_malls: bool = parameter(
        True, "points have malls of their own; off: their links lead to the official one", "scenario"
    )
    commission: bool = parameter(True, "points earn commission; off: they sell for nothing", "scenario")
    recruiting: bool = parameter(True, "buyers become points", "scenario")
    advertising: bool = parameter(True, "impressions are bought", "scenario")
    kol: bool = parameter(True, "posts of big accounts are bought", "scenario")


class Top(Page):
    """The keys of a scenario."""

    name: str = parameter("Unnamed scenario", "title on charts and reports", "scenario", tier="essential")
    about: str = parameter("", "one or two sentences for the report", "scenario", tier="usual")
    horizon: Days = parameter(90, "length of a run", "scenario", ge=1, typical=(30, 365), tier="essential")
    ticks_per_day: int = setting(
        4,
        "steps a day",
        "assumed; morning, noon, evening, night",
        unit="ticks/day",
        ge=1,
        le=24,
        typical=(2, 8),
    )
    seed: int = parameter(
        1, "random seed: the same one gives the same tables", "scenario", ge=0, le=4_294_967_295, tier="essential"
    )
    replicates: int = parameter(
        20,
        "independent repetitions, each with its own people (unless world is fixed) and luck",
        "scenario",
        unit="runs",
        ge=1,
        le=1_000_000,
        typical=(10, 200),
        tier="essential",
    )
    world: Literal["fresh", "fixed"] = parameter(
        "fresh", "fresh: new people in every replicate; fixed: the same people in all", "scenario", tier="usual"
    )
    budget: Budget = block(Budget, "the money")
    people: People = block(People, "the people")
    network: Layers = block(Layers, "who sees whose posts")
    market: Market = block(Market, "what is sold, and how it is bought")
    operation: Operation = block(Operation, "delivery, experience, talk")
    response: Response = block(Response, "reaction and memory")
    switches: Switches = block(Switches, "mechanisms that can be turned off")
    strategies: dict[str, Strategy] = block(
        dict, "the strategies to compare, by name; `nothing` is always run beside them"
    )

    _origin: Origin = PrivateAttr(default_factory=Origin)


def _files(page: Any, at: Key) -> Iterator[tuple[Key, type[TableFile]]]:
    for key, one in declarations(page).items():
        if one.kind.name == "page":
            yield from _files(one.kind.page, (*at, key))
        elif key == "file":
            yield (*at, key), page


FILES: dict[Key, type[TableFile]] = dict(_files(Top, ()))
"""Keys that name a file, each with its page."""
