"""What the marketer controls. A strategy is data: which of its blocks it has, and how each is set.

A strategy named after a preset starts from that preset; any other says `preset: NAME`.
The names of the blocks (account, advertising, kol, points, ...) are the plan lines that the draws know,
so two strategies that share a block share its luck, whatever the strategies are called.
"""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.activity import Activity
from gridsim.scenario.calendar import Phase, Pulse, Review, Team
from gridsim.scenario.community import Community, Operated
from gridsim.scenario.declare import Days, Heads, Money, Page, Share, parameter
from gridsim.scenario.mall import MallRules
from gridsim.scenario.points import Brushing, Ranks, Reactivation, Skill, Supervision
from gridsim.scenario.uses import Brand, Conversion, Search


class Content(Page):
    """What the posts of a block are like (4I: interesting, benefit, interaction, individuality; 0.5 is the
    reference)."""

    quality: Share = parameter(
        0.5,
        "craft of the content; it costs the cube of it",
        unit="share",
        ge=0,
        le=1,
        typical=(0.2, 0.9),
        source="assumed",
    )
    interesting: Share = parameter(
        0.5, "worth telling others", unit="share", ge=0, le=1, typical=(0.2, 0.8), source="assumed"
    )
    benefit: Share = parameter(
        0.5, "what the reader gets, in money or mind", unit="share", ge=0, le=1, typical=(0.2, 0.8), source="assumed"
    )
    interaction: Share = parameter(
        0.5, "how far it asks for an answer", unit="share", ge=0, le=1, typical=(0.2, 0.8), source="assumed"
    )
    individuality: Share = parameter(
        0.5, "how personal it is", unit="share", ge=0, le=1, typical=(0.2, 0.9), source="assumed"
    )
    cost_at_full_quality: Money = parameter(
        "500 CNY",
        "cost of one post of full quality; cost = this x quality^3",
        unit="money",
        ge=0,
        typical=("0 CNY", "10000 CNY"),
        source="assumed",
    )
    discount: Share = parameter(
        0.0,
        "coupon in the post, as a share of the list price, paid by the campaign",
        unit="share",
        ge=0,
        lt=1,
        typical=(0, 0.3),
        source="assumed",
    )
    product: str | None = parameter(
        None, "the product shown, by its name in market.more_products (empty: market.product)", source="scenario"
    )
    positioning: Share = parameter(
        0.5,
        "what it says the brand stands for, a place between two poles",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 1),
        source="scenario",
    )


class PersonalContent(Content):
    """The posts of people, who have interests of their own."""

    personal_topic: Share = parameter(
        0.0,
        "how far the author's own interests are its topic, and not the product",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 0.6),
        source="assumed",
    )


def _personal() -> PersonalContent:
    return PersonalContent(quality=0.4, individuality=0.8, personal_topic=0.4, cost_at_full_quality=0)


VARIANT_CHOICE = "how a post takes a variant where no review has weighed them: in turn, or each with the same chance"


class Account(Page):
    """The official account posts to its followers on the micro-blog."""

    posts_per_day: float = parameter(
        1.0, "posts a day, evenly spaced", unit="posts/day", ge=0, le=50, typical=(0.3, 5), source="assumed"
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )
    content: Content = parameter(Content(quality=0.6), "its posts")
    variants: dict[str, Content] = parameter(
        dict, "copy variants by name, each starting from `content`; every post takes one"
    )
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, source="scenario")
    pulse: Pulse | None = parameter(None, "on and off (empty: always on)")


class Executive(Page):
    """The account of an executive posts to its own followers, in a personal voice."""

    posts_per_day: float = parameter(
        0.5, "posts a day, evenly spaced", unit="posts/day", ge=0, le=50, typical=(0.1, 3), source="assumed"
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )
    seen_as_commercial: Share = parameter(
        0.7,
        "how far its posts are taken for advertising (0: a person's word; 1: like the brand's), in opening and in"
        " trust",
        unit="share",
        ge=0,
        le=1,
        typical=(0.3, 1),
        source="assumed",
    )
    content: Content = parameter(Content(quality=0.5, individuality=0.8), "its posts")


class Service(Page):
    """The account for activities and service posts to its own followers: it asks and answers."""

    posts_per_day: float = parameter(
        1.0, "posts a day, evenly spaced", unit="posts/day", ge=0, le=50, typical=(0.3, 5), source="assumed"
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )
    content: Content = parameter(Content(quality=0.5, interaction=0.8), "its posts")


class Email(Page):
    """Mails to everybody on the mailing list (market.email_list)."""

    every_days: Days = parameter(
        7, "days from one mail to the next", unit="days", gt=0, le=3_650, typical=(2, 30), source="assumed"
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )
    cost_per_mille: Money = parameter(
        "10 CNY", "sending of 1,000 mails", unit="money", ge=0, typical=("1 CNY", "50 CNY"), source="assumed"
    )
    content: Content = parameter(Content(quality=0.5), "the mails")


