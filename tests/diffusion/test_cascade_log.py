"""Cascades from files: round trips, every kind of bad row, any bytes, and the real log of 2,643 posts."""

import gzip
import math
import re
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import gridsim as gs
from gridsim.diffusion import (
    CascadeLaw,
    Forest,
    cascade_measures,
    read_cascades,
    reproduction_by_generation,
    summarise_cascades,
)

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")
HEADER = "cascade,event,user,dt,parent_event\n"


def written(folder: Path, rows: str, name: str = "log.csv", header: str = HEADER) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress((header + rows).encode()) if name.endswith(".gz") else (header + rows).encode())
    return path


def test_a_small_log_by_hand(tmp_path):
    rows = "7,5,31,60,-1\n7,9,12,90.5,5\n3,5,31,,-1\n7,6,12,30,-1\n3,2,40,10,5\n"
    forest = read_cascades(written(tmp_path, rows, "log.csv.gz"))
    assert forest.tree_labels.tolist() == [3, 7] and forest.labels.tolist() == [12, 31, 40]
    assert forest.tree.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert forest.parent.tolist() == [-1, 0, 1, -1, 3, 3, 4]
    assert forest.agent.tolist() == [-1, 1, 2, -1, 1, 0, 0]
    assert forest.time.tolist()[3:] == [0, 60, 30, 90.5] and math.isnan(forest.time[1])
    assert cascade_measures(forest)["tree"].tolist() == [3, 7]


def test_other_names_text_ids_and_another_mark_of_the_original(tmp_path):
    path = written(tmp_path, "x;e1;ann;1;root\r\nx;e2; bob ;2;e1\r\n\r\n", header="post;id;who;seconds;of\r\n")
    forest = read_cascades(path, cascade="post", event="id", user="who", time="seconds", parent="of", original="root")
    assert forest.parent.tolist() == [-1, 0, 1] and forest.labels[forest.agent[1:]].tolist() == ["ann", "bob"]


def test_a_forest_comes_back_from_its_log(tmp_path):
    forest = CascadeLaw(
        8.0, 1.0, direct_wait_median=3600, later_wait_median=60, direct_noise=1.0, later_noise=2.0
    ).simulate(60, seed=3)
    place = np.arange(forest.n) - forest.roots[forest.tree]
    rows = [
        f"{forest.tree[i]},{place[i]},{forest.agent[i]},{float(forest.time[i])!r},{-1 if place[forest.parent[i]] == 0 else place[forest.parent[i]]}\n"
        for i in np.flatnonzero(forest.parent >= 0)[::-1]
    ]
    again = read_cascades(written(tmp_path, "".join(rows)))
    assert again.n == forest.n
    for name in ("size", "depth", "max_breadth", "structural_virality", "half_life"):
        assert cascade_measures(again)[name].tolist() == pytest.approx(
            cascade_measures(forest)[name].tolist(), nan_ok=True
        )


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("1,0,5,1,-1\n1,1,,2,0\n", "log.csv:3: an id must be a number or a text; got 'an empty cell'"),
        ("1,0,5,1,-1\n1,1,6,soon,0\n", "log.csv:3: the time must be a number of seconds, or empty; got 'soon'"),
        ("1,0,5,1,-1\n1,1,6,inf,0\n", "log.csv:3: the time must be a number of seconds, or empty; got 'inf'"),
        ("1,0,5,1,-1\n1,1,6\n", "log.csv:3: a row must be of 5 columns like the first; got '3: 1, 1, 6'"),
        ("1,0,5,1,-1\n2,0,5,1,-1\n\n1,0,6,2,-1\n", "log.csv:5: an event must be in its cascade once; got '0'"),
        (
            "1,0,5,1,-1\n1,1,6,2,7\n",
            "log.csv:3: the parent must be an event of the same cascade, or -1 for the original; got '7'",
        ),
        (
            "1,0,5,1,-1\n2,0,5,1,-1\n2,3,5,1,-1\n1,1,6,2,3\n",
            "log.csv:5: the parent must be an event of the same cascade",
        ),
        ("1,0,5,1,-1\n1,1,6,2,2\n1,2,6,2,1\n", "log.csv:3: the parents must be a tree; got 'a circle'"),
        (
            "1,0,5,100,-1\n1,1,6,50,0\n",
            "log.csv:3: a repost must be later than its parent in all but 0.001 of the rows; got 'earlier in 0.5",
        ),
        ("1,0,5,1,-1\nb,1,6,2,0\n", "the parent must be an event of the same cascade, or -1 for the original; got '0'"),
        ("", "log.csv:1: the log must be a header and at least one row"),
        ("\n\n", "log.csv:1: the log must be a header and at least one row"),
        ("1,0,5,1,-1\n\x00", "log.csv:3: the file must be UTF-8 text, .parquet or .graphml; got 'the byte 0x00'"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path, rows, says):
    with pytest.raises(gs.ScenarioError, match=re.escape(says)):
        read_cascades(written(tmp_path, rows))


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (
            {"user": "who"},
            "log.csv:1: the column of the user must be one of cascade, event, user, dt, parent_event; got 'who'",
        ),
        ({"parent": "from"}, "holds no trees"),
        ({"user": "cascade"}, "log.csv:1: the columns must be five different ones"),
        ({"original": "root"}, "original: the mark of the original must be one that stands in the log; got 'root'"),
        ({"most_bytes": 10}, "log.csv: the file must be of at most 10 bytes"),
        ({"most_bytes": 0}, "most_bytes"),
        ({"early_share": 2}, "early_share: the early_share must be a number from 0 to 1; got 2"),
    ],
)
def test_bad_arguments_are_named(tmp_path, given_, says):
    with pytest.raises(gs.ScenarioError, match=re.escape(says)):
        read_cascades(written(tmp_path, "1,0,5,1,-1\n"), **given_)


