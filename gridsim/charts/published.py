"""Published figures against simulated ones: a strip for each figure, and the shapes of series beside each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from gridsim import formats
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, number_axis
from gridsim.charts.style import drawable, ink
from gridsim.errors import refusal

VERDICT_COLOURS = {"holds": "#009E73", "undecided": "#E69F00", "misses": "#D55E00"}
BAND_COLOUR, PUBLISHED_COLOUR = "#c9dcec", "#1a1a1a"
MOST_STRIPS, MOST_PANELS = 9, 3
MOST_PLACES = 13
"""Places of a horizontal axis that are all numbered, where they are whole."""


class Strip(NamedTuple):
    """A published figure and the simulated one: what one strip of the chart shows."""

    name: str
    published: str  # as the source says it
    marks: tuple[float, ...]  # the published numbers
    band: tuple[float, float]  # what the interval is held against; an end may be infinite
    mean: float
    interval: tuple[float, float]  # infinite where there is none
    is_share: bool
    verdict: str  # holds, undecided or misses
    standing: str  # free, calibrated or input


class Series(NamedTuple):
    """A curve of a panel: points (x, y) or (x, y, low, high), ascending in x."""

    name: str
    points: Sequence[tuple[float, ...]]
    colour: str
    dashed: bool = False


class Panel(NamedTuple):
    """A panel of the chart of panels: what it shows, its axes, its curves."""

    heading: str
    x_label: str
    series: Sequence[Series]
    is_share: bool = False
    log_x: bool = False
    from_zero: bool = True


@chart
def against_published(strips: Sequence[Strip], name: str, title: str, subtitle: str, foot: str) -> Picture:
    """Return a strip for each figure, each with a scale of its own: the band, the published numbers, the simulated mean
    with its interval.

    Parameters
    ----------
    strips : sequence of Strip
        1 to 9.
    name, title, subtitle, foot : str
        The file's name, the finding, what the bars are, where it comes from.

    Raises
    ------
    ScenarioError
        If there are no strips, or more than can be read.
    """
    _check("strips", len(strips), MOST_STRIPS)
    page = Page(None, title, subtitle, foot)
    swatches = [("held against", BAND_COLOUR), ("published", PUBLISHED_COLOUR)]
    page.swatches(
        [*swatches, *((f"simulated, {verdict}", colour) for verdict, colour in VERDICT_COLOURS.items())], points=14
    )
    names, words = 0.30, 0.27
    high = (page.top - page.bottom) / max(len(strips), 4)
    for i, strip in enumerate(strips):
        top = page.top - i * high
        axes = page.axes(LEFT + names, RIGHT - words, bottom=top - 0.72 * high, top=top - 0.06 * high)
        _draw_strip(axes, strip)
        middle = top - 0.38 * high
        lines = page.wrap(formats.sentence(strip.name), 15, names - 0.025, "bold", 2)
        page.figure.text(LEFT, middle, "\n".join(lines), fontsize=15, fontweight="bold", va="center", linespacing=1.1)
        colour = ink(VERDICT_COLOURS[strip.verdict])
        known = {"free": "", "calibrated": ", calibrated", "input": ", an input"}[strip.standing]
        said = "\n".join(page.wrap(f"published: {strip.published}", 12.5, words - 0.02, lines=2))
        page.figure.text(
            RIGHT - words + 0.015,
            middle + 0.006,
            drawable(f"{_words(strip)}: {strip.verdict}{known}"),
            fontsize=13,
            fontweight="bold",
            color=colour,
            va="bottom",
        )
        page.figure.text(
            RIGHT - words + 0.015, middle - 0.004, drawable(said), fontsize=12.5, color="#333333", va="top"
        )
    return page.picture(
        name,
        "Blue: the band that the whole interval has to lie in, decided before the run. Black: the published numbers."
        " Dot and bar: simulated mean and its interval. Every strip has its own scale.",
    )


def _check(what: str, n: int, most: int) -> None:
    """Refuse a chart that would be empty, or too full to be read."""
    if not 1 <= n <= most:
        raise refusal(
            "chart", f"the number of {what}", f"from 1 to {most}", n, "Draw more charts" if n else "Give some"
        )


def _words(strip: Strip) -> str:
    return _shown(strip, strip.mean, 3)


def _shown(strip: Strip, value: float, digits: int) -> str:
    """A number of a strip to so many digits: neighbours on its scale must not look alike."""
    if abs(value) >= 10_000:
        return formats.number(value)
    rounded = float(f"{100 * value if strip.is_share else value:.{digits}g}")
    number = f"{rounded:,.0f}" if abs(rounded) >= 1_000 else np.format_float_positional(rounded, trim="-")
    return number.replace("-", formats.MINUS) + (formats.SPACE + "%" if strip.is_share else "")


def _draw_strip(axes: Any, strip: Strip) -> None:
    """Draw band, published numbers, mean and interval on a scale that holds them all."""
    low, high, is_log = scale(strip)
    axes.set_ylim(0, 1)
    if is_log:
        axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.grid(False)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    axes.axvspan(
        max(strip.band[0], low),
        min(strip.band[1], high),
        ymin=0.12,
        ymax=0.88,
        color=BAND_COLOUR,
        linewidth=0,
        zorder=1,
    )
    for mark in strip.marks:
        axes.plot([mark, mark], [0.06, 0.94], color=PUBLISHED_COLOUR, linewidth=3, zorder=2, solid_capstyle="butt")
    colour = VERDICT_COLOURS[strip.verdict]
    ends = [min(max(end, low), high) for end in strip.interval]
    if math.isfinite(strip.interval[0]):
        axes.plot(ends, [0.5, 0.5], color=colour, linewidth=6, zorder=3, solid_capstyle="butt")
    shape = {"holds": "o", "undecided": "o", "misses": "D"}[strip.verdict]
    face = "white" if strip.verdict == "undecided" else colour
    axes.plot(
        [strip.mean],
        [0.5],
        shape,
        markersize=11,
        color=face,
        markeredgecolor=colour,
        markeredgewidth=3,
        zorder=4,
        clip_on=False,
    )
    _number_places(axes, strip, low, high, is_log)


def _number_places(axes: Any, strip: Strip, low: float, high: float, is_log: bool) -> None:
    """Number the scale of a strip at a few places."""
    if is_log:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        places = [part * 10.0**power for power in powers for part in (1, 2, 5) if low <= part * 10.0**power <= high]
        axes.xaxis.set_major_locator(FixedLocator(places[:: 1 + (len(places) - 1) // 5]))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _shown(strip, float(f"{value:.6g}"), 4)))
    axes.tick_params(axis="x", labelsize=11, pad=1, length=3)


def scale(strip: Strip) -> tuple[float, float, bool]:
    """Return the ends of a strip's scale, and whether it is logarithmic: where the numbers, all above zero, differ by a
    factor of ten.

    Examples
    --------
    >>> scale(Strip("a", "1 to 4 %", (0.01, 0.04), (0.01, 0.04), 0.02, (0.018, 0.022), True, "holds", "free"))
    (0.0052, 0.0448, False)
    """
    numbers = [value for value in (*strip.band, *strip.marks, strip.mean, *strip.interval) if math.isfinite(value)]
    low, high = min(numbers), max(numbers)
    if low > 0 and high / low >= 10:
        return low / 1.4, high * 1.4, True
    room = 0.16 * (high - low) or 0.1 * abs(high) or 1.0
    first = low - room
    return (0.0 if first < 0 <= low else round(first, 12)), round(high + room, 12), False


@chart
def side_by_side(panels: Sequence[Panel], name: str, title: str, subtitle: str, foot: str, caption: str) -> Picture:
    """Return curves beside each other, each panel with its own scales; shaded is the interval of a simulated mean.

    Parameters
    ----------
    panels : sequence of Panel
        1 to 3.
    name, title, subtitle, foot, caption : str
        The file's name, the finding, what is shown, where it comes from, how to read it.

    Raises
    ------
    ScenarioError
        If there are no panels, or more than can be read.
    """
    _check("panels", len(panels), MOST_PANELS)
    page = Page(None, title, subtitle, foot)
    known = {series.name: series.colour for panel in panels for series in panel.series}
    page.swatches(list(known.items()))
    wide = (RIGHT - LEFT) / len(panels)
    for i, panel in enumerate(panels):
        left = LEFT + i * wide
        top = page.top - 34 / 540
        axes = page.axes(left + 0.06, left + wide - 0.012, bottom=page.bottom + 58 / 540, top=top)
        heading = page.fit(formats.sentence(panel.heading), 17, wide - 0.02, "bold")
        page.figure.text(left, top + 16 / 540, drawable(heading), fontsize=17, fontweight="bold", va="center")
        _draw_panel(axes, panel)
    return page.picture(name, caption)


def _draw_panel(axes: Any, panel: Panel) -> None:
    """Draw the curves of a panel."""
    if panel.log_x:
        axes.set_xscale("log")
    for series in panel.series:
        x, y = [point[0] for point in series.points], [point[1] for point in series.points]
        bounds = [
            (point[0], point[2], point[3]) for point in series.points if len(point) == 4 and math.isfinite(point[2])
        ]
        if bounds:
            axes.fill_between(*zip(*bounds, strict=True), color=series.colour, alpha=0.22, linewidth=0, zorder=2)
        axes.plot(
            x,
            y,
            "--" if series.dashed else "-",
            color=series.colour,
            marker="o",
            markersize=7,
            linewidth=2.5,
            zorder=3,
            clip_on=False,
        )
    xs = [point[0] for series in panel.series for point in series.points]
    ys = [value for series in panel.series for point in series.points for value in point[1:] if math.isfinite(value)]
    low = min(0.0, *ys) if panel.from_zero else min(ys) - 0.08 * (max(ys) - min(ys))
    axes.set_ylim(low, max(ys) + 0.08 * (max(ys) - low))
    if panel.log_x:
        axes.set_xlim(min(xs) / 1.2, max(xs) * 1.2)
        places = sorted(set(xs))
        axes.xaxis.set_major_locator(FixedLocator(places if len(places) <= 6 else places[::2]))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: formats.number(float(f"{value:.2g}"))))
    else:
        room = 0.03 * (max(xs) - min(xs))
        axes.set_xlim(min(xs) - room, max(xs) + room)
        few = sorted(set(xs)) if len(set(xs)) <= MOST_PLACES and all(x == int(x) for x in xs) else []
        if few:
            axes.xaxis.set_major_locator(FixedLocator(few))
        else:
            number_axis(axes.xaxis, ticks=8)
    number_axis(axes.yaxis, panel.is_share)
    axes.set_xlabel(drawable(panel.x_label))
