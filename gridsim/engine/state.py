"""The arrays of a run: what a person, a post, a share, an order is while the engine works on it.

Each table is an array of records, so that all the fields of one person lie side by side: people are met in random
order, and a meeting then costs one or two reads of memory and not one a field (a record update: 7 ns with a million
people).
The engine's functions take two named tuples: `Given` (never changes in a run) and `State` (changes).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from gridsim._jit import by_reference
from gridsim.terms import LAYERS, Channel, PlanLine

Records = Any
"""A numpy record array: a type checker does not know its fields."""

N_LAYERS = len(LAYERS)

EXECUTIVE_ACCOUNT, SERVICE_ACCOUNT = 2, 3
"""The other accounts of the brand, counted from the official one (1 is bought media)."""

N_ACCOUNTS = 4
"""Accounts behind the people, bought media among them."""

FIRST_ACTIVITY = len(PlanLine)
"""Row of the first activity's line; every activity has one, after the fixed ones."""

TRUST_PARTS = 2**36
"""Trust is added up over the people in so many parts of one: whole numbers, so that the sum is the same whatever the
shards."""

BUYING = 256
"""Bought impressions for which numbers are drawn together."""


class Stop(IntEnum):
    """Why the engine stops: it is done; a table is full; or it is the shards' turn."""

    DONE = 0
    MORE_POSTS = 1
    MORE_BOUGHT = 2
    MORE_SHARES = 3
    MORE_ORDERS = 4
    MORE_VISITS = 5
    MORE_CANDIDATES = 11
    MORE_RECORDED = 6
    MORE_CLAIMS = 7
    MORE_GROUPS = 8
    SHARDS_REACT = 9
    SHARDS_RECALL = 10


def row(*fields: str) -> np.dtype:
    """A record type from its fields in their order: "f8 awareness fatigue" is two fields of numpy's type f8; a field
    "touches[12]" holds so many.

    Examples
    --------
    >>> row("f8 awareness fatigue", "i4 touches[2]")
    dtype([('awareness', '<f8'), ('fatigue', '<f8'), ('touches', '<i4', (2,))], align=True)
    """
    found: list[tuple] = []
    for kind, *names in (line.split() for line in fields):
        for name, _, length in (text.rstrip("]").partition("[") for text in names):
            found.append((name, kind, (int(length),)) if length else (name, kind))
    return np.dtype(found, align=True)


