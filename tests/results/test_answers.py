"""What results say of themselves: units of every amount, the tables that there are, the metrics, and their own
looks."""

import copy
import pickle

import pytest

import gridsim as gs
from gridsim.report.html import report
from gridsim.results.mix import mix_table
from gridsim.results.units import AMOUNTS

HAMLET = {
    "name": "A hamlet", "people": {"count": 150}, "horizon": 4, "replicates": 1, "budget": {"total": "2k CNY"},
    "strategies": {"official": {}, "grid": {"account": {"variants": {"plain": {}, "useful": {"benefit": 1}}}}},
}  # fmt: skip
COUNTS = {
    "account",
    "activated_day",
    "active",
    "active_points",
    "activity",
    "age",
    "agent",
    "author",
    "awareness",
    "back",
    "backorder",
    "beneficiary_1",
    "beneficiary_2",
    "buyer",
    "buyers",
    "channel",
    "clicks",
    "closing",
    "cohort",
    "coming",
    "communicators",
    "complaints",
    "credited",
    "day",
    "delivered_day",
    "demoted_day",
    "demotions",
    "depth",
    "engagements",
    "entrance",
    "entry",
    "failed",
    "fans",
    "filled",
    "first_touch",
    "groups",
    "hops",
    "hours",
    "impressions",
    "initial",
    "invited_by",
    "reward",
    "followers",
    "followers_lost",
    "followers_won",
    "issued",
    "joined",
    "kind",
    "lapsed",
    "last_sale_day",
    "layer",
    "leavers",
    "left_day",
    "line",
    "mall",
    "max_breadth",
    "needs",
    "new_buyer",
    "new_buyers",
    "open",
    "opened",
    "order",
    "ordered",
    "orders",
    "packets",
    "paid_click",
    "participants",
    "pickup",
    "place",
    "post",
    "posts",
    "praise",
    "prizes_paid",
    "prizes_unpaid",
    "product",
    "promoted_day",
    "promotions",
    "rank",
    "reach",
    "reads",
    "recalled",
    "recruited_by",
    "recruiter",
    "recruits",
    "redeemed",
    "referred",
    "referrer",
    "region",
    "replicate",
    "returned",
    "returned_day",
    "returns",
    "role",
    "root_post",
    "satisfaction",
    "search_clicks",
    "seen",
    "seller",
    "sellers",
    "sent",
    "settled_day",
    "sharer",
    "shares",
    "shipped_day",
    "shop",
    "size",
    "sold",
    "stage",
    "stock_agent",
    "stock_outs",
    "stock_source",
    "strategy",
    "structural_virality",
    "swaps",
    "talk_reads",
    "talk_valence_hundredths",
    "target_reach",
    "tick",
    "trust",
    "units",
    "units_left",
    "valence",
    "variant",
    "viewer",
    "visits",
    "what",
}


@pytest.fixture(scope="module")
def result():
    return gs.run(HAMLET, "grid", record="impressions")


@pytest.fixture(scope="module")
def comparison():
    return gs.compare(HAMLET, record="impressions")


def test_every_column_of_every_table_is_an_amount_or_known_to_be_none(result):
    for table in result.columns:
        unknown = set(result.columns[table]) - AMOUNTS - COUNTS
        unknown = {name for name in unknown if not name.startswith(("touches_", "last_touch_"))}
        assert not unknown, f"{table}: say in results/units.py or here whether {sorted(unknown)} are amounts of money"


def test_every_table_says_the_units_of_its_amounts(result, comparison):
    for source in (result, comparison):
        for name in ("daily", "orders", "ledger", "points", "channels", "cohorts"):
            frame = source.table(name)
            assert frame.attrs["currency"] == "CNY"
            assert frame.attrs["units"] == {column: "0.01 CNY" for column in frame if column in AMOUNTS}
    assert comparison.runs.attrs["units"]["gmv"] == "CNY" and comparison.runs.attrs["units"]["reach"] == "people"


