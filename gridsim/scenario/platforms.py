"""The layers beside moments and micro-blog: chat groups, and the places where people meet. Both are off by default."""

from __future__ import annotations

from gridsim.scenario.declare import Page, parameter
from gridsim.scenario.files import TableFile, TiesFile
from gridsim.scenario.kinds import Days, PostsPerDay, Share, Spread


class Feed(Page):
    """What else comes into the feed, beside the brand."""

    delivered: Share = parameter(
        1.0,
        "share of posts that the platform lets into the feed (of groups: the chats) at all",
        "assumed; all, where there is neither a folder nor a ranking",
        typical=(0.5, 1),
        tier="usual",
    )
    rival_growth: float = parameter(
        0.0,
        "growth of the other posts that ties bring, a year (0.5: half as many again)",
        "scenario; 0: as many as today",
        unit="a year",
        ge=-0.99,
        le=100,
        typical=(0, 1),
    )


class OnPages(Feed):
    """A feed whose posts also stand on their authors' pages and in lists, where some of what was missed is found."""

    found_late: Share = parameter(
        0.14,
        "chance that a post missed at the next visit is found later: on a page, by search, in a list that the platform"
        " makes",
        "of real reposts 80 % come within a day and 89 % within three [song2018]; with it 35 % of friends see a private"
        " post [bernstein2013]",
        typical=(0.05, 0.25),
    )
    late_half_life: Days = parameter(
        0.5,
        "time within which half of such late finds come; the tail is heavy",
        "real reposts [song2018]; law of the tail as of attention to videos",
        le=365,
        typical=(0.1, 6),
    )


class Groups(Feed, TableFile):
    """Chat groups: whoever is a member sees what is posted there, whether friends or not. A file has the columns label (or
    the first) and group."""

    groups_each: float = parameter(
        3.0,
        "mean groups that a generated person is a member of",
        "assumed",
        unit="groups",
        ge=0,
        le=100,
        typical=(1, 10),
    )
    mean_size: float = parameter(
        20.0,
        "mean members of a generated group",
        "assumed",
        unit="people",
        ge=2,
        le=100_000,
        typical=(5, 200),
    )
    size_spread: Spread = parameter(
        0.8,
        "sigma of the log of the group sizes (the mean stays)",
        "assumed",
        le=2,
        typical=(0.5, 1.2),
    )
    in_circle_share: Share = parameter(
        0.5, "share of a group's members who are of one circle", "assumed", typical=(0.2, 0.9)
    )
    rival_posts_per_member: PostsPerDay = parameter(
        0.3,
        "other posts a day that each fellow member, over all groups of a person, brings into the person's chats",
        "assumed",
        le=1_000,
        typical=(0.1, 2),
    )


class Place(Feed, TiesFile):
    """Shops and what hangs in them: the tree brand, distributors, sub-distributors, shops, over the people of the role
    distributor."""

    sub_distributors_each: int = parameter(
        2,
        "sub-distributors below a distributor (0: shops stand below the distributors)",
        "scenario",
        unit="people",
        ge=0,
        le=1_000,
    )
    shops_each: int = parameter(
        3,
        "shops below a sub-distributor; the heads of the role distributor make as many such trees as they are"
        " nearest to",
        "scenario",
        unit="shops",
        ge=1,
        le=10_000,
    )
    catchment_share: Share = parameter(
        0.5, "share of people who have a home shop, in their own region", "scenario", typical=(0.1, 0.9)
    )
    visits_per_day: float = parameter(
        0.4, "visits a day of a customer to the home shop", "assumed", unit="visits/day", gt=0, le=50, typical=(0.1, 2)
    )
    reading_depth: float = parameter(
        3.0, "newest things that a visitor looks at there", "assumed", unit="posts", ge=1, le=100, typical=(1, 10)
    )
    rival_posts_per_tie: PostsPerDay = parameter(
        2.0,
        "other things a day that each tie (a shop, a distributor above) puts up",
        "assumed",
        le=1_000,
        typical=(0.5, 10),
    )
