"""The Python of docs/agents.md runs and prints what stands below it."""

import contextlib
import io
import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "agents.md").read_text()


def test_the_example_prints_what_stands_below_it():
    example = re.search(r"executed by.*?```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.S)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example[1], "docs/agents.md", "exec"), {"__name__": "example"})
    assert printed.getvalue() == example[2]


def test_every_page_that_is_named_exists():
    pages = {path.name for path in (Path(__file__).parents[2] / "gridsim" / "agents").glob("*.py")}
    assert set(re.findall(r"`(\w+\.py)`", PAGE)) <= pages
