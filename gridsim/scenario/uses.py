"""Uses of the budget that post nothing: paid search, conversion and brand."""

from __future__ import annotations

from gridsim.scenario.declare import parameter, setting
from gridsim.scenario.kinds import Chance, Days, Effect, Money, Share
from gridsim.scenario.shared import Timed, spend


class Use(Timed):
    """A share of the budget and a season."""

    spend: Share = spend("10%", ("0%", "50%"))


class Search(Use):
    """Advertisements beside the search for the category; the budget is not for more clicks than it pays."""

    cost_per_click: Money = parameter(
        "3 CNY",
        "price of one click",
        "2 to 8 CNY a click, weak [tradeprices_undated]",
        gt=0,
        typical=("0.5 CNY", "20 CNY"),
        tier="usual",
    )
    click_chance: Chance = setting(
        "5%",
        "chance that a person who needs the product and searches for it clicks the advertisement",
        "assumed",
        typical=("1%", "15%"),
    )


class Saturating(Use):
    """Work whose effect saturates with the money spent."""

    half_saturation: Money = setting(
        "20k CNY",
        "money a month at which half of the effect is reached",
        "assumed",
        gt=0,
        typical=("1k CNY", "500k CNY"),
        held="float",
        off=1,
    )


class Conversion(Saturating):
    """Design, descriptions, data and service of the malls: every visit to them is likelier to end in an order."""

    effect: Effect = setting(
        1.5,
        "odds of an order at very much money over none (saturates)",
        "assumed",
        typical=(1, 3),
    )
    half_life: Days = setting(
        30, "in which the effect of the work fades by half", "assumed", typical=(7, 180), held="kept"
    )


class Brand(Saturating):
    """Work on reputation: those who think of the brand come to trust it more."""

    trust_rate: Share = setting(
        0.005,
        "part of the way to full trust in a day, of a person who surely thinks of the brand, at very much money",
        "assumed",
        typical=(0.001, 0.02),
    )


class Promotion(Use):
    """Followers of the official account are bought: people are asked to follow it, and some do."""

    cost_per_follower: Money = parameter(
        "5 CNY",
        "price of one new follower",
        "weak: 2 to 10 CNY in the trade [newrank2017]",
        gt=0,
        typical=("2 CNY", "10 CNY"),
        tier="usual",
    )
