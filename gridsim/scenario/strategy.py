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
from gridsim.scenario.declare import Chance, Days, Effect, Heads, Money, Page, Share, block, parameter
from gridsim.scenario.mall import MallRules
from gridsim.scenario.points import Brushing, Ranks, Reactivation, Skill, Supervision
from gridsim.scenario.uses import Brand, Conversion, Search


class Content(Page):
    """What the posts of a block are like (4I: interesting, benefit, interaction, individuality; 0.5 is the
    reference)."""

    quality: Share = parameter(
        0.5, "craft of the content; it costs the cube of it", "assumed", typical=(0.2, 0.9), tier="usual"
    )
    interesting: Share = parameter(0.5, "worth telling others", "assumed", typical=(0.2, 0.8), tier="usual")
    benefit: Share = parameter(
        0.5, "what the reader gets, in money or mind", "assumed", typical=(0.2, 0.8), tier="usual"
    )
    interaction: Share = parameter(0.5, "how far it asks for an answer", "assumed", typical=(0.2, 0.8), tier="usual")
    individuality: Share = parameter(0.5, "how personal it is", "assumed", typical=(0.2, 0.9), tier="usual")
    cost_at_full_quality: Money = parameter(
        "500 CNY",
        "cost of one post of full quality; cost = this x quality^3",
        "assumed",
        ge=0,
        typical=("0 CNY", "10000 CNY"),
        tier="usual",
    )
    discount: Share = parameter(
        0.0,
        "coupon in the post, as a share of the list price, paid by the campaign",
        "assumed",
        lt=1,
        typical=(0, 0.3),
        tier="usual",
    )
    product: str | None = parameter(
        None, "the product shown, by its name in market.more_products (empty: market.product)", "scenario", tier="usual"
    )
    positioning: Share = parameter(
        0.5, "what it says the brand stands for, a place between two poles", "scenario", typical=(0, 1)
    )


class PersonalContent(Content):
    """The posts of people, who have interests of their own."""

    personal_topic: Share = parameter(
        0.0, "how far the author's own interests are its topic, and not the product", "assumed", typical=(0, 0.6)
    )


def _personal() -> PersonalContent:
    return PersonalContent(quality=0.4, individuality=0.8, personal_topic=0.4, cost_at_full_quality=0)


VARIANT_CHOICE = "how a post takes a variant where no review has weighed them: in turn, or each with the same chance"


class Account(Page):
    """The official account posts to its followers on the micro-blog."""

    posts_per_day: float = parameter(
        1.0, "posts a day, evenly spaced", "assumed", unit="posts/day", ge=0, le=50, typical=(0.3, 5), tier="essential"
    )
    start: Days = parameter(0, "first day", "scenario", unit="day", ge=0, le=3_650, tier="usual")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", "scenario", unit="day", ge=0, le=3_650, tier="usual"
    )
    content: Content = block(Content(quality=0.6), "its posts")
    variants: dict[str, Content] = block(
        dict, "copy variants by name, each starting from `content`; every post takes one"
    )
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, "scenario")
    pulse: Pulse | None = block(None, "on and off (empty: always on)")


class Executive(Page):
    """The account of an executive posts to its own followers, in a personal voice."""

    posts_per_day: float = parameter(
        0.5, "posts a day, evenly spaced", "assumed", unit="posts/day", ge=0, le=50, typical=(0.1, 3), tier="usual"
    )
    start: Days = parameter(0, "first day", "scenario", unit="day", ge=0, le=3_650, tier="usual")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", "scenario", unit="day", ge=0, le=3_650, tier="usual"
    )
    seen_as_commercial: Share = parameter(
        0.7,
        "how far its posts are taken for advertising (0: a person's word; 1: like the brand's), in opening and in"
        " trust",
        "assumed",
        typical=(0.3, 1),
    )
    content: Content = block(Content(quality=0.5, individuality=0.8), "its posts")


class Service(Page):
    """The account for activities and service posts to its own followers: it asks and answers."""

    posts_per_day: float = parameter(
        1.0, "posts a day, evenly spaced", "assumed", unit="posts/day", ge=0, le=50, typical=(0.3, 5), tier="usual"
    )
    start: Days = parameter(0, "first day", "scenario", unit="day", ge=0, le=3_650, tier="usual")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", "scenario", unit="day", ge=0, le=3_650, tier="usual"
    )
    content: Content = block(Content(quality=0.5, interaction=0.8), "its posts")


