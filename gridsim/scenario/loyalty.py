"""Customers who come through a person. The block is empty (off) by default."""

from __future__ import annotations

from gridsim.scenario.declare import Page, parameter, setting
from gridsim.scenario.kinds import Share


class Referral(Page):
    """What sets a customer apart who came through a person's share or micro-mall (a referred customer)."""

    first_trust: Share = setting(
        "5%",
        "how far the first order through a person moves trust to the full",
        "assumed",
        typical=("0%", "20%"),
    )
    churn_reduction: Share = parameter(
        "18%",
        "how much more slowly the brand is forgotten while the referrer stays",
        "published: churn 18 % lower (Schmitt and others 2011) [schmitt2011], while the referrer stays (Van den Bulte and others"
        " 2018)",
        lt=1,
        typical=("0%", "30%"),
    )
