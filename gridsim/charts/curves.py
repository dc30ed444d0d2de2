"""Measured curves beside theory: what a classical model did in many runs, and what its law says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator

from gridsim import formats
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart
from gridsim.charts.style import GREY, INK, drawable
from gridsim.errors import refusal
from gridsim.version import __version__

# Okabe and Ito's colours, as in the other charts.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_MARKS = 60
_SCALES = ("", "x", "y", "xy")
_AXIS_POINTS = 16


class Drawn(NamedTuple):
    """One measured curve: its mean and the ends of the middle nine tenths of its runs (None for a single run)."""

    mean: np.ndarray
    low: np.ndarray | None
    high: np.ndarray | None
    n_runs: int


@chart
def curves(
    x: Any,
    measured: Mapping[str, Any],
    theory: Mapping[str, Any] | None = None,
    *,
    title: str,
    x_label: str,
    y_label: str,
    marks: Mapping[str, float] | None = None,
    log: str = "",
    name: str = "curves",
) -> Picture:
    """Return a chart of measured curves over one quantity, with what theory says and places marked on the axis.

    Up to 60 places of x are drawn as points, more as a line. Where a curve has several runs, the points are their mean
    and the bars (for a line a band) hold nine in ten of the runs.

    Parameters
    ----------
    x : array_like of float, shape (k,)
        The quantity along the axis; for points in any order.
    measured : dict of str to array_like of float, shape (k,) or (n_runs, k)
        Up to 6 curves by name. A value that is not finite is left out.
    theory : dict of str to array_like of float, shape (k,), optional
        Lines by name: that of a measured curve is drawn in the colour of the curve; one other is black.
    title, x_label, y_label : str
        The finding in words; what the axes show, with their units.
    marks : dict of str to float, optional
        Places on the x axis by name, drawn as upright lines: thresholds, for example.
    log : {"", "x", "y", "xy"}
        Which axes are logarithmic; values that are not above 0 cannot be shown there and are left out.
    name : str
        Of the files that `save` writes.

    Returns
    -------
    Picture
        `.save(folder)` writes NAME.png and NAME.svg.

    Raises
    ------
    ScenarioError
        If a shape does not fit, a value of x is not finite, there are too many curves, or `log` is unknown.

    Examples
    --------
    >>> picture = curves([1, 2, 3], {"counted": [[1, 4, 8], [1, 5, 9]]}, {"x squared": [1, 4, 9]}, title="Squares", x_label="x", y_label="y")
    >>> picture.title
    'Squares'
    """
    x = _row("x", x)
    drawn = {words: _check_measured(f"measured {words!r}", values, len(x)) for words, values in measured.items()}
    lines = {words: _row(f"theory {words!r}", values, len(x)) for words, values in (theory or {}).items()}
    if not 1 <= len(drawn) <= len(_COLOURS):
        raise refusal("measured", "the number of curves", f"from 1 to {len(_COLOURS)}", len(drawn), "Draw two charts")
    others = [words for words in lines if words not in drawn]
    if len(others) > 1:
        raise refusal(
            "theory",
            "at most one line",
            "without a measured curve of its name",
            others,
            "Name lines as their curves",
        )
    if log not in _SCALES:
        raise refusal("log", "the axes", f"one of {', '.join(map(repr, _SCALES))}", log, "Name the logarithmic axes")
    page = Page(None, title, formats.sentence(_subtitle(y_label, drawn)), foot=f"gridsim {__version__}")
    colours = {**dict(zip(drawn, _COLOURS)), **dict.fromkeys(others, INK)}
    page.swatches(list(colours.items()))
    axes = page.axes(LEFT + 0.045, RIGHT, bottom=page.bottom + 62 / 540)
    order = np.argsort(x, kind="stable")
    for words, values in lines.items():
        axes.plot(x[order], values[order], color=colours[words], linewidth=2.5, zorder=2)
    for words, curve in drawn.items():
        _draw(axes, x, curve, colours[words])
    _scale(axes, x, log, np.concatenate([curve.mean for curve in drawn.values()]))
    for words, place in (marks or {}).items():
        _mark(axes, words, place)
    axes.set_xlabel(drawable(x_label), fontsize=_AXIS_POINTS)
    return page.picture(name, f"{formats.sentence(y_label)} against {x_label}.")


def _row(where: str, values: Any, length: int | None = None) -> np.ndarray:
    """Check a row of numbers; those of x are finite."""
    row = _numbers(where, values)
    if row.ndim != 1 or len(row) < 2 or (length is not None and len(row) != length):
        wanted = "at least 2 numbers in a row" if length is None else f"{length} numbers, one for each x"
        raise refusal(where, "the values", wanted, f"an array of shape {row.shape}", "Give one value for each x")
    if length is None and not np.isfinite(row).all():
        at = int(np.argmin(np.isfinite(row)))
        raise refusal(where, "every value", "finite", f"{row[at]} at place {at}", "Leave that place out")
    return row


def _check_measured(where: str, values: Any, length: int) -> Drawn:
    """Check a curve or its runs."""
    rows = _numbers(where, values)
    if rows.ndim == 0 or rows.ndim > 2 or rows.shape[-1] != length or rows.size == 0:
        wanted = f"{length} numbers, one for each x, or a row of them for each run"
        raise refusal(
            where, "the values", wanted, f"an array of shape {rows.shape}", "Turn the table so that a row is a run"
        )
    if rows.ndim == 1 or len(rows) == 1:
        return Drawn(rows.reshape(-1, length)[0], None, None, 1)
    low, high = np.quantile(rows, (0.05, 0.95), axis=0)
    return Drawn(rows.mean(axis=0), low, high, len(rows))


def _numbers(where: str, values: Any) -> np.ndarray:
    """The values as floats."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        got = type(values).__name__
        raise refusal(
            where, "the values", "numbers, in rows of one length", got, "Give an array or lists of numbers"
        ) from None


