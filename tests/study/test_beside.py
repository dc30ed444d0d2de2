"""What stands beside the verdict: the cost of an extra buyer, money kept, the time of points, what would turn it."""

from __future__ import annotations

from gridsim.study import beside
from gridsim.study.verdict import MEASURE


def figures(gain, cost, more, extra, counted, left):
    values = {
        MEASURE: gain,
        "marketing_cost": cost,
        "incremental_new_buyers": more,
        "incremental_cac": extra,
        "cac": counted,
        "budget_unspent": left,
    }
    return {name: {"mean": value, "low": None, "high": None} for name, value in values.items()}


SUMMARY = {
    "kind": "compare",
    "currency": "CNY",
    "budget": 100.0,
    "verdict": {"kind": "winner"},
    "budget_notes": {"official": "the account's plan has nothing more to buy", "grid": "the budget was spent"},
    "strategies": {
        "nothing": figures(0.0, 0.0, 0.0, None, None, 100.0),
        "official": figures(-9.0, 10.0, -2.0, None, 5.0, 90.0),
        "grid": figures(-3.0, 100.0, 20.0, 5.0, 2.0, 0.0),
    },
}


def said(texts):
    return " ".join(texts).replace("\N{NO-BREAK SPACE}", " ")


def test_an_extra_buyer_has_no_cost_where_there_is_none():
    text = said([beside.cost_of_an_extra_buyer(SUMMARY)])
    assert "grid 5 CNY; official has no such cost, as it wins none (it has fewer than doing nothing)" in text
    assert "With all new buyers counted, those included who come anyway: grid 2 CNY, official 5 CNY" in text


def test_money_that_is_left_is_kept_and_says_what_bound_it():
    assert "official keeps 90 CNY: the account's plan has nothing more to buy." in said(beside.money_kept(SUMMARY))
    assert "grid" not in said(beside.money_kept(SUMMARY))


def test_the_time_of_points_is_told_priced_and_unpriced(monkeypatch):
    monkeypatch.setattr(beside, "MEASURE", "priced")
    one = {**SUMMARY["strategies"]["grid"], "priced": {"mean": -3.0}, beside.UNPRICED: {"mean": 6.0}}
    told = said([beside.time_of_points({**SUMMARY, "strategies": {"grid": one}})])
    assert "grid −3 CNY, unpriced 6 CNY" in told
    assert beside.time_of_points({**SUMMARY, "strategies": {"grid": {**one, "priced": {"mean": 6.0}}}}) == ""


def test_what_would_turn_it_stands_there_or_how_to_ask():
    assert "gridsim why out --quick" in said(beside.turned_by(SUMMARY, None, "out"))
    assert beside.beside(SUMMARY, {"turns": ["Of 3 assumptions none."]})[-1] == "Of 3 assumptions none."
    assert beside.turned_by({**SUMMARY, "kind": "run"}, None) == []


def test_a_comparison_knows_who_is_shown_a_post(tmp_path):
    """By one definition for friends and followers; the first of the report's assumptions."""
    import gridsim as gs

    town = {"people": {"count": 200}, "horizon": 2, "budget": {"total": "100 CNY"}, "strategies": {"official": {}}}
    found = gs.compare(gs.load_scenario(town), replicates=1, out=tmp_path / "out")
    shares = found.summary["shown_shares"]
    assert 0 < shares["micro_blog"] < shares["moments"] < 1
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert f"A post is shown to {100 * shares['moments']:.0f} % of friends and" in page
