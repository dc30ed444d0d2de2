"""The documents: the map names every page, links lead somewhere, decisions in force are few and short."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name if page.parent == DOCS else f"../{page.name}")
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_map_names_every_page_and_every_question_has_one_page():
    text = (DOCS / "README.md").read_text()
    assert {page.name for page in DOCS.glob("*.md")} - {"README.md"} <= set(re.findall(r"\]\(([^)/]+)\)", text))
    questions = re.findall(r"^\| (what .*?\?|in what .*?\?) \|", text, re.M)
    assert len(questions) == 4
    assert questions == re.findall(r"^\| (what .*?\?|in what .*?\?) \|", (ROOT / "CONTRIBUTING.md").read_text(), re.M)


def test_decisions_are_few_and_five_lines_each():
    _, *decisions = re.split(r"^### \d+\. ", (DOCS / "why.md").read_text(), flags=re.M)
    assert 1 <= len(decisions) <= 25
    for decision in decisions:
        lines = [line for line in decision.split("\n")[1:] if line and not line.startswith("## ")]
        words = [re.match(r"- \*\*(\w+)\*\*: ", line) for line in lines]
        assert [word and word[1] for word in words] == ["Decision", "Why", "Measured", "Tried", "Reconsider"], decision


KEY = r"[a-z]+(?:\d{4}[a-z]?|_undated)"
CITED = re.compile(rf"\[({KEY}(?:[,;] ?{KEY})*)\](?![(\[])")
CITING = [
    *sorted(DOCS.glob("*.md")),
    DOCS / "validation.py",
    *sorted((ROOT / "gridsim").rglob("*.py")),
    *sorted((ROOT / "experiments").rglob("*.py")),
    *sorted((ROOT / "scenarios").glob("*.yaml")),
]


def test_every_cited_key_is_in_the_bibliography_and_every_entry_is_cited_or_background():
    entries = _entries()
    cited = {
        key: page.relative_to(ROOT)
        for page in CITING
        for keys in CITED.findall(page.read_text())
        for key in re.findall(KEY, keys)
    }
    assert {key: str(page) for key, page in cited.items() if key not in entries} == {}
    assert [key for key, entry in entries.items() if key not in cited and "keywords = {background}" not in entry] == []


def test_the_bibliography_is_sorted_and_says_who_what_and_when():
    entries = _entries()
    assert list(entries) == sorted(entries)
    for key, entry in entries.items():
        wanted = ["author", "title"] if key.endswith("_undated") else ["author", "title", "year"]
        assert [field for field in wanted if f"\n  {field} = {{" not in entry] == [], key
        assert re.search(r"doi = \{(?!10\.\d{4,5}/\S+\})", entry) is None, key


def _entries():
    """The entries of docs/sources.bib by key, in the order in which they stand; no key stands twice."""
    text = (DOCS / "sources.bib").read_text()
    entries = re.findall(r"^@\w+\{(\w+),(.*?)^\}", text, re.M | re.S)
    assert len({key for key, _ in entries}) == len(entries) == text.count("\n@") + 1
    return dict(entries)
