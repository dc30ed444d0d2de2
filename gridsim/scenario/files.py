"""What a scenario says about a file of ties or people, where the file does not say it beyond doubt: the same keys on
every page with a file."""

from __future__ import annotations

from typing import Any

from gridsim.scenario.declare import parameter

SAID_OF_TIES = ("delimiter", "header", "encoding", "source", "target", "weight", "directed", "label", "layer")
"""Keys beside a file of ties."""
SAID_OF_PEOPLE = ("delimiter", "header", "encoding")
"""Keys beside a table of people or of memberships."""


def delimiter() -> Any:
    """What stands between two cells of the file."""
    return parameter(
        None,
        "what stands between two cells: one character, or tab, comma, semicolon, bar, blanks (empty: decided by the"
        " file)",
        "scenario",
    )


def header() -> Any:
    """Whether the first row of the file holds names."""
    return parameter(None, "whether the first row holds names of columns (empty: decided by the file)", "scenario")


def encoding() -> Any:
    """Encoding of the file."""
    return parameter(None, "encoding of the file where it is not UTF-8, such as cp1252 or gbk", "scenario")


def source() -> Any:
    """Which column influences."""
    return parameter(
        None, "column of those who influence, by its name or number from 0 (empty: decided by the names)", "scenario"
    )


def target() -> Any:
    """Which column is influenced."""
    return parameter(
        None,
        "column of those who are influenced, by its name or number from 0 (empty: decided by the names)",
        "scenario",
    )


def weight() -> Any:
    """Which column is the weight."""
    return parameter(
        None,
        "column (in graphs: attribute) of weights, by its name or number from 0; no: none (empty: decided by the file)",
        "scenario",
    )


def directed(meaning: str) -> Any:
    """Whether ties lead one way."""
    return parameter(None, meaning, "scenario")


def label() -> Any:
    """Which attribute names the nodes."""
    return parameter(
        None,
        "attribute of the nodes that holds their ids, in GraphML, GEXF, GML (empty: the file's own ids)",
        "scenario",
    )


def layer() -> Any:
    """Which rows are taken."""
    return parameter(None, "rows of the file to take, by its column `layer` (empty: all)", "scenario")
