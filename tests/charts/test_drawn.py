"""What every chart must be, whatever it shows: nothing outside of the picture, no words on other words, labels that
differ as names do."""

from __future__ import annotations

import itertools
import re

import pytest
from matplotlib.colors import same_color, to_hex

from gridsim import charts, formats
from gridsim.charts import figures, style
from gridsim.charts.page import HEIGHT, LEFT, WIDTH, Page

LONG = (
    "grid commission 12 percent with training",
    "grid commission 13 percent with training",
    "网格营销每单佣金百分之十二并且培训每位员工",
    "网格营销每单佣金百分之十三并且培训每位员工",
    "official",
    "a",
    "hybrid of all that there is and of some that there is not",
)


@pytest.fixture(scope="module")
def pictures(make):
    """The gallery of a comparison with usual and of one with long names."""
    many = [
        make(n_replicates=3, n_days=20, scale=0.3),
        make(LONG, n_replicates=3, n_days=10, scale=20.0),
        make(("grid",), n_replicates=2, n_days=4),
    ]
    found = [(stored, draw(stored)) for stored in many for draw in charts.GALLERY]
    ways = ((), ("strategy",))
    found += [(stored, charts.metric(stored, "gmv", *way)) for stored in many for way in ways]
    found += [(stored, charts.metric(stored, name)) for stored in many for name in ("awareness", "roi", "cac")]
    for _, picture in found:
        picture.figure.canvas.draw()
    return found


def ticks_of(axes, axis):
    """The labels of the ticks that are drawn."""
    low, high = sorted(axis.get_view_interval())
    slack = 1e-6 * (high - low)
    return [label for place, label in zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
            if axes.axison and low - slack <= place <= high + slack and label.get_text().strip()]  # fmt: skip


def shown_texts(picture):
    """Every text that is drawn: the page's, those in axes, their labels, the ticks in view."""
    found = [*picture.figure.texts]
    for axes in picture.figure.axes:
        found += [*axes.texts, axes.xaxis.label, axes.yaxis.label] if axes.axison else axes.texts
        found += [label for axis in (axes.xaxis, axes.yaxis) for label in ticks_of(axes, axis)]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def box_of(text):
    return text.get_window_extent()


def test_no_word_is_outside_of_the_picture(pictures):
    for _, picture in pictures:
        wide, high = WIDTH * picture.figure.dpi, HEIGHT * picture.figure.dpi
        for text in shown_texts(picture):
            box = box_of(text)
            assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= wide + 1 and box.y1 <= high + 1, (
                picture.name,
                text.get_text(),
            )


def test_no_tick_label_lies_on_another(pictures):
    for _, picture in pictures:
        for axes in picture.figure.axes:
            for labels in (ticks_of(axes, axes.xaxis), ticks_of(axes, axes.yaxis)):
                boxes = [box_of(text) for text in labels]
                for one, other in itertools.pairwise(boxes):
                    assert not one.overlaps(other), (picture.name, [text.get_text() for text in labels])


def test_no_word_lies_on_another(pictures):
    """Words in black on a bar may touch the bar, never other words."""
    for _, picture in pictures:
        texts = [text for text in shown_texts(picture) if not text.get_rotation()]
        boxes = [(text.get_text(), box_of(text).shrunk(0.96, 0.7)) for text in texts]
        for (one, a), (other, b) in itertools.combinations(boxes, 2):
            assert not a.overlaps(b), (picture.name, one, other)


def test_different_names_have_different_labels(pictures):
    for stored, picture in pictures:
        texts = [text.get_text().replace("\n", " ") for text in shown_texts(picture)]
        known = {*stored.summary["strategies"], formats.NOTHING}
        assert len(set(figures.labels(stored, 12).values())) == len(known)
        if picture.name in ("differences", "contribution", "buyers"):
            inks = {style.ink(colour) for name, colour in figures.colours(stored).items()}
            named = [
                text
                for text in shown_texts(picture)
                if text.get_weight() == "bold" and to_hex(text.get_color()) in inks
            ]
            words = [re.sub(r"[\d,.%\s−+–]+$", "", text.get_text()) for text in named]
            assert len(set(words)) == len(words) >= len(figures.ranked(stored)), (picture.name, texts)


