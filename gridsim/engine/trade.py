"""From the scenario to what the pages mall, stock and uses read: products, tiers, stores, uses of the budget."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine import pace
from gridsim.engine import state as table
from gridsim.engine.state import Given, Records
from gridsim.rules import commission
from gridsim.rules.odds import odds_of
from gridsim.scenario import Scenario
from gridsim.scenario.market import FIRST_PRODUCT, Market, MoreProduct, Product
from gridsim.scenario.stock import STORES
from gridsim.scenario.strategy import Strategy
from gridsim.terms import BudgetUse, words
from gridsim.world import World
from gridsim.world.people import alike, likings, n_circles


def products_of(scenario: Scenario) -> dict:
    """Every product by name, the first first."""
    return {FIRST_PRODUCT: scenario.market.product} | scenario.market.more_products


def product_row(scenario: Scenario, name: str | None) -> int:
    """The row of a product."""
    return 0 if name is None else list(products_of(scenario)).index(name)


def product_named(scenario: Scenario, name: str | None) -> Any:
    """A product by its name; without one the first."""
    return products_of(scenario)[name or FIRST_PRODUCT]


def topics_of(scenario: Scenario, product: Any) -> np.ndarray:
    """A product's topics as a vector of length 1, (topics,) float64."""
    topics = np.full(scenario.people.interests, product.topic_breadth)
    topics[product.topic] = 1.0
    return topics / np.linalg.norm(topics)


def product_table(scenario: Scenario, strategy: Strategy) -> Records:
    """Prices, costs, quality and commission of every product."""
    market, points = scenario.market, strategy.points
    rules = points.mall_rules if points else None
    fixed = rules.fixed if rules else None
    rows = table.records(1 + len(market.more_products), table.PRODUCT)
    for row, page in zip(rows, products_of(scenario).values(), strict=True):
        row.price, row.unit_cost, row.quality, row.claims = page.price, page.unit_cost, page.quality, page.claims
        row.status, row.log_seen_effect = page.status, math.log(page.seen_effect)
        row.goods_saved = int(round(page.unit_cost * scenario.operation.resaleable))
        row.usual_price = page.price if page.usual_price is None else page.usual_price
        row.usual_odds = odds_of(share_of(market, page))
        row.need_factor = getattr(page, "need_interval", scenario.people.need_interval) / scenario.people.need_interval
        own = getattr(page, "commission", None)
        rates = own if own is not None else points.commission if points else []
        if not scenario.switches.commission:
            rates, fixed, rules = [], None, None
        row.first_rate, row.second_rate = ([commission.millionths(rate) for rate in rates] + [0, 0])[:2]
        row.first_fixed = row.second_fixed = -1
        if fixed is not None and own is None:
            row.first_fixed, row.second_fixed = fixed.seller, fixed.recruiter
        row.tiered = own is None and rules is not None and len(rules.tiers) > 0
    return rows


def share_of(market: Market, product: Product) -> float:
    """The brand's share of the needs for a product."""
    return float(product.share if isinstance(product, MoreProduct) else market.share)


def first_tastes(scenario: Scenario, world: World, seed: int, replicate: int) -> np.ndarray:
    """Everybody's odds of choosing the brand, product by product, (products x people,) float64."""
    from scipy.special import ndtr, ndtri

    market, n, circle = scenario.market, world.n_people, world.table.circle
    count = n + n_circles(circle)  # the circles' numbers come after the people's
    own, numbers = [world.table.liking.astype(np.float64)], np.empty((4, count))
    for row, page in enumerate(market.more_products.values(), start=1):
        draws.uniforms_of_each(seed, replicate, Purpose.LIKING, np.arange(count), row, 0, 0, 0, numbers, count)
        z = ndtri(numbers[0])
        z = alike(z[:n], circle, z[n:], scenario.people.circle_homophily)
        own.append(likings(ndtr(z), page.share, market.switching))
    shares = np.concatenate(own)
    return shares / (1.0 - shares)


def tiers_of(strategy: Strategy) -> Records:
    """The tiers of the sellers' rate, lowest first."""
    tiers = strategy.points.mall_rules.tiers.values() if strategy.points else []
    rows = table.records(len(tiers), table.TIER)
    for row, page in zip(rows, sorted(tiers, key=lambda one: one.from_sales), strict=True):
        row.from_sales, row.rate = page.from_sales, commission.millionths(page.rate)
    return rows


def uses_of(scenario: Scenario, strategy: Strategy) -> Records:
    """The uses of the budget beside the plan lines, one record each."""
    rows = table.records(len(BudgetUse), table.USE)
    for row, name in zip(rows, words(BudgetUse), strict=True):
        page = getattr(strategy, name)
        if page is None:
            continue
        row.on = True
        row.start_tick, row.end_tick = pace.season(scenario, page)
        row.allowance = int(page.spend * scenario.town_budget)
        row.price = getattr(page, "cost_per_click", getattr(page, "cost_per_follower", 0))
    return rows


def product_matches(scenario: Scenario, world: World) -> np.ndarray:
    """Everybody's match with the further products, (n, products - 1) float64."""
    interests = world.interests.astype(np.float64)
    matches = [interests @ topics_of(scenario, page) for page in scenario.market.more_products.values()]
    return np.ascontiguousarray(np.array(matches).T) if matches else np.empty((len(interests), 0))


def keepers(given: Given, scenario: Scenario) -> np.ndarray:
    """People who keep a store, in the order of their rows after the centre's; nobody where stocks are not limited."""
    return np.flatnonzero(given.tier > 0) if scenario.operation.stock is not None else np.empty(0, np.int64)


def with_places(given: Given, scenario: Scenario) -> Given:
    """The town with the rows of its stores numbered; the settings learn how many stores there are."""
    kept_by = keepers(given, scenario)
    store_of = np.full(len(given.tier), -1, np.int32)
    store_of[kept_by] = 1 + np.arange(len(kept_by))
    given.settings[0].n_stores = 1 + len(kept_by) if scenario.operation.stock is not None else 0
    return given._replace(store_of=store_of)


def stores_of(given: Given, scenario: Scenario) -> Records:
    """The stores at the start: a row a product and store."""
    stock = scenario.operation.stock
    if stock is None:
        return table.records(0, table.STORE)
    kept_by = keepers(given, scenario)
    n_stores, n_products = 1 + len(kept_by), 1 + len(scenario.market.more_products)
    rows = table.records(n_stores * n_products, table.STORE)
    for product in range(n_products):
        for store, agent in enumerate([-1, *kept_by]):
            row = rows[product * n_stores + store]
            page = getattr(stock, STORES[0 if store == 0 else given.tier[agent]])
            carried = store == 0 or given.tier[agent] < 3 or bool(given.carries[product * len(given.tier) + agent])
            row.agent, row.product = agent, product
            row.above = (
                -1 if store == 0 else max(0, given.store_of[given.above[agent]]) if given.above[agent] >= 0 else 0
            )
            row.reorder_at = page.reorder_at
            if carried:
                row.initial = row.units = page.initial
                row.quantity = page.quantity
    return rows


@kernel
def draw_carrying(seed, replicate, n_people, n_products, tier, share, carries):
    """Fill in which shops carry which product."""
    for product in range(n_products):
        for person in range(n_people):
            if tier[person] == 3:
                u = draws.uniform(seed, replicate, Purpose.CARRIED, person, product, 0, 0)
                carries[product * n_people + person] = 1 if u < share else 0
