"""Colours that can be told apart, letters that can be read, Chinese that is drawn or warned of."""

import itertools
import warnings

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from gridsim.charts import style
from gridsim.charts.cascades import tail
from gridsim.charts.page import _apart
from gridsim.charts.sellers import lorenz

FURTHER = [f"s{i}" for i in range(8)]
PRESETS = ["official", "advertising", "kol", "grid", "hybrid", "nothing"]

# What the colour-blind see, in linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour, matrix):
    parts = np.array(to_rgb(colour))
    seen = np.clip(matrix @ np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4), 0, 1)
    x, y, z = np.cbrt(np.maximum(XYZ @ seen / (0.9505, 1, 1.089), 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("matrix", BLIND.values(), ids=BLIND)
def test_strategies_are_told_apart_by_the_colour_blind(matrix):
    seen = [lab(colour, np.array(matrix)) for colour in style.strategy_colours([*PRESETS, *FURTHER]).values()]
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)) > 16


def test_no_strategy_is_taken_for_doing_nothing():
    colours = style.strategy_colours([*PRESETS, *FURTHER])
    for name, colour in colours.items():
        lightness, *chroma = lab(colour, np.eye(3))
        assert name == "nothing" or (np.hypot(*chroma) > 15 and lightness > 20), name


def test_colour_of_a_strategy_does_not_depend_on_the_others():
    assert style.strategy_colours(["grid", "nothing"])["grid"] == style.strategy_colours(PRESETS)["grid"]
    names = [f"s{i}" for i in range(30)]
    assert len(style.strategy_colours(names)) == 30
    assert len(set(style.strategy_colours(names[:8]).values())) == 8


def test_letters_have_contrast():
    every = style.strategy_colours([*PRESETS, *FURTHER]).values()
    for colour in every:
        assert style.contrast(style.ink(colour)) >= 4.5
        assert style.contrast(style.on(colour), colour) >= 4.5


def test_chinese_without_a_font_warns_once(monkeypatch):
    style._glyphs.cache_clear()
    monkeypatch.setattr(style, "cjk_family", lambda: None)
    monkeypatch.setattr(style, "_warned", set())
    try:
        with pytest.warns(UserWarning, match="fonts-wqy-microhei"):
            assert style.drawable("grid 网格") == "grid □□"
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert style.drawable("网") == "□"
    finally:
        style._glyphs.cache_clear()


def test_labels_are_moved_apart_and_stay_inside():
    places = _apart([0.0, 1.0, 2.0, 90.0, 99.0, 100.0], 10.0, 100.0)
    assert np.all(np.diff(places) >= 10.0 - 1e-9)
    assert min(places) >= 0 and max(places) <= 100


def test_lorenz_of_equals_is_the_diagonal():
    places = np.linspace(0, 1, 11)
    assert lorenz(np.full(10, 7.0), places) == pytest.approx(places)


def test_tail_starts_at_all_and_falls():
    sizes, shares = tail(np.array([1] * 90 + [2] * 9 + [100]))
    assert sizes.tolist() == [1, 2, 100] and shares.tolist() == pytest.approx([1.0, 0.1, 0.01])
