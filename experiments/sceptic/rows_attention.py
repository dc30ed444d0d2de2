"""Rows of the sceptic's table about who is shown what, and what they do then: 2, 4, 6, 9 to 13."""

from __future__ import annotations

from math import inf, log

from validation import cascades
from validation.figure import Rule, below, figure, mean_of, published_range, within_points

from gridsim.engine.attention import shown_shares
from gridsim.rules.standing import approval_multiplier
from sceptic.held import Found, known, row
from sceptic.practice import ADVERTISED, steady
from sceptic.towns import (
    NET,
    REPLICATES,
    as_shipped,
    base,
    changed,
    channel,
    mean,
    play,
    ratio_of,
    share,
    shipped,
    signed,
    value_of,
    verdict,
    verdict_with,
    world_of,
)

SEED = 5
"""Of the towns whose trees of forwards are looked at."""
FORESTS, DELAYS = REPLICATES + 2, 4 * REPLICATES
"""How many towns these are."""


@row(
    2,
    "The account cannot win followers",
    "90 % of its budget idle; with half the town following it is level with the grid",
    "an account loses .03 to .2 % of its followers a day [newrank2017] and grows by 0 to 3 % a month without buying"
    " (weak); a bought follower costs 2 to 10 CNY [tradeprices_undated]",
)
def followers() -> Found:
    towns = [_followers(one) for one in base()["official"]]
    figures = (
        figure(
            "lost a day", ".08 %", published_range(0.0003, 0.002), towns, ratio_of("lost", "days"), unit="share"
        ),
        figure(
            "own growth a month", "1.7 %", published_range(0, 0.03), towns, ratio_of("grown", "months"), unit="share"
        ),
    )  # fmt: skip
    spent = mean(base(), "official", "marketing_cost") / (shipped().budget.total / shipped().minor_units)
    first, last = (sum(town[key] for town in towns) / len(towns) for key in ("first", "last"))
    told = (
        f"{first:,.0f} followers become {last:,.0f}; the account spends {share(spent)} of the budget, the rest is kept"
    )
    return Found(
        told, f"half the town follows: {verdict_with({'network.micro_blog.official_followers': '50%'})}", figures
    )


def _followers(one) -> dict[str, float]:
    """Followers of the account: at first and at last, lost, grown by beyond those who were bought; by day, by month."""
    daily = one.daily[~one.daily["closing"]]
    plan, first = shipped().strategies["official"].promotion, float(daily["followers"].iloc[0])
    price = plan.cost_per_follower / shipped().minor_units if plan is not None else inf
    won, lost = one.metrics["followers_won"], one.metrics["followers_lost"]
    return {
        "first": first,
        "last": float(daily["followers"].iloc[-1]),
        "lost": lost,
        "days": float(daily["followers"].sum()),
        "grown": won - one.metrics["cost_promotion"] / price - lost,
        "months": first * len(daily) / 30,
    }


@row(
    4,
    "Friends' posts are shown at 43 to 52 % of ties, public ones at 11 %",
    "made equal, the grid falls by 60,000",
    "35 % of friends see a post, 30 to 65 by platform and year [bernstein2013]; 1.3 to 8.3 % of followers"
    " [manson2014]; the one over the other 2.2 to 5.7 (compiled, single sources not kept)",
)
def feeds() -> Found:
    from sceptic.audit import public_as_private

    towns = [shown_shares(shipped(), world_of(shipped(), k)) for k in range(REPLICATES)]
    friends, public = mean_of("moments"), mean_of("micro_blog")
    figures = (
        figure("friends shown a post", "35 %", published_range(0.30, 0.65), towns, friends),
        figure("followers", "1.3 to 8.3 %", published_range(0.013, 0.083), towns, public),
        figure(
            "friends over followers", "2.2 to 5.7", published_range(2.2, 5.7), towns,
            lambda some: friends(some) / public(some), unit="number",
        ),
    )  # fmt: skip
    return Found("", f"the public feed made as the friends': {verdict_with(public_as_private())}", figures)


