"""Reading ties: every usual form, and every damage as one clear sentence."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import networkx
import numpy as np
import pandas
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridsim.errors import ScenarioError
from gridsim.world import read_network

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    raw = content.encode() if isinstance(content, str) else content
    path = folder / name
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


def ties_of(network) -> set:
    names = np.arange(network.n) if network.labels is None else network.labels
    return set(zip(names[network.source].tolist(), names[network.target].tolist(), strict=True))


@pytest.mark.parametrize("name", ["ties.csv", "ties.csv.gz", "ties.txt"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|", " ", "   "])
@pytest.mark.parametrize("head", ["", "source{}target\n", "# a comment\n\n% another\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_of_every_form(tmp_path, name, mark, head, end):
    content = (head.format(mark) + f"0{mark}1\n1{mark}2\n2{mark}2\n1{mark}0\n").replace("\n", end)
    network = read_network(write(tmp_path, name, content))
    assert network.labels is None
    assert ties_of(network) == {(0, 1), (1, 0), (1, 2), (2, 1)}


def test_ids_with_gaps_are_numbered_in_ascending_order(tmp_path):
    for largest in (900, 10**15):
        network = read_network(write(tmp_path, "a.csv", f"{largest},7\n7,-3\n"), directed=True)
        assert network.labels.tolist() == [-3, 7, largest]
        assert ties_of(network) == {(largest, 7), (7, -3)}


def test_text_ids_headers_and_named_columns(tmp_path):
    plain = write(tmp_path, "a.csv", '李雷,"Smith, Ann"\n"Smith, Ann", bob \n')
    assert ties_of(read_network(plain, directed=True)) == {("李雷", "Smith, Ann"), ("Smith, Ann", "bob")}
    wide = write(tmp_path, "b.csv", "layer,user,target,weight\nRT,a,b,2.5\nRT,b,c,1\n")
    network = read_network(wide, directed=True, source="target", target="user")
    assert ties_of(network) == {("b", "a"), ("c", "b")} and network.weights.tolist() == [2.5, 1.0]
    assert ties_of(read_network(wide, True, source=2, target=1, weight=None)) == {("b", "a"), ("c", "b")}
    mixed = write(tmp_path, "c.csv", "a1,5\n5,007\n")
    assert ties_of(read_network(mixed, True)) == {("a1", "5"), ("5", "007")}
    assert read_network(write(tmp_path, "d.csv", "a,b\nc,d\n"), header=True).labels.tolist() == ["c", "d"]
    followers = write(tmp_path, "e.csv", "follower,followee\nann,star\n")
    assert ties_of(read_network(followers, True)) == {("star", "ann")}


def test_weights(tmp_path):
    network = read_network(write(tmp_path, "a.csv", "0,1,0.5\n1,2,2\n0,1,0.25\n"))
    assert network.weights.tolist() == [0.5, 0.5, 2.0, 2.0]


def test_parquet_and_graphml(tmp_path):
    frame = pandas.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "weight": [1.0, 2.0]})
    frame.to_parquet(tmp_path / "a.parquet")
    network = read_network(tmp_path / "a.parquet")
    assert network.labels.tolist() == ["a", "b", "c"] and network.weights.tolist() == [1.0, 1.0, 2.0, 2.0]
    networkx.write_graphml(networkx.DiGraph([(2, 1), (10, 2)]), tmp_path / "b.graphml")
    network = read_network(tmp_path / "b.graphml")
    assert network.labels.tolist() == [1, 2, 10] and ties_of(network) == {(2, 1), (10, 2)}
    networkx.write_graphml(networkx.path_graph(3), tmp_path / "c.graphml.gz")
    assert ties_of(read_network(tmp_path / "c.graphml.gz")) == {(0, 1), (1, 0), (1, 2), (2, 1)}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "", "an empty file"),
        ("a.csv", "\n \n", "an empty file"),
        ("a.csv", "# nothing\n", "comments only"),
        ("a.csv", "source,target\n", "at least one tie"),
        ("a.csv", "5,5\n2,2\n", "at least one tie between two people"),
        ("a.csv", "1,2\n3\n", "a.csv:2: a row must be of 2 columns like the first; got '1: 3'"),
        ("a.csv", "u,v\n1,2\n\n3,4,5\n", "a.csv:4: a row"),
        ("a.csv", "# x\nu,v\n1,2\n3,\n", "a.csv:4: an id must be a number or a text; got 'an empty cell'"),
        ("a.csv.gz", "1,2,0.5\n2,3,heavy\n", "a.csv.gz:2: the weight must be a number >= 0; got 'heavy'"),
        ("a.csv", "1,2,0.5\n2,3,\n", "a.csv:2: the weight"),
        ("a.csv", "1,2,0.5\n2,3,-1\n", "a.csv:2: the weight"),
        ("a.csv", "1,2,nan\n", "a.csv:1: the weight"),
        ("a.csv", "alone\nand\n", "a.csv:1: a row must be two ids"),
        ("a.csv", "1,2,3,4\n1,2,3,4\n", "Name them: source=, target="),
        ("a.csv", b"1,2\n2,\xff\xff\n", "a.csv:2: the file must be UTF-8"),
        ("a.csv", b"1,2\n2,3\n\0\0\0", "a.csv:3: the file must be UTF-8"),
        ("a.csv", "1,2".encode("utf-16-le"), "encoding="),
        ("a.parquet", "1,2", "a Parquet table"),
        ("a.parquet", "", "a Parquet table"),
        ("a.graphml", "<graphml><graph>", "GraphML"),
        ("a.graphml", "", "GraphML"),
    ],
)
def test_damage_is_named_with_file_and_line(tmp_path, name, content, words):
    path = write(tmp_path, name, content)
    with pytest.raises(ScenarioError) as caught:
        read_network(path)
    assert words in str(caught.value) and str(path) in str(caught.value)


def test_all_problems_of_a_file_come_at_once(tmp_path):
    path = write(tmp_path, "a.csv", "u,v\n" + "1,2\n3\n" * 40)
    with pytest.raises(ScenarioError) as caught:
        read_network(path)
    lines = [text.split(":")[1] for text in caught.value.problems[:5]]
    assert lines == ["3", "5", "7", "9", "11"] and "35 more rows" in caught.value.problems[5]


def test_paths_that_are_no_files(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    damaged = tmp_path / "cut.csv.gz"
    damaged.write_bytes(gzip.compress(b"1,2\n" * 5000)[:40])
    plain = tmp_path / "plain.csv.gz"
    plain.write_bytes(b"1,2\n")
    cases = {
        tmp_path / "nowhere.csv": "nothing there",
        tmp_path / "folder.csv": "a folder",
        damaged: "a whole gzip file",
        plain: "gzipped, as its name",
        5: "the name of a file",
        None: "the name of a file",
        "a\0b": "file",
    }
    for path, words in cases.items():
        with pytest.raises(ScenarioError) as caught:
            read_network(path)
        assert words in str(caught.value)


@pytest.mark.parametrize("arguments", [{"source": "nobody"}, {"target": 7}, {"weight": "u "}])
def test_columns_that_are_not_there(tmp_path, arguments):
    path = write(tmp_path, "a.csv", "u,v\n1,2\n")
    with pytest.raises(ScenarioError, match="one of the columns u, v"):
        read_network(path, **arguments)


cells = st.sampled_from(["", "0", "1", "2", "-1", "1.5", "a", "nan", '"', "x y", "\r", "# ", "1e999", "9" * 30])
tables = st.lists(st.lists(cells, max_size=4), max_size=8)
marks, ends = st.sampled_from([",", "\t", " ", ";"]), st.sampled_from(["\n", "\r\n", "\r"])
texts = st.builds(lambda rows, mark, end: end.join(mark.join(row) for row in rows).encode(), tables, marks, ends)
unicode = st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=200), texts, unicode), st.sampled_from([".csv", ".csv.gz", ".tsv"]))
@example(b'"', ".csv")
@example(b"\xef\xbb\xbfu,v\n1,2", ".csv")
@example(b"\x1f\x8b\x08\x00", ".csv")
@example(b'"a\nb",c\nd,e', ".csv")
def test_no_text_crashes_the_reader(content, suffix):
    _read_or_refuse(content, suffix)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100), st.sampled_from([".parquet", ".graphml", ".pq", ".graphml.gz"]), st.booleans())
def test_no_bytes_crash_the_other_readers(content, suffix, framed):
    if framed and suffix.startswith(".graphml"):
        content = (
            b"<graphml><graph edgedefault='directed'><node id='a'/><edge source='a' target='"
            + content
            + b"'/></graph></graphml>"
        )
    elif framed:
        content = b"PAR1" + content + len(content).to_bytes(4, "little") + b"PAR1"
    _read_or_refuse(content, suffix)


def _read_or_refuse(content: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"ties{suffix}"
        path.write_bytes(content)
        try:
            network = read_network(path)
        except ScenarioError as error:
            assert error.problems and all(str(path) in line for line in error.problems)
        else:
            assert network.n >= 2 and network.n_ties >= 1


@needs_data
@pytest.mark.parametrize(
    ("name", "n", "ties"),
    [
        ("fb100_Rutgers89.edges", 24_580, 784_602),
        ("deezer_hu", 47_538, 222_887),
        ("nethept", 15_233, 31_376),
        ("fb100_Caltech36.edges", 769, 16_656),
    ],
)
def test_real_networks_have_their_published_size(name, n, ties):
    network = read_network(DATA / f"{name}.csv.gz")
    assert (network.n, network.n_ties) == (n, 2 * ties)
