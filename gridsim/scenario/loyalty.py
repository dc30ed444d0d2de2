"""Loyalty, and customers who come through a person. Each block is empty (off) by default."""

from __future__ import annotations

from gridsim.scenario.declare import Page, parameter, setting
from gridsim.scenario.kinds import Days, Effect, Share


class Loyalty(Page):
    """Identification with the brand: it rises with interaction, fades, and makes customers buy again."""

    interaction_rate: Share = setting(
        "10%",
        "part of the way to full loyalty that one like, comment or service goes",
        "assumed",
        typical=("2%", "30%"),
    )
    half_life: Days = setting(60, "time in which loyalty halves", "assumed", typical=(14, 365), off=1)
    repurchase_effect: Effect = setting(
        2.0, "odds that a customer orders again at full loyalty over none", "assumed", typical=(1, 5), held="log"
    )


class Referral(Page):
    """What sets a customer apart who came through a person's share or micro-mall (a referred customer)."""

    first_trust: Share = setting(
        "5%",
        "how far the first order through a person moves trust to the full",
        "assumed",
        typical=("0%", "20%"),
    )
    early_effect: Effect = setting(
        1.7,
        "odds of ordering just after the first order over those of a customer who came alone; it fades",
        "assumed; calibrated in a town of 4,000 to what is published: referred customers are worth 16 to 25 % more"
        " (Schmitt and others 2011) [schmitt2011]",
        typical=(1, 3),
    )
    early_half_life: Days = setting(90, "time in which that edge halves", "assumed", typical=(30, 365), off=1)
    churn_reduction: Share = parameter(
        "18%",
        "how much more slowly the brand is forgotten while the referrer stays",
        "published: churn 18 % lower (Schmitt and others 2011) [schmitt2011], while the referrer stays (Van den Bulte and others"
        " 2018)",
        lt=1,
        typical=("0%", "30%"),
    )
