"""How people react to what they see, and what they remember."""

from __future__ import annotations

from gridsim.scenario.declare import Page, block, parameter, setting
from gridsim.scenario.following import Following
from gridsim.scenario.inviting import Messages
from gridsim.scenario.kinds import BaseChance, Days, Effect, Factor, Impressions, Share
from gridsim.scenario.loyalty import Referral


class Reaction(Page):
    """Odds of each reaction = base odds x multipliers, each 1 at the reference person and situation."""

    open_chance: BaseChance = setting(
        "24%",
        "chance that a post shown is opened",
        "1.20 % of an account's followers open a post [tencent2019], and 5 % are shown it (network.micro_blog.delivered)",
        typical=("10%", "40%"),
        tier="usual",
        held="odds",
    )
    read_chance: BaseChance = setting(
        "70%",
        "chance that an opened post is read through",
        "assumed",
        typical=("40%", "90%"),
        tier="usual",
    )
    share_chance: BaseChance = setting(
        "3.22%",
        "chance that a reader passes the post on",
        "messenger's published reports 2019: sharers / readers 3.22 % [tencent2019]",
        typical=("1%", "6%"),
        tier="usual",
        held="odds",
    )
    interact_chance: BaseChance = setting(
        "11%",
        "chance that a reader likes or comments",
        "0.05 % of a brand's followers engage with a post (0.035 to 0.47 by platform) [rivaliq2023], of the 5 % who are"
        " shown it; computed with the default chances to open and to read a brand's post",
        typical=("7%", "40%"),
        tier="usual",
        held="odds",
    )
    click_chance: BaseChance = setting(
        "12%",
        "chance that a reader follows the link to the mall",
        "assumed; published e-mail rates: 21 % open, 2.6 % click, one in eight [mailchimp2019]",
        typical=("2%", "20%"),
        tier="usual",
        held="odds",
    )
    match_effect: Factor = setting(
        6.0,
        "odds at a full match of interests and topics over odds at none",
        "assumed",
        ge=1,
        le=1_000,
        typical=(2, 20),
        held="log",
        switch="interests",
    )
    quality_effect: Effect = parameter(
        3.0, "odds at full quality over odds at none (with its root: diminishing return)", "assumed", typical=(1.5, 6)
    )
    close_tie_effect: Factor = setting(
        2.0,
        "odds when the sharer is of the own circle, over another friend",
        "assumed",
        ge=0.01,
        le=100,
        typical=(1, 4),
        switch="close_ties",
    )
    commercial_effect: Factor = parameter(
        0.5,
        "odds of opening a brand's, a sponsored or an advertising post over a personal one, until a person passes"
        " it on",
        "assumed; commercial content interests few of the fans",
        le=10,
        typical=(0.2, 1),
    )
    trust_effect: Effect = setting(
        3.0, "odds at full trust in the brand over odds at none", "assumed", typical=(1, 6), held="log", switch="trust"
    )
    interesting_effect: Effect = setting(
        4.0, "odds of sharing for fully interesting content over none", "assumed", typical=(1, 10), held="log"
    )
    benefit_effect: Effect = setting(
        3.0, "odds of clicking for content of full benefit over none", "assumed", typical=(1, 10), held="log"
    )
    interaction_effect: Effect = setting(
        4.0, "odds of commenting for fully interactive content over none", "assumed", typical=(1, 10), held="log"
    )
    individuality_effect: Effect = setting(
        2.0,
        "odds of sharing a friend's fully personal content over none; trust moves by it too",
        "assumed",
        typical=(1, 4),
        held="log",
    )
    fatigue_effect: float = setting(
        0.2,
        "log odds of opening lost for every post of the brand that has been noticed (opened) lately",
        "0.015 an advertisement shown (0 to 0.03): revenue is about linear up to 50 in two weeks [johnson2016]; one in 13"
        " of those shown is noticed",
        unit="log odds/post",
        ge=0,
        le=5,
        typical=(0.05, 0.4),
        switch="fatigue",
    )
    wear_effect: float = setting(
        0.3,
        "how fast a person's recommendations wear off: odds of following the link, and of ordering upon it, are"
        " 1 / (1 + this x the posts of that person noticed before)",
        "clicks a mail fall as the frequency of mails to the power -0.97, a comparison of senders [mailchimp2013]",
        unit="1/post",
        ge=0,
        le=10,
        typical=(0.1, 1),
        switch="fatigue",
    )
    forward_effect: Factor = setting(
        2.0,
        "odds of opening a post that a person has passed on, over one that comes from its author",
        "assumed; later generations of real cascades reproduce at 0.3 to 0.6 [goel2016]",
        typical=(1, 4),
    )
    luck_spread: float = setting(
        6.0,
        "spread s of luck: the odds of being passed on are (1 + s) u^s times the usual (mean 1), u another number for"
        " every post among its author's readers, and for every forward among its forwarder's",
        "calibrated on the share of posts that find a hundred sharers, .025 % [goel2016]",
        ge=0,
        le=20,
        typical=(2, 10),
    )
    crowding_half: float = setting(
        250.0,
        "forwards of a post so far at which the odds that one more reader passes it on are half",
        "set on the first generation of large trees, 62 % of their sharers in real reposts [song2018], and on size having"
        " next to nothing to do with depth [goel2016]",
        unit="forwards",
        gt=0,
        le=1e12,
        typical=(200, 2_000),
    )
    approval_effect: Effect = setting(
        1.06,
        "odds of opening where a friend is seen to have liked the brand's posts, over where none has; further ones add"
        " nothing",
        "a friend's name on an advertisement: clicks +3.8 to 5.4 % [bakshy2012]; the first one's like lifts clicks,"
        " further ones do not [huang2024]",
        typical=(1.03, 1.5),
        held="log",
    )
    to_moments_share: Share = setting(
        "61%",
        "share of forwards of a public post that go to the sharer's moments; the rest stay on the micro-blog",
        "messenger's published reports 2014: 61 % of forwards go to moments, 39 % to chats [tencent2014]",
        typical=("30%", "90%"),
    )
    to_groups_share: Share = setting(
        "39%",
        "share of all forwards that go to one of the sharer's chat groups, where the network has groups; the rest go as"
        " without groups",
        "messenger's published reports 2014: 61 % of forwards go to moments, 39 % to chats [tencent2014]",
        typical=("10%", "70%"),
    )
    email_open_chance: BaseChance = parameter(
        "21%",
        "chance that a mail shown is opened",
        "published e-mail rates: 21 % opened [mailchimp2019]",
        typical=("10%", "40%"),
    )
    email_click_chance: BaseChance = setting(
        "17.7%",
        "chance that a reader of a mail follows its link",
        "published e-mail rates: 21 % opened [mailchimp2019], 2.6 % clicked; with 70 % of the opened read, 0.026 / (0.21 x 0.7)",
        typical=("5%", "30%"),
        held="odds",
    )


