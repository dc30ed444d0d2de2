"""The 25 rows of what a sceptic measured, each with the old figure, the new one, and the verdict with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from validation import cascades

from gridsim.world import build_world
from sceptic.towns import (
    ASKED,
    NET,
    REPLICATES,
    UNPRICED,
    changed,
    figure,
    first_key,
    log_ratio,
    mean,
    orders_between,
    play,
    share,
    shipped,
    signed,
    times,
    verdict,
    verdict_with,
)

Found = tuple[str, str]
"""The new figure, and the verdict of fresh_food.yaml with it."""


@dataclass(frozen=True)
class Row:
    """What was measured on the scenario as it was, how it is measured now, and what somebody who sells would expect."""

    number: int
    what: str
    old: str
    practice: str
    measure: Callable[[], Found]


ROWS: list[Row] = []


def row(number: int, what: str, old: str, practice: str) -> Callable[[Callable[[], Found]], Callable[[], Found]]:
    """Declare the function below as the measure of a row of the sceptic's table."""

    def declare(measure: Callable[[], Found]) -> Callable[[], Found]:
        ROWS.append(Row(number, what, old, practice, measure))
        return measure

    return declare


def base():
    """The shipped contrast: account and grid against doing nothing."""
    return play(shipped(), ASKED)


@row(
    1,
    "Labour is free",
    "31,700 posts of the grid at no cost; priced at 2 CNY: -27,600, below the account",
    "33 to 58 CNY an hour [nbs2024]; .05 posts a day of a consumer, .1 of staff [zhang2021]",
)
def labour() -> Found:
    found = base()
    posts = found.points[found.points["strategy"] == "grid"]["posts"].sum() / REPLICATES
    hours, unpaid = mean(found, "grid", "point_hours"), mean(found, "grid", "unpaid_time")
    told = f"{posts:,.0f} posts of points, {figure(hours)} hours, {signed(unpaid)} CNY of them paid by nobody"
    return told, f"priced: {verdict(found)}; unpriced: grid {signed(mean(found, 'grid', UNPRICED))}"


@row(
    2,
    "The account cannot win followers",
    "90 % of its budget idle; with half the town following it is level with the grid",
    "a follower costs 2 to 10 CNY [tradeprices_undated]; .08 % lost a day [newrank2017]",
)
def followers() -> Found:
    found = base()
    idle = mean(found, "official", "budget_unspent") / (shipped().budget.total / shipped().minor_units)
    won = mean(found, "official", "followers_won")
    half = verdict_with({"network.micro_blog.official_followers": "50%"})
    return f"{share(idle)} of the budget idle, {figure(won)} followers won", f"half the town follows: {half}"


@row(
    3,
    "The untouched brand dies",
    "39 to 3 orders a week; every campaign shows a gross gain (14-fold)",
    "-16 % in the first year without advertising, some -4 % in 90 days [hartnett2021]",
)
def untouched() -> Found:
    found, days = base(), int(shipped().horizon)
    first, last = (orders_between(found, "nothing", a, b) / 2 for a, b in ((0, 14), (days - 14, days)))
    gross = mean(found, "grid", "orders") / mean(found, "nothing", "orders")
    return f"{figure(first)} to {figure(last)} orders a week; the grid sells {times(gross)} as much", verdict(found)


@row(
    4,
    "Friends' posts are shown at 43 to 52 % of ties, public ones at 11 %",
    "made equal, the grid falls by 60,000",
    "35 % of friends see a post [bernstein2013]; 1.3 to 8.3 % of followers [manson2014]",
)
def feeds() -> Found:
    private, public = shown_shares()
    from sceptic.audit import equal_feeds

    changes = equal_feeds()
    return f"{share(private)} of friends, {share(public, 1)} of followers", f"made equal: {verdict_with(changes)}"


def shown_shares() -> tuple[float, float]:
    """Share of friends and of followers who are shown a post, as the report's first assumption has it."""
    shares = base().summary.get("shown_shares") or {}
    return shares.get("moments", float("nan")), shares.get("micro_blog", float("nan"))


