"""Uses of the budget that post nothing: paid search, conversion and brand."""

from __future__ import annotations

from gridsim.scenario.declare import Days, Money, Page, Share, parameter


class Use(Page):
    """A share of the budget and a season."""

    spend: Share = parameter(
        "10%",
        "share of the budget, spent evenly",
        unit="share of budget",
        ge=0,
        le=1,
        typical=("0%", "50%"),
        source="assumed",
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )


class Search(Use):
    """Advertisements beside the search for the category; the budget is not for more clicks than it pays."""

    cost_per_click: Money = parameter(
        "3 CNY", "price of one click", unit="money", gt=0, typical=("0.5 CNY", "20 CNY"), source="assumed"
    )
    click_chance: Share = parameter(
        "5%",
        "chance that a person who needs the product and searches for it clicks the advertisement",
        unit="chance",
        ge=0,
        le=1,
        typical=("1%", "15%"),
        source="assumed",
    )


class Conversion(Use):
    """Design, descriptions, data and service of the malls: every visit to them is likelier to end in an order."""

    effect: float = parameter(
        1.5,
        "odds of an order at very much money over none (saturates)",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 3),
        source="assumed",
    )
    half_saturation: Money = parameter(
        "20k CNY",
        "money a month at which half of the effect is reached",
        unit="money",
        gt=0,
        typical=("1k CNY", "500k CNY"),
        source="assumed",
    )
    half_life: Days = parameter(
        30,
        "in which the effect of the work fades by half",
        unit="days",
        gt=0,
        le=3_650,
        typical=(7, 180),
        source="assumed",
    )


class Brand(Use):
    """Work on reputation: those who think of the brand come to trust it more."""

    trust_rate: Share = parameter(
        0.005,
        "part of the way to full trust in a day, of a person who surely thinks of the brand, at very much money",
        unit="share",
        ge=0,
        le=1,
        typical=(0.001, 0.02),
        source="assumed",
    )
    half_saturation: Money = parameter(
        "20k CNY",
        "money a month at which half of that rate is reached",
        unit="money",
        gt=0,
        typical=("1k CNY", "500k CNY"),
        source="assumed",
    )
