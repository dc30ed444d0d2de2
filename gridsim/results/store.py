"""Results in a folder, as Python sees them: tables as DataFrames, read when first asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, cast

from gridsim.arguments import path as as_path
from gridsim.errors import ScenarioError, problem, refusal
from gridsim.results.disk import read_json, read_manifest

if TYPE_CHECKING:
    import pandas as pd

    from gridsim.diffusion import Forest
    from gridsim.results.summary import Difference
    from gridsim.scenario import Scenario

TABLES = ("runs", "daily", "orders", "ledger", "points", "cascades", "channels", "cohorts")
"""Tables of a comparison, each one Parquet file."""

SHOWN = ("incremental_contribution_after_time", "marketing_cost", "orders", "incremental_new_buyers", "reach")
"""Metrics that a notebook shows of every strategy."""


class Stored:
    """The results in a folder: tables as DataFrames, read when first asked for.

    Attributes
    ----------
    folder : Path
    manifest, summary, verdict : dict
    strategies : tuple of str
        In the order of the tables.
    scenario : Scenario
    runs, daily, orders, ledger, points, cascades, channels, cohorts : DataFrame
        Sorted by strategy (in the order of `strategies`), then by replicate.
    """

    _in_currency = False
    _kept_by: Stored | None = None

    def __init__(self, folder: str | os.PathLike[str]):
        self.folder = Path(folder)

    def __repr__(self) -> str:
        name = type(self).__name__
        if not (self.folder / "summary.json").is_file():
            return f"{name}(in {self.folder})"
        found = self.summary
        told = (found.get("verdict") or {}).get("sentence") or found.get("sentence") or ""
        n = found.get("replicates", 1)
        n_strategies = len(self.strategies)
        played = f"{n_strategies} strateg{'y' if n_strategies == 1 else 'ies'} x {n} replicate{'s' * (n != 1)}"
        return (
            f"{name}({found.get('name') or found.get('scenario')}: {played}; in"
            f" {self.folder}){chr(10) + told if told else ''}"
        )

    def _repr_html_(self) -> str:
        """The verdict in words and the first figures of every strategy."""
        import html

        import pandas as pd

        name, _, told = repr(self).partition("\n")
        shown = [metric for metric in SHOWN if metric in self.summary.get("metrics", {})]
        rows = {
            strategy: [
                f"{values[metric]['mean']:,.0f}" if values[metric]["mean"] is not None else "" for metric in shown
            ]
            for strategy, values in self.summary.get("strategies", {}).items()
            if isinstance(values, Mapping) and set(shown) <= set(values)
        }
        labels = [
            f"{one['label']}{', ' + self.currency if one['unit'] == 'money' else ''}"
            for one in map(self.summary["metrics"].get, shown)
        ]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=labels)
        return f"<p>{html.escape(name)}</p><p>{html.escape(told)}</p>" + (frame.to_html() if rows else "")

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return read_json(self.folder / "manifest.json")

    @cached_property
    def summary(self) -> dict[str, Any]:
        return read_json(self.folder / "summary.json")

    @cached_property
    def scenario(self) -> Scenario:
        from gridsim.scenario import load_scenario

        return load_scenario(self.folder / "scenario.resolved.yaml")

    @property
    def minor_units(self) -> int:
        """Minor units in one unit of the currency, in which the tables count; 100 in folders that do not say (written
        before it was noted)."""
        return int(self.manifest.get("minor_units", 100))

    @property
    def verdict(self) -> dict[str, Any]:
        return self.summary["verdict"]

    @cached_property
    def why(self) -> dict[str, Any]:
        """What explains the verdict (`gridsim why`); empty where that was not asked."""
        path = self.folder / "why.json"
        return read_json(path) if path.is_file() else {}

    @property
    def strategies(self) -> tuple[str, ...]:
        return tuple(self.summary["strategies"])

    @cached_property
    def currency(self) -> str:
        """Currency of every amount."""
        return str(self.manifest.get("currency") or self.scenario.currency)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables in the folder."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.parquet")))

    def money(self, currency: str | None = None) -> Self:
        """Return the same results with the amounts of all tables in units of currency (floats), as in `runs`, in place
        of minor units.

        Parameters
        ----------
        currency : str, optional
            The results' own, to be sure of it: another is refused.
        """
        from gridsim.results.units import check_currency

        check_currency(currency, self.currency)
        found = type(self)(self.folder)
        found._in_currency, found._kept_by = True, self  # a temporary folder is deleted with the object that made it
        return found

    @property
    def in_minor_units(self) -> Stored:
        """The same results with tables that count minor units, as charts, report and export take them: these ones, or
        those that `money` was of."""
        return self._kept_by.in_minor_units if self._in_currency and self._kept_by is not None else self

    def table(self, name: str) -> pd.DataFrame:
        """Return a stored table by name; see `read_table`."""
        return self.read_table(name)

    def forest(self, strategy: str, replicate: int = 0) -> Forest:
        """Return the trees of diffusion of one run, where the shares were recorded; see `Result.forest`."""
        from gridsim.results.forest import forest_of

        shares = self.read_table("shares")
        mine = shares[(shares["strategy"] == strategy) & (shares["replicate"] == replicate)]
        if not len(mine):
            got = f"{strategy}, replicate {replicate}"
            raise refusal("strategy", "the run", "one of these results that has shares", got, "Name one that is there")
        return forest_of(mine)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table that only some results have (impressions) as an attribute."""
        tables = () if name.startswith("_") or name == "folder" else self.tables
        if name in tables:
            return self.read_table(name)
        raise AttributeError(
            f"these results have no {name!r}; their tables are {', '.join(tables)}" if tables else name
        )

    def read_table(self, name: str) -> pd.DataFrame:
        """Return a stored table by name; `attrs["units"]` has the units of its amounts.

        Raises
        ------
        ScenarioError
            If there is no such table (it lists those that there are), or its file is damaged.
        """
        import pyarrow.parquet

        from gridsim.results.units import marked

        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            kept = ", ".join(self.tables) or "none"
            raise refusal(str(self.folder), "the table", f"one of {kept}", str(name), "Use a name from the list")
        try:
            frame = pyarrow.parquet.read_table(path).to_pandas()
            # Unfinished work, and results stored before currencies were recorded, may lack the currency.
            told = (read_manifest(self.folder) or {}).get("currency") or (
                (self.folder / "scenario.resolved.yaml").is_file() and self.currency
            )
            return marked(frame, name, told, self._in_currency) if told else frame
        except (pyarrow.ArrowInvalid, OSError) as error:
            advice = "Copy it again, or run the comparison again with --overwrite"
            raise refusal(str(path), "the table", "a whole Parquet file", str(error).splitlines()[0], advice) from None

    @cached_property
    def runs(self) -> pd.DataFrame:
        return self.read_table("runs")

    @cached_property
    def daily(self) -> pd.DataFrame:
        return self.read_table("daily")

    @cached_property
    def orders(self) -> pd.DataFrame:
        return self.read_table("orders")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        return self.read_table("ledger")

    @cached_property
    def points(self) -> pd.DataFrame:
        return self.read_table("points")

    @cached_property
    def cascades(self) -> pd.DataFrame:
        return self.read_table("cascades")

    @cached_property
    def channels(self) -> pd.DataFrame:
        return self.read_table("channels")

    @cached_property
    def cohorts(self) -> pd.DataFrame:
        return self.read_table("cohorts")

    def difference(self, strategy: str, against: str, metric: str) -> Difference:
        """Return the paired difference strategy − against in a metric.

        Parameters
        ----------
        strategy, against : str
            Strategies of this comparison (`nothing` is one).
        metric : str
            A metric of `runs`.

        Returns
        -------
        Difference
            mean, low, high (90 % interval), chance_better, n.

        Raises
        ------
        ScenarioError
            For a strategy or metric that is not there.
        """
        from gridsim.results.summary import contrasted, paired

        known = [*self.summary["metrics"]]
        problems = [
            problem("difference", what, f"one of {', '.join(names)}", value, "Use a name from the list")
            for what, value, names in (
                ("strategy", strategy, self.strategies),
                ("strategy", against, self.strategies),
                ("metric", metric, known),
            )
            if value not in names
        ]
        if problems:
            raise ScenarioError(problems)
        values = contrasted(self.runs, [strategy, against], [metric])
        return paired(values[strategy], values[against], [self.summary["metrics"][metric]["better"]])[0]


