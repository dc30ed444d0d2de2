"""A chart of any metric."""

import pytest

import gridsim as gs
from gridsim.results.metrics import METRICS
from gridsim.results.metrics.register import Metric


def test_a_metric_is_drawn_by_day_where_the_tables_have_it_by_day(stored, tmp_path):
    by_day, by_strategy = gs.charts.metric(stored, "gmv"), gs.charts.metric(stored, "gmv", "strategy")
    assert by_day.title == by_strategy.title and by_day.title.startswith("GMV: ")
    assert len(by_day.figure.axes[0].lines) >= len(stored.summary["strategies"])
    bars = [bar.get_width() for bar in by_strategy.figure.axes[0].patches]
    means = [values["gmv"]["mean"] for values in stored.summary["strategies"].values()]
    assert sorted(bars) == pytest.approx(sorted(means))
    assert [path.name for path in by_day.save(tmp_path)] == ["metric_gmv.png", "metric_gmv.svg"]


def test_what_is_undefined_is_no_bar(stored):
    picture = gs.charts.metric(stored, "cac")
    assert len(picture.figure.axes[0].patches) == len(stored.summary["strategies"]) - 1
    assert "not defined" in {text.get_text() for text in picture.figure.texts}


def test_a_run_in_memory_is_drawn_too():
    result = gs.run({"people": {"count": 60}, "horizon": 4, "strategies": {"official": {}}}, "official")
    for name in ("marketing_cost", "awareness", "sales_gini", "ltv"):
        assert gs.charts.metric(result, name).title.startswith(METRICS[name].label)
    assert gs.charts.metric(result.money(), "marketing_cost").title == gs.charts.metric(result, "marketing_cost").title


def test_what_cannot_be_drawn_is_refused(stored, make_study):
    with pytest.raises(gs.ScenarioError, match="Did you mean roi"):
        gs.charts.metric(stored, "roii")
    with pytest.raises(gs.ScenarioError, match="by must be one of strategy"):
        gs.charts.metric(stored, "roi", "day")
    with pytest.raises(gs.ScenarioError, match="a comparison or a run"):
        gs.charts.metric(make_study(), "roi")


def test_results_from_before_a_metric_was_declared_have_nothing_to_show(stored, monkeypatch):
    monkeypatch.setitem(METRICS, "fresh", Metric("fresh", "Fresh", "count", "", "new", lambda run: 1.0, "reach"))
    assert "nothing to show" in gs.charts.metric(stored, "fresh").title
