"""Points refused for want of money while much of it is left: said in the terminal's and the page's warnings, with how
often."""

from __future__ import annotations

import pytest

import gridsim as gs
from gridsim.study.compare_findings import _refused

GRID = {"points": {"spend": "6%", "management_cost": "8 CNY", "activate": {"employee": "100%", "consumer": "20%"}}}
TOWN = {
    "people": {"count": 200, "roles": {"employee": {"count": 4}}},
    "horizon": 6,
    "budget": {"total": "8k CNY"},
    "strategies": {"grid": GRID},
}


def test_it_is_said_where_it_happens():
    """The note of a run is where the number comes from: its words and this warning go together."""
    found = gs.compare(gs.load_scenario(TOWN), replicates=2)
    (told,) = [text for text in found.summary["warnings"] if "not taken on" in text]
    counts = [int(note.split("(")[1].split(" not taken on")[0]) for note in notes_of(found)]
    mean = round(sum(counts) / 2)
    assert (
        mean > 1
        and told.startswith(f"strategies.grid.points: {mean:,}\N{NO-BREAK SPACE}times a run")
        or f": {mean:,} times a run" in told
    )
    assert "Raise points.spend" in told
    rich = gs.compare(gs.load_scenario(TOWN).replace({"strategies.grid.points.spend": 1.0}), replicates=2)
    assert not any("not taken on" in text for text in rich.summary["warnings"])


def notes_of(found):
    """The notes of the runs, played again one by one."""
    return [gs.run(found.scenario, "grid", seed=found.scenario.seed, replicate=number).budget_note for number in (0, 1)]


@pytest.mark.parametrize(("notes", "words"), [
    (["x (1 not taken on)", "x (1 not taken on)"], "once a run"), (["x (80 not taken on)", "done"], "40 times a run"),
    (["done", "x (1 not taken on)", "done"], "less than once a run"), (["done", "done"], None),
])  # fmt: skip
def test_it_is_a_mean_over_all_replicates(notes, words):
    means = {"budget_unspent": {"mean": 600.0}, "marketing_cost": {"mean": 400.0}}
    about = [{"runs": {"grid": {"budget_note": note}}} for note in notes]
    told = _refused(["grid"], {"strategies": {"grid": means}, "currency": "CNY"}, about)
    plain = [text.replace("\N{NO-BREAK SPACE}", " ") for text in told]
    assert plain == [] if words is None else words in plain[0] and "600 CNY of" in plain[0]


def test_who_is_refused_for_the_number_is_not_refused_for_money():
    """With as many points as `recruiting.most` allows nobody joins, whatever money there is: the note names the key
    that decides."""
    many = {
        "strategies.grid.points.recruiting.most": 4,
        "strategies.grid.points.activate.consumer": 0,
        "strategies.grid.points.spend": 1.0,
        "strategies.grid.points.recruiting.apply_chance": 0.2,
        "market.initial_awareness": "90%",
    }
    found = gs.compare(gs.load_scenario(TOWN).replace(many), replicates=2)
    assert (
        "recruiting.most allows" in found.summary["budget_notes"]["grid"]
        and "not taken on" not in found.summary["budget_notes"]["grid"]
    )
    assert not any("not taken on" in text for text in found.summary["warnings"])
