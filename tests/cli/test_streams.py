"""Output under any code page, and worker processes of a script: nothing is lost in the last line."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from gridsim import cli, terminal

PAGES = ("utf-8", "gbk", "cp1252", "ascii", "latin-1", "cp437", "koi8-r", "shift_jis", "big5")
STUDY = """
scenario: town.yaml
factors:
  budget.total: [1000 CNY, 2k CNY]
strategies: [grid, official]
claim: Größer − besser, 更多更好.
replicates: 2
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory, town):
    """A folder with a scenario and an experiment whose names no single code page has."""
    folder = tmp_path_factory.mktemp("streams")
    text = town.replace("name: Small town", "name: Kleinstadt × 小城 − łódź \U0001f600").replace(
        "people:\n  count: 300", "people:\n  count: 200"
    )
    text = text.replace("horizon: 10", "horizon: 3").replace("  grid: {}", "  grid: {}\n  推广: {preset: grid}")
    (folder / "town.yaml").write_text(text, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder


@pytest.fixture
def call(work, monkeypatch):
    """Call the command line with streams of a code page: (exit status, standard output, standard error) as bytes."""

    def run(page: str, *arguments: str) -> tuple[int, bytes, bytes]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=page, errors="strict") for _ in range(2)]
        monkeypatch.chdir(work)
        monkeypatch.setattr(sys, "argv", ["gridsim", *arguments])
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        for stream in streams:
            stream.flush()
        return stop.value.code, *(stream.buffer.getvalue() for stream in streams)

    return run


def test_every_command_writes_under_every_code_page(call, work):
    assert call("gbk", "compare", "town.yaml", "--out", "out")[0] == 0
    assert call("cp1252", "study", "study.yaml", "--out", "sweep")[0] == 0
    assert call("ascii", "run", "town.yaml", "--strategy", "推广", "--out", "one")[0] == 0
    for page in PAGES:
        for words in (
            ["check", "town.yaml", "study.yaml"],
            ["resume", "out"],
            ["resume", "sweep"],
            ["resume", "one"],
            ["diff", "out", "out"],
            ["schema", "--markdown"],
            ["diff", "town.yaml", "town.yaml"],
        ):
            status, out, error = call(page, *words)
            assert status == 0 and out and not error, (page, words, error)
            out.decode(page)
        status, out, error = call(page, "check", "town.yaml", "--set", "people.count=−５．５")
        assert status == 2 and b"people.count" in error, error
        status, out, error = call(page, "compare", "kein Ort − 無.yaml")
        assert status == 2 and b".yaml" in error
    assert "−" in (work / "out" / "summary.json").read_text(encoding="utf-8") + (
        work / "out" / "report.html"
    ).read_text(encoding="utf-8")


def test_json_is_the_same_under_every_code_page(call, work):
    if not (work / "out").exists():
        assert call("gbk", "compare", "town.yaml", "--out", "out", "--quiet")[0] == 0
    right = json.loads((work / "out" / "summary.json").read_text(encoding="utf-8"))
    assert not json.dumps(right, ensure_ascii=False).isascii()
    for page in PAGES:
        status, out, error = call(page, "resume", "out", "--json")
        assert (status, error) == (0, b"") and json.loads(out.decode("utf-8")) == right, page
        found = json.loads(call(page, "schema")[1].decode("utf-8"))
        assert found["title"] == "gridsim scenario"


def test_a_pipe_of_another_code_page_gets_stand_ins(work, environment):
    """As a user of an office machine has it: PYTHONUTF8=0 PYTHONIOENCODING=gbk gridsim ... > log."""
    for page in ("gbk", "cp1252:strict"):
        command = [sys.executable, "-m", "gridsim.cli", "schema", "--markdown"]
        found = subprocess.run(
            command,
            cwd=work,
            capture_output=True,
            timeout=300,
            env=environment | {"PYTHONUTF8": "0", "PYTHONIOENCODING": page},
        )
        assert found.returncode == 0 and not found.stderr
        assert "Every parameter of a scenario" in found.stdout.decode(page.split(":")[0])


@pytest.mark.parametrize(
    "text, shown", [("−5 × 3", b"-5 x 3"), ("a – b…", b"a - b..."), ("± é", b"+/- e"), ("\udc80", b"?"), ("小", b"?")]
)
def test_stand_ins_are_what_one_would_write(text, shown, monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    terminal.use_any_code_page()
    terminal.say(text)
    stream.flush()
    assert stream.buffer.getvalue() == shown + b"\n"


SCRIPT = """
import sys
import gridsim as gs

def play():
    town = gs.load_scenario("town.yaml")
    gs.compare(town, workers=2, out="guard", replicates=2)

{call}
"""


def test_worker_processes_of_a_script_without_a_main_guard_are_refused_in_a_sentence(work, environment):
    pytest.importorskip("distributed")
    (work / "script.py").write_text(
        SCRIPT.format(call="try:\n    play()\nexcept gs.ScenarioError as error:\n    print(error, file=sys.stderr)")
    )
    found = subprocess.run(
        [sys.executable, "script.py"], cwd=work, capture_output=True, text=True, timeout=300, env=environment
    )
    assert len(found.stderr.splitlines()) == 1 and not (work / "guard").exists()
    assert "script.py:10: " in found.stderr and '`if __name__ == "__main__":`' in found.stderr


@pytest.mark.long
def test_worker_processes_of_a_guarded_script_work(work, environment):
    pytest.importorskip("distributed")
    (work / "script.py").write_text(SCRIPT.format(call='if __name__ == "__main__":\n    play()'))
    found = subprocess.run(
        [sys.executable, "script.py"], cwd=work, capture_output=True, text=True, timeout=300, env=environment
    )
    assert found.returncode == 0, found.stderr
    assert (work / "guard" / "summary.json").is_file()
