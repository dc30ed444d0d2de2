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
