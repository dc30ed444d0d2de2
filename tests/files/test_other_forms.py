"""Tables that are no edge lists, and rows among ties that are none: refused, with what they are and the way; never read
as another network."""

import re

import numpy as np
import pytest

import gridsim as gs
from gridsim.errors import ScenarioError


def _read(tmp_path, text, **said):
    path = tmp_path / "ties.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return gs.read_network(path, **said)


def _matrix(n, kind, seed):
    """A matrix of n people: symmetric or not, of zeros and ones, counts or shares, as rows of text."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 2, (n, n)) * (rng.integers(1, 9, (n, n)) if kind == "counts" else 1)
    values = np.triu(values, 1) + (np.triu(values, 1).T if kind != "directed" else np.tril(values, -1))
    values[0, n - 1] = values[n - 1, 0] = 1
    shares = kind == "shares"
    return [[f"{value / 4:g}" if shares else str(value) for value in row] for row in values.tolist()]


@pytest.mark.parametrize("names", ["none", "pandas", "r", "corner", "numbers", "head"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", " ", ", "])
@pytest.mark.parametrize("n", [3, 4, 10, 50])
def test_a_matrix_is_no_edge_list(tmp_path, n, delimiter, names):
    for seed, kind in enumerate(("ones", "directed", "counts", "shares")):
        rows = _matrix(n, kind, seed)
        people = [str(at) for at in range(n)] if names == "numbers" else [f"p{at}" for at in range(n)]
        if names in ("pandas", "corner", "numbers"):
            corner = "id" if names == "corner" else '""'
            rows = [[corner, *people], *([person, *row] for person, row in zip(people, rows, strict=True))]
        elif names == "r":
            rows = [people, *([person, *row] for person, row in zip(people, rows, strict=True))]
        elif names == "head":
            rows = [people, *rows]
        text = "".join(delimiter.join(row) + "\n" for row in rows)
        with pytest.raises(
            ScenarioError, match=rf"ties\.csv:1: .*a matrix of ({n} people|zeros).*networkx.*from_networkx"
        ):
            _read(tmp_path, text)


def test_a_matrix_below_its_size_and_of_groups(tmp_path):
    for text in (
        "3\n0 1 1\n1 0 1\n1 1 0\n",
        "0,1,1\n1,0,1\n1,1,0\n1,0,0\n",
        "1,0\n0,1\n1,1\n1,0\n",
        ",a,b\na,0,1\nb,1,0\n",
    ):
        with pytest.raises(ScenarioError, match="a matrix of"):
            _read(tmp_path, text)


def test_small_ties_with_weights_are_no_matrix(tmp_path):
    network = _read(tmp_path, "1 2 3\n2 3 2\n3 4 1\n")
    assert network.n == 4 and sorted(network.weights.tolist()) == [1, 1, 2, 2, 3, 3]
    assert _read(tmp_path, "0,1\n1,0\n").n_ties == 2
    assert _read(tmp_path, "0 1 1\n1 0 1\n1 1 0\n", source=0, target=1).n == 2


@pytest.mark.parametrize(
    "text",
    [
        "0 1 2\n1 2\n2 3\n3\n",
        "a,b,c\nb,c\nc,a\n",
        "1 2 3\n2 1 3\n3 1 2\n",
        "ann bob cem dan\nbob ann cem dan\ncem ann bob dan\ndan ann bob cem\n",
    ],
)
def test_adjacency_lists_are_named(tmp_path, text):
    with pytest.raises(ScenarioError, match=r"friends.*networkx\.read_adjlist"):
        _read(tmp_path, text)


@pytest.mark.parametrize("remark", [" # a note", "\t// since May", " #new", " % ?"])
@pytest.mark.parametrize(
    "rows", [["3,7", "7,4", "4,3"], ["ann;bob", "bob;cem", "cem;ann"], ["source,target", "ann,bob", "bob,ann"]]
)
def test_a_remark_behind_a_row_is_no_part_of_an_id(tmp_path, rows, remark):
    lines = [*rows[:1], rows[1] + remark, *rows[2:]]
    with pytest.raises(ScenarioError, match=re.escape(remark.strip().split()[0])):
        _read(tmp_path, "\n".join(lines) + "\n", header=rows[0].startswith("source"))


def test_a_mark_in_quotes_belongs_to_the_id(tmp_path):
    assert sorted(_read(tmp_path, '"Ann #2",Bob\nBob,"Ann #3"\n', header=False).labels.tolist()) == [
        "Ann #2",
        "Ann #3",
        "Bob",
    ]


@pytest.mark.parametrize("said", [{}, {"header": True}])
@pytest.mark.parametrize("top", ["Friends of class 3b", "Friends of class 3b,", "; made by us", "30,3"])
def test_lines_above_the_header(tmp_path, top, said):
    body = "van,naar\nann,bob\nbob,cem\ncem,dan\ndan,eva\n"
    with pytest.raises(ScenarioError, match=r"ties\.csv"):
        _read(tmp_path, top + "\n" + body, **said)


def test_a_header_below_a_count(tmp_path):
    network = _read(tmp_path, "12\nu , v\nann , bob\nbob , cem\n")
    assert network.labels.tolist() == ["ann", "bob", "cem"]


@pytest.mark.parametrize("delimiter", [",", "\t", " "])
def test_a_header_that_comes_again(tmp_path, delimiter):
    once = [["from_user", "to_user"], ["ann", "bob"], ["bob", "cem"]]
    with pytest.raises(ScenarioError, match=r"ties\.csv:4: .*the header again"):
        _read(tmp_path, "".join(delimiter.join(row) + "\n" for row in once * 2), header=True)


def test_a_row_of_words_among_numbers(tmp_path):
    with pytest.raises(ScenarioError, match=r"ties\.csv:3: a row must be of numbers.*van, naar"):
        _read(tmp_path, "1,2\n2,3\nvan,naar\n3,4\n4,1\n")
    with pytest.raises(ScenarioError, match=r"ties\.csv:1: "):
        _read(tmp_path, '8,2\n"Name 1","Name 2"\n"S0","S2"\n"S2","S5"\n')


@pytest.mark.parametrize("footer", ["(3 rows)", "-- end", "3 rows", "Total 3", "共 3"])
@pytest.mark.parametrize("delimiter", [" ", "\t", ", ", "; "])
def test_a_footer_decides_nothing(tmp_path, delimiter, footer):
    rows = [["ann", "bob"], ["bob", "cem"], ["cem", "ann"]]
    with pytest.raises(ScenarioError, match=r"ties\.csv"):
        _read(tmp_path, "".join(delimiter.join(row) + "\n" for row in rows) + footer + "\n")


@pytest.mark.parametrize("text", [
    "0,1234567890123456805,1234567890123456799\n1,1234567890123456816,1234567890123456792\n2,1234567890123456844,1234567890123456810\n",
    "0;00491701002;00491701000;\n1;00491701007;00491701005;\n2;00491701000;00491701002;\n",
    "0 0001 0000\n1 0000 0001\n", "0,0.5,1.5\n1,3.5,0.5\n2,4.5,3.5\n", "0; 2; 8\n1; 3; 8\n2; 5; 10\n3; 13; 1\n",
])  # fmt: skip
def test_row_numbers_without_a_header_are_no_people(tmp_path, text):
    with pytest.raises(ScenarioError, match=r"the third column must be a weight beyond doubt.*source="):
        _read(tmp_path, text)
    network = _read(tmp_path, text, source=1, target=2, weight=False)
    assert network.weights is None and network.n > 1


def test_the_numbers_of_the_columns_are_no_tie(tmp_path):
    text = "0,1\n" + "".join(f"{at},{at + 3}\n" for at in range(20, 40))
    with pytest.raises(ScenarioError, match="the numbers of the columns"):
        _read(tmp_path, text)
    assert _read(tmp_path, text, header=True).n_ties == 40


@pytest.mark.parametrize(
    "text", ['"1":"5":"9,74"\n"2":"7":"4,49"\n', "'0.0' '1.0' '3,74'\n'1.0' '0.0' '8,21'\n", "3 5\n'1' '0'\n'2' '0'\n"]
)
def test_pieces_of_quotes_are_no_ids(tmp_path, text):
    with pytest.raises(ScenarioError, match="quotes"):
        _read(tmp_path, text)


def test_counts_of_people_beyond_the_ids(tmp_path):
    with pytest.raises(ScenarioError, match="the numbers of people and ties beyond doubt"):
        _read(tmp_path, "30;4\n745;708\n42;967\n819;523\n42;671\n")


def test_ties_that_count_down_are_no_counts(tmp_path):
    with pytest.raises(ScenarioError, match="the numbers of people and ties beyond doubt"):
        _read(tmp_path, "4,3\n3,2\n2,1\n1,0\n")
    assert _read(tmp_path, "4,3\n3,2\n2,1\n1,0\n", header=False).n == 5


def _people(tmp_path, table, said=""):
    (tmp_path / "people.csv").write_text(table, encoding="utf-8")
    (tmp_path / "ties.csv").write_text("3,1\n2,1\n1,0\n0,3\n")
    scenario = tmp_path / "town.yaml"
    scenario.write_text(
        f"people: {{file: people.csv, circle: dorm{said}}}\n"
        "network: {moments: {file: ties.csv}, micro_blog: {}}\nstrategies: {official: {}}\n"
    )
    return gs.build_world(gs.load_scenario(scenario), seed=1)


@pytest.mark.parametrize("top", [",id,dorm", "Unnamed: 0,id,dorm", "row,id,dorm", "id,dorm"])
def test_row_numbers_of_a_table_of_people_are_no_ids(tmp_path, top):
    rows = ["0,3,a", "1,2,b", "2,1,c", "3,0,d"]
    if top == "id,dorm":  # R, with names of rows
        top, rows = "id,dorm", [f"{at + 1},{row[2:]}" for at, row in enumerate(rows)]
    with pytest.raises(ScenarioError, match=r"people\.csv:1: the column of the ids.*people\.label"):
        _people(tmp_path, "\n".join([top, *rows]) + "\n")
    world = _people(tmp_path, "\n".join([top, *rows]) + "\n", ", label: id")
    assert world.labels.tolist() == [3, 2, 1, 0] and world.circle_names == ["a", "b", "c", "d"]


@pytest.mark.parametrize("word", ["NA", "nan", "None", "NULL", "<NA>"])
def test_nothing_known_is_no_circle(tmp_path, word):
    table = f"id,dorm\n0,{word}\n1,{word}\n2,{word}\n3,b\n"
    with pytest.raises(ScenarioError, match=r"people\.csv:2: the circle dorm.*people\.missing"):
        _people(tmp_path, table)
    assert _people(tmp_path, table, f", missing: '{word}'").circle_names == ["b"]


def test_a_missing_number_is_known_as_a_float(tmp_path):
    assert _people(tmp_path, "id,dorm\n0,0.0\n1,0.0\n2,3.0\n3,3.0\n", ", missing: 0").circle_names == ["3.0"]


@pytest.mark.parametrize("odd", ["id,dorm", "Total,4"])
def test_rows_of_a_table_of_people_that_are_nobody(tmp_path, odd):
    with pytest.raises(ScenarioError, match=r"people\.csv.*(the header again|a person beyond doubt)"):
        _people(tmp_path, f"id,dorm\n0,a\n1,b\n2,a\n3,b\n{odd}\n")


def test_as_many_ties_as_columns_are_no_matrix(tmp_path):
    network = _read(tmp_path, "layer node1 node2 weight\n1 1 2 1\n1 2 3 1\n2 1 3 1\n2 3 4 1\n", layer="1")
    assert network.n == 3 and network.n_ties == 4
    assert _read(tmp_path, "source,target,weight\n0,1,1\n1,0,1\n2,1,0\n").n == 3


@pytest.mark.parametrize(
    ("column", "yes", "no"), [("Type", "Directed", "Undirected"), ("directed", "true", "false"), ("Directed", "1", "0")]
)
def test_a_column_says_the_direction_throughout(tmp_path, column, yes, no):
    text = f"source,target,{column}\nann,bob,{{}}\nbob,cem,{{}}\n"
    assert _read(tmp_path, text.format(yes, yes)).n_ties == 2
    assert _read(tmp_path, text.format(no, no)).n_ties == 4
    for mixed in ((yes, no), (yes, ""), ("", no)):
        with pytest.raises(ScenarioError, match=rf"the column {column} must be .* throughout.*directed=True"):
            _read(tmp_path, text.format(*mixed))
    assert _read(tmp_path, text.format(yes, no), directed=True).n_ties == 2


def test_years_are_no_weights(tmp_path):
    text = "1,2,2010\n2,3,2011\n3,1,2012\n4,1,2012\n"
    with pytest.raises(ScenarioError, match="years.*weight=2.*weight=False"):
        _read(tmp_path, text)
    assert _read(tmp_path, text, weight=False).weights is None


@pytest.mark.parametrize("top", ["60 3", "2 2", "30"])
def test_counts_above_rows_of_more_cells(tmp_path, top):
    rows = ["ann bob 5", "bob ann 7", "cem ann 7"][: 2 if top == "2 2" else 3]
    network = _read(tmp_path, "\n".join([top, *rows]) + "\n")
    assert network.n == (2 if top == "2 2" else 3)
