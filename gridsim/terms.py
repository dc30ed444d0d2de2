"""The vocabulary of the model: every list of names that the engine computes with and users read, each row once.

A term's code is its number in arrays, ledgers and stored results, and never changes; its word is what files and tables
say. Kernels take the terms as they are: `counters[day, Counter.ORDERS] += 1`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import cached_property
from typing import Self


class Term(IntEnum):
    """A name with its code, and with the facts that its class declares, in their order."""

    def __new__(cls, code: int, *facts: object) -> Self:
        """A term and its facts."""
        term = int.__new__(cls, code)
        term._value_ = code
        for name, fact in zip(cls.__annotations__, facts, strict=True):
            setattr(term, name, fact)
        return term

    @cached_property
    def word(self) -> str:
        """The name as files and tables have it."""
        return self.name.lower()


def label_of(terms: type[Entrance] | type[Role], word: str) -> str:
    """Return what a word of a list of terms is called; a word that is none of them is read as plain text.

    Examples
    --------
    >>> label_of(Entrance, "place"), label_of(Role, "kol"), label_of(Role, "unknown")
    ('in the shop', 'KOLs', 'unknown')
    """
    term = terms.__members__.get(word.upper())
    return term.label if term else word.replace("_", " ")


def words(terms: Iterable[Term]) -> tuple[str, ...]:
    """Return the words of a list of terms, in the order of their codes.

    Examples
    --------
    >>> words(Rank)
    ('seller', 'communicator')
    """
    return tuple(term.word for term in terms)


NOTHING = "nothing"
"""The strategy without a block, against which all others are measured."""


class Place(Term):
    """Where a showing takes place: the four layers of ties; without ties, bought media, e-mail and mass media; and the
    message to one friend."""

    MOMENTS = 0
    MICRO_BLOG = 1
    GROUPS = 2
    PLACE = 3
    ADVERTISEMENT = 4
    EMAIL = 5
    MASS_MEDIA = 6
    MESSAGE = 7


LAYERS = (Place.MOMENTS, Place.MICRO_BLOG, Place.GROUPS, Place.PLACE)
"""Places whose showings go along ties."""


class PostKind(Term):
    """Kinds of post."""

    BRAND = 0
    PERSONAL = 1
    SPONSORED = 2
    ADVERTISEMENT = 3
    REVIEW = 4
    PROMOTION = 5
    ACTIVITY = 6


class Entrance(Term):
    """Ways into a shop; the first seven have the codes of the places that they start from."""

    label: str
    """What it is called in charts and sentences."""

    MOMENTS = 0, "friends' moments"
    MICRO_BLOG = 1, "micro-blog"
    GROUPS = 2, "chat groups"
    PLACE = 3, "in the shop"
    ADVERTISEMENT = 4, "ads"
    EMAIL = 5, "e-mail"
    MASS_MEDIA = 6, "mass media"
    DIRECT = 7, "direct"
    SEARCH = 8, "search"
    MICRO_MALL = 9, "back to a seller"
    SHOP = 10, "the home shop"
    MESSAGE = 11, "messages from friends"
    GIFT = 12, "given away"


class Channel(Term):
    """By what a person was touched: the plan line of the post shown (a forwarded post keeps the channel of its root)."""

    ACCOUNT = 0
    EXECUTIVE = 1
    SERVICE = 2
    ADVERTISING = 3
    MASS_MEDIA = 4
    KOL = 5
    POINTS = 6
    PARTNERS = 7
    REVIEW = 8
    EMAIL = 9
    SEARCH = 10
    ACTIVITY = 11
    INVITATIONS = 12


class PlanLine(Term):
    """Rows of the plan lines: the blocks of a strategy that post, and the reviews of customers; every activity has a
    row of its own after them."""

    kind: PostKind
    idle_reason: str
    """Why it left money over."""

    @property
    def channel(self) -> Channel:
        """The channel of its posts."""
        return Channel[self.name]

    ACCOUNT = 0, PostKind.BRAND, "the account's plan has nothing more to buy"
    ADVERTISING = 1, PostKind.ADVERTISEMENT, "advertising has its share of the budget and no more"
    KOL = 2, PostKind.SPONSORED, "opinion leaders have their share of the budget, and no further post fits in it"
    POINTS = 3, PostKind.PERSONAL, "the points' training, supervision and commission cost no more"
    REVIEW = 4, PostKind.REVIEW, ""
    PARTNERS = 5, PostKind.SPONSORED, "partners have swapped all posts that the plan, or its share of the budget, holds"
    EXECUTIVE = 6, PostKind.BRAND, "the executive's plan has nothing more to buy"
    SERVICE = 7, PostKind.BRAND, "the service account's plan has nothing more to buy"
    EMAIL = 8, PostKind.BRAND, "the mails cost no more"
    MASS_MEDIA = 9, PostKind.ADVERTISEMENT, "mass media have their share of the budget and no more"
    INVITATIONS = 10, PostKind.PERSONAL, "the invitations' coupons and rewards cost no more"


class BudgetUse(Term):
    """Uses of the budget that post nothing."""

    idle_reason: str

    SEARCH = 0, "paid search has its share of the budget, and no more people click"
    CONVERSION = 1, "work on the malls has its share of the budget and no more"
    BRAND = 2, "work on reputation has its share of the budget and no more"
    PROMOTION = 3, "promotion of the account has its share of the budget and no more"


class Role(Term):
    """Roles of people; the official account is no person."""

    label: str
    """What it is called in charts and sentences."""

    CONSUMER = 0, "consumers"
    EMPLOYEE = 1, "employees"
    DISTRIBUTOR = 2, "distributors"
    PARTNER = 3, "partners"
    INVESTOR = 4, "investors"
    KOL = 5, "KOLs"
    OFFICIAL = 6, "official mall"


PEOPLE = tuple(role for role in Role if role != Role.OFFICIAL)
"""Roles that a person can have."""


class PointState(Term):
    """States of a point."""

    ACTIVE = 1
    DORMANT = 2
    LEFT = 3


class Rank(Term):
    """Ranks of a point: with a micro-mall, or posting only."""

    SELLER = 0
    COMMUNICATOR = 1


class Way(Term):
    """Ways in which one becomes a point."""

    FIRST_DAY = 0
    INVITATION = 1
    APPLICATION = 2
    PURCHASE = 3


class ActivityKind(Term):
    """Kinds of activity."""

    PRIZE_DRAW = 0
    VOTE = 1
    QUIZ = 2
    COUPON = 3
    RED_PACKET = 4
    GROUP_BUY = 5
    FLASH_SALE = 6


class Stage(Term):
    """How far a showing went."""

    SHOWN = 0
    OPENED = 1
    READ = 2
    ENGAGED = 3


class Measure(Term):
    """What the team measures of every version (copy variant) of a line's content, by the day."""

    POSTS = 0
    IMPRESSIONS = 1
    READS = 2
    CLICKS = 3
    ORDERS = 4
    SPEND = 5
    RETURNS = 6