class StoredStudy(Stored):
    """The results of a study: `runs` with one row a run, `table` with one row a design point.

    The columns of `table` are `point`, one a factor (its levels as numbers, with the text as written in a column beside
    it where that says more; `summary["units"]` has the units), then `winner`, `mean`, `low`, `high`, `chance_better`
    (of the difference first strategy − second) and `decided`.
    """

    @cached_property
    def table(self) -> pd.DataFrame:  # a study has one table
        return self.read_table("design")

    def _repr_html_(self) -> str:
        """What was found in words, and the first design points."""
        return _shown(self, self.table)

    @property
    def failed(self) -> list[dict[str, Any]]:
        """What could not be played, one dict a design point and message; `sentence` says it."""
        return list(self.summary.get("failed") or [])


class StoredActivation(Stored):
    """The results of a choice of people: `people` with one row a candidate, the chosen first; `runs` with one row a
    fresh run.

    The columns of `people` are `chosen` (for the money), `advised` (of these, up to the peak of the fresh runs),
    `label`, `role`, `circle`, `friends`, `followers`, `cost`, `attention`, `gain` with `gain_error` (expected beside
    those chosen before), `measured` with `measured_error` over `replicates` (its paired runs alone), `cumulative_cost`,
    `cumulative_gain`.
    """

    @cached_property
    def people(self) -> pd.DataFrame:
        return self.read_table("people")

    def _repr_html_(self) -> str:
        """What was found in words, and the first candidates."""
        return _shown(self, self.people)

    @cached_property
    def chosen(self) -> Scenario:
        """The scenario with the people who are advised as the first points of its strategy."""
        from gridsim.scenario import load_scenario

        return load_scenario(self.folder / "chosen.yaml")


