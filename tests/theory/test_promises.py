"""What the openings of the shipped scenarios promise, as signs, in towns of 3,000 with the same money a head (paired,
three replicates)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.world import build_world

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PEOPLE, REPLICATES = 3_000, 3


def small(name: str, changes: dict | None = None):
    """A shipped scenario with 3,000 people; roles and budget go down with them."""
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    factor = PEOPLE / scenario.people.count
    money = f"{scenario.budget.total / 100 * factor:.0f} CNY"
    less = {"people.count": PEOPLE, "budget.total": money, "budget.planned_for": money}
    for role in ("employee", "distributor", "kol"):
        count = getattr(scenario.people.roles, role).count
        if isinstance(count, int) and count > 0:  # a share of the people goes down by itself
            less[f"people.roles.{role}.count"] = max(1, round(count * factor))
    return scenario.replace({**less, **(changes or {})})


class Outcome:
    """Metrics of the named strategies and of nothing, in the same towns: arrays over replicates."""

    def __init__(self, scenario, *names: str, replicates: int = REPLICATES):
        self.metrics = {name: [] for name in ("nothing", *names)}
        for replicate in range(replicates):
            world = build_world(scenario, 1, replicate)
            for name, found in self.metrics.items():
                found.append(run(scenario, name, 1, replicate, world).metrics)

    def of(self, name: str, metric: str = "net_contribution") -> np.ndarray:
        """One metric of one strategy."""
        return np.array([one[metric] for one in self.metrics[name]], float)

    def gain(self, name: str) -> np.ndarray:
        """Contribution after marketing beyond doing nothing."""
        return self.of(name) - self.of("nothing")


def test_a_strong_account_needs_no_grid():
    """strong_account.yaml: the account alone earns more than with a grid or with bought impressions beside it, in every
    town.

    A post costs the same for any number of readers, so its cost goes down with the town.
    """
    cost = {
        f"strategies.{name}.account.content.cost_at_full_quality": "15 CNY"
        for name in ("official", "grid", "advertising")
    }
    town = Outcome(small("strong_account", cost), "official", "grid", "advertising")
    assert (town.gain("official") > town.gain("grid")).all()
    assert (town.gain("official") > town.gain("advertising")).all()


def test_more_marketing_of_a_bad_product_costs_more_than_it_brings():
    """bad_product.yaml: every strategy loses against doing nothing, and a larger grid loses more than a small one."""
    town = Outcome(small("bad_product"), "official", "advertising", "small_grid", "grid")
    for name in ("official", "advertising", "small_grid", "grid"):
        assert (town.gain(name) < 0).all(), name
    assert (town.gain("grid") < town.gain("small_grid")).all()


def test_users_sell_more_for_the_money_than_leaders_and_leaders_open_the_market():
    """cosmetics.yaml: leaders first and users then reach more people than users alone; users alone earn more."""
    town = Outcome(small("cosmetics"), "kol", "grid", "leaders_first")
    assert town.of("leaders_first", "reach").mean() > town.of("grid", "reach").mean()
    assert town.gain("grid").mean() > town.gain("leaders_first").mean() > town.gain("kol").mean()


def test_dealers_sell_durables():
    """durable.yaml: employees and dealers sell more than the account does, and no fewer in any town; in half a year
    few need a purifier."""
    town = Outcome(small("durable"), "official", "grid")
    more = town.of("grid", "orders") - town.of("official", "orders")
    assert (more >= 0).all() and more.sum() > 0


def test_members_reach_who_the_platform_does_not():
    """micro_mall_platform.yaml: most are reached through members only, and members sell beyond what comes anyway."""
    town = Outcome(small("micro_mall_platform", {"horizon": 120}), "official", "members", replicates=4)
    # a mean, as a forward or two decide how many the account reaches in a town
    assert town.of("members", "reach").mean() > 2 * town.of("official", "reach").mean()
    assert (town.of("members", "orders") > town.of("official", "orders")).all()


def test_the_channel_online_keeps_more_of_what_it_sells_than_a_grid_with_customers():
    """beverage.yaml: the channel turned into points sells more than the account; a grid with customers in it sells more
    still, costs more, and keeps less."""
    town = Outcome(small("beverage"), "official", "channel_online", "grid")
    orders = [town.of(name, "orders") for name in ("official", "channel_online", "grid")]
    assert (orders[0] < orders[1]).all() and (orders[1] < orders[2]).all()
    assert (town.of("channel_online", "marketing_cost") < town.of("grid", "marketing_cost")).all()
    assert (town.gain("channel_online") > town.gain("grid")).all()