class Email(Page):
    """Mails to everybody on the mailing list (market.email_list)."""

    every_days: Days = parameter(
        7, "days from one mail to the next", "assumed", gt=0, le=3_650, typical=(2, 30), tier="usual"
    )
    start: Days = parameter(0, "first day", "scenario", unit="day", ge=0, le=3_650, tier="usual")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", "scenario", unit="day", ge=0, le=3_650, tier="usual"
    )
    cost_per_mille: Money = parameter(
        "10 CNY", "sending of 1,000 mails", "assumed", ge=0, typical=("1 CNY", "50 CNY"), tier="usual"
    )
    content: Content = block(Content(quality=0.5), "the mails")


class Spot(Page):
    """A spot of the mass media: there is nothing in it to pass on, to comment or to click."""

    quality: Share = parameter(
        0.6, "craft of the spot; it costs the cube of it", "assumed", typical=(0.2, 0.9), tier="usual"
    )
    individuality: Share = parameter(0.2, "how personal it is", "assumed", typical=(0, 0.6))
    positioning: Share = parameter(
        0.5, "what it says the brand stands for, a place between two poles", "scenario", typical=(0, 1)
    )
    cost_at_full_quality: Money = parameter(
        "5000 CNY",
        "cost of making it at full quality; cost = this x quality^3",
        "assumed",
        ge=0,
        typical=("0 CNY", "500k CNY"),
        tier="usual",
    )


class MassMedia(Page):
    """Television, radio, print, posters: impressions at anybody, without a link and with little attention; they
    remind."""

    spend: Share = parameter(
        "50%",
        "share of the budget, spent evenly",
        "assumed",
        unit="share of budget",
        typical=("0%", "100%"),
        tier="usual",
    )
    cost_per_mille: Money = parameter(
        "20 CNY", "price of 1,000 impressions", "assumed", gt=0, typical=("5 CNY", "80 CNY"), tier="usual"
    )
    start: Days = parameter(0, "first day", "scenario", unit="day", ge=0, le=3_650, tier="usual")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", "scenario", unit="day", ge=0, le=3_650, tier="usual"
    )
    attention: float = parameter(
        0.5,
        "odds that whoever has it before the eyes attends to it, over an advertisement on a platform",
        "assumed",
        unit="times",
        gt=0,
        le=10,
        typical=(0.1, 1),
    )
    credibility: float = parameter(
        0.5,
        "how far it is believed (a person is 1)",
        "assumed; as for advertisements",
        unit="times",
        gt=0,
        le=20,
        typical=(0.2, 1.5),
    )
    content: Spot = block(Spot, "the spot")


class Advertising(Page):
    """Bought impressions; no tie is needed."""

    spend: Share = parameter(
        "70%",
        "share of the budget, spent evenly",
        "assumed",
        unit="share of budget",
        typical=("0%", "100%"),
        tier="essential",
    )
    cost_per_mille: Money = parameter(
        "60 CNY", "price of 1,000 impressions", "assumed", gt=0, typical=("10 CNY", "150 CNY"), tier="essential"
    )
    targeting: Share = parameter(
        0.5,
        "how far the audience is chosen by interest (0: anybody; 1: only the best matching half)",
        "assumed",
        typical=(0, 1),
        tier="usual",
    )
    start: Days = parameter(0, "first day", "scenario", unit="day", ge=0, le=3_650, tier="usual")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", "scenario", unit="day", ge=0, le=3_650, tier="usual"
    )
    credibility: float = parameter(
        0.5,
        "how far an advertisement is believed (a person is 1)",
        "assumed; it reminds more than it convinces",
        unit="times",
        gt=0,
        le=20,
        typical=(0.2, 1),
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
    variants: dict[str, Content] = block(
        dict, "copy variants by name, each starting from `content`; every day's advertisement takes one"
    )
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, "scenario")
    pulse: Pulse | None = block(None, "on and off (empty: always on)")


