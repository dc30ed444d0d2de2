"""The page of the sceptic: every objection is measured, and every change that it makes is one of the shipped scenario."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

EXPERIMENTS = Path(__file__).parents[1] / "experiments"


@pytest.fixture(scope="module", autouse=True)
def experiments():
    sys.path.insert(0, str(EXPERIMENTS))
    yield
    sys.path.remove(str(EXPERIMENTS))


def test_every_objection_is_measured_once():
    import make_sceptic  # noqa: F401  (imports what it plays)
    from sceptic import rows

    assert [one.number for one in rows.ROWS] == [n for n in range(1, 26) if n not in (19, 23)]


def test_ours_and_published_stand_side_by_side():
    from sceptic import practice

    assert practice.PUBLISHED.keys() == practice.SOURCES.keys() and len(practice.NAMES) >= 10


def test_what_the_audit_changes_can_be_changed(capsys):
    from sceptic import audit, towns

    for what, _, changes in audit.CHANGES:
        assert towns.changed(changes()).digest() != towns.shipped().digest(), what
    assert "left out" not in capsys.readouterr().err


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
