"""The grid: who becomes a point, what a point posts and earns, what keeps it going."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.content import PersonalContent, Varied
from gridsim.scenario.declare import Page, block, parameter, setting
from gridsim.scenario.kinds import Chance, Days, Effect, Factor, Heads, Money, Share
from gridsim.scenario.mall import MallRules
from gridsim.scenario.points import Ranks, Supervision, Work
from gridsim.scenario.shared import spend


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
    kol_fee_per_follower: Money = setting(
        0,
        "what an opinion leader is paid once for becoming a point, per follower",
        "scenario; none, they work on commission",
        typical=("0 CNY", "0.50 CNY"),
        held="float",
    )
    consumer: Heads = parameter(
        "3%",
        "consumers asked, in the order of `choose`, a number or a share of all consumers: each accepts as later recruits"
        " do, surely where what may be earned is worth the effort",
        "scenario",
        typical=("0%", "5%"),
        tier="essential",
    )
    choose: Literal["customers", "random", "most_friends", "bridges", "fewest_friends", "nominated"] = parameter(
        "customers",
        "which consumers are asked first: those who have bought before; anybody; those with the most friends; those"
        " whose friends belong to the most circles; those with the fewest friends; friends whom people drawn at random"
        " have named",
        "scenario",
        tier="usual",
    )


class Recruiting(Page):
    """Buyers become points: by invitation after a good experience, by their own application, or by having bought
    enough."""

    invite_chance: Chance = setting(
        "5%",
        "chance that a satisfied buyer becomes a point, where what may be earned equals the effort: nobody joins for"
        " nothing, a great reward doubles the odds (by `reward_elasticity`)",
        "assumed; a membership e-commerce prospectus: 3.1 buyers a member in 2018 [yunji2019]",
        lt=1,
        typical=("0%", "20%"),
        tier="usual",
        held="odds",
    )
    reference_earning: Money = setting(
        "20 CNY",
        "what a recruit's order earns the recruiter at which half of `recruiter_effect` is there",
        "assumed",
        gt=0,
        typical=("5 CNY", "50 CNY"),
        held="float",
        off=1,
    )
    recruiter_effect: Effect = setting(
        5.0,
        "odds of an invitation by one who earns greatly by recruits (second level, invitation, pay by the head) over one"
        " who earns nothing by them",
        "assumed",
        typical=(1, 20),
    )
    most: Heads = setting(
        "5%",
        "most points at a time, a number or a share of all people",
        "scenario",
        typical=("0.1%", "20%"),
        tier="usual",
        held="heads",
    )
    apply_chance: Chance = setting(
        0,
        "chance a day that a person who thinks of the brand applies, at mean need, where what may"
        " be earned equals the effort",
        "assumed",
        lt=1,
        typical=("0%", "0.5%"),
        held="odds",
    )
    join_at_spending: Money | None = setting(
        None,
        "whoever has paid so much, less refunds, is a member, and as long as that holds (empty: no such rule)",
        "scenario; a membership e-commerce platform asked for one starter pack of about 400 [yunji2019]",
        typical=("100 CNY", "1000 CNY"),
        off=-1,
    )
    joining_fee: Money = setting(
        0,
        "what a recruit pays for joining (a starter pack); pay-to-join is a mark of pyramid selling, and the report"
        " says so",
        "scenario",
        typical=("0 CNY", "400 CNY"),
        tier="usual",
    )
    head_pay: Money = setting(
        0,
        "what the recruiter is paid for each recruit, and pays back where a membership by purchases ends; pay by the"
        " head is a mark of pyramid selling, and the report says so",
        "scenario",
        typical=("0 CNY", "50 CNY"),
        tier="usual",
    )


LEGAL_LEVELS = 2
"""Levels of commission that the law on pyramid selling allows."""


class Points(Varied[PersonalContent]):
    """The grid: points that post to their own friends and followers, each with a micro-mall if `malls` is on."""

    activate: Activate = block(Activate, "who starts as a point")
    spend: Share = spend(
        "80%",
        ("20%", "100%"),
        "share of the budget for training and supervision; no more points are taken on than it can supervise to"
        " the end",
        tier="essential",
    )
    malls: bool = setting(
        True,
        "each point opens a micro-mall; without, links lead to the official mall",
        "scenario",
        tier="usual",
        switch="micro_malls",
    )
    commission: list[Share] = parameter(
        ["10%", "2%"],
        "commission by level: the seller, then who recruited the seller; at most two levels",
        "scenario; the law on pyramid selling allows two levels, three or more is a crime",
        unit="share of paid",
        typical=("2%", "30%"),
        tier="essential",
    )
    mall_rules: MallRules = block(
        MallRules, "customer lock, fixed or tiered commission, self-purchase, invitation, withdrawal"
    )
    management_cost: Money = setting(
        "1 CNY",
        "supervision of one active point for a day",
        "assumed",
        unit="money/day",
        typical=("0 CNY", "20 CNY"),
        tier="essential",
    )
    training_cost: Money = setting(
        "30 CNY",
        "training of one new point",
        "assumed",
        typical=("0 CNY", "500 CNY"),
        tier="usual",
    )
    posts_factor: Factor = setting(
        1.0,
        "multiplies every role's posts a day",
        "scenario",
        ge=0,
        le=50,
        typical=(0.5, 3),
        tier="usual",
    )
    public_share: Share = setting(
        0.3,
        "share of a point's posts that go to its followers on the micro-blog and not to its friends",
        "assumed",
        typical=(0, 1),
        tier="usual",
    )
    group_share: Share = setting(
        0.0,
        "share of a point's posts that go to one of its chat groups; a point without groups posts to its friends"
        " instead",
        "scenario",
        typical=(0, 0.7),
        tier="usual",
    )
    place_share: Share = setting(
        0.0,
        "share of the posts of a point with a shop (or with shops below it) that hang there",
        "scenario",
        typical=(0, 0.7),
        tier="usual",
    )
    message_share: Share = setting(
        0.0,
        "share of a point's posts to its friends that go to one of them, chosen, as a message",
        "scenario",
        typical=(0, 0.3),
    )
    seen_as_commercial: Share = parameter(
        0.3,
        "how far friends take a point's posts for advertising (0: a friend's word; 1: like a brand's post), in opening"
        " and in trust",
        "assumed; the posts carry a link to a shop",
        typical=(0, 1),
    )
    tie_quality: Factor = parameter(
        1.0,
        "how good the points' ties are: multiplies the odds of reacting to a point's own posts",
        "assumed",
        typical=(0.25, 4),
    )
    off_message_chance: Chance = setting(
        "2%",
        "chance that a supervised point's post is off the message",
        "assumed",
        typical=("0%", "10%"),
    )
    unsupervised_off_message_chance: Chance = setting(
        "15%",
        "the same when nobody supervises",
        "assumed",
        typical=("5%", "50%"),
    )
    off_message_valence: float = setting(
        -0.2,
        "what an off-message post says of the brand, from -1 (warns) to 1 (recommends)",
        "assumed",
        ge=-1,
        le=1,
        typical=(-1, 0.5),
    )
    work: Work = block(Work, "minutes of a point's work, and who pays for those of employees")
    hoped_orders: float = setting(
        0.2,
        "orders that a newcomer hopes for of a post; what has happened takes the place of the hope by and by",
        "assumed; set so that a commission of a tenth is about worth the effort",
        unit="orders/post",
        ge=0,
        le=100,
        typical=(0.05, 0.5),
    )
    reward_elasticity: float = setting(
        0.34,
        "elasticity of what a point does, posts and pains over visitors, to its reward over its effort",
        "assumed; nothing is published of commission and posting: as selling effort and sales [albers2010]",
        unit="elasticity",
        ge=0,
        le=1,
        typical=(0.2, 0.5),
    )
    selling_elasticity: float = setting(
        0.34,
        "elasticity of the odds of an order in a point's mall to the pains that it takes",
        "elasticity of sales to selling effort [albers2010]",
        unit="elasticity",
        ge=0,
        le=1,
        typical=(0.2, 0.5),
    )
    experience_effect: Effect = setting(
        10.0,
        "posts of a point that finds the product perfect over those of one that finds it worthless, by its own"
        " deliveries and those of its buyers; what it says is paler, and off the message more often, by as much",
        "assumed; set so that a bad product halves the posts",
        typical=(1, 50),
        held="log",
    )
    recognition: Money = setting(
        "1 CNY",
        "what a like or a comment is worth to a point",
        "assumed",
        typical=("0 CNY", "5 CNY"),
        held="float",
    )
    reward_half_life: Days = setting(
        30,
        "half-life of a point's memory of what its work has earned and cost",
        "assumed; some three posts of a consumer",
        typical=(7, 90),
        held="float",
    )
    dormancy_chance: Chance = setting(
        "0.4%",
        "chance a day that a point whose reward equals its effort goes dormant; twice the odds where it earns nothing",
        "half of new direct sellers quit within a year [ftc2016], over nine in ten turn over; d",
        lt=1,
        typical=("0.2%", "0.6%"),
        held="odds",
    )
    unsupervised_dormancy_effect: Effect = setting(
        4.0,
        "odds of going dormant when nobody supervises, over full supervision",
        "assumed",
        typical=(1, 10),
    )
    leave_after: Days = setting(
        14,
        "a point dormant for so long leaves and closes its mall",
        "assumed",
        ge=1,
        typical=(7, 90),
        held="whole",
    )
    recruiting: Recruiting | None = block(
        Recruiting, "buyers become points (empty: never)", held=True, switch="recruiting"
    )
    ranks: Ranks | None = block(
        None, "recruits begin without a mall (empty: every recruit opens one at once)", held=True
    )
    supervision: Supervision | None = block(
        None, "supervisors with a capacity (empty: every point can be supervised at its cost)"
    )
    content: PersonalContent = block(
        PersonalContent(quality=0.4, individuality=0.8, personal_topic=0.4, cost_at_full_quality=0),
        "what the points post",
    )
