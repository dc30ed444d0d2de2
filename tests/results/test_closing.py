"""The days after the horizon: figures, tables and chart tell one story of the money."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridsim.charts import money
from gridsim.forms import run
from gridsim.results.checks import check_run, terms_of
from gridsim.results.result import against_nothing
from gridsim.scenario import load_scenario
from gridsim.study.compare import compare
from gridsim.world import build_world

SHOP = {
    "name": "A shop with late returns",
    "people": {"count": 200, "need_interval": 10},
    "horizon": 20,
    "budget": {"total": "1k CNY"},
    "network": {"moments": {"mean_friends": 12}, "micro_blog": {"mean_follows": 6}},
    "market": {"initial_awareness": "5%"},
    "operation": {"return_chance": 0.6, "return_window": 60, "delivery_days": 15, "late_chance": 0},
    "response": {"reaction": {"open_chance": 0.5, "click_chance": 0.8}},
    "strategies": {
        "ads": {"advertising": {"spend": 0.5, "cost_per_mille": "20 CNY"}},
        "grid": {"preset": "grid", "points": {"content": {"cost_at_full_quality": "1 CNY", "discount": 0.1}}},
    },
}


def so_far(result, nothing):
    """What a campaign has earned so far beyond doing nothing, by day, minor units."""
    return (result.daily["contribution"] - result.daily["marketing_cost"] - nothing.daily["contribution"]).cumsum()


def test_what_has_paid_for_itself_can_lose_it_to_returns():
    """By the horizon the advertisements have earned more than they cost; then more than half of it is sent back."""
    scenario = load_scenario(SHOP)
    world = build_world(scenario, seed=1)
    nothing = run(scenario, "nothing", seed=1, world=world)
    result = against_nothing(run(scenario, "ads", seed=1, world=world), nothing)
    earned, horizon = so_far(result, nothing), scenario.horizon
    assert earned[horizon - 1] > 0 > earned.iloc[-1], "the shop is arranged so; else this says nothing"
    assert result.metrics["payback_day"] is None and result.metrics["incremental_contribution"] < 0
    assert result.metrics["incremental_contribution"] == pytest.approx(earned.iloc[-1] / 100)
    assert (
        result.metrics["deepest_deficit"] == pytest.approx(-earned.min() / 100)
        and result.metrics["deficit_day"] == earned.idxmin()
    )


def test_the_chart_ends_where_the_verdict_stands(tmp_path):
    stored = compare(load_scenario(SHOP, {"replicates": 2}), out=tmp_path / "out", threads=1)
    curves = money.earned(stored)
    for name, (days, values) in curves.items():
        mean = stored.summary["strategies"][name]["incremental_contribution"]["mean"] if name != "nothing" else 0.0
        assert values[:, -1].mean() == pytest.approx(mean, abs=1e-6), name
        assert days[-1] > stored.scenario.horizon
    picture = money.contribution(stored)
    assert "After day 20 nothing more is sold" in picture.caption
    assert "once all returns are in" in picture.title and "day" not in picture.title, (
        "a closing day is no day of the campaign"
    )
    assert max(days[-1] for days, _ in [money.paths(stored, "awareness")["ads"]]) == 20, (
        "charts of what is played end at the horizon"
    )


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.fixed_dictionaries(
        {
            "seed": st.integers(0, 1000), "horizon": st.integers(1, 12), "people.count": st.integers(40, 120),
            "operation.return_chance": st.sampled_from([0.01, 0.3, 0.8]), "operation.return_window": st.integers(0, 40),
            "operation.shipping_days": st.integers(0, 2), "operation.delivery_days": st.integers(0, 9),
            "operation.late_chance": st.sampled_from([0, 0.2, 0.6]), "operation.resaleable": st.sampled_from([0, 0.5, 1]),
            "budget.total": st.sampled_from(["20 CNY", "300 CNY", "5k CNY"]),
            "strategies.grid.points.commission": st.sampled_from([[], [0.2], [0.3, 0.2]]),
            "strategies.grid.points.content.discount": st.sampled_from([0, 0.3]),
            "market.initial_awareness": st.sampled_from([0.05, 0.9]),
        }
    )
)  # fmt: skip
def test_every_table_adds_up_in_any_town(changes):
    scenario = load_scenario(SHOP, {**changes, "strategies.ads": {"preset": "official"}})
    world = build_world(scenario, seed=scenario.seed)
    nothing = run(scenario, "nothing", world=world)
    result = against_nothing(run(scenario, "grid", world=world), nothing)
    found = check_run(result.columns, result.metrics, scenario.budget.total, terms_of(scenario, "grid"))
    assert found["tables_agree"] == (15, 0) and not any(wrong for _, wrong in found.values()), found
    daily, channels = result.daily, result.channels
    assert (channels["cost"] >= 0).all() and not channels[channels["closing"]]["cost"].any()
    assert (
        channels.groupby("day")["spend"].sum().reindex(daily["day"], fill_value=0).to_numpy() == daily["marketing_cost"]
    ).all()
    assert (daily["marketing_cost"].cumsum() + daily["budget_left"] == scenario.budget.total).all()
    assert len(daily) == len(nothing.daily), "all runs of a scenario have the same days"
    orders = result.orders
    assert not len(orders) or max(orders["settled_day"].max(), orders["returned_day"].max()) < len(daily)
    if daily["marketing_cost"].any():
        payback, earned = result.metrics["payback_day"], so_far(result, nothing).to_numpy()
        assert (payback is not None) == (earned[-1] >= 0)
        if payback is not None:
            assert (earned[int(payback) :] >= 0).all() and (payback == 0 or earned[int(payback) - 1] < 0)
    assert np.isclose(daily["trust"].iloc[-1], result.metrics["trust"], rtol=1e-12)
