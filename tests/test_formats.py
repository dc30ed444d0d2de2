"""One form for a number wherever it stands; labels that differ whenever names do, within their width."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gridsim import formats

PIECES = some.sampled_from(
    [
        "grid commission ",
        "网格",
        "预算一万",
        "a",
        " ",
        "training",
        "12 %",
        "x" * 25,
        "\x07",
        "é",
        "nothing",
        "doing nothing",
        "…",
        " 1",
        "_",
    ]
)
NAMES = some.sets(some.lists(PIECES, max_size=8).map("".join) | some.text(max_size=40), min_size=1, max_size=20)


@settings(deadline=None, max_examples=400)
@given(NAMES, some.integers(4, 60))
def test_labels_differ_whenever_names_do(names, room):
    labels = formats.labels(names, room)
    assert list(labels) == list(dict.fromkeys(names))
    assert len(set(labels.values())) == len(names)
    assert all(formats.cells(label) <= room for label in labels.values())


@settings(deadline=None, max_examples=200)
@given(NAMES, some.integers(20, 60))
def test_a_label_keeps_what_tells_names_apart_where_there_is_room(names, room):
    """A name that fits and is like no other stands as it is."""
    whole = [formats.cleaned(name) for name in names]
    for name, label in formats.labels(names, room).items():
        text = formats.cleaned(name)
        if (
            text
            and name != "nothing"
            and text != "doing nothing"
            and formats.cells(text) <= room
            and whole.count(text) == 1
            and "…" not in text
        ):
            assert label == text or label.startswith(text[:3])


def test_names_that_begin_alike_keep_what_differs():
    labels = formats.labels(["grid commission 12 % with training", "grid commission 13 % with training"], 16)
    assert (
        "12 %" in labels["grid commission 12 % with training"]
        and "13 %" in labels["grid commission 13 % with training"]
    )
    assert list(formats.labels(["同一个很长的策略名称之一", "同一个很长的策略名称之二"], 14).values()) == [
        "同一个…称之一",
        "同一个…称之二",
    ]


def test_what_is_drawn_alike_is_labelled_apart():
    labels = formats.labels(
        ["party \N{PARTY POPPER}", "party \N{BALLOON}"], 24, clean=lambda text: text[:-1] + "\N{WHITE SQUARE}"
    )
    assert len(set(labels.values())) == 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [(17_634.2, "17,634"), (8_586, "8,586"), (999_999.4, "999,999"), (999_999.6, "1M"), (1_402_332, "1.4M"), (99.94, "99.9"), (99.96, "100"),
     (0.0, "0"), (-0.0, "0"), (float("nan"), "–"), (None, "–"), (2.5e9, "2.5B"), (-1200, formats.MINUS + "1,200"), (0.004, "0.004")],
)  # fmt: skip
def test_a_number_has_one_form(value, shown):
    assert formats.number(value) == shown


@given(some.floats(100, 999_999))
def test_whole_numbers_are_read_back_as_they_were(value):
    assert float(formats.number(value).replace(",", "").replace("M", "e6")) == pytest.approx(value, abs=0.5)


def test_things_are_counted_in_the_singular_and_the_plural():
    assert [formats.breakable(formats.counted(n, "day")) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


def test_paths_are_shortened_to_what_tells_them_apart():
    paths = ["strategies.a.points.commission", "strategies.b.points.commission", "x.points.commission"]
    assert len(set(formats.shortest_ends(paths).values())) == 3