def _subtitle(y_label: str, drawn: Mapping[str, Drawn]) -> str:
    """What the height is, and what points and bars are."""
    runs = {curve.n_runs for curve in drawn.values()} - {1}
    if not runs:
        return y_label
    return (
        f"{y_label}; mean of {min(runs) if len(runs) == 1 else f'{min(runs)} to {max(runs)}'} runs, bars hold"
        f" 90{formats.SPACE}% of them"
    )


def _draw(axes: Axes, x: np.ndarray, curve: Drawn, colour: str) -> None:
    """Draw the points with their bars, or a line with its band where the points would touch."""
    if len(x) > _MOST_MARKS:
        if curve.low is not None and curve.high is not None:
            axes.fill_between(x, curve.low, curve.high, color=colour, alpha=0.2, linewidth=0, zorder=1)
        axes.plot(x, curve.mean, color=colour, zorder=3)
        return
    if curve.low is not None and curve.high is not None:
        axes.vlines(x, curve.low, curve.high, color=colour, linewidth=5, alpha=0.35, zorder=3)
    axes.plot(
        x,
        curve.mean,
        "o",
        markersize=9,
        color=colour,
        markeredgecolor="white",
        linestyle="none",
        zorder=4,
        clip_on=False,
    )


def _scale(axes: Axes, x: np.ndarray, log: str, y: np.ndarray) -> None:
    """Set the scales. Axes begin at zero where nothing is below; a logarithmic one shows what was measured, however low
    theory goes."""
    for axis, letter in ((axes.xaxis, "x"), (axes.yaxis, "y")):
        if letter in log:
            (axes.set_xscale if letter == "x" else axes.set_yscale)("log", nonpositive="mask")
            axis.set_major_locator(LogLocator(numticks=8))
            axis.set_minor_locator(NullLocator())
            axis.set_minor_formatter(NullFormatter())
        else:
            axis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10] if letter == "x" else [1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))
    axes.grid(axis="x", visible="x" in log)
    if "x" not in log:
        span = float(x.max() - x.min()) or 1.0
        axes.set_xlim(0 if 0 <= x.min() < 0.2 * span else x.min() - 0.03 * span, x.max() + 0.03 * span)
    low, high = axes.get_ylim()
    if "y" not in log:
        axes.set_ylim(0 if low >= -0.05 * high else low, high)
    elif (y > 0).any():
        axes.set_ylim(y[y > 0].min() / 2, 2 * np.nanmax(y))
    axes.tick_params(labelsize=_AXIS_POINTS)


def _short(value: float) -> str:
    """A number as short as it can be read: powers of ten below a thousandth.

    Examples
    --------
    >>> _short(1_000), _short(0.001), _short(0.00001)
    ('1,000', '0.001', '10⁻⁵')
    """
    power = math.log10(value) if value > 0 else 0.0
    if power > -3.5 or abs(power - round(power)) > 1e-9:
        return formats.number(value)
    return "10" + str(round(power)).translate(_RAISED)


def _mark(axes: Axes, words: str, place: float) -> None:
    """Draw an upright line with its name at the top."""
    axes.axvline(place, color=GREY, linewidth=2, linestyle=(0, (2, 2)), zorder=1)
    left, right = axes.get_xlim()
    far = (place - left) / (right - left) > 0.7
    axes.annotate(
        drawable(f"{words} {formats.number(place)}"),
        (place, 0.98),
        (-8 if far else 8, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="right" if far else "left",
        va="top",
        fontsize=15,
        color=GREY,
        fontweight="bold",
    )
