"""What the marketer controls. A strategy is data: which of four blocks it has, and how each is set.

A strategy named after a preset starts from that preset; any other says `preset: NAME`.
The names of the blocks (account, advertising, kol, points) are the plan lines that the draws know,
so two strategies that share a block share its luck, whatever the strategies are called.
"""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.activity import Activity
from gridsim.scenario.calendar import Phase, Pulse, Review, Team
from gridsim.scenario.declare import Days, Heads, Money, Page, Share, parameter


class Content(Page):
    """What the posts of a block are like (4I: interesting, benefit, interaction, individuality; 0.5 is the reference)."""

    quality: Share = parameter(0.5, "craft of the content; it costs the cube of it", unit="share", ge=0, le=1, typical=(0.2, 0.9), source="assumed")
    interesting: Share = parameter(0.5, "worth telling others", unit="share", ge=0, le=1, typical=(0.2, 0.8), source="assumed")
    benefit: Share = parameter(0.5, "what the reader gets, in money or mind", unit="share", ge=0, le=1, typical=(0.2, 0.8), source="assumed")
    interaction: Share = parameter(0.5, "how far it asks for an answer", unit="share", ge=0, le=1, typical=(0.2, 0.8), source="assumed")
    individuality: Share = parameter(0.5, "how personal it is", unit="share", ge=0, le=1, typical=(0.2, 0.9), source="assumed")
    cost_at_full_quality: Money = parameter(
        "500 CNY", "cost of one post of full quality; cost = this x quality^3", unit="money", ge=0, typical=("0 CNY", "10000 CNY"), source="assumed"
    )
    discount: Share = parameter(
        0.0, "coupon in the post, as a share of the list price, paid by the campaign", unit="share", ge=0, lt=1, typical=(0, 0.3), source="assumed"
    )
    positioning: Share = parameter(
        0.5, "what it says the brand stands for, a place between two poles", unit="share", ge=0, le=1, typical=(0, 1), source="scenario"
    )


class PersonalContent(Content):
    """The posts of people, who have interests of their own."""

    personal_topic: Share = parameter(
        0.0, "how far the author's own interests are its topic, and not the product", unit="share", ge=0, le=1, typical=(0, 0.6), source="assumed"
    )


def _personal() -> PersonalContent:
    return PersonalContent(quality=0.4, individuality=0.8, personal_topic=0.4, cost_at_full_quality=0)


VARIANT_CHOICE = "how a post takes a variant where no review has weighed them: in turn, or each with the same chance"


class Account(Page):
    """The official account posts to its followers on the micro-blog."""

    posts_per_day: float = parameter(1.0, "posts a day, evenly spaced", unit="posts/day", ge=0, le=50, typical=(0.3, 5), source="assumed")
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario")
    content: Content = parameter(Content(quality=0.6), "its posts")
    variants: dict[str, Content] = parameter(dict, "copy variants by name, each starting from `content`; every post takes one")
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, source="scenario")
    pulse: Pulse | None = parameter(None, "on and off (empty: always on)")


class Advertising(Page):
    """Bought impressions; no tie is needed."""

    spend: Share = parameter("70%", "share of the budget, spent evenly", unit="share of budget", ge=0, le=1, typical=("0%", "100%"), source="assumed")
    cost_per_mille: Money = parameter("60 CNY", "price of 1,000 impressions", unit="money", gt=0, typical=("10 CNY", "150 CNY"), source="assumed")
    targeting: Share = parameter(
        0.5,
        "how far the audience is chosen by interest (0: anybody; 1: only the best matching half)",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 1),
        source="assumed",
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario")
    credibility: float = parameter(
        0.5,
        "how far an advertisement is believed (a person is 1)",
        unit="times",
        gt=0,
        le=20,
        typical=(0.2, 1),
        source="assumed; it reminds more than it convinces",
    )
    content: Content = parameter(Content(quality=0.6, individuality=0.2), "the advertisements")
    variants: dict[str, Content] = parameter(dict, "copy variants by name, each starting from `content`; every day's advertisement takes one")
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, source="scenario")
    pulse: Pulse | None = parameter(None, "on and off (empty: always on)")


