"""Graphs of other programs: GraphML, GEXF, GML (read by networkx), MatrixMarket (by scipy)."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gridsim.errors import ScenarioError, refusal
from gridsim.files.content import Content, text_of
from gridsim.files.ids import text_array
from gridsim.files.pajek import read_pajek

_WHOLE = re.compile(r"0|-?[1-9]\d{0,17}")


class Graph(NamedTuple):
    """A graph: places of the ends among the labels, which ascend; weights; whether it is directed; what is to be
    told."""

    source: np.ndarray
    target: np.ndarray
    labels: np.ndarray
    weights: np.ndarray | None
    directed: bool
    told: tuple[str, ...]


def read(content: Content, kind: str, weight: Any, label: str | None, encoding: str | None) -> Graph:
    """Return the graph of a file of this kind.

    Parameters
    ----------
    weight : str, False or None
        Attribute of the edges; False: none; None: `weight`, where it is there.
    label : str or None
        Attribute of the nodes that holds their ids; None: the file's own.

    Raises
    ------
    ScenarioError
        If it is no such file, an attribute is missing on some, or two nodes have one label.
    """
    path = content.path
    if not content.bytes.strip():
        raise refusal(str(path), "the file", f"a graph in {kind}", "an empty file", "Write it again")
    if weight is not None and weight is not False and not isinstance(weight, str) and kind in _READERS:
        advice = "Give a name such as weight='weight', or weight=False"
        raise refusal(str(path), "weight", f"the name of an attribute in {kind}", weight, advice)
    if kind == "MatrixMarket":
        return _matrix(content, weight)
    if kind == "Pajek":
        made = read_pajek(text_of(content, encoding), weight, label)
        return _graph(
            path, kind, content.told, made.labels, made.source, made.target, made.weights, made.directed, made.told
        )
    graph = _by_networkx(content, kind)
    names, words = _names(path, kind, graph, label)
    place = {name: at for at, name in enumerate(graph.nodes)}
    ends = np.array([(place[u], place[v]) for u, v in graph.edges()], np.int64).reshape(-1, 2)
    weights, more = _weights(path, graph, weight)
    return _graph(
        path, kind, content.told, names, ends[:, 0], ends[:, 1], weights, graph.is_directed(), (*words, *more)
    )


def _graph(
    path: Path,
    kind: str,
    packed: Any,
    names: list[str],
    source: np.ndarray,
    target: np.ndarray,
    weights: Any,
    directed: bool,
    told: Any,
) -> Graph:
    """The graph with labels that ascend: whole numbers where all print back as they stand."""
    whole = all(_WHOLE.fullmatch(name) for name in names)
    labels = np.array([int(name) for name in names]) if whole else text_array(names)
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    doubled = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(doubled):
        got = str(ordered[doubled[0]])
        raise refusal(
            str(path), "the label of a node", "one that no other node has", got, "Choose another attribute: label="
        )
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return Graph(place[source], place[target], ordered, weights, directed, (kind, *packed, *told))


def _by_networkx(content: Content, kind: str) -> Any:
    """The graph as networkx reads it."""
    path = content.path
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = _READERS[kind](content)
        if not graph.number_of_nodes():
            raise ValueError("no nodes")
        return graph
    except ScenarioError:
        raise
    except Exception as error:  # networkx lets through whatever its XML parser and its own lookups raise
        reason = f"{type(error).__name__}: {error}".split("\n")[0][:100]
        advice = f"Write it again, with networkx.write_{kind.lower()} say"
        raise refusal(str(path), "the file", f"a graph in {kind}", reason, advice) from None


def _refuse_entities(content: Content) -> None:
    """Refuse XML with entities of its own: a few bytes of them can stand for gigabytes."""
    from xml.parsers import expat

    def refuse(*_: object) -> None:
        got = "an entity of its own"
        raise refusal(
            str(content.path),
            "XML",
            "without declarations of entities",
            got,
            "Write it again without a document type",
        )

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    parser.Parse(content.bytes, True)


def _graphml(content: Content) -> Any:
    import networkx

    _refuse_entities(content)
    return networkx.read_graphml(io.BytesIO(content.bytes))


def _gexf(content: Content) -> Any:
    import networkx

    _refuse_entities(content)
    known = rb"http://www.gexf.net/1.2draft"  # what networkx reads; 1.3 differs in what gridsim does not use
    raw = re.sub(rb"https?://(?:www\.)?gexf\.net/[\w.]+", known, content.bytes[:4096]) + content.bytes[4096:]
    raw = re.sub(rb'(<gexf[^>]*\bversion=")[\w.]+"', rb'\g<1>1.2"', raw, count=1)
    return networkx.read_gexf(io.BytesIO(raw))


def _gml(content: Content) -> Any:
    import networkx

    lines = text_of(content).bytes.decode().split("\n")
    try:
        return networkx.parse_gml(lines, label=None)
    except networkx.NetworkXError as error:
        if "duplicated" not in str(error) or "edge" not in str(error):
            raise
    text = re.sub(r"(?m)^(\s*graph\s*\[)", r"\1\nmultigraph 1", "\n".join(lines), count=1)
    return networkx.parse_gml(text.split("\n"), label=None)


_READERS: dict[str, Callable[[Content], Any]] = {"GraphML": _graphml, "GEXF": _gexf, "GML": _gml}


def _names(path: Path, kind: str, graph: Any, label: str | None) -> tuple[list[str], list[str]]:
    """The labels of the nodes in their order, and what is to be told of them."""
    nodes = list(graph.nodes(data=True))
    if label is None and kind == "GML":  # its ids are numbers of nodes; what a node is called stands beside them
        for key in ("label", "name"):
            found = [str(data[key]) for _, data in nodes if key in data]
            if len(set(found)) == len(nodes):
                return found, [f"ids from {key}"]
    if label is None or label == "id":
        return [str(node) for node, _ in nodes], []
    default = graph.graph.get("node_default", {}).get(label)
    found = [data.get(label, default) for _, data in nodes]
    missing = sum(value is None for value in found)
    if missing:
        known = ", ".join(sorted({str(key) for _, data in nodes for key in data})) or "none"
        got = f"{label}, which {missing} of {len(nodes)} nodes do not have"
        advice = "Correct the name, or leave label out"
        raise refusal(str(path), "label", f"an attribute of all nodes (there are {known})", got, advice)
    return [str(value) for value in found], [f"ids from {label}"]


def _weights(path: Path, graph: Any, weight: str | bool | None) -> tuple[np.ndarray | None, list[str]]:
    """The weights of the edges, with the default that the file states for those without."""
    if weight is False or not graph.number_of_edges():
        return None, []
    key = weight if isinstance(weight, str) else "weight"
    default = graph.graph.get("edge_default", {}).get(key)
    found = [data.get(key, default) for _, _, data in graph.edges(data=True)]
    missing = sum(value is None for value in found)
    if missing == len(found) and weight is None:
        return None, []
    if missing:
        known = ", ".join(sorted({str(name) for _, _, data in graph.edges(data=True) for name in data})) or "none"
        got = f"{missing:,} of {len(found):,} without it"
        advice = "Give every tie one, name another attribute (weight=), or weight=False for none"
        raise refusal(str(path), f"the weight ({key})", f"an attribute of all edges (there are {known})", got, advice)
    try:
        if any(isinstance(value, (bool, str)) for value in found):
            raise ValueError
        weights = np.array([float(value) for value in found])
        bad = ~(np.isfinite(weights) & (weights >= 0))
        if bad.any():
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        sample = next(value for value in found if isinstance(value, (bool, str)) or not _weighs(value))
        advice = "Mend it, name another attribute, or weight=False"
        raise refusal(str(path), f"every weight ({key})", "a number >= 0", sample, advice) from None
    return weights, [f"{key} is a weight"]


def _weighs(value: object) -> bool:
    try:
        return 0 <= float(value) < float("inf")  # type: ignore[arg-type]  # what is no number raises
    except (TypeError, ValueError, OverflowError):
        return False


def _matrix(content: Content, weight: str | int | bool | None) -> Graph:
    """A square matrix in MatrixMarket: the row influences the column."""
    from scipy import io as scipy_io

    path = content.path
    if weight not in (None, False):
        constraint = "False or left out for MatrixMarket, which has one value an entry"
        raise refusal(str(path), "weight", constraint, weight, "Drop it")
    try:
        rows, columns, _, form, kind, symmetry = scipy_io.mminfo(io.BytesIO(content.bytes))
        if form == "array" and rows * columns > len(content.bytes):
            raise ValueError("fewer entries than its size says")
        if rows != columns:
            constraint, got = "square: people by people", f"{rows} by {columns}"
            raise refusal(
                str(path),
                "the matrix",
                constraint,
                got,
                "Multiply it with its transpose, say, to tie those who share a thing",
            )
        if kind == "complex" or symmetry not in ("general", "symmetric"):
            raise ValueError(f"{kind} {symmetry}: no ties between people")
        if rows > 2**31 - 2:
            raise ValueError(f"{rows} rows")
        matrix = scipy_io.mmread(io.BytesIO(content.bytes), spmatrix=False)
    except ScenarioError:
        raise
    except Exception as error:  # scipy lets through whatever its parser raises
        reason = f"{type(error).__name__}: {error}".split("\n")[0][:100]
        advice = "Write it again, with scipy.io.mmwrite say"
        raise refusal(str(path), "the file", "a graph in MatrixMarket", reason, advice) from None
    if form == "array":
        source, target = np.nonzero(matrix)
        values = np.asarray(matrix[source, target], dtype=np.float64)
    else:
        source, target = matrix.coords
        values = np.asarray(matrix.data, dtype=np.float64)
    mutual = symmetry == "symmetric"
    if mutual:  # both halves are there now
        kept = source >= target
        source, target, values = source[kept], target[kept], values[kept]
    weights = None if weight is False or kind == "pattern" else values
    if weights is not None and not (np.isfinite(weights) & (weights >= 0)).all():
        got = str(weights[~(np.isfinite(weights) & (weights >= 0))][0])
        raise refusal(str(path), "every weight", "a number >= 0", got, "Mend it, or weight=False")
    told = (
        f"{symmetry} {kind} of size {rows}",
        "rows numbered from 1",
        *(["its values are weights"] if weights is not None else []),
    )
    labels = np.arange(1, rows + 1)
    return Graph(
        source.astype(np.int32),
        target.astype(np.int32),
        labels,
        weights,
        not mutual,
        ("MatrixMarket", *content.told, *told),
    )
