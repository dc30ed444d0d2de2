"""The chart of a metric at the levels of a study's factors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridsim import charts
from gridsim.charts import draw_all


def study_of(make_study, strategies, levels, other=None):
    """A made-up study whose first strategy gains 10 on the last with every level, with a luck that all share."""
    study = make_study()
    names = {"market.buying.seller_effect": levels, **({"budget.total": other} if other else {})}
    settings = [(a, b) for a in levels for b in (other or [None])]
    luck = np.array([-8.0, 0.0, 3.0, 5.0])
    rows = []
    for point, (level, second) in enumerate(settings):
        for i, name in enumerate(strategies):
            for replicate in range(4):
                value = 100.0 + (10.0 * (levels.index(level) - 1) if i == 0 else 0.0) + luck[replicate] + (0.1 * replicate if i == 0 else 0.0)
                own = {"point": point, "market.buying.seller_effect": level, **({"budget.total": second} if other else {})}
                rows.append({**own, "strategy": name, "replicate": replicate, "orders": value, "net_contribution": value})
    study.runs = pd.DataFrame(rows)
    study.table = pd.DataFrame(
        [
            {"point": point, **dict(zip(names, setting, strict=False)), "winner": strategies[0], "mean": 1.0, "low": -1.0, "high": 2.0,
             "chance_better": 0.5, "decided": False}
            for point, setting in enumerate(settings)
        ]
    )  # fmt: skip
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
    assert [path.name for path in draw_all(study, tmp_path) if path.suffix == ".png"] == ["levels.png", "levels_orders.png"]
    study = study_of(make_study, ("grid", "kol", "official"), [1, 2, 4], ["1k CNY", "2k CNY"])
    assert [path.stem for path in draw_all(study, tmp_path) if path.suffix == ".png"] == ["who_wins", "levels", "levels_orders"]
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
