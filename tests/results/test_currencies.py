"""The same minor units under another currency: the same tables, and every figure in units of that currency."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import gridsim as gs
from gridsim.charts import money as money_charts
from gridsim.report.present import present
from gridsim.results.mix import mix_table
from gridsim.scenario import load_scenario, money_text
from gridsim.scenario.quantities import money

TOWN = {
    "name": "A hamlet", "people.count": 200, "horizon": 3, "replicates": 2, "network.micro_blog.official_followers": 50,
    "network.moments.mean_friends": 20, "people.need_interval": "3 days",
}  # fmt: skip
CODES = {"CNY": 100, "JPY": 1, "KWD": 1000}


def in_currency(tree, code):
    """The values of a scenario with every amount the same number of minor units of another currency."""
    if isinstance(tree, dict):
        return {key: in_currency(value, code) for key, value in tree.items()}
    return (
        money_text(money(tree), code)
        if isinstance(tree, str) and re.fullmatch(r"[0-9]+[.][0-9]{2} CNY", tree)
        else tree
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    base = load_scenario({"strategies": {"official": {}, "grid": {}}}, TOWN).resolved()
    folder = tmp_path_factory.mktemp("currencies")
    return {code: gs.compare(load_scenario(in_currency(base, code)), out=folder / code, threads=1) for code in CODES}


def test_tables_count_minor_units_and_figures_units(played):
    yuan = played["CNY"]
    assert yuan.summary["money"].endswith("hundredths of it.") and yuan.minor_units == 100
    for code, unit in CODES.items():
        other = played[code]
        assert other.minor_units == other.scenario.minor_units == unit and other.summary["currency"] == code
        for table in ("daily", "orders", "ledger", "points", "channels", "cohorts"):
            assert getattr(other, table).equals(getattr(yuan, table)), table
        for metric, about in yuan.summary["metrics"].items():
            scale = {"orders_per_budget": unit / 100}.get(metric, 100 / unit if about["unit"] == "money" else 1)
            assert np.allclose(other.runs[metric], yuan.runs[metric] * scale, rtol=1e-12, equal_nan=True), metric
        assert other.summary["budget"] == yuan.summary["budget"] * 100 / unit
        assert all(check["passed"] for check in other.summary["checks"].values())
        assert mix_table(other)["revenue"].sum() == pytest.approx(other.runs["gmv"].sum())


def test_what_is_shown_has_the_decimals_of_the_currency(played, capsys):
    from gridsim.cli.shown import show_comparison

    for code in ("JPY", "KWD"):
        stored = played[code]
        show_comparison(stored)
        shown = capsys.readouterr().out
        sentence = stored.verdict["sentence"]
        page = present(stored)[-1].read_text(encoding="utf-8")
        if code == "JPY":
            assert not re.search(r"[0-9][.][0-9]+ JPY", sentence + shown)
            assert not re.findall(r"[0-9,]*[.][0-9]+[ \u00a0]JPY", page)
        assert "hundredths" not in json.dumps(stored.summary)
        budget = money_charts._whole(stored)
        assert budget == stored.summary["budget"]


def test_amounts_of_another_currency_are_asked_for_and_have_no_range_in_yuan():
    with pytest.raises(gs.ScenarioError, match="JPY"):
        load_scenario({"budget": {"total": "100k JPY"}, "strategies": {"official": {}}})
    tree = in_currency(load_scenario({"strategies": {"official": {}}}).resolved(), "JPY")
    infos = [info for info in load_scenario(tree).parameters() if info.unit.startswith("JPY")]
    assert infos and all(info.typical is None for info in infos)
    assert load_scenario(load_scenario(tree).resolved()) == load_scenario(tree)


def test_amounts_that_count_for_nothing_are_not_asked_for():
    """What a coupon does not read can be neither demanded in another currency nor refused as unused."""
    from towns import everything

    def in_yen(tree):
        if isinstance(tree, dict):
            return {key: in_yen(value) for key, value in tree.items()}
        return (
            f"{round(float(tree[:-4]) * 20)} JPY"
            if isinstance(tree, str) and re.fullmatch(r"[0-9]+[.][0-9]{2} CNY", tree)
            else tree
        )

    yuan = everything()
    kinds = {one.kind for one in yuan.strategy("grid").activities.values()}
    assert {"coupon", "red_packet", "flash_sale", "group_buy", "vote", "quiz"} <= kinds
    yen = load_scenario(in_yen(yuan.resolved()))
    assert yen.currency == "JPY" and load_scenario(yen.resolved()) == yen
    with pytest.raises(gs.ScenarioError, match="draw.reference_worth: reference_worth must be in JPY"):
        plan = {"draw": {"kind": "prize_draw", "prizes": 3, "prize": "500 JPY"}}
        load_scenario(yen.resolved(), {"strategies.grid.activities": plan})
