"""Published figures against simulated ones: everything that a strip says is drawn, inside its scale."""

import math

import matplotlib
import pytest

from gridsim import ScenarioError
from gridsim.charts import Panel, Series, Strip, against_published, side_by_side
from gridsim.charts.published import scale

HOLDS = Strip("reads in the list", "56 %", (0.56,), (0.46, 0.66), 0.61, (0.57, 0.65), True, "holds", "free")
SIGN = Strip("long less short", "above 0", (), (0.0, math.inf), 0.2, (0.1, 0.3), False, "holds", "free")
RARE = Strip(
    "a hundred sharers",
    "0.025 %",
    (0.00025,),
    (0.00008, 0.00075),
    0.00001,
    (0.0, 0.00002),
    True,
    "misses",
    "calibrated",
)
ALONE = Strip("one town", "2", (2.0,), (1.0, 3.0), 2.5, (-math.inf, math.inf), False, "undecided", "input")
SURE = Strip("no spread at all", "9", (9.0,), (9.0, 9.0), 9.0, (9.0, 9.0), False, "holds", "input")
WORDS = {"name": "figures", "title": "Three hold", "subtitle": "means with intervals", "foot": "gridsim, seed 1"}


def words_of(picture):
    return " | ".join(text.get_text() for text in picture.figure.findobj(matplotlib.text.Text))


def test_a_strip_says_what_was_published_what_was_found_and_what_was_set():
    words = words_of(against_published([HOLDS, SIGN, RARE, ALONE], **WORDS)).replace("\N{NO-BREAK SPACE}", " ")
    assert "61 %: holds" in words and "published: 56 %" in words
    assert "0.001 %: misses, calibrated" in words and "2.5: undecided, an input" in words
    assert "gridsim, seed 1" in words and "Three hold" in words


@pytest.mark.parametrize("strip", [HOLDS, SIGN, RARE, ALONE, SURE], ids=lambda strip: strip.name)
def test_all_numbers_lie_inside_the_scale(strip):
    low, high, is_log = scale(strip)
    numbers = [value for value in (*strip.band, *strip.marks, strip.mean, *strip.interval) if math.isfinite(value)]
    assert low < high and low <= min(numbers) and max(numbers) <= high
    assert not is_log or low > 0
    against_published([strip], **WORDS).figure.draw_without_rendering()


@pytest.mark.parametrize("n", [0, 10])
def test_a_chart_has_as_many_strips_as_can_be_read(n):
    with pytest.raises(ScenarioError, match="the number of strips must be from 1 to 9"):
        against_published([HOLDS] * n, **WORDS)


def test_panels_stand_side_by_side(tmp_path):
    simulated, real = [(1, 0.5, 0.4, 0.6), (10, 0.3, 0.2, 0.4)], [(1, 0.6), (10, 0.35)]
    panel = Panel(
        "by size",
        "sharers",
        [Series("simulated", simulated, "#0072B2"), Series("real", real, "#1a1a1a", dashed=True)],
        True,
        log_x=True,
    )
    picture = side_by_side([panel, panel._replace(log_x=False, is_share=False)], **WORDS, caption="How to read it.")
    assert [path.name for path in picture.save(tmp_path, kinds=("png",))] == ["figures.png"]
    assert len(picture.figure.axes) == 2 and "By size" in words_of(picture)
    with pytest.raises(ScenarioError, match="the number of panels"):
        side_by_side([], **WORDS, caption="")
