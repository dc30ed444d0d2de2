"""A result folder on disk: written piece by piece, read again as a whole.

Tables are Parquet. While work goes on, every finished piece (a replicate of a comparison, a part of a study) is a
folder of its own under `replicates/` or `parts/`, written beside and renamed into place, so that a piece is there whole
or not at all. At the end the pieces are put together in a fixed order, which makes the tables the same whatever the
order of the work.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, cast

from gridsim.arguments import path as as_path
from gridsim.errors import ScenarioError, problem
from gridsim.scenario.run import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from gridsim.results.summary import Difference

TABLES = ("runs", "daily", "orders", "ledger", "points", "cascades", "channels", "cohorts")
"""Tables of a comparison, each one Parquet file."""

_GROUP_ROWS = 1 << 18
SHOWN = ("incremental_contribution", "marketing_cost", "orders", "incremental_new_buyers", "reach")
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
        found._in_currency, found._kept_by = True, self  # a temporary folder goes with the object that made it
        return found

    @property
    def in_minor_units(self) -> Stored:
        """The same results with tables that count minor units, as charts, report and export take them: these ones, or
        those that `money` was of."""
        return self._kept_by.in_minor_units if self._in_currency and self._kept_by is not None else self

    def table(self, name: str) -> pd.DataFrame:
        """Return a stored table by name; see `read_table`."""
        return self.read_table(name)

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
            raise ScenarioError(
                problem(str(self.folder), "the table", f"one of {kept}", str(name), "Use a name from the list")
            )
        try:
            frame = pyarrow.parquet.read_table(path).to_pandas()
            # A piece of unfinished work, and work of before this was noted, may say nothing of its currency.
            told = (read_manifest(self.folder) or {}).get("currency") or (
                (self.folder / "scenario.resolved.yaml").is_file() and self.currency
            )
            return marked(frame, name, told, self._in_currency) if told else frame
        except (pyarrow.ArrowInvalid, OSError) as error:
            advice = "Copy it again, or run the comparison again with --overwrite"
            raise ScenarioError(
                problem(str(path), "the table", "a whole Parquet file", str(error).splitlines()[0], advice)
            ) from None

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
        raise ScenarioError(
            problem(
                str(folder),
                "the folder",
                "a result folder of gridsim (with manifest.json)",
                "none",
                "Give the folder that a compare, run or study wrote",
            )
        )
    if manifest.get("state") not in ("finished", "incomplete"):
        raise ScenarioError(
            problem(
                str(folder),
                "the work in it",
                "finished",
                manifest.get("state"),
                f"Finish it with: gridsim resume {folder}",
            )
        )
    return KINDS.get(manifest["kind"], Stored)(folder)


def opened(stored: Results, what: str = "results") -> Stored:
    """Return the results that were given where some are meant, or opened from their folder; their tables count minor
    units, also of `money()`."""
    if hasattr(stored, "summary") and hasattr(stored, "manifest"):  # results held in memory have these, too
        return cast("Stored", getattr(stored, "in_minor_units", stored))
    if not isinstance(stored, (str, os.PathLike)):
        advice = "Give what gs.compare returned, or the folder that it wrote"
        raise ScenarioError(
            problem(what, f"the {what}", "results of gridsim or their folder", type(stored).__name__, advice)
        )
    return open_dir(stored)


# ---- files ----


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a result folder; None if there is none, or if it is not gridsim's."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and "gridsim" in manifest and "kind" in manifest else None


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file as a dict."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_text(path: Path, text: str) -> None:
    """Write a text file, there whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def json_text(value: Any) -> str:
    """JSON, small pieces on one line each; NaN is refused."""
    return "\n".join(_json_lines(value, "")) + "\n"


def _json_lines(value: Any, indent: str) -> Iterator[str]:
    """Break a value over lines until a piece holds nothing nested."""
    parts: Sequence[tuple[str, Any]]
    if isinstance(value, Mapping) and any(isinstance(inner, (Mapping, list)) for inner in value.values()):
        opening, closing = "{", "}"
        parts = [(f"{json.dumps(str(key), ensure_ascii=False)}: ", inner) for key, inner in value.items()]
    elif isinstance(value, list) and any(isinstance(inner, (Mapping, list)) for inner in value):
        opening, closing = "[", "]"
        parts = [("", inner) for inner in value]
    else:
        yield json.dumps(value, allow_nan=False, ensure_ascii=False)
        return
    yield opening
    for number, (label, inner) in enumerate(parts):
        lines = list(_json_lines(inner, indent + " "))
        lines[0] = f"{indent} {label}{lines[0]}"
        if number < len(parts) - 1:
            lines[-1] += ","
        yield from lines
    yield indent + closing