def test_a_colour_means_one_thing(pictures):
    """What is filled has the colour of a strategy, a tint of it, or none at all (grey, white, black)."""
    for stored, picture in pictures:
        strategies = figures.colours(stored).values()
        known = {style.tint(colour, share) for colour in strategies for share in (1.0, 0.45)} | {
            to_hex(colour) for colour in strategies
        }
        for axes in picture.figure.axes:
            for patch in axes.patches:
                face = to_hex(patch.get_facecolor())
                grey = len({face[1:3], face[3:5], face[5:7]}) == 1
                assert grey or any(same_color(face, colour) for colour in known), (picture.name, face)


def test_numbers_on_charts_have_one_form(pictures):
    for _, picture in pictures:
        words = " ".join(text.get_text() for text in shown_texts(picture))
        assert not re.search(r"\d[\d.]*k\b", words), picture.name
        assert not re.search(r"(?<![\d.,a-f])\d{5,}(?![\da-f])", words), picture.name


def test_titles_speak_of_winner_and_runner_up(make):
    stored = make(n_replicates=3, n_days=20, scale=0.3)
    others = {figures.label(stored, name) for name in figures.ranked(stored)[2:]}
    for draw in charts.GALLERY:
        title = f" {draw(stored).title.lower()} "
        assert not any(re.search(rf"\b{name}\b", title) for name in others), title


def test_the_waterfall_has_no_empty_row(pictures):
    for stored, picture in pictures:
        if picture.name == "waterfall":
            from gridsim.charts.money import _rows, _together

            shown = figures.pair(stored)
            rows = _together(_rows(stored), shown)
            largest = max(abs(amounts[name]) for _, _, amounts in rows for name in shown)
            for _, kind, amounts in rows:
                assert kind == "total" or max(abs(amounts[name]) for name in shown) > 0
            assert (
                sum(max(abs(row[2][name]) for name in shown) < 0.015 * largest for row in rows if row[1] == "step") <= 3
            )


def test_bars_of_a_funnel_are_as_long_as_their_counts(make):
    stored = make(n_replicates=3, n_days=20, scale=0.3)
    picture = charts.funnel(stored)
    bars = [patch for axes in picture.figure.axes for patch in axes.patches]
    by_left: dict[float, list[float]] = {}
    for bar in bars:
        by_left.setdefault(round(bar.get_x(), 4), []).append(bar.get_width())
    shown = [
        figures.figure(stored, name, "impressions")
        for name in figures.strategies(stored)
        if figures.figure(stored, name, "impressions")
    ]
    widths = by_left[sorted(by_left)[1]]
    assert [width / max(widths) for width in widths] == pytest.approx([count / max(shown) for count in shown], abs=0.02)


def test_a_long_title_is_smaller_before_it_is_cut(make):
    stored = make(("grid",), n_replicates=2, n_days=3)
    page = Page(stored, "A title of a chart that has much to say about many things " * 3, "")
    title = page.figure.texts[0]
    assert title.get_fontsize() < 26 and "…" not in title.get_text() and title.get_position()[0] == LEFT


@pytest.mark.parametrize("budgets", [(25_000, 50_000, 100_000, 200_000, 400_000), (900, 1_000, 1_100, 150_000), (5,)])
def test_budgets_beside_each_other_do_not_touch(make, budgets):
    from gridsim.charts.style import styled
    from gridsim.charts.why import _budget_axis

    with styled():
        page = Page(make(("grid",), n_replicates=2, n_days=3), "Budgets", "")
        axes = page.axes(0.1, 0.35)
        axes.plot(budgets, budgets)
        _budget_axis(page, axes, budgets, {"budget": budgets[0], "currency": "CNY"})
        page.figure.canvas.draw()
        boxes = [box_of(text) for text in ticks_of(axes, axes.xaxis)]
    assert boxes and not any(one.overlaps(other) for one, other in itertools.pairwise(boxes))
