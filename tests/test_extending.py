"""The recipes of docs/extending.md, applied to a copy of the package: what is added works, and few files are touched."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "extending.md").read_text()
RECIPES: dict[str, str] = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
BLOCK = re.compile(
    r"^\*\*(?P<where>New|At the end of|In|Try it)(?: `(?P<file>[^`]+)`)?(?:, (?P<how>after|before|in place of) `(?P<line>[^`]+)`)?:\*\*"
    r"\n\n```python\n(?P<code>.*?)```",
    re.M | re.S,
)


def apply(block: re.Match[str], top: Path) -> None:
    """Write a block of code where the page says."""
    path, code = top / block["file"], block["code"]
    if block["where"] == "New":
        assert not path.exists(), path
        path.write_text(code)
        return
    text = path.read_text()
    if block["where"] == "At the end of":
        path.write_text(text + code)
        return
    line = block["line"] + "\n"
    assert text.count("\n" + line) == 1, f"{block['file']} has not one line {block['line']!r}"
    path.write_text(
        text.replace("\n" + line, "\n" + {"after": line + code, "before": code + line}.get(block["how"], code))
    )


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_works_on_a_copy_and_touches_few_files(title, tmp_path):
    blocks = list(BLOCK.finditer(RECIPES[title]))
    assert len(blocks) == RECIPES[title].count("```python"), "a block that is not applied"
    shutil.copytree(ROOT / "gridsim", tmp_path / "gridsim", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("scenarios", "tests/engine", "tests/agents"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    changes, tries = [block for block in blocks if block["file"]], [block for block in blocks if not block["file"]]
    for block in changes:
        apply(block, tmp_path)
    most = int(re.search(r"^At most (\d) files", RECIPES[title], re.M)[1])
    assert len({block["file"] for block in changes}) <= most
    python = {
        **os.environ,
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{tmp_path / 'tests' / 'agents'}",
        "MPLBACKEND": "Agg",
    }
    for block in tries:
        code = f"import gridsim\nassert gridsim.__file__.startswith({str(tmp_path)!r})\n{block['code']}"
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=python, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_the_recipes_keep_to_their_numbers():
    """What adding a thing may cost, in files of the package and the row of directions."""
    most = {title: int(re.search(r"^At most (\d) files", text, re.M)[1]) for title, text in RECIPES.items()}
    assert most == {
        "A parameter": 3,
        "A role": 3,
        "A kind of activity": 4,
        "A plan block": 7,
        "A metric": 2,
        "A diffusion model": 2,
    }
