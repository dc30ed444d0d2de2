"""A table of decisions worked out by hand: a person, a post, the settings, and the chance to four digits.

Engine and agents share the rules, so that their equality says nothing about these: the arithmetic beside every row does.
"""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from gridsim.agents.plain import plain
from gridsim.rules import buying, experience, loyalty, memory, reaction, recruiting

LOG_4, LOG_9, LOG_16 = math.log(4.0), math.log(9.0), math.log(16.0)

SETTINGS = {
    # reading: chances of 20 %, 10 %, 4 %, 5 % and, in a mail, 2 %
    "open_odds": 1 / 4,
    "interact_odds": 1 / 9,
    "share_odds": 1 / 24,
    "click_odds": 1 / 19,
    "email_click_odds": 1 / 49,
    "log_match_effect": LOG_9,
    "match_reference": 0.4,
    "log_reaction_trust_effect": LOG_4,
    "log_interaction_effect": LOG_4,
    "log_interesting_effect": LOG_16,
    "log_individuality_effect": LOG_4,
    "log_reaction_benefit_effect": LOG_16,
    "fatigue_effect": 0.05,
    "wear_effect": 0.5,
    "forward_effect": 1.5,
    "crowding_half": 10.0,
    "community_engagement_effect": 2.0,
    # remembering
    "ticks_per_day": 4,
    "mind_half_life": 10.0,
    "mind_half": 2.0,
    "mind_effect": 5.0,
    "usual_mind": 1.5,
    "initial_trust": 0.3,
    "trust_half_life": 50.0,
    "taste_known": 0.5,
    "taste_life": 100.0,
    "trust_rate": 0.1,
    "complaint_weight": 3.0,
    "interaction_trust": 2.0,
    "log_inconsistency_effect": -LOG_4,
    # buying: chances of 2 %, 1 %, 25 % and 5 %
    "click_odds_to_order": 1 / 49,
    "email_odds_to_order": 1 / 99,
    "search_odds_to_order": 1 / 19,
    "shelf_recall": 0.25,
    "log_buying_trust_effect": LOG_16,
    "log_buying_benefit_effect": LOG_16,
    "price_elasticity": 2.0,
    "friends_effect": 2.0,
    "friends_half": 2.0,
    "usual_friends": 1.25,
    "seller_effect": 1.2,
    "referral": True,
    "community_memory_effect": 2.0,
    "referral_friend_effect": 1.25,
    "return_odds": 1 / 19,
    "praise_chance": 0.1,
    "complaint_chance": 0.25,
    "log_dissatisfaction_effect": LOG_16,
    # points
    "expected_earning": 20.0,
    "team_earning": 20.0,
    "recruiting_invite_odds": 1 / 19,
    "recruiting_reference_earning": 20.0,
    "recruiting_recruiter_effect": 5.0,
    "recruiting_apply_odds": 0.01,
    "need_interval": 30.0,
    "ranks_promote_odds": 1 / 99,
    "log_points_experience_effect": LOG_16,
    "points_reward_elasticity": 0.5,
    "points_selling_elasticity": 0.5,
    "points_hoped_orders": 0.2,
    "experience_rate": 0.4,
    "points_posts_factor": 1.0,
    "answer_minutes": 1.0,
    "sale_minutes": 10.0,
    "points_off_message_chance": 0.02,
    "points_unsupervised_off_message_chance": 0.12,
    "points_dormancy_odds": 1 / 49,
    "points_unsupervised_dormancy_effect": 4.0,
    "points_recognition": 0.5,
    "points_reward_half_life": 7.0,
}
ANYBODY = {
    "trust": 0.5,
    "fan": False,
    "positioning": -1.0,
    "awareness": 0.0,
    "touched_tick": 0,
    "friends_bought": 0,
    "familiarity": 2,
    "trust_tick": 0,
    "n_orders": 0,
    "bought_before": False,
    "sociability": 1.0,
    "need_interval_days": 30.0,
}
PLAIN_POST = {
    "appeal": 1.0,
    "stirring": 1.0,
    "passed_on": 0,
    "persuades": 1.0,
    "believed": 1.0,
    "valence": 1.0,
    "positioning": -1.0,
    "interesting": 0.5,
    "benefit": 0.5,
    "interaction": 0.5,
    "individuality": 0.5,
}
LINE = {"open_multiplier": 1.0, "trust_multiplier": 1.0}
PRODUCT = {"usual_price": 100.0, "usual_odds": 0.25}
POINT = {
    "reward": 0.0,
    "effort": 0.0,
    "belief": 0.5,
    "orders": 0,
    "reward_today": 0,
    "minutes_today": 0.0,
    "sales_today": 0,
    "interactions_today": 0,
}


