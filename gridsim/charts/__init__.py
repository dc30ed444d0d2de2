"""The charts: every picture that a comparison or a study leaves, as PNG at slide size and as SVG.

Matplotlib is imported here and in the modules of this folder only; `import gridsim` does not come here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from gridsim.charts.activation import activation
from gridsim.charts.cascades import cascades
from gridsim.charts.curves import curves
from gridsim.charts.differences import differences
from gridsim.charts.diffusion import awareness, buyers
from gridsim.charts.funnel import funnel
from gridsim.charts.held_out import held_out
from gridsim.charts.levels import levels
from gridsim.charts.metric import metric
from gridsim.charts.money import budget, contribution, gmv, waterfall
from gridsim.charts.page import Picture
from gridsim.charts.published import Panel, Series, Strip, against_published, side_by_side
from gridsim.charts.robust import gallery as robust_gallery
from gridsim.charts.robust import markets, who_wins_where, worth
from gridsim.charts.sellers import long_tail, sellers
from gridsim.charts.sensitivity import sensitivity
from gridsim.charts.studies import factors, who_wins
from gridsim.charts.why import attribution, knock_outs, spend_response, tornado
from gridsim.charts.why import gallery as why_gallery
from gridsim.results.store import Results, Stored, opened

GALLERY = (differences, awareness, buyers, gmv, contribution, waterfall, budget, funnel, sellers, long_tail, cascades)
"""The charts of a comparison, in the order in which a report shows them."""


def study_gallery(stored: Stored) -> list[Callable[[Any], Picture]]:
    """Return the charts of a study: of a drawn one what its outcome follows; else who wins where over two factors, and
    every metric of its claim at the levels of the factors."""
    if stored.summary.get("robust"):
        return robust_gallery(stored)
    if stored.summary.get("across"):
        return [sensitivity]
    shown = stored.summary.get("shown") or [stored.summary["metric"]]
    drawn = (
        [partial(levels, metric=metric) for metric in shown]
        if len(factors(stored.table)) in (1, 2) and "point" in stored.runs
        else []
    )
    return [*([] if len(factors(stored.table)) == 1 and drawn else [who_wins]), *drawn]


__all__ = [
    "GALLERY",
    "Panel",
    "Picture",
    "Series",
    "Strip",
    "activation",
    "against_published",
    "attribution",
    "awareness",
    "budget",
    "buyers",
    "cascades",
    "contribution",
    "curves",
    "differences",
    "draw_all",
    "funnel",
    "gmv",
    "held_out",
    "knock_outs",
    "levels",
    "long_tail",
    "markets",
    "metric",
    "sellers",
    "sensitivity",
    "side_by_side",
    "spend_response",
    "study_gallery",
    "tornado",
    "waterfall",
    "who_wins",
    "who_wins_where",
    "worth",
]


def draw_all(stored: Results, folder: str | Path) -> list[Path]:
    """Draw every chart of a comparison, a run, a study or a choice of people into a folder; returns the paths, a PNG
    and an SVG for each.

    Parameters
    ----------
    stored : Comparison, Stored, StoredStudy, StoredActivation or path
        Results or their folder, as `compare` returns or `results.store.open_dir` opens them.
    folder : path
        Made if it is not there.

    Returns
    -------
    list of Path
        In the order of the gallery: NAME.png, NAME.svg, ... The same results give the same bytes.
    """
    stored, folder = opened(stored), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    kind = (stored.manifest or {}).get("kind")
    if kind == "activation":
        return activation(stored).save(folder)
    gallery = study_gallery(stored) if kind == "study" else (*GALLERY, *why_gallery(stored), *robust_gallery(stored))
    return [path for draw in gallery for path in draw(stored).save(folder)]


def __dir__() -> list[str]:
    return [*__all__]
