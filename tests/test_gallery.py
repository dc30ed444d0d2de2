"""The gallery: every page is one block of under ten lines that runs as it stands and draws its picture; and what the
chart refuses."""

import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from gridsim.charts import curves
from gridsim.errors import ScenarioError

GALLERY = Path(__file__).parents[1] / "docs" / "gallery"
make = runpy.run_path(str(GALLERY / "make.py"))
PAGES = make["pages"]()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_one_short_block_that_draws_its_picture(page, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    lines = [line for line in make["block"](page).splitlines() if line.strip()]
    assert len(lines) < 10 and max(map(len, lines)) <= 150
    assert make["draw"](page, tmp_path).stat().st_size > 10_000
    shown = re.search(r"!\[[^\]]+\]\(\.\./images/gallery/(.*?)\)", page.read_text())
    assert shown and shown[1] == f"{page.stem}.png" and (make["PICTURES"] / shown[1]).is_file()


def test_the_index_names_every_page():
    assert sorted(re.findall(r"\]\((\w+\.md)\)", (GALLERY / "README.md").read_text())) == [page.name for page in PAGES]


def words_of(picture):
    return " | ".join(
        text.get_text() for text in picture.figure.axes[0].findobj(lambda artist: hasattr(artist, "get_text"))
    )


def test_points_up_to_sixty_places_and_lines_beyond():
    for places in (60, 61):
        x = np.linspace(1, 2, places)
        runs = np.array([x, x + 1, x + 2])
        axes = curves(
            x, {"runs": runs}, {"law": x + 1}, title="t", x_label="x", y_label="y", marks={"here": 1.5}
        ).figure.axes[0]
        found = [line for line in axes.lines if len(line.get_ydata()) == places]
        assert [line.get_marker() for line in found] == (["None", "o"] if places == 60 else ["None", "None"])
        assert all(np.allclose(line.get_ydata(), x + 1) for line in found)  # the law, and the mean of the runs


def test_axes_have_their_words_marks_and_scales():
    picture = curves(
        [1, 10, 100],
        {"one": [1, 0, 4]},
        title="t",
        x_label="ties k",
        y_label="share of people",
        marks={"threshold": 20},
        log="xy",
    )
    axes = picture.figure.axes[0]
    assert axes.get_xscale() == axes.get_yscale() == "log" and axes.get_xlabel() == "ties k"
    assert "threshold 20" in words_of(picture)
    assert "Share of people" in [text.get_text() for text in picture.figure.texts]
    picture = curves([1, 2], {"one": [[1, 2], [3, 4]], "two": [1, math.nan]}, title="t", x_label="x", y_label="y, days")
    assert any("Y, days; mean of 2 runs, bars hold 90" in text.get_text() for text in picture.figure.texts)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"x": [1]}, "x: the values must be at least 2 numbers in a row"),
        ({"x": [1, math.nan]}, "nan at place 1"),
        ({"x": ["a", "b"]}, "x: the values must be numbers"),
        ({"measured": {"one": [1, 2, 3]}}, "measured 'one': the values must be 2 numbers, one for each x"),
        ({"measured": {"one": [[1, 2], [3]]}}, "numbers, in rows of one length"),
        ({"measured": {}}, "number of curves must be from 1 to 6; got 0"),
        ({"theory": {"law": [1]}}, "theory 'law': the values must be 2 numbers"),
        ({"theory": {"law": [1, 2], "other": [1, 2]}}, "at most one line must be without a measured curve of its name"),
        ({"log": "z"}, "one of '', 'x', 'y', 'xy'; got 'z'"),
    ],
)
def test_bad_input_gets_one_clear_error(arguments, words):
    with pytest.raises(ScenarioError) as error:
        curves(**{"x": [1, 2], "measured": {"one": [1, 2]}, "title": "t", "x_label": "x", "y_label": "y", **arguments})
    assert words in str(error.value) and len(error.value.problems) == 1