class Spot(Page):
    """A spot of the mass media: there is nothing in it to pass on, to comment or to click."""

    quality: Share = parameter(
        0.6,
        "craft of the spot; it costs the cube of it",
        unit="share",
        ge=0,
        le=1,
        typical=(0.2, 0.9),
        source="assumed",
    )
    individuality: Share = parameter(
        0.2, "how personal it is", unit="share", ge=0, le=1, typical=(0, 0.6), source="assumed"
    )
    positioning: Share = parameter(
        0.5,
        "what it says the brand stands for, a place between two poles",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 1),
        source="scenario",
    )
    cost_at_full_quality: Money = parameter(
        "5000 CNY",
        "cost of making it at full quality; cost = this x quality^3",
        unit="money",
        ge=0,
        typical=("0 CNY", "500k CNY"),
        source="assumed",
    )


class MassMedia(Page):
    """Television, radio, print, posters: impressions at anybody, without a link and with little attention; they
    remind."""

    spend: Share = parameter(
        "50%",
        "share of the budget, spent evenly",
        unit="share of budget",
        ge=0,
        le=1,
        typical=("0%", "100%"),
        source="assumed",
    )
    cost_per_mille: Money = parameter(
        "20 CNY", "price of 1,000 impressions", unit="money", gt=0, typical=("5 CNY", "80 CNY"), source="assumed"
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )
    attention: float = parameter(
        0.5,
        "odds that whoever has it before the eyes attends to it, over an advertisement on a platform",
        unit="times",
        gt=0,
        le=10,
        typical=(0.1, 1),
        source="assumed",
    )
    credibility: float = parameter(
        0.5,
        "how far it is believed (a person is 1)",
        unit="times",
        gt=0,
        le=20,
        typical=(0.2, 1.5),
        source="assumed; as for advertisements",
    )
    content: Spot = parameter(Spot, "the spot")


class Advertising(Page):
    """Bought impressions; no tie is needed."""

    spend: Share = parameter(
        "70%",
        "share of the budget, spent evenly",
        unit="share of budget",
        ge=0,
        le=1,
        typical=("0%", "100%"),
        source="assumed",
    )
    cost_per_mille: Money = parameter(
        "60 CNY", "price of 1,000 impressions", unit="money", gt=0, typical=("10 CNY", "150 CNY"), source="assumed"
    )
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
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )
    credibility: float = parameter(
        0.5,
        "how far an advertisement is believed (a person is 1)",
        unit="times",
        gt=0,
        le=20,
        typical=(0.2, 1),
        source="assumed; it reminds more than it convinces",
    )
    regions: list[int] = parameter(
        [],
        "numbers of the regions whose people see it (empty: all)",
        unit="region",
        ge=0,
        le=1_000_000,
        source="scenario",
    )
    frequency_cap: int | None = parameter(
        None,
        "most impressions of it that a person gets in a day (empty: no limit); what cannot be placed is not bought",
        unit="impressions/day",
        ge=1,
        le=1_000,
        typical=(1, 5),
        source="scenario",
    )
    content: Content = parameter(Content(quality=0.6, individuality=0.2), "the advertisements")
    variants: dict[str, Content] = parameter(
        dict, "copy variants by name, each starting from `content`; every day's advertisement takes one"
    )
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, source="scenario")
    pulse: Pulse | None = parameter(None, "on and off (empty: always on)")


class Kol(Page):
    """Paid posts of big accounts."""

    spend: Share = parameter(
        "70%",
        "share of the budget, spent evenly",
        unit="share of budget",
        ge=0,
        le=1,
        typical=("0%", "100%"),
        source="assumed",
    )
    fee_per_follower: Money = parameter(
        "0.03 CNY",
        "fee of one post, per follower",
        unit="money",
        ge=0,
        typical=("0.01 CNY", "0.10 CNY"),
        source="assumed",
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )
    content: PersonalContent = parameter(
        PersonalContent(quality=0.6, cost_at_full_quality=0), "the sponsored posts (the fee covers the making)"
    )
    operated: Operated | None = parameter(
        None, "a relation kept up with some of them (empty: each post is bought from a stranger)"
    )
    variants: dict[str, PersonalContent] = parameter(
        dict, "copy variants by name, each starting from `content`; every post takes one"
    )
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, source="scenario")
    pulse: Pulse | None = parameter(None, "on and off (empty: always on)")


def _swapped() -> PersonalContent:
    return PersonalContent(quality=0.5, personal_topic=0.3, cost_at_full_quality=0)


