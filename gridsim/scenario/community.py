"""Users operated as a community, partners who post for goods, opinion leaders with whom a relation is kept up. Each block
is empty (off) by default."""

from __future__ import annotations

from gridsim.scenario.content import PersonalContent
from gridsim.scenario.declare import Page, block, parameter, setting
from gridsim.scenario.kinds import Days, Effect, Factor, Heads, Money, Share
from gridsim.scenario.shared import Timed, spend


class Community(Page):
    """The brand finds those who engage most, by its own count of likes and comments, and serves them: answers, gifts,
    groups."""

    spend: Share = spend("10%", ("2%", "30%"), "share of the budget for serving fans", held="budget")
    fans: Heads = setting(
        "1%",
        "most fans served at a time, a number or a share of all people",
        "scenario",
        typical=("0.1%", "5%"),
        tier="usual",
        held="heads",
    )
    cost_per_fan: Money = setting(
        "10 CNY",
        "serving one fan for 30 days",
        "scenario",
        typical=("2 CNY", "50 CNY"),
        tier="usual",
    )
    renew_every: Days = setting(
        7,
        "the fans are chosen anew so often, from all likes and comments so far (whole days)",
        "scenario",
        ge=1,
        le=365,
        typical=(7, 30),
        held="whole",
        off=1,
    )
    memory_effect: Effect = setting(
        2.0,
        "half-life of a served fan's awareness over another's",
        "assumed",
        typical=(1, 4),
    )
    engagement_effect: Effect = setting(
        2.0,
        "odds that a served fan who reads likes, comments or shares, over another's",
        "assumed",
        typical=(1, 5),
    )


class Operated(Page):
    """Opinion leaders with whom the brand keeps up a relation."""

    share: Share = parameter("30%", "share of the opinion leaders", "scenario", typical=("5%", "50%"))
    cost: Money = setting(
        "200 CNY",
        "keeping up with one of them for 30 days",
        "scenario",
        typical=("50 CNY", "2000 CNY"),
    )
    fee_discount: Share = setting(
        "20%",
        "what they take off their fee",
        "assumed",
        typical=("0%", "50%"),
    )
    credibility_effect: Factor = setting(
        1.2,
        "credibility of their paid posts over others' (they mean it)",
        "assumed",
        typical=(1, 2),
    )


class Partners(Timed):
    """Third-party partners post for the brand and are given goods for it; no cash changes hands."""

    spend: Share = spend("10%", ("2%", "30%"), "most goods given away, at unit cost, as a share of the budget")
    goods_per_post: int = parameter(
        1,
        "units of the product given for one post",
        "scenario",
        unit="units",
        ge=0,
        le=10_000,
        typical=(1, 10),
        tier="usual",
    )
    posts_per_week: float = parameter(
        2.0, "posts of each partner a week", "scenario", unit="posts/week", ge=0, le=500, typical=(0.5, 7), tier="usual"
    )
    public_share: Share = setting(
        0.5,
        "share of their posts that go to the micro-blog",
        "assumed",
        typical=(0, 1),
    )
    content: PersonalContent = block(
        PersonalContent(quality=0.5, personal_topic=0.3, cost_at_full_quality=0), "what they post"
    )
