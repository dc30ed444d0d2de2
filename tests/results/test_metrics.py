"""The register of metrics: one place that says what each is, and what the tables and the page in docs/ make of it."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from towns import everything

import gridsim as gs
from gridsim import formats
from gridsim.charts.diffusion import so_far
from gridsim.report.elements import escape
from gridsim.report.metrics import section
from gridsim.results.cohorts import buyers_of
from gridsim.results.metrics import DECLARED, FIRST, against, by_page, customers, money, points
from gridsim.results.metrics.document import document
from gridsim.results.metrics.facts import Beside
from gridsim.study.compare import compare
from gridsim.terms import Flow

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
UNITS = {"people", "count", "money", "share", "ratio", "day", "days", "hours", "times", "steps"}


def test_the_page_is_what_the_register_says():
    advice = "make it again: gridsim schema --metrics > docs/metrics.md"
    assert PAGE.read_text(encoding="utf-8").strip() == document().strip(), advice


def test_every_metric_says_what_it_is():
    assert len({one.label for one in gs.metrics.values()}) == len(gs.metrics)
    for name, one in gs.metrics.items():
        assert one.name == name and one.meaning and one.unit in UNITS and one.better in ("", "higher", "lower"), name
        assert not one.same_as or (one.unit, one.better) == (
            gs.metrics[one.same_as].unit,
            gs.metrics[one.same_as].better,
        )
        assert not one.ratio or set(one.ratio) < set(gs.metrics)


def test_metrics_keep_the_order_of_results():
    assert list(gs.metrics)[: len(FIRST.split())] == FIRST.split() and set(gs.metrics) == set(DECLARED)
    assert sorted(one.name for some in by_page(gs.metrics).values() for one in some) == sorted(gs.metrics)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    return compare(everything(), strategies=["grid"], out=tmp_path_factory.mktemp("metrics") / "out", threads=1)


def test_a_series_by_day_ends_at_its_metric(real):
    """What adds up, with the closing days; what stands, on the last day of the horizon (but for trust, which moves on)."""
    drawn = [name for name in gs.metrics if name in real.daily]
    assert len(drawn) > 30
    for name in drawn:
        for strategy, (_, values) in so_far(real, name).items():
            mean = real.summary["strategies"][strategy][name]["mean"]
            assert name == "trust" or values[:, -1].mean() == pytest.approx(mean, rel=1e-12), (strategy, name)


def test_the_report_shows_every_metric(real):
    """With its interval where it has one; what is nothing everywhere is named; a second name is not shown again."""
    shown = section(real)
    for name, one in gs.metrics.items():
        assert (escape(one.label) in shown) == (not one.same_as), name
    low = real.summary["strategies"]["grid"]["gmv"]["low"]
    assert f"({formats.number(low)} to " in shown


def beside(own, nothing, cost):
    """A run of some days beside doing nothing, in minor units."""
    daily = {"contribution": np.array(own), "marketing_cost": np.array(cost)}
    return Beside({}, {}, daily, {"contribution": np.array(nothing)}, 100)


@pytest.mark.parametrize(
    "extra, cost, day, deepest, at",
    [
        ([500, 500, 500], [100, 0, 0], 0, 0.0, None),  # never behind
        ([500, 2500, -1000, 1500], [2000, 500, 0, 0], 3, 15.0, 0),  # -15, 5, -5, 10: for good from day 3
        ([500, 2500, -1000, 1500, -1500], [2000, 500, 0, 0, 0], None, 15.0, 0),  # a return takes it back
        ([0, 0, 0], [0, 0, 0], None, 0.0, None),  # nothing spent, nothing to pay back
    ],
)
def test_payback_and_deficit(extra, cost, day, deepest, at):
    run = beside([one + 300 for one in extra], [300] * len(extra), cost)
    assert (against.payback_day(run), against.deepest_deficit(run), against.deficit_day(run)) == (day, deepest, at)


def test_roi_and_costs_of_more():
    daily = {"contribution": np.zeros(1), "marketing_cost": np.zeros(1)}
    own = {"contribution_margin": 50.0, "marketing_cost": 20.0, "new_buyers": 8.0, "orders": 5.0, "reach": 100.0}
    base = {"contribution_margin": 20.0, "marketing_cost": 0.0, "new_buyers": 3.0, "orders": 5.0, "reach": None}
    run = Beside(own, base, daily, daily, 100)
    assert against.roi(run) == (50 - 20 - 20) / 20
    assert against.incremental_cac(run) == 20 / 5
    assert against.incremental_cost_per_order(run) is None  # not one order more
    assert against.incremental_cost_per_reached(run) == 20 / 100
    paid = Beside(own | {"cost_commission": 3.0, "gmv": 90.0}, base | {"gmv": 60.0}, daily, daily, 100)
    assert against.commission_of_caused_gmv(paid) == 3 / 30
    none_caused = Beside(own | {"cost_commission": 3.0, "gmv": 60.0}, base | {"gmv": 60.0}, daily, daily, 100)
    assert against.commission_of_caused_gmv(none_caused) is None
    assert against.roi(Beside(base, base, daily, daily, 100)) is None


def test_who_comes_back():
    """Of 60 days: 0 comes back after 17, 1 after 45, 2 buys too late to tell, 3 twice on a day."""
    buyers = np.array([0, 0, 1, 1, 2, 3, 3])
    run = SimpleNamespace(buyers=buyers_of(buyers, np.array([3, 20, 5, 50, 40, 7, 7])), days=60)
    assert customers.retention(run) == 2 / 3 and customers.churn(run) == pytest.approx(1 / 3)
    assert customers.repeat_buyer_share(run) == 3 / 4 and customers.repeat_order_share(run) == 3 / 7
    nobody = SimpleNamespace(buyers=buyers_of(buyers[:0], buyers[:0]), days=60)
    assert customers.retention(nobody) is customers.churn(nobody) is customers.repeat_buyer_share(nobody) is None


@pytest.mark.parametrize(
    "gmv, gini, tail",
    [
        ([0, 0, 100, 300], 0.625, 0.25),  # pairs differ by 0, 100, 300, 100, 300, 200: mean / (2 x mean) = 62.5 / 100
        ([50, 50, 50, 50, 50], 0.0, 0.8),
        ([0, 0, 0, 0, 70], 0.8, 0.0),
        ([0, 0], None, None),
        ([], None, None),
    ],
)
def test_how_unequally_points_sell(gmv, gini, tail):
    run = SimpleNamespace(tables={"points": {"gmv": np.array(gmv, np.int64)}})
    assert points.sales_gini(run) == (None if gini is None else pytest.approx(gini))
    assert points.long_tail_share(run) == tail


def test_money_is_out_from_the_day_after_the_last_that_was_spent():
    def out(spent, left, budget=1000):
        flow = {"media": np.array(spent)}
        flowed = {one.word: flow.get(one.word, np.zeros(len(spent), np.int64)) for one in Flow}
        arrays = SimpleNamespace(budget=budget, budget_left=np.array(left), flowed=flowed)
        return money.money_out_day(SimpleNamespace(arrays=arrays, days=len(spent)))

    assert out([400, 400, 200, 0, 0], [600, 200, 0, 0, 0]) == 3
    assert out([400, 0, 0, 0, 0], [600, 600, 600, 600, 600]) is None  # it stopped, and much was left
    assert out([200] * 5, [800, 600, 400, 200, 0]) is None  # it lasted
    assert out([0] * 5, [1000] * 5) is None
