"""A study with its levels as they were written, as charts and tables show them."""

from __future__ import annotations

from copy import copy

from gridsim.results.store import StoredStudy
from gridsim.study.levels import AS_WRITTEN, says_more


def as_written(stored: StoredStudy) -> StoredStudy:
    """A study whose `table`, `runs` and `summary["factors"]` hold the levels as written where the text says more than
    the number.

    Results of a version that stored only one of the two are shown as they are.
    """
    summary = stored.summary
    said = {
        path: texts
        for path, texts in (summary.get("written") or {}).items()
        if says_more(texts, summary["factors"][path])
    }
    points = {path: {point["point"]: point["written"][path] for point in summary["points"]} for path in said}
    found = copy(stored)
    found.summary = {**summary, "factors": {**(summary.get("factors") or {}), **said}}
    found.table, found.runs = (
        table.assign(**{path: table["point"].map(texts) for path, texts in points.items()}).drop(
            columns=[path + AS_WRITTEN for path in said]
        )
        for table in (stored.table, stored.runs)
    )
    return found