@row(
    5,
    "Buyers' word of mouth does nothing",
    "elasticity .00",
    ".236 of its volume, .417 of its valence [you2015]; .53 [trusov2009]",
)
def word_of_mouth() -> Found:
    return f"elasticity {figure(talk_elasticity('fresh_food'))}", verdict_with({"switches.word_of_mouth": False}) + (
        " (without any talk)"
    )


def talk_elasticity(name: str) -> float:
    """Log orders over log talk, doing nothing: buyers tell half as many again."""
    scenario = shipped(name)
    key = first_key(scenario, "operation.told_per_order", "operation.praise_chance")
    if key is None:
        return float("nan")
    from sceptic.practice import number_at, town

    value, factor = number_at(scenario, key), 1.5
    less, more = (play(town(name, {key: level}), ("nothing",)) for level in (value, factor * value))
    return log_ratio(mean(more, "nothing", "orders"), mean(less, "nothing", "orders"), factor)


@row(
    6,
    "Engagement is taken a reader, published a follower",
    "a leader's post costs 140 CNY an engagement, .02 % of followers engage",
    ".035 to .47 % of followers [rivaliq2023]; 1.2 to 4.8 % of a leader's [laterfohr2021]",
)
def engagement() -> Found:
    found = play(shipped(), ("official", "kol", "grid"))
    extra = mean(found, "kol", "engagements") - mean(found, "official", "engagements")
    cost = mean(found, "kol", "cost_kol") / extra if extra > 0 else float("nan")
    return f"{figure(cost)} CNY an engagement of leaders' posts", verdict(found, ("kol", "official", "grid"))


@row(
    7,
    "Advertising elasticity .64 by default",
    ".64 (.084 only in a scenario of its own)",
    ".12 in the short, .24 in the long run [sethuraman2011]; television .02 [shapiro2021]",
)
def advertising() -> Found:
    from sceptic.practice import advertising_elasticities

    short, long_ = advertising_elasticities("fresh_food")
    found = play(shipped(), ("official", "advertising", "grid"))
    return f"{figure(short)} short, {figure(long_)} long", verdict(found, ("advertising", "official", "grid"))


@row(
    8,
    "The 4I cost nothing",
    "interesting .5 to .8 is worth +70,000 to the grid",
    "nothing published; good content is an hour's work and more, so the price of time [nbs2024]",
)
def content() -> Found:
    key = "strategies.grid.points.content.interesting"
    better = play(changed({key: 0.8}), ASKED)
    worth = mean(better, "grid", NET) - mean(base(), "grid", NET)
    return f"interesting .8 is worth {signed(worth)} CNY after its cost", verdict(better)


@row(
    9,
    "Luck acts in every generation",
    "reproduction .50 rising to .73, virality grows with size (rank .7)",
    "reproduction .3 to .6 and flat, virality hardly depends on size [goel2016]",
)
def luck() -> Found:
    forests = usual()
    rates = [cascades.reproduction(range(k, k + 1))(forests) for k in (1, 2, 3, 4)]
    rank = cascades.rank_correlation("size", "virality", 20, 1000)(forests)
    told = ", ".join(figure(rate) for rate in rates)
    return f"reproduction by generation {told}; size with virality {figure(rank)}", verdict(base())


FORESTS: list = []


def usual() -> list:
    """The trees of all posts of two towns."""
    if not FORESTS:
        FORESTS.extend(cascades.usual_posts(2, 5))
    return FORESTS


@row(
    10,
    "99.9 % of forwards within a day",
    ".999",
    ".80 within a day, .89 within three, over 974,539 real reposts [song2018]",
)
def delay() -> Found:
    hours = np.concatenate(cascades.delays(1, 5))
    within = [float((hours <= limit).mean()) if len(hours) else float("nan") for limit in (24, 72)]
    return f"{share(within[0])} within a day, {share(within[1])} within three", verdict(base())


@row(
    11,
    "Showings scrolled past cause fatigue, and carry the whole scale",
    "+141,000 without fatigue",
    "clicks fall as frequency^-.97 across senders [mailchimp2013]; none up to 50 advertisements [johnson2016]",
)
def fatigue() -> Found:
    without = play(changed({"switches.fatigue": False}), ASKED)
    worth = mean(without, "grid", NET) - mean(base(), "grid", NET)
    return f"{signed(worth)} without fatigue", verdict(without)


