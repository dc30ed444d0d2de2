"""Activities: prize draws, votes, quizzes, coupons, red packets, group buying and flash sales, announced by the
official account."""

from __future__ import annotations

from typing import Annotated

from gridsim.scenario.content import PostContent
from gridsim.scenario.declare import Page, block, parameter
from gridsim.scenario.kinds import Day, Days, Effect, Factor, Impressions, Marker, Money, PostsPerDay, Share
from gridsim.terms import ActivityKind, words

PRIZES = ("prizes", "prize", "prize_effect", "reference_worth")
OWN_KEYS: dict[str, tuple[str, ...]] = {
    "prize_draw": PRIZES,
    "vote": PRIZES,
    "quiz": (*PRIZES, "read_effect"),
    "coupon": ("units", "discount", "amount", "valid"),
    "red_packet": ("units", "parts", "amount", "valid", "share_effect"),
    "group_buy": ("discount", "amount", "size", "valid"),
    "flash_sale": ("units", "discount", "amount", "urgency_effect", "impulse_effect"),
}
"""Which keys an activity of a kind reads beside those that all have; any other counts for nothing there."""


KindName = Annotated[str, Marker("choice", choices=words(ActivityKind))]
"""A kind of activity."""


class Activity(Page):
    """One activity: posts of the official account announce it; a key that its kind does not read must be left out."""

    kind: KindName = parameter("vote", "what it is", "scenario", tier="usual")
    start: Day = parameter(0, "first day", "scenario", tier="usual")
    days: Days = parameter(
        7,
        "how long it lasts; after it, its posts offer nothing more",
        "scenario",
        typical=(0.25, 30),
        tier="usual",
    )
    posts_per_day: PostsPerDay = parameter(
        1.0,
        "posts that announce it, evenly spaced",
        "scenario",
        typical=(0.3, 5),
        tier="usual",
    )
    engage_effect: Effect = parameter(
        2.0, "odds that a reader takes part (likes, votes, answers) over an ordinary post's", "assumed", typical=(1, 10)
    )
    wake_awareness: Impressions = parameter(
        0.5,
        "awareness that taking part adds: it wakes a dormant fan",
        "assumed",
        typical=(0, 2),
    )
    wake_trust: Share = parameter(0.01, "how far taking part moves trust towards full", "assumed", typical=(0, 0.05))
    prizes: int = parameter(
        0,
        "prizes that are drawn among who took part",
        "scenario",
        unit="prizes",
        ge=0,
        le=10_000,
        typical=(1, 100),
        tier="usual",
    )
    prize: Money = parameter("0 CNY", "worth of one prize", "scenario", typical=("10 CNY", "5000 CNY"), tier="usual")
    prize_effect: Effect = parameter(
        3.0,
        "odds of taking part and of passing on for prizes of great worth over none (saturates)",
        "assumed",
        typical=(1, 10),
    )
    reference_worth: Money = parameter(
        "500 CNY",
        "worth of all prizes at which half of that effect is reached: the more people a reader expects to take part, the"
        " more it must be",
        "assumed; 5 CNY for each of a hundred people",
        gt=0,
        typical=("50 CNY", "5000 CNY"),
    )
    read_effect: Effect = parameter(
        2.0, "a quiz: odds of reading an opened post through, to find the answer", "assumed", typical=(1, 5)
    )
    units: int = parameter(
        100,
        "how many there are: coupons, packets, or pieces on sale",
        "scenario",
        unit="units",
        ge=0,
        le=10**9,
        typical=(10, 10_000),
        tier="usual",
    )
    discount: Share = parameter(0.1, "off the list price, as a share", "scenario", lt=1, typical=(0, 0.5), tier="usual")
    amount: Money = parameter(
        "0 CNY",
        "off the list price, as an amount, beside the share; of a red packet the whole packet",
        "scenario",
        typical=("0 CNY", "50 CNY"),
        tier="usual",
    )
    valid: Days = parameter(
        7,
        "how long a coupon or a part of a packet can be used, or a group may fill",
        "scenario",
        typical=(1, 30),
        tier="usual",
    )
    parts: int = parameter(
        5,
        "parts of a red packet, one a friend",
        "scenario",
        unit="parts",
        ge=1,
        le=1_000,
        typical=(2, 20),
        tier="usual",
    )
    share_effect: Effect = parameter(
        3.0, "odds of passing a red packet on over an ordinary post, while packets are left", "assumed", typical=(1, 10)
    )
    size: int = parameter(
        3, "people who must order together", "scenario", unit="people", ge=2, le=1_000, typical=(2, 10), tier="usual"
    )
    urgency_effect: Effect = parameter(
        2.0, "a flash sale: odds of ordering now over an ordinary visit, while it lasts", "assumed", typical=(1, 5)
    )
    impulse_effect: Factor = parameter(
        4.0,
        "a flash sale, or a live show, which is one: odds that what was bought in it is sent back, over other orders",
        "trade press: 30 to 50 % of live sales are sent back, of others 10 to 15 % [tradeprices_undated]",
        ge=1,
        typical=(1, 6),
    )
    content: PostContent = block(PostContent(quality=0.6), "its posts")


def unused_keys(kind: str) -> tuple[str, ...]:
    """Return the keys that an activity of a kind does not read.

    Examples
    --------
    >>> "size" in unused_keys("group_buy"), "size" in unused_keys("vote")
    (False, True)
    """
    others = set().union(*OWN_KEYS.values()).difference(OWN_KEYS.get(kind, ()))
    return tuple(key for key in Activity.model_fields if key in others)