def test_a_column_that_comes_twice_is_named(tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("cascade,cascade,event,user,dt,parent_event\n1,1,0,a,1,-1\n")
    with pytest.raises(
        gs.ScenarioError, match=r"log.csv:1: the column of the cascade must be there once; got 'cascade twice'"
    ):
        read_cascades(log)


def test_files_that_are_none(tmp_path):
    for path, says in ((tmp_path / "none.csv", "nothing there"), (tmp_path, "a folder")):
        with pytest.raises(gs.ScenarioError, match=says):
            read_cascades(path)
    whole = gzip.compress((HEADER + "1,0,5,1,-1\n" * 100).encode())
    (tmp_path / "half.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(gs.ScenarioError, match="a whole gzip file"):
        read_cascades(tmp_path / "half.csv.gz")


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path):
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(HEADER.encode() + b"1,0,5,1,-1\n" * 2_000_000))
    with pytest.raises(gs.ScenarioError, match="of at most 1,000,000 bytes when unpacked; got 'more than"):
        read_cascades(tmp_path / "bomb.csv.gz", most_bytes=1_000_000)


def test_reposts_dated_before_what_they_repost_are_kept_where_they_are_few(tmp_path):
    forest = read_cascades(written(tmp_path, "1,0,5,100,-1\n1,1,6,50,0\n"), early_share=0.5)
    assert forest.wait.tolist()[1:] == [100, -50]


cells = st.sampled_from(["", "0", "1", "2", "-1", "1.5", "a", "nan", "inf", '"', "x y", "\r", "1e999", "9" * 30, "é"])
tables = st.lists(st.lists(cells, min_size=3, max_size=6), max_size=6)
texts = st.builds(
    lambda rows, mark, end, header: (mark.join(HEADER.strip().split(",")) + end if header else "").encode()
    + end.join(mark.join(row) for row in rows).encode(),
    tables, st.sampled_from([",", "\t", ";"]), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(),
)  # fmt: skip
whole_rows = st.builds(
    lambda rows: HEADER.encode() + b"".join(b",".join(b"%d" % cell for cell in row) + b"\n" for row in rows),
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(-1, 3), st.integers(0, 3), st.integers(-5, 9), st.integers(-1, 3)),
        max_size=8,
    ),
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=200), texts, whole_rows), st.sampled_from([".csv", ".csv.gz"]))
@example(HEADER.encode() + b'"1\n",2,3,4,5\n', ".csv")
@example(HEADER.encode() + b"9223372036854775807,1,2,3,-1\n", ".csv")
@example(b"\x1f\x8b\x08\x00", ".csv")
@example(b"\xef\xbb\xbf" + HEADER.encode() + b"1,0,5,1,-1", ".csv")
def test_no_bytes_crash_the_reader(content, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log{suffix}"
        path.write_bytes(content)
        try:
            forest = read_cascades(path)
        except gs.ScenarioError:
            return
        assert isinstance(forest, Forest) and forest.n_trees and len(cascade_measures(forest)) == forest.n_trees


# --- the real log


@pytest.fixture(scope="module")
def real() -> Forest:
    return read_cascades(DATA / "weibo_reposts.csv.gz")


@needs_data
def test_the_real_log_is_read_whole(real):
    assert (real.n_trees, real.n) == (2_643, 2_643 + 974_539)
    assert np.isnan(real.time).sum() == 55
    posts = np.genfromtxt(DATA / "weibo_posts.csv.gz", delimiter=",", names=True)
    assert dict(zip(real.tree_labels.tolist(), (np.bincount(real.tree) - 1).tolist())) == dict(
        zip(posts["cascade"], posts["n_events"])
    )


@needs_data
def test_real_cascades_have_the_published_shapes(real):
    """facts.md row 13: a large first generation, then a small, flat reproduction (0.3 to 0.6), over-dispersed; virality
    hardly depends on size."""
    table = reproduction_by_generation(real, 6)
    assert table["reproduction"].iloc[0] > 100
    assert table["reproduction"].iloc[1:].between(0.3, 0.6).all()
    assert (table["variance_over_mean"].iloc[1:4] > 5).all() and (table["dispersion"].iloc[1:] < 1).all()
    figures = summarise_cascades(real, n_bootstrap=100)
    assert (
        figures.loc["virality_size_correlation", "low"] < 0.1
        and figures.loc["virality_size_correlation", "high"] > -0.1
    )
    assert figures.loc["broadcast_size_correlation", "low"] > 0.8
    assert 1 < figures.loc["half_life_hours_median", "estimate"] < 12


@needs_data
def test_a_log_without_parents_says_so():
    with pytest.raises(gs.ScenarioError, match="who and when but not from whom holds no trees"):
        read_cascades(DATA / "stackexchange_christianity_cascades.csv.gz", event="order")
