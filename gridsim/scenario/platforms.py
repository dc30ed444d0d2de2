"""The layers beside moments and micro-blog: chat groups, and the places where people meet. Both are off by default."""

from __future__ import annotations

from gridsim.scenario import files
from gridsim.scenario.declare import Column, Page, Share, YesNo, parameter


class Groups(Page):
    """Chat groups: whoever is a member sees what is posted there, whether friends or not."""

    file: str | None = parameter(
        None,
        "table of memberships with the columns label (or the first) and group; path relative to the scenario file;"
        " people as in the other files",
        "scenario",
        tier="usual",
    )
    delimiter: str | None = files.delimiter()
    header: YesNo | None = files.header()
    encoding: str | None = files.encoding()
    groups_each: float = parameter(
        3.0,
        "mean groups that a generated person is a member of",
        "assumed",
        unit="groups",
        ge=0,
        le=100,
        typical=(1, 10),
        tier="usual",
    )
    mean_size: float = parameter(
        20.0,
        "mean members of a generated group",
        "assumed",
        unit="people",
        ge=2,
        le=100_000,
        typical=(5, 200),
        tier="usual",
    )
    size_spread: float = parameter(
        0.8,
        "sigma of the log of the group sizes (the mean stays)",
        "assumed",
        unit="log",
        ge=0,
        le=2,
        typical=(0.5, 1.2),
    )
    in_circle_share: Share = parameter(
        0.5, "share of a group's members who are of one circle", "assumed", typical=(0.2, 0.9)
    )
    rival_posts_per_member: float = parameter(
        0.3,
        "other posts a day that each fellow member, over all groups of a person, brings into the person's chats",
        "assumed",
        unit="posts/day",
        ge=0,
        le=1_000,
        typical=(0.1, 2),
    )
    rival_growth: float = parameter(
        0.0, "growth of those other posts, a year", "assumed", unit="a year", ge=-0.99, le=100, typical=(0, 1)
    )
    delivered: Share = parameter(
        1.0, "share of posts that the platform lets into the chats at all", "assumed", typical=(0.5, 1)
    )


class Place(Page):
    """Shops and what hangs in them: the tree brand, distributors, sub-distributors, shops, over the people of the role
    distributor."""

    file: str | None = parameter(
        None,
        "ties from shop to customer; path relative to the scenario file; people as in the other files",
        "scenario",
        tier="usual",
    )
    layer: str | None = files.layer()
    delimiter: str | None = files.delimiter()
    header: YesNo | None = files.header()
    encoding: str | None = files.encoding()
    source: Column | None = files.source()
    target: Column | None = files.target()
    weight: Column | None = files.weight()
    directed: YesNo | None = files.directed(
        "whether ties lead from source to target only (empty: what the file says, else yes)"
    )
    label: str | None = files.label()
    sub_distributors_each: int = parameter(
        2,
        "sub-distributors below a distributor (0: shops stand below the distributors)",
        "assumed",
        unit="people",
        ge=0,
        le=1_000,
        tier="usual",
    )
    shops_each: int = parameter(
        3,
        "shops below a sub-distributor; the heads of the role distributor make as many such trees as they are"
        " nearest to",
        "assumed",
        unit="shops",
        ge=1,
        le=10_000,
        tier="usual",
    )
    catchment_share: Share = parameter(
        0.5, "share of people who have a home shop, in their own region", "assumed", typical=(0.1, 0.9), tier="usual"
    )
    visits_per_day: float = parameter(
        0.4, "visits a day of a customer to the home shop", "assumed", unit="visits/day", gt=0, le=50, typical=(0.1, 2)
    )
    reading_depth: float = parameter(
        3.0, "newest things that a visitor looks at there", "assumed", unit="posts", ge=1, le=100, typical=(1, 10)
    )
    rival_posts_per_tie: float = parameter(
        2.0,
        "other things a day that each tie (a shop, a distributor above) puts up",
        "assumed",
        unit="posts/day",
        ge=0,
        le=1_000,
        typical=(0.5, 10),
    )
    rival_growth: float = parameter(
        0.0, "growth of those other things, a year", "assumed", unit="a year", ge=-0.99, le=100, typical=(0, 1)
    )