FEED = row("f8 shown", "i4 day brand_today")
"""One row a person and layer, what every tie reads: the last day on which a post of the brand came, how many came, the
chance of being shown."""
HABIT = row("f8 rivals visits_per_day reading_depth", "i4 brand_yesterday")
"""One row a person and layer, what a showing reads: what the chance of being shown follows from."""
# What every showing reads comes first, in one line of the cache; then what orders and points read.
STATE = row(
    "f8 awareness fatigue trust match_product",
    "i4 touched_tick trust_tick n_orders friends_approve",
    "? reached fan bought_before approves",
    "u1 familiarity",
    "? cared",
    "i4 met engaged",
    "f8 positioning",
    "i4 friends_bought point last_mall order_tick click_order_day locked_to locked_until referrer first_tick kept",
    "i8 spent",
)
# one row a person and channel in use; last_tick holds where times > 0
TOUCH = row("i4 times last_tick")
# What every showing reads comes first; then what a reading reads.
POST = row(
    "i8 about",
    "i4 author tick line kind",
    "f8 appeal",
    "i4 version product",
    "f8 personal_topic topic_norm valence stirring believed persuades",
    "f8 interesting benefit interaction individuality",
    "f8 positioning",
    "i8 discount",
    "i4 passed_on",
)
SHARE = row("i4 post sharer layer depth parent link group parts buyers tick", "f8 luck")
SHOWING = row("i8 edge", "i4 viewer share tick stage", "f8 forward")
IMPRESSION = row("i4 tick viewer sharer post place stage")
# what the showings of one viewer and tick add up to
EFFECT = row(
    "f8 awareness trust_weight trust_sum best_click",
    "i8 clicked clicked_noticed",
    "i4 noticed reactions follows",
    "f8 positioning",
    "i4 positioned",
)
# ticket: row of the activity whose offer is used, or -1; amount: what it takes off; noticed: how many posts of whoever
# shared the link had been noticed before
VISIT = row(
    "i4 viewer share link entrance",
    "f8 rank",
    "i8 discount",
    "i4 product shop",
    "f8 u",
    "? paid_click",
    "i4 ticket",
    "i8 amount",
    "i4 noticed",
)
# who wants to post, to join, to be served: `number` of the post, `way` and `recruiter` of who joins
CANDIDATE = row("f8 rank", "i4 person number way recruiter")
ORDER = row(
    "i4 buyer day tick seller entrance share",
    "i8 list_price discount paid fee commission_1 commission_2",
    "i4 beneficiary_1 beneficiary_2 stock shipped_day delivered_day returned_day settle_day new_buyer",
    "f8 satisfied",
    f"i4 first_touch touches[{len(Channel)}] last_touch[{len(Channel)}] referrer",
    "i8 goods goods_back logistics",
    "i4 line product credited invited_by shop store",
    "i8 invitation shop_margin reward",
    "? pickup paid_click backorder",
    "i4 activity earlier",
)
POINT = row(
    "i4 agent role state activated_day left_day dormant_day recruiter posts orders",
    "i8 gmv commission",
    "f8 reward effort",
    "i8 reward_today earned",
    "f8 belief minutes_today minutes time_value",
    "i4 posts_today interactions_today sales_today rank way promoted_day demoted_day last_sale_day",
    "i8 recruiting_income",
    "i8 credited_sales invitations payable paid_out",
    "? rewarded lapsed head_paid",
    "i4 last_order",
)
ROLE = row("f8 credibility posts_per_tick minute wage")
LINE = row(
    "? on produced",
    "i8 number",
    "i4 kind start_tick end_tick",
    "f8 posts_per_tick",
    "i8 allowance spent content_cost cost_per_mille",
    "i8 least_fee",
    "f8 fee_per_follower targeting credibility appeal interesting benefit interaction individuality",
    "f8 personal_topic",
    "i8 discount picked channel touch_row",
    "f8 open_multiplier trust_multiplier",
    "i8 cap capped n_bought share_today",
    "i4 product",
    "f8 positioning",
    "i8 dearest",
    "f8 minutes longest",
    "i4 first_version n_versions",
    "i8 turn",
    "? in_turn paced",
    "i4 paced_from",
    "i8 paced_spent",
)
ACTIVITY_ROW = row(
    "i4 kind line start_tick end_tick valid_ticks parts heads",
    "f8 read_chance engage_boost share_boost urgency impulse wake_awareness wake_trust",
    "i4 product",
    "i8 amount units_left prizes prize participants issued redeemed lapsed packets groups filled failed joined",
    "i8 orders prizes_paid prizes_unpaid returned",
)
TICKET = row("f8 rank", "i4 state until_tick group", "? engaged")
CLAIM = row("f8 rank", "i4 what person share activity")
GROUP = row("i4 activity members opened_tick state first_member")
MEMBER = row("f8 rank", "i4 group person share link entrance tick")
# a copy variant of a line's content (or the content itself, where the line has none but is measured)
VERSION = row(
    "i4 line",
    "? produced",
    "f8 weight appeal interesting benefit interaction individuality personal_topic positioning",
    "i8 discount content_cost",
    "f8 minutes",
)
CLOCK = row("i8 seed replicate tick phase")
# what is counted and what is left of a run as a whole
TOTALS = row(
    "i8 n_posts n_shares next_share n_pending n_recorded n_visits n_orders first_open_order n_points n_active",
    "i8 n_passed_on beyond budget_left budget_total n_needy caps_today",
    "f8 supervised",
    "i8 commission_blocked recruits_blocked recruits_full",
    f"f8 rival_growth[{N_LAYERS}]",
    "i8 management_blocked community_spent n_swaps",
    "f8 conversion_stock conversion",
    "i8 team_posts team_blocked n_claims n_groups n_members first_open_group posted",
    f"i8 followers[{N_ACCOUNTS}]",  # of an account that posts, when it last did
)
PRODUCT = row(
    "i8 price unit_cost goods_saved",
    "f8 quality claims status log_seen_effect usual_price usual_odds need_factor",
    "i8 first_rate second_rate first_fixed second_fixed",
    "? tiered",
)
TIER = row("i8 from_sales rate")
# price of one: of a click, of a follower; `asked`: how many people have been asked to follow
USE = row("? on", "i4 start_tick end_tick", "i8 allowance spent price asked")
# one product in one store; counts of units
STORE = row(
    "i4 agent product above arrives_day",
    "i8 initial units coming reorder_at quantity ordered sold sent back asked offered",
)


@by_reference
class Given(NamedTuple):
    """Constants of a run: people, ties, settings."""

    traits: Records  # (n,) world.PERSON
    interests: np.ndarray  # (n, topics) float32, rows of length 1
    moments_start: np.ndarray  # (n + 1,) int64
    moments_target: np.ndarray  # (ties,) int32
    moments_weight: np.ndarray  # (ties,) or (0,) float32; mean 1
    # (n + 2,) int64; row n is the official account's. With the account matrix (n + 5,): n + 2 executive, n + 3 service
    blog_start: np.ndarray
    blog_target: np.ndarray
    blog_weight: np.ndarray
    group_start: np.ndarray  # (groups + 1,) int64, or empty
    group_member: np.ndarray  # (memberships,) int32
    member_start: np.ndarray  # (n + 1,) int64, or empty
    member_group: np.ndarray  # (memberships,) int32, the groups of a person
    place_start: np.ndarray  # (n + 1,) int64, or empty
    place_target: np.ndarray  # (ties,) int32
    home_shop: np.ndarray  # (n,) int32, -1 is none
    above: np.ndarray  # (n,) int32, -1 is the brand
    tier: np.ndarray  # (n,) int8: 0 none, 1 distributor, 2 sub-distributor, 3 shop
    subscribers: np.ndarray  # (subscribers,) int32, the mailing list
    ad_people: np.ndarray  # (audience,) int32, whom advertising can reach; empty: everybody
    kols: np.ndarray  # (kols,) int32
    partners: np.ndarray  # (partners,) int32
    settings: Records  # (1,) settings.dtype
    roles: Records  # (7,) ROLE
    products: Records  # (products,) PRODUCT
    product_match: np.ndarray  # (n, products - 1) float64, match with the further products
    tiers: Records  # (tiers,) TIER, lowest first
    store_of: np.ndarray  # (n,) int32, the store that a person keeps, or -1
    carries: np.ndarray  # (products x n,) uint8, whether a shop carries a product
    # (lines, ticks + 1) float64: how much of a line's plan is due by a tick, in ticks of its usual speed
    tempo: np.ndarray


