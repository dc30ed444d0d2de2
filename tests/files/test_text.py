"""Tables of text: rows, lines, decisions, and any bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridsim.errors import ScenarioError
from gridsim.files.content import as_path, text_of, unpacked
from gridsim.files.people import open_people
from gridsim.files.rows import cells_of, rows_between
from gridsim.files.text import open_text
from gridsim.world import read_network


def opened(folder, content: str, **arguments):
    path = folder / "a.csv"
    path.write_text(content, newline="")
    return open_text(text_of(unpacked(as_path(path))), **arguments)


def test_rows_are_known_by_their_lines():
    content = b'a,"b\nc",d\n\n"x ""y"" ",2,3\n5" p,q,r\n"open,1\n2,3\n'
    rows = [
        (row.number, row.open, cells_of(content[row.begin : row.end].decode(), ","))
        for row in rows_between(content, ",")
    ]
    assert [(number, cells) for number, _, cells in rows[:3]] == [
        (1, ["a", "b\nc", "d"]),
        (4, ['x "y"', "2", "3"]),
        (5, ['5" p', "q", "r"]),
    ]
    assert rows[3][:2] == (6, True)


def test_pyarrow_sees_the_rows_that_are_explained(tmp_path):
    text = opened(tmp_path, '# c "\n"a\nb",2\n  "c ""d""" , 3\n5" e,4\n,\n//x\n"f,",5\n')
    assert text.strings([0])[0].to_pylist() == [cells[0] for _, cells in text.rows()] == ["a\nb", 'c "d"', '5" e', "f,"]
    assert [number for number, _ in text.rows()] == [2, 4, 5, 8]
    assert (
        text.line_of(3).endswith("a.csv:8")
        and "2 lines of comment" in text.told
        and "1 row of empty cells passed over" in text.told
    )


cells = st.sampled_from(["a", "b c", 'd"e', "f,g", "h\ni", "", "007", "#j", "1.5", "k;l", "李"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6), st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_what_was_written_is_read(rows, mark, everything):
    def shown(value):
        quoted = everything or any(letter in value for letter in f'{mark}"\n') or value.startswith("#")
        return '"' + value.replace('"', '""') + '"' if quoted else value

    rows = [("head", "x"), *rows, ("last", "y")]
    with tempfile.TemporaryDirectory() as folder:
        text = opened(Path(folder), "\n".join(mark.join(map(shown, row)) for row in rows), delimiter=mark)
        first, second = text.strings([0, 1])
    kept = [row for row in rows if everything or any(row)]
    assert list(zip(first.to_pylist(), second.to_pylist(), strict=True)) == kept


@pytest.mark.parametrize(
    ("content", "columns"),
    [("id,dorm\n1,3\n2,4\n", ["1", "2"]), ("name;house\nann;north\nbob;north\n", ["ann", "bob"]), ("handle\tteam\nann\ta\nbob\tb\n", ["ann", "bob"]),
     ('"","id"\n"1","007"\n', ["1"])],
)  # fmt: skip
def test_tables_of_people_have_a_header(tmp_path, content, columns):
    (tmp_path / "people.csv").write_text(content)
    table = open_people(tmp_path / "people.csv")
    assert table.strings([0])[0].to_pylist() == columns and "header" in table.told


@pytest.mark.parametrize("content", ["1,3\n2,4\n3,4\n", "ann,north\nbob,north\ncem,south\n", "ann\nbob\ncem\n"])
def test_a_first_person_is_not_taken_for_a_header(tmp_path, content):
    path = tmp_path / "people.csv"
    path.write_text(content)
    with pytest.raises(ScenarioError, match=r"people\.csv:1: the first row.*header"):
        open_people(path)
    table = open_people(path, header=False)
    assert table.names[0] == "0" and len(table.strings([0])[0]) == 3
    assert len(open_people(path, header=True).strings([0])[0]) == 2


pieces = st.sampled_from(
    [
        b"1",
        b"2",
        b"ann",
        b",",
        b";",
        b"\t",
        b" ",
        b"|",
        b'"',
        b'""',
        b"\n",
        b"\r\n",
        b"\r",
        b"#",
        b"%",
        b"//",
        b"{",
        b"}",
        b"{'weight': 1}",
        b"0,5",
        b"\xff",
        b"\xef\xbb\xbf",
        b"sep=;",
        b"source",
        b"target",
        b"weight",
        b"Type",
        b"Directed",
        b"*Vertices 2",
        b"*Edges",
        b"*Arcs",
        b"graph [",
        b"node [ id 1 ]",
        b"]",
        b"edge [ source 1 target 1 ]",
        b"%%MatrixMarket matrix coordinate real general",
        b"% sym positive",
        b"# Directed graph",
        b"dl n=2",
        b"<graphml>",
        b"<gexf>",
        b"1289241911",
        b"\x1f\x8b",
        b"PK\x03\x04",
        b"BZh",
        b"1e999",
        b"9" * 30,
        "李".encode(),
        b"\0",
    ]
)
names = st.sampled_from(
    [
        "a.csv",
        "a.txt",
        "a.net",
        "a.mtx",
        "a.gml",
        "a.gexf",
        "a.graphml",
        "a.csv.gz",
        "a.zip",
        "a.parquet",
        "a.feather",
        "a.csv.zst",
        "out.x",
    ]
)
arguments = st.fixed_dictionaries(
    {},
    optional={
        "header": st.booleans(),
        "delimiter": st.sampled_from([",", " ", "\t", "x"]),
        "weight": st.sampled_from([False, 2, "weight"]),
        "source": st.sampled_from([0, 1, "source"]),
        "directed": st.booleans(),
        "encoding": st.sampled_from(["gbk", "utf-16"]),
        "label": st.just("name"),
        "layer": st.just("x"),
    },
)


@settings(max_examples=600, deadline=None)
@given(
    st.one_of(
        st.lists(pieces, max_size=25).map(b"".join),
        st.lists(pieces, max_size=25).map(b"\n".join),
        st.binary(max_size=120),
    ),
    names,
    arguments,
)
@example(b'"a\nb",c\n"a,b', "a.csv", {})
@example(b"%%MatrixMarket matrix coordinate real general\n99999999 99999999 1\n1 2 1\n", "a.mtx", {})
@example(b"*Vertices 999999999999\n*Edges\n1 2\n", "a.net", {})
def test_any_bytes_are_read_or_refused(content, name, arguments):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            network = read_network(path, **arguments)
        except ScenarioError as error:
            assert error.problems and all(
                ": " in line and "must be" in line or "more rows" in line for line in error.problems
            )
        else:
            assert network.n >= 2 and network.read_as
        try:
            open_people(path)
        except ScenarioError as error:
            assert error.problems
