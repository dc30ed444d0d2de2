"""Laws and theory of the platforms: groups, places, the account matrix, e-mail, mass media, the audience of
advertising, touches."""

import os
import subprocess
import sys

import numpy as np
import pytest

from gridsim.engine import run as engine
from gridsim.errors import ScenarioError
from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.terms import Channel, Counter, Entrance, Flow, Place, PlanLine, Role, words
from gridsim.world import build_world

Z = 4.0
EVERYTHING = """
from gridsim.scenario import load_scenario
def scenario(n=150, days=8):
    points = {"group_share": 0.3, "place_share": 0.4, "public_share": 0.2, "spend": 0.5, "posts_factor": 10,
        "message_share": 0.3}
    everything = {"preset": "hybrid", "points": points, "executive": {}, "service": {}, "email": {"every_days": 2},
        "advertising": {"spend": 0.1, "regions": [0, 2], "frequency_cap": 3},
        "mass_media": {"spend": 0.1, "content": {"cost_at_full_quality": "50 CNY"}}}
    return load_scenario({"name": "x", "people": {"count": n, "roles": {"distributor": {"count": 12}}}, "horizon": days,
        "network": {"moments": {"mean_friends": 15}, "groups": {"mean_size": 8}, "place": {},
            "micro_blog": {"mean_follows": 6, "executive_followers": "30%", "service_followers": "30%"}},
        "budget": {"total": "3k CNY"}, "market": {"email_list": "40%", "initial_awareness": "40%"},
        "response": {"reaction": {"share_chance": 0.3, "open_chance": 0.4, "click_chance": 0.5}},
        "strategies": {"everything": everything}})
"""
PRINT_DIGEST = (
    EVERYTHING
    + """
import hashlib
from gridsim.forms import run
result = run(scenario(), "everything", record=["impressions"])
digest = hashlib.sha256()
for name in ("daily", "orders", "ledger", "points", "cascades", "impressions"):
    for column in result.columns[name].values():
        digest.update(repr(list(column)).encode())
print(digest.hexdigest())
"""
)
made: dict = {}
exec(EVERYTHING, made)
TABLES = ("daily", "orders", "ledger", "points", "cascades")


def finished(scenario, strategy, seed=1, world=None):
    """The engine's own tables after a run with recording on."""
    world = world or build_world(scenario, seed=seed)
    plan = scenario.strategy(strategy)
    town = engine.given_of(scenario, plan, world, recording=True)
    return world, engine.play(town, engine.start(scenario, plan, world, town, seed, 0))


@pytest.fixture(scope="module")
def everything():
    """A town of 1,500 with all platforms, and its run."""
    scenario = made["scenario"](1500, 20).replace({"budget.total": "20k CNY", "people.roles.distributor.count": 40})
    return scenario, *finished(scenario, "everything")


def shown_of(done):
    """The recorded showings of a finished run."""
    return done.recorded[: done.totals[0].n_recorded]


def near(count, expected, spread):
    """Within four standard errors."""
    return abs(count - expected) <= Z * spread + 1e-9


# --- laws with everything on


def test_the_compiler_changes_nothing():
    digests = []
    for off in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": off}
        done = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        digests.append(done.stdout.strip())
    assert digests[0] == digests[1]


def test_everything_happens_and_the_books_balance(everything):
    scenario, world, done = everything
    result = run(scenario, "everything", seed=1, world=world)
    shown = np.bincount(shown_of(done)["place"], minlength=len(Place))
    assert (shown > 0).all(), dict(zip(words(Place), shown.tolist(), strict=True))
    sums = result.ledger.groupby("entry")[["debit", "credit"]].sum()
    assert (sums["debit"] == sums["credit"]).all()
    daily = result.daily
    assert (daily["budget_left"] >= 0).all()
    assert (daily["marketing_cost"].cumsum() + daily["budget_left"] == scenario.budget.total).all()
    assert len(shown_of(done)) == result.metrics["impressions"]


def test_tables_that_grow_change_nothing(everything, monkeypatch):
    scenario, world, _ = everything
    before = run(scenario, "everything", seed=1, world=world)
    monkeypatch.setattr(engine, "FIRST_ROOM", 1)
    after = run(scenario, "everything", seed=1, world=world)
    assert before.metrics == after.metrics and all(before.table(name).equals(after.table(name)) for name in TABLES)


