"""The rules of the micro-malls: whose customer a buyer is, what a sale earns, when it is paid out. All neutral unless
set."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.declare import Page, block, parameter, setting
from gridsim.scenario.kinds import Days, Money, Share


class Lock(Page):
    """A customer belongs to the point that came first: for a while, orders elsewhere earn that point's commission."""

    by: Literal["first_click", "first_order"] = setting(
        "first_click",
        "what locks a customer to a point: the first visit to its mall, or the first order there (sent back, it locks"
        " no more)",
        "scenario",
        tier="usual",
        off=-1,
    )
    protection: Days = setting(
        30,
        "how long the lock lasts; after it the next first click or order locks anew",
        "scenario",
        typical=(7, 365),
        tier="usual",
        held="ticks",
    )


class FixedCommission(Page):
    """A sum for every order, whatever is paid (never more than what is paid)."""

    seller: Money = parameter("12 CNY", "what the seller earns an order", "scenario", typical=("2 CNY", "50 CNY"))
    recruiter: Money = parameter(
        0,
        "what the one who recruited the seller earns an order",
        "scenario",
        typical=("0 CNY", "10 CNY"),
    )


class Tier(Page):
    """From which sales on which rate."""

    from_sales: Money = parameter(
        "1000 CNY",
        "sales to date, less what has come back, from which the rate holds",
        "scenario",
        typical=("500 CNY", "50k CNY"),
    )
    rate: Share = parameter(
        "12%",
        "the seller's commission from there on",
        "scenario",
        unit="share of paid",
        typical=("5%", "30%"),
    )


class MallRules(Page):
    """What the points and the brand have agreed on."""

    lock: Lock | None = block(
        None, "customers are locked to the point that came first (empty: each order is its seller's)"
    )
    paid_for: Literal["link", "code", "first_touch"] = setting(
        "link",
        "whose sale an order is where no lock says so: of the mall in which it is made; of the point whose code the buyer"
        " gives, that of the mall visited last, wherever the order is made; of the point that the buyer met first",
        "scenario",
        tier="usual",
    )
    code_share: Share = setting(
        "50%",
        "share of orders in which a buyer gives the code of a point, with `paid_for: code`",
        "assumed",
        typical=("20%", "90%"),
    )
    fixed: FixedCommission | None = block(
        None, "a sum an order instead of the rates of `commission` (empty: the rates)"
    )
    tiers: dict[str, Tier] = block(
        dict,
        "the seller's rate by the seller's sales to date, less what has come back, by name (empty: the first rate of"
        " `commission`)",
    )
    self_purchase: bool = setting(
        False,
        "a point that needs the product buys in its own mall and gets the seller's commission back; without, nobody is"
        " paid on an own order",
        "scenario",
        tier="usual",
    )
    invitation: Money = setting(
        0,
        "paid to the recruiter for the recruit's first sale to somebody else, when its return window has closed; pay"
        " for recruits is what the law on pyramid selling looks at",
        "scenario",
        typical=("0 CNY", "100 CNY"),
        tier="usual",
    )
    withdrawal_minimum: Money = setting(
        0,
        "settled commission is paid out from this sum on; what is below stays payable",
        "scenario",
        typical=("0 CNY", "200 CNY"),
    )