@row(
    6,
    "Engagement is taken a reader, published a follower",
    "a leader's post costs 140 CNY an engagement, .02 % of followers engage",
    ".035 to .47 % of a brand's followers engage with a post [rivaliq2023], 1.2 to 4.8 % of a leader's"
    " [laterfohr2021]; by the fees 1 to 20 CNY an engagement [tradeprices_undated]",
)
def engagement() -> Found:
    names = ("official", "kol", "grid")
    found = play(shipped(), names)
    brand = [_engaged(found["official"][k], k, "account", "brand") for k in range(REPLICATES)]
    leaders = [_engaged(found["kol"][k], k, "kol", "sponsored") for k in range(REPLICATES)]
    rate = ratio_of("engagements", "followers")
    figures = (
        figure("of a brand's followers", ".05 %", published_range(0.00035, 0.0047), brand, rate),
        figure("of a leader's followers", "1.2 to 4.8 %", published_range(0.012, 0.048), leaders, rate),
        figure(
            "CNY an engagement of leaders", "1 to 20", published_range(1, 20), leaders,
            ratio_of("spend", "engagements"), unit="number",
        ),
    )  # fmt: skip
    return Found("", verdict(found, shipped(), ("kol", "official", "grid")), figures)


def _engaged(one, replicate: int, name: str, kind: str) -> dict[str, float]:
    """Likes and comments that a channel's posts bring, and over these posts the followers of whoever wrote them."""
    posts = one.cascades[(one.cascades["kind"] == kind) & (one.cascades["layer"] == "micro_blog")]
    if kind == "brand":
        days = one.daily[~one.daily["closing"]]
        audience = float(days["followers"].mean()) * len(posts)
    else:
        world = world_of(shipped(), replicate)
        audience = float(world.layers["micro_blog"].out_degree[posts["author"].to_numpy()].sum())
    sums = channel(one, name)
    return {"engagements": sums["engagements"], "spend": sums["spend"], "followers": audience}


@row(
    9,
    "Luck acts in every generation",
    "reproduction .50 rising to .73, virality grows with size (rank .7)",
    "a sharer beyond the first brings .3 to .6 others, in every generation alike; virality hardly depends on size"
    " [goel2016]",
)
def luck() -> Found:
    forests = cascades.usual_posts(FORESTS, SEED)
    first, third = cascades.reproduction([1]), cascades.reproduction([3])
    number = {"unit": "number"}
    figures = (
        figure(
            "reproduction", ".3 to .6", published_range(0.3, 0.6), forests, cascades.reproduction(range(1, 100)), **number
        ),
        figure(
            "third generation less first", "flat", Rule((), -0.15, 0.15, "flat"), forests,
            lambda some: third(some) - first(some), **number,
        ),
        figure(
            "rank correlation of size and virality", "hardly any", below(0.2), forests,
            cascades.rank_correlation("size", "virality", 20, 1000), **number,
        ),
    )  # fmt: skip
    return Found("", as_shipped(), figures)


@row(
    10,
    "99.9 % of forwards within a day",
    ".999",
    ".80 within a day, .89 within three, over 974,539 real reposts [song2018]; ten points either way",
)
def delay() -> Found:
    hours = cascades.delays(DELAYS, SEED)
    figures = (
        figure("within a day", "80 %", within_points(0.80, 10), hours, cascades.sooner_than(24)),
        figure("within three", "89 %", within_points(0.89, 10), hours, cascades.sooner_than(72)),
    )
    return Found("", as_shipped(), figures)


MAILS = (2, 8)
"""Days from a mail to the next, often and seldom."""