def test_touches_are_the_showings_by_channel(everything):
    _, _, done = everything
    shown, channel_of = shown_of(done), done.lines["channel"][done.posts["line"]]
    channel = channel_of[shown["post"]]
    orders = done.orders[: done.totals[0].n_orders]
    assert len(orders) > 20
    for order in orders:
        mine = (shown["viewer"] == order["buyer"]) & (shown["tick"] <= order["tick"])
        for code in Channel:
            ticks = shown["tick"][mine & (channel == code)]
            assert order["touches"][code] == len(ticks)
            assert order["last_touch"][code] == (ticks.max() if len(ticks) else -1)
        first = channel[mine][np.argmin(shown["tick"][mine])] if mine.any() else -1
        assert order["first_touch"] == first


def test_the_order_table_names_the_channels(everything):
    scenario, world, done = everything
    orders = run(scenario, "everything", seed=1, world=world).orders
    assert [f"touches_{name}" in orders and f"last_touch_{name}" in orders for name in words(Channel)].count(False) == 0
    assert set(orders["first_touch"].cat.categories) == {"", *words(Channel)}
    untouched = orders["first_touch"] == ""
    counts = orders[[f"touches_{name}" for name in words(Channel)]].sum(axis=1)
    assert ((counts == 0) == untouched).all()


# --- groups


def still(changes=None):
    """A grid without forwards, talk and recruits, where everything that is posted is shown at the next visit."""
    base = {
        "name": "still",
        "people": {"count": 1000},
        "horizon": 1,
        "network": {"groups": {"rival_posts_per_member": 0, "mean_size": 12}, "moments": {"mean_friends": 10}},
        "switches": {"forwarding": False, "word_of_mouth": False},
        "strategies": {
            "grid": {
                "account": None,
                "points": {"group_share": 1, "public_share": 0, "recruiting": None, "posts_factor": 20},
            }
        },
    }
    return load_scenario(base, changes or {})


def test_a_post_in_a_group_is_for_its_members_but_the_poster():
    scenario = still()
    world, done = finished(scenario, "grid")
    shares = done.shares[: done.totals[0].n_shares]
    in_groups = shares[shares["layer"] == Place.GROUPS]
    assert len(in_groups) > 5
    audience = (world.groups.sizes[in_groups["group"]] - 1).sum()
    friends = world.layers["moments"].out_degree[shares["sharer"][shares["layer"] == Place.MOMENTS]].sum()
    shown = shown_of(done)
    assert (shown["viewer"] != shown["sharer"]).all()
    by_group = (shown["place"] == Place.GROUPS).sum()
    assert by_group > 0 and (done.lines["on"].sum() == 1)
    if friends == 0:
        assert by_group + done.totals[0].n_pending + done.totals[0].beyond == audience
    for row in in_groups:
        members = world.groups.member[world.groups.start[row["group"]] : world.groups.start[row["group"] + 1]]
        assert row["sharer"] in members


def test_group_feeds_follow_the_law_of_feeds():
    """At rates (mu, nu, L) the published chance of being shown, in groups as on the layers, to within four standard
    errors."""
    changes = {
        "network.groups.rival_posts_per_member": 50 / 11,
        "network.groups.size_spread": 0,
        "network.groups.groups_each": 1,
        "people.visits_spread": 0,
        "people.visits_per_day": 5,
        "people.reading_depth": 10,
        "people.count": 3000,
        "strategies.grid.points.activate.consumer": "20%",
        "budget.total": "1M CNY",
    }
    scenario = still(changes)
    world, done = finished(scenario, "grid")
    one_group = np.diff(world.groups.person_start) == 1  # eleven fellow members: 50 rival posts a day
    shares = done.shares[: done.totals[0].n_shares]
    shares = shares[shares["layer"] == Place.GROUPS]
    expected = 0
    for row in shares:
        members = world.groups.member[world.groups.start[row["group"]] : world.groups.start[row["group"] + 1]]
        expected += (one_group[members] & (members != row["sharer"])).sum()
    shown = shown_of(done)
    seen = (one_group[shown["viewer"]] & (shown["place"] == Place.GROUPS)).sum()
    assert done.totals[0].n_pending == 0  # what would be seen after the horizon is not queued
    late = done.totals[0].beyond / max(1, len(shown) + done.totals[0].beyond)
    chance = 0.61446
    assert expected > 500
    assert seen <= expected * chance + Z * np.sqrt(expected * chance * (1 - chance))
    assert seen / (1 - late) >= expected * chance - 2 * Z * np.sqrt(expected * chance * (1 - chance))


