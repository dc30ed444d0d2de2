"""The page of the sceptic: every objection has its row and is measured, its sources are known, and every change that it makes
is one of the shipped scenario. No figure is asked for here."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXPERIMENTS = ROOT / "experiments"
PAGE = ROOT / "docs" / "sceptic.md"
TEXT = PAGE.read_text(encoding="utf-8")
BOOKS = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "docs" / "sources.bib").read_text(encoding="utf-8"), re.M))
KEY = r"[a-z]+(?:\d{4}[a-z]?|_undated)"


@pytest.fixture(scope="module", autouse=True)
def experiments():
    sys.path.insert(0, str(EXPERIMENTS))
    yield
    sys.path.remove(str(EXPERIMENTS))


def rows(title: str) -> list[list[str]]:
    """Cells of the lines of the first table below a title, its head left out."""
    part = TEXT.split(f"## {title}")[1].split("\n## ")[0]
    lines = re.findall(r"^\|(.*)\|$", part, re.M)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines if not line.startswith("---")][1:]


def test_every_objection_has_a_row_with_its_state_and_is_measured():
    table = [row for row in rows("Twenty-five objections") if row[0].isdigit()]
    assert [int(row[0]) for row in table] == list(range(1, 26))
    assert {len(row) for row in table} == {7}
    assert {row[5].strip("*") for row in table} <= {"inside", "outside", "undecided"}
    assert all(row[k] not in ("", "–") for row in table for k in (2, 3, 4, 6))
    assert "not measured" not in TEXT and "Error" not in TEXT


def test_the_first_lines_count_the_rows():
    import make_sceptic

    assert make_sceptic.counts(TEXT) in "\n".join(TEXT.split("\n")[:6])


def test_every_shipped_scenario_stands_beside_the_published_figures_and_their_sources():
    from sceptic import practice

    table = rows("Ours and published")
    names = [row[0].strip("`") for row in table if row[0].startswith("`")]
    assert names == sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))
    assert {len(row) for row in table} == {1 + len(practice.PUBLISHED)}
    assert practice.PUBLISHED.keys() == practice.SOURCES.keys()


def test_every_key_is_in_the_bibliography_and_every_place_in_the_repository():
    cited = {key for keys in re.findall(rf"\[({KEY}(?:, {KEY})*)\]", TEXT) for key in keys.split(", ")}
    assert cited and cited <= BOOKS
    scripts = [
        EXPERIMENTS / "make_sceptic.py",
        EXPERIMENTS / "one_at_a_time.py",
        *(EXPERIMENTS / "sceptic").glob("*.py"),
    ]
    for page in (PAGE, *scripts):
        assert not re.search(r"(?<![\w.*`])/(?:\w+/)+\w+|~/|[A-Z]:\\", page.read_text(encoding="utf-8")), page.name
    for place in re.findall(r"`((?:scenarios|experiments|docs)/[\w./]+)`", TEXT):
        assert (ROOT / place).exists(), place


def test_every_row_is_declared_once():
    import make_sceptic
    from sceptic.held import ROWS

    assert sorted(ROWS) == list(range(1, 26)) and make_sceptic.PLAYED_BY


def test_a_row_is_as_good_as_its_worst_figure():
    from sceptic.held import known, state
    from validation.figure import Figure, below, published_range

    inside, outside = (known("a", "", published_range(0, 1), value) for value in (0.5, 2.0))
    open_ = Figure("b", "", below(0), mean=-1, low=-2, high=1, n=3)
    assert [state(some) for some in ([inside], [inside, open_], [inside, open_, outside])] == [
        "holds",
        "undecided",
        "misses",
    ]


def test_what_the_audit_changes_can_be_changed():
    from sceptic import audit, towns

    for one in audit.CHANGES:
        assert towns.changed(one.changes()).digest() != towns.shipped().digest(), one.what
    for changes in (*audit.ACCOUNT, *audit.GRID):
        assert towns.changed(changes).digest() != towns.shipped().digest(), changes
    same = audit.same_content().strategies["grid"]
    assert same.points.content.quality == same.account.content.quality


def test_a_smaller_town_and_another_budget_keep_their_plans():
    """What is posted in a day and asked of a head stays; money and heads go with the town."""
    from one_at_a_time import scaled
    from sceptic import towns

    whole = towns.shipped()
    small, poor = scaled(whole, 2_000), towns.with_budget(whole, 14_000)
    for scenario, part in ((small, 0.1), (poor, 0.14)):
        assert scenario.budget.total == scenario.budget.planned_for == pytest.approx(part * whole.budget.total)
        assert scenario.strategy("grid") == scenario.strategies["grid"]
    assert small.people.roles.employee.count == 6 and small.network.micro_blog.official_followers == 200
    assert small.network.moments.neighbourhood == whole.network.moments.neighbourhood


@pytest.mark.parametrize(
    "value, high, factor, found",
    [
        (0.3, 1.0, 2.0, 0.6),
        (0.8, 1.0, 2.0, 0.9),  # half of the way to the end
        ("12.50 CNY", None, 0.5, "6.25 CNY"),
        ("10%", None, 2.0, "20%"),
        (3, None, 0.5, 1),
        (True, None, 2.0, None),
        (0, None, 2.0, None),
    ],
)
def test_a_number_is_halved_and_doubled_in_its_own_unit(value, high, factor, found):
    from types import SimpleNamespace

    from one_at_a_time import times

    assert times(SimpleNamespace(value=value, low=0, high=high), factor) == found
