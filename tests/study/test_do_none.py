"""Doing nothing is a contestant: in the verdict, on the page, on the terminal, in studies and on their maps; and costs
are of what it adds."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridsim.cli import shown
from gridsim.results.metrics import METRICS, RATIOS
from gridsim.results.summary import chance_best, ratio_interval, strategy_means
from gridsim.study import sweep
from gridsim.study.sweep_findings import _judge_point, study_verdict
from gridsim.study.verdict import KINDS, make_verdict

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def verdict(**measured):
    return make_verdict(measured, currency="CNY", budget=100_000, days=1)


@pytest.fixture(scope="module")
def bad_product(tmp_path_factory):
    """A product that disappoints, in small, with its report."""
    import gridsim as gs

    scenario = gs.load_scenario(
        SCENARIOS / "bad_product.yaml", {"people.count": 400, "budget.total": "4k CNY", "horizon": 8}
    )
    return gs.compare(
        scenario, replicates=3, strategies=["official", "grid"], out=tmp_path_factory.mktemp("bad") / "out"
    )


def test_where_all_lose_the_verdict_is_do_none():
    found = verdict(official=[-100.0, -110.0, -105.0], grid=[-500.0, -510.0, -495.0], kol=[-900.0, -910.0, -905.0])
    assert (found["kind"], found["winner"], found["decided"], found["between"]) == ("do_none", "nothing", True, [])
    assert found["chance_best"] == {"official": 0.0, "grid": 0.0, "kol": 0.0, "nothing": 1.0}
    assert found["sentence"].startswith(
        "Do none of these: with a budget of 100,000 CNY over 1 day, all 3 strategies lose against doing nothing."
    )
    assert (
        "official loses least, 105 CNY against doing nothing (90 % interval 96.57 CNY to 113 CNY, 3 replicates)"
        in found["sentence"]
    )


@pytest.mark.parametrize(
    ("measured", "kind", "winner", "between"),
    [
        ({"a": [5.0, 6.0, 5.5], "b": [1.0, 2.0, 1.4]}, "winner", "a", []),
        ({"a": [5.0, 6.0, 5.5], "b": [5.6, 5.2, 5.8]}, "undecided", None, ["b", "a"]),
        ({"a": [0.5, -0.6, 0.2], "b": [-9.0, -9.5, -9.2]}, "undecided", None, ["a", "nothing"]),
        ({"a": [-0.5, 0.4, -0.2], "b": [-9.0, -9.5, -9.2]}, "undecided", None, ["a", "nothing"]),
        ({"a": [-1.0, -1.1, -1.2], "b": [-90.0, 60.0, -9.2]}, "undecided", None, ["a", "b", "nothing"]),
        ({"a": [0.5, -0.6, 0.2]}, "undecided", None, ["a", "nothing"]),
        ({"a": [5.0]}, "undecided", None, ["a", "nothing"]),
        ({"a": [-5.0, -5.1]}, "do_none", "nothing", []),
    ],
)
def test_every_kind(measured, kind, winner, between):
    found = verdict(**measured)
    assert (found["kind"], found["winner"], found["between"]) == (kind, winner, between)
    assert found["decided"] == (winner is not None)
    assert ("ndecided" in found["sentence"] or "one replicate" in found["sentence"]) == (kind == "undecided")


@given(st.lists(st.lists(st.floats(-100, 100), min_size=4, max_size=4), min_size=1, max_size=4))
def test_nothing_never_loses_to_strategies_that_are_not_decidedly_better(rows):
    found = verdict(**{f"plan_{i}": values for i, values in enumerate(rows)})
    assert found["kind"] in KINDS and sum(found["chance_best"].values()) == pytest.approx(1)
    if found["kind"] == "winner":
        assert found["against_nothing"]["low"] > 0
    if found["kind"] == "do_none":
        assert all(np.mean(values) < 0 for values in rows) and "Do no" in found["sentence"]


def test_chance_best_shares_ties():
    found = chance_best({"a": np.array([1.0, 2.0]), "b": np.array([1.0, -2.0]), "nothing": np.zeros(2)})
    assert found == {"a": 0.75, "b": 0.25, "nothing": 0.0}


def test_bad_product_is_told_everywhere(bad_product, capsys):
    found = bad_product.summary["verdict"]
    assert (found["kind"], found["winner"]) == ("do_none", "nothing")
    assert json.loads((bad_product.folder / "summary.json").read_text())["verdict"]["kind"] == "do_none"
    page = (bad_product.folder / "report.html").read_text()
    assert (
        'class="verdict none"' in page and "Do none of these, decided at 90" in page and ".verdict.none .state" in page
    )
    shown.show_comparison(bad_product)
    said = capsys.readouterr().out
    assert "Do none of these" in said
    rows = [line.split("  ")[0] for line in said.splitlines()]
    assert rows.index("doing nothing") < rows.index("official") < rows.index("grid")  # ranked by the verdict's measure


def test_costs_of_what_a_strategy_adds_by_hand(bad_product):
    runs = bad_product.runs.set_index(["strategy", "replicate"])
    for metric, (amount, count) in RATIOS.items():
        counted = count.removeprefix("incremental_")
        cost, more = (runs.loc["grid", amount], runs.loc["grid", counted] - runs.loc["nothing", counted])
        assert runs.loc["grid", count].tolist() == more.tolist()
        one = bad_product.summary["strategies"]["grid"][metric]
        assert one["mean"] == pytest.approx(cost.sum() / more.sum()) if more.sum() > 0 else one["mean"] is None
        assert bad_product.summary["metrics"][metric]["meaning"] == METRICS[metric].meaning and METRICS[
            metric
        ].unit in ("money", "share")
    nobody = bad_product.summary["strategies"]["nothing"]["incremental_cac"]
    assert nobody == {"mean": None, "low": None, "high": None, "n_defined": 0}


def test_the_interval_of_a_ratio_is_where_its_contrast_holds_zero():
    """Fieller's interval by its definition: all r for which the paired t-interval of cost − r · count holds zero."""
    from scipy.stats import t

    cost, more = np.array([90.0, 110.0, 100.0, 120.0]), np.array([8.0, 10.0, 11.0, 9.0])
    ratio, low, high = ratio_interval(cost, more)

    def holds(r):
        change = cost - r * more
        return abs(change.mean()) <= t.ppf(0.95, 3) * change.std(ddof=1) / 2

    assert ratio == pytest.approx(420 / 38) and low < ratio < high
    assert holds(low + 1e-9) and holds(high - 1e-9) and not holds(low - 1e-6) and not holds(high + 1e-6)