def test_the_published_share_of_forwards_goes_to_chats(everything):
    _, world, done = everything
    shares = done.shares[: done.totals[0].n_shares]
    forwards = shares[shares["parent"] >= 0]
    members = np.diff(world.groups.person_start) > 0
    able = forwards[members[forwards["sharer"]]]
    to_groups = (able["layer"] == Place.GROUPS).sum()
    assert len(able) > 500
    assert near(to_groups, 0.39 * len(able), np.sqrt(0.39 * 0.61 * len(able)))
    assert (forwards["layer"][~members[forwards["sharer"]]] != Place.GROUPS).all()
    private = np.isin(shares["layer"][able["parent"]], (Place.MOMENTS, Place.GROUPS, Place.PLACE))
    assert (able["layer"][private] != Place.MICRO_BLOG).all(), "what was seen in private stays private"


def test_generated_groups_have_the_size_and_the_circles_asked_for():
    circle = np.repeat(np.arange(100), 50)
    from gridsim.world import groups

    wide = groups.generate(circle, 4.0, 20.0, 0.5, 0.0, seed=3, replicate=0)
    near_by = groups.generate(circle, 4.0, 20.0, 0.5, 0.8, seed=3, replicate=0)
    for made_groups in (wide, near_by):
        assert abs(len(made_groups.member) - 20_000) < 0.03 * 20_000 and made_groups.sizes.min() >= 2
        pairs = np.repeat(np.arange(made_groups.n_groups), made_groups.sizes) * 5000 + made_groups.member
        assert len(np.unique(pairs)) == len(pairs), "nobody is twice in a group"
        back = np.repeat(np.arange(5000), np.diff(made_groups.person_start))
        assert np.array_equal(np.sort(made_groups.group.astype(np.int64) * 5000 + back), np.sort(pairs)), (
            "both ways the same memberships"
        )

    def in_main_circle(g):
        shares = []
        for k in range(g.n_groups):
            at = circle[g.member[g.start[k] : g.start[k + 1]]]
            shares.append(np.bincount(at).max() / len(at))
        return np.mean(shares)

    assert in_main_circle(wide) < 0.25 and 0.65 < in_main_circle(near_by) < 0.95


# --- place


def test_the_tree_is_a_tree_and_shops_are_near(everything):
    _, world, _ = everything
    tier, above, home = world.tier, world.above, world.home_shop
    role = world.table.role == Role.DISTRIBUTOR
    assert np.array_equal(tier > 0, role) and (above[~role] == -1).all()
    assert (
        (above[tier == 1] == -1).all() and (tier[above[tier == 2]] == 1).all() and (tier[above[tier == 3]] == 2).all()
    )
    customers = home >= 0
    assert (tier[home[customers]] == 3).all() and not role[customers].any()
    assert np.array_equal(world.table.region[home[customers]], world.table.region[customers])


def test_what_hangs_in_a_shop_is_seen_by_those_below(everything):
    _, world, done = everything
    shown = shown_of(done)
    here = shown[shown["place"] == Place.PLACE]
    assert len(here) > 50
    above = world.above
    higher = np.where(above >= 0, above[above], -1)
    v, s = here["viewer"], here["sharer"]
    assert ((world.home_shop[v] == s) | (above[v] == s) | (higher[v] == s)).all()


def test_a_trade_of_too_few_is_refused():
    with pytest.raises(ScenarioError, match="people.roles.distributor.count.*at least 2"):
        load_scenario(
            {
                "people": {"count": 300, "roles": {"distributor": {"count": 1}}},
                "network": {"place": {}},
                "strategies": {"official": {}},
            }
        )


# --- accounts, mails, mass media


