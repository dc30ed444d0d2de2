"""The command line as users call it: exit codes, standard output and error, files. In processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = {"new", "check", "run", "compare", "demo", "study", "resume", "report", "diff", "schema", "estimate", "warm"}


@pytest.fixture
def folder(tmp_path, town) -> Path:
    (tmp_path / "town.yaml").write_text(town)
    return tmp_path


def test_help_is_quick_and_shows_what_works(folder, gridsim):
    seconds = []
    for _ in range(3):
        before = sum(os.times()[2:4])  # the processor's time of child processes: other tests run beside this one
        found = gridsim(folder, "--help")
        seconds.append(sum(os.times()[2:4]) - before)
    assert found.returncode == 0 and min(seconds) < 0.3
    listed = {
        line.split()[0]
        for line in found.stdout.split("Commands:")[1].splitlines()
        if line.startswith("  ") and line.strip()
    }
    assert listed >= COMMANDS and "app" not in listed


def test_help_imports_nothing_heavy(folder, environment):
    heavy = ("numpy", "numba", "pandas", "matplotlib", "pyarrow", "pydantic", "dask", "distributed")
    code = f"import sys, gridsim.cli; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert found.stdout.strip() == "[]"


def test_new_writes_a_scenario_that_is_fine_and_leaves_files_alone(folder, gridsim):
    assert gridsim(folder, "new", "mine.yaml").returncode == 0
    assert gridsim(folder, "new", "grid.yaml", "--preset", "grid").returncode == 0
    found = gridsim(folder, "check", "mine.yaml", "grid.yaml", "town.yaml")
    assert found.returncode == 0 and found.stdout.count("fine") == 3 and not found.stderr
    before = (folder / "mine.yaml").read_text()
    again = gridsim(folder, "new", "mine.yaml")
    assert again.returncode == 2 and "exists" in again.stderr and (folder / "mine.yaml").read_text() == before


def test_check_tells_all_problems_of_all_files_with_lines(folder, gridsim, town):
    (folder / "bad.yaml").write_text(town.replace("count: 300", "cuont: 300").replace("2000 CNY", "-5 CNY"))
    (folder / "worse.yaml").write_text("name: [\n")
    found = gridsim(folder, "check", "bad.yaml", "town.yaml", "worse.yaml")
    assert found.returncode == 2 and "town.yaml: fine" in found.stdout
    lines = found.stderr.splitlines()
    assert len(lines) == 3 and "Traceback" not in found.stderr
    assert any("bad.yaml:8 people.cuont" in line and "count" in line for line in lines), lines
    assert any("bad.yaml:6 budget.total" in line for line in lines), lines
    assert any("worse.yaml" in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "absent.yaml"], "absent.yaml"),
        (["compare", "town.yaml", "--strategies", "gird"], "did you mean grid"),
        (["compare", "town.yaml", "--set", "people.cuont=5"], "people.cuont"),
        (["compare", "town.yaml", "--set", "people.count"], "path=value"),
        (["compare", "town.yaml", "--replicates", "0"], "--replicates: "),
        (["compare", "town.yaml", "--seed", "-1"], "--seed: "),
        (["compare", "town.yaml", "--workers", "0"], "--workers"),
        (["compare", "town.yaml", "--replicates", "two"], "--replicates"),
        (["compare", "town.yaml", "--out", "town.yaml/out"], "the output folder"),
        (["run", "town.yaml", "--strategy", "gird"], "did you mean grid"),
        (["estimate", "absent.yaml"], "absent.yaml"),
        (["estimate", "town.yaml", "--strategies", "gird"], "did you mean grid"),
        (["estimate", "town.yaml", "--set", "people.count=1000000000"], "people.count"),
        (["estimate", "town.yaml", "--replicates", "0"], "--replicates: "),
        (["estimate", "town.yaml", "--threads", "0"], "--threads"),
        (["run", "town.yaml"], "strategy"),
        (["study", "town.yaml"], "factors"),
        (["resume", "."], "result folder of gridsim"),
        (["report", "."], "result folder of gridsim"),
        (["diff", "town.yaml", "."], "two of the same kind"),
        (["fly"], "fly"),
    ],
)
def test_bad_input_ends_with_2_and_a_message_and_leaves_nothing(folder, arguments, words, gridsim):
    found = gridsim(folder, *arguments)
    assert found.returncode == 2, found
    assert words in found.stderr and "Traceback" not in found.stderr and not found.stdout
    assert {path.name for path in folder.iterdir()} == {"town.yaml"}


def test_diff_of_scenarios(folder, gridsim, town):
    (folder / "other.yaml").write_text(town.replace("2000 CNY", "3000 CNY"))
    found = gridsim(folder, "diff", "town.yaml", "other.yaml", "--json")
    assert json.loads(found.stdout)["differences"] == [{"key": "budget.total", "a": "2000.00 CNY", "b": "3000.00 CNY"}]
    assert "hold the same" in gridsim(folder, "diff", "town.yaml", "town.yaml").stdout


def test_schema_is_json(folder, gridsim):
    assert "properties" in json.loads(gridsim(folder, "schema").stdout)
