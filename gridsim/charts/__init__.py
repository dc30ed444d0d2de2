"""The charts: every picture that a comparison or a study leaves, as PNG at slide size and as SVG.

Matplotlib is imported here and in the modules of this folder only; `import gridsim` does not come here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gridsim.charts.cascades import cascades
from gridsim.charts.differences import differences
from gridsim.charts.diffusion import awareness, buyers
from gridsim.charts.funnel import funnel
from gridsim.charts.money import budget, contribution, gmv, waterfall
from gridsim.charts.page import Picture
from gridsim.charts.sellers import long_tail, sellers
from gridsim.charts.studies import who_wins
from gridsim.charts.why import attribution, knock_outs, spend_response, tornado
from gridsim.charts.why import gallery as why_gallery

GALLERY = (differences, awareness, buyers, gmv, contribution, waterfall, budget, funnel, sellers, long_tail, cascades)
"""The charts of a comparison, in the order in which a report shows them."""

STUDY_GALLERY = (who_wins,)
"""The charts of a study."""

__all__ = [
    "GALLERY",
    "STUDY_GALLERY",
    "Picture",
    "attribution",
    "awareness",
    "budget",
    "buyers",
    "cascades",
    "contribution",
    "differences",
    "draw_all",
    "funnel",
    "gmv",
    "knock_outs",
    "long_tail",
    "sellers",
    "spend_response",
    "tornado",
    "waterfall",
    "who_wins",
]


def draw_all(stored: Any, folder: str | Path) -> list[Path]:
    """Draw every chart of a comparison, a run or a study into a folder; returns the paths, a PNG and an SVG for each.

    Parameters
    ----------
    stored : Comparison, Stored or StoredStudy
        Results, as `compare` returns or `results.store.open_dir` opens them.
    folder : path
        Made if it is not there.

    Returns
    -------
    list of Path
        In the order of the gallery: NAME.png, NAME.svg, ... The same results give the same bytes.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    gallery = STUDY_GALLERY if (stored.manifest or {}).get("kind") == "study" else (*GALLERY, *why_gallery(stored))
    return [path for draw in gallery for path in draw(stored).save(folder)]