class LineCount(Term):
    """What is counted by day and plan line: showings of a line's posts, whoever forwarded them, readings, links followed,
    likes and comments."""

    IMPRESSIONS = 0
    READS = 1
    CLICKS = 2
    ENGAGEMENTS = 3


class Counter(Term):
    """What people do, counted by the day."""

    IMPRESSIONS = 0
    NEW_REACH = 1
    OPENED = 2
    READS = 3
    ENGAGEMENTS = 4
    SHARES = 5
    CLICKS = 6
    VISITS = 7
    ORDERS = 8
    NEW_BUYERS = 9
    RECRUITS = 10
    LEAVERS = 11
    PRAISE = 12
    COMPLAINTS = 13
    RETURNS = 14
    STOCK_OUTS = 15
    NEEDS = 16
    RECALLED = 17
    TALK_READS = 18
    TALK_VALENCE_HUNDREDTHS = 19
    CONSIDERED = 20
    PROMOTIONS = 21
    DEMOTIONS = 22
    FANS = 23
    SWAPS = 24
    SEARCH_CLICKS = 25
    NEW_TARGET_REACH = 26
    MESSAGES = 27
    FOLLOWERS_WON = 28
    FOLLOWERS_LOST = 29
    ANYWAY = 30
    TOLD = 31


class Flow(Term):
    """Flows of money: each with the kind of entry in the ledger, the account debited and the account credited.

    Stored ledgers number their entries by the order of the kinds, so a new kind of entry goes to the end.
    """

    entry: str
    debit: str
    credit: str

    PAID = 0, "sale", "settlement", "revenue"
    DISCOUNT = 1, "sale", "coupons", "revenue"
    PLATFORM_FEE = 2, "platform fee", "platform_fee", "settlement"
    GOODS = 3, "goods", "goods", "inventory"
    LOGISTICS = 4, "logistics", "logistics", "cash"
    REFUND = 5, "refund", "refunds", "settlement"
    FEE_BACK = 6, "platform fee back", "settlement", "platform_fee"
    GOODS_BACK = 7, "goods back", "inventory", "goods"
    COMMISSION = 8, "commission", "commissions", "commissions_payable"
    COMMISSION_BACK = 9, "commission back", "commissions_payable", "commissions"
    COMMISSION_PAID = 10, "commission paid", "commissions_payable", "cash"
    MEDIA = 11, "media", "media", "cash"
    CONTENT = 12, "content", "content", "cash"
    KOL_FEE = 13, "kol fee", "kol_fees", "cash"
    MANAGEMENT = 14, "management", "management", "cash"
    TRAINING = 15, "training", "training", "cash"
    JOINING_FEE = 16, "joining fee", "cash", "joining_fees"
    HEAD_PAY = 17, "head pay", "head_pay", "cash"
    COMMUNITY = 18, "community", "community", "cash"
    SWAP = 19, "swap", "swaps", "inventory"
    KOL_CARE = 20, "kol care", "kol_fees", "cash"
    INVITATION = 21, "invitation", "invitations", "commissions_payable"
    HEAD_PAY_BACK = 22, "head pay back", "cash", "head_pay"
    SHOP_MARGIN = 23, "shop margin", "shop_margin", "settlement"
    SHOP_MARGIN_BACK = 24, "shop margin back", "settlement", "shop_margin"
    SEARCH = 25, "search", "search", "cash"
    CONVERSION = 26, "conversion", "conversion", "cash"
    BRAND = 27, "brand", "brand", "cash"
    PRIZE = 28, "prize", "prizes", "cash"
    DISCOUNT_BACK = 29, "coupon back", "revenue", "coupons"
    REFERRAL = 30, "referral", "referrals", "cash"
    PROMOTION = 31, "promotion", "promotion", "cash"
    WAGE = 32, "wage", "wages", "cash"
