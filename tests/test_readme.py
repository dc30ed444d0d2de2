"""The README's Python runs and prints what the README says."""

import contextlib
import io
import os
import re
from pathlib import Path

import gridsim

ROOT = Path(__file__).parents[1]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(), re.S)


def test_the_python_prints_what_stands_below_it():
    printed = io.StringIO()
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(blocks("python")[0], "README.md", "exec"), {})
    finally:
        os.chdir(before)
    assert printed.getvalue() == blocks("text")[0]


def test_the_classical_models_run_as_shown():
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(blocks("python")[1], "README.md", "exec"), {"gs": gridsim})
    assert printed.getvalue().startswith("Cascades(200 runs") and "Selection(50 agents" in printed.getvalue()


def test_the_ten_lines_are_a_complete_scenario():
    from gridsim import load_scenario

    assert load_scenario(blocks("yaml")[0]).name == "Fresh food, one city"


def test_the_commands_of_the_table_exist():
    from typer.main import get_command

    from gridsim.cli import app

    commands = set(get_command(app).commands)
    named = set(re.findall(r"`gridsim (\w+)", (ROOT / "README.md").read_text()))
    assert named <= commands | {"app"}
