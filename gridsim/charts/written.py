"""A study with its levels as they were written, as charts and tables show them."""

from __future__ import annotations

from typing import Any

from gridsim.study.levels import AS_WRITTEN, says_more


class AsWritten:
    """A study whose `table`, `runs` and `summary["factors"]` hold the levels as written where the text says more than
    the number.

    Results of a version that stored only one of the two are shown as they are.
    """

    def __init__(self, stored: Any):
        self._stored = stored
        summary = stored.summary
        said = {
            path: texts
            for path, texts in (summary.get("written") or {}).items()
            if says_more(texts, summary["factors"][path])
        }
        points = {path: {point["point"]: point["written"][path] for point in summary["points"]} for path in said}
        self.summary = {**summary, "factors": {**(summary.get("factors") or {}), **said}}
        self.table, self.runs = (
            table.assign(**{path: table["point"].map(texts) for path, texts in points.items()}).drop(
                columns=[path + AS_WRITTEN for path in said]
            )
            for table in (stored.table, stored.runs)
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stored, name)
