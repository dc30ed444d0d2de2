"""Which format a file has: told by its first bytes, then by its name."""

from __future__ import annotations

import re
from pathlib import Path

from gridsim.errors import ScenarioError, refusal
from gridsim.files.content import Content, suffix_of

TEXT = "text"
GRAPHS = {"GraphML": ".graphml", "GEXF": ".gexf", "GML": ".gml", "Pajek": ".net", "MatrixMarket": ".mtx"}
"""Formats of graphs that are read, with the ending of their names."""
TABLES = {"Parquet": (".parquet", ".pq"), "Feather": (".feather", ".arrow", ".ipc")}
_NAMED = {suffix: name for name, suffix in GRAPHS.items()} | {".paj": "Pajek", ".mm": "MatrixMarket", ".xml": ""}
_VIA_NETWORKX = "Read it with networkx and use Network.from_networkx, or write an edge list"
_REFUSED = {  # endings of formats that text could be mistaken for: what, advice
    ".graph": ("METIS", "Write it as an edge list: each row lists the neighbours of a person there"),
    ".metis": ("METIS", "Write it as an edge list: each row lists the neighbours of a person there"),
    ".lgl": ("LGL", "Write it as an edge list (in igraph: write_ncol or write_edgelist)"),
    ".adjlist": ("an adjacency list", "Read it with networkx.read_adjlist and use Network.from_networkx"),
    ".adj": ("an adjacency list", "Read it with networkx.read_adjlist and use Network.from_networkx"),
    ".dot": ("Graphviz", _VIA_NETWORKX),
    ".gv": ("Graphviz", _VIA_NETWORKX),
    ".json": ("JSON", "Read it with networkx.node_link_graph and use Network.from_networkx"),
    ".g6": ("graph6", _VIA_NETWORKX),
    ".s6": ("sparse6", _VIA_NETWORKX),
    ".dl": ("UCINET DL", "Write it as an edge list or as Pajek"),
    ".gdf": ("GDF", "Save it from Gephi as GraphML, GEXF or CSV"),
    ".html": ("a web page", "Download the file itself"),
    ".htm": ("a web page", "Download the file itself"),
    ".xlsx": ("a workbook (xlsx)", "Save the sheet as CSV (UTF-8)"),
    ".xls": ("a workbook (xls)", "Save the sheet as CSV (UTF-8)"),
}
_FIRST_WORDS = (  # what the first line that is no comment looks like: format, advice (none: gridsim reads it)
    (re.compile(rb"%%MatrixMarket\b", re.I), "MatrixMarket", ""),
    (re.compile(rb"\*(?:vertices|network|arcs|edges|matrix|arcslist|edgeslist|partition)\b", re.I), "Pajek", ""),
    (re.compile(rb"<!doctype html|<html", re.I), "a web page", "Download the file itself"),
    (re.compile(rb"(?:(?:Creator|Version|comment|multigraph)\b[^\n]*\n\s*)*graph\s*\[", re.I), "GML", ""),
    (re.compile(rb"(?:strict\s+)?(?:di)?graph\b[^\n,;\t]*\{", re.I), "Graphviz", _VIA_NETWORKX),
    (re.compile(rb">>(?:graph6|sparse6|digraph6)<<"), "graph6 or sparse6", _VIA_NETWORKX),
    (re.compile(rb"dl\s+n\s*=|dl\s*\n\s*n\s*=|dl\s+nr?\b", re.I), "UCINET DL", "Write it as an edge list or as Pajek"),
    (re.compile(rb"nodedef\s*>", re.I), "GDF", "Save it from Gephi as GraphML, GEXF or CSV"),
    (re.compile(rb"\*(?:node|tie) (?:data|properties)", re.I), "NetDraw VNA", "Write it as an edge list or as Pajek"),
    (re.compile(rb"LEDA\.GRAPH"), "LEDA", "Write it as an edge list"),
    (
        re.compile(rb"(?:c\b[^\n]*\n)*p +(?:edge|col|sp|max|min)\b", re.I),
        "DIMACS",
        "Drop the lines c and p and the letter before each tie",
    ),
    (re.compile(rb'[\[{]\s*["\[{\]}]'), "JSON", "Read it with networkx.node_link_graph and use Network.from_networkx"),
)
_XML = ((b"<graphml", "GraphML"), (b"<gexf", "GEXF"))


def format_of(content: Content) -> str:
    """Return the format: "Parquet", "Feather", one of `GRAPHS`, or "text".

    Raises
    ------
    ScenarioError
        If it is one that gridsim does not read: with the way out.
    """
    head = content.bytes[:4096]
    if head.startswith(b"PAR1"):
        return "Parquet"
    if head.startswith((b"ARROW1", b"FEA1")):
        return "Feather"
    suffix = suffix_of(content.path)
    for name, suffixes in TABLES.items():
        if suffix in suffixes:
            return name
    if suffix in _REFUSED:
        raise _refusal(content.path, *_REFUSED[suffix])
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[: len(head) // 2 * 2].decode("utf-16", errors="replace").encode()
    found = _of_head(content.path, head.removeprefix(b"\xef\xbb\xbf"))
    return found or _NAMED.get(suffix) or TEXT


def _of_head(path: Path, head: bytes) -> str:
    """The format that the first bytes tell of, empty if they tell of none."""
    begin = head.lstrip()
    if begin.startswith(b"<"):
        whole = head[:4096].lower()
        xml = next((name for mark, name in _XML if mark in whole), "")
        if xml:
            return xml
        if b"<html" in whole or b"<!doctype html" in whole:
            raise _refusal(path, "a web page", "Download the file itself")
        if begin.startswith((b"<?xml", b"<!")):
            raise _refusal(path, "XML of another kind", "Write GraphML or an edge list")
    if begin.startswith(b"%%"):
        return "MatrixMarket" if begin[:14].lower() == b"%%matrixmarket" else ""
    begin = re.sub(rb"\A(?:[ \t]*[%#][^\n]*\n|\s+)*", b"", begin)
    for pattern, name, advice in _FIRST_WORDS:
        if pattern.match(begin):
            if advice:
                raise _refusal(path, name, advice)
            return name
    return ""


def _refusal(path: Path, what: str, advice: str) -> ScenarioError:
    return refusal(
        str(path), "the file", "an edge list, a table or a graph in a format that gridsim reads", what, advice
    )
