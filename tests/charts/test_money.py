"""Every chart and table of money holds every flow: its parts add up to its totals."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "results"))

from towns import everything

from gridsim.charts import figures, money
from gridsim.report import sections
from gridsim.results.flows import TRADE, USES
from gridsim.study.compare import compare
from gridsim.terms import Flow


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    return compare(everything(), strategies=["grid"], out=tmp_path_factory.mktemp("money") / "out", threads=1)


@pytest.fixture(params=["made up", "real"])
def results(request, make, monkeypatch):
    """Made-up results in which each account holds something, and those of runs in which every kind of money flows."""
    if request.param == "real":
        return request.getfixturevalue("real")
    made_up = sys.modules["made_up"]
    monkeypatch.setitem(
        made_up.COSTS, "hybrid", {account.use: 1_000 + 10 * place for place, account in enumerate(USES)}
    )
    return make(n_replicates=3, n_days=10, scale=0.2)


def test_every_flow_is_met(real):
    met = real.ledger[real.ledger["debit"] > 0]
    assert set(met["what"]) == {flow.entry for flow in Flow}
    for account in (*USES, *TRADE):
        assert not account.metric or figures.figure(real, "grid", account.metric) > 0, account


def test_the_steps_of_the_waterfall_make_its_totals(results):
    for strategy in figures.strategies(results):
        running = None
        for name, kind, amounts in money._rows(results):
            if kind == "step":
                running += amounts[strategy]
            else:
                assert running is None or amounts[strategy] == pytest.approx(running, abs=1e-6), (strategy, name)
                running = amounts[strategy]


def test_the_parts_of_a_budget_are_the_budget(results):
    metrics = [account.metric for account in USES]
    means = figures.means(results, [*metrics, "budget_unspent", "marketing_cost"])
    parts = money.budget_parts(means)
    for strategy, row in means.items():
        assert sum(values[strategy] for values in parts.values()) == pytest.approx(money._whole(results)), strategy
        assert sum(row[metric] for metric in metrics) == pytest.approx(row["marketing_cost"])


def test_the_costs_of_the_report_are_its_sum(results):
    head, body = sections.cost_rows(results)
    in_all = head.index("in all")
    assert set(head[1:in_all]) == {account.label for account in USES}
    for strategy, *figures_ in body:
        assert sum(figures_[: in_all - 1]) == pytest.approx(figures_[in_all - 1]), strategy


def test_each_use_has_a_name_of_its_own():
    assert len({account.label for account in (*USES, *TRADE)}) == len(USES) + len(TRADE)
    assert {flow.debit for flow in Flow} >= {account.name for account in USES}
