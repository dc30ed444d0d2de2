"""The chart of a metric at the levels of a study's factors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridsim import charts
from gridsim.charts import draw_all
from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario
from gridsim.study.compare import compare
from gridsim.study.sweep import sweep


def study_of(make_study, strategies, levels, other=None):
    """A made-up study whose first strategy gains 10 on the last with every level, with a luck that all share."""
    study = make_study()
    names = {"market.buying.seller_effect": levels, **({"budget.total": other} if other else {})}
    settings = [(a, b) for a in levels for b in other or [None]]
    luck = np.array([-8.0, 0.0, 3.0, 5.0])
    rows = []
    for point, (level, second) in enumerate(settings):
        for i, name in enumerate(strategies):
            for replicate in range(4):
                value = (
                    100.0
                    + (10.0 * (levels.index(level) - 1) if i == 0 else 0.0)
                    + luck[replicate]
                    + (0.1 * replicate if i == 0 else 0.0)
                )
                own = {
                    "point": point,
                    "market.buying.seller_effect": level,
                    **({"budget.total": second} if other else {}),
                }
                rows.append(
                    {**own, "strategy": name, "replicate": replicate, "orders": value, "net_contribution": value}
                )
    study.runs = pd.DataFrame(rows)
    study.table = pd.DataFrame(
        [
            {
                "point": point,
                **dict(zip(names, setting, strict=False)),
                "winner": strategies[0],
                "mean": 1.0,
                "low": -1.0,
                "high": 2.0,
                "chance_better": 0.5,
                "decided": False,
            }
            for point, setting in enumerate(settings)
        ]
    )
    study.summary.update(strategies=list(strategies), factors=names, shown=["net_contribution", "orders"], replicates=4)
    return study


def test_the_lead_is_drawn_with_its_paired_interval(make_study):
    study = study_of(make_study, ("grid", "official"), [1, 2, 4])
    picture = charts.levels(study, "orders")
    lead = picture.figure.axes[-1]
    means = [line.get_ydata()[0] for line in lead.lines if line.get_marker() == "o"]
    assert means == pytest.approx([-9.85, 0.15, 10.15])
    # The luck that both share is in the bars of the strategies and not in those of the lead.
    left = max(np.ptp(path[:, 1]) for line in picture.figure.axes[0].collections for path in line.get_segments())
    right = max(np.ptp(path[:, 1]) for line in lead.collections for path in line.get_segments())
    assert right < 0.1 * left
    assert "with official in 1 and with grid in 1 of 3 settings, 1 undecided" in picture.title


def test_every_metric_of_the_claim_is_drawn(make_study, tmp_path):
    study = study_of(make_study, ("grid", "official"), [1, 2, 4])
    assert [path.name for path in draw_all(study, tmp_path) if path.suffix == ".png"] == [
        "levels.png",
        "levels_orders.png",
    ]
    study = study_of(make_study, ("grid", "kol", "official"), [1, 2, 4], ["1k CNY", "2k CNY"])
    assert [path.stem for path in draw_all(study, tmp_path) if path.suffix == ".png"] == [
        "who_wins",
        "levels",
        "levels_orders",
    ]
    assert len(charts.levels(study).figure.axes) == 2


def test_gaps_and_single_replicates_are_drawn(make_study, tmp_path):
    study = study_of(make_study, ("grid", "official"), [1, 2])
    study.runs.loc[study.runs["point"] == 0, "orders"] = np.nan
    assert "undecided" in charts.levels(study, "orders").title
    study.runs = study.runs[study.runs["replicate"] == 0]
    study.summary["replicates"] = 1
    assert "undecided in all" in charts.levels(study).title
    assert draw_all(study, tmp_path)


def test_what_cannot_be_drawn_is_said(make_study):
    study = study_of(make_study, ("grid", "official"), list(range(20)))
    assert "nothing to show" in charts.levels(study).title
    study = study_of(make_study, ("grid", "official"), [1, 2])
    assert "nothing to show" in charts.levels(study, "no_such_metric").title


def test_doing_nothing_contends_in_the_chart_as_in_the_verdict():
    """Every campaign loses: the chart says who is ahead as the verdict does, for a metric that is 0 by definition where
    nothing is done, too."""
    town = {
        "name": "H",
        "people": {"count": 120},
        "horizon": 3,
        "replicates": 3,
        "budget": {"total": "1k CNY"},
        "network": {"moments": {"mean_friends": 6}, "micro_blog": {"mean_follows": 4}},
        "strategies": {"official": {}, "grid": {}},
    }
    for metric in ("net_contribution", "roi"):
        study = sweep(town, {"horizon": [2, 3]}, metric=metric)
        assert study.summary["verdict"]["kind"] == "do_none"
        picture = charts.levels(study)
        assert "highest with doing nothing in 2 of 2 settings" in picture.title
        assert "official less grid, paired" in [text.get_text() for text in picture.figure.texts]
        lines = [line.get_ydata() for line in picture.figure.axes[0].lines if line.get_marker() == "o"]
        assert len(lines) == 3 and np.isfinite(lines).all(), "all three are drawn at both levels"


def test_charts_take_the_folder_of_their_results(tmp_path):
    town = {
        "name": "H",
        "people": {"count": 60},
        "horizon": 2,
        "replicates": 1,
        "budget": {"total": "1k CNY"},
        "strategies": {"grid": {}},
    }
    comparison = compare(load_scenario(town), out=tmp_path / "comparison")
    study = sweep(town, {"horizon": [1, 2]}, out=tmp_path / "study")
    for draw, of in ((charts.budget, comparison), (charts.levels, study)):
        assert draw(str(of.folder)).title == draw(of.folder).title == draw(of).title
    paths = charts.levels(study.folder).save(tmp_path / "new" / "folder")
    assert all(path.is_file() for path in paths)
    refused = {
        (charts.levels, comparison): "the results must be a study; got a comparison or a run",
        (charts.budget, study): "the results must be a comparison or a run; got a study. Draw levels or who_wins",
        (charts.activation, study): "the results must be a choice of people; got a study",
        (charts.tornado, comparison): "the comparison must be explained; got one that is not",
        (charts.budget, 3): "must be results of gridsim or their folder; got 'int'",
        (charts.budget, tmp_path): "must be a result folder of gridsim",
    }
    for (draw, given), words in refused.items():
        with pytest.raises(ScenarioError, match=words):
            draw(given)
