"""Files that were once read wrongly without a word, each with the right value; and others of their kinds."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile

import networkx
import pandas
import pyarrow
import pytest
from pyarrow import feather, parquet

from gridsim.errors import ScenarioError
from gridsim.world import read_network


def read(folder, content, name="ties.csv", **arguments):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_network(path, **arguments)


def labels_of(network) -> list:
    return list(range(network.n)) if network.labels is None else network.labels.tolist()


def ties_of(network) -> set:
    names = labels_of(network)
    return {(names[u], names[v]) for u, v in zip(network.source.tolist(), network.target.tolist(), strict=True)}


def weighted(network) -> dict:
    names = labels_of(network)
    pairs = zip(network.source.tolist(), network.target.tolist(), network.weights.tolist(), strict=True)
    return {(names[u], names[v]): round(w, 4) for u, v, w in pairs}


def both(*pairs) -> set:
    return {pair for u, v in pairs for pair in ((u, v), (v, u))}


def refused(folder, content, *words, name="ties.csv", **arguments):
    with pytest.raises(ScenarioError) as caught:
        read(folder, content, name, **arguments)
    text = str(caught.value)
    assert all(word in text for word in words), text
    return text


# --- A1, the delimiter


@pytest.mark.parametrize("names", [(1, 2, 3), ("ann", "bob", "cem")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [";", "\t", " ", "|"])
def test_decimal_commas(tmp_path, names, end, mark):
    a, b, c = names
    text = end.join(mark.join(map(str, row)) for row in ((a, b, "0,5"), (b, c, "0,25"), (c, a, "1,75")))
    network = read(tmp_path, text, directed=True)
    assert weighted(network) == {(a, b): 0.5, (b, c): 0.25, (c, a): 1.75} and "decimal commas" in network.read_as


def test_a_comma_in_a_number_that_may_be_either(tmp_path):
    refused(tmp_path, "ann;bob;1,234\nbob;cem;2,500\n", "ties.csv:1", "decimal", "weight=False")
    assert read(tmp_path, "ann;bob;1,234\nbob;cem;2,5\n").weights.max() == 2.5
    refused(tmp_path, "ann;bob;1.234,5\nbob;cem;2,5\n", "ties.csv:1: the weight")


def test_networkx_edge_lists_with_attributes(tmp_path):
    text = "1 2 {'weight': 3, 'color': 'red'}\n2 3 {'weight': 0.5, 'color': 'it, is'}\n3 1 {'weight': 2}\n"
    network = read(tmp_path, text, "a.edgelist", directed=True)
    assert weighted(network) == {(1, 2): 3.0, (2, 3): 0.5, (3, 1): 2.0} and "color passed over" in network.read_as
    assert read(tmp_path, text, weight=False).weights is None
    refused(tmp_path, text, "color", "a number", weight="color")
    refused(tmp_path, "1 2 {'weight': 3}\n2 3 {}\n", "there for every tie", "weight=False")
    assert ties_of(read(tmp_path, "1 2 {}\n2 3 {}\n")) == both((1, 2), (2, 3))
    refused(
        tmp_path,
        "1 2 {'weight': __import__('os').getcwd()}\n2 3 {'weight': 1}\n",
        "plain names and values",
        "from_networkx",
    )
    refused(tmp_path, "1 2 {'weight': " + "[" * 5_000 + "]" * 5_000 + "}\n", "plain names and values")
    refused(tmp_path, "Ann Lee Bob Ray {}\nBob Ray Cem Lee {}\n", "source=")


def test_a_layer_with_quoted_names(tmp_path):
    text = 'source,target,layer\n"Lee, Ann",bob,friends\nbob,"Ray ""X"" Eva",friends\n"Lee, Ann","a\nb",work\n'
    network = read(tmp_path, text, layer="friends")
    assert ties_of(network) == both(("Lee, Ann", "bob"), ("bob", 'Ray "X" Eva'))
    refused(tmp_path, text, "friends, work", layer="school")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee\tBob Ray\nBob Ray\tCem Lee\n", ["Ann Lee", "Bob Ray", "Cem Lee"]),
        ("Lee, Ann\tRay, Bob\nRay, Bob\tLee, Cem\n", ["Lee, Ann", "Lee, Cem", "Ray, Bob"]),
        ("Ann Lee,Bob Ray\nBob Ray,Cem Lee\n", ["Ann Lee", "Bob Ray", "Cem Lee"]),
        ("ann, bob\nbob, cem\n", ["ann", "bob", "cem"]),
        ('ann, "Lee, Bob"\n"Lee, Bob", cem\n', ["Lee, Bob", "ann", "cem"]),
        ("ann  \t bob\nbob cem\n  cem\t\tann \n", ["ann", "bob", "cem"]),
        ('"Ann Lee"  bob\nbob\t"Cem  Ray"\n', ["Ann Lee", "Cem  Ray", "bob"]),
        ('"Lee, Ann";bob\nbob;cem\n', ["Lee, Ann", "bob", "cem"]),
        ("ann,bob,\nbob,cem,\n", ["ann", "bob", "cem"]),
        ("ann;bob\nbob;cem\n;\n;\n", ["ann", "bob", "cem"]),
        ("sep=;\nann;bob\nbob;cem\n", ["ann", "bob", "cem"]),
        ('5" disk,ann\nann,bob\n', ['5" disk', "ann", "bob"]),
        ('"a ""b"" c",ann\nann,"x\ny"\n', ['a "b" c', "ann", "x\ny"]),
    ],
)
def test_what_divides_the_cells(tmp_path, text, names):
    assert labels_of(read(tmp_path, text)) == sorted(names)


def test_a_delimiter_in_doubt_is_asked_for(tmp_path):
    refused(tmp_path, "a;b,c\nb;c,a\nc;a,b\n", "delimiter=", "comma and semicolon")
    assert labels_of(read(tmp_path, "a;b,c\nb,c;a\na;b,c\n", delimiter=";")) == ["a", "b,c"]
    refused(tmp_path, "1:2\n2:3\n", "delimiter=")
    assert read(tmp_path, "1:2\n2:3\n", delimiter=":").n == 3
    assert read(tmp_path, "1\t2\n2\t3\n", delimiter="tab").n == 3
    for wrong in ("", "ab", '"', "\n", 5):
        refused(tmp_path, "1,2\n2,3\n", "delimiter", delimiter=wrong)


# --- A2, the header


@pytest.mark.parametrize(
    "header",
    [
        "from_user,to_user", "source_id,target_id", "citing,cited", "Person A,Person B", "用户甲,用户乙", "Sender,Receiver",
        "fromUser,toUser", "Von,An",
        "expéditeur,destinataire", "origen,destino", "mentor,mentee", "推荐人,被推荐人", "user_id,friend_id", "откуда,куда",
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_headers_above_names(tmp_path, header, mark):
    text = f"{header}\nann,bob\nbob,cem\n".replace(",", mark)
    network = read(tmp_path, text)
    assert ties_of(network) == both(("ann", "bob"), ("bob", "cem")) and network.n_ties == 4


def test_names_that_look_like_values_are_names(tmp_path):
    text = "Nan,inf\ninf,1e3\n1e3,42\n42,None\nNone,null\nnull,NA\nNA,true\n"
    names = ["Nan", "inf", "1e3", "42", "None", "null", "NA", "true"]
    network = read(tmp_path, text)
    assert ties_of(network) == both(*zip(names, names[1:], strict=False))
    assert ties_of(read(tmp_path, "ann,bob\nbob,42\n42,7\n")) == both(("ann", "bob"), ("bob", "42"), ("42", "7"))
    assert ties_of(read(tmp_path, "ann,bob\n1,2\n2,3\n")) == both((1, 2), (2, 3))  # names above numbers


def test_a_header_in_doubt_is_asked_for(tmp_path):
    for text in ("ann,bob\ncem,dan\n", "zorp,blick\nann,bob\nbob,cem\n", "source,target\nsource,word\nword,target\n"):
        refused(tmp_path, text, "ties.csv:1", "header=True or header=False")
    assert read(tmp_path, "ann,bob\ncem,dan\n", header=False).n == 4
    assert labels_of(read(tmp_path, "zorp,blick\nann,bob\nbob,cem\n", header=True)) == ["ann", "bob", "cem"]
    assert read(tmp_path, "user1,user2\nuser3,user4\nuser5,user6\n").n == 6  # built like the rows below


def test_counts_in_the_first_row(tmp_path):
    network = read(tmp_path, "4 3\n0 1\n1 2\n2 3\n", "a.txt")
    assert (
        network.n == 4
        and ties_of(network) == both((0, 1), (1, 2), (2, 3))
        and "counts people and ties" in network.read_as
    )
    network = read(tmp_path, "4 3\n0 1 0.1\n1 2 0.2\n2 3 0.3\n", "a.txt", directed=True)
    assert weighted(network) == {(0, 1): 0.1, (1, 2): 0.2, (2, 3): 0.3}
    refused(tmp_path, "9 3\n0 1\n1 2\n2 3\n", "header=True passes it over", name="a.txt")
    assert read(tmp_path, "9 3\n0 1\n1 2\n2 3\n", "a.txt", header=False).n == 5
    assert read(tmp_path, "5 3\n0 1\n1 2\n2 3\n3 0\n", "a.txt").n == 5  # 4 rows below: a tie


# --- A3, lines that are no ties


@pytest.mark.parametrize("mark", ["#", "%", "//"])
@pytest.mark.parametrize("delimiter", [" ", "\t", ",", ";"])
def test_comments_anywhere(tmp_path, mark, delimiter):
    text = f'{mark} a "comment\n1 2\n2 3\n{mark} end\n  {mark} half, 2\n3 1\n{mark}3 4\n{mark} fin'.replace(
        " 2", delimiter + "2"
    ).replace(" 3", delimiter + "3")
    network = read(tmp_path, text.replace("3 1", f"3{delimiter}1"))
    assert ties_of(network) == both((1, 2), (2, 3), (3, 1)) and "5 lines of comment" in network.read_as


def test_ids_that_begin_with_a_mark(tmp_path):
    assert labels_of(read(tmp_path, '"#love","#peace"\n"#peace","#war"\n')) == ["#love", "#peace", "#war"]
    assert ties_of(read(tmp_path, "ann,#love\n#love,bob\nbob,ann\n")) == both(
        ("ann", "#love"), ("#love", "bob"), ("bob", "ann")
    )
    refused(tmp_path, "ann,bob\n#cem,dan\nbob,cem\n", "ties.csv:2", "quotes")
    refused(tmp_path, "#love,#peace\n#love,#war\n", "quotes")


def test_formats_under_any_name(tmp_path):
    triangle = both((1, 2), (2, 3), (3, 1))
    pajek = '*Vertices 3\n1 "ann"\n2 "bob"\n3 "cem"\n*Edges\n1 2\n2 3\n'
    assert ties_of(read(tmp_path, pajek, "a.txt")) == both(("ann", "bob"), ("bob", "cem"))
    assert ties_of(read(tmp_path, pajek.replace("*Edges", "*Arcs"), "a.net")) == {("ann", "bob"), ("bob", "cem")}
    assert ties_of(read(tmp_path, "*Vertices 3\n*Edges\n1 2\n2 3\n3 1\n", "a.paj")) == triangle
    market = "%%MatrixMarket matrix coordinate {} {}\n% a comment\n3 3 3\n2 1{}\n3 1{}\n3 2{}\n"
    for name in ("a.mtx", "a.txt"):
        assert ties_of(read(tmp_path, market.format("pattern", "symmetric", "", "", ""), name)) == triangle
    assert weighted(read(tmp_path, market.format("real", "general", " 0.5", " 1", " 2"), "a.mtx")) == {
        (2, 1): 0.5,
        (3, 1): 1.0,
        (3, 2): 2.0,
    }
    gml = (
        'graph [\n directed 1\n node [ id 0 label "ann" ]\n node [ id 1 label "bob" ]\n edge [ source 0 target 1 weight'
        " 2 ]\n]\n"
    )
    assert weighted(read(tmp_path, gml, "a.txt")) == {("ann", "bob"): 2.0}
    graph = networkx.DiGraph()
    graph.add_edge("ann", "bob", weight=2.0)
    out = io.BytesIO()
    networkx.write_gexf(graph, out)
    for version in (b"1.2draft", b"1.3"):
        assert weighted(
            read(
                tmp_path,
                out.getvalue().replace(b"1.2draft", version).replace(b'version="1.2"', b'version="1.3"'),
                "a.txt",
            )
        ) == {("ann", "bob"): 2.0}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.mtx", "%%MatrixMarket matrix coordinate pattern general\n3 4 1\n1 2\n", "square"),
        ("a.mtx", "%%MatrixMarket matrix array real general\n30000 30000\n1\n", "MatrixMarket"),
        ("a.net", "*Vertices 3\n*Arcs\n1 2\n*Edges\n2 3\n", "arcs or edges throughout"),
        ("a.net", "*Vertices 3\n*Arcslist\n1 2 3\n", "one a row"),
        ("a.net", "*Vertices 5 3\n*Edges\n1 4\n", "two modes"),
        ("a.net", '*Vertices 2\n1 "ann"\n2 "ann"\n*Edges\n1 2\n', "no other node"),
        ("a.txt", "dl n=3 format=edgelist1\ndata:\n1 2\n", "UCINET"),
        ("a.txt", "nodedef>name VARCHAR\nann\nedgedef>node1,node2\nann,bob\n", "GDF"),
        ("a.txt", "p edge 3 2\ne 1 2\ne 2 3\n", "DIMACS"),
        ("a.txt", "c a comment\np edge 3 2\ne 1 2\ne 2 3\n", "DIMACS"),
        ("a.txt", "digraph { a -> b; }\n", "Graphviz"),
        ("a.txt", '{"nodes": [], "links": []}', "node_link_graph"),
        ("a.csv", "<!DOCTYPE html>\n<html><body>404</body></html>", "web page"),
        ("a.graph", "3 3\n2 3\n1 3\n1 2\n", "METIS"),
        ("a.adjlist", "0 1 2\n1 2\n", "read_adjlist"),
        ("a.txt", "0 1 2 3\n1 2\n2 3 4 5 6\n3\n4 5 6\n5\n", "read_adjlist"),
        ("a.txt", "# ann\nbob 1.5\ncem 2\n# bob\ncem 0.5\n", "LGL"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 30, "zip"),
        ("a.csv", "ann,30\nbob,25\ncem,41\n", "source=0, target=1"),
        ("a.csv", "ann,bob\nbob,cem\ncem,ann\nTotal,3\n", "the last row"),
        ("a.csv", "1,2\n2,3\n3,1\n1,4\nEnd of list,4\n", "the last row"),
        ("a.txt", "4 4\n2 4\n1 3\n2 4\n1 3\n", "METIS"),
        ("a.txt", "(1,2)\n(2,3)\n", "brackets"),
        ("a.txt", "'ann','bob'\n'bob','cem'\n", "double ones"),
        ("a.txt", "1 5 7\n1 6 8\n1 5 8\n2 7 5\n2 8 6\n2 6 7\n1 7 8\n2 5 6\n", "layers"),
    ],
)
def test_what_is_no_list_of_ties_is_named(tmp_path, name, content, words):
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, content, name)
    assert words in str(caught.value), str(caught.value)


def test_xml_that_would_blow_up_is_refused(tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaaaaaaaa">'
    bomb += '<!ENTITY b "&a;&a;&a;&a;">]><graphml><graph edgedefault="directed">&b;</graph></graphml>'
    refused(tmp_path, bomb, "entities", name="a.graphml")
    refused(tmp_path, bomb.replace("graphml>", "gexf>").replace("<graphml", "<gexf"), "entities", name="a.gexf")


# --- A4, ids


@pytest.mark.parametrize(
    "ids",
    [
        ("007", "7", "8"),
        ("0xa", "10", "11"),
        ("1e3", "1000", "5"),
        ("+5", "5", "6"),
        ("1_000", "1000", "2"),
        ("-0", "0", "1"),
        ("1.0", "1", "2"),
        ("００", "0", "1"),
    ],
)
@pytest.mark.parametrize("mark", [",", "\t", " "])
def test_ids_keep_their_text(tmp_path, ids, mark):
    a, b, c = ids
    text = f"{a},{b}\n{b},{c}\n{c},{a}\n".replace(",", mark)
    assert ties_of(read(tmp_path, text)) == both((a, b), (b, c), (c, a))
    for write in (networkx.write_graphml, networkx.write_gexf, networkx.write_gml):
        out = io.BytesIO()
        write(networkx.Graph([(a, b), (b, c)]), out)
        assert set(labels_of(read(tmp_path, out.getvalue(), "a.xml"))) == {a, b, c}


def test_whole_numbers_are_exact(tmp_path):
    large = 2**62
    assert labels_of(read(tmp_path, f"{large},{large + 1}\n{large + 1},{large + 2}\n")) == [large, large + 1, large + 2]
    beyond = 2**64
    assert labels_of(read(tmp_path, f"{beyond},{beyond + 1}\n{beyond + 1},{beyond + 2}\n")) == [
        str(beyond + at) for at in range(3)
    ]


@pytest.mark.parametrize("suffix", [".parquet", ".feather"])
def test_ids_of_columns(tmp_path, suffix):
    def write(**columns):
        path = tmp_path / f"a{suffix}"
        (parquet.write_table if suffix == ".parquet" else feather.write_feather)(pyarrow.table(columns), path)
        return read_network(path)

    large = 2**53
    with pytest.raises(ScenarioError, match=r"source.*below 2\^53"):
        write(source=pyarrow.array([float(large), float(large + 2)]), target=pyarrow.array([1.0, 2.0]))
    assert labels_of(write(source=[large, large + 1], target=[large + 1, large + 2])) == [large, large + 1, large + 2]
    assert labels_of(write(source=pyarrow.array([2**63 + 1, 1], "uint64"), target=pyarrow.array([1, 2], "uint64"))) == [
        "1",
        "2",
        str(2**63 + 1),
    ]
    assert labels_of(
        write(source=pyarrow.array(["b", "a"]).dictionary_encode(), target=pyarrow.array(["a", "007"], "large_string"))
    ) == [
        "007",
        "a",
        "b",
    ]
    assert labels_of(write(source=[1.0, 2.0], target=[2.0, 3.0])) == [1, 2, 3]
    with pytest.raises(ScenarioError, match="column target"):
        write(source=["a", "b"], target=[1.5, 2.5])
    assert write(source=["a", "b"], target=["b", "c"], weight=[0.5, 2.0]).weights.max() == 2.0
    with pytest.raises(ScenarioError, match="row 1"):
        write(source=["a", "b"], target=["b", "c"], weight=[0.5, None])


# --- A5, what a file says about itself


def test_gephi_says_what_is_directed(tmp_path):
    head = "Source;Target;Type;Id;Label;Weight\n"
    text = head + "1;2;Directed;0;;1.0\n2;3;Directed;1;;2.5\n"
    network = read(tmp_path, text)
    assert weighted(network) == {(1, 2): 1.0, (2, 3): 2.5} and "directed, as its column Type says" in network.read_as
    assert ties_of(read(tmp_path, text.replace("Directed", "Undirected"))) == both((1, 2), (2, 3))
    assert ties_of(read(tmp_path, text, directed=False)) == both((1, 2), (2, 3))
    mixed = head + "1;2;Directed;0;;1.0\n2;3;Undirected;1;;2.5\n"
    refused(tmp_path, mixed, "directed=True or directed=False")
    assert ties_of(read(tmp_path, mixed, directed=True)) == {(1, 2), (2, 3)}


def test_snap_and_konect_say_what_is_directed(tmp_path):
    snap = (
        "# {}irected graph (each unordered pair of nodes is saved once): x.txt\n# Nodes: 3 Edges: 2\n#"
        " FromNodeId\tToNodeId\n1\t2\n2\t3\n"
    )
    assert ties_of(read(tmp_path, snap.format("D"), "a.txt")) == {(1, 2), (2, 3)}
    assert ties_of(read(tmp_path, snap.format("Und"), "a.txt")) == both((1, 2), (2, 3))
    konect = "% {}\n% 2 3 3\n1 2 {} 1289241911\n2 3 1 1289241999\n"
    assert weighted(read(tmp_path, konect.format("asym positive", 2), "out.x")) == {(1, 2): 2.0, (2, 3): 1.0}
    network = read(tmp_path, konect.format("sym unweighted", 1), "out.x")
    assert network.weights is None and ties_of(network) == both((1, 2), (2, 3)) and "time" in network.read_as
    refused(tmp_path, konect.format("bip unweighted", 1), "people and things", name="out.x")


GRAPHML = """<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="n" for="node" attr.name="name" attr.type="string"/><key id="w" for="edge" attr.name="weight" attr.type="double"><default>1.5</default></key>
<key id="s" for="edge" attr.name="strength" attr.type="double"/>
<graph edgedefault="directed"><node id="n0"><data key="n">ann</data></node><node id="n1"><data key="n">bob</data></node>
<edge source="n0" target="n1"><data key="s">4</data></edge>
<edge source="n1" target="n0"><data key="w">3</data><data key="s">7</data></edge></graph></graphml>"""


def test_graphml_has_keys_defaults_and_chosen_attributes(tmp_path):
    assert weighted(read(tmp_path, GRAPHML, "a.graphml")) == {("n0", "n1"): 1.5, ("n1", "n0"): 3.0}
    assert weighted(read(tmp_path, GRAPHML, "a.graphml", weight="strength", label="name")) == {
        ("ann", "bob"): 4.0,
        ("bob", "ann"): 7.0,
    }
    assert read(tmp_path, GRAPHML, "a.graphml", weight=False).weights is None
    for arguments in (
        {"source": "x"},
        {"target": 1},
        {"header": True},
        {"delimiter": ","},
        {"layer": "x"},
        {"encoding": "cp1252"},
    ):
        refused(tmp_path, GRAPHML, "does nothing", next(iter(arguments)), name="a.graphml", **arguments)
    for arguments in ({"weight": "nowhere"}, {"label": "nowhere"}):
        refused(tmp_path, GRAPHML, "nowhere", name="a.graphml", **arguments)
    half = GRAPHML.replace("<default>1.5</default>", "")
    refused(tmp_path, half, "1 of 2 without it", "weight=False", name="a.graphml")


def test_arguments_that_do_nothing_are_errors(tmp_path):
    refused(tmp_path, "1,2\n2,3\n", "does nothing", label="name")
    market = "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 1\n2 1\n"
    for arguments in ({"label": "name"}, {"weight": "w"}, {"header": False}, {"delimiter": " "}, {"source": 0}):
        refused(tmp_path, market, next(iter(arguments)), name="a.mtx", **arguments)
    refused(tmp_path, "1,2,3\n2,3,1\n", "weight", weight=True)
    refused(tmp_path, "1,2,3\n2,3,1\n", "True or False", header="no")
    refused(tmp_path, "1,2,3\n2,3,1\n", "two columns", source=0, target=0)


# --- A6, small gaps


def test_quoted_line_breaks_in_files_of_any_size(tmp_path):
    rows = "".join(f'"person\n{at}","person\n{at + 1}"\n' for at in range(150_000))
    assert len(rows) > 4 << 20
    network = read(tmp_path, rows)
    assert network.n == 150_001 and network.n_ties == 300_000
    refused(tmp_path, rows + '"person\n1",\n', "ties.csv:450001: an id")
    refused(tmp_path, rows + '"person\n1,ann\n', "ties.csv:450001: a quote that opens a cell")


def test_a_third_column_is_a_weight_times_or_doubtful(tmp_path):
    for times in (
        (1289241911, 1289241912, 1301241990),
        (1289241911000, 1289241912000, 1301241990000),
        (20240131, 20240229, 20231231),
    ):
        text = "".join(f"{u} {v} {t}\n" for (u, v), t in zip(((1, 2), (2, 3), (3, 1)), times, strict=True))
        network = read(tmp_path, text)
        assert network.weights is None and "third holds times" in network.read_as
        assert read(tmp_path, text, weight=2).weights is not None
    assert read(tmp_path, "1,2,5\n2,3,1\n3,1,2\n").weights is not None
    assert read(tmp_path, "1,2,5\n2,3,1\n3,1,2\n", weight=False).weights is None
    rising = "".join(f"{at % 7},{at % 5 + 7},{at * at * 10}\n" for at in range(30))
    refused(tmp_path, rising, "only rise", "weight=False")
    assert read(tmp_path, rising, weight=False).weights is None
    numbered = pandas.DataFrame({"a": [7, 3, 5, 4, 7], "b": [3, 5, 4, 7, 5]}).to_csv(header=False)
    refused(tmp_path, numbered, "row numbers", "source= and target=")
    assert ties_of(read(tmp_path, numbered, source=1, target=2, directed=True)) == {
        (7, 3),
        (3, 5),
        (5, 4),
        (4, 7),
        (7, 5),
    }


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zst", "zip"])
def test_packed_files(tmp_path, suffix):
    raw = b"source,target\nann,bob\nbob,cem\n"
    out = io.BytesIO()
    if suffix == "zip":
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("ties.csv", raw)
    packers = {
        "gz": gzip.compress,
        "bz2": bz2.compress,
        "xz": lzma.compress,
        "zst": lambda data: pyarrow.compress(data, "zstd", asbytes=True),
    }
    packed = out.getvalue() if suffix == "zip" else packers[suffix](raw)
    network = read(tmp_path, packed, f"a.csv.{suffix}")
    assert ties_of(network) == both(("ann", "bob"), ("bob", "cem"))
    refused(tmp_path, raw, "as its name says", name=f"b.csv.{suffix}")
    refused(tmp_path, packed[: len(packed) - 9], name=f"c.csv.{suffix}")
    gz = gzip.compress(raw[:20]) + gzip.compress(raw[20:])
    assert read(tmp_path, gz, "d.gz").n == 3


def test_encodings(tmp_path):
    text = "Von;An\nJürgen;Åsa\nÅsa;Bob\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert labels_of(read(tmp_path, text.encode(encoding))) == ["Bob", "Jürgen", "Åsa"]
    refused(tmp_path, text.encode("cp1252"), "ties.csv:2", "encoding=")
    assert labels_of(read(tmp_path, text.encode("cp1252"), encoding="cp1252")) == ["Bob", "Jürgen", "Åsa"]
    assert labels_of(read(tmp_path, "来源,目标\n李雷,韩梅\n".encode("gbk"), encoding="gbk")) == ["李雷", "韩梅"]
    refused(tmp_path, text.encode("cp1252"), "encoding", encoding="ascii")
    refused(tmp_path, text, "one that Python knows", encoding="klingon")


def test_what_is_passed_over_is_told(tmp_path):
    network = read(tmp_path, "1\t2\t3\n2\t1\t5\n1\t1\t2\n2\t3\t1\n2\t3\t1\n")
    assert (
        network.read_as
        == "tab, no header, 3 columns, third is a weight, undirected, 1 self-tie and 2 doubled ties passed over (the"
        " largest weight is kept)"
    )
    frame = pandas.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "since": [2001, 2002]})
    network = read(tmp_path, frame.to_csv())
    assert (
        network.read_as
        == "comma, header, 4 columns, ties from source to target, row numbers, since passed over, undirected"
    )