class Kol(Page):
    """Paid posts of big accounts."""

    spend: Share = parameter("70%", "share of the budget, spent evenly", unit="share of budget", ge=0, le=1, typical=("0%", "100%"), source="assumed")
    fee_per_follower: Money = parameter(
        "0.03 CNY", "fee of one post, per follower", unit="money", ge=0, typical=("0.01 CNY", "0.10 CNY"), source="assumed"
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario")
    content: PersonalContent = parameter(PersonalContent(quality=0.6, cost_at_full_quality=0), "the sponsored posts (the fee covers the making)")
    variants: dict[str, PersonalContent] = parameter(dict, "copy variants by name, each starting from `content`; every post takes one")
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, source="scenario")
    pulse: Pulse | None = parameter(None, "on and off (empty: always on)")


class Activate(Page):
    """Who is asked to be a point on the first day."""

    employee: Heads = parameter("100%", "employees, a number or a share of them", unit="people", source="scenario")
    distributor: Heads = parameter("100%", "distributors", unit="people", source="scenario")
    partner: Heads = parameter("100%", "partners", unit="people", source="scenario")
    investor: Heads = parameter("100%", "investors", unit="people", source="scenario")
    kol: Heads = parameter(0, "opinion leaders as points (unpaid, on commission)", unit="people", source="scenario")
    consumer: Heads = parameter(
        "3%", "consumers, customers first: a number or a share of all consumers", unit="people", typical=("0%", "5%"), source="assumed"
    )


class Recruiting(Page):
    """Buyers become points."""

    invite_chance: Share = parameter(
        "5%",
        "chance that a satisfied buyer becomes a point, at the reference",
        unit="chance",
        ge=0,
        lt=1,
        typical=("0%", "20%"),
        source="assumed; a membership e-commerce prospectus: 3.1 buyers a member in 2018",
    )
    earnings_effect: float = parameter(
        2.0, "odds for a great commission over none (saturates)", unit="times", ge=1, le=100, typical=(1, 5), source="assumed"
    )
    reference_earning: Money = parameter(
        "20 CNY", "commission of one order at which half of that effect is reached", unit="money", gt=0, typical=("5 CNY", "50 CNY"), source="assumed"
    )
    sellers_effect: float = parameter(
        1.5, "odds with many sellers among one's friends over none (saturates)", unit="times", ge=1, le=100, typical=(1, 4), source="assumed"
    )
    most: Heads = parameter(
        "5%", "most points at a time, a number or a share of all people", unit="people", typical=("0.1%", "20%"), source="assumed"
    )


