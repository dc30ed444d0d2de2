"""A bad product that is pushed: who sells it owns it and says so, and the brand is trusted less than if nobody had."""

from pathlib import Path

import numpy as np
import pytest

from gridsim.forms import run
from gridsim.scenario import load_scenario

SCENARIO = load_scenario(Path(__file__).parents[2] / "scenarios" / "bad_product.yaml")
SMALL = {  # a fifth of everything
    "people.count": 4000,
    "budget.total": "20k CNY",
    "budget.planned_for": "20k CNY",
    "people.roles.employee.count": 8,
    "people.roles.distributor.count": 4,
    "people.roles.kol.count": 2,
}
GOOD = {"market.product.quality": 1.0, "operation.service_quality": 1.0}


def metric_over_nothing(name, changes=()):
    """What a metric of the grid is beyond that of doing nothing, in each of six towns."""
    town = SCENARIO.replace({**SMALL, **dict(changes)})
    return np.array(
        [run(town, "grid", seed=s).metrics[name] - run(town, "nothing", seed=s).metrics[name] for s in range(6)]
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_trust_falls_where_a_bad_product_is_pushed(seed):
    """In the shipped town."""
    assert run(SCENARIO, "grid", seed=seed).metrics["trust"] < run(SCENARIO, "nothing", seed=seed).metrics["trust"]


def test_trust_falls_in_every_small_town_and_rises_where_the_product_is_good():
    assert (metric_over_nothing("trust") < 0).all()
    assert (metric_over_nothing("trust", GOOD) > 0).all()


def test_a_bad_product_is_posted_about_less_and_sells_less():
    """Points whose goods break lose heart; where goods are as claimed they do not."""
    fine = {"market.product.claims": 0.375}  # what product and service are
    assert metric_over_nothing("orders").mean() < 0 < metric_over_nothing("orders", fine).mean()
