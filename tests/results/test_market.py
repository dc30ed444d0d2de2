"""One simulated person stands for many: what is given for the market is divided, what comes out multiplied, exactly."""

import numpy as np
import pytest

import gridsim as gs
from gridsim.results import market
from gridsim.results.checks import check_run, terms_of
from gridsim.results.metrics import METRICS
from gridsim.scenario import load_scenario

TIMES = 10
STRATEGIES = ("nothing", "official", "advertising", "kol", "grid")
TOWN = {
    "name": "A town of a chain",
    "people": {"count": 1_000, "need_interval": 15, "roles": {"employee": {"count": 10}, "kol": {"count": 4}}},
    "horizon": 20,
    "replicates": 4,
    "budget": {"total": "3k CNY", "planned_for": "1500 CNY"},
    "network": {"moments": {"mean_friends": 20}, "micro_blog": {"mean_follows": 10, "official_followers": "30%"}},
    "market": {"share": "10%"},
    "strategies": {
        "official": {
            "account": {"content": {"cost_at_full_quality": "500 CNY"}},
            "conversion": {"spend": "10%", "half_saturation": "2k CNY"},
            "activities": {
                "draw": {"kind": "prize_draw", "prize": "20 CNY", "prizes": 5, "reference_worth": "100 CNY"}
            },
        },
        "advertising": {"advertising": {"spend": "50%"}},
        "kol": {},
        "grid": {"points": {"activate": {"consumer": "5%"}}},
    },
}


def in_market():
    """The same town as a tenth of a market: what is given once for all of it is ten times as much."""
    town = load_scenario(TOWN)
    changes = {
        "people.one_stands_for": TIMES,
        "budget.total": "30k CNY",
        "budget.planned_for": "15k CNY",
        "strategies.official.conversion.half_saturation": "20k CNY",
        "strategies.official.activities.draw.prize": "200 CNY",
        "strategies.official.activities.draw.reference_worth": "1k CNY",
    }
    for block in (
        *(f"{name}.account" for name in STRATEGIES[1:]),
        "advertising.advertising",
        "official.activities.draw",
    ):
        changes[f"strategies.{block}.content.cost_at_full_quality"] = "5k CNY"  # 500 by default
    return town, town.replace(changes)


@pytest.fixture(scope="module", params=STRATEGIES)
def pair(request):
    """A run of the town for itself, one of the market, and the scenario of that."""
    town, whole = in_market()
    return gs.run(town, request.param, seed=2), gs.run(whole, request.param, seed=2), whole


def test_sums_are_ten_times_those_of_the_town_and_figures_of_one_are_the_same(pair):
    plain, times, _ = pair
    assert plain.metrics["orders"] > 20
    for name, value in plain.metrics.items():
        expected = value * TIMES if value is not None and market.is_sum(name) else value
        assert times.metrics[name] == expected, name


def test_people_and_what_they_do_are_the_same(pair):
    """A row is a simulated order, point or post, whose price and commission are what they are."""
    plain, times, _ = pair
    for table in ("orders", "points", "cascades"):
        assert plain.table(table).equals(times.table(table)), table


def test_the_tables_of_sums_are_ten_times_and_all_add_up(pair):
    plain, times, whole = pair
    for table in ("daily", "channels", "cohorts", "ledger"):
        assert set(plain.columns[table]) == set(times.columns[table])
    for name in ("orders", "gmv", "marketing_cost", "budget_left", "reach"):
        assert np.array_equal(TIMES * plain.daily[name], times.daily[name])
    assert np.array_equal(plain.daily["trust"], times.daily["trust"], equal_nan=True)
    found = check_run(
        times.columns, times.metrics, whole.budget.total, terms_of(whole, plain.strategy), whole.currency, TIMES
    )
    assert {name: wrong for name, (_, wrong) in found.items()} == dict.fromkeys(found, 0)


def test_the_agents_say_the_same():
    _, whole = in_market()
    ours, agents = (gs.run(whole, "grid", seed=2, engine=engine) for engine in ("compiled", "agents"))
    assert ours.metrics == agents.metrics and ours.daily.equals(agents.daily)


def test_every_sum_is_declared_once():
    """By hand: what an average is, and what grows."""
    assert market.is_sum("gmv") and market.is_sum("reach") and market.is_sum("unpaid_time") and market.is_sum("fans")
    assert not any(map(market.is_sum, ("cac", "ltv", "trust", "roi", "payback_day", "point_cost", "frequency")))
    assert set(market.OF_ONE) <= set(METRICS)


def test_a_comparison_says_so_and_its_intervals_are_ten_times(tmp_path):
    plain, times = in_market()
    names = ["official", "grid"]
    small = gs.compare(plain, strategies=names, out=tmp_path / "town")
    large = gs.compare(times, strategies=names, out=tmp_path / "market")
    for one, other in zip(small.summary["differences"], large.summary["differences"], strict=True):
        if market.is_sum(one["metric"]):
            for part in ("mean", "low", "high"):
                assert other[part] == pytest.approx(TIMES * one[part], rel=1e-9, abs=1e-9), one
    for name in names:
        for metric, one in small.summary["strategies"][name].items():
            if market.is_sum(metric) and one["mean"] is not None:
                other = large.summary["strategies"][name][metric]
                assert other["mean"] == pytest.approx(TIMES * one["mean"], rel=1e-9, abs=1e-9)
                assert other["low"] == pytest.approx(TIMES * one["low"], rel=1e-9, abs=1e-9)
    assert all(one["passed"] for one in large.summary["checks"].values()), large.summary["checks"]
    sentence = "Amounts are of the real market, 10 times the simulated town."
    assert sentence in large.summary["money"] and sentence not in small.summary["money"]
    page = (tmp_path / "market" / "report.html").read_text(encoding="utf-8")
    assert sentence in page and "10 times the simulated town" in page
    assert "simulated town" not in (tmp_path / "town" / "report.html").read_text(encoding="utf-8")


def test_one_by_itself_says_so():
    town, whole = in_market()
    assert "one person stands for 10" in repr(gs.run(whole, "nothing"))
    assert "stands for" not in repr(gs.run(town, "nothing"))
