"""Customers who come through a person. The block is empty (off) by default."""

from __future__ import annotations

from gridsim.scenario.declare import Page, setting
from gridsim.scenario.kinds import Effect, Share


class Referral(Page):
    """What sets a customer apart who came through a person's share or micro-mall (a referred customer)."""

    first_trust: Share = setting(
        "5%",
        "how far the first order through a person moves trust to the full",
        "assumed",
        typical=("0%", "20%"),
    )
    friend_effect: Effect = setting(
        1.6,
        "odds of an order by who knows somebody that uses the thing (whoever brought the customer, while that one stays)"
        " over one who does not",
        "a friend's subscription raises the odds of one's own by 60 % [bapna2015]; the retention of referred customers"
        " lasts while the referrer stays (Van den Bulte and others 2018)",
        typical=(1, 2),
    )