class Partners(Page):
    """Third-party partners post for the brand and are given goods for it; no cash changes hands."""

    spend: Share = parameter(
        "10%",
        "most goods given away, at unit cost, as a share of the budget",
        unit="share of budget",
        ge=0,
        le=1,
        typical=("2%", "30%"),
    )
    goods_per_post: int = parameter(
        1, "units of the product given for one post", unit="units", ge=0, le=10_000, typical=(1, 10), source="assumed"
    )
    most_swaps: int = parameter(
        200,
        "most posts swapped in the campaign",
        unit="posts",
        ge=0,
        le=1_000_000_000,
        typical=(10, 1_000),
        source="assumed",
    )
    posts_per_week: float = parameter(
        2.0, "posts of each partner a week", unit="posts/week", ge=0, le=500, typical=(0.5, 7), source="assumed"
    )
    public_share: Share = parameter(
        0.5,
        "share of their posts that go to the micro-blog",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 1),
        source="assumed",
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )
    content: PersonalContent = parameter(_swapped(), "what they post")


class Activate(Page):
    """Who is asked to be a point on the first day: those named, then role by role."""

    named: list[str | int] = parameter(
        [],
        "people asked before all others, in this order, by their label (in a generated population their number);"
        " `gs.study.choose_points` finds them",
        source="scenario",
    )
    employee: Heads = parameter("100%", "employees, a number or a share of them", unit="people", source="scenario")
    distributor: Heads = parameter("100%", "distributors", unit="people", source="scenario")
    partner: Heads = parameter("100%", "partners", unit="people", source="scenario")
    investor: Heads = parameter("100%", "investors", unit="people", source="scenario")
    kol: Heads = parameter(0, "opinion leaders as points (on commission)", unit="people", source="scenario")
    kol_fee_per_follower: Money = parameter(
        0,
        "what an opinion leader is paid once for becoming a point, per follower",
        unit="money",
        ge=0,
        typical=("0 CNY", "0.50 CNY"),
        source="assumed; none, they work on commission",
    )
    consumer: Heads = parameter(
        "3%",
        "consumers, in the order of `choose`: a number or a share of all consumers",
        unit="people",
        typical=("0%", "5%"),
        source="assumed",
    )
    choose: Literal["customers", "random", "most_friends", "bridges", "fewest_friends"] = parameter(
        "customers",
        "which consumers are asked first: those who have bought before; anybody; those with the most friends; those"
        " whose friends belong to the most circles; those with the fewest friends",
        source="scenario",
    )


class Recruiting(Page):
    """Buyers become points: by invitation after a good experience, by their own application, or by having bought
    enough."""

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
        2.0,
        "odds for a great commission over none (saturates)",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 5),
        source="assumed",
    )
    reference_earning: Money = parameter(
        "20 CNY",
        "commission of one order at which half of that effect is reached",
        unit="money",
        gt=0,
        typical=("5 CNY", "50 CNY"),
        source="assumed",
    )
    sellers_effect: float = parameter(
        1.5,
        "odds with many sellers among one's friends over none (saturates)",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 4),
        source="assumed",
    )
    most: Heads = parameter(
        "5%",
        "most points at a time, a number or a share of all people",
        unit="people",
        typical=("0.1%", "20%"),
        source="assumed",
    )
    apply_chance: Share = parameter(
        0,
        "chance a day that a person who thinks of the brand applies, at the reference (mean need, no commission, no"
        " sellers among friends)",
        unit="chance",
        ge=0,
        lt=1,
        typical=("0%", "0.5%"),
        source="assumed",
    )
    join_at_spending: Money | None = parameter(
        None,
        "whoever has paid so much, less refunds, is a member, and as long as that holds (empty: no such rule)",
        unit="money",
        ge=0,
        typical=("100 CNY", "1000 CNY"),
        source="assumed; a membership e-commerce platform asked for one starter pack of about 400",
    )
    joining_fee: Money = parameter(
        0,
        "what a recruit pays for joining (a starter pack); pay-to-join is a mark of pyramid selling, and the report"
        " says so",
        unit="money",
        ge=0,
        typical=("0 CNY", "400 CNY"),
        source="assumed",
    )
    head_pay: Money = parameter(
        0,
        "what the recruiter is paid for each recruit, and pays back where a membership by purchases ends; pay by the"
        " head is a mark of pyramid selling, and the report says so",
        unit="money",
        ge=0,
        typical=("0 CNY", "50 CNY"),
        source="assumed",
    )