@by_reference
class State(NamedTuple):
    """Variable state of a run."""

    clock: Records  # (1,) CLOCK
    totals: Records  # (1,) TOTALS
    people: Records  # (n,) STATE
    next_need: np.ndarray  # (products x n,) float64, day of the next need; product x n + person
    need_number: np.ndarray  # (products x n,) int32, how many needs have been
    liking: np.ndarray  # (products x n,) float64, odds of choosing the brand at the next need in the usual world
    tastes: np.ndarray  # (products x n,) float64, the same at the start
    skipped: np.ndarray  # (products x n,) int16, coming needs that orders by click have used up
    # (products x n,) int64, whose need may be due today, as product x n + person; the first totals.n_needy count
    needy: np.ndarray
    feed: Records  # (layers, n) FEED, as far as the last layer that is there
    habit: Records  # (layers, n) HABIT
    touches: Records  # (n, channels that this run has) TOUCH; the column of a line is its `touch_row`
    first_touch: np.ndarray  # (n,) int8, channel + 1; 0 is none yet
    follows: np.ndarray  # (n,) uint8, the accounts of the brand that a person follows: account k is the bit 2^k
    ads_today: np.ndarray  # (n,) int16 where advertising has a frequency cap, else (0,): its impressions of the day
    lines: Records  # (lines,) LINE
    versions: Records  # (versions,) VERSION
    measured: np.ndarray  # (days, versions, MEASURES) int64
    activities: Records  # (activities,) ACTIVITY_ROW
    tickets: Records  # (activities, n) TICKET: what a person has of an activity
    claims: Records  # (capacity,) CLAIM of this tick
    groups: Records  # (capacity,) GROUP
    members: Records  # (capacity,) MEMBER
    posts: Records  # (capacity,) POST
    shares: Records  # (capacity,) SHARE
    recall: np.ndarray  # (n,) float64, the chance to think of the brand at the end of the day
    numbers: np.ndarray  # (4, BUYING) float64, draws for impressions that are bought
    # (capacity,) int64, who gets the impressions bought in this tick: of advertising, then of mass media
    bought: np.ndarray
    recorded: Records  # (capacity,) IMPRESSION, filled where recording is on
    visits: Records  # (capacity,) VISIT of this tick
    candidates: Records  # (capacity,) CANDIDATE of the list that is being served
    orders: Records  # (capacity,) ORDER
    sold: np.ndarray  # (products,) int64, orders so far
    popularity: np.ndarray  # (products,) float64, what the sales shown multiply the odds to order by
    gifted: np.ndarray  # (gifts,) int64, who is given goods
    points: Records  # (capacity,) POINT
    passed_on: np.ndarray  # (power of two,) int64 set of (person, post); -1 is empty
    counters: np.ndarray  # (days, counters) int64
    seen: np.ndarray  # (days, lines, SEEN) int64
    flows: np.ndarray  # (days and closing days, flows) int64
    mean_recall: np.ndarray  # (days,) float64
    mean_trust: np.ndarray  # (days,) float64
    active_points: np.ndarray  # (days,) int64
    sellers: np.ndarray  # (days,) int64, active points with a micro-mall
    followers: np.ndarray  # (days,) int64, of all accounts of the brand at the end of the day
    budget_left: np.ndarray  # (days,) int64
    line_spent: np.ndarray  # (days, lines) int64, what each plan line has spent by the end of the day
    uses: Records  # (3,) USE
    stores: Records  # (products x stores,) STORE, or none


def records(n: int, dtype: np.dtype) -> Records:
    """Zeroed records with attribute access."""
    return np.zeros(n, dtype).view(np.recarray)


def grown(array: Records, used: int, needed: int) -> Records:
    """A larger copy of a table, with room for `needed` rows and half as many again."""
    larger = np.zeros(max(needed, int(1.5 * len(array)) + 16), array.dtype).view(type(array))
    n_bytes = used * array.itemsize  # numpy copies records field by field: 6 times as long
    larger.view(np.uint8)[:n_bytes] = array.view(np.uint8)[:n_bytes]
    return larger