def test_money_is_brought_to_units_of_currency(result, comparison):
    whole = result.money("CNY")
    assert whole.daily["gmv"].sum() == pytest.approx(result.metrics["gmv"]) and result.daily["gmv"].dtype.kind == "i"
    assert (whole.ledger["debit"] * 100).round().astype(int).equals(result.ledger["debit"].astype(int))
    assert whole.daily["orders"].equals(result.daily["orders"]) and whole.metrics == result.metrics
    whole = comparison.money()
    assert (whole.daily["marketing_cost"] * 100 - comparison.daily["marketing_cost"]).abs().max() < 1e-6
    assert whole.runs.equals(comparison.runs) and set(whole.orders.attrs["units"].values()) == {"CNY"}
    for source in (result, comparison):
        with pytest.raises(
            gs.ScenarioError, match="^currency: the currency must be CNY, that of the scenario; got 'USD'"
        ):
            source.money("USD")


def test_what_is_made_of_results_in_currency_is_what_is_made_of_results(tmp_path):
    """Charts, report and export count minor units: given amounts that were brought to currency, they take those that
    these were of."""
    town = {
        "name": "A shop",
        "people": {"count": 200, "need_interval": 5},
        "horizon": 5,
        "replicates": 2,
        "budget": {"total": "2k CNY"},
        "market": {"initial_awareness": "80%"},
        "operation": {"return_chance": 0.3},
        "strategies": {"official": {}, "grid": {}},
    }
    plain = gs.compare(town)
    whole = plain.money()
    assert 0 < plain.daily["gmv"].sum() == pytest.approx(100 * whole.daily["gmv"].sum())
    for draw in gs.charts.GALLERY:
        assert draw(whole)._repr_png_() == draw(plain)._repr_png_(), draw.__name__
    for copied in (whole, whole.money(), copy.copy(whole), pickle.loads(pickle.dumps(whole))):
        assert mix_table(copied).equals(mix_table(plain))
    pages = [report(of, tmp_path / str(i)).read_bytes() for i, of in enumerate((plain, whole, plain.folder))]
    assert pages[0] == pages[1] == pages[2]
    assert gs.charts.draw_all(whole, tmp_path)[0].read_bytes() == gs.charts.draw_all(plain, tmp_path)[0].read_bytes()


def test_results_in_currency_outlive_the_comparison_that_they_are_of():
    assert len(gs.compare(HAMLET, strategies="official").money("CNY").daily)


def test_a_currency_without_parts_is_its_own_minor_unit():
    from gridsim.results.units import units_of

    assert units_of("daily", ["gmv"], "JPY") == {"gmv": "JPY"} and units_of("orders", ["paid"], "KWD") == {
        "paid": "0.001 KWD"
    }


def test_unknown_tables_list_the_known(result, comparison, tmp_path):
    with pytest.raises(gs.ScenarioError, match="the table must be one of daily, orders, ledger, .*; got 'x'"):
        result.table("x")
    with pytest.raises(gs.ScenarioError, match='Play it with record="impressions"'):
        gs.run(HAMLET, "official").table("impressions")
    with pytest.raises(AttributeError, match="a result has no 'dayly'; its tables are daily, orders"):
        _ = result.dayly
    with pytest.raises(gs.ScenarioError, match="the table must be one of cascades, channels, .*, runs; got 'x'"):
        comparison.table("x")
    with pytest.raises(AttributeError, match="these results have no 'dayly'; their tables are cascades, channels"):
        _ = comparison.dayly
    opened = gs.open_dir(comparison.folder)
    with pytest.raises(AttributeError, match="these results have no 'dayly'"):
        _ = opened.dayly
    assert (
        len(result.impressions) and len(opened.impressions) and not hasattr(gs.run(HAMLET, "official"), "impressions")
    )
    for given in (3, None):
        with pytest.raises(gs.ScenarioError, match="^folder: the folder must be a path; got"):
            gs.open_dir(given)
    study = gs.study.sweep(HAMLET, {"budget.total": ["1k CNY", "2k CNY"]}, replicates=1)
    with pytest.raises(gs.ScenarioError, match="the table must be one of design, runs; got 'daily'"):
        _ = study.daily