@pytest.mark.parametrize(
    ("more", "mean", "note"),
    [
        ([0.0, 0.0, 0.0], None, "none"),
        ([-1.0, -2.0, 0.0], None, "none"),
        ([9.0, -8.0, 5.0], 50.0, "undecided"),
        ([2.0, 2.0, 2.0], 50.0, None),
    ],
)
def test_a_cost_without_extra_buyers_is_undefined_with_words(more, mean, note):
    columns = {"marketing_cost": 100.0, "incremental_new_buyers": more, "incremental_cac": np.nan}
    runs = pd.DataFrame({"strategy": "grid", "replicate": [0, 1, 2], **columns})
    one = strategy_means(runs, ["grid"], ["marketing_cost", "incremental_new_buyers", "incremental_cac"])["grid"][
        "incremental_cac"
    ]
    assert one["mean"] == mean and (one["low"] is None) == (note is not None)
    assert note is None or one["note"].startswith(note)


def test_ratios_differ_as_their_means_do(bad_product):
    """A strategy's ratio less its own copy is zero; the difference's mean is the difference of the means."""
    means = {name: one["incremental_cost_per_order"]["mean"] for name, one in bad_product.summary["strategies"].items()}
    change = bad_product.difference("grid", "official", "incremental_cost_per_order")
    if change.mean is not None:
        assert change.mean == pytest.approx(means["grid"] - means["official"])


def point_of(**values):
    """One design point of an experiment over these strategies."""
    names = [name for name in values if name != "nothing"]
    experiment = SimpleNamespace(strategies=tuple(names), metric="net_contribution")
    rows = [
        {"strategy": name, "replicate": i, "net_contribution": one}
        for name, own in values.items()
        for i, one in enumerate(own)
    ]
    return _judge_point(experiment, SimpleNamespace(number=0, levels={}), pd.DataFrame(rows), "higher")