class Memory(Page):
    """Attention as an adstock, fatigue as a faster one, trust as a moving mean that returns to where it rests."""

    mind_half_life: Days = setting(
        14.0,
        "time in which the attention given to the brand halves",
        "published half-life of an advertisement's effect: 2.5 weeks; the stock halves faster, since its effect saturates",
        typical=(7, 30),
    )
    mind_half: Impressions = setting(
        4.0,
        "attention, in posts read, at which half of `mind_effect` is there",
        "assumed; set on an elasticity of sales to advertising of .12 to .24 [sethuraman2011]",
        gt=0,
        le=1_000,
        typical=(2, 8),
    )
    mind_effect: Effect = setting(
        6.0,
        "odds of choosing the brand with all the attention that there can be, over odds with none lately",
        "calibrated on an elasticity of sales to advertising of .12 to .24 [sethuraman2011]; brands that stopped [hartnett2021] point to 3",
        typical=(2, 8),
    )
    usual_stock: Impressions = parameter(
        0.0,
        "attention that the brand has had all along, by which it sells its share: without a campaign it goes dark",
        "scenario; 0: a brand that has not advertised",
        le=1_000,
        typical=(0, 3),
    )
    weight_shown: Impressions = setting(
        0.05,
        "attention that a showing adds, in posts read",
        "assumed; most are scrolled past",
        typical=(0.01, 0.1),
    )
    weight_opened: Impressions = setting(
        0.45,
        "attention that opening adds to that",
        "assumed; with a showing half of a post read",
        typical=(0.2, 0.5),
    )
    weight_told: Impressions = setting(
        2.0,
        "attention that a friend's word adds, heard in person",
        "assumed; twice a post read",
        typical=(1, 4),
    )
    fatigue_half_life: Days = setting(
        3,
        "time in which fatigue halves",
        "assumed",
        le=365,
        typical=(1, 14),
    )
    trust_rate: Share = setting(
        "4%",
        "how far one credible post that is read moves trust towards what it says",
        "assumed",
        typical=("1%", "10%"),
    )
    sponsored_trust: Share = parameter(
        0.25,
        "a sponsored, brand or advertising post moves trust by this share of a personal one",
        "assumed; sponsored posts win forwards, but little trust",
        typical=(0, 0.6),
    )
    interaction_trust: Factor = setting(
        2.0,
        "reading with interaction moves trust this many times as far",
        "assumed",
        ge=0,
        typical=(1, 4),
    )
    inconsistency_effect: Factor = setting(
        0.5,
        "how far a post moves trust when it says the opposite of what the reader remembers, over one that says the"
        " same",
        "assumed; message consistency between advertisements and content matters",
        le=1,
        typical=(0.2, 1),
        held="log",
    )
    positioning_rate: Share = setting(
        "30%",
        "how far one reading moves what a person remembers the brand to stand for",
        "assumed",
        typical=("10%", "60%"),
    )
    experience_rate: Share = setting(
        "40%",
        "how far an own experience moves trust towards satisfaction",
        "assumed",
        typical=("20%", "70%"),
    )
    trust_half_life: Days = setting(
        180.0,
        "time in which trust that nothing moves goes half of the way back to where it rests",
        "assumed",
        typical=(60, 700),
    )
    taste_known: Share = setting(
        0.5,
        "how far who has only heard of the brand knows the own liking of it; the rest is everybody's",
        "assumed; set on repeat buying of new brands: half to two thirds of those who try one buy it again",
        typical=(0.2, 1),
    )
    taste_life: Days = setting(
        1_000.0,
        "mean time after which a person's liking is another",
        "published erosion of repeat buying, 15 % in a year [east1996], which gives 1,200; a cohort of online customers"
        " [fader2005] erodes faster",
        typical=(700, 2_000),
    )


class Response(Page):
    """Reaction and memory."""

    reaction: Reaction = block(Reaction, "opening, reading, interacting, clicking, sharing")
    memory: Memory = block(Memory, "attention, fatigue, trust, taste")
    messages: Messages = block(Messages, "messages to one friend")
    following: Following = block(Following, "followers of the brand's accounts")
    referral: Referral | None = block(
        None, "customers who came through a person differ (empty: only by what they have seen)", held=True
    )
