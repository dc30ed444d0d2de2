"""When a strategy speaks, who does the work, and how it is corrected while it runs: pulses, phases, the team, the
review."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.declare import Days, Page, Share, parameter


class Pulse(Page):
    """On for some days of every so many, at the cost of always-on: the same posts or the same money, packed into the
    days that are on."""

    every_days: int = parameter(14, "length of a round", unit="days", ge=2, le=365, typical=(7, 60), source="scenario")
    days: int = parameter(
        4, "days of each round that are on, its first", unit="days", ge=1, le=365, typical=(1, 14), source="scenario"
    )


class Phase(Page):
    """A part of the calendar that multiplies how busy each line is while it lasts; phases that overlap multiply each
    other.

    The account and the points post more; advertising and opinion leaders spend their share of the budget sooner, not
    more of it.
    """

    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    end: Days | None = parameter(
        None, "day after the last (empty: the horizon)", unit="day", ge=0, le=3_650, source="scenario"
    )
    account: float = parameter(
        1.0, "multiplies the account's posts a day", unit="times", ge=0, le=50, typical=(0, 5), source="scenario"
    )
    advertising: float = parameter(
        1.0,
        "multiplies the speed of spending on media",
        unit="times",
        ge=0,
        le=1_000,
        typical=(0, 5),
        source="scenario",
    )
    kol: float = parameter(
        1.0,
        "multiplies the speed of spending on opinion leaders",
        unit="times",
        ge=0,
        le=1_000,
        typical=(0, 5),
        source="scenario",
    )
    points: float = parameter(
        1.0, "multiplies the points' posts a day", unit="times", ge=0, le=50, typical=(0, 5), source="scenario"
    )


class Team(Page):
    """The people who make the posts of the brand's own accounts; what they cannot make in a day is not posted."""

    people: int = parameter(
        3, "people who make posts", unit="people", ge=1, le=10_000, typical=(1, 20), source="scenario"
    )
    posts_per_person_day: float = parameter(
        2.0, "posts that one of them makes a day", unit="posts/day", gt=0, le=100, typical=(0.5, 5), source="assumed"
    )


class Review(Page):
    """A look at the team's own measurements every so many days, and what is changed after it."""

    every_days: int = parameter(
        7, "days between two reviews", unit="days", ge=1, le=365, typical=(1, 30), source="scenario"
    )
    rule: Literal["none", "equal", "thompson", "epsilon"] = parameter(
        "thompson",
        "none: only measure; equal: equal weights; thompson: by the chance to be the best; epsilon: the best so far,"
        " and a rest for all",
        source="scenario",
    )
    over: Literal["variants", "media", "both"] = parameter(
        "variants",
        "what it moves: weights of copy variants, the money of advertising, kol and points, or both",
        source="scenario",
    )
    measure: Literal["clicks", "orders"] = parameter("orders", "what it goes by", source="scenario")
    epsilon: Share = parameter(
        0.1,
        "rule epsilon: the share that is given to all alike",
        unit="share",
        ge=0,
        le=1,
        typical=(0.05, 0.3),
        source="assumed",
    )
    least_share: Share = parameter(
        0.05,
        "no variant and no medium goes below this share",
        unit="share",
        ge=0,
        le=0.2,
        typical=(0, 0.1),
        source="assumed; who stops asking stops learning",
    )
