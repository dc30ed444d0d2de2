"""Audiences of the brand's accounts, which change in the run."""

from __future__ import annotations

from gridsim.scenario.declare import Page, setting
from gridsim.scenario.kinds import Chance, Share


class Following(Page):
    """Who comes to follow an account of the brand, and who leaves it; `promotion` in a strategy buys followers."""

    found_a_month: Share = setting(
        "4.1%",
        "people whom the platform brings in a month to an account that posts every day, as a share of its followers",
        "growth of .017 a month (0 to .03, weak) beside the followers lost, .0008 a day, of official accounts of a"
        " messenger [newrank2017]",
        unit="share/month",
        typical=("1%", "6%"),
    )
    follow_chance: Chance = setting(
        "0.5%",
        "chance that a reader of what a person says or passes on of the brand comes to follow its account; of a sponsored"
        " post or an advertisement the odds are commercial_effect times these",
        "assumed; none published",
        lt=1,
        typical=("0.1%", "2%"),
        held="odds",
    )
    buyer_follow_chance: Chance = setting(
        "5%",
        "chance that a buyer comes to follow the official account with an order",
        "assumed; none published",
        typical=("1%", "20%"),
    )
    unfollow_chance: Chance = setting(
        "0.08%",
        "chance of a day that a follower leaves",
        "official accounts of a messenger lose 8 of 10,000 followers a day [newrank2017]",
        lt=1,
        typical=("0.03%", "0.2%"),
    )
