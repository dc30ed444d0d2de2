"""The first run: what it says while it compiles, where the code is kept, and that `gridsim warm` leaves nothing to
compile."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gridsim import compiling as page
from gridsim._jit import cache
from gridsim.compiling import Compiling

ROOT = Path(__file__).parents[1]
A_RULE = (
    "from gridsim.rules.exposure import supply_growth as rule; from gridsim.compiling import compiling; print(rule(1.0,"
    " 2.0), compiling.missed)"
)
"""Calls one small kernel, and says what was compiled for it."""


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run some code in a process of its own, with the compiler on."""
    found = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
        "NUMBA_DISABLE_JIT": "0",
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=found, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test puts forward; returns its hands."""
    hands = [100.0]
    monkeypatch.setattr(page.time, "monotonic", lambda: hands[0])
    return hands


def a_run_of(n_functions: int) -> Compiling:
    """The compiling of an engine of so many functions."""
    found = Compiling()
    for number in range(n_functions):
        found.declare(f"gridsim.engine.page.f{number}")
    return found


def test_the_first_run_says_how_long_it_will_take(clock, capsys):
    compiling = a_run_of(100)
    compiling.begin("gridsim.engine.page.f0", "a folder")
    for number in range(100):
        compiling.step(f"gridsim.engine.page.f{number}")
        clock[0] += 0.25
    compiling.end()
    first, second, third = capsys.readouterr().err.splitlines()
    assert (
        first == "gridsim is compiled for this processor, which happens once: about 20 s left. It is kept in a folder;"
        " `gridsim warm` does it ahead."
    )
    assert (
        second == "gridsim is being compiled: about 13 s left."
        and third == "gridsim is being compiled: about 3 s left."
    )
    assert compiling.seconds == 25.0 and compiling.missed == ["gridsim.engine.page.f0"]


def test_what_is_quick_or_to_be_quiet_is_not_mentioned(clock, capsys):
    compiling = a_run_of(10)
    compiling.begin("gridsim.engine.page.f0", "a folder")
    compiling.step("gridsim.engine.page.f0")
    clock[0] += page.PATIENCE / 2
    compiling.step("gridsim.engine.page.f1")
    compiling.quiet = True
    clock[0] += 60.0
    compiling.step("gridsim.engine.page.f2")
    assert capsys.readouterr().err == ""


def test_a_classical_model_takes_some_seconds(clock, capsys):
    compiling = a_run_of(10)
    compiling.begin("gridsim.diffusion.bass_model._play", "a folder")
    clock[0] += 2.0
    compiling.step("gridsim.diffusion.bass_model._crossed")
    assert "once: a few seconds. It is kept" in capsys.readouterr().err


def test_a_worker_leaves_it_to_the_process_that_waits(tmp_path):
    code = (
        "import multiprocessing, gridsim.compiling as page\ndef work():\n    page.PATIENCE = -1.0; one ="
        " page.Compiling(); one.begin('a', 'b'); one.step('a')\nif __name__ == '__main__':\n    work(); other ="
        " multiprocessing.get_context('fork').Process(target=work); other.start(); other.join()\n"
    )
    assert python(code).stderr.count("gridsim is compiled") == 1


def test_the_same_sources_find_the_code_wherever_they_are(tmp_path):
    first = python(A_RULE, GRIDSIM_CACHE=str(tmp_path / "cache"))
    again = python(A_RULE, GRIDSIM_CACHE=str(tmp_path / "cache"))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "gridsim").symlink_to(ROOT / "gridsim")
    elsewhere = python(
        A_RULE,
        GRIDSIM_CACHE=str(tmp_path / "cache"),
        PYTHONPATH=os.pathsep.join([str(tmp_path / "elsewhere"), *sys.path]),
    )
    assert first.stdout.endswith("['gridsim.rules.exposure.supply_growth']\n")
    assert again.stdout.endswith("[]\n") and elsewhere.stdout == again.stdout


def test_an_unknown_numba_compiles_by_itself_and_finds_its_code_again(tmp_path):
    unknown = "import numba; numba.__version__ = '99.0.0'\n"
    code = unknown + A_RULE + "; from gridsim import _jit; print(_jit.ACCELERATED)"
    first, again = (python(code, GRIDSIM_CACHE=str(tmp_path / "cache")).stdout for _ in range(2))
    assert first.endswith("['gridsim.rules.exposure.supply_growth']\nFalse\n") and again.endswith("[]\nFalse\n")


def test_a_cache_that_cannot_be_written_is_read_and_the_rest_goes_elsewhere(tmp_path):
    # an administrator may write everywhere
    closed = "import tempfile; tempfile.TemporaryFile = lambda **place: open('/dev/null/no')\n"
    other = A_RULE.replace("exposure import supply_growth", "recruiting import joining_multiplier")
    python(A_RULE, GRIDSIM_CACHE=str(tmp_path / "cache"))
    before = sorted((tmp_path / "cache").rglob("*.nb?"))
    here = {"GRIDSIM_CACHE": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    assert python(closed + A_RULE, **here).stdout.endswith("[]\n")
    assert python(closed + other, **here).stdout.endswith("['gridsim.rules.recruiting.joining_multiplier']\n")
    assert python(closed + other, **here).stdout.endswith("[]\n"), "the temporary folder is found again"
    assert sorted((tmp_path / "cache").rglob("*.nb?")) == before and before
    nowhere = {"GRIDSIM_CACHE": "/dev/null/cache", "TMPDIR": str(tmp_path)}
    assert python(other, **nowhere).stdout.endswith("[]\n")


def test_somebody_without_a_home_or_with_a_file_in_its_place_has_a_temporary_folder(tmp_path):
    (tmp_path / "file").write_text("")
    code = (
        "from pathlib import Path; from gridsim._jit import cache; print(cache.kept_in(cache.ENGINE),"
        " cache.cannot_be_written(cache.ENGINE))"
    )
    nobody = "import os, pwd\ndel os.environ['HOME']\npwd.getpwuid = lambda number: {}[number]\n"
    for before, chosen in (("", str(tmp_path / "file")), (nobody, "")):
        found = python(before + code, GRIDSIM_CACHE=chosen, XDG_CACHE_HOME="", TMPDIR=str(tmp_path)).stdout.split()
        assert found[0].startswith(str(tmp_path / "gridsim-kernels-")) and found[1].startswith(chosen or "/dev/null"), (
            found
        )
    at_home = python(code, GRIDSIM_CACHE="~/kept", HOME=str(tmp_path)).stdout.split()
    assert at_home == [str(tmp_path / "kept" / "gridsim" / "kernels")]


def test_warm_says_where_it_could_not_write():
    from gridsim.study.warm import Warmed

    assert str(Warmed("here", "", 0, 1.0)) == "Already compiled for this processor: here"
    assert str(Warmed("here", "", 3, 1.0)) == "Compiled 3 functions for this processor in 1 s: here"
    assert str(Warmed("here", "there", 3, 1.0)).endswith(
        "a temporary folder, since there cannot be written; name one with GRIDSIM_CACHE"
    )


def test_a_file_that_breaks_off_is_written_anew(tmp_path):
    cache = tmp_path / "cache"
    python(A_RULE, GRIDSIM_CACHE=str(cache))
    for pattern in ("*.nbc", "*.nbi"):
        (file,) = cache.rglob(pattern)
        file.write_bytes(file.read_bytes()[:60])
        answers = [python(A_RULE, GRIDSIM_CACHE=str(cache)).stdout for _ in range(2)]
        assert answers[0].endswith("supply_growth']\n") and answers[1].endswith("[]\n"), pattern


def test_a_temporary_folder_of_somebody_else_is_not_read(tmp_path):
    theirs = tmp_path / f"gridsim-kernels-{os.getuid()}"
    theirs.mkdir()
    theirs.chmod(0o777)
    code = "from gridsim._jit import cache; print(cache.kept_in(cache.ENGINE))"
    found = Path(python(code, GRIDSIM_CACHE="/dev/null/cache", TMPDIR=str(tmp_path)).stdout.strip())
    assert theirs not in [found, *found.parents]


AFTER_WARM = """
import glob
import gridsim as gs
from gridsim.compiling import compiling

