"""Bought media: advertisements, mass media, posts of opinion leaders."""

from __future__ import annotations

from typing import Any

from gridsim.scenario.calendar import Pulsed
from gridsim.scenario.community import Operated
from gridsim.scenario.content import Content, PersonalContent, Spot, Varied
from gridsim.scenario.declare import block, parameter, setting
from gridsim.scenario.kinds import Factor, Money, Share
from gridsim.scenario.shared import Timed, spend


class Bought(Timed):
    """Reach that is bought with the budget."""

    spend: Share = spend("70%", ("0%", "100%"), tier="essential")


class Impressions(Bought):
    """Impressions that are bought."""

    cost_per_mille: Money = parameter(
        "30 CNY",
        "price of 1,000 impressions",
        "15 to 50 CNY, weak [tradeprices_undated]",
        gt=0,
        typical=("15 CNY", "50 CNY"),
        tier="essential",
    )

    credibility: Factor = parameter(
        0.5,
        "how far what is bought is believed (a person is 1)",
        "assumed; it reminds more than it convinces",
        typical=(0.2, 1),
    )


class Advertising(Varied[Content], Pulsed, Impressions):
    """Bought impressions; no tie is needed."""

    targeting: Share = parameter(
        0.5,
        "how far the audience is chosen by interest (0: anybody; 1: only the best matching half)",
        "scenario",
        typical=(0, 1),
        tier="usual",
    )
    regions: list[int] = parameter(
        [],
        "numbers of the regions whose people see it (empty: all)",
        "scenario",
        unit="region",
        ge=0,
        le=1_000_000,
        tier="usual",
    )
    frequency_cap: int | None = parameter(
        None,
        "most impressions of it that a person gets in a day (empty: no limit); what cannot be placed is not bought",
        "scenario",
        unit="impressions/day",
        ge=1,
        le=1_000,
        typical=(1, 5),
        tier="usual",
    )
    content: Content = block(Content(quality=0.6, individuality=0.2), "the advertisements")


class MassMedia(Impressions):
    """Television, radio, print, posters: impressions at anybody, without a link and with little attention; they
    remind."""

    attention: Factor = parameter(
        0.5,
        "odds that whoever has it before the eyes attends to it, over an advertisement on a platform",
        "assumed",
        le=10,
        typical=(0.1, 1),
    )
    content: Spot = block(Spot(quality=0.6, individuality=0.2, cost_at_full_quality=5_000), "the spot")


class Kol(Varied[PersonalContent], Pulsed, Bought):
    """Paid posts of big accounts."""

    fee_per_follower: Money = parameter(
        "0.01 CNY",
        "fee of one post, per follower",
        "micro-blog .01 CNY a follower (.003 to .03), weak [tradeprices_undated]",
        typical=("0.01 CNY", "0.03 CNY"),
        tier="essential",
    )
    least_fee: Money = parameter(
        "200 CNY",
        "least fee of one post",
        "ordinary people 200 to 800 CNY a post, weak [tradeprices_undated]",
        typical=("0 CNY", "800 CNY"),
    )
    status_effect: Factor = setting(
        0.5,
        "chance that a leader accepts, for every tenfold by which the leader's audience exceeds that of the official"
        " account (1: all accept)",
        "assumed; leaders respond the less the further above they stand, steeply [lanz2019]",
        le=1,
        typical=(0.2, 1),
        held="log",
        off=0,
    )
    affinity: Factor = parameter(
        20.0,
        "odds that a follower opens the post over one of a brand: followers have chosen the leader for what the leader"
        " writes about",
        "1.2 to 4.8 % of a leader's followers engage with a post [laterfohr2021], .035 to .47 % of a brand's"
        " [rivaliq2023]; sponsored posts at the lower end",
        le=200,
        typical=(5, 80),
        tier="usual",
    )
    content: PersonalContent = block(
        PersonalContent(quality=0.6, cost_at_full_quality=0), "the sponsored posts (the fee covers the making)"
    )
    operated: Operated | None = block(
        None, "a relation kept up with some of them (empty: each post is bought from a stranger)"
    )


def bought_media(strategy: Any) -> dict[str, Advertising | MassMedia]:
    """Return the blocks of a strategy that buy impressions, by name."""
    return {name: page for name, page in strategy.blocks().items() if isinstance(page, (Advertising, MassMedia))}