def test_each_account_has_followers_of_its_own(everything):
    scenario, world, done = everything
    blog, n = world.layers["micro_blog"], world.n_people
    assert blog.n == n + 4 and blog.out_degree[n + 1] == 0
    assert blog.out_degree[n + 2] == round(0.3 * n) == blog.out_degree[n + 3]
    shown, line = shown_of(done), done.posts["line"]
    for row, agent in ((PlanLine.EXECUTIVE, n + 2), (PlanLine.SERVICE, n + 3)):
        direct = shown[(line[shown["post"]] == row) & (shown["sharer"] >= n)]
        followers = blog.targets[blog.indptr[agent] : blog.indptr[agent + 1]]
        assert len(direct) and (direct["sharer"] == agent).all()
        viewers = np.asarray(direct["viewer"])
        won = (done.follows[viewers] >> (agent - n)) & 1 > 0  # who follows now; a few have come and left again
        assert (np.isin(viewers, followers) | won).mean() > 0.97


@pytest.mark.parametrize("followers", [100, 1000, 10_000])
def test_follower_tiers_can_be_played(followers):
    scenario = load_scenario(
        {
            "people": {"count": 10_000},
            "horizon": 3,
            "network": {"micro_blog": {"official_followers": followers, "delivered": 1}},
            "strategies": {"official": {}},
        }
    )
    assert 0 < run(scenario, "official", seed=1).metrics["reach"] <= followers * 1.5


NEUTRAL = {
    "response.reaction.match_effect": 1,
    "response.reaction.trust_effect": 1,
    "response.reaction.fatigue_effect": 0,
    "response.reaction.approval_effect": 1,
    "market.buying.trust_effect": 1,
    "market.buying.need_effect": 1,
    "market.buying.friends_effect": 1,
    "market.buying.price_elasticity": 0,
    "strategies.mails.email.content.quality": 0.5,
    "switches.word_of_mouth": False,
    "switches.forwarding": False,
}


