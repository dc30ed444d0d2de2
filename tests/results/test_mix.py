"""The table by channel adds up to the daily one, to the cent, and the wide form holds the same numbers."""

from __future__ import annotations

import pytest

from gridsim.errors import ScenarioError
from gridsim.results.flows import BY_USE, OF_NO_LINE
from gridsim.results.mix import mix_table
from gridsim.scenario import load_scenario
from gridsim.study.compare import compare

TOWN = {
    "name": "A hamlet",
    "people": {"count": 200},
    "horizon": 8,
    "replicates": 2,
    "budget": {"total": "3k CNY"},
    "network": {"moments": {"mean_friends": 15}, "micro_blog": {"mean_follows": 8}},
    "response": {"reaction": {"open_chance": 0.4, "click_chance": 0.8}},
    "market": {"buying": {"click_chance_to_order": 0.1}},
    "strategies": {
        "mix": {"preset": "hybrid", "points": {"content": {"cost_at_full_quality": "5 CNY", "discount": 0.1}}}
    },
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return compare(load_scenario(TOWN), out=tmp_path_factory.mktemp("mix") / "out", threads=1)


def test_the_channels_add_up_to_the_day(stored):
    keys = ["strategy", "replicate", "day"]
    whole = stored.channels.groupby(keys)[["impressions", "reads", "clicks", "spend"]].sum()
    daily = stored.daily.set_index(keys).loc[whole.index]
    for channel, day in (
        ("impressions", "impressions"),
        ("reads", "reads"),
        ("clicks", "clicks"),
        ("spend", "marketing_cost"),
    ):
        assert (whole[channel] == daily[day]).all() and whole[channel].sum() > 0


def test_every_use_of_the_budget_has_its_place():
    """Booked with its line as it is spent, the points' (what is left), or nobody's: a new use must be put into one of
    the three."""
    booked = {"media", "content", "kol", "coupon", "swap", "prize", "referral"}
    points = {"commission", "management", "training", "head_pay", "invitation", "wage"}
    assert set(BY_USE) == booked | points | set(OF_NO_LINE)


def test_the_wide_form_has_a_row_a_day_and_strategy(stored):
    table = mix_table(stored, "2026-02-27")
    assert len(table) == 8 * 2 * 2 and list(table["date"][:3]) == ["2026-02-27", "2026-02-28", "2026-03-01"]
    spend = table[[name for name in table.columns if name.endswith("_spend")]].sum(axis=1)
    assert spend.sum() == pytest.approx(stored.daily["marketing_cost"].sum() / 100)
    assert table["revenue"].sum() == pytest.approx(stored.daily["paid"].sum() / 100)
    assert table["orders"].sum() == len(stored.orders)


def test_a_start_that_is_no_date_is_refused(stored):
    with pytest.raises(ScenarioError, match="a date such as"):
        mix_table(stored, "tomorrow")


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    """Half of all orders come back, most of them after the horizon, and take commission and coupons with them."""
    returns = {
        "operation.return_chance": 0.5,
        "operation.return_window": 30,
        "strategies.mix.points.recruiting.head_pay": "1 CNY",
    }
    return compare(load_scenario(TOWN, returns), out=tmp_path_factory.mktemp("late") / "out", threads=1)


def test_spend_is_never_negative_and_sums_are_the_figures_of_the_run(late):
    table, runs = mix_table(late), late.runs.set_index(["strategy", "replicate"])
    assert (late.channels["spend"] < 0).any(), "without claw-backs this says nothing"
    spend = table[[name for name in table.columns if name.endswith("_spend")]]
    assert (spend >= 0).all(axis=None) and (table["refunds"] <= table["revenue"]).all() and table["refunds"].sum() > 0
    sums = table.assign(spend=spend.sum(axis=1), net=table["revenue"] - table["refunds"]).groupby(
        ["strategy", "replicate"]
    )
    for column, metric in (
        ("spend", "marketing_cost"),
        ("revenue", "gmv"),
        ("refunds", "refunds"),
        ("net", "net_revenue"),
        ("orders", "orders"),
    ):
        assert sums[column].sum().to_dict() == pytest.approx(runs[metric].to_dict(), abs=1e-6), metric
    assert len(table) == 8 * len(runs), "days of the horizon only: nothing is spent or sold after it"


def test_refunds_stand_on_the_day_of_the_order(late):
    orders = late.orders[late.orders["returned_day"] >= 0]
    paid_back = orders.groupby(["strategy", "replicate", "day"])["paid"].sum()
    table = mix_table(late).assign(day=lambda table: table.groupby(["strategy", "replicate"]).cumcount())
    found = table.set_index(["strategy", "replicate", "day"])["refunds"]
    assert (found[found > 0] * 100).round().astype(int).to_dict() == paid_back[paid_back > 0].to_dict()


def test_tables_of_an_earlier_version_are_refused_in_a_sentence(stored, monkeypatch):
    monkeypatch.setitem(stored.__dict__, "daily", stored.daily.drop(columns="closing"))
    with pytest.raises(
        ScenarioError, match="the tables must be those of this version .*; got 'older ones'. Run the comparison again"
    ):
        mix_table(stored)