class Points(Page):
    """The grid: points that post to their own friends and followers, each with a micro-mall if `malls` is on."""

    activate: Activate = parameter(Activate, "who starts as a point")
    spend: Share = parameter(
        "80%",
        "share of the budget for training and supervision; no more points are taken on than it can supervise to"
        " the end",
        unit="share of budget",
        ge=0,
        le=1,
        typical=("20%", "100%"),
        source="assumed",
    )
    malls: bool = parameter(
        True, "each point opens a micro-mall; without, links lead to the official mall", source="scenario"
    )
    commission: list[Share] = parameter(
        ["10%", "2%"],
        "commission by level: the seller, then who recruited the seller; at most two levels",
        unit="share of paid",
        ge=0,
        le=1,
        typical=("2%", "30%"),
        source="assumed; the law on pyramid selling allows two levels, three or more is a crime",
    )
    mall_rules: MallRules = parameter(
        MallRules, "customer lock, fixed or tiered commission, self-purchase, invitation, withdrawal"
    )
    management_cost: Money = parameter(
        "1 CNY",
        "supervision of one active point for a day",
        unit="money/day",
        ge=0,
        typical=("0 CNY", "20 CNY"),
        source="assumed",
    )
    training_cost: Money = parameter(
        "30 CNY", "training of one new point", unit="money", ge=0, typical=("0 CNY", "500 CNY"), source="assumed"
    )
    posts_factor: float = parameter(
        1.0, "multiplies every role's posts a day", unit="times", ge=0, le=50, typical=(0.5, 3), source="scenario"
    )
    public_share: Share = parameter(
        0.3,
        "share of a point's posts that go to its followers on the micro-blog and not to its friends",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 1),
        source="assumed",
    )
    group_share: Share = parameter(
        0.0,
        "share of a point's posts that go to one of its chat groups; a point without groups posts to its friends"
        " instead",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 0.7),
        source="assumed",
    )
    place_share: Share = parameter(
        0.0,
        "share of the posts of a point with a shop (or with shops below it) that hang there",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 0.7),
        source="assumed",
    )
    seen_as_commercial: Share = parameter(
        0.3,
        "how far friends take a point's posts for advertising (0: a friend's word; 1: like a brand's post), in opening"
        " and in trust",
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
        "2%",
        "chance that a supervised point's post is off the message",
        unit="chance",
        ge=0,
        le=1,
        typical=("0%", "10%"),
        source="assumed",
    )
    unsupervised_off_message_chance: Share = parameter(
        "15%", "the same when nobody supervises", unit="chance", ge=0, le=1, typical=("5%", "50%"), source="assumed"
    )
    effort: Money = parameter(
        "2 CNY",
        "what one post costs a point in effort",
        unit="money",
        ge=0,
        typical=("0.5 CNY", "10 CNY"),
        source="assumed",
    )
    recognition: Money = parameter(
        "1 CNY",
        "what a like or a comment is worth to a point",
        unit="money",
        ge=0,
        typical=("0 CNY", "5 CNY"),
        source="assumed",
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
        4.0,
        "odds of going dormant when nobody supervises, over full supervision",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 10),
        source="assumed",
    )
    leave_after: Days = parameter(
        14,
        "a point dormant for so long leaves and closes its mall",
        unit="days",
        ge=1,
        le=3_650,
        typical=(7, 90),
        source="assumed",
    )
    recruiting: Recruiting | None = parameter(Recruiting, "buyers become points (empty: never)")
    ranks: Ranks | None = parameter(None, "recruits begin without a mall (empty: every recruit opens one at once)")
    supervision: Supervision | None = parameter(
        None, "supervisors with a capacity (empty: every point can be supervised at its cost)"
    )
    skill: Skill | None = parameter(None, "training and practice make better posts (empty: all points post alike)")
    reactivation: Reactivation | None = parameter(None, "dormant points can be woken (empty: by a sale only)")
    brushing: Brushing | None = parameter(None, "fake orders, as a risk (empty: none)")
    content: PersonalContent = parameter(_personal(), "what the points post")
    variants: dict[str, PersonalContent] = parameter(
        dict, "copy variants by name, each starting from `content`; every post takes one"
    )
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
    community: Community | None = parameter(None, "active fans are found and served (empty: nobody is)")
    partners: Partners | None = parameter(None, "partners post in exchange for goods (empty: none)")
    executive: Executive | None = parameter(None, "the account of an executive posts (empty: it is silent)")
    service: Service | None = parameter(None, "the account for activities and service posts (empty: it is silent)")
    email: Email | None = parameter(None, "mails to the mailing list (empty: none)")
    mass_media: MassMedia | None = parameter(None, "mass media (empty: none)")
    search: Search | None = parameter(None, "paid search (empty: none)")
    conversion: Conversion | None = parameter(
        None, "work on the malls, so that more visits become orders (empty: none)"
    )
    brand: Brand | None = parameter(None, "work on reputation, so that the brand is trusted (empty: none)")
    activities: dict[str, Activity] = parameter(
        dict, "activities by name, each a plan line of its own, announced by the official account"
    )
    calendar: dict[str, Phase] = parameter(
        dict, "phases by name, each making the lines busier or quieter while it lasts"
    )
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
