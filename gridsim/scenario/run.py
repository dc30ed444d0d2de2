"""The scenario as a whole: its top-level blocks."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.declare import Days, Money, Page, parameter
from gridsim.scenario.market import Market, Operation
from gridsim.scenario.network import Layers
from gridsim.scenario.people import People
from gridsim.scenario.response import Response
from gridsim.scenario.strategy import Strategy
from gridsim.scenario.whole import Whole


class Budget(Page):
    """One budget, the same for every strategy; every cost of marketing draws on it."""

    total: Money = parameter(
        "100k CNY",
        "what a strategy may spend on media, content, fees, commissions, coupons, management, training, search,"
        " conversion and brand",
        unit="money",
        ge=0,
        typical=("10k CNY", "10M CNY"),
        source="scenario",
    )


class Switches(Page):
    """Mechanisms that can be turned off, to see what they do: an effect that is off is 1 (its value at the reference)
    for everybody."""

    forwarding: bool = parameter(True, "readers pass posts on", source="scenario")
    word_of_mouth: bool = parameter(True, "buyers praise and warn in public", source="scenario")
    trust: bool = parameter(True, "trust in the brand moves reactions and orders", source="scenario")
    interests: bool = parameter(True, "people open what matches their interests", source="scenario")
    close_ties: bool = parameter(True, "a friend of the own circle counts for more than another", source="scenario")
    reinforcement: bool = parameter(True, "hearing of the brand from several people counts", source="scenario")
    fatigue: bool = parameter(True, "people tire of a brand that they see too often", source="scenario")
    social_proof: bool = parameter(True, "friends who have bought make an order likelier", source="scenario")
    micro_malls: bool = parameter(
        True, "points have malls of their own; off: their links lead to the official one", source="scenario"
    )
    commission: bool = parameter(True, "points earn commission; off: they sell for nothing", source="scenario")
    recruiting: bool = parameter(True, "buyers become points", source="scenario")
    advertising: bool = parameter(True, "impressions are bought", source="scenario")
    kol: bool = parameter(True, "posts of big accounts are bought", source="scenario")


class Scenario(Whole):
    """A scenario: the people, the market and the strategies to compare."""

    name: str = parameter("Unnamed scenario", "title on charts and reports", source="scenario")
    about: str = parameter("", "one or two sentences for the report", source="scenario")
    horizon: Days = parameter(90, "length of a run", unit="days", ge=1, le=3_650, typical=(30, 365), source="scenario")
    ticks_per_day: int = parameter(
        4, "steps a day", unit="ticks/day", ge=1, le=24, typical=(2, 8), source="assumed; morning, noon, evening, night"
    )
    seed: int = parameter(
        1, "names the luck: the same seed gives the same tables", unit="", ge=0, le=4_294_967_295, source="scenario"
    )
    replicates: int = parameter(
        20,
        "independent repetitions, each with its own people (unless world is fixed) and luck",
        unit="runs",
        ge=1,
        le=1_000_000,
        typical=(10, 200),
        source="scenario",
    )
    world: Literal["fresh", "fixed"] = parameter(
        "fresh", "fresh: new people in every replicate; fixed: the same people in all", source="scenario"
    )
    budget: Budget = parameter(Budget, "the money")
    people: People = parameter(People, "the people")
    network: Layers = parameter(Layers, "who sees whose posts")
    market: Market = parameter(Market, "what is sold, and how it is bought")
    operation: Operation = parameter(Operation, "delivery, experience, talk")
    response: Response = parameter(Response, "reaction and memory")
    switches: Switches = parameter(Switches, "mechanisms that can be turned off")
    strategies: dict[str, Strategy] = parameter(
        dict, "the strategies to compare, by name; `nothing` is always run beside them"
    )