@row(
    12,
    "Nobody sees likes; further friends count, the first does not",
    "the first friend's like has no effect",
    "the first like lifts clicks, further ones do not [huang2024]; popularity feeds back [salganik2006]",
)
def likes() -> Found:
    key = first_key(shipped(), "response.reaction.approval_effect", "market.buying.friends_effect")
    if key is None:
        return "no such rule", verdict(base())
    without = play(changed({key: 1}), ASKED)
    orders = mean(base(), "grid", "orders") / mean(without, "grid", "orders") - 1
    return f"friends' visible approval brings the grid {share(orders)} more orders (`{key}`)", verdict(
        without
    ) + " without"


@row(
    13,
    "No message to one person",
    "not in the model",
    "7 to 16 % of clicks on an invitation convert [extole_undated]; wording decides [sun2020]",
)
def messages() -> Found:
    scenario = changed({"strategies.official.invitations": {}})
    if scenario.digest() == shipped().digest():
        return "not in the model", verdict(base())
    found = play(scenario, ASKED)
    more = mean(found, "official", "orders") - mean(base(), "official", "orders")
    return f"invitations of buyers to a friend each bring the account {more:+.0f} orders", verdict(found)


@row(
    14,
    "Half of all recruits have no recruiter",
    ".5 of recruits; leaves of the tree .87",
    "3.1 buyers a member [yunji2019]; benefit of referral mostly from senders [liu2025]",
)
def recruits() -> Found:
    points = base().points
    later = points[(points["strategy"] == "grid") & (points["recruited_by"] != "first_day")]
    alone = float((later["recruiter"] < 0).mean()) if len(later) else float("nan")
    tree = points[points["strategy"] == "grid"]
    leaf = 1.0 - tree.groupby("replicate")["recruiter"].nunique().mean() / max(1.0, len(tree) / REPLICATES)
    told = f"{share(alone)} of {len(later) / REPLICATES:,.0f} recruits a run have no recruiter; {share(leaf)} recruit nobody"
    return told, verdict_with({"strategies.grid.points.recruiting": None}) + " without recruits"


@row(
    15,
    "Trust rises when a bad product is pushed",
    "more trust with the grid than without",
    "experience decides: valence elasticity .417 [you2015]",
)
def bad_product() -> Found:
    found = play(shipped("bad_product"), ASKED)
    change = mean(found, "grid", "trust") - mean(found, "nothing", "trust")
    return f"trust {change:+.4f} under the grid of a bad product", f"bad_product: {verdict(found)}"


@row(
    16,
    "Commission is 3.3 % of GMV while points cause nearly all sales",
    ".033",
    "10 to 12 % of what a seller sells; compare it with what would not have been sold",
)
def commission_paid() -> Found:
    found = base()
    of_all = mean(found, "grid", "cost_commission") / mean(found, "grid", "gmv")
    caused = mean(found, "grid", "incremental_gmv") / mean(found, "grid", "gmv")
    return (
        f"{share(of_all, 1)} of all GMV, {share(mean(found, 'grid', 'commission_of_caused_gmv'), 1)} of the GMV caused,"
        f" which is {share(caused)} of all",
        verdict(found),
    )


@row(
    17,
    "Cost a new buyer divides by all new buyers",
    "all counted",
    "163 CNY a new buyer of a social-commerce platform, all counted [pinduoduo2020]",
)
def cost_of_buyers() -> Found:
    found = base()
    told = [
        f"{name}: {figure(mean(found, name, 'incremental_cac'))} an extra one, {figure(mean(found, name, 'cac'))} all counted"
        for name in ASKED
    ]
    return "; ".join(told) + " (CNY; – where there is no extra buyer)", verdict(found)


