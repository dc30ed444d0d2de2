"""The virtual trials: their heads are whole, and two cheap ones come out as the field did, in a few towns."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from math import inf
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "experiments"))

from trials.__main__ import ORDER  # noqa: E402
from trials.written import of_trial  # noqa: E402
from validation.figure import Figure, above  # noqa: E402

PAGES = {name: import_module(f"trials.{name}").TRIAL for name in ORDER}


def test_every_page_is_played_and_twelve_rows_of_the_list_are_there():
    pages = {page.stem for page in (ROOT / "experiments/trials").glob("[!_]*.py")} - {"trial", "written"}
    assert pages == set(ORDER)
    assert {trial.row for trial in PAGES.values()} >= {*map(str, (15, *range(30, 36), *range(37, 41), 43))}


@pytest.mark.parametrize("name", ORDER)
def test_a_head_says_what_the_field_did_and_what_is_held_against_it(name):
    trial = PAGES[name]
    for part in (trial.title, trial.did, trial.unit, trial.outcome, trial.here, trial.bands):
        assert part and part == part.strip() and "  " not in part
    assert re.search(rf"^@\w+\{{{trial.source},", (ROOT / "docs/sources.bib").read_text(), re.M)
    assert trial.measures and trial.towns >= 8
    for one in trial.measures:
        assert one.name and one.published and one.rule.low < one.rule.high
        assert (one.rule.low, one.rule.high) != (-inf, inf)
    calibrated = [one for one in trial.measures if one.standing == "calibrated"]
    assert bool(calibrated) == bool(trial.set_on) and trial.tried
    assert any(one.standing == "input" for one in trial.measures) <= bool(trial.inputs)


def test_a_trial_holds_where_none_of_its_figures_misses_and_more_hold_than_not():
    holds = Figure("a", "1", above(0), 1.0, 0.5, 1.5, 9)
    open_, misses = (Figure("a", "1", above(low), 1.0, 0.5, 1.5, 9) for low in (1, 2))
    assert [of_trial(some) for some in ([holds], [holds, open_], [holds, holds, misses])] == [
        "holds",
        "undecided",
        "misses",
    ]


@pytest.mark.parametrize(
    ("name", "measures"),
    [
        ("coupons_to_share", ["own purchases, share over neither", "referrals, share over neither"]),
        ("music_market", ["inequality, ranked over shown", "the best song in the upper half"]),
    ],
)
def test_cheap_trials_come_out_as_the_field_did(name, measures):
    figures = {one.name: one for one in PAGES[name].figures(seed=3, n_towns=3)}
    assert [figures[measure].inside() for measure in measures] == [True, True]
