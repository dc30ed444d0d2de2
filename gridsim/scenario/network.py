"""Who sees whose posts: the platforms, generated or read from a file."""

from __future__ import annotations

from gridsim.scenario.declare import Page, block, declarations, parameter, setting
from gridsim.scenario.files import TiesFile
from gridsim.scenario.kinds import Heads, PostsPerDay, Share, Spread
from gridsim.scenario.platforms import Groups, OnPages, Place


class Moments(OnPages, TiesFile):
    """Mutual friends, clustered in circles."""

    mean_friends: float = parameter(
        100.0,
        "mean friends of a generated person; the messenger reports 276 (median 178)",
        "assumed; friends within the market, of the mean of 276 that the messenger reports in all [tencent2014]",
        unit="friends",
        ge=0,
        le=5_000,
        typical=(30, 300),
        tier="essential",
    )
    spread: Spread = parameter(
        0.937,
        "sigma of the log of the number of friends",
        "the messenger reports median 178 and mean 276 [tencent2014]",
        le=2,
        typical=(0.5, 1.2),
    )
    most_friends: float = parameter(
        1.33,
        "most friends that a generated person can have, as a multiple of the root of mean_friends x people: what a town of"
        " the size can hold",
        "a college of 769 people 1.36 (248 friends, mean 43), a university of 24,580 1.31 (1,642, mean 64) [traud2012]",
        unit="times",
        gt=0,
        le=100,
        typical=(1, 2),
    )
    in_circle_share: Share = parameter(
        0.5,
        "share of a person's friends who are of the own circle, where the circle is large enough",
        "assumed",
        typical=(0.3, 0.8),
    )
    second_circles_share: Share = parameter(
        0.5,
        "share of a person's other friends who are of second circles (colleagues, class-mates, clubs)",
        "assumed",
        typical=(0.2, 0.8),
    )
    second_circle_friends: int = parameter(
        20,
        "friends that one second circle brings, about",
        "calibrated on clustering that falls with the number of friends as in the college networks [traud2012]",
        unit="friends",
        ge=1,
        le=1_000,
        typical=(10, 40),
    )
    neighbourhood: int = parameter(
        1_000,
        "people, neighbours by their circles, among whom second circles are formed",
        "assumed",
        unit="people",
        ge=2,
        le=2_000,
        typical=(300, 2_000),
    )
    rival_posts_per_tie: PostsPerDay = parameter(
        0.6,
        "other posts a day that each tie brings into the feed",
        "120 M of 780 M daily visitors of the messenger's friends' feed post there, of 1,090 M users; some of them"
        " several times [zhang2021]",
        le=1_000,
        typical=(0.3, 2),
    )


class MicroBlog(OnPages, TiesFile):
    """A directed follower network with heavy-tailed audiences."""

    mean_follows: float = parameter(
        20.0,
        "people in this market whom a person follows",
        "assumed",
        unit="people",
        ge=0,
        le=5_000,
        typical=(5, 200),
        tier="usual",
    )
    audience_exponent: float = parameter(
        2.2,
        "tail exponent of the audience sizes (density ~ size^-exponent)",
        "assumed, after published follower counts",
        gt=1.5,
        le=5,
        typical=(2.0, 2.6),
    )
    largest_audience: Share = parameter(
        0.25, "largest audience of one person, of all people", "assumed", gt=0, typical=(0.05, 0.5)
    )
    official_followers: Heads = parameter(
        "10%",
        "followers of the official account, at random",
        "scenario; accounts range from 100 followers (a house organ) to 10 million (national television)",
        typical=("0.5%", "20%"),
        tier="essential",
    )
    executive_followers: Heads = parameter(
        0, "followers of the account of an executive, at random", "scenario", typical=("0%", "10%"), tier="usual"
    )
    service_followers: Heads = parameter(
        0,
        "followers of the account for activities and service, at random",
        "scenario",
        typical=("0%", "10%"),
        tier="usual",
    )
    rival_posts_per_tie: PostsPerDay = parameter(
        8.0,
        "other posts a day that each tie brings into the feed",
        "assumed",
        le=10_000,
        typical=(2, 40),
    )
    delivered: Share = parameter(
        0.19,
        "share of posts that the platform lets into the feed at all (a folder, a ranking)",
        "set on 5 % of followers being shown a post; public posts are shown to 1.3 to 8.3 % [manson2014]",
        typical=(0.05, 0.45),
        tier="usual",
    )
    delivery_effect: float = setting(
        0.63,
        "delivered posts, for every tenfold of their author's audience beyond delivery_reference",
        "engagements a follower of accounts with 1 thousand to over a million followers, 4.8 to 1.2 %: least squares on"
        " log odds at the tiers' geometric middles; reach of pages falls alike, 6.15 to 2.11 % [manson2014]",
        unit="times per tenfold",
        gt=0,
        le=1,
        typical=(0.5, 1),
        held="log",
    )
    delivery_reference: float = setting(
        1_000,
        "audience up to which `delivered` holds: the smallest that those figures cover; smaller ones count as this",
        "published engagement by tiers of followers [laterfohr2021], of which the smallest begins at 1,000",
        unit="people",
        ge=1,
        le=1e9,
        typical=(500, 5_000),
    )


FOLLOWED = tuple(key.removesuffix("_followers") for key in declarations(MicroBlog) if key.endswith("_followers"))
"""Accounts of the brand with followers, the official one first."""


class Layers(Page):
    """The platforms."""

    moments: Moments = block(Moments, "private posts among mutual friends")
    micro_blog: MicroBlog = block(MicroBlog, "public posts to followers")
    groups: Groups | None = block(None, "chat groups (empty: none)")
    place: Place | None = block(None, "shops, their customers and the distributors above them (empty: none)")
