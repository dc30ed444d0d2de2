"""Every chart is drawn whatever the results, the same each time, and leaves matplotlib as it was."""

import hashlib
import subprocess
import sys
import threading
import xml.etree.ElementTree

import matplotlib
import pytest
from PIL import Image

from gridsim import charts
from gridsim.charts import draw_all, figures
from gridsim.charts.figures import VERDICT_METRIC

NASTY = [
    '<b>"x"&$\\frac{1}{$</b>',
    "混合网格策略",
    "party \N{PARTY POPPER}\x07\n line",
    "a very long name of a strategy that nobody can read",
]


def words_of(picture):
    return " | ".join(text.get_text() for text in picture.figure.findobj(matplotlib.text.Text))


def test_gallery_is_complete_at_slide_size(stored, tmp_path):
    paths = draw_all(stored, tmp_path / "new" / "charts")
    names = [draw.__name__ for draw in charts.GALLERY]
    assert [path.name for path in paths] == [f"{name}.{kind}" for name in names for kind in ("png", "svg")]
    for path in paths:
        if path.suffix == ".png":
            with Image.open(path) as image:
                assert image.size == (1600, 900)
        else:
            xml.etree.ElementTree.parse(path)
    assert not list(tmp_path.glob("**/*.part"))


def test_same_results_give_the_same_bytes_in_any_thread(stored, tmp_path):
    threads = [threading.Thread(target=draw_all, args=(stored, tmp_path / str(i))) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    digests = [
        [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((tmp_path / str(i)).iterdir())]
        for i in range(2)
    ]
    assert digests[0] == digests[1]


def test_settings_and_pyplot_are_left_alone(stored, tmp_path):
    before = dict(matplotlib.rcParams)
    charts.awareness(stored).save(tmp_path)
    assert dict(matplotlib.rcParams) == before
    code = (
        "import sys, gridsim; assert 'matplotlib' not in sys.modules; import gridsim.charts; assert 'matplotlib.pyplot'"
        " not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_chart_can_be_traced(stored):
    for draw in charts.GALLERY:
        words = words_of(draw(stored))
        assert (
            "Fresh food, one city" in words
            and "seed 1" in words
            and "4 replicates" in words
            and "gridsim 0.1.0" in words
        )


def test_title_and_caption_travel_with_the_file(stored, tmp_path):
    picture = charts.buyers(stored)
    svg = next(path for path in picture.save(tmp_path) if path.suffix == ".svg")
    texts = [element.text for element in xml.etree.ElementTree.parse(svg).iter()]
    assert picture.title in texts and picture.caption in texts
    with Image.open(svg.with_suffix(".png")) as image:
        assert image.text["Title"] == picture.title


@pytest.mark.parametrize("sold", [{}, {"grid": 1}])
def test_next_to_nothing_sold(make, sold):
    names = ("official", "grid")
    little = make(names, n_replicates=2, n_days=3, sold={name: sold.get(name, 0) for name in (*names, "nothing")})
    assert all(draw(little).title for draw in charts.GALLERY)


def test_empty_tables_say_so(make):
    hollow = make((), n_replicates=1, n_days=2, sold={"nothing": 0})
    for table in ("daily", "orders", "points", "cascades"):
        setattr(hollow, table, getattr(hollow, table).iloc[:0])
    assert all("nothing to show" in draw(hollow).title for draw in charts.GALLERY)


def test_one_strategy_alone_in_one_replicate(make):
    alone = make(("grid",), n_replicates=1, n_days=10, scale=0.1)
    for name in ("runs", "daily", "orders", "points", "cascades"):
        table = getattr(alone, name)
        setattr(alone, name, table[table["strategy"] == "grid"].reset_index(drop=True))
    del alone.summary["strategies"]["nothing"]
    alone.summary.update(differences=[], verdict=None, kind="run")
    alone.manifest["kind"] = "run"
    titles = {draw.__name__: draw(alone).title for draw in charts.GALLERY}
    # doing nothing was run beside it, so its increment is known, but there is no curve of it to take away
    assert "doing nothing in the one replicate" in titles["differences"]
    assert "is left with" in titles["contribution"]


def test_paid_back_only_where_the_interval_says_so(make):
    stored = make(("official", "grid"), n_replicates=4, n_days=10, scale=0.2)
    assert charts.contribution(stored).title.startswith("No campaign has paid for itself by day 10")
    luck = stored.daily["replicate"].map({0: -9, 1: 9, 2: -8, 3: 8}) * 100_000
    stored.daily["marketing_cost"] = 0
    stored.daily["contribution"] = luck.where(stored.daily["strategy"] != "nothing", 0)
    assert "is undecided" in charts.contribution(stored).title
    stored.daily["contribution"] = (luck + 10**7).where(stored.daily["strategy"] != "nothing", 0)
    assert "more than doing nothing by day 10" in charts.contribution(stored).title


def test_names_are_only_words(make, tmp_path):
    nasty = make(tuple(NASTY), n_replicates=2, n_days=5, scale=0.05, title="$\\alpha$ <script>" + "界" * 100)
    assert len(draw_all(nasty, tmp_path)) == 2 * len(charts.GALLERY)


def test_many_strategies(make, tmp_path):
    many = make(tuple(f"plan {i}" for i in range(14)), n_replicates=2, n_days=5, scale=0.05)
    assert len(draw_all(many, tmp_path)) == 2 * len(charts.GALLERY)


def test_equal_strategies_are_called_equal(make):
    same = make(("official", "copy"), n_replicates=3, n_days=5, scale=0.2)
    rows = same.runs[same.runs["strategy"] == "official"].set_index("replicate")[VERDICT_METRIC]
    copies = same.runs["strategy"] == "copy"
    same.runs.loc[copies, VERDICT_METRIC] = same.runs.loc[copies, "replicate"].map(rows)
    same.summary["differences"], same.summary["verdict"] = [], None
    assert "do exactly the same" in charts.differences(same).title


def test_undecided_is_said_and_marked(make):
    close = make(("official", "kol"), n_replicates=4, n_days=5, sold={"official": 500, "kol": 560, "nothing": 500})
    for row in close.summary["differences"]:
        if row["metric"] == VERDICT_METRIC and "nothing" not in (row["strategy"], row["against"]):
            row.update(mean=5.0 if row["strategy"] == "kol" else -5.0, low=-100.0, high=100.0)
    close.summary["verdict"] = {"kind": "undecided"}
    picture = charts.differences(close)
    assert picture.title.startswith("Undecided between")
    assert "undecided" in words_of(picture)


def test_difference_turns_round(stored):
    rows = stored.summary["differences"]
    one = figures.difference(stored, "grid", "official")
    stored.summary["differences"] = [row for row in rows if row["strategy"] != "grid"]
    try:
        other = figures.difference(stored, "grid", "official")
    finally:
        stored.summary["differences"] = rows
    assert other == pytest.approx(one)


def test_study_map_marks_the_undecided_zone(make_study, tmp_path):
    study = make_study()
    picture = charts.who_wins(study)
    undecided = int((~study.table["decided"]).sum())
    assert f"{undecided} are undecided" in picture.title
    hatched = [patch for patch in picture.figure.axes[0].patches if patch.get_hatch()]
    assert len(hatched) == undecided
    assert [path.name for path in draw_all(study, tmp_path)] == ["who_wins.png", "who_wins.svg"]


def test_study_of_other_shapes_says_so(make_study):
    study = make_study()
    study.table = study.table.drop(columns=["budget.total"])
    assert "two factors" in words_of(charts.who_wins(study))
    study.table = study.table.iloc[:0]
    assert "no finished point" in words_of(charts.who_wins(study))
