"""docs/validation.md is what the stored notebook says, the notebook is the plain source executed, and every row of the
published figures is there."""

import doctest
import importlib.util
import math

import pytest
from PIL import Image
from validation import make, show
from validation.figure import CONFIDENCE, REAL_DATA, Figure, Row, Rule

from gridsim.charts import Panel

ROWS = range(13, 22)


@pytest.fixture(scope="module")
def notebook():
    return make.stored()


def figure_of(record: dict) -> Figure:
    """A figure made again from its stored record."""
    plain = {name: value for name, value in record.items() if name not in ("row", "verdict")}
    low, high = plain["rule"]["low"], plain["rule"]["high"]
    rule = Rule(
        tuple(plain["rule"]["published"]),
        -math.inf if low is None else low,
        math.inf if high is None else high,
        plain["rule"]["words"],
    )
    return Figure(**{**plain, "rule": rule})


def test_the_notebook_is_the_plain_source_executed(notebook):
    source = make.notebook_of(make.SOURCE.read_text(encoding="utf-8"))
    assert [(cell["cell_type"], cell["source"]) for cell in notebook["cells"]] == [
        (cell["cell_type"], cell["source"]) for cell in source["cells"]
    ]
    assert all(cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code")


def test_the_page_is_what_the_stored_notebook_gives(notebook):
    assert make.page_of(notebook) == make.PAGE.read_text(encoding="utf-8")


def test_every_row_has_its_figures_on_the_page(notebook):
    records, page = make.records_of(notebook), make.PAGE.read_text(encoding="utf-8")
    assert set(ROWS) <= {record["row"] for record in records}
    for row in ROWS:
        assert f"\n## Row {row}: " in page
    assert len({(record["row"], record["name"]) for record in records}) == len(records)
    for record in records:
        assert f"\n| {record['name']} | {record['published']} |" in page


def test_verdicts_follow_from_the_stored_intervals_and_bands(notebook):
    for record in make.records_of(notebook):
        assert record["low"] <= record["mean"] <= record["high"], record
        assert figure_of(record).verdict == record["verdict"], record
        assert (record["standing"] == "free") == (not record["set_on"]), record


def test_the_page_shows_the_charts_that_are_stored_and_no_others():
    page = make.PAGE.read_text(encoding="utf-8")
    shown = {path: title for title, path in make.IMAGE.findall(page)}
    assert {make.DOCS / path for path in shown} == set((make.DOCS / "images" / "validation").glob("*"))
    for path, title in shown.items():
        with Image.open(make.DOCS / path) as image:
            assert image.size == (1600, 900) and image.text["Title"] == title


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(1.1, 1.9, "holds"), (0.9, 1.9, "undecided"), (2.1, 2.4, "misses"), (-math.inf, math.inf, "undecided")],
)
def test_a_verdict_needs_the_whole_interval(low, high, verdict):
    assert Figure("a", "1 to 2", Rule((1, 2), 1, 2, "the published range"), 1.5, low, high, 9).verdict == verdict


def test_parameters_of_a_trial_run_replace_those_of_the_source():
    source = "# %% [markdown]\n# # A\n#\n# b\n\n# %% [parameters]\nQUICK = False\n\n# %%\nQUICK\n"
    assert [cell["source"] for cell in make.notebook_of(source)["cells"]] == ["# A\n\nb", "QUICK = False", "QUICK"]
    assert make.notebook_of(source, {"QUICK": True})["cells"][1]["source"] == "QUICK = True"


@pytest.mark.long
def test_the_notebook_runs_and_the_model_is_still_the_one_of_the_page(notebook, tmp_path):
    """A trial run with few towns; no figure may be further from the page's than z = 5 of the error that the page's
    towns let expect."""
    if any(importlib.util.find_spec(name) is None for name in ("nbclient", "nbformat", "ipykernel")):
        pytest.skip("executing the notebook needs the extra docs")
    from scipy.special import stdtrit

    trial = make.notebook_of(make.SOURCE.read_text(encoding="utf-8"), {"QUICK": True, "FOLDER": str(tmp_path)})
    found = {(record["row"], record["name"]): record for record in make.records_of(make.executed(trial))}
    kept = {(record["row"], record["name"]): record for record in make.records_of(notebook)}
    assert set(found) <= set(kept) and {row for row, _ in found} >= set(ROWS) - (
        {21} if not REAL_DATA.exists() else set()
    )
    assert len(list(tmp_path.glob("*.png"))) >= len(ROWS)
    for key, record in found.items():
        page = kept[key]
        error = (page["high"] - page["mean"]) / stdtrit(max(page["n"] - 1, 1), (1 + CONFIDENCE) / 2)
        expected = error * math.sqrt(1 + page["n"] / record["n"])
        assert abs(record["mean"] - page["mean"]) <= 5 * expected + 1e-9 * abs(page["mean"]), (
            key,
            record["mean"],
            page["mean"],
            expected,
        )


def test_curves_of_a_row_are_drawn(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(show, "_display", lambda words, *rest: said.append(words))
    points = [(1.0, 0.5, 0.4, 0.6), (10.0, 0.3, 0.2, 0.4)]
    panels = [
        Panel("by size", "sharers", [show.series("simulated", points), show.series("none", [])], log_x=True),
        Panel("empty", "", []),
    ]
    show.Page(tmp_path, 1).curves(Row(13, "Cascades", ()), "shapes", "A title", "of what", "how to read it", panels)
    assert [path.name for path in tmp_path.glob("*.png")] == ["row13_shapes.png"] and "how to read it" in said[0]


@pytest.mark.parametrize("name", ["figure", "make", "show"])
def test_examples_of_the_measures_are_executed(name):
    assert doctest.testmod(importlib.import_module(f"validation.{name}"), raise_on_error=True).failed == 0
