"""How people react to what they see, and what they remember."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.declare import Days, Page, Share, parameter
from gridsim.scenario.loyalty import Loyalty, Referral


class Reaction(Page):
    """Odds of each reaction = base odds x multipliers, each 1 at the reference person and situation."""

    open_chance: Share = parameter(
        "10%",
        "chance that a post shown is opened",
        unit="chance",
        gt=0,
        lt=1,
        typical=("5%", "30%"),
        source=(
            "assumed; with 12 % shown it gives the messenger's published figure of 2019: 1.20 % of an account's"
            " followers open a post"
        ),
    )
    read_chance: Share = parameter(
        "70%",
        "chance that an opened post is read through",
        unit="chance",
        gt=0,
        lt=1,
        typical=("40%", "90%"),
        source="assumed",
    )
    share_chance: Share = parameter(
        "3.22%",
        "chance that a reader passes the post on",
        unit="chance",
        gt=0,
        lt=1,
        typical=("1%", "6%"),
        source="messenger's published reports 2019: sharers / readers 3.22 %",
    )
    interact_chance: Share = parameter(
        "4%",
        "chance that a reader likes or comments",
        unit="chance",
        gt=0,
        lt=1,
        typical=("1%", "10%"),
        source="published engagement: 4.8 % of nano to 1.2 % of mega accounts",
    )
    audience_effect: float = parameter(
        0.63,
        "odds of a like or a comment on a post, for every tenfold of its author's audience on that platform beyond"
        " audience_reference",
        unit="times per tenfold",
        gt=0,
        le=10,
        typical=(0.5, 1),
        source=(
            "published engagement 4.8, 2.4, 1.8, 1.5, 1.2 % of accounts with 1-10, 10-100, 100-500, 500-1,000 and over"
            " 1,000 thousand followers: least squares on log odds at the tiers' geometric middles (the last taken to"
            " end at ten million)"
        ),
    )
    audience_reference: float = parameter(
        1_000,
        "audience up to which interact_chance holds: the smallest that those figures cover; smaller ones count as this",
        unit="people",
        ge=1,
        le=1e9,
        typical=(500, 5_000),
        source="published engagement by tiers of followers, of which the smallest begins at 1,000",
    )
    click_chance: Share = parameter(
        "12%",
        "chance that a reader follows the link to the mall",
        unit="chance",
        gt=0,
        lt=1,
        typical=("2%", "20%"),
        source="assumed; published e-mail rates: 21 % open, 2.6 % click, one in eight",
    )
    match_effect: float = parameter(
        6.0,
        "odds at a full match of interests and topics over odds at none",
        unit="times",
        ge=1,
        le=1_000,
        typical=(2, 20),
        source="assumed",
    )
    match_reference: Share = parameter(
        0.69,
        "match at which the multiplier is 1 (about the default population's mean)",
        unit="share",
        ge=0,
        le=1,
        typical=(0.3, 0.8),
        source="computed from the default population",
    )
    quality_effect: float = parameter(
        3.0,
        "odds at full quality over odds at none (diminishing return)",
        unit="times",
        ge=1,
        le=100,
        typical=(1.5, 6),
        source="assumed",
    )
    close_tie_effect: float = parameter(
        2.0,
        "odds when the sharer is of the own circle, over another friend",
        unit="times",
        ge=0.01,
        le=100,
        typical=(1, 4),
        source="assumed",
    )
    close_tie_share: Share = parameter(
        0.28,
        "share of close ties at which the multiplier's mean is 1",
        unit="share",
        ge=0,
        le=1,
        typical=(0.2, 0.7),
        source="computed from the default network",
    )
    commercial_effect: float = parameter(
        0.5,
        "odds of opening a brand's, a sponsored or an advertising post over a personal one, until a person passes"
        " it on",
        unit="times",
        gt=0,
        le=10,
        typical=(0.2, 1),
        source="assumed; commercial content interests few of the fans",
    )
    trust_effect: float = parameter(
        3.0,
        "odds at full trust in the brand over odds at none",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 6),
        source="assumed",
    )
    interesting_effect: float = parameter(
        4.0,
        "odds of sharing for fully interesting content over none",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 10),
        source="assumed",
    )
    benefit_effect: float = parameter(
        3.0,
        "odds of clicking for content of full benefit over none",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 10),
        source="assumed",
    )
    interaction_effect: float = parameter(
        4.0,
        "odds of commenting for fully interactive content over none",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 10),
        source="assumed",
    )
    individuality_effect: float = parameter(
        2.0,
        "odds of sharing a friend's fully personal content over none; trust moves by it too",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 4),
        source="assumed",
    )
    fatigue_effect: float = parameter(
        0.1,
        "log odds lost per recent impression of the brand",
        unit="log odds/impression",
        ge=0,
        le=5,
        typical=(0.01, 0.2),
        source="assumed",
    )
    reinforcement: Literal["none", "concave", "threshold"] = parameter(
        "concave",
        "how hearing of the brand from several people counts",
        source="assumed; simple against complex contagion",
    )
    reinforcement_effect: float = parameter(
        2.0,
        "odds with many distinct earlier sources over odds with one",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 4),
        source="assumed",
    )
    reinforcement_sources: int = parameter(
        3,
        "distinct sources at which the threshold is crossed, or half of the concave effect is reached",
        unit="people",
        ge=1,
        le=255,
        typical=(2, 5),
        source="assumed",
    )
    forward_effect: float = parameter(
        2.0,
        "odds of opening a post that a person has passed on, over one that comes from its author",
        unit="times",
        gt=0,
        le=20,
        typical=(1, 4),
        source="assumed; later generations of real cascades reproduce at 0.3 to 0.6",
    )
    luck_spread: float = parameter(
        3.0,
        "spread s of the posts' own luck: the odds of being passed on are (1 + s) u^s times the usual, u another number"
        " for every post (mean 1)",
        unit="",
        ge=0,
        le=20,
        typical=(1, 6),
        source="assumed; published cascades are heavy-tailed, and which post takes off cannot be told before",
    )
    to_moments_share: Share = parameter(
        "61%",
        "share of forwards of a public post that go to the sharer's moments; the rest stay on the micro-blog",
        unit="share",
        ge=0,
        le=1,
        typical=("30%", "90%"),
        source="messenger's published reports 2014: 61 % of forwards go to moments, 39 % to chats",
    )
    to_groups_share: Share = parameter(
        "39%",
        "share of all forwards that go to one of the sharer's chat groups, where the network has groups; the rest go as"
        " without groups",
        unit="share",
        ge=0,
        le=1,
        typical=("10%", "70%"),
        source="messenger's published reports 2014: 61 % of forwards go to moments, 39 % to chats",
    )
    email_open_chance: Share = parameter(
        "21%",
        "chance that a mail shown is opened",
        unit="chance",
        gt=0,
        lt=1,
        typical=("10%", "40%"),
        source="published e-mail rates: 21 % opened",
    )
    email_click_chance: Share = parameter(
        "17.7%",
        "chance that a reader of a mail follows its link",
        unit="chance",
        gt=0,
        lt=1,
        typical=("5%", "30%"),
        source="published e-mail rates: 21 % opened, 2.6 % clicked; with 70 % of the opened read, 0.026 / (0.21 x 0.7)",
    )


class Memory(Page):
    """Awareness as an adstock, fatigue as a faster one, trust as a moving mean."""

    awareness_half_life: Days = parameter(
        17.5,
        "time in which an unrefreshed awareness halves",
        unit="days",
        gt=0,
        le=3_650,
        typical=(7, 90),
        source="published half-life of advertising for fast-moving goods: 2.5 weeks",
    )
    awareness_scale: float = parameter(
        12.0,
        "awareness stock A0 at which a person recalls with chance 1 - 1/e",
        unit="impressions",
        gt=0,
        le=1_000,
        typical=(4, 30),
        source="assumed",
    )
    weight_shown: float = parameter(
        0.01, "awareness that a showing adds", unit="impressions", ge=0, le=100, typical=(0.005, 0.1), source="assumed"
    )
    weight_opened: float = parameter(
        0.1,
        "awareness that opening adds to that",
        unit="impressions",
        ge=0,
        le=100,
        typical=(0.05, 0.5),
        source="assumed",
    )
    weight_read: float = parameter(
        0.5,
        "awareness that reading through adds to that",
        unit="impressions",
        ge=0,
        le=100,
        typical=(0.3, 2),
        source="assumed",
    )
    weight_purchase: float = parameter(
        2.0, "awareness that an own purchase adds", unit="impressions", ge=0, le=100, typical=(1, 10), source="assumed"
    )
    initial_stock: float = parameter(
        3.0,
        "awareness stock of those who know the brand at the start",
        unit="impressions",
        ge=0,
        le=1_000,
        typical=(1, 10),
        source="assumed",
    )
    fatigue_half_life: Days = parameter(
        3, "time in which fatigue halves", unit="days", gt=0, le=365, typical=(1, 14), source="assumed"
    )
    trust_rate: Share = parameter(
        "4%",
        "how far one credible post that is read moves trust towards what it says",
        unit="share",
        ge=0,
        le=1,
        typical=("1%", "10%"),
        source="assumed",
    )
    sponsored_trust: Share = parameter(
        0.25,
        "a sponsored, brand or advertising post moves trust by this share of a personal one",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 0.6),
        source="assumed; sponsored posts win forwards, but little trust",
    )
    interaction_trust: float = parameter(
        2.0,
        "reading with interaction moves trust this many times as far",
        unit="times",
        ge=0,
        le=20,
        typical=(1, 4),
        source="assumed",
    )
    inconsistency_effect: float = parameter(
        0.5,
        "how far a post moves trust when it says the opposite of what the reader remembers, over one that says the"
        " same",
        unit="times",
        gt=0,
        le=1,
        typical=(0.2, 1),
        source="assumed; message consistency between advertisements and content matters",
    )
    positioning_rate: Share = parameter(
        "30%",
        "how far one reading moves what a person remembers the brand to stand for",
        unit="share",
        ge=0,
        le=1,
        typical=("10%", "60%"),
        source="assumed",
    )
    experience_rate: Share = parameter(
        "40%",
        "how far an own experience moves trust towards satisfaction",
        unit="share",
        ge=0,
        le=1,
        typical=("10%", "80%"),
        source="assumed",
    )


class Response(Page):
    """Reaction and memory."""

    reaction: Reaction = parameter(Reaction, "opening, reading, interacting, clicking, sharing")
    memory: Memory = parameter(Memory, "awareness, fatigue, trust")
    loyalty: Loyalty | None = parameter(
        None, "interaction makes loyal, loyalty makes customers buy again (empty: it does not)"
    )
    referral: Referral | None = parameter(
        None, "customers who came through a person differ (empty: only by what they have seen)"
    )
