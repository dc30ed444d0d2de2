"""The report: one page of HTML that stands alone."""

from gridsim.report.html import report

__all__ = ["report"]
