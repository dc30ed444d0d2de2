"""The accounts of the brand, and its mailing list."""

from __future__ import annotations

from gridsim.scenario.calendar import Pulsed
from gridsim.scenario.content import Content, Varied
from gridsim.scenario.declare import block, parameter
from gridsim.scenario.kinds import Days, Money, Share
from gridsim.scenario.shared import Timed


class Posting(Timed):
    """An account of the brand whose posts a team makes."""

    posts_per_day: float = parameter(
        1.0,
        "posts a day, evenly spaced",
        "scenario",
        unit="posts/day",
        ge=0,
        le=50,
        typical=(0.3, 5),
        tier="essential",
    )


class Account(Varied[Content], Pulsed, Posting):
    """The official account posts to its followers on the micro-blog."""

    content: Content = block(Content(quality=0.6), "its posts")


class Executive(Posting):
    """The account of an executive posts to its own followers, in a personal voice."""

    seen_as_commercial: Share = parameter(
        0.7,
        "how far its posts are taken for advertising (0: a person's word; 1: like the brand's), in opening and in"
        " trust",
        "assumed",
        typical=(0.3, 1),
    )
    content: Content = block(Content(quality=0.5, individuality=0.8), "its posts")


class Service(Posting):
    """The account for activities and service posts to its own followers: it asks and answers."""

    content: Content = block(Content(quality=0.5, interaction=0.8), "its posts")


class Email(Timed):
    """Mails to everybody on the mailing list (market.email_list)."""

    every_days: Days = parameter(7, "days from one mail to the next", "scenario", typical=(2, 30), tier="usual")
    cost_per_mille: Money = parameter(
        "10 CNY", "sending of 1,000 mails", "scenario", typical=("1 CNY", "50 CNY"), tier="usual"
    )
    content: Content = block(Content(quality=0.5), "the mails")