# ---- pieces ----


def write_piece(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Write a finished piece as folder/name/, renamed into place when it is whole."""
    beside = folder / f".{name}.{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for file, content in files.items():
        (beside / file).write_bytes(content)
    try:
        os.rename(beside, folder / name)
    except OSError:
        # Somebody else finished the same piece; it holds the same, so theirs stays.
        if not (folder / name).is_dir():
            raise
        shutil.rmtree(beside, ignore_errors=True)


def finished_pieces(folder: Path) -> set[str]:
    """Names of the pieces that are there whole."""
    return (
        {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")}
        if folder.is_dir()
        else set()
    )


# ---- tables ----


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write a DataFrame as Parquet, there whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(encode([frame])[0])
    os.replace(beside, path)


Columns = Mapping[str, Any]
"""A table as columns by name: arrays, categoricals, or a DataFrame."""


def encode(tables: Sequence[Columns]) -> tuple[bytes, list[int]]:
    """Return tables of one kind as one Parquet file, each a row group, with the rows of each.

    Columns that a table types differently because it is empty take the type of the others.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    made = [pa.table({name: _arrow(column) for name, column in columns.items()}) for columns in tables]
    schema = _common_schema([table.schema for table in made if table.num_rows] or [made[0].schema])
    sink = pa.BufferOutputStream()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for table in made:
            if table.num_rows:
                writer.write_table(table.cast(schema), row_group_size=table.num_rows)
    return sink.getvalue().to_pybytes(), [table.num_rows for table in made]


def _arrow(column: Any) -> pa.Array:
    """A column as an Arrow array; NaN becomes null, texts of any kind become plain strings (Parquet packs repeated ones
    by itself)."""
    import pyarrow as pa

    found = column if isinstance(column, (pa.Array, pa.ChunkedArray)) else pa.array(column, from_pandas=True)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    if pa.types.is_dictionary(found.type) or pa.types.is_large_string(found.type):
        return found.cast(pa.string())
    return found


def merge(pieces: Sequence[Path], rows: Sequence[Sequence[int]], target: Path) -> None:
    """Put the files of several pieces together, strategy by strategy and in a strategy piece by piece.

    Parameters
    ----------
    pieces : sequence of Path
        Files made by `encode`, in the order of their replicates.
    rows : sequence of sequence of int
        Rows of each strategy in each file, as `encode` returned them.
    target : Path
        The file to write; it appears when it is whole. No more than a row group and one piece are in memory at a time.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    files = [parquet.ParquetFile(path) for path in pieces]
    filled = [file.schema_arrow for file, count in zip(files, rows, strict=True) if sum(count)]
    schema = _common_schema(filled or [files[0].schema_arrow])
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    waiting: list[pa.Table] = []
    n_waiting = 0
    with parquet.ParquetWriter(beside, schema, compression="zstd") as writer:
        for strategy in range(len(rows[0]) if rows else 0):
            for file, count in zip(files, rows, strict=True):
                if not count[strategy]:
                    continue
                group = sum(1 for n in count[:strategy] if n)
                waiting.append(file.read_row_group(group).cast(schema))
                n_waiting += count[strategy]
                if n_waiting >= _GROUP_ROWS:
                    writer.write_table(pa.concat_tables(waiting))
                    waiting, n_waiting = [], 0
        if waiting:
            writer.write_table(pa.concat_tables(waiting))
    for file in files:
        file.close()
    os.replace(beside, target)


def _common_schema(schemas: Sequence[pa.Schema]) -> pa.Schema:
    """One schema for all; a column that holds nothing anywhere becomes text-free float64 (all null)."""
    import pyarrow as pa

    schema = pa.unify_schemas(list(schemas), promote_options="permissive")
    return pa.schema(
        [pa.field(field.name, pa.float64() if pa.types.is_null(field.type) else field.type) for field in schema]
    )