def _shown(stored: Stored, table: pd.DataFrame) -> str:
    """Results as a notebook shows them: what they are, what was found, the first rows of a table."""
    import html

    name, _, told = repr(stored).partition("\n")
    return f"<p>{html.escape(name)}</p><p>{html.escape(told)}</p>{table.head(ROWS_SHOWN).to_html()}"


ROWS_SHOWN = 20
"""Rows of a table that a notebook shows unasked."""
KINDS: dict[str, type[Stored]] = {"study": StoredStudy, "activation": StoredActivation}
"""How the results of a kind of work are opened, where `Stored` does not do."""


Results: TypeAlias = Stored | str | os.PathLike[str]
"""Results, or the folder that holds them."""


def open_dir(folder: str | os.PathLike[str]) -> Stored:
    """Open a finished result folder.

    Returns
    -------
    Stored
        A `StoredStudy` if the folder holds a study, a `StoredActivation` if it holds a choice of people.

    Raises
    ------
    ScenarioError
        If the folder holds no results of gridsim, or unfinished ones.
    """
    folder = as_path("folder", folder, "Give the folder that a compare, run or study wrote")
    manifest = read_manifest(folder)
    if manifest is None:
        raise refusal(
            str(folder),
            "the folder",
            "a result folder of gridsim (with manifest.json)",
            "none",
            "Give the folder that a compare, run or study wrote",
        )
    if manifest.get("state") == "shard":
        advice = "Put the folders of all shards together with: gridsim merge DIR... --out DIR"
        raise refusal(str(folder), "the work in it", "whole", f"shard {'/'.join(map(str, manifest['shard']))}", advice)
    if manifest.get("state") not in ("finished", "incomplete"):
        raise refusal(
            str(folder),
            "the work in it",
            "finished",
            manifest.get("state"),
            f"Finish it with: gridsim resume {folder}",
        )
    return KINDS.get(manifest["kind"], Stored)(folder)


def opened(stored: Results, what: str = "results") -> Stored:
    """Return the results that were given where some are meant, or opened from their folder; their tables count minor
    units, also of `money()`."""
    if hasattr(stored, "summary") and hasattr(stored, "manifest"):  # results held in memory have these, too
        return cast("Stored", getattr(stored, "in_minor_units", stored))
    if not isinstance(stored, (str, os.PathLike)):
        advice = "Give what gs.compare returned, or the folder that it wrote"
        raise refusal(what, f"the {what}", "results of gridsim or their folder", type(stored).__name__, advice)
    return open_dir(stored)
