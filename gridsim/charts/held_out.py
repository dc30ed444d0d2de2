"""Simulated cascades beside real ones that the law was not fitted to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from gridsim import formats
from gridsim.charts.page import LEFT, Page, Picture, chart
from gridsim.charts.style import INK, drawable
from gridsim.diffusion import Forest, cascade_measures, compare_forests, reproduction_by_generation

COLOURS = ("#CC6677", "#88CCEE", "#DDCC77")
"""Of the simulated forests, in the order given; the real one is black."""
_GENERATIONS = 7
_ROW_HEAD, _ROW_FOOT = 26 / 540, 28 / 540
_WIDE, _STEP = 0.255, 0.325


@chart
def held_out(real: Forest, simulated: Mapping[str, Forest], note: str = "") -> Picture:
    """Return sizes, depths, structural virality, reproduction, offspring and half-lives of real and of simulated trees,
    six panels.

    Parameters
    ----------
    real : Forest
        Trees that the laws were not fitted to.
    simulated : mapping of str to Forest
        One to three, by the name of their law; the title speaks of the first.
    note : str
        Where the trees come from, for the foot.
    """
    forests = {"real": real, **dict(list(simulated.items())[: len(COLOURS)])}
    colours = dict(zip(forests, (INK, *COLOURS)))
    tables = {name: cascade_measures(forest) for name, forest in forests.items()}
    words = (
        f"{real.n_trees:,} real trees, and trees grown by laws that were fitted to other real ones; bars are 95 %"
        " intervals"
    )
    page = Page(None, _finding(real, simulated), words, foot=note)
    page.swatches(
        [(name if name == "real" else f"simulated, {formats.plain(name)}", colour) for name, colour in colours.items()]
    )
    row = (page.top - page.bottom) / 2
    for place, (heading, draw) in enumerate(_PANELS):
        left, top = LEFT + 0.04 + (place % 3) * _STEP, page.top - (place // 3) * row
        axes = page.axes(left, left + _WIDE, bottom=top - row + _ROW_FOOT, top=top - _ROW_HEAD)
        axes.set_title(drawable(heading), fontsize=14, pad=6)
        axes.tick_params(labelsize=13)
        for name in reversed(forests):
            draw(axes, forests[name], tables[name], colours[name])
    return page.picture(
        "held_out",
        "Real trees in black, in colour trees grown by a law that was fitted to other real trees: where the lines lie"
        " on each other, the law holds. A figure is met where the two differ by two standard errors or less.",
    )


def _finding(real: Forest, simulated: Mapping[str, Forest]) -> str:
    name, first = next(iter(simulated.items()))
    table = compare_forests(first, real)
    told = table[table["standard_errors"] != 0]
    return (
        f"{int(told['alike'].sum())} of {len(told)} figures of real cascades are met by the {formats.plain(name)} law"
    )


def _tail(axes: Any, values: np.ndarray, colour: str) -> None:
    """Share of the values that are so large or larger."""
    ordered = np.sort(values)
    axes.plot(ordered, 1.0 - np.arange(len(ordered)) / len(ordered), color=colour, drawstyle="steps-pre", linewidth=2.5)


def _sizes(axes: Any, forest: Forest, table: pd.DataFrame, colour: str) -> None:
    _tail(axes, table["size"].to_numpy(), colour)
    _scales(axes, (10, 30, 100, 300, 1000), (0.0, 0.5, 1.0), logarithmic_x=True)


def _depths(axes: Any, forest: Forest, table: pd.DataFrame, colour: str) -> None:
    _tail(axes, table["depth"].to_numpy(), colour)
    _scales(axes, (0, 5, 10, 15, 20, 25), (0.001, 0.01, 0.1, 1.0), logarithmic_y=True)


def _virality(axes: Any, forest: Forest, table: pd.DataFrame, colour: str) -> None:
    _tail(axes, table["structural_virality"].dropna().to_numpy(), colour)
    _scales(axes, (2, 4, 6, 8, 10), (0.001, 0.01, 0.1, 1.0), logarithmic_y=True)


def _reproduction(axes: Any, forest: Forest, table: pd.DataFrame, colour: str) -> None:
    rows = reproduction_by_generation(forest, _GENERATIONS).iloc[1:]
    style = {"linewidth": 2.5, "marker": "o", "markersize": 6, "capsize": 3}
    axes.errorbar(rows["generation"], rows["reproduction"], 1.96 * rows["standard_error"], color=colour, **style)
    _scales(axes, range(1, _GENERATIONS + 1), (0.0, 0.25, 0.5, 0.75, 1.0))
    axes.set_xlim(0.7, _GENERATIONS + 0.3)


def _offspring(axes: Any, forest: Forest, table: pd.DataFrame, colour: str) -> None:
    offspring = forest.children[forest.depth > 0]
    _tail(axes, offspring[offspring > 0], colour)
    _scales(axes, (1, 10, 100, 1000), (1e-4, 1e-3, 1e-2, 0.1, 1.0), logarithmic_x=True, logarithmic_y=True)


def _half_lives(axes: Any, forest: Forest, table: pd.DataFrame, colour: str) -> None:
    hours = table["half_life"].dropna().to_numpy() / 3600.0
    _tail(axes, hours[hours > 0], colour)
    _scales(axes, (0.1, 1, 10, 100, 1000), (0.0, 0.5, 1.0), logarithmic_x=True)


def _scales(axes: Any, x: Any, y: Any, logarithmic_x: bool = False, logarithmic_y: bool = False) -> None:
    """Ticks where people count, on either kind of scale; shares as per cent."""
    if logarithmic_x:
        axes.set_xscale("log")
    if logarithmic_y:
        axes.set_yscale("log")
    for axis, ticks in ((axes.xaxis, x), (axes.yaxis, y)):
        axis.set_major_locator(FixedLocator(list(ticks)))
        axis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: formats.number(value)))
    share = logarithmic_y or len(list(y)) == 3
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: formats.percent(value) if share else formats.number(value))
    )
    axes.set_xlim(min(x), max(x))
    axes.set_ylim(min(y), max(y) * (1.3 if logarithmic_y else 1.04))


_PANELS = (
    ("size, or more", _sizes),
    ("depth, or more", _depths),
    ("structural virality, or more", _virality),
    ("reposts per sharer, by generation", _reproduction),
    ("reposts of a reposter who has any", _offspring),
    ("half-life in hours, or longer", _half_lives),
)
