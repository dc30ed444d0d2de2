"""Activities: prize draws, votes, quizzes, coupons, red packets, group buying and flash sales, announced by the
official account."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.declare import Days, Money, Page, Share, parameter

_PRIZES = ("prizes", "prize", "expected_participants", "prize_effect", "reference_worth")
OWN_KEYS: dict[str, tuple[str, ...]] = {
    "prize_draw": _PRIZES,
    "vote": (*_PRIZES, "vote_trust"),
    "quiz": (*_PRIZES, "read_effect", "learned"),
    "coupon": ("units", "discount", "amount", "valid"),
    "red_packet": ("units", "parts", "amount", "valid", "share_effect"),
    "group_buy": ("discount", "amount", "size", "valid"),
    "flash_sale": ("units", "discount", "amount", "urgency_effect"),
}
"""Which keys an activity of a kind reads beside those that all have; any other counts for nothing there."""

COMMON_KEYS = ("kind", "start", "days", "posts_per_day", "engage_effect", "wake_awareness", "wake_trust", "content")


class ActivityContent(Page):
    """What the posts of an activity are like; benefit and interaction are its point."""

    quality: Share = parameter(
        0.6,
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
    positioning: Share = parameter(
        0.5,
        "what it says the brand stands for, a place between two poles",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 1),
        source="scenario",
    )
    product: str | None = parameter(
        None,
        "the product shown and offered, by its name in market.more_products (empty: market.product)",
        source="scenario",
    )
    cost_at_full_quality: Money = parameter(
        "500 CNY",
        "cost of one post of full quality; cost = this x quality^3",
        unit="money",
        ge=0,
        typical=("0 CNY", "10000 CNY"),
        source="assumed",
    )


class Activity(Page):
    """One activity: posts of the official account announce it; a key that its kind does not read must be left out."""

    kind: Literal["prize_draw", "vote", "quiz", "coupon", "red_packet", "group_buy", "flash_sale"] = parameter(
        "vote", "what it is", source="scenario"
    )
    start: Days = parameter(0, "first day", unit="day", ge=0, le=3_650, source="scenario")
    days: Days = parameter(
        7,
        "how long it lasts; after it, its posts offer nothing more",
        unit="days",
        gt=0,
        le=3_650,
        typical=(0.25, 30),
        source="scenario",
    )
    posts_per_day: float = parameter(
        1.0, "posts that announce it, evenly spaced", unit="posts/day", ge=0, le=50, typical=(0.3, 5), source="assumed"
    )
    engage_effect: float = parameter(
        2.0,
        "odds that a reader takes part (likes, votes, answers) over an ordinary post's",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 10),
        source="assumed",
    )
    wake_awareness: float = parameter(
        0.5,
        "awareness that taking part adds: it wakes a dormant fan",
        unit="impressions",
        ge=0,
        le=100,
        typical=(0, 2),
        source="assumed",
    )
    wake_trust: Share = parameter(
        0.01,
        "how far taking part moves trust towards full",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 0.05),
        source="assumed",
    )
    prizes: int = parameter(
        0,
        "prizes that are drawn among who took part",
        unit="prizes",
        ge=0,
        le=10_000,
        typical=(1, 100),
        source="scenario",
    )
    prize: Money = parameter(
        "0 CNY", "worth of one prize", unit="money", ge=0, typical=("10 CNY", "5000 CNY"), source="scenario"
    )
    expected_participants: int = parameter(
        100,
        "how many people a reader expects to take part; the prizes' worth over it is what a chance is worth",
        unit="people",
        ge=1,
        le=10**9,
        typical=(10, 10_000),
        source="assumed",
    )
    prize_effect: float = parameter(
        3.0,
        "odds of taking part and of passing on for a chance of great worth over none (saturates)",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 10),
        source="assumed",
    )
    reference_worth: Money = parameter(
        "5 CNY",
        "worth of a chance at which half of that effect is reached",
        unit="money",
        gt=0,
        typical=("0.5 CNY", "50 CNY"),
        source="assumed",
    )
    vote_trust: Share = parameter(
        0.02,
        "a vote: how far being asked moves a voter's trust towards full, beyond taking part",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 0.1),
        source="assumed",
    )
    read_effect: float = parameter(
        2.0,
        "a quiz: odds of reading an opened post through, to find the answer",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 5),
        source="assumed",
    )
    learned: float = parameter(
        0.5, "a quiz: awareness that answering adds", unit="impressions", ge=0, le=100, typical=(0, 2), source="assumed"
    )
    units: int = parameter(
        100,
        "how many there are: coupons, packets, or pieces on sale",
        unit="units",
        ge=0,
        le=10**9,
        typical=(10, 10_000),
        source="scenario",
    )
    discount: Share = parameter(
        0.1, "off the list price, as a share", unit="share", ge=0, lt=1, typical=(0, 0.5), source="scenario"
    )
    amount: Money = parameter(
        "0 CNY",
        "off the list price, as an amount, beside the share; of a red packet the whole packet",
        unit="money",
        ge=0,
        typical=("0 CNY", "50 CNY"),
        source="scenario",
    )
    valid: Days = parameter(
        7,
        "how long a coupon or a part of a packet can be used, or a group may fill",
        unit="days",
        gt=0,
        le=3_650,
        typical=(1, 30),
        source="assumed",
    )
    parts: int = parameter(
        5, "parts of a red packet, one a friend", unit="parts", ge=1, le=1_000, typical=(2, 20), source="scenario"
    )
    share_effect: float = parameter(
        3.0,
        "odds of passing a red packet on over an ordinary post, while packets are left",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 10),
        source="assumed",
    )
    size: int = parameter(
        3, "people who must order together", unit="people", ge=2, le=1_000, typical=(2, 10), source="scenario"
    )
    urgency_effect: float = parameter(
        2.0,
        "a flash sale: odds of ordering now over an ordinary visit, while it lasts",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 5),
        source="assumed",
    )
    content: ActivityContent = parameter(ActivityContent, "its posts")


def unused_keys(kind: str) -> tuple[str, ...]:
    """Return the keys that an activity of a kind does not read.

    Examples
    --------
    >>> "size" in unused_keys("group_buy"), "size" in unused_keys("vote")
    (False, True)
    """
    own = OWN_KEYS.get(kind, ())
    return tuple(key for key in Activity.model_fields if key not in own and key not in COMMON_KEYS)
