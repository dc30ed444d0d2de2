"""Every metric of every strategy, with its interval: what no other section shows is here."""

from __future__ import annotations

from gridsim import formats
from gridsim.charts import figures
from gridsim.charts.figures import whole_name
from gridsim.charts.page import currency, replicates
from gridsim.formats import number
from gridsim.report.elements import Markup, folded, join, table, tag
from gridsim.results.metrics import METRICS, by_page
from gridsim.results.metrics.register import Metric
from gridsim.results.store import Stored


def section(stored: Stored) -> Markup:
    """Return a table for each page of the register of metrics; those that are 0 or undefined everywhere are named
    below."""
    names = figures.strategies(stored)
    known = [METRICS[name] for name in stored.summary["metrics"] if name in METRICS and not METRICS[name].same_as]
    some = [one for one in known if any(figures.figure(stored, name, one.name) for name in names)]
    heads = ["metric", *(whole_name(stored, name) for name in names)]
    tables = [
        table(
            title,
            heads,
            [[_label(stored, one), *(measured(stored, name, one.name) for name in names)] for one in group],
        )
        for title, group in by_page(one.name for one in some).items()
    ]
    rest = [one.label for one in known if one not in some]
    none = f"Nothing, or not defined, under every strategy: {formats.listed(rest)}." if rest else ""
    intro = f"Means of {replicates(stored)} with their 90{formats.SPACE}% intervals."
    return folded(f"All {len(known)} metrics", tag("p", intro), *tables, tag("p", none) if none else "")


def _label(stored: Stored, one: Metric) -> Markup:
    """What a metric is called, with its unit and meaning."""
    unit = currency(stored) if one.unit == "money" else "" if one.unit in ("share", "ratio", "count") else one.unit
    return join([one.label + (f", {unit}" if unit else ""), tag("small", one.meaning)])


def measured(stored: Stored, name: str, metric: str) -> Markup:
    """Return a metric with its interval below it, or why there is none."""
    one = (stored.summary["strategies"].get(name) or {}).get(metric) or {}
    show = formats.percent if METRICS[metric].unit == "share" else number
    words = one.get("note") or (f"({show(one['low'])} to {show(one['high'])})" if one.get("low") is not None else "")
    return join([show(one.get("mean")), tag("small", words) if words else ""])
