"""The main job as a whole: play the comparison, and leave charts and report beside its tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Unpack

from gridsim.results.store import Results, opened
from gridsim.scenario.load import Given
from gridsim.study.compare import Comparison
from gridsim.study.compare import compare as play_compare
from gridsim.study.how import Default, HowAnew, spelled_out


def present(stored: Results) -> list[Path]:
    """Draw the charts of stored results and write their report; returns the files, the report last."""
    from gridsim.charts import draw_all
    from gridsim.report.html import report

    stored = opened(stored)
    charts = draw_all(stored, stored.folder / "charts")
    return [*charts, report(stored, stored.folder, charts)]


@spelled_out
def compare(
    scenario: Given,
    replicates: int | None = None,
    seed: int | None = None,
    strategies: str | Iterable[str] | None = None,
    *,
    out: str | Path | Default | None = None,
    record: str | Iterable[str] | None = None,
    **how: Unpack[HowAnew],
) -> Comparison:
    """As `gridsim.study.compare`, with charts and report.html where `out` is given."""
    if out is not None:
        how.setdefault("finish", present)
    return play_compare(scenario, replicates, seed, strategies, out=out, record=record, **how)


compare.__doc__ = play_compare.__doc__
