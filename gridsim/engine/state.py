"""The arrays of a run: what a person, a post, a share, an order is while the engine works on it.

Each table is an array of records, so that all the fields of one person lie side by side: people are met in random
order, and a meeting then costs one or two reads of memory and not one a field (a record update: 7 ns with a million
people).
The engine's functions take two named tuples: `Given` (never changes in a run) and `State` (changes).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gridsim._jit import by_reference
from gridsim.terms import LAYERS, Channel, PlanLine

Records = Any
"""A numpy record array: a type checker does not know its fields."""

N_LAYERS = len(LAYERS)

EXECUTIVE_ACCOUNT, SERVICE_ACCOUNT = 2, 3
"""The other accounts of the brand, counted from the official one (1 is bought media)."""

FIRST_ACTIVITY = len(PlanLine)
"""Row of the first activity's line; every activity has one, after the fixed ones."""

TRUST_PARTS = 2**36
"""Trust is added up over the people in so many parts of one: whole numbers, so that the sum is the same whatever the
shards."""

BUYING = 256
"""Bought impressions for which numbers are drawn together."""

(
    DONE,
    MORE_POSTS,
    MORE_BOUGHT,
    MORE_SHARES,
    MORE_ORDERS,
    MORE_VISITS,
    MORE_RECORDED,
    MORE_CLAIMS,
    MORE_GROUPS,
    SHARDS_REACT,
    SHARDS_RECALL,
) = range(11)
"""Why the engine stops: it is done; a table is full; or it is the shards' turn."""