@row(
    11,
    "Showings scrolled past cause fatigue, and carry the whole scale",
    "+141,000 without fatigue",
    "0 to .03 of the log odds an advertisement shown, since revenue is about linear up to 50 [johnson2016]; clicks a"
    " mail fall as frequency^-.97, over senders, who differ in other things too [mailchimp2013], a factor of two either"
    " way",
)
def fatigue() -> Found:
    without = play(changed({"switches.fatigue": False}))
    worth = mean(without, "grid", NET) - mean(base(), "grid", NET)
    shown = [_of_shown(one) for one in steady("fresh_food", ADVERTISED)]
    mail = {"preset": "nothing", "email": {"every_days": 1}}
    lists = {"market.email_list": "10%", "strategies.often": mail, "strategies.seldom": mail}
    lists |= {f"strategies.{name}.email.every_days": n for name, n in zip(("often", "seldom"), MAILS, strict=True)}
    mails = play(changed(lists), ("often", "seldom"))
    clicks = [
        {name: channel(mails[name][k], "email")["clicks"] for name in ("often", "seldom")} for k in range(REPLICATES)
    ]
    more = MAILS[1] / MAILS[0]
    figures = (
        figure("log odds lost an advertisement shown", "0 to .03", published_range(0, 0.03), shown, mean_of("lost"), unit="number"),
        figure(
            "clicks a mail, exponent of frequency", "-.97", Rule((-0.97,), -1.94, -0.485, "a factor of two"), clicks,
            lambda some: log(ratio_of("often", "seldom")(some) / more) / log(more), unit="number",
        ),
    )  # fmt: skip
    told = f"without fatigue the grid has {signed(worth)}"
    return Found(told, f"without fatigue: {verdict(without, shipped())}", figures)


def _of_shown(one) -> dict[str, float]:
    """Log odds of opening that a showing costs: what a noticed post costs, times the chance that it is noticed."""
    effect = float(value_of(shipped(), "response.reaction.fatigue_effect"))
    return {"lost": effect * one.metrics["opened"] / one.metrics["impressions"]}


@row(
    12,
    "Nobody sees likes; further friends count, the first does not",
    "the first friend's like has no effect",
    "a friend's name brings 3.8 to 5.4 % more clicks [bakshy2012]; the first like counts, further ones do not"
    " [huang2024]",
)
def likes() -> Found:
    key = "response.reaction.approval_effect"
    without = play(changed({key: 1}))
    reads = mean(base(), "grid", "reads") / mean(without, "grid", "reads") - 1
    odds = _odds(float(_chance(value_of(shipped(), "response.reaction.open_chance"))))
    seen = odds * approval_multiplier(log(float(value_of(shipped(), key))), shipped().market.product.status)
    more = (seen / (1 + seen)) / (odds / (1 + odds)) - 1
    figures = (
        known(
            "more opened where a friend is seen to like", "3.8 to 5.4 %", published_range(0.038, 0.054), more, "share"
        ),
    )
    told = f"further friends add nothing, by the rule; with it the grid is read {share(reads, 1)} more"
    return Found(told, f"nobody sees likes: {verdict(without, shipped())}", figures)


def _odds(chance: float) -> float:
    return chance / (1 - chance)


def _chance(text: object) -> float:
    """A chance that may be written in per cent."""
    said = str(text)
    return float(said[:-1]) / 100 if said.endswith("%") else float(said)


INVITING = {"strategies.official.invitations": {"chance": "20%"}}
"""Buyers are asked to send a message to a friend; so many do as is usual at the most, or there is nothing to count."""


@row(
    13,
    "No message to one person",
    "not in the model",
    "7.2 to 15.8 % of clicks on an invitation convert [extole_undated]; wording decides [sun2020]",
)
def messages() -> Found:
    found = play(changed(INVITING, "supermarket"), ("official",), 4 * REPLICATES)
    towns = [channel(one, "invitations") for one in found["official"]]
    figures = (
        figure("orders a click", "7.2 to 15.8 %", published_range(0.072, 0.158), towns, ratio_of("orders", "clicks")),
    )
    asked = changed({"strategies.official.invitations": {}})
    with_them = play(asked)
    more = mean(with_them, "official", "orders") - mean(base(), "official", "orders")
    told = f"invitations bring the account {signed(more)} orders in fresh_food; clicks are of a weekly good (`supermarket`)"
    return Found(told, verdict(with_them, asked), figures)
