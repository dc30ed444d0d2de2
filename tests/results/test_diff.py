"""What differs: every key by its full name, the verdict first, and only what is decided."""

from __future__ import annotations

import pytest

import gridsim as gs
from gridsim.cli import shown
from gridsim.results.diff import changed_keys, result_folders, scenario_files

LONG = "a very long text " * 20


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two comparisons of a small town that differ in the price of the goods; the second with another strategy."""
    base = tmp_path_factory.mktemp("diff")
    written = {
        "people": {"count": 150},
        "horizon": 5,
        "budget": {"total": "1k CNY"},
        "strategies": {"official": {}, "grid": {}},
    }
    scenario = gs.load_scenario(written)
    gs.compare(scenario, replicates=3, out=base / "a", strategies=["official"])
    dear = scenario.replace({"market.product.unit_cost": "110 CNY"})
    gs.compare(dear, replicates=3, out=base / "b", strategies=["official", "grid"])
    return base / "a", base / "b"


def test_keys_are_never_cut_and_values_are(tmp_path, capsys):
    key = "strategies.a strategy with quite a long name.points.mall_rules.withdrawal_minimum"
    a, b = tmp_path / "a.yaml", tmp_path / "b.yaml"
    plan = "strategies:\n  a strategy with quite a long name:\n    preset: grid\n"
    a.write_text(f"about: {LONG}\n{plan}")
    b.write_text(
        f"about: {LONG} and more\n{plan}    points: {{mall_rules: {{withdrawal_minimum: 5 CNY}}, ranks: {{}}}}\n"
    )
    found = scenario_files(a, b)
    shown.show_diff(found, "a", "b")
    said = capsys.readouterr().out
    assert key in said and "strategies.a strategy with quite a long name.points.ranks.promote_chance" in said
    assert "{" not in said and all(row["key"] in said for row in found["differences"])
    assert max(len(line) for line in said.splitlines()) < 200 and LONG not in said


def test_strategies_are_gone_into_key_by_key():
    one, other = {"strategies": {"a": {"x": {"y": 1}}}}, {"strategies": {"b": {"x": {"y": 2}, "z": None}}}
    rows = changed_keys(one, other)
    assert rows == [
        {"key": "strategies.a.x.y", "a": 1, "b": "(not there)"},
        {"key": "strategies.b.x.y", "a": "(not there)", "b": 2},
    ]


def test_experiments_are_compared_as_written(tmp_path):
    a, b = tmp_path / "a.yaml", tmp_path / "b.yaml"
    a.write_text("scenario: town.yaml\nfactors: {budget.total: [1k CNY, 2k CNY]}\n")
    b.write_text("scenario: town.yaml\nfactors: {budget.total: [1k CNY, 3k CNY]}\nreplicates: 9\n")
    found = scenario_files(a, b)
    assert found["kind"] == "experiments"
    assert [row["key"] for row in found["differences"]] == ["factors.budget.total", "replicates"]


def test_of_results_the_verdict_comes_first_and_changes_are_paired(folders, capsys):
    found = result_folders(*folders)
    runs = [gs.open_dir(folder).runs.set_index(["strategy", "replicate"]).loc["official"] for folder in folders]
    row = next(row for row in found["differences"] if row["metric"] == "cost_goods")
    assert row["paired"] and row["change"]["mean"] == pytest.approx(
        (runs[1]["cost_goods"] - runs[0]["cost_goods"]).mean()
    )
    decided = [row["decided"] for row in found["differences"]]
    assert decided == sorted(decided, reverse=True)
    assert {"key": "market.product.unit_cost", "a": "64.00 CNY", "b": "110.00 CNY"} in found["settings"]
    shown.show_diff(found, "a", "b")
    assert capsys.readouterr().out.startswith("The verdict ")


def test_a_folder_is_the_same_as_itself(folders, capsys):
    found = result_folders(folders[0], folders[0])
    assert found["differences"] == [] and not found["verdict"]["changed"]
    shown.show_diff(found, "a", "a")
    assert "The metrics in a and a are the same" in capsys.readouterr().out


def test_amounts_of_two_currencies_are_not_compared(folders, tmp_path, capsys):
    amounts = {"cost_at_full_quality": "60 EUR"}
    written = {
        "people": {"count": 300}, "horizon": 6, "budget": {"total": "1k EUR"}, "operation": {"shipping_cost": "2 EUR"},
        "market": {"product": {"price": "50 EUR", "unit_cost": "9 EUR", "usual_price": "50 EUR"}},
        "strategies": {"official": {"account": {"content": amounts}}},
    }  # fmt: skip
    gs.compare(gs.load_scenario(written), replicates=3, out=tmp_path / "eur")
    found = result_folders(folders[0], tmp_path / "eur")
    met = {row["metric"] for row in found["differences"]}
    assert "reach" in met and not met & {
        "gmv",
        "orders_per_budget",
        "marketing_cost",
        "net_contribution",
        "incremental_cac",
    }
    shown.show_diff(found, "a", "b")
    assert "A counts in CNY, B in EUR: amounts are not compared." in capsys.readouterr().out
