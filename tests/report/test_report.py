"""The report stands alone, says the verdict first, escapes whatever the scenario holds, and is the same each time."""

import re
from html.parser import HTMLParser

import pytest

from gridsim.charts import draw_all
from gridsim.report import report
from gridsim.report.grounds import commands
from gridsim.results import disk, store

VOID = {"meta", "img", "br", "hr", "wbr"}


class Reader(HTMLParser):
    """Collects the elements of a page and checks that they close in order."""

    def __init__(self):
        super().__init__()
        self.open, self.elements, self.words = [], [], []

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes)))
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def handle_data(self, words):
        if "style" not in self.open:
            self.words.append(words)


def read(path):
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    assert not reader.open
    return reader, " ".join("".join(reader.words).replace("\xa0", " ").split())


@pytest.fixture(scope="module")
def page(stored, tmp_path_factory):
    return report(stored, tmp_path_factory.mktemp("report"))


def test_asks_nothing_from_anywhere(page):
    reader, _ = read(page)
    names = {name for name, _ in reader.elements}
    assert not names & {"script", "link", "iframe", "object", "embed", "form", "base"}
    for name, attributes in reader.elements:
        for key, value in attributes.items():
            assert not key.startswith("on")
            if key in ("src", "href", "srcset", "action", "data"):
                assert name == "img" and value.startswith("data:image/svg+xml;base64,")
    assert "url(" not in page.read_text() and "@import" not in page.read_text()


def test_can_be_read_by_everybody(page):
    reader, _ = read(page)
    assert ("html", {"lang": "en"}) in reader.elements
    images = [attributes for name, attributes in reader.elements if name == "img"]
    assert len(images) == 11 and all(len(image["alt"]) > 40 for image in images)
    assert all(attributes.get("scope") in ("col", "row") for name, attributes in reader.elements if name == "th")
    assert sum(name == "h1" for name, _ in reader.elements) == 1
    assert sum(name == "table" for name, _ in reader.elements) == sum(name == "caption" for name, _ in reader.elements)


def test_says_the_verdict_first_and_all_that_it_stands_on(page, stored):
    _, words = read(page)
    order = [
        "ecided at 90 %",
        stored.verdict["sentence"],
        "The strategies",
        "In pictures",
        "What drove it",
        "Assumptions: these decide the verdict",
        "What this does not say",
        "Checks",
        "How to make this again",
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)
    assert "market.share" in words
    assert stored.scenario.digest() in words
    assert "gridsim compare scenario.resolved.yaml --seed 1 --replicates 4 --out again" in words
    assert "name: Fresh food" in words or 'name: "Fresh food, one city"' in words
    assert "passed : Debits equal credits" in words or "passed: Debits equal credits" in words


def test_every_assumed_parameter_is_listed(page, stored):
    _, words = read(page)
    for info in stored.scenario.parameters():
        if info.assumed and info.value is not None:
            assert info.path in words or re.sub(r"^strategies\.[^.]+", "strategies.*", info.path) in words, info.path


def test_escapes_the_scenario(make, tmp_path):
    evil = '<script>alert("1")</script>'
    stored = make((evil, "grid"), n_replicates=2, n_days=3, scale=0.05, title=f'{evil} "quoted" & $body')
    stored.summary["budget_notes"][evil] = evil
    stored.summary["checks"]["x"] = {"passed": False, "text": evil}
    path = report(stored, tmp_path)
    reader, words = read(path)
    assert "script" not in {name for name, _ in reader.elements}
    assert evil in words and "FAILED" in words
    assert "<script" not in path.read_text().lower()


def test_same_results_same_page(stored, page, tmp_path):
    charts = draw_all(stored, tmp_path / "charts")
    assert report(stored, tmp_path, charts).read_bytes() == page.read_bytes()


def test_nothing_sold_one_replicate_and_single_runs(make, tmp_path):
    names = ("official", "grid")
    poor = make(names, n_replicates=1, n_days=2, sold=dict.fromkeys((*names, "nothing"), 0))
    _, words = read(report(poor, tmp_path / "poor"))
    assert "one replicate" in words and "nan" not in words.lower().split()
    single = make(("grid",), n_replicates=2, n_days=3, scale=0.05)
    single.summary.update(verdict=None, differences=[], kind="run")
    single.manifest.update(kind="run", strategies=["grid"])
    _, words = read(report(single, tmp_path / "single"))
    assert "gridsim run scenario.resolved.yaml --seed 1 --replicates 2 --strategy grid --out again" in words


def test_study(make_study, tmp_path):
    study = make_study()
    reader, words = read(report(study, tmp_path))
    assert sum(name == "img" for name, _ in reader.elements) == 1
    assert "The settings, one by one" in words and "Assumptions: these decide the verdict" in words


def test_commands_name_a_choice_of_strategies(stored):
    names = stored.manifest.get("strategies")
    stored.manifest["strategies"] = ["official", "my plan", "nothing"]
    try:
        assert "--strategies 'official,my plan'" in commands(stored)[1]
    finally:
        stored.manifest.pop("strategies") if names is None else stored.manifest.update(strategies=names)


def test_the_same_from_disk(stored, page, tmp_path):
    for name in ("runs", "daily", "orders", "points", "cascades"):
        tables = [rows for _, rows in getattr(stored, name).groupby("strategy", sort=False)]
        (tmp_path / f"{name}.parquet").write_bytes(disk.encode(tables)[0])
    (tmp_path / "summary.json").write_text(disk.json_text(stored.summary), encoding="utf-8")
    (tmp_path / "manifest.json").write_text(disk.json_text(stored.manifest), encoding="utf-8")
    (tmp_path / "scenario.resolved.yaml").write_text(stored.scenario.to_yaml(), encoding="utf-8")
    opened = store.open_dir(tmp_path)
    mine, theirs = (read(path)[1] for path in (page, report(opened, tmp_path)))
    # a scenario from its resolved file knows no more which values it was given beside the defaults
    assert theirs.split("Assumptions: these")[0] == mine.split("Assumptions: these")[0]


def test_words_are_explained_once(page):
    from pathlib import Path

    from gridsim import glossary

    assert (
        Path(glossary.__file__).parents[1].joinpath("docs", "glossary.md").read_text(encoding="utf-8")
        == glossary.document()
    )
    _, words = read(page)
    assert all(
        f"{term.word[:1].upper()}{term.word[1:]} :" in words or f"{term.word[:1].upper()}{term.word[1:]}:" in words
        for term in glossary.terms("compare")
    )


def test_every_cell_of_a_wide_table_says_what_it_is(page):
    """Where the screen is narrow a table becomes cards, and a cell stands alone."""
    reader, _ = read(page)
    cells = [attributes for name, attributes in reader.elements if name == "td"]
    assert cells and all(attributes.get("data-label") for attributes in cells)
    assert "@media (max-width: 640px)" in page.read_text() and "@page { size: A4" in page.read_text()


def test_long_tables_and_further_pictures_are_folded(page, stored):
    reader, words = read(page)
    assert not any("open" in attributes for name, attributes in reader.elements if name == "details")
    assert "7 more pictures" in words and "left out of print" in words


def test_long_names_stand_whole_in_tables(make, tmp_path):
    names = ("网格营销每单佣金百分之十二并且培训每位员工", "网格营销每单佣金百分之十三并且培训每位员工")
    _, words = read(report(make(names, n_replicates=2, n_days=3, scale=0.05), tmp_path))
    assert all(words.count(name) > 2 for name in names)