class Kol(Page):
    """Paid posts of big accounts."""

    spend: Share = parameter(
        "70%",
        "share of the budget, spent evenly",
        "assumed",
        unit="share of budget",
        typical=("0%", "100%"),
        tier="essential",
    )
    fee_per_follower: Money = parameter(
        "0.03 CNY", "fee of one post, per follower", "assumed", ge=0, typical=("0.01 CNY", "0.10 CNY"), tier="essential"
    )
    start: Days = parameter(0, "first day", "scenario", unit="day", ge=0, le=3_650, tier="usual")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", "scenario", unit="day", ge=0, le=3_650, tier="usual"
    )
    content: PersonalContent = block(
        PersonalContent(quality=0.6, cost_at_full_quality=0), "the sponsored posts (the fee covers the making)"
    )
    operated: Operated | None = block(
        None, "a relation kept up with some of them (empty: each post is bought from a stranger)"
    )
    variants: dict[str, PersonalContent] = block(
        dict, "copy variants by name, each starting from `content`; every post takes one"
    )
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, "scenario")
    pulse: Pulse | None = block(None, "on and off (empty: always on)")


def _swapped() -> PersonalContent:
    return PersonalContent(quality=0.5, personal_topic=0.3, cost_at_full_quality=0)


class Partners(Page):
    """Third-party partners post for the brand and are given goods for it; no cash changes hands."""

    spend: Share = parameter(
        "10%",
        "most goods given away, at unit cost, as a share of the budget",
        "assumed",
        unit="share of budget",
        typical=("2%", "30%"),
        tier="usual",
    )
    goods_per_post: int = parameter(
        1,
        "units of the product given for one post",
        "assumed",
        unit="units",
        ge=0,
        le=10_000,
        typical=(1, 10),
        tier="usual",
    )
    most_swaps: int = parameter(
        200,
        "most posts swapped in the campaign",
        "assumed",
        unit="posts",
        ge=0,
        le=1_000_000_000,
        typical=(10, 1_000),
        tier="usual",
    )
    posts_per_week: float = parameter(
        2.0, "posts of each partner a week", "assumed", unit="posts/week", ge=0, le=500, typical=(0.5, 7), tier="usual"
    )
    public_share: Share = parameter(0.5, "share of their posts that go to the micro-blog", "assumed", typical=(0, 1))
    start: Days = parameter(0, "first day", "scenario", unit="day", ge=0, le=3_650, tier="usual")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", "scenario", unit="day", ge=0, le=3_650, tier="usual"
    )
    content: PersonalContent = block(_swapped(), "what they post")


class Activate(Page):
    """Who is asked to be a point on the first day: those named, then role by role."""

    named: list[str | int] = parameter(
        [],
        "people asked before all others, in this order, by their label (in a generated population their number);"
        " `gs.study.choose_points` finds them",
        "scenario",
        tier="usual",
    )
    employee: Heads = parameter("100%", "employees, a number or a share of them", "scenario", tier="usual")
    distributor: Heads = parameter("100%", "distributors", "scenario", tier="usual")
    partner: Heads = parameter("100%", "partners", "scenario", tier="usual")
    investor: Heads = parameter("100%", "investors", "scenario", tier="usual")
    kol: Heads = parameter(0, "opinion leaders as points (on commission)", "scenario", tier="usual")
    kol_fee_per_follower: Money = parameter(
        0,
        "what an opinion leader is paid once for becoming a point, per follower",
        "assumed; none, they work on commission",
        ge=0,
        typical=("0 CNY", "0.50 CNY"),
    )
    consumer: Heads = parameter(
        "3%",
        "consumers, in the order of `choose`: a number or a share of all consumers",
        "assumed",
        typical=("0%", "5%"),
        tier="essential",
    )
    choose: Literal["customers", "random", "most_friends", "bridges", "fewest_friends"] = parameter(
        "customers",
        "which consumers are asked first: those who have bought before; anybody; those with the most friends; those"
        " whose friends belong to the most circles; those with the fewest friends",
        "scenario",
        tier="usual",
    )