def test_mails_are_opened_clicked_and_converted_at_the_published_rates():
    scenario = load_scenario(
        {"people": {"count": 20_000}, "horizon": 12, "market": {"email_list": 1.0}, "budget": {"total": "1M CNY"},
         "strategies": {"mails": {"preset": "nothing", "email": {"every_days": 1}}}},
        NEUTRAL,
    )  # fmt: skip
    world, done = finished(scenario, "mails")
    totals = done.totals[0]
    shown = shown_of(done)
    first = shown[done.posts["tick"][shown["post"]] < 40]  # mails whose day is over before the horizon
    n_mails = len(np.unique(first["post"]))
    chance = 1 - np.exp(-world.table.visits_per_day)
    assert n_mails == 10 and near(len(first), n_mails * chance.sum(), np.sqrt(n_mails * (chance * (1 - chance)).sum()))
    n = len(shown)
    opened, reads, clicks = (done.counters[:, k].sum() for k in (Counter.OPENED, Counter.READS, Counter.CLICKS))
    assert near(opened, 0.21 * n, np.sqrt(0.21 * 0.79 * n))
    assert near(reads, 0.7 * opened, np.sqrt(0.21 * opened))
    assert near(clicks, 0.177 * reads, np.sqrt(0.177 * 0.823 * reads))
    assert abs(clicks / n - 0.026) < 0.002, "2.6 % of the delivered"
    orders = done.orders[: totals.n_orders]
    bought = (orders["entrance"] == Entrance.EMAIL).sum()
    assert near(bought, 0.0384 * clicks, np.sqrt(0.0384 * 0.9616 * clicks))
    assert done.flows[:, Flow.MEDIA].sum() == 12 * (20_000 * 1000 // 1000), "12 mails at 10 CNY a thousand"


def test_the_mailing_list_takes_customers_first_and_keeps_those_it_has():
    small, large = (
        build_world(
            load_scenario(
                {
                    "people": {"count": 2000},
                    "market": {"share": "2%", "email_list": share},
                    "strategies": {"official": {}},
                }
            ),
            seed=2,
        )
        for share in ("5%", "30%")
    )
    assert len(small.email_list) == 100 and small.table.customer[small.email_list].all()
    assert (
        np.isin(np.flatnonzero(large.table.customer), large.email_list).all()
        and np.isin(small.email_list, large.email_list).all()
    )


def test_a_spot_is_never_answered_passed_on_or_followed(everything):
    _, _, done = everything
    shown = shown_of(done)
    spots = shown[shown["place"] == Place.MASS_MEDIA]
    assert len(spots) > 1000 and (spots["stage"] <= 2).all() and (spots["stage"] == 2).any()
    shares = done.shares[: done.totals[0].n_shares]
    assert (done.posts["line"][shares["post"][shares["parent"] >= 0]] != PlanLine.MASS_MEDIA).all()
    assert (done.orders["entrance"][: done.totals[0].n_orders] != Entrance.MASS_MEDIA).all()


# --- the audience of advertising


def advertised(**advertising):
    """A town with advertising only, and money for some fifteen impressions a person and day."""
    return load_scenario(
        {
            "people": {"count": 600},
            "horizon": 5,
            "budget": {"total": "3k CNY"},
            "switches": {"forwarding": False, "word_of_mouth": False},
            "strategies": {"advertising": {"account": None, "advertising": {"spend": 1, **advertising}}},
        }
    )


@pytest.mark.parametrize("targeting", [0, 1])
def test_the_frequency_cap_holds_and_the_rest_of_the_money_is_left(targeting):
    scenario = advertised(frequency_cap=2, targeting=targeting)
    _, done = finished(scenario, "advertising")
    shown = shown_of(done)
    day = shown["tick"] // 4
    times = np.bincount(day * 600 + shown["viewer"], minlength=5 * 600)
    assert (times == 2).all(), "there is money for more, so everybody gets two a day"
    costs = done.flows[:, [Flow.MEDIA, Flow.CONTENT]].sum()
    assert done.totals[0].budget_left == scenario.budget.total - costs > 0
    assert run(scenario, "advertising", seed=1).budget_note.startswith("advertising has reached its frequency cap")


def test_a_cap_that_does_not_bind_changes_nothing():
    free, capped = (run(advertised(**cap), "advertising", seed=1) for cap in ({}, {"frequency_cap": 1000}))
    assert free.metrics == capped.metrics and free.daily.equals(capped.daily)


def test_advertising_keeps_to_its_regions():
    world, done = finished(advertised(regions=[1, 3], targeting=0), "advertising")
    found = np.bincount(world.table.region[shown_of(done)["viewer"]], minlength=4)
    heads = np.bincount(world.table.region, minlength=4)
    assert found[0] == found[2] == 0
    n, share = found.sum(), heads[1] / (heads[1] + heads[3])
    assert near(found[1], n * share, np.sqrt(n * share * (1 - share)))
    with pytest.raises(ScenarioError, match="regions.*people.regions - 1 = 3"):
        advertised(regions=[4])


@pytest.mark.parametrize(
    "strategy, words",
    [
        ({"executive": {}}, "executive_followers"),
        ({"service": {}}, "service_followers"),
        ({"email": {}}, "market.email_list"),
        ({"points": {"group_share": 0.2}}, "network.groups"),
        ({"points": {"place_share": 0.2}}, "network.place"),
    ],
)
def test_a_platform_that_is_not_there_cannot_be_used(strategy, words):
    with pytest.raises(ScenarioError, match=words):
        load_scenario({"strategies": {"mine": {"preset": "nothing", **strategy}}})


def test_no_post_goes_to_two_places():
    shares = {"public_share": 0.5, "group_share": 0.4, "place_share": 0.2}
    with pytest.raises(ScenarioError, match="place_share.*at most 100%"):
        load_scenario(
            {
                "people": {"count": 300, "roles": {"distributor": {"count": 9}}},
                "network": {"groups": {}, "place": {}},
                "strategies": {"grid": {"points": shares}},
            }
        )


@pytest.mark.parametrize(
    "key",
    [
        "response.reaction.to_groups_share",
        "response.reaction.email_open_chance",
        "people.roles.executive.credibility",
        "network.place.layer",
    ],
)
def test_a_key_that_counts_for_nothing_is_refused(key):
    tree: dict = {
        "strategies": {"official": {}},
        "people": {"count": 100, "roles": {"distributor": {"count": 4}}},
        "network": {"place": {}},
    }
    *path, last = key.split(".")
    here = tree
    for part in path:
        here = here.setdefault(part, {})
    here[last] = "facebook" if last == "layer" else 0.5
    with pytest.raises(ScenarioError, match=key.replace(".", r"\.")):
        load_scenario(tree)
