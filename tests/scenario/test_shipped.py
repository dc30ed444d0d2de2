"""The shipped scenarios load, say what they are for, and give a source for every figure."""

from __future__ import annotations

import gzip
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from gridsim.scenario import demo_path, load_scenario

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
FILES = sorted(SCENARIOS.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_loads_and_opens_with_who_what_why(path):
    scenario = load_scenario(path)
    # the account alone is always among those compared
    assert "official" in scenario.strategies and len(scenario.strategies) >= 2
    opening = path.read_text(encoding="utf-8").split("\nname:")[0]
    assert all(word in opening for word in ("# Who:", "# What:", "# Why these numbers:"))
    assert load_scenario(scenario.to_yaml()) == scenario


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_has_a_source(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        value, _, comment = line.partition("#")
        if not value.startswith("about") and any(character.isdigit() for character in value.partition(":")[2]):
            assert comment.strip(), f"no source: {line}"


def test_fresh_food_is_the_case_it_names():
    scenario = load_scenario(SCENARIOS / "fresh_food.yaml")
    roles = scenario.people.roles
    assert (scenario.people.count, roles.employee.count, roles.distributor.count, roles.kol.count) == (
        20_000,
        60,
        12,
        10,
    )
    assert (scenario.budget.total, scenario.horizon, scenario.replicates, scenario.currency) == (
        10_000_000,
        90,
        20,
        "CNY",
    )


def test_the_demo_is_fresh_food():
    assert load_scenario(demo_path()).digest() == load_scenario(SCENARIOS / "fresh_food.yaml").digest()


def test_campus_runs_on_other_files_and_on_ties_alone(tmp_path):
    for name in ("nodes.csv.gz", "edges.csv.gz"):
        (tmp_path / name).write_bytes(gzip.compress(b"id,dorm,year\n"))
    people, ties = str(tmp_path / "nodes.csv.gz"), str(tmp_path / "edges.csv.gz")
    both = load_scenario(SCENARIOS / "campus.yaml", {"people.file": people, "network.moments.file": ties})
    assert both.people.circle == ["dorm", "year"] and both.people.missing == 0 and both.people.file == people
    alone = load_scenario(
        SCENARIOS / "campus.yaml", {"people.file": "null", "people.circle": "null", "network.moments.file": ties}
    )
    assert alone == load_scenario(SCENARIOS / "campus.yaml", {"people.file": "null", "network.moments.file": ties})
    assert alone.people.file is None and alone.people.circle is None and alone.network.moments.file == ties


def test_the_synthetic_campus_is_what_its_script_makes():
    spec = importlib.util.spec_from_file_location("make_campus", SCENARIOS / "campus" / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    people, ties = make.texts()
    assert (SCENARIOS / "campus" / "people.csv").read_text(encoding="utf-8") == people
    assert gzip.decompress((SCENARIOS / "campus" / "ties.csv.gz").read_bytes()).decode() == ties


def test_importing_the_scenario_is_light():
    code = (
        "import sys, gridsim.scenario; print([m for m in ('ruamel.yaml', 'pandas', 'matplotlib', 'pyarrow', 'rich',"
        " 'networkx') if m in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SCENARIOS.parent
    )
    assert shown.stdout.strip() == "[]"