FEED = np.dtype([("shown", "f8"), ("day", "i4"), ("brand_today", "i4")], align=True)
"""One row a person and layer, what every tie reads: the last day on which a post of the brand came, how many came, the
chance of being shown."""
HABIT = np.dtype(
    [("rivals", "f8"), ("visits_per_day", "f8"), ("reading_depth", "f8"), ("brand_yesterday", "i4")], align=True
)
"""One row a person and layer, what a showing reads: what the chance of being shown follows from."""
STATE = np.dtype(
    [
        # What every showing reads comes first, in one line of the cache; then what orders and points read.
        ("awareness", "f8"),
        ("fatigue", "f8"),
        ("trust", "f8"),
        ("match_product", "f8"),
        ("touched_tick", "i4"),
        ("sources", "i4"),
        ("reached", "?"),
        ("fan", "?"),
        ("bought_before", "?"),
        ("cared", "?"),
        ("engaged", "i4"),
        ("point", "i4"),
        ("friends_bought", "i4"),
        ("positioning", "f8"),
        ("last_mall", "i4"),
        ("order_tick", "i4"),
        ("click_order_day", "i4"),
        ("n_orders", "i4"),
        ("locked_to", "i4"),
        ("locked_until", "i4"),
        ("referrer", "i4"),
        ("first_tick", "i4"),
        ("loyal_tick", "i4"),
        ("kept", "i4"),
        ("loyalty", "f8"),
        ("spent", "i8"),
    ],
    align=True,
)
# one row a person and channel in use; last_tick holds where times > 0
TOUCH = np.dtype([("times", "i4"), ("last_tick", "i4")], align=True)
POST = np.dtype(
    [
        # What every showing reads comes first; then what a reading reads.
        ("about", "i8"),
        ("author", "i4"),
        ("tick", "i4"),
        ("line", "i4"),
        ("kind", "i4"),
        ("appeal", "f8"),
        ("version", "i4"),
        ("product", "i4"),
        ("personal_topic", "f8"),
        ("topic_norm", "f8"),
        ("valence", "f8"),
        ("luck", "f8"),
        ("engaging", "f8"),
        ("believed", "f8"),
        ("interesting", "f8"),
        ("benefit", "f8"),
        ("interaction", "f8"),
        ("individuality", "f8"),
        ("positioning", "f8"),
        ("discount", "i8"),
    ],
    align=True,
)
SHARE = np.dtype(
    [
        ("post", "i4"),
        ("sharer", "i4"),
        ("layer", "i4"),
        ("depth", "i4"),
        ("parent", "i4"),
        ("link", "i4"),
        ("group", "i4"),
        ("parts", "i4"),
        ("buyers", "i4"),
    ],
    align=True,
)
SHOWING = np.dtype(
    [("edge", "i8"), ("viewer", "i4"), ("share", "i4"), ("tick", "i4"), ("stage", "i4"), ("forward", "f8")], align=True
)
IMPRESSION = np.dtype(
    [("tick", "i4"), ("viewer", "i4"), ("sharer", "i4"), ("post", "i4"), ("place", "i4"), ("stage", "i4")], align=True
)
EFFECT = np.dtype(  # what the showings of one viewer and tick add up to
    [
        ("awareness", "f8"),
        ("trust_weight", "f8"),
        ("trust_sum", "f8"),
        ("best_click", "f8"),
        ("clicked", "i8"),
        ("new_sources", "i4"),
        ("reactions", "i4"),
        ("positioning", "f8"),
        ("positioned", "i4"),
    ],
    align=True,
)
VISIT = np.dtype(  # ticket: row of the activity whose offer is used, or -1; amount: what it takes off
    [("viewer", "i4"), ("share", "i4"), ("link", "i4"), ("entrance", "i4"), ("rank", "f8"), ("discount", "i8"),
     ("product", "i4"), ("shop", "i4"), ("u", "f8"), ("paid_click", "?"), ("ticket", "i4"), ("amount", "i8")],
    align=True,
)  # fmt: skip
ORDER = np.dtype(
    [
        ("buyer", "i4"),
        ("day", "i4"),
        ("tick", "i4"),
        ("seller", "i4"),
        ("entrance", "i4"),
        ("share", "i4"),
        ("list_price", "i8"),
        ("discount", "i8"),
        ("paid", "i8"),
        ("fee", "i8"),
        ("commission_1", "i8"),
        ("commission_2", "i8"),
        ("beneficiary_1", "i4"),
        ("beneficiary_2", "i4"),
        ("stock", "i4"),
        ("shipped_day", "i4"),
        ("delivered_day", "i4"),
        ("returned_day", "i4"),
        ("settle_day", "i4"),
        ("new_buyer", "i4"),
        ("satisfied", "f8"),
        ("first_touch", "i4"),
        ("touches", "i4", (len(Channel),)),
        ("last_touch", "i4", (len(Channel),)),
        ("referrer", "i4"),
        ("goods", "i8"),
        ("goods_back", "i8"),
        ("logistics", "i8"),
        ("line", "i4"),
        ("product", "i4"),
        ("credited", "i4"),
        ("invited_by", "i4"),
        ("shop", "i4"),
        ("store", "i4"),
        ("invitation", "i8"),
        ("shop_margin", "i8"),
        ("pickup", "?"),
        ("paid_click", "?"),
        ("backorder", "?"),
        ("activity", "i4"),
        ("earlier", "i4"),
    ],
    align=True,
)
POINT = np.dtype(
    [
        ("agent", "i4"),
        ("role", "i4"),
        ("state", "i4"),
        ("activated_day", "i4"),
        ("left_day", "i4"),
        ("dormant_day", "i4"),
        ("recruiter", "i4"),
        ("posts", "i4"),
        ("orders", "i4"),
        ("gmv", "i8"),
        ("commission", "i8"),
        ("reward", "f8"),
        ("effort", "f8"),
        ("reward_today", "i8"),
        ("posts_today", "i4"),
        ("interactions_today", "i4"),
        ("rank", "i4"),
        ("way", "i4"),
        ("promoted_day", "i4"),
        ("demoted_day", "i4"),
        ("last_sale_day", "i4"),
        ("recruiting_income", "i8"),
        ("skill", "f8"),
        ("credited_sales", "i8"),
        ("invitations", "i8"),
        ("payable", "i8"),
        ("paid_out", "i8"),
        ("rewarded", "?"),
        ("lapsed", "?"),
        ("head_paid", "?"),
        ("last_order", "i4"),
    ],
    align=True,
)
ROLE = np.dtype([("credibility", "f8"), ("posts_per_tick", "f8"), ("motivation", "f8")], align=True)
LINE = np.dtype(
    [
        ("on", "?"),
        ("produced", "?"),
        ("number", "i8"),
        ("kind", "i4"),
        ("start_tick", "i4"),
        ("end_tick", "i4"),
        ("posts_per_tick", "f8"),
        ("allowance", "i8"),
        ("spent", "i8"),
        ("content_cost", "i8"),
        ("cost_per_mille", "i8"),
        ("fee_per_follower", "f8"),
        ("targeting", "f8"),
        ("credibility", "f8"),
        ("appeal", "f8"),
        ("interesting", "f8"),
        ("benefit", "f8"),
        ("interaction", "f8"),
        ("individuality", "f8"),
        ("personal_topic", "f8"),
        ("discount", "i8"),
        ("picked", "i8"),
        ("channel", "i8"),
        ("touch_row", "i8"),
        ("word", "f8"),
        ("trust", "f8"),
        ("cap", "i8"),
        ("capped", "i8"),
        ("n_bought", "i8"),
        ("share_today", "i8"),
        ("product", "i4"),
        ("positioning", "f8"),
        ("dearest", "i8"),
        ("first_version", "i4"),
        ("n_versions", "i4"),
        ("turn", "i8"),
        ("in_turn", "?"),
        ("paced", "?"),
        ("paced_from", "i4"),
        ("paced_spent", "i8"),
    ],
    align=True,
)
ACTIVITY_ROW = np.dtype(
    [
        ("kind", "i4"),
        ("line", "i4"),
        ("start_tick", "i4"),
        ("end_tick", "i4"),
        ("valid_ticks", "i4"),
        ("parts", "i4"),
        ("heads", "i4"),
        ("read_chance", "f8"),
        ("engage_boost", "f8"),
        ("share_boost", "f8"),
        ("urgency", "f8"),
        ("wake_awareness", "f8"),
        ("wake_trust", "f8"),
        ("product", "i4"),
        ("amount", "i8"),
        ("units_left", "i8"),
        ("prizes", "i8"),
        ("prize", "i8"),
        ("participants", "i8"),
        ("issued", "i8"),
        ("redeemed", "i8"),
        ("lapsed", "i8"),
        ("packets", "i8"),
        ("groups", "i8"),
        ("filled", "i8"),
        ("failed", "i8"),
        ("joined", "i8"),
        ("orders", "i8"),
        ("prizes_paid", "i8"),
        ("prizes_unpaid", "i8"),
        ("returned", "i8"),
    ],
    align=True,
)
TICKET = np.dtype(
    [("rank", "f8"), ("state", "i4"), ("until_tick", "i4"), ("group", "i4"), ("engaged", "?")], align=True
)
CLAIM = np.dtype([("rank", "f8"), ("what", "i4"), ("person", "i4"), ("share", "i4"), ("activity", "i4")], align=True)
GROUP = np.dtype(
    [("activity", "i4"), ("members", "i4"), ("opened_tick", "i4"), ("state", "i4"), ("first_member", "i4")], align=True
)
MEMBER = np.dtype(
    [
        ("rank", "f8"),
        ("group", "i4"),
        ("person", "i4"),
        ("share", "i4"),
        ("link", "i4"),
        ("entrance", "i4"),
        ("tick", "i4"),
    ],
    align=True,
)
# a copy variant of a line's content (or the content itself, where the line has none but is measured)
VERSION = np.dtype(
    [
        ("line", "i4"),
        ("produced", "?"),
        ("weight", "f8"),
        ("appeal", "f8"),
        ("interesting", "f8"),
        ("benefit", "f8"),
        ("interaction", "f8"),
        ("individuality", "f8"),
        ("personal_topic", "f8"),
        ("positioning", "f8"),
        ("discount", "i8"),
        ("content_cost", "i8"),
    ],
    align=True,
)
CLOCK = np.dtype([("seed", "i8"), ("replicate", "i8"), ("tick", "i8"), ("phase", "i8")], align=True)
TOTALS = np.dtype(  # what is counted and what is left of a run as a whole
    [
        ("n_posts", "i8"),
        ("n_shares", "i8"),
        ("next_share", "i8"),
        ("n_pending", "i8"),
        ("n_recorded", "i8"),
        ("n_visits", "i8"),
        ("n_orders", "i8"),
        ("first_open_order", "i8"),
        ("n_points", "i8"),
        ("n_active", "i8"),
        ("n_passed_on", "i8"),
        ("beyond", "i8"),
        ("budget_left", "i8"),
        ("budget_total", "i8"),
        ("n_needy", "i8"),
        ("caps_today", "i8"),
        ("supervised", "f8"),
        ("commission_blocked", "i8"),
        ("recruits_blocked", "i8"),
        ("recruits_full", "i8"),
        ("rival_growth", "f8", (N_LAYERS,)),
        ("management_blocked", "i8"),
        ("community_spent", "i8"),
        ("n_swaps", "i8"),
        ("n_fakes", "i8"),
        ("brushing_over", "i8"),
        ("brushed", "f8"),
        ("conversion_stock", "f8"),
        ("conversion", "f8"),
        ("team_posts", "i8"),
        ("team_blocked", "i8"),
        ("n_claims", "i8"),
        ("n_groups", "i8"),
        ("n_members", "i8"),
        ("first_open_group", "i8"),
    ],
    align=True,
)
PRODUCT = np.dtype(
    [
        ("price", "i8"),
        ("unit_cost", "i8"),
        ("goods_saved", "i8"),
        ("quality", "f8"),
        ("claims", "f8"),
        ("price_factor", "f8"),
        ("need_factor", "f8"),
        ("first_rate", "i8"),
        ("second_rate", "i8"),
        ("first_fixed", "i8"),
        ("second_fixed", "i8"),
        ("tiered", "?"),
    ],
    align=True,
)
TIER = np.dtype([("from_sales", "i8"), ("rate", "i8")], align=True)
USE = np.dtype(
    [
        ("on", "?"),
        ("start_tick", "i4"),
        ("end_tick", "i4"),
        ("allowance", "i8"),
        ("spent", "i8"),
        ("cost_per_click", "i8"),
    ],
    align=True,
)
STORE = np.dtype(  # one product in one store; counts of units
    [
        ("agent", "i4"),
        ("product", "i4"),
        ("above", "i4"),
        ("arrives_day", "i4"),
        ("initial", "i8"),
        ("units", "i8"),
        ("coming", "i8"),
        ("reorder_at", "i8"),
        ("quantity", "i8"),
        ("ordered", "i8"),
        ("sold", "i8"),
        ("sent", "i8"),
        ("back", "i8"),
        ("asked", "i8"),
        ("offered", "i8"),
    ],
    align=True,
)