class Recruiting(Page):
    """Buyers become points: by invitation after a good experience, by their own application, or by having bought
    enough."""

    invite_chance: Chance = parameter(
        "5%",
        "chance that a satisfied buyer becomes a point, at the reference",
        "assumed; a membership e-commerce prospectus: 3.1 buyers a member in 2018",
        lt=1,
        typical=("0%", "20%"),
        tier="usual",
    )
    earnings_effect: Effect = parameter(
        2.0, "odds for a great commission over none (saturates)", "assumed", typical=(1, 5)
    )
    reference_earning: Money = parameter(
        "20 CNY",
        "commission of one order at which half of that effect is reached",
        "assumed",
        gt=0,
        typical=("5 CNY", "50 CNY"),
    )
    sellers_effect: Effect = parameter(
        1.5, "odds with many sellers among one's friends over none (saturates)", "assumed", typical=(1, 4)
    )
    most: Heads = parameter(
        "5%",
        "most points at a time, a number or a share of all people",
        "assumed",
        typical=("0.1%", "20%"),
        tier="usual",
    )
    apply_chance: Chance = parameter(
        0,
        "chance a day that a person who thinks of the brand applies, at the reference (mean need, no commission, no"
        " sellers among friends)",
        "assumed",
        lt=1,
        typical=("0%", "0.5%"),
    )
    join_at_spending: Money | None = parameter(
        None,
        "whoever has paid so much, less refunds, is a member, and as long as that holds (empty: no such rule)",
        "assumed; a membership e-commerce platform asked for one starter pack of about 400",
        ge=0,
        typical=("100 CNY", "1000 CNY"),
    )
    joining_fee: Money = parameter(
        0,
        "what a recruit pays for joining (a starter pack); pay-to-join is a mark of pyramid selling, and the report"
        " says so",
        "assumed",
        ge=0,
        typical=("0 CNY", "400 CNY"),
        tier="usual",
    )
    head_pay: Money = parameter(
        0,
        "what the recruiter is paid for each recruit, and pays back where a membership by purchases ends; pay by the"
        " head is a mark of pyramid selling, and the report says so",
        "assumed",
        ge=0,
        typical=("0 CNY", "50 CNY"),
        tier="usual",
    )


