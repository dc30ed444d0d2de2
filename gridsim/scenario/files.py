"""What a scenario says about a file of people or ties, where the file does not say it beyond doubt."""

from __future__ import annotations

from gridsim.scenario.declare import Page, declarations, parameter
from gridsim.scenario.kinds import Column, YesNo


class TableFile(Page):
    """What can be read from a table."""

    file: str | None = parameter(
        None,
        "table, one row a person or membership (CSV, TSV, Parquet; .gz allowed); path relative to the scenario file",
        "scenario",
        tier="usual",
    )
    delimiter: str | None = parameter(
        None,
        "what stands between two cells: one character, or tab, comma, semicolon, bar, blanks (empty: decided by the"
        " file)",
        "scenario",
    )
    header: YesNo | None = parameter(
        None, "whether the first row holds names of columns (empty: decided by the file)", "scenario"
    )
    encoding: str | None = parameter(
        None, "encoding of the file where it is not UTF-8, such as cp1252 or gbk", "scenario"
    )


class TiesFile(TableFile):
    """What can be read from a file of ties."""

    file: str | None = parameter(
        None,
        "ties, from who influences to who is influenced (text, Parquet, GraphML, GEXF, GML, Pajek, MatrixMarket); path"
        " relative to the scenario file",
        "scenario",
        tier="usual",
    )
    layer: str | None = parameter(None, "rows of the file to take, by its column `layer` (empty: all)", "scenario")
    source: Column | None = parameter(
        None, "column of those who influence, by its name or number from 0 (empty: decided by the names)", "scenario"
    )
    target: Column | None = parameter(
        None,
        "column of those who are influenced, by its name or number from 0 (empty: decided by the names)",
        "scenario",
    )
    weight: Column | None = parameter(
        None,
        "column (in graphs: attribute) of weights, by its name or number from 0; no: none (empty: decided by the file)",
        "scenario",
    )
    directed: YesNo | None = parameter(
        None,
        "whether ties lead from source to target only (empty: what the file says, else yes); on moments they never do",
        "scenario",
    )
    label: str | None = parameter(
        None,
        "attribute of the nodes that holds their ids, in GraphML, GEXF, GML (empty: the file's own ids)",
        "scenario",
    )


def _said(page: type[Page]) -> tuple[str, ...]:
    return tuple(key for key in declarations(page) if key != "file")


SAID_OF_PEOPLE = _said(TableFile)
"""Keys beside a table of people or of memberships."""
SAID_OF_TIES = _said(TiesFile)
"""Keys beside a file of ties."""