@by_reference
class Given(NamedTuple):
    """What never changes in a run: people, ties, settings."""

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
    """What changes in a run."""

    clock: Records  # (1,) CLOCK
    totals: Records  # (1,) TOTALS
    people: Records  # (n,) STATE
    next_need: np.ndarray  # (products x n,) float64, day of the next need; product x n + person
    need_number: np.ndarray  # (products x n,) int32, how many needs have been
    # (products x n,) int64, whose need may be due today, as product x n + person; the first totals.n_needy count
    needy: np.ndarray
    feed: Records  # (layers, n) FEED, as far as the last layer that is there
    habit: Records  # (layers, n) HABIT
    touches: Records  # (n, channels that this run has) TOUCH; the column of a line is its `touch_row`
    first_touch: np.ndarray  # (n,) int8, channel + 1; 0 is none yet
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
    orders: Records  # (capacity,) ORDER
    points: Records  # (capacity,) POINT
    passed_on: np.ndarray  # (power of two,) int64 set of (person, post); -1 is empty
    counters: np.ndarray  # (days, counters) int64
    seen: np.ndarray  # (days, lines, SEEN) int64
    flows: np.ndarray  # (days and closing days, flows) int64
    mean_recall: np.ndarray  # (days,) float64
    mean_trust: np.ndarray  # (days,) float64
    active_points: np.ndarray  # (days,) int64
    sellers: np.ndarray  # (days,) int64, active points with a micro-mall
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
