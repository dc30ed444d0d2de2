"""Work by the command line on a small town: files, output, resuming, interruption."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gridsim.results.store import TABLES, open_dir

STUDY = """
scenario: town.yaml
factors:
  budget.total: [1000 CNY, 2000 CNY]
  strategies.grid.points.tie_quality: [0.5, 2]
strategies: [grid, official]
claim: Better ties help the grid.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, town, gridsim) -> Path:
    """A folder with a scenario, an experiment and one finished comparison."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "town.yaml").write_text(town)
    (folder / "study.yaml").write_text(STUDY)
    found = gridsim(folder, "compare", "town.yaml", "--out", "out")
    assert found.returncode == 0, found.stderr
    (folder / "stdout.txt").write_text(found.stdout)
    (folder / "stderr.txt").write_text(found.stderr)
    return folder


def test_compare_leaves_what_is_promised(folder):
    files = {path.name for path in (folder / "out").iterdir()}
    others = {"summary.json", "summary.csv", "scenario.resolved.yaml", "manifest.json", "charts", "report.html"}
    assert files >= {f"{name}.parquet" for name in TABLES} | others
    assert not {"replicates", "parts"} & files and not [name for name in files if name.startswith(".")]
    assert list((folder / "out" / "charts").glob("*.png")) and list((folder / "out" / "charts").glob("*.svg"))
    report = (folder / "out" / "report.html").read_text()
    assert open_dir(folder / "out").verdict["best"] in report


def test_compare_says_the_verdict_and_where_the_files_are(folder):
    said = (folder / "stdout.txt").read_text()
    stored = open_dir(folder / "out")
    assert stored.verdict["sentence"] in said and "out/report.html" in said
    assert all(name in said for name in ("official", "grid", "nothing"))
    progress = (folder / "stderr.txt").read_text()
    assert "runs" in progress and "Traceback" not in progress


def test_estimate_tells_beforehand_what_compare_takes(folder, gridsim):
    found = gridsim(folder, "estimate", "town.yaml", "--json")
    assert found.returncode == 0 and not found.stderr
    told = json.loads(found.stdout)
    assert (
        told["people"] == 300
        and told["strategies"] == ["official", "grid", "nothing"]
        and told["replicates"] == 2
        and told["fits"]
    )
    real = sum(path.stat().st_size for path in (folder / "out").rglob("*") if path.is_file())
    assert 0.7 * real < told["disk_bytes"] < 1.3 * real
    shown = gridsim(folder, "estimate", "town.yaml", "--strategies", "grid")
    assert shown.returncode == 0 and "playing small towns" in shown.stderr
    assert all(
        words in shown.stdout for words in ("300 people", "Time: about", "Memory: ", "Disk: ", "enough for about")
    )


def test_json_is_alone_on_standard_output(folder, gridsim):
    found = gridsim(folder, "compare", "town.yaml", "--out", "as-json", "--json")
    assert found.returncode == 0 and not found.stderr
    assert json.loads(found.stdout) == open_dir(folder / "out").summary


def test_quiet_says_nothing_and_the_default_folder_is_named_after_the_scenario(folder, gridsim):
    found = gridsim(folder, "compare", "town.yaml", "--quiet")
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    assert open_dir(folder / "results" / "small-town").summary == open_dir(folder / "out").summary
    changed = gridsim(folder, "compare", "town.yaml", "--quiet", "--set", "budget.total=1000")
    assert changed.returncode == 0 and len(list((folder / "results").glob("small-town-*"))) == 1


def test_resuming_a_finished_comparison_changes_nothing(folder, gridsim):
    before = {path: path.stat().st_mtime_ns for path in (folder / "out").rglob("*")}
    assert gridsim(folder, "resume", "out", "--quiet").returncode == 0
    assert {path: path.stat().st_mtime_ns for path in (folder / "out").rglob("*")} == before


def test_other_results_are_not_overwritten_unless_asked(folder, gridsim):
    assert gridsim(folder, "compare", "town.yaml", "--out", "mine", "--quiet").returncode == 0
    refused = gridsim(folder, "compare", "town.yaml", "--out", "mine", "--seed", "9")
    assert refused.returncode == 2 and "--overwrite" in refused.stderr
    assert open_dir(folder / "mine").summary["seed"] == 3
    assert (
        gridsim(folder, "compare", "town.yaml", "--out", "mine", "--seed", "9", "--overwrite", "--quiet").returncode
        == 0
    )
    assert open_dir(folder / "mine").summary["seed"] == 9


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_comparison_ends_with_130_and_is_resumed(folder, how, gridsim, environment):
    out = f"stopped-{how.name}"
    arguments = ["compare", "town.yaml", "--out", out, "--threads", "1", "--replicates", "400"]
    pieces, command = folder / out / "replicates", [sys.executable, "-m", "gridsim.cli", *arguments]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=environment) as work:
        try:
            for _ in range(6000):
                if pieces.is_dir() and len(list(pieces.glob("0*"))) >= 2:
                    break
                time.sleep(0.05)
            work.send_signal(how)
            _, said = work.communicate(timeout=300)
        finally:
            work.kill()
    assert work.returncode == 130, said
    assert f"gridsim resume {out}" in said and "Traceback" not in said
    n_kept = len(list(pieces.glob("0*")))
    assert 2 <= n_kept < 400
    refused = gridsim(folder, "report", out)
    assert refused.returncode == 2 and "gridsim resume" in refused.stderr


def test_run_shows_the_metrics_of_one_strategy(folder, gridsim):
    found = gridsim(folder, "run", "town.yaml", "--strategy", "grid", "--out", "one")
    assert found.returncode == 0, found.stderr
    assert "Contribution after marketing" in found.stdout and "a second" in found.stdout
    stored = open_dir(folder / "one")
    assert set(stored.orders["strategy"]) <= {"grid"} and stored.summary["verdict"] is None
    again = gridsim(
        folder, "run", "town.yaml", "--strategy", "grid", "--replicate", "1", "--alone", "--quiet", "--out", "second"
    )
    assert again.returncode == 0, again.stderr
    assert open_dir(folder / "second").runs["replicate"].tolist() == [1]


def test_study_leaves_runs_and_a_map(folder, gridsim):
    found = gridsim(folder, "study", "study.yaml", "--out", "map")
    assert found.returncode == 0, found.stderr
    stored = open_dir(folder / "map")
    assert len(stored.runs) == 4 * 3 * 2 and "Better ties help the grid" in found.stdout
    assert {path.suffix for path in (folder / "map" / "charts").iterdir()} == {".png", ".svg"}
    assert (folder / "map" / "report.html").is_file()


def test_report_and_diff_read_stored_results_only(folder, gridsim):
    report = folder / "out" / "report.html"
    before = report.read_bytes()
    report.unlink()
    assert gridsim(folder, "report", "out").returncode == 0
    assert report.read_bytes() == before
    assert (
        gridsim(folder, "compare", "town.yaml", "--out", "richer", "--quiet", "--set", "budget.total=4000").returncode
        == 0
    )
    found = gridsim(folder, "diff", "out", "richer", "--json")
    assert found.returncode == 0
    told = json.loads(found.stdout)
    assert {row["key"] for row in told["settings"]} == {"budget.total"}
    assert any(row["metric"] == "budget_unspent" for row in told["differences"])
