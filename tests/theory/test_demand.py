"""Demand as consumer panels show it: an untouched market is steady, its counts are those of the NBD-Dirichlet, and what
moves it moves it as far as published elasticities say.

The towns are played by the engine, where there is one brand; several brands are so many shares of a Dirichlet, between
which the same rule chooses.
"""

from __future__ import annotations

import functools
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import special

import gridsim as gs
from gridsim.agents.plain import odds as plain_odds
from gridsim.engine import run as engine
from gridsim.rules.buying import choice_chance
from gridsim.scenario import load_scenario
from gridsim.world import build_world

FRESH_FOOD = Path(__file__).parents[2] / "scenarios" / "fresh_food.yaml"
DAYS, SHARE, S, K = 120, 0.1, 1.5, 1.0
TOWN = {
    "name": "A market",
    "people": {"count": 20_000, "need_interval": 30, "need_shape": K, "roles": {"kol": {"count": 0}}},
    "horizon": DAYS,
    "network": {"moments": {"mean_friends": 20}, "micro_blog": {"mean_follows": 2}},
    "market": {"share": SHARE, "switching": S},
    "strategies": {"official": {}},
}
SILENT = {"switches.word_of_mouth": False, "response.memory.experience_rate": 0}


@functools.cache
def untouched(**changes):
    """A town in which nothing is done."""
    town = load_scenario(TOWN).replace({key.replace("__", "."): value for key, value in changes.items()})
    return gs.run(town, "nothing", seed=3)


def silent(**changes):
    """The same where nobody speaks, and nobody learns from what is bought."""
    return untouched(**{key.replace(".", "__"): value for key, value in SILENT.items()}, **changes)


def expected_orders(seed):
    """Needs times shares, of the people who are there."""
    table = build_world(load_scenario(TOWN), seed=seed).table
    return float(np.sum(table.liking / table.need_interval_days) * DAYS)


def test_friends_of_buyers_buy_more_often_as_published():
    """Linked to a customer, people buy 3 to 5 times as often as others [hill2006]; not where circles have no taste."""

    def times(homophily, seed):
        world = build_world(load_scenario(FRESH_FOOD).replace({"people.circle_homophily": homophily}), seed=seed)
        orders, friends = world.table.liking / world.table.need_interval_days, world.layers["moments"]
        buyer = np.repeat(orders, np.diff(friends.indptr))
        return float(buyer @ orders[friends.targets] / buyer.sum() / orders.mean())

    assert 3 <= np.mean([times(0.5, seed) for seed in range(6)]) <= 5
    assert 0.8 <= np.mean([times(0, seed) for seed in range(6)]) <= 1.2


def test_circles_that_are_alike_leave_the_spread_of_likings_as_it_is():
    town = load_scenario(TOWN)
    one, other = (
        np.sort(build_world(town.replace({"people.circle_homophily": homophily}), seed=1).table.liking)
        for homophily in (0, 1)
    )
    assert np.allclose(one, other)


# --- the panel's formulas


def none_bought(share, rate, days, shape=K, switching=S):
    """The chance that a person buys nothing of a brand in so many days (rates gamma, liking Beta)."""
    a, b = share * switching, (1 - share) * switching
    u, weights = np.polynomial.legendre.leggauss(1_000)
    return float(np.sum(weights / 2 * (1 + rate * days * special.betaincinv(a, b, (u + 1) / 2) / shape) ** -shape))


def test_an_untouched_market_is_steady():
    runs = [gs.run(load_scenario(TOWN), "nothing", seed=seed) for seed in range(5)]
    by_quarter = sum(run.daily["orders"].to_numpy()[:DAYS] for run in runs).reshape(4, -1).sum(1)
    by_quarter = by_quarter / sum(map(expected_orders, range(5))) * 4
    assert np.allclose(by_quarter / by_quarter.mean(), 1, atol=0.05), by_quarter  # steady
    assert by_quarter.mean() == pytest.approx(1, abs=0.05)  # at its share
    assert sum(run.counters["anyway"] for run in runs) == pytest.approx(
        sum(run.counters["orders"] for run in runs), rel=0.05
    )