class Points(Page):
    """The grid: points that post to their own friends and followers, each with a micro-mall if `malls` is on."""

    activate: Activate = block(Activate, "who starts as a point")
    spend: Share = parameter(
        "80%",
        "share of the budget for training and supervision; no more points are taken on than it can supervise to"
        " the end",
        "assumed",
        unit="share of budget",
        typical=("20%", "100%"),
        tier="essential",
    )
    malls: bool = parameter(
        True, "each point opens a micro-mall; without, links lead to the official mall", "scenario", tier="usual"
    )
    commission: list[Share] = parameter(
        ["10%", "2%"],
        "commission by level: the seller, then who recruited the seller; at most two levels",
        "assumed; the law on pyramid selling allows two levels, three or more is a crime",
        unit="share of paid",
        typical=("2%", "30%"),
        tier="essential",
    )
    mall_rules: MallRules = block(
        MallRules, "customer lock, fixed or tiered commission, self-purchase, invitation, withdrawal"
    )
    management_cost: Money = parameter(
        "1 CNY",
        "supervision of one active point for a day",
        "assumed",
        unit="money/day",
        ge=0,
        typical=("0 CNY", "20 CNY"),
        tier="essential",
    )
    training_cost: Money = parameter(
        "30 CNY", "training of one new point", "assumed", ge=0, typical=("0 CNY", "500 CNY"), tier="usual"
    )
    posts_factor: float = parameter(
        1.0,
        "multiplies every role's posts a day",
        "scenario",
        unit="times",
        ge=0,
        le=50,
        typical=(0.5, 3),
        tier="usual",
    )
    public_share: Share = parameter(
        0.3,
        "share of a point's posts that go to its followers on the micro-blog and not to its friends",
        "assumed",
        typical=(0, 1),
        tier="usual",
    )
    group_share: Share = parameter(
        0.0,
        "share of a point's posts that go to one of its chat groups; a point without groups posts to its friends"
        " instead",
        "assumed",
        typical=(0, 0.7),
        tier="usual",
    )
    place_share: Share = parameter(
        0.0,
        "share of the posts of a point with a shop (or with shops below it) that hang there",
        "assumed",
        typical=(0, 0.7),
        tier="usual",
    )
    seen_as_commercial: Share = parameter(
        0.3,
        "how far friends take a point's posts for advertising (0: a friend's word; 1: like a brand's post), in opening"
        " and in trust",
        "assumed; the posts carry a link to a shop",
        typical=(0, 1),
    )
    tie_quality: float = parameter(
        1.0,
        "how good the points' ties are: multiplies the odds of reacting to a point's own posts",
        "assumed",
        unit="times",
        gt=0,
        le=20,
        typical=(0.25, 4),
    )
    off_message_chance: Chance = parameter(
        "2%", "chance that a supervised point's post is off the message", "assumed", typical=("0%", "10%")
    )
    unsupervised_off_message_chance: Chance = parameter(
        "15%", "the same when nobody supervises", "assumed", typical=("5%", "50%")
    )
    effort: Money = parameter(
        "2 CNY", "what one post costs a point in effort", "assumed", ge=0, typical=("0.5 CNY", "10 CNY")
    )
    recognition: Money = parameter(
        "1 CNY", "what a like or a comment is worth to a point", "assumed", ge=0, typical=("0 CNY", "5 CNY")
    )
    dormancy_chance: Chance = parameter(
        "1%",
        "chance a day that a point whose reward equals its effort goes dormant",
        "assumed",
        lt=1,
        typical=("0.2%", "5%"),
    )
    unsupervised_dormancy_effect: Effect = parameter(
        4.0, "odds of going dormant when nobody supervises, over full supervision", "assumed", typical=(1, 10)
    )
    leave_after: Days = parameter(
        14, "a point dormant for so long leaves and closes its mall", "assumed", ge=1, le=3_650, typical=(7, 90)
    )
    recruiting: Recruiting | None = block(Recruiting, "buyers become points (empty: never)")
    ranks: Ranks | None = block(None, "recruits begin without a mall (empty: every recruit opens one at once)")
    supervision: Supervision | None = block(
        None, "supervisors with a capacity (empty: every point can be supervised at its cost)"
    )
    skill: Skill | None = block(None, "training and practice make better posts (empty: all points post alike)")
    reactivation: Reactivation | None = block(None, "dormant points can be woken (empty: by a sale only)")
    brushing: Brushing | None = block(None, "fake orders, as a risk (empty: none)")
    content: PersonalContent = block(_personal(), "what the points post")
    variants: dict[str, PersonalContent] = block(
        dict, "copy variants by name, each starting from `content`; every post takes one"
    )
    variant_choice: Literal["turn", "draw"] = parameter("turn", VARIANT_CHOICE, "scenario")


class Strategy(Page):
    """One way to use the budget."""

    preset: Literal["official", "advertising", "kol", "grid", "hybrid", "nothing"] | None = parameter(
        None, "what it starts from; without it, the preset of the strategy's own name", "scenario", tier="usual"
    )
    account: Account | None = block(None, "the official account posts (empty: it is silent)")
    advertising: Advertising | None = block(None, "bought impressions (empty: none)")
    kol: Kol | None = block(None, "paid posts of big accounts (empty: none)")
    points: Points | None = block(None, "the grid of points (empty: none)")
    community: Community | None = block(None, "active fans are found and served (empty: nobody is)")
    partners: Partners | None = block(None, "partners post in exchange for goods (empty: none)")
    executive: Executive | None = block(None, "the account of an executive posts (empty: it is silent)")
    service: Service | None = block(None, "the account for activities and service posts (empty: it is silent)")
    email: Email | None = block(None, "mails to the mailing list (empty: none)")
    mass_media: MassMedia | None = block(None, "mass media (empty: none)")
    search: Search | None = block(None, "paid search (empty: none)")
    conversion: Conversion | None = block(None, "work on the malls, so that more visits become orders (empty: none)")
    brand: Brand | None = block(None, "work on reputation, so that the brand is trusted (empty: none)")
    activities: dict[str, Activity] = block(
        dict, "activities by name, each a plan line of its own, announced by the official account"
    )
    calendar: dict[str, Phase] = block(dict, "phases by name, each making the lines busier or quieter while it lasts")
    team: Team | None = block(None, "who makes the posts of the brand's own accounts (empty: as many as it takes)")
    review: Review | None = block(None, "measure and correct while it runs (empty: never)")


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
