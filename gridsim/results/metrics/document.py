"""The list of all metrics as a page of text, made from their declarations (`docs/metrics.md`)."""

from __future__ import annotations

from gridsim.results.metrics import METRICS, by_page
from gridsim.results.metrics.register import Metric

HEAD = """# Every metric of a run

Made from the functions in `gridsim/results/metrics/` by `gridsim schema --metrics`; a test keeps it so. The name is that of the
function that computes it, of the key in `Result.metrics` and `summary.json`, and of the column in `runs.parquet`. Money is in whole
units of currency. *Better* says which direction is; metrics without one describe. `gridsim.charts.metric(results, "NAME")` draws any
of them.
"""


def document() -> str:
    """Return all metrics as Markdown, a table for each page of the register.

    Examples
    --------
    >>> "| `gmv` | GMV | money | higher | what all orders paid, before refunds |" in document()
    True
    """
    head = "| metric | label | unit | better | meaning |\n|---|---|---|---|---|"
    tables = [f"## {title}\n\n{head}\n" + "\n".join(map(_row, some)) + "\n" for title, some in by_page(METRICS).items()]
    return "\n".join([HEAD, *tables])


def _row(one: Metric) -> str:
    """One line of a table."""
    more = f" (`{one.same_as}` under a second name, none where there are no orders)" if one.same_as else ""
    if one.ratio:
        more = f" (over replicates the ratio of the means of `{one.ratio[0]}` and `{one.ratio[1]}`)"
    return "| " + " | ".join([f"`{one.name}`", one.label, one.unit, one.better, one.meaning + more]) + " |"
