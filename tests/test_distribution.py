"""The distribution's name, said once; which edition runs; and nobody is sent to a stranger's package."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import gridsim
from gridsim import distribution
from gridsim.report.grounds import install_command

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
METADATA = "Metadata-Version: 2.1\nName: gridsim\nVersion: 0.4\n"


def test_the_name_and_the_version_are_said_once():
    assert (
        PROJECT["name"] == distribution.NAME
        and PROJECT["dynamic"] == ["version"]
        and PROJECT["scripts"] == {"gridsim": "gridsim.cli:main"}
    )
    assert f"\nversion: {gridsim.__version__}\n" in (ROOT / "CITATION.cff").read_text()


def test_no_text_sends_anybody_to_a_strangers_package():
    theirs = re.compile(r"""pip install (-\S+ )*["']?gridsim\b(?![-_]marketing)|["']gridsim\[|gridsim==""")
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert (
        theirs.search("pip install -U 'gridsim'")
        and theirs.search('"gridsim[peers]"')
        and theirs.search("gridsim==0.1")
    )
    for name in files:
        if name != "tests/test_distribution.py" and Path(name).suffix in {
            ".py",
            ".md",
            ".yaml",
            ".toml",
            ".cff",
            ".html",
            "",
        }:
            found = theirs.search((ROOT / name).read_text())
            assert not found, f"{name}: {found}"


@pytest.mark.parametrize("edition", ["", "commit 1f3a", "commit 1f3a with changes", "wheel SHA-256 77"])
def test_the_report_installs_from_a_checkout_or_a_wheel(edition):
    command = install_command("0.1.0", edition).split("#")[0].strip()
    assert command in {
        "pip install .",
        "git checkout 1f3a && pip install .",
        "pip install gridsim_marketing-0.1.0-py3-none-any.whl",
    }


def test_the_edition_of_a_checkout_is_its_commit(tmp_path):
    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@b", "-C", str(tmp_path), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    (tmp_path / "gridsim").mkdir()
    (tmp_path / "gridsim" / "page.py").write_text("1")
    assert distribution._of_checkout(tmp_path) == ""
    git("init", "--quiet")
    (tmp_path / "pyproject.toml").write_text("")
    assert distribution._of_checkout(tmp_path) == "", "no commit yet"
    git("add", ".")
    git("commit", "--quiet", "-m", "first")
    assert distribution._of_checkout(tmp_path) == f"commit {git('rev-parse', 'HEAD')}"
    (tmp_path / "gridsim" / "page.py").write_text("2")
    assert distribution._of_checkout(tmp_path).endswith(" with changes")


def test_the_edition_of_an_installation_is_what_pip_wrote_down():
    assert (
        distribution._of_installation('{"url": "u", "vcs_info": {"vcs": "git", "commit_id": "1f3a"}}') == "commit 1f3a"
    )
    assert distribution._of_installation('{"url": "u", "dir_info": {"editable": true}}') == ""


def beside(folder: Path, entry_points: str = "") -> Path:
    """A distribution called gridsim in a folder."""
    info = folder / "gridsim-0.4.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(METADATA)
    (info / "entry_points.txt").write_text(entry_points)
    return folder


@pytest.mark.parametrize(
    "command", ["import gridsim as gs; gs.load_scenario", "from gridsim.cli import app; app(['schema'])"]
)
def test_a_stranger_beside_it_is_told(tmp_path, command):
    path = os.pathsep.join([str(beside(tmp_path)), str(ROOT), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", command],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (
        done.stderr
        == "Another distribution, gridsim 0.4, is installed here and brings a package of the same name; files of one"
        " may have overwritten those of the other. Run pip uninstall gridsim, and then install gridsim-marketing"
        " again with --force-reinstall.\n"
    )


def test_a_package_that_was_overwritten_is_refused(tmp_path):
    shutil.copytree(ROOT / "gridsim", tmp_path / "gridsim", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "gridsim" / "__init__.py").write_text("name = 'robots'\n")
    path = os.pathsep.join([str(beside(tmp_path)), *(one for one in sys.path if one and Path(one) != ROOT)])
    command = [sys.executable, "-m", "gridsim.cli", "schema"]
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "Traceback" not in done.stderr and not done.stdout
    assert (
        done.stderr.splitlines()[1]
        == "The file __init__.py of the package gridsim is not gridsim's own. Install gridsim again."
    )


def test_ours_under_its_old_name_is_no_stranger(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(beside(tmp_path, "[console_scripts]\ngridsim = gridsim.cli:main\n")))
    assert distribution.stranger() == ""


@pytest.mark.long
def test_the_wheel_works_outside_the_checkout(tmp_path):
    """Built, unpacked where nothing of the checkout is, and run there from the command line."""
    build = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--quiet", "--wheel-dir", str(tmp_path)]
    subprocess.run(build, check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name == f"gridsim_marketing-{gridsim.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as whole:
        whole.extractall(tmp_path / "installed")
    path = os.pathsep.join([str(tmp_path / "installed"), *(one for one in sys.path if one and Path(one) != ROOT)])
    small = [
        "--set",
        "people.count=400",
        "--set",
        "network.micro_blog.official_followers=10%",
        "--set",
        "horizon=5",
        "--set",
        "budget.total=2k CNY",
    ]
    command = [sys.executable, "-m", "gridsim.cli", "demo", *small, "--replicates", "2", "--quiet", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = (tmp_path / "out" / "report.html").read_text()
    assert f"gridsim-marketing {gridsim.__version__}" in report and "pip install ." in report
