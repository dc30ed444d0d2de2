"""One and the same network in as many layouts as people write: what the reader must find, or refuse."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator

import networkx
import numpy as np
import pandas

N = 60


class Layout:
    """Bytes under a name, with what they hold: labels by their text, ties as pairs of such labels, weights or None,
    direction or None."""

    def __init__(self, name, content, ties, weights=None, directed=None, may_refuse=False, arguments=None):
        self.name, self.content, self.ties, self.weights = name, content, ties, weights
        self.directed, self.may_refuse, self.arguments = directed, may_refuse, arguments or {}

    def __repr__(self):
        return self.name


def pairs(n: int = N, seed: int = 1) -> list[tuple[int, int]]:
    """Ties among n people, in a shuffled order, nobody alone."""
    graph = networkx.watts_strogatz_graph(n, 4, 0.3, seed=seed)
    rng = np.random.default_rng(seed)
    ties = [tuple(rng.permutation(pair).tolist()) for pair in graph.edges()]
    return [ties[at] for at in rng.permutation(len(ties))]


def people(kind: str, n: int = N) -> list[str]:
    """Ids of a kind."""
    given = ["Ann", "Bob", "Cem", "Dan", "Eva", "Fay", "Gus", "Hal", "Ida", "Joe"]
    return {
        "whole": [str(7 * at + 3) for at in range(n)],
        "from 0": [str(at) for at in range(n)],
        "zeros": [f"{at:03d}" for at in range(n)],
        "mixed zeros": [str(at) if at % 2 else f"0{at}" for at in range(n)],
        "large": [str(2**60 + at) for at in range(n)],
        "beyond": [str(2**64 + at) for at in range(n)],
        "hex": [hex(at) for at in range(n)],
        "signs": [f"+{at}" if at % 2 else str(at) for at in range(n)],
        "powers": [f"1e{at}" if at % 3 else str(at) for at in range(n)],
        "text": [f"{given[at % 10].lower()}{'abcdef'[at // 10]}" for at in range(n)],
        "numbered": [f"user{at}" for at in range(n)],
        "blanks": [f"{given[at % 10]} {'ABCDEF'[at // 10]}ray" for at in range(n)],
        "commas": [f"{'ABCDEF'[at // 10]}ray, {given[at % 10]}" for at in range(n)],
        "quotes": [f'{given[at % 10]} "{"ABCDEF"[at // 10]}" Lee' for at in range(n)],
        "breaks": [f"{given[at % 10]}\n{'ABCDEF'[at // 10]}" for at in range(n)],
        "chinese": [f"{'李王张刘陈杨黄赵吴周'[at % 10]}{'雷梅伟芳娜敏'[at // 10]}" for at in range(n)],
        "words": [
            ["nan", "inf", "None", "null", "NA", "true", "1e3", "42", "-", "x"][at % 10]
            + ("" if at < 10 else f"_{at // 10}")
            for at in range(n)
        ],
        "tags": [f"#tag{at}" for at in range(n)],
        "mails": [f"{given[at % 10].lower()}{at}@example.org" for at in range(n)],
    }[kind]


KINDS = (
    "whole",
    "from 0",
    "zeros",
    "mixed zeros",
    "large",
    "beyond",
    "hex",
    "signs",
    "powers",
    "text",
    "numbered",
    "blanks",
    "commas",
    "quotes",
    "breaks",
    "chinese",
    "words",
    "tags",
    "mails",
)
HEADERS = (
    None, ("source", "target"), ("from_user", "to_user"), ("Person A", "Person B"), ("citing", "cited"), ("用户甲", "用户乙"),
    ("Von", "An"), ("FromNodeId", "ToNodeId"),
    ("sender_id", "receiver_id"), ("Quelle", "Ziel"), ("origen", "destino"), ("id1", "id2"), ("zorp", "blick"),
)  # fmt: skip
WEIGHTS = (None, "whole", "point", "comma")


def weights_of(kind: str | None, n: int) -> list[float] | None:
    rng = np.random.default_rng(5)
    if kind is None:
        return None
    if kind == "whole":
        return [float(value) for value in rng.integers(1, 6, n)]
    return [round(float(value), 2) for value in rng.uniform(0.01, 5, n)]


def cell(text: str, delimiter: str, quoting: str) -> str:
    """A cell as an office program writes it; quoting "all" or "needed"."""
    needed = (
        any(mark in text for mark in (delimiter, '"', "\n", "\r"))
        or text.startswith(("#", "%", "//"))
        or (delimiter in " \t" and " " in text)
    )
    if quoting == "all" or needed:
        return '"' + text.replace('"', '""') + '"'
    return text


def table(
    kind: str,
    delimiter: str,
    header,
    weight: str | None,
    quoting: str,
    end: str,
    comments: str,
    encoding: str,
    pack: str,
    last: str = "",
    ties=None,
) -> Layout:
    """A table of text."""
    names, ties = people(kind), ties or pairs()
    weights = weights_of(weight, len(ties))
    rows = []
    if header:
        rows.append([*header, *(["weight"] if weights else [])])
    for at, (u, v) in enumerate(ties):
        shown = (
            []
            if weights is None
            else [f"{weights[at]:g}" if weight != "comma" else f"{weights[at]:.2f}".replace(".", ",")]
        )
        rows.append([names[u], names[v], *shown])
    lines = [delimiter.join(cell(value, delimiter.strip() or " ", quoting) for value in row) + last for row in rows]
    if comments == "top":
        lines = ["# ties among people", "# made 2024", *lines]
    elif comments == "within":
        lines = [*lines[:40], "# half of it", "", *lines[40:], "# end"]
    elif comments == "percent":
        lines = ['% a comment; with, marks\tof "all kinds', *lines]
    text = end.join(lines) + end
    raw = text.encode(encoding)
    name = (
        f"{kind}, {delimiter!r}, {header}, weight {weight}, {quoting}, {end!r}, {comments or 'no comments'},"
        f" {encoding}, {pack or 'plain'}{last}"
    )
    found = {(names[u], names[v]): None if weights is None else weights[at] for at, (u, v) in enumerate(ties)}
    return Layout(name, packed(raw, pack), found, arguments={"suffix": ".csv" + (f".{pack}" if pack else "")})


def packed(raw: bytes, pack: str) -> bytes:
    if pack == "gz":
        return gzip.compress(raw)
    if pack == "bz2":
        return bz2.compress(raw)
    if pack == "xz":
        return lzma.compress(raw)
    if pack == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("ties.csv", raw)
        return out.getvalue()
    return raw


def tables() -> Iterator[Layout]:
    """Every kind of id with every other choice at least once, and several hundred mixtures."""
    rng = np.random.default_rng(20)
    delimiters = (",", ";", "\t", "|", " ", "   ", ", ", " \t ")
    for at, kind in enumerate(KINDS):
        for number in range(22):

            def pick(values):
                return values[int(rng.integers(len(values)))]

            yield table(
                kind,
                delimiters[(number + at) % len(delimiters)],
                HEADERS[number % len(HEADERS)] if number % 2 else pick(HEADERS),
                WEIGHTS[(number // 2) % 4],
                pick(("needed", "all")),
                pick(("\n", "\n", "\r\n", "\r")),
                pick(("", "", "top", "within", "percent")),
                pick(("utf-8", "utf-8", "utf-8-sig", "utf-16")),
                pick(("", "", "gz", "bz2", "xz", "zip")),
            )


def by_networkx(kind: str, directed: bool) -> Iterator[Layout]:
    """All writers of networkx."""
    names, ties = people(kind), pairs()
    weights = weights_of("point", len(ties))
    graph = networkx.DiGraph() if directed else networkx.Graph()
    for (u, v), weight in zip(ties, weights, strict=True):
        graph.add_edge(names[u], names[v], weight=weight, color="red, or so")
    plain = networkx.DiGraph() if directed else networkx.Graph()
    plain.add_edges_from(graph.edges())
    found = {(names[u], names[v]): weight for (u, v), weight in zip(ties, weights, strict=True)}
    bare = dict.fromkeys(found)

    def written(write, *arguments, **named) -> bytes:
        out = io.BytesIO()
        write(*arguments[:1], out, *arguments[1:], **named)
        return out.getvalue()

    by = f"networkx, {kind}, {'directed' if directed else 'undirected'}"
    for delimiter in (" ", ",", "\t", ";"):
        yield Layout(
            f"{by}, edge list {delimiter!r}",
            written(networkx.write_edgelist, graph, delimiter=delimiter),
            found,
            may_refuse=True,
        )
        yield Layout(
            f"{by}, bare edge list {delimiter!r}", written(networkx.write_edgelist, plain, delimiter=delimiter), bare
        )
        yield Layout(
            f"{by}, no data {delimiter!r}",
            written(networkx.write_edgelist, graph, delimiter=delimiter, data=False),
            bare,
        )
        yield Layout(
            f"{by}, data weight {delimiter!r}",
            written(networkx.write_edgelist, graph, delimiter=delimiter, data=["weight"]),
            found,
        )
        yield Layout(
            f"{by}, weighted {delimiter!r}",
            written(networkx.write_weighted_edgelist, graph, delimiter=delimiter),
            found,
        )
        yield Layout(
            f"{by}, adjacency {delimiter!r}", written(networkx.write_adjlist, graph, delimiter=delimiter), bare
        )
        yield Layout(
            f"{by}, multiline adjacency {delimiter!r}",
            written(networkx.write_multiline_adjlist, graph, delimiter=delimiter),
            found,
        )
    yield Layout(
        f"{by}, GraphML",
        written(networkx.write_graphml_xml, graph),
        found,
        directed=directed,
        arguments={"suffix": ".graphml"},
    )
    yield Layout(f"{by}, GraphML as text", written(networkx.write_graphml_xml, graph), found, directed=directed)
    yield Layout(
        f"{by}, GEXF", written(networkx.write_gexf, graph), found, directed=directed, arguments={"suffix": ".gexf"}
    )
    yield Layout(
        f"{by}, GML", written(networkx.write_gml, graph), found, directed=directed, arguments={"suffix": ".gml"}
    )
    yield Layout(
        f"{by}, Pajek",
        written(networkx.write_pajek, _as_text(graph)),
        found,
        directed=directed,
        arguments={"suffix": ".net"},
    )
    yield Layout(
        f"{by}, Pajek as text",
        written(networkx.write_pajek, _as_text(graph)),
        found,
        directed=directed,
        arguments={"suffix": ".txt"},
    )


def _as_text(graph):
    """Pajek takes attributes of text only."""
    made = graph.__class__()
    made.add_edges_from((u, v, {"weight": data["weight"]}) for u, v, data in graph.edges(data=True))
    return made


def by_pandas(kind: str) -> Iterator[Layout]:
    """Tables of pandas: separators, quoting, indexes, decimal commas, Parquet."""
    import csv

    names, ties = people(kind), pairs()
    weights = weights_of("point", len(ties))
    frame = pandas.DataFrame(
        {"source": [names[u] for u, _ in ties], "target": [names[v] for _, v in ties], "weight": weights}
    )
    found = {(names[u], names[v]): weight for (u, v), weight in zip(ties, weights, strict=True)}
    bare = dict.fromkeys(found)
    for sep in (",", ";", "\t", "|"):
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC):
            for index in (True, False):
                for header in (True, False):
                    for columns in (["source", "target"], ["source", "target", "weight"]):
                        text = frame[columns].to_csv(sep=sep, quoting=quoting, index=index, header=header)
                        name = (
                            f"pandas, {kind}, {sep!r}, quoting {quoting}, index {index}, header {header},"
                            f" {len(columns)} columns"
                        )
                        yield Layout(name, text.encode(), found if len(columns) == 3 else bare)
        yield Layout(
            f"pandas, {kind}, {sep!r}, decimal commas", frame.to_csv(sep=sep, decimal=",", index=False).encode(), found
        )
    for suffix, write in ((".parquet", frame.to_parquet), (".feather", frame.to_feather)):
        out = io.BytesIO()
        write(out)
        yield Layout(f"pandas, {kind}, {suffix}", out.getvalue(), found, arguments={"suffix": suffix})


def by_igraph(kind: str, directed: bool) -> Iterator[Layout]:
    """igraph's writers, by hand."""
    names, ties = people(kind), pairs()
    weights = weights_of("point", len(ties))
    found = {(names[u], names[v]): weight for (u, v), weight in zip(ties, weights, strict=True)}
    bare = dict.fromkeys(found)
    by = f"igraph, {kind}, {'directed' if directed else 'undirected'}"
    numbered = {(str(u), str(v)): None for u, v in ties}
    yield Layout(
        f"{by}, edge list", "".join(f"{u} {v}\n" for u, v in ties).encode(), numbered, arguments={"suffix": ".txt"}
    )
    if not any(mark in "".join(names) for mark in ' "\n,'):
        yield Layout(
            f"{by}, ncol",
            "".join(f"{u} {v} {w}\n" for (u, v), w in found.items()).encode(),
            found,
            arguments={"suffix": ".ncol"},
        )
        yield Layout(
            f"{by}, ncol without weights",
            "".join(f"{u} {v}\n" for u, v in found).encode(),
            bare,
            arguments={"suffix": ".ncol"},
        )
        lines = []
        for name in names:
            lines.append(f"# {name}")
            lines += [f"{v} {w}" for (u, v), w in found.items() if u == name]
        yield Layout(
            f"{by}, lgl", ("\n".join(lines) + "\n").encode(), found, may_refuse=True, arguments={"suffix": ".txt"}
        )
    escaped = [name.replace("&", "&amp;").replace('"', "&quot;") for name in names]
    nodes = "".join(
        f'    <node id="n{at}">\n      <data key="v_name">{name}</data>\n    </node>\n'
        for at, name in enumerate(escaped)
    )
    edges = "".join(
        f'    <edge source="n{u}" target="n{v}">\n      <data key="e_weight">{w}</data>\n    </edge>\n'
        for (u, v), w in zip(ties, weights, strict=True)
    )
    graphml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        '  <key id="v_name" for="node" attr.name="name" attr.type="string"/>\n'
        '  <key id="e_weight" for="edge" attr.name="weight" attr.type="double"/>\n'
        f'  <graph id="G" edgedefault="{"" if directed else "un"}directed">\n{nodes}{edges}  </graph>\n</graphml>\n'
    )
    yield Layout(
        f"{by}, GraphML", graphml.encode(), found, directed=directed, arguments={"suffix": ".graphml", "label": "name"}
    )
    quoted = [name.replace('"', "&quot;") for name in names]
    gml = (
        'Creator "igraph version 0.10.4 Sat Nov  1 10:00:00 2025"\nVersion 1\ngraph\n[\n'
        + f"  directed {int(directed)}\n"
    )
    gml += "".join(f'  node\n  [\n    id {at}\n    name "{name}"\n  ]\n' for at, name in enumerate(quoted))
    gml += (
        "".join(
            f"  edge\n  [\n    source {u}\n    target {v}\n    weight {w}\n  ]\n"
            for (u, v), w in zip(ties, weights, strict=True)
        )
        + "]\n"
    )
    yield Layout(f"{by}, GML", gml.encode(), found, directed=directed, arguments={"suffix": ".gml"})
    if '"' not in "".join(names) and "\n" not in "".join(names):
        pajek = f"*Vertices {len(names)}\n" + "".join(f'{at + 1} "{name}"\n' for at, name in enumerate(names))
        pajek += ("*Arcs\n" if directed else "*Edges\n") + "".join(
            f"{u + 1} {v + 1} {w}\n" for (u, v), w in zip(ties, weights, strict=True)
        )
        yield Layout(
            f"{by}, Pajek", pajek.replace("\n", "\r\n").encode(), found, directed=directed, arguments={"suffix": ".net"}
        )


def all_layouts() -> Iterator[Layout]:
    yield from tables()
    for kind in KINDS:
        yield from by_pandas(kind)
    for kind in ("whole", "from 0", "zeros", "text", "blanks", "chinese", "commas", "quotes", "words", "hex", "tags"):
        for directed in (False, True):
            yield from by_networkx(kind, directed)
            yield from by_igraph(kind, directed)