ROLE = {"posts_per_tick": 0.25, "wage": 2.0, "minute": 2.0}


def record(values):
    """The values as the engine holds them."""
    rows = np.zeros(1, [(name, np.asarray(value).dtype) for name, value in values.items()]).view(np.recarray)
    for name, value in values.items():
        rows[name] = value
    return rows[0]


def person(**what):
    return ANYBODY | what


def post(**what):
    return PLAIN_POST | what


def point(**what):
    return POINT | what


WEARY_FRIEND = person(trust=0.75)
DEVOTED = person(trust=1.0)
WARY = person(trust=0.25, sociability=0.5)
OPENED_BY_A_FRIEND = reaction.openness, (SETTINGS, WEARY_FRIEND, 4.0)

# what is decided; by whom of what; the chance (or the multiplier of its odds)
DECISIONS = [
    # 1/4 x 4^(0.75 - 0.5) x e^(-0.05 x 4) = 0.25 x 1.414214 x 0.818731 = 0.289461
    (*OPENED_BY_A_FRIEND, 0.2895),
    # the brand's own word: 1/4 x 0.4 = 0.1
    (
        reaction.open_odds,
        (SETTINGS, 0.25, 1.0, 1.0, post(), LINE | {"open_multiplier": 0.4}, False),
        0.1,
    ),
    # a friend passes it on: 0.434192 x 1.2 (tie) x 1.1 (credibility) x 0.8 (appeal) x 1.5 (forwarded) = 0.687760
    (
        reaction.open_odds,
        (SETTINGS, 0.434192, 1.2, 1.1, post(appeal=0.8), LINE | {"open_multiplier": 0.4}, True),
        0.6878,
    ),
    # match 0.65: 0.687760 x 9^(0.65 - 0.4) = 0.687760 x 1.732051 = 1.191235; 1.191235 / 2.191235
    (reaction.open_chance, (SETTINGS, 0.68776, 0.65), 0.5436),
    # at the references the base chance holds: 1/9 / (10/9)
    (reaction.engage_chance, (SETTINGS, person(), post(), 1.0), 0.1),
    # a fan, a quiz: 1/9 x (2 x 1.5) x 4^(1 - 0.5) = 2/3; 2/5
    (reaction.engage_chance, (SETTINGS, person(fan=True), post(interaction=1.0), 1.5), 0.4),
    # 1/24 x 0.5 (sociability) x 3 (luck) x 16^0.25 x 4^-0.25 = 0.0625 x 2 x 0.707107 = 0.088388; 0.088388 / 1.088388
    (
        reaction.share_chance,
        (SETTINGS, WARY, WARY, post(interesting=0.75, individuality=1.0), 3.0, 1.0, False),
        0.0812,
    ),
    # the same among friends: 0.088388 x 4^0.5 = 0.176777; 0.176777 / 1.176777
    (
        reaction.share_chance,
        (SETTINGS, WARY, WARY, post(interesting=0.75, individuality=1.0), 3.0, 1.0, True),
        0.1502,
    ),
    # a warning that ten have passed on: 1/24 x 1.5 (bad news) x 1/2 (a crowd) = 1/32; 1/33
    (reaction.share_chance, (SETTINGS, person(), person(), post(stirring=1.5, passed_on=10), 1.0, 1.0, False), 0.0303),
    # 1/19 x 4^0.5 x 16^0.25 = 4/19; 4/23
    (reaction.click_chance, (SETTINGS, DEVOTED, post(benefit=0.75), False, 0), 0.1739),
    # the third post of that person: 4/19 / (1 + 0.5 x 2) = 2/19; 2/21
    (reaction.click_chance, (SETTINGS, DEVOTED, post(benefit=0.75), False, 2), 0.0952),
    # by mail 4/49; 4/53
    (reaction.click_chance, (SETTINGS, DEVOTED, post(benefit=0.75), True, 0), 0.0755),
    # the brand's own: 0.1 x 0.8 (credibility) x 0.5 (its word); what it stands for is what is remembered
    (
        memory.trust_weight,
        (SETTINGS, person(positioning=0.8), post(positioning=0.8), LINE | {"trust_multiplier": 0.5}, 0.8, False),
        0.04,
    ),
    # a friend warns: 0.1 x 1.2 x 4^0.5 (personal) x 3 (a warning) x 2 (liked)
    (memory.trust_weight, (SETTINGS, person(), post(valence=-1.0, individuality=1.0), LINE, 1.2, True), 1.44),
    # another story than the remembered one: 0.1 x 0.25^(0.8 - 0.3)
    (memory.trust_weight, (SETTINGS, person(positioning=0.3), post(positioning=0.8), LINE, 1.0, False), 0.05),
    # who has bought before and twice since listens a quarter as much: 0.1 x 1 / (1 + 2 + 1)
    (memory.trust_weight, (SETTINGS, person(n_orders=2, bought_before=True), post(), LINE, 1.0, False), 0.025),
    # attention 2, five days ago: 2 x 0.5^(5/10) = 1.414214; of 3.414214
    (memory.recall_now, (SETTINGS, person(awareness=2.0, touched_tick=10), 30), 0.4142),
    # fifty days ago 0.9: half of the way back to 0.5, and to 0.3 of who has not bought
    (memory.trust_now, (SETTINGS, person(trust=0.9), 200), 0.7),
    (memory.trust_now, (SETTINGS, person(trust=0.9, familiarity=1), 200), 0.6),
    # 16^0.25 x (80/100)^-2 x 1.2 = 2 x 1.5625 x 1.2
    (buying.persuasion, (SETTINGS, person(trust=0.75), PRODUCT, 80.0, True), 3.75),
    # odds 1/4 x (1 + 4 x 2/(2 + 2)) / 1.5 x 3 x 1.5 = 2.25; 2.25/3.25
    (buying.choice_chance, (SETTINGS, person(), 0.25, PRODUCT, 2.0, 3.0, 1.5), 0.6923),
    # who has only heard of it: 4^0.5 x 0.25^0.5 = 1, / 1.5; 2/5; who has not, never
    (buying.choice_chance, (SETTINGS, person(familiarity=1), 4.0, PRODUCT, 0.0, 1.0, 1.0), 0.4),
    (buying.choice_chance, (SETTINGS, person(familiarity=0), 4.0, PRODUCT, 0.0, 1.0, 1.0), 0.0),
    # e^(-100/100) = 0.37 are still of the same taste
    (buying.taste_is_renewed, (SETTINGS, 0.37, 100.0), 1.0),
    (buying.taste_is_renewed, (SETTINGS, 0.36, 100.0), 0.0),
    # 1/49 x 2 x 2 (need due) x 16^0.25 x (1 + 1 x 2/(2 + 2)) / 1.25 (friends) x 1.25 (the malls worked on) = 12/49
    (
        buying.click_order_chance,
        (SETTINGS, person(friends_bought=2), post(benefit=0.75), False, 2.0, 2.0, 1.0, 1.25),
        0.1967,
    ),
    # by mail, no need yet, a flash sale, no friend who bought: 1/99 x 0.5 x 2 / 1.25; 1/124.75
    (buying.click_order_chance, (SETTINGS, person(), post(), True, 1.0, 0.5, 2.0, 1.0), 0.008),
    # 1/19 x 0.8 x 1.25 = 1/19; 1/20
    (buying.paid_click_order_chance, (SETTINGS, 0.8, 1.25), 0.05),
    # who knows somebody that uses the thing, and who does not any more
    (loyalty.friend_multiplier, (SETTINGS, True), 1.25),
    (loyalty.friend_multiplier, (SETTINGS, False), 1.0),
    # satisfied 0.25: 1/19 x 16^(0.75 - 0.5) = 2/19; 2/21
    (experience.return_chance, (SETTINGS, 0.25, 1.0), 0.0952),
    # half-way from neutral to full: 0.1 x (0.75 - 0.5) / 0.5
    (experience.praise_chance, (SETTINGS, 0.75), 0.05),
    # 0.25 x (0.25 - 0.2) / 0.25; and nothing for who can bear it
    (experience.complaint_chance, (SETTINGS, 0.2), 0.05),
    (experience.complaint_chance, (SETTINGS, 0.3), 0.0),
    (recruiting.join_chance, (0.5, 0.5), 0.2),
    # who expects nothing does not join
    (recruiting.join_chance, (0.0, 0.25), 0.0),
    (recruiting.acceptance, (0.8,), 0.8),
    (recruiting.acceptance, (1.6,), 1.0),
    # asked by nobody, 1/19; by one who earns by recruits 1/19 x (1 + 4 x 20/(20 + 20))
    (recruiting.invitation_odds, (SETTINGS, False), 0.0526),
    (recruiting.invitation_odds, (SETTINGS, True), 0.1579),
    # who needs it twice as often: 0.01 x 30/15
    (recruiting.application_odds, (SETTINGS, person(need_interval_days=15.0)), 0.02),
    # 1/99 x 1 x 16^0.25 = 2/99; 2/101
    (recruiting.promote_chance, (SETTINGS, point(belief=0.75), 1.0), 0.0198),
    # 0.8 x 0.02 + 0.2 x 0.12 = 0.04
    (recruiting.off_message_chance, (SETTINGS, point(), 0.8), 0.04),
    # who finds the goods bad: the odds of 1/24, by 16^0.25 more: 1/12; 1/13
    (recruiting.off_message_chance, (SETTINGS, point(belief=0.25), 0.8), 0.0769),
    # 1/49 x (0.5 + 0.5 x 4) x 2 / (1 + 30/60) = 10/147; 10/157
    (recruiting.dormancy_chance, (SETTINGS, point(reward=30.0, effort=60.0), 0.5), 0.0637),
    # reward is four times the effort: 4^0.5, and the goods are found good: 16^0.25
    (recruiting.posting_rate, (SETTINGS, point(reward=40.0, effort=10.0, belief=0.75)), 4.0),
    # nothing is earned: 0.1^0.5
    (recruiting.posting_rate, (SETTINGS, point(effort=10.0)), 0.3162),
    # takes 4^0.5 = 2 times the pains: 2^0.5 times the odds
    (recruiting.selling_multiplier, (SETTINGS, point(reward=40.0, effort=10.0)), 1.4142),
    (recruiting.said, (point(belief=0.4),), 0.6),
    (recruiting.said, (point(belief=0.1),), -0.6),
    (recruiting.said, (point(belief=0.9),), 1.0),
    # the fourth sale: 0.4 / (1 + 3) of the way
    (recruiting.belief_after_delivery, (SETTINGS, point(orders=3), 1.0), 0.55),
    # 3 x 1 + 2 x 10
    (recruiting.minutes_of_day, (SETTINGS, point(interactions_today=3, sales_today=2)), 23.0),
    # a post a day, 1 / (1 - 0.905724) = 10.6071 of them are remembered
    (recruiting.hoped_posts, (SETTINGS, ROLE), 10.6071),
    # each 5 minutes, and 0.2 sales of 10
    (recruiting.hoped_minutes, (SETTINGS, ROLE, 5.0), 74.2498),
    # 10.6071 x (0.2 x 20 + 0.5, a like) + 74.2498 x 2
    (recruiting.hoped_reward, (SETTINGS, ROLE, 5.0), 196.2316),
    # effort 74.2498 x 2 and the fee: as much as is hoped for; three times as much, 2 x 1/3 / (1 + 1/3)
    (recruiting.willingness, (SETTINGS, ROLE, 5.0, 47.732), 1.0),
    (recruiting.willingness, (SETTINGS, ROLE, 5.0, 440.1952), 0.5),
    # after a week of nothing half is left (a day: 0.5^(1/7) = 0.905724); 100 x 0.905724 + 12 + 6 x 0.5
    (
        recruiting.reward_remembered,
        (SETTINGS, point(reward=100.0, reward_today=12, interactions_today=6)),
        105.5724,
    ),
    # 100 x 0.905724 + 3 x 2
    (recruiting.effort_remembered, (SETTINGS, point(effort=100.0, minutes_today=3.0), 2.0), 96.5724),
]
NAMES = [f"{decide.__name__}-{row}" for row, (decide, _, _) in enumerate(DECISIONS)]


@pytest.mark.parametrize(("decide", "given", "by_hand"), DECISIONS, ids=NAMES)
def test_a_decision_is_what_it_is_by_hand(decide, given, by_hand):
    page = plain(decide.__module__)
    objects = [SimpleNamespace(**one) if isinstance(one, dict) else one for one in given]
    assert getattr(page, decide.__name__)(*objects) == pytest.approx(by_hand, abs=5e-5)


@pytest.mark.parametrize(("decide", "given", "by_hand"), DECISIONS, ids=NAMES)
def test_compiled_it_is_the_same_to_the_last_bit(decide, given, by_hand):
    page = plain(decide.__module__)
    objects = [SimpleNamespace(**one) if isinstance(one, dict) else one for one in given]
    records = [record(one) if isinstance(one, dict) else one for one in given]
    assert decide(*records) == getattr(page, decide.__name__)(*objects)