def test_nothing_contends_in_a_study():
    lost = point_of(grid=[-5.0, -6.0, -5.5], official=[-1.0, -1.2, -1.1], nothing=[1.0, 1.1, 0.9])
    assert (lost["winner"], lost["runner_up"], lost["decided"]) == ("nothing", "official", True)
    assert lost["lead"]["mean"] == pytest.approx(2.1) and lost["difference"]["mean"] == pytest.approx(-4.4)
    assert lost["chance_best"] == {"nothing": 1.0, "official": 0.0, "grid": 0.0}
    unsure = point_of(grid=[-5.0, -6.0, -5.5], official=[-1.0, 1.4, 1.6], nothing=[1.0, 1.1, 0.9])
    assert (unsure["winner"], unsure["decided"], unsure["lead"]["against"]) == ("nothing", False, "official")
    won = point_of(grid=[5.0, 6.0, 5.5], official=[3.0, 3.2, 3.1], nothing=[1.0, 1.1, 0.9])
    assert (won["winner"], won["decided"], won["lead"]["mean"]) == ("grid", True, pytest.approx(2.4))


def test_a_map_of_losses_says_do_none(tmp_path):
    import gridsim as gs
    from gridsim.charts import who_wins
    from gridsim.report.html import report

    scenario = gs.load_scenario(
        SCENARIOS / "bad_product.yaml", {"people.count": 200, "budget.total": "3k CNY", "horizon": 4}
    )
    factors = {"budget.total": ["2k CNY", "3k CNY"], "market.product.quality": [0.1, 0.2]}
    found = sweep(scenario, factors, ["official", "grid"], replicates=2, out=tmp_path / "out")
    assert set(found.table["winner"]) == {"nothing"} and found.table["decided"].all()
    assert found.summary["verdict"]["kind"] == "do_none" and found.summary["finding"]["sentence"].startswith(
        "Do none of these"
    )
    runs = found.runs[found.runs["point"] == 0].pivot(index="replicate", columns="strategy", values="net_contribution")
    assert found.table["lead"][0] == pytest.approx((runs["nothing"] - runs[["official", "grid"]].max(axis=1)).mean())
    assert who_wins(found).title == "Do none of these: doing nothing wins in all 4 settings"
    assert 'class="verdict none"' in report(found, tmp_path / "page").read_text()


def test_the_verdict_of_a_study():
    def points(*winners):
        return [{"winner": name or "grid", "decided": name is not None} for name in winners]

    kinds = {study_verdict(points(*winners))["kind"] for winners in (("grid", "grid"), ("grid",))}
    assert kinds == {"winner"} and study_verdict(points(None, None))["kind"] == "undecided"
    mixed = study_verdict(points("grid", "nothing", None))
    assert (
        mixed["kind"] == "mixed"
        and "doing nothing wins 1" in mixed["sentence"]
        and "do none of these" in mixed["sentence"]
    )


def test_money_that_runs_out_is_told_with_its_day(tmp_path, capsys):
    """An account that posts once a day for 108 CNY (500 x 0.6^3) with 600 CNY: five posts, nothing from day 5 on."""
    import gridsim as gs

    account = {"posts_per_day": 1, "content": {"quality": 0.6, "cost_at_full_quality": "500 CNY"}}
    written = {
        "people": {"count": 200},
        "horizon": 12,
        "budget": {"total": "600 CNY"},
        "strategies": {"official": {"account": account}},
    }
    scenario = gs.load_scenario(written)
    found = gs.compare(scenario, replicates=2, out=tmp_path / "out")
    spent = found.daily[found.daily["strategy"] == "official"].groupby("day")["marketing_cost"].max()
    assert (
        spent[spent > 0].index.max() == 4
        and (found.runs.loc[found.runs["strategy"] == "official", "money_out_day"] == 5).all()
    )
    assert found.summary["warnings"] == [
        "strategies.official: its money was out from day 5 of 12 on: what it does was cut off there."
    ]
    assert "its money was out from day 5 of 12 on" in (tmp_path / "out" / "report.html").read_text()
    shown.show_comparison(found)
    assert "Warning: strategies.official: its money was out" in capsys.readouterr().out
    study = sweep(
        scenario,
        {"budget.total": ["600 CNY", "5000 CNY"]},
        ["official", "nothing"],
        replicates=2,
        out=tmp_path / "study",
    )
    assert (
        "at 1 of 2 settings its money was out before the end, at the earliest from day 5 on"
        in study.summary["warnings"][0]
    )
