"""Users operated as a community, opinion leaders with whom a relation is kept up. Each block is empty (off) by
default."""

from __future__ import annotations

from gridsim.scenario.declare import Days, Heads, Money, Page, Share, parameter


class Community(Page):
    """The brand finds those who engage most, by its own count of likes and comments, and serves them: answers, gifts,
    groups."""

    spend: Share = parameter(
        "10%",
        "share of the budget for serving fans",
        unit="share of budget",
        ge=0,
        le=1,
        typical=("2%", "30%"),
        source="assumed",
    )
    fans: Heads = parameter(
        "1%", "most fans served at a time, a number or a share of all people", unit="people", typical=("0.1%", "5%")
    )
    cost_per_fan: Money = parameter(
        "10 CNY", "serving one fan for 30 days", unit="money", ge=0, typical=("2 CNY", "50 CNY"), source="assumed"
    )
    renew_every: Days = parameter(
        7,
        "the fans are chosen anew so often, from all likes and comments so far (whole days)",
        unit="days",
        ge=1,
        le=365,
        typical=(7, 30),
    )
    memory_effect: float = parameter(
        2.0,
        "half-life of a served fan's awareness over another's",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 4),
        source="assumed",
    )
    engagement_effect: float = parameter(
        2.0,
        "odds that a served fan who reads likes, comments or shares, over another's",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 5),
        source="assumed",
    )


class Operated(Page):
    """Opinion leaders with whom the brand keeps up a relation."""

    share: Share = parameter(
        "30%", "share of the opinion leaders", unit="share", ge=0, le=1, typical=("5%", "50%"), source="assumed"
    )
    cost: Money = parameter(
        "200 CNY",
        "keeping up with one of them for 30 days",
        unit="money",
        ge=0,
        typical=("50 CNY", "2000 CNY"),
        source="assumed",
    )
    fee_discount: Share = parameter(
        "20%", "what they take off their fee", unit="share", ge=0, le=1, typical=("0%", "50%"), source="assumed"
    )
    credibility_effect: float = parameter(
        1.2,
        "credibility of their paid posts over others' (they mean it)",
        unit="times",
        gt=0,
        le=20,
        typical=(1, 2),
        source="assumed",
    )
