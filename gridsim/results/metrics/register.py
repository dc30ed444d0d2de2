"""The register of metrics: each is declared once, over the function that computes it."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridsim.errors import problem

if TYPE_CHECKING:
    import pandas as pd

Computed = Callable[[Any], float | None]
"""From the facts of a run (`facts.Facts`, or `facts.Beside` where the run is held against doing nothing) to a value."""


@dataclass(frozen=True)
class Metric:
    """A metric: its name, what charts call it, its unit, which direction is better ("higher", "lower" or ""), what it
    means, and the function that computes it.

    `page`: the page of the register that it stands on. `against_nothing`: it holds a run against doing nothing on the
    same people and draws. `standing`: the daily series says what there is on the day, not what the day adds. `zero`: it
    is 0 by definition where nothing is done. `same_as`: it is another metric under a second name.
    `ratio` names the two metrics, amount and count, whose ratio it is. Over replicates it is the mean amount over the
    mean count (a mean of ratios would leave out the replicates without a count, and those are the bad ones), and
    undefined where the mean count is not above zero.
    """

    name: str
    label: str
    unit: str
    better: str
    meaning: str
    computed: Computed
    page: str
    against_nothing: bool = False
    standing: bool = False
    zero: bool = False
    same_as: str = ""
    ratio: tuple[str, str] | None = None


DECLARED: dict[str, Metric] = {}


def metric(label: str, unit: str, better: str = "", name: str = "", meaning: str = "", **more: Any) -> Callable:
    """Declare the function below as a metric: its name is the metric's, the first paragraph of its docstring the
    meaning.

    Parameters
    ----------
    label : str
        What charts and tables call it.
    unit : str
        "people", "count", "money" (whole units of currency), "share" (0 to 1), "ratio", "day", "days", "times",
        "steps".
    better : {"higher", "lower", ""}
    name, meaning : str, optional
        In place of the function's own, for metrics that a loop declares.
    **more
        Further fields of `Metric`.

    Examples
    --------
    >>> import gridsim as gs
    >>> gs.metrics["frequency"].computed.__name__, gs.metrics["frequency"].meaning
    ('frequency', 'impressions per person reached')
    """

    def declare(computed: Computed) -> Computed:
        own, page = name or computed.__name__, computed.__module__.rpartition(".")[2]
        assert DECLARED.get(own) is None or DECLARED[own].page == page, f"{own} is declared twice"
        DECLARED[own] = Metric(own, label, unit, better, meaning or _meaning(computed), computed, page, **more)
        return computed

    return declare


def _meaning(computed: Computed) -> str:
    """The first paragraph of a docstring as part of a sentence."""
    words = " ".join((inspect.getdoc(computed) or "").partition("\n\n")[0].split()).removesuffix(".")
    return words[0].lower() + words[1:] if words[1:2].islower() else words


class Metrics(dict[str, Metric]):
    """The metrics by name: a mapping that shows itself as a table.

    Examples
    --------
    >>> import gridsim as gs
    >>> gs.metrics["roi"].label, gs.metrics["roi"].better, "cac" in gs.metrics
    ('ROI', 'higher', True)
    >>> list(gs.metrics.frame.columns), gs.metrics.frame.loc["gmv", "unit"]
    (['label', 'unit', 'better', 'meaning'], 'money')
    """

    def __missing__(self, name: str) -> Metric:
        raise KeyError(f"{name!r} is no metric; there are {', '.join(self)}")

    def unknown(self, where: str, name: object) -> list[str]:
        """Return what is wrong with a name that is meant to be a metric's, nothing if it is one."""
        if isinstance(name, str) and name in self:
            return []
        close = difflib.get_close_matches(str(name), self, n=1)
        advice = f"Did you mean {close[0]}?" if close else f"The metrics are {', '.join(self)}"
        return [problem(where, "metric", "a metric of a run", name, advice)]

    @property
    def frame(self) -> pd.DataFrame:
        """One row a metric: label, unit, better ("higher", "lower" or ""), meaning."""
        import pandas as pd

        columns = ["label", "unit", "better", "meaning"]
        rows = [[getattr(one, column) for column in columns] for one in self.values()]
        return pd.DataFrame(rows, columns=columns, index=pd.Index(self, name="metric"))

    def frame_of(self, values: Mapping[str, float | None], currency: str) -> pd.DataFrame:
        """The metrics of a run as a table: label, value, unit."""
        import pandas as pd

        known = [self[name] for name in values if name in self]
        rows = [(one.label, values[one.name], currency if one.unit == "money" else one.unit) for one in known]
        return pd.DataFrame(rows, columns=["", "value", "unit"], index=[one.name for one in known])

    def __repr__(self) -> str:
        rows = [
            ("metric", "unit", "better", "meaning"),
            *((name, one.unit, one.better, one.meaning) for name, one in self.items()),
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        return "\n".join("  ".join((*(cell.ljust(width) for cell, width in zip(row, widths)), row[3])) for row in rows)

    def _repr_html_(self) -> str:
        return self.frame.to_html()