def test_taste_is_renewed_and_nobodys_share_moves():
    short = silent(response__memory__taste_life=20)
    orders = short.daily["orders"].to_numpy()[:DAYS].reshape(4, -1).sum(1) / (SHARE * 20_000 * DAYS / 30 / 4)
    assert np.allclose(orders, 1, atol=0.05), orders
    assert short.metrics["buyers"] > 1.2 * silent().metrics["buyers"]


def test_penetration_frequency_and_repeat_are_those_of_the_panel():
    """NBD-Dirichlet, within 3 %: who buys at all, how often, and how many of them again in the next half."""
    town = load_scenario(TOWN).replace({**SILENT, "response.memory.taste_life": 3_650})
    n = bought = again = orders = 0
    for seed in range(5):
        found = gs.run(town, "nothing", seed=seed).orders
        first, second = (set(found["buyer"][found["day"] // (DAYS // 2) == half]) for half in (0, 1))
        n, bought = n + len(found), bought + found["buyer"].nunique()
        orders, again = orders + len(first), again + len(first & second)
    buy, half = (20_000 * 5 * (1 - none_bought(SHARE, 1 / 30, days)) for days in (DAYS, DAYS / 2))
    assert bought == pytest.approx(buy, rel=0.03)
    assert n / bought == pytest.approx(sum(map(expected_orders, range(5))) / buy, rel=0.03)
    assert again / orders == pytest.approx((2 * half - buy) / half, rel=0.03)


# --- several brands


class Market:
    """People who choose among brands for 180 days by the rule of the model, each against all others."""

    def __init__(self, shares, switching=S, shape=K, interval=30.0, days=180, n=60_000, boost=None, seed=1):
        rng = np.random.default_rng(seed)
        shares = np.array(shares)
        liking = rng.gamma(shares * switching, size=(n, len(shares))) + 1e-300
        liking /= liking.sum(1, keepdims=True)
        if boost is not None:  # the first brand's odds, by the rule; rivals share the rest as before
            odds = liking[:, 0] / (1 - liking[:, 0] + 1e-12) * boost
            chosen = odds / (1 + odds)
            liking[:, 1:] *= ((1 - chosen) / (1 - liking[:, 0] + 1e-12))[:, None]
            liking[:, 0] = chosen
        needs = rng.poisson(rng.gamma(shape, 1 / shape, n) * days / interval)
        liking /= liking.sum(1, keepdims=True)
        self.bought = rng.multinomial(needs, liking)
        self.penetration = (self.bought > 0).mean(0)
        self.frequency = self.bought.sum(0) / (self.bought > 0).sum(0)


def test_the_rule_is_odds_times_multipliers():
    """What `Market` does by hand."""
    town = load_scenario(TOWN)
    given = engine.given_of(town, town.strategy("nothing"), build_world(town.replace({"people.count": 50})))
    me = engine.table.records(1, engine.table.STATE)[0]
    me.familiarity = 2
    odds = 0.25
    chance = choice_chance(given.settings[0], me, odds, given.products[0], 0.0, 3.0, 1.0)
    usual = given.settings[0].usual_mind
    assert chance == pytest.approx(odds * 3 / usual / (1 + odds * 3 / usual))


def test_double_jeopardy():
    """Small brands have far fewer buyers, who buy them slightly less often [ehrenberg1990]."""
    market = Market([0.3, 0.24, 0.19, 0.14, 0.08, 0.05])
    assert (np.diff(market.penetration) < 0).all() and (np.diff(market.frequency) < 0).all()
    assert market.penetration[0] / market.penetration[-1] > 3
    assert market.frequency[0] / market.frequency[-1] < 1.5


def test_duplication_of_purchase():
    """Of the buyers of any brand the part that also buys B is the same, and in proportion to B's penetration; so who
    grows takes from each rival alike."""
    shares = [0.3, 0.25, 0.2, 0.15, 0.05, 0.05]
    market = Market(shares)
    bought = market.bought > 0
    both = (bought[:, :, None] & bought[:, None, :]).mean(0) / bought.mean(0)[:, None]
    duplication = np.array([np.delete(both[:, b], b).mean() / market.penetration[b] for b in range(6)])
    assert np.ptp(duplication) < 0.05 * duplication.mean(), duplication
    boosted = Market(shares, boost=2.0)
    lost = boosted.bought.sum(0)[1:] / market.bought.sum(0)[1:]
    assert np.ptp(lost) < 0.03 and lost.mean() < 0.95, lost


def test_a_published_panel_of_toothpaste():
    """Penetration of eight brands in a quarter [goodhardt1984]: of households .56 buy the kind, 2.6 times."""
    shares = np.array([0.25, 0.19, 0.10, 0.10, 0.09, 0.08, 0.03, 0.02])
    market = Market([*shares, 1 - shares.sum()], switching=1.55, shape=0.78, interval=90 / (0.56 * 2.6), days=90)
    published = [0.20, 0.17, 0.09, 0.08, 0.08, 0.07, 0.03, 0.02]
    assert np.allclose(market.penetration[:8], published, atol=0.02), market.penetration


# --- what moves it


@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_the_price_elasticity_of_sales(factor):
    """Published -1.76 and -2.62 [tellis1988; bijmolt2005]."""
    base = {"market__product__usual_price": "128 CNY"}
    sold = [silent(**base, market__product__price=f"{price} CNY").metrics["orders"] for price in (128, 128 * factor)]
    elasticity = math.log(sold[1] / sold[0]) / math.log(factor)
    assert -2.5 < elasticity < -1.5, elasticity


def test_the_elasticity_of_advertising():
    """An established brand that advertises spends a tenth more: short (a quarter) .12 +- .05, long .24 +- .05
    [sethuraman2011]; and a month later it is over as soon as the money is."""
    memory = load_scenario(TOWN).response.memory
    rng, n, kept = np.random.default_rng(1), 200_000, 0.5 ** (1 / memory.mind_half_life)
    contacts = 1.5 * (1 - kept)  # a day, so that the stock is 1.5
    liking = rng.beta(SHARE * S, (1 - SHARE) * S, n)
    usual = np.zeros(n)
    for _ in range(120):
        usual = usual * kept + rng.poisson(contacts, n)
    raised, sales = usual.copy(), []
    level = lambda stock: float(np.mean(special.expit(special.logit(liking) + np.log(mind(stock)))))  # noqa: E731
    mind = lambda stock: plain_odds.saturating_multiplier(stock, memory.mind_half, memory.mind_effect)  # noqa: E731
    liking = np.clip(liking, 1e-12, 1 - 1e-12)
    for _ in range(120):
        both = rng.poisson(contacts, n)
        usual, raised = usual * kept + both, raised * kept + both + rng.poisson(0.1 * contacts, n)
        sales.append(level(raised) / level(usual))
    elasticity = np.log(sales) / math.log(1.1)
    assert elasticity[:90].mean() == pytest.approx(0.12, abs=0.05)
    assert elasticity[-30:].mean() == pytest.approx(0.24, abs=0.06)


def test_quality_sells():
    """A product of quality .95 against one of .2, with the same claims: more orders, and more again."""
    town = {"people__need_interval": 7, "people__count": 8_000, "operation__service_quality": 0.75}
    bad, good = (untouched(**town, market__product__quality=quality) for quality in (0.2, 0.95))
    assert good.metrics["orders"] > 1.4 * bad.metrics["orders"]
    assert good.metrics["repeat_order_share"] > bad.metrics["repeat_order_share"]


def test_the_elasticity_of_talk():
    """A fifth more people told of every order: sales rise by .236 of that, in the published mean [you2015]."""
    town = load_scenario(TOWN)
    world, sold = build_world(town, seed=3), []
    for factor in (1.0, 1.2):
        given = engine.given_of(town, town.strategy("nothing"), world)
        state = engine.start(town, town.strategy("nothing"), world, given, 3, 0)
        given.settings[0].told_per_order *= factor  # beyond the usual
        state = engine.play(given, state)
        sold.append(int((state.orders[: state.totals[0].n_orders]["day"] >= 60).sum()))
    elasticity = math.log(sold[1] / sold[0]) / math.log(1.2)
    assert 0.1 < elasticity < 0.4, elasticity