@row(
    18,
    "Conversion, brand, activities are decoration",
    "+2 orders",
    "an offer is worth a few per cent of sales; no single figure",
)
def uses() -> Found:
    told, last = [], base()
    for block, plan in (("conversion", {"spend": "15%"}), ("brand", {"spend": "15%"})):
        last = play(changed({f"strategies.official.{block}": plan}), ASKED)
        more = mean(last, "official", "orders") - mean(base(), "official", "orders")
        told.append(f"{block} {more:+.0f} orders")
    return "15 % of the budget each: " + ", ".join(told), verdict(last)


@row(
    20,
    "daily ends before the money",
    "its contribution sums to 3 to 11 % more than the metric",
    "books that add up to the cent",
)
def daily() -> Found:
    found = base()
    unit = found.scenario.minor_units
    sums = found.daily.groupby(["strategy", "replicate"])["contribution"].sum() / unit
    kept = found.runs.set_index(["strategy", "replicate"])["contribution_margin"].astype(float)
    off = float((sums / kept - 1).abs().max())
    return f"off by {share(off, 3)} at most", verdict(found)


@row(
    21,
    "Commission is no lever",
    "5 to 30 % adds 2 % orders; 815 points cost 83 CNY each, earn 12.57 in the mean, 65 % nothing",
    "elasticity of selling effort .34 [albers2010]; half of new sellers quit in a year [ftc2016]",
)
def commission_lever() -> Found:
    low, high = (play(changed({"strategies.grid.points.commission": [rate, 0.02]}), ASKED) for rate in (0.05, 0.30))
    more = mean(high, "grid", "orders") / mean(low, "grid", "orders") - 1
    card = [
        mean(base(), "grid", name) for name in ("points_in_all", "point_cost", "point_earned", "point_earned_median")
    ]
    none = share(mean(base(), "grid", "points_without_earnings"))
    told = (
        f"5 to 30 %: {share(more)} more orders; {card[0]:,.0f} points cost {figure(card[1])} CNY each, earn"
        f" {figure(card[2])} in the mean, {figure(card[3])} in the median, {none} nothing"
    )
    return told, f"at 5 %: {verdict(low)}; at 30 %: {verdict(high)}"


@row(
    22,
    "Equal budget is a fiction",
    "at 3M the same figures to the cent as at 300k",
    "no plan of a practitioner leaves nine tenths of its money",
)
def budgets() -> Found:
    small, large = (play(changed({"budget.total": f"{amount} CNY"}), replicates=1) for amount in (300_000, 3_000_000))
    told = []
    for name in (one for one in shipped().strategies if one != "nothing"):
        spent = mean(large, name, "marketing_cost") / 3e6
        same = abs(mean(large, name, "orders") - mean(small, name, "orders")) < 0.5
        told.append(f"{name} spends {share(spent)}{' (orders as at 300k)' if same else ''}")
    return "at 3M: " + ", ".join(told), f"at 3M: {verdict(large)}"


@row(
    24,
    "Quality hardly sells",
    ".2 to .95 brings +10 % orders; repeat 7 to 13 % in 90 days",
    "repeat in a quarter .45 to .55 at a monthly need [goodhardt1984]",
)
def quality() -> Found:
    key = "market.product.quality"
    low, high = (play(changed({key: level, "market.product.claims": 0.75}), ASKED) for level in (0.2, 0.95))
    more = mean(high, "nothing", "orders") / mean(low, "nothing", "orders") - 1
    repeat = mean(base(), "nothing", "repeat_buyer_share")
    return f"{share(more)} more orders untouched; {share(repeat)} of buyers buy again", f"at .95: {verdict(high)}"


@row(
    25,
    "A person with 1,463 friends in a town of 1,500",
    "a star of the whole town",
    "friends of a messenger: median 178, mean 276, of whom few live in the town [tencent2014]",
)
def degrees() -> Found:
    told = []
    for people in (1_500, 20_000):
        scenario = changed({"network.micro_blog.official_followers": "10%", "people.count": people})
        world = build_world(scenario, scenario.seed, 0)
        network = world.layers["moments"] if hasattr(world, "layers") else world.moments
        most = int(np.diff(network.indptr).max())
        told.append(f"{most:,} friends at the most of {people:,} people")
    return "; ".join(told), verdict(base())
