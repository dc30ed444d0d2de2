"""The same cascades in many layouts: the same forest or a refusal, never another forest."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest

import gridsim as gs
from gridsim.diffusion import CascadeLaw, fit_cascades, read_cascade_paths, read_cascades

# cascade: (id, author, rows); a row: (event, user, seconds, parent event or None where the post itself was reposted)
CASCADES = [
    ("31", "ann", [("10", "bob", 5, None), ("11", "cem", 9, "10"), ("12", "dan", 12, "11"), ("13", "eva", 14, None)]),
    ("32", "bob", [("20", "ann", 4, None), ("21", "cem", 8, None)]),
    ("33", "cem", [("30", "fay", 7, None), ("41", "ann", 11, "30"), ("42", "bob", 20, "30"), ("43", "dan", 25, "41")]),
    ("34", "dan", [("50", "gus", 3, None), ("51", "hal", 6, "50"), ("52", "ann", 8, None), ("53", "ann", 9, "52")]),
    ("35", "ann", [("60", "bob", 50, None), ("61", "eva", 51, None), ("62", "fay", 53, "61")]),
    (
        "36",
        "eva",
        [
            ("70", "dan", 1, None),
            ("71", "cem", 2, "70"),
            ("72", "bob", 3, "71"),
            ("73", "ann", 4, "72"),
            ("74", "gus", 5, None),
        ],
    ),
]
MARKS = ("-1", "-1.0", "", "NA", "None", "nan", "self", "cascade", "source")
ARGUMENT = {"-1": -1, "-1.0": -1, "": "empty", "NA": "empty", "None": "empty", "nan": "empty"}
AUTHORS = ("none", "apart", "parent", "both")
NAMES = ("cascade", "event", "user", "dt", "parent_event")


def shape_of(forest):
    """Trees with their parents, times and reposters, however the rows were ordered."""
    who = np.array(["?" if agent < 0 else str(forest.labels[agent]) for agent in forest.agent], object)
    found = {}
    for tree, label in enumerate(forest.tree_labels):
        rows = np.flatnonzero(forest.tree == tree)
        steps = []
        for row in rows:
            way, at = [], row
            while forest.parent[at] >= 0:
                way.append((who[at], round(float(forest.time[at]), 6)))
                at = forest.parent[at]
            steps.append(tuple(way[::-1]))
        found[str(label)] = sorted(steps)
    return found


def rows_of(mark, authors, ids=str, cascades=CASCADES):
    """The rows of a log with this mark of the original and these rows of authors: none, or one a cascade with the mark
    as its parent; direct reposts then have the author's event as parent ("parent"), the mark too ("apart"), or a mark
    of their own ("both", the id of the cascade)."""
    for number, (cascade, author, rows) in enumerate(cascades):
        source = f"9{number}00"

        def written(event, parent, cascade=cascade, source=source):
            if parent is not None:
                return ids(parent) + (".0" if mark == "-1.0" else "")
            return {"self": ids(event), "cascade": ids(cascade), "source": ids(source)}.get(mark, mark)

        first = f"8{number}"
        if authors != "none":
            yield ids(cascade), ids(first), author, "0", written(first, None)
        for event, user, time, parent in rows:
            above = written(event, parent)
            if parent is None and authors == "parent":
                above = written(event, first)
            elif parent is None and authors == "both":
                above = ids(cascade) + (".0" if mark == "-1.0" else "")
            yield ids(cascade), ids(event), user, str(time), above


def told(rows, delimiter=",", quoted=False, comments="", end="\n", names=NAMES):
    """A log as text."""
    lines = []
    for number, row in enumerate([names, *rows]):
        if comments == "above" and number == 0:
            lines += ["# reposts of six posts", "# one row a repost"]
        if comments == "anywhere" and number in (1, 4, 9):
            lines.append("# a remark, with one comma")
        lines.append(delimiter.join(f'"{cell}"' if quoted else cell for cell in row))
    return end.join([*lines, ""])


def test_the_same_cascades_in_many_layouts_are_the_same_forest_or_refused(tmp_path):
    expected = None
    layouts = itertools.product(
        MARKS,
        AUTHORS,
        (",", "\t", ";", "|"),
        (False, True),
        ("", "above", "anywhere"),
        ("\n", "\r\n", "\r"),
        ("utf-8", "utf-8-sig", "utf-16"),
        ("number", "zeros", "text"),
    )
    n_read, n_refused = 0, 0
    write = {"number": str, "zeros": lambda one: f"00{one}", "text": lambda one: f"e{one}x"}
    for number, (mark, authors, delimiter, quoted, comments, end, encoding, ids) in enumerate(layouts):
        if number % 29:  # every combination of two of them stays in
            continue
        if mark == "-1.0" and ids != "number" or (mark in ("self", "cascade", "source") and authors == "both"):
            continue
        log = tmp_path / f"log{number}.csv"
        log.write_bytes(told(rows_of(mark, authors, write[ids]), delimiter, quoted, comments, end).encode(encoding))
        if ids == "number" and expected is None:
            expected = shape_of(read_cascades(log, original=ARGUMENT.get(mark, mark), author_rows=authors != "none"))
        try:
            forest = read_cascades(log)
        except gs.ScenarioError as error:
            n_refused += 1
            assert "original=" in str(error) or "author_rows=" in str(error), f"{mark!r}, {authors}: {error}"
            continue
        n_read += 1
        found = {label.strip("ex").lstrip("0"): steps for label, steps in shape_of(forest).items()}
        assert found == TRUTH, f"{mark!r}, {authors}, {delimiter!r}, {comments!r}, {encoding}, {ids}"
    assert expected == TRUTH and n_read > 0.6 * (n_read + n_refused) and n_read + n_refused > 150


def truth():
    found = {}
    for cascade, _, rows in CASCADES:
        ways = {None: ()}
        for event, user, time, parent in rows:
            ways[event] = (*ways[parent], (user, float(time)))
        found[cascade] = sorted(ways.values())
    return found


TRUTH = truth()


@pytest.mark.parametrize(
    ("mark", "authors"),
    [
        pair
        for pair in itertools.product(MARKS, AUTHORS)
        if pair[1] != "both" or pair[0] not in ("self", "cascade", "source")
    ],
)
def test_with_the_arguments_every_layout_is_read(tmp_path, mark, authors):
    log = tmp_path / "log.csv"
    log.write_text(told(rows_of(mark, authors)))
    marks = [ARGUMENT.get(mark, mark), *(["cascade"] if authors == "both" else [])]
    assert shape_of(read_cascades(log, original=marks, author_rows=authors != "none")) == TRUTH


@pytest.mark.parametrize("form", ["csv", "parquet", "feather"])
def test_columns_of_every_kind_are_the_same_log(tmp_path, form):
    import pandas as pd

    frame = pd.DataFrame(list(rows_of("", "none")), columns=NAMES)
    for name in ("cascade", "event", "dt"):
        frame[name] = frame[name].astype(int)
    frame["parent_event"] = pd.to_numeric(frame["parent_event"])  # floats with gaps
    log = tmp_path / f"log.{form}"
    {
        "csv": lambda: frame.to_csv(log, index=False),
        "parquet": lambda: frame.to_parquet(log),
        "feather": lambda: frame.to_feather(log),
    }[form]()
    assert shape_of(read_cascades(log)) == TRUTH


def test_order_of_rows_and_columns_and_units_of_time_do_not_matter(tmp_path):
    rows = list(rows_of("-1", "parent"))[::-1]
    log = tmp_path / "log.csv"
    order = [3, 0, 4, 2, 1]
    log.write_text(told([[row[at] for at in order] for row in rows], names=[NAMES[at] for at in order]))
    assert shape_of(read_cascades(log)) == TRUTH
    log.write_text(told([(*row[:3], str(float(row[3]) / 60), row[4]) for row in rows]))
    minutes = shape_of(read_cascades(log, unit="minutes"))
    assert {label: [[step[0] for step in way] for way in ways] for label, ways in minutes.items()} == {
        label: [[step[0] for step in way] for way in ways] for label, ways in TRUTH.items()
    }
    assert minutes["31"][-1][-1][1] == pytest.approx(TRUTH["31"][-1][-1][1])


def test_dates_are_taken_where_authors_have_rows_and_refused_where_not(tmp_path):
    begun = 1_464_710_400
    log = tmp_path / "log.csv"
    log.write_text(told([(*row[:3], str(begun + int(row[3])), row[4]) for row in rows_of("-1", "parent")]))
    with pytest.raises(gs.ScenarioError, match="at the earliest time, as authors have'. Say so: author_rows=True"):
        read_cascades(log)
    assert shape_of(read_cascades(log, author_rows=True)) == TRUTH
    log.write_text(told([(*row[:3], str(begun + int(row[3])), row[4]) for row in rows_of("-1", "none")]))
    with pytest.raises(
        gs.ScenarioError, match="the times must be since the post; got '1464710401, a date as it seems'"
    ):
        read_cascades(log)


def test_authors_rows_change_no_fit(tmp_path):
    forest = CascadeLaw(8.0, 1.0, reproduction=0.4, dispersion=0.5).simulate(300, seed=4)
    place = np.arange(forest.n) - forest.roots[forest.tree]
    fits = []
    for authors in (False, True):
        rows = []
        for i in range(forest.n):
            root = forest.parent[i] < 0
            if root and not authors:
                continue
            above = -1 if root else place[forest.parent[i]]
            above = -1 if not authors and above == 0 else above
            rows.append((str(forest.tree[i]), str(place[i]), f"u{i}", "0" if root else str(1 + place[i]), str(above)))
        log = tmp_path / "log.csv"
        log.write_text(told(rows))
        read = read_cascades(log)
        assert ("authors have rows" in read.read_as) == authors
        fits.append(fit_cascades(read, law="plain").estimates)
    assert fits[0].equals(fits[1]) and fits[0].loc["reproduction", "estimate"] == pytest.approx(0.4, abs=0.05)


def test_few_cascades_with_one_row_at_time_0_are_refused(tmp_path):
    log = tmp_path / "log.csv"
    log.write_text(
        told(
            [
                ("7", "0", "ann", "0", "-1"),
                ("7", "1", "bob", "5", "0"),
                ("9", "0", "cem", "0", "-1"),
                ("9", "1", "ann", "3", "0"),
            ]
        )
    )
    with pytest.raises(
        gs.ScenarioError, match="every cascade has one first row at time 0, as authors have'. Say so: author_rows=True"
    ):
        read_cascades(log)
    assert (
        read_cascades(log, author_rows=True).depth.max() == 1 and read_cascades(log, author_rows=False).depth.max() == 2
    )
    assert read_cascades(log, author_rows=True).labels[read_cascades(log, author_rows=True).agent[0]] == "ann"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [("7", "1", "a", "1", "-1"), ("7", "2", "b", "2", "")],
            r"log.csv:2: the parent .* marked in one way; got 'empty and -1'.*original=\[",
        ),
        (
            [("7", "1", "a", "1", "-1"), ("7", "2", "b", "2", "99")],
            "log.csv:3: the parent must be an event of the same cascade, or -1 for the",
        ),
        (
            [("7", "1", "a", "1", "99"), ("8", "2", "b", "2", "98")],
            "log.csv:2: the parent must be an event .* original='source' if",
        ),
        (
            [("7", "1", "a", "1", "7"), ("8", "8", "b", "2", "1"), ("8", "1", "b", "2", "8")],
            "both the id of the cascade",
        ),
        (
            [("7", "-1", "a", "1", "7"), ("7", "2", "b", "2", "-1")],
            "both the id of an event and a usual mark of the original",
        ),
    ],
)
def test_what_is_in_doubt_is_refused_with_the_argument_that_decides(tmp_path, rows, says):
    log = tmp_path / "log.csv"
    log.write_text(told(rows))
    with pytest.raises(gs.ScenarioError, match=says):
        read_cascades(log)


def test_authors_rows_that_are_not_there_are_refused(tmp_path):
    log = tmp_path / "log.csv"
    log.write_text(told(rows_of("-1", "none")))
    with pytest.raises(
        gs.ScenarioError, match="author_rows: the log must be one with a row for the author in every cascade"
    ):
        read_cascades(log, author_rows=True)


def test_plain_reposts_that_all_carry_the_source_are_stars(tmp_path):
    log = tmp_path / "log.csv"
    log.write_text(told([(c, f"{c}{k}", f"u{k}", str(k + 1), f"9{c}") for c in "1234" for k in range(5)]))
    assert read_cascades(log).depth.max() == 1


# ---- paths


def paths_of(cascades=CASCADES, author=True, zero=0, count=True, delimiter="\t", blank=" "):
    """The same cascades as lines with paths."""
    lines = []
    for number, (cascade, root, rows) in enumerate(cascades):
        ways = {None: root}
        steps = [f"{root}:{zero}"] if author else []
        for event, user, time, parent in rows:
            ways[event] = f"{ways[parent]}/{user}"
            steps.append(f"{ways[event]}:{zero + time}")
        lines.append(
            delimiter.join(
                [cascade, root, str(1464710400 + number), *([str(len(rows))] if count else []), blank.join(steps)]
            )
        )
    return "\n".join([*lines, ""])


@pytest.mark.parametrize(
    "text",
    [paths_of(), paths_of(author=False), paths_of(zero=1_464_710_400), paths_of(count=False), paths_of(delimiter=" "),
     "# a remark\n" + paths_of().replace("\n", "\r\n"), "\ufeff" + paths_of(), paths_of().replace("\n", "\n% more\n")],
    ids=["usual", "no author", "dates", "no count", "blanks", "comments", "mark", "comments between"],
)  # fmt: skip
def test_the_form_with_paths_is_the_same_forest(tmp_path, text):
    file = tmp_path / "dataset.txt"
    file.write_text(text, encoding="utf-8")
    forest = read_cascade_paths(file)
    assert shape_of(forest) == TRUTH and forest.labels[forest.agent[0]] == "ann" and not math.isnan(forest.time[0])


def test_somebody_who_reposts_twice_is_followed_from_the_last_repost_before(tmp_path):
    file = tmp_path / "dataset.txt"
    file.write_text("7\ta\t0\t5\ta:0 a/b:10 a/b:20 a/b/c:15 a/b/d:25 a/c/b:40\n".replace("a/c/b:40", "a/b/c/b:40"))
    forest = read_cascade_paths(file)
    times = forest.time
    above = {float(times[i]): float(times[forest.parent[i]]) for i in range(forest.n) if forest.parent[i] >= 0}
    assert above == {10: 0, 20: 0, 15: 10, 25: 20, 40: 15}


def test_several_posts_in_a_line_are_trees_of_one_label(tmp_path):
    file = tmp_path / "dataset.txt"
    file.write_text("7\ta\t0\t3\ta:0 x:5 a/b:10 x/y:20\n8\tz\t0\t0\tz:0\n")
    forest = read_cascade_paths(file)
    assert forest.n_trees == 3 and forest.tree_labels.tolist() == [7, 7, 8] and forest.depth.tolist() == [0, 1, 0, 1, 0]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "7\ta\t0\t1\ta:0 a/b/c:9",
            "dataset.txt:2: every path must be led up to by the path before its last person; got 'a/b/c'. Add a/b with",
        ),
        ("7\ta\t0\t1\ta:0 a:9", "dataset.txt:2: the author of a cascade must be there once; got 'a twice'"),
        ("1\ta\t0\t1\ta:0", "dataset.txt:2: the id of a cascade must be there once; got '1, as in line 1'"),
        (
            "7\ta\t0\t1\ta:0 a/b",
            "dataset.txt:2: a path must be people with / between them, a colon and a time; got 'a/b'",
        ),
        ("7\ta\t0\t1\ta:0 a//b:3", "dataset.txt:2: a path must be of people with one / between two"),
        ("7\ta\t0\t1\t", "dataset.txt:2: a path must be people"),
        ("7\ta\t0\t1\ta/b:3 x/y:5", "dataset.txt:2: a cascade must be one with its author"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, says):
    file = tmp_path / "dataset.txt"
    file.write_text(f"1\ta\t0\t1\ta:0 a/b:3\n{line}\n")
    with pytest.raises(gs.ScenarioError, match=says):
        read_cascade_paths(file)


def test_each_reader_names_the_other(tmp_path):
    file = tmp_path / "dataset.txt"
    file.write_text(paths_of())
    with pytest.raises(gs.ScenarioError, match="Read it with gs.diffusion.read_cascade_paths"):
        read_cascades(file)


# ---- the real logs


DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")
def test_the_real_log_says_that_its_authors_have_no_rows():
    forest = read_cascades(DATA / "weibo_reposts.csv.gz")
    assert "2,643 cascades, 974,539 reposts, authors have no rows" in forest.read_as


@pytest.mark.parametrize("rows", ["7,0,ann,,-1\n7,1,bob,,0\n", "7,0,ann,0,\n", "7,0,ann,0,-1\n8,0,bob,0,-1\n"])
def test_a_first_row_without_a_time_may_be_the_authors(tmp_path, rows):
    path = tmp_path / "log.csv"
    path.write_text("cascade,event,user,dt,parent_event\n" + rows)
    with pytest.raises(gs.ScenarioError, match="author_rows=True"):
        read_cascades(path)
    assert read_cascades(path, author_rows=True).n == len(rows.splitlines())


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_paths_that_no_blank_divides_are_refused(tmp_path, mark):
    path = tmp_path / "paths.txt"
    path.write_text(f"1\tann\t1464710400\t1\tann/bob:65{mark}ann:0\n")
    with pytest.raises(gs.ScenarioError, match=r"paths\.txt:1: two paths must be divided by blanks"):
        read_cascade_paths(path)


@pytest.mark.parametrize("when", ["2024-01-05 12:00:00", "2024-01-05T12:00:00Z", "Mon Jan 05 12:00:00 +0000 2024"])
def test_a_date_is_asked_for_in_seconds(tmp_path, when):
    path = tmp_path / "log.csv"
    path.write_text(f"cascade,event,user,dt,parent_event\n7,0,ann,{when},-1\n7,1,bob,{when},0\n")
    with pytest.raises(
        gs.ScenarioError, match=r"log\.csv:2: the time must be a number of seconds \(of a date those since 1970\)"
    ):
        read_cascades(path, author_rows=True)