def test_the_metrics_are_listed_from_where_they_are_declared():
    from gridsim.results.metrics import METRICS

    assert gs.metrics is METRICS and list(gs.metrics.frame.index) == list(gs.metrics)
    assert gs.metrics["payback_day"].unit == "day" and gs.metrics["payback_day"].better == "lower"
    assert len(repr(gs.metrics).splitlines()) == len(gs.metrics) + 1 and "<table" in gs.metrics._repr_html_()
    with pytest.raises(KeyError, match="is no metric; there are reach, frequency"):
        gs.metrics["profit"]
    assert set(gs.run(HAMLET, "official").metrics) <= set(gs.metrics)


def test_objects_show_themselves_in_a_few_words(result, comparison):
    scenario = gs.load_scenario(HAMLET)
    assert (
        repr(scenario)
        == str(scenario)
        == "Scenario('A hamlet': 150 people, 4 days, 2000 CNY; strategies official, grid)"
    )
    assert repr(result).startswith("Result(grid, replicate 0: orders ") and len(repr(result)) < 200
    assert repr(comparison).startswith("Comparison(A hamlet: 3 strategies x 1 replicate; in ") and comparison.verdict[
        "sentence"
    ] in repr(comparison)
    assert len(repr(gs.build_world(scenario))) < 200
    for one in (scenario, result, comparison):
        assert one._repr_html_().startswith("<")
    assert gs.charts.gmv(comparison)._repr_png_().startswith(b"\x89PNG")


def test_studies_and_choices_of_people_show_themselves():
    study = gs.study.sweep(HAMLET, {"horizon": [2, 3], "operation.daily_capacity": [None, 3]}, replicates=1)
    people = gs.study.choose_points(HAMLET, "grid", replicates=2, fresh=2, shortlist=5, rounds=1)
    for one in (study, people, study.money(), gs.open_dir(people.folder)):
        assert one._repr_html_().startswith("<p>") and "<table" in one._repr_html_()
    assert "none" in study._repr_html_() and "1 strategy x 1 replicate" in repr(
        gs.study.sweep(HAMLET, {"horizon": [2]}, "grid", replicates=1)
    )


def test_results_are_copied_and_pickled(result, comparison):
    for one in (result, comparison):
        assert pickle.loads(pickle.dumps(one)).daily.equals(one.daily) and copy.copy(one).daily.equals(one.daily)


@pytest.mark.parametrize(
    "name", ["", "charts", "diffusion", "draws", "networks", "seeding", "study", "world", "scenario", "agents"]
)
def test_only_public_names_are_listed(name):
    from importlib import import_module

    module = import_module(f"gridsim.{name}".rstrip("."))
    assert sorted(dir(module)) == sorted(module.__all__) and all(hasattr(module, one) for one in module.__all__)
    assert all(not one.startswith("_") for one in dir(module) if one != "__version__")


def test_objects_list_what_they_can_do(result, comparison):
    assert "model_dump" not in dir(gs.load_scenario(HAMLET)) and {"replace", "people", "to_yaml"} <= set(
        dir(gs.load_scenario(HAMLET))
    )
    assert {"table", "money", "daily", "metrics"} <= set(dir(result)) and {
        "table",
        "money",
        "difference",
        "verdict",
    } <= set(dir(comparison))


def test_more_products_than_a_byte_counts():
    """200 articles and the first product: the last ones keep their names in the table of orders."""
    import gridsim as gs

    articles = {f"sku{i:03d}": {"price": "20 CNY", "unit_cost": "5 CNY", "need_interval": 7} for i in range(300)}
    market = {"more_products": articles, "initial_awareness": "100%"}
    written = {"people": {"count": 60}, "horizon": 3, "market": market, "strategies": {"official": {}}}
    orders = gs.run(gs.load_scenario(written), "official", seed=1).orders
    assert list(orders["product"].cat.categories)[1:] == list(articles) and orders["product"].notna().all()
    assert orders["product"].cat.codes.max() > 255
