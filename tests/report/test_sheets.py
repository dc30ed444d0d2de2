"""The page as a browser lays it out: at most six sheets of paper, and nothing beyond the edge of a narrow screen.
Skipped without Chromium."""

from __future__ import annotations

import html
import re
import shutil
import subprocess

import pytest

from gridsim.charts import draw_all
from gridsim.report.html import report

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
MOST_SHEETS, NARROW = 6, 390

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium to lay the page out")

FIVE = ("official", "advertising", "kol", "grid", "leaders first and users of the product afterwards")


@pytest.fixture(scope="module")
def five(make, tmp_path_factory):
    """The page of five strategies, one with a long name, and warnings of keys without a place to break."""
    stored = make(FIVE, n_replicates=4, n_days=30, scale=0.1)
    key = "strategies.advertising.advertising.content.cost_at_full_quality.frequency_cap"
    stored.summary["warnings"] = [
        f"{key}: 34.7 showings a person and day; more than 5 are hardly meant. Set {key}."
    ] * 2
    folder = tmp_path_factory.mktemp("five")
    return report(stored, folder, draw_all(stored, folder / "charts"))


@pytest.fixture(scope="module")
def explained(tmp_path_factory):
    """The page of a comparison of five with everything that `why` says."""
    import gridsim as gs

    scenario = gs.load_scenario({
        "people": {"count": 120}, "horizon": 4, "budget": {"total": "1k CNY"},
        "strategies": {"official": {}, "advertising": {}, "kol": {}, "grid": {}, "hybrid": {}},
    })  # fmt: skip
    found = gs.compare(scenario, replicates=2, out=tmp_path_factory.mktemp("why") / "out")
    gs.why(found, most=3, replicates=2)
    from gridsim.report.present import present
    from gridsim.results import store

    return present(store.open_dir(found.folder))[-1]


def browser(folder, *more):
    """What the browser writes, with a profile of its own."""
    asked = [BROWSER, *FLAGS, f"--user-data-dir={folder / 'profile'}", *more]
    return subprocess.run(asked, capture_output=True, text=True, timeout=120, check=True, encoding="utf-8").stdout


def sheets(page, folder):
    """How many sheets it prints on."""
    browser(folder, f"--print-to-pdf={folder / 'page.pdf'}", page.as_uri())
    return len(re.findall(rb"/Type\s*/Page\b", (folder / "page.pdf").read_bytes()))


def width(page, folder, opened):
    """How wide the page is in a frame of so many pixels, since a window is never narrower than 500."""
    text = page.read_text(encoding="utf-8")
    text = text.replace("<details>", "<details open>") if opened else text
    measure = 'document.title = "wide " + this.contentDocument.documentElement.scrollWidth + "."'
    frame = (
        f"<iframe style=\"border:0;width:{NARROW}px;height:900px\" onload='{measure}'"
        f' srcdoc="{html.escape(text)}"></iframe>'
    )
    (folder / "narrow.html").write_text(
        f"<!doctype html><meta charset=utf-8><title>none</title>{frame}", encoding="utf-8"
    )
    found = re.search(r"<title>wide (\d+)\.", browser(folder, "--dump-dom", (folder / "narrow.html").as_uri()))
    assert found, "the frame was measured"
    return int(found[1])


@pytest.mark.parametrize("name", ["five", "explained"])
def test_it_prints_on_six_sheets_at_most(name, request, tmp_path):
    assert 1 <= sheets(request.getfixturevalue(name), tmp_path) <= MOST_SHEETS


def test_the_first_screen_says_what_an_extra_buyer_costs_and_what_turns_the_verdict(explained):
    """And the page has the card of a point."""
    page = explained.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    first, _, rest = page.partition("What one order leaves")
    assert "A new buyer beyond those who come anyway costs" in first and "Money kept of the" in first
    assert "each alone within its typical range" in first or "within its typical range, alone" in first
    assert "A point&#x27;s time with the brand" in rest and "earned nothing" in rest


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("name", ["five", "explained"])
def test_it_is_whole_on_a_narrow_screen(name, opened, request, tmp_path):
    assert width(request.getfixturevalue(name), tmp_path, opened) <= NARROW


def test_the_measure_sees_what_is_too_wide(five, tmp_path):
    wide = tmp_path / "wide.html"
    wide.write_text(
        five.read_text(encoding="utf-8").replace("</body>", '<div style="width:900px">x</div></body>'), encoding="utf-8"
    )
    assert width(wide, tmp_path, False) >= 900