class Points(Page):
    """The grid: points that post to their own friends and followers, each with a micro-mall if `malls` is on."""

    activate: Activate = parameter(Activate, "who starts as a point")
    spend: Share = parameter(
        "80%",
        "share of the budget for training and supervision; no more points are taken on than it can supervise to the end",
        unit="share of budget",
        ge=0,
        le=1,
        typical=("20%", "100%"),
        source="assumed",
    )
    malls: bool = parameter(True, "each point opens a micro-mall; without, links lead to the official mall", source="scenario")
    commission: list[Share] = parameter(
        ["10%", "2%"],
        "commission by level: the seller, then who recruited the seller; at most two levels",
        unit="share of paid",
        ge=0,
        le=1,
        typical=("2%", "30%"),
        source="assumed; the law on pyramid selling allows two levels, three or more is a crime",
    )
    management_cost: Money = parameter(
        "1 CNY", "supervision of one active point for a day", unit="money/day", ge=0, typical=("0 CNY", "20 CNY"), source="assumed"
    )
    training_cost: Money = parameter("30 CNY", "training of one new point", unit="money", ge=0, typical=("0 CNY", "500 CNY"), source="assumed")
    posts_factor: float = parameter(1.0, "multiplies every role's posts a day", unit="times", ge=0, le=50, typical=(0.5, 3), source="scenario")
    public_share: Share = parameter(
        0.3,
        "share of a point's posts that go to its followers on the micro-blog and not to its friends",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 1),
        source="assumed",
    )
    seen_as_commercial: Share = parameter(
        0.3,
        "how far friends take a point's posts for advertising (0: a friend's word; 1: like a brand's post), in opening and in trust",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 1),
        source="assumed; the posts carry a link to a shop",
    )
    tie_quality: float = parameter(
        1.0,
        "how good the points' ties are: multiplies the odds of reacting to a point's own posts",
        unit="times",
        gt=0,
        le=20,
        typical=(0.25, 4),
        source="assumed",
    )
    off_message_chance: Share = parameter(
        "2%", "chance that a supervised point's post is off the message", unit="chance", ge=0, le=1, typical=("0%", "10%"), source="assumed"
    )
    unsupervised_off_message_chance: Share = parameter(
        "15%", "the same when nobody supervises", unit="chance", ge=0, le=1, typical=("5%", "50%"), source="assumed"
    )
    effort: Money = parameter("2 CNY", "what one post costs a point in effort", unit="money", ge=0, typical=("0.5 CNY", "10 CNY"), source="assumed")
    recognition: Money = parameter(
        "1 CNY", "what a like or a comment is worth to a point", unit="money", ge=0, typical=("0 CNY", "5 CNY"), source="assumed"
    )
    dormancy_chance: Share = parameter(
        "1%",
        "chance a day that a point whose reward equals its effort goes dormant",
        unit="chance",
        ge=0,
        lt=1,
        typical=("0.2%", "5%"),
        source="assumed",
    )
    unsupervised_dormancy_effect: float = parameter(
        4.0, "odds of going dormant when nobody supervises, over full supervision", unit="times", ge=1, le=100, typical=(1, 10), source="assumed"
    )
    leave_after: Days = parameter(
        14, "a point dormant for so long leaves and closes its mall", unit="days", ge=1, le=3_650, typical=(7, 90), source="assumed"
    )
    recruiting: Recruiting | None = parameter(Recruiting, "buyers become points (empty: never)")
    content: PersonalContent = parameter(_personal(), "what the points post")
    variants: dict[str, PersonalContent] = parameter(dict, "copy variants by name, each starting from `content`; every post takes one")
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, source="scenario")


class Strategy(Page):
    """One way to use the budget."""

    preset: Literal["official", "advertising", "kol", "grid", "hybrid", "nothing"] | None = parameter(
        None, "what it starts from; without it, the preset of the strategy's own name"
    )
    account: Account | None = parameter(None, "the official account posts (empty: it is silent)")
    advertising: Advertising | None = parameter(None, "bought impressions (empty: none)")
    kol: Kol | None = parameter(None, "paid posts of big accounts (empty: none)")
    points: Points | None = parameter(None, "the grid of points (empty: none)")
    activities: dict[str, Activity] = parameter(dict, "activities by name, each a plan line of its own, announced by the official account")
    calendar: dict[str, Phase] = parameter(dict, "phases by name, each making the lines busier or quieter while it lasts")
    team: Team | None = parameter(None, "who makes the posts of the brand's own accounts (empty: as many as it takes)")
    review: Review | None = parameter(None, "measure and correct while it runs (empty: never)")


def presets() -> dict[str, Strategy]:
    """The shipped strategies by name. Every one but `nothing` has the same official account beside it."""
    return {
        "nothing": Strategy(),
        "official": Strategy(account=Account()),
        "advertising": Strategy(account=Account(), advertising=Advertising()),
        "kol": Strategy(account=Account(), kol=Kol()),
        "grid": Strategy(account=Account(), points=Points()),
        "hybrid": Strategy(account=Account(), advertising=Advertising(spend=0.25), points=Points(spend=0.55)),
    }
