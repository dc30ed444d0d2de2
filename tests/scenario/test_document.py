"""The list of parameters in docs/ is made from the declarations."""

from pathlib import Path

from gridsim.scenario.document import document

PAGE = Path(__file__).parents[2] / "docs" / "parameters.md"


def test_the_page_is_what_the_declarations_say():
    advice = "make it again: gridsim schema --markdown > docs/parameters.md"
    assert PAGE.read_text(encoding="utf-8").strip() == document().strip(), advice