gs.warm()
compiling.missed.clear()
for file in sorted(glob.glob("scenarios/*.yaml")):
    scenario = gs.load_scenario(file).replace({"horizon": 3})
    if not scenario.people.file:
        scenario = scenario.replace({"people.count": 3000, "network.micro_blog.official_followers": "10%"})
    for strategy in scenario.strategies:
        gs.run(scenario, strategy, seed=1)
network = gs.networks.watts_strogatz(200, 4, 0.1)
gs.diffusion.independent_cascade(network, 0.05, [0, 1, 2], n_runs=20)
gs.seeding.select(network, 5, "reverse_reachable", chance=0.01)
gs.seeding.select(network, 5, "greedy", chance="weighted", n_worlds=20)
gs.networks.describe(network)
print(compiling.missed)
"""


def test_warm_leaves_nothing_to_compile():
    code = f"import os; os.chdir({str(ROOT)!r})\n{AFTER_WARM}"
    assert python(code).stdout == "[]\n"


def test_warm_says_where_the_code_is_and_does_nothing_twice(tmp_path):
    def called() -> str:
        return python("from gridsim.cli import app; app(['warm'])").stdout

    called()
    assert called().startswith("Already compiled for this processor: ")


def kernels_with_sources() -> list[tuple[str, str, str]]:
    """Each kernel's file and name with each file of gridsim from which it, or a constant that it uses, takes a name."""
    found, package = [], ROOT / "gridsim"
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text())
        whence = {
            (alias.asname or alias.name): [f"{node.module}.{alias.name}", node.module]
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gridsim")
            for alias in node.names
        }
        set_here = {
            target.id: node
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in tree.body:
            marks = node.decorator_list if isinstance(node, ast.FunctionDef) else []
            if any(isinstance(one, ast.Name) and one.id in ("jit", "kernel", "inlined") for one in marks):
                names, seen = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)], set()
                while names:
                    name = names.pop()
                    if name not in seen and name in set_here:
                        names += [one.id for one in ast.walk(set_here[name]) if isinstance(one, ast.Name)]
                    seen.add(name)
                    files = [module.replace(".", "/").removeprefix("gridsim/") for module in whence.get(name, [])]
                    pages = [
                        one
                        for file in files
                        for one in (f"{file}.py", f"{file}/__init__.py")
                        if (package / one).is_file()
                    ]
                    found += [(path.relative_to(package).as_posix(), node.name, page) for page in pages[:1]]
    return found


def test_whatever_a_kernel_takes_names_from_is_in_the_digest_of_its_code():
    found = kernels_with_sources()
    assert len(found) > 300
    for file, kernel, source in found:
        group = cache.CLASSICAL if file.startswith(("networks/", "diffusion/", "seeding/")) else cache.ENGINE
        assert source.startswith(group) or file.startswith("bench/"), (
            f"{file}, {kernel} uses {source}: an edit there would leave stale code"
        )
