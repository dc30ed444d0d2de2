"""When a strategy speaks, who does the work, and how it is corrected while it runs: pulses, phases, the team, the
review."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.declare import Page, block, parameter
from gridsim.scenario.kinds import Factor, PostsPerDay, Share
from gridsim.scenario.shared import Timed


class Pulse(Page):
    """On for some days of every so many, at the cost of always-on: the same posts or the same money, packed into the
    days that are on."""

    every_days: int = parameter(
        14, "length of a round", "scenario", unit="days", ge=2, le=365, typical=(7, 60), tier="usual"
    )
    days: int = parameter(
        4,
        "days of each round that are on, its first",
        "scenario",
        unit="days",
        ge=1,
        le=365,
        typical=(1, 14),
        tier="usual",
    )


class Pulsed(Page):
    """A line that can be on and off."""

    pulse: Pulse | None = block(None, "on and off (empty: always on)")


class Phase(Timed):
    """A part of the calendar that multiplies how busy each line is while it lasts; phases that overlap multiply each
    other.

    The account and the points post more; advertising and opinion leaders spend their share of the budget sooner, not
    more of it.
    """

    account: Factor = parameter(
        1.0, "multiplies the account's posts a day", "scenario", ge=0, le=50, typical=(0, 5), tier="usual"
    )
    advertising: Factor = parameter(
        1.0,
        "multiplies the speed of spending on media",
        "scenario",
        ge=0,
        le=1_000,
        typical=(0, 5),
        tier="usual",
    )
    kol: Factor = parameter(
        1.0,
        "multiplies the speed of spending on opinion leaders",
        "scenario",
        ge=0,
        le=1_000,
        typical=(0, 5),
        tier="usual",
    )
    points: Factor = parameter(
        1.0, "multiplies the points' posts a day", "scenario", ge=0, le=50, typical=(0, 5), tier="usual"
    )


class Team(Page):
    """The people who make the posts of the brand's own accounts; what they cannot make in a day is not posted."""

    people: int = parameter(
        3, "people who make posts", "scenario", unit="people", ge=1, le=10_000, typical=(1, 20), tier="usual"
    )
    posts_per_person_day: PostsPerDay = parameter(
        2.0,
        "posts that one of them makes a day",
        "scenario",
        gt=0,
        le=100,
        typical=(0.5, 5),
        tier="usual",
    )


class Review(Page):
    """A look at the team's own measurements every so many days, and what is changed after it."""

    every_days: int = parameter(
        7, "days between two reviews", "scenario", unit="days", ge=1, le=365, typical=(1, 30), tier="usual"
    )
    rule: Literal["none", "equal", "thompson", "epsilon"] = parameter(
        "thompson",
        "none: only measure; equal: equal weights; thompson: by the chance to be the best; epsilon: the best so far,"
        " and a rest for all",
        "scenario",
        tier="usual",
    )
    over: Literal["variants", "media", "both"] = parameter(
        "variants",
        "what it moves: weights of copy variants, the money of advertising, kol and points, or both",
        "scenario",
        tier="usual",
    )
    measure: Literal["clicks", "orders"] = parameter("orders", "what it goes by", "scenario")
    epsilon: Share = parameter(
        0.1, "rule epsilon: the share that is given to all alike", "scenario", typical=(0.05, 0.3)
    )
    least_share: Share = parameter(
        0.05,
        "no variant and no medium goes below this share",
        "scenario; who stops asking stops learning",
        le=0.2,
        typical=(0, 0.1),
    )
