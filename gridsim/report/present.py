"""The main job as a whole: play the comparison, and leave charts and report beside its tables."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import Any

from gridsim.results.store import Results, opened
from gridsim.study.compare import Comparison
from gridsim.study.compare import compare as play_compare


def present(stored: Results) -> list[Path]:
    """Draw the charts of stored results and write their report; returns the files, the report last."""
    from gridsim.charts import draw_all
    from gridsim.report.html import report

    stored = opened(stored)
    charts = draw_all(stored, stored.folder / "charts")
    return [*charts, report(stored, stored.folder, charts)]


@wraps(play_compare)
def compare(scenario: Any, *args: Any, **chosen: Any) -> Comparison:
    """As `gridsim.study.compare.compare`, with charts and report where `out` is given."""
    if chosen.get("out") is not None:
        chosen.setdefault("finish", present)
    return play_compare(scenario, *args, **chosen)
