"""Messages to one friend, and goods given away to start with."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.declare import Page, parameter, setting
from gridsim.scenario.kinds import BaseChance, Effect, Factor, Heads, Money, Share


class Invitations(Page):
    """Buyers, or all visitors of the malls, are asked to send a message to a friend of their choice."""

    asks: Literal["buyers", "visitors"] = setting(
        "buyers",
        "who is asked: whoever has just ordered; everybody who looks round in a mall",
        "scenario",
        tier="usual",
    )
    chance: BaseChance = setting(
        "6%",
        "chance that a person who is asked sends a message, with nothing to give and nothing to earn",
        "assumed; a third of buyers recommend where both sides are rewarded [leskovec2007]",
        typical=("1%", "20%"),
        tier="usual",
        held="odds",
    )
    says_bought: bool = setting(
        True, "the message says that the sender has bought, where that is so", "scenario", tier="usual"
    )
    tells_reward: bool = setting(False, "the message says that whoever passes it on can earn", "scenario", tier="usual")
    reward: Money = setting(
        "0 CNY",
        "paid to the sender for each friend whose first order a message brings, once it cannot be sent back",
        "scenario",
        typical=("0 CNY", "50 CNY"),
        tier="usual",
    )
    discount: Share = setting(
        0.0,
        "coupon for the friend in the message, as a share of the list price: something to give away",
        "scenario",
        lt=1,
        typical=(0, 0.3),
        tier="usual",
        held="millionths",
    )


class Gifts(Page):
    """Goods given away to chosen people on the first day; each is an order with a coupon for the whole price."""

    people: Heads = parameter("1%", "who gets one, a number or a share of the consumers", "scenario", tier="usual")
    choose: Literal["customers", "random", "most_friends", "bridges", "fewest_friends", "nominated"] = parameter(
        "random", "whom, as points.activate.choose", "scenario", tier="usual"
    )


class Messages(Page):
    """What a message from a friend to oneself does, and what its motives do to it."""

    order_effect: Factor = setting(
        13.0,
        "odds of an order after a click in a message to oneself, over a click in a post",
        "7.2 to 15.8 % of clicks on referral links convert, of clicks on social posts 0.74 % [extole_undated]",
        ge=1,
        le=100,
        typical=(8, 25),
    )
    open_effect: Factor = setting(
        3.0,
        "odds of opening a message to oneself over a post of the same friend",
        "a personal invitation wins some three times as many per message as a notification to all friends [aral2011]",
        le=100,
        typical=(1.5, 6),
    )
    bought_effect: Effect = setting(
        1.5,
        "odds of an order where the message says that its sender has bought, over one that does not say",
        "sign [sun2020]; size as of a friend's purchase, odds 1.6 times [bapna2015]",
        typical=(1.2, 2),
        held="log",
    )
    earning_effect: Effect = setting(
        1.5,
        "odds of passing a message on, or of sending one, where one can earn by it, over where one cannot",
        "sign [sun2020]; size assumed",
        typical=(1.2, 3),
        held="log",
    )
    giving_effect: Effect = setting(
        1.8,
        "odds of sending a message with a coupon to give away over one without",
        "sign [sun2021]; size assumed",
        typical=(1.2, 3),
        held="log",
    )
    giving_diverts: Factor = setting(
        0.8,
        "odds that a visitor who is asked to give a coupon away orders, over one who is not asked",
        "sign [sun2021]; size assumed",
        le=1,
        typical=(0.6, 1),
    )
    motives_crowd: Share = setting(
        0.9,
        "how much of what one motive does is lost where the other is in sight too: I bought this, you earn; a coupon"
        " of one's own, one to give",
        "both together have no effect [sun2020] [sun2021]: 1; a little less",
        typical=(0.5, 1),
    )
