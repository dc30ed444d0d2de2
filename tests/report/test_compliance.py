"""The sections on compliance and on breadth x depth, from stored results only."""

from types import SimpleNamespace

from gridsim.report.breadth import breadth
from gridsim.report.compliance import compliance
from gridsim.results.compliance import compliance_of
from gridsim.scenario import load_scenario


def summary_of(recruiting):
    scenario = load_scenario({"strategies": {"grid": {"points": {"recruiting": recruiting}}, "official": {}}})
    means = {"recruiting_income_share": {"mean": 0.25}, "joining_income": {"mean": 1200.0}}
    found = {name: compliance_of(scenario.strategies[name], means, "CNY") for name in ("grid", "official")}
    return SimpleNamespace(summary={"compliance": {name: one for name, one in found.items() if one}})


def test_the_section_says_what_the_rules_are():
    text = compliance(summary_of({"joining_fee": "10 CNY", "head_pay": "5 CNY"}))
    assert "At most 2 levels are allowed" in text and "1,200 CNY" in text and "paid by the head: a mark" in text
    assert text.count("<tr>") == 2, "only strategies with points"
    assert "red: " in text and "25" in text
    assert "green: " in compliance(summary_of({}))


def test_results_without_it_have_no_section():
    assert compliance(SimpleNamespace(summary={})) == ""


def test_the_parts_stand_beside_their_sum():
    parts = {"breadth": 40.0, "contacts_per_person": 20.0, "visits_per_contact": -10.0, "orders_per_visit": 12.0}
    text = breadth(
        SimpleNamespace(
            summary={"decomposition": [{"strategy": "grid", "against": "official", "orders": 62.0, "parts": parts}]}
        )
    )
    assert all(number in text for number in ("62", "40", "20", "10", "12")) and "people reached" in text
    assert breadth(SimpleNamespace(summary={})) == ""
